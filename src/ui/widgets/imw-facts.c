/* imw-facts.c: names and values under each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-facts"

#include "config.h"

#include "imw-facts.h"
#include "imw-format.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

/**
 * ImwFacts:
 *
 * Rows of a name and a value. Every value can be selected; long codes have a copy button. Main thread.
 */

struct _ImwFacts
{
  AdwBin parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (ImwFacts, imw_facts, ADW_TYPE_BIN)

static void
imw_facts_class_init (ImwFactsClass *klass)
{
}

static void
imw_facts_init (ImwFacts *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

static GtkWidget *
make_value (const char *value, float xalign)
{
  GtkWidget *label = gtk_label_new (value);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  /* a hyphen that a line break adds would look like a part of the code */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);

  return label;
}

static GtkWidget *
make_row (ImwFacts *self, GtkWidget *child)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (child, "fact");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_append (self->list, row);

  return row;
}

/**
 * imw_facts_new:
 *
 * Returns: (transfer full): an empty list
 */
GtkWidget *
imw_facts_new (void)
{
  return g_object_new (IMW_TYPE_FACTS, NULL);
}

/**
 * imw_facts_clear:
 * @self: a list
 *
 * Removes all rows.
 */
void
imw_facts_clear (ImwFacts *self)
{
  g_return_if_fail (IMW_IS_FACTS (self));

  imw_ui_clear_list (self->list);
}

/**
 * imw_facts_add:
 * @self: a list
 * @name: what it is
 * @value: plain text
 *
 * Returns: (transfer none): the label of the value
 */
GtkLabel *
imw_facts_add (ImwFacts *self, const char *name, const char *value)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *left = gtk_label_new (name);
  GtkWidget *right = make_value (value, 1);

  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_label_set_wrap (GTK_LABEL (left), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (left), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_justify (GTK_LABEL (right), GTK_JUSTIFY_RIGHT);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (right), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (left, "dim-label");
  gtk_widget_add_css_class (right, "numeric");
  gtk_widget_set_hexpand (right, TRUE);
  gtk_widget_set_valign (left, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), right);
  imw_ui_set_name (make_row (self, box), name);

  return GTK_LABEL (right);
}

static void
copy_clicked_cb (GtkButton *button)
{
  imw_ui_copy (GTK_WIDGET (button), g_object_get_data (G_OBJECT (button), "text"), NULL);
}

static GtkWidget *
make_copy (const char *name, const char *text)
{
  g_autofree char *title = g_strdup_printf ("%s: %s", _ ("Copy"), name);
  GtkWidget       *copy = imw_ui_icon_button ("edit-copy-symbolic", title);

  g_object_set_data_full (G_OBJECT (copy), "text", g_strdup (text), g_free);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_clicked_cb), NULL);

  return copy;
}

static GtkLabel *
add_tall (ImwFacts *self, const char *name, const char *badge, GtkWidget *value, const char *copied)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *title = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "dim-label");
  gtk_box_append (GTK_BOX (head), title);
  if (badge != NULL)
    {
      GtkWidget *label = gtk_label_new (badge);

      gtk_widget_add_css_class (label, "badge");
      gtk_box_append (GTK_BOX (head), label);
    }
  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (column), head);
  gtk_box_append (GTK_BOX (column), value);
  gtk_box_append (GTK_BOX (box), column);
  gtk_box_append (GTK_BOX (box), make_copy (name, copied));
  imw_ui_set_name (make_row (self, box), name);

  return GTK_LABEL (value);
}

/**
 * imw_facts_add_address:
 * @self: a list
 * @name: whose it is
 * @address: shown whole, in groups of four
 * @badge: (nullable): a remark beside the name
 *
 * Returns: (transfer none): the label of the address
 */
GtkLabel *
imw_facts_add_address (ImwFacts *self, const char *name, const char *address, const char *badge)
{
  GtkWidget       *value = make_value (NULL, 0);
  g_autofree char *markup = imw_format_address_markup (address);

  gtk_label_set_markup (GTK_LABEL (value), markup);
  gtk_widget_add_css_class (value, "address");
  imw_ui_set_name (value, address);

  return add_tall (self, name, badge, value, address);
}

/**
 * imw_facts_add_code:
 * @self: a list
 * @name: what it is
 * @code: a long text without spaces, such as a transaction id
 *
 * Returns: (transfer none): the label of the code
 */
GtkLabel *
imw_facts_add_code (ImwFacts *self, const char *name, const char *code)
{
  GtkWidget *value = make_value (code, 0);

  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_CHAR);
  gtk_widget_add_css_class (value, "monospace");
  gtk_widget_add_css_class (value, "caption");

  return add_tall (self, name, NULL, value, code);
}

/**
 * imw_facts_add_warning:
 * @self: a list
 * @title: what is unusual
 * @text: what it means
 * @danger: whether money may be lost
 */
void
imw_facts_add_warning (ImwFacts *self, const char *title, const char *text, gboolean danger)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row),
                                      FALSE); /* text may be from outside */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (icon, danger ? "error" : "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  imw_ui_set_name (row, title);
  gtk_list_box_append (self->list, row);
}

/**
 * imw_facts_add_details:
 * @self: a list
 * @description: what the signer read
 *
 * Adds a row for each detail: numbers and names, and texts from outside as they are.
 */
void
imw_facts_add_details (ImwFacts *self, ImwDescription *description)
{
  g_return_if_fail (IMW_IS_FACTS (self));

  for (guint i = 0; i < imw_description_get_n_details (description); i++)
    {
      const ImwDescriptionDetail *detail = imw_description_get_detail (description, i);
      g_autofree char            *name = NULL;

      if (*detail->name != '\0')
        name = g_strdup_printf ("%s · %s", imw_words_detail (detail->code), detail->name);
      else
        name = g_strdup (imw_words_detail (detail->code));
      if (imw_words_detail_is_code (detail->code))
        imw_facts_add_code (self, name, detail->text);
      else
        imw_facts_add (self, name, detail->text);
    }
}
