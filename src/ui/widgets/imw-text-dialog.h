/* imw-text-dialog.h: a line of text is asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*ImwTextFunc) (const char *text, gpointer user_data);

void imw_text_dialog_ask (GtkWidget *widget, const char *heading, const char *body, const char *title, const char *text, ImwTextFunc given, GObject *owner, gpointer user_data);

G_END_DECLS
