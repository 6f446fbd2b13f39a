/* imw-transfer-form-page.c: what the provider wants to know
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-form-page"

#include "config.h"

#include "imw-transfer-form-page.h"
#include "imw-field-form.h"
#include "imw-step-bar.h"
#include "imw-transfer-flow.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>
#include <string.h>

#define SENDER_PREFIX "sender."

/**
 * ImwTransferFormPage:
 *
 * The provider's own questions, filled in from what is known here, and sent only with the user's agreement. Main thread.
 */

struct _ImwTransferFormPage
{
  AdwBin parent_instance;

  ImwTransfer  *transfer;
  GCancellable *cancellable;
  gboolean      busy;

  AdwPreferencesGroup *group;
  ImwFieldForm        *form;
  AdwPreferencesRow   *agree_row;
  GtkSwitch           *agree;
  GtkWidget           *remember_row;
  GtkSwitch           *remember;
  GtkLabel            *message;
  GtkWidget           *send;
  GtkSpinner          *spinner;
};

G_DEFINE_FINAL_TYPE (ImwTransferFormPage, imw_transfer_form_page, ADW_TYPE_BIN)

static void
say (ImwTransferFormPage *self, const char *text)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL && *text != '\0');
}

static void
update_send (ImwTransferFormPage *self)
{
  gtk_widget_set_sensitive (self->send, !self->busy && gtk_switch_get_active (self->agree));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static gboolean
asks_about_user (ImwTransferFormPage *self, GPtrArray *fields)
{
  if (imw_transfer_get_route (self->transfer) != IMW_ROUTE_ABROAD)
    return TRUE;

  for (guint i = 0; i < fields->len; i++)
    {
      const ImwField *field = g_ptr_array_index (fields, i);

      if (g_str_has_prefix (field->name, SENDER_PREFIX))
        return TRUE;
    }

  return FALSE;
}

static void
prefill (ImwTransferFormPage *self, GPtrArray *fields)
{
  g_autoptr (ImwPayout) payout = imw_transfer_dup_payout (self->transfer);
  ImwWallet *wallet = imw_transfer_get_wallet (self->transfer);

  for (guint i = 0; i < fields->len; i++)
    {
      const ImwField  *field = g_ptr_array_index (fields, i);
      g_autofree char *known = NULL;

      gboolean    about_user = g_str_has_prefix (field->name, SENDER_PREFIX);
      const char *name = about_user ? field->name + strlen (SENDER_PREFIX) : field->name;

      if (payout != NULL && !about_user)
        known = g_strdup (imw_payout_get_value (payout, name));
      if (known == NULL &&
          (about_user || imw_transfer_get_route (self->transfer) != IMW_ROUTE_ABROAD))
        known = imw_wallet_dup_profile_value (wallet, name);
      imw_field_form_set_value (self->form, field->name, known);
    }
}

static void
update (ImwTransferFormPage *self)
{
  GPtrArray       *fields = imw_transfer_get_fields (self->transfer);
  ImwProviderInfo *info = imw_transfer_get_provider_info (self->transfer);
  g_autofree char *text = imw_words_need_text (self->transfer);
  g_autofree char *agree = g_strdup_printf (
      /* Translators: %s is the name of a provider */
      _ ("Send this to %s, for this transfer"), info->name);

  adw_preferences_group_set_title (self->group,
                                   imw_words_need_title (imw_transfer_get_need (self->transfer)));
  adw_preferences_group_set_description (self->group, text);
  adw_preferences_row_set_title (self->agree_row, agree);
  imw_ui_set_name (GTK_WIDGET (self->agree), agree);
  imw_field_form_set_fields (self->form, fields, imw_transfer_get_country (self->transfer),
                             imw_transfer_get_method (self->transfer));
  prefill (self, fields);
  gtk_widget_set_visible (self->remember_row, asks_about_user (self, fields));
  update_send (self);
}

static void
remembered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_save_profile_finish (IMW_WALLET (object), result, &error))
    g_message ("Keeping what was typed: %s", error->message);
}

/* What comes next may be on this page again: a code, a field that was not accepted. */
static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTransferFormPage) self = IMW_TRANSFER_FORM_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean  sent = imw_transfer_send_details_finish (IMW_TRANSFER (object), result, &error);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));
  ImwNeed   need;

  self->busy = FALSE;
  update_send (self);
  if (!sent)
    {
      g_autofree char *text = imw_transfer_flow_dup_error (error);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say (self, text);
      return;
    }
  need = imw_transfer_get_need (self->transfer);
  if (need == IMW_NEED_DETAILS || need == IMW_NEED_FIX_DETAILS || need == IMW_NEED_CODE)
    {
      update (self);
    }
  else if (shell != NULL)
    {
      imw_shell_back (shell);
      imw_transfer_flow_go (shell, self->transfer);
    }
}

/* what is about the user, by its plain name */
static void
remember (ImwTransferFormPage *self, GHashTable *values)
{
  gboolean abroad = imw_transfer_get_route (self->transfer) == IMW_ROUTE_ABROAD;
  g_autoptr (GHashTable) own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer       name;
  gpointer       text;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &text))
    {
      if (g_str_has_prefix (name, SENDER_PREFIX))
        g_hash_table_insert (own, g_strdup ((char *) name + strlen (SENDER_PREFIX)),
                             g_strdup (text));
      else if (!abroad)
        g_hash_table_insert (own, g_strdup (name), g_strdup (text));
    }
  imw_wallet_save_profile_async (imw_transfer_get_wallet (self->transfer), own, NULL, remembered_cb,
                                 NULL);
}

static void
send_now (gpointer user_data)
{
  ImwTransferFormPage *self = IMW_TRANSFER_FORM_PAGE (user_data);
  g_autoptr (GHashTable) values = imw_field_form_dup_values (self->form);
  g_autoptr (GHashTable) files = imw_field_form_dup_files (self->form);

  self->busy = TRUE;
  update_send (self);
  if (gtk_widget_get_visible (self->remember_row) && gtk_switch_get_active (self->remember))
    remember (self, values);
  imw_transfer_send_details_async (self->transfer, values, files, self->cancellable, sent_cb,
                                   g_object_ref (self));
}

static void
send_clicked_cb (ImwTransferFormPage *self)
{
  say (self, NULL);
  if (!imw_field_form_check (self->form))
    {
      say (self, _ ("Something is missing or can't be right."));
      return;
    }
  imw_transfer_flow_unlocked (GTK_WIDGET (self), imw_transfer_get_wallet (self->transfer), send_now,
                              self);
}

static void
imw_transfer_form_page_dispose (GObject *object)
{
  ImwTransferFormPage *self = IMW_TRANSFER_FORM_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (imw_transfer_form_page_parent_class)->dispose (object);
}

static void
imw_transfer_form_page_finalize (GObject *object)
{
  g_clear_object (&IMW_TRANSFER_FORM_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_transfer_form_page_parent_class)->finalize (object);
}

static void
imw_transfer_form_page_class_init (ImwTransferFormPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_transfer_form_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_transfer_form_page_finalize;
  g_type_ensure (IMW_TYPE_FIELD_FORM);
  g_type_ensure (IMW_TYPE_STEP_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/transfer-form-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwTransferFormPage, group);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferFormPage, form);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferFormPage, agree);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferFormPage, agree_row);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferFormPage, remember_row);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferFormPage, remember);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferFormPage, message);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferFormPage, send);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferFormPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, update_send);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked_cb);
}

static void
imw_transfer_form_page_init (ImwTransferFormPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_transfer_form_page_new:
 * @transfer: a transfer whose provider asks for something
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_transfer_form_page_new (ImwTransfer *transfer)
{
  ImwTransferFormPage *self = g_object_new (IMW_TYPE_TRANSFER_FORM_PAGE, NULL);

  self->transfer = g_object_ref (transfer);
  update (self);

  return GTK_WIDGET (self);
}
