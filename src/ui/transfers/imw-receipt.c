/* imw-receipt.c: a transfer on paper
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-receipt"

#include "config.h"

#include "imw-receipt.h"
#include "imw-format.h"
#include "imw-quote-facts.h"
#include "imw-ui.h"
#include "imw-words-transfer.h"

#include "imw-error.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>

#define A4_WIDTH_PT  595.28
#define A4_HEIGHT_PT 841.89
#define MARGIN_PT    56.0
#define NAME_PART    0.38

/* One page that grows downwards; what does not fit begins a new one. */
typedef struct
{
  cairo_t     *cr;
  PangoLayout *layout;
  double       width;
  double       height;
  double       y;
  gboolean     practice;
} Paper;

static void
add_watermark (Paper *paper)
{
  g_autoptr (PangoLayout) layout = pango_layout_copy (paper->layout);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans Bold 32");
  int width;

  if (!paper->practice)
    return;

  cairo_save (paper->cr);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, -1);
  pango_layout_set_text (layout, _ ("PRACTICE – no real money"), -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_translate (paper->cr, paper->width / 2, paper->height / 2);
  cairo_rotate (paper->cr, -0.6);
  cairo_move_to (paper->cr, -width / 2.0, 0);
  cairo_set_source_rgba (paper->cr, 0.9, 0.65, 0.04, 0.35);
  pango_cairo_show_layout (paper->cr, layout);
  cairo_restore (paper->cr);
}

static void
begin_page (Paper *paper)
{
  paper->y = MARGIN_PT;
  add_watermark (paper);
  cairo_set_source_rgb (paper->cr, 0, 0, 0);
}

static double
draw (Paper *paper, const char *text, double x, double width, const char *font_name)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (font_name);
  int height;

  pango_layout_set_font_description (paper->layout, font);
  pango_layout_set_width (paper->layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (paper->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (paper->layout, text, -1);
  pango_layout_get_pixel_size (paper->layout, NULL, &height);
  cairo_move_to (paper->cr, x, paper->y);
  pango_cairo_show_layout (paper->cr, paper->layout);

  return height;
}

static void
ensure_room (Paper *paper, double height)
{
  if (paper->y + height <= paper->height - MARGIN_PT)
    return;

  cairo_show_page (paper->cr);
  begin_page (paper);
}

static void
add_title (Paper *paper, const char *text, const char *font)
{
  ensure_room (paper, 40);
  paper->y += 10;
  paper->y += draw (paper, text, MARGIN_PT, paper->width - 2 * MARGIN_PT, font) + 6;
}

static void
add (Paper *paper, const char *name, const char *value)
{
  double room = paper->width - 2 * MARGIN_PT;
  double left;
  double right;

  if (value == NULL || *value == '\0')
    return;

  ensure_room (paper, 30);
  left = draw (paper, name, MARGIN_PT, room * NAME_PART - 8, "Sans 9");
  right = draw (paper, value, MARGIN_PT + room * NAME_PART, room * (1 - NAME_PART), "Sans 9");
  paper->y += MAX (left, right) + 4;
}

static void
add_amount (Paper *paper, ImwWalletService *service, const char *name, ImwAmount *amount)
{
  g_autofree char *text = NULL;

  if (amount == NULL)
    return;

  text = imw_format_amount (service, amount, IMW_FORMAT_EXACT);
  add (paper, name, text);
}

static void
add_money (Paper *paper, ImwTransfer *transfer)
{
  ImwWalletService *service = imw_wallet_get_service (imw_transfer_get_wallet (transfer));
  ImwQuote         *quote = imw_transfer_get_quote (transfer);
  ImwOrder         *order = imw_transfer_get_order (transfer);
  g_autofree char  *rate = NULL;

  add_title (paper, _ ("Money"), "Sans Bold 11");
  add_amount (paper, service, _ ("You put in"), imw_transfer_get_put_in (transfer));
  if (quote != NULL)
    {
      GPtrArray *lines = imw_quote_get_fee_lines (quote);

      for (guint i = 0; i < lines->len; i++)
        {
          const ImwFeeLine *line = g_ptr_array_index (lines, i);

          add_amount (paper, service, line->name, line->amount);
        }
      if (lines->len == 0)
        add_amount (paper, service, _ ("Provider's fee"), imw_quote_get_fee (quote));
      add_amount (paper, service, _ ("Is converted"), imw_quote_get_converted (quote));
      rate = imw_quote_facts_dup_rate (quote);
      add (paper, _ ("Exchange rate"), rate);
    }
  add_amount (paper, service, _ ("Arrives"), imw_transfer_get_comes_out (transfer));
  if (order != NULL)
    {
      add_amount (paper, service, _ ("Refund"), order->refunded);
      add_amount (paper, service, _ ("Fee of the refund"), order->refund_fee);
    }
}

static void
add_payout (Paper *paper, ImwTransfer *transfer)
{
  g_autoptr (ImwPayout) payout = imw_transfer_dup_payout (transfer);
  const char       *country = imw_transfer_get_country (transfer);
  const char       *method = imw_transfer_get_method (transfer);
  const ImwCountry *known = country != NULL ? imw_country_find (country) : NULL;
  g_autoptr (GPtrArray) fields = NULL;

  add_title (paper, _ ("Where the money comes out"), "Sans Bold 11");
  if (known != NULL)
    add (paper, _ ("Country"), imw_words_country (known));
  add (paper, _ ("Way"), imw_words_method (method));
  if (payout == NULL)
    return;

  fields = imw_payout_list_fields (payout);
  for (guint i = 0; i < fields->len; i++)
    {
      const char *field = g_ptr_array_index (fields, i);
      const char *title = imw_words_field (field, country, method);

      add (paper, title != NULL ? title : field, imw_payout_get_value (payout, field));
    }
}

static void
add_provider (Paper *paper, const ImwProviderInfo *info)
{
  add_title (paper, _ ("Who does it"), "Sans Bold 11");
  add (paper, _ ("Provider"), info->name);
  add (paper, _ ("Domain"), info->domain);
  add (paper, _ ("Licence"), info->license_number);
  add (paper, _ ("Address"), info->address);
  add (paper, _ ("Support by e-mail"), info->support_email);
  add (paper, _ ("Support by phone"), info->support_phone);
}

static void
add_numbers (Paper *paper, ImwTransfer *transfer)
{
  ImwOrder        *order = imw_transfer_get_order (transfer);
  ImwPayment      *payment = imw_transfer_get_payment (transfer);
  g_autofree char *created = imw_format_date_time (imw_transfer_get_created_ms (transfer));

  add_title (paper, _ ("Numbers"), "Sans Bold 11");
  add (paper, _ ("Tracking number"), imw_transfer_get_code (transfer));
  add (paper, _ ("Created"), created);
  if (order != NULL)
    {
      g_autofree char *completed =
          order->completed_ms > 0 ? imw_format_date_time (order->completed_ms) : NULL;

      add (paper, _ ("Completed"), completed);
      add (paper, _ ("The provider's number"), order->id);
      add (paper, _ ("The bank's number"), order->external_id);
    }
  add (paper, _ ("Transaction"), payment != NULL ? imw_payment_get_txid (payment) : NULL);
}

static void
draw_receipt (cairo_t *cr, PangoLayout *layout, double width, double height, ImwTransfer *transfer)
{
  ImwWallet *wallet = imw_transfer_get_wallet (transfer);
  Paper      paper = { cr, layout, width, height, MARGIN_PT, FALSE };

  paper.practice = imw_wallet_service_get_environment (imw_wallet_get_service (wallet)) !=
                   IMW_ENVIRONMENT_MAIN;
  begin_page (&paper);
  add_title (&paper, imw_words_route (imw_transfer_get_route (transfer)), "Sans Bold 18");
  add (&paper, _ ("State"),
       imw_words_stage (imw_transfer_get_stage (transfer), imw_transfer_get_route (transfer)));
  add_numbers (&paper, transfer);
  add_money (&paper, transfer);
  add_payout (&paper, transfer);
  add_provider (&paper, imw_transfer_get_provider_info (transfer));
  add_title (
      &paper,
      _ ("If something is wrong, write to the provider's support and name the numbers. A transfer "
         "that was delivered can't be taken back."),
      "Sans 8");
}

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

/**
 * imw_receipt_save:
 * @transfer: a transfer
 * @file: where to
 * @error: return location
 *
 * Writes a PDF of A4 pages. %IMW_ERROR_DISK
 *
 * Returns: %TRUE on success
 */
gboolean
imw_receipt_save (ImwTransfer *transfer, GFile *file, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (write_cb, bytes, A4_WIDTH_PT, A4_HEIGHT_PT);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE,
                                  imw_words_route (imw_transfer_get_route (transfer)));
  draw_receipt (cr, layout, A4_WIDTH_PT, A4_HEIGHT_PT, transfer);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_INTERNAL, "no PDF: %s",
                   cairo_status_to_string (status));
      return FALSE;
    }

  return g_file_replace_contents (file, (const char *) bytes->data, bytes->len, NULL, FALSE,
                                  G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                  NULL, error);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer user_data)
{
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);

  draw_receipt (gtk_print_context_get_cairo_context (context), layout,
                gtk_print_context_get_width (context), gtk_print_context_get_height (context),
                IMW_TRANSFER (user_data));
}

/**
 * imw_receipt_print:
 * @widget: a widget in the window
 * @transfer: a transfer
 *
 * Opens the desktop's printing dialog.
 */
void
imw_receipt_print (GtkWidget *widget, ImwTransfer *transfer)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, imw_transfer_get_code (transfer) != NULL
                                                   ? imw_transfer_get_code (transfer)
                                                   : imw_transfer_get_id (transfer));
  g_signal_connect_object (operation, "draw-page", G_CALLBACK (draw_page_cb), transfer, 0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                               &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    imw_ui_toast_error (widget, error, IMW_DOING_FILE);
}
