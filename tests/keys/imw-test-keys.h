/* imw-test-keys.h: keys of known words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-keys-tree.h"
#include "imw-test-vectors.h"

G_BEGIN_DECLS

/* Published words, of no value to anybody. */
#define IMW_TEST_WORDS "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

ImwSecret   *imw_test_secret (const char *text);
char        *imw_test_secret_hex (ImwSecret *secret);
void         imw_test_key32 (const char *hex, guint8 out[32]);
ImwKeysTree *imw_test_keys (const char *words, const char *passphrase, ImwEnvironment environment);
char        *imw_test_node_xprv (const ImwKeysNode *node);

G_END_DECLS
