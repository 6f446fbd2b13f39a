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

#define FIRST_YEAR 2015 /* no network that asks for it is older */

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
  GtkWidget   *birthday_row;
  GtkDropDown *year; /* the first entry is "not known" */
  GtkDropDown *month;
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
year_changed_cb (ImwRestoreStep *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->month), gtk_drop_down_get_selected (self->year) > 0);
}

static void
fill_years (ImwRestoreStep *self)
{
  g_autoptr (GtkStringList) years = gtk_string_list_new (NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  gtk_string_list_append (years, _ ("I don't know"));
  for (int year = g_date_time_get_year (now); year >= FIRST_YEAR; year--)
    {
      g_autofree char *text = g_strdup_printf ("%d", year);

      gtk_string_list_append (years, text);
    }
  gtk_drop_down_set_model (self->year, G_LIST_MODEL (years));
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
  gtk_widget_class_bind_template_child (widget_class, ImwRestoreStep, birthday_row);
  gtk_widget_class_bind_template_child (widget_class, ImwRestoreStep, year);
  gtk_widget_class_bind_template_child (widget_class, ImwRestoreStep, month);
  gtk_widget_class_bind_template_callback (widget_class, grid_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, count_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, year_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, file_clicked_cb);
}

static void
imw_restore_step_init (ImwRestoreStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->count), _ ("Number of words"));
  imw_ui_set_name (GTK_WIDGET (self->year), _ ("Year of the first use"));
  imw_ui_set_name (GTK_WIDGET (self->month), _ ("Month of the first use"));
  fill_years (self);
  grid_changed_cb (self);
}

/**
 * imw_restore_step_new:
 * @environment: practice warns not to type real words
 * @ask_birthday: whether history goes back to a date on any network
 *
 * Returns: (transfer full): the step
 */
GtkWidget *
imw_restore_step_new (ImwEnvironment environment, gboolean ask_birthday)
{
  ImwRestoreStep *self = g_object_new (IMW_TYPE_RESTORE_STEP, NULL);

  gtk_widget_set_visible (self->birthday_row, ask_birthday);
  gtk_widget_set_visible (GTK_WIDGET (self->warning), environment != IMW_ENVIRONMENT_MAIN);

  return GTK_WIDGET (self);
}

/**
 * imw_restore_step_get_birthday_ms:
 * @self: the step
 *
 * Returns: the beginning of the month in which the wallet was first used, less a day for other time
 *   zones; 0 when that is not known
 */
gint64
imw_restore_step_get_birthday_ms (ImwRestoreStep *self)
{
  guint      year;
  GDateTime *now;
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) birthday = NULL;

  g_return_val_if_fail (IMW_IS_RESTORE_STEP (self), 0);

  year = gtk_drop_down_get_selected (self->year);
  if (year == 0 || year == GTK_INVALID_LIST_POSITION)
    return 0;

  now = g_date_time_new_now_utc ();
  start = g_date_time_new_utc (g_date_time_get_year (now) + 1 - (int) year,
                               1 + (int) gtk_drop_down_get_selected (self->month), 1, 0, 0, 0);
  g_date_time_unref (now);
  birthday = g_date_time_add_days (start, -1);

  return g_date_time_to_unix (birthday) * 1000;
}
