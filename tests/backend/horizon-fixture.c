/* horizon-fixture.c: a backend, fake servers, and a little wallet on Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "horizon-fixture.h"

#include "imw-error.h"

#include <string.h>

static void
advanced_cb (ImwBackend *backend, gpointer user_data)
{
  ((HorizonFixture *) user_data)->n_advanced++;
}

void
horizon_fixture_set_up (HorizonFixture *self, guint n_servers)
{
  const char *servers[3] = { NULL, NULL, NULL };

  memset (self, 0, sizeof *self);
  self->params = imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_MAIN, NULL);
  g_assert_nonnull (self->params);
  for (guint i = 0; i < n_servers; i++)
    {
      self->fakes[i] = fake_horizon_new (self->params->passphrase, 1000);
      servers[i] = fake_horizon_get_url (self->fakes[i]);
    }
  self->fake = self->fakes[0];
  self->clock = imw_clock_new_manual (G_GINT64_CONSTANT (1767225600000), 1000);
  self->hosts = imw_hosts_new (self->clock);
  self->http = imw_http_new (self->hosts, self->clock);
  imw_http_set_retries (self->http, 1, 4);
  imw_http_set_timeouts (self->http, 30, 500);
  self->backend = imw_horizon_new (self->params, self->http, servers, 5, &self->error);
  g_assert_no_error (self->error);
  g_signal_connect (self->backend, "advanced", G_CALLBACK (advanced_cb), self);
  self->account_key = g_strdup ("[f00dbabe/44'/148'/0']" XLM_ME);
  self->assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  self->unfinal = g_ptr_array_new_with_free_func (g_free);
  self->records =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) imw_tx_record_unref);
  self->tip_height = -1;
}

void
horizon_fixture_tear_down (HorizonFixture *self)
{
  g_clear_object (&self->result);
  g_assert_finalize_object (self->backend);
  for (guint i = 0; i < G_N_ELEMENTS (self->fakes); i++)
    g_clear_pointer (&self->fakes[i], fake_horizon_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->hosts);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->account_key, g_free);
  g_clear_pointer (&self->assets, g_ptr_array_unref);
  g_clear_pointer (&self->unfinal, g_ptr_array_unref);
  g_clear_pointer (&self->records, g_hash_table_unref);
  g_clear_pointer (&self->cursor, g_free);
  g_clear_pointer (&self->batch, imw_sync_batch_free);
  g_clear_error (&self->error);
}

void
horizon_fixture_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ((HorizonFixture *) user_data)->result = g_object_ref (result);
}

void
horizon_fixture_wait (HorizonFixture *self)
{
  g_clear_error (&self->error);
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
run (HorizonFixture *self, gboolean is_history)
{
  ImwSyncRequest *request = imw_sync_request_new (self->account_key);

  g_clear_pointer (&self->batch, imw_sync_batch_free);
  for (guint i = 0; i < self->assets->len; i++)
    imw_sync_request_add_asset (request, g_ptr_array_index (self->assets, i));
  for (guint i = 0; i < self->unfinal->len; i++)
    g_ptr_array_add (request->unfinal, g_strdup (g_ptr_array_index (self->unfinal, i)));
  request->tip_height = self->tip_height;
  request->cursor = g_strdup (self->cursor);
  request->birthday_ms = self->birthday_ms;
  if (is_history)
    imw_backend_history_async (self->backend, request, NULL, horizon_fixture_got_cb, self);
  else
    imw_backend_sync_async (self->backend, request, NULL, horizon_fixture_got_cb, self);
  horizon_fixture_wait (self);
  self->batch = is_history
                    ? imw_backend_history_finish (self->backend, self->result, &self->error)
                    : imw_backend_sync_finish (self->backend, self->result, &self->error);
  g_clear_object (&self->result);
  g_assert_true ((self->batch == NULL) == (self->error != NULL));
  if (self->batch == NULL)
    return FALSE;

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
  if (is_history)
    g_assert_cmpint (self->batch->tip_height, ==, -1);
  else
    self->tip_height = self->batch->tip_height;

  return TRUE;
}

gboolean
horizon_fixture_sync (HorizonFixture *self)
{
  return run (self, FALSE);
}

gboolean
horizon_fixture_history (HorizonFixture *self)
{
  return run (self, TRUE);
}

const ImwTxRecord *
horizon_fixture_find (HorizonFixture *self, const char *txid)
{
  return g_hash_table_lookup (self->records, txid);
}

void
horizon_fixture_assert_balance (HorizonFixture *self, const char *symbol, const char *base_units)
{
  g_autofree char *found = NULL;

  g_assert_nonnull (self->batch);
  for (guint i = 0; i < self->batch->balances->len; i++)
    {
      ImwAmount *amount = g_ptr_array_index (self->batch->balances, i);

      if (g_str_equal (imw_asset_get_symbol (imw_amount_get_asset (amount)), symbol))
        {
          g_assert_null (found);
          found = imw_amount_to_base_text (amount);
        }
    }
  g_assert_cmpstr (found, ==, base_units);
}

void
horizon_fixture_assert_net (HorizonFixture *self,
                            const char     *txid,
                            const char     *symbol,
                            const char     *base_units)
{
  const ImwTxRecord *record = horizon_fixture_find (self, txid);
  g_autofree char   *net = NULL;

  g_assert_nonnull (record);
  net = imw_amount_to_base_text (record->net);
  g_assert_cmpstr (net, ==, base_units);
  g_assert_cmpstr (imw_asset_get_symbol (imw_amount_get_asset (record->net)), ==, symbol);
}
