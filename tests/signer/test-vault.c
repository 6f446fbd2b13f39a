/* test-vault.c: the sealed form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-session.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-vault-private.h"

#include <string.h>

#define VAULT_SIZE    1272
#define CHECKSUM_SIZE 16

static const ImwVaultHeader example = {
  .environment = IMW_ENVIRONMENT_TEST,
  .argon2_ops = 2,
  .argon2_memory_kib = 64,
  .salt = { 1, 2, 3 },
  .generation = 77,
  .wallet_id = "a-wallet_1",
  .failures = 5,
  .not_before_ms = 1234567890123,
};

static GBytes *
seal (const ImwVaultHeader *header, const char *passphrase, gboolean ask)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_secret ("pw");
  g_autoptr (ImwSecret) key = imw_vault_derive_key (header, password, &error);
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  const guint8 entropy[32] = { 9, 8, 7, [31] = 1 };
  GBytes      *vault;

  g_assert_no_error (error);
  body.list = IMW_BIP39_CHINESE_TRADITIONAL;
  body.entropy = imw_secret_new (entropy, 32);
  body.passphrase = imw_test_secret (passphrase);
  body.ask_passphrase = ask;
  body.fingerprint[2] = 0xab;
  body.autolock_s = 12345;
  body.birthday_s = 1700000000;
  vault = imw_vault_seal (header, &body, key, &error);
  g_assert_no_error (error);

  return vault;
}

static gboolean
open_vault (GBytes *vault, const char *password_text, ImwVaultBody *body, GError **error)
{
  g_autoptr (ImwSecret) password = imw_test_secret (password_text);
  g_autoptr (ImwSecret) key = NULL;
  ImwVaultHeader header;

  if (!imw_vault_parse (vault, &header, error))
    return FALSE;
  key = imw_vault_derive_key (&header, password, error);

  return key != NULL && imw_vault_open (vault, key, body, error);
}

/* What somebody does who knows how the checksum is made. */
static GBytes *
sum_up (guint8 *data, gsize length)
{
  guint8 hash[32];

  imw_sha256 (data, length - CHECKSUM_SIZE, hash);
  memcpy (data + length - CHECKSUM_SIZE, hash, CHECKSUM_SIZE);

  return g_bytes_new (data, length);
}

static void
test_round_trip (void)
{
  for (guint ask = 0; ask < 2; ask++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) vault = seal (&example, "a passphrase", ask == 1);
      g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
      ImwVaultHeader header;
      const guint8  *entropy;

      g_assert_cmpuint (g_bytes_get_size (vault), ==, VAULT_SIZE);
      g_assert_true (imw_vault_parse (vault, &header, &error));
      g_assert_cmpint (header.environment, ==, example.environment);
      g_assert_cmpuint (header.argon2_ops, ==, 2);
      g_assert_cmpuint (header.argon2_memory_kib, ==, 64);
      g_assert_cmpmem (header.salt, 16, example.salt, 16);
      g_assert_cmpuint (header.generation, ==, 77);
      g_assert_cmpstr (header.wallet_id, ==, "a-wallet_1");
      g_assert_cmpuint (header.failures, ==, 5);
      g_assert_cmpint (header.not_before_ms, ==, 1234567890123);

      g_assert_true (open_vault (vault, "pw", &body, &error));
      g_assert_cmpint (body.list, ==, IMW_BIP39_CHINESE_TRADITIONAL);
      g_assert_cmpuint (imw_secret_get_length (body.entropy), ==, 32);
      entropy = imw_secret_open (body.entropy);
      g_assert_cmpuint (entropy[0], ==, 9);
      g_assert_cmpuint (entropy[31], ==, 1);
      imw_secret_close (body.entropy);
      g_assert_cmpint (body.ask_passphrase, ==, ask == 1);
      g_assert_cmpuint (body.autolock_s, ==, 12345);
      g_assert_cmpint (body.birthday_s, ==, 1700000000);
      g_assert_cmpuint (body.fingerprint[2], ==, 0xab);
      if (ask == 1)
        g_assert_null (body.passphrase); /* it is not in the vault */
      else
        g_assert_cmpuint (imw_secret_get_length (body.passphrase), ==, strlen ("a passphrase"));
    }
}

/* The size tells nothing about what is in it, and two sealings have nothing in common. */
static void
test_same_size (void)
{
  g_autofree char *text = g_strnfill (IMW_VAULT_PASSPHRASE_MAX, 'x');
  g_autoptr (GBytes) without = seal (&example, "", FALSE);
  g_autoptr (GBytes) with = seal (&example, text, FALSE);
  g_autoptr (GBytes) again = seal (&example, "", FALSE);

  g_assert_cmpuint (g_bytes_get_size (without), ==, g_bytes_get_size (with));
  g_assert_false (g_bytes_equal (without, again));
}

static void
test_wrong_password (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) vault = seal (&example, "", FALSE);
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;

  g_assert_false (open_vault (vault, "pw2", &body, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
  g_assert_null (body.entropy);
}

/* By accident: every byte counts. */
static void
test_every_byte (void)
{
  g_autoptr (GBytes) vault = seal (&example, "", FALSE);
  gsize         length;
  const guint8 *data = g_bytes_get_data (vault, &length);

  for (gsize i = 0; i < length; i++)
    for (guint bit = 0; bit < 8; bit += 3)
      {
        g_autofree guint8 *copy = g_memdup2 (data, length);
        g_autoptr (GBytes) changed = NULL;
        g_autoptr (GError) error = NULL;
        ImwVaultHeader header;

        copy[i] ^= (guint8) (1u << bit);
        changed = g_bytes_new (copy, length);
        g_assert_false (imw_vault_parse (changed, &header, &error));
        g_assert_true (g_error_matches (error, IMW_ERROR, IMW_ERROR_CORRUPT) ||
                       g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED));
      }
}

/* On purpose, with the checksum put right: nothing in the header can be changed, but for the attempts. */
static void
test_every_byte_with_checksum (void)
{
  g_autoptr (GBytes) vault = seal (&example, "", FALSE);
  gsize         length;
  const guint8 *data = g_bytes_get_data (vault, &length);

  for (gsize i = 0; i < length - CHECKSUM_SIZE; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
      gboolean in_attempts = i >= 108 && i < 120;

      copy[i] ^= 1;
      changed = sum_up (copy, length);
      g_assert_cmpint (open_vault (changed, "pw", &body, &error), ==, in_attempts);
      if (!in_attempts)
        g_assert_nonnull (error);
    }
}

static void
test_truncated (void)
{
  g_autoptr (GBytes) vault = seal (&example, "", FALSE);
  gsize length;

  g_bytes_get_data (vault, &length);
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (vault, 0, i);
      g_autoptr (GError) error = NULL;
      ImwVaultHeader header;

      g_assert_false (imw_vault_parse (part, &header, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
    }
}

static void
test_longer (void)
{
  g_autoptr (GBytes) vault = seal (&example, "", FALSE);
  gsize              length;
  const guint8      *data = g_bytes_get_data (vault, &length);
  g_autofree guint8 *copy = g_malloc0 (length + 1);
  g_autoptr (GBytes) longer = NULL;
  g_autoptr (GError) error = NULL;
  ImwVaultHeader header;

  memcpy (copy, data, length);
  longer = sum_up (copy, length + 1);
  g_assert_false (imw_vault_parse (longer, &header, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
}

/* What must not be in a header, however well it is summed up. */
static void
test_bad_headers (void)
{
  static const struct
  {
    gsize  at;
    guint8 value;
    int    code;
  } cases[] = {
    { 0, 'X', IMW_ERROR_CORRUPT },     /* magic */
    { 8, 2, IMW_ERROR_NOT_SUPPORTED }, /* version */
    { 9, 1, IMW_ERROR_NOT_SUPPORTED },
    { 10, 2, IMW_ERROR_NOT_SUPPORTED }, /* kind */
    { 11, 4, IMW_ERROR_CORRUPT },       /* environment */
    { 12, 0, IMW_ERROR_CORRUPT },       /* operations */
    { 13, 1, IMW_ERROR_CORRUPT },
    { 19, 0xff, IMW_ERROR_CORRUPT }, /* memory */
    { 18, 0x11, IMW_ERROR_CORRUPT },
    { 16, 0, IMW_ERROR_CORRUPT },
    { 36, 0, IMW_ERROR_CORRUPT }, /* generation */
    { 44, 0, IMW_ERROR_CORRUPT }, /* wallet id */
    { 44, ' ', IMW_ERROR_CORRUPT },
    { 107, 'x', IMW_ERROR_CORRUPT },
  };
  g_autoptr (GBytes) vault = seal (&example, "", FALSE);
  gsize         length;
  const guint8 *data = g_bytes_get_data (vault, &length);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (GError) error = NULL;
      ImwVaultHeader header;

      copy[cases[i].at] = cases[i].value;
      changed = sum_up (copy, length);
      g_assert_false (imw_vault_parse (changed, &header, &error));
      g_assert_error (error, IMW_ERROR, cases[i].code);
    }
}

static void
test_attempts_area (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) vault = seal (&example, "", FALSE);
  g_autoptr (GBytes) changed = imw_vault_with_attempts (vault, 9, 42, &error);
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4);
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  ImwVaultHeader header;

  g_assert_true (imw_vault_parse (changed, &header, &error));
  g_assert_cmpuint (header.failures, ==, 9);
  g_assert_cmpint (header.not_before_ms, ==, 42);
  g_assert_true (open_vault (changed, "pw", &body, &error));
  g_assert_null (imw_vault_with_attempts (junk, 0, 0, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
}

static void
test_wallet_ids (void)
{
  static const char *const good[] = {
    "a", "0", "A-b_c", "3b1f0c2e-7d0b-4f58-9a0e-000000000000",
    "0123456789012345678901234567890123456789012345678901234567890123"
  };
  static const char *const bad[] = {
    "", " ", "a b", "a/b",
    "a.b", "ä", "a\n", "01234567890123456789012345678901234567890123456789012345678901234"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (imw_vault_wallet_id_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (imw_vault_wallet_id_valid (bad[i]));
}

static gboolean
flip (guint8 *data, gsize length, gpointer user_data, GError **error)
{
  const gsize *at = user_data;

  data[at[0]] = (guint8) at[1];

  return TRUE;
}

/* Sealed nonsense, which only a broken signer could have made. */
static void
test_bad_bodies (void)
{
  static const gsize cases[][2] = {
    { 0, 0 },
    { 0, 2 },
    { 1, 3 },
    { 2, 2 },
    { 3, 0 },
    { 3, 15 },
    { 3, 17 },
    { 3, 36 },
    { 37, 0xff },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwSecret) plain = imw_secret_new_filled (1096, flip, (gpointer) cases[i], NULL);
      g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;

      g_assert_false (imw_vault_body_from_secret (&body, plain, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
    }

  {
    g_autoptr (GError) error = NULL;
    g_autoptr (ImwSecret) plain = imw_secret_new_random (1095);
    g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;

    g_assert_false (imw_vault_body_from_secret (&body, plain, &error));
    g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
  }
}

static void
test_all_kinds (void)
{
  static const ImwEnvironment environments[] = { IMW_ENVIRONMENT_MAIN, IMW_ENVIRONMENT_TEST,
                                                 IMW_ENVIRONMENT_LOCAL, IMW_ENVIRONMENT_PRACTICE };
  static const ImwBip39List   lists[] = { IMW_BIP39_ENGLISH, IMW_BIP39_CHINESE_SIMPLIFIED,
                                          IMW_BIP39_CHINESE_TRADITIONAL };

  for (guint i = 0; i < G_N_ELEMENTS (environments); i++)
    {
      g_autoptr (GBytes) vault = NULL;
      ImwVaultHeader header = example;
      ImwVaultHeader found;

      header.environment = environments[i];
      vault = seal (&header, "", FALSE);
      g_assert_true (imw_vault_parse (vault, &found, NULL));
      g_assert_cmpint (found.environment, ==, environments[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint n = 16; n <= 32; n += 4)
      {
        g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
        g_auto (ImwVaultBody) found = IMW_VAULT_BODY_INIT;
        g_autoptr (ImwSecret) plain = NULL;

        body.list = lists[i];
        body.entropy = imw_secret_new_random (n);
        plain = imw_vault_body_to_secret (&body);
        g_assert_true (imw_vault_body_from_secret (&found, plain, NULL));
        g_assert_cmpint (found.list, ==, lists[i]);
        g_assert_true (imw_secret_equal (found.entropy, body.entropy));
        g_assert_null (found.passphrase);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signer/vault/round-trip", test_round_trip);
  g_test_add_func ("/signer/vault/same-size", test_same_size);
  g_test_add_func ("/signer/vault/wrong-password", test_wrong_password);
  g_test_add_func ("/signer/vault/every-byte", test_every_byte);
  g_test_add_func ("/signer/vault/every-byte-with-checksum", test_every_byte_with_checksum);
  g_test_add_func ("/signer/vault/truncated", test_truncated);
  g_test_add_func ("/signer/vault/longer", test_longer);
  g_test_add_func ("/signer/vault/bad-headers", test_bad_headers);
  g_test_add_func ("/signer/vault/attempts-area", test_attempts_area);
  g_test_add_func ("/signer/vault/wallet-ids", test_wallet_ids);
  g_test_add_func ("/signer/vault/bad-bodies", test_bad_bodies);
  g_test_add_func ("/signer/vault/all-kinds", test_all_kinds);

  return g_test_run ();
}
