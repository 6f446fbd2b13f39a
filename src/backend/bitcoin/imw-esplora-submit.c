/* imw-esplora-submit.c: whole transactions, from and to an Esplora server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-esplora"

#include "config.h"

#include "imw-esplora-json.h"
#include "imw-esplora-private.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-json.h"
#include "imw-text.h"

#include <string.h>

#define MAX_RAW_HEX_BYTES (8 * 1000 * 1000 + 16)
#define MAX_ANSWER_BYTES  (64 * 1024)
#define MAX_CACHED        64
#define MAX_CACHED_BYTES  (8 * 1024 * 1024)
#define MAX_WORDS         200

typedef struct
{
  char   *txid;
  GBytes *raw;    /* (nullable): what is sent */
  GError *answer; /* (nullable): what the server said while we look whether it has it anyway */
  /* an earlier server may have taken it: no later one's refusal is the last word */
  gboolean is_uncertain;
} Payload;

static void
payload_free (gpointer user_data)
{
  Payload *payload = user_data;

  g_clear_pointer (&payload->txid, g_free);
  g_clear_pointer (&payload->raw, g_bytes_unref);
  g_clear_error (&payload->answer);
  g_free (payload);
}

static void
forget_oldest (ImwEsplora *self)
{
  const char *oldest = g_queue_pop_head (&self->raw_order);
  GBytes     *bytes = g_hash_table_lookup (self->raw_cache, oldest);

  self->raw_bytes -= g_bytes_get_size (bytes);
  g_hash_table_remove (self->raw_cache, oldest);
}

static void
remember (ImwEsplora *self,
          const char *txid,
          GBytes     *raw)
{
  char *key;

  if (g_hash_table_contains (self->raw_cache, txid))
    return;

  key = g_strdup (txid);
  g_hash_table_insert (self->raw_cache, key, g_bytes_ref (raw));
  g_queue_push_tail (&self->raw_order, key);
  self->raw_bytes += g_bytes_get_size (raw);
  while (self->raw_order.length > MAX_CACHED ||
         (self->raw_bytes > MAX_CACHED_BYTES && self->raw_order.length > 1))
    forget_oldest (self);
}

static GBytes *
recall (ImwEsplora *self,
        const char *txid)
{
  GBytes *bytes = g_hash_table_lookup (self->raw_cache, txid);
  GList  *link;

  if (bytes == NULL)
    return NULL;

  link = g_queue_find_custom (&self->raw_order, txid, (GCompareFunc) strcmp);
  g_queue_unlink (&self->raw_order, link);
  g_queue_push_tail_link (&self->raw_order, link);

  return g_bytes_ref (bytes);
}

static GBytes *
decode_raw (ImwEsplora *self,
            const char *txid,
            GBytes     *hex,
            GError    **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *text = imw_esplora_text (hex, MAX_RAW_HEX_BYTES, error);
  g_autoptr (GBytes) raw = NULL;

  if (text == NULL)
    return NULL;

  raw = imw_hex_decode (text, &reason);
  if (raw == NULL || !imw_chain_check_raw (IMW_CHAIN (self->chain), raw, txid, &reason))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Raw transaction: %s", reason->message);
      return NULL;
    }

  return g_steal_pointer (&raw);
}

static void
raw_got_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwEsplora    *self = g_task_get_source_object (task);
  const Payload *payload = imw_esplora_round_get_data (task);
  GError        *error = NULL;
  g_autoptr (GBytes) hex = imw_esplora_round_get_finish (object, result, &error);
  g_autoptr (GBytes) raw = NULL;

  if (hex != NULL)
    raw = decode_raw (self, payload->txid, hex, &error);
  if (raw == NULL)
    {
      imw_esplora_round_fail (task, error);
      return;
    }

  remember (self, payload->txid, raw);
  imw_esplora_round_succeed (task);
  g_task_return_pointer (task, g_steal_pointer (&raw), (GDestroyNotify) g_bytes_unref);
}

static void
run_get_raw (GTask *task)
{
  const Payload   *payload = imw_esplora_round_get_data (task);
  g_autofree char *path = g_strdup_printf ("/tx/%s/hex", payload->txid);

  imw_esplora_round_get (task,
                         g_task_get_cancellable (task),
                         path,
                         MAX_RAW_HEX_BYTES,
                         raw_got_cb,
                         g_object_ref (task));
}

/**
 * imw_esplora_get_raw_async:
 * @backend: an #ImwEsplora
 * @txid: id of a transaction
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_get_raw_async(). The last ones are kept.
 */
void
imw_esplora_get_raw_async (ImwBackend         *backend,
                           const char         *txid,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  GBytes  *known;
  Payload *payload;

  g_task_set_source_tag (task, imw_esplora_get_raw_async);
  if (!imw_esplora_check_hash (txid, &error))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not the id of a transaction");
      return;
    }

  known = recall (IMW_ESPLORA (backend), txid);
  if (known != NULL)
    {
      g_task_return_pointer (task, known, (GDestroyNotify) g_bytes_unref);
      return;
    }

  payload = g_new0 (Payload, 1);
  payload->txid = g_strdup (txid);
  imw_esplora_round_start (g_steal_pointer (&task), run_get_raw, payload, payload_free);
}

/**
 * imw_esplora_get_raw_finish:
 * @backend: an #ImwEsplora
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): as imw_backend_get_raw_finish()
 */
GBytes *
imw_esplora_get_raw_finish (ImwBackend   *backend,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
says_one_of (const char        *words,
             const char *const *phrases)
{
  for (; *phrases != NULL; phrases++)
    if (strstr (words, *phrases) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
says_known (const char *words)
{
  static const char *const phrases[] = {
    "txn-already-in-mempool",
    "already in mempool",
    "txn-already-known",
    "already known",
    "already in block chain",
    "already in utxo set",
    NULL,
  };

  return says_one_of (words, phrases);
}

static gboolean
says_fee_too_low (const char *words)
{
  static const char *const phrases[] = {
    "min relay fee not met",
    "mempool min fee not met",
    "insufficient fee",
    NULL,
  };

  return says_one_of (words, phrases);
}

static GError *
error_for_words (GBytes *answer)
{
  gsize            length;
  const char      *data = g_bytes_get_data (answer, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *shown = imw_text_sanitize (valid, MAX_WORDS);
  g_autofree char *lower = g_ascii_strdown (valid, -1);

  if (says_known (lower))
    return NULL;

  return g_error_new (IMW_ERROR,
                      says_fee_too_low (lower) ? IMW_ERROR_FEE_TOO_LOW : IMW_ERROR_REFUSED,
                      "%s",
                      *shown != '\0' ? shown : "The server gives no reason");
}

static void
finish_submit (GTask *task)
{
  ImwEsplora    *self = g_task_get_source_object (task);
  const Payload *payload = imw_esplora_round_get_data (task);

  remember (self, payload->txid, payload->raw);
  imw_esplora_round_succeed (task);
  g_task_return_boolean (task, TRUE);
}

/* One server's refusal is asked about at the next one, and counts only when that refuses too: else
 * it stays unknown. Takes @answer. */
static void
refuse_submit (GTask  *task,
               GError *answer)
{
  const Payload *payload = imw_esplora_round_get_data (task);

  if (payload->is_uncertain)
    {
      imw_esplora_round_fail (task, answer);
    }
  else if (!imw_esplora_round_is_last (task))
    {
      answer->code = IMW_ERROR_SERVER;
      g_prefix_error (&answer, "refused by one server: ");
      imw_esplora_round_fail (task, answer);
    }
  else
    imw_esplora_round_refuse (task, answer);
}

/* A refusal may come for a transaction that the network already has: its inputs are spent, by
 * itself. */
static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Payload *payload = imw_esplora_round_get_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = imw_esplora_round_get_finish (object, result, &error);
  g_autoptr (ImwEsploraTx) tx = NULL;

  if (bytes != NULL)
    tx = imw_esplora_tx_parse_bytes (bytes, &error);

  if (tx != NULL && g_str_equal (tx->txid, payload->txid))
    finish_submit (task);
  else if (error == NULL || g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    refuse_submit (task, g_steal_pointer (&payload->answer));
  else
    imw_esplora_round_fail (task, g_steal_pointer (&error));
}

static void
look_up (GTask  *task,
         GError *answer)
{
  Payload         *payload = imw_esplora_round_get_data (task);
  g_autofree char *path = g_strdup_printf ("/tx/%s", payload->txid);

  g_clear_error (&payload->answer);
  payload->answer = answer;
  imw_esplora_round_get (task,
                         g_task_get_cancellable (task),
                         path,
                         IMW_JSON_MAX_BYTES,
                         looked_up_cb,
                         g_object_ref (task));
}

static void
posted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Payload *payload = imw_esplora_round_get_data (task);
  GError  *error = NULL;
  guint    status;
  g_autoptr (GBytes) bytes = imw_http_post_finish (IMW_HTTP (object), result, &status, &error);
  g_autofree char *told = NULL;

  if (bytes == NULL)
    {
      payload->is_uncertain |= !g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED) &&
                               !g_error_matches (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
      imw_esplora_round_fail (task, error);
      return;
    }

  if (status < 200 || status > 299)
    {
      GError *answer = error_for_words (bytes);

      if (answer == NULL)
        finish_submit (task);
      else if (g_error_matches (answer, IMW_ERROR, IMW_ERROR_FEE_TOO_LOW))
        refuse_submit (task, answer);
      else
        look_up (task, answer);
      return;
    }

  told = imw_esplora_text (bytes, 64, &error);
  if (told != NULL && !g_str_equal (told, payload->txid))
    g_set_error (&error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The server names another transaction");
  if (error != NULL)
    {
      payload->is_uncertain = TRUE;
      imw_esplora_round_fail (task, error);
    }
  else
    finish_submit (task);
}

static void
run_submit (GTask *task)
{
  ImwEsplora      *self = g_task_get_source_object (task);
  const Payload   *payload = imw_esplora_round_get_data (task);
  ImwEsploraRound *round = g_task_get_task_data (task);
  g_autofree char *url = g_strconcat (imw_esplora_round_get_server (task)->url, "/tx", NULL);
  char            *hex = imw_hex_encode_bytes (payload->raw);
  g_autoptr (GBytes) body = g_bytes_new_take (hex, strlen (hex));

  round->n_requests++;
  imw_http_post_async (self->http,
                       IMW_PURPOSE_BITCOIN_SERVER,
                       url,
                       "text/plain",
                       body,
                       MAX_ANSWER_BYTES,
                       g_task_get_cancellable (task),
                       posted_cb,
                       g_object_ref (task));
}

/**
 * imw_esplora_submit_async:
 * @backend: an #ImwEsplora
 * @raw: a signed transaction
 * @txid: its id
 * @cancellable: (nullable): ends the request
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * As imw_backend_submit_async(). When a server fails or refuses, the next one gets the same bytes.
 */
void
imw_esplora_submit_async (ImwBackend         *backend,
                          GBytes             *raw,
                          const char         *txid,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  ImwEsplora *self = IMW_ESPLORA (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  Payload *payload;

  g_task_set_source_tag (task, imw_esplora_submit_async);
  if (!imw_esplora_check_hash (txid, &error) ||
      !imw_chain_check_raw (IMW_CHAIN (self->chain), raw, txid, &error))
    {
      g_task_return_new_error (task,
                               IMW_ERROR,
                               IMW_ERROR_BAD_INPUT,
                               "The bytes are not the transaction");
      return;
    }

  payload = g_new0 (Payload, 1);
  payload->txid = g_strdup (txid);
  payload->raw = g_bytes_ref (raw);
  imw_esplora_round_start (g_steal_pointer (&task), run_submit, payload, payload_free);
}

/**
 * imw_esplora_submit_finish:
 * @backend: an #ImwEsplora
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: as imw_backend_submit_finish()
 */
gboolean
imw_esplora_submit_finish (ImwBackend   *backend,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
