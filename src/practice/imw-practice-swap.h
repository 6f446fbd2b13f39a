/* imw-practice-swap.h: the practice network's swap service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http-server.h"

#include "imw-practice-bitcoin.h"
#include "imw-practice-ethereum.h"
#include "imw-practice-stellar.h"

G_BEGIN_DECLS

/* Takes an asset of one practice chain at an address of its own and pays another one on the practice Stellar. Main thread.
 * What it keeps is in the books.
 *   GET  /swap/pairs            -> {"pairs": [{"from", "to", "min", "max", "minutes"}]}
 *   POST /swap/quote            {"from", "to", "from_amount" or "to_amount", "account"}
 *                               -> {"id", "expires_at", "from_amount", "to_amount", "rate", "fees": [{"name", "amount", "asset"}]}
 *   POST /swap/orders           {"quote_id", "to_address", "refund_address"} -> the order
 *   GET  /swap/orders/ID        -> {"id", "state", "deposit_address", "deposit_memo", ...}
 * Amounts are decimal text. Errors are {"error": sentence}. */
typedef struct _ImwPracticeSwap ImwPracticeSwap;

ImwPracticeSwap *imw_practice_swap_new (ImwLedger           *books,
                                        ImwPracticeBitcoin  *bitcoin,
                                        ImwPracticeEthereum *ethereum,
                                        ImwPracticeStellar  *stellar); /* all must outlive it */
void             imw_practice_swap_free (ImwPracticeSwap *self);
gboolean         imw_practice_swap_owns (const char *path);
void             imw_practice_swap_catch_up (ImwPracticeSwap *self); /* sees what was paid, pays out */
void             imw_practice_swap_answer (ImwPracticeSwap  *self,
                                           const char       *method,
                                           const char       *path,
                                           GBytes           *body,
                                           ImwPracticeReply *reply); /* always sets a reply */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeSwap, imw_practice_swap_free)

G_END_DECLS
