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

#define LEGACY_FIELDS 6
/* EIP-2, EIP-2028, EIP-2930, EIP-3860 */
#define GAS_TX             21000u
#define GAS_CREATE         32000u
#define GAS_ZERO_BYTE      4u
#define GAS_BYTE           16u
#define GAS_ACCESS_ADDRESS 2400u
#define GAS_ACCESS_KEY     1900u
#define GAS_CREATE_WORD    2u

/* Largest chain id whose v still fits into 64 bits. */
#define MAX_LEGACY_CHAIN_ID ((G_MAXUINT64 - 36) / 2)

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "transaction: %s", what);

  return FALSE;
}

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

/* [[address, [key, …]], …] */
static gboolean
check_access_list (const ImwRlpItem *list,
                   GError          **error)
{
  guint8 buffer[32];

  if (!imw_rlp_item_is_list (list))
    return bad (error, "access list is none");

  for (guint i = 0; i < imw_rlp_item_get_n_items (list); i++)
    {
      const ImwRlpItem *entry = imw_rlp_item_get_item (list, i);
      const ImwRlpItem *keys = NULL;

      if (imw_rlp_item_get_n_items (entry) != 2)
        return bad (error, "malformed access list");

      keys = imw_rlp_item_get_item (entry, 1);
      if (!imw_rlp_item_get_fixed (imw_rlp_item_get_item (entry, 0), buffer, 20, error))
        return FALSE;
      if (!imw_rlp_item_is_list (keys))
        return bad (error, "malformed access list");

      for (guint j = 0; j < imw_rlp_item_get_n_items (keys); j++)
        {
          if (!imw_rlp_item_get_fixed (imw_rlp_item_get_item (keys, j), buffer, 32, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_amount (const ImwRlpItem *item,
             ImwAmount       **target,
             GError          **error)
{
  ImwAmount *amount = imw_rlp_item_get_amount (item, imw_amount_get_asset (*target), error);

  if (amount == NULL)
    return FALSE;

  imw_amount_unref (*target);
  *target = amount;

  return TRUE;
}

static gboolean
read_bytes (const ImwRlpItem *item,
            GBytes          **target,
            GError          **error)
{
  GBytes *bytes = imw_rlp_item_get_bytes (item);

  if (bytes == NULL)
    return bad (error, "a list where bytes belong");

  g_bytes_unref (*target);
  *target = g_bytes_ref (bytes);

  return TRUE;
}

static gboolean
read_to (ImwEthereumTx    *self,
         const ImwRlpItem *item,
         GError          **error)
{
  GBytes *bytes = imw_rlp_item_get_bytes (item);

  self->has_to = bytes == NULL || g_bytes_get_size (bytes) > 0;

  return !self->has_to ||
         imw_rlp_item_get_fixed (item, self->to.bytes, sizeof self->to.bytes, error);
}

/* r and s, as numbers below 2^256 that are not zero */
static gboolean
read_signature (ImwEthereumTx    *self,
                const ImwRlpItem *r,
                const ImwRlpItem *s,
                GError          **error)
{
  g_autoptr (ImwAmount) r_number =
      imw_rlp_item_get_amount (r, imw_amount_get_asset (self->value), error);
  g_autoptr (ImwAmount) s_number = NULL;

  if (r_number == NULL)
    return FALSE;
  s_number = imw_rlp_item_get_amount (s, imw_amount_get_asset (self->value), error);
  if (s_number == NULL)
    return FALSE;

  imw_amount_to_bytes (r_number, self->r);
  imw_amount_to_bytes (s_number, self->s);
  self->has_signature = TRUE;
  if (imw_amount_sign (r_number) == 0 || imw_amount_sign (s_number) == 0)
    return bad (error, "signature without numbers");

  return TRUE;
}

/* v is 27 or 28, or 35 or 36 and twice the chain id (EIP-155); r and s are empty when it is not
 * signed, and v is the chain id then. */
static gboolean
read_legacy_end (ImwEthereumTx    *self,
                 const ImwRlpItem *list,
                 GError          **error)
{
  const ImwRlpItem *r = imw_rlp_item_get_item (list, 7);
  const ImwRlpItem *s = imw_rlp_item_get_item (list, 8);
  GBytes           *r_bytes = imw_rlp_item_get_bytes (r);
  GBytes           *s_bytes = imw_rlp_item_get_bytes (s);
  guint64           v;

  if (!imw_rlp_item_get_u64 (imw_rlp_item_get_item (list, 6), &v, error))
    return FALSE;

  if (r_bytes != NULL && g_bytes_get_size (r_bytes) == 0 && s_bytes != NULL &&
      g_bytes_get_size (s_bytes) == 0)
    {
      self->chain_id = v;
      if (v == 0 || v > MAX_LEGACY_CHAIN_ID)
        return bad (error, "chain id is out of range");
      return TRUE;
    }

  if (v == 27 || v == 28)
    {
      self->y_parity = (guint8) (v - 27);
    }
  else if (v >= 37)
    {
      self->chain_id = (v - 35) / 2;
      self->y_parity = (guint8) ((v - 35) % 2);
    }
  else
    {
      return bad (error, "v is out of range");
    }

  return read_signature (self, r, s, error);
}

static gboolean
read_legacy (ImwEthereumTx    *self,
             const ImwRlpItem *list,
             GError          **error)
{
  guint n_fields = imw_rlp_item_get_n_items (list);

  if (n_fields != LEGACY_FIELDS && n_fields != LEGACY_FIELDS + 3)
    return bad (error, "wrong number of fields");

  if (!imw_rlp_item_get_u64 (imw_rlp_item_get_item (list, 0), &self->nonce, error) ||
      !read_amount (imw_rlp_item_get_item (list, 1), &self->max_fee_per_gas, error) ||
      !read_amount (imw_rlp_item_get_item (list, 1), &self->max_priority_fee_per_gas, error) ||
      !imw_rlp_item_get_u64 (imw_rlp_item_get_item (list, 2), &self->gas_limit, error) ||
      !read_to (self, imw_rlp_item_get_item (list, 3), error) ||
      !read_amount (imw_rlp_item_get_item (list, 4), &self->value, error) ||
      !read_bytes (imw_rlp_item_get_item (list, 5), &self->data, error))
    return FALSE;

  return n_fields == LEGACY_FIELDS || read_legacy_end (self, list, error);
}

static gboolean
read_typed (ImwEthereumTx    *self,
            const ImwRlpItem *list,
            GError          **error)
{
  guint   n_fields = imw_rlp_item_get_n_items (list);
  guint   at = self->type == 2 ? 1 : 0; /* type 2 has one number more */
  guint64 parity;

  if (n_fields != 8 + at && n_fields != 8 + at + 3)
    return bad (error, "wrong number of fields");

  if (!imw_rlp_item_get_u64 (imw_rlp_item_get_item (list, 0), &self->chain_id, error) ||
      !imw_rlp_item_get_u64 (imw_rlp_item_get_item (list, 1), &self->nonce, error) ||
      !read_amount (imw_rlp_item_get_item (list, 2), &self->max_priority_fee_per_gas, error) ||
      !read_amount (imw_rlp_item_get_item (list, 2 + at), &self->max_fee_per_gas, error) ||
      !imw_rlp_item_get_u64 (imw_rlp_item_get_item (list, 3 + at), &self->gas_limit, error) ||
      !read_to (self, imw_rlp_item_get_item (list, 4 + at), error) ||
      !read_amount (imw_rlp_item_get_item (list, 5 + at), &self->value, error) ||
      !read_bytes (imw_rlp_item_get_item (list, 6 + at), &self->data, error) ||
      !check_access_list (imw_rlp_item_get_item (list, 7 + at), error))
    return FALSE;

  g_bytes_unref (self->access_list);
  self->access_list = imw_rlp_item_serialize (imw_rlp_item_get_item (list, 7 + at));
  if (self->chain_id == 0)
    return bad (error, "without a chain id");
  if (imw_amount_compare (self->max_priority_fee_per_gas, self->max_fee_per_gas) > 0)
    return bad (error, "tip is over the whole fee");
  if (n_fields == 8 + at)
    return TRUE;

  if (!imw_rlp_item_get_u64 (imw_rlp_item_get_item (list, 8 + at), &parity, error))
    return FALSE;
  if (parity > 1)
    return bad (error, "parity is out of range");
  self->y_parity = (guint8) parity;

  return read_signature (self, imw_rlp_item_get_item (list, 9 + at),
                         imw_rlp_item_get_item (list, 10 + at), error);
}

/**
 * imw_ethereum_tx_parse:
 * @data: (array length=length): bytes from outside
 * @length: how many, at most %IMW_ETHEREUM_MAX_TX_BYTES
 * @asset: what amounts count
 * @error: return location
 *
 * Reads a transaction, signed or not: RLP of 6 or 9 fields (type 0), or an envelope of EIP-2718 with
 * type 1 (EIP-2930) or 2 (EIP-1559). Only the canonical form is taken, so that what is written again
 * is the same. Signatures are not checked here.
 *
 * Returns: (transfer full): the transaction. On %NULL @error is %IMW_ERROR_BAD_INPUT, or
 *   %IMW_ERROR_NOT_SUPPORTED for another type.
 */
ImwEthereumTx *
imw_ethereum_tx_parse (const guint8 *data,
                       gsize         length,
                       ImwAsset     *asset,
                       GError      **error)
{
  guint8 type;
  g_autoptr (ImwEthereumTx) self = NULL;
  g_autoptr (ImwRlpItem) list = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (asset != NULL, NULL);

  if (length == 0 || length > IMW_ETHEREUM_MAX_TX_BYTES)
    {
      bad (error, "empty or too large");
      return NULL;
    }

  type = data[0] >= 0xc0 ? 0 : data[0];
  if (type > 2 || data[0] == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "transaction of an unknown type");
      return NULL;
    }

  list = imw_rlp_decode (type == 0 ? data : data + 1, type == 0 ? length : length - 1, error);
  if (list == NULL)
    return NULL;
  if (!imw_rlp_item_is_list (list))
    {
      bad (error, "not a list");
      return NULL;
    }

  self = imw_ethereum_tx_new (type, 0, asset);
  if (!(type == 0 ? read_legacy (self, list, error) : read_typed (self, list, error)))
    return NULL;

  return g_steal_pointer (&self);
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
