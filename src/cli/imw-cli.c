/* imw-cli.c: opening the wallet, waiting, secrets from descriptors and the terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-error.h"
#include "imw-onboarding.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_SECRET 1024

/**
 * imw_cli_ready_cb:
 * @object: ignored
 * @result: what to keep
 * @slot: a GAsyncResult pointer that is %NULL until now
 *
 * The callback for calls that imw_cli_wait() waits for.
 */
void
imw_cli_ready_cb (GObject *object, GAsyncResult *result, gpointer slot)
{
  GAsyncResult **target = slot;

  *target = g_object_ref (result);
}

/**
 * imw_cli_wait:
 * @slot: where imw_cli_ready_cb() puts the result
 *
 * Runs the main context until the result is there. Every call that is waited for has the run's cancellable.
 *
 * Returns: (transfer full): the result; @slot is empty again
 */
GAsyncResult *
imw_cli_wait (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (slot);
}

/**
 * imw_cli_open:
 * @cli: this run
 * @read_only: whether the command only looks
 * @error: return location
 *
 * Opens the data folder.
 *
 * Returns: %TRUE if it is open; the service's errors otherwise
 */
gboolean
imw_cli_open (ImwCli *cli, gboolean read_only, GError **error)
{
  ImwServiceOptions options = { 0 };
  GAsyncResult     *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  options.data_dir = cli->data_dir;
  options.environment = cli->environment;
  options.servers = (const char *const *) cli->servers;
  options.read_only = read_only;
  options.offline = cli->offline;

  imw_wallet_service_open_async (&options, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  cli->service = imw_wallet_service_open_finish (result, error);

  return cli->service != NULL;
}

/**
 * imw_cli_open_wallet:
 * @cli: this run
 * @read_only: whether the command only looks
 * @error: return location
 *
 * Opens the data folder and the books of the wallet that was named, or of the one last used.
 *
 * Returns: %TRUE if the books are open; %IMW_ERROR_NOT_FOUND without a wallet, the service's errors otherwise
 */
gboolean
imw_cli_open_wallet (ImwCli *cli, gboolean read_only, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  ImwWallet *wallet;

  if (cli->service == NULL && !imw_cli_open (cli, read_only, error))
    return FALSE;

  wallet = imw_wallet_service_find_wallet (cli->service, cli->wallet_id);
  if (wallet == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no wallet%s%s",
                   cli->wallet_id != NULL ? " " : "", cli->wallet_id != NULL ? cli->wallet_id : "");
      return FALSE;
    }
  g_set_object (&cli->wallet, wallet);

  imw_wallet_load_async (wallet, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_wallet_load_finish (wallet, result, error);
}

/**
 * imw_cli_unlock:
 * @cli: this run, with its wallet open
 * @error: return location
 *
 * Unlocks the wallet with the password from the descriptor or the terminal.
 *
 * Returns: %TRUE if it is unlocked; errors as imw_wallet_unlock_finish()
 */
gboolean
imw_cli_unlock (ImwCli *cli, GError **error)
{
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  if (imw_wallet_get_unlocked (cli->wallet))
    return TRUE;
  password = imw_cli_password (cli, error);
  if (password == NULL)
    return FALSE;

  imw_wallet_unlock_async (cli->wallet, password, NULL, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_wallet_unlock_finish (cli->wallet, result, error);
}

/**
 * imw_cli_sync:
 * @cli: this run, with its wallet open
 * @deep: every known address and a wider gap
 * @error: return location
 *
 * Returns: %TRUE if all accounts are up to date; errors as imw_wallet_sync_finish()
 */
gboolean
imw_cli_sync (ImwCli *cli, gboolean deep, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  imw_wallet_sync_async (cli->wallet, deep, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_wallet_sync_finish (cli->wallet, result, error);
}

/**
 * imw_cli_close:
 * @cli: this run
 *
 * Locks what is open and ends the processes that were started.
 */
void
imw_cli_close (ImwCli *cli)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  g_clear_object (&cli->wallet);
  if (cli->service == NULL)
    return;

  imw_wallet_service_close_async (cli->service, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  if (!imw_wallet_service_close_finish (cli->service, result, &error))
    g_warning ("closing: %s", error->message);
  g_clear_object (&cli->service);
}

static ImwSecret *
without_newline (ImwSecret *secret)
{
  gsize         length = imw_secret_get_length (secret);
  const guint8 *data = imw_secret_open (secret);
  ImwSecret    *trimmed;

  while (length > 0 && (data[length - 1] == '\n' || data[length - 1] == '\r'))
    length--;
  trimmed = imw_secret_new (data, length);
  imw_secret_close (secret);

  return trimmed;
}

/**
 * imw_cli_read_secret:
 * @fd: a descriptor, read to its end
 * @error: return location
 *
 * Line ends at the end do not belong to the secret.
 *
 * Returns: (transfer full): the secret, or %NULL with %IMW_ERROR_BAD_INPUT or a file error
 */
ImwSecret *
imw_cli_read_secret (int fd, GError **error)
{
  g_autoptr (ImwSecret) whole = imw_secret_new_from_fd (fd, MAX_SECRET, error);

  return whole != NULL ? without_newline (whole) : NULL;
}

static gboolean
read_terminal_line (guint8 *line, gsize length, gpointer user_data, GError **error)
{
  int    terminal = GPOINTER_TO_INT (user_data);
  gsize  used = 0;
  guint8 byte;

  memset (line, 0, length);
  while (used < length && read (terminal, &byte, 1) == 1 && byte != '\n')
    line[used++] = byte;
  byte = 0;
  if (used == length)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "too long");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_cli_ask_secret:
 * @prompt: translated question
 * @error: return location
 *
 * Asks on the controlling terminal without echo.
 *
 * Returns: (transfer full): the secret; %IMW_ERROR_LOCKED when there is no terminal to ask on
 */
ImwSecret *
imw_cli_ask_secret (const char *prompt, GError **error)
{
  g_autoptr (ImwSecret) padded = NULL;
  struct termios before;
  struct termios silent;
  int            terminal = open ("/dev/tty", O_RDWR | O_CLOEXEC);
  const guint8  *data;
  ImwSecret     *secret;

  if (terminal < 0 || tcgetattr (terminal, &before) != 0)
    {
      if (terminal >= 0)
        close (terminal);
      g_set_error (error, IMW_ERROR, IMW_ERROR_LOCKED, "no terminal to ask on");
      return NULL;
    }
  silent = before;
  silent.c_lflag &= (tcflag_t) ~ECHO;
  dprintf (terminal, "%s ", prompt);
  tcsetattr (terminal, TCSAFLUSH, &silent);
  padded =
      imw_secret_new_filled (MAX_SECRET, read_terminal_line, GINT_TO_POINTER (terminal), error);
  tcsetattr (terminal, TCSAFLUSH, &before);
  dprintf (terminal, "\n");
  close (terminal);
  if (padded == NULL)
    return NULL;

  data = imw_secret_open (padded);
  secret = imw_secret_new (data, strnlen ((const char *) data, MAX_SECRET));
  imw_secret_close (padded);

  return secret;
}

/**
 * imw_cli_password:
 * @cli: this run
 * @error: return location
 *
 * Returns: (transfer full): the password of the wallet, from the descriptor (which serves once) or the terminal
 */
ImwSecret *
imw_cli_password (ImwCli *cli, GError **error)
{
  if (cli->password_fd >= 0)
    {
      ImwSecret *password = imw_cli_read_secret (cli->password_fd, error);

      close (cli->password_fd);
      cli->password_fd = -1;
      return password;
    }

  return imw_cli_ask_secret (_ ("Password:"), error);
}

/**
 * imw_cli_new_password:
 * @cli: this run
 * @fd: a descriptor to read it from, or -1
 * @error: return location
 *
 * On the terminal it is asked for twice. Too weak a password is refused.
 *
 * Returns: (transfer full): a new password; %IMW_ERROR_BAD_INPUT when it is weak or the two differ
 */
ImwSecret *
imw_cli_new_password (ImwCli *cli, int fd, GError **error)
{
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (ImwSecret) again = NULL;
  const char *hint = NULL;

  if (fd >= 0)
    {
      password = imw_cli_read_secret (fd, error);
      if (password == NULL)
        return NULL;
    }
  else
    {
      password = imw_cli_ask_secret (_ ("New password:"), error);
      if (password == NULL)
        return NULL;
      again = imw_cli_ask_secret (_ ("New password once more:"), error);
      if (again == NULL)
        return NULL;
      if (!imw_secret_equal (password, again))
        {
          g_set_error (error, IMW_CLI_USAGE, 0, _ ("The two passwords differ."));
          return NULL;
        }
    }
  if (imw_password_strength (password, &hint) < IMW_PASSWORD_MIN_STRENGTH)
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("This password is too easy to guess. %s"),
                   hint != NULL ? _ (hint) : "");
      return NULL;
    }

  return g_steal_pointer (&password);
}

/**
 * imw_cli_confirm:
 * @question: translated
 * @error: return location
 *
 * Asks on the terminal; only "y" or "yes" (in English, and the local word) agrees.
 *
 * Returns: %TRUE if the user agreed; %G_IO_ERROR_CANCELLED otherwise
 */
gboolean
imw_cli_confirm (const char *question, GError **error)
{
  char  answer[16] = { 0 };
  FILE *terminal = fopen ("/dev/tty", "r+");

  if (terminal == NULL)
    {
      g_set_error (error, IMW_CLI_USAGE, 0,
                   _ ("Nobody can be asked here. Add --yes to go on without the question."));
      return FALSE;
    }
  fprintf (terminal, "%s [y/N] ", question);
  fflush (terminal);
  if (fgets (answer, sizeof answer, terminal) == NULL)
    answer[0] = '\0';
  fclose (terminal);
  g_strstrip (answer);
  if (g_ascii_strcasecmp (answer, "y") != 0 && g_ascii_strcasecmp (answer, "yes") != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not confirmed");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_cli_parse:
 * @cli: this run
 * @entries: the command's options
 * @argc: (inout): number of arguments, the command's name first
 * @argv: (inout): the arguments
 * @min: how many must be left after the options
 * @max: how many may be left
 * @error: return location
 *
 * Returns: %TRUE if the arguments are right; usage errors otherwise
 */
gboolean
imw_cli_parse (ImwCli             *cli,
               const GOptionEntry *entries,
               int                *argc,
               char             ***argv,
               int                 min,
               int                 max,
               GError            **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry common[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, NULL, NULL },
                                  G_OPTION_ENTRY_NULL };

  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, NULL);
  g_option_context_set_help_enabled (context, FALSE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      (*argv)[1] = (*argv)[0];
      (*argv)++;
      (*argc)--;
    }
  if (*argc - 1 < min || *argc - 1 > max)
    {
      for (const ImwCliCommand *command = imw_cli_commands (); command->name != NULL; command++)
        if (g_str_equal (command->name, (*argv)[0]))
          g_set_error (error, IMW_CLI_USAGE, 0, _ ("Usage: imwallet-cli %s %s"), command->name,
                       command->arguments);
      return FALSE;
    }

  return TRUE;
}
