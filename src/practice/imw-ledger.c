/* imw-ledger.c: the books of the practice networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ledger"

#include "config.h"

#include "imw-ledger.h"

#include "imw-ledger-private.h"
#include "imw-practice-resources.h"

#include "imw-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define MIGRATIONS   "/org/imwallet/practice/migrations"
#define KEPT_EVENTS  1000
#define LOCK_WAIT_MS 5000
#define LOCK_STEP_MS 20

/* The file is made here and not by the database layer, because that one also closes the folder to other users; a
 * practice file may lie in a folder that is not ours. */
static gboolean
make_file (const char *path, GError **error)
{
  int fd = open (path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_DISK, "cannot open %s: %s", path,
                   g_strerror (errno));
      return FALSE;
    }
  close (fd);

  return TRUE;
}

/* One server a file: the lock goes with the process, however it ends. The one before may still be on its way out, so
 * we wait for it a little. */
static int
lock_file (const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int              fd = open (lock_path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_DISK, "cannot open %s: %s", lock_path,
                   g_strerror (errno));
      return -1;
    }

  for (guint waited_ms = 0; flock (fd, LOCK_EX | LOCK_NB) != 0; waited_ms += LOCK_STEP_MS)
    {
      if (waited_ms >= LOCK_WAIT_MS)
        {
          close (fd);
          g_set_error (error, IMW_ERROR, IMW_ERROR_BUSY, "another practice server uses %s", path);
          return -1;
        }
      g_usleep (LOCK_STEP_MS * 1000);
    }

  return fd;
}

/**
 * imw_ledger_open:
 * @path: the file, made when there is none
 * @clock: what time it is
 * @error: return location
 *
 * Returns: (transfer full): the books. On %NULL @error is %IMW_ERROR_BUSY (another process has them open),
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
ImwLedger *
imw_ledger_open (const char *path, ImwClock *clock, GError **error)
{
  g_autoptr (ImwLedger) self = NULL;
  int lock_fd = lock_file (path, error);

  if (lock_fd < 0)
    return NULL;

  self = g_new0 (ImwLedger, 1);
  self->lock_fd = lock_fd;
  self->clock = g_object_ref (clock);
  if (!make_file (path, error))
    return NULL;

  self->session = imw_db_session_open (path, IMW_DB_FLAGS_NONE, imw_practice_get_resource (),
                                       MIGRATIONS, error);
  if (self->session == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_ledger_free:
 * @self: (transfer full): the books
 *
 * Closes the file, unless @self is one chain of other books.
 */
void
imw_ledger_free (ImwLedger *self)
{
  if (self->books == NULL)
    {
      g_clear_pointer (&self->session, imw_db_session_free);
      close (self->lock_fd);
    }
  g_clear_object (&self->clock);
  g_free (self);
}

/**
 * imw_ledger_new_chain:
 * @books: the books, which must outlive the new ones
 * @chain: which chain, above 0; the books as they are opened are chain 0
 *
 * Blocks, transactions, cells, entries and notes of another chain in the same file. Coins, numbers, events, histories
 * and changes are shared.
 *
 * Returns: (transfer full): the books of that chain
 */
ImwLedger *
imw_ledger_new_chain (ImwLedger *books, gint64 chain)
{
  ImwLedger *self = g_new0 (ImwLedger, 1);

  self->books = books;
  self->session = books->session;
  self->clock = g_object_ref (books->clock);
  self->lock_fd = -1;
  self->chain = chain;

  return self;
}

/**
 * imw_ledger_get_clock:
 * @self: the books
 *
 * Returns: (transfer none): the clock they go by
 */
ImwClock *
imw_ledger_get_clock (ImwLedger *self)
{
  return self->clock;
}

/**
 * imw_ledger_begin:
 * @self: the books
 * @error: return location
 *
 * Begins a change.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BUSY or %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_begin (ImwLedger *self, GError **error)
{
  return imw_db_session_begin (self->session, TRUE, error);
}

/**
 * imw_ledger_end:
 * @self: the books
 * @good: whether to keep the change
 * @error: return location
 *
 * Ends a change.
 *
 * Returns: %FALSE when a good change could not be kept; @error is %IMW_ERROR_DISK. With @good %FALSE always %FALSE,
 *   and @error, which says why, is left alone.
 */
gboolean
imw_ledger_end (ImwLedger *self, gboolean good, GError **error)
{
  if (good)
    return imw_db_session_commit (self->session, error);

  imw_db_session_rollback (self->session);

  return FALSE;
}

/**
 * imw_ledger_clear:
 * @self: the books
 * @error: return location
 *
 * Forgets everything of all chains; inside a change.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_clear (ImwLedger *self, GError **error)
{
  return imw_db_session_run (self->session, "DELETE FROM record", error) &&
         imw_db_session_run (self->session, "DELETE FROM note", error) &&
         imw_db_session_run (self->session, "DELETE FROM entry", error) &&
         imw_db_session_run (self->session, "DELETE FROM cell", error) &&
         imw_db_session_run (self->session, "DELETE FROM history", error) &&
         imw_db_session_run (self->session, "DELETE FROM coin", error) &&
         imw_db_session_run (self->session, "DELETE FROM tx", error) &&
         imw_db_session_run (self->session, "DELETE FROM block", error) &&
         imw_db_session_run (self->session, "DELETE FROM event", error) &&
         imw_db_session_run (self->session, "DELETE FROM meta", error);
}

/**
 * imw_ledger_bind_chain: (skip)
 * @self: the books
 * @stmt: a statement with a parameter ":chain"
 */
void
imw_ledger_bind_chain (ImwLedger *self, ImwStmt *stmt)
{
  imw_stmt_bind_int64 (stmt, ":chain", self->chain);
}

/**
 * imw_ledger_bind_id: (skip)
 * @stmt: a statement
 * @name: the parameter
 * @id: (array fixed-size=32): an id
 */
void
imw_ledger_bind_id (ImwStmt *stmt, const char *name, const guint8 id[32])
{
  g_autoptr (GBytes) bytes = g_bytes_new (id, 32);

  imw_stmt_bind_bytes (stmt, name, bytes);
}

/**
 * imw_ledger_bind_amount: (skip)
 * @stmt: a statement
 * @name: the parameter
 * @amount: base units
 */
void
imw_ledger_bind_amount (ImwStmt *stmt, const char *name, guint64 amount)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, amount);

  imw_stmt_bind_text (stmt, name, text);
}

/**
 * imw_ledger_read_id: (skip)
 * @stmt: a statement on a row
 * @column: its column
 * @id: (out) (array fixed-size=32): the id; zeros for NULL
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_CORRUPT.
 */
gboolean
imw_ledger_read_id (ImwStmt *stmt, int column, guint8 id[32], GError **error)
{
  g_autoptr (GBytes) bytes = imw_stmt_dup_bytes (stmt, column);

  memset (id, 0, 32);
  if (bytes == NULL)
    return TRUE;

  if (g_bytes_get_size (bytes) != 32)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "an id has not 32 bytes");
      return FALSE;
    }
  memcpy (id, g_bytes_get_data (bytes, NULL), 32);

  return TRUE;
}

/**
 * imw_ledger_read_amount: (skip)
 * @stmt: a statement on a row
 * @column: its column
 * @amount: (out): base units
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_CORRUPT.
 */
gboolean
imw_ledger_read_amount (ImwStmt *stmt, int column, guint64 *amount, GError **error)
{
  const char *text = imw_stmt_get_text (stmt, column);

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, amount, NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "an amount is not a number");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_ledger_read_one: (skip)
 * @stmt: a statement with all its parameters
 * @row: (out): whether there is a row
 * @value: (out): its first column, or 0
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_read_one (ImwStmt *stmt, gboolean *row, gint64 *value, GError **error)
{
  *value = 0;
  if (!imw_stmt_step (stmt, row, error))
    return FALSE;

  if (*row)
    *value = imw_stmt_get_int64 (stmt, 0);

  return TRUE;
}

/**
 * imw_ledger_get_number:
 * @self: the books
 * @name: its name
 * @value: (out): the number, 0 when it was never set
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_get_number (ImwLedger *self, const char *name, gint64 *value, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "SELECT CAST (value AS INTEGER) FROM meta WHERE name = :name", error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_text (stmt, ":name", name);

  return imw_ledger_read_one (stmt, &row, value, error);
}

/**
 * imw_ledger_set_number:
 * @self: the books
 * @name: its name
 * @value: the number
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_set_number (ImwLedger *self, const char *name, gint64 value, GError **error)
{
  g_autoptr (ImwStmt)
      stmt = imw_db_session_prepare (self->session,
                                     "INSERT INTO meta (name, value) VALUES (:name, :value) "
                                     "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                     error);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_text (stmt, ":name", name);
  imw_stmt_bind_text (stmt, ":value", text);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_ledger_add_event:
 * @self: the books
 * @kind: what happened, a short word
 * @subject: to what, an id or a number
 * @error: return location
 *
 * Notes what happened, inside the change that makes it happen. Old events are forgotten.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_ledger_add_event (ImwLedger *self, const char *kind, const char *subject, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session, "INSERT INTO event (time_ms, kind, subject) VALUES (:time, :kind, :subject)",
      error);
  g_autoptr (ImwStmt) forget = NULL;

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_int64 (stmt, ":time", imw_clock_get_wall_ms (self->clock));
  imw_stmt_bind_text (stmt, ":kind", kind);
  imw_stmt_bind_text (stmt, ":subject", subject);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  forget = imw_db_session_prepare (self->session, "DELETE FROM event WHERE number <= :last", error);
  if (forget == NULL)
    return FALSE;

  imw_stmt_bind_int64 (forget, ":last", imw_db_session_get_last_row (self->session) - KEPT_EVENTS);

  return imw_stmt_run (forget, error);
}

static void
event_free (ImwLedgerEvent *event)
{
  g_free (event->kind);
  g_free (event->subject);
  g_free (event);
}

/**
 * imw_ledger_list_events:
 * @self: the books
 * @after: number of the last event that is known, 0 for none
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwLedgerEvent): what happened, oldest first. On %NULL @error is
 *   %IMW_ERROR_DISK.
 */
GPtrArray *
imw_ledger_list_events (ImwLedger *self, gint64 after, guint limit, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      self->session,
      "SELECT number, time_ms, kind, subject FROM event WHERE number > :after "
      "ORDER BY number LIMIT :limit",
      error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) event_free);

  if (stmt == NULL)
    return NULL;

  imw_stmt_bind_int64 (stmt, ":after", after);
  imw_stmt_bind_int64 (stmt, ":limit", limit);
  while (TRUE)
    {
      ImwLedgerEvent *event;
      gboolean        row;

      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&events);

      event = g_new0 (ImwLedgerEvent, 1);
      event->number = imw_stmt_get_int64 (stmt, 0);
      event->time_ms = imw_stmt_get_int64 (stmt, 1);
      event->kind = imw_stmt_dup_text (stmt, 2);
      event->subject = imw_stmt_dup_text (stmt, 3);
      g_ptr_array_add (events, event);
    }
}
