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
} ImwPaymentPlan;

ImwPaymentPlan *imw_payment_plan_new (const char *account_key);
void            imw_payment_plan_free (ImwPaymentPlan *self);
void            imw_payment_plan_add_coin (ImwPaymentPlan *self, const char *txid, guint32 vout, ImwAmount *amount, guint32 branch, guint32 index, gboolean confirmed, gboolean must_spend);
void            imw_payment_plan_add_payee (ImwPaymentPlan *self, const char *address, ImwAmount *amount);
void            imw_payment_plan_set_own_payee (ImwPaymentPlan *self, guint position, const char *account_key, guint32 branch, guint32 index);

/* What came out. */
typedef struct
{
  GBytes    *unsigned_tx; /* the form between service and signer: a PSBT, for Bitcoin */
  ImwAmount *amount;      /* what the payees get together */
  ImwAmount *fee;
  ImwAmount *change;      /* (nullable) */
  GPtrArray *spends;      /* (element-type ImwTxSpend) to reserve */
  char     **previous;    /* NULL-terminated txids whose raw transactions must be attached before the signer accepts it */
  guint64    size_vbytes; /* estimate after signing */
} ImwBuiltPayment;

void imw_built_payment_free (ImwBuiltPayment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPaymentPlan, imw_payment_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwBuiltPayment, imw_built_payment_free)

G_END_DECLS
