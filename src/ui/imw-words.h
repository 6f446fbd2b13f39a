/* imw-words.h: names of things that the lower layers call by a code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-holding.h"
#include "imw-payment.h"
#include "imw-transaction.h"

G_BEGIN_DECLS

const char *imw_words_known (const char *english);
char       *imw_words_account (ImwAccount *account);
const char *imw_words_payment_state (ImwPayment *payment);
const char *imw_words_payment_next (ImwPayment *payment);
const char *imw_words_direction (ImwDirection direction);
const char *imw_words_direction_icon (ImwDirection direction);
char       *imw_words_transaction_title (ImwTransaction *transaction);
char       *imw_words_transaction_state (ImwTransaction *transaction);
const char *imw_words_fee_level (ImwFeeLevel level);
const char *imw_words_warning_title (ImwWarning warning);
const char *imw_words_warning_text (ImwWarning warning);
gboolean    imw_words_warning_is_danger (ImwWarning warning);
const char *imw_words_warning_consent (ImwWarning warning);
char       *imw_words_asset (ImwAsset *asset);
char       *imw_words_holding (ImwHolding *holding);
const char *imw_words_guard_title (ImwGuard guard);
char       *imw_words_guard_text (ImwWalletService *service, const ImwGuardFinding *finding);
gboolean    imw_words_guard_is_danger (ImwGuard guard);
const char *imw_words_action (ImwAction action);
const char *imw_words_detail (const char *code);
gboolean    imw_words_detail_is_code (const char *code);

G_END_DECLS
