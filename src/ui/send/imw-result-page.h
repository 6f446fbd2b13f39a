/* imw-result-page.h: what became of a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-payment.h"

G_BEGIN_DECLS

#define IMW_TYPE_RESULT_PAGE (imw_result_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwResultPage, imw_result_page, IMW, RESULT_PAGE, AdwBin)

GtkWidget *imw_result_page_new (ImwPayment *payment);

G_END_DECLS
