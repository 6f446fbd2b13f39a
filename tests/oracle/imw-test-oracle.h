/* imw-test-oracle.h: reading what an independent library made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-json.h"

G_BEGIN_DECLS

/* each ends the test when the file is not as it should be; what is returned lives as long as @root */
JsonObject *imw_test_oracle_load (const char *path, JsonNode **root);
JsonArray  *imw_test_oracle_get_array (JsonObject *object, const char *name);
const char *imw_test_oracle_get_string (JsonObject *object, const char *name);

G_END_DECLS
