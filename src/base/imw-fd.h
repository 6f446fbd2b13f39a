/* imw-fd.h: whole descriptors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Public bytes (sealed vaults, transactions) over descriptors. */
GBytes *imw_fd_read_all (int fd, gsize max_length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
int     imw_fd_new_from_bytes (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* sealed memfd at offset 0 */

G_END_DECLS
