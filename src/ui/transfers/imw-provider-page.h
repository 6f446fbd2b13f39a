/* imw-provider-page.h: one provider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-provider-book.h"

G_BEGIN_DECLS

#define IMW_TYPE_PROVIDER_PAGE (imw_provider_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwProviderPage, imw_provider_page, IMW, PROVIDER_PAGE, AdwBin)

GtkWidget *imw_provider_page_new (ImwWallet *wallet, ImwKnownProvider *provider);

G_END_DECLS
