/* imw-keys-tree.h: the unlocked keys of one wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-environment.h"
#include "imw-keys-node.h"
#include "imw-keys-slip10.h"

G_BEGIN_DECLS

/* Counted. The seed of one wallet in one environment, and what was derived from it that is public. */
typedef struct _ImwKeysTree ImwKeysTree;

ImwKeysTree   *imw_keys_tree_new (ImwSecret *seed, ImwEnvironment environment, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwKeysTree   *imw_keys_tree_ref (ImwKeysTree *self);
void           imw_keys_tree_unref (ImwKeysTree *self);
ImwEnvironment imw_keys_tree_get_environment (ImwKeysTree *self);
void           imw_keys_tree_get_fingerprint (ImwKeysTree *self, guint8 out[4]);
ImwSecret     *imw_keys_tree_dup_data_key (ImwKeysTree *self);
gboolean       imw_keys_tree_derive (ImwKeysTree *self, const guint32 *path, gsize length, ImwKeysNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the same for Ed25519, hardened steps only */
gboolean imw_keys_tree_derive_slip10 (ImwKeysTree *self, const guint32 *path, gsize length, ImwKeysSlip10 *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* BIP32 public key at a path, from a small cache */
gboolean imw_keys_tree_get_public (ImwKeysTree *self, const guint32 *path, gsize length, ImwBip32Pub *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwKeysTree, imw_keys_tree_unref)

G_END_DECLS
