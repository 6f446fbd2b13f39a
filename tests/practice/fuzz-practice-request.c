/* fuzz-practice-request.c: any request to the practice server gets a proper answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-practice-esplora.h"
#include "imw-practice-prices.h"
#include "imw-practice-server-private.h"

#include "imw-json.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>

#define RESET_EVERY     200
#define MAX_REPLY_BYTES IMW_JSON_MAX_BYTES

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static ImwPracticeServer *server;
static char              *folder;

static void
remove_all (void)
{
  g_autoptr (GDir) dir = NULL;

  g_clear_pointer (&server, imw_practice_server_free);
  dir = g_dir_open (folder, 0, NULL);
  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL;
       name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
}

static void
start (void)
{
  g_autofree char   *state_path = NULL;
  ImwPracticeOptions options = { .clock_manual = TRUE, .auto_mine = TRUE, .block_interval_s = 30 };

  folder = g_dir_make_tmp ("imw-practice-fuzz-XXXXXX", NULL);
  state_path = g_build_filename (folder, "practice.db", NULL);
  options.state_path = state_path;
  server = imw_practice_server_new (&options, NULL);
  g_assert_nonnull (server);
  atexit (remove_all);
}

static void
answer_rpc (GBytes *body, ImwPracticeReply *reply)
{
  g_auto (GStrv) paths = imw_practice_rpc_list_paths (body);

  g_assert_nonnull (paths[0]);
  imw_practice_rpc_answer (server->ethereum, body, IMW_FAULT_NONE, reply);
}

/* "GET /path" or "POST /path", a line feed, the body */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static guint     count = 0;
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *line = g_strndup (text, strcspn (text, "\n"));
  gsize            body_at = MIN (strlen (line) + 1, size);
  g_autoptr (GBytes) body = g_bytes_new (size > 0 ? data + body_at : NULL, size - body_at);
  g_auto (ImwPracticeReply) reply = { 0 };
  gboolean    is_post = g_str_has_prefix (line, "POST ");
  const char *path = strchr (line, ' ') != NULL ? strchr (line, ' ') + 1 : line;

  if (server == NULL)
    start ();
  if (++count % RESET_EVERY == 0)
    g_assert_true (imw_practice_bitcoin_reset (server->bitcoin, NULL) &&
                   imw_practice_ethereum_reset (server->ethereum, count, NULL));

  if (g_str_has_prefix (path, "/practice/"))
    imw_practice_control_answer (server, is_post ? "POST" : "GET", path, is_post ? line : NULL,
                                 body, &reply);
  else if (g_str_has_prefix (path, "/ethereum-index"))
    imw_practice_index_answer (server->ethereum, path + strlen ("/ethereum-index"), NULL, &reply);
  else if (g_str_has_prefix (path, "/ethereum"))
    answer_rpc (body, &reply);
  else
    imw_practice_esplora_answer (server->bitcoin, is_post ? "POST" : "GET", path, body, &reply);

  g_assert_nonnull (reply.body);
  g_assert_nonnull (reply.content_type);
  g_assert_true (reply.status == 200 || reply.status == 400 || reply.status == 404);
  if (g_str_equal (reply.content_type, "application/json") &&
      g_bytes_get_size (reply.body) <= MAX_REPLY_BYTES)
    {
      g_autoptr (JsonNode) node = imw_json_parse_bytes (reply.body, MAX_REPLY_BYTES, NULL);

      g_assert_nonnull (node);
    }
  imw_practice_reply_falsify (&reply);
  g_assert_nonnull (reply.body);

  return 0;
}
