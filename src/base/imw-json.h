/* imw-json.h: strict JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "imw-amount.h"

G_BEGIN_DECLS

#define IMW_JSON_MAX_BYTES ((gsize) 2 * 1024 * 1024)
/* Only for what the wallet itself has written and sealed: more values are allowed with it. */
#define IMW_JSON_MAX_OWN_BYTES ((gsize) 48 * 1024 * 1024)

/* The guard of STYLE section 9 first (size, depth 64, duplicates, comments, UTF-8, NUL, number forms),
 * then json-glib. Numbers with a fraction, an exponent or more than 18 digits become marked text, which
 * only the _number_text and _amount getters read; no double ever exists. */
JsonNode *imw_json_parse (const char *data, gssize length, gsize max_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *imw_json_parse_bytes (GBytes *bytes, gsize max_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Typed getters: transfer none, BAD_REPLY with the member's name when missing or of another type.
 * The _opt ones return NULL / the given value when missing or null, and still fail on a wrong type. */
JsonObject *imw_json_node_get_object (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonArray  *imw_json_node_get_array (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *imw_json_node_get_string (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_json_node_get_int (JsonNode *node, gint64 *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char       *imw_json_node_dup_number_text (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* any JSON number, or a string that holds a plain decimal */
gboolean    imw_json_has (JsonObject *object, const char *name);
JsonObject *imw_json_get_object (JsonObject *object, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonArray  *imw_json_get_array (JsonObject *object, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *imw_json_get_string (JsonObject *object, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_json_get_string_opt (JsonObject *object, const char *name, const char **value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_json_get_int (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_json_get_int_opt (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 fallback, gint64 *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_json_get_bool (JsonObject *object, const char *name, gboolean *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_json_get_bool_opt (JsonObject *object, const char *name, gboolean fallback, gboolean *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char       *imw_json_dup_number_text (JsonObject *object, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* From an integer token or a string: base units ("150000"), or whole units ("0.0015"). */
ImwAmount *imw_json_get_base_amount (JsonObject *object, const char *name, ImwAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwAmount *imw_json_get_decimal_amount (JsonObject *object, const char *name, ImwAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
