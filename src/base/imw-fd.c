/* imw-fd.c: whole descriptors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-fd"

#include "config.h"

#include "imw-fd.h"
#include "imw-fd-private.h"
#include "imw-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK_SIZE 65536

static gboolean
fail_errno (GError    **error,
            const char *what,
            int         number)
{
  g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (number), "%s: %s", what,
               g_strerror (number));
  return FALSE;
}

static void
wait_readable (int fd)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
  int           result = poll (&poll_fd, 1, -1);

  /* Interrupted or failed: the read that follows says which. */
  (void) result;
}

/**
 * imw_fd_read_up_to:
 * @fd: a descriptor, may be non-blocking
 * @target: (out caller-allocates) (array length=length): where to
 * @length: how many at most
 * @n_read: (out): how many it was; fewer than @length only at the end
 * @error: return location
 *
 * Blocks until @target is full or the other side has closed.
 *
 * Returns: whether it could be read; on %FALSE @error is a %G_IO_ERROR
 */
gboolean
imw_fd_read_up_to (int      fd,
                   guint8  *target,
                   gsize    length,
                   gsize   *n_read,
                   GError **error)
{
  *n_read = 0;
  while (*n_read < length)
    {
      ssize_t got = read (fd, &target[*n_read], length - *n_read);
      int     number = errno;

      if (got > 0)
        *n_read += (gsize) got;
      else if (got == 0)
        break;
      else if (number == EAGAIN)
        wait_readable (fd);
      else if (number != EINTR)
        return fail_errno (error, "Reading a descriptor", number);
    }

  return TRUE;
}

/**
 * imw_fd_new_sealed:
 * @data: (array length=length) (nullable): bytes; %NULL only with 0
 * @length: how many
 * @error: return location
 *
 * Returns: a memfd that nobody can change any more, at offset 0, closed on exec; on -1 @error is a
 *   %G_IO_ERROR
 */
int
imw_fd_new_sealed (const guint8 *data,
                   gsize         length,
                   GError      **error)
{
  int   fd = memfd_create ("imwallet", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  gsize n_written = 0;
  int   number = 0;

  if (fd < 0)
    {
      number = errno;
      fail_errno (error, "Making a memory file", number);
      return -1;
    }

  while (number == 0 && n_written < length)
    {
      ssize_t put = write (fd, &data[n_written], length - n_written);

      if (put >= 0)
        n_written += (gsize) put;
      else if (errno != EINTR)
        number = errno;
    }
  if (number == 0 &&
      (fcntl (fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0 ||
       lseek (fd, 0, SEEK_SET) != 0))
    number = errno;

  if (number != 0)
    {
      fail_errno (error, "Filling a memory file", number);
      g_close (fd, NULL);
      return -1;
    }

  return fd;
}

/**
 * imw_fd_read_all:
 * @fd: a descriptor; stays open
 * @max_length: how many bytes are allowed
 * @error: return location
 *
 * Reads public bytes until the other side closes. Blocks.
 *
 * Returns: (nullable) (transfer full): the bytes; on %NULL @error is %IMW_ERROR_BAD_INPUT when
 *   there are more than @max_length, else a %G_IO_ERROR
 */
GBytes *
imw_fd_read_all (int      fd,
                 gsize    max_length,
                 GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize n_read = CHUNK_SIZE;

  g_return_val_if_fail (fd >= 0, NULL);
  g_return_val_if_fail (max_length <= G_MAXINT32, NULL);

  while (n_read == CHUNK_SIZE && bytes->len <= max_length)
    {
      guint start = bytes->len;

      g_byte_array_set_size (bytes, start + CHUNK_SIZE);
      if (!imw_fd_read_up_to (fd, &bytes->data[start], CHUNK_SIZE, &n_read, error))
        return NULL;
      g_byte_array_set_size (bytes, start + (guint) n_read);
    }
  if (bytes->len > max_length)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "More bytes than allowed");
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * imw_fd_new_from_bytes:
 * @bytes: public bytes
 * @error: return location
 *
 * Returns: a sealed memfd at offset 0, which the caller closes; on -1 @error is a %G_IO_ERROR
 */
int
imw_fd_new_from_bytes (GBytes  *bytes,
                       GError **error)
{
  gsize         length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return imw_fd_new_sealed (data, length, error);
}
