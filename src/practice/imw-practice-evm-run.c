/* imw-practice-evm-run.c: what a message does on the practice Ethereum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-evm-run"

#include "config.h"

#include "imw-practice-evm-private.h"

#include "imw-abi.h"
#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define FLOOR_BYTE_GAS 40
#define FLOOR_ZERO_GAS 10
#define REVERT_GAS     2600
#define WORD_BYTES     32

/* "kind.a.b.c", the addresses as lower case digits */
static char *
make_name (const char *kind, const guint8 *a, const guint8 *b, const guint8 *c)
{
  g_autofree char *first = a != NULL ? imw_hex_encode (a, 20) : g_strdup ("");
  g_autofree char *second = b != NULL ? imw_hex_encode (b, 20) : g_strdup ("");
  g_autofree char *third = c != NULL ? imw_hex_encode (c, 20) : g_strdup ("");

  return g_strconcat (kind, ".", first, ".", second, ".", third, NULL);
}

/**
 * imw_evm_get: (skip)
 * @run: a run
 * @kind: what
 * @a: (nullable): whose
 * @b: (nullable): of whom
 * @c: (nullable): for whom
 * @error: return location
 *
 * Returns: (transfer full): the number as the run sees it, 0 when it was never set. On %NULL @error is %IMW_ERROR_DISK
 *   or %IMW_ERROR_CORRUPT.
 */
ImwAmount *
imw_evm_get (ImwEvmRun    *run,
             const char   *kind,
             const guint8 *a,
             const guint8 *b,
             const guint8 *c,
             GError      **error)
{
  g_autofree char *name = make_name (kind, a, b, c);
  g_autofree char *text = g_strdup (g_hash_table_lookup (run->changes, name));
  ImwAmount       *number;

  if (text == NULL && !imw_ledger_get_cell (run->chain->ledger, name, run->height, &text, error))
    return NULL;

  number = imw_practice_number_from_text (text, NULL);
  if (number == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "%s is not a number", kind);

  return number;
}

/**
 * imw_evm_set: (skip)
 * @run: a run
 * @kind: what
 * @a: (nullable): whose
 * @b: (nullable): of whom
 * @c: (nullable): for whom
 * @value: the number
 *
 * Changes a number for the rest of the run.
 */
void
imw_evm_set (ImwEvmRun    *run,
             const char   *kind,
             const guint8 *a,
             const guint8 *b,
             const guint8 *c,
             ImwAmount    *value)
{
  g_hash_table_replace (run->changes, make_name (kind, a, b, c), imw_amount_to_base_text (value));
}

/**
 * imw_evm_get_balance: (skip)
 * @self: the network
 * @address: (array fixed-size=20): whose
 * @height: as at which block
 * @error: return location
 *
 * Returns: (transfer full): wei. On %NULL @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
ImwAmount *
imw_evm_get_balance (ImwPracticeEthereum *self,
                     const guint8         address[20],
                     gint64               height,
                     GError             **error)
{
  g_auto (ImwEvmRun) run = { 0 };

  imw_evm_run_init (&run, self, height);

  return imw_evm_get (&run, "balance", NULL, address, NULL, error);
}

/**
 * imw_evm_get_sequence: (skip)
 * @self: the network
 * @address: (array fixed-size=20): whose
 * @height: as at which block
 * @sequence: (out): how many transactions the account has made
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_evm_get_sequence (ImwPracticeEthereum *self,
                      const guint8         address[20],
                      gint64               height,
                      guint64             *sequence,
                      GError             **error)
{
  g_auto (ImwEvmRun) run = { 0 };
  g_autoptr (ImwAmount) number = NULL;

  imw_evm_run_init (&run, self, height);
  number = imw_evm_get (&run, "sequence", address, NULL, NULL, error);
  if (number == NULL)
    return FALSE;

  if (!imw_amount_get_u64 (number, sequence))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a sequence is too large");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_evm_run_init: (skip)
 * @run: memory
 * @chain: the network
 * @height: the block whose state is seen, and changed by keeping
 */
void
imw_evm_run_init (ImwEvmRun *run, ImwPracticeEthereum *chain, gint64 height)
{
  run->chain = chain;
  run->height = height;
  run->changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  run->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_ledger_note_free);
  run->output = g_byte_array_new ();
}

/**
 * imw_evm_run_set_message: (skip)
 * @run: a new run
 * @from: (array fixed-size=20): who sends
 * @to: (array fixed-size=20): to whom
 * @value: wei
 * @data: the call
 */
void
imw_evm_run_set_message (ImwEvmRun   *run,
                         const guint8 from[20],
                         const guint8 to[20],
                         ImwAmount   *value,
                         GBytes      *data)
{
  memcpy (run->from, from, sizeof run->from);
  memcpy (run->to, to, sizeof run->to);
  run->value = imw_amount_ref (value);
  run->data = g_bytes_ref (data);
}

/**
 * imw_evm_run_clear: (skip)
 * @run: a run
 */
void
imw_evm_run_clear (ImwEvmRun *run)
{
  g_clear_pointer (&run->value, imw_amount_unref);
  g_clear_pointer (&run->data, g_bytes_unref);
  g_clear_pointer (&run->changes, g_hash_table_unref);
  g_clear_pointer (&run->notes, g_ptr_array_unref);
  g_clear_pointer (&run->output, g_byte_array_unref);
  g_clear_pointer (&run->reason, g_free);
}

/**
 * imw_evm_run_revert: (skip)
 * @run: a run
 * @reason: (nullable): why, as the contract says it
 *
 * Undoes everything.
 *
 * Returns: always %TRUE
 */
gboolean
imw_evm_run_revert (ImwEvmRun *run, const char *reason)
{
  g_autoptr (GBytes) output = NULL;
  ImwAbiWriter *writer;

  g_hash_table_remove_all (run->changes);
  g_ptr_array_set_size (run->notes, 0);
  g_byte_array_set_size (run->output, 0);
  run->reverted = TRUE;
  run->gas = REVERT_GAS;
  g_free (run->reason);
  run->reason = g_strdup (reason);
  if (reason != NULL)
    {
      writer = imw_abi_writer_new ("Error(string)");
      imw_abi_writer_bytes (writer, (const guint8 *) reason, strlen (reason));
      output = imw_abi_writer_free_to_bytes (writer);
      g_byte_array_append (run->output, g_bytes_get_data (output, NULL),
                           (guint) g_bytes_get_size (output));
    }

  return TRUE;
}

/**
 * imw_evm_run_execute: (skip)
 * @run: a run with a message
 * @error: return location
 *
 * Carries the message out: moves the value, calls the token. The fee is not its business.
 *
 * Returns: %TRUE also when the message reverts. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_evm_run_execute (ImwEvmRun *run, GError **error)
{
  const ImwEvmToken *token = imw_evm_token_find (run->to);
  g_autoptr (ImwAmount) from = NULL;
  g_autoptr (ImwAmount) to = NULL;
  g_autoptr (ImwAmount) less = NULL;
  g_autoptr (ImwAmount) more = NULL;

  if (token != NULL)
    return imw_amount_sign (run->value) != 0 ? imw_evm_run_revert (run, NULL)
                                             : imw_evm_token_call (run, token, error);

  from = imw_evm_get (run, "balance", NULL, run->from, NULL, error);
  if (from == NULL)
    return FALSE;
  if (imw_amount_compare (from, run->value) < 0)
    return imw_evm_run_revert (run, NULL);

  less = imw_practice_number_subtract (from, run->value);
  imw_evm_set (run, "balance", NULL, run->from, NULL, less);
  to = imw_evm_get (run, "balance", NULL, run->to, NULL, error);
  if (to == NULL)
    return FALSE;
  more = imw_practice_number_add (to, run->value);
  imw_evm_set (run, "balance", NULL, run->to, NULL, more);

  return TRUE;
}

/**
 * imw_evm_run_keep: (skip)
 * @run: a run
 * @tx_row: its transaction
 * @n_notes: (inout): notes of the block so far
 * @error: return location
 *
 * Writes all changes and notes into the books.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_evm_run_keep (ImwEvmRun *run, gint64 tx_row, gint64 *n_notes, GError **error)
{
  GHashTableIter iter;
  gpointer       name;
  gpointer       value;

  g_hash_table_iter_init (&iter, run->changes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (!imw_ledger_set_cell (run->chain->ledger, name, run->height, value, error))
        return FALSE;
    }

  for (guint i = 0; i < run->notes->len; i++)
    {
      ImwLedgerNote *note = g_ptr_array_index (run->notes, i);

      note->tx_row = tx_row;
      note->height = run->height;
      note->number = (*n_notes)++;
      if (!imw_ledger_add_note (run->chain->ledger, note, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_evm_add_note: (skip)
 * @run: a run
 * @source: (array fixed-size=20): the contract
 * @signature: "Transfer(address,address,uint256)"
 * @a: (array fixed-size=20): its first address
 * @b: (array fixed-size=20): its second address
 * @value: the number in its data
 *
 * Lets a contract leave a log.
 */
void
imw_evm_add_note (ImwEvmRun    *run,
                  const guint8  source[20],
                  const char   *signature,
                  const guint8 *a,
                  const guint8 *b,
                  ImwAmount    *value)
{
  ImwLedgerNote *note = g_new0 (ImwLedgerNote, 1);
  guint8         word[WORD_BYTES];

  imw_keccak256 ((const guint8 *) signature, strlen (signature), note->topics[0]);
  memcpy (note->topics[1] + WORD_BYTES - 20, a, 20);
  memcpy (note->topics[2] + WORD_BYTES - 20, b, 20);
  note->n_topics = 3;
  note->source = g_bytes_new (source, 20);
  imw_practice_number_to_word (value, word);
  note->data = g_bytes_new (word, sizeof word);
  g_ptr_array_add (run->notes, note);
}

static guint64
count_zero_bytes (GBytes *data)
{
  gsize         length;
  const guint8 *bytes = g_bytes_get_data (data, &length);
  guint64       n_zero = 0;

  for (gsize i = 0; i < length; i++)
    n_zero += bytes[i] == 0 ? 1 : 0;

  return n_zero;
}

/**
 * imw_evm_floor_gas: (skip)
 * @data: the call
 *
 * Returns: the least that a transaction with this data costs in the end (EIP-7623)
 */
guint64
imw_evm_floor_gas (GBytes *data)
{
  guint64 n_zero = count_zero_bytes (data);

  return IMW_EVM_TX_GAS + n_zero * FLOOR_ZERO_GAS +
         (g_bytes_get_size (data) - n_zero) * FLOOR_BYTE_GAS;
}
