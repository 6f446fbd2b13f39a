/* imw-notifier.c: notifications about money that arrived
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-notifier"

#include "config.h"

#include "imw-notifier.h"

#include "imw-wallet.h"

#include <glib/gi18n.h>

/**
 * ImwNotifier:
 *
 * Tells the desktop when money was received or confirmed. The texts name no amount: they stay on a
 * lock screen and in a history. Main thread.
 */

struct _ImwNotifier
{
  GObject parent_instance;

  GApplication     *application; /* not owned: it owns us */
  ImwWalletService *service;
};

G_DEFINE_FINAL_TYPE (ImwNotifier, imw_notifier, G_TYPE_OBJECT)

static void
notify (ImwNotifier *self,
        ImwWallet   *wallet,
        const char  *title,
        const char  *txid)
{
  ImwSettings    *settings = imw_wallet_service_get_settings (self->service);
  ImwEnvironment  environment = imw_wallet_service_get_environment (self->service);
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
  g_application_send_notification (self->application, txid, notification);
}

static void
received_cb (ImwWalletService *service,
             ImwWallet        *wallet,
             const char       *account_id,
             const char       *txid,
             ImwNotifier      *self)
{
  notify (self, wallet, _ ("Payment received"), txid);
}

static void
confirmed_cb (ImwWalletService *service,
              ImwWallet        *wallet,
              const char       *account_id,
              const char       *txid,
              ImwNotifier      *self)
{
  notify (self, wallet, _ ("Payment confirmed"), txid);
}

static void
imw_notifier_dispose (GObject *object)
{
  ImwNotifier *self = IMW_NOTIFIER (object);

  if (self->service != NULL)
    g_signal_handlers_disconnect_by_data (self->service, self);
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
imw_notifier_new (GApplication     *application,
                  ImwWalletService *service)
{
  ImwNotifier *self = g_object_new (IMW_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->service = g_object_ref (service);
  g_signal_connect (service, "transaction-received", G_CALLBACK (received_cb), self);
  g_signal_connect (service, "transaction-confirmed", G_CALLBACK (confirmed_cb), self);

  return self;
}
