/* imw-country-private.h: the table of countries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-country.h"

G_BEGIN_DECLS

extern const ImwCountry imw_country_table[];
extern const guint      imw_n_countries;

G_END_DECLS
