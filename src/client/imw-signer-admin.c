/* imw-signer-admin.c: the signer's second connection: words, passwords, backups
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer-admin"

#include "config.h"

#include "imw-signer-admin.h"

#include "imw-signer-private.h"

#include "imw-error.h"

/**
 * ImwSignerAdmin:
 *
 * What onboarding and settings may ask of the signer. Holds its #ImwSigner, lives on the main thread.
 */

struct _ImwSignerAdmin
{
  GObject parent_instance;

  ImwSigner *signer;
};

G_DEFINE_FINAL_TYPE (ImwSignerAdmin, imw_signer_admin, G_TYPE_OBJECT)

static void
imw_signer_admin_dispose (GObject *object)
{
  ImwSignerAdmin *self = IMW_SIGNER_ADMIN (object);

  g_clear_object (&self->signer);

  G_OBJECT_CLASS (imw_signer_admin_parent_class)->dispose (object);
}

static void
imw_signer_admin_class_init (ImwSignerAdminClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_signer_admin_dispose;
}

static void
imw_signer_admin_init (ImwSignerAdmin *self)
{
}

static gpointer
get_proxy (ImwSignerAdmin *self)
{
  return self->signer != NULL ? self->signer->admin : NULL;
}

static GVariant *
build_options (guint autolock_s)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "autolock-s", g_variant_new_uint32 (autolock_s));

  return g_variant_builder_end (&builder);
}

/* The vault at @index and the secret after it. */
static gboolean
take_vault_and_secret (ImwSignerReply *reply, GBytes **vault, ImwSecret **secret, GError **error)
{
  g_autoptr (GBytes) found = NULL;

  if (!imw_signer_reply_take_bytes (reply, 0, &found, error) ||
      !imw_signer_reply_take_secret (reply, 1, secret, error))
    return FALSE;

  if (vault != NULL)
    *vault = g_steal_pointer (&found);

  return TRUE;
}

/**
 * imw_signer_admin_new:
 * @signer: a living signer
 *
 * Returns: (transfer full): its second connection
 */
ImwSignerAdmin *
imw_signer_admin_new (ImwSigner *signer)
{
  ImwSignerAdmin *self;

  g_return_val_if_fail (IMW_IS_SIGNER (signer), NULL);

  self = g_object_new (IMW_TYPE_SIGNER_ADMIN, NULL);
  self->signer = g_object_ref (signer);

  return self;
}

/**
 * imw_signer_admin_generate_async:
 * @self: the second connection
 * @n_words: 12, 15, 18, 21 or 24
 * @list: from which word list
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Makes fresh words, which the signer holds for ten minutes.
 */
void
imw_signer_admin_generate_async (ImwSignerAdmin     *self,
                                 guint               n_words,
                                 ImwBip39List        list,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (IMW_IS_SIGNER_ADMIN (self));

  imw_signer_call (self, get_proxy (self), "Generate",
                   g_variant_new ("(us)", n_words, imw_bip39_list_get_code (list)), NULL,
                   imw_signer_admin_generate_async, cancellable, callback, user_data);
}

/**
 * imw_signer_admin_generate_finish:
 * @self: the second connection
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the words, or %NULL with %IMW_ERROR_BAD_INPUT or %IMW_ERROR_INTERNAL
 */
ImwSecret *
imw_signer_admin_generate_finish (ImwSignerAdmin *self, GAsyncResult *result, GError **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  ImwSecret *words = NULL;

  if (reply == NULL || !imw_signer_reply_take_secret (reply, 0, &words, error))
    return NULL;
  if (words == NULL)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "the signer sent no words");

  return words;
}

/**
 * imw_signer_admin_restore_async:
 * @self: the second connection
 * @words: what the user typed
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Gives the signer words to hold for ten minutes.
 */
void
imw_signer_admin_restore_async (ImwSignerAdmin     *self,
                                ImwSecret          *words,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 handle;

  g_return_if_fail (IMW_IS_SIGNER_ADMIN (self));
  g_return_if_fail (words != NULL);

  handle = imw_signer_fds_add_secret (&fds, words);
  imw_signer_call (self, get_proxy (self), "Restore", g_variant_new ("(h)", handle), &fds,
                   imw_signer_admin_restore_async, cancellable, callback, user_data);
}

/**
 * imw_signer_admin_restore_finish:
 * @self: the second connection
 * @result: the result given to the callback
 * @list: (out) (optional): the word list they are of
 * @n_words: (out) (optional): how many
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT (the message has the position, or "checksum") or
 *   %IMW_ERROR_INTERNAL
 */
gboolean
imw_signer_admin_restore_finish (ImwSignerAdmin *self,
                                 GAsyncResult   *result,
                                 ImwBip39List   *list,
                                 guint          *n_words,
                                 GError        **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  ImwBip39List found;
  const char  *code;
  guint        n;

  if (reply == NULL)
    return FALSE;

  g_variant_get (reply->values, "(&su)", &code, &n);
  if (!imw_bip39_list_from_code (code, &found))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL,
                           "the signer named an unknown word list");
      return FALSE;
    }
  if (list != NULL)
    *list = found;
  if (n_words != NULL)
    *n_words = n;

  return TRUE;
}

/**
 * imw_signer_admin_forget:
 * @self: the second connection
 *
 * Lets held words go; nobody waits for it.
 */
void
imw_signer_admin_forget (ImwSignerAdmin *self)
{
  g_return_if_fail (IMW_IS_SIGNER_ADMIN (self));

  if (get_proxy (self) != NULL)
    imw_dbus_signer1_admin_call_forget (get_proxy (self), NULL, NULL, NULL);
}

/**
 * imw_signer_admin_create_async:
 * @self: the second connection
 * @wallet_id: the new wallet's id
 * @environment: its environment, for good
 * @password: its password
 * @passphrase: (nullable): the BIP39 passphrase
 * @ask_passphrase: whether to keep @passphrase out of the vault
 * @autolock_s: seconds without a touch after which it locks itself, 0 never
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Seals the held words; unlocked afterwards.
 */
void
imw_signer_admin_create_async (ImwSignerAdmin     *self,
                               const char         *wallet_id,
                               ImwEnvironment      environment,
                               ImwSecret          *password,
                               ImwSecret          *passphrase,
                               gboolean            ask_passphrase,
                               guint               autolock_s,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 password_handle;
  gint32 passphrase_handle;

  g_return_if_fail (IMW_IS_SIGNER_ADMIN (self));
  g_return_if_fail (wallet_id != NULL && password != NULL);

  password_handle = imw_signer_fds_add_secret (&fds, password);
  passphrase_handle = imw_signer_fds_add_secret (&fds, passphrase);
  imw_signer_call (self, get_proxy (self), "Create",
                   g_variant_new ("(sshhb@a{sv})", wallet_id,
                                  imw_environment_get_code (environment), password_handle,
                                  passphrase_handle, ask_passphrase, build_options (autolock_s)),
                   &fds, imw_signer_admin_create_async, cancellable, callback, user_data);
}

/**
 * imw_signer_admin_create_finish:
 * @self: the second connection
 * @result: the result given to the callback
 * @vault: (out) (transfer full): the first vault, to be stored
 * @data_key: (out) (transfer full): the key of the personal data
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_NOT_FOUND (no words held), %IMW_ERROR_BAD_INPUT, %IMW_ERROR_INTERNAL
 */
gboolean
imw_signer_admin_create_finish (ImwSignerAdmin *self,
                                GAsyncResult   *result,
                                GBytes        **vault,
                                ImwSecret     **data_key,
                                GError        **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);

  return reply != NULL && take_vault_and_secret (reply, vault, data_key, error);
}

/**
 * imw_signer_admin_show_words_async:
 * @self: the second connection
 * @attempt: what imw_signer_begin_attempt_finish() gave
 * @password: the password
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks for the words of a wallet.
 */
void
imw_signer_admin_show_words_async (ImwSignerAdmin     *self,
                                   guint64             attempt,
                                   ImwSecret          *password,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 handle;

  g_return_if_fail (IMW_IS_SIGNER_ADMIN (self));
  g_return_if_fail (password != NULL);

  handle = imw_signer_fds_add_secret (&fds, password);
  imw_signer_call (self, get_proxy (self), "ShowWords", g_variant_new ("(th)", attempt, handle),
                   &fds, imw_signer_admin_show_words_async, cancellable, callback, user_data);
}

/**
 * imw_signer_admin_show_words_finish:
 * @self: the second connection
 * @result: the result given to the callback
 * @new_vault: (out) (transfer full): the vault with its count at 0, to be stored
 * @words: (out) (transfer full): the words
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with the errors of imw_signer_unlock_finish()
 */
gboolean
imw_signer_admin_show_words_finish (ImwSignerAdmin *self,
                                    GAsyncResult   *result,
                                    GBytes        **new_vault,
                                    ImwSecret     **words,
                                    GError        **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);

  return reply != NULL && take_vault_and_secret (reply, new_vault, words, error);
}

/**
 * imw_signer_admin_change_password_async:
 * @self: the second connection
 * @attempt: what imw_signer_begin_attempt_finish() gave
 * @password: the old password
 * @new_password: the new one
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Seals the vault under another password.
 */
void
imw_signer_admin_change_password_async (ImwSignerAdmin     *self,
                                        guint64             attempt,
                                        ImwSecret          *password,
                                        ImwSecret          *new_password,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 handle;
  gint32 new_handle;

  g_return_if_fail (IMW_IS_SIGNER_ADMIN (self));
  g_return_if_fail (password != NULL && new_password != NULL);

  handle = imw_signer_fds_add_secret (&fds, password);
  new_handle = imw_signer_fds_add_secret (&fds, new_password);
  imw_signer_call (self, get_proxy (self), "ChangePassword",
                   g_variant_new ("(thh)", attempt, handle, new_handle), &fds,
                   imw_signer_admin_change_password_async, cancellable, callback, user_data);
}

/**
 * imw_signer_admin_change_password_finish:
 * @self: the second connection
 * @result: the result given to the callback
 * @new_vault: (out) (transfer full): the next generation of the vault, to be stored
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with the errors of imw_signer_unlock_finish()
 */
gboolean
imw_signer_admin_change_password_finish (ImwSignerAdmin *self,
                                         GAsyncResult   *result,
                                         GBytes        **new_vault,
                                         GError        **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);

  return reply != NULL && imw_signer_reply_take_bytes (reply, 0, new_vault, error);
}

/**
 * imw_signer_admin_set_policy_async:
 * @self: the second connection
 * @autolock_s: seconds without a touch after which it locks itself, 0 never
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Changes the policy of the unlocked wallet.
 */
void
imw_signer_admin_set_policy_async (ImwSignerAdmin     *self,
                                   guint               autolock_s,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (IMW_IS_SIGNER_ADMIN (self));

  imw_signer_call (self, get_proxy (self), "SetPolicy",
                   g_variant_new ("(@a{sv})", build_options (autolock_s)), NULL,
                   imw_signer_admin_set_policy_async, cancellable, callback, user_data);
}

/**
 * imw_signer_admin_set_policy_finish:
 * @self: the second connection
 * @result: the result given to the callback
 * @new_vault: (out) (transfer full): the next generation of the vault, to be stored
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_LOCKED, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_INTERNAL
 */
gboolean
imw_signer_admin_set_policy_finish (ImwSignerAdmin *self,
                                    GAsyncResult   *result,
                                    GBytes        **new_vault,
                                    GError        **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);

  return reply != NULL && imw_signer_reply_take_bytes (reply, 0, new_vault, error);
}

/**
 * imw_signer_admin_export_backup_async:
 * @self: the second connection
 * @attempt: what imw_signer_begin_attempt_finish() gave
 * @password: the password, which will open the backup too
 * @payload: what the wallet adds, at most 16 MiB
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Seals the secrets and @payload together.
 */
void
imw_signer_admin_export_backup_async (ImwSignerAdmin     *self,
                                      guint64             attempt,
                                      ImwSecret          *password,
                                      GBytes             *payload,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 handle;
  gint32 payload_handle;

  g_return_if_fail (IMW_IS_SIGNER_ADMIN (self));
  g_return_if_fail (password != NULL && payload != NULL);

  handle = imw_signer_fds_add_secret (&fds, password);
  payload_handle = imw_signer_fds_add_bytes (&fds, payload);
  imw_signer_call (self, get_proxy (self), "ExportBackup",
                   g_variant_new ("(thh)", attempt, handle, payload_handle), &fds,
                   imw_signer_admin_export_backup_async, cancellable, callback, user_data);
}

/**
 * imw_signer_admin_export_backup_finish:
 * @self: the second connection
 * @result: the result given to the callback
 * @new_vault: (out) (transfer full): the vault with its count at 0, to be stored
 * @backup: (out) (transfer full): the backup
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with the errors of imw_signer_unlock_finish()
 */
gboolean
imw_signer_admin_export_backup_finish (ImwSignerAdmin *self,
                                       GAsyncResult   *result,
                                       GBytes        **new_vault,
                                       GBytes        **backup,
                                       GError        **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  g_autoptr (GBytes) vault = NULL;

  if (reply == NULL || !imw_signer_reply_take_bytes (reply, 0, &vault, error) ||
      !imw_signer_reply_take_bytes (reply, 1, backup, error))
    return FALSE;

  if (new_vault != NULL)
    *new_vault = g_steal_pointer (&vault);

  return TRUE;
}

/**
 * imw_signer_admin_import_backup_async:
 * @self: the second connection
 * @backup: a backup
 * @password: the password it was made with
 * @wallet_id: the new wallet's id
 * @environment: must be the one of the backup
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Makes a wallet of a backup.
 */
void
imw_signer_admin_import_backup_async (ImwSignerAdmin     *self,
                                      GBytes             *backup,
                                      ImwSecret          *password,
                                      const char         *wallet_id,
                                      ImwEnvironment      environment,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_auto (ImwSignerFds) fds = IMW_SIGNER_FDS_INIT;
  gint32 backup_handle;
  gint32 handle;

  g_return_if_fail (IMW_IS_SIGNER_ADMIN (self));
  g_return_if_fail (backup != NULL && password != NULL && wallet_id != NULL);

  backup_handle = imw_signer_fds_add_bytes (&fds, backup);
  handle = imw_signer_fds_add_secret (&fds, password);
  imw_signer_call (self, get_proxy (self), "ImportBackup",
                   g_variant_new ("(hhss)", backup_handle, handle, wallet_id,
                                  imw_environment_get_code (environment)),
                   &fds, imw_signer_admin_import_backup_async, cancellable, callback, user_data);
}

/**
 * imw_signer_admin_import_backup_finish:
 * @self: the second connection
 * @result: the result given to the callback
 * @vault: (out) (transfer full): the first vault, to be stored
 * @data_key: (out) (transfer full) (nullable): the key of the personal data; %NULL when the wallet asks for its
 *   passphrase each time: then it is locked
 * @payload: (out) (transfer full): what the wallet had added
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_WRONG_PASSPHRASE, %IMW_ERROR_RATE_LIMITED (see
 *   imw_signer_error_wait_ms()), %IMW_ERROR_WRONG_NETWORK, %IMW_ERROR_CORRUPT, %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_REFUSED, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_INTERNAL
 */
gboolean
imw_signer_admin_import_backup_finish (ImwSignerAdmin *self,
                                       GAsyncResult   *result,
                                       GBytes        **vault,
                                       ImwSecret     **data_key,
                                       GBytes        **payload,
                                       GError        **error)
{
  g_autoptr (ImwSignerReply) reply = imw_signer_call_finish (self, result, error);
  g_autoptr (GBytes) found = NULL;
  g_autoptr (ImwSecret) key = NULL;

  if (reply == NULL || !take_vault_and_secret (reply, &found, &key, error) ||
      !imw_signer_reply_take_bytes (reply, 2, payload, error))
    return FALSE;

  if (vault != NULL)
    *vault = g_steal_pointer (&found);
  if (data_key != NULL)
    *data_key = g_steal_pointer (&key);

  return TRUE;
}
