/* imw-cli-ledger.c: commands for ledgers with assets that are opened, exchanged and claimed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-account-claim.h"
#include "imw-error.h"
#include "imw-holding.h"

#include <glib/gi18n.h>
#include <string.h>

/* The account that was named, else the first whose network can do it. */
static ImwAccount *
choose_account (ImwCli *cli, const char *id, ImwChainCapabilities capability, GError **error)
{
  GListModel *accounts = imw_wallet_get_accounts (cli->wallet);
  ImwAccount *named = NULL;

  if (id != NULL)
    named = imw_cli_find_account (cli, id, error);
  if (id != NULL && named == NULL)
    return NULL;
  if (named != NULL && imw_chain_has (imw_account_get_chain (named), capability))
    return named;

  for (guint i = 0; named == NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

      if (imw_chain_has (imw_account_get_chain (account), capability))
        return account; /* the wallet holds it */
    }
  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "no account can do this");

  return NULL;
}

static const char *
get_truth (ImwTruth truth)
{
  switch (truth)
    {
    case IMW_TRUTH_UNKNOWN:
      return "unknown";
    case IMW_TRUTH_NO:
      return "no";
    case IMW_TRUTH_YES:
      return "yes";
    }

  g_return_val_if_reached ("unknown");
}

static void
list_assets (ImwCli *cli, ImwAccount *account)
{
  GListModel *holdings = imw_account_get_holdings (account);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *reserved = imw_cli_format_amount (imw_account_get_reserved (account));

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "account", imw_account_get_id (account));
  imw_cli_json_string (builder, "exists", get_truth (imw_account_get_exists (account)));
  imw_cli_json_amount (builder, "reserved", imw_account_get_reserved (account));
  imw_cli_json_amount (builder, "reserve_step", imw_account_get_reserve_step (account));
  json_builder_set_member_name (builder, "assets");
  json_builder_begin_array (builder);
  if (!cli->json)
    g_print (_ ("Stays in the account: %s\n"), reserved);
  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      ImwAsset        *asset = imw_holding_get_asset (holding);
      g_autofree char *total = imw_cli_format_amount (imw_holding_get_total (holding));

      if (!cli->json)
        {
          g_print ("%-8s %-20s %s\n", get_truth (imw_holding_get_opened (holding)), total,
                   imw_asset_get_id (asset));
          continue;
        }
      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "id", imw_asset_get_id (asset));
      imw_cli_json_string (builder, "symbol", imw_asset_get_symbol (asset));
      imw_cli_json_string (builder, "opened", get_truth (imw_holding_get_opened (holding)));
      imw_cli_json_amount (builder, "total", imw_holding_get_total (holding));
      imw_cli_json_amount (builder, "available", imw_holding_get_available (holding));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);
}

static gboolean
pay (ImwCli *cli, ImwPayment *payment, gboolean yes, GError **error)
{
  if (!imw_cli_carry_out (cli, payment, NULL, yes, error))
    return FALSE;
  imw_cli_print_payment (cli, payment);

  return TRUE;
}

/**
 * imw_cli_assets:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `assets`: what an account can receive; a further asset is opened, or closed again.
 *
 * Returns: %TRUE on success
 */
gboolean
imw_cli_assets (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *account_id = NULL;
  gboolean         yes = FALSE;
  gboolean         open;
  ImwAccount      *account;
  g_autoptr (ImwAsset) asset = NULL;
  g_autoptr (ImwPayment) payment = NULL;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &account_id, NULL, NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 1, 2, error) ||
      !imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  account = choose_account (cli, account_id, IMW_CHAIN_HAS_TRUSTLINES, error);
  if (account == NULL || (!cli->offline && !imw_cli_sync (cli, FALSE, error)))
    return FALSE;
  if (g_str_equal (argv[1], "list") && argc == 2)
    {
      list_assets (cli, account);
      return TRUE;
    }
  open = g_str_equal (argv[1], "open");
  if (argc != 3 || (!open && !g_str_equal (argv[1], "close")))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("assets list | open ASSET | close ASSET"));
      return FALSE;
    }
  asset = imw_cli_find_asset (account, argv[2], error);
  if (asset == NULL || !imw_cli_unlock (cli, error))
    return FALSE;
  payment = imw_payment_new_opening (cli->wallet, account, asset, !open);

  return pay (cli, payment, yes, error);
}

/* "1" or "0.5" percent as hundredths of a percent */
static gboolean
read_slippage (const char *text, guint *basis_points, GError **error)
{
  g_autoptr (ImwAsset) percent = imw_asset_new ("percent", "%", "percent", 2);
  g_autoptr (ImwAmount) amount = NULL;
  guint64 value = 0;

  *basis_points = 100;
  if (text == NULL)
    return TRUE;

  amount = imw_amount_new_from_decimal_text (percent, text, error);
  if (amount == NULL)
    return FALSE;
  if (!imw_amount_get_u64 (amount, &value) || value > 5000)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "a slippage between 0 and 50 percent");
      return FALSE;
    }
  *basis_points = (guint) value;

  return TRUE;
}

static gboolean
estimate_exchange (ImwCli *cli, ImwPayment *payment, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  guint64                size;
  const ImwPlanExchange *exchange;
  g_autofree char       *give = NULL;
  g_autofree char       *get = NULL;

  imw_payment_estimate_async (payment, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  if (!imw_payment_estimate_finish (payment, result, &amount, &fee, &size, error))
    {
      imw_cli_show_findings (payment);
      return FALSE;
    }
  exchange = imw_payment_get_exchange (payment);
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      imw_cli_json_bool (builder, "dry_run", TRUE);
      imw_cli_json_amount (builder, "give", exchange->give);
      imw_cli_json_amount (builder, "get", exchange->get);
      imw_cli_json_bool (builder, "exact_get", exchange->exact_get);
      imw_cli_json_amount (builder, "fee", fee);
      json_builder_end_object (builder);
      imw_cli_print_json (builder);
      return TRUE;
    }
  give = imw_cli_format_amount (exchange->give);
  get = imw_cli_format_amount (exchange->get);
  if (exchange->exact_get)
    g_print (_ ("You give at most %s and get %s.\nNothing was sent.\n"), give, get);
  else
    g_print (_ ("You give %s and get at least %s.\nNothing was sent.\n"), give, get);

  return TRUE;
}

/**
 * imw_cli_exchange:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `exchange`: one own asset into another, on the ledger, never worse than the bound.
 *
 * Returns: %TRUE on success; %IMW_ERROR_NOT_FOUND when nobody offers it
 */
gboolean
imw_cli_exchange (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *account_id = NULL;
  g_autofree char *give_text = NULL;
  g_autofree char *get_text = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *slippage = NULL;
  gboolean         dry_run = FALSE;
  gboolean         yes = FALSE;
  guint            basis_points;
  ImwAccount      *account;
  g_autoptr (ImwAsset) give_asset = NULL;
  g_autoptr (ImwAsset) get_asset = NULL;
  g_autoptr (ImwAmount) give = NULL;
  g_autoptr (ImwAmount) get = NULL;
  g_autoptr (ImwPayment) payment = NULL;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &account_id, NULL, NULL },
    { "give", 0, 0, G_OPTION_ARG_STRING, &give_text, NULL, NULL },
    { "get", 0, 0, G_OPTION_ARG_STRING, &get_text, NULL, NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL },
    { "slippage", 0, 0, G_OPTION_ARG_STRING, &slippage, NULL, NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, NULL, NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error))
    return FALSE;
  if (from == NULL || to == NULL || (give_text != NULL) == (get_text != NULL))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Give --from, --to, and --give or --get."));
      return FALSE;
    }
  if (!read_slippage (slippage, &basis_points, error) || !imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  account = choose_account (cli, account_id, IMW_CHAIN_HAS_EXCHANGE, error);
  if (account == NULL || !imw_cli_sync (cli, FALSE, error) ||
      (give_asset = imw_cli_find_asset (account, from, error)) == NULL ||
      (get_asset = imw_cli_find_asset (account, to, error)) == NULL)
    return FALSE;
  if (give_text != NULL)
    give = imw_amount_new_from_decimal_text (give_asset, give_text, error);
  else
    get = imw_amount_new_from_decimal_text (get_asset, get_text, error);
  if (give == NULL && get == NULL)
    return FALSE;
  payment = imw_payment_new_exchange (cli->wallet, account, give, give_asset, get, get_asset,
                                      basis_points);
  if (dry_run)
    return estimate_exchange (cli, payment, error);

  return imw_cli_unlock (cli, error) && pay (cli, payment, yes, error);
}

static void
list_claims (ImwCli *cli, ImwAccount *account)
{
  GListModel *claims = imw_account_get_claims (account);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "claims");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (claims); i++)
    {
      g_autoptr (ImwAccountClaim) claim = g_list_model_get_item (claims, i);
      g_autofree char *amount = imw_cli_format_amount (imw_account_claim_get_amount (claim));

      if (!cli->json)
        {
          g_print ("%s  %s\n", imw_account_claim_get_id (claim), amount);
          continue;
        }
      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "id", imw_account_claim_get_id (claim));
      imw_cli_json_amount (builder, "amount", imw_account_claim_get_amount (claim));
      imw_cli_json_string (builder, "asset",
                           imw_asset_get_id (
                               imw_amount_get_asset (imw_account_claim_get_amount (claim))));
      imw_cli_json_string (builder, "from", imw_account_claim_get_from (claim));
      imw_cli_json_time (builder, "not_before", imw_account_claim_get_not_before_ms (claim));
      imw_cli_json_time (builder, "expires", imw_account_claim_get_expires_ms (claim));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);
}

/**
 * imw_cli_claims:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `claims`: money that somebody has set out for the account; collected only when asked for.
 *
 * Returns: %TRUE on success
 */
gboolean
imw_cli_claims (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *account_id = NULL;
  gboolean         yes = FALSE;
  ImwAccount      *account;
  g_autoptr (ImwPayment) payment = NULL;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &account_id, NULL, NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 1, 2, error) ||
      !imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  account = choose_account (cli, account_id, IMW_CHAIN_HAS_CLAIMS, error);
  if (account == NULL || (!cli->offline && !imw_cli_sync (cli, FALSE, error)))
    return FALSE;
  if (g_str_equal (argv[1], "list") && argc == 2)
    {
      list_claims (cli, account);
      return TRUE;
    }
  if (!g_str_equal (argv[1], "collect") || argc != 3)
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("claims list | collect ID"));
      return FALSE;
    }
  if (!imw_cli_unlock (cli, error))
    return FALSE;
  payment = imw_payment_new_claim (cli->wallet, account, argv[2]);

  return pay (cli, payment, yes, error);
}
