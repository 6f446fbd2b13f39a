/* imw-password-page.c: another password
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-password-page"

#include "config.h"

#include "imw-password-dialog.h"
#include "imw-preferences-pages.h"
#include "imw-preferences-window.h"
#include "imw-strength-meter.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

/**
 * ImwPasswordPage:
 *
 * Asks for the old password and twice for the new one. Main thread.
 */

struct _ImwPasswordPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  GCancellable *cancellable;

  GtkEditable      *old;
  GtkEditable      *password;
  GtkEditable      *again;
  ImwStrengthMeter *meter;
  GtkLabel         *message;
  GtkWidget        *change;
};

G_DEFINE_FINAL_TYPE (ImwPasswordPage, imw_password_page, ADW_TYPE_BIN)

static void
changed_cb (ImwPasswordPage *self)
{
  g_autoptr (ImwSecret) old = imw_ui_peek_secret (self->old);
  g_autoptr (ImwSecret) password = imw_ui_peek_secret (self->password);
  g_autoptr (ImwSecret) again = imw_ui_peek_secret (self->again);
  gboolean    equal = imw_secret_equal (password, again);
  gboolean    strong = imw_strength_meter_get_good (self->meter);
  gboolean    typed = imw_secret_get_length (password) > 0;
  const char *why = "";

  if (typed && !strong)
    why = _ ("Choose a stronger password.");
  else if (typed && imw_secret_get_length (again) > 0 && !equal)
    why = _ ("The two passwords are different.");
  gtk_label_set_text (self->message, why);
  gtk_widget_set_sensitive (self->change,
                            imw_secret_get_length (old) > 0 && typed && strong && equal);
}

static void
set_busy (ImwPasswordPage *self,
          gboolean         busy)
{
  ImwPreferencesWindow *window = imw_preferences_window_of (GTK_WIDGET (self));

  if (window != NULL)
    imw_preferences_window_set_busy (window, busy);
}

static void
password_changed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (ImwPasswordPage) self = IMW_PASSWORD_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  ImwWallet            *wallet = IMW_WALLET (object);
  gboolean              changed = imw_wallet_change_password_finish (wallet, result, &error);
  ImwPreferencesWindow *window = imw_preferences_window_of (GTK_WIDGET (self));
  g_autofree char      *text = NULL;

  if (window == NULL)
    return;

  set_busy (self, FALSE);
  if (changed)
    {
      gtk_editable_set_text (self->password, "");
      gtk_editable_set_text (self->again, "");
      imw_preferences_window_pop (window);
      imw_ui_toast (GTK_WIDGET (window), _ ("Password changed"));
      return;
    }
  g_message ("Changing the password: %s", error->message);
  text = imw_password_dialog_message (error);
  if (text == NULL)
    text = imw_error_text (error, IMW_DOING_UNLOCK);
  gtk_label_set_text (self->message, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->old));
}

static void
change_clicked_cb (ImwPasswordPage *self)
{
  g_autoptr (ImwSecret) old = NULL;
  g_autoptr (ImwSecret) password = NULL;

  if (!gtk_widget_get_sensitive (self->change))
    return;

  old = imw_ui_take_secret (self->old);
  password = imw_ui_peek_secret (self->password);
  set_busy (self, TRUE);
  imw_wallet_change_password_async (self->wallet, old, password, self->cancellable,
                                    password_changed_cb, g_object_ref (self));
}

static void
imw_password_page_dispose (GObject *object)
{
  ImwPasswordPage *self = IMW_PASSWORD_PAGE (object);

  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_password_page_parent_class)->dispose (object);
}

static void
imw_password_page_finalize (GObject *object)
{
  g_clear_object (&IMW_PASSWORD_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_password_page_parent_class)->finalize (object);
}

static void
imw_password_page_class_init (ImwPasswordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_password_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_password_page_finalize;
  g_type_ensure (IMW_TYPE_STRENGTH_METER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordPage, old);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordPage, password);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordPage, again);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordPage, meter);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordPage, message);
  gtk_widget_class_bind_template_child (widget_class, ImwPasswordPage, change);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_clicked_cb);
}

static void
imw_password_page_init (ImwPasswordPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_set_name (GTK_WIDGET (self->old), _ ("Current password"));
  imw_ui_set_name (GTK_WIDGET (self->password), _ ("New password"));
  imw_ui_set_name (GTK_WIDGET (self->again), _ ("New password again"));
  imw_ui_guard_password_row (GTK_WIDGET (self->old));
  imw_ui_guard_password_row (GTK_WIDGET (self->password));
  imw_ui_guard_password_row (GTK_WIDGET (self->again));
  imw_strength_meter_watch (self->meter, self->password);
}

/**
 * imw_password_page_new:
 * @wallet: an unlocked wallet
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_password_page_new (ImwWallet *wallet)
{
  ImwPasswordPage *self = g_object_new (IMW_TYPE_PASSWORD_PAGE, NULL);

  self->wallet = g_object_ref (wallet);

  return GTK_WIDGET (self);
}
