/* imw-ethereum-compare.c: whether another server says the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-rpc"

#include "config.h"

#include "imw-ethereum-sync-private.h"

#include "imw-error.h"

#include <string.h>

/* A balance is one server's word. When it is another than the last one, and there are more servers,
 * the next one is asked for the same block. Says it the same, or does it not have that block, the word
 * stands. Do two servers that have the same block disagree, a third one decides; without one the round
 * fails, and the wallet keeps what it knew. A contract that is in no list may answer each server as it
 * likes: it must not spoil the round, so its balance alone is unknown then. */

/* what one request can hold beside the calls that come first */
#define MAX_TOKENS (IMW_JSON_RPC_MAX_CALLS - 4)

typedef struct
{
  GTask     *task;
  GPtrArray *calls;
  void (*then) (GTask *task);
} Comparison;

static void ask_next (GTask *task, void (*then) (GTask *task));

/* Whether what the wallet has been told before is what it is told now. */
static gboolean
is_news (ImwEthereumRpc *self, const ImwEvmSync *sync)
{
  g_autofree char *native = imw_evm_amount_text (sync->batch, self->params->asset);

  if (g_strcmp0 (sync->cursor->native, native) != 0 ||
      sync->cursor->sequence != sync->batch->sequence)
    return TRUE;

  for (guint i = 1; i < sync->batch->balances->len; i++)
    {
      ImwAmount       *amount = g_ptr_array_index (sync->batch->balances, i);
      const char      *id = imw_asset_get_id (imw_amount_get_asset (amount));
      g_autofree char *units = imw_amount_to_base_text (amount);

      if (g_strcmp0 (g_hash_table_lookup (sync->cursor->tokens, id), units) != 0)
        return TRUE;
    }

  return FALSE;
}

/* The next round compares with what was told now. */
static void
remember (ImwEvmSync *sync)
{
  for (guint i = 1; i < sync->batch->balances->len; i++)
    {
      ImwAmount  *amount = g_ptr_array_index (sync->batch->balances, i);
      const char *id = imw_asset_get_id (imw_amount_get_asset (amount));

      g_hash_table_insert (sync->cursor->tokens, g_strdup (id), imw_amount_to_base_text (amount));
    }
}

static gboolean
is_genuine (ImwEthereumRpc *self, ImwAsset *asset)
{
  return imw_chain_get_trust (self->chain, asset) ==
         IMW_TRUST_GENUINE;
}

static void
forget_doubtful (ImwEvmSync *sync, GPtrArray *doubtful)
{
  for (guint i = 0; i < doubtful->len; i++)
    {
      ImwAmount  *amount = g_ptr_array_index (doubtful, i);
      const char *id = imw_asset_get_id (imw_amount_get_asset (amount));

      g_info ("the contract of %s says not the same to everybody", id);
      g_hash_table_remove (sync->cursor->tokens, id);
      g_ptr_array_remove (sync->batch->balances, amount);
    }
}

/* 1: the same, -1: another, 0: the server cannot say */
static gint
judge (ImwEthereumRpc *self, ImwEvmSync *sync, GPtrArray *calls)
{
  g_autoptr (ImwEvmHeader) header = NULL;
  g_autoptr (GPtrArray) doubtful = g_ptr_array_new ();
  guint64 chain_id;
  guint64 sequence;

  if (!imw_evm_call_get_u64 (imw_evm_calls_get (calls, 0), &chain_id, NULL) ||
      chain_id != self->params->chain_id)
    return 0;
  if (imw_evm_calls_get (calls, 1)->result == NULL ||
      imw_evm_call_is_null (imw_evm_calls_get (calls, 1)))
    return 0;
  header = imw_evm_header_parse (imw_evm_calls_get (calls, 1)->result, NULL);
  if (header == NULL || !g_str_equal (header->hash, sync->tip->hash))
    return 0;

  /* the balances of tokens are asked for from the fifth call on, as far as they fit in */
  for (guint i = 0; i < sync->batch->balances->len && i + 3 < calls->len; i++)
    {
      ImwAmount *told = g_ptr_array_index (sync->batch->balances, i);
      ImwAsset  *asset = imw_amount_get_asset (told);
      g_autoptr (ImwAmount) other =
          i == 0 ? imw_evm_call_get_amount (imw_evm_calls_get (calls, 2), asset, NULL)
                 : imw_evm_call_get_word_amount (imw_evm_calls_get (calls, i + 3), asset, NULL);

      if (other != NULL && imw_amount_equal (told, other))
        continue;
      if (i > 0 && !is_genuine (self, asset))
        g_ptr_array_add (doubtful, told);
      else
        return other == NULL ? 0 : -1;
    }
  if (!imw_evm_call_get_u64 (imw_evm_calls_get (calls, 3), &sequence, NULL))
    return 0;
  if ((gint64) sequence != sync->batch->sequence)
    return -1;

  forget_doubtful (sync, doubtful);

  return 1;
}

/* Nobody says otherwise: what was told is believed. */
static void
agree (GTask *task, void (*then) (GTask *task))
{
  remember (imw_evm_round_get_data (task));
  then (task);
}

static void
compared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Comparison *comparison = user_data;
  g_autoptr (GTask) task = comparison->task;
  g_autoptr (GPtrArray) calls = comparison->calls;
  void (*then) (GTask * task) = comparison->then;
  ImwEthereumRpc   *self = g_task_get_source_object (task);
  ImwEvmSync       *sync = imw_evm_round_get_data (task);
  ImwJsonRpcFailure failure;
  g_autoptr (GError) error = NULL;
  gint verdict = 0;

  g_free (comparison);
  if (imw_json_rpc_send_finish (IMW_HTTP (object), result, &failure, &error))
    verdict = judge (self, sync, calls);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (verdict > 0)
    {
      agree (task, then);
      return;
    }
  if (verdict < 0 && sync->disagreement != NULL)
    {
      /* two against one: whoever is right, it is not this one */
      imw_evm_round_fail (task, g_steal_pointer (&sync->disagreement));
      return;
    }
  if (verdict < 0)
    {
      const ImwEvmServer *other = g_ptr_array_index (self->servers, sync->other);

      sync->disagreement =
          g_error_new (IMW_ERROR, IMW_ERROR_BAD_REPLY,
                       "%s and %s disagree about the balance at block %" G_GINT64_FORMAT,
                       imw_evm_round_get_server (task)->url, other->url, sync->tip->number);
      g_message ("%s", sync->disagreement->message);
    }
  ask_next (task, then);
}

/* The next server after the last one asked, which is not the one of the round. */
static ImwEvmServer *
next_server (GTask *task)
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwEvmSync     *sync = imw_evm_round_get_data (task);
  gint64          now_ms = imw_clock_get_boot_ms (imw_http_get_clock (self->http));

  while (sync->other + 1 < self->servers->len)
    {
      ImwEvmServer *server = g_ptr_array_index (self->servers, ++sync->other);

      if (server != imw_evm_round_get_server (task) && now_ms >= server->rest_until_ms)
        return server;
    }

  return NULL;
}

static void
ask_next (GTask *task, void (*then) (GTask *task))
{
  ImwEthereumRpc  *self = g_task_get_source_object (task);
  ImwEvmRound     *round = g_task_get_task_data (task);
  ImwEvmSync      *sync = round->data;
  ImwEvmServer    *server = next_server (task);
  Comparison      *comparison;
  GPtrArray       *calls;
  g_autofree char *tag = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", (guint64) sync->tip->number);

  if (server == NULL)
    {
      if (sync->disagreement != NULL)
        imw_evm_round_refuse_all (task, g_steal_pointer (&sync->disagreement));
      else
        agree (task, then);
      return;
    }

  calls = imw_evm_calls_new ();
  imw_evm_calls_add (calls, "eth_chainId", "[]");
  imw_evm_calls_add (calls, "eth_getBlockByNumber", "[\"%s\",false]", tag);
  imw_evm_calls_add (calls, "eth_getBalance", "[\"%s\",\"%s\"]", sync->address, tag);
  imw_evm_calls_add (calls, "eth_getTransactionCount", "[\"%s\",\"%s\"]", sync->address, tag);
  for (guint i = 1; i < sync->batch->balances->len && i <= MAX_TOKENS; i++)
    {
      g_autofree char *contract = imw_evm_asset_contract (
          self, imw_amount_get_asset (g_ptr_array_index (sync->batch->balances, i)));

      imw_evm_calls_add (
          calls, "eth_call",
          "[{\"to\":\"%s\",\"data\":\"0x70a08231000000000000000000000000%s\"},\"%s\"]", contract,
          sync->address + strlen ("0x"), tag);
    }

  comparison = g_new0 (Comparison, 1);
  comparison->task = g_object_ref (task);
  comparison->calls = calls;
  comparison->then = then;
  round->n_requests++;
  imw_json_rpc_send_async (self->http, self->server_purpose, server->url, calls,
                           IMW_EVM_MAX_SMALL_BYTES, g_task_get_cancellable (task), compared_cb,
                           comparison);
}

/**
 * imw_evm_sync_compare:
 * @task: the task of a round that has been told balances
 * @then: called when nobody disagrees; not when the operation has ended
 *
 * Asks another server for its word when something changed.
 */
void
imw_evm_sync_compare (GTask *task, void (*then) (GTask *task))
{
  ImwEthereumRpc *self = g_task_get_source_object (task);
  ImwEvmSync     *sync = imw_evm_round_get_data (task);

  sync->other = G_MAXUINT;
  if (self->servers->len < 2 || !is_news (self, sync))
    agree (task, then);
  else
    ask_next (task, then);
}
