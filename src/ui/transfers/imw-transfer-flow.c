/* imw-transfer-flow.c: what comes next in a transfer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-flow"

#include "config.h"

#include "imw-transfer-flow.h"
#include "imw-password-dialog.h"
#include "imw-preparing.h"
#include "imw-review-page.h"
#include "imw-track-page.h"
#include "imw-transfer-form-page.h"
#include "imw-transfer-review-page.h"
#include "imw-words-transfer.h"

#include "imw-error.h"

#include <glib/gi18n.h>

/**
 * imw_transfer_flow_dup_error:
 * @error: why a step failed
 *
 * Returns: (transfer full): what it means for the money and what to do
 */
char *
imw_transfer_flow_dup_error (const GError *error)
{
  const char *rule = imw_words_rule (imw_provider_error_get_rule (error));

  if (*rule != '\0')
    return g_strdup (rule);
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED))
    /* Translators: %s is what the provider said, in its own words */
    return g_strdup_printf (_ ("The provider says no: “%s” Nothing was paid."), error->message);

  return imw_error_text (error, IMW_DOING_PAY);
}

typedef struct
{
  GtkWidget *widget;
  ImwUiFunc  func;
  gpointer   user_data;
} Waiting;

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  g_autoptr (GtkWidget) widget = waiting->widget;
  g_autoptr (GError) error = NULL;

  if (imw_password_dialog_unlock_finish (IMW_WALLET (object), result, &error))
    waiting->func (waiting->user_data);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    imw_ui_toast_error (widget, error, IMW_DOING_UNLOCK);
}

/**
 * imw_transfer_flow_unlocked:
 * @widget: kept until @func was called
 * @wallet: a wallet
 * @func: what needs its keys
 * @user_data: for @func; must live as long as @widget
 *
 * Calls @func, after the password when the wallet is locked.
 */
void
imw_transfer_flow_unlocked (GtkWidget *widget,
                            ImwWallet *wallet,
                            ImwUiFunc  func,
                            gpointer   user_data)
{
  Waiting *waiting;

  if (imw_wallet_get_unlocked (wallet))
    {
      func (user_data);
      return;
    }
  waiting = g_new0 (Waiting, 1);
  waiting->widget = g_object_ref (widget);
  waiting->func = func;
  waiting->user_data = user_data;
  imw_password_dialog_unlock_async (widget, wallet, _ ("The provider asks who you are."), NULL,
                                    unlocked_cb, waiting);
}

/**
 * imw_transfer_flow_track:
 * @shell: the window's pages
 * @transfer: a transfer
 *
 * Shows where it is; what stood in front of it goes.
 */
void
imw_transfer_flow_track (ImwShell *shell, ImwTransfer *transfer)
{
  imw_shell_go_home (shell,
                     imw_transfer_get_route (transfer) == IMW_ROUTE_ABROAD ? "abroad" : "ramp");
  imw_shell_push (shell, imw_track_page_new (transfer), _ ("Track"));
}

/**
 * imw_transfer_flow_go:
 * @shell: the window's pages
 * @transfer: a transfer that has begun
 *
 * Shows the page for what is needed now, or where it is.
 */
void
imw_transfer_flow_go (ImwShell *shell, ImwTransfer *transfer)
{
  switch (imw_transfer_get_need (transfer))
    {
    case IMW_NEED_DETAILS:
    case IMW_NEED_FIX_DETAILS:
    case IMW_NEED_CODE:
      imw_shell_push (shell, imw_transfer_form_page_new (transfer), _ ("Details"));
      break;
    case IMW_NEED_REVIEW:
    case IMW_NEED_REVIEW_CHANGED:
    case IMW_NEED_REQUOTE:
      imw_shell_push (shell, imw_transfer_review_page_new (transfer), _ ("Review"));
      break;
    case IMW_NEED_NOTHING:
    case IMW_NEED_STOPPED:
    case IMW_NEED_PAY_IN:
    case IMW_NEED_BROWSER:
    case IMW_NEED_TRUSTLINE:
    case IMW_NEED_CLAIM:
    case IMW_NEED_PICKUP:
    case IMW_NEED_UNLOCK:
    case IMW_NEED_CONTACT:
      imw_transfer_flow_track (shell, transfer);
      break;
    }
}

typedef struct
{
  GtkWidget   *widget;
  ImwTransfer *transfer;
} Acting;

static void
acting_free (Acting *self)
{
  g_object_unref (self->widget);
  g_object_unref (self->transfer);
  g_free (self);
}

static void
reopened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = GTK_WIDGET (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = imw_transfer_reopen_hosted_finish (IMW_TRANSFER (object), result, &error);

  if (url != NULL)
    imw_ui_open_uri (widget, url);
  else
    imw_ui_toast_error (widget, error, IMW_DOING_GENERAL);
}

static void
open_agreed_cb (gpointer user_data)
{
  Acting          *acting = user_data;
  g_autofree char *url = imw_transfer_dup_hosted_url (acting->transfer);

  if (url != NULL)
    imw_ui_open_uri (acting->widget, url);
  else
    imw_transfer_reopen_hosted_async (acting->transfer, NULL, reopened_cb,
                                      g_object_ref (acting->widget));
}

/* Where it leads is said before the browser opens. */
static void
open_hosted (GtkWidget *widget, ImwTransfer *transfer)
{
  g_autofree char *url = imw_transfer_dup_hosted_url (transfer);
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  ImwProviderInfo *info = imw_transfer_get_provider_info (transfer);
  const char      *host = uri != NULL ? g_uri_get_host (uri) : info->domain;
  g_autofree char *body = g_strdup_printf (
      /* Translators: %s is the name of a host */
      _ ("A page of %s opens in your browser. Your recovery words are never asked for there."),
      host);
  Acting *acting = g_new0 (Acting, 1);

  acting->widget = g_object_ref (widget);
  acting->transfer = g_object_ref (transfer);
  g_object_set_data_full (G_OBJECT (widget), "imw-acting", acting, (GDestroyNotify) acting_free);
  imw_ui_ask (widget, _ ("Go on in the browser?"), body, _ ("Open"), FALSE, open_agreed_cb, acting);
}

static void
step_prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = GTK_WIDGET (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPayment) payment = imw_preparing_run_finish (result, &error);
  ImwShell *shell = imw_shell_of (widget);

  gtk_widget_set_sensitive (widget, TRUE);
  if (payment != NULL && shell != NULL)
    imw_shell_push (shell, imw_review_page_new (payment), _ ("Review"));
  else if (payment == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    imw_ui_toast_error (widget, error, IMW_DOING_PAY);
}

/* Opening an asset or collecting money is a payment like any other: read by the signer, looked at, agreed to. */
static void
do_step (gpointer user_data)
{
  Acting *acting = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPayment) payment = imw_transfer_new_step (acting->transfer, &error);

  if (payment == NULL)
    {
      if (error != NULL)
        imw_ui_toast_error (acting->widget, error, IMW_DOING_PAY);
      return;
    }
  gtk_widget_set_sensitive (acting->widget, FALSE);
  imw_preparing_run_async (acting->widget, payment, NULL, step_prepared_cb,
                           g_object_ref (acting->widget));
}

static void
begin_step (GtkWidget *widget, ImwTransfer *transfer)
{
  Acting    *acting = g_new0 (Acting, 1);
  ImwWallet *wallet = imw_transfer_get_wallet (transfer);

  acting->widget = g_object_ref (widget);
  acting->transfer = g_object_ref (transfer);
  g_object_set_data_full (G_OBJECT (widget), "imw-acting", acting, (GDestroyNotify) acting_free);
  imw_transfer_flow_unlocked (widget, wallet, do_step, acting);
}

/**
 * imw_transfer_flow_act:
 * @widget: the page that has the button
 * @transfer: a transfer
 *
 * Begins what the user has to do now.
 */
void
imw_transfer_flow_act (GtkWidget *widget, ImwTransfer *transfer)
{
  ImwShell *shell = imw_shell_of (widget);

  if (shell == NULL)
    return;

  switch (imw_transfer_get_need (transfer))
    {
    case IMW_NEED_DETAILS:
    case IMW_NEED_FIX_DETAILS:
    case IMW_NEED_CODE:
    case IMW_NEED_REVIEW:
    case IMW_NEED_REVIEW_CHANGED:
    case IMW_NEED_REQUOTE:
      imw_transfer_flow_go (shell, transfer);
      break;
    case IMW_NEED_BROWSER:
      open_hosted (widget, transfer);
      break;
    case IMW_NEED_TRUSTLINE:
    case IMW_NEED_CLAIM:
      begin_step (widget, transfer);
      break;
    case IMW_NEED_NOTHING:
    case IMW_NEED_STOPPED:
    case IMW_NEED_PAY_IN:
    case IMW_NEED_PICKUP:
    case IMW_NEED_UNLOCK:
    case IMW_NEED_CONTACT:
      break;
    }
}
