/* imw-qr-paintable.h: a QR code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Black on white with the quiet zone, in every style. */
#define IMW_TYPE_QR_PAINTABLE (imw_qr_paintable_get_type ())
G_DECLARE_FINAL_TYPE (ImwQrPaintable, imw_qr_paintable, IMW, QR_PAINTABLE, GObject)

ImwQrPaintable *imw_qr_paintable_new (const char *text);
GdkTexture     *imw_qr_paintable_to_texture (ImwQrPaintable *self, guint module_px);

G_END_DECLS
