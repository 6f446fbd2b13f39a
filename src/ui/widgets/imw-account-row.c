/* imw-account-row.c: one account with what is in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-row"

#include "config.h"

#include "imw-account-row.h"
#include "imw-asset-icon.h"
#include "imw-format.h"
#include "imw-holding-row.h"
#include "imw-ui.h"
#include "imw-words.h"

/**
 * imw_account_row_new:
 * @service: for the format of amounts
 * @account: an account
 * @subtitle: (nullable): what stands below its name
 * @opened: (scope notified): called with the row when it is opened
 *
 * Returns: (transfer full): a row with the account's name, amount and value
 */
GtkWidget *
imw_account_row_new (ImwWalletService *service,
                     ImwAccount       *account,
                     const char       *subtitle,
                     GCallback         opened)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *title = imw_words_account (account);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (
      ADW_ACTION_ROW (row),
      imw_asset_icon_new_image (imw_chain_get_native_asset (imw_account_get_chain (account)),
                                IMW_TRUST_GENUINE, 32));
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (row), imw_holding_row_new_figures (service, imw_account_get_total (account)));
  g_object_set_data_full (G_OBJECT (row), "account", g_object_ref (account), g_object_unref);
  imw_ui_row_opens (ADW_ACTION_ROW (row), opened, row);

  return row;
}

/**
 * imw_account_row_get:
 * @row: of imw_account_row_new()
 *
 * Returns: (transfer none): its account
 */
ImwAccount *
imw_account_row_get (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "account");
}

/**
 * imw_account_row_describe:
 * @service: the service
 * @account: an account
 * @subtitle: (nullable): what stands below its name
 *
 * Returns: (transfer full): all that its row shows, for imw_ui_shows_already()
 */
char *
imw_account_row_describe (ImwWalletService *service, ImwAccount *account, const char *subtitle)
{
  ImwAmount       *total = imw_account_get_total (account);
  g_autofree char *amount = imw_format_amount (service, total, IMW_FORMAT_PLAIN);
  g_autofree char *value = imw_format_value (service, total);

  return g_strdup_printf ("%s\t%s\t%s\t%s\n", imw_account_get_id (account), amount, value,
                          subtitle != NULL ? subtitle : "");
}
