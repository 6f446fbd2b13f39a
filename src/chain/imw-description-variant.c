/* imw-description-variant.c: a description on its way between two processes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-description-variant"

#include "config.h"

#include "imw-description-private.h"

#include "imw-error.h"

#include <string.h>

/* IMW_DESCRIPTION_VARIANT_TYPE, member by member:
 *
 *   s       chain id
 *   (sssu)  asset: id, symbol, name, decimals
 *   a(sss)  recipients: address, amount, path or ""
 *   a(sss)  change: address, amount, path
 *   as      warnings, by code
 *   s       sum of the inputs
 *   s       fee
 *   t       size in vbytes
 *   t       fee rate in thousandths of a base unit a vbyte
 *   s       id of the transaction or ""
 *
 * Amounts are decimal text in base units, without sign. */

#define MAX_OUTPUTS       10000
#define MAX_ADDRESS_BYTES 24000 /* an OP_RETURN as large as a node relays, in hexadecimal */
#define MAX_WORD_BYTES    200
#define MAX_PATH_BYTES    3000
#define MAX_AMOUNT_DIGITS 60 /* so that no sum of outputs comes near 2^256 */
#define MAX_DECIMALS      38

static void
add_outputs (GVariantBuilder *builder,
             GPtrArray       *outputs)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a(sss)"));
  for (guint i = 0; i < outputs->len; i++)
    {
      const ImwDescriptionOutput *output = g_ptr_array_index (outputs, i);
      g_autofree char            *amount = imw_amount_to_base_text (output->amount);

      g_variant_builder_add (builder, "(sss)", output->address, amount,
                             output->path != NULL ? output->path : "");
    }
  g_variant_builder_close (builder);
}

/**
 * imw_description_to_variant:
 * @self: a description
 *
 * Returns: (transfer floating): a variant of type %IMW_DESCRIPTION_VARIANT_TYPE
 */
GVariant *
imw_description_to_variant (ImwDescription *self)
{
  GVariantBuilder  builder;
  g_autofree char *inputs = NULL;
  g_autofree char *fee = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  inputs = imw_amount_to_base_text (self->inputs);
  fee = imw_amount_to_base_text (self->fee);

  g_variant_builder_init (&builder, G_VARIANT_TYPE (IMW_DESCRIPTION_VARIANT_TYPE));
  g_variant_builder_add (&builder, "s", self->chain_id);
  g_variant_builder_add (&builder,
                         "(sssu)",
                         imw_asset_get_id (self->asset),
                         imw_asset_get_symbol (self->asset),
                         imw_asset_get_name (self->asset),
                         imw_asset_get_decimals (self->asset));
  add_outputs (&builder, self->recipients);
  add_outputs (&builder, self->change);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < self->warnings->len; i++)
    g_variant_builder_add (&builder, "s",
                           imw_warning_get_code (g_array_index (self->warnings, ImwWarning, i)));
  g_variant_builder_close (&builder);
  g_variant_builder_add (&builder, "s", inputs);
  g_variant_builder_add (&builder, "s", fee);
  g_variant_builder_add (&builder, "t", self->size_vbytes);
  g_variant_builder_add (&builder, "t", self->fee_rate_millisat_vb);
  g_variant_builder_add (&builder, "s", self->id != NULL ? self->id : "");

  return g_variant_builder_end (&builder);
}

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "description: %s", what);

  return FALSE;
}

/* Printable ASCII only: addresses, paths, ids and units need no more, and nothing can hide in it.
 */
static gboolean
is_plain (const char *text,
          gsize       max_bytes)
{
  gsize length = strnlen (text, max_bytes + 1);

  if (length > max_bytes)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isprint (text[i]))
        return FALSE;
    }

  return TRUE;
}

static ImwAmount *
read_amount (ImwAsset   *asset,
             const char *text,
             GError    **error)
{
  gsize      length = strnlen (text, MAX_AMOUNT_DIGITS + 1);
  ImwAmount *amount;

  if (length == 0 || length > MAX_AMOUNT_DIGITS || strspn (text, "0123456789") != length)
    {
      bad (error, "amount");
      return NULL;
    }

  amount = imw_amount_new_from_base_text (asset, text, NULL);
  if (amount == NULL)
    bad (error, "amount");

  return amount;
}

static gboolean
read_outputs (ImwDescription *self,
              GVariant       *outputs,
              gboolean        is_change,
              GError        **error)
{
  gsize n_outputs = g_variant_n_children (outputs);

  if (n_outputs > MAX_OUTPUTS)
    return bad (error, "too many outputs");

  for (gsize i = 0; i < n_outputs; i++)
    {
      const char *address;
      const char *amount_text;
      const char *path;
      g_autoptr (GVariant) child = g_variant_get_child_value (outputs, i);
      g_autoptr (ImwAmount) amount = NULL;

      g_variant_get (child, "(&s&s&s)", &address, &amount_text, &path);
      if (address[0] == '\0' || !is_plain (address, MAX_ADDRESS_BYTES) ||
          !is_plain (path, MAX_PATH_BYTES))
        return bad (error, "address or path");

      amount = read_amount (self->asset, amount_text, error);
      if (amount == NULL)
        return FALSE;

      if (is_change && path[0] == '\0')
        return bad (error, "change without a path");

      if (is_change)
        imw_description_add_change (self, address, amount, path);
      else
        imw_description_add_recipient (self, address, amount, path[0] != '\0' ? path : NULL);
    }

  return TRUE;
}

static gboolean
read_warnings (ImwDescription *self,
               GVariant       *warnings,
               GError        **error)
{
  gsize n_warnings = g_variant_n_children (warnings);

  for (gsize i = 0; i < n_warnings; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (warnings, i);
      ImwWarning warning;

      /* an unknown warning must not get lost: better no payment */
      if (!imw_warning_from_code (g_variant_get_string (child, NULL), &warning))
        return bad (error, "unknown warning");

      if (imw_description_has_warning (self, warning))
        return bad (error, "the same warning twice");

      imw_description_add_warning (self, warning);
    }

  return TRUE;
}

static ImwDescription *
read_head (GVariant *variant,
           GError  **error)
{
  const char *chain_id;
  const char *asset_id;
  const char *symbol;
  const char *name;
  guint32     decimals;
  g_autoptr (GVariant) chain = g_variant_get_child_value (variant, 0);
  g_autoptr (GVariant) asset_part = g_variant_get_child_value (variant, 1);
  g_autoptr (ImwAsset) asset = NULL;

  chain_id = g_variant_get_string (chain, NULL);
  g_variant_get (asset_part, "(&s&s&su)", &asset_id, &symbol, &name, &decimals);
  if (chain_id[0] == '\0' || asset_id[0] == '\0' || decimals > MAX_DECIMALS ||
      !is_plain (chain_id, MAX_WORD_BYTES) || !is_plain (asset_id, MAX_WORD_BYTES) ||
      !is_plain (symbol, MAX_WORD_BYTES) || !is_plain (name, MAX_WORD_BYTES))
    {
      bad (error, "network or asset");
      return NULL;
    }

  asset = imw_asset_new (asset_id, symbol, name, decimals);

  return imw_description_new (chain_id, asset);
}

/**
 * imw_description_from_variant:
 * @variant: what came from the signer
 * @error: return location
 *
 * Reads a description; every text, number and count is checked.
 *
 * Returns: (transfer full): the description. On %NULL @error is %IMW_ERROR_BAD_REPLY.
 */
ImwDescription *
imw_description_from_variant (GVariant *variant,
                              GError  **error)
{
  const char *inputs_text;
  const char *fee_text;
  const char *id;
  guint64     size_vbytes;
  guint64     fee_rate;
  g_autoptr (ImwDescription) self = NULL;
  g_autoptr (GVariant) recipients = NULL;
  g_autoptr (GVariant) change = NULL;
  g_autoptr (GVariant) warnings = NULL;
  g_autoptr (ImwAmount) inputs = NULL;
  g_autoptr (ImwAmount) fee = NULL;

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (IMW_DESCRIPTION_VARIANT_TYPE)) ||
      !g_variant_is_normal_form (variant))
    {
      bad (error, "wrong type or form");
      return NULL;
    }

  self = read_head (variant, error);
  if (self == NULL)
    return NULL;

  recipients = g_variant_get_child_value (variant, 2);
  change = g_variant_get_child_value (variant, 3);
  warnings = g_variant_get_child_value (variant, 4);
  if (!read_outputs (self, recipients, FALSE, error) || !read_outputs (self, change, TRUE, error) ||
      !read_warnings (self, warnings, error))
    return NULL;

  g_variant_get_child (variant, 5, "&s", &inputs_text);
  g_variant_get_child (variant, 6, "&s", &fee_text);
  g_variant_get_child (variant, 7, "t", &size_vbytes);
  g_variant_get_child (variant, 8, "t", &fee_rate);
  g_variant_get_child (variant, 9, "&s", &id);

  inputs = read_amount (self->asset, inputs_text, error);
  if (inputs == NULL)
    return NULL;

  fee = read_amount (self->asset, fee_text, error);
  if (fee == NULL)
    return NULL;

  if (!is_plain (id, MAX_WORD_BYTES))
    {
      bad (error, "id");
      return NULL;
    }

  imw_description_set_totals (self, inputs, fee, size_vbytes, fee_rate);
  imw_description_set_id (self, id[0] != '\0' ? id : NULL);

  return g_steal_pointer (&self);
}
