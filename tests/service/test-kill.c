/* test-kill.c: the wallet is killed at each step, and the books are looked at afterwards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-world.h"

#include "imw-onboarding-private.h"
#include "imw-payment-private.h"

#include "imw-error.h"

#include <signal.h>
#include <unistd.h>

#define AMOUNT_SAT  50000
#define DEEP_ENOUGH 20
#define NUMBERED    "ethereum"

static char *program;

/* ---- the child: runs until the step it is to die at ---- */

static void
payment_hook (ImwPayment *payment,
              const char *step,
              gpointer    user_data)
{
  if (g_str_equal (step, user_data))
    kill (getpid (), SIGKILL);
}

static void
onboarding_hook (const char *step,
                 gpointer    user_data)
{
  if (g_str_equal (step, user_data))
    kill (getpid (), SIGKILL);
}

/* "payment": of coins; "numbered": on a network that numbers payments */
static ImwPayment *
make_draft (ImwWallet  *wallet,
            const char *what,
            const char *payee)
{
  ImwPayment *payment = NULL;

  if (g_str_equal (what, "payment"))
    return imw_test_draft (wallet, NULL, payee, AMOUNT_SAT);

  payment = imw_test_draft (wallet, NUMBERED, payee, AMOUNT_SAT);
  imw_payment_set_fee_rate (payment, G_GUINT64_CONSTANT (40000000000000));

  return payment;
}

static int
run_child (char **argv)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new_at (argv[4], argv[5]);
  g_autoptr (ImwPayment) payment = NULL;
  ImwWallet *wallet = NULL;

  imw_test_world_open (world);

  if (g_str_equal (argv[2], "onboarding"))
    {
      imw_onboarding_set_step_hook (onboarding_hook, argv[3]);
      imw_test_world_create (world);
      return 0;
    }

  imw_payment_set_step_hook (payment_hook, argv[3]);
  wallet = imw_test_world_get_wallet (world);
  imw_test_unlock (wallet, "correct horse", NULL);
  payment = make_draft (wallet, argv[2], argv[6]);
  imw_payment_set_label (payment, "to be killed");
  imw_test_prepare (payment, NULL);
  imw_test_send (payment, NULL);

  return 0;
}

/* ---- the parent: has the network, and looks afterwards ---- */

static void
kill_at (ImwTestWorld *world,
         const char   *what,
         const char   *step,
         const char   *payee)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--child", what,
                            step, imw_test_world_get_data_dir (world),
                            imw_test_world_get_url (world), payee, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (child, NULL, imw_test_wait_cb, &wait);
  g_assert_true (g_subprocess_wait_finish (child, imw_test_wait (&wait), &error));
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
}

static guint
count_sent_to (ImwWallet  *wallet,
               const char *address)
{
  g_autoptr (GPtrArray) history = imw_test_history (wallet, address);
  guint count = 0;

  for (guint i = 0; i < history->len; i++)
    count += imw_transaction_get_state (history->pdata[i]) != IMW_TX_DROPPED;

  return count;
}

static void
check_after (ImwTestWorld *world,
             const char   *account_id,
             const char   *step,
             const char   *payee,
             gboolean      went)
{
  ImwWallet  *wallet = NULL;
  ImwAccount *account = NULL;
  GListModel *payments = NULL;
  guint64     before = 0;

  imw_test_world_open (world);
  wallet = imw_test_world_get_wallet (world);
  account = imw_wallet_find_account (wallet, account_id);
  payments = imw_wallet_get_payments (wallet);
  before = imw_test_sat (imw_account_get_total (account));

  /* needs no password */
  g_assert_cmpuint (g_list_model_get_n_items (payments), ==, went ? 1 : 0);
  if (went)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, 0);

      imw_test_sync (wallet, NULL);
      imw_test_sync (wallet, NULL);
      g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_SUBMITTED);
      imw_test_world_mine (world, DEEP_ENOUGH);
      imw_test_sync (wallet, NULL);
      imw_test_sync (wallet, NULL);
      g_assert_cmpint (imw_payment_get_state (payment), ==, IMW_PAYMENT_CONFIRMED);
      imw_test_unlock (wallet, "correct horse", NULL);
      g_assert_cmpstr (imw_payment_get_label (payment), ==, "to be killed");
    }
  else
    {
      imw_test_assert_sat (imw_account_get_available (account), before);
      imw_test_world_mine (world, 1);
      imw_test_sync (wallet, NULL);
      imw_test_assert_sat (imw_account_get_available (account), before);
    }

  g_assert_cmpuint (g_list_model_get_n_items (payments), ==, 0);
  g_assert_cmpuint (count_sent_to (wallet, payee), ==, went ? 1 : 0);
  g_assert_cmpuint (imw_test_sat (imw_account_get_total (account)), <=,
                    went ? before - AMOUNT_SAT : before);
  imw_test_check_books (wallet);
  imw_test_world_close (world);
  g_test_message ("killed at %s: %s", step, went ? "paid once" : "not paid");
}

static const struct
{
  const char *step;
  gboolean    went;
} payment_steps[] = {
  { "prepared", FALSE },
  { "described", FALSE },
  { "signed", TRUE },
  { "trying", TRUE },
  { "answered", TRUE },
  { "submitted", TRUE },
};

static void
test_payment (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  ImwWallet *wallet = NULL;

  imw_test_world_open (world);
  wallet = imw_test_world_create (world);
  imw_test_world_fund (world, imw_wallet_find_account (wallet, NULL), 1000000);
  imw_test_world_fund (world, imw_wallet_find_account (wallet, NULL), 1000000);
  imw_test_world_close (world);

  for (guint i = 0; i < G_N_ELEMENTS (payment_steps); i++)
    {
      g_autofree char *payee = imw_test_foreign_address (100 + i);

      kill_at (world, "payment", payment_steps[i].step, payee);
      check_after (world, NULL, payment_steps[i].step, payee, payment_steps[i].went);
    }
}

/* the same where payments have numbers: none is used twice, none is left out */
static void
test_numbered (void)
{
  g_autoptr (ImwTestWorld) world = imw_test_world_new ();
  ImwWalletService *service = imw_test_world_open (world);
  ImwWallet        *wallet = NULL;
  g_autofree char  *address = NULL;
  g_autofree char  *reply = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_wallet_service_set_network_enabled (service, NUMBERED, TRUE, &error));
  wallet = imw_test_world_create (world);
  address = imw_test_receive (imw_wallet_find_account (wallet, NUMBERED), FALSE);
  reply = imw_test_world_practice (world, "fund",
                                   "{\"chain\": \"" NUMBERED "\", \"address\": \"%s\", "
                                   "\"asset\": \"" NUMBERED "\", "
                                   "\"amount\": \"3000000000000000000\"}",
                                   address);
  imw_test_world_mine (world, 1);
  imw_test_sync (wallet, NULL);
  imw_test_world_close (world);

  for (guint i = 0; i < G_N_ELEMENTS (payment_steps); i++)
    {
      g_autofree char *payee = g_strdup_printf ("0x%040x", 0x77770000 + i);

      kill_at (world, "numbered", payment_steps[i].step, payee);
      check_after (world, NUMBERED, payment_steps[i].step, payee, payment_steps[i].went);
    }
}

static void
test_onboarding (void)
{
  static const struct
  {
    const char *step;
    gboolean    there;
  } steps[] = {
    { "sealed", FALSE },
    { "folder", FALSE },
    { "saved", TRUE },
    { "books", TRUE },
    { "complete", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (ImwTestWorld) world = imw_test_world_new ();
      ImwWallet *wallet = NULL;

      kill_at (world, "onboarding", steps[i].step, "-");
      imw_test_world_open (world);
      wallet = imw_wallet_service_find_wallet (imw_test_world_get_service (world), NULL);
      g_assert_true ((wallet != NULL) == steps[i].there);

      if (wallet != NULL)
        {
          imw_test_unlock (wallet, "correct horse", NULL);
          g_assert_cmpuint (g_list_model_get_n_items (imw_wallet_get_accounts (wallet)), ==, 2);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  if (argc == 7 && g_str_equal (argv[1], "--child"))
    return run_child (argv);

  program = g_file_read_link ("/proc/self/exe", NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/kill/payment", test_payment);
  g_test_add_func ("/service/kill/numbered", test_numbered);
  g_test_add_func ("/service/kill/onboarding", test_onboarding);

  return g_test_run ();
}
