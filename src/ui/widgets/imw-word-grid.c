/* imw-word-grid.c: recovery words, typed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-word-grid"

#include "config.h"

#include "imw-word-grid.h"
#include "imw-ui.h"

#include "imw-bip39.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_WORDS       24
#define MAX_SUGGESTIONS 5
#define WIDE_SPACE      "\u3000" /* between Chinese words */

/**
 * ImwWordGrid:
 *
 * One numbered entry a word, on locked memory, with completion from the word lists. Several words
 * pasted into one entry spread over the following ones. Main thread.
 */

struct _ImwWordGrid
{
  AdwBin parent_instance;

  GtkFlowBox *flow;
  GtkBox     *suggestions;
  GtkEntry   *entries[MAX_WORDS];
  GtkWidget  *cells[MAX_WORDS];
  guint       n_words;
  guint       focused;
  gboolean    spreading;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwWordGrid, imw_word_grid, ADW_TYPE_BIN)

static gboolean
word_is_known (const char *word)
{
  return imw_bip39_find (IMW_BIP39_ENGLISH, word) >= 0 ||
         imw_bip39_find (IMW_BIP39_CHINESE_SIMPLIFIED, word) >= 0 ||
         imw_bip39_find (IMW_BIP39_CHINESE_TRADITIONAL, word) >= 0;
}

static const char *
get_word (ImwWordGrid *self, guint index)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entries[index]));
}

static void
mark (ImwWordGrid *self, guint index)
{
  const char *word = get_word (self, index);
  gboolean    wrong = *word != '\0' && !word_is_known (word);

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->entries[index]), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entries[index]), "error");
}

static void
suggestion_clicked_cb (GtkButton *button, ImwWordGrid *self)
{
  guint index = self->focused;

  gtk_editable_set_text (GTK_EDITABLE (self->entries[index]), gtk_button_get_label (button));
  mark (self, index);
  if (index + 1 < self->n_words)
    gtk_widget_grab_focus (GTK_WIDGET (self->entries[index + 1]));
}

/* The list strings are public, so the buttons hold nothing that was typed beyond its beginning. */
static void
update_suggestions (ImwWordGrid *self)
{
  const char *word = get_word (self, self->focused);
  GtkWidget  *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->suggestions))) != NULL)
    gtk_box_remove (self->suggestions, child);
  if (*word == '\0')
    return;

  for (int list = IMW_BIP39_ENGLISH; list <= IMW_BIP39_CHINESE_TRADITIONAL; list++)
    {
      g_autoptr (GPtrArray) found = NULL;

      if (g_ascii_isalpha (word[0]) != (list == IMW_BIP39_ENGLISH))
        continue;
      found = imw_bip39_complete ((ImwBip39List) list, word, MAX_SUGGESTIONS);
      if (found == NULL || found->len == 0)
        continue;
      for (guint i = 0; i < found->len; i++)
        {
          GtkWidget *button = gtk_button_new_with_label (g_ptr_array_index (found, i));

          gtk_widget_add_css_class (button, "flat");
          gtk_widget_set_can_focus (button, FALSE);
          g_signal_connect (button, "clicked", G_CALLBACK (suggestion_clicked_cb), self);
          gtk_box_append (self->suggestions, button);
        }
      break;
    }
}

/* Several words in one entry: one each from here on. The pieces are wiped again. */
static void
spread (ImwWordGrid *self, guint index)
{
  const char *text = get_word (self, index);
  gsize       length = text != NULL ? strlen (text) : 0;
  char       *copy = g_strndup (text != NULL ? text : "", length);
  char       *position = copy;
  char       *wide;
  char       *word;

  g_strdelimit (copy, "\t\r\n", ' ');
  while ((wide = strstr (copy, WIDE_SPACE)) != NULL)
    memset (wide, ' ', strlen (WIDE_SPACE));
  self->spreading = TRUE;
  while ((word = strsep (&position, " ")) != NULL && index < self->n_words)
    {
      if (*word == '\0')
        continue;
      gtk_editable_set_text (GTK_EDITABLE (self->entries[index]), word);
      mark (self, index);
      index++;
    }
  self->spreading = FALSE;
  explicit_bzero (copy, length);
  g_free (copy);
  gtk_widget_grab_focus (GTK_WIDGET (self->entries[MIN (index, self->n_words - 1)]));
}

static void
entry_changed_cb (GtkEditable *entry, ImwWordGrid *self)
{
  guint       index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (entry), "index"));
  const char *text = gtk_editable_get_text (entry);

  if (self->spreading)
    return;

  if (strpbrk (text, " \t\r\n") != NULL || strstr (text, WIDE_SPACE) != NULL)
    spread (self, index);
  self->focused = index;
  update_suggestions (self);
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
focus_changed_cb (GtkEventControllerFocus *focus, ImwWordGrid *self)
{
  GtkWidget *entry = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus));

  self->focused = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (entry), "index"));
  for (guint i = 0; i < self->n_words; i++)
    {
      if (i != self->focused)
        mark (self, i);
    }
  update_suggestions (self);
}

static void
entry_activated_cb (GtkEntry *entry, ImwWordGrid *self)
{
  guint      index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (entry), "index"));
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->suggestions));

  if (first != NULL && !word_is_known (get_word (self, index)))
    suggestion_clicked_cb (GTK_BUTTON (first), self);
  else if (index + 1 < self->n_words)
    gtk_widget_grab_focus (GTK_WIDGET (self->entries[index + 1]));
}

static void
add_cell (ImwWordGrid *self, guint index)
{
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new ();
  g_autofree char    *number = g_strdup_printf ("%u", index + 1);
  g_autofree char    *name = g_strdup_printf (_ ("Word %u"), index + 1);
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget          *label = gtk_label_new (number);
  GtkWidget          *entry = gtk_entry_new_with_buffer (buffer);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_label_set_width_chars (GTK_LABEL (label), 2);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_PASSWORD);
  gtk_entry_set_input_hints (GTK_ENTRY (entry),
                             GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_NO_EMOJI |
                                 GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_LOWERCASE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 9);
  gtk_widget_set_hexpand (entry, TRUE);
  g_object_set_data (G_OBJECT (entry), "index", GUINT_TO_POINTER (index));
  imw_ui_set_name (entry, name);
  g_signal_connect (entry, "changed", G_CALLBACK (entry_changed_cb), self);
  g_signal_connect (entry, "activate", G_CALLBACK (entry_activated_cb), self);
  g_signal_connect (focus, "enter", G_CALLBACK (focus_changed_cb), self);
  gtk_widget_add_controller (entry, focus);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_flow_box_append (self->flow, box);
  self->entries[index] = GTK_ENTRY (entry);
  self->cells[index] = gtk_widget_get_parent (box);
  gtk_widget_set_focusable (self->cells[index], FALSE);
}

static void
imw_word_grid_class_init (ImwWordGridClass *klass)
{
  /**
   * ImwWordGrid::changed:
   * @self: the grid
   */
  signals[CHANGED] = g_signal_new ("changed", IMW_TYPE_WORD_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
imw_word_grid_init (ImwWordGrid *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->flow = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->flow, GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (self->flow, TRUE);
  gtk_flow_box_set_min_children_per_line (self->flow, 2);
  gtk_flow_box_set_max_children_per_line (self->flow, 4);
  gtk_flow_box_set_row_spacing (self->flow, 4);
  for (guint i = 0; i < MAX_WORDS; i++)
    add_cell (self, i);
  self->suggestions = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4));
  gtk_widget_set_size_request (GTK_WIDGET (self->suggestions), -1, 36);
  gtk_widget_set_halign (GTK_WIDGET (self->suggestions), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->flow));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->suggestions));
  adw_bin_set_child (ADW_BIN (self), box);
  imw_word_grid_set_count (self, 12);
}

/**
 * imw_word_grid_new:
 *
 * Returns: (transfer full): a grid of 12
 */
GtkWidget *
imw_word_grid_new (void)
{
  return g_object_new (IMW_TYPE_WORD_GRID, NULL);
}

/**
 * imw_word_grid_set_count:
 * @self: a grid
 * @n_words: 12, 15, 18, 21 or 24
 */
void
imw_word_grid_set_count (ImwWordGrid *self, guint n_words)
{
  g_return_if_fail (IMW_IS_WORD_GRID (self));

  self->n_words = MIN (n_words, MAX_WORDS);
  for (guint i = 0; i < MAX_WORDS; i++)
    gtk_widget_set_visible (self->cells[i], i < self->n_words);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * imw_word_grid_get_count:
 * @self: a grid
 *
 * Returns: how many entries there are
 */
guint
imw_word_grid_get_count (ImwWordGrid *self)
{
  return self->n_words;
}

/**
 * imw_word_grid_clear:
 * @self: a grid
 *
 * Empties all entries.
 */
void
imw_word_grid_clear (ImwWordGrid *self)
{
  g_return_if_fail (IMW_IS_WORD_GRID (self));

  for (guint i = 0; i < MAX_WORDS; i++)
    gtk_editable_set_text (GTK_EDITABLE (self->entries[i]), "");
}

/**
 * imw_word_grid_get_filled:
 * @self: a grid
 *
 * Returns: how many entries hold a word of a list
 */
guint
imw_word_grid_get_filled (ImwWordGrid *self)
{
  guint n = 0;

  g_return_val_if_fail (IMW_IS_WORD_GRID (self), 0);

  for (guint i = 0; i < self->n_words; i++)
    n += word_is_known (get_word (self, i)) ? 1 : 0;

  return n;
}

/**
 * imw_word_grid_get_unknown:
 * @self: a grid
 *
 * Returns: the place of the first word that is in no list, from 1; 0 when there is none. The entry
 *   that has the focus does not count while a word still begins like it.
 */
guint
imw_word_grid_get_unknown (ImwWordGrid *self)
{
  g_return_val_if_fail (IMW_IS_WORD_GRID (self), 0);

  for (guint i = 0; i < self->n_words; i++)
    {
      const char *word = get_word (self, i);

      if (*word == '\0' || word_is_known (word))
        continue;
      if (i == self->focused && gtk_widget_get_first_child (GTK_WIDGET (self->suggestions)) != NULL)
        continue;

      return i + 1;
    }

  return 0;
}

static gboolean
fill_words (guint8 *data, gsize length, gpointer user_data, GError **error)
{
  ImwWordGrid *self = IMW_WORD_GRID (user_data);
  gsize        position = 0;

  for (guint i = 0; i < self->n_words; i++)
    {
      const char *word = get_word (self, i);
      gsize       word_length = strlen (word);

      if (i > 0)
        data[position++] = ' ';
      memcpy (data + position, word, word_length);
      position += word_length;
    }

  return position == length;
}

/**
 * imw_word_grid_get_words:
 * @self: a grid
 *
 * Returns: (transfer full): all words, one space between them
 */
ImwSecret *
imw_word_grid_get_words (ImwWordGrid *self)
{
  gsize length = self->n_words - 1;

  g_return_val_if_fail (IMW_IS_WORD_GRID (self), NULL);

  for (guint i = 0; i < self->n_words; i++)
    length += strlen (get_word (self, i));

  return imw_secret_new_filled (length, fill_words, self, NULL);
}
