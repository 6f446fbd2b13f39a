/* imw-overview-page.c: how much there is and what happened last
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-overview-page"

#include "config.h"

#include "imw-overview-page.h"
#include "imw-account-page.h"
#include "imw-asset-page.h"
#include "imw-details-page.h"
#include "imw-format.h"
#include "imw-holding-row.h"
#include "imw-result-page.h"
#include "imw-shell.h"
#include "imw-transaction-row.h"
#include "imw-transfer-row.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-prices.h"

#include <glib/gi18n.h>
#include <string.h>

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
  gboolean             list_natives; /* nothing else would be listed */

  GtkLabel            *total;
  GtkLabel            *coins;
  GtkLabel            *age;
  GtkWidget           *abroad;
  GtkWidget           *fund;
  GtkWidget           *backup_group;
  AdwPreferencesGroup *open_group;
  GtkListBox          *open_list;
  GtkListBox          *account_list;
  AdwPreferencesGroup *account_group;
  GtkListBox          *recent_list;
  GtkWidget           *recent_empty;
  GtkWidget           *show_all;
};

G_DEFINE_FINAL_TYPE (ImwOverviewPage, imw_overview_page, ADW_TYPE_BIN)

/* Accounts of networks with one asset are always there. Of the others only what is held or wanted, and
 * where that would leave nothing at all, the networks' own coins. */
static gboolean
is_listed (ImwOverviewPage *self, ImwHolding *holding)
{
  ImwAccount *account = imw_holding_get_account (holding);

  if (account == NULL)
    return FALSE;
  if (!imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOKENS) ||
      imw_holding_get_visible (holding))
    return TRUE;

  return self->list_natives && imw_holding_get_native (holding);
}

static void
choose_what_to_list (ImwOverviewPage *self)
{
  GListModel *holdings = imw_wallet_get_holdings (self->wallet);
  gboolean    some = FALSE;

  self->list_natives = FALSE;
  for (guint i = 0; !some && i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      some = is_listed (self, holding);
    }
  self->list_natives = !some;
}

/* What can be said of everything together. */
typedef struct
{
  ImwAmount *coins;     /* (nullable): the sum, where there is one asset only and it is known */
  ImwAmount *value;     /* (nullable): of what has a price */
  GString   *priceless; /* symbols of what has no price */
  ImwAsset  *asset;     /* (nullable): the only one */
  gboolean   many;      /* more than one asset */
  gboolean   unknown;   /* an amount is not known */
  gint64     as_of_ms;  /* of the oldest figure */
} Sum;

static void
sum_clear (Sum *self)
{
  g_clear_pointer (&self->coins, imw_amount_unref);
  g_clear_pointer (&self->value, imw_amount_unref);
  g_clear_pointer (&self->asset, imw_asset_unref);
  if (self->priceless != NULL)
    g_string_free (self->priceless, TRUE);
  self->priceless = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sum, sum_clear)

/* Adds @amount to @sum, which takes the place of what was there. */
static void
add_amount (ImwAmount **sum, ImwAmount *amount)
{
  ImwAmount *next = *sum != NULL ? imw_amount_add (*sum, amount, NULL) : imw_amount_ref (amount);

  g_clear_pointer (sum, imw_amount_unref);
  *sum = next;
}

static void
sum_holding (ImwOverviewPage *self, ImwHolding *holding, Sum *sum)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  ImwPrices        *prices = imw_wallet_service_get_prices (service);
  ImwAsset         *asset = imw_holding_get_asset (holding);
  ImwAmount        *total = imw_holding_get_total (holding);
  g_autoptr (ImwAmount) value = NULL;

  if (sum->asset == NULL)
    sum->asset = imw_asset_ref (asset);
  sum->many = sum->many || !imw_asset_equal (sum->asset, asset);
  if (total == NULL)
    {
      sum->unknown = TRUE;
      return;
    }
  sum->as_of_ms = MIN (sum->as_of_ms, imw_holding_get_as_of_ms (holding));
  if (!sum->many)
    add_amount (&sum->coins, total);
  if (prices != NULL)
    value = imw_prices_convert (
        prices, total,
        imw_settings_get (imw_wallet_service_get_settings (service), IMW_SETTING_CURRENCY));
  if (value != NULL)
    add_amount (&sum->value, value);
  else if (imw_amount_sign (total) != 0 &&
           strstr (sum->priceless->str, imw_asset_get_symbol (asset)) == NULL)
    g_string_append_printf (sum->priceless, "%s%s", sum->priceless->len > 0 ? ", " : "",
                            imw_asset_get_symbol (asset));
}

static void
sum_up (ImwOverviewPage *self, Sum *sum)
{
  GListModel *holdings = imw_wallet_get_holdings (self->wallet);

  sum->as_of_ms = G_MAXINT64;
  sum->priceless = g_string_new (NULL);
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      if (is_listed (self, holding))
        sum_holding (self, holding, sum);
    }
  if (sum->unknown || sum->many)
    g_clear_pointer (&sum->coins, imw_amount_unref);
  if (sum->unknown)
    g_clear_pointer (&sum->value, imw_amount_unref);
}

/* What is to be said about the prices that the total is made with; NULL when nothing is. */
static char *
dup_price_note (ImwOverviewPage *self, const Sum *sum)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  ImwPrices        *prices = imw_wallet_service_get_prices (service);
  GListModel       *holdings = imw_wallet_get_holdings (self->wallet);
  const char       *currency =
      imw_settings_get (imw_wallet_service_get_settings (service), IMW_SETTING_CURRENCY);
  gboolean old = FALSE;

  for (guint i = 0; prices != NULL && !sum->unknown && i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      g_autoptr (ImwRate) rate = NULL;

      if (is_listed (self, holding))
        rate = imw_prices_get_rate (prices, imw_holding_get_asset (holding), currency);
      if (rate != NULL && rate->disputed)
        return g_strdup (_ ("The sources differ by more than 2%."));
      old = old || (rate != NULL && rate->old);
    }
  if (old)
    return g_strdup (_ ("This price is over an hour old."));
  if (sum->many && sum->value != NULL && sum->priceless->len > 0)
    /* Translators: %s are symbols of assets: "DAI, XYZ" */
    return g_strdup_printf (_ ("Without %s: no price is known."), sum->priceless->str);

  return NULL;
}

static void
update_total (ImwOverviewPage *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  gint64            now_ms = imw_clock_get_wall_ms (imw_wallet_service_get_clock (service));
  g_auto (Sum) sum = { 0 };
  g_autofree char *value = NULL;
  g_autofree char *coins = NULL;
  g_autofree char *age = NULL;
  gboolean         prices_on =
      g_strcmp0 (imw_settings_get (imw_wallet_service_get_settings (service), IMW_SETTING_PRICES),
                 "off") != 0;

  sum_up (self, &sum);
  value = imw_format_money (sum.value);
  coins = sum.many && !prices_on ? g_strdup (_ ("Prices are switched off"))
                                 : imw_format_amount (service, sum.coins, IMW_FORMAT_PLAIN);
  gtk_label_set_text (self->total, prices_on || sum.many ? value : coins);
  gtk_label_set_text (self->coins, coins);
  gtk_widget_set_visible (GTK_WIDGET (self->coins), prices_on != sum.many);
  if (sum.unknown || sum.asset == NULL)
    {
      age = g_strdup (_ ("Not known yet: the network has not answered."));
    }
  else if (now_ms - sum.as_of_ms > OLD_AFTER_MS)
    {
      g_autofree char *time = imw_format_ago (sum.as_of_ms, now_ms);

      /* Translators: %s is "5 minutes ago" or a date */
      age = g_strdup_printf (_ ("As of %s"), time);
    }
  if (age == NULL)
    age = dup_price_note (self, &sum);
  gtk_label_set_text (self->age, age != NULL ? age : "");
  gtk_widget_set_visible (GTK_WIDGET (self->age), age != NULL);
}

static void
holding_activated_cb (AdwActionRow *row)
{
  ImwOverviewPage *self =
      IMW_OVERVIEW_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), IMW_TYPE_OVERVIEW_PAGE));
  ImwHolding      *holding = imw_holding_row_get (GTK_WIDGET (row));
  ImwAccount      *account = imw_holding_get_account (holding);
  ImwShell        *shell = imw_shell_of (GTK_WIDGET (self));
  g_autofree char *title = NULL;

  if (shell == NULL || account == NULL)
    return;

  title = imw_words_holding (holding);
  imw_shell_push (shell,
                  imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOKENS)
                      ? imw_asset_page_new (self->wallet, holding)
                      : imw_account_page_new (self->wallet, account),
                  title);
}

static void
update_holdings (ImwOverviewPage *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  GListModel       *holdings = imw_wallet_get_holdings (self->wallet);
  g_autoptr (GPtrArray) listed = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) shown = g_string_new (NULL);
  gboolean tokens = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      g_autofree char *text = NULL;

      if (!is_listed (self, holding))
        continue;
      text = imw_holding_row_describe (service, holding);
      g_string_append (shown, text);
      tokens = tokens || imw_chain_has (imw_account_get_chain (imw_holding_get_account (holding)),
                                        IMW_CHAIN_HAS_TOKENS);
      g_ptr_array_add (listed, g_steal_pointer (&holding));
    }
  if (imw_ui_shows_already (GTK_WIDGET (self->account_list), shown->str))
    return;

  imw_ui_clear_list (self->account_list);
  for (guint i = 0; i < listed->len; i++)
    gtk_list_box_append (self->account_list,
                         imw_holding_row_new (service, g_ptr_array_index (listed, i),
                                              G_CALLBACK (holding_activated_cb)));
  adw_preferences_group_set_title (self->account_group, tokens ? _ ("Assets") : _ ("Accounts"));
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

/* The transfers that are under way; their payments are not listed again.
 * Returns: how many */
static guint
list_transfers (ImwOverviewPage *self, GHashTable *listed)
{
  GListModel *transfers = imw_wallet_get_transfers (self->wallet);
  guint       n_open = 0;

  for (guint i = 0; i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (transfers, i);

      if (imw_stage_get_final (imw_transfer_get_stage (transfer)))
        continue;
      g_hash_table_add (listed, imw_transfer_get_payment (transfer));
      g_hash_table_add (listed, imw_transfer_get_swap_payment (transfer));
      gtk_list_box_append (self->open_list, imw_transfer_row_new (transfer));
      n_open++;
    }

  return n_open;
}

static void
update_open (ImwOverviewPage *self)
{
  GListModel *payments = imw_wallet_get_payments (self->wallet);
  guint       n = g_list_model_get_n_items (payments);
  guint       n_open = 0;
  guint       n_transfers;
  g_autoptr (GHashTable) listed = g_hash_table_new (NULL, NULL);

  imw_ui_clear_list (self->open_list);
  n_transfers = list_transfers (self, listed);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);
      const char      *label = imw_payment_get_label (payment);
      g_autofree char *title = NULL;
      GtkWidget       *row;

      g_signal_handlers_disconnect_by_func (payment, update_open, self);
      g_signal_connect_object (payment, "notify::state", G_CALLBACK (update_open), self,
                               G_CONNECT_SWAPPED);
      if (!is_open (payment) || g_hash_table_contains (listed, payment))
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
  adw_preferences_group_set_title (self->open_group,
                                   n_transfers > 0 ? _ ("Under way") : _ ("Open payments"));
  gtk_widget_set_visible (GTK_WIDGET (self->open_group), n_open + n_transfers > 0);
}

static void
transfer_changed_cb (ImwWallet       *wallet,
                     ImwTransfer     *transfer,
                     gboolean         stage_changed,
                     ImwOverviewPage *self)
{
  if (stage_changed)
    update_open (self);
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

/* Only with a network that providers know. */
static gboolean
can_send_abroad (ImwOverviewPage *self)
{
  GPtrArray *chains = imw_wallet_service_get_chains (imw_wallet_get_service (self->wallet));

  for (guint i = 0; i < chains->len; i++)
    {
      if (imw_chain_has (g_ptr_array_index (chains, i), IMW_CHAIN_HAS_LOGIN))
        return TRUE;
    }

  return FALSE;
}

static void
update_figures (ImwOverviewPage *self)
{
  gtk_widget_set_visible (self->abroad, can_send_abroad (self));
  choose_what_to_list (self);
  update_total (self);
  update_holdings (self);
}

static void
follow_holdings (ImwOverviewPage *self)
{
  GListModel *holdings = imw_wallet_get_holdings (self->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      g_signal_handlers_disconnect_by_func (holding, update_figures, self);
      g_signal_connect_object (holding, "notify", G_CALLBACK (update_figures), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
holdings_changed_cb (ImwOverviewPage *self)
{
  follow_holdings (self);
  update_figures (self);
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
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, abroad);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, fund);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, backup_group);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, open_group);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, open_list);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, account_list);
  gtk_widget_class_bind_template_child (widget_class, ImwOverviewPage, account_group);
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
  GListModel       *holdings = imw_wallet_get_holdings (wallet);

  self->wallet = g_object_ref (wallet);
  self->recent = imw_wallet_new_transaction_model (wallet);
  imw_transaction_model_set_page_size (self->recent, N_RECENT);
  g_signal_connect_swapped (self->recent, "items-changed", G_CALLBACK (update_recent), self);
  imw_transaction_model_load_more (self->recent);
  gtk_widget_set_visible (self->fund,
                          imw_wallet_service_get_environment (service) == IMW_ENVIRONMENT_PRACTICE);

  follow_holdings (self);
  g_signal_connect_object (holdings, "items-changed", G_CALLBACK (holdings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (update_figures), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::backup-verified", G_CALLBACK (update_backup), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (update_recent), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_get_payments (wallet), "items-changed",
                           G_CALLBACK (update_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_get_transfers (wallet), "items-changed",
                           G_CALLBACK (update_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "transfer-changed", G_CALLBACK (transfer_changed_cb), self, 0);
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
