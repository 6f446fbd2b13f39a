/* test-poll.c: when a provider is asked again, and messages that claim to come from one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-callback-check.h"
#include "imw-error.h"
#include "imw-poll.h"
#include "imw-test-vectors.h"

#include <string.h>

static void
test_schedule (void)
{
  gint64 elapsed_ms = 0;
  guint  n_asked = 0;

  while (elapsed_ms < 600000)
    {
      gint64 delay_ms = imw_poll_delay (n_asked, elapsed_ms, -1, 0, 500);

      g_assert_cmpint (delay_ms, ==, n_asked < 15 ? 2000 : n_asked < 39 ? 5000
                                                                        : 15000);
      elapsed_ms += delay_ms;
      n_asked++;
    }
  g_assert_cmpuint (n_asked, ==, 15 + 24 + 30);
  g_assert_cmpint (imw_poll_delay (n_asked, elapsed_ms, -1, 0, 500), ==, 60000);
  g_assert_cmpint (imw_poll_delay (n_asked, elapsed_ms, 60, 0, 500), ==, 60000);
  g_assert_cmpint (imw_poll_delay (n_asked, elapsed_ms, 1200, 0, 500), ==, 300000);
  g_assert_cmpint (imw_poll_delay (n_asked, elapsed_ms, G_MAXINT64, 0, 500), ==, 900000);
}

static void
test_failures (void)
{
  g_assert_cmpint (imw_poll_delay (0, 0, -1, 1, 500), ==, 4000);
  g_assert_cmpint (imw_poll_delay (0, 0, -1, 3, 500), ==, 16000);
  g_assert_cmpint (imw_poll_delay (100, 3600000, -1, 4, 500), ==, 900000);
  g_assert_cmpint (imw_poll_delay (0, 0, -1, G_MAXUINT, 500), ==, 900000);
}

static void
test_jitter (void)
{
  g_assert_cmpint (imw_poll_delay (0, 0, -1, 0, 0), ==, 1600);
  g_assert_cmpint (imw_poll_delay (0, 0, -1, 0, 1000), ==, 2400);
  g_assert_cmpint (imw_poll_delay (0, 0, -1, 0, G_MAXUINT), ==, 2400);
}

static void
test_callback (void)
{
  g_autoptr (JsonNode) root = imw_test_vectors_load ("anchor-callback.json");
  JsonObject *vector = json_node_get_object (root);
  const char *header = imw_test_vectors_text (vector, "header");
  const char *host = imw_test_vectors_text (vector, "host");
  const char *body = imw_test_vectors_text (vector, "body");
  const char *key = imw_test_vectors_text (vector, "key");
  const char *other = imw_test_vectors_text (vector, "other_key");
  gint64      now_ms = g_ascii_strtoll (imw_test_vectors_text (vector, "time_s"), NULL, 10) * 1000;
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) wrong = g_bytes_new (body, strlen (body) - 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_callback_check (header, host, bytes, key, now_ms, &error));
  g_assert_no_error (error);
  g_assert_true (imw_callback_check (header, host, bytes, key, now_ms + 120000, NULL));
  g_assert_false (imw_callback_check (header, host, bytes, key, now_ms + 121000, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (imw_callback_check (header, "elsewhere.org", bytes, key, now_ms, NULL));
  g_assert_false (imw_callback_check (header, host, wrong, key, now_ms, NULL));
  g_assert_false (imw_callback_check (header, host, bytes, other, now_ms, NULL));
  g_assert_false (imw_callback_check ("t=1", host, bytes, key, now_ms, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/poll/schedule", test_schedule);
  g_test_add_func ("/anchor/poll/failures", test_failures);
  g_test_add_func ("/anchor/poll/jitter", test_jitter);
  g_test_add_func ("/anchor/callback/vector", test_callback);

  return g_test_run ();
}
