/* imw-step-bar.h: where one is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define IMW_TYPE_STEP_BAR (imw_step_bar_get_type ())
G_DECLARE_FINAL_TYPE (ImwStepBar, imw_step_bar, IMW, STEP_BAR, AdwBin)

void imw_step_bar_set_step (ImwStepBar *self, guint step);

G_END_DECLS
