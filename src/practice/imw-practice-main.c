/* imw-practice-main.c: the program imwallet-practice
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-main"

#include "config.h"

#include "imw-practice-json.h"
#include "imw-practice-server.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_USAGE 2

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

/* Whoever started us may hold the other end of our standard input: when he lets go, we end. */
static gboolean
input_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char    bytes[256];
  ssize_t n_read = read (fd, bytes, sizeof bytes);

  if (n_read > 0)
    return G_SOURCE_CONTINUE;

  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

static void
watch_input (GMainLoop *loop)
{
  struct stat info;

  if (fstat (STDIN_FILENO, &info) == 0 && (S_ISFIFO (info.st_mode) || S_ISSOCK (info.st_mode)))
    g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, input_cb, loop);
}

static void
print_ready (ImwPracticeServer *server)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;
  gsize         length;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "ready", "imwallet-practice");
  imw_practice_json_string (&json, "url", imw_practice_server_get_url (server));
  imw_practice_json_int (&json, "pid", getpid ());
  imw_practice_json_end_object (&json);
  bytes = imw_practice_json_clear_to_bytes (&json);
  data = g_bytes_get_data (bytes, &length);
  fwrite (data, 1, length, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

static gboolean
parse_options (int                *argc,
               char             ***argv,
               ImwPracticeOptions *options,
               char              **state_path,
               char              **passphrase,
               char              **web_auth_domain,
               GError            **error)
{
  int                port = 0;
  int                interval_s = 30;
  gboolean           no_auto_mine = FALSE;
  gboolean           clock_manual = FALSE;
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_FILENAME, state_path, "The file that keeps the practice networks",
      "FILE" },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Port on the loopback (0: a free one)", "PORT" },
    { "block-interval-s", 0, 0, G_OPTION_ARG_INT, &interval_s, "Seconds between two blocks (30)",
      "SECONDS" },
    { "no-auto-mine", 0, 0, G_OPTION_ARG_NONE, &no_auto_mine, "Make blocks on request only", NULL },
    { "passphrase", 0, 0, G_OPTION_ARG_STRING, passphrase,
      "Passphrase of the practice Stellar, for tests that know only others", "TEXT" },
    { "clock-manual", 0, 0, G_OPTION_ARG_NONE, &clock_manual, "Move time on request only", NULL },
    { "web-auth-domain", 0, 0, G_OPTION_ARG_STRING, web_auth_domain,
      "For tests: challenges of the practice anchor call it so", "NAME" },
    { NULL }
  };
  g_autoptr (GOptionContext)
      context = g_option_context_new ("- practice networks without real money");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*state_path == NULL || *argc > 1 || port < 0 || port > G_MAXUINT16 || interval_s < 1 ||
      interval_s > 86400)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "--state FILE is needed; see --help");
      return FALSE;
    }

  options->state_path = *state_path;
  options->port = (guint16) port;
  options->block_interval_s = (guint) interval_s;
  options->auto_mine = !no_auto_mine;
  options->clock_manual = clock_manual;
  options->passphrase = *passphrase;
  options->web_auth_domain = *web_auth_domain;

  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (ImwPracticeServer) server = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char   *state_path = NULL;
  g_autofree char   *passphrase = NULL;
  g_autofree char   *web_auth_domain = NULL;
  ImwPracticeOptions options = { 0 };
  pid_t              parent = getppid ();

  /* the parent may have gone between its fork and here */
  if (prctl (PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid () != parent)
    return EXIT_FAILURE;

  signal (SIGPIPE, SIG_IGN);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);

  if (!parse_options (&argc, &argv, &options, &state_path, &passphrase, &web_auth_domain, &error))
    {
      g_printerr ("imwallet-practice: %s\n", error->message);
      return EXIT_USAGE;
    }

  server = imw_practice_server_new (&options, &error);
  if (server == NULL)
    {
      g_printerr ("imwallet-practice: %s\n", error->message);
      return EXIT_FAILURE;
    }

  watch_input (loop);
  print_ready (server);
  g_main_loop_run (loop);

  return EXIT_SUCCESS;
}
