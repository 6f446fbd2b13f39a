/* imw-ui.h: small help for pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-environment.h"
#include "imw-error-text.h"
#include "imw-secret.h"

G_BEGIN_DECLS

typedef void (*ImwUiFileFunc) (GFile *file, gpointer user_data);
typedef void (*ImwUiFunc) (gpointer user_data);

void        imw_ui_set_name (GtkWidget *widget, const char *name);
GtkWidget  *imw_ui_icon_button (const char *icon, const char *name);
void        imw_ui_row_opens (AdwActionRow *row, GCallback opened, gpointer user_data);
GtkWidget  *imw_ui_page (GtkWidget *child, int width);
gboolean    imw_ui_shows_already (GtkWidget *widget, const char *text);
GtkWidget  *imw_ui_clear_list (GtkListBox *list);
void        imw_ui_guard_password_row (GtkWidget *row);
ImwSecret  *imw_ui_take_secret (GtkEditable *editable);
ImwSecret  *imw_ui_peek_secret (GtkEditable *editable);
void        imw_ui_toast (GtkWidget *widget, const char *text);
void        imw_ui_toast_error (GtkWidget *widget, const GError *error, ImwDoing doing);
void        imw_ui_copy (GtkWidget *widget, const char *text, const char *toast);
void        imw_ui_ask (GtkWidget *widget, const char *heading, const char *body, const char *verb, gboolean destructive, ImwUiFunc agreed, gpointer user_data);
void        imw_ui_choose_file (GtkWidget *widget, const char *title, gboolean save, const char *name, ImwUiFileFunc chosen, gpointer user_data);
void        imw_ui_open_uri (GtkWidget *widget, const char *uri);
const char *imw_ui_environment_name (ImwEnvironment environment);
const char *imw_ui_environment_warning (ImwEnvironment environment);
void        imw_ui_stack_show (GtkStack *stack, GtkWidget *child);
void        imw_ui_stack_show_name (GtkStack *stack, const char *name);
GtkWidget  *imw_ui_strip_new (ImwEnvironment environment);

G_END_DECLS
