/* imw-abroad-json.c: how transfers and reports stand in the books
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-abroad-json"

#include "config.h"

#include "imw-wallet-abroad.h"

#include "imw-error.h"

#define MAX_DECIMALS 38

/**
 * imw_abroad_add_text:
 * @builder: in an object
 * @name: of the member
 * @text: (nullable): its value; %NULL: no member
 */
void
imw_abroad_add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

/**
 * imw_abroad_add_int:
 * @builder: in an object
 * @name: of the member
 * @value: its value
 */
void
imw_abroad_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * imw_abroad_add_amount:
 * @builder: in an object
 * @name: of the member
 * @amount: (nullable): base units; %NULL: no member
 */
void
imw_abroad_add_amount (JsonBuilder *builder, const char *name, ImwAmount *amount)
{
  g_autofree char *text = amount != NULL ? imw_amount_to_base_text (amount) : NULL;

  imw_abroad_add_text (builder, name, text);
}

/**
 * imw_abroad_add_asset:
 * @builder: in an object
 * @name: of the member
 * @asset: (nullable): an asset; %NULL: no member
 */
void
imw_abroad_add_asset (JsonBuilder *builder, const char *name, ImwAsset *asset)
{
  if (asset == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  imw_abroad_add_text (builder, "id", imw_asset_get_id (asset));
  imw_abroad_add_text (builder, "symbol", imw_asset_get_symbol (asset));
  imw_abroad_add_text (builder, "name", imw_asset_get_name (asset));
  imw_abroad_add_int (builder, "decimals", imw_asset_get_decimals (asset));
  json_builder_end_object (builder);
}

/**
 * imw_abroad_read_asset:
 * @object: of the books
 * @name: of the member
 * @error: return location
 *
 * Returns: (transfer full): the asset; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwAsset *
imw_abroad_read_asset (JsonObject *object, const char *name, GError **error)
{
  JsonObject *member = imw_json_get_object (object, name, error);
  const char *id = member != NULL ? imw_json_get_string (member, "id", error) : NULL;
  const char *symbol = id != NULL ? imw_json_get_string (member, "symbol", error) : NULL;
  const char *title = symbol != NULL ? imw_json_get_string (member, "name", error) : NULL;
  gint64      decimals = 0;

  if (title == NULL || !imw_json_get_int (member, "decimals", 0, MAX_DECIMALS, &decimals, error))
    return NULL;

  return imw_asset_new (id, symbol, title, (guint) decimals);
}

/**
 * imw_abroad_copy_swap_quote:
 * @quote: what an exchange would give
 *
 * Returns: (transfer full): a copy without the lines of its fee
 */
ImwSwapQuote *
imw_abroad_copy_swap_quote (const ImwSwapQuote *quote)
{
  ImwSwapQuote *copy = g_new0 (ImwSwapQuote, 1);

  copy->id = g_strdup (quote->id);
  copy->give = imw_amount_ref (quote->give);
  copy->get = imw_amount_ref (quote->get);
  copy->rate = g_strdup (quote->rate);
  copy->fee_lines = g_ptr_array_new ();
  copy->expires_ms = quote->expires_ms;

  return copy;
}

/* ---- reports ---- */

static void
add_method (JsonBuilder *builder, const ImwMethod *method)
{
  json_builder_begin_object (builder);
  imw_abroad_add_text (builder, "id", method->id);
  imw_abroad_add_text (builder, "description", method->description);
  imw_abroad_add_int (builder, "hosted", method->hosted ? 1 : 0);
  imw_abroad_add_int (builder, "two_parties", method->two_parties ? 1 : 0);
  imw_abroad_add_amount (builder, "minimum", method->minimum);
  imw_abroad_add_amount (builder, "maximum", method->maximum);
  imw_abroad_add_amount (builder, "daily_left", method->daily_left);
  imw_abroad_add_int (builder, "daily_count_left", method->daily_count_left);
  imw_abroad_add_int (builder, "eta_s", method->eta_s);
  json_builder_end_object (builder);
}

static void
add_corridor (JsonBuilder *builder, const ImwCorridor *corridor)
{
  json_builder_begin_object (builder);
  imw_abroad_add_text (builder, "route", imw_route_get_code (corridor->route));
  imw_abroad_add_asset (builder, "asset", corridor->asset);
  imw_abroad_add_asset (builder, "money", corridor->money);
  imw_abroad_add_text (builder, "country", corridor->country);
  json_builder_set_member_name (builder, "methods");
  json_builder_begin_array (builder);
  for (guint i = 0; i < corridor->methods->len; i++)
    add_method (builder, g_ptr_array_index (corridor->methods, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/**
 * imw_provider_report_to_json:
 * @self: a report
 *
 * Returns: (transfer full): what offers need of it, for the books; without the lines, which are read anew
 */
char *
imw_provider_report_to_json (const ImwProviderReport *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *info = self->info != NULL ? imw_provider_info_to_json (self->info) : NULL;

  json_builder_begin_object (builder);
  imw_abroad_add_int (builder, "level", (gint64) self->level);
  imw_abroad_add_text (builder, "info", info);
  imw_abroad_add_int (builder, "abroad", self->can_abroad ? 1 : 0);
  imw_abroad_add_int (builder, "withdraw", self->can_withdraw ? 1 : 0);
  imw_abroad_add_int (builder, "deposit", self->can_deposit ? 1 : 0);
  imw_abroad_add_int (builder, "registration", self->needs_wallet_registration ? 1 : 0);
  json_builder_set_member_name (builder, "corridors");
  json_builder_begin_array (builder);
  for (guint i = 0; self->corridors != NULL && i < self->corridors->len; i++)
    add_corridor (builder, g_ptr_array_index (self->corridors, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static gboolean
read_limit (JsonObject *object,
            const char *name,
            ImwAsset   *asset,
            ImwAmount **amount,
            GError    **error)
{
  const char *text = NULL;

  if (!imw_json_get_string_opt (object, name, &text, error))
    return FALSE;

  if (text != NULL)
    *amount = imw_amount_new_from_base_text (asset, text, error);

  return text == NULL || *amount != NULL;
}

static gboolean
read_method (JsonObject *object, ImwAsset *asset, ImwMethod *method, GError **error)
{
  const char *id = imw_json_get_string (object, "id", error);
  const char *description = NULL;
  gint64      hosted = 0;
  gint64      parties = 0;
  gint64      count = 0;

  if (id == NULL || !imw_json_get_string_opt (object, "description", &description, error) ||
      !imw_json_get_int (object, "hosted", 0, 1, &hosted, error) ||
      !imw_json_get_int (object, "two_parties", 0, 1, &parties, error) ||
      !imw_json_get_int (object, "daily_count_left", -1, G_MAXINT32, &count, error) ||
      !imw_json_get_int (object, "eta_s", -1, G_MAXINT64, &method->eta_s, error) ||
      !read_limit (object, "minimum", asset, &method->minimum, error) ||
      !read_limit (object, "maximum", asset, &method->maximum, error) ||
      !read_limit (object, "daily_left", asset, &method->daily_left, error))
    return FALSE;

  method->id = g_strdup (id);
  method->description = g_strdup (description);
  method->hosted = hosted != 0;
  method->two_parties = parties != 0;
  method->daily_count_left = (gint) count;

  return TRUE;
}

static gboolean
read_corridor (JsonObject *object, ImwCorridor *corridor, GError **error)
{
  const char *route = imw_json_get_string (object, "route", error);
  const char *country = NULL;
  JsonArray  *methods = NULL;

  corridor->methods = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_method_free);
  if (route == NULL || !imw_json_get_string_opt (object, "country", &country, error))
    return FALSE;

  if (!imw_route_from_code (route, &corridor->route))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "an unknown route %s", route);
      return FALSE;
    }

  corridor->country = g_strdup (country);
  corridor->asset = imw_abroad_read_asset (object, "asset", error);
  corridor->money = corridor->asset != NULL ? imw_abroad_read_asset (object, "money", error) : NULL;
  methods = corridor->money != NULL ? imw_json_get_array (object, "methods", error) : NULL;

  for (guint i = 0; methods != NULL && i < json_array_get_length (methods); i++)
    {
      JsonObject *element = imw_json_node_get_object (json_array_get_element (methods, i), error);
      ImwMethod  *method = g_new0 (ImwMethod, 1);
      ImwAsset   *limits = corridor->route == IMW_ROUTE_DEPOSIT ? corridor->money : corridor->asset;

      g_ptr_array_add (corridor->methods, method);
      if (element == NULL || !read_method (element, limits, method, error))
        return FALSE;
    }

  return methods != NULL;
}

static gboolean
read_flag (JsonObject *object, const char *name, gboolean *flag, GError **error)
{
  gint64 value = 0;

  if (!imw_json_get_int (object, name, 0, 1, &value, error))
    return FALSE;
  *flag = value != 0;

  return TRUE;
}

static gboolean
read_report (ImwProviderReport *report, JsonObject *root, GError **error)
{
  const char *info = NULL;
  JsonArray  *corridors = NULL;
  gint64      level = 0;

  if (!imw_json_get_int (root, "level", 0, IMW_REPORT_BAD, &level, error) ||
      !imw_json_get_string_opt (root, "info", &info, error) ||
      !read_flag (root, "abroad", &report->can_abroad, error) ||
      !read_flag (root, "withdraw", &report->can_withdraw, error) ||
      !read_flag (root, "deposit", &report->can_deposit, error) ||
      !read_flag (root, "registration", &report->needs_wallet_registration, error))
    return FALSE;

  report->level = (ImwReportLevel) level;
  report->info = info != NULL ? imw_provider_info_from_json (info, error) : NULL;
  if (info != NULL && report->info == NULL)
    return FALSE;

  corridors = imw_json_get_array (root, "corridors", error);
  for (guint i = 0; corridors != NULL && i < json_array_get_length (corridors); i++)
    {
      JsonNode    *node = json_array_get_element (corridors, i);
      JsonObject  *element = imw_json_node_get_object (node, error);
      ImwCorridor *corridor = g_new0 (ImwCorridor, 1);

      g_ptr_array_add (report->corridors, corridor);
      if (element == NULL || !read_corridor (element, corridor, error))
        return FALSE;
    }

  return corridors != NULL;
}

/**
 * imw_provider_report_from_json:
 * @text: what imw_provider_report_to_json() gave
 * @error: return location
 *
 * Returns: (transfer full): the report; on %NULL @error is %IMW_ERROR_CORRUPT or %IMW_ERROR_BAD_REPLY
 */
ImwProviderReport *
imw_provider_report_from_json (const char *text, GError **error)
{
  g_autoptr (ImwProviderReport) report = g_new0 (ImwProviderReport, 1);
  g_autoptr (JsonNode) node = imw_json_parse (text, -1, IMW_JSON_MAX_OWN_BYTES, error);
  JsonObject *root = node != NULL ? imw_json_node_get_object (node, error) : NULL;

  report->lines = g_ptr_array_new ();
  report->corridors = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_corridor_free);
  if (root == NULL || !read_report (report, root, error))
    return NULL;

  return g_steal_pointer (&report);
}
