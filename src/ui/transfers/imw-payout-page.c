/* imw-payout-page.c: where the money comes out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payout-page"

#include "config.h"

#include "imw-payout-page.h"
#include "imw-field-form.h"
#include "imw-password-dialog.h"
#include "imw-shell.h"
#include "imw-step-bar.h"
#include "imw-transfer-flow.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include "imw-error.h"

#include <glib/gi18n.h>

/**
 * ImwPayoutPage:
 *
 * Saved recipients first; a new one by the fields that are usual there. What the provider asks beyond that comes after
 * it. Main thread.
 */

struct _ImwPayoutPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  ImwRoute      route;
  ImwOffer     *offer;
  char         *country; /* (nullable) */
  ImwPayout    *chosen;  /* (nullable): a saved one */
  GCancellable *cancellable;
  gboolean      busy;

  GtkListBox     *saved;
  GtkWidget      *saved_group;
  GtkCheckButton *group; /* (nullable): the first of the radio buttons */
  GtkWidget      *form_group;
  GtkEditable    *name;
  ImwFieldForm   *form;
  GtkSwitch      *keep;
  GtkLabel       *message;
  GtkWidget      *go_on;
  GtkSpinner     *spinner;
};

G_DEFINE_FINAL_TYPE (ImwPayoutPage, imw_payout_page, ADW_TYPE_BIN)

static gboolean
is_own (ImwPayoutPage *self)
{
  return self->route != IMW_ROUTE_ABROAD;
}

static void
say (ImwPayoutPage *self, const char *text)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
set_busy (ImwPayoutPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_sensitive (self->go_on, !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwPayoutPage) self = IMW_PAYOUT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean  started = imw_transfer_start_finish (IMW_TRANSFER (object), result, &error);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  set_busy (self, FALSE);
  if (started)
    {
      if (shell != NULL)
        imw_transfer_flow_go (shell, IMW_TRANSFER (object));
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *text = imw_transfer_flow_dup_error (error);

      g_message ("Beginning a transfer: %s", error->message);
      say (self, text);
    }
}

static void
start (ImwPayoutPage *self, ImwPayout *payout)
{
  g_autoptr (ImwTransfer) transfer = imw_transfer_new (self->wallet, self->offer, payout);

  imw_transfer_start_async (transfer, self->cancellable, started_cb, g_object_ref (self));
}

static ImwPayout *
make_payout (ImwPayoutPage *self)
{
  g_autoptr (GHashTable) values = imw_field_form_dup_values (self->form);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  ImwPayout       *payout = imw_payout_new (is_own (self));
  GHashTableIter   iter;
  gpointer         field;
  gpointer         text;

  imw_payout_set_name (payout, name);
  imw_payout_set_way (payout, self->country, imw_offer_get_method (self->offer)->id);
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &field, &text))
    imw_payout_set_value (payout, field, text);

  return payout;
}

typedef struct
{
  ImwPayoutPage *page;
  ImwPayout     *payout;
} Saving;

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Saving *saving = user_data;
  g_autoptr (ImwPayoutPage) self = saving->page;
  g_autoptr (ImwPayout) payout = saving->payout;
  g_autoptr (GError) error = NULL;

  if (imw_wallet_save_payout_finish (IMW_WALLET (object), result, &error))
    {
      start (self, payout);
    }
  else
    {
      set_busy (self, FALSE);
      imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
    }
}

static void
go_on (ImwPayoutPage *self)
{
  g_autoptr (ImwPayout) payout = NULL;

  say (self, NULL);
  if (self->chosen != NULL)
    {
      set_busy (self, TRUE);
      start (self, self->chosen);
      return;
    }
  if (!imw_field_form_check (self->form))
    return;

  if (gtk_switch_get_active (self->keep) && *gtk_editable_get_text (self->name) == '\0')
    {
      say (self, _ ("Give a name to keep it by."));
      gtk_widget_grab_focus (GTK_WIDGET (self->name));
      return;
    }
  payout = make_payout (self);
  set_busy (self, TRUE);
  if (gtk_switch_get_active (self->keep))
    {
      Saving *saving = g_new0 (Saving, 1);

      saving->page = g_object_ref (self);
      saving->payout = g_object_ref (payout);
      imw_wallet_save_payout_async (self->wallet, payout, self->cancellable, saved_cb, saving);
    }
  else
    {
      start (self, payout);
    }
}

static void
unlocked_cb (gpointer user_data)
{
  go_on (IMW_PAYOUT_PAGE (user_data));
}

static void
go_on_clicked_cb (ImwPayoutPage *self)
{
  if (self->busy)
    return;

  imw_transfer_flow_unlocked (GTK_WIDGET (self), self->wallet, unlocked_cb, self);
}

/* ---- saved ones ---- */

static void
saved_toggled_cb (GtkCheckButton *check, ImwPayoutPage *self)
{
  if (!gtk_check_button_get_active (check))
    return;

  g_set_object (&self->chosen, g_object_get_data (G_OBJECT (check), "payout"));
  gtk_widget_set_visible (self->form_group, self->chosen == NULL);
  say (self, NULL);
}

static void
add_choice (ImwPayoutPage *self, ImwPayout *payout, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->group);
  if (self->group == NULL)
    self->group = GTK_CHECK_BUTTON (check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  imw_ui_set_name (check, title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  if (payout != NULL)
    g_object_set_data_full (G_OBJECT (check), "payout", g_object_ref (payout), g_object_unref);
  g_signal_connect (check, "toggled", G_CALLBACK (saved_toggled_cb), self);
  gtk_list_box_append (self->saved, row);
}

static void
update_saved (ImwPayoutPage *self)
{
  GListModel *payouts = imw_wallet_get_payouts (self->wallet);
  const char *method = imw_offer_get_method (self->offer)->id;
  guint       n = 0;

  imw_ui_clear_list (self->saved);
  self->group = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (payouts); i++)
    {
      g_autoptr (ImwPayout) payout = g_list_model_get_item (payouts, i);
      g_autofree char *masked = NULL;

      if (imw_payout_get_own (payout) != is_own (self) ||
          g_strcmp0 (imw_payout_get_country (payout), self->country) != 0 ||
          g_strcmp0 (imw_payout_get_method (payout), method) != 0)
        continue;

      masked = imw_payout_dup_masked (payout);
      add_choice (self, payout, imw_payout_get_name (payout), masked);
      n++;
    }
  if (n > 0)
    add_choice (self, NULL, is_own (self) ? _ ("Another account") : _ ("Somebody else"), NULL);
  gtk_widget_set_visible (self->saved_group, n > 0);
  if (n > 0)
    gtk_check_button_set_active (self->group, TRUE);
}

static void
fill_form (ImwPayoutPage *self)
{
  g_autoptr (GPtrArray)
      fields = imw_field_list_usual (self->country, imw_offer_get_method (self->offer)->id);

  imw_field_form_set_fields (self->form, fields, self->country,
                             imw_offer_get_method (self->offer)->id);
  for (guint i = 0; is_own (self) && i < fields->len; i++)
    {
      const ImwField  *field = g_ptr_array_index (fields, i);
      g_autofree char *known = imw_wallet_dup_profile_value (self->wallet, field->name);

      imw_field_form_set_value (self->form, field->name, known);
    }
}

static void
imw_payout_page_dispose (GObject *object)
{
  ImwPayoutPage *self = IMW_PAYOUT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chosen);
  g_clear_object (&self->offer);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_payout_page_parent_class)->dispose (object);
}

static void
imw_payout_page_finalize (GObject *object)
{
  ImwPayoutPage *self = IMW_PAYOUT_PAGE (object);

  g_free (self->country);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (imw_payout_page_parent_class)->finalize (object);
}

static void
imw_payout_page_class_init (ImwPayoutPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_payout_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_payout_page_finalize;
  g_type_ensure (IMW_TYPE_FIELD_FORM);
  g_type_ensure (IMW_TYPE_STEP_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/payout-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwPayoutPage, saved);
  gtk_widget_class_bind_template_child (widget_class, ImwPayoutPage, saved_group);
  gtk_widget_class_bind_template_child (widget_class, ImwPayoutPage, form_group);
  gtk_widget_class_bind_template_child (widget_class, ImwPayoutPage, name);
  gtk_widget_class_bind_template_child (widget_class, ImwPayoutPage, form);
  gtk_widget_class_bind_template_child (widget_class, ImwPayoutPage, keep);
  gtk_widget_class_bind_template_child (widget_class, ImwPayoutPage, message);
  gtk_widget_class_bind_template_child (widget_class, ImwPayoutPage, go_on);
  gtk_widget_class_bind_template_child (widget_class, ImwPayoutPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, go_on_clicked_cb);
}

static void
imw_payout_page_init (ImwPayoutPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_payout_page_new:
 * @wallet: a wallet that is loaded
 * @route: which way
 * @offer: what was chosen
 * @country: (nullable): alpha-3
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_payout_page_new (ImwWallet *wallet, ImwRoute route, ImwOffer *offer, const char *country)
{
  ImwPayoutPage *self = g_object_new (IMW_TYPE_PAYOUT_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->route = route;
  self->offer = g_object_ref (offer);
  self->country = g_strdup (country);
  fill_form (self);
  update_saved (self);
  g_signal_connect_object (imw_wallet_get_payouts (wallet), "items-changed",
                           G_CALLBACK (update_saved), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
