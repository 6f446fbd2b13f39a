/* imw-test-ethereum.h: unsigned payments on Ethereum, and messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-unsigned.h"

G_BEGIN_DECLS

/* of IMW_TEST_WORDS, as every wallet finds it */
#define IMW_TEST_ETHEREUM_MAIN "0x9858EfFD232B4033E47d90003D41EC34EcaEda94"
#define IMW_TEST_ETHEREUM_TO   "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

const ImwEthereumParams *imw_test_ethereum_params (ImwEnvironment environment);
/* value in wei, data in hexadecimal */
GBytes *imw_test_ethereum_payment (const ImwEthereumParams *params, guint8 type, guint32 account, const char *to, const char *value, const char *data);
/* EIP-2612 for the USDC of @params; value in base units */
char *imw_test_ethereum_permit (const ImwEthereumParams *params, const char *value);

G_END_DECLS
