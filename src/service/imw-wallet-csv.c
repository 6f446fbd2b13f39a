/* imw-wallet-csv.c: the history as a table for other programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-csv"

#include "config.h"

#include "imw-wallet.h"

#include "imw-wallet-private.h"

#include "imw-error.h"

#include <string.h>

#define PAGE_ROWS 1000
#define HEADER                                                                              \
  "time,account,network,direction,state,height,amount,asset,asset_id,fee,fee_asset,others," \
  "counterparty,label,sequence,call,txid\r\n"

typedef struct
{
  GFile      *file;
  GPtrArray  *lines; /* (element-type utf8) newest first */
  ImwStoreTx *last;  /* (nullable) */
} Export;

static void
export_free (Export *self)
{
  g_clear_object (&self->file);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->last, imw_store_tx_unref);
  g_free (self);
}

/* RFC 4180. A text that a table program would take for a formula gets an apostrophe in front. */
static void
append_field (GString *line, const char *text)
{
  if (line->len > 0)
    g_string_append_c (line, ',');
  if (text == NULL || *text == '\0')
    return;

  g_string_append_c (line, '"');
  if (strchr ("=+-@\t\r", *text) != NULL && !g_ascii_isdigit (text[1]))
    g_string_append_c (line, '\'');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *p);
    }
  g_string_append_c (line, '"');
}

static void
append_amount (GString *line, ImwAmount *amount)
{
  g_autofree char *text = amount != NULL
                              ? imw_amount_to_decimal_text (
                                    amount, imw_asset_get_decimals (imw_amount_get_asset (amount)))
                              : NULL;

  append_field (line, text);
}

/* what further assets it moved: "-1.5 ETH; 3 USDC" */
static char *
format_movements (ImwStoreTx *tx)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; tx->movements != NULL && i < tx->movements->len; i++)
    {
      ImwAmount       *amount = g_ptr_array_index (tx->movements, i);
      ImwAsset        *asset = imw_amount_get_asset (amount);
      g_autofree char *number = imw_amount_to_decimal_text (amount, imw_asset_get_decimals (asset));

      g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "", number,
                              imw_asset_get_symbol (asset));
    }

  return g_string_free (text, FALSE);
}

/* a transaction that is in a block, but did nothing, is neither of the states */
static const char *
get_state_code (ImwStoreTx *tx)
{
  return tx->failed ? "failed" : imw_tx_state_get_code (tx->state);
}

static char *
format_row (ImwWallet *self, ImwStoreTx *tx)
{
  GString *line = g_string_new (NULL);
  g_autoptr (GDateTime) time =
      g_date_time_new_from_unix_utc ((tx->time_ms > 0 ? tx->time_ms : tx->first_seen_ms) / 1000);
  g_autofree char *time_text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ")
                                            : NULL;
  g_autofree char *height = tx->height >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, tx->height)
                                            : NULL;
  g_autofree char *others = format_movements (tx);
  g_autofree char *sequence =
      tx->sequence >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, tx->sequence) : NULL;
  ImwAccount        *account = imw_wallet_find_account (self, tx->account);
  ImwTxCounterparty *counterparty = tx->counterparties != NULL && tx->counterparties->len > 0
                                        ? g_ptr_array_index (tx->counterparties, 0)
                                        : NULL;

  append_field (line, time_text);
  append_field (line, tx->account);
  append_field (line,
                account != NULL ? imw_chain_get_name (imw_account_get_chain (account)) : NULL);
  append_field (line, imw_store_direction_get_code (tx->direction));
  append_field (line, get_state_code (tx));
  append_field (line, height);
  append_amount (line, tx->net);
  append_field (line, imw_asset_get_symbol (imw_amount_get_asset (tx->net)));
  append_field (line, imw_asset_get_id (imw_amount_get_asset (tx->net)));
  append_amount (line, tx->fee);
  append_field (line,
                tx->fee != NULL ? imw_asset_get_symbol (imw_amount_get_asset (tx->fee)) : NULL);
  append_field (line, others);
  append_field (line, counterparty != NULL ? counterparty->address : NULL);
  append_field (line, imw_wallet_get_label (self, tx->txid));
  append_field (line, sequence);
  append_field (line, tx->call);
  append_field (line, tx->txid);
  g_string_append (line, "\r\n");

  return g_string_free (line, FALSE);
}

static void
file_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
write_file (GTask *task)
{
  Export *export = g_task_get_task_data (task);
  GString *text = g_string_new (HEADER);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = export->lines->len; i > 0; i--)
    g_string_append (text, g_ptr_array_index (export->lines, i - 1));
  bytes = g_string_free_to_bytes (text);
  g_file_replace_contents_bytes_async (
      export->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
      g_task_get_cancellable (task), file_written_cb, g_object_ref (task));
}

static void
page_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) page = NULL;
  GError    *error = NULL;
  ImwWallet *self = g_task_get_source_object (task);
  Export *export = g_task_get_task_data (task);

  page = imw_store_list_txs_finish (IMW_STORE (object), result, &error);
  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < page->len; i++)
    g_ptr_array_add (export->lines, format_row (self, g_ptr_array_index (page, i)));
  if (page->len < PAGE_ROWS)
    {
      write_file (task);
      return;
    }
  g_clear_pointer (&export->last, imw_store_tx_unref);
  export->last = imw_store_tx_ref (g_ptr_array_index (page, page->len - 1));
  imw_store_list_txs_async (IMW_STORE (object), NULL, export->last, PAGE_ROWS,
                            g_task_get_cancellable (task), page_listed_cb, g_object_ref (task));
}

/**
 * imw_wallet_export_csv_async:
 * @self: a wallet whose books are loaded
 * @file: where the table goes; replaced, readable by its owner only
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Writes every transaction, oldest first, as RFC 4180 with a header. Amounts have "." and all decimals, times are ISO 8601 in
 * UTC. Labels are in it only while the wallet is unlocked.
 */
void
imw_wallet_export_csv_async (ImwWallet          *self,
                             GFile              *file,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Export *export;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_export_csv_async);
  if (imw_wallet_get_store (self) == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the books are not open");
      return;
    }
  export = g_new0 (Export, 1);
  export->file = g_object_ref (file);
  export->lines = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, export, (GDestroyNotify) export_free);
  imw_store_list_txs_async (imw_wallet_get_store (self), NULL, NULL, PAGE_ROWS, cancellable,
                            page_listed_cb, g_object_ref (task));
}

/**
 * imw_wallet_export_csv_finish:
 * @self: the wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE if the file is there; on %FALSE %IMW_ERROR_LOCKED, the store's or a file error
 */
gboolean
imw_wallet_export_csv_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
