/* esplora-fixture.c: a backend, two fake servers, and a little wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "esplora-fixture.h"

#include "imw-bitcoin-account.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

static void
address_free (gpointer data)
{
  ImwSyncAddress *address = data;

  g_free (address->status);
  g_free (address);
}

/* A key of our own making: the generator as public key, a chain code of one byte repeated. */
char *
fixture_account_key (guint8 number)
{
  static const char generator[] =
      "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
  const ImwBitcoinParams *params = imw_bitcoin_params_find ("mainnet");
  ImwBitcoinAccountKey    key = { .purpose = 84, .fingerprint = { 1, 2, 3, 4 } };
  g_autoptr (GError) error = NULL;

  key.key.depth = 3;
  key.key.child_number = IMW_BIP32_HARDENED;
  memset (key.key.chain_code, number, sizeof key.key.chain_code);
  g_assert_true (imw_hex_decode_fixed (generator, key.key.pubkey, 33, &error));
  g_assert_no_error (error);

  return imw_bitcoin_account_key_to_text (params, &key);
}

static void
changed_cb (ImwBackend *backend,
            gpointer    user_data)
{
  Fixture *self = user_data;

  self->n_changed++;
}

void
fixture_set_up (Fixture      *self,
                gconstpointer two_servers)
{
  const ImwBitcoinParams *params = imw_bitcoin_params_find ("mainnet");
  const char             *servers[3] = { NULL, NULL, NULL };

  memset (self, 0, sizeof *self);
  self->fake = fake_esplora_new (params);
  servers[0] = fake_esplora_get_url (self->fake);
  if (two_servers != NULL)
    {
      self->other = fake_esplora_new (params);
      servers[1] = fake_esplora_get_url (self->other);
    }
  self->clock = imw_clock_new_manual (G_GINT64_CONSTANT (1767225600000), 1000);
  self->hosts = imw_hosts_new (self->clock);
  self->http = imw_http_new (self->hosts, self->clock);
  imw_http_set_retries (self->http, 2, 4);
  imw_http_set_timeouts (self->http, 30, 30000);
  self->chain = imw_bitcoin_chain_new (params);
  self->backend = imw_esplora_new (IMW_BITCOIN_CHAIN (self->chain),
                                   self->http,
                                   servers,
                                   600,
                                   &self->error);
  g_assert_no_error (self->error);
  g_signal_connect (self->backend, "changed", G_CALLBACK (changed_cb), self);
  self->account_key = fixture_account_key (7);
  self->addresses = g_ptr_array_new_with_free_func (address_free);
  self->records =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) imw_tx_record_unref);
  self->tip_height = -1;
}

void
fixture_tear_down (Fixture      *self,
                   gconstpointer two_servers)
{
  g_clear_pointer (&self->fake, fake_esplora_free);
  g_clear_pointer (&self->other, fake_esplora_free);
  g_assert_finalize_object (self->backend);
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->hosts);
  g_clear_object (&self->clock);
  g_assert_finalize_object (self->chain);
  g_clear_pointer (&self->account_key, g_free);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_pointer (&self->records, g_hash_table_unref);
  g_clear_pointer (&self->tip_hash, g_free);
  g_clear_pointer (&self->batch, imw_sync_batch_free);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_clear_error (&self->error);
}

GBytes *
fixture_script (Fixture *self,
                guint32  branch,
                guint32  index)
{
  g_autoptr (GError) error = NULL;
  ImwBitcoinAccountKey key;
  guint8               pubkey[33];
  GBytes              *script;

  g_assert_true (imw_bitcoin_account_key_parse (self->fake->params,
                                                self->account_key,
                                                &key,
                                                &error));
  script = imw_bitcoin_account_script (&key, branch, index, pubkey, &error);
  g_assert_no_error (error);

  return script;
}

FakeTx *
fixture_pay (Fixture *self,
             guint32  branch,
             guint32  index,
             guint64  value_sat)
{
  g_autoptr (GBytes) script = fixture_script (self, branch, index);

  return fake_esplora_pay (self->fake, script, value_sat);
}

void
fixture_wait (Fixture *self)
{
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
begin (Fixture *self)
{
  self->done = FALSE;
  g_clear_error (&self->error);
  g_clear_pointer (&self->batch, imw_sync_batch_free);
}

static void
synced_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *self = user_data;

  self->batch = imw_backend_sync_finish (IMW_BACKEND (object), result, &self->error);
  g_assert_true ((self->batch == NULL) == (self->error != NULL));
  self->done = TRUE;
}

void
fixture_sync_start (Fixture      *self,
                    gboolean      deep,
                    GCancellable *cancellable)
{
  ImwSyncRequest *request = imw_sync_request_new (self->account_key);
  GHashTableIter  iter;
  gpointer        value;

  for (guint i = 0; i < self->addresses->len; i++)
    {
      const ImwSyncAddress *address = g_ptr_array_index (self->addresses, i);

      imw_sync_request_add_address (request,
                                    address->branch,
                                    address->index,
                                    address->status,
                                    address->used,
                                    address->watch);
    }
  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const ImwTxRecord *record = value;

      if (record->state == IMW_TX_MEMPOOL ||
          (record->state == IMW_TX_CONFIRMED && record->height > self->tip_height - 6))
        g_ptr_array_add (request->unfinal, g_strdup (record->txid));
    }
  request->tip_height = self->tip_height;
  request->tip_hash = g_strdup (self->tip_hash);
  request->deep = deep;

  begin (self);
  imw_backend_sync_async (self->backend, request, cancellable, synced_cb, self);
}

static void
keep_address (Fixture              *self,
              const ImwSyncAddress *news)
{
  ImwSyncAddress *address = NULL;

  for (guint i = 0; i < self->addresses->len; i++)
    {
      ImwSyncAddress *candidate = g_ptr_array_index (self->addresses, i);

      if (candidate->branch == news->branch && candidate->index == news->index)
        address = candidate;
    }
  if (address == NULL)
    {
      address = g_new0 (ImwSyncAddress, 1);
      address->branch = news->branch;
      address->index = news->index;
      address->watch = TRUE;
      g_ptr_array_add (self->addresses, address);
    }

  g_free (address->status);
  address->status = g_strdup (news->status);
  address->used = news->used;
}

void
fixture_apply (Fixture *self)
{
  for (guint i = 0; i < self->batch->addresses->len; i++)
    keep_address (self, g_ptr_array_index (self->batch->addresses, i));
  for (guint i = 0; i < self->batch->records->len; i++)
    {
      ImwTxRecord *record = imw_tx_record_ref (g_ptr_array_index (self->batch->records, i));

      g_hash_table_replace (self->records, record->txid, record);
    }
  self->tip_height = self->batch->tip_height;
  g_free (self->tip_hash);
  self->tip_hash = g_strdup (self->batch->tip_hash);
}

gboolean
fixture_sync (Fixture *self,
              gboolean deep)
{
  fixture_sync_start (self, deep, NULL);
  fixture_wait (self);
  if (self->batch != NULL)
    fixture_apply (self);

  return self->batch != NULL;
}

void
fixture_assert_error (Fixture *self,
                      gint     code)
{
  g_assert_null (self->batch);
  g_assert_error (self->error, IMW_ERROR, code);
}

gint64
fixture_net (const ImwTxRecord *record)
{
  gint64 net_sat = 0;

  g_assert_true (imw_amount_get_i64 (record->net, &net_sat));

  return net_sat;
}

gint64
fixture_balance (Fixture *self)
{
  GHashTableIter iter;
  gpointer       value;
  gint64         sum_sat = 0;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const ImwTxRecord *) value)->state != IMW_TX_DROPPED)
      sum_sat += fixture_net (value);

  return sum_sat;
}

const ImwTxRecord *
fixture_find (Fixture    *self,
              const char *txid)
{
  const ImwTxRecord *record = g_hash_table_lookup (self->records, txid);

  g_assert_nonnull (record);

  return record;
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Fixture *self = user_data;
  gboolean ok = imw_backend_submit_finish (IMW_BACKEND (object), result, &self->error);

  g_assert_true (ok == (self->error == NULL));
  self->done = TRUE;
}

gboolean
fixture_submit (Fixture    *self,
                GBytes     *raw,
                const char *txid)
{
  begin (self);
  imw_backend_submit_async (self->backend, raw, txid, NULL, submitted_cb, self);
  fixture_wait (self);

  return self->error == NULL;
}

static void
raw_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Fixture *self = user_data;

  g_clear_pointer (&self->raw, g_bytes_unref);
  self->raw = imw_backend_get_raw_finish (IMW_BACKEND (object), result, &self->error);
  g_assert_true ((self->raw == NULL) == (self->error != NULL));
  self->done = TRUE;
}

gboolean
fixture_get_raw (Fixture    *self,
                 const char *txid)
{
  begin (self);
  imw_backend_get_raw_async (self->backend, txid, NULL, raw_cb, self);
  fixture_wait (self);

  return self->raw != NULL;
}

typedef struct
{
  Fixture     *fixture;
  ImwFeeTable *fees;
} FeesCall;

static void
fees_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  FeesCall *call = user_data;
  gboolean  ok = imw_backend_get_fees_finish (IMW_BACKEND (object),
                                              result,
                                              call->fees,
                                              &call->fixture->error);

  g_assert_true (ok == (call->fixture->error == NULL));
  call->fixture->done = TRUE;
}

gboolean
fixture_get_fees (Fixture     *self,
                  ImwFeeTable *fees)
{
  FeesCall call = { self, fees };

  begin (self);
  imw_backend_get_fees_async (self->backend, NULL, fees_cb, &call);
  fixture_wait (self);

  return self->error == NULL;
}
