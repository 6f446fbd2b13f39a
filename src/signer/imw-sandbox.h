/* imw-sandbox.h: what this process gives up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean imw_sandbox_tie_to_parent (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_sandbox_enter (GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
