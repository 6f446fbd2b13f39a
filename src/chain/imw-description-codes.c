/* imw-description-codes.c: the words by which warnings and actions are known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-description"

#include "config.h"

#include "imw-description-private.h"

G_DEFINE_ENUM_TYPE (ImwWarning,
                    imw_warning,
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_HIGH_FEE, "high-fee"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_ABSURD_FEE, "absurd-fee"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_LOW_FEE_RATE, "low-fee-rate"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_DUST_OUTPUT, "dust-output"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_PAYS_ITSELF, "pays-itself"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_UNPROVEN_CHANGE, "unproven-change"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_NOT_REPLACEABLE, "not-replaceable"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_LOCK_TIME, "lock-time"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_UNKNOWN_CALL, "unknown-call"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_APPROVAL, "approval"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_UNLIMITED_APPROVAL, "unlimited-approval"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_UNKNOWN_TOKEN, "unknown-token"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_PAYS_CONTRACT, "pays-contract"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_MESSAGE_IS_PAYMENT, "message-is-payment"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_MESSAGE_OTHER_CHAIN, "message-other-chain"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_MESSAGE_UNREADABLE, "message-unreadable"),
                    G_DEFINE_ENUM_VALUE (IMW_WARNING_CREATES_ACCOUNT, "creates-account"))

G_DEFINE_ENUM_TYPE (ImwAction,
                    imw_action,
                    G_DEFINE_ENUM_VALUE (IMW_ACTION_PAY, "pay"),
                    G_DEFINE_ENUM_VALUE (IMW_ACTION_APPROVE, "approve"),
                    G_DEFINE_ENUM_VALUE (IMW_ACTION_CALL, "call"),
                    G_DEFINE_ENUM_VALUE (IMW_ACTION_NOTHING, "nothing"),
                    G_DEFINE_ENUM_VALUE (IMW_ACTION_MESSAGE, "message"),
                    G_DEFINE_ENUM_VALUE (IMW_ACTION_OPEN_ASSET, "open-asset"),
                    G_DEFINE_ENUM_VALUE (IMW_ACTION_CLOSE_ASSET, "close-asset"),
                    G_DEFINE_ENUM_VALUE (IMW_ACTION_EXCHANGE, "exchange"),
                    G_DEFINE_ENUM_VALUE (IMW_ACTION_CLAIM, "claim"))

static const ImwWarning all_warnings[] = {
  IMW_WARNING_HIGH_FEE,
  IMW_WARNING_ABSURD_FEE,
  IMW_WARNING_LOW_FEE_RATE,
  IMW_WARNING_DUST_OUTPUT,
  IMW_WARNING_PAYS_ITSELF,
  IMW_WARNING_UNPROVEN_CHANGE,
  IMW_WARNING_NOT_REPLACEABLE,
  IMW_WARNING_LOCK_TIME,
  IMW_WARNING_UNKNOWN_CALL,
  IMW_WARNING_APPROVAL,
  IMW_WARNING_UNLIMITED_APPROVAL,
  IMW_WARNING_UNKNOWN_TOKEN,
  IMW_WARNING_PAYS_CONTRACT,
  IMW_WARNING_MESSAGE_IS_PAYMENT,
  IMW_WARNING_MESSAGE_OTHER_CHAIN,
  IMW_WARNING_MESSAGE_UNREADABLE,
  IMW_WARNING_CREATES_ACCOUNT,
};

/**
 * imw_warning_get_code:
 * @warning: a warning
 *
 * Returns: (transfer none): its stable word, "high-fee" for %IMW_WARNING_HIGH_FEE and so on
 */
const char *
imw_warning_get_code (ImwWarning warning)
{
  switch (warning)
    {
    case IMW_WARNING_HIGH_FEE:
      return "high-fee";

    case IMW_WARNING_ABSURD_FEE:
      return "absurd-fee";

    case IMW_WARNING_LOW_FEE_RATE:
      return "low-fee-rate";

    case IMW_WARNING_DUST_OUTPUT:
      return "dust-output";

    case IMW_WARNING_PAYS_ITSELF:
      return "pays-itself";

    case IMW_WARNING_UNPROVEN_CHANGE:
      return "unproven-change";

    case IMW_WARNING_NOT_REPLACEABLE:
      return "not-replaceable";

    case IMW_WARNING_LOCK_TIME:
      return "lock-time";

    case IMW_WARNING_UNKNOWN_CALL:
      return "unknown-call";

    case IMW_WARNING_APPROVAL:
      return "approval";

    case IMW_WARNING_UNLIMITED_APPROVAL:
      return "unlimited-approval";

    case IMW_WARNING_UNKNOWN_TOKEN:
      return "unknown-token";

    case IMW_WARNING_PAYS_CONTRACT:
      return "pays-contract";

    case IMW_WARNING_MESSAGE_IS_PAYMENT:
      return "message-is-payment";

    case IMW_WARNING_MESSAGE_OTHER_CHAIN:
      return "message-other-chain";

    case IMW_WARNING_MESSAGE_UNREADABLE:
      return "message-unreadable";

    case IMW_WARNING_CREATES_ACCOUNT:
      return "creates-account";
    }

  g_return_val_if_reached ("high-fee");
}

/**
 * imw_warning_from_code: (skip)
 * @code: a word
 * @warning: (out): return location, untouched on failure
 *
 * Returns: %TRUE if @code is the word of a warning
 */
gboolean
imw_warning_from_code (const char *code, ImwWarning *warning)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_warnings); i++)
    {
      if (g_strcmp0 (code, imw_warning_get_code (all_warnings[i])) == 0)
        {
          *warning = all_warnings[i];
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * imw_warning_needs_consent:
 * @warning: a warning
 *
 * Returns: whether the signer signs only when the user has agreed to it by its code
 */
gboolean
imw_warning_needs_consent (ImwWarning warning)
{
  switch (warning)
    {
    case IMW_WARNING_ABSURD_FEE:
    case IMW_WARNING_UNKNOWN_CALL:
    case IMW_WARNING_UNLIMITED_APPROVAL:
    case IMW_WARNING_PAYS_CONTRACT:
    case IMW_WARNING_MESSAGE_IS_PAYMENT:
    case IMW_WARNING_MESSAGE_OTHER_CHAIN:
    case IMW_WARNING_MESSAGE_UNREADABLE:
      return TRUE;

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
      return FALSE;
    }

  g_return_val_if_reached (TRUE);
}

/**
 * imw_action_get_code:
 * @action: what would be done
 *
 * Returns: (transfer none): its stable word, "pay" for %IMW_ACTION_PAY and so on
 */
const char *
imw_action_get_code (ImwAction action)
{
  switch (action)
    {
    case IMW_ACTION_PAY:
      return "pay";

    case IMW_ACTION_APPROVE:
      return "approve";

    case IMW_ACTION_CALL:
      return "call";

    case IMW_ACTION_NOTHING:
      return "nothing";

    case IMW_ACTION_MESSAGE:
      return "message";

    case IMW_ACTION_OPEN_ASSET:
      return "open-asset";

    case IMW_ACTION_CLOSE_ASSET:
      return "close-asset";

    case IMW_ACTION_EXCHANGE:
      return "exchange";

    case IMW_ACTION_CLAIM:
      return "claim";
    }

  g_return_val_if_reached ("call");
}

/**
 * imw_action_from_code: (skip)
 * @code: a word
 * @action: (out): return location, untouched on failure
 *
 * Returns: %TRUE if @code is the word of an action
 */
gboolean
imw_action_from_code (const char *code, ImwAction *action)
{
  static const ImwAction all[] = { IMW_ACTION_PAY, IMW_ACTION_APPROVE,
                                   IMW_ACTION_CALL, IMW_ACTION_NOTHING,
                                   IMW_ACTION_MESSAGE, IMW_ACTION_OPEN_ASSET,
                                   IMW_ACTION_CLOSE_ASSET, IMW_ACTION_EXCHANGE,
                                   IMW_ACTION_CLAIM };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (g_strcmp0 (code, imw_action_get_code (all[i])) == 0)
        {
          *action = all[i];
          return TRUE;
        }
    }

  return FALSE;
}
