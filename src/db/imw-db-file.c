/* imw-db-file.c: the file of a database before SQLite sees it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-db-file"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "imw-db-private.h"

#include "imw-error.h"

static gboolean
set_errno (GError **error, ImwError code, const char *what, int saved)
{
  g_set_error (error, IMW_ERROR, (gint) code, "%s: %s", what, g_strerror (saved));

  return FALSE;
}

static gboolean
create_file (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int              fd;

  /* a folder that is there already may serve others too: its mode is theirs */
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return set_errno (error, IMW_ERROR_DISK, "cannot make the folder of the database", errno);

  fd = open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0 && errno == EEXIST)
    return TRUE; /* somebody else was faster */
  if (fd < 0)
    return set_errno (error, IMW_ERROR_DISK, "cannot make the database", errno);
  close (fd);

  return TRUE;
}

/**
 * imw_db_file_prepare: (skip)
 * @path: a database file
 * @flags: how it will be opened
 * @error: return location
 *
 * Makes file and folder when asked to, and keeps others out of them. An existing file is not opened here:
 * closing it would take away the locks that another connection of this process holds on it.
 *
 * Returns: %FALSE with @error: %IMW_ERROR_NOT_FOUND, %IMW_ERROR_DISK, %IMW_ERROR_CORRUPT (not a plain
 *   file)
 */
gboolean
imw_db_file_prepare (const char *path, ImwDbFlags flags, GError **error)
{
  gboolean    read_only = (flags & IMW_DB_READ_ONLY) != 0;
  struct stat info;

  if ((flags & IMW_DB_CREATE) != 0 && !read_only && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      if (!create_file (path, error))
        return FALSE;
    }

  if (lstat (path, &info) != 0)
    return set_errno (error,
                      errno == ENOENT || errno == ENOTDIR ? IMW_ERROR_NOT_FOUND : IMW_ERROR_DISK,
                      "cannot find the database", errno);

  if (!S_ISREG (info.st_mode))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "the database is not a plain file");
      return FALSE;
    }

  if (!read_only && (info.st_mode & 0077) != 0 && chmod (path, 0600) != 0)
    g_warning ("cannot protect the database from other users: %s", g_strerror (errno));

  return TRUE;
}

/**
 * imw_db_file_check_length: (skip)
 * @path: a database file that has just been opened
 * @length_bytes: how long it must be at least
 * @error: return location
 *
 * A file that lost its end may open well and fail later, perhaps in the middle of a payment. While a log
 * lies beside it, the log may hold the rest.
 *
 * Returns: %FALSE with %IMW_ERROR_CORRUPT
 */
gboolean
imw_db_file_check_length (const char *path, gint64 length_bytes, GError **error)
{
  g_autofree char *wal_path = g_strconcat (path, "-wal", NULL);
  GStatBuf         info;

  if (g_stat (wal_path, &info) == 0 && info.st_size > 0)
    return TRUE;
  if (g_stat (path, &info) == 0 && info.st_size >= length_bytes)
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "the end of the database is missing");

  return FALSE;
}

/**
 * imw_db_file_check_space: (skip)
 * @path: a file in the folder to be written to
 * @needed_bytes: how much is to be written
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_DISK, whose message says how many bytes are missing
 */
gboolean
imw_db_file_check_space (const char *path, gint64 needed_bytes, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct statvfs   info;
  guint64          free_bytes;

  if (statvfs (folder, &info) != 0)
    return set_errno (error, IMW_ERROR_DISK, "cannot ask how much space is free", errno);

  free_bytes = (guint64) info.f_bavail * (guint64) info.f_frsize;
  if (free_bytes >= (guint64) needed_bytes)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_DISK,
               "the copy of the database before it is changed needs %" G_GUINT64_FORMAT
               " bytes more space",
               (guint64) needed_bytes - free_bytes);

  return FALSE;
}
