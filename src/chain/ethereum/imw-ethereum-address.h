/* imw-ethereum-address.h: addresses of EVM networks (EIP-55)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IMW_ETHEREUM_ADDRESS_SIZE 20

typedef struct
{
  guint8 bytes[IMW_ETHEREUM_ADDRESS_SIZE];
} ImwEthereumAddress;

gboolean imw_ethereum_address_parse (const char *text, ImwEthereumAddress *address, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_ADDRESS; the checksum counts when the case is mixed */
char    *imw_ethereum_address_to_text (const ImwEthereumAddress *self);                                                        /* with checksum */
void     imw_ethereum_address_from_public_key (const guint8 uncompressed[65], ImwEthereumAddress *address);
gboolean imw_ethereum_address_equal (const ImwEthereumAddress *a, const ImwEthereumAddress *b);
gboolean imw_ethereum_address_is_zero (const ImwEthereumAddress *self);

G_END_DECLS
