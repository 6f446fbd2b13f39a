/* test-bytes.c: tests of reader, writer and descriptors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-vectors.h"

#include "imw-error.h"
#include "imw-fd.h"
#include "imw-reader.h"
#include "imw-writer.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void
test_round_trip (void)
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  g_autoptr (GBytes) tail = g_bytes_new_static ("tail", 4);
  g_autoptr (GBytes) all = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *data;
  guint8        copy[4];
  gsize         length = 99;
  ImwReader     reader;

  g_assert_null (imw_writer_get_data (writer, &length));
  g_assert_cmpuint (length, ==, 0);
  imw_writer_u8 (writer, 0xab);
  imw_writer_u16_le (writer, 0x0102);
  imw_writer_u16_be (writer, 0x0102);
  imw_writer_u32_le (writer, 0x01020304);
  imw_writer_u32_be (writer, 0x01020304);
  imw_writer_u64_le (writer, G_GUINT64_CONSTANT (0xf102030405060708));
  imw_writer_u64_be (writer, G_GUINT64_CONSTANT (0xf102030405060708));
  imw_writer_bytes (writer, NULL, 0);
  imw_writer_bytes (writer, (const guint8 *) "data", 4);
  imw_writer_gbytes (writer, tail);
  data = imw_writer_get_data (writer, &length);
  g_assert_cmpmem (data, 13, "\xab\2\1\1\2\4\3\2\1\1\2\3\4", 13);
  g_assert_nonnull (imw_writer_get_data (writer, NULL));
  all = imw_writer_free_to_bytes (g_steal_pointer (&writer));
  g_assert_cmpuint (g_bytes_get_size (all), ==, length);

  imw_reader_init (&reader, g_bytes_get_data (all, NULL), g_bytes_get_size (all));
  g_assert_cmpuint (imw_reader_peek_u8 (&reader), ==, 0xab);
  g_assert_cmpuint (imw_reader_u8 (&reader), ==, 0xab);
  g_assert_cmpuint (imw_reader_u16_le (&reader), ==, 0x0102);
  g_assert_cmpuint (imw_reader_u16_be (&reader), ==, 0x0102);
  g_assert_cmpuint (imw_reader_u32_le (&reader), ==, 0x01020304);
  g_assert_cmpuint (imw_reader_u32_be (&reader), ==, 0x01020304);
  g_assert_cmpuint (imw_reader_u64_le (&reader), ==, G_GUINT64_CONSTANT (0xf102030405060708));
  g_assert_cmpuint (imw_reader_u64_be (&reader), ==, G_GUINT64_CONSTANT (0xf102030405060708));
  g_assert_cmpuint (imw_reader_get_position (&reader), ==, 29);
  g_assert_true (imw_reader_copy (&reader, copy, 4));
  g_assert_cmpmem (copy, 4, "data", 4);
  g_assert_false (imw_reader_finish (&reader, "bytes", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
  g_clear_error (&error);
  g_assert_cmpuint (imw_reader_get_left (&reader), ==, 4);
  g_assert_true (imw_reader_skip (&reader, 4));
  g_assert_cmpuint (imw_reader_peek_u8 (&reader), ==, 0);
  g_assert_true (imw_reader_finish (&reader, "bytes", &error));
  g_assert_no_error (error);
}

static void
assert_failed (ImwReader *reader)
{
  g_autoptr (GError) error = NULL;
  guint8 copy[2] = { 1, 1 };

  g_assert_false (imw_reader_ok (reader));
  g_assert_cmpuint (imw_reader_get_left (reader), ==, 0);
  g_assert_cmpuint (imw_reader_u8 (reader), ==, 0);
  g_assert_cmpuint (imw_reader_peek_u8 (reader), ==, 0);
  g_assert_cmpuint (imw_reader_u64_be (reader), ==, 0);
  g_assert_null (imw_reader_bytes (reader, 0));
  g_assert_false (imw_reader_copy (reader, copy, 2));
  g_assert_cmpuint (copy[0] + copy[1], ==, 0);
  g_assert_false (imw_reader_copy (reader, NULL, 0));
  g_assert_false (imw_reader_skip (reader, 0));
  g_assert_false (imw_reader_finish (reader, "bytes", &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
}

static void
test_past_end (void)
{
  static const guint8 bytes[] = { 1, 2, 3 };
  static const gsize  wanted[] = { 4, G_MAXSIZE, G_MAXSIZE - 2 };
  ImwReader           reader;

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      imw_reader_init (&reader, bytes, sizeof bytes);
      g_assert_cmpuint (imw_reader_u8 (&reader), ==, 1);
      g_assert_null (imw_reader_bytes (&reader, wanted[i]));
      assert_failed (&reader);
    }
  imw_reader_init (&reader, bytes, sizeof bytes);
  g_assert_cmpuint (imw_reader_u32_le (&reader), ==, 0);
  assert_failed (&reader);
  imw_reader_init (&reader, bytes, sizeof bytes);
  imw_reader_fail (&reader);
  assert_failed (&reader);

  imw_reader_init (&reader, NULL, 0);
  g_assert_nonnull (imw_reader_bytes (&reader, 0));
  g_assert_true (imw_reader_copy (&reader, NULL, 0));
  g_assert_true (imw_reader_ok (&reader));
  g_assert_cmpuint (imw_reader_u8 (&reader), ==, 0);
  assert_failed (&reader);
}

static void
test_descriptors (void)
{
  static const gsize lengths[] = { 0, 1, 65535, 65536, 65537, 300000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *text = g_strnfill (lengths[i], 'x');
      g_autoptr (GBytes) bytes = g_bytes_new (text, lengths[i]);
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GError) error = NULL;
      int fd = imw_fd_new_from_bytes (bytes, &error);

      g_assert_no_error (error);
      g_assert_cmpint (write (fd, "y", 1), ==, -1);
      again = imw_fd_read_all (fd, lengths[i], &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (bytes, again));
      if (lengths[i] > 0)
        {
          g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
          g_assert_null (imw_fd_read_all (fd, lengths[i] - 1, &error));
          g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
        }
      g_close (fd, NULL);
    }
}

static void
test_bad_descriptor (void)
{
  g_autoptr (GError) error = NULL;
  int fd = g_open ("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  g_assert_null (imw_fd_read_all (fd, 100, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_close (fd, NULL);
}

/* Sets the soft limit of @resource; returns what it was. */
static rlim_t
set_limit (__rlimit_resource_t resource,
           rlim_t              soft)
{
  struct rlimit limit = { 0 };
  rlim_t        before;

  g_assert_cmpint (getrlimit (resource, &limit), ==, 0);
  before = limit.rlim_cur;
  limit.rlim_cur = soft;
  g_assert_cmpint (setrlimit (resource, &limit), ==, 0);

  return before;
}

/* The process may write hardly anything, or open nothing more. */
static void
test_limits (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static ("more than ten bytes", 19);
      g_autoptr (GError) error = NULL;
      rlim_t before;

      signal (SIGXFSZ, SIG_IGN);
      before = set_limit (RLIMIT_FSIZE, 10);
      g_assert_cmpint (imw_fd_new_from_bytes (bytes, &error), ==, -1);
      set_limit (RLIMIT_FSIZE, before);
      g_assert_nonnull (error);
      g_assert_true (error->domain == G_IO_ERROR);
      g_clear_error (&error);

      before = set_limit (RLIMIT_NOFILE, 3);
      g_assert_cmpint (imw_fd_new_from_bytes (bytes, &error), ==, -1);
      set_limit (RLIMIT_NOFILE, before);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bytes/round-trip", test_round_trip);
  g_test_add_func ("/bytes/past-end", test_past_end);
  g_test_add_func ("/bytes/descriptors", test_descriptors);
  g_test_add_func ("/bytes/bad-descriptor", test_bad_descriptor);
  g_test_add_func ("/bytes/limits", test_limits);

  return g_test_run ();
}
