/* imw-practice-xlm-result.c: what becomes of a transaction on the practice Stellar, in the network's words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-xlm-result"

#include "config.h"

#include "imw-practice-xlm-private.h"

#include "imw-error.h"

/* Numbers from Stellar-transaction.x of stellar-xdr; names as Horizon writes them. By the number's opposite: 0 first. */
static const char *const tx_names[] = {
  "tx_success", "tx_failed", "tx_too_early", "tx_too_late", "tx_missing_operation", "tx_bad_seq",
  "tx_bad_auth", "tx_insufficient_balance", "tx_no_source_account", "tx_insufficient_fee",
  "tx_bad_auth_extra", "tx_internal_error", "tx_not_supported"
};
static const char *const outer_names[] = { "op_inner", "op_bad_auth", "op_no_source_account",
                                           "op_not_supported", "op_too_many_subentries" };
static const char *const create_names[] = { "op_success", "op_malformed", "op_underfunded",
                                            "op_low_reserve", "op_already_exists" };
static const char *const payment_names[] = { "op_success", "op_malformed", "op_underfunded",
                                             "op_src_no_trust", "op_src_not_authorized",
                                             "op_no_destination", "op_no_trust",
                                             "op_not_authorized", "op_line_full", "op_no_issuer" };
static const char *const receive_names[] = { "op_success", "op_malformed", "op_underfunded",
                                             "op_src_no_trust", "op_src_not_authorized",
                                             "op_no_destination", "op_no_trust",
                                             "op_not_authorized", "op_line_full", "op_no_issuer",
                                             "op_too_few_offers", "op_cross_self",
                                             "op_over_source_max" };
static const char *const send_names[] = { "op_success", "op_malformed", "op_underfunded",
                                          "op_src_no_trust", "op_src_not_authorized",
                                          "op_no_destination", "op_no_trust", "op_not_authorized",
                                          "op_line_full", "op_no_issuer", "op_too_few_offers",
                                          "op_cross_self", "op_under_dest_min" };
static const char *const trust_names[] = { "op_success", "op_malformed", "op_no_issuer",
                                           "op_invalid_limit", "op_low_reserve",
                                           "op_self_not_allowed" };
static const char *const merge_names[] = { "op_success", "op_malformed", "op_no_account",
                                           "op_immutable_set", "op_has_sub_entries",
                                           "op_seq_num_too_far", "op_dest_full", "op_is_sponsor" };
static const char *const data_names[] = { "op_success", "op_not_supported_yet",
                                          "op_data_name_not_found", "op_low_reserve",
                                          "op_data_invalid_name" };
static const char *const offer_names[] = { "op_success", "op_malformed", "op_low_reserve",
                                           "op_no_trust", "op_not_authorized", "op_underfunded" };
static const char *const claim_names[] = { "op_success", "op_does_not_exist", "op_cannot_claim",
                                           "op_line_full", "op_no_trust", "op_not_authorized" };

static const char *
find_name (const char *const *names, gsize n_names, gint32 code)
{
  g_assert (code <= 0 && (gsize) -code < n_names);

  return names[-code];
}

#define FIND(names, code) find_name (names, G_N_ELEMENTS (names), code)

/**
 * imw_xlm_tx_code_get_name: (skip)
 * @code: a TransactionResultCode
 *
 * Returns: (transfer none): its name
 */
const char *
imw_xlm_tx_code_get_name (gint32 code)
{
  return FIND (tx_names, code);
}

/**
 * imw_xlm_outcome_get_name: (skip)
 * @self: what became of an operation
 *
 * Returns: (transfer none): its name
 */
const char *
imw_xlm_outcome_get_name (const ImwXlmOutcome *self)
{
  if (self->outer != IMW_XLM_OP_INNER)
    return FIND (outer_names, self->outer);

  switch (self->type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
      return FIND (create_names, self->code);

    case IMW_STELLAR_OP_PAYMENT:
      return FIND (payment_names, self->code);

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
      return FIND (receive_names, self->code);

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      return FIND (send_names, self->code);

    case IMW_STELLAR_OP_CHANGE_TRUST:
      return FIND (trust_names, self->code);

    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      return FIND (merge_names, self->code);

    case IMW_STELLAR_OP_MANAGE_DATA:
      return FIND (data_names, self->code);

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      return FIND (offer_names, self->code);

    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      return FIND (claim_names, self->code);
    }

  g_return_val_if_reached ("op_not_supported");
}

/**
 * imw_xlm_outcome_clear: (skip)
 * @self: what became of an operation
 *
 * Frees what it holds.
 */
void
imw_xlm_outcome_clear (ImwXlmOutcome *self)
{
  g_clear_pointer (&self->trades, g_byte_array_unref);
}

/**
 * imw_xlm_result_new: (skip)
 *
 * Returns: (transfer full): an empty result
 */
ImwXlmResult *
imw_xlm_result_new (void)
{
  ImwXlmResult *self = g_new0 (ImwXlmResult, 1);

  self->outcomes = g_array_new (FALSE, TRUE, sizeof (ImwXlmOutcome));
  g_array_set_clear_func (self->outcomes, (GDestroyNotify) imw_xlm_outcome_clear);

  return self;
}

/**
 * imw_xlm_result_free: (skip)
 * @self: (transfer full): a result
 *
 * Frees it.
 */
void
imw_xlm_result_free (ImwXlmResult *self)
{
  g_array_unref (self->outcomes);
  g_free (self);
}

/* What a successful operation has to say besides */
static void
write_success (ImwWriter *writer, const ImwXlmOutcome *self)
{
  switch (self->type)
    {
    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      imw_xdr_write_i64 (writer, self->sent);
      break;

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      imw_xdr_write_i32 (writer, 0);
      imw_writer_bytes (writer, self->id, sizeof self->id);
      break;

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      imw_writer_u32_be (writer, self->n_trades);
      if (self->trades != NULL)
        imw_writer_bytes (writer, self->trades->data, self->trades->len);
      imw_xdr_write_i32 (writer, 0);
      imw_writer_bytes (writer, self->id, sizeof self->id);
      imw_stellar_asset_write (writer, &self->asset);
      imw_xdr_write_i64 (writer, self->received);
      break;

    case IMW_STELLAR_OP_CREATE_ACCOUNT:
    case IMW_STELLAR_OP_PAYMENT:
    case IMW_STELLAR_OP_CHANGE_TRUST:
    case IMW_STELLAR_OP_MANAGE_DATA:
    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      break;
    }
}

static void
write_outcome (ImwWriter *writer, const ImwXlmOutcome *self)
{
  imw_xdr_write_i32 (writer, self->outer);
  if (self->outer != IMW_XLM_OP_INNER)
    return;

  imw_xdr_write_i32 (writer, (gint32) self->type);
  imw_xdr_write_i32 (writer, self->code);
  if (self->code == 0)
    write_success (writer, self);
}

/**
 * imw_xlm_result_to_xdr: (skip)
 * @self: a result
 *
 * Returns: (transfer full): it as TransactionResult
 */
GBytes *
imw_xlm_result_to_xdr (const ImwXlmResult *self)
{
  ImwWriter *writer = imw_writer_new ();

  imw_xdr_write_i64 (writer, self->fee_charged);
  imw_xdr_write_i32 (writer, self->code);
  if (self->code == IMW_XLM_TX_SUCCESS || self->code == IMW_XLM_TX_FAILED)
    {
      imw_writer_u32_be (writer, self->outcomes->len);
      for (guint i = 0; i < self->outcomes->len; i++)
        write_outcome (writer, &g_array_index (self->outcomes, ImwXlmOutcome, i));
    }
  imw_xdr_write_i32 (writer, 0);

  return imw_writer_free_to_bytes (writer);
}

/**
 * imw_xlm_result_to_codes: (skip)
 * @self: a result
 *
 * Returns: (transfer full): the transaction's code and those of its operations, with a space between
 */
char *
imw_xlm_result_to_codes (const ImwXlmResult *self)
{
  GString *text = g_string_new (imw_xlm_tx_code_get_name (self->code));

  for (guint i = 0; i < self->outcomes->len; i++)
    {
      const ImwXlmOutcome *outcome = &g_array_index (self->outcomes, ImwXlmOutcome, i);

      g_string_append_printf (text, " %s", imw_xlm_outcome_get_name (outcome));
    }

  return g_string_free (text, FALSE);
}

/**
 * imw_xlm_write_note: (skip)
 * @outcome: what a successful operation came to
 *
 * Returns: (transfer full): it as the books keep it
 */
GBytes *
imw_xlm_write_note (const ImwXlmOutcome *outcome)
{
  ImwWriter *writer = imw_writer_new ();

  imw_xdr_write_i32 (writer, (gint32) outcome->type);
  imw_xdr_write_i64 (writer, outcome->sent);
  imw_xdr_write_i64 (writer, outcome->received);
  imw_stellar_asset_write (writer, &outcome->asset);
  imw_writer_bytes (writer, outcome->id, sizeof outcome->id);

  return imw_writer_free_to_bytes (writer);
}

/**
 * imw_xlm_note_is_op: (skip)
 * @note: a note
 *
 * Returns: whether it is an operation's, and not a transaction's result
 */
gboolean
imw_xlm_note_is_op (const ImwLedgerNote *note)
{
  return (note->number & 0xfff) != 0;
}

/**
 * imw_xlm_read_note: (skip)
 * @note: an operation's note
 * @record: (out caller-allocates): what it says
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_read_note (const ImwLedgerNote *note, ImwXlmOpRecord *record, GError **error)
{
  ImwReader reader;

  memset (record, 0, sizeof *record);
  record->token = IMW_XLM_TOKEN (note->height, note->number);
  record->tx_row = note->tx_row;
  record->height = note->height;
  record->position = note->position;
  record->index = (guint) (note->number & 0xfff) - 1;
  imw_reader_init (&reader, g_bytes_get_data (note->data, NULL), g_bytes_get_size (note->data));
  record->outcome.type = (ImwStellarOpType) imw_xdr_read_i32 (&reader);
  record->outcome.sent = imw_xdr_read_i64 (&reader);
  record->outcome.received = imw_xdr_read_i64 (&reader);
  imw_stellar_asset_read (&reader, &record->outcome.asset);
  imw_reader_copy (&reader, record->outcome.id, sizeof record->outcome.id);

  return imw_reader_finish (&reader, "operation", error);
}

/**
 * imw_xlm_find_result: (skip)
 * @net: the network
 * @tx_row: a transaction in a ledger
 * @xdr: (out) (transfer full): its TransactionResult
 * @codes: (out) (transfer full): as from imw_xlm_result_to_codes()
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_find_result (ImwPracticeStellar *net,
                     gint64              tx_row,
                     GBytes            **xdr,
                     char              **codes,
                     GError            **error)
{
  g_autoptr (GPtrArray) notes = imw_ledger_list_notes_of (net->ledger, tx_row, error);
  const ImwLedgerNote *note;

  *xdr = NULL;
  *codes = NULL;
  if (notes == NULL)
    return FALSE;

  note = notes->len > 0 ? g_ptr_array_index (notes, 0) : NULL;
  if (note == NULL || imw_xlm_note_is_op (note))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a transaction has no result");
      return FALSE;
    }
  *xdr = g_bytes_ref (note->data);
  *codes = g_strndup (g_bytes_get_data (note->source, NULL), g_bytes_get_size (note->source));

  return TRUE;
}
