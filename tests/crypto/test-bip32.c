/* test-bip32.c: tests of Base58Check and of the public side of BIP32
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-vectors.h"

#include "imw-base58check.h"
#include "imw-bip32.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define XPUB 0x0488b21eu
#define TPUB 0x043587cfu

static void
test_base58check (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("base58check.json");
  JsonArray *valid = imw_test_vectors_array (root, "valid");
  JsonArray *invalid = imw_test_vectors_array (root, "invalid");
  JsonArray *keys = imw_test_vectors_array (root, "invalid_keys");

  for (guint i = 0; i < json_array_get_length (valid); i++)
    {
      JsonObject *item = imw_test_vectors_item (valid, i);
      const char *text = imw_test_vectors_text (item, "text");
      g_autoptr (GBytes) bytes = imw_test_vectors_bytes (item, "hex");
      gsize            length = g_bytes_get_size (bytes);
      g_autofree char *encoded = imw_base58check_encode (g_bytes_get_data (bytes, NULL), length);
      g_autoptr (GBytes) decoded = imw_base58check_decode (text, length, NULL);

      g_assert_cmpstr (encoded, ==, text);
      g_assert_true (g_bytes_equal (bytes, decoded));
      g_assert_null (imw_base58check_decode (text, length - 1, NULL));
    }
  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (imw_base58check_decode (
          imw_test_vectors_text (imw_test_vectors_item (invalid, i), "text"), 100, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
  /* Some of these are well-formed: then their length is not that of an address or a key. */
  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      g_autoptr (GBytes) bytes =
          imw_base58check_decode (imw_test_vectors_string (keys, i), 100, NULL);
      const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL;

      if (data != NULL && g_bytes_get_size (bytes) == 21)
        g_assert_true (data[0] != 0 && data[0] != 5 && data[0] != 111 && data[0] != 196);
    }
  g_assert_null (imw_base58check_decode ("", 100, NULL));
  g_assert_null (imw_base58check_decode ("2g", 100, NULL));
}

static void
test_parse (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip32-public.json");
  JsonArray *keys = imw_test_vectors_array (root, "keys");

  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      JsonObject *item = imw_test_vectors_item (keys, i);
      const char *xpub = imw_test_vectors_text (item, "xpub");
      g_autoptr (GArray) path = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *again = NULL;
      g_autofree char *path_text = NULL;
      ImwBip32Pub      pub;
      guint32          version = 0;

      g_assert_true (imw_bip32_pub_parse (xpub, &version, &pub, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (version, ==, XPUB);
      again = imw_bip32_pub_serialize (&pub, version);
      g_assert_cmpstr (again, ==, xpub);

      g_assert_true (imw_bip32_path_parse (imw_test_vectors_text (item, "path"), &path, &error));
      g_assert_cmpuint (pub.depth, ==, path->len);
      if (path->len > 0)
        g_assert_cmpuint (pub.child_number, ==, g_array_index (path, guint32, path->len - 1));
      path_text = imw_bip32_path_to_text ((const guint32 *) (gpointer) path->data, path->len);
      g_assert_cmpstr (path_text, ==, imw_test_vectors_text (item, "path"));

      /* A private key is never taken for a public one. */
      g_assert_false (
          imw_bip32_pub_parse (imw_test_vectors_text (item, "private"), &version, &pub, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_parse_refused (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip32-public.json");
  JsonArray  *invalid = imw_test_vectors_array (root, "invalid");
  ImwBip32Pub pub;
  guint32     version = 0;

  for (guint i = 0; i < json_array_get_length (invalid); i++)
    {
      JsonObject *item = imw_test_vectors_item (invalid, i);
      g_autoptr (GError) error = NULL;

      /* Versions are for the caller to compare. */
      if (imw_bip32_pub_parse (imw_test_vectors_text (item, "text"), &version, &pub, &error))
        g_assert_true (version != XPUB && version != TPUB);
      else
        g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_derive (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip32-public.json");
  JsonArray *steps = imw_test_vectors_array (root, "public_steps");

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *item = imw_test_vectors_item (steps, i);
      const char *expected = imw_test_vectors_text (item, "child");
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      ImwBip32Pub      pub;
      guint32          version = 0;
      gint64           index = 0;

      g_assert_true (
          imw_bip32_pub_parse (imw_test_vectors_text (item, "parent"), &version, &pub, &error));
      g_assert_true (imw_json_get_int (item, "index", 0, G_MAXINT32, &index, NULL));
      g_assert_true (imw_bip32_pub_derive (&pub, (guint32) index, &pub, &error));
      g_assert_no_error (error);
      text = imw_bip32_pub_serialize (&pub, version);
      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_derive_refused (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip32-public.json");
  JsonObject *item = imw_test_vectors_item (imw_test_vectors_array (root, "keys"), 0);
  g_autoptr (GError) error = NULL;
  ImwBip32Pub pub;
  ImwBip32Pub child;
  guint32     version = 0;

  g_assert_true (
      imw_bip32_pub_parse (imw_test_vectors_text (item, "xpub"), &version, &pub, &error));
  g_assert_false (imw_bip32_pub_derive (&pub, IMW_BIP32_HARDENED, &child, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (imw_bip32_pub_derive (&pub, G_MAXUINT32, &child, &error));
  g_clear_error (&error);
  pub.depth = 255;
  g_assert_false (imw_bip32_pub_derive (&pub, 0, &child, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  pub.depth = 0;
  pub.pubkey[0] = 4;
  g_assert_false (imw_bip32_pub_derive (&pub, 0, &child, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_fingerprint (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip32-public.json");
  JsonArray *steps = imw_test_vectors_array (root, "public_steps");

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *item = imw_test_vectors_item (steps, i);
      ImwBip32Pub parent;
      ImwBip32Pub child;
      guint32     version = 0;
      guint8      fingerprint[4];

      g_assert_true (
          imw_bip32_pub_parse (imw_test_vectors_text (item, "parent"), &version, &parent, NULL));
      g_assert_true (
          imw_bip32_pub_parse (imw_test_vectors_text (item, "child"), &version, &child, NULL));
      imw_bip32_pub_fingerprint (&parent, fingerprint);
      g_assert_cmpmem (fingerprint, 4, child.parent_fingerprint, 4);
    }
}

static void
test_path (void)
{
  static const char *const bad[] = { "",
                                     "M",
                                     "/0",
                                     "0",
                                     "m/",
                                     "m//0",
                                     "m/0/",
                                     "m0",
                                     "m/-1",
                                     "m/+1",
                                     "m/2147483648",
                                     "m/4294967296",
                                     "m/99999999999",
                                     "m/00",
                                     "m/01",
                                     "m/0''",
                                     "m/0'h",
                                     "m/0H",
                                     "m/'",
                                     "m/h",
                                     "m/0x1",
                                     "m/ 0",
                                     "m/0 ",
                                     "m/0'1",
                                     "m/1.0",
                                     "m/*",
                                     "m'/0",
                                     "m/0’" };
  g_autoptr (GArray) path = NULL;
  g_autoptr (GString) deep = g_string_new ("m");
  g_autofree char *text = NULL;
  g_autofree char *master = imw_bip32_path_to_text (NULL, 0);

  g_assert_true (imw_bip32_path_parse ("m/84h/0'/2147483647h/1/2147483647", &path, NULL));
  g_assert_cmpuint (path->len, ==, 5);
  text = imw_bip32_path_to_text ((const guint32 *) (gpointer) path->data, path->len);
  g_assert_cmpstr (text, ==, "m/84'/0'/2147483647'/1/2147483647");
  g_assert_cmpstr (master, ==, "m");
  g_clear_pointer (&path, g_array_unref);
  g_assert_true (imw_bip32_path_parse ("m", &path, NULL));
  g_assert_cmpuint (path->len, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      GArray *none = NULL;

      g_assert_false (imw_bip32_path_parse (bad[i], &none, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
      g_assert_null (none);
    }

  for (guint i = 0; i < 255; i++)
    g_string_append (deep, "/7'");
  g_clear_pointer (&path, g_array_unref);
  g_assert_true (imw_bip32_path_parse (deep->str, &path, NULL));
  g_string_append (deep, "/7");
  g_clear_pointer (&path, g_array_unref);
  g_assert_false (imw_bip32_path_parse (deep->str, &path, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base58check/vectors", test_base58check);
  g_test_add_func ("/bip32/parse", test_parse);
  g_test_add_func ("/bip32/parse-refused", test_parse_refused);
  g_test_add_func ("/bip32/derive", test_derive);
  g_test_add_func ("/bip32/derive-refused", test_derive_refused);
  g_test_add_func ("/bip32/fingerprint", test_fingerprint);
  g_test_add_func ("/bip32/path", test_path);

  return g_test_run ();
}
