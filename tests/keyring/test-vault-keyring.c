/* test-vault-keyring.c: vaults in a real keyring: kept, replaced, killed in between, locked, absent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-vault-store-keyring-private.h"

#include <libsecret/secret.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WALLET "0f0e0d0c-0b0a-4908-8706-050403020100"

static guint kill_at;

static void
ready_cb (GObject *object, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (slot);
}

static GBytes *
load (const char *wallet_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImwVaultStore) store = imw_vault_store_new_keyring (IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  imw_vault_store_load_async (store, wallet_id, cancellable, ready_cb, &slot);
  result = wait_for (&slot);

  return imw_vault_store_load_finish (store, result, error);
}

static gboolean
save (const char *wallet_id, const char *text, GError **error)
{
  g_autoptr (ImwVaultStore) store = imw_vault_store_new_keyring (IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (GBytes) vault = g_bytes_new (text, strlen (text) + 1); /* holds a NUL on purpose */
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  imw_vault_store_save_async (store, wallet_id, vault, NULL, ready_cb, &slot);
  result = wait_for (&slot);

  return imw_vault_store_save_finish (store, result, error);
}

static void
remove_vault (const char *wallet_id)
{
  g_autoptr (ImwVaultStore) store = imw_vault_store_new_keyring (IMW_ENVIRONMENT_PRACTICE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  imw_vault_store_remove_async (store, wallet_id, NULL, ready_cb, &slot);
  result = wait_for (&slot);
  g_assert_true (imw_vault_store_remove_finish (store, result, &error));
  g_assert_no_error (error);
}

static void
assert_loads (const char *wallet_id, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) vault = load (wallet_id, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (vault, NULL), g_bytes_get_size (vault), text,
                   strlen (text) + 1);
}

/* How many items of this wallet the keyring holds, and whether one of them is @text. */
static guint
count_items (const char *wallet_id, const char *text, gboolean *found)
{
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  GList *items;
  guint  n_items;

  g_hash_table_insert (attributes, (gpointer) "wallet", (gpointer) wallet_id);
  items = secret_service_search_sync (NULL, NULL, attributes,
                                      SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, NULL, &error);
  g_assert_no_error (error);
  *found = FALSE;
  for (GList *l = items; l != NULL; l = l->next)
    {
      SecretValue *value = secret_item_get_secret (l->data);
      gsize        length;
      const char  *data = secret_value_get (value, &length);

      if (length == strlen (text) + 1 && memcmp (data, text, length) == 0)
        *found = TRUE;
      secret_value_unref (value);
    }
  n_items = g_list_length (items);
  g_list_free_full (items, g_object_unref);

  return n_items;
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) nothing = load (WALLET, NULL, &error);
  gboolean found;

  g_assert_null (nothing);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (save (WALLET, "first", &error));
  g_assert_no_error (error);
  assert_loads (WALLET, "first");
  g_assert_true (save (WALLET, "second", &error));
  g_assert_no_error (error);
  assert_loads (WALLET, "second");
  g_assert_cmpuint (count_items (WALLET, "first", &found), ==, 1);
  g_assert_false (found);
  remove_vault (WALLET);
  g_assert_cmpuint (count_items (WALLET, "second", &found), ==, 0);
}

static void
test_large (void)
{
  g_autofree char *large = g_strnfill (60000, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (save (WALLET, large, &error));
  g_assert_no_error (error);
  assert_loads (WALLET, large);
  remove_vault (WALLET);
}

/* A writer is killed before each step. What was there before, or what was written, opens; never nothing, never a mixture. */
static void
run_killed_writer (const char *program, guint step, const char *text)
{
  g_autofree char *step_text = g_strdup_printf ("%u", step);
  const char      *argv[] = { program, "--killed-writer", step_text, text, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

static void
test_killed (gconstpointer program)
{
  g_autoptr (GError) error = NULL;

  for (guint step = 1; step <= 4; step++)
    {
      gboolean         found;
      g_autofree char *text = g_strdup_printf ("new %u", step);
      g_autoptr (GBytes) vault = NULL;

      /* nothing was there */
      run_killed_writer (program, step, text);
      vault = load (WALLET, NULL, &error);
      if (step == 1)
        {
          g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND);
          g_clear_error (&error);
        }
      else
        {
          assert_loads (WALLET, text);
        }
      remove_vault (WALLET);

      /* an old one was there */
      g_assert_true (save (WALLET, "old", &error));
      run_killed_writer (program, step, text);
      assert_loads (WALLET, step <= 2 ? "old" : text);
      /* the next write leaves nothing of before */
      g_assert_true (save (WALLET, "after", &error));
      assert_loads (WALLET, "after");
      g_assert_cmpuint (count_items (WALLET, "old", &found), ==, 1);
      g_assert_false (found);
      remove_vault (WALLET);
    }
}

static void
lock_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService)
      service = secret_service_get_sync (SECRET_SERVICE_LOAD_COLLECTIONS, NULL, &error);
  GList *collections;
  GList *locked = NULL;

  g_assert_no_error (error);
  collections = secret_service_get_collections (service);
  secret_service_lock_sync (service, collections, NULL, &locked, &error);
  g_assert_no_error (error);
  g_list_free_full (locked, g_object_unref);
  g_list_free_full (collections, g_object_unref);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static gboolean
is_locked_answer (const GError *error)
{
  return g_error_matches (error, IMW_ERROR, IMW_ERROR_LOCKED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Last: nothing unlocks it again here. Nobody can answer a prompt, so it is either refused or given up after a while. */
static void
test_locked (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  g_assert_true (save (WALLET, "locked in", &error));
  g_assert_no_error (error);
  lock_keyring ();
  secret_service_disconnect ();

  imw_vault_store_probe_keyring_async (NULL, ready_cb, &slot);
  result = wait_for (&slot);
  g_assert_false (imw_vault_store_probe_keyring_finish (result, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_LOCKED);
  g_clear_error (&error);

  g_timeout_add_seconds (5, cancel_cb, cancellable);
  vault = load (WALLET, cancellable, &error);
  g_assert_null (vault);
  g_assert_true (is_locked_answer (error));
  g_clear_error (&error);
  vault = load ("another-wallet", cancellable, &error);
  g_assert_null (vault);
  g_assert_true (is_locked_answer (error)); /* not "not found": nobody can know */
}

static void
test_absent (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) vault = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  imw_vault_store_probe_keyring_async (NULL, ready_cb, &slot);
  result = wait_for (&slot);
  g_assert_false (imw_vault_store_probe_keyring_finish (result, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  vault = load (WALLET, NULL, &error);
  g_assert_null (vault);
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (save (WALLET, "x", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED);
}

static void
kill_hook (guint step)
{
  if (step == kill_at)
    kill (getpid (), SIGKILL);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--killed-writer"))
    {
      kill_at = (guint) g_ascii_strtoull (argv[2], NULL, 10);
      imw_vault_store_keyring_set_step_hook (kill_hook);
      return save (WALLET, argv[3], NULL) ? 0 : 1;
    }

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("NO_KEYRING") != NULL)
    {
      g_test_add_func ("/keyring/absent", test_absent);
    }
  else
    {
      g_test_add_func ("/keyring/round-trip", test_round_trip);
      g_test_add_func ("/keyring/large", test_large);
      g_test_add_data_func ("/keyring/killed", argv[0], test_killed);
      g_test_add_func ("/keyring/locked", test_locked);
    }

  return g_test_run ();
}
