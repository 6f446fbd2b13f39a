/* imw-contacts-page.c: people who are paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-contacts-page"

#include "config.h"

#include "imw-contacts-page.h"
#include "imw-contact-page.h"
#include "imw-format.h"
#include "imw-password-dialog.h"
#include "imw-shell.h"
#include "imw-ui.h"

#include <glib/gi18n.h>
#include <string.h>

#define UNDO_S 8

/**
 * ImwContactsPage:
 *
 * The contacts of a wallet with a search. While the wallet is locked it says so instead of looking
 * empty. Main thread.
 */

struct _ImwContactsPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  GCancellable *cancellable;

  AdwToastOverlay *overlay;
  GtkStack        *stack;
  GtkEditable     *search;
  GtkListBox      *list;
  GtkWidget       *nothing_found;
};

G_DEFINE_FINAL_TYPE (ImwContactsPage, imw_contacts_page, ADW_TYPE_BIN)

static gboolean
text_fits (const char *text,
           const char *folded)
{
  g_autofree char *other = g_utf8_casefold (text, -1);

  return strstr (other, folded) != NULL;
}

static gboolean
contact_fits (ImwContact *contact,
              const char *search)
{
  g_autofree char *folded = g_utf8_casefold (search, -1);

  g_strstrip (folded);
  if (*folded == '\0' || text_fits (imw_contact_get_name (contact), folded) ||
      text_fits (imw_contact_get_note (contact), folded))
    return TRUE;
  for (guint i = 0; i < imw_contact_get_n_addresses (contact); i++)
    {
      const char *chain_id;
      const char *address;

      imw_contact_get_address (contact, i, &chain_id, &address);
      if (text_fits (address, folded))
        return TRUE;
    }

  return FALSE;
}

static void
pay_clicked_cb (GtkButton       *button,
                ImwContactsPage *self)
{
  ImwContact *contact = g_object_get_data (G_OBJECT (button), "contact");
  const char *chain_id;
  const char *address;

  if (imw_contact_get_n_addresses (contact) == 0)
    return;
  imw_contact_get_address (contact, 0, &chain_id, &address);
  imw_contact_pay (GTK_WIDGET (self), address);
}

static char *
describe (ImwContact *contact)
{
  const char *chain_id;
  const char *address;
  guint       n = imw_contact_get_n_addresses (contact);

  if (*imw_contact_get_note (contact) != '\0')
    return g_strdup (imw_contact_get_note (contact));
  if (n == 0)
    return g_strdup (_ ("No address yet"));
  if (n > 1)
    return g_strdup_printf (ngettext ("%u address", "%u addresses", n), n);
  imw_contact_get_address (contact, 0, &chain_id, &address);

  return imw_format_address_short (address);
}

static GtkWidget *
make_row (ImwContactsPage *self,
          ImwContact      *contact)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *avatar = adw_avatar_new (32, imw_contact_get_name (contact), TRUE);
  g_autofree char *subtitle = describe (contact);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), imw_contact_get_name (contact));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  if (imw_contact_get_n_addresses (contact) == 1)
    {
      GtkWidget       *pay = gtk_button_new_with_label (_ ("Pay"));
      g_autofree char *name = g_strdup_printf (_ ("Pay %s"), imw_contact_get_name (contact));

      gtk_widget_set_valign (pay, GTK_ALIGN_CENTER);
      imw_ui_set_name (pay, name);
      g_object_set_data_full (G_OBJECT (pay), "contact", g_object_ref (contact), g_object_unref);
      g_signal_connect (pay, "clicked", G_CALLBACK (pay_clicked_cb), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), pay);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  imw_ui_set_name (row, imw_contact_get_name (contact));
  g_object_set_data_full (G_OBJECT (row), "contact", g_object_ref (contact), g_object_unref);

  return row;
}

static void
update (ImwContactsPage *self)
{
  GListModel *contacts = imw_wallet_get_contacts (self->wallet);
  guint       n = g_list_model_get_n_items (contacts);
  guint       n_shown = 0;

  imw_ui_clear_list (self->list);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ImwContact) contact = g_list_model_get_item (contacts, i);

      if (contact_fits (contact, gtk_editable_get_text (self->search)))
        {
          gtk_list_box_append (self->list, make_row (self, contact));
          n_shown++;
        }
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_shown > 0);
  gtk_widget_set_visible (self->nothing_found, n_shown == 0);
  if (!imw_wallet_get_unlocked (self->wallet))
    imw_ui_stack_show_name (self->stack, "locked");
  else
    imw_ui_stack_show_name (self->stack, n > 0 ? "list" : "empty");
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ImwContactsPage) self = IMW_CONTACTS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_save_contact_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
}

static void
undo_clicked_cb (AdwToast        *toast,
                 ImwContactsPage *self)
{
  ImwContact *contact = g_object_get_data (G_OBJECT (toast), "contact");

  imw_wallet_save_contact_async (self->wallet, contact, self->cancellable, restored_cb,
                                 g_object_ref (self));
}

static void
contact_removed_cb (ImwContactPage  *page,
                    ImwContact      *contact,
                    ImwContactsPage *self)
{
  g_autofree char *name = g_markup_escape_text (imw_contact_get_name (contact), -1);
  g_autofree char *text = g_strdup_printf (_ ("%s deleted"), name);
  AdwToast        *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, UNDO_S);
  g_object_set_data_full (G_OBJECT (toast), "contact", g_object_ref (contact), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_clicked_cb), self, 0);
  adw_toast_overlay_add_toast (self->overlay, toast);
}

static void
open_contact (ImwContactsPage *self,
              ImwContact      *contact)
{
  ImwShell  *shell = imw_shell_of (GTK_WIDGET (self));
  GtkWidget *page;

  if (shell == NULL)
    return;
  page = imw_contact_page_new (self->wallet, contact);
  g_signal_connect_object (page, "removed", G_CALLBACK (contact_removed_cb), self, 0);
  imw_shell_push (shell, page,
                  contact != NULL ? imw_contact_get_name (contact) : _ ("Add contact"));
}

static void
row_activated_cb (ImwContactsPage *self,
                  GtkListBoxRow   *row)
{
  open_contact (self, g_object_get_data (G_OBJECT (row), "contact"));
}

static void
add_clicked_cb (ImwContactsPage *self)
{
  open_contact (self, NULL);
}

static void
unlocked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ImwContactsPage) self = IMW_CONTACTS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_password_dialog_unlock_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_UNLOCK);
}

static void
unlock_clicked_cb (ImwContactsPage *self)
{
  imw_password_dialog_unlock_async (GTK_WIDGET (self), self->wallet,
                                    _ ("Contacts are sealed with your keys."), self->cancellable,
                                    unlocked_cb, g_object_ref (self));
}

static void
imw_contacts_page_dispose (GObject *object)
{
  ImwContactsPage *self = IMW_CONTACTS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_contacts_page_parent_class)->dispose (object);
}

static void
imw_contacts_page_finalize (GObject *object)
{
  g_clear_object (&IMW_CONTACTS_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_contacts_page_parent_class)->finalize (object);
}

static void
imw_contacts_page_class_init (ImwContactsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_contacts_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_contacts_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/contacts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwContactsPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, ImwContactsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ImwContactsPage, search);
  gtk_widget_class_bind_template_child (widget_class, ImwContactsPage, list);
  gtk_widget_class_bind_template_child (widget_class, ImwContactsPage, nothing_found);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_clicked_cb);
}

static void
imw_contacts_page_init (ImwContactsPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->search), _ ("Search the contacts"));
}

/**
 * imw_contacts_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_contacts_page_new (ImwWallet *wallet)
{
  ImwContactsPage *self = g_object_new (IMW_TYPE_CONTACTS_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  g_signal_connect_object (imw_wallet_get_contacts (wallet), "items-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
