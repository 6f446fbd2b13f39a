/* imw-backend-data.c: what goes to a backend and comes from it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-backend"

#include "config.h"

#include "imw-backend.h"

G_DEFINE_BOXED_TYPE (ImwClaim, imw_claim, imw_claim_copy, imw_claim_free)

static void
sync_address_free (gpointer user_data)
{
  ImwSyncAddress *address = user_data;

  g_clear_pointer (&address->status, g_free);
  g_free (address);
}

static void
add_address (GPtrArray  *addresses,
             guint32     branch,
             guint32     index,
             const char *status,
             gboolean    used,
             gboolean    watch)
{
  ImwSyncAddress *address = g_new0 (ImwSyncAddress, 1);

  address->branch = branch;
  address->index = index;
  address->status = g_strdup (status);
  address->used = used;
  address->watch = watch;
  g_ptr_array_add (addresses, address);
}

/**
 * imw_sync_request_new:
 * @account_key: public key text of the account
 *
 * Returns: (transfer full): a request about an account of which nothing is known yet, with a gap
 *   limit of 20
 */
ImwSyncRequest *
imw_sync_request_new (const char *account_key)
{
  ImwSyncRequest *self;

  g_return_val_if_fail (account_key != NULL, NULL);

  self = g_new0 (ImwSyncRequest, 1);
  self->account_key = g_strdup (account_key);
  self->addresses = g_ptr_array_new_with_free_func (sync_address_free);
  self->unfinal = g_ptr_array_new_with_free_func (g_free);
  self->assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  self->tip_height = -1;
  self->gap_limit = 20;

  return self;
}

/**
 * imw_sync_request_free:
 * @self: (transfer full): a request
 */
void
imw_sync_request_free (ImwSyncRequest *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->account_key, g_free);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_pointer (&self->unfinal, g_ptr_array_unref);
  g_clear_pointer (&self->assets, g_ptr_array_unref);
  g_clear_pointer (&self->cursor, g_free);
  g_clear_pointer (&self->tip_hash, g_free);
  g_free (self);
}

/**
 * imw_sync_request_add_address:
 * @self: a request
 * @branch: 0 for receiving, 1 for change
 * @index: index of the address
 * @status: (nullable): what the backend said about it last time
 * @used: whether it has ever been used
 * @watch: whether to ask about it in each round; others are asked about only in a deep one
 *
 * Adds an address that the wallet knows. All of them belong in, so that the backend knows which
 * outputs are the account's own.
 */
void
imw_sync_request_add_address (ImwSyncRequest *self,
                              guint32         branch,
                              guint32         index,
                              const char     *status,
                              gboolean        used,
                              gboolean        watch)
{
  g_return_if_fail (self != NULL);

  add_address (self->addresses, branch, index, status, used, watch);
}

/**
 * imw_sync_batch_new:
 *
 * Returns: (transfer full): an empty batch: of an account that is there, with nothing known of it
 */
ImwSyncBatch *
imw_sync_batch_new (void)
{
  ImwSyncBatch *self = g_new0 (ImwSyncBatch, 1);

  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_record_unref);
  self->addresses = g_ptr_array_new_with_free_func (sync_address_free);
  self->balances = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  self->tip_height = -1;
  self->sequence = -1;
  self->history_from_ms = -1;
  self->exists = TRUE;
  self->network_time_ms = -1;
  self->missing = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * imw_sync_batch_free:
 * @self: (transfer full): a batch
 */
void
imw_sync_batch_free (ImwSyncBatch *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_pointer (&self->balances, g_ptr_array_unref);
  g_clear_pointer (&self->opened, g_ptr_array_unref);
  g_clear_pointer (&self->reserved, imw_amount_unref);
  g_clear_pointer (&self->reserve_step, imw_amount_unref);
  g_clear_pointer (&self->opening, imw_amount_unref);
  g_clear_pointer (&self->claims, g_ptr_array_unref);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->cursor, g_free);
  g_clear_pointer (&self->tip_hash, g_free);
  g_free (self);
}

/**
 * imw_sync_request_add_asset:
 * @self: a request
 * @asset: an asset beside the network's own
 *
 * Adds an asset whose balance is asked, on networks that tell balances.
 */
void
imw_sync_request_add_asset (ImwSyncRequest *self, ImwAsset *asset)
{
  g_return_if_fail (self != NULL && asset != NULL);

  g_ptr_array_add (self->assets, imw_asset_ref (asset));
}

/**
 * imw_sync_batch_add_balance:
 * @self: a batch
 * @amount: how much of its asset the account has at the batch's tip
 *
 * Adds a balance that a server has told.
 */
void
imw_sync_batch_add_balance (ImwSyncBatch *self, ImwAmount *amount)
{
  g_return_if_fail (self != NULL && amount != NULL);

  g_ptr_array_add (self->balances, imw_amount_ref (amount));
}

/**
 * imw_sync_batch_add_address:
 * @self: a batch
 * @branch: 0 for receiving, 1 for change
 * @index: index of the address
 * @status: (nullable): what to keep for the next round
 * @used: whether it has ever been used
 */
void
imw_sync_batch_add_address (ImwSyncBatch *self,
                            guint32       branch,
                            guint32       index,
                            const char   *status,
                            gboolean      used)
{
  g_return_if_fail (self != NULL);

  add_address (self->addresses, branch, index, status, used, FALSE);
}

/**
 * imw_claim_new:
 * @id: the network's name of it
 * @amount: how much waits
 * @from: (nullable): who set it out
 * @not_before_ms: UTC in milliseconds, from when on it can be had; 0: now
 * @expires_ms: UTC in milliseconds, until when; 0: for ever
 *
 * Returns: (transfer full): money that waits for an account
 */
ImwClaim *
imw_claim_new (const char *id,
               ImwAmount  *amount,
               const char *from,
               gint64      not_before_ms,
               gint64      expires_ms)
{
  ImwClaim *self;

  g_return_val_if_fail (id != NULL && amount != NULL, NULL);

  self = g_new0 (ImwClaim, 1);
  self->id = g_strdup (id);
  self->amount = imw_amount_ref (amount);
  self->from = g_strdup (from);
  self->not_before_ms = not_before_ms;
  self->expires_ms = expires_ms;

  return self;
}

/**
 * imw_claim_copy:
 * @self: a claim
 *
 * Returns: (transfer full): the same once more
 */
ImwClaim *
imw_claim_copy (const ImwClaim *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return imw_claim_new (self->id, self->amount, self->from, self->not_before_ms, self->expires_ms);
}

/**
 * imw_claim_free:
 * @self: (transfer full): a claim
 */
void
imw_claim_free (ImwClaim *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->from, g_free);
  g_free (self);
}

/**
 * imw_exchange_offer_free:
 * @self: (transfer full): an offer
 */
void
imw_exchange_offer_free (ImwExchangeOffer *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->give, imw_amount_unref);
  g_clear_pointer (&self->get, imw_amount_unref);
  g_clear_pointer (&self->path, g_ptr_array_unref);
  g_free (self);
}
