/* imw-review-page.c: what the signer read in a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-review-page"

#include "config.h"

#include "imw-review-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-locale.h"
#include "imw-number.h"
#include "imw-result-page.h"
#include "imw-send-page.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

/**
 * ImwReviewPage:
 *
 * The last look before signing. Every figure comes from the signer's own reading of the transaction.
 * Leaving the page gives the payment up. Main thread.
 */

struct _ImwReviewPage
{
  AdwBin parent_instance;

  ImwPayment   *payment;
  ImwPayment   *original; /* (nullable): whose place it takes */
  GCancellable *cancellable;
  gboolean      sending;
  guint         n_recipients;

  ImwFacts       *recipients;
  ImwFacts       *figures;
  ImwFacts       *warnings;
  GtkWidget      *warning_group;
  GtkCheckButton *consent;
  GtkWidget      *send;
  GtkSpinner     *spinner;
  GtkLabel       *message;
};

G_DEFINE_FINAL_TYPE (ImwReviewPage, imw_review_page, ADW_TYPE_BIN)

static ImwWalletService *
get_service (ImwReviewPage *self)
{
  return imw_wallet_get_service (imw_payment_get_wallet (self->payment));
}

/* A block may come while somebody reads: then there is nothing left to replace. */
static gboolean
is_too_late (ImwReviewPage *self)
{
  return self->original != NULL && !self->sending &&
         imw_payment_get_state (self->original) == IMW_PAYMENT_CONFIRMED;
}

static void
update_send (ImwReviewPage *self)
{
  gboolean needs = gtk_widget_get_visible (GTK_WIDGET (self->consent));
  gboolean ready = !self->sending && !is_too_late (self) &&
                   imw_payment_get_state (self->payment) == IMW_PAYMENT_DESCRIBED;

  gtk_widget_set_sensitive (self->send,
                            ready && (!needs || gtk_check_button_get_active (self->consent)));
}

static void
show_message (ImwReviewPage *self, const char *text)
{
  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message), TRUE);
}

/* It may be given up from the list of open payments while this page stands behind another. */
static void
state_changed_cb (ImwReviewPage *self)
{
  if (imw_payment_get_state (self->payment) == IMW_PAYMENT_CANCELLED)
    show_message (self, _ ("This payment was given up. Nothing was sent."));
  else if (is_too_late (self))
    show_message (self, _ ("The payment before it has been confirmed meanwhile and can't be "
                           "changed any more. Nothing more was sent."));
  update_send (self);
}

static char *
both (ImwReviewPage *self, ImwAmount *amount)
{
  g_autofree char *coins = imw_format_amount (get_service (self), amount, IMW_FORMAT_EXACT);
  g_autofree char *value = imw_format_value (get_service (self), amount);

  return g_strdup_printf ("%s\n≈ %s", coins, value);
}

/* The share in hundredths of a percent, by integers only. */
static char *
percent (ImwAmount *part, ImwAmount *whole)
{
  guint64          a, b, hundredths;
  g_autofree char *plain = NULL;

  if (!imw_amount_get_u64 (part, &a) || !imw_amount_get_u64 (whole, &b) || b == 0 ||
      a > G_MAXUINT64 / 10000)
    return NULL;

  hundredths = (a * 10000 + b / 2) / b;
  plain = g_strdup_printf ("%" G_GUINT64_FORMAT ".%02" G_GUINT64_FORMAT, hundredths / 100,
                           hundredths % 100);

  return imw_number_format (imw_locale_get_current (), plain);
}

static void
add_figures (ImwReviewPage *self, ImwDescription *description)
{
  ImwAmount *fee = imw_description_get_fee (description);
  g_autoptr (ImwAmount) sent = imw_description_dup_sent (description);
  g_autoptr (ImwAmount) leaves = imw_description_dup_leaves (description);
  ImwAmount       *total = imw_account_get_total (imw_payment_get_account (self->payment));
  g_autofree char *sent_text = both (self, sent);
  g_autofree char *fee_text = both (self, fee);
  g_autofree char *leaves_text = both (self, leaves);
  g_autofree char *share = percent (fee, sent);
  g_autofree char *rate =
      imw_format_fee_rate (imw_description_get_fee_rate_millisat_vb (description));
  g_autofree char *rate_text = NULL;

  imw_facts_add (self->figures, _ ("Recipients get"), sent_text);
  imw_facts_add (self->figures, _ ("Network fee"), fee_text);
  /* Translators: "0.35% of the amount · 12 sat/vB" */
  rate_text = share != NULL ? g_strdup_printf (_ ("%s%% of the amount · %s"), share, rate)
                            : g_strdup (rate);
  imw_facts_add (self->figures, _ ("Fee rate"), rate_text);
  gtk_widget_add_css_class (
      GTK_WIDGET (imw_facts_add (self->figures, _ ("Leaves your wallet"), leaves_text)), "heading");
  if (total != NULL)
    {
      g_autoptr (ImwAmount) rest = imw_amount_subtract (total, leaves, NULL);
      g_autofree char *rest_text = rest != NULL ? both (self, rest) : g_strdup (IMW_FORMAT_UNKNOWN);

      imw_facts_add (self->figures, _ ("Remains in the account"), rest_text);
    }
  for (guint i = 0; i < imw_description_get_n_change (description); i++)
    {
      const ImwDescriptionOutput *change = imw_description_get_change (description, i);
      g_autofree char            *text =
          imw_format_amount (get_service (self), change->amount, IMW_FORMAT_EXACT);

      imw_facts_add (self->figures, _ ("Change, back to you"), text);
    }
}

static void
add_warnings (ImwReviewPage *self, ImwDescription *description)
{
  guint n = imw_description_get_n_warnings (description);

  gtk_widget_set_visible (self->warning_group, n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->consent),
                          imw_description_has_warning (description, IMW_WARNING_ABSURD_FEE));
  for (guint i = 0; i < n; i++)
    {
      ImwWarning warning = imw_description_get_warning (description, i);

      imw_facts_add_warning (self->warnings, imw_words_warning_title (warning),
                             imw_words_warning_text (warning),
                             imw_words_warning_is_danger (warning));
    }
}

typedef struct
{
  ImwReviewPage *page;
  guint          index;
} CountCall;

static void
add_recipient (ImwReviewPage *self, guint index, const char *badge)
{
  ImwDescription             *description = imw_payment_get_description (self->payment);
  const ImwDescriptionOutput *output = imw_description_get_recipient (description, index);
  g_autofree char            *amount = both (self, output->amount);

  if (g_str_has_prefix (output->address, "OP_RETURN"))
    imw_facts_add_code (self->recipients, _ ("Data, no money"), output->address);
  else
    imw_facts_add_address (self->recipients,
                           output->path != NULL ? _ ("To yourself") : _ ("Recipient"),
                           output->address, badge);
  if (imw_description_get_n_recipients (description) > 1)
    imw_facts_add (self->recipients, _ ("Gets"), amount);
}

static void
counted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CountCall *call = user_data;
  g_autoptr (ImwReviewPage) self = call->page;
  guint            index = call->index;
  guint            count = 0;
  g_autofree char *badge = NULL;
  gboolean         known = imw_wallet_count_paid_finish (IMW_WALLET (object), result, &count, NULL);

  g_free (call);
  if (self->payment == NULL)
    return;
  if (known && count == 0)
    badge = g_strdup (_ ("First payment to this address"));
  else if (known)
    badge = g_strdup_printf (ngettext ("You paid this %u time", "You paid this %u times", count),
                             count);
  add_recipient (self, index, badge);
}

static void
add_recipients (ImwReviewPage *self, ImwDescription *description)
{
  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);
      CountCall                  *call;

      if (output->path != NULL || g_str_has_prefix (output->address, "OP_RETURN"))
        {
          add_recipient (self, i, NULL);
          continue;
        }
      call = g_new0 (CountCall, 1);
      call->page = g_object_ref (self);
      call->index = i;
      imw_wallet_count_paid_async (imw_payment_get_wallet (self->payment), output->address,
                                   self->cancellable, counted_cb, call);
    }
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwReviewPage) self = IMW_REVIEW_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean    sent = imw_payment_send_finish (IMW_PAYMENT (object), result, &error);
  ImwShell   *shell = imw_shell_of (GTK_WIDGET (self));
  ImwPayment *payment = IMW_PAYMENT (object);

  self->sending = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  if (!sent)
    {
      g_autofree char *text = imw_error_text (error, IMW_DOING_PAY);

      g_message ("Sending: %s", error->message);
      show_message (self, text);
      state_changed_cb (self);
      return;
    }

  if (shell != NULL)
    {
      GtkWidget *form = imw_shell_go (shell, "send");

      imw_shell_back (shell);
      if (IMW_IS_SEND_PAGE (form))
        imw_send_page_clear (IMW_SEND_PAGE (form));
      imw_shell_push (shell, imw_result_page_new (payment), _ ("Payment"));
    }
}

static void
send_clicked_cb (ImwReviewPage *self)
{
  const char *consents[] = { NULL, NULL };

  if (self->sending)
    return;
  if (gtk_widget_get_visible (GTK_WIDGET (self->consent)) &&
      gtk_check_button_get_active (self->consent))
    consents[0] = imw_warning_get_code (IMW_WARNING_ABSURD_FEE);

  self->sending = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_start (self->spinner);
  update_send (self);
  imw_payment_send_async (self->payment, consents, NULL, sent_cb, g_object_ref (self));
}

static void
cancelled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!imw_payment_cancel_finish (IMW_PAYMENT (object), result, &error))
    g_message ("Giving up a payment: %s", error->message);
}

static void
imw_review_page_dispose (GObject *object)
{
  ImwReviewPage *self = IMW_REVIEW_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->payment != NULL && !self->sending)
    {
      ImwPaymentState state = imw_payment_get_state (self->payment);

      if (state == IMW_PAYMENT_PREPARED || state == IMW_PAYMENT_DESCRIBED)
        imw_payment_cancel_async (self->payment, NULL, cancelled_cb, NULL);
    }
  if (self->original != NULL)
    g_signal_handlers_disconnect_by_data (self->original, self);
  if (self->payment != NULL)
    g_signal_handlers_disconnect_by_data (self->payment, self);
  g_clear_object (&self->original);
  g_clear_object (&self->payment);

  G_OBJECT_CLASS (imw_review_page_parent_class)->dispose (object);
}

static void
imw_review_page_finalize (GObject *object)
{
  g_clear_object (&IMW_REVIEW_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_review_page_parent_class)->finalize (object);
}

static void
imw_review_page_class_init (ImwReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_review_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_review_page_finalize;
  g_type_ensure (IMW_TYPE_FACTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/review-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, recipients);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, figures);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, warnings);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, warning_group);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, consent);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, send);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, message);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_send);
}

static void
imw_review_page_init (ImwReviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_review_page_new:
 * @payment: described by the signer
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_review_page_new (ImwPayment *payment)
{
  ImwReviewPage  *self = g_object_new (IMW_TYPE_REVIEW_PAGE, NULL);
  ImwDescription *description = imw_payment_get_description (payment);
  g_autoptr (ImwAmount) sent = NULL;
  g_autofree char *amount = NULL;
  g_autofree char *label = NULL;

  g_return_val_if_fail (description != NULL, GTK_WIDGET (self));

  self->payment = g_object_ref (payment);
  g_signal_connect_swapped (payment, "notify::state", G_CALLBACK (state_changed_cb), self);
  self->original = imw_payment_dup_original (payment);
  if (self->original != NULL)
    g_signal_connect_swapped (self->original, "notify::state", G_CALLBACK (state_changed_cb), self);
  sent = imw_description_dup_sent (description);
  amount = imw_format_amount (get_service (self), sent, IMW_FORMAT_PLAIN);
  label = g_strdup_printf (_ ("Send %s"), amount);
  gtk_button_set_label (GTK_BUTTON (self->send), label);
  add_recipients (self, description);
  add_figures (self, description);
  add_warnings (self, description);
  state_changed_cb (self);

  return GTK_WIDGET (self);
}
