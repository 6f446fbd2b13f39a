/* imw-transfer-review-page.h: everything before it is paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-transfer.h"

G_BEGIN_DECLS

#define IMW_TYPE_TRANSFER_REVIEW_PAGE (imw_transfer_review_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwTransferReviewPage, imw_transfer_review_page, IMW, TRANSFER_REVIEW_PAGE, AdwBin)

GtkWidget *imw_transfer_review_page_new (ImwTransfer *transfer);

G_END_DECLS
