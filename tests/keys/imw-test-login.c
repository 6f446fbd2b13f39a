/* imw-test-login.c: challenges of a provider for a wallet with known words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-login.h"

#include "imw-hash.h"
#include "imw-keys-slip10.h"

#include <string.h>

#define HOME_DOMAIN   "anchor.example"
#define ENDPOINT_HOST "auth.anchor.example"

static void
init_node (ImwKeysSlip10 *node, const char *name)
{
  imw_sha256 ((const guint8 *) name, strlen (name), node->key);
}

static void
get_key (const char *name, guint8 key[IMW_STELLAR_KEY_SIZE])
{
  g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT;

  init_node (&node, name);
  imw_keys_slip10_get_public (&node, key);
}

static void
sign (ImwStellarEnvelope *envelope, const char *name, const guint8 network_id[32])
{
  g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT;
  g_autoptr (GError) error = NULL;
  guint8 key[IMW_STELLAR_KEY_SIZE];
  guint8 hash[32];
  guint8 signature[64];

  init_node (&node, name);
  imw_keys_slip10_get_public (&node, key);
  imw_stellar_envelope_get_hash (envelope, network_id, hash);
  g_assert_true (imw_keys_slip10_sign (&node, hash, sizeof hash, signature, &error));
  g_assert_no_error (error);
  imw_stellar_envelope_add_signature (envelope, key, signature);
}

static void
exchange (ImwStellarAddress *address, const char *from, const guint8 to[IMW_STELLAR_KEY_SIZE])
{
  guint8 key[IMW_STELLAR_KEY_SIZE];

  g_assert_true (imw_stellar_key_parse (from, key, NULL));
  if (memcmp (address->key, key, sizeof key) == 0)
    memcpy (address->key, to, sizeof address->key);
}

/* Other keys and another time; whatever else is in it stays. */
static void
make_over (ImwStellarTx *tx, JsonObject *root, const char *account, gint64 now_ms)
{
  const char *old_server = imw_test_vectors_text (root, "server_key");
  const char *old_account = imw_test_vectors_text (root, "account");
  gint64      now_s = g_ascii_strtoll (imw_test_vectors_text (root, "now_s"), NULL, 10);
  guint64     later_s = (guint64) (now_ms / 1000 - now_s);
  guint8      own[IMW_STELLAR_KEY_SIZE];
  guint8      server[IMW_STELLAR_KEY_SIZE];

  g_assert_true (imw_stellar_key_parse (account, own, NULL));
  imw_test_login_server_key (server);
  exchange (&tx->source, old_server, server);
  exchange (&tx->source, old_account, own);
  for (guint i = 0; i < tx->ops->len; i++)
    {
      ImwStellarOp *op = g_ptr_array_index (tx->ops, i);

      exchange (&op->source, old_server, server);
      exchange (&op->source, old_account, own);
    }
  tx->min_time_s += tx->min_time_s != 0 ? later_s : 0;
  tx->max_time_s += tx->max_time_s != 0 ? later_s : 0;
}

static ImwTestLogin *
make_login (JsonObject             *root,
            JsonObject             *item,
            const ImwStellarParams *params,
            const char             *account,
            gint64                  now_ms)
{
  ImwTestLogin *self = g_new0 (ImwTestLogin, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStellarEnvelope) envelope =
      imw_stellar_envelope_parse_base64 (imw_test_vectors_text (item, "envelope"), &error);

  g_assert_no_error (error);
  self->name = g_strdup (imw_test_vectors_text (item, "name"));
  self->valid = imw_test_vectors_bool (item, "valid") && !json_object_has_member (item, "account");
  self->facts = imw_test_login_facts ();
  if (json_object_has_member (item, "memo"))
    self->facts->memo = g_strdup (imw_test_vectors_text (item, "memo"));
  if (json_object_has_member (item, "client_domain"))
    {
      self->facts->client_domain = g_strdup (imw_test_vectors_text (item, "client_domain"));
      self->facts->client_domain_key = g_strdup (imw_test_vectors_text (root, "client_domain_key"));
    }

  make_over (envelope->tx, root, account, now_ms);
  g_array_set_size (envelope->signatures, 0);
  g_array_set_size (envelope->fee_signatures, 0);
  if (g_str_equal (self->name, "bad_wrong_network_signature"))
    {
      guint8 network_id[32];

      imw_stellar_network_id ("another network", network_id);
      sign (envelope, "server", network_id);
    }
  else if (g_str_equal (self->name, "bad_signed_by_other"))
    sign (envelope, "somebody", params->network_id);
  else if (!g_str_equal (self->name, "bad_not_signed"))
    sign (envelope, "server", params->network_id);
  self->challenge = imw_stellar_envelope_serialize (envelope);

  return self;
}

/**
 * imw_test_login_free:
 * @self: (transfer full): a challenge
 *
 * Frees it.
 */
void
imw_test_login_free (ImwTestLogin *self)
{
  g_free (self->name);
  imw_login_facts_free (self->facts);
  g_bytes_unref (self->challenge);
  g_free (self);
}

/**
 * imw_test_login_list:
 * @params: the network
 * @account: who is to prove itself
 * @now_ms: wall time
 *
 * Returns: (transfer full) (element-type ImwTestLogin): all of chain-stellar-login.json
 */
GPtrArray *
imw_test_login_list (const ImwStellarParams *params, const char *account, gint64 now_ms)
{
  g_autoptr (JsonNode) node = imw_test_vectors_load ("chain-stellar-login.json");
  JsonObject *root = json_node_get_object (node);
  JsonArray  *challenges = imw_test_vectors_array (node, "challenges");
  GPtrArray  *logins = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_test_login_free);

  for (guint i = 0; i < json_array_get_length (challenges); i++)
    g_ptr_array_add (
        logins, make_login (root, imw_test_vectors_item (challenges, i), params, account, now_ms));

  return logins;
}

/**
 * imw_test_login_find:
 * @logins: (element-type ImwTestLogin): the list
 * @name: of one of them
 *
 * Returns: (transfer none): it
 */
ImwTestLogin *
imw_test_login_find (GPtrArray *logins, const char *name)
{
  for (guint i = 0; i < logins->len; i++)
    {
      ImwTestLogin *login = g_ptr_array_index (logins, i);

      if (g_str_equal (login->name, name))
        return login;
    }

  g_assert_not_reached ();
}

/**
 * imw_test_login_wrap:
 * @params: the network
 * @tx: (transfer full): a transaction
 *
 * Returns: (transfer full): its envelope with the provider's signature
 */
GBytes *
imw_test_login_wrap (const ImwStellarParams *params, ImwStellarTx *tx)
{
  g_autoptr (ImwStellarEnvelope) envelope = imw_stellar_envelope_new (tx);

  sign (envelope, "server", params->network_id);

  return imw_stellar_envelope_serialize (envelope);
}

/**
 * imw_test_login_facts:
 *
 * Returns: (transfer full): what the wallet asked for
 */
ImwLoginFacts *
imw_test_login_facts (void)
{
  g_autofree char *text = NULL;
  guint8           key[IMW_STELLAR_KEY_SIZE];

  imw_test_login_server_key (key);
  text = imw_stellar_key_to_text (key);

  return imw_login_facts_new (HOME_DOMAIN, ENDPOINT_HOST, text);
}

/**
 * imw_test_login_server_key:
 * @key: (out caller-allocates): the provider's
 *
 * Gives the key that the provider signs with.
 */
void
imw_test_login_server_key (guint8 key[IMW_STELLAR_KEY_SIZE])
{
  get_key ("server", key);
}

/**
 * imw_test_stellar_tx:
 * @account: who pays
 * @sequence: its number
 * @now_ms: wall time
 *
 * Returns: (transfer full): a payment of 25 XLM that is good for three minutes
 */
ImwStellarTx *
imw_test_stellar_tx (const char *account, gint64 sequence, gint64 now_ms)
{
  ImwStellarAddress source;
  ImwStellarAddress payee;
  ImwStellarAsset   native = { 0 };
  ImwStellarTx     *tx;
  guint8            key[IMW_STELLAR_KEY_SIZE];

  g_assert_true (imw_stellar_address_parse (account, &source, NULL));
  get_key ("payee", key);
  imw_stellar_address_from_key (key, &payee);
  tx = imw_stellar_tx_new (&source, 100, sequence);
  imw_stellar_tx_set_time_bounds (tx, 0, (guint64) (now_ms / 1000) + 180);
  imw_stellar_tx_add_op (tx, imw_stellar_op_new_payment (&payee, &native, 250000000));

  return tx;
}
