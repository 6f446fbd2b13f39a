/* imw-store-fate.c: which transactions of the mempool count
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-fate"

#include "config.h"

#include "imw-store-private.h"

/* A transaction that the network has in its mempool still does not count when
 *  - a transaction whose output it spends does not count, or
 *  - a transaction in a block spends one of the coins it spends, or
 *  - one that came into the mempool later and counts does so.
 * A number of the account's payments is used up like a coin.
 * The second and third matter while a replacement is known and the end of the replaced one is not.
 * The answer is found again from all of the mempool each time, so it does not depend on the order in
 * which things were learned. */

#define MAX_ROUNDS \
  1000 /* a chain is as many rounds long at most; rings of rivals never come to rest */

typedef struct
{
  ImwStoreFate *fate;
  gboolean      lost;    /* by what is not in the mempool */
  GArray       *parents; /* (element-type guint): places of nodes whose outputs it spends */
  GArray       *rivals;  /* (element-type guint): places of later nodes that spend the same coin */
} Node;

static void
fate_free (gpointer data)
{
  ImwStoreFate *fate = data;

  g_free (fate->txid);
  g_free (fate);
}

static void
node_free (gpointer data)
{
  Node *node = data;

  g_clear_pointer (&node->fate, fate_free);
  g_array_unref (node->parents);
  g_array_unref (node->rivals);
  g_free (node);
}

static void
add_rivals (GPtrArray *nodes, GArray *earlier, guint place)
{
  for (guint i = 0; i < earlier->len; i++)
    {
      Node *node = g_ptr_array_index (nodes, g_array_index (earlier, guint, i));

      g_array_append_val (node->rivals, place);
    }
  g_array_append_val (earlier, place);
}

/* The list of those that were here before for the same thing; empty at first. */
static GArray *
get_claims (GHashTable *claims, char *thing)
{
  g_autofree char *key = thing;
  GArray          *others = g_hash_table_lookup (claims, key);

  if (others != NULL)
    return others;

  others = g_array_new (FALSE, FALSE, sizeof (guint));
  g_hash_table_insert (claims, g_steal_pointer (&key), others);

  return others;
}

#define NODES                                                                                    \
  "SELECT row, txid, state, sequence, sequence >= 0 AND EXISTS (SELECT 1 FROM tx b WHERE "       \
  "b.account = tx.account AND b.sequence = tx.sequence AND b.sequence >= 0 AND b.reported = 1) " \
  "FROM tx WHERE account = :account AND reported = 0 ORDER BY seq, row"

/* In the order in which they came. */
static GPtrArray *
load_nodes (ImwStoreCall *call, gint64 account, GHashTable *places, GError **error)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (node_free);
  g_autoptr (GHashTable) numbers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (call, NODES, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  imw_stmt_bind_int64 (stmt, ":account", account);

  do
    {
      Node *node;

      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        break;

      node = g_new0 (Node, 1);
      node->fate = g_new0 (ImwStoreFate, 1);
      node->parents = g_array_new (FALSE, FALSE, sizeof (guint));
      node->rivals = g_array_new (FALSE, FALSE, sizeof (guint));
      g_ptr_array_add (nodes, node);
      node->fate->row = imw_stmt_get_int64 (stmt, 0);
      node->fate->txid = imw_stmt_dup_text (stmt, 1);
      if (!imw_store_read_state (stmt, 2, &node->fate->before, error))
        return NULL;
      g_hash_table_insert (places, node->fate->txid, GUINT_TO_POINTER (nodes->len));
      node->lost = imw_stmt_get_boolean (stmt, 4);
      if (imw_stmt_get_int64 (stmt, 3) >= 0)
        add_rivals (nodes, get_claims (numbers, imw_stmt_dup_text (stmt, 3)), nodes->len - 1);
    }
  while (row);

  return g_steal_pointer (&nodes);
}

/* For each coin that something in the mempool spends: what made it, and what else spends it. */
#define SPENDS_OF_MEMPOOL                                                                 \
  "SELECT s.txid, s.out_txid, s.out_vout, "                                               \
  "(SELECT p.reported FROM tx p WHERE p.account = s.account AND p.txid = s.out_txid), "   \
  "EXISTS (SELECT 1 FROM spend o JOIN tx b ON b.account = o.account AND b.txid = o.txid " \
  "WHERE o.account = s.account "                                                          \
  "AND o.out_txid = s.out_txid AND o.out_vout = s.out_vout AND o.txid <> s.txid AND "     \
  "b.reported = 1) "                                                                      \
  "FROM tx t JOIN spend s ON s.account = t.account AND s.txid = t.txid "                  \
  "WHERE t.account = :account AND t.reported = 0 ORDER BY t.seq, t.row"

static gboolean
load_edges (ImwStoreCall *call,
            gint64        account,
            GPtrArray    *nodes,
            GHashTable   *places,
            GError      **error)
{
  g_autoptr (GHashTable) spenders =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (call, SPENDS_OF_MEMPOOL, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);

  do
    {
      char *outpoint;
      Node *node;
      guint place;
      guint parent;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;

      place = GPOINTER_TO_UINT (g_hash_table_lookup (places, imw_stmt_get_text (stmt, 0))) - 1;
      parent = GPOINTER_TO_UINT (g_hash_table_lookup (places, imw_stmt_get_text (stmt, 1)));
      node = g_ptr_array_index (nodes, place);

      if (parent != 0)
        {
          parent--;
          g_array_append_val (node->parents, parent);
        }
      if ((!imw_stmt_is_null (stmt, 3) && imw_stmt_get_int64 (stmt, 3) == IMW_TX_DROPPED) ||
          imw_stmt_get_boolean (stmt, 4))
        node->lost = TRUE;

      outpoint = g_strdup_printf ("%s:%" G_GINT64_FORMAT, imw_stmt_get_text (stmt, 1),
                                  imw_stmt_get_int64 (stmt, 2));
      add_rivals (nodes, get_claims (spenders, outpoint), place);
    }
  while (row);

  return TRUE;
}

static ImwTxState
judge (GPtrArray *nodes, Node *node)
{
  if (node->lost)
    return IMW_TX_DROPPED;

  for (guint i = 0; i < node->parents->len; i++)
    {
      Node *parent = g_ptr_array_index (nodes, g_array_index (node->parents, guint, i));

      if (parent->fate->now == IMW_TX_DROPPED)
        return IMW_TX_DROPPED;
    }

  for (guint i = 0; i < node->rivals->len; i++)
    {
      Node *rival = g_ptr_array_index (nodes, g_array_index (node->rivals, guint, i));

      if (rival->fate->now != IMW_TX_DROPPED)
        return IMW_TX_DROPPED;
    }

  return IMW_TX_MEMPOOL;
}

/**
 * imw_store_judge_mempool: (skip)
 * @call: the job
 * @account: row of the account
 * @error: return location
 *
 * Decides which of the transactions that the network has in its mempool count.
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreFate): those whose state is to become another
 *   than the stored one, or %NULL with an error of the store
 */
GPtrArray *
imw_store_judge_mempool (ImwStoreCall *call, gint64 account, GError **error)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) nodes = load_nodes (call, account, places, error);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (fate_free);
  gboolean moved = TRUE;

  if (nodes == NULL || !load_edges (call, account, nodes, places, error))
    return NULL;

  for (guint i = 0; i < nodes->len; i++)
    ((Node *) g_ptr_array_index (nodes, i))->fate->now = IMW_TX_MEMPOOL;

  for (guint round = 0; moved && round < MAX_ROUNDS; round++)
    {
      moved = FALSE;
      for (guint i = 0; i < nodes->len; i++)
        {
          Node      *node = g_ptr_array_index (nodes, i);
          ImwTxState state = judge (nodes, node);

          moved = moved || state != node->fate->now;
          node->fate->now = state;
        }
    }

  for (guint i = 0; i < nodes->len; i++)
    {
      Node *node = g_ptr_array_index (nodes, i);

      if (node->fate->now != node->fate->before)
        g_ptr_array_add (changes, g_steal_pointer (&node->fate));
    }

  return g_steal_pointer (&changes);
}
