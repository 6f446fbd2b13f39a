/* imw-practice-anchor-machine.c: how orders of the practice anchor go on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include "imw-base32.h"
#include "imw-error.h"
#include "imw-hash.h"

#include <string.h>

#define ANCHOR_S      5
#define SHORT_S       2
#define HOLD_S        30
#define COLLECT_S     60
#define TRUST_S       5
#define NO_QUOTE_MS   (30 * 60 * 1000)
#define REFUND_FEE    (IMW_PRACTICE_STELLAR_UNIT / 2)
#define ADDED_FEE     IMW_PRACTICE_STELLAR_UNIT
#define NUMBER_DIGITS 10
#define DEFAULT_ETA_S 60

/* What the hundredths of an amount ask for */
enum
{
  INJECT_BOUNCE = 11, /* the bank does not know the payee */
  INJECT_HOLD = 12,   /* checked for a while */
  INJECT_REFUND = 13, /* sent back, less a fee */
  INJECT_ERROR = 14,
  INJECT_STUCK = 15, /* on its way for ever */
  INJECT_ADDED_FEE = 19
};

/**
 * imw_anchor_enter: (skip)
 * @self: the anchor
 * @order: an order
 * @status: its new state
 * @at_ms: since when, UTC
 * @due_s: in how many seconds it goes on by itself, 0: it does not
 * @message: (nullable): a sentence for the customer
 *
 * Changes the state; the order is not saved.
 */
void
imw_anchor_enter (ImwPracticeAnchor *self,
                  ImwRecord         *order,
                  const char        *status,
                  gint64             at_ms,
                  gint64             due_s,
                  const char        *message)
{
  imw_record_set (order, "status", status);
  imw_record_set_int (order, "updated_ms", at_ms);
  imw_record_set_int (order, "eta_s", due_s > 0 ? due_s : DEFAULT_ETA_S);
  imw_record_set (order, "message", message);
  order->due_ms = due_s > 0 ? at_ms + due_s * 1000 : 0;
  if (imw_anchor_is_over (order))
    {
      imw_record_set_int (order, "completed_ms", at_ms);
      order->due_ms = 0;
    }
}

/* SEP-31 has fewer states, and other names for some of them. */
static const char *
name_status (const ImwRecord *order, const char *status)
{
  if (!imw_record_is (order, "sep", "31"))
    return status;
  if (g_str_equal (status, "pending_user_transfer_start"))
    return "pending_sender";
  if (g_str_equal (status, "pending_user_transfer_complete"))
    return "pending_external";
  if (g_str_equal (status, "pending_anchor") || g_str_equal (status, "on_hold"))
    return "pending_receiver";

  return status;
}

static void
enter (ImwPracticeAnchor *self,
       ImwRecord         *order,
       const char        *status,
       gint64             at_ms,
       gint64             due_s,
       const char        *message)
{
  imw_record_set (order, "step", status);
  imw_anchor_enter (self, order, name_status (order, status), at_ms, due_s, message);
}

static gboolean
is_at (const ImwRecord *order, const char *step)
{
  return imw_record_is (order, "step", step);
}

/* Ten letters and digits that belong to the order, and to nothing else it has */
static char *
make_number (const ImwRecord *order, const char *prefix)
{
  g_autofree char *words = g_strconcat (order->id, prefix, NULL);
  g_autofree char *text = NULL;
  guint8           hash[32];

  imw_sha256 ((const guint8 *) words, strlen (words), hash);
  text = imw_base32_encode (hash, 10, FALSE);
  text[NUMBER_DIGITS] = '\0';

  return g_strconcat (prefix, text, NULL);
}

static gint64
make_memo (const ImwRecord *order)
{
  guint8 hash[32];

  imw_sha256 ((const guint8 *) order->id, strlen (order->id), hash);

  return ((gint64) (hash[0] & 0x7f) << 24 | (gint64) hash[1] << 16 | (gint64) hash[2] << 8 |
          hash[3]) +
         1;
}

/* An amount that ends in .19: one more unit is wanted than the quote says. */
static void
add_fee (ImwRecord *order)
{
  guint            decimals = (guint) imw_record_get_int (order, "sell_decimals");
  gint64           added = ADDED_FEE;
  g_autofree char *amount = NULL;
  g_autofree char *fee = NULL;
  g_autofree char *more = NULL;

  for (guint i = decimals; i < IMW_ANCHOR_TOKEN_DECIMALS; i++)
    added /= 10;
  imw_record_set_int (order, "sell_units", imw_record_get_int (order, "sell_units") + added);
  imw_record_set_int (order, "fee_units", imw_record_get_int (order, "fee_units") + added);
  amount = imw_practice_units_format (imw_record_get_int (order, "sell_units"), decimals, 2);
  fee = imw_practice_units_format (imw_record_get_int (order, "fee_units"), decimals, 2);
  more = imw_practice_units_format (added, decimals, 2);
  imw_record_set (order, "amount_in", amount);
  imw_record_set (order, "fee", fee);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name_key = g_strdup_printf ("fee_name_%u", i);
      g_autofree char *amount_key = g_strdup_printf ("fee_amount_%u", i);

      if (imw_record_get (order, name_key) != NULL)
        continue;

      imw_record_set (order, name_key, "Correspondent bank fee");
      imw_record_set (order, amount_key, more);
      break;
    }
}

/**
 * imw_anchor_wait_for_payment: (skip)
 * @self: the anchor
 * @order: an order with everything but the payment
 * @at_ms: UTC
 *
 * From now on the order waits for its payment, until the quote ends. The order is not saved.
 */
void
imw_anchor_wait_for_payment (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms)
{
  gint64 deadline_ms = imw_record_get_int (order, "expires_ms");

  if (deadline_ms == 0)
    deadline_ms = at_ms + NO_QUOTE_MS;
  if (imw_record_get_int (order, "inject") == INJECT_ADDED_FEE)
    add_fee (order);
  if (imw_anchor_is_out (order))
    imw_record_set_int (order, "pay_memo", make_memo (order));
  imw_record_set_int (order, "deadline_ms", deadline_ms);
  enter (self, order, "pending_user_transfer_start", at_ms, 0, NULL);
  order->due_ms = MAX (deadline_ms, at_ms + 1);
}

static gboolean
find_customers (ImwPracticeAnchor *self,
                const ImwRecord   *order,
                char             **first,
                char             **second,
                GError           **error)
{
  g_autoptr (ImwRecord) customer = NULL;

  if (imw_record_is (order, "sep", "31"))
    {
      *first = g_strdup (imw_record_get (order, "sender_id"));
      *second = g_strdup (imw_record_get (order, "receiver_id"));
      return TRUE;
    }
  if (!imw_anchor_find_customer (self, imw_record_get (order, "account"),
                                 imw_record_get (order, "account_memo"), NULL, &customer, error))
    return FALSE;

  *first = customer != NULL ? g_strdup (customer->id) : NULL;

  return TRUE;
}

static gboolean
knows_payee (const ImwRecord *order)
{
  g_auto (GStrv) names = imw_anchor_list_fields (order);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat ("field.", names[i], NULL);
      g_autofree char *wrong = g_strconcat ("field_error.", names[i], NULL);

      if (imw_record_get (order, key) == NULL || imw_record_get (order, wrong) != NULL)
        return FALSE;
    }

  return TRUE;
}

static void
ask_for_details (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms)
{
  if (is_at (order, "pending_customer_info_update"))
    return;

  enter (self, order, "pending_customer_info_update", at_ms, 0, "More details are needed");
  imw_record_set (order, "required_message", "More details are needed");
}

/**
 * imw_anchor_start: (skip)
 * @self: the anchor
 * @order: an order that waits for details, or is new
 * @at_ms: UTC
 * @error: return location
 *
 * Moves the order on as far as the details go: asks for them, or for the payment. The order is not saved.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_start (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms, GError **error)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  ImwAnchorKyc     kyc[2] = { IMW_ANCHOR_KYC_ACCEPTED, IMW_ANCHOR_KYC_ACCEPTED };

  if (!find_customers (self, order, &first, &second, error) ||
      !imw_anchor_get_kyc (self, first, at_ms, &kyc[0], NULL, error) ||
      (second != NULL && !imw_anchor_get_kyc (self, second, at_ms, &kyc[1], NULL, error)))
    return FALSE;

  if (kyc[0] == IMW_ANCHOR_KYC_REJECTED || kyc[1] == IMW_ANCHOR_KYC_REJECTED)
    {
      imw_record_set (order, "required_message", NULL);
      enter (self, order, "error", at_ms, 0, "This person cannot be a customer of ours.");
    }
  else if (kyc[0] != IMW_ANCHOR_KYC_ACCEPTED || kyc[1] != IMW_ANCHOR_KYC_ACCEPTED ||
           !knows_payee (order))
    {
      ask_for_details (self, order, at_ms);
    }
  else if (imw_record_get (order, "paid_units") != NULL)
    {
      imw_record_set (order, "required_message", NULL);
      imw_record_set_int (order, "inject", 0);
      enter (self, order, "pending_anchor", at_ms, SHORT_S, NULL);
    }
  else
    {
      imw_record_set (order, "required_message", NULL);
      imw_anchor_wait_for_payment (self, order, at_ms);
    }

  return TRUE;
}

/**
 * imw_anchor_customer_changed: (skip)
 * @self: the anchor
 * @customer_id: of whom something new is known
 * @at_ms: UTC
 * @error: return location
 *
 * Moves on the orders that waited for that.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_customer_changed (ImwPracticeAnchor *self,
                             const char        *customer_id,
                             gint64             at_ms,
                             GError           **error)
{
  g_autoptr (ImwRecord) customer = NULL;
  g_autoptr (GPtrArray) orders = imw_records_list (self->books, "order", NULL, error);

  if (orders == NULL || !imw_records_find (self->books, "customer", customer_id, &customer, error))
    return FALSE;
  if (customer == NULL)
    return TRUE;

  for (guint i = 0; i < orders->len; i++)
    {
      ImwRecord *order = g_ptr_array_index (orders, i);

      if (is_at (order, "pending_customer_info_update") &&
          imw_record_is (order, "account", customer->owner) &&
          (!imw_anchor_start (self, order, at_ms, error) ||
           !imw_records_save (self->books, order, error)))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_anchor_money_came: (skip)
 * @self: the anchor
 * @order: an order that waited for its payment
 * @at_ms: when it came, UTC
 *
 * The payment is there: the order goes on. It is not saved.
 */
void
imw_anchor_money_came (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms)
{
  const ImwPracticeMethod *method = imw_practice_method_find (imw_record_get (order, "method"));
  gboolean                 out = imw_anchor_is_out (order);

  enter (self, order, "pending_anchor", at_ms, out || method == NULL ? ANCHOR_S : method->in_s,
         out ? "We have your payment" : "Your payment arrived");
}

static void
reject_payee (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms)
{
  g_auto (GStrv) names = imw_anchor_list_fields (order);
  const char *name = NULL;

  /* what is in the account's number, not who he is */
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!g_str_has_prefix (names[i], "recipient_") && !g_str_equal (names[i], "bank_name"))
        name = names[i];
    }
  if (name != NULL)
    {
      g_autofree char *key = g_strconcat ("field_error.", name, NULL);

      imw_record_set (order, key, "The bank does not know this account");
    }
  enter (self, order, "pending_customer_info_update", at_ms, 0,
         "The bank does not know the account of the recipient");
  imw_record_set (order, "required_message", "Please correct the account of the recipient");
}

static void
send_out (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms)
{
  const ImwPracticeMethod *method = imw_practice_method_find (imw_record_get (order, "method"));
  const ImwPracticePlace  *place = imw_practice_place_find (imw_record_get (order, "country"));
  const ImwPracticeRail   *rail =
      place != NULL && method != NULL ? imw_practice_place_find_rail (place, method->name) : NULL;
  gboolean         cash = method != NULL && method->cash;
  g_autofree char *number = make_number (order, cash ? "PICK-" : "PR-");
  g_autofree char *message =
      g_strconcat ("Sent by ", rail != NULL ? rail->rail : "bank transfer", NULL);

  imw_record_set (order, "external_tx", number);
  if (cash)
    {
      imw_record_set (order, "external_extra_text", "Practice cash desk, Main Street 1");
      enter (self, order, "pending_user_transfer_complete", at_ms, COLLECT_S, "Ready for pick-up");
      return;
    }

  enter (self, order, "pending_external", at_ms, method != NULL ? method->out_s : 20, message);
  if (imw_record_get_int (order, "inject") == INJECT_STUCK)
    order->due_ms = 0;
}

/* Money that came from a bank goes back to it. */
static void
refund_to_bank (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms)
{
  guint            decimals = (guint) imw_record_get_int (order, "sell_decimals");
  gint64           units = imw_record_get_int (order, "sell_units");
  gint64           fee = 50;
  g_autofree char *number = make_number (order, "RF-");
  g_autofree char *amount = NULL;
  g_autofree char *fee_text = NULL;

  for (guint i = 2; i < decimals; i++)
    fee *= 10;
  fee = MIN (fee, units);
  amount = imw_practice_units_format (units - fee, decimals, 2);
  fee_text = imw_practice_units_format (fee, decimals, 2);
  imw_record_set (order, "refund_id", number);
  imw_record_set (order, "refund_id_type", "external");
  imw_record_set (order, "refund_amount", amount);
  imw_record_set (order, "refund_fee", fee_text);
  enter (self, order, "refunded", at_ms, 0, "The payment was sent back to your bank");
}

static gboolean
refund (ImwPracticeAnchor *self,
        ImwRecord         *order,
        gint64             fee,
        gint64             at_ms,
        const char        *message,
        GError           **error)
{
  if (!imw_anchor_refund (self, order, fee, error))
    return FALSE;

  enter (self, order, "refunded", at_ms, 0, message);

  return TRUE;
}

/* The payment is there and was looked at. */
static gboolean
leave_anchor (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms, GError **error)
{
  gboolean out = imw_anchor_is_out (order);

  if (imw_record_get (order, "wrong_payment") != NULL)
    return refund (self, order, 0, at_ms, imw_record_get (order, "wrong_payment"), error);

  switch (imw_record_get_int (order, "inject"))
    {
    case INJECT_BOUNCE:
      if (out && !imw_record_is (order, "sep", "24"))
        {
          reject_payee (self, order, at_ms);
          return TRUE;
        }
      break;

    case INJECT_HOLD:
      imw_record_set_int (order, "inject", 0);
      enter (self, order, "on_hold", at_ms, HOLD_S, "Extra checks");
      return TRUE;

    case INJECT_REFUND:
      if (out)
        return refund (self, order, REFUND_FEE, at_ms, "The payment could not be delivered", error);
      refund_to_bank (self, order, at_ms);
      return TRUE;

    case INJECT_ERROR:
      enter (self, order, "error", at_ms, 0, "Something went wrong here. Please ask our support.");
      return TRUE;

    case INJECT_STUCK:
      if (!out)
        {
          enter (self, order, "pending_external", at_ms, 0, "Waiting for the bank");
          return TRUE;
        }
      break;

    default:
      break;
    }

  if (out)
    send_out (self, order, at_ms);
  else
    enter (self, order, "pending_stellar", at_ms, SHORT_S, "Paying out on the ledger");

  return TRUE;
}

static gboolean
step (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms, GError **error)
{
  order->due_ms = 0;
  if (is_at (order, "pending_user_transfer_start"))
    enter (self, order, "expired", at_ms, 0, "No payment came in time");
  else if (is_at (order, "pending_anchor"))
    return leave_anchor (self, order, at_ms, error);
  else if (is_at (order, "on_hold"))
    enter (self, order, "pending_anchor", at_ms, SHORT_S, NULL);
  else if (is_at (order, "pending_external") || is_at (order, "pending_user_transfer_complete"))
    enter (self, order, "completed", at_ms, 0, "Delivered");
  else if (is_at (order, "pending_stellar") || is_at (order, "pending_trust"))
    return imw_anchor_pay_out (self, order, at_ms, error);

  return TRUE;
}

/**
 * imw_anchor_advance: (skip)
 * @self: the anchor
 * @order: an order that is due
 * @at_ms: when it was, UTC
 * @error: return location
 *
 * Takes the next step and saves the order. What fails is tried again a little later.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_anchor_advance (ImwPracticeAnchor *self, ImwRecord *order, gint64 at_ms, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!step (self, order, at_ms, &failure))
    {
      g_message ("order %s: %s", order->id, failure->message);
      order->due_ms = imw_anchor_get_now_ms (self) + TRUST_S * 1000;
    }

  return imw_records_save (self->books, order, error);
}
