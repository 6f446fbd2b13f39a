/* imw-shell.c: sidebar, header bar and pages of an open wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-shell"

#include "config.h"

#include "imw-shell.h"
#include "imw-navigation.h"
#include "imw-network-line.h"
#include "imw-pages.h"
#include "imw-result-page.h"
#include "imw-split.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

/**
 * ImwShell:
 *
 * The main view. Each entry of the sidebar has a navigation of its own, made when it is first
 * opened, so that a half-filled form survives a look elsewhere. Main thread.
 */

struct _ImwShell
{
  GtkWidget parent_instance;

  ImwWallet *wallet;

  ImwSplit       *split;
  GtkListBox     *list;
  GtkStack       *sections; /* children are ImwNavigation, named by page id */
  GtkWidget      *back;
  AdwWindowTitle *title;
  AdwWindowTitle *sidebar_title;
};

G_DEFINE_FINAL_TYPE (ImwShell, imw_shell, GTK_TYPE_WIDGET)

static ImwNavigation *
get_section (ImwShell *self)
{
  return IMW_NAVIGATION (gtk_stack_get_visible_child (self->sections));
}

/* A page with the class "with-bar" has a bar at its bottom that no toast may cover. */
static void
place_toasts (ImwShell *self, GtkWidget *page)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (overlay == NULL)
    return;
  if (gtk_widget_has_css_class (page, "with-bar"))
    gtk_widget_add_css_class (overlay, "above-bar");
  else
    gtk_widget_remove_css_class (overlay, "above-bar");
}

static void
update_header (ImwShell *self)
{
  ImwNavigation *section = gtk_stack_get_visible_child (self->sections) != NULL ? get_section (self)
                                                                                : NULL;

  if (section == NULL)
    return;

  place_toasts (self, imw_navigation_get_top (section));
  adw_window_title_set_title (self->title, imw_navigation_get_title (section));
  gtk_widget_set_visible (self->back, imw_navigation_get_depth (section) > 1 ||
                                          imw_split_get_folded (self->split));
}

static void
name_changed_cb (ImwShell *self)
{
  adw_window_title_set_title (self->sidebar_title, imw_wallet_get_name (self->wallet));
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, ImwShell *self)
{
  guint               n_pages;
  const ImwPageEntry *pages = imw_pages_get (&n_pages);
  guint               index = (guint) gtk_list_box_row_get_index (row);
  ImwNavigation      *section = get_section (self);
  const char         *visible = gtk_stack_get_visible_child_name (self->sections);

  if (index >= n_pages)
    return;
  if (section != NULL && g_strcmp0 (visible, pages[index].id) == 0 &&
      !gtk_widget_activate_action (imw_navigation_get_top (section), "page.leave", NULL))
    imw_navigation_pop_all (section);
  imw_shell_go (self, pages[index].id);
}

/* Who has switched off all networks that a page is for does not see it. */
static void
update_rows (ImwShell *self)
{
  guint               n_pages;
  const ImwPageEntry *pages = imw_pages_get (&n_pages);
  ImwWalletService   *service = imw_wallet_get_service (self->wallet);

  for (guint i = 0; i < n_pages; i++)
    gtk_widget_set_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) i)),
                            imw_pages_get_wanted (&pages[i], service));
}

static GtkWidget *
make_row (const ImwPageEntry *page)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ (page->title));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (page->icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  imw_ui_set_name (row, _ (page->title));

  return row;
}

static GtkWidget *
make_sidebar (ImwShell *self, GMenuModel *menu)
{
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget          *header = adw_header_bar_new ();
  GtkWidget          *scroller = gtk_scrolled_window_new ();
  GtkWidget          *menu_button = gtk_menu_button_new ();
  guint               n_pages;
  const ImwPageEntry *pages = imw_pages_get (&n_pages);

  self->sidebar_title = ADW_WINDOW_TITLE (adw_window_title_new ("", NULL));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->sidebar_title));
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu_button), "open-menu-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (menu_button), menu);
  gtk_menu_button_set_primary (GTK_MENU_BUTTON (menu_button), TRUE);
  gtk_widget_set_tooltip_text (menu_button, _ ("Main menu"));
  imw_ui_set_name (menu_button, _ ("Main menu"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), menu_button);
  gtk_box_append (GTK_BOX (box), header);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  for (guint i = 0; i < n_pages; i++)
    gtk_list_box_append (self->list, make_row (&pages[i]));
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), imw_network_line_new (self->wallet));
  gtk_widget_add_css_class (box, "wallet-sidebar");

  return box;
}

static GtkWidget *
make_content (ImwShell *self)
{
  GtkWidget     *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget     *header = adw_header_bar_new ();
  GtkWidget     *lock = imw_ui_icon_button ("system-lock-screen-symbolic", _ ("Lock wallet"));
  GtkWidget     *refresh = imw_ui_icon_button ("view-refresh-symbolic", _ ("Update now"));
  ImwEnvironment environment =
      imw_wallet_service_get_environment (imw_wallet_get_service (self->wallet));

  self->back = imw_ui_icon_button ("go-previous-symbolic", _ ("Back"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back), "win.back");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (lock), "win.lock");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (refresh), "win.refresh");
  self->title = ADW_WINDOW_TITLE (adw_window_title_new ("", NULL));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->back);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), lock);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), refresh);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), imw_ui_strip_new (environment));

  self->sections = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->sections, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_hhomogeneous (self->sections, FALSE);
  gtk_stack_set_vhomogeneous (self->sections, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->sections), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sections));

  return box;
}

static void
imw_shell_dispose (GObject *object)
{
  ImwShell *self = IMW_SHELL (object);

  if (self->wallet != NULL)
    g_signal_handlers_disconnect_by_data (self->wallet, self);
  if (self->split != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->split, self);
      gtk_widget_unparent (GTK_WIDGET (self->split));
      self->split = NULL;
    }
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_shell_parent_class)->dispose (object);
}

static void
imw_shell_class_init (ImwShellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_shell_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
imw_shell_init (ImwShell *self)
{
}

/**
 * imw_shell_new:
 * @wallet: a wallet that is loaded
 * @menu: the primary menu
 *
 * Returns: (transfer full): the main view
 */
GtkWidget *
imw_shell_new (ImwWallet *wallet, GMenuModel *menu)
{
  ImwShell *self = g_object_new (IMW_TYPE_SHELL, NULL);

  self->wallet = g_object_ref (wallet);
  self->split = IMW_SPLIT (imw_split_new ());
  imw_split_set_sidebar (self->split, make_sidebar (self, menu), _ ("IM Wallet"));
  imw_split_set_content (self->split, make_content (self), _ ("IM Wallet"));
  gtk_widget_set_parent (GTK_WIDGET (self->split), GTK_WIDGET (self));
  g_signal_connect_swapped (self->split, "notify::folded", G_CALLBACK (update_header), self);
  g_signal_connect_swapped (wallet, "notify::name", G_CALLBACK (name_changed_cb), self);
  g_signal_connect_object (imw_wallet_service_get_settings (imw_wallet_get_service (wallet)),
                           "changed", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_get_accounts (wallet), "items-changed",
                           G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  update_rows (self);
  name_changed_cb (self);
  imw_shell_go (self, "overview");
  imw_split_show_content (self->split, FALSE);

  return GTK_WIDGET (self);
}

/**
 * imw_shell_of:
 * @widget: a widget of a page
 *
 * Returns: (nullable) (transfer none): the shell around it
 */
ImwShell *
imw_shell_of (GtkWidget *widget)
{
  GtkWidget *shell = gtk_widget_get_ancestor (widget, IMW_TYPE_SHELL);

  return shell != NULL ? IMW_SHELL (shell) : NULL;
}

/**
 * imw_shell_go:
 * @self: a shell
 * @page_id: "send"
 *
 * Opens an entry of the sidebar.
 *
 * Returns: (nullable) (transfer none): its root page; %NULL when there is no such entry
 */
GtkWidget *
imw_shell_go (ImwShell *self, const char *page_id)
{
  guint               n_pages;
  const ImwPageEntry *pages = imw_pages_get (&n_pages);

  g_return_val_if_fail (IMW_IS_SHELL (self), NULL);

  for (guint i = 0; i < n_pages; i++)
    {
      GtkWidget *section;

      if (g_strcmp0 (pages[i].id, page_id) != 0)
        continue;

      section = gtk_stack_get_child_by_name (self->sections, page_id);
      if (section == NULL)
        {
          section = imw_navigation_new (pages[i].create (self->wallet), _ (pages[i].title));
          g_signal_connect_object (section, "changed", G_CALLBACK (update_header), self,
                                   G_CONNECT_SWAPPED);
          gtk_stack_add_named (self->sections, section, page_id);
        }
      else if (section != gtk_stack_get_visible_child (self->sections) &&
               IMW_IS_RESULT_PAGE (imw_navigation_get_top (IMW_NAVIGATION (section))))
        {
          /* who comes back to Send wants the form, not what became of the last payment */
          imw_navigation_pop_all (IMW_NAVIGATION (section));
        }
      imw_ui_stack_show (self->sections, section);
      gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (int) i));
      imw_split_show_content (self->split, TRUE);
      update_header (self);

      return imw_navigation_get_root (IMW_NAVIGATION (section));
    }

  return NULL;
}

/**
 * imw_shell_go_home:
 * @self: a shell
 * @page_id: "abroad"
 *
 * Opens an entry of the sidebar and closes what was opened on top of its first page.
 */
void
imw_shell_go_home (ImwShell *self, const char *page_id)
{
  g_return_if_fail (IMW_IS_SHELL (self));

  if (imw_shell_go (self, page_id) != NULL)
    imw_navigation_pop_all (get_section (self));
}

/**
 * imw_shell_push:
 * @self: a shell
 * @page: (transfer full): opened on top of the page that is seen
 * @title: its title
 */
void
imw_shell_push (ImwShell *self, GtkWidget *page, const char *title)
{
  g_return_if_fail (IMW_IS_SHELL (self));

  imw_navigation_push (get_section (self), page, title);
}

/**
 * imw_shell_back:
 * @self: a shell
 *
 * Closes the page on top; in a narrow window the root gives way to the sidebar.
 *
 * Returns: whether there was a way back
 */
gboolean
imw_shell_back (ImwShell *self)
{
  g_return_val_if_fail (IMW_IS_SHELL (self), FALSE);

  if (imw_navigation_pop (get_section (self)))
    return TRUE;
  if (!imw_split_get_folded (self->split))
    return FALSE;

  imw_split_show_content (self->split, FALSE);

  return TRUE;
}

/**
 * imw_shell_leave:
 * @self: a shell
 *
 * Like imw_shell_back(), for the user's wish: a page on top that has an action "page.leave" is asked
 * to go instead, because something in it is not saved.
 */
void
imw_shell_leave (ImwShell *self)
{
  GtkWidget *top;

  g_return_if_fail (IMW_IS_SHELL (self));

  top = imw_navigation_get_top (get_section (self));
  if (!gtk_widget_activate_action (top, "page.leave", NULL))
    imw_shell_back (self);
}

/**
 * imw_shell_forget_page:
 * @self: a shell
 * @page_id: an entry that is not seen
 *
 * Drops its pages; they are made anew when it is opened again.
 */
void
imw_shell_forget_page (ImwShell *self, const char *page_id)
{
  GtkWidget *section;

  g_return_if_fail (IMW_IS_SHELL (self));

  section = gtk_stack_get_child_by_name (self->sections, page_id);
  if (section != NULL && section != gtk_stack_get_visible_child (self->sections))
    gtk_stack_remove (self->sections, section);
}
