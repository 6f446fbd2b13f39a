/* imw-text-dialog.c: a line of text is asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-text-dialog"

#include "config.h"

#include "imw-text-dialog.h"
#include "imw-ui.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  GtkEditable *entry;
  ImwTextFunc  given;
  gpointer     user_data;
  GObject     *owner; /* kept alive until the answer */
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_clear_object (&question->owner);
  g_free (question);
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  Question *question = user_data;

  if (strcmp (response, "save") == 0)
    {
      g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (question->entry)));

      question->given (text, question->user_data);
    }
}

static void
entry_activated_cb (AdwMessageDialog *dialog)
{
  g_autoptr (AdwMessageDialog) kept = g_object_ref (dialog);

  adw_message_dialog_response (dialog, "save");
  gtk_window_close (GTK_WINDOW (dialog));
}

/**
 * imw_text_dialog_ask:
 * @widget: any widget of the window
 * @heading: the question
 * @body: (nullable): what it is for
 * @title: name of the entry
 * @text: (nullable): what stands there now
 * @given: (scope notified): called with the trimmed text, not when the user gives up
 * @owner: kept alive until the answer
 * @user_data: for @given
 */
void
imw_text_dialog_ask (GtkWidget  *widget,
                     const char *heading,
                     const char *body,
                     const char *title,
                     const char *text,
                     ImwTextFunc given,
                     GObject    *owner,
                     gpointer    user_data)
{
  GtkRoot   *root = gtk_widget_get_root (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              heading, body);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *entry = adw_entry_row_new ();
  Question  *question = g_new0 (Question, 1);

  question->entry = GTK_EDITABLE (entry);
  question->given = given;
  question->user_data = user_data;
  question->owner = g_object_ref (owner);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  gtk_editable_set_text (question->entry, text != NULL ? text : "");
  imw_ui_set_name (entry, title);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), list);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "save",
                                    _ ("Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_swapped (entry, "entry-activated", G_CALLBACK (entry_activated_cb), dialog);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}
