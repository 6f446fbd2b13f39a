/* imw-review-page.c: what the signer read in a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-review-page"

#include "config.h"

#include "imw-review-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-result-page.h"
#include "imw-review-figures.h"
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

  ImwFacts   *recipients;
  ImwFacts   *figures;
  ImwFacts   *warnings;
  GtkWidget  *warning_group;
  GtkBox     *consents; /* of GtkCheckButton with the code of a warning as "code" */
  ImwFacts   *details;
  GtkWidget  *details_row;
  GtkWidget  *send;
  GtkSpinner *spinner;
  GtkLabel   *message;
};

G_DEFINE_FINAL_TYPE (ImwReviewPage, imw_review_page, ADW_TYPE_BIN)

static ImwWalletService *
get_service (ImwReviewPage *self)
{
  return imw_wallet_get_service (imw_payment_get_wallet (self->payment));
}

static ImwChain *
get_chain (ImwReviewPage *self)
{
  return imw_account_get_chain (imw_payment_get_account (self->payment));
}

/* A block may come while somebody reads: then there is nothing left to replace. */
static gboolean
is_too_late (ImwReviewPage *self)
{
  return self->original != NULL && !self->sending &&
         imw_payment_get_state (self->original) == IMW_PAYMENT_CONFIRMED;
}

/* Whether everything that needs an agreement has one. */
static gboolean
has_agreed (ImwReviewPage *self)
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
update_send (ImwReviewPage *self)
{
  gboolean ready = !self->sending && !is_too_late (self) &&
                   imw_payment_get_state (self->payment) == IMW_PAYMENT_DESCRIBED;

  gtk_widget_set_sensitive (self->send, ready && has_agreed (self));
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

static void
add_details (ImwReviewPage *self, ImwDescription *description)
{
  guint n = imw_description_get_n_details (description);

  gtk_widget_set_visible (self->details_row, n > 0);
  imw_facts_add_details (self->details, description);
}

static void
add_consent (ImwReviewPage *self, ImwWarning warning)
{
  GtkWidget *check = gtk_check_button_new_with_label (imw_words_warning_consent (warning));

  g_object_set_data (G_OBJECT (check), "code", (gpointer) imw_warning_get_code (warning));
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update_send), self);
  gtk_box_append (self->consents, check);
}

static void
add_warnings (ImwReviewPage *self, ImwDescription *description)
{
  GPtrArray *findings = imw_payment_get_findings (self->payment);
  guint      n = imw_description_get_n_warnings (description);

  for (guint i = 0; i < n; i++)
    {
      ImwWarning warning = imw_description_get_warning (description, i);

      imw_facts_add_warning (self->warnings, imw_words_warning_title (warning),
                             imw_words_warning_text (warning),
                             imw_words_warning_is_danger (warning));
      if (imw_warning_needs_consent (warning))
        add_consent (self, warning);
    }
  for (guint i = 0; i < findings->len; i++)
    {
      const ImwGuardFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char       *text = imw_words_guard_text (get_service (self), finding);

      if ((finding->guard == IMW_GUARD_UNKNOWN_TOKEN &&
           imw_description_has_warning (description, IMW_WARNING_UNKNOWN_TOKEN)) ||
          (finding->guard == IMW_GUARD_OWN_ADDRESS &&
           imw_description_has_warning (description, IMW_WARNING_PAYS_ITSELF)))
        continue;
      imw_facts_add_warning (self->warnings, imw_words_guard_title (finding->guard), text,
                             imw_words_guard_is_danger (finding->guard));
      n++;
    }
  gtk_widget_set_visible (self->warning_group, n > 0);
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
  g_autofree char            *amount = imw_review_figures_format (self->payment, output->amount);
  g_autofree char            *name = NULL;

  if (output->path != NULL)
    name = g_strdup (_ ("To yourself"));
  else if (imw_description_get_action (description) == IMW_ACTION_APPROVE)
    name = g_strdup (_ ("Who may take it"));
  else if (imw_chain_has (get_chain (self), IMW_CHAIN_HAS_TOKENS))
    /* Translators: "Recipient on Ethereum" */
    name = g_strdup_printf (_ ("Recipient on %s"), imw_chain_get_name (get_chain (self)));
  else
    name = g_strdup (_ ("Recipient"));
  if (g_str_has_prefix (output->address, "OP_RETURN"))
    imw_facts_add_code (self->recipients, _ ("Data, no money"), output->address);
  else
    imw_facts_add_address (self->recipients, name, output->address, badge);
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
  /* an exchange comes back to its own account: the figures say what */
  if (imw_description_get_n_recipients (description) == 0 ||
      imw_description_get_action (description) == IMW_ACTION_EXCHANGE)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->recipients), FALSE);
      return;
    }
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

  if (shell != NULL && imw_payment_get_act (payment) != IMW_PLAN_PAY)
    {
      /* begun on another page than the form: that is where it goes on */
      imw_shell_back (shell);
      if (imw_payment_get_act (payment) == IMW_PLAN_EXCHANGE)
        imw_shell_push (shell, imw_result_page_new (payment), _ ("Exchange"));
      else
        imw_ui_toast (GTK_WIDGET (shell), imw_words_payment_state (payment));
    }
  else if (shell != NULL)
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
  g_autoptr (GPtrArray) consents = g_ptr_array_new ();

  if (self->sending)
    return;
  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->consents)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    {
      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
        g_ptr_array_add (consents, g_object_get_data (G_OBJECT (check), "code"));
    }
  g_ptr_array_add (consents, NULL);

  self->sending = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_start (self->spinner);
  update_send (self);
  imw_payment_send_async (self->payment, (const char *const *) consents->pdata, NULL, sent_cb,
                          g_object_ref (self));
}

static void
cancelled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!imw_payment_cancel_finish (IMW_PAYMENT (object), result, &error))
    g_message ("Giving up a payment: %s", error->message);
}

/* The button says the act. */
static char *
dup_act (ImwReviewPage *self, ImwDescription *description)
{
  g_autoptr (ImwAmount) sent = imw_description_dup_sent (description);
  g_autofree char *amount = imw_format_amount (get_service (self), sent, IMW_FORMAT_PLAIN);
  char            *text = NULL;

  switch (imw_description_get_action (description))
    {
    case IMW_ACTION_PAY:
      text = g_strdup_printf (_ ("Send %s"), amount);
      break;
    case IMW_ACTION_APPROVE:
      text = g_strdup (_ ("Allow it"));
      break;
    case IMW_ACTION_CALL:
      text = g_strdup (_ ("Call the contract"));
      break;
    case IMW_ACTION_NOTHING:
      text = g_strdup (_ ("Cancel the payment"));
      break;
    case IMW_ACTION_MESSAGE:
      text = g_strdup (_ ("Sign"));
      break;
    case IMW_ACTION_OPEN_ASSET:
      text = g_strdup (_ ("Accept this asset"));
      break;
    case IMW_ACTION_CLOSE_ASSET:
      text = g_strdup (_ ("Remove this asset"));
      break;
    case IMW_ACTION_EXCHANGE:
      text = g_strdup (_ ("Exchange"));
      break;
    case IMW_ACTION_CLAIM:
      text = g_strdup (_ ("Collect"));
      break;
    }

  return text;
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
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, consents);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, details);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, details_row);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, send);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ImwReviewPage, message);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked_cb);
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
  ImwReviewPage   *self = g_object_new (IMW_TYPE_REVIEW_PAGE, NULL);
  ImwDescription  *description = imw_payment_get_description (payment);
  g_autofree char *label = NULL;

  g_return_val_if_fail (description != NULL, GTK_WIDGET (self));

  self->payment = g_object_ref (payment);
  g_signal_connect_swapped (payment, "notify::state", G_CALLBACK (state_changed_cb), self);
  self->original = imw_payment_dup_original (payment);
  if (self->original != NULL)
    g_signal_connect_swapped (self->original, "notify::state", G_CALLBACK (state_changed_cb), self);
  label = dup_act (self, description);
  gtk_button_set_label (GTK_BUTTON (self->send), label);
  add_recipients (self, description);
  imw_review_figures_fill (self->figures, payment);
  add_warnings (self, description);
  add_details (self, description);
  state_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * imw_review_page_add_warning:
 * @self: a page
 * @title: what is unusual
 * @text: what it means
 * @danger: whether money may be lost
 *
 * For what the form has noticed before the signer read the payment.
 */
void
imw_review_page_add_warning (ImwReviewPage *self,
                             const char    *title,
                             const char    *text,
                             gboolean       danger)
{
  g_return_if_fail (IMW_IS_REVIEW_PAGE (self));

  imw_facts_add_warning (self->warnings, title, text, danger);
  gtk_widget_set_visible (self->warning_group, TRUE);
}
