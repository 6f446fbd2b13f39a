/* imw-practice-horizon-answers.c: the forms of the practice Horizon's answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-horizon-answers"

#include "config.h"

#include "imw-practice-horizon-private.h"

#include <string.h>

#define HAL     "application/hal+json; charset=utf-8"
#define PROBLEM "application/problem+json; charset=utf-8"
#define ERRORS  "https://stellar.org/horizon-errors/"

/**
 * imw_horizon_send_json: (skip)
 * @reply: (out caller-allocates): the answer
 * @json: a finished text, empty afterwards
 *
 * Answers a record.
 */
void
imw_horizon_send_json (ImwPracticeReply *reply, ImwPracticeJson *json)
{
  imw_practice_reply_json (reply, json);
  reply->content_type = HAL;
}

/**
 * imw_horizon_begin_problem: (skip)
 * @json: where to
 * @status: HTTP status
 * @slug: the error's name
 * @title: in words
 * @detail: in a sentence
 *
 * Begins an error; "extras" may follow.
 */
void
imw_horizon_begin_problem (ImwPracticeJson *json,
                           guint            status,
                           const char      *slug,
                           const char      *title,
                           const char      *detail)
{
  g_autofree char *type = g_strconcat (ERRORS, slug, NULL);

  imw_practice_json_init (json);
  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "type", type);
  imw_practice_json_string (json, "title", title);
  imw_practice_json_int (json, "status", status);
  imw_practice_json_string (json, "detail", detail);
}

/**
 * imw_horizon_end_problem: (skip)
 * @json: an error
 * @status: HTTP status
 * @reply: (out caller-allocates): the answer
 *
 * Answers the error.
 */
void
imw_horizon_end_problem (ImwPracticeJson *json, guint status, ImwPracticeReply *reply)
{
  imw_practice_json_end_object (json);
  imw_practice_reply_json (reply, json);
  reply->status = status;
  reply->content_type = PROBLEM;
}

/**
 * imw_horizon_send_problem: (skip)
 * @reply: (out caller-allocates): the answer
 * @status: HTTP status
 * @slug: the error's name
 * @title: in words
 * @detail: in a sentence
 *
 * Answers an error.
 */
void
imw_horizon_send_problem (ImwPracticeReply *reply,
                          guint             status,
                          const char       *slug,
                          const char       *title,
                          const char       *detail)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_horizon_begin_problem (&json, status, slug, title, detail);
  imw_horizon_end_problem (&json, status, reply);
}

/**
 * imw_horizon_send_bad_request: (skip)
 * @reply: (out caller-allocates): the answer
 * @field: the parameter that is wrong
 *
 * Answers that a parameter is wrong.
 */
void
imw_horizon_send_bad_request (ImwPracticeReply *reply, const char *field)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_horizon_begin_problem (&json, 400, "bad_request", "Bad Request",
                             "The request you sent was invalid in some way.");
  imw_practice_json_begin_object (&json, "extras");
  imw_practice_json_string (&json, "invalid_field", field);
  imw_practice_json_string (&json, "reason", "invalid value");
  imw_practice_json_end_object (&json);
  imw_horizon_end_problem (&json, 400, reply);
}

/**
 * imw_practice_horizon_refuse:
 * @reply: (out caller-allocates): the answer
 * @status: 404, 429, 500, 503 or 504
 *
 * Answers an error that has nothing to do with what was asked.
 */
void
imw_practice_horizon_refuse (ImwPracticeReply *reply, guint status)
{
  if (status == 404)
    imw_horizon_send_problem (reply, 404, "not_found", "Resource Missing",
                              "The resource at the url requested was not found.");
  else if (status == 429)
    imw_horizon_send_problem (reply, 429, "rate_limit_exceeded", "Rate Limit Exceeded",
                              "The rate limit for the requesting IP address is over its alloted "
                              "limit.");
  else if (status == 503)
    imw_horizon_send_problem (reply, 503, "service_unavailable", "Service Unavailable",
                              "The request cannot be serviced at this time.");
  else if (status == 504)
    imw_horizon_send_problem (reply, 504, "timeout", "Timeout",
                              "Your request timed out before completing. The transaction may "
                              "still be in a ledger later.");
  else
    imw_horizon_send_problem (reply, 500, "server_error", "Internal Server Error",
                              "An error occurred while processing this request.");
}

/**
 * imw_horizon_dup_base: (skip)
 * @exchange: a request
 *
 * Returns: (transfer full): where we are for him who asks, "http://HOST/stellar"
 */
char *
imw_horizon_dup_base (ImwHttpExchange *exchange)
{
  const char *host = imw_http_exchange_get_header (exchange, "Host");

  return g_strconcat ("http://", host != NULL ? host : "127.0.0.1", "/stellar", NULL);
}

static void
write_link (ImwPracticeJson *json,
            const char      *name,
            ImwHttpExchange *exchange,
            const char      *path,
            const char      *cursor,
            gboolean         descending)
{
  static const char *const kept[] = { "limit", "join", "include_failed", "claimant", "asset" };
  g_autofree char         *base = imw_horizon_dup_base (exchange);
  g_autoptr (GString) url = g_string_new (base);

  g_string_append_printf (url, "%s?cursor=%s&order=%s", path, cursor, descending ? "desc" : "asc");
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      const char      *value = imw_http_exchange_get_query_value (exchange, kept[i]);
      g_autofree char *escaped = value != NULL ? g_uri_escape_string (value, NULL, FALSE) : NULL;

      if (escaped != NULL)
        g_string_append_printf (url, "&%s=%s", kept[i], escaped);
    }
  imw_practice_json_begin_object (json, name);
  imw_practice_json_string (json, "href", url->str);
  imw_practice_json_end_object (json);
}

/**
 * imw_horizon_begin_page: (skip)
 * @json: where to
 * @exchange: the request
 * @path: what follows "/stellar" in it
 * @first: cursor of the first record, "" for none
 * @last: cursor of the last record, "" for none
 * @descending: in which order they stand
 *
 * Begins a page; its records follow.
 */
void
imw_horizon_begin_page (ImwPracticeJson *json,
                        ImwHttpExchange *exchange,
                        const char      *path,
                        const char      *first,
                        const char      *last,
                        gboolean         descending)
{
  const char *cursor = imw_http_exchange_get_query_value (exchange, "cursor");

  if (cursor == NULL)
    cursor = "";
  imw_practice_json_init (json);
  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_begin_object (json, "_links");
  write_link (json, "self", exchange, path, cursor, descending);
  write_link (json, "next", exchange, path, *last != '\0' ? last : cursor, descending);
  write_link (json, "prev", exchange, path, *first != '\0' ? first : cursor, !descending);
  imw_practice_json_end_object (json);
  imw_practice_json_begin_object (json, "_embedded");
  imw_practice_json_begin_array (json, "records");
}

/**
 * imw_horizon_end_page: (skip)
 * @json: a page
 * @reply: (out caller-allocates): the answer
 *
 * Answers the page.
 */
void
imw_horizon_end_page (ImwPracticeJson *json, ImwPracticeReply *reply)
{
  imw_practice_json_end_array (json);
  imw_practice_json_end_object (json);
  imw_practice_json_end_object (json);
  imw_horizon_send_json (reply, json);
}

static char *
dup_token (GPtrArray *items, guint index)
{
  const ImwHorizonItem *item = index < items->len ? g_ptr_array_index (items, index) : NULL;

  return item != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT, item->token) : g_strdup ("");
}

/**
 * imw_horizon_send_items: (skip)
 * @reply: (out caller-allocates): the answer
 * @exchange: the request
 * @path: what follows "/stellar" in it
 * @query: what it asks for
 * @items: (element-type ImwHorizonItem): the records
 *
 * Answers a page.
 */
void
imw_horizon_send_items (ImwPracticeReply      *reply,
                        ImwHttpExchange       *exchange,
                        const char            *path,
                        const ImwHorizonQuery *query,
                        GPtrArray             *items)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char *first = dup_token (items, 0);
  g_autofree char *last = dup_token (items, items->len > 0 ? items->len - 1 : 0);

  imw_horizon_begin_page (&json, exchange, path, first, last, query->descending);
  for (guint i = 0; i < items->len; i++)
    {
      const ImwHorizonItem *item = g_ptr_array_index (items, i);
      g_autofree char      *text = g_strndup (g_bytes_get_data (item->json, NULL),
                                              g_bytes_get_size (item->json));

      imw_practice_json_number_text (&json, NULL, text);
    }
  imw_horizon_end_page (&json, reply);
}
