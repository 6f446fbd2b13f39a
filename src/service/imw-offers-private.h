/* imw-offers-private.h: how offers are made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-offers.h"

#include "imw-payment.h"

G_BEGIN_DECLS

struct _ImwOffer
{
  GObject parent_instance;

  ImwKnownProvider *provider;
  ImwMethod        *method;
  ImwQuoteRequest  *request;
  ImwQuote         *quote; /* (nullable) */
  ImwSwapQuote     *swap;  /* (nullable) */
  ImwOfferProblem   problem;
  ImwAmount        *limit;       /* (nullable) */
  GError           *error;       /* (nullable) */
  ImwAmount        *network_fee; /* (nullable) */
  gint64            eta_s;
  gboolean          eta_learned;
  gboolean          has_cost;
  gint              cost_bp;
  char             *mid_rate; /* (nullable) */
  char             *source;   /* (nullable) */
  gint64            rate_ms;
  GPtrArray        *steps;     /* (element-type utf8) static texts */
  ImwAmount        *step_cost; /* (nullable) */
};

/* One question to everybody. */
typedef struct
{
  ImwOffers      *offers;
  GCancellable   *cancellable;
  GPtrArray      *answers;   /* (element-type ImwOffer) */
  ImwAmount      *available; /* (nullable) */
  ImwAmount      *fee;       /* (nullable) */
  ImwPayment     *trial;     /* (nullable) */
  guint           waiting;
  gatomicrefcount ref_count;
} ImwOffersRound;

struct _ImwOffers
{
  GObject parent_instance;

  ImwWallet *wallet;
  ImwRoute   route;
  char      *country;   /* (nullable) */
  ImwAsset  *money;     /* (nullable) */
  ImwAsset  *asset;     /* (nullable) */
  ImwAmount *put_in;    /* (nullable) */
  ImwAmount *comes_out; /* (nullable) */

  GPtrArray      *items;     /* (element-type ImwOffer) */
  char          **countries; /* (nullable) */
  ImwOffersRound *round;     /* (nullable) the newest */
  guint           pause_id;
  gboolean        loading;
};

typedef void (*ImwCorridorFunc) (ImwOffers *self, ImwKnownProvider *provider, const ImwCorridor *corridor, gpointer user_data);

gboolean           imw_offers_country_fits (const ImwCorridor *corridor, const char *country);
const ImwSwapPair *imw_offers_find_pair (ImwOffers *self, ImwAsset *from, ImwAsset *to); /* (nullable) */
void               imw_offers_for_each_corridor (ImwOffers *self, ImwCorridorFunc func, gpointer user_data);
void               imw_offers_begin_round (ImwOffers *self);
void               imw_offers_end_round (ImwOffers *self);
void               imw_offers_set_loading (ImwOffers *self, gboolean loading);
void               imw_offers_set_items (ImwOffers *self, GPtrArray *items); /* (nullable) */

ImwOffer *imw_offer_new (ImwKnownProvider *provider, const ImwMethod *method, const ImwQuoteRequest *request);
/* what the wallet itself knows: limits, money, steps, cost, time. given: (nullable) what leaves the wallet; available: (nullable) unknown */
void       imw_offer_complete (ImwOffer *self, ImwWallet *wallet, ImwAmount *available);
gint       imw_offer_compare (gconstpointer a, gconstpointer b); /* elements of a GPtrArray: the better one first */
ImwAmount *imw_offer_get_given (ImwOffer *self);                 /* (nullable) what leaves the wallet, or the user's bank */

G_END_DECLS
