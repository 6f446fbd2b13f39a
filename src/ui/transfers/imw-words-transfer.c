/* imw-words-transfer.c: what transfers are called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-words"

#include "config.h"

#include "imw-words-transfer.h"
#include "imw-format.h"
#include "imw-number.h"

#include <glib/gi18n.h>

/* The domain of Debian's and GNOME's package of country names. */
#define ISO_3166_DOMAIN "iso_3166-1"

/**
 * imw_words_route:
 * @route: which way
 *
 * Returns: (transfer none): its name
 */
const char *
imw_words_route (ImwRoute route)
{
  const char *text = "";

  switch (route)
    {
    case IMW_ROUTE_ABROAD:
      text = _ ("Cross-border transfer");
      break;
    case IMW_ROUTE_WITHDRAW:
      text = _ ("Withdrawal");
      break;
    case IMW_ROUTE_DEPOSIT:
      text = _ ("Deposit");
      break;
    }

  return text;
}

/**
 * imw_words_stage:
 * @stage: how far it is
 * @route: which way
 *
 * Returns: (transfer none): it in a few words
 */
const char *
imw_words_stage (ImwStage stage, ImwRoute route)
{
  const char *text = "";

  switch (stage)
    {
    case IMW_STAGE_DETAILS:
      text = _ ("Details");
      break;
    case IMW_STAGE_PAYMENT:
      text = route == IMW_ROUTE_DEPOSIT ? _ ("Your bank transfer") : _ ("Your payment");
      break;
    case IMW_STAGE_PROVIDER:
      text = _ ("Provider received it");
      break;
    case IMW_STAGE_ON_WAY:
      text = route == IMW_ROUTE_DEPOSIT ? _ ("On its way to your wallet") : _ ("On its way");
      break;
    case IMW_STAGE_DELIVERED:
      text = _ ("Delivered");
      break;
    case IMW_STAGE_REFUNDED:
      text = _ ("Refunded");
      break;
    case IMW_STAGE_EXPIRED:
      text = _ ("Expired");
      break;
    case IMW_STAGE_FAILED:
      text = _ ("Failed");
      break;
    case IMW_STAGE_CANCELLED:
      text = _ ("Given up");
      break;
    }

  return text;
}

/**
 * imw_words_stage_icon:
 * @stage: how far it is
 *
 * Returns: (transfer none): the name of an icon
 */
const char *
imw_words_stage_icon (ImwStage stage)
{
  const char *icon = "imw-wait-symbolic";

  switch (stage)
    {
    case IMW_STAGE_DETAILS:
    case IMW_STAGE_PAYMENT:
    case IMW_STAGE_PROVIDER:
    case IMW_STAGE_ON_WAY:
      break;
    case IMW_STAGE_DELIVERED:
      icon = "object-select-symbolic";
      break;
    case IMW_STAGE_REFUNDED:
      icon = "edit-undo-symbolic";
      break;
    case IMW_STAGE_EXPIRED:
    case IMW_STAGE_FAILED:
    case IMW_STAGE_CANCELLED:
      icon = "dialog-warning-symbolic";
      break;
    }

  return icon;
}

/**
 * imw_words_need_title:
 * @need: what the user has to do
 *
 * Returns: (transfer none): it in a few words; "" for nothing
 */
const char *
imw_words_need_title (ImwNeed need)
{
  const char *text = "";

  switch (need)
    {
    case IMW_NEED_NOTHING:
      break;
    case IMW_NEED_DETAILS:
      text = _ ("Details are needed");
      break;
    case IMW_NEED_FIX_DETAILS:
      text = _ ("The details must be corrected");
      break;
    case IMW_NEED_CODE:
      text = _ ("A code was sent to you");
      break;
    case IMW_NEED_REVIEW:
      text = _ ("Ready to be checked and paid");
      break;
    case IMW_NEED_REVIEW_CHANGED:
      text = _ ("The provider asks for another amount");
      break;
    case IMW_NEED_STOPPED:
      text = _ ("Stopped: where to pay has changed");
      break;
    case IMW_NEED_REQUOTE:
      text = _ ("The locked rate is over");
      break;
    case IMW_NEED_PAY_IN:
      text = _ ("Pay in");
      break;
    case IMW_NEED_BROWSER:
      text = _ ("It goes on in your browser");
      break;
    case IMW_NEED_TRUSTLINE:
      text = _ ("Your account must accept the asset");
      break;
    case IMW_NEED_CLAIM:
      text = _ ("Your money waits to be collected");
      break;
    case IMW_NEED_PICKUP:
      text = _ ("Ready for pick-up");
      break;
    case IMW_NEED_UNLOCK:
      text = _ ("Unlock the wallet");
      break;
    case IMW_NEED_CONTACT:
      text = _ ("Ask the provider");
      break;
    }

  return text;
}

static char *
dup_pay_in_text (ImwTransfer *transfer)
{
  ImwOrder        *order = imw_transfer_get_order (transfer);
  g_autofree char *amount = NULL;
  g_autofree char *until = NULL;

  if (order == NULL || order->amount_in == NULL)
    return g_strdup (_ ("Pay as the provider says below."));

  amount = imw_format_money (order->amount_in);
  if (order->act_before_ms == 0)
    /* Translators: %s is an amount of money */
    return g_strdup_printf (_ ("Transfer exactly %s as the provider says below."), amount);

  until = imw_format_date_time (order->act_before_ms);

  /* Translators: an amount of money, and a date */
  return g_strdup_printf (_ ("Transfer exactly %s as the provider says below, before %s."), amount,
                          until);
}

/**
 * imw_words_need_text:
 * @transfer: a transfer
 *
 * Returns: (transfer full): what the user has to do and what it means for the money; "" for nothing
 */
char *
imw_words_need_text (ImwTransfer *transfer)
{
  gboolean deposit = imw_transfer_get_route (transfer) == IMW_ROUTE_DEPOSIT;
  char    *text = NULL;

  switch (imw_transfer_get_need (transfer))
    {
    case IMW_NEED_NOTHING:
      text = g_strdup ("");
      break;
    case IMW_NEED_DETAILS:
      text = g_strdup (deposit
                           ? _ ("The provider asks who you are. Nothing has been paid.")
                           : _ ("The provider asks who gets the money. Nothing has been paid."));
      break;
    case IMW_NEED_FIX_DETAILS:
      text =
          g_strdup (_ ("Your payment has arrived at the provider, but the bank did not accept the "
                       "details. Correct them; do not pay again."));
      break;
    case IMW_NEED_CODE:
      text = g_strdup (_ ("The provider sent it by phone or e-mail to see that it is you."));
      break;
    case IMW_NEED_REVIEW:
      text = g_strdup (_ ("Nothing leaves your wallet before you have looked at everything."));
      break;
    case IMW_NEED_REVIEW_CHANGED:
      text = g_strdup (_ ("It differs from the quote. Both numbers are shown before you pay."));
      break;
    case IMW_NEED_STOPPED:
      text = g_strdup (
          _ ("The provider named another address or memo than before. Nothing was paid and "
             "nothing will be. Ask the provider's support, and begin again."));
      break;
    case IMW_NEED_REQUOTE:
      text = g_strdup (
          _ ("Get a new one; the old and the new amount are shown side by side. Nothing has "
             "been paid."));
      break;
    case IMW_NEED_PAY_IN:
      text = dup_pay_in_text (transfer);
      break;
    case IMW_NEED_BROWSER:
      text = g_strdup (
          _ ("The provider's own page asks for the rest. This wallet follows what happens "
             "there."));
      break;
    case IMW_NEED_TRUSTLINE:
      text = g_strdup (
          _ ("The provider waits until your account can receive the asset. A small amount of "
             "XLM stays reserved for it."));
      break;
    case IMW_NEED_CLAIM:
      text = g_strdup (_ ("The provider has set it out on the ledger for you."));
      break;
    case IMW_NEED_PICKUP:
      text = g_strdup (
          _ ("The recipient gets the money with the number below and an identity document. "
             "Give the number to nobody else."));
      break;
    case IMW_NEED_UNLOCK:
      text = g_strdup (_ ("The provider is asked again when the wallet is unlocked."));
      break;
    case IMW_NEED_CONTACT:
      text = g_strdup (
          _ ("The provider can't go on by itself. Write to its support and name the number "
             "below."));
      break;
    }

  return text;
}

/**
 * imw_words_need_verb:
 * @need: what the user has to do
 *
 * Returns: (transfer none): the button that begins it; "" where none does
 */
const char *
imw_words_need_verb (ImwNeed need)
{
  const char *text = "";

  switch (need)
    {
    case IMW_NEED_NOTHING:
    case IMW_NEED_STOPPED:
    case IMW_NEED_PAY_IN:
    case IMW_NEED_PICKUP:
    case IMW_NEED_UNLOCK:
    case IMW_NEED_CONTACT:
      break;
    case IMW_NEED_DETAILS:
      text = _ ("Fill in");
      break;
    case IMW_NEED_FIX_DETAILS:
      text = _ ("Correct the details");
      break;
    case IMW_NEED_CODE:
      text = _ ("Enter the code");
      break;
    case IMW_NEED_REVIEW:
    case IMW_NEED_REVIEW_CHANGED:
      text = _ ("Review");
      break;
    case IMW_NEED_REQUOTE:
      text = _ ("Get a new rate");
      break;
    case IMW_NEED_BROWSER:
      text = _ ("Open the page");
      break;
    case IMW_NEED_TRUSTLINE:
      text = _ ("Accept the asset");
      break;
    case IMW_NEED_CLAIM:
      text = _ ("Collect");
      break;
    }

  return text;
}

/**
 * imw_words_actor:
 * @actor: who acts next
 *
 * Returns: (transfer none): in words; "" for nobody
 */
const char *
imw_words_actor (ImwActor actor)
{
  const char *text = "";

  switch (actor)
    {
    case IMW_ACTOR_NOBODY:
      break;
    case IMW_ACTOR_USER:
      text = _ ("You");
      break;
    case IMW_ACTOR_WALLET:
      text = _ ("This wallet");
      break;
    case IMW_ACTOR_NETWORK:
      text = _ ("The network");
      break;
    case IMW_ACTOR_PROVIDER:
      text = _ ("The provider");
      break;
    case IMW_ACTOR_BANK:
      text = _ ("The bank");
      break;
    }

  return text;
}

static const struct
{
  const char *code;
  const char *text;
} events[] = {
  { "created", N_ ("Begun") },
  { "locked", N_ ("Rate locked") },
  { "requoted", N_ ("A new rate was locked") },
  { "order", N_ ("The provider has the order") },
  { "details-sent", N_ ("Details were sent to the provider") },
  { "swap", N_ ("Exchange") },
  { "swap-paid", N_ ("Paid to the exchange") },
  { "step", N_ ("A step before it was done") },
  { "paid", N_ ("Paid") },
  { "confirmed", N_ ("Payment confirmed") },
  { "not-paid", N_ ("The payment did not happen") },
  { "state", N_ ("The provider says") },
  { "refund", N_ ("Refund") },
  { "stopped", N_ ("Stopped") },
  { "expired", N_ ("Expired") },
  { "cancelled", N_ ("Given up") },
  { "completed", N_ ("Completed") },
  { "unproven", N_ ("The ledger does not show it") },
  { "overdue", N_ ("Later than estimated") },
};

/**
 * imw_words_event:
 * @event: something that was seen
 *
 * Returns: (transfer full): one line
 */
char *
imw_words_event (const ImwTransferEvent *event)
{
  const char *title = event->code;

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      if (g_strcmp0 (events[i].code, event->code) == 0)
        title = _ (events[i].text);
    }
  if (event->text == NULL || *event->text == '\0')
    return g_strdup (title);

  /* Translators: what happened: and more about it */
  return g_strdup_printf (_ ("%s: %s"), title, event->text);
}

/**
 * imw_words_country:
 * @country: a country
 *
 * Returns: (transfer none): its name in the user's language, as iso-codes translates it
 */
const char *
imw_words_country (const ImwCountry *country)
{
  return g_dgettext (ISO_3166_DOMAIN, country->name);
}

/**
 * imw_words_country_code:
 * @code: (nullable): alpha-2 or alpha-3
 *
 * Returns: (transfer full): flag and name; the code when it is not known
 */
char *
imw_words_country_code (const char *code)
{
  const ImwCountry *country = code != NULL ? imw_country_find (code) : NULL;
  char              flag[9];

  if (country == NULL)
    return g_strdup (code != NULL ? code : "");

  imw_country_get_flag (country, flag);

  return g_strdup_printf ("%s %s", flag, imw_words_country (country));
}

static const struct
{
  ImwFieldFault fault;
  const char   *text;
} faults[] = {
  { IMW_FIELD_EMPTY, N_ ("This is needed.") },
  { IMW_FIELD_BAD_LENGTH, N_ ("The number of characters is not right.") },
  { IMW_FIELD_BAD_CHARACTERS, N_ ("There are characters in it that can't be.") },
  { IMW_FIELD_BAD_CHECKSUM, N_ ("One of the digits is wrong. Compare them once more.") },
  { IMW_FIELD_BAD_PHONE, N_ ("Write the number with the country's code: +52 …") },
  { IMW_FIELD_BAD_EMAIL, N_ ("This is not an e-mail address.") },
  { IMW_FIELD_BAD_DATE, N_ ("This is not a date.") },
  { IMW_FIELD_WRONG_COUNTRY, N_ ("This belongs to another country.") },
  { IMW_FIELD_NOT_A_CHOICE, N_ ("Choose one of the list.") },
};

/**
 * imw_words_field_fault:
 * @fault: what is wrong
 *
 * Returns: (transfer none): it in a sentence; "" when nothing is
 */
const char *
imw_words_field_fault (ImwFieldFault fault)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      if (faults[i].fault == fault)
        return _ (faults[i].text);
    }

  return "";
}

/**
 * imw_words_offer_problem:
 * @service: for the format of amounts
 * @offer: an offer
 *
 * Returns: (transfer full) (nullable): why it can't be taken like this
 */
char *
imw_words_offer_problem (ImwWalletService *service, ImwOffer *offer)
{
  g_autofree char *limit = imw_offer_get_limit (offer) != NULL
                               ? imw_format_amount (service, imw_offer_get_limit (offer), 0)
                               : g_strdup (IMW_FORMAT_UNKNOWN);
  char            *text = NULL;

  switch (imw_offer_get_problem (offer))
    {
    case IMW_OFFER_FINE:
      break;
    case IMW_OFFER_TOO_SMALL:
      text = g_strdup_printf (_ ("At least %s"), limit);
      break;
    case IMW_OFFER_TOO_LARGE:
      text = g_strdup_printf (_ ("At most %s at once"), limit);
      break;
    case IMW_OFFER_DAILY_AMOUNT:
      text = g_strdup_printf (_ ("%s is left for today"), limit);
      break;
    case IMW_OFFER_DAILY_COUNT:
      text = g_strdup (_ ("No more orders today"));
      break;
    case IMW_OFFER_NO_FUNDS:
      text = g_strdup_printf (_ ("You don't have that much: %s is missing"), limit);
      break;
    case IMW_OFFER_NO_QUOTE:
      text = imw_offer_get_error (offer) != NULL
                 ? g_strdup (
                       imw_words_rule (imw_provider_error_get_rule (imw_offer_get_error (offer))))
                 : NULL;
      if (text == NULL || *text == '\0')
        {
          g_free (text);
          text = g_strdup (_ ("The provider gives no price now"));
        }
      break;
    }

  return text;
}

/**
 * imw_words_rule:
 * @rule: (nullable): which rule of safety was broken
 *
 * Returns: (transfer none): it in a sentence; "" for a provider's own refusal
 */
const char *
imw_words_rule (const char *rule)
{
  static const struct
  {
    const char *rule;
    const char *text;
  } rules[] = {
    { "pin", N_ ("The provider has changed who it is. Look at it before you go on.") },
    { "network", N_ ("The provider is on another network.") },
    { "login",
      N_ ("The provider asked for a signature that could be more than a sign-in. Nothing was signed.") },
    { "numbers", N_ ("The provider's numbers do not add up. Nothing was sent.") },
    { "asset", N_ ("The provider means another asset of the same name. Nothing was sent.") },
    { "instructions-changed", N_ ("The provider changed where to pay. Nothing was sent.") },
    { "instructions", N_ ("The provider's instructions to pay are not sound. Nothing was sent.") },
    { "expiry", N_ ("The rate would run out before the payment arrives.") },
    { "url", N_ ("The provider named an unsafe page.") },
    { "host", N_ ("The provider wants to be called at a place it did not name before.") },
    { "toml", N_ ("The provider's description of itself can't be read.") },
  };

  for (guint i = 0; rule != NULL && i < G_N_ELEMENTS (rules); i++)
    {
      if (g_str_equal (rules[i].rule, rule))
        return _ (rules[i].text);
    }

  return "";
}

/**
 * imw_words_customer:
 * @state: how a provider sees the user
 *
 * Returns: (transfer none): in words
 */
const char *
imw_words_customer (ImwCustomerState state)
{
  const char *text = "";

  switch (state)
    {
    case IMW_CUSTOMER_UNKNOWN:
      text = _ ("Not asked yet");
      break;
    case IMW_CUSTOMER_NEEDS_INFO:
      text = _ ("Needs information");
      break;
    case IMW_CUSTOMER_PROCESSING:
      text = _ ("Is being checked");
      break;
    case IMW_CUSTOMER_ACCEPTED:
      text = _ ("Accepted");
      break;
    case IMW_CUSTOMER_REJECTED:
      text = _ ("Rejected");
      break;
    }

  return text;
}

/**
 * imw_words_report_line:
 * @line: something that was found out about a provider
 *
 * Returns: (transfer none): in words
 */
const char *
imw_words_report_line (const ImwReportLine *line)
{
  static const struct
  {
    const char *code;
    const char *good;
    const char *bad;
  } lines[] = {
    { "toml", N_ ("Says who it is"), N_ ("Does not say who it is") },
    { "https", N_ ("Can be reached safely"), N_ ("Can't be reached safely") },
    { "network", N_ ("Works on your network"), N_ ("Works on another network") },
    { "signing-key", N_ ("Has a key of its own"), N_ ("Has no key of its own") },
    { "login", N_ ("Lets you sign in with your account"), N_ ("Does not let you sign in") },
    { "client-domain", N_ ("Admits any wallet"), N_ ("Needs a registered wallet") },
    { "quotes", N_ ("Locks rates"), N_ ("Does not lock rates") },
    { "kyc", N_ ("Asks for details in this window"),
      N_ ("Does not ask for details in this window") },
    { "sep6", N_ ("Transfers in this window"), N_ ("No transfers in this window") },
    { "sep24", N_ ("Transfers on its own page"), N_ ("No page of its own") },
    { "sep31", N_ ("Pays out to other people"), N_ ("Does not pay out to other people") },
    { "issuer", N_ ("Issuer and domain name each other"),
      N_ ("Issuer and domain do not name each other") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      if (g_str_equal (lines[i].code, line->code))
        return line->good ? _ (lines[i].good) : _ (lines[i].bad);
    }

  return line->code;
}

/**
 * imw_words_eta:
 * @seconds: to the arrival, -1 unknown
 *
 * Returns: (transfer full): in words
 */
char *
imw_words_eta (gint64 seconds)
{
  g_autofree char *time = NULL;

  if (seconds < 0)
    return g_strdup (_ ("The provider gives no estimate"));
  if (seconds == 0)
    return g_strdup (_ ("At once"));

  time = imw_format_duration (seconds);

  /* Translators: "about 2 hours" */
  return g_strdup_printf (_ ("About %s"), time);
}

/**
 * imw_words_percent:
 * @basis_points: hundredths of a percent
 *
 * Returns: (transfer full): "1.62 %"
 */
char *
imw_words_percent (gint basis_points)
{
  gint             size = ABS (basis_points);
  g_autofree char *plain =
      g_strdup_printf ("%s%d.%02d", basis_points < 0 ? "-" : "", size / 100, size % 100);
  g_autofree char *number = imw_number_format (imw_locale_get_current (), plain);

  /* Translators: "1.62%", a share */
  return g_strdup_printf (_ ("%s%%"), number);
}
