/* imw-payment-acts.c: payments that are no payments to somebody, and what goes with a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-acts"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-error.h"

#define BASIS_POINTS 10000

static ImwPayment *
new_act (ImwWallet *wallet, ImwAccount *account, ImwPlanAct act)
{
  ImwPayment *self = imw_payment_new (wallet, account);

  self->act = act;

  return self;
}

/**
 * imw_payment_new_opening:
 * @wallet: an unlocked wallet
 * @account: one of its accounts, of a network with trustlines
 * @asset: what it is to receive from then on
 * @close: or not any more
 *
 * Returns: (transfer full): a draft
 */
ImwPayment *
imw_payment_new_opening (ImwWallet *wallet, ImwAccount *account, ImwAsset *asset, gboolean close)
{
  ImwPayment *self = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (wallet), NULL);
  g_return_val_if_fail (IMW_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (asset != NULL, NULL);

  self = new_act (wallet, account, close ? IMW_PLAN_CLOSE_ASSET : IMW_PLAN_OPEN_ASSET);
  imw_payment_set_asset (self, asset);

  return self;
}

/**
 * imw_payment_new_exchange:
 * @wallet: an unlocked wallet
 * @account: one of its accounts, of a network on whose ledger assets are exchanged
 * @give: (nullable): what is given, exactly; or %NULL
 * @give_asset: of what is given
 * @get: (nullable): what is wanted, exactly; or %NULL. One of the two is set
 * @get_asset: of what is wanted
 * @slippage_bp: by how many hundredths of a percent the other side may become worse than what the network offers
 *
 * Returns: (transfer full): a draft
 */
ImwPayment *
imw_payment_new_exchange (ImwWallet  *wallet,
                          ImwAccount *account,
                          ImwAmount  *give,
                          ImwAsset   *give_asset,
                          ImwAmount  *get,
                          ImwAsset   *get_asset,
                          guint       slippage_bp)
{
  ImwPayment *self = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (wallet), NULL);
  g_return_val_if_fail (IMW_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail ((give != NULL) != (get != NULL), NULL);
  g_return_val_if_fail (give_asset != NULL && get_asset != NULL, NULL);
  g_return_val_if_fail (slippage_bp < BASIS_POINTS, NULL);

  self = new_act (wallet, account, IMW_PLAN_EXCHANGE);
  imw_payment_set_asset (self, give_asset);
  self->give = give != NULL ? imw_amount_ref (give) : NULL;
  self->get = get != NULL ? imw_amount_ref (get) : NULL;
  self->get_asset = imw_asset_ref (get_asset);
  self->slippage_bp = slippage_bp;

  return self;
}

static ImwAsset *
find_claimed (ImwAccount *account, const char *id)
{
  GListModel *claims = imw_account_get_claims (account);

  for (guint i = 0; i < g_list_model_get_n_items (claims); i++)
    {
      g_autoptr (ImwAccountClaim) claim = g_list_model_get_item (claims, i);

      /* the list keeps it alive */
      if (g_str_equal (imw_account_claim_get_id (claim), id))
        return imw_amount_get_asset (imw_account_claim_get_amount (claim));
    }

  return NULL;
}

/**
 * imw_payment_new_claim:
 * @wallet: an unlocked wallet
 * @account: one of its accounts
 * @claim_id: of one of its #ImwAccountClaim
 *
 * Returns: (transfer full): a draft
 */
ImwPayment *
imw_payment_new_claim (ImwWallet *wallet, ImwAccount *account, const char *claim_id)
{
  ImwPayment *self = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (wallet), NULL);
  g_return_val_if_fail (IMW_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (claim_id != NULL, NULL);

  self = new_act (wallet, account, IMW_PLAN_CLAIM);
  self->claim_id = g_strdup (claim_id);
  imw_payment_set_asset (self, find_claimed (account, claim_id));

  return self;
}

/**
 * imw_payment_set_memo:
 * @self: a draft
 * @type: (nullable): "text" "id" "hash" "return"; %NULL: "text"
 * @text: (nullable): the memo; %NULL or "": none
 *
 * Says what the recipient shall know it by. Whether it is right is found out with the payment.
 */
void
imw_payment_set_memo (ImwPayment *self, const char *type, const char *text)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);

  g_clear_pointer (&self->memo, g_free);
  g_clear_pointer (&self->memo_type, g_free);
  if (text == NULL || text[0] == '\0')
    return;

  self->memo = g_strdup (text);
  self->memo_type = g_strdup (type != NULL ? type : "text");
}

/**
 * imw_payment_set_deadline_ms:
 * @self: a draft
 * @deadline_ms: wall time (UTC) after which it must not happen, 0: what the network's rule says
 *
 * Bounds when it can happen.
 */
void
imw_payment_set_deadline_ms (ImwPayment *self, gint64 deadline_ms)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);

  self->wanted_deadline_ms = deadline_ms;
}

/* ---- the plan ---- */

static gboolean
check_capability (ImwPayment *self, GError **error)
{
  ImwChain            *chain = imw_account_get_chain (self->account);
  ImwChainCapabilities wanted = 0;

  switch (self->act)
    {
    case IMW_PLAN_PAY:
      return TRUE;
    case IMW_PLAN_OPEN_ASSET:
    case IMW_PLAN_CLOSE_ASSET:
      wanted = IMW_CHAIN_HAS_TRUSTLINES;
      break;
    case IMW_PLAN_EXCHANGE:
      wanted = IMW_CHAIN_HAS_EXCHANGE;
      break;
    case IMW_PLAN_CLAIM:
      wanted = IMW_CHAIN_HAS_CLAIMS;
      break;
    }

  if (imw_chain_has (chain, wanted))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                       "the network has no such payments");

  return FALSE;
}

/**
 * imw_payment_acts_check:
 * @self: a draft
 * @error: return location
 *
 * Returns: whether its network can do such a thing. On %FALSE @error is %IMW_ERROR_NOT_SUPPORTED, or
 *   %IMW_ERROR_NOT_FOUND for a claim that does not wait any more.
 */
gboolean
imw_payment_acts_check (ImwPayment *self, GError **error)
{
  ImwChain *chain = imw_account_get_chain (self->account);

  if (!check_capability (self, error))
    return FALSE;

  if (self->memo != NULL && !imw_chain_has (chain, IMW_CHAIN_HAS_MEMO))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "this network has no memo");
      return FALSE;
    }

  if (self->act == IMW_PLAN_CLAIM && find_claimed (self->account, self->claim_id) == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "it does not wait any more");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_payment_acts_fill_plan:
 * @self: a draft
 * @plan: its plan
 *
 * Adds what beside recipients and amounts is wanted.
 */
void
imw_payment_acts_fill_plan (ImwPayment *self, ImwPaymentPlan *plan)
{
  plan->act = self->act;
  g_free (plan->memo);
  plan->memo = g_strdup (self->memo);
  g_free (plan->memo_type);
  plan->memo_type = g_strdup (self->memo_type);
  g_free (plan->claim_id);
  plan->claim_id = g_strdup (self->claim_id);

  if (!imw_chain_has (imw_account_get_chain (self->account), IMW_CHAIN_HAS_DEADLINE))
    return;

  plan->deadline_ms = self->wanted_deadline_ms;
  plan->now_ms = self->wallet != NULL ? imw_wallet_get_wall_ms (self->wallet) : 0;
}

static ImwAmount *
bound (ImwAmount *offered, guint part, ImwRounding rounding, GError **error)
{
  return imw_amount_multiply_ratio (offered, part, BASIS_POINTS, rounding, error);
}

/**
 * imw_payment_acts_take_offer:
 * @self: a draft of an exchange
 * @offer: (transfer full): what the network offers now
 * @plan: its plan
 * @error: return location
 *
 * Turns the offer into what the ledger is asked for: the exact side, and the other one at its bound, rounded so that
 * it is never worse than was agreed to.
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_BAD_REPLY (an offer of something else) or %IMW_ERROR_BAD_INPUT
 */
gboolean
imw_payment_acts_take_offer (ImwPayment       *self,
                             ImwExchangeOffer *offer,
                             ImwPaymentPlan   *plan,
                             GError          **error)
{
  gboolean exact_get = self->get != NULL;
  g_autoptr (ImwAmount) give = NULL;
  g_autoptr (ImwAmount) get = NULL;

  g_clear_pointer (&self->offer, imw_exchange_offer_free);
  self->offer = offer;
  if (!imw_asset_equal (imw_amount_get_asset (offer->give), imw_payment_get_asset (self)) ||
      !imw_asset_equal (imw_amount_get_asset (offer->get), self->get_asset) ||
      !imw_amount_equal (exact_get ? offer->get : offer->give, exact_get ? self->get : self->give))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_REPLY,
                           "the network offers another exchange than was asked for");
      return FALSE;
    }

  if (exact_get)
    {
      get = imw_amount_ref (self->get);
      give = bound (offer->give, BASIS_POINTS + self->slippage_bp, IMW_ROUND_DOWN, error);
    }
  else
    {
      give = imw_amount_ref (self->give);
      get = bound (offer->get, BASIS_POINTS - self->slippage_bp, IMW_ROUND_UP, error);
    }
  if (give == NULL || get == NULL)
    return FALSE;

  g_clear_pointer (&self->exchange, imw_plan_exchange_free);
  self->exchange = imw_plan_exchange_new (give, get, exact_get, offer->path);
  g_clear_pointer (&plan->exchange, imw_plan_exchange_free);
  plan->exchange = imw_plan_exchange_copy (self->exchange);

  return TRUE;
}

/* ---- what speaks against it ---- */

static gboolean
is_too_little (ImwPayment *self, ImwAmount *least)
{
  for (guint i = 0; least != NULL && i < self->recipients->len; i++)
    {
      const ImwPaymentRecipient *recipient = g_ptr_array_index (self->recipients, i);

      if (recipient->amount != NULL && imw_amount_compare (recipient->amount, least) < 0)
        return TRUE;
    }

  return FALSE;
}

static void
note_payee (ImwPayment *self, const ImwPaymentFacts *facts)
{
  gboolean too_little = FALSE;

  if (facts->payee_needs_memo && self->memo == NULL)
    imw_payment_add_finding (self, IMW_GUARD_NEEDS_MEMO, NULL, NULL);

  if (!facts->payee_exists && self->asset == NULL)
    {
      too_little = is_too_little (self, facts->opening);
      imw_payment_add_finding (self, IMW_GUARD_OPENS_ACCOUNT, NULL,
                               too_little ? facts->opening : NULL);
      if (too_little)
        imw_payment_block_finding (self, IMW_GUARD_OPENS_ACCOUNT);
    }
  else if (!facts->payee_accepts_asset)
    imw_payment_add_finding (self, IMW_GUARD_NOT_ACCEPTED, NULL, NULL);
}

/**
 * imw_payment_acts_note_closed:
 * @self: a draft
 * @opening: (nullable): the least that opens an account
 *
 * Notes that the account that pays is not open.
 */
void
imw_payment_acts_note_closed (ImwPayment *self, ImwAmount *opening)
{
  imw_payment_add_finding (self, IMW_GUARD_CLOSED, NULL, opening);
}

/**
 * imw_payment_acts_note_facts:
 * @self: a draft
 * @facts: what the network says of it
 *
 * Adds what is to be found on networks with a reserve.
 */
void
imw_payment_acts_note_facts (ImwPayment *self, const ImwPaymentFacts *facts)
{
  if (!imw_chain_has (imw_account_get_chain (self->account), IMW_CHAIN_HAS_RESERVE))
    return;

  if (!facts->account_exists)
    imw_payment_acts_note_closed (self, facts->opening);

  if (self->act == IMW_PLAN_PAY)
    note_payee (self, facts);
  else if (self->act == IMW_PLAN_EXCHANGE && !facts->payee_accepts_asset)
    imw_payment_add_finding (self, IMW_GUARD_NOT_ACCEPTED, NULL, NULL); /* it is to be opened first */
}

/* ---- what the signer read ---- */

static gboolean
has_detail (ImwDescription *description, const char *code, const char *text)
{
  for (guint i = 0; i < imw_description_get_n_details (description); i++)
    {
      const ImwDescriptionDetail *detail = imw_description_get_detail (description, i);

      if (g_str_equal (detail->code, code) && g_strcmp0 (detail->text, text) == 0)
        return TRUE;
    }

  return FALSE;
}

/* the asset of an opening is named by its code and its issuer, which the network's contract text holds both */
static gboolean
is_of_asset (ImwPayment *self, ImwDescription *description)
{
  const char *contract =
      self->asset != NULL
          ? imw_chain_get_contract (imw_account_get_chain (self->account), self->asset)
          : NULL;
  const char      *colon = contract != NULL ? strchr (contract, ':') : NULL;
  g_autofree char *code = colon != NULL ? g_strndup (contract, (gsize) (colon - contract)) : NULL;

  return code != NULL && has_detail (description, "asset", code) &&
         has_detail (description, "issuer", colon + 1);
}

static gboolean
is_exchange (ImwPayment *self, ImwDescription *description)
{
  const ImwDescriptionOutput *output = NULL;
  ImwAmount                  *given = imw_description_get_given (description);

  if (self->exchange == NULL || given == NULL ||
      imw_description_get_n_recipients (description) != 1)
    return FALSE;

  output = imw_description_get_recipient (description, 0);

  return output->path != NULL && imw_amount_equal (output->amount, self->exchange->get) &&
         imw_amount_equal (given, self->exchange->give) &&
         has_detail (description, "exact", self->exchange->exact_get ? "received" : "given");
}

/**
 * imw_payment_acts_is_as_wanted:
 * @self: a payment that has been built, and is none to somebody
 * @description: what the signer read
 *
 * Returns: whether it does what was asked for
 */
gboolean
imw_payment_acts_is_as_wanted (ImwPayment *self, ImwDescription *description)
{
  ImwAction action = imw_description_get_action (description);

  switch (self->act)
    {
    case IMW_PLAN_PAY:
      break;
    case IMW_PLAN_OPEN_ASSET:
      return action == IMW_ACTION_OPEN_ASSET && is_of_asset (self, description);
    case IMW_PLAN_CLOSE_ASSET:
      return action == IMW_ACTION_CLOSE_ASSET && is_of_asset (self, description);
    case IMW_PLAN_EXCHANGE:
      return action == IMW_ACTION_EXCHANGE && is_exchange (self, description);
    case IMW_PLAN_CLAIM:
      return action == IMW_ACTION_CLAIM && has_detail (description, "claim", self->claim_id);
    }

  g_return_val_if_reached (FALSE);
}

/* A number and a hash are the same in several spellings. */
static gboolean
is_same_memo (const char *type, const char *wanted, const char *read)
{
  if (g_strcmp0 (wanted, read) == 0)
    return TRUE;
  if (wanted == NULL || read == NULL || g_strcmp0 (type, "text") == 0)
    return FALSE;

  return g_ascii_strcasecmp (wanted, read) == 0 ||
         (g_strcmp0 (type, "id") == 0 && wanted[0] == '0' &&
          g_str_equal (wanted + strspn (wanted, "0"), read));
}

/**
 * imw_payment_acts_has_terms:
 * @self: a payment that has been built
 * @description: what the signer read
 *
 * Returns: whether memo and last moment are those that were asked for
 */
gboolean
imw_payment_acts_has_terms (ImwPayment *self, ImwDescription *description)
{
  return is_same_memo (self->memo_type, self->memo, imw_description_get_memo (description)) &&
         g_strcmp0 (imw_description_get_memo_type (description), self->memo_type) == 0 &&
         imw_description_get_deadline_ms (description) == self->deadline_ms;
}

/* ---- what the faces ask ---- */

/**
 * imw_payment_get_act:
 * @self: a payment
 *
 * Returns: what it is for
 */
ImwPlanAct
imw_payment_get_act (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), IMW_PLAN_PAY);

  return self->act;
}

/**
 * imw_payment_get_memo:
 * @self: a payment
 *
 * Returns: (nullable): its memo; after a restart %NULL too until the wallet is unlocked
 */
const char *
imw_payment_get_memo (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->memo;
}

/**
 * imw_payment_get_memo_type:
 * @self: a payment
 *
 * Returns: (nullable): "text", "id", "hash" or "return"
 */
const char *
imw_payment_get_memo_type (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->memo_type;
}

/**
 * imw_payment_get_claim_id:
 * @self: a payment
 *
 * Returns: (nullable): what it collects
 */
const char *
imw_payment_get_claim_id (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->claim_id;
}

/**
 * imw_payment_get_deadline_ms:
 * @self: a payment
 *
 * Returns: by the network's time it can't happen later, from prepared on; 0: no such time
 */
gint64
imw_payment_get_deadline_ms (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), 0);

  return self->deadline_ms;
}

/**
 * imw_payment_get_offer:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): of an exchange, what the network offered at the last estimate or prepare
 */
const ImwExchangeOffer *
imw_payment_get_offer (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->offer;
}

/**
 * imw_payment_get_exchange:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): of an exchange, what the ledger is asked for
 */
const ImwPlanExchange *
imw_payment_get_exchange (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->exchange;
}
