/* imw-providers-page.c: who brings the money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-providers-page"

#include "config.h"

#include "imw-providers-page.h"
#include "imw-provider-page.h"
#include "imw-shell.h"
#include "imw-text-dialog.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include "imw-error.h"

#include <glib/gi18n.h>

/**
 * ImwProvidersPage:
 *
 * The providers of a wallet, and the way to add one by its domain. Main thread.
 */

struct _ImwProvidersPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  GCancellable *cancellable;
  GtkListBox   *list;
  GtkWidget    *nothing;
  GtkWidget    *add;
};

G_DEFINE_FINAL_TYPE (ImwProvidersPage, imw_providers_page, ADW_TYPE_BIN)

static void
open_provider (ImwProvidersPage *self, ImwKnownProvider *provider)
{
  ImwShell        *shell = imw_shell_of (GTK_WIDGET (self));
  g_autofree char *title = imw_known_provider_dup_title (provider);

  if (shell != NULL)
    imw_shell_push (shell, imw_provider_page_new (self->wallet, provider), title);
}

static void
row_opened_cb (GtkWidget *row)
{
  open_provider (IMW_PROVIDERS_PAGE (gtk_widget_get_ancestor (row, IMW_TYPE_PROVIDERS_PAGE)),
                 g_object_get_data (G_OBJECT (row), "provider"));
}

static char *
dup_subtitle (ImwKnownProvider *provider)
{
  ImwProviderReport *report = imw_known_provider_get_report (provider);
  ImwCustomer       *customer = imw_known_provider_get_customer (provider);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  if (imw_known_provider_get_changed (provider) != NULL)
    return g_strdup (_ ("It has changed: look at it before you go on"));
  if (report != NULL && report->level == IMW_REPORT_BAD)
    return g_strdup (_ ("Can't be used: see why"));
  if (report != NULL && report->can_abroad)
    g_ptr_array_add (parts, (gpointer) _ ("Cross-border transfer"));
  if (report != NULL && report->can_deposit)
    g_ptr_array_add (parts, (gpointer) _ ("Deposit"));
  if (report != NULL && report->can_withdraw)
    g_ptr_array_add (parts, (gpointer) _ ("Withdrawal"));
  if (customer != NULL)
    g_ptr_array_add (parts, (gpointer) imw_words_customer (customer->state));
  if (parts->len == 0)
    return g_strdup (imw_known_provider_get_domain (provider));
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (" · ", (char **) parts->pdata);
}

static GtkWidget *
make_row (ImwKnownProvider *provider)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *title = imw_known_provider_dup_title (provider);
  g_autofree char *subtitle = dup_subtitle (provider);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  imw_ui_row_opens (ADW_ACTION_ROW (row), G_CALLBACK (row_opened_cb), row);
  g_object_set_data_full (G_OBJECT (row), "provider", g_object_ref (provider), g_object_unref);

  return row;
}

static void
update (ImwProvidersPage *self)
{
  GListModel *providers = imw_wallet_get_providers (self->wallet);
  guint       n = g_list_model_get_n_items (providers);

  imw_ui_clear_list (self->list);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ImwKnownProvider) provider = g_list_model_get_item (providers, i);

      g_signal_handlers_disconnect_by_func (provider, update, self);
      g_signal_connect_object (provider, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->list, make_row (provider));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (self->nothing, n == 0);
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwProvidersPage) self = IMW_PROVIDERS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwKnownProvider)
      provider = imw_wallet_add_provider_finish (IMW_WALLET (object), result, &error);

  gtk_widget_set_sensitive (self->add, TRUE);
  if (provider != NULL)
    open_provider (self, provider);
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT))
    imw_ui_toast (GTK_WIDGET (self), _ ("This is not a domain, such as example.org"));
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_BUSY))
    imw_ui_toast (GTK_WIDGET (self), _ ("This provider is in the list already"));
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_SYNC);
}

static void
domain_given_cb (const char *text, gpointer user_data)
{
  ImwProvidersPage *self = IMW_PROVIDERS_PAGE (user_data);

  gtk_widget_set_sensitive (self->add, FALSE);
  imw_wallet_add_provider_async (self->wallet, text, self->cancellable, added_cb,
                                 g_object_ref (self));
}

static void
add_clicked_cb (ImwProvidersPage *self)
{
  imw_text_dialog_ask (
      GTK_WIDGET (self), _ ("Add a provider"),
      _ ("Type the domain as the provider itself writes it. Nothing is sent but the "
         "question what it offers."),
      _ ("Domain"), "", domain_given_cb, G_OBJECT (self), self);
}

static void
imw_providers_page_dispose (GObject *object)
{
  ImwProvidersPage *self = IMW_PROVIDERS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_providers_page_parent_class)->dispose (object);
}

static void
imw_providers_page_finalize (GObject *object)
{
  g_clear_object (&IMW_PROVIDERS_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_providers_page_parent_class)->finalize (object);
}

static void
imw_providers_page_class_init (ImwProvidersPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_providers_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_providers_page_finalize;
}

static void
imw_providers_page_init (ImwProvidersPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->cancellable = g_cancellable_new ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->nothing = adw_status_page_new ();
  self->add = gtk_button_new_with_label (_ ("Add a provider"));
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->nothing), "imw-abroad-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->nothing), _ ("No providers yet"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (self->nothing),
      _ ("A provider takes your asset and pays out in another country. Add one by its domain; this wallet "
         "looks at what it offers and whether it admits you."));
  gtk_widget_set_halign (self->add, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->add, "pill");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), self->nothing);
  gtk_box_append (GTK_BOX (box), self->add);
  adw_bin_set_child (ADW_BIN (self), imw_ui_page (box, 720));
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_clicked_cb), self);
}

/**
 * imw_providers_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_providers_page_new (ImwWallet *wallet)
{
  ImwProvidersPage *self = g_object_new (IMW_TYPE_PROVIDERS_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  g_signal_connect_object (imw_wallet_get_providers (wallet), "items-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
