/* imw-vault-store.c: where sealed vaults are kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-vault-store"

#include "config.h"

#include "imw-vault-store.h"

#include "imw-error.h"

/**
 * ImwVaultStore:
 *
 * A place for opaque sealed blobs, one a wallet: the system's keyring or a file. Main thread.
 */

G_DEFINE_INTERFACE (ImwVaultStore, imw_vault_store, G_TYPE_OBJECT)

static void
imw_vault_store_default_init (ImwVaultStoreInterface *iface)
{
}

/**
 * imw_vault_kind_get_code:
 * @kind: a kind of place
 *
 * Returns: its stable name, "keyring" or "file"
 */
const char *
imw_vault_kind_get_code (ImwVaultKind kind)
{
  switch (kind)
    {
    case IMW_VAULT_KEYRING:
      return "keyring";

    case IMW_VAULT_FILE:
      return "file";
    }

  g_return_val_if_reached ("file");
}

/**
 * imw_vault_kind_from_code:
 * @code: (nullable): "keyring" or "file"
 * @kind: (out): the kind of that name
 *
 * Returns: %TRUE if there is such a kind
 */
gboolean
imw_vault_kind_from_code (const char   *code,
                          ImwVaultKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  if (g_strcmp0 (code, "keyring") == 0)
    *kind = IMW_VAULT_KEYRING;
  else if (g_strcmp0 (code, "file") == 0)
    *kind = IMW_VAULT_FILE;
  else
    return FALSE;

  return TRUE;
}

/**
 * imw_vault_store_get_kind:
 * @self: a vault store
 *
 * Returns: which kind of place it is
 */
ImwVaultKind
imw_vault_store_get_kind (ImwVaultStore *self)
{
  g_return_val_if_fail (IMW_IS_VAULT_STORE (self), IMW_VAULT_FILE);

  return IMW_VAULT_STORE_GET_IFACE (self)->get_kind (self);
}

/**
 * imw_vault_store_load_async:
 * @self: a vault store
 * @wallet_id: whose vault
 * @cancellable: (nullable): ends the waiting, for a prompt too
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Reads a vault.
 */
void
imw_vault_store_load_async (ImwVaultStore      *self,
                            const char         *wallet_id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (IMW_IS_VAULT_STORE (self));
  g_return_if_fail (wallet_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  IMW_VAULT_STORE_GET_IFACE (self)->load_async (self, wallet_id, cancellable, callback, user_data);
}

/**
 * imw_vault_store_load_finish:
 * @self: a vault store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the sealed vault, or %NULL: %IMW_ERROR_LOCKED,
 * %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_NOT_FOUND, %IMW_ERROR_TIMEOUT, %IMW_ERROR_CORRUPT,
 * %IMW_ERROR_DISK or %G_IO_ERROR_CANCELLED
 */
GBytes *
imw_vault_store_load_finish (ImwVaultStore *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (IMW_IS_VAULT_STORE (self), NULL);

  return IMW_VAULT_STORE_GET_IFACE (self)->load_finish (self, result, error);
}

/**
 * imw_vault_store_save_async:
 * @self: a vault store
 * @wallet_id: whose vault
 * @vault: the sealed vault
 * @cancellable: (nullable): ends the waiting, for a prompt too
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Stores a vault, reads it back and compares it. A kill at any step leaves one that opens.
 */
void
imw_vault_store_save_async (ImwVaultStore      *self,
                            const char         *wallet_id,
                            GBytes             *vault,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (IMW_IS_VAULT_STORE (self));
  g_return_if_fail (wallet_id != NULL);
  g_return_if_fail (vault != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  IMW_VAULT_STORE_GET_IFACE (self)->save_async (self, wallet_id, vault, cancellable, callback,
                                                user_data);
}

/**
 * imw_vault_store_save_finish:
 * @self: a vault store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when stored and read back. Errors as of imw_vault_store_load_finish().
 */
gboolean
imw_vault_store_save_finish (ImwVaultStore *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (IMW_IS_VAULT_STORE (self), FALSE);

  return IMW_VAULT_STORE_GET_IFACE (self)->save_finish (self, result, error);
}

/**
 * imw_vault_store_remove_async:
 * @self: a vault store
 * @wallet_id: whose vault
 * @cancellable: (nullable): ends the waiting, for a prompt too
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Removes a vault and its copies; one that is not there is fine.
 */
void
imw_vault_store_remove_async (ImwVaultStore      *self,
                              const char         *wallet_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (IMW_IS_VAULT_STORE (self));
  g_return_if_fail (wallet_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  IMW_VAULT_STORE_GET_IFACE (self)->remove_async (self, wallet_id, cancellable, callback,
                                                  user_data);
}

/**
 * imw_vault_store_remove_finish:
 * @self: a vault store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is gone. Errors as of imw_vault_store_load_finish().
 */
gboolean
imw_vault_store_remove_finish (ImwVaultStore *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (IMW_IS_VAULT_STORE (self), FALSE);

  return IMW_VAULT_STORE_GET_IFACE (self)->remove_finish (self, result, error);
}
