/* imw-practice-miner.c: makes the practice network's blocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-miner"

#include "config.h"

#include "imw-practice-bitcoin-private.h"

#include "imw-bitcoin-codec.h"
#include "imw-error.h"
#include "imw-hash.h"

#include <string.h>

#define SUBSIDY_SAT     G_GUINT64_CONSTANT (5000000000)
#define HALVING_BLOCKS  210000
#define BLOCK_SPACING_S 30
#define RESERVED_WEIGHT 4000 /* header and coinbase */
#define MEDIAN_BLOCKS   11
#define HEADER_VERSION  0x20000000
#define HEADER_BITS     0x207fffff

typedef struct
{
  gint64     height;
  guint8     previous[32]; /* hash of the block before */
  gint64     time_s;
  gint64     mined; /* blocks ever made here: makes every coinbase another one */
  GPtrArray *txs;   /* (element-type ImwLedgerTx) without the coinbase */
  gint64     weight;
  guint64    fees_sat;
} Draft;

static void
draft_clear (Draft *draft)
{
  g_clear_pointer (&draft->txs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static gint
compare_rates (gconstpointer a, gconstpointer b)
{
  const ImwLedgerTx *first = *(ImwLedgerTx *const *) a;
  const ImwLedgerTx *second = *(ImwLedgerTx *const *) b;
  gint               compared = imw_practice_compare_rates (second, first);

  if (compared != 0)
    return compared;

  return first->row < second->row ? -1 : first->row > second->row;
}

static gint
compare_arrival (gconstpointer a, gconstpointer b)
{
  const ImwLedgerTx *first = *(ImwLedgerTx *const *) a;
  const ImwLedgerTx *second = *(ImwLedgerTx *const *) b;

  return first->row < second->row ? -1 : first->row > second->row;
}

static gboolean
is_mature (GPtrArray *coins, gint64 height)
{
  for (guint i = 0; i < coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (coins, i);

      if (coin->coinbase && height - coin->height < IMW_PRACTICE_MATURITY)
        return FALSE;
    }

  return TRUE;
}

/* Takes one transaction with the waiting ones that it needs, parents first. After a reorganisation one of them may
 * have to wait longer: then none is taken. */
static gboolean
take_with_parents (ImwPracticeBitcoin *self,
                   Draft              *draft,
                   gint64              row,
                   GHashTable         *waiting,
                   GHashTable         *taken,
                   GError            **error)
{
  g_autoptr (GArray) rows = imw_ledger_list_relatives (self->ledger, row, FALSE, error);
  g_autoptr (GPtrArray) package = g_ptr_array_new ();
  gint64 weight = 0;

  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      gint64      *key = &g_array_index (rows, gint64, i);
      ImwLedgerTx *tx = g_hash_table_lookup (waiting, key);
      g_autoptr (GPtrArray) coins = NULL;
      g_autoptr (ImwBitcoinTx) parsed = NULL;
      gboolean final = FALSE;

      if (tx == NULL || g_hash_table_contains (taken, key))
        continue;

      coins = imw_ledger_list_inputs (self->ledger, tx->row, error);
      if (coins == NULL)
        return FALSE;
      parsed = imw_bitcoin_tx_parse (g_bytes_get_data (tx->raw, NULL), g_bytes_get_size (tx->raw),
                                     error);
      if (parsed == NULL ||
          !imw_practice_bitcoin_is_final (self, parsed, coins, draft->height, &final, error))
        return FALSE;
      if (!final || !is_mature (coins, draft->height))
        return TRUE;

      weight += tx->weight;
      g_ptr_array_add (package, tx);
    }

  if (draft->weight + weight > IMW_PRACTICE_MAX_BLOCK_WEIGHT)
    return TRUE;

  draft->weight += weight;
  g_ptr_array_sort (package, compare_arrival); /* nothing arrives before what it spends */
  for (guint i = 0; i < package->len; i++)
    {
      ImwLedgerTx *tx = g_ptr_array_index (package, i);

      g_hash_table_add (taken, &tx->row);
      draft->fees_sat += tx->fee;
      g_ptr_array_add (draft->txs, tx);
    }

  return TRUE;
}

static gboolean
choose_txs (ImwPracticeBitcoin *self, Draft *draft, GPtrArray *waiting, GError **error)
{
  g_autoptr (GHashTable) by_row = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GHashTable) taken = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) by_rate = g_ptr_array_new ();

  for (guint i = 0; i < waiting->len; i++)
    {
      ImwLedgerTx *tx = g_ptr_array_index (waiting, i);

      g_hash_table_insert (by_row, &tx->row, tx);
      g_ptr_array_add (by_rate, tx);
    }

  g_ptr_array_sort (by_rate, compare_rates);
  for (guint i = 0; i < by_rate->len; i++)
    {
      ImwLedgerTx *tx = g_ptr_array_index (by_rate, i);

      if (!g_hash_table_contains (taken, &tx->row) &&
          !take_with_parents (self, draft, tx->row, by_row, taken, error))
        return FALSE;
    }

  return TRUE;
}

/* Root of the tree over ids of 32 bytes each (transaction ids, or wtxids for the commitment) */
static void
compute_root (GByteArray *ids, guint8 root[32])
{
  g_autoptr (GByteArray) level = g_byte_array_new ();

  g_byte_array_append (level, ids->data, ids->len);
  while (level->len > 32)
    {
      guint n_pairs = (level->len / 32 + 1) / 2;

      for (guint i = 0; i < n_pairs; i++)
        {
          guint8        pair[64];
          guint8        hash[32];
          const guint8 *left = level->data + 64 * i;

          memcpy (pair, left, 32);
          memcpy (pair + 32, 64 * i + 32 < level->len ? left + 32 : left, 32);
          imw_sha256d (pair, sizeof pair, hash);
          memcpy (level->data + 32 * i, hash, 32);
        }
      g_byte_array_set_size (level, 32 * n_pairs);
    }
  memcpy (root, level->data, 32);
}

static gboolean
compute_commitment (Draft *draft, guint8 commitment[32], GError **error)
{
  g_autoptr (GByteArray) ids = g_byte_array_new ();
  guint8 pair[64] = {
    0
  }; /* the second half is the reserved value in the coinbase's witness: zeros */
  guint8 wtxid[32] = { 0 };

  g_byte_array_append (ids, wtxid, sizeof wtxid); /* the coinbase counts as zeros */
  for (guint i = 0; i < draft->txs->len; i++)
    {
      ImwLedgerTx *tx = g_ptr_array_index (draft->txs, i);
      g_autoptr (ImwBitcoinTx) parsed = imw_bitcoin_tx_parse (g_bytes_get_data (tx->raw, NULL),
                                                              g_bytes_get_size (tx->raw), error);

      if (parsed == NULL)
        return FALSE;
      imw_bitcoin_tx_get_wtxid (parsed, wtxid);
      g_byte_array_append (ids, wtxid, sizeof wtxid);
    }

  compute_root (ids, pair);
  imw_sha256d (pair, sizeof pair, commitment);

  return TRUE;
}

/* Height as BIP34 asks, then the count of blocks that makes each coinbase another one */
static GBytes *
make_coinbase_script (Draft *draft)
{
  ImwWriter *writer = imw_writer_new ();
  guint8     push[8];
  guint8     length = 0;

  for (gint64 rest = draft->height; rest > 0; rest >>= 8)
    push[length++] = (guint8) (rest & 0xff);
  if (length == 0 || (push[length - 1] & 0x80) != 0)
    push[length++] = 0;

  imw_bitcoin_write_string (writer, push, length);
  imw_writer_u8 (writer, 8);
  imw_writer_u64_le (writer, (guint64) draft->mined);

  return imw_writer_free_to_bytes (writer);
}

static ImwBitcoinTx *
make_coinbase (ImwPracticeBitcoin *self, Draft *draft, GError **error)
{
  static const guint8 commitment_head[] = { 0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed };
  static const guint8 zeros[32] = { 0 };
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
  g_autoptr (GBytes) commitment = NULL;
  ImwBitcoinInput *input = imw_bitcoin_tx_add_input (tx, zeros, G_MAXUINT32, G_MAXUINT32);
  gint64           halvings = draft->height / HALVING_BLOCKS;
  ImwPracticeKey  *key = self->keys[draft->height % IMW_PRACTICE_N_KEYS];
  guint64          subsidy_sat = halvings < 33 ? SUBSIDY_SAT >> halvings : 0;
  guint8           script[sizeof commitment_head + 32];

  g_bytes_unref (input->script_sig);
  input->script_sig = make_coinbase_script (draft);
  g_ptr_array_add (input->witness, g_bytes_new_static (zeros, sizeof zeros));

  memcpy (script, commitment_head, sizeof commitment_head);
  if (!compute_commitment (draft, script + sizeof commitment_head, error))
    return NULL;

  commitment = g_bytes_new (script, sizeof script);
  imw_bitcoin_tx_add_output (tx, subsidy_sat + draft->fees_sat, imw_practice_key_get_script (key));
  imw_bitcoin_tx_add_output (tx, 0, commitment);

  return g_steal_pointer (&tx);
}

static gboolean
store_coinbase (ImwPracticeBitcoin *self,
                Draft              *draft,
                ImwBitcoinTx       *coinbase,
                ImwLedgerTx        *record,
                GError            **error)
{
  record->raw = imw_bitcoin_tx_serialize (coinbase, TRUE);
  record->size = (gint64) g_bytes_get_size (record->raw);
  record->weight = (gint64) imw_bitcoin_tx_get_weight (coinbase);
  record->coinbase = TRUE;
  imw_bitcoin_tx_get_txid (coinbase, record->id);
  if (!imw_ledger_add_tx (self->ledger, record, &record->row, error))
    return FALSE;

  for (guint i = 0; i < coinbase->outputs->len; i++)
    {
      ImwBitcoinOutput *output = imw_bitcoin_tx_get_output (coinbase, i);

      if (!imw_ledger_add_coin (self->ledger, record->row, i, output->script, output->value_sat,
                                error))
        return FALSE;
    }

  return TRUE;
}

static GBytes *
make_header (Draft *draft, const guint8 root[32])
{
  ImwWriter *writer = imw_writer_new ();

  imw_writer_u32_le (writer, HEADER_VERSION);
  imw_writer_bytes (writer, draft->previous, sizeof draft->previous);
  imw_writer_bytes (writer, root, 32);
  imw_writer_u32_le (writer, (guint32) draft->time_s);
  imw_writer_u32_le (writer, HEADER_BITS);
  imw_writer_u32_le (writer, 0); /* nonce: nobody works here */

  return imw_writer_free_to_bytes (writer);
}

static gboolean
store_block (ImwPracticeBitcoin *self, Draft *draft, guint8 hash[32], GError **error)
{
  g_autoptr (ImwBitcoinTx) coinbase = make_coinbase (self, draft, error);
  g_autoptr (ImwLedgerTx) record = g_new0 (ImwLedgerTx, 1);
  g_autoptr (ImwLedgerBlock) block = g_new0 (ImwLedgerBlock, 1);
  g_autoptr (GByteArray) ids = g_byte_array_new ();
  g_autofree char *hash_text = NULL;
  guint8           root[32];
  gsize            length;

  if (coinbase == NULL || !store_coinbase (self, draft, coinbase, record, error) ||
      !imw_ledger_confirm_tx (self->ledger, record->row, draft->height, 0, error))
    return FALSE;

  block->size = 80 + (gint64) imw_bitcoin_compact_length (draft->txs->len + 1) + record->size;
  block->weight = 4 * (block->size - record->size) + record->weight;
  g_byte_array_append (ids, record->id, 32);
  for (guint i = 0; i < draft->txs->len; i++)
    {
      ImwLedgerTx *tx = g_ptr_array_index (draft->txs, i);

      if (!imw_ledger_confirm_tx (self->ledger, tx->row, draft->height, i + 1, error))
        return FALSE;
      block->size += tx->size;
      block->weight += tx->weight;
      g_byte_array_append (ids, tx->id, 32);
    }

  compute_root (ids, root);
  block->tx_ids = g_byte_array_free_to_bytes (g_steal_pointer (&ids));
  block->header = make_header (draft, root);
  block->height = draft->height;
  block->time_s = draft->time_s;
  if (draft->height == 0)
    {
      if (!imw_bitcoin_txid_from_text (self->params->genesis_hash, block->hash, error))
        return FALSE;
    }
  else
    {
      const guint8 *header = g_bytes_get_data (block->header, &length);

      imw_sha256d (header, length, block->hash);
    }

  memcpy (hash, block->hash, 32);
  hash_text = imw_bitcoin_txid_to_text (hash);

  return imw_ledger_add_block (self->ledger, block, error) &&
         imw_ledger_add_event (self->ledger, "block", hash_text, error);
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/**
 * imw_practice_bitcoin_median_time: (skip)
 * @self: the network
 * @height: a block
 * @time_s: (out): the median of the times of the 11 blocks up to it, 0 for none
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_bitcoin_median_time (ImwPracticeBitcoin *self,
                                  gint64              height,
                                  gint64             *time_s,
                                  GError            **error)
{
  gint64 times[MEDIAN_BLOCKS];
  guint  n = 0;

  for (gint64 i = height; i >= 0 && i > height - MEDIAN_BLOCKS; i--)
    {
      g_autoptr (ImwLedgerBlock) block = NULL;

      if (!imw_ledger_find_block_at (self->ledger, i, &block, error))
        return FALSE;
      if (block != NULL)
        times[n++] = block->time_s;
    }

  qsort (times, n, sizeof times[0], compare_times);
  *time_s = n > 0 ? times[n / 2] : 0;

  return TRUE;
}

static gboolean
set_time (ImwPracticeBitcoin *self, Draft *draft, gint64 new_chain_blocks, GError **error)
{
  gint64 now_s = imw_clock_get_wall_ms (imw_ledger_get_clock (self->ledger)) / 1000;
  gint64 median_s;

  if (!imw_practice_bitcoin_median_time (self, draft->height - 1, &median_s, error))
    return FALSE;

  if (draft->height < new_chain_blocks)
    now_s -= (new_chain_blocks - 1 - draft->height) * BLOCK_SPACING_S;
  draft->time_s = MAX (now_s, median_s + 1);

  return TRUE;
}

static gboolean
add_block (ImwPracticeBitcoin *self, Draft *draft, gboolean empty, GError **error)
{
  g_autoptr (GPtrArray) waiting = NULL;
  guint8 hash[32];

  draft->txs = g_ptr_array_new ();
  draft->weight = RESERVED_WEIGHT;
  draft->fees_sat = 0;
  if (!empty)
    {
      waiting = imw_ledger_list_waiting (self->ledger, error);
      if (waiting == NULL || !choose_txs (self, draft, waiting, error))
        return FALSE;
    }

  if (!store_block (self, draft, hash, error))
    return FALSE;

  g_clear_pointer (&draft->txs, g_ptr_array_unref);
  memcpy (draft->previous, hash, sizeof hash);

  return TRUE;
}

/**
 * imw_practice_bitcoin_add_blocks: (skip)
 * @self: the network
 * @blocks: how many
 * @empty: whether they take no transactions
 * @error: return location
 *
 * Adds blocks, inside a change. When these are the first of the chain, they are made in the past.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_bitcoin_add_blocks (ImwPracticeBitcoin *self,
                                 guint               blocks,
                                 gboolean            empty,
                                 GError            **error)
{
  g_auto (Draft) draft = { 0 };
  gint64 new_chain_blocks = 0;

  if (!imw_ledger_get_height (self->ledger, &draft.height, error) ||
      !imw_ledger_get_number (self->ledger, "mined", &draft.mined, error))
    return FALSE;

  if (draft.height < 0)
    {
      new_chain_blocks = blocks;
    }
  else
    {
      g_autoptr (ImwLedgerBlock) tip = NULL;

      if (!imw_ledger_find_block_at (self->ledger, draft.height, &tip, error))
        return FALSE;
      if (tip != NULL)
        memcpy (draft.previous, tip->hash, sizeof draft.previous);
    }

  for (guint i = 0; i < blocks; i++)
    {
      draft.height++;
      draft.mined++;
      if (!set_time (self, &draft, new_chain_blocks, error) ||
          !add_block (self, &draft, empty, error))
        return FALSE;
    }

  return imw_ledger_set_number (self->ledger, "mined", draft.mined, error);
}
