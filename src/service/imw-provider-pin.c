/* imw-provider-pin.c: what the user accepted of a provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-provider-pin"

#include "config.h"

#include "imw-wallet-abroad.h"

#define HERE "{practice}"

static char *
swap_text (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, from, -1) : NULL;

  return parts != NULL ? g_strjoinv (to, parts) : NULL;
}

/**
 * imw_provider_pin_relate:
 * @info: what was accepted
 * @domain: where the practice server is now, "localhost:PORT"
 * @store: for the books, else out of them
 *
 * Returns: (transfer full): the same with a place holder for the practice server's address, which changes at each start, or with
 *   the address in its place
 */
ImwProviderInfo *
imw_provider_pin_relate (const ImwProviderInfo *info, const char *domain, gboolean store)
{
  ImwProviderInfo *copy = imw_provider_info_copy (info);
  const char      *from = store ? domain : HERE;
  const char      *to = store ? HERE : domain;
  char            *text = swap_text (copy->domain, from, to);

  g_free (copy->domain);
  copy->domain = text;
  for (guint i = 0; copy->hosts != NULL && copy->hosts[i] != NULL; i++)
    {
      text = swap_text (copy->hosts[i], from, to);
      g_free (copy->hosts[i]);
      copy->hosts[i] = text;
    }

  return copy;
}

/**
 * imw_provider_pin_fits:
 * @pin: what the user accepted
 * @info: what the provider says now
 *
 * Returns: whether the signing key is the same and no host is new
 */
gboolean
imw_provider_pin_fits (const ImwProviderInfo *pin, const ImwProviderInfo *info)
{
  if (g_strcmp0 (pin->signing_key, info->signing_key) != 0)
    return FALSE;

  for (guint i = 0; info->hosts != NULL && info->hosts[i] != NULL; i++)
    {
      if (pin->hosts == NULL || !g_strv_contains ((const char *const *) pin->hosts, info->hosts[i]))
        return FALSE;
    }

  return TRUE;
}
