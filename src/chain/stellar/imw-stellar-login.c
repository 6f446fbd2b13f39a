/* imw-stellar-login.c: the rules of web authentication (SEP-10)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-login"

#include "config.h"

#include "imw-stellar-login.h"

#include "imw-error.h"

#include <string.h>

#define MAX_OPS        10
#define NONCE_TEXT     64
#define NONCE_BYTES    48
#define MAX_NAME_BYTES 64
#define GRACE_S        300
#define MAX_SPAN_S     3600
#define AUTH_SUFFIX    " auth"

/* What one check works with. */
typedef struct
{
  const ImwStellarParams *params;
  const ImwLoginFacts    *facts;
  ImwStellarAddress       account;
  guint8                  server[IMW_STELLAR_KEY_SIZE];
  guint8                  client_domain[IMW_STELLAR_KEY_SIZE];
  const ImwStellarTx     *tx;
} Check;

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "login: %s", why);

  return FALSE;
}

static gboolean
read_asked (Check *self, const char *account, GError **error)
{
  const ImwLoginFacts *facts = self->facts;

  if (!imw_stellar_address_parse (account, &self->account, NULL) ||
      !imw_stellar_key_parse (facts->server_key, self->server, NULL) ||
      (facts->client_domain_key != NULL &&
       !imw_stellar_key_parse (facts->client_domain_key, self->client_domain, NULL)) ||
      (facts->client_domain != NULL) != (facts->client_domain_key != NULL) ||
      strlen (facts->home_domain) + strlen (AUTH_SUFFIX) > MAX_NAME_BYTES)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "login: what was asked for is malformed");
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_account (const ImwStellarAddress *address, const guint8 key[IMW_STELLAR_KEY_SIZE])
{
  ImwStellarAddress other;

  imw_stellar_address_from_key (key, &other);

  return imw_stellar_address_equal (address, &other);
}

/* Rules 3 to 6: nothing that a ledger could take. */
static gboolean
check_frame (const Check *self, gint64 now_ms, GError **error)
{
  const ImwStellarTx *tx = self->tx;
  guint64             now_s = (guint64) (now_ms / 1000);
  guint64             asked = 0;

  if (tx->sequence != 0)
    return refuse (error, "its number is not 0, so it could be a transaction");
  if (!is_account (&tx->source, self->server))
    return refuse (error, "it is not from the provider's key");

  if (tx->conditions != IMW_STELLAR_CONDITIONS_TIME || tx->max_time_s == 0)
    return refuse (error, "it has no end");
  if (tx->max_time_s < tx->min_time_s || tx->max_time_s - tx->min_time_s > MAX_SPAN_S)
    return refuse (error, "it is good for too long");
  if (now_ms <= 0 || now_s + GRACE_S < tx->min_time_s || tx->max_time_s + GRACE_S < now_s)
    return refuse (error, "it is over, or its time has not come");

  if (self->facts->memo == NULL)
    return tx->memo.type == IMW_STELLAR_MEMO_NONE || refuse (error, "it has a memo");

  if (self->account.is_muxed ||
      !g_ascii_string_to_unsigned (self->facts->memo, 10, 0, G_MAXUINT64, &asked, NULL))
    return refuse (error, "a memo can't be asked for there");

  return (tx->memo.type == IMW_STELLAR_MEMO_ID && tx->memo.id == asked) ||
         refuse (error, "its memo is not the one that was asked for");
}

static gboolean
has_text (GBytes *value, const char *text)
{
  gsize       length = 0;
  const char *data = value != NULL ? g_bytes_get_data (value, &length) : NULL;

  return data != NULL && length == strlen (text) && memcmp (data, text, length) == 0;
}

/* 48 random bytes as 64 characters of base64. */
static gboolean
is_nonce (GBytes *value)
{
  gsize              length = 0;
  const char        *data = value != NULL ? g_bytes_get_data (value, &length) : NULL;
  g_autofree char   *text = NULL;
  g_autofree guint8 *bytes = NULL;
  g_autofree char   *again = NULL;

  if (data == NULL || length != NONCE_TEXT)
    return FALSE;

  text = g_strndup (data, length);
  bytes = g_base64_decode (text, &length);
  again = length == NONCE_BYTES ? g_base64_encode (bytes, length) : NULL;

  return g_strcmp0 (text, again) == 0;
}

/* Rules 7 and 8. */
static gboolean
check_first (const Check *self, GError **error)
{
  const ImwStellarOp *op = g_ptr_array_index (self->tx->ops, 0);
  g_autofree char    *name = g_strconcat (self->facts->home_domain, AUTH_SUFFIX, NULL);

  if (op->type != IMW_STELLAR_OP_MANAGE_DATA)
    return refuse (error, "it asks for something else than a proof");
  if (!op->has_source || !imw_stellar_address_equal (&op->source, &self->account))
    return refuse (error, "it is for another account");
  if (strcmp (op->name, name) != 0)
    return refuse (error, "it is for another home domain");
  if (!is_nonce (op->value))
    return refuse (error, "its random part has a wrong form");

  return TRUE;
}

/* The host alone counts as well as host and port: official tools write either. */
static gboolean
is_endpoint (const Check *self, GBytes *value)
{
  const char      *host = self->facts->endpoint_host;
  const char      *mark = strrchr (host, ':');
  g_autofree char *bare = mark != NULL ? g_strndup (host, (gsize) (mark - host)) : NULL;

  return has_text (value, host) || (bare != NULL && has_text (value, bare));
}

/* Rules 9 and 10. */
static gboolean
check_further (const Check        *self,
               const ImwStellarOp *op,
               gboolean           *with_client_domain,
               GError            **error)
{
  if (op->type != IMW_STELLAR_OP_MANAGE_DATA || !op->has_source)
    return refuse (error, "it asks for something else than a proof");

  if (strcmp (op->name, "client_domain") == 0)
    {
      if (self->facts->client_domain == NULL || *with_client_domain ||
          !is_account (&op->source, self->client_domain) ||
          !has_text (op->value, self->facts->client_domain))
        return refuse (error, "it names a client domain that was not asked for");
      *with_client_domain = TRUE;
      return TRUE;
    }

  if (!is_account (&op->source, self->server))
    return refuse (error, "a part of it is from somebody else than the provider");

  if (strcmp (op->name, "web_auth_domain") == 0 && !is_endpoint (self, op->value))
    return refuse (error, "it is for another login address");

  return TRUE;
}

static gboolean
check_ops (const Check *self, GError **error)
{
  gboolean with_client_domain = FALSE;

  if (self->tx->ops->len == 0 || self->tx->ops->len > MAX_OPS)
    return refuse (error, "it has no parts, or too many");

  if (!check_first (self, error))
    return FALSE;

  for (guint i = 1; i < self->tx->ops->len; i++)
    {
      if (!check_further (self, g_ptr_array_index (self->tx->ops, i), &with_client_domain, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_stellar_login_check:
 * @params: the network, whose passphrase counts and no other
 * @account: the address that was asked for, G… or M…
 * @facts: what else was asked for
 * @challenge: a TransactionEnvelope from the provider
 * @now_ms: wall time
 * @error: return location
 *
 * Checks a challenge before it is signed (SEP-10, "Response"). It can't move money: its number is 0, it
 * only writes data, it comes from the provider and is signed by it for this network, and it names what
 * was asked for. In addition it has at most ten parts and 8 KiB and is good for an hour at most, and a
 * memo that was asked for must be there.
 *
 * Returns: (transfer full): the envelope that may be signed, with the provider's signature. On %NULL
 *   @error is %IMW_ERROR_REFUSED when a rule is broken, or %IMW_ERROR_BAD_INPUT when @challenge is no
 *   envelope or what was asked for is malformed.
 */
ImwStellarEnvelope *
imw_stellar_login_check (const ImwStellarParams *params,
                         const char             *account,
                         const ImwLoginFacts    *facts,
                         GBytes                 *challenge,
                         gint64                  now_ms,
                         GError                **error)
{
  const guint8 *data;
  gsize         length;
  Check         check = { .params = params, .facts = facts };
  g_autoptr (ImwStellarEnvelope) envelope = NULL;

  g_return_val_if_fail (params != NULL && account != NULL && facts != NULL, NULL);
  g_return_val_if_fail (challenge != NULL, NULL);

  if (!read_asked (&check, account, error))
    return NULL;

  data = g_bytes_get_data (challenge, &length);
  if (length > IMW_STELLAR_LOGIN_MAX_BYTES)
    {
      refuse (error, "it is too large");
      return NULL;
    }

  envelope = imw_stellar_envelope_parse (data, length, error);
  if (envelope == NULL)
    return NULL;
  if (envelope->type == IMW_STELLAR_ENVELOPE_FEE_BUMP)
    {
      refuse (error, "it pays for another transaction");
      return NULL;
    }

  envelope->type = IMW_STELLAR_ENVELOPE_TX; /* that of V0 has the same hash */
  check.tx = envelope->tx;
  if (!check_frame (&check, now_ms, error) || !check_ops (&check, error))
    return NULL;

  if (!imw_stellar_envelope_is_signed_by (envelope, params->network_id, check.server))
    {
      refuse (error, "the provider has not signed it for this network");
      return NULL;
    }

  return g_steal_pointer (&envelope);
}
