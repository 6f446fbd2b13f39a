/* imw-strkey.h: addresses and other keys of Stellar as text (SEP-23)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IMW_STELLAR_KEY_SIZE 32

typedef enum
{
  IMW_STRKEY_ACCOUNT,          /* G: 32 bytes */
  IMW_STRKEY_MUXED,            /* M: 32 bytes and a number of 8 */
  IMW_STRKEY_PRE_AUTH_TX,      /* T: 32 bytes */
  IMW_STRKEY_HASH_X,           /* X: 32 bytes */
  IMW_STRKEY_SIGNED_PAYLOAD,   /* P: 32 bytes, length, up to 64 bytes with padding */
  IMW_STRKEY_CONTRACT,         /* C: 32 bytes */
  IMW_STRKEY_LIQUIDITY_POOL,   /* L: 32 bytes */
  IMW_STRKEY_CLAIMABLE_BALANCE /* B: a zero and 32 bytes */
} ImwStrkeyType;

/* Secret seeds (S) have no place here: they are recognised by their look alone, to be refused. */
gboolean imw_strkey_is_seed (const char *text); /* 56 base32 digits that begin with S, of either case */
/* data as listed above; a programming error otherwise */
char *imw_strkey_encode (ImwStrkeyType type, const guint8 *data, gsize length);
/* BAD_ADDRESS; REFUSED for a secret seed */
gboolean imw_strkey_decode (const char *text, ImwStrkeyType *type, GBytes **data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Who can be paid: an account, or one of the numbered customers behind it (SEP-23, CAP-27). */
typedef struct
{
  guint8   key[IMW_STELLAR_KEY_SIZE];
  gboolean is_muxed;
  guint64  id; /* with is_muxed */
} ImwStellarAddress;

/* G or M. BAD_ADDRESS (the message says what it is instead), REFUSED for a secret seed */
gboolean imw_stellar_address_parse (const char *text, ImwStellarAddress *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char    *imw_stellar_address_to_text (const ImwStellarAddress *self);
gboolean imw_stellar_address_equal (const ImwStellarAddress *a, const ImwStellarAddress *b);
void     imw_stellar_address_from_key (const guint8 key[IMW_STELLAR_KEY_SIZE], ImwStellarAddress *address);
/* the account alone */
gboolean imw_stellar_key_parse (const char *text, guint8 key[IMW_STELLAR_KEY_SIZE], GError **error) G_GNUC_WARN_UNUSED_RESULT; /* G only; as above */
char    *imw_stellar_key_to_text (const guint8 key[IMW_STELLAR_KEY_SIZE]);

G_END_DECLS
