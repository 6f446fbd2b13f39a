/* imw-application.c: the program with a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-application"

#include "config.h"

#include "imw-application.h"
#include "imw-help-window.h"
#include "imw-language.h"
#include "imw-notifier.h"
#include "imw-resources.h"
#include "imw-search-provider.h"
#include "imw-window.h"

#include "imw-prices.h"

#include <glib/gi18n.h>

#define STATE_NETWORK  "network"
#define PRICES_EVERY_S (5 * 60)

/**
 * ImwApplication:
 *
 * Holds the wallet service of one data folder and environment, and the one window. Main thread.
 */

struct _ImwApplication
{
  AdwApplication parent_instance;

  char          *data_dir; /* (nullable) as given */
  char         **servers;  /* (nullable) as given */
  char          *language; /* (nullable) as given or chosen */
  ImwEnvironment environment;
  gboolean       environment_is_fixed; /* by option */
  gboolean       quit_after_first_frame;
  ImwSettings   *state; /* window.ini of the data folder: what is needed before a service is open */

  ImwWalletService  *service;  /* (nullable) while none is open */
  ImwNotifier       *notifier; /* (nullable) */
  ImwSearchProvider *provider;
  GCancellable      *cancellable;
  guint              closing;
  guint              prices_timer;
};

G_DEFINE_FINAL_TYPE (ImwApplication, imw_application, ADW_TYPE_APPLICATION)

static ImwWindow *
find_window (ImwApplication *self)
{
  for (GList *list = gtk_application_get_windows (GTK_APPLICATION (self)); list != NULL;
       list = list->next)
    {
      if (IMW_IS_WINDOW (list->data))
        return IMW_WINDOW (list->data);
    }

  return NULL;
}

static GtkWindow *
find_help (ImwApplication *self)
{
  for (GList *list = gtk_application_get_windows (GTK_APPLICATION (self)); list != NULL;
       list = list->next)
    {
      if (IMW_IS_HELP_WINDOW (list->data))
        return GTK_WINDOW (list->data);
    }

  return NULL;
}

static void
prices_refreshed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!imw_prices_refresh_finish (IMW_PRICES (object), result, &error))
    g_message ("Asking for prices: %s", error->message);
}

static gboolean
prices_timer_cb (gpointer user_data)
{
  ImwApplication *self = IMW_APPLICATION (user_data);
  ImwPrices      *prices = NULL;

  if (self->service != NULL)
    prices = imw_wallet_service_get_prices (self->service);
  if (prices != NULL &&
      g_strcmp0 (
          imw_settings_get (imw_wallet_service_get_settings (self->service), IMW_SETTING_PRICES),
          "off") != 0)
    imw_prices_refresh_async (prices, self->cancellable, prices_refreshed_cb, NULL);

  return G_SOURCE_CONTINUE;
}

static void
setting_changed_cb (ImwApplication *self, const char *key)
{
  if (g_strcmp0 (key, IMW_SETTING_PRICES) == 0 || g_strcmp0 (key, IMW_SETTING_CURRENCY) == 0)
    prices_timer_cb (self);
}

static void
service_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwApplication) self = IMW_APPLICATION (user_data);
  g_autoptr (GError) error = NULL;
  ImwWalletService *service = imw_wallet_service_open_finish (result, &error);
  ImwWindow        *window = find_window (self);

  g_application_release (G_APPLICATION (self));
  if (service == NULL)
    {
      g_message ("Opening the data folder: %s", error->message);
      if (window != NULL)
        imw_window_show_failure (window, error);
      return;
    }

  g_set_object (&self->service, service);
  g_object_unref (service);
  g_clear_object (&self->notifier);
  self->notifier = imw_notifier_new (G_APPLICATION (self), service);
  g_signal_connect_object (imw_wallet_service_get_settings (service), "changed",
                           G_CALLBACK (setting_changed_cb), self, G_CONNECT_SWAPPED);
  g_clear_handle_id (&self->prices_timer, g_source_remove);
  self->prices_timer = g_timeout_add_seconds (PRICES_EVERY_S, prices_timer_cb, self);
  prices_timer_cb (self);
  if (window != NULL)
    imw_window_set_service (window, service);
}

/**
 * imw_application_open:
 * @self: the application
 *
 * Opens the service of the chosen environment; the window hears of it.
 */
void
imw_application_open (ImwApplication *self)
{
  ImwServiceOptions options = { 0 };

  g_return_if_fail (IMW_IS_APPLICATION (self));

  options.data_dir = self->data_dir;
  options.environment = self->environment;
  options.servers = (const char *const *) self->servers;
  g_application_hold (G_APPLICATION (self));
  imw_wallet_service_open_async (&options, self->cancellable, service_opened_cb,
                                 g_object_ref (self));
}

static void
service_closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwApplication) self = IMW_APPLICATION (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_wallet_service_close_finish (IMW_WALLET_SERVICE (object), result, &error))
    g_message ("Closing the data folder: %s", error->message);
  self->closing--;
  if (find_window (self) != NULL)
    imw_application_open (self);
  g_application_release (G_APPLICATION (self));
}

static void
close_service (ImwApplication *self)
{
  g_autoptr (ImwWalletService) service = g_steal_pointer (&self->service);

  g_clear_handle_id (&self->prices_timer, g_source_remove);
  g_clear_object (&self->notifier);
  if (service == NULL)
    return;

  self->closing++;
  g_application_hold (G_APPLICATION (self));
  imw_wallet_service_close_async (service, service_closed_cb, g_object_ref (self));
}

/**
 * imw_application_switch_environment:
 * @self: the application
 * @environment: another one
 *
 * Closes the service and opens the one of @environment, which has wallets of its own.
 */
void
imw_application_switch_environment (ImwApplication *self, ImwEnvironment environment)
{
  g_autoptr (GError) error = NULL;
  ImwWindow *window = find_window (self);

  g_return_if_fail (IMW_IS_APPLICATION (self));

  self->environment = environment;
  if (!imw_settings_set (self->state, STATE_NETWORK, imw_environment_get_code (environment),
                         &error))
    g_message ("Keeping the network: %s", error->message);
  if (window != NULL)
    imw_window_clear (window);
  if (self->service != NULL)
    close_service (self);
  else
    imw_application_open (self);
}

/* Not from within the signal of a widget that is dropped by it. */
static void
rebuild_cb (gpointer user_data)
{
  g_autoptr (ImwWindow) window = IMW_WINDOW (user_data);

  imw_window_rebuild (window);
}

/**
 * imw_application_set_language:
 * @self: the application
 * @language: "zh_CN", "en", "" for the system's
 *
 * Applies and keeps it, and builds the window's content anew.
 */
void
imw_application_set_language (ImwApplication *self, const char *language)
{
  g_autoptr (GError) error = NULL;
  ImwWindow *window = find_window (self);

  g_return_if_fail (IMW_IS_APPLICATION (self));

  if (g_strcmp0 (language, imw_application_get_language (self)) == 0)
    return;

  g_free (self->language);
  self->language = g_strdup (language);
  imw_language_apply (language);
  if (!imw_settings_set (self->state, IMW_SETTING_LANGUAGE, language, &error))
    g_message ("Keeping the language: %s", error->message);
  if (find_help (self) != NULL)
    gtk_window_destroy (find_help (self));
  if (window != NULL)
    g_idle_add_once (rebuild_cb, g_object_ref (window));
}

/**
 * imw_application_get_language:
 * @self: the application
 *
 * Returns: (transfer none): the language that was chosen, "" for the system's
 */
const char *
imw_application_get_language (ImwApplication *self)
{
  return self->language != NULL ? self->language : "";
}

/**
 * imw_application_get_service:
 * @self: the application
 *
 * Returns: (nullable) (transfer none): the service that is open
 */
ImwWalletService *
imw_application_get_service (ImwApplication *self)
{
  return self->service;
}

/**
 * imw_application_set_searched:
 * @self: the application
 * @wallet: (nullable): what the desktop's search finds something in, while it is unlocked
 */
void
imw_application_set_searched (ImwApplication *self, ImwWallet *wallet)
{
  g_return_if_fail (IMW_IS_APPLICATION (self));

  if (self->provider != NULL)
    imw_search_provider_set_wallet (self->provider, wallet);
}

/**
 * imw_application_get_environment:
 * @self: the application
 *
 * Returns: the environment that is open or being opened
 */
ImwEnvironment
imw_application_get_environment (ImwApplication *self)
{
  return self->environment;
}

/**
 * imw_application_environment_is_fixed:
 * @self: the application
 *
 * Returns: whether --network was given, so that the window must not leave it
 */
gboolean
imw_application_environment_is_fixed (ImwApplication *self)
{
  return self->environment_is_fixed;
}

static void
first_frame_cb (GdkFrameClock *clock, ImwApplication *self)
{
  g_signal_handlers_disconnect_by_func (clock, first_frame_cb, self);
  g_print ("first frame\n");
  gtk_window_destroy (GTK_WINDOW (find_window (self)));
}

static void
window_removed_cb (ImwApplication *self)
{
  if (find_window (self) == NULL)
    {
      g_cancellable_cancel (self->cancellable);
      close_service (self);
    }
}

static void
imw_application_activate (GApplication *application)
{
  ImwApplication *self = IMW_APPLICATION (application);
  ImwWindow      *window = find_window (self);

  if (window == NULL)
    {
      window = imw_window_new (self);
      imw_application_open (self);
    }
  gtk_window_present (GTK_WINDOW (window));
  if (self->quit_after_first_frame)
    {
      GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));

      g_signal_connect (clock, "after-paint", G_CALLBACK (first_frame_cb), self);
    }
}

static gboolean
is_payment_link (const char *uri)
{
  static const char *const schemes[] = { "bitcoin", "ethereum", "web+stellar" };
  g_autofree char         *scheme = g_uri_parse_scheme (uri);

  for (gsize i = 0; scheme != NULL && i < G_N_ELEMENTS (schemes); i++)
    {
      if (g_ascii_strcasecmp (scheme, schemes[i]) == 0)
        return TRUE;
    }

  return FALSE;
}

/* A payment link of another program. It only fills in the form: nothing is sent without the review. */
static void
imw_application_open_links (GApplication *application,
                            GFile       **files,
                            gint          n_files,
                            const char   *hint)
{
  g_application_activate (application);
  for (gint i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);
      ImwWindow       *window = find_window (IMW_APPLICATION (application));

      if (window == NULL || !is_payment_link (uri))
        continue;
      imw_window_open_link (window, uri);
      return;
    }
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwWindow *window = find_window (IMW_APPLICATION (user_data));

  if (window != NULL)
    gtk_window_destroy (GTK_WINDOW (window));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwWindow *window = find_window (IMW_APPLICATION (user_data));

  adw_show_about_window (
      GTK_WINDOW (window), "application-name", _ ("IM Wallet"), "application-icon", IMW_APP_ID,
      "version", IMW_VERSION, "developer-name", _ ("The IM Wallet contributors"), "copyright",
      _ ("© 2026 The IM Wallet contributors"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
      _ ("Your keys stay on this computer. Before money moves, the screen shows what leaves, what arrives and what it costs."),
      /* Translators: your names, one a line */
      "translator-credits", _ ("translator-credits"), NULL);
}

static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ImwApplication *self = IMW_APPLICATION (user_data);
  GtkWindow      *help = find_help (self);
  ImwWindow      *window = find_window (self);

  if (help != NULL)
    gtk_window_present (help);
  else if (window != NULL)
    imw_help_window_present (GTK_WINDOW (window), NULL);
}

static void
add_accelerators (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } accelerators[] = {
    { "app.quit", { "<Control>q", NULL } },
    { "app.help", { "F1", NULL } },
    { "win.preferences", { "<Control>comma", NULL } },
    { "win.show-help-overlay", { "<Control>question", NULL } },
    { "win.lock", { "<Control>l", NULL } },
    { "win.refresh", { "<Control>r", "F5", NULL } },
    { "win.back", { "<Alt>Left", "Escape", NULL } },
    { "win.go::overview", { "<Alt>1", NULL } },
    { "win.go::send", { "<Alt>2", NULL } },
    { "win.go::receive", { "<Alt>3", NULL } },
    { "win.go::activity", { "<Alt>4", NULL } },
    { "win.go::contacts", { "<Alt>5", NULL } },
    { "win.go::accounts", { "<Alt>6", NULL } },
    { "window.close", { "<Control>w", NULL } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (application, accelerators[i].action,
                                           (const char **) accelerators[i].keys);
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/org/imwallet/Wallet/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/org/imwallet/Wallet/icons");
}

/* A notification was clicked: the window comes to the front, and where the transfer is when it is open. */
static void
show_transfer_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GApplication *application = G_APPLICATION (user_data);
  ImwWindow    *window;

  g_application_activate (application);
  window = find_window (IMW_APPLICATION (application));
  if (window != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (window), "win.show-transfer", parameter);
}

static void
chosen_cb (ImwApplication *self, GObject *item, const char *search)
{
  g_application_activate (G_APPLICATION (self));
  imw_window_show_item (find_window (self), item);
}

static gboolean
imw_application_dbus_register (GApplication    *application,
                               GDBusConnection *connection,
                               const char      *object_path,
                               GError         **error)
{
  ImwApplication  *self = IMW_APPLICATION (application);
  g_autofree char *path = g_strconcat (object_path, "/SearchProvider", NULL);

  return G_APPLICATION_CLASS (imw_application_parent_class)
             ->dbus_register (application, connection, object_path, error) &&
         imw_search_provider_export (self->provider, connection, path, error);
}

static void
imw_application_dbus_unregister (GApplication    *application,
                                 GDBusConnection *connection,
                                 const char      *object_path)
{
  ImwApplication *self = IMW_APPLICATION (application);

  if (self->provider != NULL)
    imw_search_provider_unexport (self->provider);
  G_APPLICATION_CLASS (imw_application_parent_class)
      ->dbus_unregister (application, connection, object_path);
}

static void
imw_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { "quit", quit_cb, NULL, NULL, NULL, { 0 } },
    { "help", help_cb, NULL, NULL, NULL, { 0 } },
    { "about", about_cb, NULL, NULL, NULL, { 0 } },
    { "show-transfer", show_transfer_cb, "s", NULL, NULL, { 0 } },
  };

  imw_register_resource ();
  G_APPLICATION_CLASS (imw_application_parent_class)->startup (application);

  load_style ();
  gtk_window_set_default_icon_name (IMW_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  add_accelerators (GTK_APPLICATION (application));
  g_signal_connect_after (application, "window-removed", G_CALLBACK (window_removed_cb), NULL);
}

/* A folder given by hand gets a program id of its own, so that two folders can be open at once. */
static void
choose_id (ImwApplication *self)
{
  if (self->data_dir != NULL)
    {
      g_autofree char *path = g_canonicalize_filename (self->data_dir, NULL);
      g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
      g_autofree char *id = g_strdup_printf ("%s.d%.12s", IMW_APP_ID, sum);

      g_application_set_application_id (G_APPLICATION (self), id);
    }
}

static void
read_state (ImwApplication *self)
{
  g_autofree char *path = NULL;
  const char      *language;

  if (self->data_dir != NULL)
    path = g_build_filename (self->data_dir, "window.ini", NULL);
  else
    path = g_build_filename (g_get_user_data_dir (), "imwallet", "window.ini", NULL);
  self->state = imw_settings_new (path, FALSE);

  if (!self->environment_is_fixed)
    {
      ImwEnvironment environment;

      if (imw_environment_from_code (imw_settings_get (self->state, STATE_NETWORK), &environment))
        self->environment = environment;
    }
  language = imw_settings_get (self->state, IMW_SETTING_LANGUAGE);
  if (self->language == NULL && *language != '\0')
    self->language = g_strdup (language);
  if (self->language != NULL)
    imw_language_apply (self->language);
}

static gint
imw_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  ImwApplication  *self = IMW_APPLICATION (application);
  g_autofree char *network = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("imwallet %s\n", IMW_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_dir);
  g_variant_dict_lookup (options, "server", "^as", &self->servers);
  g_variant_dict_lookup (options, "language", "s", &self->language);
  self->quit_after_first_frame = g_variant_dict_contains (options, "quit-after-first-frame");
  if (g_variant_dict_lookup (options, "network", "s", &network))
    {
      if (!imw_environment_from_code (network, &self->environment))
        {
          g_printerr (_ ("%s is not a network. Choose one of main, test, practice, local.\n"), network);
          return 2;
        }
      self->environment_is_fixed = TRUE;
    }
  choose_id (self);
  read_state (self);

  return -1;
}

static void
imw_application_dispose (GObject *object)
{
  ImwApplication *self = IMW_APPLICATION (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->prices_timer, g_source_remove);
  g_clear_object (&self->notifier);
  g_clear_object (&self->provider);
  g_clear_object (&self->service);
  g_clear_object (&self->state);

  G_OBJECT_CLASS (imw_application_parent_class)->dispose (object);
}

static void
imw_application_finalize (GObject *object)
{
  ImwApplication *self = IMW_APPLICATION (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->servers, g_strfreev);
  g_clear_pointer (&self->language, g_free);

  G_OBJECT_CLASS (imw_application_parent_class)->finalize (object);
}

static void
imw_application_class_init (ImwApplicationClass *klass)
{
  GObjectClass      *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = imw_application_dispose;
  object_class->finalize = imw_application_finalize;
  application_class->activate = imw_application_activate;
  application_class->dbus_register = imw_application_dbus_register;
  application_class->dbus_unregister = imw_application_dbus_unregister;
  application_class->open = imw_application_open_links;
  application_class->startup = imw_application_startup;
  application_class->handle_local_options = imw_application_handle_local_options;
}

static void
imw_application_init (ImwApplication *self)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep everything in this folder"),
      N_ ("DIR") },
    { "network", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("main, test, practice or local"),
      N_ ("NETWORK") },
    { "server", 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, N_ ("Use this server for a network"),
      "bitcoin=URL" },
    { "language", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Language of the window"), "zh_CN" },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { "quit-after-first-frame", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, "", NULL },
    G_OPTION_ENTRY_NULL
  };

  self->environment = IMW_ENVIRONMENT_MAIN;
  self->cancellable = g_cancellable_new ();
  self->provider = imw_search_provider_new ();
  g_signal_connect_object (self->provider, "chosen", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

/**
 * imw_application_new:
 *
 * Returns: (transfer full): the application
 */
ImwApplication *
imw_application_new (void)
{
  return g_object_new (IMW_TYPE_APPLICATION, "application-id", IMW_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", NULL, NULL);
}
