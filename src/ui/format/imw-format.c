/* imw-format.c: amounts, times and addresses as text for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-format"

#include "config.h"

#include "imw-format.h"
#include "imw-locale.h"
#include "imw-number.h"

#include "imw-prices.h"

#include <glib/gi18n.h>
#include <string.h>

#define SECOND_MS G_GINT64_CONSTANT (1000)
#define MINUTE_S  60
#define HOUR_S    (60 * MINUTE_S)
#define DAY_S     (24 * HOUR_S)

#define MAX_DECIMALS 8

/**
 * imw_format_get_unit:
 * @service: for the setting
 * @chain: a network
 *
 * Returns: (transfer none): the unit in which the user reads amounts of @chain
 */
const ImwUnit *
imw_format_get_unit (ImwWalletService *service, ImwChain *chain)
{
  g_autofree char *key = g_strconcat ("unit-", imw_chain_get_id (chain), NULL);
  const char      *symbol = imw_settings_get (imw_wallet_service_get_settings (service), key);
  guint            n_units = 0;
  const ImwUnit   *units = imw_chain_get_units (chain, &n_units);

  for (guint i = 0; i < n_units; i++)
    {
      if (g_strcmp0 (units[i].symbol, symbol) == 0)
        return &units[i];
    }

  return &units[0];
}

/**
 * imw_format_get_unit_asset:
 * @asset: an asset
 * @unit: one of its units
 *
 * Returns: (transfer full): the same base units with the decimals of @unit, for text only
 */
ImwAsset *
imw_format_get_unit_asset (ImwAsset *asset, const ImwUnit *unit)
{
  return imw_asset_new (imw_asset_get_id (asset), unit->symbol, imw_asset_get_name (asset),
                        unit->decimals);
}

/* @plain cut towards zero after @max_decimals, or after two digits that count when nothing else would be left. */
static char *
trim_decimals (char *plain, guint max_decimals)
{
  char *point = strchr (plain, '.');
  gsize keep = max_decimals;
  gsize end;

  if (point == NULL || strlen (point + 1) <= max_decimals)
    return plain;

  if (strpbrk (plain, "123456789") >= point + 1 + max_decimals)
    keep = (gsize) (strpbrk (point, "123456789") - point) + 1;
  end = MIN (keep, strlen (point + 1));
  while (end > 0 && point[end] == '0')
    end--;
  if (end == 0)
    *point = '\0';
  else
    point[end + 1] = '\0';

  return plain;
}

/**
 * imw_format_amount:
 * @service: (nullable): for the unit
 * @amount: (nullable): an amount of any asset
 * @flags: how
 *
 * Short texts have at most eight decimals and are cut, never rounded up; only what would become nothing
 * shows more.
 *
 * Returns: (transfer full): "0.015 BTC"; %IMW_FORMAT_UNKNOWN for %NULL
 */
char *
imw_format_amount (ImwWalletService *service, ImwAmount *amount, ImwFormatFlags flags)
{
  gboolean         exact = (flags & IMW_FORMAT_EXACT) != 0;
  ImwAsset        *asset;
  ImwChain        *chain;
  const char      *symbol;
  guint            decimals;
  g_autofree char *plain = NULL;
  g_autofree char *number = NULL;

  if (amount == NULL)
    return g_strdup (IMW_FORMAT_UNKNOWN);

  asset = imw_amount_get_asset (amount);
  chain = service != NULL ? imw_wallet_service_find_chain (service, imw_asset_get_id (asset))
                          : NULL;
  symbol = imw_asset_get_symbol (asset);
  decimals = imw_asset_get_decimals (asset);
  if (chain != NULL)
    {
      const ImwUnit *unit = imw_format_get_unit (service, chain);
      g_autoptr (ImwAsset) unit_asset = imw_format_get_unit_asset (asset, unit);
      g_autofree char *base = imw_amount_to_base_text (amount);
      g_autoptr (ImwAmount) shown = imw_amount_new_from_base_text (unit_asset, base, NULL);

      /* the practice coins have a symbol of their own, which their default unit repeats */
      symbol = unit->symbol;
      decimals = unit->decimals;
      plain = imw_amount_to_decimal_text (shown, exact ? MIN (decimals, MAX_DECIMALS) : 0);
    }
  else
    {
      plain = imw_amount_to_decimal_text (amount, exact ? MIN (decimals, MAX_DECIMALS) : 0);
    }
  if (!exact)
    plain = trim_decimals (plain, MAX_DECIMALS);
  number = imw_number_format (imw_locale_get_current (), plain);

  return g_strdup_printf ("%s%s\u00a0%s",
                          (flags & IMW_FORMAT_SIGN) != 0 && imw_amount_sign (amount) > 0 ? "+" : "",
                          number, symbol);
}

/**
 * imw_format_money:
 * @money: (nullable): an amount of a currency
 *
 * Returns: (transfer full): "$1,234.50"; %IMW_FORMAT_UNKNOWN for %NULL
 */
char *
imw_format_money (ImwAmount *money)
{
  const ImwLocale *locale = imw_locale_get_current ();
  ImwAsset        *asset;
  const char      *sign;
  const char      *minus = "";
  const char      *digits;
  g_autofree char *plain = NULL;
  g_autofree char *number = NULL;

  if (money == NULL)
    return g_strdup (IMW_FORMAT_UNKNOWN);

  asset = imw_amount_get_asset (money);
  sign = imw_locale_get_currency_sign (locale, imw_asset_get_symbol (asset));
  plain = imw_amount_to_decimal_text (money, imw_asset_get_decimals (asset));
  digits = plain;
  if (*digits == '-')
    {
      minus = "\u2212";
      digits++;
    }
  number = imw_number_format (locale, digits);
  if (!locale->sign_before)
    return g_strdup_printf ("%s%s\u00a0%s", minus, number, sign);
  if (g_ascii_isalpha (sign[0]) && strlen (sign) == 3 &&
      strcmp (sign, imw_asset_get_symbol (asset)) == 0)
    return g_strdup_printf ("%s%s\u00a0%s", minus, sign, number);

  return g_strdup_printf ("%s%s%s", minus, sign, number);
}

/**
 * imw_format_value:
 * @service: for prices and the currency
 * @amount: (nullable): an amount
 *
 * Returns: (transfer full): its value in the user's currency, %IMW_FORMAT_UNKNOWN when not known
 */
char *
imw_format_value (ImwWalletService *service, ImwAmount *amount)
{
  const char *currency =
      imw_settings_get (imw_wallet_service_get_settings (service), IMW_SETTING_CURRENCY);
  ImwPrices *prices = imw_wallet_service_get_prices (service);
  g_autoptr (ImwAmount) value = NULL;

  if (amount != NULL && prices != NULL)
    value = imw_prices_convert (prices, amount, currency);

  return imw_format_money (value);
}

static GDateTime *
local_time (gint64 time_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / SECOND_MS);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

/**
 * imw_format_date_time:
 * @time_ms: wall time
 *
 * Returns: (transfer full): day and time in full, in the user's time zone
 */
char *
imw_format_date_time (gint64 time_ms)
{
  const ImwLocale *locale = imw_locale_get_current ();
  g_autoptr (GDateTime) time = local_time (time_ms);
  g_autofree char *day = NULL;
  g_autofree char *hour = NULL;

  if (time == NULL || time_ms <= 0)
    return g_strdup (IMW_FORMAT_UNKNOWN);

  day = g_date_time_format (time, locale->date_year);
  hour = g_date_time_format (time, locale->time);

  return g_strdup_printf ("%s %s", day, hour);
}

/**
 * imw_format_ago:
 * @time_ms: a wall time
 * @now_ms: the wall time now
 *
 * Returns: (transfer full): "just now", "12 s ago", "5 min ago", "3 h ago", then the date
 */
char *
imw_format_ago (gint64 time_ms, gint64 now_ms)
{
  gint64 seconds = (now_ms - time_ms) / SECOND_MS;

  if (time_ms <= 0)
    return g_strdup (_ ("never"));
  if (seconds < 5)
    return g_strdup (_ ("just now"));
  if (seconds < MINUTE_S)
    return g_strdup_printf (ngettext ("%d second ago", "%d seconds ago", (gulong) seconds),
                            (int) seconds);
  if (seconds < HOUR_S)
    return g_strdup_printf (
        ngettext ("%d minute ago", "%d minutes ago", (gulong) (seconds / MINUTE_S)),
        (int) (seconds / MINUTE_S));
  if (seconds < DAY_S)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", (gulong) (seconds / HOUR_S)),
                            (int) (seconds / HOUR_S));

  return imw_format_date_time (time_ms);
}

/**
 * imw_format_time:
 * @time_ms: a wall time
 * @now_ms: the wall time now
 *
 * Returns: (transfer full): relative up to a day, then the local date without the hour
 */
char *
imw_format_time (gint64 time_ms, gint64 now_ms)
{
  const ImwLocale *locale = imw_locale_get_current ();
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GDateTime) now = NULL;

  if (time_ms <= 0 || now_ms - time_ms < DAY_S * SECOND_MS)
    return imw_format_ago (time_ms, now_ms);

  time = local_time (time_ms);
  now = local_time (now_ms);
  if (time == NULL || now == NULL)
    return g_strdup (IMW_FORMAT_UNKNOWN);

  return g_date_time_format (time, g_date_time_get_year (time) == g_date_time_get_year (now)
                                       ? locale->date
                                       : locale->date_year);
}

/**
 * imw_format_duration:
 * @seconds: how long
 *
 * Returns: (transfer full): "about 20 minutes"
 */
char *
imw_format_duration (gint64 seconds)
{
  gint64 minutes = MAX (1, (seconds + 30) / MINUTE_S);

  if (seconds < MINUTE_S)
    return g_strdup_printf (
        ngettext ("about %d second", "about %d seconds", (gulong) MAX (1, seconds)),
        (int) MAX (1, seconds));
  if (minutes < 90)
    return g_strdup_printf (ngettext ("about %d minute", "about %d minutes", (gulong) minutes),
                            (int) minutes);
  if (seconds < 36 * HOUR_S)
    return g_strdup_printf (
        ngettext ("about %d hour", "about %d hours", (gulong) ((seconds + HOUR_S / 2) / HOUR_S)),
        (int) ((seconds + HOUR_S / 2) / HOUR_S));

  return g_strdup_printf (
      ngettext ("about %d day", "about %d days", (gulong) ((seconds + DAY_S / 2) / DAY_S)),
      (int) ((seconds + DAY_S / 2) / DAY_S));
}

/**
 * imw_format_address_short:
 * @address: an address or a transaction id
 *
 * Returns: (transfer full): first 8 … last 8; never for review or receive
 */
char *
imw_format_address_short (const char *address)
{
  gsize length = strlen (address);

  if (length <= 20 || !g_str_is_ascii (address))
    return g_strdup (address);

  return g_strdup_printf ("%.8s…%s", address, address + length - 8);
}

/**
 * imw_format_address_grouped:
 * @address: an address
 *
 * Returns: (transfer full): the whole address in groups of four; "0x", which says nothing, is no part of the count
 */
char *
imw_format_address_grouped (const char *address)
{
  GString *out = g_string_new (NULL);
  gsize    prefix = g_str_has_prefix (address, "0x") ? 2 : 0;

  for (gsize i = 0; address[i] != '\0'; i++)
    {
      if (i > prefix && (i - prefix) % 4 == 0)
        g_string_append_c (out, ' ');
      g_string_append_c (out, address[i]);
    }

  return g_string_free (out, FALSE);
}

/**
 * imw_format_address_markup:
 * @address: an address
 *
 * Returns: (transfer full): Pango markup of the grouped address, first and last group strong
 */
char *
imw_format_address_markup (const char *address)
{
  g_autofree char *grouped = imw_format_address_grouped (address);
  g_auto (GStrv) groups = g_strsplit (grouped, " ", -1);
  guint    n = g_strv_length (groups);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *escaped = g_markup_escape_text (groups[i], -1);

      if (i == 0 || i == n - 1)
        g_string_append_printf (out, "%s<b>%s</b>", i > 0 ? " " : "", escaped);
      else
        g_string_append_printf (out, " %s", escaped);
    }

  return g_string_free (out, FALSE);
}

/**
 * imw_format_rate:
 * @unit: the unit of rates of a network
 * @rate_milli: a rate in thousandths of its smallest unit
 *
 * Returns: (transfer full): "12.5 sat/vB", "0.25 gwei"
 */
char *
imw_format_rate (const ImwUnit *unit, guint64 rate_milli)
{
  g_autoptr (ImwAsset) asset = imw_asset_new ("rate", unit->symbol, unit->symbol, unit->decimals);
  g_autoptr (ImwAmount) rate = imw_amount_new_u64 (asset, rate_milli);
  g_autofree char *plain = trim_decimals (imw_amount_to_decimal_text (rate, 0), 3);
  g_autofree char *number = imw_number_format (imw_locale_get_current (), plain);

  return g_strdup_printf ("%s\u00a0%s", number, unit->symbol);
}

/**
 * imw_format_fee_rate:
 * @chain: a network
 * @rate_milli: a rate as its fee table has it
 *
 * Returns: (transfer full): "12.5 sat/vB", "0.25 gwei"
 */
char *
imw_format_fee_rate (ImwChain *chain, guint64 rate_milli)
{
  return imw_format_rate (imw_chain_get_fee_rate_unit (chain), rate_milli);
}

/**
 * imw_format_day:
 * @time_ms: wall time
 *
 * Returns: (transfer full): the day in the user's time zone, with its year
 */
char *
imw_format_day (gint64 time_ms)
{
  g_autoptr (GDateTime) time = local_time (time_ms);

  if (time == NULL || time_ms <= 0)
    return g_strdup (IMW_FORMAT_UNKNOWN);

  return g_date_time_format (time, imw_locale_get_current ()->date_year);
}
