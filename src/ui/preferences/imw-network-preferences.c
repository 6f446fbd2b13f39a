/* imw-network-preferences.c: connections, servers, real money or not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-network-preferences"

#include "config.h"

#include "imw-application.h"
#include "imw-asset-icon.h"
#include "imw-format.h"
#include "imw-preferences-pages.h"
#include "imw-preferences-window.h"
#include "imw-ui.h"

#include "imw-error.h"
#include "imw-prices.h"

#include <glib/gi18n.h>

#define REFRESH_S 10

/**
 * ImwNetworkPreferences:
 *
 * What the wallet is connected to and how that is going, the servers of each network, and which
 * environment is open. Main thread.
 */

struct _ImwNetworkPreferences
{
  AdwBin parent_instance;

  ImwWalletService *service;
  ImwEnvironment    wanted; /* that is being asked about */
  guint             timer;
  int               n_connections; /* rows that have been filled */

  AdwPreferencesPage *page;
  GtkListBox         *connections;
  GtkWidget          *environment_group;
  GtkListBox         *environments;
  GtkWidget          *networks_group;
  GtkListBox         *networks;
  GtkWidget          *hosts_group;
  GtkListBox         *hosts;
  GPtrArray          *server_groups; /* (element-type AdwPreferencesGroup): in @page, not owned */
};

G_DEFINE_FINAL_TYPE (ImwNetworkPreferences, imw_network_preferences, ADW_TYPE_BIN)

static const struct
{
  ImwEnvironment environment;
  const char    *name;
  const char    *text;
} environments[] = {
  { IMW_ENVIRONMENT_MAIN, N_ ("Real money"), N_ ("The public networks with coins of value") },
  { IMW_ENVIRONMENT_PRACTICE, N_ ("Practice network"),
    N_ ("Runs on this computer with free coins; needs no internet") },
  { IMW_ENVIRONMENT_TEST, N_ ("Test network"),
    N_ ("Public test networks with coins without value") },
  { IMW_ENVIRONMENT_LOCAL, N_ ("Local test network"), N_ ("A node of your own, for developers") },
};

/* ---- connections ---- */

static GtkWidget *
make_connection (ImwNetworkPreferences *self)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  g_object_set_data (G_OBJECT (row), "image", image);
  gtk_list_box_append (self->connections, row);

  return row;
}

/* The next row of the list; only what has changed is painted anew. */
static void
add_connection (ImwNetworkPreferences *self,
                const char            *title,
                const char            *subtitle,
                const char            *icon)
{
  GtkListBoxRow *known = gtk_list_box_get_row_at_index (self->connections, self->n_connections);
  GtkWidget     *row = known != NULL ? GTK_WIDGET (known) : make_connection (self);
  GtkImage      *image = g_object_get_data (G_OBJECT (row), "image");

  self->n_connections++;
  if (g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) != 0)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (g_strcmp0 (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), subtitle) != 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (g_strcmp0 (gtk_image_get_icon_name (image), icon) != 0)
    gtk_image_set_from_icon_name (image, icon);
}

static void
add_chain (ImwNetworkPreferences *self, ImwChain *chain, gint64 now_ms)
{
  const char      *chain_id = imw_chain_get_id (chain);
  ImwBackend      *backend = imw_wallet_service_find_backend (self->service, chain_id);
  const char      *icon = "imw-network-good-symbolic";
  g_autofree char *ago = NULL;
  g_autofree char *host = NULL;
  g_autofree char *text = NULL;
  /* Translators: the name of a network: "Bitcoin server" */
  g_autofree char *title = g_strdup_printf (_ ("%s server"), imw_chain_get_name (chain));

  if (backend == NULL)
    {
      add_connection (self, title, _ ("Not connected"), "imw-network-bad-symbolic");
      return;
    }
  host = imw_backend_get_server (backend) != NULL ? g_strdup (imw_backend_get_server (backend))
                                                  : g_strdup (IMW_FORMAT_UNKNOWN);
  ago = imw_format_ago (imw_backend_get_last_good_ms (backend), now_ms);
  switch (imw_backend_get_state (backend))
    {
    case IMW_BACKEND_UNKNOWN:
      text = g_strdup_printf (_ ("%s\nNot asked yet"), host);
      break;
    case IMW_BACKEND_GOOD:
      text = g_strdup_printf (_ ("%s\nAnswered %s"), host, ago);
      break;
    case IMW_BACKEND_FAILING:
      {
        const GError    *error = imw_backend_get_last_error (backend);
        g_autofree char *reason = error != NULL ? imw_error_text (error, IMW_DOING_SYNC)
                                                : g_strdup ("");

        text = g_strdup_printf (_ ("%s\nLast answer: %s. %s"), host, ago, reason);
        icon = "imw-network-bad-symbolic";
        break;
      }
    }
  add_connection (self, title, text, icon);
}

static void
add_prices (ImwNetworkPreferences *self, gint64 now_ms)
{
  ImwPrices  *prices = imw_wallet_service_get_prices (self->service);
  const char *currency =
      imw_settings_get (imw_wallet_service_get_settings (self->service), IMW_SETTING_CURRENCY);
  GPtrArray *chains = imw_wallet_service_get_chains (self->service);
  ImwRate   *rate = NULL;

  if (g_strcmp0 (
          imw_settings_get (imw_wallet_service_get_settings (self->service), IMW_SETTING_PRICES),
          "off") == 0)
    {
      add_connection (self, _ ("Prices"), _ ("Switched off; no price source is asked"),
                      "imw-network-good-symbolic");
      return;
    }
  if (prices != NULL && chains->len > 0)
    rate = imw_prices_get_rate (prices, imw_chain_get_native_asset (g_ptr_array_index (chains, 0)),
                                currency);
  if (rate == NULL)
    {
      add_connection (self, _ ("Prices"), _ ("No price is known yet"), "imw-network-bad-symbolic");
    }
  else
    {
      g_autofree char *ago = imw_format_ago (rate->time_ms, now_ms);
      const char      *note = rate->disputed ? _ ("The sources differ by more than 2%.")
                              : rate->old    ? _ ("This price is over an hour old.")
                                             : "";
      /* Translators: the names of price sources, how long ago they answered, and a remark or nothing */
      g_autofree char *text = g_strdup_printf (_ ("%s\nAnswered %s %s"), rate->source, ago, note);

      add_connection (self, _ ("Prices"), g_strchomp (text),
                      rate->disputed || rate->old ? "imw-network-bad-symbolic"
                                                  : "imw-network-good-symbolic");
      imw_rate_free (rate);
    }
}

/* ---- hosts ---- */

#define SUFFIX_SERVER "-server"
#define SUFFIX_INDEX  "-index"

/* "ethereum-index" */
static char *
describe_purpose (ImwNetworkPreferences *self, const char *purpose)
{
  g_autoptr (GPtrArray) chains = imw_wallet_service_list_networks (self->service);

  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain        *chain = g_ptr_array_index (chains, i);
      g_autofree char *server = g_strconcat (imw_chain_get_id (chain), SUFFIX_SERVER, NULL);
      g_autofree char *index = g_strconcat (imw_chain_get_id (chain), SUFFIX_INDEX, NULL);

      if (g_str_equal (purpose, server))
        return g_strdup_printf (_ ("%s server"), imw_chain_get_name (chain));
      if (g_str_equal (purpose, index))
        /* Translators: the name of a network: "Ethereum history server" */
        return g_strdup_printf (_ ("%s history server"), imw_chain_get_name (chain));
    }

  return g_strdup (g_str_equal (purpose, "prices") ? _ ("Prices") : purpose);
}

static void
update_hosts (ImwNetworkPreferences *self, gint64 now_ms)
{
  g_autoptr (GPtrArray) hosts = imw_backend_registry_list_hosts ();

  gtk_widget_set_visible (self->hosts_group, hosts->len > 0);
  imw_ui_clear_list (self->hosts);
  for (guint i = 0; i < hosts->len; i++)
    {
      const ImwBackendHost *host = g_ptr_array_index (hosts, i);
      GtkWidget            *row = adw_action_row_new ();
      g_autofree char      *purpose = describe_purpose (self, host->purpose);
      g_autofree char      *count = g_strdup_printf ("%" G_GUINT64_FORMAT, host->n_requests);
      g_autofree char      *ago = imw_format_ago (host->last_use_ms, now_ms);
      /* Translators: what a host is for, how many questions it was asked, and how long ago the last one was */
      g_autofree char *text =
          host->n_requests > 0
              ? g_strdup_printf (_ ("%s · questions since the start: %s · last %s"), purpose, count, ago)
              : g_strdup_printf (_ ("%s · not asked"), purpose);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), host->host);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      gtk_list_box_append (self->hosts, row);
    }
}

static void
update_connections (ImwNetworkPreferences *self)
{
  gint64         now_ms = imw_clock_get_wall_ms (imw_wallet_service_get_clock (self->service));
  GPtrArray     *chains = imw_wallet_service_get_chains (self->service);
  GtkListBoxRow *left = NULL;

  self->n_connections = 0;
  for (guint i = 0; i < chains->len; i++)
    add_chain (self, g_ptr_array_index (chains, i), now_ms);
  add_prices (self, now_ms);

  while ((left = gtk_list_box_get_row_at_index (self->connections, self->n_connections)) != NULL)
    gtk_list_box_remove (self->connections, GTK_WIDGET (left));

  update_hosts (self, now_ms);
}

static gboolean
timer_cb (gpointer user_data)
{
  update_connections (IMW_NETWORK_PREFERENCES (user_data));

  return G_SOURCE_CONTINUE;
}

/* ---- real money or not ---- */

static gboolean
switch_cb (gpointer user_data)
{
  ImwNetworkPreferences *self = IMW_NETWORK_PREFERENCES (user_data);
  ImwPreferencesWindow  *window = imw_preferences_window_of (GTK_WIDGET (self));
  GApplication          *application = g_application_get_default ();

  if (window != NULL && IMW_IS_APPLICATION (application))
    {
      gtk_window_close (GTK_WINDOW (window));
      imw_application_switch_environment (IMW_APPLICATION (application), self->wanted);
    }

  return G_SOURCE_REMOVE;
}

static void
switch_agreed_cb (gpointer user_data)
{
  /* the dialog closes first */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, switch_cb, g_object_ref (user_data), g_object_unref);
}

static void
environment_activated_cb (AdwActionRow *row, ImwNetworkPreferences *self)
{
  guint            index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "index"));
  g_autofree char *heading = g_strdup_printf (_ ("Switch to: %s?"), _ (environments[index].name));

  if (environments[index].environment == imw_wallet_service_get_environment (self->service))
    return;

  self->wanted = environments[index].environment;
  imw_ui_ask (GTK_WIDGET (self), heading,
              _ ("This wallet is locked and put away, the other network has wallets of its own. "
                 "You can come back at any time; nothing is deleted."),
              _ ("Switch"), FALSE, switch_agreed_cb, self);
}

static void
fill_environments (ImwNetworkPreferences *self)
{
  ImwEnvironment current = imw_wallet_service_get_environment (self->service);
  GApplication  *application = g_application_get_default ();
  gboolean       fixed = !IMW_IS_APPLICATION (application) ||
                   imw_application_environment_is_fixed (IMW_APPLICATION (application));

  for (guint i = 0; i < G_N_ELEMENTS (environments); i++)
    {
      gboolean   here = environments[i].environment == current;
      GtkWidget *row;

      if (environments[i].environment == IMW_ENVIRONMENT_LOCAL && !here)
        continue;
      row = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (environments[i].name));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (environments[i].text));
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      if (here)
        {
          GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

          imw_ui_set_name (check, _ ("Open now"));
          adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
        }
      else
        {
          gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !fixed);
          gtk_widget_set_sensitive (row, !fixed);
          adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                     gtk_image_new_from_icon_name ("go-next-symbolic"));
          g_object_set_data (G_OBJECT (row), "index", GUINT_TO_POINTER (i));
          g_signal_connect (row, "activated", G_CALLBACK (environment_activated_cb), self);
        }
      gtk_list_box_append (self->environments, row);
    }
  if (fixed)
    adw_preferences_group_set_description (
        ADW_PREFERENCES_GROUP (self->environment_group),
        _ ("The program was started for this network only. Start it without “--network” to switch here."));
}

/* ---- which of several test networks ---- */

static void
network_selected_cb (AdwComboRow *row, GParamSpec *pspec, ImwNetworkPreferences *self)
{
  guint       selected = adw_combo_row_get_selected (row);
  const char *name =
      gtk_string_list_get_string (GTK_STRING_LIST (adw_combo_row_get_model (row)), selected);
  ImwSettings *settings = imw_wallet_service_get_settings (self->service);
  g_autoptr (GError) error = NULL;

  /* the first is the default, which need not be named */
  if (name != NULL &&
      !imw_settings_set (settings, IMW_SETTING_NETWORK, selected == 0 ? "" : name, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_FILE);
}

static void
add_network_choice (ImwNetworkPreferences *self, ImwChain *chain)
{
  g_auto (GStrv)
      names = imw_wallet_service_list_network_names (self->service, imw_chain_get_id (chain));
  const char *wanted =
      imw_settings_get (imw_wallet_service_get_settings (self->service), IMW_SETTING_NETWORK);
  g_autoptr (GtkStringList) model = NULL;
  g_autofree char *title = NULL;
  GtkWidget       *row = NULL;

  if (g_strv_length (names) < 2)
    return;

  model = gtk_string_list_new ((const char *const *) names);
  row = adw_combo_row_new ();
  /* Translators: which network of a coin is used: "Network of Bitcoin" */
  title = g_strdup_printf (_ ("Network of %s"), imw_chain_get_name (chain));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  imw_ui_set_name (row, title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("From the next start on, with wallets of its own"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (g_str_equal (names[i], wanted))
        adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
    }
  g_signal_connect (row, "notify::selected", G_CALLBACK (network_selected_cb), self);
  gtk_list_box_append (self->environments, row);
}

/* ---- servers of each network ---- */

static void
add_servers (ImwNetworkPreferences *self, ImwChain *chain, gboolean indexes)
{
  GtkWidget       *group = adw_preferences_group_new ();
  g_autofree char *title =
      indexes ? g_strdup_printf (_ ("%s history servers"), imw_chain_get_name (chain))
              : g_strdup_printf (_ ("%s servers"), imw_chain_get_name (chain));

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      indexes ? _ ("They know the history of each address. Without one the history holds what the "
                   "wallet has seen itself. Balances never depend on it.")
              : _ ("A server learns which addresses belong together. One of your own is best."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             imw_server_list_new (self->service, chain, indexes));
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (self->server_groups, group);
}

static void
fill_servers (ImwNetworkPreferences *self)
{
  GPtrArray *chains = imw_wallet_service_get_chains (self->service);

  for (guint i = 0; i < self->server_groups->len; i++)
    adw_preferences_page_remove (self->page, g_ptr_array_index (self->server_groups, i));
  g_ptr_array_set_size (self->server_groups, 0);
  /* the practice network brings its own servers */
  for (guint i = 0;
       imw_wallet_service_get_environment (self->service) != IMW_ENVIRONMENT_PRACTICE &&
       i < chains->len;
       i++)
    {
      ImwChain *chain = g_ptr_array_index (chains, i);

      add_servers (self, chain, FALSE);
      if (imw_chain_has (chain, IMW_CHAIN_HAS_TOLD_BALANCES))
        add_servers (self, chain, TRUE);
    }
}

/* ---- networks on and off ---- */

/* "ETH, USDT, USDC": what can be held there */
static char *
dup_assets (ImwChain *chain)
{
  g_autoptr (GPtrArray) assets = imw_chain_list_assets (chain);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < assets->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            imw_asset_get_symbol (g_ptr_array_index (assets, i)));

  return g_string_free (text, FALSE);
}

static void
network_switched_cb (GtkSwitch *button, GParamSpec *pspec, ImwNetworkPreferences *self)
{
  const char *chain_id = g_object_get_data (G_OBJECT (button), "chain");
  gboolean    wanted = gtk_switch_get_active (button);
  g_autoptr (GError) error = NULL;

  if (wanted == imw_wallet_service_get_network_enabled (self->service, chain_id))
    return;
  if (imw_wallet_service_set_network_enabled (self->service, chain_id, wanted, &error))
    {
      fill_servers (self);
      update_connections (self);
      return;
    }
  g_message ("Switching a network: %s", error->message);
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_BUSY))
    imw_ui_toast (GTK_WIDGET (self),
                  _ ("A payment on this network is still open. Wait until it is confirmed."));
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED))
    imw_ui_toast (GTK_WIDGET (self), _ ("One network has to stay on."));
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
  gtk_switch_set_active (button, !wanted);
}

static void
fill_networks (ImwNetworkPreferences *self)
{
  g_autoptr (GPtrArray) chains = imw_wallet_service_list_networks (self->service);

  gtk_widget_set_visible (self->networks_group, chains->len > 1);
  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain        *chain = g_ptr_array_index (chains, i);
      GtkWidget       *row = adw_action_row_new ();
      GtkWidget       *button = gtk_switch_new ();
      g_autofree char *assets = dup_assets (chain);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), imw_chain_get_name (chain));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), assets);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      adw_action_row_add_prefix (
          ADW_ACTION_ROW (row),
          imw_asset_icon_new_image (imw_chain_get_native_asset (chain), IMW_TRUST_GENUINE, 32));
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_switch_set_active (GTK_SWITCH (button), imw_wallet_service_get_network_enabled (
                                                      self->service, imw_chain_get_id (chain)));
      imw_ui_set_name (button, imw_chain_get_name (chain));
      g_object_set_data_full (G_OBJECT (button), "chain", g_strdup (imw_chain_get_id (chain)),
                              g_free);
      g_signal_connect (button, "notify::active", G_CALLBACK (network_switched_cb), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
      gtk_list_box_append (self->networks, row);
    }
}

/* ---- class ---- */

static void
imw_network_preferences_dispose (GObject *object)
{
  ImwNetworkPreferences *self = IMW_NETWORK_PREFERENCES (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (imw_network_preferences_parent_class)->dispose (object);
}

static void
imw_network_preferences_finalize (GObject *object)
{
  g_clear_pointer (&IMW_NETWORK_PREFERENCES (object)->server_groups, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_network_preferences_parent_class)->finalize (object);
}

static void
imw_network_preferences_class_init (ImwNetworkPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_network_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_network_preferences_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/network-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwNetworkPreferences, page);
  gtk_widget_class_bind_template_child (widget_class, ImwNetworkPreferences, connections);
  gtk_widget_class_bind_template_child (widget_class, ImwNetworkPreferences, environment_group);
  gtk_widget_class_bind_template_child (widget_class, ImwNetworkPreferences, environments);
  gtk_widget_class_bind_template_child (widget_class, ImwNetworkPreferences, networks_group);
  gtk_widget_class_bind_template_child (widget_class, ImwNetworkPreferences, networks);
  gtk_widget_class_bind_template_child (widget_class, ImwNetworkPreferences, hosts_group);
  gtk_widget_class_bind_template_child (widget_class, ImwNetworkPreferences, hosts);
}

static void
imw_network_preferences_init (ImwNetworkPreferences *self)
{
  self->server_groups = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * imw_network_preferences_new:
 * @service: the service
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_network_preferences_new (ImwWalletService *service)
{
  ImwNetworkPreferences *self = g_object_new (IMW_TYPE_NETWORK_PREFERENCES, NULL);
  GPtrArray             *chains = imw_wallet_service_get_chains (service);

  self->service = g_object_ref (service);
  fill_environments (self);
  for (guint i = 0; i < chains->len; i++)
    add_network_choice (self, g_ptr_array_index (chains, i));
  fill_networks (self);
  fill_servers (self);
  g_signal_connect_object (service, "status-changed", G_CALLBACK (update_connections), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (imw_wallet_service_get_settings (service), "changed",
                           G_CALLBACK (update_connections), self, G_CONNECT_SWAPPED);
  self->timer = g_timeout_add_seconds (REFRESH_S, timer_cb, self);
  update_connections (self);

  return GTK_WIDGET (self);
}
