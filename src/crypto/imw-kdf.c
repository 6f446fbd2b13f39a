/* imw-kdf.c: keys from passwords
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-kdf"

#include "config.h"

#include "imw-kdf.h"
#include "imw-nettle-private.h"
#include "imw-error.h"

#include <sodium.h>

G_STATIC_ASSERT (IMW_ARGON2_SALT_SIZE == crypto_pwhash_SALTBYTES);

/* A sealed file from elsewhere says what it needs; beyond this it is an attack. */
#define MAX_OPS    32
#define MAX_MEMORY (1024u * 1024u * 1024u)

typedef struct
{
  ImwSecret    *password;
  const guint8 *salt;
  gsize         salt_length;
  guint32       ops;
  gsize         memory_bytes;
} Parameters;

static gboolean
argon2id_fill (guint8  *data,
               gsize    length,
               gpointer user_data,
               GError **error)
{
  const Parameters *parameters = user_data;
  int               result =
      crypto_pwhash (data, length, (const char *) imw_secret_open (parameters->password),
                     imw_secret_get_length (parameters->password), parameters->salt,
                     parameters->ops, parameters->memory_bytes, crypto_pwhash_ALG_ARGON2ID13);

  imw_secret_close (parameters->password);
  if (result != 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_INTERNAL,
                   "Not enough memory for Argon2id: %" G_GSIZE_FORMAT " bytes",
                   parameters->memory_bytes);
      return FALSE;
    }

  return TRUE;
}

static gboolean
pbkdf2_fill (guint8  *data,
             gsize    length,
             gpointer user_data,
             GError **error)
{
  const Parameters *parameters = user_data;

  g_assert (length == 64);

  imw_nettle_pbkdf2_sha512 (imw_secret_open (parameters->password),
                            imw_secret_get_length (parameters->password), parameters->salt,
                            parameters->salt_length, parameters->ops, data);
  imw_secret_close (parameters->password);

  return TRUE;
}

/**
 * imw_kdf_argon2id:
 * @password: the password
 * @salt: (array fixed-size=16): random bytes
 * @ops: passes over the memory, 1 to 32
 * @memory_bytes: 8 KiB to 1 GiB
 * @error: return location
 *
 * Blocks for about 0.5 s at "moderate".
 *
 * Returns: (nullable) (transfer full): 32 bytes; on %NULL @error is %IMW_ERROR_BAD_INPUT: @ops or
 *   @memory_bytes out of range, or %IMW_ERROR_INTERNAL: not that much memory
 */
ImwSecret *
imw_kdf_argon2id (ImwSecret   *password,
                  const guint8 salt[16],
                  guint32      ops,
                  gsize        memory_bytes,
                  GError     **error)
{
  Parameters parameters = { password, salt, IMW_ARGON2_SALT_SIZE, ops, memory_bytes };

  g_return_val_if_fail (password != NULL && salt != NULL, NULL);

  if (ops < crypto_pwhash_argon2id_OPSLIMIT_MIN || ops > MAX_OPS ||
      memory_bytes < crypto_pwhash_argon2id_MEMLIMIT_MIN || memory_bytes > MAX_MEMORY)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "Argon2id parameters out of range");
      return NULL;
    }

  return imw_secret_new_filled (32, argon2id_fill, &parameters, error);
}

/**
 * imw_kdf_pbkdf2_sha512:
 * @password: the password
 * @salt: (array length=salt_length): bytes
 * @salt_length: how many
 * @iterations: at least 1; BIP39 has 2048
 *
 * Returns: (transfer full): 64 bytes
 */
ImwSecret *
imw_kdf_pbkdf2_sha512 (ImwSecret    *password,
                       const guint8 *salt,
                       gsize         salt_length,
                       guint         iterations)
{
  Parameters parameters = { password, salt, salt_length, iterations, 0 };

  g_return_val_if_fail (password != NULL && salt != NULL, NULL);
  g_return_val_if_fail (iterations > 0, NULL);

  return imw_secret_new_filled (64, pbkdf2_fill, &parameters, NULL);
}
