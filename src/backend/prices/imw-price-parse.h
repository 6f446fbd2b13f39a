/* imw-price-parse.h: what price servers say, parsed once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-price-source.h"

G_BEGIN_DECLS

#define IMW_PRICE_MAX_BYTES (256 * 1024)

gboolean   imw_price_check_text (const char *text); /* a plain positive decimal */
ImwPrice  *imw_price_parse_coinbase (GBytes *bytes, const char *base, const char *quote, const char *source, gint64 now_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwPrice  *imw_price_parse_kraken (GBytes *bytes, const char *base, const char *quote, const char *source, gint64 now_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *imw_price_parse_ecb (GBytes *bytes, const char *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *imw_price_parse_practice (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
