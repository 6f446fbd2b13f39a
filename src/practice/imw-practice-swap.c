/* imw-practice-swap.c: the practice network's swap service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-swap"

#include "config.h"

#include "imw-practice-swap-private.h"

#include "imw-practice-deal.h"
#include "imw-practice-form.h"
#include "imw-practice-prices.h"

#include "imw-error.h"
#include "imw-strkey.h"

#include <string.h>

#define PREFIX        "/swap/"
#define TO_DECIMALS   7
#define PRICE_DIGITS  6
#define QUOTE_MS      (10 * 60 * 1000)
#define ORDER_MS      (30 * 60 * 1000)
#define FEE_PERMYRIAD 30
#define SPREAD_PPM    4000
#define PPM           1000000
#define MIN_DOLLARS   5
#define MAX_DOLLARS   5000

__extension__ typedef __int128 Wide;

static const ImwSwapSource sources[] = {
  { "bitcoin", "BTC", 8, 20 },
  { "ethereum", "ETH", 18, 3 },
  { "ethereum/0x1111111111111111111111111111111111111111", "USDT", 6, 3 },
  { "ethereum/0x2222222222222222222222222222222222222222", "USDC", 6, 3 },
  { "ethereum/0x3333333333333333333333333333333333333333", "DAI", 18, 3 },
  { "stellar", "XLM", 7, 1 },
};

static const char *const targets[] = { "USDC", "EURC", "XLM" };

/* One exchange, in the used digits of what is taken and in 10^-7 of what is paid */
typedef struct
{
  const ImwSwapSource *source;
  const char          *target; /* code */
  gint64               from;
  gint64               to;
  gint64               fee; /* of what is taken */
} Swap;

/**
 * imw_practice_swap_new:
 * @books: where it keeps what it knows
 * @bitcoin: a chain it takes money on
 * @ethereum: another one
 * @stellar: the ledger it pays on
 *
 * Returns: (transfer full): the service
 */
ImwPracticeSwap *
imw_practice_swap_new (ImwLedger           *books,
                       ImwPracticeBitcoin  *bitcoin,
                       ImwPracticeEthereum *ethereum,
                       ImwPracticeStellar  *stellar)
{
  ImwPracticeSwap *self = g_new0 (ImwPracticeSwap, 1);

  self->books = books;
  self->bitcoin = bitcoin;
  self->ethereum = ethereum;
  self->stellar = stellar;

  return self;
}

/**
 * imw_practice_swap_free:
 * @self: (transfer full): the service
 *
 * Frees @self; what it keeps stays.
 */
void
imw_practice_swap_free (ImwPracticeSwap *self)
{
  g_free (self);
}

/**
 * imw_practice_swap_owns:
 * @path: of a request
 *
 * Returns: whether the service answers it
 */
gboolean
imw_practice_swap_owns (const char *path)
{
  return g_str_has_prefix (path, PREFIX);
}

/**
 * imw_swap_source_find: (skip)
 * @id: (nullable): of an asset
 *
 * Returns: (nullable) (transfer none): what is taken
 */
const ImwSwapSource *
imw_swap_source_find (const char *id)
{
  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (sources); i++)
    {
      if (g_ascii_strcasecmp (sources[i].id, id) == 0)
        return &sources[i];
    }

  return NULL;
}

/**
 * imw_swap_source_get_decimals: (skip)
 * @source: what is taken
 *
 * Returns: how many digits behind the point are used
 */
guint
imw_swap_source_get_decimals (const ImwSwapSource *source)
{
  return MIN (source->decimals, IMW_SWAP_MAX_DECIMALS);
}

static gint64
power_of_ten (guint exponent)
{
  gint64 result = 1;

  while (exponent-- > 0)
    result *= 10;

  return result;
}

static gint64
read_price (ImwPracticeSwap *self, const char *symbol)
{
  gint64           now_ms = imw_clock_get_wall_ms (imw_ledger_get_clock (self->books));
  g_autofree char *text = imw_practice_price (symbol, "USD", now_ms);
  gint64           price = 0;

  return imw_practice_units_parse (text, PRICE_DIGITS, &price, NULL) ? price : 0;
}

/* That many dollars in the used digits, with three digits that are not zero */
static gint64
price_dollars (ImwPracticeSwap *self, const ImwSwapSource *source, gint64 dollars)
{
  gint64 price = read_price (self, source->symbol);
  gint64 units = (gint64) ((Wide) dollars * power_of_ten (PRICE_DIGITS) *
                           power_of_ten (imw_swap_source_get_decimals (source)) /
                           (price > 0 ? price : 1));
  gint64 unit = 1;

  while (units / unit >= 1000)
    unit *= 10;

  return units / unit * unit;
}

static char *
dup_target_asset (ImwPracticeSwap *self, const char *code)
{
  g_autofree char *asset = imw_practice_stellar_dup_asset (self->stellar, code, NULL);

  return g_strcmp0 (asset, "XLM") == 0 ? g_strdup ("stellar")
                                       : g_strconcat ("stellar/", asset, NULL);
}

static const char *
find_target (ImwPracticeSwap *self, const char *asset)
{
  for (guint i = 0; asset != NULL && i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *id = dup_target_asset (self, targets[i]);

      if (g_str_equal (id, asset))
        return targets[i];
    }

  return NULL;
}

static void
reply_error (ImwPracticeReply *reply, guint status, const char *message)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "error", message);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);
  reply->status = status;
}

static void
write_pair (ImwPracticeSwap     *self,
            ImwPracticeJson     *json,
            const ImwSwapSource *source,
            const char          *target)
{
  guint            decimals = imw_swap_source_get_decimals (source);
  g_autofree char *to = dup_target_asset (self, target);
  g_autofree char *min =
      imw_practice_units_format (price_dollars (self, source, MIN_DOLLARS), decimals, 0);
  g_autofree char *max =
      imw_practice_units_format (price_dollars (self, source, MAX_DOLLARS), decimals, 0);

  imw_practice_json_begin_object (json, NULL);
  imw_practice_json_string (json, "from", source->id);
  imw_practice_json_string (json, "to", to);
  imw_practice_json_string (json, "min", min);
  imw_practice_json_string (json, "max", max);
  imw_practice_json_int (json, "minutes", source->minutes);
  imw_practice_json_end_object (json);
}

static gboolean
answer_pairs (ImwPracticeSwap *self, ImwPracticeReply *reply)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_begin_array (&json, "pairs");
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (targets); k++)
        {
          if (!g_str_equal (sources[i].symbol, targets[k]))
            write_pair (self, &json, &sources[i], targets[k]);
        }
    }
  imw_practice_json_end_array (&json);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

static gint64
compute_fee (gint64 from)
{
  return (gint64) (((Wide) from * FEE_PERMYRIAD + 9999) / 10000);
}

/* With what is taken or what is paid, the other one. Rounded in favour of the service. */
static gboolean
compute (ImwPracticeSwap *self, Swap *swap, GError **error)
{
  Wide number = (Wide) read_price (self, swap->source->symbol) * (PPM - SPREAD_PPM) *
                power_of_ten (TO_DECIMALS);
  Wide divisor = (Wide) read_price (self, swap->target) * PPM *
                 power_of_ten (imw_swap_source_get_decimals (swap->source));

  if (swap->from == 0)
    {
      gint64 net = (gint64) (((Wide) swap->to * divisor + number - 1) / number);

      swap->from = net;
      while (swap->from != net + compute_fee (swap->from))
        swap->from = net + compute_fee (swap->from);
      swap->fee = compute_fee (swap->from);
    }
  else
    {
      swap->fee = compute_fee (swap->from);
      swap->to = (gint64) ((swap->from - swap->fee) * number / divisor);
    }

  if (swap->from < price_dollars (self, swap->source, MIN_DOLLARS) ||
      swap->from > price_dollars (self, swap->source, MAX_DOLLARS) || swap->to <= 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "the amount is not between the least and the most of this pair");
      return FALSE;
    }

  return TRUE;
}

/* How many of what is paid one of what is taken brings, before the fee */
static char *
dup_rate (ImwPracticeSwap *self, const Swap *swap)
{
  gint64 target = read_price (self, swap->target);
  Wide   rate = 0;

  if (target > 0)
    rate = (Wide) read_price (self, swap->source->symbol) * (PPM - SPREAD_PPM) *
           power_of_ten (TO_DECIMALS) / ((Wide) target * PPM);

  return imw_practice_units_format ((gint64) rate, TO_DECIMALS, 0);
}

static gboolean
read_swap (ImwPracticeSwap *self, const ImwPracticeForm *form, Swap *swap, GError **error)
{
  const char *from = imw_practice_form_get (form, "from_amount");
  const char *to = imw_practice_form_get (form, "to_amount");

  memset (swap, 0, sizeof *swap);
  swap->source = imw_swap_source_find (imw_practice_form_get (form, "from"));
  swap->target = find_target (self, imw_practice_form_get (form, "to"));
  if (swap->source == NULL || swap->target == NULL ||
      g_str_equal (swap->source->symbol, swap->target) ||
      read_price (self, swap->source->symbol) == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "this is not exchanged here");
      return FALSE;
    }
  if ((from == NULL) == (to == NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "exactly one of from_amount and to_amount is needed");
      return FALSE;
    }

  if (!(from != NULL ? imw_practice_units_parse (from, imw_swap_source_get_decimals (swap->source),
                                                 &swap->from, error)
                     : imw_practice_units_parse (to, TO_DECIMALS, &swap->to, error)))
    return FALSE;
  if (swap->from == 0 && swap->to == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the amount is not above zero");
      return FALSE;
    }

  return compute (self, swap, error);
}

static void
write_time (ImwPracticeJson *json, const char *name, gint64 time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

  imw_practice_json_string (json, name, text);
}

static gboolean
make_quote (ImwPracticeSwap       *self,
            const ImwPracticeForm *form,
            ImwPracticeReply      *reply,
            GError               **error)
{
  gint64           now_ms = imw_clock_get_wall_ms (imw_ledger_get_clock (self->books));
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *to_asset = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *fee = NULL;
  g_autofree char *rate = NULL;
  g_autoptr (ImwRecord) quote = NULL;
  g_auto (ImwPracticeJson) json = { 0 };
  Swap  swap;
  guint decimals;

  if (!read_swap (self, form, &swap, error))
    return FALSE;

  decimals = imw_swap_source_get_decimals (swap.source);
  to_asset = dup_target_asset (self, swap.target);
  from = imw_practice_units_format (swap.from, decimals, 0);
  to = imw_practice_units_format (swap.to, TO_DECIMALS, 0);
  fee = imw_practice_units_format (swap.fee, decimals, 0);
  rate = dup_rate (self, &swap);
  quote = imw_record_new ("swap-quote", id, NULL, now_ms);
  quote->due_ms = now_ms + QUOTE_MS;
  imw_record_set (quote, "from", swap.source->id);
  imw_record_set (quote, "to", swap.target);
  imw_record_set (quote, "from_amount", from);
  imw_record_set (quote, "to_amount", to);
  imw_record_set_int (quote, "from_units", swap.from);
  imw_record_set_int (quote, "to_units", swap.to);
  if (!imw_records_remove_old (self->books, "swap-quote", now_ms, error) ||
      !imw_records_save (self->books, quote, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "id", id);
  write_time (&json, "expires_at", quote->due_ms);
  imw_practice_json_string (&json, "from", swap.source->id);
  imw_practice_json_string (&json, "to", to_asset);
  imw_practice_json_string (&json, "from_amount", from);
  imw_practice_json_string (&json, "to_amount", to);
  imw_practice_json_string (&json, "rate", rate);
  imw_practice_json_begin_array (&json, "fees");
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "name", "Swap fee");
  imw_practice_json_string (&json, "amount", fee);
  imw_practice_json_string (&json, "asset", swap.source->id);
  imw_practice_json_end_object (&json);
  imw_practice_json_end_array (&json);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

static void
write_text (ImwPracticeJson *json, const char *name, const ImwRecord *order)
{
  if (imw_record_get (order, name) != NULL)
    imw_practice_json_string (json, name, imw_record_get (order, name));
}

static gboolean
answer_order (ImwPracticeReply *reply, const ImwRecord *order)
{
  static const char *const names[] = { "state", "deposit_address", "deposit_memo",
                                       "from_amount", "to_amount", "to_address",
                                       "refund_address", "received_txid", "sent_txid",
                                       "refund_txid", "message" };
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "id", order->id);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    write_text (&json, names[i], order);
  write_time (&json, "expires_at", imw_record_get_int (order, "expires_ms"));
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

static gboolean
make_order (ImwPracticeSwap       *self,
            const ImwPracticeForm *form,
            ImwPracticeReply      *reply,
            GError               **error)
{
  gint64      now_ms = imw_clock_get_wall_ms (imw_ledger_get_clock (self->books));
  const char *quote_id = imw_practice_form_get (form, "quote_id");
  const char *to = imw_practice_form_get (form, "to_address");
  const char *back = imw_practice_form_get (form, "refund_address");
  const char *copied[] = { "from", "to", "from_amount", "to_amount", "from_units", "to_units" };
  g_autoptr (ImwRecord) quote = NULL;
  g_autoptr (ImwRecord) order = NULL;
  g_autofree char     *address = NULL;
  ImwStellarAddress    parsed;
  const ImwSwapSource *source;

  if (quote_id == NULL || to == NULL || back == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "quote_id, to_address and refund_address are needed");
      return FALSE;
    }
  if (!imw_records_find (self->books, "swap-quote", quote_id, &quote, error))
    return FALSE;
  if (quote == NULL || quote->due_ms <= now_ms)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "this quote has expired");
      return FALSE;
    }

  /* the same quote twice is the same order */
  if (!imw_records_find (self->books, "swap-order", quote_id, &order, error))
    return FALSE;
  if (order != NULL)
    return answer_order (reply, order);

  source = imw_swap_source_find (imw_record_get (quote, "from"));
  if (!imw_stellar_address_parse (to, &parsed, error) ||
      !imw_swap_check_address (self, source, back, error))
    return FALSE;

  order = imw_record_new ("swap-order", quote_id, NULL, now_ms);
  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    imw_record_set (order, copied[i], imw_record_get (quote, copied[i]));
  address = imw_swap_make_address (self, source, order->id, error);
  if (address == NULL)
    return FALSE;

  if (g_str_equal (source->id, "stellar"))
    imw_record_set_int (order, "deposit_memo", (gint64) g_str_hash (order->id) + 1);
  imw_record_set (order, "deposit_address", address);
  imw_record_set (order, "to_address", to);
  imw_record_set (order, "refund_address", back);
  imw_record_set (order, "state", "waiting");
  imw_record_set_int (order, "expires_ms", now_ms + ORDER_MS);

  return imw_records_save (self->books, order, error) && answer_order (reply, order);
}

static gboolean
find_order (ImwPracticeSwap *self, const char *id, ImwPracticeReply *reply, GError **error)
{
  g_autoptr (ImwRecord) order = NULL;

  if (!imw_records_find (self->books, "swap-order", id, &order, error))
    return FALSE;
  if (order == NULL)
    {
      reply_error (reply, 404, "no such order");
      return TRUE;
    }

  return answer_order (reply, order);
}

static gboolean
route (ImwPracticeSwap  *self,
       const char       *method,
       const char       *rest,
       GBytes           *body,
       ImwPracticeReply *reply,
       GError          **error)
{
  g_auto (ImwPracticeForm) form = { 0 };
  gboolean is_post = g_str_equal (method, "POST");

  imw_practice_form_init (&form);
  if (is_post && !imw_practice_form_add_body (&form, body, "application/json", error))
    return FALSE;

  if (!is_post && g_str_equal (rest, "pairs"))
    return answer_pairs (self, reply);
  if (is_post && g_str_equal (rest, "quote"))
    return make_quote (self, &form, reply, error);
  if (is_post && g_str_equal (rest, "orders"))
    return make_order (self, &form, reply, error);
  if (!is_post && g_str_has_prefix (rest, "orders/"))
    return find_order (self, rest + strlen ("orders/"), reply, error);

  reply_error (reply, 404, "there is nothing at this address");

  return TRUE;
}

/**
 * imw_practice_swap_answer:
 * @self: the service
 * @method: "GET" or "POST"
 * @path: a path that it owns
 * @body: of the request
 * @reply: (out caller-allocates): the answer, set in any case
 *
 * Answers a request.
 */
void
imw_practice_swap_answer (ImwPracticeSwap  *self,
                          const char       *method,
                          const char       *path,
                          GBytes           *body,
                          ImwPracticeReply *reply)
{
  g_autoptr (GError) error = NULL;

  imw_practice_swap_catch_up (self);
  if (!route (self, method, path + strlen (PREFIX), body, reply, &error))
    {
      imw_practice_reply_error (reply, error);
      reply_error (reply, reply->status, error != NULL ? error->message : "");
    }
}
