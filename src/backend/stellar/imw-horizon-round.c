/* imw-horizon-round.c: one operation, with one server after another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-private.h"

#include "imw-error.h"

#include <string.h>

/* A round begins with the server that served last. Servers that failed lately are tried after all
 * others. Each one shows the passphrase of its network before anything else it says is taken. */

#define REST_BASE_MS 15000
#define REST_MAX_MS  600000

/* One request on its way. */
typedef struct
{
  GTask         *task;
  ImwHorizonThen then;
  GCancellable  *cancellable; /* of this request: the caller's, or the end of the time */
  gulong         handler;
  guint          timer;
  gsize          max_bytes;
  gboolean       is_post;
  gboolean       timed_out;
} Request;

static void
request_free (Request *request)
{
  GCancellable *outer = g_task_get_cancellable (request->task);

  g_clear_handle_id (&request->timer, g_source_remove);
  if (request->handler != 0)
    g_signal_handler_disconnect (outer, request->handler);
  g_clear_object (&request->cancellable);
  g_clear_object (&request->task);
  g_free (request);
}

static gboolean
timer_cb (gpointer user_data)
{
  Request *request = user_data;

  request->timer = 0;
  request->timed_out = TRUE;
  g_cancellable_cancel (request->cancellable);

  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Request *request = user_data;

  g_cancellable_cancel (request->cancellable);
}

static Request *
request_new (GTask *task, ImwHorizonThen then, gsize max_bytes, guint timeout_ms)
{
  GCancellable *outer = g_task_get_cancellable (task);
  Request      *request = g_new0 (Request, 1);

  request->task = g_object_ref (task);
  request->then = then;
  request->max_bytes = max_bytes;
  request->cancellable = g_cancellable_new ();
  request->timer = g_timeout_add (timeout_ms, timer_cb, request);
  if (outer != NULL)
    {
      request->handler = g_signal_connect (outer, "cancelled", G_CALLBACK (cancelled_cb), request);
      if (g_cancellable_is_cancelled (outer))
        g_cancellable_cancel (request->cancellable);
    }

  return request;
}

static void
got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GTask) task = g_object_ref (request->task);
  ImwHorizonRound *round = g_task_get_task_data (task);
  ImwHorizonThen   then = request->then;
  guint            status = 200;
  GError          *error = NULL;
  g_autoptr (GBytes) body = request->is_post
                                ? imw_http_post_finish (IMW_HTTP (object), result, &status, &error)
                                : imw_http_get_finish (IMW_HTTP (object), result, &error);
  g_autoptr (JsonNode) node = NULL;

  round->is_too_long = body == NULL && imw_http_is_too_long (IMW_HTTP (object), result);
  if (body == NULL && request->timed_out)
    {
      g_clear_error (&error);
      error = g_error_new (IMW_ERROR, IMW_ERROR_TIMEOUT, "The server does not answer in time");
    }
  if (body != NULL)
    node = imw_json_parse_bytes (body, request->max_bytes, &error);
  request_free (request);
  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_error (&error);
      return;
    }

  then (task, node, status, error);
}

static char *
build_url (GTask *task, const char *path)
{
  return g_strconcat (imw_horizon_round_get_server (task)->url, path, NULL);
}

/**
 * imw_horizon_round_get:
 * @task: the task of an operation
 * @path: what to get, beginning with "/"
 * @max_bytes: longest answer
 * @then: gets the answer, unless the operation was cancelled
 *
 * Gets something from the server of the round.
 */
void
imw_horizon_round_get (GTask *task, const char *path, gsize max_bytes, ImwHorizonThen then)
{
  ImwHorizon      *self = g_task_get_source_object (task);
  ImwHorizonRound *round = g_task_get_task_data (task);
  g_autofree char *url = build_url (task, path);
  Request         *request = request_new (task, then, max_bytes, self->timeout_ms);

  round->n_requests++;
  imw_http_get_async (self->http, IMW_PURPOSE_STELLAR_SERVER, url, max_bytes, request->cancellable,
                      got_cb, request);
}

/**
 * imw_horizon_round_post:
 * @task: the task of an operation
 * @path: where, beginning with "/"
 * @form: an encoded form
 * @then: gets the answer, unless the operation was cancelled
 *
 * Sends something to the server of the round.
 */
void
imw_horizon_round_post (GTask *task, const char *path, const char *form, ImwHorizonThen then)
{
  ImwHorizon      *self = g_task_get_source_object (task);
  ImwHorizonRound *round = g_task_get_task_data (task);
  g_autofree char *url = build_url (task, path);
  g_autoptr (GBytes) body = g_bytes_new (form, strlen (form));
  Request *request = request_new (task, then, IMW_HORIZON_MAX_BYTES,
                                  self->timeout_ms * IMW_HORIZON_SUBMIT_FACTOR);

  round->n_requests++;
  request->is_post = TRUE;
  imw_http_post_async (self->http, IMW_PURPOSE_STELLAR_SERVER, url,
                       "application/x-www-form-urlencoded", body, IMW_HORIZON_MAX_BYTES,
                       request->cancellable, got_cb, request);
}

static void
round_free (gpointer user_data)
{
  ImwHorizonRound *round = user_data;

  if (round->data_free != NULL)
    round->data_free (round->data);
  g_clear_pointer (&round->order, g_array_unref);
  g_clear_error (&round->first_error);
  g_free (round);
}

static gint64
now_ms (ImwHorizon *self)
{
  return imw_clock_get_boot_ms (imw_http_get_clock (self->http));
}

static GArray *
order_servers (ImwHorizon *self)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint late = 0; late < 2; late++)
    for (guint i = 0; i < self->servers->len; i++)
      {
        guint                   position = (self->current + i) % self->servers->len;
        const ImwHorizonServer *server = g_ptr_array_index (self->servers, position);

        if ((now_ms (self) < server->rest_until_ms) == (late == 1))
          g_array_append_val (order, position);
      }

  return order;
}

static void
root_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizon      *self = g_task_get_source_object (task);
  ImwHorizonRound *round = g_task_get_task_data (task);
  JsonObject      *object = node != NULL ? imw_json_node_get_object (node, &error) : NULL;
  const char      *passphrase =
      object != NULL ? imw_json_get_string (object, "network_passphrase", &error) : NULL;

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    error->code = IMW_ERROR_BAD_REPLY; /* every server has a root */
  if (passphrase != NULL && !g_str_equal (passphrase, self->params->passphrase))
    error = g_error_new (IMW_ERROR, IMW_ERROR_WRONG_NETWORK, "%s serves another network",
                         imw_horizon_round_get_server (task)->url);
  if (error != NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  imw_horizon_round_get_server (task)->is_verified = TRUE;
  round->run (task);
}

static void
begin_with_server (GTask *task)
{
  ImwHorizonRound *round = g_task_get_task_data (task);

  if (imw_horizon_round_get_server (task)->is_verified)
    round->run (task);
  else
    imw_horizon_round_get (task, "/", IMW_HORIZON_MAX_BYTES, root_got);
}

/**
 * imw_horizon_round_start:
 * @task: (transfer full): the task of an operation; its source is the #ImwHorizon
 * @run: carries the operation out with the server of the round; called once for each server
 * @data: (transfer full): the operation's own data
 * @data_free: frees @data
 *
 * Begins a round.
 */
void
imw_horizon_round_start (GTask *task, ImwHorizonRun run, gpointer data, GDestroyNotify data_free)
{
  ImwHorizonRound *round = g_new0 (ImwHorizonRound, 1);

  round->run = run;
  round->data = data;
  round->data_free = data_free;
  round->order = order_servers (g_task_get_source_object (task));
  round->is_submission = g_task_get_source_tag (task) == imw_horizon_submit_async;
  g_task_set_task_data (task, round, round_free);
  begin_with_server (task);
  g_object_unref (task);
}

static void
rest (ImwHorizon *self, ImwHorizonServer *server)
{
  gint64 rest_ms = (gint64) REST_BASE_MS << MIN (server->n_failures, 6);

  server->n_failures++;
  server->is_verified = FALSE;
  server->rest_until_ms = now_ms (self) + MIN (rest_ms, REST_MAX_MS);
}

/**
 * imw_horizon_round_fail:
 * @task: the task of an operation
 * @error: (transfer full): why this server could not serve
 *
 * Goes on with the next server, or ends the operation with the first server's error.
 */
void
imw_horizon_round_fail (GTask *task, GError *error)
{
  ImwHorizon      *self = g_task_get_source_object (task);
  ImwHorizonRound *round = g_task_get_task_data (task);
  gboolean         is_missing = g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);

  g_debug ("%s: %s", imw_horizon_round_get_server (task)->url, error->message);
  if (!is_missing)
    rest (self, imw_horizon_round_get_server (task));
  /* a payment is refused by the ledger alone, never by a server that does not serve us */
  if (round->is_submission && error->domain == IMW_ERROR &&
      (error->code == IMW_ERROR_REFUSED || error->code == IMW_ERROR_FEE_TOO_LOW))
    error->code = IMW_ERROR_SERVER;
  if (round->first_error == NULL)
    round->first_error = error;
  else
    g_error_free (error);

  if (round->position + 1 < round->order->len)
    {
      round->position++;
      begin_with_server (task);
      return;
    }

  if (!g_error_matches (round->first_error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      self->state = IMW_BACKEND_FAILING;
      g_clear_error (&self->last_error);
      self->last_error = g_error_copy (round->first_error);
      g_signal_emit_by_name (self, "changed");
    }
  g_task_return_error (task, g_steal_pointer (&round->first_error));
}

/**
 * imw_horizon_round_refuse:
 * @task: the task of an operation
 * @error: (transfer full): what the server answered
 *
 * Ends the operation: the server works, and its answer is no.
 */
void
imw_horizon_round_refuse (GTask *task, GError *error)
{
  imw_horizon_round_succeed (task);
  g_task_return_error (task, error);
}

/**
 * imw_horizon_round_succeed:
 * @task: the task of an operation
 *
 * Remembers that the server of the round works. The caller returns the result itself.
 */
void
imw_horizon_round_succeed (GTask *task)
{
  ImwHorizon            *self = g_task_get_source_object (task);
  const ImwHorizonRound *round = g_task_get_task_data (task);
  ImwHorizonServer      *server = imw_horizon_round_get_server (task);

  server->n_failures = 0;
  server->rest_until_ms = 0;
  self->current = g_array_index (round->order, guint, round->position);
  self->state = IMW_BACKEND_GOOD;
  self->last_good_ms = imw_clock_get_wall_ms (imw_http_get_clock (self->http));
  g_clear_error (&self->last_error);
  g_signal_emit_by_name (self, "changed");
}

/**
 * imw_horizon_round_get_data:
 * @task: the task of an operation
 *
 * Returns: (transfer none): the operation's own data
 */
gpointer
imw_horizon_round_get_data (GTask *task)
{
  const ImwHorizonRound *round = g_task_get_task_data (task);

  return round->data;
}

/**
 * imw_horizon_round_is_last:
 * @task: the task of an operation
 *
 * Returns: whether no further server would be tried after this one
 */
gboolean
imw_horizon_round_is_last (GTask *task)
{
  const ImwHorizonRound *round = g_task_get_task_data (task);

  return round->position + 1 >= round->order->len;
}

/**
 * imw_horizon_round_get_server:
 * @task: the task of an operation
 *
 * Returns: (transfer none): the server of the round
 */
ImwHorizonServer *
imw_horizon_round_get_server (GTask *task)
{
  ImwHorizon            *self = g_task_get_source_object (task);
  const ImwHorizonRound *round = g_task_get_task_data (task);

  return g_ptr_array_index (self->servers, g_array_index (round->order, guint, round->position));
}
