/* imw-test-world.c: a data folder, a practice network and the calls that wait
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-test-world"

#include "config.h"

#include "imw-test-world.h"

#include "imw-practice-server.h"
#include "imw-wallet-private.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-chain.h"
#include "imw-error.h"

#include <glib/gstdio.h>

struct _ImwTestWorld
{
  char              *data_dir;
  char              *url;
  gboolean           owner;
  ImwPracticeServer *server;  /* (nullable) */
  ImwWalletService  *service; /* (nullable) */
  ImwClock          *clock;   /* (nullable) */
};

/**
 * imw_test_wait_cb:
 * @object: not used
 * @result: kept
 * @user_data: an #ImwTestWait
 *
 * Ends the waiting.
 */
void
imw_test_wait_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ImwTestWait *self = user_data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

/**
 * imw_test_wait:
 * @self: given to a call
 *
 * Returns: (transfer none): its result
 */
GAsyncResult *
imw_test_wait (ImwTestWait *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return self->result;
}

/**
 * imw_test_wait_clear:
 * @self: a wait
 *
 * Makes it ready for another call.
 */
void
imw_test_wait_clear (ImwTestWait *self)
{
  g_clear_object (&self->result);
}

/* Most tests are about one network; those about others switch them on. */
static void
write_settings (ImwTestWorld *self)
{
  const char *const *ids = imw_chain_registry_get_ids ();
  g_autofree char   *folder = g_build_filename (self->data_dir, "practice", NULL);
  g_autofree char   *path = g_build_filename (folder, "settings.ini", NULL);
  g_autoptr (ImwSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  settings = imw_settings_new (path, FALSE);
  for (gsize i = 1; ids[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat (IMW_SETTING_NETWORK_PREFIX, ids[i], NULL);

      g_assert_true (imw_settings_set (settings, key, "off", &error));
    }
}

static ImwTestWorld *
new_world (gboolean clock_manual)
{
  ImwTestWorld      *self = g_new0 (ImwTestWorld, 1);
  g_autofree char   *state_path = NULL;
  ImwPracticeOptions options = { 0 };
  g_autoptr (GError) error = NULL;

  self->owner = TRUE;
  self->data_dir = g_dir_make_tmp ("imw-service-XXXXXX", &error);
  g_assert_no_error (error);
  state_path = g_build_filename (self->data_dir, "network.db", NULL);
  write_settings (self);
  options.state_path = state_path;
  options.block_interval_s = 30;
  options.clock_manual = clock_manual;
  options.clock_start_ms = g_get_real_time () / 1000;
  self->server = imw_practice_server_new (&options, &error);
  g_assert_no_error (error);
  self->url = g_strdup (imw_practice_server_get_url (self->server));

  return self;
}

/**
 * imw_test_world_new:
 *
 * Returns: (transfer full): an empty data folder, and a practice network that makes blocks on
 * request only; only its first network is switched on
 */
ImwTestWorld *
imw_test_world_new (void)
{
  return new_world (FALSE);
}

/**
 * imw_test_world_new_timed:
 *
 * Returns: (transfer full): the same; the time of the practice network stands still from now on, until
 * its knob "clock" moves it
 */
ImwTestWorld *
imw_test_world_new_timed (void)
{
  return new_world (TRUE);
}

/**
 * imw_test_world_new_at:
 * @data_dir: a folder that another process made
 * @url: its practice network
 *
 * Returns: (transfer full): the same world seen from here
 */
ImwTestWorld *
imw_test_world_new_at (const char *data_dir, const char *url)
{
  ImwTestWorld *self = g_new0 (ImwTestWorld, 1);

  self->data_dir = g_strdup (data_dir);
  self->url = g_strdup (url);

  return self;
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_all (child);
      else
        g_unlink (child);
    }

  g_rmdir (path);
}

/**
 * imw_test_world_free:
 * @self: a world
 *
 * Closes everything and removes the folder.
 */
void
imw_test_world_free (ImwTestWorld *self)
{
  imw_test_world_close (self);
  g_clear_pointer (&self->server, imw_practice_server_free);

  while (g_main_context_iteration (NULL, FALSE))
    ;

  if (self->owner)
    remove_all (self->data_dir);

  g_clear_object (&self->clock);
  g_free (self->data_dir);
  g_free (self->url);
  g_free (self);
}

/**
 * imw_test_world_get_data_dir:
 * @self: a world
 *
 * Returns: its data folder
 */
const char *
imw_test_world_get_data_dir (ImwTestWorld *self)
{
  return self->data_dir;
}

/**
 * imw_test_world_build_path:
 * @self: a world
 * @name: of a file
 *
 * Returns: (transfer full): where it is in the environment's folder
 */
char *
imw_test_world_build_path (ImwTestWorld *self, const char *name)
{
  return g_build_filename (self->data_dir, "practice", name, NULL);
}

/**
 * imw_test_world_get_url:
 * @self: a world
 *
 * Returns: the practice network's address
 */
const char *
imw_test_world_get_url (ImwTestWorld *self)
{
  return self->url;
}

/**
 * imw_test_world_get_clock:
 * @self: a world that has not been opened yet, the first time
 *
 * Returns: (transfer none): a clock that stands still until it is moved, for all that is opened from now on
 */
ImwClock *
imw_test_world_get_clock (ImwTestWorld *self)
{
  if (self->clock == NULL)
    self->clock = imw_clock_new_manual (g_get_real_time () / 1000, 1000000);

  return self->clock;
}

/**
 * imw_test_world_try_open:
 * @self: a world
 * @read_only: whether to open it beside another
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a service on the data folder
 */
ImwWalletService *
imw_test_world_try_open (ImwTestWorld *self, gboolean read_only, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autofree char  *bitcoin = g_strconcat ("bitcoin=", self->url, NULL);
  g_autofree char  *practice = g_strconcat ("practice=", self->url, NULL);
  const char *const servers[] = { bitcoin, practice, NULL };
  ImwServiceOptions options = { 0 };

  options.data_dir = self->data_dir;
  options.environment = IMW_ENVIRONMENT_PRACTICE;
  options.servers = servers;
  options.read_only = read_only;
  options.clock = self->clock;
  imw_wallet_service_open_async (&options, NULL, imw_test_wait_cb, &wait);

  return imw_wallet_service_open_finish (imw_test_wait (&wait), error);
}

/**
 * imw_test_world_open:
 * @self: a world that is closed
 *
 * Returns: (transfer none): the service
 */
ImwWalletService *
imw_test_world_open (ImwTestWorld *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (self->service);
  self->service = imw_test_world_try_open (self, FALSE, &error);
  g_assert_no_error (error);

  return self->service;
}

/**
 * imw_test_world_close:
 * @self: a world
 *
 * Closes the service, if it is open, and drops it.
 */
void
imw_test_world_close (ImwTestWorld *self)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;

  if (self->service == NULL)
    return;

  imw_wallet_service_close_async (self->service, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_service_close_finish (self->service, imw_test_wait (&wait), &error));
  imw_test_wait_clear (&wait);

  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_assert_finalize_object (g_steal_pointer (&self->service));
}

/**
 * imw_test_world_get_service:
 * @self: an open world
 *
 * Returns: (transfer none): the service
 */
ImwWalletService *
imw_test_world_get_service (ImwTestWorld *self)
{
  return self->service;
}

/**
 * imw_test_secret:
 * @text: not a secret
 *
 * Returns: (transfer full): it as one
 */
ImwSecret *
imw_test_secret (const char *text)
{
  return imw_secret_new ((const guint8 *) text, strlen (text));
}

/**
 * imw_test_world_create:
 * @self: an open world
 *
 * Returns: (transfer none): a new wallet with fresh words
 */
ImwWallet *
imw_test_world_create (ImwTestWorld *self)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwOnboarding) onboarding = imw_onboarding_new (self->service);
  g_autoptr (ImwSecret) password = imw_test_secret ("correct horse");
  g_autoptr (ImwSecret) words = NULL;
  g_autoptr (ImwWallet) wallet = NULL;
  g_autoptr (GError) error = NULL;

  imw_onboarding_generate_async (onboarding, 12, IMW_BIP39_ENGLISH, NULL, imw_test_wait_cb, &wait);
  words = imw_onboarding_generate_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  imw_test_wait_clear (&wait);

  imw_onboarding_finish_async (onboarding, "Test", password, NULL, FALSE, IMW_VAULT_FILE, TRUE,
                               NULL, imw_test_wait_cb, &wait);
  wallet = imw_onboarding_finish_finish (onboarding, imw_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_true (imw_wallet_get_unlocked (wallet));

  /* the service keeps it */
  return wallet;
}

/**
 * imw_test_load:
 * @wallet: a wallet
 *
 * Opens its books.
 */
void
imw_test_load (ImwWallet *wallet)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;

  imw_wallet_load_async (wallet, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_wallet_load_finish (wallet, imw_test_wait (&wait), &error));
  g_assert_no_error (error);
}

/**
 * imw_test_world_get_wallet:
 * @self: an open world
 *
 * Returns: (transfer none): its first wallet, books open
 */
ImwWallet *
imw_test_world_get_wallet (ImwTestWorld *self)
{
  ImwWallet *wallet = imw_wallet_service_find_wallet (self->service, NULL);

  g_assert_nonnull (wallet);
  imw_test_load (wallet);

  return wallet;
}

/**
 * imw_test_world_practice:
 * @self: an open world
 * @action: which knob
 * @format: the parameters as JSON
 * @...: what goes into them
 *
 * Returns: (transfer full): the reply
 */
char *
imw_test_world_practice (ImwTestWorld *self, const char *action, const char *format, ...)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  char   *reply = NULL;
  va_list args;

  va_start (args, format);
  json = g_strdup_vprintf (format, args);
  va_end (args);
  imw_wallet_service_practice_async (self->service, action, json, NULL, imw_test_wait_cb, &wait);
  reply = imw_wallet_service_practice_finish (self->service, imw_test_wait (&wait), &error);
  g_assert_no_error (error);

  return reply;
}

/**
 * imw_test_world_mine:
 * @self: an open world
 * @blocks: how many
 *
 * Makes blocks.
 */
void
imw_test_world_mine (ImwTestWorld *self, guint blocks)
{
  g_autofree char *reply = imw_test_world_practice (self, "mine", "{\"blocks\": %u}", blocks);

  g_assert_nonnull (reply);
}

/**
 * imw_test_world_fund:
 * @self: an open world
 * @account: who gets it
 * @amount_sat: how much
 *
 * Pays the account from the faucet, makes a block, and syncs.
 */
void
imw_test_world_fund (ImwTestWorld *self, ImwAccount *account, guint64 amount_sat)
{
  g_autofree char *address = imw_test_receive (account, FALSE);
  g_autofree char *reply = imw_test_world_practice (
      self, "fund", "{\"address\": \"%s\", \"amount_sat\": %" G_GUINT64_FORMAT "}", address,
      amount_sat);

  imw_test_world_mine (self, 1);
  imw_test_sync (imw_test_world_get_wallet (self), NULL);
}

/**
 * imw_test_unlock:
 * @wallet: a wallet
 * @password: its password, or not
 * @error: (nullable): return location; %NULL: it must not fail
 *
 * Returns: %TRUE when unlocked
 */
gboolean
imw_test_unlock (ImwWallet *wallet, const char *password, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwSecret) secret = imw_test_secret (password);
  g_autoptr (GError) local_error = NULL;
  gboolean done = FALSE;

  imw_wallet_unlock_async (wallet, secret, NULL, NULL, imw_test_wait_cb, &wait);
  done = imw_wallet_unlock_finish (wallet, imw_test_wait (&wait), &local_error);

  if (error == NULL)
    g_assert_no_error (local_error);
  else
    *error = g_steal_pointer (&local_error);

  return done;
}

/**
 * imw_test_sync:
 * @wallet: a wallet
 * @error: (nullable): return location; %NULL: it must not fail
 *
 * Returns: %TRUE when up to date
 */
gboolean
imw_test_sync (ImwWallet *wallet, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) local_error = NULL;
  gboolean done = FALSE;

  imw_wallet_sync_async (wallet, FALSE, NULL, imw_test_wait_cb, &wait);
  done = imw_wallet_sync_finish (wallet, imw_test_wait (&wait), &local_error);

  if (error == NULL)
    g_assert_no_error (local_error);
  else
    *error = g_steal_pointer (&local_error);

  return done;
}

/**
 * imw_test_receive:
 * @account: an account
 * @fresh: whether one that was not given out yet
 *
 * Returns: (transfer full): an address
 */
char *
imw_test_receive (ImwAccount *account, gboolean fresh)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (ImwAddressInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  imw_account_get_receive_address_async (account, fresh, NULL, imw_test_wait_cb, &wait);
  info = imw_account_get_receive_address_finish (account, imw_test_wait (&wait), &error);
  g_assert_no_error (error);

  return g_strdup (info->address);
}

static gboolean
give (gboolean done, GError *local_error, GError **error)
{
  if (error == NULL)
    {
      g_assert_no_error (local_error);
      g_assert_true (done);
    }
  else
    *error = local_error;

  g_assert_true (done == (local_error == NULL));

  return done;
}

/**
 * imw_test_prepare:
 * @payment: a draft
 * @error: (nullable): return location; %NULL: it must not fail
 *
 * Returns: %TRUE when described
 */
gboolean
imw_test_prepare (ImwPayment *payment, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };
  GError  *local_error = NULL;
  gboolean done = FALSE;

  imw_payment_prepare_async (payment, NULL, imw_test_wait_cb, &wait);
  done = imw_payment_prepare_finish (payment, imw_test_wait (&wait), &local_error);

  return give (done, local_error, error);
}

/**
 * imw_test_send:
 * @payment: a described payment
 * @error: (nullable): return location; %NULL: it must not fail
 *
 * Returns: %TRUE when signed
 */
gboolean
imw_test_send (ImwPayment *payment, GError **error)
{
  static const char *const consents[] = { "absurd-fee", NULL };
  g_auto (ImwTestWait) wait = { NULL };
  GError  *local_error = NULL;
  gboolean done = FALSE;

  imw_payment_send_async (payment, consents, NULL, imw_test_wait_cb, &wait);
  done = imw_payment_send_finish (payment, imw_test_wait (&wait), &local_error);

  return give (done, local_error, error);
}

/**
 * imw_test_cancel:
 * @payment: a payment
 * @error: (nullable): return location; %NULL: it must not fail
 *
 * Returns: %TRUE when cancelled
 */
gboolean
imw_test_cancel (ImwPayment *payment, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };
  GError  *local_error = NULL;
  gboolean done = FALSE;

  imw_payment_cancel_async (payment, NULL, imw_test_wait_cb, &wait);
  done = imw_payment_cancel_finish (payment, imw_test_wait (&wait), &local_error);

  return give (done, local_error, error);
}

/**
 * imw_test_set_label:
 * @wallet: a wallet
 * @ref: txid or address
 * @text: (nullable): label
 * @error: (nullable): return location; %NULL: it must not fail
 *
 * Returns: %TRUE when stored
 */
gboolean
imw_test_set_label (ImwWallet *wallet, const char *ref, const char *text, GError **error)
{
  g_auto (ImwTestWait) wait = { NULL };
  GError  *local_error = NULL;
  gboolean done = FALSE;

  imw_wallet_set_label_async (wallet, ref, text, NULL, imw_test_wait_cb, &wait);
  done = imw_wallet_set_label_finish (wallet, imw_test_wait (&wait), &local_error);

  return give (done, local_error, error);
}

/**
 * imw_test_history:
 * @wallet: a wallet
 * @search: (nullable): what to look for
 *
 * Returns: (transfer full) (element-type ImwTransaction): all pages
 */
GPtrArray *
imw_test_history (ImwWallet *wallet, const char *search)
{
  g_autoptr (ImwTransactionModel) model = imw_wallet_new_transaction_model (wallet);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  imw_transaction_model_set_filter (model, NULL, NULL, search);
  imw_transaction_model_set_page_size (model, 3);

  while (!imw_transaction_model_get_complete (model))
    {
      g_auto (ImwTestWait) wait = { NULL };
      g_autoptr (GError) error = NULL;

      imw_transaction_model_load_more_async (model, NULL, imw_test_wait_cb, &wait);
      g_assert_true (imw_transaction_model_load_more_finish (model, imw_test_wait (&wait), &error));
      g_assert_no_error (error);
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    g_ptr_array_add (list, g_list_model_get_item (G_LIST_MODEL (model), i));

  return list;
}

/**
 * imw_test_draft:
 * @wallet: a wallet
 * @account_id: (nullable): from which account
 * @address: to whom
 * @amount_sat: how much; 0: everything
 *
 * Returns: (transfer full): a draft at 2 sat/vB
 */
ImwPayment *
imw_test_draft (ImwWallet *wallet, const char *account_id, const char *address, guint64 amount_sat)
{
  ImwAccount *account = imw_wallet_find_account (wallet, account_id);
  ImwPayment *payment = imw_payment_new (wallet, account);

  if (amount_sat > 0)
    {
      g_autoptr (ImwAmount) amount = imw_amount_new_u64 (
          imw_chain_get_native_asset (imw_account_get_chain (account)), amount_sat);

      imw_payment_add_recipient (payment, address, amount);
    }
  else
    imw_payment_set_everything (payment, address);

  imw_payment_set_fee_rate (payment, 2000);

  return payment;
}

/**
 * imw_test_check_books:
 * @wallet: a wallet
 *
 * Lets the store check its sums and marks against its history.
 */
void
imw_test_check_books (ImwWallet *wallet)
{
  g_auto (ImwTestWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  ImwStore *store = imw_wallet_get_store (wallet);

  imw_store_check_async (store, NULL, imw_test_wait_cb, &wait);
  g_assert_true (imw_store_check_finish (store, imw_test_wait (&wait), &error));
  g_assert_no_error (error);
}

/**
 * imw_test_sat:
 * @amount: (nullable): not to be unknown
 *
 * Returns: base units
 */
guint64
imw_test_sat (ImwAmount *amount)
{
  guint64 value = 0;

  g_assert_nonnull (amount);
  g_assert_true (imw_amount_get_u64 (amount, &value));

  return value;
}

/**
 * imw_test_foreign_address:
 * @number: which
 *
 * Returns: (transfer full): an address of the practice network for which nobody has the key
 */
char *
imw_test_foreign_address (guint number)
{
  const ImwBitcoinParams *params = imw_bitcoin_params_for_environment (IMW_ENVIRONMENT_PRACTICE);
  guint8                  program[20] = { 0x77, (guint8) (number >> 8), (guint8) number };
  g_autoptr (GBytes) script = imw_bitcoin_script_witness (0, program, sizeof program);

  g_assert_nonnull (params);

  return imw_bitcoin_address_encode (params, g_bytes_get_data (script, NULL),
                                     g_bytes_get_size (script));
}
