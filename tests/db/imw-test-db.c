/* imw-test-db.c: what tests of databases share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-test-db.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <glib/gstdio.h>

void
test_done_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

GAsyncResult *
test_wait (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *slot;
}

void
test_clear (GAsyncResult **slot)
{
  g_clear_object (slot);
}

char *
test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("imw-test-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

void
test_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        test_remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

/* A file system of its own in a mount namespace of this process: nobody else sees it. */
gboolean
test_mount_small (const char *folder,
                  guint       n_kib)
{
  g_autofree char *size = g_strdup_printf ("size=%uk,mode=0700", n_kib);

  if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    return FALSE;

  return mount ("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, size) == 0;
}

void
test_unmount (const char *folder)
{
  g_assert_cmpint (umount2 (folder, MNT_DETACH), ==, 0);
}

void
test_fill_disk (const char *folder,
                guint       keep_free_kib)
{
  static const guint8 block[1024] = { 1 };
  g_autofree char    *path = g_build_filename (folder, "filler", NULL);
  int                 fd = g_open (path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  struct statvfs      info;

  g_assert_cmpint (fd, >=, 0);
  while (statvfs (folder, &info) == 0 &&
         info.f_bavail * info.f_frsize > (guint64) keep_free_kib * 1024)
    {
      if (write (fd, block, sizeof block) != (ssize_t) sizeof block)
        break;
    }
  close (fd);
}
