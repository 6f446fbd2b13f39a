/* imw-quote.h: what a provider would give, and what it would cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"

G_BEGIN_DECLS

/* Which way money goes through a provider. */
typedef enum
{
  IMW_ROUTE_ABROAD,   /* asset → somebody's bank account or purse in a country */
  IMW_ROUTE_WITHDRAW, /* asset → the user's own bank account or card */
  IMW_ROUTE_DEPOSIT   /* ordinary money of the user → asset */
} ImwRoute;

#define IMW_TYPE_ROUTE (imw_route_get_type ())
GType       imw_route_get_type (void) G_GNUC_CONST;
const char *imw_route_get_code (ImwRoute route); /* "abroad" "withdraw" "deposit" */
gboolean    imw_route_from_code (const char *code, ImwRoute *route);

/* One way a provider takes or delivers ordinary money. Plain text from the provider is cleaned and capped (untrusted). */
typedef struct
{
  char      *id;          /* the provider's own name: "bank_account", "SEPA", "ALIPAY", "cash" */
  char      *description; /* (nullable) in the provider's words */
  gboolean   hosted;      /* goes on in the provider's own page in the browser (SEP-24) */
  ImwAmount *minimum;     /* (nullable) of what is put in */
  ImwAmount *maximum;     /* (nullable) */
  ImwAmount *daily_left;  /* (nullable) that may still be put in today */
  gint       daily_count_left; /* -1 not said */
  gint64     eta_s;       /* to delivery, -1 not said */
  gboolean   two_parties; /* sender and receiver are told before the order begins (SEP-31): customers "sep31-sender" and "sep31-receiver" */
} ImwMethod;

#define IMW_TYPE_METHOD (imw_method_get_type ())
GType      imw_method_get_type (void) G_GNUC_CONST;
ImwMethod *imw_method_copy (const ImwMethod *self);
void       imw_method_free (ImwMethod *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwMethod, imw_method_free)

/* One asset against one currency in one country: a corridor. */
typedef struct
{
  ImwRoute route;
  ImwAsset    *asset;    /* of ours: "stellar/USDC:G…" */
  ImwAsset    *money;    /* "fiat/MXN" */
  char        *country;  /* (nullable) ISO 3166-1 alpha-3; NULL: the provider does not say */
  GPtrArray   *methods;  /* (element-type ImwMethod) */
} ImwCorridor;

#define IMW_TYPE_CORRIDOR (imw_corridor_get_type ())
GType        imw_corridor_get_type (void) G_GNUC_CONST;
ImwCorridor *imw_corridor_copy (const ImwCorridor *self);
void         imw_corridor_free (ImwCorridor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwCorridor, imw_corridor_free)

/* What is asked. Exactly one of the amounts is set. */
typedef struct
{
  ImwRoute route;
  ImwAsset    *asset;
  ImwAsset    *money;
  char        *country;    /* (nullable) alpha-3 */
  char        *method;     /* id of a method */
  ImwAmount   *put_in;     /* (nullable) what the user gives */
  ImwAmount   *comes_out;  /* (nullable) what arrives */
} ImwQuoteRequest;

ImwQuoteRequest *imw_quote_request_new (ImwRoute route, ImwAsset *asset, ImwAsset *money, const char *country, const char *method, ImwAmount *put_in, ImwAmount *comes_out);
ImwQuoteRequest *imw_quote_request_copy (const ImwQuoteRequest *self);
void             imw_quote_request_free (ImwQuoteRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwQuoteRequest, imw_quote_request_free)

/* One line of the fee. */
typedef struct
{
  char      *name;        /* in the provider's words */
  char      *description; /* (nullable) */
  ImwAmount *amount;
} ImwFeeLine;

void imw_fee_line_free (ImwFeeLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwFeeLine, imw_fee_line_free)

/* Counted, immutable after the anchor has made it. Its numbers have been computed again: one that does not add up never exists. */
typedef struct _ImwQuote ImwQuote;

#define IMW_TYPE_QUOTE (imw_quote_get_type ())

GType     imw_quote_get_type (void) G_GNUC_CONST;
ImwQuote *imw_quote_ref (ImwQuote *self);
void      imw_quote_unref (ImwQuote *self);
const ImwQuoteRequest *imw_quote_get_request (ImwQuote *self);
const char *imw_quote_get_id (ImwQuote *self);         /* (nullable) of a firm one */
gboolean    imw_quote_get_firm (ImwQuote *self);
gint64      imw_quote_get_expires_ms (ImwQuote *self); /* wall time until which the funds must have arrived; 0: not firm */
ImwAmount  *imw_quote_get_put_in (ImwQuote *self);
ImwAmount  *imw_quote_get_comes_out (ImwQuote *self);
gboolean    imw_quote_get_fee_disclosed (ImwQuote *self); /* FALSE: "not disclosed by the provider" */
ImwAmount  *imw_quote_get_fee (ImwQuote *self);           /* (nullable) in what is put in, or in what comes out: see its asset */
GPtrArray  *imw_quote_get_fee_lines (ImwQuote *self);     /* (element-type ImwFeeLine) transfer none, may be empty */
ImwAmount  *imw_quote_get_converted (ImwQuote *self);     /* (nullable) what is exchanged after the fee when the fee is in what is put in */
const char *imw_quote_get_price (ImwQuote *self);       /* decimal text: units of what is put in for one unit that comes out, without fees */
const char *imw_quote_get_total_price (ImwQuote *self); /* … with fees */
/* The rate as people read it: units that come out for one unit put in, 1/price, decimal text with up to @digits significant digits */
char       *imw_quote_dup_rate (ImwQuote *self, guint digits, gboolean inverse);
gint64      imw_quote_get_eta_s (ImwQuote *self); /* -1 not said */
/* True cost against a reference: mid_rate = units of comes_out's asset for one unit of put_in's (decimal text). Hundredths of a percent,
 * negative when better than the reference. FALSE when it can't be computed. */
gboolean    imw_quote_get_cost (ImwQuote *self, const char *mid_rate, gint *basis_points);
/* as JSON text for the store, and back; CORRUPT */
char       *imw_quote_to_json (ImwQuote *self);
ImwQuote   *imw_quote_from_json (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwQuote, imw_quote_unref)

G_END_DECLS
