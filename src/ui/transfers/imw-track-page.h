/* imw-track-page.h: where the money is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-transfer.h"

G_BEGIN_DECLS

#define IMW_TYPE_TRACK_PAGE (imw_track_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwTrackPage, imw_track_page, IMW, TRACK_PAGE, AdwBin)

GtkWidget *imw_track_page_new (ImwTransfer *transfer);

G_END_DECLS
