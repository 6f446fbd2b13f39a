/* imw-anchor-wire.c: one question to a provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-error.h"

#include <string.h>

#define TOTAL_MS 20000 /* S16 */

/**
 * imw_anchor_job_new:
 * @self: an anchor
 * @tag: source tag of the task
 * @cancellable: (nullable): the caller's
 * @callback: (scope async): the caller's
 * @user_data: data for @callback
 *
 * Returns: (transfer full): a job, which ends in imw_anchor_job_return() or imw_anchor_job_fail()
 */
ImwAnchorJob *
imw_anchor_job_new (ImwAnchor          *self,
                    gpointer            tag,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  ImwAnchorJob *job = g_new0 (ImwAnchorJob, 1);

  job->self = g_object_ref (self);
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, tag);

  return job;
}

/**
 * imw_anchor_job_done:
 * @job: (transfer full): a job whose task has returned
 */
void
imw_anchor_job_done (ImwAnchorJob *job)
{
  g_clear_object (&job->self);
  g_clear_object (&job->task);
  g_clear_pointer (&job->request, imw_quote_request_free);
  g_clear_pointer (&job->order, imw_order_request_free);
  g_clear_pointer (&job->customer, imw_customer_request_free);
  g_clear_pointer (&job->values, g_hash_table_unref);
  g_clear_pointer (&job->files, g_hash_table_unref);
  g_clear_pointer (&job->id, g_free);
  g_clear_pointer (&job->report, imw_provider_report_free);
  g_clear_pointer (&job->begun, imw_anchor_begun_free);
  g_clear_pointer (&job->method, g_free);
  g_clear_pointer (&job->url, g_free);
  g_clear_pointer (&job->content_type, g_free);
  g_clear_pointer (&job->body, g_bytes_unref);
  g_clear_pointer (&job->root, json_node_unref);
  g_free (job);
}

/**
 * imw_anchor_job_return:
 * @job: (transfer full): a job
 * @result: (transfer full): what the caller gets
 * @destroy: frees @result
 */
void
imw_anchor_job_return (ImwAnchorJob *job, gpointer result, GDestroyNotify destroy)
{
  g_task_return_pointer (job->task, result, destroy);
  imw_anchor_job_done (job);
}

/**
 * imw_anchor_job_fail:
 * @job: (transfer full): a job
 * @error: (transfer full): what the caller gets
 */
void
imw_anchor_job_fail (ImwAnchorJob *job, GError *error)
{
  g_task_return_error (job->task, error);
  imw_anchor_job_done (job);
}

/**
 * imw_anchor_build_url:
 * @base: an address without a slash at the end
 * @path: "/info"
 * @query: (nullable) (array zero-terminated=0): name, value, name, value, …, %NULL as a name ends it; values that are
 *   %NULL are left out
 *
 * Returns: (transfer full): the whole address
 */
char *
imw_anchor_build_url (const char *base, const char *path, const char *const *query)
{
  GString *url = g_string_new (base);
  char     mark = '?';

  g_string_append (url, path);
  for (guint i = 0; query != NULL && query[i] != NULL; i += 2)
    {
      g_autofree char *value = NULL;

      if (query[i + 1] == NULL)
        continue;
      value = g_uri_escape_string (query[i + 1], NULL, FALSE);
      g_string_append_printf (url, "%c%s=%s", mark, query[i], value);
      mark = '&';
    }

  return g_string_free (url, FALSE);
}

/* What an answer of 4xx means. */
static GError *
error_for_refusal (guint status, JsonObject *reply)
{
  g_autofree char *words = imw_anchor_told_text (reply, "error", IMW_ANCHOR_MAX_TEXT);
  g_autofree char *type = imw_anchor_told_exact (reply, "type", IMW_ANCHOR_MAX_NAME);
  g_autofree char *message = imw_anchor_told_text (reply, "message", IMW_ANCHOR_MAX_TEXT);
  g_autofree char *told = imw_anchor_told_exact (reply, "status", IMW_ANCHOR_MAX_NAME);
  GError          *error = NULL;

  if (status == 404 || status == 410)
    g_set_error (&error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "%s",
                 words != NULL ? words : "Not known there");
  else if (g_strcmp0 (words, "customer_info_needed") == 0)
    imw_provider_refuse (&error, "customer", "%s", type != NULL ? type : "");
  else if (g_strcmp0 (type, "non_interactive_customer_info_needed") == 0)
    imw_provider_refuse (&error, "customer", "%s", "sep6");
  else if (g_strcmp0 (type, "customer_info_status") == 0 && g_strcmp0 (told, "denied") == 0)
    imw_provider_refuse_in_words (
        &error, message != NULL ? message : "The provider does not accept this customer");
  else if (g_strcmp0 (type, "customer_info_status") == 0)
    imw_provider_refuse_in_words (
        &error, message != NULL ? message : "The provider is still checking this customer");
  else if (g_strcmp0 (type, "authentication_required") == 0)
    imw_provider_refuse (&error, "admission", "The provider wants another login");
  else if (status == 401 || (status == 403 && words == NULL))
    imw_provider_refuse (&error, "admission", "The provider does not admit this account%s%s",
                         words != NULL ? ": " : "", words != NULL ? words : "");
  else
    imw_provider_refuse_in_words (&error, words != NULL ? words : message);

  return error;
}

static void send_now (ImwAnchorJob *job);

static void
logged_in_again_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  if (error != NULL)
    job->next (job, NULL, error);
  else
    send_now (job);
}

/* S16: at most 256 KB of JSON, an object. An answer without a body, as of DELETE, is an empty object. */
static JsonObject *
read_reply (ImwAnchorJob *job, GBytes *body, GError **error)
{
  static const char empty[] = "{}";

  g_clear_pointer (&job->root, json_node_unref);
  if (g_bytes_get_size (body) == 0)
    job->root = imw_json_parse (empty, -1, IMW_ANCHOR_MAX_JSON, error);
  else
    job->root = imw_json_parse_bytes (body, IMW_ANCHOR_MAX_JSON, error);

  return job->root != NULL ? imw_json_node_get_object (job->root, error) : NULL;
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwAnchorJob *job = user_data;
  GError       *error = NULL;
  g_autoptr (GError) unreadable = NULL;
  JsonObject *reply;
  g_autoptr (GBytes) body = imw_http_send_finish (IMW_HTTP (object), result, &job->status, &error);

  if (body == NULL)
    {
      job->next (job, NULL, error);
      return;
    }

  reply = read_reply (job, body, &unreadable);
  if ((job->status == 401 || job->status == 403) && job->needs_token && !job->logged_in_again)
    {
      job->logged_in_again = TRUE;
      imw_anchor_forget_token (job->self);
      imw_anchor_login (job, logged_in_again_cb);
      return;
    }
  if (job->status >= 400)
    job->next (job, NULL, error_for_refusal (job->status, reply));
  else if (reply == NULL && g_str_equal (job->method, "DELETE"))
    job->next (job, NULL, NULL); /* some say "deleted" in plain text */
  else if (reply == NULL)
    job->next (job, NULL, g_steal_pointer (&unreadable));
  else
    job->next (job, reply, NULL);
}

/* S5: the token goes to hosts that stellar.toml names, and nowhere else. */
static void
send_now (ImwAnchorJob *job)
{
  ImwAnchor       *self = job->self;
  g_autofree char *bearer = NULL;
  const char      *headers[3] = { NULL };
  ImwHttpRequest   request = { .purpose = IMW_PURPOSE_PROVIDER,
                               .method = job->method,
                               .url = job->url,
                               .content_type = job->content_type,
                               .body = job->body,
                               .headers = headers,
                               .wants_errors = TRUE,
                               .max_bytes = IMW_ANCHOR_MAX_JSON,
                               .total_ms = TOTAL_MS };

  if (self->toml == NULL || !imw_anchor_toml_has_host (self->toml, job->url))
    {
      GError *error = NULL;

      imw_provider_refuse (&error, "host", "The provider has not named this host");
      job->next (job, NULL, error);
      return;
    }
  if (job->needs_token && self->token != NULL)
    {
      bearer = g_strconcat ("Bearer ", self->token, NULL);
      headers[0] = "Authorization";
      headers[1] = bearer;
    }
  imw_http_send_async (self->http, &request, g_task_get_cancellable (job->task), sent_cb, job);
  if (bearer != NULL)
    memset (bearer, 0, strlen (bearer));
}

/**
 * imw_anchor_send:
 * @job: a job
 * @method: "GET", "POST", …
 * @url: (transfer full): whom to ask
 * @content_type: (nullable): of @body
 * @body: (nullable) (transfer full): what to send
 * @needs_token: whether the provider must know us
 * @next: goes on
 *
 * Logs in where that is needed, and once again when the provider does not take the token any more. The answer lives
 * until the next question of @job.
 */
void
imw_anchor_send (ImwAnchorJob *job,
                 const char   *method,
                 char         *url,
                 const char   *content_type,
                 GBytes       *body,
                 gboolean      needs_token,
                 ImwAnchorNext next)
{
  g_free (job->method);
  job->method = g_strdup (method);
  g_free (job->url);
  job->url = url;
  g_free (job->content_type);
  job->content_type = g_strdup (content_type);
  g_clear_pointer (&job->body, g_bytes_unref);
  job->body = body;
  job->needs_token = needs_token;
  job->logged_in_again = FALSE;
  job->next = next;
  if (needs_token && !imw_anchor_has_token (job->self))
    imw_anchor_login (job, logged_in_again_cb);
  else
    send_now (job);
}

/**
 * imw_anchor_send_object:
 * @job: a job
 * @method: "POST", "PUT" or "PATCH"
 * @url: (transfer full): whom to ask
 * @builder: whose outermost object is still open
 * @next: goes on
 *
 * As imw_anchor_send(), with JSON and the token.
 */
void
imw_anchor_send_object (ImwAnchorJob *job,
                        const char   *method,
                        char         *url,
                        JsonBuilder  *builder,
                        ImwAnchorNext next)
{
  char *text = imw_anchor_json_end (builder);

  imw_anchor_send (job, method, url, "application/json", g_bytes_new_take (text, strlen (text)),
                   TRUE, next);
}
