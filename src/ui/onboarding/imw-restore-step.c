/* imw-restore-step.c: words or a backup file are given
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-restore-step"

#include "config.h"

#include "imw-onboarding-steps.h"
#include "imw-ui.h"
#include "imw-word-grid.h"

#include <glib/gi18n.h>

/**
 * ImwRestoreStep:
 *
 * Takes recovery words with completion and checksum feedback, or a backup file. Main thread.
 */

struct _ImwRestoreStep
{
  AdwBin parent_instance;

  GtkDropDown *count;
  ImwWordGrid *grid;
  GtkLabel    *warning;
  GtkLabel    *message;
  GtkWidget   *next;
};

enum
{
  WORDS,
  FILE_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwRestoreStep, imw_restore_step, ADW_TYPE_BIN)

static gboolean
checksum_is_right (ImwRestoreStep *self)
{
  g_autoptr (ImwSecret) words = imw_word_grid_get_words (self->grid);
  g_autoptr (ImwSecret) entropy = NULL;
  ImwBip39List list = IMW_BIP39_ENGLISH;

  entropy = imw_bip39_to_entropy (words, &list, NULL);

  return entropy != NULL;
}

static void
grid_changed_cb (ImwRestoreStep *self)
{
  guint            count = imw_word_grid_get_count (self->grid);
  guint            filled = imw_word_grid_get_filled (self->grid);
  guint            unknown = imw_word_grid_get_unknown (self->grid);
  gboolean         good = FALSE;
  g_autofree char *text = NULL;

  if (unknown > 0)
    {
      text = g_strdup_printf (_ ("Word %u is in no word list. Check its spelling."), unknown);
    }
  else if (filled < count)
    {
      text = g_strdup_printf (_ ("%u of %u words"), filled, count);
    }
  else if (checksum_is_right (self))
    {
      good = TRUE;
      text = g_strdup (_ ("All words are there and they fit together."));
    }
  else
    {
      text = g_strdup (_ (
          "Each word exists, but together they do not fit: one is wrong or in the wrong place."));
    }

  gtk_label_set_text (self->message, text);
  if (unknown > 0 || (filled == count && !good))
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
  if (good)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "success");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "success");
  gtk_widget_set_sensitive (self->next, good);
}

static void
count_changed_cb (ImwRestoreStep *self)
{
  imw_word_grid_set_count (self->grid, 12 + 3 * gtk_drop_down_get_selected (self->count));
}

static void
next_clicked_cb (ImwRestoreStep *self)
{
  g_autoptr (ImwSecret) words = imw_word_grid_get_words (self->grid);

  imw_word_grid_clear (self->grid);
  g_signal_emit (self, signals[WORDS], 0, words);
}

static void
file_chosen_cb (GFile *file, gpointer user_data)
{
  g_signal_emit (user_data, signals[FILE_CHOSEN], 0, file);
}

static void
file_clicked_cb (ImwRestoreStep *self)
{
  imw_ui_choose_file (GTK_WIDGET (self), _ ("Open a backup file"), FALSE, NULL, file_chosen_cb,
                      self);
}

static void
imw_restore_step_class_init (ImwRestoreStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  /**
   * ImwRestoreStep::words:
   * @self: the step
   * @words: an #ImwSecret
   */
  signals[WORDS] = g_signal_new ("words", IMW_TYPE_RESTORE_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, IMW_TYPE_SECRET);
  /**
   * ImwRestoreStep::file:
   * @self: the step
   * @file: a backup
   */
  signals[FILE_CHOSEN] = g_signal_new ("file", IMW_TYPE_RESTORE_STEP, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);

  g_type_ensure (IMW_TYPE_WORD_GRID);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/restore-step.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwRestoreStep, count);
  gtk_widget_class_bind_template_child (widget_class, ImwRestoreStep, grid);
  gtk_widget_class_bind_template_child (widget_class, ImwRestoreStep, warning);
  gtk_widget_class_bind_template_child (widget_class, ImwRestoreStep, message);
  gtk_widget_class_bind_template_child (widget_class, ImwRestoreStep, next);
  gtk_widget_class_bind_template_callback (widget_class, grid_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, count_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_clicked_cb);
}

static void
imw_restore_step_init (ImwRestoreStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->count), _ ("Number of words"));
  grid_changed_cb (self);
}

/**
 * imw_restore_step_new:
 * @environment: practice warns not to type real words
 *
 * Returns: (transfer full): the step
 */
GtkWidget *
imw_restore_step_new (ImwEnvironment environment)
{
  ImwRestoreStep *self = g_object_new (IMW_TYPE_RESTORE_STEP, NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->warning), environment != IMW_ENVIRONMENT_MAIN);

  return GTK_WIDGET (self);
}
