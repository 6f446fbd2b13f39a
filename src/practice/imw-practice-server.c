/* imw-practice-server.c: the practice server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-server"

#include "config.h"

#include "imw-practice-server.h"

#include "imw-practice-esplora.h"
#include "imw-practice-prices.h"
#include "imw-practice-server-private.h"

#include <string.h>

/* 2026-01-01T00:00:00Z: where a manual clock starts with a new chain, so that tests see the same chain each time */
#define MANUAL_START_MS  G_GINT64_CONSTANT (1767225600000)
#define HANG_MS          (10 * 60 * 1000)
#define ETHEREUM_BLOCK_S 12
#define INDEX_PATH       "/ethereum-index"
#define STELLAR_PATH     "/stellar"

/* A request that gets no answer until its time is over. */
typedef struct
{
  ImwPracticeServer *server;
  ImwHttpExchange   *exchange;
  guint              source;
} Hang;

static void
hang_free (Hang *hang)
{
  if (hang->source != 0)
    g_source_remove (hang->source);
  imw_http_exchange_drop (hang->exchange);
  g_object_unref (hang->exchange);
  g_free (hang);
}

static gboolean
hang_over_cb (gpointer user_data)
{
  Hang *hang = user_data;

  hang->source = 0;
  g_ptr_array_remove_fast (hang->server->hung, hang);

  return G_SOURCE_REMOVE;
}

static void
hang (ImwPracticeServer *self, ImwHttpExchange *exchange, guint ms)
{
  Hang *held = g_new0 (Hang, 1);

  held->server = self;
  held->exchange = g_object_ref (exchange);
  held->source = g_timeout_add (ms > 0 ? ms : HANG_MS, hang_over_cb, held);
  g_ptr_array_add (self->hung, held);
}

static gboolean
is_rpc (const char *path)
{
  return g_str_equal (path, "/ethereum") || g_str_equal (path, "/ethereum/");
}

static gboolean
is_stellar (const char *path)
{
  return g_str_equal (path, STELLAR_PATH) || g_str_has_prefix (path, STELLAR_PATH "/");
}

/* A fault may aim at a path, or at a method of the JSON-RPC. */
static ImwFaultKind
take_fault (ImwPracticeServer *self,
            ImwHttpExchange   *exchange,
            const char        *path,
            guint             *ms,
            gboolean          *after)
{
  g_auto (GStrv) paths = NULL;
  ImwFaultKind fault = IMW_FAULT_NONE;

  if (!is_rpc (path))
    return imw_faults_take (self->faults, path, ms, after);

  paths = imw_practice_rpc_list_paths (imw_http_exchange_get_body (exchange));
  for (guint i = 0; paths[i] != NULL && fault == IMW_FAULT_NONE; i++)
    fault = imw_faults_take (self->faults, paths[i], ms, after);

  return fault;
}

/* Its answers carry the practice clock's time, by which payments there have their deadlines. */
static gboolean
answer_stellar (ImwPracticeServer *self,
                ImwHttpExchange   *exchange,
                const char        *path,
                ImwFaultKind       fault,
                ImwPracticeReply  *reply)
{
  g_autoptr (GDateTime)
      now = g_date_time_new_from_unix_utc (imw_clock_get_wall_ms (self->clock) / 1000);
  g_autofree char *date = g_date_time_format (now, "%a, %d %b %Y %H:%M:%S GMT");
  gboolean         may_keep = fault == IMW_FAULT_NONE;

  imw_http_exchange_add_header (exchange, "Date", date);

  return imw_practice_horizon_answer (self->horizon, exchange, path + strlen (STELLAR_PATH), fault,
                                      may_keep, reply);
}

/* FALSE: the exchange was kept and is answered later */
static gboolean
answer (ImwPracticeServer *self,
        ImwHttpExchange   *exchange,
        const char        *path,
        ImwFaultKind       fault,
        ImwPracticeReply  *reply)
{
  g_auto (ImwPracticeJson) json = { 0 };
  GBytes *body = imw_http_exchange_get_body (exchange);

  if (g_str_equal (path, "/prices"))
    {
      imw_practice_json_init (&json);
      imw_practice_prices_write (&json, imw_clock_get_wall_ms (self->clock));
      imw_practice_reply_json (reply, &json);
    }
  else if (imw_practice_swap_owns (path))
    {
      imw_practice_swap_answer (self->swap, imw_http_exchange_get_method (exchange), path, body,
                                reply);
    }
  else if (imw_practice_anchor_owns (path))
    {
      imw_practice_anchor_answer (self->anchor, exchange, fault, reply);
    }
  else if (is_rpc (path))
    {
      imw_practice_rpc_answer (self->ethereum, body, fault, reply);
    }
  else if (is_stellar (path))
    {
      return answer_stellar (self, exchange, path, fault, reply);
    }
  else if (g_str_has_prefix (path, INDEX_PATH "/"))
    {
      imw_practice_index_answer (self->ethereum, path + strlen (INDEX_PATH),
                                 imw_http_exchange_get_query (exchange), reply);
    }
  else
    {
      imw_practice_esplora_answer (self->bitcoin, imw_http_exchange_get_method (exchange), path,
                                   body, reply);
    }

  return TRUE;
}

static void
refuse (ImwPracticeReply *reply, const char *path, guint status, const char *text)
{
  if (is_stellar (path))
    imw_practice_horizon_refuse (reply, status);
  else
    imw_practice_reply_text (reply, status, text);
}

static void
send_reply (ImwPracticeServer *self,
            ImwHttpExchange   *exchange,
            const char        *path,
            ImwFaultKind       fault,
            guint              ms,
            ImwPracticeReply  *reply)
{
  gsize       length;
  const char *data;

  switch (fault)
    {
    case IMW_FAULT_HTTP_500:
      refuse (reply, path, 500, "Internal Server Error");
      break;

    case IMW_FAULT_HTTP_503:
      refuse (reply, path, 503, "Service Unavailable");
      break;

    case IMW_FAULT_HTTP_504:
      refuse (reply, path, 504, "Gateway Timeout");
      break;

    case IMW_FAULT_HTTP_429:
      refuse (reply, path, 429, "Too Many Requests");
      imw_http_exchange_add_header (exchange, "Retry-After", "1");
      break;

    case IMW_FAULT_TRUNCATE:
      imw_http_exchange_reply_truncated (exchange, reply->status, reply->content_type, reply->body,
                                         g_bytes_get_size (reply->body) / 2);
      return;

    case IMW_FAULT_WRONG_DATA:
      imw_practice_reply_falsify (reply);
      break;

    case IMW_FAULT_HANG:
      hang (self, exchange, ms);
      return;

    case IMW_FAULT_DELAY:
      data = g_bytes_get_data (reply->body, &length);
      imw_http_exchange_reply_after (exchange, ms, reply->status, reply->content_type, data,
                                     (gssize) length);
      return;

    case IMW_FAULT_NONE:
    case IMW_FAULT_LIE_NONCE:
    case IMW_FAULT_LIE_BALANCE:
    case IMW_FAULT_LIE_CHAIN_ID:
    case IMW_FAULT_ANCHOR_KEY:
    case IMW_FAULT_ANCHOR_LIE:
    case IMW_FAULT_REVERT:
      break;
    }

  imw_http_exchange_reply_bytes (exchange, reply->status, reply->content_type, reply->body);
}

static gboolean
spares_work (ImwFaultKind fault, gboolean after)
{
  return !after &&
         (fault == IMW_FAULT_HTTP_500 || fault == IMW_FAULT_HTTP_503 ||
          fault == IMW_FAULT_HTTP_504 || fault == IMW_FAULT_HTTP_429 || fault == IMW_FAULT_HANG);
}

static void
handle_cb (ImwHttpServer *http, ImwHttpExchange *exchange, gpointer user_data)
{
  ImwPracticeServer *self = user_data;
  g_auto (ImwPracticeReply) reply = { 0 };
  const char  *method = imw_http_exchange_get_method (exchange);
  const char  *path = imw_http_exchange_get_path (exchange);
  ImwFaultKind fault = IMW_FAULT_NONE;
  gboolean     after = FALSE;
  guint        ms = 0;

  if (g_str_has_prefix (path, "/api/"))
    path += strlen ("/api");

  if (imw_practice_anchor_owns (path))
    imw_practice_anchor_add_cors (exchange);

  if (!g_str_equal (method, "GET") && !g_str_equal (method, "POST") &&
      !imw_practice_anchor_owns (path))
    {
      imw_practice_reply_text (&reply, 405, "Method Not Allowed");
    }
  else if (g_str_has_prefix (path, "/practice/"))
    {
      imw_practice_control_answer (self, method, path,
                                   imw_http_exchange_get_query_value (exchange, "after"),
                                   imw_http_exchange_get_body (exchange), &reply);
    }
  else
    {
      fault = take_fault (self, exchange, path, &ms, &after);
      if (!spares_work (fault, after) && !answer (self, exchange, path, fault, &reply))
        return;
    }

  send_reply (self, exchange, path, fault, ms, &reply);
}

static gboolean
mine_cb (gpointer user_data)
{
  ImwPracticeMiner *miner = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_practice_server_mine (miner->server, miner->chain, 1, &error))
    g_message ("no block: %s", error->message);

  return G_SOURCE_CONTINUE;
}

static gboolean
first_mine_cb (gpointer user_data)
{
  ImwPracticeMiner *miner = user_data;

  miner->source = g_timeout_add_seconds (miner->interval_s, mine_cb, miner);

  mine_cb (miner);

  return G_SOURCE_REMOVE;
}

/* The first block is due when the newest one is old enough: at once after a pause, so that a payment made before it is
 * found confirmed. Blocks that could have been made in between are not. */
static gboolean
start_miner (ImwPracticeServer *self, ImwPracticeMiner *miner, GError **error)
{
  ImwLedger *ledger = imw_practice_server_get_chain (self, miner->chain);
  g_autoptr (ImwLedgerBlock) tip = NULL;
  gint64 interval_ms = (gint64) miner->interval_s * 1000;
  gint64 height = 0;
  gint64 age_ms;

  miner->next_block_ms = imw_clock_get_boot_ms (self->clock) + interval_ms;
  if (!self->auto_mine || self->clock_manual)
    return TRUE;

  if (!imw_ledger_get_height (ledger, &height, error) ||
      !imw_ledger_find_block_at (ledger, height, &tip, error))
    return FALSE;

  age_ms = tip != NULL ? imw_clock_get_wall_ms (self->clock) - tip->time_s * 1000 : 0;
  miner->source =
      g_timeout_add ((guint) (interval_ms - CLAMP (age_ms, 0, interval_ms)), first_mine_cb, miner);

  return TRUE;
}

/**
 * imw_practice_server_catch_up: (skip)
 * @self: the server
 *
 * Lets the anchor and the swap service do what is due.
 */
void
imw_practice_server_catch_up (ImwPracticeServer *self)
{
  if (self->anchor != NULL)
    imw_practice_anchor_catch_up (self->anchor);
  if (self->swap != NULL)
    imw_practice_swap_catch_up (self->swap);
}

static gboolean
anchor_cb (gpointer user_data)
{
  imw_practice_server_catch_up (user_data);

  return G_SOURCE_CONTINUE;
}

static void
ledger_closed_cb (ImwPracticeStellar *stellar, gpointer user_data)
{
  imw_practice_server_catch_up (user_data);
}

static void
start_anchor (ImwPracticeServer *self, const ImwPracticeOptions *options)
{
  self->anchor = imw_practice_anchor_new (
      self->ledger, self->stellar, imw_http_server_get_port (self->http), options->web_auth_domain);
  self->swap = imw_practice_swap_new (self->ledger, self->bitcoin, self->ethereum, self->stellar);
  imw_practice_stellar_watch (self->stellar, ledger_closed_cb, self);
  if (!self->clock_manual)
    self->anchor_source = g_timeout_add_seconds (1, anchor_cb, self);
}

static gboolean
start_mining (ImwPracticeServer *self, GError **error)
{
  for (guint i = 0; i < IMW_PRACTICE_N_MINED; i++)
    {
      if (!start_miner (self, &self->miners[i], error))
        return FALSE;
    }

  return TRUE;
}

/* A manual clock goes on where it was left. */
static gboolean
set_manual_clock (ImwPracticeServer *self, GError **error)
{
  g_autoptr (ImwLedgerBlock) tip = NULL;
  gint64 height = 0;
  gint64 saved_ms;

  if (!self->clock_manual)
    return TRUE;

  if (!imw_ledger_get_height (self->ledger, &height, error) ||
      !imw_ledger_find_block_at (self->ledger, height, &tip, error) ||
      !imw_ledger_get_number (self->ledger, "clock_ms", &saved_ms, error))
    return FALSE;

  saved_ms = MAX (saved_ms, tip != NULL ? tip->time_s * 1000 : 0);
  imw_clock_set_wall_ms (self->clock, MAX (saved_ms, imw_clock_get_wall_ms (self->clock)));

  return TRUE;
}

/**
 * imw_practice_server_new:
 * @options: where and how
 * @error: return location
 *
 * Opens the books and serves them on the loopback.
 *
 * Returns: (transfer full): the server. On %NULL @error is %IMW_ERROR_BUSY (another server has the file),
 *   %IMW_ERROR_DISK, %IMW_ERROR_CORRUPT, or a GIO error (the port is taken).
 */
ImwPracticeServer *
imw_practice_server_new (const ImwPracticeOptions *options, GError **error)
{
  g_autoptr (ImwPracticeServer) self = g_new0 (ImwPracticeServer, 1);

  self->auto_mine = options->auto_mine;
  for (guint i = 0; i < IMW_PRACTICE_N_MINED; i++)
    {
      self->miners[i].server = self;
      self->miners[i].chain = (ImwPracticeChain) i;
      self->miners[i].interval_s = options->block_interval_s;
    }
  self->miners[IMW_PRACTICE_ETHEREUM].interval_s =
      MIN (options->block_interval_s, ETHEREUM_BLOCK_S);
  self->clock_manual = options->clock_manual;
  self->clock = options->clock_manual
                    ? imw_clock_new_manual (options->clock_start_ms > 0 ? options->clock_start_ms
                                                                        : MANUAL_START_MS,
                                            0)
                    : g_object_ref (imw_clock_get_default ());
  self->faults = imw_faults_new ();
  self->hung = g_ptr_array_new_with_free_func ((GDestroyNotify) hang_free);
  self->ledger = imw_ledger_open (options->state_path, self->clock, error);
  if (self->ledger == NULL || !set_manual_clock (self, error))
    return NULL;

  self->bitcoin = imw_practice_bitcoin_new (self->ledger, error);
  if (self->bitcoin == NULL)
    return NULL;

  self->ethereum = imw_practice_ethereum_new (self->ledger, self->faults, error);
  if (self->ethereum == NULL)
    return NULL;

  self->stellar = imw_practice_stellar_new (self->ledger, options->passphrase,
                                            !options->auto_mine || options->clock_manual, error);
  if (self->stellar == NULL)
    return NULL;

  self->horizon = imw_practice_horizon_new (self->stellar);
  self->http = imw_http_server_new (handle_cb, self, NULL);
  if (!imw_http_server_listen (self->http, options->port, error) || !start_mining (self, error))
    return NULL;

  start_anchor (self, options);

  return g_steal_pointer (&self);
}

/**
 * imw_practice_server_free:
 * @self: (transfer full): the server
 *
 * Ends every connection and closes the books.
 */
void
imw_practice_server_free (ImwPracticeServer *self)
{
  for (guint i = 0; i < IMW_PRACTICE_N_MINED; i++)
    g_clear_handle_id (&self->miners[i].source, g_source_remove);
  g_clear_pointer (&self->hung, g_ptr_array_unref);
  g_clear_pointer (&self->horizon, imw_practice_horizon_free);
  if (self->http != NULL)
    imw_http_server_stop (self->http);
  g_clear_object (&self->http);
  g_clear_handle_id (&self->anchor_source, g_source_remove);
  g_clear_pointer (&self->swap, imw_practice_swap_free);
  g_clear_pointer (&self->anchor, imw_practice_anchor_free);
  g_clear_pointer (&self->stellar, imw_practice_stellar_free);
  g_clear_pointer (&self->ethereum, imw_practice_ethereum_free);
  g_clear_pointer (&self->faults, imw_faults_free);
  g_clear_pointer (&self->bitcoin, imw_practice_bitcoin_free);
  g_clear_pointer (&self->ledger, imw_ledger_free);
  g_clear_object (&self->clock);
  g_free (self);
}

/**
 * imw_practice_server_get_url:
 * @self: the server
 *
 * Returns: (transfer none): "http://127.0.0.1:PORT"
 */
const char *
imw_practice_server_get_url (ImwPracticeServer *self)
{
  return imw_http_server_get_url (self->http);
}

/**
 * imw_practice_server_get_chain: (skip)
 * @self: the server
 * @chain: a chain
 *
 * Returns: (transfer none): its books
 */
ImwLedger *
imw_practice_server_get_chain (ImwPracticeServer *self, ImwPracticeChain chain)
{
  switch (chain)
    {
    case IMW_PRACTICE_ETHEREUM:
      return imw_practice_ethereum_get_ledger (self->ethereum);

    case IMW_PRACTICE_STELLAR:
      return imw_practice_stellar_get_ledger (self->stellar);

    case IMW_PRACTICE_BITCOIN:
      break;
    }

  return self->ledger;
}

/**
 * imw_practice_server_mine: (skip)
 * @self: the server
 * @chain: a chain
 * @blocks: how many, 1 to %IMW_PRACTICE_MAX_MINE
 * @error: return location
 *
 * Adds blocks to one chain.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_server_mine (ImwPracticeServer *self,
                          ImwPracticeChain   chain,
                          guint              blocks,
                          GError           **error)
{
  switch (chain)
    {
    case IMW_PRACTICE_ETHEREUM:
      return imw_practice_ethereum_mine (self->ethereum, blocks, error);

    case IMW_PRACTICE_STELLAR:
      return imw_practice_stellar_close (self->stellar, blocks, error);

    case IMW_PRACTICE_BITCOIN:
      break;
    }

  return imw_practice_bitcoin_mine (self->bitcoin, blocks, error);
}
