/* imw-practice-horizon-ops.c: operations and claimable balances of the practice Stellar, as Horizon writes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-horizon-ops"

#include "config.h"

#include "imw-practice-horizon-private.h"

#include "imw-hex.h"

static void
write_predicate (ImwPracticeJson           *json,
                 const char                *name,
                 const ImwStellarPredicate *predicate,
                 gint64                     since_s)
{
  gboolean stands = since_s > 0; /* it was set out: from then on all times are absolute */

  imw_practice_json_begin_object (json, name);
  switch (predicate->type)
    {
    case IMW_STELLAR_PREDICATE_ALWAYS:
      imw_practice_json_boolean (json, "unconditional", TRUE);
      break;

    case IMW_STELLAR_PREDICATE_AND:
    case IMW_STELLAR_PREDICATE_OR:
      imw_practice_json_begin_array (json,
                                     predicate->type == IMW_STELLAR_PREDICATE_AND ? "and" : "or");
      write_predicate (json, NULL, predicate->left, since_s);
      write_predicate (json, NULL, predicate->right, since_s);
      imw_practice_json_end_array (json);
      break;

    case IMW_STELLAR_PREDICATE_NOT:
      write_predicate (json, "not", predicate->left, since_s);
      break;

    case IMW_STELLAR_PREDICATE_BEFORE:
      imw_horizon_write_time (json, "abs_before", predicate->seconds);
      imw_horizon_write_number (json, "abs_before_epoch", predicate->seconds);
      break;

    case IMW_STELLAR_PREDICATE_WITHIN:
      if (stands)
        {
          imw_horizon_write_time (json, "abs_before", since_s + predicate->seconds);
          imw_horizon_write_number (json, "abs_before_epoch", since_s + predicate->seconds);
        }
      else
        imw_horizon_write_number (json, "rel_before", predicate->seconds);
      break;
    }
  imw_practice_json_end_object (json);
}

static void
write_claimants (ImwPracticeJson *json, GPtrArray *claimants, gint64 since_s)
{
  imw_practice_json_begin_array (json, "claimants");
  for (guint i = 0; i < claimants->len; i++)
    {
      const ImwStellarClaimant *claimant = g_ptr_array_index (claimants, i);

      imw_practice_json_begin_object (json, NULL);
      imw_horizon_write_key (json, "destination", claimant->key);
      write_predicate (json, "predicate", claimant->predicate, since_s);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_array (json);
}

static void
write_balance_id (ImwPracticeJson *json, const char *name, const guint8 id[32])
{
  g_autofree char *text = imw_stellar_balance_id_to_text (id);

  imw_practice_json_string (json, name, text);
}

static void
write_asset_text (ImwPracticeJson *json, const ImwStellarAsset *asset)
{
  g_autofree char *text = imw_stellar_asset_to_text (asset);

  imw_practice_json_string (json, "asset", text);
}

static void
write_path (ImwPracticeJson *json, const ImwStellarOp *op, const ImwXlmOutcome *outcome)
{
  imw_horizon_write_amount (json, "amount", outcome->received);
  imw_horizon_write_amount (json, "source_amount", outcome->sent);
  if (op->type == IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND)
    imw_horizon_write_amount (json, "destination_min", op->dest_stroops);
  else
    imw_horizon_write_amount (json, "source_max", op->amount_stroops);
  imw_horizon_write_asset (json, "", &op->dest_asset);
  imw_horizon_write_asset (json, "source_", &op->asset);
  imw_practice_json_begin_array (json, "path");
  for (guint i = 0; i < op->n_path; i++)
    {
      imw_practice_json_begin_object (json, NULL);
      imw_horizon_write_asset (json, "", &op->path[i]);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_array (json);
}

static void
write_op_members (ImwPracticeJson         *json,
                  const ImwStellarAddress *source,
                  const ImwStellarOp      *op,
                  const ImwXlmOutcome     *outcome)
{
  switch (op->type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
      imw_horizon_write_amount (json, "starting_balance", op->amount_stroops);
      imw_horizon_write_address (json, "funder", source);
      imw_horizon_write_key (json, "account", op->destination.key);
      break;

    case IMW_STELLAR_OP_PAYMENT:
      imw_horizon_write_asset (json, "", &op->asset);
      imw_horizon_write_address (json, "from", source);
      imw_horizon_write_address (json, "to", &op->destination);
      imw_horizon_write_amount (json, "amount", op->amount_stroops);
      break;

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      imw_horizon_write_address (json, "from", source);
      imw_horizon_write_address (json, "to", &op->destination);
      write_path (json, op, outcome);
      break;

    case IMW_STELLAR_OP_CHANGE_TRUST:
      imw_horizon_write_asset (json, "", &op->asset);
      imw_horizon_write_amount (json, "limit", op->amount_stroops);
      imw_horizon_write_key (json, "trustee", op->asset.issuer);
      imw_horizon_write_address (json, "trustor", source);
      break;

    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      imw_horizon_write_address (json, "account", source);
      imw_horizon_write_address (json, "into", &op->destination);
      break;

    case IMW_STELLAR_OP_MANAGE_DATA:
      imw_practice_json_string (json, "name", op->name);
      if (op->value != NULL)
        imw_horizon_write_base64 (json, "value", g_bytes_get_data (op->value, NULL),
                                  g_bytes_get_size (op->value));
      else
        imw_practice_json_string (json, "value", "");
      break;

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      write_asset_text (json, &op->asset);
      imw_horizon_write_amount (json, "amount", op->amount_stroops);
      write_claimants (json, op->claimants, 0);
      break;

    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      write_balance_id (json, "balance_id", op->balance_id);
      imw_horizon_write_address (json, "claimant", source);
      break;
    }
}

static const char *
get_type_name (ImwStellarOpType type)
{
  switch (type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
      return "create_account";

    case IMW_STELLAR_OP_PAYMENT:
      return "payment";

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
      return "path_payment_strict_receive";

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      return "path_payment_strict_send";

    case IMW_STELLAR_OP_CHANGE_TRUST:
      return "change_trust";

    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      return "account_merge";

    case IMW_STELLAR_OP_MANAGE_DATA:
      return "manage_data";

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      return "create_claimable_balance";

    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      return "claim_claimable_balance";
    }

  g_return_val_if_reached ("");
}

/**
 * imw_horizon_write_op: (skip)
 * @json: where to
 * @tx: its transaction
 * @record: an operation
 * @join: whether the transaction stands in it
 *
 * Writes an operation.
 */
void
imw_horizon_write_op (ImwPracticeJson      *json,
                      const ImwHorizonTx   *tx,
                      const ImwXlmOpRecord *record,
                      gboolean              join)
{
  const ImwStellarOp      *op = g_ptr_array_index (tx->envelope->tx->ops, record->index);
  const ImwStellarAddress *source = op->has_source ? &op->source : &tx->envelope->tx->source;
  g_autofree char         *hash = imw_hex_encode (tx->record->id, sizeof tx->record->id);

  imw_practice_json_begin_object (json, NULL);
  imw_horizon_write_number (json, "id", record->token);
  imw_horizon_write_number (json, "paging_token", record->token);
  imw_practice_json_boolean (json, "transaction_successful", tx->entry.good);
  imw_horizon_write_address (json, "source_account", source);
  imw_practice_json_string (json, "type", get_type_name (op->type));
  imw_practice_json_int (json, "type_i", (gint64) op->type);
  imw_horizon_write_time (json, "created_at", tx->time_s);
  imw_practice_json_string (json, "transaction_hash", hash);
  write_op_members (json, source, op, &record->outcome);
  if (join)
    imw_horizon_write_tx (json, "transaction", tx);
  imw_practice_json_end_object (json);
}

/**
 * imw_horizon_write_claimable: (skip)
 * @json: where to
 * @claimable: a claimable balance
 *
 * Writes a claimable balance.
 */
void
imw_horizon_write_claimable (ImwPracticeJson *json, const ImwXlmClaimable *claimable)
{
  g_autofree char *id = imw_stellar_balance_id_to_text (claimable->id);
  g_autofree char *token = g_strdup_printf ("%" G_GINT64_FORMAT "-%s", claimable->height, id);

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "id", id);
  write_asset_text (json, &claimable->asset);
  imw_horizon_write_amount (json, "amount", claimable->amount);
  imw_horizon_write_key (json, "sponsor", claimable->sponsor);
  imw_practice_json_int (json, "last_modified_ledger", claimable->height);
  imw_horizon_write_time (json, "last_modified_time", claimable->since_s);
  write_claimants (json, claimable->claimants, claimable->since_s);
  imw_practice_json_begin_object (json, "flags");
  imw_practice_json_boolean (json, "clawback_enabled", FALSE);
  imw_practice_json_end_object (json);
  imw_practice_json_string (json, "paging_token", token);
  imw_practice_json_end_object (json);
}
