/* imw-account.c: one account of one wallet on one network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account"

#include "config.h"

#include "imw-account.h"

#include "imw-account-claim.h"
#include "imw-account-private.h"
#include "imw-account-struct.h"
#include "imw-wallet-private.h"

#include "imw-error.h"

/**
 * ImwAccount:
 *
 * One account of one wallet on one network. Owned by its wallet, main thread. Its figures come from
 * the store alone and are %NULL before the first sync. `notify::balance` fires when any figure has
 * changed.
 */

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SYNCING,
  PROP_BALANCE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ImwAccount, imw_account, G_TYPE_OBJECT)

static void
imw_account_dispose (GObject *object)
{
  ImwAccount *self = IMW_ACCOUNT (object);

  g_clear_weak_pointer (&self->wallet);
  imw_account_stop_history (self);

  G_OBJECT_CLASS (imw_account_parent_class)->dispose (object);
}

static void
imw_account_finalize (GObject *object)
{
  ImwAccount *self = IMW_ACCOUNT (object);

  g_clear_object (&self->chain);
  g_clear_pointer (&self->row, imw_store_account_free);
  g_clear_pointer (&self->balance, imw_store_balance_free);
  g_clear_pointer (&self->pending, imw_amount_unref);
  g_clear_error (&self->last_error);
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_object (&self->holdings);
  g_clear_object (&self->claims);
  g_clear_pointer (&self->missing, g_hash_table_unref);

  G_OBJECT_CLASS (imw_account_parent_class)->finalize (object);
}

static void
imw_account_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ImwAccount *self = IMW_ACCOUNT (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, imw_account_get_title (self));
      break;

    case PROP_SYNCING:
      g_value_set_boolean (value, self->syncing);
      break;

    case PROP_BALANCE:
      g_value_set_boxed (value, imw_account_get_total (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_account_class_init (ImwAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = imw_account_dispose;
  object_class->finalize = imw_account_finalize;
  object_class->get_property = imw_account_get_property;

  /**
   * ImwAccount:title:
   *
   * The kind's English title, for translation.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * ImwAccount:syncing:
   *
   * Whether the network is being asked.
   */
  properties[PROP_SYNCING] = g_param_spec_boolean ("syncing", NULL, NULL, FALSE, flags);

  /**
   * ImwAccount:balance:
   *
   * The total; its notification stands for every figure of the account.
   */
  properties[PROP_BALANCE] = g_param_spec_boxed ("balance", NULL, NULL, IMW_TYPE_AMOUNT, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
imw_account_init (ImwAccount *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->holdings = g_list_store_new (IMW_TYPE_HOLDING);
  self->claims = g_list_store_new (IMW_TYPE_ACCOUNT_CLAIM);
}

/**
 * imw_account_new:
 * @wallet: whose
 * @chain: its network
 * @row: what the store has
 *
 * Returns: (transfer full): the account, figures unknown
 */
ImwAccount *
imw_account_new (ImwWallet             *wallet,
                 ImwChain              *chain,
                 const ImwStoreAccount *row)
{
  ImwAccount *self = g_object_new (IMW_TYPE_ACCOUNT, NULL);

  g_set_weak_pointer (&self->wallet, wallet);
  self->chain = g_object_ref (chain);
  self->row = imw_store_account_copy (row);

  return self;
}

static ImwAmount *
make_pending (const ImwStoreBalance *balance)
{
  g_autoptr (GError) error = NULL;
  ImwAmount *pending = imw_amount_subtract (balance->pending_in, balance->pending_out, &error);

  if (pending == NULL)
    g_info ("pending amount: %s", error->message);

  return pending;
}

/**
 * imw_account_update:
 * @self: an account
 * @row: what the store has
 * @books: what the store has, of all accounts
 *
 * Takes over what the store says.
 */
void
imw_account_update (ImwAccount            *self,
                    const ImwStoreAccount *row,
                    const ImwAccountBooks *books)
{
  const ImwStoreBalance *balance = NULL;

  g_clear_pointer (&self->row, imw_store_account_free);
  self->row = imw_store_account_copy (row);

  g_clear_pointer (&self->balance, imw_store_balance_free);
  g_clear_pointer (&self->pending, imw_amount_unref);

  balance = imw_account_find_balance (self, books->balances);
  if (balance != NULL)
    {
      self->balance = imw_store_balance_copy (balance);
      self->pending = make_pending (balance);
    }

  imw_account_update_holdings (self, books->balances, books->assets);
  imw_account_update_claims (self, books->claims);
  imw_account_notify_changed (self);
}

/**
 * imw_account_notify_changed:
 * @self: an account
 *
 * Tells the faces that figures have changed.
 */
void
imw_account_notify_changed (ImwAccount *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BALANCE]);
}

/**
 * imw_account_set_syncing:
 * @self: an account
 * @syncing: whether the network is being asked
 *
 * Changes the property.
 */
void
imw_account_set_syncing (ImwAccount *self,
                         gboolean    syncing)
{
  if (self->syncing == syncing)
    return;

  self->syncing = syncing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYNCING]);
}

/**
 * imw_account_set_last_error:
 * @self: an account
 * @error: (nullable): how the last sync ended
 *
 * Keeps it for the faces.
 */
void
imw_account_set_last_error (ImwAccount   *self,
                            const GError *error)
{
  g_clear_error (&self->last_error);
  self->last_error = error != NULL ? g_error_copy (error) : NULL;
}

/**
 * imw_account_get_tip_height:
 * @self: an account
 *
 * Returns: height of the best block at the last sync, -1 before the first
 */
gint64
imw_account_get_tip_height (ImwAccount *self)
{
  return self->row->tip_height;
}

/**
 * imw_account_get_next_sequence:
 * @self: an account
 *
 * Returns: the number that the network expects of its next payment, -1 where there is none or it is
 * not known yet
 */
gint64
imw_account_get_next_sequence (ImwAccount *self)
{
  return self->row->sequence;
}

/**
 * imw_account_get_birthday_ms:
 * @self: an account
 *
 * Returns: nothing of it is older (wall time, UTC), 0 unknown
 */
gint64
imw_account_get_birthday_ms (ImwAccount *self)
{
  return self->row->birthday_ms;
}

/**
 * imw_account_get_id:
 * @self: an account
 *
 * Returns: the id, "bitcoin-84"
 */
const char *
imw_account_get_id (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->row->id;
}

/**
 * imw_account_get_title:
 * @self: an account
 *
 * Returns: the kind's English title, for translation
 */
const char *
imw_account_get_title (ImwAccount *self)
{
  const ImwAccountKind *kind = NULL;
  guint32               number = 0;

  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  kind = imw_chain_parse_account_id (self->chain, self->row->id, &number, NULL);

  return kind != NULL ? kind->title : self->row->id;
}

/**
 * imw_account_get_chain:
 * @self: an account
 *
 * Returns: (transfer none): its network
 */
ImwChain *
imw_account_get_chain (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->chain;
}

/**
 * imw_account_get_key:
 * @self: an account
 *
 * Returns: its public key text
 */
const char *
imw_account_get_key (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->row->account_key;
}

/**
 * imw_account_get_confirmed:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): what is in blocks; %NULL: unknown
 */
ImwAmount *
imw_account_get_confirmed (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->balance != NULL ? self->balance->confirmed : NULL;
}

/**
 * imw_account_get_pending:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): what is under way, signed; %NULL: unknown
 */
ImwAmount *
imw_account_get_pending (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->pending;
}

/**
 * imw_account_get_total:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): confirmed and pending together; %NULL: unknown
 */
ImwAmount *
imw_account_get_total (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->balance != NULL ? self->balance->total : NULL;
}

/**
 * imw_account_get_available:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): what can be spent now; %NULL: unknown
 */
ImwAmount *
imw_account_get_available (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->balance != NULL ? self->balance->available : NULL;
}

/**
 * imw_account_get_as_of_ms:
 * @self: an account
 *
 * Returns: wall time of the last good sync, 0 never
 */
gint64
imw_account_get_as_of_ms (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), 0);

  return self->row->last_sync_ms;
}

/**
 * imw_account_get_syncing:
 * @self: an account
 *
 * Returns: whether the network is being asked
 */
gboolean
imw_account_get_syncing (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), FALSE);

  return self->syncing;
}

/**
 * imw_account_get_last_error:
 * @self: an account
 *
 * Returns: (nullable): how the last sync failed; %NULL when it was good
 */
const GError *
imw_account_get_last_error (ImwAccount *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return self->last_error;
}

/**
 * imw_account_get_scanned:
 * @self: an account
 * @branch: 0 receiving, 1 change
 *
 * Returns: how many addresses of the branch have been looked at
 */
guint
imw_account_get_scanned (ImwAccount *self,
                         guint       branch)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), 0);
  g_return_val_if_fail (branch < G_N_ELEMENTS (self->row->scanned), 0);

  return self->row->scanned[branch];
}

/**
 * imw_account_get_descriptor:
 * @self: an account
 * @error: return location
 *
 * Returns: (transfer full): the text with which other wallets can watch the account, or %NULL:
 *   %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_BAD_INPUT
 */
char *
imw_account_get_descriptor (ImwAccount *self,
                            GError    **error)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT (self), NULL);

  return imw_chain_export_descriptor (self->chain, self->row->account_key, error);
}
