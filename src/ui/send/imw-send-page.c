/* imw-send-page.c: a payment is made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-send-page"

#include "config.h"

#include "imw-send-page.h"
#include "imw-amount-entry.h"
#include "imw-facts.h"
#include "imw-fee-picker.h"
#include "imw-format.h"
#include "imw-receive-page.h"
#include "imw-recipient-entry.h"
#include "imw-review-page.h"
#include "imw-send-figures.h"
#include "imw-shell.h"
#include "imw-source-chooser.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-error.h"
#include "imw-holding.h"
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
  ImwHolding        *holding; /* (nullable): from which account, in which asset */
  ImwAccount        *account; /* (nullable): of @holding */
  ImwAsset          *asset;   /* (nullable): of @holding, which owns it */
  ImwPaymentRequest *request; /* (nullable) what was recognised, on the network of @account */
  GCancellable      *cancellable;
  GCancellable      *estimating; /* (nullable) */
  GCancellable      *preparing;  /* (nullable) */
  guint              delay;
  gboolean           estimate_good;

  ImwRecipientEntry *to;
  ImwSourceChooser  *source;
  GtkLabel          *available;
  ImwAmountEntry    *amount;
  GtkSwitch         *everything;
  AdwActionRow      *everything_row;
  ImwFeePicker      *fees;
  GtkLabel          *fee_note;
  ImwFacts          *findings;
  GtkWidget         *receive;
  GtkEditable       *label;
  GtkWidget         *memo_list;
  GtkEditable       *memo;
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
  g_autofree char *text =
      imw_send_figures_leaves (imw_wallet_get_service (self->wallet), amount, fee);

  gtk_label_set_text (self->leaves, text);
}

/* @payment NULL: nothing is known */
static void
set_fee_note (ImwSendPage *self, ImwPayment *payment, ImwAmount *fee)
{
  g_autofree char *text = payment != NULL ? imw_send_figures_fee (payment, fee) : g_strdup ("");

  gtk_label_set_text (self->fee_note, text);
  gtk_widget_set_visible (GTK_WIDGET (self->fee_note), *text != '\0');
}

/* What speaks against it. Returns the title of what makes it impossible, or NULL. */
static const char *
set_findings (ImwSendPage *self, ImwPayment *payment)
{
  GPtrArray        *findings = payment != NULL ? imw_payment_get_findings (payment) : NULL;
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  const char       *blocked = NULL;
  gboolean          fee_missing = FALSE;

  imw_facts_clear (self->findings);
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const ImwGuardFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char       *text = imw_words_guard_text (service, finding);

      imw_facts_add_warning (self->findings, imw_words_guard_title (finding->guard), text,
                             imw_words_guard_is_danger (finding->guard));
      if (finding->blocks && blocked == NULL)
        blocked = imw_words_guard_title (finding->guard);
      fee_missing = fee_missing || finding->guard == IMW_GUARD_FEE_MISSING;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->findings), findings != NULL && findings->len > 0);
  gtk_widget_set_visible (self->receive, fee_missing);

  return blocked;
}

/* What the recipient asks for, as the network of the account reads it. */
static void
update_request (ImwSendPage *self)
{
  ImwChain  *chain = self->account != NULL ? imw_account_get_chain (self->account) : NULL;
  GPtrArray *chains = imw_recipient_entry_get_chains (self->to);

  g_clear_pointer (&self->request, imw_payment_request_free);
  if (chain != NULL && g_ptr_array_find (chains, chain, NULL))
    self->request = imw_recipient_entry_get_request (self->to, chain);
  if (self->request != NULL && self->request->amount != NULL &&
      !imw_asset_equal (imw_amount_get_asset (self->request->amount), self->asset))
    g_clear_pointer (&self->request->amount, imw_amount_unref);
}

/* A link can name its kind; what is typed is text, or a number where it is one. */
static void
set_memo (ImwSendPage *self, ImwPayment *payment)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->memo)));
  const char      *type = "text";

  if (*text == '\0' || !imw_chain_has (imw_account_get_chain (self->account), IMW_CHAIN_HAS_MEMO))
    return;

  if (g_strcmp0 (text, self->request->memo) == 0 && self->request->memo_type != NULL)
    type = self->request->memo_type;
  else if (strspn (text, "0123456789") == strlen (text))
    type = "id";
  imw_payment_set_memo (payment, type, text);
}

/* A draft of what the form says; NULL while something is missing. */
static ImwPayment *
make_payment (ImwSendPage *self)
{
  ImwAmount         *amount = imw_amount_entry_get_amount (self->amount);
  guint64            rate = imw_fee_picker_get_rate_milli (self->fees);
  gboolean           everything = gtk_switch_get_active (self->everything);
  const ImwFeeTable *fees;
  ImwFeeLevel        level;
  ImwPayment        *payment;

  if (self->account == NULL || self->request == NULL || rate == 0)
    return NULL;
  if (!everything && (amount == NULL || imw_amount_sign (amount) <= 0))
    return NULL;

  payment = imw_payment_new (self->wallet, self->account);
  imw_payment_set_asset (payment, self->asset);
  if (everything)
    imw_payment_set_everything (payment, self->request->address);
  else
    imw_payment_add_recipient (payment, self->request->address, amount);
  if (imw_fee_picker_get_level (self->fees, &fees, &level))
    imw_payment_set_fee (payment, fees, level);
  else
    imw_payment_set_fee_rate (payment, rate);
  if (*gtk_editable_get_text (self->label) != '\0')
    imw_payment_set_label (payment, gtk_editable_get_text (self->label));
  set_memo (self, payment);

  return payment;
}

static void
say_insufficient (ImwSendPage *self, const GError *error)
{
  g_autoptr (ImwAmount) missing = imw_payment_error_get_missing (error, self->asset);
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
  ImwPayment *payment = IMW_PAYMENT (object);
  const char *blocked;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  guint64  size;
  gboolean good = imw_payment_estimate_finish (payment, result, &amount, &fee, &size, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->account == NULL)
    return;

  blocked = set_findings (self, payment);
  if (good)
    {
      self->estimate_good = blocked == NULL;
      set_problem (self, blocked);
      set_leaves (self, amount, fee);
      set_fee_note (self, payment, fee);
      imw_fee_picker_set_size (self->fees, imw_wallet_get_service (self->wallet),
                               imw_amount_get_asset (fee), size);
    }
  else if (blocked != NULL)
    {
      set_problem (self, blocked);
    }
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS))
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
  set_fee_note (self, NULL, NULL);
  set_findings (self, NULL);
  update_review (self);
  if (self->delay == 0)
    self->delay = g_timeout_add (ESTIMATE_DELAY_MS, estimate_cb, self);
}

/* What was missing may have arrived. */
static void
books_changed_cb (ImwSendPage *self)
{
  if (!self->estimate_good && self->request != NULL)
    form_changed_cb (self);
}

static void
everything_changed_cb (ImwSendPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->amount), !gtk_switch_get_active (self->everything));
  form_changed_cb (self);
}

/* ---- from which account, in which asset ---- */

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
  if (self->account == IMW_ACCOUNT (object))
    imw_fee_picker_set_fees (self->fees, &fees);
}

static void
update_available (ImwSendPage *self)
{
  g_autofree char *amount = NULL;
  g_autofree char *text = NULL;

  if (self->holding == NULL)
    return;

  amount = imw_format_amount (imw_wallet_get_service (self->wallet),
                              imw_holding_get_available (self->holding), IMW_FORMAT_PLAIN);
  text = g_strdup_printf (_ ("Available: %s"), amount);
  gtk_label_set_text (self->available, text);
}

static void
set_holding (ImwSendPage *self, ImwHolding *holding)
{
  ImwAccount      *account = imw_holding_get_account (holding);
  ImwChain        *chain = imw_account_get_chain (account);
  gboolean         native = imw_holding_get_native (holding);
  gboolean         other = account != self->account;
  g_autofree char *receive = NULL;

  if (self->holding != NULL)
    g_signal_handlers_disconnect_by_data (self->holding, self);
  g_set_object (&self->holding, holding);
  g_set_object (&self->account, account);
  self->asset = imw_holding_get_asset (holding);
  g_signal_connect_object (holding, "notify::balance", G_CALLBACK (update_available), self,
                           G_CONNECT_SWAPPED);
  update_available (self);
  update_request (self);
  imw_amount_entry_set_asset (self->amount, imw_wallet_get_service (self->wallet), chain,
                              self->asset);
  adw_action_row_set_subtitle (self->everything_row,
                               native ? _ ("Everything in this account, minus the fee")
                                      : _ ("Everything of this token"));
  /* Translators: the button says what is to be received: "Receive ETH" */
  receive =
      g_strdup_printf (_ ("Receive %s"), imw_asset_get_symbol (imw_chain_get_native_asset (chain)));
  gtk_button_set_label (GTK_BUTTON (self->receive), receive);
  gtk_widget_set_visible (self->memo_list, imw_chain_has (chain, IMW_CHAIN_HAS_MEMO));
  if (other)
    {
      imw_fee_picker_set_chain (self->fees, chain);
      imw_account_get_fees_async (account, self->cancellable, fees_cb, g_object_ref (self));
    }
  form_changed_cb (self);
}

static void
source_changed_cb (ImwSendPage *self)
{
  set_holding (self, imw_source_chooser_get_holding (self->source));
}

static void
to_changed_cb (ImwSendPage *self)
{
  GPtrArray *chains = imw_recipient_entry_get_chains (self->to);
  g_autoptr (ImwPaymentRequest) request = NULL;

  if (chains->len > 0)
    request = imw_recipient_entry_get_request (self->to, g_ptr_array_index (chains, 0));
  imw_source_chooser_set_chains (self->source, chains, request != NULL ? request->asset : NULL);
  update_request (self);
  if (self->request != NULL && self->request->amount != NULL)
    imw_amount_entry_set_amount (self->amount, self->request->amount);
  if (self->request != NULL && self->request->memo != NULL)
    gtk_editable_set_text (self->memo, self->request->memo);
  form_changed_cb (self);
}

static void
receive_clicked_cb (ImwSendPage *self)
{
  ImwShell  *shell = imw_shell_of (GTK_WIDGET (self));
  GtkWidget *page;

  if (shell == NULL || self->account == NULL)
    return;

  page = imw_shell_go (shell, "receive");
  if (IMW_IS_RECEIVE_PAGE (page))
    imw_receive_page_choose (IMW_RECEIVE_PAGE (page), self->account,
                             imw_chain_get_native_asset (imw_account_get_chain (self->account)));
}

/* ---- review ---- */

/* What the form has noticed about the address since it was pasted. */
static void
add_doubt (ImwSendPage *self, ImwReviewPage *page)
{
  switch (imw_recipient_entry_get_doubt (self->to))
    {
    case IMW_DOUBT_NONE:
      break;
    case IMW_DOUBT_CLIPBOARD:
      imw_review_page_add_warning (
          page, _ ("The clipboard holds another address that looks alike"),
          _ ("A program may have exchanged it. Compare every character with the address you were given."),
          TRUE);
      break;
    case IMW_DOUBT_CHANGED:
      imw_review_page_add_warning (
          page, _ ("This is not the address you pasted"),
          _ ("It was changed after it was pasted. Compare every character with the address you were given."),
          TRUE);
      break;
    }
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
    {
      GtkWidget *page = imw_review_page_new (IMW_PAYMENT (object));

      add_doubt (self, IMW_REVIEW_PAGE (page));
      imw_shell_push (shell, page, _ ("Review"));
    }
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
  imw_recipient_entry_look_at_clipboard (self->to);
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
  if (self->holding != NULL)
    g_signal_handlers_disconnect_by_data (self->holding, self);
  g_clear_object (&self->holding);
  g_clear_object (&self->account);
  self->asset = NULL;
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
  g_type_ensure (IMW_TYPE_FACTS);
  g_type_ensure (IMW_TYPE_FEE_PICKER);
  g_type_ensure (IMW_TYPE_RECIPIENT_ENTRY);
  g_type_ensure (IMW_TYPE_SOURCE_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/send-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, to);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, source);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, available);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, amount);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, everything);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, everything_row);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, fees);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, fee_note);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, findings);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, receive);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, label);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, memo_list);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, memo);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, leaves);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, problem);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, review);
  gtk_widget_class_bind_template_child (widget_class, ImwSendPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, to_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, receive_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, source_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, everything_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, review_clicked_cb);
}

static void
imw_send_page_init (ImwSendPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  imw_ui_set_name (GTK_WIDGET (self->label), _ ("Label for yourself"));
  imw_ui_set_name (GTK_WIDGET (self->memo), _ ("Memo the recipient asks for"));
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

  self->wallet = g_object_ref (wallet);
  imw_recipient_entry_set_wallet (self->to, wallet);
  imw_source_chooser_set_wallet (self->source, wallet);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (books_changed_cb), self,
                           G_CONNECT_SWAPPED);

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
  g_return_if_fail (IMW_IS_SEND_PAGE (self));

  imw_recipient_entry_set_text (self->to, text);
}

/**
 * imw_send_page_choose:
 * @self: the page
 * @account: from which account
 * @asset: what is to be paid
 */
void
imw_send_page_choose (ImwSendPage *self, ImwAccount *account, ImwAsset *asset)
{
  g_return_if_fail (IMW_IS_SEND_PAGE (self));

  imw_source_chooser_choose (self->source, account, asset);
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

  imw_recipient_entry_set_text (self->to, "");
  gtk_editable_set_text (self->label, "");
  gtk_editable_set_text (self->memo, "");
  gtk_switch_set_active (self->everything, FALSE);
  imw_amount_entry_set_amount (self->amount, NULL);
}
