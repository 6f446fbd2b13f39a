/* imw-cli-messages.c: commands that sign messages and check signatures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-error.h"
#include "imw-message.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_MESSAGE (256 * 1024)

typedef struct
{
  char    *account;
  char    *file;
  char   **accepted; /* warning codes */
  gboolean typed_data;
  gboolean yes;
} MessageOptions;

static void
message_options_clear (MessageOptions *self)
{
  g_free (self->account);
  g_free (self->file);
  g_strfreev (self->accepted);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MessageOptions, message_options_clear)

/* The message: the argument, byte for byte, or a file. */
static GBytes *
read_message (const MessageOptions *options, const char *text, GError **error)
{
  char *contents = NULL;
  gsize length = 0;

  if ((options->file != NULL) == (text != NULL))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Give the message, or a file with --file."));
      return NULL;
    }
  if (text != NULL)
    return g_bytes_new (text, strlen (text));

  if (!g_file_get_contents (options->file, &contents, &length, error))
    return NULL;
  if (length > MAX_MESSAGE)
    {
      g_free (contents);
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "a message of more than %d bytes",
                   MAX_MESSAGE);
      return NULL;
    }

  return g_bytes_new_take (contents, length);
}

/* The account that was named, else the first whose network has messages. */
static ImwAccount *
choose_account (ImwCli *cli, const char *id, GError **error)
{
  GListModel *accounts = imw_wallet_get_accounts (cli->wallet);

  if (id != NULL)
    return imw_cli_find_account (cli, id, error);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

      if (imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_MESSAGES))
        return account; /* the wallet holds it */
    }

  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "no account signs messages");

  return NULL;
}

static char *
sign (ImwCli *cli, guint64 token, const MessageOptions *options, GError **error)
{
  static const char *const none[] = { NULL };
  GAsyncResult            *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  imw_wallet_sign_message_async (cli->wallet, token,
                                 options->accepted != NULL ? (const char *const *) options->accepted
                                                           : none,
                                 cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_wallet_sign_message_finish (cli->wallet, result, error);
}

static void
print_signature (ImwCli         *cli,
                 ImwAccount     *account,
                 const char     *address,
                 ImwDescription *description,
                 const char     *signature)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cli->json)
    {
      g_print ("%s\n", signature);
      return;
    }

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "account", imw_account_get_id (account));
  imw_cli_json_string (builder, "address", address);
  imw_cli_json_string (builder, "signature", signature);
  imw_cli_json_description (builder, description);
  json_builder_end_object (builder);
  imw_cli_print_json (builder);
}

/**
 * imw_cli_sign_message:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `sign-message`: shows what the signer read in the message, asks, and prints the signature.
 *
 * Returns: %TRUE if it was signed; %IMW_ERROR_REFUSED for what could be a transaction, or without the consent that it needs
 */
gboolean
imw_cli_sign_message (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_auto (MessageOptions) options = { 0 };
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GAsyncResult) described = NULL;
  g_autoptr (ImwDescription) description = NULL;
  g_autofree char   *signature = NULL;
  g_autofree char   *address = NULL;
  GAsyncResult      *slot = NULL;
  guint64            token = 0;
  ImwAccount        *account = NULL;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &options.account, NULL, NULL },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options.file, NULL, NULL },
    { "typed-data", 0, 0, G_OPTION_ARG_NONE, &options.typed_data, NULL, NULL },
    { "accept", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.accepted, NULL, NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &options.yes, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 1, error))
    return FALSE;
  message = read_message (&options, argv[1], error);
  if (message == NULL)
    return FALSE;
  cli->offline = TRUE; /* nothing need be asked */
  if (!imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  account = choose_account (cli, options.account, error);
  if (account == NULL || !imw_cli_unlock (cli, error))
    return FALSE;
  address = imw_chain_derive_address (imw_account_get_chain (account),
                                      imw_account_get_key (account), 0, 0, error);
  if (address == NULL)
    return FALSE;

  imw_wallet_describe_message_async (cli->wallet, account,
                                     options.typed_data ? IMW_MESSAGE_TYPED_DATA : IMW_MESSAGE_TEXT,
                                     message, cli->cancellable, imw_cli_ready_cb, &slot);
  described = imw_cli_wait (&slot);
  description = imw_wallet_describe_message_finish (cli->wallet, described, &token, error);
  if (description == NULL)
    return FALSE;

  g_printerr (_ ("Signed as: %s\n"), address);
  imw_cli_show_reading (imw_account_get_chain (account), description);
  if (!options.yes && !imw_cli_confirm (_ ("Sign this?"), error))
    return FALSE;

  signature = sign (cli, token, &options, error);
  if (signature == NULL)
    return FALSE;
  print_signature (cli, account, address, description, signature);

  return TRUE;
}

/* Without a wallet every network that has messages is as good as the other. */
static ImwChain *
choose_chain (ImwCli *cli, const char *account_id, GError **error)
{
  GPtrArray *chains = imw_wallet_service_get_chains (cli->service);

  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (chains, i);

      if (account_id != NULL && imw_chain_parse_account_id (chain, account_id, NULL, NULL) == NULL)
        continue;
      if (imw_chain_has (chain, IMW_CHAIN_HAS_MESSAGES))
        return chain;
    }

  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "no network here has messages");

  return NULL;
}

/**
 * imw_cli_verify_message:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `verify-message`: whether an address has signed a message; needs neither wallet nor network.
 *
 * Returns: %TRUE if it has; %IMW_ERROR_REFUSED when the signature is somebody else's
 */
gboolean
imw_cli_verify_message (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_auto (MessageOptions) options = { 0 };
  g_autoptr (GBytes) message = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  ImwChain          *chain = NULL;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &options.account, NULL, NULL },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options.file, NULL, NULL },
    { "typed-data", 0, 0, G_OPTION_ARG_NONE, &options.typed_data, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 2, 3, error))
    return FALSE;
  message = read_message (&options, argc > 3 ? argv[3] : NULL, error);
  if (message == NULL)
    return FALSE;
  cli->offline = TRUE;
  if (!imw_cli_open (cli, TRUE, error))
    return FALSE;
  chain = choose_chain (cli, options.account, error);
  if (chain == NULL ||
      !imw_chain_verify_message (chain, argv[1],
                                 options.typed_data ? IMW_MESSAGE_TYPED_DATA : IMW_MESSAGE_TEXT,
                                 message, argv[2], error))
    return FALSE;

  json_builder_begin_object (builder);
  imw_cli_json_bool (builder, "valid", TRUE);
  imw_cli_json_string (builder, "address", argv[1]);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);
  else
    g_print (_ ("The signature is good: %s signed this message.\n"), argv[1]);

  return TRUE;
}
