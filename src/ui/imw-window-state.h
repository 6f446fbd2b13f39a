/* imw-window-state.h: size of the window, kept in GSettings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void imw_window_state_bind (GtkWindow *window);

G_END_DECLS
