/* imw-signer.c: the signer process, seen from the wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer"

#include "config.h"

#include "imw-signer.h"

#include "imw-signer-private.h"

#include "imw-error.h"

#include <string.h>

/**
 * ImwSigner:
 *
 * One imwallet-signer process and the two connections to it. Owned by the wallet that it signs for, lives on the main
 * thread. "locked" fires when the signer has wiped its keys by itself or was asked to; "died" when the process is
 * gone without imw_signer_close().
 */

#define TOUCH_INTERVAL_US (2 * G_USEC_PER_SEC)
#define WAIT_MARK         " wait_ms="
#define PASSPHRASE_MARK   "the passphrase is another one"

enum
{
  LOCKED,
  DIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwSigner, imw_signer, G_TYPE_OBJECT)

static void
drop_connections (ImwSigner *self)
{
  if (self->signing != NULL)
    g_signal_handlers_disconnect_by_data (self->signing, self);
  g_clear_object (&self->signing);
  g_clear_object (&self->admin);
  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    if (self->connections[i] != NULL)
      {
        g_signal_handlers_disconnect_by_data (self->connections[i], self);
        g_dbus_connection_close (self->connections[i], NULL, NULL, NULL);
        g_clear_object (&self->connections[i]);
      }
}

static void
connection_closed_cb (GDBusConnection *connection, gboolean remote, GError *error, ImwSigner *self)
{
  g_autoptr (ImwSigner) kept = g_object_ref (self);

  if (!self->alive)
    return;

  imw_signer_close (kept);
  g_signal_emit (kept, signals[DIED], 0);
}

static void
signing_locked_cb (ImwDBusSigner1 *signing, const char *reason, ImwSigner *self)
{
  g_signal_emit (self, signals[LOCKED], 0, reason);
}

static void
imw_signer_dispose (GObject *object)
{
  imw_signer_close (IMW_SIGNER (object));

  G_OBJECT_CLASS (imw_signer_parent_class)->dispose (object);
}

static void
imw_signer_class_init (ImwSignerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_signer_dispose;

  /* errors from the wire become ours only when GDBus knows the domain */
  imw_error_quark ();

  /**
   * ImwSigner::locked:
   * @self: the signer
   * @reason: "asked" or "timeout"
   *
   * The signer has wiped its keys.
   */
  signals[LOCKED] = g_signal_new ("locked", IMW_TYPE_SIGNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * ImwSigner::died:
   * @self: the signer
   *
   * The process is gone. This object is of no use any more.
   */
  signals[DIED] = g_signal_new ("died", IMW_TYPE_SIGNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
imw_signer_init (ImwSigner *self)
{
}

/**
 * imw_signer_adopt:
 * @self: a signer whose connections and proxies were just made
 *
 * From here on it is watched.
 */
void
imw_signer_adopt (ImwSigner *self)
{
  self->alive = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    {
      g_dbus_connection_set_exit_on_close (self->connections[i], FALSE);
      g_signal_connect (self->connections[i], "closed", G_CALLBACK (connection_closed_cb), self);
    }
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->signing), G_MAXINT);
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->admin), G_MAXINT);
  g_signal_connect (self->signing, "locked", G_CALLBACK (signing_locked_cb), self);
}

/**
 * imw_signer_get_alive:
 * @self: a signer
 *
 * Returns: %FALSE when the process is gone or was closed
 */
gboolean
imw_signer_get_alive (ImwSigner *self)
{
  g_return_val_if_fail (IMW_IS_SIGNER (self), FALSE);

  return self->alive;
}

/**
 * imw_signer_get_pid:
 * @self: a signer
 *
 * Returns: the process, also when it is gone
 */
GPid
imw_signer_get_pid (ImwSigner *self)
{
  g_return_val_if_fail (IMW_IS_SIGNER (self), 0);

  return self->pid;
}

/**
 * imw_signer_close:
 * @self: a signer
 *
 * Ends the process. Calls that run end with %IMW_ERROR_INTERNAL; "died" does not fire.
 */
void
imw_signer_close (ImwSigner *self)
{
  g_return_if_fail (IMW_IS_SIGNER (self));

  self->alive = FALSE;
  drop_connections (self);
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
}

/**
 * imw_signer_error_wait_ms:
 * @error: (nullable): what imw_signer_begin_attempt_finish() or imw_signer_admin_import_backup_finish() gave
 *
 * Returns: how long to wait before the next try, in ms; 0 when @error is not about that
 */
gint64
imw_signer_error_wait_ms (const GError *error)
{
  const char *mark;
  gint64      wait_ms;

  if (!g_error_matches (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED))
    return 0;
  mark = g_strrstr (error->message, WAIT_MARK);
  if (mark == NULL ||
      !g_ascii_string_to_signed (mark + strlen (WAIT_MARK), 10, 0, G_MAXINT64, &wait_ms, NULL))
    return 0;

  return wait_ms;
}

/**
 * imw_signer_error_is_passphrase:
 * @error: (nullable): what an unlocking gave
 *
 * Returns: whether the password was right and the extra passphrase, which is asked each time, is
 *   that of other keys
 */
gboolean
imw_signer_error_is_passphrase (const GError *error)
{
  return g_error_matches (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE) &&
         g_strrstr (error->message, PASSPHRASE_MARK) != NULL;
}

/**
 * imw_signer_begin_attempt_async:
 * @self: a signer
 * @vault: the sealed vault as it is stored
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Counts a password try before it is made.
 */
void
imw_signer_begin_attempt_async (ImwSigner          *self,
                                GBytes             *vault,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 handle;

  g_return_if_fail (IMW_IS_SIGNER (self));
  g_return_if_fail (vault != NULL);

  handle = imw_signer_fds_add_bytes (&fds, vault);
  imw_signer_call (self, self->signing, "BeginAttempt", g_variant_new ("(h)", handle), &fds,
                   imw_signer_begin_attempt_async, cancellable, callback, user_data);
}

/**
 * imw_signer_begin_attempt_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @attempt: (out): names the try, serves once
 * @failures: (out) (optional): wrong passwords in a row before it
 * @new_vault: (out) (transfer full): to be stored and read back before the try is made
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_RATE_LIMITED (see imw_signer_error_wait_ms()), %IMW_ERROR_CORRUPT,
 *   %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_REFUSED, %IMW_ERROR_INTERNAL
 */
gboolean
imw_signer_begin_attempt_finish (ImwSigner    *self,
                                 GAsyncResult *result,
                                 guint64      *attempt,
                                 guint        *failures,
                                 GBytes      **new_vault,
                                 GError      **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);

  if (reply == NULL || !imw_signer_reply_take_bytes (reply, 2, new_vault, error))
    return FALSE;

  g_variant_get_child (reply->values, 0, "t", attempt);
  if (failures != NULL)
    g_variant_get_child (reply->values, 1, "u", failures);

  return TRUE;
}

/**
 * imw_signer_unlock_async:
 * @self: a signer
 * @attempt: what imw_signer_begin_attempt_finish() gave
 * @password: the password
 * @passphrase: (nullable): the BIP39 passphrase, for wallets that ask for it each time
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Makes the try.
 */
void
imw_signer_unlock_async (ImwSigner          *self,
                         guint64             attempt,
                         ImwSecret          *password,
                         ImwSecret          *passphrase,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 password_handle;
  gint32 passphrase_handle;

  g_return_if_fail (IMW_IS_SIGNER (self));
  g_return_if_fail (password != NULL);

  password_handle = imw_signer_fds_add_secret (&fds, password);
  passphrase_handle = imw_signer_fds_add_secret (&fds, passphrase);
  imw_signer_call (self, self->signing, "Unlock",
                   g_variant_new ("(thh)", attempt, password_handle, passphrase_handle), &fds,
                   imw_signer_unlock_async, cancellable, callback, user_data);
}

/**
 * imw_signer_unlock_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @new_vault: (out) (transfer full): the vault with its count at 0, to be stored
 * @data_key: (out) (transfer full): the key of the personal data
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_WRONG_PASSPHRASE, %IMW_ERROR_REFUSED (no such attempt),
 *   %IMW_ERROR_BAD_INPUT, %IMW_ERROR_CORRUPT, %IMW_ERROR_INTERNAL
 */
gboolean
imw_signer_unlock_finish (ImwSigner    *self,
                          GAsyncResult *result,
                          GBytes      **new_vault,
                          ImwSecret   **data_key,
                          GError      **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  g_autoptr (GBytes) vault = NULL;

  if (reply == NULL || !imw_signer_reply_take_bytes (reply, 0, &vault, error) ||
      !imw_signer_reply_take_secret (reply, 1, data_key, error))
    return FALSE;

  if (new_vault != NULL)
    *new_vault = g_steal_pointer (&vault);

  return TRUE;
}

/**
 * imw_signer_lock_async:
 * @self: a signer
 * @cancellable: (nullable): ends the waiting
 * @callback: (nullable) (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Wipes the keys.
 */
void
imw_signer_lock_async (ImwSigner          *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_return_if_fail (IMW_IS_SIGNER (self));

  imw_signer_call (self, self->signing, "Lock", NULL, NULL, imw_signer_lock_async, cancellable,
                   callback, user_data);
}

/**
 * imw_signer_lock_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL (then the process is gone, and the keys with it)
 */
gboolean
imw_signer_lock_finish (ImwSigner *self, GAsyncResult *result, GError **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);

  return reply != NULL;
}

/**
 * imw_signer_touch:
 * @self: a signer
 *
 * The user is active: starts the auto-lock time again. May be called for every key and click; at most one call in two
 * seconds goes out, and nobody waits for it.
 */
void
imw_signer_touch (ImwSigner *self)
{
  gint64 now_us = g_get_monotonic_time ();

  g_return_if_fail (IMW_IS_SIGNER (self));

  if (self->signing == NULL ||
      (self->touched_us != 0 && now_us - self->touched_us < TOUCH_INTERVAL_US))
    return;

  self->touched_us = now_us;
  imw_dbus_signer1_call_touch (self->signing, NULL, NULL, NULL);
}

/**
 * imw_signer_get_state_async:
 * @self: a signer
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks whether it is unlocked, and for how long.
 */
void
imw_signer_get_state_async (ImwSigner          *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (IMW_IS_SIGNER (self));

  imw_signer_call (self, self->signing, "GetState", NULL, NULL, imw_signer_get_state_async,
                   cancellable, callback, user_data);
}

/**
 * imw_signer_get_state_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @unlocked: (out) (optional): whether there are keys
 * @autolock_left_s: (out) (optional): seconds until it locks itself, 0 when locked or never
 * @autolock_s: (out) (optional): its policy, 0 when locked or never
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL
 */
gboolean
imw_signer_get_state_finish (ImwSigner    *self,
                             GAsyncResult *result,
                             gboolean     *unlocked,
                             guint        *autolock_left_s,
                             guint        *autolock_s,
                             GError      **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  guint state, left_s, policy_s;

  if (reply == NULL)
    return FALSE;

  g_variant_get (reply->values, "(uuu)", &state, &left_s, &policy_s);
  if (unlocked != NULL)
    *unlocked = state == 1;
  if (autolock_left_s != NULL)
    *autolock_left_s = left_s;
  if (autolock_s != NULL)
    *autolock_s = policy_s;

  return TRUE;
}

/**
 * imw_signer_get_account_key_async:
 * @self: an unlocked signer
 * @chain: id of the network
 * @kind: id of the account kind
 * @number: number of the account
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks for what the store keeps of an account to make addresses.
 */
void
imw_signer_get_account_key_async (ImwSigner          *self,
                                  const char         *chain,
                                  const char         *kind,
                                  guint32             number,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_return_if_fail (IMW_IS_SIGNER (self));
  g_return_if_fail (chain != NULL && kind != NULL);

  imw_signer_call (self, self->signing, "GetAccountKey",
                   g_variant_new ("(ssu)", chain, kind, number), NULL,
                   imw_signer_get_account_key_async, cancellable, callback, user_data);
}

/**
 * imw_signer_get_account_key_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the account key, or %NULL with %IMW_ERROR_LOCKED, %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_NOT_FOUND, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_INTERNAL
 */
char *
imw_signer_get_account_key_finish (ImwSigner *self, GAsyncResult *result, GError **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  char *key = NULL;

  if (reply != NULL)
    g_variant_get_child (reply->values, 0, "s", &key);

  return key;
}

/**
 * imw_signer_describe_async:
 * @self: an unlocked signer
 * @chain: id of the network
 * @unsigned_tx: the unsigned payment in the network's form
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lets the signer read a payment.
 */
void
imw_signer_describe_async (ImwSigner          *self,
                           const char         *chain,
                           GBytes             *unsigned_tx,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 handle;

  g_return_if_fail (IMW_IS_SIGNER (self));
  g_return_if_fail (chain != NULL && unsigned_tx != NULL);

  handle = imw_signer_fds_add_bytes (&fds, unsigned_tx);
  imw_signer_call (self, self->signing, "Describe", g_variant_new ("(sh)", chain, handle), &fds,
                   imw_signer_describe_async, cancellable, callback, user_data);
}

/**
 * imw_signer_describe_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @token: (out): names exactly these bytes, for one imw_signer_sign_async()
 * @error: return location
 *
 * Returns: (transfer full): what the signer read, or %NULL with %IMW_ERROR_LOCKED, %IMW_ERROR_REFUSED,
 *   %IMW_ERROR_BAD_INPUT, %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_INTERNAL
 */
ImwDescription *
imw_signer_describe_finish (ImwSigner *self, GAsyncResult *result, guint64 *token, GError **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  g_autoptr (GVariant) description = NULL;

  if (reply == NULL)
    return NULL;

  g_variant_get (reply->values, "(tv)", token, &description);

  return imw_description_from_variant (description, error);
}

/**
 * imw_signer_sign_async:
 * @self: an unlocked signer
 * @token: what imw_signer_describe_finish() gave
 * @consents: (nullable) (array zero-terminated=1): codes of warnings that the user has agreed to
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Signs what was described.
 */
void
imw_signer_sign_async (ImwSigner          *self,
                       guint64             token,
                       const char *const  *consents,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  const char *const none[] = { NULL };

  g_return_if_fail (IMW_IS_SIGNER (self));

  imw_signer_call (self, self->signing, "Sign",
                   g_variant_new ("(t^as)", token, consents != NULL ? consents : none), NULL,
                   imw_signer_sign_async, cancellable, callback, user_data);
}

/**
 * imw_signer_sign_finish:
 * @self: a signer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the signed payment in the network's form, or %NULL with %IMW_ERROR_LOCKED,
 *   %IMW_ERROR_REFUSED (no such token, consent missing), %IMW_ERROR_INTERNAL
 */
GBytes *
imw_signer_sign_finish (ImwSigner *self, GAsyncResult *result, GError **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  GBytes *signed_tx = NULL;

  if (reply == NULL || !imw_signer_reply_take_bytes (reply, 0, &signed_tx, error))
    return NULL;

  return signed_tx;
}
