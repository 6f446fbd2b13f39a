/* imw-ethereum-tx.h: transactions of EVM networks (EIP-155, EIP-2930, EIP-1559)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"
#include "imw-ethereum-address.h"

G_BEGIN_DECLS

#define IMW_ETHEREUM_MAX_TX_BYTES (128 * 1024) /* what nodes relay */

/* Plain, owned by whoever makes it. Amounts are of the asset given to _new or _parse. */
typedef struct
{
  guint8             type;     /* 0, 1 or 2 */
  guint64            chain_id; /* 0: a legacy transaction that is good for any network */
  guint64            nonce;
  ImwAmount         *max_fee_per_gas;          /* the gas price, for type 0 and 1 */
  ImwAmount         *max_priority_fee_per_gas; /* the gas price, for type 0 and 1 */
  guint64            gas_limit;
  gboolean           has_to; /* FALSE: a contract would be made */
  ImwEthereumAddress to;
  ImwAmount         *value;
  GBytes            *data;
  GBytes            *access_list; /* its RLP, 0xc0 when it is empty */
  gboolean           has_signature;
  guint8             r[32];
  guint8             s[32];
  guint8             y_parity;
} ImwEthereumTx;

ImwEthereumTx *imw_ethereum_tx_new (guint8 type, guint64 chain_id, ImwAsset *asset);
void           imw_ethereum_tx_free (ImwEthereumTx *self);
/* signed or not; BAD_INPUT, NOT_SUPPORTED (another type) */
ImwEthereumTx *imw_ethereum_tx_parse (const guint8 *data, gsize length, ImwAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes        *imw_ethereum_tx_serialize_unsigned (const ImwEthereumTx *self); /* what is hashed to be signed */
GBytes        *imw_ethereum_tx_serialize_signed (const ImwEthereumTx *self);
void           imw_ethereum_tx_get_sighash (const ImwEthereumTx *self, guint8 hash[32]);
void           imw_ethereum_tx_set_signature (ImwEthereumTx *self, const guint8 r[32], const guint8 s[32], guint8 y_parity);
char          *imw_ethereum_tx_dup_txid_text (const ImwEthereumTx *self);                                                                        /* "0x…", of a signed one */
gboolean       imw_ethereum_tx_recover_sender (const ImwEthereumTx *self, ImwEthereumAddress *sender, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* REFUSED */
guint64        imw_ethereum_tx_get_intrinsic_gas (const ImwEthereumTx *self);                                                                    /* without it nothing is taken */
ImwAmount     *imw_ethereum_tx_dup_max_fee (const ImwEthereumTx *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;                                /* gas limit × max fee; BAD_INPUT over 2^256 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEthereumTx, imw_ethereum_tx_free)

G_END_DECLS
