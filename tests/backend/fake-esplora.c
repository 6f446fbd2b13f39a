/* fake-esplora.c: an Esplora server that tests can bend
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fake-esplora.h"

#include "imw-bitcoin-address.h"
#include "imw-hex.h"

#include <string.h>

static void
tx_free (gpointer data)
{
  FakeTx *tx = data;

  g_free (tx->txid);
  imw_bitcoin_tx_unref (tx->tx);
  g_ptr_array_unref (tx->prevouts);
  g_free (tx);
}

static void
output_free (gpointer data)
{
  ImwBitcoinOutput *output = data;

  g_bytes_unref (output->script);
  g_free (output);
}

static char *
make_hash (FakeEsplora *self,
           guint        height)
{
  return g_strdup_printf ("%056x%08x", self->n_forks * 1000003u + 7, height);
}

static void
append_output (FakeEsplora            *self,
               GString                *json,
               const ImwBitcoinOutput *output)
{
  gsize            length;
  const guint8    *data = g_bytes_get_data (output->script, &length);
  g_autofree char *hex = imw_hex_encode (data, length);
  g_autofree char *address = imw_bitcoin_address_encode (self->params, data, length);

  g_string_append_printf (json,
                          "{\"scriptpubkey\":\"%s\",\"value\":%" G_GUINT64_FORMAT,
                          hex,
                          output->value_sat);
  if (address != NULL)
    g_string_append_printf (json, ",\"scriptpubkey_address\":\"%s\"", address);
  g_string_append_c (json, '}');
}

static guint64
sum_of (const GPtrArray *outputs)
{
  guint64 sum_sat = 0;

  for (guint i = 0; i < outputs->len; i++)
    sum_sat += ((const ImwBitcoinOutput *) g_ptr_array_index (outputs, i))->value_sat;

  return sum_sat;
}

char *
fake_esplora_tx_to_json (FakeEsplora  *self,
                         const FakeTx *tx)
{
  GString *json = g_string_new (NULL);

  g_string_append_printf (json,
                          "{\"txid\":\"%s\",\"version\":%u,\"locktime\":%u,\"vin\":[",
                          tx->txid,
                          tx->tx->version,
                          tx->tx->lock_time);
  for (guint i = 0; i < tx->tx->inputs->len; i++)
    {
      const ImwBitcoinInput *input = imw_bitcoin_tx_get_input (tx->tx, i);
      g_autofree char       *txid = imw_bitcoin_txid_to_text (input->txid);

      g_string_append_printf (json,
                              "%s{\"txid\":\"%s\",\"vout\":%u,\"prevout\":",
                              i > 0 ? "," : "",
                              txid,
                              input->vout);
      append_output (self, json, g_ptr_array_index (tx->prevouts, i));
      g_string_append_printf (json,
                              ",\"scriptsig\":\"\",\"witness\":[\"00\"],\"is_coinbase\":false,"
                              "\"sequence\":%u}",
                              input->sequence);
    }
  g_string_append (json, "],\"vout\":[");
  for (guint i = 0; i < tx->tx->outputs->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_output (self, json, imw_bitcoin_tx_get_output (tx->tx, i));
    }
  g_string_append_printf (json,
                          "],\"size\":200,\"weight\":800,\"fee\":%" G_GUINT64_FORMAT ",\"status\":",
                          sum_of (tx->prevouts) - sum_of (tx->tx->outputs));
  if (tx->height >= 0)
    g_string_append_printf (json,
                            "{\"confirmed\":true,\"block_height\":%" G_GINT64_FORMAT
                            ",\"block_hash\":\"%s\",\"block_time\":%" G_GINT64_FORMAT "}}",
                            tx->height,
                            (const char *) g_ptr_array_index (self->blocks, tx->height),
                            1767225600 + tx->height * 600);
  else
    g_string_append (json, "{\"confirmed\":false}}");

  return g_string_free (json, FALSE);
}

static void
index_by_script (FakeEsplora *self,
                 GBytes      *script,
                 FakeTx      *tx)
{
  GPtrArray *list = g_hash_table_lookup (self->by_script, script);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (self->by_script, g_bytes_ref (script), list);
    }
  if (list->len == 0 || g_ptr_array_index (list, list->len - 1) != tx)
    g_ptr_array_add (list, tx);
}

static FakeTx *
add_tx (FakeEsplora  *self,
        ImwBitcoinTx *built,
        GPtrArray    *prevouts)
{
  FakeTx *tx = g_new0 (FakeTx, 1);

  tx->tx = built;
  tx->txid = imw_bitcoin_tx_dup_txid_text (built);
  tx->prevouts = prevouts;
  tx->height = -1;
  tx->sequence = self->n_made++;
  self->generation++;
  g_assert_true (g_hash_table_insert (self->txs, tx->txid, tx));
  for (guint i = 0; i < prevouts->len; i++)
    index_by_script (self, ((ImwBitcoinOutput *) g_ptr_array_index (prevouts, i))->script, tx);
  for (guint i = 0; i < built->outputs->len; i++)
    index_by_script (self, imw_bitcoin_tx_get_output (built, i)->script, tx);

  return tx;
}

static void
add_prevout (GPtrArray *prevouts,
             GBytes    *script,
             guint64    value_sat)
{
  ImwBitcoinOutput *output = g_new0 (ImwBitcoinOutput, 1);

  output->value_sat = value_sat;
  output->script = g_bytes_ref (script);
  g_ptr_array_add (prevouts, output);
}

GBytes *
fake_esplora_foreign_script (guint number)
{
  guint8 hash[20] = { 0xee };

  memcpy (hash + 4, &number, sizeof number);

  return imw_bitcoin_script_p2pkh (hash);
}

FakeTx *
fake_esplora_pay (FakeEsplora *self,
                  GBytes      *script,
                  guint64      value_sat)
{
  ImwBitcoinTx *tx = imw_bitcoin_tx_new ();
  GPtrArray    *prevouts = g_ptr_array_new_with_free_func (output_free);
  g_autoptr (GBytes) payer = fake_esplora_foreign_script (1);
  guint8 txid[32] = { 0xaa };

  memcpy (txid + 1, &self->n_made, sizeof self->n_made);
  imw_bitcoin_tx_add_input (tx, txid, 0, IMW_BITCOIN_SEQUENCE_RBF);
  add_prevout (prevouts, payer, value_sat + 5500);
  imw_bitcoin_tx_add_output (tx, value_sat, script);
  imw_bitcoin_tx_add_output (tx, 5000, payer);

  return add_tx (self, tx, prevouts);
}

FakeTx *
fake_esplora_spend (FakeEsplora   *self,
                    FakeTx *const *from,
                    const guint32 *vouts,
                    guint          n_inputs,
                    GBytes *const *scripts,
                    const guint64 *values_sat,
                    guint          n_outputs)
{
  ImwBitcoinTx *tx = imw_bitcoin_tx_new ();
  GPtrArray    *prevouts = g_ptr_array_new_with_free_func (output_free);

  for (guint i = 0; i < n_inputs; i++)
    {
      const ImwBitcoinOutput *output = imw_bitcoin_tx_get_output (from[i]->tx, vouts[i]);
      guint8                  txid[32];

      imw_bitcoin_tx_get_txid (from[i]->tx, txid);
      imw_bitcoin_tx_add_input (tx, txid, vouts[i], IMW_BITCOIN_SEQUENCE_RBF);
      add_prevout (prevouts, output->script, output->value_sat);
    }
  for (guint i = 0; i < n_outputs; i++)
    imw_bitcoin_tx_add_output (tx, values_sat[i], scripts[i]);
  tx->lock_time = self->n_made;

  return add_tx (self, tx, prevouts);
}

void
fake_esplora_mine (FakeEsplora *self,
                   guint        n_blocks)
{
  GHashTableIter iter;
  gpointer       value;

  self->generation++;
  for (guint i = 0; i < n_blocks; i++)
    g_ptr_array_add (self->blocks, make_hash (self, self->blocks->len));
  g_hash_table_iter_init (&iter, self->txs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      FakeTx *tx = value;

      if (tx->height == -1)
        tx->height = (gint64) (self->blocks->len - n_blocks);
    }
}

void
fake_esplora_fork (FakeEsplora *self,
                   guint        depth,
                   guint        n_blocks)
{
  GHashTableIter iter;
  gpointer       value;

  self->n_forks++;
  self->generation++;
  g_ptr_array_set_size (self->blocks, (gint) (self->blocks->len - depth));
  g_hash_table_iter_init (&iter, self->txs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      FakeTx *tx = value;

      if (tx->height >= (gint64) self->blocks->len)
        tx->height = -1;
    }
  for (guint i = 0; i < n_blocks; i++)
    g_ptr_array_add (self->blocks, make_hash (self, self->blocks->len));
}

void
fake_esplora_drop (FakeEsplora *self,
                   FakeTx      *tx)
{
  tx->height = -2;
  self->generation++;
}

gint64
fake_esplora_get_tip (FakeEsplora *self)
{
  return (gint64) self->blocks->len - 1;
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const FakeTx *left = *(const FakeTx *const *) a;
  const FakeTx *right = *(const FakeTx *const *) b;

  if (left->height != right->height)
    return left->height > right->height ? -1 : 1;

  return left->sequence > right->sequence ? -1 : 1;
}

static void
append_stats (GString   *json,
              GPtrArray *list,
              GBytes    *script,
              gboolean   in_chain)
{
  guint64 funded_sat = 0;
  guint64 spent_sat = 0;
  guint   n_txs = 0;

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const FakeTx *tx = g_ptr_array_index (list, i);

      if (in_chain ? tx->height < 0 : tx->height != -1)
        continue;

      n_txs++;
      for (guint j = 0; j < tx->prevouts->len; j++)
        {
          const ImwBitcoinOutput *output = g_ptr_array_index (tx->prevouts, j);

          spent_sat += g_bytes_equal (output->script, script) ? output->value_sat : 0;
        }
      for (guint j = 0; j < tx->tx->outputs->len; j++)
        {
          const ImwBitcoinOutput *output = imw_bitcoin_tx_get_output (tx->tx, j);

          funded_sat += g_bytes_equal (output->script, script) ? output->value_sat : 0;
        }
    }

  g_string_append_printf (json,
                          "{\"funded_txo_sum\":%" G_GUINT64_FORMAT
                          ",\"spent_txo_sum\":%" G_GUINT64_FORMAT
                          ",\"tx_count\":%u}",
                          funded_sat,
                          spent_sat,
                          n_txs);
}

/* Kept until something changes: a long history is asked for page by page. */
static const GPtrArray *
sort_history (FakeEsplora *self,
              GPtrArray   *list)
{
  if (self->sorted != NULL && self->sorted_list == list &&
      self->sorted_generation == self->generation)
    return self->sorted;

  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  self->sorted = g_ptr_array_new ();
  self->sorted_list = list;
  self->sorted_generation = self->generation;
  for (guint i = 0; list != NULL && i < list->len; i++)
    if (((const FakeTx *) g_ptr_array_index (list, i))->height >= 0)
      g_ptr_array_add (self->sorted, g_ptr_array_index (list, i));
  g_ptr_array_sort (self->sorted, compare_newest_first);
  for (guint i = 0; i < self->sorted->len; i++)
    ((FakeTx *) g_ptr_array_index (self->sorted, i))->position = i;

  return self->sorted;
}

static char *
answer_page (FakeEsplora *self,
             GPtrArray   *list,
             gboolean     with_mempool,
             const char  *after)
{
  GString         *json = g_string_new ("[");
  const GPtrArray *chain = sort_history (self, list);
  const FakeTx    *last;
  guint            from = 0;

  for (guint i = 0; with_mempool && list != NULL && i < list->len; i++)
    {
      FakeTx *tx = g_ptr_array_index (list, i);

      if (tx->height == -1)
        {
          g_autofree char *text = fake_esplora_tx_to_json (self, tx);

          g_string_append_printf (json, "%s%s", json->len > 1 ? "," : "", text);
        }
    }

  last = after != NULL && !self->double_pages ? g_hash_table_lookup (self->txs, after) : NULL;
  if (last != NULL)
    from = last->position + 1;
  for (guint i = from; i < MIN (from + self->page_size, chain->len); i++)
    {
      g_autofree char *text = fake_esplora_tx_to_json (self, g_ptr_array_index (chain, i));

      g_string_append_printf (json, "%s%s", json->len > 1 ? "," : "", text);
    }
  g_string_append_c (json, ']');

  return g_string_free (json, FALSE);
}

static char *
answer_address (FakeEsplora       *self,
                const char *const *parts,
                guint              n_parts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) script = imw_bitcoin_address_decode (self->params, parts[1], NULL, &error);
  GPtrArray *list;
  GString   *json;

  g_assert_no_error (error);
  list = g_hash_table_lookup (self->by_script, script);
  if (n_parts == 3)
    return answer_page (self, list, TRUE, NULL);
  if (n_parts >= 4)
    return answer_page (self, list, FALSE, n_parts > 4 ? parts[4] : NULL);

  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"address\":\"%s\",\"chain_stats\":", parts[1]);
  append_stats (json, list, script, TRUE);
  g_string_append (json, ",\"mempool_stats\":");
  append_stats (json, list, script, FALSE);
  g_string_append_c (json, '}');

  return g_string_free (json, FALSE);
}

static char *
answer_tx (FakeEsplora       *self,
           const char *const *parts,
           guint              n_parts)
{
  const FakeTx *tx = g_hash_table_lookup (self->txs, parts[1]);
  g_autoptr (GBytes) raw = NULL;

  if (tx == NULL || tx->height == -2)
    return NULL;
  if (n_parts == 2)
    return fake_esplora_tx_to_json (self, tx);

  raw = imw_bitcoin_tx_serialize (tx->tx, TRUE);

  return imw_hex_encode_bytes (raw);
}

static char *
answer_get (FakeEsplora *self,
            const char  *path)
{
  g_auto (GStrv) parts = g_strsplit (path + 1, "/", 0);
  guint n_parts = g_strv_length (parts);

  if (g_str_equal (path, "/blocks/tip/height"))
    return g_strdup_printf ("%" G_GINT64_FORMAT, fake_esplora_get_tip (self));
  if (g_str_equal (path, "/fee-estimates"))
    return g_strdup (self->fees);
  if (g_str_equal (parts[0], "block-height"))
    {
      guint height = (guint) g_ascii_strtoull (parts[1], NULL, 10);

      return height < self->blocks->len
                 ? g_strdup (g_ptr_array_index (self->blocks, height))
                 : NULL;
    }
  if (g_str_equal (parts[0], "address"))
    return answer_address (self, (const char *const *) parts, n_parts);
  if (g_str_equal (parts[0], "tx"))
    return answer_tx (self, (const char *const *) parts, n_parts);

  return NULL;
}

static void
answer_submit (FakeEsplora     *self,
               ImwHttpExchange *exchange)
{
  GBytes *body = imw_http_exchange_get_body (exchange);
  g_autoptr (ImwBitcoinTx) tx = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *txid = NULL;

  self->n_submits++;
  g_free (self->submitted);
  self->submitted = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  if (self->submit_status != 0)
    {
      imw_http_exchange_reply (exchange, self->submit_status, NULL, self->submit_body, -1);
      return;
    }

  tx = imw_bitcoin_tx_parse_hex (self->submitted, &error);
  g_assert_no_error (error);
  txid = imw_bitcoin_tx_dup_txid_text (tx);
  imw_http_exchange_reply (exchange, 200, NULL, txid, -1);
}

static void
answer_fault (FakeEsplora     *self,
              ImwHttpExchange *exchange,
              const char      *good)
{
  g_autoptr (GBytes) bytes = g_bytes_new (good != NULL ? good : "gone",
                                          good != NULL ? strlen (good) : 4);
  g_autofree char *big = NULL;

  switch (self->fault)
    {
    case FAULT_500:
      imw_http_exchange_reply (exchange, 502, NULL, "bad gateway", -1);
      break;

    case FAULT_DROP:
      imw_http_exchange_drop (exchange);
      break;

    case FAULT_TRUNCATED:
      imw_http_exchange_reply_truncated (exchange, 200, NULL, bytes, g_bytes_get_size (bytes) / 2);
      break;

    case FAULT_NEVER:
      imw_http_exchange_reply_after (exchange, 10000, 200, NULL, "late", -1);
      break;

    case FAULT_SLOW:
      imw_http_exchange_reply_slowly (exchange, 200, NULL, bytes, 1, 50);
      break;

    case FAULT_OVERSIZE:
      big = g_strnfill (33 * 1024 * 1024, ' ');
      imw_http_exchange_reply (exchange, 200, NULL, big, -1);
      break;

    case FAULT_REDIRECT:
      imw_http_exchange_add_header (exchange, "Location", "http://127.0.0.1:1/");
      imw_http_exchange_reply (exchange, 301, NULL, "", -1);
      break;

    case FAULT_404:
      imw_http_exchange_reply (exchange, 404, NULL, "not found", -1);
      break;

    case FAULT_429:
      imw_http_exchange_add_header (exchange, "Retry-After", "30");
      imw_http_exchange_reply (exchange, 429, NULL, "slow down", -1);
      break;

    case FAULT_BODY:
      imw_http_exchange_reply (exchange, 200, NULL, self->fault_body, -1);
      break;

    case FAULT_NONE:
      g_assert_not_reached ();
    }
}

static void
handle_cb (ImwHttpServer   *server,
           ImwHttpExchange *exchange,
           gpointer         user_data)
{
  FakeEsplora     *self = user_data;
  const char      *path = imw_http_exchange_get_path (exchange);
  gboolean         is_post = g_str_equal (imw_http_exchange_get_method (exchange), "POST");
  g_autofree char *good = NULL;

  self->n_requests++;
  if (self->hook != NULL)
    self->hook (self, path);
  good = is_post ? NULL : answer_get (self, path);

  if (self->fault != FAULT_NONE && strstr (path, self->fault_path) != NULL)
    {
      if (self->fault_after == 0)
        {
          answer_fault (self, exchange, good);
          return;
        }
      self->fault_after--;
    }

  if (is_post)
    answer_submit (self, exchange);
  else if (good != NULL)
    imw_http_exchange_reply (exchange, 200, NULL, good, -1);
  else
    imw_http_exchange_reply (exchange, 404, NULL, "Not found", -1);
}

FakeEsplora *
fake_esplora_new (const ImwBitcoinParams *params)
{
  FakeEsplora *self = g_new0 (FakeEsplora, 1);
  g_autoptr (GError) error = NULL;

  self->params = params;
  self->page_size = 25;
  self->fees = g_strdup ("{\"1\":20.5,\"6\":10,\"144\":1.0}");
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->blocks, g_strdup (params->genesis_hash));
  self->txs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, tx_free);
  self->by_script = g_hash_table_new_full (g_bytes_hash,
                                           g_bytes_equal,
                                           (GDestroyNotify) g_bytes_unref,
                                           (GDestroyNotify) g_ptr_array_unref);
  for (guint height = 1; height <= 100; height++)
    g_ptr_array_add (self->blocks, make_hash (self, height));
  self->server = imw_http_server_new (handle_cb, self, NULL);
  g_assert_true (imw_http_server_listen (self->server, 0, &error));
  g_assert_no_error (error);

  return self;
}

void
fake_esplora_free (FakeEsplora *self)
{
  imw_http_server_stop (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->by_script, g_hash_table_unref);
  g_clear_pointer (&self->txs, g_hash_table_unref);
  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  g_clear_pointer (&self->fees, g_free);
  g_clear_pointer (&self->submit_body, g_free);
  g_clear_pointer (&self->submitted, g_free);
  g_clear_pointer (&self->fault_path, g_free);
  g_clear_pointer (&self->fault_body, g_free);
  g_free (self);
}

const char *
fake_esplora_get_url (FakeEsplora *self)
{
  return imw_http_server_get_url (self->server);
}

void
fake_esplora_set_fault (FakeEsplora *self,
                        FaultKind    kind,
                        const char  *path,
                        const char  *body)
{
  fake_esplora_clear_fault (self);
  self->fault = kind;
  self->fault_path = g_strdup (path);
  self->fault_body = g_strdup (body);
}

void
fake_esplora_clear_fault (FakeEsplora *self)
{
  self->fault = FAULT_NONE;
  self->fault_after = 0;
  g_clear_pointer (&self->fault_path, g_free);
  g_clear_pointer (&self->fault_body, g_free);
}
