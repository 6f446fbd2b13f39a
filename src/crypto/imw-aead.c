/* imw-aead.c: XChaCha20-Poly1305 (IETF)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-aead"

#include "config.h"

#include "imw-aead.h"
#include "imw-error.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT (IMW_AEAD_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT (IMW_AEAD_NONCE_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
G_STATIC_ASSERT (IMW_AEAD_TAG_SIZE == crypto_aead_xchacha20poly1305_ietf_ABYTES);

#define OVERHEAD (IMW_AEAD_NONCE_SIZE + IMW_AEAD_TAG_SIZE)

typedef struct
{
  ImwSecret    *key;
  const guint8 *box;
  gsize         length;
  const guint8 *associated;
  gsize         associated_length;
} Opening;

static gboolean
check_key (ImwSecret *key,
           GError   **error)
{
  if (imw_secret_get_length (key) == IMW_AEAD_KEY_SIZE)
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Key of the wrong size");

  return FALSE;
}

static gboolean
check_box (gsize    length,
           GError **error)
{
  if (length >= OVERHEAD)
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "Sealed data is too short");

  return FALSE;
}

static GBytes *
seal (ImwSecret    *key,
      const guint8 *data,
      gsize         length,
      const guint8 *associated,
      gsize         associated_length)
{
  guint8            *box = g_malloc (length + OVERHEAD);
  unsigned long long sealed_length = 0;

  randombytes_buf (box, IMW_AEAD_NONCE_SIZE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (&box[IMW_AEAD_NONCE_SIZE], &sealed_length, data,
                                              length, associated, associated_length, NULL, box,
                                              imw_secret_open (key));
  imw_secret_close (key);
  g_assert (sealed_length == length + IMW_AEAD_TAG_SIZE);

  return g_bytes_new_take (box, length + OVERHEAD);
}

/* target has room for the length of the box without OVERHEAD */
static gboolean
open_into (guint8        *target,
           const Opening *opening,
           GError       **error)
{
  int result = crypto_aead_xchacha20poly1305_ietf_decrypt (
      target, NULL, NULL, &opening->box[IMW_AEAD_NONCE_SIZE], opening->length - IMW_AEAD_NONCE_SIZE,
      opening->associated, opening->associated_length, opening->box,
      imw_secret_open (opening->key));

  imw_secret_close (opening->key);
  if (result != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "Sealed data does not open");
      return FALSE;
    }

  return TRUE;
}

static gboolean
open_secret_fill (guint8  *data,
                  gsize    length,
                  gpointer user_data,
                  GError **error)
{
  return open_into (data, user_data, error);
}

/**
 * imw_aead_seal:
 * @key: 32 bytes
 * @data: (array length=length) (nullable): what is sealed; %NULL only with 0
 * @length: how many bytes
 * @associated: text that has to be the same at opening, and is not in the box
 * @error: return location
 *
 * Returns: (nullable) (transfer full): nonce, ciphertext and tag; on %NULL @error is
 *   %IMW_ERROR_BAD_INPUT: key of the wrong size
 */
GBytes *
imw_aead_seal (ImwSecret    *key,
               const guint8 *data,
               gsize         length,
               const char   *associated,
               GError      **error)
{
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (associated != NULL, NULL);

  if (!check_key (key, error))
    return NULL;

  return seal (key, data, length, (const guint8 *) associated, strlen (associated));
}

/**
 * imw_aead_open:
 * @key: 32 bytes
 * @box: (array length=length) (nullable): what imw_aead_seal() made; %NULL only with 0
 * @length: how many bytes
 * @associated: the text given at sealing
 * @error: return location
 *
 * Returns: (nullable) (transfer full): what was sealed, in ordinary memory; on %NULL @error is
 *   %IMW_ERROR_CORRUPT, or %IMW_ERROR_BAD_INPUT: key of the wrong size
 */
GBytes *
imw_aead_open (ImwSecret    *key,
               const guint8 *box,
               gsize         length,
               const char   *associated,
               GError      **error)
{
  g_autofree guint8 *data = NULL;
  Opening            opening = { key, box, length, NULL, 0 };

  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (box != NULL || length == 0, NULL);
  g_return_val_if_fail (associated != NULL, NULL);

  if (!check_key (key, error) || !check_box (length, error))
    return NULL;

  opening.associated = (const guint8 *) associated;
  opening.associated_length = strlen (associated);
  data = g_malloc (length - OVERHEAD + 1);
  if (!open_into (data, &opening, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&data), length - OVERHEAD);
}

/**
 * imw_aead_seal_secret:
 * @key: 32 bytes
 * @secret: what is sealed
 * @associated: (array length=associated_length) (nullable): bytes that have to be the same at
 *   opening, and are not in the box
 * @associated_length: how many
 * @error: return location
 *
 * Returns: (nullable) (transfer full): nonce, ciphertext and tag; on %NULL @error is
 *   %IMW_ERROR_BAD_INPUT: key of the wrong size
 */
GBytes *
imw_aead_seal_secret (ImwSecret    *key,
                      ImwSecret    *secret,
                      const guint8 *associated,
                      gsize         associated_length,
                      GError      **error)
{
  GBytes *box;

  g_return_val_if_fail (key != NULL && secret != NULL, NULL);
  g_return_val_if_fail (associated != NULL || associated_length == 0, NULL);

  if (!check_key (key, error))
    return NULL;

  box = seal (key, imw_secret_open (secret), imw_secret_get_length (secret), associated,
              associated_length);
  imw_secret_close (secret);

  return box;
}

/**
 * imw_aead_open_secret:
 * @key: 32 bytes
 * @box: (array length=length) (nullable): what imw_aead_seal_secret() made; %NULL only with 0
 * @length: how many bytes
 * @associated: (array length=associated_length) (nullable): the bytes given at sealing
 * @associated_length: how many
 * @error: return location
 *
 * Returns: (nullable) (transfer full): what was sealed; on %NULL @error is %IMW_ERROR_CORRUPT, or
 *   %IMW_ERROR_BAD_INPUT: key of the wrong size
 */
ImwSecret *
imw_aead_open_secret (ImwSecret    *key,
                      const guint8 *box,
                      gsize         length,
                      const guint8 *associated,
                      gsize         associated_length,
                      GError      **error)
{
  Opening opening = { key, box, length, associated, associated_length };

  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (box != NULL || length == 0, NULL);
  g_return_val_if_fail (associated != NULL || associated_length == 0, NULL);

  if (!check_key (key, error) || !check_box (length, error))
    return NULL;

  return imw_secret_new_filled (length - OVERHEAD, open_secret_fill, &opening, error);
}
