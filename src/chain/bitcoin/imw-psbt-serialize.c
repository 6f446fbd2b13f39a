/* imw-psbt-serialize.c: PSBT to bytes and text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-psbt-serialize"

#include "config.h"

#include "imw-psbt-private.h"

#include "imw-bitcoin-codec.h"

static GPtrArray *
records_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) imw_psbt_record_free);
}

static void
add (GPtrArray    *records,
     guint8        type,
     const guint8 *key_data,
     gsize         key_length,
     GBytes       *value)
{
  ImwWriter *writer = imw_writer_new ();
  g_autoptr (GBytes) key = NULL;

  imw_bitcoin_write_compact (writer, type);
  if (key_length > 0)
    imw_writer_bytes (writer, key_data, key_length);
  key = imw_writer_free_to_bytes (writer);
  g_ptr_array_add (records, imw_psbt_record_new (key, value));
}

static void
add_opt (GPtrArray *records,
         guint8     type,
         GBytes    *value)
{
  if (value != NULL)
    add (records, type, NULL, 0, value);
}

static void
add_writer (GPtrArray *records,
            guint8     type,
            ImwWriter *writer)
{
  g_autoptr (GBytes) value = imw_writer_free_to_bytes (writer);

  add (records, type, NULL, 0, value);
}

static void
add_unknown (GPtrArray *records,
             GPtrArray *unknown)
{
  for (guint i = 0; i < unknown->len; i++)
    {
      const ImwPsbtUnknown *one = g_ptr_array_index (unknown, i);

      g_ptr_array_add (records, imw_psbt_record_new (one->key, one->value));
    }
}

static void
add_origins (GPtrArray *records,
             GPtrArray *origins,
             guint8     bip32_type,
             guint8     tap_type)
{
  for (guint i = 0; i < origins->len; i++)
    {
      const ImwPsbtKeyOrigin *origin = g_ptr_array_index (origins, i);
      gboolean                xonly = origin->pubkey_length == 32;
      ImwWriter              *writer = imw_writer_new ();
      g_autoptr (GBytes) value = NULL;

      if (xonly)
        imw_bitcoin_write_compact (writer, 0); /* leaf hashes */
      imw_writer_bytes (writer, origin->fingerprint, sizeof origin->fingerprint);
      for (guint j = 0; j < origin->path->len; j++)
        imw_writer_u32_le (writer, g_array_index (origin->path, guint32, j));
      value = imw_writer_free_to_bytes (writer);
      add (records, xonly ? tap_type : bip32_type, origin->pubkey, origin->pubkey_length, value);
    }
}

static guint64
get_type (const ImwPsbtUnknown *record)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (record->key, &length);
  ImwReader     reader;

  imw_reader_init (&reader, data, length);

  return imw_bitcoin_read_compact (&reader);
}

static gint
compare_records (gconstpointer a,
                 gconstpointer b)
{
  const ImwPsbtUnknown *left = *(const ImwPsbtUnknown *const *) a;
  const ImwPsbtUnknown *right = *(const ImwPsbtUnknown *const *) b;
  guint64               left_type = get_type (left);
  guint64               right_type = get_type (right);

  if (left_type != right_type)
    return left_type < right_type ? -1 : 1;

  return g_bytes_compare (left->key, right->key);
}

/* By type, then by key: the same content gives the same bytes, however it was put together. */
static void
write_map (ImwWriter *writer,
           GPtrArray *records)
{
  g_ptr_array_sort (records, compare_records);
  for (guint i = 0; i < records->len; i++)
    {
      const ImwPsbtUnknown *record = g_ptr_array_index (records, i);

      imw_bitcoin_write_string_bytes (writer, record->key);
      imw_bitcoin_write_string_bytes (writer, record->value);
    }
  imw_writer_u8 (writer, 0);
}

static void
add_partial_sig (GPtrArray          *records,
                 const ImwPsbtInput *input)
{
  gsize         length;
  const guint8 *data;

  if (input->partial_sig == NULL || input->partial_pubkey == NULL)
    return;

  data = g_bytes_get_data (input->partial_pubkey, &length);
  add (records, PSBT_IN_PARTIAL_SIG, data, length, input->partial_sig);
}

static void
write_input (ImwWriter          *writer,
             const ImwPsbtInput *input)
{
  g_autoptr (GPtrArray) records = records_new ();

  if (input->non_witness_utxo != NULL)
    {
      g_autoptr (GBytes) value = imw_bitcoin_tx_serialize (input->non_witness_utxo, TRUE);

      add (records, PSBT_IN_NON_WITNESS_UTXO, NULL, 0, value);
    }
  if (input->witness_utxo != NULL)
    {
      ImwWriter *value = imw_writer_new ();

      imw_bitcoin_output_write (input->witness_utxo, value);
      add_writer (records, PSBT_IN_WITNESS_UTXO, value);
    }
  add_partial_sig (records, input);
  if (input->has_sighash_type)
    {
      ImwWriter *value = imw_writer_new ();

      imw_writer_u32_le (value, input->sighash_type);
      add_writer (records, PSBT_IN_SIGHASH_TYPE, value);
    }
  add_opt (records, PSBT_IN_REDEEM_SCRIPT, input->redeem_script);
  add_origins (records, input->origins, PSBT_IN_BIP32_DERIVATION, PSBT_IN_TAP_BIP32_DERIVATION);
  add_opt (records, PSBT_IN_FINAL_SCRIPTSIG, input->final_script_sig);
  if (input->final_witness != NULL)
    {
      ImwWriter *value = imw_writer_new ();

      imw_bitcoin_write_witness (value, input->final_witness);
      add_writer (records, PSBT_IN_FINAL_SCRIPTWITNESS, value);
    }
  add_opt (records, PSBT_IN_TAP_KEY_SIG, input->tap_key_sig);
  add_opt (records, PSBT_IN_TAP_INTERNAL_KEY, input->tap_internal_key);
  add_unknown (records, input->unknown);
  write_map (writer, records);
}

static void
write_output (ImwWriter           *writer,
              const ImwPsbtOutput *output)
{
  g_autoptr (GPtrArray) records = records_new ();

  add_opt (records, PSBT_OUT_REDEEM_SCRIPT, output->redeem_script);
  add_origins (records, output->origins, PSBT_OUT_BIP32_DERIVATION, PSBT_OUT_TAP_BIP32_DERIVATION);
  add_opt (records, PSBT_OUT_TAP_INTERNAL_KEY, output->tap_internal_key);
  add_unknown (records, output->unknown);
  write_map (writer, records);
}

/**
 * imw_psbt_serialize:
 * @self: a PSBT
 *
 * Writes the records of each map ordered by type, those of one type by their keys.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
imw_psbt_serialize (ImwPsbt *self)
{
  ImwWriter *writer;
  g_autoptr (GPtrArray) global = records_new ();
  g_autoptr (GBytes) tx = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  writer = imw_writer_new ();
  imw_writer_bytes (writer, imw_psbt_magic, IMW_PSBT_MAGIC_SIZE);

  tx = imw_bitcoin_tx_serialize (self->tx, FALSE);
  add (global, PSBT_GLOBAL_UNSIGNED_TX, NULL, 0, tx);
  add_unknown (global, self->unknown);
  write_map (writer, global);

  for (guint i = 0; i < self->inputs->len; i++)
    write_input (writer, g_ptr_array_index (self->inputs, i));
  for (guint i = 0; i < self->outputs->len; i++)
    write_output (writer, g_ptr_array_index (self->outputs, i));

  return imw_writer_free_to_bytes (writer);
}

/**
 * imw_psbt_to_base64:
 * @self: a PSBT
 *
 * Returns: (transfer full): the bytes of imw_psbt_serialize() in Base64
 */
char *
imw_psbt_to_base64 (ImwPsbt *self)
{
  g_autoptr (GBytes) bytes = imw_psbt_serialize (self);
  gsize         length;
  const guint8 *data;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);

  return g_base64_encode (data, length);
}
