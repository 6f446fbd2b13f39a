/* imw-http-swap.c: exchanges between networks on the practice server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-http-swap"

#include "config.h"

#include "imw-http-swap.h"

#include "imw-anchor-json.h"
#include "imw-anchor.h"
#include "imw-error.h"
#include "imw-provider-private.h"
#include "imw-quote-private.h"

#include <string.h>

/**
 * ImwHttpSwap:
 *
 * The exchange of the practice server: takes an asset of one practice network and pays one of another. Amounts are
 * decimal text in whole units. Main thread. What it tells is checked as if it were a stranger's.
 */

#define MAX_ID_BYTES 200
#define TOTAL_MS     20000

struct _ImwHttpSwap
{
  GObject parent_instance;

  char      *base; /* "http://127.0.0.1:40123/swap" */
  GPtrArray *chains;
  ImwHttp   *http;
  GHashTable *
      begun; /* (element-type utf8 utf8): "FROM TO" by id of an order, where it does not say so itself */
};

static void imw_http_swap_provider_init (ImwSwapProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwHttpSwap,
                               imw_http_swap,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_SWAP_PROVIDER,
                                                      imw_http_swap_provider_init))

/* What was asked, for reading the answer. */
typedef struct
{
  ImwAmount *give; /* (nullable), as the following ones */
  ImwAmount *get;
  ImwAsset  *give_asset;
  ImwAsset  *get_asset;
  char      *refund_address;
  char      *id;
  gpointer (*read) (ImwHttpSwap *self, gpointer question, JsonObject *reply, GError **error);
  GDestroyNotify destroy; /* of what read answers */
} Question;

static void
question_free (gpointer user_data)
{
  Question *question = user_data;

  g_clear_pointer (&question->give, imw_amount_unref);
  g_clear_pointer (&question->get, imw_amount_unref);
  g_clear_pointer (&question->give_asset, imw_asset_unref);
  g_clear_pointer (&question->get_asset, imw_asset_unref);
  g_clear_pointer (&question->refund_address, g_free);
  g_clear_pointer (&question->id, g_free);
  g_free (question);
}

static ImwAmount *
ref_amount (ImwAmount *amount)
{
  return amount != NULL ? imw_amount_ref (amount) : NULL;
}

static ImwChain *
find_chain (ImwHttpSwap *self, const char *asset_id)
{
  gsize length = strcspn (asset_id, "/");

  for (guint i = 0; i < self->chains->len; i++)
    {
      ImwChain   *chain = g_ptr_array_index (self->chains, i);
      const char *id = imw_chain_get_id (chain);

      if (strlen (id) == length && strncmp (id, asset_id, length) == 0)
        return chain;
    }

  return NULL;
}

/* (nullable): an asset of one of our networks */
static ImwAsset *
find_asset (ImwHttpSwap *self, const char *asset_id)
{
  ImwChain *chain = find_chain (self, asset_id);

  return chain != NULL ? imw_chain_find_asset (chain, asset_id, NULL) : NULL;
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwHttpSwap *self = g_task_get_source_object (task);
  Question    *question = g_task_get_task_data (task);
  GError      *error = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *reply;
  gpointer    answer = NULL;
  guint       status;
  g_autoptr (GBytes) body = imw_http_send_finish (IMW_HTTP (object), result, &status, &error);

  if (body != NULL)
    root = imw_json_parse_bytes (body, IMW_ANCHOR_MAX_JSON, &error);
  reply = root != NULL ? imw_json_node_get_object (root, &error) : NULL;
  if (body != NULL && status == 404)
    {
      g_clear_error (&error);
      g_set_error (&error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "Not known there");
    }
  else if (body != NULL && status >= 400)
    {
      g_autofree char *words = imw_anchor_told_text (reply, "error", IMW_ANCHOR_MAX_TEXT);

      g_clear_error (&error);
      imw_provider_refuse_in_words (&error, words);
    }
  else if (reply != NULL)
    answer = question->read (self, question, reply, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, question->destroy);
  else
    g_task_return_error (task, error);
}

/* takes @question; builder: (nullable) with its outermost object still open */
static void
ask (ImwHttpSwap        *self,
     Question           *question,
     const char         *method,
     const char         *path,
     JsonBuilder        *builder,
     gpointer            tag,
     GCancellable       *cancellable,
     GAsyncReadyCallback callback,
     gpointer            user_data)
{
  GTask           *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (self->base, path, NULL);
  g_autofree char *text = builder != NULL ? imw_anchor_json_end (builder) : NULL;
  g_autoptr (GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  ImwHttpRequest request = { .purpose = IMW_PURPOSE_PROVIDER,
                             .method = method,
                             .url = url,
                             .content_type = body != NULL ? "application/json" : NULL,
                             .body = body,
                             .wants_errors = TRUE,
                             .max_bytes = IMW_ANCHOR_MAX_JSON,
                             .total_ms = TOTAL_MS };

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, question, question_free);
  imw_http_send_async (self->http, &request, cancellable, answered_cb, task);
}

static gpointer
read_pairs (ImwHttpSwap *self, gpointer question, JsonObject *reply, GError **error)
{
  JsonArray *array = imw_json_get_array (reply, "pairs", error);
  GPtrArray *pairs;

  if (array == NULL)
    return NULL;

  pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_swap_pair_free);
  for (guint i = 0; i < MIN (json_array_get_length (array), IMW_ANCHOR_MAX_LINES); i++)
    {
      JsonObject      *item = imw_anchor_told_item (array, i);
      g_autofree char *from = imw_anchor_told_exact (item, "from", MAX_ID_BYTES);
      g_autofree char *to = imw_anchor_told_exact (item, "to", MAX_ID_BYTES);
      g_autofree char *minimum = imw_anchor_told_decimal (item, "min");
      g_autofree char *maximum = imw_anchor_told_decimal (item, "max");
      gint64           minutes = imw_anchor_told_seconds (item, "minutes");
      g_autoptr (ImwAsset) given = from != NULL ? find_asset (self, from) : NULL;
      g_autoptr (ImwAsset) got = to != NULL ? find_asset (self, to) : NULL;
      ImwSwapPair *pair;

      if (given == NULL || got == NULL)
        continue; /* of a network that is not known here */
      pair = g_new0 (ImwSwapPair, 1);
      pair->from = g_strdup (imw_asset_get_id (given));
      pair->to = g_strdup (imw_asset_get_id (got));
      pair->minimum = imw_anchor_amount (given, minimum, IMW_ROUND_UP);
      pair->maximum = imw_anchor_amount (given, maximum, IMW_ROUND_DOWN);
      pair->eta_s = minutes >= 0 ? minutes * 60 : -1;
      g_ptr_array_add (pairs, pair);
    }

  return pairs;
}

static void
imw_http_swap_list_pairs_async (ImwSwapProvider    *provider,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  Question *question = g_new0 (Question, 1);

  question->read = read_pairs;
  question->destroy = (GDestroyNotify) g_ptr_array_unref;
  ask (IMW_HTTP_SWAP (provider), question, "GET", "/pairs", NULL, imw_http_swap_list_pairs_async,
       cancellable, callback, user_data);
}

static gboolean
refuse_amount (GError **error)
{
  imw_provider_refuse (error, "numbers", "The answer is about another amount than was asked");

  return FALSE;
}

static gpointer
read_quote (ImwHttpSwap *self, gpointer user_data, JsonObject *reply, GError **error)
{
  const Question  *question = user_data;
  g_autofree char *from = imw_anchor_told_decimal (reply, "from_amount");
  g_autofree char *to = imw_anchor_told_decimal (reply, "to_amount");
  JsonArray       *fees = imw_anchor_told_array (reply, "fees");
  g_autoptr (ImwSwapQuote) quote = g_new0 (ImwSwapQuote, 1);

  quote->id = imw_anchor_told_exact (reply, "id", MAX_ID_BYTES);
  quote->expires_ms = imw_anchor_told_time_ms (reply, "expires_at");
  quote->give = imw_anchor_amount (question->give_asset, from, IMW_ROUND_UP);
  quote->get = imw_anchor_amount (question->get_asset, to, IMW_ROUND_DOWN);
  quote->rate = imw_anchor_told_decimal (reply, "rate");
  quote->fee_lines = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_fee_line_free);
  if (quote->id == NULL || quote->expires_ms == 0 || quote->give == NULL || quote->get == NULL ||
      imw_amount_sign (quote->give) <= 0 || imw_amount_sign (quote->get) <= 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A quote without its numbers");
      return NULL;
    }
  if ((question->give != NULL && !imw_amount_equal (question->give, quote->give)) ||
      (question->get != NULL && !imw_amount_equal (question->get, quote->get)))
    {
      refuse_amount (error);
      return NULL;
    }
  if (quote->rate == NULL || g_str_equal (quote->rate, "0"))
    {
      g_free (quote->rate);
      quote->rate = imw_quote_divide (to, from);
    }

  for (guint i = 0; fees != NULL && i < MIN (json_array_get_length (fees), IMW_ANCHOR_MAX_LINES);
       i++)
    {
      JsonObject      *item = imw_anchor_told_item (fees, i);
      g_autofree char *decimal = imw_anchor_told_decimal (item, "amount");
      g_autofree char *id = imw_anchor_told_exact (item, "asset", MAX_ID_BYTES);
      g_autoptr (ImwAsset) asset = id != NULL ? find_asset (self, id) : NULL;
      ImwAmount  *amount = asset != NULL ? imw_anchor_amount (asset, decimal, IMW_ROUND_UP) : NULL;
      ImwFeeLine *line;

      if (amount == NULL)
        continue;
      line = g_new0 (ImwFeeLine, 1);
      line->name = imw_anchor_told_text (item, "name", IMW_ANCHOR_MAX_NAME);
      if (line->name == NULL)
        line->name = g_strdup ("");
      line->amount = amount;
      g_ptr_array_add (quote->fee_lines, line);
    }

  return g_steal_pointer (&quote);
}

static void
imw_http_swap_quote_async (ImwSwapProvider    *provider,
                           ImwAmount          *give,
                           ImwAsset           *give_asset,
                           ImwAmount          *get,
                           ImwAsset           *get_asset,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  Question        *question = g_new0 (Question, 1);
  g_autofree char *from = give != NULL ? imw_amount_to_decimal_text (give, 0) : NULL;
  g_autofree char *to = get != NULL ? imw_amount_to_decimal_text (get, 0) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  question->give = ref_amount (give);
  question->get = ref_amount (get);
  question->give_asset = imw_asset_ref (give_asset);
  question->get_asset = imw_asset_ref (get_asset);
  question->read = read_quote;
  question->destroy = (GDestroyNotify) imw_swap_quote_free;
  json_builder_begin_object (builder);
  imw_anchor_json_add_text (builder, "from", imw_asset_get_id (give_asset));
  imw_anchor_json_add_text (builder, "to", imw_asset_get_id (get_asset));
  imw_anchor_json_add_text (builder, "from_amount", from);
  imw_anchor_json_add_text (builder, "to_amount", to);
  ask (IMW_HTTP_SWAP (provider), question, "POST", "/quote", builder, imw_http_swap_quote_async,
       cancellable, callback, user_data);
}

/* Of an order that is asked after: it says them itself, or we began it. */
static ImwAsset *
get_order_asset (ImwHttpSwap *self, JsonObject *reply, gboolean given, ImwAsset *known)
{
  g_autofree char *told = imw_anchor_told_exact (reply, given ? "from" : "to", MAX_ID_BYTES);
  g_autofree char *id = imw_anchor_told_exact (reply, "id", MAX_ID_BYTES);
  const char      *begun = id != NULL ? g_hash_table_lookup (self->begun, id) : NULL;
  g_auto (GStrv) parts = begun != NULL ? g_strsplit (begun, " ", 2) : NULL;

  if (known != NULL)
    return imw_asset_ref (known);
  if (told != NULL)
    return find_asset (self, told);

  return parts != NULL ? find_asset (self, parts[given ? 0 : 1]) : NULL;
}

/* An address that was changed on the way would take the money elsewhere. */
static gboolean
check_order (ImwHttpSwap *self, const Question *question, const ImwSwapOrder *order, GError **error)
{
  ImwChain *chain = find_chain (self, imw_asset_get_id (imw_amount_get_asset (order->give)));
  g_autoptr (ImwRecipient) recipient = NULL;

  if ((question->give != NULL && !imw_amount_equal (question->give, order->give)) ||
      (question->get != NULL && !imw_amount_equal (question->get, order->get)))
    return refuse_amount (error);
  if (chain != NULL)
    recipient = imw_chain_parse_address (chain, order->deposit_address, NULL);
  if (recipient == NULL || (question->refund_address != NULL &&
                            !g_str_equal (question->refund_address, order->refund_address)))
    {
      imw_provider_refuse (error, "address",
                           "The address to pay to, or for refunds, can't be right");
      return FALSE;
    }

  return TRUE;
}

static gpointer
read_order (ImwHttpSwap *self, gpointer user_data, JsonObject *reply, GError **error)
{
  const Question  *question = user_data;
  g_autofree char *from = imw_anchor_told_decimal (reply, "from_amount");
  g_autofree char *to = imw_anchor_told_decimal (reply, "to_amount");
  g_autofree char *state = imw_anchor_told_exact (reply, "state", 40);
  g_autoptr (ImwAsset) given = get_order_asset (self, reply, TRUE, question->give_asset);
  g_autoptr (ImwAsset) got = get_order_asset (self, reply, FALSE, question->get_asset);
  g_autoptr (ImwSwapOrder) order = g_new0 (ImwSwapOrder, 1);

  order->id = imw_anchor_told_exact (reply, "id", MAX_ID_BYTES);
  order->state = imw_swap_state_from_code (state);
  order->deposit_address = imw_anchor_told_exact (reply, "deposit_address", MAX_ID_BYTES);
  order->deposit_memo = imw_anchor_told_exact (reply, "deposit_memo", 100);
  order->refund_address = imw_anchor_told_exact (reply, "refund_address", MAX_ID_BYTES);
  order->expires_ms = imw_anchor_told_time_ms (reply, "expires_at");
  order->received_id = imw_anchor_told_exact (reply, "received_txid", MAX_ID_BYTES);
  order->sent_id = imw_anchor_told_exact (reply, "sent_txid", MAX_ID_BYTES);
  order->refund_id = imw_anchor_told_exact (reply, "refund_txid", MAX_ID_BYTES);
  order->message = imw_anchor_told_text (reply, "message", IMW_ANCHOR_MAX_TEXT);
  order->give = given != NULL ? imw_anchor_amount (given, from, IMW_ROUND_UP) : NULL;
  order->get = got != NULL ? imw_anchor_amount (got, to, IMW_ROUND_DOWN) : NULL;
  if (order->id == NULL || state == NULL || order->deposit_address == NULL ||
      order->refund_address == NULL || order->give == NULL || order->get == NULL ||
      (question->id != NULL && !g_str_equal (question->id, order->id)))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "An exchange that is not complete");
      return NULL;
    }

  if (!check_order (self, question, order, error))
    return NULL;

  g_hash_table_insert (self->begun, g_strdup (order->id),
                       g_strconcat (imw_asset_get_id (given), " ", imw_asset_get_id (got), NULL));

  return g_steal_pointer (&order);
}

static void
imw_http_swap_begin_async (ImwSwapProvider    *provider,
                           const ImwSwapQuote *quote,
                           const char         *to_address,
                           const char         *refund_address,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  Question *question = g_new0 (Question, 1);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  question->give = imw_amount_ref (quote->give);
  question->get = imw_amount_ref (quote->get);
  question->give_asset = imw_asset_ref (imw_amount_get_asset (quote->give));
  question->get_asset = imw_asset_ref (imw_amount_get_asset (quote->get));
  question->refund_address = g_strdup (refund_address);
  question->read = read_order;
  question->destroy = (GDestroyNotify) imw_swap_order_free;
  json_builder_begin_object (builder);
  imw_anchor_json_add_text (builder, "quote_id", quote->id);
  imw_anchor_json_add_text (builder, "to_address", to_address);
  imw_anchor_json_add_text (builder, "refund_address", refund_address);
  ask (IMW_HTTP_SWAP (provider), question, "POST", "/orders", builder, imw_http_swap_begin_async,
       cancellable, callback, user_data);
}

static void
imw_http_swap_get_order_async (ImwSwapProvider    *provider,
                               const char         *id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  Question        *question = g_new0 (Question, 1);
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/orders/", escaped, NULL);

  question->id = g_strdup (id);
  question->read = read_order;
  question->destroy = (GDestroyNotify) imw_swap_order_free;
  ask (IMW_HTTP_SWAP (provider), question, "GET", path, NULL, imw_http_swap_get_order_async,
       cancellable, callback, user_data);
}

static gpointer
finish (ImwSwapProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static GPtrArray *
imw_http_swap_list_pairs_finish (ImwSwapProvider *provider, GAsyncResult *result, GError **error)
{
  return finish (provider, result, error);
}

static ImwSwapQuote *
imw_http_swap_quote_finish (ImwSwapProvider *provider, GAsyncResult *result, GError **error)
{
  return finish (provider, result, error);
}

static ImwSwapOrder *
imw_http_swap_order_finish (ImwSwapProvider *provider, GAsyncResult *result, GError **error)
{
  return finish (provider, result, error);
}

static const char *
imw_http_swap_get_name (ImwSwapProvider *provider)
{
  return "practice";
}

static void
imw_http_swap_provider_init (ImwSwapProviderInterface *iface)
{
  iface->get_name = imw_http_swap_get_name;
  iface->list_pairs_async = imw_http_swap_list_pairs_async;
  iface->list_pairs_finish = imw_http_swap_list_pairs_finish;
  iface->quote_async = imw_http_swap_quote_async;
  iface->quote_finish = imw_http_swap_quote_finish;
  iface->begin_async = imw_http_swap_begin_async;
  iface->begin_finish = imw_http_swap_order_finish;
  iface->get_order_async = imw_http_swap_get_order_async;
  iface->get_order_finish = imw_http_swap_order_finish;
}

static void
imw_http_swap_dispose (GObject *object)
{
  ImwHttpSwap *self = IMW_HTTP_SWAP (object);

  g_clear_object (&self->http);

  G_OBJECT_CLASS (imw_http_swap_parent_class)->dispose (object);
}

static void
imw_http_swap_finalize (GObject *object)
{
  ImwHttpSwap *self = IMW_HTTP_SWAP (object);

  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->chains, g_ptr_array_unref);
  g_clear_pointer (&self->begun, g_hash_table_unref);

  G_OBJECT_CLASS (imw_http_swap_parent_class)->finalize (object);
}

static void
imw_http_swap_class_init (ImwHttpSwapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_http_swap_dispose;
  object_class->finalize = imw_http_swap_finalize;
}

static void
imw_http_swap_init (ImwHttpSwap *self)
{
  self->begun = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gpointer
ref_chain (gconstpointer chain, gpointer user_data)
{
  return g_object_ref ((gpointer) chain);
}

/**
 * imw_http_swap_new:
 * @base_url: of the practice server
 * @chains: (element-type ImwChain): networks whose assets are known
 * @http: the client for its requests
 * @error: return location
 *
 * Returns: (transfer full): the exchange; on %NULL @error is %IMW_ERROR_BAD_INPUT or %IMW_ERROR_REFUSED (no address that
 *   requests can be sent to)
 */
ImwSwapProvider *
imw_http_swap_new (const char *base_url, GPtrArray *chains, ImwHttp *http, GError **error)
{
  ImwHttpSwap *self;

  g_return_val_if_fail (base_url != NULL && chains != NULL, NULL);
  g_return_val_if_fail (IMW_IS_HTTP (http), NULL);

  if (!imw_http_check_url (base_url, error))
    return NULL;

  self = g_object_new (IMW_TYPE_HTTP_SWAP, NULL);
  self->base = g_strconcat (base_url, g_str_has_suffix (base_url, "/") ? "swap" : "/swap", NULL);
  self->chains = g_ptr_array_copy (chains, (GCopyFunc) ref_chain, NULL);
  g_ptr_array_set_free_func (self->chains, g_object_unref);
  self->http = g_object_ref (http);

  return IMW_SWAP_PROVIDER (self);
}
