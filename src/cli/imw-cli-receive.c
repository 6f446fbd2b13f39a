/* imw-cli-receive.c: commands about addresses, and the practice network's knobs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-cli-qr.h"
#include "imw-error.h"

#include <glib/gi18n.h>
#include <string.h>

static ImwAddressInfo *
receive_address (ImwCli *cli, ImwAccount *account, gboolean fresh, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  imw_account_get_receive_address_async (account, fresh, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_account_get_receive_address_finish (account, result, error);
}

/**
 * imw_cli_receive:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `receive`: the address to be paid at, and with an amount the payment link; without network and password.
 *
 * Returns: %TRUE if there is one
 */
gboolean
imw_cli_receive (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (ImwAddressInfo) address = NULL;
  g_autoptr (ImwPaymentRequest) request = NULL;
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAsset) asset = NULL;
  g_autofree char   *account_id = NULL;
  g_autofree char   *asset_text = NULL;
  g_autofree char   *amount_text = NULL;
  g_autofree char   *label = NULL;
  g_autofree char   *message = NULL;
  g_autofree char   *qr = NULL;
  g_autofree char   *uri = NULL;
  gboolean           fresh = FALSE;
  ImwAccount        *account;
  ImwChain          *chain;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &account_id, NULL, NULL },
    { "asset", 0, 0, G_OPTION_ARG_STRING, &asset_text, NULL, NULL },
    { "amount", 0, 0, G_OPTION_ARG_STRING, &amount_text, NULL, NULL },
    { "label", 0, 0, G_OPTION_ARG_STRING, &label, NULL, NULL },
    { "message", 0, 0, G_OPTION_ARG_STRING, &message, NULL, NULL },
    { "new", 0, 0, G_OPTION_ARG_NONE, &fresh, NULL, NULL },
    { "qr", 0, 0, G_OPTION_ARG_FILENAME, &qr, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error))
    return FALSE;
  cli->offline = TRUE;
  if (!imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  account = imw_cli_find_account_for (cli, account_id, asset_text, error);
  if (account == NULL)
    return FALSE;
  chain = imw_account_get_chain (account);
  asset = asset_text != NULL ? imw_cli_find_asset (account, asset_text, error)
                             : imw_asset_ref (imw_chain_get_native_asset (chain));
  if (asset == NULL)
    return FALSE;
  if (amount_text != NULL)
    {
      amount = imw_amount_new_from_decimal_text (asset, amount_text, error);
      if (amount == NULL)
        return FALSE;
    }
  address = receive_address (cli, account, fresh, error);
  if (address == NULL)
    return FALSE;

  request = imw_payment_request_new (address->address, amount, label, message);
  if (asset_text != NULL)
    request->asset = imw_asset_ref (asset);
  uri = imw_chain_build_uri (chain, request);
  if (qr != NULL && !imw_cli_qr_save (uri, qr, error))
    return FALSE;

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "address", address->address);
      imw_cli_json_string (builder, "uri", uri);
      imw_cli_json_string (builder, "account", imw_account_get_id (account));
      imw_cli_json_int (builder, "index", address->index);
      imw_cli_json_string (builder, "network", imw_chain_get_network_name (chain));
      imw_cli_json_string (builder, "chain", imw_chain_get_id (chain));
      imw_cli_json_string (builder, "asset", imw_asset_get_symbol (asset));
      json_builder_end_object (builder);
      imw_cli_print_json (builder);
    }
  else
    {
      if (cli->environment == IMW_ENVIRONMENT_PRACTICE)
        g_printerr (_ ("Practice network – this money is not real\n"));
      g_print ("%s\n", amount != NULL || label != NULL || message != NULL ? uri : address->address);
    }

  return TRUE;
}

/**
 * imw_cli_addresses:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `addresses`: derived here; works without network and beside an open window.
 *
 * Returns: %TRUE unless the books can't be read
 */
gboolean
imw_cli_addresses (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) addresses = NULL;
  g_autofree char   *account_id = NULL;
  GAsyncResult      *slot = NULL;
  gboolean           change = FALSE;
  int                from = 0;
  int                count = 20;
  ImwAccount        *account;
  const GOptionEntry entries[] = { { "account", 0, 0, G_OPTION_ARG_STRING, &account_id, NULL,
                                     NULL },
                                   { "change", 0, 0, G_OPTION_ARG_NONE, &change, NULL, NULL },
                                   { "from", 0, 0, G_OPTION_ARG_INT, &from, NULL, NULL },
                                   { "count", 0, 0, G_OPTION_ARG_INT, &count, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error))
    return FALSE;
  if (from < 0 || count < 1 || count > 10000)
    {
      g_set_error (error, IMW_CLI_USAGE, 0,
                   _ ("--from takes a number from 0, --count one from 1 to 10000"));
      return FALSE;
    }
  if (!imw_cli_open_wallet (cli, TRUE, error))
    return FALSE;
  account = imw_cli_find_account (cli, account_id, error);
  if (account == NULL)
    return FALSE;
  imw_account_list_addresses_async (account, change ? 1 : 0, (guint32) from, (guint32) count,
                                    cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  addresses = imw_account_list_addresses_finish (account, result, error);
  if (addresses == NULL)
    return FALSE;

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "account", imw_account_get_id (account));
  json_builder_set_member_name (builder, "addresses");
  json_builder_begin_array (builder);
  for (guint i = 0; i < addresses->len; i++)
    {
      const ImwAddressInfo *address = g_ptr_array_index (addresses, i);

      json_builder_begin_object (builder);
      imw_cli_json_int (builder, "branch", address->branch);
      imw_cli_json_int (builder, "index", address->index);
      imw_cli_json_string (builder, "address", address->address);
      imw_cli_json_bool (builder, "used", address->used);
      json_builder_end_object (builder);
      if (!cli->json)
        g_print ("%u/%u  %s%s\n", address->branch, address->index, address->address,
                 address->used ? _ ("  used") : "");
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);

  return TRUE;
}

/**
 * imw_cli_descriptor:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `descriptor`: the account's output descriptor with checksum (BIP380, BIP389). Whoever has it sees every payment.
 *
 * Returns: %TRUE if it was printed
 */
gboolean
imw_cli_descriptor (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char   *account_id = NULL;
  g_autofree char   *descriptor = NULL;
  ImwAccount        *account;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &account_id, NULL, NULL }, G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error) ||
      !imw_cli_open_wallet (cli, TRUE, error))
    return FALSE;
  account = imw_cli_find_account (cli, account_id, error);
  if (account == NULL)
    return FALSE;
  descriptor = imw_account_get_descriptor (account, error);
  if (descriptor == NULL)
    return FALSE;

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "account", imw_account_get_id (account));
      imw_cli_json_string (builder, "descriptor", descriptor);
      json_builder_end_object (builder);
      imw_cli_print_json (builder);
    }
  else
    {
      g_print ("%s\n", descriptor);
    }

  return TRUE;
}

/* The parameters of one knob as JSON text; NULL with a usage error. */
static char *
build_knob (ImwCli     *cli,
            int         argc,
            char      **argv,
            const char *account_id,
            const char *asset_text,
            GError    **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  const char *action = argv[1];
  guint64     number = 0;

  json_builder_begin_object (builder);
  if (g_str_equal (action, "fund") && argc <= 3)
    {
      g_autoptr (ImwAddressInfo) address = NULL;
      g_autoptr (ImwAmount) amount = NULL;
      g_autoptr (ImwAsset) asset = NULL;
      g_autofree char *units = NULL;
      ImwAccount      *account;

      if (!imw_cli_open_wallet (cli, FALSE, error))
        return NULL;
      account = imw_cli_find_account_for (cli, account_id, asset_text, error);
      if (account == NULL)
        return NULL;
      asset = asset_text != NULL
                  ? imw_cli_find_asset (account, asset_text, error)
                  : imw_asset_ref (imw_chain_get_native_asset (imw_account_get_chain (account)));
      if (asset == NULL)
        return NULL;
      amount = imw_amount_new_from_decimal_text (asset, argc > 2 ? argv[2] : "0.1", error);
      if (amount == NULL)
        return NULL;
      address = receive_address (cli, account, FALSE, error);
      if (address == NULL)
        return NULL;
      units = imw_amount_to_base_text (amount);
      imw_cli_json_string (builder, "chain", imw_chain_get_id (imw_account_get_chain (account)));
      imw_cli_json_string (builder, "address", address->address);
      imw_cli_json_string (builder, "asset", imw_asset_get_id (asset));
      imw_cli_json_string (builder, "amount", units);
    }
  else if (g_str_equal (action, "mine") && argc <= 3)
    {
      if (argc > 2 && !g_ascii_string_to_unsigned (argv[2], 10, 1, 1000, &number, error))
        return NULL;
      imw_cli_json_int (builder, "blocks", argc > 2 ? (gint64) number : 1);
    }
  else if (g_str_equal (action, "fail") && (argc == 3 || argc == 4))
    {
      if (argc > 3 && !g_ascii_string_to_unsigned (argv[3], 10, 1, 1000, &number, error))
        return NULL;
      imw_cli_json_string (builder, "kind", argv[2]);
      imw_cli_json_int (builder, "count", argc > 3 ? (gint64) number : 1);
    }
  else if (!g_str_equal (action, "reset") || argc > 2)
    {
      g_set_error (
          error, IMW_CLI_USAGE, 0, _ ("Usage: imwallet-cli %s %s"), "practice",
          "fund [AMOUNT] [--account A] [--asset S] | mine [BLOCKS] | reset | fail KIND [COUNT]");
      return NULL;
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/**
 * imw_cli_practice:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `practice`: coins from the faucet, a block, a fresh start, a fault. Only with --network practice.
 *
 * Returns: %TRUE if the practice network did it; %IMW_ERROR_NOT_SUPPORTED on another network
 */
gboolean
imw_cli_practice (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char   *account_id = NULL;
  g_autofree char   *asset_text = NULL;
  g_autofree char   *json = NULL;
  g_autofree char   *reply = NULL;
  GAsyncResult      *slot = NULL;
  const GOptionEntry entries[] = { { "account", 0, 0, G_OPTION_ARG_STRING, &account_id, NULL,
                                     NULL },
                                   { "asset", 0, 0, G_OPTION_ARG_STRING, &asset_text, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 1, 3, error))
    return FALSE;
  if (cli->environment != IMW_ENVIRONMENT_PRACTICE)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "only with --network practice");
      return FALSE;
    }
  if (!imw_cli_open (cli, FALSE, error))
    return FALSE;
  json = build_knob (cli, argc, argv, account_id, asset_text, error);
  if (json == NULL)
    return FALSE;

  imw_wallet_service_practice_async (cli->service, argv[1], json, cli->cancellable,
                                     imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  reply = imw_wallet_service_practice_finish (cli->service, result, error);
  if (reply == NULL)
    return FALSE;
  if (g_str_equal (argv[1], "fund") && cli->wallet != NULL && !imw_cli_sync (cli, FALSE, error))
    return FALSE;
  g_print ("%s\n", reply);

  return TRUE;
}
