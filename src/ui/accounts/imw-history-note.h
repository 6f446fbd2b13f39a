/* imw-history-note.h: how complete the history of an account is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-account.h"

G_BEGIN_DECLS

#define IMW_TYPE_HISTORY_NOTE (imw_history_note_get_type ())
G_DECLARE_FINAL_TYPE (ImwHistoryNote, imw_history_note, IMW, HISTORY_NOTE, AdwBin)

GtkWidget *imw_history_note_new (ImwAccount *account);

G_END_DECLS
