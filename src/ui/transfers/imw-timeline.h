/* imw-timeline.h: how far a transfer is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-transfer.h"

G_BEGIN_DECLS

#define IMW_TYPE_TIMELINE (imw_timeline_get_type ())
G_DECLARE_FINAL_TYPE (ImwTimeline, imw_timeline, IMW, TIMELINE, AdwBin)

void imw_timeline_show (ImwTimeline *self, ImwTransfer *transfer);

G_END_DECLS
