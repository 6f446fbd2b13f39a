/* imw-ethereum-account.h: the text that stands for an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-params.h"

G_BEGIN_DECLS

/* "[f00dbabe/44'/60'/0'/0/0]0x…": the fingerprint of the master key, the path, the address. */
typedef struct
{
  guint8             fingerprint[4];
  guint32            number; /* last step of the path */
  ImwEthereumAddress address;
} ImwEthereumAccountKey;

/* BAD_INPUT, WRONG_NETWORK (coin type of another environment) */
gboolean imw_ethereum_account_key_parse (const ImwEthereumParams *params, const char *text, ImwEthereumAccountKey *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char    *imw_ethereum_account_key_to_text (const ImwEthereumParams *params, const ImwEthereumAccountKey *key);
char    *imw_ethereum_account_path (const ImwEthereumParams *params, guint32 number); /* "m/44'/60'/0'/0/0" */

G_END_DECLS
