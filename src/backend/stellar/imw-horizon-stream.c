/* imw-horizon-stream.c: payments as they come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-private.h"

#include <string.h>

/* Nothing in an event is believed: that one came is a reason to ask, no more. Without a stream the rounds
 * of the wallet go on as they are. Servers count each event as a request, so few accounts are watched. */

#define MAX_STREAMS     8
#define MAX_EVENT_BYTES ((gsize) 256 * 1024)
#define LEAST_GAP_MS    1000
#define URL_KEY         "imw-horizon-url"

static void
received_cb (ImwSse     *sse,
             const char *type,
             const char *data,
             const char *id,
             gpointer    user_data)
{
  ImwHorizon *self = user_data;
  gint64      now_ms = imw_clock_get_boot_ms (imw_http_get_clock (self->http));

  if (!g_str_equal (type, "message") || *data != '{')
    return; /* "hello" and "byebye" */
  if (self->told_ms > 0 && now_ms - self->told_ms < LEAST_GAP_MS)
    return;

  self->told_ms = now_ms;
  g_signal_emit_by_name (self, "advanced");
}

static void
end_stream (gpointer user_data)
{
  ImwSse *sse = user_data;

  imw_sse_close (sse);
  g_object_unref (sse);
}

/**
 * imw_horizon_stream_watch:
 * @self: a backend
 * @address: "G…", an account
 * @url: the server that has just served
 *
 * Lets the server tell of payments of the account; `advanced` fires then.
 */
void
imw_horizon_stream_watch (ImwHorizon *self, const char *address, const char *url)
{
  g_autofree char *stream_url = NULL;
  ImwSse          *sse;

  if (self->streams == NULL)
    self->streams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, end_stream);
  sse = g_hash_table_lookup (self->streams, address);
  if (sse != NULL && g_strcmp0 (g_object_get_data (G_OBJECT (sse), URL_KEY), url) == 0)
    return;
  if (sse == NULL && g_hash_table_size (self->streams) >= MAX_STREAMS)
    return;

  stream_url = g_strdup_printf ("%s/accounts/%s/payments?cursor=now", url, address);
  sse = imw_sse_new (self->http, IMW_PURPOSE_STELLAR_SERVER, stream_url, MAX_EVENT_BYTES);
  g_object_set_data_full (G_OBJECT (sse), URL_KEY, g_strdup (url), g_free);
  g_signal_connect (sse, "received", G_CALLBACK (received_cb), self);
  g_hash_table_replace (self->streams, g_strdup (address), sse);
  imw_sse_open (sse);
}

/**
 * imw_horizon_stream_end_all:
 * @self: a backend
 *
 * Ends what imw_horizon_stream_watch() has begun.
 */
void
imw_horizon_stream_end_all (ImwHorizon *self)
{
  g_clear_pointer (&self->streams, g_hash_table_unref);
}
