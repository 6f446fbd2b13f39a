/* imw-practice-stellar.c: the practice network's Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-stellar"

#include "config.h"

#include "imw-practice-stellar.h"

#include "imw-practice-sign.h"
#include "imw-practice-xlm-private.h"

#include "imw-error.h"
#include "imw-hash.h"

#include <string.h>

#define UNIT         IMW_PRACTICE_STELLAR_UNIT
#define ROOT_BALANCE (G_GINT64_CONSTANT (100000000000) * UNIT)
#define ROLE_BALANCE (G_GINT64_CONSTANT (10000) * UNIT)
#define RICH_BALANCE (G_GINT64_CONSTANT (500000000) * UNIT)
#define RICH_TOKENS  (G_GINT64_CONSTANT (500000000) * UNIT)

typedef struct
{
  ImwPracticeStellarFunc func;
  gpointer               user_data;
} Watcher;

static const char *const role_names[IMW_XLM_N_ROLES] = {
  [IMW_PRACTICE_STELLAR_ROOT] = "root",
  [IMW_PRACTICE_STELLAR_USDC_ISSUER] = "usdc issuer",
  [IMW_PRACTICE_STELLAR_EURC_ISSUER] = "eurc issuer",
  [IMW_PRACTICE_STELLAR_ANCHOR] = "anchor",
  [IMW_PRACTICE_STELLAR_ANCHOR_SIGNING] = "anchor signing",
  [IMW_PRACTICE_STELLAR_SWAP] = "swap",
};

static gint64
get_first_balance (ImwPracticeStellarRole role)
{
  switch (role)
    {
    case IMW_PRACTICE_STELLAR_ROOT:
      return ROOT_BALANCE;

    case IMW_PRACTICE_STELLAR_USDC_ISSUER:
    case IMW_PRACTICE_STELLAR_EURC_ISSUER:
      return ROLE_BALANCE;

    case IMW_PRACTICE_STELLAR_ANCHOR:
    case IMW_PRACTICE_STELLAR_SWAP:
      return RICH_BALANCE;

    case IMW_PRACTICE_STELLAR_ANCHOR_SIGNING:
      break;
    }

  return 0;
}

static void
add_lines (ImwPracticeStellar *self, ImwXlmAccount *account)
{
  ImwXlmLine line = { .balance = RICH_TOKENS, .limit = G_MAXINT64 };

  for (guint i = 0; imw_xlm_market_get_asset (self, i, &line.asset); i++)
    {
      if (!imw_stellar_asset_is_native (&line.asset))
        g_array_append_val (account->lines, line);
    }
}

/* The ledger begins with everything where it is needed; how it came there nobody asks. */
static gboolean
make_accounts (ImwPracticeStellar *self, const ImwXlmHeader *header, GError **error)
{
  g_auto (ImwXlmRun) run = { 0 };

  imw_xlm_run_init (&run, self, header->height, header->time_s);
  for (guint i = 0; i < IMW_XLM_N_ROLES; i++)
    {
      gint64 balance = get_first_balance ((ImwPracticeStellarRole) i);
      g_autoptr (ImwXlmAccount) account = NULL;

      if (balance == 0)
        continue;

      account = imw_xlm_account_new (self->keys[i], balance, header->height << 32);
      if (i == IMW_PRACTICE_STELLAR_ANCHOR || i == IMW_PRACTICE_STELLAR_SWAP)
        add_lines (self, account);
      imw_xlm_run_set_account (&run, account);
    }
  imw_xlm_run_end_op (&run, TRUE);

  return imw_xlm_run_keep (&run, error);
}

static gboolean
make_chain (ImwPracticeStellar *self, gint64 closed, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, 32);
  ImwXlmHeader header = { 0 };

  header.height = MAX (closed + 1, IMW_XLM_FIRST_LEDGER);
  header.time_s = imw_practice_stellar_get_time_ms (self) / 1000;

  return make_accounts (self, &header, error) && imw_xlm_add_ledger (self, &header, ids, error);
}

static void
make_keys (ImwPracticeStellar *self)
{
  for (guint i = 0; i < IMW_XLM_N_ROLES; i++)
    {
      imw_practice_sign_get_ed25519_key (role_names[i], self->keys[i]);
      self->addresses[i] = imw_stellar_key_to_text (self->keys[i]);
    }
}

/* Transactions that waited when the server was stopped are due. */
static gboolean
catch_up (ImwPracticeStellar *self, GError **error)
{
  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, imw_xlm_close (self, FALSE, error), error);
}

/**
 * imw_practice_stellar_new:
 * @books: the books, which must outlive the new object
 * @passphrase: (nullable): of the network; %NULL for %IMW_PRACTICE_STELLAR_PASSPHRASE
 * @instant: whether a ledger closes as soon as a transaction is taken
 * @error: return location
 *
 * Where the books have no such ledger, one is made.
 *
 * Returns: (transfer full): the network. On %NULL @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
ImwPracticeStellar *
imw_practice_stellar_new (ImwLedger  *books,
                          const char *passphrase,
                          gboolean    instant,
                          GError    **error)
{
  g_autoptr (ImwPracticeStellar) self = g_new0 (ImwPracticeStellar, 1);
  gint64 height = 0;

  self->ledger = imw_ledger_new_chain (books, IMW_XLM_LEDGER_CHAIN);
  self->passphrase = g_strdup (passphrase != NULL ? passphrase : IMW_PRACTICE_STELLAR_PASSPHRASE);
  self->instant = instant;
  self->watchers = g_array_new (FALSE, FALSE, sizeof (Watcher));
  imw_sha256 ((const guint8 *) self->passphrase, strlen (self->passphrase), self->network_id);
  make_keys (self);

  if (!imw_ledger_get_height (self->ledger, &height, error))
    return NULL;
  if (height < 0 ? !imw_practice_stellar_reset (self, 0, error) : !catch_up (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imw_practice_stellar_free:
 * @self: (transfer full): the network
 *
 * Frees @self; the books stay.
 */
void
imw_practice_stellar_free (ImwPracticeStellar *self)
{
  g_clear_handle_id (&self->close_source, g_source_remove);
  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_clear_pointer (&self->watchers, g_array_unref);
  for (guint i = 0; i < IMW_XLM_N_ROLES; i++)
    g_free (self->addresses[i]);
  g_clear_pointer (&self->ledger, imw_ledger_free);
  g_free (self->passphrase);
  g_free (self);
}

/**
 * imw_practice_stellar_get_ledger:
 * @self: the network
 *
 * Returns: (transfer none): its books
 */
ImwLedger *
imw_practice_stellar_get_ledger (ImwPracticeStellar *self)
{
  return self->ledger;
}

/**
 * imw_practice_stellar_reset:
 * @self: the network
 * @closed: number of the newest ledger there was, so that the new ones come after it
 * @error: return location
 *
 * Makes a new ledger in books that were cleared.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_practice_stellar_reset (ImwPracticeStellar *self, gint64 closed, GError **error)
{
  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, make_chain (self, closed, error), error);
}

static gboolean
close_ledgers (ImwPracticeStellar *self, guint ledgers, GError **error)
{
  for (guint i = 0; i < ledgers; i++)
    {
      if (!imw_xlm_close (self, TRUE, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_practice_stellar_close:
 * @self: the network
 * @ledgers: how many
 * @error: return location
 *
 * Closes ledgers now; the first takes what waits.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_stellar_close (ImwPracticeStellar *self, guint ledgers, GError **error)
{
  if (!imw_ledger_begin (self->ledger, error) ||
      !imw_ledger_end (self->ledger, close_ledgers (self, ledgers, error), error))
    return FALSE;

  imw_xlm_tell_watchers (self);

  return TRUE;
}

/**
 * imw_practice_stellar_get_height:
 * @self: the network
 * @height: (out): number of the newest ledger
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_stellar_get_height (ImwPracticeStellar *self, gint64 *height, GError **error)
{
  ImwXlmHeader header;
  gboolean     found;

  if (!imw_xlm_find_header (self, -1, &header, &found, error))
    return FALSE;

  *height = found ? header.height : 0;

  return TRUE;
}

static gboolean
tell_cb (gpointer user_data)
{
  ImwPracticeStellar *self = user_data;

  self->tell_source = 0;
  for (guint i = 0; i < self->watchers->len; i++)
    {
      const Watcher *watcher = &g_array_index (self->watchers, Watcher, i);

      watcher->func (self, watcher->user_data);
    }

  return G_SOURCE_REMOVE;
}

/**
 * imw_xlm_tell_watchers: (skip)
 * @net: the network
 *
 * Tells the watchers that ledgers have closed, before the main loop looks at anything else.
 */
void
imw_xlm_tell_watchers (ImwPracticeStellar *net)
{
  if (net->tell_source == 0 && net->watchers->len > 0)
    net->tell_source = g_idle_add_full (G_PRIORITY_HIGH, tell_cb, net, NULL);
}

/**
 * imw_practice_stellar_watch:
 * @self: the network
 * @func: (scope forever): called after ledgers have closed
 * @user_data: data for @func, which must outlive @self
 *
 * Asks to be called from the main loop after ledgers have closed; it may have been more than one. @func may make
 * payments.
 */
void
imw_practice_stellar_watch (ImwPracticeStellar    *self,
                            ImwPracticeStellarFunc func,
                            gpointer               user_data)
{
  Watcher watcher = { func, user_data };

  g_array_append_val (self->watchers, watcher);
}

/**
 * imw_practice_stellar_get_address:
 * @self: the network
 * @role: who
 *
 * Returns: (transfer none): his account, "G…"
 */
const char *
imw_practice_stellar_get_address (ImwPracticeStellar *self, ImwPracticeStellarRole role)
{
  return self->addresses[role];
}

/**
 * imw_practice_stellar_get_key:
 * @self: the network
 * @role: who
 * @key: (out caller-allocates) (array fixed-size=32): his public key
 */
void
imw_practice_stellar_get_key (ImwPracticeStellar    *self,
                              ImwPracticeStellarRole role,
                              guint8                 key[32])
{
  memcpy (key, self->keys[role], 32);
}

/**
 * imw_practice_stellar_sign:
 * @self: the network
 * @role: who
 * @message: (array length=length): what he signs; of a transaction its hash
 * @length: bytes of @message
 * @signature: (out caller-allocates) (array fixed-size=64): his signature (RFC 8032)
 */
void
imw_practice_stellar_sign (ImwPracticeStellar    *self,
                           ImwPracticeStellarRole role,
                           const guint8          *message,
                           gsize                  length,
                           guint8                 signature[64])
{
  imw_practice_sign_ed25519 (role_names[role], message, length, signature);
}

/**
 * imw_practice_stellar_get_passphrase:
 * @self: the network
 *
 * Returns: (transfer none): its passphrase
 */
const char *
imw_practice_stellar_get_passphrase (ImwPracticeStellar *self)
{
  return self->passphrase;
}

/**
 * imw_practice_stellar_get_time_ms:
 * @self: the network
 *
 * Returns: the practice clock's time, milliseconds since 1970, UTC
 */
gint64
imw_practice_stellar_get_time_ms (ImwPracticeStellar *self)
{
  return imw_clock_get_wall_ms (imw_ledger_get_clock (self->ledger));
}
