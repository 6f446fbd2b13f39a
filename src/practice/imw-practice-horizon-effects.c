/* imw-practice-horizon-effects.c: what an operation did to accounts, as Horizon writes it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-horizon"

#include "config.h"

#include "imw-practice-horizon-private.h"

/* Of all the kinds that Horizon has only those by which money moves: what an operation says itself need
 * not be said twice. */
typedef struct
{
  const ImwXlmOpRecord *record;
  GPtrArray            *items; /* (element-type ImwHorizonItem) */
  guint                 n;
} Effects;

static void
add_effect (Effects               *self,
            const char            *type,
            const guint8           key[32],
            const ImwStellarAsset *asset,
            gint64                 stroops)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char *id = NULL;
  g_autofree char *token = NULL;
  ImwHorizonItem  *item = g_new0 (ImwHorizonItem, 1);

  self->n++;
  id = g_strdup_printf ("%019" G_GINT64_FORMAT "-%010u", self->record->token, self->n);
  token = g_strdup_printf ("%" G_GINT64_FORMAT "-%u", self->record->token, self->n);
  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "id", id);
  imw_practice_json_string (&json, "paging_token", token);
  imw_horizon_write_key (&json, "account", key);
  imw_practice_json_string (&json, "type", type);
  imw_horizon_write_asset (&json, "", asset);
  imw_horizon_write_amount (&json, "amount", stroops);
  imw_practice_json_end_object (&json);
  item->token = self->record->token;
  item->json = imw_practice_json_clear_to_bytes (&json);
  g_ptr_array_add (self->items, item);
}

static void
add_transfer (Effects               *self,
              const guint8           from[32],
              const ImwStellarAsset *given,
              gint64                 given_stroops,
              const guint8           to[32],
              const ImwStellarAsset *got,
              gint64                 got_stroops)
{
  add_effect (self, "account_credited", to, got, got_stroops);
  add_effect (self, "account_debited", from, given, given_stroops);
}

/**
 * imw_horizon_add_effects: (skip)
 * @tx: a transaction in a ledger
 * @record: one of its operations
 * @items: (element-type ImwHorizonItem): grows
 *
 * Adds what the operation did to accounts; nothing when its transaction failed.
 */
void
imw_horizon_add_effects (const ImwHorizonTx   *tx,
                         const ImwXlmOpRecord *record,
                         GPtrArray            *items)
{
  const ImwStellarOp  *op = g_ptr_array_index (tx->envelope->tx->ops, record->index);
  const guint8        *source = op->has_source ? op->source.key : tx->envelope->tx->source.key;
  const ImwXlmOutcome *outcome = &record->outcome;
  Effects              self = { .record = record, .items = items };
  ImwStellarAsset      native;

  if (!tx->entry.good)
    return;

  imw_stellar_asset_set_native (&native);
  switch (op->type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
      add_transfer (&self, source, &native, op->amount_stroops, op->destination.key, &native,
                    op->amount_stroops);
      break;

    case IMW_STELLAR_OP_PAYMENT:
      add_transfer (&self, source, &op->asset, op->amount_stroops, op->destination.key, &op->asset,
                    op->amount_stroops);
      break;

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      add_transfer (&self, source, &op->asset, outcome->sent, op->destination.key, &op->dest_asset,
                    outcome->received);
      break;

    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      add_transfer (&self, source, &native, outcome->sent, op->destination.key, &native,
                    outcome->sent);
      break;

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      add_effect (&self, "account_debited", source, &op->asset, op->amount_stroops);
      break;

    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      add_effect (&self, "account_credited", source, &outcome->asset, outcome->received);
      break;

    case IMW_STELLAR_OP_CHANGE_TRUST:
    case IMW_STELLAR_OP_MANAGE_DATA:
      break;
    }
}
