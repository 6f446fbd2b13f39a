/* imw-wallet-marker.c: the file that says a wallet exists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-marker"

#include "config.h"

#include "imw-wallet-marker.h"

#include "imw-data-folder.h"
#include "imw-error.h"

#define GROUP          "wallet"
#define VERSION        1
#define MAX_NAME_BYTES 256

static char *
get_path (const char *folder,
          gboolean    making)
{
  return g_build_filename (folder, making ? "making.ini" : "wallet.ini", NULL);
}

/**
 * imw_wallet_marker_new:
 * @id: a UUID
 * @name: what the user calls the wallet
 * @vault_kind: where its vault is
 * @environment: to which it belongs
 * @created_ms: wall time, UTC
 *
 * Returns: (transfer full): a marker in memory
 */
ImwWalletMarker *
imw_wallet_marker_new (const char    *id,
                       const char    *name,
                       ImwVaultKind   vault_kind,
                       ImwEnvironment environment,
                       gint64         created_ms)
{
  ImwWalletMarker *self = g_new0 (ImwWalletMarker, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->vault_kind = vault_kind;
  self->environment = environment;
  self->created_ms = created_ms;

  return self;
}

/**
 * imw_wallet_marker_free:
 * @self: a marker
 *
 * Frees it.
 */
void
imw_wallet_marker_free (ImwWalletMarker *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

/**
 * imw_wallet_marker_read:
 * @folder: the wallet's folder, named by its id
 * @making: whether to read making.ini
 * @error: return location
 *
 * Returns: (transfer full): the marker, or %NULL: %IMW_ERROR_NOT_FOUND, %IMW_ERROR_CORRUPT,
 * %IMW_ERROR_NOT_SUPPORTED (made by a newer version), %IMW_ERROR_DISK
 */
ImwWalletMarker *
imw_wallet_marker_read (const char *folder,
                        gboolean    making,
                        GError    **error)
{
  g_autofree char *path = get_path (folder, making);
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autofree char *vault = NULL;
  g_autofree char *environment = NULL;
  g_autofree char *folder_name = g_path_get_basename (folder);
  g_autoptr (GBytes) bytes = imw_data_file_read (path, IMW_DATA_FILE_MAX_BYTES, error);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (ImwWalletMarker) self =
      imw_wallet_marker_new (NULL, NULL, IMW_VAULT_FILE, IMW_ENVIRONMENT_MAIN, 0);

  if (bytes == NULL)
    return NULL;

  if (!g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "wallet marker can't be read");
      return NULL;
    }

  if (g_key_file_get_integer (file, GROUP, "version", NULL) > VERSION)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "wallet was made by a newer version");
      return NULL;
    }

  id = g_key_file_get_string (file, GROUP, "id", NULL);
  name = g_key_file_get_string (file, GROUP, "name", NULL);
  vault = g_key_file_get_string (file, GROUP, "vault", NULL);
  environment = g_key_file_get_string (file, GROUP, "environment", NULL);

  if (g_strcmp0 (id, folder_name) != 0 || name == NULL || strlen (name) > MAX_NAME_BYTES ||
      !imw_vault_kind_from_code (vault, &self->vault_kind) || environment == NULL ||
      !imw_environment_from_code (environment, &self->environment))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "wallet marker is damaged");
      return NULL;
    }

  self->id = g_steal_pointer (&id);
  self->name = g_steal_pointer (&name);
  self->created_ms = g_key_file_get_int64 (file, GROUP, "created-ms", NULL);
  self->backup_verified = g_key_file_get_boolean (file, GROUP, "backup-verified", NULL);
  self->vault_saved = g_key_file_get_boolean (file, GROUP, "vault-saved", NULL);

  return g_steal_pointer (&self);
}

/**
 * imw_wallet_marker_write:
 * @self: a marker
 * @folder: the wallet's folder
 * @making: whether it is making.ini that is written
 * @error: return location
 *
 * Replaces the file in one step.
 *
 * Returns: %TRUE when it is on disk. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_BAD_INPUT
 * (name too long).
 */
gboolean
imw_wallet_marker_write (ImwWalletMarker *self,
                         const char      *folder,
                         gboolean         making,
                         GError         **error)
{
  g_autofree char *path = get_path (folder, making);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  char *text = NULL;

  if (self->name == NULL || strlen (self->name) > MAX_NAME_BYTES)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "wallet name is too long");
      return FALSE;
    }

  g_key_file_set_integer (file, GROUP, "version", VERSION);
  g_key_file_set_string (file, GROUP, "id", self->id);
  g_key_file_set_string (file, GROUP, "name", self->name);
  g_key_file_set_string (file, GROUP, "vault", imw_vault_kind_get_code (self->vault_kind));
  g_key_file_set_string (file, GROUP, "environment", imw_environment_get_code (self->environment));
  g_key_file_set_int64 (file, GROUP, "created-ms", self->created_ms);
  g_key_file_set_boolean (file, GROUP, "backup-verified", self->backup_verified);
  g_key_file_set_boolean (file, GROUP, "vault-saved", self->vault_saved);

  text = g_key_file_to_data (file, &length, NULL);
  bytes = g_bytes_new_take (text, length);

  return imw_data_file_write (path, bytes, error);
}

/**
 * imw_wallet_marker_complete:
 * @self: a marker
 * @folder: the wallet's folder
 * @error: return location
 *
 * From here on the wallet exists.
 *
 * Returns: %TRUE when wallet.ini is on disk. On %FALSE @error is as of imw_wallet_marker_write().
 */
gboolean
imw_wallet_marker_complete (ImwWalletMarker *self,
                            const char      *folder,
                            GError         **error)
{
  g_autofree char *making = get_path (folder, TRUE);

  if (!imw_wallet_marker_write (self, folder, FALSE, error))
    return FALSE;

  return imw_data_file_remove (making, error);
}
