/* imw-signer-service-admin.c: words, passwords, backups on the wire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer-service-admin"

#include "config.h"

#include "imw-signer-service-private.h"

#include "imw-backup.h"
#include "imw-error.h"

static gboolean
read_environment (const char *code, ImwEnvironment *environment, GError **error)
{
  if (imw_environment_from_code (code, environment))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no such environment");

  return FALSE;
}

/* Unknown options are refused: one that was asked for and not kept would be a surprise. */
static gboolean
read_options (GVariant *options, guint32 *autolock_s, GError **error)
{
  GVariantIter iter;
  const char  *name;
  GVariant    *value;
  gboolean     known = TRUE;

  g_variant_iter_init (&iter, options);
  while (known && g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      known =
          g_str_equal (name, "autolock-s") && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32);
      if (known)
        *autolock_s = g_variant_get_uint32 (value);
      g_variant_unref (value);
    }
  if (!known)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "unknown option");

  return known;
}

static ImwSecret *
take_password (GUnixFDList *fds, GVariant *handle, GError **error)
{
  return imw_signer_service_take_secret (fds, handle, IMW_SIGNER_MAX_PASSWORD, error);
}

static gboolean
handle_generate_cb (ImwDBusSigner1Admin   *admin,
                    GDBusMethodInvocation *invocation,
                    GUnixFDList           *fds,
                    guint                  n_words,
                    const char            *list_code,
                    ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (GError) error = NULL;
  ImwBip39List list;
  g_autoptr (GVariant) words_handle = NULL;

  if (!imw_bip39_list_from_code (list_code, &list))
    g_set_error_literal (&error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no such word list");
  else
    words = imw_session_generate (self->session, n_words, list, &error);

  if (words != NULL && imw_signer_service_put_secret (answer, words, &words_handle, &error))
    imw_dbus_signer1_admin_complete_generate (admin, invocation, answer, words_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_restore_cb (ImwDBusSigner1Admin   *admin,
                   GDBusMethodInvocation *invocation,
                   GUnixFDList           *fds,
                   GVariant              *words_handle,
                   ImwSignerService      *self)
{
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (GError) error = NULL;
  ImwBip39List list;
  guint32      n_words;

  words = imw_signer_service_take_secret (fds, words_handle, IMW_SIGNER_MAX_WORDS, &error);
  if (words != NULL && imw_session_restore (self->session, words, &list, &n_words, &error))
    imw_dbus_signer1_admin_complete_restore (admin, invocation, NULL,
                                             imw_bip39_list_get_code (list), n_words);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_forget_cb (ImwDBusSigner1Admin   *admin,
                  GDBusMethodInvocation *invocation,
                  ImwSignerService      *self)
{
  imw_session_forget (self->session);
  imw_dbus_signer1_admin_complete_forget (admin, invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_create_cb (ImwDBusSigner1Admin   *admin,
                  GDBusMethodInvocation *invocation,
                  GUnixFDList           *fds,
                  const char            *wallet_id,
                  const char            *environment_code,
                  GVariant              *password_handle,
                  GVariant              *passphrase_handle,
                  gboolean               ask_passphrase,
                  GVariant              *options,
                  ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (ImwSecret) password = take_password (fds, password_handle, NULL);
  g_autoptr (ImwSecret) passphrase = NULL;
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GVariant) vault_handle = NULL;
  g_autoptr (GVariant) data_key_handle = NULL;
  g_autoptr (GError) error = NULL;
  ImwEnvironment environment;
  guint32        autolock_s = IMW_SESSION_AUTOLOCK_DEFAULT_S;

  passphrase =
      imw_signer_service_take_secret (fds, passphrase_handle, IMW_VAULT_PASSPHRASE_MAX, &error);
  if (passphrase != NULL && read_environment (environment_code, &environment, &error) &&
      read_options (options, &autolock_s, &error) &&
      imw_session_create (self->session, wallet_id, environment, password, passphrase,
                          ask_passphrase, autolock_s, &vault, &data_key, &error) &&
      imw_signer_service_put_bytes (answer, vault, &vault_handle, &error) &&
      imw_signer_service_put_secret (answer, data_key, &data_key_handle, &error))
    imw_dbus_signer1_admin_complete_create (admin, invocation, answer, vault_handle,
                                            data_key_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_show_words_cb (ImwDBusSigner1Admin   *admin,
                      GDBusMethodInvocation *invocation,
                      GUnixFDList           *fds,
                      guint64                attempt,
                      GVariant              *password_handle,
                      ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  g_autoptr (GVariant) new_vault_handle = NULL;
  g_autoptr (GVariant) words_handle = NULL;
  g_autoptr (GError) error = NULL;

  password = take_password (fds, password_handle, &error);
  if (password != NULL &&
      imw_session_show_words (self->session, attempt, password, &new_vault, &words, &error) &&
      imw_signer_service_put_bytes (answer, new_vault, &new_vault_handle, &error) &&
      imw_signer_service_put_secret (answer, words, &words_handle, &error))
    imw_dbus_signer1_admin_complete_show_words (admin, invocation, answer, new_vault_handle,
                                                words_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_change_password_cb (ImwDBusSigner1Admin   *admin,
                           GDBusMethodInvocation *invocation,
                           GUnixFDList           *fds,
                           guint64                attempt,
                           GVariant              *password_handle,
                           GVariant              *new_password_handle,
                           ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (ImwSecret) password = take_password (fds, password_handle, NULL);
  g_autoptr (ImwSecret) new_password = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) new_vault_handle = NULL;

  new_password = take_password (fds, new_password_handle, &error);
  if (new_password != NULL &&
      imw_session_change_password (self->session, attempt, password, new_password, &new_vault,
                                   &error) &&
      imw_signer_service_put_bytes (answer, new_vault, &new_vault_handle, &error))
    imw_dbus_signer1_admin_complete_change_password (admin, invocation, answer, new_vault_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_set_policy_cb (ImwDBusSigner1Admin   *admin,
                      GDBusMethodInvocation *invocation,
                      GUnixFDList           *fds,
                      GVariant              *options,
                      ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (GBytes) new_vault = NULL;
  g_autoptr (GError) error = NULL;
  guint32 autolock_s = imw_session_get_autolock_s (self->session);
  g_autoptr (GVariant) new_vault_handle = NULL;

  if (read_options (options, &autolock_s, &error) &&
      imw_session_set_policy (self->session, autolock_s, &new_vault, &error) &&
      imw_signer_service_put_bytes (answer, new_vault, &new_vault_handle, &error))
    imw_dbus_signer1_admin_complete_set_policy (admin, invocation, answer, new_vault_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_export_backup_cb (ImwDBusSigner1Admin   *admin,
                         GDBusMethodInvocation *invocation,
                         GUnixFDList           *fds,
                         guint64                attempt,
                         GVariant              *password_handle,
                         GVariant              *payload_handle,
                         ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (ImwSecret) password = take_password (fds, password_handle, NULL);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) new_vault = NULL;
  g_autoptr (GBytes) backup = NULL;
  g_autoptr (GVariant) new_vault_handle = NULL;
  g_autoptr (GVariant) backup_handle = NULL;
  g_autoptr (GError) error = NULL;

  payload = imw_signer_service_take_bytes (fds, payload_handle, IMW_BACKUP_PAYLOAD_MAX, &error);
  if (payload != NULL &&
      imw_session_export_backup (self->session, attempt, password, payload, &new_vault, &backup,
                                 &error) &&
      imw_signer_service_put_bytes (answer, new_vault, &new_vault_handle, &error) &&
      imw_signer_service_put_bytes (answer, backup, &backup_handle, &error))
    imw_dbus_signer1_admin_complete_export_backup (admin, invocation, answer, new_vault_handle,
                                                   backup_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_import_backup_cb (ImwDBusSigner1Admin   *admin,
                         GDBusMethodInvocation *invocation,
                         GUnixFDList           *fds,
                         GVariant              *backup_handle,
                         GVariant              *password_handle,
                         const char            *wallet_id,
                         const char            *environment_code,
                         ImwSignerService      *self)
{
  g_autoptr (GUnixFDList) answer = g_unix_fd_list_new ();
  g_autoptr (ImwSecret) password = take_password (fds, password_handle, NULL);
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GBytes) backup = NULL;
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GVariant) vault_handle = NULL;
  g_autoptr (GVariant) data_key_handle = NULL;
  g_autoptr (GVariant) payload_handle = NULL;
  g_autoptr (GError) error = NULL;
  ImwEnvironment environment;

  backup = imw_signer_service_take_bytes (fds, backup_handle, IMW_BACKUP_MAX_BYTES, &error);
  if (backup != NULL && read_environment (environment_code, &environment, &error) &&
      imw_session_import_backup (self->session, backup, password, wallet_id, environment, &vault,
                                 &data_key, &payload, &error) &&
      imw_signer_service_put_bytes (answer, vault, &vault_handle, &error) &&
      imw_signer_service_put_secret (answer, data_key, &data_key_handle, &error) &&
      imw_signer_service_put_bytes (answer, payload, &payload_handle, &error))
    imw_dbus_signer1_admin_complete_import_backup (admin, invocation, answer, vault_handle,
                                                   data_key_handle, payload_handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/**
 * imw_signer_service_connect_admin:
 * @self: a service whose admin skeleton was just made
 *
 * Connects the methods of the second connection.
 */
void
imw_signer_service_connect_admin (ImwSignerService *self)
{
  g_signal_connect (self->admin, "handle-generate", G_CALLBACK (handle_generate_cb), self);
  g_signal_connect (self->admin, "handle-restore", G_CALLBACK (handle_restore_cb), self);
  g_signal_connect (self->admin, "handle-forget", G_CALLBACK (handle_forget_cb), self);
  g_signal_connect (self->admin, "handle-create", G_CALLBACK (handle_create_cb), self);
  g_signal_connect (self->admin, "handle-show-words", G_CALLBACK (handle_show_words_cb), self);
  g_signal_connect (self->admin, "handle-change-password", G_CALLBACK (handle_change_password_cb),
                    self);
  g_signal_connect (self->admin, "handle-set-policy", G_CALLBACK (handle_set_policy_cb), self);
  g_signal_connect (self->admin, "handle-export-backup", G_CALLBACK (handle_export_backup_cb),
                    self);
  g_signal_connect (self->admin, "handle-import-backup", G_CALLBACK (handle_import_backup_cb),
                    self);
}
