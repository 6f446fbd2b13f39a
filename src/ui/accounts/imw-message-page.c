/* imw-message-page.c: messages are signed and checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-message-page"

#include "config.h"

#include "imw-message-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-password-dialog.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-error.h"
#include "imw-message.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ImwMessagePage:
 *
 * Signs a message with the key of an account, after showing what the signer read in it, or checks the
 * signature of somebody else. A message can give money away like a payment: then it says so. Main thread.
 */

struct _ImwMessagePage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  ImwAccount   *account;
  GCancellable *cancellable;
  guint64       token;     /* of the message that is described */
  gboolean      described; /* what is in the form was read by the signer */
  gboolean      busy;

  GtkToggleButton *signing;
  GtkToggleButton *checking;
  GtkLabel        *what;
  GtkDropDown     *form;
  GtkEditable     *address;
  GtkEditable     *signature;
  GtkTextView     *text;
  GtkWidget       *reading_group;
  ImwFacts        *warnings;
  GtkBox          *consents; /* of GtkCheckButton with the code of a warning as "code" */
  ImwFacts        *facts;
  GtkWidget       *result_group;
  ImwFacts        *result;
  GtkLabel        *message;
  GtkSpinner      *spinner;
  GtkWidget       *act;
};

G_DEFINE_FINAL_TYPE (ImwMessagePage, imw_message_page, ADW_TYPE_BIN)

static GBytes *
dup_message (ImwMessagePage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter    start, end;
  char          *text;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

static ImwMessageForm
get_form (ImwMessagePage *self)
{
  return gtk_drop_down_get_selected (self->form) == 0 ? IMW_MESSAGE_TEXT : IMW_MESSAGE_TYPED_DATA;
}

static gboolean
has_agreed (ImwMessagePage *self)
{
  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->consents)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    {
      if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
        return FALSE;
    }

  return TRUE;
}

static void
update_act (ImwMessagePage *self)
{
  gboolean signing = gtk_toggle_button_get_active (self->signing);
  gboolean ready = gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->text)) > 0;

  if (!signing)
    ready = ready && *gtk_editable_get_text (self->address) != '\0' &&
            *gtk_editable_get_text (self->signature) != '\0';
  else if (self->described)
    ready = ready && has_agreed (self);
  gtk_button_set_label (GTK_BUTTON (self->act), !signing          ? _ ("Check")
                                                : self->described ? _ ("Sign")
                                                                  : _ ("Review"));
  gtk_widget_set_sensitive (self->act, ready && !self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
say (ImwMessagePage *self, const char *text, const char *css_class)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->message), "success");
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), css_class);
}

static void
say_error (ImwMessagePage *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_message ("A message: %s", error->message);
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT))
    text = g_strdup (_ ("This message can't be read. Nothing was signed."));
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED))
    text = g_strdup (_ (
        "The signing process refuses this message: it could be used as a payment. Nothing was signed."));
  else
    text = imw_error_text (error, IMW_DOING_GENERAL);
  say (self, text, "error");
}

/* What was read or found out belongs to the old text. */
static void
input_changed_cb (ImwMessagePage *self)
{
  GtkWidget *child;

  self->described = FALSE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->consents))) != NULL)
    gtk_box_remove (self->consents, child);
  gtk_widget_set_visible (self->reading_group, FALSE);
  gtk_widget_set_visible (self->result_group, FALSE);
  say (self, NULL, NULL);
  update_act (self);
}

static void
mode_changed_cb (ImwMessagePage *self)
{
  gboolean signing = gtk_toggle_button_get_active (self->signing);

  gtk_label_set_text (
      self->what,
      signing
          ? _ ("Proves that you hold the key of this account. Sign only what you understand: some "
               "messages work like a payment.")
          : _ ("Tells whether a message was signed with the key of an address."));
  gtk_widget_set_visible (GTK_WIDGET (self->address), !signing);
  gtk_widget_set_visible (GTK_WIDGET (self->signature), !signing);
  input_changed_cb (self);
}

static void
add_warning (ImwMessagePage *self, ImwWarning warning)
{
  GtkWidget *check;

  imw_facts_add_warning (self->warnings, imw_words_warning_title (warning),
                         imw_words_warning_text (warning), imw_words_warning_is_danger (warning));
  if (!imw_warning_needs_consent (warning))
    return;

  check = gtk_check_button_new_with_label (imw_words_warning_consent (warning));
  g_object_set_data (G_OBJECT (check), "code", (gpointer) imw_warning_get_code (warning));
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update_act), self);
  gtk_box_append (self->consents, check);
}

static void
show_description (ImwMessagePage *self, ImwDescription *description)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  guint             n_warnings = imw_description_get_n_warnings (description);
  gboolean          all = imw_description_has_warning (description, IMW_WARNING_UNLIMITED_APPROVAL);

  imw_facts_clear (self->warnings);
  imw_facts_clear (self->facts);
  for (guint i = 0; i < n_warnings; i++)
    add_warning (self, imw_description_get_warning (description, i));
  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);
      g_autofree char            *asset = imw_words_asset (imw_amount_get_asset (output->amount));
      g_autofree char            *text = NULL;

      if (all)
        text = g_strdup_printf (_ ("All of %s"), asset);
      else
        text = imw_format_amount (service, output->amount, IMW_FORMAT_EXACT);
      imw_facts_add_address (self->facts, _ ("Who may take it"), output->address, NULL);
      imw_facts_add (self->facts, all ? _ ("May take") : _ ("May take up to"), text);
    }
  imw_facts_add_details (self->facts, description);
  gtk_widget_set_visible (GTK_WIDGET (self->warnings), n_warnings > 0);
  gtk_widget_set_visible (self->reading_group, TRUE);
}

static void
described_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwMessagePage) self = IMW_MESSAGE_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) description =
      imw_wallet_describe_message_finish (IMW_WALLET (object), result, &self->token, &error);

  self->busy = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->text), TRUE);
  if (description == NULL)
    {
      say_error (self, error);
    }
  else
    {
      self->described = TRUE;
      show_description (self, description);
    }
  update_act (self);
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwMessagePage) self = IMW_MESSAGE_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = NULL;

  if (!imw_password_dialog_unlock_finish (IMW_WALLET (object), result, &error))
    {
      imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_UNLOCK);
      return;
    }
  message = dup_message (self);
  input_changed_cb (self);
  self->busy = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->text), FALSE);
  update_act (self);
  imw_wallet_describe_message_async (self->wallet, self->account, get_form (self), message,
                                     self->cancellable, described_cb, g_object_ref (self));
}

static void
signed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwMessagePage) self = IMW_MESSAGE_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *signature = imw_wallet_sign_message_finish (IMW_WALLET (object), result, &error);

  self->busy = FALSE;
  if (signature == NULL)
    {
      input_changed_cb (self);
      say_error (self, error);
      return;
    }
  input_changed_cb (self);
  imw_facts_clear (self->result);
  imw_facts_add_code (self->result, _ ("Signature"), signature);
  gtk_widget_set_visible (self->result_group, TRUE);
  say (self, _ ("Signed. Copy the signature and hand it on with the message."), "success");
}

static void
sign (ImwMessagePage *self)
{
  g_autoptr (GPtrArray) consents = g_ptr_array_new ();

  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->consents)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    {
      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
        g_ptr_array_add (consents, g_object_get_data (G_OBJECT (check), "code"));
    }
  g_ptr_array_add (consents, NULL);
  self->busy = TRUE;
  update_act (self);
  imw_wallet_sign_message_async (self->wallet, self->token, (const char *const *) consents->pdata,
                                 self->cancellable, signed_cb, g_object_ref (self));
}

static void
check (ImwMessagePage *self)
{
  g_autoptr (GBytes) message = dup_message (self);
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (self->address)));
  g_autofree char *signature = g_strstrip (g_strdup (gtk_editable_get_text (self->signature)));
  g_autoptr (GError) error = NULL;

  if (imw_chain_verify_message (imw_account_get_chain (self->account), address, get_form (self),
                                message, signature, &error))
    {
      say (self, _ ("The signature is right: this address has signed exactly this message."),
           "success");
    }
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED))
    {
      say (
          self,
          _ ("The signature is not of this address, or the message is not the one that was signed."),
          "error");
    }
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT))
    {
      say (self, _ ("This is no signature, or the message can't be read."), "error");
    }
  else
    {
      g_autofree char *text = imw_error_text (error, IMW_DOING_GENERAL);

      say (self, text, "error");
    }
}

static void
act_clicked_cb (ImwMessagePage *self)
{
  if (!gtk_toggle_button_get_active (self->signing))
    check (self);
  else if (self->described)
    sign (self);
  else
    imw_password_dialog_unlock_async (GTK_WIDGET (self), self->wallet,
                                      _ ("The signing process reads the message."),
                                      self->cancellable, unlocked_cb, g_object_ref (self));
}

static void
imw_message_page_dispose (GObject *object)
{
  ImwMessagePage *self = IMW_MESSAGE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->account);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_message_page_parent_class)->dispose (object);
}

static void
imw_message_page_finalize (GObject *object)
{
  g_clear_object (&IMW_MESSAGE_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_message_page_parent_class)->finalize (object);
}

static void
imw_message_page_class_init (ImwMessagePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_message_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_message_page_finalize;
  g_type_ensure (IMW_TYPE_FACTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/message-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, signing);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, checking);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, what);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, form);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, address);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, signature);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, text);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, reading_group);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, warnings);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, consents);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, facts);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, result_group);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, result);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, message);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ImwMessagePage, act);
  gtk_widget_class_bind_template_callback (widget_class, mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, input_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, act_clicked_cb);
}

static void
imw_message_page_init (ImwMessagePage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->form), _ ("Kind of message"));
  imw_ui_set_name (GTK_WIDGET (self->address), _ ("Address of the signer"));
  imw_ui_set_name (GTK_WIDGET (self->signature), _ ("Signature"));
  imw_ui_set_name (GTK_WIDGET (self->text), _ ("Message"));
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->text), "changed",
                            G_CALLBACK (input_changed_cb), self);
  mode_changed_cb (self);
}

/**
 * imw_message_page_new:
 * @wallet: a wallet that is loaded
 * @account: one of its accounts, on a network with messages
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_message_page_new (ImwWallet *wallet, ImwAccount *account)
{
  ImwMessagePage *self = g_object_new (IMW_TYPE_MESSAGE_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);

  return GTK_WIDGET (self);
}
