/* imw-qr-reader.h: reading QR codes from pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *imw_qr_read_texture (GdkTexture *texture, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *imw_qr_read_file (GFile *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
