/* imw-stellar-op.c: operations of Stellar's transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-op"

#include "config.h"

#include "imw-stellar-op.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define KEY_TYPE_ED25519       0
#define KEY_TYPE_MUXED_ED25519 0x100
#define ASSET_TYPE_POOL        3
#define MAX_NAME_BYTES         64
#define MAX_VALUE_BYTES        64
#define BALANCE_ID_V0          "00000000"

/**
 * imw_stellar_address_read:
 * @reader: a reader
 * @self: (out): the address; zeros when the reader fails
 *
 * Reads a MuxedAccount (stellar-xdr, Stellar-transaction.x).
 */
void
imw_stellar_address_read (ImwReader         *reader,
                          ImwStellarAddress *self)
{
  guint32 kind = imw_reader_u32_be (reader);

  memset (self, 0, sizeof *self);
  if (kind != KEY_TYPE_ED25519 && kind != KEY_TYPE_MUXED_ED25519)
    {
      imw_reader_fail (reader);
      return;
    }

  self->is_muxed = kind == KEY_TYPE_MUXED_ED25519;
  if (self->is_muxed)
    self->id = imw_reader_u64_be (reader);
  imw_reader_copy (reader, self->key, sizeof self->key);
}

/**
 * imw_stellar_address_write:
 * @writer: a writer
 * @self: an address
 *
 * Writes a MuxedAccount.
 */
void
imw_stellar_address_write (ImwWriter               *writer,
                           const ImwStellarAddress *self)
{
  imw_writer_u32_be (writer, self->is_muxed ? KEY_TYPE_MUXED_ED25519 : KEY_TYPE_ED25519);
  if (self->is_muxed)
    imw_writer_u64_be (writer, self->id);
  imw_writer_bytes (writer, self->key, sizeof self->key);
}

/* AccountID, which has no number */
static void
read_key (ImwReader *reader,
          guint8     key[IMW_STELLAR_KEY_SIZE])
{
  if (imw_reader_u32_be (reader) != KEY_TYPE_ED25519)
    imw_reader_fail (reader);
  imw_reader_copy (reader, key, IMW_STELLAR_KEY_SIZE);
}

static void
write_key (ImwWriter   *writer,
           const guint8 key[IMW_STELLAR_KEY_SIZE])
{
  imw_writer_u32_be (writer, KEY_TYPE_ED25519);
  imw_writer_bytes (writer, key, IMW_STELLAR_KEY_SIZE);
}

/**
 * imw_stellar_op_new:
 * @type: what kind
 *
 * Returns: (transfer full): an operation that names nothing yet
 */
ImwStellarOp *
imw_stellar_op_new (ImwStellarOpType type)
{
  ImwStellarOp *self = g_new0 (ImwStellarOp, 1);

  self->type = type;

  return self;
}

/**
 * imw_stellar_op_new_create_account:
 * @key: (array fixed-size=32): public key of the new account
 * @stroops: what it begins with
 *
 * Returns: (transfer full): an operation that opens an account
 */
ImwStellarOp *
imw_stellar_op_new_create_account (const guint8 key[IMW_STELLAR_KEY_SIZE],
                                   gint64       stroops)
{
  ImwStellarOp *self = imw_stellar_op_new (IMW_STELLAR_OP_CREATE_ACCOUNT);

  imw_stellar_address_from_key (key, &self->destination);
  self->amount_stroops = stroops;

  return self;
}

/**
 * imw_stellar_op_new_payment:
 * @destination: who is paid
 * @asset: what
 * @stroops: how much
 *
 * Returns: (transfer full): a payment
 */
ImwStellarOp *
imw_stellar_op_new_payment (const ImwStellarAddress *destination,
                            const ImwStellarAsset   *asset,
                            gint64                   stroops)
{
  ImwStellarOp *self = NULL;

  g_return_val_if_fail (destination != NULL && asset != NULL, NULL);

  self = imw_stellar_op_new (IMW_STELLAR_OP_PAYMENT);
  self->destination = *destination;
  self->asset = *asset;
  self->amount_stroops = stroops;

  return self;
}

/**
 * imw_stellar_op_new_change_trust:
 * @asset: an asset that somebody issues
 * @limit_stroops: how much of it may be held; 0 takes the trustline away
 *
 * Returns: (transfer full): an operation that opens, changes or closes a trustline
 */
ImwStellarOp *
imw_stellar_op_new_change_trust (const ImwStellarAsset *asset,
                                 gint64                 limit_stroops)
{
  ImwStellarOp *self = NULL;

  g_return_val_if_fail (asset != NULL, NULL);

  self = imw_stellar_op_new (IMW_STELLAR_OP_CHANGE_TRUST);
  self->asset = *asset;
  self->amount_stroops = limit_stroops;

  return self;
}

/**
 * imw_stellar_op_new_manage_data:
 * @name: name of the entry, at most 64 bytes of printable ASCII
 * @value: (nullable): at most 64 bytes; %NULL takes the entry away
 *
 * Returns: (transfer full): an operation that writes an entry of the account
 */
ImwStellarOp *
imw_stellar_op_new_manage_data (const char *name,
                                GBytes     *value)
{
  ImwStellarOp *self = NULL;

  g_return_val_if_fail (name != NULL && strlen (name) <= MAX_NAME_BYTES, NULL);
  g_return_val_if_fail (value == NULL || g_bytes_get_size (value) <= MAX_VALUE_BYTES, NULL);

  self = imw_stellar_op_new (IMW_STELLAR_OP_MANAGE_DATA);
  self->name = g_strdup (name);
  self->value = value != NULL ? g_bytes_ref (value) : NULL;

  return self;
}

/**
 * imw_stellar_op_new_claim:
 * @balance_id: (array fixed-size=32): hash that names a claimable balance
 *
 * Returns: (transfer full): an operation that claims it
 */
ImwStellarOp *
imw_stellar_op_new_claim (const guint8 balance_id[32])
{
  ImwStellarOp *self = imw_stellar_op_new (IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE);

  memcpy (self->balance_id, balance_id, sizeof self->balance_id);

  return self;
}

/**
 * imw_stellar_op_set_source:
 * @self: an operation
 * @source: the account that does it
 *
 * Names the account; without this it is that of the transaction.
 */
void
imw_stellar_op_set_source (ImwStellarOp            *self,
                           const ImwStellarAddress *source)
{
  g_return_if_fail (self != NULL && source != NULL);

  self->has_source = TRUE;
  self->source = *source;
}

/**
 * imw_stellar_op_add_path:
 * @self: a path payment
 * @asset: the next asset between the two ends
 *
 * Returns: whether there was room for it
 */
gboolean
imw_stellar_op_add_path (ImwStellarOp          *self,
                         const ImwStellarAsset *asset)
{
  g_return_val_if_fail (self != NULL && asset != NULL, FALSE);

  if (self->n_path == IMW_STELLAR_MAX_PATH)
    return FALSE;

  self->path[self->n_path++] = *asset;

  return TRUE;
}

/**
 * imw_stellar_op_free:
 * @self: (transfer full): an operation
 *
 * Frees @self.
 */
void
imw_stellar_op_free (ImwStellarOp *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_clear_pointer (&self->value, g_bytes_unref);
  g_clear_pointer (&self->claimants, g_ptr_array_unref);
  g_free (self);
}

static void
read_path_payment (ImwReader    *reader,
                   ImwStellarOp *self)
{
  imw_stellar_asset_read (reader, &self->asset);
  self->amount_stroops = imw_xdr_read_i64 (reader);
  imw_stellar_address_read (reader, &self->destination);
  imw_stellar_asset_read (reader, &self->dest_asset);
  self->dest_stroops = imw_xdr_read_i64 (reader);
  self->n_path = imw_xdr_read_count (reader, IMW_STELLAR_MAX_PATH);
  for (guint i = 0; i < self->n_path; i++)
    imw_stellar_asset_read (reader, &self->path[i]);
}

static void
read_manage_data (ImwReader    *reader,
                  ImwStellarOp *self)
{
  gsize         length;
  const guint8 *value;

  self->name = imw_xdr_read_ascii (reader, MAX_NAME_BYTES);
  if (!imw_xdr_read_bool (reader))
    return;

  value = imw_xdr_read_opaque (reader, MAX_VALUE_BYTES, &length);
  if (value != NULL)
    self->value = g_bytes_new (value, length);
}

static void
read_create_claimable (ImwReader    *reader,
                       ImwStellarOp *self)
{
  guint n_claimants;

  imw_stellar_asset_read (reader, &self->asset);
  self->amount_stroops = imw_xdr_read_i64 (reader);
  n_claimants = imw_xdr_read_count (reader, IMW_STELLAR_MAX_CLAIMANTS);
  self->claimants = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_stellar_claimant_free);
  for (guint i = 0; i < n_claimants && imw_reader_ok (reader); i++)
    {
      guint8 key[IMW_STELLAR_KEY_SIZE];
      g_autoptr (ImwStellarPredicate) predicate = NULL;

      if (imw_reader_u32_be (reader) != 0)
        imw_reader_fail (reader);
      read_key (reader, key);
      predicate = imw_stellar_predicate_read (reader);
      if (predicate != NULL)
        g_ptr_array_add (self->claimants,
                         imw_stellar_claimant_new (key, g_steal_pointer (&predicate)));
    }
}

/* FALSE: another kind of operation */
static gboolean
read_body (ImwReader    *reader,
           ImwStellarOp *self)
{
  switch (self->type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
      read_key (reader, self->destination.key);
      self->amount_stroops = imw_xdr_read_i64 (reader);
      return TRUE;

    case IMW_STELLAR_OP_PAYMENT:
      imw_stellar_address_read (reader, &self->destination);
      imw_stellar_asset_read (reader, &self->asset);
      self->amount_stroops = imw_xdr_read_i64 (reader);
      return TRUE;

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      read_path_payment (reader, self);
      return TRUE;

    case IMW_STELLAR_OP_CHANGE_TRUST:
      {
        ImwReader ahead = *reader;

        if (imw_reader_u32_be (&ahead) == ASSET_TYPE_POOL)
          return FALSE;
      }
      imw_stellar_asset_read (reader, &self->asset);
      self->amount_stroops = imw_xdr_read_i64 (reader);
      return TRUE;

    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      imw_stellar_address_read (reader, &self->destination);
      return TRUE;

    case IMW_STELLAR_OP_MANAGE_DATA:
      read_manage_data (reader, self);
      return TRUE;

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      read_create_claimable (reader, self);
      return TRUE;

    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      if (imw_reader_u32_be (reader) != 0)
        imw_reader_fail (reader);
      imw_reader_copy (reader, self->balance_id, sizeof self->balance_id);
      return TRUE;
    }

  return FALSE;
}

/**
 * imw_stellar_op_read:
 * @reader: a reader
 * @error: return location
 *
 * Reads an Operation.
 *
 * Returns: (transfer full): the operation. On %NULL @error is %IMW_ERROR_BAD_INPUT, or
 *   %IMW_ERROR_NOT_SUPPORTED for a kind that is not read here.
 */
ImwStellarOp *
imw_stellar_op_read (ImwReader *reader,
                     GError   **error)
{
  g_autoptr (ImwStellarOp) self = imw_stellar_op_new (IMW_STELLAR_OP_PAYMENT);

  self->has_source = imw_xdr_read_bool (reader);
  if (self->has_source)
    imw_stellar_address_read (reader, &self->source);
  self->type = (ImwStellarOpType) imw_xdr_read_i32 (reader);

  if (imw_reader_ok (reader) && !read_body (reader, self))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                   "transaction: an operation of a kind that is not known (%d)", (int) self->type);
      return NULL;
    }

  if (!imw_reader_ok (reader))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "transaction: malformed operation");
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
write_path_payment (ImwWriter          *writer,
                    const ImwStellarOp *self)
{
  imw_stellar_asset_write (writer, &self->asset);
  imw_xdr_write_i64 (writer, self->amount_stroops);
  imw_stellar_address_write (writer, &self->destination);
  imw_stellar_asset_write (writer, &self->dest_asset);
  imw_xdr_write_i64 (writer, self->dest_stroops);
  imw_writer_u32_be (writer, self->n_path);
  for (guint i = 0; i < self->n_path; i++)
    imw_stellar_asset_write (writer, &self->path[i]);
}

static void
write_manage_data (ImwWriter          *writer,
                   const ImwStellarOp *self)
{
  gsize         length;
  const guint8 *value;

  imw_xdr_write_opaque (writer, (const guint8 *) self->name, strlen (self->name));
  imw_xdr_write_bool (writer, self->value != NULL);
  if (self->value == NULL)
    return;

  value = g_bytes_get_data (self->value, &length);
  imw_xdr_write_opaque (writer, value, length);
}

static void
write_create_claimable (ImwWriter          *writer,
                        const ImwStellarOp *self)
{
  guint n_claimants = self->claimants != NULL ? self->claimants->len : 0;

  imw_stellar_asset_write (writer, &self->asset);
  imw_xdr_write_i64 (writer, self->amount_stroops);
  imw_writer_u32_be (writer, n_claimants);
  for (guint i = 0; i < n_claimants; i++)
    {
      const ImwStellarClaimant *claimant = g_ptr_array_index (self->claimants, i);

      imw_writer_u32_be (writer, 0);
      write_key (writer, claimant->key);
      imw_stellar_predicate_write (writer, claimant->predicate);
    }
}

/**
 * imw_stellar_op_write:
 * @writer: a writer
 * @self: an operation
 *
 * Writes an Operation.
 */
void
imw_stellar_op_write (ImwWriter          *writer,
                      const ImwStellarOp *self)
{
  g_return_if_fail (writer != NULL && self != NULL);

  imw_xdr_write_bool (writer, self->has_source);
  if (self->has_source)
    imw_stellar_address_write (writer, &self->source);
  imw_xdr_write_i32 (writer, (gint32) self->type);

  switch (self->type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
      write_key (writer, self->destination.key);
      imw_xdr_write_i64 (writer, self->amount_stroops);
      break;

    case IMW_STELLAR_OP_PAYMENT:
      imw_stellar_address_write (writer, &self->destination);
      imw_stellar_asset_write (writer, &self->asset);
      imw_xdr_write_i64 (writer, self->amount_stroops);
      break;

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      write_path_payment (writer, self);
      break;

    case IMW_STELLAR_OP_CHANGE_TRUST:
      imw_stellar_asset_write (writer, &self->asset);
      imw_xdr_write_i64 (writer, self->amount_stroops);
      break;

    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      imw_stellar_address_write (writer, &self->destination);
      break;

    case IMW_STELLAR_OP_MANAGE_DATA:
      write_manage_data (writer, self);
      break;

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      write_create_claimable (writer, self);
      break;

    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      imw_writer_u32_be (writer, 0);
      imw_writer_bytes (writer, self->balance_id, sizeof self->balance_id);
      break;
    }
}

/**
 * imw_stellar_balance_id_parse:
 * @text: 72 hex digits
 * @balance_id: (out caller-allocates) (array fixed-size=32): the hash; set on %TRUE only
 * @error: return location
 *
 * Reads the id of a claimable balance as servers write it: version 0 and a hash.
 *
 * Returns: whether it is one. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_stellar_balance_id_parse (const char *text,
                              guint8      balance_id[32],
                              GError    **error)
{
  g_return_val_if_fail (text != NULL && balance_id != NULL, FALSE);

  if (!g_str_has_prefix (text, BALANCE_ID_V0))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "not the id of a claimable balance");
      return FALSE;
    }

  return imw_hex_decode_fixed (text + strlen (BALANCE_ID_V0), balance_id, 32, error);
}

/**
 * imw_stellar_balance_id_to_text:
 * @balance_id: (array fixed-size=32): hash that names a claimable balance
 *
 * Returns: (transfer full): 72 hex digits
 */
char *
imw_stellar_balance_id_to_text (const guint8 balance_id[32])
{
  g_autofree char *digits = NULL;

  g_return_val_if_fail (balance_id != NULL, NULL);

  digits = imw_hex_encode (balance_id, 32);

  return g_strconcat (BALANCE_ID_V0, digits, NULL);
}
