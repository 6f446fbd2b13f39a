/* imw-psbt-fields.c: the records of a PSBT, one by one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-psbt-fields"

#include "config.h"

#include "imw-psbt-private.h"

#include "imw-bitcoin-codec.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-secp256k1.h"

#define MAX_PATH       255u
#define MAX_TREE_DEPTH 128u

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "PSBT: %s", what);

  return FALSE;
}

static gboolean
keep (GPtrArray           *unknown,
      const ImwPsbtRecord *record)
{
  g_ptr_array_add (unknown, imw_psbt_record_new (record->key, record->value));

  return TRUE;
}

/* A record whose key is its type alone; sets *field, or keeps the record when there is no field for
 * it. */
static gboolean
read_bytes (GBytes             **field,
            GPtrArray           *unknown,
            const ImwPsbtRecord *record,
            const char          *what,
            GError             **error)
{
  if (record->key_length != 0)
    return bad (error, what);

  if (field == NULL)
    return keep (unknown, record);

  *field = g_bytes_ref (record->value);

  return TRUE;
}

static gboolean
read_xonly (GBytes             **field,
            const ImwPsbtRecord *record,
            const char          *what,
            GError             **error)
{
  if (record->length != 32)
    return bad (error, what);

  return read_bytes (field, NULL, record, what, error);
}

static gboolean
is_pubkey_key (const ImwPsbtRecord *record)
{
  return (record->key_length == 33 || record->key_length == 65) &&
         imw_secp256k1_pubkey_valid (record->key_data, record->key_length);
}

/* fingerprint and path out of the rest of a value */
static gboolean
read_origin (GPtrArray           *origins,
             const ImwPsbtRecord *record,
             ImwReader           *reader,
             GError             **error)
{
  gsize         left = imw_reader_get_left (reader);
  const guint8 *fingerprint = imw_reader_bytes (reader, 4);
  guint32       path[MAX_PATH];
  gsize         n_steps;

  if (!imw_reader_ok (reader) || fingerprint == NULL || left % 4 != 0 || left / 4 - 1 > MAX_PATH)
    return bad (error, "malformed key origin");

  n_steps = left / 4 - 1;
  for (gsize i = 0; i < n_steps; i++)
    path[i] = imw_reader_u32_le (reader);

  if (origins != NULL)
    imw_psbt_add_origin (origins, record->key_data, record->key_length, fingerprint, path, n_steps);

  return TRUE;
}

static gboolean
read_bip32 (GPtrArray           *origins,
            GPtrArray           *unknown,
            const ImwPsbtRecord *record,
            GError             **error)
{
  gboolean  full = record->key_length == 65; /* no room in ImwPsbtKeyOrigin */
  ImwReader reader;

  if (!is_pubkey_key (record))
    return bad (error, "malformed public key in a key origin");

  imw_reader_init (&reader, record->data, record->length);
  if (!read_origin (full ? NULL : origins, record, &reader, error))
    return FALSE;

  return full ? keep (unknown, record) : TRUE;
}

static gboolean
read_tap_bip32 (GPtrArray           *origins,
                GPtrArray           *unknown,
                const ImwPsbtRecord *record,
                GError             **error)
{
  guint64   n_leaves;
  ImwReader reader;

  if (record->key_length != 32)
    return bad (error, "malformed x-only key in a key origin");

  imw_reader_init (&reader, record->data, record->length);
  n_leaves = imw_bitcoin_read_compact (&reader);
  if (n_leaves > imw_reader_get_left (&reader) / 32)
    return bad (error, "malformed leaf hashes");

  imw_reader_skip (&reader, (gsize) n_leaves * 32);
  if (!read_origin (n_leaves > 0 ? NULL : origins, record, &reader, error))
    return FALSE;

  return n_leaves > 0 ? keep (unknown, record) : TRUE;
}

/**
 * imw_psbt_read_global: (skip)
 * @psbt: the PSBT so far
 * @record: a record of the global map other than the unsigned transaction
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT, or %IMW_ERROR_NOT_SUPPORTED
 * for another version.
 */
gboolean
imw_psbt_read_global (ImwPsbt             *psbt,
                      const ImwPsbtRecord *record,
                      GError             **error)
{
  ImwReader reader;

  if (record->type == PSBT_GLOBAL_VERSION)
    {
      if (record->key_length != 0 || record->length != 4)
        return bad (error, "malformed version");

      imw_reader_init (&reader, record->data, record->length);
      if (imw_reader_u32_le (&reader) != 0)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "PSBT: only version 0 is supported");
          return FALSE;
        }
    }
  else if (record->type == PSBT_GLOBAL_XPUB)
    {
      if (record->key_length != 78)
        return bad (error, "malformed extended key");

      /* depth at byte 4 counts the steps of the origin */
      if (record->length % 4 != 0 || record->length != 4 + 4 * (gsize) record->key_data[4])
        return bad (error, "malformed origin of an extended key");
    }
  else if (record->type >= PSBT_GLOBAL_V2_FIRST && record->type <= PSBT_GLOBAL_V2_LAST)
    {
      return bad (error, "field of version 2");
    }

  return keep (psbt->unknown, record);
}

static gboolean
read_non_witness_utxo (ImwPsbtInput        *input,
                       const ImwPsbtRecord *record,
                       GError             **error)
{
  if (record->key_length != 0)
    return bad (error, "malformed key of a previous transaction");

  input->non_witness_utxo = imw_bitcoin_tx_parse (record->data, record->length, error);
  if (input->non_witness_utxo == NULL)
    {
      g_prefix_error (error, "PSBT: ");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_witness_utxo (ImwPsbtInput        *input,
                   const ImwPsbtRecord *record,
                   GError             **error)
{
  ImwReader reader;

  if (record->key_length != 0)
    return bad (error, "malformed key of a witness utxo");

  imw_reader_init (&reader, record->data, record->length);
  input->witness_utxo = imw_bitcoin_output_read (&reader);

  return imw_reader_finish (&reader, "PSBT: witness utxo", error);
}

static gboolean
read_partial_sig (ImwPsbtInput        *input,
                  const ImwPsbtRecord *record,
                  GError             **error)
{
  if (!is_pubkey_key (record))
    return bad (error, "malformed public key of a signature");

  /* the shortest DER and a sighash byte, and the longest */
  if (record->length < 9 || record->length > 73)
    return bad (error, "malformed signature");

  if (input->partial_sig != NULL)
    return keep (input->unknown, record);

  input->partial_pubkey = g_bytes_new (record->key_data, record->key_length);
  input->partial_sig = g_bytes_ref (record->value);

  return TRUE;
}

static gboolean
read_sighash_type (ImwPsbtInput        *input,
                   const ImwPsbtRecord *record,
                   GError             **error)
{
  ImwReader reader;

  if (record->key_length != 0 || record->length != 4)
    return bad (error, "malformed sighash type");

  imw_reader_init (&reader, record->data, record->length);
  input->sighash_type = imw_reader_u32_le (&reader);
  input->has_sighash_type = TRUE;

  return TRUE;
}

static gboolean
read_final_witness (ImwPsbtInput        *input,
                    const ImwPsbtRecord *record,
                    GError             **error)
{
  ImwReader reader;

  if (record->key_length != 0)
    return bad (error, "malformed key of a final witness");

  imw_reader_init (&reader, record->data, record->length);
  input->final_witness = imw_bitcoin_read_witness (&reader);

  return imw_reader_finish (&reader, "PSBT: final witness", error);
}

static gboolean
read_preimage (ImwPsbtInput        *input,
               const ImwPsbtRecord *record,
               GError             **error)
{
  guint8 hash[32];
  gsize  length = 32;

  if (record->type == PSBT_IN_RIPEMD160)
    {
      imw_ripemd160 (record->data, record->length, hash);
      length = 20;
    }
  else if (record->type == PSBT_IN_SHA256)
    {
      imw_sha256 (record->data, record->length, hash);
    }
  else if (record->type == PSBT_IN_HASH160)
    {
      imw_hash160 (record->data, record->length, hash);
      length = 20;
    }
  else
    {
      imw_sha256d (record->data, record->length, hash);
    }

  if (record->key_length != length || memcmp (record->key_data, hash, length) != 0)
    return bad (error, "preimage does not fit its hash");

  return keep (input->unknown, record);
}

static gboolean
read_tap_input (ImwPsbtInput        *input,
                const ImwPsbtRecord *record,
                GError             **error)
{
  switch (record->type)
    {
    case PSBT_IN_TAP_KEY_SIG:
      if (record->length != 64 && record->length != 65)
        return bad (error, "malformed taproot signature");
      return read_bytes (&input->tap_key_sig, NULL, record, "malformed key of a taproot signature",
                         error);

    case PSBT_IN_TAP_SCRIPT_SIG:
      if (record->key_length != 64 || (record->length != 64 && record->length != 65))
        return bad (error, "malformed taproot script signature");
      return keep (input->unknown, record);

    case PSBT_IN_TAP_LEAF_SCRIPT:
      if (record->key_length < 33 || record->key_length > 33 + 32 * MAX_TREE_DEPTH ||
          (record->key_length - 33) % 32 != 0 || record->length < 1)
        return bad (error, "malformed taproot leaf");
      return keep (input->unknown, record);

    case PSBT_IN_TAP_BIP32_DERIVATION:
      return read_tap_bip32 (input->origins, input->unknown, record, error);

    case PSBT_IN_TAP_INTERNAL_KEY:
      return read_xonly (&input->tap_internal_key, record, "malformed taproot internal key", error);

    case PSBT_IN_TAP_MERKLE_ROOT:
      if (record->length != 32)
        return bad (error, "malformed taproot merkle root");
      return read_bytes (NULL, input->unknown, record, "malformed key of a taproot merkle root",
                         error);

    default:
      return keep (input->unknown, record);
    }
}

/**
 * imw_psbt_read_input: (skip)
 * @input: an input so far
 * @record: a record of its map
 * @error: return location
 *
 * What has no place in the struct is checked and kept as it is.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_psbt_read_input (ImwPsbtInput        *input,
                     const ImwPsbtRecord *record,
                     GError             **error)
{
  switch (record->type)
    {
    case PSBT_IN_NON_WITNESS_UTXO:
      return read_non_witness_utxo (input, record, error);

    case PSBT_IN_WITNESS_UTXO:
      return read_witness_utxo (input, record, error);

    case PSBT_IN_PARTIAL_SIG:
      return read_partial_sig (input, record, error);

    case PSBT_IN_SIGHASH_TYPE:
      return read_sighash_type (input, record, error);

    case PSBT_IN_REDEEM_SCRIPT:
      return read_bytes (&input->redeem_script, NULL, record, "malformed key of a redeem script",
                         error);

    case PSBT_IN_WITNESS_SCRIPT:
      return read_bytes (NULL, input->unknown, record, "malformed key of a witness script", error);

    case PSBT_IN_BIP32_DERIVATION:
      return read_bip32 (input->origins, input->unknown, record, error);

    case PSBT_IN_FINAL_SCRIPTSIG:
      return read_bytes (&input->final_script_sig, NULL, record, "malformed key of a final script",
                         error);

    case PSBT_IN_FINAL_SCRIPTWITNESS:
      return read_final_witness (input, record, error);

    case PSBT_IN_POR_COMMITMENT:
      return read_bytes (NULL, input->unknown, record, "malformed key of a commitment", error);

    case PSBT_IN_RIPEMD160:
    case PSBT_IN_SHA256:
    case PSBT_IN_HASH160:
    case PSBT_IN_HASH256:
      return read_preimage (input, record, error);

    default:
      break;
    }

  if (record->type >= PSBT_IN_V2_FIRST && record->type <= PSBT_IN_V2_LAST)
    return bad (error, "field of version 2");

  return read_tap_input (input, record, error);
}

/* Leaves in depth-first order must fill a binary tree: walking them up, none is left over. */
static gboolean
is_whole_tree (const ImwPsbtRecord *record)
{
  gboolean  left_done[MAX_TREE_DEPTH + 1] = { FALSE };
  guint     depth = 0;
  gboolean  complete = FALSE;
  ImwReader reader;

  imw_reader_init (&reader, record->data, record->length);
  while (imw_reader_ok (&reader) && imw_reader_get_left (&reader) > 0)
    {
      guint  leaf_depth = imw_reader_u8 (&reader);
      guint8 leaf_version = imw_reader_u8 (&reader);
      g_autoptr (GBytes) script = imw_bitcoin_read_string (&reader);

      if (script == NULL || complete || leaf_depth > MAX_TREE_DEPTH || (leaf_version & 1) != 0 ||
          leaf_depth < depth)
        return FALSE;

      for (depth = leaf_depth; depth > 0 && left_done[depth]; depth--)
        left_done[depth] = FALSE;

      if (depth == 0)
        complete = TRUE;
      else
        left_done[depth] = TRUE;
    }

  return imw_reader_ok (&reader) && complete;
}

/**
 * imw_psbt_read_output: (skip)
 * @output: an output so far
 * @record: a record of its map
 * @error: return location
 *
 * What has no place in the struct is checked and kept as it is.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_psbt_read_output (ImwPsbtOutput       *output,
                      const ImwPsbtRecord *record,
                      GError             **error)
{
  switch (record->type)
    {
    case PSBT_OUT_REDEEM_SCRIPT:
      return read_bytes (&output->redeem_script, NULL, record, "malformed key of a redeem script",
                         error);

    case PSBT_OUT_WITNESS_SCRIPT:
      return read_bytes (NULL, output->unknown, record, "malformed key of a witness script", error);

    case PSBT_OUT_BIP32_DERIVATION:
      return read_bip32 (output->origins, output->unknown, record, error);

    case PSBT_OUT_V2_FIRST:
    case PSBT_OUT_V2_LAST:
      return bad (error, "field of version 2");

    case PSBT_OUT_TAP_INTERNAL_KEY:
      return read_xonly (&output->tap_internal_key, record, "malformed taproot internal key",
                         error);

    case PSBT_OUT_TAP_TREE:
      if (record->key_length != 0 || !is_whole_tree (record))
        return bad (error, "malformed taproot tree");
      return keep (output->unknown, record);

    case PSBT_OUT_TAP_BIP32_DERIVATION:
      return read_tap_bip32 (output->origins, output->unknown, record, error);

    default:
      return keep (output->unknown, record);
    }
}
