/* imw-addresses-page.c: the addresses of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-addresses-page"

#include "config.h"

#include "imw-addresses-page.h"
#include "imw-format.h"
#include "imw-password-dialog.h"
#include "imw-text-dialog.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

#define PAGE_ROWS 20

/**
 * ImwAddressesPage:
 *
 * Receiving and change addresses of an account, a page at a time: whether they were used, their
 * labels, the address in full. Main thread.
 */

struct _ImwAddressesPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  ImwAccount   *account;
  GCancellable *cancellable;
  GCancellable *loading;   /* (nullable): of the page that is being fetched */
  guint32       n_rows;    /* shown so far */
  char         *labelling; /* (nullable): the address whose label is asked for */

  GtkToggleButton *receiving;
  GtkLabel        *explanation;
  GtkListBox      *list;
  GtkSpinner      *spinner;
  GtkWidget       *more;
};

G_DEFINE_FINAL_TYPE (ImwAddressesPage, imw_addresses_page, ADW_TYPE_BIN)

static AdwActionRow *
find_row (ImwAddressesPage *self,
          const char       *address)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "address"), address) == 0)
        return ADW_ACTION_ROW (row);
    }

  return NULL;
}

/* "No. 3 · used · Coffee shop" */
static void
update_title (ImwAddressesPage *self,
              AdwActionRow     *row)
{
  const char      *label = imw_wallet_get_label (self->wallet,
                                                 g_object_get_data (G_OBJECT (row), "address"));
  const char      *head = g_object_get_data (G_OBJECT (row), "head");
  g_autofree char *title = label != NULL && *label != '\0'
                               ? g_strdup_printf ("%s · %s", head, label)
                               : g_strdup (head);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
}

static void
copy_clicked_cb (GtkButton        *button,
                 ImwAddressesPage *self)
{
  imw_ui_copy (GTK_WIDGET (self), g_object_get_data (G_OBJECT (button), "address"),
               _ ("Address copied"));
}

static void
label_set_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (ImwAddressesPage) self = IMW_ADDRESSES_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  AdwActionRow *row = find_row (self, self->labelling);

  if (!imw_wallet_set_label_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
  else if (row != NULL)
    update_title (self, row);
}

static void
label_typed_cb (const char *text,
                gpointer    user_data)
{
  ImwAddressesPage *self = IMW_ADDRESSES_PAGE (user_data);

  imw_wallet_set_label_async (self->wallet, self->labelling, text, self->cancellable, label_set_cb,
                              g_object_ref (self));
}

static void
unlocked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ImwAddressesPage) self = IMW_ADDRESSES_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_password_dialog_unlock_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_UNLOCK);
  else if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    imw_text_dialog_ask (
        GTK_WIDGET (self), _ ("Label of the address"),
        _ ("For yourself, to know later who pays here. It is sealed with your keys."), _ ("Label"),
        imw_wallet_get_label (self->wallet, self->labelling), label_typed_cb, G_OBJECT (self),
        self);
}

static void
label_clicked_cb (GtkButton        *button,
                  ImwAddressesPage *self)
{
  g_free (self->labelling);
  self->labelling = g_strdup (g_object_get_data (G_OBJECT (button), "address"));
  imw_password_dialog_unlock_async (GTK_WIDGET (self), self->wallet,
                                    _ ("Labels are sealed with your keys."), self->cancellable,
                                    unlocked_cb, g_object_ref (self));
}

static void
add_row (ImwAddressesPage     *self,
         const ImwAddressInfo *info)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *grouped = imw_format_address_grouped (info->address);
  g_autofree char *label_name = g_strdup_printf (_ ("Label of address %u"), info->index);
  g_autofree char *copy_name = g_strdup_printf (_ ("Copy address %u"), info->index);
  GtkWidget       *label = imw_ui_icon_button ("document-edit-symbolic", label_name);
  GtkWidget       *copy = imw_ui_icon_button ("edit-copy-symbolic", copy_name);
  const char      *state = info->used ? _ ("used") : info->issued ? _ ("given out, not used")
                                                                  : _ ("unused");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  /* Translators: the number of an address and its state: "No. 3 · unused" */
  g_object_set_data_full (G_OBJECT (row), "head",
                          g_strdup_printf (_ ("No. %u · %s"), info->index, state), g_free);
  g_object_set_data_full (G_OBJECT (row), "address", g_strdup (info->address), g_free);
  g_object_set_data_full (G_OBJECT (label), "address", g_strdup (info->address), g_free);
  g_object_set_data_full (G_OBJECT (copy), "address", g_strdup (info->address), g_free);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), grouped);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "code-row");
  if (info->used)
    gtk_widget_add_css_class (row, "used");
  g_signal_connect (label, "clicked", G_CALLBACK (label_clicked_cb), self);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_clicked_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), copy);
  update_title (self, ADW_ACTION_ROW (row));
  gtk_list_box_append (self->list, row);
}

static void
set_busy (ImwAddressesPage *self,
          gboolean          busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (self->more, !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->n_rows > 0);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ImwAddressesPage) self = IMW_ADDRESSES_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      addresses = imw_account_list_addresses_finish (IMW_ACCOUNT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->account == NULL)
    return;

  g_clear_object (&self->loading);
  if (addresses == NULL)
    {
      imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
    }
  else
    {
      for (guint i = 0; i < addresses->len; i++)
        add_row (self, g_ptr_array_index (addresses, i));
      self->n_rows += addresses->len;
    }
  set_busy (self, FALSE);
}

static void
load (ImwAddressesPage *self)
{
  guint32 branch = gtk_toggle_button_get_active (self->receiving) ? 0 : 1;

  if (self->loading != NULL)
    return;

  self->loading = g_cancellable_new ();
  set_busy (self, TRUE);
  imw_account_list_addresses_async (self->account, branch, self->n_rows, PAGE_ROWS, self->loading,
                                    listed_cb, g_object_ref (self));
}

static void
reload (ImwAddressesPage *self)
{
  gboolean receiving = gtk_toggle_button_get_active (self->receiving);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  imw_ui_clear_list (self->list);
  self->n_rows = 0;
  gtk_label_set_text (
      self->explanation,
      receiving
          ? _ ("Give each payer an address of their own; all of them stay valid.")
          : _ ("What is left of your coins after a payment comes back to these. Do not give them to anybody."));
  load (self);
}

static void
branch_toggled_cb (ImwAddressesPage *self)
{
  if (self->account != NULL)
    reload (self);
}

static void
unlocked_changed_cb (ImwAddressesPage *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    update_title (self, ADW_ACTION_ROW (row));
}

static void
imw_addresses_page_dispose (GObject *object)
{
  ImwAddressesPage *self = IMW_ADDRESSES_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->account);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_addresses_page_parent_class)->dispose (object);
}

static void
imw_addresses_page_finalize (GObject *object)
{
  ImwAddressesPage *self = IMW_ADDRESSES_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->labelling, g_free);

  G_OBJECT_CLASS (imw_addresses_page_parent_class)->finalize (object);
}

static void
imw_addresses_page_class_init (ImwAddressesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_addresses_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_addresses_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/addresses-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwAddressesPage, receiving);
  gtk_widget_class_bind_template_child (widget_class, ImwAddressesPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, ImwAddressesPage, list);
  gtk_widget_class_bind_template_child (widget_class, ImwAddressesPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ImwAddressesPage, more);
  gtk_widget_class_bind_template_callback (widget_class, branch_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
imw_addresses_page_init (ImwAddressesPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->list), _ ("Addresses"));
}

/**
 * imw_addresses_page_new:
 * @wallet: a wallet that is loaded
 * @account: one of its accounts
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_addresses_page_new (ImwWallet  *wallet,
                        ImwAccount *account)
{
  ImwAddressesPage *self = g_object_new (IMW_TYPE_ADDRESSES_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (unlocked_changed_cb), self,
                           G_CONNECT_SWAPPED);
  reload (self);

  return GTK_WIDGET (self);
}
