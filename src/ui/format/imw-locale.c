/* imw-locale.c: how a language writes numbers and dates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-locale"

#include "config.h"

#include "imw-locale.h"

#include <string.h>

/* %-e and %-m leave out leading zeros. Month names come from the translations, never from the system. */
static const ImwLocale locales[] = {
  { "en", ".", ",", FALSE, TRUE, "%Y-%m-%d", "%Y-%m-%d", "%H:%M" },
  { "zh", ".", ",", FALSE, TRUE, "%-m 月 %-d 日", "%Y 年 %-m 月 %-d 日", "%H:%M" },
  { "de", ",", ".", FALSE, FALSE, "%d.%m.", "%d.%m.%Y", "%H:%M" },
  { "fr", ",", "\u202f", FALSE, FALSE, "%d/%m", "%d/%m/%Y", "%H:%M" },
  { "hi", ".", ",", TRUE, TRUE, "%d-%m-%Y", "%d-%m-%Y", "%H:%M" },
};

/* Signs that are clear in every language; the two that share one sign are told apart below. */
static const struct
{
  const char *code;
  const char *sign;
} signs[] = {
  { "USD", "$" },
  { "EUR", "€" },
  { "GBP", "£" },
  { "CNY", "CN¥" },
  { "JPY", "JP¥" },
  { "HKD", "HK$" },
  { "INR", "₹" },
  { "KRW", "₩" },
  { "VND", "₫" },
  { "THB", "฿" },
  { "PHP", "₱" },
  { "CAD", "CA$" },
  { "AUD", "A$" },
  { "NZD", "NZ$" },
  { "SGD", "S$" },
  { "TWD", "NT$" },
  { "MXN", "MX$" },
  { "BRL", "R$" },
};

static const ImwLocale *current = &locales[0];

/**
 * imw_locale_find:
 * @language: (nullable): a language tag, "zh_CN", "de"
 *
 * Returns: (transfer none): its table; English for a language that has none. Any thread.
 */
const ImwLocale *
imw_locale_find (const char *language)
{
  for (gsize i = 0; language != NULL && i < G_N_ELEMENTS (locales); i++)
    {
      if (g_str_has_prefix (language, locales[i].language))
        return &locales[i];
    }

  return &locales[0];
}

/**
 * imw_locale_get_current:
 *
 * Returns: (transfer none): the table the window uses. Main thread.
 */
const ImwLocale *
imw_locale_get_current (void)
{
  return current;
}

/**
 * imw_locale_set_current:
 * @language: (nullable): a language tag
 *
 * Called when a language is applied. Main thread.
 */
void
imw_locale_set_current (const char *language)
{
  current = imw_locale_find (language);
}

/**
 * imw_locale_get_currency_sign:
 * @self: a table
 * @iso_code: "EUR"
 *
 * Returns: (transfer none): "€"; the code itself where there is no clear sign. Any thread.
 */
const char *
imw_locale_get_currency_sign (const ImwLocale *self, const char *iso_code)
{
  g_return_val_if_fail (self != NULL, iso_code);
  g_return_val_if_fail (iso_code != NULL, "");

  if (strcmp (iso_code, "CNY") == 0 && strcmp (self->language, "zh") == 0)
    return "¥";
  if (strcmp (iso_code, "USD") == 0 && strcmp (self->language, "zh") == 0)
    return "US$";
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (strcmp (signs[i].code, iso_code) == 0)
        return signs[i].sign;
    }

  return iso_code;
}
