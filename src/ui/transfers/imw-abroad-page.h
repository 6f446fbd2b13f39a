/* imw-abroad-page.h: money to another country; money in and out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-shell.h"
#include "imw-transfer.h"

G_BEGIN_DECLS

#define IMW_TYPE_ABROAD_PAGE (imw_abroad_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwAbroadPage, imw_abroad_page, IMW, ABROAD_PAGE, AdwBin)

GtkWidget *imw_abroad_page_new (ImwWallet *wallet);
GtkWidget *imw_ramp_page_new (ImwWallet *wallet);
void       imw_abroad_page_repeat (ImwShell *shell, ImwTransfer *transfer);

G_END_DECLS
