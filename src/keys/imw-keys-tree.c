/* imw-keys-tree.c: the unlocked keys of one wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-tree"

#include "config.h"

#include "imw-keys-tree.h"

#include "imw-keys-seed.h"

#include "imw-error.h"

#include <string.h>

/* A wallet has a handful of accounts; a transaction that names more of them starts the cache again. */
#define CACHE_MAX 64

struct _ImwKeysTree
{
  gint           ref_count;
  ImwSecret     *seed;
  ImwEnvironment environment;
  guint8         fingerprint[4];
  GHashTable    *publics; /* (element-type utf8 ImwBip32Pub): by path */
};

/**
 * imw_keys_tree_new:
 * @seed: the BIP39 seed
 * @environment: where its keys may be used
 * @error: return location
 *
 * Returns: (transfer full): the keys, or %NULL with %IMW_ERROR_BAD_INPUT when @seed gives none
 */
ImwKeysTree *
imw_keys_tree_new (ImwSecret *seed, ImwEnvironment environment, GError **error)
{
  g_auto (ImwKeysNode) master = IMW_KEYS_NODE_INIT;
  ImwBip32Pub  pub;
  ImwKeysTree *self;

  if (!imw_keys_node_init_from_seed (&master, seed, error))
    return NULL;
  if (!imw_keys_node_to_public (&master, &pub))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "no public key");
      return NULL;
    }

  self = g_new0 (ImwKeysTree, 1);
  self->ref_count = 1;
  self->seed = imw_secret_ref (seed);
  self->environment = environment;
  imw_bip32_pub_fingerprint (&pub, self->fingerprint);
  self->publics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * imw_keys_tree_ref:
 * @self: keys
 *
 * Returns: (transfer full): @self
 */
ImwKeysTree *
imw_keys_tree_ref (ImwKeysTree *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * imw_keys_tree_unref:
 * @self: (transfer full): keys
 *
 * Gives a reference back. With the last one the seed is wiped.
 */
void
imw_keys_tree_unref (ImwKeysTree *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->seed, imw_secret_unref);
  g_clear_pointer (&self->publics, g_hash_table_unref);
  g_free (self);
}

/**
 * imw_keys_tree_get_environment:
 * @self: keys
 *
 * Returns: the one environment these keys may be used in
 */
ImwEnvironment
imw_keys_tree_get_environment (ImwKeysTree *self)
{
  return self->environment;
}

/**
 * imw_keys_tree_get_fingerprint:
 * @self: keys
 * @out: (out caller-allocates): the fingerprint of the master key
 */
void
imw_keys_tree_get_fingerprint (ImwKeysTree *self, guint8 out[4])
{
  memcpy (out, self->fingerprint, 4);
}

/**
 * imw_keys_tree_dup_data_key:
 * @self: keys
 *
 * Returns: (transfer full): the key of the personal data, 32 bytes
 */
ImwSecret *
imw_keys_tree_dup_data_key (ImwKeysTree *self)
{
  return imw_keys_data_key_new (self->seed);
}

/**
 * imw_keys_tree_derive:
 * @self: keys
 * @path: (array length=length): child numbers from the master key on
 * @length: number of steps
 * @node: (out caller-allocates): the private node, to be wiped by the caller
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT when there is no key at @path
 */
gboolean
imw_keys_tree_derive (ImwKeysTree   *self,
                      const guint32 *path,
                      gsize          length,
                      ImwKeysNode   *node,
                      GError       **error)
{
  g_auto (ImwKeysNode) master = IMW_KEYS_NODE_INIT;

  return imw_keys_node_init_from_seed (&master, self->seed, error) &&
         imw_keys_node_derive_path (&master, path, length, node, error);
}

/**
 * imw_keys_tree_derive_slip10:
 * @self: keys
 * @path: (array length=length): child numbers from the master key of Ed25519 on, all hardened
 * @length: number of steps
 * @node: (out caller-allocates): the private node, to be wiped by the caller
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT when there is no key at @path
 */
gboolean
imw_keys_tree_derive_slip10 (ImwKeysTree   *self,
                             const guint32 *path,
                             gsize          length,
                             ImwKeysSlip10 *node,
                             GError       **error)
{
  g_auto (ImwKeysSlip10) master = IMW_KEYS_SLIP10_INIT;

  return imw_keys_slip10_init_from_seed (&master, self->seed, error) &&
         imw_keys_slip10_derive_path (&master, path, length, node, error);
}

/**
 * imw_keys_tree_get_public:
 * @self: keys
 * @path: (array length=length): child numbers from the master key on
 * @length: number of steps
 * @out: (out caller-allocates): the public node
 * @error: return location
 *
 * The same for the public side, remembered: accounts are asked for again and again.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_INPUT when there is no key at @path
 */
gboolean
imw_keys_tree_get_public (ImwKeysTree   *self,
                          const guint32 *path,
                          gsize          length,
                          ImwBip32Pub   *out,
                          GError       **error)
{
  g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT;
  g_autofree char   *name = imw_bip32_path_to_text (path, length);
  const ImwBip32Pub *known = g_hash_table_lookup (self->publics, name);

  if (known != NULL)
    {
      *out = *known;
      return TRUE;
    }

  if (!imw_keys_tree_derive (self, path, length, &node, error))
    return FALSE;
  if (!imw_keys_node_to_public (&node, out))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "no public key");
      return FALSE;
    }

  if (g_hash_table_size (self->publics) >= CACHE_MAX)
    g_hash_table_remove_all (self->publics);
  g_hash_table_insert (self->publics, g_steal_pointer (&name), g_memdup2 (out, sizeof *out));

  return TRUE;
}
