/* imw-practice-horizon-paths.c: what could be exchanged, and what could be claimed, on the practice Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-horizon-paths"

#include "config.h"

#include "imw-practice-horizon-private.h"

#include "imw-error.h"

#include <string.h>

#define USUAL_LIMIT 10
#define MAX_LIMIT   200

/* One side of a path is known, the other is one of several assets. */
typedef struct
{
  ImwPracticeStellar *net;
  gboolean            is_send;
  ImwStellarAsset     fixed;
  gint64              amount; /* of it */
  GArray             *others; /* (element-type ImwStellarAsset) */
} Search;

static gboolean
read_fixed (Search *search, ImwHttpExchange *exchange)
{
  const char      *prefix = search->is_send ? "source_" : "destination_";
  g_autofree char *type_name = g_strconcat (prefix, "asset_type", NULL);
  g_autofree char *code_name = g_strconcat (prefix, "asset_code", NULL);
  g_autofree char *issuer_name = g_strconcat (prefix, "asset_issuer", NULL);
  g_autofree char *amount_name = g_strconcat (prefix, "amount", NULL);
  const char      *type = imw_http_exchange_get_query_value (exchange, type_name);
  const char      *code = imw_http_exchange_get_query_value (exchange, code_name);
  const char      *issuer = imw_http_exchange_get_query_value (exchange, issuer_name);
  const char      *amount = imw_http_exchange_get_query_value (exchange, amount_name);

  if (type == NULL || amount == NULL ||
      !imw_stellar_stroops_parse (amount, &search->amount, NULL) || search->amount <= 0)
    return FALSE;

  if (g_str_equal (type, "native"))
    {
      imw_stellar_asset_set_native (&search->fixed);
      return TRUE;
    }

  return code != NULL && issuer != NULL &&
         imw_stellar_asset_init (&search->fixed, code, issuer, NULL);
}

static void
add_assets_of (Search *search, const char *address, GError **error)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_autoptr (ImwXlmAccount) account = NULL;
  ImwStellarAsset native;
  guint8          key[32];

  imw_xlm_run_init (&run, search->net, 0, 0);
  if (!imw_stellar_key_parse (address, key, error) ||
      !imw_xlm_run_get_account (&run, key, &account, error) || account == NULL)
    return;

  imw_stellar_asset_set_native (&native);
  g_array_append_val (search->others, native);
  for (guint i = 0; i < account->lines->len; i++)
    {
      const ImwXlmLine *line = &g_array_index (account->lines, ImwXlmLine, i);

      g_array_append_vals (search->others, &line->asset, 1);
    }
}

static gboolean
read_others (Search *search, ImwHttpExchange *exchange)
{
  const char *account = imw_http_exchange_get_query_value (
      exchange, search->is_send ? "destination_account" : "source_account");
  const char *list = imw_http_exchange_get_query_value (
      exchange, search->is_send ? "destination_assets" : "source_assets");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) texts = NULL;

  if ((account != NULL) == (list != NULL))
    return FALSE;

  if (account != NULL)
    {
      add_assets_of (search, account, &error);
      return error == NULL;
    }

  texts = g_strsplit (list, ",", MAX_LIMIT);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      ImwStellarAsset asset;

      if (!imw_stellar_asset_parse (texts[i], &asset, NULL))
        return FALSE;
      g_array_append_val (search->others, asset);
    }

  return TRUE;
}

static gboolean
exchange_amount (const Search          *search,
                 const ImwStellarAsset *near,
                 const ImwStellarAsset *far,
                 gint64                 amount,
                 gint64                *result)
{
  return search->is_send ? imw_xlm_market_sell (search->net, near, far, amount, result)
                         : imw_xlm_market_buy (search->net, far, near, amount, result);
}

static void
write_path (ImwPracticeJson       *json,
            const Search          *search,
            const ImwStellarAsset *other,
            gint64                 other_amount,
            const ImwStellarAsset *between)
{
  const ImwStellarAsset *source = search->is_send ? &search->fixed : other;
  const ImwStellarAsset *target = search->is_send ? other : &search->fixed;

  imw_practice_json_begin_object (json, NULL);
  imw_horizon_write_asset (json, "source_", source);
  imw_horizon_write_amount (json, "source_amount", search->is_send ? search->amount : other_amount);
  imw_horizon_write_asset (json, "destination_", target);
  imw_horizon_write_amount (json, "destination_amount",
                            search->is_send ? other_amount : search->amount);
  imw_practice_json_begin_array (json, "path");
  if (between != NULL)
    {
      imw_practice_json_begin_object (json, NULL);
      imw_horizon_write_asset (json, "", between);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_array (json);
  imw_practice_json_end_object (json);
}

/* straight, and then by way of XLM, which costs more */
static void
write_paths_to (ImwPracticeJson *json, const Search *search, const ImwStellarAsset *other)
{
  ImwStellarAsset native;
  gint64          amount;
  gint64          half;

  if (imw_stellar_asset_equal (&search->fixed, other))
    {
      write_path (json, search, other, search->amount, NULL);
      return;
    }

  if (exchange_amount (search, &search->fixed, other, search->amount, &amount))
    write_path (json, search, other, amount, NULL);

  imw_stellar_asset_set_native (&native);
  if (exchange_amount (search, &search->fixed, &native, search->amount, &half) &&
      exchange_amount (search, &native, other, half, &amount))
    write_path (json, search, other, amount, &native);
}

/**
 * imw_horizon_answer_paths: (skip)
 * @net: the network
 * @exchange: the request
 * @is_send: whether the amount is what is sent, else what arrives
 * @reply: (out caller-allocates): the answer
 *
 * Answers what the market gives for an amount, or takes for it.
 */
void
imw_horizon_answer_paths (ImwPracticeStellar *net,
                          ImwHttpExchange    *exchange,
                          gboolean            is_send,
                          ImwPracticeReply   *reply)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GArray) others = g_array_new (FALSE, TRUE, sizeof (ImwStellarAsset));
  Search search = { .net = net, .is_send = is_send, .others = others };

  if (!read_fixed (&search, exchange))
    {
      imw_horizon_send_bad_request (reply, is_send ? "source_amount" : "destination_amount");
      return;
    }
  if (!read_others (&search, exchange))
    {
      imw_horizon_send_bad_request (reply, is_send ? "destination_assets" : "source_assets");
      return;
    }

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_begin_object (&json, "_embedded");
  imw_practice_json_begin_array (&json, "records");
  for (guint i = 0; i < others->len; i++)
    write_paths_to (&json, &search, &g_array_index (others, ImwStellarAsset, i));
  imw_horizon_end_page (&json, reply);
}

static void
send_claimable (ImwPracticeStellar *net, const char *id_text, ImwPracticeReply *reply)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (ImwXlmClaimable) claimable = NULL;
  g_autoptr (GError) error = NULL;
  guint8 id[32];

  imw_xlm_run_init (&run, net, 0, 0);
  if (!imw_stellar_balance_id_parse (id_text, id, NULL))
    imw_horizon_send_bad_request (reply, "id");
  else if (!imw_xlm_run_get_claimable (&run, id, &claimable, &error))
    imw_practice_reply_error (reply, error);
  else if (claimable == NULL)
    imw_practice_horizon_refuse (reply, 404);
  else
    {
      imw_practice_json_init (&json);
      imw_horizon_write_claimable (&json, claimable);
      imw_horizon_send_json (reply, &json);
    }
}

/* asset: (nullable): only those */
static GPtrArray *
list_claimables (ImwPracticeStellar    *net,
                 const guint8           key[32],
                 const ImwStellarAsset *asset,
                 GError               **error)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_xlm_claimable_free);
  g_auto (ImwXlmRun) run = { 0 };
  g_autoptr (GArray) ids = NULL;

  imw_xlm_run_init (&run, net, 0, 0);
  ids = imw_xlm_run_list_claimables (&run, key, error);
  if (ids == NULL)
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      ImwXlmClaimable *claimable;

      if (!imw_xlm_run_get_claimable (&run, (const guint8 *) ids->data + (gsize) i * 32, &claimable,
                                      error))
        return NULL;
      if (claimable == NULL)
        continue;
      if (asset == NULL || imw_stellar_asset_equal (asset, &claimable->asset))
        g_ptr_array_add (list, claimable);
      else
        imw_xlm_claimable_free (claimable);
    }

  return g_steal_pointer (&list);
}

static char *
dup_token (GPtrArray *list, guint index)
{
  const ImwXlmClaimable *claimable = index < list->len ? g_ptr_array_index (list, index) : NULL;
  g_autofree char       *id = NULL;

  if (claimable == NULL)
    return g_strdup ("");

  id = imw_stellar_balance_id_to_text (claimable->id);

  return g_strdup_printf ("%" G_GINT64_FORMAT "-%s", claimable->height, id);
}

static void
send_claimables (ImwHttpExchange *exchange, GPtrArray *list, ImwPracticeReply *reply)
{
  g_auto (ImwPracticeJson) json = { 0 };
  const char      *limit_text = imw_http_exchange_get_query_value (exchange, "limit");
  const char      *cursor = imw_http_exchange_get_query_value (exchange, "cursor");
  const char      *order = imw_http_exchange_get_query_value (exchange, "order");
  gboolean         descending = order != NULL && g_str_equal (order, "desc");
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  guint64          limit = USUAL_LIMIT;
  guint            start = 0;

  if (limit_text != NULL &&
      !g_ascii_string_to_unsigned (limit_text, 10, 1, MAX_LIMIT, &limit, NULL))
    {
      imw_horizon_send_bad_request (reply, "limit");
      return;
    }

  for (guint i = 0; descending && i < list->len / 2; i++)
    {
      gpointer swap = list->pdata[i];

      list->pdata[i] = list->pdata[list->len - 1 - i];
      list->pdata[list->len - 1 - i] = swap;
    }
  for (guint i = 0; cursor != NULL && i < list->len; i++)
    {
      g_autofree char *token = dup_token (list, i);

      if (g_str_equal (token, cursor))
        start = i + 1;
    }
  if (start > 0)
    g_ptr_array_remove_range (list, 0, start);
  if (list->len > limit)
    g_ptr_array_set_size (list, (gint) limit);
  first = dup_token (list, 0);
  last = dup_token (list, list->len > 0 ? list->len - 1 : 0);
  imw_horizon_begin_page (&json, exchange, "/claimable_balances", first, last, descending);
  for (guint i = 0; i < list->len; i++)
    imw_horizon_write_claimable (&json, g_ptr_array_index (list, i));
  imw_horizon_end_page (&json, reply);
}

/**
 * imw_horizon_answer_claimables: (skip)
 * @net: the network
 * @exchange: the request
 * @id: (nullable): one of them; %NULL for those of a claimant
 * @reply: (out caller-allocates): the answer
 *
 * Answers what can be claimed.
 */
void
imw_horizon_answer_claimables (ImwPracticeStellar *net,
                               ImwHttpExchange    *exchange,
                               const char         *id,
                               ImwPracticeReply   *reply)
{
  const char *claimant = imw_http_exchange_get_query_value (exchange, "claimant");
  const char *asset_text = imw_http_exchange_get_query_value (exchange, "asset");
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  ImwStellarAsset asset;
  guint8          key[32];

  if (id != NULL)
    {
      send_claimable (net, id, reply);
      return;
    }
  if (claimant == NULL || !imw_stellar_key_parse (claimant, key, NULL))
    {
      imw_horizon_send_bad_request (reply, "claimant");
      return;
    }
  if (asset_text != NULL && !imw_stellar_asset_parse (asset_text, &asset, NULL))
    {
      imw_horizon_send_bad_request (reply, "asset");
      return;
    }

  list = list_claimables (net, key, asset_text != NULL ? &asset : NULL, &error);
  if (list == NULL)
    imw_practice_reply_error (reply, error);
  else
    send_claimables (exchange, list, reply);
}
