/* imw-stellar-uri.c: addresses and web+stellar: URIs (SEP-7)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-uri"

#include "config.h"

#include "imw-stellar-uri.h"

#include "imw-stellar-tx.h"
#include "imw-uri-text.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define SCHEME     "web+stellar:"
#define PAY        "pay"
#define MAX_BYTES  8192
#define HASH_BYTES 32
/* what a link is for that does not say it */
#define PUBLIC_PASSPHRASE "Public Global Stellar Network ; September 2015"

static gboolean
bad (GError **error, const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "payment URI: %s", what);

  return FALSE;
}

/**
 * imw_stellar_recipient_parse:
 * @text: an address without white space around it
 * @error: return location
 *
 * Reads an address that somebody wants to pay to. Addresses look the same on all Stellar networks.
 *
 * Returns: (transfer full): whom @text names. On %NULL @error is %IMW_ERROR_BAD_ADDRESS,
 *   %IMW_ERROR_NOT_SUPPORTED for a contract (C…) or a name (federation, "name*domain"), or
 *   %IMW_ERROR_REFUSED for a secret seed.
 */
ImwRecipient *
imw_stellar_recipient_parse (const char *text, GError **error)
{
  ImwStellarAddress address;
  ImwRecipient     *recipient = NULL;
  ImwStrkeyType     type;
  g_autoptr (GBytes) data = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (strchr (text, '*') != NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "names (federation) are not looked up; the address itself is needed");
      return NULL;
    }

  if (!imw_strkey_decode (text, &type, &data, error))
    return NULL;

  if (type == IMW_STRKEY_CONTRACT)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "the address of a contract; only accounts are paid");
      return NULL;
    }

  if (!imw_stellar_address_parse (text, &address, error))
    return NULL;

  recipient = g_new0 (ImwRecipient, 1);
  recipient->address = imw_stellar_address_to_text (&address);
  recipient->payload = g_bytes_ref (data);
  recipient->type = address.is_muxed ? "muxed" : "account";
  recipient->title = "Address";

  return recipient;
}

/* An unescaped value, NULL when there is none; FALSE for a malformed one. */
static gboolean
get_value (GHashTable *query, const char *name, char **value, GError **error)
{
  const char *text = g_hash_table_lookup (query, name);

  *value = text != NULL ? imw_uri_unescape (text, error) : NULL;

  return text == NULL || *value != NULL;
}

static gboolean
check_network (const ImwStellarParams *params, GHashTable *query, GError **error)
{
  const ImwStellarParams *other = NULL;
  g_autofree char        *passphrase = NULL;

  if (!get_value (query, "network_passphrase", &passphrase, error))
    return FALSE;
  if (passphrase == NULL || passphrase[0] == '\0')
    {
      g_free (passphrase);
      passphrase = g_strdup (PUBLIC_PASSPHRASE);
    }

  if (strcmp (passphrase, params->passphrase) == 0)
    return TRUE;

  other = imw_stellar_params_find_by_passphrase (passphrase);
  if (other != NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK, "payment URI: for %s %s", other->name,
                 other->network);
  else
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK,
                         "payment URI: for a Stellar network that is not known");

  return FALSE;
}

static ImwAsset *
read_asset (const ImwStellarParams *params, GHashTable *query, GError **error)
{
  ImwStellarAsset  asset;
  g_autofree char *code = NULL;
  g_autofree char *issuer = NULL;

  if (!get_value (query, "asset_code", &code, error) ||
      !get_value (query, "asset_issuer", &issuer, error))
    return NULL;

  if (issuer == NULL && (code == NULL || strcmp (code, imw_asset_get_symbol (params->asset)) == 0))
    return imw_asset_ref (params->asset);

  if (code == NULL || issuer == NULL)
    {
      bad (error, "an asset needs a code and an issuer");
      return NULL;
    }

  return imw_stellar_asset_init (&asset, code, issuer, error)
             ? imw_stellar_params_dup_asset (params, &asset)
             : NULL;
}

/* A request for nothing leaves the amount to the payer. */
static gboolean
read_amount (GHashTable *query, ImwAsset *asset, ImwAmount **amount, GError **error)
{
  gint64           stroops;
  g_autofree char *text = NULL;

  if (!get_value (query, "amount", &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (!imw_stellar_stroops_parse (text, &stroops, NULL))
    return bad (error, "malformed amount");

  if (stroops > 0)
    *amount = imw_amount_new (asset, stroops);

  return TRUE;
}

/* Hashes stand in the link as base64, everywhere else in hexadecimal. */
static gboolean
read_memo_hash (ImwPaymentRequest *request, GError **error)
{
  gsize              length = 0;
  g_autofree guint8 *hash = g_base64_decode (request->memo, &length);
  g_autofree char   *again = g_base64_encode (hash, length);

  if (length != HASH_BYTES || strcmp (again, request->memo) != 0)
    return bad (error, "the memo is not a hash");

  g_free (request->memo);
  request->memo = imw_hex_encode (hash, length);

  return TRUE;
}

static gboolean
read_memo (ImwPaymentRequest *request, GHashTable *query, GError **error)
{
  ImwStellarMemo   memo;
  g_autofree char *type = NULL;

  if (!get_value (query, "memo", &request->memo, error) ||
      !get_value (query, "memo_type", &type, error))
    return FALSE;
  if (request->memo == NULL)
    return TRUE;

  if (type == NULL || strcmp (type, "MEMO_TEXT") == 0)
    request->memo_type = g_strdup ("text");
  else if (strcmp (type, "MEMO_ID") == 0)
    request->memo_type = g_strdup ("id");
  else if (strcmp (type, "MEMO_HASH") == 0)
    request->memo_type = g_strdup ("hash");
  else if (strcmp (type, "MEMO_RETURN") == 0)
    request->memo_type = g_strdup ("return");
  else
    return bad (error, "unknown type of memo");

  if (request->memo_type[0] != 't' && request->memo_type[0] != 'i' &&
      !read_memo_hash (request, error))
    return FALSE;

  return imw_stellar_memo_parse (request->memo_type, request->memo, &memo, error);
}

static gboolean
read_texts (ImwPaymentRequest *request, GHashTable *query, GError **error)
{
  const char *message = g_hash_table_lookup (query, "msg");
  const char *origin = g_hash_table_lookup (query, "origin_domain");

  if (message != NULL && (request->message = imw_uri_read_text (message, error)) == NULL)
    return FALSE;

  return origin == NULL || (request->origin = imw_uri_read_text (origin, error)) != NULL;
}

static ImwPaymentRequest *
read_payment (const ImwStellarParams *params, GHashTable *query, GError **error)
{
  g_autofree char *destination = NULL;
  g_autoptr (ImwRecipient) recipient = NULL;
  g_autoptr (ImwAsset) asset = NULL;
  g_autoptr (ImwPaymentRequest) request = NULL;

  if (!check_network (params, query, error))
    return NULL;

  if (g_hash_table_contains (query, "callback"))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "payment URI: the signed payment is to be handed to somebody else");
      return NULL;
    }

  if (!get_value (query, "destination", &destination, error))
    return NULL;
  if (destination == NULL)
    {
      bad (error, "nobody is to be paid");
      return NULL;
    }

  recipient = imw_stellar_recipient_parse (destination, error);
  asset = recipient != NULL ? read_asset (params, query, error) : NULL;
  if (asset == NULL)
    return NULL;

  request = imw_payment_request_new (recipient->address, NULL, NULL, NULL);
  if (!imw_asset_equal (asset, params->asset))
    request->asset = imw_asset_ref (asset);
  if (!read_amount (query, asset, &request->amount, error) || !read_memo (request, query, error) ||
      !read_texts (request, query, error))
    return NULL;

  return g_steal_pointer (&request);
}

/**
 * imw_stellar_uri_parse:
 * @params: the network
 * @text: an address or a web+stellar: URI without white space around it
 * @error: return location
 *
 * Reads the operation "pay" of SEP-7. A link that names no network is for the public one. A signature
 * in it is not checked, so the domain it names is told as what the link says of itself.
 *
 * Returns: (transfer full): what is asked for. On %NULL @error is %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_WRONG_NETWORK, %IMW_ERROR_REFUSED for a secret seed, or
 *   %IMW_ERROR_NOT_SUPPORTED for whole transactions to be signed, callbacks, contracts and names.
 */
ImwPaymentRequest *
imw_stellar_uri_parse (const ImwStellarParams *params, const char *text, GError **error)
{
  const char *mark;
  gsize       length = strlen (SCHEME);
  g_autoptr (ImwRecipient) recipient = NULL;
  g_autoptr (GHashTable) query = NULL;

  g_return_val_if_fail (params != NULL && text != NULL, NULL);

  if (strnlen (text, MAX_BYTES + 1) > MAX_BYTES)
    {
      bad (error, "too long");
      return NULL;
    }

  if (g_ascii_strncasecmp (text, SCHEME, length) != 0)
    {
      recipient = imw_stellar_recipient_parse (text, error);
      return recipient != NULL ? imw_payment_request_new (recipient->address, NULL, NULL, NULL)
                               : NULL;
    }

  text += length;
  mark = strchr (text, '?');
  if (mark == NULL || (gsize) (mark - text) != strlen (PAY) ||
      strncmp (text, PAY, strlen (PAY)) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "payment URI: asks for something else than a payment");
      return NULL;
    }

  query = imw_uri_read_query (mark + 1, error);

  return query != NULL ? read_payment (params, query, error) : NULL;
}

static void
append_asset (GString *uri, const ImwStellarAsset *asset)
{
  g_autofree char *issuer = NULL;

  if (imw_stellar_asset_is_native (asset))
    return;

  issuer = imw_stellar_key_to_text (asset->issuer);
  imw_uri_append_parameter (uri, "asset_code", asset->code);
  imw_uri_append_parameter (uri, "asset_issuer", issuer);
}

static void
append_memo (GString *uri, const ImwPaymentRequest *request)
{
  ImwStellarMemo   memo;
  const char      *type = NULL;
  g_autofree char *text = NULL;

  if (request->memo == NULL ||
      !imw_stellar_memo_parse (request->memo_type != NULL ? request->memo_type : "text",
                               request->memo, &memo, NULL))
    return;

  switch (memo.type)
    {
    case IMW_STELLAR_MEMO_NONE:
      return;

    case IMW_STELLAR_MEMO_TEXT:
      type = "MEMO_TEXT";
      break;

    case IMW_STELLAR_MEMO_ID:
      type = "MEMO_ID";
      break;

    case IMW_STELLAR_MEMO_HASH:
      type = "MEMO_HASH";
      break;

    case IMW_STELLAR_MEMO_RETURN:
      type = "MEMO_RETURN";
      break;
    }

  text = memo.type == IMW_STELLAR_MEMO_HASH || memo.type == IMW_STELLAR_MEMO_RETURN
             ? g_base64_encode (memo.hash, sizeof memo.hash)
             : g_strdup (request->memo);
  if (text[0] == '\0')
    return;

  imw_uri_append_parameter (uri, "memo", text);
  imw_uri_append_parameter (uri, "memo_type", type);
}

/**
 * imw_stellar_uri_build:
 * @params: the network
 * @request: what is asked for
 *
 * Returns: (transfer full): @request as a web+stellar:pay URI, with the network when it is not the
 *   public one
 */
char *
imw_stellar_uri_build (const ImwStellarParams *params, const ImwPaymentRequest *request)
{
  GString         *uri = NULL;
  ImwStellarAsset  asset;
  g_autofree char *amount = NULL;

  g_return_val_if_fail (params != NULL && request != NULL, NULL);

  amount = request->amount != NULL ? imw_amount_to_decimal_text (request->amount, 0) : NULL;
  uri = g_string_new (SCHEME PAY);
  imw_uri_append_parameter (uri, "destination", request->address);
  imw_uri_append_parameter (uri, "amount", amount);
  if (request->asset != NULL && imw_stellar_params_get_asset (params, request->asset, &asset))
    append_asset (uri, &asset);
  append_memo (uri, request);
  imw_uri_append_parameter (uri, "msg", request->message);
  if (strcmp (params->passphrase, PUBLIC_PASSPHRASE) != 0)
    imw_uri_append_parameter (uri, "network_passphrase", params->passphrase);

  return g_string_free (uri, FALSE);
}
