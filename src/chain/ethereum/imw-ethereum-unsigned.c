/* imw-ethereum-unsigned.c: payments between service and signer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-unsigned"

#include "config.h"

#include "imw-ethereum-unsigned.h"

#include "imw-rlp.h"

#include "imw-error.h"

#include <string.h>

/* The unsigned form is the RLP list [mark, account number, transaction, [[contract, decimals,
 * symbol], …]], the signed form [mark, sender, transaction]. */
#define UNSIGNED_MARK    "imw-eth-unsigned-1"
#define SIGNED_MARK      "imw-eth-signed-1"
#define MAX_CLAIMS       16
#define MAX_SYMBOL_BYTES 32
#define MAX_DECIMALS     38

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "payment: %s", what);

  return FALSE;
}

static void
claim_free (ImwEthereumClaim *claim)
{
  g_free (claim->symbol);
  g_free (claim);
}

/**
 * imw_ethereum_unsigned_new:
 * @account: number of the account
 * @tx: (transfer full): a transaction without a signature
 *
 * Returns: (transfer full): the payment, without claims
 */
ImwEthereumUnsigned *
imw_ethereum_unsigned_new (guint32        account,
                           ImwEthereumTx *tx)
{
  ImwEthereumUnsigned *self = NULL;

  g_return_val_if_fail (tx != NULL, NULL);

  self = g_new0 (ImwEthereumUnsigned, 1);
  self->account = account;
  self->tx = tx;
  self->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) claim_free);

  return self;
}

/**
 * imw_ethereum_unsigned_free:
 * @self: (transfer full): a payment
 *
 * Frees @self.
 */
void
imw_ethereum_unsigned_free (ImwEthereumUnsigned *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->tx, imw_ethereum_tx_free);
  g_clear_pointer (&self->claims, g_ptr_array_unref);
  g_free (self);
}

/**
 * imw_ethereum_unsigned_add_claim:
 * @self: a payment
 * @contract: a token that is not in the list
 * @decimals: how many digits it says it has, at most 38
 * @symbol: what it calls itself; anything but printable ASCII becomes "?"
 *
 * Says what the wallet knows of a token. The signer believes it only so far as to show it, marked.
 */
void
imw_ethereum_unsigned_add_claim (ImwEthereumUnsigned      *self,
                                 const ImwEthereumAddress *contract,
                                 guint                     decimals,
                                 const char               *symbol)
{
  ImwEthereumClaim *claim = NULL;
  GString          *text = NULL;

  g_return_if_fail (self != NULL && contract != NULL && symbol != NULL);
  g_return_if_fail (decimals <= MAX_DECIMALS);

  text = g_string_new (NULL);
  for (const char *at = symbol; *at != '\0' && text->len < MAX_SYMBOL_BYTES;
       at = g_utf8_next_char (at))
    g_string_append_c (text, g_ascii_isgraph (*at) ? *at : '?');
  if (text->len == 0)
    g_string_append_c (text, '?');

  claim = g_new0 (ImwEthereumClaim, 1);
  claim->contract = *contract;
  claim->decimals = decimals;
  claim->symbol = g_string_free (text, FALSE);
  g_ptr_array_add (self->claims, claim);
}

/* Whether the item is the text @mark. */
static gboolean
has_mark (const ImwRlpItem *item,
          const char       *mark)
{
  GBytes       *bytes = imw_rlp_item_get_bytes (item);
  gsize         length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return data != NULL && length == strlen (mark) && memcmp (data, mark, length) == 0;
}

/* A list of @n_items that begins with @mark. */
static ImwRlpItem *
read_container (GBytes     *bytes,
                const char *mark,
                guint       n_items,
                GError    **error)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ImwRlpItem) list = NULL;

  if (length > 2 * IMW_ETHEREUM_MAX_TX_BYTES)
    {
      bad (error, "too large");
      return NULL;
    }

  list = imw_rlp_decode (data, length, error);
  if (list == NULL)
    return NULL;

  if (imw_rlp_item_get_n_items (list) != n_items ||
      !has_mark (imw_rlp_item_get_item (list, 0), mark))
    {
      bad (error, "of an unknown form");
      return NULL;
    }

  return g_steal_pointer (&list);
}

static ImwEthereumTx *
read_tx (const ImwEthereumParams *params,
         const ImwRlpItem        *item,
         GError                 **error)
{
  GBytes       *bytes = imw_rlp_item_get_bytes (item);
  gsize         length = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  g_autoptr (ImwEthereumTx) tx = imw_ethereum_tx_parse (data, length, params->asset, error);

  if (tx == NULL)
    return NULL;

  if (tx->chain_id != params->chain_id)
    {
      const ImwEthereumParams *other = imw_ethereum_params_find_by_number (tx->chain_id);

      g_set_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK,
                   "payment for chain %" G_GUINT64_FORMAT " (%s), not for %" G_GUINT64_FORMAT,
                   tx->chain_id, other != NULL ? other->name : "unknown", params->chain_id);
      return NULL;
    }

  return g_steal_pointer (&tx);
}

static gboolean
read_claim (ImwEthereumUnsigned *self,
            const ImwRlpItem    *item,
            GError             **error)
{
  ImwEthereumAddress contract;
  guint64            decimals;
  GBytes            *symbol = NULL;
  gsize              length;
  const char        *text;
  g_autofree char   *copy = NULL;

  if (imw_rlp_item_get_n_items (item) != 3)
    return bad (error, "malformed claim");

  symbol = imw_rlp_item_get_bytes (imw_rlp_item_get_item (item, 2));
  if (!imw_rlp_item_get_fixed (imw_rlp_item_get_item (item, 0), contract.bytes,
                               sizeof contract.bytes, error) ||
      !imw_rlp_item_get_u64 (imw_rlp_item_get_item (item, 1), &decimals, error))
    return FALSE;
  if (symbol == NULL || decimals > MAX_DECIMALS)
    return bad (error, "malformed claim");

  text = g_bytes_get_data (symbol, &length);
  if (length == 0 || length > MAX_SYMBOL_BYTES)
    return bad (error, "symbol of a token");
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isgraph (text[i]))
        return bad (error, "symbol of a token");
    }

  for (guint i = 0; i < self->claims->len; i++)
    {
      const ImwEthereumClaim *other = g_ptr_array_index (self->claims, i);

      if (imw_ethereum_address_equal (&other->contract, &contract))
        return bad (error, "the same claim twice");
    }

  copy = g_strndup (text, length);
  imw_ethereum_unsigned_add_claim (self, &contract, (guint) decimals, copy);

  return TRUE;
}

/**
 * imw_ethereum_unsigned_parse:
 * @params: the network it must be for
 * @bytes: what came from the service
 * @error: return location
 *
 * Reads a payment that is not signed yet. Nothing in it is to be believed but the transaction, which
 * is what would be signed.
 *
 * Returns: (transfer full): the payment. On %NULL @error is %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_WRONG_NETWORK when it has another chain id or none, or %IMW_ERROR_NOT_SUPPORTED for a
 *   type of transaction that is not known.
 */
ImwEthereumUnsigned *
imw_ethereum_unsigned_parse (const ImwEthereumParams *params,
                             GBytes                  *bytes,
                             GError                 **error)
{
  const ImwRlpItem *claims = NULL;
  guint64           account;
  ImwEthereumTx    *tx = NULL;
  g_autoptr (ImwRlpItem) list = NULL;
  g_autoptr (ImwEthereumUnsigned) self = NULL;

  g_return_val_if_fail (params != NULL && bytes != NULL, NULL);

  list = read_container (bytes, UNSIGNED_MARK, 4, error);
  if (list == NULL)
    return NULL;

  tx = read_tx (params, imw_rlp_item_get_item (list, 2), error);
  if (tx == NULL)
    return NULL;

  self = imw_ethereum_unsigned_new (0, tx);
  claims = imw_rlp_item_get_item (list, 3);
  if (tx->has_signature || !imw_rlp_item_is_list (claims) ||
      imw_rlp_item_get_n_items (claims) > MAX_CLAIMS)
    {
      bad (error, "is signed, or claims too much");
      return NULL;
    }

  if (!imw_rlp_item_get_u64 (imw_rlp_item_get_item (list, 1), &account, error))
    return NULL;
  if (account > G_MAXINT32)
    {
      bad (error, "number of the account is out of range");
      return NULL;
    }

  self->account = (guint32) account;
  for (guint i = 0; i < imw_rlp_item_get_n_items (claims); i++)
    {
      if (!read_claim (self, imw_rlp_item_get_item (claims, i), error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * imw_ethereum_unsigned_serialize:
 * @self: a payment
 *
 * Returns: (transfer full): the bytes for the signer
 */
GBytes *
imw_ethereum_unsigned_serialize (const ImwEthereumUnsigned *self)
{
  ImwRlpWriter *writer = NULL;
  g_autoptr (GBytes) tx = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  tx = imw_ethereum_tx_serialize_unsigned (self->tx);
  writer = imw_rlp_writer_new ();
  imw_rlp_writer_begin_list (writer);
  imw_rlp_writer_text (writer, UNSIGNED_MARK);
  imw_rlp_writer_u64 (writer, self->account);
  imw_rlp_writer_gbytes (writer, tx);
  imw_rlp_writer_begin_list (writer);
  for (guint i = 0; i < self->claims->len; i++)
    {
      const ImwEthereumClaim *claim = g_ptr_array_index (self->claims, i);

      imw_rlp_writer_begin_list (writer);
      imw_rlp_writer_bytes (writer, claim->contract.bytes, sizeof claim->contract.bytes);
      imw_rlp_writer_u64 (writer, claim->decimals);
      imw_rlp_writer_text (writer, claim->symbol);
      imw_rlp_writer_end_list (writer);
    }
  imw_rlp_writer_end_list (writer);
  imw_rlp_writer_end_list (writer);

  return imw_rlp_writer_free_to_bytes (writer);
}

/**
 * imw_ethereum_signed_serialize:
 * @from: who has signed
 * @tx: a signed transaction
 *
 * Returns: (transfer full): the signer's answer
 */
GBytes *
imw_ethereum_signed_serialize (const ImwEthereumAddress *from,
                               const ImwEthereumTx      *tx)
{
  ImwRlpWriter *writer = NULL;
  g_autoptr (GBytes) raw = NULL;

  g_return_val_if_fail (from != NULL && tx != NULL && tx->has_signature, NULL);

  raw = imw_ethereum_tx_serialize_signed (tx);
  writer = imw_rlp_writer_new ();
  imw_rlp_writer_begin_list (writer);
  imw_rlp_writer_text (writer, SIGNED_MARK);
  imw_rlp_writer_bytes (writer, from->bytes, sizeof from->bytes);
  imw_rlp_writer_gbytes (writer, raw);
  imw_rlp_writer_end_list (writer);

  return imw_rlp_writer_free_to_bytes (writer);
}

/**
 * imw_ethereum_signed_parse:
 * @params: the network it must be for
 * @bytes: what came from the signer
 * @from: (out) (optional): who has signed
 * @error: return location
 *
 * Reads a signed payment, finds out who has signed it, and compares.
 *
 * Returns: (transfer full): the transaction. On %NULL @error is %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_WRONG_NETWORK, %IMW_ERROR_NOT_SUPPORTED, or %IMW_ERROR_REFUSED when the signature is
 *   somebody else's or none.
 */
ImwEthereumTx *
imw_ethereum_signed_parse (const ImwEthereumParams *params,
                           GBytes                  *bytes,
                           ImwEthereumAddress      *from,
                           GError                 **error)
{
  ImwEthereumAddress named;
  ImwEthereumAddress sender;
  g_autoptr (ImwRlpItem) list = NULL;
  g_autoptr (ImwEthereumTx) tx = NULL;

  g_return_val_if_fail (params != NULL && bytes != NULL, NULL);

  list = read_container (bytes, SIGNED_MARK, 3, error);
  if (list == NULL ||
      !imw_rlp_item_get_fixed (imw_rlp_item_get_item (list, 1), named.bytes, sizeof named.bytes,
                               error))
    return NULL;

  tx = read_tx (params, imw_rlp_item_get_item (list, 2), error);
  if (tx == NULL || !imw_ethereum_tx_recover_sender (tx, &sender, error))
    return NULL;

  if (!imw_ethereum_address_equal (&named, &sender))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "somebody else has signed it");
      return NULL;
    }

  if (from != NULL)
    *from = sender;

  return g_steal_pointer (&tx);
}
