/* imw-contact-chooser.c: somebody who was paid before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-contact-chooser"

#include "config.h"

#include "imw-contact-chooser.h"
#include "imw-format.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

/**
 * ImwContactChooser:
 *
 * A button that opens the list of contacts. Main thread.
 */

struct _ImwContactChooser
{
  AdwBin parent_instance;

  ImwWallet     *wallet; /* (nullable) */
  GtkMenuButton *button;
  GtkListBox    *list;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwContactChooser, imw_contact_chooser, ADW_TYPE_BIN)

static void
row_activated_cb (ImwContactChooser *self, GtkListBoxRow *row)
{
  const char *address = g_object_get_data (G_OBJECT (row), "address");

  gtk_menu_button_popdown (self->button);
  if (address != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, address);
}

static void
add_contact (ImwContactChooser *self, ImwContact *contact)
{
  for (guint i = 0; i < imw_contact_get_n_addresses (contact); i++)
    {
      const char      *chain_id;
      const char      *address;
      GtkWidget       *row = adw_action_row_new ();
      g_autofree char *text = NULL;

      imw_contact_get_address (contact, i, &chain_id, &address);
      text = imw_format_address_short (address);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), imw_contact_get_name (contact));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "address", g_strdup (address), g_free);
      gtk_list_box_append (self->list, row);
    }
}

static void
update (ImwContactChooser *self)
{
  GListModel *contacts = imw_wallet_get_contacts (self->wallet);

  imw_ui_clear_list (self->list);
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (ImwContact) contact = g_list_model_get_item (contacts, i);

      add_contact (self, contact);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->button),
                            gtk_list_box_get_row_at_index (self->list, 0) != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button),
                               gtk_list_box_get_row_at_index (self->list, 0) != NULL
                                   ? _ ("Choose a contact")
                                   : _ ("There are no contacts yet"));
}

static void
imw_contact_chooser_dispose (GObject *object)
{
  g_clear_object (&IMW_CONTACT_CHOOSER (object)->wallet);

  G_OBJECT_CLASS (imw_contact_chooser_parent_class)->dispose (object);
}

static void
imw_contact_chooser_class_init (ImwContactChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_contact_chooser_dispose;

  /**
   * ImwContactChooser::chosen:
   * @self: the chooser
   * @address: of the contact
   */
  signals[CHOSEN] = g_signal_new ("chosen", IMW_TYPE_CONTACT_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
imw_contact_chooser_init (ImwContactChooser *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (scroller, 260, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (self->button, popover);
  gtk_menu_button_set_icon_name (self->button, "imw-contacts-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  imw_ui_set_name (GTK_WIDGET (self->button), _ ("Choose a contact"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}

/**
 * imw_contact_chooser_set_wallet:
 * @self: a chooser
 * @wallet: whose contacts; set once
 */
void
imw_contact_chooser_set_wallet (ImwContactChooser *self, ImwWallet *wallet)
{
  g_return_if_fail (IMW_IS_CONTACT_CHOOSER (self));

  g_set_object (&self->wallet, wallet);
  g_signal_connect_object (imw_wallet_get_contacts (wallet), "items-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  update (self);
}
