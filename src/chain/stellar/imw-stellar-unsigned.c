/* imw-stellar-unsigned.c: payments between service and signer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-unsigned"

#include "config.h"

#include "imw-stellar-unsigned.h"

#include "imw-error.h"

#include <string.h>

/* The unsigned form in XDR: string mark, unsigned int account, TransactionEnvelope. */
#define UNSIGNED_MARK  "imw-stellar-unsigned-1"
#define MAX_MARK_BYTES 32

static gboolean
bad (GError **error, const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "payment: %s", what);

  return FALSE;
}

/**
 * imw_stellar_unsigned_new:
 * @account: number of the account
 * @tx: (transfer full): a transaction
 *
 * Returns: (transfer full): the payment
 */
ImwStellarUnsigned *
imw_stellar_unsigned_new (guint32 account, ImwStellarTx *tx)
{
  ImwStellarUnsigned *self = NULL;

  g_return_val_if_fail (tx != NULL, NULL);

  self = g_new0 (ImwStellarUnsigned, 1);
  self->account = account;
  self->envelope = imw_stellar_envelope_new (tx);

  return self;
}

/**
 * imw_stellar_unsigned_free:
 * @self: (transfer full): a payment
 *
 * Frees @self.
 */
void
imw_stellar_unsigned_free (ImwStellarUnsigned *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->envelope, imw_stellar_envelope_free);
  g_free (self);
}

/**
 * imw_stellar_unsigned_parse:
 * @bytes: what came from the service
 * @error: return location
 *
 * Reads a payment that is not signed yet. Nothing in it is to be believed but the transaction, which
 * is what would be signed.
 *
 * Returns: (transfer full): the payment. On %NULL @error is %IMW_ERROR_BAD_INPUT, or
 *   %IMW_ERROR_NOT_SUPPORTED for an operation of a kind that is not read here.
 */
ImwStellarUnsigned *
imw_stellar_unsigned_parse (GBytes *bytes, GError **error)
{
  ImwReader        reader;
  const guint8    *data;
  gsize            length;
  guint32          account;
  g_autofree char *mark = NULL;
  g_autoptr (ImwStellarUnsigned) self = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);
  imw_reader_init (&reader, data, length);
  mark = imw_xdr_read_ascii (&reader, MAX_MARK_BYTES);
  account = imw_reader_u32_be (&reader);
  if (!imw_reader_ok (&reader) || strcmp (mark, UNSIGNED_MARK) != 0)
    {
      bad (error, "of an unknown form");
      return NULL;
    }
  if (account > G_MAXINT32)
    {
      bad (error, "number of the account is out of range");
      return NULL;
    }

  self = g_new0 (ImwStellarUnsigned, 1);
  self->account = account;
  length = imw_reader_get_left (&reader);
  data = imw_reader_bytes (&reader, length);
  self->envelope = imw_stellar_envelope_parse (data, length, error);
  if (self->envelope == NULL)
    return NULL;

  if (self->envelope->type != IMW_STELLAR_ENVELOPE_TX || self->envelope->signatures->len > 0)
    {
      bad (error, "is signed, or in another form of envelope");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * imw_stellar_unsigned_serialize:
 * @self: a payment
 *
 * Returns: (transfer full): the bytes for the signer
 */
GBytes *
imw_stellar_unsigned_serialize (const ImwStellarUnsigned *self)
{
  ImwWriter *writer = NULL;
  g_autoptr (GBytes) envelope = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  envelope = imw_stellar_envelope_serialize (self->envelope);
  writer = imw_writer_new ();
  imw_xdr_write_opaque (writer, (const guint8 *) UNSIGNED_MARK, strlen (UNSIGNED_MARK));
  imw_writer_u32_be (writer, self->account);
  imw_writer_gbytes (writer, envelope);

  return imw_writer_free_to_bytes (writer);
}

/**
 * imw_stellar_signed_parse:
 * @params: the network it must be for
 * @bytes: what came from the signer
 * @error: return location
 *
 * Reads a signed payment and checks the signature.
 *
 * Returns: (transfer full): the envelope. On %NULL @error is %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_NOT_SUPPORTED, or %IMW_ERROR_REFUSED when it is not signed by the account that pays, by
 *   others too, or for another network.
 */
ImwStellarEnvelope *
imw_stellar_signed_parse (const ImwStellarParams *params, GBytes *bytes, GError **error)
{
  const guint8 *data;
  gsize         length;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;

  g_return_val_if_fail (params != NULL && bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);
  envelope = imw_stellar_envelope_parse (data, length, error);
  if (envelope == NULL)
    return NULL;

  if (envelope->type != IMW_STELLAR_ENVELOPE_TX || envelope->signatures->len != 1 ||
      !imw_stellar_envelope_is_signed_by (envelope, params->network_id, envelope->tx->source.key))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "it is not signed by the account that pays, or for another network");
      return NULL;
    }

  return g_steal_pointer (&envelope);
}
