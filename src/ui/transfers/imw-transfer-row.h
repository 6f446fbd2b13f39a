/* imw-transfer-row.h: one transfer in a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-transfer.h"

G_BEGIN_DECLS

GtkWidget   *imw_transfer_row_new (ImwTransfer *transfer);
ImwTransfer *imw_transfer_row_get (GtkWidget *row); /* transfer none */

G_END_DECLS
