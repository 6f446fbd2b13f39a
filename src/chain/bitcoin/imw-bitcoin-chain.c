/* imw-bitcoin-chain.c: ImwChain for Bitcoin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-chain"

#include "config.h"

#include "imw-bitcoin-chain.h"

#include "imw-bitcoin-account.h"
#include "imw-bitcoin-address.h"
#include "imw-bitcoin-build.h"
#include "imw-bitcoin-uri.h"
#include "imw-tx-record.h"

#include "imw-error.h"

#include <string.h>

/**
 * ImwBitcoinChain:
 *
 * What one Bitcoin network is. Immutable, any thread.
 */

struct _ImwBitcoinChain
{
  GObject parent_instance;

  const ImwBitcoinParams *params; /* static */
};

static void chain_iface_init (ImwChainInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwBitcoinChain,
                               imw_bitcoin_chain,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_CHAIN, chain_iface_init))

static const ImwUnit units[] = {
  { "BTC", 8 },
  { "mBTC", 5 },
  { "sat", 0 },
};

static const ImwAccountKind kinds[] = {
  { "bitcoin-84", "SegWit", 84 },
  { "bitcoin-86", "Taproot", 86 },
};

static const char *
imw_bitcoin_chain_get_id (ImwChain *chain)
{
  return "bitcoin";
}

static const char *
imw_bitcoin_chain_get_name (ImwChain *chain)
{
  return "Bitcoin";
}

static const char *
imw_bitcoin_chain_get_network_name (ImwChain *chain)
{
  return IMW_BITCOIN_CHAIN (chain)->params->name;
}

static ImwEnvironment
imw_bitcoin_chain_get_environment (ImwChain *chain)
{
  return IMW_BITCOIN_CHAIN (chain)->params->environment;
}

static ImwChainCapabilities
imw_bitcoin_chain_get_capabilities (ImwChain *chain)
{
  return IMW_CHAIN_HAS_FRESH_ADDRESSES | IMW_CHAIN_HAS_COINS | IMW_CHAIN_HAS_REPLACEMENT |
         IMW_CHAIN_HAS_MANY_RECIPIENTS;
}

static ImwAsset *
imw_bitcoin_chain_get_native_asset (ImwChain *chain)
{
  return imw_bitcoin_get_asset ();
}

static const ImwUnit *
imw_bitcoin_chain_get_units (ImwChain *chain, guint *n_units)
{
  *n_units = G_N_ELEMENTS (units);

  return units;
}

static const ImwAccountKind *
imw_bitcoin_chain_get_account_kinds (ImwChain *chain, guint *n_kinds)
{
  *n_kinds = G_N_ELEMENTS (kinds);

  return kinds;
}

static guint
imw_bitcoin_chain_get_final_confirmations (ImwChain *chain)
{
  return 6;
}

static ImwRecipient *
imw_bitcoin_chain_parse_address (ImwChain *chain, const char *text, GError **error)
{
  return imw_bitcoin_recipient_parse (IMW_BITCOIN_CHAIN (chain)->params, text, error);
}

static ImwPaymentRequest *
imw_bitcoin_chain_parse_uri (ImwChain *chain, const char *text, GError **error)
{
  return imw_bitcoin_uri_parse (IMW_BITCOIN_CHAIN (chain)->params, text, error);
}

static char *
imw_bitcoin_chain_build_uri (ImwChain *chain, ImwPaymentRequest *request)
{
  return imw_bitcoin_uri_build (request);
}

static char *
imw_bitcoin_chain_derive_address (ImwChain   *chain,
                                  const char *account_key,
                                  guint32     branch,
                                  guint32     index,
                                  GError    **error)
{
  const ImwBitcoinParams *params = IMW_BITCOIN_CHAIN (chain)->params;
  ImwBitcoinAccountKey    key;
  gsize                   length;
  const guint8           *data;
  g_autoptr (GBytes) script = NULL;

  if (!imw_bitcoin_account_key_parse (params, account_key, &key, error))
    return NULL;

  script = imw_bitcoin_account_script (&key, branch, index, NULL, error);
  if (script == NULL)
    return NULL;

  data = g_bytes_get_data (script, &length);

  return imw_bitcoin_address_encode (params, data, length);
}

static char *
imw_bitcoin_chain_export_descriptor (ImwChain *chain, const char *account_key, GError **error)
{
  const ImwBitcoinParams *params = IMW_BITCOIN_CHAIN (chain)->params;
  ImwBitcoinAccountKey    key;

  if (!imw_bitcoin_account_key_parse (params, account_key, &key, error))
    return NULL;

  return imw_bitcoin_descriptor (params, &key, -1);
}

/* Base units of an amount of ours as sat. */
static gboolean
get_sat (ImwAmount *amount, guint64 *sat, const char *what, GError **error)
{
  if (amount != NULL && imw_asset_equal (imw_amount_get_asset (amount), imw_bitcoin_get_asset ()) &&
      imw_amount_get_u64 (amount, sat) && *sat <= IMW_BITCOIN_MAX_SAT)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s is out of range", what);

  return FALSE;
}

static GArray *
list_coins (ImwPaymentPlan *plan, GError **error)
{
  g_autoptr (GArray) coins = g_array_new (FALSE, TRUE, sizeof (ImwBitcoinCoin));

  for (guint i = 0; i < plan->coins->len; i++)
    {
      const ImwPlanCoin *from = g_ptr_array_index (plan->coins, i);
      ImwBitcoinCoin     to = { 0 };

      if (!get_sat (from->amount, &to.value_sat, "coin", error))
        return NULL;

      to.txid = from->txid;
      to.vout = from->vout;
      to.branch = from->branch;
      to.index = from->index;
      to.confirmed = from->confirmed;
      to.must_spend = from->must_spend;
      g_array_append_val (coins, to);
    }

  return g_steal_pointer (&coins);
}

static void
payee_clear (gpointer data)
{
  ImwBitcoinPayee *payee = data;

  g_clear_pointer (&payee->script, g_bytes_unref);
}

static GArray *
list_payees (const ImwBitcoinParams *params, ImwPaymentPlan *plan, GError **error)
{
  g_autoptr (GArray) payees = g_array_new (FALSE, TRUE, sizeof (ImwBitcoinPayee));

  g_array_set_clear_func (payees, payee_clear);
  for (guint i = 0; i < plan->payees->len; i++)
    {
      const ImwPlanPayee *from = g_ptr_array_index (plan->payees, i);
      ImwBitcoinPayee     to = { 0 };
      g_autoptr (ImwRecipient)
          recipient = imw_bitcoin_recipient_parse (params, from->address, error);

      if (recipient == NULL)
        return NULL;

      if (!plan->everything && !get_sat (from->amount, &to.value_sat, "amount", error))
        return NULL;

      if (from->own_account_key != NULL)
        {
          if (!imw_bitcoin_account_key_parse (params, from->own_account_key, &to.own_account,
                                              error))
            return NULL;
          to.own = TRUE;
          to.own_branch = from->own_branch;
          to.own_index = from->own_index;
        }

      to.script = g_steal_pointer (&recipient->payload);
      g_array_append_val (payees, to);
    }

  return g_steal_pointer (&payees);
}

/* The coins that were chosen, and of which transactions the signer must see the whole. */
static void
list_spends (ImwBuiltPayment *payment, ImwPsbt *psbt, const ImwBitcoinAccountKey *account)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) previous = g_ptr_array_new ();

  payment->spends = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_spend_free);
  for (guint i = 0; i < psbt->inputs->len; i++)
    {
      const ImwBitcoinInput *in = imw_bitcoin_tx_get_input (psbt->tx, i);
      g_autofree char       *txid = imw_bitcoin_txid_to_text (in->txid);
      ImwTxSpend            *spend = imw_tx_spend_new (txid, in->vout);

      g_ptr_array_add (payment->spends, spend);
      if (account->purpose != 86 && g_hash_table_add (seen, spend->txid))
        g_ptr_array_add (previous, g_strdup (spend->txid));
    }
  g_ptr_array_add (previous, NULL);
  payment->previous = (char **) g_ptr_array_steal (previous, NULL);
}

static ImwBuiltPayment *
wrap_built (const ImwBitcoinBuilt *built, const ImwBitcoinAccountKey *account)
{
  ImwBuiltPayment *payment = g_new0 (ImwBuiltPayment, 1);
  ImwAsset        *asset = imw_bitcoin_get_asset ();

  payment->unsigned_tx = imw_psbt_serialize (built->psbt);
  payment->amount = imw_amount_new_u64 (asset, built->amount_sat);
  payment->fee = imw_amount_new_u64 (asset, built->fee_sat);
  payment->change = built->change_sat > 0 ? imw_amount_new_u64 (asset, built->change_sat) : NULL;
  payment->size_vbytes = built->vsize_estimate;
  payment->sequence = -1;
  list_spends (payment, built->psbt, account);

  return payment;
}

static ImwBuiltPayment *
imw_bitcoin_chain_build_payment (ImwChain *chain, ImwPaymentPlan *plan, GError **error)
{
  const ImwBitcoinParams *params = IMW_BITCOIN_CHAIN (chain)->params;
  ImwBitcoinAccountKey    account;
  ImwBitcoinBuild         build = { 0 };
  g_autoptr (GArray) coins = NULL;
  g_autoptr (GArray) payees = NULL;
  g_autoptr (ImwBitcoinBuilt) built = NULL;

  if (plan->memo != NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "Bitcoin payments have no memo");
      return NULL;
    }

  if (!imw_bitcoin_account_key_parse (params, plan->account_key, &account, error))
    return NULL;

  if (plan->minimum_fee != NULL &&
      !get_sat (plan->minimum_fee, &build.minimum_fee_sat, "lowest fee", error))
    return NULL;

  payees = list_payees (params, plan, error);
  if (payees == NULL)
    return NULL;

  coins = list_coins (plan, error);
  if (coins == NULL)
    return NULL;

  build.params = params;
  build.account = &account;
  build.coins = (const ImwBitcoinCoin *) (gpointer) coins->data;
  build.n_coins = coins->len;
  build.payees = (const ImwBitcoinPayee *) (gpointer) payees->data;
  build.n_payees = payees->len;
  build.everything = plan->everything;
  build.only_must_spend = plan->only_must_spend;
  build.fee_rate_milli = plan->fee_rate_milli;
  build.change_index = plan->change_index;
  build.lock_time =
      plan->tip_height > 0 && plan->tip_height < 500000000 ? (guint32) plan->tip_height : 0;

  built = imw_bitcoin_build (&build, error);

  return built != NULL ? wrap_built (built, &account) : NULL;
}

static ImwPsbt *
parse_psbt (GBytes *bytes, GError **error)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return imw_psbt_parse (data, length, error);
}

static GBytes *
imw_bitcoin_chain_attach_previous (ImwChain  *chain,
                                   GBytes    *unsigned_tx,
                                   GPtrArray *previous_raw,
                                   GError   **error)
{
  g_autoptr (ImwPsbt) psbt = parse_psbt (unsigned_tx, error);

  if (psbt == NULL)
    return NULL;

  for (guint i = 0; i < previous_raw->len; i++)
    {
      gsize         length;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (previous_raw, i), &length);
      g_autoptr (GError) why = NULL;
      g_autoptr (ImwBitcoinTx) previous = imw_bitcoin_tx_parse (data, length, &why);

      if (previous == NULL)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "previous transaction: %s",
                       why->message);
          return NULL;
        }

      if (!imw_psbt_attach_previous (psbt, previous, error))
        return NULL;
    }

  for (guint i = 0; i < psbt->inputs->len; i++)
    {
      if (imw_psbt_get_prevout (psbt, i, error) == NULL)
        return NULL;
    }

  return imw_psbt_serialize (psbt);
}

static GBytes *
imw_bitcoin_chain_extract_signed (ImwChain *chain, GBytes *signed_tx, char **txid, GError **error)
{
  g_autoptr (ImwPsbt) psbt = parse_psbt (signed_tx, error);
  g_autoptr (ImwBitcoinTx) tx = NULL;

  if (psbt == NULL)
    return NULL;

  tx = imw_psbt_extract (psbt, error);
  if (tx == NULL)
    return NULL;

  if (txid != NULL)
    *txid = imw_bitcoin_tx_dup_txid_text (tx);

  return imw_bitcoin_tx_serialize (tx, TRUE);
}

static gboolean
imw_bitcoin_chain_check_raw (ImwChain *chain, GBytes *raw, const char *txid, GError **error)
{
  gsize            length;
  const guint8    *data = g_bytes_get_data (raw, &length);
  g_autofree char *found = NULL;
  g_autoptr (GError) why = NULL;
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_parse (data, length, &why);

  if (tx == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "raw transaction: %s", why->message);
      return FALSE;
    }

  found = imw_bitcoin_tx_dup_txid_text (tx);
  if (g_ascii_strcasecmp (found, txid) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "raw transaction is another one");
      return FALSE;
    }

  return TRUE;
}

static void
chain_iface_init (ImwChainInterface *iface)
{
  iface->get_id = imw_bitcoin_chain_get_id;
  iface->get_name = imw_bitcoin_chain_get_name;
  iface->get_network_name = imw_bitcoin_chain_get_network_name;
  iface->get_environment = imw_bitcoin_chain_get_environment;
  iface->get_capabilities = imw_bitcoin_chain_get_capabilities;
  iface->get_native_asset = imw_bitcoin_chain_get_native_asset;
  iface->get_units = imw_bitcoin_chain_get_units;
  iface->get_account_kinds = imw_bitcoin_chain_get_account_kinds;
  iface->get_final_confirmations = imw_bitcoin_chain_get_final_confirmations;
  iface->parse_address = imw_bitcoin_chain_parse_address;
  iface->parse_uri = imw_bitcoin_chain_parse_uri;
  iface->build_uri = imw_bitcoin_chain_build_uri;
  iface->derive_address = imw_bitcoin_chain_derive_address;
  iface->export_descriptor = imw_bitcoin_chain_export_descriptor;
  iface->build_payment = imw_bitcoin_chain_build_payment;
  iface->attach_previous = imw_bitcoin_chain_attach_previous;
  iface->extract_signed = imw_bitcoin_chain_extract_signed;
  iface->check_raw = imw_bitcoin_chain_check_raw;
}

static void
imw_bitcoin_chain_class_init (ImwBitcoinChainClass *klass)
{
}

static void
imw_bitcoin_chain_init (ImwBitcoinChain *self)
{
}

/**
 * imw_bitcoin_chain_new:
 * @params: the network
 *
 * Returns: (transfer full): the chain of that network
 */
ImwChain *
imw_bitcoin_chain_new (const ImwBitcoinParams *params)
{
  ImwBitcoinChain *self;

  g_return_val_if_fail (params != NULL, NULL);

  self = g_object_new (IMW_TYPE_BITCOIN_CHAIN, NULL);
  self->params = params;

  return IMW_CHAIN (self);
}

/**
 * imw_bitcoin_chain_new_for_environment:
 * @environment: the environment
 * @network_name: (nullable): which network of it, %NULL for its default
 *
 * Returns: (transfer full) (nullable): the chain, or %NULL when @environment has no such network
 */
ImwChain *
imw_bitcoin_chain_new_for_environment (ImwEnvironment environment, const char *network_name)
{
  const ImwBitcoinParams *params = network_name != NULL
                                       ? imw_bitcoin_params_find (network_name)
                                       : imw_bitcoin_params_for_environment (environment);

  if (params == NULL || params->environment != environment)
    return NULL;

  return imw_bitcoin_chain_new (params);
}

/**
 * imw_bitcoin_chain_get_params:
 * @self: a chain
 *
 * Returns: (transfer none): the constants of its network
 */
const ImwBitcoinParams *
imw_bitcoin_chain_get_params (ImwBitcoinChain *self)
{
  g_return_val_if_fail (IMW_IS_BITCOIN_CHAIN (self), NULL);

  return self->params;
}
