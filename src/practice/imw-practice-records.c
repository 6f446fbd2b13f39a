/* imw-practice-records.c: what the practice anchor keeps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-records"

#include "config.h"

#include "imw-practice-records.h"

#include "imw-ledger-private.h"

#include "imw-error.h"

#define COLUMNS "kind, id, owner, created_ms, due_ms, body"

/**
 * imw_record_new:
 * @kind: what it is
 * @id: its name among its kind
 * @owner: (nullable): whose it is
 * @now_ms: UTC
 *
 * Returns: (transfer full): a record that is not kept yet
 */
ImwRecord *
imw_record_new (const char *kind, const char *id, const char *owner, gint64 now_ms)
{
  ImwRecord *self = g_new0 (ImwRecord, 1);

  self->kind = g_strdup (kind);
  self->id = g_strdup (id);
  self->owner = g_strdup (owner != NULL ? owner : "");
  self->created_ms = now_ms;
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * imw_record_free:
 * @self: (transfer full): a record
 *
 * Frees @self.
 */
void
imw_record_free (ImwRecord *self)
{
  g_free (self->kind);
  g_free (self->id);
  g_free (self->owner);
  g_hash_table_unref (self->values);
  g_free (self);
}

/**
 * imw_record_get:
 * @self: a record
 * @name: of a value
 *
 * Returns: (nullable) (transfer none): the value
 */
const char *
imw_record_get (const ImwRecord *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

/**
 * imw_record_get_int:
 * @self: a record
 * @name: of a value
 *
 * Returns: the value as a number, 0 when there is none
 */
gint64
imw_record_get_int (const ImwRecord *self, const char *name)
{
  const char *text = imw_record_get (self, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/**
 * imw_record_is:
 * @self: a record
 * @name: of a value
 * @value: a text
 *
 * Returns: whether the value is there and is @value
 */
gboolean
imw_record_is (const ImwRecord *self, const char *name, const char *value)
{
  return g_strcmp0 (imw_record_get (self, name), value) == 0;
}

/**
 * imw_record_set:
 * @self: a record
 * @name: of a value
 * @value: (nullable): the text, %NULL takes the value away
 *
 * Changes @self, not what is kept.
 */
void
imw_record_set (ImwRecord *self, const char *name, const char *value)
{
  if (value == NULL)
    g_hash_table_remove (self->values, name);
  else
    g_hash_table_insert (self->values, g_strdup (name), g_strdup (value));
}

/**
 * imw_record_set_int:
 * @self: a record
 * @name: of a value
 * @value: a number
 *
 * Changes @self, not what is kept.
 */
void
imw_record_set_int (ImwRecord *self, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  imw_record_set (self, name, text);
}

static GBytes *
pack (const ImwRecord *self)
{
  g_autoptr (GVariant) variant = NULL;
  GVariantBuilder builder;
  GHashTableIter  iter;
  gpointer        name;
  gpointer        value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_variant_builder_add (&builder, "{ss}", name, value);
  variant = g_variant_ref_sink (g_variant_builder_end (&builder));

  return g_variant_get_data_as_bytes (variant);
}

static ImwRecord *
read_record (ImwStmt *stmt, GError **error)
{
  g_autoptr (ImwRecord) self = NULL;
  g_autoptr (GBytes) body = imw_stmt_dup_bytes (stmt, 5);
  g_autoptr (GVariant) variant = NULL;
  GVariantIter iter;
  const char  *name;
  const char  *value;

  if (body == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a record without a body");
      return NULL;
    }

  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("a{ss}"), body, FALSE));
  if (!g_variant_is_normal_form (variant))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a record cannot be read");
      return NULL;
    }

  self = imw_record_new (imw_stmt_get_text (stmt, 0), imw_stmt_get_text (stmt, 1),
                         imw_stmt_get_text (stmt, 2), imw_stmt_get_int64 (stmt, 3));
  self->due_ms = imw_stmt_is_null (stmt, 4) ? 0 : imw_stmt_get_int64 (stmt, 4);
  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &value))
    imw_record_set (self, name, value);

  return g_steal_pointer (&self);
}

static gboolean
read_first (ImwStmt *stmt, ImwRecord **record, GError **error)
{
  gboolean row;

  *record = NULL;
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  *record = read_record (stmt, error);

  return *record != NULL;
}

/**
 * imw_records_find:
 * @books: whose file
 * @kind: what it is
 * @id: its name
 * @record: (out) (nullable) (transfer full): the record, %NULL when there is none
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_records_find (ImwLedger  *books,
                  const char *kind,
                  const char *id,
                  ImwRecord **record,
                  GError    **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      books->session, "SELECT " COLUMNS " FROM record WHERE kind = :kind AND id = :id", error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_text (stmt, ":kind", kind);
  imw_stmt_bind_text (stmt, ":id", id);

  return read_first (stmt, record, error);
}

/**
 * imw_records_list:
 * @books: whose file
 * @kind: what they are
 * @owner: (nullable): whose, %NULL: anybody's
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwRecord): the newest first. On %NULL @error is %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_records_list (ImwLedger *books, const char *kind, const char *owner, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_record_free);
  g_autoptr (ImwStmt)
      stmt = imw_db_session_prepare (books->session,
                                     "SELECT " COLUMNS " FROM record WHERE kind = :kind AND "
                                     "(:owner IS NULL OR owner = :owner) ORDER BY row DESC",
                                     error);
  gboolean row;

  if (stmt == NULL)
    return NULL;

  imw_stmt_bind_text (stmt, ":kind", kind);
  imw_stmt_bind_text (stmt, ":owner", owner);
  while (imw_stmt_step (stmt, &row, error))
    {
      ImwRecord *record;

      if (!row)
        return g_steal_pointer (&list);

      record = read_record (stmt, error);
      if (record == NULL)
        return NULL;
      g_ptr_array_add (list, record);
    }

  return NULL;
}

/**
 * imw_records_find_due:
 * @books: whose file
 * @kind: what they are
 * @now_ms: UTC
 * @record: (out) (nullable) (transfer full): the one that was due first, %NULL when none is
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_records_find_due (ImwLedger  *books,
                      const char *kind,
                      gint64      now_ms,
                      ImwRecord **record,
                      GError    **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      books->session,
      "SELECT " COLUMNS " FROM record WHERE kind = :kind AND due_ms <= :now "
      "ORDER BY due_ms, row LIMIT 1",
      error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_text (stmt, ":kind", kind);
  imw_stmt_bind_int64 (stmt, ":now", now_ms);

  return read_first (stmt, record, error);
}

static gboolean
write_record (ImwLedger *books, const ImwRecord *record, GError **error)
{
  g_autoptr (GBytes) body = pack (record);
  g_autoptr (ImwStmt) stmt =
      imw_db_session_prepare (books->session,
                              "INSERT INTO record (kind, id, owner, created_ms, due_ms, body) "
                              "VALUES (:kind, :id, :owner, :created, :due, :body) "
                              "ON CONFLICT (kind, id) DO UPDATE SET due_ms = :due, body = :body",
                              error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_text (stmt, ":kind", record->kind);
  imw_stmt_bind_text (stmt, ":id", record->id);
  imw_stmt_bind_text (stmt, ":owner", record->owner);
  imw_stmt_bind_int64 (stmt, ":created", record->created_ms);
  if (record->due_ms != 0)
    imw_stmt_bind_int64 (stmt, ":due", record->due_ms);
  else
    imw_stmt_bind_null (stmt, ":due");
  imw_stmt_bind_bytes (stmt, ":body", body);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_records_save:
 * @books: whose file
 * @record: what to keep, new or as it is now
 * @error: return location
 *
 * A change of its own.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_BUSY.
 */
gboolean
imw_records_save (ImwLedger *books, const ImwRecord *record, GError **error)
{
  return imw_ledger_begin (books, error) &&
         imw_ledger_end (books, write_record (books, record, error), error);
}

static gboolean
run_remove (ImwLedger *books, const char *kind, const char *id, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      books->session, "DELETE FROM record WHERE kind = :kind AND id = :id", error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_text (stmt, ":kind", kind);
  imw_stmt_bind_text (stmt, ":id", id);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_records_remove:
 * @books: whose file
 * @kind: what it is
 * @id: its name
 * @error: return location
 *
 * A change of its own; one that is not there is no error.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_BUSY.
 */
gboolean
imw_records_remove (ImwLedger *books, const char *kind, const char *id, GError **error)
{
  return imw_ledger_begin (books, error) &&
         imw_ledger_end (books, run_remove (books, kind, id, error), error);
}

static gboolean
run_remove_old (ImwLedger *books, const char *kind, gint64 before_ms, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_db_session_prepare (
      books->session, "DELETE FROM record WHERE kind = :kind AND due_ms < :before", error);

  if (stmt == NULL)
    return FALSE;

  imw_stmt_bind_text (stmt, ":kind", kind);
  imw_stmt_bind_int64 (stmt, ":before", before_ms);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_records_remove_old:
 * @books: whose file
 * @kind: what they are
 * @before_ms: UTC
 * @error: return location
 *
 * Forgets those whose time is over. A change of its own.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_BUSY.
 */
gboolean
imw_records_remove_old (ImwLedger *books, const char *kind, gint64 before_ms, GError **error)
{
  return imw_ledger_begin (books, error) &&
         imw_ledger_end (books, run_remove_old (books, kind, before_ms, error), error);
}
