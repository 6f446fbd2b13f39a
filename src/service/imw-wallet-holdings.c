/* imw-wallet-holdings.c: what all accounts of a wallet hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-holdings"

#include "config.h"

#include "imw-prices.h"
#include "imw-wallet-private.h"

static gboolean
is_same (GListModel *list, GPtrArray *holdings)
{
  if (g_list_model_get_n_items (list) != holdings->len)
    return FALSE;

  for (guint i = 0; i < holdings->len; i++)
    {
      g_autoptr (ImwHolding) there = g_list_model_get_item (list, i);

      if (there != g_ptr_array_index (holdings, i))
        return FALSE;
    }

  return TRUE;
}

/* prices are asked for what is seen, and nothing else */
static void
want_prices (ImwWallet *self)
{
  ImwPrices *prices = self->service != NULL ? imw_wallet_service_get_prices (self->service) : NULL;

  for (guint i = 0;
       prices != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->holdings)); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (G_LIST_MODEL (self->holdings), i);

      if (imw_holding_get_visible (holding))
        imw_prices_want (prices, imw_holding_get_asset (holding));
    }
}

/**
 * imw_wallet_update_holdings:
 * @self: a wallet
 *
 * The list follows what the accounts have.
 */
void
imw_wallet_update_holdings (ImwWallet *self)
{
  g_autoptr (GPtrArray) holdings = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->holdings));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      GListModel *list = imw_account_get_holdings (account);

      for (guint k = 0; k < g_list_model_get_n_items (list); k++)
        g_ptr_array_add (holdings, g_list_model_get_item (list, k));
    }

  if (!is_same (G_LIST_MODEL (self->holdings), holdings))
    g_list_store_splice (self->holdings, 0, n_before, holdings->pdata, holdings->len);

  want_prices (self);
}

/**
 * imw_wallet_stop_history:
 * @self: a wallet
 *
 * Ends the reading of older history in all accounts.
 */
void
imw_wallet_stop_history (ImwWallet *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      imw_account_stop_history (account);
    }
}

/**
 * imw_wallet_get_holdings:
 * @self: a wallet
 *
 * Returns: (transfer none): list of #ImwHolding of all accounts, in their order; all, visible or not
 */
GListModel *
imw_wallet_get_holdings (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return G_LIST_MODEL (self->holdings);
}

/**
 * imw_wallet_dup_account_ids:
 * @self: a wallet
 *
 * Returns: (transfer full) (nullable): the ids of its accounts, for questions to the store; %NULL
 *   when these are all that the store has
 */
char **
imw_wallet_dup_account_ids (ImwWallet *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  if (!self->some_off)
    return NULL;

  builder = g_strv_builder_new ();
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      g_strv_builder_add (builder, imw_account_get_id (account));
    }

  return g_strv_builder_end (builder);
}
