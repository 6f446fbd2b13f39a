/* imw-practice-control.c: what a test or a user may ask of the practice server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-control"

#include "config.h"

#include "imw-practice-server-private.h"

#include "imw-error.h"
#include "imw-json.h"

#define MAX_BODY_BYTES        4096
#define MAX_ADVANCE_MS        (G_GINT64_CONSTANT (10) * 365 * 24 * 3600 * 1000)
#define MAX_BLOCKS_AN_ADVANCE 3500 /* about 1000 of Bitcoin's */
#define MAX_FAULT_MS          (10 * 60 * 1000)
#define MAX_EVENTS            200

/* Every call is a POST with a JSON object and answers one, or 400 with a plain sentence. "chain" is "bitcoin",
 * "ethereum" or "stellar"; where it is left out, mine and clock mean the first two and the others Bitcoin.
 *   fund   {"address", "amount_sat" or "amount" as text, "count": 1} -> {"txid" (the last one), "count"}
 *   fund   {"chain": "ethereum", "address", "asset": "ETH", "amount"} -> {"txid", "count"}
 *          asset: ETH, USDT, USDC, DAI, a contract or an asset's id; amount: base units as text or number, else 1 ETH or
 *          1000 tokens
 *   fund   {"chain": "stellar", "address", "asset": "XLM", "amount"} -> {"txid", "count"}
 *          asset: XLM, USDC, EURC, CODE:ISSUER or an asset's id; amount: base units as text or number, else 1000; at once;
 *          XLM opens an account
 *   mine   {"blocks": 1, "chain"}                          -> {"height", "ethereum_height", "stellar_ledger", "time_ms"}
 *   reorg  {"depth": 1, "drop": false, "empty": false, "chain"} -> {"height", "ethereum_height", "time_ms"}
 *   reset  {}                                              -> {"height", "ethereum_height", "time_ms"}
 *   clock  {"advance_ms"}, with --clock-manual             -> {"height", "ethereum_height", "time_ms"}
 *   fail   {"kind", "count": 1, "path": null, "ms", "after": false} -> {"faults"}
 * only of Ethereum:
 *   token  {"token", "paused": false} or {"token", "account", "frozen": false} or {"token", "fee": basis points}
 *          -> {"token"}; at once, and no reorganisation undoes it
 *   airdrop {"address", "amount"}                          -> {"txid"}: a look-alike of USDT that nobody asked for
 *   drop   {"txid"}                                        -> {"txid"}: a waiting transaction is forgotten
 *   base-fee {"wei"}                                       -> {"wei"}: of the next block
 * only of Stellar:
 *   signer {"account", "key", "weight", "threshold"}       -> {"account"}: who may sign for it, and how much is needed
 *   end-streams {}                                         -> {}: event streams end, as Horizon's do
 * of the anchor:
 *   anchor-pay {"id"}                                      -> {"id"}: the customer's transfer by bank or card arrives
 *   anchor-collect {"id"}                                  -> {"id"}: the cash is picked up
 *   anchor-kyc {"email_code": true}                        -> {}: e-mail addresses have to be verified (code 123456)
 * and by GET too: state -> what goes on; events?after=NUMBER -> {"events"}; anchor-orders -> {"orders"}.
 *
 * A fault hits the next "count" requests whose path (without "/api") begins with "path"; the path of a JSON-RPC call is
 * "/ethereum/METHOD", that of the index begins with "/ethereum-index". "delay" (by "ms"), "http-500", "http-503",
 * "http-504", "http-429", "truncate" (half the body), "wrong-data" (other amounts or ids), "hang" (no answer, closed
 * after "ms"), "lie-nonce", "lie-balance", "lie-chain-id" (what the JSON-RPC and Horizon say of these),
 * "anchor-key-changed" (stellar.toml and challenges), "anchor-lie" (quotes that do not add up). With "after" a request
 * that gets a 50x, a 429 or nothing has done its work all the same. "revert" hits no request: the next "count"
 * transactions in Ethereum blocks that are not the faucet's fail. "none" forgets all faults. */

/* One call. Gets the request's object, sets the reply or an error. */
typedef gboolean (*ControlFunc) (ImwPracticeServer *self,
                                 JsonObject        *request,
                                 ImwPracticeReply  *reply,
                                 GError           **error);

static gboolean
reply_height (ImwPracticeServer *self, ImwPracticeReply *reply, GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  gint64 height = 0;
  gint64 ethereum_height = 0;
  gint64 stellar_ledger = 0;

  if (!imw_ledger_get_height (self->ledger, &height, error) ||
      !imw_ledger_get_height (imw_practice_server_get_chain (self, IMW_PRACTICE_ETHEREUM),
                              &ethereum_height, error) ||
      !imw_practice_stellar_get_height (self->stellar, &stellar_ledger, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_int (&json, "height", height);
  imw_practice_json_int (&json, "ethereum_height", ethereum_height);
  imw_practice_json_int (&json, "stellar_ledger", stellar_ledger);
  imw_practice_json_int (&json, "time_ms", imw_clock_get_wall_ms (self->clock));
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

/* named: whether the request says one */
static gboolean
read_chain (JsonObject *request, ImwPracticeChain *chain, gboolean *named, GError **error)
{
  const char *text;

  *chain = IMW_PRACTICE_BITCOIN;
  if (!imw_json_get_string_opt (request, "chain", &text, error))
    return FALSE;

  *named = text != NULL;
  if (text == NULL || g_str_equal (text, "bitcoin"))
    return TRUE;

  *chain = IMW_PRACTICE_ETHEREUM;
  if (g_str_equal (text, "ethereum"))
    return TRUE;

  *chain = IMW_PRACTICE_STELLAR;
  if (g_str_equal (text, "stellar"))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no such chain");

  return FALSE;
}

/* "amount_sat" as a number, or "amount" as text like the other chains have it */
static gboolean
read_amount_sat (JsonObject *request, gint64 *amount_sat, GError **error)
{
  const char *text;
  guint64     amount;

  if (!imw_json_get_string_opt (request, "amount", &text, error))
    return FALSE;
  if (text == NULL)
    return imw_json_get_int (request, "amount_sat", 1, IMW_PRACTICE_MAX_FUND_SAT, amount_sat,
                             error);

  if (!g_ascii_string_to_unsigned (text, 10, 1, IMW_PRACTICE_MAX_FUND_SAT, &amount, NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "amount: not a number of sat");
      return FALSE;
    }
  *amount_sat = (gint64) amount;

  return TRUE;
}

static gboolean
control_fund (ImwPracticeServer *self, JsonObject *request, ImwPracticeReply *reply, GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char *txid = NULL;
  ImwPracticeChain chain;
  gboolean         named;
  const char      *address;
  gint64           amount_sat;
  gint64           count;

  if (!read_chain (request, &chain, &named, error))
    return FALSE;
  if (chain == IMW_PRACTICE_ETHEREUM)
    return imw_practice_control_fund_ethereum (self, request, reply, error);
  if (chain == IMW_PRACTICE_STELLAR)
    return imw_practice_control_fund_stellar (self, request, reply, error);

  address = imw_json_get_string (request, "address", error);
  if (address == NULL || !read_amount_sat (request, &amount_sat, error) ||
      !imw_json_get_int_opt (request, "count", 1, IMW_PRACTICE_MAX_FUND_COUNT, 1, &count, error) ||
      !imw_practice_bitcoin_fund (self->bitcoin, address, (guint64) amount_sat, (guint) count,
                                  &txid, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "txid", txid);
  imw_practice_json_int (&json, "count", count);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

static gboolean
control_mine (ImwPracticeServer *self, JsonObject *request, ImwPracticeReply *reply, GError **error)
{
  ImwPracticeChain chain;
  gboolean         named;
  gint64           blocks;

  return imw_json_get_int_opt (request, "blocks", 1, IMW_PRACTICE_MAX_MINE, 1, &blocks, error) &&
         read_chain (request, &chain, &named, error) &&
         imw_practice_server_mine (self, chain, (guint) blocks, error) &&
         (named || imw_practice_server_mine (self, IMW_PRACTICE_ETHEREUM, (guint) blocks, error)) &&
         reply_height (self, reply, error);
}

static gboolean
control_reset (ImwPracticeServer *self,
               JsonObject        *request,
               ImwPracticeReply  *reply,
               GError           **error)
{
  gint64 mined;
  gint64 closed;

  imw_faults_clear (self->faults);
  imw_practice_horizon_end_streams (self->horizon);

  return imw_ledger_get_number (self->ledger, "ethereum.mined", &mined, error) &&
         imw_practice_stellar_get_height (self->stellar, &closed, error) &&
         imw_practice_bitcoin_reset (self->bitcoin, error) &&
         imw_practice_ethereum_reset (self->ethereum, mined, error) &&
         imw_practice_stellar_reset (self->stellar, closed, error) &&
         reply_height (self, reply, error);
}

static gboolean
control_reorg (ImwPracticeServer *self,
               JsonObject        *request,
               ImwPracticeReply  *reply,
               GError           **error)
{
  ImwPracticeChain chain;
  gboolean         named;
  gint64           depth;
  gboolean         drop;
  gboolean         empty;

  if (!read_chain (request, &chain, &named, error))
    return FALSE;
  if (chain == IMW_PRACTICE_STELLAR)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "ledgers of Stellar are final");
      return FALSE;
    }

  return imw_json_get_int_opt (request, "depth", 1, IMW_PRACTICE_MAX_REORG, 1, &depth, error) &&
         imw_json_get_bool_opt (request, "drop", FALSE, &drop, error) &&
         imw_json_get_bool_opt (request, "empty", FALSE, &empty, error) &&
         (chain == IMW_PRACTICE_ETHEREUM
              ? imw_practice_ethereum_reorganise (self->ethereum, (guint) depth, drop, empty, error)
              : imw_practice_bitcoin_reorganise (self->bitcoin, (guint) depth, drop, empty,
                                                 error)) &&
         reply_height (self, reply, error);
}

static void
write_faults (ImwPracticeServer *self, ImwPracticeJson *json)
{
  imw_practice_json_begin_array (json, "faults");
  for (guint i = 0; i < imw_faults_get_length (self->faults); i++)
    {
      const ImwFault *fault = imw_faults_get (self->faults, i);

      imw_practice_json_begin_object (json, NULL);
      imw_practice_json_string (json, "kind", imw_fault_kind_get_code (fault->kind));
      imw_practice_json_int (json, "count", fault->count);
      imw_practice_json_string (json, "path", fault->path);
      imw_practice_json_int (json, "ms", fault->ms);
      imw_practice_json_boolean (json, "after", fault->after);
      imw_practice_json_end_object (json);
    }
  imw_practice_json_end_array (json);
}

static gboolean
control_fail (ImwPracticeServer *self, JsonObject *request, ImwPracticeReply *reply, GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  const char *code = imw_json_get_string (request, "kind", error);
  const char *path = NULL;
  ImwFault    fault = { 0 };
  gint64      default_ms;
  gint64      count;
  gint64      ms;

  if (code == NULL)
    return FALSE;

  if (!imw_fault_kind_from_code (code, &fault.kind))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no such kind of fault");
      return FALSE;
    }

  default_ms = fault.kind == IMW_FAULT_DELAY ? 1000 : 0;
  if (!imw_json_get_int_opt (request, "count", 1, G_MAXINT32, 1, &count, error) ||
      !imw_json_get_int_opt (request, "ms", 0, MAX_FAULT_MS, default_ms, &ms, error) ||
      !imw_json_get_string_opt (request, "path", &path, error) ||
      !imw_json_get_bool_opt (request, "after", FALSE, &fault.after, error))
    return FALSE;

  fault.count = (guint) count;
  fault.ms = (guint) ms;
  fault.path = (char *) path;
  if (fault.kind == IMW_FAULT_NONE)
    imw_faults_clear (self->faults);
  else
    imw_faults_add (self->faults, &fault);

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  write_faults (self, &json);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

static ImwPracticeMiner *
find_next_miner (ImwPracticeServer *self)
{
  ImwPracticeMiner *next = &self->miners[0];

  for (guint i = 1; i < IMW_PRACTICE_N_MINED; i++)
    {
      if (self->miners[i].next_block_ms < next->next_block_ms)
        next = &self->miners[i];
    }

  return next;
}

/* Time goes from block to block, so that each is made when it is due. */
static gboolean
advance (ImwPracticeServer *self, gint64 ms, GError **error)
{
  guint n_blocks = 0;

  while (self->auto_mine && n_blocks < MAX_BLOCKS_AN_ADVANCE)
    {
      ImwPracticeMiner *miner = find_next_miner (self);
      gint64            wait_ms = miner->next_block_ms - imw_clock_get_boot_ms (self->clock);

      if (wait_ms > ms)
        break;

      imw_clock_advance (self->clock, MAX (wait_ms, 0));
      ms -= MAX (wait_ms, 0);
      miner->next_block_ms += (gint64) miner->interval_s * 1000;
      n_blocks++;
      if (!imw_practice_server_mine (self, miner->chain, 1, error))
        return FALSE;
    }
  imw_clock_advance (self->clock, ms);
  imw_practice_server_catch_up (self);
  for (guint i = 0; i < IMW_PRACTICE_N_MINED; i++)
    self->miners[i].next_block_ms =
        MAX (self->miners[i].next_block_ms, imw_clock_get_boot_ms (self->clock));

  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger,
                         imw_ledger_set_number (self->ledger, "clock_ms",
                                                imw_clock_get_wall_ms (self->clock), error),
                         error);
}

static gboolean
control_clock (ImwPracticeServer *self,
               JsonObject        *request,
               ImwPracticeReply  *reply,
               GError           **error)
{
  gint64 ms;

  if (!self->clock_manual)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the clock is the system's");
      return FALSE;
    }

  return imw_json_get_int (request, "advance_ms", 0, MAX_ADVANCE_MS, &ms, error) &&
         advance (self, ms, error) && reply_height (self, reply, error);
}

static gboolean
answer_state (ImwPracticeServer *self, ImwPracticeReply *reply, GError **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GPtrArray) waiting = imw_ledger_list_waiting (self->ledger, error);
  g_autoptr (ImwLedgerBlock) tip = NULL;
  ImwLedger *ethereum = imw_practice_server_get_chain (self, IMW_PRACTICE_ETHEREUM);
  g_autoptr (GPtrArray) pool = imw_ledger_list_waiting (ethereum, error);
  g_autofree char *hash = NULL;
  gint64           height = 0;
  gint64           ethereum_height = 0;
  gint64           stellar_ledger = 0;

  if (waiting == NULL || pool == NULL || !imw_ledger_get_height (self->ledger, &height, error) ||
      !imw_ledger_get_height (ethereum, &ethereum_height, error) ||
      !imw_practice_stellar_get_height (self->stellar, &stellar_ledger, error) ||
      !imw_ledger_find_block_at (self->ledger, height, &tip, error))
    return FALSE;

  if (tip != NULL)
    hash = imw_bitcoin_txid_to_text (tip->hash);
  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "network",
                            imw_practice_bitcoin_get_params (self->bitcoin)->name);
  imw_practice_json_int (&json, "height", height);
  imw_practice_json_string (&json, "tip", hash);
  imw_practice_json_int (&json, "mempool", waiting->len);
  imw_practice_json_int (&json, "ethereum_height", ethereum_height);
  imw_practice_json_int (&json, "ethereum_pool", pool->len);
  imw_practice_json_int (&json, "stellar_ledger", stellar_ledger);
  imw_practice_json_int (&json, "time_ms", imw_clock_get_wall_ms (self->clock));
  imw_practice_json_boolean (&json, "clock_manual", self->clock_manual);
  imw_practice_json_boolean (&json, "auto_mine", self->auto_mine);
  imw_practice_json_int (&json, "block_interval_s", self->miners[IMW_PRACTICE_BITCOIN].interval_s);
  imw_practice_json_int (&json, "requests", imw_http_server_get_n_requests (self->http));
  write_faults (self, &json);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

static gboolean
answer_events (ImwPracticeServer *self,
               const char        *after_text,
               ImwPracticeReply  *reply,
               GError           **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autoptr (GPtrArray) events = NULL;
  guint64 after = 0;

  if (after_text != NULL &&
      !g_ascii_string_to_unsigned (after_text, 10, 0, G_MAXINT64, &after, error))
    {
      g_clear_error (error);
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "after: not a number");
      return FALSE;
    }

  events = imw_ledger_list_events (self->ledger, (gint64) after, MAX_EVENTS, error);
  if (events == NULL)
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_begin_array (&json, "events");
  for (guint i = 0; i < events->len; i++)
    {
      const ImwLedgerEvent *event = g_ptr_array_index (events, i);

      imw_practice_json_begin_object (&json, NULL);
      imw_practice_json_int (&json, "number", event->number);
      imw_practice_json_int (&json, "time_ms", event->time_ms);
      imw_practice_json_string (&json, "kind", event->kind);
      imw_practice_json_string (&json, "subject", event->subject);
      imw_practice_json_end_object (&json);
    }
  imw_practice_json_end_array (&json);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

static gboolean
run_control (ImwPracticeServer *self,
             ControlFunc        func,
             GBytes            *body,
             ImwPracticeReply  *reply,
             GError           **error)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("{}", 2);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *request;

  node = imw_json_parse_bytes (g_bytes_get_size (body) > 0 ? body : empty, MAX_BODY_BYTES, error);
  if (node == NULL)
    return FALSE;

  request = imw_json_node_get_object (node, error);

  return request != NULL && func (self, request, reply, error);
}

/**
 * imw_practice_control_answer: (skip)
 * @self: the server
 * @method: "GET" or "POST"
 * @path: "/practice/…"
 * @query_after: (nullable): the parameter "after"
 * @body: a JSON object, or nothing
 * @reply: (out caller-allocates): the answer, set in any case
 *
 * Answers what steers the practice network. Faults never touch it.
 */
void
imw_practice_control_answer (ImwPracticeServer *self,
                             const char        *method,
                             const char        *path,
                             const char        *query_after,
                             GBytes            *body,
                             ImwPracticeReply  *reply)
{
  static const struct
  {
    const char *path;
    ControlFunc func;
  } calls[] = {
    { "/practice/fund", control_fund },
    { "/practice/mine", control_mine },
    { "/practice/reset", control_reset },
    { "/practice/reorg", control_reorg },
    { "/practice/fail", control_fail },
    { "/practice/clock", control_clock },
    { "/practice/token", imw_practice_control_token },
    { "/practice/airdrop", imw_practice_control_airdrop },
    { "/practice/drop", imw_practice_control_drop },
    { "/practice/base-fee", imw_practice_control_base_fee },
    { "/practice/signer", imw_practice_control_signer },
    { "/practice/end-streams", imw_practice_control_streams },
    { "/practice/anchor-pay", imw_practice_control_anchor_pay },
    { "/practice/anchor-collect", imw_practice_control_anchor_collect },
    { "/practice/anchor-kyc", imw_practice_control_anchor_kyc },
  };
  g_autoptr (GError) error = NULL;
  gboolean is_post = g_str_equal (method, "POST");
  gboolean done;

  for (guint i = 0; is_post && i < G_N_ELEMENTS (calls); i++)
    {
      if (!g_str_equal (path, calls[i].path))
        continue;

      if (!run_control (self, calls[i].func, body, reply, &error))
        imw_practice_reply_error (reply, error);
      return;
    }

  if (g_str_equal (path, "/practice/state"))
    done = answer_state (self, reply, &error);
  else if (g_str_equal (path, "/practice/events"))
    done = answer_events (self, query_after, reply, &error);
  else if (g_str_equal (path, "/practice/anchor-orders"))
    done = imw_practice_control_anchor_orders (self, reply, &error);
  else
    {
      imw_practice_reply_text (reply, 404, "Not Found");
      return;
    }

  if (!done)
    imw_practice_reply_error (reply, error);
}
