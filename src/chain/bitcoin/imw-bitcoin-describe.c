/* imw-bitcoin-describe.c: reads a PSBT for its owner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-describe"

#include "config.h"

#include "imw-bitcoin-describe.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"
#include "imw-bitcoin-sighash-private.h"

#include "imw-bip32.h"
#include "imw-clock.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define MAX_DATA_BYTES 10000u
/* Change further out would be ours, but no scan would find it again. */
#define MAX_CHANGE_INDEX  1000000u
#define ABSURD_FEE_SAT    20000u
#define ABSURD_RATE_MILLI 1000000u
#define LOW_RATE_MILLI    1000u
/* lock times from here on are seconds since 1970, below it block heights */
#define LOCK_TIME_THRESHOLD       500000000u
#define GENESIS_TIME_S            1231006505
#define SEQUENCE_FINAL            0xffffffffu
#define SEQUENCE_NO_RELATIVE_LOCK 0x80000000u

/* What one pass over the PSBT collects. */
typedef struct
{
  const ImwBitcoinParams *params;
  ImwPsbt                *psbt;
  ImwBitcoinOwnFunc       own;
  gpointer                user_data;
  GPtrArray              *accounts; /* (element-type ImwPsbtKeyOrigin) of the inputs, unowned */
  guint64                 inputs_sat;
  guint64                 outputs_sat;
  guint64                 paid_sat; /* outputs that are not change */
  guint64                 weight;   /* of what signing adds */
  gboolean                native;   /* only witness programs are spent: the txid is known */
  gboolean                all_ours;
} Reading;

static gboolean
refuse (GError    **error,
        const char *where,
        guint       index,
        const char *why)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "%s %u: %s", where, index, why);

  return FALSE;
}

/* m/purpose'/coin'/account'/0|1/index, with the coin of this network */
static gboolean
is_own_form (const Reading          *self,
             const ImwPsbtKeyOrigin *origin)
{
  const guint32 *path = (const guint32 *) (gpointer) origin->path->data;

  if (origin->path->len != 5)
    return FALSE;

  return (path[0] & IMW_BIP32_HARDENED) != 0 &&
         path[1] == (self->params->coin_type | IMW_BIP32_HARDENED) &&
         (path[2] & IMW_BIP32_HARDENED) != 0 && path[3] <= 1 && (path[4] & IMW_BIP32_HARDENED) == 0;
}

/* The origin whose key at its path gives exactly @script, proven by the caller's function. */
static const ImwPsbtKeyOrigin *
prove (const Reading *self,
       GPtrArray     *origins,
       GBytes        *script)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (script, &length);

  for (guint i = 0; i < origins->len; i++)
    {
      const ImwPsbtKeyOrigin *origin = g_ptr_array_index (origins, i);

      if (is_own_form (self, origin) && self->own (origin, data, length, self->user_data))
        return origin;
    }

  return NULL;
}

static gboolean
same_account (const ImwPsbtKeyOrigin *a,
              const ImwPsbtKeyOrigin *b)
{
  return memcmp (a->fingerprint, b->fingerprint, sizeof a->fingerprint) == 0 &&
         memcmp (a->path->data, b->path->data, 3 * sizeof (guint32)) == 0;
}

static gboolean
check_sighash_type (const ImwPsbtInput *input,
                    ImwScriptType       type,
                    guint               index,
                    GError            **error)
{
  if (!input->has_sighash_type || input->sighash_type == IMW_SIGHASH_ALL ||
      (type == IMW_SCRIPT_P2TR && input->sighash_type == IMW_SIGHASH_DEFAULT))
    return TRUE;

  return refuse (error, "input", index, "signature would not cover everything");
}

/* What signing an input adds, in weight units; 0 for what the wallet can't sign. */
static guint64
signing_weight (const ImwPsbtInput *input,
                ImwScriptType       type)
{
  gboolean explicit_type = input->has_sighash_type && input->sighash_type != IMW_SIGHASH_DEFAULT;

  switch (type)
    {
    case IMW_SCRIPT_P2PKH:
      return (1 + 71 + 1 + 33) * 4 + 1;

    case IMW_SCRIPT_P2SH:
      return 23 * 4 + 1 + 1 + 71 + 1 + 33;

    case IMW_SCRIPT_P2WPKH:
      return 1 + 1 + 71 + 1 + 33;

    case IMW_SCRIPT_P2TR:
      return 1 + 1 + (explicit_type ? 65 : 64);

    case IMW_SCRIPT_P2WSH:
    case IMW_SCRIPT_WITNESS_FUTURE:
    case IMW_SCRIPT_OP_RETURN:
    case IMW_SCRIPT_OTHER:
      return 0;
    }

  g_return_val_if_reached (0);
}

static gboolean
read_input (Reading    *self,
            guint       index,
            GHashTable *seen,
            GError    **error)
{
  const ImwBitcoinInput  *in = g_ptr_array_index (self->psbt->tx->inputs, index);
  const ImwPsbtInput     *input = g_ptr_array_index (self->psbt->inputs, index);
  const ImwBitcoinOutput *prevout = NULL;
  const ImwPsbtKeyOrigin *origin = NULL;
  const guint8           *script;
  gsize                   length;
  guint64                 weight;
  ImwScriptType           type;
  guint8                  outpoint[36];

  memcpy (outpoint, in->txid, 32);
  memcpy (outpoint + 32, &in->vout, 4);
  if (!g_hash_table_add (seen, g_bytes_new (outpoint, sizeof outpoint)))
    return refuse (error, "input", index, "spends the same coin again");

  prevout = imw_psbt_get_prevout (self->psbt, index, error);
  if (prevout == NULL)
    return FALSE;

  script = g_bytes_get_data (prevout->script, &length);
  type = imw_bitcoin_script_type (script, length);
  weight = signing_weight (input, type);
  if (weight == 0)
    return refuse (error, "input", index, "spends what the wallet can't sign");

  origin = prove (self, input->origins, prevout->script);
  if (origin == NULL)
    return refuse (error, "input", index, "is not ours");

  if (!check_sighash_type (input, type, index, error))
    return FALSE;

  if (!imw_bitcoin_sat_add (&self->inputs_sat, prevout->value_sat))
    return refuse (error, "input", index, "sum is over 21 million bitcoin");

  g_ptr_array_add (self->accounts, (gpointer) origin);
  self->weight += weight;
  self->native = self->native && (type == IMW_SCRIPT_P2WPKH || type == IMW_SCRIPT_P2TR);

  return TRUE;
}

static gboolean
read_inputs (Reading *self,
             GError **error)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  if (self->psbt->inputs->len == 0 || self->psbt->outputs->len == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "no inputs or no outputs");
      return FALSE;
    }

  for (guint i = 0; i < self->psbt->inputs->len; i++)
    {
      if (!read_input (self, i, seen, error))
        return FALSE;
    }

  return TRUE;
}

/* How an output is shown: its address, or what a data output says. NULL for what can't be shown. */
static char *
name_output (const Reading *self,
             const guint8  *script,
             gsize          length,
             ImwScriptType  type)
{
  if (type == IMW_SCRIPT_OP_RETURN && length <= MAX_DATA_BYTES)
    {
      g_autofree char *data = imw_hex_encode (script + 1, length - 1);

      return g_strdup_printf ("OP_RETURN %s", data);
    }

  if (type == IMW_SCRIPT_WITNESS_FUTURE)
    return NULL;

  return imw_bitcoin_address_encode (self->params, script, length);
}

static gboolean
is_change (const Reading          *self,
           const ImwPsbtKeyOrigin *origin)
{
  /* what has one output has no change: all of it goes back on purpose */
  if (g_array_index (origin->path, guint32, 3) != 1 || self->psbt->outputs->len == 1)
    return FALSE;

  for (guint i = 0; i < self->accounts->len; i++)
    {
      if (same_account (origin, g_ptr_array_index (self->accounts, i)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
read_output (Reading        *self,
             guint           index,
             ImwDescription *description,
             GError        **error)
{
  const ImwBitcoinOutput *out = g_ptr_array_index (self->psbt->tx->outputs, index);
  const ImwPsbtOutput    *output = g_ptr_array_index (self->psbt->outputs, index);
  const ImwPsbtKeyOrigin *origin = prove (self, output->origins, out->script);
  gsize                   length;
  const guint8           *script = g_bytes_get_data (out->script, &length);
  ImwScriptType           type = imw_bitcoin_script_type (script, length);
  g_autofree char        *address = name_output (self, script, length, type);
  g_autofree char        *path = NULL;
  g_autoptr (ImwAmount) amount = NULL;

  if (address == NULL)
    return refuse (error, "output", index, "pays to what can't be shown as an address");

  if (!imw_bitcoin_sat_add (&self->outputs_sat, out->value_sat))
    return refuse (error, "output", index, "sum is over 21 million bitcoin");

  if (out->value_sat < imw_bitcoin_dust_sat (script, length))
    imw_description_add_warning (description, IMW_WARNING_DUST_OUTPUT);

  if (origin != NULL && g_array_index (origin->path, guint32, 4) > MAX_CHANGE_INDEX)
    origin = NULL;

  if (origin == NULL && (output->origins->len > 0 || output->tap_internal_key != NULL))
    imw_description_add_warning (description, IMW_WARNING_UNPROVEN_CHANGE);

  amount = imw_amount_new_u64 (imw_bitcoin_get_asset (), out->value_sat);
  if (origin != NULL)
    path =
        imw_bip32_path_to_text ((const guint32 *) (gpointer) origin->path->data, origin->path->len);
  else
    self->all_ours = FALSE;

  if (origin != NULL && is_change (self, origin))
    {
      imw_description_add_change (description, address, amount, path);
      return TRUE;
    }

  self->paid_sat += out->value_sat;
  imw_description_add_recipient (description, address, amount, path);

  return TRUE;
}

/* Nothing at this level knows the height of the chain, so a height is taken for the future only
 * when blocks would have had to come faster than they ever did over the years. */
static gboolean
is_locked (ImwBitcoinTx *tx)
{
  gint64   now_s = imw_clock_get_wall_ms (imw_clock_get_default ()) / 1000;
  gint64   highest = (now_s - GENESIS_TIME_S) / 540;
  gboolean any_not_final = FALSE;

  for (guint i = 0; i < tx->inputs->len; i++)
    {
      const ImwBitcoinInput *in = g_ptr_array_index (tx->inputs, i);

      if (in->sequence != SEQUENCE_FINAL)
        any_not_final = TRUE;

      if (tx->version >= 2 && (in->sequence & SEQUENCE_NO_RELATIVE_LOCK) == 0 &&
          (in->sequence & 0xffff) != 0)
        return TRUE;
    }

  if (!any_not_final)
    return FALSE;

  if (tx->lock_time >= LOCK_TIME_THRESHOLD)
    return tx->lock_time > now_s;

  return tx->lock_time > highest;
}

static gboolean
is_replaceable (ImwBitcoinTx *tx)
{
  for (guint i = 0; i < tx->inputs->len; i++)
    {
      const ImwBitcoinInput *in = g_ptr_array_index (tx->inputs, i);

      if (in->sequence <= IMW_BITCOIN_SEQUENCE_RBF)
        return TRUE;
    }

  return FALSE;
}

static void
add_fee_warnings (const Reading  *self,
                  ImwDescription *description,
                  guint64         fee_sat,
                  guint64         rate_milli)
{
  guint64 paid_sat = self->paid_sat > 0 ? self->paid_sat : self->outputs_sat;

  if (fee_sat > paid_sat / 20)
    imw_description_add_warning (description, IMW_WARNING_HIGH_FEE);

  if ((fee_sat > paid_sat / 4 && fee_sat > ABSURD_FEE_SAT) || rate_milli > ABSURD_RATE_MILLI)
    imw_description_add_warning (description, IMW_WARNING_ABSURD_FEE);

  if (rate_milli < LOW_RATE_MILLI)
    imw_description_add_warning (description, IMW_WARNING_LOW_FEE_RATE);
}

static void
finish (Reading        *self,
        ImwDescription *description)
{
  ImwBitcoinTx *tx = self->psbt->tx;
  guint64       fee_sat = self->inputs_sat - self->outputs_sat;
  guint64       vbytes = (imw_bitcoin_tx_get_weight (tx) + 2 + self->weight + 3) / 4;
  guint64       rate_milli = fee_sat * 1000 / vbytes;
  g_autoptr (ImwAmount) inputs = imw_amount_new_u64 (imw_bitcoin_get_asset (), self->inputs_sat);
  g_autoptr (ImwAmount) fee = imw_amount_new_u64 (imw_bitcoin_get_asset (), fee_sat);
  g_autofree char *txid = self->native ? imw_bitcoin_tx_dup_txid_text (tx) : NULL;

  imw_description_set_totals (description, inputs, fee, vbytes, rate_milli);
  imw_description_set_id (description, txid);

  add_fee_warnings (self, description, fee_sat, rate_milli);
  if (self->all_ours)
    imw_description_add_warning (description, IMW_WARNING_PAYS_ITSELF);
  if (!is_replaceable (tx))
    imw_description_add_warning (description, IMW_WARNING_NOT_REPLACEABLE);
  if (is_locked (tx))
    imw_description_add_warning (description, IMW_WARNING_LOCK_TIME);
}

/**
 * imw_bitcoin_describe:
 * @params: the network
 * @psbt: an unsigned payment
 * @own: (scope call): proves that a script is ours
 * @user_data: data for @own
 * @error: return location
 *
 * Says what a payment does, out of nothing but the transaction, proven previous outputs and what
 * @own proves. Change is an output proven to be on branch 1 of an account that one of the inputs is
 * of, not further out than index 1,000,000. An output on branch 0, or on branch 1 of another
 * account, is a recipient with its path; one that claims to be ours without proof is a recipient
 * with a warning.
 *
 * Returns: (transfer full): the description. On %NULL @error is %IMW_ERROR_REFUSED for what must
 * never be signed: unproven amounts, inputs that are not ours or twice the same, sighash types that
 * leave something open, no inputs or outputs, outputs without an address, sums out of range or a
 * negative fee.
 */
ImwDescription *
imw_bitcoin_describe (const ImwBitcoinParams *params,
                      ImwPsbt                *psbt,
                      ImwBitcoinOwnFunc       own,
                      gpointer                user_data,
                      GError                **error)
{
  Reading reading = { 0 };
  g_autoptr (GPtrArray) accounts = g_ptr_array_new ();
  g_autoptr (ImwDescription) description = NULL;

  g_return_val_if_fail (params != NULL && psbt != NULL && own != NULL, NULL);

  reading.params = params;
  reading.psbt = psbt;
  reading.own = own;
  reading.user_data = user_data;
  reading.accounts = accounts;
  reading.native = TRUE;
  reading.all_ours = TRUE;
  if (!read_inputs (&reading, error))
    return NULL;

  description = imw_description_new ("bitcoin", imw_bitcoin_get_asset ());
  for (guint i = 0; i < psbt->outputs->len; i++)
    {
      if (!read_output (&reading, i, description, error))
        return NULL;
    }

  if (reading.outputs_sat > reading.inputs_sat)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "pays more than it spends");
      return NULL;
    }

  finish (&reading, description);

  return g_steal_pointer (&description);
}
