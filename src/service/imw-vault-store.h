/* imw-vault-store.h: where a sealed vault is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-environment.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_VAULT_KEYRING,
  IMW_VAULT_FILE
} ImwVaultKind;

const char *imw_vault_kind_get_code (ImwVaultKind kind); /* "keyring" "file" */
gboolean    imw_vault_kind_from_code (const char *code, ImwVaultKind *kind);

#define IMW_TYPE_VAULT_STORE (imw_vault_store_get_type ())

/* Opaque sealed blobs by wallet id. Main thread; every call can wait for a person (a keyring prompt), so give a
 * cancellable. Errors, which are different screens and messages:
 *   LOCKED           the keyring is locked and was not opened (prompt dismissed or impossible)
 *   NOT_SUPPORTED    there is no keyring here (no secret service, no bus)
 *   NOT_FOUND        the keyring is open and holds no such vault (the marker outside says it should): lost or deleted
 *   G_IO_ERROR_CANCELLED / TIMEOUT  nobody answered the prompt and the user gave up waiting
 *   CORRUPT, DISK */
G_DECLARE_INTERFACE (ImwVaultStore, imw_vault_store, IMW, VAULT_STORE, GObject)

struct _ImwVaultStoreInterface
{
  GTypeInterface parent_iface;

  ImwVaultKind (*get_kind) (ImwVaultStore *self);
  void (*load_async) (ImwVaultStore *self, const char *wallet_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  GBytes *(*load_finish) (ImwVaultStore *self, GAsyncResult *result, GError **error);
  void (*save_async) (ImwVaultStore *self, const char *wallet_id, GBytes *vault, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*save_finish) (ImwVaultStore *self, GAsyncResult *result, GError **error);
  void (*remove_async) (ImwVaultStore *self, const char *wallet_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*remove_finish) (ImwVaultStore *self, GAsyncResult *result, GError **error);
};

ImwVaultKind imw_vault_store_get_kind (ImwVaultStore *self);
void         imw_vault_store_load_async (ImwVaultStore *self, const char *wallet_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes      *imw_vault_store_load_finish (ImwVaultStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* returns after the new blob has been stored, read back and compared; a kill at any step leaves one that opens */
void     imw_vault_store_save_async (ImwVaultStore *self, const char *wallet_id, GBytes *vault, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_vault_store_save_finish (ImwVaultStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_vault_store_remove_async (ImwVaultStore *self, const char *wallet_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_vault_store_remove_finish (ImwVaultStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

ImwVaultStore *imw_vault_store_new_keyring (ImwEnvironment environment);
ImwVaultStore *imw_vault_store_new_file (const char *environment_dir); /* DIR/WALLET-ID/vault, 0600, atomic replace, previous copy "vault~" */

/* Whether a keyring answers at all, for onboarding: TRUE, or FALSE with NOT_SUPPORTED / LOCKED */
void     imw_vault_store_probe_keyring_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_vault_store_probe_keyring_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
