/* imw-poll.c: when a provider is asked again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-poll"

#include "config.h"

#include "imw-poll.h"

#define FAST_MS       2000
#define N_FAST        15
#define QUICK_MS      5000
#define N_QUICK       24
#define STEADY_MS     15000
#define STEADY_END_MS (10 * 60 * 1000)
#define SLOW_MS       60000
#define MOST_MS       (15 * 60 * 1000)

static gint64
regular_delay (guint n_asked, gint64 since_change_ms, gint64 status_eta_s)
{
  gint64 quarter_ms = status_eta_s > 0 ? MIN (status_eta_s, MOST_MS) * 1000 / 4 : 0;

  if (n_asked < N_FAST)
    return FAST_MS;
  if (n_asked < N_FAST + N_QUICK)
    return QUICK_MS;
  if (since_change_ms < STEADY_END_MS)
    return STEADY_MS;

  return CLAMP (quarter_ms, SLOW_MS, MOST_MS);
}

/**
 * imw_poll_delay:
 * @n_asked: answers since the state of the order last changed
 * @since_change_ms: how long ago that was, in milliseconds
 * @status_eta_s: seconds to the next change as the provider says, -1 not said
 * @n_failed: failures in a row since the last answer (429, 5xx, no network)
 * @jitter: 0 to 1000, by chance, so that wallets do not come in step; 500 is none
 *
 * Every 2 s 15 times, every 5 s 24 times, every 15 s until ten minutes have gone, then every minute, or a quarter of the
 * told time, at most every 15 minutes. Failures double it. A fifth less or more by chance. Who looks at the order, or
 * comes back from a lock or from being offline, asks at once.
 *
 * Returns: milliseconds until the next question
 */
gint64
imw_poll_delay (guint  n_asked,
                gint64 since_change_ms,
                gint64 status_eta_s,
                guint  n_failed,
                guint  jitter)
{
  gint64 delay_ms = regular_delay (n_asked, since_change_ms, status_eta_s);

  delay_ms = MIN (delay_ms << MIN (n_failed, 10), MOST_MS);

  return delay_ms * (800 + MIN (jitter, 1000) * 400 / 1000) / 1000;
}
