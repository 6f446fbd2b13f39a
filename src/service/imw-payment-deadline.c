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

#define LATE_MS 15000 /* a few blocks of the networks that have such a time */

static gint64
get_boot_ms (ImwPayment *self)
{
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;

  return service != NULL ? imw_clock_get_boot_ms (imw_wallet_service_get_clock (service)) : 0;
}

/**
 * imw_payment_note_deadline:
 * @self: a draft that has been built
 * @deadline_ms: its last moment, 0 none
 * @network_time_ms: the network's time when it was built, -1 unknown
 *
 * Keeps until when it makes sense to sign it: the time that is left by the network's clock, from now on.
 */
void
imw_payment_note_deadline (ImwPayment *self, gint64 deadline_ms, gint64 network_time_ms)
{
  gint64 now_ms = network_time_ms;

  self->send_until_boot_ms = 0;
  if (deadline_ms == 0 || self->wallet == NULL)
    return;

  if (now_ms <= 0)
    now_ms = imw_wallet_get_wall_ms (self->wallet);
  self->send_until_boot_ms = get_boot_ms (self) + deadline_ms - now_ms - LATE_MS;
}

/**
 * imw_payment_is_late:
 * @self: a payment that is described
 *
 * Returns: whether it could hardly be in a block before its last moment if it were signed now
 */
gboolean
imw_payment_is_late (ImwPayment *self)
{
  return self->send_until_boot_ms != 0 && get_boot_ms (self) > self->send_until_boot_ms;
}

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
