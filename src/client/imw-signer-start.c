/* imw-signer-start.c: starts the signer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer-start"

#include "config.h"

#include "imw-signer-private.h"

#include "imw-error.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#define PROGRAM     "imwallet-signer"
#define OBJECT_PATH "/org/imwallet/Signer1"
#define VERSION     1u
#define CHILD_FD    3 /* and the next one */

/* The way to a signer that has answered; one step after the other. */
typedef enum
{
  CONNECT_SIGNING,
  CONNECT_ADMIN,
  MAKE_SIGNING_PROXY,
  MAKE_ADMIN_PROXY,
  SAY_HELLO,
  DONE
} Step;

typedef struct
{
  ImwSigner *signer;
  Step       step;
  int        fds[2]; /* our ends; -1 when handed on */
} Start;

static void take_step (GTask *task);

static void
start_free (Start *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->fds); i++)
    if (self->fds[i] >= 0)
      close (self->fds[i]);
  g_clear_object (&self->signer);
  g_free (self);
}

static char *
find_program (const char *path)
{
  const char      *set = g_getenv ("IMW_SIGNER_PATH");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *beside = NULL;

  if (path != NULL)
    return g_strdup (path);
  if (set != NULL && set[0] != '\0')
    return g_strdup (set);
  if (self != NULL)
    {
      folder = g_path_get_dirname (self);
      beside = g_build_filename (folder, PROGRAM, NULL);
      if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&beside);
    }

  return g_build_filename (IMW_LIBEXECDIR, PROGRAM, NULL);
}

/* With nothing of our environment: G_DBUS_DEBUG alone would print what is sent. The launcher holds the child's ends
 * until it is gone, and as long as they are open here we would not see the child die. */
static gboolean
spawn (Start *self, const char *path, GError **error)
{
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  const char *environment[] = { "G_MESSAGES_DEBUG=", NULL };
  const char *identifier;

  g_subprocess_launcher_set_environ (launcher, (char **) environment);
  for (int i = 0; i < 2; i++)
    {
      int pair[2];

      if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_INTERNAL, "socketpair: %s", g_strerror (errno));
          return FALSE;
        }
      self->fds[i] = pair[0];
      g_subprocess_launcher_take_fd (launcher, pair[1], CHILD_FD + i);
    }

  self->signer->process = g_subprocess_launcher_spawn (launcher, error, path, NULL);
  g_subprocess_launcher_close (launcher);
  if (self->signer->process == NULL)
    return FALSE;

  identifier = g_subprocess_get_identifier (self->signer->process);
  self->signer->pid = identifier != NULL ? (GPid) g_ascii_strtoll (identifier, NULL, 10) : 0;

  return TRUE;
}

static void
return_start_error (GTask *task, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || error->domain == IMW_ERROR)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_INTERNAL, "the signer did not start: %s",
                             error->message);
}

static void
step_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Start     *self = g_task_get_task_data (task);
  ImwSigner *signer = self->signer;
  guint      version = 0;

  switch (self->step)
    {
    case CONNECT_SIGNING:
    case CONNECT_ADMIN:
      signer->connections[self->step - CONNECT_SIGNING] =
          g_dbus_connection_new_finish (result, &error);
      break;
    case MAKE_SIGNING_PROXY:
      signer->signing = imw_dbus_signer1_proxy_new_finish (result, &error);
      break;
    case MAKE_ADMIN_PROXY:
      signer->admin = imw_dbus_signer1_admin_proxy_new_finish (result, &error);
      break;
    case SAY_HELLO:
      if (imw_dbus_signer1_call_hello_finish (signer->signing, &version, result, &error) &&
          version != VERSION)
        g_set_error (&error, IMW_ERROR, IMW_ERROR_INTERNAL, "the signer speaks version %u",
                     version);
      break;
    case DONE:
      g_assert_not_reached ();
    }

  if (error != NULL)
    {
      return_start_error (task, error);
      return;
    }

  self->step++;
  take_step (g_steal_pointer (&task));
}

static void
connect_fd (Start *self, guint index, GTask *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (self->fds[index], &error);
  g_autoptr (GSocketConnection) stream = NULL;
  g_autofree char *guid = g_dbus_generate_guid ();

  if (socket == NULL)
    {
      return_start_error (task, error);
      g_object_unref (task);
      return;
    }

  self->fds[index] = -1;
  stream = g_socket_connection_factory_create_connection (socket);
  g_dbus_connection_new (G_IO_STREAM (stream), guid,
                         G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING |
                             G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER,
                         NULL, g_task_get_cancellable (task), step_done_cb, task);
}

/* Takes @task over. */
static void
take_step (GTask *task)
{
  Start        *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  switch (self->step)
    {
    case CONNECT_SIGNING:
    case CONNECT_ADMIN:
      connect_fd (self, self->step - CONNECT_SIGNING, task);
      break;

    case MAKE_SIGNING_PROXY:
      g_dbus_connection_start_message_processing (self->signer->connections[0]);
      g_dbus_connection_start_message_processing (self->signer->connections[1]);
      imw_dbus_signer1_proxy_new (self->signer->connections[0],
                                  G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, OBJECT_PATH,
                                  cancellable, step_done_cb, task);
      break;

    case MAKE_ADMIN_PROXY:
      imw_dbus_signer1_admin_proxy_new (self->signer->connections[1],
                                        G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL,
                                        OBJECT_PATH, cancellable, step_done_cb, task);
      break;

    case SAY_HELLO:
      imw_dbus_signer1_call_hello (self->signer->signing, VERSION, cancellable, step_done_cb, task);
      break;

    case DONE:
      imw_signer_adopt (self->signer);
      g_task_return_pointer (task, g_object_ref (self->signer), g_object_unref);
      g_object_unref (task);
      break;
    }
}

/**
 * imw_signer_new_async:
 * @path: (nullable): the program; %NULL to look for it
 * @cancellable: (nullable): ends the start and the process
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Starts a signer and waits until it has answered. Main thread: the process dies with the thread that started it.
 */
void
imw_signer_new_async (const char         *path,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *program = find_program (path);
  Start           *self = g_new0 (Start, 1);

  g_task_set_source_tag (task, imw_signer_new_async);
  self->signer = g_object_new (IMW_TYPE_SIGNER, NULL);
  self->fds[0] = -1;
  self->fds[1] = -1;
  g_task_set_task_data (task, self, (GDestroyNotify) start_free);

  if (spawn (self, program, &error))
    take_step (g_steal_pointer (&task));
  else
    return_start_error (task, error);
}

/**
 * imw_signer_new_finish:
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): a signer that has answered, or %NULL with %IMW_ERROR_INTERNAL (it is not there, it did
 *   not start, it speaks another version) or %G_IO_ERROR_CANCELLED
 */
ImwSigner *
imw_signer_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
