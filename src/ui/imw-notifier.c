/* imw-notifier.c: notifications about money that arrived, and about transfers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-notifier"

#include "config.h"

#include "imw-notifier.h"

#include "imw-words-transfer.h"

#include "imw-wallet.h"

#include <glib/gi18n.h>

/**
 * ImwNotifier:
 *
 * Tells the desktop when money was received or confirmed, and when a transfer has come to another
 * stage. The texts name no amount and no person: they stay on a lock screen and in a history. Main
 * thread.
 */

struct _ImwNotifier
{
  GObject parent_instance;

  GApplication     *application; /* not owned: it owns us */
  ImwWalletService *service;
};

G_DEFINE_FINAL_TYPE (ImwNotifier, imw_notifier, G_TYPE_OBJECT)

/* @id: what takes the place of what; @transfer_id: (nullable) what a click opens */
static void
notify (ImwNotifier *self,
        ImwWallet   *wallet,
        const char  *title,
        const char  *id,
        const char  *transfer_id)
{
  ImwSettings   *settings = imw_wallet_service_get_settings (self->service);
  ImwEnvironment environment = imw_wallet_service_get_environment (self->service);
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *body = NULL;

  if (g_strcmp0 (imw_settings_get (settings, IMW_SETTING_NOTIFICATIONS), "off") == 0)
    return;

  notification = g_notification_new (title);
  if (environment == IMW_ENVIRONMENT_MAIN)
    body = g_strdup (imw_wallet_get_name (wallet));
  else
    body = g_strdup_printf ("%s · %s", imw_wallet_get_name (wallet), _ ("not real money"));
  g_notification_set_body (notification, body);
  if (transfer_id != NULL)
    g_notification_set_default_action_and_target (notification, "app.show-transfer", "s",
                                                  transfer_id);
  g_application_send_notification (self->application, id, notification);
}

/* What is told once the books have been asked which asset it is. */
typedef struct
{
  ImwNotifier *notifier;
  ImwWallet   *wallet;
  char        *txid;
  gboolean     confirmed;
} News;

static void
news_free (News *self)
{
  g_clear_object (&self->notifier);
  g_clear_object (&self->wallet);
  g_clear_pointer (&self->txid, g_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (News, news_free)

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (News) news = user_data;
  ImwTransactionModel *model = IMW_TRANSACTION_MODEL (object);
  g_autoptr (ImwTransaction) transaction = NULL;
  g_autofree char *title = NULL;
  const char      *symbol;

  /* what came with hidden tokens only is not in the list, and not worth a word */
  if (!imw_transaction_model_load_more_finish (model, result, NULL) ||
      news->notifier->service == NULL)
    return;
  transaction = g_list_model_get_item (G_LIST_MODEL (model), 0);
  if (transaction == NULL)
    return;

  symbol = imw_asset_get_symbol (imw_amount_get_asset (imw_transaction_get_net (transaction)));
  /* Translators: %s is the symbol of an asset: "USDT" */
  title = g_strdup_printf (
      news->confirmed ? _ ("Payment confirmed: %s") : _ ("Payment received: %s"), symbol);
  notify (news->notifier, news->wallet, title, news->txid, NULL);
}

static void
tell (ImwNotifier *self,
      ImwWallet   *wallet,
      const char  *account_id,
      const char  *txid,
      gboolean     confirmed)
{
  ImwAccount *account = imw_wallet_find_account (wallet, account_id);
  g_autoptr (ImwTransactionModel) model = NULL;
  News *news;

  if (account == NULL || !imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOKENS))
    {
      notify (self, wallet, confirmed ? _ ("Payment confirmed") : _ ("Payment received"), txid,
              NULL);
      return;
    }

  news = g_new0 (News, 1);
  news->notifier = g_object_ref (self);
  news->wallet = g_object_ref (wallet);
  news->txid = g_strdup (txid);
  news->confirmed = confirmed;
  model = imw_wallet_new_transaction_model (wallet);
  imw_transaction_model_set_page_size (model, 1);
  imw_transaction_model_set_filter (model, account_id, NULL, txid);
  imw_transaction_model_load_more_async (model, NULL, found_cb, news);
}

static void
received_cb (ImwWalletService *service,
             ImwWallet        *wallet,
             const char       *account_id,
             const char       *txid,
             ImwNotifier      *self)
{
  tell (self, wallet, account_id, txid, FALSE);
}

static void
confirmed_cb (ImwWalletService *service,
              ImwWallet        *wallet,
              const char       *account_id,
              const char       *txid,
              ImwNotifier      *self)
{
  tell (self, wallet, account_id, txid, TRUE);
}

/* What is to be done comes before where it is. */
static void
transfer_changed_cb (ImwWallet   *wallet,
                     ImwTransfer *transfer,
                     gboolean     stage_changed,
                     ImwNotifier *self)
{
  ImwStage         stage = imw_transfer_get_stage (transfer);
  ImwNeed          need = imw_transfer_get_need (transfer);
  ImwRoute         route = imw_transfer_get_route (transfer);
  const char      *said = imw_words_stage (stage, route);
  g_autofree char *title = NULL;

  /* the first stages are what the user does in the window just now */
  if (!stage_changed || stage == IMW_STAGE_DETAILS || stage == IMW_STAGE_CANCELLED)
    return;

  if (!imw_stage_get_final (stage) && imw_transfer_get_actor (transfer) == IMW_ACTOR_USER)
    said = imw_words_need_title (need);
  if (*said == '\0')
    return;
  /* Translators: "Cross-border transfer: Delivered" */
  title = g_strdup_printf (_ ("%s: %s"), imw_words_route (route), said);
  notify (self, wallet, title, imw_transfer_get_id (transfer), imw_transfer_get_id (transfer));
}

static void
wallets_changed_cb (ImwNotifier *self)
{
  GListModel *wallets = imw_wallet_service_get_wallets (self->service);

  for (guint i = 0; i < g_list_model_get_n_items (wallets); i++)
    {
      g_autoptr (ImwWallet) wallet = g_list_model_get_item (wallets, i);

      g_signal_handlers_disconnect_by_func (wallet, transfer_changed_cb, self);
      g_signal_connect_object (wallet, "transfer-changed", G_CALLBACK (transfer_changed_cb), self,
                               0);
    }
}

static void
imw_notifier_dispose (GObject *object)
{
  ImwNotifier *self = IMW_NOTIFIER (object);

  if (self->service != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->service, self);
      g_signal_handlers_disconnect_by_data (imw_wallet_service_get_wallets (self->service), self);
    }
  g_clear_object (&self->service);

  G_OBJECT_CLASS (imw_notifier_parent_class)->dispose (object);
}

static void
imw_notifier_class_init (ImwNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_notifier_dispose;
}

static void
imw_notifier_init (ImwNotifier *self)
{
}

/**
 * imw_notifier_new:
 * @application: sends the notifications; outlives the notifier
 * @service: where money arrives
 *
 * Returns: (transfer full): a notifier
 */
ImwNotifier *
imw_notifier_new (GApplication *application, ImwWalletService *service)
{
  ImwNotifier *self = g_object_new (IMW_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->service = g_object_ref (service);
  g_signal_connect (service, "transaction-received", G_CALLBACK (received_cb), self);
  g_signal_connect (service, "transaction-confirmed", G_CALLBACK (confirmed_cb), self);
  g_signal_connect_swapped (imw_wallet_service_get_wallets (service), "items-changed",
                            G_CALLBACK (wallets_changed_cb), self);
  wallets_changed_cb (self);

  return self;
}
