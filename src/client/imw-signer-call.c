/* imw-signer-call.c: one call to the signer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer-call"

#include "config.h"

#include "imw-signer-private.h"

#include "imw-error.h"
#include "imw-fd.h"

#include <unistd.h>

#define MAX_BYTES  (64 * 1024 * 1024)
#define MAX_SECRET 4096

static gint32
add_fd (ImwSignerFds *self, int fd, GError *error)
{
  gint32 index;

  if (fd < 0)
    {
      if (self->error == NULL)
        self->error = error;
      else
        g_clear_error (&error);
      return 0;
    }

  index = g_unix_fd_list_append (self->list, fd, self->error == NULL ? &self->error : NULL);
  close (fd);

  return MAX (index, 0);
}

/**
 * imw_signer_fds_clear:
 * @self: descriptors
 *
 * Closes them.
 */
void
imw_signer_fds_clear (ImwSignerFds *self)
{
  g_clear_object (&self->list);
  g_clear_error (&self->error);
}

/**
 * imw_signer_fds_add_bytes:
 * @self: descriptors
 * @bytes: what to send
 *
 * Returns: the handle; a failure shows in the call
 */
gint32
imw_signer_fds_add_bytes (ImwSignerFds *self, GBytes *bytes)
{
  GError *error = NULL;
  int     fd = imw_fd_new_from_bytes (bytes, &error);

  return add_fd (self, fd, error);
}

/**
 * imw_signer_fds_add_secret:
 * @self: descriptors
 * @secret: (nullable): what to send; %NULL is sent as nothing
 *
 * Returns: the handle; a failure shows in the call
 */
gint32
imw_signer_fds_add_secret (ImwSignerFds *self, ImwSecret *secret)
{
  g_autoptr (ImwSecret) sent = secret != NULL ? imw_secret_ref (secret) : imw_secret_new (NULL, 0);
  GError *error = NULL;
  int     fd = imw_secret_to_fd (sent, &error);

  return add_fd (self, fd, error);
}

/**
 * imw_signer_reply_free:
 * @self: (transfer full): a reply
 *
 * Closes the descriptors in it.
 */
void
imw_signer_reply_free (ImwSignerReply *self)
{
  g_clear_pointer (&self->values, g_variant_unref);
  g_clear_object (&self->fds);
  g_free (self);
}

static int
take_fd (ImwSignerReply *self, gsize index, GError **error)
{
  gint32 handle;

  g_variant_get_child (self->values, index, "h", &handle);
  if (self->fds == NULL || handle < 0 || handle >= g_unix_fd_list_get_length (self->fds))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL,
                           "the signer left out a descriptor");
      return -1;
    }

  return g_unix_fd_list_get (self->fds, handle, error);
}

/**
 * imw_signer_reply_take_bytes:
 * @self: a reply
 * @index: position of the handle in it
 * @bytes: (out) (transfer full) (optional): what came by descriptor
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL, %IMW_ERROR_BAD_INPUT or a %G_IO_ERROR
 */
gboolean
imw_signer_reply_take_bytes (ImwSignerReply *self, gsize index, GBytes **bytes, GError **error)
{
  int     fd = take_fd (self, index, error);
  GBytes *found;

  if (fd < 0)
    return FALSE;

  found = imw_fd_read_all (fd, MAX_BYTES, error);
  close (fd);
  if (found == NULL)
    return FALSE;

  if (bytes != NULL)
    *bytes = found;
  else
    g_bytes_unref (found);

  return TRUE;
}

/**
 * imw_signer_reply_take_secret:
 * @self: a reply
 * @index: position of the handle in it
 * @secret: (out) (transfer full) (nullable) (optional): what came by descriptor, %NULL when it was empty
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL, %IMW_ERROR_BAD_INPUT or a %G_IO_ERROR
 */
gboolean
imw_signer_reply_take_secret (ImwSignerReply *self, gsize index, ImwSecret **secret, GError **error)
{
  g_autoptr (ImwSecret) found = NULL;
  int fd = take_fd (self, index, error);

  if (fd < 0)
    return FALSE;

  found = imw_secret_new_from_fd (fd, MAX_SECRET, error);
  close (fd);
  if (found == NULL)
    return FALSE;

  if (secret != NULL)
    *secret = imw_secret_get_length (found) > 0 ? g_steal_pointer (&found) : NULL;

  return TRUE;
}

/* Errors of the signer pass; whatever else happens to a private connection means that the process is gone. */
static GError *
read_error (GError *error)
{
  g_dbus_error_strip_remote_error (error);
  if (error->domain == IMW_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  return g_error_new (IMW_ERROR, IMW_ERROR_INTERNAL, "the signer did not answer: %s",
                      error->message);
}

static void
call_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (ImwSignerReply) reply = g_new0 (ImwSignerReply, 1);
  g_autoptr (GError) error = NULL;

  reply->values = g_dbus_proxy_call_with_unix_fd_list_finish (G_DBUS_PROXY (object), &reply->fds,
                                                              result, &error);
  if (reply->values != NULL)
    g_task_return_pointer (task, g_steal_pointer (&reply), (GDestroyNotify) imw_signer_reply_free);
  else
    g_task_return_error (task, read_error (error));
}

/**
 * imw_signer_call:
 * @source_object: the object of the task
 * @proxy: (nullable): whom to call; %NULL when the signer is gone
 * @method: a method of its interface
 * @values: (transfer floating) (nullable): the arguments
 * @fds: (nullable): descriptors that go with them
 * @source_tag: the public function
 * @cancellable: (nullable): ends the waiting, not the work of the signer
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * One call without a time limit: a user may be asked to decide in between.
 */
void
imw_signer_call (gpointer            source_object,
                 gpointer            proxy,
                 const char         *method,
                 GVariant           *values,
                 ImwSignerFds       *fds,
                 gpointer            source_tag,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (source_object, cancellable, callback, user_data);
  g_autoptr (GVariant) sunk = values != NULL ? g_variant_ref_sink (values) : NULL;

  g_task_set_source_tag (task, source_tag);
  g_task_set_name (task, method);
  if (fds != NULL && fds->error != NULL)
    g_task_return_error (task, g_steal_pointer (&fds->error));
  else if (proxy == NULL)
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_INTERNAL, "the signer is gone");
  else
    g_dbus_proxy_call_with_unix_fd_list (proxy, method, sunk, G_DBUS_CALL_FLAGS_NONE, G_MAXINT,
                                         fds != NULL ? fds->list : NULL, cancellable, call_cb,
                                         g_steal_pointer (&task));
}

/**
 * imw_signer_call_finish:
 * @source_object: the object of the task
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the reply, or %NULL with an %IMW_ERROR of the signer, %IMW_ERROR_INTERNAL when it is
 *   gone, or %G_IO_ERROR_CANCELLED
 */
ImwSignerReply *
imw_signer_call_finish (gpointer source_object, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source_object), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
