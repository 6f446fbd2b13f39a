/* imw-offers.h: what it would cost, from everybody who could do it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-provider-book.h"
#include "imw-swap-provider.h"

G_BEGIN_DECLS

/* Why an amount can't be sent like this. */
typedef enum
{
  IMW_OFFER_FINE,
  IMW_OFFER_TOO_SMALL,    /* limit: the least */
  IMW_OFFER_TOO_LARGE,    /* limit: the most */
  IMW_OFFER_DAILY_AMOUNT, /* limit: what is left today */
  IMW_OFFER_DAILY_COUNT,
  IMW_OFFER_NO_QUOTE, /* error says why */
  IMW_OFFER_NO_FUNDS  /* limit: what is missing */
} ImwOfferProblem;

#define IMW_TYPE_OFFER (imw_offer_get_type ())

/* One provider, one method. Main thread, immutable. */
G_DECLARE_FINAL_TYPE (ImwOffer, imw_offer, IMW, OFFER, GObject)

ImwKnownProvider      *imw_offer_get_provider (ImwOffer *self);
const ImwMethod       *imw_offer_get_method (ImwOffer *self);
const ImwQuoteRequest *imw_offer_get_request (ImwOffer *self); /* what the provider is asked for */
ImwQuote              *imw_offer_get_quote (ImwOffer *self);   /* (nullable) */
ImwOfferProblem        imw_offer_get_problem (ImwOffer *self);
ImwAmount             *imw_offer_get_limit (ImwOffer *self);       /* (nullable) */
const GError          *imw_offer_get_error (ImwOffer *self);       /* (nullable) */
ImwAmount             *imw_offer_get_network_fee (ImwOffer *self); /* (nullable) of our own payment, a bound */
gint64                 imw_offer_get_eta_s (ImwOffer *self);       /* -1 unknown */
gboolean               imw_offer_get_eta_learned (ImwOffer *self); /* the median of this wallet's own transfers, at least 5 */
/* all in, against the mid-market rate; FALSE: no independent rate is known */
gboolean imw_offer_get_cost (ImwOffer *self, gint *basis_points, const char **mid_rate, const char **source, gint64 *time_ms);
/* leg 0, when the asset that is held is another one than the provider takes */
ImwSwapQuote *imw_offer_get_swap (ImwOffer *self); /* (nullable) */
/* (element-type utf8) (transfer none): what must be done first: "open-account" "open-asset"; with amounts below */
GPtrArray *imw_offer_get_steps (ImwOffer *self);
ImwAmount *imw_offer_get_step_cost (ImwOffer *self); /* (nullable) reserve that these steps take, in the network's own asset */

#define IMW_TYPE_OFFERS (imw_offers_get_type ())

/* A question that changes while the user types. GListModel of ImwOffer, best first (what arrives, then the time). Waits 400 ms after a change,
 * cancels older questions. Property (notify): "loading". Signal "corridors-changed": a provider came, went, or says something else. */
G_DECLARE_FINAL_TYPE (ImwOffers, imw_offers, IMW, OFFERS, GObject)

ImwOffers *imw_offers_new (ImwWallet *wallet, ImwRoute route);
/* all nullable until known. asset: what is held and given (or to be got, for deposits), of any network. Exactly one amount. */
void               imw_offers_set_question (ImwOffers *self, const char *country, ImwAsset *money, ImwAsset *asset, ImwAmount *put_in, ImwAmount *comes_out);
gboolean           imw_offers_get_loading (ImwOffers *self);
const char *const *imw_offers_list_countries (ImwOffers *self);                  /* alpha-3, of all known providers' corridors in this route */
GPtrArray         *imw_offers_list_money (ImwOffers *self, const char *country); /* (element-type ImwAsset) transfer full: currencies paid out there */
GPtrArray         *imw_offers_list_assets (ImwOffers *self);                     /* (element-type ImwAsset) transfer full: what can be given, directly first, then by exchange */
gboolean           imw_offers_needs_exchange (ImwOffers *self, ImwAsset *asset); /* no provider takes it directly */
gboolean           imw_offers_can_exchange (ImwOffers *self, ImwAsset *asset);   /* … and somebody exchanges it; FALSE: "needs USDC or XLM on Stellar" */

G_END_DECLS
