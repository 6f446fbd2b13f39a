/* imw-quote-private.h: how quotes are made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-anchor-json.h"
#include "imw-quote.h"

G_BEGIN_DECLS

struct _ImwQuote
{
  gatomicrefcount ref_count;

  ImwQuoteRequest *request;
  char            *id; /* (nullable) */
  gboolean         firm;
  gint64           expires_ms;
  ImwAmount       *put_in;
  ImwAmount       *comes_out;
  gboolean         fee_disclosed;
  ImwAmount       *fee;       /* (nullable) */
  GPtrArray       *fee_lines; /* (element-type ImwFeeLine) */
  ImwAmount       *converted; /* (nullable) */
  char            *price;
  char            *total_price;
  gint64           eta_s;
};

/* What a provider told about one exchange, as decimal text. */
typedef struct
{
  const char *sell;
  const char *buy;
  const char *price;       /* (nullable) */
  const char *total_price; /* (nullable) */
  const char *fee;         /* (nullable) */
  gboolean    fee_in_buy;
  guint       sell_decimals;
  guint       buy_decimals;
} ImwQuoteNumbers;

/* the identities of SEP-38: REFUSED, rule "numbers" */
gboolean imw_quote_check_numbers (const ImwQuoteNumbers *numbers, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* text: a / b with 12 digits behind the mark; NULL when it can't be computed */
char *imw_quote_divide (const char *a, const char *b);

ImwQuote *imw_quote_new (const ImwQuoteRequest *request);
/* "stellar:USDC:G…", "stellar:native", "iso4217:MXN" */
char *imw_quote_asset_id (ImwAsset *asset, const char *contract);
/* An answer of SEP-38 to @request; asset_id and money_id: how the two were called in it. now_ms: by the clock of the provider. BAD_REPLY; REFUSED by the rules
 * "numbers", "asset", "expiry" */
ImwQuote *imw_quote_new_from_reply (const ImwQuoteRequest *request, JsonObject *reply, gboolean firm, const char *asset_id, const char *money_id, gint64 now_ms, gint64 clock_offset_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Where asset and money are the same value and only fees are told: an amount less its fee. fixed, percent: (nullable) decimal text */
ImwQuote *imw_quote_new_from_fees (const ImwQuoteRequest *request, const char *fixed, const char *percent, const char *minimum, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwFeeLine) lines of SEP-38, 6 or 31 ("details") or SEP-24 ("breakdown"); sum (nullable): what they add up to */
GPtrArray *imw_quote_parse_fee_lines (JsonObject *fee, ImwAsset *asset, ImwAmount **sum);

G_END_DECLS
