/* imw-practice-swap-chains.c: the swap service on the practice chains
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-swap"

#include "config.h"

#include "imw-practice-swap-private.h"

#include "imw-practice-evm-private.h"
#include "imw-practice-sign.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"
#include "imw-error.h"
#include "imw-ethereum-address.h"
#include "imw-hash.h"
#include "imw-strkey.h"

#include <string.h>

#define PAGE 200

static gboolean
is_bitcoin (const ImwSwapSource *source)
{
  return g_str_equal (source->id, "bitcoin");
}

static gboolean
is_ethereum (const ImwSwapSource *source)
{
  return g_str_has_prefix (source->id, "ethereum");
}

static ImwPracticeKey *
make_key (const char *order_id)
{
  g_autofree char *label = g_strconcat ("swap ", order_id, NULL);

  return imw_practice_key_new (label, IMW_SCRIPT_P2WPKH);
}

static void
make_ethereum_address (const char *order_id, ImwEthereumAddress *address)
{
  g_autoptr (ImwPracticeKey) key = make_key (order_id);
  guint8 public_key[65];

  imw_practice_key_get_public (key, public_key);
  imw_ethereum_address_from_public_key (public_key, address);
}

/**
 * imw_swap_make_address: (skip)
 * @self: the service
 * @source: what is taken
 * @order_id: for which order
 * @error: return location
 *
 * Returns: (transfer full): where the deposit goes, the order's own address where the chain has such. On %NULL @error is
 *   %IMW_ERROR_INTERNAL.
 */
char *
imw_swap_make_address (ImwPracticeSwap     *self,
                       const ImwSwapSource *source,
                       const char          *order_id,
                       GError             **error)
{
  ImwEthereumAddress address;

  if (is_bitcoin (source))
    {
      g_autoptr (ImwPracticeKey) key = make_key (order_id);
      GBytes *script = imw_practice_key_get_script (key);
      char   *text = imw_bitcoin_address_encode (imw_practice_bitcoin_get_params (self->bitcoin),
                                                 g_bytes_get_data (script, NULL),
                                                 g_bytes_get_size (script));

      if (text == NULL)
        g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "no address for a script");
      return text;
    }
  if (is_ethereum (source))
    {
      make_ethereum_address (order_id, &address);
      return imw_ethereum_address_to_text (&address);
    }

  return g_strdup (imw_practice_stellar_get_address (self->stellar, IMW_PRACTICE_STELLAR_SWAP));
}

/**
 * imw_swap_check_address: (skip)
 * @self: the service
 * @source: what is taken
 * @address: where it would be paid back
 * @error: return location
 *
 * Returns: %TRUE when it is an address there. On %FALSE @error is %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_WRONG_NETWORK or
 *   %IMW_ERROR_REFUSED.
 */
gboolean
imw_swap_check_address (ImwPracticeSwap     *self,
                        const ImwSwapSource *source,
                        const char          *address,
                        GError             **error)
{
  g_autoptr (GBytes) script = NULL;
  ImwEthereumAddress ethereum;
  ImwStellarAddress  stellar;
  ImwScriptType      type;

  if (is_bitcoin (source))
    {
      script = imw_bitcoin_address_decode (imw_practice_bitcoin_get_params (self->bitcoin), address,
                                           &type, error);
      return script != NULL;
    }
  if (is_ethereum (source))
    return imw_ethereum_address_parse (address, &ethereum, error);

  return imw_stellar_address_parse (address, &stellar, error);
}

static gboolean
look_on_bitcoin (ImwPracticeSwap *self,
                 const ImwRecord *order,
                 gint64          *units,
                 gboolean        *confirmed,
                 char           **txid,
                 GError         **error)
{
  g_autoptr (ImwPracticeKey) key = make_key (order->id);
  GBytes *script = imw_practice_key_get_script (key);
  g_autoptr (GPtrArray) coins = NULL;
  guint8 owner[32];

  imw_sha256 (g_bytes_get_data (script, NULL), g_bytes_get_size (script), owner);
  coins =
      imw_ledger_list_unspent (imw_practice_bitcoin_get_ledger (self->bitcoin), owner, PAGE, error);
  if (coins == NULL)
    return FALSE;

  *confirmed = TRUE;
  for (guint i = 0; i < coins->len; i++)
    {
      const ImwLedgerCoin *coin = g_ptr_array_index (coins, i);

      *units += (gint64) coin->value;
      *confirmed = *confirmed && coin->height != IMW_LEDGER_WAITING;
      if (*txid == NULL)
        *txid = imw_bitcoin_txid_to_text (coin->tx_id);
    }

  return TRUE;
}

static gboolean
look_on_ethereum (ImwPracticeSwap     *self,
                  const ImwRecord     *order,
                  const ImwSwapSource *source,
                  gint64              *units,
                  gboolean            *confirmed,
                  GError             **error)
{
  const ImwEvmToken *token = imw_evm_token_find_symbol (source->symbol);
  ImwLedger         *ledger = imw_practice_ethereum_get_ledger (self->ethereum);
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) used = NULL;
  g_autoptr (ImwAmount) again = NULL;
  g_auto (ImwEvmRun) run = { 0 };
  ImwEthereumAddress address;
  guint64            power = 1;
  gint64             height = 0;

  make_ethereum_address (order->id, &address);
  if (!imw_ledger_get_height (ledger, &height, error))
    return FALSE;

  imw_evm_run_init (&run, self->ethereum, height);
  amount = imw_evm_get (&run, "balance", token != NULL ? token->address : NULL, address.bytes, NULL,
                        error);
  if (amount == NULL)
    return FALSE;

  for (guint i = imw_swap_source_get_decimals (source); i < source->decimals; i++)
    power *= 10;
  used = imw_amount_multiply_ratio (amount, 1, power, IMW_ROUND_DOWN, error);
  if (used == NULL)
    return FALSE;
  again = imw_amount_multiply_ratio (used, power, 1, IMW_ROUND_DOWN, error);
  if (again == NULL)
    return FALSE;

  *confirmed = TRUE; /* the balance is that of a block */
  /* finer digits, or too much for a number of 64 bits: something is there, but not what was agreed */
  if (!imw_amount_get_i64 (used, units) || imw_amount_compare (again, amount) != 0)
    *units = -1;

  return TRUE;
}

/**
 * imw_swap_look: (skip)
 * @self: the service
 * @order: an order
 * @units: (out): what came, in the used digits; 0: nothing; -1: not to be said in them
 * @confirmed: (out): whether it is in a block
 * @txid: (out) (nullable) (transfer full): of which transaction, where that is known
 * @error: return location
 *
 * Looks for the deposit of an order.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_swap_look (ImwPracticeSwap *self,
               const ImwRecord *order,
               gint64          *units,
               gboolean        *confirmed,
               char           **txid,
               GError         **error)
{
  const ImwSwapSource *source = imw_swap_source_find (imw_record_get (order, "from"));

  *units = 0;
  *confirmed = FALSE;
  *txid = NULL;
  if (source == NULL)
    return TRUE;
  if (is_bitcoin (source))
    return look_on_bitcoin (self, order, units, confirmed, txid, error);
  if (is_ethereum (source))
    return look_on_ethereum (self, order, source, units, confirmed, error);

  *units = imw_record_get_int (order, "came_units");
  *confirmed = *units != 0;
  *txid = g_strdup (imw_record_get (order, "came_txid"));

  return TRUE;
}

static gboolean
take_payment (ImwPracticeSwap *self, const ImwPracticeStellarPayment *payment, GError **error)
{
  g_autoptr (GPtrArray) orders = imw_records_list (self->books, "swap-order", NULL, error);

  if (orders == NULL)
    return FALSE;

  for (guint i = 0; i < orders->len; i++)
    {
      ImwRecord *order = g_ptr_array_index (orders, i);

      if (g_strcmp0 (payment->memo_type, "id") != 0 ||
          !imw_record_is (order, "deposit_memo", payment->memo) ||
          imw_record_get (order, "came_units") != NULL)
        continue;

      imw_record_set_int (order, "came_units",
                          g_str_equal (payment->asset, "XLM") ? payment->amount : -1);
      imw_record_set_int (order, "came_amount", payment->amount);
      imw_record_set (order, "came_asset", payment->asset);
      imw_record_set (order, "came_txid", payment->hash);
      if (!imw_records_save (self->books, order, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_swap_take_payments: (skip)
 * @self: the service
 * @error: return location
 *
 * Gives each payment on the practice Stellar to its order.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_swap_take_payments (ImwPracticeSwap *self, GError **error)
{
  const char *address = imw_practice_stellar_get_address (self->stellar, IMW_PRACTICE_STELLAR_SWAP);
  g_autoptr (ImwRecord) cursor = NULL;

  if (!imw_records_find (self->books, "cursor", "swap", &cursor, error))
    return FALSE;
  if (cursor == NULL)
    cursor = imw_record_new ("cursor", "swap", NULL, 0);

  for (;;)
    {
      g_autoptr (GPtrArray) payments = imw_practice_stellar_list_payments (
          self->stellar, address, imw_record_get_int (cursor, "token"), PAGE, error);

      if (payments == NULL)
        return FALSE;
      if (payments->len == 0)
        return TRUE;

      for (guint i = 0; i < payments->len; i++)
        {
          const ImwPracticeStellarPayment *payment = g_ptr_array_index (payments, i);

          if (!take_payment (self, payment, error))
            return FALSE;
          imw_record_set_int (cursor, "token", payment->token);
        }
      if (!imw_records_save (self->books, cursor, error))
        return FALSE;
    }
}

/* What lies at the order's address, in base units */
static ImwAmount *
read_ethereum_deposit (ImwPracticeSwap     *self,
                       const ImwRecord     *order,
                       const ImwSwapSource *source,
                       GError             **error)
{
  const ImwEvmToken *token = imw_evm_token_find_symbol (source->symbol);
  g_auto (ImwEvmRun) run = { 0 };
  ImwEthereumAddress address;
  gint64             height = 0;

  make_ethereum_address (order->id, &address);
  if (!imw_ledger_get_height (imw_practice_ethereum_get_ledger (self->ethereum), &height, error))
    return NULL;

  imw_evm_run_init (&run, self->ethereum, height);

  return imw_evm_get (&run, "balance", token != NULL ? token->address : NULL, address.bytes, NULL,
                      error);
}

/**
 * imw_swap_pay_back: (skip)
 * @self: the service
 * @order: an order whose deposit is there
 * @txid: (out) (transfer full): of the payment
 * @error: return location
 *
 * Pays the same amount to the refund address. On Bitcoin and Ethereum the practice network itself pays it.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_REFUSED, %IMW_ERROR_BAD_ADDRESS,
 *   %IMW_ERROR_INSUFFICIENT_FUNDS, %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_swap_pay_back (ImwPracticeSwap *self, const ImwRecord *order, char **txid, GError **error)
{
  const ImwSwapSource *source = imw_swap_source_find (imw_record_get (order, "from"));
  const char          *to = imw_record_get (order, "refund_address");
  gboolean             confirmed;
  gint64               units = 0;

  if (is_bitcoin (source))
    {
      g_autofree char *ignored = NULL;

      return imw_swap_look (self, order, &units, &confirmed, &ignored, error) &&
             imw_practice_bitcoin_fund (self->bitcoin, to, (guint64) units, 1, txid, error);
    }
  if (is_ethereum (source))
    {
      g_autoptr (ImwAmount) amount = read_ethereum_deposit (self, order, source, error);
      g_autofree char *text = amount != NULL ? imw_amount_to_base_text (amount) : NULL;

      return text != NULL &&
             imw_practice_ethereum_fund (self->ethereum, to, source->symbol, text, txid, error);
    }

  return imw_practice_stellar_pay (
      self->stellar, IMW_PRACTICE_STELLAR_SWAP, to, imw_record_get (order, "came_asset"),
      imw_record_get_int (order, "came_amount"), NULL, NULL, txid, error);
}

/**
 * imw_swap_pay_out: (skip)
 * @self: the service
 * @order: an order whose deposit is what was agreed
 * @txid: (out) (transfer full): of the payment
 * @error: return location
 *
 * Pays what was agreed on the practice Stellar.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_REFUSED, %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_swap_pay_out (ImwPracticeSwap *self, const ImwRecord *order, char **txid, GError **error)
{
  const char      *to = imw_record_get (order, "to_address");
  gint64           units = imw_record_get_int (order, "to_units");
  g_autofree char *asset =
      imw_practice_stellar_dup_asset (self->stellar, imw_record_get (order, "to"), error);
  g_autoptr (GError) failure = NULL;

  if (asset == NULL)
    return FALSE;
  if (imw_practice_stellar_pay (self->stellar, IMW_PRACTICE_STELLAR_SWAP, to, asset, units, NULL,
                                NULL, txid, &failure))
    return TRUE;

  /* an account that is not there yet is opened by XLM */
  if (g_str_equal (asset, "XLM") && strstr (failure->message, "op_no_destination") != NULL)
    return imw_practice_stellar_open_account (self->stellar, IMW_PRACTICE_STELLAR_SWAP, to, units,
                                              txid, error);

  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
