/* horizon-fixture.h: a backend, fake servers, and a little wallet on Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "fake-horizon.h"

#include "imw-horizon.h"

G_BEGIN_DECLS

#define XLM_ME     "GDLZ7HHB6USKFKOUJBNVK4DEHPNUEADXL6YKHB2LLG3W5R4EXBATDG3K"
#define XLM_OTHER  "GAZWGSJ64FKUYMSWTZCFBDRQRTADDWZWY25F7SVJLMC7ME66FFOLRHQ3"
#define XLM_ISSUER "GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN" /* USDC of the main network */
#define XLM_SPAM   "GAGUIBBDV7Z2OT7UH3KQ2QTSOUV5CXA52L52MWIWNGN5VLVW2SHTWNBK"

typedef struct
{
  FakeHorizon            *fakes[2]; /* (nullable) */
  FakeHorizon            *fake;     /* the first one */
  const ImwStellarParams *params;
  ImwHosts               *hosts;
  ImwClock               *clock;
  ImwHttp                *http;
  ImwBackend             *backend;
  char                   *account_key;
  GPtrArray              *assets;  /* (element-type ImwAsset) */
  GPtrArray              *unfinal; /* (element-type utf8) */
  GHashTable             *records; /* (element-type utf8 ImwTxRecord) */
  gint64                  tip_height;
  char                   *cursor;
  gint64                  birthday_ms;
  ImwSyncBatch           *batch;  /* (nullable): the last one */
  GError                 *error;  /* (nullable): of the last call */
  GAsyncResult           *result; /* (nullable) */
  guint                   n_advanced;
} HorizonFixture;

void               horizon_fixture_set_up (HorizonFixture *self, guint n_servers);
void               horizon_fixture_tear_down (HorizonFixture *self);
void               horizon_fixture_wait (HorizonFixture *self);
void               horizon_fixture_got_cb (GObject *object, GAsyncResult *result, gpointer user_data);
gboolean           horizon_fixture_sync (HorizonFixture *self);
gboolean           horizon_fixture_history (HorizonFixture *self);
const ImwTxRecord *horizon_fixture_find (HorizonFixture *self, const char *txid);
void               horizon_fixture_assert_balance (HorizonFixture *self, const char *symbol, const char *base_units);
void               horizon_fixture_assert_net (HorizonFixture *self, const char *txid, const char *symbol, const char *base_units);

G_END_DECLS
