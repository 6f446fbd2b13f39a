/* imw-word-grid.h: recovery words, typed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-secret.h"

G_BEGIN_DECLS

/* Signal "changed". */
#define IMW_TYPE_WORD_GRID (imw_word_grid_get_type ())
G_DECLARE_FINAL_TYPE (ImwWordGrid, imw_word_grid, IMW, WORD_GRID, AdwBin)

GtkWidget *imw_word_grid_new (void);
void       imw_word_grid_set_count (ImwWordGrid *self, guint n_words);
void       imw_word_grid_clear (ImwWordGrid *self);
guint      imw_word_grid_get_filled (ImwWordGrid *self);
guint      imw_word_grid_get_unknown (ImwWordGrid *self);
guint      imw_word_grid_get_count (ImwWordGrid *self);
ImwSecret *imw_word_grid_get_words (ImwWordGrid *self);

G_END_DECLS
