/* imw-transfer-row.c: one transfer in a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-row"

#include "config.h"

#include "imw-transfer-row.h"
#include "imw-format.h"
#include "imw-shell.h"
#include "imw-track-page.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>

#define DATA_KEY "imw-transfer"

static char *
dup_title (ImwTransfer *transfer)
{
  g_autofree char *name = imw_transfer_dup_recipient_name (transfer);
  g_autofree char *place = imw_words_country_code (imw_transfer_get_country (transfer));

  if (name != NULL && *name != '\0')
    return g_strdup_printf ("%s · %s", name, place);

  return g_strdup_printf ("%s · %s", imw_words_route (imw_transfer_get_route (transfer)), place);
}

/* what happens, and who is next */
static char *
dup_subtitle (ImwTransfer *transfer)
{
  ImwStage         stage = imw_transfer_get_stage (transfer);
  ImwNeed          need = imw_transfer_get_need (transfer);
  const char      *actor = imw_words_actor (imw_transfer_get_actor (transfer));
  g_autofree char *day = imw_format_date_time (imw_transfer_get_created_ms (transfer));

  if (need != IMW_NEED_NOTHING && !imw_stage_get_final (stage))
    return g_strdup (imw_words_need_title (need));
  if (imw_stage_get_final (stage) || *actor == '\0')
    return g_strdup_printf ("%s · %s", imw_words_stage (stage, imw_transfer_get_route (transfer)),
                            day);

  /* Translators: a stage, and who acts next */
  return g_strdup_printf (_ ("%s · next: %s"),
                          imw_words_stage (stage, imw_transfer_get_route (transfer)), actor);
}

static void
update (GtkWidget *row)
{
  ImwTransfer      *transfer = imw_transfer_row_get (row);
  ImwWalletService *service = imw_wallet_get_service (imw_transfer_get_wallet (transfer));
  GtkLabel         *amount = g_object_get_data (G_OBJECT (row), "amount");
  GtkImage         *icon = g_object_get_data (G_OBJECT (row), "icon");
  g_autofree char  *title = dup_title (transfer);
  g_autofree char  *subtitle = dup_subtitle (transfer);
  g_autofree char  *text =
      imw_format_amount (service, imw_transfer_get_comes_out (transfer), IMW_FORMAT_PLAIN);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_label_set_text (amount, text);
  gtk_image_set_from_icon_name (icon, imw_words_stage_icon (imw_transfer_get_stage (transfer)));
}

static void
activated_cb (GtkWidget *row)
{
  ImwShell *shell = imw_shell_of (row);

  if (shell != NULL)
    imw_shell_push (shell, imw_track_page_new (imw_transfer_row_get (row)), _ ("Track"));
}

/**
 * imw_transfer_row_new:
 * @transfer: a transfer; followed
 *
 * Returns: (transfer floating): a row that opens where it is
 */
GtkWidget *
imw_transfer_row_new (ImwTransfer *transfer)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *amount = gtk_label_new (NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_add_css_class (icon, "direction");
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (amount, "numeric");
  gtk_widget_set_valign (amount, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), amount);
  g_object_set_data (G_OBJECT (row), "icon", icon);
  g_object_set_data (G_OBJECT (row), "amount", amount);
  g_object_set_data_full (G_OBJECT (row), DATA_KEY, g_object_ref (transfer), g_object_unref);
  imw_ui_row_opens (ADW_ACTION_ROW (row), G_CALLBACK (activated_cb), row);
  g_signal_connect_object (transfer, "changed", G_CALLBACK (update), row, G_CONNECT_SWAPPED);
  update (row);

  return row;
}

/**
 * imw_transfer_row_get:
 * @row: a row of imw_transfer_row_new()
 *
 * Returns: (transfer none): its transfer
 */
ImwTransfer *
imw_transfer_row_get (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), DATA_KEY);
}
