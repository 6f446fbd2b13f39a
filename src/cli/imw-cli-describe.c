/* imw-cli-describe.c: what the signer read, and what became of a payment, as text and JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-text.h"

#include <glib/gi18n.h>

#define MAX_SHOWN 400 /* characters of a text that may come from elsewhere */

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
    case IMW_WARNING_CREATES_ACCOUNT:
      return _ ("It opens the recipient's account");
    }

  g_return_val_if_reached ("");
}

static const char *
get_guard_title (ImwGuard guard)
{
  switch (guard)
    {
    case IMW_GUARD_TOKEN_CONTRACT:
      return _ (
          "The recipient is the contract of a token, not a person: what is sent there is lost");
    case IMW_GUARD_LOOKS_ALIKE:
      return _ ("You have never paid this address, but it looks like one you know");
    case IMW_GUARD_CONTRACT:
      return _ ("The recipient is a contract, not a person");
    case IMW_GUARD_UNUSED:
      return _ ("The recipient's address has never been used");
    case IMW_GUARD_WOULD_FAIL:
      return _ ("The network would refuse this payment");
    case IMW_GUARD_FEE_MISSING:
      return _ ("There is too little for the network fee");
    case IMW_GUARD_WAITS:
      return _ ("It can only be confirmed after an earlier payment");
    case IMW_GUARD_UNKNOWN_TOKEN:
      return _ ("A token that is not in this wallet's list");
    case IMW_GUARD_MAY_FREEZE:
      return _ ("The issuer of this token can freeze it");
    case IMW_GUARD_OWN_ADDRESS:
      return _ ("The recipient is an account of this wallet");
    case IMW_GUARD_NEEDS_MEMO:
      return _ ("The recipient asks for a memo, and there is none");
    case IMW_GUARD_NOT_ACCEPTED:
      return _ ("The recipient can't receive this asset");
    case IMW_GUARD_OPENS_ACCOUNT:
      return _ ("The recipient's account is opened by this payment");
    case IMW_GUARD_CLOSED:
      return _ ("Your account is not open yet");
    }

  g_return_val_if_reached ("");
}

static void
add_outputs (JsonBuilder *builder, ImwDescription *description)
{
  json_builder_set_member_name (builder, "recipients");
  json_builder_begin_array (builder);
  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "address", output->address);
      imw_cli_json_amount (builder, "amount", output->amount);
      imw_cli_json_string (builder, "asset",
                           imw_asset_get_symbol (imw_amount_get_asset (output->amount)));
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
  json_builder_set_member_name (builder, "details");
  json_builder_begin_array (builder);
  for (guint i = 0; i < imw_description_get_n_details (description); i++)
    {
      const ImwDescriptionDetail *detail = imw_description_get_detail (description, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "what", detail->code);
      imw_cli_json_string (builder, "name", detail->name[0] != '\0' ? detail->name : NULL);
      imw_cli_json_string (builder, "text", detail->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * imw_cli_json_description:
 * @builder: inside an object
 * @description: what the signer read
 *
 * Adds its members.
 */
void
imw_cli_json_description (JsonBuilder *builder, ImwDescription *description)
{
  g_autoptr (ImwAmount) sent = imw_description_dup_sent (description);
  g_autoptr (ImwAmount) leaves = imw_description_dup_leaves (description);
  ImwAsset *paid = imw_description_get_paid_asset (description);

  imw_cli_json_string (builder, "action",
                       imw_action_get_code (imw_description_get_action (description)));
  imw_cli_json_string (builder, "network", imw_description_get_chain_id (description));
  imw_cli_json_amount (builder, "amount", sent);
  imw_cli_json_string (builder, "asset", imw_asset_get_symbol (paid));
  imw_cli_json_string (builder, "asset_id", imw_asset_get_id (paid));
  imw_cli_json_amount (builder, "fee", imw_description_get_fee (description));
  imw_cli_json_string (builder, "fee_asset",
                       imw_asset_get_symbol (imw_description_get_asset (description)));
  imw_cli_json_bool (builder, "fee_is_bound", imw_description_get_fee_is_bound (description));
  imw_cli_json_amount (builder, "leaves", leaves);
  imw_cli_json_int (builder, "size_vbytes", (gint64) imw_description_get_size_vbytes (description));
  imw_cli_json_int (builder, "fee_rate_millisat_vb",
                    (gint64) imw_description_get_fee_rate_millisat_vb (description));
  add_outputs (builder, description);
}

/**
 * imw_cli_json_findings:
 * @builder: inside an object
 * @payment: a payment that has been estimated or prepared
 *
 * Adds the member "findings": what speaks against the payment.
 */
void
imw_cli_json_findings (JsonBuilder *builder, ImwPayment *payment)
{
  GPtrArray *findings = imw_payment_get_findings (payment);

  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < findings->len; i++)
    {
      const ImwGuardFinding *finding = g_ptr_array_index (findings, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "guard", imw_guard_get_code (finding->guard));
      imw_cli_json_bool (builder, "blocks", finding->blocks);
      imw_cli_json_string (builder, "text", finding->text);
      imw_cli_json_amount (builder, "amount", finding->amount);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * imw_cli_show_findings:
 * @payment: a payment that has been estimated or prepared
 *
 * Says on standard error what speaks against it.
 */
void
imw_cli_show_findings (ImwPayment *payment)
{
  GPtrArray *findings = imw_payment_get_findings (payment);

  for (guint i = 0; i < findings->len; i++)
    {
      const ImwGuardFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char       *amount = NULL;
      g_autofree char       *text = NULL;

      if (finding->amount != NULL)
        amount = imw_cli_format_amount (finding->amount);
      if (finding->text != NULL)
        text = imw_text_sanitize (finding->text, MAX_SHOWN);

      g_printerr (_ ("Note: %s (%s)\n"), get_guard_title (finding->guard),
                  imw_guard_get_code (finding->guard));
      if (amount != NULL)
        g_printerr (_ ("  Missing: %s\n"), amount);
      if (text != NULL)
        g_printerr ("  %s\n", text);
    }
}

/**
 * imw_cli_print_payment:
 * @cli: this run
 * @payment: a payment
 *
 * Prints where it stands.
 */
void
imw_cli_print_payment (ImwCli *cli, ImwPayment *payment)
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
          g_print (
              "%s\n",
              _ ("A server has refused it. That is not certain yet: its money stays set aside, and the "
                 "next “sync” asks once more. Do not pay again before that."));
        }
      else if (last_error != NULL)
        {
          g_autofree char *text = imw_cli_error_text (last_error);

          g_print ("%s\n", text);
          if (imw_payment_get_state (payment) == IMW_PAYMENT_SIGNED)
            g_print ("%s\n", _ ("The next “sync” sends it again; “cancel” gives it up for certain."));
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
  imw_cli_json_int (builder, "sequence", imw_payment_get_sequence (payment));
  if (description != NULL)
    imw_cli_json_description (builder, description);
  if (imw_payment_get_extra_fee (payment) != NULL)
    imw_cli_json_amount (builder, "extra_fee", imw_payment_get_extra_fee (payment));
  imw_cli_json_findings (builder, payment);
  imw_cli_json_bool (builder, "refused", imw_payment_get_refused (payment));
  imw_cli_json_string (builder, "last_error", last_error != NULL ? last_error->message : NULL);
  json_builder_end_object (builder);
  imw_cli_print_json (builder);
}

static void
show_fee (ImwChain *chain, ImwDescription *description, ImwAmount *whole, ImwAmount *extra)
{
  const ImwUnit   *unit = imw_chain_get_fee_rate_unit (chain);
  g_autofree char *fee = imw_cli_format_amount (whole);
  g_autoptr (ImwAsset)
      rate_asset = imw_asset_new ("rate", unit->symbol, unit->symbol, unit->decimals);
  g_autoptr (ImwAmount) rate =
      imw_amount_new_u64 (rate_asset, imw_description_get_fee_rate_millisat_vb (description));
  g_autofree char *rate_text = imw_amount_to_decimal_text (rate, 0);

  if (imw_description_get_fee_is_bound (description))
    g_printerr (_ ("Fee: at most %s (%s %s)\n"), fee, rate_text, unit->symbol);
  else
    g_printerr (_ ("Fee: %s (%s %s)\n"), fee, rate_text, unit->symbol);
  if (extra != NULL && imw_amount_sign (extra) > 0)
    {
      g_autofree char *extra_text = imw_cli_format_amount (extra);

      g_printerr (_ ("Of it for the network below: %s\n"), extra_text);
    }
}

static const char *
get_recipient_title (ImwAction action, gboolean own)
{
  switch (action)
    {
    case IMW_ACTION_PAY:
      return own ? _ ("To yourself:") : _ ("To:");
    case IMW_ACTION_APPROVE:
      return _ ("May be taken later by:");
    case IMW_ACTION_CALL:
      return _ ("Contract:");
    case IMW_ACTION_NOTHING:
      return _ ("Nothing, to take the place of another payment:");
    case IMW_ACTION_MESSAGE:
      return _ ("Allows:");
    case IMW_ACTION_EXCHANGE:
      return _ ("You get at least:");
    case IMW_ACTION_OPEN_ASSET:
    case IMW_ACTION_CLOSE_ASSET:
    case IMW_ACTION_CLAIM:
      return "";
    }

  g_return_val_if_reached ("");
}

/* payment: (nullable): of a message there is none */
static void
show (ImwChain *chain, ImwDescription *description, ImwPayment *payment)
{
  ImwAction action = imw_description_get_action (description);
  g_autoptr (ImwAmount) leaves = payment != NULL ? imw_payment_dup_leaves (payment) : NULL;
  g_autoptr (ImwAmount) fee = payment != NULL ? imw_payment_dup_fee (payment) : NULL;

  for (guint i = 0; i < imw_description_get_n_recipients (description); i++)
    {
      const ImwDescriptionOutput *output = imw_description_get_recipient (description, i);
      g_autofree char            *amount = imw_cli_format_amount (output->amount);

      g_printerr ("%s %s  %s\n", get_recipient_title (action, output->path != NULL),
                  output->address, amount);
    }
  g_printerr (_ ("Network: %s\n"), imw_chain_get_name (chain));
  if (fee != NULL)
    show_fee (chain, description, fee, imw_payment_get_extra_fee (payment));
  if (leaves != NULL)
    {
      g_autofree char *leaves_text = imw_cli_format_amount (leaves);

      g_printerr (_ ("Leaves your wallet: %s\n"), leaves_text);
    }
  for (guint i = 0; i < imw_description_get_n_details (description); i++)
    {
      const ImwDescriptionDetail *detail = imw_description_get_detail (description, i);
      g_autofree char            *name = imw_text_sanitize (detail->name, MAX_SHOWN);
      g_autofree char            *text = imw_text_sanitize (detail->text, MAX_SHOWN);

      g_printerr ("  %s%s%s: %s\n", detail->code, name[0] != '\0' ? " " : "", name, text);
    }
  for (guint i = 0; i < imw_description_get_n_warnings (description); i++)
    {
      ImwWarning warning = imw_description_get_warning (description, i);

      g_printerr (_ ("Warning: %s (%s)\n"), get_warning_title (warning),
                  imw_warning_get_code (warning));
    }
}

/**
 * imw_cli_show_reading:
 * @chain: the network
 * @description: what the signer read in a message
 *
 * Says on standard error what would be signed.
 */
void
imw_cli_show_reading (ImwChain *chain, ImwDescription *description)
{
  show (chain, description, NULL);
}

/**
 * imw_cli_show_description:
 * @payment: a payment that the signer has read
 *
 * Says on standard error what would be signed, and what speaks against it.
 */
void
imw_cli_show_description (ImwPayment *payment)
{
  show (imw_account_get_chain (imw_payment_get_account (payment)),
        imw_payment_get_description (payment), payment);
  imw_cli_show_findings (payment);
}
