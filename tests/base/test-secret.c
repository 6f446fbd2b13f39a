/* test-secret.c: tests of ImwSecret
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-error.h"
#include "imw-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const guint8 sample[] = "correct horse battery staple";

/* Whether the kernel can read the byte at @data; asks without touching it. */
static gboolean
is_readable (const guint8 *data)
{
  int     fds[2];
  ssize_t put;

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  put = write (fds[1], data, 1);
  g_assert_true (put == 1 || errno == EFAULT);
  g_close (fds[0], NULL);
  g_close (fds[1], NULL);

  return put == 1;
}

static void
test_access (void)
{
  g_autoptr (ImwSecret) secret = imw_secret_new (sample, sizeof sample);
  const guint8 *data;

  g_assert_cmpuint (imw_secret_get_length (secret), ==, sizeof sample);
  data = imw_secret_open (secret);
  g_assert_true (is_readable (data));
  g_assert_true (imw_secret_open (secret) == data);
  g_assert_cmpmem (data, sizeof sample, sample, sizeof sample);
  imw_secret_close (secret);
  g_assert_true (is_readable (data));
  imw_secret_close (secret);
  g_assert_false (is_readable (data));
  g_assert_true (imw_secret_open (secret) == data);
  imw_secret_close (secret);
}

static gboolean
compare_func (const guint8 *data,
              gsize         length,
              gpointer      user_data,
              GError      **error)
{
  ImwSecret *secret = user_data;

  g_assert_true (imw_secret_open (secret) == data);
  imw_secret_close (secret);
  if (length == sizeof sample && memcmp (data, sample, length) == 0)
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "different");

  return FALSE;
}

static void
test_scope (void)
{
  g_autoptr (ImwSecret) secret = imw_secret_new (sample, sizeof sample);
  g_autoptr (ImwSecret) other = imw_secret_new (sample, 4);
  g_autoptr (GError) error = NULL;

  g_assert_true (imw_secret_access (secret, compare_func, secret, &error));
  g_assert_no_error (error);
  g_assert_false (imw_secret_access (other, compare_func, other, &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static gboolean
fill_func (guint8  *data,
           gsize    length,
           gpointer user_data,
           GError **error)
{
  for (gsize i = 0; i < length; i++)
    g_assert_cmpuint (data[i], ==, 0);
  memset (data, 7, length);
  if (GPOINTER_TO_INT (user_data))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "not filled");

  return FALSE;
}

static void
test_filled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) secret =
      imw_secret_new_filled (100, fill_func, GINT_TO_POINTER (TRUE), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (imw_secret_open (secret)[99], ==, 7);
  imw_secret_close (secret);
  g_assert_null (imw_secret_new_filled (100, fill_func, GINT_TO_POINTER (FALSE), &error));
  g_assert_error (error, IMW_ERROR, IMW_ERROR_REFUSED);
}

static void
test_equal (void)
{
  g_autoptr (ImwSecret) a = imw_secret_new (sample, sizeof sample);
  g_autoptr (ImwSecret) b = imw_secret_new (sample, sizeof sample);
  g_autoptr (ImwSecret) shorter = imw_secret_new (sample, sizeof sample - 1);
  g_autoptr (ImwSecret) random = imw_secret_new_random (sizeof sample);
  g_autoptr (ImwSecret) random2 = imw_secret_new_random (sizeof sample);
  g_autoptr (ImwSecret) empty = imw_secret_new (NULL, 0);
  g_autoptr (ImwSecret) empty2 = imw_secret_new (sample, 0);
  ImwSecret *copy = g_boxed_copy (IMW_TYPE_SECRET, a);

  g_assert_true (copy == a);
  g_boxed_free (IMW_TYPE_SECRET, copy);
  g_assert_true (imw_secret_equal (a, a));
  g_assert_true (imw_secret_equal (a, b));
  g_assert_false (imw_secret_equal (a, shorter));
  g_assert_false (imw_secret_equal (a, random));
  g_assert_false (imw_secret_equal (random, random2));
  g_assert_true (imw_secret_equal (empty, empty2));
  g_assert_false (imw_secret_equal (empty, a));
}

static void
test_fd (void)
{
  static const gsize lengths[] = { 0, 1, sizeof sample, 5000, 200000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (ImwSecret) secret = imw_secret_new_random (lengths[i]);
      g_autoptr (ImwSecret) again = NULL;
      g_autoptr (GError) error = NULL;
      int fd = imw_secret_to_fd (secret, &error);

      g_assert_no_error (error);
      g_assert_cmpint (lseek (fd, 0, SEEK_CUR), ==, 0);
      g_assert_cmpint (write (fd, "x", 1), ==, -1);
      g_assert_cmpint (ftruncate (fd, 0), ==, lengths[i] == 0 ? 0 : -1);
      g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
      again = imw_secret_new_from_fd (fd, lengths[i], &error);
      g_assert_no_error (error);
      g_assert_true (imw_secret_equal (secret, again));

      if (lengths[i] > 0)
        {
          g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
          g_assert_null (imw_secret_new_from_fd (fd, lengths[i] - 1, &error));
          g_assert_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT);
        }
      g_close (fd, NULL);
    }
}

static gpointer
slow_writer (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);

  for (guint i = 0; i < sizeof sample; i++)
    {
      g_assert_cmpint (write (fd, &sample[i], 1), ==, 1);
      g_usleep (100);
    }
  g_close (fd, NULL);

  return NULL;
}

static void
test_pipe (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) expected = imw_secret_new (sample, sizeof sample);
  g_autoptr (ImwSecret) secret = NULL;
  g_autoptr (GThread) thread = NULL;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (fds[0], TRUE, NULL));
  thread = g_thread_new ("writer", slow_writer, GINT_TO_POINTER (fds[1]));
  secret = imw_secret_new_from_fd (fds[0], 100, &error);
  g_assert_no_error (error);
  g_assert_true (imw_secret_equal (secret, expected));
  g_thread_join (g_steal_pointer (&thread));
  g_close (fds[0], NULL);
}

static void
test_bad_fd (void)
{
  g_autoptr (GError) error = NULL;
  int fd = g_open ("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_null (imw_secret_new_from_fd (fd, 100, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_close (fd, NULL);
}

static gpointer
open_often (gpointer data)
{
  ImwSecret *secret = data;

  for (guint i = 0; i < 2000; i++)
    {
      ImwSecret *mine = imw_secret_ref (secret);

      g_assert_cmpmem (imw_secret_open (mine), sizeof sample, sample, sizeof sample);
      imw_secret_close (mine);
      imw_secret_unref (mine);
    }

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (ImwSecret) secret = imw_secret_new (sample, sizeof sample);
  GThread      *threads[4];
  const guint8 *data;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("opener", open_often, secret);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  data = imw_secret_open (secret);
  imw_secret_close (secret);
  g_assert_false (is_readable (data));
}

static void
test_locked (void)
{
  g_autoptr (ImwSecret) secret = imw_secret_new (sample, sizeof sample);
  struct rlimit limit = { 0 };

  getrlimit (RLIMIT_MEMLOCK, &limit);
  if (limit.rlim_cur >= 65536)
    g_assert_true (imw_secret_get_locked_in_memory (secret));
}

/* Run as nobody with a limit of 0, since root may lock without limits. */
static void
test_no_memlock (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the address sanitizer replaces mlock ()");
#else
  if (g_test_subprocess ())
    {
      struct rlimit limit = { 0, 0 };
      g_autoptr (ImwSecret) secret = NULL;
      const guint8 *data;

      g_assert_cmpint (setrlimit (RLIMIT_MEMLOCK, &limit), ==, 0);
      if (geteuid () == 0)
        g_assert_cmpint (seteuid (65534), ==, 0);
      secret = imw_secret_new (sample, sizeof sample);
      g_assert_false (imw_secret_get_locked_in_memory (secret));
      data = imw_secret_open (secret);
      g_assert_cmpmem (data, sizeof sample, sample, sizeof sample);
      imw_secret_close (secret);
      g_assert_false (is_readable (data));
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
#endif
}

static void
test_guard_page (void)
{
  if (g_test_subprocess ())
    {
      struct rlimit none = { 0, 0 };
      g_autoptr (ImwSecret) secret = imw_secret_new (sample, sizeof sample);
      const volatile guint8 *data = imw_secret_open (secret);
      guint8                 behind;

      setrlimit (RLIMIT_CORE, &none);
      behind = data[sizeof sample];
      g_print ("read %u\n", behind);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

static void
test_keys_wiped (void)
{
  static const guint8 zeros[64] = { 0 };
  g_auto (ImwKey32) key32 = IMW_KEY32_INIT;
  g_auto (ImwKey64) key64 = IMW_KEY64_INIT;

  memset (key32.bytes, 1, sizeof key32.bytes);
  memset (key64.bytes, 1, sizeof key64.bytes);
  imw_key32_clear (&key32);
  imw_key64_clear (&key64);
  g_assert_cmpmem (key32.bytes, sizeof key32.bytes, zeros, 32);
  g_assert_cmpmem (key64.bytes, sizeof key64.bytes, zeros, 64);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secret/access", test_access);
  g_test_add_func ("/secret/scope", test_scope);
  g_test_add_func ("/secret/filled", test_filled);
  g_test_add_func ("/secret/equal", test_equal);
  g_test_add_func ("/secret/fd", test_fd);
  g_test_add_func ("/secret/pipe", test_pipe);
  g_test_add_func ("/secret/bad-fd", test_bad_fd);
  g_test_add_func ("/secret/threads", test_threads);
  g_test_add_func ("/secret/locked", test_locked);
  g_test_add_func ("/secret/no-memlock", test_no_memlock);
  g_test_add_func ("/secret/guard-page", test_guard_page);
  g_test_add_func ("/secret/keys-wiped", test_keys_wiped);

  return g_test_run ();
}
