/* imw-backup-networks.h: what a backup says of networks and tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

void imw_backup_networks_write (JsonBuilder *builder, ImwWallet *wallet); /* "networks", "birthday_ms" */
void imw_backup_tokens_write (JsonBuilder *builder, GPtrArray *assets);   /* (element-type ImwStoreAsset) "tokens": those the user has said something of */
/* before the accounts are made */
gboolean imw_backup_networks_apply (ImwWallet *wallet, JsonObject *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreAsset) of networks that are known here; CORRUPT, BAD_REPLY */
GPtrArray *imw_backup_tokens_read (ImwWallet *wallet, JsonObject *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
