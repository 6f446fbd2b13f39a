/* imw-asset-icon.c: a coloured disc with the symbol of an asset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-asset-icon"

#include "config.h"

#include "imw-asset-icon.h"

#include <string.h>

#define MAX_LETTERS 4
#define NATURAL_PX  32

/**
 * ImwAssetIcon:
 *
 * A drawing of our own for any asset: its symbol on a disc whose colour comes from the asset. Only what
 * the program knows to be genuine has a colour; everything else is grey. Main thread.
 */

struct _ImwAssetIcon
{
  GObject parent_instance;

  char   *text;
  GdkRGBA colour;
};

/* Dark enough for white letters. */
static const char *const colours[] = {
  "#8f6a00",
  "#a8345e",
  "#6b7a00",
  "#1a7f5a",
  "#2271b3",
  "#4b4fb8",
  "#b35c00",
  "#8a3fa0",
  "#356a72",
};

static void imw_asset_icon_paintable_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwAssetIcon,
                               imw_asset_icon,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE,
                                                      imw_asset_icon_paintable_init))

static void
imw_asset_icon_snapshot (GdkPaintable *paintable,
                         GdkSnapshot  *snapshot,
                         double        width,
                         double        height)
{
  ImwAssetIcon  *self = IMW_ASSET_ICON (paintable);
  const GdkRGBA  white = { 1, 1, 1, 1 };
  float          side = (float) MIN (width, height);
  GskRoundedRect disc;
  PangoContext  *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans Bold");
  int text_width, text_height;

  g_object_unref (context); /* the layout has it */

  gsk_rounded_rect_init_from_rect (
      &disc,
      &GRAPHENE_RECT_INIT ((float) (width - side) / 2, (float) (height - side) / 2, side, side),
      side / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, &self->colour, &disc.bounds);
  gtk_snapshot_pop (snapshot);

  pango_font_description_set_absolute_size (
      font, side * PANGO_SCALE * (g_utf8_strlen (self->text, -1) > 3 ? 0.27 : 0.33));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, self->text, -1);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (width - text_width) / 2,
                                                          (float) (height - text_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &white);
  gtk_snapshot_restore (snapshot);
}

static int
imw_asset_icon_get_intrinsic_size (GdkPaintable *paintable)
{
  return NATURAL_PX;
}

static double
imw_asset_icon_get_intrinsic_aspect_ratio (GdkPaintable *paintable)
{
  return 1;
}

static void
imw_asset_icon_paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = imw_asset_icon_snapshot;
  iface->get_intrinsic_width = imw_asset_icon_get_intrinsic_size;
  iface->get_intrinsic_height = imw_asset_icon_get_intrinsic_size;
  iface->get_intrinsic_aspect_ratio = imw_asset_icon_get_intrinsic_aspect_ratio;
}

static void
imw_asset_icon_finalize (GObject *object)
{
  g_clear_pointer (&IMW_ASSET_ICON (object)->text, g_free);

  G_OBJECT_CLASS (imw_asset_icon_parent_class)->finalize (object);
}

static void
imw_asset_icon_class_init (ImwAssetIconClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = imw_asset_icon_finalize;
}

static void
imw_asset_icon_init (ImwAssetIcon *self)
{
}

/**
 * imw_asset_icon_new:
 * @asset: an asset; its symbol may be from outside
 * @trust: what is not genuine stays grey
 *
 * Returns: (transfer full): its drawing
 */
ImwAssetIcon *
imw_asset_icon_new (ImwAsset *asset, ImwTrust trust)
{
  ImwAssetIcon *self = g_object_new (IMW_TYPE_ASSET_ICON, NULL);
  const char   *symbol = imw_asset_get_symbol (asset);
  const char   *name = imw_chain_registry_get_price_symbol (asset);
  const char   *colour = "#6e6d72";
  guint         sum = 7; /* with this start the usual ones differ */

  if (trust == IMW_TRUST_GENUINE)
    {
      /* one colour for the same thing on every network */
      for (const char *p = name != NULL ? name : symbol; *p != '\0'; p++)
        sum = sum * 2 + (guchar) *p;
      colour = colours[sum % G_N_ELEMENTS (colours)];
    }
  gdk_rgba_parse (&self->colour, colour);
  self->text = g_utf8_validate (symbol, -1, NULL)
                   ? g_utf8_substring (symbol, 0, MIN (MAX_LETTERS, g_utf8_strlen (symbol, -1)))
                   : g_strdup ("?");

  return self;
}

/**
 * imw_asset_icon_new_image:
 * @asset: an asset
 * @trust: how much it is to be trusted
 * @pixel_size: width and height
 *
 * Returns: (transfer full): a widget that shows its drawing; the name of the asset stands beside it
 */
GtkWidget *
imw_asset_icon_new_image (ImwAsset *asset, ImwTrust trust, int pixel_size)
{
  g_autoptr (ImwAssetIcon) icon = imw_asset_icon_new (asset, trust);
  GtkWidget *image = gtk_image_new_from_paintable (GDK_PAINTABLE (icon));

  gtk_image_set_pixel_size (GTK_IMAGE (image), pixel_size);

  return image;
}
