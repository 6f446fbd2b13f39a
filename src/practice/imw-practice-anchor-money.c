/* imw-practice-anchor-money.c: the practice anchor on the ledger
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-strkey.h"

#include <string.h>

#define PAGE          200
#define STRAY_MS      5000
#define TRUST_S       5
#define NO_TRUST_TEXT "Your account does not take this token yet: open the trustline"

/* Payments of the practice network itself are how the anchor got its money. */
static gboolean
is_own (ImwPracticeAnchor *self, const char *address)
{
  static const ImwPracticeStellarRole roles[] = { IMW_PRACTICE_STELLAR_ROOT,
                                                  IMW_PRACTICE_STELLAR_USDC_ISSUER,
                                                  IMW_PRACTICE_STELLAR_EURC_ISSUER,
                                                  IMW_PRACTICE_STELLAR_ANCHOR };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      if (g_strcmp0 (imw_practice_stellar_get_address (self->stellar, roles[i]), address) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
find_by_memo (ImwPracticeAnchor               *self,
              const ImwPracticeStellarPayment *payment,
              ImwRecord                      **found,
              GError                         **error)
{
  g_autoptr (GPtrArray) orders = NULL;

  *found = NULL;
  if (g_strcmp0 (payment->memo_type, "id") != 0)
    return TRUE;

  orders = imw_records_list (self->books, "order", NULL, error);
  if (orders == NULL)
    return FALSE;

  for (guint i = 0; i < orders->len && *found == NULL; i++)
    {
      const ImwRecord *order = g_ptr_array_index (orders, i);

      if (imw_record_is (order, "pay_memo", payment->memo) &&
          !imw_records_find (self->books, "order", order->id, found, error))
        return FALSE;
    }

  return TRUE;
}

static void
note_payment (ImwRecord *order, const ImwPracticeStellarPayment *payment)
{
  imw_record_set (order, "stellar_tx", payment->hash);
  imw_record_set (order, "paid_from", payment->from);
  imw_record_set (order, "paid_asset", payment->asset);
  imw_record_set_int (order, "paid_units", payment->amount);
  imw_record_set_int (order, "paid_token", payment->token);
}

/* Money that belongs to no order goes back after a while. */
static gboolean
keep_stray (ImwPracticeAnchor *self, const ImwPracticeStellarPayment *payment, GError **error)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, payment->token);
  g_autoptr (ImwRecord) stray = imw_record_new ("stray", id, payment->from, payment->time_ms);

  stray->due_ms = payment->time_ms + STRAY_MS;
  note_payment (stray, payment);

  return imw_records_save (self->books, stray, error);
}

static gboolean
is_exact (ImwPracticeAnchor *self, const ImwRecord *order, const ImwPracticeStellarPayment *payment)
{
  g_autofree char *asset =
      imw_practice_stellar_dup_asset (self->stellar, imw_record_get (order, "token"), NULL);

  return g_strcmp0 (asset, payment->asset) == 0 &&
         payment->amount == imw_record_get_int (order, "sell_units");
}

static gboolean
take_payment (ImwPracticeAnchor *self, const ImwPracticeStellarPayment *payment, GError **error)
{
  g_autoptr (ImwRecord) order = NULL;
  gboolean expired;

  if (is_own (self, payment->from))
    return TRUE;
  if (!find_by_memo (self, payment, &order, error))
    return FALSE;
  if (order != NULL && imw_record_get_int (order, "paid_token") == payment->token)
    return TRUE; /* seen before we were ended */
  if (order == NULL || imw_record_get (order, "paid_token") != NULL)
    return keep_stray (self, payment, error);

  expired = imw_record_is (order, "step", "expired");
  if (!expired && !imw_record_is (order, "step", "pending_user_transfer_start"))
    return keep_stray (self, payment, error);

  note_payment (order, payment);
  if (expired || payment->time_ms > imw_record_get_int (order, "deadline_ms"))
    {
      imw_record_set (order, "wrong_payment", "The payment came too late");
      imw_anchor_money_came (self, order, payment->time_ms);
    }
  else
    {
      if (!is_exact (self, order, payment))
        imw_record_set (order, "wrong_payment", "The payment was not what was agreed");
      imw_anchor_money_came (self, order, payment->time_ms);
    }

  return imw_records_save (self->books, order, error);
}

/**
 * imw_anchor_take_payments: (skip)
 * @self: the anchor
 * @error: return location
 *
 * Gives each payment that came since the last time to its order.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_take_payments (ImwPracticeAnchor *self, GError **error)
{
  const char *address =
      imw_practice_stellar_get_address (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR);
  g_autoptr (ImwRecord) cursor = NULL;

  if (!imw_records_find (self->books, "cursor", "anchor", &cursor, error))
    return FALSE;
  if (cursor == NULL)
    cursor = imw_record_new ("cursor", "anchor", NULL, imw_anchor_get_now_ms (self));

  for (;;)
    {
      g_autoptr (GPtrArray) payments = imw_practice_stellar_list_payments (
          self->stellar, address, imw_record_get_int (cursor, "token"), PAGE, error);

      if (payments == NULL)
        return FALSE;
      if (payments->len == 0)
        return TRUE;

      for (guint i = 0; i < payments->len; i++)
        {
          const ImwPracticeStellarPayment *payment = g_ptr_array_index (payments, i);

          if (!take_payment (self, payment, error))
            return FALSE;
          imw_record_set_int (cursor, "token", payment->token);
        }
      if (!imw_records_save (self->books, cursor, error))
        return FALSE;
    }
}

/* The newest payment to an account, 0 when there is none */
static gboolean
find_last_token (ImwPracticeAnchor *self, const char *address, gint64 *token, GError **error)
{
  *token = 0;
  for (;;)
    {
      g_autoptr (GPtrArray) payments =
          imw_practice_stellar_list_payments (self->stellar, address, *token, PAGE, error);

      if (payments == NULL)
        return FALSE;
      if (payments->len == 0)
        return TRUE;
      *token =
          ((ImwPracticeStellarPayment *) g_ptr_array_index (payments, payments->len - 1))->token;
    }
}

/* A payment of ours that was made just before we were ended */
static gboolean
find_made (ImwPracticeAnchor *self,
           const char        *base,
           gint64             after,
           const char        *asset,
           gint64             amount,
           char             **hash,
           GError           **error)
{
  const char *own = imw_practice_stellar_get_address (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR);
  g_autoptr (GPtrArray)
      payments = imw_practice_stellar_list_payments (self->stellar, base, after, PAGE, error);

  if (payments == NULL)
    return FALSE;

  for (guint i = 0; i < payments->len && *hash == NULL; i++)
    {
      const ImwPracticeStellarPayment *payment = g_ptr_array_index (payments, i);

      if (g_strcmp0 (payment->from, own) == 0 && g_strcmp0 (payment->asset, asset) == 0 &&
          payment->amount == amount)
        *hash = g_strdup (payment->hash);
    }

  return TRUE;
}

static char *
get_base_account (const char *address)
{
  ImwStellarAddress parsed;

  return imw_stellar_address_parse (address, &parsed, NULL) ? imw_stellar_key_to_text (parsed.key)
                                                            : g_strdup (address);
}

/* Hash memos are base64 in orders and hexadecimal on the ledger (SEP-6). */
static char *
convert_memo (const char *type, const char *memo)
{
  g_autofree guint8 *data = NULL;
  gsize              length = 0;

  if (memo == NULL || (g_strcmp0 (type, "hash") != 0 && g_strcmp0 (type, "return") != 0))
    return g_strdup (memo);

  data = g_base64_decode (memo, &length);

  return length == 32 ? imw_hex_encode (data, length) : g_strdup (memo);
}

/* Pays once, also when we are ended between the payment and the note that it was made. */
static gboolean
pay_once (ImwPracticeAnchor *self,
          ImwRecord         *record,
          const char        *to,
          const char        *asset,
          gint64             amount,
          const char        *memo_type,
          const char        *memo,
          char             **hash,
          GError           **error)
{
  g_autofree char *base = get_base_account (to);
  g_autofree char *memo_text = convert_memo (memo_type, memo);
  gint64           after = 0;

  *hash = NULL;
  if (imw_record_get (record, "paying") != NULL)
    {
      if (!find_made (self, base, imw_record_get_int (record, "paying"), asset, amount, hash,
                      error))
        return FALSE;
      if (*hash != NULL)
        return TRUE;
    }
  else
    {
      if (!find_last_token (self, base, &after, error))
        return FALSE;
      imw_record_set_int (record, "paying", after);
      /* due as it is now: whoever starts again comes here */
      record->due_ms = record->due_ms != 0 ? record->due_ms : imw_anchor_get_now_ms (self);
      if (!imw_records_save (self->books, record, error))
        return FALSE;
      record->due_ms = 0;
    }

  return imw_practice_stellar_pay (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR, to, asset, amount,
                                   memo_text != NULL ? memo_type : NULL, memo_text, hash, error);
}

/**
 * imw_anchor_refund: (skip)
 * @self: the anchor
 * @order: an order that was paid on the ledger
 * @fee: what is kept of it, in units of 10^-7
 * @error: return location
 *
 * Sends the payment back to where it came from, with the memo the customer asked for, and notes it in the order.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_REFUSED, %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_refund (ImwPracticeAnchor *self, ImwRecord *order, gint64 fee, GError **error)
{
  const char      *memo = imw_record_get (order, "refund_memo");
  const char      *type = imw_record_get (order, "refund_memo_type");
  gint64           paid = imw_record_get_int (order, "paid_units");
  gint64           kept = MIN (fee, paid - 1);
  g_autofree char *hash = NULL;
  g_autofree char *amount = imw_practice_units_format (paid - kept, 7, 2);
  g_autofree char *kept_text = imw_practice_units_format (kept, 7, 2);

  if (!pay_once (self, order, imw_record_get (order, "paid_from"),
                 imw_record_get (order, "paid_asset"), paid - kept,
                 memo != NULL && type == NULL ? "text" : type, memo, &hash, error))
    return FALSE;

  imw_record_set (order, "refund_id", hash);
  imw_record_set (order, "refund_id_type", "stellar");
  imw_record_set (order, "refund_amount", amount);
  imw_record_set (order, "refund_fee", kept_text);

  return TRUE;
}

/**
 * imw_anchor_pay_back_strays: (skip)
 * @self: the anchor
 * @now_ms: UTC
 * @error: return location
 *
 * Sends back what came without a memo, or with one of no order.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_pay_back_strays (ImwPracticeAnchor *self, gint64 now_ms, GError **error)
{
  for (guint i = 0; i < PAGE; i++)
    {
      g_autoptr (ImwRecord) stray = NULL;
      g_autoptr (GError) failure = NULL;

      if (!imw_records_find_due (self->books, "stray", now_ms, &stray, error))
        return FALSE;
      if (stray == NULL)
        return TRUE;

      if (!imw_anchor_refund (self, stray, 0, &failure))
        g_message ("a payment cannot be sent back: %s", failure->message);
      stray->due_ms = 0;
      if (!imw_records_save (self->books, stray, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_without_trust (const GError *error)
{
  return g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED) &&
         (strstr (error->message, "op_no_trust") != NULL ||
          strstr (error->message, "op_no_destination") != NULL);
}

static gboolean
pay_claimable (ImwPracticeAnchor *self,
               ImwRecord         *order,
               const char        *to,
               const char        *asset,
               gint64             amount,
               gint64             at_ms,
               GError           **error)
{
  g_autofree char *hash = NULL;
  g_autofree char *id = NULL;
  g_autofree char *base = get_base_account (to);

  if (!imw_practice_stellar_create_claimable (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR, base,
                                              asset, amount, &hash, &id, error))
    return FALSE;

  imw_record_set (order, "stellar_tx", hash);
  imw_record_set (order, "claimable_id", id);
  imw_anchor_enter (self, order, "completed", at_ms, 0, "Waiting for you to claim it");
  imw_record_set (order, "step", "completed");

  return TRUE;
}

/**
 * imw_anchor_pay_out: (skip)
 * @self: the anchor
 * @order: a deposit whose money is there
 * @at_ms: UTC
 * @error: return location
 *
 * Pays the token to the customer: directly, as a claimable balance where that was agreed, else as soon as the trustline
 * is there. A new account is opened by a payment of XLM.
 *
 * Returns: %TRUE on success, which may be another state of waiting. On %FALSE @error is %IMW_ERROR_REFUSED,
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_pay_out (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms, GError **error)
{
  const char      *to = imw_record_get (order, "ledger_account");
  gint64           amount = imw_record_get_int (order, "buy_units");
  g_autofree char *asset =
      imw_practice_stellar_dup_asset (self->stellar, imw_record_get (order, "token"), error);
  g_autofree char *hash = NULL;
  g_autoptr (GError) failure = NULL;

  if (asset == NULL)
    return FALSE;

  if (!pay_once (self, order, to, asset, amount, imw_record_get (order, "deposit_memo_type"),
                 imw_record_get (order, "deposit_memo"), &hash, &failure))
    {
      if (!is_without_trust (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (g_str_equal (asset, "XLM"))
        {
          if (!imw_practice_stellar_open_account (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR, to,
                                                  amount, &hash, error))
            return FALSE;
        }
      else if (imw_record_get (order, "claimable") != NULL)
        {
          return pay_claimable (self, order, to, asset, amount, at_ms, error);
        }
      else
        {
          if (!imw_record_is (order, "step", "pending_trust"))
            imw_anchor_enter (self, order, "pending_trust", at_ms, TRUST_S, NO_TRUST_TEXT);
          imw_record_set (order, "step", "pending_trust");
          order->due_ms = imw_anchor_get_now_ms (self) + TRUST_S * 1000;
          return TRUE;
        }
    }

  imw_record_set (order, "stellar_tx", hash);
  imw_record_set (order, "step", "completed");
  imw_anchor_enter (self, order, "completed", at_ms, 0, "Delivered");

  return TRUE;
}
