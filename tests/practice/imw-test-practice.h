/* imw-test-practice.h: a practice server of a test, asked over plain sockets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-bitcoin-params.h"
#include "imw-bitcoin-tx.h"
#include "imw-json.h"
#include "imw-practice-sign.h"

G_BEGIN_DECLS

typedef struct
{
  GSubprocess            *process; /* (nullable) while it does not run */
  char                   *folder;
  char                   *state_path;
  char                   *url;
  guint16                 port;
  const ImwBitcoinParams *params;
} TestServer;

/* an answer as it came over the wire */
typedef struct
{
  guint  status; /* 0: none came */
  char  *head;
  char  *body;
  gsize  length;    /* of what came of the body */
  gint64 announced; /* Content-Length, -1 when there was none */
} TestAnswer;

typedef struct
{
  ImwBitcoinTx *tx;
  GPtrArray    *prevouts;
  GPtrArray    *keys; /* (element-type ImwPracticeKey), owned by the test */
} TestTx;

TestServer *test_server_new (const char *first_option, ...) G_GNUC_NULL_TERMINATED;
void        test_server_start (TestServer *self, const char *const *options);
void        test_server_stop (TestServer *self); /* SIGTERM; the exit code must be 0 */
void        test_server_kill (TestServer *self);
void        test_server_free (TestServer *self);
TestAnswer *test_ask (TestServer *self, const char *method, const char *path, const char *body);
void        test_answer_free (TestAnswer *self);

char     *test_get (TestServer *self, const char *path);                         /* must be 200 */
JsonNode *test_get_json (TestServer *self, const char *path);                    /* must be 200 */
JsonNode *test_post_json (TestServer *self, const char *path, const char *body); /* must be 200 */
char     *test_broadcast (TestServer *self, const char *hex);                    /* the txid; must be taken */
void      test_refused (TestServer *self, const char *hex, int code, const char *words);
gint64    test_get_height (TestServer *self);
void      test_mine (TestServer *self, guint blocks);
gboolean  test_is_confirmed (TestServer *self, const char *txid);
guint     test_mempool_count (TestServer *self);

/* "a.b.0.c": members and indexes */
JsonNode   *test_json_at (JsonNode *node, const char *place);
gint64      test_json_int (JsonNode *node, const char *place);
const char *test_json_string (JsonNode *node, const char *place);
gboolean    test_json_boolean (JsonNode *node, const char *place);
guint       test_json_length (JsonNode *node, const char *place);

char *test_address (TestServer *self, ImwPracticeKey *key);
char *test_fund (TestServer *self, ImwPracticeKey *key, guint64 amount_sat); /* the coin is output 0 */

TestTx *test_tx_new (void);
void    test_tx_free (TestTx *self);
void    test_tx_add_input (TestTx *self, ImwPracticeKey *key, const char *txid, guint32 vout, guint64 value_sat, guint32 sequence);
void    test_tx_add_output (TestTx *self, guint64 value_sat, GBytes *script);
void    test_tx_pay_key (TestTx *self, guint64 value_sat, ImwPracticeKey *key);
char   *test_tx_sign (TestTx *self); /* the transaction in hexadecimal */
/* one input, one output */
char *test_spend (ImwPracticeKey *from, const char *txid, guint32 vout, guint64 value_sat, guint64 fee_sat, ImwPracticeKey *to, guint32 sequence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestServer, test_server_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestAnswer, test_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestTx, test_tx_free)

G_END_DECLS
