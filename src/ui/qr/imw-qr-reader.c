/* imw-qr-reader.c: reading QR codes from pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-qr-reader"

#include "config.h"

#include "imw-qr-reader.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>
#include <zbar.h>

#define MAX_SIDE_PX    6000
#define MAX_FILE_BYTES (20 * 1024 * 1024)
#define MAX_TEXT_BYTES 4096

/* Brightness of each pixel; what is transparent counts as white. */
static guint8 *
to_grey (GdkTexture *texture, guint width, guint height)
{
  g_autofree guint8 *pixels = g_malloc ((gsize) width * height * 4);
  guint8            *grey = g_malloc ((gsize) width * height);

  gdk_texture_download (texture, pixels, (gsize) width * 4);
  for (gsize i = 0; i < (gsize) width * height; i++)
    {
      const guint8 *p = pixels +
                        i * 4; /* premultiplied; three colours in an order that does not matter */
      guint light = ((guint) p[0] + p[1] + p[2] + p[3]) / 4;

      if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
        light = ((guint) p[0] + p[1] + p[2]) / 3 + (255u - p[3]);
      grey[i] = (guint8) MIN (light, 255u);
    }

  return grey;
}

/**
 * imw_qr_read_texture:
 * @texture: a picture
 * @error: return location
 *
 * Returns: (transfer full): what its first QR code says, from outside: treat it as such. On %NULL
 *   @error is %IMW_ERROR_NOT_FOUND (no code in the picture) or %IMW_ERROR_BAD_INPUT (too large, not text).
 */
char *
imw_qr_read_texture (GdkTexture *texture, GError **error)
{
  guint                 width = (guint) gdk_texture_get_width (texture);
  guint                 height = (guint) gdk_texture_get_height (texture);
  zbar_image_scanner_t *scanner;
  zbar_image_t         *image;
  const zbar_symbol_t  *symbol;
  char                 *text = NULL;
  gboolean              found = FALSE;

  g_return_val_if_fail (GDK_IS_TEXTURE (texture), NULL);

  if (width == 0 || height == 0 || width > MAX_SIDE_PX || height > MAX_SIDE_PX)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "A picture of %u x %u is too large",
                   width, height);
      return NULL;
    }

  scanner = zbar_image_scanner_create ();
  image = zbar_image_create ();
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, width, height);
  zbar_image_set_data (image, to_grey (texture, width, height), (gsize) width * height, NULL);
  if (zbar_scan_image (scanner, image) > 0)
    {
      symbol = zbar_image_first_symbol (image);
      if (symbol != NULL)
        {
          gsize length = zbar_symbol_get_data_length (symbol);

          found = TRUE;
          if (length > 0 && length <= MAX_TEXT_BYTES)
            text = g_strndup (zbar_symbol_get_data (symbol), length);
          if (text != NULL && !imw_text_is_printable (text, MAX_TEXT_BYTES))
            g_clear_pointer (&text, g_free);
        }
    }
  g_free ((gpointer) zbar_image_get_data (image));
  zbar_image_set_data (image, NULL, 0, NULL);
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);

  if (text == NULL && found)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "The QR code holds no plain text");
  else if (text == NULL)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND,
                         "There is no QR code in the picture");

  return text;
}

/**
 * imw_qr_read_file:
 * @file: a picture
 * @error: return location
 *
 * Returns: (transfer full): as imw_qr_read_texture(); also a %G_IO_ERROR, or an error of the picture's format
 */
char *
imw_qr_read_file (GFile *file, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, error);
  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > MAX_FILE_BYTES)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "The file is too large for a picture");
      return NULL;
    }

  texture = gdk_texture_new_from_file (file, error);
  if (texture == NULL)
    return NULL;

  return imw_qr_read_texture (texture, error);
}
