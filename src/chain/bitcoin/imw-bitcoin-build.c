/* imw-bitcoin-build.c: builds the unsigned payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-build"

#include "config.h"

#include "imw-bitcoin-build.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"

#include "imw-error.h"
#include "imw-hash.h"

#include <string.h>

#define MIN_RATE_MILLI      1000u
#define MAX_RATE_MILLI      10000000u
#define MAX_STANDARD_VBYTES 100000u
/* an input without witness, and the witness of each kind: count, lengths, signature (71 with its
 * sighash byte, as the signer makes R low), key */
#define INPUT_WEIGHT          (41u * 4u)
#define P2WPKH_WITNESS_WEIGHT (1u + 1u + 71u + 1u + 33u)
#define P2TR_WITNESS_WEIGHT   (1u + 1u + 64u)
#define P2WPKH_OUTPUT_VBYTES  31u
#define P2TR_OUTPUT_VBYTES    43u
#define PURPOSE_P2TR          86u

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, what);

  return FALSE;
}

static gboolean
is_taproot (const ImwBitcoinBuild *build)
{
  return build->account->purpose == PURPOSE_P2TR;
}

/* Checks rate and payees; the sum of the payees comes back. */
static gboolean
check_build (const ImwBitcoinBuild *build,
             guint64               *target_sat,
             GError               **error)
{
  guint64 sum = 0;

  if (build->fee_rate_milli < MIN_RATE_MILLI)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_FEE_TOO_LOW, "fee rate is below 1 sat/vB");
      return FALSE;
    }

  if (build->fee_rate_milli > MAX_RATE_MILLI)
    return bad (error, "fee rate is over 10,000 sat/vB");

  if (build->n_payees == 0 || (build->everything && build->n_payees != 1))
    return bad (error, "wrong number of payees");

  for (gsize i = 0; i < build->n_payees; i++)
    {
      gsize         length;
      const guint8 *script = g_bytes_get_data (build->payees[i].script, &length);

      if (build->everything)
        continue;

      if (build->payees[i].value_sat < imw_bitcoin_dust_sat (script, length))
        return bad (error, "amount is too small to be paid");

      if (!imw_bitcoin_sat_add (&sum, build->payees[i].value_sat))
        return bad (error, "amounts are over 21 million bitcoin");
    }

  *target_sat = sum;

  return TRUE;
}

static guint64
outputs_weight (const ImwBitcoinBuild *build)
{
  guint64 weight = imw_bitcoin_compact_length (build->n_payees + 1) * 4;

  for (gsize i = 0; i < build->n_payees; i++)
    {
      gsize length = g_bytes_get_size (build->payees[i].script);

      weight += (8 + imw_bitcoin_compact_length (length) + length) * 4;
    }

  return weight;
}

/* The exact size of a result, once it is known what is in it. */
static guint64
exact_vbytes (const ImwBitcoinBuild *build,
              guint                  n_inputs,
              gboolean               change)
{
  guint64 witness = is_taproot (build) ? P2TR_WITNESS_WEIGHT : P2WPKH_WITNESS_WEIGHT;
  guint64 weight = (4 + 4) * 4 + 2 + imw_bitcoin_compact_length (n_inputs) * 4;

  weight += n_inputs * (INPUT_WEIGHT + witness);
  weight += outputs_weight (build) - imw_bitcoin_compact_length (build->n_payees + 1) * 4;
  weight += imw_bitcoin_compact_length (build->n_payees + (change ? 1 : 0)) * 4;
  if (change)
    weight += (is_taproot (build) ? P2TR_OUTPUT_VBYTES : P2WPKH_OUTPUT_VBYTES) * 4;

  return (weight + 3) / 4;
}

/* The coins that may be chosen, in the form of the selection; user_data is the ImwBitcoinCoin. */
static GArray *
list_coins (const ImwBitcoinBuild *build)
{
  GArray *coins = g_array_new (FALSE, TRUE, sizeof (ImwSelectCoin));

  for (gsize i = 0; i < build->n_coins; i++)
    {
      const ImwBitcoinCoin *coin = &build->coins[i];
      ImwSelectCoin         entry = { 0 };

      if (build->only_must_spend && !coin->must_spend)
        continue;

      entry.value_sat = coin->value_sat;
      entry.input_vbytes = imw_bitcoin_account_input_vbytes (build->account);
      entry.confirmed = coin->confirmed;
      entry.must_spend = coin->must_spend;
      entry.user_data = (gpointer) coin;
      g_array_append_val (coins, entry);
    }

  return coins;
}

/* The selection counts each input rounded up; what that was too much goes where it belongs. */
static gboolean
refine (const ImwBitcoinBuild *build,
        ImwSelection          *selection,
        guint64               *vbytes,
        GError               **error)
{
  guint64 fee;

  *vbytes = exact_vbytes (build, selection->chosen->len, selection->change_sat > 0);
  if (!imw_bitcoin_fee_for (build->fee_rate_milli, *vbytes, &fee))
    return bad (error, "fee is out of range");

  fee = MAX (fee, build->minimum_fee_sat);
  if (selection->fee_sat > fee && selection->change_sat > 0)
    selection->change_sat += selection->fee_sat - fee;
  else if (selection->fee_sat > fee && build->everything)
    selection->amount_sat += selection->fee_sat - fee;
  else
    return TRUE;

  selection->fee_sat = fee;

  return TRUE;
}

static ImwSelection *
select_coins (const ImwBitcoinBuild *build,
              GArray                *coins,
              guint64                target_sat,
              guint64               *vbytes,
              GError               **error)
{
  ImwSelectParams params = { 0 };
  guint8          dummy[34] = { 0x51, 32 };
  g_autoptr (ImwSelection) selection = NULL;

  if (!is_taproot (build))
    {
      dummy[0] = 0;
      dummy[1] = 20;
    }
  params.target_sat = target_sat;
  params.fee_rate_milli = build->fee_rate_milli;
  params.base_vbytes =
      ((4 + 4 + imw_bitcoin_compact_length (coins->len)) * 4 + 2 + outputs_weight (build) + 3) / 4;
  params.change_vbytes = is_taproot (build) ? P2TR_OUTPUT_VBYTES : P2WPKH_OUTPUT_VBYTES;
  params.change_spend_vbytes = imw_bitcoin_account_input_vbytes (build->account);
  params.dust_sat = imw_bitcoin_dust_sat (dummy, is_taproot (build) ? 34 : 22);
  params.minimum_fee_sat = build->minimum_fee_sat;
  params.max_vbytes = MAX_STANDARD_VBYTES;
  params.everything = build->everything;

  selection = imw_coin_selection_run ((const ImwSelectCoin *) (gpointer) coins->data, coins->len,
                                      &params, error);
  if (selection == NULL || !refine (build, selection, vbytes, error))
    return NULL;

  if (build->everything)
    {
      gsize         length;
      const guint8 *script = g_bytes_get_data (build->payees[0].script, &length);
      guint64       dust_sat = imw_bitcoin_dust_sat (script, length);

      if (selection->amount_sat < dust_sat)
        {
          g_set_error (error,
                       IMW_ERROR,
                       IMW_ERROR_INSUFFICIENT_FUNDS,
                       "%" G_GUINT64_FORMAT " sat are missing",
                       dust_sat - selection->amount_sat);
          return NULL;
        }
    }

  return g_steal_pointer (&selection);
}

/* A hash that only the owner of the account can compute (the chain code is never published), so
 * that the order of inputs and outputs tells others nothing, and is the same each time. */
static void
hash_for_order (const ImwBitcoinBuild *build,
                const guint8          *data,
                gsize                  length,
                guint8                 out[32])
{
  imw_hmac_sha256 (build->account->key.chain_code, sizeof build->account->key.chain_code, data,
                   length, out);
}

typedef struct
{
  guint8                order[32];
  guint8                txid[32];
  const ImwBitcoinCoin *coin;
} ChosenCoin;

static gint
compare_order (gconstpointer a,
               gconstpointer b)
{
  const ChosenCoin *left = a;
  const ChosenCoin *right = b;

  return memcmp (left->order, right->order, sizeof left->order);
}

/* The chosen coins in the order of the inputs. */
static GArray *
order_coins (const ImwBitcoinBuild *build,
             GArray                *coins,
             ImwSelection          *selection,
             GError               **error)
{
  g_autoptr (GArray) chosen = g_array_new (FALSE, TRUE, sizeof (ChosenCoin));

  for (guint i = 0; i < selection->chosen->len; i++)
    {
      guint      index = g_array_index (selection->chosen, guint, i);
      ChosenCoin one = { 0 };
      guint8     outpoint[36];

      one.coin = g_array_index (coins, ImwSelectCoin, index).user_data;
      if (!imw_bitcoin_txid_from_text (one.coin->txid, one.txid, error))
        return NULL;

      memcpy (outpoint, one.txid, 32);
      for (guint j = 0; j < 4; j++)
        outpoint[32 + j] = (guint8) (one.coin->vout >> (8 * j));
      hash_for_order (build, outpoint, sizeof outpoint, one.order);
      g_array_append_val (chosen, one);
    }
  g_array_sort (chosen, compare_order);

  for (guint i = 1; i < chosen->len; i++)
    {
      if (compare_order (&g_array_index (chosen, ChosenCoin, i - 1),
                         &g_array_index (chosen, ChosenCoin, i)) == 0)
        {
          bad (error, "the same coin twice");
          return NULL;
        }
    }

  return g_steal_pointer (&chosen);
}

/* Which output the change is: any place with the same chance, decided by the first input. */
static guint
place_change (const ImwBitcoinBuild *build,
              GArray                *chosen)
{
  const ChosenCoin *first = &g_array_index (chosen, ChosenCoin, 0);
  guint8            hash[32];
  guint             value;

  hash_for_order (build, first->order, sizeof first->order, hash);
  value = ((guint) hash[0] << 16) | ((guint) hash[1] << 8) | hash[2];

  return value % ((guint) build->n_payees + 1);
}

static void
add_origin (const ImwBitcoinAccountKey *account,
            GPtrArray                  *origins,
            GBytes                    **internal_key,
            const guint8                pubkey[33],
            guint32                     branch,
            guint32                     index)
{
  guint32 path[5];

  path[0] = account->purpose | IMW_BIP32_HARDENED;
  path[1] = account->coin_type | IMW_BIP32_HARDENED;
  path[2] = account->account | IMW_BIP32_HARDENED;
  path[3] = branch;
  path[4] = index;

  if (account->purpose == PURPOSE_P2TR)
    {
      imw_psbt_add_origin (origins, pubkey + 1, 32, account->fingerprint, path,
                           G_N_ELEMENTS (path));
      *internal_key = g_bytes_new (pubkey + 1, 32);
    }
  else
    {
      imw_psbt_add_origin (origins, pubkey, 33, account->fingerprint, path, G_N_ELEMENTS (path));
    }
}

static gboolean
fill_inputs (const ImwBitcoinBuild *build,
             GArray                *chosen,
             ImwPsbt               *psbt,
             GError               **error)
{
  for (guint i = 0; i < chosen->len; i++)
    {
      const ImwBitcoinCoin *coin = g_array_index (chosen, ChosenCoin, i).coin;
      ImwPsbtInput         *input = imw_psbt_get_input (psbt, i);
      guint8                pubkey[33];
      g_autoptr (GBytes) script =
          imw_bitcoin_account_script (build->account, coin->branch, coin->index, pubkey, error);

      if (script == NULL)
        return FALSE;

      input->witness_utxo = imw_bitcoin_output_new (coin->value_sat, script);
      add_origin (build->account, input->origins, &input->tap_internal_key, pubkey, coin->branch,
                  coin->index);
    }

  return TRUE;
}

/* The payees that are ours, so that the signer can say so. */
static gboolean
fill_own_payees (const ImwBitcoinBuild *build,
                 ImwPsbt               *psbt,
                 guint                  change_at,
                 gboolean               has_change,
                 GError               **error)
{
  for (guint i = 0; i < build->n_payees; i++)
    {
      const ImwBitcoinPayee *payee = &build->payees[i];
      ImwPsbtOutput         *output;
      guint8                 pubkey[33];
      g_autoptr (GBytes) script = NULL;

      if (!payee->own)
        continue;

      script = imw_bitcoin_account_script (&payee->own_account, payee->own_branch, payee->own_index,
                                           pubkey, error);
      if (script == NULL)
        return FALSE;

      if (!g_bytes_equal (script, payee->script))
        continue;

      output = imw_psbt_get_output (psbt, i + (has_change && change_at <= i ? 1 : 0));
      add_origin (&payee->own_account, output->origins, &output->tap_internal_key, pubkey,
                  payee->own_branch, payee->own_index);
    }

  return TRUE;
}

static ImwPsbt *
make_psbt (const ImwBitcoinBuild *build,
           GArray                *chosen,
           ImwSelection          *selection,
           GError               **error)
{
  guint  change_at = place_change (build, chosen);
  guint8 change_key[33];
  g_autoptr (GBytes) change_script = NULL;
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
  g_autoptr (ImwPsbt) psbt = NULL;

  change_script =
      imw_bitcoin_account_script (build->account, 1, build->change_index, change_key, error);
  if (change_script == NULL)
    return NULL;

  tx->lock_time = build->lock_time;
  for (guint i = 0; i < chosen->len; i++)
    {
      const ChosenCoin *one = &g_array_index (chosen, ChosenCoin, i);

      imw_bitcoin_tx_add_input (tx, one->txid, one->coin->vout, IMW_BITCOIN_SEQUENCE_RBF);
    }
  for (guint i = 0; i <= build->n_payees; i++)
    {
      if (i == change_at && selection->change_sat > 0)
        imw_bitcoin_tx_add_output (tx, selection->change_sat, change_script);
      if (i < build->n_payees)
        imw_bitcoin_tx_add_output (
            tx, build->everything ? selection->amount_sat : build->payees[i].value_sat,
            build->payees[i].script);
    }

  psbt = imw_psbt_new (tx);
  if (!fill_inputs (build, chosen, psbt, error) ||
      !fill_own_payees (build, psbt, change_at, selection->change_sat > 0, error))
    return NULL;

  if (selection->change_sat > 0)
    {
      ImwPsbtOutput *output = imw_psbt_get_output (psbt, change_at);

      add_origin (build->account, output->origins, &output->tap_internal_key, change_key, 1,
                  build->change_index);
    }

  return g_steal_pointer (&psbt);
}

/**
 * imw_bitcoin_build:
 * @build: what to pay, out of what
 * @error: return location
 *
 * Chooses coins and builds the unsigned payment as a PSBT without previous transactions. Every
 * input signals that it may be replaced; the change stands at a place that others can't guess.
 *
 * Returns: (transfer full): the payment. On %NULL @error is %IMW_ERROR_INSUFFICIENT_FUNDS,
 *   %IMW_ERROR_FEE_TOO_LOW for a rate below 1 sat/vB, or %IMW_ERROR_BAD_INPUT for a payee of dust,
 * a rate over 10,000 sat/vB, numbers out of range, the same coin twice, or more coins than fit.
 */
ImwBitcoinBuilt *
imw_bitcoin_build (const ImwBitcoinBuild *build,
                   GError               **error)
{
  guint64          target_sat = 0;
  guint64          vbytes = 0;
  ImwBitcoinBuilt *built;
  g_autoptr (GArray) coins = NULL;
  g_autoptr (ImwSelection) selection = NULL;
  g_autoptr (GArray) chosen = NULL;
  g_autoptr (ImwPsbt) psbt = NULL;

  g_return_val_if_fail (build != NULL && build->params != NULL && build->account != NULL, NULL);

  if (!check_build (build, &target_sat, error))
    return NULL;

  coins = list_coins (build);
  selection = select_coins (build, coins, target_sat, &vbytes, error);
  if (selection == NULL)
    return NULL;

  chosen = order_coins (build, coins, selection, error);
  if (chosen == NULL)
    return NULL;

  psbt = make_psbt (build, chosen, selection, error);
  if (psbt == NULL)
    return NULL;

  built = g_new0 (ImwBitcoinBuilt, 1);
  built->psbt = g_steal_pointer (&psbt);
  built->fee_sat = selection->fee_sat;
  built->change_sat = selection->change_sat;
  built->amount_sat = selection->amount_sat;
  built->vsize_estimate = vbytes;

  return built;
}

/**
 * imw_bitcoin_built_free:
 * @self: (transfer full): a built payment
 *
 * Frees @self.
 */
void
imw_bitcoin_built_free (ImwBitcoinBuilt *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->psbt, imw_psbt_unref);
  g_free (self);
}

/**
 * imw_psbt_attach_previous:
 * @psbt: a PSBT
 * @previous: a transaction, as a server gave it
 * @error: return location
 *
 * Gives @previous to every input that spends it, after checking that its txid is the one that is
 * spent and that value and script of the output are those the wallet knows.
 *
 * Returns: %TRUE if an input spends it and it agrees. On %FALSE @error is %IMW_ERROR_REFUSED.
 */
gboolean
imw_psbt_attach_previous (ImwPsbt      *psbt,
                          ImwBitcoinTx *previous,
                          GError      **error)
{
  guint8   txid[32];
  gboolean used = FALSE;

  g_return_val_if_fail (psbt != NULL && previous != NULL, FALSE);

  imw_bitcoin_tx_get_txid (previous, txid);
  for (guint i = 0; i < psbt->inputs->len; i++)
    {
      const ImwBitcoinInput *in = g_ptr_array_index (psbt->tx->inputs, i);
      ImwPsbtInput          *input = g_ptr_array_index (psbt->inputs, i);

      if (memcmp (in->txid, txid, sizeof txid) != 0)
        continue;

      g_clear_pointer (&input->non_witness_utxo, imw_bitcoin_tx_unref);
      input->non_witness_utxo = imw_bitcoin_tx_ref (previous);
      if (imw_psbt_get_prevout (psbt, i, error) == NULL)
        {
          g_clear_pointer (&input->non_witness_utxo, imw_bitcoin_tx_unref);
          return FALSE;
        }
      used = TRUE;
    }

  if (!used)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "no input spends this transaction");

  return used;
}
