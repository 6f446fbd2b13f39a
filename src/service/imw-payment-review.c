/* imw-payment-review.c: what became of a signed payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-review"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"
#include "imw-store-coin.h"

#define AGAIN_SIGNED_MS     10000
#define AGAIN_SUBMITTED_MS  60000
#define BLOCK_TIME_SLACK_MS ((gint64) 3 * 3600 * 1000)
#define MAX_LOOKED_AT       500

/* After a sync the books say: it is in a block, or under way, or another transaction has its coins,
 * or nobody knows it any more, and then the same bytes are sent again. */

static void
end_review (GTask *task)
{
  ImwPayment *self = g_task_get_source_object (task);

  self->busy = FALSE;
  g_task_return_boolean (task, TRUE);
}

static void
review_moved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_payment_move_finish (IMW_PAYMENT (object), result, &error))
    g_info ("a payment's state is not stored yet: %s", error->message);

  end_review (task);
}

static void
resubmitted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_payment_submit_finish (IMW_PAYMENT (object), result, &error))
    g_info ("a payment could not be sent again: %s", error->message);

  end_review (task);
}

/* Another one is on its way that shall take its place: the user does not want it to go out any more. */
static gboolean
is_given_up (ImwPayment *self)
{
  GListModel *payments = self->wallet != NULL ? imw_wallet_get_payments (self->wallet) : NULL;

  for (guint i = 0; payments != NULL && i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (ImwPayment) other = g_list_model_get_item (payments, i);

      if (g_strcmp0 (other->replaces, self->id) == 0 &&
          (other->state == IMW_PAYMENT_SIGNED || other->state == IMW_PAYMENT_SUBMITTED))
        return TRUE;
    }

  return FALSE;
}

static void
send_again (GTask *task)
{
  ImwPayment       *self = g_task_get_source_object (task);
  ImwWalletService *service = self->wallet != NULL ? imw_wallet_get_service (self->wallet) : NULL;
  gint64            pause_ms = AGAIN_SUBMITTED_MS;
  gint64            now_ms = 0;

  if (self->state == IMW_PAYMENT_SIGNED)
    pause_ms = AGAIN_SIGNED_MS;
  if (service != NULL)
    now_ms = imw_clock_get_boot_ms (imw_wallet_service_get_clock (service));

  /* a second refusal is the last word only after a look at the network */
  if (service == NULL || (self->tried_boot_ms != 0 && now_ms - self->tried_boot_ms < pause_ms) ||
      (self->refused && imw_account_get_last_error (self->account) != NULL) || is_given_up (self))
    {
      end_review (task);
      return;
    }

  imw_payment_submit_async (self, g_task_get_cancellable (task), resubmitted_cb,
                            g_object_ref (task));
}

static void
lost_moved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!imw_payment_move_finish (IMW_PAYMENT (object), result, &error))
    {
      g_info ("a payment's state is not stored yet: %s", error->message);
      end_review (task);
      return;
    }

  send_again (task);
}

/* by the network's time it can't happen any more, and it has not: what it held is free again */
static void
fail_late (GTask *task)
{
  ImwPayment *self = g_task_get_source_object (task);
  g_autoptr (GError) late = NULL;

  if (self->last_error == NULL)
    {
      late = g_error_new_literal (IMW_ERROR, IMW_ERROR_TIMEOUT,
                                  "the network did not take it in its time");
      imw_payment_set_last_error (self, late);
    }
  imw_payment_move_async (self, IMW_PAYMENT_FAILED, TRUE, "its time is over", NULL,
                          review_moved_cb, g_object_ref (task));
}

/* neither it nor a rival is anywhere */
static void
nobody_has_it (GTask *task)
{
  ImwPayment *self = g_task_get_source_object (task);

  switch (imw_payment_judge_deadline (self))
    {
    case IMW_DEADLINE_NONE:
      break;
    case IMW_DEADLINE_OVER:
      end_review (task);
      return;
    case IMW_DEADLINE_MISSED:
      fail_late (task);
      return;
    }

  if (self->state == IMW_PAYMENT_CONFIRMED || self->state == IMW_PAYMENT_REPLACED)
    imw_payment_move_async (self, IMW_PAYMENT_SUBMITTED, FALSE, "out of its block", NULL,
                            lost_moved_cb, g_object_ref (task));
  else
    send_again (task);
}

/* ---- who has its coins ---- */

#define MAX_OUTPOINTS 1000

/* What it spends, and what those of its parents spend that count no longer: who takes one of them has made it impossible. */
typedef struct
{
  GPtrArray *outpoints; /* (element-type ImwTxSpend) */
  guint      position;  /* whose parent is looked at */
} ImwPaymentRoots;

static void next_parent (GTask *task);

static void
payment_roots_free (ImwPaymentRoots *roots)
{
  g_clear_pointer (&roots->outpoints, g_ptr_array_unref);
  g_free (roots);
}

static gboolean
spends_one_of (ImwStoreTx *tx, GPtrArray *reserved)
{
  for (guint i = 0; tx->spends != NULL && i < tx->spends->len; i++)
    {
      const ImwStoreCoin *coin = g_ptr_array_index (tx->spends, i);

      for (guint k = 0; k < reserved->len; k++)
        {
          const ImwTxSpend *spend = g_ptr_array_index (reserved, k);

          if (coin->vout == spend->vout && g_str_equal (coin->txid, spend->txid))
            return TRUE;
        }
    }

  return FALSE;
}

static void
conflicts_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentRoots *roots = g_task_get_task_data (task);
  ImwChain        *chain = imw_account_get_chain (self->account);
  guint            final_depth = imw_chain_get_final_confirmations (chain);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) txs = imw_store_list_txs_finish (IMW_STORE (object), result, &error);

  if (txs == NULL)
    {
      end_review (task);
      return;
    }

  for (guint i = 0; i < txs->len; i++)
    {
      ImwStoreTx *tx = g_ptr_array_index (txs, i);
      gboolean    final = FALSE;

      if (g_strcmp0 (tx->txid, self->txid) == 0 || !spends_one_of (tx, roots->outpoints))
        continue;

      final = imw_payment_count_confirmations (self, tx->height) >= final_depth;
      if (self->state == IMW_PAYMENT_REPLACED && !final)
        end_review (task);
      else
        imw_payment_move_async (self, IMW_PAYMENT_REPLACED, final, tx->txid, NULL, review_moved_cb,
                                g_steal_pointer (&task));

      return;
    }

  nobody_has_it (task);
}

static void
list_conflicts (GTask *task, ImwStore *store)
{
  ImwPayment *self = g_task_get_source_object (task);
  g_autoptr (ImwStoreTxFilter) filter = imw_store_tx_filter_new ();

  filter->accounts = g_new0 (char *, 2);
  filter->accounts[0] = g_strdup (imw_account_get_id (self->account));
  filter->states = 1u << IMW_TX_CONFIRMED;
  filter->since_ms = MAX (self->created_ms - BLOCK_TIME_SLACK_MS, 0);
  imw_store_list_txs_async (store, filter, NULL, MAX_LOOKED_AT, g_task_get_cancellable (task),
                            conflicts_listed_cb, g_object_ref (task));
}

static void
add_outpoint (GPtrArray *outpoints, const char *txid, guint32 vout)
{
  ImwTxSpend *spend = NULL;

  for (guint i = 0; i < outpoints->len; i++)
    {
      spend = g_ptr_array_index (outpoints, i);
      if (spend->vout == vout && g_str_equal (spend->txid, txid))
        return;
    }

  spend = g_new0 (ImwTxSpend, 1);
  spend->txid = g_strdup (txid);
  spend->vout = vout;
  g_ptr_array_add (outpoints, spend);
}

static void
spend_free (ImwTxSpend *spend)
{
  g_free (spend->txid);
  g_free (spend);
}

static void
parent_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPaymentRoots *roots = g_task_get_task_data (task);
  g_autoptr (ImwStoreTx) parent = imw_store_get_tx_finish (IMW_STORE (object), result, NULL);
  gboolean dropped = parent != NULL && parent->state == IMW_TX_DROPPED;

  for (guint i = 0; dropped && i < parent->spends->len; i++)
    {
      const ImwStoreCoin *coin = g_ptr_array_index (parent->spends, i);

      if (roots->outpoints->len < MAX_OUTPOINTS)
        add_outpoint (roots->outpoints, coin->txid, coin->vout);
    }

  roots->position++;
  next_parent (task);
}

static void
next_parent (GTask *task)
{
  ImwPayment      *self = g_task_get_source_object (task);
  ImwPaymentRoots *roots = g_task_get_task_data (task);
  ImwStore        *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  ImwTxSpend      *spend = NULL;

  if (store == NULL)
    {
      end_review (task);
      return;
    }

  if (roots->position >= roots->outpoints->len)
    {
      list_conflicts (task, store);
      return;
    }

  spend = g_ptr_array_index (roots->outpoints, roots->position);
  imw_store_get_tx_async (store, imw_account_get_id (self->account), spend->txid,
                          g_task_get_cancellable (task), parent_got_cb, g_object_ref (task));
}

static void
review_reserved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      reserved = imw_store_list_reserved_finish (IMW_STORE (object), result, &error);
  ImwPaymentRoots *roots = NULL;

  if (reserved == NULL)
    {
      end_review (task);
      return;
    }

  roots = g_new0 (ImwPaymentRoots, 1);
  roots->outpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) spend_free);
  for (guint i = 0; i < reserved->len; i++)
    {
      const ImwTxSpend *spend = g_ptr_array_index (reserved, i);

      add_outpoint (roots->outpoints, spend->txid, spend->vout);
    }

  g_task_set_task_data (task, roots, (GDestroyNotify) payment_roots_free);
  next_parent (task);
}

/* ---- the transaction in the books ---- */

static void
found_in_block (GTask *task, ImwStoreTx *tx)
{
  ImwPayment *self = g_task_get_source_object (task);
  guint       confirmations = imw_payment_count_confirmations (self, tx->height);
  gboolean    final = confirmations >=
                   imw_chain_get_final_confirmations (imw_account_get_chain (self->account));

  imw_payment_set_last_error (self, NULL);
  imw_payment_set_confirmations (self, confirmations);

  if (self->state == IMW_PAYMENT_CONFIRMED && !final)
    end_review (task);
  else
    imw_payment_move_async (self, IMW_PAYMENT_CONFIRMED, final, NULL, NULL, review_moved_cb,
                            g_object_ref (task));
}

static void
number_reviewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment      *self = IMW_PAYMENT (object);
  gboolean         final = FALSE;
  g_autofree char *detail = NULL;

  switch (imw_payment_review_number_finish (self, result, &final, &detail))
    {
    case IMW_NUMBER_UNKNOWN:
      end_review (task);
      break;

    case IMW_NUMBER_FREE:
      nobody_has_it (task);
      break;

    case IMW_NUMBER_TAKEN:
      if (self->state == IMW_PAYMENT_REPLACED && !final)
        end_review (task);
      else
        imw_payment_move_async (self, IMW_PAYMENT_REPLACED, final, detail, NULL, review_moved_cb,
                                g_steal_pointer (&task));
      break;
    }
}

static void
tx_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwStoreTx) tx = imw_store_get_tx_finish (IMW_STORE (object), result, &error);

  if (tx == NULL && !g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    {
      end_review (task);
      return;
    }

  if (tx != NULL && tx->state == IMW_TX_CONFIRMED)
    {
      found_in_block (task, tx);
      return;
    }

  imw_payment_set_confirmations (self, 0);

  if (tx != NULL && tx->state == IMW_TX_MEMPOOL)
    {
      imw_payment_set_last_error (self, NULL);
      if (self->state == IMW_PAYMENT_SUBMITTED)
        end_review (task);
      else
        imw_payment_move_async (self, IMW_PAYMENT_SUBMITTED, FALSE, "seen", NULL, review_moved_cb,
                                g_steal_pointer (&task));

      return;
    }

  if (self->sequence >= 0)
    {
      imw_payment_review_number_async (self, g_task_get_cancellable (task), number_reviewed_cb,
                                       g_object_ref (task));
      return;
    }

  imw_store_list_reserved_async (IMW_STORE (object), self->id, g_task_get_cancellable (task),
                                 review_reserved_cb, g_object_ref (task));
}

/**
 * imw_payment_review_async:
 * @self: a payment
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks up in the books what became of it, moves its state, and sends it again when nobody knows
 * it.
 */
void
imw_payment_review_async (ImwPayment         *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwStore *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;

  g_task_set_source_tag (task, imw_payment_review_async);
  g_task_set_check_cancellable (task, FALSE);

  if (store == NULL || self->busy || self->txid == NULL || !imw_payment_get_watched (self))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->busy = TRUE;
  imw_store_get_tx_async (store, imw_account_get_id (self->account), self->txid, cancellable,
                          tx_got_cb, g_steal_pointer (&task));
}

/**
 * imw_payment_review_finish:
 * @self: a payment
 * @result: the result given to the callback
 *
 * Ends the call; what could not be done is done after the next sync.
 */
void
imw_payment_review_finish (ImwPayment *self, GAsyncResult *result)
{
  (void) g_task_propagate_boolean (G_TASK (result), NULL);
}
