/* imw-strkey.c: addresses and other keys of Stellar as text (SEP-23)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-strkey"

#include "config.h"

#include "imw-strkey.h"

#include "imw-base32.h"
#include "imw-error.h"
#include "imw-reader.h"
#include "imw-writer.h"

#include <string.h>

#define CHECKSUM_BYTES    2
#define MAX_TEXT_BYTES    165 /* of a signed payload with 64 bytes */
#define SEED_TEXT_BYTES   56
#define MUXED_BYTES       40
#define BALANCE_BYTES     33
#define MAX_PAYLOAD_BYTES 64

/* The first byte: a letter in base32, which makes the first character. */
static const struct
{
  ImwStrkeyType type;
  guint8        version;
  const char   *name; /* for messages */
} types[] = {
  { IMW_STRKEY_ACCOUNT, 6 << 3, "an account" },
  { IMW_STRKEY_MUXED, 12 << 3, "a muxed account" },
  { IMW_STRKEY_PRE_AUTH_TX, 19 << 3, "the hash of a transaction" },
  { IMW_STRKEY_HASH_X, 23 << 3, "a hash" },
  { IMW_STRKEY_SIGNED_PAYLOAD, 15 << 3, "a signed payload" },
  { IMW_STRKEY_CONTRACT, 2 << 3, "a contract" },
  { IMW_STRKEY_LIQUIDITY_POOL, 11 << 3, "a liquidity pool" },
  { IMW_STRKEY_CLAIMABLE_BALANCE, 1 << 3, "a claimable balance" },
};

static gboolean
bad (GError **error, const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS, "Stellar address: %s", what);

  return FALSE;
}

/* CRC-16/XMODEM: polynomial 0x1021, start 0 */
static guint16
checksum (const guint8 *data, gsize length)
{
  guint crc = 0;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= (guint) data[i] << 8;
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      crc &= 0xffff;
    }

  return (guint16) crc;
}

/* Whether the bytes behind the version have the form of the type. */
static gboolean
check_form (ImwStrkeyType type, const guint8 *data, gsize length)
{
  ImwReader reader;
  guint32   n_bytes;

  switch (type)
    {
    case IMW_STRKEY_ACCOUNT:
    case IMW_STRKEY_PRE_AUTH_TX:
    case IMW_STRKEY_HASH_X:
    case IMW_STRKEY_CONTRACT:
    case IMW_STRKEY_LIQUIDITY_POOL:
      return length == IMW_STELLAR_KEY_SIZE;

    case IMW_STRKEY_MUXED:
      return length == MUXED_BYTES;

    case IMW_STRKEY_CLAIMABLE_BALANCE:
      return length == BALANCE_BYTES && data[0] == 0;

    case IMW_STRKEY_SIGNED_PAYLOAD:
      imw_reader_init (&reader, data, length);
      imw_reader_skip (&reader, IMW_STELLAR_KEY_SIZE);
      n_bytes = imw_reader_u32_be (&reader);
      if (n_bytes == 0 || n_bytes > MAX_PAYLOAD_BYTES || !imw_reader_skip (&reader, n_bytes))
        return FALSE;
      for (; n_bytes % 4 != 0; n_bytes++)
        {
          if (imw_reader_u8 (&reader) != 0)
            return FALSE;
        }
      return imw_reader_finish (&reader, "payload", NULL);
    }

  g_return_val_if_reached (FALSE);
}

/**
 * imw_strkey_is_seed:
 * @text: any text
 *
 * Says whether somebody has written a secret key where an address belongs. Only looks: the text is
 * neither decoded nor copied.
 *
 * Returns: whether @text has the look of a secret seed
 */
gboolean
imw_strkey_is_seed (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  if (g_ascii_toupper (text[0]) != 'S' || strnlen (text, SEED_TEXT_BYTES + 1) != SEED_TEXT_BYTES)
    return FALSE;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (!g_ascii_isalpha (*at) && (*at < '2' || *at > '7'))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_strkey_encode:
 * @type: what it is
 * @data: (array length=length): its bytes, of the form of @type
 * @length: how many
 *
 * Returns: (transfer full): the text
 */
char *
imw_strkey_encode (ImwStrkeyType type, const guint8 *data, gsize length)
{
  const guint8 *bytes;
  gsize         n_bytes;
  g_autoptr (ImwWriter) writer = NULL;

  g_return_val_if_fail (data != NULL && check_form (type, data, length), NULL);

  writer = imw_writer_new ();
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (types[i].type == type)
        imw_writer_u8 (writer, types[i].version);
    }
  imw_writer_bytes (writer, data, length);
  bytes = imw_writer_get_data (writer, &n_bytes);
  imw_writer_u16_le (writer, checksum (bytes, n_bytes));
  bytes = imw_writer_get_data (writer, &n_bytes);

  return imw_base32_encode (bytes, n_bytes, FALSE);
}

/**
 * imw_strkey_decode:
 * @text: any text
 * @type: (out) (optional): what it is
 * @data: (out) (optional) (transfer full): its bytes, without version and checksum
 * @error: return location
 *
 * Reads a key by the rules of SEP-23: upper case, no padding, no bits left over, the checksum, and the
 * form of each type.
 *
 * Returns: whether it is one. On %FALSE @error is %IMW_ERROR_BAD_ADDRESS, or %IMW_ERROR_REFUSED for
 *   a secret seed.
 */
gboolean
imw_strkey_decode (const char *text, ImwStrkeyType *type, GBytes **data, GError **error)
{
  const guint8 *bytes;
  gsize         length;
  guint         found = 0;
  ImwReader     reader;
  g_autoptr (GBytes) decoded = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  if (imw_strkey_is_seed (text))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "a secret seed is not an address: whoever sees it owns the account");
      return FALSE;
    }

  if (text[0] == '\0' || strnlen (text, MAX_TEXT_BYTES + 1) > MAX_TEXT_BYTES ||
      strchr (text, '=') != NULL)
    return bad (error, "wrong length or characters");
  decoded = imw_base32_decode (text, NULL);
  if (decoded == NULL)
    return bad (error, "wrong length or characters");

  bytes = g_bytes_get_data (decoded, &length);
  if (length < 1 + IMW_STELLAR_KEY_SIZE + CHECKSUM_BYTES)
    return bad (error, "too short");

  imw_reader_init (&reader, bytes, length);
  imw_reader_skip (&reader, length - CHECKSUM_BYTES);
  if (imw_reader_u16_le (&reader) != checksum (bytes, length - CHECKSUM_BYTES))
    return bad (error, "wrong checksum: there is a slip in it");

  while (found < G_N_ELEMENTS (types) && types[found].version != bytes[0])
    found++;
  if (found == G_N_ELEMENTS (types) ||
      !check_form (types[found].type, bytes + 1, length - 1 - CHECKSUM_BYTES))
    return bad (error, "unknown kind");

  if (type != NULL)
    *type = types[found].type;
  if (data != NULL)
    *data = g_bytes_new_from_bytes (decoded, 1, length - 1 - CHECKSUM_BYTES);

  return TRUE;
}

static gboolean
decode_payable (const char *text, gboolean with_muxed, ImwStellarAddress *address, GError **error)
{
  ImwStrkeyType     type;
  ImwReader         reader;
  const guint8     *bytes;
  gsize             length;
  ImwStellarAddress found = { 0 };
  g_autoptr (GBytes) data = NULL;

  if (!imw_strkey_decode (text, &type, &data, error))
    return FALSE;

  if (type != IMW_STRKEY_ACCOUNT && (type != IMW_STRKEY_MUXED || !with_muxed))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS,
                   "Stellar address: it is that of %s, not of an account", types[type].name);
      return FALSE;
    }

  bytes = g_bytes_get_data (data, &length);
  imw_reader_init (&reader, bytes, length);
  imw_reader_copy (&reader, found.key, sizeof found.key);
  found.is_muxed = type == IMW_STRKEY_MUXED;
  found.id = found.is_muxed ? imw_reader_u64_be (&reader) : 0;
  *address = found;

  return TRUE;
}

/**
 * imw_stellar_address_parse:
 * @text: any text
 * @address: (out): set on %TRUE only
 * @error: return location
 *
 * Reads the address of an account (G…) or of a numbered customer behind one (M…).
 *
 * Returns: whether it is one. On %FALSE @error is %IMW_ERROR_BAD_ADDRESS, also for contracts and other
 *   keys, or %IMW_ERROR_REFUSED for a secret seed.
 */
gboolean
imw_stellar_address_parse (const char *text, ImwStellarAddress *address, GError **error)
{
  g_return_val_if_fail (text != NULL && address != NULL, FALSE);

  return decode_payable (text, TRUE, address, error);
}

/**
 * imw_stellar_address_to_text:
 * @self: an address
 *
 * Returns: (transfer full): "G…", or "M…" when there is a number
 */
char *
imw_stellar_address_to_text (const ImwStellarAddress *self)
{
  const guint8 *bytes;
  gsize         length;
  g_autoptr (ImwWriter) writer = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!self->is_muxed)
    return imw_stellar_key_to_text (self->key);

  writer = imw_writer_new ();
  imw_writer_bytes (writer, self->key, sizeof self->key);
  imw_writer_u64_be (writer, self->id);
  bytes = imw_writer_get_data (writer, &length);

  return imw_strkey_encode (IMW_STRKEY_MUXED, bytes, length);
}

/**
 * imw_stellar_address_equal:
 * @a: an address
 * @b: another
 *
 * Returns: whether they are the same, number and all
 */
gboolean
imw_stellar_address_equal (const ImwStellarAddress *a, const ImwStellarAddress *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return memcmp (a->key, b->key, sizeof a->key) == 0 && a->is_muxed == b->is_muxed &&
         (!a->is_muxed || a->id == b->id);
}

/**
 * imw_stellar_address_from_key:
 * @key: (array fixed-size=32): public key of an account
 * @address: (out): its address, without a number
 *
 * Makes the address of an account.
 */
void
imw_stellar_address_from_key (const guint8 key[IMW_STELLAR_KEY_SIZE], ImwStellarAddress *address)
{
  g_return_if_fail (key != NULL && address != NULL);

  memset (address, 0, sizeof *address);
  memcpy (address->key, key, sizeof address->key);
}

/**
 * imw_stellar_key_parse:
 * @text: any text
 * @key: (out caller-allocates) (array fixed-size=32): public key of the account; set on %TRUE only
 * @error: return location
 *
 * Reads the address of an account (G…), and nothing else.
 *
 * Returns: whether it is one. On %FALSE @error is %IMW_ERROR_BAD_ADDRESS, or %IMW_ERROR_REFUSED for a
 *   secret seed.
 */
gboolean
imw_stellar_key_parse (const char *text, guint8 key[IMW_STELLAR_KEY_SIZE], GError **error)
{
  ImwStellarAddress address;

  g_return_val_if_fail (text != NULL && key != NULL, FALSE);

  if (!decode_payable (text, FALSE, &address, error))
    return FALSE;

  memcpy (key, address.key, sizeof address.key);

  return TRUE;
}

/**
 * imw_stellar_key_to_text:
 * @key: (array fixed-size=32): public key of an account
 *
 * Returns: (transfer full): "G…"
 */
char *
imw_stellar_key_to_text (const guint8 key[IMW_STELLAR_KEY_SIZE])
{
  g_return_val_if_fail (key != NULL, NULL);

  return imw_strkey_encode (IMW_STRKEY_ACCOUNT, key, IMW_STELLAR_KEY_SIZE);
}
