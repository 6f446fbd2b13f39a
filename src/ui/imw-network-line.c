/* imw-network-line.c: the state of the network in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-network-line"

#include "config.h"

#include "imw-network-line.h"
#include "imw-format.h"
#include "imw-locale.h"
#include "imw-ui.h"

#include "imw-backend.h"

#include <glib/gi18n.h>

#define REFRESH_S 5

/**
 * ImwNetworkLine:
 *
 * One line at the foot of the sidebar: how old the figures are, and which server does not answer.
 * Opens the connections in Preferences. Main thread.
 */

struct _ImwNetworkLine
{
  GtkWidget parent_instance;

  ImwWallet *wallet;
  GtkWidget *button;
  GtkImage  *icon;
  GtkLabel  *label;
  GtkWidget *spinner;
  guint      timer;
};

G_DEFINE_FINAL_TYPE (ImwNetworkLine, imw_network_line, GTK_TYPE_WIDGET)

/* The first network that does not answer, and the oldest good answer. */
static ImwChain *
find_failing (ImwWalletService *service, gint64 *oldest_ms)
{
  GPtrArray *chains = imw_wallet_service_get_chains (service);
  ImwChain  *failing = NULL;

  *oldest_ms = G_MAXINT64;
  for (guint i = 0; i < chains->len; i++)
    {
      ImwChain   *chain = g_ptr_array_index (chains, i);
      ImwBackend *backend = imw_wallet_service_find_backend (service, imw_chain_get_id (chain));

      if (backend == NULL)
        continue;
      *oldest_ms = MIN (*oldest_ms, imw_backend_get_last_good_ms (backend));
      if (imw_backend_get_state (backend) == IMW_BACKEND_FAILING && failing == NULL)
        failing = chain;
    }
  if (*oldest_ms == G_MAXINT64)
    *oldest_ms = 0;

  return failing;
}

static void
update (ImwNetworkLine *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  gint64            now_ms = imw_clock_get_wall_ms (imw_wallet_service_get_clock (service));
  gint64            oldest_ms;
  ImwChain         *failing = find_failing (service, &oldest_ms);
  gboolean          syncing = imw_wallet_get_syncing (self->wallet);
  g_autofree char  *age = imw_format_ago (oldest_ms, now_ms);
  g_autofree char  *text = NULL;
  const char       *icon = "imw-network-good-symbolic";

  if (failing != NULL && oldest_ms > 0)
    {
      /* Translators: "Bitcoin server not answering – showing 5 minutes ago" */
      text = g_strdup_printf (_ ("%s server not answering – figures from %s"),
                              imw_chain_get_name (failing), age);
      icon = "imw-network-bad-symbolic";
    }
  else if (failing != NULL)
    {
      text = g_strdup_printf (_ ("%s server not answering"), imw_chain_get_name (failing));
      icon = "imw-network-bad-symbolic";
    }
  else if (syncing)
    {
      text = g_strdup (_ ("Updating…"));
    }
  else if (oldest_ms > 0)
    {
      text = g_strdup_printf (_ ("Up to date, %s"), age);
    }
  else
    {
      text = g_strdup (_ ("Not asked yet"));
    }

  gtk_label_set_text (self->label, text);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !syncing || failing != NULL);
  gtk_widget_set_visible (self->spinner, syncing && failing == NULL);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), syncing && failing == NULL);
  imw_ui_set_name (self->button, text);
}

static gboolean
timer_cb (gpointer user_data)
{
  update (IMW_NETWORK_LINE (user_data));

  return G_SOURCE_CONTINUE;
}

static void
imw_network_line_dispose (GObject *object)
{
  ImwNetworkLine *self = IMW_NETWORK_LINE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->wallet);

  G_OBJECT_CLASS (imw_network_line_parent_class)->dispose (object);
}

static void
imw_network_line_class_init (ImwNetworkLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_network_line_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
imw_network_line_init (ImwNetworkLine *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->button = gtk_button_new ();
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->spinner = gtk_spinner_new ();
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_max_width_chars (self->label, 22);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), self->spinner);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "network-line");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.connections");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

/**
 * imw_network_line_new:
 * @wallet: a wallet
 *
 * Returns: (transfer full): the line
 */
GtkWidget *
imw_network_line_new (ImwWallet *wallet)
{
  ImwNetworkLine *self = g_object_new (IMW_TYPE_NETWORK_LINE, NULL);

  self->wallet = g_object_ref (wallet);
  g_signal_connect_object (imw_wallet_get_service (wallet), "status-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::syncing", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->timer = g_timeout_add_seconds (REFRESH_S, timer_cb, self);
  update (self);

  return GTK_WIDGET (self);
}
