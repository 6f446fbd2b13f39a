/* imw-cli-qr.c: a QR code as a picture file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli-qr.h"

#include "imw-error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <qrencode.h>
#include <string.h>

#define MODULE_PIXELS 8
#define QUIET_MODULES 4 /* ISO/IEC 18004 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRcode, QRcode_free)

/**
 * imw_cli_qr_save:
 * @text: what it says
 * @path: where the PNG goes
 * @error: return location
 *
 * Black on white with a quiet zone of four modules (ISO/IEC 18004), error correction level M.
 *
 * Returns: %TRUE if it was written; %IMW_ERROR_BAD_INPUT when @text is too long for a code, a file error otherwise
 */
gboolean
imw_cli_qr_save (const char *text, const char *path, GError **error)
{
  g_autoptr (QRcode) code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  g_autoptr (GdkPixbuf) picture = NULL;
  guint8 *pixels;
  int     side;
  int     stride;

  if (code == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "too long for a QR code");
      return FALSE;
    }
  side = (code->width + 2 * QUIET_MODULES) * MODULE_PIXELS;
  picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);
  gdk_pixbuf_fill (picture, 0xffffffff);
  pixels = gdk_pixbuf_get_pixels (picture);
  stride = gdk_pixbuf_get_rowstride (picture);
  for (int y = 0; y < code->width * MODULE_PIXELS; y++)
    for (int x = 0; x < code->width * MODULE_PIXELS; x++)
      {
        int module = (y / MODULE_PIXELS) * code->width + x / MODULE_PIXELS;

        if ((code->data[module] & 1) != 0)
          memset (pixels + (y + QUIET_MODULES * MODULE_PIXELS) * stride +
                      (x + QUIET_MODULES * MODULE_PIXELS) * 3,
                  0, 3);
      }

  return gdk_pixbuf_save (picture, path, "png", error, NULL);
}
