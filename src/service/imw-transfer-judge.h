/* imw-transfer-judge.h: where a transfer stands, from what is known of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-swap-provider.h"
#include "imw-transfer.h"

G_BEGIN_DECLS

/* What became of a payment of ours. */
typedef enum
{
  IMW_PAID_NO,   /* none was ever signed */
  IMW_PAID_OPEN, /* signed: it is on its way, or may be */
  IMW_PAID_DONE, /* on the ledger */
  IMW_PAID_LOST  /* signed, and it positively did not happen */
} ImwPaid;

/* All that the verdict depends on. Plain; the orders are owned. */
typedef struct
{
  ImwRoute route;
  gboolean hosted;
  gboolean cancelled; /* by the user */
  gboolean locked;    /* the wallet is */
  gint64   now_ms;

  /* leg 0 */
  gboolean     has_swap;
  gboolean     swap_ordered;
  ImwSwapState swap_state;
  ImwPaid      swap_paid;
  gint64       swap_expires_ms; /* 0: none */

  /* the provider */
  ImwOrder        *order;     /* (nullable) the last that was believed */
  ImwOrder        *first;     /* (nullable) when the instructions were first seen: these are paid, or nothing is */
  gboolean         stopped;   /* they were changed before we paid */
  gboolean         forgotten; /* the provider does not know the order any more */
  gboolean         differs;   /* what is asked for now is not what was offered first */
  ImwPaid          paid;
  gint64           expires_ms; /* of the lock, 0 none */
  guint            n_fields;   /* asked for */
  gboolean         wants_code; /* one of them is a code that was sent */
  ImwCustomerState customer;
  gboolean         opened; /* the account can receive the asset */
} ImwTransferFacts;

typedef struct
{
  ImwStage stage;
  ImwNeed  need;
  ImwActor actor;
} ImwVerdict;

/* What taking an order has changed: bits. */
typedef enum
{
  IMW_TAKEN_NOTHING = 0,
  IMW_TAKEN_STALE = 1 << 0,        /* it was older than what is known, or can't follow it: not believed */
  IMW_TAKEN_STATE = 1 << 1,        /* another state */
  IMW_TAKEN_DETAILS = 1 << 2,      /* something else a person could see */
  IMW_TAKEN_INSTRUCTIONS = 1 << 3, /* they are there for the first time */
  IMW_TAKEN_STOPPED = 1 << 4,      /* they were changed before we paid */
  IMW_TAKEN_CHANGED_LATE = 1 << 5, /* they were changed after it: noted */
  IMW_TAKEN_REFUND = 1 << 6        /* a refund that was not there before */
} ImwTaken;

/* a lock that ends sooner is not paid any more */
#define IMW_TRANSFER_MARGIN_MS   ((gint64) 60 * 1000)
#define IMW_TRANSFER_DEADLINE_MS ((gint64) 180 * 1000)
#define IMW_TRANSFER_BEFORE_MS   ((gint64) 5 * 1000)

void       imw_transfer_facts_clear (ImwTransferFacts *self);
ImwTaken   imw_transfer_facts_take (ImwTransferFacts *self, ImwOrder *order);
ImwVerdict imw_transfer_judge (const ImwTransferFacts *self);
gboolean   imw_transfer_facts_may_pay (const ImwTransferFacts *self, gboolean agreed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_transfer_facts_may_pay_swap (const ImwTransferFacts *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_transfer_facts_money_moved (const ImwTransferFacts *self); /* or may have */
gint64     imw_transfer_facts_deadline_ms (const ImwTransferFacts *self, gint64 now_ms);
ImwAmount *imw_order_sum_refunds (ImwOrder *order); /* (nullable) (transfer full) each one once */

/* the schedule of polling: milliseconds until the next question. n: how many were asked since something happened, elapsed_ms since then;
 * n_failures in a row; spread: 0 … 1000, for the jitter of ±20 % */
gint64 imw_transfer_poll_delay_ms (guint n, gint64 elapsed_ms, gint64 status_eta_s, guint n_failures, guint spread);
/* "IMW-XXXX-XXXX" */
char *imw_transfer_build_code (const char *domain, const char *order_id);

G_END_DECLS
