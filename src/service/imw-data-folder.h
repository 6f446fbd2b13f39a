/* imw-data-folder.h: files and locks of a data folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define IMW_DATA_FILE_MAX_BYTES (1024 * 1024)

/* Private to the service. Folders are 0700, files 0600; every failure is DISK unless it says otherwise. */
gboolean imw_data_folder_make (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
int      imw_data_folder_lock (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;                /* descriptor that holds it; -1 with BUSY or DISK */
GBytes  *imw_data_file_read (const char *path, gsize max_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* NOT_FOUND, CORRUPT when larger, DISK */
gboolean imw_data_file_write (const char *path, GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_data_file_remove (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* absent is fine */
gboolean imw_data_folder_sync (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_data_folder_remove (const char *path); /* the folder and the plain files in it */

G_END_DECLS
