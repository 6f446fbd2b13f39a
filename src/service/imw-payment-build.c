/* imw-payment-build.c: from what is wanted to an unsigned payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-build"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"
#include "imw-store-address.h"
#include "imw-store-coin.h"

#define MANY_COINS 1000

/* The plan is filled from the store in steps, then built: spendable coins → change address → for a
 * replacement the coins of the payment before → which payees are ours → build, on a thread when there are many coins. */
typedef struct
{
  ImwChain       *chain;
  ImwPaymentPlan *plan;
  GPtrArray      *reserved;    /* (element-type ImwTxSpend) (nullable): of the payment before */
  guint           n_looked_up; /* payees of which is known whether they are ours */
} ImwPaymentBuild;

static void look_up_payees (GTask *task);

static void
payment_build_free (ImwPaymentBuild *build)
{
  g_clear_object (&build->chain);
  g_clear_pointer (&build->plan, imw_payment_plan_free);
  g_clear_pointer (&build->reserved, g_ptr_array_unref);
  g_free (build);
}

static void
build_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  ImwPaymentBuild *build = task_data;
  GError          *error = NULL;
  ImwBuiltPayment *built = imw_chain_build_payment (build->chain, build->plan, &error);

  if (built != NULL)
    g_task_return_pointer (task, built, (GDestroyNotify) imw_built_payment_free);
  else
    g_task_return_error (task, error);
}

static gboolean
was_chosen (ImwPayment *self, const char *txid, guint32 vout)
{
  g_autofree char *outpoint = g_strdup_printf ("%s:%u", txid, vout);

  return g_strv_contains ((const char *const *) self->coins, outpoint);
}

static void
add_payees (ImwPayment *self, ImwPaymentBuild *build)
{
  for (guint i = 0; i < self->recipients->len; i++)
    {
      const ImwPaymentRecipient *recipient = g_ptr_array_index (self->recipients, i);

      imw_payment_plan_add_payee (build->plan, recipient->address, recipient->amount);
    }
}

static void
finish_plan (GTask *task)
{
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentBuild *build = g_task_get_task_data (task);
  GError          *error = NULL;

  if (self->back_to_wallet)
    {
      g_autofree char *address = imw_chain_derive_address (build->chain, build->plan->account_key,
                                                           1, build->plan->change_index, &error);

      if (address == NULL)
        {
          g_task_return_error (task, error);
          return;
        }

      imw_payment_plan_add_payee (build->plan, address, NULL);
      imw_payment_plan_set_own_payee (build->plan, 0, build->plan->account_key, 1,
                                      build->plan->change_index);
      g_free (self->back_address);
      self->back_address = g_steal_pointer (&address);
    }
  else
    add_payees (self, build);

  if (build->plan->payees->len == 0)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT, "nobody is to be paid");
      return;
    }

  look_up_payees (task);
}

static void
start_building (GTask *task)
{
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentBuild *build = g_task_get_task_data (task);

  build->plan->everything = self->everything || self->back_to_wallet;
  build->plan->only_must_spend = self->coins != NULL || self->back_to_wallet ||
                                 (self->replaces != NULL && self->everything);
  build->plan->fee_rate_milli = self->fee_rate_milli;
  build->plan->minimum_fee = self->minimum_fee != NULL ? imw_amount_ref (self->minimum_fee) : NULL;
  build->plan->tip_height = imw_account_get_tip_height (self->account);

  if (build->plan->coins->len > MANY_COINS)
    g_task_run_in_thread (task, build_in_thread);
  else
    build_in_thread (task, self, build, g_task_get_cancellable (task));
}

static const char *
find_account_key (ImwPayment *self, const char *account_id)
{
  ImwAccount *account = NULL;

  if (self->wallet != NULL)
    account = imw_wallet_find_account (self->wallet, account_id);

  return account != NULL ? imw_account_get_key (account) : NULL;
}

static void
payee_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentBuild *build = g_task_get_task_data (task);
  GError          *error = NULL;
  g_autoptr (GPtrArray) found = imw_store_find_address_finish (IMW_STORE (object), result, &error);

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (found->len > 0)
    {
      const ImwStoreAddress *own = g_ptr_array_index (found, 0);
      const char            *account_key = find_account_key (self, own->account);
      gboolean               as_change = own->branch == 1 &&
                           g_str_equal (own->account, imw_account_get_id (self->account));

      /* what is proven to be change is no recipient, and a recipient was asked for */
      if (account_key != NULL && !as_change)
        imw_payment_plan_set_own_payee (build->plan, build->n_looked_up, account_key, own->branch,
                                        own->index);
    }

  build->n_looked_up++;
  look_up_payees (task);
}

static void
look_up_payees (GTask *task)
{
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentBuild *build = g_task_get_task_data (task);
  ImwStore        *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  ImwPlanPayee    *payee;

  if (store == NULL || self->back_to_wallet || build->n_looked_up >= build->plan->payees->len)
    {
      start_building (task);
      return;
    }

  payee = g_ptr_array_index (build->plan->payees, build->n_looked_up);
  imw_store_find_address_async (store, payee->address, g_task_get_cancellable (task),
                                payee_looked_up_cb, g_object_ref (task));
}

static void
take_coin (ImwPaymentBuild *build, const ImwStoreCoin *coin, gboolean must_spend)
{
  imw_payment_plan_add_coin (build->plan, coin->txid, coin->vout, coin->amount, coin->branch,
                             coin->index, coin->state == IMW_TX_CONFIRMED, must_spend);
}

static const ImwTxSpend *
find_spend (GPtrArray *spends, const char *txid, guint32 vout)
{
  for (guint i = 0; spends != NULL && i < spends->len; i++)
    {
      const ImwTxSpend *spend = g_ptr_array_index (spends, i);

      if (spend->vout == vout && g_str_equal (spend->txid, txid))
        return spend;
    }

  return NULL;
}

static gboolean
has_coin (ImwPaymentBuild *build, const ImwTxSpend *spend)
{
  for (guint i = 0; i < build->plan->coins->len; i++)
    {
      const ImwPlanCoin *coin = g_ptr_array_index (build->plan->coins, i);

      if (coin->vout == spend->vout && g_str_equal (coin->txid, spend->txid))
        return TRUE;
    }

  return FALSE;
}

static void
take_reserved (ImwPaymentBuild *build, GPtrArray *coins)
{
  for (guint i = 0; coins != NULL && i < coins->len; i++)
    {
      const ImwStoreCoin *coin = g_ptr_array_index (coins, i);
      const ImwTxSpend   *spend = find_spend (build->reserved, coin->txid, coin->vout);

      if (spend != NULL && coin->state != IMW_TX_DROPPED && !has_coin (build, spend))
        take_coin (build, coin, TRUE);
    }
}

/* A replacement that spends none of the coins of the payment before would be a second payment. */
static void
check_reserved (GTask *task)
{
  ImwPaymentBuild *build = g_task_get_task_data (task);
  guint            n_shared = 0;

  for (guint i = 0; i < build->reserved->len; i++)
    n_shared += has_coin (build, g_ptr_array_index (build->reserved, i));

  if (n_shared == 0)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "the payment before is final, or none of its coins is left");
      return;
    }

  finish_plan (task);
}

/* a replacement would make the payment impossible that spends its change */
static gboolean
has_child (ImwStoreTx *tx)
{
  for (guint i = 0; tx->coins != NULL && i < tx->coins->len; i++)
    {
      const ImwStoreCoin *coin = g_ptr_array_index (tx->coins, i);

      if (coin->spent || coin->reserved)
        return TRUE;
    }

  return FALSE;
}

static void
replaced_tx_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPaymentBuild *build = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreTx) tx = imw_store_get_tx_finish (IMW_STORE (object), result, &error);

  if (tx == NULL && !g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (tx != NULL && has_child (tx))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "another payment spends the change of the one before");
      return;
    }

  if (tx != NULL)
    take_reserved (build, tx->spends);

  check_reserved (task);
}

static void
unspent_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentBuild *build = g_task_get_task_data (task);
  GError          *error = NULL;
  g_autoptr (GPtrArray) coins = imw_store_list_coins_finish (IMW_STORE (object), result, &error);

  if (coins == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  take_reserved (build, coins);

  if (self->replaces_txid != NULL)
    imw_store_get_tx_async (IMW_STORE (object), imw_account_get_id (self->account),
                            self->replaces_txid, g_task_get_cancellable (task), replaced_tx_cb,
                            g_object_ref (task));
  else
    check_reserved (task);
}

static void
reserved_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentBuild *build = g_task_get_task_data (task);
  GError          *error = NULL;

  build->reserved = imw_store_list_reserved_finish (IMW_STORE (object), result, &error);
  if (build->reserved == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  imw_store_list_coins_async (IMW_STORE (object), imw_account_get_id (self->account),
                              IMW_STORE_COINS_UNSPENT, g_task_get_cancellable (task),
                              unspent_listed_cb, g_object_ref (task));
}

static void
change_found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentBuild *build = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreAddress)
      address = imw_store_next_address_finish (IMW_STORE (object), result, &error);

  if (address != NULL)
    build->plan->change_index = address->index;
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    build->plan->change_index = imw_account_get_scanned (self->account, 1);
  else
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (self->replaces != NULL)
    imw_store_list_reserved_async (IMW_STORE (object), self->replaces,
                                   g_task_get_cancellable (task), reserved_listed_cb,
                                   g_object_ref (task));
  else
    finish_plan (task);
}

static void
coins_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentBuild *build = g_task_get_task_data (task);
  GError          *error = NULL;
  g_autoptr (GPtrArray) coins = imw_store_list_coins_finish (IMW_STORE (object), result, &error);
  guint n_chosen = 0;

  if (coins == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < coins->len; i++)
    {
      const ImwStoreCoin *coin = g_ptr_array_index (coins, i);
      gboolean            chosen = self->coins != NULL && was_chosen (self, coin->txid, coin->vout);

      /* the change of what is replaced goes with it; a cancelling spends the old coins alone */
      if (self->back_to_wallet || g_strcmp0 (coin->txid, self->replaces_txid) == 0 ||
          (self->coins != NULL && !chosen))
        continue;

      n_chosen += chosen;
      take_coin (build, coin, chosen);
    }

  if (self->coins != NULL && n_chosen != g_strv_length (self->coins))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                               "a chosen coin can't be spent");
      return;
    }

  imw_store_next_address_async (IMW_STORE (object), imw_account_get_id (self->account), 1, FALSE,
                                g_task_get_cancellable (task), change_found_cb,
                                g_object_ref (task));
}

static void
told_built_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError          *error = NULL;
  ImwBuiltPayment *built = imw_payment_build_told_finish (IMW_PAYMENT (object), result, &error);

  if (built != NULL)
    g_task_return_pointer (task, built, (GDestroyNotify) imw_built_payment_free);
  else
    g_task_return_error (task, error);
}

static void
looked_around_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = IMW_PAYMENT (object);
  ImwPaymentBuild *build = g_task_get_task_data (task);
  ImwStore        *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  GError          *error = NULL;

  if (!imw_payment_look_around_finish (self, result, &error) || store == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED, "the wallet was closed");

      g_task_return_error (task, error);
      return;
    }

  if (imw_chain_has (build->chain, IMW_CHAIN_HAS_TOLD_BALANCES))
    imw_payment_build_told_async (self, g_task_get_cancellable (task), told_built_cb,
                                  g_object_ref (task));
  else
    imw_store_list_coins_async (store, imw_account_get_id (self->account),
                                IMW_STORE_COINS_SPENDABLE, g_task_get_cancellable (task),
                                coins_listed_cb, g_object_ref (task));
}

static void
fees_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  ImwPayment *self = g_task_get_source_object (task);
  ImwFeeTable fees = { 0 };
  GError     *error = NULL;

  if (!imw_account_get_fees_finish (IMW_ACCOUNT (object), result, &fees, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (fees.known)
    imw_payment_set_fee (self, &fees, IMW_FEE_NORMAL);

  imw_payment_look_around_async (self, g_task_get_cancellable (task), looked_around_cb,
                                 g_object_ref (task));
}

/**
 * imw_payment_build_async:
 * @self: a draft
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks for what speaks against it, and builds the unsigned payment, without writing anything. What is no payment
 * to somebody (opening, exchange, claim) takes the usual fee when none has been chosen.
 */
void
imw_payment_build_async (ImwPayment         *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwPaymentBuild *build = g_new0 (ImwPaymentBuild, 1);
  ImwStore        *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  GError          *error = NULL;

  g_task_set_source_tag (task, imw_payment_build_async);
  build->chain = g_object_ref (imw_account_get_chain (self->account));
  build->plan = imw_payment_plan_new (imw_account_get_key (self->account));
  g_task_set_task_data (task, build, (GDestroyNotify) payment_build_free);

  if (store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the wallet's books are not open");
      return;
    }

  if (!imw_payment_acts_check (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->fee_rate_milli == 0 && imw_payment_get_act (self) != IMW_PLAN_PAY)
    imw_account_get_fees_async (self->account, cancellable, fees_cb, g_steal_pointer (&task));
  else
    imw_payment_look_around_async (self, cancellable, looked_around_cb, g_steal_pointer (&task));
}

/**
 * imw_payment_build_finish:
 * @self: a draft
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the unsigned payment, or %NULL: %IMW_ERROR_INSUFFICIENT_FUNDS,
 * %IMW_ERROR_FEE_TOO_LOW, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_NOT_SUPPORTED
 * (replacement), %IMW_ERROR_REFUSED (the network would), the store's, and the network's where it has
 * to be asked first
 */
ImwBuiltPayment *
imw_payment_build_finish (ImwPayment *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
