/* imw-horizon-claims.c: money that waits, and ways to exchange
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-json.h"

#include "imw-error.h"
#include "imw-stellar-op.h"

#include <string.h>

#define MAX_DEPTH 5
#define MAX_TIMES 64

static ImwStellarPredicate *
bad_predicate (GError **error)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "No such condition");

  return NULL;
}

static ImwStellarPredicate *read_predicate (JsonObject *object, guint depth, GError **error);

static ImwStellarPredicate *
read_pair (JsonObject *object, const char *name, guint depth, GError **error)
{
  JsonArray *array = imw_json_get_array (object, name, error);
  g_autoptr (ImwStellarPredicate) first = NULL;
  g_autoptr (ImwStellarPredicate) second = NULL;
  ImwStellarPredicate **parts[2] = { &first, &second };

  if (array == NULL)
    return NULL;
  if (json_array_get_length (array) != 2)
    return bad_predicate (error);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *part = imw_json_node_get_object (json_array_get_element (array, i), error);

      *parts[i] = part != NULL ? read_predicate (part, depth + 1, error) : NULL;
      if (*parts[i] == NULL)
        return NULL;
    }

  return imw_stellar_predicate_new (g_str_equal (name, "and") ? IMW_STELLAR_PREDICATE_AND
                                                              : IMW_STELLAR_PREDICATE_OR,
                                    g_steal_pointer (&first), g_steal_pointer (&second), 0);
}

/* CAP-23 as Horizon writes it */
static ImwStellarPredicate *
read_predicate (JsonObject *object, guint depth, GError **error)
{
  gboolean             unconditional;
  ImwStellarPredicate *part;
  JsonObject          *inner;
  gint64               number;

  if (depth > MAX_DEPTH ||
      !imw_json_get_bool_opt (object, "unconditional", FALSE, &unconditional, error))
    return error == NULL || *error != NULL ? NULL : bad_predicate (error);
  if (unconditional)
    return imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_ALWAYS, NULL, NULL, 0);
  if (imw_json_has (object, "and"))
    return read_pair (object, "and", depth, error);
  if (imw_json_has (object, "or"))
    return read_pair (object, "or", depth, error);
  if (imw_json_has (object, "not"))
    {
      inner = imw_json_get_object (object, "not", error);
      part = inner != NULL ? read_predicate (inner, depth + 1, error) : NULL;
      return part != NULL ? imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_NOT, part, NULL, 0)
                          : NULL;
    }
  if (imw_json_has (object, "rel_before"))
    return imw_horizon_read_int64 (object, "rel_before", &number, error)
               ? imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_WITHIN, NULL, NULL, number)
               : NULL;
  if (imw_json_has (object, "abs_before_epoch"))
    return imw_horizon_read_int64 (object, "abs_before_epoch", &number, error)
               ? imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_BEFORE, NULL, NULL, number)
               : NULL;
  if (imw_json_has (object, "abs_before"))
    return imw_horizon_read_time (object, "abs_before", &number, error)
               ? imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_BEFORE, NULL, NULL, number / 1000)
               : NULL;

  return bad_predicate (error);
}

/* the moments at which its truth may change */
static void
collect_times (const ImwStellarPredicate *predicate, gint64 since_s, GArray *times)
{
  gint64 time_s = predicate->seconds;

  if (predicate->left != NULL)
    collect_times (predicate->left, since_s, times);
  if (predicate->right != NULL)
    collect_times (predicate->right, since_s, times);
  if (predicate->type == IMW_STELLAR_PREDICATE_WITHIN)
    time_s = time_s > G_MAXINT64 - since_s ? G_MAXINT64 : since_s + time_s;
  else if (predicate->type != IMW_STELLAR_PREDICATE_BEFORE)
    return;
  if (times->len < MAX_TIMES)
    g_array_append_val (times, time_s);
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static gint64
to_ms (gint64 time_s)
{
  return time_s > G_MAXINT64 / 1000 ? 0 : time_s * 1000;
}

/* When it begins to hold, and when it ends then; FALSE: it never holds any more. */
static gboolean
find_span (const ImwStellarPredicate *predicate,
           gint64                     since_s,
           gint64                     now_s,
           gint64                    *not_before_ms,
           gint64                    *expires_ms)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean holds = imw_stellar_predicate_holds (predicate, since_s, now_s);

  *not_before_ms = 0;
  *expires_ms = 0;
  collect_times (predicate, since_s, times);
  g_array_sort (times, compare_times);
  for (guint i = 0; i < times->len; i++)
    {
      gint64   time_s = g_array_index (times, gint64, i);
      gboolean holds_then;

      if (time_s <= now_s || time_s == G_MAXINT64)
        continue;
      holds_then = imw_stellar_predicate_holds (predicate, since_s, time_s);
      if (holds && !holds_then)
        {
          *expires_ms = to_ms (time_s);
          return TRUE;
        }
      if (!holds && holds_then)
        {
          holds = TRUE;
          *not_before_ms = to_ms (time_s);
        }
    }

  return holds;
}

static gboolean
read_claim (const ImwStellarParams *params,
            JsonObject             *object,
            const char             *address,
            gint64                  now_ms,
            GPtrArray              *claims,
            GError                **error)
{
  const char     *id = imw_json_get_string (object, "id", error);
  const char     *asset_text = id != NULL ? imw_json_get_string (object, "asset", error) : NULL;
  guint8          balance_id[32];
  ImwStellarAsset asset;
  JsonArray      *claimants;
  const char     *from;
  gint64          stroops;
  gint64          since_ms = now_ms;

  if (asset_text == NULL || !imw_stellar_balance_id_parse (id, balance_id, error) ||
      !imw_stellar_asset_parse (asset_text, &asset, error) ||
      !imw_horizon_read_stroops (object, "amount", &stroops, error) ||
      !imw_json_get_string_opt (object, "sponsor", &from, error) ||
      (imw_json_has (object, "last_modified_time") &&
       !imw_horizon_read_time (object, "last_modified_time", &since_ms, error)) ||
      (claimants = imw_json_get_array (object, "claimants", error)) == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (claimants); i++)
    {
      JsonObject *claimant =
          imw_json_node_get_object (json_array_get_element (claimants, i), error);
      const char *who = claimant != NULL ? imw_json_get_string (claimant, "destination", error)
                                         : NULL;
      JsonObject *condition;
      gint64      not_before_ms;
      gint64      expires_ms;
      g_autoptr (ImwStellarPredicate) predicate = NULL;
      g_autoptr (ImwAsset) unit = NULL;
      g_autoptr (ImwAmount) amount = NULL;

      if (who == NULL)
        return FALSE;
      if (!g_str_equal (who, address))
        continue;
      condition = imw_json_get_object (claimant, "predicate", error);
      predicate = condition != NULL ? read_predicate (condition, 0, error) : NULL;
      if (predicate == NULL)
        return FALSE;
      if (!find_span (predicate, since_ms / 1000, now_ms / 1000, &not_before_ms, &expires_ms))
        continue;
      unit = imw_stellar_params_dup_asset (params, &asset);
      amount = imw_amount_new (unit, stroops);
      g_ptr_array_add (
          claims, imw_claim_new (
                      id, amount,
                      from != NULL && imw_stellar_key_parse (from, balance_id, NULL) ? from : NULL,
                      not_before_ms, expires_ms));
      break;
    }

  return TRUE;
}

/**
 * imw_horizon_claims_parse:
 * @params: the network
 * @node: a page of claimable balances
 * @address: "G…", whose
 * @now_ms: the network's time
 * @error: return location
 *
 * Those that can't be had any more are left out.
 *
 * Returns: (transfer full) (element-type ImwClaim): what waits for the account; on %NULL @error is
 *   %IMW_ERROR_BAD_REPLY
 */
GPtrArray *
imw_horizon_claims_parse (const ImwStellarParams *params,
                          JsonNode               *node,
                          const char             *address,
                          gint64                  now_ms,
                          GError                **error)
{
  g_autoptr (GPtrArray) claims = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_claim_free);
  JsonArray *records = imw_horizon_records (node, error);

  if (records == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonObject *object = imw_json_node_get_object (json_array_get_element (records, i), error);
      g_autoptr (GError) reason = NULL;

      if (object == NULL)
        return NULL;
      if (!read_claim (params, object, address, now_ms, claims, &reason))
        {
          /* what can't be read can't be claimed either, and anybody can set it out */
          g_debug ("A claimable balance is passed over: %s", reason->message);
        }
    }

  return g_steal_pointer (&claims);
}

static gboolean
is_asset (const ImwStellarParams *params, JsonObject *object, const char *prefix, ImwAsset *asset)
{
  ImwStellarAsset told;
  ImwStellarAsset wanted;

  return imw_stellar_params_get_asset (params, asset, &wanted) &&
         imw_horizon_read_asset (object, prefix, &told, NULL) &&
         imw_stellar_asset_equal (&told, &wanted);
}

static GPtrArray *
read_path (const ImwStellarParams *params, JsonArray *array)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);

  if (json_array_get_length (array) > IMW_STELLAR_MAX_PATH)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject     *object = imw_json_node_get_object (json_array_get_element (array, i), NULL);
      ImwStellarAsset asset;

      if (object == NULL || !imw_horizon_read_asset (object, "", &asset, NULL))
        return NULL;
      g_ptr_array_add (path, imw_stellar_params_dup_asset (params, &asset));
    }

  return g_steal_pointer (&path);
}

static ImwExchangeOffer *
read_offer (const ImwStellarParams *params,
            JsonObject             *object,
            ImwAsset               *give_asset,
            ImwAsset               *get_asset)
{
  JsonArray        *array = imw_json_get_array (object, "path", NULL);
  gint64            give_stroops;
  gint64            get_stroops;
  GPtrArray        *path;
  ImwExchangeOffer *offer;

  if (array == NULL || !is_asset (params, object, "source_", give_asset) ||
      !is_asset (params, object, "destination_", get_asset) ||
      !imw_horizon_read_stroops (object, "source_amount", &give_stroops, NULL) ||
      !imw_horizon_read_stroops (object, "destination_amount", &get_stroops, NULL) ||
      give_stroops == 0 || get_stroops == 0 || (path = read_path (params, array)) == NULL)
    return NULL;

  offer = g_new0 (ImwExchangeOffer, 1);
  offer->give = imw_amount_new (give_asset, give_stroops);
  offer->get = imw_amount_new (get_asset, get_stroops);
  offer->path = path;

  return offer;
}

/**
 * imw_horizon_paths_parse:
 * @params: the network
 * @node: a page of ways to exchange
 * @give: (nullable): what is given, exactly
 * @give_asset: what is given
 * @get: (nullable): what comes back, exactly
 * @get_asset: what comes back
 * @error: return location
 *
 * Ways that are not what was asked for are passed over.
 *
 * Returns: (transfer full): the one that gives most, or costs least; on %NULL @error is
 *   %IMW_ERROR_NOT_FOUND, or %IMW_ERROR_BAD_REPLY
 */
ImwExchangeOffer *
imw_horizon_paths_parse (const ImwStellarParams *params,
                         JsonNode               *node,
                         ImwAmount              *give,
                         ImwAsset               *give_asset,
                         ImwAmount              *get,
                         ImwAsset               *get_asset,
                         GError                **error)
{
  g_autoptr (ImwExchangeOffer) best = NULL;
  JsonArray *records = imw_horizon_records (node, error);

  if (records == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (records); i++)
    {
      JsonObject *object = imw_json_node_get_object (json_array_get_element (records, i), error);
      g_autoptr (ImwExchangeOffer) offer = NULL;

      if (object == NULL)
        return NULL;
      offer = read_offer (params, object, give_asset, get_asset);
      if (offer == NULL || (give != NULL && !imw_amount_equal (offer->give, give)) ||
          (get != NULL && !imw_amount_equal (offer->get, get)))
        continue;
      if (best == NULL || (give != NULL ? imw_amount_compare (offer->get, best->get) > 0
                                        : imw_amount_compare (offer->give, best->give) < 0))
        {
          g_clear_pointer (&best, imw_exchange_offer_free);
          best = g_steal_pointer (&offer);
        }
    }
  if (best == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "Nobody offers that exchange");

  return g_steal_pointer (&best);
}
