/* imw-provider-page.c: one provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-provider-page"

#include "config.h"

#include "imw-provider-page.h"
#include "imw-facts.h"
#include "imw-field-form.h"
#include "imw-format.h"
#include "imw-provider-facts.h"
#include "imw-transfer-flow.h"
#include "imw-words-transfer.h"

#include "imw-recipient-book.h"

#include <glib/gi18n.h>

/**
 * ImwProviderPage:
 *
 * Who it is, what it offers, whether it admits the user, what it has been told, and the way to have that erased. What changed since
 * it was accepted is shown first and blocks everything. Main thread.
 */

struct _ImwProviderPage
{
  AdwBin parent_instance;

  ImwWallet        *wallet;
  ImwKnownProvider *provider;
  GCancellable     *cancellable;

  AdwPreferencesGroup *changed_group;
  ImwFacts            *changed;
  GtkWidget           *accept;
  ImwFacts            *info;
  ImwFacts            *report;
  AdwPreferencesGroup *customer_group;
  ImwFacts            *customer;
  ImwFieldForm        *form;
  GtkWidget           *send;
  ImwFacts            *told;
  AdwPreferencesGroup *told_group;
  GtkWidget           *erase;
  GtkWidget           *remove;
  GtkSpinner          *spinner;
};

G_DEFINE_FINAL_TYPE (ImwProviderPage, imw_provider_page, ADW_TYPE_BIN)

static void
update_changed (ImwProviderPage *self)
{
  ImwProviderInfo *pin = imw_known_provider_get_pin (self->provider);
  ImwProviderInfo *changed = imw_known_provider_get_changed (self->provider);

  imw_facts_clear (self->changed);
  gtk_widget_set_visible (GTK_WIDGET (self->changed_group), pin == NULL || changed != NULL);
  gtk_widget_set_sensitive (
      self->accept, changed != NULL || imw_known_provider_get_report (self->provider) != NULL);
  if (pin == NULL)
    {
      adw_preferences_group_set_title (self->changed_group, _ ("New provider"));
      adw_preferences_group_set_description (
          self->changed_group,
          _ ("Compare who it is with what you know from elsewhere. Transfers with it are possible once you "
             "have accepted it."));
      return;
    }
  adw_preferences_group_set_title (self->changed_group, _ ("It has changed"));
  adw_preferences_group_set_description (
      self->changed_group,
      _ ("Nothing is sent to it until you have accepted the change. If you did not expect it, ask "
         "the provider on another way."));
  if (changed == NULL)
    return;
  if (g_strcmp0 (pin->signing_key, changed->signing_key) != 0)
    {
      imw_facts_add_code (self->changed, _ ("Key before"), pin->signing_key);
      imw_facts_add_code (self->changed, _ ("Key now"), changed->signing_key);
    }
  for (guint i = 0; changed->hosts != NULL && changed->hosts[i] != NULL; i++)
    {
      if (pin->hosts == NULL ||
          !g_strv_contains ((const char *const *) pin->hosts, changed->hosts[i]))
        imw_facts_add (self->changed, _ ("New host"), changed->hosts[i]);
    }
}

static void
update_report (ImwProviderPage *self)
{
  ImwProviderReport *report = imw_known_provider_get_report (self->provider);
  gint64             time_ms = imw_known_provider_get_report_ms (self->provider);
  g_autofree char   *time = time_ms > 0 ? imw_format_date_time (time_ms) : NULL;

  imw_facts_clear (self->info);
  imw_facts_clear (self->report);
  if (report == NULL)
    {
      imw_facts_add (self->report, _ ("What it offers"), _ ("Not asked yet"));
      return;
    }
  if (report->info != NULL)
    imw_provider_facts_add_info (self->info, report->info);
  for (guint i = 0; i < report->lines->len; i++)
    {
      const ImwReportLine *line = g_ptr_array_index (report->lines, i);

      if (line->good)
        imw_facts_add (self->report, imw_words_report_line (line), "✓");
      else
        imw_facts_add_warning (self->report, imw_words_report_line (line),
                               line->text != NULL ? line->text : "", FALSE);
    }
  if (time != NULL)
    imw_facts_add (self->report, _ ("As of"), time);
}

static void
update_customer (ImwProviderPage *self)
{
  ImwCustomer *customer = imw_known_provider_get_customer (self->provider);
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();

  imw_facts_clear (self->customer);
  imw_facts_add (self->customer, _ ("You at this provider"),
                 imw_words_customer (customer != NULL ? customer->state : IMW_CUSTOMER_UNKNOWN));
  if (customer != NULL && customer->message != NULL && *customer->message != '\0')
    imw_facts_add (self->customer, _ ("The provider says"), customer->message);
  for (guint i = 0; customer != NULL && i < customer->fields->len; i++)
    {
      ImwField *field = g_ptr_array_index (customer->fields, i);

      if (field->state == IMW_FIELD_STATE_ASKED || field->state == IMW_FIELD_STATE_REJECTED ||
          field->state == IMW_FIELD_STATE_WANTS_CODE)
        g_ptr_array_add (asked, field);
    }
  imw_field_form_set_fields (self->form, asked, NULL, NULL);
  for (guint i = 0; i < asked->len; i++)
    {
      const ImwField  *field = g_ptr_array_index (asked, i);
      g_autofree char *known = imw_wallet_dup_profile_value (self->wallet, field->name);

      imw_field_form_set_value (self->form, field->name, known);
    }
  gtk_widget_set_visible (self->send, asked->len > 0);
}

static void
told_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwProviderPage) self = IMW_PROVIDER_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      consents = imw_wallet_list_consents_finish (IMW_WALLET (object), result, &error);

  if (consents == NULL)
    return;

  imw_facts_clear (self->told);
  gtk_widget_set_visible (GTK_WIDGET (self->told_group), consents->len > 0);
  for (guint i = 0; i < consents->len; i++)
    {
      const ImwConsent *consent = g_ptr_array_index (consents, i);
      g_autofree char  *time = imw_format_date_time (consent->time_ms);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint f = 0; consent->fields != NULL && consent->fields[f] != NULL; f++)
        {
          const char *title = imw_words_field (consent->fields[f], NULL, NULL);

          g_string_append_printf (text, "%s%s", f > 0 ? ", " : "",
                                  title != NULL ? title : consent->fields[f]);
        }
      if (g_strcmp0 (consent->purpose, "erased") == 0)
        g_string_assign (text, _ ("Erasure was asked for"));
      imw_facts_add (self->told, time, text->str);
    }
}

static void
update (ImwProviderPage *self)
{
  gboolean accepted = imw_known_provider_get_pin (self->provider) != NULL;

  update_changed (self);
  update_report (self);
  update_customer (self);
  gtk_widget_set_visible (GTK_WIDGET (self->customer_group), accepted);
  gtk_widget_set_visible (self->erase, accepted);
  gtk_widget_set_visible (self->remove,
                          accepted && !imw_known_provider_get_practice (self->provider));
  imw_wallet_list_consents_async (self->wallet, imw_known_provider_get_domain (self->provider),
                                  self->cancellable, told_cb, g_object_ref (self));
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwProviderPage) self = IMW_PROVIDER_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  gtk_spinner_stop (self->spinner);
  if (!imw_known_provider_check_finish (IMW_KNOWN_PROVIDER (object), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_SYNC);
  update (self);
}

static void
check (gpointer user_data)
{
  ImwProviderPage *self = IMW_PROVIDER_PAGE (user_data);

  gtk_spinner_start (self->spinner);
  imw_known_provider_check_async (self->provider, self->cancellable, checked_cb,
                                  g_object_ref (self));
}

static void
check_clicked_cb (ImwProviderPage *self)
{
  imw_transfer_flow_unlocked (GTK_WIDGET (self), self->wallet, check, self);
}

static void
accepted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwProviderPage) self = IMW_PROVIDER_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_known_provider_accept_finish (IMW_KNOWN_PROVIDER (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
  update (self);
}

static void
accept_clicked_cb (ImwProviderPage *self)
{
  imw_known_provider_accept_async (self->provider, self->cancellable, accepted_cb,
                                   g_object_ref (self));
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwProviderPage) self = IMW_PROVIDER_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  gtk_spinner_stop (self->spinner);
  if (!imw_known_provider_put_customer_finish (IMW_KNOWN_PROVIDER (object), result, &error))
    {
      g_autofree char *text = imw_transfer_flow_dup_error (error);

      imw_ui_toast (GTK_WIDGET (self), text);
    }
  update (self);
}

static void
send (gpointer user_data)
{
  ImwProviderPage *self = IMW_PROVIDER_PAGE (user_data);
  g_autoptr (GHashTable) values = imw_field_form_dup_values (self->form);
  g_autoptr (GHashTable) files = imw_field_form_dup_files (self->form);

  gtk_spinner_start (self->spinner);
  imw_known_provider_put_customer_async (self->provider, values, files, self->cancellable, sent_cb,
                                         g_object_ref (self));
}

static void
send_clicked_cb (ImwProviderPage *self)
{
  if (imw_field_form_check (self->form))
    imw_transfer_flow_unlocked (GTK_WIDGET (self), self->wallet, send, self);
}

static void
erased_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwProviderPage) self = IMW_PROVIDER_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (imw_known_provider_erase_customer_finish (IMW_KNOWN_PROVIDER (object), result, &error))
    {
      imw_ui_toast (GTK_WIDGET (self), _ ("The provider has erased it"));
    }
  else
    {
      g_autofree char *text = imw_transfer_flow_dup_error (error);

      imw_ui_toast (GTK_WIDGET (self), text);
    }
  update (self);
}

static void
erase (gpointer user_data)
{
  ImwProviderPage *self = IMW_PROVIDER_PAGE (user_data);

  imw_known_provider_erase_customer_async (self->provider, self->cancellable, erased_cb,
                                           g_object_ref (self));
}

static void
erase_agreed_cb (gpointer user_data)
{
  ImwProviderPage *self = IMW_PROVIDER_PAGE (user_data);

  imw_transfer_flow_unlocked (GTK_WIDGET (self), self->wallet, erase, self);
}

static void
erase_clicked_cb (ImwProviderPage *self)
{
  imw_ui_ask (
      GTK_WIDGET (self), _ ("Erase your data at this provider?"),
      _ ("It is asked to forget what you told it. What the law makes it keep, it keeps. A new "
         "transfer asks again."),
      _ ("Erase"), TRUE, erase_agreed_cb, self);
}

static void
removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwProviderPage) self = IMW_PROVIDER_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (!imw_wallet_remove_provider_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
  else if (shell != NULL)
    imw_shell_back (shell);
}

static void
remove_agreed_cb (gpointer user_data)
{
  ImwProviderPage *self = IMW_PROVIDER_PAGE (user_data);

  imw_wallet_remove_provider_async (self->wallet, self->provider, self->cancellable, removed_cb,
                                    g_object_ref (self));
}

static void
remove_clicked_cb (ImwProviderPage *self)
{
  imw_ui_ask (GTK_WIDGET (self), _ ("Remove this provider?"),
              _ ("Transfers that were made stay in the list."), _ ("Remove"), TRUE,
              remove_agreed_cb, self);
}

static void
imw_provider_page_dispose (GObject *object)
{
  ImwProviderPage *self = IMW_PROVIDER_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->provider != NULL)
    g_signal_handlers_disconnect_by_data (self->provider, self);
  g_clear_object (&self->provider);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_provider_page_parent_class)->dispose (object);
}

static void
imw_provider_page_finalize (GObject *object)
{
  g_clear_object (&IMW_PROVIDER_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_provider_page_parent_class)->finalize (object);
}

static void
imw_provider_page_class_init (ImwProviderPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_provider_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_provider_page_finalize;
  g_type_ensure (IMW_TYPE_FACTS);
  g_type_ensure (IMW_TYPE_FIELD_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/provider-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, changed_group);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, changed);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, accept);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, info);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, report);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, customer_group);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, customer);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, form);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, send);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, told);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, told_group);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, erase);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, remove);
  gtk_widget_class_bind_template_child (widget_class, ImwProviderPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, check_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, accept_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, erase_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
imw_provider_page_init (ImwProviderPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_provider_page_new:
 * @wallet: a wallet that is loaded
 * @provider: one of its providers, or one that was just found
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_provider_page_new (ImwWallet *wallet, ImwKnownProvider *provider)
{
  ImwProviderPage *self = g_object_new (IMW_TYPE_PROVIDER_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->provider = g_object_ref (provider);
  g_signal_connect_swapped (provider, "notify::report", G_CALLBACK (update), self);
  g_signal_connect_swapped (provider, "notify::customer", G_CALLBACK (update), self);
  update (self);
  check (self);

  return GTK_WIDGET (self);
}
