/* imw-practice-ethereum.c: the practice network's Ethereum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-ethereum"

#include "config.h"

#include "imw-practice-ethereum.h"

#include "imw-practice-evm-private.h"

#include "imw-abi.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define FIRST_BLOCKS   20
#define FAUCET_ETH     "1000000000000000000000000000" /* a thousand million, in wei */
#define FAUCET_UNITS   G_GUINT64_CONSTANT (1000000000000)
#define MAX_FUND_ETH   "100000000000000000000" /* 100 */
#define USUAL_ETH      "1000000000000000000"
#define USUAL_UNITS    1000
#define MAX_FUND_UNITS 10000000
#define FUND_MAX_FEE   G_GUINT64_CONSTANT (5000000000000) /* blocks of any price take it */
#define FUND_TIP       G_GUINT64_CONSTANT (2000000000)
#define FUND_GAS       120000
#define MAX_FEE_POINTS 20
#define MAX_BASE_FEE   G_GUINT64_CONSTANT (1000000000000)

static gboolean
give (ImwEvmRun *run, const ImwEvmToken *token, ImwAmount *amount)
{
  const guint8 *contract = token != NULL ? token->address : NULL;

  imw_evm_set (run, "balance", contract, run->chain->faucet, NULL, amount);
  if (token != NULL)
    imw_evm_set (run, "supply", contract, NULL, NULL, amount);

  return TRUE;
}

static ImwAmount *
count_units (const ImwEvmToken *token, guint64 units)
{
  g_autoptr (ImwAmount) number = imw_practice_number_new (units);
  guint64 unit = 1;

  for (guint i = 0; i < token->decimals; i++)
    unit *= 10;

  return imw_practice_number_multiply (number, unit, 1);
}

static gboolean
make_chain (ImwPracticeEthereum *self, GError **error)
{
  g_auto (ImwEvmRun) run = { 0 };
  g_autoptr (ImwAmount) eth = imw_practice_number_from_text (FAUCET_ETH, error);
  const ImwEvmToken *token;
  gint64             n_notes = 0;

  if (eth == NULL)
    return FALSE;

  imw_evm_run_init (&run, self, 0);
  give (&run, NULL, eth);
  for (guint i = 0; (token = imw_evm_token_get (i)) != NULL; i++)
    {
      g_autoptr (ImwAmount) supply = count_units (token, FAUCET_UNITS);

      give (&run, token, supply);
    }

  return imw_evm_run_keep (&run, 0, &n_notes, error) &&
         imw_evm_add_blocks (self, FIRST_BLOCKS + 1, TRUE, error);
}

/**
 * imw_practice_ethereum_new:
 * @books: the books, which must outlive the new object
 * @faults: the faults that are asked for, which must outlive it too
 * @error: return location
 *
 * Where the books have no such chain, one is made.
 *
 * Returns: (transfer full): the network. On %NULL @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
ImwPracticeEthereum *
imw_practice_ethereum_new (ImwLedger *books, ImwFaults *faults, GError **error)
{
  g_autoptr (ImwPracticeEthereum) self = g_new0 (ImwPracticeEthereum, 1);
  ImwEthereumAddress address;
  guint8             public_key[65];
  gint64             height = 0;

  self->ledger = imw_ledger_new_chain (books, IMW_EVM_LEDGER_CHAIN);
  self->faults = faults;
  self->key = imw_practice_key_new ("faucet, Ethereum", IMW_SCRIPT_P2WPKH);
  imw_practice_key_get_public (self->key, public_key);
  imw_ethereum_address_from_public_key (public_key, &address);
  memcpy (self->faucet, address.bytes, sizeof self->faucet);

  if (!imw_ledger_get_height (self->ledger, &height, error))
    return NULL;

  if (height < 0 && (!imw_ledger_begin (self->ledger, error) ||
                     !imw_ledger_end (self->ledger, make_chain (self, error), error)))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_practice_ethereum_free:
 * @self: (transfer full): the network
 *
 * Frees @self; the books stay.
 */
void
imw_practice_ethereum_free (ImwPracticeEthereum *self)
{
  g_clear_pointer (&self->key, imw_practice_key_free);
  g_clear_pointer (&self->ledger, imw_ledger_free);
  g_free (self);
}

/**
 * imw_practice_ethereum_get_ledger:
 * @self: the network
 *
 * Returns: (transfer none): its books
 */
ImwLedger *
imw_practice_ethereum_get_ledger (ImwPracticeEthereum *self)
{
  return self->ledger;
}

/**
 * imw_practice_ethereum_reset:
 * @self: the network
 * @mined: how many blocks were ever made, so that the new chain differs from the old one
 * @error: return location
 *
 * Makes a new chain in books that were cleared.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_practice_ethereum_reset (ImwPracticeEthereum *self, gint64 mined, GError **error)
{
  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger,
                         imw_ledger_set_number (self->ledger, "ethereum.mined", mined, error) &&
                             make_chain (self, error),
                         error);
}

/**
 * imw_practice_ethereum_mine:
 * @self: the network
 * @blocks: how many
 * @error: return location
 *
 * Adds blocks; the first ones take what waits and pays.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_ethereum_mine (ImwPracticeEthereum *self, guint blocks, GError **error)
{
  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, imw_evm_add_blocks (self, blocks, FALSE, error), error);
}

static gboolean
replace_blocks (ImwPracticeEthereum *self,
                guint                depth,
                gboolean             drop,
                gboolean             empty,
                GError             **error)
{
  g_autofree char *subject = g_strdup_printf ("%u", depth);
  gint64           height = 0;

  if (!imw_ledger_get_height (self->ledger, &height, error))
    return FALSE;

  if (height < depth)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the chain is shorter than that");
      return FALSE;
    }

  return imw_ledger_drop_blocks (self->ledger, height - depth, drop, error) &&
         imw_ledger_add_event (self->ledger, "reorg", subject, error) &&
         imw_evm_add_blocks (self, depth + 1, empty, error);
}

/**
 * imw_practice_ethereum_reorganise:
 * @self: the network
 * @depth: how many blocks are dropped
 * @drop: whether the transactions in them are lost; else they wait again
 * @empty: whether the new blocks take no transactions
 * @error: return location
 *
 * Replaces the newest blocks by one more.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT (the chain is shorter), %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_ethereum_reorganise (ImwPracticeEthereum *self,
                                  guint                depth,
                                  gboolean             drop,
                                  gboolean             empty,
                                  GError             **error)
{
  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, replace_blocks (self, depth, drop, empty, error), error);
}

/**
 * imw_practice_ethereum_broadcast:
 * @self: the network
 * @raw: a signed transaction
 * @id: (out caller-allocates) (array fixed-size=32): its hash
 * @error: return location
 *
 * Checks a transaction by the rules of the network and lets it wait for a block.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_REFUSED with the words of a node, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_ethereum_broadcast (ImwPracticeEthereum *self,
                                 GBytes              *raw,
                                 guint8               id[32],
                                 GError             **error)
{
  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, imw_evm_accept (self, raw, id, error), error);
}

static GBytes *
sign (ImwPracticeEthereum *self, ImwEthereumTx *tx)
{
  guint8 hash[32];
  guint8 signature[64];
  guint8 recovery_id;

  imw_ethereum_tx_get_sighash (tx, hash);
  imw_practice_key_sign_hash (self->key, hash, signature, &recovery_id);
  imw_ethereum_tx_set_signature (tx, signature, signature + 32, recovery_id);

  return imw_ethereum_tx_serialize_signed (tx);
}

static void
replace_number (ImwAmount **target, ImwAmount *value)
{
  imw_amount_ref (value);
  g_clear_pointer (target, imw_amount_unref);
  *target = value;
}

static gboolean
pay (ImwPracticeEthereum      *self,
     const ImwEthereumAddress *to,
     const ImwEvmToken        *token,
     ImwAmount                *amount,
     guint8                    id[32],
     GError                  **error)
{
  g_autoptr (ImwEthereumTx)
      tx = imw_ethereum_tx_new (2, IMW_PRACTICE_EVM_CHAIN_ID, imw_practice_number_get_asset ());
  g_autoptr (ImwAmount) max_fee = imw_practice_number_new (FUND_MAX_FEE);
  g_autoptr (ImwAmount) tip = imw_practice_number_new (FUND_TIP);
  g_autoptr (GBytes) raw = NULL;
  gboolean spam = token != NULL && (token->flags & IMW_EVM_TOKEN_SPAM) != 0;

  replace_number (&tx->max_fee_per_gas, max_fee);
  replace_number (&tx->max_priority_fee_per_gas, tip);
  tx->gas_limit = token != NULL ? FUND_GAS : IMW_EVM_TX_GAS;
  tx->has_to = TRUE;
  tx->to = *to;
  if (token == NULL)
    {
      replace_number (&tx->value, amount);
    }
  else
    {
      ImwAbiWriter *writer =
          imw_abi_writer_new (spam ? "airdrop(address,uint256)" : "transfer(address,uint256)");

      imw_abi_writer_address (writer, to);
      imw_abi_writer_amount (writer, amount);
      g_clear_pointer (&tx->data, g_bytes_unref);
      tx->data = imw_abi_writer_free_to_bytes (writer);
      memcpy (tx->to.bytes, token->address, sizeof tx->to.bytes);
    }

  if (!imw_evm_next_sequence (self, self->faucet, &tx->nonce, error))
    return FALSE;

  raw = sign (self, tx);

  return imw_evm_accept (self, raw, id, error);
}

static ImwAmount *
read_amount (const ImwEvmToken *token, const char *text, GError **error)
{
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) most = NULL;

  if (text != NULL)
    amount = imw_practice_number_from_text (text, error);
  else
    amount = token != NULL ? count_units (token, USUAL_UNITS)
                           : imw_practice_number_from_text (USUAL_ETH, error);
  most = token != NULL ? count_units (token, MAX_FUND_UNITS)
                       : imw_practice_number_from_text (MAX_FUND_ETH, error);
  if (amount == NULL || most == NULL)
    return NULL;

  if (imw_amount_sign (amount) == 0 || imw_amount_compare (amount, most) > 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "the faucet does not pay that amount");
      return NULL;
    }

  return g_steal_pointer (&amount);
}

static gboolean
find_asset (const char *asset, const ImwEvmToken **token, GError **error)
{
  *token = NULL;
  if (asset == NULL || g_str_equal (asset, "ETH") || g_str_equal (asset, "ethereum"))
    return TRUE;

  *token = imw_evm_token_find_symbol (asset);
  if (*token == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no such asset");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_practice_ethereum_fund:
 * @self: the network
 * @address: an address
 * @asset: (nullable): "ETH", "USDT", a contract, or "ethereum/" with a contract; %NULL is ETH
 * @amount: (nullable): base units as decimal digits; %NULL is 1 ETH or 1000 tokens
 * @txid: (out) (transfer full): the transaction, "0x…"
 * @error: return location
 *
 * Pays from the faucet. The payment waits for a block.
 *
 * Returns: %TRUE on success. On %FALSE nothing was paid and @error is %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_BAD_INPUT
 *   (asset or amount), %IMW_ERROR_REFUSED, %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_ethereum_fund (ImwPracticeEthereum *self,
                            const char          *address,
                            const char          *asset,
                            const char          *amount,
                            char               **txid,
                            GError             **error)
{
  ImwEthereumAddress to;
  const ImwEvmToken *token;
  g_autoptr (ImwAmount) number = NULL;
  g_autofree char *hex = NULL;
  guint8           id[32];

  if (!imw_ethereum_address_parse (address, &to, error) || !find_asset (asset, &token, error))
    return FALSE;

  number = read_amount (token, amount, error);
  if (number == NULL || !imw_ledger_begin (self->ledger, error) ||
      !imw_ledger_end (self->ledger, pay (self, &to, token, number, id, error), error))
    return FALSE;

  hex = imw_hex_encode (id, sizeof id);
  *txid = g_strconcat ("0x", hex, NULL);

  return TRUE;
}

static gboolean
drop (ImwPracticeEthereum *self, const guint8 id[32], const char *txid, GError **error)
{
  g_autoptr (ImwLedgerTx) tx = NULL;

  if (!imw_ledger_find_tx (self->ledger, id, &tx, error))
    return FALSE;

  if (tx == NULL || tx->height != IMW_LEDGER_WAITING)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no such transaction waits");
      return FALSE;
    }

  return imw_ledger_remove_tx (self->ledger, tx->row, error) &&
         imw_ledger_add_event (self->ledger, "dropped", txid, error);
}

/**
 * imw_practice_ethereum_drop:
 * @self: the network
 * @txid: "0x…", one that waits for a block
 * @error: return location
 *
 * Forgets a waiting transaction, as nodes do that run out of room.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_NOT_FOUND, %IMW_ERROR_BAD_INPUT or %IMW_ERROR_DISK.
 */
gboolean
imw_practice_ethereum_drop (ImwPracticeEthereum *self, const char *txid, GError **error)
{
  guint8 id[32];

  return imw_hex_decode_fixed (g_str_has_prefix (txid, "0x") ? txid + 2 : txid, id, sizeof id,
                               error) &&
         imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, drop (self, id, txid, error), error);
}

/**
 * imw_practice_ethereum_set_token:
 * @self: the network
 * @token: its symbol or contract
 * @what: "frozen" (of an account), "paused" or "fee" (in hundredths of a percent)
 * @account: (nullable): whose, for "frozen"
 * @value: 0 or 1, or the fee
 * @error: return location
 *
 * Does what a token's owner can do, at once and whatever happens to blocks.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_BAD_ADDRESS or %IMW_ERROR_DISK.
 */
gboolean
imw_practice_ethereum_set_token (ImwPracticeEthereum *self,
                                 const char          *token,
                                 const char          *what,
                                 const char          *account,
                                 guint64              value,
                                 GError             **error)
{
  g_auto (ImwEvmRun) run = { 0 };
  const ImwEvmToken *found = imw_evm_token_find_symbol (token);
  ImwEthereumAddress address = { 0 };
  g_autoptr (ImwAmount) number = imw_practice_number_new (value);
  gint64 n_notes = 0;

  if (found == NULL || (g_str_equal (what, "fee") && value > MAX_FEE_POINTS))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no such token or fee");
      return FALSE;
    }
  if (account != NULL && !imw_ethereum_address_parse (account, &address, error))
    return FALSE;

  imw_evm_run_init (&run, self, 0);
  imw_evm_set (&run, what, found->address, account != NULL ? address.bytes : NULL, NULL, number);

  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, imw_evm_run_keep (&run, 0, &n_notes, error), error);
}

/**
 * imw_practice_ethereum_set_base_fee:
 * @self: the network
 * @wei: what a unit of gas costs in the next block
 * @error: return location
 *
 * From the block after it on the base fee goes by how full blocks are, as always.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT or %IMW_ERROR_DISK.
 */
gboolean
imw_practice_ethereum_set_base_fee (ImwPracticeEthereum *self, guint64 wei, GError **error)
{
  if (wei < 1 || wei > MAX_BASE_FEE)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no such base fee");
      return FALSE;
    }

  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (
             self->ledger,
             imw_ledger_set_number (self->ledger, "ethereum.base_fee", (gint64) wei, error), error);
}
