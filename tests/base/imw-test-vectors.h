/* imw-test-vectors.h: reading tests/vectors/
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-json.h"

G_BEGIN_DECLS

JsonNode   *imw_test_vectors_load (const char *name);
JsonObject *imw_test_vectors_object (JsonNode *root, const char *member);
JsonArray  *imw_test_vectors_array (JsonNode *root, const char *member);
JsonObject *imw_test_vectors_item (JsonArray *array, guint index);
const char *imw_test_vectors_string (JsonArray *array, guint index);
const char *imw_test_vectors_text (JsonObject *item, const char *member);
gboolean    imw_test_vectors_bool (JsonObject *item, const char *member);
GBytes     *imw_test_vectors_bytes (JsonObject *item, const char *member);
GBytes     *imw_test_random_bytes (gsize max_length);

G_END_DECLS
