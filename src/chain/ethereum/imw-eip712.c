/* imw-eip712.c: typed data that is to be signed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-eip712"

#include "config.h"

#include "imw-eip712.h"

#include "imw-eip712-private.h"

#include "imw-hash.h"
#include "imw-json.h"
#include "imw-writer.h"

#define DOMAIN_TYPE "EIP712Domain"

/* A description has room for 2,000 lines. */
#define MAX_VALUES 1500
#define MAX_DEPTH  24

struct _ImwEip712
{
  GHashTable            *types;   /* (element-type utf8 ImwEip712Struct) */
  const ImwEip712Struct *primary; /* owned by types */
  ImwEip712Value        *domain;
  ImwEip712Value        *message;
  guint                  n_values;
};

static ImwEip712Value *read_value (ImwEip712             *self,
                                   const ImwEip712Member *member,
                                   guint                  n_dimensions,
                                   const char            *name,
                                   JsonNode              *node,
                                   guint                  depth,
                                   GError               **error);

/* hashStruct or, for an array, the hash of its elements */
static void
hash_children (ImwEip712Value *value, const guint8 *type_hash)
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  const guint8 *data;
  gsize         length;

  if (type_hash != NULL)
    imw_writer_bytes (writer, type_hash, 32);
  for (guint i = 0; i < value->children->len; i++)
    imw_writer_bytes (writer, ((ImwEip712Value *) g_ptr_array_index (value->children, i))->word,
                      32);
  data = imw_writer_get_data (writer, &length);
  imw_keccak256 (data, length, value->word);
}

static ImwEip712Value *
read_struct (ImwEip712             *self,
             const ImwEip712Struct *type,
             const char            *name,
             JsonNode              *node,
             guint                  depth,
             GError               **error)
{
  JsonObject *object = imw_json_node_get_object (node, NULL);
  g_autoptr (ImwEip712Value) value = imw_eip712_value_new (IMW_EIP712_STRUCT, name);

  if (object == NULL || json_object_get_size (object) != type->members->len)
    {
      imw_eip712_fail (error, "\"%s\" has not the members that its type has", name);
      return NULL;
    }

  value->type = type->name;
  value->children = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_eip712_value_free);
  for (guint i = 0; i < type->members->len; i++)
    {
      const ImwEip712Member *member = g_ptr_array_index (type->members, i);
      JsonNode              *child_node = json_object_get_member (object, member->name);
      ImwEip712Value        *child;

      if (child_node == NULL)
        {
          imw_eip712_fail (error, "\"%s\" has no member \"%s\"", name, member->name);
          return NULL;
        }
      child = read_value (self, member, member->dimensions->len, member->name, child_node,
                          depth + 1, error);
      if (child == NULL)
        return NULL;
      g_ptr_array_add (value->children, child);
    }
  hash_children (value, type->type_hash);

  return g_steal_pointer (&value);
}

/* The last pair of brackets is the outermost array. */
static ImwEip712Value *
read_array (ImwEip712             *self,
            const ImwEip712Member *member,
            guint                  n_dimensions,
            const char            *name,
            JsonNode              *node,
            guint                  depth,
            GError               **error)
{
  JsonArray *array = imw_json_node_get_array (node, NULL);
  guint      wanted = g_array_index (member->dimensions, guint, n_dimensions - 1);
  g_autoptr (ImwEip712Value) value = imw_eip712_value_new (IMW_EIP712_ARRAY, name);

  if (array == NULL || (wanted != 0 && json_array_get_length (array) != wanted))
    {
      imw_eip712_fail (error, "\"%s\" is no list of the right length", name);
      return NULL;
    }

  value->children = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_eip712_value_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *index = g_strdup_printf ("%u", i);
      ImwEip712Value  *child = read_value (self, member, n_dimensions - 1, index,
                                           json_array_get_element (array, i), depth + 1, error);

      if (child == NULL)
        return NULL;
      g_ptr_array_add (value->children, child);
    }
  hash_children (value, NULL);

  return g_steal_pointer (&value);
}

static ImwEip712Value *
read_value (ImwEip712             *self,
            const ImwEip712Member *member,
            guint                  n_dimensions,
            const char            *name,
            JsonNode              *node,
            guint                  depth,
            GError               **error)
{
  g_autoptr (ImwEip712Value) value = NULL;

  if (depth > MAX_DEPTH || ++self->n_values > MAX_VALUES)
    {
      imw_eip712_fail (error, "too deep, or too many values");
      return NULL;
    }
  if (n_dimensions > 0)
    return read_array (self, member, n_dimensions, name, node, depth, error);
  if (member->struct_type != NULL)
    return read_struct (self, member->struct_type, name, node, depth, error);

  value = imw_eip712_value_new (member->kind, name);

  return imw_eip712_value_read_atom (value, member->size, node, error) ? g_steal_pointer (&value)
                                                                       : NULL;
}

static gboolean
read_types (ImwEip712 *self, JsonObject *root, GError **error)
{
  JsonObject            *types = imw_json_get_object (root, "types", NULL);
  const char            *primary = imw_json_get_string (root, "primaryType", NULL);
  const ImwEip712Struct *domain;

  if (types == NULL || primary == NULL)
    return imw_eip712_fail (error, "no types or no primary type");
  self->types = imw_eip712_types_parse (types, error);
  if (self->types == NULL)
    return FALSE;

  domain = g_hash_table_lookup (self->types, DOMAIN_TYPE);
  if (domain == NULL)
    return imw_eip712_fail (error, "no type " DOMAIN_TYPE);
  self->primary = g_hash_table_lookup (self->types, primary);
  if (self->primary == NULL || self->primary == domain)
    return imw_eip712_fail (error, "the primary type is not defined, or is the domain");

  return imw_eip712_domain_check (domain, error);
}

static gboolean
read_root (ImwEip712 *self, JsonNode *root, GError **error)
{
  JsonObject *object = imw_json_node_get_object (root, NULL);
  JsonNode   *domain;
  JsonNode   *message;

  if (object == NULL || json_object_get_size (object) != 4)
    return imw_eip712_fail (error, "not types, primaryType, domain and message");
  if (!read_types (self, object, error))
    return FALSE;

  domain = json_object_get_member (object, "domain");
  message = json_object_get_member (object, "message");
  if (domain == NULL || message == NULL)
    return imw_eip712_fail (error, "no domain or no message");
  self->domain = read_struct (self, g_hash_table_lookup (self->types, DOMAIN_TYPE), "domain",
                              domain, 0, error);
  if (self->domain == NULL)
    return FALSE;
  self->message = read_struct (self, self->primary, "message", message, 0, error);

  return self->message != NULL;
}

/**
 * imw_eip712_parse:
 * @json: an object with types, primaryType, domain and message, as in the schema of EIP-712, and nothing else
 * @error: return location
 *
 * Strict: a member too many, one missing, a null, a value its type can't hold: all are refused, because what is shown
 * and what is signed have to be the same.
 *
 * Returns: (transfer full): the data, or %NULL with %IMW_ERROR_BAD_INPUT
 */
ImwEip712 *
imw_eip712_parse (GBytes *json, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) root = imw_json_parse_bytes (json, IMW_EIP712_MAX_BYTES, &local_error);
  g_autoptr (ImwEip712) self = NULL;

  if (root == NULL)
    {
      imw_eip712_fail (error, "%s", local_error->message);
      return NULL;
    }

  self = g_new0 (ImwEip712, 1);

  return read_root (self, root, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * imw_eip712_free:
 * @self: (transfer full): typed data
 */
void
imw_eip712_free (ImwEip712 *self)
{
  g_clear_pointer (&self->domain, imw_eip712_value_free);
  g_clear_pointer (&self->message, imw_eip712_value_free);
  g_clear_pointer (&self->types, g_hash_table_unref);
  g_free (self);
}

/**
 * imw_eip712_get_hash:
 * @self: typed data
 * @out: (out caller-allocates) (array fixed-size=32): what is signed
 *
 * The hash of 0x19 0x01, the domain separator and the hash of the message.
 */
void
imw_eip712_get_hash (ImwEip712 *self, guint8 out[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  const guint8 *data;
  gsize         length;

  imw_writer_u8 (writer, 0x19);
  imw_writer_u8 (writer, 0x01);
  imw_writer_bytes (writer, self->domain->word, 32);
  imw_writer_bytes (writer, self->message->word, 32);
  data = imw_writer_get_data (writer, &length);
  imw_keccak256 (data, length, out);
}

/**
 * imw_eip712_dup_encoded_type:
 * @self: typed data
 *
 * Returns: (transfer full): encodeType of the primary type
 */
char *
imw_eip712_dup_encoded_type (ImwEip712 *self)
{
  return imw_eip712_types_encode (self->primary);
}

/**
 * imw_eip712_get_domain:
 * @self: typed data
 *
 * Returns: (transfer none): the domain, a struct
 */
const ImwEip712Value *
imw_eip712_get_domain (ImwEip712 *self)
{
  return self->domain;
}

/**
 * imw_eip712_get_message:
 * @self: typed data
 *
 * Returns: (transfer none): the message, a struct
 */
const ImwEip712Value *
imw_eip712_get_message (ImwEip712 *self)
{
  return self->message;
}
