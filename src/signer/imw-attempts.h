/* imw-attempts.h: what wrong passwords cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-clock.h"

G_BEGIN_DECLS

/* The counts of this process, by name. Main thread. */
typedef struct _ImwAttempts ImwAttempts;

ImwAttempts *imw_attempts_new (ImwClock *clock);
void         imw_attempts_free (ImwAttempts *self);
gint64       imw_attempts_delay_ms (guint32 failures);
/* Counts one more try before it is made. RATE_LIMITED (message ends in " wait_ms=N"), BUSY (too many names) */
gboolean imw_attempts_begin (ImwAttempts *self, const char *name, guint32 known_failures, gint64 known_not_before_ms, guint32 *failures, gint64 *not_before_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_attempts_forgive (ImwAttempts *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwAttempts, imw_attempts_free)

G_END_DECLS
