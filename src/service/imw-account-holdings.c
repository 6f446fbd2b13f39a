/* imw-account-holdings.c: the assets of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-holdings"

#include "config.h"

#include "imw-account-struct.h"
#include "imw-holding-private.h"

static const ImwStoreBalance *
find_balance (ImwAccount *self, GPtrArray *balances, ImwAsset *asset)
{
  for (guint i = 0; i < balances->len; i++)
    {
      const ImwStoreBalance *balance = g_ptr_array_index (balances, i);

      if (g_str_equal (balance->account, self->row->id) &&
          imw_asset_equal (imw_amount_get_asset (balance->total), asset))
        return balance;
    }

  return NULL;
}

static const ImwStoreAsset *
find_known (GPtrArray *assets, ImwAsset *asset)
{
  for (guint i = 0; assets != NULL && i < assets->len; i++)
    {
      const ImwStoreAsset *known = g_ptr_array_index (assets, i);

      if (g_str_equal (imw_asset_get_id (known->asset), imw_asset_get_id (asset)))
        return known;
    }

  return NULL;
}

static gboolean
has_asset (GPtrArray *list, ImwAsset *asset)
{
  for (guint i = 0; i < list->len; i++)
    {
      if (g_str_equal (imw_asset_get_id (g_ptr_array_index (list, i)), imw_asset_get_id (asset)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_of_chain (ImwAccount *self, ImwAsset *asset)
{
  return imw_asset_equal (asset, self->row->asset) ||
         imw_chain_get_contract (self->chain, asset) != NULL;
}

/* the network's own, the genuine ones, then what the books know beside them */
static GPtrArray *
list_assets (ImwAccount *self, GPtrArray *balances, GPtrArray *assets)
{
  GPtrArray *list = imw_chain_list_assets (self->chain);

  for (guint i = 0; assets != NULL && i < assets->len; i++)
    {
      const ImwStoreAsset *known = g_ptr_array_index (assets, i);

      if (is_of_chain (self, known->asset) && !has_asset (list, known->asset))
        g_ptr_array_add (list, imw_asset_ref (known->asset));
    }

  for (guint i = 0; i < balances->len; i++)
    {
      const ImwStoreBalance *balance = g_ptr_array_index (balances, i);
      ImwAsset              *asset = imw_amount_get_asset (balance->total);

      if (g_str_equal (balance->account, self->row->id) && is_of_chain (self, asset) &&
          !has_asset (list, asset))
        g_ptr_array_add (list, imw_asset_ref (asset));
    }

  return list;
}

/* something is there, or something has gone out */
static gboolean
judge_used (ImwAccount *self, GPtrArray *balances)
{
  for (guint i = 0; i < balances->len; i++)
    {
      const ImwStoreBalance *balance = g_ptr_array_index (balances, i);

      if (g_str_equal (balance->account, self->row->id) &&
          (imw_amount_sign (balance->total) != 0 || imw_amount_sign (balance->confirmed) != 0))
        return TRUE;
    }

  return self->row->sequence > 0;
}

static void
update_holding (ImwAccount *self,
                ImwHolding *holding,
                GPtrArray  *balances,
                GPtrArray  *assets,
                gboolean    used)
{
  ImwAsset            *asset = imw_holding_get_asset (holding);
  const ImwStoreAsset *known = find_known (assets, asset);
  ImwTrust             trust = imw_chain_get_trust (self->chain, asset);
  ImwHoldingWish       wish = IMW_HOLDING_AS_IT_COMES;

  if (trust != IMW_TRUST_GENUINE && known != NULL && known->trust == IMW_TRUST_OWN)
    trust = IMW_TRUST_OWN;

  /* a genuine one that the user wants to see although there is nothing of it is kept as the user's own */
  if (known != NULL && !known->shown)
    wish = IMW_HOLDING_PUT_AWAY;
  else if (known != NULL && known->trust == IMW_TRUST_OWN)
    wish = IMW_HOLDING_WANTED;

  imw_holding_update (holding, trust, wish, used, find_balance (self, balances, asset));
}

static ImwHolding *
dup_holding (ImwAccount *self, ImwAsset *asset)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->holdings)); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (G_LIST_MODEL (self->holdings), i);

      if (imw_asset_equal (imw_holding_get_asset (holding), asset))
        return g_steal_pointer (&holding);
    }

  return NULL;
}

/**
 * imw_account_update_holdings:
 * @self: an account
 * @balances: (element-type ImwStoreBalance): what the store has, of all accounts
 * @assets: (nullable) (element-type ImwStoreAsset): what the books know beside the network's list
 *
 * Takes over what the store says. Holdings that stay keep their objects.
 */
void
imw_account_update_holdings (ImwAccount *self, GPtrArray *balances, GPtrArray *assets)
{
  g_autoptr (GPtrArray) list = list_assets (self, balances, assets);
  g_autoptr (GPtrArray) holdings = g_ptr_array_new_with_free_func (g_object_unref);
  guint    n_before = g_list_model_get_n_items (G_LIST_MODEL (self->holdings));
  gboolean same = n_before == list->len;
  gboolean used = judge_used (self, balances);

  for (guint i = 0; i < list->len; i++)
    {
      ImwAsset *asset = g_ptr_array_index (list, i);
      g_autoptr (ImwHolding) holding = dup_holding (self, asset);

      if (holding == NULL)
        holding = imw_holding_new (self, asset);

      update_holding (self, holding, balances, assets, used);

      if (same)
        {
          g_autoptr (ImwHolding) there = g_list_model_get_item (G_LIST_MODEL (self->holdings), i);

          same = there == holding;
        }

      g_ptr_array_add (holdings, g_steal_pointer (&holding));
    }

  if (!same)
    g_list_store_splice (self->holdings, 0, n_before, holdings->pdata, holdings->len);
}

/**
 * imw_account_find_balance:
 * @self: an account
 * @balances: (element-type ImwStoreBalance): of all accounts
 *
 * Returns: (transfer none) (nullable): that of its network's own asset
 */
const ImwStoreBalance *
imw_account_find_balance (ImwAccount *self, GPtrArray *balances)
{
  return find_balance (self, balances, self->row->asset);
}

/**
 * imw_account_find_holding:
 * @self: an account
 * @asset_id: id of an asset
 *
 * Returns: (transfer none) (nullable): what the account has of it; the list keeps it alive
 */
ImwHolding *
imw_account_find_holding (ImwAccount *self, const char *asset_id)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (asset_id != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->holdings)); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (G_LIST_MODEL (self->holdings), i);

      if (g_str_equal (imw_asset_get_id (imw_holding_get_asset (holding)), asset_id))
        return holding;
    }

  return NULL;
}

/**
 * imw_account_get_holdings:
 * @self: an account
 *
 * Returns: (transfer none): list of #ImwHolding, the network's own asset first, hidden ones too
 */
GListModel *
imw_account_get_holdings (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return G_LIST_MODEL (self->holdings);
}
