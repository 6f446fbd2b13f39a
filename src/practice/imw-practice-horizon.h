/* imw-practice-horizon.h: the practice Stellar's Horizon
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-stellar.h"

G_BEGIN_DECLS

/* What a wallet asks of Horizon, over HTTP and as event streams. Main thread. */
typedef struct _ImwPracticeHorizon ImwPracticeHorizon;

ImwPracticeHorizon *imw_practice_horizon_new (ImwPracticeStellar *net); /* net must outlive it */
void                imw_practice_horizon_free (ImwPracticeHorizon *self);
/* path: what follows "/stellar". lie: NONE or one of the LIE kinds. TRUE: @reply is set; FALSE: the exchange was kept
 * (only with @may_keep) and is answered later. */
gboolean imw_practice_horizon_answer (ImwPracticeHorizon *self,
                                      ImwHttpExchange    *exchange,
                                      const char         *path,
                                      ImwFaultKind        lie,
                                      gboolean            may_keep,
                                      ImwPracticeReply   *reply);
void     imw_practice_horizon_end_streams (ImwPracticeHorizon *self); /* says goodbye to all */
/* an error in Horizon's form: 503, 504 … */
void imw_practice_horizon_refuse (ImwPracticeReply *reply, guint status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeHorizon, imw_practice_horizon_free)

G_END_DECLS
