/* imw-bitcoin-uri.c: bitcoin: URIs (BIP21, BIP321)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-bitcoin-uri"

#include "config.h"

#include "imw-bitcoin-uri.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-tx.h"
#include "imw-uri-text.h"

#include "imw-error.h"
#include "imw-secp256k1.h"

#include <string.h>

#define SCHEME    "bitcoin:"
#define MAX_BYTES 8192

/* What the parameters gave. */
typedef struct
{
  GHashTable *seen; /* (element-type utf8) names, lower case */
  ImwAmount  *amount;
  char       *label;
  char       *message;
  char       *address;        /* out of a parameter named as our prefix */
  gboolean    other_network;  /* an address for another network was offered */
  gboolean    other_payments; /* Lightning and the like were offered */
} Query;

static void
query_clear (Query *self)
{
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->address, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Query, query_clear)

static gboolean
bad (GError    **error,
     const char *what)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "payment URI: %s", what);

  return FALSE;
}

static const char *
title_of (ImwScriptType type)
{
  switch (type)
    {
    case IMW_SCRIPT_P2PKH:
      return "Legacy address";

    case IMW_SCRIPT_P2SH:
      return "Script address";

    case IMW_SCRIPT_P2WPKH:
      return "SegWit address";

    case IMW_SCRIPT_P2WSH:
      return "SegWit script address";

    case IMW_SCRIPT_P2TR:
      return "Taproot address";

    case IMW_SCRIPT_WITNESS_FUTURE:
    case IMW_SCRIPT_OP_RETURN:
    case IMW_SCRIPT_OTHER:
      break;
    }

  return "Address";
}

/**
 * imw_bitcoin_recipient_parse:
 * @params: the network it must be of
 * @text: an address without white space around it
 * @error: return location
 *
 * Reads an address that somebody wants to pay to, which excludes more than
 * imw_bitcoin_address_decode(): SegWit versions without rules, and Taproot keys that are not on the
 * curve and could never be spent.
 *
 * Returns: (transfer full): whom @text names. On %NULL @error is %IMW_ERROR_BAD_ADDRESS,
 *   %IMW_ERROR_WRONG_NETWORK or %IMW_ERROR_NOT_SUPPORTED.
 */
ImwRecipient *
imw_bitcoin_recipient_parse (const ImwBitcoinParams *params,
                             const char             *text,
                             GError                **error)
{
  ImwScriptType type;
  ImwRecipient *recipient;
  gsize         length;
  const guint8 *data;
  g_autoptr (GBytes) script = imw_bitcoin_address_decode (params, text, &type, error);

  if (script == NULL)
    return NULL;

  if (type == IMW_SCRIPT_WITNESS_FUTURE)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "address of a SegWit version without rules yet");
      return NULL;
    }

  data = g_bytes_get_data (script, &length);
  if (type == IMW_SCRIPT_P2TR && !imw_secp256k1_xonly_valid (data + 2))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS,
                           "nobody could spend from this address");
      return NULL;
    }

  recipient = g_new0 (ImwRecipient, 1);
  recipient->address = imw_bitcoin_address_encode (params, data, length);
  recipient->payload = g_steal_pointer (&script);
  recipient->type = imw_script_type_get_code (type);
  recipient->title = title_of (type);

  return recipient;
}

static gboolean
read_amount (Query      *self,
             const char *value,
             GError    **error)
{
  guint64          sat;
  g_autofree char *text = imw_uri_unescape (value, error);
  g_autoptr (ImwAmount) amount = NULL;

  if (text == NULL)
    return FALSE;

  if (!g_ascii_isdigit (text[0]))
    return bad (error, "malformed amount");

  amount = imw_amount_new_from_decimal_text (imw_bitcoin_get_asset (), text, NULL);
  if (amount == NULL || !imw_amount_get_u64 (amount, &sat) || sat > IMW_BITCOIN_MAX_SAT)
    return bad (error, "malformed amount");

  /* a request for nothing leaves the amount to the payer */
  if (sat > 0)
    self->amount = g_steal_pointer (&amount);

  return TRUE;
}

/* A parameter named as the prefix of a network: a SegWit address of it. */
static gboolean
read_address (Query                  *self,
              const ImwBitcoinParams *params,
              const char             *name,
              const char             *value,
              GError                **error)
{
  g_autofree char *text = NULL;
  g_autoptr (ImwRecipient) recipient = NULL;

  if (strcmp (name, params->hrp) != 0)
    {
      self->other_network = TRUE;
      return TRUE;
    }

  if (self->address != NULL)
    return TRUE;

  text = imw_uri_unescape (value, error);
  if (text == NULL)
    return FALSE;

  recipient = imw_bitcoin_recipient_parse (params, text, error);
  if (recipient == NULL)
    return FALSE;

  if (strcmp (recipient->type, "p2pkh") == 0 || strcmp (recipient->type, "p2sh") == 0)
    return bad (error, "only SegWit addresses may be parameters");

  self->address = g_strdup (recipient->address);

  return TRUE;
}

static gboolean
is_prefix (const char *name)
{
  for (const ImwBitcoinParams *const *one = imw_bitcoin_params_all (); *one != NULL; one++)
    {
      if (strcmp ((*one)->hrp, name) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
read_parameter (Query                  *self,
                const ImwBitcoinParams *params,
                const char             *pair,
                GError                **error)
{
  static const char *const other_payments[] = { "lightning", "lno", "sp", "pay", NULL };
  const char              *mark = strchr (pair, '=');
  const char              *value = mark != NULL ? mark + 1 : "";
  g_autofree char         *name = g_ascii_strdown (pair, mark != NULL ? mark - pair : -1);

  if (name[0] == '\0')
    return bad (error, "parameter without a name");

  if (is_prefix (name))
    return read_address (self, params, name, value, error);

  if (g_strv_contains (other_payments, name))
    {
      self->other_payments = TRUE;
      return TRUE;
    }

  if (!g_hash_table_add (self->seen, g_strdup (g_str_has_prefix (name, "req-") ? name + 4 : name)))
    return bad (error, "the same parameter twice");

  if (g_str_has_prefix (name, "req-"))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "payment URI: unknown required parameter");
      return FALSE;
    }

  if (strcmp (name, "amount") == 0)
    return read_amount (self, value, error);

  if (strcmp (name, "label") == 0)
    {
      self->label = imw_uri_read_text (value, error);
      return self->label != NULL;
    }

  if (strcmp (name, "message") == 0)
    {
      self->message = imw_uri_read_text (value, error);
      return self->message != NULL;
    }

  return TRUE;
}

static gboolean
read_query (Query                  *self,
            const ImwBitcoinParams *params,
            const char             *text,
            GError                **error)
{
  g_auto (GStrv) pairs = g_strsplit (text, "&", -1);

  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      /* "a=1&" and "?" alone are common and harmless */
      if (pairs[i][0] != '\0' && !read_parameter (self, params, pairs[i], error))
        return FALSE;
    }

  return TRUE;
}

/* Why there is nobody to pay. */
static void
fail_without_address (const ImwBitcoinParams *params,
                      const Query            *query,
                      GError                **error)
{
  if (query->other_network)
    g_set_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK, "payment URI: no address of %s",
                 params->name);
  else if (query->other_payments)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                         "payment URI: no on-chain address");
  else
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS, "payment URI: no address");
}

static ImwPaymentRequest *
parse_after_scheme (const ImwBitcoinParams *params,
                    const char             *text,
                    GError                **error)
{
  const char      *mark = strchr (text, '?');
  g_autofree char *raw = g_strndup (text, mark != NULL ? (gsize) (mark - text) : strlen (text));
  g_autofree char *body = imw_uri_unescape (raw, error);
  g_autoptr (ImwRecipient) recipient = NULL;
  g_auto (Query) query = { 0 };

  if (body == NULL)
    return NULL;

  if (!read_query (&query, params, mark != NULL ? mark + 1 : "", error))
    return NULL;

  if (body[0] == '\0' && query.address == NULL)
    {
      fail_without_address (params, &query, error);
      return NULL;
    }

  if (body[0] == '\0')
    return imw_payment_request_new (query.address, query.amount, query.label, query.message);

  recipient = imw_bitcoin_recipient_parse (params, body, error);
  if (recipient == NULL)
    return NULL;

  return imw_payment_request_new (recipient->address, query.amount, query.label, query.message);
}

/**
 * imw_bitcoin_uri_parse:
 * @params: the network
 * @text: an address or a bitcoin: URI without white space around it
 * @error: return location
 *
 * Reads BIP21 and what of BIP321 is about on-chain addresses. Scheme and names of parameters are
 * read in any case; a parameter may stand once; unknown ones are ignored unless they begin with
 * "req-". Texts are made harmless for display.
 *
 * Returns: (transfer full): what is asked for. On %NULL @error is %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_WRONG_NETWORK or %IMW_ERROR_NOT_SUPPORTED.
 */
ImwPaymentRequest *
imw_bitcoin_uri_parse (const ImwBitcoinParams *params,
                       const char             *text,
                       GError                **error)
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

  recipient = imw_bitcoin_recipient_parse (params, text, error);
  if (recipient == NULL)
    return NULL;

  return imw_payment_request_new (recipient->address, NULL, NULL, NULL);
}

/**
 * imw_bitcoin_uri_build:
 * @request: what is asked for
 *
 * Returns: (transfer full): @request as a bitcoin: URI
 */
char *
imw_bitcoin_uri_build (const ImwPaymentRequest *request)
{
  GString         *uri;
  g_autofree char *amount = NULL;

  g_return_val_if_fail (request != NULL, NULL);

  uri = g_string_new (SCHEME);
  g_string_append (uri, request->address);
  if (request->amount != NULL)
    amount = imw_amount_to_decimal_text (request->amount, 0);
  imw_uri_append_parameter (uri, "amount", amount);
  imw_uri_append_parameter (uri, "label", request->label);
  imw_uri_append_parameter (uri, "message", request->message);

  return g_string_free (uri, FALSE);
}
