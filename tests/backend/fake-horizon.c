/* fake-horizon.c: a Horizon server with a ledger of its own making
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fake-horizon.h"

#include <string.h>

#define MISSING                                                                                \
  "{\"type\":\"https://stellar.org/horizon-errors/not_found\",\"title\":\"Resource Missing\"," \
  "\"status\":404}"

static void
op_free (gpointer user_data)
{
  FakeOp *op = user_data;

  g_free (op->txid);
  g_free (op->members);
  g_free (op->tx_members);
  g_free (op);
}

static void
reply_free (gpointer user_data)
{
  FakeReply *reply = user_data;

  g_free (reply->body);
  g_free (reply);
}

gint64
fake_horizon_time_ms (gint64 ledger)
{
  return (G_GINT64_CONSTANT (1700000000) + ledger * 5) * 1000;
}

static char *
time_text (gint64 ledger)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (fake_horizon_time_ms (ledger) / 1000);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

static char *
op_text (FakeHorizon *self, const FakeOp *op, gboolean with_tx)
{
  g_autofree char *padding = g_strnfill (self->padding, 'x');

  return g_strdup_printf ("{\"id\":\"%" G_GINT64_FORMAT "\",\"paging_token\":\"%" G_GINT64_FORMAT
                          "\",\"transaction_hash\":\"%s\",\"transaction_successful\":%s,"
                          "\"padding\":\"%s\",%s%s%s%s}",
                          op->token, op->token, op->txid, op->failed ? "false" : "true", padding,
                          op->members, with_tx ? ",\"transaction\":{" : "",
                          with_tx ? op->tx_members : "", with_tx ? "}" : "");
}

static char *
list_ops (FakeHorizon *self, ImwHttpExchange *exchange)
{
  const char *order = imw_http_exchange_get_query_value (exchange, "order");
  const char *cursor_text = imw_http_exchange_get_query_value (exchange, "cursor");
  const char *limit_text = imw_http_exchange_get_query_value (exchange, "limit");
  const char *join = imw_http_exchange_get_query_value (exchange, "join");
  gboolean    descending = g_strcmp0 (order, "desc") == 0;
  gint64      cursor = cursor_text != NULL ? g_ascii_strtoll (cursor_text, NULL, 10) : -1;
  gint64      limit = limit_text != NULL ? g_ascii_strtoll (limit_text, NULL, 10) : 10;
  gint64      n = 0;
  GString    *text = g_string_new ("{\"_embedded\":{\"records\":[");

  for (guint i = 0; i < self->ops->len && n < limit; i++)
    {
      const FakeOp *op =
          g_ptr_array_index (self->ops, descending ? self->ops->len - 1 - i : i);
      g_autofree char *one = NULL;

      if (cursor >= 0 && (descending ? op->token >= cursor : op->token <= cursor))
        continue;
      one = op_text (self, op, join != NULL && !self->without_join);
      g_string_append_printf (text, "%s%s", n++ > 0 ? "," : "", one);
    }
  g_string_append (text, "]}}");

  return g_string_free (text, FALSE);
}

static const FakeOp *
find_tx (FakeHorizon *self, const char *txid)
{
  for (guint i = 0; i < self->ops->len; i++)
    if (g_str_equal (((FakeOp *) g_ptr_array_index (self->ops, i))->txid, txid))
      return g_ptr_array_index (self->ops, i);

  return NULL;
}

static char *
answer (FakeHorizon *self, ImwHttpExchange *exchange, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path + 1, "/", -1);
  guint            n = g_strv_length (parts);
  g_autofree char *core = g_strdup_printf ("\"core_latest_ledger\":%" G_GINT64_FORMAT ",",
                                           self->core_ledger);
  g_autofree char *time = time_text (self->ledger);

  if (g_str_equal (path, "/"))
    return g_strdup_printf ("{\"network_passphrase\":\"%s\",%s\"history_latest_ledger\":"
                            "%" G_GINT64_FORMAT "}",
                            self->passphrase, self->core_ledger >= 0 ? core : "", self->ledger);
  if (g_str_equal (path, "/ledgers"))
    return g_strdup_printf ("{\"_embedded\":{\"records\":[{\"sequence\":%" G_GINT64_FORMAT
                            ",\"closed_at\":\"%s\",\"base_reserve_in_stroops\":5000000}]}}",
                            self->ledger, time);
  if (n == 2 && g_str_equal (parts[0], "accounts"))
    {
      const char *members = g_hash_table_lookup (self->accounts, parts[1]);

      return members != NULL ? g_strdup_printf ("{%s}", members) : NULL;
    }
  if (n == 3 && g_str_equal (parts[0], "accounts") && g_str_equal (parts[2], "operations"))
    return list_ops (self, exchange);
  if (n == 2 && g_str_equal (parts[0], "transactions"))
    {
      const FakeOp *op = find_tx (self, parts[1]);

      return op != NULL ? g_strdup_printf ("{%s}", op->tx_members) : NULL;
    }
  if (g_str_equal (path, "/claimable_balances"))
    return g_strdup ("{\"_embedded\":{\"records\":[]}}");

  return NULL;
}

static void
handle_cb (ImwHttpServer *server, ImwHttpExchange *exchange, gpointer user_data)
{
  FakeHorizon     *self = user_data;
  const char      *path = imw_http_exchange_get_path (exchange);
  g_autofree char *what = g_strdup_printf ("%s %s", imw_http_exchange_get_method (exchange), path);
  FakeReply       *reply = g_hash_table_lookup (self->replies, what);
  g_autofree char *body = NULL;

  self->n_requests++;
  g_hash_table_insert (self->asked, g_strdup (path),
                       GUINT_TO_POINTER (fake_horizon_count (self, path) + 1));
  if (g_str_has_suffix (path, "/payments"))
    {
      g_clear_object (&self->stream);
      self->stream = g_object_ref (exchange);
      imw_http_exchange_begin_stream (exchange, 200, "text/event-stream");
      imw_http_exchange_send (exchange, "retry: 1000\nevent: open\ndata: \"hello\"\n\n");
      return;
    }
  if (g_str_equal (imw_http_exchange_get_method (exchange), "POST"))
    {
      GBytes *bytes = imw_http_exchange_get_body (exchange);

      g_free (self->last_form);
      self->last_form = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  if (g_str_has_prefix (path, "/paths/"))
    {
      const char *amount = imw_http_exchange_get_query_value (exchange, "source_amount");

      g_free (self->last_query);
      self->last_query = g_strdup (
          amount != NULL ? amount
                         : imw_http_exchange_get_query_value (exchange, "destination_amount"));
    }
  if (self->never)
    {
      imw_http_exchange_reply_after (exchange, 3000, 500, NULL, "", 0);
      return;
    }
  if (reply != NULL)
    {
      if (reply->status == 0)
        imw_http_exchange_drop (exchange);
      else
        imw_http_exchange_reply (exchange, reply->status, "application/json", reply->body, -1);
      if (reply->n_left > 0 && --reply->n_left == 0)
        g_hash_table_remove (self->replies, what);
      return;
    }

  body = answer (self, exchange, path);
  if (body != NULL)
    imw_http_exchange_reply (exchange, 200, "application/hal+json", body, -1);
  else
    imw_http_exchange_reply (exchange, 404, "application/problem+json", MISSING, -1);
}

FakeHorizon *
fake_horizon_new (const char *passphrase, gint64 ledger)
{
  FakeHorizon *self = g_new0 (FakeHorizon, 1);
  GError      *error = NULL;

  self->passphrase = g_strdup (passphrase);
  self->ledger = ledger;
  self->core_ledger = -1;
  self->ops = g_ptr_array_new_with_free_func (op_free);
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->replies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, reply_free);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->server = imw_http_server_new (handle_cb, self, NULL);
  g_assert_true (imw_http_server_listen (self->server, 0, &error));
  g_assert_no_error (error);

  return self;
}

void
fake_horizon_free (FakeHorizon *self)
{
  g_clear_object (&self->stream);
  imw_http_server_stop (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->ops);
  g_hash_table_unref (self->accounts);
  g_hash_table_unref (self->replies);
  g_hash_table_unref (self->asked);
  g_free (self->passphrase);
  g_free (self->last_form);
  g_free (self->last_query);
  g_free (self);
}

const char *
fake_horizon_get_url (FakeHorizon *self)
{
  return imw_http_server_get_url (self->server);
}

void
fake_horizon_set_account (FakeHorizon *self,
                          const char  *address,
                          const char  *sequence,
                          const char  *balance,
                          const char  *lines,
                          const char  *more)
{
  g_hash_table_insert (self->accounts, g_strdup (address),
                       g_strdup_printf ("\"account_id\":\"%s\",\"sequence\":\"%s\",\"balances\":[%s"
                                        "{\"balance\":\"%s\",\"buying_liabilities\":\"0.0000000\","
                                        "\"selling_liabilities\":\"0.0000000\","
                                        "\"asset_type\":\"native\"}],%s",
                                        address, sequence, lines, balance, more));
}

const char *
fake_horizon_add (FakeHorizon *self,
                  gint64       ledger,
                  const char  *source,
                  const char  *sequence,
                  gboolean     failed,
                  const char  *members,
                  const char  *memo)
{
  const FakeOp    *last = self->ops->len > 0
                              ? g_ptr_array_index (self->ops, self->ops->len - 1)
                              : NULL;
  gboolean         same = *members == '+';
  FakeOp          *op = g_new0 (FakeOp, 1);
  g_autofree char *seed = g_strdup_printf ("%u", self->ops->len);
  g_autofree char *time = time_text (ledger);

  op->failed = failed;
  if (same)
    {
      op->token = last->token + 1;
      op->txid = g_strdup (last->txid);
    }
  else
    {
      op->token = ledger << 32 | 1 << 12 | 1;
      if (last != NULL && last->token >= op->token)
        op->token = ((last->token >> 12) + 1) << 12 | 1;
      op->txid = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);
    }
  op->members = g_strdup (members + (same ? 1 : 0));
  op->tx_members = same ? g_strdup (last->tx_members)
                        : g_strdup_printf (
                              "\"hash\":\"%s\",\"ledger\":%" G_GINT64_FORMAT
                              ",\"created_at\":\"%s\",\"source_account\":\"%s\",\"fee_account\":"
                              "\"%s\",\"source_account_sequence\":\"%s\",\"fee_charged\":\"100\","
                              "\"successful\":%s,%s",
                              op->txid, ledger, time, source, source, sequence,
                              failed ? "false" : "true",
                              memo != NULL ? memo : "\"memo_type\":\"none\"");
  g_ptr_array_add (self->ops, op);

  return op->txid;
}

void
fake_horizon_reply (FakeHorizon *self,
                    const char  *what,
                    guint        status,
                    const char  *body,
                    guint        n_times)
{
  FakeReply *reply = g_new0 (FakeReply, 1);

  reply->status = status;
  reply->body = g_strdup (body);
  reply->n_left = n_times;
  g_hash_table_insert (self->replies, g_strdup (what), reply);
}

guint
fake_horizon_count (FakeHorizon *self, const char *path)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->asked, path));
}
