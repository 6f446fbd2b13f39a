/* imw-accounts-page.c: the accounts of a wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-accounts-page"

#include "config.h"

#include "imw-accounts-page.h"
#include "imw-account-page.h"
#include "imw-account-row.h"
#include "imw-format.h"
#include "imw-password-dialog.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

#define PULSE_MS 120

/**
 * ImwAccountsPage:
 *
 * All accounts with their balances, a way to make further ones, and the deeper search. Main thread.
 */

struct _ImwAccountsPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  GCancellable *cancellable;
  GCancellable *scanning; /* (nullable): of the deeper search that runs */
  guint         pulse;
  char         *kind;     /* (nullable): what is to be added after the password */
  char         *chain_id; /* (nullable) */

  GtkListBox     *list;
  GtkWidget      *add_group;
  GtkListBox     *kinds;
  GtkWidget      *scan;
  GtkWidget      *stop;
  GtkProgressBar *progress;
  GtkLabel       *result;
};

G_DEFINE_FINAL_TYPE (ImwAccountsPage, imw_accounts_page, ADW_TYPE_BIN)

static ImwWalletService *
get_service (ImwAccountsPage *self)
{
  return imw_wallet_get_service (self->wallet);
}

static void
open_account (ImwAccountsPage *self,
              ImwAccount      *account)
{
  ImwShell        *shell = imw_shell_of (GTK_WIDGET (self));
  g_autofree char *title = imw_words_account (account);

  if (shell != NULL)
    imw_shell_push (shell, imw_account_page_new (self->wallet, account), title);
}

static void
row_activated_cb (GtkWidget *row)
{
  ImwAccountsPage *self =
      IMW_ACCOUNTS_PAGE (gtk_widget_get_ancestor (row, IMW_TYPE_ACCOUNTS_PAGE));

  open_account (self, imw_account_row_get (row));
}

static void
update (ImwAccountsPage *self)
{
  GListModel *accounts = imw_wallet_get_accounts (self->wallet);
  g_autoptr (GString) shown = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *text = imw_account_row_describe (get_service (self), account, NULL);

      g_string_append (shown, text);
    }
  if (imw_ui_shows_already (GTK_WIDGET (self->list), shown->str))
    return;

  imw_ui_clear_list (self->list);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

      gtk_list_box_append (self->list, imw_account_row_new (get_service (self), account,
                                                            imw_account_get_id (account),
                                                            G_CALLBACK (row_activated_cb)));
    }
}

/* ---- a further account ---- */

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ImwAccountsPage) self = IMW_ACCOUNTS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAccount)
      account = imw_wallet_add_account_finish (IMW_WALLET (object), result, &error);

  gtk_widget_set_sensitive (GTK_WIDGET (self->kinds), TRUE);
  if (account == NULL)
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
  else
    imw_ui_toast (GTK_WIDGET (self), _ ("Account added"));
}

static void
unlocked_to_add_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (ImwAccountsPage) self = IMW_ACCOUNTS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_password_dialog_unlock_finish (IMW_WALLET (object), result, &error))
    {
      imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_UNLOCK);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->kinds), FALSE);
  imw_wallet_add_account_async (self->wallet, self->chain_id, self->kind, self->cancellable,
                                added_cb, g_object_ref (self));
}

static void
add_agreed_cb (gpointer user_data)
{
  ImwAccountsPage *self = IMW_ACCOUNTS_PAGE (user_data);

  imw_password_dialog_unlock_async (
      GTK_WIDGET (self), self->wallet,
      _ ("The keys of the new account are made from your recovery words."), self->cancellable,
      unlocked_to_add_cb, g_object_ref (self));
}

static void
add_clicked_cb (GtkButton       *button,
                ImwAccountsPage *self)
{
  g_free (self->kind);
  self->kind = g_strdup (g_object_get_data (G_OBJECT (button), "kind"));
  g_free (self->chain_id);
  self->chain_id = g_strdup (g_object_get_data (G_OBJECT (button), "chain"));
  imw_ui_ask (
      GTK_WIDGET (self), _ ("Add an account?"),
      _ ("It has its own addresses and its own balance. The same recovery words restore it."),
      _ ("Add"), FALSE, add_agreed_cb, self);
}

static void
fill_kinds (ImwAccountsPage *self)
{
  GPtrArray *chains = imw_wallet_service_get_chains (get_service (self));

  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain             *chain = g_ptr_array_index (chains, i);
      guint                 n_kinds = 0;
      const ImwAccountKind *kinds = imw_chain_get_account_kinds (chain, &n_kinds);

      for (guint j = 0; j < n_kinds; j++)
        {
          GtkWidget       *row = adw_action_row_new ();
          g_autofree char *title =
              n_kinds > 1 ? g_strdup_printf ("%s · %s", imw_chain_get_name (chain),
                                             imw_words_known (kinds[j].title))
                          : g_strdup (imw_chain_get_name (chain));
          g_autofree char *name = g_strdup_printf (_ ("Add an account: %s"), title);
          GtkWidget       *button = imw_ui_icon_button ("list-add-symbolic", name);

          adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
          g_object_set_data_full (G_OBJECT (button), "kind", g_strdup (kinds[j].id), g_free);
          g_object_set_data_full (G_OBJECT (button), "chain", g_strdup (imw_chain_get_id (chain)),
                                  g_free);
          g_signal_connect (button, "clicked", G_CALLBACK (add_clicked_cb), self);
          adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
          adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
          gtk_list_box_append (self->kinds, row);
        }
    }
}

/* ---- the deeper search ---- */

static void
say_result (ImwAccountsPage *self,
            const char      *head)
{
  GListModel *accounts = imw_wallet_get_accounts (self->wallet);
  GString    *text = g_string_new (head);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *title = imw_words_account (account);

      if (imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOLD_BALANCES))
        continue;
      g_string_append_c (text, '\n');
      /* Translators: "Bitcoin · SegWit: 120 receiving and 110 change addresses looked at" */
      g_string_append_printf (text, _ ("%s: %u receiving and %u change addresses looked at"), title,
                              imw_account_get_scanned (account, 0),
                              imw_account_get_scanned (account, 1));
    }
  gtk_label_set_text (self->result, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->result), TRUE);
  g_string_free (text, TRUE);
}

static gboolean
pulse_cb (gpointer user_data)
{
  gtk_progress_bar_pulse (IMW_ACCOUNTS_PAGE (user_data)->progress);

  return G_SOURCE_CONTINUE;
}

static void
set_scanning (ImwAccountsPage *self,
              gboolean         scanning)
{
  g_clear_handle_id (&self->pulse, g_source_remove);
  if (scanning)
    self->pulse = g_timeout_add (PULSE_MS, pulse_cb, self);
  gtk_widget_set_visible (self->scan, !scanning);
  gtk_widget_set_visible (self->stop, scanning);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), scanning);
}

static void
scanned_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ImwAccountsPage) self = IMW_ACCOUNTS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean scanned = imw_wallet_sync_finish (IMW_WALLET (object), result, &error);

  g_clear_object (&self->scanning);
  if (self->wallet == NULL)
    return;

  set_scanning (self, FALSE);
  if (scanned)
    {
      say_result (self, _ ("Done. What was found is in the balances."));
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      say_result (self, _ ("Stopped before the end."));
    }
  else
    {
      g_autofree char *text = imw_error_text (error, IMW_DOING_SYNC);

      g_message ("Deep search: %s", error->message);
      say_result (self, text);
    }
}

static void
scan_clicked_cb (ImwAccountsPage *self)
{
  if (self->scanning != NULL)
    return;

  self->scanning = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self->result), FALSE);
  set_scanning (self, TRUE);
  imw_wallet_sync_async (self->wallet, TRUE, self->scanning, scanned_cb, g_object_ref (self));
}

static void
stop_clicked_cb (ImwAccountsPage *self)
{
  if (self->scanning != NULL)
    g_cancellable_cancel (self->scanning);
}

/* ---- class ---- */

static void
imw_accounts_page_dispose (GObject *object)
{
  ImwAccountsPage *self = IMW_ACCOUNTS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->scanning != NULL)
    g_cancellable_cancel (self->scanning);
  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_accounts_page_parent_class)->dispose (object);
}

static void
imw_accounts_page_finalize (GObject *object)
{
  ImwAccountsPage *self = IMW_ACCOUNTS_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->scanning);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->chain_id, g_free);

  G_OBJECT_CLASS (imw_accounts_page_parent_class)->finalize (object);
}

static void
imw_accounts_page_class_init (ImwAccountsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_accounts_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_accounts_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/accounts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwAccountsPage, list);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountsPage, add_group);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountsPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountsPage, scan);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountsPage, stop);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountsPage, progress);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountsPage, result);
  gtk_widget_class_bind_template_callback (widget_class, scan_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
}

static void
imw_accounts_page_init (ImwAccountsPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->progress), _ ("Searching"));
}

/**
 * imw_accounts_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_accounts_page_new (ImwWallet *wallet)
{
  ImwAccountsPage  *self = g_object_new (IMW_TYPE_ACCOUNTS_PAGE, NULL);
  ImwWalletService *service = imw_wallet_get_service (wallet);

  self->wallet = g_object_ref (wallet);
  g_signal_connect_object (imw_wallet_get_accounts (wallet), "items-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_service_get_settings (service), "changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "status-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  fill_kinds (self);
  update (self);

  return GTK_WIDGET (self);
}
