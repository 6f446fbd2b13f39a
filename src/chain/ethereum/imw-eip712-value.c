/* imw-eip712-value.c: single values of typed data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-eip712"

#include "config.h"

#include "imw-eip712-private.h"

#include "imw-ethereum-address.h"

#include "imw-amount.h"
#include "imw-hash.h"
#include "imw-hex.h"
#include "imw-json.h"

#include <string.h>

/* more than the decimal digits of 2^256 */
#define MAX_NUMBER_TEXT 100
/* what a description has room for, escaped at the worst */
#define MAX_STRING_BYTES 8000
#define MAX_BYTES_BYTES  30000

/**
 * imw_eip712_value_new:
 * @kind: what it is
 * @name: its name
 *
 * Returns: (transfer full): a value without content
 */
ImwEip712Value *
imw_eip712_value_new (ImwEip712Kind kind, const char *name)
{
  ImwEip712Value *self = g_new0 (ImwEip712Value, 1);

  self->kind = kind;
  self->name = g_strdup (name);

  return self;
}

/**
 * imw_eip712_value_free:
 * @self: (transfer full): a value
 *
 * Frees it with all below it.
 */
void
imw_eip712_value_free (ImwEip712Value *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static const char *
get_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) ? imw_json_node_get_string (node, NULL) : NULL;
}

static gboolean
fail_value (const ImwEip712Value *self, const char *wanted, GError **error)
{
  return imw_eip712_fail (error, "\"%s\" is not %s", self->name, wanted);
}

/* The magnitude, whatever its sign: decimal digits, or hexadecimal ones behind "0x". */
static ImwAmount *
read_magnitude (const char *text)
{
  g_autoptr (ImwAsset) number = imw_asset_new ("number", "", "", 0);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *even = NULL;
  gsize            length = strnlen (text, MAX_NUMBER_TEXT + 1);

  if (length > MAX_NUMBER_TEXT)
    return NULL;
  if (!g_str_has_prefix (text, "0x"))
    return g_ascii_isdigit (text[0]) ? imw_amount_new_from_base_text (number, text, NULL) : NULL;

  even = g_strconcat (length % 2 == 1 ? "0" : "", text + strlen ("0x"), NULL);
  bytes = length > strlen ("0x") ? imw_hex_decode (even, NULL) : NULL;

  return bytes != NULL ? imw_amount_new_from_bytes (number, g_bytes_get_data (bytes, NULL),
                                                    g_bytes_get_size (bytes), NULL)
                       : NULL;
}

static void
negate_word (guint8 word[32])
{
  guint carry = 1;

  for (gint i = 31; i >= 0; i--)
    {
      carry += (guint8) ~word[i];
      word[i] = (guint8) carry;
      carry >>= 8;
    }
}

/* Whether the magnitude needs no more than @bits bits. */
static gboolean
fits (const guint8 word[32], guint bits)
{
  for (guint i = 0; i < 256 - bits; i++)
    if ((word[i / 8] & 0x80 >> i % 8) != 0)
      return FALSE;

  return TRUE;
}

/* Of a signed number: magnitudes up to 2^(bits-1) - 1, and 2^(bits-1) below zero. */
static gboolean
fits_signed (const guint8 word[32], guint bits, gboolean negative)
{
  guint8 less[32];

  if (!negative)
    return fits (word, bits - 1);

  memcpy (less, word, sizeof less);
  for (gint i = 31; i >= 0 && less[i]-- == 0; i--)
    continue;

  return fits (less, bits - 1);
}

/* A JSON integer, or a string with a decimal or, without sign, a hexadecimal number. */
static gboolean
read_number (ImwEip712Value *self, guint bits, JsonNode *node, GError **error)
{
  g_autofree char *text = JSON_NODE_HOLDS_VALUE (node) ? imw_json_node_dup_number_text (node, NULL)
                                                       : NULL;
  g_autoptr (ImwAmount) magnitude = NULL;
  g_autofree char *digits = NULL;
  gboolean         negative;

  if (text == NULL)
    text = g_strdup (get_text (node));
  negative = text != NULL && text[0] == '-' && g_ascii_isdigit (text[1]) &&
             !g_str_has_prefix (text + 1, "0x");
  magnitude = text != NULL ? read_magnitude (text + (negative ? 1 : 0)) : NULL;
  if (magnitude == NULL)
    return fail_value (self, "a number", error);

  imw_amount_to_bytes (magnitude, self->word);
  negative = negative && imw_amount_sign (magnitude) != 0;
  if (self->kind == IMW_EIP712_UINT ? negative || !fits (self->word, bits)
                                    : !fits_signed (self->word, bits, negative))
    return fail_value (self, "a number that its type can hold", error);

  digits = imw_amount_to_base_text (magnitude);
  self->bits = bits;
  self->text = g_strconcat (negative ? "-" : "", digits, NULL);
  if (negative)
    negate_word (self->word);

  return TRUE;
}

static gboolean
read_bytes (ImwEip712Value *self, guint size, JsonNode *node, GError **error)
{
  const char *text = get_text (node);
  g_autoptr (GBytes) bytes = NULL;
  gsize         length;
  const guint8 *data;

  if (text != NULL && g_str_has_prefix (text, "0x"))
    bytes = imw_hex_decode (text + 2, NULL);
  if (bytes == NULL)
    return fail_value (self, "bytes in hexadecimal", error);

  data = g_bytes_get_data (bytes, &length);
  if (self->kind == IMW_EIP712_FIXED_BYTES && length != size)
    return fail_value (self, "as many bytes as its type says", error);
  if (length > MAX_BYTES_BYTES)
    return fail_value (self, "short enough", error);

  if (self->kind == IMW_EIP712_BYTES)
    imw_keccak256 (data, length, self->word);
  else
    memcpy (self->word, data, length);
  self->text = g_ascii_strdown (text, -1);

  return TRUE;
}

static gboolean
read_string (ImwEip712Value *self, JsonNode *node, GError **error)
{
  const char *text = get_text (node);

  if (text == NULL || strlen (text) > MAX_STRING_BYTES)
    return fail_value (self, "a string, or too long a one", error);

  imw_keccak256 ((const guint8 *) text, strlen (text), self->word);
  self->text = g_strdup (text);

  return TRUE;
}

static gboolean
read_address (ImwEip712Value *self, JsonNode *node, GError **error)
{
  const char        *text = get_text (node);
  ImwEthereumAddress address;

  if (text == NULL || !imw_ethereum_address_parse (text, &address, NULL))
    return fail_value (self, "an address", error);

  memcpy (self->word + 12, address.bytes, sizeof address.bytes);
  self->text = imw_ethereum_address_to_text (&address);

  return TRUE;
}

static gboolean
read_bool (ImwEip712Value *self, JsonNode *node, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail_value (self, "true or false", error);

  self->word[31] = json_node_get_boolean (node) ? 1 : 0;
  self->text = g_strdup (self->word[31] != 0 ? "true" : "false");

  return TRUE;
}

/**
 * imw_eip712_value_read_atom:
 * @self: a value that has its kind
 * @size: bits of a number, bytes of a fixed byte string
 * @node: what stands in the data
 * @error: return location
 *
 * Reads what is no struct and no array. Numbers are exact at any size; nothing is rounded, cut, or filled up.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_eip712_value_read_atom (ImwEip712Value *self, guint size, JsonNode *node, GError **error)
{
  switch (self->kind)
    {
    case IMW_EIP712_STRING:
      return read_string (self, node, error);
    case IMW_EIP712_BYTES:
    case IMW_EIP712_FIXED_BYTES:
      return read_bytes (self, size, node, error);
    case IMW_EIP712_ADDRESS:
      return read_address (self, node, error);
    case IMW_EIP712_BOOL:
      return read_bool (self, node, error);
    case IMW_EIP712_UINT:
    case IMW_EIP712_INT:
      return read_number (self, size, node, error);
    case IMW_EIP712_STRUCT:
    case IMW_EIP712_ARRAY:
      break;
    }

  g_return_val_if_reached (FALSE);
}

/**
 * imw_eip712_value_find:
 * @self: a struct
 * @name: name of a member
 *
 * Returns: (transfer none) (nullable): the member, %NULL when there is none
 */
const ImwEip712Value *
imw_eip712_value_find (const ImwEip712Value *self, const char *name)
{
  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    {
      const ImwEip712Value *child = g_ptr_array_index (self->children, i);

      if (g_str_equal (child->name, name))
        return child;
    }

  return NULL;
}
