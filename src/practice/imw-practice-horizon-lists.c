/* imw-practice-horizon-lists.c: lists of what happened on the practice Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-horizon-lists"

#include "config.h"

#include "imw-practice-horizon-private.h"

#include <string.h>

#define BATCH         200
#define MAX_LIMIT     200
#define USUAL_LIMIT   10
#define ORDER_BITS    12
#define TOKEN_OF_NONE (-1)

/**
 * imw_horizon_item_free: (skip)
 * @self: (transfer full): an item
 *
 * Frees it.
 */
void
imw_horizon_item_free (ImwHorizonItem *self)
{
  g_bytes_unref (self->json);
  g_free (self);
}

static void
add_item (GPtrArray *items, gint64 token, ImwPracticeJson *json)
{
  ImwHorizonItem *item = g_new0 (ImwHorizonItem, 1);

  item->token = token;
  item->json = imw_practice_json_clear_to_bytes (json);
  g_ptr_array_add (items, item);
}

static gboolean
is_payment (ImwStellarOpType type)
{
  switch (type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
    case IMW_STELLAR_OP_PAYMENT:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      return TRUE;

    case IMW_STELLAR_OP_CHANGE_TRUST:
    case IMW_STELLAR_OP_MANAGE_DATA:
    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      break;
    }

  return FALSE;
}

static gboolean
add_op (ImwPracticeStellar  *net,
        const ImwLedgerNote *note,
        ImwHorizonKind       kind,
        gboolean             join,
        GPtrArray           *items,
        GError             **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (ImwHorizonTx) tx = NULL;
  ImwXlmOpRecord record;

  if (!imw_xlm_note_is_op (note))
    return TRUE;
  if (!imw_xlm_read_note (note, &record, error))
    return FALSE;
  if (kind == IMW_HORIZON_PAYMENTS && !is_payment (record.outcome.type))
    return TRUE;
  if (!imw_horizon_load_tx (net, note->tx_id, &tx, error))
    return FALSE;

  if (kind == IMW_HORIZON_EFFECTS)
    {
      imw_horizon_add_effects (tx, &record, items);
      return TRUE;
    }

  imw_practice_json_init (&json);
  imw_horizon_write_op (&json, tx, &record, join);
  add_item (items, record.token, &json);

  return TRUE;
}

static gboolean
list_ops (ImwPracticeStellar *net, const ImwHorizonQuery *query, GPtrArray *items, GError **error)
{
  gint64 cursor = query->cursor;

  if (cursor == TOKEN_OF_NONE && query->descending)
    cursor = G_MAXINT64;

  while (items->len < query->limit)
    {
      g_autoptr (GPtrArray) notes = NULL;
      gint64 height = MAX (cursor, 0) >> 32;
      gint64 number = MAX (cursor, 0) & G_MAXUINT32;

      notes =
          query->descending
              ? imw_ledger_list_notes_about (net->ledger, query->key, height, number, BATCH, error)
              : imw_ledger_list_notes_since (net->ledger, query->key, height, number, BATCH, error);
      if (notes == NULL)
        return FALSE;

      for (guint i = 0; i < notes->len && items->len < query->limit; i++)
        {
          const ImwLedgerNote *note = g_ptr_array_index (notes, i);

          cursor = IMW_XLM_TOKEN (note->height, note->number);
          if (!add_op (net, note, query->kind, query->join, items, error))
            return FALSE;
        }
      if (notes->len < BATCH)
        break;
    }

  return TRUE;
}

/* place: where to go on from; only height and position count */
static void
place_of_token (gint64 token, ImwLedgerTx *place)
{
  place->height = token >> 32;
  place->position = ((token & G_MAXUINT32) >> ORDER_BITS) - 1;
}

static gboolean
list_txs (ImwPracticeStellar *net, const ImwHorizonQuery *query, GPtrArray *items, GError **error)
{
  gint64 cursor = query->cursor;

  while (items->len < query->limit)
    {
      g_autoptr (GPtrArray) records = NULL;
      ImwLedgerTx  place = { 0 };
      ImwLedgerTx *start = cursor == TOKEN_OF_NONE ? NULL : &place;

      place_of_token (MAX (cursor, 0), &place);
      records = query->descending
                    ? imw_ledger_list_history (net->ledger, query->key, start, BATCH, error)
                    : imw_ledger_list_history_since (net->ledger, query->key, start, BATCH, error);
      if (records == NULL)
        return FALSE;

      for (guint i = 0; i < records->len && items->len < query->limit; i++)
        {
          const ImwLedgerTx *record = g_ptr_array_index (records, i);
          g_auto (ImwPracticeJson) json = { 0 };
          g_autoptr (ImwHorizonTx) tx = NULL;

          cursor = IMW_XLM_TOKEN (record->height, (record->position + 1) << ORDER_BITS);
          if (!imw_horizon_load_tx (net, record->id, &tx, error))
            return FALSE;
          if (tx == NULL || (!tx->entry.good && !query->failed))
            continue;

          imw_practice_json_init (&json);
          imw_horizon_write_tx (&json, NULL, tx);
          add_item (items, cursor, &json);
        }
      if (records->len < BATCH)
        break;
    }

  return TRUE;
}

static gboolean
list_ledgers (ImwPracticeStellar    *net,
              const ImwHorizonQuery *query,
              GPtrArray             *items,
              GError               **error)
{
  ImwXlmHeader header;
  gboolean     found;
  gint64       height;
  gint64       newest;

  if (!imw_xlm_find_header (net, -1, &header, &found, error))
    return FALSE;

  newest = found ? header.height : 0;
  height = query->cursor >> 32;
  if (query->cursor == TOKEN_OF_NONE)
    height = query->descending ? newest + 1 : IMW_XLM_FIRST_LEDGER - 1;
  height = CLAMP (height, IMW_XLM_FIRST_LEDGER - 1, newest + 1);

  while (items->len < query->limit)
    {
      g_auto (ImwPracticeJson) json = { 0 };

      height += query->descending ? -1 : 1;
      if (!imw_xlm_find_header (net, height, &header, &found, error))
        return FALSE;
      if (!found || height > newest)
        break;

      imw_practice_json_init (&json);
      imw_horizon_write_ledger (&json, &header);
      add_item (items, height << 32, &json);
    }

  return TRUE;
}

/**
 * imw_horizon_list: (skip)
 * @net: the network
 * @query: what is asked for
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwHorizonItem): the records. On %NULL @error is %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_horizon_list (ImwPracticeStellar *net, const ImwHorizonQuery *query, GError **error)
{
  g_autoptr (GPtrArray)
      items = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_horizon_item_free);
  gboolean done = FALSE;

  switch (query->kind)
    {
    case IMW_HORIZON_PAYMENTS:
    case IMW_HORIZON_OPERATIONS:
      done = list_ops (net, query, items, error);
      break;

    case IMW_HORIZON_TRANSACTIONS:
      done = list_txs (net, query, items, error);
      break;

    case IMW_HORIZON_EFFECTS: /* an account has no list of them here */
      done = TRUE;
      break;

    case IMW_HORIZON_LEDGERS:
      done = list_ledgers (net, query, items, error);
      break;
    }

  return done ? g_steal_pointer (&items) : NULL;
}

/**
 * imw_horizon_list_ops_of: (skip)
 * @net: the network
 * @tx: a transaction in a ledger
 * @kind: payments, operations or effects
 * @join: whether the transaction stands in each
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwHorizonItem): its operations. On %NULL @error is %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_horizon_list_ops_of (ImwPracticeStellar *net,
                         const ImwHorizonTx *tx,
                         ImwHorizonKind      kind,
                         gboolean            join,
                         GError            **error)
{
  g_autoptr (GPtrArray)
      items = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_horizon_item_free);
  g_autoptr (GPtrArray) notes = imw_ledger_list_notes_of (net->ledger, tx->record->row, error);

  if (notes == NULL)
    return NULL;

  for (guint i = 0; i < notes->len; i++)
    {
      if (!add_op (net, g_ptr_array_index (notes, i), kind, join, items, error))
        return NULL;
    }

  return g_steal_pointer (&items);
}

/* cursor "now": nothing that is there already */
static gboolean
read_cursor (ImwPracticeStellar *net, const char *text, gint64 *cursor)
{
  ImwXlmHeader header;
  gboolean     found;
  guint64      value;

  if (text == NULL || *text == '\0')
    return TRUE;

  if (g_str_equal (text, "now"))
    {
      if (!imw_xlm_find_header (net, -1, &header, &found, NULL) || !found)
        return FALSE;
      *cursor = IMW_XLM_TOKEN (header.height, G_MAXUINT32);
      return TRUE;
    }

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &value, NULL))
    return FALSE;
  *cursor = (gint64) value;

  return TRUE;
}

/**
 * imw_horizon_read_query: (skip)
 * @net: the network
 * @exchange: a request for a list
 * @query: (out caller-allocates): what it asks for; kind and key are left alone
 * @name: (out): the parameter that is wrong
 *
 * Returns: %FALSE when a parameter is wrong
 */
gboolean
imw_horizon_read_query (ImwPracticeStellar *net,
                        ImwHttpExchange    *exchange,
                        ImwHorizonQuery    *query,
                        const char        **name)
{
  const char *cursor = imw_http_exchange_get_query_value (exchange, "cursor");
  const char *event_id = imw_http_exchange_get_header (exchange, "Last-Event-ID");
  const char *limit = imw_http_exchange_get_query_value (exchange, "limit");
  const char *order = imw_http_exchange_get_query_value (exchange, "order");
  const char *join = imw_http_exchange_get_query_value (exchange, "join");
  const char *failed = imw_http_exchange_get_query_value (exchange, "include_failed");
  guint64     number = USUAL_LIMIT;

  query->cursor = TOKEN_OF_NONE;
  *name = "cursor";
  if (!read_cursor (net, event_id != NULL ? event_id : cursor, &query->cursor))
    return FALSE;

  *name = "limit";
  if (limit != NULL && !g_ascii_string_to_unsigned (limit, 10, 1, MAX_LIMIT, &number, NULL))
    return FALSE;

  *name = "order";
  if (order != NULL && *order != '\0' && !g_str_equal (order, "asc") &&
      !g_str_equal (order, "desc"))
    return FALSE;

  *name = "join";
  if (join != NULL && *join != '\0' && !g_str_equal (join, "transactions"))
    return FALSE;

  query->limit = (guint) number;
  query->descending = order != NULL && g_str_equal (order, "desc");
  query->join = join != NULL && *join != '\0';
  query->failed = failed != NULL && g_str_equal (failed, "true");

  return TRUE;
}
