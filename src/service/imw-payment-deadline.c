/* imw-payment-deadline.c: the last moment of a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-deadline"

#include "config.h"

#include "imw-account-private.h"
#include "imw-payment-private.h"

/* On networks with a deadline the same bytes are sent again until the network's own time is past it. A refusal,
 * a silent server or a server that does not know the payment are no proof before: it may still be taken. After
 * it, and only when a server whose newest block is later than the deadline positively doesn't have it, it did not
 * happen and can't any more. Our own clock never decides. */

/**
 * imw_payment_judge_deadline:
 * @self: a signed payment that is not in the books
 *
 * Returns: what the last sync says of its last moment
 */
ImwDeadlineState
imw_payment_judge_deadline (ImwPayment *self)
{
  gint64 missing_ms = 0;

  if (self->deadline_ms == 0 ||
      imw_account_get_network_time_ms (self->account) <= self->deadline_ms)
    return IMW_DEADLINE_NONE;

  missing_ms = imw_account_get_missing_ms (self->account, self->txid);

  return missing_ms > self->deadline_ms ? IMW_DEADLINE_MISSED : IMW_DEADLINE_OVER;
}
