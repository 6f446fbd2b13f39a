/* imw-signer-service.c: the signer's work on its wires
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer-service"

#include "config.h"

#include "imw-signer-service.h"

#include "imw-signer-service-private.h"

#include "imw-error.h"
#include "imw-fd.h"

#include <unistd.h>

static int
take_fd (GUnixFDList *fds, GVariant *handle, GError **error)
{
  gint32 index = g_variant_get_handle (handle);

  if (fds == NULL || index < 0 || index >= g_unix_fd_list_get_length (fds))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "a descriptor is missing");
      return -1;
    }

  return g_unix_fd_list_get (fds, index, error);
}

/**
 * imw_signer_service_take_bytes:
 * @fds: (nullable): descriptors that came with a call
 * @handle: which of them
 * @max: how many bytes are allowed
 * @error: return location
 *
 * Returns: (transfer full): all bytes of the descriptor, or %NULL with %IMW_ERROR_BAD_INPUT or a %G_IO_ERROR
 */
GBytes *
imw_signer_service_take_bytes (GUnixFDList *fds, GVariant *handle, gsize max, GError **error)
{
  int     fd = take_fd (fds, handle, error);
  GBytes *bytes;

  if (fd < 0)
    return NULL;

  bytes = imw_fd_read_all (fd, max, error);
  close (fd);

  return bytes;
}

/**
 * imw_signer_service_take_secret:
 * @fds: (nullable): descriptors that came with a call
 * @handle: which of them
 * @max: how many bytes are allowed
 * @error: return location
 *
 * Returns: (transfer full): all bytes of the descriptor, or %NULL with %IMW_ERROR_BAD_INPUT or a %G_IO_ERROR
 */
ImwSecret *
imw_signer_service_take_secret (GUnixFDList *fds, GVariant *handle, gsize max, GError **error)
{
  int        fd = take_fd (fds, handle, error);
  ImwSecret *secret;

  if (fd < 0)
    return NULL;

  secret = imw_secret_new_from_fd (fd, max, error);
  close (fd);

  return secret;
}

static gboolean
put_fd (GUnixFDList *fds, int fd, GVariant **handle, GError **error)
{
  int index;

  if (fd < 0)
    return FALSE;

  index = g_unix_fd_list_append (fds, fd, error);
  close (fd);
  if (index < 0)
    return FALSE;

  *handle = g_variant_ref_sink (g_variant_new_handle (index));

  return TRUE;
}

/**
 * imw_signer_service_put_bytes:
 * @fds: descriptors that go with an answer
 * @bytes: what to send
 * @handle: (out) (transfer full): which of them it is
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with a %G_IO_ERROR
 */
gboolean
imw_signer_service_put_bytes (GUnixFDList *fds, GBytes *bytes, GVariant **handle, GError **error)
{
  return put_fd (fds, imw_fd_new_from_bytes (bytes, error), handle, error);
}

/**
 * imw_signer_service_put_secret:
 * @fds: descriptors that go with an answer
 * @secret: (nullable): what to send; %NULL is sent as nothing
 * @handle: (out) (transfer full): which of them it is
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with a %G_IO_ERROR
 */
gboolean
imw_signer_service_put_secret (GUnixFDList *fds,
                               ImwSecret   *secret,
                               GVariant   **handle,
                               GError     **error)
{
  g_autoptr (ImwSecret) sent = secret != NULL ? imw_secret_ref (secret) : imw_secret_new (NULL, 0);

  return put_fd (fds, imw_secret_to_fd (sent, error), handle, error);
}

static gboolean
handle_hello_cb (ImwDBusSigner1        *signing,
                 GDBusMethodInvocation *invocation,
                 guint                  version,
                 ImwSignerService      *self)
{
  if (version != IMW_SIGNER_VERSION)
    {
      g_dbus_method_invocation_return_error_literal (invocation, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                                                     "another version of the signer");
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }

  self->greeted = TRUE;
  imw_dbus_signer1_complete_hello (signing, invocation, IMW_SIGNER_VERSION);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_begin_attempt_cb (ImwDBusSigner1        *signing,
                         GDBusMethodInvocation *invocation,
                         GUnixFDList           *fds,
                         GVariant              *vault_handle,
                         ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) new_vault_handle = NULL;
  guint64 attempt;
  guint32 failures;

  vault = imw_signer_service_take_bytes (fds, vault_handle, IMW_VAULT_MAX_BYTES, &error);
  if (vault != NULL &&
      imw_session_begin_attempt (self->session, vault, &attempt, &failures, &new_vault, &error) &&
      imw_signer_service_put_bytes (answer, new_vault, &new_vault_handle, &error))
    imw_dbus_signer1_complete_begin_attempt (signing, invocation, answer, attempt, failures,
                                             new_vault_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_unlock_cb (ImwDBusSigner1        *signing,
                  GDBusMethodInvocation *invocation,
                  GUnixFDList           *fds,
                  guint64                attempt,
                  GVariant              *password_handle,
                  GVariant              *passphrase_handle,
                  ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (ImwSecret) passphrase = NULL;
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  g_autoptr (GVariant) new_vault_handle = NULL;
  g_autoptr (GVariant) data_key_handle = NULL;
  g_autoptr (GError) error = NULL;

  password = imw_signer_service_take_secret (fds, password_handle, IMW_SIGNER_MAX_PASSWORD, &error);
  if (password != NULL)
    passphrase =
        imw_signer_service_take_secret (fds, passphrase_handle, IMW_VAULT_PASSPHRASE_MAX, &error);
  if (passphrase != NULL &&
      imw_session_unlock (self->session, attempt, password, passphrase, &new_vault, &data_key,
                          &error) &&
      imw_signer_service_put_bytes (answer, new_vault, &new_vault_handle, &error) &&
      imw_signer_service_put_secret (answer, data_key, &data_key_handle, &error))
    imw_dbus_signer1_complete_unlock (signing, invocation, answer, new_vault_handle,
                                      data_key_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_lock_cb (ImwDBusSigner1 *signing, GDBusMethodInvocation *invocation, ImwSignerService *self)
{
  imw_session_lock (self->session);
  imw_dbus_signer1_complete_lock (signing, invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get_state_cb (ImwDBusSigner1        *signing,
                     GDBusMethodInvocation *invocation,
                     ImwSignerService      *self)
{
  guint state = imw_session_get_unlocked (self->session) ? 1 : 0;
  guint left_s = imw_session_get_autolock_left_s (self->session);

  imw_dbus_signer1_complete_get_state (signing, invocation, state, left_s,
                                       imw_session_get_autolock_s (self->session));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_touch_cb (ImwDBusSigner1 *signing, GDBusMethodInvocation *invocation, ImwSignerService *self)
{
  imw_session_touch (self->session);
  imw_dbus_signer1_complete_touch (signing, invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get_account_key_cb (ImwDBusSigner1        *signing,
                           GDBusMethodInvocation *invocation,
                           const char            *chain,
                           const char            *kind,
                           guint                  number,
                           ImwSignerService      *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = imw_session_dup_account_key (self->session, chain, kind, number, &error);

  if (key != NULL)
    imw_dbus_signer1_complete_get_account_key (signing, invocation, key);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_describe_cb (ImwDBusSigner1        *signing,
                    GDBusMethodInvocation *invocation,
                    GUnixFDList           *fds,
                    const char            *chain,
                    GVariant              *unsigned_tx_handle,
                    ImwSignerService      *self)
{
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (GBytes) unsigned_tx = NULL;
  g_autoptr (GError) error = NULL;
  guint64 token;

  unsigned_tx =
      imw_signer_service_take_bytes (fds, unsigned_tx_handle, IMW_SIGNER_MAX_TRANSACTION, &error);
  if (unsigned_tx != NULL)
    description = imw_session_describe (self->session, chain, unsigned_tx, &token, &error);
  if (description != NULL)
    imw_dbus_signer1_complete_describe (
        signing, invocation, NULL, token,
        g_variant_new_variant (imw_description_to_variant (description)));
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_sign_cb (ImwDBusSigner1        *signing,
                GDBusMethodInvocation *invocation,
                GUnixFDList           *fds,
                guint64                token,
                const char *const     *consents,
                ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) signed_tx = imw_session_sign (self->session, token, consents, &error);
  g_autoptr (GVariant) signed_tx_handle = NULL;

  if (signed_tx != NULL &&
      imw_signer_service_put_bytes (answer, signed_tx, &signed_tx_handle, &error))
    imw_dbus_signer1_complete_sign (signing, invocation, answer, signed_tx_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
session_locked_cb (ImwSession *session, const char *reason, ImwSignerService *self)
{
  if (self->signing != NULL)
    imw_dbus_signer1_emit_locked (self->signing, reason);
}

/* The one place that decides who may call. Each connection has only its own interface; this holds even if it had not. */
static gboolean
authorize (ImwSignerService *self, ImwConnectionKind kind, GDBusMethodInvocation *invocation)
{
  ImwRequest request;

  if (!imw_request_from_method (g_dbus_method_invocation_get_method_name (invocation), &request) ||
      !imw_capability_allows (kind, request))
    {
      g_dbus_method_invocation_return_error_literal (invocation, IMW_ERROR, IMW_ERROR_REFUSED,
                                                     "not on this connection");
      return FALSE;
    }
  if (request != IMW_REQUEST_HELLO && !self->greeted)
    {
      g_dbus_method_invocation_return_error_literal (invocation, IMW_ERROR, IMW_ERROR_REFUSED,
                                                     "Hello comes first");
      return FALSE;
    }

  return TRUE;
}

static gboolean
authorize_signing_cb (GDBusInterfaceSkeleton *skeleton,
                      GDBusMethodInvocation  *invocation,
                      ImwSignerService       *self)
{
  return authorize (self, IMW_CONNECTION_SIGNING, invocation);
}

static gboolean
authorize_admin_cb (GDBusInterfaceSkeleton *skeleton,
                    GDBusMethodInvocation  *invocation,
                    ImwSignerService       *self)
{
  return authorize (self, IMW_CONNECTION_ADMIN, invocation);
}

/* Runs on the thread of GDBus. What is large comes by descriptor, never in a message. */
static GDBusMessage *
limit_message_cb (GDBusConnection *connection,
                  GDBusMessage    *message,
                  gboolean         incoming,
                  gpointer         user_data)
{
  GVariant *body = g_dbus_message_get_body (message);

  if (!incoming || body == NULL || g_variant_get_size (body) <= IMW_SIGNER_MAX_MESSAGE)
    return message;

  if (g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    {
      g_autoptr (GDBusMessage) answer = g_dbus_message_new_method_error_literal (
          message, "org.freedesktop.DBus.Error.LimitsExceeded", "too large");

      g_dbus_connection_send_message (connection, answer, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL,
                                      NULL);
    }
  g_object_unref (message);

  return NULL;
}

static void
connect_signing (ImwSignerService *self)
{
  g_signal_connect (self->signing, "g-authorize-method", G_CALLBACK (authorize_signing_cb), self);
  g_signal_connect (self->signing, "handle-hello", G_CALLBACK (handle_hello_cb), self);
  g_signal_connect (self->signing, "handle-begin-attempt", G_CALLBACK (handle_begin_attempt_cb),
                    self);
  g_signal_connect (self->signing, "handle-unlock", G_CALLBACK (handle_unlock_cb), self);
  g_signal_connect (self->signing, "handle-lock", G_CALLBACK (handle_lock_cb), self);
  g_signal_connect (self->signing, "handle-get-state", G_CALLBACK (handle_get_state_cb), self);
  g_signal_connect (self->signing, "handle-touch", G_CALLBACK (handle_touch_cb), self);
  g_signal_connect (self->signing, "handle-get-account-key", G_CALLBACK (handle_get_account_key_cb),
                    self);
  g_signal_connect (self->signing, "handle-describe", G_CALLBACK (handle_describe_cb), self);
  g_signal_connect (self->signing, "handle-sign", G_CALLBACK (handle_sign_cb), self);
  imw_signer_service_connect_messages (self);
  imw_signer_service_connect_logins (self);
}

/**
 * imw_signer_service_new:
 * @session: what does the work
 *
 * Returns: (transfer full): a service on no connection yet; main thread
 */
ImwSignerService *
imw_signer_service_new (ImwSession *session)
{
  ImwSignerService *self = g_new0 (ImwSignerService, 1);

  self->session = g_object_ref (session);
  g_signal_connect (session, "locked", G_CALLBACK (session_locked_cb), self);

  return self;
}

/**
 * imw_signer_service_free:
 * @self: (transfer full): a service
 *
 * Takes it off its connections.
 */
void
imw_signer_service_free (ImwSignerService *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->signing != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->signing));
  if (self->admin != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->admin));
  g_clear_object (&self->signing);
  g_clear_object (&self->admin);
  g_clear_object (&self->session);
  g_free (self);
}

/**
 * imw_signer_service_export:
 * @self: a service
 * @connection: a connection that does not process messages yet
 * @kind: which of the two it is
 * @error: return location
 *
 * Puts the one interface of @kind on @connection. Once for each kind.
 *
 * Returns: %TRUE, or %FALSE with a %G_IO_ERROR
 */
gboolean
imw_signer_service_export (ImwSignerService *self,
                           GDBusConnection  *connection,
                           ImwConnectionKind kind,
                           GError          **error)
{
  GDBusInterfaceSkeleton *skeleton = NULL;

  g_dbus_connection_add_filter (connection, limit_message_cb, NULL, NULL);
  switch (kind)
    {
    case IMW_CONNECTION_SIGNING:
      g_return_val_if_fail (self->signing == NULL, FALSE);
      self->signing = imw_dbus_signer1_skeleton_new ();
      connect_signing (self);
      skeleton = G_DBUS_INTERFACE_SKELETON (self->signing);
      break;

    case IMW_CONNECTION_ADMIN:
      g_return_val_if_fail (self->admin == NULL, FALSE);
      self->admin = imw_dbus_signer1_admin_skeleton_new ();
      g_signal_connect (self->admin, "g-authorize-method", G_CALLBACK (authorize_admin_cb), self);
      imw_signer_service_connect_admin (self);
      skeleton = G_DBUS_INTERFACE_SKELETON (self->admin);
      break;
    }

  return g_dbus_interface_skeleton_export (skeleton, connection, IMW_SIGNER_OBJECT_PATH, error);
}
