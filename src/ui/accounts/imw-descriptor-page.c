/* imw-descriptor-page.c: what a watching program needs of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-descriptor-page"

#include "config.h"

#include "imw-descriptor-page.h"
#include "imw-facts.h"
#include "imw-qr-paintable.h"
#include "imw-ui.h"

#include <glib/gi18n.h>

/**
 * ImwDescriptorPage:
 *
 * The public descriptor of an account as text and QR code, after a warning. Main thread.
 */

struct _ImwDescriptorPage
{
  AdwBin parent_instance;

  ImwAccount *account;

  GtkStack   *stack;
  GtkPicture *qr;
  ImwFacts   *facts;
};

G_DEFINE_FINAL_TYPE (ImwDescriptorPage, imw_descriptor_page, ADW_TYPE_BIN)

static void
show_clicked_cb (ImwDescriptorPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *descriptor = imw_account_get_descriptor (self->account, &error);
  g_autoptr (ImwQrPaintable) code = NULL;

  if (descriptor == NULL)
    {
      imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
      return;
    }
  code = imw_qr_paintable_new (descriptor);
  gtk_picture_set_paintable (self->qr, GDK_PAINTABLE (code));
  imw_facts_clear (self->facts);
  imw_facts_add_code (self->facts, _ ("Output descriptor"), descriptor);
  imw_facts_add_code (self->facts, _ ("Account public key"), imw_account_get_key (self->account));
  imw_ui_stack_show_name (self->stack, "shown");
}

static void
imw_descriptor_page_dispose (GObject *object)
{
  g_clear_object (&IMW_DESCRIPTOR_PAGE (object)->account);

  G_OBJECT_CLASS (imw_descriptor_page_parent_class)->dispose (object);
}

static void
imw_descriptor_page_class_init (ImwDescriptorPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_descriptor_page_dispose;
  g_type_ensure (IMW_TYPE_FACTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/descriptor-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwDescriptorPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ImwDescriptorPage, qr);
  gtk_widget_class_bind_template_child (widget_class, ImwDescriptorPage, facts);
  gtk_widget_class_bind_template_callback (widget_class, show_clicked_cb);
}

static void
imw_descriptor_page_init (ImwDescriptorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  imw_ui_stack_show_name (self->stack, "hidden");
  imw_ui_set_name (GTK_WIDGET (self->qr), _ ("QR code of the public keys"));
}

/**
 * imw_descriptor_page_new:
 * @account: an account
 *
 * Returns: (transfer full): the page
 */
GtkWidget *
imw_descriptor_page_new (ImwAccount *account)
{
  ImwDescriptorPage *self = g_object_new (IMW_TYPE_DESCRIPTOR_PAGE, NULL);

  self->account = g_object_ref (account);

  return GTK_WIDGET (self);
}
