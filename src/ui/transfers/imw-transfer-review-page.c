/* imw-transfer-review-page.c: everything before it is paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-review-page"

#include "config.h"

#include "imw-transfer-review-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-provider-facts.h"
#include "imw-quote-facts.h"
#include "imw-preparing.h"
#include "imw-review-page.h"
#include "imw-step-bar.h"
#include "imw-transfer-flow.h"
#include "imw-words-transfer.h"
#include "imw-words.h"

#include <glib/gi18n.h>

#define LAST_MINUTE_S 60

/**
 * ImwTransferReviewPage:
 *
 * Recipient, provider, quote with its clock, and the exact payment as the signer has read it. A lock that is over is never paid:
 * the new quote stands beside the old one. Main thread.
 */

struct _ImwTransferReviewPage
{
  AdwBin parent_instance;

  ImwTransfer  *transfer;
  GCancellable *cancellable;
  gboolean      busy;
  gboolean      paying;
  guint         clock;

  ImwFacts   *payout;
  ImwFacts   *quote;
  ImwFacts   *ledger;
  GtkWidget  *ledger_group;
  ImwFacts   *provider;
  ImwFacts   *warnings;
  GtkWidget  *warning_group;
  GtkBox     *consents;
  ImwFacts   *changed;
  GtkWidget  *changed_group;
  GtkLabel   *left;
  GtkLabel   *message;
  GtkWidget  *act;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (ImwTransferReviewPage, imw_transfer_review_page, ADW_TYPE_BIN)

static ImwWalletService *
get_service (ImwTransferReviewPage *self)
{
  return imw_wallet_get_service (imw_transfer_get_wallet (self->transfer));
}

static ImwPayment *
get_payment (ImwTransferReviewPage *self)
{
  ImwPayment *payment = imw_transfer_get_payment (self->transfer);

  return payment != NULL ? payment : imw_transfer_get_swap_payment (self->transfer);
}

static gint64
get_left_s (ImwTransferReviewPage *self)
{
  ImwQuote *quote = imw_transfer_get_quote (self->transfer);
  gint64    now = imw_clock_get_wall_ms (imw_wallet_service_get_clock (get_service (self)));

  if (quote == NULL || !imw_quote_get_firm (quote))
    return G_MAXINT64;

  return (imw_quote_get_expires_ms (quote) - now) / 1000;
}

/* a minute is kept for the payment to arrive */
static gboolean
is_over (ImwTransferReviewPage *self)
{
  return imw_transfer_get_need (self->transfer) == IMW_NEED_REQUOTE ||
         get_left_s (self) < LAST_MINUTE_S;
}

static void
say (ImwTransferReviewPage *self, const char *text)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL && *text != '\0');
}

static gboolean
has_agreed (ImwTransferReviewPage *self)
{
  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->consents)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    {
      if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_described (ImwTransferReviewPage *self)
{
  ImwPayment *payment = get_payment (self);

  return payment != NULL && imw_payment_get_state (payment) == IMW_PAYMENT_DESCRIBED;
}

/* The button says the act: "Send 100 USDC", or "Get a new rate". */
static void
update_act (ImwTransferReviewPage *self)
{
  ImwAmount       *put_in = imw_transfer_get_put_in (self->transfer);
  g_autofree char *amount = imw_format_amount (get_service (self), put_in, IMW_FORMAT_PLAIN);
  g_autofree char *text = is_over (self) ? g_strdup (_ ("Get a new rate"))
                                         : g_strdup_printf (_ ("Send %s"), amount);

  gtk_button_set_label (GTK_BUTTON (self->act), text);
  gtk_widget_set_sensitive (
      self->act, !self->busy && (is_over (self) || (is_described (self) && has_agreed (self))));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static gboolean
tick_cb (gpointer user_data)
{
  ImwTransferReviewPage *self = IMW_TRANSFER_REVIEW_PAGE (user_data);
  gint64                 left = get_left_s (self);
  g_autofree char       *text = NULL;

  if (left == G_MAXINT64)
    text = g_strdup (_ ("The rate is not locked"));
  else if (is_over (self))
    text = g_strdup (_ ("The locked rate is over"));
  else if (left < 2 * LAST_MINUTE_S)
    /* Translators: seconds that are left */
    text = g_strdup_printf (ngettext ("Rate locked for %d more second",
                                      "Rate locked for %d more seconds",
                                      (gulong) (left - LAST_MINUTE_S)),
                            (int) (left - LAST_MINUTE_S));
  else
    text = g_strdup_printf (ngettext ("Rate locked for %d more minute",
                                      "Rate locked for %d more minutes", (gulong) (left / 60 - 1)),
                            (int) (left / 60 - 1));
  if (g_strcmp0 (text, gtk_label_get_text (self->left)) != 0)
    gtk_label_set_text (self->left, text);
  update_act (self);

  return G_SOURCE_CONTINUE;
}

static void
add_pair (ImwTransferReviewPage *self, const char *name, ImwAmount *before, ImwAmount *now)
{
  g_autofree char *old_text = imw_format_amount (get_service (self), before, IMW_FORMAT_EXACT);
  g_autofree char *new_text = imw_format_amount (get_service (self), now, IMW_FORMAT_EXACT);
  /* Translators: an amount before, and now */
  g_autofree char *text = g_strdup_printf (_ ("before %s\nnow %s"), old_text, new_text);

  imw_facts_add (self->changed, name, text);
}

/* Old against new, and what the provider asks against what it had said. */
static void
show_changed (ImwTransferReviewPage *self)
{
  ImwQuote *old = imw_transfer_get_old_quote (self->transfer);
  ImwQuote *quote = imw_transfer_get_quote (self->transfer);
  ImwOrder *order = imw_transfer_get_order (self->transfer);
  gboolean  any = FALSE;

  imw_facts_clear (self->changed);
  if (old != NULL && quote != NULL)
    {
      add_pair (self, _ ("You put in"), imw_quote_get_put_in (old), imw_quote_get_put_in (quote));
      add_pair (self, _ ("Arrives"), imw_quote_get_comes_out (old),
                imw_quote_get_comes_out (quote));
      any = TRUE;
    }
  if (imw_transfer_get_need (self->transfer) == IMW_NEED_REVIEW_CHANGED && order != NULL &&
      order->amount_in != NULL && quote != NULL)
    {
      add_pair (self, _ ("The provider asks for"), imw_quote_get_put_in (quote), order->amount_in);
      any = TRUE;
    }
  gtk_widget_set_visible (self->changed_group, any);
}

static void
add_consent (ImwTransferReviewPage *self, const char *code, const char *text)
{
  GtkWidget *check = gtk_check_button_new_with_label (text);

  g_object_set_data_full (G_OBJECT (check), "code", g_strdup (code), g_free);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update_act), self);
  gtk_box_append (self->consents, check);
}

static void
show_warnings (ImwTransferReviewPage *self)
{
  ImwPayment     *payment = get_payment (self);
  ImwDescription *description = payment != NULL ? imw_payment_get_description (payment) : NULL;
  GPtrArray      *findings = payment != NULL ? imw_payment_get_findings (payment) : NULL;
  GtkWidget      *child;
  guint           n = 0;

  imw_facts_clear (self->warnings);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->consents))) != NULL)
    gtk_box_remove (self->consents, child);
  if (imw_transfer_get_need (self->transfer) == IMW_NEED_REVIEW_CHANGED)
    add_consent (self, "", _ ("I have seen that the amount differs"));
  for (guint i = 0; description != NULL && i < imw_description_get_n_warnings (description);
       i++, n++)
    {
      ImwWarning warning = imw_description_get_warning (description, i);

      imw_facts_add_warning (self->warnings, imw_words_warning_title (warning),
                             imw_words_warning_text (warning),
                             imw_words_warning_is_danger (warning));
      if (imw_warning_needs_consent (warning))
        add_consent (self, imw_warning_get_code (warning), imw_words_warning_consent (warning));
    }
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const ImwGuardFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char       *text = NULL;

      /* a provider's address is fresh, and its issuer is known: only what blocks is told */
      if (!finding->blocks)
        continue;
      text = imw_words_guard_text (get_service (self), finding);
      imw_facts_add_warning (self->warnings, imw_words_guard_title (finding->guard), text,
                             imw_words_guard_is_danger (finding->guard));
      n++;
    }
  gtk_widget_set_visible (self->warning_group, n > 0 || gtk_widget_get_first_child (
                                                            GTK_WIDGET (self->consents)) != NULL);
}

/* What exactly is done on the ledger, in the signer's words. */
static void
show_ledger (ImwTransferReviewPage *self)
{
  ImwPayment      *payment = get_payment (self);
  ImwDescription  *description = payment != NULL ? imw_payment_get_description (payment) : NULL;
  g_autofree char *fee = NULL;

  imw_facts_clear (self->ledger);
  gtk_widget_set_visible (self->ledger_group, description != NULL);
  if (description == NULL)
    return;

  imw_facts_add (self->ledger, _ ("Network"),
                 imw_chain_get_name (imw_account_get_chain (imw_payment_get_account (payment))));
  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);
      g_autofree char            *amount =
          imw_format_amount (get_service (self), output->amount, IMW_FORMAT_EXACT);

      imw_facts_add (self->ledger, _ ("Is paid"), amount);
      imw_facts_add_address (self->ledger, _ ("To the provider's address"), output->address, NULL);
    }
  if (imw_description_get_memo (description) != NULL)
    imw_facts_add (self->ledger, _ ("Memo"), imw_description_get_memo (description));
  fee = imw_format_amount (get_service (self), imw_description_get_fee (description),
                           IMW_FORMAT_EXACT);
  imw_facts_add (self->ledger, _ ("Network fee at most"), fee);
}

static void
update (ImwTransferReviewPage *self)
{
  ImwQuote *quote = imw_transfer_get_quote (self->transfer);

  imw_facts_clear (self->payout);
  imw_provider_facts_add_payout (self->payout, self->transfer);
  imw_facts_clear (self->quote);
  if (quote != NULL)
    imw_quote_facts_add_quote (self->quote, get_service (self), quote);
  imw_facts_clear (self->provider);
  imw_provider_facts_add_info (self->provider, imw_transfer_get_provider_info (self->transfer));
  show_changed (self);
  show_warnings (self);
  show_ledger (self);
  tick_cb (self);
}

static void
failed (ImwTransferReviewPage *self, const GError *error)
{
  g_autofree char *text = imw_transfer_flow_dup_error (error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_message ("A transfer: %s", error->message);
  say (self, text);
}

static void prepare (gpointer user_data);

static void
prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTransferReviewPage) self = IMW_TRANSFER_REVIEW_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (!imw_transfer_prepare_finish (IMW_TRANSFER (object), result, &error))
    failed (self, error);
  update (self);
}

/* ---- what comes first: opening account or asset ---- */

static void
step_done_cb (ImwTransferReviewPage *self)
{
  if (self->busy || self->paying || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  prepare (self);
}

static void
step_prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTransferReviewPage) self = IMW_TRANSFER_REVIEW_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPayment) payment = imw_preparing_run_finish (result, &error);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  self->busy = FALSE;
  update_act (self);
  if (payment == NULL)
    failed (self, error);
  else if (shell != NULL)
    imw_shell_push (shell, imw_review_page_new (payment), _ ("First"));
}

static void
prepare (gpointer user_data)
{
  ImwTransferReviewPage *self = IMW_TRANSFER_REVIEW_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPayment) step = NULL;

  if (is_over (self) || is_described (self))
    return;

  say (self, NULL);
  self->busy = TRUE;
  update_act (self);
  step = imw_transfer_new_step (self->transfer, &error);
  if (step != NULL)
    {
      imw_preparing_run_async (GTK_WIDGET (self), step, self->cancellable, step_prepared_cb,
                               g_object_ref (self));
    }
  else if (error != NULL)
    {
      self->busy = FALSE;
      failed (self, error);
      update_act (self);
    }
  else
    {
      imw_transfer_prepare_async (self->transfer, self->cancellable, prepared_cb,
                                  g_object_ref (self));
    }
}

static void
prepare_unlocked (ImwTransferReviewPage *self)
{
  imw_transfer_flow_unlocked (GTK_WIDGET (self), imw_transfer_get_wallet (self->transfer), prepare,
                              self);
}

/* ---- paying ---- */

static void
paid_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTransferReviewPage) self = IMW_TRANSFER_REVIEW_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean  paid = imw_transfer_pay_finish (IMW_TRANSFER (object), result, &error);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  self->busy = FALSE;
  self->paying = FALSE;
  if (!paid)
    {
      failed (self, error);
      update (self);
    }
  else if (shell != NULL)
    {
      imw_transfer_flow_track (shell, self->transfer);
    }
}

static void
pay (gpointer user_data)
{
  ImwTransferReviewPage *self = IMW_TRANSFER_REVIEW_PAGE (user_data);
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  gboolean agreed = imw_transfer_get_need (self->transfer) == IMW_NEED_REVIEW_CHANGED;

  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->consents)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    {
      const char *code = g_object_get_data (G_OBJECT (check), "code");

      if (*code != '\0')
        g_ptr_array_add (codes, (gpointer) code);
    }
  g_ptr_array_add (codes, NULL);
  self->busy = TRUE;
  self->paying = TRUE;
  update_act (self);
  imw_transfer_pay_async (self->transfer, (const char *const *) codes->pdata, agreed,
                          self->cancellable, paid_cb, g_object_ref (self));
}

static void
requoted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTransferReviewPage) self = IMW_TRANSFER_REVIEW_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (!imw_transfer_requote_finish (IMW_TRANSFER (object), result, &error))
    {
      failed (self, error);
      update (self);
      return;
    }
  update (self);
  prepare_unlocked (self);
}

static void
requote (gpointer user_data)
{
  ImwTransferReviewPage *self = IMW_TRANSFER_REVIEW_PAGE (user_data);

  say (self, NULL);
  self->busy = TRUE;
  update_act (self);
  imw_transfer_requote_async (self->transfer, self->cancellable, requoted_cb, g_object_ref (self));
}

static void
act_clicked_cb (ImwTransferReviewPage *self)
{
  if (self->busy)
    return;

  imw_transfer_flow_unlocked (GTK_WIDGET (self), imw_transfer_get_wallet (self->transfer),
                              is_over (self) ? requote : pay, self);
}

static void
transfer_changed_cb (ImwTransferReviewPage *self)
{
  if (!self->busy)
    update (self);
}

static void
imw_transfer_review_page_map (GtkWidget *widget)
{
  ImwTransferReviewPage *self = IMW_TRANSFER_REVIEW_PAGE (widget);

  GTK_WIDGET_CLASS (imw_transfer_review_page_parent_class)->map (widget);
  if (self->clock == 0)
    self->clock = g_timeout_add_seconds (1, tick_cb, self);
  if (!self->busy)
    prepare_unlocked (self);
}

static void
imw_transfer_review_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&IMW_TRANSFER_REVIEW_PAGE (widget)->clock, g_source_remove);

  GTK_WIDGET_CLASS (imw_transfer_review_page_parent_class)->unmap (widget);
}

static void
imw_transfer_review_page_dispose (GObject *object)
{
  ImwTransferReviewPage *self = IMW_TRANSFER_REVIEW_PAGE (object);

  g_clear_handle_id (&self->clock, g_source_remove);
  if (!self->paying)
    g_cancellable_cancel (self->cancellable);
  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (imw_transfer_review_page_parent_class)->dispose (object);
}

static void
imw_transfer_review_page_finalize (GObject *object)
{
  g_clear_object (&IMW_TRANSFER_REVIEW_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_transfer_review_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, payout);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, quote);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, ledger);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, ledger_group);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, provider);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, warnings);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, warning_group);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, consents);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, changed);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, changed_group);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, left);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, message);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, act);
  gtk_widget_class_bind_template_child (widget_class, ImwTransferReviewPage, spinner);
}

static void
imw_transfer_review_page_class_init (ImwTransferReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_transfer_review_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_transfer_review_page_finalize;
  widget_class->map = imw_transfer_review_page_map;
  widget_class->unmap = imw_transfer_review_page_unmap;
  g_type_ensure (IMW_TYPE_FACTS);
  g_type_ensure (IMW_TYPE_STEP_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/transfer-review-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, act_clicked_cb);
}

static void
imw_transfer_review_page_init (ImwTransferReviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_transfer_review_page_new:
 * @transfer: a transfer that can be paid
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_transfer_review_page_new (ImwTransfer *transfer)
{
  ImwTransferReviewPage *self = g_object_new (IMW_TYPE_TRANSFER_REVIEW_PAGE, NULL);

  self->transfer = g_object_ref (transfer);
  g_signal_connect_swapped (transfer, "changed", G_CALLBACK (transfer_changed_cb), self);
  g_signal_connect_object (imw_transfer_get_wallet (transfer), "books-changed",
                           G_CALLBACK (step_done_cb), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
