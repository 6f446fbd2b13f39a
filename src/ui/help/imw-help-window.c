/* imw-help-window.c: the help, to be read and searched without another program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-help-window"

#include "config.h"

#include "imw-help-window.h"
#include "imw-help-pages.h"
#include "imw-navigation.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

#define READING_WIDTH 640

/**
 * ImwHelpWindow:
 *
 * A list of topics with a search, and the pages on top of it. It works while the wallet is locked, and before
 * there is one. Main thread.
 */

struct _ImwHelpWindow
{
  AdwWindow parent_instance;

  ImwHelpPage *index;
  GPtrArray   *pages; /* (element-type ImwHelpPage): in the order of the index */

  ImwNavigation  *navigation;
  AdwWindowTitle *title;
  GtkWidget      *back;
  GtkWidget      *search;
  GtkWidget      *found; /* the list of topics, made anew with each search */
};

G_DEFINE_FINAL_TYPE (ImwHelpWindow, imw_help_window, ADW_TYPE_WINDOW)

static ImwHelpPage *
find_page (ImwHelpWindow *self, const char *id)
{
  for (guint i = 0; i < self->pages->len; i++)
    {
      ImwHelpPage *page = g_ptr_array_index (self->pages, i);

      if (g_strcmp0 (page->id, id) == 0)
        return page;
    }

  return NULL;
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, ImwHelpWindow *self)
{
  imw_help_window_open (self, g_object_get_data (G_OBJECT (row), "topic"));
}

static GtkWidget *
make_list (ImwHelpWindow *self)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), self);

  return list;
}

static void
add_row (GtkWidget *list, ImwHelpPage *page)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), page->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), page->description);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "topic", g_strdup (page->id), g_free);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static GtkWidget *
make_label (const char *markup, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
make_marked (const char *mark, const char *markup)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *sign = gtk_label_new (mark);
  GtkWidget *label = make_label (markup, NULL);

  gtk_label_set_width_chars (GTK_LABEL (sign), 2);
  gtk_label_set_xalign (GTK_LABEL (sign), 1);
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_widget_add_css_class (sign, "dim-label");
  gtk_widget_add_css_class (sign, "numeric");
  gtk_box_append (GTK_BOX (box), sign);
  gtk_box_append (GTK_BOX (box), label);

  return box;
}

static GtkWidget *
make_warning (const char *markup)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), make_label (markup, NULL));
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "help-warning");

  return box;
}

static GtkWidget *
make_block (const ImwHelpBlock *block)
{
  switch (block->kind)
    {
    case IMW_HELP_HEADING:
      {
        GtkWidget *label = make_label (block->markup, "title-4");

        gtk_widget_set_margin_top (label, 12);

        return label;
      }
    case IMW_HELP_BULLET:
      return make_marked ("•", block->markup);

    case IMW_HELP_STEP:
      {
        g_autofree char *number = g_strdup_printf ("%u.", block->number);

        return make_marked (number, block->markup);
      }
    case IMW_HELP_TERM:
      {
        GtkWidget *label = make_label (block->markup, "heading");

        gtk_widget_set_margin_top (label, 6);

        return label;
      }
    case IMW_HELP_WARNING:
      return make_warning (block->markup);

    case IMW_HELP_PARAGRAPH:
      break;
    }

  return make_label (block->markup, NULL);
}

static GtkWidget *
make_scroller (GtkWidget *box)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), READING_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_widget_set_margin_top (clamp, 18);
  gtk_widget_set_margin_bottom (clamp, 24);
  gtk_widget_set_margin_start (clamp, 18);
  gtk_widget_set_margin_end (clamp, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);

  return scroller;
}

static GtkWidget *
make_page (ImwHelpWindow *self, ImwHelpPage *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = make_list (self);

  gtk_box_append (GTK_BOX (box), make_label (page->title, "title-1"));
  gtk_box_append (GTK_BOX (box), make_label (page->description, "dim-label"));
  for (guint i = 0; i < page->blocks->len; i++)
    gtk_box_append (GTK_BOX (box), make_block (g_ptr_array_index (page->blocks, i)));
  for (guint i = 0; i < page->see_also->len; i++)
    {
      ImwHelpPage *other = find_page (self, g_ptr_array_index (page->see_also, i));

      if (other != NULL)
        add_row (list, other);
    }
  if (gtk_widget_get_first_child (list) != NULL)
    {
      gtk_widget_set_margin_top (list, 18);
      gtk_box_append (GTK_BOX (box), list);
    }
  else
    {
      g_object_ref_sink (list);
      g_object_unref (list);
    }

  return make_scroller (box);
}

static int
better_first (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const char *search = user_data;
  guint       points_a = imw_help_page_match (*(ImwHelpPage **) a, search);
  guint       points_b = imw_help_page_match (*(ImwHelpPage **) b, search);

  return points_a < points_b ? 1 : points_a > points_b ? -1
                                                       : 0;
}

static void
show_found (ImwHelpWindow *self, const char *search)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GtkWidget *list;

  for (guint i = 0; i < self->pages->len; i++)
    {
      if (imw_help_page_match (g_ptr_array_index (self->pages, i), search) > 0)
        g_ptr_array_add (found, g_ptr_array_index (self->pages, i));
    }
  if (found->len == 0)
    {
      GtkWidget *status = adw_status_page_new ();

      adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "edit-find-symbolic");
      adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("Nothing found"));
      adw_status_page_set_description (ADW_STATUS_PAGE (status), _ ("Try fewer or other words."));
      gtk_box_append (GTK_BOX (self->found), status);
      return;
    }
  g_ptr_array_sort_with_data (found, better_first, (gpointer) search);
  list = make_list (self);
  for (guint i = 0; i < found->len; i++)
    add_row (list, g_ptr_array_index (found, i));
  gtk_box_append (GTK_BOX (self->found), list);
}

static void
show_groups (ImwHelpWindow *self)
{
  for (guint i = 0; i < self->index->groups->len; i++)
    {
      ImwHelpGroup *group = g_ptr_array_index (self->index->groups, i);
      GtkWidget    *label = make_label (group->title, "heading");
      GtkWidget    *list = make_list (self);

      for (guint j = 0; j < group->topics->len; j++)
        {
          ImwHelpPage *page = find_page (self, g_ptr_array_index (group->topics, j));

          if (page != NULL)
            add_row (list, page);
        }
      if (i > 0)
        gtk_widget_set_margin_top (label, 12);
      gtk_box_append (GTK_BOX (self->found), label);
      gtk_box_append (GTK_BOX (self->found), list);
    }
}

static void
search_changed_cb (ImwHelpWindow *self)
{
  g_autofree char *search = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  GtkWidget       *child;

  while ((child = gtk_widget_get_first_child (self->found)) != NULL)
    gtk_box_remove (GTK_BOX (self->found), child);
  if (*g_strstrip (search) != '\0')
    show_found (self, search);
  else
    show_groups (self);
}

/* Enter opens what fits best. */
static void
search_activated_cb (ImwHelpWindow *self)
{
  GtkWidget     *list = gtk_widget_get_first_child (self->found);
  GtkListBoxRow *row = NULL;

  if (GTK_IS_LIST_BOX (list))
    row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0);
  if (row != NULL)
    imw_help_window_open (self, g_object_get_data (G_OBJECT (row), "topic"));
}

static void
navigated_cb (ImwHelpWindow *self)
{
  gboolean below = imw_navigation_get_depth (self->navigation) > 1;

  adw_window_title_set_title (self->title, imw_navigation_get_title (self->navigation));
  gtk_widget_set_visible (self->back, below);
  if (!below)
    gtk_widget_grab_focus (self->search);
}

static void
back_clicked_cb (ImwHelpWindow *self)
{
  imw_navigation_pop (self->navigation);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  ImwHelpWindow *self = IMW_HELP_WINDOW (widget);

  if (!imw_navigation_pop (self->navigation))
    gtk_window_close (GTK_WINDOW (self));

  return TRUE;
}

static void
viewer_clicked_cb (ImwHelpWindow *self)
{
  imw_ui_open_uri (GTK_WIDGET (self), "help:imwallet");
}

static gboolean
has_viewer (void)
{
  g_autoptr (GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");

  return viewer != NULL;
}

static void
load_pages (ImwHelpWindow *self)
{
  g_autoptr (GError) error = NULL;

  self->index = imw_help_page_load ("index", &error);
  for (guint i = 0; self->index != NULL && i < self->index->groups->len; i++)
    {
      ImwHelpGroup *group = g_ptr_array_index (self->index->groups, i);

      for (guint j = 0; j < group->topics->len; j++)
        {
          ImwHelpPage *page = imw_help_page_load (g_ptr_array_index (group->topics, j), &error);

          if (page == NULL)
            {
              g_warning ("Reading the help: %s", error->message);
              g_clear_error (&error);
              continue;
            }
          g_ptr_array_add (self->pages, page);
        }
    }
  if (error != NULL)
    g_warning ("Reading the help: %s", error->message);
}

static void
imw_help_window_finalize (GObject *object)
{
  ImwHelpWindow *self = IMW_HELP_WINDOW (object);

  g_clear_pointer (&self->index, imw_help_page_free);
  g_clear_pointer (&self->pages, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_help_window_parent_class)->finalize (object);
}

static void
imw_help_window_class_init (ImwHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = imw_help_window_finalize;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, escape_cb, NULL);
}

static GtkWidget *
make_header (ImwHelpWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->title = ADW_WINDOW_TITLE (adw_window_title_new ("", NULL));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  self->back = imw_ui_icon_button ("go-previous-symbolic", _ ("Back"));
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (back_clicked_cb), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->back);
  if (has_viewer ())
    {
      GtkWidget *viewer = imw_ui_icon_button ("imw-help-symbolic", _ ("Open in the help viewer"));

      g_signal_connect_swapped (viewer, "clicked", G_CALLBACK (viewer_clicked_cb), self);
      adw_header_bar_pack_end (ADW_HEADER_BAR (header), viewer);
    }

  return header;
}

static GtkWidget *
make_root (ImwHelpWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("What is it about?"), NULL);
  imw_ui_set_name (self->search, _ ("Search the help"));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (search_activated_cb), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (gtk_window_close), self);
  self->found = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), self->found);

  return make_scroller (box);
}

static void
imw_help_window_init (ImwHelpWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_help_page_free);
  load_pages (self);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Help"));
  gtk_window_set_default_size (GTK_WINDOW (self), 640, 680);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 360);
  gtk_box_append (GTK_BOX (box), make_header (self));
  self->navigation = IMW_NAVIGATION (imw_navigation_new (make_root (self), _ ("Help")));
  gtk_widget_set_vexpand (GTK_WIDGET (self->navigation), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->navigation));
  adw_window_set_content (ADW_WINDOW (self), box);
  g_signal_connect_object (self->navigation, "changed", G_CALLBACK (navigated_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->index != NULL)
    search_changed_cb (self);
  navigated_cb (self);
}

/**
 * imw_help_window_present:
 * @parent: (nullable): the window it belongs to
 * @topic: (nullable): id of a page, as "send"
 *
 * Opens the help. It may stay open beside @parent.
 *
 * Returns: (transfer none): the help
 */
GtkWidget *
imw_help_window_present (GtkWindow *parent, const char *topic)
{
  ImwHelpWindow *self = g_object_new (IMW_TYPE_HELP_WINDOW, "transient-for", parent,
                                      "destroy-with-parent", TRUE, NULL);

  if (parent != NULL)
    gtk_window_set_application (GTK_WINDOW (self), gtk_window_get_application (parent));
  if (topic != NULL)
    imw_help_window_open (self, topic);
  gtk_window_present (GTK_WINDOW (self));

  return GTK_WIDGET (self);
}

/**
 * imw_help_window_open:
 * @self: the help
 * @topic: id of a page; an unknown one is left alone
 *
 * Opens a page on top of the one that is seen.
 */
void
imw_help_window_open (ImwHelpWindow *self, const char *topic)
{
  ImwHelpPage *page;

  g_return_if_fail (IMW_IS_HELP_WINDOW (self));

  page = find_page (self, topic);
  if (page != NULL)
    imw_navigation_push (self->navigation, make_page (self, page), page->title);
}
