/* imw-details-page.c: all there is to know about one transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-details-page"

#include "config.h"

#include "imw-details-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-number.h"
#include "imw-password-dialog.h"
#include "imw-result-page.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

/**
 * ImwDetailsPage:
 *
 * One transaction with every digit, its addresses in full, its state and what that means, and its
 * label. Follows the transaction. Main thread.
 */

struct _ImwDetailsPage
{
  AdwBin parent_instance;

  ImwWallet      *wallet;
  ImwTransaction *transaction;
  GCancellable   *cancellable;

  GtkImage     *icon;
  GtkLabel     *direction;
  GtkLabel     *amount;
  GtkLabel     *value;
  AdwActionRow *state;
  GtkImage     *state_icon;
  GtkWidget    *open_payment;
  GtkEditable  *label;
  GtkWidget    *label_locked;
  ImwFacts     *people;
  GtkWidget    *people_group;
  ImwFacts     *facts;
  GtkWidget    *explorer;
};

G_DEFINE_FINAL_TYPE (ImwDetailsPage, imw_details_page, ADW_TYPE_BIN)

static ImwWalletService *
get_service (ImwDetailsPage *self)
{
  return imw_wallet_get_service (self->wallet);
}

/* The payment of this wallet that made the transaction and is still open. */
static ImwPayment *
find_payment (ImwDetailsPage *self)
{
  GListModel *payments = imw_wallet_get_payments (self->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);

      if (g_strcmp0 (imw_payment_get_txid (payment),
                     imw_transaction_get_txid (self->transaction)) == 0)
        return g_steal_pointer (&payment);
    }

  return NULL;
}

static const char *
state_meaning (ImwDetailsPage *self)
{
  ImwDirection direction = imw_transaction_get_direction (self->transaction);
  gboolean     received = direction == IMW_DIRECTION_RECEIVED;
  const char  *text = "";

  switch (imw_transaction_get_state (self->transaction))
    {
    case IMW_TX_MEMPOOL:
      if (received)
        text = _ (
            "The network has seen it, but it is in no block yet. Until then it could still be withdrawn: "
            "do not hand over goods for it.");
      else
        text = _ ("The network has it and will put it into a block. You need not do anything.");
      break;
    case IMW_TX_CONFIRMED:
      if (imw_transaction_get_failed (self->transaction))
        text = _ (
            "The network has refused what it asked for. Nothing was moved; only the fee is gone.");
      else if (imw_transaction_get_confirmations (self->transaction) >=
               imw_chain_get_final_confirmations (imw_transaction_get_chain (self->transaction)))
        text = _ ("It can't be undone by anybody any more.");
      else
        text = received ? _ ("It is in a block. With every further block it gets safer.")
                        : _ ("It is in a block and on its way to be final.");
      break;
    case IMW_TX_DROPPED:
      text = imw_transaction_get_replaced (self->transaction)
                 ? _ ("Another transaction spent the same coins. This one did not move any money.")
                 : _ ("The network has forgotten it. It did not move any money.");
      break;
    }

  return text;
}

static const char *
state_icon (ImwTransaction *transaction)
{
  const char *icon = "";

  switch (imw_transaction_get_state (transaction))
    {
    case IMW_TX_MEMPOOL:
      icon = "imw-wait-symbolic";
      break;
    case IMW_TX_CONFIRMED:
      icon = imw_transaction_get_failed (transaction) ? "dialog-warning-symbolic"
                                                      : "object-select-symbolic";
      break;
    case IMW_TX_DROPPED:
      icon = "dialog-warning-symbolic";
      break;
    }

  return icon;
}

static void
update_state (ImwDetailsPage *self)
{
  g_autofree char *text = imw_words_transaction_state (self->transaction);
  ImwChain        *chain = imw_transaction_get_chain (self->transaction);
  g_autoptr (ImwPayment) payment = find_payment (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state), text);
  adw_action_row_set_subtitle (self->state, state_meaning (self));
  gtk_image_set_from_icon_name (self->state_icon, state_icon (self->transaction));
  gtk_widget_set_visible (self->open_payment,
                          payment != NULL &&
                              imw_payment_get_state (payment) == IMW_PAYMENT_SUBMITTED &&
                              imw_transaction_get_state (self->transaction) == IMW_TX_MEMPOOL &&
                              imw_chain_has (chain, IMW_CHAIN_HAS_REPLACEMENT));
}

static void
update_people (ImwDetailsPage *self)
{
  GPtrArray *others = imw_transaction_get_counterparties (self->transaction);
  GPtrArray *own = imw_transaction_get_own_addresses (self->transaction);
  gboolean   sent = imw_transaction_get_direction (self->transaction) == IMW_DIRECTION_SENT;
  guint      n = 0;

  imw_facts_clear (self->people);
  for (guint i = 0; sent && others != NULL && i < others->len; i++)
    {
      const ImwTxCounterparty *other = g_ptr_array_index (others, i);
      g_autofree char         *amount =
          imw_format_amount (get_service (self), other->amount, IMW_FORMAT_EXACT);

      if (other->address == NULL)
        imw_facts_add (self->people, _ ("Recipient without an address"), amount);
      else
        imw_facts_add_address (self->people, _ ("Recipient"), other->address, amount);
      n++;
    }
  for (guint i = 0; !sent && others != NULL && i < others->len; i++)
    {
      const ImwTxCounterparty *other = g_ptr_array_index (others, i);

      if (other->address == NULL)
        continue;
      imw_facts_add_address (self->people, _ ("Paid by"), other->address, NULL);
      n++;
    }
  for (guint i = 0; !sent && own != NULL && i < own->len; i++)
    {
      const char *address = g_ptr_array_index (own, i);

      imw_facts_add_address (self->people, _ ("Received at"), address,
                             imw_wallet_get_label (self->wallet, address));
      n++;
    }
  gtk_widget_set_visible (self->people_group, n > 0);
}

/* Whether the fee is of another asset than the amount. */
static gboolean
fee_is_apart (ImwTransaction *transaction)
{
  ImwAmount *fee = imw_transaction_get_fee (transaction);

  return fee != NULL &&
         !imw_asset_equal (imw_amount_get_asset (fee),
                           imw_amount_get_asset (imw_transaction_get_net (transaction)));
}

/* What else was moved, what a contract was asked for, and its number. */
static void
add_movements (ImwDetailsPage *self)
{
  ImwTransaction *transaction = self->transaction;
  GPtrArray      *movements = imw_transaction_get_movements (transaction);
  const char     *call = imw_transaction_get_call (transaction);
  gint64          sequence = imw_transaction_get_sequence (transaction);

  for (guint i = 0; movements != NULL && i < movements->len; i++)
    {
      g_autofree char *text = imw_format_amount (
          get_service (self), g_ptr_array_index (movements, i), IMW_FORMAT_EXACT | IMW_FORMAT_SIGN);

      imw_facts_add (self->facts, _ ("Moved as well"), text);
    }
  if (call != NULL && *call != '\0')
    imw_facts_add (self->facts, _ ("Asked of a contract"), call);
  if (sequence >= 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, sequence);

      imw_facts_add (self->facts, _ ("Number of the payment"), text);
    }
}

static void
update_facts (ImwDetailsPage *self)
{
  ImwTransaction *transaction = self->transaction;
  ImwAccount     *account =
      imw_wallet_find_account (self->wallet, imw_transaction_get_account_id (transaction));
  g_autofree char *time = imw_format_date_time (imw_transaction_get_time_ms (transaction));
  g_autofree char *url = imw_wallet_service_explorer_url (
      get_service (self), imw_chain_get_id (imw_transaction_get_chain (transaction)),
      imw_transaction_get_txid (transaction));

  imw_facts_clear (self->facts);
  imw_facts_add (self->facts,
                 imw_transaction_get_state (transaction) == IMW_TX_CONFIRMED
                     ? _ ("Time of the block")
                     : _ ("First seen"),
                 time);
  if (imw_transaction_get_direction (transaction) != IMW_DIRECTION_RECEIVED)
    {
      g_autofree char *fee = imw_format_amount (
          get_service (self), imw_transaction_get_fee (transaction), IMW_FORMAT_EXACT);

      imw_facts_add (
          self->facts,
          fee_is_apart (transaction) ? _ ("Network fee") : _ ("Network fee, included above"), fee);
    }
  add_movements (self);
  if (imw_transaction_get_height (transaction) >= 0)
    {
      g_autofree char *plain =
          g_strdup_printf ("%" G_GINT64_FORMAT, imw_transaction_get_height (transaction));
      g_autofree char *height = imw_number_format (imw_locale_get_current (), plain);
      g_autofree char *confirmations =
          g_strdup_printf ("%u", imw_transaction_get_confirmations (transaction));

      imw_facts_add (self->facts, _ ("Block"), height);
      imw_facts_add (self->facts, _ ("Confirmations"), confirmations);
    }
  if (account != NULL)
    {
      g_autofree char *title = imw_words_account (account);

      imw_facts_add (self->facts, _ ("Account"), title);
    }
  imw_facts_add_code (self->facts, _ ("Transaction"), imw_transaction_get_txid (transaction));
  if (url != NULL)
    imw_facts_add_code (self->facts, _ ("Block explorer"), url);
  gtk_widget_set_visible (self->explorer, url != NULL);
}

static void
update_label (ImwDetailsPage *self)
{
  gboolean    unlocked = imw_wallet_get_unlocked (self->wallet);
  const char *label = imw_transaction_get_label (self->transaction);

  gtk_widget_set_visible (GTK_WIDGET (self->label), unlocked);
  gtk_widget_set_visible (self->label_locked, !unlocked);
  if (!unlocked)
    gtk_editable_set_text (self->label, "");
  else if (!gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (self->label))) &&
           g_strcmp0 (gtk_editable_get_text (self->label), label != NULL ? label : "") != 0)
    gtk_editable_set_text (self->label, label != NULL ? label : "");
}

static void
update_head (ImwDetailsPage *self)
{
  ImwAmount       *net = imw_transaction_get_net (self->transaction);
  g_autofree char *amount =
      imw_format_amount (get_service (self), net, IMW_FORMAT_EXACT | IMW_FORMAT_SIGN);
  g_autofree char *value = imw_format_value (get_service (self), net);
  g_autofree char *text = NULL;
  gboolean         known = g_strcmp0 (value, IMW_FORMAT_UNKNOWN) != 0;

  gtk_image_set_from_icon_name (
      self->icon, imw_words_direction_icon (imw_transaction_get_direction (self->transaction)));
  gtk_label_set_text (self->direction,
                      imw_words_direction (imw_transaction_get_direction (self->transaction)));
  gtk_label_set_text (self->amount, amount);
  if (known)
    /* Translators: %s is an amount of money */
    text = g_strdup_printf (_ ("%s at today's price"), value);
  gtk_label_set_text (self->value, known ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->value), known);
}

static void
update (ImwDetailsPage *self)
{
  update_head (self);
  update_state (self);
  update_people (self);
  update_facts (self);
  update_label (self);
}

static void
label_set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwDetailsPage) self = IMW_DETAILS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (imw_wallet_set_label_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast (GTK_WIDGET (self), _ ("Label saved"));
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
}

static void
label_applied_cb (ImwDetailsPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->label)));

  imw_wallet_set_label_async (self->wallet, imw_transaction_get_txid (self->transaction), text,
                              self->cancellable, label_set_cb, g_object_ref (self));
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwDetailsPage) self = IMW_DETAILS_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_password_dialog_unlock_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_UNLOCK);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->label));
}

static void
unlock_clicked_cb (ImwDetailsPage *self)
{
  imw_password_dialog_unlock_async (GTK_WIDGET (self), self->wallet,
                                    _ ("Labels are sealed with your keys."), self->cancellable,
                                    unlocked_cb, g_object_ref (self));
}

static void
payment_activated_cb (ImwDetailsPage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));
  g_autoptr (ImwPayment) payment = find_payment (self);

  if (shell != NULL && payment != NULL)
    imw_shell_push (shell, imw_result_page_new (payment), _ ("Payment"));
}

static void
explorer_clicked_cb (ImwDetailsPage *self)
{
  ImwChain        *chain = imw_transaction_get_chain (self->transaction);
  g_autofree char *url = imw_wallet_service_explorer_url (
      get_service (self), imw_chain_get_id (chain), imw_transaction_get_txid (self->transaction));

  if (url != NULL)
    imw_ui_open_uri (GTK_WIDGET (self), url);
}

static void
imw_details_page_dispose (GObject *object)
{
  ImwDetailsPage *self = IMW_DETAILS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->transaction);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_details_page_parent_class)->dispose (object);
}

static void
imw_details_page_finalize (GObject *object)
{
  g_clear_object (&IMW_DETAILS_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_details_page_parent_class)->finalize (object);
}

static void
imw_details_page_class_init (ImwDetailsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_details_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_details_page_finalize;
  g_type_ensure (IMW_TYPE_FACTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/details-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, icon);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, direction);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, amount);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, value);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, state);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, open_payment);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, label);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, label_locked);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, people);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, people_group);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, facts);
  gtk_widget_class_bind_template_child (widget_class, ImwDetailsPage, explorer);
  gtk_widget_class_bind_template_callback (widget_class, label_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, payment_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, explorer_clicked_cb);
}

static void
imw_details_page_init (ImwDetailsPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->label), _ ("Label for yourself"));
}

/**
 * imw_details_page_new:
 * @wallet: a wallet that is loaded
 * @transaction: one of its transactions
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_details_page_new (ImwWallet *wallet, ImwTransaction *transaction)
{
  ImwDetailsPage *self = g_object_new (IMW_TYPE_DETAILS_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->transaction = g_object_ref (transaction);
  g_signal_connect_object (transaction, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_get_payments (wallet), "items-changed",
                           G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_service_get_settings (get_service (self)), "changed",
                           G_CALLBACK (update_head), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
