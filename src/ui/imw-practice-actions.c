/* imw-practice-actions.c: coins and blocks of the practice network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-actions"

#include "config.h"

#include "imw-practice-actions.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

#define PRACTICE_AMOUNT_SAT 5000000

typedef struct
{
  GtkWidget  *widget;
  ImwWallet  *wallet;
  const char *done;  /* what to say, static */
  ImwAsset   *asset; /* (nullable): what is asked for, the network's own coin otherwise */
} PracticeCall;

static PracticeCall *
practice_call_new (GtkWidget *widget, ImwWallet *wallet, const char *done)
{
  PracticeCall *call = g_new0 (PracticeCall, 1);

  call->widget = g_object_ref (widget);
  call->wallet = g_object_ref (wallet);
  call->done = done;

  return call;
}

static void
practice_call_free (PracticeCall *call)
{
  g_clear_object (&call->widget);
  g_clear_object (&call->wallet);
  g_clear_pointer (&call->asset, imw_asset_unref);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeCall, practice_call_free)

static void
synced_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_sync_finish (IMW_WALLET (object), result, &error))
    g_message ("Updating after a practice action: %s", error->message);
}

static void
practice_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PracticeCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *reply =
      imw_wallet_service_practice_finish (IMW_WALLET_SERVICE (object), result, &error);

  if (reply == NULL)
    {
      imw_ui_toast_error (call->widget, error, IMW_DOING_SYNC);
      return;
    }

  imw_ui_toast (call->widget, call->done);
  imw_wallet_sync_async (call->wallet, FALSE, NULL, synced_cb, NULL);
}

/* A hundred of a token, and where a part stays in the account; one coin of other networks. */
static char *
dup_request (ImwAsset *asset, ImwAccount *account, const char *address)
{
  ImwChain *chain = imw_account_get_chain (account);
  gboolean  native = imw_asset_equal (asset, imw_chain_get_native_asset (chain));
  gboolean  one = native && !imw_chain_has (chain, IMW_CHAIN_HAS_RESERVE);
  g_autoptr (ImwAmount) amount = imw_amount_new_from_decimal_text (asset, one ? "1" : "100", NULL);
  g_autofree char *base = imw_amount_to_base_text (amount);

  return g_strdup_printf (
      "{\"chain\":\"%s\",\"address\":\"%s\",\"asset\":\"%s\",\"amount\":\"%s\"}",
      imw_chain_get_id (chain), address, imw_asset_get_id (asset), base);
}

static void
address_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PracticeCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAddressInfo)
      address = imw_account_get_receive_address_finish (IMW_ACCOUNT (object), result, &error);
  g_autofree char *json = NULL;

  if (address == NULL)
    {
      imw_ui_toast_error (call->widget, error, IMW_DOING_GENERAL);
      return;
    }

  if (call->asset != NULL)
    json = dup_request (call->asset, IMW_ACCOUNT (object), address->address);
  else
    json = g_strdup_printf ("{\"address\":\"%s\",\"amount_sat\":%d}", address->address,
                            PRACTICE_AMOUNT_SAT);
  imw_wallet_service_practice_async (imw_wallet_get_service (call->wallet), "fund", json, NULL,
                                     practice_done_cb, call);
  call = NULL;
}

/**
 * imw_practice_fund:
 * @widget: any widget of the window
 * @wallet: a practice wallet
 *
 * Lets the practice network pay to the wallet's first account.
 */
void
imw_practice_fund (GtkWidget *widget, ImwWallet *wallet)
{
  ImwAccount *account = imw_wallet_find_account (wallet, NULL);

  if (account == NULL)
    return;

  imw_account_get_receive_address_async (
      account, FALSE, NULL, address_cb,
      practice_call_new (widget, wallet, _ ("Practice coins are on their way")));
}

/**
 * imw_practice_fund_asset:
 * @widget: any widget of the window
 * @wallet: a practice wallet
 * @asset_id: what is asked for
 *
 * Lets the practice network pay an asset to the first account of its network.
 */
void
imw_practice_fund_asset (GtkWidget *widget, ImwWallet *wallet, const char *asset_id)
{
  GListModel *accounts = imw_wallet_get_accounts (wallet);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      g_autoptr (ImwAsset)
          asset = imw_chain_find_asset (imw_account_get_chain (account), asset_id, NULL);
      PracticeCall *call;

      if (asset == NULL || !g_str_equal (imw_asset_get_id (asset), asset_id))
        continue;
      call = practice_call_new (widget, wallet, _ ("Practice coins are on their way"));
      call->asset = g_steal_pointer (&asset);
      imw_account_get_receive_address_async (account, FALSE, NULL, address_cb, call);
      return;
    }
}

/**
 * imw_practice_add_menu:
 * @service: a service of the practice network
 * @menu: gets an entry for each asset that has tokens beside it
 *
 * The coin of the first network has an entry of its own.
 */
void
imw_practice_add_menu (ImwWalletService *service, GMenu *menu)
{
  GPtrArray *chains = imw_wallet_service_get_chains (service);

  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (chains, i);
      g_autoptr (GPtrArray) assets = imw_chain_list_assets (chain);

      for (guint k = 0; imw_chain_has (chain, IMW_CHAIN_HAS_TOKENS) && k < assets->len; k++)
        {
          ImwAsset *asset = g_ptr_array_index (assets, k);
          /* Translators: "Get practice USDT" */
          g_autofree char *label =
              g_strdup_printf (_ ("Get practice %s"), imw_asset_get_symbol (asset));
          g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

          g_menu_item_set_action_and_target (item, "win.practice-fund-asset", "s",
                                             imw_asset_get_id (asset));
          g_menu_append_item (menu, item);
        }
    }
}

/**
 * imw_practice_mine:
 * @widget: any widget of the window
 * @wallet: a practice wallet
 *
 * Lets the practice network make a block at once.
 */
void
imw_practice_mine (GtkWidget *widget, ImwWallet *wallet)
{
  imw_wallet_service_practice_async (imw_wallet_get_service (wallet), "mine", "{\"blocks\":1}",
                                     NULL, practice_done_cb,
                                     practice_call_new (widget, wallet, _ ("A block was made")));
}
