/* test-kill.c: a process that writes is killed at any moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>
#include <stdio.h>

#include "imw-error.h"
#include "imw-test-told.h"

#define N_ROUNDS   12
#define BATCH_SIZE 50

static char *program;

static guint
count_txs (ImwStore *store)
{
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();

  filter->accounts = g_strsplit (TEST_ACCOUNT, ",", -1);

  return test_store_count (store, filter);
}

/* An account whose balances are told: the word of the network and what is held come and go together. */
static void
pay_told (ImwStore *store, guint count, ImwStorePayment **last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStorePayment) payment = test_told_payment (NULL, count);
  ImwStoreBatch *batch = test_told_batch (count);

  test_told_tell (batch, TEST_ETH, count);
  test_batch_take (batch, test_told_record (1000000 + count, IMW_TX_CONFIRMED, count, TEST_ETH, 1));
  imw_store_batch_result_free (test_store_apply (store, batch));
  if (*last != NULL)
    test_told_end (store, *last, "over");
  g_clear_pointer (last, imw_store_payment_free);
  g_assert_true (test_told_prepare (store, payment, TEST_ETH, 3, 2, &error));
  g_assert_no_error (error);
  *last = g_steal_pointer (&payment);
}

/* However it ended: a number is reserved exactly where an amount is held. */
static void
check_told (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) numbers = imw_store_list_sequences_finish (
      store,
      TEST_RUN (result,
                imw_store_list_sequences_async (store, TEST_TOLD, NULL, test_done_cb, &result)),
      &error);
  g_autofree char *balance = test_told_balance (store, TEST_ETH);
  g_autofree char *reserved = NULL;

  g_assert_no_error (error);
  reserved = g_strdup_printf (" %u", numbers->len * 5);
  if (g_strcmp0 (balance, "unknown") == 0)
    g_assert_cmpuint (numbers->len, ==, 0);
  else
    g_assert_true (g_str_has_suffix (balance, reserved));
}

/* Gives up what a killed child left. */
static void
end_all (ImwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) open = imw_store_list_payments_finish (
      store,
      TEST_RUN (result, imw_store_list_payments_async (store, TEST_TOLD, TRUE, NULL, test_done_cb,
                                                       &result)),
      &error);

  g_assert_no_error (error);
  for (guint i = 0; i < open->len; i++)
    test_told_end (store, g_ptr_array_index (open, i), "over");
}

/* The child: one batch after the other; what it has printed is promised to be on the disk. */
static int
run_child (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStore) store = test_store_open (path, IMW_STORE_CREATE, NULL, &error);
  ImwStorePayment *last = NULL;
  guint            count;

  g_assert_no_error (error);
  test_store_add_account (store, TEST_ACCOUNT);
  test_told_add_account (store);
  end_all (store);
  count = count_txs (store);
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
      pay_told (store, count, &last);
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
      check_told (store);
      count = count_txs (store);
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
