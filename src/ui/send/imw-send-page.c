/* imw-send-page.c: a payment is made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-send-page"

#include "config.h"

#include "imw-send-page.h"
#include "imw-amount-entry.h"
#include "imw-contact-chooser.h"
#include "imw-fee-picker.h"
#include "imw-format.h"
#include "imw-qr-reader.h"
#include "imw-review-page.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-error.h"
#include "imw-payment.h"

#include <glib/gi18n.h>
#include <string.h>

#define ESTIMATE_DELAY_MS 200

/**
 * ImwSendPage:
 *
 * One column: to whom, how much, which fee; what leaves the wallet is always in sight. Main thread.
 */

struct _ImwSendPage
{
  AdwBin parent_instance;

  ImwWallet         *wallet;
  ImwAccount        *account; /* (nullable) */
  ImwPaymentRequest *request; /* (nullable) what was recognised */
  GCancellable      *cancellable;
  GCancellable      *estimating; /* (nullable) */
  GCancellable      *preparing;  /* (nullable) */
  guint              delay;
  gboolean           estimate_good;

  GtkEditable       *to;
  GtkLabel          *recognised;
  ImwContactChooser *contacts;
  GtkWidget         *account_row;
  GtkDropDown       *accounts;
  GtkLabel          *available;
  ImwAmountEntry    *amount;
  GtkSwitch         *everything;
  ImwFeePicker      *fees;
  GtkEditable       *label;
  GtkLabel          *leaves;
  GtkLabel          *problem;
  GtkWidget         *review;
  GtkSpinner        *spinner;
};

G_DEFINE_FINAL_TYPE (ImwSendPage, imw_send_page, ADW_TYPE_BIN)

static void
update_review (ImwSendPage *self)
{
  gtk_widget_set_sensitive (self->review, self->estimate_good && self->preparing == NULL);
}

static void
set_problem (ImwSendPage *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
set_leaves (ImwSendPage *self, ImwAmount *amount, ImwAmount *fee)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  g_autoptr (ImwAmount) sum = NULL;
  g_autofree char *coins = NULL;
  g_autofree char *value = NULL;
  g_autofree char *fee_text = NULL;
  g_autofree char *text = NULL;

  if (amount == NULL)
    {
      gtk_label_set_text (self->leaves, IMW_FORMAT_UNKNOWN);
      return;
    }

  sum = imw_amount_add (amount, fee, NULL);
  coins = imw_format_amount (service, sum, IMW_FORMAT_PLAIN);
  value = imw_format_value (service, sum);
  fee_text = imw_format_amount (service, fee, IMW_FORMAT_PLAIN);
  /* Translators: "0.0151 BTC ≈ $900, of it fee 0.0001 BTC" */
  text = g_strdup_printf (_ ("%s ≈ %s, of it fee %s"), coins, value, fee_text);
  gtk_label_set_text (self->leaves, text);
}

/* A draft of what the form says; NULL while something is missing. */
static ImwPayment *
make_payment (ImwSendPage *self)
{
  ImwAmount  *amount = imw_amount_entry_get_amount (self->amount);
  guint64     rate = imw_fee_picker_get_rate_milli (self->fees);
  gboolean    everything = gtk_switch_get_active (self->everything);
  ImwPayment *payment;

  if (self->account == NULL || self->request == NULL || rate == 0)
    return NULL;
  if (!everything && (amount == NULL || imw_amount_sign (amount) <= 0))
    return NULL;

  payment = imw_payment_new (self->wallet, self->account);
  if (everything)
    imw_payment_set_everything (payment, self->request->address);
  else
    imw_payment_add_recipient (payment, self->request->address, amount);
  imw_payment_set_fee_rate (payment, rate);
  if (*gtk_editable_get_text (self->label) != '\0')
    imw_payment_set_label (payment, gtk_editable_get_text (self->label));

  return payment;
}

static void
say_insufficient (ImwSendPage *self, const GError *error)
{
  ImwAsset *asset = imw_chain_get_native_asset (imw_account_get_chain (self->account));
  g_autoptr (ImwAmount) missing = imw_payment_error_get_missing (error, asset);
  g_autofree char *text = NULL;

  if (missing != NULL)
    {
      g_autofree char *amount =
          imw_format_amount (imw_wallet_get_service (self->wallet), missing, IMW_FORMAT_PLAIN);

      text =
          g_strdup_printf (_ ("There is not enough money in this account: %s is missing."), amount);
    }
  else
    {
      text = imw_error_text (error, IMW_DOING_PAY);
    }
  set_problem (self, text);
}

static void
estimated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwSendPage) self = IMW_SEND_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  guint64 size;

  if (imw_payment_estimate_finish (IMW_PAYMENT (object), result, &amount, &fee, &size, &error))
    {
      self->estimate_good = TRUE;
      set_problem (self, NULL);
      set_leaves (self, amount, fee);
      imw_fee_picker_set_size (self->fees, imw_wallet_get_service (self->wallet),
                               imw_amount_get_asset (fee), size);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      return;
    }
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS) &&
           self->account != NULL)
    {
      say_insufficient (self, error);
    }
  else
    {
      g_autofree char *text = imw_error_text (error, IMW_DOING_PAY);

      g_message ("Estimating: %s", error->message);
      set_problem (self, text);
    }
  update_review (self);
}

static gboolean
estimate_cb (gpointer user_data)
{
  ImwSendPage *self = IMW_SEND_PAGE (user_data);
  g_autoptr (ImwPayment) payment = make_payment (self);

  self->delay = 0;
  if (payment != NULL)
    {
      g_set_object (&self->estimating, NULL);
      self->estimating = g_cancellable_new ();
      imw_payment_estimate_async (payment, self->estimating, estimated_cb, g_object_ref (self));
    }

  return G_SOURCE_REMOVE;
}

static void
form_changed_cb (ImwSendPage *self)
{
  if (self->estimating != NULL)
    g_cancellable_cancel (self->estimating);
  self->estimate_good = FALSE;
  set_problem (self, NULL);
  set_leaves (self, NULL, NULL);
  update_review (self);
  if (self->delay == 0)
    self->delay = g_timeout_add (ESTIMATE_DELAY_MS, estimate_cb, self);
}

static void
everything_changed_cb (ImwSendPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->amount), !gtk_switch_get_active (self->everything));
  form_changed_cb (self);
}

static void
set_recognised (ImwSendPage *self, const char *text, gboolean error)
{
  gtk_label_set_text (self->recognised, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->recognised), text != NULL);
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (self->recognised), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->recognised), "error");
}

/* "Bitcoin · Taproot address · Coffee shop": text from a link is shown as plain text only. */
static void
say_recognised (ImwSendPage *self, ImwChain *chain)
{
  ImwRecipient *recipient = imw_chain_parse_address (chain, self->request->address, NULL);
  GString      *text = g_string_new (imw_chain_get_name (chain));
  const char   *from_link[2] = { self->request->label, self->request->message };

  if (recipient != NULL)
    g_string_append_printf (text, " · %s", imw_words_known (recipient->title));
  for (guint i = 0; i < G_N_ELEMENTS (from_link); i++)
    {
      if (from_link[i] != NULL && *from_link[i] != '\0')
        g_string_append_printf (text, "\n%s: “%s”",
                                i == 0 ? _ ("The link names") : _ ("The link says"), from_link[i]);
    }
  set_recognised (self, text->str, FALSE);
  g_string_free (text, TRUE);
  g_clear_pointer (&recipient, imw_recipient_free);
}

static void
to_changed_cb (ImwSendPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->to)));
  g_autoptr (GError) error = NULL;
  ImwChain *chain = NULL;

  g_clear_pointer (&self->request, imw_payment_request_free);
  if (*text == '\0')
    {
      set_recognised (self, NULL, FALSE);
      form_changed_cb (self);
      return;
    }

  self->request = imw_wallet_service_parse_payment (imw_wallet_get_service (self->wallet), text,
                                                    &chain, &error);
  if (self->request == NULL)
    {
      g_autofree char *sentence = imw_error_text (error, IMW_DOING_GENERAL);

      set_recognised (self, sentence, TRUE);
    }
  else
    {
      say_recognised (self, chain);
      if (self->request->amount != NULL)
        imw_amount_entry_set_amount (self->amount, self->request->amount);
    }
  form_changed_cb (self);
}

static void
clipboard_text_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwSendPage) self = IMW_SEND_PAGE (user_data);
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);

  if (text != NULL && *text != '\0' && strlen (text) <= 4096)
    imw_send_page_set_recipient (self, text);
  else
    imw_ui_toast (GTK_WIDGET (self), _ ("There is no address in the clipboard."));
}

static void
clipboard_picture_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwSendPage) self = IMW_SEND_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture)
      texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (object), result, NULL);
  g_autofree char *text = texture != NULL ? imw_qr_read_texture (texture, &error) : NULL;

  if (text != NULL)
    imw_send_page_set_recipient (self, text);
  else
    imw_ui_toast (GTK_WIDGET (self), _ ("There is no QR code in the picture."));
}

/* A picture in the clipboard is read as a QR code, text is taken as it is. */
static void
paste_clicked_cb (ImwSendPage *self)
{
  GdkClipboard      *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE))
    gdk_clipboard_read_texture_async (clipboard, self->cancellable, clipboard_picture_cb,
                                      g_object_ref (self));
  else
    gdk_clipboard_read_text_async (clipboard, self->cancellable, clipboard_text_cb,
                                   g_object_ref (self));
}

static void
picture_chosen_cb (GFile *file, gpointer user_data)
{
  ImwSendPage *self = IMW_SEND_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = imw_qr_read_file (file, &error);

  if (text != NULL)
    imw_send_page_set_recipient (self, text);
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    imw_ui_toast (GTK_WIDGET (self), _ ("There is no QR code in the picture."));
  else
    imw_ui_toast (GTK_WIDGET (self), _ ("This file is no picture that can be read."));
}

static void
picture_clicked_cb (ImwSendPage *self)
{
  imw_ui_choose_file (GTK_WIDGET (self), _ ("Open a picture with a QR code"), FALSE, NULL,
                      picture_chosen_cb, self);
}

static void
contact_chosen_cb (ImwSendPage *self, const char *address)
{
  imw_send_page_set_recipient (self, address);
}

static void
fees_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwSendPage) self = IMW_SEND_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  ImwFeeTable fees = { 0 };

  if (!imw_account_get_fees_finish (IMW_ACCOUNT (object), result, &fees, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      g_message ("Asking for fees: %s", error->message);
      fees.known = FALSE;
    }
  imw_fee_picker_set_fees (self->fees, &fees);
}

static void
update_available (ImwSendPage *self)
{
  g_autofree char *amount = NULL;
  g_autofree char *text = NULL;

  if (self->account == NULL)
    return;

  amount = imw_format_amount (imw_wallet_get_service (self->wallet),
                              imw_account_get_available (self->account), IMW_FORMAT_PLAIN);
  text = g_strdup_printf (_ ("Available: %s"), amount);
  gtk_label_set_text (self->available, text);
}

static void
set_account (ImwSendPage *self, ImwAccount *account)
{
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_set_object (&self->account, account);
  g_signal_connect_object (account, "notify::balance", G_CALLBACK (update_available), self,
                           G_CONNECT_SWAPPED);
  update_available (self);
  imw_account_get_fees_async (account, self->cancellable, fees_cb, g_object_ref (self));
  form_changed_cb (self);
}

static void
account_selected_cb (ImwSendPage *self)
{
  g_autoptr (ImwAccount) account = g_list_model_get_item (
      imw_wallet_get_accounts (self->wallet), gtk_drop_down_get_selected (self->accounts));

  if (account != NULL && account != self->account)
    set_account (self, account);
}

static void
prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwSendPage) self = IMW_SEND_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean  prepared = imw_payment_prepare_finish (IMW_PAYMENT (object), result, &error);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  g_clear_object (&self->preparing);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  update_review (self);
  if (!prepared)
    {
      g_message ("Preparing: %s", error->message);
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autofree char *text = imw_error_text (error, IMW_DOING_PAY);

          set_problem (self, text);
        }
      return;
    }
  if (shell != NULL)
    imw_shell_push (shell, imw_review_page_new (IMW_PAYMENT (object)), _ ("Review"));
}

static void
review_clicked_cb (ImwSendPage *self)
{
  g_autoptr (ImwPayment) payment = make_payment (self);

  if (payment == NULL || self->preparing != NULL)
    return;

  self->preparing = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_start (self->spinner);
  update_review (self);
  imw_payment_prepare_async (payment, self->preparing, prepared_cb, g_object_ref (self));
}

static void
imw_send_page_dispose (GObject *object)
{
  ImwSendPage *self = IMW_SEND_PAGE (object);

  g_clear_handle_id (&self->delay, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->estimating != NULL)
    g_cancellable_cancel (self->estimating);
  if (self->preparing != NULL)
    g_cancellable_cancel (self->preparing);
  g_clear_object (&self->estimating);
  g_clear_object (&self->preparing);
  g_clear_object (&self->account);
  g_clear_object (&self->wallet);
  g_clear_pointer (&self->request, imw_payment_request_free);

  G_OBJECT_CLASS (imw_send_page_parent_class)->dispose (object);
}

static void
imw_send_page_finalize (GObject *object)
{
  g_clear_object (&IMW_SEND_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_send_page_parent_class)->finalize (object);
}

static void
imw_send_page_class_init (ImwSendPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_send_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_send_page_finalize;
  g_type_ensure (IMW_TYPE_AMOUNT_ENTRY);
  g_type_ensure (IMW_TYPE_CONTACT_CHOOSER);
  g_type_ensure (IMW_TYPE_FEE_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/send-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, to);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, recognised);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, contacts);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, account_row);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, accounts);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, available);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, amount);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, everything);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, fees);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, label);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, leaves);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, problem);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, review);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, to_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, contact_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, everything_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, review_clicked_cb);
}

static void
imw_send_page_init (ImwSendPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  imw_ui_set_name (GTK_WIDGET (self->to), _ ("Address or payment link"));
  imw_ui_set_name (GTK_WIDGET (self->accounts), _ ("From account"));
  imw_ui_set_name (GTK_WIDGET (self->label), _ ("Label for yourself"));
}

/**
 * imw_send_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_send_page_new (ImwWallet *wallet)
{
  ImwSendPage *self = g_object_new (IMW_TYPE_SEND_PAGE, NULL);
  GListModel  *accounts = imw_wallet_get_accounts (wallet);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (ImwAccount) first = g_list_model_get_item (accounts, 0);

  self->wallet = g_object_ref (wallet);
  imw_contact_chooser_set_wallet (self->contacts, wallet);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *name = imw_words_account (account);

      gtk_string_list_append (names, name);
    }
  if (first != NULL)
    {
      imw_amount_entry_set_chain (self->amount, imw_wallet_get_service (wallet),
                                  imw_account_get_chain (first));
      set_account (self, first);
    }
  gtk_drop_down_set_model (self->accounts, G_LIST_MODEL (names));
  gtk_widget_set_visible (self->account_row, g_list_model_get_n_items (accounts) > 1);

  return GTK_WIDGET (self);
}

/**
 * imw_send_page_set_recipient:
 * @self: the page
 * @text: an address or payment link, from outside
 */
void
imw_send_page_set_recipient (ImwSendPage *self, const char *text)
{
  g_autofree char *stripped = NULL;

  g_return_if_fail (IMW_IS_SEND_PAGE (self));

  stripped = g_strstrip (g_strdup (text));
  gtk_editable_set_text (self->to, stripped);
}

/**
 * imw_send_page_clear:
 * @self: the page
 *
 * Empties the form after a payment has gone out.
 */
void
imw_send_page_clear (ImwSendPage *self)
{
  g_return_if_fail (IMW_IS_SEND_PAGE (self));

  gtk_editable_set_text (self->to, "");
  gtk_editable_set_text (self->label, "");
  gtk_switch_set_active (self->everything, FALSE);
  imw_amount_entry_set_amount (self->amount, NULL);
}
