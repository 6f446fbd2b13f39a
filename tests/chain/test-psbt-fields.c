/* test-psbt-fields.c: records of a PSBT one by one, and inputs of older kinds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"
#include "imw-bitcoin-describe.h"
#include "imw-psbt.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <secp256k1.h>
#include <string.h>

#define TX "0200000001"                                                       \
           "1111111111111111111111111111111111111111111111111111111111111111" \
           "0000000000fdffffff01e80300000000000001"                           \
           "5100000000"
#define KEY33 "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
#define KEY65 "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798" \
              "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
#define KEY32 "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
#define Z8    "0000000000000000"
#define Z32   Z8 Z8 Z8 Z8
#define Z64   Z32 Z32
/* a record: lengths are put before key and value below */
#define R(key, value) key "|" value

/* "key|value" as bytes of a map, a compact size before each; empty for no record */
static void
append_record (ImwWriter  *writer,
               const char *record)
{
  g_auto (GStrv) parts = g_strsplit (record, "|", 2);

  if (record[0] == '\0')
    return;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) bytes = imw_hex_decode (parts[i], NULL);

      g_assert_nonnull (bytes);
      imw_bitcoin_write_string_bytes (writer, bytes);
    }
}

static GBytes *
make_psbt (const char *global,
           const char *input,
           const char *output)
{
  ImwWriter *writer = imw_writer_new ();

  imw_writer_bytes (writer, (const guint8 *) "psbt\xff", 5);
  append_record (writer, R ("00", TX));
  append_record (writer, global);
  imw_writer_u8 (writer, 0);
  append_record (writer, input);
  imw_writer_u8 (writer, 0);
  append_record (writer, output);
  imw_writer_u8 (writer, 0);

  return imw_writer_free_to_bytes (writer);
}

static void
check (guint       map,
       const char *record,
       gint        code) /* -1: good, and it comes out as it was */
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      make_psbt (map == 0 ? record : "", map == 1 ? record : "", map == 2 ? record : "");
  g_autoptr (ImwPsbt) psbt =
      imw_psbt_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);

  g_test_message ("map %u: %s", map, record);
  if (code == -1)
    {
      g_autoptr (GBytes) again = NULL;

      g_assert_no_error (error);
      again = imw_psbt_serialize (psbt);
      g_assert_true (g_bytes_equal (again, bytes));
    }
  else
    {
      g_assert_null (psbt);
      g_assert_error (error, IMW_ERROR, code);
    }
}

static void
test_global (void)
{
  g_autofree char *xpub = g_strdup ("01"
                                    "0488b21e"
                                    "01" Z32 Z32 "000000000000000002");
  g_autofree char *good = g_strconcat (xpub, "|", "0102030400000080", NULL);
  g_autofree char *deep = g_strconcat (xpub, "|", "01020304", NULL);
  g_autofree char *odd = g_strconcat (xpub, "|", "010203040000", NULL);

  g_assert_cmpuint (strlen (xpub), ==, 79 * 2);
  check (0, "", -1);
  check (0, good, -1);
  check (0, deep, IMW_ERROR_BAD_INPUT);
  check (0, odd, IMW_ERROR_BAD_INPUT);
  check (0, R ("0102", "01020304"), IMW_ERROR_BAD_INPUT);
  check (0, R ("fb", "00000000"), -1);
  check (0, R ("fb", "02000000"), IMW_ERROR_NOT_SUPPORTED);
  check (0, R ("fb", "0000"), IMW_ERROR_BAD_INPUT);
  check (0, R ("fb00", "00000000"), IMW_ERROR_BAD_INPUT);
  check (0, R ("02", "02000000"), IMW_ERROR_BAD_INPUT);
  check (0, R ("06", "00"), IMW_ERROR_BAD_INPUT);
  check (0, R ("00", TX), IMW_ERROR_BAD_INPUT);
  check (0, R ("0000", TX), IMW_ERROR_BAD_INPUT);
  check (0, R ("fc0102", "03"), -1);
  check (0, R ("fdffff", ""), -1);
  check (0, R ("fd0100", ""), IMW_ERROR_BAD_INPUT); /* type longer than needed */
  check (0, R ("fd", ""), IMW_ERROR_BAD_INPUT);
}

static void
test_input (void)
{
  static const struct
  {
    const char *record;
    gboolean    good;
  } cases[] = {
    { R ("00", "00"), FALSE },
    { R ("0000", TX), FALSE },
    { R ("00", TX), TRUE },
    { R ("01", Z8 "00"), TRUE },
    { R ("01", Z8 "0000"), FALSE },
    { R ("01", "ffffffffffffffff00"), FALSE },
    { R ("0100", Z8 "00"), FALSE },
    { R ("02" KEY33, Z8 "01"), TRUE },
    { R ("02" KEY65, Z8 "01"), TRUE },
    { R ("02" KEY33, Z8), FALSE },
    { R ("02" KEY33, Z64 Z8 "0000"), FALSE },
    { R ("02" KEY32, Z8 "01"), FALSE },
    { R ("0205" KEY32, Z8 "01"), FALSE },
    { R ("03", "01000000"), TRUE },
    { R ("03", "01"), FALSE },
    { R ("0300", "01000000"), FALSE },
    { R ("04", "51"), TRUE },
    { R ("0400", "51"), FALSE },
    { R ("05", "51"), TRUE },
    { R ("0500", "51"), FALSE },
    { R ("06" KEY33, "01020304"), TRUE },
    { R ("06" KEY33, "0102030405000080"), TRUE },
    { R ("06" KEY65, "0102030405000080"), TRUE },
    { R ("06" KEY33, "01020304050000"), FALSE },
    { R ("06" KEY33, "010203"), FALSE },
    { R ("06" KEY32, "01020304"), FALSE },
    { R ("07", "51"), TRUE },
    { R ("0700", "51"), FALSE },
    { R ("08", "00"), TRUE },
    { R ("08", "0102abcd"), TRUE },
    { R ("08", "0102ab"), FALSE },
    { R ("08", "01"), FALSE },
    { R ("0800", "00"), FALSE },
    { R ("08", "0000"), FALSE },
    { R ("09", "6f6b"), TRUE },
    { R ("0900", "6f6b"), FALSE },
    { R ("0a9c1185a5c5e9fc54612808977ee8f548b2258d31", ""), TRUE },
    { R ("0be3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ""), TRUE },
    { R ("0cb472a266d0bd89c13706a4132ccfb16f7c3b9fcb", ""), TRUE },
    { R ("0d5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456", ""), TRUE },
    { R ("0a9c1185a5c5e9fc54612808977ee8f548b2258d31", "00"), FALSE },
    { R ("0b" Z32, ""), FALSE },
    { R ("0cb472a266d0bd89c13706a4132ccfb16f7c3b9f", ""), FALSE },
    { R ("0d" Z32, ""), FALSE },
    { R ("0e", Z32), FALSE },
    { R ("12", "00000000"), FALSE },
    { R ("13", Z64), TRUE },
    { R ("13", Z64 "01"), TRUE },
    { R ("13", Z64 "0101"), FALSE },
    { R ("1300", Z64), FALSE },
    { R ("14" Z64, Z64), TRUE },
    { R ("14" Z32, Z64), FALSE },
    { R ("14" Z64, Z32), FALSE },
    { R ("15c0" Z32, "51c0"), TRUE },
    { R ("15c0" Z64, "c0"), TRUE },
    { R ("15c0" Z32, ""), FALSE },
    { R ("15c0" Z32 "00", "51c0"), FALSE },
    { R ("15c0", "51c0"), FALSE },
    { R ("16" KEY32, "0001020304"), TRUE },
    { R ("16" KEY32, "01" Z32 "01020304"), TRUE },
    { R ("16" KEY32, "02" Z32 "01020304"), FALSE },
    { R ("16" KEY32, "00010203"), FALSE },
    { R ("16" KEY33, "0001020304"), FALSE },
    { R ("17", Z32), TRUE },
    { R ("17", Z32 "00"), FALSE },
    { R ("1700", Z32), FALSE },
    { R ("18", Z32), TRUE },
    { R ("18", "00"), FALSE },
    { R ("1800", Z32), FALSE },
    { R ("19", "00"), TRUE },
    { R ("fc00", "00"), TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (1, cases[i].record, cases[i].good ? -1 : (gint) IMW_ERROR_BAD_INPUT);
}

static void
test_output (void)
{
  static const struct
  {
    const char *record;
    gboolean    good;
  } cases[] = {
    { R ("00", "51"), TRUE },
    { R ("0000", "51"), FALSE },
    { R ("01", "51"), TRUE },
    { R ("0100", "51"), FALSE },
    { R ("02" KEY33, "0102030405000080"), TRUE },
    { R ("02" KEY33, "01"), FALSE },
    { R ("03", Z8), FALSE },
    { R ("04", "51"), FALSE },
    { R ("05", Z32), TRUE },
    { R ("05", "00"), FALSE },
    { R ("0500", Z32), FALSE },
    { R ("06", "00c00151"), TRUE },
    { R ("06", "01c0015101c00151"), TRUE },
    { R ("06", "01c0015102c0015102c00151"), TRUE },
    { R ("06", "02c0015102c0015101c00151"), TRUE },
    { R ("06", "02c0015101c0015102c00151"), FALSE }, /* not in depth-first order */
    { R ("06", "01c00151"), FALSE },                 /* half a tree */
    { R ("06", "00c0015100c00151"), FALSE },         /* two roots */
    { R ("06", "00c10151"), FALSE },                 /* no leaf version is odd */
    { R ("06", "81c00151"), FALSE },
    { R ("06", "00c00251"), FALSE },
    { R ("06", ""), FALSE },
    { R ("0600", "00c00151"), FALSE },
    { R ("07" KEY32, "0001020304"), TRUE },
    { R ("07" KEY33, "0001020304"), FALSE },
    { R ("08", "00"), TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (2, cases[i].record, cases[i].good ? -1 : (gint) IMW_ERROR_BAD_INPUT);
}

/* The most steps a path may have, and one more. */
static void
test_long_paths (void)
{
  for (guint n_steps = 255; n_steps <= 256; n_steps++)
    {
      g_autofree char *zeros = g_strnfill (n_steps * 8, '0');
      g_autofree char *record = g_strconcat ("06" KEY33 "|01020304", zeros, NULL);

      check (1, record, n_steps == 255 ? -1 : (gint) IMW_ERROR_BAD_INPUT);
    }
}

/* Signs like the owner of the key 1. */
static GBytes *
sign (const guint8 hash[32])
{
  static const guint8       key[32] = { [31] = 1 };
  secp256k1_context        *context = secp256k1_context_create (SECP256K1_CONTEXT_SIGN);
  secp256k1_ecdsa_signature signature;
  guint8                    der[73];
  gsize                     length = 72;

  g_assert_true (secp256k1_ecdsa_sign (context, &signature, hash, key, NULL, NULL));
  g_assert_true (secp256k1_ecdsa_signature_serialize_der (context, der, &length, &signature));
  secp256k1_context_destroy (context);
  der[length] = 1;

  return g_bytes_new (der, length + 1);
}

static gboolean
own_all (const ImwPsbtKeyOrigin *origin,
         const guint8           *script,
         gsize                   length,
         gpointer                user_data)
{
  return TRUE;
}

typedef struct
{
  ImwPsbt   *psbt;
  GPtrArray *prevouts;
  GBytes    *redeem;
  GBytes    *p2pkh;
} OldInputs;

static void
old_inputs_clear (OldInputs *self)
{
  g_clear_pointer (&self->psbt, imw_psbt_unref);
  g_clear_pointer (&self->prevouts, g_ptr_array_unref);
  g_clear_pointer (&self->redeem, g_bytes_unref);
  g_clear_pointer (&self->p2pkh, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OldInputs, old_inputs_clear)

/* One input of P2PKH and one of P2SH-P2WPKH, both of the key 1. */
static void
make_old_inputs (OldInputs *self)
{
  static const guint32 path[5] = { 0x80000054, 0x80000000, 0x80000000, 0, 0 };
  guint8               hash[20];
  guint8               txid[32] = { 5 };
  g_autoptr (GBytes) key = imw_hex_decode (KEY33, NULL);
  g_autoptr (ImwBitcoinTx) previous = imw_bitcoin_tx_new ();
  g_autoptr (ImwBitcoinTx) tx = imw_bitcoin_tx_new ();
  g_autoptr (GBytes) p2sh = NULL;

  imw_hash160 (g_bytes_get_data (key, NULL), 33, hash);
  self->p2pkh = imw_bitcoin_script_p2pkh (hash);
  self->redeem = imw_bitcoin_script_witness (0, hash, 20);
  imw_hash160 (g_bytes_get_data (self->redeem, NULL), 22, hash);
  p2sh = imw_bitcoin_script_p2sh (hash);

  imw_bitcoin_tx_add_input (previous, txid, 0, 0);
  imw_bitcoin_tx_add_output (previous, 50000, self->p2pkh);
  imw_bitcoin_tx_add_output (previous, 60000, p2sh);
  imw_bitcoin_tx_get_txid (previous, txid);
  for (guint i = 0; i < 2; i++)
    imw_bitcoin_tx_add_input (tx, txid, i, IMW_BITCOIN_SEQUENCE_RBF);
  imw_bitcoin_tx_add_output (tx, 100000, p2sh);

  self->psbt = imw_psbt_new (tx);
  self->prevouts = g_ptr_array_new ();
  for (guint i = 0; i < 2; i++)
    {
      ImwPsbtInput *input = imw_psbt_get_input (self->psbt, i);

      input->non_witness_utxo = imw_bitcoin_tx_ref (previous);
      input->partial_pubkey = g_bytes_ref (key);
      imw_psbt_add_origin (input->origins, g_bytes_get_data (key, NULL), 33,
                           (const guint8 *) "abcd", path, 5);
      g_ptr_array_add (self->prevouts, imw_bitcoin_tx_get_output (previous, i));
    }
  imw_psbt_get_input (self->psbt, 1)->redeem_script = g_bytes_ref (self->redeem);
}

static void
test_old_inputs (void)
{
  g_auto (OldInputs) old = { 0 };
  guint8 hash[32];
  g_autoptr (ImwBitcoinSighash) sighash = NULL;
  g_autoptr (GBytes) script_code = NULL;
  g_autoptr (ImwBitcoinTx) tx = NULL;
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (GError) error = NULL;

  make_old_inputs (&old);
  sighash = imw_bitcoin_sighash_new (old.psbt->tx, old.prevouts);
  g_assert_true (imw_bitcoin_sighash_legacy (sighash, 0, old.p2pkh, 1, hash));
  imw_psbt_get_input (old.psbt, 0)->partial_sig = sign (hash);
  script_code =
      imw_bitcoin_script_code_p2wpkh ((const guint8 *) g_bytes_get_data (old.redeem, NULL) + 2);
  g_assert_true (imw_bitcoin_sighash_segwit_v0 (sighash, 1, script_code, 1, hash));
  imw_psbt_get_input (old.psbt, 1)->partial_sig = sign (hash);

  tx = imw_psbt_extract (old.psbt, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (imw_bitcoin_tx_get_input (tx, 1)->script_sig), ==, 23);

  /* the id is not known before signing where scripts are signed that are no witness programs */
  description =
      imw_bitcoin_describe (imw_bitcoin_params_find ("mainnet"), old.psbt, own_all, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (imw_description_get_id (description));
  g_assert_cmpuint (imw_description_get_size_vbytes (description) + 1, >=,
                    imw_bitcoin_tx_get_vsize (tx));
  g_assert_cmpuint (imw_description_get_size_vbytes (description), <=,
                    imw_bitcoin_tx_get_vsize (tx) + 1);
}

static void
test_old_inputs_refused (void)
{
  for (guint way = 0; way < 4; way++)
    {
      g_auto (OldInputs) old = { 0 };
      g_autoptr (GError) error = NULL;
      ImwPsbtInput *first;
      ImwPsbtInput *second;

      make_old_inputs (&old);
      first = imw_psbt_get_input (old.psbt, 0);
      second = imw_psbt_get_input (old.psbt, 1);
      if (way == 0)
        first->redeem_script = g_bytes_ref (old.redeem); /* where none belongs */
      else if (way == 1)
        {
          g_bytes_unref (second->redeem_script);
          second->redeem_script = g_bytes_ref (old.p2pkh); /* not the one that is paid */
        }
      else if (way == 2)
        first->non_witness_utxo = (imw_bitcoin_tx_unref (first->non_witness_utxo), NULL);
      else
        imw_bitcoin_tx_get_input (old.psbt->tx, 0)->vout = 7;
      g_assert_null (imw_psbt_get_prevout (old.psbt, way == 1 ? 1 : 0, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
      g_clear_error (&error);
      g_assert_null (imw_psbt_extract (old.psbt, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chain/psbt-fields/global", test_global);
  g_test_add_func ("/chain/psbt-fields/input", test_input);
  g_test_add_func ("/chain/psbt-fields/output", test_output);
  g_test_add_func ("/chain/psbt-fields/long-paths", test_long_paths);
  g_test_add_func ("/chain/psbt-fields/old-inputs", test_old_inputs);
  g_test_add_func ("/chain/psbt-fields/old-inputs-refused", test_old_inputs_refused);

  return g_test_run ();
}
