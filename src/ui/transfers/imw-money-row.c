/* imw-money-row.c: an amount of one asset or currency
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-money-row"

#include "config.h"

#include "imw-money-row.h"
#include "imw-number.h"
#include "imw-ui.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ImwMoneyRow:
 *
 * One of two linked entries: what is typed here is exact, what is computed for it from elsewhere is shown. Main thread.
 * Signal "changed": a person typed.
 */

struct _ImwMoneyRow
{
  AdwBin parent_instance;

  ImwAsset  *asset;  /* (nullable) */
  ImwAmount *amount; /* (nullable): what was typed, or is shown */
  gboolean   quiet;

  GtkLabel *title;
  GtkEntry *entry;
  GtkBox   *suffixes;
  GtkLabel *message;
  GtkBox   *readings;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwMoneyRow, imw_money_row, ADW_TYPE_BIN)

/* Text that the parser reads back as exactly this number: no grouping, never three decimals. */
static char *
dup_entry_text (const char *plain)
{
  const char *point = strchr (plain, '.');

  if (point == NULL)
    return g_strdup (plain);

  return g_strdup_printf ("%.*s%s%s%s", (int) (point - plain), plain,
                          imw_locale_get_current ()->decimal, point + 1,
                          strlen (point + 1) == 3 ? "0" : "");
}

static void
say (ImwMoneyRow *self, const char *text)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
clear_readings (ImwMoneyRow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->readings))) != NULL)
    gtk_box_remove (self->readings, child);
}

static void
reading_clicked_cb (GtkButton *button, ImwMoneyRow *self)
{
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (button), "text"));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

static void
add_reading (ImwMoneyRow *self, const char *plain)
{
  g_autofree char *label = NULL;
  GtkWidget       *button;

  if (plain == NULL)
    return;

  label = imw_number_format (imw_locale_get_current (), plain);
  button = gtk_button_new_with_label (label);
  g_object_set_data_full (G_OBJECT (button), "text", dup_entry_text (plain), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (reading_clicked_cb), self);
  gtk_box_append (self->readings, button);
}

static void
read_entry (ImwMoneyRow *self)
{
  guint            decimals = imw_asset_get_decimals (self->asset);
  g_autofree char *text = NULL;
  g_auto (ImwNumber) number = { IMW_NUMBER_EMPTY, NULL, NULL };

  imw_number_parse (imw_locale_get_current (), gtk_editable_get_text (GTK_EDITABLE (self->entry)),
                    decimals, &number);
  switch (number.kind)
    {
    case IMW_NUMBER_EMPTY:
      break;
    case IMW_NUMBER_GOOD:
      self->amount = imw_amount_new_from_decimal_text (self->asset, number.value, NULL);
      break;
    case IMW_NUMBER_AMBIGUOUS:
      say (self, _ ("This can be read in two ways. Which one do you mean?"));
      add_reading (self, number.value);
      add_reading (self, number.other_value);
      break;
    case IMW_NUMBER_TOO_PRECISE:
      text = g_strdup_printf (ngettext ("At most %u digit after the decimal mark.",
                                        "At most %u digits after the decimal mark.", decimals),
                              decimals);
      say (self, text);
      break;
    case IMW_NUMBER_BAD:
      say (self, _ ("This is not an amount."));
      break;
    }
}

static void
typed_cb (ImwMoneyRow *self)
{
  if (self->quiet)
    return;

  g_clear_pointer (&self->amount, imw_amount_unref);
  say (self, NULL);
  clear_readings (self);
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "dim-label");
  if (self->asset != NULL)
    read_entry (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
imw_money_row_finalize (GObject *object)
{
  ImwMoneyRow *self = IMW_MONEY_ROW (object);

  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_pointer (&self->amount, imw_amount_unref);

  G_OBJECT_CLASS (imw_money_row_parent_class)->finalize (object);
}

static void
imw_money_row_class_init (ImwMoneyRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = imw_money_row_finalize;
  /**
   * ImwMoneyRow::changed:
   *
   * A person typed.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
imw_money_row_init (ImwMoneyRow *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  self->entry = GTK_ENTRY (gtk_entry_new ());
  self->suffixes = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->message = GTK_LABEL (gtk_label_new (NULL));
  self->readings = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_xalign (self->message, 0);
  gtk_label_set_wrap (self->message, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "money");
  gtk_entry_set_input_purpose (self->entry, GTK_INPUT_PURPOSE_NUMBER);
  gtk_entry_set_placeholder_text (self->entry, "0");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->suffixes), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->suffixes));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (card), line);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->message));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->readings));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "money-card");
  adw_bin_set_child (ADW_BIN (self), card);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (typed_cb), self);
}

/**
 * imw_money_row_set_title:
 * @self: a row
 * @title: what the amount is
 */
void
imw_money_row_set_title (ImwMoneyRow *self, const char *title)
{
  g_return_if_fail (IMW_IS_MONEY_ROW (self));

  gtk_label_set_text (self->title, title);
  imw_ui_set_name (GTK_WIDGET (self->entry), title);
}

/**
 * imw_money_row_set_asset:
 * @self: a row
 * @asset: (nullable): what is counted
 *
 * What has been typed is read again, without a signal.
 */
void
imw_money_row_set_asset (ImwMoneyRow *self, ImwAsset *asset)
{
  g_return_if_fail (IMW_IS_MONEY_ROW (self));

  if (asset == self->asset)
    return;

  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->asset, imw_asset_unref);
  self->asset = asset != NULL ? imw_asset_ref (asset) : NULL;
  say (self, NULL);
  clear_readings (self);
  if (asset != NULL)
    read_entry (self);
}

static void
show (ImwMoneyRow *self, ImwAmount *amount)
{
  g_autofree char *plain = amount != NULL ? imw_amount_to_decimal_text (amount, 0) : g_strdup ("");
  g_autofree char *text = dup_entry_text (plain);

  self->quiet = TRUE;
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->quiet = FALSE;
  g_clear_pointer (&self->amount, imw_amount_unref);
  self->amount = amount != NULL ? imw_amount_ref (amount) : NULL;
  say (self, NULL);
  clear_readings (self);
}

/**
 * imw_money_row_show_amount:
 * @self: a row
 * @amount: (nullable): what was computed; NULL: not known now
 * @about: it is not firm
 *
 * Shows what follows from the other entry, without a signal.
 */
void
imw_money_row_show_amount (ImwMoneyRow *self, ImwAmount *amount, gboolean about)
{
  g_return_if_fail (IMW_IS_MONEY_ROW (self));

  show (self, amount);
  if (about)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "dim-label");
}

/**
 * imw_money_row_set_amount:
 * @self: a row
 * @amount: (nullable): as if it had been typed
 */
void
imw_money_row_set_amount (ImwMoneyRow *self, ImwAmount *amount)
{
  g_return_if_fail (IMW_IS_MONEY_ROW (self));

  show (self, amount);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * imw_money_row_get_amount:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what is typed or shown
 */
ImwAmount *
imw_money_row_get_amount (ImwMoneyRow *self)
{
  g_return_val_if_fail (IMW_IS_MONEY_ROW (self), NULL);

  return self->amount;
}

/**
 * imw_money_row_add_suffix:
 * @self: a row
 * @widget: (transfer floating): stands behind the number
 */
void
imw_money_row_add_suffix (ImwMoneyRow *self, GtkWidget *widget)
{
  g_return_if_fail (IMW_IS_MONEY_ROW (self));

  gtk_box_append (self->suffixes, widget);
}
