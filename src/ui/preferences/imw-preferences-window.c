/* imw-preferences-window.c: the preferences
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-preferences-window"

#include "config.h"

#include "imw-preferences-window.h"
#include "imw-navigation.h"
#include "imw-preferences-pages.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

#define TOUCH_INTERVAL_US (5 * G_USEC_PER_SEC)

/**
 * ImwPreferencesWindow:
 *
 * General, wallet and network preferences, and what lies below them. Closes itself when the wallet is
 * locked. Main thread.
 */

struct _ImwPreferencesWindow
{
  AdwWindow parent_instance;

  ImwWallet *wallet;
  gint64     touched_us;

  AdwToastOverlay *overlay;
  GtkWidget       *box;
  GtkStack        *title_stack;
  AdwWindowTitle  *title;
  GtkWidget       *back;
  GtkSpinner      *spinner;
  AdwViewStack    *stack;
  ImwNavigation   *navigation;
};

G_DEFINE_FINAL_TYPE (ImwPreferencesWindow, imw_preferences_window, ADW_TYPE_WINDOW)

static void
navigated_cb (ImwPreferencesWindow *self)
{
  gboolean below = imw_navigation_get_depth (self->navigation) > 1;

  adw_window_title_set_title (self->title, imw_navigation_get_title (self->navigation));
  imw_ui_stack_show_name (self->title_stack, below ? "title" : "switcher");
  gtk_widget_set_visible (self->back, below);
}

static void
toast_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  ImwPreferencesWindow *self = IMW_PREFERENCES_WINDOW (user_data);
  g_autofree char      *escaped = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  adw_toast_overlay_add_toast (self->overlay, adw_toast_new (escaped));
}

static gboolean
event_cb (GtkEventControllerLegacy *controller,
          GdkEvent                 *event,
          gpointer                  user_data)
{
  ImwPreferencesWindow *self = IMW_PREFERENCES_WINDOW (user_data);
  GdkEventType          type = gdk_event_get_event_type (event);
  gint64                now_us = g_get_monotonic_time ();

  if ((type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_SCROLL ||
       type == GDK_TOUCH_BEGIN) &&
      self->wallet != NULL && imw_wallet_get_unlocked (self->wallet) &&
      now_us - self->touched_us > TOUCH_INTERVAL_US)
    {
      self->touched_us = now_us;
      imw_wallet_touch (self->wallet);
    }

  return GDK_EVENT_PROPAGATE;
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  ImwPreferencesWindow *self = IMW_PREFERENCES_WINDOW (widget);

  if (imw_navigation_get_depth (self->navigation) > 1)
    imw_preferences_window_pop (self);
  else
    gtk_window_close (GTK_WINDOW (self));

  return TRUE;
}

static void
wallet_locked_cb (ImwPreferencesWindow *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
imw_preferences_window_dispose (GObject *object)
{
  g_clear_object (&IMW_PREFERENCES_WINDOW (object)->wallet);

  G_OBJECT_CLASS (imw_preferences_window_parent_class)->dispose (object);
}

static void
imw_preferences_window_class_init (ImwPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_preferences_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwPreferencesWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, ImwPreferencesWindow, box);
  gtk_widget_class_bind_template_child (widget_class, ImwPreferencesWindow, title_stack);
  gtk_widget_class_bind_template_child (widget_class, ImwPreferencesWindow, title);
  gtk_widget_class_bind_template_child (widget_class, ImwPreferencesWindow, back);
  gtk_widget_class_bind_template_child (widget_class, ImwPreferencesWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, ImwPreferencesWindow, stack);
  gtk_widget_class_bind_template_callback (widget_class, imw_preferences_window_pop);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
imw_preferences_window_init (ImwPreferencesWindow *self)
{
  static const GActionEntry entries[] = {
    { "toast", toast_cb, "s", NULL, NULL, { 0 } },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (self->back, _ ("Back"));
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "win", G_ACTION_GROUP (actions));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
add_page (ImwPreferencesWindow *self,
          GtkWidget            *page,
          const char           *name,
          const char           *title,
          const char           *icon)
{
  adw_view_stack_page_set_icon_name (adw_view_stack_add_titled (self->stack, page, name, title),
                                     icon);
}

/**
 * imw_preferences_window_present:
 * @parent: the main window
 * @wallet: the wallet it shows
 * @page: (nullable): "general", "wallet" or "network"
 *
 * Opens the preferences over @parent.
 */
void
imw_preferences_window_present (GtkWindow  *parent,
                                ImwWallet  *wallet,
                                const char *page)
{
  ImwPreferencesWindow *self;
  ImwWalletService     *service;

  g_return_if_fail (IMW_IS_WALLET (wallet));

  self = g_object_new (IMW_TYPE_PREFERENCES_WINDOW, "transient-for", parent, "modal", TRUE, NULL);
  service = imw_wallet_get_service (wallet);
  self->wallet = g_object_ref (wallet);
  gtk_box_append (GTK_BOX (self->box),
                  imw_ui_strip_new (imw_wallet_service_get_environment (service)));
  self->navigation =
      IMW_NAVIGATION (imw_navigation_new (GTK_WIDGET (self->stack), _ ("Preferences")));
  gtk_widget_set_vexpand (GTK_WIDGET (self->navigation), TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->navigation));
  g_signal_connect_object (self->navigation, "changed", G_CALLBACK (navigated_cb), self,
                           G_CONNECT_SWAPPED);
  add_page (self, imw_general_preferences_new (service), "general", _ ("General"),
            "preferences-system-symbolic");
  add_page (self, imw_wallet_preferences_new (wallet), "wallet", _ ("Wallet"),
            "imw-keyring-symbolic");
  add_page (self, imw_network_preferences_new (service), "network", _ ("Network"),
            "imw-network-good-symbolic");
  if (page != NULL)
    adw_view_stack_set_visible_child_name (self->stack, page);
  g_signal_connect_object (wallet, "locked", G_CALLBACK (wallet_locked_cb), self,
                           G_CONNECT_SWAPPED);
  navigated_cb (self);
  gtk_window_present (GTK_WINDOW (self));
}

/**
 * imw_preferences_window_of:
 * @widget: a widget of a page
 *
 * Returns: (nullable) (transfer none): the preferences around it
 */
ImwPreferencesWindow *
imw_preferences_window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return IMW_IS_PREFERENCES_WINDOW (root) ? IMW_PREFERENCES_WINDOW (root) : NULL;
}

/**
 * imw_preferences_window_push:
 * @self: the preferences
 * @page: (transfer full): opened on top
 * @title: its title
 */
void
imw_preferences_window_push (ImwPreferencesWindow *self,
                             GtkWidget            *page,
                             const char           *title)
{
  g_return_if_fail (IMW_IS_PREFERENCES_WINDOW (self));

  imw_navigation_push (self->navigation, page, title);
}

/**
 * imw_preferences_window_pop:
 * @self: the preferences
 *
 * Closes the page on top.
 */
void
imw_preferences_window_pop (ImwPreferencesWindow *self)
{
  g_return_if_fail (IMW_IS_PREFERENCES_WINDOW (self));

  imw_navigation_pop (self->navigation);
}

/**
 * imw_preferences_window_set_busy:
 * @self: the preferences
 * @busy: whether something is being done that must end first
 */
void
imw_preferences_window_set_busy (ImwPreferencesWindow *self,
                                 gboolean              busy)
{
  g_return_if_fail (IMW_IS_PREFERENCES_WINDOW (self));

  gtk_widget_set_sensitive (GTK_WIDGET (self->navigation), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}
