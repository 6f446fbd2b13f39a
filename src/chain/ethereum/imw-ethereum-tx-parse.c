/* imw-ethereum-tx-parse.c: reading transactions of EVM networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-tx-parse"

#include "config.h"

#include "imw-ethereum-tx.h"

#include "imw-rlp.h"

#include "imw-error.h"

#define LEGACY_FIELDS 6

/* Largest chain id whose v still fits into 64 bits. */
#define MAX_LEGACY_CHAIN_ID ((G_MAXUINT64 - 36) / 2)

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "transaction: %s", what);

  return FALSE;
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
