/* imw-bech32.h: Bech32 (BIP173) and Bech32m (BIP350)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  IMW_BECH32,
  IMW_BECH32M
} ImwBech32Encoding;

char *imw_bech32_encode (ImwBech32Encoding encoding, const char *hrp, const guint8 *values, gsize n_values);
/* values: 5-bit groups without checksum; hrp in lower case; transfer full both */
gboolean imw_bech32_decode (const char *text, gsize max_length, ImwBech32Encoding *encoding, char **hrp, GBytes **values, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* SegWit addresses: right encoding for the version, program length rules */
char    *imw_segwit_encode (const char *hrp, guint8 version, const guint8 *program, gsize length);
gboolean imw_segwit_decode (const char *text, char **hrp, guint8 *version, GBytes **program, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
