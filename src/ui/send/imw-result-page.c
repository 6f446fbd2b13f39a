/* imw-result-page.c: what became of a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-result-page"

#include "config.h"

#include "imw-result-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-review-page.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

#define MIN_STEP_MILLI 1000

/**
 * ImwResultPage:
 *
 * The state of one payment, who acts next, and what can still be done about it. Main thread.
 */

struct _ImwResultPage
{
  AdwBin parent_instance;

  ImwPayment   *payment;
  GCancellable *cancellable;
  gboolean      back_to_wallet; /* what the replacement that is being made is for */
  gboolean      busy;

  GtkImage   *icon;
  GtkLabel   *title;
  GtkLabel   *next;
  ImwFacts   *facts;
  GtkWidget  *earlier;
  GtkWidget  *speed_up;
  GtkWidget  *cancel;
  GtkWidget  *give_up;
  GtkWidget  *open_explorer;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (ImwResultPage, imw_result_page, ADW_TYPE_BIN)

static ImwWalletService *
get_service (ImwResultPage *self)
{
  return imw_wallet_get_service (imw_payment_get_wallet (self->payment));
}

static const char *
state_icon (ImwPaymentState state)
{
  const char *icon = "imw-wait-symbolic";

  switch (state)
    {
    case IMW_PAYMENT_DRAFT:
    case IMW_PAYMENT_PREPARED:
    case IMW_PAYMENT_DESCRIBED:
    case IMW_PAYMENT_SIGNED:
    case IMW_PAYMENT_REPLACED:
      break;
    case IMW_PAYMENT_SUBMITTED:
      icon = "imw-send-symbolic";
      break;
    case IMW_PAYMENT_CONFIRMED:
      icon = "object-select-symbolic";
      break;
    case IMW_PAYMENT_FAILED:
    case IMW_PAYMENT_CANCELLED:
      icon = "dialog-warning-symbolic";
      break;
    }

  return icon;
}

static ImwChain *
get_chain (ImwResultPage *self)
{
  return imw_account_get_chain (imw_payment_get_account (self->payment));
}

static void
add_amount (ImwResultPage *self, const char *name, ImwAmount *amount)
{
  g_autofree char *text = imw_format_amount (get_service (self), amount, IMW_FORMAT_EXACT);

  imw_facts_add (self->facts, name, text);
}

static void
add_description (ImwResultPage *self)
{
  ImwDescription *description = imw_payment_get_description (self->payment);
  g_autoptr (ImwAmount) leaves = NULL;
  g_autoptr (ImwAmount) sent = NULL;
  g_autoptr (ImwAmount) fee = NULL;

  if (description == NULL)
    return;

  leaves = imw_payment_dup_leaves (self->payment);
  fee = imw_payment_dup_fee (self->payment);
  sent = imw_description_dup_sent (description);
  if (imw_description_get_action (description) != IMW_ACTION_PAY)
    imw_facts_add (self->facts, _ ("What is done"),
                   imw_words_action (imw_description_get_action (description)));
  if (imw_chain_has (get_chain (self), IMW_CHAIN_HAS_TOKENS))
    imw_facts_add (self->facts, _ ("Network"), imw_chain_get_name (get_chain (self)));
  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);

      imw_facts_add_address (self->facts,
                             output->path != NULL ? _ ("To yourself") : _ ("Recipient"),
                             output->address, NULL);
    }
  if (leaves != NULL)
    add_amount (self, _ ("Leaves your wallet"), leaves);
  else if (sent != NULL && imw_description_get_action (description) == IMW_ACTION_PAY)
    add_amount (self, _ ("Recipients get"), sent);
  add_amount (self,
              imw_description_get_fee_is_bound (description) ? _ ("Network fee at most")
                                                             : _ ("Network fee"),
              fee);
}

/* Where the payment stands in the order of its account. */
static void
add_lane (ImwResultPage *self)
{
  gint64      sequence = imw_payment_get_sequence (self->payment);
  ImwPayment *earlier = imw_payment_get_waits_for (self->payment);
  gboolean    open = imw_payment_get_state (self->payment) == IMW_PAYMENT_SIGNED ||
                  imw_payment_get_state (self->payment) == IMW_PAYMENT_SUBMITTED;

  gtk_widget_set_visible (self->earlier, open && earlier != NULL);
  if (sequence >= 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, sequence);

      imw_facts_add (self->facts, _ ("Number of the payment"), text);
    }
  if (open && earlier != NULL)
    imw_facts_add_warning (self->facts, imw_words_guard_title (IMW_GUARD_WAITS),
                           _ ("Payments of this account are confirmed in order. If the earlier one "
                              "hangs, speed that one up."),
                           FALSE);
  else if (open && imw_payment_get_gap (self->payment))
    imw_facts_add_warning (
        self->facts, _ ("A payment before it is missing"),
        _ ("The network waits for a payment with a lower number that it does not "
           "know. Make a new payment, which takes that number, or speed this one up."),
        FALSE);
}

static void
update (ImwResultPage *self)
{
  ImwPaymentState  state = imw_payment_get_state (self->payment);
  const char      *txid = imw_payment_get_txid (self->payment);
  const char      *label = imw_payment_get_label (self->payment);
  ImwChain        *chain = get_chain (self);
  g_autofree char *created = imw_format_date_time (imw_payment_get_created_ms (self->payment));
  g_autofree char *explorer = NULL;
  gboolean         open = (state == IMW_PAYMENT_SIGNED || state == IMW_PAYMENT_SUBMITTED) &&
                  imw_chain_has (chain, IMW_CHAIN_HAS_REPLACEMENT);

  gtk_image_set_from_icon_name (self->icon, state_icon (state));
  gtk_label_set_text (self->title, imw_words_payment_state (self->payment));
  gtk_label_set_text (self->next, imw_words_payment_next (self->payment));
  imw_facts_clear (self->facts);
  add_description (self);
  add_lane (self);
  if (label != NULL && *label != '\0')
    imw_facts_add (self->facts, _ ("Label"), label);
  imw_facts_add (self->facts, _ ("Created"), created);
  if (state == IMW_PAYMENT_CONFIRMED || state == IMW_PAYMENT_SUBMITTED)
    {
      g_autofree char *confirmations =
          g_strdup_printf ("%u", imw_payment_get_confirmations (self->payment));

      imw_facts_add (self->facts, _ ("Confirmations"), confirmations);
    }
  if (txid != NULL)
    {
      imw_facts_add_code (self->facts, _ ("Transaction"), txid);
      explorer =
          imw_wallet_service_explorer_url (get_service (self), imw_chain_get_id (chain), txid);
    }
  if (explorer != NULL)
    imw_facts_add_code (self->facts, _ ("Block explorer"), explorer);
  if (state == IMW_PAYMENT_SIGNED && imw_payment_get_last_error (self->payment) != NULL)
    {
      g_autofree char *text =
          imw_error_text (imw_payment_get_last_error (self->payment), IMW_DOING_SUBMIT);

      imw_facts_add_warning (self->facts, _ ("Not taken by a server yet"), text, FALSE);
    }
  gtk_widget_set_tooltip_text (
      self->cancel, imw_chain_has (chain, IMW_CHAIN_HAS_SEQUENCE)
                        ? _ ("Put a payment of nothing in its place, if it is not too late")
                        : _ ("Send the money back to yourself, if it is not too late"));
  gtk_widget_set_visible (self->open_explorer, explorer != NULL);
  gtk_widget_set_visible (self->speed_up, open && !self->busy);
  gtk_widget_set_visible (self->cancel, open && !self->busy);
  gtk_widget_set_visible (self->give_up,
                          state == IMW_PAYMENT_PREPARED || state == IMW_PAYMENT_DESCRIBED);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
}

static void
set_busy (ImwResultPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_spinner_set_spinning (self->spinner, busy);
  update (self);
}

static void
explorer_clicked_cb (ImwResultPage *self)
{
  ImwChain        *chain = imw_account_get_chain (imw_payment_get_account (self->payment));
  g_autofree char *url = imw_wallet_service_explorer_url (
      get_service (self), imw_chain_get_id (chain), imw_payment_get_txid (self->payment));

  if (url != NULL)
    imw_ui_open_uri (GTK_WIDGET (self), url);
}

static void
given_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwResultPage) self = IMW_RESULT_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_payment_cancel_finish (IMW_PAYMENT (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
}

static void
give_up_clicked_cb (ImwResultPage *self)
{
  imw_payment_cancel_async (self->payment, self->cancellable, given_up_cb, g_object_ref (self));
}

/* In a block while the replacement was being made: that is what to say, not what it failed of. */
static void
say_not_replaced (ImwResultPage *self, const GError *error, ImwDoing doing)
{
  if (imw_payment_get_state (self->payment) == IMW_PAYMENT_CONFIRMED)
    imw_ui_toast (GTK_WIDGET (self),
                  _ ("The payment has been confirmed meanwhile and can't be changed any more"));
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, doing);
}

static void
replacement_prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwResultPage) self = IMW_RESULT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean  prepared = imw_payment_prepare_finish (IMW_PAYMENT (object), result, &error);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  set_busy (self, FALSE);
  if (!prepared)
    say_not_replaced (self, error, IMW_DOING_PAY);
  else if (shell != NULL)
    imw_shell_push (shell, imw_review_page_new (IMW_PAYMENT (object)), _ ("Review"));
}

/* At least half as much again as before, and what a fast payment costs now. */
static void
fees_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwResultPage) self = IMW_RESULT_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPayment) replacement = NULL;
  ImwDescription *description = imw_payment_get_description (self->payment);
  ImwFeeTable     fees = { 0 };
  guint64         rate = MIN_STEP_MILLI * 2;

  if (!imw_account_get_fees_finish (IMW_ACCOUNT (object), result, &fees, &error))
    {
      g_message ("Asking for fees: %s", error->message);
      g_clear_error (&error);
      fees.known = FALSE;
    }
  if (description != NULL)
    {
      guint64 old = imw_description_get_fee_rate_millisat_vb (description);

      rate = MAX (old + old / 2, old + MIN_STEP_MILLI);
    }
  replacement = imw_payment_new_replacement (self->payment, self->back_to_wallet, &error);
  if (replacement == NULL)
    {
      set_busy (self, FALSE);
      say_not_replaced (self, error, IMW_DOING_GENERAL);
      return;
    }
  if (fees.known && fees.rate_milli[IMW_FEE_FAST] >= rate)
    imw_payment_set_fee (replacement, &fees, IMW_FEE_FAST);
  else
    imw_payment_set_fee_rate (replacement, rate);
  imw_payment_prepare_async (replacement, self->cancellable, replacement_prepared_cb,
                             g_object_ref (self));
}

static void
replace (ImwResultPage *self, gboolean back_to_wallet)
{
  if (self->busy)
    return;

  self->back_to_wallet = back_to_wallet;
  set_busy (self, TRUE);
  imw_account_get_fees_async (imw_payment_get_account (self->payment), self->cancellable, fees_cb,
                              g_object_ref (self));
}

static void
earlier_clicked_cb (ImwResultPage *self)
{
  ImwPayment *earlier = imw_payment_get_waits_for (self->payment);
  ImwShell   *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL && earlier != NULL)
    imw_shell_push (shell, imw_result_page_new (earlier), _ ("Payment"));
}

static void
speed_up_clicked_cb (ImwResultPage *self)
{
  replace (self, FALSE);
}

static void
cancel_clicked_cb (ImwResultPage *self)
{
  replace (self, TRUE);
}

static void
imw_result_page_dispose (GObject *object)
{
  ImwResultPage *self = IMW_RESULT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->payment != NULL)
    g_signal_handlers_disconnect_by_data (self->payment, self);
  g_clear_object (&self->payment);

  G_OBJECT_CLASS (imw_result_page_parent_class)->dispose (object);
}

static void
imw_result_page_finalize (GObject *object)
{
  g_clear_object (&IMW_RESULT_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_result_page_parent_class)->finalize (object);
}

static void
imw_result_page_class_init (ImwResultPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_result_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_result_page_finalize;
  g_type_ensure (IMW_TYPE_FACTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/result-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, icon);
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, title);
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, next);
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, facts);
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, earlier);
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, speed_up);
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, give_up);
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, open_explorer);
  gtk_widget_class_bind_template_child (widget_class, ImwResultPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, explorer_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_up_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, earlier_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, speed_up_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
}

static void
imw_result_page_init (ImwResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_result_page_new:
 * @payment: a payment
 *
 * Returns: (transfer full): the page, which follows the payment's state
 */
GtkWidget *
imw_result_page_new (ImwPayment *payment)
{
  ImwResultPage *self = g_object_new (IMW_TYPE_RESULT_PAGE, NULL);

  self->payment = g_object_ref (payment);
  g_signal_connect_swapped (payment, "notify::state", G_CALLBACK (update), self);
  g_signal_connect_object (imw_payment_get_wallet (payment), "books-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
