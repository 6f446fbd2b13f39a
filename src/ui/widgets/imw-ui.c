/* imw-ui.c: small help for pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ui"

#include "config.h"

#include "imw-ui.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * imw_ui_set_name:
 * @widget: a widget without a text of its own
 * @name: what a screen reader says
 */
void
imw_ui_set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * imw_ui_icon_button:
 * @icon: an icon name
 * @name: what it does, for tooltip and screen reader
 *
 * Returns: (transfer full): a flat button
 */
GtkWidget *
imw_ui_icon_button (const char *icon, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  imw_ui_set_name (button, name);

  return button;
}

/**
 * imw_ui_row_opens:
 * @row: a row
 * @opened: (scope notified): called as a handler of the row's button: (GtkButton *, gpointer)
 * @user_data: swapped: the first argument of @opened
 *
 * Gives @row an arrow at its end. The arrow is a real button, which assistive technology can press.
 */
void
imw_ui_row_opens (AdwActionRow *row, GCallback opened, gpointer user_data)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("go-next-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  /* the row names the widget that it activates after its title */
  g_signal_connect_swapped (button, "clicked", opened, user_data);
  adw_action_row_add_suffix (row, button);
  adw_action_row_set_activatable_widget (row, button);
}

/**
 * imw_ui_page:
 * @child: (transfer full): what the page holds
 * @width: at most this wide
 *
 * Returns: (transfer full): @child, centred, with room around, scrolling
 */
GtkWidget *
imw_ui_page (GtkWidget *child, int width)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), width);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  gtk_widget_set_margin_top (clamp, 18);
  gtk_widget_set_margin_bottom (clamp, 24);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);

  return scroller;
}

/**
 * imw_ui_shows_already:
 * @widget: a list
 * @text: what its rows are made from
 *
 * Rows that are made anew lose the focus, and a click whose button is just held down.
 *
 * Returns: whether the last call had the same @text, so that the rows may stay as they are
 */
gboolean
imw_ui_shows_already (GtkWidget *widget, const char *text)
{
  static const char key[] = "imw-shown";

  if (g_strcmp0 (g_object_get_data (G_OBJECT (widget), key), text) == 0)
    return TRUE;

  g_object_set_data_full (G_OBJECT (widget), key, g_strdup (text), g_free);

  return FALSE;
}

/**
 * imw_ui_clear_list:
 * @list: a list box
 *
 * Removes all rows.
 *
 * Returns: (transfer none): @list
 */
GtkWidget *
imw_ui_clear_list (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));

  return GTK_WIDGET (list);
}

/**
 * imw_ui_peek_secret:
 * @editable: an entry whose buffer is locked memory
 *
 * Returns: (transfer full): its text; the entry keeps it
 */
ImwSecret *
imw_ui_peek_secret (GtkEditable *editable)
{
  const char *text = gtk_editable_get_text (editable);

  return imw_secret_new ((const guint8 *) text, strlen (text));
}

/**
 * imw_ui_take_secret:
 * @editable: an entry whose buffer is locked memory
 *
 * Returns: (transfer full): its text; the entry is empty afterwards
 */
ImwSecret *
imw_ui_take_secret (GtkEditable *editable)
{
  ImwSecret *secret = imw_ui_peek_secret (editable);

  gtk_editable_set_text (editable, "");

  return secret;
}

static void
password_row_gone_cb (GtkWidget *row, GtkWidget *delegate)
{
  g_signal_handlers_disconnect_by_data (delegate, row);
}

/**
 * imw_ui_guard_password_row:
 * @row: an #AdwPasswordEntryRow
 *
 * The row of libadwaita 1.2 listens to its text without a reference. When a key press closes the window
 * the text lives a moment longer than the row, and its last signals would reach freed memory.
 */
void
imw_ui_guard_password_row (GtkWidget *row)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (row));

  g_signal_connect_data (row, "destroy", G_CALLBACK (password_row_gone_cb), g_object_ref (delegate),
                         (GClosureNotify) (void (*) (void)) g_object_unref, 0);
}

/**
 * imw_ui_toast:
 * @widget: any widget of the window
 * @text: a result, in a few words
 */
void
imw_ui_toast (GtkWidget *widget, const char *text)
{
  gtk_widget_activate_action (widget, "win.toast", "s", text);
}

/**
 * imw_ui_toast_error:
 * @widget: any widget of the window
 * @error: (nullable): what went wrong; cancelling is not told
 * @doing: what was being done
 */
void
imw_ui_toast_error (GtkWidget *widget, const GError *error, ImwDoing doing)
{
  g_autofree char *text = NULL;

  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_message ("%s", error->message);
  text = imw_error_text (error, doing);
  imw_ui_toast (widget, text);
}

/**
 * imw_ui_copy:
 * @widget: any widget of the window
 * @text: goes to the clipboard; never a secret
 * @toast: (nullable): what to say
 */
void
imw_ui_copy (GtkWidget *widget, const char *text, const char *toast)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  imw_ui_toast (widget, toast != NULL ? toast : _ ("Copied"));
}

typedef struct
{
  GtkWidget *widget;
  ImwUiFunc  agreed;
  gpointer   user_data;
} Question;

typedef struct
{
  GtkWidget    *widget;
  ImwUiFileFunc chosen;
  gpointer      user_data;
} FileQuestion;

static void
question_answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;

  if (strcmp (response, "yes") == 0)
    question->agreed (question->user_data);
}

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_clear_object (&question->widget);
  g_free (question);
}

static void
file_question_free (gpointer data, GClosure *closure)
{
  FileQuestion *question = data;

  g_clear_object (&question->widget);
  g_free (question);
}

/**
 * imw_ui_ask:
 * @widget: any widget of the window
 * @heading: the question
 * @body: (nullable): what it means
 * @verb: the button that agrees
 * @destructive: whether it takes something away
 * @agreed: (scope notified): called when the user agrees
 * @user_data: must live as long as @widget, which the question keeps
 */
void
imw_ui_ask (GtkWidget  *widget,
            const char *heading,
            const char *body,
            const char *verb,
            gboolean    destructive,
            ImwUiFunc   agreed,
            gpointer    user_data)
{
  GtkRoot   *root = gtk_widget_get_root (widget);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  Question *question = g_new0 (Question, 1);

  question->widget = g_object_ref (widget);
  question->agreed = agreed;
  question->user_data = user_data;
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "no", _ ("Cancel"), "yes", verb,
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes",
                                              destructive ? ADW_RESPONSE_DESTRUCTIVE
                                                          : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), destructive ? "no" : "yes");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_signal_connect_data (dialog, "response", G_CALLBACK (question_answered_cb), question,
                         question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  FileQuestion *question = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (file != NULL)
        question->chosen (file, question->user_data);
    }
  g_object_unref (dialog);
}

/**
 * imw_ui_choose_file:
 * @widget: any widget of the window
 * @title: the dialog's title
 * @save: to write one, otherwise to open one
 * @name: (nullable): suggested name
 * @chosen: (scope notified): called with the file, not when the user gives up
 * @user_data: must live as long as @widget, which the question keeps
 */
void
imw_ui_choose_file (GtkWidget    *widget,
                    const char   *title,
                    gboolean      save,
                    const char   *name,
                    ImwUiFileFunc chosen,
                    gpointer      user_data)
{
  GtkRoot              *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *dialog;
  FileQuestion         *question = g_new0 (FileQuestion, 1);

  question->widget = g_object_ref (widget);
  question->chosen = chosen;
  question->user_data = user_data;
  dialog = gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                        save ? GTK_FILE_CHOOSER_ACTION_SAVE
                                             : GTK_FILE_CHOOSER_ACTION_OPEN,
                                        save ? _ ("Save") : _ ("Open"), _ ("Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (save && name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_data (dialog, "response", G_CALLBACK (file_chosen_cb), question,
                         file_question_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
uri_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = GTK_WIDGET (user_data);
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    {
      g_message ("Opening a link: %s", error->message);
      imw_ui_toast (widget, _ ("No program was found that opens this link. Copy it instead."));
    }
}

/**
 * imw_ui_open_uri:
 * @widget: any widget of the window
 * @uri: opened by the desktop's program for it
 */
void
imw_ui_open_uri (GtkWidget *widget, const char *uri)
{
  g_autoptr (GdkAppLaunchContext)
      context = gdk_display_get_app_launch_context (gtk_widget_get_display (widget));

  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, uri_opened_cb,
                                           g_object_ref (widget));
}

/**
 * imw_ui_stack_show:
 * @stack: a stack
 * @child: one of its children
 *
 * Shows @child and hides the others, so that assistive technology does not find what nobody sees.
 */
void
imw_ui_stack_show (GtkStack *stack, GtkWidget *child)
{
  gtk_widget_set_visible (child, TRUE);
  gtk_stack_set_visible_child (stack, child);
  for (GtkWidget *other = gtk_widget_get_first_child (GTK_WIDGET (stack)); other != NULL;
       other = gtk_widget_get_next_sibling (other))
    {
      if (other != child)
        gtk_widget_set_visible (other, FALSE);
    }
}

/**
 * imw_ui_stack_show_name:
 * @stack: a stack
 * @name: of one of its children
 *
 * Like imw_ui_stack_show().
 */
void
imw_ui_stack_show_name (GtkStack *stack, const char *name)
{
  GtkWidget *child = gtk_stack_get_child_by_name (stack, name);

  if (child != NULL)
    imw_ui_stack_show (stack, child);
}

/**
 * imw_ui_environment_name:
 * @environment: an environment
 *
 * Returns: (transfer none): its name; "" for real money
 */
const char *
imw_ui_environment_name (ImwEnvironment environment)
{
  const char *name = "";

  switch (environment)
    {
    case IMW_ENVIRONMENT_MAIN:
      break;
    case IMW_ENVIRONMENT_TEST:
      name = _ ("Test network");
      break;
    case IMW_ENVIRONMENT_LOCAL:
      name = _ ("Local test network");
      break;
    case IMW_ENVIRONMENT_PRACTICE:
      name = _ ("Practice network");
      break;
    }

  return name;
}

/**
 * imw_ui_environment_warning:
 * @environment: an environment
 *
 * Returns: (transfer none): the sentence of the strip; "" for real money
 */
const char *
imw_ui_environment_warning (ImwEnvironment environment)
{
  const char *text = "";

  switch (environment)
    {
    case IMW_ENVIRONMENT_MAIN:
      break;
    case IMW_ENVIRONMENT_TEST:
      text = _ ("Test network – this money is not real");
      break;
    case IMW_ENVIRONMENT_LOCAL:
      text = _ ("Local test network – this money is not real");
      break;
    case IMW_ENVIRONMENT_PRACTICE:
      text = _ ("Practice network – this money is not real");
      break;
    }

  return text;
}

/**
 * imw_ui_strip_new:
 * @environment: an environment
 *
 * Returns: (transfer full): the coloured strip that stands on every page; hidden for real money
 */
GtkWidget *
imw_ui_strip_new (ImwEnvironment environment)
{
  GtkWidget  *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget  *icon = gtk_image_new_from_icon_name ("imw-practice-symbolic");
  const char *text = imw_ui_environment_warning (environment);
  GtkWidget  *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (box, "environment-strip");
  gtk_widget_add_css_class (box, environment == IMW_ENVIRONMENT_PRACTICE ? "practice" : "test");
  gtk_widget_set_halign (icon, GTK_ALIGN_END);
  gtk_widget_set_hexpand (icon, TRUE);
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_visible (box, *text != '\0');

  return box;
}
