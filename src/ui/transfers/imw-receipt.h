/* imw-receipt.h: a transfer on paper
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "imw-transfer.h"

G_BEGIN_DECLS

void     imw_receipt_print (GtkWidget *widget, ImwTransfer *transfer);
gboolean imw_receipt_save (ImwTransfer *transfer, GFile *file, GError **error);

G_END_DECLS
