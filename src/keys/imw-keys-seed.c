/* imw-keys-seed.c: from words to the seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-seed"

#include "config.h"

#include "imw-keys-seed.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-kdf.h"

#include <sodium.h>
#include <string.h>

#define DATA_KEY_INFO   "imwallet/data-key/1"
#define SALT_PREFIX     "mnemonic"
#define SEED_ITERATIONS 2048

typedef struct
{
  const guint8 *text;
  gsize         length;
  gsize         n_chars;
  gsize         n_bytes;
} Nfkd;

/* Canonical ordering: marks of one base character stably by their combining class. */
static void
order_marks (gunichar *chars, gsize n_chars)
{
  for (gsize i = 1; i < n_chars; i++)
    {
      gunichar c = chars[i];
      gint class = g_unichar_combining_class (c);
      gsize j = i;

      if (class == 0)
        continue;
      while (j > 0 && g_unichar_combining_class (chars[j - 1]) > class)
        {
          chars[j] = chars[j - 1];
          j--;
        }
      chars[j] = c;
    }
}

/* Into @chars when it is given; counts either way. */
static gsize
decompose (const guint8 *text, gsize length, gunichar *chars)
{
  const char *p = (const char *) text;
  const char *end = p + length;
  gsize       n_chars = 0;

  while (p < end)
    {
      gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
      gsize    n_parts =
          g_unichar_fully_decompose (g_utf8_get_char (p), TRUE, parts, G_N_ELEMENTS (parts));

      if (chars != NULL)
        memcpy (chars + n_chars, parts, n_parts * sizeof *parts);
      n_chars += n_parts;
      sodium_memzero (parts, sizeof parts);
      p = g_utf8_next_char (p);
    }

  return n_chars;
}

static gboolean
fill_chars (guint8 *data, gsize length, gpointer user_data, GError **error)
{
  Nfkd     *nfkd = user_data;
  gunichar *chars = (gunichar *) (gpointer) data;

  nfkd->n_chars = decompose (nfkd->text, nfkd->length, chars);
  g_assert (nfkd->n_chars * sizeof *chars == length);
  order_marks (chars, nfkd->n_chars);
  for (gsize i = 0; i < nfkd->n_chars; i++)
    nfkd->n_bytes += (gsize) g_unichar_to_utf8 (chars[i], NULL);

  return TRUE;
}

static gboolean
fill_utf8 (guint8 *data, gsize length, gpointer user_data, GError **error)
{
  const gunichar *chars = user_data;
  gsize           n_bytes = 0;

  for (gsize i = 0; n_bytes < length; i++)
    {
      char  buffer[6];
      gsize n = (gsize) g_unichar_to_utf8 (chars[i], buffer);

      memcpy (data + n_bytes, buffer, n);
      n_bytes += n;
      sodium_memzero (buffer, sizeof buffer);
    }

  return TRUE;
}

static gboolean
is_ascii (const guint8 *data, gsize length)
{
  guint8 bits = 0;

  for (gsize i = 0; i < length; i++)
    bits |= data[i];

  return bits < 0x80;
}

static ImwSecret *
normalize (const guint8 *data, gsize length, GError **error)
{
  Nfkd nfkd = { .text = data, .length = length };
  g_autoptr (ImwSecret) chars = NULL;
  ImwSecret    *text;
  gsize         n_chars;
  const guint8 *opened;

  if (!g_utf8_validate ((const char *) data, (gssize) length, NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "not UTF-8 text");
      return NULL;
    }
  if (is_ascii (data, length))
    return imw_secret_new (data, length);

  n_chars = decompose (data, length, NULL);
  chars = imw_secret_new_filled (n_chars * sizeof (gunichar), fill_chars, &nfkd, error);
  if (chars == NULL)
    return NULL;

  opened = imw_secret_open (chars);
  text = imw_secret_new_filled (nfkd.n_bytes, fill_utf8, (gpointer) opened, error);
  imw_secret_close (chars);

  return text;
}

/**
 * imw_keys_nfkd:
 * @text: UTF-8 without NUL
 * @error: return location
 *
 * Compatibility decomposition, all in locked memory. Any thread.
 *
 * Returns: (transfer full): the normalised text, or %NULL with %IMW_ERROR_BAD_INPUT when @text is not UTF-8
 */
ImwSecret *
imw_keys_nfkd (ImwSecret *text, GError **error)
{
  const guint8 *data = imw_secret_open (text);
  ImwSecret    *normalized = normalize (data, imw_secret_get_length (text), error);

  imw_secret_close (text);

  return normalized;
}

static gboolean
fill_salt (guint8 *data, gsize length, gpointer user_data, GError **error)
{
  ImwSecret *passphrase = user_data;

  memcpy (data, SALT_PREFIX, strlen (SALT_PREFIX));
  if (passphrase != NULL)
    {
      memcpy (data + strlen (SALT_PREFIX), imw_secret_open (passphrase),
              imw_secret_get_length (passphrase));
      imw_secret_close (passphrase);
    }

  return TRUE;
}

/**
 * imw_keys_seed_new:
 * @words: the mnemonic, its words joined by one space
 * @passphrase: (nullable): the BIP39 passphrase
 * @error: return location
 *
 * The seed of BIP39. Does not look at the checksum: that is imw_bip39_to_entropy()'s work. Any thread.
 *
 * Returns: (transfer full): 64 bytes, or %NULL with %IMW_ERROR_BAD_INPUT when a text is not UTF-8
 */
ImwSecret *
imw_keys_seed_new (ImwSecret *words, ImwSecret *passphrase, GError **error)
{
  g_autoptr (ImwSecret) normal_words = imw_keys_nfkd (words, error);
  g_autoptr (ImwSecret) normal_passphrase = NULL;
  g_autoptr (ImwSecret) salt = NULL;
  ImwSecret *seed;
  gsize      length = strlen (SALT_PREFIX);

  if (normal_words == NULL)
    return NULL;
  if (passphrase != NULL && imw_secret_get_length (passphrase) > 0)
    {
      normal_passphrase = imw_keys_nfkd (passphrase, error);
      if (normal_passphrase == NULL)
        return NULL;
      length += imw_secret_get_length (normal_passphrase);
    }

  salt = imw_secret_new_filled (length, fill_salt, normal_passphrase, error);
  if (salt == NULL)
    return NULL;
  seed = imw_kdf_pbkdf2_sha512 (normal_words, imw_secret_open (salt), length, SEED_ITERATIONS);
  imw_secret_close (salt);

  return seed;
}

/**
 * imw_keys_data_key_new:
 * @seed: the BIP39 seed
 *
 * The key of the personal data in the store: words and data folder restore everything. Any thread.
 *
 * Returns: (transfer full): 32 bytes
 */
ImwSecret *
imw_keys_data_key_new (ImwSecret *seed)
{
  g_auto (ImwKey32) key = IMW_KEY32_INIT;

  imw_hkdf_sha256 (imw_secret_open (seed), imw_secret_get_length (seed), DATA_KEY_INFO, key.bytes);
  imw_secret_close (seed);

  return imw_secret_new (key.bytes, sizeof key.bytes);
}
