/* test-life.c: the practice server over time: restarts, faults, reorganisations, its clock, its end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-test-practice.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RBF     IMW_BITCOIN_SEQUENCE_RBF
#define N_KILLS 12

static const char *const still[] = { "--no-auto-mine", "--clock-manual", NULL };
static const char *const automatic[] = { "--clock-manual", "--block-interval-s", "30", NULL };
static const char *const real_clock[] = { "--block-interval-s", "1", NULL };

static TestServer *
start (void)
{
  return test_server_new (still[0], still[1], NULL);
}

static void
fail (TestServer *server, const char *body)
{
  g_autoptr (JsonNode) answer = test_post_json (server, "/practice/fail", body);
}

static void
test_restart (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autofree char *confirmed = test_fund (server, alice, 100000);
  g_autofree char *waiting = NULL;
  g_autofree char *tip = NULL;
  g_autofree char *tip_again = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *spent = NULL;
  g_autoptr (JsonNode) clock = NULL;
  g_autoptr (JsonNode) state = NULL;

  test_mine (server, 3);
  waiting = test_fund (server, alice, 200000);
  fail (server, "{\"kind\":\"http-500\",\"count\":5}");
  clock = test_post_json (server, "/practice/clock", "{\"advance_ms\":123456}");
  fail (server, "{\"kind\":\"none\"}");
  tip = test_get (server, "/blocks/tip/hash");
  test_server_stop (server);
  test_server_start (server, still);

  tip_again = test_get (server, "/blocks/tip/hash");
  g_assert_cmpstr (tip_again, ==, tip);
  g_assert_cmpint (test_get_height (server), ==, 123);
  g_assert_true (test_is_confirmed (server, confirmed));
  g_assert_false (test_is_confirmed (server, waiting));
  state = test_get_json (server, "/practice/state");
  g_assert_cmpint (test_json_int (state, "time_ms"), ==, test_json_int (clock, "time_ms"));
  hex = test_spend (alice, waiting, 0, 200000, 1000, alice, RBF);
  spent = test_broadcast (server, hex);
  test_mine (server, 1);
  g_assert_true (test_is_confirmed (server, spent));
}

/* Killed while it is busy: what it had answered is there afterwards, and the books are whole. */
static void
test_kill (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *address = test_address (server, alice);
  g_autofree char *many =
      g_strdup_printf ("{\"address\":\"%s\",\"amount_sat\":1000,\"count\":300}", address);

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnection) connection = NULL;
      g_autofree char *request = NULL;
      g_autofree char *path = g_strdup_printf ("/address/%s", address);
      g_autoptr (JsonNode) stats = NULL;
      GOutputStream *out;
      gint64         count;

      g_ptr_array_add (known, test_fund (server, alice, 5000));
      if (i % 3 == 0)
        test_mine (server, 1);

      /* a long piece of work that nobody waits for, and the kill at another point of it each time */
      connection = g_socket_client_connect_to_host (client, "127.0.0.1", server->port, NULL, NULL);
      g_assert_nonnull (connection);
      request = g_strdup_printf (
          "POST /practice/fund HTTP/1.1\r\nHost: x\r\nContent-Length: %" G_GSIZE_FORMAT
          "\r\n\r\n%s",
          strlen (many), many);
      out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
      g_assert_true (g_output_stream_write_all (out, request, strlen (request), NULL, NULL, NULL));
      g_usleep (i * 7000);
      test_server_kill (server);
      test_server_start (server, still);

      for (guint j = 0; j < known->len; j++)
        {
          g_autofree char *tx_path =
              g_strdup_printf ("/tx/%s", (const char *) g_ptr_array_index (known, j));
          g_autoptr (JsonNode) tx = test_get_json (server, tx_path);

          g_assert_cmpint (test_json_int (tx, "vout.0.value"), ==, 5000);
        }
      /* all of the 300 or none */
      stats = test_get_json (server, path);
      count = test_json_int (stats, "chain_stats.tx_count") +
              test_json_int (stats, "mempool_stats.tx_count");
      g_assert_cmpint ((count - (gint64) known->len) % 300, ==, 0);
    }
  test_mine (server, 2);
  g_assert_cmpuint (test_mempool_count (server), ==, 0);
}

static void
test_second_server (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (GSubprocess) second = NULL;
  g_autoptr (GError) error = NULL;

  second = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                             &error, g_getenv ("IMW_PRACTICE_PATH"), "--state", server->state_path,
                             NULL);
  g_assert_no_error (error);
  g_assert_false (g_subprocess_wait_check (second, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (second), ==, 1);
  g_assert_cmpint (test_get_height (server), ==, 120);
}

static void
test_reorganisation (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autofree char *deep = test_fund (server, alice, 100000);
  g_autofree char *shallow = NULL;
  g_autofree char *child_hex = NULL;
  g_autofree char *child = NULL;
  g_autofree char *old_tip = NULL;
  g_autofree char *old_path = NULL;
  g_autofree char *lost_path = NULL;
  g_autoptr (JsonNode) once = NULL;
  g_autoptr (JsonNode) twice = NULL;
  g_autoptr (JsonNode) dropped = NULL;
  g_autoptr (JsonNode) status = NULL;
  g_autoptr (TestAnswer) lost = NULL;
  g_autoptr (TestAnswer) too_deep = NULL;

  test_mine (server, 2);
  shallow = test_fund (server, alice, 200000);
  test_mine (server, 1);
  old_tip = test_get (server, "/blocks/tip/hash");

  /* empty new blocks: the payment waits again */
  once = test_post_json (server, "/practice/reorg", "{\"depth\":1,\"empty\":true}");
  g_assert_cmpint (test_json_int (once, "height"), ==, 124);
  g_assert_true (test_is_confirmed (server, deep));
  g_assert_false (test_is_confirmed (server, shallow));
  old_path = g_strdup_printf ("/block/%s/status", old_tip);
  status = test_get_json (server, old_path);
  g_assert_false (test_json_boolean (status, "in_best_chain"));

  /* ordinary new blocks take it at once */
  twice = test_post_json (server, "/practice/reorg", "{\"depth\":4}");
  g_assert_cmpint (test_json_int (twice, "height"), ==, 125);
  g_assert_true (test_is_confirmed (server, shallow));
  g_assert_cmpuint (test_mempool_count (server), ==, 0);

  /* dropped for good, with what was made of them */
  child_hex = test_spend (alice, shallow, 0, 200000, 1000, alice, RBF);
  child = test_broadcast (server, child_hex);
  dropped = test_post_json (server, "/practice/reorg", "{\"depth\":5,\"drop\":true}");
  lost_path = g_strdup_printf ("/tx/%s", child);
  lost = test_ask (server, "GET", lost_path, NULL);
  g_assert_cmpuint (lost->status, ==, 404);
  g_assert_cmpuint (test_mempool_count (server), ==, 0);
  test_refused (server, child_hex, -25, "bad-txns-inputs-missingorspent");

  too_deep = test_ask (server, "POST", "/practice/reorg", "{\"depth\":101}");
  g_assert_cmpuint (too_deep->status, ==, 400);
}

static void
test_reset (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autofree char *coin = test_fund (server, alice, 100000);
  g_autofree char *before = test_get (server, "/block-height/1");
  g_autofree char *after = NULL;
  g_autofree char *genesis = NULL;
  g_autofree char *path = g_strdup_printf ("/tx/%s", coin);
  g_autoptr (JsonNode) answer = test_post_json (server, "/practice/reset", "{}");
  g_autoptr (TestAnswer) gone = test_ask (server, "GET", path, NULL);
  g_autofree char *coin_again = NULL;

  g_assert_cmpint (test_json_int (answer, "height"), ==, 120);
  g_assert_cmpuint (gone->status, ==, 404);
  after = test_get (server, "/block-height/1");
  g_assert_cmpstr (after, !=, before);
  genesis = test_get (server, "/block-height/0");
  g_assert_cmpstr (genesis, ==, server->params->genesis_hash);
  coin_again = test_fund (server, alice, 100000);
}

static void
test_faults (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autofree char *coin = test_fund (server, alice, 123456);
  g_autofree char *path = g_strdup_printf ("/tx/%s", coin);
  g_autofree char *hex_path = g_strdup_printf ("/tx/%s/hex", coin);
  g_autofree char *true_hex = test_get (server, hex_path);
  g_autofree char *false_hex = NULL;
  g_autoptr (TestAnswer) first = NULL;
  g_autoptr (TestAnswer) second = NULL;
  g_autoptr (TestAnswer) spared = NULL;
  g_autoptr (TestAnswer) busy = NULL;
  g_autoptr (TestAnswer) cut = NULL;
  g_autoptr (TestAnswer) hung = NULL;
  g_autoptr (TestAnswer) unknown = NULL;
  g_autoptr (JsonNode) state = NULL;
  g_autoptr (JsonNode) wrong = NULL;
  gint64 start_ms;

  fail (server, "{\"kind\":\"http-500\",\"count\":2,\"path\":\"/tx\"}");
  spared = test_ask (server, "GET", "/blocks/tip/height", NULL);
  g_assert_cmpuint (spared->status, ==, 200);
  first = test_ask (server, "GET", path, NULL);
  state = test_get_json (server, "/practice/state");
  g_assert_cmpuint (test_json_length (state, "faults"), ==, 1);
  g_assert_cmpint (test_json_int (state, "faults.0.count"), ==, 1);
  second = test_ask (server, "GET", path, NULL);
  g_assert_cmpuint (first->status, ==, 500);
  g_assert_cmpuint (second->status, ==, 500);
  g_assert_false (test_is_confirmed (server, coin));

  fail (server, "{\"kind\":\"http-429\"}");
  busy = test_ask (server, "GET", path, NULL);
  g_assert_cmpuint (busy->status, ==, 429);
  g_assert_nonnull (strstr (busy->head, "Retry-After: 1"));

  fail (server, "{\"kind\":\"truncate\"}");
  cut = test_ask (server, "GET", path, NULL);
  g_assert_cmpuint (cut->status, ==, 200);
  g_assert_cmpuint (cut->length, ==, (guint) cut->announced / 2);

  fail (server, "{\"kind\":\"wrong-data\",\"count\":2}");
  wrong = test_get_json (server, path);
  g_assert_cmpint (test_json_int (wrong, "vout.0.value"), !=, 123456);
  false_hex = test_get (server, hex_path);
  g_assert_cmpuint (strlen (false_hex), ==, strlen (true_hex));
  g_assert_cmpstr (false_hex, !=, true_hex);

  fail (server, "{\"kind\":\"delay\",\"ms\":300}");
  start_ms = g_get_monotonic_time () / 1000;
  g_assert_cmpint (test_get_height (server), ==, 120);
  g_assert_cmpint (g_get_monotonic_time () / 1000 - start_ms, >=, 290);

  fail (server, "{\"kind\":\"hang\",\"ms\":200}");
  hung = test_ask (server, "GET", path, NULL);
  g_assert_cmpuint (hung->status, ==, 0);

  fail (server, "{\"kind\":\"hang\",\"count\":50}");
  fail (server, "{\"kind\":\"none\"}");
  g_assert_cmpint (test_get_height (server), ==, 120);
  unknown = test_ask (server, "POST", "/practice/fail", "{\"kind\":\"fire\"}");
  g_assert_cmpuint (unknown->status, ==, 400);
}

/* The payment goes out though its sender never hears so. */
static void
test_lost_answer (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autofree char *coin = test_fund (server, alice, 100000);
  g_autofree char *hex = test_spend (alice, coin, 0, 100000, 1000, alice, RBF);
  g_autofree char *txid = NULL;
  g_autoptr (TestAnswer) before = NULL;
  g_autoptr (TestAnswer) after = NULL;

  fail (server, "{\"kind\":\"http-500\",\"path\":\"/tx\"}");
  before = test_ask (server, "POST", "/tx", hex);
  g_assert_cmpuint (before->status, ==, 500);
  g_assert_cmpuint (test_mempool_count (server), ==, 1);
  fail (server, "{\"kind\":\"hang\",\"ms\":50,\"path\":\"/tx\",\"after\":true}");
  after = test_ask (server, "POST", "/tx", hex);
  g_assert_cmpuint (after->status, ==, 0);
  g_assert_cmpuint (test_mempool_count (server), ==, 2);
  txid = test_broadcast (server, hex);
  test_mine (server, 1);
  g_assert_true (test_is_confirmed (server, txid));
}

static void
test_manual_clock (void)
{
  g_autoptr (TestServer) server = test_server_new (automatic[0], automatic[1], automatic[2], NULL);
  g_autoptr (TestServer) twin = test_server_new (automatic[0], automatic[1], automatic[2], NULL);
  g_autofree char *tip = NULL;
  g_autofree char *twin_tip = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *path = NULL;
  g_autofree char *first_hash = NULL;
  g_autofree char *first_path = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode)
      nearly = test_post_json (server, "/practice/clock", "{\"advance_ms\":29999}");
  g_autoptr (JsonNode) there = NULL;
  g_autoptr (JsonNode) far = NULL;
  g_autoptr (JsonNode) twin_far = NULL;
  g_autoptr (JsonNode) block = NULL;
  g_autoptr (TestAnswer) bad = NULL;

  g_assert_cmpint (test_json_int (nearly, "height"), ==, 120);
  first_hash = test_get (server, "/block-height/120");
  first_path = g_strdup_printf ("/block/%s", first_hash);
  first = test_get_json (server, first_path);
  g_assert_cmpint (test_json_int (first, "timestamp"), ==, 1767225600);
  there = test_post_json (server, "/practice/clock", "{\"advance_ms\":1}");
  g_assert_cmpint (test_json_int (there, "height"), ==, 121);
  far = test_post_json (server, "/practice/clock", "{\"advance_ms\":600000}");
  g_assert_cmpint (test_json_int (far, "height"), ==, 141);
  hash = test_get (server, "/block-height/125");
  path = g_strdup_printf ("/block/%s", hash);
  block = test_get_json (server, path);
  g_assert_cmpint (test_json_int (block, "timestamp"), ==, 1767225600 + 5 * 30);

  /* the same steps make the same chain */
  twin_far = test_post_json (twin, "/practice/clock", "{\"advance_ms\":630000}");
  tip = test_get (server, "/blocks/tip/hash");
  twin_tip = test_get (twin, "/blocks/tip/hash");
  g_assert_cmpstr (tip, ==, twin_tip);

  bad = test_ask (server, "POST", "/practice/clock", "{\"advance_ms\":-1}");
  g_assert_cmpuint (bad->status, ==, 400);
}

static void
test_real_clock (void)
{
  g_autoptr (TestServer) server = test_server_new (real_clock[0], real_clock[1], NULL);
  g_autoptr (TestAnswer)
      refused = test_ask (server, "POST", "/practice/clock", "{\"advance_ms\":1}");
  gint64 end_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_assert_cmpuint (refused->status, ==, 400);
  while (test_get_height (server) < 122 && g_get_monotonic_time () < end_us)
    g_usleep (50000);
  g_assert_cmpint (test_get_height (server), >=, 122);
}

static void
test_events (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (ImwPracticeKey) alice = imw_practice_key_new ("alice", IMW_SCRIPT_P2WPKH);
  g_autoptr (JsonNode) first = test_get_json (server, "/practice/events?after=100");
  g_autofree char *coin = NULL;
  g_autoptr (JsonNode) later = NULL;

  g_assert_cmpuint (test_json_length (first, "events"), ==, 21);
  coin = test_fund (server, alice, 5000);
  later = test_get_json (server, "/practice/events?after=121");
  g_assert_cmpuint (test_json_length (later, "events"), ==, 1);
  g_assert_cmpstr (test_json_string (later, "events.0.kind"), ==, "accepted");
  g_assert_cmpstr (test_json_string (later, "events.0.subject"), ==, coin);
}

static void
test_input_closed (void)
{
  g_autoptr (TestServer) server = start ();
  g_autoptr (GError) error = NULL;

  g_assert_true (
      g_output_stream_close (g_subprocess_get_stdin_pipe (server->process), NULL, &error));
  g_assert_true (g_subprocess_wait_check (server->process, NULL, &error));
  g_assert_no_error (error);
  g_clear_object (&server->process);
}

/* A process between us starts the server with an input that stays open, and is killed. */
static void
test_parent_gone (void)
{
  g_autofree char *folder = g_dir_make_tmp ("imw-practice-XXXXXX", NULL);
  g_autofree char *state = g_build_filename (folder, "practice.db", NULL);
  g_autofree char *command = NULL;
  g_autofree char *quoted = g_shell_quote (g_getenv ("IMW_PRACTICE_PATH"));
  g_autofree char *quoted_state = g_shell_quote (state);
  g_autofree char *line = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *files = NULL;
  g_autoptr (GSubprocess) between = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GSubprocess) removal = NULL;
  g_autoptr (GError) error = NULL;

  command = g_strdup_printf ("%s --state %s </dev/null & wait", quoted, quoted_state);
  between =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/bin/sh", "-c", command, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (between));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_nonnull (line);
  g_subprocess_force_exit (between);
  g_subprocess_wait (between, NULL, NULL);
  /* the server holds the other end of the pipe: its end is the end of the stream */
  rest = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (rest);

  removal = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "rm", "-r", folder, NULL);
  g_assert_true (g_subprocess_wait_check (removal, NULL, &error));
}

static void
test_usage (void)
{
  const char *const lines[][6] = {
    { "--port", "0", NULL },
    { "--state", "x", "--port", "70000", NULL },
    { "--state", "x", "--block-interval-s", "0", NULL },
    { "--state", "x", "more", NULL },
    { "--nothing", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const char *argv[8] = { g_getenv ("IMW_PRACTICE_PATH") };
      g_autoptr (GSubprocess) process = NULL;

      for (guint j = 0; lines[i][j] != NULL; j++)
        argv[j + 1] = lines[i][j];
      process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
      g_assert_nonnull (process);
      g_subprocess_wait (process, NULL, NULL);
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/life/restart", test_restart);
  g_test_add_func ("/practice/life/kill", test_kill);
  g_test_add_func ("/practice/life/second-server", test_second_server);
  g_test_add_func ("/practice/life/reorganisation", test_reorganisation);
  g_test_add_func ("/practice/life/reset", test_reset);
  g_test_add_func ("/practice/life/faults", test_faults);
  g_test_add_func ("/practice/life/lost-answer", test_lost_answer);
  g_test_add_func ("/practice/life/manual-clock", test_manual_clock);
  g_test_add_func ("/practice/life/real-clock", test_real_clock);
  g_test_add_func ("/practice/life/events", test_events);
  g_test_add_func ("/practice/life/input-closed", test_input_closed);
  g_test_add_func ("/practice/life/parent-gone", test_parent_gone);
  g_test_add_func ("/practice/life/usage", test_usage);

  return g_test_run ();
}
