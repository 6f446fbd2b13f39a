/* imw-account-opening.c: whether an account is open, what stays in it, and what waits for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-opening"

#include "config.h"

#include "imw-account-claim-private.h"
#include "imw-account-struct.h"

static gboolean
is_same (ImwAccount *self, GPtrArray *mine)
{
  GListModel *claims = G_LIST_MODEL (self->claims);

  if (g_list_model_get_n_items (claims) != mine->len)
    return FALSE;

  for (guint i = 0; i < mine->len; i++)
    {
      g_autoptr (ImwAccountClaim) there = g_list_model_get_item (claims, i);

      if (!imw_account_claim_is (there, g_ptr_array_index (mine, i)))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_account_update_claims:
 * @self: an account
 * @claims: (nullable) (element-type ImwStoreClaim): what the store has, of all accounts
 *
 * Takes over what the store says; the list only changes when that does.
 */
void
imw_account_update_claims (ImwAccount *self, GPtrArray *claims)
{
  g_autoptr (GPtrArray) mine = g_ptr_array_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; claims != NULL && i < claims->len; i++)
    {
      const ImwStoreClaim *claim = g_ptr_array_index (claims, i);

      if (g_strcmp0 (claim->account, self->row->id) == 0)
        g_ptr_array_add (mine, (gpointer) claim);
    }

  if (is_same (self, mine))
    return;

  for (guint i = 0; i < mine->len; i++)
    g_ptr_array_add (items, imw_account_claim_new (self, g_ptr_array_index (mine, i)));

  g_list_store_splice (self->claims, 0, g_list_model_get_n_items (G_LIST_MODEL (self->claims)),
                       items->pdata, items->len);
}

static void
convert_opened (ImwSyncBatch *batch, ImwStoreBatch *converted)
{
  converted->opened = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  for (guint i = 0; i < batch->opened->len; i++)
    g_ptr_array_add (converted->opened, imw_asset_ref (g_ptr_array_index (batch->opened, i)));
}

static void
convert_claims (ImwSyncBatch *batch, ImwStoreBatch *converted)
{
  converted->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_claim_free);
  for (guint i = 0; i < batch->claims->len; i++)
    {
      const ImwClaim *claim = g_ptr_array_index (batch->claims, i);

      g_ptr_array_add (converted->claims,
                       imw_store_claim_new (NULL, claim->id, claim->amount, claim->from,
                                            claim->not_before_ms, claim->expires_ms));
    }
}

/**
 * imw_account_convert_opening:
 * @self: an account
 * @batch: what the network said
 * @converted: the same for the store
 *
 * Adds what only networks with a reserve, trustlines or claims have.
 */
void
imw_account_convert_opening (ImwAccount *self, ImwSyncBatch *batch, ImwStoreBatch *converted)
{
  converted->network_time_ms = batch->network_time_ms > 0 ? batch->network_time_ms : -1;

  if (imw_chain_has (self->chain, IMW_CHAIN_HAS_RESERVE))
    {
      converted->exists = batch->exists ? 1 : 0;
      converted->reserved = batch->reserved != NULL ? imw_amount_ref (batch->reserved) : NULL;
      converted->reserve_step =
          batch->reserve_step != NULL ? imw_amount_ref (batch->reserve_step) : NULL;
      converted->opening = batch->opening != NULL ? imw_amount_ref (batch->opening) : NULL;
    }

  if (imw_chain_has (self->chain, IMW_CHAIN_HAS_TRUSTLINES) && batch->opened != NULL)
    convert_opened (batch, converted);

  if (imw_chain_has (self->chain, IMW_CHAIN_HAS_CLAIMS) && batch->claims != NULL)
    convert_claims (batch, converted);
}

/**
 * imw_account_get_network_time_ms:
 * @self: an account
 *
 * Returns: closing time of the newest block of the last sync, -1 unknown
 */
gint64
imw_account_get_network_time_ms (ImwAccount *self)
{
  return self->row->network_time_ms;
}

/**
 * imw_account_note_missing:
 * @self: an account
 * @batch: what the network said, and is in the books
 *
 * Keeps which payments the network positively doesn't have.
 */
void
imw_account_note_missing (ImwAccount *self, ImwSyncBatch *batch)
{
  g_clear_pointer (&self->missing, g_hash_table_unref);
  self->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->missing_ms = batch->network_time_ms > 0 ? batch->network_time_ms : -1;

  for (guint i = 0; batch->missing != NULL && i < batch->missing->len; i++)
    g_hash_table_add (self->missing, g_strdup (g_ptr_array_index (batch->missing, i)));
}

/**
 * imw_account_get_missing_ms:
 * @self: an account
 * @txid: (nullable): a transaction
 *
 * Returns: the network's time at which the last sync positively did not find it, -1 when it did not say so
 */
gint64
imw_account_get_missing_ms (ImwAccount *self, const char *txid)
{
  if (txid == NULL || self->missing == NULL || !g_hash_table_contains (self->missing, txid))
    return -1;

  return self->missing_ms;
}

/**
 * imw_account_get_exists:
 * @self: an account
 *
 * Returns: whether it is open on the ledger; %IMW_TRUTH_YES on networks where nothing has to be opened
 */
ImwTruth
imw_account_get_exists (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), IMW_TRUTH_UNKNOWN);

  if (!imw_chain_has (self->chain, IMW_CHAIN_HAS_RESERVE))
    return IMW_TRUTH_YES;
  if (self->row->exists < 0)
    return IMW_TRUTH_UNKNOWN;

  return self->row->exists > 0 ? IMW_TRUTH_YES : IMW_TRUTH_NO;
}

/**
 * imw_account_get_reserved:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): what must stay in it now, of the network's own asset; %NULL unknown, or there is
 *   no such thing
 */
ImwAmount *
imw_account_get_reserved (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->row->reserved;
}

/**
 * imw_account_get_reserve_step:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): what one more opened asset adds to what must stay in it; %NULL as above
 */
ImwAmount *
imw_account_get_reserve_step (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->row->reserve_step;
}

/**
 * imw_account_get_opening:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): the least that a new account of the network must be given; %NULL as above
 */
ImwAmount *
imw_account_get_opening (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->row->opening;
}

/**
 * imw_account_get_claims:
 * @self: an account
 *
 * Returns: (transfer none): list of #ImwAccountClaim: what waits for it
 */
GListModel *
imw_account_get_claims (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return G_LIST_MODEL (self->claims);
}
