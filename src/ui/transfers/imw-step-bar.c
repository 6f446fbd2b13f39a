/* imw-step-bar.c: where one is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-step-bar"

#include "config.h"

#include "imw-step-bar.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

/**
 * ImwStepBar:
 *
 * Amount, recipient, review, tracking: those that are done, the one that is now, those to come. Main thread.
 */

struct _ImwStepBar
{
  AdwBin parent_instance;

  GtkBox *box;
  guint   step;
};

enum
{
  PROP_0,
  PROP_STEP,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static const char *const titles[] = { N_ ("Amount"), N_ ("Recipient"), N_ ("Review"),
                                      N_ ("Track") };

G_DEFINE_FINAL_TYPE (ImwStepBar, imw_step_bar, ADW_TYPE_BIN)

static void
update (ImwStepBar *self)
{
  g_autofree char *name = NULL;
  GtkWidget       *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      GtkWidget *label = gtk_label_new (_ (titles[i]));

      if (i > 0)
        {
          GtkWidget *separator = gtk_label_new ("›");

          gtk_widget_add_css_class (separator, "dim-label");
          gtk_box_append (self->box, separator);
        }
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (label, i == self->step ? "heading" : "dim-label");
      gtk_box_append (self->box, label);
    }
  /* Translators: "Step 2 of 4: Recipient" */
  name = g_strdup_printf (_ ("Step %u of %u: %s"), self->step + 1, (guint) G_N_ELEMENTS (titles),
                          _ (titles[self->step]));
  imw_ui_set_name (GTK_WIDGET (self->box), name);
}

static void
imw_step_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_STEP:
      imw_step_bar_set_step (IMW_STEP_BAR (object), g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
imw_step_bar_class_init (ImwStepBarClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = imw_step_bar_set_property;
  /**
   * ImwStepBar:step:
   *
   * The step that is now, from 0.
   */
  properties[PROP_STEP] = g_param_spec_uint ("step", NULL, NULL, 0, G_N_ELEMENTS (titles) - 1, 0,
                                             G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
}

static void
imw_step_bar_init (ImwStepBar *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8));
  gtk_widget_set_halign (GTK_WIDGET (self->box), GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 12);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  update (self);
}

/**
 * imw_step_bar_set_step:
 * @self: a bar
 * @step: the step that is now, from 0 to 3
 */
void
imw_step_bar_set_step (ImwStepBar *self, guint step)
{
  g_return_if_fail (IMW_IS_STEP_BAR (self));
  g_return_if_fail (step < G_N_ELEMENTS (titles));

  self->step = step;
  update (self);
}
