/* imw-order-parse.c: orders as anchors tell them (SEP-6, 24 and 31)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-order"

#include "config.h"

#include "imw-anchor-private.h"
#include "imw-order-private.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-quote-private.h"
#include "imw-text.h"

#include <string.h>

#define MAX_ID_BYTES   200
#define MAX_MEMO_BYTES 28 /* of a memo of text on the ledger */
#define HASH_BYTES     32

static const struct
{
  const char   *told;
  ImwOrderState state;
} states[] = {
  { "incomplete", IMW_ORDER_INCOMPLETE },
  { "pending_customer_info_update", IMW_ORDER_NEEDS_CUSTOMER },
  { "pending_transaction_info_update", IMW_ORDER_NEEDS_INFO },
  { "pending_user", IMW_ORDER_NEEDS_USER },
  { "pending_user_transfer_start", IMW_ORDER_WAITS_FOR_PAYMENT },
  { "pending_sender", IMW_ORDER_WAITS_FOR_PAYMENT },
  { "pending_stellar", IMW_ORDER_LEDGER },
  { "pending_trust", IMW_ORDER_NEEDS_TRUSTLINE },
  { "pending_anchor", IMW_ORDER_PROVIDER },
  { "pending_receiver", IMW_ORDER_PROVIDER },
  { "on_hold", IMW_ORDER_ON_HOLD },
  { "pending_external", IMW_ORDER_EXTERNAL },
  { "pending_user_transfer_complete", IMW_ORDER_READY_FOR_PICKUP },
  { "completed", IMW_ORDER_COMPLETED },
  { "refunded", IMW_ORDER_REFUNDED },
  { "expired", IMW_ORDER_EXPIRED },
  { "no_market", IMW_ORDER_NO_MARKET },
  { "too_small", IMW_ORDER_TOO_SMALL },
  { "too_large", IMW_ORDER_TOO_LARGE },
  { "error", IMW_ORDER_ERROR },
};

static ImwOrderState
parse_state (const char *told)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (g_str_equal (told, states[i].told))
        return states[i].state;
    }

  return IMW_ORDER_UNKNOWN;
}

/* The asset that is named beside an amount; else the one that it must be. */
static ImwAsset *
get_asset (JsonObject *object, const char *name, ImwAsset *usual, const ImwOrderFrame *frame)
{
  g_autofree char *id = imw_anchor_told_exact (object, name, MAX_ID_BYTES);
  ImwAsset        *asset = NULL;

  if (id != NULL && frame->self != NULL)
    asset = imw_anchor_find_asset (frame->self, id);
  if (asset == NULL && id == NULL && usual != NULL)
    asset = imw_asset_ref (usual);

  return asset;
}

static ImwAmount *
get_amount (JsonObject          *object,
            const char          *name,
            const char          *asset_name,
            ImwAsset            *usual,
            ImwRounding          rounding,
            const ImwOrderFrame *frame)
{
  g_autofree char *decimal = imw_anchor_told_decimal (object, name);
  g_autoptr (ImwAsset) asset = NULL;

  if (decimal == NULL)
    return NULL;
  asset = get_asset (object, asset_name, usual, frame);

  return asset != NULL ? imw_anchor_amount (asset, decimal, rounding) : NULL;
}

static void
set_amounts (ImwOrder *order, JsonObject *object, const ImwOrderFrame *frame)
{
  JsonObject *details = imw_anchor_told_object (object, "fee_details");
  ImwAsset   *usual = frame->in;
  g_autoptr (ImwAmount) sum = NULL;

  order->amount_in =
      get_amount (object, "amount_in", "amount_in_asset", frame->in, IMW_ROUND_UP, frame);
  order->amount_out =
      get_amount (object, "amount_out", "amount_out_asset", frame->out, IMW_ROUND_DOWN, frame);
  if (order->amount_in != NULL)
    usual = imw_amount_get_asset (order->amount_in);
  order->fee = details != NULL ? get_amount (details, "total", "asset", usual, IMW_ROUND_UP, frame)
                               : get_amount (object, "amount_fee", "amount_fee_asset", usual,
                                             IMW_ROUND_UP, frame);
  if (order->fee != NULL)
    {
      g_ptr_array_unref (order->fee_lines);
      order->fee_lines =
          imw_quote_parse_fee_lines (details, imw_amount_get_asset (order->fee), &sum);
    }
}

static void
set_refunds (ImwOrder *order, JsonObject *object, const ImwOrderFrame *frame)
{
  JsonObject *refunds = imw_anchor_told_object (object, "refunds");
  JsonArray  *payments = imw_anchor_told_array (refunds, "payments");
  ImwAmount  *in = order->amount_in;
  ImwAsset   *asset = in != NULL ? imw_amount_get_asset (in) : frame->in;

  if (refunds == NULL || asset == NULL)
    return;

  order->refunded = get_amount (refunds, "amount_refunded", "-", asset, IMW_ROUND_DOWN, frame);
  order->refund_fee = get_amount (refunds, "amount_fee", "-", asset, IMW_ROUND_UP, frame);
  for (guint i = 0;
       payments != NULL && i < MIN (json_array_get_length (payments), IMW_ANCHOR_MAX_LINES); i++)
    {
      JsonObject      *item = imw_anchor_told_item (payments, i);
      g_autofree char *kind = imw_anchor_told_exact (item, "id_type", MAX_ID_BYTES);
      g_autoptr (ImwRefund) refund = g_new0 (ImwRefund, 1);

      refund->id = imw_anchor_told_exact (item, "id", MAX_ID_BYTES);
      refund->amount = get_amount (item, "amount", "-", asset, IMW_ROUND_DOWN, frame);
      refund->fee = get_amount (item, "fee", "-", asset, IMW_ROUND_UP, frame);
      refund->on_ledger = kind == NULL ? frame->is_31 : g_str_equal (kind, "stellar");
      if (refund->id != NULL && refund->amount != NULL)
        g_ptr_array_add (order->refunds, g_steal_pointer (&refund));
    }
}

static void
set_instructions (ImwOrder *order, JsonObject *object)
{
  JsonObject *instructions = imw_anchor_told_object (object, "instructions");
  g_autoptr (GList) names = instructions != NULL ? json_object_get_members (instructions) : NULL;

  for (GList *name = names; name != NULL && order->instructions->len < IMW_ANCHOR_MAX_LINES;
       name = name->next)
    {
      JsonObject *item = imw_anchor_told_object (instructions, name->data);
      g_autoptr (ImwInstruction) instruction = g_new0 (ImwInstruction, 1);

      instruction->name = imw_text_sanitize (name->data, IMW_ANCHOR_MAX_NAME);
      instruction->value = imw_anchor_told_text (item, "value", IMW_ANCHOR_MAX_TEXT);
      instruction->description = imw_anchor_told_text (item, "description", IMW_ANCHOR_MAX_TEXT);
      if (instruction->value != NULL)
        g_ptr_array_add (order->instructions, g_steal_pointer (&instruction));
    }
}

/* "transaction" around the fields or not: both are in use. */
static void
set_asked (ImwOrder *order, JsonObject *object)
{
  JsonObject *updates = imw_anchor_told_object (object, "required_info_updates");
  JsonObject *inner = imw_anchor_told_object (updates, "transaction");

  order->asked_message =
      imw_anchor_told_text (object, "required_info_message", IMW_ANCHOR_MAX_TEXT);
  if (updates != NULL)
    imw_customer_parse_fields (inner != NULL ? inner : updates, FALSE, order->asked);
}

static gboolean
refuse_memo (GError **error, const char *what)
{
  imw_provider_refuse (error, "memo", "%s", what);

  return FALSE;
}

/* S10: a memo of the right form for its type; a hash comes as base64 and is kept as hexadecimal digits. */
static gboolean
set_memo (ImwOrder *order, char *memo, char *type, GError **error)
{
  g_autofree char   *own_memo = memo;
  g_autofree char   *own_type = type;
  g_autofree guchar *data = NULL;
  g_autofree char   *again = NULL;
  gsize              length;

  if (own_memo == NULL)
    return TRUE;
  if (own_type == NULL)
    return refuse_memo (error, "A memo without its type");
  if (g_str_equal (own_type, "text"))
    {
      if (strlen (own_memo) > MAX_MEMO_BYTES)
        return refuse_memo (error, "A memo that is too long");
    }
  else if (g_str_equal (own_type, "id"))
    {
      if (!g_ascii_string_to_unsigned (own_memo, 10, 0, G_MAXUINT64, NULL, NULL))
        return refuse_memo (error, "A memo that is no number");
    }
  else if (g_str_equal (own_type, "hash"))
    {
      data = g_base64_decode (own_memo, &length);
      again = g_base64_encode (data, length);
      if (length != HASH_BYTES || !g_str_equal (again, own_memo))
        return refuse_memo (error, "A memo that is no hash in base64");
      g_free (own_memo);
      own_memo = imw_hex_encode (data, length);
    }
  else
    return refuse_memo (error, "A memo of an unknown type");

  order->memo = g_steal_pointer (&own_memo);
  order->memo_type = g_steal_pointer (&own_type);

  return TRUE;
}

/* S9: a sound address that is not our own; a numbered customer's address has no memo beside it. */
static gboolean
set_address (ImwOrder *order, char *address, const ImwOrderFrame *frame, GError **error)
{
  g_autofree char *told = address;
  g_autoptr (ImwRecipient) recipient = NULL;

  if (told == NULL)
    return TRUE;
  if (frame->chain != NULL)
    {
      recipient = imw_chain_parse_address (frame->chain, told, NULL);
      if (recipient == NULL || g_strcmp0 (frame->address, told) == 0 ||
          g_strcmp0 (frame->address, recipient->address) == 0)
        {
          imw_provider_refuse (error, "address", "The address to pay to can't be right");
          return FALSE;
        }
    }
  if (*told == 'M' && order->memo != NULL)
    return refuse_memo (error, "A memo beside the address of a numbered customer");

  order->pay_to = g_steal_pointer (&told);

  return TRUE;
}

/* Where to pay to. What can't be right matters only while there is something to pay: then it is refused. */
static gboolean
set_payment (ImwOrder *order, JsonObject *object, const ImwOrderFrame *frame, GError **error)
{
  const char *address = frame->is_31 ? "stellar_account_id" : "withdraw_anchor_account";
  const char *memo = frame->is_31 ? "stellar_memo" : "withdraw_memo";
  const char *type = frame->is_31 ? "stellar_memo_type" : "withdraw_memo_type";
  g_autoptr (GError) why = NULL;

  if (set_memo (order, imw_anchor_told_exact (object, memo, 100),
                imw_anchor_told_exact (object, type, 20), &why) &&
      set_address (order, imw_anchor_told_exact (object, address, 100), frame, &why))
    return TRUE;
  if (order->state == IMW_ORDER_WAITS_FOR_PAYMENT)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }

  g_clear_pointer (&order->pay_to, g_free);
  g_clear_pointer (&order->memo, g_free);
  g_clear_pointer (&order->memo_type, g_free);

  return TRUE;
}

static void
set_texts (ImwOrder *order, JsonObject *object, const ImwOrderFrame *frame)
{
  g_autofree char *url = imw_anchor_told_exact (object, "more_info_url", 500);
  gboolean         is_local = frame->self != NULL && imw_anchor_is_local (frame->self->domain);

  order->status_eta_s = imw_anchor_told_seconds (object, "status_eta");
  order->quote_id = imw_anchor_told_exact (object, "quote_id", MAX_ID_BYTES);
  order->started_ms = imw_anchor_told_time_ms (object, "started_at");
  order->updated_ms = imw_anchor_told_time_ms (object, "updated_at");
  order->completed_ms = imw_anchor_told_time_ms (object, "completed_at");
  order->act_before_ms = imw_anchor_told_time_ms (object, "user_action_required_by");
  order->ledger_id = imw_anchor_told_exact (object, "stellar_transaction_id", MAX_ID_BYTES);
  order->external_id =
      imw_anchor_told_text (object, "external_transaction_id", IMW_ANCHOR_MAX_NAME);
  order->external_text = imw_anchor_told_text (object, "external_extra_text", IMW_ANCHOR_MAX_NAME);
  order->message = imw_anchor_told_text (object, frame->is_31 ? "status_message" : "message",
                                         IMW_ANCHOR_MAX_TEXT);
  if (order->message == NULL)
    order->message = imw_anchor_told_text (object, "message", IMW_ANCHOR_MAX_TEXT);
  order->claim_id = imw_anchor_told_exact (object, "claimable_balance_id", MAX_ID_BYTES);
  if (url != NULL && imw_http_check_url (url, NULL) &&
      (is_local || g_str_has_prefix (url, "https://")))
    order->more_url = g_steal_pointer (&url);
}

/* S6: what is to be paid is in the asset that was agreed on. */
static gboolean
check_asset (const ImwOrder *order, const ImwOrderFrame *frame, GError **error)
{
  if (order->state != IMW_ORDER_WAITS_FOR_PAYMENT || order->amount_in == NULL ||
      frame->in == NULL || imw_asset_equal (imw_amount_get_asset (order->amount_in), frame->in))
    return TRUE;

  imw_provider_refuse (error, "asset", "The provider wants another asset than was agreed on");

  return FALSE;
}

/**
 * imw_order_parse:
 * @object: a transaction as SEP-6, 24 or 31 has it
 * @frame: what is known of the order
 * @error: return location
 *
 * What is missing is left out; an unknown state goes on.
 *
 * Returns: (transfer full): the order. On %NULL @error is %IMW_ERROR_BAD_REPLY (no id, no state), or %IMW_ERROR_REFUSED
 *   by the rule "asset", "address" or "memo" while it waits for our payment
 */
ImwOrder *
imw_order_parse (JsonObject *object, const ImwOrderFrame *frame, GError **error)
{
  g_autofree char *id = imw_anchor_told_exact (object, "id", MAX_ID_BYTES);
  g_autofree char *state = imw_anchor_told_text (object, "status", IMW_ANCHOR_MAX_NAME);
  g_autoptr (ImwOrder) order = NULL;

  if (id == NULL || state == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "An order without id or state");
      return NULL;
    }

  order = imw_order_new (id);
  g_free (order->raw_state);
  order->raw_state = g_steal_pointer (&state);
  order->state = parse_state (order->raw_state);
  set_texts (order, object, frame);
  set_amounts (order, object, frame);
  set_refunds (order, object, frame);
  set_instructions (order, object);
  set_asked (order, object);
  if (!check_asset (order, frame, error) || !set_payment (order, object, frame, error))
    return NULL;

  return g_steal_pointer (&order);
}
