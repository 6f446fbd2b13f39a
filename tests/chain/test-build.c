/* test-build.c: building payments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "chain-fixture.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-chain.h"
#include "imw-bitcoin-codec.h"
#include "imw-tx-record.h"

#include "imw-error.h"

#include <string.h>

/* Witnesses as large as the estimate says the signer makes them. */
static guint64
signed_vsize (ImwPsbt *psbt)
{
  g_autoptr (GBytes) bytes = imw_bitcoin_tx_serialize (psbt->tx, TRUE);
  g_autoptr (ImwBitcoinTx) tx =
      imw_bitcoin_tx_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  g_autofree guint8 *zeros = g_malloc0 (71);

  for (guint i = 0; i < tx->inputs->len; i++)
    {
      gboolean   taproot = imw_psbt_get_input (psbt, i)->tap_internal_key != NULL;
      GPtrArray *witness = imw_bitcoin_tx_get_input (tx, i)->witness;

      g_ptr_array_add (witness, g_bytes_new (zeros, taproot ? 64 : 71));
      if (!taproot)
        g_ptr_array_add (witness, g_bytes_new (zeros, 33));
    }

  return imw_bitcoin_tx_get_vsize (tx);
}

static void
init_build (ImwBitcoinBuild *build,
            ChainFixture    *fixture,
            guint            account,
            ImwBitcoinPayee *payees,
            gsize            n_payees)
{
  memset (build, 0, sizeof *build);
  build->params = fixture->params;
  build->account = &fixture->accounts[account];
  build->coins = (const ImwBitcoinCoin *) (gpointer) fixture->coins[account]->data;
  build->n_coins = fixture->coins[account]->len;
  build->payees = payees;
  build->n_payees = n_payees;
  build->fee_rate_milli = 5000;
  build->change_index = 3;
  build->lock_time = 800000;
}

static ImwBitcoinBuilt *
must_build (const ImwBitcoinBuild *build)
{
  g_autoptr (GError) error = NULL;
  ImwBitcoinBuilt *built = imw_bitcoin_build (build, &error);

  g_assert_no_error (error);

  return built;
}

static void
must_fail (const ImwBitcoinBuild *build,
           gint                   code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_bitcoin_build (build, &error));
  g_assert_error (error, IMW_ERROR, code);
}

/* Everything a built payment promises, read from its transaction. */
static void
check_built (ChainFixture          *fixture,
             const ImwBitcoinBuild *build,
             ImwBitcoinBuilt       *built)
{
  guint64 in_sat = 0;
  guint64 out_sat = 0;
  guint64 least = 0;
  guint   n_change = 0;
  guint   next_payee = 0;

  for (guint i = 0; i < built->psbt->inputs->len; i++)
    {
      const ImwPsbtInput     *input = imw_psbt_get_input (built->psbt, i);
      const ImwPsbtKeyOrigin *origin = g_ptr_array_index (input->origins, 0);
      gsize                   length;
      const guint8           *script = g_bytes_get_data (input->witness_utxo->script, &length);

      g_assert_cmpuint (imw_bitcoin_tx_get_input (built->psbt->tx, i)->sequence, ==,
                        IMW_BITCOIN_SEQUENCE_RBF);
      g_assert_true (chain_fixture_own (origin, script, length, fixture));
      g_assert_cmpuint (origin->pubkey_length, ==, build->account->purpose == 86 ? 32 : 33);
      in_sat += input->witness_utxo->value_sat;
    }
  for (guint i = 0; i < built->psbt->outputs->len; i++)
    {
      const ImwBitcoinOutput *out = imw_bitcoin_tx_get_output (built->psbt->tx, i);
      const ImwPsbtOutput    *output = imw_psbt_get_output (built->psbt, i);

      out_sat += out->value_sat;
      if (output->origins->len > 0)
        {
          gsize         length;
          const guint8 *script = g_bytes_get_data (out->script, &length);

          n_change++;
          g_assert_cmpuint (out->value_sat, ==, built->change_sat);
          g_assert_true (
              chain_fixture_own (g_ptr_array_index (output->origins, 0), script, length, fixture));
          g_assert_true ((output->tap_internal_key != NULL) == (build->account->purpose == 86));
        }
      else
        {
          g_assert_true (g_bytes_equal (out->script, build->payees[next_payee].script));
          if (!build->everything)
            g_assert_cmpuint (out->value_sat, ==, build->payees[next_payee].value_sat);
          next_payee++;
        }
    }
  g_assert_cmpuint (next_payee, ==, build->n_payees);
  g_assert_cmpuint (n_change, ==, built->change_sat > 0 ? 1 : 0);
  g_assert_cmpuint (in_sat, ==, out_sat + built->fee_sat);
  g_assert_cmpuint (out_sat, ==, built->amount_sat + built->change_sat);
  g_assert_cmpuint (built->vsize_estimate, ==, signed_vsize (built->psbt));
  g_assert_cmpuint (built->psbt->tx->lock_time, ==, build->lock_time);

  g_assert_true (imw_bitcoin_fee_for (build->fee_rate_milli, built->vsize_estimate, &least));
  least = MAX (least, build->minimum_fee_sat);
  g_assert_cmpuint (built->fee_sat, >=, least);
  if (built->change_sat > 0 || build->everything)
    g_assert_cmpuint (built->fee_sat, ==, least);
}

static void
test_random (void)
{
  guint places[4] = { 0 };

  for (guint round = 0; round < 150; round++)
    {
      guint           account = round % 2;
      guint           n_payees = 1 + (guint) g_test_rand_int_range (0, 3);
      ImwBitcoinPayee payees[3] = { 0 };
      ImwBitcoinBuild build;
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (GPtrArray) scripts =
          g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwBitcoinBuilt) built = NULL;
      g_autoptr (ImwBitcoinBuilt) again = NULL;

      for (gint i = g_test_rand_int_range (1, 12); i > 0; i--)
        chain_fixture_add_coin (fixture,
                                account,
                                (guint64) g_test_rand_int_range (1000, 10000000),
                                (guint32) g_test_rand_int_range (0, 2),
                                (guint32) g_test_rand_int_range (0, 1000));
      for (guint i = 0; i < n_payees; i++)
        {
          g_ptr_array_add (scripts, chain_fixture_foreign_script ((guint8) i));
          payees[i].script = g_ptr_array_index (scripts, i);
          payees[i].value_sat = (guint64) g_test_rand_int_range (294, 2000000);
        }
      init_build (&build, fixture, account, payees, n_payees);
      build.everything = n_payees == 1 && g_test_rand_int_range (0, 3) == 0;
      build.fee_rate_milli = (guint64) g_test_rand_int_range (1000, 50000);

      built = imw_bitcoin_build (&build, &error);
      if (built == NULL)
        {
          g_assert_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS);
          continue;
        }
      check_built (fixture, &build, built);
      again = must_build (&build);
      {
        g_autofree char *first = imw_psbt_to_base64 (built->psbt);
        g_autofree char *second = imw_psbt_to_base64 (again->psbt);

        g_assert_cmpstr (first, ==, second);
      }
      for (guint i = 0; i < built->psbt->outputs->len; i++)
        {
          if (imw_psbt_get_output (built->psbt, i)->origins->len > 0)
            places[i]++;
        }
    }
  /* change is not always at the same place */
  g_assert_cmpuint (places[0], >, 0);
  g_assert_cmpuint (places[1], >, 0);
}

static void
test_refused (void)
{
  ImwBitcoinPayee payees[2] = { 0 };
  ImwBitcoinBuild build;
  g_autoptr (ChainFixture) fixture = chain_fixture_new ();
  g_autoptr (GBytes) script = chain_fixture_foreign_script (1);
  ImwBitcoinCoin twice[2];
  ImwBitcoinCoin bad_coin;

  chain_fixture_add_coin (fixture, 0, 100000, 0, 0);
  payees[0].script = script;
  payees[1].script = script;
  payees[0].value_sat = 50000;
  payees[1].value_sat = 1000;
  init_build (&build, fixture, 0, payees, 1);

  build.fee_rate_milli = 999;
  must_fail (&build, IMW_ERROR_FEE_TOO_LOW);
  build.fee_rate_milli = 10000001;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  build.fee_rate_milli = 1000;
  build.n_payees = 0;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  build.n_payees = 2;
  build.everything = TRUE;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  build.everything = FALSE;
  payees[1].value_sat = 293;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  payees[0].value_sat = IMW_BITCOIN_MAX_SAT;
  payees[1].value_sat = 1000;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  payees[0].value_sat = G_MAXUINT64;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  payees[0].value_sat = 100000;
  must_fail (&build, IMW_ERROR_INSUFFICIENT_FUNDS);
  payees[0].value_sat = 150000;
  build.n_payees = 1;

  twice[0] = g_array_index (fixture->coins[0], ImwBitcoinCoin, 0);
  twice[1] = twice[0];
  build.coins = twice;
  build.n_coins = 2;
  must_fail (&build, IMW_ERROR_BAD_INPUT);

  bad_coin = twice[0];
  bad_coin.txid = (char *) "abc";
  payees[0].value_sat = 50000;
  build.coins = &bad_coin;
  build.n_coins = 1;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  bad_coin = twice[0];
  bad_coin.branch = 2;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  build.coins = twice;
  build.change_index = IMW_BIP32_HARDENED;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  build.change_index = 0;

  twice[0].value_sat = 500;
  build.everything = TRUE;
  build.fee_rate_milli = 3000;
  must_fail (&build, IMW_ERROR_INSUFFICIENT_FUNDS); /* what is left would be dust */
}

static void
test_coin_control (void)
{
  ImwBitcoinPayee payee = { 0 };
  ImwBitcoinBuild build;
  g_autoptr (ChainFixture) fixture = chain_fixture_new ();
  g_autoptr (GBytes) script = chain_fixture_foreign_script (1);
  g_autoptr (ImwBitcoinBuilt) built = NULL;
  g_autoptr (ImwBitcoinBuilt) all = NULL;
  g_autoptr (ImwBitcoinBuilt) replacement = NULL;

  for (guint i = 0; i < 5; i++)
    chain_fixture_add_coin (fixture, 1, 100000, 0, i);
  g_array_index (fixture->coins[1], ImwBitcoinCoin, 3).must_spend = TRUE;
  payee.script = script;
  payee.value_sat = 40000;
  init_build (&build, fixture, 1, &payee, 1);
  build.only_must_spend = TRUE;
  built = must_build (&build);
  g_assert_cmpuint (built->psbt->inputs->len, ==, 1);
  check_built (fixture, &build, built);
  payee.value_sat = 140000;
  must_fail (&build, IMW_ERROR_INSUFFICIENT_FUNDS);

  build.everything = TRUE;
  all = must_build (&build);
  g_assert_cmpuint (all->psbt->inputs->len, ==, 1);
  check_built (fixture, &build, all);

  build.everything = FALSE;
  build.only_must_spend = FALSE;
  build.minimum_fee_sat = 9000;
  replacement = must_build (&build);
  g_assert_cmpuint (replacement->fee_sat, ==, 9000);
  check_built (fixture, &build, replacement);
}

/* More inputs than fit: the few large ones are taken, or it says that it does not fit. */
static void
test_many_coins (void)
{
  ImwBitcoinPayee payee = { 0 };
  ImwBitcoinBuild build;
  g_autoptr (ChainFixture) fixture = chain_fixture_new ();
  g_autoptr (GBytes) script = chain_fixture_foreign_script (1);
  g_autoptr (GArray) coins = g_array_new (FALSE, TRUE, sizeof (ImwBitcoinCoin));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ImwBitcoinBuilt) built = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      ImwBitcoinCoin coin = { 0 };

      coin.txid = g_strdup_printf ("%064x", i + 1);
      g_ptr_array_add (texts, coin.txid);
      coin.value_sat = 10000;
      coin.confirmed = TRUE;
      g_array_append_val (coins, coin);
    }
  payee.script = script;
  payee.value_sat = 3000000;
  init_build (&build, fixture, 0, &payee, 1);
  build.coins = (const ImwBitcoinCoin *) (gpointer) coins->data;
  build.n_coins = coins->len;
  built = must_build (&build);
  g_assert_cmpuint (built->psbt->inputs->len, >, 252);
  check_built (fixture, &build, built);

  payee.value_sat = 20000000;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
  build.everything = TRUE;
  must_fail (&build, IMW_ERROR_BAD_INPUT);
}

static void
test_attach (void)
{
  g_autoptr (ChainFixture) fixture = chain_fixture_new ();
  g_autoptr (ImwPsbt) psbt = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwBitcoinTx) lie = NULL;
  g_autoptr (GBytes) bytes = NULL;
  ImwBitcoinTx *honest;

  chain_fixture_add_coin (fixture, 0, 100000, 0, 0);
  psbt = chain_fixture_pay (fixture, 0, 50000, 2000);
  honest = g_ptr_array_index (fixture->previous, 0);
  bytes = imw_bitcoin_tx_serialize (honest, TRUE);
  lie = imw_bitcoin_tx_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);

  /* another transaction */
  imw_bitcoin_tx_get_output (lie, 1)->value_sat = 90000;
  g_assert_false (imw_psbt_attach_previous (psbt, lie, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);

  /* the right one, but the coin was thought to be worth more: the amount attack */
  imw_psbt_get_input (psbt, 0)->witness_utxo->value_sat = 90000;
  g_assert_false (imw_psbt_attach_previous (psbt, honest, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_null (imw_psbt_get_input (psbt, 0)->non_witness_utxo);
}

static ImwPaymentPlan *
make_plan (ChainFixture *fixture,
           guint         account,
           const char   *address,
           guint64       value_sat)
{
  ImwPaymentPlan *plan = imw_payment_plan_new (fixture->account_texts[account]);
  g_autoptr (ImwAmount) amount = imw_amount_new_u64 (imw_bitcoin_get_asset (), value_sat);

  for (guint i = 0; i < fixture->coins[account]->len; i++)
    {
      const ImwBitcoinCoin *coin = &g_array_index (fixture->coins[account], ImwBitcoinCoin, i);
      g_autoptr (ImwAmount) value = imw_amount_new_u64 (imw_bitcoin_get_asset (), coin->value_sat);

      imw_payment_plan_add_coin (plan, coin->txid, coin->vout, value, coin->branch, coin->index,
                                 TRUE, FALSE);
    }
  imw_payment_plan_add_payee (plan, address, amount);
  plan->fee_rate_milli = 3000;
  plan->tip_height = 900000;

  return plan;
}

#define PAYEE "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"

static void
test_plan (void)
{
  g_autoptr (ImwChain) chain =
      imw_chain_registry_new_chain ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL, NULL);

  for (guint account = 0; account < 2; account++)
    {
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPaymentPlan) plan = NULL;
      g_autoptr (ImwBuiltPayment) payment = NULL;
      g_autoptr (GPtrArray) raw = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      g_autoptr (GBytes) complete = NULL;
      g_autoptr (ImwPsbt) psbt = NULL;
      g_autoptr (GError) error = NULL;
      guint64 fee = 0;

      chain_fixture_add_coin (fixture, account, 100000, 0, 0);
      chain_fixture_add_coin (fixture, account, 100000, 1, 5);
      plan = make_plan (fixture, account, PAYEE, 150000);
      payment = imw_chain_build_payment (chain, plan, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (payment->spends->len, ==, 2);
      g_assert_cmpuint (g_strv_length (payment->previous), ==, account == 0 ? 2 : 0);
      g_assert_true (imw_amount_get_u64 (payment->fee, &fee));
      g_assert_cmpuint (fee, ==, payment->size_vbytes * 3);
      g_assert_nonnull (payment->change);

      for (guint i = 0; payment->previous[i] != NULL; i++)
        {
          for (guint j = 0; j < fixture->previous->len; j++)
            {
              g_autofree char *txid =
                  imw_bitcoin_tx_dup_txid_text (g_ptr_array_index (fixture->previous, j));

              if (strcmp (txid, payment->previous[i]) == 0)
                g_ptr_array_add (
                    raw, imw_bitcoin_tx_serialize (g_ptr_array_index (fixture->previous, j), TRUE));
            }
        }
      g_assert_cmpuint (raw->len, ==, g_strv_length (payment->previous));
      complete = imw_chain_attach_previous (chain, payment->unsigned_tx, raw, &error);
      g_assert_no_error (error);
      psbt =
          imw_psbt_parse (g_bytes_get_data (complete, NULL), g_bytes_get_size (complete), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (psbt->tx->lock_time, ==, 900000);
      for (guint i = 0; i < psbt->inputs->len; i++)
        {
          g_assert_nonnull (imw_psbt_get_prevout (psbt, i, &error));
          g_assert_no_error (error);
        }

      if (account == 0)
        {
          g_autoptr (GBytes) none = NULL;

          g_ptr_array_set_size (raw, 1);
          none = imw_chain_attach_previous (chain, payment->unsigned_tx, raw, &error);
          g_assert_null (none);
          g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
          g_clear_error (&error);
          g_ptr_array_add (raw, g_bytes_new_static ("no transaction", 14));
          none = imw_chain_attach_previous (chain, payment->unsigned_tx, raw, &error);
          g_assert_null (none);
          g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
        }
    }
}

static void
test_plan_refused (void)
{
  static const struct
  {
    const char *address;
    gint        code;
  } cases[] = {
    { "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", IMW_ERROR_BAD_ADDRESS },
    { "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", IMW_ERROR_WRONG_NETWORK },
    { "BC1SW50QGDZ25J", IMW_ERROR_NOT_SUPPORTED },
  };
  g_autoptr (ImwChain) chain =
      imw_chain_registry_new_chain ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL, NULL);
  g_autoptr (ChainFixture) fixture = chain_fixture_new ();
  g_autoptr (GError) error = NULL;

  chain_fixture_add_coin (fixture, 0, 100000, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwPaymentPlan) plan = make_plan (fixture, 0, cases[i].address, 50000);

      g_assert_null (imw_chain_build_payment (chain, plan, &error));
      g_assert_error (error, IMW_ERROR, cases[i].code);
      g_clear_error (&error);
    }

  for (guint way = 0; way < 5; way++)
    {
      gint code = way == 0 ? IMW_ERROR_NOT_SUPPORTED : IMW_ERROR_BAD_INPUT;
      g_autoptr (ImwPaymentPlan) plan = make_plan (fixture, 0, PAYEE, 50000);
      g_autoptr (ImwAsset) euro = imw_asset_new_fiat ("EUR");
      g_autoptr (ImwAmount) euros = imw_amount_new_u64 (euro, 1000);
      g_autoptr (ImwAmount) negative = imw_amount_new (imw_bitcoin_get_asset (), -1);

      if (way == 0)
        plan->memo = g_strdup ("x");
      else if (way == 1)
        imw_payment_plan_add_payee (plan, PAYEE, euros);
      else if (way == 2)
        imw_payment_plan_add_payee (plan, PAYEE, negative);
      else if (way == 3)
        imw_payment_plan_add_payee (plan, PAYEE, NULL);
      else
        plan->minimum_fee = imw_amount_ref (negative);
      g_assert_null (imw_chain_build_payment (chain, plan, &error));
      g_assert_error (error, IMW_ERROR, code);
      g_clear_error (&error);
    }
}

static void
test_raw (void)
{
  g_autoptr (ImwChain) chain =
      imw_chain_registry_new_chain ("bitcoin", IMW_ENVIRONMENT_MAIN, NULL, NULL);
  g_autoptr (ChainFixture) fixture = chain_fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) broken = g_bytes_new_static ("x", 1);
  const char *txid;

  chain_fixture_add_coin (fixture, 0, 100000, 0, 0);
  raw = imw_bitcoin_tx_serialize (g_ptr_array_index (fixture->previous, 0), TRUE);
  txid = g_ptr_array_index (fixture->txids, 0);
  g_assert_true (imw_chain_check_raw (chain, raw, txid, &error));
  g_assert_no_error (error);
  g_assert_false (imw_chain_check_raw (chain, raw, "00", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  g_assert_false (imw_chain_check_raw (chain, broken, txid, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_clear_error (&error);
  g_assert_null (imw_chain_extract_signed (chain, broken, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/build/random", test_random);
  g_test_add_func ("/chain/build/refused", test_refused);
  g_test_add_func ("/chain/build/coin-control", test_coin_control);
  g_test_add_func ("/chain/build/many-coins", test_many_coins);
  g_test_add_func ("/chain/build/attach", test_attach);
  g_test_add_func ("/chain/build/plan", test_plan);
  g_test_add_func ("/chain/build/plan-refused", test_plan_refused);
  g_test_add_func ("/chain/build/raw", test_raw);

  return g_test_run ();
}
