/* imw-holding.c: one asset of one account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-holding"

#include "config.h"

#include "imw-holding.h"

#include "imw-holding-private.h"

/**
 * ImwHolding:
 *
 * One asset of one account with its figures, which come from the store alone. Made and kept by its
 * account, main thread. `notify::balance` fires when any figure has changed, `notify::visible` when
 * the overview lists it now, or no longer.
 */

struct _ImwHolding
{
  GObject parent_instance;

  ImwAccount      *account; /* (nullable) not owned, cleared when it goes */
  ImwChain        *chain;
  ImwAsset        *asset;
  ImwStoreBalance *balance; /* (nullable): unknown */
  ImwAmount       *pending; /* (nullable) */
  ImwTrust         trust;
  gboolean         visible;
};

enum
{
  PROP_0,
  PROP_BALANCE,
  PROP_VISIBLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ImwHolding, imw_holding, G_TYPE_OBJECT)

static void
imw_holding_dispose (GObject *object)
{
  ImwHolding *self = IMW_HOLDING (object);

  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (imw_holding_parent_class)->dispose (object);
}

static void
imw_holding_finalize (GObject *object)
{
  ImwHolding *self = IMW_HOLDING (object);

  g_clear_object (&self->chain);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_pointer (&self->balance, imw_store_balance_free);
  g_clear_pointer (&self->pending, imw_amount_unref);

  G_OBJECT_CLASS (imw_holding_parent_class)->finalize (object);
}

static void
imw_holding_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ImwHolding *self = IMW_HOLDING (object);

  switch (prop_id)
    {
    case PROP_BALANCE:
      g_value_set_boxed (value, imw_holding_get_total (self));
      break;

    case PROP_VISIBLE:
      g_value_set_boolean (value, self->visible);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_holding_class_init (ImwHoldingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = imw_holding_dispose;
  object_class->finalize = imw_holding_finalize;
  object_class->get_property = imw_holding_get_property;

  /**
   * ImwHolding:balance:
   *
   * The total; its notification stands for every figure of the holding.
   */
  properties[PROP_BALANCE] = g_param_spec_boxed ("balance", NULL, NULL, IMW_TYPE_AMOUNT, flags);

  /**
   * ImwHolding:visible:
   *
   * Whether the overview lists it.
   */
  properties[PROP_VISIBLE] = g_param_spec_boolean ("visible", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
imw_holding_init (ImwHolding *self)
{
  self->trust = IMW_TRUST_UNKNOWN;
}

/**
 * imw_holding_new:
 * @account: whose; not kept alive
 * @asset: an asset of its network
 *
 * Returns: (transfer full): the holding, figures unknown
 */
ImwHolding *
imw_holding_new (ImwAccount *account, ImwAsset *asset)
{
  ImwHolding *self = g_object_new (IMW_TYPE_HOLDING, NULL);

  g_set_weak_pointer (&self->account, account);
  self->chain = g_object_ref (imw_account_get_chain (account));
  self->asset = imw_asset_ref (asset);

  return self;
}

static gboolean
amounts_equal (ImwAmount *a, ImwAmount *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return imw_amount_equal (a, b);
}

static gboolean
balances_equal (const ImwStoreBalance *a, const ImwStoreBalance *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return amounts_equal (a->confirmed, b->confirmed) && amounts_equal (a->total, b->total) &&
         amounts_equal (a->available, b->available) &&
         amounts_equal (a->pending_in, b->pending_in) &&
         amounts_equal (a->pending_out, b->pending_out) && a->as_of_ms == b->as_of_ms &&
         a->opened == b->opened;
}

static gboolean
holds_something (const ImwStoreBalance *balance)
{
  return imw_amount_sign (balance->confirmed) != 0 || imw_amount_sign (balance->total) != 0 ||
         imw_amount_sign (balance->pending_in) != 0 || imw_amount_sign (balance->pending_out) != 0;
}

/* Where an account has one asset only, that is what the account is, and the overview always has it. */
static gboolean
judge_visible (ImwHolding *self, ImwHoldingWish wish, gboolean used)
{
  if (self->trust == IMW_TRUST_UNKNOWN || wish == IMW_HOLDING_PUT_AWAY)
    return FALSE;

  if (wish == IMW_HOLDING_WANTED || !imw_chain_has (self->chain, IMW_CHAIN_HAS_TOKENS))
    return TRUE;

  if (self->balance != NULL && holds_something (self->balance))
    return TRUE;

  /* nobody but the owner opens an asset */
  if (imw_holding_get_opened (self) == IMW_TRUTH_YES && !imw_holding_get_native (self) &&
      imw_chain_has (self->chain, IMW_CHAIN_HAS_TRUSTLINES))
    return TRUE;

  return used && imw_holding_get_native (self);
}

/**
 * imw_holding_update:
 * @self: a holding
 * @trust: how much the asset is to be trusted
 * @wish: what the user has said of it
 * @used: whether the account has been used
 * @balance: (nullable): what the store has; %NULL: unknown
 *
 * Takes over what the store says, and tells what has changed.
 */
void
imw_holding_update (ImwHolding            *self,
                    ImwTrust               trust,
                    ImwHoldingWish         wish,
                    gboolean               used,
                    const ImwStoreBalance *balance)
{
  gboolean changed = !balances_equal (self->balance, balance) || self->trust != trust;
  gboolean visible = FALSE;
  g_autoptr (GError) error = NULL;

  self->trust = trust;
  g_clear_pointer (&self->balance, imw_store_balance_free);
  g_clear_pointer (&self->pending, imw_amount_unref);

  if (balance != NULL)
    {
      self->balance = imw_store_balance_copy (balance);
      self->pending = imw_amount_subtract (balance->pending_in, balance->pending_out, &error);
      if (self->pending == NULL)
        g_info ("pending amount: %s", error->message);
    }

  visible = judge_visible (self, wish, used);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BALANCE]);

  if (visible != self->visible)
    {
      self->visible = visible;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VISIBLE]);
    }
}

/**
 * imw_holding_get_account:
 * @self: a holding
 *
 * Returns: (transfer none) (nullable): whose it is; %NULL once that is gone
 */
ImwAccount *
imw_holding_get_account (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), NULL);

  return self->account;
}

/**
 * imw_holding_get_asset:
 * @self: a holding
 *
 * Returns: (transfer none): what is held
 */
ImwAsset *
imw_holding_get_asset (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), NULL);

  return self->asset;
}

/**
 * imw_holding_get_native:
 * @self: a holding
 *
 * Returns: whether it is what the network takes fees in
 */
gboolean
imw_holding_get_native (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), FALSE);

  return imw_asset_equal (self->asset, imw_chain_get_native_asset (self->chain));
}

/**
 * imw_holding_get_trust:
 * @self: a holding
 *
 * Returns: how much the asset is to be trusted to be what its name says
 */
ImwTrust
imw_holding_get_trust (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), IMW_TRUST_UNKNOWN);

  return self->trust;
}

/**
 * imw_holding_get_resembled:
 * @self: a holding
 *
 * Returns: (transfer none) (nullable): the genuine asset whose name it imitates
 */
ImwAsset *
imw_holding_get_resembled (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), NULL);

  if (self->trust == IMW_TRUST_GENUINE)
    return NULL;

  return imw_chain_find_resembled (self->chain, self->asset);
}

/**
 * imw_holding_get_confirmed:
 * @self: a holding
 *
 * Returns: (transfer none) (nullable): what is in blocks; %NULL: unknown
 */
ImwAmount *
imw_holding_get_confirmed (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), NULL);

  return self->balance != NULL ? self->balance->confirmed : NULL;
}

/**
 * imw_holding_get_pending:
 * @self: a holding
 *
 * Returns: (transfer none) (nullable): what is under way, signed; %NULL: unknown
 */
ImwAmount *
imw_holding_get_pending (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), NULL);

  return self->pending;
}

/**
 * imw_holding_get_total:
 * @self: a holding
 *
 * Returns: (transfer none) (nullable): confirmed and pending together; %NULL: unknown
 */
ImwAmount *
imw_holding_get_total (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), NULL);

  return self->balance != NULL ? self->balance->total : NULL;
}

/**
 * imw_holding_get_available:
 * @self: a holding
 *
 * Returns: (transfer none) (nullable): what can be spent now; %NULL: unknown
 */
ImwAmount *
imw_holding_get_available (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), NULL);

  return self->balance != NULL ? self->balance->available : NULL;
}

/**
 * imw_holding_get_opened:
 * @self: a holding
 *
 * Returns: whether the account can receive it; %IMW_TRUTH_YES on networks without trustlines
 */
ImwTruth
imw_holding_get_opened (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), IMW_TRUTH_UNKNOWN);

  if (!imw_chain_has (self->chain, IMW_CHAIN_HAS_TRUSTLINES))
    return IMW_TRUTH_YES;
  if (self->balance == NULL || self->balance->opened < 0)
    return IMW_TRUTH_UNKNOWN;

  return self->balance->opened > 0 ? IMW_TRUTH_YES : IMW_TRUTH_NO;
}

/**
 * imw_holding_get_as_of_ms:
 * @self: a holding
 *
 * Returns: wall time at which the network was asked for it last, 0 never
 */
gint64
imw_holding_get_as_of_ms (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), 0);

  return self->balance != NULL ? self->balance->as_of_ms : 0;
}

/**
 * imw_holding_get_visible:
 * @self: a holding
 *
 * Returns: whether the overview lists it
 */
gboolean
imw_holding_get_visible (ImwHolding *self)
{
  g_return_val_if_fail (IMW_IS_HOLDING (self), FALSE);

  return self->visible;
}
