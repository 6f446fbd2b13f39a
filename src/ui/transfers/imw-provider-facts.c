/* imw-provider-facts.c: who a provider is, and who gets the money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-provider-facts"

#include "config.h"

#include "imw-provider-facts.h"
#include "imw-format.h"
#include "imw-words-transfer.h"

#include <glib/gi18n.h>

static void
add (ImwFacts *facts, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    imw_facts_add (facts, name, value);
}

/**
 * imw_provider_facts_add_info:
 * @facts: a list
 * @info: who it is
 *
 * Adds name, licence and where to ask for help.
 */
void
imw_provider_facts_add_info (ImwFacts *facts, const ImwProviderInfo *info)
{
  g_autofree char *licence = NULL;

  add (facts, _ ("Provider"), info->name);
  add (facts, _ ("Trade name"), info->trade_name);
  add (facts, _ ("Domain"), info->domain);
  if (info->license_number != NULL)
    licence = g_strjoin (" · ", info->license_number,
                         info->license_type != NULL ? info->license_type : info->license_authority,
                         info->license_type != NULL ? info->license_authority : NULL, NULL);
  add (facts, _ ("Licence"), licence);
  add (facts, _ ("Address"), info->address);
  add (facts, _ ("Support by e-mail"), info->support_email);
  add (facts, _ ("Support by phone"), info->support_phone);
}

/**
 * imw_provider_facts_add_payout:
 * @facts: a list
 * @transfer: a transfer
 *
 * Adds where the money comes out, whole; nothing while the wallet is locked.
 */
void
imw_provider_facts_add_payout (ImwFacts *facts, ImwTransfer *transfer)
{
  g_autoptr (ImwPayout) payout = imw_transfer_dup_payout (transfer);
  const char      *country = imw_transfer_get_country (transfer);
  const char      *method = imw_transfer_get_method (transfer);
  g_autofree char *place = imw_words_country_code (country);
  g_autoptr (GPtrArray) fields = NULL;

  add (facts, _ ("Country"), place);
  add (facts, _ ("Way"), imw_words_method (method));
  if (payout == NULL)
    return;

  fields = imw_payout_list_fields (payout);
  for (guint i = 0; i < fields->len; i++)
    {
      const char *field = g_ptr_array_index (fields, i);
      const char *title = imw_words_field (field, country, method);
      const char *value = imw_payout_get_value (payout, field);

      add (facts, title != NULL ? title : field,
           value != NULL ? imw_words_choice (field, value) : NULL);
    }
}

/**
 * imw_provider_facts_add_refunds:
 * @facts: a list
 * @transfer: a transfer
 *
 * Adds each refund and whether the ledger shows it.
 */
void
imw_provider_facts_add_refunds (ImwFacts *facts, ImwTransfer *transfer)
{
  ImwOrder         *order = imw_transfer_get_order (transfer);
  ImwWalletService *service = imw_wallet_get_service (imw_transfer_get_wallet (transfer));

  if (order == NULL)
    return;

  for (guint i = 0; i < order->refunds->len; i++)
    {
      const ImwRefund *refund = g_ptr_array_index (order->refunds, i);
      g_autofree char *amount = imw_format_amount (service, refund->amount, IMW_FORMAT_EXACT);
      g_autofree char *fee =
          refund->fee != NULL ? imw_format_amount (service, refund->fee, IMW_FORMAT_EXACT) : NULL;
      const char      *proof = "";
      g_autofree char *text = NULL;

      if (refund->on_ledger)
        proof = imw_transfer_get_refund_proven (transfer, i)
                    ? _ ("The ledger shows it")
                    : _ ("The ledger does not show it yet");
      text = fee != NULL
                 /* Translators: an amount, a fee, whether the ledger shows it */
                 ? g_strdup_printf (_ ("%s, fee %s\n%s"), amount, fee, proof)
                 : g_strdup_printf ("%s\n%s", amount, proof);
      imw_facts_add (facts, _ ("Refund"), text);
      if (refund->on_ledger)
        imw_facts_add_code (facts, _ ("Transaction of the refund"), refund->id);
    }
}
