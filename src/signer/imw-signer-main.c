/* imw-signer-main.c: the signer's process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer"

#include "config.h"

#include "imw-signer-main.h"

#include "imw-sandbox.h"
#include "imw-signer-service.h"

#include "imw-error.h"

#include <signal.h>
#include <sodium.h>

#if defined(__SANITIZE_ADDRESS__)
const char *__asan_default_options (void);

/**
 * __asan_default_options:
 *
 * Leaks are looked for by stopping all threads from another process, which the filter forbids.
 *
 * Returns: (transfer none): options of the address sanitizer, in builds that have it
 */
const char *
__asan_default_options (void)
{
  return "detect_leaks=0";
}
#endif

static GDBusConnection *
connect_fd (int fd, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);
  g_autoptr (GSocketConnection) stream = NULL;

  if (socket == NULL)
    return NULL;
  stream = g_socket_connection_factory_create_connection (socket);

  return g_dbus_connection_new_sync (G_IO_STREAM (stream), NULL,
                                     G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING |
                                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT,
                                     NULL, NULL, error);
}

/* Export first, then process: no call finds nobody there. */
static GDBusConnection *
serve (ImwSignerService *service, int fd, ImwConnectionKind kind, GMainLoop *loop, GError **error)
{
  g_autoptr (GDBusConnection) connection = connect_fd (fd, error);

  if (connection == NULL || !imw_signer_service_export (service, connection, kind, error))
    return NULL;

  g_dbus_connection_set_exit_on_close (connection, FALSE);
  g_signal_connect_swapped (connection, "closed", G_CALLBACK (g_main_loop_quit), loop);
  g_dbus_connection_start_message_processing (connection);

  return g_steal_pointer (&connection);
}

static gboolean
run (const ImwSessionCost *cost, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (ImwSession) session = imw_session_new (imw_clock_get_default (), cost);
  g_autoptr (ImwSignerService) service = imw_signer_service_new (session);
  g_autoptr (GDBusConnection) signing = NULL;
  g_autoptr (GDBusConnection) admin = NULL;

  signing = serve (service, IMW_SIGNER_FD_SIGNING, IMW_CONNECTION_SIGNING, loop, error);
  if (signing == NULL)
    return FALSE;
  admin = serve (service, IMW_SIGNER_FD_ADMIN, IMW_CONNECTION_ADMIN, loop, error);
  if (admin == NULL)
    return FALSE;

  if (!g_dbus_connection_is_closed (signing) && !g_dbus_connection_is_closed (admin))
    g_main_loop_run (loop);

  return TRUE;
}

/**
 * imw_signer_main:
 * @cost: what a password costs
 *
 * Serves the two connections on descriptors 3 and 4 until one of them closes, then wipes and ends.
 *
 * Returns: the exit status: 0, or 1 when it could not start
 */
int
imw_signer_main (const ImwSessionCost *cost)
{
  g_autoptr (GError) error = NULL;

  imw_error_quark ();
  signal (SIGPIPE, SIG_IGN);
  if (sodium_init () < 0)
    return 1;

  if (imw_sandbox_tie_to_parent (IMW_SIGNER_FD_SIGNING, &error) && imw_sandbox_enter (&error) &&
      run (cost, &error))
    return 0;

  g_printerr ("imwallet-signer: %s\n", error->message);

  return 1;
}
