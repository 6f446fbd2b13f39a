/* test-disk.c: a disk that is full
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "imw-error.h"
#include "imw-test-store.h"

typedef struct
{
  TestStore base;
  char     *disk; /* (nullable): mounted there */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_make_folder ();

  if (!test_mount_small (folder, 6144))
    {
      test_remove_folder (folder);
      return;
    }
  fixture->disk = g_steal_pointer (&folder);
  fixture->base.path = g_build_filename (fixture->disk, "w1", "wallet.db", NULL);
  fixture->base.clock = imw_clock_new_manual (TEST_START_MS, 1000);
  fixture->base.store =
      test_store_open (fixture->base.path, IMW_STORE_CREATE, fixture->base.clock, &error);
  g_assert_no_error (error);
  test_store_add_account (fixture->base.store, TEST_ACCOUNT);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  if (fixture->disk == NULL)
    return;
  test_store_close (fixture->base.store);
  g_clear_object (&fixture->base.store);
  g_clear_object (&fixture->base.clock);
  test_unmount (fixture->disk);
  test_remove_folder (fixture->disk);
  g_free (fixture->disk);
  g_free (fixture->base.path);
}

static void
test_full (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreBatch) large = test_history (50, 2000);
  g_autoptr (ImwStorePayment) payment = imw_store_payment_new (NULL, TEST_ACCOUNT, "prepared");
  g_autoptr (ImwStorePayment) back = NULL;
  g_autofree char *filler = NULL;
  g_autofree char *before = NULL;
  ImwStore        *store = fixture->base.store;

  if (fixture->disk == NULL)
    {
      g_test_skip ("no file system may be mounted here");
      return;
    }

  imw_store_batch_result_free (test_store_apply (store, test_history (0, 50)));
  g_assert_true (test_store_prepare (store, payment, NULL, &error));
  before = test_store_balance (store);
  filler = g_build_filename (fixture->disk, "filler", NULL);
  test_fill_disk (fixture->disk, 64);

  /* a batch too large for what is left: all of it is undone */
  g_assert_null (test_store_try_apply (store, large, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_DISK);
  g_clear_error (&error);
  test_assert_balance (store, before);
  g_assert_cmpuint (test_store_count (store, NULL), ==, 50);

  /* signed bytes that cannot be stored: the payment stays what it was, nothing may be broadcast */
  payment->raw = g_bytes_new_take (g_malloc0 (200000), 200000);
  g_free (payment->state);
  payment->state = g_strdup ("signed");
  g_assert_false (test_store_update (store, "prepared", payment, NULL, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_DISK);
  g_clear_error (&error);
  back = test_store_get_payment (store, payment->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back->state, ==, "prepared");
  g_assert_null (back->raw);

  /* with room again both go through, on the same connection */
  g_assert_cmpint (g_unlink (filler), ==, 0);
  g_assert_true (test_store_update (store, "prepared", payment, NULL, &error));
  g_assert_no_error (error);
  imw_store_batch_result_free (test_store_apply (store, test_history (50, 100)));
  g_assert_cmpuint (test_store_count (store, NULL), ==, 150);
  test_store_check (store);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/disk/full", Fixture, NULL, set_up, test_full, tear_down);

  return g_test_run ();
}
