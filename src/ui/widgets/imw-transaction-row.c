/* imw-transaction-row.c: one line of the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transaction-row"

#include "config.h"

#include "imw-transaction-row.h"
#include "imw-format.h"
#include "imw-ui.h"
#include "imw-words.h"

#include <glib/gi18n.h>

/**
 * ImwTransactionRow:
 *
 * Direction, who, state if not final, amount with its sign. Follows one transaction and can be given
 * another, as list views do. Main thread.
 */

struct _ImwTransactionRow
{
  AdwBin parent_instance;

  ImwWalletService *service;
  ImwTransaction   *transaction; /* (nullable) */
  GtkImage         *icon;
  GtkLabel         *title;
  GtkLabel         *subtitle;
  GtkLabel         *amount;
  GtkLabel         *value;
};

G_DEFINE_FINAL_TYPE (ImwTransactionRow, imw_transaction_row, ADW_TYPE_BIN)

static void
update (ImwTransactionRow *self)
{
  ImwDirection     direction = imw_transaction_get_direction (self->transaction);
  gint64           now_ms = imw_clock_get_wall_ms (imw_wallet_service_get_clock (self->service));
  g_autofree char *title = imw_words_transaction_title (self->transaction);
  g_autofree char *state = imw_words_transaction_state (self->transaction);
  g_autofree char *time = imw_format_time (imw_transaction_get_time_ms (self->transaction), now_ms);
  g_autofree char *amount = imw_format_amount (
      self->service, imw_transaction_get_net (self->transaction), IMW_FORMAT_SIGN);
  g_autofree char *value =
      imw_format_value (self->service, imw_transaction_get_net (self->transaction));
  gboolean final =
      imw_transaction_get_state (self->transaction) == IMW_TX_CONFIRMED &&
      imw_transaction_get_confirmations (self->transaction) >=
          imw_chain_get_final_confirmations (imw_transaction_get_chain (self->transaction));
  gboolean         dropped = imw_transaction_get_state (self->transaction) == IMW_TX_DROPPED;
  g_autofree char *subtitle = final ? g_strdup (time) : g_strdup_printf ("%s · %s", state, time);
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", title, amount, subtitle);

  gtk_image_set_from_icon_name (self->icon, imw_words_direction_icon (direction));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_label_set_text (self->amount, amount);
  gtk_label_set_text (self->value, value);
  if (direction == IMW_DIRECTION_RECEIVED && !dropped)
    gtk_widget_add_css_class (GTK_WIDGET (self->amount), "success");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->amount), "success");
  if (dropped)
    gtk_widget_add_css_class (GTK_WIDGET (self), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "dim-label");
  imw_ui_set_name (GTK_WIDGET (self), name);
}

static void
imw_transaction_row_dispose (GObject *object)
{
  ImwTransactionRow *self = IMW_TRANSACTION_ROW (object);

  imw_transaction_row_set (self, NULL);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (imw_transaction_row_parent_class)->dispose (object);
}

static void
imw_transaction_row_class_init (ImwTransactionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_transaction_row_dispose;
}

static GtkWidget *
make_label (float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (label, "dim-label");
    }

  return label;
}

static void
imw_transaction_row_init (ImwTransactionRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "direction");
  gtk_widget_set_valign (GTK_WIDGET (self->icon), GTK_ALIGN_CENTER);
  self->title = GTK_LABEL (make_label (0, NULL));
  self->subtitle = GTK_LABEL (make_label (0, "caption"));
  self->amount = GTK_LABEL (make_label (1, NULL));
  self->value = GTK_LABEL (make_label (1, "caption"));
  gtk_label_set_ellipsize (self->amount, PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->amount), "numeric");
  gtk_widget_set_hexpand (left, TRUE);
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->subtitle));
  gtk_box_append (GTK_BOX (right), GTK_WIDGET (self->amount));
  gtk_box_append (GTK_BOX (right), GTK_WIDGET (self->value));
  gtk_widget_set_valign (left, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (right, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), right);
  gtk_widget_add_css_class (box, "transaction-row");
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * imw_transaction_row_new:
 * @service: for units, prices and the clock
 *
 * Returns: (transfer full): an empty row
 */
GtkWidget *
imw_transaction_row_new (ImwWalletService *service)
{
  ImwTransactionRow *self = g_object_new (IMW_TYPE_TRANSACTION_ROW, NULL);

  self->service = g_object_ref (service);

  return GTK_WIDGET (self);
}

/**
 * imw_transaction_row_set:
 * @self: a row
 * @transaction: (nullable): shown from now on
 */
void
imw_transaction_row_set (ImwTransactionRow *self, ImwTransaction *transaction)
{
  g_return_if_fail (IMW_IS_TRANSACTION_ROW (self));

  if (self->transaction != NULL)
    g_signal_handlers_disconnect_by_data (self->transaction, self);
  g_set_object (&self->transaction, transaction);
  if (transaction == NULL)
    return;

  g_signal_connect_swapped (transaction, "notify", G_CALLBACK (update), self);
  update (self);
}

/**
 * imw_transaction_row_get:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): what it shows
 */
ImwTransaction *
imw_transaction_row_get (ImwTransactionRow *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION_ROW (self), NULL);

  return self->transaction;
}
