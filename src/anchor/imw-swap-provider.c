/* imw-swap-provider.c: somebody who exchanges an asset of one network into one of another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-swap-provider"

#include "config.h"

#include "imw-swap-provider.h"

#include "imw-anchor-json.h"
#include "imw-error.h"

/**
 * ImwSwapProvider:
 *
 * Somebody who exchanges an asset of one network into one of another: leg 0 of a transfer. Main thread.
 */

G_DEFINE_INTERFACE (ImwSwapProvider, imw_swap_provider, G_TYPE_OBJECT)

static const ImwSwapState all_states[] = {
  IMW_SWAP_UNKNOWN,
  IMW_SWAP_WAITING,
  IMW_SWAP_RECEIVED,
  IMW_SWAP_SENDING,
  IMW_SWAP_DONE,
  IMW_SWAP_REFUNDED,
  IMW_SWAP_EXPIRED,
  IMW_SWAP_FAILED,
};

static void
imw_swap_provider_default_init (ImwSwapProviderInterface *iface)
{
}

/**
 * imw_swap_state_get_code:
 * @state: a state
 *
 * Returns: (transfer none): the word for it, stable
 */
const char *
imw_swap_state_get_code (ImwSwapState state)
{
  switch (state)
    {
    case IMW_SWAP_UNKNOWN:
      return "unknown";

    case IMW_SWAP_WAITING:
      return "waiting";

    case IMW_SWAP_RECEIVED:
      return "received";

    case IMW_SWAP_SENDING:
      return "sending";

    case IMW_SWAP_DONE:
      return "done";

    case IMW_SWAP_REFUNDED:
      return "refunded";

    case IMW_SWAP_EXPIRED:
      return "expired";

    case IMW_SWAP_FAILED:
      return "failed";
    }

  g_return_val_if_reached ("unknown");
}

/**
 * imw_swap_state_from_code:
 * @code: (nullable): a word
 *
 * Returns: the state; %IMW_SWAP_UNKNOWN for words that are not known
 */
ImwSwapState
imw_swap_state_from_code (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_states); i++)
    {
      if (g_strcmp0 (code, imw_swap_state_get_code (all_states[i])) == 0)
        return all_states[i];
    }

  return IMW_SWAP_UNKNOWN;
}

/**
 * imw_swap_state_get_final:
 * @state: a state
 *
 * Returns: whether nothing comes after it
 */
gboolean
imw_swap_state_get_final (ImwSwapState state)
{
  switch (state)
    {
    case IMW_SWAP_UNKNOWN:
    case IMW_SWAP_WAITING:
    case IMW_SWAP_RECEIVED:
    case IMW_SWAP_SENDING:
      return FALSE;

    case IMW_SWAP_DONE:
    case IMW_SWAP_REFUNDED:
    case IMW_SWAP_EXPIRED:
    case IMW_SWAP_FAILED:
      return TRUE;
    }

  g_return_val_if_reached (FALSE);
}

/**
 * imw_swap_pair_free:
 * @self: (transfer full): a pair
 */
void
imw_swap_pair_free (ImwSwapPair *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->to, g_free);
  g_clear_pointer (&self->minimum, imw_amount_unref);
  g_clear_pointer (&self->maximum, imw_amount_unref);
  g_free (self);
}

/**
 * imw_swap_quote_free:
 * @self: (transfer full): a quote
 */
void
imw_swap_quote_free (ImwSwapQuote *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->give, imw_amount_unref);
  g_clear_pointer (&self->get, imw_amount_unref);
  g_clear_pointer (&self->rate, g_free);
  g_clear_pointer (&self->fee_lines, g_ptr_array_unref);
  g_free (self);
}

/**
 * imw_swap_order_free:
 * @self: (transfer full): an order
 */
void
imw_swap_order_free (ImwSwapOrder *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->deposit_address, g_free);
  g_clear_pointer (&self->deposit_memo, g_free);
  g_clear_pointer (&self->give, imw_amount_unref);
  g_clear_pointer (&self->get, imw_amount_unref);
  g_clear_pointer (&self->refund_address, g_free);
  g_clear_pointer (&self->received_id, g_free);
  g_clear_pointer (&self->sent_id, g_free);
  g_clear_pointer (&self->refund_id, g_free);
  g_clear_pointer (&self->message, g_free);
  g_free (self);
}

/**
 * imw_swap_order_to_json:
 * @self: an order
 *
 * Returns: (transfer full): @self in our own form, for the store
 */
char *
imw_swap_order_to_json (const ImwSwapOrder *self)
{
  g_autoptr (JsonBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  imw_anchor_json_add_text (builder, "id", self->id);
  imw_anchor_json_add_text (builder, "state", imw_swap_state_get_code (self->state));
  imw_anchor_json_add_text (builder, "deposit_address", self->deposit_address);
  imw_anchor_json_add_text (builder, "deposit_memo", self->deposit_memo);
  imw_anchor_json_add_amount (builder, "give", self->give);
  imw_anchor_json_add_amount (builder, "get", self->get);
  imw_anchor_json_add_text (builder, "refund_address", self->refund_address);
  imw_anchor_json_add_int (builder, "expires_ms", self->expires_ms);
  imw_anchor_json_add_text (builder, "received_id", self->received_id);
  imw_anchor_json_add_text (builder, "sent_id", self->sent_id);
  imw_anchor_json_add_text (builder, "refund_id", self->refund_id);
  imw_anchor_json_add_text (builder, "message", self->message);

  return imw_anchor_json_end (builder);
}

static ImwSwapOrder *
read_order (JsonObject *object, GError **error)
{
  g_autoptr (ImwSwapOrder) self = g_new0 (ImwSwapOrder, 1);
  const char *state = imw_json_get_string (object, "state", error);

  if (state == NULL || !imw_anchor_json_read_text (object, "id", &self->id, error) ||
      !imw_anchor_json_read_text (object, "deposit_address", &self->deposit_address, error) ||
      !imw_anchor_json_read_text (object, "deposit_memo", &self->deposit_memo, error) ||
      !imw_anchor_json_read_amount (object, "give", &self->give, error) ||
      !imw_anchor_json_read_amount (object, "get", &self->get, error) ||
      !imw_anchor_json_read_text (object, "refund_address", &self->refund_address, error) ||
      !imw_json_get_int (object, "expires_ms", 0, G_MAXINT64, &self->expires_ms, error) ||
      !imw_anchor_json_read_text (object, "received_id", &self->received_id, error) ||
      !imw_anchor_json_read_text (object, "sent_id", &self->sent_id, error) ||
      !imw_anchor_json_read_text (object, "refund_id", &self->refund_id, error) ||
      !imw_anchor_json_read_text (object, "message", &self->message, error))
    return NULL;
  if (self->id == NULL || self->deposit_address == NULL || self->give == NULL ||
      self->get == NULL || self->refund_address == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "An exchange that is not complete");
      return NULL;
    }

  self->state = imw_swap_state_from_code (state);

  return g_steal_pointer (&self);
}

/**
 * imw_swap_order_from_json:
 * @text: what imw_swap_order_to_json() gave
 * @error: return location
 *
 * Returns: (transfer full): the order; on %NULL @error is %IMW_ERROR_CORRUPT
 */
ImwSwapOrder *
imw_swap_order_from_json (const char *text, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject   *object;
  ImwSwapOrder *self;

  g_return_val_if_fail (text != NULL, NULL);

  object = imw_anchor_json_parse_own (text, &root, error);
  self = object != NULL ? read_order (object, error) : NULL;
  if (self == NULL)
    imw_anchor_json_mark_corrupt (error);

  return self;
}

/**
 * imw_swap_provider_get_name:
 * @self: a provider of exchanges
 *
 * Returns: (transfer none): its name
 */
const char *
imw_swap_provider_get_name (ImwSwapProvider *self)
{
  g_return_val_if_fail (IMW_IS_SWAP_PROVIDER (self), NULL);

  return IMW_SWAP_PROVIDER_GET_IFACE (self)->get_name (self);
}

/**
 * imw_swap_provider_list_pairs_async:
 * @self: a provider of exchanges
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks what can be exchanged into what.
 */
void
imw_swap_provider_list_pairs_async (ImwSwapProvider    *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_return_if_fail (IMW_IS_SWAP_PROVIDER (self));

  IMW_SWAP_PROVIDER_GET_IFACE (self)->list_pairs_async (self, cancellable, callback, user_data);
}

/**
 * imw_swap_provider_list_pairs_finish:
 * @self: a provider of exchanges
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwSwapPair): the pairs among assets that are known here. On %NULL
 *   @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT, %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER,
 *   %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (its own words, or a rule: imw_provider_error_get_rule()),
 *   %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 */
GPtrArray *
imw_swap_provider_list_pairs_finish (ImwSwapProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_SWAP_PROVIDER (self), NULL);

  return IMW_SWAP_PROVIDER_GET_IFACE (self)->list_pairs_finish (self, result, error);
}

/**
 * imw_swap_provider_quote_async:
 * @self: a provider of exchanges
 * @give: (nullable): what is given
 * @give_asset: what is given
 * @get: (nullable): what shall be got
 * @get_asset: what is got
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks for a price. Exactly one of @give and @get is set.
 */
void
imw_swap_provider_quote_async (ImwSwapProvider    *self,
                               ImwAmount          *give,
                               ImwAsset           *give_asset,
                               ImwAmount          *get,
                               ImwAsset           *get_asset,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (IMW_IS_SWAP_PROVIDER (self));
  g_return_if_fail ((give == NULL) != (get == NULL));
  g_return_if_fail (give_asset != NULL && get_asset != NULL);

  IMW_SWAP_PROVIDER_GET_IFACE (self)->quote_async (self, give, give_asset, get, get_asset,
                                                   cancellable, callback, user_data);
}

/**
 * imw_swap_provider_quote_finish:
 * @self: a provider of exchanges
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the quote. On %NULL @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT,
 *   %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (its own words, or a
 *   rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_NOT_FOUND or
 *   %G_IO_ERROR_CANCELLED
 */
ImwSwapQuote *
imw_swap_provider_quote_finish (ImwSwapProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_SWAP_PROVIDER (self), NULL);

  return IMW_SWAP_PROVIDER_GET_IFACE (self)->quote_finish (self, result, error);
}

/**
 * imw_swap_provider_begin_async:
 * @self: a provider of exchanges
 * @quote: the quote; copied
 * @to_address: where what is got is sent
 * @refund_address: where what is given goes when nothing comes of it
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Begins an exchange. No money moves.
 */
void
imw_swap_provider_begin_async (ImwSwapProvider    *self,
                               const ImwSwapQuote *quote,
                               const char         *to_address,
                               const char         *refund_address,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (IMW_IS_SWAP_PROVIDER (self));
  g_return_if_fail (quote != NULL && to_address != NULL && refund_address != NULL);

  IMW_SWAP_PROVIDER_GET_IFACE (self)->begin_async (self, quote, to_address, refund_address,
                                                   cancellable, callback, user_data);
}

/**
 * imw_swap_provider_begin_finish:
 * @self: a provider of exchanges
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the order, with the address to pay to. On %NULL @error is %IMW_ERROR_NETWORK,
 *   %IMW_ERROR_TIMEOUT, %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED
 *   (its own words, or a rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_NOT_FOUND
 *   or %G_IO_ERROR_CANCELLED
 */
ImwSwapOrder *
imw_swap_provider_begin_finish (ImwSwapProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_SWAP_PROVIDER (self), NULL);

  return IMW_SWAP_PROVIDER_GET_IFACE (self)->begin_finish (self, result, error);
}

/**
 * imw_swap_provider_get_order_async:
 * @self: a provider of exchanges
 * @id: the provider's id of it
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks how an exchange stands.
 */
void
imw_swap_provider_get_order_async (ImwSwapProvider    *self,
                                   const char         *id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (IMW_IS_SWAP_PROVIDER (self));
  g_return_if_fail (id != NULL);

  IMW_SWAP_PROVIDER_GET_IFACE (self)->get_order_async (self, id, cancellable, callback, user_data);
}

/**
 * imw_swap_provider_get_order_finish:
 * @self: a provider of exchanges
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the order. On %NULL @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT,
 *   %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (its own words, or a
 *   rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_NOT_FOUND or
 *   %G_IO_ERROR_CANCELLED
 */
ImwSwapOrder *
imw_swap_provider_get_order_finish (ImwSwapProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_SWAP_PROVIDER (self), NULL);

  return IMW_SWAP_PROVIDER_GET_IFACE (self)->get_order_finish (self, result, error);
}
