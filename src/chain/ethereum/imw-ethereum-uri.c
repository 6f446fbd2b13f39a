/* imw-ethereum-uri.c: addresses and ethereum: URIs (EIP-681)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-uri"

#include "config.h"

#include "imw-ethereum-uri.h"

#include "imw-uri-text.h"

#include "imw-error.h"

#include <string.h>

#define SCHEME       "ethereum:"
#define PAY_PREFIX   "pay-"
#define MAX_BYTES    8192
#define MAX_DIGITS   78 /* of 2^256 - 1 */
#define MAX_EXPONENT 77

/* A URI taken apart, still escaped. */
typedef struct
{
  char       *target;
  guint64     chain_id; /* 0: not said */
  char       *function; /* (nullable) */
  GHashTable *query;    /* (element-type utf8 utf8) name to value */
} Parts;

static void
parts_clear (Parts *self)
{
  g_clear_pointer (&self->target, g_free);
  g_clear_pointer (&self->function, g_free);
  g_clear_pointer (&self->query, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "payment URI: %s", what);

  return FALSE;
}

/* "name.eth": letters and digits with a mark in between, nothing that begins like an address */
static gboolean
is_name (const char *text)
{
  const char *mark = strchr (text, '.');

  return mark != NULL && mark != text && mark[1] != '\0' && !g_str_has_prefix (text, "0x") &&
         strpbrk (text, " /:?&=@") == NULL;
}

static gboolean
parse_payable (const char         *text,
               ImwEthereumAddress *address,
               GError            **error)
{
  if (is_name (text))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "names (ENS) are not looked up; the address itself is needed");
      return FALSE;
    }

  if (!imw_ethereum_address_parse (text, address, error))
    return FALSE;

  if (imw_ethereum_address_is_zero (address))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS,
                           "the zero address: what is sent there is lost");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_ethereum_recipient_parse:
 * @params: the network
 * @text: an address without white space around it
 * @error: return location
 *
 * Reads an address that somebody wants to pay to. Addresses look the same on all EVM networks. That
 * of a genuine token has type "token-contract": who pays there loses it.
 *
 * Returns: (transfer full): whom @text names. On %NULL @error is %IMW_ERROR_BAD_ADDRESS, also for
 *   the zero address, or %IMW_ERROR_NOT_SUPPORTED for a name.
 */
ImwRecipient *
imw_ethereum_recipient_parse (const ImwEthereumParams *params,
                              const char              *text,
                              GError                 **error)
{
  ImwEthereumAddress address;
  ImwRecipient      *recipient = NULL;
  gboolean           is_token;

  g_return_val_if_fail (params != NULL && text != NULL, NULL);

  if (!parse_payable (text, &address, error))
    return NULL;

  is_token = imw_ethereum_params_find_token (params, &address) != NULL;
  recipient = g_new0 (ImwRecipient, 1);
  recipient->address = imw_ethereum_address_to_text (&address);
  recipient->payload = g_bytes_new (address.bytes, sizeof address.bytes);
  recipient->type = is_token ? "token-contract" : "address";
  recipient->title = is_token ? "Contract of a token" : "Address";

  return recipient;
}

/* The grammar's number: digits, perhaps a mark with digits, perhaps an exponent. It must be whole and
 * not negative, and comes back as plain digits. */
static char *
read_number (const char *value,
             GError    **error)
{
  g_autofree char *text = imw_uri_unescape (value, error);
  const char      *at = NULL;
  gsize            n_behind = 0;
  guint64          exponent = 0;
  GString         *digits = NULL;

  if (text == NULL)
    return NULL;

  digits = g_string_new (NULL);
  at = text[0] == '+' ? text + 1 : text;
  for (; g_ascii_isdigit (*at); at++)
    g_string_append_c (digits, *at);
  if (*at == '.')
    {
      for (at++; g_ascii_isdigit (*at); at++, n_behind++)
        g_string_append_c (digits, *at);
      if (n_behind == 0)
        g_string_truncate (digits, 0);
    }
  if (*at == 'e' || *at == 'E')
    {
      gsize n_digits = strspn (at + 1, "0123456789");

      if (n_digits > 0 && n_digits < 4)
        exponent = g_ascii_strtoull (at + 1, NULL, 10);
      else if (n_digits > 0)
        exponent = MAX_EXPONENT + 1;
      at += 1 + n_digits;
    }

  /* "2.50e1" is whole too: zeros at the end may go */
  while (n_behind > exponent && digits->len > 0 && digits->str[digits->len - 1] == '0')
    {
      g_string_truncate (digits, digits->len - 1);
      n_behind--;
    }

  if (*at != '\0' || digits->len == 0 || digits->len > MAX_DIGITS || exponent > MAX_EXPONENT ||
      n_behind > exponent)
    {
      g_string_free (digits, TRUE);
      bad (error, "malformed number");
      return NULL;
    }

  for (; exponent > n_behind; exponent--)
    g_string_append_c (digits, '0');

  return g_string_free (digits, FALSE);
}

/* A request for nothing leaves the amount to the payer. */
static gboolean
read_amount (const char *value,
             ImwAsset   *asset,
             ImwAmount **target,
             GError    **error)
{
  g_autofree char *digits = NULL;
  g_autoptr (ImwAmount) amount = NULL;

  if (value == NULL)
    return TRUE;

  digits = read_number (value, error);
  if (digits == NULL)
    return FALSE;

  amount = imw_amount_new_from_base_text (asset, digits, NULL);
  if (amount == NULL)
    return bad (error, "amount is out of range");

  if (imw_amount_sign (amount) > 0)
    *target = g_steal_pointer (&amount);

  return TRUE;
}

/* target[@chain_id][/function] */
static gboolean
read_path (Parts      *self,
           const char *text,
           GError    **error)
{
  g_autofree char *path = imw_uri_unescape (text, error);
  char            *mark = NULL;

  if (path == NULL)
    return FALSE;

  mark = strchr (path, '/');
  if (mark != NULL)
    {
      self->function = g_strdup (mark + 1);
      *mark = '\0';
    }

  mark = strchr (path, '@');
  if (mark != NULL)
    {
      if (!g_ascii_string_to_unsigned (mark + 1, 10, 1, G_MAXUINT64, &self->chain_id, NULL))
        return bad (error, "malformed chain id");
      *mark = '\0';
    }

  self->target = g_strdup (path);

  return TRUE;
}

static gboolean
check_chain_id (const ImwEthereumParams *params,
                guint64                  chain_id,
                GError                 **error)
{
  const ImwEthereumParams *other = NULL;

  if (chain_id == 0 || chain_id == params->chain_id)
    return TRUE;

  other = imw_ethereum_params_find_by_number (chain_id);
  if (other != NULL)
    g_set_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK, "payment URI: for %s %s", other->name,
                 other->network);
  else
    g_set_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK,
                 "payment URI: for the network with chain id %" G_GUINT64_FORMAT, chain_id);

  return FALSE;
}

/* /transfer?address=…&uint256=… at the contract of a token */
static ImwPaymentRequest *
read_transfer (const ImwEthereumParams *params,
               const Parts             *parts,
               GError                 **error)
{
  const char             *to = g_hash_table_lookup (parts->query, "address");
  const ImwEthereumToken *token = NULL;
  ImwPaymentRequest      *request = NULL;
  ImwEthereumAddress      contract;
  g_autoptr (ImwRecipient) recipient = NULL;
  g_autoptr (ImwAmount) amount = NULL;

  if (!parse_payable (parts->target, &contract, error))
    return NULL;

  token = imw_ethereum_params_find_token (params, &contract);
  if (token == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "payment URI: a token that is not in the list of the program");
      return NULL;
    }

  if (to == NULL || g_hash_table_contains (parts->query, "value"))
    {
      bad (error, "malformed payment of a token");
      return NULL;
    }

  recipient = imw_ethereum_recipient_parse (params, to, error);
  if (recipient == NULL || !read_amount (g_hash_table_lookup (parts->query, "uint256"),
                                         token->facts->asset, &amount, error))
    return NULL;

  request = imw_payment_request_new (recipient->address, amount, NULL, NULL);
  request->asset = imw_asset_ref (token->facts->asset);

  return request;
}

static ImwPaymentRequest *
read_payment (const ImwEthereumParams *params,
              const Parts             *parts,
              GError                 **error)
{
  g_autoptr (ImwRecipient) recipient = NULL;
  g_autoptr (ImwAmount) amount = NULL;

  recipient = imw_ethereum_recipient_parse (params, parts->target, error);
  if (recipient == NULL || !read_amount (g_hash_table_lookup (parts->query, "value"),
                                         params->asset, &amount, error))
    return NULL;

  return imw_payment_request_new (recipient->address, amount, NULL, NULL);
}

/* Not in EIP-681, but in use, and harmless. */
static gboolean
read_texts (const Parts       *parts,
            ImwPaymentRequest *request,
            GError           **error)
{
  const char *label = g_hash_table_lookup (parts->query, "label");
  const char *message = g_hash_table_lookup (parts->query, "message");

  if (label != NULL && (request->label = imw_uri_read_text (label, error)) == NULL)
    return FALSE;

  return message == NULL || (request->message = imw_uri_read_text (message, error)) != NULL;
}

static ImwPaymentRequest *
parse_after_scheme (const ImwEthereumParams *params,
                    const char              *text,
                    GError                 **error)
{
  const char      *mark = strchr (text, '?');
  g_autofree char *path = NULL;
  g_auto (Parts) parts = { 0 };
  g_autoptr (ImwPaymentRequest) request = NULL;

  /* "pay-" marks a payment; hexadecimal digits can't begin with it */
  if (g_str_has_prefix (text, PAY_PREFIX))
    text += strlen (PAY_PREFIX);
  path = mark != NULL ? g_strndup (text, (gsize) (mark - text)) : g_strdup (text);
  if (!read_path (&parts, path, error))
    return NULL;

  parts.query = imw_uri_read_query (mark != NULL ? mark + 1 : "", error);
  if (parts.query == NULL)
    return NULL;

  if (!check_chain_id (params, parts.chain_id, error))
    return NULL;

  if (parts.function == NULL || parts.function[0] == '\0')
    {
      request = read_payment (params, &parts, error);
    }
  else if (strcmp (parts.function, "transfer") == 0)
    {
      request = read_transfer (params, &parts, error);
    }
  else
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "payment URI: asks for something else than a payment");
    }

  if (request == NULL || !read_texts (&parts, request, error))
    return NULL;

  return g_steal_pointer (&request);
}

/**
 * imw_ethereum_uri_parse:
 * @params: the network
 * @text: an address or an ethereum: URI without white space around it
 * @error: return location
 *
 * Reads EIP-681: payments of the network's own asset, and of genuine tokens in the form "/transfer".
 * Amounts are in base units and may have an exponent; gas limits and prices in it are ignored, and
 * so is what is not known.
 *
 * Returns: (transfer full): what is asked for. On %NULL @error is %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_WRONG_NETWORK when it names another chain id, or
 *   %IMW_ERROR_NOT_SUPPORTED for names (ENS), other functions and tokens that are not in the list.
 */
ImwPaymentRequest *
imw_ethereum_uri_parse (const ImwEthereumParams *params,
                        const char              *text,
                        GError                 **error)
{
  g_autoptr (ImwRecipient) recipient = NULL;

  g_return_val_if_fail (params != NULL && text != NULL, NULL);

  if (strnlen (text, MAX_BYTES + 1) > MAX_BYTES)
    {
      bad (error, "too long");
      return NULL;
    }

  if (g_ascii_strncasecmp (text, SCHEME, strlen (SCHEME)) == 0)
    return parse_after_scheme (params, text + strlen (SCHEME), error);

  recipient = imw_ethereum_recipient_parse (params, text, error);

  return recipient != NULL ? imw_payment_request_new (recipient->address, NULL, NULL, NULL) : NULL;
}

/**
 * imw_ethereum_uri_build:
 * @params: the network
 * @request: what is asked for
 *
 * Returns: (transfer full): @request as an ethereum: URI with the chain id
 */
char *
imw_ethereum_uri_build (const ImwEthereumParams *params,
                        const ImwPaymentRequest *request)
{
  GString           *uri = NULL;
  ImwEthereumAddress contract;
  gboolean           is_token;
  g_autofree char   *amount = NULL;

  g_return_val_if_fail (params != NULL && request != NULL, NULL);

  is_token = request->asset != NULL &&
             imw_ethereum_params_get_contract (params, request->asset, &contract);
  amount = request->amount != NULL ? imw_amount_to_base_text (request->amount) : NULL;
  uri = g_string_new (SCHEME);
  if (is_token)
    {
      g_autofree char *text = imw_ethereum_address_to_text (&contract);

      g_string_append_printf (uri, "%s@%" G_GUINT64_FORMAT "/transfer", text, params->chain_id);
      imw_uri_append_parameter (uri, "address", request->address);
      imw_uri_append_parameter (uri, "uint256", amount);
    }
  else
    {
      g_string_append_printf (uri, "%s@%" G_GUINT64_FORMAT, request->address, params->chain_id);
      imw_uri_append_parameter (uri, "value", amount);
    }
  imw_uri_append_parameter (uri, "label", request->label);
  imw_uri_append_parameter (uri, "message", request->message);

  return g_string_free (uri, FALSE);
}
