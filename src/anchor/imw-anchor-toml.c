/* imw-anchor-toml.c: what a provider's stellar.toml says (SEP-1)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

#define MAX_CURRENCIES 200

static void
currency_free (gpointer user_data)
{
  ImwAnchorCurrency *currency = user_data;

  g_clear_pointer (&currency->code, g_free);
  g_clear_pointer (&currency->issuer, g_free);
  g_clear_pointer (&currency->currency, g_free);
  g_free (currency);
}

/**
 * imw_anchor_toml_free:
 * @self: (transfer full): a description
 */
void
imw_anchor_toml_free (ImwAnchorToml *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->info, imw_provider_info_free);
  g_clear_pointer (&self->passphrase, g_free);
  g_clear_pointer (&self->login, g_free);
  g_clear_pointer (&self->sep6, g_free);
  g_clear_pointer (&self->sep24, g_free);
  g_clear_pointer (&self->sep31, g_free);
  g_clear_pointer (&self->quotes, g_free);
  g_clear_pointer (&self->customers, g_free);
  g_clear_pointer (&self->bad_address, g_free);
  g_clear_pointer (&self->currencies, g_ptr_array_unref);
  g_free (self);
}

static char *
dup_text (const ImwToml *table, const char *key, gsize max_chars)
{
  const char      *text = table != NULL ? imw_toml_get_string (table, key) : NULL;
  g_autofree char *clean = text != NULL ? g_strstrip (imw_text_sanitize (text, max_chars)) : NULL;

  return clean != NULL && *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}

/**
 * imw_anchor_is_local:
 * @domain: of a provider
 *
 * Returns: whether it is on this machine, as the practice one is; only then plain HTTP is used
 */
gboolean
imw_anchor_is_local (const char *domain)
{
  return g_str_has_prefix (domain, "localhost:");
}

/* S1: https, or this machine when the provider itself is on it. */
static gboolean
is_good_address (const char *url, const char *domain)
{
  return imw_http_check_url (url, NULL) && strlen (url) < 300 && strchr (url, '?') == NULL &&
         (g_str_has_prefix (url, "https://") || imw_anchor_is_local (domain));
}

static char *
dup_address (ImwAnchorToml *self, const ImwToml *toml, const char *key)
{
  const char *told = imw_toml_get_string (toml, key);
  char       *url;

  if (told == NULL || *told == '\0')
    return NULL;
  if (!is_good_address (told, self->info->domain))
    {
      if (self->bad_address == NULL)
        self->bad_address = g_strdup (key);
      return NULL;
    }

  url = g_strdup (told);
  for (gsize length = strlen (url); length > 0 && url[length - 1] == '/'; length--)
    url[length - 1] = '\0';

  return url;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_host (GPtrArray *hosts, const char *url)
{
  g_autofree char *host = url != NULL ? imw_hosts_name_for_url (url) : NULL;

  if (host != NULL && !g_ptr_array_find_with_equal_func (hosts, host, g_str_equal, NULL))
    g_ptr_array_add (hosts, g_steal_pointer (&host));
}

static void
set_hosts (ImwAnchorToml *self)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (hosts, g_strdup (self->info->domain));
  add_host (hosts, self->login);
  add_host (hosts, self->sep6);
  add_host (hosts, self->sep24);
  add_host (hosts, self->sep31);
  add_host (hosts, self->quotes);
  add_host (hosts, self->customers);
  g_ptr_array_sort (hosts, compare_texts);
  g_ptr_array_add (hosts, NULL);
  self->info->hosts = (char **) g_ptr_array_free (g_steal_pointer (&hosts), FALSE);
}

static gboolean
is_code (const char *code)
{
  gsize length = strlen (code);

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (code[i]))
        return FALSE;
    }

  return length >= 1 && length <= 12;
}

static void
add_currencies (ImwAnchorToml *self, const ImwToml *toml)
{
  guint n_currencies = MIN (imw_toml_get_n_tables (toml, "CURRENCIES"), MAX_CURRENCIES);

  for (guint i = 0; i < n_currencies; i++)
    {
      const ImwToml     *table = imw_toml_get_nth_table (toml, "CURRENCIES", i);
      const char        *code = imw_toml_get_string (table, "code");
      const char        *issuer = imw_toml_get_string (table, "issuer");
      const char        *status = imw_toml_get_string (table, "status");
      const char        *anchored = imw_toml_get_string (table, "anchor_asset");
      ImwAnchorCurrency *currency;
      g_autoptr (ImwAsset) money = anchored != NULL ? imw_asset_new_fiat (anchored) : NULL;

      if (code == NULL || !is_code (code) || g_strcmp0 (status, "dead") == 0 ||
          (issuer == NULL && !g_str_equal (code, "native") && !g_str_equal (code, "XLM")))
        continue;

      currency = g_new0 (ImwAnchorCurrency, 1);
      currency->code = g_strdup (issuer == NULL ? "native" : code);
      currency->issuer = g_strdup (issuer);
      currency->currency = money != NULL ? g_strdup (imw_asset_get_symbol (money)) : NULL;
      g_ptr_array_add (self->currencies, currency);
    }
}

static void
fill_info (ImwProviderInfo *info, const ImwToml *toml)
{
  const ImwToml *about = imw_toml_get_table (toml, "DOCUMENTATION");

  info->name = dup_text (about, "ORG_NAME", IMW_ANCHOR_MAX_NAME);
  if (info->name == NULL)
    info->name = g_strdup (info->domain);
  info->trade_name = dup_text (about, "ORG_DBA", IMW_ANCHOR_MAX_NAME);
  info->description = dup_text (about, "ORG_DESCRIPTION", IMW_ANCHOR_MAX_TEXT);
  info->url = dup_text (about, "ORG_URL", 200);
  info->address = dup_text (about, "ORG_PHYSICAL_ADDRESS", IMW_ANCHOR_MAX_TEXT);
  info->support_email = dup_text (about, "ORG_SUPPORT_EMAIL", IMW_ANCHOR_MAX_NAME);
  if (info->support_email == NULL)
    info->support_email = dup_text (about, "ORG_OFFICIAL_EMAIL", IMW_ANCHOR_MAX_NAME);
  info->support_phone = dup_text (about, "ORG_PHONE_NUMBER", IMW_ANCHOR_MAX_NAME);
  info->license_authority = dup_text (about, "ORG_LICENSING_AUTHORITY", IMW_ANCHOR_MAX_NAME);
  info->license_type = dup_text (about, "ORG_LICENSE_TYPE", IMW_ANCHOR_MAX_NAME);
  info->license_number = dup_text (about, "ORG_LICENSE_NUMBER", IMW_ANCHOR_MAX_NAME);
}

/**
 * imw_anchor_toml_parse:
 * @bytes: what lies at /.well-known/stellar.toml
 * @domain: where
 * @error: return location
 *
 * Returns: (transfer full): what it says. On %NULL @error is %IMW_ERROR_BAD_REPLY with the line, or %IMW_ERROR_REFUSED
 *   by the rule "toml" when it does not say which network it is for, or who signs
 */
ImwAnchorToml *
imw_anchor_toml_parse (GBytes *bytes, const char *domain, GError **error)
{
  gsize            length;
  const char      *data = g_bytes_get_data (bytes, &length);
  g_autofree char *name = g_strconcat (domain, "/.well-known/stellar.toml", NULL);
  g_autoptr (ImwToml) toml = imw_toml_parse (data, length, name, error);
  g_autoptr (ImwAnchorToml) self = NULL;

  if (toml == NULL)
    return NULL;
  if (imw_toml_get_string (toml, "NETWORK_PASSPHRASE") == NULL ||
      imw_toml_get_string (toml, "SIGNING_KEY") == NULL)
    {
      imw_provider_refuse (error, "toml", "%s does not say which network it is for, or who signs",
                           name);
      return NULL;
    }

  self = g_new0 (ImwAnchorToml, 1);
  self->info = g_new0 (ImwProviderInfo, 1);
  self->info->domain = g_strdup (domain);
  self->info->signing_key = g_strdup (imw_toml_get_string (toml, "SIGNING_KEY"));
  self->passphrase = g_strdup (imw_toml_get_string (toml, "NETWORK_PASSPHRASE"));
  self->currencies = g_ptr_array_new_with_free_func (currency_free);
  fill_info (self->info, toml);
  self->login = dup_address (self, toml, "WEB_AUTH_ENDPOINT");
  self->sep6 = dup_address (self, toml, "TRANSFER_SERVER");
  self->sep24 = dup_address (self, toml, "TRANSFER_SERVER_SEP0024");
  self->sep31 = dup_address (self, toml, "DIRECT_PAYMENT_SERVER");
  self->quotes = dup_address (self, toml, "ANCHOR_QUOTE_SERVER");
  self->customers = dup_address (self, toml, "KYC_SERVER");
  if (self->customers == NULL && imw_toml_get_string (toml, "KYC_SERVER") == NULL)
    self->customers = g_strdup (self->sep6);
  set_hosts (self);
  add_currencies (self, toml);

  return g_steal_pointer (&self);
}

/**
 * imw_anchor_toml_has_host:
 * @self: a description
 * @url: an address
 *
 * Returns: whether it lies on one of the hosts that the provider has named
 */
gboolean
imw_anchor_toml_has_host (const ImwAnchorToml *self, const char *url)
{
  g_autofree char *host = imw_hosts_name_for_url (url);

  return host != NULL && g_strv_contains ((const char *const *) self->info->hosts, host);
}
