/* imw-exchange-page.c: own assets are exchanged
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-exchange-page"

#include "config.h"

#include "imw-exchange-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-money-row.h"
#include "imw-preparing.h"
#include "imw-review-page.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"
#include "imw-words.h"

#include "imw-error.h"
#include "imw-holding.h"
#include "imw-payment.h"

#include <glib/gi18n.h>

#define ESTIMATE_DELAY_MS 400

/**
 * ImwExchangePage:
 *
 * What is given and what is got, either side typed, the worst that is accepted, and the price beside it. Main thread.
 */

struct _ImwExchangePage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  ImwAccount   *account;
  GPtrArray    *assets; /* (element-type ImwAsset) that can be given or got */
  gboolean      by_get;
  gboolean      good;
  guint         delay;
  GCancellable *cancellable;
  GCancellable *estimating; /* (nullable) */
  ImwFeeTable   fees;

  ImwMoneyRow *give;
  ImwMoneyRow *get;
  GtkDropDown *give_choice;
  GtkDropDown *get_choice;
  GtkDropDown *slippage;
  ImwFacts    *facts;
  GtkLabel    *problem;
  GtkWidget   *review;
};

static const guint slippages[] = { 50, 100, 300 };

G_DEFINE_FINAL_TYPE (ImwExchangePage, imw_exchange_page, ADW_TYPE_BIN)

static ImwAsset *
get_asset (ImwExchangePage *self, GtkDropDown *choice)
{
  guint place = gtk_drop_down_get_selected (choice);

  return place < self->assets->len ? g_ptr_array_index (self->assets, place) : NULL;
}

static void
set_problem (ImwExchangePage *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static ImwPayment *
make_payment (ImwExchangePage *self)
{
  ImwAsset   *from = get_asset (self, self->give_choice);
  ImwAsset   *to = get_asset (self, self->get_choice);
  ImwAmount  *give = self->by_get ? NULL : imw_money_row_get_amount (self->give);
  ImwAmount  *get = self->by_get ? imw_money_row_get_amount (self->get) : NULL;
  ImwAmount  *typed = give != NULL ? give : get;
  guint       place = gtk_drop_down_get_selected (self->slippage);
  ImwPayment *payment;

  if (from == NULL || to == NULL || imw_asset_equal (from, to) || typed == NULL ||
      imw_amount_sign (typed) <= 0)
    return NULL;

  payment = imw_payment_new_exchange (self->wallet, self->account, give, from, get, to,
                                      slippages[MIN (place, G_N_ELEMENTS (slippages) - 1)]);
  if (self->fees.rate_milli[IMW_FEE_NORMAL] > 0)
    imw_payment_set_fee (payment, &self->fees, IMW_FEE_NORMAL);

  return payment;
}

static void
add_amount (ImwExchangePage *self, const char *name, ImwAmount *amount)
{
  g_autofree char *text =
      imw_format_amount (imw_wallet_get_service (self->wallet), amount, IMW_FORMAT_PLAIN);

  imw_facts_add (self->facts, name, text);
}

static void
show_estimate (ImwExchangePage *self, ImwPayment *payment, ImwAmount *fee)
{
  const ImwExchangeOffer *offer = imw_payment_get_offer (payment);
  const ImwPlanExchange  *exchange = imw_payment_get_exchange (payment);

  imw_facts_clear (self->facts);
  if (offer == NULL || exchange == NULL)
    return;

  if (self->by_get)
    imw_money_row_show_amount (self->give, offer->give, TRUE);
  else
    imw_money_row_show_amount (self->get, offer->get, TRUE);
  add_amount (self, self->by_get ? _ ("You give now") : _ ("You get now"),
              self->by_get ? offer->give : offer->get);
  add_amount (self, exchange->exact_get ? _ ("You give at most") : _ ("You get at least"),
              exchange->exact_get ? exchange->give : exchange->get);
  add_amount (self, _ ("Network fee at most"), fee);
}

static void
estimated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwExchangePage) self = IMW_EXCHANGE_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  guint64 size;

  self->good =
      imw_payment_estimate_finish (IMW_PAYMENT (object), result, &amount, &fee, &size, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (self->good)
    {
      show_estimate (self, IMW_PAYMENT (object), fee);
      set_problem (self, NULL);
    }
  else
    {
      g_autofree char *text = g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND)
                                  ? g_strdup (_ ("Nobody offers this exchange now."))
                                  : imw_error_text (error, IMW_DOING_PAY);

      imw_facts_clear (self->facts);
      set_problem (self, text);
    }
  gtk_widget_set_sensitive (self->review, self->good);
}

static gboolean
estimate_cb (gpointer user_data)
{
  ImwExchangePage *self = IMW_EXCHANGE_PAGE (user_data);
  g_autoptr (ImwPayment) payment = make_payment (self);

  self->delay = 0;
  if (payment == NULL)
    return G_SOURCE_REMOVE;

  g_set_object (&self->estimating, NULL);
  self->estimating = g_cancellable_new ();
  imw_payment_estimate_async (payment, self->estimating, estimated_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
changed (ImwExchangePage *self)
{
  if (self->estimating != NULL)
    g_cancellable_cancel (self->estimating);
  self->good = FALSE;
  gtk_widget_set_sensitive (self->review, FALSE);
  set_problem (self, NULL);
  imw_facts_clear (self->facts);
  if (self->delay == 0)
    self->delay = g_timeout_add (ESTIMATE_DELAY_MS, estimate_cb, self);
}

static void
give_changed_cb (ImwExchangePage *self)
{
  self->by_get = FALSE;
  changed (self);
}

static void
get_changed_cb (ImwExchangePage *self)
{
  self->by_get = TRUE;
  changed (self);
}

static void
choice_changed_cb (ImwExchangePage *self)
{
  imw_money_row_set_asset (self->give, get_asset (self, self->give_choice));
  imw_money_row_set_asset (self->get, get_asset (self, self->get_choice));
  changed (self);
}

static void
prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwExchangePage) self = IMW_EXCHANGE_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPayment) payment = imw_preparing_run_finish (result, &error);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  gtk_widget_set_sensitive (self->review, self->good);
  if (payment != NULL && shell != NULL)
    imw_shell_push (shell, imw_review_page_new (payment), _ ("Review"));
  else if (payment == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_PAY);
}

static void
review_clicked_cb (ImwExchangePage *self)
{
  g_autoptr (ImwPayment) payment = make_payment (self);

  if (payment == NULL)
    return;

  gtk_widget_set_sensitive (self->review, FALSE);
  imw_preparing_run_async (GTK_WIDGET (self), payment, self->cancellable, prepared_cb,
                           g_object_ref (self));
}

static void
imw_exchange_page_dispose (GObject *object)
{
  ImwExchangePage *self = IMW_EXCHANGE_PAGE (object);

  g_clear_handle_id (&self->delay, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->estimating != NULL)
    g_cancellable_cancel (self->estimating);
  g_clear_object (&self->estimating);
  g_clear_object (&self->account);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_exchange_page_parent_class)->dispose (object);
}

static void
imw_exchange_page_finalize (GObject *object)
{
  ImwExchangePage *self = IMW_EXCHANGE_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->assets, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_exchange_page_parent_class)->finalize (object);
}

static void
imw_exchange_page_class_init (ImwExchangePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_exchange_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_exchange_page_finalize;
}

static GtkDropDown *
add_row (ImwExchangePage *self, GtkBox *box, ImwMoneyRow *row, const char *title, GCallback typed)
{
  GtkDropDown     *choice = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  g_autofree char *name = g_strdup_printf ("%s: %s", title, _ ("Asset"));

  imw_money_row_set_title (row, title);
  imw_ui_set_name (GTK_WIDGET (choice), name);
  imw_money_row_add_suffix (row, GTK_WIDGET (choice));
  g_signal_connect_swapped (row, "changed", typed, self);
  gtk_box_append (box, GTK_WIDGET (row));

  return choice;
}

static void
add_slippage (ImwExchangePage *self, GtkBox *box)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (slippages); i++)
    {
      g_autofree char *text = imw_words_percent ((gint) slippages[i]);

      gtk_string_list_append (model, text);
    }
  self->slippage = GTK_DROP_DOWN (gtk_drop_down_new (g_object_ref (G_LIST_MODEL (model)), NULL));
  gtk_drop_down_set_selected (self->slippage, 1);
  gtk_widget_set_valign (GTK_WIDGET (self->slippage), GTK_ALIGN_CENTER);
  imw_ui_set_name (GTK_WIDGET (self->slippage), _ ("At most worse by"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("At most worse by"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("If the price moves further, nothing happens"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->slippage));
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_box_append (box, list);
  g_signal_connect_swapped (self->slippage, "notify::selected", G_CALLBACK (changed), self);
}

static void
imw_exchange_page_init (ImwExchangePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->cancellable = g_cancellable_new ();
  self->assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  self->give = g_object_new (IMW_TYPE_MONEY_ROW, NULL);
  self->get = g_object_new (IMW_TYPE_MONEY_ROW, NULL);
  self->give_choice =
      add_row (self, GTK_BOX (pair), self->give, _ ("You give"), G_CALLBACK (give_changed_cb));
  self->get_choice =
      add_row (self, GTK_BOX (pair), self->get, _ ("You get"), G_CALLBACK (get_changed_cb));
  gtk_box_append (GTK_BOX (box), pair);
  add_slippage (self, GTK_BOX (box));
  self->facts = IMW_FACTS (imw_facts_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->facts));
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem));
  self->review = gtk_button_new_with_label (_ ("Review"));
  gtk_widget_set_halign (self->review, GTK_ALIGN_END);
  gtk_widget_add_css_class (self->review, "pill");
  gtk_widget_add_css_class (self->review, "suggested-action");
  gtk_widget_set_sensitive (self->review, FALSE);
  g_signal_connect_swapped (self->review, "clicked", G_CALLBACK (review_clicked_cb), self);
  gtk_box_append (GTK_BOX (box), self->review);
  adw_bin_set_child (ADW_BIN (self), imw_ui_page (box, 640));
}

/* What the account holds, and the known ones. */
static void
fill_choices (ImwExchangePage *self)
{
  GListModel *holdings = imw_account_get_holdings (self->account);
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      if (imw_holding_get_trust (holding) == IMW_TRUST_UNKNOWN)
        continue;
      g_ptr_array_add (self->assets, imw_asset_ref (imw_holding_get_asset (holding)));
      gtk_string_list_append (model, imw_asset_get_symbol (imw_holding_get_asset (holding)));
    }
  gtk_drop_down_set_model (self->give_choice, G_LIST_MODEL (model));
  gtk_drop_down_set_model (self->get_choice, G_LIST_MODEL (model));
  gtk_drop_down_set_selected (self->give_choice, 0);
  gtk_drop_down_set_selected (self->get_choice, self->assets->len > 1 ? 1 : 0);
}

static void
fees_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwExchangePage) self = IMW_EXCHANGE_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  ImwFeeTable fees = { 0 };

  if (!imw_account_get_fees_finish (IMW_ACCOUNT (object), result, &fees, &error))
    {
      g_message ("Asking for fees: %s", error->message);
      return;
    }
  self->fees = fees;
  choice_changed_cb (self);
}

/**
 * imw_exchange_page_new:
 * @wallet: a wallet that is loaded
 * @account: one whose network exchanges assets itself
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_exchange_page_new (ImwWallet *wallet, ImwAccount *account)
{
  ImwExchangePage *self = g_object_new (IMW_TYPE_EXCHANGE_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  fill_choices (self);
  g_signal_connect_swapped (self->give_choice, "notify::selected", G_CALLBACK (choice_changed_cb),
                            self);
  g_signal_connect_swapped (self->get_choice, "notify::selected", G_CALLBACK (choice_changed_cb),
                            self);
  choice_changed_cb (self);
  imw_account_get_fees_async (account, self->cancellable, fees_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}
