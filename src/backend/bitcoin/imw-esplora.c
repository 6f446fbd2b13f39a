/* imw-esplora.c: Bitcoin through Esplora servers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-esplora"

#include "config.h"

#include "imw-esplora-json.h"
#include "imw-esplora-private.h"

#include "imw-error.h"
#include "imw-json.h"

#include <string.h>

/**
 * ImwEsplora:
 *
 * An #ImwBackend over servers that speak the Esplora API. Every operation is a round: it begins
 * with the server that served last and goes on to the next ones when that fails. A server is
 * asked for the first block of its chain before anything else. Main thread.
 */

#define MAX_SMALL_BYTES (64 * 1024)

static void imw_esplora_iface_init (ImwBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwEsplora,
                               imw_esplora,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_BACKEND, imw_esplora_iface_init))

static void
server_free (gpointer user_data)
{
  ImwEsploraServer *server = user_data;

  g_clear_pointer (&server->url, g_free);
  g_free (server);
}

static void
round_free (gpointer user_data)
{
  ImwEsploraRound *round = user_data;

  if (round->data_free != NULL)
    round->data_free (round->data);
  g_clear_error (&round->first_error);
  g_free (round);
}

static void
tell_good (ImwEsplora *self,
           guint       server)
{
  self->current = server;
  self->state = IMW_BACKEND_GOOD;
  self->last_good_ms = imw_clock_get_wall_ms (imw_http_get_clock (self->http));
  g_clear_error (&self->last_error);
  g_signal_emit_by_name (self, "changed");
}

static void
tell_failing (ImwEsplora   *self,
              const GError *error)
{
  self->state = IMW_BACKEND_FAILING;
  g_clear_error (&self->last_error);
  self->last_error = g_error_copy (error);
  g_signal_emit_by_name (self, "changed");
}

static void
genesis_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwEsplora      *self = g_task_get_source_object (task);
  ImwEsploraRound *round = g_task_get_task_data (task);
  GError          *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_round_get_finish (object, result, &error);
  g_autofree char *hash = bytes != NULL ? imw_esplora_text (bytes, 64, &error) : NULL;

  if (hash == NULL || !imw_esplora_check_hash (hash, &error))
    {
      if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
        error->code = IMW_ERROR_BAD_REPLY; /* every chain has a first block */
      imw_esplora_round_fail (task, error);
      return;
    }
  if (!g_str_equal (hash, imw_bitcoin_chain_get_params (self->chain)->genesis_hash))
    {
      imw_esplora_round_fail (task,
                              g_error_new (IMW_ERROR,
                                           IMW_ERROR_WRONG_NETWORK,
                                           "%s serves another chain",
                                           imw_esplora_round_get_server (task)->url));
      return;
    }

  imw_esplora_round_get_server (task)->is_verified = TRUE;
  round->run (task);
}

static void
begin_with_server (GTask *task)
{
  ImwEsploraRound *round = g_task_get_task_data (task);

  round->n_tried++;
  if (imw_esplora_round_get_server (task)->is_verified)
    round->run (task);
  else
    imw_esplora_round_get (task,
                           g_task_get_cancellable (task),
                           "/block-height/0",
                           MAX_SMALL_BYTES,
                           genesis_cb,
                           g_object_ref (task));
}

static void
fees_got_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwEsplora  *self = g_task_get_source_object (task);
  ImwFeeTable *fees = imw_esplora_round_get_data (task);
  GError      *error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_round_get_finish (object, result, &error);
  g_autoptr (JsonNode) node = NULL;

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND) && imw_esplora_round_is_last (task))
    {
      g_clear_error (&error); /* a server without estimates is no failing one */
      bytes = g_bytes_new_static ("{}", 2);
    }
  if (bytes != NULL)
    node = imw_json_parse_bytes (bytes, MAX_SMALL_BYTES, &error);
  if (node == NULL || !imw_esplora_fees_parse (node, self->block_seconds, fees, &error))
    {
      imw_esplora_round_fail (task, error);
      return;
    }

  imw_esplora_round_succeed (task);
  fees->as_of_ms = self->last_good_ms;
  g_task_return_boolean (task, TRUE);
}

static void
run_fees (GTask *task)
{
  imw_esplora_round_get (task,
                         g_task_get_cancellable (task),
                         "/fee-estimates",
                         MAX_SMALL_BYTES,
                         fees_got_cb,
                         g_object_ref (task));
}

static void
imw_esplora_get_fees_async (ImwBackend         *backend,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task = g_task_new (backend, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_esplora_get_fees_async);
  imw_esplora_round_start (task, run_fees, g_new0 (ImwFeeTable, 1), g_free);
}

static gboolean
imw_esplora_get_fees_finish (ImwBackend   *backend,
                             GAsyncResult *result,
                             ImwFeeTable  *fees,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), FALSE);

  *fees = (ImwFeeTable){ .known = FALSE };
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *fees = *(ImwFeeTable *) imw_esplora_round_get_data (G_TASK (result));

  return TRUE;
}

static ImwBackendState
imw_esplora_get_state (ImwBackend *backend)
{
  return IMW_ESPLORA (backend)->state;
}

static const char *
imw_esplora_get_server (ImwBackend *backend)
{
  ImwEsplora             *self = IMW_ESPLORA (backend);
  const ImwEsploraServer *server = g_ptr_array_index (self->servers, self->current);

  return server->url;
}

static gint64
imw_esplora_get_last_good_ms (ImwBackend *backend)
{
  return IMW_ESPLORA (backend)->last_good_ms;
}

static const GError *
imw_esplora_get_last_error (ImwBackend *backend)
{
  return IMW_ESPLORA (backend)->last_error;
}

static void
imw_esplora_iface_init (ImwBackendInterface *iface)
{
  iface->sync_async = imw_esplora_sync_async;
  iface->sync_finish = imw_esplora_sync_finish;
  iface->get_fees_async = imw_esplora_get_fees_async;
  iface->get_fees_finish = imw_esplora_get_fees_finish;
  iface->get_raw_async = imw_esplora_get_raw_async;
  iface->get_raw_finish = imw_esplora_get_raw_finish;
  iface->submit_async = imw_esplora_submit_async;
  iface->submit_finish = imw_esplora_submit_finish;
  iface->get_state = imw_esplora_get_state;
  iface->get_server = imw_esplora_get_server;
  iface->get_last_good_ms = imw_esplora_get_last_good_ms;
  iface->get_last_error = imw_esplora_get_last_error;
}

static void
imw_esplora_dispose (GObject *object)
{
  ImwEsplora *self = IMW_ESPLORA (object);

  g_clear_object (&self->chain);
  g_clear_object (&self->http);

  G_OBJECT_CLASS (imw_esplora_parent_class)->dispose (object);
}

static void
imw_esplora_finalize (GObject *object)
{
  ImwEsplora *self = IMW_ESPLORA (object);

  g_queue_clear (&self->raw_order);
  g_clear_pointer (&self->raw_cache, g_hash_table_unref);
  g_clear_pointer (&self->scripts, g_hash_table_unref);
  g_clear_pointer (&self->servers, g_ptr_array_unref);
  g_clear_error (&self->last_error);

  G_OBJECT_CLASS (imw_esplora_parent_class)->finalize (object);
}

static void
imw_esplora_class_init (ImwEsploraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_esplora_dispose;
  object_class->finalize = imw_esplora_finalize;
}

static void
imw_esplora_init (ImwEsplora *self)
{
  self->servers = g_ptr_array_new_with_free_func (server_free);
  self->raw_cache = g_hash_table_new_full (g_str_hash,
                                           g_str_equal,
                                           g_free,
                                           (GDestroyNotify) g_bytes_unref);
  self->scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, imw_esplora_scripts_free);
  g_queue_init (&self->raw_order);
}

/**
 * imw_esplora_new:
 * @chain: the network that the servers must serve
 * @http: the client to use
 * @servers: %NULL-terminated base URLs, the preferred one first
 * @block_seconds: expected time between two blocks
 * @error: return location
 *
 * Returns: (transfer full): a backend that has asked nothing yet; on %NULL @error is
 *   %IMW_ERROR_BAD_INPUT or %IMW_ERROR_REFUSED (plain http to another machine)
 */
ImwBackend *
imw_esplora_new (ImwBitcoinChain   *chain,
                 ImwHttp           *http,
                 const char *const *servers,
                 guint32            block_seconds,
                 GError           **error)
{
  g_autoptr (ImwEsplora) self = NULL;

  g_return_val_if_fail (IMW_IS_BITCOIN_CHAIN (chain), NULL);
  g_return_val_if_fail (IMW_IS_HTTP (http), NULL);
  g_return_val_if_fail (servers != NULL, NULL);

  if (servers[0] == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "No server is given");
      return NULL;
    }

  self = g_object_new (IMW_TYPE_ESPLORA, NULL);
  self->chain = g_object_ref (chain);
  self->http = g_object_ref (http);
  self->block_seconds = block_seconds;
  for (gsize i = 0; servers[i] != NULL; i++)
    {
      ImwEsploraServer *server;
      gsize             length = strlen (servers[i]);

      if (!imw_http_check_url (servers[i], error))
        return NULL;
      if (strchr (servers[i], '?') != NULL)
        {
          g_set_error (error,
                       IMW_ERROR,
                       IMW_ERROR_BAD_INPUT,
                       "The address of a server has no query");
          return NULL;
        }

      while (length > 0 && servers[i][length - 1] == '/')
        length--;
      server = g_new0 (ImwEsploraServer, 1);
      server->url = g_strndup (servers[i], length);
      g_ptr_array_add (self->servers, server);
      imw_hosts_add_url (imw_http_get_hosts (http), IMW_PURPOSE_BITCOIN_SERVER, server->url);
    }

  return IMW_BACKEND (g_steal_pointer (&self));
}

/**
 * imw_esplora_round_start:
 * @task: (transfer full): the task of an operation; its source is the #ImwEsplora
 * @run: carries the operation out with the server of the round; called once for each server
 * @data: (transfer full): the operation's own data
 * @data_free: frees @data
 *
 * Begins a round. Whoever is called back with the task holds a reference to it.
 */
void
imw_esplora_round_start (GTask         *task,
                         ImwEsploraRun  run,
                         gpointer       data,
                         GDestroyNotify data_free)
{
  ImwEsplora      *self = g_task_get_source_object (task);
  ImwEsploraRound *round = g_new0 (ImwEsploraRound, 1);

  round->run = run;
  round->data = data;
  round->data_free = data_free;
  round->server = self->current;
  g_task_set_task_data (task, round, round_free);
  begin_with_server (task);
  g_object_unref (task);
}

/**
 * imw_esplora_round_fail:
 * @task: the task of an operation
 * @error: (transfer full): why this server could not serve
 *
 * Goes on with the next server, or ends the operation with the first server's error.
 */
void
imw_esplora_round_fail (GTask  *task,
                        GError *error)
{
  ImwEsplora      *self = g_task_get_source_object (task);
  ImwEsploraRound *round = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    {
      g_error_free (error);
      return;
    }

  g_debug ("%s: %s", imw_esplora_round_get_server (task)->url, error->message);
  if (round->first_error == NULL)
    round->first_error = error;
  else
    g_error_free (error);

  if (round->n_tried < self->servers->len)
    {
      round->server = (round->server + 1) % self->servers->len;
      begin_with_server (task);
      return;
    }

  if (!g_error_matches (round->first_error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    tell_failing (self, round->first_error);
  g_task_return_error (task, g_steal_pointer (&round->first_error));
}

/**
 * imw_esplora_round_refuse:
 * @task: the task of an operation
 * @error: (transfer full): what the server answered
 *
 * Ends the operation: the server works, and its answer is no.
 */
void
imw_esplora_round_refuse (GTask  *task,
                          GError *error)
{
  imw_esplora_round_succeed (task);
  g_task_return_error (task, error);
}

/**
 * imw_esplora_round_succeed:
 * @task: the task of an operation
 *
 * Remembers that the server of the round works. The caller returns the result itself.
 */
void
imw_esplora_round_succeed (GTask *task)
{
  const ImwEsploraRound *round = g_task_get_task_data (task);

  tell_good (g_task_get_source_object (task), round->server);
}

/**
 * imw_esplora_round_get_data:
 * @task: the task of an operation
 *
 * Returns: (transfer none): the operation's own data
 */
gpointer
imw_esplora_round_get_data (GTask *task)
{
  const ImwEsploraRound *round = g_task_get_task_data (task);

  return round->data;
}

/**
 * imw_esplora_round_is_last:
 * @task: the task of an operation
 *
 * Returns: whether no further server would be tried after this one
 */
gboolean
imw_esplora_round_is_last (GTask *task)
{
  ImwEsplora            *self = g_task_get_source_object (task);
  const ImwEsploraRound *round = g_task_get_task_data (task);

  return round->n_tried >= self->servers->len;
}

/**
 * imw_esplora_round_get_server:
 * @task: the task of an operation
 *
 * Returns: (transfer none): the server of the round
 */
ImwEsploraServer *
imw_esplora_round_get_server (GTask *task)
{
  ImwEsplora            *self = g_task_get_source_object (task);
  const ImwEsploraRound *round = g_task_get_task_data (task);

  return g_ptr_array_index (self->servers, round->server);
}

/**
 * imw_esplora_round_get:
 * @task: the task of an operation
 * @cancellable: (nullable): ends the request
 * @path: what to get, beginning with "/"
 * @max_bytes: longest answer
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Gets something from the server of the round.
 */
void
imw_esplora_round_get (GTask              *task,
                       GCancellable       *cancellable,
                       const char         *path,
                       gsize               max_bytes,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  ImwEsplora      *self = g_task_get_source_object (task);
  ImwEsploraRound *round = g_task_get_task_data (task);
  g_autofree char *url = g_strconcat (imw_esplora_round_get_server (task)->url, path, NULL);

  round->n_requests++;
  imw_http_get_async (self->http,
                      IMW_PURPOSE_BITCOIN_SERVER,
                      url,
                      max_bytes,
                      cancellable,
                      callback,
                      user_data);
}

/**
 * imw_esplora_round_get_finish:
 * @object: the object given to the callback
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the answer; errors as for imw_http_get_finish()
 */
GBytes *
imw_esplora_round_get_finish (GObject      *object,
                              GAsyncResult *result,
                              GError      **error)
{
  return imw_http_get_finish (IMW_HTTP (object), result, error);
}

/**
 * imw_esplora_text:
 * @bytes: an answer of one line
 * @max_length: how many bytes it may have without white space around it
 * @error: return location
 *
 * Returns: (transfer full): the text in printable ASCII; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
char *
imw_esplora_text (GBytes  *bytes,
                  gsize    max_length,
                  GError **error)
{
  gsize            length;
  const char      *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);

  g_strstrip (text);
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      *text = '\0';
  if (*text == '\0' || strlen (text) > max_length)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The server answers something else");
      return NULL;
    }

  return g_steal_pointer (&text);
}
