/* imw-review-figures.h: the figures of a payment before it is signed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-facts.h"
#include "imw-payment.h"

G_BEGIN_DECLS

void  imw_review_figures_fill (ImwFacts *facts, ImwPayment *payment);
char *imw_review_figures_format (ImwPayment *payment, ImwAmount *amount);

G_END_DECLS
