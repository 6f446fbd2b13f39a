/* imw-activity-page.h: everything that has happened
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_ACTIVITY_PAGE (imw_activity_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwActivityPage, imw_activity_page, IMW, ACTIVITY_PAGE, AdwBin)

GtkWidget *imw_activity_page_new (ImwWallet *wallet);
void       imw_activity_page_filter (ImwActivityPage *self, ImwAccount *account, ImwAsset *asset);

G_END_DECLS
