/* imw-abroad-transfers.c: the transfers of a wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-abroad-transfers"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#define MIN_LEARNED 5

/**
 * imw_wallet_abroad_add_transfer:
 * @self: part of a wallet
 * @transfer: one that is in the books now
 */
void
imw_wallet_abroad_add_transfer (ImwWalletAbroad *self, ImwTransfer *transfer)
{
  if (!g_list_store_find (self->transfers, transfer, NULL))
    g_list_store_insert (self->transfers, 0, transfer);
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/**
 * imw_wallet_abroad_learn_eta_s:
 * @self: part of a wallet
 * @domain: of a provider
 * @method: how it pays out, or is paid
 * @route: which way
 *
 * Returns: the median of how long this wallet's own transfers of that kind took, in seconds; -1 when there are fewer than five
 */
gint64
imw_wallet_abroad_learn_eta_s (ImwWalletAbroad *self,
                               const char      *domain,
                               const char      *method,
                               ImwRoute         route)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  GListModel *transfers = G_LIST_MODEL (self->transfers);

  for (guint i = 0; i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (transfers, i);
      gint64 from_ms = transfer->paid_ms != 0 ? transfer->paid_ms : transfer->created_ms;
      gint64 took_s = (transfer->done_ms - from_ms) / 1000;

      if (transfer->done_ms == 0 || took_s < 0 || transfer->facts.route != route ||
          g_strcmp0 (transfer->domain, domain) != 0 ||
          g_strcmp0 (transfer->request->method, method) != 0)
        continue;

      g_array_append_val (times, took_s);
    }

  if (times->len < MIN_LEARNED)
    return -1;

  g_array_sort (times, compare_times);

  return g_array_index (times, gint64, times->len / 2);
}

/**
 * imw_wallet_get_transfers:
 * @self: a wallet
 *
 * Returns: (transfer none): list of #ImwTransfer, newest first
 */
GListModel *
imw_wallet_get_transfers (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return G_LIST_MODEL (self->abroad->transfers);
}

static gboolean
is_one_of (const char *text, const char *value)
{
  return value != NULL && g_ascii_strcasecmp (text, value) == 0;
}

static gboolean
has_refund (ImwOrder *order, const char *text)
{
  for (guint i = 0; order->refunds != NULL && i < order->refunds->len; i++)
    {
      const ImwRefund *refund = g_ptr_array_index (order->refunds, i);

      if (is_one_of (text, refund->id))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_number (ImwTransfer *transfer, const char *text)
{
  ImwOrder     *order = transfer->facts.order;
  ImwSwapOrder *swap = transfer->swap;

  if (is_one_of (text, transfer->code) || is_one_of (text, transfer->id) ||
      (transfer->payment != NULL && is_one_of (text, imw_payment_get_txid (transfer->payment))) ||
      (transfer->swap_payment != NULL &&
       is_one_of (text, imw_payment_get_txid (transfer->swap_payment))))
    return TRUE;

  if (swap != NULL && (is_one_of (text, swap->id) || is_one_of (text, swap->received_id) ||
                       is_one_of (text, swap->sent_id) || is_one_of (text, swap->refund_id)))
    return TRUE;

  return order != NULL && (is_one_of (text, order->id) || is_one_of (text, order->ledger_id) ||
                           is_one_of (text, order->external_id) || has_refund (order, text));
}

/**
 * imw_wallet_find_transfer:
 * @self: a wallet
 * @text: our code or number, the provider's, a hash on a ledger, the bank's number; any case
 *
 * Returns: (transfer none) (nullable): the newest that has it
 */
ImwTransfer *
imw_wallet_find_transfer (ImwWallet *self, const char *text)
{
  g_autofree char *trimmed = NULL;
  GListModel      *transfers = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  trimmed = g_strstrip (g_strdup (text));
  transfers = imw_wallet_get_transfers (self);
  for (guint i = 0; trimmed[0] != '\0' && i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (transfers, i);

      /* the list keeps it alive */
      if (has_number (transfer, trimmed))
        return transfer;
    }

  return NULL;
}

/**
 * imw_wallet_refresh_transfers:
 * @self: a wallet
 *
 * The window came to the front: every open transfer is asked after now.
 */
void
imw_wallet_refresh_transfers (ImwWallet *self)
{
  GListModel *transfers = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));

  transfers = imw_wallet_get_transfers (self);
  for (guint i = 0; i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (transfers, i);

      imw_transfer_ask_soon (transfer);
    }
}
