/* imw-quiz-step.c: three words are asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-quiz-step"

#include "config.h"

#include "imw-onboarding-steps.h"
#include "imw-ui.h"
#include "imw-words-view.h"

#include <glib/gi18n.h>

#define N_QUESTIONS 3

/**
 * ImwQuizStep:
 *
 * Makes sure that the words are on paper. Main thread.
 */

struct _ImwQuizStep
{
  AdwBin parent_instance;

  ImwSecret   *words;
  guint        positions[N_QUESTIONS]; /* from 0, rising */
  GtkEditable *answers[N_QUESTIONS];
  GtkListBox  *list;
  GtkLabel    *message;
};

enum
{
  DONE,
  SHOW_AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwQuizStep, imw_quiz_step, ADW_TYPE_BIN)

static void
choose_positions (ImwQuizStep *self, guint n_words)
{
  guint n = 0;

  while (n < N_QUESTIONS)
    {
      guint    candidate = (guint) g_random_int_range (0, (gint32) n_words);
      gboolean taken = FALSE;

      for (guint i = 0; i < n; i++)
        taken = taken || self->positions[i] == candidate;
      if (!taken)
        self->positions[n++] = candidate;
    }
  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      for (guint j = i + 1; j < N_QUESTIONS; j++)
        {
          guint a = self->positions[i];

          self->positions[i] = MIN (a, self->positions[j]);
          self->positions[j] = MAX (a, self->positions[j]);
        }
    }
}

static void
check_clicked_cb (ImwQuizStep *self)
{
  gboolean good = TRUE;

  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      g_autoptr (ImwSecret) typed = imw_ui_peek_secret (self->answers[i]);
      gboolean right = imw_words_nth_equals (self->words, self->positions[i], typed);

      if (right)
        gtk_widget_remove_css_class (GTK_WIDGET (self->answers[i]), "error");
      else
        gtk_widget_add_css_class (GTK_WIDGET (self->answers[i]), "error");
      good = good && right;
    }
  if (good)
    {
      for (guint i = 0; i < N_QUESTIONS; i++)
        gtk_editable_set_text (self->answers[i], "");
      g_signal_emit (self, signals[DONE], 0);
    }
  else
    {
      gtk_label_set_text (self->message,
                          _ ("A word does not match. Look at your paper, or see the words again."));
      gtk_widget_set_visible (GTK_WIDGET (self->message), TRUE);
    }
}

static void
again_clicked_cb (ImwQuizStep *self)
{
  g_signal_emit (self, signals[SHOW_AGAIN], 0);
}

static void
imw_quiz_step_dispose (GObject *object)
{
  ImwQuizStep *self = IMW_QUIZ_STEP (object);

  g_clear_pointer (&self->words, imw_secret_unref);

  G_OBJECT_CLASS (imw_quiz_step_parent_class)->dispose (object);
}

static void
imw_quiz_step_class_init (ImwQuizStepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_quiz_step_dispose;

  /**
   * ImwQuizStep::done:
   * @self: the step
   */
  signals[DONE] = g_signal_new ("done", IMW_TYPE_QUIZ_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  /**
   * ImwQuizStep::show-again:
   * @self: the step
   */
  signals[SHOW_AGAIN] = g_signal_new ("show-again", IMW_TYPE_QUIZ_STEP, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/imwallet/Wallet/ui/quiz-step.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), ImwQuizStep, list);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), ImwQuizStep, message);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), check_clicked_cb);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), again_clicked_cb);
}

static void
imw_quiz_step_init (ImwQuizStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * imw_quiz_step_new:
 * @words: what was shown
 *
 * Returns: (transfer full): the step, asking for three of @words
 */
GtkWidget *
imw_quiz_step_new (ImwSecret *words)
{
  ImwQuizStep *self = g_object_new (IMW_TYPE_QUIZ_STEP, NULL);

  self->words = imw_secret_ref (words);
  choose_positions (self, imw_words_count (words));
  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      GtkWidget       *row = adw_password_entry_row_new ();
      g_autofree char *title = g_strdup_printf (_ ("Word %u"), self->positions[i] + 1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      imw_ui_set_name (row, title);
      imw_ui_guard_password_row (row);
      g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (check_clicked_cb), self);
      gtk_list_box_append (self->list, row);
      self->answers[i] = GTK_EDITABLE (row);
    }

  return GTK_WIDGET (self);
}
