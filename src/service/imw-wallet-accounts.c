/* imw-wallet-accounts.c: the accounts of a wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-accounts"

#include "config.h"

#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-store-claim.h"
#include "imw-store-account.h"

/* ---- from the store into the objects ---- */

static void
note_account (ImwWallet             *self,
              GPtrArray             *accounts,
              const ImwStoreAccount *row,
              const ImwAccountBooks *books)
{
  ImwAccount *known = imw_wallet_find_account (self, row->id);
  ImwChain   *chain = NULL;
  g_autoptr (ImwAccount) account = NULL;

  chain =
      self->service != NULL ? imw_wallet_service_find_chain (self->service, row->chain) : NULL;
  if (chain == NULL)
    {
      g_debug ("account %s is of a network that is not here, or switched off", row->id);
      return;
    }

  account = known != NULL ? g_object_ref (known) : imw_account_new (self, chain, row);
  imw_account_update (account, row, books);
  g_ptr_array_add (accounts, g_steal_pointer (&account));
}

/* those that stay keep their objects */
static void
update_accounts (ImwWallet *self, GPtrArray *rows, const ImwAccountBooks *books)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  guint n_same = 0;

  for (guint i = 0; i < rows->len; i++)
    note_account (self, accounts, g_ptr_array_index (rows, i), books);

  while (n_same < n_before && n_same < accounts->len)
    {
      g_autoptr (ImwAccount)
          there = g_list_model_get_item (G_LIST_MODEL (self->accounts), n_same);

      if (there != g_ptr_array_index (accounts, n_same))
        break;

      n_same++;
    }

  if (n_same < n_before || n_same < accounts->len)
    g_list_store_splice (self->accounts, n_same, n_before - n_same, accounts->pdata + n_same,
                         accounts->len - n_same);

  self->some_off = accounts->len < rows->len;
  imw_wallet_update_holdings (self);
}

/* What the store says, collected. */
typedef struct
{
  GPtrArray      *rows; /* (element-type ImwStoreAccount) */
  ImwAccountBooks books;
} ImwAccountsRead;

static void
accounts_read_free (ImwAccountsRead *read)
{
  g_clear_pointer (&read->rows, g_ptr_array_unref);
  g_clear_pointer (&read->books.balances, g_ptr_array_unref);
  g_clear_pointer (&read->books.assets, g_ptr_array_unref);
  g_clear_pointer (&read->books.claims, g_ptr_array_unref);
  g_free (read);
}

static void
claims_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccountsRead *read = g_task_get_task_data (task);
  GError          *error = NULL;

  read->books.claims = imw_store_list_claims_finish (IMW_STORE (object), result, &error);
  if (read->books.claims == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  update_accounts (g_task_get_source_object (task), read->rows, &read->books);
  g_task_return_boolean (task, TRUE);
}

static void
assets_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccountsRead *read = g_task_get_task_data (task);
  GError          *error = NULL;

  read->books.assets = imw_store_list_assets_finish (IMW_STORE (object), result, &error);
  if (read->books.assets == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  imw_store_list_claims_async (IMW_STORE (object), NULL, g_task_get_cancellable (task),
                               claims_listed_cb, g_object_ref (task));
}

static void
balances_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccountsRead *read = g_task_get_task_data (task);
  GError          *error = NULL;

  read->books.balances = imw_store_list_balances_finish (IMW_STORE (object), result, &error);
  if (read->books.balances == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  imw_store_list_assets_async (IMW_STORE (object), NULL, g_task_get_cancellable (task),
                               assets_listed_cb, g_object_ref (task));
}

static void
accounts_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccountsRead *read = g_task_get_task_data (task);
  GError          *error = NULL;

  read->rows = imw_store_list_accounts_finish (IMW_STORE (object), result, &error);
  if (read->rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  imw_store_list_balances_async (IMW_STORE (object), NULL, g_task_get_cancellable (task),
                                 balances_listed_cb, g_object_ref (task));
}

/**
 * imw_wallet_refresh_accounts_async:
 * @self: a wallet with a store
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Reads accounts and balances from the store again.
 */
void
imw_wallet_refresh_accounts_async (ImwWallet          *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_wallet_refresh_accounts_async);
  g_task_set_task_data (task, g_new0 (ImwAccountsRead, 1), (GDestroyNotify) accounts_read_free);

  if (self->store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the wallet's books are not open");
      return;
    }

  imw_store_list_accounts_async (self->store, cancellable, accounts_listed_cb,
                                 g_steal_pointer (&task));
}

/**
 * imw_wallet_refresh_accounts_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the accounts say what the store says. Errors are the store's.
 */
gboolean
imw_wallet_refresh_accounts_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- from the signer into the store ---- */

/* One account to be put into the store, and where the walk over all kinds stands. */
typedef struct
{
  ImwSigner *signer;
  GPtrArray *wanted; /* (element-type ImwNewAccount) */
  guint      position;
} ImwAccountWalk;

typedef struct
{
  ImwChain             *chain;
  const ImwAccountKind *kind;
  guint32               number;
  char                 *id;
} ImwNewAccount;

static void next_account (GTask *task);

static void
new_account_free (ImwNewAccount *account)
{
  g_clear_object (&account->chain);
  g_free (account->id);
  g_free (account);
}

static void
account_walk_free (ImwAccountWalk *walk)
{
  g_clear_object (&walk->signer);
  g_clear_pointer (&walk->wanted, g_ptr_array_unref);
  g_free (walk);
}

static void
walk_add (ImwAccountWalk *walk, ImwChain *chain, const ImwAccountKind *kind, guint32 number)
{
  ImwNewAccount *account = g_new0 (ImwNewAccount, 1);

  account->chain = g_object_ref (chain);
  account->kind = kind;
  account->number = number;
  account->id = imw_chain_build_account_id (kind, number);
  g_ptr_array_add (walk->wanted, account);
}

static ImwAccountWalk *
account_walk_new (ImwSigner *signer)
{
  ImwAccountWalk *walk = g_new0 (ImwAccountWalk, 1);

  walk->signer = g_object_ref (signer);
  walk->wanted = g_ptr_array_new_with_free_func ((GDestroyNotify) new_account_free);

  return walk;
}

static void
first_addresses_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccountWalk *walk = g_task_get_task_data (task);
  GError         *error = NULL;

  if (!imw_account_derive_finish (IMW_ACCOUNT (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  walk->position++;
  next_account (task);
}

static void
walk_refreshed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet      *self = IMW_WALLET (object);
  ImwAccountWalk *walk = g_task_get_task_data (task);
  ImwNewAccount  *wanted = g_ptr_array_index (walk->wanted, walk->position);
  ImwAccount     *account = NULL;
  GError         *error = NULL;

  if (!imw_wallet_refresh_accounts_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  account = imw_wallet_find_account (self, wanted->id);
  if (account == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_INTERNAL,
                               "the account is not in the store after it was put there");
      return;
    }

  imw_account_derive_async (account, IMW_GAP_LIMIT, IMW_GAP_LIMIT, g_task_get_cancellable (task),
                            first_addresses_cb, g_object_ref (task));
}

static void
account_added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *self = g_task_get_source_object (task);
  GError    *error = NULL;

  if (!imw_store_add_account_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_wallet_refresh_accounts_async (self, g_task_get_cancellable (task), walk_refreshed_cb,
                                     g_object_ref (task));
}

/* other words, or another passphrase, have other keys: nothing of theirs may come into these books */
static void
check_known (GTask *task, ImwAccount *known, const char *key)
{
  if (!g_str_equal (imw_account_get_key (known), key))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE,
                               "the passphrase is another one: the keys are not those of this "
                               "wallet's books");
      return;
    }

  imw_account_derive_async (known, IMW_GAP_LIMIT, IMW_GAP_LIMIT, g_task_get_cancellable (task),
                            first_addresses_cb, g_object_ref (task));
}

/* of the words, as far as it is known: all accounts have the same */
static gint64
find_birthday (ImwWallet *self)
{
  ImwAccount *first = imw_wallet_find_account (self, NULL);

  if (self->birthday_ms != 0 || first == NULL)
    return self->birthday_ms;

  return imw_account_get_birthday_ms (first);
}

static void
account_key_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet       *self = g_task_get_source_object (task);
  ImwAccountWalk  *walk = g_task_get_task_data (task);
  ImwNewAccount   *wanted = g_ptr_array_index (walk->wanted, walk->position);
  GError          *error = NULL;
  g_autofree char *key = imw_signer_get_account_key_finish (IMW_SIGNER (object), result, &error);
  ImwAccount      *known = NULL;
  g_autoptr (ImwStoreAccount) row = NULL;

  if (key == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  known = imw_wallet_find_account (self, wanted->id);
  if (known != NULL)
    {
      check_known (task, known, key);
      return;
    }

  if (self->store == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the wallet was closed");
      return;
    }

  row = imw_store_account_new (wanted->id, imw_chain_get_id (wanted->chain), key,
                               imw_chain_get_native_asset (wanted->chain));
  row->created_ms = imw_wallet_get_wall_ms (self);
  row->birthday_ms = find_birthday (self);
  imw_store_add_account_async (self->store, row, g_task_get_cancellable (task), account_added_cb,
                               g_object_ref (task));
}

static void
next_account (GTask *task)
{
  ImwAccountWalk *walk = g_task_get_task_data (task);
  ImwNewAccount  *wanted = NULL;

  if (walk->position == walk->wanted->len)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  wanted = g_ptr_array_index (walk->wanted, walk->position);
  imw_signer_get_account_key_async (walk->signer, imw_chain_get_id (wanted->chain),
                                    wanted->kind->id, wanted->number, g_task_get_cancellable (task),
                                    account_key_cb, g_object_ref (task));
}

/**
 * imw_wallet_ensure_accounts_async:
 * @self: a wallet whose signer is unlocked
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Sees to it that an account of every kind of every network is in the store, with its first
 * addresses.
 */
void
imw_wallet_ensure_accounts_async (ImwWallet          *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwAccountWalk *walk = NULL;
  GPtrArray      *chains = NULL;

  g_task_set_source_tag (task, imw_wallet_ensure_accounts_async);

  if (self->signer == NULL || self->service == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  walk = account_walk_new (self->signer);
  g_task_set_task_data (task, walk, (GDestroyNotify) account_walk_free);
  chains = imw_wallet_service_get_chains (self->service);

  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain             *chain = g_ptr_array_index (chains, i);
      guint                 n_kinds = 0;
      const ImwAccountKind *kinds = imw_chain_get_account_kinds (chain, &n_kinds);

      for (guint k = 0; k < n_kinds; k++)
        walk_add (walk, chain, &kinds[k], 0);
    }

  next_account (task);
}

/**
 * imw_wallet_ensure_accounts_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when they are there. On %FALSE @error is the signer's or the store's;
 * %IMW_ERROR_REFUSED when the store has an account of other keys.
 */
gboolean
imw_wallet_ensure_accounts_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- a further account ---- */

static const ImwAccountKind *
find_kind (ImwChain *chain, const char *id)
{
  guint                 n_kinds = 0;
  const ImwAccountKind *kinds = imw_chain_get_account_kinds (chain, &n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      if (g_str_equal (kinds[i].id, id))
        return &kinds[i];
    }

  return NULL;
}

/**
 * imw_wallet_add_account_async:
 * @self: an unlocked wallet
 * @chain_id: a network
 * @kind: one of its kinds, "bitcoin-84"
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Makes the next account of that kind ("bitcoin-84-1").
 */
void
imw_wallet_add_account_async (ImwWallet          *self,
                              const char         *chain_id,
                              const char         *kind,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwAccountWalk       *walk = NULL;
  ImwChain             *chain = NULL;
  const ImwAccountKind *found = NULL;
  guint32               number = 0;

  g_return_if_fail (IMW_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_add_account_async);

  if (!self->unlocked || self->signer == NULL || self->service == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  chain = imw_wallet_service_find_chain (self->service, chain_id);
  found = chain != NULL ? find_kind (chain, kind) : NULL;
  if (found == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no such kind of account");
      return;
    }

  for (;;)
    {
      g_autofree char *id = imw_chain_build_account_id (found, number);

      if (imw_wallet_find_account (self, id) == NULL)
        break;

      number++;
    }

  walk = account_walk_new (self->signer);
  g_task_set_task_data (task, walk, (GDestroyNotify) account_walk_free);
  walk_add (walk, chain, found, number);
  next_account (task);
}

/**
 * imw_wallet_add_account_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the new account, or %NULL: %IMW_ERROR_LOCKED, %IMW_ERROR_NOT_FOUND, the
 * signer's and the store's errors
 */
ImwAccount *
imw_wallet_add_account_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  ImwAccountWalk *walk = NULL;
  ImwNewAccount  *wanted = NULL;
  ImwAccount     *account = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  walk = g_task_get_task_data (G_TASK (result));
  wanted = g_ptr_array_index (walk->wanted, 0);
  account = imw_wallet_find_account (self, wanted->id);

  return account != NULL ? g_object_ref (account) : NULL;
}
