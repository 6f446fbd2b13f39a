/* imw-practice-deal.h: what the practice anchor gives for what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-places.h"

G_BEGIN_DECLS

/* A token of the anchor */
typedef struct
{
  const char *code;     /* "USDC" */
  const char *fee_base; /* (nullable) the currency it stands for, "USD" */
} ImwPracticeToken;

/* Selling a token for money (out), or money for a token. Amounts are in the smallest unit. */
typedef struct
{
  const ImwPracticeToken  *token;
  const char              *currency;
  const ImwPracticeMethod *method;
  gboolean                 out;
  gint64                   sell;
  gint64                   buy;
  gint64                   fee;   /* of what is sold */
  gint64                   fixed; /* the part of the fee that is for the method */
} ImwPracticeDeal;

const ImwPracticeToken *imw_practice_token_get (guint index);       /* NULL: past the last one */
const ImwPracticeToken *imw_practice_token_find (const char *code); /* "native" is XLM; NULL */
guint                   imw_practice_deal_get_sell_decimals (const ImwPracticeDeal *self);
guint                   imw_practice_deal_get_buy_decimals (const ImwPracticeDeal *self);
/* with token, currency, method and direction set, and sell or buy (the other one 0). BAD_INPUT */
gboolean imw_practice_deal_compute (ImwPracticeDeal *self, gint64 time_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* how many of the sold unit one unit bought costs: all in, or without the fee */
char *imw_practice_deal_dup_price (const ImwPracticeDeal *self, gboolean all_in);
/* without any fee, for a list: as above */
char *imw_practice_deal_dup_plain_price (const ImwPracticeDeal *self, gint64 time_ms);

/* decimal text; BAD_INPUT */
gboolean imw_practice_units_parse (const char *text, guint decimals, gint64 *units, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char    *imw_practice_units_format (gint64 units, guint decimals, guint min_decimals);

G_END_DECLS
