/* imw-test-anchor.h: an anchor whose every answer the test decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-anchor.h"
#include "imw-http-server.h"

G_BEGIN_DECLS

#define IMW_TEST_ISSUER "GAGUIBBDV7Z2OT7UH3KQ2QTSOUV5CXA52L52MWIWNGN5VLVW2SHTWNBK"
#define IMW_TEST_PAY_TO "GDLZ7HHB6USKFKOUJBNVK4DEHPNUEADXL6YKHB2LLG3W5R4EXBATDG3K"
#define IMW_TEST_USDC   "stellar:USDC:" IMW_TEST_ISSUER

/* One question that came. */
typedef struct
{
  char *what;  /* "GET /sep6/transaction" */
  char *query; /* "a=1&b=2", sorted; "" */
  char *token; /* (nullable) of Authorization */
  char *type;  /* (nullable) Content-Type */
  char *body;
} ImwTestAsked;

typedef struct
{
  ImwHttpServer *server;
  ImwHosts      *hosts;
  ImwClock      *clock; /* moved by the test */
  ImwHttp       *http;
  ImwChain      *chain;
  ImwProvider   *provider;
  char          *domain;
  GHashTable    *replies; /* "METHOD /path" -> "STATUS JSON with ' for \"" */
  GPtrArray     *asked;   /* (element-type ImwTestAsked) */
  char          *toml;    /* (nullable) in place of the usual one */
  char          *signer;  /* (nullable) signing key in stellar.toml, when it is another than the one that signs */
  char          *address; /* ours */
  char          *token;   /* the next token's subject; (nullable): ours */
  guint          n_logins;
  guint          n_signed;
  guint          n_refuse_token; /* so many answers are 403 whatever the token */
  gboolean       must_not_sign;
} ImwTestAnchor;

void imw_test_anchor_set_up (ImwTestAnchor *self);
void imw_test_anchor_set_up_for (ImwTestAnchor *self, const char *domain); /* one of somebody else */
void imw_test_anchor_tear_down (ImwTestAnchor *self);
void imw_test_anchor_reply (ImwTestAnchor *self, const char *what, guint status, const char *json);
/* how often it was asked; the last one */
guint               imw_test_anchor_count (ImwTestAnchor *self, const char *what);
const ImwTestAsked *imw_test_anchor_last (ImwTestAnchor *self, const char *what);
void                imw_test_anchor_log_in (ImwTestAnchor *self);               /* gives the provider an account */
char               *imw_test_anchor_time (ImwTestAnchor *self, gint64 later_s); /* ISO 8601 */

/* turns the main loop until @done; a test that hangs fails */
GAsyncResult *imw_test_anchor_wait (GAsyncResult **result);
void          imw_test_anchor_done_cb (GObject *object, GAsyncResult *result, gpointer user_data); /* user_data: GAsyncResult ** */

ImwQuoteRequest   *imw_test_anchor_request (ImwTestAnchor *self, ImwRoute route, const char *put_in, const char *method);
ImwProviderReport *imw_test_anchor_report (ImwTestAnchor *self);
ImwQuote          *imw_test_anchor_preview (ImwTestAnchor *self, const ImwQuoteRequest *request, GError **error);
ImwQuote          *imw_test_anchor_lock (ImwTestAnchor *self, const ImwQuoteRequest *request, GError **error);
ImwOrder          *imw_test_anchor_begin (ImwTestAnchor *self, const ImwOrderRequest *request, char **url, GError **error);
ImwOrder          *imw_test_anchor_get_order (ImwTestAnchor *self, ImwRoute route, gboolean hosted, const char *id, GError **error);
ImwCustomer       *imw_test_anchor_get_customer (ImwTestAnchor *self, const ImwCustomerRequest *request, GError **error);
char              *imw_test_anchor_put_customer (ImwTestAnchor *self, const ImwCustomerRequest *request, GHashTable *values, GHashTable *files, GError **error);

G_END_DECLS
