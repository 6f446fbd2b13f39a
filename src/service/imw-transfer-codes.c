/* imw-transfer-codes.c: names of what the user sees of a transfer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-codes"

#include "config.h"

#include "imw-transfer.h"

G_DEFINE_BOXED_TYPE (ImwTransferEvent,
                     imw_transfer_event,
                     imw_transfer_event_copy,
                     imw_transfer_event_free)

/**
 * imw_stage_get_code:
 * @stage: a stage
 *
 * Returns: its stable name
 */
const char *
imw_stage_get_code (ImwStage stage)
{
  switch (stage)
    {
    case IMW_STAGE_DETAILS:
      return "details";

    case IMW_STAGE_PAYMENT:
      return "payment";

    case IMW_STAGE_PROVIDER:
      return "provider";

    case IMW_STAGE_ON_WAY:
      return "on-way";

    case IMW_STAGE_DELIVERED:
      return "delivered";

    case IMW_STAGE_REFUNDED:
      return "refunded";

    case IMW_STAGE_EXPIRED:
      return "expired";

    case IMW_STAGE_FAILED:
      return "failed";

    case IMW_STAGE_CANCELLED:
      return "cancelled";
    }

  g_return_val_if_reached ("failed");
}

/**
 * imw_stage_from_code:
 * @code: what imw_stage_get_code() gave
 * @stage: (out): which one
 *
 * Returns: whether it is one
 */
gboolean
imw_stage_from_code (const char *code, ImwStage *stage)
{
  for (guint i = IMW_STAGE_DETAILS; i <= IMW_STAGE_CANCELLED; i++)
    {
      if (g_strcmp0 (imw_stage_get_code ((ImwStage) i), code) == 0)
        {
          *stage = (ImwStage) i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * imw_stage_get_final:
 * @stage: a stage
 *
 * Returns: whether nothing more is expected
 */
gboolean
imw_stage_get_final (ImwStage stage)
{
  switch (stage)
    {
    case IMW_STAGE_DETAILS:
    case IMW_STAGE_PAYMENT:
    case IMW_STAGE_PROVIDER:
    case IMW_STAGE_ON_WAY:
      return FALSE;

    case IMW_STAGE_DELIVERED:
    case IMW_STAGE_REFUNDED:
    case IMW_STAGE_EXPIRED:
    case IMW_STAGE_FAILED:
    case IMW_STAGE_CANCELLED:
      return TRUE;
    }

  g_return_val_if_reached (TRUE);
}

/**
 * imw_need_get_code:
 * @need: what the user has to do
 *
 * Returns: its stable name
 */
const char *
imw_need_get_code (ImwNeed need)
{
  switch (need)
    {
    case IMW_NEED_NOTHING:
      return "nothing";

    case IMW_NEED_DETAILS:
      return "details";

    case IMW_NEED_FIX_DETAILS:
      return "fix-details";

    case IMW_NEED_CODE:
      return "code";

    case IMW_NEED_REVIEW:
      return "review";

    case IMW_NEED_REVIEW_CHANGED:
      return "review-changed";

    case IMW_NEED_STOPPED:
      return "stopped";

    case IMW_NEED_REQUOTE:
      return "requote";

    case IMW_NEED_PAY_IN:
      return "pay-in";

    case IMW_NEED_BROWSER:
      return "browser";

    case IMW_NEED_TRUSTLINE:
      return "trustline";

    case IMW_NEED_CLAIM:
      return "claim";

    case IMW_NEED_PICKUP:
      return "pickup";

    case IMW_NEED_UNLOCK:
      return "unlock";

    case IMW_NEED_CONTACT:
      return "contact";
    }

  g_return_val_if_reached ("nothing");
}

/**
 * imw_actor_get_code:
 * @actor: who acts next
 *
 * Returns: its stable name
 */
const char *
imw_actor_get_code (ImwActor actor)
{
  switch (actor)
    {
    case IMW_ACTOR_NOBODY:
      return "nobody";

    case IMW_ACTOR_USER:
      return "user";

    case IMW_ACTOR_WALLET:
      return "wallet";

    case IMW_ACTOR_NETWORK:
      return "network";

    case IMW_ACTOR_PROVIDER:
      return "provider";

    case IMW_ACTOR_BANK:
      return "bank";
    }

  g_return_val_if_reached ("nobody");
}

/**
 * imw_transfer_event_copy:
 * @self: an event
 *
 * Returns: (transfer full): a deep copy
 */
ImwTransferEvent *
imw_transfer_event_copy (const ImwTransferEvent *self)
{
  ImwTransferEvent *copy = g_memdup2 (self, sizeof *self);

  copy->code = g_strdup (self->code);
  copy->text = g_strdup (self->text);

  return copy;
}

/**
 * imw_transfer_event_free:
 * @self: (transfer full): an event
 */
void
imw_transfer_event_free (ImwTransferEvent *self)
{
  g_free (self->code);
  g_free (self->text);
  g_free (self);
}
