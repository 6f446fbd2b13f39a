/* imw-practice-horizon-submit.c: transactions that are handed to the practice Horizon
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-horizon-submit"

#include "config.h"

#include "imw-practice-horizon-private.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

/* Someone who waits for a ledger */
typedef struct
{
  ImwHttpExchange *exchange;
  guint8           hash[32];
} Held;

/**
 * imw_horizon_held_free: (skip)
 * @held: (transfer full): someone who waits
 *
 * Lets him go, without an answer when there was none.
 */
void
imw_horizon_held_free (gpointer held)
{
  Held *self = held;

  imw_http_exchange_drop (self->exchange);
  g_object_unref (self->exchange);
  g_free (self);
}

static void
write_bytes (ImwPracticeJson *json, const char *name, GBytes *bytes)
{
  imw_horizon_write_base64 (json, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* codes: "tx_failed op_success op_underfunded" */
static void
send_failed (ImwPracticeReply *reply,
             const guint8      id[32],
             GBytes           *envelope,
             GBytes           *result,
             const char       *codes)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_auto (GStrv) words = g_strsplit (codes, " ", -1);
  g_autofree char *hash = imw_hex_encode (id, 32);

  imw_horizon_begin_problem (&json, 400, "transaction_failed", "Transaction Failed",
                             "The transaction failed when submitted to the stellar network. The "
                             "`extras.result_codes` field on this response contains further "
                             "details.");
  imw_practice_json_begin_object (&json, "extras");
  write_bytes (&json, "envelope_xdr", envelope);
  imw_practice_json_string (&json, "hash", hash);
  imw_practice_json_begin_object (&json, "result_codes");
  imw_practice_json_string (&json, "transaction", words[0]);
  if (words[1] != NULL)
    {
      imw_practice_json_begin_array (&json, "operations");
      for (guint i = 1; words[i] != NULL; i++)
        imw_practice_json_string (&json, NULL, words[i]);
      imw_practice_json_end_array (&json);
    }
  imw_practice_json_end_object (&json);
  write_bytes (&json, "result_xdr", result);
  imw_practice_json_end_object (&json);
  imw_horizon_end_problem (&json, 400, reply);
}

/**
 * imw_horizon_send_result: (skip)
 * @reply: (out caller-allocates): the answer
 * @tx: a transaction in a ledger
 *
 * Answers what became of a transaction that was submitted.
 */
void
imw_horizon_send_result (ImwPracticeReply *reply, const ImwHorizonTx *tx)
{
  g_auto (ImwPracticeJson) json = { 0 };

  if (!tx->entry.good)
    {
      send_failed (reply, tx->record->id, tx->record->raw, tx->result, tx->codes);
      return;
    }

  imw_practice_json_init (&json);
  imw_horizon_write_tx (&json, NULL, tx);
  imw_horizon_send_json (reply, &json);
}

static void
send_malformed (ImwPracticeReply *reply, const char *text)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_horizon_begin_problem (&json, 400, "transaction_malformed", "Transaction Malformed",
                             "Horizon could not decode the transaction envelope in this request.");
  imw_practice_json_begin_object (&json, "extras");
  imw_practice_json_string (&json, "envelope_xdr", text);
  imw_practice_json_end_object (&json);
  imw_horizon_end_problem (&json, 400, reply);
}

static void
send_status (ImwPracticeReply   *reply,
             guint               http_status,
             const char         *status,
             const guint8        id[32],
             const ImwXlmResult *result)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char *hash = imw_hex_encode (id, 32);
  g_autoptr (GBytes) xdr = NULL;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  if (result != NULL)
    {
      xdr = imw_xlm_result_to_xdr (result);
      write_bytes (&json, "error_result_xdr", xdr);
    }
  imw_practice_json_string (&json, "tx_status", status);
  imw_practice_json_string (&json, "hash", hash);
  imw_practice_json_end_object (&json);
  imw_horizon_send_json (reply, &json);
  reply->status = http_status;
}

/* The asynchronous way hears what a node says at once. A transaction that is in a ledger has a used number for it. */
static void
answer_status (ImwPracticeReply *reply,
               ImwXlmVerdict     verdict,
               const guint8      id[32],
               ImwXlmResult     *result)
{
  switch (verdict)
    {
    case IMW_XLM_TAKEN:
      send_status (reply, 201, "PENDING", id, NULL);
      break;

    case IMW_XLM_DUPLICATE:
      send_status (reply, 409, "DUPLICATE", id, NULL);
      break;

    case IMW_XLM_BUSY:
      send_status (reply, 503, "TRY_AGAIN_LATER", id, NULL);
      break;

    case IMW_XLM_APPLIED:
      result->code = IMW_XLM_TX_BAD_SEQ;
      send_status (reply, 400, "ERROR", id, result);
      break;

    case IMW_XLM_REFUSED:
    case IMW_XLM_MALFORMED:
      send_status (reply, 400, "ERROR", id, result);
      break;
    }
}

/* TRUE: it is in a ledger and the reply is set */
static gboolean
answer_applied (ImwPracticeHorizon *self, const guint8 id[32], ImwPracticeReply *reply)
{
  g_autoptr (ImwHorizonTx) tx = NULL;
  g_autoptr (GError) error = NULL;

  if (!imw_horizon_load_tx (self->net, id, &tx, &error))
    {
      imw_practice_reply_error (reply, error);
      return TRUE;
    }
  if (tx == NULL)
    return FALSE;

  imw_horizon_send_result (reply, tx);

  return TRUE;
}

static void
hold (ImwPracticeHorizon *self, ImwHttpExchange *exchange, const guint8 id[32])
{
  Held *held = g_new0 (Held, 1);

  held->exchange = g_object_ref (exchange);
  memcpy (held->hash, id, sizeof held->hash);
  g_ptr_array_add (self->held, held);
}

/* The synchronous way waits for the ledger. FALSE: the exchange is kept */
static gboolean
answer_result (ImwPracticeHorizon *self,
               ImwHttpExchange    *exchange,
               gboolean            may_keep,
               GBytes             *raw,
               ImwXlmVerdict       verdict,
               const guint8        id[32],
               ImwXlmResult       *result,
               ImwPracticeReply   *reply)
{
  g_autoptr (GBytes) xdr = NULL;
  g_autofree char *codes = NULL;

  switch (verdict)
    {
    case IMW_XLM_REFUSED:
    case IMW_XLM_MALFORMED:
      xdr = imw_xlm_result_to_xdr (result);
      codes = imw_xlm_result_to_codes (result);
      send_failed (reply, id, raw, xdr, codes);
      return TRUE;

    case IMW_XLM_BUSY:
      imw_practice_horizon_refuse (reply, 503);
      return TRUE;

    case IMW_XLM_TAKEN:
    case IMW_XLM_DUPLICATE:
    case IMW_XLM_APPLIED:
      break;
    }

  if (answer_applied (self, id, reply))
    return TRUE;

  if (may_keep)
    {
      hold (self, exchange, id);
      return FALSE;
    }

  imw_practice_horizon_refuse (reply, 504);

  return TRUE;
}

static char *
read_form (GBytes *body)
{
  gsize       length;
  const char *data = g_bytes_get_data (body, &length);
  g_autoptr (GHashTable) form = NULL;

  if (length == 0)
    return NULL;

  form = g_uri_parse_params (data, (gssize) length, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return form != NULL ? g_strdup (g_hash_table_lookup (form, "tx")) : NULL;
}

/**
 * imw_horizon_submit: (skip)
 * @self: the server
 * @exchange: a POST with a form "tx=BASE64"
 * @wait: whether he wants to hear what became of it in a ledger
 * @may_keep: whether the exchange may be kept until then
 * @reply: (out caller-allocates): the answer
 *
 * Hands a transaction to the network.
 *
 * Returns: %TRUE when @reply is set, %FALSE when the exchange is kept
 */
gboolean
imw_horizon_submit (ImwPracticeHorizon *self,
                    ImwHttpExchange    *exchange,
                    gboolean            wait,
                    gboolean            may_keep,
                    ImwPracticeReply   *reply)
{
  g_autofree char *text = read_form (imw_http_exchange_get_body (exchange));
  g_autoptr (ImwXlmResult) result = imw_xlm_result_new ();
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = NULL;
  ImwXlmVerdict verdict;
  guchar       *data;
  gsize         length = 0;
  guint8        id[32];

  /* judged as strictly as it is read: base64 with anything else in it is not an envelope */
  envelope = text != NULL ? imw_stellar_envelope_parse_base64 (text, &error) : NULL;
  if (envelope == NULL && !g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED))
    {
      send_malformed (reply, text);
      return TRUE;
    }

  g_clear_error (&error);
  data = g_base64_decode (text, &length);
  raw = g_bytes_new_take (data, length);
  if (!imw_xlm_submit (self->net, raw, FALSE, id, &verdict, result, &error))
    {
      imw_practice_reply_error (reply, error);
      return TRUE;
    }

  if (wait)
    return answer_result (self, exchange, may_keep, raw, verdict, id, result, reply);

  answer_status (reply, verdict, id, result);

  return TRUE;
}

static gboolean
is_waiting (ImwPracticeHorizon *self, const guint8 id[32])
{
  g_autoptr (ImwLedgerTx) record = NULL;

  return imw_ledger_find_tx (self->net->ledger, id, &record, NULL) && record != NULL &&
         record->height == IMW_LEDGER_WAITING;
}

/**
 * imw_horizon_answer_held: (skip)
 * @self: the server
 *
 * Answers those whose transaction is in a ledger now, or will never be in one.
 */
void
imw_horizon_answer_held (ImwPracticeHorizon *self)
{
  for (guint i = self->held->len; i > 0; i--)
    {
      Held *held = g_ptr_array_index (self->held, i - 1);
      g_auto (ImwPracticeReply) reply = { 0 };

      if (!imw_http_exchange_is_done (held->exchange))
        {
          if (!answer_applied (self, held->hash, &reply))
            {
              if (is_waiting (self, held->hash))
                continue;
              imw_practice_horizon_refuse (&reply, 504);
            }
          imw_http_exchange_reply_bytes (held->exchange, reply.status, reply.content_type,
                                         reply.body);
        }
      g_ptr_array_remove_index (self->held, i - 1);
    }
}
