/* imw-practice-xlm-claim.c: claimable balances on the practice Stellar (CAP-23)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-xlm-claim"

#include "config.h"

#include "imw-practice-xlm-private.h"

#include "imw-hash.h"

#include <string.h>

#define ENVELOPE_TYPE_OP_ID 6

enum
{
  CREATE_LOW_RESERVE = -2,
  CREATE_NO_TRUST = -3,
  CREATE_UNDERFUNDED = -5,
  CLAIM_DOES_NOT_EXIST = -1,
  CLAIM_CANNOT_CLAIM = -2,
  CLAIM_LINE_FULL = -3,
  CLAIM_NO_TRUST = -4
};

/**
 * imw_xlm_get_balance_id: (skip)
 * @tx: a transaction
 * @index: which of its operations
 * @id: (out caller-allocates) (array fixed-size=32): the id of the claimable balance that the operation creates
 */
void
imw_xlm_get_balance_id (const ImwStellarTx *tx, guint index, guint8 id[32])
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  const guint8 *data;
  gsize         length;

  imw_xdr_write_i32 (writer, ENVELOPE_TYPE_OP_ID);
  imw_xdr_write_i32 (writer, 0);
  imw_writer_bytes (writer, tx->source.key, sizeof tx->source.key);
  imw_xdr_write_i64 (writer, tx->sequence);
  imw_writer_u32_be (writer, index);
  data = imw_writer_get_data (writer, &length);
  imw_sha256 (data, length, id);
}

static gboolean
create (ImwXlmRun *run, const ImwStellarTx *tx, guint index, ImwXlmOutcome *outcome, GError **error)
{
  const ImwStellarOp *op = g_ptr_array_index (tx->ops, index);
  g_autoptr (ImwXlmAccount) account = NULL;
  ImwXlmClaimable claimable = { .asset = op->asset, .amount = op->amount_stroops };
  guint8          source[32];

  imw_xlm_op_get_source (tx, op, source);
  imw_xlm_get_balance_id (tx, index, outcome->id);
  outcome->sent = op->amount_stroops;
  outcome->asset = op->asset;
  if (!imw_xlm_run_get_account (run, source, &account, error))
    return FALSE;

  /* the one who creates it pays a reserve for each claimant until it is claimed */
  if (imw_xlm_account_get_available (account) < IMW_XLM_BASE_RESERVE * op->claimants->len)
    {
      outcome->code = CREATE_LOW_RESERVE;
      return TRUE;
    }

  account->sponsoring += op->claimants->len;
  imw_xlm_run_set_account (run, account);
  if (!imw_xlm_debit (run, source, &op->asset, op->amount_stroops, &outcome->code, error))
    return FALSE;

  if (outcome->code != 0)
    {
      outcome->code = outcome->code == IMW_XLM_PAY_SRC_NO_TRUST ? CREATE_NO_TRUST
                                                                : CREATE_UNDERFUNDED;
      return TRUE;
    }

  memcpy (claimable.id, outcome->id, sizeof claimable.id);
  memcpy (claimable.sponsor, source, sizeof claimable.sponsor);
  claimable.since_s = run->time_s;
  claimable.height = run->height;
  claimable.claimants = op->claimants;

  return imw_xlm_run_set_claimable (run, &claimable, TRUE, error);
}

static gboolean
may_claim (ImwXlmRun *run, const ImwXlmClaimable *claimable, const guint8 key[32])
{
  for (guint i = 0; i < claimable->claimants->len; i++)
    {
      const ImwStellarClaimant *claimant = g_ptr_array_index (claimable->claimants, i);

      if (memcmp (claimant->key, key, sizeof claimant->key) == 0)
        return imw_stellar_predicate_holds (claimant->predicate, claimable->since_s, run->time_s);
    }

  return FALSE;
}

static gboolean
free_sponsor (ImwXlmRun *run, const ImwXlmClaimable *claimable, GError **error)
{
  g_autoptr (ImwXlmAccount) sponsor = NULL;

  if (!imw_xlm_run_get_account (run, claimable->sponsor, &sponsor, error))
    return FALSE;

  g_assert (sponsor != NULL); /* a sponsor cannot be merged */
  sponsor->sponsoring -= claimable->claimants->len;
  imw_xlm_run_set_account (run, sponsor);

  return TRUE;
}

static gboolean
claim (ImwXlmRun          *run,
       const ImwStellarTx *tx,
       const ImwStellarOp *op,
       ImwXlmOutcome      *outcome,
       GError            **error)
{
  g_autoptr (ImwXlmClaimable) claimable = NULL;
  guint8 source[32];

  imw_xlm_op_get_source (tx, op, source);
  memcpy (outcome->id, op->balance_id, sizeof outcome->id);
  if (!imw_xlm_run_get_claimable (run, op->balance_id, &claimable, error))
    return FALSE;

  if (claimable == NULL)
    {
      outcome->code = CLAIM_DOES_NOT_EXIST;
      return TRUE;
    }

  outcome->received = claimable->amount;
  outcome->asset = claimable->asset;
  if (!may_claim (run, claimable, source))
    {
      outcome->code = CLAIM_CANNOT_CLAIM;
      return TRUE;
    }

  if (!imw_xlm_credit (run, source, &claimable->asset, claimable->amount, &outcome->code, error))
    return FALSE;

  if (outcome->code != 0)
    {
      outcome->code = outcome->code == IMW_XLM_PAY_NO_TRUST ? CLAIM_NO_TRUST : CLAIM_LINE_FULL;
      return TRUE;
    }

  return free_sponsor (run, claimable, error) &&
         imw_xlm_run_set_claimable (run, claimable, FALSE, error);
}

/**
 * imw_xlm_apply_claimable: (skip)
 * @run: a run
 * @tx: a transaction
 * @index: which of its operations; one that creates or claims a balance
 * @outcome: (inout): what it came to
 * @error: return location
 *
 * Returns: %TRUE when @outcome is set. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_apply_claimable (ImwXlmRun          *run,
                         const ImwStellarTx *tx,
                         guint               index,
                         ImwXlmOutcome      *outcome,
                         GError            **error)
{
  const ImwStellarOp *op = g_ptr_array_index (tx->ops, index);

  return op->type == IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE
             ? create (run, tx, index, outcome, error)
             : claim (run, tx, op, outcome, error);
}
