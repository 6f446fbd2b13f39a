/* imw-toml.h: the part of TOML that descriptions of providers are written in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IMW_TOML_MAX_BYTES ((gsize) 100 * 1024)

/* One table. Comments, bare and quoted keys, strings of all four kinds, integers, floats, booleans, arrays, [table] and [[table]];
 * everything else is an error with its line. */
typedef struct _ImwToml ImwToml;

/* name: for messages, "example.org/.well-known/stellar.toml". BAD_REPLY "NAME:LINE: what" */
ImwToml           *imw_toml_parse (const char *data, gsize length, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void               imw_toml_free (ImwToml *self);
const char        *imw_toml_get_string (const ImwToml *self, const char *key);  /* (nullable) also when it is no string */
const char *const *imw_toml_get_strings (const ImwToml *self, const char *key); /* (nullable) the strings of an array */
const ImwToml     *imw_toml_get_table (const ImwToml *self, const char *name);  /* (nullable) [name] */
guint              imw_toml_get_n_tables (const ImwToml *self, const char *name);
const ImwToml     *imw_toml_get_nth_table (const ImwToml *self, const char *name, guint index); /* [[name]] */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwToml, imw_toml_free)

G_END_DECLS
