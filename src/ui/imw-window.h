/* imw-window.h: the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-application.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_WINDOW (imw_window_get_type ())
G_DECLARE_FINAL_TYPE (ImwWindow, imw_window, IMW, WINDOW, AdwApplicationWindow)

ImwWindow *imw_window_new (ImwApplication *application);
void       imw_window_clear (ImwWindow *self);
void       imw_window_rebuild (ImwWindow *self);
void       imw_window_set_service (ImwWindow *self, ImwWalletService *service);
void       imw_window_set_wallet (ImwWindow *self, ImwWallet *wallet);
ImwWallet *imw_window_get_wallet (ImwWindow *self);
void       imw_window_open_link (ImwWindow *self, const char *uri);
void       imw_window_show_item (ImwWindow *self, GObject *item);
void       imw_window_show_failure (ImwWindow *self, const GError *error);
void       imw_window_show_onboarding (ImwWindow *self);

G_END_DECLS
