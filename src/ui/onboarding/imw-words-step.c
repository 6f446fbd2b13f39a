/* imw-words-step.c: the words are shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-words-step"

#include "config.h"

#include "imw-onboarding-steps.h"
#include "imw-ui.h"
#include "imw-words-view.h"

#include <glib/gi18n.h>

/**
 * ImwWordsStep:
 *
 * Shows fresh recovery words, how many and from which list. Main thread.
 */

struct _ImwWordsStep
{
  AdwBin parent_instance;

  GtkDropDown  *count;
  GtkDropDown  *list;
  ImwWordsView *view;
  GtkWidget    *reveal;
  GtkWidget    *aloud;
  GtkWidget    *next;
};

enum
{
  CHOOSE,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwWordsStep, imw_words_step, ADW_TYPE_BIN)

static void
choice_changed_cb (ImwWordsStep *self)
{
  gtk_widget_set_sensitive (self->next, FALSE);
  g_signal_emit (self, signals[CHOOSE], 0,
                 gtk_drop_down_get_selected (self->count) == 0 ? 12u : 24u,
                 gtk_drop_down_get_selected (self->list));
}

static void
reveal_clicked_cb (ImwWordsStep *self)
{
  imw_words_view_set_revealed (self->view, !imw_words_view_get_revealed (self->view));
}

static void
revealed_changed_cb (ImwWordsStep *self)
{
  gboolean revealed = imw_words_view_get_revealed (self->view);

  gtk_button_set_label (GTK_BUTTON (self->reveal), revealed ? _ ("Hide words") : _ ("Show words"));
  gtk_widget_set_sensitive (self->aloud, revealed);
}

static void
aloud_clicked_cb (ImwWordsStep *self)
{
  imw_words_view_read_aloud (self->view);
}

static void
next_clicked_cb (ImwWordsStep *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
imw_words_step_class_init (ImwWordsStepClass *klass)
{
  /**
   * ImwWordsStep::choose:
   * @self: the step
   * @n_words: 12 or 24
   * @list: an #ImwBip39List
   */
  signals[CHOOSE] = g_signal_new ("choose", IMW_TYPE_WORDS_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  /**
   * ImwWordsStep::done:
   * @self: the step
   */
  signals[DONE] = g_signal_new ("done", IMW_TYPE_WORDS_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  g_type_ensure (IMW_TYPE_WORDS_VIEW);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/imwallet/Wallet/ui/words-step.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), ImwWordsStep, count);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), ImwWordsStep, list);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), ImwWordsStep, view);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), ImwWordsStep, reveal);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), ImwWordsStep, aloud);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), ImwWordsStep, next);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), choice_changed_cb);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), reveal_clicked_cb);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), revealed_changed_cb);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), aloud_clicked_cb);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), next_clicked_cb);
}

static void
imw_words_step_init (ImwWordsStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->count), _ ("Number of words"));
  imw_ui_set_name (GTK_WIDGET (self->list), _ ("Language of the words"));
}

/**
 * imw_words_step_new:
 *
 * Returns: (transfer full): the step, without words yet
 */
GtkWidget *
imw_words_step_new (void)
{
  return g_object_new (IMW_TYPE_WORDS_STEP, NULL);
}

/**
 * imw_words_step_set_words:
 * @self: the step
 * @words: fresh words
 */
void
imw_words_step_set_words (ImwWordsStep *self, ImwSecret *words)
{
  imw_words_view_set_words (self->view, words);
  imw_words_view_set_revealed (self->view, TRUE);
  gtk_widget_set_sensitive (self->next, TRUE);
}
