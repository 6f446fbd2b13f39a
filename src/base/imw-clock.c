/* imw-clock.c: time that tests can move
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-clock"

#include "config.h"

#include "imw-clock.h"

#include <time.h>

/**
 * ImwClock:
 *
 * Wall time and boot time. The default clock asks the system; a manual one stands still until a
 * test moves it. Any thread.
 */

struct _ImwClock
{
  GObject parent_instance;

  gboolean manual;
  GMutex   lock; /* guards the two below, which only a manual clock uses */
  gint64   wall_ms;
  gint64   boot_ms;
};

G_DEFINE_FINAL_TYPE (ImwClock, imw_clock, G_TYPE_OBJECT)

static void
imw_clock_finalize (GObject *object)
{
  ImwClock *self = IMW_CLOCK (object);

  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (imw_clock_parent_class)->finalize (object);
}

static void
imw_clock_class_init (ImwClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = imw_clock_finalize;
}

static void
imw_clock_init (ImwClock *self)
{
  g_mutex_init (&self->lock);
}

/**
 * imw_clock_get_default:
 *
 * Returns: (transfer none): the system's clock
 */
ImwClock *
imw_clock_get_default (void)
{
  static gsize clock = 0;

  if (g_once_init_enter (&clock))
    g_once_init_leave (&clock, (gsize) g_object_new (IMW_TYPE_CLOCK, NULL));

  return (ImwClock *) clock;
}

/**
 * imw_clock_new_manual:
 * @wall_ms: UTC, milliseconds since 1970
 * @boot_ms: milliseconds since the machine started
 *
 * Returns: (transfer full): a clock that stands still
 */
ImwClock *
imw_clock_new_manual (gint64 wall_ms,
                      gint64 boot_ms)
{
  ImwClock *self = g_object_new (IMW_TYPE_CLOCK, NULL);

  self->manual = TRUE;
  self->wall_ms = wall_ms;
  self->boot_ms = boot_ms;

  return self;
}

/**
 * imw_clock_get_wall_ms:
 * @self: a clock
 *
 * Returns: UTC, milliseconds since 1970; may jump either way
 */
gint64
imw_clock_get_wall_ms (ImwClock *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (IMW_IS_CLOCK (self), 0);

  if (!self->manual)
    return g_get_real_time () / 1000;

  locker = g_mutex_locker_new (&self->lock);

  return self->wall_ms;
}

/**
 * imw_clock_get_boot_ms:
 * @self: a clock
 *
 * Returns: milliseconds since the machine started, sleep included; never goes back
 */
gint64
imw_clock_get_boot_ms (ImwClock *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  struct timespec now = { 0 };

  g_return_val_if_fail (IMW_IS_CLOCK (self), 0);

  if (!self->manual)
    {
      int result = clock_gettime (CLOCK_BOOTTIME, &now);

      g_assert (result == 0);

      return (gint64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
    }

  locker = g_mutex_locker_new (&self->lock);

  return self->boot_ms;
}

/**
 * imw_clock_advance:
 * @self: a manual clock
 * @ms: 0 or more
 *
 * Moves both times.
 */
void
imw_clock_advance (ImwClock *self,
                   gint64    ms)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (IMW_IS_CLOCK (self));
  g_return_if_fail (self->manual);
  g_return_if_fail (ms >= 0);

  locker = g_mutex_locker_new (&self->lock);
  self->wall_ms += ms;
  self->boot_ms += ms;
}

/**
 * imw_clock_set_wall_ms:
 * @self: a manual clock
 * @wall_ms: UTC, milliseconds since 1970
 *
 * Sets the wall time, as a user or a time server does; boot time goes on as it was.
 */
void
imw_clock_set_wall_ms (ImwClock *self,
                       gint64    wall_ms)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (IMW_IS_CLOCK (self));
  g_return_if_fail (self->manual);

  locker = g_mutex_locker_new (&self->lock);
  self->wall_ms = wall_ms;
}
