/* imw-test-db.h: what tests of databases share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A callback that keeps the result in the GAsyncResult pointer given as user data, and the wait for it. */
void          test_done_cb (GObject *object, GAsyncResult *result, gpointer user_data);
GAsyncResult *test_wait (GAsyncResult **slot);
void          test_clear (GAsyncResult **slot);
/* runs the call with "test_done_cb, &slot" as its last arguments and gives the result */
#define TEST_RUN(slot, ...) (test_clear (&(slot)), __VA_ARGS__, test_wait (&(slot)))

char    *test_make_folder (void);
void     test_remove_folder (const char *folder);
gboolean test_mount_small (const char *folder, guint n_kib); /* FALSE when not allowed */
void     test_unmount (const char *folder);
void     test_fill_disk (const char *folder, guint keep_free_kib);

G_END_DECLS
