/* imw-fd-private.h: what secret and public bytes over descriptors share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean imw_fd_read_up_to (int fd, guint8 *target, gsize length, gsize *n_read, GError **error) G_GNUC_WARN_UNUSED_RESULT;
int      imw_fd_new_sealed (const guint8 *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
