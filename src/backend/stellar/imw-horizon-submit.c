/* imw-horizon-submit.c: signed bytes to the network, and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-private.h"

#include "imw-error.h"
#include "imw-stellar-tx.h"

#include <string.h>

/* An answer decides only when it is about these very bytes. A refusal says that they can't be taken now:
 * they may be in a ledger already (the number is used, the time is over), so a server that refuses is
 * asked whether it has them, once it has seen every ledger that the refusal rests on. Everything else
 * (504, 503, silence) leaves it open. */

#define HTTP_CONFLICT 409

typedef struct
{
  char    *txid;
  GBytes  *raw;          /* (nullable) */
  GError  *answer;       /* (nullable): the refusal that is being checked */
  gboolean is_uncertain; /* another server may have taken it */
} Payload;

static void
payload_free (gpointer user_data)
{
  Payload *payload = user_data;

  g_free (payload->txid);
  g_clear_pointer (&payload->raw, g_bytes_unref);
  g_clear_error (&payload->answer);
  g_free (payload);
}

static void
fail_uncertain (GTask *task, GError *error)
{
  Payload *payload = imw_horizon_round_get_data (task);

  payload->is_uncertain = TRUE;
  imw_horizon_round_fail (task, error);
}

static void
looked (GTask *task, JsonNode *node, guint status, GError *error)
{
  Payload    *payload = imw_horizon_round_get_data (task);
  JsonObject *object = node != NULL ? imw_json_node_get_object (node, &error) : NULL;
  const char *hash = object != NULL ? imw_json_get_string (object, "hash", &error) : NULL;

  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      if (payload->is_uncertain)
        imw_horizon_round_fail (task, g_steal_pointer (&payload->answer));
      else
        imw_horizon_round_refuse (task, g_steal_pointer (&payload->answer));
      return;
    }
  if (hash != NULL && g_ascii_strcasecmp (hash, payload->txid) != 0)
    g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Another transaction than asked for");
  if (error != NULL)
    {
      fail_uncertain (task, error);
      return;
    }

  imw_horizon_round_succeed (task);
  g_task_return_boolean (task, TRUE);
}

static void
root_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  const Payload   *payload = imw_horizon_round_get_data (task);
  JsonObject      *object = node != NULL ? imw_json_node_get_object (node, &error) : NULL;
  g_autofree char *path = g_strdup_printf ("/transactions/%s", payload->txid);
  gint64           seen = 0;
  gint64           closed = 0;

  if (object != NULL &&
      imw_json_get_int (object, "history_latest_ledger", 0, G_MAXINT32, &seen, &error) &&
      imw_json_get_int_opt (object, "core_latest_ledger", 0, G_MAXINT32, seen, &closed, &error) &&
      seen < closed)
    g_set_error (&error, IMW_ERROR, IMW_ERROR_SERVER, "The server has not read the newest ledger");
  if (error != NULL)
    fail_uncertain (task, error);
  else
    imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, looked);
}

/* takes @answer */
static void
check_refusal (GTask *task, GError *answer)
{
  Payload *payload = imw_horizon_round_get_data (task);

  g_clear_error (&payload->answer);
  payload->answer = answer;
  imw_horizon_round_get (task, "/", IMW_HORIZON_MAX_BYTES, root_got);
}

static gboolean
is_duplicate (JsonNode *node)
{
  JsonObject *object = imw_json_node_get_object (node, NULL);
  const char *word = object != NULL ? imw_json_get_string (object, "tx_status", NULL) : NULL;

  return g_strcmp0 (word, "DUPLICATE") == 0;
}

static void
submitted (GTask *task, JsonNode *node, guint status, GError *error)
{
  const Payload *payload = imw_horizon_round_get_data (task);
  JsonObject    *object = node != NULL ? imw_json_node_get_object (node, &error) : NULL;
  const char    *hash;
  const char    *code;
  ImwError       meaning;

  if (object == NULL)
    {
      /* REFUSED without an answer is a host that is switched off: it was not asked */
      if (g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED) && status == 0)
        imw_horizon_round_fail (task, error);
      else
        fail_uncertain (task, error);
      return;
    }
  if (status >= 300 && !(status == HTTP_CONFLICT && is_duplicate (node)))
    {
      code = imw_horizon_refusal_parse (node, &meaning);
      if (code == NULL)
        fail_uncertain (task, g_error_new (IMW_ERROR, IMW_ERROR_SERVER,
                                           "The server does not take it: status %u", status));
      else if (meaning == IMW_ERROR_SERVER)
        fail_uncertain (task, g_error_new_literal (IMW_ERROR, IMW_ERROR_SERVER, code));
      else
        check_refusal (task, g_error_new_literal (IMW_ERROR, (gint) meaning, code));
      return;
    }

  hash = imw_json_get_string (object, "hash", &error);
  if (hash != NULL && g_ascii_strcasecmp (hash, payload->txid) != 0)
    g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The server names another transaction");
  if (error != NULL)
    {
      fail_uncertain (task, error);
      return;
    }

  imw_horizon_round_succeed (task);
  g_task_return_boolean (task, TRUE);
}

static void
run_submit (GTask *task)
{
  const Payload   *payload = imw_horizon_round_get_data (task);
  gsize            length;
  const guint8    *data = g_bytes_get_data (payload->raw, &length);
  g_autofree char *base64 = g_base64_encode (data, length);
  g_autofree char *escaped = g_uri_escape_string (base64, NULL, FALSE);
  g_autofree char *form = g_strconcat ("tx=", escaped, NULL);

  imw_horizon_round_post (task, "/transactions", form, submitted);
}

static gboolean
is_transaction (ImwHorizon *self, GBytes *raw, const char *txid)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (raw, &length);
  g_autoptr (ImwStellarEnvelope) envelope = imw_stellar_envelope_parse (data, length, NULL);
  g_autofree char *own = NULL;

  if (envelope == NULL)
    return FALSE;
  own = imw_stellar_envelope_dup_txid (envelope, self->params->network_id);

  return g_ascii_strcasecmp (own, txid) == 0;
}

/**
 * imw_horizon_submit_async:
 * @backend: an #ImwHorizon
 * @raw: a signed envelope
 * @txid: its id
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_submit_async(). The message of a refusal is the ledger's own code and nothing else
 * ("op_no_trust", "tx_too_late").
 */
void
imw_horizon_submit_async (ImwBackend         *backend,
                          GBytes             *raw,
                          const char         *txid,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  ImwHorizon *self = IMW_HORIZON (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Payload *payload;

  g_task_set_source_tag (task, imw_horizon_submit_async);
  if (!imw_horizon_is_txid (txid) || !is_transaction (self, raw, txid))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                               "The bytes are not the transaction");
      return;
    }

  payload = g_new0 (Payload, 1);
  payload->txid = g_strdup (txid);
  payload->raw = g_bytes_ref (raw);
  imw_horizon_round_start (g_steal_pointer (&task), run_submit, payload, payload_free);
}

/**
 * imw_horizon_submit_finish:
 * @backend: an #ImwHorizon
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: as imw_backend_submit_finish()
 */
gboolean
imw_horizon_submit_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
raw_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizon    *self = g_task_get_source_object (task);
  const Payload *payload = imw_horizon_round_get_data (task);
  JsonObject    *object = node != NULL ? imw_json_node_get_object (node, &error) : NULL;
  const char    *text = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  g_autoptr (GBytes) raw = NULL;

  if (object != NULL)
    text = imw_json_get_string (object, "envelope_xdr", &error);
  if (text != NULL)
    envelope = imw_stellar_envelope_parse_base64 (text, &error);
  if (envelope != NULL)
    raw = imw_stellar_envelope_serialize (envelope);
  if (raw == NULL || !is_transaction (self, raw, payload->txid))
    {
      if (error == NULL)
        g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The bytes are not the transaction");
      if (g_error_matches (error, IMW_ERROR, IMW_ERROR_BAD_INPUT))
        error->code = IMW_ERROR_BAD_REPLY;
      imw_horizon_round_fail (task, error);
      return;
    }

  imw_horizon_round_succeed (task);
  g_task_return_pointer (task, g_steal_pointer (&raw), (GDestroyNotify) g_bytes_unref);
}

static void
run_get_raw (GTask *task)
{
  const Payload   *payload = imw_horizon_round_get_data (task);
  g_autofree char *path = g_strdup_printf ("/transactions/%s", payload->txid);

  imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, raw_got);
}

/**
 * imw_horizon_get_raw_async:
 * @backend: an #ImwHorizon
 * @txid: id of a transaction
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_get_raw_async().
 */
void
imw_horizon_get_raw_async (ImwBackend         *backend,
                           const char         *txid,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  Payload *payload;

  g_task_set_source_tag (task, imw_horizon_get_raw_async);
  if (!imw_horizon_is_txid (txid))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not the id of a transaction");
      return;
    }

  payload = g_new0 (Payload, 1);
  payload->txid = g_strdup (txid);
  imw_horizon_round_start (g_steal_pointer (&task), run_get_raw, payload, payload_free);
}

/**
 * imw_horizon_get_raw_finish:
 * @backend: an #ImwHorizon
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_get_raw_finish()
 */
GBytes *
imw_horizon_get_raw_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
