/* imw-ethereum-records.c: what a transaction did to the account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-rpc-private.h"

#include "imw-ethereum-call.h"
#include "imw-hex.h"

#include <string.h>

/* One record a transaction. Its net is its most telling change: a token that left, else one that came,
 * else the network's own asset. Tokens that nobody knows come last, unless we sent the transaction:
 * anybody can write events that look like transfers of ours. */

#define MAX_COUNTERPARTIES 50

/* One asset that moved. */
typedef struct
{
  char       contract[IMW_EVM_ADDRESS_SIZE];
  ImwAsset  *asset; /* borrowed */
  ImwAmount *net;
  gboolean   is_known;
} Change;

typedef struct
{
  ImwEvmGather *gather;
  ImwEvmItem   *item;
  ImwAsset     *native;
  gboolean      is_payer; /* we signed it */
  gboolean      good;
  ImwAmount    *value;   /* of the native asset, without the fee; negative when it left */
  ImwAmount    *fee;     /* (nullable) */
  GPtrArray    *changes; /* (element-type Change) */
} Reading;

static void
change_free (gpointer user_data)
{
  Change *change = user_data;

  g_clear_pointer (&change->net, imw_amount_unref);
  g_free (change);
}

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->value, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

/* takes @other; *@amount becomes the sum or the difference */
static gboolean
add_to (ImwAmount **amount, ImwAmount *other, gboolean leaves, GError **error)
{
  g_autoptr (ImwAmount) taken = other;
  ImwAmount *sum = leaves ? imw_amount_subtract (*amount, taken, error)
                          : imw_amount_add (*amount, taken, error);

  if (sum == NULL)
    return FALSE;
  imw_amount_unref (*amount);
  *amount = sum;

  return TRUE;
}

static Change *
find_change (Reading *self, const ImwEvmLog *log)
{
  ImwEthereumRpc *rpc = g_task_get_source_object (self->gather->task);
  Change         *change;
  ImwAsset       *asset;
  gboolean        is_known;

  for (guint i = 0; i < self->changes->len; i++)
    {
      change = g_ptr_array_index (self->changes, i);
      if (g_str_equal (change->contract, log->contract))
        return change;
    }

  asset = imw_evm_find_asset (rpc, self->gather->assets, log->contract, &is_known);
  if (asset == NULL)
    return NULL;
  change = g_new0 (Change, 1);
  g_strlcpy (change->contract, log->contract, sizeof change->contract);
  change->asset = asset;
  change->is_known = is_known;
  change->net = imw_amount_new_zero (asset);
  g_ptr_array_add (self->changes, change);

  return change;
}

/* Transfers of nothing that others make in our name only put their address into our history. */
static gboolean
read_logs (Reading *self, GError **error)
{
  const GPtrArray *logs = self->item->receipt->logs;

  for (guint i = 0; i < logs->len; i++)
    {
      const ImwEvmLog *log = g_ptr_array_index (logs, i);
      gboolean         leaves = g_str_equal (log->from, self->gather->address);
      gboolean         comes = g_str_equal (log->to, self->gather->address);
      Change          *change;

      if ((!leaves && !comes) || (imw_evm_word_is_zero (log->value) && !self->is_payer))
        continue;
      change = find_change (self, log);
      if (change == NULL || leaves == comes)
        continue;
      if (!add_to (&change->net, imw_evm_word_to_amount (log->value, change->asset), leaves, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_native (Reading *self, GError **error)
{
  const ImwEvmTx *tx = self->item->tx;
  gboolean        comes = g_str_equal (tx->to, self->gather->address);

  self->value = imw_amount_new_zero (self->native);
  if (self->good && self->is_payer != comes &&
      !add_to (&self->value, imw_evm_word_to_amount (tx->value, self->native), self->is_payer,
               error))
    return FALSE;

  for (guint i = 0; self->good && self->item->internal != NULL && i < self->item->internal->len;
       i++)
    {
      const ImwEvmIndexItem *move = g_ptr_array_index (self->item->internal, i);
      ImwAmount             *amount;

      amount = imw_amount_new_from_base_text (self->native, move->value, error);
      if (amount == NULL || !add_to (&self->value, amount, FALSE, error))
        return FALSE;
    }

  return TRUE;
}

/* gas × price + what the network takes beside it; for a pending one, the most it can be */
static ImwAmount *
read_fee (const Reading *self, GError **error)
{
  const ImwEvmTx      *tx = self->item->tx;
  const ImwEvmReceipt *receipt = self->item->receipt;
  g_autoptr (ImwAmount) price = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  g_autoptr (ImwAmount) extra = NULL;

  if (receipt == NULL)
    {
      price = imw_evm_word_to_amount (tx->price, self->native);
      return imw_amount_multiply_ratio (price, tx->gas, 1, IMW_ROUND_UP, error);
    }

  price = imw_evm_word_to_amount (receipt->has_price ? receipt->price : tx->price, self->native);
  fee = imw_amount_multiply_ratio (price, receipt->gas_used, 1, IMW_ROUND_UP, error);
  if (fee == NULL)
    return NULL;
  extra = imw_evm_word_to_amount (receipt->l1_fee, self->native);

  return imw_amount_add (fee, extra, error);
}

/* A pending transfer of a token has no events yet: what it asks the contract is read. */
static gboolean
read_pending (Reading *self, GError **error)
{
  const ImwEvmTx     *tx = self->item->tx;
  gsize               length;
  const guint8       *data = g_bytes_get_data (tx->input, &length);
  static const guint8 transfer[] = { 0xa9, 0x05, 0x9c, 0xbb };
  ImwEvmLog           log = { .block = -1 };
  Change             *change;

  if (!self->is_payer || length != 4 + 2 * IMW_EVM_WORD_BYTES ||
      memcmp (data, transfer, sizeof transfer) != 0)
    return TRUE;

  g_strlcpy (log.contract, tx->to, sizeof log.contract);
  change = find_change (self, &log);
  if (change == NULL)
    return TRUE;

  return add_to (&change->net,
                 imw_evm_word_to_amount (data + 4 + IMW_EVM_WORD_BYTES, change->asset), TRUE,
                 error);
}

static Change *
choose_among (const Reading *self, gboolean known)
{
  for (gint sign = -1; sign <= 1; sign += 2)
    for (guint i = 0; i < self->changes->len; i++)
      {
        Change *change = g_ptr_array_index (self->changes, i);

        if (change->is_known == known && imw_amount_sign (change->net) == sign)
          return change;
      }

  return NULL;
}

static Change *
choose (const Reading *self)
{
  Change *change = choose_among (self, TRUE);

  if (change == NULL && (self->is_payer || imw_amount_sign (self->value) == 0))
    change = choose_among (self, FALSE);

  return change;
}

static void
add_counterparty (ImwTxRecord *record, const char *address, ImwAmount *amount)
{
  g_autofree char *shown = *address != '\0' ? imw_evm_show_address (address) : NULL;

  if (record->counterparties->len < MAX_COUNTERPARTIES)
    imw_tx_record_add_counterparty (record, shown, amount);
}

static void
add_token_sides (const Reading *self, const Change *change, ImwTxRecord *record)
{
  const ImwEvmTx *tx = self->item->tx;
  gboolean        leaves = imw_amount_sign (change->net) < 0;

  if (self->item->receipt == NULL)
    {
      const guint8    *data = g_bytes_get_data (tx->input, NULL);
      g_autofree char *hex = imw_hex_encode (data + 4 + 12, 20);
      g_autofree char *to = g_strconcat ("0x", hex, NULL);
      g_autoptr (ImwAmount) amount = imw_amount_negate (change->net);

      add_counterparty (record, to, amount);
      return;
    }

  for (guint i = 0; i < self->item->receipt->logs->len; i++)
    {
      const ImwEvmLog *log = g_ptr_array_index (self->item->receipt->logs, i);
      const char      *own = leaves ? log->from : log->to;
      const char      *other = leaves ? log->to : log->from;
      g_autoptr (ImwAmount) amount = NULL;

      if (!g_str_equal (log->contract, change->contract) ||
          !g_str_equal (own, self->gather->address) || g_str_equal (other, own) ||
          imw_evm_word_is_zero (log->value))
        continue;
      amount = imw_evm_word_to_amount (log->value, change->asset);
      add_counterparty (record, other, amount);
    }
}

static void
add_native_sides (const Reading *self, ImwTxRecord *record)
{
  const ImwEvmTx *tx = self->item->tx;
  g_autoptr (ImwAmount) value = imw_evm_word_to_amount (tx->value, self->native);
  gboolean comes = g_str_equal (tx->to, self->gather->address);

  if (self->is_payer && !comes)
    add_counterparty (record, tx->to, value);
  else if (!self->is_payer && comes && imw_amount_sign (value) > 0)
    add_counterparty (record, tx->from, value);

  for (guint i = 0; self->item->internal != NULL && i < self->item->internal->len; i++)
    {
      const ImwEvmIndexItem *move = g_ptr_array_index (self->item->internal, i);
      g_autoptr (ImwAmount)
          amount = imw_amount_new_from_base_text (self->native, move->value, NULL);

      if (amount != NULL && imw_amount_sign (amount) > 0 && move->other != NULL)
        add_counterparty (record, move->other, amount);
    }
}

static gboolean
fill_amounts (Reading *self, ImwTxRecord *record, GError **error)
{
  Change *main_change = choose (self);

  record->fee = self->fee != NULL ? imw_amount_ref (self->fee) : NULL;
  if (main_change == NULL)
    {
      record->net = self->fee != NULL ? imw_amount_subtract (self->value, self->fee, error)
                                      : imw_amount_ref (self->value);
      if (record->net == NULL)
        return FALSE;
      add_native_sides (self, record);
    }
  else
    {
      record->net = imw_amount_ref (main_change->net);
      add_token_sides (self, main_change, record);
      if (imw_amount_sign (self->value) != 0)
        imw_tx_record_add_movement (record, self->value);
    }

  for (guint i = 0; i < self->changes->len; i++)
    {
      Change *change = g_ptr_array_index (self->changes, i);

      if (change != main_change && imw_amount_sign (change->net) != 0)
        imw_tx_record_add_movement (record, change->net);
    }

  return TRUE;
}

static void
fill_place (Reading *self, ImwTxRecord *record)
{
  const ImwEvmItem *item = self->item;
  const gint64     *time_ms;

  if (item->receipt == NULL)
    return;

  record->state = IMW_TX_CONFIRMED;
  record->height = item->receipt->block;
  record->block_hash = g_strdup (item->receipt->block_hash);
  record->failed = !item->receipt->good;
  time_ms = g_hash_table_lookup (self->gather->times, &item->receipt->block);
  record->time_ms = item->time_ms > 0 ? item->time_ms : time_ms != NULL ? *time_ms
                                                                        : 0;
}

/**
 * imw_evm_gather_to_record:
 * @self: a collection
 * @item: one of its transactions
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the record; %NULL without @error when the transaction does not
 *   concern the account or too little is known of it, and with %IMW_ERROR_BAD_INPUT when its amounts
 *   are impossible
 */
ImwTxRecord *
imw_evm_gather_to_record (ImwEvmGather *self, ImwEvmItem *item, GError **error)
{
  ImwEthereumRpc *rpc = g_task_get_source_object (self->task);
  g_auto (Reading) reading = { .gather = self, .item = item };
  g_autoptr (ImwTxRecord) record = NULL;

  if (item->tx == NULL || (item->receipt == NULL && item->tx->block >= 0))
    return NULL;

  reading.native = rpc->params->asset;
  reading.is_payer = g_str_equal (item->tx->from, self->address);
  reading.good = item->receipt == NULL || item->receipt->good;
  reading.changes = g_ptr_array_new_with_free_func (change_free);
  if (!read_native (&reading, error) ||
      (item->receipt != NULL ? !read_logs (&reading, error) : !read_pending (&reading, error)))
    return NULL;
  if (reading.is_payer && (reading.fee = read_fee (&reading, error)) == NULL)
    return NULL;
  if (!reading.is_payer && choose (&reading) == NULL && imw_amount_sign (reading.value) == 0)
    return NULL;

  record = imw_tx_record_new (item->txid);
  fill_place (&reading, record);
  if (!fill_amounts (&reading, record, error))
    return NULL;
  if (reading.is_payer)
    {
      record->sequence = (gint64) item->tx->nonce;
      if (*item->tx->to != '\0')
        record->call = imw_ethereum_call_name (item->tx->input);
    }

  return g_steal_pointer (&record);
}
