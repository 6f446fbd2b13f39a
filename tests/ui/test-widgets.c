/* test-widgets.c: widgets that handle words, in this process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-help-window.h"
#include "imw-navigation.h"
#include "imw-onboarding-steps.h"
#include "imw-qr-paintable.h"
#include "imw-qr-reader.h"
#include "imw-resources.h"
#include "imw-ui.h"
#include "imw-word-grid.h"
#include "imw-words-view.h"

#include <string.h>

/* The first published BIP39 vector; nobody's money. */
static const char words_text[] = "abandon abandon abandon abandon abandon abandon "
                                 "abandon abandon abandon abandon abandon about";

static ImwSecret *
secret (const char *text)
{
  return imw_secret_new ((const guint8 *) text, strlen (text));
}

static void
test_words (void)
{
  g_autoptr (ImwSecret) words = secret (words_text);
  g_autoptr (ImwSecret) right = secret (" About ");
  g_autoptr (ImwSecret) wrong = secret ("abou");
  g_autoptr (ImwSecret) empty = secret ("");

  g_assert_cmpuint (imw_words_count (words), ==, 12);
  g_assert_cmpuint (imw_words_count (empty), ==, 0);
  g_assert_true (imw_words_nth_equals (words, 11, right));
  g_assert_false (imw_words_nth_equals (words, 0, right));
  g_assert_false (imw_words_nth_equals (words, 11, wrong));
  g_assert_false (imw_words_nth_equals (words, 11, empty));
  g_assert_false (imw_words_nth_equals (words, 12, right));
}

static void
test_words_view (void)
{
  g_autoptr (GtkWidget) view = g_object_ref_sink (imw_words_view_new ());
  g_autoptr (ImwSecret) words = secret (words_text);

  imw_words_view_set_words (IMW_WORDS_VIEW (view), words);
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Recovery words, not read aloud");
  imw_words_view_set_revealed (IMW_WORDS_VIEW (view), FALSE);
  g_assert_false (imw_words_view_get_revealed (IMW_WORDS_VIEW (view)));
}

static GtkWidget *
find_editable (GtkWidget *widget, guint *skip)
{
  if (GTK_IS_ENTRY (widget) && (*skip)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_editable (child, skip);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);

  return found;
}

static void
test_help_window (void)
{
  GtkWidget *window = imw_help_window_present (NULL, NULL);
  GtkWidget *search = find_type (window, GTK_TYPE_SEARCH_ENTRY);

  g_assert_nonnull (search);
  g_assert_nonnull (find_type (window, GTK_TYPE_LIST_BOX_ROW));
  gtk_editable_set_text (GTK_EDITABLE (search), "zzzz");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_null (find_type (window, GTK_TYPE_LIST_BOX_ROW));
  g_assert_nonnull (find_type (window, ADW_TYPE_STATUS_PAGE));
  gtk_editable_set_text (GTK_EDITABLE (search), "recovery words");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_null (find_type (window, ADW_TYPE_STATUS_PAGE));
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpstr (adw_window_title_get_title (
                       ADW_WINDOW_TITLE (find_type (window, ADW_TYPE_WINDOW_TITLE))),
                   !=, "Help");
  imw_help_window_open (IMW_HELP_WINDOW (window), "send");
  g_assert_cmpstr (adw_window_title_get_title (
                       ADW_WINDOW_TITLE (find_type (window, ADW_TYPE_WINDOW_TITLE))),
                   ==, "Send");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_word_grid (void)
{
  g_autoptr (GtkWidget) grid = g_object_ref_sink (imw_word_grid_new ());
  g_autoptr (ImwSecret) expected = secret (words_text);
  g_autoptr (ImwSecret) typed = NULL;
  guint      skip = 0;
  GtkWidget *first = find_editable (grid, &skip);

  g_assert_nonnull (first);
  g_assert_cmpuint (imw_word_grid_get_filled (IMW_WORD_GRID (grid)), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (first), words_text);
  g_assert_cmpuint (imw_word_grid_get_filled (IMW_WORD_GRID (grid)), ==, 12);
  g_assert_cmpuint (imw_word_grid_get_unknown (IMW_WORD_GRID (grid)), ==, 0);
  typed = imw_word_grid_get_words (IMW_WORD_GRID (grid));
  g_assert_true (imw_secret_equal (typed, expected));
  imw_word_grid_clear (IMW_WORD_GRID (grid));
  g_assert_cmpuint (imw_word_grid_get_filled (IMW_WORD_GRID (grid)), ==, 0);
}

static void
test_steps (void)
{
  g_autoptr (ImwSecret) words = secret (words_text);
  g_autoptr (GtkWidget) shown = g_object_ref_sink (imw_words_step_new ());
  g_autoptr (GtkWidget) quiz = g_object_ref_sink (imw_quiz_step_new (words));
  g_autoptr (GtkWidget)
      restore = g_object_ref_sink (imw_restore_step_new (IMW_ENVIRONMENT_PRACTICE, TRUE));

  imw_words_step_set_words (IMW_WORDS_STEP (shown), words);
  g_assert_nonnull (quiz);
  g_assert_nonnull (restore);
}

static void
test_navigation (void)
{
  g_autoptr (GtkWidget)
      navigation = g_object_ref_sink (imw_navigation_new (gtk_label_new ("a"), "A"));
  ImwNavigation *self = IMW_NAVIGATION (navigation);

  g_assert_false (imw_navigation_pop (self));
  imw_navigation_push (self, gtk_label_new ("b"), "B");
  imw_navigation_push (self, gtk_label_new ("c"), "C");
  g_assert_cmpstr (imw_navigation_get_title (self), ==, "C");
  g_assert_true (imw_navigation_pop (self));
  g_assert_cmpstr (imw_navigation_get_title (self), ==, "B");
  imw_navigation_pop_all (self);
  g_assert_cmpuint (imw_navigation_get_depth (self), ==, 1);
}

/* What we draw as a QR code, an independent reader reads back. */
static void
test_qr (void)
{
  const char *text =
      "bitcoin:prac1qmevt79ex5qjthhs93z376excc9xfer79xfdndj?amount=0.015&message=%E5%92%96";
  g_autoptr (ImwQrPaintable) code = imw_qr_paintable_new (text);
  g_autoptr (GdkTexture) texture = imw_qr_paintable_to_texture (code, 6);
  g_autoptr (GError) error = NULL;
  g_autofree char *read = imw_qr_read_texture (texture, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (read, ==, text);
}

int
main (int argc, char **argv)
{
  gtk_disable_setlocale ();
  gtk_test_init (&argc, &argv);
  adw_init ();
  imw_register_resource ();
  g_test_add_func ("/widgets/words", test_words);
  g_test_add_func ("/widgets/help", test_help_window);
  g_test_add_func ("/widgets/words-view", test_words_view);
  g_test_add_func ("/widgets/word-grid", test_word_grid);
  g_test_add_func ("/widgets/steps", test_steps);
  g_test_add_func ("/widgets/navigation", test_navigation);
  g_test_add_func ("/widgets/qr", test_qr);

  return g_test_run ();
}
