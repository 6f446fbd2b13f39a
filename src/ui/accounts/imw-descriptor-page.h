/* imw-descriptor-page.h: what a watching program needs of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_DESCRIPTOR_PAGE (imw_descriptor_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwDescriptorPage, imw_descriptor_page, IMW, DESCRIPTOR_PAGE, AdwBin)

GtkWidget *imw_descriptor_page_new (ImwAccount *account);

G_END_DECLS
