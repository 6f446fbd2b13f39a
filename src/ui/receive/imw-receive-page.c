/* imw-receive-page.c: an address to be paid at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-receive-page"

#include "config.h"

#include "imw-receive-page.h"
#include "imw-amount-entry.h"
#include "imw-format.h"
#include "imw-ledger-page.h"
#include "imw-qr-paintable.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words.h"

#include "imw-error.h"
#include "imw-holding.h"

#include <glib/gi18n.h>
#include <string.h>

#define PICTURE_MODULE_PX 10
#define SINCE_BEFORE_MS   60000 /* a block may be a little older than its news */

/**
 * ImwReceivePage:
 *
 * The current address of an account as text and QR code, optionally with an amount and a note, and
 * a line that tells when money has arrived at it. Main thread.
 */

struct _ImwReceivePage
{
  AdwBin parent_instance;

  ImwWallet           *wallet;
  ImwAccount          *account;       /* (nullable) */
  ImwAsset            *asset;         /* (nullable): what is asked for */
  GPtrArray           *choices;       /* (element-type Choice): of the list of assets */
  GPtrArray           *accounts_here; /* (element-type ImwAccount): of the list of accounts */
  gint64               since_ms;      /* what was received before is not told where an address is used again */
  gboolean             choosing;      /* a list is being filled */
  ImwTransactionModel *recent;
  GCancellable        *cancellable;
  char                *address; /* (nullable) */
  char                *uri;     /* (nullable) what the QR code says */

  GtkDropDown    *assets;
  GtkWidget      *asset_row;
  GtkDropDown    *accounts;
  GtkWidget      *account_row;
  GtkWidget      *lists;
  GtkWidget      *fresh;
  GtkWidget      *closed;
  GtkLabel       *closed_text;
  GtkWidget      *accept;
  GtkWidget      *waiting;
  GtkWidget      *asking;
  GtkPicture     *qr;
  GtkLabel       *network;
  GtkLabel       *address_label;
  GtkWidget      *buttons;
  ImwAmountEntry *amount;
  GtkEditable    *note;
  GtkImage       *state_icon;
  GtkLabel       *state;
};

G_DEFINE_FINAL_TYPE (ImwReceivePage, imw_receive_page, ADW_TYPE_BIN)

/* An asset on a network. */
typedef struct
{
  ImwChain *chain;
  ImwAsset *asset;
} Choice;

static void
choice_free (Choice *self)
{
  g_clear_object (&self->chain);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_free (self);
}

static void
update_code (ImwReceivePage *self)
{
  ImwChain   *chain;
  ImwAmount  *amount = imw_amount_entry_get_amount (self->amount);
  const char *note = gtk_editable_get_text (self->note);
  g_autoptr (ImwPaymentRequest) request = NULL;
  g_autoptr (ImwQrPaintable) code = NULL;

  if (self->address == NULL || self->asset == NULL)
    return;

  chain = imw_account_get_chain (self->account);
  if (amount != NULL && imw_amount_sign (amount) <= 0)
    amount = NULL;
  request = imw_payment_request_new (self->address, amount, NULL, *note != '\0' ? note : NULL);
  if (!imw_asset_equal (self->asset, imw_chain_get_native_asset (chain)))
    request->asset = imw_asset_ref (self->asset);
  g_free (self->uri);
  self->uri = imw_chain_build_uri (chain, request);
  code = imw_qr_paintable_new (self->uri);
  gtk_picture_set_paintable (self->qr, GDK_PAINTABLE (code));
}

static gboolean
array_has (GPtrArray *array, const char *text)
{
  for (guint i = 0; array != NULL && i < array->len; i++)
    {
      if (g_strcmp0 (g_ptr_array_index (array, i), text) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether @transaction answers what is asked for here. */
static gboolean
is_answer (ImwReceivePage *self, ImwTransaction *transaction)
{
  ImwAmount *net = imw_transaction_get_net (transaction);

  if (imw_transaction_get_state (transaction) == IMW_TX_DROPPED)
    return FALSE;
  if (!imw_chain_has (imw_account_get_chain (self->account), IMW_CHAIN_HAS_TOLD_BALANCES))
    return array_has (imw_transaction_get_own_addresses (transaction), self->address);

  /* one address for everything: what came for this asset since the page was opened */
  return g_strcmp0 (imw_transaction_get_account_id (transaction),
                    imw_account_get_id (self->account)) == 0 &&
         imw_transaction_get_direction (transaction) == IMW_DIRECTION_RECEIVED &&
         imw_transaction_get_time_ms (transaction) >= self->since_ms &&
         imw_asset_equal (imw_amount_get_asset (net), self->asset);
}

/* What has arrived at the address that is shown. */
static void
update_state (ImwReceivePage *self)
{
  GListModel *model = G_LIST_MODEL (self->recent);

  if (self->address == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ImwTransaction) transaction = g_list_model_get_item (model, i);

      if (is_answer (self, transaction))
        {
          g_autofree char *amount = imw_format_amount (imw_wallet_get_service (self->wallet),
                                                       imw_transaction_get_net (transaction),
                                                       IMW_FORMAT_SIGN);
          g_autofree char *state = imw_words_transaction_state (transaction);
          g_autofree char *text = g_strdup_printf (_ ("Received %s · %s"), amount, state);

          gtk_label_set_text (self->state, text);
          gtk_image_set_from_icon_name (self->state_icon, "object-select-symbolic");
          gtk_widget_add_css_class (GTK_WIDGET (self->state), "success");
          return;
        }
    }
  gtk_label_set_text (self->state,
                      _ ("Waiting for a payment. This line changes as soon as it is seen."));
  gtk_image_set_from_icon_name (self->state_icon, "imw-wait-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->state), "success");
}

static void
address_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwReceivePage) self = IMW_RECEIVE_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwAddressInfo)
      info = imw_account_get_receive_address_finish (IMW_ACCOUNT (object), result, &error);
  g_autofree char *markup = NULL;

  if (info == NULL)
    {
      if (g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED))
        imw_ui_toast (GTK_WIDGET (self),
                      _ ("Twenty unused addresses are enough. Use one of them first."));
      else
        imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
      return;
    }
  if (self->account != IMW_ACCOUNT (object))
    return;

  g_free (self->address);
  self->address = g_strdup (info->address);
  markup = imw_format_address_markup (self->address);
  gtk_label_set_markup (self->address_label, markup);
  imw_ui_set_name (GTK_WIDGET (self->address_label), self->address);
  gtk_widget_set_sensitive (self->buttons, TRUE);
  update_code (self);
  update_state (self);
}

static void
ask_address (ImwReceivePage *self, gboolean fresh)
{
  if (self->account != NULL)
    imw_account_get_receive_address_async (self->account, fresh, self->cancellable, address_cb,
                                           g_object_ref (self));
}

static void
say_network (ImwReceivePage *self)
{
  ImwChain        *chain = imw_account_get_chain (self->account);
  const char      *environment = imw_ui_environment_name (imw_chain_get_environment (chain));
  gboolean         tokens = imw_chain_has (chain, IMW_CHAIN_HAS_TOKENS);
  g_autofree char *text = NULL;

  if (*environment == '\0')
    /* Translators: "Only Bitcoin (BTC) on the Bitcoin network" */
    text = g_strdup_printf (_ ("Only %s (%s) on the %s network"), imw_asset_get_name (self->asset),
                            imw_asset_get_symbol (self->asset), imw_chain_get_name (chain));
  else if (tokens)
    /* Translators: "Only Tether USD (USDT) on Ethereum of the Practice network" */
    text = g_strdup_printf (_ ("Only %s (%s) on %s of the %s"), imw_asset_get_name (self->asset),
                            imw_asset_get_symbol (self->asset), imw_chain_get_name (chain),
                            environment);
  else
    text = g_strdup_printf (_ ("Only %s coins of the %s"), imw_chain_get_name (chain), environment);
  gtk_label_set_text (self->network, text);
}

static ImwTruth
get_opened (ImwReceivePage *self)
{
  GListModel *holdings = imw_account_get_holdings (self->account);

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);

      if (imw_asset_equal (imw_holding_get_asset (holding), self->asset))
        return imw_holding_get_opened (holding);
    }

  return IMW_TRUTH_UNKNOWN;
}

/* An address that would not work is not shown: the payer's money would not leave, or come back. */
static void
update_ready (ImwReceivePage *self)
{
  gboolean         native, missing, refused;
  g_autofree char *text = NULL;

  if (self->account == NULL || self->asset == NULL)
    return;

  native = imw_asset_equal (self->asset,
                            imw_chain_get_native_asset (imw_account_get_chain (self->account)));
  missing = imw_account_get_exists (self->account) == IMW_TRUTH_NO;
  refused = !native && (missing || get_opened (self) == IMW_TRUTH_NO);
  if (missing && imw_account_get_opening (self->account) != NULL)
    {
      g_autofree char *least =
          imw_format_amount (imw_wallet_get_service (self->wallet),
                             imw_account_get_opening (self->account), IMW_FORMAT_PLAIN);

      text = g_strdup_printf (
          /* Translators: %s is an amount: "1 XLM" */
          native ? _ ("This account is not open yet. The first payment opens it; it must be at "
                      "least %s, which stays in the account.")
                 : _ ("This account is not open yet. Receive more than %s first, then accept this "
                      "asset."),
          least);
    }
  else if (missing)
    {
      text = g_strdup (_ ("This account is not open yet. The first payment opens it."));
    }
  else if (refused)
    {
      text = g_strdup (_ ("This account does not accept the asset yet: nobody could pay it here. "
                          "Accepting it keeps a small amount back."));
    }
  gtk_label_set_text (self->closed_text, text != NULL ? text : "");
  gtk_widget_set_visible (self->closed, text != NULL);
  gtk_widget_set_visible (self->accept, refused && !missing);
  gtk_widget_set_visible (GTK_WIDGET (self->qr), !refused);
  gtk_widget_set_visible (GTK_WIDGET (self->address_label), !refused);
  gtk_widget_set_visible (self->buttons, !refused);
  gtk_widget_set_visible (self->waiting, !refused);
  gtk_widget_set_visible (self->asking, !refused);
}

static void
accept_clicked_cb (ImwReceivePage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL && self->account != NULL)
    imw_shell_push (shell, imw_ledger_page_new (self->wallet, self->account),
                    _ ("Accepted assets"));
}

static void
set_account (ImwReceivePage *self, ImwAccount *account, ImwAsset *asset)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  ImwChain         *chain = imw_account_get_chain (account);
  gboolean          other = self->account != account;

  g_set_object (&self->account, account);
  imw_asset_ref (asset);
  g_clear_pointer (&self->asset, imw_asset_unref);
  self->asset = asset;
  self->since_ms = imw_clock_get_wall_ms (imw_wallet_service_get_clock (service)) - SINCE_BEFORE_MS;
  imw_amount_entry_set_asset (self->amount, service, chain, asset);
  gtk_widget_set_visible (self->fresh, imw_chain_has (chain, IMW_CHAIN_HAS_FRESH_ADDRESSES));
  say_network (self);
  update_ready (self);
  if (other)
    {
      g_clear_pointer (&self->address, g_free);
      gtk_widget_set_sensitive (self->buttons, FALSE);
      ask_address (self, FALSE);
    }
  else
    {
      update_code (self);
      update_state (self);
    }
}

/* Fills the list of accounts with those of @chain; @wanted (nullable) is chosen. */
static void
fill_accounts (ImwReceivePage *self, ImwChain *chain, ImwAccount *wanted)
{
  GListModel *accounts = imw_wallet_get_accounts (self->wallet);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint chosen = 0;

  g_ptr_array_set_size (self->accounts_here, 0);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *name = imw_words_account (account);

      if (imw_account_get_chain (account) != chain)
        continue;
      if (account == wanted)
        chosen = self->accounts_here->len;
      gtk_string_list_append (names, name);
      g_ptr_array_add (self->accounts_here, g_steal_pointer (&account));
    }
  self->choosing = TRUE;
  gtk_drop_down_set_model (self->accounts, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->accounts, chosen);
  self->choosing = FALSE;
  gtk_widget_set_visible (self->account_row, self->accounts_here->len > 1);
  gtk_widget_set_visible (self->lists, self->accounts_here->len > 1 || self->choices->len > 1);
}

static void
apply_choice (ImwReceivePage *self, ImwAccount *wanted)
{
  guint         selected = gtk_drop_down_get_selected (self->assets);
  const Choice *choice = NULL;

  if (selected >= self->choices->len)
    return;

  choice = g_ptr_array_index (self->choices, selected);
  fill_accounts (self, choice->chain, wanted);
  selected = gtk_drop_down_get_selected (self->accounts);
  if (selected < self->accounts_here->len)
    set_account (self, g_ptr_array_index (self->accounts_here, selected), choice->asset);
}

static void
asset_selected_cb (ImwReceivePage *self)
{
  if (!self->choosing)
    apply_choice (self, self->account);
}

static void
account_selected_cb (ImwReceivePage *self)
{
  if (!self->choosing)
    {
      guint selected = gtk_drop_down_get_selected (self->accounts);

      if (selected < self->accounts_here->len)
        set_account (self, g_ptr_array_index (self->accounts_here, selected), self->asset);
    }
}

static void
add_choice (ImwReceivePage *self, GtkStringList *names, ImwChain *chain, ImwAsset *asset)
{
  Choice          *choice = NULL;
  g_autofree char *name = NULL;

  for (guint i = 0; i < self->choices->len; i++)
    {
      choice = g_ptr_array_index (self->choices, i);
      if (imw_asset_equal (choice->asset, asset))
        return;
    }
  choice = g_new0 (Choice, 1);
  choice->chain = g_object_ref (chain);
  choice->asset = imw_asset_ref (asset);
  g_ptr_array_add (self->choices, choice);
  name = imw_chain_has (chain, IMW_CHAIN_HAS_TOKENS)
             ? g_strdup_printf ("%s · %s", imw_asset_get_symbol (asset), imw_chain_get_name (chain))
             : g_strdup (imw_chain_get_name (chain));
  gtk_string_list_append (names, name);
}

/* What can be received: the genuine assets of the networks that are on, and the user's own ones. */
static void
fill_assets (ImwReceivePage *self)
{
  GPtrArray  *chains = imw_wallet_service_get_chains (imw_wallet_get_service (self->wallet));
  GListModel *holdings = imw_wallet_get_holdings (self->wallet);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint chosen = 0;

  g_ptr_array_set_size (self->choices, 0);
  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (chains, i);
      g_autoptr (GPtrArray) assets = imw_chain_list_assets (chain);

      for (guint j = 0; j < assets->len; j++)
        add_choice (self, names, chain, g_ptr_array_index (assets, j));
    }
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      ImwAccount *account = imw_holding_get_account (holding);

      if (account != NULL && imw_holding_get_trust (holding) == IMW_TRUST_OWN)
        add_choice (self, names, imw_account_get_chain (account), imw_holding_get_asset (holding));
    }
  for (guint i = 0; self->asset != NULL && i < self->choices->len; i++)
    {
      const Choice *choice = g_ptr_array_index (self->choices, i);

      if (imw_asset_equal (choice->asset, self->asset))
        chosen = i;
    }
  self->choosing = TRUE;
  gtk_drop_down_set_model (self->assets, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->assets, chosen);
  self->choosing = FALSE;
  gtk_widget_set_visible (self->asset_row, self->choices->len > 1);
  apply_choice (self, self->account);
}

static void
copy_clicked_cb (ImwReceivePage *self)
{
  g_autofree char *plain = self->address != NULL ? g_strdup (self->address) : NULL;

  if (plain == NULL)
    return;
  if (!imw_amount_entry_get_empty (self->amount) || *gtk_editable_get_text (self->note) != '\0')
    imw_ui_copy (GTK_WIDGET (self), self->uri, _ ("Payment link copied"));
  else
    imw_ui_copy (GTK_WIDGET (self), plain, _ ("Address copied"));
}

static void
picture_file_cb (GFile *file, gpointer user_data)
{
  ImwReceivePage *self = IMW_RECEIVE_PAGE (user_data);
  g_autoptr (ImwQrPaintable) code = imw_qr_paintable_new (self->uri);
  g_autoptr (GdkTexture) texture = imw_qr_paintable_to_texture (code, PICTURE_MODULE_PX);
  g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (texture);
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents (file, g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL,
                               FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, NULL, &error))
    imw_ui_toast (GTK_WIDGET (self), _ ("Picture saved"));
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_FILE);
}

static void
picture_clicked_cb (ImwReceivePage *self)
{
  if (self->uri != NULL)
    imw_ui_choose_file (GTK_WIDGET (self), _ ("Save picture"), TRUE, "payment-request.png",
                        picture_file_cb, self);
}

static void
new_clicked_cb (ImwReceivePage *self)
{
  ask_address (self, TRUE);
}

static void
imw_receive_page_dispose (GObject *object)
{
  ImwReceivePage *self = IMW_RECEIVE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->recent != NULL)
    g_signal_handlers_disconnect_by_data (self->recent, self);
  g_clear_object (&self->recent);
  g_clear_object (&self->account);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_receive_page_parent_class)->dispose (object);
}

static void
imw_receive_page_finalize (GObject *object)
{
  ImwReceivePage *self = IMW_RECEIVE_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_pointer (&self->accounts_here, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_receive_page_parent_class)->finalize (object);
}

static void
imw_receive_page_class_init (ImwReceivePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_receive_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_receive_page_finalize;
  g_type_ensure (IMW_TYPE_AMOUNT_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/receive-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, assets);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, asset_row);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, accounts);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, account_row);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, lists);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, fresh);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, closed);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, closed_text);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, accept);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, waiting);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, asking);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, qr);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, network);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, address_label);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, buttons);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, amount);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, note);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, ImwReceivePage, state);
  gtk_widget_class_bind_template_callback (widget_class, asset_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, accept_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_code);
}

static void
imw_receive_page_init (ImwReceivePage *self)
{
  self->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) choice_free);
  self->accounts_here = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  imw_ui_set_name (GTK_WIDGET (self->assets), _ ("What is received"));
  imw_ui_set_name (GTK_WIDGET (self->accounts), _ ("Account"));
  imw_ui_set_name (GTK_WIDGET (self->qr), _ ("QR code of the address"));
  imw_ui_set_name (GTK_WIDGET (self->note), _ ("Note for the payer"));
}

/**
 * imw_receive_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_receive_page_new (ImwWallet *wallet)
{
  ImwReceivePage *self = g_object_new (IMW_TYPE_RECEIVE_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->recent = imw_wallet_new_transaction_model (wallet);
  imw_transaction_model_set_page_size (self->recent, 20);
  g_signal_connect_swapped (self->recent, "items-changed", G_CALLBACK (update_state), self);
  imw_transaction_model_load_more (self->recent);
  g_signal_connect_object (imw_wallet_get_accounts (wallet), "items-changed",
                           G_CALLBACK (fill_assets), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (update_ready), self,
                           G_CONNECT_SWAPPED);
  fill_assets (self);

  return GTK_WIDGET (self);
}

/**
 * imw_receive_page_choose:
 * @self: a page
 * @account: where it is received
 * @asset: what is received
 */
void
imw_receive_page_choose (ImwReceivePage *self, ImwAccount *account, ImwAsset *asset)
{
  g_return_if_fail (IMW_IS_RECEIVE_PAGE (self));

  fill_assets (self);
  for (guint i = 0; i < self->choices->len; i++)
    {
      const Choice *choice = g_ptr_array_index (self->choices, i);

      if (!imw_asset_equal (choice->asset, asset))
        continue;
      self->choosing = TRUE;
      gtk_drop_down_set_selected (self->assets, i);
      self->choosing = FALSE;
      apply_choice (self, account);
      return;
    }
}
