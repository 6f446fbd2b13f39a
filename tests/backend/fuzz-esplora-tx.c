/* fuzz-esplora-tx.c: what an Esplora server says about transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-bitcoin-tx.h"
#include "imw-esplora-json.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A record says the same as the transaction it was made of. */
static void
check_record (const ImwEsploraTx *tx)
{
  static const guint8 script[22] = { 0x00, 0x14, [2 ... 21] = 0x11 };
  g_autoptr (GHashTable) own =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, g_free);
  g_autoptr (ImwAsset) asset = imw_asset_new ("bitcoin", "BTC", "Bitcoin", 8);
  g_autoptr (ImwTxRecord) record = NULL;
  gint64 net_sat = 0;
  gint64 expected_sat = 0;

  g_hash_table_insert (own, g_bytes_new_static (script, sizeof script), g_new0 (ImwEsploraOwn, 1));
  record = imw_esplora_tx_to_record (tx, own, imw_bitcoin_params_find ("mainnet"), asset);
  if (record == NULL)
    return;

  for (guint i = 0; i < record->coins->len; i++)
    {
      const ImwTxCoin *coin = g_ptr_array_index (record->coins, i);
      gint64           value_sat = 0;

      g_assert_true (imw_amount_get_i64 (coin->amount, &value_sat));
      expected_sat += value_sat;
    }
  for (guint i = 0; i < tx->inputs->len; i++)
    {
      const ImwEsploraInput *input = &g_array_index (tx->inputs, ImwEsploraInput, i);

      if (input->script != NULL && g_hash_table_contains (own, input->script))
        expected_sat -= (gint64) input->value_sat;
    }
  g_assert_true (imw_amount_get_i64 (record->net, &net_sat));
  g_assert_cmpint (net_sat, ==, expected_sat);
  g_assert_cmpint (ABS (net_sat), <=, (gint64) IMW_BITCOIN_MAX_SAT);
  g_assert_true ((record->fee != NULL) == (record->spends->len > 0));
  g_assert_cmpstr (record->txid, ==, tx->txid);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) parts = imw_esplora_split_array (bytes, NULL);

  if (parts == NULL)
    {
      parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      g_ptr_array_add (parts, g_bytes_ref (bytes));
    }

  for (guint i = 0; i < parts->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImwEsploraTx) tx = imw_esplora_tx_parse_bytes (g_ptr_array_index (parts, i),
                                                                &error);

      g_assert_true ((tx == NULL) == (error != NULL));
      if (tx != NULL)
        check_record (tx);
    }

  return 0;
}
