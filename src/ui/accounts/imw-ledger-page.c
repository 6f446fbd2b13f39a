/* imw-ledger-page.c: what an account accepts, and what waits for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ledger-page"

#include "config.h"

#include "imw-ledger-page.h"
#include "imw-asset-icon.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-preparing.h"
#include "imw-review-page.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-account-claim.h"
#include "imw-holding.h"
#include "imw-payment.h"

#include <glib/gi18n.h>

/**
 * ImwLedgerPage:
 *
 * On networks where an asset must be accepted before it can be received: which ones are, what that keeps back, and money that waits
 * to be collected. Each step is a payment that is read by the signer and reviewed. Main thread.
 */

struct _ImwLedgerPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  ImwAccount   *account;
  GCancellable *cancellable;
  gboolean      busy;

  ImwFacts   *facts;
  GtkListBox *assets;
  GtkWidget  *claims_group;
  GtkListBox *claims;
};

G_DEFINE_FINAL_TYPE (ImwLedgerPage, imw_ledger_page, ADW_TYPE_BIN)

static void update (ImwLedgerPage *self);

static void
prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwLedgerPage) self = IMW_LEDGER_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPayment) payment = imw_preparing_run_finish (result, &error);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  self->busy = FALSE;
  if (payment != NULL && shell != NULL)
    imw_shell_push (shell, imw_review_page_new (payment), _ ("Review"));
  else if (payment == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_PAY);
}

static void
review (ImwLedgerPage *self, ImwPayment *payment)
{
  if (self->busy)
    return;

  self->busy = TRUE;
  imw_preparing_run_async (GTK_WIDGET (self), payment, self->cancellable, prepared_cb,
                           g_object_ref (self));
}

static void
asset_clicked_cb (GtkButton *button, ImwLedgerPage *self)
{
  ImwAsset *asset = g_object_get_data (G_OBJECT (button), "asset");
  gboolean  close = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "close"));
  g_autoptr (ImwPayment)
      payment = imw_payment_new_opening (self->wallet, self->account, asset, close);

  review (self, payment);
}

static void
claim_clicked_cb (GtkButton *button, ImwLedgerPage *self)
{
  g_autoptr (ImwPayment) payment = imw_payment_new_claim (
      self->wallet, self->account, g_object_get_data (G_OBJECT (button), "claim"));

  review (self, payment);
}

static gboolean
is_empty (ImwHolding *holding)
{
  ImwAmount *total = imw_holding_get_total (holding);

  return total != NULL && imw_amount_sign (total) == 0;
}

/* An asset that turned up by itself is never offered to be accepted. */
static void
add_asset (ImwLedgerPage *self, ImwHolding *holding)
{
  ImwAsset        *asset = imw_holding_get_asset (holding);
  gboolean         opened = imw_holding_get_opened (holding) == IMW_TRUTH_YES;
  GtkWidget       *row = adw_action_row_new ();
  const char      *issuer = imw_chain_get_contract (imw_account_get_chain (self->account), asset);
  g_autofree char *title = imw_words_asset (asset);
  g_autofree char *amount = imw_format_amount (imw_wallet_get_service (self->wallet),
                                               imw_holding_get_total (holding), IMW_FORMAT_PLAIN);
  g_autofree char *subtitle = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  subtitle = g_strdup_printf ("%s · %s", opened ? amount : _ ("not accepted"),
                              issuer != NULL ? issuer : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             imw_asset_icon_new_image (asset, imw_holding_get_trust (holding), 32));
  if (!opened || is_empty (holding))
    {
      GtkWidget       *button = gtk_button_new_with_label (opened ? _ ("Remove") : _ ("Accept"));
      g_autofree char *name =
          g_strdup_printf ("%s: %s", opened ? _ ("Remove") : _ ("Accept"), title);

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      imw_ui_set_name (button, name);
      g_object_set_data_full (G_OBJECT (button), "asset", imw_asset_ref (asset),
                              (GDestroyNotify) imw_asset_unref);
      g_object_set_data (G_OBJECT (button), "close", GINT_TO_POINTER (opened));
      g_signal_connect (button, "clicked", G_CALLBACK (asset_clicked_cb), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  gtk_list_box_append (self->assets, row);
}

static void
add_claim (ImwLedgerPage *self, ImwAccountClaim *claim)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  gint64            now = imw_clock_get_wall_ms (imw_wallet_service_get_clock (service));
  gint64            from_ms = imw_account_claim_get_not_before_ms (claim);
  gint64            until_ms = imw_account_claim_get_expires_ms (claim);
  ImwAmount        *amount = imw_account_claim_get_amount (claim);
  ImwTrust          trust =
      imw_chain_get_trust (imw_account_get_chain (self->account), imw_amount_get_asset (amount));
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *title = imw_format_amount (service, amount, IMW_FORMAT_PLAIN);
  g_autofree char *from = imw_account_claim_get_from (claim) != NULL
                              ? imw_format_address_short (imw_account_claim_get_from (claim))
                              : g_strdup ("");
  g_autofree char *until = until_ms > 0 ? imw_format_date_time (until_ms) : NULL;
  g_autofree char *subtitle = NULL;

  if (until != NULL)
    /* Translators: an address, a date */
    subtitle = g_strdup_printf (_ ("from %s, until %s"), from, until);
  else
    /* Translators: an address */
    subtitle = g_strdup_printf (_ ("from %s"), from);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (trust == IMW_TRUST_GENUINE && from_ms <= now && (until_ms == 0 || until_ms > now))
    {
      GtkWidget       *button = gtk_button_new_with_label (_ ("Collect"));
      g_autofree char *name = g_strdup_printf ("%s: %s", _ ("Collect"), title);

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      imw_ui_set_name (button, name);
      g_object_set_data_full (G_OBJECT (button), "claim",
                              g_strdup (imw_account_claim_get_id (claim)), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (claim_clicked_cb), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  else if (trust != IMW_TRUST_GENUINE)
    {
      GtkWidget *label = gtk_label_new (_ ("Unknown asset"));

      gtk_widget_add_css_class (label, "badge");
      gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  gtk_list_box_append (self->claims, row);
}

static void
add_amount (ImwLedgerPage *self, const char *name, ImwAmount *amount)
{
  g_autofree char *text =
      imw_format_amount (imw_wallet_get_service (self->wallet), amount, IMW_FORMAT_PLAIN);

  imw_facts_add (self->facts, name, text);
}

static void
update (ImwLedgerPage *self)
{
  GListModel *holdings = imw_account_get_holdings (self->account);
  GListModel *claims = imw_account_get_claims (self->account);

  imw_facts_clear (self->facts);
  if (imw_account_get_exists (self->account) == IMW_TRUTH_NO)
    imw_facts_add_warning (self->facts, _ ("The account is not open yet"),
                           _ ("It opens when it receives its first coins of the network."), FALSE);
  add_amount (self, _ ("Stays in the account"), imw_account_get_reserved (self->account));
  add_amount (self, _ ("For each further asset"), imw_account_get_reserve_step (self->account));
  imw_ui_clear_list (self->assets);
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      if (!imw_holding_get_native (holding) &&
          (imw_holding_get_trust (holding) != IMW_TRUST_UNKNOWN ||
           imw_holding_get_opened (holding) == IMW_TRUTH_YES))
        add_asset (self, holding);
    }
  imw_ui_clear_list (self->claims);
  for (guint i = 0; i < g_list_model_get_n_items (claims); i++)
    {
      g_autoptr (ImwAccountClaim) claim = g_list_model_get_item (claims, i);

      add_claim (self, claim);
    }
  gtk_widget_set_visible (self->claims_group, g_list_model_get_n_items (claims) > 0);
}

static void
imw_ledger_page_dispose (GObject *object)
{
  ImwLedgerPage *self = IMW_LEDGER_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->account);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_ledger_page_parent_class)->dispose (object);
}

static void
imw_ledger_page_finalize (GObject *object)
{
  g_clear_object (&IMW_LEDGER_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_ledger_page_parent_class)->finalize (object);
}

static void
imw_ledger_page_class_init (ImwLedgerPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_ledger_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_ledger_page_finalize;
}

static GtkListBox *
add_group (GtkBox *box, const char *title, const char *text, GtkWidget **group)
{
  GtkListBox *list = GTK_LIST_BOX (gtk_list_box_new ());

  *group = adw_preferences_group_new ();
  gtk_list_box_set_selection_mode (list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (list), "boxed-list");
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (*group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (*group), text);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (*group), GTK_WIDGET (list));
  gtk_box_append (box, *group);

  return list;
}

static void
imw_ledger_page_init (ImwLedgerPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *group;

  self->cancellable = g_cancellable_new ();
  self->facts = IMW_FACTS (imw_facts_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->facts));
  self->claims = add_group (GTK_BOX (box), _ ("Waits for you"),
                            _ ("Somebody has set it out. Collect it only if you know what it is."),
                            &group);
  self->claims_group = group;
  self->assets = add_group (
      GTK_BOX (box), _ ("Accepted assets"),
      _ ("An asset can be received after the account has accepted it. That keeps a small amount "
         "back, which is free again when the asset is removed."),
      &group);
  adw_bin_set_child (ADW_BIN (self), imw_ui_page (box, 720));
}

/**
 * imw_ledger_page_new:
 * @wallet: a wallet that is loaded
 * @account: one whose network has trustlines
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_ledger_page_new (ImwWallet *wallet, ImwAccount *account)
{
  ImwLedgerPage *self = g_object_new (IMW_TYPE_LEDGER_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
