/* imw-aead.h: XChaCha20-Poly1305 (IETF)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-secret.h"

G_BEGIN_DECLS

#define IMW_AEAD_KEY_SIZE   32
#define IMW_AEAD_NONCE_SIZE 24
#define IMW_AEAD_TAG_SIZE   16

/* Boxes are nonce || ciphertext || tag with a fresh random nonce. CORRUPT when one does not open. */
GBytes    *imw_aead_seal (ImwSecret *key, const guint8 *data, gsize length, const char *associated, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes    *imw_aead_open (ImwSecret *key, const guint8 *box, gsize length, const char *associated, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes    *imw_aead_seal_secret (ImwSecret *key, ImwSecret *secret, const guint8 *associated, gsize associated_length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwSecret *imw_aead_open_secret (ImwSecret *key, const guint8 *box, gsize length, const guint8 *associated, gsize associated_length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
