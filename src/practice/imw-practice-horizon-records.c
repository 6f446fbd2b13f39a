/* imw-practice-horizon-records.c: what lies on the practice Stellar, as Horizon writes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-horizon-records"

#include "config.h"

#include "imw-practice-horizon-private.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define LIE_SEQUENCE 5
#define LIE_BALANCE  10

/**
 * imw_horizon_tx_free: (skip)
 * @self: (transfer full): a transaction
 *
 * Frees it.
 */
void
imw_horizon_tx_free (ImwHorizonTx *self)
{
  g_clear_pointer (&self->record, imw_ledger_tx_free);
  g_clear_pointer (&self->envelope, imw_stellar_envelope_free);
  g_clear_pointer (&self->result, g_bytes_unref);
  g_free (self->codes);
  g_free (self);
}

/**
 * imw_horizon_load_tx: (skip)
 * @net: the network
 * @id: (array fixed-size=32): its hash
 * @tx: (out) (transfer full) (nullable): the transaction; %NULL when it is in no ledger
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_horizon_load_tx (ImwPracticeStellar *net,
                     const guint8        id[32],
                     ImwHorizonTx      **tx,
                     GError            **error)
{
  g_autoptr (ImwHorizonTx) self = g_new0 (ImwHorizonTx, 1);
  g_autoptr (ImwLedgerBlock) block = NULL;

  *tx = NULL;
  if (!imw_ledger_find_tx (net->ledger, id, &self->record, error))
    return FALSE;
  if (self->record == NULL || self->record->height == IMW_LEDGER_WAITING)
    return TRUE;

  self->envelope = imw_stellar_envelope_parse (g_bytes_get_data (self->record->raw, NULL),
                                               g_bytes_get_size (self->record->raw), error);
  if (self->envelope == NULL ||
      !imw_ledger_find_block_at (net->ledger, self->record->height, &block, error) ||
      !imw_ledger_get_entry (net->ledger, self->record->row, &self->entry, error) ||
      !imw_xlm_find_result (net, self->record->row, &self->result, &self->codes, error))
    return FALSE;
  if (block == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a transaction has no ledger");
      return FALSE;
    }

  self->time_s = block->time_s;
  *tx = g_steal_pointer (&self);

  return TRUE;
}

/**
 * imw_horizon_write_amount: (skip)
 * @json: where to
 * @name: the member
 * @stroops: an amount
 *
 * Writes "12.5000000".
 */
void
imw_horizon_write_amount (ImwPracticeJson *json, const char *name, gint64 stroops)
{
  g_autofree char *text = imw_stellar_stroops_to_text (stroops);

  imw_practice_json_string (json, name, text);
}

/**
 * imw_horizon_write_number: (skip)
 * @json: where to
 * @name: the member
 * @value: a number that Horizon writes as text
 *
 * Writes "123".
 */
void
imw_horizon_write_number (ImwPracticeJson *json, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  imw_practice_json_string (json, name, text);
}

/**
 * imw_horizon_write_time: (skip)
 * @json: where to
 * @name: the member
 * @time_s: seconds since 1970
 *
 * Writes "2026-01-01T00:00:00Z".
 */
void
imw_horizon_write_time (ImwPracticeJson *json, const char *name, gint64 time_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_s);
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  imw_practice_json_string (json, name, text);
}

static void
write_prefixed (ImwPracticeJson *json, const char *prefix, const char *name, const char *value)
{
  g_autofree char *full = g_strconcat (prefix, name, NULL);

  imw_practice_json_string (json, full, value);
}

/**
 * imw_horizon_write_asset: (skip)
 * @json: where to
 * @prefix: "", "source_", "destination_"
 * @asset: an asset
 *
 * Writes the members that say which asset it is.
 */
void
imw_horizon_write_asset (ImwPracticeJson *json, const char *prefix, const ImwStellarAsset *asset)
{
  g_autofree char *issuer = NULL;

  if (imw_stellar_asset_is_native (asset))
    {
      write_prefixed (json, prefix, "asset_type", "native");
      return;
    }

  issuer = imw_stellar_key_to_text (asset->issuer);
  write_prefixed (json, prefix, "asset_type",
                  strlen (asset->code) <= 4 ? "credit_alphanum4" : "credit_alphanum12");
  write_prefixed (json, prefix, "asset_code", asset->code);
  write_prefixed (json, prefix, "asset_issuer", issuer);
}

/**
 * imw_horizon_write_key: (skip)
 * @json: where to
 * @name: (nullable): the member
 * @key: (array fixed-size=32): an account
 *
 * Writes "G…".
 */
void
imw_horizon_write_key (ImwPracticeJson *json, const char *name, const guint8 key[32])
{
  g_autofree char *text = imw_stellar_key_to_text (key);

  imw_practice_json_string (json, name, text);
}

/**
 * imw_horizon_write_address: (skip)
 * @json: where to
 * @name: the member, as "to"
 * @address: an address
 *
 * Writes the account, and for a customer behind it "to_muxed" and "to_muxed_id".
 */
void
imw_horizon_write_address (ImwPracticeJson         *json,
                           const char              *name,
                           const ImwStellarAddress *address)
{
  g_autofree char *muxed_name = g_strconcat (name, "_muxed", NULL);
  g_autofree char *id_name = g_strconcat (name, "_muxed_id", NULL);
  g_autofree char *muxed = NULL;
  g_autofree char *id = NULL;

  imw_horizon_write_key (json, name, address->key);
  if (!address->is_muxed)
    return;

  muxed = imw_stellar_address_to_text (address);
  id = g_strdup_printf ("%" G_GUINT64_FORMAT, address->id);
  imw_practice_json_string (json, muxed_name, muxed);
  imw_practice_json_string (json, id_name, id);
}

/**
 * imw_horizon_write_base64: (skip)
 * @json: where to
 * @name: (nullable): the member
 * @data: (array length=length): bytes
 * @length: how many
 *
 * Writes bytes as base64.
 */
void
imw_horizon_write_base64 (ImwPracticeJson *json, const char *name, const guint8 *data, gsize length)
{
  g_autofree char *text = g_base64_encode (length > 0 ? data : (const guint8 *) "", length);

  imw_practice_json_string (json, name, text);
}

static void
write_memo (ImwPracticeJson *json, const ImwStellarMemo *memo)
{
  const char      *type = imw_stellar_memo_get_type (memo);
  g_autofree char *text = NULL;

  imw_practice_json_string (json, "memo_type", type != NULL ? type : "none");
  switch (memo->type)
    {
    case IMW_STELLAR_MEMO_NONE:
      break;

    case IMW_STELLAR_MEMO_TEXT:
      text = g_strndup ((const char *) memo->text, memo->text_length);
      imw_practice_json_string (json, "memo", text);
      imw_horizon_write_base64 (json, "memo_bytes", memo->text, memo->text_length);
      break;

    case IMW_STELLAR_MEMO_ID:
      text = imw_stellar_memo_to_text (memo);
      imw_practice_json_string (json, "memo", text);
      break;

    case IMW_STELLAR_MEMO_HASH:
    case IMW_STELLAR_MEMO_RETURN:
      imw_horizon_write_base64 (json, "memo", memo->hash, sizeof memo->hash);
      break;
    }
}

static void
write_conditions (ImwPracticeJson *json, const ImwStellarTx *tx)
{
  g_autofree char *min_time = g_strdup_printf ("%" G_GUINT64_FORMAT, tx->min_time_s);
  g_autofree char *max_time = g_strdup_printf ("%" G_GUINT64_FORMAT, tx->max_time_s);

  if (!tx->has_time_bounds)
    return;

  imw_practice_json_begin_object (json, "preconditions");
  imw_practice_json_begin_object (json, "timebounds");
  imw_practice_json_string (json, "min_time", min_time);
  if (tx->max_time_s != 0)
    imw_practice_json_string (json, "max_time", max_time);
  imw_practice_json_end_object (json);
  imw_practice_json_end_object (json);
}

/**
 * imw_horizon_write_tx: (skip)
 * @json: where to
 * @name: (nullable): the member
 * @tx: a transaction
 *
 * Writes a transaction.
 */
void
imw_horizon_write_tx (ImwPracticeJson *json, const char *name, const ImwHorizonTx *tx)
{
  const ImwStellarTx *body = tx->envelope->tx;
  g_autofree char    *hash = imw_hex_encode (tx->record->id, sizeof tx->record->id);
  gint64              height = tx->record->height;

  imw_practice_json_begin_object (json, name);
  imw_practice_json_string (json, "id", hash);
  imw_horizon_write_number (json, "paging_token",
                            IMW_XLM_TOKEN (height, (tx->record->position + 1) << 12));
  imw_practice_json_boolean (json, "successful", tx->entry.good);
  imw_practice_json_string (json, "hash", hash);
  imw_practice_json_int (json, "ledger", height);
  imw_horizon_write_time (json, "created_at", tx->time_s);
  imw_horizon_write_address (json, "source_account", &body->source);
  imw_horizon_write_number (json, "source_account_sequence", body->sequence);
  imw_horizon_write_address (json, "fee_account", &body->source);
  imw_horizon_write_number (json, "fee_charged", (gint64) tx->record->fee);
  imw_horizon_write_number (json, "max_fee", body->fee_stroops);
  imw_practice_json_int (json, "operation_count", body->ops->len);
  imw_horizon_write_base64 (json, "envelope_xdr", g_bytes_get_data (tx->record->raw, NULL),
                            g_bytes_get_size (tx->record->raw));
  imw_horizon_write_base64 (json, "result_xdr", g_bytes_get_data (tx->result, NULL),
                            g_bytes_get_size (tx->result));
  write_memo (json, &body->memo);
  imw_practice_json_begin_array (json, "signatures");
  for (guint i = 0; i < tx->envelope->signatures->len; i++)
    {
      const ImwStellarSignature *signature =
          &g_array_index (tx->envelope->signatures, ImwStellarSignature, i);

      imw_horizon_write_base64 (json, NULL, signature->bytes, signature->length);
    }
  imw_practice_json_end_array (json);
  write_conditions (json, body);
  imw_practice_json_end_object (json);
}

static void
write_liabilities (ImwPracticeJson *json)
{
  imw_practice_json_string (json, "buying_liabilities", "0.0000000");
  imw_practice_json_string (json, "selling_liabilities", "0.0000000");
}

static void
write_balances (ImwPracticeJson *json, ImwXlmAccount *account, ImwFaultKind lie)
{
  gint64 factor =
      lie == IMW_FAULT_LIE_BALANCE && account->balance < G_MAXINT64 / LIE_BALANCE ? LIE_BALANCE : 1;

  imw_practice_json_begin_array (json, "balances");
  for (guint i = 0; i < account->lines->len; i++)
    {
      const ImwXlmLine *line = &g_array_index (account->lines, ImwXlmLine, i);

      imw_practice_json_begin_object (json, NULL);
      imw_horizon_write_amount (json, "balance", line->balance);
      imw_horizon_write_amount (json, "limit", line->limit);
      write_liabilities (json);
      imw_practice_json_int (json, "last_modified_ledger", account->changed);
      imw_practice_json_boolean (json, "is_authorized", TRUE);
      imw_practice_json_boolean (json, "is_authorized_to_maintain_liabilities", TRUE);
      imw_horizon_write_asset (json, "", &line->asset);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_begin_object (json, NULL);
  imw_horizon_write_amount (json, "balance", account->balance * factor);
  write_liabilities (json);
  imw_practice_json_string (json, "asset_type", "native");
  imw_practice_json_end_object (json);
  imw_practice_json_end_array (json);
}

static void
write_signer (ImwPracticeJson *json, const guint8 key[32], guint8 weight)
{
  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_int (json, "weight", weight);
  imw_horizon_write_key (json, "key", key);
  imw_practice_json_string (json, "type", "ed25519_public_key");
  imw_practice_json_end_object (json);
}

static void
write_rights (ImwPracticeJson *json, ImwXlmAccount *account)
{
  imw_practice_json_begin_object (json, "thresholds");
  imw_practice_json_int (json, "low_threshold", account->low);
  imw_practice_json_int (json, "med_threshold", account->medium);
  imw_practice_json_int (json, "high_threshold", account->high);
  imw_practice_json_end_object (json);
  imw_practice_json_begin_object (json, "flags");
  imw_practice_json_boolean (json, "auth_required", FALSE);
  imw_practice_json_boolean (json, "auth_revocable", FALSE);
  imw_practice_json_boolean (json, "auth_immutable", FALSE);
  imw_practice_json_boolean (json, "auth_clawback_enabled", FALSE);
  imw_practice_json_end_object (json);
  imw_practice_json_begin_array (json, "signers");
  for (guint i = 0; i < account->signers->len; i++)
    {
      const ImwXlmSigner *signer = &g_array_index (account->signers, ImwXlmSigner, i);

      write_signer (json, signer->key, signer->weight);
    }
  write_signer (json, account->key, account->master);
  imw_practice_json_end_array (json);
}

/**
 * imw_horizon_write_account: (skip)
 * @json: where to
 * @account: an account
 * @base: (nullable): where we are, "http://HOST/stellar"; %NULL leaves the links out
 * @lie: what to lie about, or %IMW_FAULT_NONE
 *
 * Writes an account.
 */
void
imw_horizon_write_account (ImwPracticeJson *json,
                           ImwXlmAccount   *account,
                           const char      *base,
                           ImwFaultKind     lie)
{
  g_autofree char *address = imw_stellar_key_to_text (account->key);
  g_autofree char *data_link =
      g_strconcat (base != NULL ? base : "", "/accounts/", address, "/data/{key}", NULL);

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_begin_object (json, "_links");
  imw_practice_json_begin_object (json, "data");
  imw_practice_json_string (json, "href", data_link);
  imw_practice_json_boolean (json, "templated", TRUE);
  imw_practice_json_end_object (json);
  imw_practice_json_end_object (json);
  imw_practice_json_string (json, "id", address);
  imw_practice_json_string (json, "account_id", address);
  imw_horizon_write_number (json, "sequence",
                            account->sequence + (lie == IMW_FAULT_LIE_NONCE ? LIE_SEQUENCE : 0));
  imw_practice_json_int (json, "subentry_count", imw_xlm_account_count_subentries (account));
  imw_practice_json_int (json, "last_modified_ledger", account->changed);
  write_balances (json, account, lie);
  write_rights (json, account);
  imw_practice_json_begin_object (json, "data");
  for (guint i = 0; i < account->data->len; i++)
    {
      const ImwXlmDatum *datum = g_ptr_array_index (account->data, i);

      imw_horizon_write_base64 (json, datum->name, g_bytes_get_data (datum->value, NULL),
                                g_bytes_get_size (datum->value));
    }
  imw_practice_json_end_object (json);
  imw_practice_json_int (json, "num_sponsoring", account->sponsoring);
  imw_practice_json_int (json, "num_sponsored", 0);
  imw_practice_json_string (json, "paging_token", address);
  imw_practice_json_end_object (json);
}

/**
 * imw_horizon_write_ledger: (skip)
 * @json: where to
 * @header: a ledger
 *
 * Writes a ledger.
 */
void
imw_horizon_write_ledger (ImwPracticeJson *json, const ImwXlmHeader *header)
{
  g_autofree char *hash = imw_hex_encode (header->hash, sizeof header->hash);
  g_autofree char *parent = imw_hex_encode (header->parent, sizeof header->parent);

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "id", hash);
  imw_horizon_write_number (json, "paging_token", header->height << 32);
  imw_practice_json_string (json, "hash", hash);
  imw_practice_json_string (json, "prev_hash", parent);
  imw_practice_json_int (json, "sequence", header->height);
  imw_practice_json_int (json, "successful_transaction_count", header->n_good);
  imw_practice_json_int (json, "failed_transaction_count", header->n_bad);
  imw_practice_json_int (json, "operation_count", header->n_ops);
  imw_horizon_write_time (json, "closed_at", header->time_s);
  imw_practice_json_int (json, "base_fee_in_stroops", IMW_XLM_BASE_FEE);
  imw_practice_json_int (json, "base_reserve_in_stroops", IMW_XLM_BASE_RESERVE);
  imw_practice_json_int (json, "max_tx_set_size", IMW_XLM_MAX_TXS);
  imw_practice_json_int (json, "protocol_version", 22);
  imw_practice_json_end_object (json);
}
