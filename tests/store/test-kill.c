/* test-kill.c: a process that writes is killed at any moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>
#include <stdio.h>

#include "imw-error.h"
#include "imw-test-store.h"

#define N_ROUNDS   12
#define BATCH_SIZE 50

static char *program;

/* The child: one batch after the other; what it has printed is promised to be on the disk. */
static int
run_child (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStore) store = test_store_open (path, IMW_STORE_CREATE, NULL, &error);
  guint count;

  g_assert_no_error (error);
  test_store_add_account (store, TEST_ACCOUNT);
  count = test_store_count (store, NULL);
  for (;;)
    {
      g_autoptr (ImwStoreBatchResult) result =
          test_store_apply (store, test_history (count, BATCH_SIZE));
      g_autoptr (ImwStorePayment) payment = imw_store_payment_new (NULL, TEST_ACCOUNT, "prepared");
      g_autoptr (GPtrArray) coins =
          g_ptr_array_new_with_free_func ((GDestroyNotify) imw_tx_spend_free);

      count += BATCH_SIZE;
      g_ptr_array_add (coins, imw_tx_spend_new (test_txid (count - 3), 0));
      g_assert_true (test_store_prepare (store, payment, coins, &error));
      printf ("%u\n", count);
      fflush (stdout);
    }

  return 0;
}

/* Kills the child after some lines and a moment; gives the last number it promised. */
static guint
run_and_kill (const char *path,
              GRand      *rand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--child", path, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  gint  n_lines = g_rand_int_range (rand, 1, 6);
  guint promised = 0;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (gint i = 0;; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);

      if (line == NULL)
        break;
      promised = (guint) g_ascii_strtoull (line, NULL, 10);
      if (i + 1 == n_lines)
        {
          g_usleep ((gulong) g_rand_int_range (rand, 0, 20000)); /* any moment */
          g_subprocess_force_exit (child);
        }
    }
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);

  return promised;
}

static void
test_kill (void)
{
  guint32 seed = g_test_rand_int () & 0x7fffffff;
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "wallet.db", NULL);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GError) error = NULL;
      guint     promised = run_and_kill (path, rand);
      ImwStore *store = test_store_open (path, IMW_STORE_FLAGS_NONE, NULL, &error);
      guint     count;

      g_assert_no_error (error);
      test_store_check (store); /* the file is whole, sums and marks fit */
      count = test_store_count (store, NULL);
      g_assert_cmpuint (count % BATCH_SIZE, ==, 0); /* a batch is there or not */
      g_assert_cmpuint (count, >=, promised);
      g_assert_cmpuint (count, <=, promised + BATCH_SIZE);
      test_store_close (store);
      g_object_unref (store);
    }
  test_remove_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 3 && g_strcmp0 (argv[1], "--child") == 0)
    return run_child (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/kill/any-moment", test_kill);

  return g_test_run ();
}
