/* imw-words-view.c: recovery words, drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-words-view"

#include "config.h"

#include "imw-words-view.h"
#include "imw-ui.h"

#include <glib/gi18n.h>
#include <string.h>

#define CELL_HEIGHT 40
#define CELL_WIDTH  150
#define GAP         8

/**
 * ImwWordsView:
 *
 * Draws numbered words straight from an #ImwSecret: they are in no label, no selection and, until
 * they are to be read aloud, not in the accessibility tree. Hides itself when the window loses the
 * focus, until it is told to show them again. Main thread.
 */

struct _ImwWordsView
{
  GtkWidget parent_instance;

  ImwSecret *words; /* (nullable) */
  guint      n_words;
  gboolean   revealed;
  GtkWindow *window; /* (nullable) not owned: whose focus is watched */
};

enum
{
  PROP_0,
  PROP_REVEALED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ImwWordsView, imw_words_view, GTK_TYPE_WIDGET)

/* The next word at or after *position; FALSE at the end. */
static gboolean
next_word (const guint8 *data, gsize length, gsize *position, gsize *start, gsize *word_length)
{
  gsize i = *position;

  while (i < length && g_ascii_isspace ((gchar) data[i]))
    i++;
  *start = i;
  while (i < length && !g_ascii_isspace ((gchar) data[i]))
    i++;
  *word_length = i - *start;
  *position = i;

  return *word_length > 0;
}

/**
 * imw_words_count:
 * @words: words with white space between them
 *
 * Returns: how many
 */
guint
imw_words_count (ImwSecret *words)
{
  const guint8 *data = imw_secret_open (words);
  gsize         length = imw_secret_get_length (words);
  gsize         position = 0, start, word_length;
  guint         n = 0;

  while (next_word (data, length, &position, &start, &word_length))
    n++;
  imw_secret_close (words);

  return n;
}

/**
 * imw_words_nth_equals:
 * @words: words with white space between them
 * @n: which one, from 0
 * @typed: what was typed; white space around it and capital letters do not count
 *
 * Returns: whether it is that word
 */
gboolean
imw_words_nth_equals (ImwSecret *words, guint n, ImwSecret *typed)
{
  const guint8 *data = imw_secret_open (words);
  const guint8 *guess = imw_secret_open (typed);
  gsize         position = 0, guess_position = 0, start, length, guess_start, guess_length;
  gboolean      found = TRUE;
  gboolean      equal = FALSE;

  for (guint i = 0; found && i <= n; i++)
    found = next_word (data, imw_secret_get_length (words), &position, &start, &length);
  if (found && next_word (guess, imw_secret_get_length (typed), &guess_position, &guess_start,
                          &guess_length))
    equal = length == guess_length &&
            g_ascii_strncasecmp ((const char *) data + start, (const char *) guess + guess_start,
                                 length) == 0;
  imw_secret_close (typed);
  imw_secret_close (words);

  return equal;
}

static guint
columns_for (ImwWordsView *self, int width)
{
  guint columns = (guint) MAX (1, (width + GAP) / (CELL_WIDTH + GAP));

  columns = MIN (columns, 4);
  if (self->n_words > 0)
    {
      while (columns > 1 && self->n_words % columns != 0)
        columns--;
    }

  return columns;
}

static void
draw_cell (ImwWordsView *self,
           GtkSnapshot  *snapshot,
           guint         index,
           const guint8 *word,
           gsize         length,
           float         x,
           float         y,
           float         width)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  g_autofree char *number = g_strdup_printf ("%u", index + 1);
  GdkRGBA          color, dim, back;
  GskRoundedRect   rect;
  int              layout_width, layout_height;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  dim = color;
  dim.alpha *= 0.55f;
  back = color;
  back.alpha *= 0.08f;
  gsk_rounded_rect_init_from_rect (&rect, &GRAPHENE_RECT_INIT (x, y, width, CELL_HEIGHT), 8);
  gtk_snapshot_push_rounded_clip (snapshot, &rect);
  gtk_snapshot_append_color (snapshot, &back, &rect.bounds);
  gtk_snapshot_pop (snapshot);

  pango_layout_set_text (layout, number, -1);
  pango_layout_get_pixel_size (layout, &layout_width, &layout_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (x + 30 - (float) layout_width,
                                                y + (CELL_HEIGHT - (float) layout_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &dim);
  gtk_snapshot_restore (snapshot);

  if (word != NULL)
    pango_layout_set_text (layout, (const char *) word, (int) length);
  else
    pango_layout_set_text (layout, "••••••", -1);
  pango_layout_get_pixel_size (layout, &layout_width, &layout_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (x + 42, y + (CELL_HEIGHT - (float) layout_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
imw_words_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ImwWordsView *self = IMW_WORDS_VIEW (widget);
  guint         columns = columns_for (self, gtk_widget_get_width (widget));
  guint         rows;
  float         width;
  const guint8 *data;
  gsize         position = 0, start = 0, length = 0;

  if (self->words == NULL || self->n_words == 0)
    return;

  rows = (self->n_words + columns - 1) / columns;
  width = ((float) gtk_widget_get_width (widget) - (float) ((columns - 1) * GAP)) / (float) columns;
  data = imw_secret_open (self->words);
  for (guint i = 0; i < self->n_words; i++)
    {
      guint    column = i / rows;
      guint    row = i % rows;
      gboolean found =
          next_word (data, imw_secret_get_length (self->words), &position, &start, &length);

      /* down the columns, as people read lists */
      draw_cell (self, snapshot, i, found && self->revealed ? data + start : NULL, length,
                 (float) column * (width + GAP), (float) row * (CELL_HEIGHT + GAP),
                 width);
    }
  imw_secret_close (self->words);
}

static GtkSizeRequestMode
imw_words_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
imw_words_view_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  ImwWordsView *self = IMW_WORDS_VIEW (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = CELL_WIDTH;
      *natural = 4 * CELL_WIDTH + 3 * GAP;
    }
  else
    {
      guint columns = columns_for (self, for_size > 0 ? for_size : 3 * CELL_WIDTH + 2 * GAP);
      guint rows = (MAX (self->n_words, 1) + columns - 1) / columns;

      *minimum = *natural = (int) (rows * (CELL_HEIGHT + GAP)) - GAP;
    }
}

static void
active_changed_cb (ImwWordsView *self)
{
  if (self->window != NULL && !gtk_window_is_active (self->window))
    imw_words_view_set_revealed (self, FALSE);
}

static void
imw_words_view_root (GtkWidget *widget)
{
  ImwWordsView *self = IMW_WORDS_VIEW (widget);
  GtkRoot      *root;

  GTK_WIDGET_CLASS (imw_words_view_parent_class)->root (widget);

  root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (root))
    {
      self->window = GTK_WINDOW (root);
      g_signal_connect_swapped (root, "notify::is-active", G_CALLBACK (active_changed_cb), self);
    }
}

static void
imw_words_view_unroot (GtkWidget *widget)
{
  ImwWordsView *self = IMW_WORDS_VIEW (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  self->window = NULL;

  GTK_WIDGET_CLASS (imw_words_view_parent_class)->unroot (widget);
}

static void
imw_words_view_dispose (GObject *object)
{
  ImwWordsView *self = IMW_WORDS_VIEW (object);

  g_clear_pointer (&self->words, imw_secret_unref);

  G_OBJECT_CLASS (imw_words_view_parent_class)->dispose (object);
}

static void
imw_words_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ImwWordsView *self = IMW_WORDS_VIEW (object);

  switch (prop_id)
    {
    case PROP_REVEALED:
      g_value_set_boolean (value, self->revealed);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_words_view_class_init (ImwWordsViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = imw_words_view_dispose;
  object_class->get_property = imw_words_view_get_property;
  widget_class->snapshot = imw_words_view_snapshot;
  widget_class->measure = imw_words_view_measure;
  widget_class->get_request_mode = imw_words_view_get_request_mode;
  widget_class->root = imw_words_view_root;
  widget_class->unroot = imw_words_view_unroot;

  /**
   * ImwWordsView:revealed:
   *
   * Whether the words are seen.
   */
  properties[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "words");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
imw_words_view_init (ImwWordsView *self)
{
  self->revealed = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  imw_ui_set_name (GTK_WIDGET (self), _ ("Recovery words, not read aloud"));
}

/**
 * imw_words_view_new:
 *
 * Returns: (transfer full): a view without words
 */
GtkWidget *
imw_words_view_new (void)
{
  return g_object_new (IMW_TYPE_WORDS_VIEW, NULL);
}

/**
 * imw_words_view_set_words:
 * @self: a view
 * @words: (nullable): words with white space between them
 */
void
imw_words_view_set_words (ImwWordsView *self, ImwSecret *words)
{
  g_return_if_fail (IMW_IS_WORDS_VIEW (self));

  g_clear_pointer (&self->words, imw_secret_unref);
  self->words = words != NULL ? imw_secret_ref (words) : NULL;
  self->n_words = words != NULL ? imw_words_count (words) : 0;
  imw_ui_set_name (GTK_WIDGET (self), _ ("Recovery words, not read aloud"));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * imw_words_view_set_revealed:
 * @self: a view
 * @revealed: whether the words are drawn
 */
void
imw_words_view_set_revealed (ImwWordsView *self, gboolean revealed)
{
  g_return_if_fail (IMW_IS_WORDS_VIEW (self));

  if (self->revealed == revealed)
    return;

  self->revealed = revealed;
  if (!revealed)
    imw_ui_set_name (GTK_WIDGET (self), _ ("Recovery words, not read aloud"));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVEALED]);
}

/**
 * imw_words_view_get_revealed:
 * @self: a view
 *
 * Returns: whether the words are drawn
 */
gboolean
imw_words_view_get_revealed (ImwWordsView *self)
{
  g_return_val_if_fail (IMW_IS_WORDS_VIEW (self), FALSE);

  return self->revealed;
}

/**
 * imw_words_view_read_aloud:
 * @self: a view
 *
 * Gives the words to the screen reader, because the user asked for it.
 */
void
imw_words_view_read_aloud (ImwWordsView *self)
{
  GString      *text;
  const guint8 *data;
  gsize         position = 0, start, length;
  guint         n = 0;

  g_return_if_fail (IMW_IS_WORDS_VIEW (self));

  if (self->words == NULL)
    return;

  text = g_string_sized_new (24 * 16);
  data = imw_secret_open (self->words);
  while (next_word (data, imw_secret_get_length (self->words), &position, &start, &length))
    {
      g_string_append_printf (text, "%s%u %.*s", n > 0 ? ", " : "", n + 1, (int) length,
                              (const char *) data + start);
      n++;
    }
  imw_secret_close (self->words);
  imw_ui_set_name (GTK_WIDGET (self), text->str);
  explicit_bzero (text->str, text->allocated_len);
  g_string_free (text, TRUE);
}
