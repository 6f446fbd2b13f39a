/* imw-psbt-extract.c: the signed transaction out of a PSBT
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-psbt-extract"

#include "config.h"

#include "imw-psbt.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"
#include "imw-bitcoin-sighash-private.h"

#include "imw-error.h"

static gboolean
refuse (GError    **error,
        guint       input,
        const char *why)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "input %u: %s", input, why);

  return FALSE;
}

static void
write_push (ImwWriter *writer,
            GBytes    *bytes)
{
  /* signatures, keys and the redeem script of P2WPKH are all below 76 bytes: a direct push */
  imw_writer_u8 (writer, (guint8) g_bytes_get_size (bytes));
  imw_writer_gbytes (writer, bytes);
}

static void
set_script_sig (ImwBitcoinInput *in,
                GBytes          *script)
{
  g_bytes_unref (in->script_sig);
  in->script_sig = g_bytes_ref (script);
}

/* The wallet signs everything or nothing; a signature over less was not made by it. */
static gboolean
covers_all (GBytes *signature)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (signature, &length);

  return length > 0 && data[length - 1] == IMW_SIGHASH_ALL;
}

static gboolean
finalize_ecdsa (const ImwPsbtInput *input,
                ImwBitcoinInput    *in,
                guint               index,
                ImwScriptType       type,
                GError            **error)
{
  if (input->partial_sig == NULL || input->partial_pubkey == NULL)
    return refuse (error, index, "not signed");

  if (g_bytes_get_size (input->partial_sig) > 73 || !covers_all (input->partial_sig))
    return refuse (error, index, "signature does not cover everything");

  if (type == IMW_SCRIPT_P2PKH)
    {
      ImwWriter *writer = imw_writer_new ();
      g_autoptr (GBytes) script = NULL;

      write_push (writer, input->partial_sig);
      write_push (writer, input->partial_pubkey);
      script = imw_writer_free_to_bytes (writer);
      set_script_sig (in, script);
      return TRUE;
    }

  if (type == IMW_SCRIPT_P2SH)
    {
      ImwWriter *writer = imw_writer_new ();
      g_autoptr (GBytes) script = NULL;

      if (input->redeem_script != NULL && g_bytes_get_size (input->redeem_script) <= 75)
        write_push (writer, input->redeem_script);
      script = imw_writer_free_to_bytes (writer);
      set_script_sig (in, script);
    }
  g_ptr_array_add (in->witness, g_bytes_ref (input->partial_sig));
  g_ptr_array_add (in->witness, g_bytes_ref (input->partial_pubkey));

  return TRUE;
}

static gboolean
finalize_taproot (const ImwPsbtInput *input,
                  ImwBitcoinInput    *in,
                  guint               index,
                  GError            **error)
{
  if (input->tap_key_sig == NULL)
    return refuse (error, index, "not signed");

  if (g_bytes_get_size (input->tap_key_sig) != 64 && !covers_all (input->tap_key_sig))
    return refuse (error, index, "signature does not cover everything");

  g_ptr_array_add (in->witness, g_bytes_ref (input->tap_key_sig));

  return TRUE;
}

/* Takes the final fields when they are there, else makes them out of the signatures. */
static gboolean
finalize_input (const ImwPsbtInput     *input,
                const ImwBitcoinOutput *prevout,
                ImwBitcoinInput        *in,
                guint                   index,
                GError                **error)
{
  gsize         length;
  const guint8 *script = g_bytes_get_data (prevout->script, &length);
  ImwScriptType type = imw_bitcoin_script_type (script, length);

  if (input->final_script_sig != NULL || input->final_witness != NULL)
    {
      if (input->final_script_sig != NULL)
        set_script_sig (in, input->final_script_sig);
      for (guint i = 0; input->final_witness != NULL && i < input->final_witness->len; i++)
        g_ptr_array_add (in->witness, g_bytes_ref (g_ptr_array_index (input->final_witness, i)));
      return TRUE;
    }

  switch (type)
    {
    case IMW_SCRIPT_P2PKH:
    case IMW_SCRIPT_P2SH:
    case IMW_SCRIPT_P2WPKH:
      return finalize_ecdsa (input, in, index, type, error);

    case IMW_SCRIPT_P2TR:
      return finalize_taproot (input, in, index, error);

    case IMW_SCRIPT_P2WSH:
    case IMW_SCRIPT_WITNESS_FUTURE:
    case IMW_SCRIPT_OP_RETURN:
    case IMW_SCRIPT_OTHER:
      break;
    }

  return refuse (error, index, "spends what the wallet can't sign");
}

/* A copy of the unsigned transaction, to put the signatures into. */
static ImwBitcoinTx *
copy_unsigned (ImwBitcoinTx *tx)
{
  ImwBitcoinTx *copy = imw_bitcoin_tx_new ();

  copy->version = tx->version;
  copy->lock_time = tx->lock_time;
  for (guint i = 0; i < tx->inputs->len; i++)
    {
      const ImwBitcoinInput *in = g_ptr_array_index (tx->inputs, i);

      imw_bitcoin_tx_add_input (copy, in->txid, in->vout, in->sequence);
    }
  for (guint i = 0; i < tx->outputs->len; i++)
    {
      const ImwBitcoinOutput *out = g_ptr_array_index (tx->outputs, i);

      imw_bitcoin_tx_add_output (copy, out->value_sat, out->script);
    }

  return copy;
}

/**
 * imw_psbt_extract:
 * @self: a PSBT with all its signatures
 * @error: return location
 *
 * Finalizes @self, which stays as it is, and checks every signature anew against the output it
 * spends.
 *
 * Returns: (transfer full): the transaction for the network. On %NULL @error is
 * %IMW_ERROR_BAD_INPUT for one without inputs or outputs, %IMW_ERROR_REFUSED when a signature is
 * missing, wrong, or covers less than everything, or %IMW_ERROR_NOT_SUPPORTED when a final field
 * can't be checked.
 */
ImwBitcoinTx *
imw_psbt_extract (ImwPsbt *self,
                  GError **error)
{
  g_autoptr (ImwBitcoinTx) tx = NULL;
  g_autoptr (GPtrArray) prevouts = NULL;
  g_autoptr (ImwBitcoinSighash) sighash = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->inputs->len == 0 || self->outputs->len == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "PSBT: no inputs or no outputs");
      return NULL;
    }

  tx = copy_unsigned (self->tx);
  prevouts = g_ptr_array_new ();
  for (guint i = 0; i < self->inputs->len; i++)
    {
      ImwBitcoinOutput *prevout = imw_psbt_get_prevout (self, i, error);

      if (prevout == NULL ||
          !finalize_input (g_ptr_array_index (self->inputs, i),
                           prevout,
                           g_ptr_array_index (tx->inputs, i),
                           i,
                           error))
        return NULL;

      g_ptr_array_add (prevouts, prevout);
    }

  sighash = imw_bitcoin_sighash_new (tx, prevouts);
  for (guint i = 0; i < tx->inputs->len; i++)
    {
      if (!imw_bitcoin_verify_input (sighash, i, error))
        return NULL;
    }

  return g_steal_pointer (&tx);
}
