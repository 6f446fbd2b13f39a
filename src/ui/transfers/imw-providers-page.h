/* imw-providers-page.h: who brings the money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-provider-book.h"

G_BEGIN_DECLS

#define IMW_TYPE_PROVIDERS_PAGE (imw_providers_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwProvidersPage, imw_providers_page, IMW, PROVIDERS_PAGE, AdwBin)

GtkWidget *imw_providers_page_new (ImwWallet *wallet);

G_END_DECLS
