/* imw-holding-row.c: one asset of an account with how much there is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-holding-row"

#include "config.h"

#include "imw-holding-row.h"
#include "imw-asset-icon.h"
#include "imw-format.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

/**
 * imw_holding_row_new_figures:
 * @service: for the format of amounts
 * @total: (nullable): an amount
 *
 * Returns: (transfer full): the amount above its value, for the end of a row
 */
GtkWidget *
imw_holding_row_new_figures (ImwWalletService *service, ImwAmount *total)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *amount = imw_format_amount (service, total, IMW_FORMAT_PLAIN);
  g_autofree char *value = imw_format_value (service, total);
  GtkWidget       *amount_label = gtk_label_new (amount);
  GtkWidget       *value_label = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (amount_label), 1);
  gtk_label_set_xalign (GTK_LABEL (value_label), 1);
  gtk_widget_add_css_class (amount_label, "numeric");
  gtk_widget_add_css_class (value_label, "caption");
  gtk_widget_add_css_class (value_label, "dim-label");
  gtk_box_append (GTK_BOX (box), amount_label);
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);

  return box;
}

/* "Ethereum · +5 USDT not confirmed yet", with the age of a figure that is not known */
static char *
dup_subtitle (ImwWalletService *service, ImwHolding *holding, ImwAccount *account)
{
  ImwAmount       *pending = imw_holding_get_pending (holding);
  ImwAsset        *resembled = imw_holding_get_resembled (holding);
  gboolean         tokens = imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOKENS);
  g_autofree char *name = tokens ? imw_words_account (account) : g_strdup ("");
  g_autofree char *network = NULL;
  g_autofree char *news = NULL;

  if (resembled != NULL)
    network = g_strdup_printf (_ ("imitates %s · %s"), imw_asset_get_symbol (resembled), name);
  else
    network = g_steal_pointer (&name);

  if (imw_holding_get_total (holding) == NULL)
    {
      gint64           now_ms = imw_clock_get_wall_ms (imw_wallet_service_get_clock (service));
      g_autofree char *ago = imw_format_ago (imw_holding_get_as_of_ms (holding), now_ms);

      if (tokens)
        /* Translators: %s is "never" or "5 minutes ago" */
        news = g_strdup_printf (_ ("last update: %s"), ago);
    }
  else if (pending != NULL && imw_amount_sign (pending) != 0)
    {
      g_autofree char *text = imw_format_amount (service, pending, IMW_FORMAT_SIGN);

      news = g_strdup_printf (_ ("%s not confirmed yet"), text);
    }
  if (news == NULL)
    return g_steal_pointer (&network);
  if (*network == '\0')
    return g_steal_pointer (&news);

  return g_strdup_printf ("%s · %s", network, news);
}

/**
 * imw_holding_row_new:
 * @service: for the format of amounts
 * @holding: an asset of an account
 * @opened: (scope notified): called with the row when it is opened
 *
 * Returns: (transfer full): a row with icon, name, network, amount and value; where a network has one
 *   asset only the row is named after the account
 */
GtkWidget *
imw_holding_row_new (ImwWalletService *service, ImwHolding *holding, GCallback opened)
{
  GtkWidget       *row = adw_action_row_new ();
  ImwAccount      *account = imw_holding_get_account (holding);
  ImwAsset        *asset = imw_holding_get_asset (holding);
  gboolean         tokens = imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOKENS);
  g_autofree char *title = tokens ? g_strdup (imw_asset_get_name (asset))
                                  : imw_words_account (account);
  g_autofree char *subtitle = dup_subtitle (service, holding, account);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  if (imw_holding_get_resembled (holding) != NULL)
    gtk_widget_add_css_class (row, "error");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             imw_asset_icon_new_image (asset, imw_holding_get_trust (holding), 32));
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (row), imw_holding_row_new_figures (service, imw_holding_get_total (holding)));
  g_object_set_data_full (G_OBJECT (row), "holding", g_object_ref (holding), g_object_unref);
  imw_ui_row_opens (ADW_ACTION_ROW (row), opened, row);

  return row;
}

/**
 * imw_holding_row_get:
 * @row: of imw_holding_row_new()
 *
 * Returns: (transfer none): its holding
 */
ImwHolding *
imw_holding_row_get (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "holding");
}

/**
 * imw_holding_row_describe:
 * @service: the service
 * @holding: an asset of an account
 *
 * Returns: (transfer full): all that its row shows, for imw_ui_shows_already()
 */
char *
imw_holding_row_describe (ImwWalletService *service, ImwHolding *holding)
{
  ImwAccount      *account = imw_holding_get_account (holding);
  ImwAmount       *total = imw_holding_get_total (holding);
  g_autofree char *amount = imw_format_amount (service, total, IMW_FORMAT_PLAIN);
  g_autofree char *value = imw_format_value (service, total);
  g_autofree char *subtitle = dup_subtitle (service, holding, account);

  return g_strdup_printf ("%s\t%s\t%s\t%s\t%s\n", imw_account_get_id (account),
                          imw_asset_get_id (imw_holding_get_asset (holding)), amount, value,
                          subtitle);
}
