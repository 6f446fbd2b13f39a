/* imw-transfers-page.c: all transfers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfers-page"

#include "config.h"

#include "imw-transfers-page.h"
#include "imw-transfer-row.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include "imw-transfer.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ImwTransfersPage:
 *
 * Every transfer, deposit and withdrawal, found by any of its numbers, by name or by country. Main thread.
 */

struct _ImwTransfersPage
{
  AdwBin parent_instance;

  ImwWallet          *wallet;
  GtkSearchEntry     *search;
  GtkListBox         *list;
  GtkWidget          *nothing;
  GtkFilterListModel *found;
};

G_DEFINE_FINAL_TYPE (ImwTransfersPage, imw_transfers_page, ADW_TYPE_BIN)

static gboolean
holds (const char *text, const char *folded)
{
  g_autofree char *own = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return own != NULL && strstr (own, folded) != NULL;
}

static gboolean
filter_cb (gpointer item, gpointer user_data)
{
  ImwTransfersPage *self = IMW_TRANSFERS_PAGE (user_data);
  ImwTransfer      *transfer = IMW_TRANSFER (item);
  g_autofree char  *text =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *name = imw_transfer_dup_recipient_name (transfer);
  g_autofree char *place = imw_words_country_code (imw_transfer_get_country (transfer));

  if (*text == '\0')
    return TRUE;

  return imw_wallet_find_transfer (self->wallet, text) == transfer || holds (name, folded) ||
         holds (place, folded) || holds (imw_transfer_get_code (transfer), folded);
}

static void
update_nothing (ImwTransfersPage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->found)) > 0;

  gtk_widget_set_visible (self->nothing, !any);
  gtk_widget_set_visible (GTK_WIDGET (self->list), any);
}

static void
search_changed_cb (ImwTransfersPage *self)
{
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->found), GTK_FILTER_CHANGE_DIFFERENT);
}

static GtkWidget *
make_row_cb (gpointer item, gpointer user_data)
{
  return imw_transfer_row_new (IMW_TRANSFER (item));
}

static void
imw_transfers_page_dispose (GObject *object)
{
  ImwTransfersPage *self = IMW_TRANSFERS_PAGE (object);

  if (self->found != NULL)
    g_signal_handlers_disconnect_by_data (self->found, self);
  g_clear_object (&self->found);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_transfers_page_parent_class)->dispose (object);
}

static void
imw_transfers_page_class_init (ImwTransfersPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_transfers_page_dispose;
}

static void
imw_transfers_page_init (ImwTransfersPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->nothing = adw_status_page_new ();
  g_object_set (self->search, "placeholder-text", _ ("Any number, name or country"), NULL);
  imw_ui_set_name (GTK_WIDGET (self->search), _ ("Any number, name or country"));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->nothing), "edit-find-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->nothing), _ ("Nothing found"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->nothing),
                                   _ ("Transfers, deposits and withdrawals are listed here."));
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), self->nothing);
  adw_bin_set_child (ADW_BIN (self), imw_ui_page (box, 720));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (search_changed_cb), self);
}

/**
 * imw_transfers_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_transfers_page_new (ImwWallet *wallet)
{
  ImwTransfersPage *self = g_object_new (IMW_TYPE_TRANSFERS_PAGE, NULL);
  GtkFilter        *filter = GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL));

  self->wallet = g_object_ref (wallet);
  self->found =
      gtk_filter_list_model_new (g_object_ref (imw_wallet_get_transfers (wallet)), filter);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->found), make_row_cb, NULL, NULL);
  g_signal_connect_swapped (self->found, "items-changed", G_CALLBACK (update_nothing), self);
  update_nothing (self);

  return GTK_WIDGET (self);
}
