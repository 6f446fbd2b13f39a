/* imw-cli-send.c: commands that move money: send, payments, speed-up, cancel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-error.h"
#include "imw-payment.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  char    *fee;
  char    *account;
  char    *label;
  char   **accepted; /* warning codes */
  gboolean dry_run;
  gboolean yes;
} SendOptions;

static void
send_options_clear (SendOptions *self)
{
  g_free (self->fee);
  g_free (self->account);
  g_free (self->label);
  g_strfreev (self->accepted);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SendOptions, send_options_clear)

/* "12.5" sat/vB, exact to a thousandth. */
static gboolean
parse_rate (const char *text, guint64 *rate_milli)
{
  g_autoptr (ImwAsset) asset = imw_asset_new ("rate", "sat/vB", "rate", 3);
  g_autoptr (ImwAmount) amount = imw_amount_new_from_decimal_text (asset, text, NULL);

  return amount != NULL && imw_amount_get_u64 (amount, rate_milli) && *rate_milli > 0;
}

static gboolean
choose_fee (ImwCli *cli, ImwAccount *account, const char *text, guint64 *rate_milli, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  ImwFeeLevel   level = IMW_FEE_NORMAL;
  ImwFeeTable   fees;

  if (text != NULL && !imw_fee_level_from_code (text, &level))
    {
      if (parse_rate (text, rate_milli))
        return TRUE;
      g_set_error (error, IMW_CLI_USAGE, 0,
                   _ ("--fee takes slow, normal, fast or a number of sat/vB"));
      return FALSE;
    }

  imw_account_get_fees_async (account, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  if (!imw_account_get_fees_finish (account, result, &fees, error))
    return FALSE;
  if (!fees.known)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND,
                   "no server knows the fees now; give a number with --fee");
      return FALSE;
    }
  *rate_milli = fees.rate_milli[level];

  return TRUE;
}

static void
print_outputs (JsonBuilder *builder, ImwDescription *description)
{
  json_builder_set_member_name (builder, "recipients");
  json_builder_begin_array (builder);
  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "address", output->address);
      imw_cli_json_amount (builder, "amount", output->amount);
      imw_cli_json_bool (builder, "own", output->path != NULL);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "warnings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < imw_description_get_n_warnings (description); i++)
    json_builder_add_string_value (
        builder, imw_warning_get_code (imw_description_get_warning (description, i)));
  json_builder_end_array (builder);
}

static void
print_payment (ImwCli *cli, ImwPayment *payment)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  ImwDescription *description = imw_payment_get_description (payment);
  const GError   *last_error = imw_payment_get_last_error (payment);

  if (!cli->json)
    {
      g_print (_ ("Payment %s: %s\n"),
               imw_payment_get_txid (payment) != NULL ? imw_payment_get_txid (payment)
                                                      : imw_payment_get_id (payment),
               imw_payment_state_get_code (imw_payment_get_state (payment)));
      if (imw_payment_get_refused (payment))
        {
          g_print ("%s\n", _ ("A server has refused it. That is not certain yet: its money stays set aside, and the "
                              "next “sync” asks once more. Do not pay again before that."));
        }
      else if (last_error != NULL)
        {
          g_autofree char *text = imw_cli_error_text (last_error);

          g_print ("%s\n", text);
        }
      return;
    }

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "payment", imw_payment_get_id (payment));
  imw_cli_json_string (builder, "txid", imw_payment_get_txid (payment));
  imw_cli_json_string (builder, "state",
                       imw_payment_state_get_code (imw_payment_get_state (payment)));
  imw_cli_json_string (builder, "account", imw_account_get_id (imw_payment_get_account (payment)));
  imw_cli_json_time (builder, "created", imw_payment_get_created_ms (payment));
  if (description != NULL)
    {
      g_autoptr (ImwAmount) sent = imw_description_dup_sent (description);
      g_autoptr (ImwAmount) leaves = imw_description_dup_leaves (description);

      imw_cli_json_amount (builder, "amount", sent);
      imw_cli_json_amount (builder, "fee", imw_description_get_fee (description));
      imw_cli_json_amount (builder, "leaves", leaves);
      imw_cli_json_int (builder, "size_vbytes",
                        (gint64) imw_description_get_size_vbytes (description));
      imw_cli_json_int (builder, "fee_rate_millisat_vb",
                        (gint64) imw_description_get_fee_rate_millisat_vb (description));
      print_outputs (builder, description);
    }
  imw_cli_json_bool (builder, "refused", imw_payment_get_refused (payment));
  imw_cli_json_string (builder, "last_error", last_error != NULL ? last_error->message : NULL);
  json_builder_end_object (builder);
  imw_cli_print_json (builder);
}

static const char *
get_warning_title (ImwWarning warning)
{
  switch (warning)
    {
    case IMW_WARNING_HIGH_FEE:
      return _ ("The fee is high");
    case IMW_WARNING_ABSURD_FEE:
      return _ ("The fee is far too high");
    case IMW_WARNING_LOW_FEE_RATE:
      return _ ("The fee is very low");
    case IMW_WARNING_DUST_OUTPUT:
      return _ ("The amount is tiny");
    case IMW_WARNING_PAYS_ITSELF:
      return _ ("You pay yourself");
    case IMW_WARNING_UNPROVEN_CHANGE:
      return _ ("Unknown change");
    case IMW_WARNING_NOT_REPLACEABLE:
      return _ ("It can't be sped up");
    case IMW_WARNING_LOCK_TIME:
      return _ ("It can't confirm yet");
    case IMW_WARNING_UNKNOWN_CALL:
      return _ ("A contract is asked for something unknown");
    case IMW_WARNING_APPROVAL:
      return _ ("Somebody else may take tokens later");
    case IMW_WARNING_UNLIMITED_APPROVAL:
      return _ ("Somebody else may take all of this token");
    case IMW_WARNING_UNKNOWN_TOKEN:
      return _ ("A token that is not in this wallet's list");
    case IMW_WARNING_PAYS_CONTRACT:
      return _ ("Coins go to the contract of a token");
    case IMW_WARNING_MESSAGE_IS_PAYMENT:
      return _ ("This message works like a payment");
    case IMW_WARNING_MESSAGE_OTHER_CHAIN:
      return _ ("This message is for another network");
    case IMW_WARNING_MESSAGE_UNREADABLE:
      return _ ("Parts of this message can't be shown");
    }

  g_return_val_if_reached ("");
}

static void
show_description (ImwDescription *description)
{
  g_autofree char *fee = imw_cli_format_amount (imw_description_get_fee (description));
  g_autoptr (ImwAmount) leaves = imw_description_dup_leaves (description);
  g_autofree char *leaves_text = imw_cli_format_amount (leaves);
  guint64          rate = imw_description_get_fee_rate_millisat_vb (description);
  g_autofree char *rate_text =
      g_strdup_printf ("%" G_GUINT64_FORMAT ".%03u", rate / 1000, (guint) (rate % 1000));

  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);
      g_autofree char            *amount = imw_cli_format_amount (output->amount);

      g_printerr (output->path != NULL ? _ ("To yourself: %s  %s\n") : _ ("To: %s  %s\n"),
                  output->address, amount);
    }
  g_printerr (_ ("Fee: %s (%s sat/vB)\n"), fee, rate_text);
  g_printerr (_ ("Leaves your wallet: %s\n"), leaves_text);
  for (guint i = 0; i < imw_description_get_n_warnings (description); i++)
    {
      ImwWarning warning = imw_description_get_warning (description, i);

      g_printerr (_ ("Warning: %s (%s)\n"), get_warning_title (warning),
                  imw_warning_get_code (warning));
    }
}

/* prepared → shown → agreed → signed, stored, submitted */
static gboolean
carry_out (ImwCli *cli, ImwPayment *payment, SendOptions *options, GError **error)
{
  static const char *const none[] = { NULL };
  GAsyncResult            *slot = NULL;
  g_autoptr (GAsyncResult) prepared = NULL;
  g_autoptr (GAsyncResult) sent = NULL;

  imw_payment_prepare_async (payment, cli->cancellable, imw_cli_ready_cb, &slot);
  prepared = imw_cli_wait (&slot);
  if (!imw_payment_prepare_finish (payment, prepared, error))
    return FALSE;

  show_description (imw_payment_get_description (payment));
  if (!options->yes && !imw_cli_confirm (_ ("Send this?"), error))
    {
      g_autoptr (GAsyncResult) cancelled = NULL;
      g_autoptr (GError) ignored = NULL;

      imw_payment_cancel_async (payment, NULL, imw_cli_ready_cb, &slot);
      cancelled = imw_cli_wait (&slot);
      if (!imw_payment_cancel_finish (payment, cancelled, &ignored))
        g_warning ("cancel: %s", ignored->message);
      return FALSE;
    }

  imw_payment_send_async (
      payment, options->accepted != NULL ? (const char *const *) options->accepted : none,
      cli->cancellable, imw_cli_ready_cb, &slot);
  sent = imw_cli_wait (&slot);
  if (!imw_payment_send_finish (payment, sent, error))
    {
      /* refused before it was signed: nothing of it may stay reserved */
      if (imw_payment_get_state (payment) == IMW_PAYMENT_DESCRIBED)
        {
          g_autoptr (GAsyncResult) cancelled = NULL;
          g_autoptr (GError) ignored = NULL;

          imw_payment_cancel_async (payment, NULL, imw_cli_ready_cb, &slot);
          cancelled = imw_cli_wait (&slot);
          if (!imw_payment_cancel_finish (payment, cancelled, &ignored))
            g_warning ("cancel: %s", ignored->message);
        }
      return FALSE;
    }
  print_payment (cli, payment);

  return TRUE;
}

static gboolean
estimate (ImwCli *cli, ImwPayment *payment, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwAmount) amount = NULL;
  g_autoptr (ImwAmount) fee = NULL;
  GAsyncResult *slot = NULL;
  guint64       size_vbytes;

  imw_payment_estimate_async (payment, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  if (!imw_payment_estimate_finish (payment, result, &amount, &fee, &size_vbytes, error))
    return FALSE;

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      imw_cli_json_bool (builder, "dry_run", TRUE);
      imw_cli_json_amount (builder, "amount", amount);
      imw_cli_json_amount (builder, "fee", fee);
      imw_cli_json_int (builder, "size_vbytes", (gint64) size_vbytes);
      json_builder_end_object (builder);
      imw_cli_print_json (builder);
    }
  else
    {
      g_autofree char *amount_text = imw_cli_format_amount (amount);
      g_autofree char *fee_text = imw_cli_format_amount (fee);

      g_print (_ ("Amount: %s\nFee: %s\nNothing was sent.\n"), amount_text, fee_text);
    }

  return TRUE;
}

static gboolean
fill_draft (ImwCli            *cli,
            ImwPayment        *payment,
            ImwPaymentRequest *request,
            const char        *amount_text,
            GError           **error)
{
  ImwAccount *account = imw_payment_get_account (payment);

  if (amount_text != NULL && g_str_equal (amount_text, "all"))
    {
      imw_payment_set_everything (payment, request->address);
    }
  else
    {
      g_autoptr (ImwAmount) amount = NULL;

      if (amount_text != NULL)
        amount = imw_amount_new_from_decimal_text (
            imw_chain_get_native_asset (imw_account_get_chain (account)), amount_text, error);
      else if (request->amount != NULL)
        amount = imw_amount_ref (request->amount);
      else
        g_set_error (error, IMW_CLI_USAGE, 0, _ ("How much? Give an amount or “all”."));
      if (amount == NULL)
        return FALSE;
      imw_payment_add_recipient (payment, request->address, amount);
    }

  return TRUE;
}

/**
 * imw_cli_send:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `send`: looks at the network, prepares, shows what the signer read, and pays.
 *
 * Returns: %TRUE if the payment is signed and stored (it goes out again by itself where the network did not answer)
 */
gboolean
imw_cli_send (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_auto (SendOptions) options = { 0 };
  g_autoptr (ImwPaymentRequest) request = NULL;
  g_autoptr (ImwPayment) payment = NULL;
  ImwChain          *chain = NULL;
  ImwAccount        *account;
  guint64            rate_milli;
  const GOptionEntry entries[] = {
    { "fee", 0, 0, G_OPTION_ARG_STRING, &options.fee, NULL, NULL },
    { "account", 0, 0, G_OPTION_ARG_STRING, &options.account, NULL, NULL },
    { "label", 0, 0, G_OPTION_ARG_STRING, &options.label, NULL, NULL },
    { "accept", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.accepted, NULL, NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run, NULL, NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &options.yes, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 1, 2, error) ||
      !imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  request = imw_wallet_service_parse_payment (cli->service, argv[1], &chain, error);
  if (request == NULL)
    return FALSE;
  account = imw_wallet_find_account (cli->wallet, options.account);
  if (account == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no account %s", options.account);
      return FALSE;
    }
  if (!cli->offline && !imw_cli_sync (cli, FALSE, error))
    return FALSE;
  if (!choose_fee (cli, account, options.fee, &rate_milli, error))
    return FALSE;

  payment = imw_payment_new (cli->wallet, account);
  imw_payment_set_fee_rate (payment, rate_milli);
  imw_payment_set_label (payment, options.label);
  if (!fill_draft (cli, payment, request, argc > 2 ? argv[2] : NULL, error))
    return FALSE;
  if (options.dry_run)
    return estimate (cli, payment, error);

  return imw_cli_unlock (cli, error) && carry_out (cli, payment, &options, error);
}

/**
 * imw_cli_payments:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `payments`: what is not final yet.
 *
 * Returns: %TRUE unless the books can't be read
 */
gboolean
imw_cli_payments (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GListModel *payments;

  if (!imw_cli_parse (cli, NULL, &argc, &argv, 0, 0, error) ||
      !imw_cli_open_wallet (cli, TRUE, error))
    return FALSE;

  payments = imw_wallet_get_payments (cli->wallet);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "payments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "payment", imw_payment_get_id (payment));
      imw_cli_json_string (builder, "txid", imw_payment_get_txid (payment));
      imw_cli_json_string (builder, "state",
                           imw_payment_state_get_code (imw_payment_get_state (payment)));
      imw_cli_json_string (builder, "account",
                           imw_account_get_id (imw_payment_get_account (payment)));
      imw_cli_json_int (builder, "confirmations", imw_payment_get_confirmations (payment));
      json_builder_end_object (builder);
      if (!cli->json)
        g_print ("%s  %s\n", imw_payment_state_get_code (imw_payment_get_state (payment)),
                 imw_payment_get_txid (payment) != NULL ? imw_payment_get_txid (payment)
                                                        : imw_payment_get_id (payment));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);

  return TRUE;
}

static ImwPayment *
find_payment (ImwWallet *wallet, const char *txid)
{
  GListModel *payments = imw_wallet_get_payments (wallet);

  for (guint i = 0; i < g_list_model_get_n_items (payments); i++)
    {
      g_autoptr (ImwPayment) payment = g_list_model_get_item (payments, i);

      if (g_strcmp0 (imw_payment_get_txid (payment), txid) == 0)
        return g_steal_pointer (&payment);
    }

  return NULL;
}

/**
 * imw_cli_replace:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `speed-up` and `cancel`: replaces a pending payment (BIP125).
 *
 * Returns: %TRUE if the replacement is signed and stored
 */
gboolean
imw_cli_replace (ImwCli *cli, int argc, char **argv, GError **error)
{
  g_auto (SendOptions) options = { 0 };
  g_autoptr (ImwPayment) original = NULL;
  g_autoptr (ImwPayment) replacement = NULL;
  gboolean           back = g_str_equal (argv[0], "cancel");
  guint64            rate_milli;
  const GOptionEntry entries[] = { { "fee", 0, 0, G_OPTION_ARG_STRING, &options.fee, NULL, NULL },
                                   { "accept", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.accepted,
                                     NULL, NULL },
                                   { "yes", 0, 0, G_OPTION_ARG_NONE, &options.yes, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 1, 1, error) ||
      !imw_cli_open_wallet (cli, FALSE, error) || !imw_cli_sync (cli, FALSE, error))
    return FALSE;
  original = find_payment (cli->wallet, argv[1]);
  if (original == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no pending payment %s", argv[1]);
      return FALSE;
    }
  if (!choose_fee (cli, imw_payment_get_account (original),
                   options.fee != NULL ? options.fee : "fast", &rate_milli, error))
    return FALSE;
  /* what was asked for is sealed like all personal data */
  if (!imw_cli_unlock (cli, error))
    return FALSE;
  replacement = imw_payment_new_replacement (original, back, error);
  if (replacement == NULL)
    return FALSE;
  imw_payment_set_fee_rate (replacement, rate_milli);

  return carry_out (cli, replacement, &options, error);
}
