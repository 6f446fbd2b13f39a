/* imw-ledger-accounts.c: the ledger's cells, entries and notes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ledger"

#include "config.h"

#include "imw-ledger.h"

#include "imw-ledger-private.h"

#include "imw-error.h"

#include <string.h>

#define NOTE_COLUMNS                                                                  \
  "note.tx, tx.id, note.height, tx.position, note.number, note.source, note.topics, " \
  "note.data"

/**
 * imw_ledger_get_cell:
 * @self: the books
 * @name: its name
 * @height: as at which block
 * @value: (out) (transfer full) (nullable): the value, %NULL when there is none yet
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_get_cell (ImwLedger *self, const char *name, gint64 height, char **value, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT value FROM cell WHERE chain = :chain AND name = :name AND height <= :height "
      "ORDER BY height DESC LIMIT 1",
      error);
  gboolean row;

  *value = NULL;
  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_stmt_bind_text (stmt, ":name", name);
  imw_stmt_bind_int64 (stmt, ":height", height);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;

  if (row)
    *value = imw_stmt_dup_text (stmt, 0);

  return TRUE;
}

/**
 * imw_ledger_set_cell:
 * @self: the books
 * @name: its name
 * @height: from which block on
 * @value: the value
 * @error: return location
 *
 * Sets a value, inside a change.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_set_cell (ImwLedger  *self,
                     const char *name,
                     gint64      height,
                     const char *value,
                     GError    **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "INSERT INTO cell (chain, name, height, value) VALUES (:chain, :name, :height, :value) "
      "ON CONFLICT (chain, name, height) DO UPDATE SET value = excluded.value",
      error);

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_stmt_bind_text (stmt, ":name", name);
  imw_stmt_bind_int64 (stmt, ":height", height);
  imw_stmt_bind_text (stmt, ":value", value);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_ledger_add_entry:
 * @self: the books
 * @tx_row: a transaction that waits for a block
 * @entry: whose and which number; the outcome is not looked at
 * @error: return location
 *
 * Makes a transaction an account's numbered one, inside a change. The number must be free.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_add_entry (ImwLedger *self, gint64 tx_row, const ImwLedgerEntry *entry, GError **error)
{
  g_autoptr (ImwStmt)
      stmt = imw_db_session_prepare (self->session,
                                     "INSERT INTO entry (tx, chain, account, sequence) "
                                     "VALUES (:tx, :chain, :account, :sequence)",
                                     error);

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_ledger_bind_id (stmt, ":account", entry->account);
  imw_stmt_bind_int64 (stmt, ":tx", tx_row);
  imw_stmt_bind_int64 (stmt, ":sequence", (gint64) entry->sequence);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_ledger_set_outcome:
 * @self: the books
 * @tx_row: a transaction with an entry
 * @entry: how it went; account and sequence are not looked at
 * @error: return location
 *
 * Notes the outcome of a transaction that comes into a block, inside a change.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_set_outcome (ImwLedger *self, gint64 tx_row, const ImwLedgerEntry *entry, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "UPDATE entry SET good = :good, used = :used, price = :price WHERE tx = :tx",
      error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_int64 (stmt, ":good", entry->good ? 1 : 0);
  imw_stmt_bind_int64 (stmt, ":used", entry->used);
  imw_ledger_bind_amount (stmt, ":price", entry->price);
  imw_stmt_bind_int64 (stmt, ":tx", tx_row);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_ledger_get_entry:
 * @self: the books
 * @tx_row: a transaction with an entry
 * @entry: (out caller-allocates): the entry
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT (there is none).
 */
gboolean
imw_ledger_get_entry (ImwLedger *self, gint64 tx_row, ImwLedgerEntry *entry, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "SELECT account, sequence, good, used, price FROM entry WHERE tx = :tx",
      error);
  gboolean row;

  memset (entry, 0, sizeof *entry);
  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_int64 (stmt, ":tx", tx_row);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a transaction has no account");
      return FALSE;
    }

  entry->sequence = (guint64) imw_stmt_get_int64 (stmt, 1);
  entry->done = !imw_stmt_is_null (stmt, 2);
  entry->good = imw_stmt_get_boolean (stmt, 2);
  entry->used = imw_stmt_get_int64 (stmt, 3);

  return imw_ledger_read_id (stmt, 0, entry->account, error) &&
         (!entry->done || imw_ledger_read_amount (stmt, 4, &entry->price, error));
}

/**
 * imw_ledger_find_entry:
 * @self: the books
 * @account: (array fixed-size=32): whose
 * @sequence: which number
 * @tx: (out) (nullable): the transaction, %NULL when there is none
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_ledger_find_entry (ImwLedger    *self,
                       const guint8  account[32],
                       guint64       sequence,
                       ImwLedgerTx **tx,
                       GError      **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT " IMW_LEDGER_TX_COLUMNS " FROM entry JOIN tx ON tx.row = entry.tx WHERE "
      "entry.chain = :chain AND entry.account = :account AND entry.sequence = :sequence",
      error);
  gboolean row;

  *tx = NULL;
  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_ledger_bind_id (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":sequence", (gint64) sequence);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  *tx = imw_ledger_read_tx (stmt, error);

  return *tx != NULL;
}

/**
 * imw_ledger_note_free:
 * @self: (transfer full): a note
 *
 * Frees @self.
 */
void
imw_ledger_note_free (ImwLedgerNote *self)
{
  g_clear_pointer (&self->source, g_bytes_unref);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

static void
bind_topic (ImwStmt *stmt, const char *name, const ImwLedgerNote *note, guint index)
{
  if (index < note->n_topics)
    imw_ledger_bind_id (stmt, name, note->topics[index]);
  else
    imw_stmt_bind_null (stmt, name);
}

/**
 * imw_ledger_add_note:
 * @self: the books
 * @note: a note of a transaction that comes into a block; tx_id and position are not looked at
 * @error: return location
 *
 * Adds a note, inside a change. It is found by its second and third topic too.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_add_note (ImwLedger *self, const ImwLedgerNote *note, GError **error)
{
  g_autoptr (GBytes) topics = g_bytes_new (note->topics, 32 * (gsize) note->n_topics);
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "INSERT INTO note (chain, height, number, tx, source, topics, first, second, data) VALUES "
      "(:chain, :height, :number, :tx, :source, :topics, :first, :second, :data)",
      error);

  if (stmt == NULL)
    return FALSE;

  imw_ledger_bind_chain (self, stmt);
  imw_stmt_bind_int64 (stmt, ":height", note->height);
  imw_stmt_bind_int64 (stmt, ":number", note->number);
  imw_stmt_bind_int64 (stmt, ":tx", note->tx_row);
  imw_stmt_bind_bytes (stmt, ":source", note->source);
  imw_stmt_bind_bytes (stmt, ":topics", topics);
  bind_topic (stmt, ":first", note, 1);
  bind_topic (stmt, ":second", note, 2);
  imw_stmt_bind_bytes (stmt, ":data", note->data);

  return imw_stmt_run (stmt, error);
}

static ImwLedgerNote *
read_note (ImwStmt *stmt, GError **error)
{
  g_autoptr (ImwLedgerNote) self = g_new0 (ImwLedgerNote, 1);
  g_autoptr (GBytes) topics = imw_stmt_dup_bytes (stmt, 6);
  gsize length = topics != NULL ? g_bytes_get_size (topics) : 0;

  self->tx_row = imw_stmt_get_int64 (stmt, 0);
  self->height = imw_stmt_get_int64 (stmt, 2);
  self->position = imw_stmt_get_int64 (stmt, 3);
  self->number = imw_stmt_get_int64 (stmt, 4);
  self->source = imw_stmt_dup_bytes (stmt, 5);
  self->data = imw_stmt_dup_bytes (stmt, 7);
  if (!imw_ledger_read_id (stmt, 1, self->tx_id, error))
    return NULL;

  if (length % 32 != 0 || length > sizeof self->topics || self->source == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a note is damaged");
      return NULL;
    }

  self->n_topics = (guint) (length / 32);
  if (length > 0)
    memcpy (self->topics, g_bytes_get_data (topics, NULL), length);
  if (self->data == NULL)
    self->data = g_bytes_new (NULL, 0);

  return g_steal_pointer (&self);
}

static GPtrArray *
read_notes (ImwStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray)
      notes = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_ledger_note_free);

  while (TRUE)
    {
      ImwLedgerNote *note;
      gboolean       row;

      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&notes);

      note = read_note (stmt, error);
      if (note == NULL)
        return NULL;
      g_ptr_array_add (notes, note);
    }
}

/**
 * imw_ledger_list_notes:
 * @self: the books
 * @first: the first block
 * @last: the last block
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerNote): notes of these blocks, oldest first. On %NULL @error is
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_notes (ImwLedger *self, gint64 first, gint64 last, guint limit, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT " NOTE_COLUMNS " FROM note JOIN tx ON tx.row = note.tx WHERE note.chain = :chain "
      "AND note.height BETWEEN :first AND :last ORDER BY note.height, note.number LIMIT :limit",
      error);

  if (stmt == NULL)
    return NULL;

  imw_ledger_bind_chain (self, stmt);
  imw_stmt_bind_int64 (stmt, ":first", first);
  imw_stmt_bind_int64 (stmt, ":last", last);
  imw_stmt_bind_int64 (stmt, ":limit", limit);

  return read_notes (stmt, error);
}

/**
 * imw_ledger_list_notes_of:
 * @self: the books
 * @tx_row: a transaction
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerNote): what it left, in order. On %NULL @error is %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_notes_of (ImwLedger *self, gint64 tx_row, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (self->session,
                                                     "SELECT " NOTE_COLUMNS
                                                     " FROM note JOIN tx ON tx.row = note.tx "
                                                     "WHERE note.tx = :tx ORDER BY note.number",
                                                     error);

  if (stmt == NULL)
    return NULL;

  imw_stmt_bind_int64 (stmt, ":tx", tx_row);

  return read_notes (stmt, error);
}

/**
 * imw_ledger_list_notes_about:
 * @self: the books
 * @topic: (array fixed-size=32): the second or third topic
 * @height: only notes before this block and number
 * @number: only notes of @height before this number
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerNote): notes about it, newest first. On %NULL @error is
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_notes_about (ImwLedger   *self,
                             const guint8 topic[32],
                             gint64       height,
                             gint64       number,
                             guint        limit,
                             GError     **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT " NOTE_COLUMNS " FROM note JOIN tx ON tx.row = note.tx WHERE note.chain = :chain "
      "AND (note.first = :topic OR note.second = :topic) "
      "AND (note.height, note.number) < (:height, :number) "
      "ORDER BY note.height DESC, note.number DESC LIMIT :limit",
      error);

  if (stmt == NULL)
    return NULL;

  imw_ledger_bind_chain (self, stmt);
  imw_ledger_bind_id (stmt, ":topic", topic);
  imw_stmt_bind_int64 (stmt, ":height", height);
  imw_stmt_bind_int64 (stmt, ":number", number);
  imw_stmt_bind_int64 (stmt, ":limit", limit);

  return read_notes (stmt, error);
}

/**
 * imw_ledger_list_notes_since:
 * @self: the books
 * @topic: (array fixed-size=32): the second or the third topic
 * @height: of the last note that is known
 * @number: of the last note that is known
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerNote): newer notes, oldest first. On %NULL @error is %IMW_ERROR_DISK
 *   or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_ledger_list_notes_since (ImwLedger   *self,
                             const guint8 topic[32],
                             gint64       height,
                             gint64       number,
                             guint        limit,
                             GError     **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT " NOTE_COLUMNS " FROM note JOIN tx ON tx.row = note.tx WHERE note.chain = :chain "
      "AND (note.first = :topic OR note.second = :topic) "
      "AND (note.height, note.number) > (:height, :number) "
      "ORDER BY note.height, note.number LIMIT :limit",
      error);

  if (stmt == NULL)
    return NULL;

  imw_ledger_bind_chain (self, stmt);
  imw_ledger_bind_id (stmt, ":topic", topic);
  imw_stmt_bind_int64 (stmt, ":height", height);
  imw_stmt_bind_int64 (stmt, ":number", number);
  imw_stmt_bind_int64 (stmt, ":limit", limit);

  return read_notes (stmt, error);
}
