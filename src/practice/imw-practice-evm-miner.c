/* imw-practice-evm-miner.c: the practice Ethereum's blocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-evm-miner"

#include "config.h"

#include "imw-practice-evm-private.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-reader.h"
#include "imw-writer.h"

#include <string.h>

#define BLOCK_SPACING_S 12
#define GAS_TARGET      (IMW_EVM_GAS_LIMIT / 2)
#define FIRST_BASE_FEE  G_GUINT64_CONSTANT (5000000000)
#define LEAST_BASE_FEE  G_GUINT64_CONSTANT (1000000000) /* an idle chain would go to nothing */
#define MOST_BASE_FEE   G_GUINT64_CONSTANT (4000000000000)
#define FEE_CHANGE      8 /* at most one eighth a block */
#define HEADER_BYTES    (2 * 32 + 5 * 8)

typedef struct
{
  ImwEvmHeader header;
  gint64       n_notes;
  GPtrArray   *waiting; /* (element-type Candidate) */
  GByteArray  *ids;
  gint64       size;
} Draft;

typedef struct
{
  ImwLedgerTx   *record; /* (transfer none) */
  ImwEthereumTx *tx;
  ImwLedgerEntry entry;
  gboolean       taken;
} Candidate;

static void
candidate_free (Candidate *candidate)
{
  g_clear_pointer (&candidate->tx, imw_ethereum_tx_free);
  g_free (candidate);
}

static void
draft_clear (Draft *draft)
{
  g_clear_pointer (&draft->waiting, g_ptr_array_unref);
  g_clear_pointer (&draft->ids, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static GBytes *
write_header (const ImwEvmHeader *header)
{
  ImwWriter *writer = imw_writer_new ();

  imw_writer_bytes (writer, header->parent, sizeof header->parent);
  imw_writer_bytes (writer, header->root, sizeof header->root);
  imw_writer_u64_be (writer, (guint64) header->height);
  imw_writer_u64_be (writer, (guint64) header->time_s);
  imw_writer_u64_be (writer, header->gas_used);
  imw_writer_u64_be (writer, header->base_fee);
  imw_writer_u64_be (writer, (guint64) header->mined);

  return imw_writer_free_to_bytes (writer);
}

/**
 * imw_evm_read_header: (skip)
 * @block: a block
 * @header: (out caller-allocates): what its header says
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_CORRUPT.
 */
gboolean
imw_evm_read_header (const ImwLedgerBlock *block, ImwEvmHeader *header, GError **error)
{
  ImwReader reader;

  memset (header, 0, sizeof *header);
  imw_reader_init (&reader, g_bytes_get_data (block->header, NULL),
                   g_bytes_get_size (block->header));
  imw_reader_copy (&reader, header->parent, sizeof header->parent);
  imw_reader_copy (&reader, header->root, sizeof header->root);
  header->height = (gint64) imw_reader_u64_be (&reader);
  header->time_s = (gint64) imw_reader_u64_be (&reader);
  header->gas_used = imw_reader_u64_be (&reader);
  header->base_fee = imw_reader_u64_be (&reader);
  header->mined = (gint64) imw_reader_u64_be (&reader);
  if (!imw_reader_finish (&reader, "header", NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a header is damaged");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_evm_compute_base_fee: (skip)
 * @parent: a block
 *
 * Returns: the base fee of the block after it, in wei (EIP-1559), within the bounds of this network
 */
guint64
imw_evm_compute_base_fee (const ImwEvmHeader *parent)
{
  guint64 base_fee = parent->base_fee;
  guint64 distance;

  if (parent->gas_used > GAS_TARGET)
    {
      distance = parent->gas_used - GAS_TARGET;
      base_fee += MAX (base_fee * distance / GAS_TARGET / FEE_CHANGE, 1);
    }
  else
    {
      distance = GAS_TARGET - parent->gas_used;
      base_fee -= base_fee * distance / GAS_TARGET / FEE_CHANGE;
    }

  return CLAMP (base_fee, LEAST_BASE_FEE, MOST_BASE_FEE);
}

/**
 * imw_evm_next_base_fee: (skip)
 * @self: the network
 * @base_fee: (out): of the next block, in wei
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_evm_next_base_fee (ImwPracticeEthereum *self, guint64 *base_fee, GError **error)
{
  g_autoptr (ImwLedgerBlock) tip = NULL;
  ImwEvmHeader header;
  gint64       height = 0;
  gint64       wanted = 0;

  if (!imw_ledger_get_number (self->ledger, "ethereum.base_fee", &wanted, error) ||
      !imw_ledger_get_height (self->ledger, &height, error) ||
      !imw_ledger_find_block_at (self->ledger, height, &tip, error) ||
      (tip != NULL && !imw_evm_read_header (tip, &header, error)))
    return FALSE;

  if (wanted > 0)
    *base_fee = (guint64) wanted;
  else
    *base_fee = tip != NULL ? imw_evm_compute_base_fee (&header) : FIRST_BASE_FEE;

  return TRUE;
}

static gint
compare_tips (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Candidate *first = *(Candidate *const *) a;
  const Candidate *second = *(Candidate *const *) b;
  const Draft     *draft = user_data;
  guint64          first_tip = imw_evm_tip (first->tx, draft->header.base_fee);
  guint64          second_tip = imw_evm_tip (second->tx, draft->header.base_fee);

  if (first_tip != second_tip)
    return first_tip > second_tip ? -1 : 1;

  return first->record->row < second->record->row ? -1 : 1;
}

static gboolean
list_candidates (ImwPracticeEthereum *self, Draft *draft, GPtrArray *records, GError **error)
{
  draft->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  for (guint i = 0; i < records->len; i++)
    {
      Candidate *candidate = g_new0 (Candidate, 1);

      g_ptr_array_add (draft->waiting, candidate);
      candidate->record = g_ptr_array_index (records, i);
      candidate->tx = imw_ethereum_tx_parse (g_bytes_get_data (candidate->record->raw, NULL),
                                             g_bytes_get_size (candidate->record->raw),
                                             imw_practice_number_get_asset (), error);
      if (candidate->tx == NULL ||
          !imw_ledger_get_entry (self->ledger, candidate->record->row, &candidate->entry, error))
        return FALSE;
    }
  g_ptr_array_sort_with_data (draft->waiting, compare_tips, draft);

  return TRUE;
}

/* Whether it is the sender's turn and the sender can pay; else it goes on waiting. */
static gboolean
is_ready (ImwPracticeEthereum *self,
          Draft               *draft,
          Candidate           *candidate,
          gboolean            *ready,
          GError             **error)
{
  const guint8 *sender = candidate->entry.account + 12;
  gint64        height = draft->header.height;
  g_autoptr (ImwAmount) balance = imw_evm_get_balance (self, sender, height, error);
  g_autoptr (ImwAmount) fee =
      imw_practice_number_multiply (candidate->tx->max_fee_per_gas, candidate->tx->gas_limit, 1);
  g_autoptr (ImwAmount) cost = imw_practice_number_add (fee, candidate->tx->value);
  guint64 sequence;

  if (balance == NULL || !imw_evm_get_sequence (self, sender, height, &sequence, error))
    return FALSE;

  *ready = sequence == candidate->entry.sequence &&
           imw_evm_fee_cap (candidate->tx) >= draft->header.base_fee &&
           draft->header.gas_used + candidate->tx->gas_limit <= IMW_EVM_GAS_LIMIT &&
           imw_amount_compare (cost, balance) <= 0;

  return TRUE;
}

static gboolean
pay_fee (ImwEvmRun *run, Candidate *candidate, GError **error)
{
  g_autoptr (ImwAmount) price = imw_practice_number_new (candidate->entry.price);
  g_autoptr (ImwAmount)
      fee = imw_practice_number_multiply (price, (guint64) candidate->entry.used, 1);
  g_autoptr (ImwAmount) before = imw_evm_get (run, "balance", NULL, run->from, NULL, error);
  g_autoptr (ImwAmount) after = NULL;
  g_autoptr (ImwAmount) sequence = imw_practice_number_new (candidate->entry.sequence + 1);

  if (before == NULL)
    return FALSE;

  after = imw_practice_number_subtract (before, fee);
  imw_evm_set (run, "balance", NULL, run->from, NULL, after);
  imw_evm_set (run, "sequence", run->from, NULL, NULL, sequence);

  return TRUE;
}

static gboolean
execute (ImwPracticeEthereum *self, Draft *draft, Candidate *candidate, GError **error)
{
  g_auto (ImwEvmRun) run = { 0 };
  ImwEthereumTx  *tx = candidate->tx;
  ImwLedgerEntry *entry = &candidate->entry;
  guint64         used;

  imw_evm_run_init (&run, self, draft->header.height);
  imw_evm_run_set_message (&run, entry->account + 12, tx->to.bytes, tx->value, tx->data);
  if (!imw_evm_run_execute (&run, error))
    return FALSE;

  if (memcmp (run.from, self->faucet, sizeof run.from) != 0 &&
      imw_faults_take_kind (self->faults, IMW_FAULT_REVERT))
    imw_evm_run_revert (&run, "practice: reverted on request");
  used = imw_ethereum_tx_get_intrinsic_gas (tx) + run.gas;
  if (used > tx->gas_limit)
    {
      imw_evm_run_revert (&run, NULL);
      used = tx->gas_limit;
    }

  entry->used = (gint64) MAX (used, imw_evm_floor_gas (tx->data));
  entry->good = !run.reverted;
  entry->price = imw_evm_price (tx, draft->header.base_fee);
  draft->header.gas_used += (guint64) entry->used;
  draft->size += candidate->record->size;
  if (!pay_fee (&run, candidate, error) ||
      !imw_evm_run_keep (&run, candidate->record->row, &draft->n_notes, error) ||
      !imw_ledger_set_outcome (self->ledger, candidate->record->row, entry, error) ||
      !imw_ledger_confirm_tx (self->ledger, candidate->record->row, draft->header.height,
                              draft->ids->len / 32, error))
    return FALSE;

  candidate->taken = TRUE;
  g_byte_array_append (draft->ids, candidate->record->id, 32);

  return TRUE;
}

/* The best paying one whose turn it is, again and again. */
static gboolean
fill (ImwPracticeEthereum *self, Draft *draft, GError **error)
{
  gboolean found = TRUE;

  while (found)
    {
      found = FALSE;
      for (guint i = 0; i < draft->waiting->len && !found; i++)
        {
          Candidate *candidate = g_ptr_array_index (draft->waiting, i);

          if (!candidate->taken && !is_ready (self, draft, candidate, &found, error))
            return FALSE;
          if (found && !execute (self, draft, candidate, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
store_block (ImwPracticeEthereum *self, Draft *draft, GError **error)
{
  g_autoptr (ImwLedgerBlock) block = g_new0 (ImwLedgerBlock, 1);

  imw_keccak256 (draft->ids->data, draft->ids->len, draft->header.root);
  block->header = write_header (&draft->header);
  imw_keccak256 (g_bytes_get_data (block->header, NULL), g_bytes_get_size (block->header),
                 block->hash);
  block->height = draft->header.height;
  block->time_s = draft->header.time_s;
  block->size = HEADER_BYTES + draft->size;
  block->weight = (gint64) draft->header.gas_used;
  block->tx_ids = g_bytes_new (draft->ids->data, draft->ids->len);
  memcpy (draft->header.parent, block->hash, sizeof block->hash);

  return imw_ledger_add_block (self->ledger, block, error);
}

static gboolean
add_block (ImwPracticeEthereum *self, Draft *draft, gboolean empty, GError **error)
{
  g_autoptr (GPtrArray) records = NULL;

  draft->header.gas_used = 0;
  draft->n_notes = 0;
  draft->size = 0;
  draft->ids = g_byte_array_new ();
  if (!empty)
    {
      records = imw_ledger_list_waiting (self->ledger, error);
      if (records == NULL || !list_candidates (self, draft, records, error) ||
          !fill (self, draft, error))
        return FALSE;
    }

  if (!store_block (self, draft, error))
    return FALSE;

  draft_clear (draft);

  return TRUE;
}

/* Time never goes back from block to block. */
static gboolean
begin_block (ImwPracticeEthereum *self, Draft *draft, gint64 new_chain_blocks, GError **error)
{
  gint64 now_s = imw_clock_get_wall_ms (imw_ledger_get_clock (self->ledger)) / 1000;

  if (!imw_evm_next_base_fee (self, &draft->header.base_fee, error) ||
      !imw_ledger_set_number (self->ledger, "ethereum.base_fee", 0, error))
    return FALSE;

  draft->header.height++;
  draft->header.mined++;
  if (draft->header.height < new_chain_blocks)
    now_s -= (new_chain_blocks - 1 - draft->header.height) * BLOCK_SPACING_S;
  draft->header.time_s = MAX (now_s, draft->header.time_s + 1);

  return TRUE;
}

/**
 * imw_evm_add_blocks: (skip)
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
imw_evm_add_blocks (ImwPracticeEthereum *self, guint blocks, gboolean empty, GError **error)
{
  g_auto (Draft) draft = { 0 };
  g_autoptr (ImwLedgerBlock) tip = NULL;
  gint64 new_chain_blocks = 0;

  if (!imw_ledger_get_height (self->ledger, &draft.header.height, error) ||
      !imw_ledger_find_block_at (self->ledger, draft.header.height, &tip, error) ||
      !imw_ledger_get_number (self->ledger, "ethereum.mined", &draft.header.mined, error))
    return FALSE;

  if (tip != NULL)
    {
      memcpy (draft.header.parent, tip->hash, sizeof tip->hash);
      draft.header.time_s = tip->time_s;
    }
  else
    {
      new_chain_blocks = blocks;
    }

  for (guint i = 0; i < blocks; i++)
    {
      if (!begin_block (self, &draft, new_chain_blocks, error) ||
          !add_block (self, &draft, empty, error))
        return FALSE;
    }

  return imw_ledger_set_number (self->ledger, "ethereum.mined", draft.header.mined, error);
}
