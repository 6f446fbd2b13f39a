/* imw-poll.h: when a provider is asked again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Milliseconds until the next question about an order. n_asked: answers since its state last changed; n_failed: failures in a row since the
 * last answer; status_eta_s: -1 not said; jitter: 0 to 1000, from a source of chance, 500 for none. */
gint64 imw_poll_delay (guint n_asked, gint64 since_change_ms, gint64 status_eta_s, guint n_failed, guint jitter);

G_END_DECLS
