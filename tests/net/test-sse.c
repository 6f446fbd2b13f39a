/* test-sse.c: streams of events, as the standard has them and as they break
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-http-server.h"
#include "imw-sse-parser.h"
#include "imw-sse.h"

#include <string.h>

#define PURPOSE   "test"
#define MAX_BYTES 200

typedef struct
{
  const char *stream;
  const char *events; /* "type|data|id;" */
} Sample;

/* The first ones are the examples of the HTML standard, section 9.2.6. */
static const Sample samples[] = {
  { "data: YHOO\ndata: +2\ndata: 10\n\n", "message|YHOO\n+2\n10|-;" },
  { ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
    "message|first event|1;message|second event|;message| third event|;" },
  { "data\n\ndata\ndata\n\ndata:", "message||-;message|\n|-;" },
  { "data:test\n\ndata: test\n\n", "message|test|-;message|test|-;" },
  { "\xef\xbb\xbf"
    "data: with a mark\n\n",
    "message|with a mark|-;" },
  { "retry: 1000\nevent: open\ndata: \"hello\"\n\nid: 12884905984\ndata: {}\n\n",
    "open|\"hello\"|-;message|{}|12884905984;" },
  { "event: nothing\n\ndata: x\n\n", "message|x|-;" },
  { "id: 5\n\ndata: x\n\n", "message|x|5;" },
  { "unknown: y\ndata: x\nRetry: 5\n\n", "message|x|-;" },
  { "data: cut off", "" },
};

static void
event_cb (const char *type, const char *data, const char *id, gpointer user_data)
{
  g_string_append_printf (user_data, "%s|%s|%s;", type, data, id != NULL ? id : "-");
}

static char *
replace (const char *text, const char *line_end)
{
  g_auto (GStrv) parts = g_strsplit (text, "\n", -1);

  return g_strjoinv (line_end, parts);
}

/* Each kind of line end, in pieces of each size. */
static void
test_parser (void)
{
  static const char *const ends[] = { "\n", "\r\n", "\r" };

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    for (gsize end = 0; end < G_N_ELEMENTS (ends); end++)
      {
        g_autofree char *stream = replace (samples[i].stream, ends[end]);
        gsize            length = strlen (stream);

        for (gsize piece = 1; piece <= length; piece++)
          {
            g_autoptr (GString) events = g_string_new (NULL);
            g_autoptr (ImwSseParser) parser = imw_sse_parser_new (MAX_BYTES, event_cb, events);
            g_autoptr (GError) error = NULL;

            for (gsize at = 0; at < length; at += piece)
              {
                g_assert_true (imw_sse_parser_feed (parser, (const guint8 *) stream + at,
                                                    MIN (piece, length - at), &error));
                g_assert_no_error (error);
              }
            g_assert_cmpstr (events->str, ==, samples[i].events);
          }
      }
}

static void
test_parser_bounds (void)
{
  g_autofree char *line = g_strnfill (MAX_BYTES + 1, 'x');
  g_autofree char *half = g_strnfill (MAX_BYTES / 2, 'x');
  g_autofree char *event = g_strdup_printf ("data:%s\ndata:%s\n\n", half, half);
  g_autofree char *fits = g_strdup_printf ("data:%.99s\ndata:%.99s\n\n", half, half);
  const struct
  {
    const char *stream;
    gsize       length;
    gboolean    good;
  } cases[] = {
    { line, MAX_BYTES, TRUE },
    { line, MAX_BYTES + 1, FALSE },
    { event, strlen (event), FALSE },
    { fits, strlen (fits), TRUE },
    { "data: \xff\n", 8, FALSE },
    { "data: a\0b\n", 10, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) events = g_string_new (NULL);
      g_autoptr (ImwSseParser) parser = imw_sse_parser_new (MAX_BYTES, event_cb, events);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) again = NULL;
      gboolean good =
          imw_sse_parser_feed (parser, (const guint8 *) cases[i].stream, cases[i].length, &error);

      g_assert_cmpint (good, ==, cases[i].good);
      if (good)
        continue;
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
      g_assert_false (imw_sse_parser_feed (parser, (const guint8 *) "\n", 1, &again));
      g_assert_error (again, IMW_ERROR, IMW_ERROR_BAD_REPLY);
      g_assert_cmpuint (events->len, ==, 0);
    }
}

static void
test_parser_retry (void)
{
  static const char *const streams[] = { "retry: 1000\n", "retry:0\n", "retry: 10x\n",
                                         "retry: -1\n" };
  static const gint64      expected[] = { 1000, 0, -1, -1 };

  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_autoptr (GString) events = g_string_new (NULL);
      g_autoptr (ImwSseParser) parser = imw_sse_parser_new (MAX_BYTES, event_cb, events);

      g_assert_cmpint (imw_sse_parser_get_retry_ms (parser), ==, -1);
      g_assert_true (
          imw_sse_parser_feed (parser, (const guint8 *) streams[i], strlen (streams[i]), NULL));
      g_assert_cmpint (imw_sse_parser_get_retry_ms (parser), ==, expected[i]);
    }
}

typedef struct
{
  ImwHttpServer   *server;
  ImwHttp         *http;
  ImwHosts        *hosts;
  ImwClock        *clock;
  ImwSse          *sse;
  ImwHttpExchange *exchange; /* (nullable): the stream as the server has it */
  char            *asked_id; /* (nullable) */
  guint            n_asked;
  guint            n_opened;
  guint            n_failed;
  GString         *events;
  GError          *error; /* (nullable) */
  guint            status;
  gboolean         closes; /* from within a signal */
} Fixture;

static void
handle_cb (ImwHttpServer *server, ImwHttpExchange *exchange, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_asked++;
  g_free (f->asked_id);
  f->asked_id = g_strdup (imw_http_exchange_get_header (exchange, "Last-Event-ID"));
  g_assert_cmpstr (imw_http_exchange_get_header (exchange, "Accept"), ==, "text/event-stream");
  g_clear_object (&f->exchange);
  if (f->status != 200)
    {
      if (f->status == 302)
        imw_http_exchange_add_header (exchange, "Location", "/elsewhere");
      imw_http_exchange_reply (exchange, f->status, "text/plain", "", 0);
      return;
    }
  f->exchange = g_object_ref (exchange);
  imw_http_exchange_begin_stream (exchange, 200, "text/event-stream; charset=utf-8");
  imw_http_exchange_send (exchange, "retry: 100\nevent: open\ndata: \"hello\"\n\n");
}

static void
opened_cb (ImwSse *sse, gpointer user_data)
{
  ((Fixture *) user_data)->n_opened++;
}

static void
received_cb (ImwSse *sse, const char *type, const char *data, const char *id, gpointer user_data)
{
  Fixture *f = user_data;

  event_cb (type, data, id, f->events);
  if (f->closes)
    imw_sse_close (sse);
}

static void
failed_cb (ImwSse *sse, const GError *error, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_failed++;
  g_clear_error (&f->error);
  f->error = g_error_copy (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *url = NULL;
  GError          *error = NULL;

  f->status = 200;
  f->events = g_string_new (NULL);
  f->clock = imw_clock_new_manual (G_GINT64_CONSTANT (1767225600000), 1000);
  f->hosts = imw_hosts_new (f->clock);
  f->http = imw_http_new (f->hosts, f->clock);
  f->server = imw_http_server_new (handle_cb, f, NULL);
  g_assert_true (imw_http_server_listen (f->server, 0, &error));
  g_assert_no_error (error);
  url = g_strconcat (imw_http_server_get_url (f->server), "/events", NULL);
  f->sse = imw_sse_new (f->http, PURPOSE, url, MAX_BYTES);
  imw_sse_set_pauses (f->sse, 10, 40);
  g_signal_connect (f->sse, "opened", G_CALLBACK (opened_cb), f);
  g_signal_connect (f->sse, "received", G_CALLBACK (received_cb), f);
  g_signal_connect (f->sse, "failed", G_CALLBACK (failed_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->exchange);
  if (f->sse != NULL)
    imw_sse_close (f->sse);
  imw_http_server_stop (f->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (f->sse != NULL)
    g_assert_finalize_object (f->sse);
  g_assert_finalize_object (f->server);
  g_assert_finalize_object (f->http);
  g_assert_finalize_object (f->hosts);
  g_assert_finalize_object (f->clock);
  g_string_free (f->events, TRUE);
  g_clear_pointer (&f->asked_id, g_free);
  g_clear_error (&f->error);
}

static void
wait_for (const guint *counter, guint value)
{
  while (*counter < value)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_events (Fixture *f, const char *expected)
{
  while (!g_str_equal (f->events->str, expected))
    {
      g_assert_true (g_str_has_prefix (expected, f->events->str));
      g_main_context_iteration (NULL, TRUE);
    }
}

/* Events as they come; after an end in good order it goes on behind the last one. */
static void
test_stream (Fixture *f, gconstpointer data)
{
  imw_sse_open (f->sse);
  wait_for_events (f, "open|\"hello\"|-;");
  g_assert_true (imw_sse_is_open (f->sse));
  imw_http_exchange_send (f->exchange, ": still there\n\nid: 7\nda");
  imw_http_exchange_send (f->exchange, "ta: {\"a\":1}\n");
  imw_http_exchange_send (f->exchange, "\n");
  wait_for_events (f, "open|\"hello\"|-;message|{\"a\":1}|7;");
  g_assert_cmpstr (imw_sse_get_last_id (f->sse), ==, "7");
  g_assert_null (f->asked_id);

  imw_http_exchange_send (f->exchange, "data: lost\n");
  imw_http_exchange_end_stream (f->exchange);
  wait_for (&f->n_opened, 2);
  g_assert_cmpstr (f->asked_id, ==, "7");
  wait_for_events (f, "open|\"hello\"|-;message|{\"a\":1}|7;open|\"hello\"|-;");
  g_assert_cmpuint (f->n_failed, ==, 0);
}

/* Every kind of failure is told, and it is tried again until it stands. */
static void
test_failures (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint status;
    gint  code;
  } cases[] = { { 500, IMW_ERROR_SERVER },
                { 429, IMW_ERROR_RATE_LIMITED },
                { 404, IMW_ERROR_NOT_FOUND },
                { 302, IMW_ERROR_REFUSED },
                { 403, IMW_ERROR_REFUSED } };

  f->status = cases[0].status;
  imw_sse_open (f->sse);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      wait_for (&f->n_failed, i + 1);
      g_assert_error (f->error, IMW_ERROR, cases[i].code);
      g_assert_false (imw_sse_is_open (f->sse));
      if (i + 1 < G_N_ELEMENTS (cases))
        f->status = cases[i + 1].status;
    }
  f->status = 200;
  wait_for (&f->n_opened, 1);
  g_assert_cmpuint (f->n_asked, ==, G_N_ELEMENTS (cases) + 1);
}

static void
test_too_long (Fixture *f, gconstpointer data)
{
  g_autofree char *line = g_strnfill (MAX_BYTES + 10, 'x');

  imw_sse_open (f->sse);
  wait_for_events (f, "open|\"hello\"|-;");
  imw_http_exchange_send (f->exchange, line);
  wait_for (&f->n_failed, 1);
  g_assert_error (f->error, IMW_ERROR, IMW_ERROR_BAD_REPLY);
  wait_for (&f->n_opened, 2);
}

static void
test_silence (Fixture *f, gconstpointer data)
{
  imw_sse_set_silence (f->sse, 60);
  imw_sse_open (f->sse);
  wait_for (&f->n_failed, 1);
  g_assert_error (f->error, IMW_ERROR, IMW_ERROR_TIMEOUT);
  wait_for (&f->n_opened, 2);
}

/* Nothing fires any more, also from within a signal; 204 says the same. */
static void
test_close (Fixture *f, gconstpointer data)
{
  f->closes = TRUE;
  imw_sse_open (f->sse);
  wait_for_events (f, "open|\"hello\"|-;");
  g_assert_false (imw_sse_is_open (f->sse));
  while (!imw_http_exchange_is_done (f->exchange))
    {
      imw_http_exchange_send (f->exchange, "data: x\n\n");
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpstr (f->events->str, ==, "open|\"hello\"|-;");
  g_assert_cmpuint (f->n_asked, ==, 1);
  g_assert_cmpuint (f->n_failed, ==, 0);
}

static void
test_no_content (Fixture *f, gconstpointer data)
{
  GWeakRef weak;

  f->status = 204;
  imw_sse_open (f->sse);
  wait_for (&f->n_asked, 1);
  g_weak_ref_init (&weak, f->sse);
  g_clear_object (&f->sse); /* the connection holds it until it is over */
  while (TRUE)
    {
      g_autoptr (GObject) held = g_weak_ref_get (&weak);

      if (held == NULL)
        break;
      g_clear_object (&held);
      g_main_context_iteration (NULL, TRUE);
    }
  g_weak_ref_clear (&weak);
  g_assert_cmpuint (f->n_failed, ==, 0);
  g_assert_cmpuint (f->n_asked, ==, 1);
}

static void
test_switched_off (Fixture *f, gconstpointer data)
{
  g_autofree char *host = imw_hosts_name_for_url (imw_http_server_get_url (f->server));

  imw_hosts_set_enabled (f->hosts, PURPOSE, host, FALSE);
  imw_sse_open (f->sse);
  wait_for (&f->n_failed, 2);
  g_assert_error (f->error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_assert_cmpuint (f->n_asked, ==, 0);
  imw_hosts_set_enabled (f->hosts, PURPOSE, host, TRUE);
  wait_for (&f->n_opened, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sse/parser", test_parser);
  g_test_add_func ("/sse/parser-bounds", test_parser_bounds);
  g_test_add_func ("/sse/parser-retry", test_parser_retry);
  g_test_add ("/sse/stream", Fixture, NULL, set_up, test_stream, tear_down);
  g_test_add ("/sse/failures", Fixture, NULL, set_up, test_failures, tear_down);
  g_test_add ("/sse/too-long", Fixture, NULL, set_up, test_too_long, tear_down);
  g_test_add ("/sse/silence", Fixture, NULL, set_up, test_silence, tear_down);
  g_test_add ("/sse/close", Fixture, NULL, set_up, test_close, tear_down);
  g_test_add ("/sse/no-content", Fixture, NULL, set_up, test_no_content, tear_down);
  g_test_add ("/sse/switched-off", Fixture, NULL, set_up, test_switched_off, tear_down);

  return g_test_run ();
}
