/* imw-preferences-window.h: the preferences
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_PREFERENCES_WINDOW (imw_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (ImwPreferencesWindow, imw_preferences_window, IMW, PREFERENCES_WINDOW, AdwWindow)

void                  imw_preferences_window_present (GtkWindow *parent, ImwWallet *wallet, const char *page);
ImwPreferencesWindow *imw_preferences_window_of (GtkWidget *widget);
void                  imw_preferences_window_push (ImwPreferencesWindow *self, GtkWidget *page, const char *title);
void                  imw_preferences_window_pop (ImwPreferencesWindow *self);
void                  imw_preferences_window_set_busy (ImwPreferencesWindow *self, gboolean busy);

G_END_DECLS
