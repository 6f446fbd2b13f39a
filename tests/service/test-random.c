/* test-random.c: whatever happens in whatever order, nobody is paid twice
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-world.h"

#include "imw-payment-private.h"

#include "imw-error.h"

#define N_EVENTS   40
#define N_RUNS     4
#define AMOUNT_SAT 20000

/* What the user meant to do, and how it stands when nothing more is under way. */
typedef struct
{
  GPtrArray *payees;    /* (element-type utf8): each meant to be paid once */
  GPtrArray *withdrawn; /* (element-type utf8): one of them, taken back by the user */
  guint      next;
} Plans;

typedef struct
{
  ImwTestWorld *world;
  ImwWallet    *wallet;
  GRand        *rand;
  Plans         plans;
} Run;

static void
reopen (Run *run)
{
  if (imw_test_world_get_service (run->world) != NULL)
    imw_test_world_close (run->world);

  imw_test_world_open (run->world);
  run->wallet = imw_test_world_get_wallet (run->world);
  imw_test_unlock (run->wallet, "correct horse", NULL);
}

static void
start_payment (Run *run)
{
  g_autofree char *payee = imw_test_foreign_address (1000 + run->plans.next++);
  g_autoptr (ImwPayment) payment = imw_test_draft (run->wallet, NULL, payee, AMOUNT_SAT);
  g_autoptr (GError) error = NULL;

  if (!imw_test_prepare (payment, &error))
    return;

  if (g_rand_int_range (run->rand, 0, 6) == 0)
    {
      imw_test_cancel (payment, NULL);
      g_ptr_array_add (run->plans.withdrawn, g_steal_pointer (&payee));
      return;
    }

  /* left prepared: the next start of the program frees it */
  if (g_rand_int_range (run->rand, 0, 6) == 0)
    {
      g_ptr_array_add (run->plans.withdrawn, g_steal_pointer (&payee));
      return;
    }

  if (imw_test_send (payment, &error))
    g_ptr_array_add (run->plans.payees, g_steal_pointer (&payee));
  else
    g_ptr_array_add (run->plans.withdrawn, g_steal_pointer (&payee));
}

static void
replace_payment (Run *run)
{
  GListModel *payments = imw_wallet_get_payments (run->wallet);
  guint       n_payments = g_list_model_get_n_items (payments);
  g_autoptr (ImwPayment) original = NULL;
  g_autoptr (ImwPayment) payment = NULL;
  g_autoptr (GError) error = NULL;

  if (n_payments == 0)
    return;

  original =
      g_list_model_get_item (payments, (guint) g_rand_int_range (run->rand, 0, (gint) n_payments));
  payment = imw_payment_new_replacement (original, FALSE, &error);
  if (payment == NULL)
    return;

  g_clear_error (&error);
  if (imw_test_prepare (payment, &error))
    {
      g_clear_error (&error);
      if (!imw_test_send (payment, &error))
        g_test_message ("replacement: %s", error->message);
    }
}

static void
fail_something (Run *run)
{
  static const char *const kinds[] = { "http-500", "truncate", "http-500" };
  gint                     which = g_rand_int_range (run->rand, 0, 3);
  char                    *reply = NULL;

  reply = imw_test_world_practice (
      run->world, "fail", "{\"kind\": \"%s\", \"count\": 1, \"path\": \"/tx\", \"after\": %s}",
      kinds[which], which == 2 ? "true" : "false");
  g_free (reply);
}

static void
reorganise (Run *run)
{
  g_autofree char *reply = NULL;

  reply = imw_test_world_practice (run->world, "reorg", "{\"depth\": %d, \"empty\": %s}",
                                   g_rand_int_range (run->rand, 1, 3),
                                   g_rand_boolean (run->rand) ? "true" : "false");
}

static void
do_something (Run *run)
{
  g_autoptr (GError) error = NULL;

  imw_clock_advance (imw_test_world_get_clock (run->world),
                     g_rand_int_range (run->rand, 100, 90000));

  switch (g_rand_int_range (run->rand, 0, 9))
    {
    case 0:
    case 1:
    case 2:
      start_payment (run);
      break;

    case 3:
      imw_test_world_mine (run->world, (guint) g_rand_int_range (run->rand, 1, 3));
      break;

    case 4:
      reopen (run);
      break;

    case 5:
      fail_something (run);
      break;

    case 6:
      reorganise (run);
      break;

    case 7:
      replace_payment (run);
      break;

    default:
      (void) !imw_test_sync (run->wallet, &error);
    }
}

static guint
count_paid (ImwWallet  *wallet,
            const char *address)
{
  g_autoptr (GPtrArray) history = imw_test_history (wallet, address);
  guint count = 0;

  for (guint i = 0; i < history->len; i++)
    count += imw_transaction_get_state (history->pdata[i]) == IMW_TX_CONFIRMED;

  return count;
}

/* a payment becomes impossible when the network forgets the one whose change it spends: then the
 * payee has nothing */
static guint
count_paid_once (ImwWallet  *wallet,
                 const char *address)
{
  guint count = count_paid (wallet, address);

  g_assert_cmpuint (count, <=, 1);

  return count;
}

static guint
count_confirmed_payments (ImwWallet *wallet)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  ImwStore *store = imw_wallet_get_store (wallet);
  guint     count = 0;

  imw_store_list_payments_async (store, NULL, FALSE, NULL, imw_test_wait_cb, &wait);
  rows = imw_store_list_payments_finish (store, imw_test_wait (&wait), &error);
  g_assert_no_error (error);

  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStorePayment *row = g_ptr_array_index (rows, i);

      g_assert_true (row->final);
      count += g_str_equal (row->state, "confirmed");
    }

  return count;
}

static void
settle (Run *run)
{
  g_autofree char *reply = imw_test_world_practice (run->world, "fail", "{\"kind\": \"none\"}");
  GListModel      *payments = NULL;

  reopen (run);
  payments = imw_wallet_get_payments (run->wallet);

  for (guint i = 0; i < 40 && g_list_model_get_n_items (payments) > 0; i++)
    {
      imw_clock_advance (imw_test_world_get_clock (run->world), 120000);
      imw_test_sync (run->wallet, NULL);
      imw_test_world_mine (run->world, 1);
    }

  imw_test_sync (run->wallet, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (payments), ==, 0);
}

static void
test_order (gconstpointer data)
{
  Run   run = { 0 };
  guint n_paid = 0;
  g_autoptr (GRand) chance =
      g_rand_new_with_seed ((guint32) g_test_rand_int () + GPOINTER_TO_UINT (data));
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  g_autoptr (GPtrArray) payees = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) withdrawn = g_ptr_array_new_with_free_func (g_free);

  run.world = world;
  run.rand = chance;
  run.plans.payees = payees;
  run.plans.withdrawn = withdrawn;
  imw_test_world_get_clock (world);
  imw_test_world_open (world);
  run.wallet = imw_test_world_create (world);

  for (guint i = 0; i < 4; i++)
    imw_test_world_fund (world, imw_wallet_find_account (run.wallet, NULL), 200000);

  for (guint i = 0; i < N_EVENTS; i++)
    do_something (&run);

  settle (&run);

  for (guint i = 0; i < payees->len; i++)
    n_paid += count_paid_once (run.wallet, payees->pdata[i]);

  for (guint i = 0; i < withdrawn->len; i++)
    g_assert_cmpuint (count_paid (run.wallet, withdrawn->pdata[i]), ==, 0);

  g_assert_cmpuint (n_paid, ==, count_confirmed_payments (run.wallet));
  imw_test_check_books (run.wallet);
  g_test_message ("%u of %u paid once, %u not to be paid", n_paid, payees->len, withdrawn->len);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < N_RUNS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/service/random/order-%u", i + 1);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_order);
    }

  return g_test_run ();
}
