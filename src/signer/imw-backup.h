/* imw-backup.h: a wallet and its papers in one sealed file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-vault.h"

G_BEGIN_DECLS

#define IMW_BACKUP_PAYLOAD_MAX (48 * 1024 * 1024)
#define IMW_BACKUP_MAX_BYTES   (IMW_BACKUP_PAYLOAD_MAX + 64 * 1024)

gboolean imw_backup_parse (GBytes *backup, ImwVaultHeader *header, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes  *imw_backup_seal (const ImwVaultHeader *header, const ImwVaultBody *body, GBytes *payload, ImwSecret *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_backup_open (GBytes *backup, ImwSecret *key, ImwVaultBody *body, GBytes **payload, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
