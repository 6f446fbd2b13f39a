/* imw-test-practice.c: a practice server of a test, asked over plain sockets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-test-practice.h"

#include "imw-bitcoin-address.h"
#include "imw-bitcoin-codec.h"
#include "imw-hex.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL;
       name = g_dir_read_name (dir))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_remove (child), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

TestServer *
test_server_new (const char *first_option, ...)
{
  TestServer *self = g_new0 (TestServer, 1);
  g_autoptr (GPtrArray) options = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  va_list list;

  self->folder = g_dir_make_tmp ("imw-practice-XXXXXX", &error);
  g_assert_no_error (error);
  self->state_path = g_build_filename (self->folder, "practice.db", NULL);
  self->params = imw_bitcoin_params_find ("practice");

  va_start (list, first_option);
  for (const char *option = first_option; option != NULL; option = va_arg (list, const char *))
    g_ptr_array_add (options, (gpointer) option);
  va_end (list);
  g_ptr_array_add (options, NULL);
  test_server_start (self, (const char *const *) options->pdata);

  return self;
}

void
test_server_start (TestServer *self, const char *const *options)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GDataInputStream) stream = NULL;
  g_autoptr (JsonNode) ready = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  g_assert_null (self->process);
  g_ptr_array_add (argv, (gpointer) g_getenv ("IMW_PRACTICE_PATH"));
  g_ptr_array_add (argv, (gpointer) "--state");
  g_ptr_array_add (argv, self->state_path);
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) options[i]);
  g_ptr_array_add (argv, NULL);

  self->process = g_subprocess_newv ((const char *const *) argv->pdata,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                     &error);
  g_assert_no_error (error);
  stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  line = g_data_input_stream_read_line (stream, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  ready = imw_json_parse (line, -1, 4096, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (test_json_string (ready, "ready"), ==, "imwallet-practice");
  g_assert_cmpint (test_json_int (ready, "pid"), ==,
                   g_ascii_strtoll (g_subprocess_get_identifier (self->process), NULL, 10));
  g_free (self->url);
  self->url = g_strdup (test_json_string (ready, "url"));
  g_assert_true (g_str_has_prefix (self->url, "http://127.0.0.1:"));
  self->port = (guint16) g_ascii_strtoull (strrchr (self->url, ':') + 1, NULL, 10);
}

void
test_server_stop (TestServer *self)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
  g_clear_object (&self->process);
}

void
test_server_kill (TestServer *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

void
test_server_free (TestServer *self)
{
  if (self->process != NULL)
    test_server_stop (self);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->state_path);
  g_free (self->url);
  g_free (self);
}

static TestAnswer *
parse_answer (GByteArray *bytes)
{
  TestAnswer *self = g_new0 (TestAnswer, 1);
  const char *text;
  const char *end;
  const char *announced;

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  text = (const char *) bytes->data;
  self->announced = -1;
  end = strstr (text, "\r\n\r\n");
  if (end == NULL)
    return self;

  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 "));
  self->status = (guint) g_ascii_strtoull (text + strlen ("HTTP/1.1 "), NULL, 10);
  self->head = g_strndup (text, (gsize) (end - text));
  self->length = bytes->len - 1 - (gsize) (end + 4 - text);
  self->body = g_memdup2 (end + 4, self->length + 1);
  announced = strstr (self->head, "Content-Length: ");
  if (announced != NULL)
    self->announced = g_ascii_strtoll (announced + strlen ("Content-Length: "), NULL, 10);

  return self;
}

TestAnswer *
test_ask (TestServer *self, const char *method, const char *path, const char *body)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *head = NULL;
  GOutputStream   *out;

  g_socket_client_set_timeout (client, 60);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);
  g_assert_no_error (error);
  out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  head = g_strdup_printf (
      "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: %" G_GSIZE_FORMAT
      "\r\n\r\n",
      method, path, body != NULL ? strlen (body) : 0);
  /* a server that refuses a large body may close before it has read it all: then the answer counts */
  if (g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL) && body != NULL)
    (void) g_output_stream_write_all (out, body, strlen (body), NULL, NULL, NULL);

  while (TRUE)
    {
      guint8 part[16384];
      gssize n_read = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                           part, sizeof part, NULL, NULL);

      if (n_read <= 0)
        break;
      g_byte_array_append (bytes, part, (guint) n_read);
    }

  return parse_answer (bytes);
}

void
test_answer_free (TestAnswer *self)
{
  g_free (self->head);
  g_free (self->body);
  g_free (self);
}

char *
test_get (TestServer *self, const char *path)
{
  g_autoptr (TestAnswer) answer = test_ask (self, "GET", path, NULL);

  g_assert_cmpuint (answer->status, ==, 200);

  return g_steal_pointer (&answer->body);
}

static JsonNode *
parse_json (TestAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  if (answer->status != 200)
    g_test_message ("%u %s", answer->status, answer->body);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_true (strstr (answer->head, "application/json") != NULL ||
                 strstr (answer->head, "application/hal+json") != NULL);
  node = imw_json_parse (answer->body, (gssize) answer->length, IMW_JSON_MAX_BYTES, &error);
  g_assert_no_error (error);

  return node;
}

JsonNode *
test_get_json (TestServer *self, const char *path)
{
  g_autoptr (TestAnswer) answer = test_ask (self, "GET", path, NULL);

  return parse_json (answer);
}

JsonNode *
test_post_json (TestServer *self, const char *path, const char *body)
{
  g_autoptr (TestAnswer) answer = test_ask (self, "POST", path, body);

  return parse_json (answer);
}

char *
test_broadcast (TestServer *self, const char *hex)
{
  g_autoptr (TestAnswer) answer = test_ask (self, "POST", "/tx", hex);

  if (answer->status != 200)
    g_test_message ("%s", answer->body);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (answer->length, ==, 64);

  return g_steal_pointer (&answer->body);
}

void
test_refused (TestServer *self, const char *hex, int code, const char *words)
{
  g_autoptr (TestAnswer) answer = test_ask (self, "POST", "/api/tx", hex);
  g_autofree char *start =
      g_strdup_printf ("sendrawtransaction RPC error: {\"code\":%d,\"message\":\"%s", code, words);

  g_test_message ("%s", answer->body);
  g_assert_cmpuint (answer->status, ==, 400);
  g_assert_true (g_str_has_prefix (answer->body, start));
}

gint64
test_get_height (TestServer *self)
{
  g_autofree char *text = test_get (self, "/blocks/tip/height");

  return g_ascii_strtoll (text, NULL, 10);
}

void
test_mine (TestServer *self, guint blocks)
{
  g_autofree char *body = g_strdup_printf ("{\"blocks\":%u}", blocks);
  g_autoptr (JsonNode) answer = test_post_json (self, "/practice/mine", body);

  g_assert_cmpint (test_json_int (answer, "height"), ==, test_get_height (self));
}

gboolean
test_is_confirmed (TestServer *self, const char *txid)
{
  g_autofree char *path = g_strdup_printf ("/tx/%s/status", txid);
  g_autoptr (JsonNode) status = test_get_json (self, path);

  return test_json_boolean (status, "confirmed");
}

guint
test_mempool_count (TestServer *self)
{
  g_autoptr (JsonNode) mempool = test_get_json (self, "/mempool");

  return (guint) test_json_int (mempool, "count");
}

JsonNode *
test_json_at (JsonNode *node, const char *place)
{
  g_auto (GStrv) parts = g_strsplit (place, ".", -1);

  for (guint i = 0; parts[i] != NULL && parts[i][0] != '\0'; i++)
    {
      if (g_ascii_isdigit (parts[i][0]) && JSON_NODE_HOLDS_ARRAY (node))
        {
          guint index = (guint) g_ascii_strtoull (parts[i], NULL, 10);

          g_assert_cmpuint (index, <, json_array_get_length (json_node_get_array (node)));
          node = json_array_get_element (json_node_get_array (node), index);
        }
      else
        {
          g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
          node = json_object_get_member (json_node_get_object (node), parts[i]);
        }
      if (node == NULL)
        g_test_message ("no %s in %s", parts[i], place);
      g_assert_nonnull (node);
    }

  return node;
}

gint64
test_json_int (JsonNode *node, const char *place)
{
  g_autoptr (GError) error = NULL;
  gint64 value;

  g_assert_true (imw_json_node_get_int (test_json_at (node, place), &value, &error));

  return value;
}

const char *
test_json_string (JsonNode *node, const char *place)
{
  g_autoptr (GError) error = NULL;
  const char *text = imw_json_node_get_string (test_json_at (node, place), &error);

  g_assert_no_error (error);

  return text;
}

gboolean
test_json_boolean (JsonNode *node, const char *place)
{
  JsonNode *value = test_json_at (node, place);

  g_assert_cmpint ((gint) json_node_get_value_type (value), ==, (gint) G_TYPE_BOOLEAN);

  return json_node_get_boolean (value);
}

guint
test_json_length (JsonNode *node, const char *place)
{
  JsonNode *array = test_json_at (node, place);

  g_assert_true (JSON_NODE_HOLDS_ARRAY (array));

  return json_array_get_length (json_node_get_array (array));
}

char *
test_address (TestServer *self, ImwPracticeKey *key)
{
  GBytes *script = imw_practice_key_get_script (key);
  char   *address = imw_bitcoin_address_encode (self->params, g_bytes_get_data (script, NULL),
                                                g_bytes_get_size (script));

  g_assert_nonnull (address);

  return address;
}

char *
test_fund (TestServer *self, ImwPracticeKey *key, guint64 amount_sat)
{
  g_autofree char *address = test_address (self, key);
  g_autofree char *body = g_strdup_printf (
      "{\"address\":\"%s\",\"amount_sat\":%" G_GUINT64_FORMAT "}", address, amount_sat);
  g_autoptr (JsonNode) answer = test_post_json (self, "/practice/fund", body);

  return g_strdup (test_json_string (answer, "txid"));
}

TestTx *
test_tx_new (void)
{
  TestTx *self = g_new0 (TestTx, 1);

  self->tx = imw_bitcoin_tx_new ();
  self->prevouts = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_bitcoin_output_free);
  self->keys = g_ptr_array_new ();

  return self;
}

void
test_tx_free (TestTx *self)
{
  imw_bitcoin_tx_unref (self->tx);
  g_ptr_array_unref (self->prevouts);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

void
test_tx_add_input (TestTx         *self,
                   ImwPracticeKey *key,
                   const char     *txid,
                   guint32         vout,
                   guint64         value_sat,
                   guint32         sequence)
{
  guint8 id[32];

  g_assert_true (imw_bitcoin_txid_from_text (txid, id, NULL));
  imw_bitcoin_tx_add_input (self->tx, id, vout, sequence);
  g_ptr_array_add (self->prevouts,
                   imw_bitcoin_output_new (value_sat, imw_practice_key_get_script (key)));
  g_ptr_array_add (self->keys, key);
}

void
test_tx_add_output (TestTx *self, guint64 value_sat, GBytes *script)
{
  imw_bitcoin_tx_add_output (self->tx, value_sat, script);
}

void
test_tx_pay_key (TestTx *self, guint64 value_sat, ImwPracticeKey *key)
{
  imw_bitcoin_tx_add_output (self->tx, value_sat, imw_practice_key_get_script (key));
}

char *
test_tx_sign (TestTx *self)
{
  g_autoptr (ImwBitcoinSighash) sighash = imw_bitcoin_sighash_new (self->tx, self->prevouts);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < self->keys->len; i++)
    imw_practice_key_sign (g_ptr_array_index (self->keys, i), self->tx, sighash, i);
  bytes = imw_bitcoin_tx_serialize (self->tx, TRUE);

  return imw_hex_encode_bytes (bytes);
}

char *
test_spend (ImwPracticeKey *from,
            const char     *txid,
            guint32         vout,
            guint64         value_sat,
            guint64         fee_sat,
            ImwPracticeKey *to,
            guint32         sequence)
{
  g_autoptr (TestTx) tx = test_tx_new ();

  test_tx_add_input (tx, from, txid, vout, value_sat, sequence);
  test_tx_pay_key (tx, value_sat - fee_sat, to);

  return test_tx_sign (tx);
}
