/* imw-words.c: names of things that the lower layers call by a code
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-words"

#include "config.h"

#include "imw-words.h"
#include "imw-format.h"

#include <glib/gi18n.h>

/* English words that come from the layers below, so that the catalogue holds them. */
static const char *const known[] = {
  N_ ("SegWit"),
  N_ ("Taproot"),
  N_ ("SegWit address"),
  N_ ("SegWit script address"),
  N_ ("Taproot address"),
  N_ ("Legacy address"),
  N_ ("Script address"),
  N_ ("Address"),
  N_ ("Contract of a token"),
};

/**
 * imw_words_known:
 * @english: (nullable): a title of a layer below
 *
 * Returns: (transfer none): it in the user's language
 */
const char *
imw_words_known (const char *english)
{
  if (english == NULL || *english == '\0')
    return "";
  g_assert (G_N_ELEMENTS (known) > 0);

  return _ (english);
}

/**
 * imw_words_account:
 * @account: an account
 *
 * Returns: (transfer full): "Bitcoin · SegWit", "Bitcoin · SegWit 1"; without the kind where a network
 *   has only one
 */
char *
imw_words_account (ImwAccount *account)
{
  ImwChain        *chain = imw_account_get_chain (account);
  const char      *kind = imw_words_known (imw_account_get_title (account));
  guint32          number = 0;
  guint            n_kinds = 0;
  g_autofree char *name = NULL;

  imw_chain_get_account_kinds (chain, &n_kinds);
  if (n_kinds > 1 && *kind != '\0')
    name = g_strdup_printf ("%s · %s", imw_chain_get_name (chain), kind);
  else
    name = g_strdup (imw_chain_get_name (chain));
  if (imw_chain_parse_account_id (chain, imw_account_get_id (account), &number, NULL) == NULL ||
      number == 0)
    return g_steal_pointer (&name);

  return g_strdup_printf ("%s %u", name, number);
}

/**
 * imw_words_payment_state:
 * @payment: a payment
 *
 * Returns: (transfer none): its state in a few words
 */
const char *
imw_words_payment_state (ImwPayment *payment)
{
  const char *text = "";

  switch (imw_payment_get_state (payment))
    {
    case IMW_PAYMENT_DRAFT:
      text = _ ("Draft");
      break;
    case IMW_PAYMENT_PREPARED:
      text = _ ("Prepared");
      break;
    case IMW_PAYMENT_DESCRIBED:
      text = _ ("Not signed yet");
      break;
    case IMW_PAYMENT_SIGNED:
      text = imw_payment_get_refused (payment) ? _ ("Refused, but not for certain")
                                               : _ ("Signed, being sent");
      break;
    case IMW_PAYMENT_SUBMITTED:
      text = _ ("Sent, not confirmed yet");
      break;
    case IMW_PAYMENT_CONFIRMED:
      text = _ ("Confirmed");
      break;
    case IMW_PAYMENT_REPLACED:
      text = _ ("Replaced by another payment");
      break;
    case IMW_PAYMENT_FAILED:
      text = _ ("Refused by the network");
      break;
    case IMW_PAYMENT_CANCELLED:
      text = _ ("Cancelled");
      break;
    }

  return text;
}

/* It was to replace another one, which is in a block. */
static gboolean
was_too_late (ImwPayment *payment)
{
  g_autoptr (ImwPayment) original = imw_payment_dup_original (payment);

  return original != NULL && imw_payment_get_state (original) == IMW_PAYMENT_CONFIRMED;
}

/**
 * imw_words_payment_next:
 * @payment: a payment
 *
 * Returns: (transfer none): who acts next
 */
const char *
imw_words_payment_next (ImwPayment *payment)
{
  ImwChain   *chain = imw_account_get_chain (imw_payment_get_account (payment));
  const char *text = "";

  switch (imw_payment_get_state (payment))
    {
    case IMW_PAYMENT_DRAFT:
    case IMW_PAYMENT_PREPARED:
    case IMW_PAYMENT_DESCRIBED:
      text = _ ("Your turn: send it or give it up");
      break;
    case IMW_PAYMENT_SIGNED:
      text = imw_payment_get_refused (payment)
                 ? _ ("The wallet looks whether it went out all the same and asks once more; until "
                      "then its money stays set aside")
             : !imw_chain_has (chain, IMW_CHAIN_HAS_REPLACEMENT)
                 ? _ ("The wallet keeps sending it until a server takes it")
                 : _ ("The wallet keeps sending it until a server takes it. To give it up for "
                      "certain, cancel it.");
      break;
    case IMW_PAYMENT_SUBMITTED:
      text = _ ("The network confirms it next; you need not do anything");
      break;
    case IMW_PAYMENT_CONFIRMED:
      if (imw_payment_get_confirmations (payment) < imw_chain_get_final_confirmations (chain))
        text = _ ("It is in a block. With every further block it gets safer.");
      else
        text = _ ("Done");
      break;
    case IMW_PAYMENT_REPLACED:
      text = was_too_late (payment) ? _ ("The payment before it was confirmed first")
                                    : _ ("Another payment took its place: that one says what became of the money");
      break;
    case IMW_PAYMENT_FAILED:
      text = _ ("Nothing was sent; the money is free again");
      break;
    case IMW_PAYMENT_CANCELLED:
      text = _ ("Nothing was sent");
      break;
    }

  return text;
}

/**
 * imw_words_direction:
 * @direction: a direction
 *
 * Returns: (transfer none): "Received"
 */
const char *
imw_words_direction (ImwDirection direction)
{
  const char *text = "";

  switch (direction)
    {
    case IMW_DIRECTION_RECEIVED:
      text = _ ("Received");
      break;
    case IMW_DIRECTION_SENT:
      text = _ ("Sent");
      break;
    case IMW_DIRECTION_SELF:
      text = _ ("Between your own accounts");
      break;
    }

  return text;
}

/**
 * imw_words_direction_icon:
 * @direction: a direction
 *
 * Returns: (transfer none): an icon name
 */
const char *
imw_words_direction_icon (ImwDirection direction)
{
  const char *icon = "";

  switch (direction)
    {
    case IMW_DIRECTION_RECEIVED:
      icon = "imw-receive-symbolic";
      break;
    case IMW_DIRECTION_SENT:
      icon = "imw-send-symbolic";
      break;
    case IMW_DIRECTION_SELF:
      icon = "imw-activity-symbolic";
      break;
    }

  return icon;
}

/**
 * imw_words_transaction_title:
 * @transaction: a transaction
 *
 * Returns: (transfer full): its label, else who was paid, else "Received"
 */
char *
imw_words_transaction_title (ImwTransaction *transaction)
{
  const char      *label = imw_transaction_get_label (transaction);
  g_autofree char *counterparty = NULL;

  if (label != NULL && *label != '\0')
    return g_strdup (label);
  if (imw_transaction_get_direction (transaction) == IMW_DIRECTION_SENT)
    counterparty = imw_transaction_dup_counterparty (transaction);
  if (counterparty != NULL)
    return imw_format_address_short (counterparty);

  return g_strdup (imw_words_direction (imw_transaction_get_direction (transaction)));
}

/**
 * imw_words_transaction_state:
 * @transaction: a transaction
 *
 * Returns: (transfer full): "Waiting for confirmation", "2 of 6 confirmations", "Confirmed"
 */
char *
imw_words_transaction_state (ImwTransaction *transaction)
{
  guint final = imw_chain_get_final_confirmations (imw_transaction_get_chain (transaction));
  guint confirmations = imw_transaction_get_confirmations (transaction);
  char *text = NULL;

  switch (imw_transaction_get_state (transaction))
    {
    case IMW_TX_MEMPOOL:
      text = g_strdup (_ ("Waiting for confirmation"));
      break;
    case IMW_TX_DROPPED:
      text = g_strdup (imw_transaction_get_replaced (transaction) ? _ ("Replaced")
                                                                  : _ ("Dropped by the network"));
      break;
    case IMW_TX_CONFIRMED:
      if (imw_transaction_get_failed (transaction))
        text = g_strdup (_ ("Failed"));
      else if (confirmations >= final)
        text = g_strdup (_ ("Confirmed"));
      else
        text = g_strdup_printf (ngettext ("%u of %u confirmation", "%u of %u confirmations", final),
                                confirmations, final);
      break;
    }

  return text;
}

/**
 * imw_words_fee_level:
 * @level: a level
 *
 * Returns: (transfer none): "Normal"
 */
const char *
imw_words_fee_level (ImwFeeLevel level)
{
  const char *text = "";

  switch (level)
    {
    case IMW_FEE_SLOW:
      text = _ ("Slow");
      break;
    case IMW_FEE_NORMAL:
      text = _ ("Normal");
      break;
    case IMW_FEE_FAST:
      text = _ ("Fast");
      break;
    }

  return text;
}

/**
 * imw_words_warning_title:
 * @warning: a warning of the signer
 *
 * Returns: (transfer none): it in a few words
 */
const char *
imw_words_warning_title (ImwWarning warning)
{
  const char *text = "";

  switch (warning)
    {
    case IMW_WARNING_HIGH_FEE:
      text = _ ("The fee is high");
      break;
    case IMW_WARNING_ABSURD_FEE:
      text = _ ("The fee is far too high");
      break;
    case IMW_WARNING_LOW_FEE_RATE:
      text = _ ("The fee is very low");
      break;
    case IMW_WARNING_DUST_OUTPUT:
      text = _ ("The amount is tiny");
      break;
    case IMW_WARNING_PAYS_ITSELF:
      text = _ ("You pay yourself");
      break;
    case IMW_WARNING_UNPROVEN_CHANGE:
      text = _ ("Unknown change");
      break;
    case IMW_WARNING_NOT_REPLACEABLE:
      text = _ ("It can't be sped up");
      break;
    case IMW_WARNING_LOCK_TIME:
      text = _ ("It can't confirm yet");
      break;
    case IMW_WARNING_UNKNOWN_CALL:
      text = _ ("A contract is asked for something unknown");
      break;
    case IMW_WARNING_APPROVAL:
      text = _ ("Somebody else may take tokens later");
      break;
    case IMW_WARNING_UNLIMITED_APPROVAL:
      text = _ ("Somebody else may take all of this token");
      break;
    case IMW_WARNING_UNKNOWN_TOKEN:
      text = _ ("A token that is not in this wallet's list");
      break;
    case IMW_WARNING_PAYS_CONTRACT:
      text = _ ("Coins go to the contract of a token");
      break;
    case IMW_WARNING_MESSAGE_IS_PAYMENT:
      text = _ ("This message works like a payment");
      break;
    case IMW_WARNING_MESSAGE_OTHER_CHAIN:
      text = _ ("This message is for another network");
      break;
    case IMW_WARNING_MESSAGE_UNREADABLE:
      text = _ ("Parts of this message can't be shown");
      break;
    case IMW_WARNING_CREATES_ACCOUNT:
      text = _ ("It opens the recipient's account");
      break;
    }

  return text;
}

/**
 * imw_words_warning_text:
 * @warning: a warning of the signer
 *
 * Returns: (transfer none): what it means
 */
const char *
imw_words_warning_text (ImwWarning warning)
{
  const char *text = "";

  switch (warning)
    {
    case IMW_WARNING_HIGH_FEE:
      /* xgettext:no-c-format */
      text = _ ("More than 5% of what you send goes to the network.");
      break;
    case IMW_WARNING_ABSURD_FEE:
      text = _ (
          "More than a quarter of what you send would be lost as fee. Check the fee before you agree.");
      break;
    case IMW_WARNING_LOW_FEE_RATE:
      text = _ ("It may wait for days, or never be confirmed.");
      break;
    case IMW_WARNING_DUST_OUTPUT:
      text = _ ("The network may refuse to carry so small an amount.");
      break;
    case IMW_WARNING_PAYS_ITSELF:
      text = _ ("Every recipient belongs to this wallet; only the fee leaves.");
      break;
    case IMW_WARNING_UNPROVEN_CHANGE:
      text = _ (
          "Something that was called change does not belong to this wallet. It is listed as a recipient.");
      break;
    case IMW_WARNING_NOT_REPLACEABLE:
      text = _ ("After sending, the fee can't be raised any more.");
      break;
    case IMW_WARNING_LOCK_TIME:
      text = _ ("The network takes it only after a later block.");
      break;
    case IMW_WARNING_UNKNOWN_CALL:
      text = _ ("This wallet can't read what the contract would do. It may take everything the "
                "contract can reach. Agree only if you know exactly what it is.");
      break;
    case IMW_WARNING_APPROVAL:
      text = _ (
          "The recipient may take up to this amount from your account at any time, without asking again.");
      break;
    case IMW_WARNING_UNLIMITED_APPROVAL:
      text = _ ("The recipient may take every token of this kind that you have now or get later, "
                "without asking again. Few services need this.");
      break;
    case IMW_WARNING_UNKNOWN_TOKEN:
      text = _ ("Its name and its number of decimals are what the contract says of itself. Compare "
                "the contract's address with that of the issuer.");
      break;
    case IMW_WARNING_PAYS_CONTRACT:
      text = _ ("What is sent to a token's contract is usually lost for good.");
      break;
    case IMW_WARNING_MESSAGE_IS_PAYMENT:
      text = _ (
          "Whoever gets this signature can take the tokens named here, without a further step by you.");
      break;
    case IMW_WARNING_MESSAGE_OTHER_CHAIN:
      text = _ (
          "It names another network than the account's. A signature is valid where the message says.");
      break;
    case IMW_WARNING_MESSAGE_UNREADABLE:
      text = _ ("It holds characters that can't be shown. You would sign what you can't read.");
      break;
    case IMW_WARNING_CREATES_ACCOUNT:
      text = _ ("That is normal for a new account. Compare the address once more.");
      break;
    }

  return text;
}

/**
 * imw_words_warning_is_danger:
 * @warning: a warning of the signer
 *
 * Returns: whether money may be lost
 */
gboolean
imw_words_warning_is_danger (ImwWarning warning)
{
  return imw_warning_needs_consent (warning) || warning == IMW_WARNING_UNPROVEN_CHANGE ||
         warning == IMW_WARNING_APPROVAL;
}
