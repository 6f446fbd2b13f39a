/* imw-send-figures.h: what a payment in the making would cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-payment.h"

G_BEGIN_DECLS

char *imw_send_figures_leaves (ImwWalletService *service, ImwAmount *amount, ImwAmount *fee);
char *imw_send_figures_fee (ImwPayment *payment, ImwAmount *fee);

G_END_DECLS
