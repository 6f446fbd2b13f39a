/* imw-eip712-types.c: the types of typed data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-eip712"

#include "config.h"

#include "imw-eip712-private.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-json.h"

#include <stdarg.h>
#include <string.h>

#define MAX_TYPES      100
#define MAX_MEMBERS    100
#define MAX_DIMENSIONS 4
#define MAX_ELEMENTS   10000
#define MAX_NAME       64

/**
 * imw_eip712_fail:
 * @error: return location
 * @format: what is wrong
 * @...: for @format
 *
 * Sets %IMW_ERROR_BAD_INPUT.
 *
 * Returns: %FALSE
 */
gboolean
imw_eip712_fail (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "typed data: %s", message);

  return FALSE;
}

static void
member_free (ImwEip712Member *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->dimensions, g_array_unref);
  g_free (self);
}

static void
struct_free (ImwEip712Struct *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_free (self);
}

/* What could also be read as the end of a name, or of a list of members, would let two types have one hash. */
static gboolean
is_identifier (const char *text)
{
  gsize length = strnlen (text, MAX_NAME + 1);

  if (length == 0 || length > MAX_NAME || g_ascii_isdigit (text[0]))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '_' && text[i] != '$')
      return FALSE;

  return TRUE;
}

/* "uint", "uint8", "uint08" … : with @prefix and nothing else but digits behind it */
static gboolean
has_form (const char *text, const char *prefix)
{
  return g_str_has_prefix (text, prefix) &&
         strspn (text + strlen (prefix), "0123456789") == strlen (text + strlen (prefix));
}

/* Types that the standard has, or that look as if it had them. */
static gboolean
is_reserved (const char *name)
{
  return g_str_equal (name, "bool") || g_str_equal (name, "address") ||
         g_str_equal (name, "string") || has_form (name, "bytes") || has_form (name, "uint") ||
         has_form (name, "int");
}

static gboolean
read_size (const char *digits, guint64 max, guint *size)
{
  guint64 value;

  if (digits[0] == '0' || !g_ascii_string_to_unsigned (digits, 10, 1, max, &value, NULL))
    return FALSE;
  *size = (guint) value;

  return TRUE;
}

/* There are no "uint" and "int" without a size in EIP-712. */
static gboolean
read_atomic (const char *name, ImwEip712Member *member)
{
  member->size = 0;
  if (g_str_equal (name, "bool"))
    member->kind = IMW_EIP712_BOOL;
  else if (g_str_equal (name, "address"))
    member->kind = IMW_EIP712_ADDRESS;
  else if (g_str_equal (name, "string"))
    member->kind = IMW_EIP712_STRING;
  else if (g_str_equal (name, "bytes"))
    member->kind = IMW_EIP712_BYTES;
  else if (g_str_has_prefix (name, "bytes"))
    {
      member->kind = IMW_EIP712_FIXED_BYTES;
      return read_size (name + strlen ("bytes"), 32, &member->size);
    }
  else
    {
      member->kind = name[0] == 'u' ? IMW_EIP712_UINT : IMW_EIP712_INT;
      return read_size (name + (name[0] == 'u' ? strlen ("uint") : strlen ("int")), 256,
                        &member->size) &&
             member->size % 8 == 0;
    }

  return TRUE;
}

static gboolean
read_dimensions (const char *text, GArray *dimensions)
{
  while (*text != '\0')
    {
      const char      *end = strchr (text, ']');
      g_autofree char *digits = NULL;
      guint            size = 0;

      if (*text != '[' || end == NULL || dimensions->len == MAX_DIMENSIONS)
        return FALSE;
      digits = g_strndup (text + 1, (gsize) (end - text - 1));
      if (*digits != '\0' && !read_size (digits, MAX_ELEMENTS, &size))
        return FALSE;
      g_array_append_val (dimensions, size);
      text = end + 1;
    }

  return TRUE;
}

static gboolean
resolve_member (GHashTable *types, ImwEip712Member *member, GError **error)
{
  g_autofree char *base = g_strndup (member->type, strcspn (member->type, "["));

  if (!read_dimensions (member->type + strlen (base), member->dimensions))
    return imw_eip712_fail (error, "malformed array type of \"%s\"", member->name);
  if (is_reserved (base))
    return read_atomic (base, member) ||
           imw_eip712_fail (error, "there is no such type as that of \"%s\"", member->name);

  member->kind = IMW_EIP712_STRUCT;
  member->struct_type = g_hash_table_lookup (types, base);

  return member->struct_type != NULL ||
         imw_eip712_fail (error, "the type of \"%s\" is not defined", member->name);
}

static gboolean
is_known_member (const ImwEip712Struct *type, const char *name)
{
  for (guint i = 0; i < type->members->len; i++)
    if (g_str_equal (((ImwEip712Member *) g_ptr_array_index (type->members, i))->name, name))
      return TRUE;

  return FALSE;
}

static gboolean
add_member (ImwEip712Struct *type, JsonNode *node, GError **error)
{
  JsonObject      *object = imw_json_node_get_object (node, NULL);
  const char      *name;
  const char      *type_name;
  ImwEip712Member *member;

  if (object == NULL || json_object_get_size (object) != 2)
    return imw_eip712_fail (error, "a member of a type has a name and a type, and nothing else");
  name = imw_json_get_string (object, "name", NULL);
  type_name = imw_json_get_string (object, "type", NULL);
  if (name == NULL || type_name == NULL || !is_identifier (name))
    return imw_eip712_fail (error, "no name or no type of a member");
  if (is_known_member (type, name))
    return imw_eip712_fail (error, "the member \"%s\" is there twice", name);

  member = g_new0 (ImwEip712Member, 1);
  member->name = g_strdup (name);
  member->type = g_strdup (type_name);
  member->dimensions = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (type->members, member);

  return TRUE;
}

static gboolean
add_type (GHashTable *types, const char *name, JsonNode *node, GError **error)
{
  JsonArray       *members = imw_json_node_get_array (node, NULL);
  ImwEip712Struct *type;

  if (!is_identifier (name) || is_reserved (name))
    return imw_eip712_fail (error, "a type can't have this name");
  if (members == NULL || json_array_get_length (members) > MAX_MEMBERS)
    return imw_eip712_fail (error, "the type \"%s\" is no list, or a too long one", name);

  type = g_new0 (ImwEip712Struct, 1);
  type->name = g_strdup (name);
  type->members = g_ptr_array_new_with_free_func ((GDestroyNotify) member_free);
  g_hash_table_insert (types, type->name, type);
  for (guint i = 0; i < json_array_get_length (members); i++)
    if (!add_member (type, json_array_get_element (members, i), error))
      return FALSE;

  return TRUE;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  const ImwEip712Struct *const *left = a;
  const ImwEip712Struct *const *right = b;

  return strcmp ((*left)->name, (*right)->name);
}

static void
append_type (GString *text, const ImwEip712Struct *type)
{
  g_string_append_printf (text, "%s(", type->name);
  for (guint i = 0; i < type->members->len; i++)
    {
      const ImwEip712Member *member = g_ptr_array_index (type->members, i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "," : "", member->type, member->name);
    }
  g_string_append_c (text, ')');
}

/* All types that @type is made of, itself first; types may contain each other. */
static GPtrArray *
collect_types (const ImwEip712Struct *type)
{
  GPtrArray *found = g_ptr_array_new ();

  g_ptr_array_add (found, (gpointer) type);
  for (guint i = 0; i < found->len; i++)
    {
      const ImwEip712Struct *next = g_ptr_array_index (found, i);

      for (guint j = 0; j < next->members->len; j++)
        {
          const ImwEip712Member *member = g_ptr_array_index (next->members, j);

          if (member->struct_type != NULL && !g_ptr_array_find (found, member->struct_type, NULL))
            g_ptr_array_add (found, member->struct_type);
        }
    }

  return found;
}

/**
 * imw_eip712_types_encode:
 * @type: a type whose members are known
 *
 * Returns: (transfer full): encodeType of EIP-712: the type, and the types it refers to, sorted by name
 */
char *
imw_eip712_types_encode (const ImwEip712Struct *type)
{
  g_autoptr (GPtrArray) found = collect_types (type);
  GString *text = g_string_new (NULL);

  append_type (text, type);
  g_ptr_array_remove_index (found, 0);
  g_ptr_array_sort (found, compare_names);
  for (guint i = 0; i < found->len; i++)
    append_type (text, g_ptr_array_index (found, i));

  return g_string_free (text, FALSE);
}

static gboolean
resolve_types (GHashTable *types, GError **error)
{
  GHashTableIter   iter;
  ImwEip712Struct *type;

  g_hash_table_iter_init (&iter, types);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &type))
    for (guint i = 0; i < type->members->len; i++)
      if (!resolve_member (types, g_ptr_array_index (type->members, i), error))
        return FALSE;

  g_hash_table_iter_init (&iter, types);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &type))
    {
      g_autofree char *text = imw_eip712_types_encode (type);

      imw_keccak256 ((const guint8 *) text, strlen (text), type->type_hash);
    }

  return TRUE;
}

/**
 * imw_eip712_types_parse:
 * @types: the member "types"
 * @error: return location
 *
 * Every name is an identifier, every type is of the standard or defined in @types. Types that are not used are let
 * be: they are no part of any hash.
 *
 * Returns: (transfer full) (element-type utf8 ImwEip712Struct): the types by name, or %NULL with
 *   %IMW_ERROR_BAD_INPUT
 */
GHashTable *
imw_eip712_types_parse (JsonObject *types, GError **error)
{
  g_autoptr (GHashTable)
      found = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) struct_free);
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  if (json_object_get_size (types) > MAX_TYPES)
    {
      imw_eip712_fail (error, "too many types");
      return NULL;
    }

  json_object_iter_init (&iter, types);
  while (json_object_iter_next (&iter, &name, &node))
    if (!add_type (found, name, node, error))
      return NULL;

  return resolve_types (found, error) ? g_steal_pointer (&found) : NULL;
}

/**
 * imw_eip712_domain_check:
 * @domain: the type "EIP712Domain"
 * @error: return location
 *
 * Returns: %TRUE when it has one or more of the members that the standard names, with their types, and no others; or
 *   %FALSE with %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_eip712_domain_check (const ImwEip712Struct *domain, GError **error)
{
  static const struct
  {
    const char *name;
    const char *type;
  } known[] = { { "name", "string" },
                { "version", "string" },
                { "chainId", "uint256" },
                { "verifyingContract", "address" },
                { "salt", "bytes32" } };

  for (guint i = 0; i < domain->members->len; i++)
    {
      const ImwEip712Member *member = g_ptr_array_index (domain->members, i);
      gboolean               good = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (known) && !good; j++)
        good = g_str_equal (member->name, known[j].name) &&
               g_str_equal (member->type, known[j].type);
      if (!good)
        return imw_eip712_fail (error, "a domain has no \"%s\" of that type", member->name);
    }

  return domain->members->len > 0 || imw_eip712_fail (error, "the domain is empty");
}
