/* imw-field-form.c: what a provider asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-field-form"

#include "config.h"

#include "imw-field-form.h"
#include "imw-field-check.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_FILE_BYTES (10 * 1024 * 1024)
#define SENDER_PREFIX  "sender."

/**
 * ImwFieldForm:
 *
 * One row a field, its widget by the field's type; what is typed is checked by the rules of the country when the row is left. Main
 * thread. Signal "changed".
 */

struct _ImwFieldForm
{
  AdwBin parent_instance;

  GPtrArray  *rows; /* (element-type FormRow) */
  char       *country;
  char       *method;
  GtkListBox *list;
};

typedef struct
{
  ImwFieldForm       *form; /* not owned */
  ImwField           *field;
  GtkWidget          *row;
  GtkEventController *focus; /* (nullable) */
  GtkLabel           *fault;
  char               *title;
  GBytes             *file; /* (nullable) */
  gboolean            left; /* a person has been there */
} FormRow;

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwFieldForm, imw_field_form, ADW_TYPE_BIN)

static void
form_row_free (FormRow *self)
{
  /* the keyboard leaves a row while it is taken away, too */
  g_signal_handlers_disconnect_by_data (self->row, self);
  if (self->focus != NULL)
    g_signal_handlers_disconnect_by_data (self->focus, self);
  g_clear_object (&self->focus);
  g_clear_object (&self->row);
  g_clear_pointer (&self->field, imw_field_free);
  g_clear_pointer (&self->file, g_bytes_unref);
  g_free (self->title);
  g_free (self);
}

static char *
dup_text (FormRow *self)
{
  char *text = NULL;

  switch (self->field->type)
    {
    case IMW_FIELD_TEXT:
    case IMW_FIELD_NUMBER:
    case IMW_FIELD_DATE:
      text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->row))));
      break;
    case IMW_FIELD_CHOICE:
      {
        guint place = adw_combo_row_get_selected (ADW_COMBO_ROW (self->row));

        /* the first says that nothing is chosen */
        text = g_strdup (place == 0 || place == GTK_INVALID_LIST_POSITION
                             ? ""
                             : self->field->choices[place - 1]);
        break;
      }
    case IMW_FIELD_BINARY:
      text = g_strdup ("");
      break;
    }

  return text;
}

static ImwFieldFault
find_fault (FormRow *self, GHashTable *values)
{
  g_autofree char *text = NULL;

  if (self->field->type == IMW_FIELD_BINARY)
    return self->file != NULL || self->field->optional ? IMW_FIELD_FINE : IMW_FIELD_EMPTY;

  text = dup_text (self);

  return imw_field_check (self->field, self->form->country, self->form->method, text, values);
}

static GHashTable *
dup_typed (ImwFieldForm *self)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < self->rows->len; i++)
    {
      FormRow *row = g_ptr_array_index (self->rows, i);

      g_hash_table_insert (values, g_strdup (row->field->name), dup_text (row));
    }

  return values;
}

static void
show_fault (FormRow *self, ImwFieldFault fault)
{
  gtk_label_set_text (self->fault, imw_words_field_fault (fault));
  gtk_widget_set_visible (GTK_WIDGET (self->fault), fault != IMW_FIELD_FINE);
  if (fault != IMW_FIELD_FINE)
    gtk_widget_add_css_class (self->row, "error");
  else
    gtk_widget_remove_css_class (self->row, "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_STATE_INVALID,
      fault != IMW_FIELD_FINE ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
look (FormRow *self)
{
  g_autoptr (GHashTable) values = dup_typed (self->form);

  show_fault (self, find_fault (self, values));
}

static void
row_changed_cb (FormRow *self)
{
  if (self->left)
    look (self);
  g_signal_emit (self->form, signals[CHANGED], 0);
}

static void
row_left_cb (FormRow *self)
{
  g_autofree char *text = dup_text (self);

  /* an empty row is no fault before somebody wants to go on */
  if (*text == '\0')
    return;

  self->left = TRUE;
  look (self);
}

/* Where two people take part, what is about the user says so. */
static char *
dup_title (FormRow *self)
{
  const char *name = self->field->name;
  const char *title = imw_words_field (name, self->form->country, self->form->method);

  if (title != NULL)
    return g_strdup (title);

  if (g_str_has_prefix (name, SENDER_PREFIX))
    {
      name += strlen (SENDER_PREFIX);
      title = imw_words_field (name, self->form->country, self->form->method);

      /* Translators: the title of a field that asks about the user, not about the recipient */
      return g_strdup_printf (_ ("%s (about you)"), title != NULL ? title : name);
    }

  return g_strdup (self->field->description != NULL ? self->field->description : name);
}

static GtkWidget *
make_entry (FormRow *self)
{
  GtkWidget          *row = adw_entry_row_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_autofree char    *title = self->field->optional
                               /* Translators: a field of a form that may stay empty */
                                  ? g_strdup_printf (_ ("%s (optional)"), self->title)
                                  : g_strdup (self->title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (row_changed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (row_left_cb), self);
  self->focus = g_object_ref (focus);
  gtk_widget_add_controller (row, focus);

  return row;
}

static void
day_selected_cb (FormRow *self, GtkCalendar *calendar)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");
  GtkWidget       *popover = gtk_widget_get_ancestor (GTK_WIDGET (calendar), GTK_TYPE_POPOVER);

  gtk_editable_set_text (GTK_EDITABLE (self->row), text);
  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
add_calendar (FormRow *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *calendar = gtk_calendar_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  imw_ui_set_name (button, _ ("Choose a day"));
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->row), button);
  g_signal_connect_swapped (calendar, "day-selected", G_CALLBACK (day_selected_cb), self);
}

static GtkWidget *
make_choice (FormRow *self)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);

  gtk_string_list_append (model, _ ("Choose"));
  for (guint i = 0; self->field->choices != NULL && self->field->choices[i] != NULL; i++)
    gtk_string_list_append (model, imw_words_choice (self->field->name, self->field->choices[i]));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), self->title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (row_changed_cb), self);

  return row;
}

static void
file_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) row = GTK_WIDGET (user_data);
  FormRow *self = g_object_get_data (G_OBJECT (row), "form-row");
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (object));
  char            *data;
  gsize            length;

  if (self == NULL)
    return;

  if (!g_file_load_contents_finish (G_FILE (object), result, &data, &length, NULL, &error))
    {
      imw_ui_toast_error (row, error, IMW_DOING_FILE);
      return;
    }
  g_clear_pointer (&self->file, g_bytes_unref);
  self->file = g_bytes_new_take (data, length);
  if (length > MAX_FILE_BYTES)
    {
      g_clear_pointer (&self->file, g_bytes_unref);
      imw_ui_toast (row, _ ("The file is larger than 10 MB."));
      return;
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), name);
  row_changed_cb (self);
}

static void
file_chosen_cb (GFile *file, gpointer user_data)
{
  FormRow *self = user_data;

  g_file_load_contents_async (file, NULL, file_read_cb, g_object_ref (self->row));
}

static void
file_clicked_cb (FormRow *self)
{
  imw_ui_choose_file (self->row, self->title, FALSE, NULL, file_chosen_cb, self);
}

static GtkWidget *
make_file (FormRow *self)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *button = gtk_button_new_with_label (_ ("Choose file"));
  g_autofree char *name = g_strdup_printf ("%s: %s", _ ("Choose file"), self->title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), self->title);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  imw_ui_set_name (button, name);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_object_set_data (G_OBJECT (row), "form-row", self);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (file_clicked_cb), self);

  return row;
}

static GtkWidget *
make_widget (FormRow *self)
{
  GtkWidget *row = NULL;

  switch (self->field->type)
    {
    case IMW_FIELD_TEXT:
      row = make_entry (self);
      break;
    case IMW_FIELD_NUMBER:
      row = make_entry (self);
      adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), GTK_INPUT_PURPOSE_NUMBER);
      break;
    case IMW_FIELD_DATE:
      row = make_entry (self);
      break;
    case IMW_FIELD_CHOICE:
      row = make_choice (self);
      break;
    case IMW_FIELD_BINARY:
      row = make_file (self);
      break;
    }

  return row;
}

static GtkWidget *
make_note (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, style);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 4);
  gtk_widget_set_margin_bottom (label, 8);

  return label;
}

/* What helps: how it looks, else what the provider says of it in its own words. */
static char *
dup_hint (FormRow *self)
{
  const char *hint =
      imw_words_field_hint (self->field->name, self->form->country, self->form->method);
  gboolean known =
      imw_words_field (self->field->name, self->form->country, self->form->method) != NULL;
  const char *theirs = known ? self->field->description : NULL;

  if (theirs == NULL || *theirs == '\0' || *hint != '\0')
    return g_strdup (hint);

  return g_strdup_printf (_ ("The provider says: “%s”"), theirs);
}

static void
add_note_row (ImwFieldForm *self, GtkWidget *note)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), note);
  gtk_widget_add_css_class (row, "note-row");
  g_object_bind_property (note, "visible", row, "visible", G_BINDING_SYNC_CREATE);
  gtk_list_box_append (self->list, row);
}

static void
add_field (ImwFieldForm *self, const ImwField *field)
{
  FormRow         *row = g_new0 (FormRow, 1);
  g_autofree char *hint = NULL;
  GtkWidget       *fault = make_note ("", "error");

  row->form = self;
  row->field = imw_field_copy (field);
  row->title = dup_title (row);
  g_ptr_array_add (self->rows, row);
  row->row = g_object_ref_sink (make_widget (row));
  row->fault = GTK_LABEL (fault);
  if (field->type == IMW_FIELD_DATE)
    add_calendar (row);
  gtk_list_box_append (self->list, row->row);
  hint = dup_hint (row);
  if (*hint != '\0')
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (row->row),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint, -1);
      add_note_row (self, make_note (hint, "dim-label"));
    }
  gtk_widget_set_visible (fault, FALSE);
  add_note_row (self, fault);
  if (field->error != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("Not accepted: “%s”"), field->error);

      gtk_label_set_text (row->fault, text);
      gtk_widget_set_visible (fault, TRUE);
    }
}

static void
imw_field_form_dispose (GObject *object)
{
  g_ptr_array_set_size (IMW_FIELD_FORM (object)->rows, 0);

  G_OBJECT_CLASS (imw_field_form_parent_class)->dispose (object);
}

static void
imw_field_form_finalize (GObject *object)
{
  ImwFieldForm *self = IMW_FIELD_FORM (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->country);
  g_free (self->method);

  G_OBJECT_CLASS (imw_field_form_parent_class)->finalize (object);
}

static void
imw_field_form_class_init (ImwFieldFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_field_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_field_form_finalize;
  /**
   * ImwFieldForm::changed:
   *
   * Something was typed or chosen.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
imw_field_form_init (ImwFieldForm *self)
{
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) form_row_free);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

/**
 * imw_field_form_new:
 *
 * Returns: (transfer floating): an empty form
 */
GtkWidget *
imw_field_form_new (void)
{
  return g_object_new (IMW_TYPE_FIELD_FORM, NULL);
}

/**
 * imw_field_form_set_fields:
 * @self: a form
 * @fields: (element-type ImwField): what is asked
 * @country: (nullable): alpha-3
 * @method: (nullable): how money is delivered
 *
 * Makes the rows anew; what was typed for a field of the same name stays.
 */
void
imw_field_form_set_fields (ImwFieldForm *self,
                           GPtrArray    *fields,
                           const char   *country,
                           const char   *method)
{
  g_autoptr (GHashTable) typed = NULL;
  GHashTableIter iter;
  gpointer       name;
  gpointer       text;

  g_return_if_fail (IMW_IS_FIELD_FORM (self));

  typed = dup_typed (self);
  g_ptr_array_set_size (self->rows, 0);
  imw_ui_clear_list (self->list);
  g_free (self->country);
  g_free (self->method);
  self->country = g_strdup (country);
  self->method = g_strdup (method);
  for (guint i = 0; i < fields->len; i++)
    add_field (self, g_ptr_array_index (fields, i));
  gtk_widget_set_visible (GTK_WIDGET (self->list), fields->len > 0);
  g_hash_table_iter_init (&iter, typed);
  while (g_hash_table_iter_next (&iter, &name, &text))
    imw_field_form_set_value (self, name, text);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * imw_field_form_set_value:
 * @self: a form
 * @name: name of a field
 * @text: (nullable): what is known for it
 *
 * Fills in a field that is still empty.
 */
void
imw_field_form_set_value (ImwFieldForm *self, const char *name, const char *text)
{
  g_return_if_fail (IMW_IS_FIELD_FORM (self));

  for (guint i = 0; text != NULL && i < self->rows->len; i++)
    {
      FormRow *row = g_ptr_array_index (self->rows, i);

      if (g_strcmp0 (row->field->name, name) != 0)
        continue;
      if (GTK_IS_EDITABLE (row->row) && *gtk_editable_get_text (GTK_EDITABLE (row->row)) == '\0')
        gtk_editable_set_text (GTK_EDITABLE (row->row), text);
      for (guint c = 0; ADW_IS_COMBO_ROW (row->row) && row->field->choices != NULL &&
                        row->field->choices[c] != NULL;
           c++)
        {
          if (g_strcmp0 (row->field->choices[c], text) == 0)
            adw_combo_row_set_selected (ADW_COMBO_ROW (row->row), c + 1);
        }
    }
}

/**
 * imw_field_form_dup_values:
 * @self: a form
 *
 * Returns: (transfer full) (element-type utf8 utf8): what was typed, in the form that is sent; empty fields left out
 */
GHashTable *
imw_field_form_dup_values (ImwFieldForm *self)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_return_val_if_fail (IMW_IS_FIELD_FORM (self), values);

  for (guint i = 0; i < self->rows->len; i++)
    {
      FormRow         *row = g_ptr_array_index (self->rows, i);
      g_autofree char *text = dup_text (row);

      if (*text != '\0')
        g_hash_table_insert (values, g_strdup (row->field->name),
                             imw_field_normalize (row->field, self->country, self->method, text));
    }

  return values;
}

/**
 * imw_field_form_dup_files:
 * @self: a form
 *
 * Returns: (transfer full) (element-type utf8 GBytes): the files that were chosen
 */
GHashTable *
imw_field_form_dup_files (ImwFieldForm *self)
{
  GHashTable *files =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);

  g_return_val_if_fail (IMW_IS_FIELD_FORM (self), files);

  for (guint i = 0; i < self->rows->len; i++)
    {
      FormRow *row = g_ptr_array_index (self->rows, i);

      if (row->file != NULL)
        g_hash_table_insert (files, g_strdup (row->field->name), g_bytes_ref (row->file));
    }

  return files;
}

/**
 * imw_field_form_get_good:
 * @self: a form
 *
 * Returns: whether everything that is needed is there and can be right
 */
gboolean
imw_field_form_get_good (ImwFieldForm *self)
{
  g_autoptr (GHashTable) values = NULL;

  g_return_val_if_fail (IMW_IS_FIELD_FORM (self), FALSE);

  values = dup_typed (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      if (find_fault (g_ptr_array_index (self->rows, i), values) != IMW_FIELD_FINE)
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_field_form_check:
 * @self: a form
 *
 * Shows everything that is missing or wrong and goes to the first of it.
 *
 * Returns: whether nothing is
 */
gboolean
imw_field_form_check (ImwFieldForm *self)
{
  g_autoptr (GHashTable) values = NULL;
  GtkWidget *first = NULL;

  g_return_val_if_fail (IMW_IS_FIELD_FORM (self), FALSE);

  values = dup_typed (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      FormRow      *row = g_ptr_array_index (self->rows, i);
      ImwFieldFault fault = find_fault (row, values);

      row->left = TRUE;
      show_fault (row, fault);
      if (fault != IMW_FIELD_FINE && first == NULL)
        first = row->row;
    }
  if (first != NULL)
    gtk_widget_grab_focus (first);

  return first == NULL;
}
