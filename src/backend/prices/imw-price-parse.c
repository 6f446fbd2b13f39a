/* imw-price-parse.c: what price servers say, parsed once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-price-parse"

#include "config.h"

#include "imw-price-parse.h"

#include "imw-error.h"
#include "imw-json.h"

#include <string.h>

#define MAX_PRICE_LENGTH 40
#define MAX_TIME_MS      G_GINT64_CONSTANT (0xffffffff000)
#define MAX_PRICES       1000

/**
 * imw_price_check_text:
 * @text: (nullable): text from a server
 *
 * Returns: whether @text is a decimal above zero, of digits and at most one point between digits
 */
gboolean
imw_price_check_text (const char *text)
{
  gsize n_whole;
  gsize n_fraction = 0;

  if (text == NULL || strlen (text) > MAX_PRICE_LENGTH)
    return FALSE;

  n_whole = strspn (text, "0123456789");
  if (text[n_whole] == '.')
    {
      n_fraction = strspn (text + n_whole + 1, "0123456789");
      if (n_fraction == 0 || text[n_whole + 1 + n_fraction] != '\0')
        return FALSE;
    }
  else if (text[n_whole] != '\0')
    return FALSE;

  return n_whole > 0 && strpbrk (text, "123456789") != NULL;
}

static gboolean
is_code (const char *text)
{
  gsize length = strlen (text);

  return length >= 2 && length <= 10 &&
         strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == length;
}

static JsonObject *
parse_object (GBytes    *bytes,
              JsonNode **root,
              GError   **error)
{
  *root = imw_json_parse_bytes (bytes, IMW_PRICE_MAX_BYTES, error);

  return *root != NULL ? imw_json_node_get_object (*root, error) : NULL;
}

static ImwPrice *
make_price (const char *base,
            const char *quote,
            const char *text,
            const char *source,
            gint64      time_ms,
            GError    **error)
{
  if (!imw_price_check_text (text))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not a price");
      return NULL;
    }

  return imw_price_new (base, quote, text, source, time_ms);
}

/**
 * imw_price_parse_coinbase:
 * @bytes: what Coinbase answers for a spot price
 * @base: the coin that was asked about
 * @quote: the currency that was asked for
 * @source: name of the source
 * @now_ms: wall time, as the answer tells none
 * @error: return location
 *
 * Returns: (transfer full): the price; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwPrice *
imw_price_parse_coinbase (GBytes     *bytes,
                          const char *base,
                          const char *quote,
                          const char *source,
                          gint64      now_ms,
                          GError    **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = parse_object (bytes, &root, error);
  JsonObject *data;
  const char *told_base;
  const char *told_quote;
  const char *amount;

  if (object == NULL || (data = imw_json_get_object (object, "data", error)) == NULL ||
      (amount = imw_json_get_string (data, "amount", error)) == NULL ||
      !imw_json_get_string_opt (data, "base", &told_base, error) ||
      !imw_json_get_string_opt (data, "currency", &told_quote, error))
    return NULL;
  if ((told_base != NULL && !g_str_equal (told_base, base)) ||
      (told_quote != NULL && !g_str_equal (told_quote, quote)))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The answer is another price");
      return NULL;
    }

  return make_price (base, quote, amount, source, now_ms, error);
}

/* Kraken has old names with a letter before the coin and the currency, some with one before the
 * currency alone, and new ones without. */
static JsonObject *
get_kraken_pair (JsonObject *result,
                 const char *base,
                 const char *quote,
                 GError    **error)
{
  const char      *code = g_str_equal (base, "BTC") ? "XBT" : base;
  g_autofree char *old = g_strdup_printf ("X%sZ%s", code, quote);
  g_autofree char *half = g_strdup_printf ("%sZ%s", code, quote);
  g_autofree char *plain = g_strconcat (code, quote, NULL);

  if (imw_json_has (result, old))
    return imw_json_get_object (result, old, error);

  return imw_json_get_object (result, imw_json_has (result, half) ? half : plain, error);
}

/**
 * imw_price_parse_kraken:
 * @bytes: what Kraken answers for a ticker
 * @base: the coin that was asked about
 * @quote: the currency that was asked for
 * @source: name of the source
 * @now_ms: wall time, as the answer tells none
 * @error: return location
 *
 * Returns: (transfer full): the price of the last trade; on %NULL @error is %IMW_ERROR_BAD_REPLY,
 *   or %IMW_ERROR_SERVER when Kraken reports an error of its own
 */
ImwPrice *
imw_price_parse_kraken (GBytes     *bytes,
                        const char *base,
                        const char *quote,
                        const char *source,
                        gint64      now_ms,
                        GError    **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = parse_object (bytes, &root, error);
  JsonObject *result;
  JsonObject *pair;
  JsonArray  *errors;
  JsonArray  *last;
  const char *price;

  if (object == NULL || (errors = imw_json_get_array (object, "error", error)) == NULL)
    return NULL;
  if (json_array_get_length (errors) > 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_SERVER, "The source reports an error");
      return NULL;
    }

  if ((result = imw_json_get_object (object, "result", error)) == NULL ||
      (pair = get_kraken_pair (result, base, quote, error)) == NULL ||
      (last = imw_json_get_array (pair, "c", error)) == NULL)
    return NULL;
  if (json_array_get_length (last) == 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "There is no last price");
      return NULL;
    }

  price = imw_json_node_get_string (json_array_get_element (last, 0), error);

  return price != NULL ? make_price (base, quote, price, source, now_ms, error) : NULL;
}

typedef struct
{
  const char *source;
  GPtrArray  *prices;
  gint64      time_ms; /* 0 before the day was seen */
} EcbState;

/* "2026-11-20"; the rates are fixed in the afternoon of that day in Frankfurt, which 15:00 UTC
 * stands for. */
static gboolean
parse_day (const char *text,
           gint64     *time_ms)
{
  g_autofree char *moment = NULL;
  g_autoptr (GDateTime) time = NULL;

  if (strlen (text) != 10)
    return FALSE;

  moment = g_strconcat (text, "T15:00:00Z", NULL);
  time = g_date_time_new_from_iso8601 (moment, NULL);
  if (time == NULL)
    return FALSE;

  *time_ms = g_date_time_to_unix (time) * 1000;

  return *time_ms > 0 && *time_ms <= MAX_TIME_MS;
}

static void
ecb_start_cb (GMarkupParseContext *context,
              const char          *element,
              const char         **names,
              const char         **values,
              gpointer             user_data,
              GError             **error)
{
  EcbState   *state = user_data;
  const char *currency = NULL;
  const char *rate = NULL;
  const char *day = NULL;
  ImwPrice   *price;

  if (!g_str_equal (element, "Cube"))
    return;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      if (g_str_equal (names[i], "currency"))
        currency = values[i];
      else if (g_str_equal (names[i], "rate"))
        rate = values[i];
      else if (g_str_equal (names[i], "time"))
        day = values[i];
    }

  if (day != NULL && (state->time_ms != 0 || !parse_day (day, &state->time_ms)))
    g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The day of the rates is unclear");
  if (day != NULL || (currency == NULL && rate == NULL))
    return;
  if (currency == NULL || rate == NULL || strlen (currency) != 3 || !is_code (currency) ||
      state->time_ms == 0 ||
      state->prices->len >= MAX_PRICES)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A rate is malformed");
      return;
    }

  for (guint i = 0; i < state->prices->len; i++)
    if (g_str_equal (((const ImwPrice *) g_ptr_array_index (state->prices, i))->quote, currency))
      {
        g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "A currency comes twice");
        return;
      }

  price = make_price ("EUR", currency, rate, state->source, state->time_ms, error);
  if (price != NULL)
    g_ptr_array_add (state->prices, price);
}

/**
 * imw_price_parse_ecb:
 * @bytes: the daily reference rates of the European Central Bank, in XML
 * @source: name of the source
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwPrice): the rates, each for one euro; on %NULL @error
 *   is %IMW_ERROR_BAD_REPLY
 */
GPtrArray *
imw_price_parse_ecb (GBytes     *bytes,
                     const char *source,
                     GError    **error)
{
  static const GMarkupParser parser = { .start_element = ecb_start_cb };
  g_autoptr (GPtrArray) prices = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_price_free);
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) reason = NULL;
  EcbState    state = { .source = source, .prices = prices };
  gsize       length;
  const char *data;

  g_return_val_if_fail (bytes != NULL && source != NULL, NULL);

  data = g_bytes_get_data (bytes, &length);
  if (length > IMW_PRICE_MAX_BYTES)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The list of rates is too long");
      return NULL;
    }

  context = g_markup_parse_context_new (&parser, G_MARKUP_PREFIX_ERROR_POSITION, &state, NULL);
  if (!g_markup_parse_context_parse (context, data != NULL ? data : "", (gssize) length, &reason) ||
      !g_markup_parse_context_end_parse (context, &reason))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "List of rates: %s", reason->message);
      return NULL;
    }
  if (prices->len == 0)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "The list of rates is empty");
      return NULL;
    }

  return g_steal_pointer (&prices);
}

static ImwPrice *
parse_practice_price (JsonNode *node,
                      GError  **error)
{
  JsonObject      *object = imw_json_node_get_object (node, error);
  const char      *base;
  const char      *quote;
  g_autofree char *price = NULL;
  gint64           time_ms;

  if (object == NULL || (base = imw_json_get_string (object, "base", error)) == NULL ||
      (quote = imw_json_get_string (object, "quote", error)) == NULL ||
      (price = imw_json_dup_number_text (object, "price", error)) == NULL ||
      !imw_json_get_int (object, "time_ms", 1, MAX_TIME_MS, &time_ms, error))
    return NULL;
  if (!is_code (base) || !is_code (quote))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Not a code of a coin or currency");
      return NULL;
    }

  return make_price (base, quote, price, "practice", time_ms, error);
}

/**
 * imw_price_parse_practice:
 * @bytes: the prices of the practice network
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwPrice): the prices; on %NULL @error is
 *   %IMW_ERROR_BAD_REPLY
 */
GPtrArray *
imw_price_parse_practice (GBytes  *bytes,
                          GError **error)
{
  g_autoptr (GPtrArray) prices = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_price_free);
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = parse_object (bytes, &root, error);
  JsonArray  *array;

  if (object == NULL || (array = imw_json_get_array (object, "prices", error)) == NULL)
    return NULL;
  if (json_array_get_length (array) > MAX_PRICES)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "Too many prices");
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      ImwPrice *price = parse_practice_price (json_array_get_element (array, i), error);

      if (price == NULL)
        return NULL;
      g_ptr_array_add (prices, price);
    }

  return g_steal_pointer (&prices);
}
