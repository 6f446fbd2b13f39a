/* imw-unlock-view.c: the lock screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-unlock-view"

#include "config.h"

#include "imw-unlock-view.h"
#include "imw-format.h"
#include "imw-ui.h"

#include "imw-error.h"
#include "imw-signer.h"

#include <glib/gi18n.h>
#include <string.h>

/* The keyring may ask the user; from here on the screen says that it waits. */
#define KEYRING_PATIENCE_S 5

/**
 * ImwUnlockView:
 *
 * Asks for the password, and has a screen of its own for each way in which the vault may be out of
 * reach. None of them looks like "there is no wallet". Main thread.
 */

struct _ImwUnlockView
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  GCancellable *cancellable; /* of the try that runs */
  guint         patience;    /* timeout until the waiting screen */
  guint         countdown;   /* timeout of the growing delay */
  gint64        not_before_us;

  GtkStack      *stack; /* "password", "waiting", "problem" */
  GtkLabel      *name;
  GtkLabel      *reason;
  GtkListBox    *list;
  GtkEditable   *password;
  GtkEditable   *passphrase;
  GtkWidget     *passphrase_button;
  GtkLabel      *message;
  GtkWidget     *unlock;
  GtkSpinner    *spinner;
  AdwStatusPage *problem;
};

G_DEFINE_FINAL_TYPE (ImwUnlockView, imw_unlock_view, ADW_TYPE_BIN)

static void
set_busy (ImwUnlockView *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->unlock, !busy && self->countdown == 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
say (ImwUnlockView *self, const char *text, gboolean error)
{
  gtk_label_set_text (self->message, text);
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
}

static gboolean
countdown_cb (gpointer user_data)
{
  ImwUnlockView *self = IMW_UNLOCK_VIEW (user_data);
  gint64         left_s = (self->not_before_us - g_get_monotonic_time () + G_USEC_PER_SEC - 1) /
                  G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  if (left_s <= 0)
    {
      self->countdown = 0;
      say (self, "", FALSE);
      gtk_widget_set_sensitive (self->unlock, TRUE);
      return G_SOURCE_REMOVE;
    }
  text = g_strdup_printf (
      ngettext ("After wrong passwords there is a pause. Next try in %d second.",
                "After wrong passwords there is a pause. Next try in %d seconds.", (gulong) left_s),
      (int) left_s);
  say (self, text, FALSE);

  return G_SOURCE_CONTINUE;
}

static void
start_countdown (ImwUnlockView *self, gint64 wait_ms)
{
  self->not_before_us = g_get_monotonic_time () + wait_ms * 1000;
  gtk_widget_set_sensitive (self->unlock, FALSE);
  if (self->countdown == 0)
    self->countdown = g_timeout_add_seconds (1, countdown_cb, self);
  countdown_cb (self);
}

static void
show_problem (ImwUnlockView *self, const char *icon, const char *title, const char *text)
{
  adw_status_page_set_icon_name (self->problem, icon);
  adw_status_page_set_title (self->problem, title);
  adw_status_page_set_description (self->problem, text);
  imw_ui_stack_show_name (self->stack, "problem");
}

/* The password has opened the vault: what is left is the passphrase, which may not have been asked
 * for yet. */
static void
say_passphrase (ImwUnlockView *self)
{
  gboolean asked = gtk_widget_get_visible (GTK_WIDGET (self->passphrase));

  say (self,
       asked ? _ ("The password is right, the extra passphrase is not. Type both again.")
             : _ ("The password is right. This wallet also wants its extra passphrase: type both."),
       TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase), TRUE);
  gtk_widget_set_visible (self->passphrase_button, FALSE);
}

/* Each state of the keyring has its own words; "there is no wallet" is none of them. */
static void
show_error (ImwUnlockView *self, const GError *error)
{
  gint64 wait_ms = imw_signer_error_wait_ms (error);

  if (wait_ms > 0)
    start_countdown (self, wait_ms);
  else if (imw_signer_error_is_passphrase (error))
    say_passphrase (self);
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE))
    say (self, _ ("The password is wrong. Check capital letters and the keyboard layout."), TRUE);
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_LOCKED))
    show_problem (
        self, "system-lock-screen-symbolic", _ ("The keyring is locked"),
        _ ("Your wallet is there. Its keys are in the keyring of your desktop, which is locked "
           "and was not opened. Unlock the keyring, then try again."));
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED))
    show_problem (
        self, "imw-keyring-symbolic", _ ("No keyring is running"),
        _ ("Your wallet is there, but the keyring that keeps its keys does not answer on this "
           "system. Start the keyring of your desktop, then try again."));
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
    show_problem (
        self, "imw-keyring-symbolic", _ ("The keyring has lost the keys"),
        _ ("The keyring is open, but the keys of this wallet are not in it. Your money is not "
           "lost: restore the wallet from its recovery words or a backup file."));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (
        self, "imw-keyring-symbolic", _ ("The keyring was not opened"),
        _ ("The question of the keyring was cancelled or not answered. Your wallet is unchanged."));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
           g_error_matches (error, IMW_ERROR, IMW_ERROR_TIMEOUT))
    show_problem (
        self, "imw-keyring-symbolic", _ ("The keyring did not answer"),
        _ ("Your wallet is unchanged. Look whether another window asks for the keyring's "
           "password, then try again."));
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_CORRUPT))
    show_problem (
        self, "dialog-warning-symbolic", _ ("The keys are damaged"),
        _ ("The sealed keys can't be read. Your money is not lost: restore the wallet from its "
           "recovery words or a backup file."));
  else
    {
      g_autofree char *text = imw_error_text (error, IMW_DOING_UNLOCK);

      say (self, text, TRUE);
    }
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwUnlockView) self = IMW_UNLOCK_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  gboolean unlocked = imw_wallet_unlock_finish (IMW_WALLET (object), result, &error);

  if (self->cancellable != g_task_get_cancellable (G_TASK (result)))
    return; /* nobody waits for this try any more */

  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->cancellable);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;

  set_busy (self, FALSE);
  imw_ui_stack_show_name (self->stack, "password");
  if (unlocked)
    return; /* the window shows the wallet and drops us */

  g_message ("Unlocking: %s", error->message);
  show_error (self, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static gboolean
patience_cb (gpointer user_data)
{
  ImwUnlockView *self = IMW_UNLOCK_VIEW (user_data);

  self->patience = 0;
  if (imw_wallet_get_vault_kind (self->wallet) == IMW_VAULT_KEYRING)
    imw_ui_stack_show_name (self->stack, "waiting");

  return G_SOURCE_REMOVE;
}

static void
unlock_clicked_cb (ImwUnlockView *self)
{
  g_autoptr (ImwSecret) password = NULL;
  g_autoptr (ImwSecret) passphrase = NULL;

  if (self->cancellable != NULL || self->countdown != 0)
    return;
  if (*gtk_editable_get_text (self->password) == '\0')
    {
      say (self, _ ("Type the password of this wallet."), TRUE);
      return;
    }

  password = imw_ui_take_secret (self->password);
  if (*gtk_editable_get_text (self->passphrase) != '\0')
    passphrase = imw_ui_take_secret (self->passphrase);
  say (self, "", FALSE);
  set_busy (self, TRUE);
  self->cancellable = g_cancellable_new ();
  self->patience = g_timeout_add_seconds (KEYRING_PATIENCE_S, patience_cb, self);
  imw_wallet_unlock_async (self->wallet, password, passphrase, self->cancellable, unlocked_cb,
                           g_object_ref (self));
}

static void
cancel_clicked_cb (ImwUnlockView *self)
{
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);
  g_autoptr (GError) error = NULL;

  if (cancellable == NULL)
    return;

  /* a keyring that is silent does not answer to this either: what comes later is not looked at */
  g_cancellable_cancel (cancellable);
  g_clear_handle_id (&self->patience, g_source_remove);
  set_busy (self, FALSE);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the user waits no longer");
  show_error (self, error);
}

static void
again_clicked_cb (ImwUnlockView *self)
{
  imw_ui_stack_show_name (self->stack, "password");
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
passphrase_clicked_cb (ImwUnlockView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase), TRUE);
  gtk_widget_set_visible (self->passphrase_button, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
forgot_clicked_cb (ImwUnlockView *self)
{
  show_problem (
      self, "dialog-question-symbolic", _ ("Forgot the password?"),
      _ ("Nobody can tell it to you, but the recovery words open the wallet everywhere. Start "
         "IM Wallet with another data folder, choose “Restore a wallet” and type the words. "
         "Your money is not touched by this."));
}

static gboolean
focus_cb (gpointer user_data)
{
  ImwUnlockView *self = IMW_UNLOCK_VIEW (user_data);

  if (self->wallet != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->password));

  return G_SOURCE_REMOVE;
}

static void
imw_unlock_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (imw_unlock_view_parent_class)->map (widget);

  /* a window that is just being shown would move the focus on, to the row's first button */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, g_object_ref (widget), g_object_unref);
}

static void
imw_unlock_view_dispose (GObject *object)
{
  ImwUnlockView *self = IMW_UNLOCK_VIEW (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_handle_id (&self->countdown, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_unlock_view_parent_class)->dispose (object);
}

static void
imw_unlock_view_class_init (ImwUnlockViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_unlock_view_dispose;
  widget_class->map = imw_unlock_view_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/unlock-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, stack);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, name);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, reason);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, list);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, password);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, passphrase);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, passphrase_button);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, message);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, unlock);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, spinner);
  gtk_widget_class_bind_template_child (widget_class, ImwUnlockView, problem);
  gtk_widget_class_bind_template_callback (widget_class, unlock_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, passphrase_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, forgot_clicked_cb);
}

static void
imw_unlock_view_init (ImwUnlockView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_stack_show_name (self->stack, "password");
  imw_ui_guard_password_row (GTK_WIDGET (self->password));
  imw_ui_guard_password_row (GTK_WIDGET (self->passphrase));
  imw_ui_set_name (GTK_WIDGET (self->password), _ ("Password"));
  imw_ui_set_name (GTK_WIDGET (self->passphrase), _ ("Extra passphrase"));
}

/**
 * imw_unlock_view_new:
 * @wallet: a locked wallet
 * @reason: (nullable): why it was locked, "asked", "timeout", "died"
 *
 * Returns: (transfer full): the lock screen
 */
GtkWidget *
imw_unlock_view_new (ImwWallet *wallet, const char *reason)
{
  ImwUnlockView *self = g_object_new (IMW_TYPE_UNLOCK_VIEW, NULL);
  const char    *text = NULL;

  self->wallet = g_object_ref (wallet);
  gtk_label_set_text (self->name, imw_wallet_get_name (wallet));
  if (g_strcmp0 (reason, "timeout") == 0)
    text = _ ("Locked because nobody was here for a while.");
  else if (g_strcmp0 (reason, "died") == 0)
    text = _ ("The signing process has ended. Unlock to start it again.");
  else if (g_list_model_get_n_items (imw_wallet_get_accounts (wallet)) == 0)
    text = _ ("The making of this wallet was interrupted. Unlock it, and it is completed.");
  gtk_label_set_text (self->reason, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), text != NULL);

  return GTK_WIDGET (self);
}
