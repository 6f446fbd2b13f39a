/* fuzz-sse.c: streams of events
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-sse-parser.h"

#include <stdint.h>
#include <string.h>

#define MAX_BYTES 300

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
event_cb (const char *type, const char *data, const char *id, gpointer user_data)
{
  g_assert_true (g_utf8_validate (type, -1, NULL) && *type != '\0');
  g_assert_true (g_utf8_validate (data, -1, NULL) && strlen (data) < MAX_BYTES);
  g_string_append_printf (user_data, "%s|%s|%s;", type, data, id != NULL ? id : "-");
}

/* The pieces in which a stream comes make no difference. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) pieces = g_string_new (NULL);
  g_autoptr (ImwSseParser) first = imw_sse_parser_new (MAX_BYTES, event_cb, whole);
  g_autoptr (ImwSseParser) second = imw_sse_parser_new (MAX_BYTES, event_cb, pieces);
  g_autoptr (GError) error = NULL;
  gboolean good = imw_sse_parser_feed (first, data, size, &error);
  gboolean good_pieces = TRUE;

  g_assert_true (good == (error == NULL));
  for (size_t i = 0; i < size && good_pieces; i++)
    good_pieces = imw_sse_parser_feed (second, data + i, 1, NULL);
  g_assert_true (good == good_pieces);
  g_assert_cmpstr (whole->str, ==, pieces->str);
  g_assert_cmpint (imw_sse_parser_get_retry_ms (first), ==, imw_sse_parser_get_retry_ms (second));

  return 0;
}
