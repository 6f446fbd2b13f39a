/* imw-offer-list.c: ways to do it, compared
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-offer-list"

#include "config.h"

#include "imw-offer-list.h"
#include "imw-format.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>

/**
 * ImwOfferList:
 *
 * One radio row for each method of each provider: what arrives, the whole cost, the time. What was chosen stays chosen while prices
 * move. Main thread. Signal "changed".
 */

struct _ImwOfferList
{
  AdwBin parent_instance;

  ImwWalletService *service; /* (nullable) */
  ImwOffers        *offers;  /* (nullable) */
  ImwOffer         *chosen;  /* (nullable) */
  gboolean          filling;
  GtkListBox       *list;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwOfferList, imw_offer_list, ADW_TYPE_BIN)

static gboolean
is_same (ImwOffer *a, ImwOffer *b)
{
  return imw_offer_get_provider (a) == imw_offer_get_provider (b) &&
         g_strcmp0 (imw_offer_get_method (a)->id, imw_offer_get_method (b)->id) == 0;
}

static char *
dup_subtitle (ImwOfferList *self, ImwOffer *offer)
{
  g_autofree char *provider = imw_known_provider_dup_title (imw_offer_get_provider (offer));
  g_autofree char *eta = imw_words_eta (imw_offer_get_eta_s (offer));
  g_autofree char *problem = imw_words_offer_problem (self->service, offer);
  g_autofree char *fee = NULL;
  ImwQuote        *quote = imw_offer_get_quote (offer);

  if (problem != NULL)
    return g_strdup_printf ("%s · %s", provider, problem);
  if (quote == NULL || imw_quote_get_fee (quote) == NULL)
    return g_strdup_printf ("%s · %s", provider, eta);

  fee = imw_format_amount (self->service, imw_quote_get_fee (quote), IMW_FORMAT_PLAIN);

  /* Translators: a provider, its fee, a time: "Bank of X · fee 1 USDC · About 2 hours" */
  return g_strdup_printf (_ ("%s · fee %s · %s"), provider, fee, eta);
}

static void
toggled_cb (GtkCheckButton *check, ImwOfferList *self)
{
  ImwOffer *offer = g_object_get_data (G_OBJECT (check), "offer");

  if (self->filling || !gtk_check_button_get_active (check))
    return;

  g_set_object (&self->chosen, offer);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_row (ImwOfferList *self, ImwOffer *offer, GtkCheckButton **group)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *check = gtk_check_button_new ();
  g_autofree char *subtitle = dup_subtitle (self, offer);
  ImwQuote        *quote = imw_offer_get_quote (offer);
  const char      *title = imw_words_method (imw_offer_get_method (offer)->id);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), *group);
  if (*group == NULL)
    *group = GTK_CHECK_BUTTON (check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  imw_ui_set_name (check, title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  if (quote != NULL)
    {
      g_autofree char *amount =
          imw_format_amount (self->service, imw_quote_get_comes_out (quote), IMW_FORMAT_PLAIN);
      GtkWidget *label = gtk_label_new (amount);

      gtk_widget_add_css_class (label, "numeric");
      gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  gtk_widget_set_sensitive (row, imw_offer_get_problem (offer) != IMW_OFFER_NO_QUOTE);
  g_object_set_data_full (G_OBJECT (check), "offer", g_object_ref (offer), g_object_unref);
  if (self->chosen == offer)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), self);

  return row;
}

/* The one of the same provider and method, else the best that can be taken. */
static void
choose_again (ImwOfferList *self)
{
  g_autoptr (ImwOffer) old = g_steal_pointer (&self->chosen);
  ImwOffer *best = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->offers)); i++)
    {
      g_autoptr (ImwOffer) offer = g_list_model_get_item (G_LIST_MODEL (self->offers), i);

      if (old != NULL && is_same (old, offer))
        best = offer;
      else if (best == NULL && imw_offer_get_problem (offer) == IMW_OFFER_FINE)
        best = offer;
      else if (old != NULL && best != NULL && is_same (old, best))
        break;
    }
  if (best != NULL)
    self->chosen = g_object_ref (best);
}

static void
update (ImwOfferList *self)
{
  GtkCheckButton *group = NULL;

  self->filling = TRUE;
  choose_again (self);
  imw_ui_clear_list (self->list);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->offers)); i++)
    {
      g_autoptr (ImwOffer) offer = g_list_model_get_item (G_LIST_MODEL (self->offers), i);

      gtk_list_box_append (self->list, make_row (self, offer, &group));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), group != NULL);
  self->filling = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
imw_offer_list_dispose (GObject *object)
{
  ImwOfferList *self = IMW_OFFER_LIST (object);

  if (self->offers != NULL)
    g_signal_handlers_disconnect_by_data (self->offers, self);
  g_clear_object (&self->offers);
  g_clear_object (&self->chosen);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (imw_offer_list_parent_class)->dispose (object);
}

static void
imw_offer_list_class_init (ImwOfferListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = imw_offer_list_dispose;
  /**
   * ImwOfferList::changed:
   *
   * Another one was chosen, or its numbers changed.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
imw_offer_list_init (ImwOfferList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

/**
 * imw_offer_list_set_offers:
 * @self: a list
 * @service: for the format of amounts
 * @offers: what is compared; followed
 */
void
imw_offer_list_set_offers (ImwOfferList *self, ImwWalletService *service, ImwOffers *offers)
{
  g_return_if_fail (IMW_IS_OFFER_LIST (self));

  self->service = g_object_ref (service);
  self->offers = g_object_ref (offers);
  g_signal_connect_swapped (offers, "items-changed", G_CALLBACK (update), self);
  update (self);
}

/**
 * imw_offer_list_get_chosen:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): the one that is chosen
 */
ImwOffer *
imw_offer_list_get_chosen (ImwOfferList *self)
{
  g_return_val_if_fail (IMW_IS_OFFER_LIST (self), NULL);

  return self->chosen;
}
