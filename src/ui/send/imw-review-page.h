/* imw-review-page.h: what the signer read in a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-payment.h"

G_BEGIN_DECLS

#define IMW_TYPE_REVIEW_PAGE (imw_review_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwReviewPage, imw_review_page, IMW, REVIEW_PAGE, AdwBin)

GtkWidget *imw_review_page_new (ImwPayment *payment);
void       imw_review_page_add_warning (ImwReviewPage *self, const char *title, const char *text, gboolean danger);

G_END_DECLS
