/* imw-practice-xlm-ledger.c: the ledgers of the practice Stellar, and what gets into them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-xlm-ledger"

#include "config.h"

#include "imw-practice-xlm-private.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define OP_BITS        12
#define LEDGER_MS      (IMW_XLM_LEDGER_S * 1000)
#define CLOSE_AGAIN_MS 1000

/* A ledger closes every five seconds, but one in which nothing happens need not be written down: its number and time
 * follow from those of the last one that was. */

static void
hash_header (const ImwXlmHeader *header, GArray *ids, guint8 hash[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  const guint8 *data;
  gsize         length;

  imw_writer_bytes (writer, header->parent, sizeof header->parent);
  imw_xdr_write_i64 (writer, header->height);
  imw_xdr_write_i64 (writer, header->time_s);
  if (ids != NULL)
    imw_writer_bytes (writer, (const guint8 *) ids->data, (gsize) ids->len * 32);
  data = imw_writer_get_data (writer, &length);
  imw_sha256 (data, length, hash);
}

static gboolean
read_header (const ImwLedgerBlock *block, ImwXlmHeader *header, GError **error)
{
  ImwReader reader;

  memset (header, 0, sizeof *header);
  header->height = block->height;
  header->time_s = block->time_s;
  memcpy (header->hash, block->hash, sizeof header->hash);
  imw_reader_init (&reader, g_bytes_get_data (block->header, NULL),
                   g_bytes_get_size (block->header));
  imw_reader_copy (&reader, header->parent, sizeof header->parent);
  header->n_good = imw_xdr_read_i64 (&reader);
  header->n_bad = imw_xdr_read_i64 (&reader);
  header->n_ops = imw_xdr_read_i64 (&reader);
  if (!imw_reader_finish (&reader, "ledger", NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a ledger is damaged");
      return FALSE;
    }

  return TRUE;
}

/* The hash of the empty ledger that many after a written one */
static void
hash_empty (const ImwXlmHeader *written, gint64 ledgers, guint8 hash[32])
{
  ImwXlmHeader header = *written;

  if (ledgers == 0)
    {
      memcpy (hash, written->hash, 32);
      return;
    }

  memcpy (header.parent, written->hash, sizeof header.parent);
  header.height += ledgers;
  header.time_s += ledgers * IMW_XLM_LEDGER_S;
  hash_header (&header, NULL, hash);
}

static void
pass_time (ImwXlmHeader *header, gint64 ledgers)
{
  ImwXlmHeader written = *header;

  if (ledgers == 0)
    return;

  hash_empty (&written, ledgers - 1, header->parent);
  hash_empty (&written, ledgers, header->hash);
  header->height += ledgers;
  header->time_s += ledgers * IMW_XLM_LEDGER_S;
  header->n_good = 0;
  header->n_bad = 0;
  header->n_ops = 0;
}

/**
 * imw_xlm_find_header: (skip)
 * @net: the network
 * @height: number of a ledger, -1 for the newest
 * @header: (out caller-allocates): the ledger
 * @found: (out): whether there is one
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_find_header (ImwPracticeStellar *net,
                     gint64              height,
                     ImwXlmHeader       *header,
                     gboolean           *found,
                     GError            **error)
{
  g_autoptr (ImwLedgerBlock) block = NULL;
  gint64 now_s = imw_clock_get_wall_ms (imw_ledger_get_clock (net->ledger)) / 1000;
  gint64 tip = 0;
  gint64 passed;

  *found = FALSE;
  if (!imw_ledger_get_height (net->ledger, &tip, error) ||
      !imw_ledger_find_block_below (net->ledger, height < 0 ? tip : height, &block, error))
    return FALSE;
  if (block == NULL)
    return TRUE;

  passed = MAX (now_s - block->time_s, 0) / IMW_XLM_LEDGER_S;
  if (height >= 0 && block->height == tip && height - block->height > passed)
    return TRUE;

  *found = TRUE;
  if (!read_header (block, header, error))
    return FALSE;

  pass_time (header, height < 0 ? passed : height - block->height);

  return TRUE;
}

/**
 * imw_xlm_add_ledger: (skip)
 * @net: the network
 * @header: its number, time and counts
 * @ids: (element-type guint8): its transactions, 32 bytes each
 * @error: return location
 *
 * Writes a ledger down, inside a change.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_xlm_add_ledger (ImwPracticeStellar *net,
                    const ImwXlmHeader *header,
                    GArray             *ids,
                    GError            **error)
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) tx_ids = g_bytes_new (ids->data, (gsize) ids->len * 32);
  ImwLedgerBlock block = { .height = header->height, .time_s = header->time_s, .best = TRUE };

  imw_writer_bytes (writer, header->parent, sizeof header->parent);
  imw_xdr_write_i64 (writer, header->n_good);
  imw_xdr_write_i64 (writer, header->n_bad);
  imw_xdr_write_i64 (writer, header->n_ops);
  bytes = imw_writer_free_to_bytes (g_steal_pointer (&writer));
  hash_header (header, ids, block.hash);
  block.header = bytes;
  block.tx_ids = tx_ids;

  return imw_ledger_add_block (net->ledger, &block, error);
}

static gboolean
take_fee (ImwXlmRun *run, const ImwStellarTx *tx, gint64 fee, GError **error)
{
  g_autoptr (ImwXlmAccount) account = NULL;
  gint64 pool;

  if (!imw_xlm_run_get_account (run, tx->source.key, &account, error) ||
      !imw_ledger_get_number (run->net->ledger, "stellar.fees", &pool, error))
    return FALSE;

  g_assert (account != NULL);
  account->balance -= fee;
  account->sequence++;
  imw_xlm_run_set_account (run, account);
  imw_xlm_run_end_op (run, TRUE);

  return imw_xlm_run_keep (run, error) &&
         imw_ledger_set_number (run->net->ledger, "stellar.fees", pool + fee, error);
}

static gboolean
carry_out (ImwXlmRun *run, const ImwStellarTx *tx, ImwXlmResult *result, GError **error)
{
  for (guint i = 0; i < tx->ops->len; i++)
    {
      ImwXlmOutcome outcome;

      if (!imw_xlm_apply_op (run, tx, i, &outcome, error))
        return FALSE;
      if (outcome.outer != IMW_XLM_OP_INNER || outcome.code != 0)
        result->code = IMW_XLM_TX_FAILED;
      g_array_append_val (result->outcomes, outcome);
    }
  if (result->code != IMW_XLM_TX_SUCCESS)
    {
      g_hash_table_remove_all (run->changes);
      return TRUE;
    }

  return imw_xlm_run_keep (run, error);
}

static void
set_topic (ImwLedgerNote *note, guint index, const guint8 key[32])
{
  memcpy (note->topics[index], key, 32);
  note->n_topics = MAX (note->n_topics, index + 1);
}

/**
 * imw_xlm_set_topics: (skip)
 * @note: a note
 * @tx: a transaction
 * @op: one of its operations
 *
 * Says whom the operation concerns: topic 1 who acts, topic 2, where there is one, who gets.
 */
void
imw_xlm_set_topics (ImwLedgerNote *note, const ImwStellarTx *tx, const ImwStellarOp *op)
{
  guint8 source[32];

  imw_xlm_op_get_source (tx, op, source);
  set_topic (note, 1, source);
  switch (op->type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
    case IMW_STELLAR_OP_PAYMENT:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      set_topic (note, 2, op->destination.key);
      break;

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      set_topic (note, 2, ((ImwStellarClaimant *) g_ptr_array_index (op->claimants, 0))->key);
      break;

    case IMW_STELLAR_OP_CHANGE_TRUST:
    case IMW_STELLAR_OP_MANAGE_DATA:
    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      break;
    }
}

/* The result first, under the transaction's own number; then one note for each operation of a good transaction. */
static gboolean
add_notes (ImwXlmRun          *run,
           gint64              row,
           gint64              position,
           const ImwStellarTx *tx,
           const ImwXlmResult *result,
           GError            **error)
{
  g_autofree char *codes = imw_xlm_result_to_codes (result);
  g_autoptr (GBytes) codes_bytes = g_bytes_new (codes, strlen (codes));
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) xdr = imw_xlm_result_to_xdr (result);
  ImwLedgerNote note = { .tx_row = row,
                         .height = run->height,
                         .number = (position + 1) << OP_BITS };

  note.source = codes_bytes;
  note.data = xdr;
  if (!imw_ledger_add_note (run->net->ledger, &note, error))
    return FALSE;

  note.source = nothing;
  for (guint i = 0; result->code == IMW_XLM_TX_SUCCESS && i < tx->ops->len; i++)
    {
      g_autoptr (GBytes)
          data = imw_xlm_write_note (&g_array_index (result->outcomes, ImwXlmOutcome, i));

      note.number++;
      note.data = data;
      imw_xlm_set_topics (&note, tx, g_ptr_array_index (tx->ops, i));
      if (!imw_ledger_add_note (run->net->ledger, &note, error))
        return FALSE;
      note.n_topics = 0;
    }

  return TRUE;
}

static gboolean
drop (ImwPracticeStellar *net, const ImwLedgerTx *record, GError **error)
{
  g_autofree char *subject = imw_hex_encode (record->id, sizeof record->id);

  return imw_ledger_remove_tx (net->ledger, record->row, error) &&
         imw_ledger_add_event (net->ledger, "dropped", subject, error);
}

/* What can no longer get into a ledger is forgotten without a trace, as the network does. */
static gboolean
apply_tx (ImwPracticeStellar *net,
          const ImwLedgerTx  *record,
          ImwXlmHeader       *header,
          GArray             *ids,
          GError            **error)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_autoptr (ImwXlmResult) result = imw_xlm_result_new ();
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  ImwLedgerEntry entry = { .good = FALSE, .price = IMW_XLM_BASE_FEE };

  envelope = imw_stellar_envelope_parse (g_bytes_get_data (record->raw, NULL),
                                         g_bytes_get_size (record->raw), error);
  if (envelope == NULL)
    return FALSE;

  imw_xlm_run_init (&run, net, header->height, header->time_s);
  if (!imw_xlm_check (&run, envelope, result, error))
    return FALSE;
  if (result->code != IMW_XLM_TX_SUCCESS)
    return drop (net, record, error);

  if (!take_fee (&run, envelope->tx, result->fee_charged, error) ||
      !carry_out (&run, envelope->tx, result, error) ||
      !add_notes (&run, record->row, ids->len, envelope->tx, result, error))
    return FALSE;

  entry.good = result->code == IMW_XLM_TX_SUCCESS;
  entry.used = envelope->tx->ops->len;
  header->n_good += entry.good ? 1 : 0;
  header->n_bad += entry.good ? 0 : 1;
  header->n_ops += entry.good ? entry.used : 0;
  if (!imw_ledger_set_outcome (net->ledger, record->row, &entry, error) ||
      !imw_ledger_confirm_tx (net->ledger, record->row, header->height, ids->len, error))
    return FALSE;
  g_array_append_vals (ids, record->id, 1);

  return TRUE;
}

/**
 * imw_xlm_close: (skip)
 * @net: the network
 * @even_empty: whether to make a ledger when nothing waits
 * @error: return location
 *
 * Makes a ledger of what waits, now and whatever the time of the last one, inside a change.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_close (ImwPracticeStellar *net, gboolean even_empty, GError **error)
{
  g_autoptr (GPtrArray) waiting = imw_ledger_list_waiting (net->ledger, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, 32);
  g_autofree char *subject = NULL;
  gint64           now_s = imw_clock_get_wall_ms (imw_ledger_get_clock (net->ledger)) / 1000;
  ImwXlmHeader     header = { 0 };
  gboolean         found;

  if (waiting == NULL || !imw_xlm_find_header (net, -1, &header, &found, error))
    return FALSE;
  if (waiting->len == 0 && !even_empty)
    return TRUE;

  memcpy (header.parent, header.hash, sizeof header.parent);
  header.height++;
  header.time_s = MAX (header.time_s, now_s);
  header.n_good = 0;
  header.n_bad = 0;
  header.n_ops = 0;
  for (guint i = 0; i < MIN (waiting->len, IMW_XLM_MAX_TXS); i++)
    {
      if (!apply_tx (net, g_ptr_array_index (waiting, i), &header, ids, error))
        return FALSE;
    }

  subject = g_strdup_printf ("%" G_GINT64_FORMAT, header.height);

  return imw_xlm_add_ledger (net, &header, ids, error) &&
         imw_ledger_add_event (net->ledger, "ledger", subject, error);
}

static gboolean
close_cb (gpointer user_data)
{
  ImwPracticeStellar *net = user_data;
  g_autoptr (GError) error = NULL;

  net->close_source = 0;
  if (!imw_ledger_begin (net->ledger, &error) ||
      !imw_ledger_end (net->ledger, imw_xlm_close (net, FALSE, &error), &error))
    {
      g_message ("no ledger: %s", error->message);
      net->close_source = g_timeout_add (CLOSE_AGAIN_MS, close_cb, net);
    }
  imw_xlm_tell_watchers (net);

  return G_SOURCE_REMOVE;
}

/**
 * imw_xlm_schedule: (skip)
 * @net: the network
 *
 * Lets the next ledger close when it is due, unless that is arranged already.
 */
void
imw_xlm_schedule (ImwPracticeStellar *net)
{
  g_autoptr (GError) error = NULL;
  gint64       now_ms = imw_clock_get_wall_ms (imw_ledger_get_clock (net->ledger));
  gint64       wait_ms = LEDGER_MS;
  ImwXlmHeader header;
  gboolean     found;

  if (net->close_source != 0)
    return;

  if (!imw_xlm_find_header (net, -1, &header, &found, &error))
    g_message ("no newest ledger: %s", error->message);
  else if (found)
    wait_ms = CLAMP ((header.time_s + IMW_XLM_LEDGER_S) * 1000 - now_ms, 0, LEDGER_MS);
  net->close_source = g_timeout_add ((guint) wait_ms, close_cb, net);
}
