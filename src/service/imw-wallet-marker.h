/* imw-wallet-marker.h: the file that says a wallet exists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-environment.h"
#include "imw-vault-store.h"

G_BEGIN_DECLS

/* FOLDER/wallet.ini, written last of all when a wallet is made. Before it FOLDER/making.ini holds the same. */
typedef struct
{
  char          *id;
  char          *name;
  ImwVaultKind   vault_kind;
  ImwEnvironment environment;
  gint64         created_ms;
  gboolean       backup_verified;
  gboolean       vault_saved; /* in making.ini: from here on the wallet can be completed */
} ImwWalletMarker;

ImwWalletMarker *imw_wallet_marker_new (const char *id, const char *name, ImwVaultKind vault_kind, ImwEnvironment environment, gint64 created_ms);
void             imw_wallet_marker_free (ImwWalletMarker *self);
ImwWalletMarker *imw_wallet_marker_read (const char *folder, gboolean making, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean         imw_wallet_marker_write (ImwWalletMarker *self, const char *folder, gboolean making, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean         imw_wallet_marker_complete (ImwWalletMarker *self, const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* wallet.ini, then no making.ini */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwWalletMarker, imw_wallet_marker_free)

G_END_DECLS
