/* imw-stellar-envelope.c: transactions of Stellar with their signatures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-envelope"

#include "config.h"

#include "imw-stellar-tx-private.h"

#include "imw-ed25519.h"
#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define SIGNATURE_BYTES 64

static GArray *
new_signatures (void)
{
  return g_array_new (FALSE, TRUE, sizeof (ImwStellarSignature));
}

/**
 * imw_stellar_envelope_new:
 * @tx: (transfer full): a transaction
 *
 * Returns: (transfer full): its envelope, without signatures
 */
ImwStellarEnvelope *
imw_stellar_envelope_new (ImwStellarTx *tx)
{
  ImwStellarEnvelope *self = NULL;

  g_return_val_if_fail (tx != NULL, NULL);

  self = g_new0 (ImwStellarEnvelope, 1);
  self->type = IMW_STELLAR_ENVELOPE_TX;
  self->tx = tx;
  self->signatures = new_signatures ();
  self->fee_signatures = new_signatures ();

  return self;
}

/**
 * imw_stellar_envelope_free:
 * @self: (transfer full): an envelope
 *
 * Frees @self.
 */
void
imw_stellar_envelope_free (ImwStellarEnvelope *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->tx, imw_stellar_tx_free);
  g_clear_pointer (&self->signatures, g_array_unref);
  g_clear_pointer (&self->fee_signatures, g_array_unref);
  g_free (self);
}

static void
read_signatures (ImwReader *reader,
                 GArray    *signatures)
{
  guint n_signatures = imw_xdr_read_count (reader, IMW_STELLAR_MAX_SIGNATURES);

  for (guint i = 0; i < n_signatures; i++)
    {
      ImwStellarSignature signature = { 0 };
      gsize               length;
      const guint8       *bytes;

      imw_reader_copy (reader, signature.hint, sizeof signature.hint);
      bytes = imw_xdr_read_opaque (reader, sizeof signature.bytes, &length);
      if (bytes == NULL)
        return;

      memcpy (signature.bytes, bytes, length);
      signature.length = (guint) length;
      g_array_append_val (signatures, signature);
    }
}

static ImwStellarEnvelope *
read_inner (ImwReader *reader,
            gboolean   v0,
            GError   **error)
{
  ImwStellarTx       *tx = imw_stellar_tx_read (reader, v0, error);
  ImwStellarEnvelope *self = NULL;

  if (tx == NULL)
    return NULL;

  self = imw_stellar_envelope_new (tx);
  read_signatures (reader, self->signatures);

  return self;
}

static ImwStellarEnvelope *
read_fee_bump (ImwReader *reader,
               GError   **error)
{
  ImwStellarAddress source;
  gint64            fee;
  g_autoptr (ImwStellarEnvelope) self = NULL;

  imw_stellar_address_read (reader, &source);
  fee = imw_xdr_read_i64 (reader);
  if (imw_xdr_read_i32 (reader) != IMW_STELLAR_ENVELOPE_TX)
    imw_reader_fail (reader);

  self = read_inner (reader, FALSE, error);
  if (self == NULL)
    return NULL;

  self->type = IMW_STELLAR_ENVELOPE_FEE_BUMP;
  self->fee_source = source;
  self->fee_stroops = fee;
  if (imw_reader_u32_be (reader) != 0)
    imw_reader_fail (reader);
  read_signatures (reader, self->fee_signatures);

  return g_steal_pointer (&self);
}

/**
 * imw_stellar_envelope_parse:
 * @data: (array length=length): bytes from outside
 * @length: how many
 * @error: return location
 *
 * Reads a TransactionEnvelope (stellar-xdr, Stellar-transaction.x), to the last byte.
 *
 * Returns: (transfer full): the envelope. On %NULL @error is %IMW_ERROR_BAD_INPUT, or
 *   %IMW_ERROR_NOT_SUPPORTED for an operation of a kind that is not read here.
 */
ImwStellarEnvelope *
imw_stellar_envelope_parse (const guint8 *data,
                            gsize         length,
                            GError      **error)
{
  ImwReader reader;
  g_autoptr (ImwStellarEnvelope) self = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (length > IMW_STELLAR_MAX_ENVELOPE_BYTES)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "transaction: too large");
      return NULL;
    }

  imw_reader_init (&reader, data, length);
  switch (imw_xdr_read_i32 (&reader))
    {
    case IMW_STELLAR_ENVELOPE_V0:
      self = read_inner (&reader, TRUE, error);
      if (self != NULL)
        self->type = IMW_STELLAR_ENVELOPE_V0;
      break;

    case IMW_STELLAR_ENVELOPE_TX:
      self = read_inner (&reader, FALSE, error);
      break;

    case IMW_STELLAR_ENVELOPE_FEE_BUMP:
      self = read_fee_bump (&reader, error);
      break;

    default: /* not an enumeration: any number may come */
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "transaction: envelope of an unknown kind");
    }

  if (self == NULL || !imw_reader_finish (&reader, "transaction", error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_stellar_envelope_parse_base64:
 * @text: base64 with padding, and nothing else
 * @error: return location
 *
 * Returns: (transfer full): the envelope. On %NULL @error is as for imw_stellar_envelope_parse().
 */
ImwStellarEnvelope *
imw_stellar_envelope_parse_base64 (const char *text,
                                   GError    **error)
{
  gsize              length = 0;
  g_autofree guint8 *data = NULL;
  g_autofree char   *again = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (strnlen (text, 2 * IMW_STELLAR_MAX_ENVELOPE_BYTES) < 2 * IMW_STELLAR_MAX_ENVELOPE_BYTES)
    data = g_base64_decode (text, &length);
  again = data != NULL ? g_base64_encode (data, length) : NULL;

  /* GLib skips what it does not know */
  if (again == NULL || length == 0 || strcmp (again, text) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "transaction: not base64");
      return NULL;
    }

  return imw_stellar_envelope_parse (data, length, error);
}

static void
write_signatures (ImwWriter    *writer,
                  const GArray *signatures)
{
  imw_writer_u32_be (writer, signatures->len);
  for (guint i = 0; i < signatures->len; i++)
    {
      const ImwStellarSignature *signature = &g_array_index (signatures, ImwStellarSignature, i);

      imw_writer_bytes (writer, signature->hint, sizeof signature->hint);
      imw_xdr_write_opaque (writer, signature->bytes, signature->length);
    }
}

/* The fee bump without its own signatures. */
static void
write_fee_bump (ImwWriter                *writer,
                const ImwStellarEnvelope *self)
{
  imw_stellar_address_write (writer, &self->fee_source);
  imw_xdr_write_i64 (writer, self->fee_stroops);
  imw_xdr_write_i32 (writer, IMW_STELLAR_ENVELOPE_TX);
  imw_stellar_tx_write (writer, self->tx);
  write_signatures (writer, self->signatures);
  imw_writer_u32_be (writer, 0);
}

/**
 * imw_stellar_envelope_serialize:
 * @self: an envelope
 *
 * Returns: (transfer full): the bytes the network takes
 */
GBytes *
imw_stellar_envelope_serialize (const ImwStellarEnvelope *self)
{
  ImwWriter *writer = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  writer = imw_writer_new ();
  imw_xdr_write_i32 (writer, (gint32) self->type);
  switch (self->type)
    {
    case IMW_STELLAR_ENVELOPE_V0:
      imw_stellar_tx_write_v0 (writer, self->tx);
      write_signatures (writer, self->signatures);
      break;

    case IMW_STELLAR_ENVELOPE_TX:
      imw_stellar_tx_write (writer, self->tx);
      write_signatures (writer, self->signatures);
      break;

    case IMW_STELLAR_ENVELOPE_FEE_BUMP:
      write_fee_bump (writer, self);
      write_signatures (writer, self->fee_signatures);
      break;
    }

  return imw_writer_free_to_bytes (writer);
}

/**
 * imw_stellar_envelope_to_base64:
 * @self: an envelope
 *
 * Returns: (transfer full): the bytes the network takes, as base64
 */
char *
imw_stellar_envelope_to_base64 (const ImwStellarEnvelope *self)
{
  const guint8 *data;
  gsize         length;
  g_autoptr (GBytes) bytes = imw_stellar_envelope_serialize (self);

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);

  return g_base64_encode (data, length);
}

/**
 * imw_stellar_envelope_get_hash:
 * @self: an envelope
 * @network_id: (array fixed-size=32): SHA-256 of the network's passphrase
 * @hash: (out caller-allocates) (array fixed-size=32): what is signed, and what it is known by
 *
 * The hash of the transaction; of a fee bump its own, not that of the transaction in it.
 */
void
imw_stellar_envelope_get_hash (const ImwStellarEnvelope *self,
                               const guint8              network_id[32],
                               guint8                    hash[32])
{
  const guint8 *data;
  gsize         length;
  g_autoptr (ImwWriter) writer = NULL;

  g_return_if_fail (self != NULL && network_id != NULL && hash != NULL);

  if (self->type != IMW_STELLAR_ENVELOPE_FEE_BUMP)
    {
      imw_stellar_tx_get_hash (self->tx, network_id, hash);
      return;
    }

  writer = imw_writer_new ();
  imw_writer_bytes (writer, network_id, 32);
  imw_xdr_write_i32 (writer, IMW_STELLAR_ENVELOPE_FEE_BUMP);
  write_fee_bump (writer, self);
  data = imw_writer_get_data (writer, &length);
  imw_sha256 (data, length, hash);
}

/**
 * imw_stellar_envelope_dup_txid:
 * @self: an envelope
 * @network_id: (array fixed-size=32): SHA-256 of the network's passphrase
 *
 * Returns: (transfer full): its hash, 64 hex digits
 */
char *
imw_stellar_envelope_dup_txid (const ImwStellarEnvelope *self,
                               const guint8              network_id[32])
{
  guint8 hash[32];

  g_return_val_if_fail (self != NULL && network_id != NULL, NULL);

  imw_stellar_envelope_get_hash (self, network_id, hash);

  return imw_hex_encode (hash, sizeof hash);
}

static GArray *
get_own_signatures (const ImwStellarEnvelope *self)
{
  return self->type == IMW_STELLAR_ENVELOPE_FEE_BUMP ? self->fee_signatures : self->signatures;
}

/**
 * imw_stellar_envelope_add_signature:
 * @self: an envelope with less than 20 signatures
 * @key: (array fixed-size=32): the public key
 * @signature: (array fixed-size=64): its signature of imw_stellar_envelope_get_hash()
 *
 * Adds a signature after those that are there. It is not checked.
 */
void
imw_stellar_envelope_add_signature (ImwStellarEnvelope *self,
                                    const guint8        key[IMW_STELLAR_KEY_SIZE],
                                    const guint8        signature[64])
{
  ImwStellarSignature entry = { 0 };

  g_return_if_fail (self != NULL && key != NULL && signature != NULL);
  g_return_if_fail (get_own_signatures (self)->len < IMW_STELLAR_MAX_SIGNATURES);

  memcpy (entry.hint, key + IMW_STELLAR_KEY_SIZE - sizeof entry.hint, sizeof entry.hint);
  memcpy (entry.bytes, signature, sizeof entry.bytes);
  entry.length = SIGNATURE_BYTES;
  g_array_append_val (get_own_signatures (self), entry);
}

/**
 * imw_stellar_signature_verify:
 * @self: a signature
 * @hash: (array fixed-size=32): what was signed
 * @key: (array fixed-size=32): a public key
 *
 * Returns: whether hint and signature are those of @key
 */
gboolean
imw_stellar_signature_verify (const ImwStellarSignature *self,
                              const guint8               hash[32],
                              const guint8               key[IMW_STELLAR_KEY_SIZE])
{
  g_return_val_if_fail (self != NULL && hash != NULL && key != NULL, FALSE);

  return self->length == SIGNATURE_BYTES &&
         memcmp (self->hint, key + IMW_STELLAR_KEY_SIZE - sizeof self->hint, sizeof self->hint) ==
             0 &&
         imw_ed25519_verify (key, hash, 32, self->bytes);
}

/**
 * imw_stellar_envelope_is_signed_by:
 * @self: an envelope
 * @network_id: (array fixed-size=32): SHA-256 of the network's passphrase
 * @key: (array fixed-size=32): a public key
 *
 * Returns: whether one of the signatures is that of @key
 */
gboolean
imw_stellar_envelope_is_signed_by (const ImwStellarEnvelope *self,
                                   const guint8              network_id[32],
                                   const guint8              key[IMW_STELLAR_KEY_SIZE])
{
  const GArray *signatures;
  guint8        hash[32];

  g_return_val_if_fail (self != NULL && network_id != NULL && key != NULL, FALSE);

  signatures = get_own_signatures (self);
  imw_stellar_envelope_get_hash (self, network_id, hash);
  for (guint i = 0; i < signatures->len; i++)
    {
      const ImwStellarSignature *signature = &g_array_index (signatures, ImwStellarSignature, i);

      if (imw_stellar_signature_verify (signature, hash, key))
        return TRUE;
    }

  return FALSE;
}
