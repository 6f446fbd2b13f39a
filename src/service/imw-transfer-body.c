/* imw-transfer-body.c: a transfer as the books have it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-body"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"

/* {"version": 1, "account", "country", "method", "hosted", "asset", "money", "put_in", "comes_out" (base units), "info", "quote",
 *  "old_quote", "order", "first", "swap" (JSON texts of anchor), "swap_account", "swap_get", "payment", "swap_payment", "customer",
 *  flags and times, "proven": [ids]}. Nothing personal, no token. */

#define VERSION 1

static void
add_quote (JsonBuilder *builder, const char *name, ImwQuote *quote)
{
  g_autofree char *text = quote != NULL ? imw_quote_to_json (quote) : NULL;

  imw_abroad_add_text (builder, name, text);
}

static void
add_order (JsonBuilder *builder, const char *name, ImwOrder *order)
{
  g_autofree char *text = order != NULL ? imw_order_to_json (order) : NULL;

  imw_abroad_add_text (builder, name, text);
}

static void
add_proven (JsonBuilder *builder, GHashTable *proven)
{
  GHashTableIter iter;
  gpointer       id = NULL;

  json_builder_set_member_name (builder, "proven");
  json_builder_begin_array (builder);
  g_hash_table_iter_init (&iter, proven);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    json_builder_add_string_value (builder, id);
  json_builder_end_array (builder);
}

static void
add_request (JsonBuilder *builder, const ImwQuoteRequest *request)
{
  imw_abroad_add_text (builder, "country", request->country);
  imw_abroad_add_text (builder, "method", request->method);
  imw_abroad_add_asset (builder, "asset", request->asset);
  imw_abroad_add_asset (builder, "money", request->money);
  imw_abroad_add_amount (builder, "put_in", request->put_in);
  imw_abroad_add_amount (builder, "comes_out", request->comes_out);
}

static void
add_swap (JsonBuilder *builder, ImwTransfer *self)
{
  g_autofree char *swap = self->swap != NULL ? imw_swap_order_to_json (self->swap) : NULL;

  imw_abroad_add_int (builder, "has_swap", self->facts.has_swap ? 1 : 0);
  imw_abroad_add_text (builder, "swap", swap);
  imw_abroad_add_text (builder, "swap_account", self->swap_account);
  imw_abroad_add_text (builder, "swap_payment", self->swap_payment_id);
  if (self->swap_quote != NULL)
    {
      imw_abroad_add_asset (builder, "give_asset", imw_amount_get_asset (self->swap_quote->give));
      imw_abroad_add_amount (builder, "swap_give", self->swap_quote->give);
      imw_abroad_add_amount (builder, "swap_get", self->swap_quote->get);
    }
}

/**
 * imw_transfer_build_body:
 * @self: a transfer
 *
 * Returns: (transfer full): JSON for the books
 */
char *
imw_transfer_build_body (ImwTransfer *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *info = self->info != NULL ? imw_provider_info_to_json (self->info) : NULL;

  json_builder_begin_object (builder);
  imw_abroad_add_int (builder, "version", VERSION);
  imw_abroad_add_text (builder, "account", self->account_id);
  imw_abroad_add_int (builder, "hosted", self->hosted ? 1 : 0);
  imw_abroad_add_text (builder, "info", info);
  add_request (builder, self->request);
  add_quote (builder, "quote", self->quote);
  add_quote (builder, "old_quote", self->old_quote);
  add_order (builder, "order", self->facts.order);
  add_order (builder, "first", self->facts.first);
  add_swap (builder, self);
  imw_abroad_add_text (builder, "payment", self->payment_id);
  imw_abroad_add_text (builder, "customer", self->customer_id);
  imw_abroad_add_text (builder, "sender", self->sender_id);
  imw_abroad_add_text (builder, "receiver", self->receiver_id);
  imw_abroad_add_int (builder, "two_parties", self->two_parties ? 1 : 0);
  imw_abroad_add_int (builder, "cancelled", self->facts.cancelled ? 1 : 0);
  imw_abroad_add_int (builder, "stopped", self->facts.stopped ? 1 : 0);
  imw_abroad_add_int (builder, "forgotten", self->facts.forgotten ? 1 : 0);
  imw_abroad_add_int (builder, "differs", self->facts.differs ? 1 : 0);
  imw_abroad_add_int (builder, "since_ms", self->since_ms);
  imw_abroad_add_int (builder, "state_ms", self->state_ms);
  imw_abroad_add_int (builder, "asked_ms", self->asked_ms);
  imw_abroad_add_int (builder, "paid_ms", self->paid_ms);
  imw_abroad_add_int (builder, "done_ms", self->done_ms);
  add_proven (builder, self->proven);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/* ---- reading ---- */

static gboolean
read_amount (JsonObject *root,
             const char *name,
             ImwAsset   *asset,
             ImwAmount **amount,
             GError    **error)
{
  const char *text = NULL;

  if (!imw_json_get_string_opt (root, name, &text, error))
    return FALSE;

  *amount = text != NULL ? imw_amount_new_from_base_text (asset, text, error) : NULL;

  return text == NULL || *amount != NULL;
}

static gboolean
read_request (ImwTransfer *self, JsonObject *root, GError **error)
{
  g_autoptr (ImwAsset) asset = imw_abroad_read_asset (root, "asset", error);
  g_autoptr (ImwAsset) money = asset != NULL ? imw_abroad_read_asset (root, "money", error) : NULL;
  g_autoptr (ImwAmount) put_in = NULL;
  g_autoptr (ImwAmount) comes_out = NULL;
  const char *country = NULL;
  const char *method = NULL;
  gboolean    deposit = self->facts.route == IMW_ROUTE_DEPOSIT;

  if (money == NULL || !imw_json_get_string_opt (root, "country", &country, error) ||
      !imw_json_get_string_opt (root, "method", &method, error) ||
      !read_amount (root, "put_in", deposit ? money : asset, &put_in, error) ||
      !read_amount (root, "comes_out", deposit ? asset : money, &comes_out, error))
    return FALSE;

  self->request =
      imw_quote_request_new (self->facts.route, asset, money, country, method, put_in, comes_out);

  return TRUE;
}

static gboolean
read_quote (JsonObject *root, const char *name, ImwQuote **quote, GError **error)
{
  const char *text = NULL;

  if (!imw_json_get_string_opt (root, name, &text, error))
    return FALSE;

  *quote = text != NULL ? imw_quote_from_json (text, error) : NULL;

  return text == NULL || *quote != NULL;
}

static gboolean
read_order (JsonObject *root, const char *name, ImwOrder **order, GError **error)
{
  const char *text = NULL;

  if (!imw_json_get_string_opt (root, name, &text, error))
    return FALSE;

  *order = text != NULL ? imw_order_from_json (text, error) : NULL;

  return text == NULL || *order != NULL;
}

static gboolean
read_text (JsonObject *root, const char *name, char **place, GError **error)
{
  const char *text = NULL;

  if (!imw_json_get_string_opt (root, name, &text, error))
    return FALSE;
  *place = g_strdup (text);

  return TRUE;
}

static gboolean
read_flag (JsonObject *root, const char *name, gboolean *flag, GError **error)
{
  gint64 value = 0;

  if (!imw_json_get_int_opt (root, name, 0, 1, 0, &value, error))
    return FALSE;
  *flag = value != 0;

  return TRUE;
}

static gboolean
read_time (JsonObject *root, const char *name, gint64 *time_ms, GError **error)
{
  return imw_json_get_int_opt (root, name, 0, G_MAXINT64 / 2, 0, time_ms, error);
}

static gboolean
read_swap (ImwTransfer *self, JsonObject *root, GError **error)
{
  g_autoptr (ImwAsset) asset = NULL;
  const char *text = NULL;

  if (!read_flag (root, "has_swap", &self->facts.has_swap, error) ||
      !imw_json_get_string_opt (root, "swap", &text, error) ||
      !read_text (root, "swap_account", &self->swap_account, error) ||
      !read_text (root, "swap_payment", &self->swap_payment_id, error))
    return FALSE;

  self->swap = text != NULL ? imw_swap_order_from_json (text, error) : NULL;
  if (text != NULL && self->swap == NULL)
    return FALSE;

  if (!imw_json_has (root, "give_asset"))
    return TRUE;

  asset = imw_abroad_read_asset (root, "give_asset", error);
  if (asset == NULL)
    return FALSE;

  self->swap_quote = g_new0 (ImwSwapQuote, 1);
  self->swap_quote->fee_lines = g_ptr_array_new ();

  return read_amount (root, "swap_give", asset, &self->swap_quote->give, error) &&
         read_amount (root, "swap_get", self->request->asset, &self->swap_quote->get, error);
}

static gboolean
read_proven (ImwTransfer *self, JsonObject *root, GError **error)
{
  JsonArray *proven = imw_json_get_array (root, "proven", error);

  for (guint i = 0; proven != NULL && i < json_array_get_length (proven); i++)
    {
      const char *id = imw_json_node_get_string (json_array_get_element (proven, i), error);

      if (id == NULL)
        return FALSE;
      g_hash_table_add (self->proven, g_strdup (id));
    }

  return proven != NULL;
}

static gboolean
read_members (ImwTransfer *self, JsonObject *root, GError **error)
{
  const char *info = NULL;
  gint64      version = 0;

  if (!imw_json_get_int (root, "version", 1, VERSION, &version, error) ||
      !read_text (root, "account", &self->account_id, error) ||
      !read_flag (root, "hosted", &self->hosted, error) ||
      !imw_json_get_string_opt (root, "info", &info, error) || !read_request (self, root, error) ||
      !read_quote (root, "quote", &self->quote, error) ||
      !read_quote (root, "old_quote", &self->old_quote, error) ||
      !read_order (root, "order", &self->facts.order, error) ||
      !read_order (root, "first", &self->facts.first, error) || !read_swap (self, root, error) ||
      !read_text (root, "payment", &self->payment_id, error) ||
      !read_text (root, "customer", &self->customer_id, error) ||
      !read_text (root, "sender", &self->sender_id, error) ||
      !read_text (root, "receiver", &self->receiver_id, error) ||
      !read_flag (root, "two_parties", &self->two_parties, error) ||
      !read_flag (root, "cancelled", &self->facts.cancelled, error) ||
      !read_flag (root, "stopped", &self->facts.stopped, error) ||
      !read_flag (root, "forgotten", &self->facts.forgotten, error) ||
      !read_flag (root, "differs", &self->facts.differs, error) ||
      !read_time (root, "since_ms", &self->since_ms, error) ||
      !read_time (root, "state_ms", &self->state_ms, error) ||
      !read_time (root, "asked_ms", &self->asked_ms, error) ||
      !read_time (root, "paid_ms", &self->paid_ms, error) ||
      !read_time (root, "done_ms", &self->done_ms, error) || !read_proven (self, root, error))
    return FALSE;

  self->facts.hosted = self->hosted;
  if (info != NULL)
    self->info = imw_provider_info_from_json (info, error);

  return info == NULL || self->info != NULL;
}

/**
 * imw_transfer_read_body:
 * @self: a new transfer, its route known
 * @body: JSON of the books
 * @error: return location
 *
 * Returns: %TRUE when all of it is in the object. On %FALSE @error is %IMW_ERROR_BAD_REPLY or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_transfer_read_body (ImwTransfer *self, const char *body, GError **error)
{
  g_autoptr (JsonNode) node = imw_json_parse (body, -1, IMW_JSON_MAX_OWN_BYTES, error);
  JsonObject *root = node != NULL ? imw_json_node_get_object (node, error) : NULL;

  return root != NULL && read_members (self, root, error);
}
