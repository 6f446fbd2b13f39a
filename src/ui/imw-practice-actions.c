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
  const char *done; /* what to say, static */
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
