/* imw-account-page.c: one account, its addresses and its public keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-page"

#include "config.h"

#include "imw-account-page.h"
#include "imw-addresses-page.h"
#include "imw-descriptor-page.h"
#include "imw-exchange-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-history-note.h"
#include "imw-ledger-page.h"
#include "imw-message-page.h"
#include "imw-shell.h"
#include "imw-tokens-page.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

/**
 * ImwAccountPage:
 *
 * The figures of one account with their age, and the way to its addresses. What is not known is a
 * dash, never 0. Main thread.
 */

struct _ImwAccountPage
{
  AdwBin parent_instance;

  ImwWallet  *wallet;
  ImwAccount *account;

  GtkLabel *total;
  GtkLabel *value;
  ImwFacts *facts;
  AdwBin   *note;

  GtkWidget *descriptor_row;
  GtkWidget *tokens_row;
  GtkWidget *ledger_row;
  GtkWidget *exchange_row;
  GtkWidget *messages_row;
};

G_DEFINE_FINAL_TYPE (ImwAccountPage, imw_account_page, ADW_TYPE_BIN)

static void
add_amount (ImwAccountPage *self, const char *name, ImwAmount *amount, ImwFormatFlags flags)
{
  g_autofree char *text = imw_format_amount (imw_wallet_get_service (self->wallet), amount, flags);

  imw_facts_add (self->facts, name, text);
}

static void
update_facts (ImwAccountPage *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  gint64            now_ms = imw_clock_get_wall_ms (imw_wallet_service_get_clock (service));
  gboolean          told =
      imw_chain_has (imw_account_get_chain (self->account), IMW_CHAIN_HAS_TOLD_BALANCES);
  const GError    *last_error = imw_account_get_last_error (self->account);
  g_autofree char *as_of = imw_format_ago (imw_account_get_as_of_ms (self->account), now_ms);
  g_autofree char *scanned = g_strdup_printf (_ ("%u receiving, %u change"),
                                              imw_account_get_scanned (self->account, 0),
                                              imw_account_get_scanned (self->account, 1));

  imw_facts_clear (self->facts);
  if (last_error != NULL)
    {
      g_autofree char *text = imw_error_text (last_error, IMW_DOING_SYNC);

      imw_facts_add_warning (self->facts, _ ("The last update failed"), text, FALSE);
    }
  add_amount (self, _ ("Confirmed"), imw_account_get_confirmed (self->account), IMW_FORMAT_EXACT);
  add_amount (self, _ ("Pending"), imw_account_get_pending (self->account),
              IMW_FORMAT_EXACT | IMW_FORMAT_SIGN);
  add_amount (self, _ ("Available now"), imw_account_get_available (self->account),
              IMW_FORMAT_EXACT);
  if (imw_chain_has (imw_account_get_chain (self->account), IMW_CHAIN_HAS_RESERVE))
    add_amount (self, _ ("Stays in the account"), imw_account_get_reserved (self->account),
                IMW_FORMAT_EXACT);
  imw_facts_add (self->facts, _ ("Last update"), as_of);
  if (!told)
    imw_facts_add (self->facts, _ ("Addresses looked at"), scanned);
  if (told)
    {
      g_autofree char *requests =
          g_strdup_printf ("%u", imw_account_get_n_requests (self->account));

      imw_facts_add (self->facts, _ ("Questions to servers since the start"), requests);
    }
  imw_facts_add (self->facts, _ ("Name on the command line"), imw_account_get_id (self->account));
}

static void
update (ImwAccountPage *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  g_autofree char  *total =
      imw_format_amount (service, imw_account_get_total (self->account), IMW_FORMAT_PLAIN);
  g_autofree char *value = imw_format_value (service, imw_account_get_total (self->account));
  gboolean         known = g_strcmp0 (value, IMW_FORMAT_UNKNOWN) != 0;

  gtk_label_set_text (self->total, total);
  gtk_label_set_text (self->value, value);
  gtk_widget_set_visible (GTK_WIDGET (self->value), known);
  update_facts (self);
}

static void
addresses_activated_cb (ImwAccountPage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_shell_push (shell, imw_addresses_page_new (self->wallet, self->account), _ ("Addresses"));
}

static void
descriptor_activated_cb (ImwAccountPage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_shell_push (shell, imw_descriptor_page_new (self->account), _ ("Public keys"));
}

static void
tokens_activated_cb (ImwAccountPage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_shell_push (shell, imw_tokens_page_new (self->wallet, self->account), _ ("Tokens"));
}

static void
ledger_activated_cb (ImwAccountPage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_shell_push (shell, imw_ledger_page_new (self->wallet, self->account),
                    _ ("Accepted assets"));
}

static void
exchange_activated_cb (ImwAccountPage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_shell_push (shell, imw_exchange_page_new (self->wallet, self->account), _ ("Exchange"));
}

static void
messages_activated_cb (ImwAccountPage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_shell_push (shell, imw_message_page_new (self->wallet, self->account), _ ("Messages"));
}

static void
imw_account_page_dispose (GObject *object)
{
  ImwAccountPage *self = IMW_ACCOUNT_PAGE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_account_page_parent_class)->dispose (object);
}

static void
imw_account_page_class_init (ImwAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_account_page_dispose;
  g_type_ensure (IMW_TYPE_FACTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwAccountPage, total);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountPage, value);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountPage, facts);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountPage, note);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountPage, descriptor_row);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountPage, tokens_row);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountPage, ledger_row);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountPage, exchange_row);
  gtk_widget_class_bind_template_child (widget_class, ImwAccountPage, messages_row);
  gtk_widget_class_bind_template_callback (widget_class, addresses_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, descriptor_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, tokens_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, ledger_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, exchange_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, messages_activated_cb);
}

static void
imw_account_page_init (ImwAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * imw_account_page_new:
 * @wallet: a wallet that is loaded
 * @account: one of its accounts
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_account_page_new (ImwWallet *wallet, ImwAccount *account)
{
  ImwAccountPage   *self = g_object_new (IMW_TYPE_ACCOUNT_PAGE, NULL);
  ImwWalletService *service = imw_wallet_get_service (wallet);
  ImwChain         *chain = imw_account_get_chain (account);

  self->wallet = g_object_ref (wallet);
  self->account = g_object_ref (account);
  adw_bin_set_child (self->note, imw_history_note_new (account));
  gtk_widget_set_visible (GTK_WIDGET (self->note), imw_chain_has (chain, IMW_CHAIN_HAS_BIRTHDAY));
  gtk_widget_set_visible (self->descriptor_row,
                          !imw_chain_has (chain, IMW_CHAIN_HAS_TOLD_BALANCES));
  gtk_widget_set_visible (self->tokens_row, imw_chain_has (chain, IMW_CHAIN_HAS_TOKENS));
  gtk_widget_set_visible (self->ledger_row, imw_chain_has (chain, IMW_CHAIN_HAS_TRUSTLINES));
  gtk_widget_set_visible (self->exchange_row, imw_chain_has (chain, IMW_CHAIN_HAS_EXCHANGE));
  gtk_widget_set_visible (self->messages_row, imw_chain_has (chain, IMW_CHAIN_HAS_MESSAGES));
  g_signal_connect_object (account, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_service_get_settings (service), "changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "status-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
