/* imw-holding.h: one asset of one account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account.h"

G_BEGIN_DECLS

#define IMW_TYPE_HOLDING (imw_holding_get_type ())

/* Main thread. Property (notify): "balance" (changes of any figure below), "visible". Made and kept by its account. */
G_DECLARE_FINAL_TYPE (ImwHolding, imw_holding, IMW, HOLDING, GObject)

ImwAccount *imw_holding_get_account (ImwHolding *self); /* (nullable) once the account is gone */
ImwAsset   *imw_holding_get_asset (ImwHolding *self);
gboolean    imw_holding_get_native (ImwHolding *self); /* what the network takes fees in */
ImwTrust    imw_holding_get_trust (ImwHolding *self);
ImwAsset   *imw_holding_get_resembled (ImwHolding *self); /* (nullable) the genuine asset whose name it imitates */
/* Figures are NULL while unknown, never zero for it. */
ImwAmount *imw_holding_get_confirmed (ImwHolding *self);
ImwAmount *imw_holding_get_pending (ImwHolding *self);   /* signed */
ImwAmount *imw_holding_get_total (ImwHolding *self);     /* confirmed + pending */
ImwAmount *imw_holding_get_available (ImwHolding *self); /* to spend now: without what open payments hold and what must stay in the account */
ImwTruth   imw_holding_get_opened (ImwHolding *self);    /* networks with trustlines: whether the account can receive it; elsewhere YES */
gint64     imw_holding_get_as_of_ms (ImwHolding *self);  /* 0 never */
/* Whether the overview lists it: it holds something, or the user wants it, or nothing is known of it yet on an account that has been
 * used; never an asset that turned up by itself and was not asked for. */
gboolean imw_holding_get_visible (ImwHolding *self);

G_END_DECLS
