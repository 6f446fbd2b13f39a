/* esplora-fixture.h: a backend, two fake servers, and a little wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "fake-esplora.h"

#include "imw-esplora.h"

G_BEGIN_DECLS

typedef struct
{
  FakeEsplora  *fake;  /* the preferred server */
  FakeEsplora  *other; /* (nullable) */
  ImwChain     *chain;
  ImwHosts     *hosts;
  ImwClock     *clock;
  ImwHttp      *http;
  ImwBackend   *backend;
  char         *account_key;
  GPtrArray    *addresses; /* (element-type ImwSyncAddress) what the wallet keeps */
  GHashTable   *records;   /* (element-type utf8 ImwTxRecord) */
  gint64        tip_height;
  char         *tip_hash;
  ImwSyncBatch *batch; /* (nullable): the last one */
  GError       *error; /* (nullable): of the last call */
  GBytes       *raw;   /* (nullable): of the last get_raw */
  guint         n_changed;
  gboolean      done;
} Fixture;

char              *fixture_account_key (guint8 number);
void               fixture_set_up (Fixture *self, gconstpointer two_servers);
void               fixture_tear_down (Fixture *self, gconstpointer two_servers);
GBytes            *fixture_script (Fixture *self, guint32 branch, guint32 index);
FakeTx            *fixture_pay (Fixture *self, guint32 branch, guint32 index, guint64 value_sat);
gboolean           fixture_sync (Fixture *self, gboolean deep); /* keeps batch or error */
void               fixture_sync_start (Fixture *self, gboolean deep, GCancellable *cancellable);
void               fixture_wait (Fixture *self);
void               fixture_apply (Fixture *self); /* the batch into the wallet */
void               fixture_assert_error (Fixture *self, gint code);
gint64             fixture_balance (Fixture *self);
const ImwTxRecord *fixture_find (Fixture *self, const char *txid);
gint64             fixture_net (const ImwTxRecord *record);
gboolean           fixture_submit (Fixture *self, GBytes *raw, const char *txid);
gboolean           fixture_get_raw (Fixture *self, const char *txid);
gboolean           fixture_get_fees (Fixture *self, ImwFeeTable *fees);

G_END_DECLS
