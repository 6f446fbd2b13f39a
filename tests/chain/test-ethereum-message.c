/* test-ethereum-message.c: texts and typed data: what is signed, what is shown, what is refused
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-vectors.h"

#include "imw-eip712.h"
#include "imw-error.h"
#include "imw-ethereum-message.h"
#include "imw-hex.h"

#include <string.h>

#define OWN  "0x1111111111111111111111111111111111111111"
#define PATH "m/44'/60'/0'/0/0"

static ImwDescription *
describe_bytes (ImwMessageForm form, const void *data, gsize length, GError **error)
{
  const ImwEthereumParams *params =
      imw_ethereum_params_find ("ethereum", IMW_ENVIRONMENT_MAIN, NULL);
  ImwEthereumAddress own;
  g_autoptr (GBytes) message = g_bytes_new (data, length);

  g_assert_true (imw_ethereum_address_parse (OWN, &own, NULL));

  return imw_ethereum_message_describe (params, &own, PATH, form, message, error);
}

static ImwDescription *
describe (ImwMessageForm form, const char *text)
{
  g_autoptr (GError) error = NULL;
  ImwDescription *description = describe_bytes (form, text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpint (imw_description_get_action (description), ==, IMW_ACTION_MESSAGE);

  return description;
}

static const char *
get_detail (ImwDescription *description, const char *code, const char *name)
{
  for (guint i = 0; i < imw_description_get_n_details (description); i++)
    {
      const ImwDescriptionDetail *detail = imw_description_get_detail (description, i);

      if (g_str_equal (detail->code, code) && g_str_equal (detail->name, name))
        return detail->text;
    }

  return NULL;
}

static void
assert_not_described (ImwMessageForm form, const void *data, gsize length, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (describe_bytes (form, data, length, &error));
  g_assert_error (error, IMW_ERROR, code);
}

static char *
to_hex (const guint8 data[32])
{
  return imw_hex_encode (data, 32);
}

static void
test_mail (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ethereum-messages.json");
  JsonObject *vector = imw_test_vectors_object (root, "typed");
  const char *json = imw_test_vectors_text (vector, "json");
  g_autoptr (GBytes) message = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwEip712) data = imw_eip712_parse (message, &error);
  g_autoptr (ImwDescription) description = describe (IMW_MESSAGE_TYPED_DATA, json);
  g_autofree char *type = NULL;
  g_autofree char *domain = NULL;
  g_autofree char *body = NULL;
  g_autofree char *whole = NULL;
  guint8           hash[32];

  g_assert_no_error (error);
  type = imw_eip712_dup_encoded_type (data);
  g_assert_cmpstr (type, ==, imw_test_vectors_text (vector, "type"));
  domain = to_hex (imw_eip712_get_domain (data)->word);
  g_assert_cmpstr (domain, ==, imw_test_vectors_text (vector, "domain"));
  body = to_hex (imw_eip712_get_message (data)->word);
  g_assert_cmpstr (body, ==, imw_test_vectors_text (vector, "message"));
  imw_eip712_get_hash (data, hash);
  whole = to_hex (hash);
  g_assert_cmpstr (whole, ==, imw_test_vectors_text (vector, "hash"));
  g_assert_true (imw_ethereum_message_verify (imw_test_vectors_text (vector, "address"),
                                              IMW_MESSAGE_TYPED_DATA, message,
                                              imw_test_vectors_text (vector, "signature"), &error));
  g_assert_no_error (error);

  g_assert_cmpuint (imw_description_get_n_warnings (description), ==, 0);
  g_assert_cmpuint (imw_description_get_n_recipients (description), ==, 0);
  g_assert_cmpstr (get_detail (description, "type", ""), ==, "Mail");
  g_assert_cmpstr (get_detail (description, "domain", "name"), ==, "Ether Mail");
  g_assert_cmpstr (get_detail (description, "domain", "chainId"), ==, "1");
  g_assert_cmpstr (get_detail (description, "field", "from.name"), ==, "Cow");
  g_assert_cmpstr (get_detail (description, "field", "to.wallet"), ==,
                   "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB");
  g_assert_cmpstr (get_detail (description, "field", "contents"), ==, "Hello, Bob!");
  g_assert_cmpstr (get_detail (description, "text-hash", ""), ==, whole);
  g_assert_cmpstr (get_detail (description, "account-path", ""), ==, PATH);
}

/* What is wrong in one place of otherwise sound data. */
static void
test_strict (void)
{
  static const struct
  {
    const char *from;
    const char *to;
  } changes[] = {
    /* types */
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wallet\",\"type\":\"adress\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wallet\",\"type\":\"uint\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wallet\",\"type\":\"uint7\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wallet\",\"type\":\"uint264\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wallet\",\"type\":\"bytes33\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wallet\",\"type\":\"address[0]\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wallet\",\"type\":\"address[\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wallet\",\"type\":\"Person\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"name\",\"type\":\"address\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wall,et\",\"type\":\"address\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"\",\"type\":\"address\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"", "\"name\":\"wallet\"" },
    { "\"name\":\"wallet\",\"type\":\"address\"",
      "\"name\":\"wallet\",\"type\":\"address\",\"x\":1" },
    { "\"Person\":[", "\"uint8\":[],\"Person\":[" },
    { "\"Person\":[", "\"a b\":[],\"Person\":[" },
    { "\"Person\":[", "\"Man\":[" },
    { "\"EIP712Domain\":[", "\"Domain\":[" },
    { "\"type\":\"uint256\"", "\"type\":\"uint64\"" },
    { "\"name\":\"version\"", "\"name\":\"edition\"" },
    { "\"primaryType\":\"Mail\"", "\"primaryType\":\"Letter\"" },
    { "\"primaryType\":\"Mail\"", "\"primaryType\":\"EIP712Domain\"" },
    { "\"primaryType\":\"Mail\",", "" },
    { "\"primaryType\":\"Mail\"", "\"primaryType\":\"Mail\",\"more\":1" },
    /* values */
    { "\"chainId\":1", "\"chainId\":1.5" },
    { "\"chainId\":1", "\"chainId\":-1" },
    { "\"chainId\":1", "\"chainId\":\"-0x1\"" },
    { "\"chainId\":1", "\"chainId\":\"0x\"" },
    { "\"chainId\":1", "\"chainId\":\" 1\"" },
    { "\"chainId\":1", "\"chainId\":\"one\"" },
    { "\"chainId\":1", "\"chainId\":true" },
    { "\"chainId\":1", "\"chainId\":null" },
    { "\"chainId\":1",
      "\"chainId\":115792089237316195423570985008687907853269984665640564039457584007913129639936" },
    { "\"chainId\":1,", "" },
    { "\"version\":\"1\"", "\"version\":\"1\",\"salt\":\"0x00\"" },
    { "\"contents\":\"Hello, Bob!\"", "\"contents\":\"Hello, Bob!\",\"more\":1" },
    { ",\"contents\":\"Hello, Bob!\"", "" },
    { "\"contents\":\"Hello, Bob!\"", "\"Contents\":\"Hello, Bob!\"" },
    { "\"contents\":\"Hello, Bob!\"", "\"contents\":null" },
    { "\"contents\":\"Hello, Bob!\"", "\"contents\":1" },
    { "\"contents\":\"Hello, Bob!\"", "\"contents\":[\"Hello, Bob!\"]" },
    { "\"contents\":\"Hello, Bob!\"", "\"contents\":\"a\",\"contents\":\"b\"" },
    { "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB", "0xBbBBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" },
    { "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBB" },
    { "\"to\":{", "\"to\":null,\"x\":{" },
    { "\"message\":{", "\"message\":[]," },
  };
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ethereum-messages.json");
  const char *json = imw_test_vectors_text (imw_test_vectors_object (root, "typed"), "json");

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      const char *at = strstr (json, changes[i].from);
      g_autoptr (GString) changed = g_string_new (json);

      g_assert_nonnull (at);
      g_string_erase (changed, at - json, (gssize) strlen (changes[i].from));
      g_string_insert (changed, at - json, changes[i].to);
      g_test_message ("%s", changes[i].to);
      assert_not_described (IMW_MESSAGE_TYPED_DATA, changed->str, changed->len,
                            IMW_ERROR_BAD_INPUT);
    }
}

static char *
number_json (const char *type, const char *value)
{
  return g_strdup_printf ("{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"}],"
                          "\"N\":[{\"name\":\"n\",\"type\":\"%s\"}]},\"primaryType\":\"N\","
                          "\"domain\":{\"name\":\"x\"},\"message\":{\"n\":%s}}",
                          type, value);
}

/* At the bounds of the types, exact in every form. */
static void
test_numbers (void)
{
  static const struct
  {
    const char *type;
    const char *value;
    const char *shown; /* NULL: refused */
  } cases[] = {
    { "uint8", "255", "255" },
    { "uint8", "256", NULL },
    { "uint8", "-1", NULL },
    { "uint8", "\"0xff\"", "255" },
    { "uint8", "\"0x100\"", NULL },
    { "uint8", "\"0xf\"", "15" },
    { "uint8", "0", "0" },
    { "uint8", "\"007\"", "7" },
    { "int8", "127", "127" },
    { "int8", "128", NULL },
    { "int8", "-128", "-128" },
    { "int8", "-129", NULL },
    { "int8", "\"-128\"", "-128" },
    { "int8", "\"-0\"", "0" },
    { "int8", "\"0x80\"", NULL },
    { "uint256", "115792089237316195423570985008687907853269984665640564039457584007913129639935",
      "115792089237316195423570985008687907853269984665640564039457584007913129639935" },
    { "uint256", "\"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"",
      "115792089237316195423570985008687907853269984665640564039457584007913129639935" },
    { "uint256", "\"0x1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"", NULL },
    { "int256", "-57896044618658097711785492504343953926634992332820282019728792003956564819968",
      "-57896044618658097711785492504343953926634992332820282019728792003956564819968" },
    { "int256", "-57896044618658097711785492504343953926634992332820282019728792003956564819969",
      NULL },
    { "int256", "57896044618658097711785492504343953926634992332820282019728792003956564819968",
      NULL },
    { "uint64", "9007199254740993", "9007199254740993" },
    { "uint64", "12345678901234567891", "12345678901234567891" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = number_json (cases[i].type, cases[i].value);
      g_autoptr (ImwDescription) description = NULL;

      g_test_message ("%s %s", cases[i].type, cases[i].value);
      if (cases[i].shown == NULL)
        {
          assert_not_described (IMW_MESSAGE_TYPED_DATA, json, strlen (json), IMW_ERROR_BAD_INPUT);
          continue;
        }
      description = describe (IMW_MESSAGE_TYPED_DATA, json);
      g_assert_cmpstr (get_detail (description, "field", "n"), ==, cases[i].shown);
    }
}

/* Types may contain themselves in lists; values may not go on for ever. */
static void
test_depth (void)
{
  static const char head[] =
      "{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"}],"
      "\"N\":[{\"name\":\"n\",\"type\":\"N[]\"}]},\"primaryType\":\"N\","
      "\"domain\":{\"name\":\"x\"},\"message\":";

  for (guint depth = 1; depth < 40; depth++)
    {
      g_autoptr (GString) json = g_string_new (head);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwDescription) description = NULL;

      for (guint i = 0; i < depth; i++)
        g_string_append (json, "{\"n\":[");
      for (guint i = 0; i < depth; i++)
        g_string_append (json, "]}");
      g_string_append_c (json, '}');
      description = describe_bytes (IMW_MESSAGE_TYPED_DATA, json->str, json->len, &error);
      g_assert_cmpint (description != NULL, ==, depth <= 12);
      if (description == NULL)
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

/* A place deep inside is named by the end of its path, which the wire takes. */
static void
test_long_names (void)
{
  g_autofree char *name = g_strnfill (64, 'a');
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (ImwDescription) again = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GError) error = NULL;

  g_string_printf (json,
                   "{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"}],"
                   "\"N\":[{\"name\":\"%s\",\"type\":\"N[]\"}]},\"primaryType\":\"N\","
                   "\"domain\":{\"name\":\"x\"},\"message\":",
                   name);
  for (guint i = 0; i < 10; i++)
    g_string_append_printf (json, "{\"%s\":[", name);
  for (guint i = 0; i < 10; i++)
    g_string_append (json, "]}");
  g_string_append_c (json, '}');

  description = describe (IMW_MESSAGE_TYPED_DATA, json->str);
  variant = g_variant_ref_sink (imw_description_to_variant (description));
  again = imw_description_from_variant (variant, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (imw_description_get_n_details (again), ==,
                    imw_description_get_n_details (description));
}

static void
test_too_many (void)
{
  g_autoptr (GString) list = g_string_new ("[0");
  g_autofree char *json = NULL;

  for (guint i = 0; i < 1600; i++)
    g_string_append (list, ",0");
  g_string_append_c (list, ']');
  json = number_json ("uint8[]", list->str);
  assert_not_described (IMW_MESSAGE_TYPED_DATA, json, strlen (json), IMW_ERROR_BAD_INPUT);
}

static void
test_other_chain (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ethereum-messages.json");
  const char *json = imw_test_vectors_text (imw_test_vectors_object (root, "typed"), "json");
  static const struct
  {
    const char *id;
    const char *shown; /* NULL: it is ours */
  } cases[] = {
    { "\"chainId\":\"0x1\"", NULL },
    { "\"chainId\":8453", "8453 (Base)" },
    { "\"chainId\":424242424242", "424242424242" },
    { "\"chainId\":\"340282366920938463463374607431768211457\"",
      "340282366920938463463374607431768211457" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *at = strstr (json, "\"chainId\":1");
      g_autoptr (GString) changed = g_string_new (json);
      g_autoptr (ImwDescription) description = NULL;

      g_string_erase (changed, at - json, (gssize) strlen ("\"chainId\":1"));
      g_string_insert (changed, at - json, cases[i].id);
      description = describe (IMW_MESSAGE_TYPED_DATA, changed->str);
      g_assert_cmpint (imw_description_has_warning (description, IMW_WARNING_MESSAGE_OTHER_CHAIN),
                       ==, cases[i].shown != NULL);
      g_assert_cmpstr (get_detail (description, "chain-id", ""), ==, cases[i].shown);
    }
}

static void
test_text (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ethereum-messages.json");
  JsonObject *vector = imw_test_vectors_object (root, "text");
  const char *text = imw_test_vectors_text (vector, "message");
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwDescription) description = describe (IMW_MESSAGE_TEXT, text);

  g_assert_true (imw_ethereum_message_verify (imw_test_vectors_text (vector, "address"),
                                              IMW_MESSAGE_TEXT, message,
                                              imw_test_vectors_text (vector, "signature"), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (imw_description_get_n_warnings (description), ==, 0);
  g_assert_cmpstr (get_detail (description, "message", ""), ==, text);
}

static void
test_unreadable (void)
{
  static const struct
  {
    const char *text;
    gsize       length;
    const char *shown;
  } cases[] = {
    { "pay\xe2\x80\xae 001", 10, "pay\\u{202e} 001" },
    { "a\0b", 3, "a\\u{0}b" },
    { "\xff\xfe bytes", 8, "\\xff\\xfe bytes" },
    { "line\r\nline", 10, "line\\u{d}\nline" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwDescription)
          description = describe_bytes (IMW_MESSAGE_TEXT, cases[i].text, cases[i].length, &error);

      g_assert_no_error (error);
      g_assert_true (imw_description_has_warning (description, IMW_WARNING_MESSAGE_UNREADABLE));
      g_assert_cmpstr (get_detail (description, "message", ""), ==, cases[i].shown);
    }
}

/* Hidden characters in typed data too. */
static void
test_unreadable_typed (void)
{
  static const char json[] =
      "{\"types\":{\"EIP712Domain\":[{\"name\":\"name\",\"type\":\"string\"}],"
      "\"N\":[{\"name\":\"n\",\"type\":\"string\"}]},\"primaryType\":\"N\","
      "\"domain\":{\"name\":\"x\"},\"message\":{\"n\":\"a\\u202eb\"}}";
  g_autoptr (ImwDescription) description = describe (IMW_MESSAGE_TYPED_DATA, json);

  g_assert_true (imw_description_has_warning (description, IMW_WARNING_MESSAGE_UNREADABLE));
  g_assert_cmpstr (get_detail (description, "field", "n"), ==, "a\\u{202e}b");
}

static void
test_not_a_text (void)
{
  static const char hash[] = "be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2";
  g_autoptr (GBytes) raw_hash = imw_hex_decode (hash, NULL);
  g_autofree char *prefixed = g_strdup_printf ("0x%s", hash);
  g_autofree char *too_long = g_strnfill (8001, 'a');
  g_autoptr (ImwDescription)
      sentence = describe (IMW_MESSAGE_TEXT, "32 letters, which anybody reads!");
  g_autoptr (ImwDescription) nothing = describe (IMW_MESSAGE_TEXT, "");
  g_autoptr (ImwDescription) short_hex = describe (IMW_MESSAGE_TEXT, "0xdeadbeef");
  g_autoptr (ImwDescription) long_text = NULL;

  too_long[8000] = '\0';
  long_text = describe (IMW_MESSAGE_TEXT, too_long);
  too_long[8000] = 'a';
  assert_not_described (IMW_MESSAGE_TEXT, too_long, 8001, IMW_ERROR_BAD_INPUT);

  /* 32 bytes: the hash of something */
  assert_not_described (IMW_MESSAGE_TEXT, g_bytes_get_data (raw_hash, NULL), 32, IMW_ERROR_REFUSED);
  assert_not_described (IMW_MESSAGE_TEXT, hash, 64, IMW_ERROR_REFUSED);
  assert_not_described (IMW_MESSAGE_TEXT, prefixed, 66, IMW_ERROR_REFUSED);
  /* the beginnings of EIP-191 and EIP-712, whatever follows */
  assert_not_described (IMW_MESSAGE_TEXT, "\x19", 1, IMW_ERROR_REFUSED);
  assert_not_described (IMW_MESSAGE_TEXT, "\x19\x01 anything", 11, IMW_ERROR_REFUSED);
  assert_not_described (IMW_MESSAGE_TEXT,
                        "\x19"
                        "Ethereum Signed Message:\n1a",
                        29, IMW_ERROR_REFUSED);
  assert_not_described (IMW_MESSAGE_TEXT, "0x1901abcd", 10, IMW_ERROR_REFUSED);
  /* an authorization of EIP-7702: 0x05 and a list */
  assert_not_described (IMW_MESSAGE_TEXT, "\x05\xc3\x01\x02\x03", 5, IMW_ERROR_REFUSED);
}

static void
test_verify (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("ethereum-messages.json");
  JsonObject      *vector = imw_test_vectors_object (root, "text");
  const char      *text = imw_test_vectors_text (vector, "message");
  const char      *address = imw_test_vectors_text (vector, "address");
  const char      *signature = imw_test_vectors_text (vector, "signature"); /* v = 28 */
  g_autofree char *rs = g_strndup (signature, 2 + 128);
  g_autofree char *parity = g_strconcat (rs, "01", NULL);
  g_autofree char *other_parity = g_strconcat (rs, "00", NULL);
  g_autofree char *wrong_v = g_strconcat (rs, "1d", NULL);
  g_autofree char *chain_v = g_strconcat (rs, "25", NULL);
  g_autofree char *compact = g_strdup (rs);
  /* n - s, and the other parity */
  static const char high[] = "0x90a938f7457df6e8f741264c32697fc52f9a8f867c52dd70713d9d2d472f2e41"
                             "a2636beb766e441e0b5e7e72e200f6e8632c684a27c94349cfdd6f7a61e0cff41b";
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) other = g_bytes_new (text, strlen (text) - 1);
  g_autoptr (ImwChain)
      chain = imw_chain_registry_new_chain ("ethereum", IMW_ENVIRONMENT_MAIN, NULL, NULL);
  const struct
  {
    const char *address;
    GBytes     *message;
    const char *signature;
    int         code; /* -1: it is right */
  } cases[] = {
    { address, message, signature, -1 },
    { address, message, signature + 2, -1 },
    { address, message, parity, -1 },
    { address, message, compact, -1 },
    { address, message, other_parity, IMW_ERROR_REFUSED },
    { address, message, rs, IMW_ERROR_REFUSED },
    { address, message, high, IMW_ERROR_REFUSED },
    { address, other, signature, IMW_ERROR_REFUSED },
    { OWN, message, signature, IMW_ERROR_REFUSED },
    { address, message, wrong_v, IMW_ERROR_BAD_INPUT },
    { address, message, chain_v, IMW_ERROR_BAD_INPUT },
    { address, message, "0x", IMW_ERROR_BAD_INPUT },
    { address, message, "", IMW_ERROR_BAD_INPUT },
    { address, message, "signed", IMW_ERROR_BAD_INPUT },
    { "0x1234", message, signature, IMW_ERROR_BAD_ADDRESS },
  };

  /* the parity is the highest bit of s */
  compact[2 + 64] = (char) (compact[2 + 64] == '5' ? 'd' : '?');
  g_assert_nonnull (chain);
  g_assert_true (imw_chain_has (chain, IMW_CHAIN_HAS_MESSAGES));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean done = imw_chain_verify_message (chain, cases[i].address, IMW_MESSAGE_TEXT,
                                                cases[i].message, cases[i].signature, &error);

      g_test_message ("%s", cases[i].signature);
      g_assert_cmpint (done, ==, cases[i].code < 0);
      if (!done)
        g_assert_error (error, IMW_ERROR, cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ethereum-message/mail", test_mail);
  g_test_add_func ("/ethereum-message/strict", test_strict);
  g_test_add_func ("/ethereum-message/numbers", test_numbers);
  g_test_add_func ("/ethereum-message/depth", test_depth);
  g_test_add_func ("/ethereum-message/long-names", test_long_names);
  g_test_add_func ("/ethereum-message/too-many", test_too_many);
  g_test_add_func ("/ethereum-message/other-chain", test_other_chain);
  g_test_add_func ("/ethereum-message/text", test_text);
  g_test_add_func ("/ethereum-message/unreadable", test_unreadable);
  g_test_add_func ("/ethereum-message/unreadable-typed", test_unreadable_typed);
  g_test_add_func ("/ethereum-message/not-a-text", test_not_a_text);
  g_test_add_func ("/ethereum-message/verify", test_verify);

  return g_test_run ();
}
