/* imw-horizon-examine.c: what the network says of a payment before it is built
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-private.h"

#include "imw-error.h"

#include <string.h>

#define LEAST_ENTRIES 2

typedef struct
{
  char            *payer;
  char            *payee; /* (nullable): the account behind it */
  gboolean         payee_is_muxed;
  ImwPlanAct       act;
  ImwStellarAsset  asset;
  gint64           stroops; /* 0: not said */
  ImwHorizonLedger ledger;
  ImwPaymentFacts *facts; /* (nullable) */
} Examination;

static void
examination_free (gpointer user_data)
{
  Examination *self = user_data;

  g_free (self->payer);
  g_free (self->payee);
  g_clear_pointer (&self->facts, imw_payment_facts_free);
  g_free (self);
}

static void
finish_examination (GTask *task)
{
  Examination *self = imw_horizon_round_get_data (task);

  imw_horizon_round_succeed (task);
  g_task_return_pointer (task, g_steal_pointer (&self->facts),
                         (GDestroyNotify) imw_payment_facts_free);
}

/* Whether it can receive that much of the asset; else why not, in the ledger's own code. */
static const char *
find_obstacle (const Examination *self, const ImwHorizonAccount *payee)
{
  g_autofree char      *issuer = NULL;
  const ImwHorizonLine *line = &payee->native;

  if (!imw_stellar_asset_is_native (&self->asset))
    {
      issuer = imw_stellar_key_to_text (self->asset.issuer);
      if (g_str_equal (issuer, self->payee))
        return NULL; /* who issues it takes any of it back */
      line = imw_horizon_account_find_line (payee, &self->asset);
    }
  if (line == NULL)
    return "op_no_trust";
  if (!line->authorized)
    return "op_not_authorized";

  return self->stroops > line->limit - line->balance - line->buying ? "op_line_full" : NULL;
}

static void
payee_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  Examination     *self = imw_horizon_round_get_data (task);
  ImwPaymentFacts *facts = self->facts;
  const char      *obstacle = NULL;
  g_autoptr (ImwHorizonAccount) payee = NULL;

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    g_clear_error (&error);
  if (node != NULL)
    payee = imw_horizon_account_parse (node, self->payee, &error);
  if (error != NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  facts->payee_exists = payee != NULL;
  facts->payee_is_used = payee != NULL;
  facts->payee_accepts_asset = FALSE;
  if (self->act == IMW_PLAN_PAY && payee != NULL)
    {
      obstacle = find_obstacle (self, payee);
      facts->payee_accepts_asset = obstacle == NULL;
      facts->payee_needs_memo = payee->needs_memo && !self->payee_is_muxed;
    }
  else if (self->act == IMW_PLAN_OPEN_ASSET && payee == NULL)
    obstacle = "op_no_issuer";
  facts->refusal = g_strdup (obstacle);
  finish_examination (task);
}

static void
payer_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizon      *horizon = g_task_get_source_object (task);
  Examination     *self = imw_horizon_round_get_data (task);
  ImwPaymentFacts *facts = self->facts;
  g_autofree char *path = NULL;
  g_autoptr (ImwHorizonAccount) payer = NULL;
  gint64 reserved = 0;

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    g_clear_error (&error);
  if (node != NULL)
    payer = imw_horizon_account_parse (node, self->payer, &error);
  if (payer != NULL && !imw_horizon_account_get_reserved (payer, self->ledger.reserve_stroops,
                                                          &reserved, &error))
    g_clear_pointer (&payer, imw_horizon_account_free);
  if (error != NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  facts->account_exists = payer != NULL;
  facts->sequence = payer != NULL ? payer->sequence + 1 : -1;
  facts->network_time_ms = self->ledger.closed_ms;
  facts->reserved = imw_amount_new (horizon->params->asset, reserved);
  facts->reserve_step = imw_amount_new (horizon->params->asset, self->ledger.reserve_stroops);
  facts->opening =
      imw_amount_new (horizon->params->asset, LEAST_ENTRIES * self->ledger.reserve_stroops);
  if (self->payee == NULL)
    {
      finish_examination (task);
      return;
    }
  path = g_strconcat ("/accounts/", self->payee, NULL);
  imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, payee_got);
}

static void
ledger_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  Examination     *self = imw_horizon_round_get_data (task);
  g_autofree char *path = g_strconcat ("/accounts/", self->payer, NULL);

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    error->code = IMW_ERROR_BAD_REPLY;
  if (node == NULL || !imw_horizon_ledger_parse (node, &self->ledger, &error))
    imw_horizon_round_fail (task, error);
  else
    imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, payer_got);
}

static void
run_examine (GTask *task)
{
  Examination *self = imw_horizon_round_get_data (task);

  g_clear_pointer (&self->facts, imw_payment_facts_free);
  self->facts = imw_payment_facts_new ();
  imw_horizon_round_get (task, "/ledgers?order=desc&limit=1", IMW_HORIZON_MAX_BYTES, ledger_got);
}

static gboolean
read_plan (ImwHorizon *horizon, ImwPaymentPlan *plan, Examination *self, GError **error)
{
  ImwStellarAddress   address;
  const ImwPlanPayee *payee;

  self->act = plan->act;
  self->payer = imw_horizon_account_address (plan->account_key, error);
  if (self->payer == NULL)
    return FALSE;
  imw_stellar_asset_set_native (&self->asset);
  if (plan->asset != NULL &&
      !imw_stellar_params_get_asset (horizon->params, plan->asset, &self->asset))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "An asset of another network");
      return FALSE;
    }
  if (plan->act == IMW_PLAN_OPEN_ASSET && !imw_stellar_asset_is_native (&self->asset))
    self->payee = imw_stellar_key_to_text (self->asset.issuer);
  if (plan->act != IMW_PLAN_PAY || plan->payees->len == 0)
    return TRUE;

  payee = g_ptr_array_index (plan->payees, 0);
  if (!imw_stellar_address_parse (payee->address, &address, error))
    return FALSE;
  self->payee = imw_stellar_key_to_text (address.key);
  self->payee_is_muxed = address.is_muxed;
  if (payee->amount != NULL && !imw_amount_get_i64 (payee->amount, &self->stroops))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "The ledger can't hold such an amount");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_horizon_examine_async:
 * @backend: an #ImwHorizon
 * @plan: a payment that is to be built; read only until this call returns
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_examine_async(). `refusal` is the ledger's own code.
 */
void
imw_horizon_examine_async (ImwBackend         *backend,
                           ImwPaymentPlan     *plan,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  Examination *self = g_new0 (Examination, 1);
  GError      *error = NULL;

  g_task_set_source_tag (task, imw_horizon_examine_async);
  if (!read_plan (IMW_HORIZON (backend), plan, self, &error))
    {
      examination_free (self);
      g_task_return_error (task, error);
      return;
    }

  imw_horizon_round_start (g_steal_pointer (&task), run_examine, self, examination_free);
}

/**
 * imw_horizon_examine_finish:
 * @backend: an #ImwHorizon
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_examine_finish()
 */
ImwPaymentFacts *
imw_horizon_examine_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
