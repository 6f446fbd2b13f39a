/* imw-tokens-page.c: which tokens of an account are shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-tokens-page"

#include "config.h"

#include "imw-tokens-page.h"
#include "imw-asset-icon.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-error.h"

#include <glib/gi18n.h>

/**
 * ImwTokensPage:
 *
 * Genuine, own and hidden tokens of an account, each with a switch, and a way to add one by its contract.
 * What a contract says of itself is shown as such. Main thread.
 */

struct _ImwTokensPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  ImwAccount   *account;
  GCancellable *cancellable;
  ImwAsset     *asset; /* (nullable): what was looked up */
  gboolean      busy;

  GtkWidget   *genuine_group;
  GtkListBox  *genuine;
  GtkWidget   *own_group;
  GtkListBox  *own;
  GtkWidget   *hidden_group;
  GtkListBox  *hidden;
  GtkEditable *contract;
  ImwFacts    *found;
  GtkLabel    *message;
  GtkSpinner  *spinner;
  GtkWidget   *look_up;
  GtkWidget   *add;
};

G_DEFINE_FINAL_TYPE (ImwTokensPage, imw_tokens_page, ADW_TYPE_BIN)

static void update (ImwTokensPage *self);

/* What the account holds of @asset; NULL when it is nowhere in the books. */
static ImwHolding *
find_holding (ImwTokensPage *self, ImwAsset *asset)
{
  GListModel *holdings = imw_account_get_holdings (self->account);

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      if (imw_asset_equal (imw_holding_get_asset (holding), asset))
        return holding; /* the account keeps it */
    }

  return NULL;
}

static void
shown_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTokensPage) self = IMW_TOKENS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_account_set_token_shown_finish (IMW_ACCOUNT (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
  if (self->account != NULL)
    update (self);
}

static void
switched_cb (GtkSwitch *button, GParamSpec *pspec, ImwTokensPage *self)
{
  imw_account_set_token_shown_async (self->account, g_object_get_data (G_OBJECT (button), "asset"),
                                     gtk_switch_get_active (button), self->cancellable, shown_cb,
                                     g_object_ref (self));
}

static void
add_row (ImwTokensPage *self,
         GtkListBox    *list,
         ImwAsset      *asset,
         ImwHolding    *holding,
         ImwTrust       trust)
{
  ImwChain        *chain = imw_account_get_chain (self->account);
  ImwAmount       *total = holding != NULL ? imw_holding_get_total (holding) : NULL;
  ImwAsset        *resembled = holding != NULL ? imw_holding_get_resembled (holding) : NULL;
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *button = gtk_switch_new ();
  const char      *contract = imw_chain_get_contract (chain, asset);
  g_autofree char *title = imw_words_asset (asset);
  g_autofree char *amount =
      imw_format_amount (imw_wallet_get_service (self->wallet), total, IMW_FORMAT_PLAIN);
  g_autofree char *address = imw_format_address_short (contract != NULL ? contract : "");
  g_autofree char *subtitle = NULL;
  g_autofree char *name = g_strdup_printf (_ ("Show %s"), title);

  if (resembled != NULL)
    /* Translators: "imitates USDT · 0x1234…5678" */
    subtitle = g_strdup_printf (_ ("imitates %s · %s"), imw_asset_get_symbol (resembled), address);
  else
    subtitle = g_strdup_printf ("%s · %s", amount, address);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (resembled != NULL)
    gtk_widget_add_css_class (row, "error");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), imw_asset_icon_new_image (asset, trust, 32));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (button), holding != NULL && imw_holding_get_visible (holding));
  imw_ui_set_name (button, name);
  g_object_set_data_full (G_OBJECT (button), "asset", imw_asset_ref (asset),
                          (GDestroyNotify) imw_asset_unref);
  g_signal_connect (button, "notify::active", G_CALLBACK (switched_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (list, row);
}

static void
update (ImwTokensPage *self)
{
  ImwChain   *chain = imw_account_get_chain (self->account);
  GListModel *holdings = imw_account_get_holdings (self->account);
  g_autoptr (GPtrArray) assets = imw_chain_list_assets (chain);

  imw_ui_clear_list (self->genuine);
  imw_ui_clear_list (self->own);
  imw_ui_clear_list (self->hidden);
  for (guint i = 0; i < assets->len; i++)
    {
      ImwAsset *asset = g_ptr_array_index (assets, i);

      if (!imw_asset_equal (asset, imw_chain_get_native_asset (chain)))
        add_row (self, self->genuine, asset, find_holding (self, asset), IMW_TRUST_GENUINE);
    }
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      ImwTrust trust = imw_holding_get_trust (holding);

      if (trust != IMW_TRUST_GENUINE)
        add_row (self, trust == IMW_TRUST_OWN ? self->own : self->hidden,
                 imw_holding_get_asset (holding), holding, trust);
    }
  gtk_widget_set_visible (self->genuine_group,
                          gtk_list_box_get_row_at_index (self->genuine, 0) != NULL);
  gtk_widget_set_visible (self->own_group, gtk_list_box_get_row_at_index (self->own, 0) != NULL);
  gtk_widget_set_visible (self->hidden_group,
                          gtk_list_box_get_row_at_index (self->hidden, 0) != NULL);
}

/* ---- a token is added ---- */

static void
say (ImwTokensPage *self, const char *text)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
set_busy (ImwTokensPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->look_up,
                            !busy && *gtk_editable_get_text (self->contract) != '\0');
}

static void
forget_found (ImwTokensPage *self)
{
  g_clear_pointer (&self->asset, imw_asset_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->found), FALSE);
  gtk_widget_set_visible (self->add, FALSE);
  gtk_widget_set_visible (self->look_up, TRUE);
}

static void
contract_changed_cb (ImwTokensPage *self)
{
  forget_found (self);
  say (self, NULL);
  set_busy (self, self->busy);
}

static void
show_found (ImwTokensPage *self)
{
  ImwChain        *chain = imw_account_get_chain (self->account);
  ImwAsset        *resembled = imw_chain_find_resembled (chain, self->asset);
  const char      *contract = imw_chain_get_contract (chain, self->asset);
  g_autofree char *decimals = g_strdup_printf ("%u", imw_asset_get_decimals (self->asset));

  imw_facts_clear (self->found);
  imw_facts_add (self->found, _ ("Name, as the contract says"), imw_asset_get_name (self->asset));
  imw_facts_add (self->found, _ ("Symbol, as the contract says"),
                 imw_asset_get_symbol (self->asset));
  imw_facts_add (self->found, _ ("Digits after the decimal mark"), decimals);
  if (contract != NULL)
    imw_facts_add_address (self->found, _ ("Contract"), contract, NULL);
  if (resembled != NULL)
    {
      g_autofree char *name = imw_words_asset (resembled);
      g_autofree char *text = g_strdup_printf (
          _ ("Its name is like that of %s, but it is another token. It is worth nothing "
             "unless you know better."),
          name);

      imw_facts_add_warning (self->found, _ ("This token imitates another one"), text, TRUE);
    }
  else if (imw_chain_get_trust (chain, self->asset) != IMW_TRUST_GENUINE)
    {
      imw_facts_add_warning (self->found, imw_words_warning_title (IMW_WARNING_UNKNOWN_TOKEN),
                             imw_words_warning_text (IMW_WARNING_UNKNOWN_TOKEN), FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->found), TRUE);
  gtk_widget_set_visible (self->look_up, FALSE);
  gtk_widget_set_visible (self->add, TRUE);
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTokensPage) self = IMW_TOKENS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  ImwAsset *asset = imw_account_look_up_token_finish (IMW_ACCOUNT (object), result, &error);

  set_busy (self, FALSE);
  if (asset != NULL)
    {
      g_clear_pointer (&self->asset, imw_asset_unref);
      self->asset = asset;
      show_found (self);
    }
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      say (self, _ ("There is no token at this address on this network."));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *text = imw_error_text (error, IMW_DOING_GENERAL);

      g_message ("Looking a token up: %s", error->message);
      say (self, text);
    }
}

static void
look_up_clicked_cb (ImwTokensPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->contract)));

  if (self->busy || *text == '\0' || self->asset != NULL)
    return;

  say (self, NULL);
  set_busy (self, TRUE);
  imw_account_look_up_token_async (self->account, text, self->cancellable, looked_up_cb,
                                   g_object_ref (self));
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTokensPage) self = IMW_TOKENS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_account_set_token_shown_finish (IMW_ACCOUNT (object), result, &error))
    {
      imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
      return;
    }
  if (self->account == NULL)
    return;
  gtk_editable_set_text (self->contract, "");
  imw_ui_toast (GTK_WIDGET (self), _ ("The token is shown from now on"));
  update (self);
}

static void
add_clicked_cb (ImwTokensPage *self)
{
  if (self->asset != NULL)
    imw_account_set_token_shown_async (self->account, self->asset, TRUE, self->cancellable,
                                       added_cb, g_object_ref (self));
}

/* ---- class ---- */

static void
imw_tokens_page_dispose (GObject *object)
{
  ImwTokensPage *self = IMW_TOKENS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->account);
  g_clear_object (&self->wallet);
  g_clear_pointer (&self->asset, imw_asset_unref);

  G_OBJECT_CLASS (imw_tokens_page_parent_class)->dispose (object);
}

static void
imw_tokens_page_finalize (GObject *object)
{
  g_clear_object (&IMW_TOKENS_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_tokens_page_parent_class)->finalize (object);
}

static void
imw_tokens_page_class_init (ImwTokensPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_tokens_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_tokens_page_finalize;
  g_type_ensure (IMW_TYPE_FACTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/tokens-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, genuine_group);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, genuine);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, own_group);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, own);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, hidden_group);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, hidden);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, contract);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, found);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, message);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, look_up);
  gtk_widget_class_bind_template_child (widget_class, ImwTokensPage, add);
  gtk_widget_class_bind_template_callback (widget_class, contract_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_up_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
}

static void
imw_tokens_page_init (ImwTokensPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->contract), _ ("Contract"));
}

/**
 * imw_tokens_page_new:
 * @wallet: a wallet that is loaded
 * @account: one of its accounts, on a network with tokens
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_tokens_page_new (ImwWallet *wallet, ImwAccount *account)
{
  ImwTokensPage *self = g_object_new (IMW_TYPE_TOKENS_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  g_signal_connect_object (imw_account_get_holdings (account), "items-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
