/* imw-words-payment.c: names of assets, and of what speaks against a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-words-payment"

#include "config.h"

#include "imw-format.h"
#include "imw-words.h"

#include <glib/gi18n.h>

/**
 * imw_words_asset:
 * @asset: an asset
 *
 * Returns: (transfer full): "Tether USD (USDT)"
 */
char *
imw_words_asset (ImwAsset *asset)
{
  return g_strdup_printf ("%s (%s)", imw_asset_get_name (asset), imw_asset_get_symbol (asset));
}

/**
 * imw_words_holding:
 * @holding: an asset of an account
 *
 * Returns: (transfer full): "Bitcoin · SegWit" where a network has one asset only, else
 *   "USDT · Ethereum"
 */
char *
imw_words_holding (ImwHolding *holding)
{
  ImwAccount      *account = imw_holding_get_account (holding);
  ImwAsset        *asset = imw_holding_get_asset (holding);
  g_autofree char *name = NULL;

  if (account == NULL)
    return g_strdup (imw_asset_get_symbol (asset));

  name = imw_words_account (account);
  if (!imw_chain_has (imw_account_get_chain (account), IMW_CHAIN_HAS_TOKENS))
    return g_steal_pointer (&name);

  return g_strdup_printf ("%s · %s", imw_asset_get_symbol (asset), name);
}

/**
 * imw_words_warning_consent:
 * @warning: a warning of the signer
 *
 * Returns: (transfer none): what the user says by agreeing; "" where no agreement is asked
 */
const char *
imw_words_warning_consent (ImwWarning warning)
{
  const char *text = "";

  switch (warning)
    {
    case IMW_WARNING_HIGH_FEE:
    case IMW_WARNING_LOW_FEE_RATE:
    case IMW_WARNING_DUST_OUTPUT:
    case IMW_WARNING_PAYS_ITSELF:
    case IMW_WARNING_UNPROVEN_CHANGE:
    case IMW_WARNING_NOT_REPLACEABLE:
    case IMW_WARNING_LOCK_TIME:
    case IMW_WARNING_APPROVAL:
    case IMW_WARNING_UNKNOWN_TOKEN:
    case IMW_WARNING_CREATES_ACCOUNT:
      text = imw_warning_needs_consent (warning) ? _ ("I understand this and want it") : "";
      break;
    case IMW_WARNING_ABSURD_FEE:
      text = _ ("I want to pay this fee");
      break;
    case IMW_WARNING_UNKNOWN_CALL:
      text = _ ("I know what this contract does");
      break;
    case IMW_WARNING_UNLIMITED_APPROVAL:
      text = _ ("Let it take all of this token");
      break;
    case IMW_WARNING_PAYS_CONTRACT:
      text = _ ("Send it to the contract");
      break;
    case IMW_WARNING_MESSAGE_IS_PAYMENT:
      text = _ ("I want to give these tokens away");
      break;
    case IMW_WARNING_MESSAGE_OTHER_CHAIN:
      text = _ ("I want to sign for the other network");
      break;
    case IMW_WARNING_MESSAGE_UNREADABLE:
      text = _ ("Sign what can't be shown");
      break;
    }

  return text;
}

/**
 * imw_words_guard_title:
 * @guard: what was found
 *
 * Returns: (transfer none): it in a few words
 */
const char *
imw_words_guard_title (ImwGuard guard)
{
  const char *text = "";

  switch (guard)
    {
    case IMW_GUARD_TOKEN_CONTRACT:
      text = _ ("This is the contract of a token, not a person");
      break;
    case IMW_GUARD_LOOKS_ALIKE:
      text = _ ("Looks like an address you paid, but is another one");
      break;
    case IMW_GUARD_CONTRACT:
      text = _ ("The recipient is a contract");
      break;
    case IMW_GUARD_UNUSED:
      text = _ ("Nobody has used this address yet");
      break;
    case IMW_GUARD_WOULD_FAIL:
      text = _ ("The network would refuse this payment");
      break;
    case IMW_GUARD_FEE_MISSING:
      text = _ ("Not enough for the network fee");
      break;
    case IMW_GUARD_WAITS:
      text = _ ("It waits for an earlier payment");
      break;
    case IMW_GUARD_UNKNOWN_TOKEN:
      text = _ ("A token that is not in this wallet's list");
      break;
    case IMW_GUARD_MAY_FREEZE:
      text = _ ("The issuer can stop this token");
      break;
    case IMW_GUARD_OWN_ADDRESS:
      text = _ ("You pay yourself");
      break;
    case IMW_GUARD_NEEDS_MEMO:
      text = _ ("A memo is missing");
      break;
    case IMW_GUARD_NOT_ACCEPTED:
      text = _ ("The recipient can't receive this asset");
      break;
    case IMW_GUARD_OPENS_ACCOUNT:
      text = _ ("It opens the recipient's account");
      break;
    case IMW_GUARD_CLOSED:
      text = _ ("Your account is not open yet");
      break;
    }

  return text;
}

static char *
dup_opening_text (ImwWalletService *service, const ImwGuardFinding *finding)
{
  g_autofree char *amount = NULL;

  if (finding->amount == NULL)
    return g_strdup (_ ("That is normal for a new account. Compare the address once more."));

  amount = imw_format_amount (service, finding->amount, IMW_FORMAT_PLAIN);
  if (finding->guard == IMW_GUARD_CLOSED)
    /* Translators: %s is an amount */
    return g_strdup_printf (_ ("Receive at least %s first. That opens it."), amount);

  /* Translators: %s is an amount */
  return g_strdup_printf (_ ("A new account must be given at least %s."), amount);
}

/**
 * imw_words_guard_text:
 * @service: for the format of amounts
 * @finding: what was found
 *
 * Returns: (transfer full): what it means and what to do
 */
char *
imw_words_guard_text (ImwWalletService *service, const ImwGuardFinding *finding)
{
  g_autofree char *grouped = NULL;
  g_autofree char *amount = NULL;
  char            *text = NULL;

  switch (finding->guard)
    {
    case IMW_GUARD_TOKEN_CONTRACT:
      text = g_strdup (
          _ ("What is sent there is lost for good. Ask the recipient for their own address."));
      break;
    case IMW_GUARD_LOOKS_ALIKE:
      grouped = imw_format_address_grouped (finding->text != NULL ? finding->text : "");
      /* Translators: %s is an address */
      text = g_strdup_printf (
          _ ("Beginning and end are the same, the middle is not. Thieves make such "
             "addresses so that they are copied from the history. You paid: %s"),
          grouped);
      break;
    case IMW_GUARD_CONTRACT:
      text = g_strdup (
          _ ("A program gets the money, for example of an exchange or of a shared wallet. "
             "Send only if you were told to."));
      break;
    case IMW_GUARD_UNUSED:
      text = g_strdup (_ ("That is normal for a new wallet. Compare the address once more."));
      break;
    case IMW_GUARD_WOULD_FAIL:
      if (finding->text != NULL && *finding->text != '\0')
        /* Translators: %s is what the server said, in its own words */
        text = g_strdup_printf (_ ("Nothing was sent. The server says: “%s”"), finding->text);
      else
        text = g_strdup (_ ("Nothing was sent."));
      break;
    case IMW_GUARD_FEE_MISSING:
      amount = imw_format_amount (service, finding->amount, IMW_FORMAT_PLAIN);
      /* Translators: "0.002 ETH is missing" */
      text = g_strdup_printf (
          _ ("The fee is paid in the network's own coin, and %s is missing. Receive some first."),
          amount);
      break;
    case IMW_GUARD_WAITS:
      text = g_strdup (_ (
          "Payments of this account are confirmed in order. If the earlier one hangs, speed that one up."));
      break;
    case IMW_GUARD_UNKNOWN_TOKEN:
      text = g_strdup (imw_words_warning_text (IMW_WARNING_UNKNOWN_TOKEN));
      break;
    case IMW_GUARD_MAY_FREEZE:
      text = g_strdup (
          _ ("The company behind it can freeze addresses, and may keep a part of a payment."));
      break;
    case IMW_GUARD_OWN_ADDRESS:
      text = g_strdup (_ ("The recipient is an account of this wallet; only the fee leaves."));
      break;
    case IMW_GUARD_NEEDS_MEMO:
      text = g_strdup (_ ("The recipient tells by it whose money it is. Without it the money may "
                          "be lost. Ask the recipient for the memo."));
      break;
    case IMW_GUARD_NOT_ACCEPTED:
      text = g_strdup (
          _ ("The recipient's account must accept the asset first, and have room for it. Nothing "
             "was sent."));
      break;
    case IMW_GUARD_OPENS_ACCOUNT:
    case IMW_GUARD_CLOSED:
      text = dup_opening_text (service, finding);
      break;
    }

  return text;
}

/**
 * imw_words_guard_is_danger:
 * @guard: what was found
 *
 * Returns: whether money may be lost
 */
gboolean
imw_words_guard_is_danger (ImwGuard guard)
{
  gboolean danger = FALSE;

  switch (guard)
    {
    case IMW_GUARD_TOKEN_CONTRACT:
    case IMW_GUARD_LOOKS_ALIKE:
    case IMW_GUARD_WOULD_FAIL:
    case IMW_GUARD_NEEDS_MEMO:
      danger = TRUE;
      break;
    case IMW_GUARD_CONTRACT:
    case IMW_GUARD_UNUSED:
    case IMW_GUARD_FEE_MISSING:
    case IMW_GUARD_WAITS:
    case IMW_GUARD_UNKNOWN_TOKEN:
    case IMW_GUARD_MAY_FREEZE:
    case IMW_GUARD_OWN_ADDRESS:
    case IMW_GUARD_NOT_ACCEPTED:
    case IMW_GUARD_OPENS_ACCOUNT:
    case IMW_GUARD_CLOSED:
      break;
    }

  return danger;
}

/**
 * imw_words_action:
 * @action: what the signer read
 *
 * Returns: (transfer none): what would be done
 */
const char *
imw_words_action (ImwAction action)
{
  const char *text = "";

  switch (action)
    {
    case IMW_ACTION_PAY:
      text = _ ("Payment");
      break;
    case IMW_ACTION_APPROVE:
      text = _ ("Permission to take tokens");
      break;
    case IMW_ACTION_CALL:
      text = _ ("Call of a contract");
      break;
    case IMW_ACTION_NOTHING:
      text = _ ("Nothing to yourself, in the place of another payment");
      break;
    case IMW_ACTION_MESSAGE:
      text = _ ("Signature of a message");
      break;
    case IMW_ACTION_OPEN_ASSET:
      text = _ ("The account can receive this asset from now on");
      break;
    case IMW_ACTION_CLOSE_ASSET:
      text = _ ("The account does not receive this asset any more");
      break;
    case IMW_ACTION_EXCHANGE:
      text = _ ("Exchange");
      break;
    case IMW_ACTION_CLAIM:
      text = _ ("Collecting money that waits for you");
      break;
    }

  return text;
}

static const struct
{
  const char *code;
  const char *title;
  gboolean    is_code; /* long, without spaces */
} details[] = {
  { "contract", N_ ("Contract"), TRUE },
  { "function", N_ ("Function"), FALSE },
  { "argument", N_ ("Argument"), TRUE },
  { "data", N_ ("Data"), TRUE },
  { "nonce", N_ ("Number of the payment"), FALSE },
  { "gas-limit", N_ ("Gas at most"), FALSE },
  { "max-fee-per-gas", N_ ("Fee rate at most"), FALSE },
  { "max-priority-fee-per-gas", N_ ("Of it for the block's maker"), FALSE },
  { "chain-id", N_ ("Number of the network"), FALSE },
  { "account-path", N_ ("Path of the key"), FALSE },
  { "message", N_ ("Message"), TRUE },
  { "domain", N_ ("Meant for"), TRUE },
  { "type", N_ ("Kind"), FALSE },
  { "field", N_ ("Field"), TRUE },
  { "deadline", N_ ("Valid until"), FALSE },
  { "text-hash", N_ ("Fingerprint of the message"), TRUE },
};

/**
 * imw_words_detail:
 * @code: of a detail that the signer read
 *
 * Returns: (transfer none): its title; @code itself for one that is new
 */
const char *
imw_words_detail (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    {
      if (g_strcmp0 (details[i].code, code) == 0)
        return _ (details[i].title);
    }

  return code;
}

/**
 * imw_words_detail_is_code:
 * @code: of a detail that the signer read
 *
 * Returns: whether its text is long and is shown below its title
 */
gboolean
imw_words_detail_is_code (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    {
      if (g_strcmp0 (details[i].code, code) == 0)
        return details[i].is_code;
    }

  return TRUE;
}
