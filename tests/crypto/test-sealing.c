/* test-sealing.c: tests of sealing and of keys from passwords
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-vectors.h"

#include "imw-aead.h"
#include "imw-error.h"
#include "imw-kdf.h"

#include <string.h>
#include <sys/resource.h>

#define OVERHEAD (IMW_AEAD_NONCE_SIZE + IMW_AEAD_TAG_SIZE)

static ImwSecret *
secret_from_bytes (GBytes *bytes)
{
  return imw_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static ImwSecret *
secret_from_text (const char *text)
{
  return imw_secret_new ((const guint8 *) text, strlen (text));
}

static void
assert_secret (ImwSecret *secret,
               GBytes    *expected)
{
  g_autoptr (ImwSecret) wanted = secret_from_bytes (expected);

  g_assert_nonnull (secret);
  g_assert_true (imw_secret_equal (secret, wanted));
}

static void
test_aead_vector (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("sealing.json");
  JsonArray *vectors = imw_test_vectors_array (root, "xchacha20poly1305");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (GBytes) key_bytes = imw_test_vectors_bytes (item, "key");
      g_autoptr (GBytes) associated = imw_test_vectors_bytes (item, "associated");
      g_autoptr (GBytes) box = imw_test_vectors_bytes (item, "box");
      g_autoptr (GBytes) plain = imw_test_vectors_bytes (item, "plain");
      g_autoptr (ImwSecret) key = secret_from_bytes (key_bytes);
      g_autoptr (ImwSecret) opened = imw_aead_open_secret (
          key, g_bytes_get_data (box, NULL), g_bytes_get_size (box),
          g_bytes_get_data (associated, NULL), g_bytes_get_size (associated), &error);

      g_assert_no_error (error);
      assert_secret (opened, plain);
    }
}

static void
test_aead_round_trip (void)
{
  g_autoptr (ImwSecret) key = imw_secret_new_random (IMW_AEAD_KEY_SIZE);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GBytes) plain = imw_test_random_bytes (300);
      gsize length = g_bytes_get_size (plain);
      g_autoptr (ImwSecret) secret = secret_from_bytes (plain);
      g_autoptr (GBytes) box =
          imw_aead_seal (key, g_bytes_get_data (plain, NULL), length, "a|b", &error);
      g_autoptr (GBytes) box2 =
          imw_aead_seal_secret (key, secret, (const guint8 *) "a|b", 3, &error);
      g_autoptr (GBytes) opened = imw_aead_open (key, g_bytes_get_data (box2, NULL),
                                                 g_bytes_get_size (box2), "a|b", &error);
      g_autoptr (ImwSecret) opened2 =
          imw_aead_open_secret (key, g_bytes_get_data (box, NULL), g_bytes_get_size (box),
                                (const guint8 *) "a|b", 3, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (box), ==, length + OVERHEAD);
      g_assert_cmpint (
          memcmp (g_bytes_get_data (box, NULL), g_bytes_get_data (box2, NULL), IMW_AEAD_NONCE_SIZE),
          !=, 0);
      g_assert_true (g_bytes_equal (plain, opened));
      g_assert_true (imw_secret_equal (secret, opened2));
    }
}

static void
test_aead_attacks (void)
{
  g_autoptr (ImwSecret) key = imw_secret_new_random (IMW_AEAD_KEY_SIZE);
  g_autoptr (ImwSecret) other_key = imw_secret_new_random (IMW_AEAD_KEY_SIZE);
  g_autoptr (GBytes) box = imw_aead_seal (key, (const guint8 *) "data", 4, "place", NULL);
  gsize length = g_bytes_get_size (box);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < length; i++)
    {
      g_autofree guint8 *broken = g_memdup2 (g_bytes_get_data (box, NULL), length);

      broken[i] ^= 1;
      g_assert_null (imw_aead_open (key, broken, length, "place", &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
      g_clear_error (&error);
      g_assert_null (imw_aead_open (key, g_bytes_get_data (box, NULL), i, "place", &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
      g_clear_error (&error);
      g_assert_null (imw_aead_open_secret (key, broken, i, NULL, 0, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
      g_clear_error (&error);
    }
  g_assert_null (imw_aead_open (key, g_bytes_get_data (box, NULL), length, "Place", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (imw_aead_open (other_key, g_bytes_get_data (box, NULL), length, "place", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
}

static void
test_aead_wrong_key_size (void)
{
  g_autoptr (ImwSecret) key = imw_secret_new_random (IMW_AEAD_KEY_SIZE - 1);
  guint8 box[100] = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (imw_aead_seal (key, box, 1, "", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_aead_seal_secret (key, key, NULL, 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_aead_open (key, box, sizeof box, "", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_null (imw_aead_open_secret (key, box, sizeof box, NULL, 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_argon2id (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("sealing.json");
  JsonArray *vectors = imw_test_vectors_array (root, "argon2id");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (ImwSecret) password = secret_from_text (imw_test_vectors_text (item, "password"));
      const char *salt = imw_test_vectors_text (item, "salt");
      g_autoptr (GBytes) expected = imw_test_vectors_bytes (item, "out");
      g_autoptr (ImwSecret) out = NULL;
      gint64 ops = 0;
      gint64 memory_kib = 0;

      g_assert_cmpuint (strlen (salt), ==, IMW_ARGON2_SALT_SIZE);
      g_assert_true (imw_json_get_int (item, "ops", 1, 10, &ops, NULL));
      g_assert_true (imw_json_get_int (item, "memory_kib", 8, 65536, &memory_kib, NULL));
      out = imw_kdf_argon2id (password, (const guint8 *) salt, (guint32) ops,
                              (gsize) memory_kib * 1024, &error);
      g_assert_no_error (error);
      assert_secret (out, expected);
    }
}

static void
test_argon2id_refused (void)
{
  static const struct
  {
    guint32 ops;
    gsize   memory_bytes;
  } cases[] = {
    { 0, 8192 },
    { 33, 8192 },
    { G_MAXUINT32, 8192 },
    { 1, 0 },
    { 1, 8191 },
    { 1, 1024u * 1024u * 1024u + 1 },
    { 1, G_MAXSIZE },
  };
  g_autoptr (ImwSecret) password = secret_from_text ("x");
  guint8 salt[16] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          imw_kdf_argon2id (password, salt, cases[i].ops, cases[i].memory_bytes, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
    }
}

static void
test_argon2id_no_memory (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the address sanitizer needs its memory");
#else
  if (g_test_subprocess ())
    {
      struct rlimit limit = { 256u * 1024u * 1024u, 256u * 1024u * 1024u };
      g_autoptr (ImwSecret) password = secret_from_text ("x");
      g_autoptr (GError) error = NULL;
      guint8 salt[16] = { 0 };

      g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
      g_assert_null (imw_kdf_argon2id (password, salt, 1, 512u * 1024u * 1024u, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_INTERNAL);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
#endif
}

static void
test_pbkdf2 (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("bip39.json");
  JsonArray *vectors = imw_test_vectors_array (root, "vectors");
  g_autoptr (ImwSecret) empty = imw_secret_new (NULL, 0);
  g_autoptr (ImwSecret) key = imw_kdf_pbkdf2_sha512 (empty, (const guint8 *) "salt", 4, 1);

  g_assert_cmpuint (imw_secret_get_length (key), ==, 64);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *item = imw_test_vectors_item (vectors, i);
      g_autoptr (ImwSecret) words = secret_from_text (imw_test_vectors_text (item, "words"));
      g_autoptr (GBytes) seed = imw_test_vectors_bytes (item, "seed");
      g_autoptr (ImwSecret) out =
          imw_kdf_pbkdf2_sha512 (words, (const guint8 *) "mnemonicTREZOR", 14, 2048);

      assert_secret (out, seed);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/aead/vector", test_aead_vector);
  g_test_add_func ("/aead/round-trip", test_aead_round_trip);
  g_test_add_func ("/aead/attacks", test_aead_attacks);
  g_test_add_func ("/aead/wrong-key-size", test_aead_wrong_key_size);
  g_test_add_func ("/kdf/argon2id", test_argon2id);
  g_test_add_func ("/kdf/argon2id-refused", test_argon2id_refused);
  g_test_add_func ("/kdf/argon2id-no-memory", test_argon2id_no_memory);
  g_test_add_func ("/kdf/pbkdf2", test_pbkdf2);

  return g_test_run ();
}
