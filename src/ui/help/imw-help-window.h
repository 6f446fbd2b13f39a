/* imw-help-window.h: the help, to be read and searched without another program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define IMW_TYPE_HELP_WINDOW (imw_help_window_get_type ())
G_DECLARE_FINAL_TYPE (ImwHelpWindow, imw_help_window, IMW, HELP_WINDOW, AdwWindow)

GtkWidget *imw_help_window_present (GtkWindow *parent, const char *topic);
void       imw_help_window_open (ImwHelpWindow *self, const char *topic);

G_END_DECLS
