/* imw-overview-page.c: how much there is and what happened last
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-overview-page"

#include "config.h"

#include "imw-overview-page.h"
#include "imw-account-page.h"
#include "imw-account-row.h"
#include "imw-details-page.h"
#include "imw-format.h"
#include "imw-result-page.h"
#include "imw-shell.h"
#include "imw-transaction-row.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-prices.h"

#include <glib/gi18n.h>

#define N_RECENT     5
#define OLD_AFTER_MS (5 * 60 * G_GINT64_CONSTANT (1000))

/**
 * ImwOverviewPage:
 *
 * The total, the main actions, what is open, the accounts and the last activities. Main thread.
 */

struct _ImwOverviewPage
{
  AdwBin parent_instance;

  ImwWallet           *wallet;
  ImwTransactionModel *recent;
  guint                timer;

  GtkLabel   *total;
  GtkLabel   *coins;
  GtkLabel   *age;
  GtkWidget  *fund;
  GtkWidget  *backup_group;
  GtkWidget  *open_group;
  GtkListBox *open_list;
  GtkListBox *account_list;
  GtkListBox *recent_list;
  GtkWidget  *recent_empty;
  GtkWidget  *show_all;
};

G_DEFINE_FINAL_TYPE (ImwOverviewPage, imw_overview_page, ADW_TYPE_BIN)

/* The sum over all accounts of one asset; NULL when one of them is not known. */
static ImwAmount *
sum_accounts (ImwOverviewPage *self, gint64 *as_of_ms)
{
  GListModel *accounts = imw_wallet_get_accounts (self->wallet);
  ImwAmount  *sum = NULL;

  *as_of_ms = G_MAXINT64;
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      ImwAmount *amount = imw_account_get_total (account);
      ImwAmount *next;

      if (amount == NULL)
        {
          g_clear_pointer (&sum, imw_amount_unref);
          return NULL;
        }
      *as_of_ms = MIN (*as_of_ms, imw_account_get_as_of_ms (account));
      if (sum == NULL)
        {
          sum = imw_amount_ref (amount);
          continue;
        }
      next = imw_amount_add (sum, amount, NULL);
      g_clear_pointer (&sum, imw_amount_unref);
      sum = next;
      if (sum == NULL)
        return NULL;
    }

  return sum;
}

/* What is to be said about the price that the total is made with; NULL when nothing is. */
static const char *
get_price_note (ImwWalletService *service, ImwAmount *sum)
{
  ImwPrices *prices = imw_wallet_service_get_prices (service);
  g_autoptr (ImwRate) rate = NULL;

  if (prices != NULL && sum != NULL)
    rate = imw_prices_get_rate (
        prices, imw_amount_get_asset (sum),
        imw_settings_get (imw_wallet_service_get_settings (service), IMW_SETTING_CURRENCY));
  if (rate != NULL && rate->disputed)
    return _ ("The sources differ by more than 2%.");
  if (rate != NULL && rate->old)
    return _ ("This price is over an hour old.");

  return NULL;
}

static void
update_total (ImwOverviewPage *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  gint64            now_ms = imw_clock_get_wall_ms (imw_wallet_service_get_clock (service));
  gint64            as_of_ms;
  g_autoptr (ImwAmount) sum = sum_accounts (self, &as_of_ms);
  g_autofree char *value = imw_format_value (service, sum);
  g_autofree char *coins = imw_format_amount (service, sum, IMW_FORMAT_PLAIN);
  g_autofree char *age = NULL;
  gboolean         prices_on =
      g_strcmp0 (imw_settings_get (imw_wallet_service_get_settings (service), IMW_SETTING_PRICES),
                 "off") != 0;

  gtk_label_set_text (self->total, prices_on ? value : coins);
  gtk_label_set_text (self->coins, coins);
  gtk_widget_set_visible (GTK_WIDGET (self->coins), prices_on);
  if (sum == NULL)
    {
      age = g_strdup (_ ("Not known yet: the network has not answered."));
    }
  else if (now_ms - as_of_ms > OLD_AFTER_MS)
    {
      g_autofree char *time = imw_format_ago (as_of_ms, now_ms);

      /* Translators: %s is "5 minutes ago" or a date */
      age = g_strdup_printf (_ ("As of %s"), time);
    }
  if (age == NULL)
    age = g_strdup (get_price_note (service, sum));
  gtk_label_set_text (self->age, age != NULL ? age : "");
  gtk_widget_set_visible (GTK_WIDGET (self->age), age != NULL);
}

static void
account_activated_cb (AdwActionRow *row)
{
  ImwOverviewPage *self =
      IMW_OVERVIEW_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), IMW_TYPE_OVERVIEW_PAGE));
  ImwAccount      *account = imw_account_row_get (GTK_WIDGET (row));
  ImwShell        *shell = imw_shell_of (GTK_WIDGET (self));
  g_autofree char *title = imw_words_account (account);

  if (shell != NULL)
    imw_shell_push (shell, imw_account_page_new (self->wallet, account), title);
}

/* (nullable) */
static char *
build_pending (ImwWalletService *service, ImwAccount *account)
{
  ImwAmount       *pending = imw_account_get_pending (account);
  g_autofree char *text = NULL;

  if (pending == NULL || imw_amount_sign (pending) == 0)
    return NULL;

  text = imw_format_amount (service, pending, IMW_FORMAT_SIGN);

  return g_strdup_printf (_ ("%s not confirmed yet"), text);
}

static GtkWidget *
make_account_row (ImwOverviewPage *self, ImwAccount *account)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  g_autofree char  *subtitle = build_pending (service, account);

  return imw_account_row_new (service, account, subtitle, G_CALLBACK (account_activated_cb));
}

static void
update_accounts (ImwOverviewPage *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  GListModel       *accounts = imw_wallet_get_accounts (self->wallet);
  g_autoptr (GString) shown = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *subtitle = build_pending (service, account);
      g_autofree char *text = imw_account_row_describe (service, account, subtitle);

      g_string_append (shown, text);
    }
  if (imw_ui_shows_already (GTK_WIDGET (self->account_list), shown->str))
    return;

  imw_ui_clear_list (self->account_list);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

      gtk_list_box_append (self->account_list, make_account_row (self, account));
    }
}

static void
payment_activated_cb (AdwActionRow *row)
{
  ImwPayment *payment = g_object_get_data (G_OBJECT (row), "payment");
  ImwShell   *shell = imw_shell_of (GTK_WIDGET (row));

  if (shell != NULL)
    imw_shell_push (shell, imw_result_page_new (payment), _ ("Payment"));
}

/* Something is still to come. */
static gboolean
is_open (ImwPayment *payment)
{
  gboolean open = FALSE;

  switch (imw_payment_get_state (payment))
    {
    case IMW_PAYMENT_DRAFT:
    case IMW_PAYMENT_CONFIRMED:
    case IMW_PAYMENT_REPLACED:
    case IMW_PAYMENT_FAILED:
    case IMW_PAYMENT_CANCELLED:
      break;
    case IMW_PAYMENT_PREPARED:
    case IMW_PAYMENT_DESCRIBED:
    case IMW_PAYMENT_SIGNED:
    case IMW_PAYMENT_SUBMITTED:
      open = TRUE;
      break;
    }

  return open;
}

static void
update_open (ImwOverviewPage *self)
{
  GListModel *payments = imw_wallet_get_payments (self->wallet);
  guint       n = g_list_model_get_n_items (payments);
  guint       n_open = 0;

  imw_ui_clear_list (self->open_list);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);
      const char      *label = imw_payment_get_label (payment);
      g_autofree char *title = NULL;
      GtkWidget       *row;

      g_signal_handlers_disconnect_by_func (payment, update_open, self);
      g_signal_connect_object (payment, "notify::state", G_CALLBACK (update_open), self,
                               G_CONNECT_SWAPPED);
      if (!is_open (payment))
        continue;

      n_open++;
      row = adw_action_row_new ();
      if (label != NULL && *label != '\0')
        title = g_strdup_printf ("%s · %s", label, imw_words_payment_state (payment));
      else
        title = g_strdup (imw_words_payment_state (payment));
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), imw_words_payment_next (payment));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("imw-send-symbolic"));
      g_object_set_data_full (G_OBJECT (row), "payment", g_object_ref (payment), g_object_unref);
      imw_ui_row_opens (ADW_ACTION_ROW (row), G_CALLBACK (payment_activated_cb), row);
      gtk_list_box_append (self->open_list, row);
    }
  gtk_widget_set_visible (self->open_group, n_open > 0);
}

static void
recent_activated_cb (ImwOverviewPage *self, GtkListBoxRow *row)
{
  GtkWidget *child = gtk_list_box_row_get_child (row);
  ImwShell  *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL && IMW_IS_TRANSACTION_ROW (child))
    imw_shell_push (
        shell,
        imw_details_page_new (self->wallet, imw_transaction_row_get (IMW_TRANSACTION_ROW (child))),
        _ ("Details"));
}

static void
update_recent (ImwOverviewPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->recent));

  imw_ui_clear_list (self->recent_list);
  for (guint i = 0; i < MIN (n, N_RECENT); i++)
    {
      g_autoptr (ImwTransaction)
          transaction = g_list_model_get_item (G_LIST_MODEL (self->recent), i);
      GtkWidget *row = imw_transaction_row_new (imw_wallet_get_service (self->wallet));

      imw_transaction_row_set (IMW_TRANSACTION_ROW (row), transaction);
      gtk_list_box_append (self->recent_list, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->recent_list), n > 0);
  gtk_widget_set_visible (self->show_all, n > 0);
  gtk_widget_set_visible (self->recent_empty, n == 0);
}

static void
update_backup (ImwOverviewPage *self)
{
  gtk_widget_set_visible (self->backup_group, !imw_wallet_get_backup_verified (self->wallet));
}

static void
update_figures (ImwOverviewPage *self)
{
  update_total (self);
  update_accounts (self);
}

static void
settings_changed_cb (ImwOverviewPage *self)
{
  update_figures (self);
  update_recent (self);
}

static gboolean
timer_cb (gpointer user_data)
{
  update_total (IMW_OVERVIEW_PAGE (user_data));

  return G_SOURCE_CONTINUE;
}

static void
imw_overview_page_dispose (GObject *object)
{
  ImwOverviewPage *self = IMW_OVERVIEW_PAGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->recent != NULL)
    g_signal_handlers_disconnect_by_data (self->recent, self);
  g_clear_object (&self->recent);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_overview_page_parent_class)->dispose (object);
}

static void
imw_overview_page_class_init (ImwOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_overview_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, total);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, coins);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, age);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, fund);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, backup_group);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, open_group);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, open_list);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, account_list);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, recent_list);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, recent_empty);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, show_all);
  gtk_widget_class_bind_template_callback (widget_class, recent_activated_cb);
}

static void
imw_overview_page_init (ImwOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * imw_overview_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_overview_page_new (ImwWallet *wallet)
{
  ImwOverviewPage  *self = g_object_new (IMW_TYPE_OVERVIEW_PAGE, NULL);
  ImwWalletService *service = imw_wallet_get_service (wallet);
  GListModel       *accounts = imw_wallet_get_accounts (wallet);

  self->wallet = g_object_ref (wallet);
  self->recent = imw_wallet_new_transaction_model (wallet);
  imw_transaction_model_set_page_size (self->recent, N_RECENT);
  g_signal_connect_swapped (self->recent, "items-changed", G_CALLBACK (update_recent), self);
  imw_transaction_model_load_more (self->recent);
  gtk_widget_set_visible (self->fund,
                          imw_wallet_service_get_environment (service) == IMW_ENVIRONMENT_PRACTICE);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

      g_signal_connect_object (account, "notify::balance", G_CALLBACK (update_figures), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (update_figures), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (update_figures), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::backup-verified", G_CALLBACK (update_backup), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (update_recent), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_get_payments (wallet), "items-changed",
                           G_CALLBACK (update_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_service_get_settings (service), "changed",
                           G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "status-changed", G_CALLBACK (update_figures), self,
                           G_CONNECT_SWAPPED);
  if (imw_wallet_service_get_prices (service) != NULL)
    g_signal_connect_object (imw_wallet_service_get_prices (service), "changed",
                             G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  self->timer = g_timeout_add_seconds (30, timer_cb, self);

  update_figures (self);
  update_open (self);
  update_recent (self);
  update_backup (self);

  return GTK_WIDGET (self);
}
