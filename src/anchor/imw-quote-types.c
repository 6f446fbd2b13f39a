/* imw-quote-types.c: routes, methods, corridors and questions about prices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-quote"

#include "config.h"

#include "imw-quote.h"

/* Plain data: what each field means stands in the header. */

G_DEFINE_ENUM_TYPE (ImwRoute,
                    imw_route,
                    G_DEFINE_ENUM_VALUE (IMW_ROUTE_ABROAD, "abroad"),
                    G_DEFINE_ENUM_VALUE (IMW_ROUTE_WITHDRAW, "withdraw"),
                    G_DEFINE_ENUM_VALUE (IMW_ROUTE_DEPOSIT, "deposit"))

G_DEFINE_BOXED_TYPE (ImwMethod, imw_method, imw_method_copy, imw_method_free)
G_DEFINE_BOXED_TYPE (ImwCorridor, imw_corridor, imw_corridor_copy, imw_corridor_free)

static const ImwRoute all_routes[] = {
  IMW_ROUTE_ABROAD,
  IMW_ROUTE_WITHDRAW,
  IMW_ROUTE_DEPOSIT,
};

/**
 * imw_route_get_code:
 * @route: which way money goes
 *
 * The word that stands for it in the store and on the command line.
 *
 * Returns: (transfer none): "abroad", "withdraw" or "deposit"
 */
const char *
imw_route_get_code (ImwRoute route)
{
  switch (route)
    {
    case IMW_ROUTE_ABROAD:
      return "abroad";

    case IMW_ROUTE_WITHDRAW:
      return "withdraw";

    case IMW_ROUTE_DEPOSIT:
      return "deposit";
    }

  g_return_val_if_reached ("abroad");
}

/**
 * imw_route_from_code:
 * @code: (nullable): a word
 * @route: (out): return location, untouched on failure
 *
 * Returns: %TRUE if @code is exactly one of the words of imw_route_get_code()
 */
gboolean
imw_route_from_code (const char *code,
                     ImwRoute   *route)
{
  g_return_val_if_fail (route != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (all_routes); i++)
    {
      if (g_strcmp0 (code, imw_route_get_code (all_routes[i])) != 0)
        continue;

      *route = all_routes[i];
      return TRUE;
    }

  return FALSE;
}

static ImwAmount *
ref_amount (ImwAmount *amount)
{
  return amount != NULL ? imw_amount_ref (amount) : NULL;
}

/**
 * imw_method_copy:
 * @self: a method
 *
 * Returns: (transfer full): a copy
 */
ImwMethod *
imw_method_copy (const ImwMethod *self)
{
  ImwMethod *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ImwMethod, 1);
  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->description = g_strdup (self->description);
  copy->minimum = ref_amount (self->minimum);
  copy->maximum = ref_amount (self->maximum);
  copy->daily_left = ref_amount (self->daily_left);

  return copy;
}

/**
 * imw_method_free:
 * @self: (transfer full): a method
 */
void
imw_method_free (ImwMethod *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->minimum, imw_amount_unref);
  g_clear_pointer (&self->maximum, imw_amount_unref);
  g_clear_pointer (&self->daily_left, imw_amount_unref);
  g_free (self);
}

static gpointer
copy_method (gconstpointer method,
             gpointer      user_data)
{
  return imw_method_copy (method);
}

/**
 * imw_corridor_copy:
 * @self: a corridor
 *
 * Returns: (transfer full): a copy
 */
ImwCorridor *
imw_corridor_copy (const ImwCorridor *self)
{
  ImwCorridor *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ImwCorridor, 1);
  copy->route = self->route;
  copy->asset = imw_asset_ref (self->asset);
  copy->money = imw_asset_ref (self->money);
  copy->country = g_strdup (self->country);
  copy->methods = g_ptr_array_copy (self->methods, (GCopyFunc) copy_method, NULL);
  g_ptr_array_set_free_func (copy->methods, (GDestroyNotify) imw_method_free);

  return copy;
}

/**
 * imw_corridor_free:
 * @self: (transfer full): a corridor
 */
void
imw_corridor_free (ImwCorridor *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_pointer (&self->money, imw_asset_unref);
  g_clear_pointer (&self->country, g_free);
  g_clear_pointer (&self->methods, g_ptr_array_unref);
  g_free (self);
}

/**
 * imw_quote_request_new:
 * @route: which way money goes
 * @asset: what is on the ledger
 * @money: the currency
 * @country: (nullable): ISO 3166-1 code of three letters
 * @method: id of a method
 * @put_in: (nullable): what the user gives
 * @comes_out: (nullable): what shall arrive
 *
 * Exactly one of the amounts is set, in the asset that its side has on this route.
 *
 * Returns: (transfer full): a question
 */
ImwQuoteRequest *
imw_quote_request_new (ImwRoute    route,
                       ImwAsset   *asset,
                       ImwAsset   *money,
                       const char *country,
                       const char *method,
                       ImwAmount  *put_in,
                       ImwAmount  *comes_out)
{
  ImwQuoteRequest *self;
  ImwAsset        *given = route == IMW_ROUTE_DEPOSIT ? money : asset;
  ImwAsset        *taken = route == IMW_ROUTE_DEPOSIT ? asset : money;

  g_return_val_if_fail (asset != NULL && money != NULL && method != NULL, NULL);
  g_return_val_if_fail ((put_in == NULL) != (comes_out == NULL), NULL);
  g_return_val_if_fail (put_in == NULL || imw_asset_equal (imw_amount_get_asset (put_in), given),
                        NULL);
  g_return_val_if_fail (comes_out == NULL ||
                            imw_asset_equal (imw_amount_get_asset (comes_out), taken),
                        NULL);

  self = g_new0 (ImwQuoteRequest, 1);
  self->route = route;
  self->asset = imw_asset_ref (asset);
  self->money = imw_asset_ref (money);
  self->country = g_strdup (country);
  self->method = g_strdup (method);
  self->put_in = ref_amount (put_in);
  self->comes_out = ref_amount (comes_out);

  return self;
}

/**
 * imw_quote_request_copy:
 * @self: a question
 *
 * Returns: (transfer full): a copy
 */
ImwQuoteRequest *
imw_quote_request_copy (const ImwQuoteRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return imw_quote_request_new (self->route,
                                self->asset,
                                self->money,
                                self->country,
                                self->method,
                                self->put_in,
                                self->comes_out);
}

/**
 * imw_quote_request_free:
 * @self: (transfer full): a question
 */
void
imw_quote_request_free (ImwQuoteRequest *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_pointer (&self->money, imw_asset_unref);
  g_clear_pointer (&self->country, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->put_in, imw_amount_unref);
  g_clear_pointer (&self->comes_out, imw_amount_unref);
  g_free (self);
}

/**
 * imw_fee_line_free:
 * @self: (transfer full): a line of the fee
 */
void
imw_fee_line_free (ImwFeeLine *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_free (self);
}
