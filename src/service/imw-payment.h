/* imw-payment.h: one payment from draft to confirmed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account.h"
#include "imw-backend.h"
#include "imw-description.h"
#include "imw-payment-plan.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_PAYMENT_DRAFT,     /* in memory only */
  IMW_PAYMENT_PREPARED,  /* built, in the store, coins reserved */
  IMW_PAYMENT_DESCRIBED, /* the signer has read it */
  IMW_PAYMENT_SIGNED,    /* signed and stored; may or may not have gone out */
  IMW_PAYMENT_SUBMITTED, /* a server took it */
  IMW_PAYMENT_CONFIRMED, /* in a block; final at the chain's depth */
  IMW_PAYMENT_REPLACED,  /* another payment spends its coins and confirmed, or replaced it */
  IMW_PAYMENT_FAILED,    /* refused by the network at each try, and never seen; coins are free again */
  IMW_PAYMENT_CANCELLED  /* by the user, before signing */
} ImwPaymentState;

/* What speaks against a payment, or should be known before it; found by estimate and prepare. */
typedef enum
{
  IMW_GUARD_TOKEN_CONTRACT, /* the recipient is the contract of a token: what is sent there is lost. Blocks */
  IMW_GUARD_LOOKS_ALIKE,    /* never paid, but its ends are those of an address that was paid: address poisoning. text: that address */
  IMW_GUARD_CONTRACT,       /* the recipient is a contract, not a person */
  IMW_GUARD_UNUSED,         /* the recipient has no coins and no past */
  IMW_GUARD_WOULD_FAIL,     /* the network would refuse it. Blocks. text: the server's words, untrusted */
  IMW_GUARD_FEE_MISSING,    /* too little of the network's own asset for the fee. Blocks. amount: how much is missing */
  IMW_GUARD_WAITS,          /* it can only confirm after an earlier payment. text: the id of that payment */
  IMW_GUARD_UNKNOWN_TOKEN,  /* name and decimals are the contract's word */
  IMW_GUARD_MAY_FREEZE,     /* the issuer of the token can stop it, or take a fee: USDT, USDC */
  IMW_GUARD_OWN_ADDRESS,    /* the recipient is an account of this wallet */
  IMW_GUARD_NEEDS_MEMO,     /* the recipient says that payments must carry a memo, and this has none (SEP-29). Blocks */
  IMW_GUARD_NOT_ACCEPTED,   /* the recipient has not opened the asset, or can't hold that much more. Blocks */
  IMW_GUARD_OPENS_ACCOUNT,  /* the recipient's account does not exist and is opened by it. Blocks when it is too little: amount: the least */
  IMW_GUARD_CLOSED          /* the account that pays is not open. Blocks. amount: the least that opens it */
} ImwGuard;

const char *imw_guard_get_code (ImwGuard guard); /* "token-contract" */

typedef struct
{
  ImwGuard   guard;
  gboolean   blocks;
  char      *text;   /* (nullable) */
  ImwAmount *amount; /* (nullable) */
} ImwGuardFinding;

const char *imw_payment_state_get_code (ImwPaymentState state); /* "submitted" … */
gboolean    imw_payment_state_get_final (ImwPaymentState state);

#define IMW_TYPE_PAYMENT (imw_payment_get_type ())

/* Main thread. Property (notify): "state". Every change of state is in the store before anybody hears of it. */
G_DECLARE_FINAL_TYPE (ImwPayment, imw_payment, IMW, PAYMENT, GObject)

ImwPayment *imw_payment_new (ImwWallet *wallet, ImwAccount *account);
/* Payments that are no payments to somebody; all then go the way of every payment (estimate, prepare, send). The account's network must
 * have the capability, else prepare and estimate give NOT_SUPPORTED. */
/* HAS_TRUSTLINES: the account can receive @asset from then on, or (close; it must be empty) not any more */
ImwPayment *imw_payment_new_opening (ImwWallet *wallet, ImwAccount *account, ImwAsset *asset, gboolean close);
/* HAS_EXCHANGE: exactly one of @give and @get is set and is exact; the other side follows from what the network offers (asked anew by each
 * estimate and by prepare) and may become worse by at most @slippage_bp hundredths of a percent, never more. NOT_FOUND: nobody offers it */
ImwPayment *imw_payment_new_exchange (ImwWallet *wallet, ImwAccount *account, ImwAmount *give, ImwAsset *give_asset, ImwAmount *get, ImwAsset *get_asset, guint slippage_bp);
/* HAS_CLAIMS: collects what waits; opens its asset first when that is needed. NOT_FOUND: it does not wait any more */
ImwPayment *imw_payment_new_claim (ImwWallet *wallet, ImwAccount *account, const char *claim_id);

/* draft only; the address must have been parsed by the chain */
void imw_payment_clear_recipients (ImwPayment *self);
void imw_payment_add_recipient (ImwPayment *self, const char *address, ImwAmount *amount);
void imw_payment_set_everything (ImwPayment *self, const char *address); /* the one recipient gets all */
void imw_payment_set_fee_rate (ImwPayment *self, guint64 rate_milli);
void imw_payment_set_asset (ImwPayment *self, ImwAsset *asset);                       /* NULL: the network's own */
void imw_payment_set_fee (ImwPayment *self, const ImwFeeTable *fees, ImwFeeLevel level); /* rate and priority fee of a choice */
void imw_payment_set_coins (ImwPayment *self, const char *const *outpoints); /* "TXID:VOUT", NULL: automatic */
void imw_payment_set_label (ImwPayment *self, const char *label);            /* becomes the transaction's label */

/* HAS_MEMO. type: "text" "id" "hash" "return", NULL: "text"; text NULL or "": none. One that is not right is BAD_INPUT in estimate and prepare */
void imw_payment_set_memo (ImwPayment *self, const char *type, const char *text);
/* HAS_DEADLINE: after that wall time it must not happen; 0: what the network's rule says. Never later than that rule */
void imw_payment_set_deadline_ms (ImwPayment *self, gint64 deadline_ms);

/* What it would cost, without writing anything; any number of times while the user types. INSUFFICIENT_FUNDS (the missing
 * amount: imw_payment_error_get_missing), BAD_INPUT, FEE_TOO_LOW */
void     imw_payment_estimate_async (ImwPayment *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_payment_estimate_finish (ImwPayment *self, GAsyncResult *result, ImwAmount **amount, ImwAmount **fee, guint64 *size_vbytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* of the last estimate or prepare (transfer none): (element-type ImwGuardFinding), most serious first; never NULL */
GPtrArray *imw_payment_get_findings (ImwPayment *self);
ImwAmount *imw_payment_get_expected_fee (ImwPayment *self); /* (nullable): when the fee is a bound, what it will probably be */
/* what the signer read, and the part of the fee that it does not see */
ImwAmount *imw_payment_dup_fee (ImwPayment *self);    /* (nullable): with the extra fee; a bound where the description's is one */
ImwAmount *imw_payment_dup_leaves (ImwPayment *self); /* (nullable): imw_description_dup_leaves () with the extra fee */
ImwAmount *imw_payment_get_extra_fee (ImwPayment *self);    /* (nullable): part of the fee that is not by rate (L1 data fee) */
/* exchanges, of the last estimate or prepare (transfer none) (nullable): what the network offers, and what it is asked for (the exact side,
 * and the other at its bound) */
const ImwExchangeOffer *imw_payment_get_offer (ImwPayment *self);
const ImwPlanExchange  *imw_payment_get_exchange (ImwPayment *self);

/* draft → prepared → described; the wallet must be unlocked (LOCKED). Fetches previous transactions. */
void     imw_payment_prepare_async (ImwPayment *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_payment_prepare_finish (ImwPayment *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* described → signed → submitted. consents: warning codes the user has agreed to. TRUE also when it is signed and stored but the
 * network could not be asked: the state says so and it is sent again by itself. */
void     imw_payment_send_async (ImwPayment *self, const char *const *consents, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_payment_send_finish (ImwPayment *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* prepared or described → cancelled: coins are free again */
void     imw_payment_cancel_async (ImwPayment *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_payment_cancel_finish (ImwPayment *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* a new draft that replaces a submitted one: same recipients at a higher fee, or everything back to the wallet. NOT_SUPPORTED */
ImwPayment *imw_payment_new_replacement (ImwPayment *original, gboolean back_to_wallet, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwPayment *imw_payment_dup_original (ImwPayment *self); /* (nullable) whose place it takes */

ImwAsset       *imw_payment_get_asset (ImwPayment *self);       /* what is paid; transfer none */
gint64          imw_payment_get_sequence (ImwPayment *self);    /* its number in the account's lane, -1 where there is none */
ImwPayment     *imw_payment_get_waits_for (ImwPayment *self);   /* (nullable) (transfer none): the open payment with a lower number that must confirm first */
gboolean        imw_payment_get_gap (ImwPayment *self);         /* a lower number is missing altogether: it can't confirm until that is filled or this one is made again */
const char     *imw_payment_get_id (ImwPayment *self); /* uuid */
ImwPaymentState imw_payment_get_state (ImwPayment *self);
ImwAccount     *imw_payment_get_account (ImwPayment *self);
ImwWallet      *imw_payment_get_wallet (ImwPayment *self);
ImwDescription *imw_payment_get_description (ImwPayment *self); /* (nullable) from the signer */
const char     *imw_payment_get_txid (ImwPayment *self);        /* (nullable) from signed on */
gint64          imw_payment_get_created_ms (ImwPayment *self);
const GError   *imw_payment_get_last_error (ImwPayment *self); /* (nullable) of the last try to submit */
gboolean        imw_payment_get_refused (ImwPayment *self);    /* signed and refused, which is not certain yet */
guint           imw_payment_get_confirmations (ImwPayment *self);
const char     *imw_payment_get_label (ImwPayment *self);
ImwPlanAct      imw_payment_get_act (ImwPayment *self);
const char     *imw_payment_get_memo (ImwPayment *self);        /* (nullable) */
const char     *imw_payment_get_memo_type (ImwPayment *self);   /* (nullable) */
const char     *imw_payment_get_claim_id (ImwPayment *self);    /* (nullable) */
gint64          imw_payment_get_deadline_ms (ImwPayment *self); /* from prepared on: by the network's time it can't happen later; 0 none */
/* for INSUFFICIENT_FUNDS of this wallet's own making: how much is missing, (nullable) (transfer full) */
ImwAmount *imw_payment_error_get_missing (const GError *error, ImwAsset *asset);

G_END_DECLS
