/* imw-payment-plan.h: everything a chain needs to build a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"

G_BEGIN_DECLS

/* A coin of ours that may be spent (networks with coins). */
typedef struct
{
  char      *txid;
  guint32    vout;
  ImwAmount *amount;
  guint32    branch;
  guint32    index;
  gboolean   confirmed;
  gboolean   must_spend; /* replacement, or chosen by hand */
} ImwPlanCoin;

typedef struct
{
  char      *address;
  ImwAmount *amount; /* (nullable) only with everything */

  /* set when the address is one of ours, so that the signer can prove it */
  char   *own_account_key; /* (nullable) */
  guint32 own_branch;
  guint32 own_index;
} ImwPlanPayee;

/* What a plan is for. */
typedef enum
{
  IMW_PLAN_PAY,
  IMW_PLAN_OPEN_ASSET,  /* networks with trustlines: @asset can be received from then on */
  IMW_PLAN_CLOSE_ASSET, /* … not any more; it must be empty */
  IMW_PLAN_EXCHANGE,    /* @exchange; no payees: it comes back to the account itself */
  IMW_PLAN_CLAIM        /* @claim_id; opens @asset when that is needed */
} ImwPlanAct;

/* Own assets exchanged on the ledger. One side is exact, the other has a bound. */
typedef struct
{
  ImwAmount *give;      /* exact, or at most, with exact_get */
  ImwAmount *get;       /* at least, or exact with exact_get */
  gboolean   exact_get;
  GPtrArray *path;      /* (element-type ImwAsset) between the two, at most 5 */
} ImwPlanExchange;

ImwPlanExchange *imw_plan_exchange_new (ImwAmount *give, ImwAmount *get, gboolean exact_get, GPtrArray *path);
ImwPlanExchange *imw_plan_exchange_copy (const ImwPlanExchange *self);
void             imw_plan_exchange_free (ImwPlanExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPlanExchange, imw_plan_exchange_free)

/* What the network says about one payment before it is built; filled by imw_backend_examine_async (). */
typedef struct
{
  gint64     sequence;            /* the network's next number for the account, -1 unknown */
  guint64    gas_limit;           /* with margin; 0 where there is none, or when the network would refuse it */
  ImwAmount *extra_fee;           /* (nullable) taken by the network beside the fee by rate (L1 data fee), upper bound */
  gboolean   payee_is_contract;
  gboolean   payee_is_used;       /* has coins or a past */
  char      *refusal;             /* (nullable) why the network would refuse it: its own words, to be shown in a marked place */
  gint64     network_time_ms;     /* closing time of the newest block, -1 unknown */

  /* networks with a reserve or trustlines; the first payee */
  gboolean   account_exists;      /* the payer's */
  gboolean   payee_exists;
  gboolean   payee_accepts_asset; /* exists, has opened the asset and may hold that much more of it */
  gboolean   payee_needs_memo;    /* it says so itself (SEP-29) */
  ImwAmount *reserved;            /* (nullable) of the native asset, what must stay in the account now */
  ImwAmount *reserve_step;        /* (nullable) what one more opened asset adds to it */
  ImwAmount *opening;             /* (nullable) the least a new account must be given */
} ImwPaymentFacts;

ImwPaymentFacts *imw_payment_facts_new (void);
void             imw_payment_facts_free (ImwPaymentFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPaymentFacts, imw_payment_facts_free)

/* Plain, owned by whoever makes it; strings and amounts are owned by the arrays' free functions. */
typedef struct
{
  char      *account_key;
  GPtrArray *coins;  /* (element-type ImwPlanCoin) spendable, reserved ones already left out */
  GPtrArray *payees; /* (element-type ImwPlanPayee) */
  gboolean   everything;
  gboolean   only_must_spend;
  guint64    fee_rate_milli;
  ImwAmount *minimum_fee; /* (nullable) replacement */
  guint32    change_index;
  gint64     tip_height; /* -1 unknown */
  char      *memo;       /* (nullable) */
  char      *memo_type;  /* (nullable) "text" (the default), "id" (unsigned 64 bits), "hash", "return" (hex, 32 bytes) */

  ImwPlanAct       act;
  ImwPlanExchange *exchange;    /* (nullable) */
  char            *claim_id;    /* (nullable) */
  gint64           deadline_ms; /* networks with one: wall time after which it must not happen; 0: what the network's rule says */
  gint64           now_ms;      /* wall time, for that; 0 unknown */

  /* networks with told balances */
  ImwAsset        *asset;           /* (nullable): what is paid; NULL = the native asset */
  ImwAmount       *available;       /* (nullable): of the native asset, what open payments hold left out */
  ImwAmount       *asset_available; /* (nullable): of @asset when it is not the native one */
  gint64           sequence;        /* number for this payment, -1 = unknown */
  gboolean         nothing;         /* a payment of nothing to oneself, to take the place of another (cancel) */
  guint64          tip_milli;       /* part of fee_rate_milli that goes to the block's maker, 0 where there is none */
  GBytes          *call_data;       /* (nullable): a call that is given as it is, with one payee (the contract) */
  ImwPaymentFacts *facts;           /* (nullable) */
} ImwPaymentPlan;

ImwPaymentPlan *imw_payment_plan_new (const char *account_key);
void            imw_payment_plan_free (ImwPaymentPlan *self);
void            imw_payment_plan_set_asset (ImwPaymentPlan *self, ImwAsset *asset, ImwAmount *available, ImwAmount *asset_available); /* all nullable */
void            imw_payment_plan_add_coin (ImwPaymentPlan *self, const char *txid, guint32 vout, ImwAmount *amount, guint32 branch, guint32 index, gboolean confirmed, gboolean must_spend);
void            imw_payment_plan_add_payee (ImwPaymentPlan *self, const char *address, ImwAmount *amount);
void            imw_payment_plan_set_own_payee (ImwPaymentPlan *self, guint position, const char *account_key, guint32 branch, guint32 index);

/* whether INSUFFICIENT_FUNDS of imw_chain_build_payment () is about the network's own asset, wanted for the fee alone; the missing
 * base units then are of that, else of what is paid */
gboolean imw_payment_plan_lacks_fee (const GError *error);

/* What came out. */
typedef struct
{
  GBytes    *unsigned_tx; /* the form between service and signer: a PSBT, for Bitcoin */
  ImwAmount *amount;      /* what the payees get together */
  ImwAmount *fee;
  ImwAmount *change;      /* (nullable) */
  GPtrArray *spends;      /* (element-type ImwTxSpend) to reserve */
  char     **previous;    /* NULL-terminated txids whose raw transactions must be attached before the signer accepts it */
  guint64    size_vbytes; /* estimate after signing; the gas limit where there is gas */
  gint64     sequence;    /* to reserve, -1 where there is none */
  gint64     deadline_ms; /* it can't happen after this wall time; 0: no such time */
  ImwAmount *expected_fee; /* (nullable): what it will probably cost, when @fee is a bound */
  GPtrArray *holds;       /* (element-type ImwAmount) (nullable): amounts that leave told balances, to be held until it is final; per asset once */
} ImwBuiltPayment;

void imw_built_payment_free (ImwBuiltPayment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPaymentPlan, imw_payment_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwBuiltPayment, imw_built_payment_free)

G_END_DECLS
