/* imw-practice-xlm-ops.c: what operations do on the practice Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-xlm-ops"

#include "config.h"

#include "imw-practice-xlm-private.h"

#include "imw-text.h"

#include <string.h>

#define MAX_DATA_NAME 64

enum
{
  CREATE_UNDERFUNDED = -2,
  CREATE_LOW_RESERVE = -3,
  CREATE_ALREADY_EXISTS = -4,
  TRUST_NO_ISSUER = -2,
  TRUST_INVALID_LIMIT = -3,
  TRUST_LOW_RESERVE = -4,
  TRUST_SELF_NOT_ALLOWED = -5,
  MERGE_NO_ACCOUNT = -2,
  MERGE_HAS_SUB_ENTRIES = -4,
  MERGE_SEQNUM_TOO_FAR = -5,
  MERGE_DEST_FULL = -6,
  MERGE_IS_SPONSOR = -7,
  DATA_NAME_NOT_FOUND = -2,
  DATA_LOW_RESERVE = -3
};

/**
 * imw_xlm_op_get_source: (skip)
 * @tx: a transaction
 * @op: one of its operations
 * @key: (out caller-allocates) (array fixed-size=32): the account that acts
 */
void
imw_xlm_op_get_source (const ImwStellarTx *tx, const ImwStellarOp *op, guint8 key[32])
{
  memcpy (key, op->has_source ? op->source.key : tx->source.key, 32);
}

static gboolean
is_self (const ImwStellarTx *tx, const ImwStellarOp *op, const guint8 key[32])
{
  guint8 source[32];

  imw_xlm_op_get_source (tx, op, source);

  return memcmp (source, key, sizeof source) == 0;
}

static gboolean
are_claimants_malformed (const ImwStellarOp *op)
{
  guint n_claimants = op->claimants != NULL ? op->claimants->len : 0;

  for (guint i = 1; i < n_claimants; i++)
    {
      const ImwStellarClaimant *a = g_ptr_array_index (op->claimants, i);

      for (guint j = 0; j < i; j++)
        {
          const ImwStellarClaimant *b = g_ptr_array_index (op->claimants, j);

          if (memcmp (a->key, b->key, sizeof a->key) == 0)
            return TRUE;
        }
    }

  return n_claimants == 0;
}

/**
 * imw_xlm_op_is_malformed: (skip)
 * @tx: a transaction
 * @op: one of its operations
 *
 * Returns: whether the operation can never be right
 */
gboolean
imw_xlm_op_is_malformed (const ImwStellarTx *tx, const ImwStellarOp *op)
{
  switch (op->type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
      return op->amount_stroops < 0 || is_self (tx, op, op->destination.key);

    case IMW_STELLAR_OP_PAYMENT:
      return op->amount_stroops <= 0;

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      return op->amount_stroops <= 0 || op->dest_stroops <= 0;

    case IMW_STELLAR_OP_CHANGE_TRUST:
      return op->amount_stroops < 0 || imw_stellar_asset_is_native (&op->asset);

    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      return is_self (tx, op, op->destination.key);

    case IMW_STELLAR_OP_MANAGE_DATA:
      return op->name == NULL || *op->name == '\0' ||
             !imw_text_is_printable (op->name, MAX_DATA_NAME);

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      return op->amount_stroops <= 0 || are_claimants_malformed (op);

    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      break;
    }

  return FALSE;
}

static gboolean
is_issuer (const guint8 key[32], const ImwStellarAsset *asset)
{
  return memcmp (asset->issuer, key, sizeof asset->issuer) == 0;
}

/**
 * imw_xlm_debit: (skip)
 * @run: a run
 * @key: (array fixed-size=32): whose
 * @asset: an asset
 * @amount: above 0
 * @code: (out): 0, or why not: %IMW_XLM_PAY_SRC_NO_TRUST, %IMW_XLM_PAY_UNDERFUNDED
 * @error: return location
 *
 * Takes money from an account; one that does not exist has none. An issuer has any amount of what it issues.
 *
 * Returns: %TRUE when @code is set. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_debit (ImwXlmRun             *run,
               const guint8           key[32],
               const ImwStellarAsset *asset,
               gint64                 amount,
               gint32                *code,
               GError               **error)
{
  g_autoptr (ImwXlmAccount) account = NULL;
  ImwXlmLine *line;

  *code = 0;
  if (!imw_xlm_run_get_account (run, key, &account, error))
    return FALSE;

  if (account == NULL)
    {
      *code = IMW_XLM_PAY_UNDERFUNDED;
      return TRUE;
    }

  if (imw_stellar_asset_is_native (asset))
    {
      if (imw_xlm_account_get_available (account) < amount)
        *code = IMW_XLM_PAY_UNDERFUNDED;
      else
        account->balance -= amount;
    }
  else if (!is_issuer (key, asset))
    {
      line = imw_xlm_account_find_line (account, asset);
      if (line == NULL)
        *code = IMW_XLM_PAY_SRC_NO_TRUST;
      else if (line->balance < amount)
        *code = IMW_XLM_PAY_UNDERFUNDED;
      else
        line->balance -= amount;
    }
  if (*code == 0)
    imw_xlm_run_set_account (run, account);

  return TRUE;
}

/**
 * imw_xlm_credit: (skip)
 * @run: a run
 * @key: (array fixed-size=32): whose
 * @asset: an asset
 * @amount: above 0
 * @code: (out): 0, or why not: %IMW_XLM_PAY_NO_DESTINATION, %IMW_XLM_PAY_NO_TRUST, %IMW_XLM_PAY_LINE_FULL
 * @error: return location
 *
 * Gives money to an account. What goes back to its issuer is gone.
 *
 * Returns: %TRUE when @code is set. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_credit (ImwXlmRun             *run,
                const guint8           key[32],
                const ImwStellarAsset *asset,
                gint64                 amount,
                gint32                *code,
                GError               **error)
{
  g_autoptr (ImwXlmAccount) account = NULL;
  ImwXlmLine *line;

  *code = 0;
  if (!imw_xlm_run_get_account (run, key, &account, error))
    return FALSE;

  if (account == NULL)
    {
      *code = IMW_XLM_PAY_NO_DESTINATION;
      return TRUE;
    }

  if (imw_stellar_asset_is_native (asset))
    {
      if (account->balance > G_MAXINT64 - amount)
        *code = IMW_XLM_PAY_LINE_FULL;
      else
        account->balance += amount;
    }
  else if (!is_issuer (key, asset))
    {
      line = imw_xlm_account_find_line (account, asset);
      if (line == NULL)
        *code = IMW_XLM_PAY_NO_TRUST;
      else if (line->limit - line->balance < amount)
        *code = IMW_XLM_PAY_LINE_FULL;
      else
        line->balance += amount;
    }
  if (*code == 0)
    imw_xlm_run_set_account (run, account);

  return TRUE;
}

/* The payee first, as stellar-core does it: of two reasons his is told. */
static gboolean
apply_payment (ImwXlmRun          *run,
               const ImwStellarTx *tx,
               const ImwStellarOp *op,
               ImwXlmOutcome      *outcome,
               GError            **error)
{
  guint8 source[32];

  imw_xlm_op_get_source (tx, op, source);
  outcome->sent = op->amount_stroops;
  outcome->received = op->amount_stroops;
  outcome->asset = op->asset;
  if (imw_stellar_asset_is_native (&op->asset) && is_self (tx, op, op->destination.key))
    return TRUE;

  if (!imw_xlm_credit (run, op->destination.key, &op->asset, op->amount_stroops, &outcome->code,
                       error))
    return FALSE;

  return outcome->code != 0 || imw_xlm_debit (run, source, &op->asset, op->amount_stroops,
                                              &outcome->code, error);
}

static gboolean
apply_create_account (ImwXlmRun          *run,
                      const ImwStellarTx *tx,
                      const ImwStellarOp *op,
                      ImwXlmOutcome      *outcome,
                      GError            **error)
{
  g_autoptr (ImwXlmAccount) account = NULL;
  ImwStellarAsset native;
  guint8          source[32];

  imw_xlm_op_get_source (tx, op, source);
  imw_stellar_asset_set_native (&native);
  outcome->sent = op->amount_stroops;
  outcome->received = op->amount_stroops;
  if (!imw_xlm_run_get_account (run, op->destination.key, &account, error))
    return FALSE;

  if (account != NULL)
    {
      outcome->code = CREATE_ALREADY_EXISTS;
      return TRUE;
    }

  account = imw_xlm_account_new (op->destination.key, op->amount_stroops, run->height << 32);
  if (op->amount_stroops < imw_xlm_account_get_reserve (account))
    {
      outcome->code = CREATE_LOW_RESERVE;
      return TRUE;
    }

  if (!imw_xlm_debit (run, source, &native, op->amount_stroops, &outcome->code, error))
    return FALSE;

  if (outcome->code != 0)
    outcome->code = CREATE_UNDERFUNDED;
  else
    imw_xlm_run_set_account (run, account);

  return TRUE;
}

static gboolean
can_add_subentry (ImwXlmAccount *account, ImwXlmOutcome *outcome, gint32 low_reserve)
{
  if (imw_xlm_account_count_subentries (account) >= IMW_XLM_MAX_SUBENTRIES)
    outcome->outer = IMW_XLM_OP_TOO_MANY_SUBENTRIES;
  else if (imw_xlm_account_get_available (account) < IMW_XLM_BASE_RESERVE)
    outcome->code = low_reserve;
  else
    return TRUE;

  return FALSE;
}

static void
change_line (ImwXlmAccount      *account,
             const ImwStellarOp *op,
             gboolean            has_issuer,
             ImwXlmOutcome      *outcome)
{
  ImwXlmLine  new_line = { .asset = op->asset, .limit = op->amount_stroops };
  ImwXlmLine *line = imw_xlm_account_find_line (account, &op->asset);
  gint64      limit = op->amount_stroops;

  if (line != NULL && limit < line->balance)
    outcome->code = TRUST_INVALID_LIMIT;
  else if (line != NULL && limit == 0)
    g_array_remove_index (account->lines,
                          (guint) (line - &g_array_index (account->lines, ImwXlmLine, 0)));
  else if (line == NULL && limit == 0)
    outcome->code = TRUST_INVALID_LIMIT;
  else if (!has_issuer)
    outcome->code = TRUST_NO_ISSUER;
  else if (line != NULL)
    line->limit = limit;
  else if (can_add_subentry (account, outcome, TRUST_LOW_RESERVE))
    g_array_append_val (account->lines, new_line);
}

static gboolean
apply_change_trust (ImwXlmRun          *run,
                    const ImwStellarTx *tx,
                    const ImwStellarOp *op,
                    ImwXlmOutcome      *outcome,
                    GError            **error)
{
  g_autoptr (ImwXlmAccount) account = NULL;
  g_autoptr (ImwXlmAccount) issuer = NULL;
  guint8 source[32];

  imw_xlm_op_get_source (tx, op, source);
  if (is_issuer (source, &op->asset))
    {
      outcome->code = TRUST_SELF_NOT_ALLOWED;
      return TRUE;
    }

  if (!imw_xlm_run_get_account (run, source, &account, error) ||
      !imw_xlm_run_get_account (run, op->asset.issuer, &issuer, error))
    return FALSE;

  change_line (account, op, issuer != NULL, outcome);
  imw_xlm_run_set_account (run, account);

  return TRUE;
}

static gboolean
apply_manage_data (ImwXlmRun          *run,
                   const ImwStellarTx *tx,
                   const ImwStellarOp *op,
                   ImwXlmOutcome      *outcome,
                   GError            **error)
{
  g_autoptr (ImwXlmAccount) account = NULL;
  guint8   source[32];
  gboolean is_there;

  imw_xlm_op_get_source (tx, op, source);
  if (!imw_xlm_run_get_account (run, source, &account, error))
    return FALSE;

  is_there = imw_xlm_account_find_datum (account, op->name) != NULL;
  if (op->value == NULL && !is_there)
    outcome->code = DATA_NAME_NOT_FOUND;
  else if (is_there || can_add_subentry (account, outcome, DATA_LOW_RESERVE))
    imw_xlm_account_set_datum (account, op->name, op->value);
  imw_xlm_run_set_account (run, account);

  return TRUE;
}

static gboolean
apply_merge (ImwXlmRun          *run,
             const ImwStellarTx *tx,
             const ImwStellarOp *op,
             ImwXlmOutcome      *outcome,
             GError            **error)
{
  g_autoptr (ImwXlmAccount) account = NULL;
  g_autoptr (ImwXlmAccount) payee = NULL;
  guint8 source[32];

  imw_xlm_op_get_source (tx, op, source);
  imw_stellar_asset_set_native (&outcome->asset);
  if (!imw_xlm_run_get_account (run, source, &account, error) ||
      !imw_xlm_run_get_account (run, op->destination.key, &payee, error))
    return FALSE;

  outcome->sent = account->balance;
  outcome->received = account->balance;
  if (payee == NULL)
    outcome->code = MERGE_NO_ACCOUNT;
  else if (account->lines->len > 0 || account->data->len > 0)
    outcome->code = MERGE_HAS_SUB_ENTRIES;
  else if (account->sequence >= run->height << 32)
    outcome->code = MERGE_SEQNUM_TOO_FAR;
  else if (account->sponsoring > 0)
    outcome->code = MERGE_IS_SPONSOR;
  else if (payee->balance > G_MAXINT64 - account->balance)
    outcome->code = MERGE_DEST_FULL;
  if (outcome->code != 0)
    return TRUE;

  payee->balance += account->balance;
  imw_xlm_run_set_account (run, payee);
  imw_xlm_run_remove_account (run, source);

  return TRUE;
}

static gboolean
apply_known (ImwXlmRun          *run,
             const ImwStellarTx *tx,
             guint               index,
             ImwXlmOutcome      *outcome,
             GError            **error)
{
  const ImwStellarOp *op = g_ptr_array_index (tx->ops, index);

  switch (op->type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
      return apply_create_account (run, tx, op, outcome, error);

    case IMW_STELLAR_OP_PAYMENT:
      return apply_payment (run, tx, op, outcome, error);

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      return imw_xlm_apply_path (run, tx, op, outcome, error);

    case IMW_STELLAR_OP_CHANGE_TRUST:
      return apply_change_trust (run, tx, op, outcome, error);

    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      return apply_merge (run, tx, op, outcome, error);

    case IMW_STELLAR_OP_MANAGE_DATA:
      return apply_manage_data (run, tx, op, outcome, error);

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      return imw_xlm_apply_claimable (run, tx, index, outcome, error);
    }

  g_return_val_if_reached (FALSE);
}

/**
 * imw_xlm_apply_op: (skip)
 * @run: a run
 * @tx: a transaction that was checked
 * @index: which of its operations
 * @outcome: (out caller-allocates): what it came to
 * @error: return location
 *
 * Carries an operation out. One that does not succeed changes nothing.
 *
 * Returns: %TRUE when @outcome is set. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_xlm_apply_op (ImwXlmRun          *run,
                  const ImwStellarTx *tx,
                  guint               index,
                  ImwXlmOutcome      *outcome,
                  GError            **error)
{
  const ImwStellarOp *op = g_ptr_array_index (tx->ops, index);
  g_autoptr (ImwXlmAccount) account = NULL;
  guint8 source[32];

  memset (outcome, 0, sizeof *outcome);
  outcome->type = op->type;
  imw_xlm_op_get_source (tx, op, source);
  if (!imw_xlm_run_get_account (run, source, &account, error))
    return FALSE;

  if (account == NULL) /* it was merged by an operation before */
    outcome->outer = IMW_XLM_OP_NO_ACCOUNT;
  else if (!apply_known (run, tx, index, outcome, error))
    return FALSE;

  imw_xlm_run_end_op (run, outcome->outer == IMW_XLM_OP_INNER && outcome->code == 0);

  return TRUE;
}
