/* imw-practice-evm-pool.c: which transactions the practice Ethereum takes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-evm-pool"

#include "config.h"

#include "imw-practice-evm-private.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define BUMP_PERCENT 110
#define FEE_CAP_WEI \
  G_GUINT64_CONSTANT (1000000000000000000) /* what a node's RPC lets pass, 1 ETH */

/* A transaction on its way into the pool. */
typedef struct
{
  ImwPracticeEthereum *chain;
  ImwEthereumTx       *tx;
  GBytes              *raw;
  guint8               id[32];
  ImwEthereumAddress   sender;
  guint64              sequence; /* the next one of the sender, as at the tip */
  ImwAmount           *balance;
  ImwLedgerTx         *replaced; /* (nullable) */
} Offer;

static void
offer_clear (Offer *offer)
{
  g_clear_pointer (&offer->tx, imw_ethereum_tx_free);
  g_clear_pointer (&offer->balance, imw_amount_unref);
  g_clear_pointer (&offer->replaced, imw_ledger_tx_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Offer, offer_clear)

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_clear_error (error);
  g_propagate_error (error, g_error_new_valist (IMW_ERROR, IMW_ERROR_REFUSED, format, list));
  va_end (list);

  return FALSE;
}

static guint64
clamp_to_u64 (ImwAmount *number)
{
  guint64 value;

  return imw_amount_get_u64 (number, &value) ? value : G_MAXUINT64;
}

/**
 * imw_evm_fee_cap: (skip)
 * @tx: a transaction
 *
 * Returns: the most that it pays for a unit of gas, in wei
 */
guint64
imw_evm_fee_cap (ImwEthereumTx *tx)
{
  return clamp_to_u64 (tx->max_fee_per_gas);
}

/**
 * imw_evm_tip: (skip)
 * @tx: a transaction
 * @base_fee: of the block
 *
 * Returns: what the miner gets for a unit of gas, in wei; 0 also when the transaction cannot pay the base fee
 */
guint64
imw_evm_tip (ImwEthereumTx *tx, guint64 base_fee)
{
  guint64 cap = imw_evm_fee_cap (tx);

  if (cap < base_fee)
    return 0;

  return MIN (clamp_to_u64 (tx->max_priority_fee_per_gas), cap - base_fee);
}

/**
 * imw_evm_price: (skip)
 * @tx: a transaction that can pay the base fee
 * @base_fee: of the block
 *
 * Returns: what the sender pays for a unit of gas, in wei
 */
guint64
imw_evm_price (ImwEthereumTx *tx, guint64 base_fee)
{
  return base_fee + imw_evm_tip (tx, base_fee);
}

/**
 * imw_evm_account_of: (skip)
 * @address: (array fixed-size=20): an address
 * @account: (out caller-allocates) (array fixed-size=32): the name under which the books keep it
 */
void
imw_evm_account_of (const guint8 address[20], guint8 account[32])
{
  memset (account, 0, 32);
  memcpy (account + 12, address, 20);
}

/**
 * imw_evm_next_sequence: (skip)
 * @self: the network
 * @address: (array fixed-size=20): an account
 * @sequence: (out): its first number that no transaction has, not even a waiting one
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_evm_next_sequence (ImwPracticeEthereum *self,
                       const guint8         address[20],
                       guint64             *sequence,
                       GError             **error)
{
  guint8 account[32];
  gint64 height = 0;

  imw_evm_account_of (address, account);
  if (!imw_ledger_get_height (self->ledger, &height, error) ||
      !imw_evm_get_sequence (self, address, height, sequence, error))
    return FALSE;

  while (TRUE)
    {
      g_autoptr (ImwLedgerTx) tx = NULL;

      if (!imw_ledger_find_entry (self->ledger, account, *sequence, &tx, error))
        return FALSE;
      if (tx == NULL)
        return TRUE;
      (*sequence)++;
    }
}

static gboolean
check_form (Offer *offer, GError **error)
{
  ImwEthereumTx *tx = offer->tx;
  gsize          size = g_bytes_get_size (offer->raw);
  guint64        needed;

  if (size > IMW_EVM_MAX_TX_BYTES)
    return refuse (error, "oversized data: transaction size %" G_GSIZE_FORMAT ", limit %d", size,
                   IMW_EVM_MAX_TX_BYTES);
  if (!tx->has_signature)
    return refuse (error, "invalid sender: invalid transaction v, r, s values");
  if (tx->chain_id == 0)
    return refuse (error, "only replay-protected (EIP-155) transactions allowed over RPC");
  if (tx->chain_id != IMW_PRACTICE_EVM_CHAIN_ID)
    return refuse (error,
                   "invalid sender: invalid chain id for signer: have %" G_GUINT64_FORMAT
                   " want %" G_GUINT64_FORMAT,
                   tx->chain_id, IMW_PRACTICE_EVM_CHAIN_ID);
  if (!imw_ethereum_tx_recover_sender (tx, &offer->sender, NULL))
    return refuse (error, "invalid sender: invalid transaction v, r, s values");
  if (!tx->has_to)
    return refuse (error, "contract creation is not supported on the practice network");
  if (tx->nonce >= G_MAXINT64)
    return refuse (error, "nonce has max value");
  if (tx->gas_limit > IMW_EVM_GAS_LIMIT)
    return refuse (error, "exceeds block gas limit");
  if (imw_amount_compare (tx->max_priority_fee_per_gas, tx->max_fee_per_gas) > 0)
    return refuse (error, "max priority fee per gas higher than max fee per gas");

  needed = MAX (imw_ethereum_tx_get_intrinsic_gas (tx), imw_evm_floor_gas (tx->data));
  if (tx->gas_limit < needed)
    return refuse (error,
                   "intrinsic gas too low: gas %" G_GUINT64_FORMAT
                   ", minimum needed %" G_GUINT64_FORMAT,
                   tx->gas_limit, needed);
  if (imw_amount_sign (tx->max_priority_fee_per_gas) == 0)
    return refuse (error, "transaction underpriced: gas tip cap 0, minimum needed 1");

  return TRUE;
}

static ImwAmount *
compute_cost (ImwEthereumTx *tx)
{
  g_autoptr (ImwAmount) fee = imw_practice_number_multiply (tx->max_fee_per_gas, tx->gas_limit, 1);

  return imw_practice_number_add (fee, tx->value);
}

static gboolean
check_fee_cap (Offer *offer, GError **error)
{
  g_autoptr (ImwAmount)
      fee = imw_practice_number_multiply (offer->tx->max_fee_per_gas, offer->tx->gas_limit, 1);
  g_autoptr (ImwAmount) cap = imw_practice_number_new (FEE_CAP_WEI);
  g_autoptr (ImwAmount) cents = NULL;
  guint64 n_cents;

  if (imw_amount_compare (fee, cap) <= 0)
    return TRUE;

  cents = imw_practice_number_multiply (fee, 100, FEE_CAP_WEI);
  n_cents = clamp_to_u64 (cents);

  return refuse (error,
                 "tx fee (%" G_GUINT64_FORMAT ".%02" G_GUINT64_FORMAT
                 " ether) exceeds the configured cap (1.00 ether)",
                 n_cents / 100, n_cents % 100);
}

/* What the sender's other waiting transactions may cost */
static ImwAmount *
sum_waiting_costs (Offer *offer, GError **error)
{
  g_autoptr (GPtrArray) waiting = imw_ledger_list_waiting (offer->chain->ledger, error);
  g_autoptr (ImwAmount) sum = imw_practice_number_new (0);
  guint8 account[32];

  if (waiting == NULL)
    return NULL;

  imw_evm_account_of (offer->sender.bytes, account);
  for (guint i = 0; i < waiting->len; i++)
    {
      const ImwLedgerTx *other = g_ptr_array_index (waiting, i);
      g_autoptr (ImwEthereumTx) tx = NULL;
      g_autoptr (ImwAmount) cost = NULL;
      ImwAmount     *before = sum;
      ImwLedgerEntry entry;

      if (offer->replaced != NULL && offer->replaced->row == other->row)
        continue;
      if (!imw_ledger_get_entry (offer->chain->ledger, other->row, &entry, error))
        return NULL;
      if (memcmp (entry.account, account, sizeof account) != 0)
        continue;

      tx = imw_ethereum_tx_parse (g_bytes_get_data (other->raw, NULL),
                                  g_bytes_get_size (other->raw), imw_practice_number_get_asset (),
                                  error);
      if (tx == NULL)
        return NULL;
      cost = compute_cost (tx);
      sum = imw_practice_number_add (before, cost);
      imw_amount_unref (before);
    }

  return g_steal_pointer (&sum);
}

static gboolean
check_balance (Offer *offer, GError **error)
{
  g_autoptr (ImwAmount) cost = compute_cost (offer->tx);
  g_autoptr (ImwAmount) queued = NULL;
  g_autoptr (ImwAmount) all = NULL;
  g_autoptr (ImwAmount) short_by = NULL;
  g_autofree char *balance_text = imw_amount_to_base_text (offer->balance);
  g_autofree char *cost_text = imw_amount_to_base_text (cost);
  g_autofree char *queued_text = NULL;
  g_autofree char *short_text = NULL;

  if (imw_amount_compare (cost, offer->balance) > 0)
    {
      short_by = imw_practice_number_subtract (cost, offer->balance);
      short_text = imw_amount_to_base_text (short_by);
      return refuse (error,
                     "insufficient funds for gas * price + value: balance %s, tx cost %s, "
                     "overshot %s",
                     balance_text, cost_text, short_text);
    }

  queued = sum_waiting_costs (offer, error);
  if (queued == NULL)
    return FALSE;

  all = imw_practice_number_add (queued, cost);
  if (imw_amount_compare (all, offer->balance) <= 0)
    return TRUE;

  short_by = imw_practice_number_subtract (all, offer->balance);
  short_text = imw_amount_to_base_text (short_by);
  queued_text = imw_amount_to_base_text (queued);

  return refuse (error,
                 "insufficient funds for gas * price + value: balance %s, queued cost %s, tx cost "
                 "%s, overshot %s",
                 balance_text, queued_text, cost_text, short_text);
}

static gboolean
is_bumped (ImwAmount *before, ImwAmount *now)
{
  g_autoptr (ImwAmount) least = imw_practice_number_multiply (before, BUMP_PERCENT, 100);

  return imw_amount_compare (now, least) >= 0 && imw_amount_compare (now, before) > 0;
}

/* Both what it pays at most and the tip must be a tenth more. */
static gboolean
check_replacement (Offer *offer, GError **error)
{
  g_autoptr (ImwEthereumTx) before = NULL;

  if (offer->replaced == NULL)
    return TRUE;

  before = imw_ethereum_tx_parse (g_bytes_get_data (offer->replaced->raw, NULL),
                                  g_bytes_get_size (offer->replaced->raw),
                                  imw_practice_number_get_asset (), error);
  if (before == NULL)
    return FALSE;

  if (!is_bumped (before->max_fee_per_gas, offer->tx->max_fee_per_gas) ||
      !is_bumped (before->max_priority_fee_per_gas, offer->tx->max_priority_fee_per_gas))
    return refuse (error, "replacement transaction underpriced");

  return TRUE;
}

static gboolean
look_up (Offer *offer, GError **error)
{
  g_autoptr (ImwLedgerTx) known = NULL;
  guint8 account[32];
  gint64 height = 0;

  if (!imw_ledger_find_tx (offer->chain->ledger, offer->id, &known, error) ||
      !imw_ledger_get_height (offer->chain->ledger, &height, error) ||
      !imw_evm_get_sequence (offer->chain, offer->sender.bytes, height, &offer->sequence, error))
    return FALSE;

  if (known != NULL && known->height == IMW_LEDGER_WAITING)
    return refuse (error, "already known");
  if (offer->tx->nonce < offer->sequence)
    return refuse (error,
                   "nonce too low: next nonce %" G_GUINT64_FORMAT ", tx nonce %" G_GUINT64_FORMAT,
                   offer->sequence, offer->tx->nonce);

  imw_evm_account_of (offer->sender.bytes, account);
  offer->balance = imw_evm_get_balance (offer->chain, offer->sender.bytes, height, error);

  return offer->balance != NULL &&
         imw_ledger_find_entry (offer->chain->ledger, account, offer->tx->nonce, &offer->replaced,
                                error);
}

static gboolean
add_history (Offer *offer, const guint8 address[20], gint64 row, GError **error)
{
  guint8 owner[32];

  imw_ledger_owner_of (address, 20, owner);

  return imw_ledger_add_history (offer->chain->ledger, owner, row, error);
}

static gboolean
store (Offer *offer, GError **error)
{
  ImwLedger       *ledger = offer->chain->ledger;
  ImwLedgerTx      record = { .raw = offer->raw };
  ImwLedgerEntry   entry = { .sequence = offer->tx->nonce };
  g_autofree char *hex = imw_hex_encode (offer->id, sizeof offer->id);
  g_autofree char *subject = g_strconcat ("0x", hex, NULL);
  gint64           row;

  if (offer->replaced != NULL && !imw_ledger_remove_tx (ledger, offer->replaced->row, error))
    return FALSE;

  memcpy (record.id, offer->id, sizeof record.id);
  record.size = (gint64) g_bytes_get_size (offer->raw);
  record.weight = (gint64) offer->tx->gas_limit;
  imw_evm_account_of (offer->sender.bytes, entry.account);

  return imw_ledger_add_tx (ledger, &record, &row, error) &&
         imw_ledger_add_entry (ledger, row, &entry, error) &&
         add_history (offer, offer->sender.bytes, row, error) &&
         add_history (offer, offer->tx->to.bytes, row, error) &&
         imw_ledger_add_event (ledger, offer->replaced != NULL ? "replaced" : "tx", subject, error);
}

static ImwEthereumTx *
parse (GBytes *raw, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gsize          length;
  const guint8  *data = g_bytes_get_data (raw, &length);
  ImwEthereumTx *tx;

  if (length == 0)
    {
      (void) refuse (error, "typed transaction too short");
      return NULL;
    }

  tx = imw_ethereum_tx_parse (data, length, imw_practice_number_get_asset (), &reason);
  if (tx != NULL)
    return tx;

  if (g_error_matches (reason, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED))
    (void) refuse (error, "transaction type not supported");
  else
    (void) refuse (error, "rlp: %s", reason->message);

  return NULL;
}

/**
 * imw_evm_accept: (skip)
 * @self: the network
 * @raw: a signed transaction
 * @id: (out caller-allocates) (array fixed-size=32): its hash
 * @error: return location
 *
 * Checks a transaction by the rules of a node and lets it wait, inside a change. One with a number that comes later
 * than the next waits for those before it; one with the number of a waiting one replaces it.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_REFUSED with the words of a node, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_evm_accept (ImwPracticeEthereum *self, GBytes *raw, guint8 id[32], GError **error)
{
  g_auto (Offer) offer = { .chain = self, .raw = raw };

  offer.tx = parse (raw, error);
  if (offer.tx == NULL)
    return FALSE;

  imw_keccak256 (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), offer.id);
  memcpy (id, offer.id, sizeof offer.id);

  return check_form (&offer, error) && check_fee_cap (&offer, error) && look_up (&offer, error) &&
         check_balance (&offer, error) && check_replacement (&offer, error) &&
         store (&offer, error);
}
