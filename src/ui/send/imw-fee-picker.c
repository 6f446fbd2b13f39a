/* imw-fee-picker.c: which fee
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-fee-picker"

#include "config.h"

#include "imw-fee-picker.h"
#include "imw-format.h"
#include "imw-number.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define CUSTOM            IMW_N_FEE_LEVELS
#define DEFAULT_RATE_TEXT "2"
#define MAX_RATE          10000 /* in the unit that is typed */

/**
 * ImwFeePicker:
 *
 * Three choices with their expected time, and one of one's own. Where nobody has said what the
 * network takes now, only the last is there. Main thread.
 */

struct _ImwFeePicker
{
  AdwBin parent_instance;

  ImwChain       *chain; /* (nullable) */
  ImwUnit         unit;  /* of its rates */
  ImwFeeTable     fees;
  char           *prices[IMW_N_FEE_LEVELS]; /* (nullable): of a payment like the one in the form */
  GtkListBox     *list;
  GtkWidget      *rows[IMW_N_FEE_LEVELS + 1];
  GtkCheckButton *checks[IMW_N_FEE_LEVELS + 1];
  GtkEditable    *custom;
  GtkLabel       *message;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwFeePicker, imw_fee_picker, ADW_TYPE_BIN)

/* "12.5" sat/vB as 12500; 0 when it is no rate. */
static guint64
parse_rate (ImwFeePicker *self, const char *text)
{
  g_auto (ImwNumber) number = { IMW_NUMBER_EMPTY, NULL, NULL };
  g_autoptr (ImwAsset)
      asset = imw_asset_new ("rate", self->unit.symbol, self->unit.symbol, self->unit.decimals);
  g_autoptr (ImwAmount) most = NULL;
  g_autoptr (ImwAmount) rate = NULL;
  guint64 rate_milli = 0;

  imw_number_parse (imw_locale_get_current (), text, self->unit.decimals, &number);
  if (number.kind != IMW_NUMBER_GOOD)
    return 0;

  most = imw_amount_new_from_decimal_text (asset, G_STRINGIFY (MAX_RATE), NULL);
  rate = imw_amount_new_from_decimal_text (asset, number.value, NULL);
  if (rate == NULL || imw_amount_compare (rate, most) > 0 ||
      !imw_amount_get_u64 (rate, &rate_milli))
    return 0;

  return rate_milli;
}

static void
changed_cb (ImwFeePicker *self)
{
  gboolean own = gtk_check_button_get_active (self->checks[CUSTOM]);

  gtk_widget_set_visible (GTK_WIDGET (self->custom), own);
  gtk_widget_set_visible (GTK_WIDGET (self->message),
                          own && imw_fee_picker_get_rate_milli (self) == 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
check_toggled_cb (GtkCheckButton *check, ImwFeePicker *self)
{
  if (gtk_check_button_get_active (check))
    changed_cb (self);
}

static void
add_row (ImwFeePicker *self, guint index, const char *title)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  if (index > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->checks[0]);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  self->rows[index] = row;
  self->checks[index] = GTK_CHECK_BUTTON (check);
  gtk_list_box_append (self->list, row);
  g_signal_connect (check, "toggled", G_CALLBACK (check_toggled_cb), self);
}

static void
update_rows (ImwFeePicker *self)
{
  for (guint i = 0; i < IMW_N_FEE_LEVELS && self->fees.known; i++)
    {
      g_autofree char *time = imw_format_duration (self->fees.expected_s[i]);
      g_autofree char *rate = imw_format_rate (&self->unit, self->fees.rate_milli[i]);
      g_autofree char *subtitle = NULL;

      if (self->prices[i] != NULL)
        subtitle = g_strdup_printf ("%s · ≈ %s · %s", time, self->prices[i], rate);
      else
        subtitle = g_strdup_printf ("%s · %s", time, rate);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[i]), subtitle);
    }
}

static void
imw_fee_picker_finalize (GObject *object)
{
  ImwFeePicker *self = IMW_FEE_PICKER (object);

  for (guint i = 0; i < IMW_N_FEE_LEVELS; i++)
    g_clear_pointer (&self->prices[i], g_free);
  g_clear_object (&self->chain);

  G_OBJECT_CLASS (imw_fee_picker_parent_class)->finalize (object);
}

static void
imw_fee_picker_class_init (ImwFeePickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = imw_fee_picker_finalize;

  /**
   * ImwFeePicker::changed:
   * @self: the picker
   */
  signals[CHANGED] = g_signal_new ("changed", IMW_TYPE_FEE_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
imw_fee_picker_init (ImwFeePicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->unit.symbol = "";
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  for (guint i = 0; i < IMW_N_FEE_LEVELS; i++)
    {
      add_row (self, i, imw_words_fee_level ((ImwFeeLevel) i));
      gtk_widget_set_visible (self->rows[i], FALSE);
    }
  add_row (self, CUSTOM, _ ("Custom fee rate"));
  self->custom = GTK_EDITABLE (adw_entry_row_new ());
  gtk_editable_set_text (self->custom, DEFAULT_RATE_TEXT);
  g_signal_connect_swapped (self->custom, "changed", G_CALLBACK (changed_cb), self);
  gtk_list_box_append (self->list, GTK_WIDGET (self->custom));
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->message, 0);
  gtk_label_set_wrap (self->message, TRUE);
  gtk_widget_set_margin_start (GTK_WIDGET (self->message), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_check_button_set_active (self->checks[CUSTOM], TRUE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[CUSTOM]),
                               _ ("The network has not said what it takes now"));
}

/**
 * imw_fee_picker_new:
 *
 * Returns: (transfer full): a picker that knows no fees yet
 */
GtkWidget *
imw_fee_picker_new (void)
{
  return g_object_new (IMW_TYPE_FEE_PICKER, NULL);
}

/**
 * imw_fee_picker_set_chain:
 * @self: a picker
 * @chain: whose fees are meant from now on
 *
 * What was known of another network is forgotten.
 */
void
imw_fee_picker_set_chain (ImwFeePicker *self, ImwChain *chain)
{
  const ImwFeeTable none = { 0 };
  g_autofree char  *title = NULL;
  g_autofree char  *message = NULL;

  g_return_if_fail (IMW_IS_FEE_PICKER (self));

  g_set_object (&self->chain, chain);
  self->unit = *imw_chain_get_fee_rate_unit (chain);
  /* Translators: "Fee rate in sat/vB" */
  title = g_strdup_printf (_ ("Fee rate in %s"), self->unit.symbol);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->custom), title);
  imw_ui_set_name (GTK_WIDGET (self->custom), title);
  /* Translators: %s is a unit: "sat/vB" */
  message = g_strdup_printf (_ ("Type the rate in %s, for example 2.5."), self->unit.symbol);
  gtk_label_set_text (self->message, message);
  imw_fee_picker_set_fees (self, &none);
}

/**
 * imw_fee_picker_set_fees:
 * @self: a picker
 * @fees: what the network takes now
 */
void
imw_fee_picker_set_fees (ImwFeePicker *self, const ImwFeeTable *fees)
{
  gboolean first;

  g_return_if_fail (IMW_IS_FEE_PICKER (self));

  first = !self->fees.known && fees->known;
  self->fees = *fees;
  for (guint i = 0; i < IMW_N_FEE_LEVELS; i++)
    {
      gtk_widget_set_visible (self->rows[i], fees->known);
      g_clear_pointer (&self->prices[i], g_free);
    }
  update_rows (self);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[CUSTOM]),
                               fees->known ? "" : _ ("The network has not said what it takes now"));
  if (first)
    gtk_check_button_set_active (self->checks[IMW_FEE_NORMAL], TRUE);
  else if (!fees->known)
    gtk_check_button_set_active (self->checks[CUSTOM], TRUE);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * imw_fee_picker_set_size:
 * @self: a picker
 * @service: for the format of amounts
 * @asset: what fees are paid in
 * @size_vbytes: of the payment that is being made
 *
 * Says at each choice what it costs.
 */
void
imw_fee_picker_set_size (ImwFeePicker     *self,
                         ImwWalletService *service,
                         ImwAsset         *asset,
                         guint64           size_vbytes)
{
  g_return_if_fail (IMW_IS_FEE_PICKER (self));

  for (guint i = 0; i < IMW_N_FEE_LEVELS && self->fees.known; i++)
    {
      guint64 rate = self->fees.rate_milli[i];
      guint64 whole;
      guint64 rest;
      g_autoptr (ImwAmount) fee = NULL;

      g_clear_pointer (&self->prices[i], g_free);
      if (self->fees.base_milli >
          0) /* the rate is a bound: the price is what it will probably be */
        rate = MIN (rate, self->fees.base_milli + self->fees.tip_milli[i]);
      if (!g_uint64_checked_mul (&whole, size_vbytes, rate / 1000) ||
          !g_uint64_checked_mul (&rest, size_vbytes, rate % 1000) ||
          !g_uint64_checked_add (&whole, whole, rest / 1000 + (rest % 1000 != 0 ? 1 : 0)))
        continue;
      fee = imw_amount_new_u64 (asset, whole);
      self->prices[i] = imw_format_amount (service, fee, IMW_FORMAT_PLAIN);
    }
  update_rows (self);
}

/**
 * imw_fee_picker_get_rate_milli:
 * @self: a picker
 *
 * Returns: the fee rate in thousandths of sat/vB, 0 while none is chosen
 */
guint64
imw_fee_picker_get_rate_milli (ImwFeePicker *self)
{
  g_return_val_if_fail (IMW_IS_FEE_PICKER (self), 0);

  for (guint i = 0; i < IMW_N_FEE_LEVELS; i++)
    {
      if (gtk_check_button_get_active (self->checks[i]) && self->fees.known)
        return self->fees.rate_milli[i];
    }

  return parse_rate (self, gtk_editable_get_text (self->custom));
}

/**
 * imw_fee_picker_get_level:
 * @self: a picker
 * @fees: (out): what the network takes now
 * @level: (out): what is chosen
 *
 * Returns: %FALSE when a rate of one's own is chosen: imw_fee_picker_get_rate_milli() has it
 */
gboolean
imw_fee_picker_get_level (ImwFeePicker *self, const ImwFeeTable **fees, ImwFeeLevel *level)
{
  g_return_val_if_fail (IMW_IS_FEE_PICKER (self), FALSE);

  for (guint i = 0; i < IMW_N_FEE_LEVELS && self->fees.known; i++)
    {
      if (!gtk_check_button_get_active (self->checks[i]))
        continue;
      *fees = &self->fees;
      *level = (ImwFeeLevel) i;
      return TRUE;
    }

  return FALSE;
}
