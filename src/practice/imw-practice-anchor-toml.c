/* imw-practice-anchor-toml.c: what the practice anchor says of itself (SEP-1)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-anchor"

#include "config.h"

#include "imw-practice-anchor-private.h"

#include <string.h>

static void
append_endpoint (GString *text, ImwPracticeAnchor *self, const char *name, const char *path)
{
  g_string_append_printf (text, "%s=\"%s/anchor%s\"\n", name, self->base, path);
}

static void
append_token (GString *text, ImwPracticeAnchor *self, const ImwPracticeToken *token)
{
  g_autofree char *asset = imw_practice_stellar_dup_asset (self->stellar, token->code, NULL);
  const char      *issuer = asset != NULL ? strchr (asset, ':') : NULL;
  g_autofree char *min = imw_practice_units_format (IMW_ANCHOR_MIN_UNITS, 7, 0);
  g_autofree char *max = imw_practice_units_format (IMW_ANCHOR_MAX_UNITS, 7, 0);
  g_autofree char *daily = imw_practice_units_format (IMW_ANCHOR_DAILY_UNITS, 7, 0);

  g_string_append_printf (text, "\n[[CURRENCIES]]\ncode=\"%s\"\n", token->code);
  if (issuer != NULL)
    g_string_append_printf (text, "issuer=\"%s\"\n", issuer + 1);
  g_string_append_printf (text,
                          "status=\"test\"\ndisplay_decimals=%u\nname=\"Practice %s\"\n"
                          "desc=\"Practice money without any value\"\n"
                          "conditions=\"%s to %s an order; at most %s and %d orders a day\"\n",
                          issuer != NULL ? 2u : 7u, token->code, min, max, daily,
                          IMW_ANCHOR_DAILY_COUNT);
  if (token->fee_base != NULL)
    g_string_append_printf (text,
                            "is_asset_anchored=true\nanchor_asset_type=\"fiat\"\n"
                            "anchor_asset=\"%s\"\nis_unlimited=true\n"
                            "redemption_instructions=\"None: it is worth nothing\"\n",
                            token->fee_base);
}

/**
 * imw_anchor_toml: (skip)
 * @request: for /.well-known/stellar.toml
 * @error: return location, never set
 *
 * Answers stellar.toml. With %IMW_FAULT_ANCHOR_KEY the signing key is another one.
 *
 * Returns: always %TRUE
 */
gboolean
imw_anchor_toml (ImwAnchorRequest *request, GError **error)
{
  ImwPracticeAnchor *self = request->anchor;
  g_autoptr (GString) text = g_string_new ("VERSION=\"2.7.0\"\n");
  ImwPracticeStellarRole role = request->fault == IMW_FAULT_ANCHOR_KEY
                                    ? IMW_PRACTICE_STELLAR_SWAP
                                    : IMW_PRACTICE_STELLAR_ANCHOR_SIGNING;

  g_string_append_printf (text, "NETWORK_PASSPHRASE=\"%s\"\nSIGNING_KEY=\"%s\"\n",
                          imw_practice_stellar_get_passphrase (self->stellar),
                          imw_practice_stellar_get_address (self->stellar, role));
  g_string_append_printf (text, "HORIZON_URL=\"%s/stellar\"\n", self->base);
  append_endpoint (text, self, "WEB_AUTH_ENDPOINT", "/auth");
  append_endpoint (text, self, "KYC_SERVER", "/kyc");
  append_endpoint (text, self, "ANCHOR_QUOTE_SERVER", "/sep38");
  append_endpoint (text, self, "TRANSFER_SERVER", "/sep6");
  append_endpoint (text, self, "TRANSFER_SERVER_SEP0024", "/sep24");
  append_endpoint (text, self, "DIRECT_PAYMENT_SERVER", "/sep31");
  g_string_append_printf (
      text, "ACCOUNTS=[\"%s\"]\n",
      imw_practice_stellar_get_address (self->stellar, IMW_PRACTICE_STELLAR_ANCHOR));
  g_string_append_printf (text,
                          "\n[DOCUMENTATION]\nORG_NAME=\"%s\"\nORG_DBA=\"Practice Anchor\"\n"
                          "ORG_URL=\"%s\"\n"
                          "ORG_DESCRIPTION=\"Part of the practice network: no real money, no "
                          "real bank\"\n"
                          "ORG_PHYSICAL_ADDRESS=\"Your own computer\"\n"
                          "ORG_OFFICIAL_EMAIL=\"hello@practice.example\"\n"
                          "ORG_SUPPORT_EMAIL=\"support@practice.example\"\n"
                          "ORG_LICENSING_AUTHORITY=\"None, for practice only\"\n"
                          "ORG_LICENSE_TYPE=\"Practice\"\nORG_LICENSE_NUMBER=\"PRACTICE-2026\"\n",
                          IMW_ANCHOR_NAME, self->base);
  g_string_append (text, "\n[[PRINCIPALS]]\nname=\"Nobody\"\nemail=\"nobody@practice.example\"\n");
  for (guint i = 0; imw_practice_token_get (i) != NULL; i++)
    append_token (text, self, imw_practice_token_get (i));
  imw_practice_reply_text (request->reply, 200, text->str);

  return TRUE;
}
