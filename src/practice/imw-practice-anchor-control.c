/* imw-practice-anchor-control.c: what the outside world does to orders of the practice anchor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-error.h"

static gboolean
find_waiting (ImwPracticeAnchor *self,
              const char        *id,
              const char        *status,
              ImwRecord        **order,
              GError           **error)
{
  if (!imw_anchor_find_order (self, id, order, error))
    return FALSE;
  if (*order == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no such order");
      return FALSE;
    }
  if (!imw_record_is (*order, "step", status))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the order is at %s",
                   imw_record_get (*order, "status"));
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_practice_anchor_pay:
 * @self: the anchor
 * @id: of a deposit
 * @error: return location
 *
 * The customer's money arrives: by bank, card or whatever the order says.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_NOT_FOUND, %IMW_ERROR_BAD_INPUT (it does not wait for money
 *   from a bank), %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_anchor_pay (ImwPracticeAnchor *self, const char *id, GError **error)
{
  g_autoptr (ImwRecord) order = NULL;

  imw_practice_anchor_catch_up (self);
  if (!find_waiting (self, id, "pending_user_transfer_start", &order, error))
    return FALSE;
  if (imw_anchor_is_out (order))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "this order is paid on the ledger");
      return FALSE;
    }

  imw_record_set (order, "paid_units", imw_record_get (order, "sell_units"));
  imw_anchor_money_came (self, order, imw_anchor_get_now_ms (self));

  return imw_records_save (self->books, order, error);
}

/**
 * imw_practice_anchor_collect:
 * @self: the anchor
 * @id: of an order that waits at the cash desk
 * @error: return location
 *
 * The money is picked up.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_NOT_FOUND, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_anchor_collect (ImwPracticeAnchor *self, const char *id, GError **error)
{
  g_autoptr (ImwRecord) order = NULL;

  imw_practice_anchor_catch_up (self);
  if (!find_waiting (self, id, "pending_user_transfer_complete", &order, error))
    return FALSE;

  imw_record_set (order, "step", "completed");
  imw_anchor_enter (self, order, "completed", imw_anchor_get_now_ms (self), 0, "Picked up");

  return imw_records_save (self->books, order, error);
}

/**
 * imw_practice_anchor_set_email_code:
 * @self: the anchor
 * @on: whether e-mail addresses have to be verified
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_BUSY.
 */
gboolean
imw_practice_anchor_set_email_code (ImwPracticeAnchor *self, gboolean on, GError **error)
{
  g_autoptr (ImwRecord)
      setting = imw_record_new ("setting", "email-code", NULL, imw_anchor_get_now_ms (self));

  return on ? imw_records_save (self->books, setting, error)
            : imw_records_remove (self->books, "setting", "email-code", error);
}
