/* imw-vault-private.h: the header that vaults and backups share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-reader.h"
#include "imw-vault.h"
#include "imw-writer.h"

G_BEGIN_DECLS

#define IMW_VAULT_MAGIC_SIZE    8
#define IMW_VAULT_HEADER_SIZE   108
#define IMW_VAULT_CHECKSUM_SIZE 16

void     imw_vault_header_write (const ImwVaultHeader *self, const char *magic, ImwWriter *writer);
gboolean imw_vault_header_read (ImwVaultHeader *self, const char *magic, ImwReader *reader, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes  *imw_vault_add_checksum (ImwWriter *writer);
gboolean imw_vault_checksum_matches (const guint8 *data, gsize length);

G_END_DECLS
