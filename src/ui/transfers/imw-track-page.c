/* imw-track-page.c: where the money is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-track-page"

#include "config.h"

#include "imw-track-page.h"
#include "imw-abroad-page.h"
#include "imw-facts.h"
#include "imw-format.h"
#include "imw-provider-facts.h"
#include "imw-quote-facts.h"
#include "imw-receipt.h"
#include "imw-timeline.h"
#include "imw-transfer-flow.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>

/**
 * ImwTrackPage:
 *
 * The timeline of one transfer, what the user has to do, its numbers, and everything that was seen. Main thread.
 */

struct _ImwTrackPage
{
  AdwBin parent_instance;

  ImwTransfer  *transfer;
  GCancellable *cancellable;

  GtkLabel    *heading;
  GtkLabel    *subtitle;
  GtkWidget   *need_box;
  GtkLabel    *need_title;
  GtkLabel    *need_text;
  GtkWidget   *act;
  ImwTimeline *timeline;
  ImwFacts    *instructions;
  GtkWidget   *instructions_group;
  ImwFacts    *numbers;
  ImwFacts    *money;
  ImwFacts    *payout;
  ImwFacts    *provider;
  ImwFacts    *events;
  GtkWidget   *cancel;
  GtkWidget   *repeat;
  GtkWidget   *receipt;
  GtkLabel    *asked;
  GtkSpinner  *spinner;
};

G_DEFINE_FINAL_TYPE (ImwTrackPage, imw_track_page, ADW_TYPE_BIN)

static ImwWalletService *
get_service (ImwTrackPage *self)
{
  return imw_wallet_get_service (imw_transfer_get_wallet (self->transfer));
}

static void
add_amount (ImwTrackPage *self, const char *name, ImwAmount *amount)
{
  g_autofree char *text = NULL;

  if (amount == NULL)
    return;

  text = imw_format_amount (get_service (self), amount, IMW_FORMAT_EXACT);
  imw_facts_add (self->money, name, text);
}

static void
update_need (ImwTrackPage *self)
{
  ImwNeed          need = imw_transfer_get_need (self->transfer);
  const char      *verb = imw_words_need_verb (need);
  g_autofree char *text = imw_words_need_text (self->transfer);

  gtk_widget_set_visible (self->need_box, need != IMW_NEED_NOTHING);
  gtk_label_set_text (self->need_title, imw_words_need_title (need));
  gtk_label_set_text (self->need_text, text);
  gtk_button_set_label (GTK_BUTTON (self->act), verb);
  gtk_widget_set_visible (self->act, *verb != '\0');
}

static void
update_instructions (ImwTrackPage *self)
{
  ImwOrder *order = imw_transfer_get_order (self->transfer);
  gboolean  any = order != NULL && order->instructions->len > 0 &&
                 imw_transfer_get_need (self->transfer) == IMW_NEED_PAY_IN;

  imw_facts_clear (self->instructions);
  gtk_widget_set_visible (self->instructions_group, any);
  for (guint i = 0; any && i < order->instructions->len; i++)
    {
      const ImwInstruction *line = g_ptr_array_index (order->instructions, i);
      const char           *country = imw_transfer_get_country (self->transfer);
      const char           *method = imw_transfer_get_method (self->transfer);
      const char           *title = imw_words_field (line->name, country, method);

      imw_facts_add_code (self->instructions,
                          title != NULL               ? title
                          : line->description != NULL ? line->description
                                                      : line->name,
                          line->value);
    }
  if (any && order->amount_in != NULL)
    {
      g_autofree char *amount = imw_amount_to_decimal_text (order->amount_in, 0);

      imw_facts_add_code (self->instructions, _ ("Amount"), amount);
    }
}

static void
add_code (ImwTrackPage *self, const char *name, const char *code)
{
  if (code != NULL && *code != '\0')
    imw_facts_add_code (self->numbers, name, code);
}

static void
update_numbers (ImwTrackPage *self)
{
  ImwOrder   *order = imw_transfer_get_order (self->transfer);
  ImwPayment *payment = imw_transfer_get_payment (self->transfer);
  gboolean    pickup = imw_transfer_get_need (self->transfer) == IMW_NEED_PICKUP;

  imw_facts_clear (self->numbers);
  if (pickup && order != NULL)
    {
      add_code (self, _ ("Number for the pick-up"), order->external_id);
      if (order->external_text != NULL)
        imw_facts_add (self->numbers, _ ("Where"), order->external_text);
    }
  add_code (self, _ ("Tracking number"), imw_transfer_get_code (self->transfer));
  if (order != NULL)
    {
      add_code (self, _ ("The provider's number"), order->id);
      if (!pickup)
        add_code (self, _ ("The bank's number"), order->external_id);
    }
  if (payment != NULL)
    add_code (self, _ ("Transaction"), imw_payment_get_txid (payment));
  else if (order != NULL)
    add_code (self, _ ("Transaction"), order->ledger_id);
}

/* What was agreed and what came of it; both numbers where they differ. */
static void
update_money (ImwTrackPage *self)
{
  ImwQuote *quote = imw_transfer_get_quote (self->transfer);
  ImwOrder *order = imw_transfer_get_order (self->transfer);

  imw_facts_clear (self->money);
  if (quote != NULL)
    imw_quote_facts_add_quote (self->money, get_service (self), quote);
  if (quote == NULL)
    {
      add_amount (self, _ ("You put in"), imw_transfer_get_put_in (self->transfer));
      add_amount (self, _ ("Arrives"), imw_transfer_get_comes_out (self->transfer));
    }
  if (order != NULL && order->amount_out != NULL && quote != NULL &&
      imw_asset_equal (imw_amount_get_asset (order->amount_out),
                       imw_amount_get_asset (imw_quote_get_comes_out (quote))) &&
      !imw_amount_equal (order->amount_out, imw_quote_get_comes_out (quote)))
    {
      g_autofree char *said =
          imw_format_amount (get_service (self), imw_quote_get_comes_out (quote), IMW_FORMAT_EXACT);
      g_autofree char *now =
          imw_format_amount (get_service (self), order->amount_out, IMW_FORMAT_EXACT);
      /* Translators: two amounts */
      g_autofree char *text =
          g_strdup_printf (_ ("Quoted %s, the provider now says %s."), said, now);

      imw_facts_add_warning (self->money, _ ("Another amount than quoted"), text, TRUE);
    }
  if (imw_transfer_get_unproven (self->transfer))
    imw_facts_add_warning (
        self->money, _ ("The provider says it is done, but the ledger does not show it"),
        _ ("Wait a few minutes. If nothing has come by then, ask the provider's support and name the numbers."),
        TRUE);
  imw_provider_facts_add_refunds (self->money, self->transfer);
  if (order != NULL && order->message != NULL && *order->message != '\0')
    {
      g_autofree char *said = g_strdup_printf ("“%s”", order->message);

      imw_facts_add (self->money, _ ("The provider says"), said);
    }
}

static void
events_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTrackPage) self = IMW_TRACK_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      events = imw_transfer_list_events_finish (IMW_TRANSFER (object), result, &error);

  if (events == NULL)
    return;

  imw_facts_clear (self->events);
  for (guint i = events->len; i > 0; i--)
    {
      const ImwTransferEvent *event = g_ptr_array_index (events, i - 1);
      g_autofree char        *time = imw_format_date_time (event->time_ms);
      g_autofree char        *text = imw_words_event (event);

      imw_facts_add (self->events, time, text);
    }
}

/* What arrives; what was put in where nothing does. */
static ImwAmount *
get_headline (ImwTrackPage *self)
{
  ImwStage stage = imw_transfer_get_stage (self->transfer);

  return imw_stage_get_final (stage) && stage != IMW_STAGE_DELIVERED
             ? imw_transfer_get_put_in (self->transfer)
             : imw_transfer_get_comes_out (self->transfer);
}

static void
update_head (ImwTrackPage *self)
{
  ImwAmount       *out = get_headline (self);
  g_autofree char *amount = imw_format_amount (get_service (self), out, IMW_FORMAT_PLAIN);
  g_autofree char *name = imw_transfer_dup_recipient_name (self->transfer);
  g_autofree char *place = imw_words_country_code (imw_transfer_get_country (self->transfer));
  gint64           asked = imw_transfer_get_asked_ms (self->transfer);
  ImwClock        *clock = imw_wallet_service_get_clock (get_service (self));
  g_autofree char *ago = imw_format_ago (asked, imw_clock_get_wall_ms (clock));
  g_autofree char *subtitle = NULL;
  g_autofree char *age = NULL;

  gtk_label_set_text (self->heading, amount);
  if (name != NULL && *name != '\0')
    subtitle = g_strdup_printf ("%s · %s", name, place);
  else
    subtitle = g_strdup_printf ("%s · %s",
                                imw_words_route (imw_transfer_get_route (self->transfer)), place);
  gtk_label_set_text (self->subtitle, subtitle);
  if (asked == 0)
    age = g_strdup (_ ("The provider has not answered yet"));
  else if (imw_transfer_get_last_error (self->transfer) != NULL)
    /* Translators: %s is a time such as "3 minutes ago" */
    age = g_strdup_printf (_ ("The provider does not answer now. As of %s"), ago);
  else
    age = g_strdup_printf (_ ("As of %s"), ago);
  gtk_label_set_text (self->asked, age);
}

static void
update (ImwTrackPage *self)
{
  ImwStage stage = imw_transfer_get_stage (self->transfer);
  gboolean final = imw_stage_get_final (stage);

  update_head (self);
  update_need (self);
  imw_timeline_show (self->timeline, self->transfer);
  update_instructions (self);
  update_numbers (self);
  update_money (self);
  imw_facts_clear (self->payout);
  imw_provider_facts_add_payout (self->payout, self->transfer);
  imw_facts_clear (self->provider);
  imw_provider_facts_add_info (self->provider, imw_transfer_get_provider_info (self->transfer));
  gtk_widget_set_visible (self->cancel, !final && !imw_transfer_get_paid (self->transfer));
  gtk_widget_set_visible (self->repeat, final);
  imw_transfer_list_events_async (self->transfer, self->cancellable, events_cb,
                                  g_object_ref (self));
}

static void
act_clicked_cb (ImwTrackPage *self)
{
  imw_transfer_flow_act (GTK_WIDGET (self), self->transfer);
}

static void
refreshed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTrackPage) self = IMW_TRACK_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  gtk_spinner_stop (self->spinner);
  if (!imw_transfer_refresh_finish (IMW_TRANSFER (object), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_SYNC);
}

static void
refresh (gpointer user_data)
{
  ImwTrackPage *self = IMW_TRACK_PAGE (user_data);

  gtk_spinner_start (self->spinner);
  imw_transfer_refresh_async (self->transfer, self->cancellable, refreshed_cb, g_object_ref (self));
}

static void
refresh_clicked_cb (ImwTrackPage *self)
{
  imw_transfer_flow_unlocked (GTK_WIDGET (self), imw_transfer_get_wallet (self->transfer), refresh,
                              self);
}

static void
cancelled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwTrackPage) self = IMW_TRACK_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!imw_transfer_cancel_finish (IMW_TRANSFER (object), result, &error))
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_GENERAL);
}

static void
cancel_agreed_cb (gpointer user_data)
{
  ImwTrackPage *self = IMW_TRACK_PAGE (user_data);

  imw_transfer_cancel_async (self->transfer, self->cancellable, cancelled_cb, g_object_ref (self));
}

static void
cancel_clicked_cb (ImwTrackPage *self)
{
  imw_ui_ask (GTK_WIDGET (self), _ ("Give this transfer up?"),
              _ ("Nothing has been paid. It stays in the list."), _ ("Give it up"), TRUE,
              cancel_agreed_cb, self);
}

static void
help_clicked_cb (ImwTrackPage *self)
{
  g_autofree char *bundle = imw_transfer_dup_support_bundle (self->transfer);

  imw_ui_copy (GTK_WIDGET (self), bundle,
               _ ("Numbers and times copied. Send them to the provider's support."));
}

static void
repeat_clicked_cb (ImwTrackPage *self)
{
  ImwShell *shell = imw_shell_of (GTK_WIDGET (self));

  if (shell != NULL)
    imw_abroad_page_repeat (shell, self->transfer);
}

static void
receipt_clicked_cb (ImwTrackPage *self)
{
  imw_receipt_print (GTK_WIDGET (self), self->transfer);
}

static void
receipt_chosen_cb (GFile *file, gpointer user_data)
{
  ImwTrackPage *self = IMW_TRACK_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (imw_receipt_save (self->transfer, file, &error))
    imw_ui_toast (GTK_WIDGET (self), _ ("Receipt saved"));
  else
    imw_ui_toast_error (GTK_WIDGET (self), error, IMW_DOING_FILE);
}

static void
save_clicked_cb (ImwTrackPage *self)
{
  const char      *code = imw_transfer_get_code (self->transfer);
  g_autofree char *name = g_strdup_printf ("%s.pdf", code != NULL ? code : "IMW");

  imw_ui_choose_file (GTK_WIDGET (self), _ ("Save the receipt"), TRUE, name, receipt_chosen_cb,
                      self);
}

static void
imw_track_page_dispose (GObject *object)
{
  ImwTrackPage *self = IMW_TRACK_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (imw_track_page_parent_class)->dispose (object);
}

static void
imw_track_page_finalize (GObject *object)
{
  g_clear_object (&IMW_TRACK_PAGE (object)->cancellable);

  G_OBJECT_CLASS (imw_track_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, heading);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, need_box);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, need_title);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, need_text);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, act);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, timeline);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, instructions);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, instructions_group);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, numbers);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, money);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, payout);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, provider);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, events);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, repeat);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, receipt);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, asked);
  gtk_widget_class_bind_template_child (widget_class, ImwTrackPage, spinner);
}

static void
imw_track_page_class_init (ImwTrackPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = imw_track_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = imw_track_page_finalize;
  g_type_ensure (IMW_TYPE_FACTS);
  g_type_ensure (IMW_TYPE_TIMELINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/imwallet/Wallet/ui/track-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, act_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, refresh_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, help_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, repeat_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, receipt_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
}

static void
imw_track_page_init (ImwTrackPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_track_page_new:
 * @transfer: a transfer
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
imw_track_page_new (ImwTransfer *transfer)
{
  ImwTrackPage *self = g_object_new (IMW_TYPE_TRACK_PAGE, NULL);

  self->transfer = g_object_ref (transfer);
  g_signal_connect_swapped (transfer, "changed", G_CALLBACK (update), self);
  update (self);

  return GTK_WIDGET (self);
}
