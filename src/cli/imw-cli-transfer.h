/* imw-cli-transfer.h: what the commands about transfers share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-cli.h"
#include "imw-transfer.h"

G_BEGIN_DECLS

GHashTable *imw_cli_read_fields (char **pairs, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GHashTable *imw_cli_read_files (char **pairs, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_cli_read_reports (ImwCli *cli, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwPayout  *imw_cli_find_payout (ImwCli *cli, const char *name, gboolean own, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        imw_cli_json_offer (JsonBuilder *builder, ImwOffer *offer);
void        imw_cli_json_quote (JsonBuilder *builder, const char *name, ImwQuote *quote);
void        imw_cli_json_transfer (JsonBuilder *builder, ImwTransfer *transfer);
void        imw_cli_print_transfer (ImwCli *cli, ImwTransfer *transfer);

G_END_DECLS
