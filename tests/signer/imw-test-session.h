/* imw-test-session.h: a session with a cheap password and a clock that stands still
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-session.h"
#include "imw-test-keys.h"

G_BEGIN_DECLS

#define IMW_TEST_PASSWORD "correct horse"
#define IMW_TEST_WALL_MS  G_GINT64_CONSTANT (1800000000000)

extern const ImwSessionCost imw_test_cost;

/* What a wallet has: a signer and the vault as it is stored. */
typedef struct
{
  ImwClock   *clock;
  ImwSession *session;
  GBytes     *vault;
} ImwTestWallet;

void     imw_test_wallet_set_up (ImwTestWallet *self, gconstpointer environment);
void     imw_test_wallet_tear_down (ImwTestWallet *self, gconstpointer environment);
void     imw_test_wallet_restart (ImwTestWallet *self);
void     imw_test_wallet_create (ImwTestWallet *self, const char *passphrase, gboolean ask_passphrase, guint32 autolock_s);
guint64  imw_test_wallet_begin (ImwTestWallet *self, GError **error);
gboolean imw_test_wallet_unlock (ImwTestWallet *self, const char *password, const char *passphrase, GError **error);

G_END_DECLS
