/* main.c: imwallet-cli, the wallet without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-error.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <sys/resource.h>
#include <unistd.h>

static const ImwCliCommand commands[] = {
  { "create",
    "[--words 12|24] [--words-language en|zh-Hans|zh-Hant] [--passphrase-fd N] [--ask-passphrase] [--name NAME]",
    N_ ("make a new wallet"), "new", imw_cli_create },
  { "restore",
    "[--words-fd N | --backup FILE] [--birthday YYYY-MM-DD] [--passphrase-fd N] [--ask-passphrase] [--name NAME]",
    N_ ("bring a wallet back from its words or a backup file"), "new", imw_cli_restore },
  { "wallets", "", N_ ("list the wallets of this data folder"), "no", imw_cli_wallets },
  { "words", "[--output-fd N]", N_ ("show the recovery words"), "yes", imw_cli_words },
  { "receive",
    "[--account A] [--asset S] [--amount X] [--label TEXT] [--message TEXT] [--new] [--qr FILE]",
    N_ ("an address to be paid at"), "no", imw_cli_receive },
  { "addresses", "[--account A] [--change] [--from I] [--count N]", N_ ("list addresses"), "no",
    imw_cli_addresses },
  { "balance", "", N_ ("what the wallet holds, as last seen"), "no", imw_cli_balance },
  { "sync", "[--deep] [--history]", N_ ("ask the network what is new"), "no", imw_cli_sync_command },
  { "send",
    "TO AMOUNT|all [--asset SYMBOL|CONTRACT] [--fee slow|normal|fast|RATE] [--account A] [--label TEXT] "
    "[--memo TEXT] [--memo-type text|id|hash|return] "
    "[--dry-run] [--yes] [--accept WARNING]",
    N_ ("pay"), "yes", imw_cli_send },
  { "payments", "", N_ ("payments that are not final yet"), "no", imw_cli_payments },
  { "speed-up", "TXID [--fee slow|normal|fast|RATE] [--yes]",
    N_ ("replace a pending payment by one with a higher fee"), "yes", imw_cli_replace },
  { "cancel", "TXID [--fee slow|normal|fast|RATE] [--yes]",
    N_ ("replace a pending payment by one back to the wallet"), "yes", imw_cli_replace },
  { "history", "[--search S] [--account A] [--asset S] [--hidden] [--limit N] [--csv FILE]",
    N_ ("transactions, newest first"), "labels", imw_cli_history },
  { "label", "TXID|ADDRESS TEXT", N_ ("name a transaction or an address"), "yes", imw_cli_label },
  { "contacts", "list | add NAME ADDRESS [--note TEXT] | remove NAME", N_ ("people who are paid"),
    "yes", imw_cli_contacts },
  { "accounts", "list | add KIND", N_ ("the accounts; a further one"), "yes", imw_cli_accounts },
  { "networks", "list | enable NETWORK | disable NETWORK",
    N_ ("which networks this data folder uses"), "no", imw_cli_networks },
  { "tokens", "list | add CONTRACT | show ASSET | hide ASSET [--account A]",
    N_ ("tokens that are listed beside the known ones"), "no", imw_cli_tokens },
  { "sign-message", "[TEXT] [--file F] [--typed-data] [--account A] [--accept WARNING] [--yes]",
    N_ ("sign a text (EIP-191) or typed data (EIP-712)"), "yes", imw_cli_sign_message },
  { "verify-message", "ADDRESS SIGNATURE [TEXT] [--file F] [--typed-data] [--account A]",
    N_ ("check who signed a message"), "no", imw_cli_verify_message },
  { "assets", "list | open ASSET | close ASSET [--account A] [--yes]",
    N_ ("assets that an account on Stellar can receive"), "yes", imw_cli_assets },
  { "exchange",
    "(--give X --from ASSET --to ASSET | --get X --from ASSET --to ASSET) [--slippage PERCENT] [--account A] [--dry-run] [--yes]",
    N_ ("exchange own assets on the ledger"), "yes", imw_cli_exchange },
  { "claims", "list | collect ID [--account A] [--yes]", N_ ("money that waits to be collected"),
    "yes", imw_cli_claims },
  { "quote",
    "COUNTRY (--send X | --receive X) [--asset S] [--currency C] [--route abroad|withdraw|deposit] [--method M] [--provider D]",
    N_ ("what a transfer would cost, from every provider"), "no", imw_cli_quote },
  { "transfer",
    "COUNTRY (--send X | --receive X) [--asset S] [--currency C] [--method M] [--provider D] [--to NAME | --field NAME=VALUE] "
    "[--file NAME=PATH] [--accept WARNING] [--yes] | --continue NUMBER",
    N_ ("send money to a bank account in another country"), "yes", imw_cli_transfer },
  { "deposit", "COUNTRY (--send X | --receive X) … as with transfer",
    N_ ("pay ordinary money in"), "yes", imw_cli_transfer },
  { "withdraw", "COUNTRY (--send X | --receive X) … as with transfer",
    N_ ("take money out to an own bank account"), "yes", imw_cli_transfer },
  { "track", "[NUMBER] [--wait]", N_ ("where transfers are, found by any number"), "labels",
    imw_cli_track },
  { "recipients",
    "list | add NAME --country C --method M --field NAME=VALUE | remove NAME [--own]",
    N_ ("people abroad, and own accounts"), "yes", imw_cli_recipients },
  { "providers",
    "list | add DOMAIN | accept DOMAIN | remove DOMAIN | erase DOMAIN [--yes]",
    N_ ("who brings the money"), "yes", imw_cli_providers },
  { "descriptor", "[--account A]",
    N_ ("output descriptor with checksum (BIP380), to watch the account elsewhere"), "no",
    imw_cli_descriptor },
  { "status", "", N_ ("where the data is, what state the network is in"), "no", imw_cli_status },
  { "password", "[--new-password-fd N]", N_ ("change the password"), "yes",
    imw_cli_change_password },
  { "backup", "FILE", N_ ("write the encrypted backup file"), "yes", imw_cli_backup },
  { "vault", "move keyring|file", N_ ("move the sealed vault between the keyring and a file"), "no",
    imw_cli_vault },
  { "practice",
    "fund [AMOUNT] [--account A] [--asset S] | mine [BLOCKS] | reset | fail KIND [COUNT]",
    N_ ("the practice network's own knobs"), "no", imw_cli_practice },
  { NULL, NULL, NULL, NULL, NULL }
};

/**
 * imw_cli_commands:
 *
 * Returns: the table of commands, ended by one without a name
 */
const ImwCliCommand *
imw_cli_commands (void)
{
  return commands;
}

/* The first signal ends what is waited for in good order, the second one at once. What must not be lost is in the store. */
static gboolean
interrupted_cb (gpointer user_data)
{
  if (g_cancellable_is_cancelled (user_data))
    _exit (IMW_EXIT_CANCELLED);
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

static char *
build_description (void)
{
  GString *text = g_string_new (_ ("Commands:\n"));

  for (const ImwCliCommand *command = commands; command->name != NULL; command++)
    g_string_append_printf (text, "  %s %s\n      %s\n", command->name, command->arguments,
                            _ (command->summary));

  g_string_append (text, _ ("\nThe password is needed by:\n"));
  for (const ImwCliCommand *command = commands; command->name != NULL; command++)
    {
      const char *when = NULL;

      if (g_str_equal (command->password, "yes"))
        when = _ ("yes");
      else if (g_str_equal (command->password, "new"))
        when = _ ("a new one is chosen");
      else if (g_str_equal (command->password, "labels"))
        when = _ ("only to show labels");
      else
        when = _ ("no");
      g_string_append_printf (text, "  %-12s %s\n", command->name, when);
    }

  g_string_append (
      text,
      _ ("\nSecrets are read from a descriptor (--password-fd, --words-fd, --passphrase-fd) or asked on the "
         "terminal; they never stand in arguments.\n"
         "\nExit codes: 0 done, 1 internal error, 2 wrong usage, 3 bad input or address, 4 locked or no keyring, "
         "5 wrong password, 6 refused, 7 not enough money, 8 network, 9 open elsewhere, 10 not found, "
         "11 disk, 12 cancelled\n"));

  return g_string_free (text, FALSE);
}

static void
apply_language (const char *language)
{
  const char *folder = g_getenv ("IMW_LOCALEDIR");

  if (language != NULL && *language != '\0')
    g_setenv ("LANGUAGE", language, TRUE);
  /* gettext ignores LANGUAGE in the C locale, and a fresh system has no other but C.UTF-8 */
  if (setlocale (LC_ALL, "") == NULL || g_str_equal (setlocale (LC_MESSAGES, NULL), "C"))
    setlocale (LC_ALL, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* --language has to act before the first sentence, that of --help included. */
static void
find_language (int argc, char **argv)
{
  const char *language = NULL;

  for (int i = 1; i < argc && argv[i][0] == '-'; i++)
    {
      if (g_str_has_prefix (argv[i], "--language="))
        language = argv[i] + strlen ("--language=");
      else if (g_str_equal (argv[i], "--language") && i + 1 < argc)
        language = argv[i + 1];
    }
  apply_language (language);
}

static gboolean
check_options (ImwCli *cli, const char *network, const char *vault, GError **error)
{
  if (network != NULL && !imw_environment_from_code (network, &cli->environment))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("--network takes main, test, practice or local"));
      return FALSE;
    }
  if (vault != NULL)
    {
      if (!imw_vault_kind_from_code (vault, &cli->vault_kind))
        {
          g_set_error (error, IMW_CLI_USAGE, 0, _ ("--vault takes keyring or file"));
          return FALSE;
        }
      cli->has_vault_kind = TRUE;
    }

  return TRUE;
}

static gboolean
run_command (ImwCli *cli, int argc, char **argv, GError **error)
{
  const char *name = argc > 1 ? argv[1] : NULL;

  if (name == NULL)
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("No command. --help lists them."));
      return FALSE;
    }

  for (const ImwCliCommand *command = commands; command->name != NULL; command++)
    {
      if (g_str_equal (command->name, name))
        return command->run (cli, argc - 1, argv + 1, error);
    }

  g_set_error (error, IMW_CLI_USAGE, 0, _ ("There is no command “%s”. --help lists them."), name);
  return FALSE;
}

static int
report (ImwCli *cli, const GError *error)
{
  ImwExit          code = imw_cli_exit_code (error);
  g_autofree char *text = imw_cli_error_text (error);

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "error",
                           error->domain == IMW_ERROR
                               ? imw_error_code_to_nick ((ImwError) error->code)
                           : code == IMW_EXIT_USAGE  ? "usage"
                           : code == IMW_EXIT_LOCKED ? "timeout"
                                                     : "other");
      imw_cli_json_string (builder, "message", text);
      json_builder_end_object (builder);
      imw_cli_print_json (builder);
    }
  else
    {
      g_printerr ("%s\n", text);
    }
  g_debug ("%s", error->message);

  return (int) code;
}

int
main (int argc, char **argv)
{
  ImwCli           cli = { .environment = IMW_ENVIRONMENT_MAIN, .password_fd = -1 };
  g_autofree char *network = NULL;
  g_autofree char *vault = NULL;
  g_autofree char *language = NULL;
  g_autofree char *description = NULL;
  g_autoptr (GError) error = NULL;
  gboolean           version = FALSE;
  guint              interrupt;
  guint              terminate;
  int                code = IMW_EXIT_OK;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli.data_dir, N_ ("Where the wallets are kept"),
      N_ ("DIR") },
    { "network", 0, 0, G_OPTION_ARG_STRING, &network,
      N_ ("main (default), test, practice or local"), N_ ("NETWORK") },
    { "server", 0, 0, G_OPTION_ARG_STRING_ARRAY, &cli.servers,
      N_ ("Use this server (may be given again)"), "NETWORK=URL" },
    { "wallet", 0, 0, G_OPTION_ARG_STRING, &cli.wallet_id,
      N_ ("Which wallet, when there are several"), "ID" },
    { "vault", 0, 0, G_OPTION_ARG_STRING, &vault,
      N_ ("Where a new wallet's vault goes: keyring or file"), "keyring|file" },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &cli.password_fd,
      N_ ("Read the password from this descriptor"), "N" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("Language of the messages"), "L" },
    { "offline", 0, 0, G_OPTION_ARG_NONE, &cli.offline, N_ ("Ask no server"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli.json, N_ ("Print JSON"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = NULL;

  setrlimit (RLIMIT_CORE, &(struct rlimit){ 0, 0 });
  find_language (argc, argv);

  context = g_option_context_new (_ ("COMMAND"));
  description = build_description ();
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  cli.cancellable = g_cancellable_new ();
  interrupt = g_unix_signal_add (SIGINT, interrupted_cb, cli.cancellable);
  terminate = g_unix_signal_add (SIGTERM, interrupted_cb, cli.cancellable);

  if (!g_option_context_parse (context, &argc, &argv, &error))
    code = report (&cli, error);
  else if (version)
    g_print ("imwallet-cli %s\n", IMW_VERSION);
  else if (!check_options (&cli, network, vault, &error) || !run_command (&cli, argc, argv, &error))
    code = report (&cli, error);

  imw_cli_close (&cli);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_clear_object (&cli.cancellable);
  g_clear_pointer (&cli.servers, g_strfreev);
  g_free (cli.data_dir);
  g_free (cli.wallet_id);

  return code;
}
