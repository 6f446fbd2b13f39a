/* imw-qr-paintable.c: a QR code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-qr-paintable"

#include "config.h"

#include "imw-qr-paintable.h"

#include <qrencode.h>
#include <string.h>

#define QUIET 4

/**
 * ImwQrPaintable:
 *
 * The modules of one QR code with error correction M. Immutable. Main thread.
 */

struct _ImwQrPaintable
{
  GObject parent_instance;

  guint   width;   /* modules, without the quiet zone; 0 when the text was too long */
  guint8 *modules; /* width * width, 1 = black */
};

static void
imw_qr_paintable_snapshot (GdkPaintable *paintable,
                           GdkSnapshot  *snapshot,
                           double        width,
                           double        height)
{
  ImwQrPaintable *self = IMW_QR_PAINTABLE (paintable);
  const GdkRGBA   white = { 1, 1, 1, 1 };
  const GdkRGBA   black = { 0, 0, 0, 1 };
  float           side = (float) MIN (width, height);
  float           left = ((float) width - side) / 2;
  float           top = ((float) height - side) / 2;
  float           module = side / (float) (self->width + 2 * QUIET);

  gtk_snapshot_append_color (GTK_SNAPSHOT (snapshot), &white,
                             &GRAPHENE_RECT_INIT (left, top, side, side));
  for (guint y = 0; y < self->width; y++)
    {
      for (guint x = 0; x < self->width; x++)
        {
          guint run = x;

          while (run < self->width && self->modules[y * self->width + run] != 0)
            run++;
          if (run == x)
            continue;
          gtk_snapshot_append_color (GTK_SNAPSHOT (snapshot), &black,
                                     &GRAPHENE_RECT_INIT (left + module * (float) (x + QUIET),
                                                          top + module * (float) (y + QUIET),
                                                          module * (float) (run - x), module));
          x = run;
        }
    }
}

static GdkPaintableFlags
imw_qr_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static double
imw_qr_paintable_get_intrinsic_aspect_ratio (GdkPaintable *paintable)
{
  return 1.0;
}

static void
imw_qr_paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = imw_qr_paintable_snapshot;
  iface->get_flags = imw_qr_paintable_get_flags;
  iface->get_intrinsic_aspect_ratio = imw_qr_paintable_get_intrinsic_aspect_ratio;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwQrPaintable,
                               imw_qr_paintable,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE,
                                                      imw_qr_paintable_iface_init))

static void
imw_qr_paintable_finalize (GObject *object)
{
  g_clear_pointer (&IMW_QR_PAINTABLE (object)->modules, g_free);

  G_OBJECT_CLASS (imw_qr_paintable_parent_class)->finalize (object);
}

static void
imw_qr_paintable_class_init (ImwQrPaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = imw_qr_paintable_finalize;
}

static void
imw_qr_paintable_init (ImwQrPaintable *self)
{
}

/**
 * imw_qr_paintable_new:
 * @text: what the code says; public
 *
 * Returns: (transfer full): the code; only white when @text is too long for one
 */
ImwQrPaintable *
imw_qr_paintable_new (const char *text)
{
  ImwQrPaintable *self = g_object_new (IMW_TYPE_QR_PAINTABLE, NULL);
  QRcode         *code;

  g_return_val_if_fail (text != NULL, self);

  code = QRcode_encodeData ((int) strlen (text), (const unsigned char *) text, 0, QR_ECLEVEL_M);
  if (code == NULL)
    return self;

  self->width = (guint) code->width;
  self->modules = g_new0 (guint8, self->width * self->width);
  for (guint i = 0; i < self->width * self->width; i++)
    self->modules[i] = code->data[i] & 1;
  QRcode_free (code);

  return self;
}

/**
 * imw_qr_paintable_to_texture:
 * @self: a code
 * @module_px: pixels of one module
 *
 * Returns: (transfer full): it as a picture with quiet zone, for saving
 */
GdkTexture *
imw_qr_paintable_to_texture (ImwQrPaintable *self, guint module_px)
{
  guint   side = (self->width + 2 * QUIET) * module_px;
  gsize   stride = (gsize) side * 3;
  guint8 *pixels;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (IMW_IS_QR_PAINTABLE (self), NULL);

  pixels = g_malloc (stride * side);
  memset (pixels, 0xff, stride * side);
  for (guint y = 0; y < self->width * module_px; y++)
    {
      for (guint x = 0; x < self->width * module_px; x++)
        {
          if (self->modules[(y / module_px) * self->width + x / module_px] != 0)
            memset (pixels + (y + QUIET * module_px) * stride + (gsize) (x + QUIET * module_px) * 3,
                    0, 3);
        }
    }
  bytes = g_bytes_new_take (pixels, stride * side);

  return gdk_memory_texture_new ((int) side, (int) side, GDK_MEMORY_R8G8B8, bytes, stride);
}
