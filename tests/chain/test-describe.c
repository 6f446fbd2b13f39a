/* test-describe.c: what the owner is told, and attacks on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "chain-fixture.h"

#include "imw-bitcoin-address.h"

#include "imw-error.h"

#include <string.h>

static guint64
get_sat (ImwAmount *amount)
{
  guint64 sat = 0;

  g_assert_true (imw_amount_get_u64 (amount, &sat));

  return sat;
}

static ImwDescription *
describe (ChainFixture *fixture,
          ImwPsbt      *psbt)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = imw_psbt_serialize (psbt);
  g_autoptr (ImwPsbt) received =
      imw_psbt_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  ImwDescription *description;

  g_assert_no_error (error);
  description =
      imw_bitcoin_describe (fixture->params, received, chain_fixture_own, fixture, &error);
  g_assert_no_error (error);

  return description;
}

static void
must_refuse (ChainFixture *fixture,
             ImwPsbt      *psbt)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_bitcoin_describe (fixture->params, psbt, chain_fixture_own, fixture, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static guint
find_output (ImwPsbt *psbt,
             gboolean change)
{
  for (guint i = 0; i < psbt->outputs->len; i++)
    {
      if ((imw_psbt_get_output (psbt, i)->origins->len > 0) == change)
        return i;
    }

  g_assert_not_reached ();
}

static void
test_plain (void)
{
  for (guint account = 0; account < 2; account++)
    {
      guint64                     fee_sat;
      g_autofree char            *txid = NULL;
      const ImwDescriptionOutput *output;
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPsbt) psbt = NULL;
      g_autoptr (ImwDescription) description = NULL;
      g_autoptr (ImwAmount) sent = NULL;
      g_autoptr (ImwAmount) leaves = NULL;
      g_autoptr (GBytes) script = chain_fixture_foreign_script (1);
      g_autofree char *address = imw_bitcoin_address_encode (
          fixture->params, g_bytes_get_data (script, NULL), g_bytes_get_size (script));

      chain_fixture_add_coin (fixture, account, 6000000, 0, 0);
      chain_fixture_add_coin (fixture, account, 5000000, 1, 9);
      psbt = chain_fixture_pay (fixture, account, 10000000, 4000);
      description = describe (fixture, psbt);

      g_assert_cmpstr (imw_description_get_chain_id (description), ==, "bitcoin");
      g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 1);
      output = imw_description_get_recipient (description, 0);
      g_assert_cmpstr (output->address, ==, address);
      g_assert_cmpuint (get_sat (output->amount), ==, 10000000);
      g_assert_null (output->path);
      g_assert_cmpuint (imw_description_get_n_change (description), ==, 1);
      output = imw_description_get_change (description, 0);
      g_assert_cmpstr (output->path, ==, account == 0 ? "m/84'/0'/0'/1/7" : "m/86'/0'/0'/1/7");
      fee_sat = get_sat (imw_description_get_fee (description));
      g_assert_cmpuint (fee_sat, ==, imw_description_get_size_vbytes (description) * 4);
      g_assert_cmpuint (imw_description_get_fee_rate_millisat_vb (description), ==, 4000);
      g_assert_cmpuint (get_sat (imw_description_get_inputs (description)), ==, 11000000);
      g_assert_cmpuint (get_sat (output->amount), ==, 1000000 - fee_sat);
      sent = imw_description_dup_sent (description);
      leaves = imw_description_dup_leaves (description);
      g_assert_cmpuint (get_sat (sent), ==, 10000000);
      g_assert_cmpuint (get_sat (leaves), ==, 10000000 + fee_sat);
      g_assert_cmpuint (imw_description_get_n_warnings (description), ==, 0);
      txid = imw_bitcoin_tx_dup_txid_text (psbt->tx);
      g_assert_cmpstr (imw_description_get_id (description), ==, txid);
    }
}

static ImwPsbt *
make_segwit (ChainFixture *fixture)
{
  chain_fixture_add_coin (fixture, 0, 6000000, 0, 0);
  chain_fixture_add_coin (fixture, 0, 5000000, 0, 1);

  return chain_fixture_pay (fixture, 0, 10000000, 4000);
}

static ImwPsbt *
make_taproot (ChainFixture *fixture)
{
  chain_fixture_add_coin (fixture, 1, 6000000, 0, 0);
  chain_fixture_add_coin (fixture, 1, 5000000, 0, 1);

  return chain_fixture_pay (fixture, 1, 10000000, 4000);
}

/* "Change" that is not ours, with an origin that says it is: a recipient, and a warning. */
static void
test_foreign_change (void)
{
  for (guint way = 0; way < 4; way++)
    {
      guint             at;
      ImwBitcoinOutput *out;
      ImwPsbtOutput    *output;
      ImwPsbtKeyOrigin *origin;
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPsbt) psbt = way % 2 == 0 ? make_segwit (fixture) : make_taproot (fixture);
      g_autoptr (ImwDescription) description = NULL;
      g_autoptr (ImwAmount) leaves = NULL;

      at = find_output (psbt, TRUE);
      out = imw_bitcoin_tx_get_output (psbt->tx, at);
      output = imw_psbt_get_output (psbt, at);
      origin = g_ptr_array_index (output->origins, 0);
      if (way < 2)
        {
          g_bytes_unref (out->script);
          out->script = chain_fixture_foreign_script (9);
        }
      else
        {
          /* ours, but the path says another key */
          g_array_index (origin->path, guint32, 4) += 1;
        }
      description = describe (fixture, psbt);
      g_assert_cmpuint (imw_description_get_n_change (description), ==, 0);
      g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 2);
      g_assert_null (imw_description_get_recipient (description, 0)->path);
      g_assert_null (imw_description_get_recipient (description, 1)->path);
      g_assert_true (imw_description_has_warning (description, IMW_WARNING_UNPROVEN_CHANGE));
      leaves = imw_description_dup_leaves (description);
      g_assert_cmpuint (get_sat (leaves), ==, 11000000);
    }
}

/* Paths that are no form of ours never reach the owner's proof, and prove nothing. */
static void
test_odd_paths (void)
{
  for (guint way = 0; way < 7; way++)
    {
      ImwPsbtKeyOrigin *origin;
      GArray           *path;
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPsbt) psbt = make_segwit (fixture);
      g_autoptr (ImwDescription) description = NULL;

      origin = g_ptr_array_index (imw_psbt_get_output (psbt, find_output (psbt, TRUE))->origins, 0);
      path = origin->path;
      if (way == 0)
        g_array_set_size (path, 4);
      else if (way == 1)
        g_array_set_size (path, 0);
      else if (way == 2)
        g_array_index (path, guint32, 3) = 2;
      else if (way == 3)
        g_array_index (path, guint32, 3) |= IMW_BIP32_HARDENED;
      else if (way == 4)
        g_array_index (path, guint32, 4) |= IMW_BIP32_HARDENED;
      else if (way == 5)
        g_array_index (path, guint32, 1) = 1 | IMW_BIP32_HARDENED;
      else
        g_array_index (path, guint32, 2) = 0;
      description = describe (fixture, psbt);
      g_assert_cmpuint (imw_description_get_n_change (description), ==, 0);
      g_assert_true (imw_description_has_warning (description, IMW_WARNING_UNPROVEN_CHANGE));
    }
}

/* Replaces what an output pays by a script of @account, with its origin. */
static void
set_own_output (ChainFixture *fixture,
                ImwPsbt      *psbt,
                guint         at,
                guint         account,
                guint32       branch,
                guint32       index)
{
  const ImwBitcoinAccountKey *key = &fixture->accounts[account];
  ImwBitcoinOutput           *out = imw_bitcoin_tx_get_output (psbt->tx, at);
  ImwPsbtOutput              *output = imw_psbt_get_output (psbt, at);
  guint8                      pubkey[33];
  guint32                     path[5] = { key->purpose | IMW_BIP32_HARDENED,
                                          IMW_BIP32_HARDENED,
                                          IMW_BIP32_HARDENED,
                                          branch,
                                          index };

  g_bytes_unref (out->script);
  out->script = imw_bitcoin_account_script (key, branch, index, pubkey, NULL);
  g_ptr_array_set_size (output->origins, 0);
  imw_psbt_add_origin (output->origins, pubkey, 33, key->fingerprint, path, 5);
}

static void
test_to_yourself (void)
{
  static const struct
  {
    guint       account;
    guint32     branch;
    guint32     index;
    gboolean    change;
    const char *path; /* NULL: not taken for ours */
  } cases[] = {
    { 0, 0, 5, FALSE, "m/84'/0'/0'/0/5" },
    { 0, 1, 5, TRUE, "m/84'/0'/0'/1/5" },
    { 1, 0, 5, FALSE, "m/86'/0'/0'/0/5" },
    { 1, 1, 5, FALSE, "m/86'/0'/0'/1/5" }, /* change of an account that pays nothing */
    { 0, 1, 1000000, TRUE, "m/84'/0'/0'/1/1000000" },
    { 0, 1, 1000001, FALSE, NULL }, /* ours, where nobody would look for it */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPsbt) psbt = make_segwit (fixture);
      g_autoptr (ImwDescription) description = NULL;
      g_autoptr (ImwAmount) leaves = NULL;

      set_own_output (fixture, psbt, find_output (psbt, FALSE), cases[i].account, cases[i].branch,
                      cases[i].index);
      description = describe (fixture, psbt);
      g_assert_cmpuint (imw_description_get_n_change (description), ==, cases[i].change ? 2 : 1);
      g_assert_cmpint (imw_description_has_warning (description, IMW_WARNING_PAYS_ITSELF), ==,
                       cases[i].path != NULL);
      g_assert_cmpint (imw_description_has_warning (description, IMW_WARNING_UNPROVEN_CHANGE), ==,
                       cases[i].path == NULL);
      leaves = imw_description_dup_leaves (description);
      if (cases[i].path != NULL)
        g_assert_true (imw_amount_equal (leaves, imw_description_get_fee (description)));
      else
        g_assert_cmpuint (get_sat (leaves), >, 10000000);
      if (!cases[i].change)
        g_assert_cmpstr (imw_description_get_recipient (description, 0)->path, ==, cases[i].path);
    }
}

/* The attack with two requests: each time another input's amount is a lie. SegWit amounts without
 * the previous transaction, or against it, are refused. */
static void
test_amounts (void)
{
  for (guint way = 0; way < 6; way++)
    {
      ImwPsbtInput *input;
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPsbt) psbt = make_segwit (fixture);

      input = imw_psbt_get_input (psbt, 1);
      if (way == 0)
        g_clear_pointer (&input->non_witness_utxo, imw_bitcoin_tx_unref);
      else if (way == 1)
        input->witness_utxo->value_sat += 1;
      else if (way == 2)
        imw_bitcoin_tx_get_output (input->non_witness_utxo, 1)->value_sat += 1;
      else if (way == 3)
        imw_bitcoin_tx_get_input (psbt->tx, 1)->vout = 0; /* a foreign output of it */
      else if (way == 4)
        imw_bitcoin_tx_get_input (psbt->tx, 1)->vout = 2;
      else
        {
          g_bytes_unref (input->witness_utxo->script);
          input->witness_utxo->script = chain_fixture_foreign_script (3);
        }
      must_refuse (fixture, psbt);
    }
}

/* A lie about a Taproot amount is only told, and makes the signature worthless: it covers all
 * amounts. */
static void
test_taproot_alone (void)
{
  g_autoptr (ChainFixture) fixture = chain_fixture_new ();
  g_autoptr (ImwPsbt) psbt = make_taproot (fixture);
  g_autoptr (ImwDescription) description = NULL;

  g_assert_null (imw_psbt_get_input (psbt, 0)->non_witness_utxo);
  description = describe (fixture, psbt);
  g_assert_cmpuint (imw_description_get_n_warnings (description), ==, 0);

  /* a SegWit script in the place of the Taproot one is not believed without its transaction */
  g_bytes_unref (imw_psbt_get_input (psbt, 0)->witness_utxo->script);
  imw_psbt_get_input (psbt, 0)->witness_utxo->script =
      imw_bitcoin_account_script (&fixture->accounts[0], 0, 0, NULL, NULL);
  must_refuse (fixture, psbt);
}

static void
swap_outpoint (ImwPsbt *psbt)
{
  ImwBitcoinInput *first = imw_bitcoin_tx_get_input (psbt->tx, 0);
  ImwBitcoinInput *second = imw_bitcoin_tx_get_input (psbt->tx, 1);

  memcpy (second->txid, first->txid, 32);
  second->vout = first->vout;
}

static void
test_never_signed (void)
{
  for (guint way = 0; way < 10; way++)
    {
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPsbt) psbt = make_taproot (fixture);
      ImwPsbtInput     *input = imw_psbt_get_input (psbt, 0);
      ImwBitcoinOutput *out = imw_bitcoin_tx_get_output (psbt->tx, 0);
      g_autoptr (ImwBitcoinTx) nothing = imw_bitcoin_tx_new ();

      g_test_message ("%u", way);
      if (way == 0)
        {
          swap_outpoint (psbt);
        }
      else if (way == 1 || way == 2)
        {
          input->has_sighash_type = TRUE;
          input->sighash_type = way == 1 ? 2 : 0x81; /* NONE; ALL | ANYONECANPAY */
        }
      else if (way == 3)
        {
          g_ptr_array_set_size (input->origins, 0);
        }
      else if (way == 4)
        {
          ImwPsbtKeyOrigin *origin = g_ptr_array_index (input->origins, 0);

          g_array_index (origin->path, guint32, 4) += 1;
        }
      else if (way == 5)
        {
          out->value_sat += 10000000; /* more than is spent */
        }
      else if (way == 6)
        {
          out->value_sat = G_MAXUINT64; /* the sum would go round */
        }
      else if (way == 7)
        {
          g_bytes_unref (out->script);
          out->script = g_bytes_new_static ("\x51", 1); /* anybody may spend it */
        }
      else if (way == 8)
        {
          g_bytes_unref (out->script);
          out->script =
              g_bytes_new_static ("\x52\x02\x01\x02", 4); /* a future version: the same today */
        }
      else
        {
          imw_psbt_get_input (psbt, 0)->witness_utxo->value_sat = IMW_BITCOIN_MAX_SAT;
        }
      must_refuse (fixture, psbt);

      if (way == 9)
        {
          g_autoptr (ImwPsbt) empty = imw_psbt_new (nothing);

          must_refuse (fixture, empty);
        }
    }
}

/* Types that cover everything are fine. */
static void
test_sighash_all (void)
{
  for (guint account = 0; account < 2; account++)
    {
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPsbt) psbt = account == 0 ? make_segwit (fixture) : make_taproot (fixture);
      g_autoptr (ImwDescription) description = NULL;

      imw_psbt_get_input (psbt, 0)->has_sighash_type = TRUE;
      imw_psbt_get_input (psbt, 0)->sighash_type = 1;
      description = describe (fixture, psbt);
      g_assert_cmpuint (imw_description_get_n_change (description), ==, 1);

      imw_psbt_get_input (psbt, 0)->sighash_type = 0;
      if (account == 0)
        {
          must_refuse (fixture, psbt);
        }
      else
        {
          g_autoptr (ImwDescription) again = describe (fixture, psbt);

          g_assert_cmpuint (imw_description_get_n_change (again), ==, 1);
        }
    }
}

/* Each warning, by taking from the change until it is due. */
static void
test_fee_warnings (void)
{
  static const struct
  {
    guint64  fee_sat;
    gboolean low;
    gboolean high;
    gboolean absurd;
  } cases[] = {
    { 0, TRUE, FALSE, FALSE },
    { 207, TRUE, FALSE, FALSE }, /* of 208 vbytes */
    { 208, FALSE, FALSE, FALSE },
    { 500000, FALSE, FALSE, TRUE }, /* 5 % exactly; over 1,000 sat/vB */
    { 500001, FALSE, TRUE, TRUE },
    { 208000, FALSE, FALSE, FALSE }, /* 1,000 sat/vB exactly */
    { 208001, FALSE, FALSE, TRUE },
    { 900000, FALSE, TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint   change_at;
      guint64 before;
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPsbt) psbt = make_segwit (fixture);
      g_autoptr (ImwDescription) description = describe (fixture, psbt);
      g_autoptr (ImwDescription) after = NULL;

      before = get_sat (imw_description_get_fee (description));
      change_at = find_output (psbt, TRUE);
      imw_bitcoin_tx_get_output (psbt->tx, change_at)->value_sat += before;
      imw_bitcoin_tx_get_output (psbt->tx, change_at)->value_sat -= cases[i].fee_sat;
      after = describe (fixture, psbt);
      g_test_message ("%u vbytes", (guint) imw_description_get_size_vbytes (after));
      g_assert_cmpuint (get_sat (imw_description_get_fee (after)), ==, cases[i].fee_sat);
      g_assert_cmpint (imw_description_has_warning (after, IMW_WARNING_LOW_FEE_RATE), ==,
                       cases[i].low);
      g_assert_cmpint (imw_description_has_warning (after, IMW_WARNING_HIGH_FEE), ==,
                       cases[i].high);
      g_assert_cmpint (imw_description_has_warning (after, IMW_WARNING_ABSURD_FEE), ==,
                       cases[i].absurd);
    }
}

static void
test_other_warnings (void)
{
  static const struct
  {
    guint32    sequence;
    guint32    lock_time;
    gboolean   dust;
    ImwWarning warning;
    gboolean   expected;
  } cases[] = {
    { 0xfffffffd, 800000, FALSE, IMW_WARNING_LOCK_TIME, FALSE },
    { 0xfffffffd, 499999999, FALSE, IMW_WARNING_LOCK_TIME, TRUE },
    { 0xffffffff, 499999999, FALSE, IMW_WARNING_LOCK_TIME, FALSE }, /* nothing waits for it */
    { 0xfffffffd, 500000000, FALSE, IMW_WARNING_LOCK_TIME, FALSE }, /* in 1985 */
    { 0xfffffffd, 4294967295, FALSE, IMW_WARNING_LOCK_TIME, TRUE },
    { 0x00000005, 0, FALSE, IMW_WARNING_LOCK_TIME, TRUE },
    { 0xffffffff, 0, FALSE, IMW_WARNING_NOT_REPLACEABLE, TRUE },
    { 0xfffffffe, 0, FALSE, IMW_WARNING_NOT_REPLACEABLE, TRUE },
    { 0xfffffffd, 0, FALSE, IMW_WARNING_NOT_REPLACEABLE, FALSE },
    { 0xfffffffd, 0, TRUE, IMW_WARNING_DUST_OUTPUT, TRUE },
    { 0xfffffffd, 0, FALSE, IMW_WARNING_DUST_OUTPUT, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ChainFixture) fixture = chain_fixture_new ();
      g_autoptr (ImwPsbt) psbt = make_taproot (fixture);
      g_autoptr (ImwDescription) description = NULL;

      g_test_message ("%u", i);
      psbt->tx->lock_time = cases[i].lock_time;
      for (guint j = 0; j < 2; j++)
        imw_bitcoin_tx_get_input (psbt->tx, j)->sequence = cases[i].sequence;
      if (cases[i].dust)
        imw_bitcoin_tx_get_output (psbt->tx, find_output (psbt, FALSE))->value_sat = 293;
      description = describe (fixture, psbt);
      g_assert_cmpint (imw_description_has_warning (description, cases[i].warning), ==,
                       cases[i].expected);
    }
}

static void
test_data_output (void)
{
  g_autoptr (ChainFixture) fixture = chain_fixture_new ();
  g_autoptr (ImwPsbt) psbt = make_taproot (fixture);
  ImwBitcoinOutput *out = imw_bitcoin_tx_get_output (psbt->tx, find_output (psbt, FALSE));
  g_autoptr (ImwDescription) description = NULL;
  g_autofree guint8 *large = g_malloc0 (10001);

  g_bytes_unref (out->script);
  out->script = g_bytes_new_static ("\x6a\x02hi", 4);
  description = describe (fixture, psbt);
  g_assert_cmpstr (imw_description_get_recipient (description, 0)->address, ==, "OP_RETURN 026869");

  large[0] = 0x6a;
  g_bytes_unref (out->script);
  out->script = g_bytes_new (large, 10001);
  must_refuse (fixture, psbt);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/describe/plain", test_plain);
  g_test_add_func ("/chain/describe/foreign-change", test_foreign_change);
  g_test_add_func ("/chain/describe/odd-paths", test_odd_paths);
  g_test_add_func ("/chain/describe/to-yourself", test_to_yourself);
  g_test_add_func ("/chain/describe/amounts", test_amounts);
  g_test_add_func ("/chain/describe/taproot-alone", test_taproot_alone);
  g_test_add_func ("/chain/describe/never-signed", test_never_signed);
  g_test_add_func ("/chain/describe/sighash-all", test_sighash_all);
  g_test_add_func ("/chain/describe/fee-warnings", test_fee_warnings);
  g_test_add_func ("/chain/describe/other-warnings", test_other_warnings);
  g_test_add_func ("/chain/describe/data-output", test_data_output);

  return g_test_run ();
}
