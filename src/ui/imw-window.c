/* imw-window.c: the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-window"

#include "config.h"

#include "imw-window.h"
#include "imw-contact-page.h"
#include "imw-details-page.h"
#include "imw-onboarding-view.h"
#include "imw-preferences-window.h"
#include "imw-practice-actions.h"
#include "imw-send-page.h"
#include "imw-shell.h"
#include "imw-transfer-flow.h"
#include "imw-ui.h"
#include "imw-unlock-view.h"
#include "imw-window-state.h"

#include <glib/gi18n.h>

#define TOUCH_INTERVAL_US (5 * G_USEC_PER_SEC)

/**
 * ImwWindow:
 *
 * One of several views: waiting, failure, onboarding, lock screen, or the open wallet. The open
 * wallet's view stays alive behind the lock screen. Main thread.
 */

struct _ImwWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay  *overlay;
  GtkStack         *views;
  ImwWalletService *service; /* (nullable) */
  ImwWallet        *wallet;  /* (nullable) */
  GCancellable     *cancellable;
  gint64            touched_us;
  char             *link; /* (nullable): a payment link that waits for the open wallet */
};

G_DEFINE_FINAL_TYPE (ImwWindow, imw_window, ADW_TYPE_APPLICATION_WINDOW)

static ImwApplication *
get_application (ImwWindow *self)
{
  return IMW_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

static ImwShell *
get_shell (ImwWindow *self)
{
  GtkWidget *shell = gtk_stack_get_child_by_name (self->views, "main");

  return shell != NULL ? IMW_SHELL (shell) : NULL;
}

static void
remove_view (ImwWindow *self, const char *name)
{
  GtkWidget *view = gtk_stack_get_child_by_name (self->views, name);

  if (view != NULL)
    gtk_stack_remove (self->views, view);
}

static void
show_view (ImwWindow *self, const char *name, GtkWidget *view)
{
  remove_view (self, name);
  gtk_stack_add_named (self->views, view, name);
  imw_ui_stack_show (self->views, view);
}

static void
update_actions (ImwWindow *self)
{
  static const char *const needs_open[] = { "lock", "refresh", "preferences",
                                            "connections", "backup", "go",
                                            "back", "practice-fund", "practice-fund-asset",
                                            "practice-mine", "show-transfer" };
  const char              *view = gtk_stack_get_visible_child_name (self->views);
  gboolean                 open = g_strcmp0 (view, "main") == 0;
  ImwEnvironment           environment = imw_application_get_environment (get_application (self));

  for (gsize i = 0; i < G_N_ELEMENTS (needs_open); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), needs_open[i]);
      gboolean practice = g_str_has_prefix (needs_open[i], "practice-");

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   open && (!practice || environment == IMW_ENVIRONMENT_PRACTICE));
    }
}

static void
update_title (ImwWindow *self)
{
  const char *name =
      imw_ui_environment_name (imw_application_get_environment (get_application (self)));
  g_autofree char *title = NULL;

  if (*name == '\0')
    title = g_strdup (_ ("IM Wallet"));
  else
    title = g_strdup_printf ("%s – %s", _ ("IM Wallet"), name);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

/* A view without sidebar: header bar, strip, content. */
static GtkWidget *
make_frame (ImwWindow *self, GtkWidget *child)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *help = imw_ui_icon_button ("imw-help-symbolic", _ ("Help"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (help), "app.help");
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), help);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   adw_window_title_new (_ ("IM Wallet"), NULL));
  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box),
                  imw_ui_strip_new (imw_application_get_environment (get_application (self))));
  gtk_widget_set_vexpand (child, TRUE);
  gtk_box_append (GTK_BOX (box), child);

  return box;
}

static GMenuModel *
make_menu (ImwWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) practice = g_menu_new ();
  g_autoptr (GMenu) wallet = g_menu_new ();
  g_autoptr (GMenu) program = g_menu_new ();

  if (imw_application_get_environment (get_application (self)) == IMW_ENVIRONMENT_PRACTICE)
    {
      g_menu_append (practice, _ ("Get practice coins"), "win.practice-fund");
      if (self->service != NULL)
        imw_practice_add_menu (self->service, practice);
      g_menu_append (practice, _ ("Mine a block"), "win.practice-mine");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (practice));
    }
  g_menu_append (wallet, _ ("Update now"), "win.refresh");
  g_menu_append (wallet, _ ("Lock wallet"), "win.lock");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (wallet));
  g_menu_append (program, _ ("Preferences"), "win.preferences");
  g_menu_append (program, _ ("Keyboard shortcuts"), "win.show-help-overlay");
  g_menu_append (program, _ ("Help"), "app.help");
  g_menu_append (program, _ ("About IM Wallet"), "app.about");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (program));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
show_loading (ImwWindow *self)
{
  GtkWidget *status = adw_status_page_new ();
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_spinner_start (GTK_SPINNER (spinner));
  adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("Opening the wallet"));
  adw_status_page_set_child (ADW_STATUS_PAGE (status), spinner);
  show_view (self, "loading", make_frame (self, status));
  update_actions (self);
}

static void
retry_clicked_cb (ImwWindow *self)
{
  show_loading (self);
  imw_application_open (get_application (self));
}

/**
 * imw_window_show_failure:
 * @self: a window
 * @error: why the data folder could not be opened
 */
void
imw_window_show_failure (ImwWindow *self, const GError *error)
{
  GtkWidget       *status = adw_status_page_new ();
  GtkWidget       *button = gtk_button_new_with_label (_ ("Try again"));
  g_autofree char *title = imw_error_text_title (error, IMW_DOING_OPEN);
  g_autofree char *text = imw_error_text (error, IMW_DOING_OPEN);

  g_return_if_fail (IMW_IS_WINDOW (self));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (status), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (status),
                                   g_str_has_prefix (text, title) ? text + strlen (title) : text);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (retry_clicked_cb), self);
  adw_status_page_set_child (ADW_STATUS_PAGE (status), button);
  show_view (self, "failure", make_frame (self, status));
  update_actions (self);
}

static void
follow_link (ImwWindow *self)
{
  g_autofree char *link = NULL;
  GtkWidget       *page;

  if (self->link == NULL || get_shell (self) == NULL ||
      g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "main") != 0)
    return;
  link = g_steal_pointer (&self->link);
  page = imw_shell_go (get_shell (self), "send");
  if (IMW_IS_SEND_PAGE (page))
    imw_send_page_set_recipient (IMW_SEND_PAGE (page), link);
}

static void
show_main (ImwWindow *self)
{
  if (get_shell (self) == NULL)
    {
      g_autoptr (GMenuModel) menu = make_menu (self);

      show_view (self, "main", imw_shell_new (self->wallet, menu));
    }
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* the password entry is about to go */
  imw_ui_stack_show (self->views, GTK_WIDGET (get_shell (self)));
  remove_view (self, "unlock");
  update_actions (self);
  follow_link (self);
}

static void
show_unlock (ImwWindow *self, const char *reason)
{
  show_view (self, "unlock", make_frame (self, imw_unlock_view_new (self->wallet, reason)));
  update_actions (self);
}

static void
unlocked_changed_cb (ImwWindow *self)
{
  if (imw_wallet_get_unlocked (self->wallet))
    show_main (self);
}

static void
wallet_locked_cb (ImwWallet *wallet, const char *reason, ImwWindow *self)
{
  /* closing the service locks its wallets while the window is on its way out */
  if (gtk_window_get_application (GTK_WINDOW (self)) != NULL)
    show_unlock (self, reason);
}

static void
wallet_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwWindow) self = IMW_WINDOW (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_load_finish (IMW_WALLET (object), result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        imw_window_show_failure (self, error);
      return;
    }
  if (self->wallet != IMW_WALLET (object))
    return;

  imw_wallet_start_watching (self->wallet);
  if (imw_wallet_get_unlocked (self->wallet))
    show_main (self);
  else
    show_unlock (self, NULL);
}

/**
 * imw_window_set_wallet:
 * @self: a window
 * @wallet: (nullable): shown from now on
 *
 * Loads its books and asks for the password when it is locked.
 */
void
imw_window_set_wallet (ImwWindow *self, ImwWallet *wallet)
{
  g_return_if_fail (IMW_IS_WINDOW (self));

  if (self->wallet != NULL)
    g_signal_handlers_disconnect_by_data (self->wallet, self);
  g_set_object (&self->wallet, wallet);
  if (get_application (self) != NULL)
    imw_application_set_searched (get_application (self), wallet);
  if (wallet == NULL)
    return;

  g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (unlocked_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "locked", G_CALLBACK (wallet_locked_cb), self, 0);
  imw_wallet_load_async (wallet, self->cancellable, wallet_loaded_cb, g_object_ref (self));
}

/**
 * imw_window_open_link:
 * @self: a window
 * @uri: a payment link, as "bitcoin:…"
 *
 * Opens the form for payments with what the link says, as soon as the wallet is open.
 */
void
imw_window_open_link (ImwWindow *self, const char *uri)
{
  g_return_if_fail (IMW_IS_WINDOW (self));

  g_free (self->link);
  self->link = g_strdup (uri);
  follow_link (self);
}

/**
 * imw_window_show_item:
 * @self: a window
 * @item: (nullable): an #ImwContact or #ImwTransaction of its wallet
 *
 * Opens what was chosen in the desktop's search, or the history; nothing while the wallet is locked.
 */
void
imw_window_show_item (ImwWindow *self, GObject *item)
{
  ImwShell *shell = get_shell (self);

  if (shell == NULL || g_strcmp0 (gtk_stack_get_visible_child_name (self->views), "main") != 0)
    return;
  if (item != NULL && IMW_IS_CONTACT (item))
    {
      imw_shell_go (shell, "contacts");
      imw_shell_push (shell, imw_contact_page_new (self->wallet, IMW_CONTACT (item)),
                      imw_contact_get_name (IMW_CONTACT (item)));
      return;
    }
  imw_shell_go (shell, "activity");
  if (item != NULL && IMW_IS_TRANSACTION (item))
    imw_shell_push (shell, imw_details_page_new (self->wallet, IMW_TRANSACTION (item)),
                    _ ("Details"));
}

/**
 * imw_window_get_wallet:
 * @self: a window
 *
 * Returns: (nullable) (transfer none): the wallet that is shown
 */
ImwWallet *
imw_window_get_wallet (ImwWindow *self)
{
  g_return_val_if_fail (IMW_IS_WINDOW (self), NULL);

  return self->wallet;
}

/**
 * imw_window_show_onboarding:
 * @self: a window with a service
 */
void
imw_window_show_onboarding (ImwWindow *self)
{
  g_return_if_fail (IMW_IS_WINDOW (self));

  show_view (self, "onboarding",
             make_frame (self, imw_onboarding_view_new (get_application (self), self->service)));
  update_actions (self);
}

/**
 * imw_window_set_service:
 * @self: a window
 * @service: that has just been opened
 *
 * Shows its last wallet, or onboarding where there is none.
 */
void
imw_window_set_service (ImwWindow *self, ImwWalletService *service)
{
  ImwWallet *wallet;

  g_return_if_fail (IMW_IS_WINDOW (self));

  imw_window_clear (self);
  g_set_object (&self->service, service);
  update_title (self);
  wallet = imw_wallet_service_find_wallet (service, NULL);
  if (wallet != NULL)
    imw_window_set_wallet (self, wallet);
  else
    imw_window_show_onboarding (self);
}

/**
 * imw_window_clear:
 * @self: a window
 *
 * Lets go of service and wallet and waits for the next one.
 */
void
imw_window_clear (ImwWindow *self)
{
  g_return_if_fail (IMW_IS_WINDOW (self));

  imw_window_set_wallet (self, NULL);
  g_clear_object (&self->service);
  show_loading (self);
  remove_view (self, "main");
  remove_view (self, "unlock");
  remove_view (self, "onboarding");
  remove_view (self, "failure");
  update_title (self);
}

static void
add_shortcuts_window (ImwWindow *self)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();

  if (gtk_builder_add_from_resource (builder, "/org/imwallet/Wallet/gtk/help-overlay.ui", NULL))
    gtk_application_window_set_help_overlay (
        GTK_APPLICATION_WINDOW (self),
        GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
}

/**
 * imw_window_rebuild:
 * @self: a window
 *
 * Makes its content anew, in the language that has just been chosen.
 */
void
imw_window_rebuild (ImwWindow *self)
{
  g_autoptr (ImwWalletService) service = NULL;

  g_return_if_fail (IMW_IS_WINDOW (self));

  add_shortcuts_window (self);
  g_set_object (&service, self->service);
  if (service != NULL)
    imw_window_set_service (self, service);
}

static void
toast_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwWindow       *self = IMW_WINDOW (user_data);
  g_autofree char *escaped = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  adw_toast_overlay_add_toast (self->overlay, adw_toast_new (escaped));
}

static void
lock_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwWindow *self = IMW_WINDOW (user_data);

  if (self->wallet != NULL)
    imw_wallet_lock (self->wallet);
}

static void
synced_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwWindow) self = IMW_WINDOW (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_sync_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_SYNC);
}

static void
refresh_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwWindow *self = IMW_WINDOW (user_data);

  if (self->wallet != NULL)
    imw_wallet_sync_async (self->wallet, FALSE, self->cancellable, synced_cb, g_object_ref (self));
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwWindow  *self = IMW_WINDOW (user_data);
  const char *name = g_action_get_name (G_ACTION (action));
  const char *page = NULL;

  if (g_strcmp0 (name, "connections") == 0)
    page = "network";
  else if (g_strcmp0 (name, "backup") == 0)
    page = "wallet";

  if (self->wallet != NULL)
    imw_preferences_window_present (GTK_WINDOW (self), self->wallet, page);
}

static void
go_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwShell *shell = get_shell (IMW_WINDOW (user_data));

  if (shell != NULL)
    imw_shell_go (shell, g_variant_get_string (parameter, NULL));
}

static void
show_transfer_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwWindow  *self = IMW_WINDOW (user_data);
  ImwShell   *shell = get_shell (self);
  GListModel *transfers = shell != NULL ? imw_wallet_get_transfers (self->wallet) : NULL;

  for (guint i = 0; transfers != NULL && i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (transfers, i);

      if (g_str_equal (imw_transfer_get_id (transfer), g_variant_get_string (parameter, NULL)))
        {
          imw_transfer_flow_track (shell, transfer);
          return;
        }
    }
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwShell *shell = get_shell (IMW_WINDOW (user_data));

  if (shell != NULL)
    imw_shell_leave (shell);
}

static void
practice_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwWindow *self = IMW_WINDOW (user_data);

  if (self->wallet == NULL)
    return;
  if (parameter != NULL)
    imw_practice_fund_asset (GTK_WIDGET (self), self->wallet,
                             g_variant_get_string (parameter, NULL));
  else if (g_strcmp0 (g_action_get_name (G_ACTION (action)), "practice-fund") == 0)
    imw_practice_fund (GTK_WIDGET (self), self->wallet);
  else
    imw_practice_mine (GTK_WIDGET (self), self->wallet);
}

/* Any key or click counts as "somebody is here" for the auto-lock. */
static gboolean
event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
  ImwWindow   *self = IMW_WINDOW (user_data);
  GdkEventType type = gdk_event_get_event_type (event);
  gint64       now_us = g_get_monotonic_time ();

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

static void
imw_window_dispose (GObject *object)
{
  ImwWindow *self = IMW_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->wallet != NULL)
    g_signal_handlers_disconnect_by_data (self->wallet, self);
  g_clear_object (&self->wallet);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (imw_window_parent_class)->dispose (object);
}

static void
imw_window_finalize (GObject *object)
{
  ImwWindow *self = IMW_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_free (self->link);

  G_OBJECT_CLASS (imw_window_parent_class)->finalize (object);
}

static void
imw_window_class_init (ImwWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_window_dispose;
  object_class->finalize = imw_window_finalize;
}

static void
imw_window_init (ImwWindow *self)
{
  static const GActionEntry entries[] = {
    { "toast", toast_cb, "s", NULL, NULL, { 0 } },
    { "lock", lock_cb, NULL, NULL, NULL, { 0 } },
    { "refresh", refresh_cb, NULL, NULL, NULL, { 0 } },
    { "preferences", preferences_cb, NULL, NULL, NULL, { 0 } },
    { "connections", preferences_cb, NULL, NULL, NULL, { 0 } },
    { "backup", preferences_cb, NULL, NULL, NULL, { 0 } },
    { "go", go_cb, "s", NULL, NULL, { 0 } },
    { "show-transfer", show_transfer_cb, "s", NULL, NULL, { 0 } },
    { "back", back_cb, NULL, NULL, NULL, { 0 } },
    { "practice-fund", practice_cb, NULL, NULL, NULL, { 0 } },
    { "practice-fund-asset", practice_cb, "s", NULL, NULL, { 0 } },
    { "practice-mine", practice_cb, NULL, NULL, NULL, { 0 } },
  };
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  self->cancellable = g_cancellable_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  self->overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->views = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->views, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_hhomogeneous (self->views, FALSE);
  gtk_stack_set_vhomogeneous (self->views, FALSE);
  adw_toast_overlay_set_child (self->overlay, GTK_WIDGET (self->views));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->overlay));
  gtk_window_set_default_size (GTK_WINDOW (self), 1000, 700);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 360);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/**
 * imw_window_new:
 * @application: the program
 *
 * Returns: (transfer none): the window, waiting for a service
 */
ImwWindow *
imw_window_new (ImwApplication *application)
{
  ImwWindow *self = g_object_new (IMW_TYPE_WINDOW, "application", application, NULL);

  if (imw_ui_environment_name (imw_application_get_environment (application))[0] != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self), "not-real");
  imw_window_state_bind (GTK_WINDOW (self));
  add_shortcuts_window (self);
  update_title (self);
  show_loading (self);

  return self;
}
