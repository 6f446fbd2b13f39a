/* imw-keys-node.c: private side of BIP32
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-node"

#include "config.h"

#include "imw-keys-node.h"

#include "imw-keys-private.h"

#include "imw-error.h"
#include "imw-hash.h"

#include <sodium.h>
#include <string.h>

#define SEED_KEY "Bitcoin seed"

static gboolean
get_pubkey (const guint8 key[32], guint8 out[33])
{
  const secp256k1_context *context = imw_keys_context_get ();
  secp256k1_pubkey         pubkey;
  gsize                    length = 33;

  if (secp256k1_ec_pubkey_create (context, &pubkey, key) != 1)
    return FALSE;

  secp256k1_ec_pubkey_serialize (context, out, &length, &pubkey, SECP256K1_EC_COMPRESSED);

  return TRUE;
}

static gboolean
refuse_child (ImwKeysNode *child, GError **error)
{
  imw_keys_node_clear (child);
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no key at this index");

  return FALSE;
}

/**
 * imw_keys_node_clear:
 * @self: a node
 *
 * Wipes @self. Any thread.
 */
void
imw_keys_node_clear (ImwKeysNode *self)
{
  sodium_memzero (self, sizeof *self);
}

/**
 * imw_keys_node_init_from_seed:
 * @self: (out caller-allocates): the master node
 * @seed: 16 to 64 bytes
 * @error: return location
 *
 * The master key of BIP32. Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT when @seed has the wrong size or gives no key
 */
gboolean
imw_keys_node_init_from_seed (ImwKeysNode *self, ImwSecret *seed, GError **error)
{
  g_auto (ImwKey64) hash = IMW_KEY64_INIT;
  gsize         length = imw_secret_get_length (seed);
  const guint8 *data;

  imw_keys_node_clear (self);
  if (length < 16 || length > 64)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "a seed has 16 to 64 bytes");
      return FALSE;
    }

  data = imw_secret_open (seed);
  imw_hmac_sha512 ((const guint8 *) SEED_KEY, strlen (SEED_KEY), data, length, hash.bytes);
  imw_secret_close (seed);

  memcpy (self->key, hash.bytes, 32);
  memcpy (self->chain_code, hash.bytes + 32, 32);
  if (secp256k1_ec_seckey_verify (imw_keys_context_get (), self->key) != 1)
    return refuse_child (self, error);

  return TRUE;
}

/**
 * imw_keys_node_derive:
 * @self: a node
 * @index: child number, hardened from %IMW_BIP32_HARDENED on
 * @child: (out caller-allocates): the child; may not be @self
 * @error: return location
 *
 * CKDpriv of BIP32. Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT when there is no key at @index (practically never) or
 *   the tree would be deeper than 255
 */
gboolean
imw_keys_node_derive (const ImwKeysNode *self, guint32 index, ImwKeysNode *child, GError **error)
{
  g_auto (ImwKey64) data = IMW_KEY64_INIT; /* 37 bytes of it */
  g_auto (ImwKey64) hash = IMW_KEY64_INIT;
  guint8 pubkey[33];
  guint8 hash160[20];

  g_assert (self != child);
  imw_keys_node_clear (child);
  if (self->depth == G_MAXUINT8 || !get_pubkey (self->key, pubkey))
    return refuse_child (child, error);

  if (index >= IMW_BIP32_HARDENED)
    memcpy (data.bytes + 1, self->key, 32);
  else
    memcpy (data.bytes, pubkey, 33);
  for (guint i = 0; i < 4; i++)
    data.bytes[33 + i] = (guint8) (index >> (24 - 8 * i));
  imw_hmac_sha512 (self->chain_code, 32, data.bytes, 37, hash.bytes);

  memcpy (child->key, self->key, 32);
  if (secp256k1_ec_seckey_tweak_add (imw_keys_context_get (), child->key, hash.bytes) != 1)
    return refuse_child (child, error);

  imw_hash160 (pubkey, sizeof pubkey, hash160);
  memcpy (child->parent_fingerprint, hash160, 4);
  memcpy (child->chain_code, hash.bytes + 32, 32);
  child->depth = (guint8) (self->depth + 1);
  child->child_number = index;

  return TRUE;
}

/**
 * imw_keys_node_derive_path:
 * @self: a node
 * @path: (array length=length): child numbers
 * @length: number of steps
 * @child: (out caller-allocates): the last node; may not be @self
 * @error: return location
 *
 * Derives step by step. Any thread.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT as imw_keys_node_derive() says
 */
gboolean
imw_keys_node_derive_path (const ImwKeysNode *self,
                           const guint32     *path,
                           gsize              length,
                           ImwKeysNode       *child,
                           GError           **error)
{
  g_auto (ImwKeysNode) parent = IMW_KEYS_NODE_INIT;

  g_assert (self != child);
  memcpy (child, self, sizeof *child);
  for (gsize i = 0; i < length; i++)
    {
      memcpy (&parent, child, sizeof parent);
      if (!imw_keys_node_derive (&parent, path[i], child, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_keys_node_to_public:
 * @self: a node
 * @out: (out caller-allocates): its public side
 *
 * Returns: %FALSE if @self holds no key
 */
gboolean
imw_keys_node_to_public (const ImwKeysNode *self, ImwBip32Pub *out)
{
  memset (out, 0, sizeof *out);
  if (!get_pubkey (self->key, out->pubkey))
    return FALSE;

  out->depth = self->depth;
  memcpy (out->parent_fingerprint, self->parent_fingerprint, 4);
  out->child_number = self->child_number;
  memcpy (out->chain_code, self->chain_code, 32);

  return TRUE;
}
