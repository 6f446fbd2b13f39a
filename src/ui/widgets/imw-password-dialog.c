/* imw-password-dialog.c: the password is asked for once more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-password-dialog"

#include "config.h"

#include "imw-password-dialog.h"
#include "imw-format.h"
#include "imw-ui.h"

#include "imw-error.h"
#include "imw-signer.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  GtkEditable    *entry;
  GtkWidget      *widget; /* the window that asks lives as long as the question */
  ImwPasswordFunc given;  /* (nullable) once it has been called */
  gpointer        user_data;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_clear_object (&question->widget);
  g_free (question);
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  Question       *question = user_data;
  ImwPasswordFunc given = question->given;
  g_autoptr (ImwSecret) password = NULL;

  /* closing after an answer answers once more */
  if (given == NULL)
    return;

  question->given = NULL;
  password = imw_ui_take_secret (question->entry);
  given (strcmp (response, "go") == 0 ? password : NULL, question->user_data);
}

static void
entry_changed_cb (GtkEditable      *entry,
                  AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "go", *gtk_editable_get_text (entry) != '\0');
}

static void
entry_activated_cb (AdwMessageDialog *dialog)
{
  g_autoptr (AdwMessageDialog) kept = g_object_ref (dialog);

  if (!adw_message_dialog_get_response_enabled (dialog, "go"))
    return;

  adw_message_dialog_response (dialog, "go");
  gtk_window_close (GTK_WINDOW (dialog));
}

/**
 * imw_password_dialog_ask:
 * @widget: any widget of the window; kept alive until the answer
 * @heading: the question
 * @body: (nullable): what the password is needed for
 * @verb: the button that goes on
 * @message: (nullable): why it is asked again
 * @given: (scope notified): called once with what was typed, %NULL when the user gives up
 * @user_data: for @given
 */
void
imw_password_dialog_ask (GtkWidget      *widget,
                         const char     *heading,
                         const char     *body,
                         const char     *verb,
                         const char     *message,
                         ImwPasswordFunc given,
                         gpointer        user_data)
{
  GtkRoot   *root = gtk_widget_get_root (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              heading, body);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *entry = adw_password_entry_row_new ();
  GtkWidget *label = gtk_label_new (message);
  Question  *question = g_new0 (Question, 1);

  question->entry = GTK_EDITABLE (entry);
  question->widget = g_object_ref (widget);
  question->given = given;
  question->user_data = user_data;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _ ("Password"));
  imw_ui_set_name (entry, _ ("Password"));
  imw_ui_guard_password_row (entry);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_set_visible (label, message != NULL);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), label);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "go", verb,
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "go", FALSE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "go");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (entry, "changed", G_CALLBACK (entry_changed_cb), dialog);
  g_signal_connect_swapped (entry, "entry-activated", G_CALLBACK (entry_activated_cb), dialog);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/**
 * imw_password_dialog_message:
 * @error: what a call that takes a password answered
 *
 * Returns: (nullable) (transfer full): what to say when asking again; %NULL when it is not about the password
 */
char *
imw_password_dialog_message (const GError *error)
{
  gint64 wait_ms = imw_signer_error_wait_ms (error);

  if (wait_ms > 0)
    {
      int seconds = (int) ((wait_ms + 999) / 1000);

      return g_strdup_printf (
          ngettext ("After wrong passwords there is a pause. Next try in %d second.",
                    "After wrong passwords there is a pause. Next try in %d seconds.",
                    (gulong) seconds),
          seconds);
    }
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE))
    return g_strdup (_ ("The password is wrong. Check capital letters and the keyboard layout."));

  return NULL;
}

typedef struct
{
  GtkWidget *widget;
  char      *body;
} UnlockData;

static void
unlock_data_free (gpointer data)
{
  UnlockData *unlock = data;

  g_clear_object (&unlock->widget);
  g_free (unlock->body);
  g_free (unlock);
}

static void unlock_password_cb (ImwSecret *password, gpointer user_data);

static void
ask_to_unlock (GTask      *task,
               const char *message)
{
  UnlockData *unlock = g_task_get_task_data (task);

  imw_password_dialog_ask (unlock->widget, _ ("Unlock the wallet"), unlock->body, _ ("Unlock"),
                           message, unlock_password_cb, g_object_ref (task));
}

static void
unlocked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autofree char *message = NULL;
  GError          *error = NULL;

  if (imw_wallet_unlock_finish (IMW_WALLET (object), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  message = imw_password_dialog_message (error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  ask_to_unlock (task, message);
}

static void
unlock_password_cb (ImwSecret *password,
                    gpointer   user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  if (password == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the user gave up");
  else
    imw_wallet_unlock_async (IMW_WALLET (g_task_get_source_object (task)),
                             password,
                             NULL,
                             g_task_get_cancellable (task),
                             unlocked_cb,
                             g_object_ref (task));
}

/**
 * imw_password_dialog_unlock_async:
 * @widget: any widget of the window; kept alive until the answer
 * @wallet: a wallet; when it is unlocked already nothing is asked
 * @body: (nullable): what for
 * @cancellable: (nullable): ends the try that runs
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks for the password until it is right or the user gives up.
 */
void
imw_password_dialog_unlock_async (GtkWidget          *widget,
                                  ImwWallet          *wallet,
                                  const char         *body,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  UnlockData *unlock;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (IMW_IS_WALLET (wallet));

  task = g_task_new (wallet, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_password_dialog_unlock_async);
  if (imw_wallet_get_unlocked (wallet))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  unlock = g_new0 (UnlockData, 1);
  unlock->widget = g_object_ref (widget);
  unlock->body = g_strdup (body);
  g_task_set_task_data (task, unlock, unlock_data_free);
  ask_to_unlock (task, NULL);
}

/**
 * imw_password_dialog_unlock_finish:
 * @wallet: the wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the wallet is unlocked. On %FALSE @error is %G_IO_ERROR_CANCELLED when the user gave up, else
 *   what imw_wallet_unlock_finish() sets.
 */
gboolean
imw_password_dialog_unlock_finish (ImwWallet    *wallet,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (IMW_IS_WALLET (wallet), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, wallet), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
