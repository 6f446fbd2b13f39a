/* test-process.c: the process around the keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-signer.h"

#include "imw-error.h"
#include "imw-signer-dbus.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define OBJECT_PATH "/org/imwallet/Signer1"

static void
died_cb (ImwSigner *signer, guint *n_died)
{
  *n_died += 1;
}

static gboolean
is_gone (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *stat = NULL;

  return !g_file_get_contents (path, &stat, NULL, NULL) || strstr (stat, ") Z ") != NULL;
}

static void
wait_gone (GPid pid)
{
  gint64 end_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (!is_gone (pid))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

/* A call is under way when the process is killed: it ends with an error, and the object says so once. */
static void
test_death_is_noticed (void)
{
  g_autoptr (ImwSigner) signer = imw_test_signer_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) later = NULL;
  g_autoptr (GError) error = NULL;
  guint n_died = 0;
  GPid  pid = imw_signer_get_pid (signer);

  g_signal_connect (signer, "died", G_CALLBACK (died_cb), &n_died);
  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  imw_signer_get_state_async (signer, NULL, imw_test_result_cb, &result);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  imw_test_wait (&result);
  g_assert_false (imw_signer_get_state_finish (signer, result, NULL, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
  g_clear_error (&error);
  while (n_died == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_died, ==, 1);
  g_assert_false (imw_signer_get_alive (signer));

  imw_signer_get_state_async (signer, NULL, imw_test_result_cb, &later);
  imw_test_wait (&later);
  g_assert_false (imw_signer_get_state_finish (signer, later, NULL, NULL, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
  g_assert_cmpuint (n_died, ==, 1);
  imw_signer_touch (signer);
}

static void
test_close (void)
{
  g_autoptr (ImwSigner) signer = imw_test_signer_new (NULL);
  GPid  pid = imw_signer_get_pid (signer);
  guint n_died = 0;

  g_signal_connect (signer, "died", G_CALLBACK (died_cb), &n_died);
  imw_signer_close (signer);
  wait_gone (pid);
  g_assert_cmpuint (n_died, ==, 0);

  /* and the last reference alone does it too */
  {
    g_autoptr (ImwSigner) other = imw_test_signer_new (NULL);

    pid = imw_signer_get_pid (other);
  }
  wait_gone (pid);
}

/* The signer ends when the one that started it is killed. */
static void
test_parent_death (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess)
      orphan = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, ORPHAN, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  GPid             pid;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (orphan));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  pid = (GPid) g_ascii_strtoll (line, NULL, 10);
  g_assert_cmpint (pid, >, 1);
  g_assert_false (is_gone (pid));

  g_subprocess_force_exit (orphan);
  g_assert_true (g_subprocess_wait (orphan, NULL, &error));
  wait_gone (pid);
}

static char *
read_proc (GPid pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, name);
  char            *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);

  return text;
}

static void
test_hardening (void)
{
  g_autoptr (ImwSigner) signer = NULL;
  g_autofree char *status = NULL;
  g_autofree char *limits = NULL;
  g_autofree char *environ_text = NULL;
  g_autofree char *command = NULL;
  g_autofree char *exe = NULL;
  GPid             pid;

  g_assert_nonnull (g_getenv ("G_DBUS_DEBUG"));
  signer = imw_test_signer_new (NULL);
  pid = imw_signer_get_pid (signer);

  status = read_proc (pid, "status");
  g_assert_nonnull (strstr (status, "NoNewPrivs:\t1"));
#ifdef HAVE_SECCOMP
  g_assert_nonnull (strstr (status, "Seccomp:\t2"));
#endif
  limits = read_proc (pid, "limits");
  g_assert_true (g_regex_match_simple ("Max core file size +0 +0 ", limits, 0, 0));

  /* Not dumpable: what is in /proc belongs to root. As root it can still be read, and then shows how little it is. */
  environ_text = read_proc (pid, "environ");
  if (environ_text != NULL)
    {
      g_assert_null (strstr (environ_text, "G_DBUS_DEBUG"));
      g_assert_null (strstr (environ_text, "IMW_TEST_SECRET"));
      g_assert_null (strstr (environ_text, "LD_PRELOAD"));
      g_assert_null (strstr (environ_text, "HOME"));
    }
  else
    g_assert_cmpuint (geteuid (), !=, 0);
  command = read_proc (pid, "cmdline");
  g_assert_cmpstr (command, ==, g_getenv ("IMW_SIGNER_PATH"));

  imw_signer_close (signer);
}

/* Only the two sockets, what the standard descriptors are, and the wake-ups of the loops. */
static void
test_descriptors (void)
{
  g_autoptr (ImwSigner) signer = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autofree char *path = NULL;
  const char      *name;
  int              leaked = open ("/etc/passwd", O_RDONLY); /* without CLOEXEC */
  guint            n_sockets = 0;

  signer = imw_test_signer_new (NULL);
  path = g_strdup_printf ("/proc/%d/fd", imw_signer_get_pid (signer));
  dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    {
      g_assert_cmpuint (geteuid (), !=, 0);
      g_test_skip ("the descriptors of a process that is not dumpable can't be listed");
      close (leaked);
      return;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = g_build_filename (path, name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);
      gint64           fd = g_ascii_strtoll (name, NULL, 10);

      if (fd <= 2 || target == NULL)
        continue;
      n_sockets += g_str_has_prefix (target, "socket:");
      g_assert_true (g_str_has_prefix (target, "socket:") ||
                     g_str_has_prefix (target, "anon_inode:[eventfd]"));
    }
  g_assert_cmpuint (n_sockets, ==, 2);
  close (leaked);
}

static GDBusConnection *
connect_fd (int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  g_autofree char *guid = g_dbus_generate_guid ();
  GDBusConnection *connection;

  g_dbus_connection_new (G_IO_STREAM (stream), guid, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER,
                         NULL, NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  connection = g_dbus_connection_new_finish (result, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (connection, FALSE);

  return connection;
}

static gboolean
call (GDBusConnection *connection,
      const char      *interface,
      const char      *method,
      GVariant        *values,
      GError         **error)
{
  g_autoptr (GVariant)
      reply = g_dbus_connection_call_sync (connection, NULL, OBJECT_PATH, interface, method, values,
                                           NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);

  if (reply == NULL)
    g_dbus_error_strip_remote_error (*error);

  return reply != NULL;
}

static GSubprocess *
spawn_by_hand (const char *path, GDBusConnection *connections[2])
{
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  const char  *nothing[] = { NULL };
  GSubprocess *process;
  int          fds[2];

  g_subprocess_launcher_set_environ (launcher, (char **) nothing);
  for (int i = 0; i < 2; i++)
    {
      int pair[2];

      g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair),
                       ==, 0);
      fds[i] = pair[0];
      g_subprocess_launcher_take_fd (launcher, pair[1], 3 + i);
    }
  process = g_subprocess_launcher_spawn (launcher, &error, path, NULL);
  g_assert_no_error (error);
  g_subprocess_launcher_close (launcher);
  for (int i = 0; i < 2; i++)
    connections[i] = connect_fd (fds[i]);

  return process;
}

static void
test_capabilities (void)
{
  GDBusConnection *connections[2];
  g_autoptr (GSubprocess) process = spawn_by_hand (g_getenv ("IMW_SIGNER_PATH"), connections);
  g_autoptr (GDBusConnection) signing = connections[0];
  g_autoptr (GDBusConnection) admin = connections[1];
  g_autoptr (GError) error = NULL;

#define SIGNING "org.imwallet.Signer1"
#define ADMIN   "org.imwallet.Signer1.Admin"
  /* nothing before Hello, on neither */
  g_assert_false (call (signing, SIGNING, "GetState", NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (call (admin, ADMIN, "Forget", NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (call (signing, SIGNING, "Hello", g_variant_new ("(u)", 2), &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_true (call (signing, SIGNING, "Hello", g_variant_new ("(u)", 1), &error));
  g_assert_no_error (error);

  /* each has its own methods and not those of the other */
  g_assert_true (call (signing, SIGNING, "GetState", NULL, &error));
  g_assert_true (call (admin, ADMIN, "Forget", NULL, &error));
  g_assert_no_error (error);
  g_assert_false (call (signing, ADMIN, "Forget", NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (call (signing, SIGNING, "Forget", NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (call (signing, ADMIN, "Generate", g_variant_new ("(us)", 12, "en"), &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (call (admin, SIGNING, "GetState", NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (
      call (admin, SIGNING, "Sign", g_variant_new ("(tas)", G_GUINT64_CONSTANT (1), NULL), &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* a handle without its descriptor, a descriptor that is not there */
  g_assert_false (call (signing, SIGNING, "BeginAttempt", g_variant_new ("(h)", 0), &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (
      call (signing, SIGNING, "Describe", g_variant_new ("(sh)", "bitcoin", -7), &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);

  /* no message is that long */
  {
    g_autofree char *text = g_strnfill (2 * 1024 * 1024, 'x');

    g_assert_false (call (signing, SIGNING, "GetAccountKey",
                          g_variant_new ("(ssu)", text, "bitcoin-84", 0), &error));
    g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_LIMITS_EXCEEDED);
    g_clear_error (&error);
  }

  /* closing either connection ends it */
  g_assert_true (g_dbus_connection_close_sync (admin, NULL, &error));
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  g_assert_true (g_subprocess_get_successful (process));
#undef SIGNING
#undef ADMIN
}

/* Somebody else's socket, or none: it does not start. */
static void
test_by_hand (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess)
      bare = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, SHIPPED_SIGNER, NULL);
  g_autoptr (GSubprocess) option = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                                     SHIPPED_SIGNER, "--try-escape", NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (bare, NULL, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (bare), ==, 1);
  g_assert_true (g_subprocess_wait (option, NULL, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (option), ==, 2);

  imw_signer_new_async ("/nonexistent/imwallet-signer", NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_null (imw_signer_new_finish (result, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
  g_clear_error (&error);
  g_clear_object (&result);

  imw_signer_new_async ("/bin/true", NULL, imw_test_result_cb, &result);
  imw_test_wait (&result);
  g_assert_null (imw_signer_new_finish (result, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
}

static void
test_cancelled_start (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  imw_signer_new_async (NULL, cancellable, imw_test_result_cb, &result);
  g_cancellable_cancel (cancellable);
  imw_test_wait (&result);
  g_assert_null (imw_signer_new_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The cheap vaults of tests are nothing to the program that is installed. */
static void
test_floor (void)
{
  g_autoptr (ImwSigner) cheap = imw_test_signer_new (NULL);
  g_autoptr (ImwSignerAdmin) admin = imw_signer_admin_new (cheap);
  g_autoptr (ImwSigner) shipped = imw_test_signer_new (SHIPPED_SIGNER);
  g_autoptr (ImwSignerAdmin) shipped_admin = imw_signer_admin_new (shipped);
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GBytes) real_vault = NULL;
  g_autoptr (GError) error = NULL;

  imw_test_restore (admin, "abandon abandon abandon abandon abandon abandon abandon abandon "
                           "abandon abandon abandon about");
  vault = imw_test_create (admin, "w1", IMW_ENVIRONMENT_PRACTICE, 300);
  g_assert_cmpuint (imw_test_begin (shipped, &vault, &error), ==, 0);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  imw_test_restore (shipped_admin, "abandon abandon abandon abandon abandon abandon abandon "
                                   "abandon abandon abandon abandon about");
  real_vault = imw_test_create (shipped_admin, "w2", IMW_ENVIRONMENT_PRACTICE, 300);
  g_assert_true (imw_test_unlock (shipped, &real_vault, IMW_TEST_PASSWORD, &error));
  g_assert_no_error (error);
}

static void
test_start_time (void)
{
  gint64 start_us = g_get_monotonic_time ();

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (ImwSigner) signer = imw_test_signer_new (NULL);

      g_assert_true (imw_signer_get_alive (signer));
    }
  g_test_message ("start to Hello: %.1f ms",
                  (double) (g_get_monotonic_time () - start_us) / 10000.0);
}

int
main (int argc, char **argv)
{
  /* before the first thread; a value that means nothing here */
  g_setenv ("G_DBUS_DEBUG", "nothing", TRUE);
  g_setenv ("IMW_TEST_SECRET", "leaks", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/process/death-is-noticed", test_death_is_noticed);
  g_test_add_func ("/client/process/close", test_close);
  g_test_add_func ("/client/process/parent-death", test_parent_death);
  g_test_add_func ("/client/process/hardening", test_hardening);
  g_test_add_func ("/client/process/descriptors", test_descriptors);
  g_test_add_func ("/client/process/capabilities", test_capabilities);
  g_test_add_func ("/client/process/by-hand", test_by_hand);
  g_test_add_func ("/client/process/cancelled-start", test_cancelled_start);
  g_test_add_func ("/client/process/floor", test_floor);
  g_test_add_func ("/client/process/start-time", test_start_time);

  return g_test_run ();
}
