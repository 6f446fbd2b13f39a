/* imw-attempts.c: what wrong passwords cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-attempts"

#include "config.h"

#include "imw-attempts.h"

#include "imw-error.h"

/* More names than any owner has wallets. When they are used up no new one is taken: forgetting an old one would
 * forgive it. */
#define NAMES_MAX 64

typedef struct
{
  guint32 failures;
  gint64  not_before_boot_ms;
} Entry;

struct _ImwAttempts
{
  ImwClock   *clock;
  GHashTable *entries; /* (element-type utf8 Entry) */
};

/**
 * imw_attempts_new:
 * @clock: whose time it is
 *
 * Returns: (transfer full): no counts yet
 */
ImwAttempts *
imw_attempts_new (ImwClock *clock)
{
  ImwAttempts *self = g_new0 (ImwAttempts, 1);

  self->clock = g_object_ref (clock);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * imw_attempts_free:
 * @self: (transfer full): counts
 *
 * Forgets them.
 */
void
imw_attempts_free (ImwAttempts *self)
{
  g_clear_object (&self->clock);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_free (self);
}

/**
 * imw_attempts_delay_ms:
 * @failures: number of wrong passwords in a row
 *
 * Returns: how long the next try has to wait: nothing up to three, then 5 s, 15 s, 1 min, 5 min, 15 min, 1 h
 */
gint64
imw_attempts_delay_ms (guint32 failures)
{
  static const gint64 delays_s[] = { 0, 0, 0, 0, 5, 15, 60, 5 * 60, 15 * 60, 60 * 60 };

  return delays_s[MIN (failures, G_N_ELEMENTS (delays_s) - 1)] * 1000;
}

/**
 * imw_attempts_begin:
 * @self: counts
 * @name: what is tried, a wallet id
 * @known_failures: the count that came with it
 * @known_not_before_ms: the wall time that came with it
 * @failures: (out): the count with this try in it
 * @not_before_ms: (out): wall time of the next try, should this one fail
 * @error: return location
 *
 * The higher of both counts holds, so that an old copy gains nothing; the longer of both waits holds, so that a
 * clock set forward gains nothing in this process. A clock set back never makes the wait longer than the count is
 * worth.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_RATE_LIMITED or %IMW_ERROR_BUSY
 */
gboolean
imw_attempts_begin (ImwAttempts *self,
                    const char  *name,
                    guint32      known_failures,
                    gint64       known_not_before_ms,
                    guint32     *failures,
                    gint64      *not_before_ms,
                    GError     **error)
{
  Entry *entry = g_hash_table_lookup (self->entries, name);
  gint64 wall_ms = imw_clock_get_wall_ms (self->clock);
  gint64 boot_ms = imw_clock_get_boot_ms (self->clock);
  gint64 wait_ms = 0;

  if (entry == NULL)
    {
      if (g_hash_table_size (self->entries) >= NAMES_MAX)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BUSY, "too many wallets tried");
          return FALSE;
        }
      entry = g_new0 (Entry, 1);
      entry->not_before_boot_ms = boot_ms;
      g_hash_table_insert (self->entries, g_strdup (name), entry);
    }
  entry->failures = MAX (entry->failures, known_failures);

  if (known_not_before_ms > wall_ms)
    wait_ms = MIN (known_not_before_ms - MAX (wall_ms, 0), imw_attempts_delay_ms (entry->failures));
  wait_ms = MAX (wait_ms, entry->not_before_boot_ms - boot_ms);
  if (wait_ms > 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED,
                   "too many wrong passwords wait_ms=%" G_GINT64_FORMAT, wait_ms);
      return FALSE;
    }

  if (entry->failures < G_MAXUINT32)
    entry->failures++;
  entry->not_before_boot_ms = boot_ms + imw_attempts_delay_ms (entry->failures);
  *failures = entry->failures;
  *not_before_ms = wall_ms + imw_attempts_delay_ms (entry->failures);

  return TRUE;
}

/**
 * imw_attempts_forgive:
 * @self: counts
 * @name: what was opened
 *
 * The right password was given.
 */
void
imw_attempts_forgive (ImwAttempts *self, const char *name)
{
  Entry *entry = g_hash_table_lookup (self->entries, name);

  if (entry == NULL)
    return;

  entry->failures = 0;
  entry->not_before_boot_ms = imw_clock_get_boot_ms (self->clock);
}
