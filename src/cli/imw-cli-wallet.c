/* imw-cli-wallet.c: commands about the wallet itself: create, restore, words, password, backup, vault
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-error.h"
#include "imw-text.h"
#include "imw-onboarding.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

static void
print_wallet (ImwCli *cli, ImwWallet *wallet)
{
  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "wallet", imw_wallet_get_id (wallet));
      imw_cli_json_string (builder, "name", imw_wallet_get_name (wallet));
      imw_cli_json_string (builder, "environment", imw_environment_get_code (cli->environment));
      imw_cli_json_string (builder, "vault",
                           imw_vault_kind_get_code (imw_wallet_get_vault_kind (wallet)));
      json_builder_end_object (builder);
      imw_cli_print_json (builder);
      return;
    }

  g_print (_ ("Wallet %s is ready.\n"), imw_wallet_get_id (wallet));
}

/* Where the new vault goes: as asked, else by setting, else the keyring when there is one. Without a keyring the file has to
 * be asked for: it is the user's choice. */
static gboolean
choose_vault (ImwCli *cli, ImwVaultKind *kind, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  if (cli->has_vault_kind)
    {
      *kind = cli->vault_kind;
      return TRUE;
    }
  if (imw_vault_kind_from_code (
          imw_settings_get (imw_wallet_service_get_settings (cli->service), IMW_SETTING_VAULT),
          kind) &&
      *kind == IMW_VAULT_FILE)
    return TRUE;

  *kind = IMW_VAULT_KEYRING;
  imw_vault_store_probe_keyring_async (cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  if (!imw_vault_store_probe_keyring_finish (result, error))
    {
      if (g_error_matches (*error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED))
        g_prefix_error (error,
                        "no keyring answers; --vault file keeps the sealed vault in a file: ");
      return FALSE;
    }

  return TRUE;
}

typedef struct
{
  char    *name;
  char    *language;
  char    *backup;
  int      n_words;
  int      words_fd;
  int      passphrase_fd;
  gboolean ask_passphrase;
} NewWallet;

static void
new_wallet_clear (NewWallet *self)
{
  g_free (self->name);
  g_free (self->language);
  g_free (self->backup);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NewWallet, new_wallet_clear)

static gboolean
finish (ImwCli        *cli,
        ImwOnboarding *onboarding,
        NewWallet     *options,
        gboolean       verified,
        GError       **error)
{
  g_autoptr (ImwSecret) passphrase = NULL;
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  ImwVaultKind  kind;

  if (!choose_vault (cli, &kind, error))
    return FALSE;
  if (options->passphrase_fd >= 0)
    {
      passphrase = imw_cli_read_secret (options->passphrase_fd, error);
      if (passphrase == NULL)
        return FALSE;
    }
  password = imw_cli_new_password (cli, cli->password_fd, error);
  if (password == NULL)
    return FALSE;

  imw_onboarding_finish_async (onboarding, options->name != NULL ? options->name : _ ("Wallet"),
                               password, passphrase, options->ask_passphrase, kind, verified,
                               cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  cli->wallet = imw_onboarding_finish_finish (onboarding, result, error);
  if (cli->wallet == NULL)
    return FALSE;
  print_wallet (cli, cli->wallet);

  return TRUE;
}

/**
 * imw_cli_create:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `create`: a new wallet with fresh words.
 *
 * Returns: %TRUE if it was made
 */
gboolean
imw_cli_create (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_auto (NewWallet) options = { .n_words = 12, .words_fd = -1, .passphrase_fd = -1 };
  g_autoptr (ImwOnboarding) onboarding = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwSecret) words = NULL;
  GAsyncResult      *slot = NULL;
  ImwBip39List       list = IMW_BIP39_ENGLISH;
  const GOptionEntry entries[] = {
    { "words", 0, 0, G_OPTION_ARG_INT, &options.n_words, NULL, NULL },
    { "words-language", 0, 0, G_OPTION_ARG_STRING, &options.language, NULL, NULL },
    { "passphrase-fd", 0, 0, G_OPTION_ARG_INT, &options.passphrase_fd, NULL, NULL },
    { "ask-passphrase", 0, 0, G_OPTION_ARG_NONE, &options.ask_passphrase, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error))
    return FALSE;
  if (options.n_words < 12 || options.n_words > 24 || options.n_words % 3 != 0)
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("--words takes 12, 15, 18, 21 or 24"));
      return FALSE;
    }
  if (options.language != NULL && !imw_bip39_list_from_code (options.language, &list))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("--words-language takes en, zh-Hans or zh-Hant"));
      return FALSE;
    }
  if (!imw_cli_open (cli, FALSE, error))
    return FALSE;

  onboarding = imw_onboarding_new (cli->service);
  imw_onboarding_generate_async (onboarding, (guint) options.n_words, list, cli->cancellable,
                                 imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  words = imw_onboarding_generate_finish (onboarding, result, error);
  if (words == NULL || !finish (cli, onboarding, &options, FALSE, error))
    return FALSE;
  if (!cli->json)
    g_print (_ ("Write the recovery words down now: imwallet-cli words\n"));

  return TRUE;
}

/* The beginning of a day, UTC. */
static gboolean
parse_day (const char *text, gint64 *day_ms)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *time = g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) day = g_date_time_new_from_iso8601 (time, utc);

  if (day == NULL || g_date_time_to_unix (day) <= 0)
    return FALSE;

  *day_ms = g_date_time_to_unix (day) * 1000;

  return TRUE;
}

static gboolean
restore_backup (ImwCli *cli, ImwOnboarding *onboarding, NewWallet *options, GError **error)
{
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (options->backup);
  GAsyncResult *slot = NULL;
  ImwVaultKind  kind;

  if (!choose_vault (cli, &kind, error))
    return FALSE;
  password = imw_cli_password (cli, error);
  if (password == NULL)
    return FALSE;

  imw_onboarding_restore_backup_async (onboarding, file, password,
                                       options->name != NULL ? options->name : _ ("Wallet"), kind,
                                       cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  cli->wallet = imw_onboarding_restore_backup_finish (onboarding, result, error);
  if (cli->wallet == NULL)
    return FALSE;
  print_wallet (cli, cli->wallet);

  return TRUE;
}

/**
 * imw_cli_restore:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `restore`: from words or from the encrypted backup file. Needs no network.
 *
 * Returns: %TRUE if the wallet is back
 */
gboolean
imw_cli_restore (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_auto (NewWallet) options = { .words_fd = -1, .passphrase_fd = -1 };
  g_autoptr (ImwOnboarding) onboarding = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwSecret) words = NULL;
  g_autofree char   *birthday = NULL;
  gint64             birthday_ms = 0;
  GAsyncResult      *slot = NULL;
  const GOptionEntry entries[] = {
    { "words-fd", 0, 0, G_OPTION_ARG_INT, &options.words_fd, NULL, NULL },
    { "backup", 0, 0, G_OPTION_ARG_FILENAME, &options.backup, NULL, NULL },
    { "birthday", 0, 0, G_OPTION_ARG_STRING, &birthday, NULL, NULL },
    { "passphrase-fd", 0, 0, G_OPTION_ARG_INT, &options.passphrase_fd, NULL, NULL },
    { "ask-passphrase", 0, 0, G_OPTION_ARG_NONE, &options.ask_passphrase, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error))
    return FALSE;
  if (options.words_fd >= 0 && options.backup != NULL)
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Give either --words-fd or --backup"));
      return FALSE;
    }
  if (birthday != NULL && !parse_day (birthday, &birthday_ms))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("--birthday takes a day like 2024-05-31"));
      return FALSE;
    }
  if (!imw_cli_open (cli, FALSE, error))
    return FALSE;
  onboarding = imw_onboarding_new (cli->service);
  imw_onboarding_set_birthday (onboarding, birthday_ms);
  if (options.backup != NULL)
    return restore_backup (cli, onboarding, &options, error);

  words = options.words_fd >= 0 ? imw_cli_read_secret (options.words_fd, error)
                                : imw_cli_ask_secret (_ ("Recovery words:"), error);
  if (words == NULL)
    return FALSE;
  imw_onboarding_restore_words_async (onboarding, words, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  if (!imw_onboarding_restore_words_finish (onboarding, result, NULL, NULL, error))
    return FALSE;

  return finish (cli, onboarding, &options, TRUE, error);
}

/**
 * imw_cli_wallets:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `wallets`: what is in the data folder.
 *
 * Returns: %TRUE unless the folder can't be read
 */
gboolean
imw_cli_wallets (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *wallets;

  if (!imw_cli_parse (cli, NULL, &argc, &argv, 0, 0, error) || !imw_cli_open (cli, TRUE, error))
    return FALSE;

  wallets = imw_wallet_service_get_wallets (cli->service);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "wallets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (wallets); i++)
    {
      g_autoptr (ImwWallet) wallet = g_list_model_get_item (wallets, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "wallet", imw_wallet_get_id (wallet));
      imw_cli_json_string (builder, "name", imw_wallet_get_name (wallet));
      imw_cli_json_string (builder, "vault",
                           imw_vault_kind_get_code (imw_wallet_get_vault_kind (wallet)));
      imw_cli_json_bool (builder, "backup_verified", imw_wallet_get_backup_verified (wallet));
      json_builder_end_object (builder);
      if (!cli->json)
        {
          g_autofree char *name = imw_text_sanitize (imw_wallet_get_name (wallet), 200);

          g_print ("%s  %s\n", imw_wallet_get_id (wallet), name);
        }
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);
  else if (g_list_model_get_n_items (wallets) == 0)
    g_print (_ ("No wallet here yet. “create” makes one.\n"));

  return TRUE;
}

static gboolean
write_words (const guint8 *data, gsize length, gpointer user_data, GError **error)
{
  int fd = GPOINTER_TO_INT (user_data);

  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_DISK, "the words could not be written: %s",
                       g_strerror (errno));
          return FALSE;
        }
      data += written;
      length -= (gsize) written;
    }

  return TRUE;
}

/**
 * imw_cli_words:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `words`: prints the recovery words, or writes them to a descriptor. They pass through no buffer of stdio.
 *
 * Returns: %TRUE if they were written
 */
gboolean
imw_cli_words (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult      *slot = NULL;
  int                fd = STDOUT_FILENO;
  const GOptionEntry entries[] = { { "output-fd", 0, 0, G_OPTION_ARG_INT, &fd, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error) ||
      !imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  password = imw_cli_password (cli, error);
  if (password == NULL)
    return FALSE;

  imw_wallet_show_words_async (cli->wallet, password, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  words = imw_wallet_show_words_finish (cli->wallet, result, error);

  return words != NULL && imw_secret_access (words, write_words, GINT_TO_POINTER (fd), error) &&
         write_words ((const guint8 *) "\n", 1, GINT_TO_POINTER (fd), error);
}

/**
 * imw_cli_change_password:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `password`: changes it. Afterwards no vault item opens with the old one.
 *
 * Returns: %TRUE if it was changed
 */
gboolean
imw_cli_change_password (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (ImwSecret) next = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult      *slot = NULL;
  int                fd = -1;
  const GOptionEntry entries[] = { { "new-password-fd", 0, 0, G_OPTION_ARG_INT, &fd, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 0, error) ||
      !imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  password = imw_cli_password (cli, error);
  if (password == NULL)
    return FALSE;
  next = imw_cli_new_password (cli, fd, error);
  if (next == NULL)
    return FALSE;

  imw_wallet_change_password_async (cli->wallet, password, next, cli->cancellable, imw_cli_ready_cb,
                                    &slot);
  result = imw_cli_wait (&slot);
  if (!imw_wallet_change_password_finish (cli->wallet, result, error))
    return FALSE;
  if (!cli->json)
    g_print (_ ("The password was changed.\n"));

  return TRUE;
}

/**
 * imw_cli_backup:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `backup`: writes the encrypted backup file.
 *
 * Returns: %TRUE if it was written
 */
gboolean
imw_cli_backup (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) file = NULL;
  GAsyncResult *slot = NULL;

  if (!imw_cli_parse (cli, NULL, &argc, &argv, 1, 1, error) ||
      !imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  password = imw_cli_password (cli, error);
  if (password == NULL)
    return FALSE;

  file = g_file_new_for_commandline_arg (argv[1]);
  imw_wallet_export_backup_async (cli->wallet, password, file, cli->cancellable, imw_cli_ready_cb,
                                  &slot);
  result = imw_cli_wait (&slot);
  if (!imw_wallet_export_backup_finish (cli->wallet, result, error))
    return FALSE;
  if (!cli->json)
    g_print (_ ("The backup is written. It opens with today's password.\n"));

  return TRUE;
}

/**
 * imw_cli_vault:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `vault move`: between the keyring and a file.
 *
 * Returns: %TRUE if it was moved, or is there already
 */
gboolean
imw_cli_vault (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  ImwVaultKind  kind;

  if (!imw_cli_parse (cli, NULL, &argc, &argv, 2, 2, error))
    return FALSE;
  if (!g_str_equal (argv[1], "move") || !imw_vault_kind_from_code (argv[2], &kind))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Usage: imwallet-cli %s %s"), "vault",
                   "move keyring|file");
      return FALSE;
    }
  if (!imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;

  imw_wallet_move_vault_async (cli->wallet, kind, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  if (!imw_wallet_move_vault_finish (cli->wallet, result, error))
    return FALSE;
  if (!cli->json)
    g_print ("%s\n", kind == IMW_VAULT_KEYRING ? _ ("The vault is in the keyring now.")
                                               : _ ("The vault is in a file now."));

  return TRUE;
}
