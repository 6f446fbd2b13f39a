/* imw-ethereum-values.c: numbers, addresses and bytes as JSON-RPC writes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-json"

#include "config.h"

#include "imw-ethereum-json.h"

#include "imw-error.h"
#include "imw-ethereum-address.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-json.h"

#include <string.h>

/* Forms of Ethereum JSON-RPC (EIP-1474): quantities are "0x" and hexadecimal digits without leading
 * zeros, data is "0x" and two digits a byte. Leading zeros are put up with. */

#define MAX_DATA_BYTES (512 * 1024)

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "%s: the server answers something else",
               what);

  return FALSE;
}

/**
 * imw_evm_is_hex:
 * @text: text from outside
 * @n: number of digits, -1: any
 *
 * Returns: whether it is "0x" and so many hexadecimal digits
 */
gboolean
imw_evm_is_hex (const char *text, gssize n)
{
  gsize length = strlen (text);

  if (length < 2 || text[0] != '0' || text[1] != 'x' || (n >= 0 && length != (gsize) n + 2))
    return FALSE;

  return strspn (text + 2, "0123456789abcdefABCDEF") == length - 2;
}

/**
 * imw_evm_check_hash:
 * @text: text from outside
 * @error: return location
 *
 * Returns: %TRUE if it is a hash, of a block or a transaction; else @error is %IMW_ERROR_BAD_REPLY
 */
gboolean
imw_evm_check_hash (const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, FALSE);

  if (!imw_evm_is_hex (text, 64))
    return fail (error, "Hash");

  return TRUE;
}

/**
 * imw_evm_read_address:
 * @text: "0x" and 40 digits in any case
 * @address: (out): the same in lower case
 *
 * Returns: whether it is an address
 */
gboolean
imw_evm_read_address (const char *text, char address[IMW_EVM_ADDRESS_SIZE])
{
  g_return_val_if_fail (text != NULL && address != NULL, FALSE);

  if (!imw_evm_is_hex (text, 40))
    return FALSE;
  for (gsize i = 0; i < IMW_EVM_ADDRESS_SIZE; i++)
    address[i] = g_ascii_tolower (text[i]);

  return TRUE;
}

/**
 * imw_evm_show_address:
 * @address: an address in lower case
 *
 * Returns: (transfer full): the address with its checksum
 */
char *
imw_evm_show_address (const char *address)
{
  ImwEthereumAddress binary;

  g_return_val_if_fail (address != NULL && imw_evm_is_hex (address, 40), NULL);

  if (!imw_hex_decode_fixed (address + 2, binary.bytes, sizeof binary.bytes, NULL))
    return g_strdup (address);

  return imw_ethereum_address_to_text (&binary);
}

/**
 * imw_evm_read_word:
 * @text: a quantity, or a word of data
 * @word: (out): its 32 bytes, the first one counts most
 *
 * Returns: whether it is a number below 2^256
 */
gboolean
imw_evm_read_word (const char *text, guint8 word[IMW_EVM_WORD_BYTES])
{
  gsize length;

  g_return_val_if_fail (text != NULL && word != NULL, FALSE);

  if (!imw_evm_is_hex (text, -1))
    return FALSE;
  text += 2;
  length = strlen (text);
  if (length == 0 || length > 64)
    return FALSE;

  memset (word, 0, IMW_EVM_WORD_BYTES);
  for (gsize i = 0; i < length; i++)
    {
      guint digit = (guint) g_ascii_xdigit_value (text[length - 1 - i]);

      word[31 - i / 2] |= (guint8) (i % 2 == 0 ? digit : digit << 4);
    }

  return TRUE;
}

/**
 * imw_evm_read_u64:
 * @text: a quantity
 * @value: (out): its value
 *
 * Returns: whether it is a number below 2^64
 */
gboolean
imw_evm_read_u64 (const char *text, guint64 *value)
{
  guint8 word[IMW_EVM_WORD_BYTES];

  g_return_val_if_fail (value != NULL, FALSE);

  if (!imw_evm_read_word (text, word))
    return FALSE;

  *value = 0;
  for (gsize i = 0; i < IMW_EVM_WORD_BYTES; i++)
    {
      if (i < 24 && word[i] != 0)
        return FALSE;
      *value = *value << 8 | word[i];
    }

  return TRUE;
}

/**
 * imw_evm_word_is_zero:
 * @word: a number
 *
 * Returns: whether it is 0
 */
gboolean
imw_evm_word_is_zero (const guint8 word[IMW_EVM_WORD_BYTES])
{
  for (gsize i = 0; i < IMW_EVM_WORD_BYTES; i++)
    if (word[i] != 0)
      return FALSE;

  return TRUE;
}

/**
 * imw_evm_u64_to_word:
 * @value: a number
 * @word: (out): the same in 32 bytes
 */
void
imw_evm_u64_to_word (guint64 value, guint8 word[IMW_EVM_WORD_BYTES])
{
  memset (word, 0, IMW_EVM_WORD_BYTES);
  for (gsize i = 0; i < 8; i++)
    word[31 - i] = (guint8) (value >> (8 * i));
}

/**
 * imw_evm_word_to_amount:
 * @word: a number
 * @asset: what it counts
 *
 * Returns: (transfer full): the amount
 */
ImwAmount *
imw_evm_word_to_amount (const guint8 word[IMW_EVM_WORD_BYTES], ImwAsset *asset)
{
  ImwAmount *amount = imw_amount_new_from_bytes (asset, word, IMW_EVM_WORD_BYTES, NULL);

  g_assert (amount != NULL); /* 32 bytes always fit */

  return amount;
}

/**
 * imw_evm_amount_to_hex:
 * @amount: an amount
 * @min_digits: filled up with zeros to so many; 0: as a quantity
 *
 * Returns: (transfer full) (nullable): hexadecimal digits without "0x"; %NULL when negative
 */
char *
imw_evm_amount_to_hex (ImwAmount *amount, guint min_digits)
{
  guint8           word[IMW_EVM_WORD_BYTES];
  g_autofree char *hex = NULL;
  const char      *digits;

  if (imw_amount_sign (amount) < 0)
    return NULL;

  imw_amount_to_bytes (amount, word);
  hex = imw_hex_encode (word, sizeof word);
  digits = hex;
  while (*digits == '0' && strlen (digits) > MAX (min_digits, 1))
    digits++;

  return g_strdup (digits);
}

/**
 * imw_evm_selector:
 * @signature: "transfer(address,uint256)"
 *
 * Returns: (transfer full): the first four bytes of its hash, "0xa9059cbb"
 */
char *
imw_evm_selector (const char *signature)
{
  guint8           hash[32];
  g_autofree char *hex = NULL;

  g_return_val_if_fail (signature != NULL, NULL);

  imw_keccak256 ((const guint8 *) signature, strlen (signature), hash);
  hex = imw_hex_encode (hash, 4);

  return g_strconcat ("0x", hex, NULL);
}

/**
 * imw_evm_call_is_null:
 * @call: a call that was answered
 *
 * Returns: whether the server answered that there is no such thing
 */
gboolean
imw_evm_call_is_null (ImwJsonRpcCall *call)
{
  return call->result != NULL && JSON_NODE_HOLDS_NULL (call->result);
}

/**
 * imw_evm_call_dup_error:
 * @call: a call that failed
 *
 * Returns: (transfer full): why, for what every server must answer: a refusal of that is a fault of the
 *   server
 */
GError *
imw_evm_call_dup_error (ImwJsonRpcCall *call)
{
  GError *copy = g_error_copy (call->error);

  if (call->words != NULL && g_error_matches (copy, IMW_ERROR, IMW_ERROR_REFUSED))
    copy->code = IMW_ERROR_SERVER;

  return copy;
}

/**
 * imw_evm_call_get_text:
 * @call: a call that was answered
 * @error: return location
 *
 * Returns: (transfer none): the text that is its result; on %NULL @error is the call's own
 *   (%IMW_ERROR_SERVER when the server refused it), or %IMW_ERROR_BAD_REPLY
 */
const char *
imw_evm_call_get_text (ImwJsonRpcCall *call, GError **error)
{
  if (call->error != NULL)
    {
      g_propagate_error (error, imw_evm_call_dup_error (call));
      return NULL;
    }
  if (call->result == NULL)
    {
      fail (error, call->method);
      return NULL;
    }

  return imw_json_node_get_string (call->result, error);
}

/**
 * imw_evm_call_get_u64:
 * @call: a call that was answered
 * @value: (out): the quantity
 * @error: return location
 *
 * Returns: %TRUE if the result is a quantity below 2^64
 */
gboolean
imw_evm_call_get_u64 (ImwJsonRpcCall *call, guint64 *value, GError **error)
{
  const char *text = imw_evm_call_get_text (call, error);

  if (text == NULL)
    return FALSE;
  if (!imw_evm_read_u64 (text, value))
    return fail (error, call->method);

  return TRUE;
}

/**
 * imw_evm_call_get_amount:
 * @call: a call that was answered
 * @asset: what the number counts
 * @error: return location
 *
 * Returns: (transfer full): the quantity that is its result
 */
ImwAmount *
imw_evm_call_get_amount (ImwJsonRpcCall *call, ImwAsset *asset, GError **error)
{
  const char *text = imw_evm_call_get_text (call, error);
  guint8      word[IMW_EVM_WORD_BYTES];

  if (text == NULL)
    return NULL;
  if (!imw_evm_read_word (text, word))
    {
      fail (error, call->method);
      return NULL;
    }

  return imw_evm_word_to_amount (word, asset);
}

/**
 * imw_evm_call_get_word_amount:
 * @call: an eth_call that was answered
 * @asset: what the number counts
 * @error: return location
 *
 * Returns: (transfer full): the one word that is its result
 */
ImwAmount *
imw_evm_call_get_word_amount (ImwJsonRpcCall *call, ImwAsset *asset, GError **error)
{
  const char *text = imw_evm_call_get_text (call, error);
  guint8      word[IMW_EVM_WORD_BYTES];

  if (text == NULL)
    return NULL;
  if (!imw_evm_is_hex (text, 64) || !imw_evm_read_word (text, word))
    {
      fail (error, call->method);
      return NULL;
    }

  return imw_evm_word_to_amount (word, asset);
}

/**
 * imw_evm_read_bytes:
 * @text: data, with "0x"
 *
 * Returns: (transfer full) (nullable): its bytes; %NULL when it is none, or too long
 */
GBytes *
imw_evm_read_bytes (const char *text)
{
  if (!imw_evm_is_hex (text, -1) || strlen (text) > 2 + 2 * MAX_DATA_BYTES)
    return NULL;

  return imw_hex_decode (text + 2, NULL);
}

/**
 * imw_evm_call_get_bytes:
 * @call: a call that was answered
 * @error: return location
 *
 * Returns: (transfer full): the data that is its result
 */
GBytes *
imw_evm_call_get_bytes (ImwJsonRpcCall *call, GError **error)
{
  const char *text = imw_evm_call_get_text (call, error);
  GBytes     *bytes;

  if (text == NULL)
    return NULL;
  bytes = imw_evm_read_bytes (text);
  if (bytes == NULL)
    fail (error, call->method);

  return bytes;
}
