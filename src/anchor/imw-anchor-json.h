/* imw-anchor-json.h: what the files of anchor share in reading and writing JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-json.h"
#include "imw-quote.h"

G_BEGIN_DECLS

#define IMW_ANCHOR_MAX_JSON  ((gsize) 256 * 1024)
#define IMW_ANCHOR_MAX_TEXT  400 /* characters of a sentence of a provider */
#define IMW_ANCHOR_MAX_NAME  120 /* … of a name */
#define IMW_ANCHOR_MAX_LINES 64  /* entries of a list of a provider */

/* our own form, for the store */
void        imw_anchor_json_add_text (JsonBuilder *builder, const char *name, const char *value); /* NULL: nothing is written */
void        imw_anchor_json_add_int (JsonBuilder *builder, const char *name, gint64 value);
void        imw_anchor_json_add_bool (JsonBuilder *builder, const char *name, gboolean value);
void        imw_anchor_json_add_asset (JsonBuilder *builder, const char *name, ImwAsset *asset);    /* NULL: nothing */
void        imw_anchor_json_add_amount (JsonBuilder *builder, const char *name, ImwAmount *amount); /* NULL: nothing */
void        imw_anchor_json_add_fee_lines (JsonBuilder *builder, const char *name, GPtrArray *lines);
char       *imw_anchor_json_end (JsonBuilder *builder); /* ends the outermost object */
gboolean    imw_anchor_json_read_text (JsonObject *object, const char *name, char **value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_anchor_json_read_asset (JsonObject *object, const char *name, ImwAsset **asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    imw_anchor_json_read_amount (JsonObject *object, const char *name, ImwAmount **amount, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray  *imw_anchor_json_read_fee_lines (JsonObject *object, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwFeeLine) */
JsonObject *imw_anchor_json_parse_own (const char *text, JsonNode **root, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* whatever was wrong with our own form is CORRUPT */
void imw_anchor_json_mark_corrupt (GError **error);

/* what a provider tells: nothing of it is trusted. NULL when it is missing, null or of another kind. */
char       *imw_anchor_told_text (JsonObject *object, const char *name, gsize max_chars);  /* cleaned, one line */
char       *imw_anchor_told_exact (JsonObject *object, const char *name, gsize max_bytes); /* an id: as it is, or not at all */
char       *imw_anchor_told_decimal (JsonObject *object, const char *name);                /* number or text; zeros at its end cut */
gint64      imw_anchor_told_seconds (JsonObject *object, const char *name);                /* -1 */
gint64      imw_anchor_told_time_ms (JsonObject *object, const char *name);                /* 0 */
gboolean    imw_anchor_told_bool (JsonObject *object, const char *name, gboolean fallback);
JsonObject *imw_anchor_told_object (JsonObject *object, const char *name);
JsonArray  *imw_anchor_told_array (JsonObject *object, const char *name);
JsonObject *imw_anchor_told_item (JsonArray *array, guint index);
gint64      imw_anchor_parse_time (const char *text);   /* ISO 8601, UTC when it does not say; 0 */
char       *imw_anchor_trim_decimal (const char *text); /* (nullable) plain decimal without needless zeros */
/* rounded where the asset has fewer digits; NULL when it is no number, or below zero */
ImwAmount *imw_anchor_amount (ImwAsset *asset, const char *decimal, ImwRounding rounding);

G_END_DECLS
