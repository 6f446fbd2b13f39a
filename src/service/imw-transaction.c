/* imw-transaction.c: one transaction of one account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transaction"

#include "config.h"

#include "imw-transaction.h"

#include "imw-account-private.h"
#include "imw-transaction-private.h"
#include "imw-wallet-private.h"

#include "imw-store-coin.h"

/**
 * ImwTransaction:
 *
 * A row of the history, as the store has it. Made by the history's model, main thread. It follows
 * the store when the model refreshes; confirmations count from the account's last known block.
 */

struct _ImwTransaction
{
  GObject parent_instance;

  ImwWallet  *wallet; /* (nullable) not owned, cleared when it goes */
  ImwAccount *account;
  ImwStoreTx *row;
  GPtrArray  *own_addresses; /* (element-type utf8) */
  GPtrArray  *movements;     /* (element-type ImwAmount) */
  char       *label;         /* (nullable): last told */
};

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_CONFIRMATIONS,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ImwTransaction, imw_transaction, G_TYPE_OBJECT)

static void
imw_transaction_dispose (GObject *object)
{
  ImwTransaction *self = IMW_TRANSACTION (object);

  g_clear_weak_pointer (&self->wallet);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (imw_transaction_parent_class)->dispose (object);
}

static void
imw_transaction_finalize (GObject *object)
{
  ImwTransaction *self = IMW_TRANSACTION (object);

  g_clear_pointer (&self->row, imw_store_tx_unref);
  g_clear_pointer (&self->own_addresses, g_ptr_array_unref);
  g_clear_pointer (&self->movements, g_ptr_array_unref);
  g_clear_pointer (&self->label, g_free);

  G_OBJECT_CLASS (imw_transaction_parent_class)->finalize (object);
}

static void
imw_transaction_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  ImwTransaction *self = IMW_TRANSACTION (object);

  switch (prop_id)
    {
    case PROP_LABEL:
      g_value_set_string (value, imw_transaction_get_label (self));
      break;

    case PROP_CONFIRMATIONS:
      g_value_set_uint (value, imw_transaction_get_confirmations (self));
      break;

    case PROP_STATE:
      g_value_set_int (value, (gint) self->row->state);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_transaction_class_init (ImwTransactionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = imw_transaction_dispose;
  object_class->finalize = imw_transaction_finalize;
  object_class->get_property = imw_transaction_get_property;

  /**
   * ImwTransaction:label:
   *
   * The user's own words; %NULL while locked.
   */
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);

  /**
   * ImwTransaction:confirmations:
   *
   * Blocks from its own to the last known one.
   */
  properties[PROP_CONFIRMATIONS] =
      g_param_spec_uint ("confirmations", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * ImwTransaction:state:
   *
   * An #ImwTxState.
   */
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, IMW_TX_DROPPED, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
imw_transaction_init (ImwTransaction *self)
{
}

static void
take_row (ImwTransaction *self,
          ImwStoreTx     *row)
{
  g_clear_pointer (&self->row, imw_store_tx_unref);
  g_clear_pointer (&self->own_addresses, g_ptr_array_unref);
  g_clear_pointer (&self->movements, g_ptr_array_unref);

  self->row = imw_store_tx_ref (row);
  self->movements = row->movements != NULL
                        ? g_ptr_array_ref (row->movements)
                        : g_ptr_array_new_with_free_func ((GDestroyNotify) imw_amount_unref);
  self->own_addresses = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; row->coins != NULL && i < row->coins->len; i++)
    {
      const ImwStoreCoin *coin = g_ptr_array_index (row->coins, i);

      if (coin->branch == 0 && coin->address != NULL)
        g_ptr_array_add (self->own_addresses, g_strdup (coin->address));
    }
}

/**
 * imw_transaction_new:
 * @wallet: whose; not kept alive
 * @account: of which account
 * @row: what the store has
 *
 * Returns: (transfer full): a row of the history
 */
ImwTransaction *
imw_transaction_new (ImwWallet  *wallet,
                     ImwAccount *account,
                     ImwStoreTx *row)
{
  ImwTransaction *self = g_object_new (IMW_TYPE_TRANSACTION, NULL);

  g_set_weak_pointer (&self->wallet, wallet);
  self->account = g_object_ref (account);
  take_row (self, row);
  self->label = g_strdup (imw_transaction_get_label (self));

  return self;
}

/**
 * imw_transaction_update:
 * @self: a transaction
 * @row: what the store has now
 *
 * Takes it over and tells what may have changed.
 */
void
imw_transaction_update (ImwTransaction *self,
                        ImwStoreTx     *row)
{
  ImwTxState  old_state = self->row->state;
  const char *label = NULL;

  take_row (self, row);

  if (old_state != row->state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFIRMATIONS]);

  label = imw_transaction_get_label (self);
  if (g_strcmp0 (label, self->label) != 0)
    {
      g_free (self->label);
      self->label = g_strdup (label);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
    }
}

/**
 * imw_transaction_get_row:
 * @self: a transaction
 *
 * Returns: (transfer none): what the store has
 */
ImwStoreTx *
imw_transaction_get_row (ImwTransaction *self)
{
  return self->row;
}

/**
 * imw_direction_get_code:
 * @direction: a direction
 *
 * Returns: its stable name: "received", "sent", "self"
 */
const char *
imw_direction_get_code (ImwDirection direction)
{
  switch (direction)
    {
    case IMW_DIRECTION_RECEIVED:
      return "received";

    case IMW_DIRECTION_SENT:
      return "sent";

    case IMW_DIRECTION_SELF:
      return "self";
    }

  g_return_val_if_reached ("self");
}

/**
 * imw_transaction_get_txid:
 * @self: a transaction
 *
 * Returns: its id
 */
const char *
imw_transaction_get_txid (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->row->txid;
}

/**
 * imw_transaction_get_account_id:
 * @self: a transaction
 *
 * Returns: the id of its account
 */
const char *
imw_transaction_get_account_id (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->row->account;
}

/**
 * imw_transaction_get_chain:
 * @self: a transaction
 *
 * Returns: (transfer none): its network
 */
ImwChain *
imw_transaction_get_chain (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return imw_account_get_chain (self->account);
}

/**
 * imw_transaction_get_direction:
 * @self: a transaction
 *
 * Returns: which way the money went, seen from its account
 */
ImwDirection
imw_transaction_get_direction (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), IMW_DIRECTION_SELF);

  switch (self->row->direction)
    {
    case IMW_STORE_RECEIVED:
      return IMW_DIRECTION_RECEIVED;

    case IMW_STORE_SENT:
      return IMW_DIRECTION_SENT;

    case IMW_STORE_SELF:
      return IMW_DIRECTION_SELF;
    }

  g_return_val_if_reached (IMW_DIRECTION_SELF);
}

/**
 * imw_transaction_get_state:
 * @self: a transaction
 *
 * Returns: whether it is in a block, under way, or gone
 */
ImwTxState
imw_transaction_get_state (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), IMW_TX_MEMPOOL);

  return self->row->state;
}

/**
 * imw_transaction_get_replaced:
 * @self: a transaction
 *
 * Returns: whether it counts no longer: another spends its coins, or the network let it go
 */
gboolean
imw_transaction_get_replaced (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), FALSE);

  return self->row->state == IMW_TX_DROPPED;
}

/**
 * imw_transaction_get_time_ms:
 * @self: a transaction
 *
 * Returns: time of its block, else when it was first seen; UTC
 */
gint64
imw_transaction_get_time_ms (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), 0);

  return self->row->time_ms > 0 ? self->row->time_ms : self->row->first_seen_ms;
}

/**
 * imw_transaction_get_movements:
 * @self: a transaction
 *
 * Returns: (transfer none) (element-type ImwAmount): net changes of further assets, signed; never
 *   %NULL
 */
GPtrArray *
imw_transaction_get_movements (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->movements;
}

/**
 * imw_transaction_get_failed:
 * @self: a transaction
 *
 * Returns: whether it is in a block, but without effect but for its fee
 */
gboolean
imw_transaction_get_failed (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), FALSE);

  return self->row->failed;
}

/**
 * imw_transaction_get_sequence:
 * @self: a transaction
 *
 * Returns: its number among the payments of the account, -1 where there is none or it is not ours
 */
gint64
imw_transaction_get_sequence (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), -1);

  return self->row->sequence;
}

/**
 * imw_transaction_get_call:
 * @self: a transaction
 *
 * Returns: (nullable): what a contract was asked to do: "approve", or the selector "0x12345678"
 */
const char *
imw_transaction_get_call (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->row->call;
}

/**
 * imw_transaction_get_memo:
 * @self: a transaction
 *
 * Returns: (nullable): the memo it carries, as people read it ("id" decimal, "hash" and "return" hexadecimal); other
 *   people's words, to be shown as plain text
 */
const char *
imw_transaction_get_memo (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->row->memo;
}

/**
 * imw_transaction_get_memo_type:
 * @self: a transaction
 *
 * Returns: (nullable): "text", "id", "hash" or "return"
 */
const char *
imw_transaction_get_memo_type (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->row->memo_type;
}

/**
 * imw_transaction_get_height:
 * @self: a transaction
 *
 * Returns: height of its block, -1 when in none
 */
gint64
imw_transaction_get_height (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), -1);

  return self->row->height;
}

/**
 * imw_transaction_get_confirmations:
 * @self: a transaction
 *
 * Returns: blocks from its own to the last known one, 0 when in none
 */
guint
imw_transaction_get_confirmations (ImwTransaction *self)
{
  gint64 tip = 0;

  g_return_val_if_fail (IMW_IS_TRANSACTION (self), 0);

  tip = imw_account_get_tip_height (self->account);
  if (self->row->state != IMW_TX_CONFIRMED || self->row->height < 0)
    return 0;

  return tip < self->row->height ? 1 : (guint) (tip - self->row->height + 1);
}

/**
 * imw_transaction_get_net:
 * @self: a transaction
 *
 * Returns: (transfer none): the change of the account's balance, signed, fee included
 */
ImwAmount *
imw_transaction_get_net (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->row->net;
}

/**
 * imw_transaction_get_fee:
 * @self: a transaction
 *
 * Returns: (transfer none) (nullable): the whole fee where it is known
 */
ImwAmount *
imw_transaction_get_fee (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->row->fee;
}

/**
 * imw_transaction_get_label:
 * @self: a transaction
 *
 * Returns: (nullable): the user's own words; %NULL when there are none, and while locked
 */
const char *
imw_transaction_get_label (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->wallet != NULL ? imw_wallet_get_label (self->wallet, self->row->txid) : NULL;
}

/**
 * imw_transaction_get_counterparties:
 * @self: a transaction
 *
 * Returns: (transfer none) (element-type ImwTxCounterparty): who was paid; empty when received
 */
GPtrArray *
imw_transaction_get_counterparties (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->row->counterparties;
}

/**
 * imw_transaction_get_own_addresses:
 * @self: a transaction
 *
 * Returns: (transfer none) (element-type utf8): our receiving addresses that it paid
 */
GPtrArray *
imw_transaction_get_own_addresses (ImwTransaction *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  return self->own_addresses;
}

/**
 * imw_transaction_dup_counterparty:
 * @self: a transaction
 *
 * Returns: (transfer full) (nullable): who was paid first: the contact's name where known, else the
 * address
 */
char *
imw_transaction_dup_counterparty (ImwTransaction *self)
{
  GPtrArray *parties = NULL;

  g_return_val_if_fail (IMW_IS_TRANSACTION (self), NULL);

  parties = self->row->counterparties;
  for (guint i = 0; parties != NULL && i < parties->len; i++)
    {
      const ImwTxCounterparty *party = g_ptr_array_index (parties, i);
      const char              *name = NULL;

      if (party->address == NULL)
        continue;

      name =
          self->wallet != NULL ? imw_wallet_find_contact_name (self->wallet, party->address) : NULL;

      return g_strdup (name != NULL ? name : party->address);
    }

  return NULL;
}
