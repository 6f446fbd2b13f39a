/* imw-clock.h: time that tests can move
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define IMW_TYPE_CLOCK (imw_clock_get_type ())

/* Wall time is UTC ms since 1970; boot time (CLOCK_BOOTTIME, ms) never jumps and counts sleep:
 * deadlines and delays run on it. Any thread. */
G_DECLARE_FINAL_TYPE (ImwClock, imw_clock, IMW, CLOCK, GObject)

ImwClock *imw_clock_get_default (void); /* transfer none: the system's clock */
ImwClock *imw_clock_new_manual (gint64 wall_ms, gint64 boot_ms);
gint64    imw_clock_get_wall_ms (ImwClock *self);
gint64    imw_clock_get_boot_ms (ImwClock *self);
void      imw_clock_advance (ImwClock *self, gint64 ms);          /* manual only: both clocks */
void      imw_clock_set_wall_ms (ImwClock *self, gint64 wall_ms); /* manual only: a jump */

G_END_DECLS
