/* test-backup.c: a wallet and its papers in one file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-session.h"

#include "imw-backup.h"
#include "imw-error.h"

#include <string.h>

static GBytes *export(ImwTestWallet *wallet, const char *papers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) password = imw_test_secret (IMW_TEST_PASSWORD);
  g_autoptr (GBytes) payload = g_bytes_new_static (papers, strlen (papers));
  guint64 attempt = imw_test_wallet_begin (wallet, &error);
  GBytes *backup = NULL;

  g_clear_pointer (&wallet->vault, g_bytes_unref);
  g_assert_true (imw_session_export_backup (wallet->session, attempt, password, payload,
                                            &wallet->vault, &backup, &error));
  g_assert_no_error (error);

  return backup;
}

static gboolean
import (ImwTestWallet *wallet,
        GBytes        *backup,
        const char    *password_text,
        ImwEnvironment environment,
        ImwSecret    **data_key,
        GBytes       **payload,
        GError       **error)
{
  g_autoptr (ImwSecret) password = imw_test_secret (password_text);
  GBytes *vault = NULL;

  if (!imw_session_import_backup (wallet->session, backup, password, "wallet-2", environment,
                                  &vault, data_key, payload, error))
    return FALSE;

  g_clear_pointer (&wallet->vault, g_bytes_unref);
  wallet->vault = vault;

  return TRUE;
}

static void
test_round_trip (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) backup = export(wallet, "labels and contacts");
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before =
      imw_session_dup_account_key (wallet->session, "bitcoin", "bitcoin-84", 0, &error);
  g_autofree char *after = NULL;
  ImwVaultHeader   header;

  g_assert_no_error (error);
  imw_test_wallet_restart (wallet);
  g_assert_true (import (wallet, backup, IMW_TEST_PASSWORD, IMW_ENVIRONMENT_PRACTICE, &data_key,
                         &payload, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload),
                   "labels and contacts", 19);
  g_assert_cmpuint (imw_secret_get_length (data_key), ==, 32);
  g_assert_true (imw_session_get_unlocked (wallet->session));
  after = imw_session_dup_account_key (wallet->session, "bitcoin", "bitcoin-84", 0, &error);
  g_assert_cmpstr (before, ==, after);

  g_assert_true (imw_vault_parse (wallet->vault, &header, &error));
  g_assert_cmpstr (header.wallet_id, ==, "wallet-2");
  g_assert_cmpuint (header.generation, ==, 1);
  imw_session_lock (wallet->session);
  g_assert_true (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, NULL, &error));
  g_assert_cmpuint (imw_session_get_autolock_s (wallet->session), ==, 300);
}

static void
test_empty_and_large (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) backup = export(wallet, "");
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) large =
      g_bytes_new_take (g_malloc0 (IMW_BACKUP_PAYLOAD_MAX + 1), IMW_BACKUP_PAYLOAD_MAX + 1);
  g_autoptr (GBytes) new_vault = NULL;
  g_autoptr (GBytes) new_backup = NULL;
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (ImwSecret) password = imw_test_secret (IMW_TEST_PASSWORD);
  g_autoptr (GError) error = NULL;
  guint64 attempt;

  g_assert_true (import (wallet, backup, IMW_TEST_PASSWORD, IMW_ENVIRONMENT_PRACTICE, &data_key,
                         &payload, &error));
  g_assert_cmpuint (g_bytes_get_size (payload), ==, 0);

  attempt = imw_test_wallet_begin (wallet, &error);
  g_assert_false (imw_session_export_backup (wallet->session, attempt, password, large, &new_vault,
                                             &new_backup, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_environments (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) backup = export(wallet, "x");
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (import (wallet, backup, IMW_TEST_PASSWORD, IMW_ENVIRONMENT_MAIN, &data_key,
                          &payload, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK);
}

/* In one process the tries are counted over all backups. */
static void
test_wrong_passwords (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) a = export(wallet, "x");
  g_autoptr (GBytes) b = export(wallet, "y");
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_assert_false (import (wallet, i % 2 ? a : b, "wrong", IMW_ENVIRONMENT_PRACTICE, &data_key,
                              &payload, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE);
      g_clear_error (&error);
    }
  g_assert_false (
      import (wallet, a, IMW_TEST_PASSWORD, IMW_ENVIRONMENT_PRACTICE, &data_key, &payload, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED);
  g_assert_true (g_str_has_suffix (error->message, " wait_ms=5000"));
  g_clear_error (&error);
  imw_clock_advance (wallet->clock, 5000);
  g_assert_true (
      import (wallet, a, IMW_TEST_PASSWORD, IMW_ENVIRONMENT_PRACTICE, &data_key, &payload, &error));
}

static void
test_every_byte (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) backup = export(wallet, "papers");
  gsize         length;
  const guint8 *bytes = g_bytes_get_data (backup, &length);

  for (gsize i = 0; i < length; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, length);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (backup, 0, i);
      g_autoptr (GError) error = NULL;
      ImwVaultHeader header;

      copy[i] ^= 0x10;
      changed = g_bytes_new (copy, length);
      g_assert_false (imw_backup_parse (changed, &header, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
      g_assert_false (imw_backup_parse (part, &header, &error));
      g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
    }
}

/* The papers of one backup do not fit another, even under the same key. */
static void
test_parts_are_bound (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (ImwSecret) key = imw_secret_new_random (32);
  g_autoptr (GBytes) payload = g_bytes_new_static ("papers", 6);
  g_autoptr (GBytes) one = NULL;
  g_autoptr (GBytes) other = NULL;
  g_autoptr (GBytes) mixed = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  g_auto (ImwVaultBody) found = IMW_VAULT_BODY_INIT;
  g_autoptr (GBytes) found_payload = NULL;
  ImwVaultHeader     header;
  gsize              length;
  g_autofree guint8 *copy = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize  digest_length = sizeof digest;

  g_assert_true (imw_vault_parse (wallet->vault, &header, &error));
  body.entropy = imw_secret_new_random (16);
  one = imw_backup_seal (&header, &body, payload, key, &error);
  other = imw_backup_seal (&header, &body, payload, key, &error);
  g_assert_no_error (error);

  /* header and secrets of one, papers of the other, checksum put right */
  length = g_bytes_get_size (one);
  copy = g_memdup2 (g_bytes_get_data (one, NULL), length);
  g_assert_cmpuint (length, ==, g_bytes_get_size (other));
  memcpy (copy + length - 16 - 46,
          (const guint8 *) g_bytes_get_data (other, NULL) + length - 16 - 46, 46);
  g_checksum_update (checksum, copy, (gssize) length - 16);
  g_checksum_get_digest (checksum, digest, &digest_length);
  memcpy (copy + length - 16, digest, 16);
  mixed = g_bytes_new (copy, length);
  g_assert_true (imw_backup_parse (mixed, &header, &error));
  g_assert_false (imw_backup_open (mixed, key, &found, &found_payload, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_true (imw_backup_open (one, key, &found, &found_payload, &error));
}

/* A vault is no backup and a backup is no vault. */
static void
test_kinds (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) backup = export(wallet, "x");
  g_autoptr (GError) error = NULL;
  ImwVaultHeader header;

  g_assert_false (imw_backup_parse (wallet->vault, &header, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (imw_vault_parse (backup, &header, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_CORRUPT);
}

static void
test_asked_passphrase (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) backup = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GError) error = NULL;

  imw_test_wallet_create (wallet, "asked", TRUE, 300);
  backup = export(wallet, "x");
  g_assert_true (import (wallet, backup, IMW_TEST_PASSWORD, IMW_ENVIRONMENT_PRACTICE, &data_key,
                         &payload, &error));
  g_assert_null (data_key);
  g_assert_false (imw_session_get_unlocked (wallet->session));
  g_assert_true (imw_test_wallet_unlock (wallet, IMW_TEST_PASSWORD, "asked", &error));
}

static void
test_bad_arguments (ImwTestWallet *wallet, gconstpointer data)
{
  g_autoptr (GBytes) backup = export(wallet, "x");
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (ImwSecret) password = imw_test_secret (IMW_TEST_PASSWORD);
  g_autoptr (ImwSecret) empty = imw_test_secret ("");
  g_autoptr (ImwSecret) data_key = NULL;
  g_autoptr (GError) error = NULL;
  const ImwSessionCost dear = { 1, 1024, 1024 };
  g_autoptr (ImwSession) strict = imw_session_new (wallet->clock, &dear);

  g_assert_false (imw_session_import_backup (wallet->session, backup, password, "no id",
                                             IMW_ENVIRONMENT_PRACTICE, &vault, &data_key, &payload,
                                             &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (imw_session_import_backup (wallet->session, backup, empty, "w",
                                             IMW_ENVIRONMENT_PRACTICE, &vault, &data_key, &payload,
                                             &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_false (imw_session_import_backup (strict, backup, password, "w",
                                             IMW_ENVIRONMENT_PRACTICE, &vault, &data_key, &payload,
                                             &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                  \
  g_test_add ("/signer/backup/" name, ImwTestWallet, NULL, imw_test_wallet_set_up, func, \
              imw_test_wallet_tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("empty-and-large", test_empty_and_large);
  ADD ("environments", test_environments);
  ADD ("wrong-passwords", test_wrong_passwords);
  ADD ("every-byte", test_every_byte);
  ADD ("parts-are-bound", test_parts_are_bound);
  ADD ("kinds", test_kinds);
  ADD ("asked-passphrase", test_asked_passphrase);
  ADD ("bad-arguments", test_bad_arguments);
#undef ADD

  return g_test_run ();
}
