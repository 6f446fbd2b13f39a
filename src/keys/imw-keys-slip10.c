/* imw-keys-slip10.c: private keys of Ed25519 from a seed (SLIP-10)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-slip10"

#include "config.h"

#include "imw-keys-slip10.h"

#include "imw-bip32.h"
#include "imw-ed25519.h"
#include "imw-error.h"
#include "imw-hash.h"

#include <sodium.h>
#include <string.h>

#define SEED_KEY "ed25519 seed"

/* The form libsodium signs with: seed and public key. */
typedef struct
{
  guint8 bytes[crypto_sign_SECRETKEYBYTES];
} ExpandedKey;

static void
expanded_key_clear (ExpandedKey *self)
{
  sodium_memzero (self, sizeof *self);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExpandedKey, expanded_key_clear)

static void
take_hash (ImwKeysSlip10 *self, const ImwKey64 *hash)
{
  memcpy (self->key, hash->bytes, 32);
  memcpy (self->chain_code, hash->bytes + 32, 32);
}

static void
expand (const ImwKeysSlip10 *self, ExpandedKey *secret, guint8 pubkey[32])
{
  if (crypto_sign_seed_keypair (pubkey, secret->bytes, self->key) != 0)
    g_assert_not_reached (); /* it has no way to fail */
}

/**
 * imw_keys_slip10_clear:
 * @self: a node
 *
 * Wipes @self. Any thread.
 */
void
imw_keys_slip10_clear (ImwKeysSlip10 *self)
{
  sodium_memzero (self, sizeof *self);
}

/**
 * imw_keys_slip10_init_from_seed:
 * @self: (out caller-allocates): the master node
 * @seed: 16 to 64 bytes
 * @error: return location
 *
 * The master key of Ed25519 (SLIP-10, "Master key generation"). Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT when @seed has the wrong size
 */
gboolean
imw_keys_slip10_init_from_seed (ImwKeysSlip10 *self, ImwSecret *seed, GError **error)
{
  g_auto (ImwKey64) hash = IMW_KEY64_INIT;
  gsize length = imw_secret_get_length (seed);

  imw_keys_slip10_clear (self);
  if (length < 16 || length > 64)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "a seed has 16 to 64 bytes");
      return FALSE;
    }

  imw_hmac_sha512 ((const guint8 *) SEED_KEY, strlen (SEED_KEY), imw_secret_open (seed), length,
                   hash.bytes);
  imw_secret_close (seed);
  take_hash (self, &hash);

  return TRUE;
}

static gboolean
derive (const ImwKeysSlip10 *self, guint32 index, ImwKeysSlip10 *child, GError **error)
{
  g_auto (ImwKey64) data = IMW_KEY64_INIT; /* 37 bytes of it */
  g_auto (ImwKey64) hash = IMW_KEY64_INIT;

  if (index < IMW_BIP32_HARDENED)
    {
      imw_keys_slip10_clear (child);
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no key at this index");
      return FALSE;
    }

  memcpy (data.bytes + 1, self->key, 32);
  for (guint i = 0; i < 4; i++)
    data.bytes[33 + i] = (guint8) (index >> (24 - 8 * i));
  imw_hmac_sha512 (self->chain_code, 32, data.bytes, 37, hash.bytes);
  take_hash (child, &hash);

  return TRUE;
}

/**
 * imw_keys_slip10_derive_path:
 * @self: a node
 * @path: (array length=length): child numbers, each of them hardened
 * @length: number of steps
 * @child: (out caller-allocates): the last node; may not be @self
 * @error: return location
 *
 * Derives step by step (SLIP-10, "Private parent key → private child key"). Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT when a step is not hardened: Ed25519 has no such keys
 */
gboolean
imw_keys_slip10_derive_path (const ImwKeysSlip10 *self,
                             const guint32       *path,
                             gsize                length,
                             ImwKeysSlip10       *child,
                             GError             **error)
{
  g_auto (ImwKeysSlip10) parent = IMW_KEYS_SLIP10_INIT;

  g_assert (self != child);
  memcpy (child, self, sizeof *child);
  for (gsize i = 0; i < length; i++)
    {
      memcpy (&parent, child, sizeof parent);
      if (!derive (&parent, path[i], child, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_keys_slip10_get_public:
 * @self: a node
 * @out: (out caller-allocates): its public key (RFC 8032, 5.1.5)
 *
 * Any thread.
 */
void
imw_keys_slip10_get_public (const ImwKeysSlip10 *self, guint8 out[32])
{
  g_auto (ExpandedKey) secret = { { 0 } };

  expand (self, &secret, out);
}

/**
 * imw_keys_slip10_sign:
 * @self: a node
 * @message: what is signed
 * @length: its length
 * @signature: (out caller-allocates): R and S
 * @error: return location
 *
 * Ed25519 (RFC 8032, 5.1.6). Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_INTERNAL when the signature does not check
 */
gboolean
imw_keys_slip10_sign (const ImwKeysSlip10 *self,
                      const guint8        *message,
                      gsize                length,
                      guint8               signature[64],
                      GError             **error)
{
  g_auto (ExpandedKey) secret = { { 0 } };
  guint8 pubkey[32];

  expand (self, &secret, pubkey);
  if (crypto_sign_detached (signature, NULL, message, length, secret.bytes) != 0 ||
      !imw_ed25519_verify (pubkey, message, length, signature))
    {
      memset (signature, 0, 64);
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "the signature does not check");
      return FALSE;
    }

  return TRUE;
}
