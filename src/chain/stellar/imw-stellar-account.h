/* imw-stellar-account.h: the text that stands for an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-stellar-params.h"

G_BEGIN_DECLS

/* "[f00dbabe/44'/148'/0']G…": the fingerprint of the BIP32 master key of the same words, the path (SEP-5), the address. */
typedef struct
{
  guint8  fingerprint[4];
  guint32 number; /* last step of the path */
  guint8  key[IMW_STELLAR_KEY_SIZE];
} ImwStellarAccountKey;

gboolean imw_stellar_account_key_parse (const char *text, ImwStellarAccountKey *key, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT */
char    *imw_stellar_account_key_to_text (const ImwStellarAccountKey *key);
char    *imw_stellar_account_path (guint32 number); /* "m/44'/148'/0'" */

G_END_DECLS
