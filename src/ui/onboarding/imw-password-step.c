/* imw-password-step.c: name, password, place of the keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-password-step"

#include "config.h"

#include "imw-onboarding-steps.h"
#include "imw-strength-meter.h"
#include "imw-ui.h"

#include "imw-error.h"

#include <glib/gi18n.h>

#define KEYRING_PATIENCE_S 5

/**
 * ImwPasswordStep:
 *
 * Asks for the wallet's name and password, and says where the sealed keys will be kept: in the
 * keyring, or where there is none in a file, if the user agrees. Main thread.
 */

struct _ImwPasswordStep
{
  AdwBin parent_instance;

  GtkLabel         *title;
  GtkLabel         *text;
  GtkEditable      *name;
  GtkEditable      *password;
  GtkEditable      *again;
  ImwStrengthMeter *meter;
  AdwActionRow     *place;
  GtkSwitch        *agree; /* to a file */
  AdwExpanderRow   *advanced;
  GtkEditable      *passphrase;
  GtkSwitch        *ask_passphrase;
  GtkLabel         *message;
  GtkWidget        *next;
  GtkSpinner       *spinner;

  guint         patience; /* timeout until we say that the keyring is waited for */
  gboolean      with_new_password;
  gboolean      place_known;
  ImwVaultKind  kind;
  GCancellable *cancellable;
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwPasswordStep, imw_password_step, ADW_TYPE_BIN)

static void
say (ImwPasswordStep *self, const char *text)
{
  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->message)), *text != '\0');
}

static void
changed_cb (ImwPasswordStep *self)
{
  g_autoptr (ImwSecret) password = imw_ui_peek_secret (self->password);
  g_autoptr (ImwSecret) again = imw_ui_peek_secret (self->again);
  gboolean equal = !self->with_new_password || imw_secret_equal (password, again);
  gboolean strong = !self->with_new_password || imw_strength_meter_get_good (self->meter);
  gboolean agreed = self->place_known &&
                    (self->kind == IMW_VAULT_KEYRING || gtk_switch_get_active (self->agree));
  gboolean    typed = imw_secret_get_length (password) > 0;
  const char *why = NULL;

  if (!self->place_known)
    why = _ ("Looking for the keyring…");
  else if (!typed)
    why = NULL;
  else if (!strong)
    why = _ ("Choose a stronger password.");
  else if (imw_secret_get_length (again) > 0 && !equal)
    why = _ ("The two passwords are different.");
  else if (equal && !agreed)
    why = _ ("Agree to the place of the keys first.");

  say (self, why != NULL ? why : "");
  gtk_widget_set_sensitive (self->next, typed && strong && equal && agreed);
}

static void
keyring_probed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwPasswordStep) self = IMW_PASSWORD_STEP (user_data);
  g_autoptr (GError) error = NULL;
  gboolean there = imw_vault_store_probe_keyring_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      g_cancellable_is_cancelled (self->cancellable))
    return;

  self->place_known = TRUE;
  if (there)
    {
      self->kind = IMW_VAULT_KEYRING;
      adw_action_row_set_subtitle (self->place,
                                   _ ("In the keyring of your desktop, sealed with the password"));
    }
  else if (g_error_matches (error, IMW_ERROR, IMW_ERROR_LOCKED))
    {
      self->kind = IMW_VAULT_KEYRING;
      adw_action_row_set_subtitle (
          self->place,
          _ ("In the keyring of your desktop. It is locked now; your desktop will ask you to unlock it."));
    }
  else
    {
      self->kind = IMW_VAULT_FILE;
      adw_action_row_set_subtitle (
          self->place,
          _ ("There is no keyring on this system. Keep the keys in a file that is sealed with the password?"));
      gtk_widget_set_visible (GTK_WIDGET (self->agree), TRUE);
      adw_action_row_set_activatable_widget (self->place, GTK_WIDGET (self->agree));
    }
  changed_cb (self);
}

static void
next_clicked_cb (ImwPasswordStep *self)
{
  if (gtk_widget_is_sensitive (self->next))
    g_signal_emit (self, signals[DONE], 0);
}

static gboolean
patience_cb (gpointer user_data)
{
  ImwPasswordStep *self = IMW_PASSWORD_STEP (user_data);

  self->patience = 0;
  if (self->kind == IMW_VAULT_KEYRING)
    say (self, _ ("Your desktop may be asking for the keyring's password in another window."));

  return G_SOURCE_REMOVE;
}

static gboolean
focus_cb (gpointer user_data)
{
  ImwPasswordStep *self = IMW_PASSWORD_STEP (user_data);

  gtk_editable_select_region (self->name, 0, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));

  return G_SOURCE_REMOVE;
}

static void
imw_password_step_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (imw_password_step_parent_class)->map (widget);

  /* the name is there already; the page that slides in would give it the focus */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, g_object_ref (widget), g_object_unref);
}

static void
imw_password_step_dispose (GObject *object)
{
  ImwPasswordStep *self = IMW_PASSWORD_STEP (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (imw_password_step_parent_class)->dispose (object);
}

static void
imw_password_step_finalize (GObject *object)
{
  g_clear_object (&IMW_PASSWORD_STEP (object)->cancellable);

  G_OBJECT_CLASS (imw_password_step_parent_class)->finalize (object);
}

static void
imw_password_step_class_init (ImwPasswordStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_password_step_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_password_step_finalize;
  widget_class->map = imw_password_step_map;

  /**
   * ImwPasswordStep::done:
   * @self: the step
   */
  signals[DONE] = g_signal_new ("done", IMW_TYPE_PASSWORD_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  g_type_ensure (IMW_TYPE_STRENGTH_METER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/password-step.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, title);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, text);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, name);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, password);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, again);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, meter);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, place);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, agree);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, advanced);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, passphrase);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, ask_passphrase);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, message);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, next);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordStep, spinner);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
}

static void
imw_password_step_init (ImwPasswordStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  imw_ui_guard_password_row (GTK_WIDGET (self->password));
  imw_ui_guard_password_row (GTK_WIDGET (self->again));
  imw_ui_guard_password_row (GTK_WIDGET (self->passphrase));
  imw_ui_set_name (GTK_WIDGET (self->name), _ ("Name of the wallet"));
  imw_ui_set_name (GTK_WIDGET (self->password), _ ("Password"));
  imw_ui_set_name (GTK_WIDGET (self->again), _ ("Password again"));
  imw_ui_set_name (GTK_WIDGET (self->agree), _ ("Keep the keys in a file"));
  imw_ui_set_name (GTK_WIDGET (self->passphrase), _ ("Extra passphrase"));
  imw_strength_meter_watch (self->meter, self->password);
}

/**
 * imw_password_step_new:
 * @environment: for the suggested name
 * @with_new_password: a password is made, otherwise that of a backup file is asked for
 *
 * Returns: (transfer full): the step
 */
GtkWidget *
imw_password_step_new (ImwEnvironment environment, gboolean with_new_password)
{
  ImwPasswordStep *self = g_object_new (IMW_TYPE_PASSWORD_STEP, NULL);

  self->with_new_password = with_new_password;
  gtk_editable_set_text (self->name, environment == IMW_ENVIRONMENT_PRACTICE ? _ ("Practice wallet")
                                                                             : _ ("My wallet"));
  if (!with_new_password)
    {
      gtk_label_set_text (self->title, _ ("Password of the backup"));
      gtk_label_set_text (
          self->text,
          _ ("The backup file is sealed with the password that the wallet had. It stays the password of the restored wallet."));
      gtk_widget_set_visible (GTK_WIDGET (self->again), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->meter), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->advanced), FALSE);
    }
  changed_cb (self);
  imw_vault_store_probe_keyring_async (self->cancellable, keyring_probed_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}

/**
 * imw_password_step_dup_name:
 * @self: the step
 *
 * Returns: (transfer full): the wallet's name, never empty
 */
char *
imw_password_step_dup_name (ImwPasswordStep *self)
{
  char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  if (*name != '\0')
    return name;

  g_free (name);

  return g_strdup (_ ("My wallet"));
}

/**
 * imw_password_step_get_password:
 * @self: the step
 *
 * Returns: (transfer full): what was typed
 */
ImwSecret *
imw_password_step_get_password (ImwPasswordStep *self)
{
  return imw_ui_peek_secret (self->password);
}

/**
 * imw_password_step_get_passphrase:
 * @self: the step
 *
 * Returns: (nullable) (transfer full): the BIP39 passphrase, %NULL for none
 */
ImwSecret *
imw_password_step_get_passphrase (ImwPasswordStep *self)
{
  if (*gtk_editable_get_text (self->passphrase) == '\0')
    return NULL;

  return imw_ui_peek_secret (self->passphrase);
}

/**
 * imw_password_step_get_ask_passphrase:
 * @self: the step
 *
 * Returns: whether the passphrase is asked for at each unlock instead of being kept in the vault
 */
gboolean
imw_password_step_get_ask_passphrase (ImwPasswordStep *self)
{
  return *gtk_editable_get_text (self->passphrase) != '\0' &&
         gtk_switch_get_active (self->ask_passphrase);
}

/**
 * imw_password_step_get_vault_kind:
 * @self: the step
 *
 * Returns: where the keys will be kept
 */
ImwVaultKind
imw_password_step_get_vault_kind (ImwPasswordStep *self)
{
  return self->kind;
}

/**
 * imw_password_step_set_busy:
 * @self: the step
 * @busy: whether the wallet is being made
 */
void
imw_password_step_set_busy (ImwPasswordStep *self, gboolean busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->next), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  g_clear_handle_id (&self->patience, g_source_remove);
  if (busy)
    {
      say (self, _ ("Making the wallet…"));
      self->patience = g_timeout_add_seconds (KEYRING_PATIENCE_S, patience_cb, self);
    }
}

/**
 * imw_password_step_set_message:
 * @self: the step
 * @text: why it did not work
 */
void
imw_password_step_set_message (ImwPasswordStep *self, const char *text)
{
  say (self, text);
}
