/* imw-cli-transfer.c: commands for money across borders, in and out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli-transfer.h"

#include "imw-country.h"
#include "imw-error.h"
#include "imw-prices.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_WAIT_S 30

typedef struct
{
  char    *send;
  char    *receive;
  char    *asset;
  char    *currency;
  char    *method;
  char    *provider;
  char    *to;
  char    *go_on; /* number of a transfer that has begun */
  char    *route;
  char   **fields;
  char   **files;
  char   **accepted;
  gboolean yes;
} TransferOptions;

static void
transfer_options_clear (TransferOptions *self)
{
  g_free (self->send);
  g_free (self->receive);
  g_free (self->asset);
  g_free (self->currency);
  g_free (self->method);
  g_free (self->provider);
  g_free (self->to);
  g_free (self->go_on);
  g_free (self->route);
  g_strfreev (self->fields);
  g_strfreev (self->files);
  g_strfreev (self->accepted);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TransferOptions, transfer_options_clear)

/* ---- the question ---- */

static ImwAsset *
find_in (GPtrArray *assets, const char *text)
{
  for (guint i = 0; i < assets->len; i++)
    {
      ImwAsset *asset = g_ptr_array_index (assets, i);

      if (text == NULL || g_ascii_strcasecmp (imw_asset_get_symbol (asset), text) == 0 ||
          g_str_equal (imw_asset_get_id (asset), text))
        return imw_asset_ref (asset);
    }

  return NULL;
}

static ImwAmount *
read_amount (ImwAsset *asset, const char *text, GError **error)
{
  if (text == NULL)
    return NULL;

  return imw_amount_new_from_decimal_text (asset, text, error);
}

/* What the market says, before what providers say is held against it. */
static void
learn_rate (ImwCli *cli, ImwAsset *asset, ImwAsset *money)
{
  ImwPrices    *prices = imw_wallet_service_get_prices (cli->service);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwRate) rate = NULL;

  if (prices == NULL)
    return;

  imw_prices_want (prices, asset);
  rate = imw_prices_get_rate (prices, asset, imw_asset_get_symbol (money));
  imw_prices_refresh_async (prices, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  if (!imw_prices_refresh_finish (prices, result, &error))
    g_message ("Asking for rates: %s", error->message);
}

static gboolean
ask (ImwCli                *cli,
     ImwOffers             *offers,
     ImwRoute               route,
     const char            *country,
     const TransferOptions *options,
     GError               **error)
{
  const ImwCountry *known = imw_country_find (country);
  g_autoptr (GPtrArray) moneys = NULL;
  g_autoptr (GPtrArray) assets = imw_offers_list_assets (offers);
  g_autoptr (ImwAsset) money = NULL;
  g_autoptr (ImwAsset) asset = find_in (assets, options->asset);
  g_autoptr (ImwAmount) in = NULL;
  g_autoptr (ImwAmount) out = NULL;
  gboolean deposit = route == IMW_ROUTE_DEPOSIT;

  if (known == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no country %s", country);
      return FALSE;
    }
  moneys = imw_offers_list_money (offers, known->alpha3);
  money = find_in (moneys, options->currency);
  if (asset == NULL || money == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no provider trades %s in %s",
                   options->asset != NULL ? options->asset : "anything", known->alpha3);
      return FALSE;
    }
  if ((options->send != NULL) == (options->receive != NULL))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Give --send or --receive, one of them."));
      return FALSE;
    }
  in = read_amount (deposit ? money : asset, options->send, error);
  out = read_amount (deposit ? asset : money, options->receive, error);
  if (in == NULL && out == NULL)
    return FALSE;
  learn_rate (cli, asset, money);
  imw_offers_set_question (offers, known->alpha3, money, asset, in, out);
  while (imw_offers_get_loading (offers) && !g_cancellable_is_cancelled (cli->cancellable))
    g_main_context_iteration (NULL, TRUE);

  return !g_cancellable_set_error_if_cancelled (cli->cancellable, error);
}

static gboolean
fits (ImwOffer *offer, const TransferOptions *options)
{
  return (options->method == NULL ||
          g_ascii_strcasecmp (imw_offer_get_method (offer)->id, options->method) == 0) &&
         (options->provider == NULL ||
          g_str_equal (imw_known_provider_get_domain (imw_offer_get_provider (offer)),
                       options->provider));
}

static void
print_offer (ImwOffer *offer)
{
  ImwQuote        *quote = imw_offer_get_quote (offer);
  g_autofree char *title = imw_known_provider_dup_title (imw_offer_get_provider (offer));
  g_autofree char *in = NULL;
  g_autofree char *out = NULL;
  g_autofree char *fee = NULL;
  gint             basis_points;
  const char      *mid_rate;
  const char      *source;
  gint64           time_ms;

  g_print ("%s · %s\n", title, imw_offer_get_method (offer)->id);
  if (quote == NULL)
    {
      g_print (_ ("  no quote: %s\n"), imw_offer_get_error (offer) != NULL
                                           ? imw_offer_get_error (offer)->message
                                           : _ ("the amount is outside the limits"));
      return;
    }
  in = imw_cli_format_amount (imw_quote_get_put_in (quote));
  out = imw_cli_format_amount (imw_quote_get_comes_out (quote));
  fee = imw_cli_format_amount (imw_quote_get_fee (quote));
  g_print (_ ("  put in %s, arrives %s, fee %s\n"), in, out, fee);
  if (imw_offer_get_cost (offer, &basis_points, &mid_rate, &source, &time_ms))
    g_print (_ ("  true cost %d.%02d%% against %s (%s)\n"), basis_points / 100,
             ABS (basis_points) % 100, mid_rate, source);
  else
    g_print (_ ("  no independent rate is known\n"));
}

static ImwRoute
get_route (const char *command, const TransferOptions *options)
{
  ImwRoute route = IMW_ROUTE_ABROAD;

  if (g_str_equal (command, "deposit"))
    return IMW_ROUTE_DEPOSIT;
  if (g_str_equal (command, "withdraw"))
    return IMW_ROUTE_WITHDRAW;
  if (options->route != NULL && imw_route_from_code (options->route, &route))
    return route;

  return IMW_ROUTE_ABROAD;
}

/**
 * imw_cli_quote:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `quote`: what it would cost, from every provider that could do it. Needs no password.
 *
 * Returns: %TRUE if anybody was asked; %IMW_ERROR_NOT_FOUND when nobody could be
 */
gboolean
imw_cli_quote (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_auto (TransferOptions) options = { 0 };
  g_autoptr (ImwOffers) offers = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const GOptionEntry entries[] = {
    { "send", 0, 0, G_OPTION_ARG_STRING, &options.send, NULL, NULL },
    { "receive", 0, 0, G_OPTION_ARG_STRING, &options.receive, NULL, NULL },
    { "asset", 0, 0, G_OPTION_ARG_STRING, &options.asset, NULL, NULL },
    { "currency", 0, 0, G_OPTION_ARG_STRING, &options.currency, NULL, NULL },
    { "method", 0, 0, G_OPTION_ARG_STRING, &options.method, NULL, NULL },
    { "provider", 0, 0, G_OPTION_ARG_STRING, &options.provider, NULL, NULL },
    { "route", 0, 0, G_OPTION_ARG_STRING, &options.route, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 1, 1, error) ||
      !imw_cli_open_wallet (cli, FALSE, error) || !imw_cli_read_reports (cli, error))
    return FALSE;
  offers = imw_offers_new (cli->wallet, get_route (argv[0], &options));
  if (!ask (cli, offers, get_route (argv[0], &options), argv[1], &options, error))
    return FALSE;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "offers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (offers)); i++)
    {
      g_autoptr (ImwOffer) offer = g_list_model_get_item (G_LIST_MODEL (offers), i);

      if (!fits (offer, &options))
        continue;
      if (cli->json)
        imw_cli_json_offer (builder, offer);
      else
        print_offer (offer);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);

  return TRUE;
}

/* ---- the way ---- */

typedef void (*TransferCall) (ImwTransfer        *transfer,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
typedef gboolean (*TransferFinish) (ImwTransfer *transfer, GAsyncResult *result, GError **error);

static gboolean
call (ImwCli *cli, ImwTransfer *transfer, TransferCall async, TransferFinish finish, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  async (transfer, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return finish (transfer, result, error);
}

/* What is missing is for somebody who can fill it in: the transfer waits, and goes on with --continue. */
static gboolean
send_details (ImwCli                *cli,
              ImwTransfer           *transfer,
              const TransferOptions *options,
              gboolean              *missing,
              GError               **error)
{
  g_autoptr (GHashTable) given = imw_cli_read_fields (options->fields, error);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) files = NULL;
  g_autoptr (ImwPayout) payout = imw_transfer_dup_payout (transfer);
  GPtrArray    *fields = imw_transfer_get_fields (transfer);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (given == NULL || (files = imw_cli_read_files (options->files, error)) == NULL)
    return FALSE;

  for (guint i = 0; i < fields->len; i++)
    {
      const ImwField *field = g_ptr_array_index (fields, i);
      const char     *text = g_hash_table_lookup (given, field->name);

      if (text == NULL && payout != NULL)
        text = imw_payout_get_value (payout, field->name);
      if (text != NULL)
        g_hash_table_insert (values, g_strdup (field->name), g_strdup (text));
      else if (!field->optional && !g_hash_table_contains (files, field->name))
        {
          g_printerr (_ ("The provider still asks for: %s\n"), field->name);
          *missing = TRUE;
        }
    }
  if (*missing)
    return TRUE;
  if (!options->yes && !imw_cli_confirm (_ ("Send these details to the provider?"), error))
    return FALSE;
  imw_transfer_send_details_async (transfer, values, files, cli->cancellable, imw_cli_ready_cb,
                                   &slot);
  result = imw_cli_wait (&slot);

  return imw_transfer_send_details_finish (transfer, result, error);
}

/* what comes next needs it on the ledger */
static gboolean
pay_payment (ImwCli *cli, ImwPayment *payment, const TransferOptions *options, GError **error)
{
  if (!imw_cli_carry_out (cli, payment, (const char *const *) options->accepted, options->yes,
                          error))
    return FALSE;

  while (!imw_payment_state_get_final (imw_payment_get_state (payment)))
    {
      if (!imw_cli_sync (cli, FALSE, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
do_steps (ImwCli *cli, ImwTransfer *transfer, const TransferOptions *options, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) step_error = NULL;
      g_autoptr (ImwPayment) step = imw_transfer_new_step (transfer, &step_error);

      if (step == NULL && step_error == NULL)
        return TRUE;
      if (step == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&step_error));
          return FALSE;
        }
      if (!pay_payment (cli, step, options, error))
        return FALSE;
    }
}

static gboolean
pay (ImwCli *cli, ImwTransfer *transfer, const TransferOptions *options, GError **error)
{
  static const char *const none[] = { NULL };
  gboolean                 changed = imw_transfer_get_need (transfer) == IMW_NEED_REVIEW_CHANGED;
  ImwPayment              *payment;
  GAsyncResult            *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!do_steps (cli, transfer, options, error) ||
      !call (cli, transfer, imw_transfer_prepare_async, imw_transfer_prepare_finish, error))
    return FALSE;
  payment = imw_transfer_get_payment (transfer);
  if (payment == NULL)
    payment = imw_transfer_get_swap_payment (transfer);
  if (payment != NULL)
    imw_cli_show_description (payment);
  if (changed)
    g_printerr (_ ("The provider asks for another amount than the quote said.\n"));
  if ((!options->yes || changed) &&
      !(changed && options->accepted != NULL &&
        g_strv_contains ((const char *const *) options->accepted, "changed-amount")) &&
      !imw_cli_confirm (_ ("Pay this?"), error))
    return FALSE;
  imw_transfer_pay_async (
      transfer, options->accepted != NULL ? (const char *const *) options->accepted : none, changed,
      cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_transfer_pay_finish (transfer, result, error);
}

static gboolean
waited_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* A provider looks at what it was given for some seconds, usually. */
static void
wait_for_provider (ImwCli *cli, ImwTransfer *transfer)
{
  gboolean waited = FALSE;
  guint    timer = g_timeout_add_seconds (MAX_WAIT_S, waited_cb, &waited);

  while (!waited && imw_transfer_get_need (transfer) == IMW_NEED_NOTHING &&
         !imw_transfer_get_paid (transfer) &&
         !imw_stage_get_final (imw_transfer_get_stage (transfer)) &&
         !g_cancellable_is_cancelled (cli->cancellable))
    g_main_context_iteration (NULL, TRUE);
  if (!waited)
    g_source_remove (timer);
}

/* As far as it goes without somebody else. */
static gboolean
carry_on (ImwCli *cli, ImwTransfer *transfer, const TransferOptions *options, GError **error)
{
  gboolean missing = FALSE;

  for (guint tries = 0; tries < 20; tries++)
    {
      switch (imw_transfer_get_need (transfer))
        {
        case IMW_NEED_DETAILS:
        case IMW_NEED_FIX_DETAILS:
        case IMW_NEED_CODE:
          if (!send_details (cli, transfer, options, &missing, error))
            return FALSE;
          if (missing)
            {
              imw_cli_print_transfer (cli, transfer);
              return TRUE;
            }
          break;
        case IMW_NEED_REQUOTE:
          if (!call (cli, transfer, imw_transfer_requote_async, imw_transfer_requote_finish, error))
            return FALSE;
          break;
        case IMW_NEED_REVIEW:
        case IMW_NEED_REVIEW_CHANGED:
          if (!pay (cli, transfer, options, error))
            return FALSE;
          imw_cli_print_transfer (cli, transfer);
          return TRUE;
        case IMW_NEED_TRUSTLINE:
        case IMW_NEED_CLAIM:
          if (!do_steps (cli, transfer, options, error) ||
              !call (cli, transfer, imw_transfer_refresh_async, imw_transfer_refresh_finish, error))
            return FALSE;
          break;
        case IMW_NEED_BROWSER:
          {
            g_autofree char *url = imw_transfer_dup_hosted_url (transfer);

            if (url != NULL)
              g_printerr (_ ("Go on in a browser: %s\n"), url);
            imw_cli_print_transfer (cli, transfer);
            return TRUE;
          }
        case IMW_NEED_NOTHING:
          wait_for_provider (cli, transfer);
          if (imw_transfer_get_need (transfer) != IMW_NEED_NOTHING)
            break;
          imw_cli_print_transfer (cli, transfer);
          return TRUE;
        case IMW_NEED_STOPPED:
        case IMW_NEED_PAY_IN:
        case IMW_NEED_PICKUP:
        case IMW_NEED_UNLOCK:
        case IMW_NEED_CONTACT:
          imw_cli_print_transfer (cli, transfer);
          return TRUE;
        }
    }
  imw_cli_print_transfer (cli, transfer);

  return TRUE;
}

static ImwPayout *
make_payout (ImwCli                *cli,
             ImwRoute               route,
             const char            *country,
             const TransferOptions *options,
             GError               **error)
{
  gboolean          own = route != IMW_ROUTE_ABROAD;
  const ImwCountry *known = imw_country_find (country);
  g_autoptr (GHashTable) fields = NULL;
  ImwPayout     *payout;
  GHashTableIter iter;
  gpointer       name;
  gpointer       text;

  if (options->to != NULL)
    return imw_cli_find_payout (cli, options->to, own, error);

  fields = imw_cli_read_fields (options->fields, error);
  if (fields == NULL)
    return NULL;
  payout = imw_payout_new (own);
  imw_payout_set_way (payout, known != NULL ? known->alpha3 : NULL, options->method);
  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &name, &text))
    imw_payout_set_value (payout, name, text);

  return payout;
}

static ImwOffer *
choose_offer (ImwOffers *offers, const TransferOptions *options, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (offers)); i++)
    {
      g_autoptr (ImwOffer) offer = g_list_model_get_item (G_LIST_MODEL (offers), i);

      if (fits (offer, options) && imw_offer_get_problem (offer) == IMW_OFFER_FINE)
        return g_steal_pointer (&offer);
      if (fits (offer, options) && imw_offer_get_problem (offer) == IMW_OFFER_NO_FUNDS)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS,
                       "too little for this transfer");
          return NULL;
        }
    }
  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "nobody offers this now");

  return NULL;
}

static gboolean
begin (ImwCli                *cli,
       const char            *command,
       const char            *country,
       const TransferOptions *options,
       GError               **error)
{
  ImwRoute route = get_route (command, options);
  g_autoptr (ImwOffers) offers = imw_offers_new (cli->wallet, route);
  g_autoptr (ImwOffer) offer = NULL;
  g_autoptr (ImwPayout) payout = NULL;
  g_autoptr (ImwTransfer) transfer = NULL;

  if (!ask (cli, offers, route, country, options, error))
    return FALSE;
  offer = choose_offer (offers, options, error);
  if (offer == NULL)
    return FALSE;
  payout = make_payout (cli, route, country, options, error);
  if (payout == NULL)
    return FALSE;
  transfer = imw_transfer_new (cli->wallet, offer, payout);

  return call (cli, transfer, imw_transfer_start_async, imw_transfer_start_finish, error) &&
         carry_on (cli, transfer, options, error);
}

static gboolean
go_on (ImwCli *cli, const TransferOptions *options, GError **error)
{
  ImwTransfer *transfer = imw_wallet_find_transfer (cli->wallet, options->go_on);

  if (transfer == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no transfer %s", options->go_on);
      return FALSE;
    }

  return call (cli, transfer, imw_transfer_refresh_async, imw_transfer_refresh_finish, error) &&
         carry_on (cli, transfer, options, error);
}

/**
 * imw_cli_transfer:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `transfer`, `deposit`, `withdraw`: takes the best offer that fits, sends the details, shows
 * what the signer read, pays, and prints where
 * it is. What the provider asks for and was not given ends it with %IMW_ERROR_BAD_INPUT; `--continue NUMBER` goes on.
 *
 * Returns: %TRUE if it is as far as it goes without somebody else
 */
gboolean
imw_cli_transfer (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_auto (TransferOptions) options = { 0 };
  const GOptionEntry entries[] = {
    { "send", 0, 0, G_OPTION_ARG_STRING, &options.send, NULL, NULL },
    { "receive", 0, 0, G_OPTION_ARG_STRING, &options.receive, NULL, NULL },
    { "asset", 0, 0, G_OPTION_ARG_STRING, &options.asset, NULL, NULL },
    { "currency", 0, 0, G_OPTION_ARG_STRING, &options.currency, NULL, NULL },
    { "method", 0, 0, G_OPTION_ARG_STRING, &options.method, NULL, NULL },
    { "provider", 0, 0, G_OPTION_ARG_STRING, &options.provider, NULL, NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, NULL, NULL },
    { "continue", 0, 0, G_OPTION_ARG_STRING, &options.go_on, NULL, NULL },
    { "field", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.fields, NULL, NULL },
    { "file", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.files, NULL, NULL },
    { "accept", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.accepted, NULL, NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &options.yes, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 1, error))
    return FALSE;
  if ((options.go_on != NULL) == (argc > 1))
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Give a country, or --continue with a number."));
      return FALSE;
    }
  if (!imw_cli_open_wallet (cli, FALSE, error) || !imw_cli_unlock (cli, error) ||
      !imw_cli_sync (cli, FALSE, error) || !imw_cli_read_reports (cli, error))
    return FALSE;
  if (options.go_on != NULL)
    return go_on (cli, &options, error);

  return begin (cli, argv[0], argv[1], &options, error);
}

static gboolean
track_one (ImwCli *cli, const char *text, gboolean wait, GError **error)
{
  ImwTransfer *transfer = imw_wallet_find_transfer (cli->wallet, text);

  if (transfer == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no transfer %s", text);
      return FALSE;
    }
  if (!cli->offline &&
      (!imw_cli_unlock (cli, error) || !imw_cli_sync (cli, FALSE, error) ||
       !call (cli, transfer, imw_transfer_refresh_async, imw_transfer_refresh_finish, error)))
    return FALSE;
  while (wait && !imw_stage_get_final (imw_transfer_get_stage (transfer)) &&
         imw_transfer_get_actor (transfer) != IMW_ACTOR_USER &&
         !g_cancellable_is_cancelled (cli->cancellable))
    g_main_context_iteration (NULL, TRUE);
  imw_cli_print_transfer (cli, transfer);

  return TRUE;
}

/**
 * imw_cli_track:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `track`: where one transfer is, found by any of its numbers, or a list of all; `--wait` until it is somebody else's turn no more.
 *
 * Returns: %TRUE on success; %IMW_ERROR_NOT_FOUND
 */
gboolean
imw_cli_track (ImwCli *cli, int argc, char **argv, GError **error)
{
  gboolean    wait = FALSE;
  GListModel *transfers;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const GOptionEntry entries[] = { { "wait", 0, 0, G_OPTION_ARG_NONE, &wait, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 0, 1, error) ||
      !imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  if (argc > 1)
    return track_one (cli, argv[1], wait, error);

  transfers = imw_wallet_get_transfers (cli->wallet);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "transfers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (transfers, i);
      g_autofree char *out = imw_cli_format_amount (imw_transfer_get_comes_out (transfer));
      g_autofree char *time = imw_cli_format_time (imw_transfer_get_created_ms (transfer));

      if (cli->json)
        imw_cli_json_transfer (builder, transfer);
      else
        g_print ("%s  %-16s  %-9s  %-10s  %s\n", time,
                 imw_transfer_get_code (transfer) != NULL ? imw_transfer_get_code (transfer) : "–",
                 imw_route_get_code (imw_transfer_get_route (transfer)),
                 imw_stage_get_code (imw_transfer_get_stage (transfer)), out);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);

  return TRUE;
}
