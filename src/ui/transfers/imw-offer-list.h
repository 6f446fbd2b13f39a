/* imw-offer-list.h: ways to do it, compared
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-offers.h"

G_BEGIN_DECLS

#define IMW_TYPE_OFFER_LIST (imw_offer_list_get_type ())
G_DECLARE_FINAL_TYPE (ImwOfferList, imw_offer_list, IMW, OFFER_LIST, AdwBin)

void      imw_offer_list_set_offers (ImwOfferList *self, ImwWalletService *service, ImwOffers *offers);
ImwOffer *imw_offer_list_get_chosen (ImwOfferList *self); /* (nullable) transfer none */

G_END_DECLS
