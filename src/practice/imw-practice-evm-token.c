/* imw-practice-evm-token.c: the tokens of the practice Ethereum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-evm-token"

#include "config.h"

#include "imw-practice-evm-private.h"

#include "imw-abi.h"

#include <string.h>

#define WORD_BYTES 32
#define NEW_GAS    40000 /* a transfer to who had none */
#define KNOWN_GAS  23000
#define ALLOW_GAS  24500
#define TAKE_GAS   6000 /* on top, for the allowance */
#define READ_GAS   2700
#define FEE_PARTS  10000
#define MAX_FEE    50 /* whole units */
#define TRANSFER   "Transfer(address,address,uint256)"
#define APPROVAL   "Approval(address,address,uint256)"
#define TOKEN(digit)                                                                           \
  {                                                                                            \
    digit, digit, digit, digit, digit, digit, digit, digit, digit, digit, digit, digit, digit, \
        digit, digit, digit, digit, digit, digit, digit                                        \
  }

/* The last one's symbol ends in a Cyrillic letter: nobody should take it for the first. */
static const ImwEvmToken tokens[] = {
  { TOKEN (0x11), "USDT", "Tether USD", 6,
    IMW_EVM_TOKEN_NO_RETURN | IMW_EVM_TOKEN_SENDER_FROZEN | IMW_EVM_TOKEN_PAUSABLE |
        IMW_EVM_TOKEN_TAKES_FEE | IMW_EVM_TOKEN_RESET_ALLOWANCE },
  { TOKEN (0x22), "USDC", "USD Coin", 6,
    IMW_EVM_TOKEN_SENDER_FROZEN | IMW_EVM_TOKEN_EITHER_FROZEN | IMW_EVM_TOKEN_PAUSABLE },
  { TOKEN (0x33), "DAI", "Dai Stablecoin", 18, 0 },
  { TOKEN (0x44), "USD\xd0\xa2", "Tether USD", 6, IMW_EVM_TOKEN_SPAM },
};

/* One function of a token. */
typedef gboolean (*TokenFunc) (ImwEvmRun *run, const ImwEvmToken *token, GError **error);

/**
 * imw_evm_token_get: (skip)
 * @index: a number
 *
 * Returns: (nullable): a token, %NULL past the last one
 */
const ImwEvmToken *
imw_evm_token_get (guint index)
{
  return index < G_N_ELEMENTS (tokens) ? &tokens[index] : NULL;
}

/**
 * imw_evm_token_find: (skip)
 * @address: (array fixed-size=20): an address
 *
 * Returns: (nullable): the token whose contract is there
 */
const ImwEvmToken *
imw_evm_token_find (const guint8 address[20])
{
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      if (memcmp (tokens[i].address, address, 20) == 0)
        return &tokens[i];
    }

  return NULL;
}

/**
 * imw_evm_token_find_symbol: (skip)
 * @symbol: "USDT", its contract, or "ethereum/" with the contract
 *
 * Returns: (nullable): the token
 */
const ImwEvmToken *
imw_evm_token_find_symbol (const char *symbol)
{
  ImwEthereumAddress address;
  const char        *slash = strchr (symbol, '/');

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      if (g_str_equal (tokens[i].symbol, symbol))
        return &tokens[i];
    }

  if (imw_ethereum_address_parse (slash != NULL ? slash + 1 : symbol, &address, NULL))
    return imw_evm_token_find (address.bytes);

  return NULL;
}

/* argument @index as a word; what is missing counts as zeros, as contracts of old did */
static void
get_word (ImwEvmRun *run, guint index, guint8 word[WORD_BYTES])
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (run->data, &length);
  gsize         start = 4 + (gsize) index * WORD_BYTES;

  memset (word, 0, WORD_BYTES);
  if (start < length)
    memcpy (word, data + start, MIN (length - start, WORD_BYTES));
}

static void
get_address (ImwEvmRun *run, guint index, guint8 address[20])
{
  guint8 word[WORD_BYTES];

  get_word (run, index, word);
  memcpy (address, word + WORD_BYTES - 20, 20);
}

static ImwAmount *
get_number (ImwEvmRun *run, guint index)
{
  guint8 word[WORD_BYTES];

  get_word (run, index, word);

  return imw_practice_number_from_word (word);
}

static gboolean
answer_number (ImwEvmRun *run, ImwAmount *number)
{
  guint8 word[WORD_BYTES];

  imw_practice_number_to_word (number, word);
  g_byte_array_append (run->output, word, sizeof word);
  run->gas += READ_GAS;

  return TRUE;
}

static gboolean
answer_small (ImwEvmRun *run, guint64 value)
{
  g_autoptr (ImwAmount) number = imw_practice_number_new (value);

  return answer_number (run, number);
}

static gboolean
answer_text (ImwEvmRun *run, const char *text)
{
  ImwAbiWriter *writer = imw_abi_writer_new (NULL);
  g_autoptr (GBytes) output = NULL;

  imw_abi_writer_bytes (writer, (const guint8 *) text, strlen (text));
  output = imw_abi_writer_free_to_bytes (writer);
  g_byte_array_append (run->output, g_bytes_get_data (output, NULL),
                       (guint) g_bytes_get_size (output));
  run->gas += READ_GAS;

  return TRUE;
}

static gboolean
is_set (ImwEvmRun         *run,
        const char        *kind,
        const ImwEvmToken *token,
        const guint8      *account,
        gboolean          *set,
        GError           **error)
{
  g_autoptr (ImwAmount) number = imw_evm_get (run, kind, token->address, account, NULL, error);

  if (number == NULL)
    return FALSE;

  *set = imw_amount_sign (number) != 0;

  return TRUE;
}

/* TRUE with run->reverted when the token does not let this happen */
static gboolean
check_doors (ImwEvmRun         *run,
             const ImwEvmToken *token,
             const guint8       from[20],
             const guint8       to[20],
             GError           **error)
{
  gboolean paused = FALSE;
  gboolean from_frozen = FALSE;
  gboolean to_frozen = FALSE;

  if (!is_set (run, "paused", token, NULL, &paused, error) ||
      !is_set (run, "frozen", token, from, &from_frozen, error) ||
      !is_set (run, "frozen", token, to, &to_frozen, error))
    return FALSE;

  if (paused && (token->flags & IMW_EVM_TOKEN_PAUSABLE) != 0)
    return imw_evm_run_revert (run, "Pausable: paused");
  if ((from_frozen && (token->flags & IMW_EVM_TOKEN_SENDER_FROZEN) != 0) ||
      (to_frozen && (token->flags & IMW_EVM_TOKEN_EITHER_FROZEN) != 0))
    return imw_evm_run_revert (run, "Blacklistable: account is blacklisted");

  return TRUE;
}

static gboolean
add_to (ImwEvmRun         *run,
        const ImwEvmToken *token,
        const guint8       account[20],
        ImwAmount         *amount,
        GError           **error)
{
  g_autoptr (ImwAmount) before = imw_evm_get (run, "balance", token->address, account, NULL, error);
  g_autoptr (ImwAmount) after = NULL;

  if (before == NULL)
    return FALSE;

  run->gas += imw_amount_sign (before) == 0 ? NEW_GAS : KNOWN_GAS;
  after = imw_practice_number_add (before, amount);
  imw_evm_set (run, "balance", token->address, account, NULL, after);

  return TRUE;
}

static ImwAmount *
compute_fee (ImwEvmRun *run, const ImwEvmToken *token, ImwAmount *amount, GError **error)
{
  g_autoptr (ImwAmount) points = imw_evm_get (run, "fee", token->address, NULL, NULL, error);
  g_autoptr (ImwAmount) fee = NULL;
  g_autoptr (ImwAmount) most = NULL;
  guint64 n_points = 0;
  guint64 unit = 1;

  if (points == NULL)
    return NULL;

  if ((token->flags & IMW_EVM_TOKEN_TAKES_FEE) != 0)
    (void) imw_amount_get_u64 (points, &n_points);
  for (guint i = 0; i < token->decimals; i++)
    unit *= 10;

  fee = imw_practice_number_multiply (amount, n_points, FEE_PARTS);
  most = imw_practice_number_new (MAX_FEE * unit);

  return imw_amount_ref (imw_amount_compare (fee, most) > 0 ? most : fee);
}

/* Moves @amount; the token's own fee goes to its owner. */
static gboolean
move (ImwEvmRun         *run,
      const ImwEvmToken *token,
      const guint8       from[20],
      const guint8       to[20],
      ImwAmount         *amount,
      GError           **error)
{
  g_autoptr (ImwAmount) before = imw_evm_get (run, "balance", token->address, from, NULL, error);
  g_autoptr (ImwAmount) after = NULL;
  g_autoptr (ImwAmount) fee = compute_fee (run, token, amount, error);
  g_autoptr (ImwAmount) rest = NULL;

  if (before == NULL || fee == NULL || !check_doors (run, token, from, to, error))
    return FALSE;
  if (run->reverted)
    return TRUE;
  if (imw_amount_compare (before, amount) < 0)
    return imw_evm_run_revert (run, token->decimals == 18
                                        ? "Dai/insufficient-balance"
                                        : "ERC20: transfer amount exceeds balance");

  after = imw_practice_number_subtract (before, amount);
  imw_evm_set (run, "balance", token->address, from, NULL, after);
  rest = imw_practice_number_subtract (amount, fee);
  if (!add_to (run, token, to, rest, error))
    return FALSE;
  imw_evm_add_note (run, token->address, TRANSFER, from, to, rest);

  if (imw_amount_sign (fee) > 0)
    {
      if (!add_to (run, token, run->chain->faucet, fee, error))
        return FALSE;
      imw_evm_add_note (run, token->address, TRANSFER, from, run->chain->faucet, fee);
    }

  return TRUE;
}

static gboolean
answer_done (ImwEvmRun *run, const ImwEvmToken *token)
{
  guint64 gas = run->gas;

  if (!run->reverted && (token->flags & IMW_EVM_TOKEN_NO_RETURN) == 0)
    {
      answer_small (run, 1);
      run->gas = gas;
    }

  return TRUE;
}

static gboolean
call_transfer (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  g_autoptr (ImwAmount) amount = get_number (run, 1);
  guint8 to[20];

  get_address (run, 0, to);

  return move (run, token, run->from, to, amount, error) && answer_done (run, token);
}

static gboolean
call_transfer_from (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  g_autoptr (ImwAmount) amount = get_number (run, 2);
  g_autoptr (ImwAmount) allowed = NULL;
  g_autoptr (ImwAmount) left = NULL;
  guint8 from[20];
  guint8 to[20];

  get_address (run, 0, from);
  get_address (run, 1, to);
  allowed = imw_evm_get (run, "allowance", token->address, from, run->from, error);
  if (allowed == NULL)
    return FALSE;
  if (imw_amount_compare (allowed, amount) < 0)
    return imw_evm_run_revert (run, token->decimals == 18
                                        ? "Dai/insufficient-allowance"
                                        : "ERC20: transfer amount exceeds allowance");

  left = imw_practice_number_subtract (allowed, amount);
  imw_evm_set (run, "allowance", token->address, from, run->from, left);
  run->gas += TAKE_GAS;

  return move (run, token, from, to, amount, error) && answer_done (run, token);
}

static gboolean
call_approve (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  g_autoptr (ImwAmount) amount = get_number (run, 1);
  g_autoptr (ImwAmount) before = NULL;
  guint8 spender[20];

  get_address (run, 0, spender);
  before = imw_evm_get (run, "allowance", token->address, run->from, spender, error);
  if (before == NULL)
    return FALSE;
  if ((token->flags & IMW_EVM_TOKEN_RESET_ALLOWANCE) != 0 && imw_amount_sign (amount) > 0 &&
      imw_amount_sign (before) > 0)
    return imw_evm_run_revert (run, NULL);

  imw_evm_set (run, "allowance", token->address, run->from, spender, amount);
  imw_evm_add_note (run, token->address, APPROVAL, run->from, spender, amount);
  run->gas += ALLOW_GAS;

  return answer_done (run, token);
}

/* Only the look-alike has it, and only the faucet calls it: tokens that nobody asked for. */
static gboolean
call_airdrop (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  g_autoptr (ImwAmount) amount = get_number (run, 1);
  static const guint8 nobody[20] = { 0 };
  guint8              to[20];

  if ((token->flags & IMW_EVM_TOKEN_SPAM) == 0)
    return imw_evm_run_revert (run, NULL);

  get_address (run, 0, to);
  imw_evm_add_note (run, token->address, TRANSFER, nobody, to, amount);

  return add_to (run, token, to, amount, error);
}

static gboolean
call_balance (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  g_autoptr (ImwAmount) number = NULL;
  guint8 account[20];

  get_address (run, 0, account);
  number = imw_evm_get (run, "balance", token->address, account, NULL, error);

  return number != NULL && answer_number (run, number);
}

static gboolean
call_allowance (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  g_autoptr (ImwAmount) number = NULL;
  guint8 account[20];
  guint8 spender[20];

  get_address (run, 0, account);
  get_address (run, 1, spender);
  number = imw_evm_get (run, "allowance", token->address, account, spender, error);

  return number != NULL && answer_number (run, number);
}

static gboolean
call_supply (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  g_autoptr (ImwAmount) number = imw_evm_get (run, "supply", token->address, NULL, NULL, error);

  return number != NULL && answer_number (run, number);
}

static gboolean
call_decimals (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  return answer_small (run, token->decimals);
}

static gboolean
call_symbol (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  return answer_text (run, token->symbol);
}

static gboolean
call_name (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  return answer_text (run, token->name);
}

static gboolean
call_paused (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  gboolean paused = FALSE;

  if ((token->flags & IMW_EVM_TOKEN_PAUSABLE) == 0)
    return imw_evm_run_revert (run, NULL);

  return is_set (run, "paused", token, NULL, &paused, error) && answer_small (run, paused ? 1 : 0);
}

static gboolean
call_frozen (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  gboolean frozen = FALSE;
  guint8   account[20];

  if ((token->flags & IMW_EVM_TOKEN_SENDER_FROZEN) == 0)
    return imw_evm_run_revert (run, NULL);

  get_address (run, 0, account);

  return is_set (run, "frozen", token, account, &frozen, error) &&
         answer_small (run, frozen ? 1 : 0);
}

static gboolean
call_fee (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  g_autoptr (ImwAmount) number = NULL;

  if ((token->flags & IMW_EVM_TOKEN_TAKES_FEE) == 0)
    return imw_evm_run_revert (run, NULL);

  number = imw_evm_get (run, "fee", token->address, NULL, NULL, error);

  return number != NULL && answer_number (run, number);
}

/**
 * imw_evm_token_call: (skip)
 * @run: a run with a message
 * @token: the token that is called
 * @error: return location
 *
 * Carries a call of a token out (ERC-20).
 *
 * Returns: %TRUE also when the token refuses. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_evm_token_call (ImwEvmRun *run, const ImwEvmToken *token, GError **error)
{
  static const struct
  {
    const char *signature;
    TokenFunc   func;
  } calls[] = {
    { "balanceOf(address)", call_balance },
    { "decimals()", call_decimals },
    { "symbol()", call_symbol },
    { "name()", call_name },
    { "totalSupply()", call_supply },
    { "transfer(address,uint256)", call_transfer },
    { "transferFrom(address,address,uint256)", call_transfer_from },
    { "approve(address,uint256)", call_approve },
    { "allowance(address,address)", call_allowance },
    { "paused()", call_paused },
    { "isBlackListed(address)", call_frozen },
    { "isBlacklisted(address)", call_frozen },
    { "basisPointsRate()", call_fee },
    { "airdrop(address,uint256)", call_airdrop },
  };
  gsize         length;
  const guint8 *data = g_bytes_get_data (run->data, &length);

  for (guint i = 0; length >= 4 && i < G_N_ELEMENTS (calls); i++)
    {
      guint8 selector[4];

      imw_abi_selector (calls[i].signature, selector);
      if (memcmp (selector, data, sizeof selector) == 0)
        return calls[i].func (run, token, error);
    }

  return imw_evm_run_revert (run, NULL);
}
