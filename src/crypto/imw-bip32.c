/* imw-bip32.c: public side of BIP32
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bip32"

#include "config.h"

#include "imw-bip32.h"
#include "imw-base58check.h"
#include "imw-hash.h"
#include "imw-secp256k1.h"
#include "imw-error.h"
#include "imw-reader.h"
#include "imw-writer.h"

#include <string.h>

#define SERIALIZED_SIZE 78
#define MAX_STEPS       255

static gboolean
fail_path (GError    **error,
           const char *reason)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Derivation path: %s", reason);
  return FALSE;
}

/* One step "84", "84'" or "84h"; @end is where it stops. */
static gboolean
parse_step (const char  *text,
            const char **end,
            guint32     *step)
{
  gsize   n_digits = strspn (text, "0123456789");
  guint64 value = 0;

  if (n_digits < 1 || n_digits > 10 || (n_digits > 1 && text[0] == '0'))
    return FALSE;
  for (gsize i = 0; i < n_digits; i++)
    value = value * 10 + (guint64) g_ascii_digit_value (text[i]);
  if (value >= IMW_BIP32_HARDENED)
    return FALSE;

  *step = (guint32) value;
  *end = text + n_digits;
  if (**end == '\'' || **end == 'h')
    {
      *step |= IMW_BIP32_HARDENED;
      (*end)++;
    }

  return **end == '/' || **end == '\0';
}

/**
 * imw_bip32_pub_parse:
 * @text: an extended public key
 * @version: (out): its four version bytes; the caller compares them with what its network has
 * @out: (out caller-allocates): the key, set on %TRUE only
 * @error: return location
 *
 * Returns: whether @text is an extended public key; on %FALSE @error is %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_bip32_pub_parse (const char  *text,
                     guint32     *version,
                     ImwBip32Pub *out,
                     GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  ImwReader     reader;
  ImwBip32Pub   pub = { 0 };
  guint32       read_version;
  guint32       parent;
  gsize         length;
  const guint8 *data;

  g_return_val_if_fail (text != NULL && version != NULL && out != NULL, FALSE);

  bytes = imw_base58check_decode (text, SERIALIZED_SIZE, error);
  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &length);
  imw_reader_init (&reader, data, length);
  read_version = imw_reader_u32_be (&reader);
  pub.depth = imw_reader_u8 (&reader);
  imw_reader_copy (&reader, pub.parent_fingerprint, sizeof pub.parent_fingerprint);
  pub.child_number = imw_reader_u32_be (&reader);
  imw_reader_copy (&reader, pub.chain_code, sizeof pub.chain_code);
  imw_reader_copy (&reader, pub.pubkey, sizeof pub.pubkey);
  if (!imw_reader_finish (&reader, "Extended key", error))
    return FALSE;

  memcpy (&parent, pub.parent_fingerprint, sizeof parent);
  if (pub.depth == 0 && (parent != 0 || pub.child_number != 0))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "Extended key: a master key with a parent");
      return FALSE;
    }
  if (!imw_secp256k1_pubkey_valid (pub.pubkey, sizeof pub.pubkey))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Extended key: not a public key");
      return FALSE;
    }
  *version = read_version;
  *out = pub;

  return TRUE;
}

/**
 * imw_bip32_pub_serialize:
 * @self: an extended public key
 * @version: the four version bytes, 0x0488b21e for "xpub", 0x043587cf for "tpub"
 *
 * Returns: (transfer full): the text
 */
char *
imw_bip32_pub_serialize (const ImwBip32Pub *self,
                         guint32            version)
{
  g_autoptr (ImwWriter) writer = NULL;
  const guint8 *data;
  gsize         length;

  g_return_val_if_fail (self != NULL, NULL);

  writer = imw_writer_new ();
  imw_writer_u32_be (writer, version);
  imw_writer_u8 (writer, self->depth);
  imw_writer_bytes (writer, self->parent_fingerprint, sizeof self->parent_fingerprint);
  imw_writer_u32_be (writer, self->child_number);
  imw_writer_bytes (writer, self->chain_code, sizeof self->chain_code);
  imw_writer_bytes (writer, self->pubkey, sizeof self->pubkey);
  data = imw_writer_get_data (writer, &length);

  return imw_base58check_encode (data, length);
}

/**
 * imw_bip32_pub_derive:
 * @self: an extended public key
 * @index: below %IMW_BIP32_HARDENED
 * @child: (out caller-allocates): the child, set on %TRUE only; may be @self
 * @error: return location
 *
 * Returns: whether there is such a child; on %FALSE @error is %IMW_ERROR_BAD_INPUT: hardened, too
 *   deep, or the one index in 2^127 that has no key
 */
gboolean
imw_bip32_pub_derive (const ImwBip32Pub *self,
                      guint32            index,
                      ImwBip32Pub       *child,
                      GError           **error)
{
  ImwBip32Pub derived = { 0 };
  guint8      data[37];
  guint8      hash[64];

  g_return_val_if_fail (self != NULL && child != NULL, FALSE);

  if (index >= IMW_BIP32_HARDENED)
    return fail_path (error, "a public key has no hardened children");
  if (self->depth == G_MAXUINT8)
    return fail_path (error, "too deep");

  memcpy (data, self->pubkey, 33);
  for (guint i = 0; i < 4; i++)
    data[33 + i] = (guint8) (index >> (24 - 8 * i));
  imw_hmac_sha512 (self->chain_code, sizeof self->chain_code, data, sizeof data, hash);
  if (!imw_secp256k1_pubkey_tweak_add (self->pubkey, hash, derived.pubkey))
    return fail_path (error, "this index has no key");

  memcpy (derived.chain_code, &hash[32], 32);
  derived.depth = (guint8) (self->depth + 1);
  derived.child_number = index;
  imw_bip32_pub_fingerprint (self, derived.parent_fingerprint);
  *child = derived;

  return TRUE;
}

/**
 * imw_bip32_pub_fingerprint:
 * @self: an extended public key
 * @out: (out caller-allocates) (array fixed-size=4): first bytes of the hash of its public key
 *
 * The fingerprint of BIP32.
 */
void
imw_bip32_pub_fingerprint (const ImwBip32Pub *self,
                           guint8             out[4])
{
  guint8 hash[20];

  g_return_if_fail (self != NULL);

  imw_hash160 (self->pubkey, sizeof self->pubkey, hash);
  memcpy (out, hash, 4);
}

/**
 * imw_bip32_path_parse:
 * @text: "m", then up to 255 steps such as "/0", "/84'" or "/84h"
 * @path: (out) (transfer full) (element-type guint32): the steps, set on %TRUE only
 * @error: return location
 *
 * Returns: whether @text is a path; on %FALSE @error is %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_bip32_path_parse (const char *text,
                      GArray    **path,
                      GError    **error)
{
  g_autoptr (GArray) steps = NULL;
  const char *p;

  g_return_val_if_fail (text != NULL && path != NULL, FALSE);

  if (text[0] != 'm')
    return fail_path (error, "does not begin with m");

  steps = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (p = text + 1; *p == '/';)
    {
      guint32 step = 0;

      if (steps->len == MAX_STEPS)
        return fail_path (error, "too deep");
      if (!parse_step (p + 1, &p, &step))
        return fail_path (error, "malformed step");
      g_array_append_val (steps, step);
    }
  if (*p != '\0')
    return fail_path (error, "malformed");
  *path = g_steal_pointer (&steps);

  return TRUE;
}

/**
 * imw_bip32_path_to_text:
 * @path: (array length=length) (nullable): steps; %NULL only with 0
 * @length: how many
 *
 * Returns: (transfer full): for example "m/84'/0'/0'"
 */
char *
imw_bip32_path_to_text (const guint32 *path,
                        gsize          length)
{
  GString *text;

  g_return_val_if_fail (path != NULL || length == 0, NULL);

  text = g_string_new ("m");
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "/%u%s", path[i] & ~IMW_BIP32_HARDENED,
                            path[i] >= IMW_BIP32_HARDENED ? "'" : "");

  return g_string_free (text, FALSE);
}
