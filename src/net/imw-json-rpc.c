/* imw-json-rpc.c: JSON-RPC 2.0 calls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-json-rpc"

#include "config.h"

#include "imw-json-rpc.h"

#include "imw-error.h"
#include "imw-json.h"
#include "imw-text.h"

#include <string.h>

/* JSON-RPC 2.0 (jsonrpc.org/specification) over HTTP POST: sections 4 (request), 5 (response) and 6
 * (batch). Each answer must carry the number of one call, and each call must be answered once. */

#define MAX_WORDS      300
#define MAX_DATA_BYTES (64 * 1024)

#define CODE_METHOD_NOT_FOUND (-32601)
#define CODE_LIMIT_EXCEEDED   (-32005) /* EIP-1474 */
#define CODE_HTTP_TOO_MANY    429

typedef struct
{
  GPtrArray        *calls; /* (element-type ImwJsonRpcCall) */
  gint64            first_id;
  gsize             max_bytes;
  ImwJsonRpcFailure failure;
} Sending;

static void
sending_free (gpointer user_data)
{
  Sending *sending = user_data;

  g_clear_pointer (&sending->calls, g_ptr_array_unref);
  g_free (sending);
}

/* Numbers are never used twice by one process, so a late or foreign answer cannot fit. */
static gint64
take_ids (guint n)
{
  static gint64 next_id = 1;
  gint64        first = next_id;

  next_id += n;

  return first;
}

static ImwError
code_for_answer (gint64 code)
{
  if (code == CODE_METHOD_NOT_FOUND)
    return IMW_ERROR_NOT_SUPPORTED;
  if (code == CODE_LIMIT_EXCEEDED || code == CODE_HTTP_TOO_MANY)
    return IMW_ERROR_RATE_LIMITED;

  return IMW_ERROR_REFUSED;
}

/* Section 5.1, except that a missing code or message is put up with. */
static gboolean
read_error (ImwJsonRpcCall *call, JsonNode *node, GError **error)
{
  JsonObject      *object = imw_json_node_get_object (node, error);
  const char      *words;
  JsonNode        *data;

  if (object == NULL ||
      !imw_json_get_int_opt (object, "code", G_MININT32, G_MAXINT32, 0, &call->code, error) ||
      !imw_json_get_string_opt (object, "message", &words, error))
    return FALSE;

  data = json_object_get_member (object, "data");
  if (data != NULL && JSON_NODE_HOLDS_VALUE (data) &&
      json_node_get_value_type (data) == G_TYPE_STRING &&
      strlen (json_node_get_string (data)) <= MAX_DATA_BYTES)
    call->data = g_strdup (json_node_get_string (data));
  call->words = imw_text_sanitize (words != NULL ? words : "", MAX_WORDS);
  call->error = g_error_new (IMW_ERROR, (gint) code_for_answer (call->code),
                             "%s: %s (%" G_GINT64_FORMAT ")", call->method,
                             *call->words != '\0' ? call->words : "no reason given", call->code);

  return TRUE;
}

static gboolean
read_answer (GPtrArray *calls, gint64 first_id, JsonNode *node, GError **error)
{
  JsonObject     *object = imw_json_node_get_object (node, error);
  const char     *version;
  ImwJsonRpcCall *call;
  JsonNode       *result;
  JsonNode       *failure;
  gint64          id;

  if (object == NULL || (version = imw_json_get_string (object, "jsonrpc", error)) == NULL ||
      !imw_json_get_int (object, "id", G_MININT64, G_MAXINT64, &id, error))
    return FALSE;
  if (!g_str_equal (version, "2.0") || id < first_id || id - first_id >= (gint64) calls->len)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The answer is not to our question");
      return FALSE;
    }

  call = g_ptr_array_index (calls, (guint) (id - first_id));
  result = json_object_get_member (object, "result");
  failure = json_object_get_member (object, "error");
  if (failure != NULL && JSON_NODE_HOLDS_NULL (failure))
    failure = NULL;
  if (call->result != NULL || call->error != NULL ||
      (failure != NULL && result != NULL && !JSON_NODE_HOLDS_NULL (result)) ||
      (failure == NULL && result == NULL))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Two answers to one question, or none");
      return FALSE;
    }
  if (failure != NULL)
    return read_error (call, failure, error);

  call->result = json_node_ref (result);

  return TRUE;
}

/* One error object instead of an array: nothing of the batch was carried out. */
static gboolean
read_batch_refusal (JsonNode *answer, ImwJsonRpcFailure *failure, GError **error)
{
  JsonObject *object = imw_json_node_get_object (answer, error);
  JsonNode   *node;
  g_autoptr (ImwJsonRpcCall) whole = imw_json_rpc_call_new ("batch", "[]");

  if (object == NULL)
    return FALSE;
  node = json_object_get_member (object, "error");
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "One answer to many questions");
  else if (read_error (whole, node, error))
    {
      *failure = g_error_matches (whole->error, IMW_ERROR, IMW_ERROR_RATE_LIMITED)
                     ? IMW_JSON_RPC_FAILED
                     : IMW_JSON_RPC_BATCH_REFUSED;
      g_propagate_error (error, g_steal_pointer (&whole->error));
    }

  return FALSE;
}

static GError *
error_for_status (guint status)
{
  switch (status)
    {
    case 401:
    case 403:
      return g_error_new (IMW_ERROR, IMW_ERROR_REFUSED, "The server does not serve us (%u)",
                          status);
    default:
      return g_error_new (IMW_ERROR, IMW_ERROR_SERVER, "Status %u", status);
    }
}

static void
posted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError  *error = NULL;
  guint    status;
  g_autoptr (GBytes) body = imw_http_post_finish (IMW_HTTP (object), result, &status, &error);
  g_autoptr (JsonNode) answer = NULL;

  if (body == NULL)
    {
      if (imw_http_is_too_long (IMW_HTTP (object), result))
        sending->failure = IMW_JSON_RPC_TOO_LONG;
      g_task_return_error (task, error);
      return;
    }

  answer = imw_json_parse_bytes (body, sending->max_bytes, &error);
  if (answer == NULL && status >= 400)
    {
      g_clear_error (&error);
      error = error_for_status (status);
      if (status == 413)
        sending->failure = IMW_JSON_RPC_BATCH_REFUSED;
    }

  if (answer != NULL &&
      imw_json_rpc_read (sending->calls, sending->first_id, answer, &sending->failure, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * imw_json_rpc_call_new:
 * @method: name of what is called
 * @params: its parameters, the text of a JSON array
 *
 * Returns: (transfer full): a call without an answer
 */
ImwJsonRpcCall *
imw_json_rpc_call_new (const char *method, const char *params)
{
  ImwJsonRpcCall *self;

  g_return_val_if_fail (method != NULL && params != NULL, NULL);

  self = g_new0 (ImwJsonRpcCall, 1);
  self->method = g_strdup (method);
  self->params = g_strdup (params);

  return self;
}

/**
 * imw_json_rpc_call_reset:
 * @self: a call
 *
 * Forgets the answer, so that the call can be sent again.
 */
void
imw_json_rpc_call_reset (ImwJsonRpcCall *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->result, json_node_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->words, g_free);
  g_clear_pointer (&self->data, g_free);
  self->code = 0;
}

/**
 * imw_json_rpc_call_free:
 * @self: (transfer full): a call
 */
void
imw_json_rpc_call_free (ImwJsonRpcCall *self)
{
  g_return_if_fail (self != NULL);

  imw_json_rpc_call_reset (self);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->params, g_free);
  g_free (self);
}

/**
 * imw_json_rpc_build:
 * @calls: (element-type ImwJsonRpcCall): what to call
 * @first_id: number of the first one; the others count on from there
 *
 * Returns: (transfer full): the text of the request: an object for one call, an array for more
 */
char *
imw_json_rpc_build (GPtrArray *calls, gint64 first_id)
{
  GString *text;

  g_return_val_if_fail (calls != NULL && calls->len > 0, NULL);

  text = g_string_new (calls->len > 1 ? "[" : "");
  for (guint i = 0; i < calls->len; i++)
    {
      const ImwJsonRpcCall *call = g_ptr_array_index (calls, i);

      g_string_append_printf (text,
                              "%s{\"jsonrpc\":\"2.0\",\"id\":%" G_GINT64_FORMAT
                              ",\"method\":\"%s\",\"params\":%s}",
                              i > 0 ? "," : "", first_id + i, call->method, call->params);
    }
  if (calls->len > 1)
    g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

/**
 * imw_json_rpc_read:
 * @calls: (element-type ImwJsonRpcCall): what was called; gets the answers
 * @first_id: number of the first call
 * @answer: what came back
 * @failure: (out): what kind of failure it is, set only on failure
 * @error: return location
 *
 * Returns: %TRUE if each call has a result or an error now; else no call has either, and @error is
 *   %IMW_ERROR_BAD_REPLY, or the server's refusal of the whole batch
 */
gboolean
imw_json_rpc_read (GPtrArray         *calls,
                   gint64             first_id,
                   JsonNode          *answer,
                   ImwJsonRpcFailure *failure,
                   GError           **error)
{
  JsonArray *array;
  gboolean   good = TRUE;

  g_return_val_if_fail (calls != NULL && answer != NULL && failure != NULL, FALSE);

  *failure = IMW_JSON_RPC_FAILED;
  if (calls->len == 1)
    good = read_answer (calls, first_id, answer, error);
  else if (!JSON_NODE_HOLDS_ARRAY (answer))
    return read_batch_refusal (answer, failure, error);
  else
    {
      array = json_node_get_array (answer);
      for (guint i = 0; good && i < json_array_get_length (array); i++)
        good = read_answer (calls, first_id, json_array_get_element (array, i), error);
      if (good && json_array_get_length (array) != calls->len)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not every question was answered");
          good = FALSE;
        }
    }

  if (!good)
    for (guint i = 0; i < calls->len; i++)
      imw_json_rpc_call_reset (g_ptr_array_index (calls, i));

  return good;
}

/**
 * imw_json_rpc_send_async:
 * @http: the client to use
 * @purpose: what it is for, for the list of hosts
 * @url: the server
 * @calls: (element-type ImwJsonRpcCall): without answers, 1 to %IMW_JSON_RPC_MAX_CALLS
 * @max_bytes: longest answer
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Sends calls in one request. It is never sent again by itself.
 */
void
imw_json_rpc_send_async (ImwHttp            *http,
                         const char         *purpose,
                         const char         *url,
                         GPtrArray          *calls,
                         gsize               max_bytes,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) body = NULL;
  Sending *sending;
  char    *text;

  g_return_if_fail (IMW_IS_HTTP (http));
  g_return_if_fail (purpose != NULL && url != NULL);
  g_return_if_fail (calls != NULL && calls->len > 0 && calls->len <= IMW_JSON_RPC_MAX_CALLS);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_json_rpc_send_async);
  sending = g_new0 (Sending, 1);
  sending->calls = g_ptr_array_ref (calls);
  sending->first_id = take_ids (calls->len);
  sending->max_bytes = max_bytes;
  g_task_set_task_data (task, sending, sending_free);
  text = imw_json_rpc_build (calls, sending->first_id);
  body = g_bytes_new_take (text, strlen (text));
  imw_http_post_async (http, purpose, url, "application/json", body, max_bytes, cancellable,
                       posted_cb, g_steal_pointer (&task));
}

/**
 * imw_json_rpc_send_finish:
 * @http: the client
 * @result: the result given to the callback
 * @failure: (out): what kind of failure it is, set only on failure
 * @error: return location
 *
 * Returns: %TRUE if each call was answered, with a result or an error of its own. On %FALSE @error is
 *   as of imw_http_post_finish(), %IMW_ERROR_BAD_REPLY, or the server's refusal of the whole batch
 */
gboolean
imw_json_rpc_send_finish (ImwHttp           *http,
                          GAsyncResult      *result,
                          ImwJsonRpcFailure *failure,
                          GError           **error)
{
  const Sending *sending;

  g_return_val_if_fail (g_task_is_valid (result, http), FALSE);
  g_return_val_if_fail (failure != NULL, FALSE);

  sending = g_task_get_task_data (G_TASK (result));
  *failure = sending->failure;

  return g_task_propagate_boolean (G_TASK (result), error);
}
