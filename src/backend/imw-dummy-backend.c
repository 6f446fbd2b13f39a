/* imw-dummy-backend.c: a backend without a network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-dummy-backend"

#include "config.h"

#include "imw-dummy-backend.h"

#include "imw-error.h"

/**
 * ImwDummyBackend:
 *
 * Answers what it has been given beforehand. No time, chance or network comes in: its wall time is
 * 2026-01-01 and one second more with each good answer. Main thread.
 */

#define FIRST_GOOD_MS G_GINT64_CONSTANT (1767225600000)

struct _ImwDummyBackend
{
  GObject parent_instance;

  GQueue          batches;       /* (element-type ImwSyncBatch) owned */
  GQueue          submit_errors; /* (element-type GError) owned */
  GHashTable     *raw;           /* (element-type utf8 GBytes) */
  GPtrArray      *submitted;     /* (element-type utf8) */
  ImwSyncRequest *last_request;  /* (nullable) */
  GError         *error;         /* (nullable): what every request ends with */
  GError         *last_error;    /* (nullable) */
  ImwFeeTable     fees;
  ImwBackendState state;
  gint64          last_good_ms;
  gint64          tip_height;
  char           *tip_hash;
  guint           n_syncs;

  /* networks with told balances */
  GPtrArray        *balances; /* (element-type ImwAmount) */
  gint64            sequence;
  ImwPaymentFacts  *facts;
  ImwExchangeOffer *offer;   /* (nullable) */
  GQueue            history; /* (element-type ImwSyncBatch) owned */
  gboolean          holds_history;
  guint             n_steps;
  GHashTable       *assets; /* (element-type utf8 ImwAsset) by contract */
};

static void imw_dummy_backend_iface_init (ImwBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwDummyBackend,
                               imw_dummy_backend,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_BACKEND,
                                                      imw_dummy_backend_iface_init))

/* GTask calls back from the main loop even when it has its result at once */
static gboolean
fails (ImwDummyBackend *self, GTask *task)
{
  if (g_task_return_error_if_cancelled (task))
    return TRUE;

  g_clear_error (&self->last_error);
  if (self->error == NULL)
    {
      self->state = IMW_BACKEND_GOOD;
      self->last_good_ms = self->last_good_ms == 0 ? FIRST_GOOD_MS : self->last_good_ms + 1000;
      g_signal_emit_by_name (self, "changed");
      return FALSE;
    }

  self->state = IMW_BACKEND_FAILING;
  self->last_error = g_error_copy (self->error);
  g_signal_emit_by_name (self, "changed");
  g_task_return_error (task, g_error_copy (self->error));

  return TRUE;
}

static ImwSyncBatch *
next_batch (ImwDummyBackend *self)
{
  ImwSyncBatch *batch = g_queue_pop_head (&self->batches);

  if (batch == NULL)
    {
      batch = imw_sync_batch_new ();
      batch->tip_height = self->tip_height;
      batch->tip_hash = g_strdup (self->tip_hash);
      batch->sequence = self->sequence;
      for (guint i = 0; i < self->balances->len; i++)
        imw_sync_batch_add_balance (batch, g_ptr_array_index (self->balances, i));
    }
  batch->n_requests++;
  batch->as_of_ms = self->last_good_ms;

  return batch;
}

static void
imw_dummy_backend_sync_async (ImwBackend         *backend,
                              ImwSyncRequest     *request,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  ImwDummyBackend *self = IMW_DUMMY_BACKEND (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_dummy_backend_sync_async);
  self->n_syncs++;
  g_clear_pointer (&self->last_request, imw_sync_request_free);
  self->last_request = request;
  if (!fails (self, task))
    g_task_return_pointer (task, next_batch (self), (GDestroyNotify) imw_sync_batch_free);
}

static ImwSyncBatch *
imw_dummy_backend_sync_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_dummy_backend_get_fees_async (ImwBackend         *backend,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_dummy_backend_get_fees_async);
  if (!fails (IMW_DUMMY_BACKEND (backend), task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
imw_dummy_backend_get_fees_finish (ImwBackend   *backend,
                                   GAsyncResult *result,
                                   ImwFeeTable  *fees,
                                   GError      **error)
{
  ImwDummyBackend *self = IMW_DUMMY_BACKEND (backend);

  *fees = (ImwFeeTable){ .known = FALSE };
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *fees = self->fees;
  fees->as_of_ms = self->last_good_ms;

  return TRUE;
}

static void
imw_dummy_backend_get_raw_async (ImwBackend         *backend,
                                 const char         *txid,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  ImwDummyBackend *self = IMW_DUMMY_BACKEND (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GBytes *raw;

  g_task_set_source_tag (task, imw_dummy_backend_get_raw_async);
  if (fails (self, task))
    return;

  raw = g_hash_table_lookup (self->raw, txid);
  if (raw != NULL)
    g_task_return_pointer (task, g_bytes_ref (raw), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_FOUND, "No such transaction");
}

static GBytes *
imw_dummy_backend_get_raw_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_dummy_backend_submit_async (ImwBackend         *backend,
                                GBytes             *raw,
                                const char         *txid,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  ImwDummyBackend *self = IMW_DUMMY_BACKEND (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error;

  g_task_set_source_tag (task, imw_dummy_backend_submit_async);
  if (fails (self, task))
    return;

  g_ptr_array_add (self->submitted, g_strdup (txid));
  error = g_queue_pop_head (&self->submit_errors);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_hash_table_insert (self->raw, g_strdup (txid), g_bytes_ref (raw));
  g_task_return_boolean (task, TRUE);
}

static gboolean
imw_dummy_backend_submit_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
history_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);

  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
imw_dummy_backend_history_async (ImwBackend         *backend,
                                 ImwSyncRequest     *request,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  ImwDummyBackend *self = IMW_DUMMY_BACKEND (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwSyncBatch *batch;

  g_task_set_source_tag (task, imw_dummy_backend_history_async);
  self->n_steps++;
  imw_sync_request_free (request);
  if (self->holds_history && cancellable != NULL)
    {
      g_autoptr (GSource) watch = g_cancellable_source_new (cancellable);

      g_task_attach_source (task, watch, G_SOURCE_FUNC (history_cancelled_cb));
      return;
    }
  if (fails (self, task))
    return;

  batch = g_queue_pop_head (&self->history);
  if (batch == NULL)
    batch = imw_sync_batch_new ();
  batch->n_requests++;
  batch->as_of_ms = self->last_good_ms;
  g_task_return_pointer (task, batch, (GDestroyNotify) imw_sync_batch_free);
}

static ImwSyncBatch *
imw_dummy_backend_history_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
copy_ledger_facts (const ImwPaymentFacts *from, ImwPaymentFacts *facts)
{
  facts->network_time_ms = from->network_time_ms;
  facts->account_exists = from->account_exists;
  facts->payee_exists = from->payee_exists;
  facts->payee_accepts_asset = from->payee_accepts_asset;
  facts->payee_needs_memo = from->payee_needs_memo;
  facts->reserved = from->reserved != NULL ? imw_amount_ref (from->reserved) : NULL;
  facts->reserve_step = from->reserve_step != NULL ? imw_amount_ref (from->reserve_step) : NULL;
  facts->opening = from->opening != NULL ? imw_amount_ref (from->opening) : NULL;
}

static ImwExchangeOffer *
copy_offer (const ImwExchangeOffer *offer)
{
  ImwExchangeOffer *copy = g_new0 (ImwExchangeOffer, 1);

  copy->give = imw_amount_ref (offer->give);
  copy->get = imw_amount_ref (offer->get);
  copy->path = g_ptr_array_ref (offer->path);

  return copy;
}

static void
imw_dummy_backend_find_exchange_async (ImwBackend         *backend,
                                       ImwAmount          *give,
                                       ImwAsset           *give_asset,
                                       ImwAmount          *get,
                                       ImwAsset           *get_asset,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  ImwDummyBackend *self = IMW_DUMMY_BACKEND (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_dummy_backend_find_exchange_async);
  if (fails (self, task))
    return;

  if (self->offer == NULL)
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_FOUND, "nobody offers it");
  else
    g_task_return_pointer (task, copy_offer (self->offer),
                           (GDestroyNotify) imw_exchange_offer_free);
}

static ImwExchangeOffer *
imw_dummy_backend_find_exchange_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_dummy_backend_examine_async (ImwBackend         *backend,
                                 ImwPaymentPlan     *plan,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  ImwDummyBackend *self = IMW_DUMMY_BACKEND (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwPaymentFacts *facts;

  g_task_set_source_tag (task, imw_dummy_backend_examine_async);
  if (fails (self, task))
    return;

  facts = imw_payment_facts_new ();
  facts->sequence = self->sequence;
  facts->gas_limit = self->facts->gas_limit;
  facts->payee_is_contract = self->facts->payee_is_contract;
  facts->payee_is_used = self->facts->payee_is_used;
  facts->refusal = g_strdup (self->facts->refusal);
  if (self->facts->extra_fee != NULL)
    facts->extra_fee = imw_amount_ref (self->facts->extra_fee);
  copy_ledger_facts (self->facts, facts);
  g_task_return_pointer (task, facts, (GDestroyNotify) imw_payment_facts_free);
}

static ImwPaymentFacts *
imw_dummy_backend_examine_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_dummy_backend_look_up_asset_async (ImwBackend         *backend,
                                       const char         *contract,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  ImwDummyBackend *self = IMW_DUMMY_BACKEND (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwAsset *asset;

  g_task_set_source_tag (task, imw_dummy_backend_look_up_asset_async);
  if (fails (self, task))
    return;

  asset = g_hash_table_lookup (self->assets, contract);
  if (asset != NULL)
    g_task_return_pointer (task, imw_asset_ref (asset), (GDestroyNotify) imw_asset_unref);
  else
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_FOUND, "No such token");
}

static ImwAsset *
imw_dummy_backend_look_up_asset_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static ImwBackendState
imw_dummy_backend_get_state (ImwBackend *backend)
{
  return IMW_DUMMY_BACKEND (backend)->state;
}

static const char *
imw_dummy_backend_get_server (ImwBackend *backend)
{
  return "dummy";
}

static gint64
imw_dummy_backend_get_last_good_ms (ImwBackend *backend)
{
  return IMW_DUMMY_BACKEND (backend)->last_good_ms;
}

static const GError *
imw_dummy_backend_get_last_error (ImwBackend *backend)
{
  return IMW_DUMMY_BACKEND (backend)->last_error;
}

static void
imw_dummy_backend_iface_init (ImwBackendInterface *iface)
{
  iface->sync_async = imw_dummy_backend_sync_async;
  iface->sync_finish = imw_dummy_backend_sync_finish;
  iface->get_fees_async = imw_dummy_backend_get_fees_async;
  iface->get_fees_finish = imw_dummy_backend_get_fees_finish;
  iface->get_raw_async = imw_dummy_backend_get_raw_async;
  iface->get_raw_finish = imw_dummy_backend_get_raw_finish;
  iface->submit_async = imw_dummy_backend_submit_async;
  iface->submit_finish = imw_dummy_backend_submit_finish;
  iface->history_async = imw_dummy_backend_history_async;
  iface->history_finish = imw_dummy_backend_history_finish;
  iface->find_exchange_async = imw_dummy_backend_find_exchange_async;
  iface->find_exchange_finish = imw_dummy_backend_find_exchange_finish;
  iface->examine_async = imw_dummy_backend_examine_async;
  iface->examine_finish = imw_dummy_backend_examine_finish;
  iface->look_up_asset_async = imw_dummy_backend_look_up_asset_async;
  iface->look_up_asset_finish = imw_dummy_backend_look_up_asset_finish;
  iface->get_state = imw_dummy_backend_get_state;
  iface->get_server = imw_dummy_backend_get_server;
  iface->get_last_good_ms = imw_dummy_backend_get_last_good_ms;
  iface->get_last_error = imw_dummy_backend_get_last_error;
}

static void
imw_dummy_backend_finalize (GObject *object)
{
  ImwDummyBackend *self = IMW_DUMMY_BACKEND (object);

  g_queue_clear_full (&self->batches, (GDestroyNotify) imw_sync_batch_free);
  g_queue_clear_full (&self->submit_errors, (GDestroyNotify) g_error_free);
  g_queue_clear_full (&self->history, (GDestroyNotify) imw_sync_batch_free);
  g_clear_pointer (&self->balances, g_ptr_array_unref);
  g_clear_pointer (&self->facts, imw_payment_facts_free);
  g_clear_pointer (&self->offer, imw_exchange_offer_free);
  g_clear_pointer (&self->assets, g_hash_table_unref);
  g_clear_pointer (&self->raw, g_hash_table_unref);
  g_clear_pointer (&self->submitted, g_ptr_array_unref);
  g_clear_pointer (&self->last_request, imw_sync_request_free);
  g_clear_pointer (&self->tip_hash, g_free);
  g_clear_error (&self->error);
  g_clear_error (&self->last_error);

  G_OBJECT_CLASS (imw_dummy_backend_parent_class)->finalize (object);
}

static void
imw_dummy_backend_class_init (ImwDummyBackendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = imw_dummy_backend_finalize;
}

static void
imw_dummy_backend_init (ImwDummyBackend *self)
{
  g_queue_init (&self->batches);
  g_queue_init (&self->submit_errors);
  self->raw =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->submitted = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self->history);
  self->balances = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  self->sequence = -1;
  self->facts = imw_payment_facts_new ();
  self->facts->gas_limit = 21000;
  self->facts->payee_is_used = TRUE;
  self->assets =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) imw_asset_unref);
  self->tip_height = 100;
  self->tip_hash = g_strnfill (64, 'a');
  self->fees = (ImwFeeTable){
    .known = TRUE,
    .rate_milli = { [IMW_FEE_SLOW] = 1000, [IMW_FEE_NORMAL] = 5000, [IMW_FEE_FAST] = 20000 },
    .expected_s = { [IMW_FEE_SLOW] = 86400, [IMW_FEE_NORMAL] = 3600, [IMW_FEE_FAST] = 600 },
    .minimum_milli = 1000,
  };
}

/**
 * imw_dummy_backend_new:
 *
 * Returns: (transfer full): a new backend
 */
ImwBackend *
imw_dummy_backend_new (void)
{
  return g_object_new (IMW_TYPE_DUMMY_BACKEND, NULL);
}

/**
 * imw_dummy_backend_push_batch:
 * @self: a backend
 * @batch: (transfer full): the result of the next sync that has none yet
 */
void
imw_dummy_backend_push_batch (ImwDummyBackend *self, ImwSyncBatch *batch)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));
  g_return_if_fail (batch != NULL);

  g_queue_push_tail (&self->batches, batch);
}

/**
 * imw_dummy_backend_set_tip:
 * @self: a backend
 * @height: of the best chain
 * @hash: of its last block
 *
 * For the batches of syncs that nothing was pushed for.
 */
void
imw_dummy_backend_set_tip (ImwDummyBackend *self, gint64 height, const char *hash)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));

  self->tip_height = height;
  g_free (self->tip_hash);
  self->tip_hash = g_strdup (hash);
}

/**
 * imw_dummy_backend_set_fees:
 * @self: a backend
 * @fees: the fees to answer
 */
void
imw_dummy_backend_set_fees (ImwDummyBackend *self, const ImwFeeTable *fees)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));
  g_return_if_fail (fees != NULL);

  self->fees = *fees;
}

/**
 * imw_dummy_backend_add_raw:
 * @self: a backend
 * @txid: id of a transaction
 * @raw: the transaction
 */
void
imw_dummy_backend_add_raw (ImwDummyBackend *self, const char *txid, GBytes *raw)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));
  g_return_if_fail (txid != NULL && raw != NULL);

  g_hash_table_insert (self->raw, g_strdup (txid), g_bytes_ref (raw));
}

/**
 * imw_dummy_backend_set_error:
 * @self: a backend
 * @error: (nullable): what every request ends with from now on
 */
void
imw_dummy_backend_set_error (ImwDummyBackend *self, const GError *error)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));

  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);
}

/**
 * imw_dummy_backend_push_submit_error:
 * @self: a backend
 * @error: what the next submit ends with
 *
 * The transaction counts as sent, but the network does not have it.
 */
void
imw_dummy_backend_push_submit_error (ImwDummyBackend *self, const GError *error)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));
  g_return_if_fail (error != NULL);

  g_queue_push_tail (&self->submit_errors, g_error_copy (error));
}

/**
 * imw_dummy_backend_get_n_syncs:
 * @self: a backend
 *
 * Returns: how many syncs have been asked for
 */
guint
imw_dummy_backend_get_n_syncs (ImwDummyBackend *self)
{
  g_return_val_if_fail (IMW_IS_DUMMY_BACKEND (self), 0);

  return self->n_syncs;
}

/**
 * imw_dummy_backend_dup_submitted:
 * @self: a backend
 *
 * Returns: (transfer full): %NULL-terminated ids, in the order in which they were sent, one each
 *   time
 */
char **
imw_dummy_backend_dup_submitted (ImwDummyBackend *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (IMW_IS_DUMMY_BACKEND (self), NULL);

  for (guint i = 0; i < self->submitted->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->submitted, i));

  return g_strv_builder_end (builder);
}

/**
 * imw_dummy_backend_set_told:
 * @self: a backend
 * @balances: (nullable) (element-type ImwAmount): what the account has; %NULL: nothing is said
 * @sequence: the number of its next payment, -1 unknown
 *
 * For the batches of syncs that nothing was pushed for, and for payments that are examined.
 */
void
imw_dummy_backend_set_told (ImwDummyBackend *self, GPtrArray *balances, gint64 sequence)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));

  g_ptr_array_set_size (self->balances, 0);
  for (guint i = 0; balances != NULL && i < balances->len; i++)
    g_ptr_array_add (self->balances, imw_amount_ref (g_ptr_array_index (balances, i)));
  self->sequence = sequence;
}

/**
 * imw_dummy_backend_set_facts:
 * @self: a backend
 * @gas_limit: what a payment needs
 * @extra_fee: (nullable): beside the fee by rate
 * @contract: whether the payee is a contract
 * @used: whether the payee has coins or a past
 * @refusal: (nullable): why the network would refuse it
 *
 * What is said of each payment that is examined.
 */
void
imw_dummy_backend_set_facts (ImwDummyBackend *self,
                             guint64          gas_limit,
                             ImwAmount       *extra_fee,
                             gboolean         contract,
                             gboolean         used,
                             const char      *refusal)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));

  g_clear_pointer (&self->facts, imw_payment_facts_free);
  self->facts = imw_payment_facts_new ();
  self->facts->gas_limit = gas_limit;
  self->facts->extra_fee = extra_fee != NULL ? imw_amount_ref (extra_fee) : NULL;
  self->facts->payee_is_contract = contract;
  self->facts->payee_is_used = used;
  self->facts->refusal = g_strdup (refusal);
}

/**
 * imw_dummy_backend_get_facts:
 * @self: a backend
 *
 * Returns: (transfer none): what is said of each payment that is examined, to be changed
 */
ImwPaymentFacts *
imw_dummy_backend_get_facts (ImwDummyBackend *self)
{
  g_return_val_if_fail (IMW_IS_DUMMY_BACKEND (self), NULL);

  return self->facts;
}

/**
 * imw_dummy_backend_set_offer:
 * @self: a backend
 * @offer: (transfer full) (nullable): what is offered from now on, whatever is asked for
 */
void
imw_dummy_backend_set_offer (ImwDummyBackend *self, ImwExchangeOffer *offer)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));

  g_clear_pointer (&self->offer, imw_exchange_offer_free);
  self->offer = offer;
}

/**
 * imw_dummy_backend_push_history:
 * @self: a backend
 * @batch: (transfer full): the result of the next step backwards that has none yet
 */
void
imw_dummy_backend_push_history (ImwDummyBackend *self, ImwSyncBatch *batch)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));
  g_return_if_fail (batch != NULL);

  g_queue_push_tail (&self->history, batch);
}

/**
 * imw_dummy_backend_hold_history:
 * @self: a backend
 * @hold: whether steps backwards end only when they are cancelled
 */
void
imw_dummy_backend_hold_history (ImwDummyBackend *self, gboolean hold)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));

  self->holds_history = hold;
}

/**
 * imw_dummy_backend_get_n_steps:
 * @self: a backend
 *
 * Returns: how many steps backwards have been asked for
 */
guint
imw_dummy_backend_get_n_steps (ImwDummyBackend *self)
{
  g_return_val_if_fail (IMW_IS_DUMMY_BACKEND (self), 0);

  return self->n_steps;
}

/**
 * imw_dummy_backend_add_asset:
 * @self: a backend
 * @contract: its contract
 * @asset: what is found there
 */
void
imw_dummy_backend_add_asset (ImwDummyBackend *self, const char *contract, ImwAsset *asset)
{
  g_return_if_fail (IMW_IS_DUMMY_BACKEND (self));
  g_return_if_fail (contract != NULL && asset != NULL);

  g_hash_table_insert (self->assets, g_strdup (contract), imw_asset_ref (asset));
}

/**
 * imw_dummy_backend_get_last_request:
 * @self: a backend
 *
 * Returns: (transfer none) (nullable): what the last sync was asked with
 */
const ImwSyncRequest *
imw_dummy_backend_get_last_request (ImwDummyBackend *self)
{
  g_return_val_if_fail (IMW_IS_DUMMY_BACKEND (self), NULL);

  return self->last_request;
}
