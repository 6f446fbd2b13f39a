/* imw-stellar-asset.h: what a ledger entry counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-strkey.h"
#include "imw-xdr.h"

G_BEGIN_DECLS

#define IMW_STELLAR_CODE_BYTES 12
#define IMW_STELLAR_DECIMALS   7

/* The ledger's own (code "") or one that an account issues. */
typedef struct
{
  char   code[IMW_STELLAR_CODE_BYTES + 1]; /* letters and digits */
  guint8 issuer[IMW_STELLAR_KEY_SIZE];
} ImwStellarAsset;

void     imw_stellar_asset_set_native (ImwStellarAsset *self);
gboolean imw_stellar_asset_is_native (const ImwStellarAsset *self);
gboolean imw_stellar_asset_equal (const ImwStellarAsset *a, const ImwStellarAsset *b);
gboolean imw_stellar_asset_init (ImwStellarAsset *self, const char *code, const char *issuer, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT, BAD_ADDRESS, REFUSED */
gboolean imw_stellar_asset_parse (const char *text, ImwStellarAsset *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;                    /* "native" or "CODE:G…"; as above */
char    *imw_stellar_asset_to_text (const ImwStellarAsset *self);
void     imw_stellar_asset_read (ImwReader *reader, ImwStellarAsset *self); /* fails the reader for a code that nobody can issue */
void     imw_stellar_asset_write (ImwWriter *writer, const ImwStellarAsset *self);

/* "12.5" of an asset with 7 digits, exactly; BAD_INPUT. Stroops are what all amounts of the ledger count. */
gboolean imw_stellar_stroops_parse (const char *text, gint64 *stroops, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* not negative */
char    *imw_stellar_stroops_to_text (gint64 stroops);                                                            /* always with 7 digits, as servers write it */

G_END_DECLS
