/* imw-practice-horizon-stream.c: event streams of the practice Horizon
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-horizon-stream"

#include "config.h"

#include "imw-practice-horizon-private.h"

#include <string.h>

#define MAX_STREAMS 100
#define HELLO       "retry: 1000\nevent: open\ndata: \"hello\"\n\n"
#define GOODBYE     "retry: 10\nevent: close\ndata: \"byebye\"\n\n"

typedef struct
{
  ImwHttpExchange *exchange;
  gboolean         has_query;
  ImwHorizonQuery  query;   /* with has_query: a list */
  guint8           key[32]; /* else: an account */
  gint64           changed; /* the ledger that changed it last, as he knows it */
} Stream;

/**
 * imw_horizon_stream_free: (skip)
 * @stream: (transfer full): a stream
 *
 * Ends it.
 */
void
imw_horizon_stream_free (gpointer stream)
{
  Stream *self = stream;

  imw_http_exchange_send (self->exchange, GOODBYE);
  imw_http_exchange_end_stream (self->exchange);
  g_object_unref (self->exchange);
  g_free (self);
}

static void
send_event (Stream *stream, gint64 id, GBytes *json)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "id: %" G_GINT64_FORMAT "\ndata: ", id);
  g_string_append_len (text, g_bytes_get_data (json, NULL), (gssize) g_bytes_get_size (json));
  g_string_append (text, "\n\n");
  imw_http_exchange_send (stream->exchange, text->str);
}

static gboolean
feed_list (ImwPracticeHorizon *self, Stream *stream, GError **error)
{
  while (TRUE)
    {
      g_autoptr (GPtrArray) items = imw_horizon_list (self->net, &stream->query, error);

      if (items == NULL)
        return FALSE;

      for (guint i = 0; i < items->len; i++)
        {
          const ImwHorizonItem *item = g_ptr_array_index (items, i);

          send_event (stream, item->token, item->json);
          stream->query.cursor = item->token;
        }
      if (items->len < stream->query.limit)
        return TRUE;
    }
}

static gboolean
feed_account (ImwPracticeHorizon *self, Stream *stream, GError **error)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (ImwXlmAccount) account = NULL;
  g_autoptr (GBytes) bytes = NULL;

  imw_xlm_run_init (&run, self->net, 0, 0);
  if (!imw_xlm_run_get_account (&run, stream->key, &account, error))
    return FALSE;
  if (account == NULL || account->changed == stream->changed)
    return TRUE;

  stream->changed = account->changed;
  imw_practice_json_init (&json);
  imw_horizon_write_account (&json, account, NULL, IMW_FAULT_NONE);
  bytes = imw_practice_json_clear_to_bytes (&json);
  send_event (stream, account->changed, bytes);

  return TRUE;
}

static void
feed (ImwPracticeHorizon *self, Stream *stream)
{
  g_autoptr (GError) error = NULL;

  if (!(stream->has_query ? feed_list (self, stream, &error) : feed_account (self, stream, &error)))
    g_message ("a stream misses something: %s", error->message);
}

/**
 * imw_horizon_add_stream: (skip)
 * @self: the server
 * @exchange: a request for a stream
 * @query: (nullable): a list; %NULL: an account
 * @key: (array fixed-size=32): the account
 *
 * Begins a stream: with what comes after the query's cursor, or with the account as it is. The oldest stream ends when
 * there are too many.
 */
void
imw_horizon_add_stream (ImwPracticeHorizon    *self,
                        ImwHttpExchange       *exchange,
                        const ImwHorizonQuery *query,
                        const guint8           key[32])
{
  Stream *stream = g_new0 (Stream, 1);

  stream->exchange = g_object_ref (exchange);
  stream->has_query = query != NULL;
  if (query != NULL)
    {
      stream->query = *query;
      stream->query.descending = FALSE;
    }
  memcpy (stream->key, key, sizeof stream->key);
  if (self->streams->len >= MAX_STREAMS)
    g_ptr_array_remove_index (self->streams, 0);
  g_ptr_array_add (self->streams, stream);

  imw_http_exchange_begin_stream (exchange, 200, "text/event-stream");
  imw_http_exchange_send (exchange, HELLO);
  feed (self, stream);
}

/**
 * imw_horizon_feed_streams: (skip)
 * @self: the server
 *
 * Sends what is new, and forgets streams whose other side has gone.
 */
void
imw_horizon_feed_streams (ImwPracticeHorizon *self)
{
  for (guint i = self->streams->len; i > 0; i--)
    {
      Stream *stream = g_ptr_array_index (self->streams, i - 1);

      if (imw_http_exchange_is_done (stream->exchange))
        g_ptr_array_remove_index (self->streams, i - 1);
      else
        feed (self, stream);
    }
}

/**
 * imw_practice_horizon_end_streams:
 * @self: the server
 *
 * Ends all streams in good order, as Horizon does from time to time.
 */
void
imw_practice_horizon_end_streams (ImwPracticeHorizon *self)
{
  g_ptr_array_set_size (self->streams, 0);
}
