/* imw-bitcoin-sighash.c: what a Bitcoin signature signs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-sighash"

#include "config.h"

#include "imw-bitcoin-sighash-private.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"

#include "imw-hash.h"

static void
hash_writer (ImwWriter *writer,
             guint8     out[32])
{
  gsize         length;
  const guint8 *data = imw_writer_get_data (writer, &length);

  imw_sha256 (data, length, out);
}

static void
hash_writer_twice (ImwWriter *writer,
                   guint8     out[32])
{
  gsize         length;
  const guint8 *data = imw_writer_get_data (writer, &length);

  imw_sha256d (data, length, out);
}

static void
write_outpoint (ImwWriter             *writer,
                const ImwBitcoinInput *input)
{
  imw_writer_bytes (writer, input->txid, sizeof input->txid);
  imw_writer_u32_le (writer, input->vout);
}

static void
hash_one_output (ImwBitcoinTx *tx,
                 guint         index,
                 gboolean      twice,
                 guint8        out[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();

  imw_bitcoin_output_write (g_ptr_array_index (tx->outputs, index), writer);
  if (twice)
    hash_writer_twice (writer, out);
  else
    hash_writer (writer, out);
}

/**
 * imw_bitcoin_sighash_new:
 * @tx: a transaction; it must not change while the result lives
 * @prevouts: (element-type ImwBitcoinOutput): the outputs that its inputs spend, one an input, in
 * order
 *
 * Computes once the hashes that all inputs share.
 *
 * Returns: (transfer full): the hasher of @tx, which keeps a reference to both arguments
 */
ImwBitcoinSighash *
imw_bitcoin_sighash_new (ImwBitcoinTx *tx,
                         GPtrArray    *prevouts)
{
  ImwBitcoinSighash *self;
  g_autoptr (ImwWriter) outpoints = imw_writer_new ();
  g_autoptr (ImwWriter) amounts = imw_writer_new ();
  g_autoptr (ImwWriter) scripts = imw_writer_new ();
  g_autoptr (ImwWriter) sequences = imw_writer_new ();
  g_autoptr (ImwWriter) outputs = imw_writer_new ();

  g_return_val_if_fail (tx != NULL, NULL);
  g_return_val_if_fail (prevouts != NULL && prevouts->len == tx->inputs->len, NULL);

  self = g_new0 (ImwBitcoinSighash, 1);
  self->tx = imw_bitcoin_tx_ref (tx);
  self->prevouts = g_ptr_array_ref (prevouts);

  for (guint i = 0; i < tx->inputs->len; i++)
    {
      const ImwBitcoinInput  *input = g_ptr_array_index (tx->inputs, i);
      const ImwBitcoinOutput *prevout = g_ptr_array_index (prevouts, i);

      write_outpoint (outpoints, input);
      imw_writer_u64_le (amounts, prevout->value_sat);
      imw_bitcoin_write_string_bytes (scripts, prevout->script);
      imw_writer_u32_le (sequences, input->sequence);
    }
  for (guint i = 0; i < tx->outputs->len; i++)
    imw_bitcoin_output_write (g_ptr_array_index (tx->outputs, i), outputs);

  hash_writer (outpoints, self->sha_prevouts);
  hash_writer (amounts, self->sha_amounts);
  hash_writer (scripts, self->sha_scripts);
  hash_writer (sequences, self->sha_sequences);
  hash_writer (outputs, self->sha_outputs);

  return self;
}

/**
 * imw_bitcoin_sighash_free:
 * @self: (transfer full): a hasher
 *
 * Frees @self.
 */
void
imw_bitcoin_sighash_free (ImwBitcoinSighash *self)
{
  imw_bitcoin_tx_unref (self->tx);
  g_ptr_array_unref (self->prevouts);
  g_free (self);
}

static void
write_legacy_input (ImwWriter             *writer,
                    const ImwBitcoinInput *input,
                    gboolean               is_signed_one,
                    GBytes                *script_code,
                    gboolean               keep_sequence)
{
  write_outpoint (writer, input);
  if (is_signed_one)
    imw_bitcoin_write_string_bytes (writer, script_code);
  else
    imw_bitcoin_write_compact (writer, 0);
  imw_writer_u32_le (writer, is_signed_one || keep_sequence ? input->sequence : 0);
}

/**
 * imw_bitcoin_sighash_legacy:
 * @self: a hasher
 * @input: which input
 * @script_code: the script that is run, for P2PKH the output script; without OP_CODESEPARATOR
 * @type: the hash type, four bytes wide as it is hashed
 * @out: (out) (array fixed-size=32): what is signed
 *
 * The original algorithm. With SIGHASH_SINGLE and no output at @input the result is the number one,
 * as the network has it.
 *
 * Returns: %FALSE when there is no such input
 */
gboolean
imw_bitcoin_sighash_legacy (ImwBitcoinSighash *self,
                            guint              input,
                            GBytes            *script_code,
                            guint32            type,
                            guint8             out[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  ImwBitcoinTx *tx = self->tx;
  guint32       mode = type & 0x1f;
  gboolean      alone = (type & IMW_SIGHASH_ANYONECANPAY) != 0;
  guint         n_outputs = tx->outputs->len;

  if (input >= tx->inputs->len)
    return FALSE;

  if (mode == IMW_SIGHASH_SINGLE && input >= n_outputs)
    {
      memset (out, 0, 32);
      out[0] = 1;
      return TRUE;
    }

  imw_writer_u32_le (writer, tx->version);
  imw_bitcoin_write_compact (writer, alone ? 1 : tx->inputs->len);
  for (guint i = 0; i < tx->inputs->len; i++)
    {
      if (i == input || !alone)
        write_legacy_input (writer,
                            g_ptr_array_index (tx->inputs, i),
                            i == input,
                            script_code,
                            mode != IMW_SIGHASH_NONE && mode != IMW_SIGHASH_SINGLE);
    }

  if (mode == IMW_SIGHASH_NONE)
    n_outputs = 0;
  else if (mode == IMW_SIGHASH_SINGLE)
    n_outputs = input + 1;
  imw_bitcoin_write_compact (writer, n_outputs);
  for (guint i = 0; i < n_outputs; i++)
    {
      if (mode == IMW_SIGHASH_SINGLE && i != input)
        {
          imw_writer_u64_le (writer, G_MAXUINT64);
          imw_bitcoin_write_compact (writer, 0);
        }
      else
        {
          imw_bitcoin_output_write (g_ptr_array_index (tx->outputs, i), writer);
        }
    }

  imw_writer_u32_le (writer, tx->lock_time);
  imw_writer_u32_le (writer, type);
  hash_writer_twice (writer, out);

  return TRUE;
}

/**
 * imw_bitcoin_sighash_segwit_v0:
 * @self: a hasher
 * @input: which input
 * @script_code: the script code of BIP143, without its length
 * @type: the hash type
 * @out: (out) (array fixed-size=32): what is signed
 *
 * The algorithm of BIP143.
 *
 * Returns: %FALSE when there is no such input
 */
gboolean
imw_bitcoin_sighash_segwit_v0 (ImwBitcoinSighash *self,
                               guint              input,
                               GBytes            *script_code,
                               guint32            type,
                               guint8             out[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  ImwBitcoinTx           *tx = self->tx;
  guint32                 mode = type & 0x1f;
  gboolean                alone = (type & IMW_SIGHASH_ANYONECANPAY) != 0;
  gboolean                all = mode != IMW_SIGHASH_NONE && mode != IMW_SIGHASH_SINGLE;
  guint8                  prevouts[32] = { 0 };
  guint8                  sequences[32] = { 0 };
  guint8                  outputs[32] = { 0 };
  const ImwBitcoinInput  *in;
  const ImwBitcoinOutput *prevout;

  if (input >= tx->inputs->len)
    return FALSE;

  in = g_ptr_array_index (tx->inputs, input);
  prevout = g_ptr_array_index (self->prevouts, input);

  if (!alone)
    imw_sha256 (self->sha_prevouts, 32, prevouts);
  if (!alone && all)
    imw_sha256 (self->sha_sequences, 32, sequences);
  if (all)
    imw_sha256 (self->sha_outputs, 32, outputs);
  else if (mode == IMW_SIGHASH_SINGLE && input < tx->outputs->len)
    hash_one_output (tx, input, TRUE, outputs);

  imw_writer_u32_le (writer, tx->version);
  imw_writer_bytes (writer, prevouts, sizeof prevouts);
  imw_writer_bytes (writer, sequences, sizeof sequences);
  write_outpoint (writer, in);
  imw_bitcoin_write_string_bytes (writer, script_code);
  imw_writer_u64_le (writer, prevout->value_sat);
  imw_writer_u32_le (writer, in->sequence);
  imw_writer_bytes (writer, outputs, sizeof outputs);
  imw_writer_u32_le (writer, tx->lock_time);
  imw_writer_u32_le (writer, type);
  hash_writer_twice (writer, out);

  return TRUE;
}

static gboolean
is_taproot_type (guint8 type)
{
  guint8 mode = type & 0x7f;

  return type == IMW_SIGHASH_DEFAULT || (mode >= IMW_SIGHASH_ALL && mode <= IMW_SIGHASH_SINGLE);
}

/**
 * imw_bitcoin_sighash_taproot:
 * @self: a hasher
 * @input: which input
 * @type: the hash type
 * @out: (out) (array fixed-size=32): what is signed
 *
 * The algorithm of BIP341 for the key path, without annex.
 *
 * Returns: %FALSE when there is no such input, @type is not one of BIP341, or SIGHASH_SINGLE has no
 *   output at @input
 */
gboolean
imw_bitcoin_sighash_taproot (ImwBitcoinSighash *self,
                             guint              input,
                             guint8             type,
                             guint8             out[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  ImwBitcoinTx           *tx = self->tx;
  guint8                  mode = type & 0x7f;
  gboolean                alone = (type & IMW_SIGHASH_ANYONECANPAY) != 0;
  const ImwBitcoinInput  *in;
  const ImwBitcoinOutput *prevout;
  const guint8           *data;
  gsize                   length;

  if (input >= tx->inputs->len || !is_taproot_type (type))
    return FALSE;

  if (mode == IMW_SIGHASH_SINGLE && input >= tx->outputs->len)
    return FALSE;

  in = g_ptr_array_index (tx->inputs, input);
  prevout = g_ptr_array_index (self->prevouts, input);

  imw_writer_u8 (writer, 0); /* epoch */
  imw_writer_u8 (writer, type);
  imw_writer_u32_le (writer, tx->version);
  imw_writer_u32_le (writer, tx->lock_time);
  if (!alone)
    {
      imw_writer_bytes (writer, self->sha_prevouts, 32);
      imw_writer_bytes (writer, self->sha_amounts, 32);
      imw_writer_bytes (writer, self->sha_scripts, 32);
      imw_writer_bytes (writer, self->sha_sequences, 32);
    }
  if (mode != IMW_SIGHASH_NONE && mode != IMW_SIGHASH_SINGLE)
    imw_writer_bytes (writer, self->sha_outputs, 32);

  imw_writer_u8 (writer, 0); /* key path, no annex */
  if (alone)
    {
      write_outpoint (writer, in);
      imw_bitcoin_output_write (prevout, writer);
      imw_writer_u32_le (writer, in->sequence);
    }
  else
    {
      imw_writer_u32_le (writer, input);
    }
  if (mode == IMW_SIGHASH_SINGLE)
    {
      guint8 hash[32];

      hash_one_output (tx, input, FALSE, hash);
      imw_writer_bytes (writer, hash, sizeof hash);
    }

  data = imw_writer_get_data (writer, &length);
  imw_tagged_hash ("TapSighash", data, length, out);

  return TRUE;
}

/**
 * imw_bitcoin_script_code_p2wpkh:
 * @hash: (array fixed-size=20): the witness program
 *
 * Returns: (transfer full): the script code of BIP143 for P2WPKH, without its length
 */
GBytes *
imw_bitcoin_script_code_p2wpkh (const guint8 hash[20])
{
  /* BIP143 takes the script of P2PKH for it */
  return imw_bitcoin_script_p2pkh (hash);
}
