/* imw-practice-prices.h: practice prices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-json.h"

G_BEGIN_DECLS

char *imw_practice_price (const char *base, const char *quote, gint64 time_ms); /* NULL: not quoted */
void  imw_practice_prices_write (ImwPracticeJson *json, gint64 time_ms);        /* the whole answer to /prices */

G_END_DECLS
