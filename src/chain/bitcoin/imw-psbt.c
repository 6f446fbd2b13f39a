/* imw-psbt.c: a partially signed transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-psbt"

#include "config.h"

#include "imw-psbt.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"
#include "imw-psbt-private.h"

#include "imw-error.h"
#include "imw-hash.h"

static void
origin_free (ImwPsbtKeyOrigin *self)
{
  g_array_unref (self->path);
  g_free (self);
}

/**
 * imw_psbt_record_new: (skip)
 * @key: the whole key, type included
 * @value: the value
 *
 * Returns: (transfer full): a record that is kept as it came
 */
ImwPsbtUnknown *
imw_psbt_record_new (GBytes *key,
                     GBytes *value)
{
  ImwPsbtUnknown *self = g_new0 (ImwPsbtUnknown, 1);

  self->key = g_bytes_ref (key);
  self->value = g_bytes_ref (value);

  return self;
}

/**
 * imw_psbt_record_free: (skip)
 * @self: (transfer full): a record
 *
 * Frees @self.
 */
void
imw_psbt_record_free (ImwPsbtUnknown *self)
{
  g_bytes_unref (self->key);
  g_bytes_unref (self->value);
  g_free (self);
}

static ImwPsbtInput *
input_new (void)
{
  ImwPsbtInput *self = g_new0 (ImwPsbtInput, 1);

  self->origins = g_ptr_array_new_with_free_func ((GDestroyNotify) origin_free);
  self->unknown = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_psbt_record_free);

  return self;
}

static void
input_free (ImwPsbtInput *self)
{
  g_clear_pointer (&self->non_witness_utxo, imw_bitcoin_tx_unref);
  g_clear_pointer (&self->witness_utxo, imw_bitcoin_output_free);
  g_ptr_array_unref (self->origins);
  g_clear_pointer (&self->redeem_script, g_bytes_unref);
  g_clear_pointer (&self->partial_pubkey, g_bytes_unref);
  g_clear_pointer (&self->partial_sig, g_bytes_unref);
  g_clear_pointer (&self->tap_key_sig, g_bytes_unref);
  g_clear_pointer (&self->tap_internal_key, g_bytes_unref);
  g_clear_pointer (&self->final_script_sig, g_bytes_unref);
  g_clear_pointer (&self->final_witness, g_ptr_array_unref);
  g_ptr_array_unref (self->unknown);
  g_free (self);
}

static ImwPsbtOutput *
output_new (void)
{
  ImwPsbtOutput *self = g_new0 (ImwPsbtOutput, 1);

  self->origins = g_ptr_array_new_with_free_func ((GDestroyNotify) origin_free);
  self->unknown = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_psbt_record_free);

  return self;
}

static void
output_free (ImwPsbtOutput *self)
{
  g_ptr_array_unref (self->origins);
  g_clear_pointer (&self->redeem_script, g_bytes_unref);
  g_clear_pointer (&self->tap_internal_key, g_bytes_unref);
  g_ptr_array_unref (self->unknown);
  g_free (self);
}

/**
 * imw_psbt_new:
 * @unsigned_tx: a transaction without scripts and witnesses in its inputs
 *
 * Returns: (transfer full): a PSBT of @unsigned_tx with one empty map an input and an output
 */
ImwPsbt *
imw_psbt_new (ImwBitcoinTx *unsigned_tx)
{
  ImwPsbt *self;

  g_return_val_if_fail (unsigned_tx != NULL, NULL);

  self = g_new0 (ImwPsbt, 1);
  self->ref_count = 1;
  self->tx = imw_bitcoin_tx_ref (unsigned_tx);
  self->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) input_free);
  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) output_free);
  self->unknown = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_psbt_record_free);

  for (guint i = 0; i < unsigned_tx->inputs->len; i++)
    g_ptr_array_add (self->inputs, input_new ());
  for (guint i = 0; i < unsigned_tx->outputs->len; i++)
    g_ptr_array_add (self->outputs, output_new ());

  return self;
}

/**
 * imw_psbt_ref:
 * @self: a PSBT
 *
 * Returns: (transfer full): @self with one more reference
 */
ImwPsbt *
imw_psbt_ref (ImwPsbt *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * imw_psbt_unref:
 * @self: (transfer full): a PSBT
 *
 * Drops a reference.
 */
void
imw_psbt_unref (ImwPsbt *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  imw_bitcoin_tx_unref (self->tx);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->unknown);
  g_free (self);
}

/**
 * imw_psbt_get_input:
 * @self: a PSBT
 * @index: which, below the number of inputs
 *
 * Returns: (transfer none): what the PSBT says about the input
 */
ImwPsbtInput *
imw_psbt_get_input (ImwPsbt *self,
                    guint    index)
{
  g_return_val_if_fail (index < self->inputs->len, NULL);

  return g_ptr_array_index (self->inputs, index);
}

/**
 * imw_psbt_get_output:
 * @self: a PSBT
 * @index: which, below the number of outputs
 *
 * Returns: (transfer none): what the PSBT says about the output
 */
ImwPsbtOutput *
imw_psbt_get_output (ImwPsbt *self,
                     guint    index)
{
  g_return_val_if_fail (index < self->outputs->len, NULL);

  return g_ptr_array_index (self->outputs, index);
}

/**
 * imw_psbt_add_origin:
 * @origins: (element-type ImwPsbtKeyOrigin): the origins of an input or output
 * @pubkey: (array length=pubkey_length): 33 bytes, or 32 for an x-only key of Taproot
 * @pubkey_length: 33 or 32
 * @fingerprint: (array fixed-size=4): of the master key
 * @path: (array length=path_length): the derivation path from there
 * @path_length: its length
 *
 * Adds where a key comes from.
 */
void
imw_psbt_add_origin (GPtrArray     *origins,
                     const guint8  *pubkey,
                     gsize          pubkey_length,
                     const guint8   fingerprint[4],
                     const guint32 *path,
                     gsize          path_length)
{
  ImwPsbtKeyOrigin *origin;

  g_return_if_fail (origins != NULL);
  g_return_if_fail (pubkey_length == 33 || pubkey_length == 32);
  g_return_if_fail (path_length <= 255);

  origin = g_new0 (ImwPsbtKeyOrigin, 1);
  memcpy (origin->pubkey, pubkey, pubkey_length);
  origin->pubkey_length = pubkey_length;
  memcpy (origin->fingerprint, fingerprint, sizeof origin->fingerprint);
  origin->path = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) path_length);
  if (path_length > 0)
    g_array_append_vals (origin->path, path, (guint) path_length);
  g_ptr_array_add (origins, origin);
}

static gboolean
refuse (GError    **error,
        guint       input,
        const char *why)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "input %u: %s", input, why);

  return FALSE;
}

/* The output out of the full previous transaction, whose txid must be the one that is spent. */
static ImwBitcoinOutput *
prevout_from_previous (ImwPsbt *self,
                       guint    index,
                       GError **error)
{
  const ImwBitcoinInput *in = g_ptr_array_index (self->tx->inputs, index);
  const ImwPsbtInput    *input = g_ptr_array_index (self->inputs, index);
  ImwBitcoinTx          *previous = input->non_witness_utxo;
  ImwBitcoinOutput      *output;
  guint8                 txid[32];

  imw_bitcoin_tx_get_txid (previous, txid);
  if (memcmp (txid, in->txid, sizeof txid) != 0)
    {
      refuse (error, index, "previous transaction is another one");
      return NULL;
    }

  if (in->vout >= previous->outputs->len)
    {
      refuse (error, index, "previous transaction has no such output");
      return NULL;
    }

  output = g_ptr_array_index (previous->outputs, in->vout);
  if (input->witness_utxo != NULL && (input->witness_utxo->value_sat != output->value_sat ||
                                      !g_bytes_equal (input->witness_utxo->script, output->script)))
    {
      refuse (error, index, "witness utxo disagrees with the previous transaction");
      return NULL;
    }

  return output;
}

static gboolean
check_redeem_script (const ImwPsbtInput *input,
                     guint               index,
                     const guint8       *script,
                     ImwScriptType       type,
                     GError            **error)
{
  gsize         length;
  const guint8 *redeem;
  guint8        hash[20];

  if (input->redeem_script == NULL)
    return TRUE;

  redeem = g_bytes_get_data (input->redeem_script, &length);
  imw_hash160 (redeem, length, hash);
  if (type != IMW_SCRIPT_P2SH || memcmp (script + 2, hash, sizeof hash) != 0)
    return refuse (error, index, "redeem script is not the one that is paid");

  return TRUE;
}

/**
 * imw_psbt_get_prevout:
 * @self: a PSBT
 * @index: which input
 * @error: return location
 *
 * The output that an input spends, by the wallet's rule: a SegWit version 0 or legacy output only
 * out of the full previous transaction, whose txid is computed anew; a Taproot output may come
 * alone, because its signature covers the amounts of all inputs.
 *
 * Returns: (transfer none): the output. On %NULL @error is %IMW_ERROR_REFUSED.
 */
ImwBitcoinOutput *
imw_psbt_get_prevout (ImwPsbt *self,
                      guint    index,
                      GError **error)
{
  const ImwPsbtInput *input;
  ImwBitcoinOutput   *output;
  const guint8       *script;
  gsize               length;
  ImwScriptType       type;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->inputs->len, NULL);

  input = g_ptr_array_index (self->inputs, index);
  output = input->witness_utxo;
  if (input->non_witness_utxo != NULL)
    output = prevout_from_previous (self, index, error);
  else if (output == NULL)
    refuse (error, index, "no word about what it spends");

  if (output == NULL)
    return NULL;

  script = g_bytes_get_data (output->script, &length);
  type = imw_bitcoin_script_type (script, length);
  if (input->non_witness_utxo == NULL && type != IMW_SCRIPT_P2TR)
    {
      refuse (error, index, "previous transaction is missing");
      return NULL;
    }

  if (!check_redeem_script (input, index, script, type, error))
    return NULL;

  return output;
}
