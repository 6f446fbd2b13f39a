/* imw-general-preferences.c: language, money, notifications
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-general-preferences"

#include "config.h"

#include "imw-application.h"
#include "imw-locale.h"
#include "imw-preferences-pages.h"
#include "imw-preferences-window.h"
#include "imw-ui.h"

#include "imw-prices.h"

#include <glib/gi18n.h>

/**
 * ImwGeneralPreferences:
 *
 * What is the same for every wallet of the data folder. Main thread.
 */

struct _ImwGeneralPreferences
{
  AdwBin parent_instance;

  ImwWalletService *service; /* (nullable) while the widgets are being filled */

  AdwComboRow         *language;
  AdwPreferencesGroup *money;
  GtkSwitch           *prices;
  AdwComboRow         *currency;
  GtkSwitch           *notifications;
};

G_DEFINE_FINAL_TYPE (ImwGeneralPreferences, imw_general_preferences, ADW_TYPE_BIN)

static const char *const languages[] = { "", "en", "zh_CN" };

static const struct
{
  const char *code;
  const char *name;
} currency_names[] = {
  { "USD", N_ ("US dollar") },
  { "EUR", N_ ("Euro") },
  { "CNY", N_ ("Chinese yuan") },
  { "HKD", N_ ("Hong Kong dollar") },
  { "GBP", N_ ("British pound") },
  { "JPY", N_ ("Japanese yen") },
  { "AUD", N_ ("Australian dollar") },
  { "BRL", N_ ("Brazilian real") },
  { "CAD", N_ ("Canadian dollar") },
  { "CHF", N_ ("Swiss franc") },
  { "INR", N_ ("Indian rupee") },
  { "KRW", N_ ("South Korean won") },
  { "MXN", N_ ("Mexican peso") },
  { "PHP", N_ ("Philippine peso") },
  { "SGD", N_ ("Singapore dollar") },
  { "THB", N_ ("Thai baht") },
  { "TRY", N_ ("Turkish lira") },
  { "ZAR", N_ ("South African rand") },
};

static void
set (ImwGeneralPreferences *self,
     const char            *key,
     const char            *value)
{
  g_autoptr (GError) error = NULL;

  if (!imw_settings_set (imw_wallet_service_get_settings (self->service), key, value, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
}

static gboolean
language_chosen_cb (gpointer user_data)
{
  ImwGeneralPreferences *self = IMW_GENERAL_PREFERENCES (user_data);
  guint                  selected = adw_combo_row_get_selected (self->language);
  ImwPreferencesWindow  *window = imw_preferences_window_of (GTK_WIDGET (self));
  GApplication          *application = g_application_get_default ();

  if (window == NULL || selected >= G_N_ELEMENTS (languages) || !IMW_IS_APPLICATION (application))
    return G_SOURCE_REMOVE;

  /* everything is made anew in the other language; this window would keep the old one */
  gtk_window_close (GTK_WINDOW (window));
  imw_application_set_language (IMW_APPLICATION (application), languages[selected]);

  return G_SOURCE_REMOVE;
}

static void
language_selected_cb (ImwGeneralPreferences *self)
{
  if (self->service != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, language_chosen_cb, g_object_ref (self),
                     g_object_unref);
}

static void
currency_selected_cb (ImwGeneralPreferences *self)
{
  const char *const *codes = imw_prices_get_currencies ();
  guint              selected = adw_combo_row_get_selected (self->currency);

  if (self->service != NULL && selected < g_strv_length ((char **) codes))
    set (self, IMW_SETTING_CURRENCY, codes[selected]);
}

static void
prices_switched_cb (ImwGeneralPreferences *self)
{
  gboolean on = gtk_switch_get_active (self->prices);

  gtk_widget_set_sensitive (GTK_WIDGET (self->currency), on);
  if (self->service != NULL)
    set (self, IMW_SETTING_PRICES, on ? "on" : "off");
}

static void
notifications_switched_cb (ImwGeneralPreferences *self)
{
  if (self->service != NULL)
    set (self, IMW_SETTING_NOTIFICATIONS,
         gtk_switch_get_active (self->notifications) ? "on" : "off");
}

static void
unit_selected_cb (AdwComboRow           *row,
                  GParamSpec            *pspec,
                  ImwGeneralPreferences *self)
{
  ImwChain        *chain = g_object_get_data (G_OBJECT (row), "chain");
  guint            n_units = 0;
  const ImwUnit   *units = imw_chain_get_units (chain, &n_units);
  guint            selected = adw_combo_row_get_selected (row);
  g_autofree char *key = g_strconcat ("unit-", imw_chain_get_id (chain), NULL);

  if (self->service != NULL && selected < n_units)
    set (self, key, units[selected].symbol);
}

static void
add_unit_row (ImwGeneralPreferences *self,
              ImwSettings           *settings,
              ImwChain              *chain)
{
  GtkWidget       *row = adw_combo_row_new ();
  guint            n_units = 0;
  const ImwUnit   *units = imw_chain_get_units (chain, &n_units);
  g_autofree char *key = g_strconcat ("unit-", imw_chain_get_id (chain), NULL);
  g_autofree char *title = g_strdup_printf (_ ("Unit of %s"), imw_chain_get_name (chain));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < n_units; i++)
    {
      gtk_string_list_append (names, units[i].symbol);
      if (g_strcmp0 (units[i].symbol, imw_settings_get (settings, key)) == 0)
        selected = i;
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  imw_ui_set_name (row, title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  g_object_set_data_full (G_OBJECT (row), "chain", g_object_ref (chain), g_object_unref);
  g_signal_connect (row, "notify::selected", G_CALLBACK (unit_selected_cb), self);
  adw_preferences_group_add (self->money, row);
}

static void
fill_language (ImwGeneralPreferences *self)
{
  GApplication *application = g_application_get_default ();
  const char   *language = IMW_IS_APPLICATION (application)
                               ? imw_application_get_language (IMW_APPLICATION (application))
                               : "";
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("As the system"));
  gtk_string_list_append (names, "English");
  gtk_string_list_append (names, "简体中文");
  adw_combo_row_set_model (self->language, G_LIST_MODEL (names));
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      if (g_strcmp0 (languages[i], language) == 0)
        adw_combo_row_set_selected (self->language, i);
    }
}

static void
fill_currency (ImwGeneralPreferences *self,
               ImwSettings           *settings)
{
  const char *const *codes = imw_prices_get_currencies ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; codes[i] != NULL; i++)
    {
      const char      *name = NULL;
      g_autofree char *text = NULL;

      for (guint j = 0; j < G_N_ELEMENTS (currency_names); j++)
        {
          if (g_strcmp0 (currency_names[j].code, codes[i]) == 0)
            name = _ (currency_names[j].name);
        }
      text = name != NULL ? g_strdup_printf ("%s · %s", codes[i], name) : g_strdup (codes[i]);
      gtk_string_list_append (names, text);
      if (g_strcmp0 (codes[i], imw_settings_get (settings, IMW_SETTING_CURRENCY)) == 0)
        selected = i;
    }
  adw_combo_row_set_model (self->currency, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->currency, selected);
}

static void
imw_general_preferences_dispose (GObject *object)
{
  g_clear_object (&IMW_GENERAL_PREFERENCES (object)->service);

  G_OBJECT_CLASS (imw_general_preferences_parent_class)->dispose (object);
}

static void
imw_general_preferences_class_init (ImwGeneralPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_general_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/general-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwGeneralPreferences, language);
  gtk_widget_class_bind_template_child (widget_class, ImwGeneralPreferences, money);
  gtk_widget_class_bind_template_child (widget_class, ImwGeneralPreferences, prices);
  gtk_widget_class_bind_template_child (widget_class, ImwGeneralPreferences, currency);
  gtk_widget_class_bind_template_child (widget_class, ImwGeneralPreferences, notifications);
  gtk_widget_class_bind_template_callback (widget_class, language_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, currency_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, prices_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, notifications_switched_cb);
}

static void
imw_general_preferences_init (ImwGeneralPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->language), _ ("Language"));
  imw_ui_set_name (GTK_WIDGET (self->prices), _ ("Show values in a currency"));
  imw_ui_set_name (GTK_WIDGET (self->currency), _ ("Currency"));
  imw_ui_set_name (GTK_WIDGET (self->notifications), _ ("Tell me about payments"));
}

/**
 * imw_general_preferences_new:
 * @service: whose settings
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_general_preferences_new (ImwWalletService *service)
{
  ImwGeneralPreferences *self = g_object_new (IMW_TYPE_GENERAL_PREFERENCES, NULL);
  ImwSettings           *settings = imw_wallet_service_get_settings (service);
  GPtrArray             *chains = imw_wallet_service_get_chains (service);

  fill_language (self);
  fill_currency (self, settings);
  gtk_switch_set_active (self->prices,
                         g_strcmp0 (imw_settings_get (settings, IMW_SETTING_PRICES), "off") != 0);
  gtk_switch_set_active (
      self->notifications,
      g_strcmp0 (imw_settings_get (settings, IMW_SETTING_NOTIFICATIONS), "off") != 0);
  prices_switched_cb (self);
  for (guint i = 0; i < chains->len; i++)
    add_unit_row (self, settings, g_ptr_array_index (chains, i));
  self->service = g_object_ref (service);

  return GTK_WIDGET (self);
}
