/* test-stellar-login.c: challenges of providers, good and bad (SEP-10)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-stellar-login.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-test-vectors.h"

#include <string.h>

static const ImwStellarParams *
get_params (void)
{
  const ImwStellarParams *params = imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_TEST, NULL);

  g_assert_nonnull (params);

  return params;
}

static ImwLoginFacts *
new_facts (JsonObject *root)
{
  return imw_login_facts_new (imw_test_vectors_text (root, "home_domain"),
                              imw_test_vectors_text (root, "endpoint_host"),
                              imw_test_vectors_text (root, "server_key"));
}

static GBytes *
decode (const char *text)
{
  gsize   length;
  guint8 *data = g_base64_decode (text, &length);

  return g_bytes_new_take (data, length);
}

static JsonObject *
find_challenge (JsonNode   *root,
                const char *name)
{
  JsonArray *challenges = imw_test_vectors_array (root, "challenges");

  for (guint i = 0; i < json_array_get_length (challenges); i++)
    {
      JsonObject *item = imw_test_vectors_item (challenges, i);

      if (strcmp (imw_test_vectors_text (item, "name"), name) == 0)
        return item;
    }

  g_assert_not_reached ();
}

static gint64
get_now_ms (JsonObject *root)
{
  return g_ascii_strtoll (imw_test_vectors_text (root, "now_s"), NULL, 10) * 1000;
}

static void
test_vectors (void)
{
  g_autoptr (JsonNode) node = imw_test_vectors_load ("chain-stellar-login.json");
  JsonObject *root = json_node_get_object (node);
  JsonArray  *challenges = imw_test_vectors_array (node, "challenges");
  guint       n_valid = 0;

  g_assert_cmpuint (json_array_get_length (challenges), ==, 25);
  for (guint i = 0; i < json_array_get_length (challenges); i++)
    {
      JsonObject *item = imw_test_vectors_item (challenges, i);
      const char *account = imw_test_vectors_text (root, "account");
      gboolean    valid = imw_test_vectors_bool (item, "valid");
      g_autoptr (ImwLoginFacts) facts = new_facts (root);
      g_autoptr (GBytes) challenge = decode (imw_test_vectors_text (item, "envelope"));
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwStellarEnvelope) envelope = NULL;

      g_test_message ("%s", imw_test_vectors_text (item, "name"));
      if (json_object_has_member (item, "memo"))
        facts->memo = g_strdup (imw_test_vectors_text (item, "memo"));
      if (json_object_has_member (item, "client_domain"))
        {
          facts->client_domain = g_strdup (imw_test_vectors_text (item, "client_domain"));
          facts->client_domain_key = g_strdup (imw_test_vectors_text (root, "client_domain_key"));
        }
      if (json_object_has_member (item, "account"))
        account = imw_test_vectors_text (item, "account");

      envelope = imw_stellar_login_check (get_params (), account, facts, challenge,
                                          get_now_ms (root), &error);
      if (valid)
        g_assert_no_error (error);
      else
        g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
      n_valid += valid ? 1 : 0;
    }
  g_assert_cmpuint (n_valid, ==, 6);
}

static void
replace (char      **target,
         const char *text)
{
  g_free (*target);
  *target = g_strdup (text);
}

/* Checks the challenge @name with one thing asked differently. */
static void
assert_refused (const char *name,
                const char *member,
                const char *text,
                gint64      later_ms)
{
  g_autoptr (JsonNode) node = imw_test_vectors_load ("chain-stellar-login.json");
  JsonObject *root = json_node_get_object (node);
  JsonObject *item = find_challenge (node, name);
  const char *account = imw_test_vectors_text (root, "account");
  g_autoptr (ImwLoginFacts) facts = new_facts (root);
  g_autoptr (GBytes) challenge = decode (imw_test_vectors_text (item, "envelope"));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;

  if (g_strcmp0 (member, "account") == 0)
    account = text;
  if (g_strcmp0 (member, "home_domain") == 0)
    replace (&facts->home_domain, text);
  if (g_strcmp0 (member, "endpoint_host") == 0)
    replace (&facts->endpoint_host, text);
  if (g_strcmp0 (member, "server_key") == 0)
    replace (&facts->server_key, text);
  if (g_strcmp0 (member, "memo") == 0)
    facts->memo = g_strdup (text);

  envelope = imw_stellar_login_check (get_params (), account, facts, challenge,
                                      get_now_ms (root) + later_ms, &error);
  g_assert_null (envelope);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static void
test_asked_differently (void)
{
  const char *other = "GD7TBE74K6ZMJSI45T2JEQBRO5OEQ5KWQVNLBHCF7JMYJW2A2SNLXZDE";

  assert_refused ("valid", "account", other, 0);
  assert_refused ("valid", "server_key", other, 0);
  assert_refused ("valid", "home_domain", "anchor.exampl", 0);
  assert_refused ("valid", "home_domain", "anchor.example.org", 0);
  assert_refused ("valid", "endpoint_host", "auth.anchor.example.org", 0);
  assert_refused ("valid", "memo", "77", 0); /* a login for everybody behind the account */
  assert_refused ("valid_memo_id", NULL, NULL, 0);
  assert_refused ("valid_memo_id", "memo", "78", 0);
  assert_refused ("valid_client_domain", NULL, NULL, 0);
  assert_refused ("valid", NULL, NULL, 86400 * 1000);
  assert_refused ("valid", NULL, NULL, -86400 * 1000);
}

/* The port may be missing from what the provider wrote. */
static void
test_port (void)
{
  g_autoptr (JsonNode) node = imw_test_vectors_load ("chain-stellar-login.json");
  JsonObject      *root = json_node_get_object (node);
  g_autofree char *with_port = NULL;
  g_autoptr (ImwLoginFacts) facts = new_facts (root);
  g_autoptr (GBytes)
      challenge = decode (imw_test_vectors_text (find_challenge (node, "valid"), "envelope"));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;

  with_port = g_strconcat (imw_test_vectors_text (root, "endpoint_host"), ":8443", NULL);
  replace (&facts->endpoint_host, with_port);
  envelope = imw_stellar_login_check (get_params (), imw_test_vectors_text (root, "account"), facts,
                                      challenge, get_now_ms (root), &error);
  g_assert_no_error (error);
}

/* What is signed is what an independent library sends back. */
static void
test_answer (void)
{
  g_autoptr (JsonNode) node = imw_test_vectors_load ("chain-stellar-login.json");
  JsonObject      *root = json_node_get_object (node);
  JsonObject      *answer = imw_test_vectors_object (node, "answer");
  JsonObject      *item = find_challenge (node, imw_test_vectors_text (answer, "challenge"));
  guint8           key[IMW_STELLAR_KEY_SIZE];
  g_autofree char *hash = NULL;
  g_autofree char *text = NULL;
  g_autoptr (ImwLoginFacts) facts = new_facts (root);
  g_autoptr (GBytes) challenge = decode (imw_test_vectors_text (item, "envelope"));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  g_autoptr (ImwStellarEnvelope) signed_one =
      imw_stellar_envelope_parse_base64 (imw_test_vectors_text (answer, "envelope"), &error);

  g_assert_no_error (error);
  envelope = imw_stellar_login_check (get_params (), imw_test_vectors_text (root, "account"), facts,
                                      challenge, get_now_ms (root), &error);
  g_assert_no_error (error);
  hash = imw_stellar_envelope_dup_txid (envelope, get_params ()->network_id);
  g_assert_cmpstr (hash, ==, imw_test_vectors_text (answer, "hash"));

  g_assert_true (imw_stellar_key_parse (imw_test_vectors_text (root, "account"), key, NULL));
  g_assert_true (imw_stellar_envelope_is_signed_by (signed_one, get_params ()->network_id, key));
  g_assert_cmpuint (signed_one->signatures->len, ==, 2);
  imw_stellar_envelope_add_signature (
      envelope, key, g_array_index (signed_one->signatures, ImwStellarSignature, 1).bytes);
  text = imw_stellar_envelope_to_base64 (envelope);
  g_assert_cmpstr (text, ==, imw_test_vectors_text (answer, "envelope"));
}

/* Transactions that move money are never a login, whoever signs them. */
static void
test_payments (void)
{
  g_autoptr (JsonNode) node = imw_test_vectors_load ("chain-stellar-tx.json");
  JsonArray  *transactions = imw_test_vectors_array (node, "transactions");
  const char *signer =
      imw_test_vectors_text (json_node_get_object (node), "signer");

  for (guint i = 0; i < json_array_get_length (transactions); i++)
    {
      JsonObject *item = imw_test_vectors_item (transactions, i);
      JsonArray  *all = json_node_get_array (json_object_get_member (item, "signed"));
      g_autoptr (ImwLoginFacts) facts =
          imw_login_facts_new ("anchor.example", "auth.anchor.example", signer);
      g_autoptr (GBytes)
          challenge = decode (imw_test_vectors_text (imw_test_vectors_item (all, 1), "envelope"));
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwStellarEnvelope)
          envelope = imw_stellar_login_check (get_params (), signer, facts, challenge,
                                              G_GINT64_CONSTANT (1700000100000), &error);

      g_assert_null (envelope);
      g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
    }
}

static void
assert_facts (const char *text,
              gboolean    valid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant)
      variant = g_variant_parse (G_VARIANT_TYPE ("a{ss}"), text, NULL, NULL, &error);
  g_autoptr (ImwLoginFacts) facts = NULL;

  g_assert_no_error (error);
  facts = imw_login_facts_from_variant (variant, &error);
  if (valid)
    g_assert_no_error (error);
  else
    g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_facts (void)
{
  g_autofree char *long_text = g_strnfill (301, 'x');
  g_autofree char *too_long = NULL;
  g_autoptr (ImwLoginFacts) facts = imw_login_facts_new ("a.example", "b.example:8000", "GKEY");
  g_autoptr (ImwLoginFacts) copy = NULL;
  g_autoptr (ImwLoginFacts) again = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GError) error = NULL;

  facts->memo = g_strdup ("7");
  copy = imw_login_facts_copy (facts);
  variant = g_variant_ref_sink (imw_login_facts_to_variant (copy));
  g_assert_cmpuint (g_variant_n_children (variant), ==, 4);
  again = imw_login_facts_from_variant (variant, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->home_domain, ==, "a.example");
  g_assert_cmpstr (again->endpoint_host, ==, "b.example:8000");
  g_assert_cmpstr (again->server_key, ==, "GKEY");
  g_assert_cmpstr (again->memo, ==, "7");
  g_assert_null (again->client_domain);
  g_assert_null (again->client_domain_key);

  assert_facts ("{'home_domain':'a', 'endpoint_host':'b', 'server_key':'c'}", TRUE);
  assert_facts ("{'home_domain':'a', 'endpoint_host':'b'}", FALSE);
  assert_facts ("{'home_domain':'a', 'endpoint_host':'b', 'server_key':''}", FALSE);
  assert_facts ("{'home_domain':'a', 'endpoint_host':'b', 'server_key':'c', 'x':'y'}", FALSE);
  assert_facts ("{'home_domain':'a\\n', 'endpoint_host':'b', 'server_key':'c'}", FALSE);
  too_long = g_strdup_printf ("{'home_domain':'%s', 'endpoint_host':'b', 'server_key':'c'}",
                              long_text);
  assert_facts (too_long, FALSE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stellar-login/vectors", test_vectors);
  g_test_add_func ("/stellar-login/asked-differently", test_asked_differently);
  g_test_add_func ("/stellar-login/port", test_port);
  g_test_add_func ("/stellar-login/answer", test_answer);
  g_test_add_func ("/stellar-login/payments", test_payments);
  g_test_add_func ("/stellar-login/facts", test_facts);

  return g_test_run ();
}
