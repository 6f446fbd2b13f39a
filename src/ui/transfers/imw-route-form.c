/* imw-route-form.c: how much, where to, and by whom
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-route-form"

#include "config.h"

#include "imw-route-form.h"
#include "imw-country-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-money-row.h"
#include "imw-offer-list.h"
#include "imw-payout-page.h"
#include "imw-quote-facts.h"
#include "imw-shell.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"
#include "imw-words.h"

#include "imw-settings.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ImwRouteForm:
 *
 * The first step of a transfer: country, both amounts, of which either can be typed, the ways to do it, and what it costs. Main
 * thread.
 */

struct _ImwRouteForm
{
  AdwBin parent_instance;

  ImwWallet *wallet;
  ImwRoute   route;
  ImwOffers *offers;
  char      *country; /* (nullable) alpha-3 */
  ImwAsset  *asset;   /* (nullable) ours */
  ImwAsset  *money;   /* (nullable) theirs */
  GPtrArray *assets;  /* (element-type ImwAsset) of the drop-down */
  GPtrArray *moneys;  /* (element-type ImwAsset) */
  gboolean   by_out;  /* what arrives was typed, what is put in follows */
  gboolean   filling;

  GtkBox       *column;
  AdwActionRow *country_row;
  ImwMoneyRow  *put_in;
  ImwMoneyRow  *comes_out;
  GtkDropDown  *asset_choice;
  GtkDropDown  *money_choice;
  GtkLabel     *needs;
  GtkWidget    *needs_box;
  ImwOfferList *list;
  GtkWidget    *list_group;
  ImwFacts     *facts;
  GtkWidget    *facts_group;
  GtkLabel     *summary;
  GtkLabel     *problem;
  GtkWidget    *go_on;
  GtkSpinner   *spinner;
};

G_DEFINE_FINAL_TYPE (ImwRouteForm, imw_route_form, ADW_TYPE_BIN)

static ImwWalletService *
get_service (ImwRouteForm *self)
{
  return imw_wallet_get_service (self->wallet);
}

static gboolean
is_deposit (ImwRouteForm *self)
{
  return self->route == IMW_ROUTE_DEPOSIT;
}

/* the asset of the upper entry, and of the lower */
static ImwAsset *
get_in_asset (ImwRouteForm *self)
{
  return is_deposit (self) ? self->money : self->asset;
}

static ImwAsset *
get_out_asset (ImwRouteForm *self)
{
  return is_deposit (self) ? self->asset : self->money;
}

static void
set_problem (ImwRouteForm *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL && *text != '\0');
}

/* Nobody takes the asset, and nobody exchanges it: that is said before anything is typed. */
static gboolean
update_needs (ImwRouteForm *self)
{
  gboolean stuck = !is_deposit (self) && self->asset != NULL &&
                   imw_offers_needs_exchange (self->offers, self->asset) &&
                   !imw_offers_can_exchange (self->offers, self->asset);

  if (stuck)
    gtk_label_set_text (
        self->needs,
        _ ("Needs USDC or XLM on Stellar. Receive some there, or deposit money. No exchange "
           "for your asset is known yet."));
  gtk_widget_set_visible (self->needs_box, stuck);

  return stuck;
}

static void
update_summary (ImwRouteForm *self, ImwQuote *quote)
{
  g_autofree char *amount = NULL;
  g_autofree char *text = NULL;

  if (quote == NULL)
    {
      gtk_label_set_text (self->summary, "");
      return;
    }
  amount =
      imw_format_amount (get_service (self), imw_quote_get_comes_out (quote), IMW_FORMAT_PLAIN);
  if (is_deposit (self))
    /* Translators: %s is an amount */
    text = g_strdup_printf (_ ("You get about %s"), amount);
  else
    /* Translators: %s is an amount */
    text = g_strdup_printf (_ ("Arrives: about %s"), amount);
  gtk_label_set_text (self->summary, text);
}

/* What was not typed follows from the quote. */
static void
show_other_side (ImwRouteForm *self, ImwOffer *offer)
{
  ImwQuote     *quote = offer != NULL ? imw_offer_get_quote (offer) : NULL;
  ImwSwapQuote *swap = offer != NULL ? imw_offer_get_swap (offer) : NULL;
  ImwAmount    *in = quote != NULL ? imw_quote_get_put_in (quote) : NULL;

  if (swap != NULL)
    in = swap->give;
  if (self->by_out)
    imw_money_row_show_amount (self->put_in, in, TRUE);
  else
    imw_money_row_show_amount (self->comes_out,
                               quote != NULL ? imw_quote_get_comes_out (quote) : NULL, TRUE);
}

static void
chosen_changed_cb (ImwRouteForm *self)
{
  ImwOffer        *offer = imw_offer_list_get_chosen (self->list);
  ImwQuote        *quote = offer != NULL ? imw_offer_get_quote (offer) : NULL;
  gboolean         loading = imw_offers_get_loading (self->offers);
  g_autofree char *problem = offer != NULL ? imw_words_offer_problem (get_service (self), offer)
                                           : NULL;

  imw_facts_clear (self->facts);
  if (quote != NULL)
    imw_quote_facts_add_offer (self->facts, get_service (self), offer);
  gtk_widget_set_visible (self->facts_group, quote != NULL);
  gtk_widget_set_visible (self->list_group,
                          g_list_model_get_n_items (G_LIST_MODEL (self->offers)) > 0);
  if (!loading)
    show_other_side (self, offer);
  update_summary (self, quote);
  set_problem (self, problem);
  gtk_widget_set_sensitive (self->go_on, quote != NULL && problem == NULL && !loading);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), loading);
  gtk_spinner_set_spinning (self->spinner, loading);
}

static void
ask (ImwRouteForm *self)
{
  ImwAmount *in = self->by_out ? NULL : imw_money_row_get_amount (self->put_in);
  ImwAmount *out = self->by_out ? imw_money_row_get_amount (self->comes_out) : NULL;

  if (self->filling)
    return;

  update_needs (self);
  imw_offers_set_question (self->offers, self->country, self->money, self->asset, in, out);
}

static void
put_in_changed_cb (ImwRouteForm *self)
{
  self->by_out = FALSE;
  ask (self);
}

static void
comes_out_changed_cb (ImwRouteForm *self)
{
  self->by_out = TRUE;
  ask (self);
}

/* ---- what is chosen ---- */

static void
set_pair (ImwRouteForm *self)
{
  imw_money_row_set_asset (self->put_in, get_in_asset (self));
  imw_money_row_set_asset (self->comes_out, get_out_asset (self));
  ask (self);
}

static void
asset_chosen_cb (ImwRouteForm *self)
{
  guint place = gtk_drop_down_get_selected (self->asset_choice);

  if (self->filling || place >= self->assets->len)
    return;

  self->asset = g_ptr_array_index (self->assets, place);
  set_pair (self);
}

static void
money_chosen_cb (ImwRouteForm *self)
{
  guint place = gtk_drop_down_get_selected (self->money_choice);

  if (self->filling || place >= self->moneys->len)
    return;

  self->money = g_ptr_array_index (self->moneys, place);
  set_pair (self);
}

static guint
fill (GtkDropDown *choice, GPtrArray *assets, ImwAsset *wanted, gboolean long_names)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  guint place = 0;

  for (guint i = 0; i < assets->len; i++)
    {
      ImwAsset        *asset = g_ptr_array_index (assets, i);
      g_autofree char *name = long_names ? imw_words_asset (asset)
                                         : g_strdup (imw_asset_get_symbol (asset));

      gtk_string_list_append (model, name);
      if (wanted != NULL && imw_asset_equal (asset, wanted))
        place = i;
    }
  gtk_drop_down_set_model (choice, G_LIST_MODEL (model));
  if (assets->len > 0)
    gtk_drop_down_set_selected (choice, place);
  gtk_widget_set_sensitive (GTK_WIDGET (choice), assets->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (choice), assets->len > 0);

  return place;
}

static void
update_choices (ImwRouteForm *self)
{
  g_autoptr (GPtrArray) assets = imw_offers_list_assets (self->offers);
  g_autoptr (GPtrArray) moneys = self->country != NULL
                                     ? imw_offers_list_money (self->offers, self->country)
                                     : g_ptr_array_new ();
  ImwAsset *asset = self->asset;
  ImwAsset *money = self->money;
  guint     place;

  self->filling = TRUE;
  place = fill (self->asset_choice, assets, asset, TRUE);
  self->asset = place < assets->len ? g_ptr_array_index (assets, place) : NULL;
  place = fill (self->money_choice, moneys, money, FALSE);
  self->money = place < moneys->len ? g_ptr_array_index (moneys, place) : NULL;
  imw_money_row_set_asset (self->put_in, get_in_asset (self));
  imw_money_row_set_asset (self->comes_out, get_out_asset (self));
  g_clear_pointer (&self->assets, g_ptr_array_unref);
  g_clear_pointer (&self->moneys, g_ptr_array_unref);
  self->assets = g_steal_pointer (&assets);
  self->moneys = g_steal_pointer (&moneys);
  self->filling = FALSE;
}

static gboolean
can_reach (ImwRouteForm *self, const char *country)
{
  const char *const *codes = imw_offers_list_countries (self->offers);

  return country != NULL && codes != NULL && g_strv_contains (codes, country);
}

static void
set_country (ImwRouteForm *self, const char *country)
{
  const ImwCountry *known = country != NULL ? imw_country_find (country) : NULL;
  g_autofree char  *name = NULL;

  g_free (self->country);
  self->country = known != NULL ? g_strdup (known->alpha3) : NULL;
  name = known != NULL ? imw_words_country_code (known->alpha3) : g_strdup (_ ("Choose a country"));
  adw_action_row_set_subtitle (self->country_row, name);
  update_choices (self);
  ask (self);
}

static void
country_chosen_cb (ImwRouteForm *self, const char *code)
{
  imw_settings_set (imw_wallet_service_get_settings (get_service (self)),
                    IMW_SETTING_COUNTRY_ABROAD, code, NULL);
  set_country (self, code);
}

static void
country_clicked_cb (ImwRouteForm *self)
{
  ImwShell  *shell = imw_shell_of (GTK_WIDGET (self));
  GtkWidget *page;

  if (shell == NULL)
    return;

  page = imw_country_page_new (imw_offers_list_countries (self->offers));
  g_signal_connect_object (page, "chosen", G_CALLBACK (country_chosen_cb), self, G_CONNECT_SWAPPED);
  imw_shell_push (shell, page, _ ("Country"));
}

/* Providers can come, and their reports. */
static void
corridors_changed_cb (ImwRouteForm *self)
{
  const char *const *codes = imw_offers_list_countries (self->offers);
  const char        *last = imw_settings_get (imw_wallet_service_get_settings (get_service (self)),
                                              IMW_SETTING_COUNTRY_ABROAD);

  if (can_reach (self, self->country))
    update_choices (self);
  else if (can_reach (self, last))
    set_country (self, last);
  else if (codes != NULL && codes[0] != NULL && codes[1] == NULL)
    set_country (self, codes[0]);
  else
    set_country (self, NULL);
}

static void
go_on_clicked_cb (ImwRouteForm *self)
{
  ImwOffer *offer = imw_offer_list_get_chosen (self->list);
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (offer != NULL && shell != NULL)
    imw_shell_push (shell, imw_payout_page_new (self->wallet, self->route, offer, self->country),
                    is_deposit (self) ? _ ("From where") : _ ("Recipient"));
}

static void
receive_clicked_cb (ImwRouteForm *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_shell_go (shell, "receive");
}

static void
imw_route_form_dispose (GObject *object)
{
  ImwRouteForm *self = IMW_ROUTE_FORM (object);

  if (self->offers != NULL)
    g_signal_handlers_disconnect_by_data (self->offers, self);
  g_clear_object (&self->offers);
  g_clear_object (&self->wallet);
  self->asset = NULL;
  self->money = NULL;

  G_OBJECT_CLASS (imw_route_form_parent_class)->dispose (object);
}

static void
imw_route_form_finalize (GObject *object)
{
  ImwRouteForm *self = IMW_ROUTE_FORM (object);

  g_free (self->country);
  g_clear_pointer (&self->assets, g_ptr_array_unref);
  g_clear_pointer (&self->moneys, g_ptr_array_unref);

  G_OBJECT_CLASS (imw_route_form_parent_class)->finalize (object);
}

static void
imw_route_form_class_init (ImwRouteFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_route_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_route_form_finalize;
  g_type_ensure (IMW_TYPE_FACTS);
  g_type_ensure (IMW_TYPE_MONEY_ROW);
  g_type_ensure (IMW_TYPE_OFFER_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/route-form.ui");
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, column);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, country_row);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, put_in);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, comes_out);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, needs);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, needs_box);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, list);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, list_group);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, facts);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, facts_group);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, summary);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, problem);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, go_on);
  gtk_widget_class_bind_template_child (widget_class, ImwRouteForm, spinner);
  gtk_widget_class_bind_template_callback (widget_class, put_in_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, comes_out_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_on_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, receive_clicked_cb);
}

static void
imw_route_form_init (ImwRouteForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->assets = g_ptr_array_new ();
  self->moneys = g_ptr_array_new ();
  self->asset_choice = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  self->money_choice = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  imw_ui_set_name (GTK_WIDGET (self->asset_choice), _ ("Asset"));
  imw_ui_set_name (GTK_WIDGET (self->money_choice), _ ("Currency"));
  g_signal_connect_swapped (self->asset_choice, "notify::selected", G_CALLBACK (asset_chosen_cb),
                            self);
  g_signal_connect_swapped (self->money_choice, "notify::selected", G_CALLBACK (money_chosen_cb),
                            self);
}

static void
name_entries (ImwRouteForm *self)
{
  switch (self->route)
    {
    case IMW_ROUTE_ABROAD:
      imw_money_row_set_title (self->put_in, _ ("You send"));
      imw_money_row_set_title (self->comes_out, _ ("They receive"));
      break;
    case IMW_ROUTE_WITHDRAW:
      imw_money_row_set_title (self->put_in, _ ("You withdraw"));
      imw_money_row_set_title (self->comes_out, _ ("Your account gets"));
      break;
    case IMW_ROUTE_DEPOSIT:
      imw_money_row_set_title (self->put_in, _ ("You pay"));
      imw_money_row_set_title (self->comes_out, _ ("Your wallet gets"));
      break;
    }
}

/**
 * imw_route_form_new:
 * @wallet: a wallet that is loaded
 * @route: which way
 *
 * Returns: (transfer floating): the form
 */
GtkWidget *
imw_route_form_new (ImwWallet *wallet, ImwRoute route)
{
  ImwRouteForm *self = g_object_new (IMW_TYPE_ROUTE_FORM, NULL);
  gboolean      deposit = route == IMW_ROUTE_DEPOSIT;

  self->wallet = g_object_ref (wallet);
  self->route = route;
  self->offers = imw_offers_new (wallet, route);
  imw_ui_row_opens (self->country_row, G_CALLBACK (country_clicked_cb), self);
  name_entries (self);
  imw_money_row_add_suffix (deposit ? self->comes_out : self->put_in,
                            GTK_WIDGET (self->asset_choice));
  imw_money_row_add_suffix (deposit ? self->put_in : self->comes_out,
                            GTK_WIDGET (self->money_choice));
  imw_offer_list_set_offers (self->list, get_service (self), self->offers);
  g_signal_connect_swapped (self->offers, "notify::loading", G_CALLBACK (chosen_changed_cb), self);
  g_signal_connect_swapped (self->offers, "corridors-changed", G_CALLBACK (corridors_changed_cb),
                            self);
  corridors_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * imw_route_form_set_ends:
 * @self: a form
 * @top: (transfer floating): stands above it
 * @bottom: (transfer floating): stands below it
 */
void
imw_route_form_set_ends (ImwRouteForm *self, GtkWidget *top, GtkWidget *bottom)
{
  g_return_if_fail (IMW_IS_ROUTE_FORM (self));

  gtk_box_prepend (self->column, top);
  gtk_box_append (self->column, bottom);
}

/**
 * imw_route_form_repeat:
 * @self: a form
 * @transfer: an earlier transfer
 *
 * Asks the same again; the quote is a new one.
 */
void
imw_route_form_repeat (ImwRouteForm *self, ImwTransfer *transfer)
{
  ImwAmount *in = imw_transfer_get_put_in (transfer);
  ImwQuote  *quote = imw_transfer_get_quote (transfer);

  g_return_if_fail (IMW_IS_ROUTE_FORM (self));

  if (quote != NULL)
    {
      self->asset = imw_quote_get_request (quote)->asset;
      self->money = imw_quote_get_request (quote)->money;
    }
  set_country (self, imw_transfer_get_country (transfer));
  imw_money_row_set_amount (self->put_in, in);
}
