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
  char    *asset;
  char    *label;
  char    *memo;
  char    *memo_type;
  char   **accepted; /* warning codes */
  gboolean dry_run;
  gboolean yes;
} SendOptions;

static void
send_options_clear (SendOptions *self)
{
  g_free (self->fee);
  g_free (self->account);
  g_free (self->asset);
  g_free (self->label);
  g_free (self->memo);
  g_free (self->memo_type);
  g_strfreev (self->accepted);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SendOptions, send_options_clear)

/* "12.5" sat/vB, exact to a thousandth, or gwei. */
static gboolean
parse_rate (ImwAccount *account, const char *text, guint64 *rate_milli)
{
  const ImwUnit *unit = imw_chain_get_fee_rate_unit (imw_account_get_chain (account));
  g_autoptr (ImwAsset) asset = imw_asset_new ("rate", unit->symbol, unit->symbol, unit->decimals);
  g_autoptr (ImwAmount) amount = imw_amount_new_from_decimal_text (asset, text, NULL);

  return amount != NULL && imw_amount_get_u64 (amount, rate_milli) && *rate_milli > 0;
}

static gboolean
choose_fee (ImwCli *cli, ImwPayment *payment, const char *text, GError **error)
{
  ImwAccount *account = imw_payment_get_account (payment);
  guint64     rate_milli = 0;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  ImwFeeLevel   level = IMW_FEE_NORMAL;
  ImwFeeTable   fees;

  if (text != NULL && !imw_fee_level_from_code (text, &level))
    {
      if (!parse_rate (account, text, &rate_milli))
        {
          g_set_error (error, IMW_CLI_USAGE, 0,
                       _ ("--fee takes slow, normal, fast or a number of %s"),
                       imw_chain_get_fee_rate_unit (imw_account_get_chain (account))->symbol);
          return FALSE;
        }
      imw_payment_set_fee_rate (payment, rate_milli);
      return TRUE;
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
  imw_payment_set_fee (payment, &fees, level);

  return TRUE;
}

static gboolean
give_up (ImwPayment *payment)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GError) ignored = NULL;

  imw_payment_cancel_async (payment, NULL, imw_cli_ready_cb, &slot);
  cancelled = imw_cli_wait (&slot);
  if (!imw_payment_cancel_finish (payment, cancelled, &ignored))
    g_warning ("cancel: %s", ignored->message);

  return FALSE;
}

/**
 * imw_cli_carry_out:
 * @cli: this run, unlocked
 * @payment: a draft
 * @accepted: (nullable): codes of warnings that were agreed to
 * @yes: do not ask
 * @error: return location
 *
 * Prepared, shown, agreed, signed, stored, submitted. What is not sent holds nothing.
 *
 * Returns: %TRUE if it is signed and stored
 */
gboolean
imw_cli_carry_out (ImwCli            *cli,
                   ImwPayment        *payment,
                   const char *const *accepted,
                   gboolean           yes,
                   GError           **error)
{
  static const char *const none[] = { NULL };
  GAsyncResult            *slot = NULL;
  g_autoptr (GAsyncResult) prepared = NULL;
  g_autoptr (GAsyncResult) sent = NULL;

  imw_payment_prepare_async (payment, cli->cancellable, imw_cli_ready_cb, &slot);
  prepared = imw_cli_wait (&slot);
  if (!imw_payment_prepare_finish (payment, prepared, error))
    {
      imw_cli_show_findings (payment);
      return FALSE;
    }

  imw_cli_show_description (payment);
  if (!yes && !imw_cli_confirm (_ ("Send this?"), error))
    return give_up (payment);

  slot = NULL;
  imw_payment_send_async (payment, accepted != NULL ? accepted : none, cli->cancellable,
                          imw_cli_ready_cb, &slot);
  sent = imw_cli_wait (&slot);
  if (!imw_payment_send_finish (payment, sent, error))
    {
      /* refused before it was signed: nothing of it may stay reserved */
      if (imw_payment_get_state (payment) == IMW_PAYMENT_DESCRIBED)
        give_up (payment);
      return FALSE;
    }

  return TRUE;
}

/* … and told */
static gboolean
carry_out (ImwCli *cli, ImwPayment *payment, SendOptions *options, GError **error)
{
  if (!imw_cli_carry_out (cli, payment, (const char *const *) options->accepted, options->yes,
                          error))
    return FALSE;
  imw_cli_print_payment (cli, payment);

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
    {
      imw_cli_show_findings (payment);
      return FALSE;
    }

  if (cli->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      imw_cli_json_bool (builder, "dry_run", TRUE);
      imw_cli_json_amount (builder, "amount", amount);
      imw_cli_json_amount (builder, "fee", fee);
      imw_cli_json_amount (builder, "expected_fee", imw_payment_get_expected_fee (payment));
      imw_cli_json_amount (builder, "extra_fee", imw_payment_get_extra_fee (payment));
      imw_cli_json_string (builder, "asset",
                           imw_asset_get_symbol (imw_payment_get_asset (payment)));
      imw_cli_json_int (builder, "size_vbytes", (gint64) size_vbytes);
      imw_cli_json_findings (builder, payment);
      json_builder_end_object (builder);
      imw_cli_print_json (builder);
    }
  else
    {
      g_autofree char *amount_text = imw_cli_format_amount (amount);
      g_autofree char *fee_text = imw_cli_format_amount (fee);

      imw_cli_show_findings (payment);
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
  if (amount_text != NULL && g_str_equal (amount_text, "all"))
    {
      imw_payment_set_everything (payment, request->address);
    }
  else
    {
      g_autoptr (ImwAmount) amount = NULL;

      if (amount_text != NULL)
        amount =
            imw_amount_new_from_decimal_text (imw_payment_get_asset (payment), amount_text, error);
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

/* The account that was named, else the first of the network that the asset or the recipient names. */
static ImwAccount *
choose_account (ImwCli *cli, const SendOptions *options, ImwChain *chain, GError **error)
{
  GListModel *accounts = imw_wallet_get_accounts (cli->wallet);

  if (options->account != NULL)
    return imw_cli_find_account (cli, options->account, error);

  if (options->asset != NULL)
    return imw_cli_find_account_for (cli, NULL, options->asset, error);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

      if (imw_account_get_chain (account) == chain)
        return account; /* the wallet holds it */
    }

  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no account on %s", imw_chain_get_id (chain));

  return NULL;
}

/* The recipient as the account's own network reads it: one address can be good on several. */
static gboolean
read_recipient (ImwAccount *account, const char *text, ImwPaymentRequest **request, GError **error)
{
  ImwPaymentRequest *again = imw_chain_parse_uri (imw_account_get_chain (account), text, error);

  if (again == NULL)
    return FALSE;

  imw_payment_request_free (*request);
  *request = again;

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
  g_autoptr (ImwAsset) asset = NULL;
  ImwChain          *chain = NULL;
  ImwAccount        *account;
  const GOptionEntry entries[] = {
    { "fee", 0, 0, G_OPTION_ARG_STRING, &options.fee, NULL, NULL },
    { "asset", 0, 0, G_OPTION_ARG_STRING, &options.asset, NULL, NULL },
    { "account", 0, 0, G_OPTION_ARG_STRING, &options.account, NULL, NULL },
    { "label", 0, 0, G_OPTION_ARG_STRING, &options.label, NULL, NULL },
    { "memo", 0, 0, G_OPTION_ARG_STRING, &options.memo, NULL, NULL },
    { "memo-type", 0, 0, G_OPTION_ARG_STRING, &options.memo_type, NULL, NULL },
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
  account = choose_account (cli, &options, chain, error);
  if (account == NULL || !read_recipient (account, argv[1], &request, error) ||
      (options.asset != NULL &&
       (asset = imw_cli_find_asset (account, options.asset, error)) == NULL))
    return FALSE;
  if (asset == NULL && request->asset != NULL)
    asset = imw_asset_ref (request->asset);
  if (!cli->offline && !imw_cli_sync (cli, FALSE, error))
    return FALSE;

  payment = imw_payment_new (cli->wallet, account);
  imw_payment_set_asset (payment, asset);
  imw_payment_set_label (payment, options.label);
  if (options.memo != NULL)
    imw_payment_set_memo (payment, options.memo_type, options.memo);
  else if (request->memo != NULL)
    imw_payment_set_memo (payment, request->memo_type, request->memo);
  if (!choose_fee (cli, payment, options.fee, error))
    return FALSE;
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
      imw_cli_json_int (builder, "sequence", imw_payment_get_sequence (payment));
      imw_cli_json_string (builder, "waits_for",
                           imw_payment_get_waits_for (payment) != NULL
                               ? imw_payment_get_id (imw_payment_get_waits_for (payment))
                               : NULL);
      imw_cli_json_bool (builder, "gap", imw_payment_get_gap (payment));
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
 * `speed-up` and `cancel`: replaces a pending payment (BIP125; on networks with numbered payments by the same number).
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
  /* what was asked for is sealed like all personal data */
  if (!imw_cli_unlock (cli, error))
    return FALSE;
  replacement = imw_payment_new_replacement (original, back, error);
  if (replacement == NULL)
    return FALSE;

  return choose_fee (cli, replacement, options.fee != NULL ? options.fee : "fast", error) &&
         carry_out (cli, replacement, &options, error);
}
