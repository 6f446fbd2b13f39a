/* imw-wallet-preferences.c: lock, backup, place of the keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-preferences"

#include "config.h"

#include "imw-onboarding-steps.h"
#include "imw-password-dialog.h"
#include "imw-preferences-pages.h"
#include "imw-preferences-window.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

/**
 * ImwWalletPreferences:
 *
 * What belongs to one wallet. Everything that touches the keys asks for the password again. Main thread.
 */

/* What the password is asked for. */
typedef enum
{
  ACT_SHOW_WORDS,
  ACT_VERIFY,
  ACT_BACKUP
} Act;

struct _ImwWalletPreferences
{
  AdwBin parent_instance;

  ImwWallet    *wallet; /* (nullable) while the widgets are being filled */
  GCancellable *cancellable;
  Act           act;
  GFile        *file;   /* (nullable): where the backup goes */
  ImwSecret    *words;  /* (nullable): during the check of the backup */
  GArray       *delays; /* (element-type guint): of the auto-lock, in the order of the list */

  GtkEditable  *name;
  AdwComboRow  *autolock;
  AdwActionRow *verify;
  GtkImage     *verify_icon;
  AdwActionRow *place;
  GtkButton    *move;
};

G_DEFINE_FINAL_TYPE (ImwWalletPreferences, imw_wallet_preferences, ADW_TYPE_BIN)

static void ask_password (ImwWalletPreferences *self, const char *message);

static void
set_busy (ImwWalletPreferences *self,
          gboolean              busy)
{
  ImwPreferencesWindow *window = imw_preferences_window_of (GTK_WIDGET (self));

  if (window != NULL)
    imw_preferences_window_set_busy (window, busy);
}

static void
update (ImwWalletPreferences *self)
{
  gboolean verified = imw_wallet_get_backup_verified (self->wallet);
  gboolean keyring = imw_wallet_get_vault_kind (self->wallet) == IMW_VAULT_KEYRING;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->verify),
                                 verified ? _ ("The backup was checked")
                                          : _ ("The backup was not checked yet"));
  adw_action_row_set_subtitle (
      self->verify, verified
                        ? _ ("Check again now and then that you still have the words")
                        : _ ("Without the words on paper the money is lost with this computer"));
  gtk_image_set_from_icon_name (self->verify_icon,
                                verified ? "object-select-symbolic" : "dialog-warning-symbolic");
  if (verified)
    gtk_widget_remove_css_class (GTK_WIDGET (self->verify_icon), "warning");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->verify_icon), "warning");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->place),
                                 keyring ? _ ("Keyring of the desktop")
                                         : _ ("File in the data folder"));
  adw_action_row_set_subtitle (
      self->place,
      keyring
          ? _ ("The keys are sealed with the password and kept in your keyring")
          : _ ("The keys are sealed with the password and kept in a file; choose a strong one"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->move),
                               keyring ? _ ("Move to a file") : _ ("Move to the keyring"));
}

/* ---- name and lock ---- */

static void
name_applied_cb (ImwWalletPreferences *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  g_autoptr (GError) error = NULL;

  if (*name == '\0')
    gtk_editable_set_text (self->name, imw_wallet_get_name (self->wallet));
  else if (!imw_wallet_set_name (self->wallet, name, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
}

static void
fill_autolock (ImwWalletPreferences *self,
               guint                 now_s)
{
  static const guint usual[] = { 60, 300, 900, 3600, 0 };
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = G_N_ELEMENTS (usual);

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      g_array_append_val (self->delays, usual[i]);
      if (usual[i] == now_s)
        selected = i;
    }
  if (selected == G_N_ELEMENTS (usual))
    g_array_append_val (self->delays, now_s);
  for (guint i = 0; i < self->delays->len; i++)
    {
      guint            seconds = g_array_index (self->delays, guint, i);
      guint            minutes = (seconds + 59) / 60;
      g_autofree char *text = NULL;

      if (seconds == 0)
        text = g_strdup (_ ("Never"));
      else
        text = g_strdup_printf (ngettext ("After %u minute", "After %u minutes", minutes), minutes);
      gtk_string_list_append (names, text);
    }
  adw_combo_row_set_model (self->autolock, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->autolock, selected);
}

static void
autolock_set_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (ImwWalletPreferences) self = IMW_WALLET_PREFERENCES (user_data);
  g_autoptr (GError) error = NULL;

  set_busy (self, FALSE);
  if (!imw_wallet_set_autolock_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
}

static void
autolock_selected_cb (ImwWalletPreferences *self)
{
  guint selected = adw_combo_row_get_selected (self->autolock);

  if (self->wallet == NULL || selected >= self->delays->len ||
      g_array_index (self->delays, guint, selected) == imw_wallet_get_autolock_s (self->wallet))
    return;

  set_busy (self, TRUE);
  imw_wallet_set_autolock_async (self->wallet, g_array_index (self->delays, guint, selected),
                                 self->cancellable, autolock_set_cb, g_object_ref (self));
}

static void
password_activated_cb (ImwWalletPreferences *self)
{
  ImwPreferencesWindow *window = imw_preferences_window_of (GTK_WIDGET (self));

  if (window != NULL)
    imw_preferences_window_push (window, imw_password_page_new (self->wallet),
                                 _ ("Change password"));
}

/* ---- words ---- */

static void
quiz_done_cb (ImwWalletPreferences *self)
{
  ImwPreferencesWindow *window = imw_preferences_window_of (GTK_WIDGET (self));

  g_clear_pointer (&self->words, imw_secret_unref);
  imw_wallet_set_backup_verified (self->wallet);
  if (window != NULL)
    imw_preferences_window_pop (window);
  imw_ui_toast (GTK_WIDGET (self), _ ("The words are right. Your backup is good."));
}

static void
quiz_show_again_cb (ImwWalletPreferences *self)
{
  ImwPreferencesWindow *window = imw_preferences_window_of (GTK_WIDGET (self));

  if (window != NULL && self->words != NULL)
    imw_preferences_window_push (window, imw_recovery_page_new (self->words), _ ("Recovery words"));
}

static void
quiz_gone_cb (ImwWalletPreferences *self)
{
  g_clear_pointer (&self->words, imw_secret_unref);
}

static void
open_quiz (ImwWalletPreferences *self,
           ImwPreferencesWindow *window,
           ImwSecret            *words)
{
  GtkWidget *quiz = imw_quiz_step_new (words);
  GtkWidget *page = imw_ui_page (quiz, 560);

  g_clear_pointer (&self->words, imw_secret_unref);
  self->words = imw_secret_ref (words);
  g_signal_connect_object (quiz, "done", G_CALLBACK (quiz_done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (quiz, "show-again", G_CALLBACK (quiz_show_again_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (quiz, "destroy", G_CALLBACK (quiz_gone_cb), self, G_CONNECT_SWAPPED);
  imw_preferences_window_push (window, page, _ ("Check the backup"));
}

static void
words_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ImwWalletPreferences) self = IMW_WALLET_PREFERENCES (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) words = imw_wallet_show_words_finish (IMW_WALLET (object), result, &error);
  ImwPreferencesWindow *window = imw_preferences_window_of (GTK_WIDGET (self));
  g_autofree char      *message = NULL;

  if (window == NULL)
    return;

  set_busy (self, FALSE);
  if (words == NULL)
    {
      message = imw_password_dialog_message (error);
      if (message != NULL)
        ask_password (self, message);
      else
        imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_UNLOCK);
      return;
    }
  if (self->act == ACT_VERIFY)
    open_quiz (self, window, words);
  else
    imw_preferences_window_push (window, imw_recovery_page_new (words), _ ("Recovery words"));
}

/* ---- backup file ---- */

static void
backed_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (ImwWalletPreferences) self = IMW_WALLET_PREFERENCES (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  set_busy (self, FALSE);
  if (imw_wallet_export_backup_finish (IMW_WALLET (object), result, &error))
    {
      imw_ui_toast (GTK_WIDGET (self), _ ("Backup saved. It opens with the current password."));
      return;
    }
  message = imw_password_dialog_message (error);
  if (message != NULL)
    ask_password (self, message);
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_FILE);
}

static void
backup_chosen_cb (GFile   *file,
                  gpointer user_data)
{
  ImwWalletPreferences *self = IMW_WALLET_PREFERENCES (user_data);

  g_set_object (&self->file, file);
  self->act = ACT_BACKUP;
  ask_password (self, NULL);
}

static void
backup_activated_cb (ImwWalletPreferences *self)
{
  imw_ui_choose_file (GTK_WIDGET (self), _ ("Save an encrypted backup"), TRUE,
                      "imwallet-backup.imw", backup_chosen_cb, self);
}

/* ---- the password again ---- */

static void
password_given_cb (ImwSecret *password,
                   gpointer   user_data)
{
  ImwWalletPreferences *self = IMW_WALLET_PREFERENCES (user_data);

  if (password == NULL || self->wallet == NULL)
    return;

  set_busy (self, TRUE);
  switch (self->act)
    {
    case ACT_SHOW_WORDS:
    case ACT_VERIFY:
      imw_wallet_show_words_async (self->wallet, password, self->cancellable, words_cb,
                                   g_object_ref (self));
      break;
    case ACT_BACKUP:
      imw_wallet_export_backup_async (self->wallet, password, self->file, self->cancellable,
                                      backed_up_cb, g_object_ref (self));
      break;
    }
}

static void
ask_password (ImwWalletPreferences *self,
              const char           *message)
{
  const char *heading = "";
  const char *body = NULL;
  const char *verb = "";

  switch (self->act)
    {
    case ACT_SHOW_WORDS:
      heading = _ ("Show recovery words");
      body = _ ("Whoever sees the words can take the money. No support ever asks for them.");
      verb = _ ("Show words");
      break;
    case ACT_VERIFY:
      heading = _ ("Check the backup");
      body = _ ("Three of your words will be asked for. Have your paper ready.");
      verb = _ ("Continue");
      break;
    case ACT_BACKUP:
      heading = _ ("Save an encrypted backup");
      body = _ ("The file is sealed with this password.");
      verb = _ ("Save");
      break;
    }
  imw_password_dialog_ask (GTK_WIDGET (self), heading, body, verb, message, password_given_cb,
                           self);
}

static void
words_activated_cb (ImwWalletPreferences *self)
{
  self->act = ACT_SHOW_WORDS;
  ask_password (self, NULL);
}

static void
verify_activated_cb (ImwWalletPreferences *self)
{
  self->act = ACT_VERIFY;
  ask_password (self, NULL);
}

/* ---- place of the keys ---- */

static void
moved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ImwWalletPreferences) self = IMW_WALLET_PREFERENCES (user_data);
  g_autoptr (GError) error = NULL;

  set_busy (self, FALSE);
  if (imw_wallet_move_vault_finish (IMW_WALLET (object), result, &error))
    imw_ui_toast (GTK_WIDGET (self), _ ("The keys were moved"));
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_CREATE);
}

static void
move_agreed_cb (gpointer user_data)
{
  ImwWalletPreferences *self = IMW_WALLET_PREFERENCES (user_data);
  gboolean              keyring = imw_wallet_get_vault_kind (self->wallet) == IMW_VAULT_KEYRING;

  set_busy (self, TRUE);
  imw_wallet_move_vault_async (self->wallet, keyring ? IMW_VAULT_FILE : IMW_VAULT_KEYRING,
                               self->cancellable, moved_cb, g_object_ref (self));
}

static void
move_clicked_cb (ImwWalletPreferences *self)
{
  gboolean keyring = imw_wallet_get_vault_kind (self->wallet) == IMW_VAULT_KEYRING;

  imw_ui_ask (
      GTK_WIDGET (self),
      keyring ? _ ("Move the keys to a file?") : _ ("Move the keys to the keyring?"),
      keyring
          ? _ ("Then only the password protects them: whoever copies the file can try passwords on it.")
          : _ ("Your desktop may ask you to unlock the keyring. The file is removed afterwards."),
      _ ("Move"), FALSE, move_agreed_cb, self);
}

/* ---- class ---- */

static void
imw_wallet_preferences_dispose (GObject *object)
{
  ImwWalletPreferences *self = IMW_WALLET_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->words, imw_secret_unref);
  g_clear_object (&self->file);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_wallet_preferences_parent_class)->dispose (object);
}

static void
imw_wallet_preferences_finalize (GObject *object)
{
  ImwWalletPreferences *self = IMW_WALLET_PREFERENCES (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->delays, g_array_unref);

  G_OBJECT_CLASS (imw_wallet_preferences_parent_class)->finalize (object);
}

static void
imw_wallet_preferences_class_init (ImwWalletPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_wallet_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_wallet_preferences_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/wallet-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwWalletPreferences, name);
  gtk_widget_class_bind_template_child (widget_class, ImwWalletPreferences, autolock);
  gtk_widget_class_bind_template_child (widget_class, ImwWalletPreferences, verify);
  gtk_widget_class_bind_template_child (widget_class, ImwWalletPreferences, verify_icon);
  gtk_widget_class_bind_template_child (widget_class, ImwWalletPreferences, place);
  gtk_widget_class_bind_template_child (widget_class, ImwWalletPreferences, move);
  gtk_widget_class_bind_template_callback (widget_class, name_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, autolock_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, verify_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, words_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, backup_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, move_clicked_cb);
}

static void
imw_wallet_preferences_init (ImwWalletPreferences *self)
{
  self->cancellable = g_cancellable_new ();
  self->delays = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->name), _ ("Name of the wallet"));
  imw_ui_set_name (GTK_WIDGET (self->autolock), _ ("Lock when nobody is here"));
}

/**
 * imw_wallet_preferences_new:
 * @wallet: an unlocked wallet
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_wallet_preferences_new (ImwWallet *wallet)
{
  ImwWalletPreferences *self = g_object_new (IMW_TYPE_WALLET_PREFERENCES, NULL);

  gtk_editable_set_text (self->name, imw_wallet_get_name (wallet));
  fill_autolock (self, imw_wallet_get_autolock_s (wallet));
  self->wallet = g_object_ref (wallet);
  g_signal_connect_object (wallet, "notify::backup-verified", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::vault-kind", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
