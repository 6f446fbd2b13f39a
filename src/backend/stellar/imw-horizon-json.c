/* imw-horizon-json.c: what Horizon servers answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-json.h"

#include "imw-error.h"

#include <string.h>

#define MAX_LINES       1000
#define MAX_RESERVE     G_GINT64_CONSTANT (10000000000) /* a thousand */
#define MAX_DOMAIN      100
#define MEMO_REQUIRED   "config.memo_required"
#define MEMO_IS_NEEDED  "MQ==" /* "1" */
#define MIN_FEE_STROOPS 100
#define MAX_FEE_STROOPS 100000
#define MILLI           1000
#define LEDGER_SECONDS  6

static gboolean
bad (GError **error, const char *message)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, message);

  return FALSE;
}

/**
 * imw_horizon_is_txid:
 * @text: (nullable): text
 *
 * Returns: whether @text looks like the id of a transaction
 */
gboolean
imw_horizon_is_txid (const char *text)
{
  if (text == NULL || strlen (text) != IMW_HORIZON_TXID_SIZE - 1)
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isdigit (*p) && !(*p >= 'a' && *p <= 'f'))
      return FALSE;

  return TRUE;
}

/**
 * imw_horizon_records:
 * @node: a page
 * @error: return location
 *
 * Returns: (transfer none): its records; %NULL with %IMW_ERROR_BAD_REPLY
 */
JsonArray *
imw_horizon_records (JsonNode *node, GError **error)
{
  JsonObject *object = imw_json_node_get_object (node, error);
  JsonObject *embedded = object != NULL ? imw_json_get_object (object, "_embedded", error) : NULL;

  return embedded != NULL ? imw_json_get_array (embedded, "records", error) : NULL;
}

/**
 * imw_horizon_read_time:
 * @object: an answer
 * @name: member with a time by ISO 8601
 * @time_ms: (out): UTC in milliseconds
 * @error: return location
 *
 * Returns: %TRUE if it is one; else @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_horizon_read_time (JsonObject *object, const char *name, gint64 *time_ms, GError **error)
{
  const char *text = imw_json_get_string (object, name, error);
  g_autoptr (GTimeZone) utc = NULL;
  g_autoptr (GDateTime) time = NULL;

  if (text == NULL)
    return FALSE;
  utc = g_time_zone_new_utc ();
  time = g_date_time_new_from_iso8601 (text, utc);
  if (time == NULL || g_date_time_to_unix (time) <= 0)
    return bad (error, "No such time");

  *time_ms = g_date_time_to_unix (time) * 1000;

  return TRUE;
}

/**
 * imw_horizon_read_stroops:
 * @object: an answer
 * @name: member with an amount as decimal text
 * @stroops: (out): the amount
 * @error: return location
 *
 * Returns: %TRUE if it is one that the ledger can hold; else @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_horizon_read_stroops (JsonObject *object, const char *name, gint64 *stroops, GError **error)
{
  const char *text = imw_json_get_string (object, name, error);

  if (text == NULL)
    return FALSE;
  if (imw_stellar_stroops_parse (text, stroops, NULL))
    return TRUE;
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s: no such amount", name);

  return FALSE;
}

/**
 * imw_horizon_read_int64:
 * @object: an answer
 * @name: member with an integer, as a number or as text
 * @value: (out): the integer, at least 0
 * @error: return location
 *
 * Returns: %TRUE if it is one; else @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_horizon_read_int64 (JsonObject *object, const char *name, gint64 *value, GError **error)
{
  g_autofree char *text = imw_json_dup_number_text (object, name, error);
  guint64          number;

  if (text == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s: no such number", name);
      return FALSE;
    }
  *value = (gint64) number;

  return TRUE;
}

/**
 * imw_horizon_read_asset:
 * @object: an answer
 * @prefix: "" or "source_" and the like
 * @asset: (out): the asset
 * @error: return location
 *
 * Returns: %TRUE if there is one; else @error is %IMW_ERROR_BAD_REPLY, or %IMW_ERROR_NOT_SUPPORTED for
 *   what is no asset that can be paid (shares of a pool)
 */
gboolean
imw_horizon_read_asset (JsonObject      *object,
                        const char      *prefix,
                        ImwStellarAsset *asset,
                        GError         **error)
{
  g_autofree char *type_name = g_strconcat (prefix, "asset_type", NULL);
  g_autofree char *code_name = g_strconcat (prefix, "asset_code", NULL);
  g_autofree char *issuer_name = g_strconcat (prefix, "asset_issuer", NULL);
  const char      *type = imw_json_get_string (object, type_name, error);
  const char      *code;
  const char      *issuer;

  if (type == NULL)
    return FALSE;
  if (g_str_equal (type, "native"))
    {
      imw_stellar_asset_set_native (asset);
      return TRUE;
    }
  if (!g_str_equal (type, "credit_alphanum4") && !g_str_equal (type, "credit_alphanum12"))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "Another kind of asset");
      return FALSE;
    }
  code = imw_json_get_string (object, code_name, error);
  issuer = code != NULL ? imw_json_get_string (object, issuer_name, error) : NULL;
  if (issuer == NULL)
    return FALSE;
  if (!imw_stellar_asset_init (asset, code, issuer, NULL))
    return bad (error, "No such asset");

  return TRUE;
}

/**
 * imw_horizon_ledger_parse:
 * @node: a page of ledgers, the newest one first
 * @ledger: (out): the newest one
 * @error: return location
 *
 * Returns: %TRUE if there is one; else @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_horizon_ledger_parse (JsonNode *node, ImwHorizonLedger *ledger, GError **error)
{
  JsonArray  *records = imw_horizon_records (node, error);
  JsonObject *object;

  if (records == NULL)
    return FALSE;
  if (json_array_get_length (records) == 0)
    return bad (error, "The server has no ledger");
  object = imw_json_node_get_object (json_array_get_element (records, 0), error);

  return object != NULL &&
         imw_json_get_int (object, "sequence", 1, G_MAXINT32, &ledger->height, error) &&
         imw_horizon_read_time (object, "closed_at", &ledger->closed_ms, error) &&
         imw_json_get_int (object, "base_reserve_in_stroops", 1, MAX_RESERVE,
                           &ledger->reserve_stroops, error);
}

static gboolean
read_line (JsonObject *object, ImwHorizonLine *line, GError **error)
{
  gboolean is_native = imw_stellar_asset_is_native (&line->asset);

  line->authorized = TRUE;
  line->limit = G_MAXINT64;
  if (!imw_horizon_read_stroops (object, "balance", &line->balance, error) ||
      (imw_json_has (object, "selling_liabilities") &&
       !imw_horizon_read_stroops (object, "selling_liabilities", &line->selling, error)) ||
      (imw_json_has (object, "buying_liabilities") &&
       !imw_horizon_read_stroops (object, "buying_liabilities", &line->buying, error)))
    return FALSE;
  if (!is_native &&
      (!imw_horizon_read_stroops (object, "limit", &line->limit, error) ||
       !imw_json_get_bool_opt (object, "is_authorized", TRUE, &line->authorized, error)))
    return FALSE;
  if (line->selling > line->balance || line->balance > line->limit ||
      line->buying > line->limit - line->balance)
    return bad (error, "An account can't have that");

  return TRUE;
}

static gboolean
read_balances (ImwHorizonAccount *self, JsonArray *balances, GError **error)
{
  gboolean has_native = FALSE;

  if (json_array_get_length (balances) > MAX_LINES)
    return bad (error, "No account has so many balances");

  for (guint i = 0; i < json_array_get_length (balances); i++)
    {
      JsonNode      *element = json_array_get_element (balances, i);
      JsonObject    *object = imw_json_node_get_object (element, error);
      ImwHorizonLine line = { 0 };
      g_autoptr (GError) reason = NULL;

      if (object == NULL)
        return FALSE;
      if (!imw_horizon_read_asset (object, "", &line.asset, &reason))
        {
          if (g_error_matches (reason, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED))
            continue;
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      if (!read_line (object, &line, error))
        return FALSE;
      if (imw_stellar_asset_is_native (&line.asset)
              ? has_native
              : imw_horizon_account_find_line (self, &line.asset) != NULL)
        return bad (error, "A balance is told twice");
      if (imw_stellar_asset_is_native (&line.asset))
        {
          has_native = TRUE;
          self->native = line;
        }
      else
        g_array_append_val (self->lines, line);
    }

  return has_native || bad (error, "An account without a balance");
}

static gboolean
read_data (ImwHorizonAccount *self, JsonObject *object, GError **error)
{
  JsonObject *data;
  const char *memo;
  const char *domain;

  if (!imw_json_get_string_opt (object, "home_domain", &domain, error))
    return FALSE;
  if (domain != NULL && *domain != '\0' && strlen (domain) <= MAX_DOMAIN)
    self->home_domain = g_strdup (domain);
  if (!imw_json_has (object, "data"))
    return TRUE;
  data = imw_json_get_object (object, "data", error);
  if (data == NULL || !imw_json_get_string_opt (data, MEMO_REQUIRED, &memo, error))
    return FALSE;
  self->needs_memo = g_strcmp0 (memo, MEMO_IS_NEEDED) == 0;

  return TRUE;
}

/**
 * imw_horizon_account_parse:
 * @node: an account
 * @address: "G…", who it must be
 * @error: return location
 *
 * Returns: (transfer full): the account; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwHorizonAccount *
imw_horizon_account_parse (JsonNode *node, const char *address, GError **error)
{
  g_autoptr (ImwHorizonAccount) self = g_new0 (ImwHorizonAccount, 1);
  JsonObject *object = imw_json_node_get_object (node, error);
  JsonArray  *balances;
  const char *id;

  self->lines = g_array_new (FALSE, TRUE, sizeof (ImwHorizonLine));
  if (object == NULL || (id = imw_json_get_string (object, "account_id", error)) == NULL)
    return NULL;
  if (!g_str_equal (id, address))
    {
      bad (error, "Another account than asked for");
      return NULL;
    }
  if (!imw_horizon_read_int64 (object, "sequence", &self->sequence, error) ||
      !imw_json_get_int (object, "subentry_count", 0, G_MAXINT32, &self->subentries, error) ||
      !imw_json_get_int_opt (object, "num_sponsoring", 0, G_MAXUINT32, 0, &self->sponsoring,
                             error) ||
      !imw_json_get_int_opt (object, "num_sponsored", 0, G_MAXUINT32, 0, &self->sponsored, error) ||
      (balances = imw_json_get_array (object, "balances", error)) == NULL ||
      !read_balances (self, balances, error) || !read_data (self, object, error))
    return NULL;
  if (self->sequence == G_MAXINT64)
    {
      bad (error, "No account has made so many payments");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * imw_horizon_account_free:
 * @self: (transfer full): an account
 */
void
imw_horizon_account_free (ImwHorizonAccount *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->home_domain, g_free);
  g_free (self);
}

/**
 * imw_horizon_account_find_line:
 * @self: an account
 * @asset: an issued asset
 *
 * Returns: (transfer none) (nullable): its trustline; %NULL when the account has not opened the asset
 */
ImwHorizonLine *
imw_horizon_account_find_line (const ImwHorizonAccount *self, const ImwStellarAsset *asset)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      ImwHorizonLine *line = &g_array_index (self->lines, ImwHorizonLine, i);

      if (imw_stellar_asset_equal (&line->asset, asset))
        return line;
    }

  return NULL;
}

/**
 * imw_horizon_account_get_reserved:
 * @self: an account
 * @reserve_stroops: the base reserve
 * @stroops: (out): what can't be spent of the network's own asset
 * @error: return location
 *
 * (2 + subentries + sponsoring - sponsored) × base reserve + what is promised in open offers.
 *
 * Returns: %TRUE if that is an amount; else @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_horizon_account_get_reserved (const ImwHorizonAccount *self,
                                  gint64                   reserve_stroops,
                                  gint64                  *stroops,
                                  GError                 **error)
{
  gint64 entries = 2 + self->subentries + self->sponsoring - self->sponsored;

  /* at most 2^33 entries × 10^10 stroops */
  if (entries < 0 ||
      (entries > 0 && reserve_stroops > (G_MAXINT64 - self->native.selling) / entries))
    return bad (error, "No account has such a reserve");
  *stroops = entries * reserve_stroops + self->native.selling;

  return TRUE;
}

static gboolean
read_fee (JsonObject *object, const char *name, guint64 *stroops, GError **error)
{
  gint64 value;

  if (!imw_horizon_read_int64 (object, name, &value, error))
    return FALSE;
  *stroops = (guint64) CLAMP (value, MIN_FEE_STROOPS, MAX_FEE_STROOPS);

  return TRUE;
}

/* "0.97": whether the ledgers are nearly full */
static gboolean
is_busy (const char *usage)
{
  return *usage != '0' || (usage[1] == '.' && usage[2] >= '9');
}

/**
 * imw_horizon_fees_parse:
 * @node: statistics of fees
 * @fees: (out caller-allocates): milli-stroops for each operation
 * @error: return location
 *
 * While there is room, what was charged is the measure: a slow payment bids what the lower tenth paid,
 * a usual one what 7 of 10 paid. Where there is none, it is what others bid.
 *
 * Returns: %TRUE if they say something; else @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_horizon_fees_parse (JsonNode *node, ImwFeeTable *fees, GError **error)
{
  static const char *const calm[IMW_N_FEE_LEVELS] = { "p10", "p70", "p95" };
  static const char *const busy[IMW_N_FEE_LEVELS] = { "p50", "p80", "p99" };
  static const guint32     ledgers[IMW_N_FEE_LEVELS] = { 4, 1, 1 };
  JsonObject              *object = imw_json_node_get_object (node, error);
  g_autofree char         *usage = NULL;
  JsonObject              *measure;
  gboolean                 is_full;
  guint64                  base;
  guint64                  least;

  if (object == NULL || !read_fee (object, "last_ledger_base_fee", &base, error) ||
      (usage = imw_json_dup_number_text (object, "ledger_capacity_usage", error)) == NULL)
    return FALSE;
  is_full = is_busy (usage);
  measure = imw_json_get_object (object, is_full ? "max_fee" : "fee_charged", error);
  if (measure == NULL)
    return FALSE;

  *fees = (ImwFeeTable){ .known = TRUE, .minimum_milli = base * MILLI, .base_milli = 0 };
  least = base;
  for (guint level = 0; level < IMW_N_FEE_LEVELS; level++)
    {
      guint64 stroops;

      if (!read_fee (measure, is_full ? busy[level] : calm[level], &stroops, error))
        return FALSE;
      least = MAX (least, stroops);
      fees->rate_milli[level] = least * MILLI;
      fees->expected_s[level] = (is_full ? 2 : 1) * ledgers[level] * LEDGER_SECONDS;
    }

  return TRUE;
}
