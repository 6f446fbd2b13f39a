/* imw-http-exchange-stream.c: an answer of our server that comes in pieces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-http-exchange"

#include "config.h"

#include "imw-http-private.h"
#include "imw-http-server.h"

#include <string.h>

/**
 * imw_http_exchange_begin_stream:
 * @self: an exchange that is not answered
 * @status: HTTP status
 * @content_type: type of what follows
 *
 * Begins an answer without known length; keep a reference as long as it lasts. Nothing goes out
 * before the first piece.
 */
void
imw_http_exchange_begin_stream (ImwHttpExchange *self, guint status, const char *content_type)
{
  SoupMessageHeaders *headers;

  g_return_if_fail (IMW_IS_HTTP_EXCHANGE (self));
  g_return_if_fail (content_type != NULL);

  if (self->done || self->message == NULL)
    return;

  self->is_stream = TRUE;
  headers = soup_server_message_get_response_headers (self->message);
  soup_server_message_set_status (self->message, status, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_replace (headers, "Content-Type", content_type);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (self->message), FALSE);
}

/**
 * imw_http_exchange_send:
 * @self: an exchange whose stream has begun
 * @text: the next piece
 *
 * Sends a piece. Does nothing when the stream has ended or the other side has gone away.
 */
void
imw_http_exchange_send (ImwHttpExchange *self, const char *text)
{
  g_return_if_fail (IMW_IS_HTTP_EXCHANGE (self));
  g_return_if_fail (text != NULL);

  if (!self->is_stream || self->done || self->message == NULL || *text == '\0')
    return;

  soup_message_body_append (soup_server_message_get_response_body (self->message), SOUP_MEMORY_COPY,
                            text, strlen (text));
  soup_server_message_unpause (self->message);
}

/**
 * imw_http_exchange_end_stream:
 * @self: an exchange whose stream has begun
 *
 * Ends the answer in good order.
 */
void
imw_http_exchange_end_stream (ImwHttpExchange *self)
{
  g_return_if_fail (IMW_IS_HTTP_EXCHANGE (self));

  if (!self->is_stream || self->done || self->message == NULL)
    return;

  self->done = TRUE;
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}
