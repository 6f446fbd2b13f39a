/* imw-esplora-records.c: what the transactions mean for the account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-esplora"

#include "config.h"

#include "imw-esplora-sync-private.h"

typedef struct
{
  GHashTable             *txs;
  GHashTable             *own;
  const ImwBitcoinParams *params;
  ImwAsset               *asset;
} RecordsInput;

static void
records_input_free (gpointer data)
{
  RecordsInput *input = data;

  g_clear_pointer (&input->txs, g_hash_table_unref);
  g_clear_pointer (&input->own, g_hash_table_unref);
  g_clear_pointer (&input->asset, imw_asset_unref);
  g_free (input);
}

/* Oldest first, and what is not in a block last. */
static int
compare_records (gconstpointer a,
                 gconstpointer b)
{
  const ImwTxRecord *left = *(const ImwTxRecord *const *) a;
  const ImwTxRecord *right = *(const ImwTxRecord *const *) b;
  guint64            left_key = left->height < 0 ? G_MAXUINT64 : (guint64) left->height;
  guint64            right_key = right->height < 0 ? G_MAXUINT64 : (guint64) right->height;

  if (left_key != right_key)
    return left_key < right_key ? -1 : 1;

  return g_strcmp0 (left->txid, right->txid);
}

static void
records_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  const RecordsInput *input = data;
  GPtrArray          *records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_record_unref);
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, input->txs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ImwTxRecord *record = imw_esplora_tx_to_record (value,
                                                      input->own,
                                                      input->params,
                                                      input->asset);

      if (record != NULL)
        g_ptr_array_add (records, record);
    }
  g_ptr_array_sort (records, compare_records);
  g_task_return_pointer (task, records, (GDestroyNotify) g_ptr_array_unref);
}

static void
add_dropped (ImwEsploraSync *self,
             ImwAsset       *asset)
{
  for (guint i = 0; i < self->dropped->len; i++)
    {
      ImwTxRecord *record = imw_tx_record_new (g_ptr_array_index (self->dropped, i));

      record->state = IMW_TX_DROPPED;
      g_clear_pointer (&record->net, imw_amount_unref);
      record->net = imw_amount_new_zero (asset);
      g_ptr_array_add (self->batch->records, record);
    }
}

static void
records_made_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (ImwEsploraSync) self = user_data;
  const ImwEsploraRound *round = g_task_get_task_data (self->task);

  self->n_running--;
  if (g_task_return_error_if_cancelled (self->task))
    return;

  g_clear_pointer (&self->batch->records, g_ptr_array_unref);
  self->batch->records = g_task_propagate_pointer (G_TASK (result), NULL);
  add_dropped (self, imw_chain_get_native_asset (IMW_CHAIN (self->self->chain)));
  imw_esplora_round_succeed (self->task);
  self->batch->reorganised = self->is_reorganised;
  self->batch->tip_height = self->tip_height;
  self->batch->tip_hash = g_steal_pointer (&self->tip_hash);
  self->batch->scanned[0] = self->scanned[0];
  self->batch->scanned[1] = self->scanned[1];
  self->batch->n_requests = round->n_requests;
  self->batch->as_of_ms = self->self->last_good_ms;
  g_task_return_pointer (self->task,
                         g_steal_pointer (&self->batch),
                         (GDestroyNotify) imw_sync_batch_free);
}

/**
 * imw_esplora_records_begin:
 * @sync: an attempt that has seen everything
 *
 * The last step: says in a thread what the transactions mean for the account, and ends the round.
 */
void
imw_esplora_records_begin (gpointer sync)
{
  ImwEsploraSync *self = sync;
  ImwEsplora     *backend = self->self;
  RecordsInput   *input = g_new0 (RecordsInput, 1);
  g_autoptr (GTask) task = NULL;

  input->txs = g_steal_pointer (&self->txs);
  input->own = imw_esplora_scan_collect_own (self);
  input->params = imw_bitcoin_chain_get_params (backend->chain);
  input->asset = imw_asset_ref (imw_chain_get_native_asset (IMW_CHAIN (backend->chain)));
  self->n_running++;
  task = g_task_new (NULL, NULL, records_made_cb, imw_esplora_sync_ref (self));
  g_task_set_source_tag (task, imw_esplora_records_begin);
  g_task_set_task_data (task, input, records_input_free);
  g_task_run_in_thread (task, records_thread);
}
