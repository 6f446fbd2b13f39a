/* imw-keys-node.h: private side of BIP32
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bip32.h"
#include "imw-secret.h"

G_BEGIN_DECLS

/* Lives on the stack and wipes itself: g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT; */
typedef struct
{
  guint8  depth;
  guint8  parent_fingerprint[4];
  guint32 child_number;
  guint8  chain_code[32];
  guint8  key[32];
} ImwKeysNode;

#define IMW_KEYS_NODE_INIT \
  {                        \
    0                      \
  }

void     imw_keys_node_clear (ImwKeysNode *self);
gboolean imw_keys_node_init_from_seed (ImwKeysNode *self, ImwSecret *seed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_keys_node_derive (const ImwKeysNode *self, guint32 index, ImwKeysNode *child, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_keys_node_derive_path (const ImwKeysNode *self, const guint32 *path, gsize length, ImwKeysNode *child, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_keys_node_to_public (const ImwKeysNode *self, ImwBip32Pub *out);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwKeysNode, imw_keys_node_clear)

G_END_DECLS
