/* imw-horizon-codes.c: why the ledger refuses a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-json.h"

#include "imw-error.h"

#include <string.h>

/* Codes of the transaction (Stellar-transaction.x, TransactionResultCode) as Horizon spells them. Those of
 * operations all mean that it can't be done as it is. */
static const struct
{
  const char *text;
  ImwError    code;
} transaction_codes[] = {
  { "tx_too_early", IMW_ERROR_REFUSED },
  { "tx_too_late", IMW_ERROR_REFUSED },
  { "tx_missing_operation", IMW_ERROR_REFUSED },
  { "tx_bad_seq", IMW_ERROR_REFUSED },
  { "tx_bad_auth", IMW_ERROR_REFUSED },
  { "tx_insufficient_balance", IMW_ERROR_REFUSED },
  { "tx_no_source_account", IMW_ERROR_REFUSED },
  { "tx_no_account", IMW_ERROR_REFUSED },
  { "tx_insufficient_fee", IMW_ERROR_FEE_TOO_LOW },
  { "tx_bad_auth_extra", IMW_ERROR_REFUSED },
  { "tx_internal_error", IMW_ERROR_SERVER },
  { "tx_not_supported", IMW_ERROR_REFUSED },
  { "tx_fee_bump_inner_failed", IMW_ERROR_REFUSED },
  { "tx_bad_sponsorship", IMW_ERROR_REFUSED },
  { "tx_bad_min_seq_age_or_gap", IMW_ERROR_REFUSED },
  { "tx_bad_minseq_age_or_gap", IMW_ERROR_REFUSED },
  { "tx_malformed", IMW_ERROR_REFUSED },
  { "tx_soroban_invalid", IMW_ERROR_REFUSED },
};

static const char *const operation_codes[] = {
  "op_bad_auth",
  "op_no_source_account",
  "op_not_supported",
  "op_too_many_subentries",
  "op_exceeded_work_limit",
  "op_too_many_sponsoring",
  "op_malformed",
  "op_underfunded",
  "op_src_no_trust",
  "op_src_not_authorized",
  "op_no_destination",
  "op_no_trust",
  "op_not_authorized",
  "op_line_full",
  "op_no_issuer",
  "op_too_few_offers",
  "op_cross_self",
  "op_offer_cross_self",
  "op_under_dest_min",
  "op_under_destmin",
  "op_over_source_max",
  "op_over_sendmax",
  "op_low_reserve",
  "op_already_exists",
  "op_invalid_limit",
  "op_self_not_allowed",
  "op_trust_line_missing",
  "op_cannot_delete",
  "op_not_authorized_maintain_liabilities",
  "op_does_not_exist",
  "op_cannot_claim",
  "op_immutable_set",
  "op_has_sub_entries",
  "op_seq_num_too_far",
  "op_dest_full",
  "op_is_sponsor",
  "op_data_name_not_found",
  "op_data_invalid_name",
};

#define SUCCESS       "op_success"
#define INNER_SUCCESS "op_inner"
#define OP_UNKNOWN    "op_refused"
#define TX_UNKNOWN    "tx_refused"
#define TX_FAILED     "tx_failed"
#define MALFORMED     "transaction_malformed"

/* one that is spelled in two ways becomes the first of them */
static const char *
find_operation_code (const char *text)
{
  static const char *const twins[][2] = { { "op_under_destmin", "op_under_dest_min" },
                                          { "op_over_sendmax", "op_over_source_max" },
                                          { "op_offer_cross_self", "op_cross_self" } };

  for (gsize i = 0; i < G_N_ELEMENTS (twins); i++)
    if (g_str_equal (text, twins[i][0]))
      return twins[i][1];
  for (gsize i = 0; i < G_N_ELEMENTS (operation_codes); i++)
    if (g_str_equal (text, operation_codes[i]))
      return operation_codes[i];

  return OP_UNKNOWN;
}

static const char *
read_operations (JsonObject *codes)
{
  JsonArray *array = imw_json_has (codes, "operations")
                         ? imw_json_get_array (codes, "operations", NULL)
                         : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *text = imw_json_node_get_string (json_array_get_element (array, i), NULL);

      if (text != NULL && !g_str_equal (text, SUCCESS) && !g_str_equal (text, INNER_SUCCESS))
        return find_operation_code (text);
    }

  return OP_UNKNOWN;
}

/**
 * imw_horizon_refusal_parse:
 * @node: body of an answer with status 400
 * @code: (out): what it means for the caller: %IMW_ERROR_REFUSED, %IMW_ERROR_FEE_TOO_LOW, or
 *   %IMW_ERROR_SERVER when nothing is decided
 *
 * Returns: (nullable) (transfer none): the network's own code, one of few and stable: that of the first
 *   operation that can't be done, else that of the transaction; %NULL when the body says none
 */
const char *
imw_horizon_refusal_parse (JsonNode *node, ImwError *code)
{
  JsonObject *object = imw_json_node_get_object (node, NULL);
  JsonObject *extras;
  JsonObject *codes;
  const char *type;
  const char *text;

  *code = IMW_ERROR_REFUSED;
  if (object == NULL || (type = imw_json_get_string (object, "type", NULL)) == NULL)
    return NULL;
  if (g_str_has_suffix (type, MALFORMED))
    return MALFORMED;
  extras = imw_json_has (object, "extras") ? imw_json_get_object (object, "extras", NULL) : NULL;
  codes = extras != NULL ? imw_json_get_object (extras, "result_codes", NULL) : NULL;
  text = codes != NULL ? imw_json_get_string (codes, "transaction", NULL) : NULL;
  if (text == NULL)
    return NULL;

  if (g_str_equal (text, TX_FAILED))
    return read_operations (codes);
  for (gsize i = 0; i < G_N_ELEMENTS (transaction_codes); i++)
    if (g_str_equal (text, transaction_codes[i].text))
      {
        *code = transaction_codes[i].code;
        return transaction_codes[i].text;
      }

  return TX_UNKNOWN;
}
