/* imw-abroad-page.c: money to another country; money in and out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-abroad-page"

#include "config.h"

#include "imw-abroad-page.h"
#include "imw-payouts-page.h"
#include "imw-providers-page.h"
#include "imw-route-form.h"
#include "imw-transfer-row.h"
#include "imw-transfers-page.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>

#define MAX_OPEN_SHOWN 3

/**
 * ImwAbroadPage:
 *
 * The first page of cross-border transfers, and of deposits and withdrawals: what is under way, a new one, and the ways to recipients
 * and providers. Main thread.
 */

struct _ImwAbroadPage
{
  AdwBin parent_instance;

  ImwWallet    *wallet;
  gboolean      ramp; /* deposit and withdraw instead of abroad */
  GtkStack     *stack;
  ImwRouteForm *forms[IMW_ROUTE_DEPOSIT + 1]; /* (nullable) by route */
  GtkListBox   *open[IMW_ROUTE_DEPOSIT + 1];  /* (nullable) by route */
};

G_DEFINE_FINAL_TYPE (ImwAbroadPage, imw_abroad_page, ADW_TYPE_BIN)

static void
push (ImwAbroadPage *self, GtkWidget *page, const char *title)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_shell_push (shell, page, title);
}

static void
transfers_clicked_cb (ImwAbroadPage *self)
{
  push (self, imw_transfers_page_new (self->wallet), _ ("Transfers"));
}

static void
payouts_clicked_cb (ImwAbroadPage *self)
{
  push (self, imw_payouts_page_new (self->wallet, self->ramp),
        self->ramp ? _ ("Your accounts") : _ ("Recipients"));
}

static void
providers_clicked_cb (ImwAbroadPage *self)
{
  push (self, imw_providers_page_new (self->wallet), _ ("Providers"));
}

static void
add_way (ImwAbroadPage *self,
         GtkWidget     *list,
         const char    *title,
         const char    *subtitle,
         GCallback      opened)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  imw_ui_row_opens (ADW_ACTION_ROW (row), opened, self);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static GtkWidget *
make_ways (ImwAbroadPage *self)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  add_way (self, list, _ ("All transfers"), _ ("Search by any number"),
           G_CALLBACK (transfers_clicked_cb));
  if (self->ramp)
    add_way (self, list, _ ("Your accounts"), _ ("Bank accounts and payment methods of your own"),
             G_CALLBACK (payouts_clicked_cb));
  else
    add_way (self, list, _ ("Recipients"), _ ("People you send money to"),
             G_CALLBACK (payouts_clicked_cb));
  add_way (self, list, _ ("Providers"), _ ("Who brings the money, and what they know about you"),
           G_CALLBACK (providers_clicked_cb));

  return list;
}

static void
update_open (ImwAbroadPage *self, ImwRoute route)
{
  GListModel *transfers = imw_wallet_get_transfers (self->wallet);
  guint       n = 0;

  imw_ui_clear_list (self->open[route]);
  for (guint i = 0; i < g_list_model_get_n_items (transfers) && n < MAX_OPEN_SHOWN; i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (transfers, i);

      if (imw_transfer_get_route (transfer) != route ||
          imw_stage_get_final (imw_transfer_get_stage (transfer)))
        continue;
      gtk_list_box_append (self->open[route], imw_transfer_row_new (transfer));
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->open[route]), n > 0);
}

static void
transfers_changed_cb (ImwAbroadPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->open); i++)
    {
      if (self->open[i] != NULL)
        update_open (self, (ImwRoute) i);
    }
}

static GtkWidget *
make_form (ImwAbroadPage *self, ImwRoute route)
{
  GtkWidget *form = imw_route_form_new (self->wallet, route);

  self->forms[route] = IMW_ROUTE_FORM (form);
  self->open[route] = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->open[route], GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->open[route]), "boxed-list");
  imw_route_form_set_ends (self->forms[route], GTK_WIDGET (self->open[route]), make_ways (self));
  update_open (self, route);

  return form;
}

static void
imw_abroad_page_dispose (GObject *object)
{
  g_clear_object (&IMW_ABROAD_PAGE (object)->wallet);

  G_OBJECT_CLASS (imw_abroad_page_parent_class)->dispose (object);
}

static void
imw_abroad_page_class_init (ImwAbroadPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_abroad_page_dispose;
}

static void
imw_abroad_page_init (ImwAbroadPage *self)
{
}

static ImwAbroadPage *
make_page (ImwWallet *wallet, gboolean ramp)
{
  ImwAbroadPage *self = g_object_new (IMW_TYPE_ABROAD_PAGE, NULL);

  self->wallet = g_object_ref (wallet);
  self->ramp = ramp;
  g_signal_connect_object (imw_wallet_get_transfers (wallet), "items-changed",
                           G_CALLBACK (transfers_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "transfer-changed", G_CALLBACK (transfers_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * imw_abroad_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer floating): the page of cross-border transfers
 */
GtkWidget *
imw_abroad_page_new (ImwWallet *wallet)
{
  ImwAbroadPage *self = make_page (wallet, FALSE);

  adw_bin_set_child (ADW_BIN (self), make_form (self, IMW_ROUTE_ABROAD));

  return GTK_WIDGET (self);
}

/**
 * imw_ramp_page_new:
 * @wallet: a wallet that is loaded
 *
 * Returns: (transfer floating): the page of deposits and withdrawals
 */
GtkWidget *
imw_ramp_page_new (ImwWallet *wallet)
{
  ImwAbroadPage *self = make_page (wallet, TRUE);
  GtkWidget     *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget     *switcher = gtk_stack_switcher_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_titled (self->stack, make_form (self, IMW_ROUTE_DEPOSIT), "deposit", _ ("Deposit"));
  gtk_stack_add_titled (self->stack, make_form (self, IMW_ROUTE_WITHDRAW), "withdraw",
                        _ ("Withdraw"));
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->stack);
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (switcher, 12);
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  adw_bin_set_child (ADW_BIN (self), box);

  return GTK_WIDGET (self);
}

/**
 * imw_abroad_page_repeat:
 * @shell: the window's pages
 * @transfer: an earlier transfer
 *
 * Goes to the first step with the same question; the quote is a new one.
 */
void
imw_abroad_page_repeat (ImwShell *shell, ImwTransfer *transfer)
{
  ImwRoute       route = imw_transfer_get_route (transfer);
  GtkWidget     *page = imw_shell_go (shell, route == IMW_ROUTE_ABROAD ? "abroad" : "ramp");
  ImwAbroadPage *self;

  if (!IMW_IS_ABROAD_PAGE (page))
    return;

  self = IMW_ABROAD_PAGE (page);
  if (self->stack != NULL)
    gtk_stack_set_visible_child_name (self->stack,
                                      route == IMW_ROUTE_DEPOSIT ? "deposit" : "withdraw");
  imw_route_form_repeat (self->forms[route], transfer);
}
