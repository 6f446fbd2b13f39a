/* test-stellar.c: the practice Stellar: ledgers, time, restarts, and what others build on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-test-practice.h"

#include "imw-error.h"
#include "imw-hex.h"
#include "imw-practice-xlm-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define START_MS G_GINT64_CONSTANT (1767225600000)
#define UNIT     IMW_PRACTICE_STELLAR_UNIT
#define N_STEPS  150

typedef struct
{
  char               *folder;
  char               *path;
  ImwClock           *clock;
  ImwLedger          *books;
  ImwPracticeStellar *net;
} Fixture;

static void
open_net (Fixture *self, gboolean instant)
{
  g_autoptr (GError) error = NULL;

  self->books = imw_ledger_open (self->path, self->clock, &error);
  g_assert_no_error (error);
  self->net = imw_practice_stellar_new (self->books, NULL, instant, &error);
  g_assert_no_error (error);
}

static void
close_net (Fixture *self)
{
  g_clear_pointer (&self->net, imw_practice_stellar_free);
  g_clear_pointer (&self->books, imw_ledger_free);
}

static void
set_up (Fixture *self, gconstpointer instant)
{
  self->folder = g_dir_make_tmp ("imw-stellar-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->path = g_build_filename (self->folder, "practice.db", NULL);
  self->clock = imw_clock_new_manual (START_MS, 0);
  open_net (self, instant != NULL);
}

static void
tear_down (Fixture *self, gconstpointer instant)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  close_net (self);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_object_unref (self->clock);
  g_free (self->path);
  g_free (self->folder);
}

static char *
address_of (const char *name)
{
  guint8 key[32];

  imw_practice_sign_get_ed25519_key (name, key);

  return imw_stellar_key_to_text (key);
}

static void
fund (Fixture *self, const char *name, const char *asset, const char *amount)
{
  g_autofree char *address = address_of (name);
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = imw_practice_stellar_fund (self->net, address, asset, amount, &hash, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpuint (strlen (hash), ==, 64);
}

static ImwPracticeStellarAccount *
find (Fixture *self, const char *name)
{
  g_autofree char *address = address_of (name);
  g_autoptr (GError) error = NULL;
  ImwPracticeStellarAccount *account;

  g_assert_true (imw_practice_stellar_find_account (self->net, address, &account, &error));
  g_assert_no_error (error);

  return account;
}

/* signed for the practice network by whoever has that name; op: transfer full */
static GBytes *
make_tx (const char *name, gint64 sequence, gint64 max_time_s, ImwStellarOp *op)
{
  ImwStellarAddress source;
  ImwStellarTx     *tx;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  guint8 key[32];
  guint8 network_id[32];
  guint8 hash[32];
  guint8 signature[64];

  g_assert_true (imw_hex_decode_fixed (
      "691e04764bf83fbb88973221ffc9a59cc1920a289e88be238a906397d78cceda", network_id, 32, NULL));
  imw_practice_sign_get_ed25519_key (name, key);
  imw_stellar_address_from_key (key, &source);
  tx = imw_stellar_tx_new (&source, IMW_XLM_BASE_FEE, sequence);
  imw_stellar_tx_set_time_bounds (tx, 0, (guint64) max_time_s);
  imw_stellar_tx_add_op (tx, op);
  envelope = imw_stellar_envelope_new (tx);
  imw_stellar_envelope_get_hash (envelope, network_id, hash);
  imw_practice_sign_ed25519 (name, hash, sizeof hash, signature);
  imw_stellar_envelope_add_signature (envelope, key, signature);

  return imw_stellar_envelope_serialize (envelope);
}

static ImwStellarOp *
make_payment (const char *to, gint64 amount)
{
  ImwStellarAddress payee;
  ImwStellarAsset   native;
  guint8            key[32];

  imw_practice_sign_get_ed25519_key (to, key);
  imw_stellar_address_from_key (key, &payee);
  imw_stellar_asset_set_native (&native);

  return imw_stellar_op_new_payment (&payee, &native, amount);
}

static ImwXlmVerdict
submit (Fixture *self, GBytes *raw, gint32 *code)
{
  g_autoptr (ImwXlmResult) result = imw_xlm_result_new ();
  g_autoptr (GError) error = NULL;
  ImwXlmVerdict verdict;
  guint8        hash[32];
  gboolean      done = imw_xlm_submit (self->net, raw, FALSE, hash, &verdict, result, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  if (code != NULL)
    *code = result->code;

  return verdict;
}

static gint64
get_height (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  gint64   height;
  gboolean done = imw_practice_stellar_get_height (self->net, &height, &error);

  g_assert_no_error (error);
  g_assert_true (done);

  return height;
}

static void
close_ledger (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  gboolean done = imw_practice_stellar_close (self->net, 1, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static gint64
sequence_of (Fixture *self, const char *name)
{
  g_autoptr (ImwPracticeStellarAccount) account = find (self, name);

  return account != NULL ? account->sequence : -1;
}

static gint64
balance_of (Fixture *self, const char *name)
{
  g_autoptr (ImwPracticeStellarAccount) account = find (self, name);

  return account != NULL ? account->balance : 0;
}

static void
test_waiting (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) rival = NULL;
  g_autoptr (GBytes) late = NULL;
  gint64 sequence;
  gint64 before;
  gint64 height;
  gint32 code;

  fund (self, "alice", NULL, NULL);
  fund (self, "bob", NULL, NULL);
  sequence = sequence_of (self, "alice");
  before = balance_of (self, "bob");
  height = get_height (self);
  first = make_tx ("alice", sequence + 1, START_MS / 1000 + 60, make_payment ("bob", UNIT));
  rival = make_tx ("alice", sequence + 1, START_MS / 1000 + 60, make_payment ("bob", 2 * UNIT));
  g_assert_cmpint (submit (self, first, NULL), ==, IMW_XLM_TAKEN);
  g_assert_cmpint (submit (self, first, NULL), ==, IMW_XLM_DUPLICATE);
  g_assert_cmpint (submit (self, rival, NULL), ==, IMW_XLM_BUSY);
  g_assert_cmpint (balance_of (self, "bob"), ==, before);
  g_assert_cmpint (get_height (self), ==, height);
  close_ledger (self);
  g_assert_cmpint (get_height (self), ==, height + 1);
  g_assert_cmpint (balance_of (self, "bob"), ==, before + UNIT);
  g_assert_cmpint (submit (self, first, NULL), ==, IMW_XLM_APPLIED);
  g_assert_cmpint (submit (self, rival, &code), ==, IMW_XLM_REFUSED);
  g_assert_cmpint (code, ==, IMW_XLM_TX_BAD_SEQ);

  /* one whose time is over before the ledger closes leaves no trace */
  late = make_tx ("alice", sequence + 2, START_MS / 1000 + 3, make_payment ("bob", UNIT));
  g_assert_cmpint (submit (self, late, NULL), ==, IMW_XLM_TAKEN);
  imw_clock_advance (self->clock, 4000);
  close_ledger (self);
  g_assert_cmpint (balance_of (self, "bob"), ==, before + UNIT);
  g_assert_cmpint (sequence_of (self, "alice"), ==, sequence + 1);
  g_assert_cmpint (submit (self, late, &code), ==, IMW_XLM_REFUSED);
  g_assert_cmpint (code, ==, IMW_XLM_TX_TOO_LATE);
}

static void
test_timer (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) raw = NULL;

  fund (self, "alice", NULL, NULL);
  imw_clock_advance (self->clock, 4990);
  raw = make_tx ("alice", sequence_of (self, "alice") + 1, 0, make_payment ("alice", UNIT));
  g_assert_cmpint (submit (self, raw, NULL), ==, IMW_XLM_TAKEN);
  while (submit (self, raw, NULL) == IMW_XLM_DUPLICATE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (submit (self, raw, NULL), ==, IMW_XLM_APPLIED);
}

static void
test_restart (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) raw = NULL;
  gint64 height;
  gint64 balance;

  fund (self, "alice", NULL, NULL);
  balance = balance_of (self, "alice");
  raw = make_tx ("alice", sequence_of (self, "alice") + 1, 0, make_payment ("root", UNIT));
  g_assert_cmpint (submit (self, raw, NULL), ==, IMW_XLM_TAKEN);
  height = get_height (self);
  close_net (self);
  open_net (self, FALSE);
  g_assert_cmpint (submit (self, raw, NULL), ==, IMW_XLM_APPLIED);
  g_assert_cmpint (balance_of (self, "alice"), ==, balance - UNIT - IMW_XLM_BASE_FEE);
  g_assert_cmpint (get_height (self), ==, height + 1);
}

/* Numbers, times and hashes go on from ledgers that were written to those that were not and back. */
static void
test_ledgers (Fixture *self, gconstpointer data)
{
  ImwXlmHeader before = { 0 };
  gint64       first = get_height (self);

  imw_clock_advance (self->clock, 12000);
  g_assert_cmpint (get_height (self), ==, first + 2);
  fund (self, "alice", NULL, NULL);
  g_assert_cmpint (get_height (self), ==, first + 3);
  fund (self, "bob", NULL, NULL);
  imw_clock_advance (self->clock, 14999);
  g_assert_cmpint (get_height (self), ==, first + 6);

  for (gint64 height = first; height <= first + 7; height++)
    {
      g_autoptr (GError) error = NULL;
      ImwXlmHeader header;
      gboolean     found;
      gboolean     done = imw_xlm_find_header (self->net, height, &header, &found, &error);

      g_assert_no_error (error);
      g_assert_true (done);
      g_assert_true (found == (height <= first + 6));
      if (!found)
        continue;
      g_assert_cmpint (header.height, ==, height);
      g_assert_cmpint (header.time_s, >=, before.time_s);
      if (height > first)
        g_assert_cmpmem (header.parent, 32, before.hash, 32);
      before = header;
    }
}

static void
count_cb (ImwPracticeStellar *net, gpointer user_data)
{
  guint *calls = user_data;

  (*calls)++;
}

static void
pay (Fixture *self, const char *to, const char *asset, const char *memo_type, const char *memo)
{
  g_autofree char *address = address_of (to);
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = imw_practice_stellar_pay (self->net, IMW_PRACTICE_STELLAR_ANCHOR, address, asset,
                                            3 * UNIT, memo_type, memo, &hash, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
refuse (Fixture *self, const char *to, const char *asset, int code, const char *words)
{
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = imw_practice_stellar_pay (self->net, IMW_PRACTICE_STELLAR_ANCHOR, to, asset, UNIT,
                                            NULL, NULL, &hash, &error);

  g_assert_error (error, IMW_ERROR, code);
  g_assert_false (done);
  if (words != NULL)
    g_assert_cmpstr (error->message, ==, words);
}

static void
test_own_payments (Fixture *self, gconstpointer data)
{
  static const char *const hash_memo =
      "000000000000000000000000000000000000000000000000000000000000002a";
  g_autofree char *alice = address_of ("alice");
  g_autoptr (ImwPracticeStellarAccount) nobody = find (self, "alice");
  g_autoptr (GPtrArray) payments = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_autoptr (GError) error = NULL;
  const ImwPracticeStellarPayment *payment;
  guint                            calls = 0;

  g_assert_null (nobody);
  imw_practice_stellar_watch (self->net, count_cb, &calls);
  refuse (self, alice, "XLM", IMW_ERROR_REFUSED, "op_no_destination");
  fund (self, "alice", NULL, NULL);
  refuse (self, alice, "USDC", IMW_ERROR_REFUSED, "op_no_trust");
  refuse (self, "GABC", "XLM", IMW_ERROR_BAD_ADDRESS, NULL);
  refuse (self, alice, "CHF", IMW_ERROR_BAD_INPUT, "no such asset");
  pay (self, "alice", "XLM", "text", "order 7");
  pay (self, "alice", "native", "id", "12345");
  pay (self, "alice", "stellar", "hash", hash_memo);
  g_assert_cmpuint (calls, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (calls, ==, 1);

  payments = imw_practice_stellar_list_payments (self->net, alice, 0, 100, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (payments->len, ==, 4);
  payment = g_ptr_array_index (payments, 0);
  g_assert_cmpstr (payment->memo_type, ==, "none");
  g_assert_cmpint (payment->amount, ==, 1000 * UNIT);
  payment = g_ptr_array_index (payments, 1);
  g_assert_cmpstr (payment->memo_type, ==, "text");
  g_assert_cmpstr (payment->memo, ==, "order 7");
  g_assert_cmpstr (payment->asset, ==, "XLM");
  g_assert_cmpstr (payment->from, ==,
                   imw_practice_stellar_get_address (self->net, IMW_PRACTICE_STELLAR_ANCHOR));
  g_assert_cmpint (payment->amount, ==, 3 * UNIT);
  g_assert_cmpint (payment->time_ms, ==, START_MS);
  later = imw_practice_stellar_list_payments (self->net, alice, payment->token, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (later->len, ==, 1);
  payment = g_ptr_array_index (later, 0);
  g_assert_cmpstr (payment->memo, ==, "12345");
  payment = g_ptr_array_index (payments, 3);
  g_assert_cmpstr (payment->memo, ==, hash_memo);
}

static void
test_own_claimables (Fixture *self, gconstpointer data)
{
  g_autofree char *alice = address_of ("alice");
  g_autofree char *hash = NULL;
  g_autofree char *id = NULL;
  g_autofree char *usdc = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GError) error = NULL;
  const ImwPracticeStellarClaimable *claimable;
  guint8                             balance_id[32];
  gboolean                           done;

  done = imw_practice_stellar_open_account (self->net, IMW_PRACTICE_STELLAR_ANCHOR, alice, 2 * UNIT,
                                            &hash, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  g_clear_pointer (&hash, g_free);
  done = imw_practice_stellar_create_claimable (self->net, IMW_PRACTICE_STELLAR_ANCHOR, alice,
                                                "XLM", 25 * UNIT, &hash, &id, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  list = imw_practice_stellar_list_claimable (self->net, alice, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  claimable = g_ptr_array_index (list, 0);
  g_assert_cmpstr (claimable->id, ==, id);
  g_assert_cmpint (claimable->amount, ==, 25 * UNIT);

  g_assert_true (imw_stellar_balance_id_parse (id, balance_id, NULL));
  raw =
      make_tx ("alice", sequence_of (self, "alice") + 1, 0, imw_stellar_op_new_claim (balance_id));
  g_assert_cmpint (submit (self, raw, NULL), ==, IMW_XLM_TAKEN);
  g_assert_cmpint (balance_of (self, "alice"), ==, 27 * UNIT - IMW_XLM_BASE_FEE);
  rest = imw_practice_stellar_list_claimable (self->net, alice, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rest->len, ==, 0);

  usdc = imw_practice_stellar_dup_asset (self->net, "USDC", &error);
  g_assert_cmpstr (usdc, ==, "USDC:GAGUIBBDV7Z2OT7UH3KQ2QTSOUV5CXA52L52MWIWNGN5VLVW2SHTWNBK");
}

static void
add_line (Fixture *self, const char *name)
{
  ImwStellarAsset asset;
  g_autoptr (GBytes) raw = NULL;

  g_assert_true (imw_xlm_parse_asset (self->net, "USDC", &asset, NULL));
  raw = make_tx (name, sequence_of (self, name) + 1, 0,
                 imw_stellar_op_new_change_trust (&asset, G_MAXINT64));
  g_assert_cmpint (submit (self, raw, NULL), ==, IMW_XLM_TAKEN);
}

static ImwStellarOp *
make_random_op (Fixture *self, GRand *random, const char *to)
{
  gint64        amount = g_rand_int_range (random, 0, 100 * (gint32) UNIT);
  ImwStellarOp *op = make_payment (to, amount);

  if (g_rand_boolean (random))
    {
      op->type = g_rand_boolean (random) ? IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND
                                         : IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE;
      g_assert_true (imw_xlm_parse_asset (self->net, g_rand_boolean (random) ? "XLM" : "USDC",
                                          &op->asset, NULL));
      g_assert_true (imw_xlm_parse_asset (self->net, g_rand_boolean (random) ? "XLM" : "USDC",
                                          &op->dest_asset, NULL));
      op->dest_stroops = g_rand_int_range (random, 1, 20 * (gint32) UNIT);
    }

  return op;
}

static void
add_up (Fixture *self, const char *const *names, guint n_names, gint64 *xlm, gint64 *usdc)
{
  *xlm = 0;
  *usdc = 0;
  g_assert_true (imw_ledger_get_number (self->books, "stellar.fees", xlm, NULL));
  for (guint i = 0; i < n_names; i++)
    {
      g_autoptr (ImwPracticeStellarAccount) account = find (self, names[i]);

      if (account == NULL)
        continue;
      g_assert_cmpint (account->balance, >=, 0);
      *xlm += account->balance;
      for (guint j = 0; j < account->lines->len; j++)
        {
          const ImwPracticeStellarLine *line = g_ptr_array_index (account->lines, j);

          g_assert_cmpint (line->balance, >=, 0);
          if (g_str_has_prefix (line->asset, "USDC:"))
            *usdc += line->balance;
        }
    }
}

/* Whatever is paid, exchanged or refused: nothing comes from nowhere, and nothing is lost. */
static void
test_conservation (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "alice", "bob", "root", "usdc issuer",
                                       "eurc issuer", "anchor", "swap" };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  gint64 xlm;
  gint64 usdc;
  gint64 n_good = 0;

  for (guint i = 0; i < 2; i++)
    {
      fund (self, names[i], NULL, NULL);
      add_line (self, names[i]);
      fund (self, names[i], "USDC", "2000000000");
    }
  add_up (self, names, G_N_ELEMENTS (names), &xlm, &usdc);
  g_assert_cmpint (usdc, ==, 2 * 500000000 * UNIT + 400 * UNIT);

  for (guint i = 0; i < N_STEPS; i++)
    {
      const char *from = names[g_rand_int_range (random, 0, 2)];
      const char *to = names[g_rand_int_range (random, 0, 2)];
      g_autoptr (GBytes)
          raw = make_tx (from, sequence_of (self, from) + 1, 0, make_random_op (self, random, to));
      gint64 xlm_now;
      gint64 usdc_now;

      n_good += submit (self, raw, NULL) == IMW_XLM_TAKEN ? 1 : 0;
      add_up (self, names, G_N_ELEMENTS (names), &xlm_now, &usdc_now);
      g_assert_cmpint (xlm_now, ==, xlm);
      g_assert_cmpint (usdc_now, ==, usdc);
    }
  g_assert_cmpint (n_good, >, N_STEPS / 2);
}

/* Who submits the usual way hears of it when the ledger closes, and not before. */
static void
test_server_waits (void)
{
  g_autoptr (TestServer) server = test_server_new ("--block-interval-s", "30", NULL);
  g_autofree char *alice = address_of ("alice");
  g_autofree char *request = g_strdup_printf ("{\"chain\":\"stellar\",\"address\":\"%s\"}", alice);
  g_autofree char *path = g_strconcat ("/stellar/accounts/", alice, NULL);
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) funded = test_post_json (server, "/practice/fund", request);
  g_autoptr (JsonNode) account = test_get_json (server, path);
  g_autoptr (JsonNode) before = NULL;
  g_autoptr (JsonNode) after = NULL;
  g_autoptr (JsonNode) done = NULL;
  g_autoptr (GBytes) raw = NULL;
  gint64 sequence = g_ascii_strtoll (test_json_string (account, "sequence"), NULL, 10);

  raw = make_tx ("alice", sequence + 1, 0, make_payment ("root", UNIT));
  text = g_base64_encode (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
  escaped = g_uri_escape_string (text, NULL, FALSE);
  body = g_strconcat ("tx=", escaped, NULL);
  before = test_get_json (server, "/practice/state");
  done = test_post_json (server, "/stellar/transactions", body);
  after = test_get_json (server, "/practice/state");
  g_assert_true (test_json_boolean (done, "successful"));
  g_assert_cmpint (test_json_int (done, "ledger"), ==, test_json_int (after, "stellar_ledger"));
  g_assert_cmpint (test_json_int (after, "stellar_ledger"), >,
                   test_json_int (before, "stellar_ledger"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/stellar/waiting", Fixture, NULL, set_up, test_waiting, tear_down);
  g_test_add ("/stellar/timer", Fixture, NULL, set_up, test_timer, tear_down);
  g_test_add ("/stellar/restart", Fixture, NULL, set_up, test_restart, tear_down);
  g_test_add ("/stellar/ledgers", Fixture, NULL, set_up, test_ledgers, tear_down);
  g_test_add ("/stellar/own-payments", Fixture, "", set_up, test_own_payments, tear_down);
  g_test_add ("/stellar/own-claimables", Fixture, "", set_up, test_own_claimables, tear_down);
  g_test_add ("/stellar/conservation", Fixture, "", set_up, test_conservation, tear_down);
  g_test_add_func ("/stellar/server-waits", test_server_waits);

  return g_test_run ();
}
