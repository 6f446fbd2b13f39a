/* imw-asset.c: what an amount counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-asset"

#include "config.h"

#include "imw-asset.h"

#include <string.h>

#define MAX_DECIMALS 38

/**
 * ImwAsset:
 *
 * A coin, a token or a currency. Immutable, counted, any thread.
 */

struct _ImwAsset
{
  gatomicrefcount ref_count;
  char           *id;
  char           *symbol;
  char           *name;
  guint           decimals;
};

G_DEFINE_BOXED_TYPE (ImwAsset, imw_asset, imw_asset_ref, imw_asset_unref)

/* ISO 4217 minor units that are not two digits. */
static guint
minor_unit (const char *iso_code)
{
  static const char *const none[] = {
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF",
    "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF", NULL
  };
  static const char *const three[] = { "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND", NULL };
  static const char *const four[] = { "CLF", "UYW", NULL };

  if (g_strv_contains (none, iso_code))
    return 0;
  if (g_strv_contains (three, iso_code))
    return 3;
  if (g_strv_contains (four, iso_code))
    return 4;

  return 2;
}

/**
 * imw_asset_new:
 * @id: unique over all networks and stable
 * @symbol: short, for example "BTC"
 * @name: for example "Bitcoin"
 * @decimals: digits behind the mark in one whole unit, at most 38
 *
 * Returns: (transfer full): an asset
 */
ImwAsset *
imw_asset_new (const char *id,
               const char *symbol,
               const char *name,
               guint       decimals)
{
  ImwAsset *self;

  g_return_val_if_fail (id != NULL && symbol != NULL && name != NULL, NULL);
  g_return_val_if_fail (decimals <= MAX_DECIMALS, NULL);

  self = g_new0 (ImwAsset, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->symbol = g_strdup (symbol);
  self->name = g_strdup (name);
  self->decimals = decimals;

  return self;
}

/**
 * imw_asset_new_fiat:
 * @iso_code: ISO 4217 code, either case
 *
 * Returns: (nullable) (transfer full): the currency "fiat/CODE" with its minor unit; %NULL when
 *   @iso_code is not three letters
 */
ImwAsset *
imw_asset_new_fiat (const char *iso_code)
{
  g_autofree char *code = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (iso_code != NULL, NULL);

  if (strlen (iso_code) != 3)
    return NULL;
  for (guint i = 0; i < 3; i++)
    {
      if (!g_ascii_isalpha (iso_code[i]))
        return NULL;
    }

  code = g_ascii_strup (iso_code, -1);
  id = g_strconcat ("fiat/", code, NULL);

  return imw_asset_new (id, code, code, minor_unit (code));
}

/**
 * imw_asset_ref:
 * @self: an asset
 *
 * Returns: (transfer full): @self
 */
ImwAsset *
imw_asset_ref (ImwAsset *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * imw_asset_unref:
 * @self: (transfer full): an asset
 */
void
imw_asset_unref (ImwAsset *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->symbol);
  g_free (self->name);
  g_free (self);
}

/**
 * imw_asset_equal:
 * @a: an asset
 * @b: an asset
 *
 * Returns: whether both have the same id and the same decimals
 */
gboolean
imw_asset_equal (ImwAsset *a,
                 ImwAsset *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a == b || (a->decimals == b->decimals && strcmp (a->id, b->id) == 0);
}

/**
 * imw_asset_get_id:
 * @self: an asset
 *
 * Returns: (transfer none): its id
 */
const char *
imw_asset_get_id (ImwAsset *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * imw_asset_get_symbol:
 * @self: an asset
 *
 * Returns: (transfer none): for example "BTC"
 */
const char *
imw_asset_get_symbol (ImwAsset *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->symbol;
}

/**
 * imw_asset_get_name:
 * @self: an asset
 *
 * Returns: (transfer none): for example "Bitcoin"
 */
const char *
imw_asset_get_name (ImwAsset *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * imw_asset_get_decimals:
 * @self: an asset
 *
 * Returns: digits behind the mark in one whole unit
 */
guint
imw_asset_get_decimals (ImwAsset *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->decimals;
}
