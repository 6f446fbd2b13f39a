/* imw-payouts-page.c: saved recipients and own accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payouts-page"

#include "config.h"

#include "imw-payouts-page.h"
#include "imw-transfer-flow.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>

/**
 * ImwPayoutsPage:
 *
 * Everybody who is saved, masked; they can be shown whole and removed. New ones are made where a transfer begins. Main thread.
 */

struct _ImwPayoutsPage
{
  AdwBin parent_instance;

  ImwWallet  *wallet;
  gboolean    own;
  GtkStack   *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (ImwPayoutsPage, imw_payouts_page, ADW_TYPE_BIN)

typedef struct
{
  ImwPayoutsPage *page;
  ImwPayout      *payout;
} Removing;

static void
removing_free (Removing *self)
{
  g_object_unref (self->page);
  g_object_unref (self->payout);
  g_free (self);
}

static void
removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwPayoutsPage) self = IMW_PAYOUTS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_remove_payout_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
}

static void
remove_agreed_cb (gpointer user_data)
{
  Removing *removing = user_data;

  imw_wallet_remove_payout_async (removing->page->wallet, removing->payout, NULL, removed_cb,
                                  g_object_ref (removing->page));
}

static void
remove_clicked_cb (GtkButton *button, ImwPayoutsPage *self)
{
  Removing        *removing = g_new0 (Removing, 1);
  g_autofree char *heading = NULL;

  removing->page = g_object_ref (self);
  removing->payout = g_object_ref (g_object_get_data (G_OBJECT (button), "payout"));
  /* Translators: %s is a name */
  heading = g_strdup_printf (_ ("Remove %s?"), imw_payout_get_name (removing->payout));
  g_object_set_data_full (G_OBJECT (button), "removing", removing, (GDestroyNotify) removing_free);
  imw_ui_ask (GTK_WIDGET (self), heading, _ ("Transfers that were made stay in the list."),
              _ ("Remove"), TRUE, remove_agreed_cb, removing);
}

static GtkWidget *
make_value_row (ImwPayout *payout, const char *field)
{
  GtkWidget  *row = adw_action_row_new ();
  const char *title =
      imw_words_field (field, imw_payout_get_country (payout), imw_payout_get_method (payout));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title != NULL ? title : field);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               imw_words_choice (field, imw_payout_get_value (payout, field)));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);

  return row;
}

static GtkWidget *
make_row (ImwPayoutsPage *self, ImwPayout *payout)
{
  GtkWidget       *row = adw_expander_row_new ();
  GtkWidget       *remove = imw_ui_icon_button ("user-trash-symbolic", _ ("Remove"));
  g_autofree char *place = imw_words_country_code (imw_payout_get_country (payout));
  g_autofree char *masked = imw_payout_dup_masked (payout);
  g_autofree char *subtitle = g_strdup_printf (
      "%s · %s · %s", place, imw_words_method (imw_payout_get_method (payout)), masked);
  g_autoptr (GPtrArray) fields = imw_payout_list_fields (payout);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), imw_payout_get_name (payout));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  for (guint i = 0; i < fields->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                              make_value_row (payout, g_ptr_array_index (fields, i)));
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (remove), "payout", g_object_ref (payout), g_object_unref);
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_clicked_cb), self);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), remove);

  return row;
}

static void
update (ImwPayoutsPage *self)
{
  GListModel *payouts = imw_wallet_get_payouts (self->wallet);
  guint       n = 0;

  imw_ui_clear_list (self->list);
  for (guint i = 0; i < g_list_model_get_n_items (payouts); i++)
    {
      g_autoptr (ImwPayout) payout = g_list_model_get_item (payouts, i);

      if (imw_payout_get_own (payout) != self->own)
        continue;
      gtk_list_box_append (self->list, make_row (self, payout));
      n++;
    }
  if (!imw_wallet_get_unlocked (self->wallet))
    gtk_stack_set_visible_child_name (self->stack, "locked");
  else
    gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

static void
unlocked_cb (gpointer user_data)
{
  update (IMW_PAYOUTS_PAGE (user_data));
}

static void
unlock_clicked_cb (ImwPayoutsPage *self)
{
  imw_transfer_flow_unlocked (GTK_WIDGET (self), self->wallet, unlocked_cb, self);
}

static GtkWidget *
make_status (const char *icon, const char *title, const char *text)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), text);

  return page;
}

static void
imw_payouts_page_dispose (GObject *object)
{
  g_clear_object (&IMW_PAYOUTS_PAGE (object)->wallet);

  G_OBJECT_CLASS (imw_payouts_page_parent_class)->dispose (object);
}

static void
imw_payouts_page_class_init (ImwPayoutsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_payouts_page_dispose;
}

static void
imw_payouts_page_init (ImwPayoutsPage *self)
{
  GtkWidget *locked = make_status ("system-lock-screen-symbolic", _ ("Recipients are sealed"),
                                   _ ("They can be read while the wallet is unlocked."));
  GtkWidget *unlock = gtk_button_new_with_label (_ ("Unlock"));

  self->stack = GTK_STACK (gtk_stack_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_widget_add_css_class (unlock, "pill");
  gtk_widget_add_css_class (unlock, "suggested-action");
  gtk_widget_set_halign (unlock, GTK_ALIGN_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (locked), unlock);
  gtk_stack_add_named (self->stack, imw_ui_page (GTK_WIDGET (self->list), 720), "list");
  gtk_stack_add_named (
      self->stack,
      make_status ("imw-contacts-symbolic", _ ("Nobody is saved yet"),
                   _ ("Switch on “Keep for next time” when you begin a transfer.")),
      "empty");
  gtk_stack_add_named (self->stack, locked, "locked");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  g_signal_connect_swapped (unlock, "clicked", G_CALLBACK (unlock_clicked_cb), self);
}

/**
 * imw_payouts_page_new:
 * @wallet: a wallet that is loaded
 * @own: the user's own accounts instead of people abroad
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_payouts_page_new (ImwWallet *wallet, gboolean own)
{
  ImwPayoutsPage *self = g_object_new (IMW_TYPE_PAYOUTS_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->own = own;
  g_signal_connect_object (imw_wallet_get_payouts (wallet), "items-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
