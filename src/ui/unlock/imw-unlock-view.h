/* imw-unlock-view.h: the lock screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_UNLOCK_VIEW (imw_unlock_view_get_type ())
G_DECLARE_FINAL_TYPE (ImwUnlockView, imw_unlock_view, IMW, UNLOCK_VIEW, AdwBin)

GtkWidget *imw_unlock_view_new (ImwWallet *wallet, const char *reason);

G_END_DECLS
