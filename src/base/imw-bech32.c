/* imw-bech32.c: Bech32 (BIP173) and Bech32m (BIP350)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bech32"

#include "config.h"

#include "imw-bech32.h"
#include "imw-error.h"

#include <string.h>

#define CHECKSUM_LENGTH   6
#define MAX_HRP_LENGTH    83
#define MAX_SEGWIT_LENGTH 90

static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static guint32
checksum_constant (ImwBech32Encoding encoding)
{
  guint32 constant = 1;

  switch (encoding)
    {
    case IMW_BECH32:
      break;
    case IMW_BECH32M:
      constant = 0x2bc830a3u;
      break;
    }

  return constant;
}

static guint32
polymod_step (guint32 state,
              guint   value)
{
  static const guint32 generator[5] = {
    0x3b6a57b2u, 0x26508e6du, 0x1ea119fau, 0x3d4233ddu, 0x2a1462b3u
  };
  guint32 top = state >> 25;

  state = (state & 0x1ffffffu) << 5 ^ value;
  for (guint i = 0; i < G_N_ELEMENTS (generator); i++)
    {
      if ((top >> i & 1) != 0)
        state ^= generator[i];
    }

  return state;
}

static guint32
polymod_hrp (const char *hrp)
{
  guint32 state = 1;

  for (const char *p = hrp; *p != '\0'; p++)
    state = polymod_step (state, (guint8) *p >> 5);
  state = polymod_step (state, 0);
  for (const char *p = hrp; *p != '\0'; p++)
    state = polymod_step (state, (guint8) *p & 31);

  return state;
}

static gboolean
hrp_valid (const char *hrp)
{
  gsize length = strlen (hrp);

  if (length < 1 || length > MAX_HRP_LENGTH)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (hrp[i] < 33 || hrp[i] > 126 || g_ascii_isupper (hrp[i]))
        return FALSE;
    }

  return TRUE;
}

static gboolean
fail_text (GError    **error,
           const char *reason)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Bech32 text: %s", reason);
  return FALSE;
}

/* @text in lower case, or NULL when it is too long, mixes cases or has other characters. */
static char *
fold_case (const char *text,
           gsize       max_length,
           GError    **error)
{
  gboolean lower = FALSE;
  gboolean upper = FALSE;
  gsize    length = strlen (text);

  if (length > max_length)
    {
      fail_text (error, "too long");
      return NULL;
    }
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] < 33 || text[i] > 126)
        {
          fail_text (error, "character out of range");
          return NULL;
        }
      lower = lower || g_ascii_islower (text[i]);
      upper = upper || g_ascii_isupper (text[i]);
    }
  if (lower && upper)
    {
      fail_text (error, "upper and lower case mixed");
      return NULL;
    }

  return g_ascii_strdown (text, -1);
}

/* Regroups bits; NULL when the bits left over are more than padding, or not zero. */
static GByteArray *
convert_bits (const guint8 *data,
              gsize         length,
              guint         from,
              guint         to,
              gboolean      pad)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint32 mask = (1u << to) - 1;
  guint32 bits = 0;
  guint   n_bits = 0;

  for (gsize i = 0; i < length; i++)
    {
      bits = (bits << from | data[i]) & 0xfff;
      n_bits += from;
      while (n_bits >= to)
        {
          guint8 value = (guint8) (bits >> (n_bits - to) & mask);

          n_bits -= to;
          g_byte_array_append (out, &value, 1);
        }
    }
  if (pad && n_bits > 0)
    {
      guint8 value = (guint8) (bits << (to - n_bits) & mask);

      g_byte_array_append (out, &value, 1);
    }
  else if (!pad && (n_bits >= from || (bits & ((1u << n_bits) - 1)) != 0))
    {
      return NULL;
    }

  return g_steal_pointer (&out);
}

static gboolean
program_valid (guint8 version,
               gsize  length)
{
  if (version > 16 || length < 2 || length > 40)
    return FALSE;

  return version != 0 || length == 20 || length == 32;
}

static ImwBech32Encoding
encoding_for_version (guint8 version)
{
  return version == 0 ? IMW_BECH32 : IMW_BECH32M;
}

/**
 * imw_bech32_encode:
 * @encoding: which checksum
 * @hrp: the part before the "1": 1 to 83 printable ASCII characters, no upper case
 * @values: (array length=n_values) (nullable): 5-bit groups, without checksum; %NULL only with 0
 * @n_values: how many
 *
 * Returns: (transfer full): the text, lower case
 */
char *
imw_bech32_encode (ImwBech32Encoding encoding,
                   const char       *hrp,
                   const guint8     *values,
                   gsize             n_values)
{
  g_autoptr (GString) text = NULL;
  guint32 state;

  g_return_val_if_fail (hrp != NULL && hrp_valid (hrp), NULL);
  g_return_val_if_fail (values != NULL || n_values == 0, NULL);

  text = g_string_sized_new (strlen (hrp) + 1 + n_values + CHECKSUM_LENGTH);
  g_string_append (text, hrp);
  g_string_append_c (text, '1');
  state = polymod_hrp (hrp);
  for (gsize i = 0; i < n_values; i++)
    {
      g_return_val_if_fail (values[i] < 32, NULL);

      state = polymod_step (state, values[i]);
      g_string_append_c (text, charset[values[i]]);
    }
  for (guint i = 0; i < CHECKSUM_LENGTH; i++)
    state = polymod_step (state, 0);
  state ^= checksum_constant (encoding);
  for (guint i = 0; i < CHECKSUM_LENGTH; i++)
    g_string_append_c (text, charset[state >> (5 * (CHECKSUM_LENGTH - 1 - i)) & 31]);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * imw_bech32_decode:
 * @text: text of one case
 * @max_length: how many characters are allowed; 90 for what BIP173 describes
 * @encoding: (out) (optional): which checksum it has
 * @hrp: (out) (optional) (transfer full): the part before the last "1", in lower case
 * @values: (out) (optional) (transfer full): 5-bit groups, without checksum
 * @error: return location
 *
 * Returns: whether @text is valid; on %FALSE nothing else is set and @error is %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_bech32_decode (const char        *text,
                   gsize              max_length,
                   ImwBech32Encoding *encoding,
                   char             **hrp,
                   GBytes           **values,
                   GError           **error)
{
  g_autofree char *folded = NULL;
  g_autofree char *prefix = NULL;
  g_autoptr (GByteArray) groups = NULL;
  const char *separator;
  guint32     state;

  g_return_val_if_fail (text != NULL, FALSE);

  folded = fold_case (text, max_length, error);
  if (folded == NULL)
    return FALSE;
  separator = strrchr (folded, '1');
  if (separator == NULL || separator == folded || separator - folded > MAX_HRP_LENGTH)
    return fail_text (error, "no separator or a wrong prefix");
  if (strlen (separator + 1) < CHECKSUM_LENGTH)
    return fail_text (error, "no checksum");

  prefix = g_strndup (folded, (gsize) (separator - folded));
  groups = g_byte_array_new ();
  state = polymod_hrp (prefix);
  for (const char *p = separator + 1; *p != '\0'; p++)
    {
      const char *found = strchr (charset, *p);
      guint8      value;

      if (found == NULL)
        return fail_text (error, "character out of range");
      value = (guint8) (found - charset);
      state = polymod_step (state, value);
      g_byte_array_append (groups, &value, 1);
    }
  if (state != checksum_constant (IMW_BECH32) && state != checksum_constant (IMW_BECH32M))
    return fail_text (error, "checksum does not fit");

  g_byte_array_set_size (groups, groups->len - CHECKSUM_LENGTH);
  if (encoding != NULL)
    *encoding = state == checksum_constant (IMW_BECH32) ? IMW_BECH32 : IMW_BECH32M;
  if (hrp != NULL)
    *hrp = g_steal_pointer (&prefix);
  if (values != NULL)
    *values = g_byte_array_free_to_bytes (g_steal_pointer (&groups));

  return TRUE;
}

/**
 * imw_segwit_encode:
 * @hrp: the network's prefix
 * @version: 0 to 16
 * @program: (array length=length): the witness program
 * @length: 2 to 40 bytes, 20 or 32 for version 0
 *
 * Returns: (transfer full): the address
 */
char *
imw_segwit_encode (const char   *hrp,
                   guint8        version,
                   const guint8 *program,
                   gsize         length)
{
  g_autoptr (GByteArray) values = NULL;

  g_return_val_if_fail (program != NULL, NULL);
  g_return_val_if_fail (program_valid (version, length), NULL);

  values = convert_bits (program, length, 8, 5, TRUE);
  g_byte_array_prepend (values, &version, 1);

  return imw_bech32_encode (encoding_for_version (version), hrp, values->data, values->len);
}

/**
 * imw_segwit_decode:
 * @text: an address
 * @hrp: (out) (optional) (transfer full): the network's prefix, in lower case
 * @version: (out) (optional): 0 to 16
 * @program: (out) (optional) (transfer full): the witness program
 * @error: return location
 *
 * Returns: whether @text is an address; on %FALSE nothing else is set and @error is
 *   %IMW_ERROR_BAD_ADDRESS
 */
gboolean
imw_segwit_decode (const char *text,
                   char      **hrp,
                   guint8     *version,
                   GBytes    **program,
                   GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) values = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char  *prefix = NULL;
  ImwBech32Encoding encoding;
  const guint8     *data;
  gsize             length;

  g_return_val_if_fail (text != NULL, FALSE);

  if (!imw_bech32_decode (text, MAX_SEGWIT_LENGTH, &encoding, &prefix, &values, &local_error))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS,
                           local_error != NULL ? local_error->message : "not Bech32");
      return FALSE;
    }

  data = g_bytes_get_data (values, &length);
  if (length > 0)
    bytes = convert_bits (&data[1], length - 1, 5, 8, FALSE);
  if (bytes == NULL || !program_valid (data[0], bytes->len))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS,
                           "Version, length or padding of the witness program is wrong");
      return FALSE;
    }
  if (encoding != encoding_for_version (data[0]))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS,
                           "Checksum of the wrong kind for this witness version");
      return FALSE;
    }

  if (hrp != NULL)
    *hrp = g_steal_pointer (&prefix);
  if (version != NULL)
    *version = data[0];
  if (program != NULL)
    *program = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));

  return TRUE;
}
