/* imw-cli-tokens.c: commands about accounts, networks and tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-error.h"
#include "imw-holding.h"
#include "imw-text.h"

#include <glib/gi18n.h>

#define MAX_SHOWN 100 /* characters of a text that a contract says of itself */

/**
 * imw_cli_find_account:
 * @cli: this run, with its wallet open
 * @id: (nullable): an account, %NULL for the first
 * @error: return location
 *
 * Returns: (transfer none): the account, or %NULL with %IMW_ERROR_NOT_FOUND
 */
ImwAccount *
imw_cli_find_account (ImwCli *cli, const char *id, GError **error)
{
  ImwAccount *account = imw_wallet_find_account (cli->wallet, id);

  if (account == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no account %s", id != NULL ? id : "");

  return account;
}

/**
 * imw_cli_find_asset:
 * @account: an account
 * @text: symbol, contract or id of an asset
 * @error: return location
 *
 * Genuine assets go before others of the same name; of those that the contract alone vouches for only
 * contract or id are taken, for anybody can give himself a name.
 *
 * Returns: (transfer full): the asset, or %NULL with %IMW_ERROR_NOT_FOUND or %IMW_ERROR_BAD_ADDRESS
 */
ImwAsset *
imw_cli_find_asset (ImwAccount *account, const char *text, GError **error)
{
  ImwChain   *chain = imw_account_get_chain (account);
  GListModel *holdings = imw_account_get_holdings (account);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (ImwAsset) asset = imw_chain_find_asset (chain, text, &local_error);

  if (asset != NULL)
    return g_steal_pointer (&asset);

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      ImwAsset   *held = imw_holding_get_asset (holding);
      const char *contract = imw_chain_get_contract (chain, held);

      if (g_str_equal (imw_asset_get_id (held), text) ||
          (contract != NULL && g_ascii_strcasecmp (contract, text) == 0))
        return imw_asset_ref (held);
    }

  g_propagate_error (error, g_steal_pointer (&local_error));

  return NULL;
}

/**
 * imw_cli_find_account_for:
 * @cli: this run, with its wallet open
 * @id: (nullable): an account that was named
 * @asset: (nullable): an asset that was named
 * @error: return location
 *
 * Returns: (transfer none): the account @id, else the first that has @asset, else the first; %NULL with
 *   %IMW_ERROR_NOT_FOUND
 */
ImwAccount *
imw_cli_find_account_for (ImwCli *cli, const char *id, const char *asset, GError **error)
{
  GListModel *accounts = imw_wallet_get_accounts (cli->wallet);

  if (id != NULL || asset == NULL)
    return imw_cli_find_account (cli, id, error);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      g_autoptr (ImwAsset) found = imw_cli_find_asset (account, asset, NULL);

      if (found != NULL)
        return account; /* the wallet holds it */
    }

  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no account has the asset %s", asset);

  return NULL;
}

static gboolean
add_account (ImwCli *cli, const char *kind_id, GError **error)
{
  GPtrArray *chains = imw_wallet_service_get_chains (cli->service);
  ImwChain  *chain = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwAccount) account = NULL;
  GAsyncResult *slot = NULL;

  for (guint i = 0; i < chains->len && chain == NULL; i++)
    {
      guint                 n_kinds = 0;
      const ImwAccountKind *kinds =
          imw_chain_get_account_kinds (g_ptr_array_index (chains, i), &n_kinds);

      for (guint k = 0; k < n_kinds; k++)
        if (g_str_equal (kinds[k].id, kind_id))
          chain = g_ptr_array_index (chains, i);
    }
  if (chain == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no kind of account %s", kind_id);
      return FALSE;
    }
  if (!imw_cli_unlock (cli, error))
    return FALSE;

  imw_wallet_add_account_async (cli->wallet, imw_chain_get_id (chain), kind_id, cli->cancellable,
                                imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  account = imw_wallet_add_account_finish (cli->wallet, result, error);

  return account != NULL;
}

static void
list_accounts (ImwCli *cli)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *accounts = imw_wallet_get_accounts (cli->wallet);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      ImwChain *chain = imw_account_get_chain (account);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "account", imw_account_get_id (account));
      imw_cli_json_string (builder, "chain", imw_chain_get_id (chain));
      imw_cli_json_string (builder, "network", imw_chain_get_network_name (chain));
      json_builder_end_object (builder);
      if (!cli->json)
        g_print ("%-14s %s\n", imw_account_get_id (account), imw_chain_get_name (chain));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);
}

/**
 * imw_cli_accounts:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `accounts`: lists them, or makes a further one of a kind ("ethereum" → "ethereum-1").
 *
 * Returns: %TRUE if it was done
 */
gboolean
imw_cli_accounts (ImwCli *cli, int argc, char **argv, GError **error)
{
  gboolean add = argc > 1 && g_str_equal (argv[1], "add");

  if (!imw_cli_parse (cli, NULL, &argc, &argv, 0, 2, error))
    return FALSE;
  if (argc > 1 && !g_str_equal (argv[1], "list") && !(add && argc == 3))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Usage: imwallet-cli %s %s"), "accounts",
                   "list | add KIND");
      return FALSE;
    }
  if (!imw_cli_open_wallet (cli, !add, error) || (add && !add_account (cli, argv[2], error)))
    return FALSE;
  list_accounts (cli);

  return TRUE;
}

static void
list_networks (ImwCli *cli)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) chains = imw_wallet_service_list_networks (cli->service);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "networks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (chains, i);
      gboolean  enabled =
          imw_wallet_service_get_network_enabled (cli->service, imw_chain_get_id (chain));

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "chain", imw_chain_get_id (chain));
      imw_cli_json_string (builder, "name", imw_chain_get_name (chain));
      imw_cli_json_string (builder, "network", imw_chain_get_network_name (chain));
      imw_cli_json_string (builder, "asset",
                           imw_asset_get_symbol (imw_chain_get_native_asset (chain)));
      imw_cli_json_bool (builder, "enabled", enabled);
      json_builder_end_object (builder);
      if (!cli->json)
        g_print ("%-12s %-18s %s\n", imw_chain_get_id (chain), imw_chain_get_name (chain),
                 enabled ? _ ("on") : _ ("off"));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);
}

/**
 * imw_cli_networks:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `networks`: which are used; switches one on or off. Accounts of one that is new are made when the wallet is unlocked next.
 *
 * Returns: %TRUE if it was done; %IMW_ERROR_NOT_FOUND, or %IMW_ERROR_BUSY while a payment on it is open
 */
gboolean
imw_cli_networks (ImwCli *cli, int argc, char **argv, GError **error)
{
  if (!imw_cli_parse (cli, NULL, &argc, &argv, 0, 2, error))
    return FALSE;
  if (argc == 3 && (g_str_equal (argv[1], "enable") || g_str_equal (argv[1], "disable")))
    {
      if (!imw_cli_open_wallet (cli, FALSE, error) ||
          !imw_wallet_service_set_network_enabled (cli->service, argv[2],
                                                   g_str_equal (argv[1], "enable"), error))
        return FALSE;
    }
  else if (argc > 2 || (argc == 2 && !g_str_equal (argv[1], "list")))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Usage: imwallet-cli %s %s"), "networks",
                   "list | enable NETWORK | disable NETWORK");
      return FALSE;
    }
  else if (!imw_cli_open (cli, TRUE, error))
    {
      return FALSE;
    }
  list_networks (cli);

  return TRUE;
}

static const char *
get_trust_code (ImwTrust trust)
{
  switch (trust)
    {
    case IMW_TRUST_GENUINE:
      return "genuine";
    case IMW_TRUST_OWN:
      return "own";
    case IMW_TRUST_UNKNOWN:
      return "unknown";
    }

  g_return_val_if_reached ("unknown");
}

static void
list_tokens (ImwCli *cli, ImwAccount *account)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *holdings = imw_account_get_holdings (account);
  ImwChain   *chain = imw_account_get_chain (account);

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "account", imw_account_get_id (account));
  json_builder_set_member_name (builder, "tokens");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      ImwAsset        *asset = imw_holding_get_asset (holding);
      ImwAsset        *resembled = imw_holding_get_resembled (holding);
      g_autofree char *symbol = imw_text_sanitize (imw_asset_get_symbol (asset), MAX_SHOWN);
      g_autofree char *total = imw_cli_format_amount (imw_holding_get_total (holding));
      const char      *contract = imw_chain_get_contract (chain, asset);

      if (contract == NULL)
        continue;

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "id", imw_asset_get_id (asset));
      imw_cli_json_string (builder, "symbol", imw_asset_get_symbol (asset));
      imw_cli_json_string (builder, "name", imw_asset_get_name (asset));
      imw_cli_json_int (builder, "decimals", imw_asset_get_decimals (asset));
      imw_cli_json_string (builder, "contract", contract);
      imw_cli_json_string (builder, "trust", get_trust_code (imw_holding_get_trust (holding)));
      imw_cli_json_bool (builder, "shown", imw_holding_get_visible (holding));
      imw_cli_json_string (builder, "resembles",
                           resembled != NULL ? imw_asset_get_symbol (resembled) : NULL);
      imw_cli_json_amount (builder, "total", imw_holding_get_total (holding));
      json_builder_end_object (builder);
      if (!cli->json)
        g_print ("%-10s %-8s %s  %s%s\n", symbol, get_trust_code (imw_holding_get_trust (holding)),
                 contract, total, resembled != NULL ? _ ("  imitates a known token") : "");
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);
}

static gboolean
show_token (ImwCli *cli, ImwAccount *account, const char *what, const char *text, GError **error)
{
  g_autoptr (GAsyncResult) looked_up = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (ImwAsset) asset = NULL;
  GAsyncResult *slot = NULL;

  if (g_str_equal (what, "add"))
    {
      ImwAsset *resembled = NULL;

      imw_account_look_up_token_async (account, text, cli->cancellable, imw_cli_ready_cb, &slot);
      looked_up = imw_cli_wait (&slot);
      asset = imw_account_look_up_token_finish (account, looked_up, error);
      if (asset == NULL)
        return FALSE;
      resembled = imw_chain_find_resembled (imw_account_get_chain (account), asset);
      g_printerr (_ ("Name and decimals are what the contract says of itself.\n"));
      if (resembled != NULL)
        g_printerr (_ ("Warning: it calls itself like %s, but it is another contract.\n"),
                    imw_asset_get_symbol (resembled));
    }
  else
    {
      asset = imw_cli_find_asset (account, text, error);
      if (asset == NULL)
        return FALSE;
    }

  imw_account_set_token_shown_async (account, asset, !g_str_equal (what, "hide"), cli->cancellable,
                                     imw_cli_ready_cb, &slot);
  done = imw_cli_wait (&slot);

  return imw_account_set_token_shown_finish (account, done, error);
}

/**
 * imw_cli_tokens:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `tokens`: lists what an account has or had of them, hidden ones too; adds one by its contract, shows or hides one.
 *
 * Returns: %TRUE if it was done; %IMW_ERROR_NOT_SUPPORTED for an account without tokens
 */
gboolean
imw_cli_tokens (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char   *account_id = NULL;
  ImwAccount        *account = NULL;
  GListModel        *accounts = NULL;
  gboolean           change = FALSE;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &account_id, NULL, NULL }, G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 2, error))
    return FALSE;
  change = argc == 3 && (g_str_equal (argv[1], "add") || g_str_equal (argv[1], "show") ||
                         g_str_equal (argv[1], "hide"));
  if (!change && !(argc == 1 || (argc == 2 && g_str_equal (argv[1], "list"))))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Usage: imwallet-cli %s %s"), "tokens",
                   "list | add CONTRACT | show ASSET | hide ASSET");
      return FALSE;
    }
  if (!imw_cli_open_wallet (cli, !change, error))
    return FALSE;

  accounts = imw_wallet_get_accounts (cli->wallet);
  for (guint i = 0;
       account_id == NULL && account == NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) next = g_list_model_get_item (accounts, i);

      if (imw_chain_has (imw_account_get_chain (next), IMW_CHAIN_HAS_TOKENS))
        account = next; /* the wallet holds it */
    }
  if (account_id != NULL)
    account = imw_cli_find_account (cli, account_id, error);
  else if (account == NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "no account has tokens");
  if (account == NULL || (change && !show_token (cli, account, argv[1], argv[2], error)))
    return FALSE;
  list_tokens (cli, account);

  return TRUE;
}
