/* imw-payout.c: where money comes out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payout"

#include "config.h"

#include "imw-recipient-book.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"
#include "imw-field-check.h"

/**
 * ImwPayout:
 *
 * A person abroad, or an own bank account, card or purse. A change is in memory until the wallet saves it. Main thread.
 */

/* name, own, country or "", method or "", last use, (field, value) */
#define PAYOUT_TYPE "(sbssxa(ss))"

struct _ImwPayout
{
  GObject parent_instance;

  char       *id;
  gboolean    own;
  char       *name;
  char       *country; /* (nullable) */
  char       *method;  /* (nullable) */
  GHashTable *values;  /* (element-type utf8 utf8) */
  gint64      last_used_ms;
};

enum
{
  PROP_0,
  PROP_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ImwPayout, imw_payout, G_TYPE_OBJECT)

static void
imw_payout_finalize (GObject *object)
{
  ImwPayout *self = IMW_PAYOUT (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->country, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->values, g_hash_table_unref);

  G_OBJECT_CLASS (imw_payout_parent_class)->finalize (object);
}

static void
imw_payout_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, imw_payout_get_name (IMW_PAYOUT (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_payout_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NAME:
      imw_payout_set_name (IMW_PAYOUT (object), g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_payout_class_init (ImwPayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = imw_payout_finalize;
  object_class->get_property = imw_payout_get_property;
  object_class->set_property = imw_payout_set_property;

  /**
   * ImwPayout:name:
   *
   * What the user calls it.
   */
  properties[PROP_NAME] = g_param_spec_string (
      "name", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
imw_payout_init (ImwPayout *self)
{
  self->id = g_uuid_string_random ();
  self->name = g_strdup ("");
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * imw_payout_new:
 * @own: the user's own, for withdrawals and deposits
 *
 * Returns: (transfer full): an empty one, in memory only
 */
ImwPayout *
imw_payout_new (gboolean own)
{
  ImwPayout *self = g_object_new (IMW_TYPE_PAYOUT, NULL);

  self->own = own;

  return self;
}

/**
 * imw_payout_copy:
 * @self: a payout
 *
 * Returns: (transfer full): the same, with the same id
 */
ImwPayout *
imw_payout_copy (ImwPayout *self)
{
  ImwPayout     *copy = imw_payout_new (self->own);
  GHashTableIter iter;
  gpointer       name = NULL;
  gpointer       value = NULL;

  g_free (copy->id);
  copy->id = g_strdup (self->id);
  g_free (copy->name);
  copy->name = g_strdup (self->name);
  copy->country = g_strdup (self->country);
  copy->method = g_strdup (self->method);
  copy->last_used_ms = self->last_used_ms;
  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_replace (copy->values, g_strdup (name), g_strdup (value));

  return copy;
}

/**
 * imw_payout_get_id:
 * @self: a payout
 *
 * Returns: its UUID
 */
const char *
imw_payout_get_id (ImwPayout *self)
{
  g_return_val_if_fail (IMW_IS_PAYOUT (self), NULL);

  return self->id;
}

/**
 * imw_payout_get_own:
 * @self: a payout
 *
 * Returns: whether it is the user's own
 */
gboolean
imw_payout_get_own (ImwPayout *self)
{
  g_return_val_if_fail (IMW_IS_PAYOUT (self), FALSE);

  return self->own;
}

/**
 * imw_payout_get_name:
 * @self: a payout
 *
 * Returns: what the user calls it, never %NULL; never sent
 */
const char *
imw_payout_get_name (ImwPayout *self)
{
  g_return_val_if_fail (IMW_IS_PAYOUT (self), "");

  return self->name;
}

/**
 * imw_payout_set_name:
 * @self: a payout
 * @name: (nullable): what the user calls it
 */
void
imw_payout_set_name (ImwPayout *self, const char *name)
{
  const char *text = name != NULL ? name : "";

  g_return_if_fail (IMW_IS_PAYOUT (self));

  if (g_str_equal (self->name, text))
    return;

  g_free (self->name);
  self->name = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/**
 * imw_payout_get_country:
 * @self: a payout
 *
 * Returns: (nullable): ISO 3166-1 alpha-3
 */
const char *
imw_payout_get_country (ImwPayout *self)
{
  g_return_val_if_fail (IMW_IS_PAYOUT (self), NULL);

  return self->country;
}

/**
 * imw_payout_get_method:
 * @self: a payout
 *
 * Returns: (nullable): how it is paid out, in a provider's words
 */
const char *
imw_payout_get_method (ImwPayout *self)
{
  g_return_val_if_fail (IMW_IS_PAYOUT (self), NULL);

  return self->method;
}

/**
 * imw_payout_set_way:
 * @self: a payout
 * @country: (nullable): ISO 3166-1 alpha-3
 * @method: (nullable): how it is paid out
 */
void
imw_payout_set_way (ImwPayout *self, const char *country, const char *method)
{
  char *new_country = g_strdup (country);
  char *new_method = g_strdup (method);

  g_return_if_fail (IMW_IS_PAYOUT (self));

  g_free (self->country);
  self->country = new_country;
  g_free (self->method);
  self->method = new_method;
}

/**
 * imw_payout_get_value:
 * @self: a payout
 * @field: its name
 *
 * Returns: (nullable): its value
 */
const char *
imw_payout_get_value (ImwPayout *self, const char *field)
{
  g_return_val_if_fail (IMW_IS_PAYOUT (self), NULL);
  g_return_val_if_fail (field != NULL, NULL);

  return g_hash_table_lookup (self->values, field);
}

/**
 * imw_payout_set_value:
 * @self: a payout
 * @field: its name
 * @value: (nullable): its value; %NULL removes
 */
void
imw_payout_set_value (ImwPayout *self, const char *field, const char *value)
{
  g_return_if_fail (IMW_IS_PAYOUT (self));
  g_return_if_fail (field != NULL);

  if (value == NULL)
    g_hash_table_remove (self->values, field);
  else
    g_hash_table_replace (self->values, g_strdup (field), g_strdup (value));
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/**
 * imw_payout_list_fields:
 * @self: a payout
 *
 * Returns: (transfer container) (element-type utf8): names of the fields that have a value, by name
 */
GPtrArray *
imw_payout_list_fields (ImwPayout *self)
{
  GPtrArray     *names = NULL;
  GHashTableIter iter;
  gpointer       name = NULL;

  g_return_val_if_fail (IMW_IS_PAYOUT (self), NULL);

  names = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_names);

  return names;
}

static const struct
{
  const char *kind;
  const char *word; /* (nullable) the same in every language */
} numbers[] = {
  { "clabe", "CLABE" },
  { "cbu", "CBU" },
  { "iban", "IBAN" },
  { "nuban", "NUBAN" },
  { "pix", "PIX" },
  { "card", NULL },
  { "account", NULL },
  { "phone", NULL },
  { "email", NULL },
};

/**
 * imw_payout_dup_masked:
 * @self: a payout
 *
 * Returns: (transfer full): "CLABE ···· 9359", for lists; "" when it has no number
 */
char *
imw_payout_dup_masked (ImwPayout *self)
{
  g_autoptr (GPtrArray) names = NULL;

  g_return_val_if_fail (IMW_IS_PAYOUT (self), NULL);

  names = imw_payout_list_fields (self);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      for (guint k = 0; k < names->len; k++)
        {
          const char      *name = g_ptr_array_index (names, k);
          const char      *kind = imw_field_get_kind (name, self->country, self->method);
          g_autofree char *masked = NULL;

          if (g_strcmp0 (kind, numbers[i].kind) != 0)
            continue;

          masked = imw_field_mask (g_hash_table_lookup (self->values, name));
          return numbers[i].word != NULL ? g_strdup_printf ("%s %s", numbers[i].word, masked)
                                         : g_steal_pointer (&masked);
        }
    }

  return g_strdup ("");
}

/**
 * imw_payout_get_last_used_ms:
 * @self: a payout
 *
 * Returns: when a transfer with it began last, wall time; 0 never
 */
gint64
imw_payout_get_last_used_ms (ImwPayout *self)
{
  g_return_val_if_fail (IMW_IS_PAYOUT (self), 0);

  return self->last_used_ms;
}

/**
 * imw_payout_set_last_used_ms:
 * @self: a payout
 * @time_ms: wall time
 */
void
imw_payout_set_last_used_ms (ImwPayout *self, gint64 time_ms)
{
  self->last_used_ms = time_ms;
}

/**
 * imw_payout_to_bytes:
 * @self: a payout
 *
 * The number of an own card is not kept, only what is shown of it.
 *
 * Returns: (transfer full): to be sealed
 */
GBytes *
imw_payout_to_bytes (ImwPayout *self)
{
  g_autoptr (GPtrArray) names = imw_payout_list_fields (self);
  g_autoptr (GVariant) variant = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < names->len; i++)
    {
      const char      *name = g_ptr_array_index (names, i);
      const char      *value = g_hash_table_lookup (self->values, name);
      const char      *kind = imw_field_get_kind (name, self->country, self->method);
      g_autofree char *masked = self->own && g_strcmp0 (kind, "card") == 0 ? imw_field_mask (value)
                                                                           : NULL;

      g_variant_builder_add (&builder, "(ss)", name, masked != NULL ? masked : value);
    }

  variant = g_variant_ref_sink (
      g_variant_new (PAYOUT_TYPE, self->name, self->own, self->country != NULL ? self->country : "",
                     self->method != NULL ? self->method : "", self->last_used_ms, &builder));

  return g_variant_get_data_as_bytes (variant);
}

/**
 * imw_payout_new_from_bytes:
 * @id: its UUID
 * @bytes: what imw_payout_to_bytes() gave
 * @error: return location
 *
 * Returns: (transfer full): the payout; on %NULL @error is %IMW_ERROR_CORRUPT
 */
ImwPayout *
imw_payout_new_from_bytes (const char *id, GBytes *bytes, GError **error)
{
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (PAYOUT_TYPE), bytes, FALSE));
  g_autoptr (GVariantIter) iter = NULL;
  ImwPayout  *self = NULL;
  const char *name = NULL;
  const char *country = NULL;
  const char *method = NULL;
  const char *value = NULL;

  if (!g_variant_is_normal_form (variant))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a payout is damaged");
      return NULL;
    }

  self = imw_payout_new (FALSE);
  g_free (self->id);
  self->id = g_strdup (id);
  g_variant_get (variant, "(&sb&s&sxa(ss))", &name, &self->own, &country, &method,
                 &self->last_used_ms, &iter);
  imw_payout_set_name (self, name);
  imw_payout_set_way (self, country[0] != '\0' ? country : NULL, method[0] != '\0' ? method : NULL);
  while (g_variant_iter_next (iter, "(&s&s)", &name, &value))
    imw_payout_set_value (self, name, value);

  return self;
}
