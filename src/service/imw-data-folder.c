/* imw-data-folder.c: files and locks of a data folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-data-folder"

#include "config.h"

#include "imw-data-folder.h"

#include "imw-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void
set_disk_error (GError    **error,
                const char *what,
                int         code)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_DISK, "%s: %s", what, g_strerror (code));
}

/**
 * imw_data_folder_make:
 * @path: a folder
 * @error: return location
 *
 * Makes the folder and those above it, for this user only. One that is there is closed to others.
 *
 * Returns: %TRUE if it is there. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_data_folder_make (const char *path,
                      GError    **error)
{
  GStatBuf info = { 0 };

  g_return_val_if_fail (path != NULL, FALSE);

  if (g_mkdir_with_parents (path, 0700) != 0)
    {
      set_disk_error (error, "data folder can't be made", errno);
      return FALSE;
    }

  if (g_stat (path, &info) == 0 && (info.st_mode & 0077) != 0 && g_chmod (path, 0700) != 0)
    g_info ("the data folder stays open to others: %s", g_strerror (errno));

  return TRUE;
}

/**
 * imw_data_folder_lock:
 * @path: the lock file, made when absent
 * @error: return location
 *
 * Takes the exclusive lock of a data folder without waiting. It is held until the descriptor is
 * closed; the system frees it when the process ends in whatever way.
 *
 * Returns: a descriptor, or -1: %IMW_ERROR_BUSY when somebody else has it, %IMW_ERROR_DISK
 */
int
imw_data_folder_lock (const char *path,
                      GError    **error)
{
  int fd = -1;

  g_return_val_if_fail (path != NULL, -1);

  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      set_disk_error (error, "lock file can't be opened", errno);
      return -1;
    }

  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      int code = errno;

      (void) close (fd);

      if (code == EWOULDBLOCK)
        g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BUSY,
                             "this wallet is open in another window");
      else
        set_disk_error (error, "lock can't be taken", code);

      return -1;
    }

  return fd;
}

/**
 * imw_data_file_read:
 * @path: a file
 * @max_bytes: the most that is read
 * @error: return location
 *
 * Returns: (transfer full): what is in the file, or %NULL: %IMW_ERROR_NOT_FOUND, %IMW_ERROR_CORRUPT
 * when it is larger than @max_bytes, %IMW_ERROR_DISK. Any thread.
 */
GBytes *
imw_data_file_read (const char *path,
                    gsize       max_bytes,
                    GError    **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) local_error = NULL;
  gsize    length = 0;
  GStatBuf info = { 0 };

  g_return_val_if_fail (path != NULL, NULL);

  if (g_stat (path, &info) != 0)
    {
      if (errno == ENOENT)
        g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no such file");
      else
        set_disk_error (error, "file can't be looked at", errno);

      return NULL;
    }

  if (info.st_size < 0 || (guint64) info.st_size > max_bytes)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "file is larger than it can be");
      return NULL;
    }

  if (!g_file_get_contents (path, &data, &length, &local_error))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_DISK, "file can't be read: %s",
                   local_error->message);
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/**
 * imw_data_file_write:
 * @path: a file
 * @bytes: its new content
 * @error: return location
 *
 * Replaces the file in one step, durable on return. Any thread.
 *
 * Returns: %TRUE when written. On %FALSE the old content is still there and @error is
 * %IMW_ERROR_DISK.
 */
gboolean
imw_data_file_write (const char *path,
                     GBytes     *bytes,
                     GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize       length = 0;
  const char *data = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  data = g_bytes_get_data (bytes, &length);

  if (!g_file_set_contents_full (path,
                                 data != NULL ? data : "",
                                 (gssize) length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                 0600,
                                 &local_error))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_DISK, "file can't be written: %s",
                   local_error->message);
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_data_file_remove:
 * @path: a file
 * @error: return location
 *
 * Returns: %TRUE if the file is gone, or was not there. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_data_file_remove (const char *path,
                      GError    **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  if (g_unlink (path) != 0 && errno != ENOENT)
    {
      set_disk_error (error, "file can't be removed", errno);
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_data_folder_sync:
 * @path: a folder
 * @error: return location
 *
 * Makes renames and new names in the folder durable. Any thread.
 *
 * Returns: %TRUE when done. On %FALSE @error is %IMW_ERROR_DISK.
 */
gboolean
imw_data_folder_sync (const char *path,
                      GError    **error)
{
  int fd = -1;
  int result = 0;
  int code = 0;

  g_return_val_if_fail (path != NULL, FALSE);

  fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    {
      set_disk_error (error, "folder can't be opened", errno);
      return FALSE;
    }

  result = fsync (fd);
  code = errno;
  (void) close (fd);

  if (result != 0)
    {
      set_disk_error (error, "folder can't be synced", code);
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_data_folder_remove:
 * @path: a folder of a wallet that never came to be
 *
 * Removes the plain files in it and then the folder; what can't be removed stays and is logged.
 */
void
imw_data_folder_remove (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  g_return_if_fail (path != NULL);

  dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    return;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_unlink (file) != 0)
        g_info ("a file of an unfinished wallet can't be removed: %s", g_strerror (errno));
    }

  if (g_rmdir (path) != 0)
    g_info ("the folder of an unfinished wallet can't be removed: %s", g_strerror (errno));
}
