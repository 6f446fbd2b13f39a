/* imw-service-folder.h: how a data folder is laid out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-wallet-marker.h"

#include "imw-chain.h"

G_BEGIN_DECLS

char      *imw_service_folder_choose_network (const char *data_dir, ImwEnvironment environment, const char *network_name); /* (nullable) */
char     **imw_service_folder_list_networks (ImwEnvironment environment, const char *chain_id); /* the default first */
char      *imw_service_folder_build_servers_key (ImwChain *chain);
char      *imw_service_folder_build_indexes_key (ImwChain *chain);
char      *imw_service_folder_build_path (const char *data_dir, ImwEnvironment environment, const char *network_name);
GPtrArray *imw_service_folder_read_wallets (const char *environment_dir, ImwEnvironment environment, gboolean read_only, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwWalletMarker), the array does not own them */

G_END_DECLS
