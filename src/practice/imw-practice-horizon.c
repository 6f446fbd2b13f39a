/* imw-practice-horizon.c: the practice Stellar's Horizon
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-horizon"

#include "config.h"

#include "imw-practice-horizon.h"

#include "imw-practice-horizon-private.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define FRIEND_AMOUNT "100000000000" /* 10000 XLM */
#define PROTOCOL      22

static void
closed_cb (ImwPracticeStellar *net, gpointer user_data)
{
  ImwPracticeHorizon *self = user_data;

  imw_horizon_answer_held (self);
  imw_horizon_feed_streams (self);
}

/**
 * imw_practice_horizon_new:
 * @net: the network, which must outlive the new object and its last call of the main loop
 *
 * Returns: (transfer full): its server
 */
ImwPracticeHorizon *
imw_practice_horizon_new (ImwPracticeStellar *net)
{
  ImwPracticeHorizon *self = g_new0 (ImwPracticeHorizon, 1);

  self->net = net;
  self->held = g_ptr_array_new_with_free_func (imw_horizon_held_free);
  self->streams = g_ptr_array_new_with_free_func (imw_horizon_stream_free);
  imw_practice_stellar_watch (net, closed_cb, self);

  return self;
}

/**
 * imw_practice_horizon_free:
 * @self: (transfer full): the server
 *
 * Ends its streams; nobody gets an answer any more. The network must not close ledgers afterwards.
 */
void
imw_practice_horizon_free (ImwPracticeHorizon *self)
{
  g_ptr_array_unref (self->held);
  g_ptr_array_unref (self->streams);
  g_free (self);
}

static void
answer_root (ImwPracticeHorizon *self, ImwPracticeReply *reply)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GError) error = NULL;
  ImwXlmHeader header = { 0 };
  gboolean     found;

  if (!imw_xlm_find_header (self->net, -1, &header, &found, &error))
    {
      imw_practice_reply_error (reply, error);
      return;
    }

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "horizon_version", "practice");
  imw_practice_json_string (&json, "core_version", "practice");
  imw_practice_json_int (&json, "ingest_latest_ledger", header.height);
  imw_practice_json_int (&json, "history_latest_ledger", header.height);
  imw_horizon_write_time (&json, "history_latest_ledger_closed_at", header.time_s);
  imw_practice_json_int (&json, "history_elder_ledger", IMW_XLM_FIRST_LEDGER);
  imw_practice_json_int (&json, "core_latest_ledger", header.height);
  imw_practice_json_string (&json, "network_passphrase", self->net->passphrase);
  imw_practice_json_int (&json, "current_protocol_version", PROTOCOL);
  imw_practice_json_int (&json, "supported_protocol_version", PROTOCOL);
  imw_practice_json_int (&json, "core_supported_protocol_version", PROTOCOL);
  imw_practice_json_end_object (&json);
  imw_horizon_send_json (reply, &json);
}

/* Everybody pays the least there is: ledgers here have room. */
static void
answer_fee_stats (ImwPracticeHorizon *self, ImwPracticeReply *reply)
{
  static const char *const sets[] = { "fee_charged", "max_fee" };
  static const char *const names[] = { "max", "min", "mode", "p10", "p20", "p30", "p40",
                                       "p50", "p60", "p70", "p80", "p90", "p95", "p99" };
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 height;

  if (!imw_practice_stellar_get_height (self->net, &height, &error))
    {
      imw_practice_reply_error (reply, error);
      return;
    }

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_horizon_write_number (&json, "last_ledger", height);
  imw_horizon_write_number (&json, "last_ledger_base_fee", IMW_XLM_BASE_FEE);
  imw_practice_json_string (&json, "ledger_capacity_usage", "0.01");
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      imw_practice_json_begin_object (&json, sets[i]);
      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        imw_horizon_write_number (&json, names[j], IMW_XLM_BASE_FEE);
      imw_practice_json_end_object (&json);
    }
  imw_practice_json_end_object (&json);
  imw_horizon_send_json (reply, &json);
}

static void
answer_account (ImwPracticeHorizon *self,
                ImwHttpExchange    *exchange,
                const guint8        key[32],
                ImwFaultKind        lie,
                ImwPracticeReply   *reply)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (ImwXlmAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *base = imw_horizon_dup_base (exchange);

  imw_xlm_run_init (&run, self->net, 0, 0);
  if (!imw_xlm_run_get_account (&run, key, &account, &error))
    imw_practice_reply_error (reply, error);
  else if (account == NULL)
    imw_practice_horizon_refuse (reply, 404);
  else
    {
      imw_practice_json_init (&json);
      imw_horizon_write_account (&json, account, base, lie);
      imw_horizon_send_json (reply, &json);
    }
}

static gboolean
wants_stream (ImwHttpExchange *exchange)
{
  const char *accept = imw_http_exchange_get_header (exchange, "Accept");

  return accept != NULL && strstr (accept, "text/event-stream") != NULL;
}

/* FALSE: the exchange is kept */
static gboolean
answer_list (ImwPracticeHorizon *self,
             ImwHttpExchange    *exchange,
             const char         *path,
             ImwHorizonQuery    *query,
             gboolean            may_keep,
             ImwPracticeReply   *reply)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  const char *wrong;

  if (!imw_horizon_read_query (self->net, exchange, query, &wrong))
    {
      imw_horizon_send_bad_request (reply, wrong);
      return TRUE;
    }
  if (may_keep && wants_stream (exchange))
    {
      imw_horizon_add_stream (self, exchange, query, query->key);
      return FALSE;
    }

  items = imw_horizon_list (self->net, query, &error);
  if (items == NULL)
    imw_practice_reply_error (reply, error);
  else
    imw_horizon_send_items (reply, exchange, path, query, items);

  return TRUE;
}

static gboolean
read_kind (const char *text, ImwHorizonKind *kind)
{
  if (g_str_equal (text, "payments"))
    *kind = IMW_HORIZON_PAYMENTS;
  else if (g_str_equal (text, "operations"))
    *kind = IMW_HORIZON_OPERATIONS;
  else if (g_str_equal (text, "transactions"))
    *kind = IMW_HORIZON_TRANSACTIONS;
  else
    return FALSE;

  return TRUE;
}

/* "/accounts/G…" and "/accounts/G…/payments" */
static gboolean
answer_accounts (ImwPracticeHorizon *self,
                 ImwHttpExchange    *exchange,
                 const char         *path,
                 GStrv               parts,
                 ImwFaultKind        lie,
                 gboolean            may_keep,
                 ImwPracticeReply   *reply)
{
  ImwHorizonQuery query = { 0 };

  if (!imw_stellar_key_parse (parts[1], query.key, NULL))
    {
      imw_horizon_send_bad_request (reply, "account_id");
      return TRUE;
    }

  if (parts[2] == NULL)
    {
      if (may_keep && wants_stream (exchange))
        {
          imw_horizon_add_stream (self, exchange, NULL, query.key);
          return FALSE;
        }
      answer_account (self, exchange, query.key, lie, reply);
      return TRUE;
    }

  if (parts[3] == NULL && read_kind (parts[2], &query.kind))
    return answer_list (self, exchange, path, &query, may_keep, reply);

  imw_practice_horizon_refuse (reply, 404);

  return TRUE;
}

static gboolean
read_part (const char *text, ImwHorizonKind *kind)
{
  if (g_str_equal (text, "effects"))
    {
      *kind = IMW_HORIZON_EFFECTS;
      return TRUE;
    }

  return read_kind (text, kind) && *kind != IMW_HORIZON_TRANSACTIONS;
}

/* "/transactions/HASH", "/transactions/HASH/operations" and the like */
static void
answer_transaction (ImwPracticeHorizon *self,
                    ImwHttpExchange    *exchange,
                    const char         *path,
                    GStrv               parts,
                    ImwPracticeReply   *reply)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (ImwHorizonTx) tx = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  ImwHorizonQuery query = { 0 };
  guint8          id[32];

  if (!imw_hex_decode_fixed (parts[1], id, sizeof id, NULL))
    {
      imw_horizon_send_bad_request (reply, "tx_id");
      return;
    }
  if (!imw_horizon_load_tx (self->net, id, &tx, &error))
    {
      imw_practice_reply_error (reply, error);
      return;
    }
  if (tx == NULL || (parts[2] != NULL && !read_part (parts[2], &query.kind)))
    {
      imw_practice_horizon_refuse (reply, 404);
      return;
    }

  if (parts[2] == NULL)
    {
      imw_practice_json_init (&json);
      imw_horizon_write_tx (&json, NULL, tx);
      imw_horizon_send_json (reply, &json);
      return;
    }

  items = imw_horizon_list_ops_of (self->net, tx, query.kind, FALSE, &error);
  if (items == NULL)
    imw_practice_reply_error (reply, error);
  else
    imw_horizon_send_items (reply, exchange, path, &query, items);
}

static void
answer_ledger (ImwPracticeHorizon *self, const char *text, ImwPracticeReply *reply)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GError) error = NULL;
  ImwXlmHeader header;
  guint64      height;
  gboolean     found;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &height, NULL))
    imw_horizon_send_bad_request (reply, "ledger_id");
  else if (!imw_xlm_find_header (self->net, (gint64) height, &header, &found, &error))
    imw_practice_reply_error (reply, error);
  else if (!found)
    imw_practice_horizon_refuse (reply, 404);
  else
    {
      imw_practice_json_init (&json);
      imw_horizon_write_ledger (&json, &header);
      imw_horizon_send_json (reply, &json);
    }
}

/* 10000 XLM for an account that is not there yet */
static void
answer_friendbot (ImwPracticeHorizon *self, ImwHttpExchange *exchange, ImwPracticeReply *reply)
{
  const char *address = imw_http_exchange_get_query_value (exchange, "addr");
  g_autoptr (ImwPracticeStellarAccount) account = NULL;
  g_autoptr (ImwHorizonTx) tx = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;
  guint8           id[32];

  if (address == NULL ||
      !imw_practice_stellar_find_account (self->net, address, &account, NULL))
    imw_horizon_send_bad_request (reply, "addr");
  else if (account != NULL)
    imw_horizon_send_problem (reply, 400, "bad_request", "Bad Request",
                              "account already funded to starting balance");
  else if (!imw_practice_stellar_fund (self->net, address, NULL, FRIEND_AMOUNT, &hash, &error) ||
           !imw_hex_decode_fixed (hash, id, sizeof id, &error) ||
           !imw_horizon_load_tx (self->net, id, &tx, &error))
    imw_practice_reply_error (reply, error);
  else
    imw_horizon_send_result (reply, tx);
}

static gboolean
answer_get (ImwPracticeHorizon *self,
            ImwHttpExchange    *exchange,
            const char         *path,
            GStrv               parts,
            ImwFaultKind        lie,
            gboolean            may_keep,
            ImwPracticeReply   *reply)
{
  const char     *first = parts[0];
  const char     *second = first != NULL ? parts[1] : NULL;
  ImwHorizonQuery ledgers = { .kind = IMW_HORIZON_LEDGERS };

  if (first == NULL)
    answer_root (self, reply);
  else if (g_str_equal (first, "accounts") && second != NULL)
    return answer_accounts (self, exchange, path, parts, lie, may_keep, reply);
  else if (g_str_equal (first, "transactions") && second != NULL)
    answer_transaction (self, exchange, path, parts, reply);
  else if (g_str_equal (first, "ledgers") && second == NULL)
    return answer_list (self, exchange, path, &ledgers, FALSE, reply);
  else if (g_str_equal (first, "ledgers"))
    answer_ledger (self, second, reply);
  else if (g_str_equal (first, "fee_stats"))
    answer_fee_stats (self, reply);
  else if (g_str_equal (first, "claimable_balances"))
    imw_horizon_answer_claimables (self->net, exchange, second, reply);
  else if (g_str_equal (first, "paths") && g_strcmp0 (second, "strict-send") == 0)
    imw_horizon_answer_paths (self->net, exchange, TRUE, reply);
  else if (g_str_equal (first, "paths") && g_strcmp0 (second, "strict-receive") == 0)
    imw_horizon_answer_paths (self->net, exchange, FALSE, reply);
  else if (g_str_equal (first, "friendbot"))
    answer_friendbot (self, exchange, reply);
  else
    imw_practice_horizon_refuse (reply, 404);

  return TRUE;
}

/* the words between the slashes; empty ones are left out */
static GStrv
split_path (const char *path)
{
  g_auto (GStrv) words = g_strsplit (path, "/", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        g_strv_builder_add (builder, words[i]);
    }

  return g_strv_builder_end (builder);
}

/**
 * imw_practice_horizon_answer:
 * @self: the server
 * @exchange: a GET or a POST
 * @path: what follows "/stellar" in its path
 * @lie: what to lie about: %IMW_FAULT_LIE_NONCE (the sequence), %IMW_FAULT_LIE_BALANCE, or nothing
 * @may_keep: whether the exchange may be kept: for a stream, or until a ledger closes
 * @reply: (out caller-allocates): the answer
 *
 * Answers as Horizon would.
 *
 * Returns: %TRUE when @reply is set, %FALSE when the exchange is kept
 */
gboolean
imw_practice_horizon_answer (ImwPracticeHorizon *self,
                             ImwHttpExchange    *exchange,
                             const char         *path,
                             ImwFaultKind        lie,
                             gboolean            may_keep,
                             ImwPracticeReply   *reply)
{
  g_auto (GStrv) parts = split_path (path);

  if (g_str_equal (imw_http_exchange_get_method (exchange), "GET"))
    return answer_get (self, exchange, path, parts, lie, may_keep, reply);

  if (g_strcmp0 (parts[0], "transactions") == 0 && parts[1] == NULL)
    return imw_horizon_submit (self, exchange, TRUE, may_keep, reply);
  if (g_strcmp0 (parts[0], "transactions_async") == 0 && parts[1] == NULL)
    return imw_horizon_submit (self, exchange, FALSE, may_keep, reply);

  imw_practice_horizon_refuse (reply, 404);

  return TRUE;
}
