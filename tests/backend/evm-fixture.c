/* evm-fixture.c: a backend, fake servers, and a little wallet with told balances
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "evm-fixture.h"

#include "imw-error.h"

#include <string.h>

void
evm_fixture_set_up (EvmFixture *self, guint n_servers, gboolean with_index, gint64 tip)
{
  const char *servers[4] = { NULL, NULL, NULL, NULL };
  const char *indexes[2] = { NULL, NULL };

  memset (self, 0, sizeof *self);
  for (guint i = 0; i < n_servers; i++)
    {
      self->fakes[i] = fake_evm_new (EVM_CHAIN_ID, tip);
      servers[i] = fake_evm_get_url (self->fakes[i]);
    }
  self->fake = self->fakes[0];
  indexes[0] = with_index ? servers[0] : NULL;
  self->clock = imw_clock_new_manual (G_GINT64_CONSTANT (1767225600000), 1000);
  self->hosts = imw_hosts_new (self->clock);
  self->http = imw_http_new (self->hosts, self->clock);
  imw_http_set_retries (self->http, 2, 4);
  imw_http_set_timeouts (self->http, 30, 30000);
  self->chain = imw_chain_registry_new_chain ("ethereum", IMW_ENVIRONMENT_MAIN, NULL, &self->error);
  g_assert_no_error (self->error);
  self->backend =
      imw_ethereum_rpc_new (self->chain, self->http, servers, indexes, 12, &self->error);
  g_assert_no_error (self->error);
  self->account_key =
      g_strdup ("[73c5da0a/44'/60'/0'/0/0]0x9858EfFD232B4033E47d90003D41EC34EcaEda94");
  self->assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  self->records =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) imw_tx_record_unref);
  self->tip_height = -1;
  self->final_depth = 12;
}

void
evm_fixture_tear_down (EvmFixture *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->fakes); i++)
    g_clear_pointer (&self->fakes[i], fake_evm_free);
  g_assert_finalize_object (self->backend);
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->hosts);
  g_clear_object (&self->clock);
  g_clear_object (&self->chain);
  g_clear_pointer (&self->account_key, g_free);
  g_clear_pointer (&self->assets, g_ptr_array_unref);
  g_clear_pointer (&self->records, g_hash_table_unref);
  g_clear_pointer (&self->tip_hash, g_free);
  g_clear_pointer (&self->cursor, g_free);
  g_clear_pointer (&self->batch, imw_sync_batch_free);
  g_clear_error (&self->error);
}

void
evm_fixture_wait (EvmFixture *self)
{
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
  self->done = FALSE;
}

/* The batch into the wallet. */
static void
apply (EvmFixture *self)
{
  for (guint i = 0; i < self->batch->records->len; i++)
    {
      ImwTxRecord *record = g_ptr_array_index (self->batch->records, i);

      g_assert_nonnull (record->net);
      g_hash_table_replace (self->records, record->txid, imw_tx_record_ref (record));
    }
  if (self->batch->cursor != NULL)
    {
      g_free (self->cursor);
      self->cursor = g_strdup (self->batch->cursor);
    }
  if (self->is_history)
    {
      g_assert_cmpint (self->batch->tip_height, ==, -1);
      g_assert_cmpuint (self->batch->balances->len, ==, 0);
      return;
    }
  self->tip_height = self->batch->tip_height;
  g_free (self->tip_hash);
  self->tip_hash = g_strdup (self->batch->tip_hash);
}

static void
synced_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  EvmFixture *self = user_data;

  self->batch = self->is_history
                    ? imw_backend_history_finish (IMW_BACKEND (object), result, &self->error)
                    : imw_backend_sync_finish (IMW_BACKEND (object), result, &self->error);
  g_assert_true ((self->batch == NULL) == (self->error != NULL));
  self->done = TRUE;
}

static gboolean
run (EvmFixture *self,
     gboolean    is_history)
{
  ImwSyncRequest *request = imw_sync_request_new (self->account_key);
  GHashTableIter  iter;
  gpointer        value;

  g_clear_error (&self->error);
  g_clear_pointer (&self->batch, imw_sync_batch_free);
  for (guint i = 0; i < self->assets->len; i++)
    imw_sync_request_add_asset (request, g_ptr_array_index (self->assets, i));
  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const ImwTxRecord *record = value;

      if (record->state == IMW_TX_MEMPOOL ||
          (record->state == IMW_TX_CONFIRMED &&
           record->height > self->tip_height - self->final_depth))
        g_ptr_array_add (request->unfinal, g_strdup (record->txid));
    }
  request->tip_height = self->tip_height;
  request->tip_hash = g_strdup (self->tip_hash);
  request->cursor = g_strdup (self->cursor);
  request->birthday_ms = self->birthday_ms;

  self->is_history = is_history;
  if (is_history)
    imw_backend_history_async (self->backend, request, NULL, synced_cb, self);
  else
    imw_backend_sync_async (self->backend, request, NULL, synced_cb, self);
  evm_fixture_wait (self);
  if (self->batch != NULL)
    apply (self);

  return self->batch != NULL;
}

gboolean
evm_fixture_sync (EvmFixture *self)
{
  return run (self, FALSE);
}

gboolean
evm_fixture_history (EvmFixture *self)
{
  return run (self, TRUE);
}

guint
evm_fixture_history_all (EvmFixture *self)
{
  guint n = 0;

  do
    {
      evm_fixture_history (self);
      g_assert_no_error (self->error);
      g_assert_cmpuint (++n, <, 20000);
    }
  while (self->batch->history_more);

  return n;
}

void
evm_fixture_assert_error (EvmFixture *self, gint code)
{
  g_assert_error (self->error, IMW_ERROR, code);
}

const ImwTxRecord *
evm_fixture_find (EvmFixture *self, const char *txid)
{
  return g_hash_table_lookup (self->records, txid);
}

char *
evm_fixture_balance (EvmFixture *self, const char *symbol)
{
  g_assert_nonnull (self->batch);
  for (guint i = 0; i < self->batch->balances->len; i++)
    {
      ImwAmount *amount = g_ptr_array_index (self->batch->balances, i);

      if (g_str_equal (imw_asset_get_symbol (imw_amount_get_asset (amount)), symbol))
        return imw_amount_to_base_text (amount);
    }

  return NULL;
}

void
evm_fixture_assert_balance (EvmFixture *self, const char *symbol, const char *base_units)
{
  g_autofree char *balance = evm_fixture_balance (self, symbol);

  g_assert_cmpstr (balance, ==, base_units);
}

void
evm_fixture_assert_net (EvmFixture *self,
                        const char *txid,
                        const char *symbol,
                        const char *base_units)
{
  const ImwTxRecord *record = evm_fixture_find (self, txid);
  g_autofree char   *net = NULL;

  g_assert_nonnull (record);
  net = imw_amount_to_base_text (record->net);
  g_assert_cmpstr (net, ==, base_units);
  g_assert_cmpstr (imw_asset_get_symbol (imw_amount_get_asset (record->net)), ==, symbol);
}
