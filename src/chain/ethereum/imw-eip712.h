/* imw-eip712.h: typed data that is to be signed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IMW_EIP712_MAX_BYTES ((gsize) 256 * 1024)

typedef enum
{
  IMW_EIP712_STRUCT,
  IMW_EIP712_ARRAY,
  IMW_EIP712_STRING,
  IMW_EIP712_BYTES,
  IMW_EIP712_FIXED_BYTES,
  IMW_EIP712_ADDRESS,
  IMW_EIP712_BOOL,
  IMW_EIP712_UINT,
  IMW_EIP712_INT
} ImwEip712Kind;

/* One value of the data, owned by the whole. */
typedef struct
{
  ImwEip712Kind kind;
  char         *name;     /* of the member; the index in an array */
  const char   *type;     /* (nullable): name of the struct */
  guint         bits;     /* of a number */
  guint8        word[32]; /* as encodeData has it: the value, or the hash of what does not fit */
  char         *text;     /* (nullable): of what has no children: decimal, "0x…", EIP-55, "true", or the string itself */
  GPtrArray    *children; /* (nullable) (element-type ImwEip712Value): of structs and arrays */
} ImwEip712Value;

typedef struct _ImwEip712 ImwEip712;

ImwEip712            *imw_eip712_parse (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_INPUT */
void                  imw_eip712_free (ImwEip712 *self);
void                  imw_eip712_get_hash (ImwEip712 *self, guint8 out[32]);
char                 *imw_eip712_dup_encoded_type (ImwEip712 *self); /* of the primary type */
const ImwEip712Value *imw_eip712_get_domain (ImwEip712 *self);
const ImwEip712Value *imw_eip712_get_message (ImwEip712 *self);
const ImwEip712Value *imw_eip712_value_find (const ImwEip712Value *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEip712, imw_eip712_free)

G_END_DECLS
