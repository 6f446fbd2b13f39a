/* imw-practice-xlm-check.c: which transactions the practice Stellar takes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-xlm-check"

#include "config.h"

#include "imw-practice-xlm-private.h"

#include <string.h>

/* The signatures of one transaction */
typedef struct
{
  const ImwStellarEnvelope *envelope;
  guint8                    hash[32];
  gboolean                  used[IMW_STELLAR_MAX_SIGNATURES];
} Signatures;

/* A second signature of the same key is one too many: it is never used. */
static guint
weigh_key (Signatures *self, const guint8 key[32], guint8 weight)
{
  for (guint i = 0; weight > 0 && i < self->envelope->signatures->len; i++)
    {
      const ImwStellarSignature *signature =
          &g_array_index (self->envelope->signatures, ImwStellarSignature, i);

      if (memcmp (signature->hint, key + 28, 4) == 0 &&
          imw_stellar_signature_verify (signature, self->hash, key))
        {
          self->used[i] = TRUE;
          return weight;
        }
    }

  return 0;
}

/* Even a threshold of 0 wants a signature. */
static gboolean
is_signed (Signatures *self, const ImwXlmAccount *account, guint8 needed)
{
  guint weight = weigh_key (self, account->key, account->master);

  for (guint i = 0; i < account->signers->len; i++)
    {
      const ImwXlmSigner *signer = &g_array_index (account->signers, ImwXlmSigner, i);

      weight += weigh_key (self, signer->key, signer->weight);
    }

  return weight > 0 && weight >= needed;
}

static gboolean
are_all_used (const Signatures *self)
{
  for (guint i = 0; i < self->envelope->signatures->len; i++)
    {
      if (!self->used[i])
        return FALSE;
    }

  return TRUE;
}

static guint8
get_threshold (const ImwXlmAccount *account, ImwStellarOpType type)
{
  switch (type)
    {
    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      return account->high;

    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      return account->low;

    case IMW_STELLAR_OP_CREATE_ACCOUNT:
    case IMW_STELLAR_OP_PAYMENT:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_CHANGE_TRUST:
    case IMW_STELLAR_OP_MANAGE_DATA:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      break;
    }

  return account->medium;
}

/* What is wrong whatever the state of the ledger will be when it is applied */
static gboolean
check_op (ImwXlmRun    *run,
          Signatures   *signatures,
          guint         index,
          ImwXlmResult *result,
          GError      **error)
{
  const ImwStellarTx *tx = signatures->envelope->tx;
  const ImwStellarOp *op = g_ptr_array_index (tx->ops, index);
  g_autoptr (ImwXlmAccount) account = NULL;
  ImwXlmOutcome outcome = { .type = op->type };
  guint8        key[32];

  imw_xlm_op_get_source (tx, op, key);
  if (!imw_xlm_run_get_account (run, key, &account, error))
    return FALSE;

  if (account == NULL && op->has_source)
    {
      /* one that is made by an operation before it: its own key signs for it */
      g_autoptr (ImwXlmAccount) later = imw_xlm_account_new (key, 0, 0);

      if (!is_signed (signatures, later, 0))
        outcome.outer = IMW_XLM_OP_BAD_AUTH;
    }
  else if (account == NULL)
    {
      outcome.outer = IMW_XLM_OP_NO_ACCOUNT;
    }
  else if (!is_signed (signatures, account, get_threshold (account, op->type)))
    {
      outcome.outer = IMW_XLM_OP_BAD_AUTH;
    }

  if (outcome.outer == IMW_XLM_OP_INNER && imw_xlm_op_is_malformed (tx, op))
    outcome.code = op->type == IMW_STELLAR_OP_MANAGE_DATA ? -4 : -1;
  if (outcome.outer != IMW_XLM_OP_INNER || outcome.code != 0)
    result->code = IMW_XLM_TX_FAILED;
  g_array_append_val (result->outcomes, outcome);

  return TRUE;
}

static gint32
check_form (ImwXlmRun *run, const ImwStellarEnvelope *envelope)
{
  const ImwStellarTx *tx = envelope->tx;

  if (envelope->type == IMW_STELLAR_ENVELOPE_FEE_BUMP ||
      tx->conditions == IMW_STELLAR_CONDITIONS_V2)
    return IMW_XLM_TX_NOT_SUPPORTED;
  if (tx->ops->len == 0)
    return IMW_XLM_TX_MISSING_OPERATION;
  if (tx->has_time_bounds && tx->min_time_s > (guint64) run->time_s)
    return IMW_XLM_TX_TOO_EARLY;
  if (tx->has_time_bounds && tx->max_time_s != 0 && tx->max_time_s < (guint64) run->time_s)
    return IMW_XLM_TX_TOO_LATE;
  if (tx->fee_stroops < IMW_XLM_BASE_FEE * tx->ops->len)
    return IMW_XLM_TX_INSUFFICIENT_FEE;

  return IMW_XLM_TX_SUCCESS;
}

/**
 * imw_xlm_check: (skip)
 * @run: a run on the state as it is before the transaction
 * @envelope: a signed transaction
 * @result: (inout): an empty result, filled
 * @error: return location
 *
 * Checks what must hold for a transaction to get into a ledger at all (stellar-core's checks, in their order). Where
 * operations are to blame the result has one outcome for each, else none.
 *
 * Returns: %TRUE when @result is filled, whatever it says. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_check (ImwXlmRun                *run,
               const ImwStellarEnvelope *envelope,
               ImwXlmResult             *result,
               GError                  **error)
{
  const ImwStellarTx *tx = envelope->tx;
  g_autoptr (ImwXlmAccount) account = NULL;
  Signatures signatures = { .envelope = envelope };
  gint64     fee = (gint64) IMW_XLM_BASE_FEE * tx->ops->len;

  result->fee_charged = fee;
  result->code = check_form (run, envelope);
  if (result->code != IMW_XLM_TX_SUCCESS)
    return TRUE;

  if (!imw_xlm_run_get_account (run, tx->source.key, &account, error))
    return FALSE;

  imw_stellar_envelope_get_hash (envelope, run->net->network_id, signatures.hash);
  if (account == NULL)
    result->code = IMW_XLM_TX_NO_ACCOUNT;
  else if (account->sequence == G_MAXINT64 || tx->sequence != account->sequence + 1)
    result->code = IMW_XLM_TX_BAD_SEQ;
  else if (!is_signed (&signatures, account, account->low))
    result->code = IMW_XLM_TX_BAD_AUTH;
  else if (imw_xlm_account_get_available (account) < fee)
    result->code = IMW_XLM_TX_INSUFFICIENT_BALANCE;
  if (result->code != IMW_XLM_TX_SUCCESS)
    return TRUE;

  for (guint i = 0; i < tx->ops->len; i++)
    {
      if (!check_op (run, &signatures, i, result, error))
        return FALSE;
    }
  if (result->code == IMW_XLM_TX_SUCCESS && !are_all_used (&signatures))
    result->code = IMW_XLM_TX_BAD_AUTH_EXTRA;
  if (result->code != IMW_XLM_TX_FAILED)
    g_array_set_size (result->outcomes, 0);

  return TRUE;
}
