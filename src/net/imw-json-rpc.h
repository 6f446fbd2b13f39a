/* imw-json-rpc.h: JSON-RPC 2.0 calls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "imw-http.h"

G_BEGIN_DECLS

#define IMW_JSON_RPC_MAX_CALLS 200

/* One call and its answer: afterwards either result or error is set, or neither (the request failed as a whole). */
typedef struct
{
  char     *method;
  char     *params; /* a JSON array */
  JsonNode *result; /* (nullable): a JSON null is a node too */
  GError   *error;  /* (nullable): what the server answered: NOT_SUPPORTED (no such method), RATE_LIMITED, REFUSED */
  gint64    code;   /* of the error object */
  char     *words;  /* (nullable): of the error object, in the server's words, cleaned for people */
  char     *data;   /* (nullable): of the error object, when it is a string */
} ImwJsonRpcCall;

/* What a failed request may be tried again with. */
typedef enum
{
  IMW_JSON_RPC_FAILED,       /* the same would fail again */
  IMW_JSON_RPC_TOO_LONG,     /* the answer passed the cap: ask for less */
  IMW_JSON_RPC_BATCH_REFUSED /* the server does not take so many calls in one request */
} ImwJsonRpcFailure;

ImwJsonRpcCall *imw_json_rpc_call_new (const char *method, const char *params); /* params: text of a JSON array */
void            imw_json_rpc_call_reset (ImwJsonRpcCall *self);
void            imw_json_rpc_call_free (ImwJsonRpcCall *self);
/* calls: (element-type ImwJsonRpcCall), 1 to IMW_JSON_RPC_MAX_CALLS; one is sent alone, more as a batch */
void     imw_json_rpc_send_async (ImwHttp *http, const char *purpose, const char *url, GPtrArray *calls, gsize max_bytes, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_json_rpc_send_finish (ImwHttp *http, GAsyncResult *result, ImwJsonRpcFailure *failure, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* for other carriers: the text of the request, the ids from @first_id on, and the reading of its answer */
char    *imw_json_rpc_build (GPtrArray *calls, gint64 first_id);
gboolean imw_json_rpc_read (GPtrArray *calls, gint64 first_id, JsonNode *answer, ImwJsonRpcFailure *failure, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwJsonRpcCall, imw_json_rpc_call_free)

G_END_DECLS
