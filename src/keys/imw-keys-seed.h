/* imw-keys-seed.h: from words to the seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-secret.h"

G_BEGIN_DECLS

ImwSecret *imw_keys_nfkd (ImwSecret *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwSecret *imw_keys_seed_new (ImwSecret *words, ImwSecret *passphrase, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwSecret *imw_keys_data_key_new (ImwSecret *seed);

G_END_DECLS
