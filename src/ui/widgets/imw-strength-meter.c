/* imw-strength-meter.c: how good a password is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-strength-meter"

#include "config.h"

#include "imw-strength-meter.h"
#include "imw-ui.h"

#include "imw-onboarding.h"

#include <glib/gi18n.h>

#define MAX_STRENGTH 4

/**
 * ImwStrengthMeter:
 *
 * A bar and a sentence under a password entry. Main thread.
 */

struct _ImwStrengthMeter
{
  AdwBin parent_instance;

  GtkLevelBar *bar;
  GtkLabel    *label;
  gboolean     good;
};

G_DEFINE_FINAL_TYPE (ImwStrengthMeter, imw_strength_meter, ADW_TYPE_BIN)

static const char *
strength_name (guint strength)
{
  switch (strength)
    {
    case 0:
      return _ ("Far too weak");
    case 1:
      return _ ("Too weak");
    case 2:
      return _ ("Fair");
    case 3:
      return _ ("Good");
    default:
      return _ ("Strong");
    }
}

static void
password_changed_cb (ImwStrengthMeter *self, GtkEditable *editable)
{
  g_autoptr (ImwSecret) password = imw_ui_peek_secret (editable);
  const char      *hint = NULL;
  guint            strength = imw_password_strength (password, &hint);
  g_autofree char *text = NULL;

  self->good = strength >= IMW_PASSWORD_MIN_STRENGTH;
  gtk_level_bar_set_value (self->bar, strength);
  if (imw_secret_get_length (password) == 0)
    text = g_strdup (_ ("Several unrelated words make a good password."));
  else if (hint != NULL && *hint != '\0')
    text = g_strdup_printf ("%s · %s", strength_name (strength), _ (hint));
  else
    text = g_strdup (strength_name (strength));
  gtk_label_set_text (self->label, text);
}

static void
imw_strength_meter_class_init (ImwStrengthMeterClass *klass)
{
}

static void
imw_strength_meter_init (ImwStrengthMeter *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->bar = GTK_LEVEL_BAR (gtk_level_bar_new_for_interval (0, MAX_STRENGTH));
  gtk_level_bar_set_mode (self->bar, GTK_LEVEL_BAR_MODE_DISCRETE);
  imw_ui_set_name (GTK_WIDGET (self->bar), _ ("Strength of the password"));
  self->label = GTK_LABEL (gtk_label_new (_ ("Several unrelated words make a good password.")));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * imw_strength_meter_new:
 *
 * Returns: (transfer full): a meter
 */
GtkWidget *
imw_strength_meter_new (void)
{
  return g_object_new (IMW_TYPE_STRENGTH_METER, NULL);
}

/**
 * imw_strength_meter_watch:
 * @self: a meter
 * @password: whose text it measures
 */
void
imw_strength_meter_watch (ImwStrengthMeter *self, GtkEditable *password)
{
  g_signal_connect_object (password, "changed", G_CALLBACK (password_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * imw_strength_meter_get_good:
 * @self: a meter
 *
 * Returns: whether the password may be used
 */
gboolean
imw_strength_meter_get_good (ImwStrengthMeter *self)
{
  return self->good;
}
