/* imw-test-login.h: challenges of a provider for a wallet with known words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-login.h"
#include "imw-stellar-params.h"
#include "imw-stellar-tx.h"
#include "imw-test-vectors.h"

G_BEGIN_DECLS

/* The published set of challenges, good and bad, made over for one account: each keeps its own fault. */
typedef struct
{
  char          *name;
  gboolean       valid; /* an account without a number behind it may sign it */
  ImwLoginFacts *facts;
  GBytes        *challenge;
} ImwTestLogin;

void imw_test_login_free (ImwTestLogin *self);
/* (element-type ImwTestLogin) */
GPtrArray *imw_test_login_list (const ImwStellarParams *params, const char *account, gint64 now_ms);
/* one of them */
ImwTestLogin *imw_test_login_find (GPtrArray *logins, const char *name);
/* a transaction as a challenge, signed by the provider */
GBytes        *imw_test_login_wrap (const ImwStellarParams *params, ImwStellarTx *tx);
ImwLoginFacts *imw_test_login_facts (void);
void           imw_test_login_server_key (guint8 key[IMW_STELLAR_KEY_SIZE]);
/* a payment that only lacks its owner's signature */
ImwStellarTx *imw_test_stellar_tx (const char *account, gint64 sequence, gint64 now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwTestLogin, imw_test_login_free)

G_END_DECLS
