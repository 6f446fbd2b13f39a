/* imw-ethereum-tx.c: transactions of EVM networks (EIP-155, EIP-2930, EIP-1559)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-tx"

#include "config.h"

#include "imw-ethereum-tx.h"

#include "imw-rlp.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-secp256k1.h"
#include "imw-writer.h"

#include <string.h>

/* EIP-2, EIP-2028, EIP-2930, EIP-3860 */
#define GAS_TX             21000u
#define GAS_CREATE         32000u
#define GAS_ZERO_BYTE      4u
#define GAS_BYTE           16u
#define GAS_ACCESS_ADDRESS 2400u
#define GAS_ACCESS_KEY     1900u
#define GAS_CREATE_WORD    2u

/**
 * imw_ethereum_tx_new:
 * @type: 0, 1 or 2
 * @chain_id: EIP-155
 * @asset: what amounts count
 *
 * Returns: (transfer full): a transaction of nothing to nobody
 */
ImwEthereumTx *
imw_ethereum_tx_new (guint8    type,
                     guint64   chain_id,
                     ImwAsset *asset)
{
  ImwEthereumTx *self = NULL;

  g_return_val_if_fail (type <= 2 && asset != NULL, NULL);

  self = g_new0 (ImwEthereumTx, 1);
  self->type = type;
  self->chain_id = chain_id;
  self->max_fee_per_gas = imw_amount_new_zero (asset);
  self->max_priority_fee_per_gas = imw_amount_new_zero (asset);
  self->value = imw_amount_new_zero (asset);
  self->data = g_bytes_new_static ("", 0);
  self->access_list = g_bytes_new_static ("\xc0", 1);

  return self;
}

/**
 * imw_ethereum_tx_free:
 * @self: (transfer full): a transaction
 *
 * Frees @self.
 */
void
imw_ethereum_tx_free (ImwEthereumTx *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->max_fee_per_gas, imw_amount_unref);
  g_clear_pointer (&self->max_priority_fee_per_gas, imw_amount_unref);
  g_clear_pointer (&self->value, imw_amount_unref);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_clear_pointer (&self->access_list, g_bytes_unref);
  g_free (self);
}

static void
write_to (const ImwEthereumTx *self,
          ImwRlpWriter        *writer)
{
  imw_rlp_writer_bytes (writer, self->to.bytes, self->has_to ? sizeof self->to.bytes : 0);
}

static GBytes *
serialize_legacy (const ImwEthereumTx *self,
                  gboolean             with_signature)
{
  ImwRlpWriter *writer = imw_rlp_writer_new ();

  imw_rlp_writer_begin_list (writer);
  imw_rlp_writer_u64 (writer, self->nonce);
  imw_rlp_writer_amount (writer, self->max_fee_per_gas);
  imw_rlp_writer_u64 (writer, self->gas_limit);
  write_to (self, writer);
  imw_rlp_writer_amount (writer, self->value);
  imw_rlp_writer_gbytes (writer, self->data);
  if (with_signature)
    {
      imw_rlp_writer_u64 (writer, self->chain_id == 0 ? (guint64) 27 + self->y_parity
                                                      : self->chain_id * 2 + 35 + self->y_parity);
      imw_rlp_writer_number (writer, self->r, sizeof self->r);
      imw_rlp_writer_number (writer, self->s, sizeof self->s);
    }
  else if (self->chain_id != 0)
    {
      imw_rlp_writer_u64 (writer, self->chain_id);
      imw_rlp_writer_u64 (writer, 0);
      imw_rlp_writer_u64 (writer, 0);
    }
  imw_rlp_writer_end_list (writer);

  return imw_rlp_writer_free_to_bytes (writer);
}

static GBytes *
serialize (const ImwEthereumTx *self,
           gboolean             with_signature)
{
  ImwRlpWriter *writer = NULL;

  if (self->type == 0)
    return serialize_legacy (self, with_signature);

  writer = imw_rlp_writer_new ();
  imw_rlp_writer_u64 (writer, self->type);
  imw_rlp_writer_begin_list (writer);
  imw_rlp_writer_u64 (writer, self->chain_id);
  imw_rlp_writer_u64 (writer, self->nonce);
  if (self->type == 2)
    imw_rlp_writer_amount (writer, self->max_priority_fee_per_gas);
  imw_rlp_writer_amount (writer, self->max_fee_per_gas);
  imw_rlp_writer_u64 (writer, self->gas_limit);
  write_to (self, writer);
  imw_rlp_writer_amount (writer, self->value);
  imw_rlp_writer_gbytes (writer, self->data);
  imw_rlp_writer_raw (writer, self->access_list);
  if (with_signature)
    {
      imw_rlp_writer_u64 (writer, self->y_parity);
      imw_rlp_writer_number (writer, self->r, sizeof self->r);
      imw_rlp_writer_number (writer, self->s, sizeof self->s);
    }
  imw_rlp_writer_end_list (writer);

  return imw_rlp_writer_free_to_bytes (writer);
}

/**
 * imw_ethereum_tx_serialize_unsigned:
 * @self: a transaction
 *
 * Returns: (transfer full): the bytes whose hash is signed (EIP-155, EIP-2930, EIP-1559)
 */
GBytes *
imw_ethereum_tx_serialize_unsigned (const ImwEthereumTx *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return serialize (self, FALSE);
}

/**
 * imw_ethereum_tx_serialize_signed:
 * @self: a signed transaction
 *
 * Returns: (transfer full): the bytes for the network
 */
GBytes *
imw_ethereum_tx_serialize_signed (const ImwEthereumTx *self)
{
  g_return_val_if_fail (self != NULL && self->has_signature, NULL);

  return serialize (self, TRUE);
}

static void
hash_bytes (GBytes *bytes,
            guint8  hash[32])
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  imw_keccak256 (data, length, hash);
}

/**
 * imw_ethereum_tx_get_sighash:
 * @self: a transaction
 * @hash: (out caller-allocates) (array fixed-size=32): what is signed
 *
 * Computes the hash that is signed.
 */
void
imw_ethereum_tx_get_sighash (const ImwEthereumTx *self,
                             guint8               hash[32])
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_if_fail (self != NULL && hash != NULL);

  bytes = imw_ethereum_tx_serialize_unsigned (self);
  hash_bytes (bytes, hash);
}

/**
 * imw_ethereum_tx_set_signature:
 * @self: a transaction
 * @r: (array fixed-size=32): first number
 * @s: (array fixed-size=32): second number
 * @y_parity: 0 or 1
 *
 * Signs it with a signature made elsewhere, over the hash that imw_ethereum_tx_get_sighash() gives.
 */
void
imw_ethereum_tx_set_signature (ImwEthereumTx *self,
                               const guint8   r[32],
                               const guint8   s[32],
                               guint8         y_parity)
{
  g_return_if_fail (self != NULL && r != NULL && s != NULL && y_parity <= 1);

  memcpy (self->r, r, sizeof self->r);
  memcpy (self->s, s, sizeof self->s);
  self->y_parity = y_parity;
  self->has_signature = TRUE;
}

/**
 * imw_ethereum_tx_dup_txid_text:
 * @self: a signed transaction
 *
 * Returns: (transfer full): its id, "0x" and 64 digits
 */
char *
imw_ethereum_tx_dup_txid_text (const ImwEthereumTx *self)
{
  guint8           hash[32];
  g_autofree char *digits = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (self != NULL && self->has_signature, NULL);

  bytes = imw_ethereum_tx_serialize_signed (self);
  hash_bytes (bytes, hash);
  digits = imw_hex_encode (hash, sizeof hash);

  return g_strconcat ("0x", digits, NULL);
}

/**
 * imw_ethereum_tx_recover_sender:
 * @self: a transaction
 * @sender: (out): who has signed it; set on %TRUE only
 * @error: return location
 *
 * Returns: whether it is signed by somebody, with a low s (EIP-2). On %FALSE @error is
 *   %IMW_ERROR_REFUSED.
 */
gboolean
imw_ethereum_tx_recover_sender (const ImwEthereumTx *self,
                                ImwEthereumAddress  *sender,
                                GError             **error)
{
  guint8 hash[32];
  guint8 signature[64];
  guint8 pubkey[65];

  g_return_val_if_fail (self != NULL && sender != NULL, FALSE);

  memcpy (signature, self->r, 32);
  memcpy (signature + 32, self->s, 32);
  imw_ethereum_tx_get_sighash (self, hash);
  if (!self->has_signature ||
      !imw_secp256k1_ecdsa_recover (hash, signature, self->y_parity, pubkey))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "transaction without a good signature");
      return FALSE;
    }

  imw_ethereum_address_from_public_key (pubkey, sender);

  return TRUE;
}

/* The list was checked when it was read, or is empty. */
static guint64
access_list_gas (GBytes *access_list)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (access_list, &length);
  guint64       gas = 0;
  g_autoptr (ImwRlpItem) list = imw_rlp_decode (data, length, NULL);

  for (guint i = 0; list != NULL && i < imw_rlp_item_get_n_items (list); i++)
    {
      const ImwRlpItem *entry = imw_rlp_item_get_item (list, i);

      gas += GAS_ACCESS_ADDRESS;
      gas += GAS_ACCESS_KEY *
             (guint64) imw_rlp_item_get_n_items (imw_rlp_item_get_item (entry, 1));
    }

  return gas;
}

/**
 * imw_ethereum_tx_get_intrinsic_gas:
 * @self: a transaction
 *
 * Returns: the gas that is taken before anything is done (EIP-2, EIP-2028, EIP-2930, EIP-3860);
 *   nothing is taken in with a lower limit
 */
guint64
imw_ethereum_tx_get_intrinsic_gas (const ImwEthereumTx *self)
{
  gsize         length;
  const guint8 *data;
  guint64       gas = GAS_TX;

  g_return_val_if_fail (self != NULL, 0);

  data = g_bytes_get_data (self->data, &length);
  for (gsize i = 0; i < length; i++)
    gas += data[i] == 0 ? GAS_ZERO_BYTE : GAS_BYTE;
  if (!self->has_to)
    gas += GAS_CREATE + GAS_CREATE_WORD * ((length + 31) / 32);

  return gas + access_list_gas (self->access_list);
}

/**
 * imw_ethereum_tx_dup_max_fee:
 * @self: a transaction
 * @error: return location
 *
 * Returns: (transfer full): the most that can be taken for it: gas limit times fee per gas. On %NULL
 *   @error is %IMW_ERROR_BAD_INPUT: 2^256 or more.
 */
ImwAmount *
imw_ethereum_tx_dup_max_fee (const ImwEthereumTx *self,
                             GError             **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  return imw_amount_multiply_ratio (self->max_fee_per_gas, self->gas_limit, 1, IMW_ROUND_DOWN,
                                    error);
}
