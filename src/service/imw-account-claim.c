/* imw-account-claim.c: money that waits for an account until it is claimed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-claim"

#include "config.h"

#include "imw-account-claim.h"

#include "imw-account-claim-private.h"

/**
 * ImwAccountClaim:
 *
 * Money that waits for an account until it is claimed, as the books have it. Made and kept by its account, main
 * thread; never changes.
 */

struct _ImwAccountClaim
{
  GObject parent_instance;

  ImwAccount    *account; /* (nullable) not owned, cleared when it goes */
  ImwStoreClaim *claim;
};

G_DEFINE_FINAL_TYPE (ImwAccountClaim, imw_account_claim, G_TYPE_OBJECT)

static void
imw_account_claim_dispose (GObject *object)
{
  ImwAccountClaim *self = IMW_ACCOUNT_CLAIM (object);

  g_clear_weak_pointer (&self->account);

  G_OBJECT_CLASS (imw_account_claim_parent_class)->dispose (object);
}

static void
imw_account_claim_finalize (GObject *object)
{
  ImwAccountClaim *self = IMW_ACCOUNT_CLAIM (object);

  g_clear_pointer (&self->claim, imw_store_claim_free);

  G_OBJECT_CLASS (imw_account_claim_parent_class)->finalize (object);
}

static void
imw_account_claim_class_init (ImwAccountClaimClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_account_claim_dispose;
  object_class->finalize = imw_account_claim_finalize;
}

static void
imw_account_claim_init (ImwAccountClaim *self)
{
}

/**
 * imw_account_claim_new:
 * @account: whose; not kept alive
 * @claim: what the books have
 *
 * Returns: (transfer full): the claim
 */
ImwAccountClaim *
imw_account_claim_new (ImwAccount *account, const ImwStoreClaim *claim)
{
  ImwAccountClaim *self = g_object_new (IMW_TYPE_ACCOUNT_CLAIM, NULL);

  g_set_weak_pointer (&self->account, account);
  self->claim = imw_store_claim_copy (claim);

  return self;
}

/**
 * imw_account_claim_is:
 * @self: a claim
 * @claim: what the books have now
 *
 * Returns: whether that is the same
 */
gboolean
imw_account_claim_is (ImwAccountClaim *self, const ImwStoreClaim *claim)
{
  return g_str_equal (self->claim->id, claim->id) &&
         imw_amount_equal (self->claim->amount, claim->amount) &&
         g_strcmp0 (self->claim->from, claim->from) == 0 &&
         self->claim->not_before_ms == claim->not_before_ms &&
         self->claim->expires_ms == claim->expires_ms;
}

/**
 * imw_account_claim_get_account:
 * @self: a claim
 *
 * Returns: (transfer none) (nullable): whom it waits for; %NULL once that is gone
 */
ImwAccount *
imw_account_claim_get_account (ImwAccountClaim *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT_CLAIM (self), NULL);

  return self->account;
}

/**
 * imw_account_claim_get_id:
 * @self: a claim
 *
 * Returns: the network's own name of it
 */
const char *
imw_account_claim_get_id (ImwAccountClaim *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT_CLAIM (self), NULL);

  return self->claim->id;
}

/**
 * imw_account_claim_get_amount:
 * @self: a claim
 *
 * Returns: (transfer none): how much
 */
ImwAmount *
imw_account_claim_get_amount (ImwAccountClaim *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT_CLAIM (self), NULL);

  return self->claim->amount;
}

/**
 * imw_account_claim_get_from:
 * @self: a claim
 *
 * Returns: (nullable): the address of who set it out
 */
const char *
imw_account_claim_get_from (ImwAccountClaim *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT_CLAIM (self), NULL);

  return self->claim->from;
}

/**
 * imw_account_claim_get_not_before_ms:
 * @self: a claim
 *
 * Returns: wall time (UTC) from which on it can be claimed, 0 now
 */
gint64
imw_account_claim_get_not_before_ms (ImwAccountClaim *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT_CLAIM (self), 0);

  return self->claim->not_before_ms;
}

/**
 * imw_account_claim_get_expires_ms:
 * @self: a claim
 *
 * Returns: wall time (UTC) after which it can't be claimed any more, 0 never
 */
gint64
imw_account_claim_get_expires_ms (ImwAccountClaim *self)
{
  g_return_val_if_fail (IMW_IS_ACCOUNT_CLAIM (self), 0);

  return self->claim->expires_ms;
}
