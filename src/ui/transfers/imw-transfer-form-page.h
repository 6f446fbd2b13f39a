/* imw-transfer-form-page.h: what the provider wants to know
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-transfer.h"

G_BEGIN_DECLS

#define IMW_TYPE_TRANSFER_FORM_PAGE (imw_transfer_form_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwTransferFormPage, imw_transfer_form_page, IMW, TRANSFER_FORM_PAGE, AdwBin)

GtkWidget *imw_transfer_form_page_new (ImwTransfer *transfer);

G_END_DECLS
