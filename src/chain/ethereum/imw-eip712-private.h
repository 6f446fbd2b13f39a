/* imw-eip712-private.h: what the files about typed data share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "imw-eip712.h"

G_BEGIN_DECLS

typedef struct _ImwEip712Struct ImwEip712Struct;

typedef struct
{
  char            *name;
  char            *type;        /* as it was written, "Person[2][]" */
  ImwEip712Kind    kind;        /* of the innermost element */
  guint            size;        /* bits of a number, bytes of a fixed byte string */
  ImwEip712Struct *struct_type; /* (nullable): transfer none */
  GArray          *dimensions;  /* (element-type guint): from the left, 0 = any number of elements */
} ImwEip712Member;

struct _ImwEip712Struct
{
  char      *name;
  GPtrArray *members; /* (element-type ImwEip712Member) */
  guint8     type_hash[32];
};

GHashTable     *imw_eip712_types_parse (JsonObject *types, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* utf8 → ImwEip712Struct */
char           *imw_eip712_types_encode (const ImwEip712Struct *type);
gboolean        imw_eip712_domain_check (const ImwEip712Struct *domain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        imw_eip712_fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
ImwEip712Value *imw_eip712_value_new (ImwEip712Kind kind, const char *name);
void            imw_eip712_value_free (ImwEip712Value *self);
gboolean        imw_eip712_value_read_atom (ImwEip712Value *self, guint size, JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEip712Value, imw_eip712_value_free)

G_END_DECLS
