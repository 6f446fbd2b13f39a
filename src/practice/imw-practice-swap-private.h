/* imw-practice-swap-private.h: what the files of the swap service share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-records.h"
#include "imw-practice-swap.h"

G_BEGIN_DECLS

#define IMW_SWAP_MAX_DECIMALS 8 /* finer digits are not used */

struct _ImwPracticeSwap
{
  ImwLedger           *books;
  ImwPracticeBitcoin  *bitcoin;
  ImwPracticeEthereum *ethereum;
  ImwPracticeStellar  *stellar;
  gboolean             busy;
};

/* What is taken */
typedef struct
{
  const char *id;       /* of the asset, without the issuer */
  const char *symbol;   /* in the price feed */
  guint       decimals; /* of the asset */
  guint       minutes;  /* until it is paid out, usually */
} ImwSwapSource;

const ImwSwapSource *imw_swap_source_find (const char *id);                      /* NULL */
guint                imw_swap_source_get_decimals (const ImwSwapSource *source); /* that are used */

/* deposits */
char *imw_swap_make_address (ImwPracticeSwap *self, const ImwSwapSource *source, const char *order_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* whether an address can be paid back to; BAD_ADDRESS and others */
gboolean imw_swap_check_address (ImwPracticeSwap *self, const ImwSwapSource *source, const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* units: what is there, in the used digits, -1: not exactly that many digits; confirmed: in a block */
gboolean imw_swap_look (ImwPracticeSwap *self, const ImwRecord *order, gint64 *units, gboolean *confirmed, char **txid, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_swap_take_payments (ImwPracticeSwap *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* on Stellar */
gboolean imw_swap_pay_back (ImwPracticeSwap *self, const ImwRecord *order, char **txid, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_swap_pay_out (ImwPracticeSwap *self, const ImwRecord *order, char **txid, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
