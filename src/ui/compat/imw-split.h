/* imw-split.h: sidebar and content
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A leaflet on libadwaita 1.2, a navigation split view from 1.4 on. Properties (notify): "folded". */
#define IMW_TYPE_SPLIT (imw_split_get_type ())
G_DECLARE_FINAL_TYPE (ImwSplit, imw_split, IMW, SPLIT, GtkWidget)

GtkWidget *imw_split_new (void);
void       imw_split_set_sidebar (ImwSplit *self, GtkWidget *sidebar, const char *title);
void       imw_split_set_content (ImwSplit *self, GtkWidget *content, const char *title);
void       imw_split_show_content (ImwSplit *self, gboolean show);
gboolean   imw_split_get_folded (ImwSplit *self);

G_END_DECLS
