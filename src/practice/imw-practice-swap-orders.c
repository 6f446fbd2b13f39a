/* imw-practice-swap-orders.c: how orders of the swap service go on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-swap"

#include "config.h"

#include "imw-practice-swap-private.h"

#include "imw-error.h"

#define SEND_MS 2000

static void
set_state (ImwRecord *order, const char *state, const char *message)
{
  imw_record_set (order, "state", state);
  imw_record_set (order, "message", message);
}

/* What was decided is noted before it is done; a server that is ended in between does not do it a second time. */
static gboolean
settle (ImwPracticeSwap *self, ImwRecord *order, GError **error)
{
  gboolean         back = imw_record_get (order, "back") != NULL;
  g_autofree char *txid = NULL;
  g_autoptr (GError) failure = NULL;

  if (imw_record_get (order, "settled") != NULL)
    return TRUE;

  imw_record_set (order, "settled", "1");
  if (!imw_records_save (self->books, order, error))
    return FALSE;

  if (!(back ? imw_swap_pay_back (self, order, &txid, &failure)
             : imw_swap_pay_out (self, order, &txid, &failure)))
    {
      g_message ("swap %s: %s", order->id, failure->message);
      if (back)
        {
          set_state (order, "failed", failure->message);
        }
      else
        {
          imw_record_set (order, "back", "1");
          imw_record_set (order, "settled", NULL);
          set_state (order, "sending", "Your account does not take this asset: it is paid back");
        }
      return imw_records_save (self->books, order, error);
    }

  imw_record_set (order, back ? "refund_txid" : "sent_txid", txid);
  set_state (order, back ? "refunded" : "done", back ? imw_record_get (order, "message") : NULL);

  return imw_records_save (self->books, order, error);
}

static gboolean
advance (ImwPracticeSwap *self, ImwRecord *order, gint64 now_ms, GError **error)
{
  gboolean         waits = imw_record_is (order, "state", "waiting");
  gboolean         confirmed = FALSE;
  gint64           units = 0;
  g_autofree char *txid = NULL;

  if (imw_record_is (order, "state", "sending"))
    return now_ms < imw_record_get_int (order, "send_ms") || settle (self, order, error);

  if (!imw_swap_look (self, order, &units, &confirmed, &txid, error))
    return FALSE;
  if (units == 0)
    {
      if (!waits || now_ms < imw_record_get_int (order, "expires_ms"))
        return TRUE;

      set_state (order, "expired", "No deposit came in time");
      return imw_records_save (self->books, order, error);
    }

  /* what came late, or is not what was agreed, goes back */
  if (imw_record_is (order, "state", "expired"))
    imw_record_set (order, "late", "1");
  imw_record_set (order, "received_txid", txid);
  set_state (order, "received", NULL);
  if (confirmed)
    {
      const char *message = NULL;

      if (imw_record_get (order, "late") != NULL)
        message = "The deposit came too late";
      else if (units != imw_record_get_int (order, "from_units"))
        message = "The deposit was not what was agreed";
      imw_record_set (order, "back", message != NULL ? "1" : NULL);
      imw_record_set_int (order, "send_ms", now_ms + SEND_MS);
      set_state (order, "sending", message);
    }

  return imw_records_save (self->books, order, error);
}

/**
 * imw_practice_swap_catch_up:
 * @self: the service
 *
 * Looks for deposits and settles what is due. What fails is tried again the next time.
 */
void
imw_practice_swap_catch_up (ImwPracticeSwap *self)
{
  gint64 now_ms = imw_clock_get_wall_ms (imw_ledger_get_clock (self->books));
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GError) error = NULL;

  /* payments of our own close ledgers, which call us */
  if (self->busy)
    return;

  self->busy = TRUE;
  if (imw_swap_take_payments (self, &error))
    orders = imw_records_list (self->books, "swap-order", NULL, &error);
  for (guint i = 0; orders != NULL && error == NULL && i < orders->len; i++)
    {
      ImwRecord *order = g_ptr_array_index (orders, i);

      if (imw_record_get (order, "settled") == NULL)
        (void) !advance (self, order, now_ms, &error);
    }
  if (error != NULL)
    g_message ("swaps stay where they are: %s", error->message);
  self->busy = FALSE;
}
