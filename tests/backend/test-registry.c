/* test-registry.c: the servers that come with the program, and the backend without a network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-dummy-backend.h"
#include "imw-esplora-json.h"
#include "imw-json.h"
#include "imw-error.h"
#include "imw-networks.h"

#include <string.h>

#define TXID "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"

#define ONE_NETWORK(rest)                                                             \
  "{\"version\":1,\"networks\":[{\"chain\":\"bitcoin\",\"network\":\"x\"," rest "}]," \
  "\"prices\":[]}"

static ImwChain *
new_chain (ImwEnvironment environment,
           const char    *network)
{
  g_autoptr (GError) error = NULL;
  ImwChain *chain = imw_chain_registry_new_chain ("bitcoin", environment, network, &error);

  g_assert_no_error (error);

  return chain;
}

static void
test_networks (void)
{
  static const struct
  {
    ImwEnvironment environment;
    const char    *network;
    guint          n_servers;
    const char    *explorer;
  } cases[] = {
    { IMW_ENVIRONMENT_MAIN, NULL, 2, "https://mempool.space/tx/" TXID },
    { IMW_ENVIRONMENT_TEST, NULL, 1, "https://mempool.space/testnet4/tx/" TXID },
    { IMW_ENVIRONMENT_TEST, "signet", 2, "https://mempool.space/signet/tx/" TXID },
    { IMW_ENVIRONMENT_LOCAL, NULL, 0, NULL },
    { IMW_ENVIRONMENT_PRACTICE, NULL, 0, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ImwChain) chain = new_chain (cases[i].environment, cases[i].network);
      g_auto (GStrv) servers = imw_backend_registry_default_servers (chain);
      g_autofree char *explorer = imw_backend_registry_explorer_url (chain, TXID);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwBackend) backend = imw_backend_registry_new_backend (chain, NULL, &error);

      g_assert_cmpuint (g_strv_length (servers), ==, cases[i].n_servers);
      g_assert_cmpstr (explorer, ==, cases[i].explorer);
      if (cases[i].n_servers == 0)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
      else
        {
          g_assert_no_error (error);
          g_assert_cmpstr (imw_backend_get_server (backend), ==, servers[0]);
          g_assert_cmpint (imw_backend_get_state (backend), ==, IMW_BACKEND_UNKNOWN);
          g_assert_null (imw_backend_get_last_error (backend));
        }
    }
}

static void
test_own_servers (void)
{
  static const struct
  {
    const char *url;
    gint        code; /* -1: taken */
    const char *base;
  } cases[] = {
    { "http://127.0.0.1:3000/", -1, "http://127.0.0.1:3000" },
    { "http://localhost:3000/api/", -1, "http://localhost:3000/api" },
    { "https://example.com", -1, "https://example.com" },
    { "http://example.com", IMW_ERROR_REFUSED, NULL },
    { "example.com", IMW_ERROR_BAD_INPUT, NULL },
    { "https://example.com/?a=1", IMW_ERROR_BAD_INPUT, NULL },
    { "https://user:word@example.com/", IMW_ERROR_BAD_INPUT, NULL },
    { "", IMW_ERROR_BAD_INPUT, NULL },
  };
  g_autoptr (ImwChain) chain = new_chain (IMW_ENVIRONMENT_LOCAL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *servers[] = { cases[i].url, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwBackend) backend = imw_backend_registry_new_backend (chain, servers, &error);

      if (cases[i].code < 0)
        g_assert_cmpstr (imw_backend_get_server (backend), ==, cases[i].base);
      else
        g_assert_error (error, IMW_ERROR, cases[i].code);
    }
}

static void
test_bad_files (void)
{
  static const char *const files[] = {
    "",
    "{}",
    "{\"version\":2,\"networks\":[],\"prices\":[]}",
    "{\"version\":1,\"networks\":[{}],\"prices\":[]}",
    ONE_NETWORK ("\"block_seconds\":0,\"servers\":[]"),
    ONE_NETWORK ("\"block_seconds\":1,\"servers\":[\"http://a.example\"]"),
    ONE_NETWORK ("\"block_seconds\":1,\"servers\":[],\"explorer\":\"https://a.example/\""),
    "{\"version\":1,\"networks\":[],\"prices\":[{\"kind\":\"x\",\"url\":\"y\"}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (files[i], strlen (files[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (imw_networks_parse (bytes, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
    }
}

static void
test_fee_levels (void)
{
  static const struct
  {
    const char *text;
    gboolean    ok;
    gboolean    known;
    guint64     slow;
    guint64     normal;
    guint64     fast;
  } cases[] = {
    { "{\"1\":87.882,\"2\":87.882,\"6\":68.285,\"144\":1.027}", TRUE, TRUE, 1027, 68285, 87882 },
    { "{\"2\":1.0001,\"6\":1,\"144\":1}", TRUE, TRUE, 1000, 1000, 1001 }, /* rounded up */
    /* not below the minimum */
    { "{\"2\":0.5,\"6\":0.25,\"144\":0.1}", TRUE, TRUE, 1000, 1000, 1000 },
    /* never slower for more */
    { "{\"2\":5,\"6\":10,\"144\":20}", TRUE, TRUE, 20000, 20000, 20000 },
    { "{\"2\":1e1,\"6\":1.5E0,\"144\":10e-1}", TRUE, TRUE, 1000, 1500, 10000 },
    { "{\"2\":2000,\"6\":2000,\"504\":1.999999999999999999999}",
      TRUE,
      TRUE,
      2000,
      2000000,
      2000000 },
    { "{\"2\":10,\"6\":5}", TRUE, FALSE, 0, 0, 0 },
    { "{\"1008\":1}", TRUE, FALSE, 0, 0, 0 },
    { "{}", TRUE, FALSE, 0, 0, 0 },
    { "{\"2\":2000.001,\"6\":5,\"144\":1}", FALSE, FALSE, 0, 0, 0 },
    { "{\"2\":1e30,\"6\":5,\"144\":1}", FALSE, FALSE, 0, 0, 0 },
    { "{\"2\":0,\"6\":5,\"144\":1}", FALSE, FALSE, 0, 0, 0 },
    { "{\"2\":-1,\"6\":5,\"144\":1}", FALSE, FALSE, 0, 0, 0 },
    { "{\"2\":\"x\",\"6\":5,\"144\":1}", FALSE, FALSE, 0, 0, 0 },
    { "{\"2\":[],\"6\":5,\"144\":1}", FALSE, FALSE, 0, 0, 0 },
    { "[]", FALSE, FALSE, 0, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = imw_json_parse (cases[i].text, -1, 1024, &error);
      ImwFeeTable fees;
      gboolean    ok;

      g_assert_no_error (error);
      ok = imw_esplora_fees_parse (node, 30, &fees, &error);
      g_test_message ("%s", cases[i].text);
      g_assert_true (ok == cases[i].ok);
      if (!ok)
        {
          g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
          continue;
        }
      g_assert_true (fees.known == cases[i].known);
      g_assert_cmpuint (fees.minimum_milli, ==, 1000);
      g_assert_cmpuint (fees.rate_milli[IMW_FEE_SLOW], ==, cases[i].slow);
      g_assert_cmpuint (fees.rate_milli[IMW_FEE_NORMAL], ==, cases[i].normal);
      g_assert_cmpuint (fees.rate_milli[IMW_FEE_FAST], ==, cases[i].fast);
      if (fees.known)
        g_assert_cmpuint (fees.expected_s[IMW_FEE_NORMAL], ==, 180);
    }
}

static void
test_status (void)
{
  const ImwEsploraStats stats = { 1, 2, 3, 4, 5, 6 };
  g_autofree char      *status = imw_esplora_stats_to_status (&stats);

  g_assert_cmpstr (status, ==, "c:1:2:3,m:4:5:6");
  g_assert_cmpint (imw_esplora_status_get_chain_txs (status), ==, 3);
  g_assert_cmpint (imw_esplora_status_get_chain_txs (NULL), ==, 0);
  g_assert_cmpint (imw_esplora_status_get_chain_txs (""), ==, 0);
  g_assert_cmpint (imw_esplora_status_get_chain_txs ("c:1:2:x,m:1:2:3"), ==, 0);
  g_assert_cmpint (imw_esplora_status_get_chain_txs ("c:1:2:3"), ==, 0);
  g_assert_cmpint (imw_esplora_status_get_chain_txs ("d:1:2:3,m:1:2:3"), ==, 0);
}

static void
test_split (void)
{
  static const struct
  {
    const char *text;
    int         n_parts; /* -1: refused */
  } cases[] = {
    { "[]", 0 },
    { " [ ] \n", 0 },
    { "[1]", 1 },
    { "[{\"a\":[1,2,{\"b\":\"],[\\\"\"}]}, \"x,\\\\\" ,[]]", 3 },
    { "", -1 },
    { "{}", -1 },
    { "[", -1 },
    { "[1", -1 },
    { "[1,", -1 },
    { "[1,]", -1 },
    { "[,1]", -1 },
    { "[1]]", -1 },
    { "[1] x", -1 },
    { "[\"abc]", -1 },
    { "[\"abc\\", -1 },
    { "[{]", -1 },
  };
  g_autofree char *deep = g_strnfill (100, '[');
  g_autoptr (GBytes) deep_bytes = g_bytes_new (deep, 100);
  g_autoptr (GError) deep_error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (cases[i].text, strlen (cases[i].text));
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) parts = imw_esplora_split_array (bytes, &error);

      g_test_message ("%s", cases[i].text);
      if (cases[i].n_parts < 0)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
      else
        g_assert_cmpuint (parts->len, ==, (guint) cases[i].n_parts);
    }
  g_assert_null (imw_esplora_split_array (deep_bytes, &deep_error));
  g_assert_error (deep_error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
}

typedef struct
{
  ImwSyncBatch *batch;
  GBytes       *raw;
  GError       *error;
  gboolean      done;
} Answer;

static void
synced_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;

  answer->batch = imw_backend_sync_finish (IMW_BACKEND (object), result, &answer->error);
  answer->done = TRUE;
}

static void
raw_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Answer *answer = user_data;

  answer->raw = imw_backend_get_raw_finish (IMW_BACKEND (object), result, &answer->error);
  answer->done = TRUE;
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Answer *answer = user_data;

  g_assert_true (imw_backend_submit_finish (IMW_BACKEND (object),
                                            result,
                                            &answer->error) == (answer->error == NULL));
  answer->done = TRUE;
}

static void
wait (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
  answer->done = FALSE;
}

static void
test_dummy (void)
{
  g_autoptr (ImwBackend) backend = imw_dummy_backend_new ();
  ImwDummyBackend *dummy = IMW_DUMMY_BACKEND (backend);
  g_autoptr (GError) down = g_error_new (IMW_ERROR, IMW_ERROR_NETWORK, "down");
  g_autoptr (GBytes) raw = g_bytes_new_static ("x", 1);
  g_auto (GStrv) submitted = NULL;
  ImwSyncBatch *batch = imw_sync_batch_new ();
  Answer        answer = { 0 };

  batch->tip_height = 7;
  imw_dummy_backend_push_batch (dummy, batch);
  imw_backend_sync_async (backend, imw_sync_request_new ("key"), NULL, synced_cb, &answer);
  g_assert_false (answer.done);
  wait (&answer);
  g_assert_true (answer.batch == batch);
  g_clear_pointer (&answer.batch, imw_sync_batch_free);
  g_assert_cmpstr (imw_dummy_backend_get_last_request (dummy)->account_key, ==, "key");

  imw_backend_sync_async (backend, imw_sync_request_new ("key"), NULL, synced_cb, &answer);
  wait (&answer);
  g_assert_cmpint (answer.batch->tip_height, ==, 100);
  g_assert_cmpuint (answer.batch->records->len, ==, 0);
  g_clear_pointer (&answer.batch, imw_sync_batch_free);
  g_assert_cmpuint (imw_dummy_backend_get_n_syncs (dummy), ==, 2);

  imw_dummy_backend_set_error (dummy, down);
  imw_backend_sync_async (backend, imw_sync_request_new ("key"), NULL, synced_cb, &answer);
  wait (&answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_NETWORK);
  g_clear_error (&answer.error);
  g_assert_cmpint (imw_backend_get_state (backend), ==, IMW_BACKEND_FAILING);
  g_assert_nonnull (imw_backend_get_last_error (backend));
  imw_dummy_backend_set_error (dummy, NULL);

  imw_dummy_backend_push_submit_error (dummy, down);
  imw_backend_submit_async (backend, raw, TXID, NULL, submitted_cb, &answer);
  wait (&answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_NETWORK);
  g_clear_error (&answer.error);
  imw_backend_get_raw_async (backend, TXID, NULL, raw_cb, &answer);
  wait (&answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&answer.error);
  imw_backend_submit_async (backend, raw, TXID, NULL, submitted_cb, &answer);
  wait (&answer);
  g_assert_no_error (answer.error);
  imw_backend_get_raw_async (backend, TXID, NULL, raw_cb, &answer);
  wait (&answer);
  g_assert_true (g_bytes_equal (answer.raw, raw));
  g_clear_pointer (&answer.raw, g_bytes_unref);
  submitted = imw_dummy_backend_dup_submitted (dummy);
  g_assert_cmpuint (g_strv_length (submitted), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backend/registry/networks", test_networks);
  g_test_add_func ("/backend/registry/own-servers", test_own_servers);
  g_test_add_func ("/backend/registry/bad-files", test_bad_files);
  g_test_add_func ("/backend/esplora-json/fee-levels", test_fee_levels);
  g_test_add_func ("/backend/esplora-json/status", test_status);
  g_test_add_func ("/backend/esplora-json/split", test_split);
  g_test_add_func ("/backend/dummy", test_dummy);

  return g_test_run ();
}
