/* imw-navigation.h: pages on top of each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "changed": another page is on top. */
#define IMW_TYPE_NAVIGATION (imw_navigation_get_type ())
G_DECLARE_FINAL_TYPE (ImwNavigation, imw_navigation, IMW, NAVIGATION, GtkWidget)

GtkWidget  *imw_navigation_new (GtkWidget *root, const char *title);
void        imw_navigation_push (ImwNavigation *self, GtkWidget *page, const char *title);
gboolean    imw_navigation_pop (ImwNavigation *self);
void        imw_navigation_pop_all (ImwNavigation *self);
guint       imw_navigation_get_depth (ImwNavigation *self);
const char *imw_navigation_get_title (ImwNavigation *self);
GtkWidget  *imw_navigation_get_root (ImwNavigation *self);
GtkWidget  *imw_navigation_get_top (ImwNavigation *self);

G_END_DECLS
