/* imw-asset-page.c: one asset of one account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-asset-page"

#include "config.h"

#include "imw-asset-page.h"
#include "imw-account-page.h"
#include "imw-activity-page.h"
#include "imw-asset-icon.h"
#include "imw-details-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-history-note.h"
#include "imw-receive-page.h"
#include "imw-send-page.h"
#include "imw-shell.h"
#include "imw-transaction-row.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

#define N_RECENT 10

/**
 * ImwAssetPage:
 *
 * How much of an asset an account holds, what happened to it, how complete that list is, and the ways to
 * send and receive it. Main thread.
 */

struct _ImwAssetPage
{
  AdwBin parent_instance;

  ImwWallet           *wallet;
  ImwHolding          *holding;
  ImwAccount          *account;
  ImwTransactionModel *recent;

  GtkBox     *head;
  GtkLabel   *name;
  GtkLabel   *total;
  GtkLabel   *value;
  ImwFacts   *warnings;
  GtkWidget  *send;
  GtkWidget  *receive;
  GtkListBox *recent_list;
  GtkWidget  *recent_empty;
  GtkWidget  *show_all;
  AdwBin     *note;
  ImwFacts   *facts;
};

G_DEFINE_FINAL_TYPE (ImwAssetPage, imw_asset_page, ADW_TYPE_BIN)

static ImwWalletService *
get_service (ImwAssetPage *self)
{
  return imw_wallet_get_service (self->wallet);
}

static void
add_amount (ImwAssetPage *self, const char *name, ImwAmount *amount, ImwFormatFlags flags)
{
  g_autofree char *text = imw_format_amount (get_service (self), amount, flags);

  imw_facts_add (self->facts, name, text);
}

static void
update_facts (ImwAssetPage *self)
{
  ImwChain        *chain = imw_account_get_chain (self->account);
  ImwClock        *clock = imw_wallet_service_get_clock (get_service (self));
  gint64           now_ms = imw_clock_get_wall_ms (clock);
  const char      *contract = imw_chain_get_contract (chain, imw_holding_get_asset (self->holding));
  g_autofree char *account = imw_words_account (self->account);
  g_autofree char *as_of = imw_format_ago (imw_holding_get_as_of_ms (self->holding), now_ms);
  g_autofree char *requests = g_strdup_printf ("%u", imw_account_get_n_requests (self->account));

  imw_facts_clear (self->facts);
  add_amount (self, _ ("Confirmed"), imw_holding_get_confirmed (self->holding), IMW_FORMAT_EXACT);
  add_amount (self, _ ("Pending"), imw_holding_get_pending (self->holding),
              IMW_FORMAT_EXACT | IMW_FORMAT_SIGN);
  add_amount (self, _ ("Available now"), imw_holding_get_available (self->holding),
              IMW_FORMAT_EXACT);
  imw_facts_add (self->facts, _ ("Network"), account);
  if (contract != NULL)
    imw_facts_add_address (self->facts, _ ("Contract"), contract, NULL);
  imw_facts_add (self->facts, _ ("Last update"), as_of);
  imw_facts_add (self->facts, _ ("Questions to servers since the start"), requests);
}

static void
update_warnings (ImwAssetPage *self)
{
  ImwAsset *resembled = imw_holding_get_resembled (self->holding);
  gboolean  genuine = imw_holding_get_trust (self->holding) == IMW_TRUST_GENUINE;

  imw_facts_clear (self->warnings);
  if (resembled != NULL)
    {
      g_autofree char *name = imw_words_asset (resembled);
      /* Translators: %s is "Tether USD (USDT)" */
      g_autofree char *text = g_strdup_printf (
          _ ("Its name is like that of %s, but it is another token. It is worth nothing "
             "unless you know better."),
          name);

      imw_facts_add_warning (self->warnings, _ ("This token imitates another one"), text, TRUE);
    }
  else if (!genuine)
    {
      imw_facts_add_warning (self->warnings, imw_words_warning_title (IMW_WARNING_UNKNOWN_TOKEN),
                             imw_words_warning_text (IMW_WARNING_UNKNOWN_TOKEN), FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->warnings), resembled != NULL || !genuine);
}

static void
update (ImwAssetPage *self)
{
  ImwAmount       *total = imw_holding_get_total (self->holding);
  g_autofree char *name = imw_words_asset (imw_holding_get_asset (self->holding));
  g_autofree char *amount = imw_format_amount (get_service (self), total, IMW_FORMAT_PLAIN);
  g_autofree char *value = imw_format_value (get_service (self), total);

  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->total, amount);
  gtk_label_set_text (self->value, value);
  gtk_widget_set_visible (GTK_WIDGET (self->value), g_strcmp0 (value, IMW_FORMAT_UNKNOWN) != 0);
  update_warnings (self);
  update_facts (self);
}

static void
update_recent (ImwAssetPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->recent));

  imw_ui_clear_list (self->recent_list);
  for (guint i = 0; i < MIN (n, N_RECENT); i++)
    {
      g_autoptr (ImwTransaction)
          transaction = g_list_model_get_item (G_LIST_MODEL (self->recent), i);
      GtkWidget *row = imw_transaction_row_new (get_service (self));

      imw_transaction_row_set (IMW_TRANSACTION_ROW (row), transaction);
      gtk_list_box_append (self->recent_list, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->recent_list), n > 0);
  gtk_widget_set_visible (self->show_all, n > 0);
  gtk_widget_set_visible (self->recent_empty, n == 0);
}

static void
recent_activated_cb (ImwAssetPage *self, GtkListBoxRow *row)
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
all_clicked_cb (ImwAssetPage *self)
{
  ImwShell  *shell = imw_shell_of (GTK_WIDGET (self));
  GtkWidget *page = shell != NULL ? imw_shell_go (shell, "activity") : NULL;

  if (IMW_IS_ACTIVITY_PAGE (page))
    imw_activity_page_filter (IMW_ACTIVITY_PAGE (page), self->account,
                              imw_holding_get_asset (self->holding));
}

static void
send_clicked_cb (ImwAssetPage *self)
{
  ImwShell  *shell = imw_shell_of (GTK_WIDGET (self));
  GtkWidget *page = shell != NULL ? imw_shell_go (shell, "send") : NULL;

  if (IMW_IS_SEND_PAGE (page))
    imw_send_page_choose (IMW_SEND_PAGE (page), self->account,
                          imw_holding_get_asset (self->holding));
}

static void
receive_clicked_cb (ImwAssetPage *self)
{
  ImwShell  *shell = imw_shell_of (GTK_WIDGET (self));
  GtkWidget *page = shell != NULL ? imw_shell_go (shell, "receive") : NULL;

  if (IMW_IS_RECEIVE_PAGE (page))
    imw_receive_page_choose (IMW_RECEIVE_PAGE (page), self->account,
                             imw_holding_get_asset (self->holding));
}

static void
account_activated_cb (ImwAssetPage *self)
{
  ImwShell        *shell = imw_shell_of (GTK_WIDGET (self));
  g_autofree char *title = imw_words_account (self->account);

  if (shell != NULL)
    imw_shell_push (shell, imw_account_page_new (self->wallet, self->account), title);
}

static void
imw_asset_page_dispose (GObject *object)
{
  ImwAssetPage *self = IMW_ASSET_PAGE (object);

  if (self->recent != NULL)
    g_signal_handlers_disconnect_by_data (self->recent, self);
  g_clear_object (&self->recent);
  g_clear_object (&self->holding);
  g_clear_object (&self->account);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_asset_page_parent_class)->dispose (object);
}

static void
imw_asset_page_class_init (ImwAssetPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_asset_page_dispose;
  g_type_ensure (IMW_TYPE_FACTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/asset-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, head);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, name);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, total);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, value);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, warnings);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, send);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, receive);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, recent_list);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, recent_empty);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, show_all);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, note);
  gtk_widget_class_bind_template_child (widget_class, ImwAssetPage, facts);
  gtk_widget_class_bind_template_callback (widget_class, recent_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, receive_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_activated_cb);
}

static void
imw_asset_page_init (ImwAssetPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * imw_asset_page_new:
 * @wallet: a wallet that is loaded
 * @holding: an asset of one of its accounts
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_asset_page_new (ImwWallet *wallet, ImwHolding *holding)
{
  ImwAssetPage     *self = g_object_new (IMW_TYPE_ASSET_PAGE, NULL);
  ImwWalletService *service = imw_wallet_get_service (wallet);
  ImwAsset         *asset = imw_holding_get_asset (holding);

  self->wallet = g_object_ref (wallet);
  self->holding = g_object_ref (holding);
  self->account = g_object_ref (imw_holding_get_account (holding));
  gtk_box_prepend (self->head,
                   imw_asset_icon_new_image (asset, imw_holding_get_trust (holding), 48));
  adw_bin_set_child (self->note, imw_history_note_new (self->account));
  self->recent = imw_wallet_new_transaction_model (wallet);
  imw_transaction_model_set_page_size (self->recent, N_RECENT);
  imw_transaction_model_set_filter (self->recent, imw_account_get_id (self->account), NULL, NULL);
  imw_transaction_model_set_asset (self->recent, imw_asset_get_id (asset));
  imw_transaction_model_set_show_hidden (self->recent,
                                         imw_holding_get_trust (holding) == IMW_TRUST_UNKNOWN);
  g_signal_connect_swapped (self->recent, "items-changed", G_CALLBACK (update_recent), self);
  imw_transaction_model_load_more (self->recent);
  g_signal_connect_object (holding, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_service_get_settings (service), "changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "status-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  update_recent (self);

  return GTK_WIDGET (self);
}
