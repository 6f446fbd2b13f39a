/* imw-keys-slip10.h: private keys of Ed25519 from a seed (SLIP-10)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-secret.h"

G_BEGIN_DECLS

/* Lives on the stack and wipes itself: g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT; Any thread. */
typedef struct
{
  guint8 chain_code[32];
  guint8 key[32]; /* the seed of RFC 8032, from which scalar and public key are hashed */
} ImwKeysSlip10;

#define IMW_KEYS_SLIP10_INIT \
  {                          \
    { 0 }, { 0 }             \
  }

void     imw_keys_slip10_clear (ImwKeysSlip10 *self);
gboolean imw_keys_slip10_init_from_seed (ImwKeysSlip10 *self, ImwSecret *seed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* hardened steps only; BAD_INPUT */
gboolean imw_keys_slip10_derive_path (const ImwKeysSlip10 *self, const guint32 *path, gsize length, ImwKeysSlip10 *child, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_keys_slip10_get_public (const ImwKeysSlip10 *self, guint8 out[32]);
/* checked before it is given out; INTERNAL */
gboolean imw_keys_slip10_sign (const ImwKeysSlip10 *self, const guint8 *message, gsize length, guint8 signature[64], GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwKeysSlip10, imw_keys_slip10_clear)

G_END_DECLS
