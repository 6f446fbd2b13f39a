/* imw-cli-qr.h: a QR code as a picture file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean imw_cli_qr_save (const char *text, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
