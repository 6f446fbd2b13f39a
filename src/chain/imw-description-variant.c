/* imw-description-variant.c: a description on its way between two processes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-description-variant"

#include "config.h"

#include "imw-description-private.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

/* IMW_DESCRIPTION_VARIANT_TYPE, member by member:
 *
 *   s       chain id
 *   (sssu)  asset: id, symbol, name, decimals
 *   a(s(sssu)ss)  recipients: address, asset, amount, path or ""
 *   a(s(sssu)ss)  change: address, asset, amount, path
 *   as      warnings, by code
 *   s       sum of the inputs
 *   s       fee
 *   t       size in vbytes
 *   t       fee rate in thousandths of a base unit a vbyte
 *   s       id of the transaction or ""
 *   (sb)    action, by code; whether the fee is a bound
 *   a(sss)  details: code, name or "", text
 *   (a((sssu)s)ssx)  what is given in an exchange, none or one: asset, amount; type of the memo or ""; memo;
 *           wall time of the end in milliseconds since 1970, or 0
 *
 * Amounts are decimal text in base units, without sign. */

#define MAX_OUTPUTS       10000
#define MAX_ADDRESS_BYTES 24000 /* an OP_RETURN as large as a node relays, in hexadecimal */
#define MAX_WORD_BYTES    200
#define MAX_PATH_BYTES    3000
#define MAX_AMOUNT_DIGITS 78 /* 2^256 - 1 */
#define MAX_DETAILS       2000
#define MAX_TEXT_BYTES    65536
#define MAX_DECIMALS      38
#define MAX_MEMO_BYTES    200

static void
add_outputs (GVariantBuilder *builder,
             GPtrArray       *outputs)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a(s(sssu)ss)"));
  for (guint i = 0; i < outputs->len; i++)
    {
      const ImwDescriptionOutput *output = g_ptr_array_index (outputs, i);
      ImwAsset                   *asset = imw_amount_get_asset (output->amount);
      g_autofree char            *amount = imw_amount_to_base_text (output->amount);

      g_variant_builder_add (builder, "(s(sssu)ss)", output->address, imw_asset_get_id (asset),
                             imw_asset_get_symbol (asset), imw_asset_get_name (asset),
                             imw_asset_get_decimals (asset), amount,
                             output->path != NULL ? output->path : "");
    }
  g_variant_builder_close (builder);
}

static void
add_terms (GVariantBuilder *builder, ImwDescription *self)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("(a((sssu)s)ssx)"));
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a((sssu)s)"));
  if (self->given != NULL)
    {
      ImwAsset        *asset = imw_amount_get_asset (self->given);
      g_autofree char *amount = imw_amount_to_base_text (self->given);

      g_variant_builder_add (builder, "((sssu)s)", imw_asset_get_id (asset),
                             imw_asset_get_symbol (asset), imw_asset_get_name (asset),
                             imw_asset_get_decimals (asset), amount);
    }
  g_variant_builder_close (builder);
  g_variant_builder_add (builder, "s", self->memo_type != NULL ? self->memo_type : "");
  g_variant_builder_add (builder, "s", self->memo != NULL ? self->memo : "");
  g_variant_builder_add (builder, "x", self->deadline_ms);
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
  g_variant_builder_add (&builder, "(sb)", imw_action_get_code (self->action), self->fee_is_bound);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("a(sss)"));
  for (guint i = 0; i < self->details->len; i++)
    {
      const ImwDescriptionDetail *detail = g_ptr_array_index (self->details, i);

      g_variant_builder_add (&builder, "(sss)", detail->code, detail->name, detail->text);
    }
  g_variant_builder_close (&builder);
  add_terms (&builder, self);

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

static ImwAsset *
read_asset (GVariant *variant, GError **error)
{
  const char *id;
  const char *symbol;
  const char *name;
  guint32     decimals;

  g_variant_get (variant, "(&s&s&su)", &id, &symbol, &name, &decimals);
  if (id[0] == '\0' || decimals > MAX_DECIMALS || !is_plain (id, MAX_WORD_BYTES) ||
      !is_plain (symbol, MAX_WORD_BYTES) || !is_plain (name, MAX_WORD_BYTES))
    {
      bad (error, "asset");
      return NULL;
    }

  return imw_asset_new (id, symbol, name, decimals);
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

static ImwAsset *
get_first_asset (ImwDescription *self, ImwAsset *otherwise)
{
  return self->recipients->len > 0 ? imw_description_get_paid_asset (self) : otherwise;
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
      g_autoptr (GVariant) asset_part = NULL;
      g_autoptr (ImwAsset) asset = NULL;
      g_autoptr (ImwAmount) amount = NULL;

      g_variant_get (child, "(&s@(sssu)&s&s)", &address, &asset_part, &amount_text, &path);
      if (address[0] == '\0' || !is_plain (address, MAX_ADDRESS_BYTES) ||
          !is_plain (path, MAX_PATH_BYTES))
        return bad (error, "address or path");

      asset = read_asset (asset_part, error);
      if (asset == NULL)
        return FALSE;

      amount = read_amount (asset, amount_text, error);
      if (amount == NULL)
        return FALSE;

      /* one payment pays in one asset, and change is of the network's own */
      if (!imw_asset_equal (asset, is_change ? self->asset : get_first_asset (self, asset)))
        return bad (error, "outputs of several assets");

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

/* Names and texts may come from outside the wallet (a message that is to be signed): valid UTF-8 by GVariant, capped here, shown as
 * plain text by the faces. */
static gboolean
read_rest (ImwDescription *self, GVariant *variant, GError **error)
{
  const char *action_code;
  ImwAction   action;
  gboolean    bound;
  g_autoptr (GVariant) details = g_variant_get_child_value (variant, 11);
  gsize n_details = g_variant_n_children (details);

  g_variant_get_child (variant, 10, "(&sb)", &action_code, &bound);
  if (!imw_action_from_code (action_code, &action))
    return bad (error, "unknown action");
  if (n_details > MAX_DETAILS)
    return bad (error, "too many details");

  imw_description_set_action (self, action);
  imw_description_set_fee_is_bound (self, bound);

  for (gsize i = 0; i < n_details; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (details, i);
      const char *code;
      const char *name;
      const char *text;

      g_variant_get (child, "(&s&s&s)", &code, &name, &text);
      if (code[0] == '\0' || !is_plain (code, MAX_WORD_BYTES) || strlen (name) > MAX_WORD_BYTES ||
          strlen (text) > MAX_TEXT_BYTES)
        return bad (error, "detail");

      imw_description_add_detail (self, code, name, text);
    }

  return TRUE;
}

static gboolean
read_memo (ImwDescription *self, const char *type, const char *memo, GError **error)
{
  static const char *const types[] = { "text", "id", "hash", "return", NULL };

  if (type[0] == '\0')
    return memo[0] == '\0' || bad (error, "a memo without a type");

  if (!g_strv_contains (types, type) || !imw_text_is_printable (memo, MAX_MEMO_BYTES))
    return bad (error, "memo");

  imw_description_set_memo (self, type, memo);

  return TRUE;
}

static gboolean
read_terms (ImwDescription *self, GVariant *variant, GError **error)
{
  const char *amount_text;
  const char *type;
  const char *memo;
  gint64      deadline_ms;
  g_autoptr (GVariant) given = NULL;
  g_autoptr (GVariant) asset_part = NULL;
  g_autoptr (ImwAsset) asset = NULL;
  g_autoptr (ImwAmount) amount = NULL;

  g_variant_get_child (variant, 12, "(@a((sssu)s)&s&sx)", &given, &type, &memo, &deadline_ms);
  if (g_variant_n_children (given) > 1 || deadline_ms < 0)
    return bad (error, "what is given, or the deadline");
  if (!read_memo (self, type, memo, error))
    return FALSE;

  imw_description_set_deadline (self, deadline_ms);
  if (g_variant_n_children (given) == 0)
    return TRUE;

  g_variant_get_child (given, 0, "(@(sssu)&s)", &asset_part, &amount_text);
  asset = read_asset (asset_part, error);
  amount = asset != NULL ? read_amount (asset, amount_text, error) : NULL;
  if (amount == NULL)
    return FALSE;

  imw_description_set_given (self, amount);

  return TRUE;
}

static ImwDescription *
read_head (GVariant *variant,
           GError  **error)
{
  const char *chain_id;
  g_autoptr (GVariant) chain = g_variant_get_child_value (variant, 0);
  g_autoptr (GVariant) asset_part = g_variant_get_child_value (variant, 1);
  g_autoptr (ImwAsset) asset = NULL;

  chain_id = g_variant_get_string (chain, NULL);
  if (chain_id[0] == '\0' || !is_plain (chain_id, MAX_WORD_BYTES))
    {
      bad (error, "network");
      return NULL;
    }

  asset = read_asset (asset_part, error);
  if (asset == NULL)
    return NULL;

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
  if (!read_rest (self, variant, error) || !read_terms (self, variant, error))
    return NULL;

  return g_steal_pointer (&self);
}
