/* imw-practice-sign.h: the practice server's own keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-tx.h"

G_BEGIN_DECLS

/* A key made from a text that everybody knows: practice money only. */
typedef struct _ImwPracticeKey ImwPracticeKey;

/* type: P2PKH, P2SH (P2WPKH inside), P2WPKH or P2TR (key path) */
ImwPracticeKey *imw_practice_key_new (const char *label, ImwScriptType type);
void            imw_practice_key_free (ImwPracticeKey *self);
GBytes         *imw_practice_key_get_script (ImwPracticeKey *self); /* transfer none */
void            imw_practice_key_sign (ImwPracticeKey    *self,
                                       ImwBitcoinTx      *tx,
                                       ImwBitcoinSighash *sighash,
                                       guint              input);
void            imw_practice_key_get_public (ImwPracticeKey *self, guint8 uncompressed[65]);
void            imw_practice_key_sign_hash (ImwPracticeKey *self,
                                            const guint8    hash[32],
                                            guint8          signature[64],
                                            guint8         *recovery_id); /* ECDSA, low S */

/* Ed25519; @role as in "anchor signing" */
void imw_practice_sign_get_ed25519_key (const char *role, guint8 key[32]);
void imw_practice_sign_ed25519 (const char   *role,
                                const guint8 *message,
                                gsize         length,
                                guint8        signature[64]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeKey, imw_practice_key_free)

G_END_DECLS
