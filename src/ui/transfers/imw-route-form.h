/* imw-route-form.h: how much, where to, and by whom
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-transfer.h"

G_BEGIN_DECLS

#define IMW_TYPE_ROUTE_FORM (imw_route_form_get_type ())
G_DECLARE_FINAL_TYPE (ImwRouteForm, imw_route_form, IMW, ROUTE_FORM, AdwBin)

GtkWidget *imw_route_form_new (ImwWallet *wallet, ImwRoute route);
void       imw_route_form_set_ends (ImwRouteForm *self, GtkWidget *top, GtkWidget *bottom);
void       imw_route_form_repeat (ImwRouteForm *self, ImwTransfer *transfer);

G_END_DECLS
