/* imw-country-page.h: a country is chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-country.h"

G_BEGIN_DECLS

#define IMW_TYPE_COUNTRY_PAGE (imw_country_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwCountryPage, imw_country_page, IMW, COUNTRY_PAGE, AdwBin)

GtkWidget *imw_country_page_new (const char *const *codes);

G_END_DECLS
