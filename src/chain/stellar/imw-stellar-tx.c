/* imw-stellar-tx.c: transactions of Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-tx"

#include "config.h"

#include "imw-stellar-tx-private.h"

#include "imw-error.h"
#include "imw-hash.h"

#include <string.h>

#define MAX_EXTRA_SIGNERS 2
#define MAX_PAYLOAD_BYTES 64

enum
{
  SIGNER_ED25519 = 0,
  SIGNER_PRE_AUTH_TX = 1,
  SIGNER_HASH_X = 2,
  SIGNER_PAYLOAD = 3
};

/**
 * imw_stellar_tx_new:
 * @source: the account whose number is used and who pays the fee
 * @fee_stroops: the most all operations together may cost
 * @sequence: the number; one more than the account's last
 *
 * Returns: (transfer full): a transaction without operations, memo and conditions
 */
ImwStellarTx *
imw_stellar_tx_new (const ImwStellarAddress *source, guint32 fee_stroops, gint64 sequence)
{
  ImwStellarTx *self = NULL;

  g_return_val_if_fail (source != NULL, NULL);

  self = g_new0 (ImwStellarTx, 1);
  self->source = *source;
  self->fee_stroops = fee_stroops;
  self->sequence = sequence;
  self->ops = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_stellar_op_free);

  return self;
}

/**
 * imw_stellar_tx_free:
 * @self: (transfer full): a transaction
 *
 * Frees @self.
 */
void
imw_stellar_tx_free (ImwStellarTx *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->conditions_v2, g_bytes_unref);
  g_clear_pointer (&self->ops, g_ptr_array_unref);
  g_free (self);
}

/**
 * imw_stellar_tx_set_time_bounds:
 * @self: a transaction
 * @min_time_s: closing time of a ledger, seconds since 1970, before which it can't happen; 0 for none
 * @max_time_s: after which it can't happen any more; 0 for never
 *
 * Says when it may happen.
 */
void
imw_stellar_tx_set_time_bounds (ImwStellarTx *self, guint64 min_time_s, guint64 max_time_s)
{
  g_return_if_fail (self != NULL);

  self->conditions = IMW_STELLAR_CONDITIONS_TIME;
  self->has_time_bounds = TRUE;
  self->min_time_s = min_time_s;
  self->max_time_s = max_time_s;
}

/**
 * imw_stellar_tx_add_op:
 * @self: a transaction
 * @op: (transfer full): an operation
 *
 * Adds an operation after those that are there.
 */
void
imw_stellar_tx_add_op (ImwStellarTx *self, ImwStellarOp *op)
{
  g_return_if_fail (self != NULL && op != NULL);

  g_ptr_array_add (self->ops, op);
}

static void
read_time_bounds (ImwReader *reader, ImwStellarTx *self)
{
  self->has_time_bounds = TRUE;
  self->min_time_s = imw_reader_u64_be (reader);
  self->max_time_s = imw_reader_u64_be (reader);
}

static void
skip_signer (ImwReader *reader)
{
  gsize length;

  switch (imw_xdr_read_i32 (reader))
    {
    case SIGNER_ED25519:
    case SIGNER_PRE_AUTH_TX:
    case SIGNER_HASH_X:
      imw_reader_skip (reader, 32);
      break;

    case SIGNER_PAYLOAD:
      imw_reader_skip (reader, 32);
      imw_xdr_read_opaque (reader, MAX_PAYLOAD_BYTES, &length);
      break;

    default: /* not an enumeration: any number may come */
      imw_reader_fail (reader);
    }
}

/* PreconditionsV2 (CAP-21): read through, and kept as it is. */
static void
read_conditions_v2 (ImwReader *reader, ImwStellarTx *self)
{
  ImwReader     start = *reader;
  const guint8 *bytes;
  gsize         length;
  guint         n_signers;

  if (imw_xdr_read_bool (reader))
    read_time_bounds (reader, self);
  if (imw_xdr_read_bool (reader)) /* ledger bounds */
    imw_reader_skip (reader, 8);
  if (imw_xdr_read_bool (reader)) /* least sequence number */
    imw_reader_skip (reader, 8);
  imw_reader_skip (reader, 8 + 4); /* least age and gap of it */
  n_signers = imw_xdr_read_count (reader, MAX_EXTRA_SIGNERS);
  for (guint i = 0; i < n_signers; i++)
    skip_signer (reader);

  length = imw_reader_get_position (reader) - imw_reader_get_position (&start);
  bytes = imw_reader_ok (reader) ? imw_reader_bytes (&start, length) : NULL;
  if (bytes != NULL)
    self->conditions_v2 = g_bytes_new (bytes, length);
}

static void
read_conditions (ImwReader *reader, ImwStellarTx *self)
{
  switch (imw_xdr_read_i32 (reader))
    {
    case IMW_STELLAR_CONDITIONS_NONE:
      break;

    case IMW_STELLAR_CONDITIONS_TIME:
      self->conditions = IMW_STELLAR_CONDITIONS_TIME;
      read_time_bounds (reader, self);
      break;

    case IMW_STELLAR_CONDITIONS_V2:
      self->conditions = IMW_STELLAR_CONDITIONS_V2;
      read_conditions_v2 (reader, self);
      break;

    default: /* not an enumeration: any number may come */
      imw_reader_fail (reader);
    }
}

static void
read_memo (ImwReader *reader, ImwStellarMemo *memo)
{
  gint32        type = imw_xdr_read_i32 (reader);
  gsize         length;
  const guint8 *text;

  if (type < IMW_STELLAR_MEMO_NONE || type > IMW_STELLAR_MEMO_RETURN)
    {
      imw_reader_fail (reader);
      return;
    }

  memo->type = (ImwStellarMemoType) type;
  switch (memo->type)
    {
    case IMW_STELLAR_MEMO_NONE:
      break;

    case IMW_STELLAR_MEMO_TEXT:
      text = imw_xdr_read_opaque (reader, IMW_STELLAR_MAX_MEMO_BYTES, &length);
      if (text != NULL)
        memcpy (memo->text, text, length);
      memo->text_length = (guint) length;
      break;

    case IMW_STELLAR_MEMO_ID:
      memo->id = imw_reader_u64_be (reader);
      break;

    case IMW_STELLAR_MEMO_HASH:
    case IMW_STELLAR_MEMO_RETURN:
      imw_reader_copy (reader, memo->hash, sizeof memo->hash);
      break;
    }
}

/**
 * imw_stellar_tx_read: (skip)
 * @reader: a reader
 * @v0: whether it is in the form before protocol 13
 * @error: return location
 *
 * Reads a Transaction or TransactionV0 (stellar-xdr, Stellar-transaction.x).
 *
 * Returns: (transfer full): the transaction. On %NULL @error is %IMW_ERROR_BAD_INPUT or
 *   %IMW_ERROR_NOT_SUPPORTED.
 */
ImwStellarTx *
imw_stellar_tx_read (ImwReader *reader, gboolean v0, GError **error)
{
  ImwStellarAddress source = { 0 };
  guint             n_ops;
  g_autoptr (ImwStellarTx) self = NULL;

  if (v0)
    imw_reader_copy (reader, source.key, sizeof source.key);
  else
    imw_stellar_address_read (reader, &source);
  self = imw_stellar_tx_new (&source, 0, 0);
  self->fee_stroops = imw_reader_u32_be (reader);
  self->sequence = imw_xdr_read_i64 (reader);

  /* optional TimeBounds look like the first two of the three kinds of conditions */
  if (v0 && imw_reader_get_left (reader) >= 4)
    {
      ImwReader ahead = *reader;

      imw_xdr_read_bool (&ahead);
      if (!imw_reader_ok (&ahead))
        imw_reader_fail (reader);
    }
  read_conditions (reader, self);
  read_memo (reader, &self->memo);

  n_ops = imw_xdr_read_count (reader, IMW_STELLAR_MAX_OPS);
  for (guint i = 0; i < n_ops && imw_reader_ok (reader); i++)
    {
      ImwStellarOp *op = imw_stellar_op_read (reader, error);

      if (op == NULL)
        return NULL;
      imw_stellar_tx_add_op (self, op);
    }

  /* what contracts need would follow */
  if (imw_reader_u32_be (reader) != 0)
    imw_reader_fail (reader);

  if (!imw_reader_ok (reader))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "transaction: malformed, or with an extension that is not known");
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
write_time_bounds (ImwWriter *writer, const ImwStellarTx *self)
{
  imw_writer_u64_be (writer, self->min_time_s);
  imw_writer_u64_be (writer, self->max_time_s);
}

static void
write_memo (ImwWriter *writer, const ImwStellarMemo *memo)
{
  imw_xdr_write_i32 (writer, (gint32) memo->type);
  switch (memo->type)
    {
    case IMW_STELLAR_MEMO_NONE:
      break;

    case IMW_STELLAR_MEMO_TEXT:
      imw_xdr_write_opaque (writer, memo->text, memo->text_length);
      break;

    case IMW_STELLAR_MEMO_ID:
      imw_writer_u64_be (writer, memo->id);
      break;

    case IMW_STELLAR_MEMO_HASH:
    case IMW_STELLAR_MEMO_RETURN:
      imw_writer_bytes (writer, memo->hash, sizeof memo->hash);
      break;
    }
}

/* What stands after source, fee and number, which is the same in both forms. */
static void
write_rest (ImwWriter *writer, const ImwStellarTx *self)
{
  imw_xdr_write_i32 (writer, (gint32) self->conditions);
  switch (self->conditions)
    {
    case IMW_STELLAR_CONDITIONS_NONE:
      break;

    case IMW_STELLAR_CONDITIONS_TIME:
      write_time_bounds (writer, self);
      break;

    case IMW_STELLAR_CONDITIONS_V2:
      imw_writer_gbytes (writer, self->conditions_v2);
      break;
    }

  write_memo (writer, &self->memo);
  imw_writer_u32_be (writer, self->ops->len);
  for (guint i = 0; i < self->ops->len; i++)
    imw_stellar_op_write (writer, g_ptr_array_index (self->ops, i));
  imw_writer_u32_be (writer, 0); /* no extension */
}

/**
 * imw_stellar_tx_write:
 * @writer: a writer
 * @self: a transaction
 *
 * Writes a Transaction.
 */
void
imw_stellar_tx_write (ImwWriter *writer, const ImwStellarTx *self)
{
  g_return_if_fail (writer != NULL && self != NULL);

  imw_stellar_address_write (writer, &self->source);
  imw_writer_u32_be (writer, self->fee_stroops);
  imw_xdr_write_i64 (writer, self->sequence);
  write_rest (writer, self);
}

/**
 * imw_stellar_tx_write_v0: (skip)
 * @writer: a writer
 * @self: a transaction of an account without a number, with time bounds or no conditions
 *
 * Writes a TransactionV0.
 */
void
imw_stellar_tx_write_v0 (ImwWriter *writer, const ImwStellarTx *self)
{
  g_assert (!self->source.is_muxed && self->conditions != IMW_STELLAR_CONDITIONS_V2);

  imw_writer_bytes (writer, self->source.key, sizeof self->source.key);
  imw_writer_u32_be (writer, self->fee_stroops);
  imw_xdr_write_i64 (writer, self->sequence);
  write_rest (writer, self);
}

/**
 * imw_stellar_tx_get_hash:
 * @self: a transaction
 * @network_id: (array fixed-size=32): SHA-256 of the network's passphrase
 * @hash: (out caller-allocates) (array fixed-size=32): what is signed, and what it is known by
 *
 * SHA-256 of the network, the kind of envelope and the transaction.
 */
void
imw_stellar_tx_get_hash (const ImwStellarTx *self, const guint8 network_id[32], guint8 hash[32])
{
  const guint8 *data;
  gsize         length;
  g_autoptr (ImwWriter) writer = NULL;

  g_return_if_fail (self != NULL && network_id != NULL && hash != NULL);

  writer = imw_writer_new ();
  imw_writer_bytes (writer, network_id, 32);
  imw_xdr_write_i32 (writer, IMW_STELLAR_ENVELOPE_TX);
  imw_stellar_tx_write (writer, self);
  data = imw_writer_get_data (writer, &length);
  imw_sha256 (data, length, hash);
}
