/* imw-strength-meter.h: how good a password is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define IMW_TYPE_STRENGTH_METER (imw_strength_meter_get_type ())
G_DECLARE_FINAL_TYPE (ImwStrengthMeter, imw_strength_meter, IMW, STRENGTH_METER, AdwBin)

GtkWidget *imw_strength_meter_new (void);
void       imw_strength_meter_watch (ImwStrengthMeter *self, GtkEditable *password);
gboolean   imw_strength_meter_get_good (ImwStrengthMeter *self);

G_END_DECLS
