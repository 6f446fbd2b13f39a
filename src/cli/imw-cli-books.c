/* imw-cli-books.c: commands that look at the books: balance, sync, history, labels, contacts, status
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-error.h"
#include "imw-holding.h"
#include "imw-prices.h"
#include "imw-text.h"
#include "imw-transaction-model.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SHOWN 200 /* characters of a text that may come from elsewhere */

/* What the account holds beside the network's own asset, hidden tokens left out. */
static void
add_holdings_json (JsonBuilder *builder, ImwAccount *account)
{
  GListModel *holdings = imw_account_get_holdings (account);
  ImwChain   *chain = imw_account_get_chain (account);

  json_builder_set_member_name (builder, "assets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      ImwAsset *asset = imw_holding_get_asset (holding);

      if (imw_holding_get_trust (holding) == IMW_TRUST_UNKNOWN)
        continue;

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "asset", imw_asset_get_symbol (asset));
      imw_cli_json_string (builder, "id", imw_asset_get_id (asset));
      imw_cli_json_string (builder, "contract", imw_chain_get_contract (chain, asset));
      imw_cli_json_amount (builder, "confirmed", imw_holding_get_confirmed (holding));
      imw_cli_json_amount (builder, "pending", imw_holding_get_pending (holding));
      imw_cli_json_amount (builder, "total", imw_holding_get_total (holding));
      imw_cli_json_amount (builder, "available", imw_holding_get_available (holding));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_holdings (ImwAccount *account)
{
  GListModel *holdings = imw_account_get_holdings (account);

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      g_autofree char *total = NULL;

      if (imw_holding_get_native (holding) || !imw_holding_get_visible (holding))
        continue;
      total = imw_cli_format_amount (imw_holding_get_total (holding));
      g_print ("%-14s %s\n", "", total);
    }
}

static void
add_account_json (JsonBuilder *builder, ImwAccount *account)
{
  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "account", imw_account_get_id (account));
  imw_cli_json_string (builder, "network",
                       imw_chain_get_network_name (imw_account_get_chain (account)));
  imw_cli_json_string (builder, "chain", imw_chain_get_id (imw_account_get_chain (account)));
  imw_cli_json_string (
      builder, "asset",
      imw_asset_get_symbol (imw_chain_get_native_asset (imw_account_get_chain (account))));
  imw_cli_json_amount (builder, "confirmed", imw_account_get_confirmed (account));
  imw_cli_json_amount (builder, "pending", imw_account_get_pending (account));
  imw_cli_json_amount (builder, "total", imw_account_get_total (account));
  imw_cli_json_amount (builder, "available", imw_account_get_available (account));
  imw_cli_json_time (builder, "as_of", imw_account_get_as_of_ms (account));
  json_builder_set_member_name (builder, "scanned");
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, imw_account_get_scanned (account, 0));
  json_builder_add_int_value (builder, imw_account_get_scanned (account, 1));
  json_builder_end_array (builder);
  add_holdings_json (builder, account);
  imw_cli_json_int (builder, "history_from", imw_account_get_history_from_ms (account));
  imw_cli_json_string (builder, "history_source", imw_account_get_history_source (account));
  imw_cli_json_int (builder, "requests", imw_account_get_n_requests (account));
  json_builder_end_object (builder);
}

static void
print_accounts (ImwCli *cli)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *accounts = imw_wallet_get_accounts (cli->wallet);

  if (!cli->json && cli->environment == IMW_ENVIRONMENT_PRACTICE)
    g_print (_ ("Practice network – this money is not real\n"));
  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "wallet", imw_wallet_get_id (cli->wallet));
  imw_cli_json_string (builder, "environment", imw_environment_get_code (cli->environment));
  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

      add_account_json (builder, account);
      if (!cli->json)
        {
          g_autofree char *total = imw_cli_format_amount (imw_account_get_total (account));
          g_autofree char *as_of = imw_account_get_as_of_ms (account) > 0
                                       ? imw_cli_format_time (imw_account_get_as_of_ms (account))
                                       : g_strdup (_ ("never"));

          g_print (_ ("%-14s %s (as of %s)\n"), imw_account_get_id (account), total, as_of);
          print_holdings (account);
        }
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);
}

/**
 * imw_cli_balance:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `balance`: from the books, with its age; works beside an open window.
 *
 * Returns: %TRUE unless the books can't be read
 */
gboolean
imw_cli_balance (ImwCli *cli, int argc, char **argv, GError **error)
{
  if (!imw_cli_parse (cli, NULL, &argc, &argv, 0, 0, error) ||
      !imw_cli_open_wallet (cli, TRUE, error))
    return FALSE;
  print_accounts (cli);

  return TRUE;
}

/* Older history is read in the background; here it is waited for. What is stored stays stored when it is broken off. */
static void
wait_for_history (ImwCli *cli)
{
  GListModel *accounts = imw_wallet_get_accounts (cli->wallet);
  gboolean    running = TRUE;

  while (running && !g_cancellable_is_cancelled (cli->cancellable))
    {
      running = FALSE;
      for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
        {
          g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

          running = running || imw_account_get_history_running (account);
        }
      if (running)
        g_main_context_iteration (NULL, TRUE);
    }
}

/**
 * imw_cli_sync_command:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `sync`: asks the network, then shows the balance and how far was looked. With --history it goes on until no older history is to be
 * had.
 *
 * Returns: %TRUE if every account is up to date
 */
gboolean
imw_cli_sync_command (ImwCli *cli, int argc, char **argv, GError **error)
{
  gboolean           deep = FALSE;
  gboolean           history = FALSE;
  const GOptionEntry entries[] = { { "deep", 0, 0, G_OPTION_ARG_NONE, &deep, NULL, NULL },
                                   { "history", 0, 0, G_OPTION_ARG_NONE, &history, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error) ||
      !imw_cli_open_wallet (cli, FALSE, error) || !imw_cli_sync (cli, deep, error))
    return FALSE;
  if (history)
    wait_for_history (cli);
  print_accounts (cli);

  return TRUE;
}

static void
add_movements_json (JsonBuilder *builder, GPtrArray *movements)
{
  json_builder_set_member_name (builder, "movements");
  json_builder_begin_array (builder);
  for (guint i = 0; movements != NULL && i < movements->len; i++)
    {
      ImwAmount *net = g_ptr_array_index (movements, i);

      json_builder_begin_object (builder);
      imw_cli_json_amount (builder, "net", net);
      imw_cli_json_string (builder, "asset", imw_asset_get_symbol (imw_amount_get_asset (net)));
      imw_cli_json_string (builder, "asset_id", imw_asset_get_id (imw_amount_get_asset (net)));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_transaction_json (JsonBuilder *builder, ImwTransaction *transaction)
{
  GPtrArray *counterparties = imw_transaction_get_counterparties (transaction);

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "txid", imw_transaction_get_txid (transaction));
  imw_cli_json_string (builder, "account", imw_transaction_get_account_id (transaction));
  imw_cli_json_string (builder, "direction",
                       imw_direction_get_code (imw_transaction_get_direction (transaction)));
  imw_cli_json_string (builder, "state",
                       imw_tx_state_get_code (imw_transaction_get_state (transaction)));
  imw_cli_json_bool (builder, "replaced", imw_transaction_get_replaced (transaction));
  imw_cli_json_time (builder, "time", imw_transaction_get_time_ms (transaction));
  imw_cli_json_int (builder, "height", imw_transaction_get_height (transaction));
  imw_cli_json_int (builder, "confirmations", imw_transaction_get_confirmations (transaction));
  imw_cli_json_amount (builder, "net", imw_transaction_get_net (transaction));
  imw_cli_json_string (
      builder, "asset",
      imw_asset_get_symbol (imw_amount_get_asset (imw_transaction_get_net (transaction))));
  imw_cli_json_string (
      builder, "asset_id",
      imw_asset_get_id (imw_amount_get_asset (imw_transaction_get_net (transaction))));
  add_movements_json (builder, imw_transaction_get_movements (transaction));
  imw_cli_json_amount (builder, "fee", imw_transaction_get_fee (transaction));
  imw_cli_json_string (
      builder, "fee_asset",
      imw_transaction_get_fee (transaction) != NULL
          ? imw_asset_get_symbol (imw_amount_get_asset (imw_transaction_get_fee (transaction)))
          : NULL);
  imw_cli_json_bool (builder, "failed", imw_transaction_get_failed (transaction));
  imw_cli_json_int (builder, "sequence", imw_transaction_get_sequence (transaction));
  imw_cli_json_string (builder, "call", imw_transaction_get_call (transaction));
  imw_cli_json_string (builder, "label", imw_transaction_get_label (transaction));
  json_builder_set_member_name (builder, "counterparties");
  json_builder_begin_array (builder);
  for (guint i = 0; counterparties != NULL && i < counterparties->len; i++)
    {
      const ImwTxCounterparty *counterparty = g_ptr_array_index (counterparties, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "address", counterparty->address);
      imw_cli_json_amount (builder, "amount", counterparty->amount);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static gboolean
export_csv (ImwCli *cli, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  GAsyncResult *slot = NULL;

  imw_wallet_export_csv_async (cli->wallet, file, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_wallet_export_csv_finish (cli->wallet, result, error);
}

static gboolean
load_rows (ImwCli *cli, ImwTransactionModel *model, guint limit, GError **error)
{
  do
    {
      g_autoptr (GAsyncResult) result = NULL;
      GAsyncResult *slot = NULL;

      imw_transaction_model_load_more_async (model, cli->cancellable, imw_cli_ready_cb, &slot);
      result = imw_cli_wait (&slot);
      if (!imw_transaction_model_load_more_finish (model, result, error))
        return FALSE;
    }
  while (!imw_transaction_model_get_complete (model) &&
         g_list_model_get_n_items (G_LIST_MODEL (model)) < limit);

  return TRUE;
}

static gboolean
filter_asset (ImwCli              *cli,
              ImwTransactionModel *model,
              const char          *account_id,
              const char          *text,
              GError             **error)
{
  ImwAccount *account = imw_cli_find_account_for (cli, account_id, text, error);
  g_autoptr (ImwAsset) asset = NULL;

  if (account == NULL)
    return FALSE;
  asset = imw_cli_find_asset (account, text, error);
  if (asset == NULL)
    return FALSE;
  imw_transaction_model_set_asset (model, imw_asset_get_id (asset));

  return TRUE;
}

/**
 * imw_cli_history:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `history`: newest first; with --password-fd also the labels.
 *
 * Returns: %TRUE unless the books can't be read
 */
gboolean
imw_cli_history (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (ImwTransactionModel) model = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char   *search = NULL;
  g_autofree char   *account = NULL;
  g_autofree char   *asset = NULL;
  g_autofree char   *csv = NULL;
  gboolean           hidden = FALSE;
  int                limit = 100;
  gboolean           unlock = cli->password_fd >= 0;
  const GOptionEntry entries[] = { { "search", 0, 0, G_OPTION_ARG_STRING, &search, NULL, NULL },
                                   { "account", 0, 0, G_OPTION_ARG_STRING, &account, NULL, NULL },
                                   { "asset", 0, 0, G_OPTION_ARG_STRING, &asset, NULL, NULL },
                                   { "hidden", 0, 0, G_OPTION_ARG_NONE, &hidden, NULL, NULL },
                                   { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
                                   { "csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error))
    return FALSE;
  if (limit < 1)
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("--limit takes a number from 1"));
      return FALSE;
    }
  if (!imw_cli_open_wallet (cli, !unlock, error) || (unlock && !imw_cli_unlock (cli, error)))
    return FALSE;
  if (csv != NULL)
    return export_csv (cli, csv, error);

  model = imw_wallet_new_transaction_model (cli->wallet);
  imw_transaction_model_set_filter (model, account, NULL, search);
  imw_transaction_model_set_show_hidden (model, hidden);
  if (asset != NULL && !filter_asset (cli, model, account, asset, error))
    return FALSE;
  if (!load_rows (cli, model, (guint) limit, error))
    return FALSE;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "transactions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < MIN (g_list_model_get_n_items (G_LIST_MODEL (model)), (guint) limit); i++)
    {
      g_autoptr (ImwTransaction) transaction = g_list_model_get_item (G_LIST_MODEL (model), i);

      if (cli->json)
        {
          add_transaction_json (builder, transaction);
        }
      else
        {
          g_autofree char *time = imw_cli_format_time (imw_transaction_get_time_ms (transaction));
          g_autofree char *net = imw_cli_format_amount (imw_transaction_get_net (transaction));
          const char      *label = imw_transaction_get_label (transaction);
          g_autofree char *shown = imw_text_sanitize (label != NULL ? label : "", MAX_SHOWN);

          g_print ("%s  %-10s %22s  %s  %s\n", time,
                   imw_tx_state_get_code (imw_transaction_get_state (transaction)), net,
                   imw_transaction_get_txid (transaction), shown);
        }
    }
  json_builder_end_array (builder);
  imw_cli_json_bool (builder, "complete",
                     imw_transaction_model_get_complete (model) &&
                         g_list_model_get_n_items (G_LIST_MODEL (model)) <= (guint) limit);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);

  return TRUE;
}

/**
 * imw_cli_label:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `label`: names a transaction or an address; an empty text removes the name.
 *
 * Returns: %TRUE if it is stored
 */
gboolean
imw_cli_label (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  if (!imw_cli_parse (cli, NULL, &argc, &argv, 2, 2, error) ||
      !imw_cli_open_wallet (cli, FALSE, error) || !imw_cli_unlock (cli, error))
    return FALSE;

  imw_wallet_set_label_async (cli->wallet, argv[1], argv[2], cli->cancellable, imw_cli_ready_cb,
                              &slot);
  result = imw_cli_wait (&slot);

  return imw_wallet_set_label_finish (cli->wallet, result, error);
}

static gboolean
list_contacts (ImwCli *cli)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *contacts = imw_wallet_get_contacts (cli->wallet);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "contacts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (ImwContact) contact = g_list_model_get_item (contacts, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "name", imw_contact_get_name (contact));
      imw_cli_json_string (builder, "note", imw_contact_get_note (contact));
      json_builder_set_member_name (builder, "addresses");
      json_builder_begin_array (builder);
      for (guint k = 0; k < imw_contact_get_n_addresses (contact); k++)
        {
          const char *chain_id;
          const char *address;

          imw_contact_get_address (contact, k, &chain_id, &address);
          json_builder_begin_object (builder);
          imw_cli_json_string (builder, "chain", chain_id);
          imw_cli_json_string (builder, "address", address);
          json_builder_end_object (builder);
          if (!cli->json)
            {
              const char      *text = imw_contact_get_note (contact);
              g_autofree char *name = imw_text_sanitize (imw_contact_get_name (contact), MAX_SHOWN);
              g_autofree char *note = imw_text_sanitize (text != NULL ? text : "", MAX_SHOWN);

              g_print ("%s  %s  %s\n", name, address, note);
            }
        }
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);

  return TRUE;
}

static ImwContact *
find_contact (ImwWallet *wallet, const char *name)
{
  GListModel *contacts = imw_wallet_get_contacts (wallet);

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (ImwContact) contact = g_list_model_get_item (contacts, i);

      if (g_str_equal (imw_contact_get_name (contact), name))
        return g_steal_pointer (&contact);
    }

  return NULL;
}

static gboolean
add_contact (ImwCli *cli, const char *name, const char *text, const char *note, GError **error)
{
  g_autoptr (ImwPaymentRequest) request = NULL;
  ImwChain *chain = NULL;
  g_autoptr (ImwContact) contact = find_contact (cli->wallet, name);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  request = imw_wallet_service_parse_payment (cli->service, text, &chain, error);
  if (request == NULL)
    return FALSE;
  if (contact == NULL)
    contact = imw_contact_new (name);
  imw_contact_add_address (contact, imw_chain_get_id (chain), request->address);
  if (note != NULL)
    imw_contact_set_note (contact, note);

  imw_wallet_save_contact_async (cli->wallet, contact, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_wallet_save_contact_finish (cli->wallet, result, error);
}

static gboolean
remove_contact (ImwCli *cli, const char *name, GError **error)
{
  g_autoptr (ImwContact) contact = find_contact (cli->wallet, name);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  if (contact == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no contact of this name");
      return FALSE;
    }
  imw_wallet_remove_contact_async (cli->wallet, contact, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_wallet_remove_contact_finish (cli->wallet, result, error);
}

/**
 * imw_cli_contacts:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `contacts`: list, add or remove.
 *
 * Returns: %TRUE if it was done
 */
gboolean
imw_cli_contacts (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char   *note = NULL;
  const char        *verb;
  const GOptionEntry entries[] = { { "note", 0, 0, G_OPTION_ARG_STRING, &note, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 3, error))
    return FALSE;
  verb = argc > 1 ? argv[1] : "list";
  if (!(g_str_equal (verb, "list") && argc <= 2) && !(g_str_equal (verb, "add") && argc == 4) &&
      !(g_str_equal (verb, "remove") && argc == 3))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Usage: imwallet-cli %s %s"), "contacts",
                   "list | add NAME ADDRESS [--note TEXT] | remove NAME");
      return FALSE;
    }
  if (!imw_cli_open_wallet (cli, FALSE, error) || !imw_cli_unlock (cli, error))
    return FALSE;

  if (g_str_equal (verb, "add"))
    return add_contact (cli, argv[2], argv[3], note, error);
  if (g_str_equal (verb, "remove"))
    return remove_contact (cli, argv[2], error);

  return list_contacts (cli);
}

/**
 * imw_cli_status:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `status`: data folder, wallets, servers and prices as they are now; asks the servers unless --offline.
 *
 * Returns: %TRUE unless the data folder can't be opened
 */
gboolean
imw_cli_status (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) sync_error = NULL;
  GPtrArray *chains;
  guint      n_wallets;

  if (!imw_cli_parse (cli, NULL, &argc, &argv, 0, 0, error))
    return FALSE;
  if (!imw_cli_open (cli, FALSE, &sync_error))
    {
      /* beside a window that is open, it says what can be read */
      if (!g_error_matches (sync_error, IMW_ERROR, IMW_ERROR_BUSY))
        {
          g_propagate_error (error, g_steal_pointer (&sync_error));
          return FALSE;
        }
      if (!imw_cli_open (cli, TRUE, error))
        return FALSE;
    }
  n_wallets = g_list_model_get_n_items (imw_wallet_service_get_wallets (cli->service));
  if (sync_error == NULL && n_wallets > 0 && !cli->offline &&
      imw_cli_open_wallet (cli, FALSE, &sync_error))
    {
      if (!imw_cli_sync (cli, FALSE, &sync_error))
        g_debug ("%s", sync_error->message);
    }

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "version", IMW_VERSION);
  imw_cli_json_string (builder, "environment", imw_environment_get_code (cli->environment));
  imw_cli_json_string (builder, "data_dir", imw_wallet_service_get_data_dir (cli->service));
  imw_cli_json_int (builder, "wallets", n_wallets);
  imw_cli_json_string (builder, "practice_url",
                       cli->environment == IMW_ENVIRONMENT_PRACTICE
                           ? imw_wallet_service_get_practice_url (cli->service)
                           : NULL);
  json_builder_set_member_name (builder, "networks");
  json_builder_begin_array (builder);
  if (!cli->json)
    g_print (_ ("Environment: %s\nData folder: %s\nWallets: %u\n"),
             imw_environment_get_code (cli->environment),
             imw_wallet_service_get_data_dir (cli->service), n_wallets);
  chains = imw_wallet_service_get_chains (cli->service);
  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain   *chain = g_ptr_array_index (chains, i);
      ImwBackend *backend =
          imw_wallet_service_find_backend (cli->service, imw_chain_get_id (chain));
      const char *state = "offline";
      const char *server = backend != NULL ? imw_backend_get_server (backend) : NULL;

      if (backend != NULL)
        {
          switch (imw_backend_get_state (backend))
            {
            case IMW_BACKEND_UNKNOWN:
              state = "unknown";
              break;
            case IMW_BACKEND_GOOD:
              state = "good";
              break;
            case IMW_BACKEND_FAILING:
              state = "failing";
              break;
            }
        }
      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "chain", imw_chain_get_id (chain));
      imw_cli_json_string (builder, "network", imw_chain_get_network_name (chain));
      imw_cli_json_string (builder, "state", state);
      imw_cli_json_string (builder, "server", server);
      imw_cli_json_time (builder, "last_good",
                         backend != NULL ? imw_backend_get_last_good_ms (backend) : 0);
      json_builder_end_object (builder);
      if (!cli->json)
        g_print ("%s %s: %s %s\n", imw_chain_get_name (chain), imw_chain_get_network_name (chain),
                 state, server != NULL ? server : "");
    }
  json_builder_end_array (builder);
  imw_cli_json_string (builder, "last_error", sync_error != NULL ? sync_error->message : NULL);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);

  return TRUE;
}
