/* imw-store-value.c: values as they stand in the tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-value"

#include "config.h"

#include "imw-store-private.h"

#include "imw-error.h"

/**
 * imw_store_prepare: (skip)
 * @call: the job
 * @sql: constant text of one statement
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the statement, or %NULL with the errors of imw_db_session_prepare()
 */
ImwStmt *
imw_store_prepare (ImwStoreCall *call, const char *sql, GError **error)
{
  return imw_db_session_prepare (call->session, sql, error);
}

static gboolean
insert_asset (ImwStoreCall *call, ImwAsset *asset, gint64 trust, gboolean shown, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO asset (id, symbol, name, decimals, trust, shown) VALUES (:id, :symbol, :name, "
      ":decimals, :trust, :shown) ON CONFLICT (id) DO NOTHING",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", imw_asset_get_id (asset));
  imw_stmt_bind_text (stmt, ":symbol", imw_asset_get_symbol (asset));
  imw_stmt_bind_text (stmt, ":name", imw_asset_get_name (asset));
  imw_stmt_bind_int64 (stmt, ":decimals", imw_asset_get_decimals (asset));
  imw_stmt_bind_int64 (stmt, ":trust", trust);
  imw_stmt_bind_int64 (stmt, ":shown", shown ? 1 : 0);

  return imw_stmt_run (stmt, error);
}

/* The decimals of an asset that is not a genuine one are the word of a contract, which may change it: the
 * stored ones stay, and what comes is base units in any case. */
static gboolean
check_decimals (ImwStoreCall *call, ImwAsset *asset, GError **error)
{
  const char *id = imw_asset_get_id (asset);
  g_autoptr (ImwAsset) known = imw_store_get_asset (call, id, error);
  g_autoptr (ImwStmt) stmt = NULL;
  gboolean row = FALSE;

  if (known == NULL)
    return FALSE;
  if (imw_asset_equal (known, asset))
    return TRUE;

  stmt = imw_store_prepare (call, "SELECT trust FROM asset WHERE id = :id", error);
  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", id);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;
  if (row && imw_stmt_get_int64 (stmt, 0) != IMW_STORE_TRUST_GENUINE)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "asset %s is stored with other decimals", id);

  return FALSE;
}

/**
 * imw_store_put_asset: (skip)
 * @call: the job, which writes
 * @asset: an asset that amounts will name
 * @error: return location
 *
 * Stores an asset as genuine, unless it is stored.
 *
 * Returns: %FALSE with %IMW_ERROR_BAD_INPUT when the asset is known as genuine with other decimals, or the
 *   errors of imw_stmt_step()
 */
gboolean
imw_store_put_asset (ImwStoreCall *call, ImwAsset *asset, GError **error)
{
  /* also when it is in the cache: what put it there may have been rolled back */
  return insert_asset (call, asset, IMW_STORE_TRUST_GENUINE, TRUE, error) &&
         check_decimals (call, asset, error);
}

/**
 * imw_store_put_unknown_asset: (skip)
 * @call: the job, which writes
 * @asset: an asset that turned up by itself
 * @error: return location
 *
 * Stores an asset as unknown and hidden, unless it is stored.
 *
 * Returns: %FALSE with the errors of imw_store_put_asset()
 */
gboolean
imw_store_put_unknown_asset (ImwStoreCall *call, ImwAsset *asset, GError **error)
{
  return insert_asset (call, asset, IMW_STORE_TRUST_UNKNOWN, FALSE, error) &&
         check_decimals (call, asset, error);
}

/**
 * imw_store_get_asset: (skip)
 * @call: the job
 * @id: id of a stored asset
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the asset, or %NULL with %IMW_ERROR_CORRUPT when it is not there
 */
ImwAsset *
imw_store_get_asset (ImwStoreCall *call, const char *id, GError **error)
{
  ImwAsset *asset = g_hash_table_lookup (call->shared->assets, id);
  g_autoptr (ImwStmt) stmt = NULL;
  gboolean row = FALSE;

  if (asset != NULL)
    return imw_asset_ref (asset);

  stmt = imw_store_prepare (call, "SELECT symbol, name, decimals FROM asset WHERE id = :id", error);
  if (stmt == NULL)
    return NULL;
  imw_stmt_bind_text (stmt, ":id", id);
  if (!imw_stmt_step (stmt, &row, error))
    return NULL;
  if (!row || imw_stmt_get_int64 (stmt, 2) < 0 || imw_stmt_get_int64 (stmt, 2) > 38)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "asset %s is not in the database", id);
      return NULL;
    }

  asset = imw_asset_new (id, imw_stmt_get_text (stmt, 0), imw_stmt_get_text (stmt, 1),
                         (guint) imw_stmt_get_int64 (stmt, 2));
  g_hash_table_insert (call->shared->assets, g_strdup (id), asset);

  return imw_asset_ref (asset);
}

/**
 * imw_store_bind_amount: (skip)
 * @stmt: a statement
 * @asset_name: parameter of the asset's id
 * @amount_name: parameter of the base units
 * @amount: (nullable): the amount; %NULL binds NULL to both
 */
void
imw_store_bind_amount (ImwStmt    *stmt,
                       const char *asset_name,
                       const char *amount_name,
                       ImwAmount  *amount)
{
  g_autofree char *text = amount != NULL ? imw_amount_to_base_text (amount) : NULL;

  imw_stmt_bind_text (stmt, asset_name,
                      amount != NULL ? imw_asset_get_id (imw_amount_get_asset (amount)) : NULL);
  imw_stmt_bind_text (stmt, amount_name, text);
}

/**
 * imw_store_read_amount: (skip)
 * @call: the job
 * @stmt: a statement on a row
 * @asset_column: holds the asset's id
 * @amount_column: holds the base units
 * @amount: (out) (nullable) (transfer full): the amount, %NULL for NULL
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_CORRUPT when the text is no amount
 */
gboolean
imw_store_read_amount (ImwStoreCall *call,
                       ImwStmt      *stmt,
                       int           asset_column,
                       int           amount_column,
                       ImwAmount   **amount,
                       GError      **error)
{
  g_autoptr (ImwAsset) asset = NULL;
  g_autoptr (GError) local = NULL;

  *amount = NULL;
  if (imw_stmt_is_null (stmt, amount_column) || imw_stmt_is_null (stmt, asset_column))
    return TRUE;

  asset = imw_store_get_asset (call, imw_stmt_get_text (stmt, asset_column), error);
  if (asset == NULL)
    return FALSE;

  *amount = imw_amount_new_from_base_text (asset, imw_stmt_get_text (stmt, amount_column), &local);
  if (*amount == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a stored amount cannot be read: %s",
                   local->message);
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_read_state: (skip)
 * @stmt: a statement on a row
 * @column: holds a state
 * @state: (out): the state
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_CORRUPT for another number
 */
gboolean
imw_store_read_state (ImwStmt *stmt, int column, ImwTxState *state, GError **error)
{
  gint64 number = imw_stmt_get_int64 (stmt, column);

  if (number < IMW_TX_MEMPOOL || number > IMW_TX_DROPPED)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a stored state is unknown");
      return FALSE;
    }
  *state = (ImwTxState) number;

  return TRUE;
}

/**
 * imw_store_find_account: (skip)
 * @call: the job
 * @id: id of an account
 * @row: (out): its row
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_NOT_FOUND
 */
gboolean
imw_store_find_account (ImwStoreCall *call, const char *id, gint64 *row, GError **error)
{
  g_autoptr (ImwStmt)
      stmt = imw_store_prepare (call, "SELECT row FROM account WHERE id = :id", error);
  gboolean found = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":id", id);
  if (!imw_stmt_step (stmt, &found, error))
    return FALSE;
  if (!found)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "there is no account %s", id);
      return FALSE;
    }
  *row = imw_stmt_get_int64 (stmt, 0);

  return TRUE;
}

/**
 * imw_store_json_list: (skip)
 * @texts: (nullable): NULL-terminated texts
 *
 * One bound parameter for a list of any length.
 *
 * Returns: (transfer full) (nullable): a JSON array, %NULL for %NULL
 */
char *
imw_store_json_list (const char *const *texts)
{
  GString *json;

  if (texts == NULL)
    return NULL;

  json = g_string_new ("[");
  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_string_append (json, i > 0 ? ",\"" : "\"");
      for (const char *byte = texts[i]; *byte != '\0'; byte++)
        {
          if (*byte == '"' || *byte == '\\')
            g_string_append_c (json, '\\');
          if ((guchar) *byte < 0x20)
            g_string_append_printf (json, "\\u%04x", (guint) (guchar) *byte);
          else
            g_string_append_c (json, *byte);
        }
      g_string_append_c (json, '"');
    }
  g_string_append_c (json, ']');

  return g_string_free (json, FALSE);
}

/**
 * imw_store_copy_array: (skip)
 * @array: (nullable): boxed values
 * @copy: copies one
 * @free_func: frees one
 *
 * Returns: (transfer full): copies of all; empty for %NULL
 */
GPtrArray *
imw_store_copy_array (GPtrArray *array, GBoxedCopyFunc copy, GDestroyNotify free_func)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (free_func);

  for (guint i = 0; array != NULL && i < array->len; i++)
    g_ptr_array_add (copies, copy (g_ptr_array_index (array, i)));

  return copies;
}
