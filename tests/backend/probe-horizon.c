/* probe-horizon.c: what the backend makes of a server that is not ours, one line of JSON for each command
 *
 * usage: probe-horizon URL ENVIRONMENT ADDRESS   commands on standard input: sync, history, fees, raw TXID,
 *   submit TXID BASE64, examine PAYEE STROOPS [CODE:ISSUER], exchange STROOPS CODE:ISSUER, asset CODE:ISSUER, watch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-horizon.h"

#include <json-glib/json-glib.h>

#include <stdio.h>
#include <string.h>

typedef struct
{
  const ImwStellarParams *params;
  ImwBackend             *backend;
  char                   *account_key;
  char                   *cursor; /* (nullable) */
  GPtrArray              *unfinal;
  gint64                  tip_height;
  guint                   n_advanced;
  GAsyncResult           *result; /* (nullable) */
  GError                 *error;  /* (nullable) */
  JsonBuilder            *json;
} Probe;

static void
got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ((Probe *) user_data)->result = g_object_ref (result);
}

static void
advanced_cb (ImwBackend *backend, gpointer user_data)
{
  ((Probe *) user_data)->n_advanced++;
}

static void
wait_for (Probe *p)
{
  while (p->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
say (Probe *p, const char *name, const char *text)
{
  json_builder_set_member_name (p->json, name);
  if (text != NULL)
    json_builder_add_string_value (p->json, text);
  else
    json_builder_add_null_value (p->json);
}

static void
say_int (Probe *p, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  say (p, name, text);
}

/* "-150 USDC:G…" */
static char *
amount_text (Probe *p, ImwAmount *amount)
{
  g_autofree char *units = amount != NULL ? imw_amount_to_base_text (amount) : NULL;
  const char      *id = amount != NULL ? imw_asset_get_id (imw_amount_get_asset (amount)) : NULL;

  return amount != NULL ? g_strdup_printf ("%s %s", units, id) : NULL;
}

static void
say_amount (Probe *p, const char *name, ImwAmount *amount)
{
  g_autofree char *text = amount_text (p, amount);

  say (p, name, text);
}

static void
say_record (Probe *p, const ImwTxRecord *record)
{
  json_builder_begin_object (p->json);
  say (p, "txid", record->txid);
  say_int (p, "height", record->height);
  say_int (p, "sequence", record->sequence);
  say (p, "failed", record->failed ? "yes" : "no");
  say (p, "call", record->call);
  say (p, "memo_type", record->memo_type);
  say (p, "memo", record->memo);
  say_amount (p, "net", record->net);
  say_amount (p, "fee", record->fee);
  json_builder_set_member_name (p->json, "movements");
  json_builder_begin_array (p->json);
  for (guint i = 0; i < record->movements->len; i++)
    {
      g_autofree char *text = amount_text (p, g_ptr_array_index (record->movements, i));

      json_builder_add_string_value (p->json, text);
    }
  json_builder_end_array (p->json);
  json_builder_set_member_name (p->json, "sides");
  json_builder_begin_array (p->json);
  for (guint i = 0; i < record->counterparties->len; i++)
    {
      const ImwTxCounterparty *side = g_ptr_array_index (record->counterparties, i);

      json_builder_add_string_value (p->json, side->address != NULL ? side->address : "?");
    }
  json_builder_end_array (p->json);
  json_builder_end_object (p->json);
}

static void
say_batch (Probe *p, ImwSyncBatch *batch)
{
  say (p, "exists", batch->exists ? "yes" : "no");
  say_int (p, "sequence", batch->sequence);
  say_int (p, "height", batch->tip_height);
  say_int (p, "time_ms", batch->network_time_ms);
  say (p, "more", batch->history_more ? "yes" : "no");
  say_amount (p, "reserved", batch->reserved);
  json_builder_set_member_name (p->json, "balances");
  json_builder_begin_array (p->json);
  for (guint i = 0; i < batch->balances->len; i++)
    {
      g_autofree char *text = amount_text (p, g_ptr_array_index (batch->balances, i));

      json_builder_add_string_value (p->json, text);
    }
  json_builder_end_array (p->json);
  json_builder_set_member_name (p->json, "claims");
  json_builder_begin_array (p->json);
  for (guint i = 0; batch->claims != NULL && i < batch->claims->len; i++)
    {
      const ImwClaim *claim = g_ptr_array_index (batch->claims, i);

      json_builder_begin_object (p->json);
      say (p, "id", claim->id);
      say_amount (p, "amount", claim->amount);
      say_int (p, "expires_ms", claim->expires_ms);
      json_builder_end_object (p->json);
    }
  json_builder_end_array (p->json);
  json_builder_set_member_name (p->json, "missing");
  json_builder_begin_array (p->json);
  for (guint i = 0; i < batch->missing->len; i++)
    json_builder_add_string_value (p->json, g_ptr_array_index (batch->missing, i));
  json_builder_end_array (p->json);
  json_builder_set_member_name (p->json, "records");
  json_builder_begin_array (p->json);
  for (guint i = 0; i < batch->records->len; i++)
    say_record (p, g_ptr_array_index (batch->records, i));
  json_builder_end_array (p->json);
}

static void
run_sync (Probe *p, gboolean is_history)
{
  ImwSyncRequest *request = imw_sync_request_new (p->account_key);
  g_autoptr (ImwSyncBatch) batch = NULL;

  request->cursor = g_strdup (p->cursor);
  request->tip_height = p->tip_height;
  for (guint i = 0; i < p->unfinal->len; i++)
    g_ptr_array_add (request->unfinal, g_strdup (g_ptr_array_index (p->unfinal, i)));
  if (is_history)
    imw_backend_history_async (p->backend, request, NULL, got_cb, p);
  else
    imw_backend_sync_async (p->backend, request, NULL, got_cb, p);
  wait_for (p);
  batch = is_history ? imw_backend_history_finish (p->backend, p->result, &p->error)
                     : imw_backend_sync_finish (p->backend, p->result, &p->error);
  if (batch == NULL)
    return;
  g_free (p->cursor);
  p->cursor = g_strdup (batch->cursor);
  if (!is_history)
    p->tip_height = batch->tip_height;
  say_batch (p, batch);
}

static void
run_submit (Probe *p, const char *txid, const char *base64)
{
  gsize   length = 0;
  guchar *data = g_base64_decode (base64, &length);
  g_autoptr (GBytes) raw = g_bytes_new_take (data, length);

  g_ptr_array_add (p->unfinal, g_strdup (txid));
  imw_backend_submit_async (p->backend, raw, txid, NULL, got_cb, p);
  wait_for (p);
  if (imw_backend_submit_finish (p->backend, p->result, &p->error))
    say (p, "submitted", "yes");
}

static ImwAsset *
find_asset (Probe *p, const char *text)
{
  ImwStellarAsset asset;

  if (text == NULL || !imw_stellar_asset_parse (text, &asset, NULL))
    return imw_asset_ref (p->params->asset);

  return imw_stellar_params_dup_asset (p->params, &asset);
}

static void
run_examine (Probe *p, const char *payee, const char *stroops, const char *asset_text)
{
  g_autoptr (ImwPaymentPlan) plan = imw_payment_plan_new (p->account_key);
  g_autoptr (ImwAsset) asset = find_asset (p, asset_text);
  g_autoptr (ImwAmount) amount = imw_amount_new_from_base_text (asset, stroops, NULL);
  g_autoptr (ImwPaymentFacts) facts = NULL;

  imw_payment_plan_set_asset (plan, asset, NULL, NULL);
  imw_payment_plan_add_payee (plan, payee, amount);
  imw_backend_examine_async (p->backend, plan, NULL, got_cb, p);
  wait_for (p);
  facts = imw_backend_examine_finish (p->backend, p->result, &p->error);
  if (facts == NULL)
    return;
  say (p, "payee_exists", facts->payee_exists ? "yes" : "no");
  say (p, "accepts", facts->payee_accepts_asset ? "yes" : "no");
  say (p, "needs_memo", facts->payee_needs_memo ? "yes" : "no");
  say (p, "refusal", facts->refusal);
  say_int (p, "sequence", facts->sequence);
  say_amount (p, "opening", facts->opening);
}

static void
run_exchange (Probe *p, const char *stroops, const char *asset_text)
{
  g_autoptr (ImwAsset) asset = find_asset (p, asset_text);
  g_autoptr (ImwAmount) give = imw_amount_new_from_base_text (p->params->asset, stroops, NULL);
  g_autoptr (ImwExchangeOffer) offer = NULL;

  imw_backend_find_exchange_async (p->backend, give, p->params->asset, NULL, asset, NULL, got_cb,
                                   p);
  wait_for (p);
  offer = imw_backend_find_exchange_finish (p->backend, p->result, &p->error);
  if (offer == NULL)
    return;
  say_amount (p, "give", offer->give);
  say_amount (p, "get", offer->get);
}

static void
run_asset (Probe *p, const char *contract)
{
  g_autoptr (ImwAsset) asset = NULL;

  imw_backend_look_up_asset_async (p->backend, contract, NULL, got_cb, p);
  wait_for (p);
  asset = imw_backend_look_up_asset_finish (p->backend, p->result, &p->error);
  if (asset != NULL)
    say (p, "id", imw_asset_get_id (asset));
}

static void
run_fees (Probe *p)
{
  ImwFeeTable fees;

  imw_backend_get_fees_async (p->backend, NULL, got_cb, p);
  wait_for (p);
  if (imw_backend_get_fees_finish (p->backend, p->result, &fees, &p->error))
    say_int (p, "normal", (gint64) fees.rate_milli[IMW_FEE_NORMAL]);
}

static void
run_raw (Probe *p, const char *txid)
{
  g_autoptr (GBytes) raw = NULL;
  g_autofree char *text = NULL;

  imw_backend_get_raw_async (p->backend, txid, NULL, got_cb, p);
  wait_for (p);
  raw = imw_backend_get_raw_finish (p->backend, p->result, &p->error);
  if (raw == NULL)
    return;
  text = g_base64_encode (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
  say (p, "raw", text);
}

static void
run (Probe *p, char **words, guint n)
{
  if (g_str_equal (words[0], "sync"))
    run_sync (p, FALSE);
  else if (g_str_equal (words[0], "history"))
    run_sync (p, TRUE);
  else if (g_str_equal (words[0], "fees"))
    run_fees (p);
  else if (g_str_equal (words[0], "raw") && n == 2)
    run_raw (p, words[1]);
  else if (g_str_equal (words[0], "submit") && n == 3)
    run_submit (p, words[1], words[2]);
  else if (g_str_equal (words[0], "examine") && n >= 3)
    run_examine (p, words[1], words[2], n > 3 ? words[3] : NULL);
  else if (g_str_equal (words[0], "exchange") && n == 3)
    run_exchange (p, words[1], words[2]);
  else if (g_str_equal (words[0], "asset") && n == 2)
    run_asset (p, words[1]);
  else if (g_str_equal (words[0], "watch"))
    {
      for (p->n_advanced = 0; p->n_advanced == 0;)
        g_main_context_iteration (NULL, TRUE);
      say (p, "advanced", "yes");
    }
  else
    g_set_error (&p->error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "What?");
}

static void
answer (Probe *p, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  p->json = json_builder_new ();
  json_builder_begin_object (p->json);
  run (p, words, g_strv_length (words));
  g_clear_object (&p->result);
  if (p->error != NULL)
    {
      say (p, "error", imw_error_code_to_nick ((ImwError) p->error->code));
      say (p, "message", p->error->message);
      g_clear_error (&p->error);
    }
  json_builder_end_object (p->json);
  root = json_builder_get_root (p->json);
  g_clear_object (&p->json);
  text = json_to_string (root, FALSE);
  puts (text);
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  Probe          p = { .tip_height = -1 };
  const char    *servers[] = { argc > 1 ? argv[1] : "", NULL };
  ImwEnvironment environment = IMW_ENVIRONMENT_PRACTICE;
  char           line[16384];

  if (argc != 4)
    return 2;
  if (g_str_equal (argv[2], "test"))
    environment = IMW_ENVIRONMENT_TEST;
  p.params = imw_stellar_params_find ("stellar", environment, NULL);
  p.account_key = g_strdup_printf ("[f00dbabe/44'/148'/0']%s", argv[3]);
  p.unfinal = g_ptr_array_new_with_free_func (g_free);
  p.backend = imw_horizon_new (p.params, imw_http_get_default (), servers, 5, &p.error);
  if (p.backend == NULL)
    return 1;
  g_signal_connect (p.backend, "advanced", G_CALLBACK (advanced_cb), &p);
  while (fgets (line, sizeof line, stdin) != NULL)
    answer (&p, g_strstrip (line));
  g_object_unref (p.backend);
  g_ptr_array_unref (p.unfinal);
  g_free (p.account_key);
  g_free (p.cursor);

  return 0;
}
