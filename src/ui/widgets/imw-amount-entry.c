/* imw-amount-entry.c: an amount in coins or in money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-amount-entry"

#include "config.h"

#include "imw-amount-entry.h"
#include "imw-format.h"
#include "imw-number.h"
#include "imw-ui.h"

#include "imw-prices.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ImwAmountEntry:
 *
 * Two linked entries, one in the coin's unit and one in the user's currency. The coin amount is what
 * counts. Under them stands how the text was understood; what can be read two ways is not taken, and
 * both readings are offered. Main thread.
 */

struct _ImwAmountEntry
{
  AdwBin parent_instance;

  ImwWalletService *service;
  ImwChain         *chain;
  ImwAsset         *asset;
  ImwUnit           unit;   /* of what is typed */
  ImwAmount        *amount; /* (nullable) */
  gboolean          linking;

  GtkEditable *coin;
  GtkEditable *money;
  GtkLabel    *message;
  GtkBox      *readings;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwAmountEntry, imw_amount_entry, ADW_TYPE_BIN)

static const char *
get_currency (ImwAmountEntry *self)
{
  return imw_settings_get (imw_wallet_service_get_settings (self->service), IMW_SETTING_CURRENCY);
}

/* Text that the parser reads back as exactly this number: no grouping, never three decimals. */
static char *
text_for_entry (const char *plain)
{
  const ImwLocale *locale = imw_locale_get_current ();
  const char      *point = strchr (plain, '.');

  if (point == NULL)
    return g_strdup (plain);

  return g_strdup_printf ("%.*s%s%s%s", (int) (point - plain), plain, locale->decimal, point + 1,
                          strlen (point + 1) == 3 ? "0" : "");
}

static char *
coin_text (ImwAmountEntry *self, ImwAmount *amount)
{
  g_autoptr (ImwAsset)
      asset = imw_format_get_unit_asset (imw_amount_get_asset (amount), &self->unit);
  g_autofree char *base = imw_amount_to_base_text (amount);
  g_autoptr (ImwAmount) shown = imw_amount_new_from_base_text (asset, base, NULL);
  g_autofree char *plain = imw_amount_to_decimal_text (shown, 0);

  return text_for_entry (plain);
}

static void
clear_readings (ImwAmountEntry *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->readings))) != NULL)
    gtk_box_remove (self->readings, child);
}

static void
reading_clicked_cb (GtkButton *button, ImwAmountEntry *self)
{
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (button), "text"));
  GtkEditable     *entry = g_object_get_data (G_OBJECT (button), "entry");

  gtk_editable_set_text (entry, text);
  gtk_editable_set_position (entry, -1);
}

static void
add_reading (ImwAmountEntry *self, GtkEditable *entry, const char *plain)
{
  g_autofree char *label = imw_number_format (imw_locale_get_current (), plain);
  GtkWidget       *button = gtk_button_new_with_label (label);

  g_object_set_data_full (G_OBJECT (button), "text", text_for_entry (plain), g_free);
  g_object_set_data (G_OBJECT (button), "entry", entry);
  g_signal_connect (button, "clicked", G_CALLBACK (reading_clicked_cb), self);
  gtk_box_append (self->readings, button);
}

static void
set_message (ImwAmountEntry *self, const char *text, gboolean error)
{
  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *text != '\0');
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
}

static void
take (ImwAmountEntry *self, ImwAmount *amount)
{
  g_clear_pointer (&self->amount, imw_amount_unref);
  self->amount = amount;
}

static void
say_understood (ImwAmountEntry *self)
{
  g_autofree char *coins = NULL;
  g_autofree char *value = NULL;
  g_autofree char *text = NULL;

  if (self->amount == NULL)
    {
      set_message (self, "", FALSE);
      return;
    }
  coins = imw_format_amount (self->service, self->amount, IMW_FORMAT_PLAIN);
  value = imw_format_value (self->service, self->amount);
  if (strcmp (value, IMW_FORMAT_UNKNOWN) == 0)
    text = g_strdup (coins);
  else
    text = g_strdup_printf ("%s ≈ %s", coins, value);
  set_message (self, text, FALSE);
}

/* TRUE when @number is a number; otherwise says why it is none. */
static gboolean
accept (ImwAmountEntry *self, GtkEditable *entry, const ImwNumber *number, guint decimals)
{
  gboolean good = FALSE;

  switch (number->kind)
    {
    case IMW_NUMBER_GOOD:
      good = TRUE;
      break;
    case IMW_NUMBER_EMPTY:
      set_message (self, "", FALSE);
      break;
    case IMW_NUMBER_AMBIGUOUS:
      set_message (self, _ ("This can be read in two ways. Which one do you mean?"), TRUE);
      if (number->value != NULL)
        add_reading (self, entry, number->value);
      if (number->other_value != NULL)
        add_reading (self, entry, number->other_value);
      break;
    case IMW_NUMBER_TOO_PRECISE:
      {
        g_autofree char *text =
            g_strdup_printf (ngettext ("At most %u digit after the decimal mark.",
                                       "At most %u digits after the decimal mark.", decimals),
                             decimals);

        set_message (self, text, TRUE);
        break;
      }
    case IMW_NUMBER_BAD:
      set_message (self, _ ("This is not an amount."), TRUE);
      break;
    }

  return good;
}

static void
coin_changed_cb (ImwAmountEntry *self)
{
  const ImwUnit *unit = &self->unit;
  g_auto (ImwNumber) number = { IMW_NUMBER_EMPTY, NULL, NULL };

  if (self->linking || self->service == NULL)
    return;

  clear_readings (self);
  take (self, NULL);
  imw_number_parse (imw_locale_get_current (), gtk_editable_get_text (self->coin), unit->decimals,
                    &number);
  self->linking = TRUE;
  if (accept (self, self->coin, &number, unit->decimals))
    {
      ImwAsset *asset = self->asset;
      g_autoptr (ImwAsset) unit_asset = imw_format_get_unit_asset (asset, unit);
      g_autoptr (ImwAmount)
          typed = imw_amount_new_from_decimal_text (unit_asset, number.value, NULL);
      g_autofree char *base = typed != NULL ? imw_amount_to_base_text (typed) : NULL;
      g_autoptr (ImwAmount) value = NULL;
      ImwPrices *prices = imw_wallet_service_get_prices (self->service);

      if (base != NULL)
        take (self, imw_amount_new_from_base_text (asset, base, NULL));
      if (self->amount != NULL && prices != NULL)
        value = imw_prices_convert (prices, self->amount, get_currency (self));
      if (value != NULL)
        {
          g_autofree char *plain = imw_amount_to_decimal_text (value, 0);
          g_autofree char *text = text_for_entry (plain);

          gtk_editable_set_text (self->money, text);
        }
      else
        {
          gtk_editable_set_text (self->money, "");
        }
      say_understood (self);
    }
  else
    {
      gtk_editable_set_text (self->money, "");
    }
  self->linking = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
money_changed_cb (ImwAmountEntry *self)
{
  g_autoptr (ImwAsset) currency = NULL;
  g_auto (ImwNumber) number = { IMW_NUMBER_EMPTY, NULL, NULL };

  if (self->linking || self->service == NULL)
    return;

  currency = imw_asset_new_fiat (get_currency (self));
  clear_readings (self);
  take (self, NULL);
  imw_number_parse (imw_locale_get_current (), gtk_editable_get_text (self->money),
                    imw_asset_get_decimals (currency), &number);
  self->linking = TRUE;
  if (accept (self, self->money, &number, imw_asset_get_decimals (currency)))
    {
      g_autoptr (ImwAmount) typed = imw_amount_new_from_decimal_text (currency, number.value, NULL);
      ImwPrices *prices = imw_wallet_service_get_prices (self->service);

      if (typed != NULL && prices != NULL)
        take (self, imw_prices_convert_back (prices, typed, self->asset));
      if (self->amount != NULL)
        {
          g_autofree char *text = coin_text (self, self->amount);

          gtk_editable_set_text (self->coin, text);
          say_understood (self);
        }
      else
        {
          gtk_editable_set_text (self->coin, "");
          set_message (self, _ ("The price is not known now. Type the amount in coins."), TRUE);
        }
    }
  else
    {
      gtk_editable_set_text (self->coin, "");
    }
  self->linking = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Names of unit and currency, and whether there is a price at all. */
static void
update_names (ImwAmountEntry *self)
{
  gboolean   native = imw_asset_equal (self->asset, imw_chain_get_native_asset (self->chain));
  ImwPrices *prices = imw_wallet_service_get_prices (self->service);
  g_autoptr (ImwRate) rate = NULL;
  g_autofree char *coin = NULL;
  g_autofree char *money = g_strdup_printf (_ ("Amount in %s"), get_currency (self));

  self->unit.symbol = imw_asset_get_symbol (self->asset);
  self->unit.decimals = imw_asset_get_decimals (self->asset);
  if (native)
    self->unit = *imw_format_get_unit (self->service, self->chain);
  coin = g_strdup_printf (_ ("Amount in %s"), self->unit.symbol);
  if (prices != NULL)
    rate = imw_prices_get_rate (prices, self->asset, get_currency (self));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->coin), coin);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->money), money);
  imw_ui_set_name (GTK_WIDGET (self->coin), coin);
  imw_ui_set_name (GTK_WIDGET (self->money), money);
  gtk_widget_set_visible (GTK_WIDGET (self->money), rate != NULL);
}

static void
settings_changed_cb (ImwAmountEntry *self)
{
  g_autoptr (ImwAmount) amount = self->amount != NULL ? imw_amount_ref (self->amount) : NULL;

  update_names (self);
  if (amount != NULL)
    imw_amount_entry_set_amount (self, amount);
}

static void
imw_amount_entry_dispose (GObject *object)
{
  ImwAmountEntry *self = IMW_AMOUNT_ENTRY (object);

  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_object (&self->service);
  g_clear_object (&self->chain);
  g_clear_pointer (&self->asset, imw_asset_unref);

  G_OBJECT_CLASS (imw_amount_entry_parent_class)->dispose (object);
}

static void
imw_amount_entry_class_init (ImwAmountEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_amount_entry_dispose;

  /**
   * ImwAmountEntry::changed:
   * @self: the entry
   */
  signals[CHANGED] = g_signal_new ("changed", IMW_TYPE_AMOUNT_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
imw_amount_entry_init (ImwAmountEntry *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  self->coin = GTK_EDITABLE (adw_entry_row_new ());
  self->money = GTK_EDITABLE (adw_entry_row_new ());
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->coin));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->money));
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->message, 0);
  gtk_label_set_wrap (self->message, TRUE);
  gtk_widget_set_margin_start (GTK_WIDGET (self->message), 12);
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "caption");
  self->readings = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_set_margin_start (GTK_WIDGET (self->readings), 12);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->readings));
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_swapped (self->coin, "changed", G_CALLBACK (coin_changed_cb), self);
  g_signal_connect_swapped (self->money, "changed", G_CALLBACK (money_changed_cb), self);
}

/**
 * imw_amount_entry_new:
 *
 * Returns: (transfer full): an entry without a chain
 */
GtkWidget *
imw_amount_entry_new (void)
{
  return g_object_new (IMW_TYPE_AMOUNT_ENTRY, NULL);
}

/**
 * imw_amount_entry_set_asset:
 * @self: an entry
 * @service: for units and prices; always the same
 * @chain: a network
 * @asset: one of its assets, from now on what is typed
 *
 * The number that was typed stays and is read anew.
 */
void
imw_amount_entry_set_asset (ImwAmountEntry   *self,
                            ImwWalletService *service,
                            ImwChain         *chain,
                            ImwAsset         *asset)
{
  g_autofree char *text = NULL;

  g_return_if_fail (IMW_IS_AMOUNT_ENTRY (self));
  g_return_if_fail (self->service == NULL || self->service == service);

  if (self->asset != NULL && imw_asset_equal (self->asset, asset))
    return;
  if (self->service == NULL)
    {
      self->service = g_object_ref (service);
      g_signal_connect_object (imw_wallet_service_get_settings (service), "changed",
                               G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
      if (imw_wallet_service_get_prices (service) != NULL)
        g_signal_connect_object (imw_wallet_service_get_prices (service), "changed",
                                 G_CALLBACK (update_names), self, G_CONNECT_SWAPPED);
    }
  g_set_object (&self->chain, chain);
  imw_asset_ref (asset);
  g_clear_pointer (&self->asset, imw_asset_unref);
  self->asset = asset;
  g_clear_pointer (&self->amount, imw_amount_unref);
  update_names (self);
  text = g_strdup (gtk_editable_get_text (self->coin));
  if (*text != '\0')
    {
      gtk_editable_set_text (self->coin, "");
      gtk_editable_set_text (self->coin, text);
    }
}

/**
 * imw_amount_entry_set_amount:
 * @self: an entry
 * @amount: (nullable): what the entries show
 */
void
imw_amount_entry_set_amount (ImwAmountEntry *self, ImwAmount *amount)
{
  g_autofree char *text = NULL;

  g_return_if_fail (IMW_IS_AMOUNT_ENTRY (self));
  g_return_if_fail (amount == NULL || imw_asset_equal (imw_amount_get_asset (amount), self->asset));

  if (amount != NULL)
    text = coin_text (self, amount);
  gtk_editable_set_text (self->coin, text != NULL ? text : "");
}

/**
 * imw_amount_entry_get_amount:
 * @self: an entry
 *
 * Returns: (nullable) (transfer none): the amount; %NULL when there is none or it is not clear
 */
ImwAmount *
imw_amount_entry_get_amount (ImwAmountEntry *self)
{
  g_return_val_if_fail (IMW_IS_AMOUNT_ENTRY (self), NULL);

  return self->amount;
}

/**
 * imw_amount_entry_get_empty:
 * @self: an entry
 *
 * Returns: whether nothing was typed
 */
gboolean
imw_amount_entry_get_empty (ImwAmountEntry *self)
{
  g_return_val_if_fail (IMW_IS_AMOUNT_ENTRY (self), TRUE);

  return *gtk_editable_get_text (self->coin) == '\0' &&
         *gtk_editable_get_text (self->money) == '\0';
}
