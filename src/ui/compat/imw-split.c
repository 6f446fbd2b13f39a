/* imw-split.c: sidebar and content
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-split"

#include "config.h"

#include "imw-split.h"

#include <adwaita.h>

/**
 * ImwSplit:
 *
 * Sidebar and content side by side, or one of them where the window is narrow. Main thread.
 */

struct _ImwSplit
{
  GtkWidget parent_instance;

  GtkWidget *view; /* our only child */
#if !ADW_CHECK_VERSION(1, 4, 0)
  GtkWidget *sidebar;
  GtkWidget *content;
#endif
};

enum
{
  PROP_0,
  PROP_FOLDED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ImwSplit, imw_split, GTK_TYPE_WIDGET)

static void
folded_changed_cb (ImwSplit *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
}

#if ADW_CHECK_VERSION(1, 4, 0)
static GtkWidget *
make_view (ImwSplit *self)
{
  GtkWidget     *bin = adw_breakpoint_bin_new ();
  GtkWidget     *view = adw_navigation_split_view_new ();
  AdwBreakpoint *breakpoint =
      adw_breakpoint_new (adw_breakpoint_condition_parse ("max-width: 640sp"));
  GValue on = G_VALUE_INIT;

  g_value_init (&on, G_TYPE_BOOLEAN);
  g_value_set_boolean (&on, TRUE);
  adw_breakpoint_add_setter (breakpoint, G_OBJECT (view), "collapsed", &on);
  g_value_unset (&on);
  gtk_widget_set_size_request (bin, 340, 200);
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (bin), view);
  adw_breakpoint_bin_add_breakpoint (ADW_BREAKPOINT_BIN (bin), breakpoint);
  adw_navigation_split_view_set_min_sidebar_width (ADW_NAVIGATION_SPLIT_VIEW (view), 220);
  adw_navigation_split_view_set_max_sidebar_width (ADW_NAVIGATION_SPLIT_VIEW (view), 260);
  g_signal_connect_swapped (view, "notify::collapsed", G_CALLBACK (folded_changed_cb), self);

  return bin;
}

static AdwNavigationSplitView *
get_view (ImwSplit *self)
{
  return ADW_NAVIGATION_SPLIT_VIEW (adw_breakpoint_bin_get_child (ADW_BREAKPOINT_BIN (self->view)));
}
#else
static GtkWidget *
make_view (ImwSplit *self)
{
  GtkWidget *view = adw_leaflet_new ();

  adw_leaflet_set_can_navigate_back (ADW_LEAFLET (view), TRUE);
  g_signal_connect_swapped (view, "notify::folded", G_CALLBACK (folded_changed_cb), self);

  return view;
}
#endif

static void
imw_split_dispose (GObject *object)
{
  ImwSplit *self = IMW_SPLIT (object);

  g_clear_pointer (&self->view, gtk_widget_unparent);

  G_OBJECT_CLASS (imw_split_parent_class)->dispose (object);
}

static void
imw_split_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ImwSplit *self = IMW_SPLIT (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, imw_split_get_folded (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_split_class_init (ImwSplitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_split_dispose;
  object_class->get_property = imw_split_get_property;

  /**
   * ImwSplit:folded:
   *
   * Whether only one of the two is seen.
   */
  properties[PROP_FOLDED] =
      g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
imw_split_init (ImwSplit *self)
{
  self->view = make_view (self);
  gtk_widget_set_parent (self->view, GTK_WIDGET (self));
}

/**
 * imw_split_new:
 *
 * Returns: (transfer full): an empty one
 */
GtkWidget *
imw_split_new (void)
{
  return g_object_new (IMW_TYPE_SPLIT, NULL);
}

/**
 * imw_split_set_sidebar:
 * @self: a split
 * @sidebar: (transfer full): shown at the start; set once
 * @title: its name for screen readers
 */
void
imw_split_set_sidebar (ImwSplit *self, GtkWidget *sidebar, const char *title)
{
#if ADW_CHECK_VERSION(1, 4, 0)
  adw_navigation_split_view_set_sidebar (get_view (self), adw_navigation_page_new (sidebar, title));
#else
  AdwLeafletPage *page;
  GtkWidget      *line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);

  self->sidebar = sidebar;
  gtk_widget_set_size_request (sidebar, 230, -1);
  adw_leaflet_append (ADW_LEAFLET (self->view), sidebar);
  page = adw_leaflet_append (ADW_LEAFLET (self->view), line);
  adw_leaflet_page_set_navigatable (page, FALSE);
#endif
}

/**
 * imw_split_set_content:
 * @self: a split
 * @content: (transfer full): shown at the end; set once, after the sidebar
 * @title: its name for screen readers
 */
void
imw_split_set_content (ImwSplit *self, GtkWidget *content, const char *title)
{
#if ADW_CHECK_VERSION(1, 4, 0)
  adw_navigation_split_view_set_content (get_view (self), adw_navigation_page_new (content, title));
#else
  self->content = content;
  gtk_widget_set_hexpand (content, TRUE);
  gtk_widget_set_size_request (content, 340, -1);
  adw_leaflet_append (ADW_LEAFLET (self->view), content);
  adw_leaflet_set_visible_child (ADW_LEAFLET (self->view), self->sidebar);
#endif
}

/**
 * imw_split_show_content:
 * @self: a split
 * @show: the content, otherwise the sidebar
 *
 * Matters while folded.
 */
void
imw_split_show_content (ImwSplit *self, gboolean show)
{
#if ADW_CHECK_VERSION(1, 4, 0)
  adw_navigation_split_view_set_show_content (get_view (self), show);
#else
  adw_leaflet_set_visible_child (ADW_LEAFLET (self->view), show ? self->content : self->sidebar);
#endif
}

/**
 * imw_split_get_folded:
 * @self: a split
 *
 * Returns: whether only one of the two is seen
 */
gboolean
imw_split_get_folded (ImwSplit *self)
{
#if ADW_CHECK_VERSION(1, 4, 0)
  return adw_navigation_split_view_get_collapsed (get_view (self));
#else
  return adw_leaflet_get_folded (ADW_LEAFLET (self->view));
#endif
}
