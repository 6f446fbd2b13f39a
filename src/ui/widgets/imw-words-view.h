/* imw-words-view.h: recovery words, drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "imw-secret.h"

G_BEGIN_DECLS

#define IMW_TYPE_WORDS_VIEW (imw_words_view_get_type ())
G_DECLARE_FINAL_TYPE (ImwWordsView, imw_words_view, IMW, WORDS_VIEW, GtkWidget)

GtkWidget *imw_words_view_new (void);
void       imw_words_view_set_words (ImwWordsView *self, ImwSecret *words);
void       imw_words_view_set_revealed (ImwWordsView *self, gboolean revealed);
gboolean   imw_words_view_get_revealed (ImwWordsView *self);
void       imw_words_view_read_aloud (ImwWordsView *self);

guint    imw_words_count (ImwSecret *words);
gboolean imw_words_nth_equals (ImwSecret *words, guint n, ImwSecret *typed);

G_END_DECLS
