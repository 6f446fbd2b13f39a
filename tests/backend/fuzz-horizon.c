/* fuzz-horizon.c: what a Horizon server says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "imw-error.h"
#include "imw-horizon-json.h"

#include <stdint.h>

#define ME "GDLZ7HHB6USKFKOUJBNVK4DEHPNUEADXL6YKHB2LLG3W5R4EXBATDG3K"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_account (const ImwHorizonAccount *account)
{
  gint64 reserved = -1;

  g_assert_cmpint (account->sequence, >=, 0);
  g_assert_cmpint (account->native.balance, >=, account->native.selling);
  if (imw_horizon_account_get_reserved (account, 5000000, &reserved, NULL))
    g_assert_cmpint (reserved, >=, account->native.selling);
  for (guint i = 0; i < account->lines->len; i++)
    {
      const ImwHorizonLine *line = &g_array_index (account->lines, ImwHorizonLine, i);

      g_assert_cmpint (line->balance, <=, line->limit);
      g_assert_cmpint (line->selling, <=, line->balance);
    }
}

static void
check_page (const ImwStellarParams *params, JsonNode *node, gboolean descending)
{
  g_autoptr (GError) error = NULL;
  guint n_ops = 0;
  g_autoptr (GPtrArray) groups = imw_horizon_groups_parse (node, descending, &n_ops, &error);

  g_assert_true ((groups == NULL) == (error != NULL));
  for (guint i = 0; groups != NULL && i < groups->len; i++)
    {
      ImwHorizonGroup *group = g_ptr_array_index (groups, i);
      g_autoptr (GError) reason = NULL;
      g_autoptr (ImwTxRecord) record = NULL;

      /* the page itself as what it lacks */
      if (imw_horizon_group_needs_effects (group))
        group->effects = json_node_ref (node);
      record = imw_horizon_group_to_record (group, params, ME, NULL, &reason);
      g_assert_true (record == NULL || reason == NULL);
      if (record == NULL)
        continue;
      g_assert_nonnull (record->net);
      g_assert_true ((record->memo == NULL) == (record->memo_type == NULL));
      g_assert_true (record->memo == NULL || g_utf8_validate (record->memo, -1, NULL));
      g_assert_cmpint (record->height, >, 0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const ImwStellarParams *params = imw_stellar_params_find ("stellar", IMW_ENVIRONMENT_MAIN, NULL);
  const ImwStellarToken  *token = g_ptr_array_index (params->tokens, 0);
  g_autoptr (JsonNode)
      node = imw_json_parse ((const char *) data, (gssize) size, IMW_JSON_MAX_BYTES, NULL);
  g_autoptr (ImwAmount) give = imw_amount_new (params->asset, 100000000);
  g_autoptr (ImwExchangeOffer) offer = NULL;
  g_autoptr (ImwHorizonAccount) account = NULL;
  g_autoptr (GPtrArray) claims = NULL;
  ImwHorizonLedger ledger;
  ImwFeeTable      fees;
  ImwError         code;

  if (node == NULL)
    return 0;

  account = imw_horizon_account_parse (node, ME, NULL);
  if (account != NULL)
    check_account (account);
  check_page (params, node, TRUE);
  check_page (params, node, FALSE);
  if (imw_horizon_ledger_parse (node, &ledger, NULL))
    g_assert_true (ledger.height > 0 && ledger.closed_ms > 0 && ledger.reserve_stroops > 0);
  if (imw_horizon_fees_parse (node, &fees, NULL))
    g_assert_true (fees.rate_milli[IMW_FEE_SLOW] <= fees.rate_milli[IMW_FEE_FAST] &&
                   fees.rate_milli[IMW_FEE_FAST] <= 100000000);
  claims = imw_horizon_claims_parse (params, node, ME, G_GINT64_CONSTANT (1700000000000), NULL);
  for (guint i = 0; claims != NULL && i < claims->len; i++)
    {
      const ImwClaim *claim = g_ptr_array_index (claims, i);

      g_assert_true (claim->expires_ms == 0 || claim->expires_ms > claim->not_before_ms);
    }
  offer = imw_horizon_paths_parse (params, node, give, params->asset, NULL, token->facts->asset,
                                   NULL);
  if (offer != NULL)
    g_assert_true (imw_amount_equal (offer->give, give) && imw_amount_sign (offer->get) > 0);
  imw_horizon_refusal_parse (node, &code);

  return 0;
}
