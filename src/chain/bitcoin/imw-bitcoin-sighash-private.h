/* imw-bitcoin-sighash-private.h: the inside of ImwBitcoinSighash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-tx.h"

G_BEGIN_DECLS

#define IMW_SIGHASH_DEFAULT 0x00u
#define IMW_SIGHASH_ALL 0x01u
#define IMW_SIGHASH_NONE 0x02u
#define IMW_SIGHASH_SINGLE 0x03u
#define IMW_SIGHASH_ANYONECANPAY 0x80u

struct _ImwBitcoinSighash
{
  ImwBitcoinTx *tx;       /* owned */
  GPtrArray    *prevouts; /* (element-type ImwBitcoinOutput) owned */

  /* single SHA-256 each, as BIP341 wants; BIP143 hashes them once more */
  guint8 sha_prevouts[32];
  guint8 sha_amounts[32];
  guint8 sha_scripts[32];
  guint8 sha_sequences[32];
  guint8 sha_outputs[32];
};

G_END_DECLS
