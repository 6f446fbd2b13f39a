/* imw-transfer-flow.h: what comes next in a transfer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-shell.h"
#include "imw-transfer.h"
#include "imw-ui.h"

G_BEGIN_DECLS

void  imw_transfer_flow_go (ImwShell *shell, ImwTransfer *transfer);
void  imw_transfer_flow_track (ImwShell *shell, ImwTransfer *transfer);
void  imw_transfer_flow_act (GtkWidget *widget, ImwTransfer *transfer);
char *imw_transfer_flow_dup_error (const GError *error);
void  imw_transfer_flow_unlocked (GtkWidget *widget, ImwWallet *wallet, ImwUiFunc func, gpointer user_data);

G_END_DECLS
