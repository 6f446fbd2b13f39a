/* imw-navigation.c: pages on top of each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-navigation"

#include "config.h"

#include "imw-navigation.h"
#include "imw-ui.h"

/**
 * ImwNavigation:
 *
 * A root page and the pages that were opened from it. A popped page is destroyed once it has slid
 * away. Main thread.
 */

struct _ImwNavigation
{
  GtkWidget parent_instance;

  GtkStack  *stack;
  GPtrArray *pages; /* (element-type GtkWidget), owned by the stack */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwNavigation, imw_navigation, GTK_TYPE_WIDGET)

/* Drops what is no longer on the way from the root to the top. */
static void
sweep (ImwNavigation *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->stack));

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (!g_ptr_array_find (self->pages, child, NULL))
        gtk_stack_remove (self->stack, child);
      child = next;
    }
}

static void
transition_changed_cb (ImwNavigation *self)
{
  if (!gtk_stack_get_transition_running (self->stack))
    sweep (self);
}

static void
show_top (ImwNavigation *self)
{
  imw_ui_stack_show (self->stack, imw_navigation_get_top (self));
  if (!gtk_stack_get_transition_running (self->stack))
    sweep (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
imw_navigation_dispose (GObject *object)
{
  ImwNavigation *self = IMW_NAVIGATION (object);

  if (self->stack != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->stack, self);
      gtk_widget_unparent (GTK_WIDGET (self->stack));
      self->stack = NULL;
    }

  G_OBJECT_CLASS (imw_navigation_parent_class)->dispose (object);
}

static void
imw_navigation_finalize (GObject *object)
{
  ImwNavigation *self = IMW_NAVIGATION (object);

  g_clear_pointer (&self->pages, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_navigation_parent_class)->finalize (object);
}

static void
imw_navigation_class_init (ImwNavigationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_navigation_dispose;
  object_class->finalize = imw_navigation_finalize;

  /**
   * ImwNavigation::changed:
   *
   * Another page is on top.
   */
  signals[CHANGED] = g_signal_new ("changed", IMW_TYPE_NAVIGATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
imw_navigation_init (ImwNavigation *self)
{
  self->pages = g_ptr_array_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->stack, GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT_RIGHT);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
  g_signal_connect_swapped (self->stack, "notify::transition-running",
                            G_CALLBACK (transition_changed_cb), self);
}

/**
 * imw_navigation_new:
 * @root: (transfer full): the first page
 * @title: its title
 *
 * Returns: (transfer full): a new one
 */
GtkWidget *
imw_navigation_new (GtkWidget *root, const char *title)
{
  ImwNavigation *self = g_object_new (IMW_TYPE_NAVIGATION, NULL);

  imw_navigation_push (self, root, title);

  return GTK_WIDGET (self);
}

/**
 * imw_navigation_push:
 * @self: a navigation
 * @page: (transfer full): opened on top
 * @title: its title
 */
void
imw_navigation_push (ImwNavigation *self, GtkWidget *page, const char *title)
{
  g_return_if_fail (IMW_IS_NAVIGATION (self));
  g_return_if_fail (GTK_IS_WIDGET (page));

  gtk_stack_add_titled (self->stack, page, NULL, title);
  g_ptr_array_add (self->pages, page);
  show_top (self);
}

/**
 * imw_navigation_pop:
 * @self: a navigation
 *
 * Returns: %FALSE when only the root is left
 */
gboolean
imw_navigation_pop (ImwNavigation *self)
{
  g_return_val_if_fail (IMW_IS_NAVIGATION (self), FALSE);

  if (self->pages->len < 2)
    return FALSE;

  g_ptr_array_set_size (self->pages, (gint) self->pages->len - 1);
  show_top (self);

  return TRUE;
}

/**
 * imw_navigation_pop_all:
 * @self: a navigation
 *
 * Goes back to the root.
 */
void
imw_navigation_pop_all (ImwNavigation *self)
{
  g_return_if_fail (IMW_IS_NAVIGATION (self));

  if (self->pages->len < 2)
    return;

  g_ptr_array_set_size (self->pages, 1);
  show_top (self);
}

/**
 * imw_navigation_get_depth:
 * @self: a navigation
 *
 * Returns: how many pages are open, 1 for the root alone
 */
guint
imw_navigation_get_depth (ImwNavigation *self)
{
  g_return_val_if_fail (IMW_IS_NAVIGATION (self), 0);

  return self->pages->len;
}

/**
 * imw_navigation_get_title:
 * @self: a navigation
 *
 * Returns: (transfer none): the title of the page on top
 */
const char *
imw_navigation_get_title (ImwNavigation *self)
{
  g_return_val_if_fail (IMW_IS_NAVIGATION (self), "");

  return gtk_stack_page_get_title (gtk_stack_get_page (self->stack, imw_navigation_get_top (self)));
}

/**
 * imw_navigation_get_root:
 * @self: a navigation
 *
 * Returns: (transfer none): the first page
 */
GtkWidget *
imw_navigation_get_root (ImwNavigation *self)
{
  g_return_val_if_fail (IMW_IS_NAVIGATION (self), NULL);

  return g_ptr_array_index (self->pages, 0);
}

/**
 * imw_navigation_get_top:
 * @self: a navigation
 *
 * Returns: (transfer none): the page that is seen
 */
GtkWidget *
imw_navigation_get_top (ImwNavigation *self)
{
  g_return_val_if_fail (IMW_IS_NAVIGATION (self), NULL);

  return g_ptr_array_index (self->pages, self->pages->len - 1);
}
