/* imw-session.c: the signer's work, without its wires
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-session"

#include "config.h"

#include "imw-session.h"

#include "imw-session-private.h"

#include "imw-error.h"

#include <sodium.h>

/**
 * ImwSession:
 *
 * What the signer knows and does: at most one unlocked wallet, one password try, one described payment. Owned by
 * the process, lives on its main thread. "locked" fires when the keys were wiped.
 */

/* How often the time is looked at while a wallet is unlocked. Timers stand still while the machine sleeps and boot
 * time does not; every request looks too. */
#define CHECK_INTERVAL_S 5

enum
{
  LOCKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwSession, imw_session, G_TYPE_OBJECT)

/**
 * imw_session_new_id:
 *
 * Returns: a random number that can't be guessed and is not 0
 */
guint64
imw_session_new_id (void)
{
  guint64 id;

  do
    randombytes_buf (&id, sizeof id);
  while (id == 0);

  return id;
}

/**
 * imw_session_drop_payment:
 * @self: a session
 *
 * Forgets the described payment or message and its token.
 */
void
imw_session_drop_payment (ImwSession *self)
{
  self->token = 0;
  self->message_token = 0;
  g_clear_pointer (&self->message_kind, g_free);
  g_clear_pointer (&self->payment_chain, g_free);
  g_clear_pointer (&self->payment, g_bytes_unref);
  g_clear_pointer (&self->description, imw_description_unref);
}

/**
 * imw_session_check_keys:
 * @self: a session
 * @error: return location
 *
 * Looks at the time first.
 *
 * Returns: %TRUE when unlocked, or %FALSE with %IMW_ERROR_LOCKED
 */
gboolean
imw_session_check_keys (ImwSession *self, GError **error)
{
  imw_session_check_time (self);
  if (self->keys != NULL)
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");

  return FALSE;
}

static gboolean
check_time_cb (gpointer user_data)
{
  imw_session_check_time (user_data);

  return G_SOURCE_CONTINUE;
}

/**
 * imw_session_enter:
 * @self: a session
 * @keys: (transfer full): the keys
 * @vault: the vault they came from, as given out
 * @vault_key: its key
 * @autolock_s: its policy
 *
 * Unlocked from here on. What was unlocked before is wiped without a word.
 */
void
imw_session_enter (ImwSession  *self,
                   ImwKeysTree *keys,
                   GBytes      *vault,
                   ImwSecret   *vault_key,
                   guint32      autolock_s)
{
  imw_session_leave (self, NULL);

  self->vault = g_bytes_ref (vault);
  self->vault_key = imw_secret_ref (vault_key);
  self->keys = keys;
  self->autolock_s = autolock_s;
  imw_session_touch (self);
  if (autolock_s > 0)
    self->timer = g_timeout_add_seconds (MIN (autolock_s, CHECK_INTERVAL_S), check_time_cb, self);
}

/**
 * imw_session_leave:
 * @self: a session
 * @reason: (nullable): for "locked", %NULL to be silent
 *
 * Wipes the keys and the described payment.
 */
void
imw_session_leave (ImwSession *self, const char *reason)
{
  gboolean was_unlocked = self->keys != NULL;

  imw_session_drop_payment (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->keys, imw_keys_tree_unref);
  g_clear_pointer (&self->vault, g_bytes_unref);
  g_clear_pointer (&self->vault_key, imw_secret_unref);
  self->autolock_s = 0;
  self->lock_at_ms = 0;

  if (was_unlocked && reason != NULL)
    g_signal_emit (self, signals[LOCKED], 0, reason);
}

/**
 * imw_session_is_current:
 * @self: a session
 * @header: of a vault
 *
 * Returns: %TRUE if @header is of the wallet that is unlocked
 */
gboolean
imw_session_is_current (ImwSession *self, const ImwVaultHeader *header)
{
  ImwVaultHeader current;

  return self->vault != NULL && imw_vault_parse (self->vault, &current, NULL) &&
         g_str_equal (current.wallet_id, header->wallet_id) &&
         current.environment == header->environment;
}

static void
imw_session_dispose (GObject *object)
{
  ImwSession *self = IMW_SESSION (object);

  imw_session_leave (self, NULL);
  imw_session_forget (self);
  imw_session_drop_attempt (self);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (imw_session_parent_class)->dispose (object);
}

static void
imw_session_finalize (GObject *object)
{
  ImwSession *self = IMW_SESSION (object);

  g_clear_pointer (&self->attempts, imw_attempts_free);

  G_OBJECT_CLASS (imw_session_parent_class)->finalize (object);
}

static void
imw_session_class_init (ImwSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_session_dispose;
  object_class->finalize = imw_session_finalize;

  /**
   * ImwSession::locked:
   * @self: the session
   * @reason: "asked" or "timeout"
   *
   * The keys were wiped.
   */
  signals[LOCKED] = g_signal_new ("locked", IMW_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
imw_session_init (ImwSession *self)
{
}

/**
 * imw_session_new:
 * @clock: whose time it is
 * @cost: what a password costs
 *
 * Returns: (transfer full): a locked session
 */
ImwSession *
imw_session_new (ImwClock *clock, const ImwSessionCost *cost)
{
  ImwSession *self = g_object_new (IMW_TYPE_SESSION, NULL);

  self->clock = g_object_ref (clock);
  self->cost = *cost;
  self->attempts = imw_attempts_new (clock);

  return self;
}

/**
 * imw_session_lock:
 * @self: a session
 *
 * Wipes the keys now.
 */
void
imw_session_lock (ImwSession *self)
{
  g_return_if_fail (IMW_IS_SESSION (self));

  imw_session_leave (self, "asked");
}

/**
 * imw_session_get_unlocked:
 * @self: a session
 *
 * Returns: %TRUE while there are keys
 */
gboolean
imw_session_get_unlocked (ImwSession *self)
{
  g_return_val_if_fail (IMW_IS_SESSION (self), FALSE);

  imw_session_check_time (self);

  return self->keys != NULL;
}

/**
 * imw_session_get_autolock_left_s:
 * @self: a session
 *
 * Returns: seconds until it locks itself, rounded up; 0 when it is locked or never does
 */
guint32
imw_session_get_autolock_left_s (ImwSession *self)
{
  g_return_val_if_fail (IMW_IS_SESSION (self), 0);

  imw_session_check_time (self);
  if (self->keys == NULL || self->lock_at_ms == 0)
    return 0;

  return (guint32) ((self->lock_at_ms - imw_clock_get_boot_ms (self->clock) + 999) / 1000);
}

/**
 * imw_session_get_autolock_s:
 * @self: a session
 *
 * Returns: seconds without a touch after which it locks itself; 0 when it is locked or never does
 */
guint32
imw_session_get_autolock_s (ImwSession *self)
{
  g_return_val_if_fail (IMW_IS_SESSION (self), 0);

  return self->autolock_s;
}

/**
 * imw_session_touch:
 * @self: a session
 *
 * The user is active. Too late is too late: a time that has run out is not started again.
 */
void
imw_session_touch (ImwSession *self)
{
  g_return_if_fail (IMW_IS_SESSION (self));

  imw_session_check_time (self);
  if (self->keys == NULL)
    return;

  self->lock_at_ms = self->autolock_s == 0
                         ? 0
                         : imw_clock_get_boot_ms (self->clock) + (gint64) self->autolock_s * 1000;
}

/**
 * imw_session_check_time:
 * @self: a session
 *
 * Locks when the time has come, and lets held words go. Called by a timer and by every request.
 */
void
imw_session_check_time (ImwSession *self)
{
  gint64 boot_ms;

  g_return_if_fail (IMW_IS_SESSION (self));

  boot_ms = imw_clock_get_boot_ms (self->clock);
  if (self->held_entropy != NULL && boot_ms >= self->held_until_ms)
    imw_session_forget (self);
  if (self->keys != NULL && self->lock_at_ms != 0 && boot_ms >= self->lock_at_ms)
    imw_session_leave (self, "timeout");
}
