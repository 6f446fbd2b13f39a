/* imw-store-tx-types.c: rows and filters of the list of transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-tx-types"

#include "config.h"

#include "imw-store-tx.h"

G_DEFINE_BOXED_TYPE (ImwStoreTx, imw_store_tx, imw_store_tx_ref, imw_store_tx_unref)

/**
 * imw_store_tx_ref:
 * @self: a transaction
 *
 * Returns: (transfer full): @self
 */
ImwStoreTx *
imw_store_tx_ref (ImwStoreTx *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * imw_store_tx_unref:
 * @self: (transfer full): a transaction
 */
void
imw_store_tx_unref (ImwStoreTx *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->account);
  g_free (self->txid);
  g_free (self->block_hash);
  g_clear_pointer (&self->net, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->coins, g_ptr_array_unref);
  g_clear_pointer (&self->spends, g_ptr_array_unref);
  g_clear_pointer (&self->counterparties, g_ptr_array_unref);
  g_clear_pointer (&self->movements, g_ptr_array_unref);
  g_free (self->call);
  g_free (self->memo);
  g_free (self->memo_type);
  g_free (self);
}

/**
 * imw_store_direction_get_code:
 * @direction: one direction
 *
 * Returns: (transfer none): "received", "sent" or "self"
 */
const char *
imw_store_direction_get_code (ImwStoreDirection direction)
{
  switch (direction)
    {
    case IMW_STORE_RECEIVED:
      return "received";
    case IMW_STORE_SENT:
      return "sent";
    case IMW_STORE_SELF:
      return "self";
    }

  g_return_val_if_reached ("self");
}

/**
 * imw_store_tx_filter_new:
 *
 * Returns: (transfer full): a filter that everything fits
 */
ImwStoreTxFilter *
imw_store_tx_filter_new (void)
{
  return g_new0 (ImwStoreTxFilter, 1);
}

/**
 * imw_store_tx_filter_copy:
 * @self: a filter
 *
 * Returns: (transfer full): a deep copy
 */
ImwStoreTxFilter *
imw_store_tx_filter_copy (const ImwStoreTxFilter *self)
{
  ImwStoreTxFilter *copy = g_memdup2 (self, sizeof *self);

  copy->accounts = g_strdupv (self->accounts);
  copy->search = g_strdup (self->search);
  copy->txids = g_strdupv (self->txids);
  copy->asset = g_strdup (self->asset);

  return copy;
}

/**
 * imw_store_tx_filter_free:
 * @self: (transfer full): a filter
 */
void
imw_store_tx_filter_free (ImwStoreTxFilter *self)
{
  g_strfreev (self->accounts);
  g_free (self->search);
  g_strfreev (self->txids);
  g_free (self->asset);
  g_free (self);
}
