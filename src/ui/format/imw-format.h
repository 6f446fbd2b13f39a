/* imw-format.h: amounts, times and addresses as text for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-wallet-service.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_FORMAT_PLAIN = 0,
  IMW_FORMAT_SIGN = 1 << 0, /* "+" in front of what came in */
  IMW_FORMAT_EXACT = 1 << 1 /* every digit, no trimming of zeros */
} ImwFormatFlags;

/* What stands where a figure is not known. */
#define IMW_FORMAT_UNKNOWN "–"

const ImwUnit *imw_format_get_unit (ImwWalletService *service, ImwChain *chain);
ImwAsset      *imw_format_get_unit_asset (ImwAsset *asset, const ImwUnit *unit);
char          *imw_format_amount (ImwWalletService *service, ImwAmount *amount, ImwFormatFlags flags);
char          *imw_format_money (ImwAmount *money);
char          *imw_format_value (ImwWalletService *service, ImwAmount *amount);
char          *imw_format_time (gint64 time_ms, gint64 now_ms);
char          *imw_format_date_time (gint64 time_ms);
char          *imw_format_ago (gint64 time_ms, gint64 now_ms);
char          *imw_format_duration (gint64 seconds);
char          *imw_format_address_short (const char *address);
char          *imw_format_address_grouped (const char *address);
char          *imw_format_address_markup (const char *address);
char          *imw_format_rate (const ImwUnit *unit, guint64 rate_milli);
char          *imw_format_fee_rate (ImwChain *chain, guint64 rate_milli);
char          *imw_format_day (gint64 time_ms);

G_END_DECLS
