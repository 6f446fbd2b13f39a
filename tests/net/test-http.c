/* test-http.c: client and server against each other, with every fault
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-http-server.h"
#include "imw-http.h"

#include <string.h>

#define PURPOSE   "test"
#define MAX_BYTES 4096

typedef struct
{
  ImwHttpServer *server;
  ImwHttpServer *other;
  ImwHttp       *http;
  ImwHosts      *hosts;
  ImwClock      *clock;
  guint          n_flaky;
  guint          n_open;
  guint          n_most_open;
} Fixture;

typedef struct
{
  GBytes *body;
  guint   status;
  GError *error;
  guint  *n_left;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_clear_error (&answer->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static gboolean
slow_done_cb (gpointer user_data)
{
  ImwHttpExchange *exchange = user_data;
  Fixture         *fixture = g_object_get_data (G_OBJECT (exchange), "fixture");

  fixture->n_open--;
  imw_http_exchange_reply (exchange, 200, NULL, "slow", -1);

  return G_SOURCE_REMOVE;
}

static void
handle_flaky (Fixture         *fixture,
              ImwHttpExchange *exchange)
{
  fixture->n_flaky++;
  if (fixture->n_flaky == 1)
    imw_http_exchange_reply (exchange, 503, NULL, "later", -1);
  else if (fixture->n_flaky == 2)
    imw_http_exchange_drop (exchange);
  else
    imw_http_exchange_reply (exchange, 200, NULL, "at last", -1);
}

static void
handle_faults (Fixture         *fixture,
               ImwHttpExchange *exchange,
               const char      *path)
{
  g_autofree char *big = g_strnfill (MAX_BYTES + 1, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new (big, MAX_BYTES);

  if (g_str_equal (path, "/fault/drop"))
    imw_http_exchange_drop (exchange);
  else if (g_str_equal (path, "/fault/truncated"))
    imw_http_exchange_reply_truncated (exchange, 200, NULL, bytes, 100);
  else if (g_str_equal (path, "/fault/truncated-to-nothing"))
    imw_http_exchange_reply_truncated (exchange, 200, NULL, bytes, 0);
  else if (g_str_equal (path, "/fault/slow"))
    imw_http_exchange_reply_slowly (exchange, 200, NULL, bytes, 16, 20);
  else if (g_str_equal (path, "/fault/exact"))
    imw_http_exchange_reply (exchange, 200, NULL, big, MAX_BYTES);
  else if (g_str_equal (path, "/fault/over"))
    imw_http_exchange_reply (exchange, 200, NULL, big, MAX_BYTES + 1);
  else if (g_str_equal (path, "/fault/never"))
    imw_http_exchange_reply_after (exchange, 3000, 200, NULL, "late", -1);
  else if (g_str_equal (path, "/fault/500"))
    imw_http_exchange_reply (exchange, 500, NULL, "oops", -1);
  else if (g_str_equal (path, "/fault/400"))
    imw_http_exchange_reply (exchange, 400, NULL, "what?", -1);
  else
    imw_http_exchange_reply (exchange, 404, NULL, "nothing here", -1);
}

static void
handle_cb (ImwHttpServer   *server,
           ImwHttpExchange *exchange,
           gpointer         user_data)
{
  Fixture    *fixture = user_data;
  const char *path = imw_http_exchange_get_path (exchange);

  if (g_str_equal (path, "/echo"))
    imw_http_exchange_reply_bytes (exchange, 200, NULL, imw_http_exchange_get_body (exchange));
  else if (g_str_equal (path, "/agent"))
    imw_http_exchange_reply (exchange,
                             200,
                             NULL,
                             imw_http_exchange_get_header (exchange, "User-Agent"),
                             -1);
  else if (g_str_equal (path, "/query ä"))
    imw_http_exchange_reply (exchange,
                             200,
                             NULL,
                             imw_http_exchange_get_query_value (exchange, "a"),
                             -1);
  else if (g_str_equal (path, "/told"))
    {
      const char      *token = imw_http_exchange_get_header (exchange, "Authorization");
      g_autofree char *told = g_strconcat (imw_http_exchange_get_method (exchange),
                                           " ",
                                           token != NULL ? token : "nothing",
                                           NULL);

      imw_http_exchange_reply (exchange, 200, NULL, told, -1);
    }
  else if (g_str_equal (path, "/cookie"))
    {
      const char *cookie = imw_http_exchange_get_header (exchange, "Cookie");

      imw_http_exchange_add_header (exchange, "Set-Cookie", "id=1");
      imw_http_exchange_reply (exchange, 200, NULL, cookie != NULL ? cookie : "none", -1);
    }
  else if (g_str_equal (path, "/date"))
    {
      imw_http_exchange_add_header (exchange, "Date", "Thu, 01 Jan 2026 00:05:00 GMT");
      imw_http_exchange_reply (exchange, 200, NULL, "x", -1);
    }
  else if (g_str_equal (path, "/flaky"))
    handle_flaky (fixture, exchange);
  else if (g_str_equal (path, "/limited"))
    {
      imw_http_exchange_add_header (exchange,
                                    "Retry-After",
                                    imw_http_exchange_get_query_value (exchange, "s"));
      imw_http_exchange_reply (exchange, 429, NULL, "", -1);
    }
  else if (g_str_equal (path, "/open"))
    {
      fixture->n_open++;
      fixture->n_most_open = MAX (fixture->n_most_open, fixture->n_open);
      g_object_set_data (G_OBJECT (exchange), "fixture", fixture);
      g_timeout_add_full (G_PRIORITY_DEFAULT,
                          10,
                          slow_done_cb,
                          g_object_ref (exchange),
                          g_object_unref);
    }
  else if (g_str_equal (path, "/redirect"))
    {
      imw_http_exchange_add_header (exchange,
                                    "Location",
                                    imw_http_exchange_get_query_value (exchange, "to"));
      imw_http_exchange_reply (exchange, 302, NULL, "", -1);
    }
  else
    handle_faults (fixture, exchange, path);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  GError *error = NULL;

  fixture->clock = imw_clock_new_manual (G_GINT64_CONSTANT (1767225600000), 1000); /* 2026-01-01 */
  fixture->hosts = imw_hosts_new (fixture->clock);
  fixture->http = imw_http_new (fixture->hosts, fixture->clock);
  imw_http_set_retries (fixture->http, 3, 10);
  imw_http_set_timeouts (fixture->http, 30, 30000);
  fixture->server = imw_http_server_new (handle_cb, fixture, NULL);
  g_assert_true (imw_http_server_listen (fixture->server, 0, &error));
  g_assert_no_error (error);
  fixture->other = imw_http_server_new (handle_cb, fixture, NULL);
  g_assert_true (imw_http_server_listen (fixture->other, 0, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  imw_http_server_stop (fixture->server);
  imw_http_server_stop (fixture->other);
  g_assert_finalize_object (fixture->server);
  g_assert_finalize_object (fixture->other);
  g_assert_finalize_object (fixture->http);
  g_assert_finalize_object (fixture->hosts);
  g_assert_finalize_object (fixture->clock);
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Answer *answer = user_data;

  answer->body = imw_http_get_finish (IMW_HTTP (object), result, &answer->error);
  g_assert_true ((answer->body == NULL) == (answer->error != NULL));
  (*answer->n_left)--;
}

static void
posted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;

  answer->body = imw_http_post_finish (IMW_HTTP (object), result, &answer->status, &answer->error);
  g_assert_true ((answer->body == NULL) == (answer->error != NULL));
  (*answer->n_left)--;
}

static void
get_url (Fixture    *fixture,
         const char *url,
         Answer     *answer)
{
  guint n_left = 1;

  answer_clear (answer);
  answer->n_left = &n_left;
  imw_http_get_async (fixture->http, PURPOSE, url, MAX_BYTES, NULL, got_cb, answer);
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
get (Fixture    *fixture,
     const char *path,
     Answer     *answer)
{
  g_autofree char *url = g_strconcat (imw_http_server_get_url (fixture->server), path, NULL);

  get_url (fixture, url, answer);
}

static void
post (Fixture    *fixture,
      const char *path,
      GBytes     *body,
      Answer     *answer)
{
  g_autofree char *url = g_strconcat (imw_http_server_get_url (fixture->server), path, NULL);
  guint            n_left = 1;

  answer_clear (answer);
  answer->n_left = &n_left;
  imw_http_post_async (fixture->http,
                       PURPOSE,
                       url,
                       "text/plain",
                       body,
                       MAX_BYTES,
                       NULL,
                       posted_cb,
                       answer);
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  answer->body = imw_http_send_finish (IMW_HTTP (object), result, &answer->status, &answer->error);
  g_assert_true ((answer->body == NULL) == (answer->error != NULL));
  (*answer->n_left)--;
}

static void
send_call (Fixture    *fixture,
           const char *method,
           const char *path,
           gboolean    wants_errors,
           Answer     *answer)
{
  static const char *const headers[] = { "Authorization", "Bearer abc", NULL };
  const char              *base = imw_http_server_get_url (fixture->server);
  g_autofree char         *url = g_strconcat (base, path, NULL);
  ImwHttpRequest           request = { .purpose = PURPOSE,
                                       .method = method,
                                       .url = url,
                                       .headers = headers,
                                       .wants_errors = wants_errors,
                                       .max_bytes = MAX_BYTES };
  guint                    n_left = 1;

  answer_clear (answer);
  answer->n_left = &n_left;
  imw_http_send_async (fixture->http, &request, NULL, sent_cb, answer);
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_body (const Answer *answer,
             const char   *expected)
{
  gsize       length;
  const char *data;

  g_assert_no_error (answer->error);
  data = g_bytes_get_data (answer->body, &length);
  g_assert_cmpmem (data, length, expected, strlen (expected));
}

static void
test_plain (Fixture      *fixture,
            gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GBytes) body = g_bytes_new_static ("hello", 5);

  get (fixture, "/agent", &answer);
  assert_body (&answer, "imwallet");
  get (fixture, "/query%20%c3%a4?a=1%262&b=x", &answer);
  assert_body (&answer, "1&2");
  get (fixture, "/cookie", &answer);
  get (fixture, "/cookie", &answer);
  assert_body (&answer, "none");
  get (fixture, "/echo", &answer);
  assert_body (&answer, "");
  get (fixture, "/fault/exact", &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (g_bytes_get_size (answer.body), ==, MAX_BYTES);

  post (fixture, "/echo", body, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  assert_body (&answer, "hello");
  post (fixture, "/fault/400", body, &answer);
  g_assert_cmpuint (answer.status, ==, 400);
  assert_body (&answer, "what?");
  post (fixture, "/fault/500", body, &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_SERVER);
  g_assert_cmpuint (imw_http_server_get_n_requests (fixture->server), ==, 9);
}

static void
test_send (Fixture      *fixture,
           gconstpointer data)
{
  static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
  g_auto (Answer) answer = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *expected = g_strconcat (methods[i], " Bearer abc", NULL);

      send_call (fixture, methods[i], "/told", TRUE, &answer);
      assert_body (&answer, expected);
      g_assert_cmpuint (answer.status, ==, 200);
      send_call (fixture, methods[i], "/fault/400", TRUE, &answer);
      assert_body (&answer, "what?");
      g_assert_cmpuint (answer.status, ==, 400);
      send_call (fixture, methods[i], "/fault/400", FALSE, &answer);
      g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_REFUSED);
    }

  /* the headers go along within the host, and only a GET follows */
  send_call (fixture, "GET", "/redirect?to=/told", TRUE, &answer);
  assert_body (&answer, "GET Bearer abc");
  send_call (fixture, "PUT", "/redirect?to=/told", TRUE, &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
}

static void
test_faults (Fixture      *fixture,
             gconstpointer data)
{
  static const struct
  {
    const char *path;
    ImwError    code;
    guint       n_requests;
  } faults[] = {
    { "/fault/truncated", IMW_ERROR_NETWORK, 3 },
    { "/fault/truncated-to-nothing", IMW_ERROR_NETWORK, 3 },
    { "/fault/slow", IMW_ERROR_TIMEOUT, 1 },
    { "/fault/over", IMW_ERROR_BAD_REPLY, 1 },
    { "/fault/never", IMW_ERROR_TIMEOUT, 1 },
    { "/fault/500", IMW_ERROR_SERVER, 3 },
    { "/fault/400", IMW_ERROR_REFUSED, 1 },
    { "/fault/404", IMW_ERROR_NOT_FOUND, 1 },
  };
  g_auto (Answer) answer = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      guint before = imw_http_server_get_n_requests (fixture->server);
      guint n_requests;

      imw_http_set_timeouts (fixture->http, 30, faults[i].code == IMW_ERROR_TIMEOUT ? 1000 : 30000);
      get (fixture, faults[i].path, &answer);
      n_requests = imw_http_server_get_n_requests (fixture->server) - before;
      g_test_message ("%s: %s, %u requests, %d bytes",
                      faults[i].path,
                      answer.error != NULL ? answer.error->message : "no error",
                      n_requests,
                      answer.body != NULL ? (int) g_bytes_get_size (answer.body) : -1);
      g_assert_error (answer.error, IMW_ERROR, (gint) faults[i].code);
      g_assert_cmpuint (n_requests, ==, faults[i].n_requests);
    }

  get (fixture, "/fault/drop", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_NETWORK);
  get_url (fixture, "http://127.0.0.1:1/", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_NETWORK);
}

static void
test_retry (Fixture      *fixture,
            gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GBytes) body = g_bytes_new_static ("x", 1);

  get (fixture, "/flaky", &answer);
  assert_body (&answer, "at last");

  /* a POST is sent once */
  fixture->n_flaky = 0;
  post (fixture, "/flaky", body, &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_SERVER);
  g_assert_cmpuint (fixture->n_flaky, ==, 1);
}

static void
test_rate_limit (Fixture      *fixture,
                 gconstpointer data)
{
  g_auto (Answer) answer = { 0 };

  get (fixture, "/limited?s=0", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  g_assert_cmpuint (imw_http_server_get_n_requests (fixture->server), ==, 3);

  /* a long pause is kept: the host gets no request until it has passed */
  get (fixture, "/limited?s=60", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  get (fixture, "/echo", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  g_assert_cmpuint (imw_http_server_get_n_requests (fixture->server), ==, 4);
  imw_clock_advance (fixture->clock, 61000);
  get (fixture, "/echo", &answer);
  g_assert_no_error (answer.error);
  get (fixture, "/limited?s=nonsense", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
}

static void
test_redirects (Fixture      *fixture,
                gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GBytes) body = g_bytes_new_static ("x", 1);
  g_autofree char *elsewhere = g_strconcat ("/redirect?to=",
                                            imw_http_server_get_url (fixture->other),
                                            "/agent",
                                            NULL);

  get (fixture, "/redirect?to=/agent", &answer);
  assert_body (&answer, "imwallet");
  get (fixture, elsewhere, &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_REFUSED);
  get (fixture, "/redirect?to=https://127.0.0.1/", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_REFUSED);
  get (fixture, "/redirect?to=file:///etc/hostname", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_REFUSED);
  get (fixture,
       "/redirect?to=/redirect%3Fto%3D/redirect%253Fto%253D/redirect%25253Fto%25253D/redirect",
       &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  post (fixture, "/redirect?to=/echo", body, &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  g_assert_cmpuint (imw_http_server_get_n_requests (fixture->other), ==, 0);
}

static void
test_refusals (Fixture      *fixture,
               gconstpointer data)
{
  static const char *const not_urls[] = {
    "",
    "x",
    "ftp://127.0.0.1/",
    "file:///etc/hostname",
    "http:///x",
    "http://user@127.0.0.1/",
    "https://",
    "http://127.0.0.1:99999/",
  };
  g_auto (Answer) answer = { 0 };
  g_autofree char *host = imw_hosts_name_for_url (imw_http_server_get_url (fixture->server));

  get_url (fixture, "http://192.0.2.1/", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_REFUSED);
  get_url (fixture, "http://localhost.example.com/", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_REFUSED);
  for (gsize i = 0; i < G_N_ELEMENTS (not_urls); i++)
    {
      get_url (fixture, not_urls[i], &answer);
      g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }

  imw_hosts_set_enabled (fixture->hosts, PURPOSE, host, FALSE);
  get (fixture, "/echo", &answer);
  g_assert_error (answer.error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_cmpuint (imw_http_server_get_n_requests (fixture->server), ==, 0);
  imw_hosts_set_enabled (fixture->hosts, PURPOSE, host, TRUE);
  get (fixture, "/echo", &answer);
  g_assert_no_error (answer.error);
}

static void
test_lanes (Fixture      *fixture,
            gconstpointer data)
{
  Answer           answers[20] = { 0 };
  g_autofree char *url = g_strconcat (imw_http_server_get_url (fixture->server), "/open", NULL);
  guint            n_left = G_N_ELEMENTS (answers);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answers[i].n_left = &n_left;
      imw_http_get_async (fixture->http, PURPOSE, url, MAX_BYTES, NULL, got_cb, &answers[i]);
    }
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      assert_body (&answers[i], "slow");
      answer_clear (&answers[i]);
    }
  g_assert_cmpuint (fixture->n_most_open, ==, 4);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

/* One that runs, four that wait in the lane, and one between two tries: all end at once. */
static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  static const char *const paths[] = { "/fault/never",
                                       "/fault/never",
                                       "/fault/never",
                                       "/fault/500" };
  Answer                   answers[G_N_ELEMENTS (paths)] = { 0 };
  guint                    n_left = G_N_ELEMENTS (paths);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  imw_http_set_timeouts (fixture->http, 60, 60000);
  imw_http_set_retries (fixture->http, 3, 5000);
  imw_http_set_max_per_host (fixture->http, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      gsize            turn = (i + 3) % G_N_ELEMENTS (paths);
      g_autofree char *url = g_strconcat (imw_http_server_get_url (fixture->server),
                                          paths[turn],
                                          NULL);

      answers[i].n_left = &n_left;
      imw_http_get_async (fixture->http, PURPOSE, url, MAX_BYTES, cancellable, got_cb, &answers[i]);
    }
  g_timeout_add (50, cancel_cb, cancellable);
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_assert_error (answers[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      answer_clear (&answers[i]);
    }
}

static void
test_clock (Fixture      *fixture,
            gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  const char *url = imw_http_server_get_url (fixture->server);
  gint64      offset_ms = 0;

  g_assert_false (imw_http_get_clock_offset (fixture->http, url, &offset_ms));
  get (fixture, "/date", &answer);
  g_assert_true (imw_http_get_clock_offset (fixture->http, url, &offset_ms));
  g_assert_cmpint (offset_ms, ==, 5 * 60 * 1000);
}

static void
test_request_limits (Fixture      *fixture,
                     gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GBytes) body = g_bytes_new_static ("12345678901", 11);

  imw_http_server_set_max_request_bytes (fixture->server, 10);
  post (fixture, "/echo", body, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.status, ==, 413);
  g_assert_cmpuint (imw_http_server_get_n_requests (fixture->server), ==, 0);
  imw_http_server_set_max_request_bytes (fixture->server, 11);
  post (fixture, "/echo", body, &answer);
  assert_body (&answer, "12345678901");
}

/* A page in a browser that points its own name at the loopback is turned away. */
static void
test_foreign_name (Fixture      *fixture,
                   gconstpointer data)
{
  static const char request[] =
      "GET /agent HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n";
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  char  answer[13] = "";
  gsize length;

  connection = g_socket_client_connect_to_host (client,
                                                "127.0.0.1",
                                                imw_http_server_get_port (fixture->server),
                                                NULL,
                                                &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             request,
                             strlen (request),
                             NULL,
                             NULL,
                             &error);
  g_assert_no_error (error);
  while (!g_socket_condition_check (g_socket_connection_get_socket (connection), G_IO_IN))
    g_main_context_iteration (NULL, FALSE);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                           answer,
                           12,
                           &length,
                           NULL,
                           &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, "HTTP/1.1 403");
  g_assert_cmpuint (imw_http_server_get_n_requests (fixture->server), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/net/http/plain", test_plain);
  ADD ("/net/http/send", test_send);
  ADD ("/net/http/faults", test_faults);
  ADD ("/net/http/retry", test_retry);
  ADD ("/net/http/rate-limit", test_rate_limit);
  ADD ("/net/http/redirects", test_redirects);
  ADD ("/net/http/refusals", test_refusals);
  ADD ("/net/http/lanes", test_lanes);
  ADD ("/net/http/cancel", test_cancel);
  ADD ("/net/http/clock", test_clock);
  ADD ("/net/http-server/request-limits", test_request_limits);
  ADD ("/net/http-server/foreign-name", test_foreign_name);

  return g_test_run ();
}
