/* imw-payment-private.h: what the files of a payment share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-payment.h"
#include "imw-wallet-private.h"

#include "imw-account-claim.h"
#include "imw-payment-plan.h"
#include "imw-store-payment.h"

G_BEGIN_DECLS

/* in the store: signed, and every try to send it was refused */
#define IMW_PAYMENT_REFUSED_CODE "refused-so-far"

typedef struct
{
  char      *address;
  ImwAmount *amount; /* (nullable) only with everything */
} ImwPaymentRecipient;

struct _ImwPayment
{
  GObject parent_instance;

  ImwWallet      *wallet; /* (nullable) not owned, cleared when it goes */
  ImwAccount     *account;
  char           *id;
  ImwPaymentState state;
  gint64          created_ms;
  gboolean        busy; /* one step at a time */

  /* what is wanted */
  GPtrArray *recipients; /* (element-type ImwPaymentRecipient) */
  gboolean   everything;
  gboolean   back_to_wallet; /* a replacement without recipients */
  char      *back_address;   /* (nullable): where it goes then */
  guint64    fee_rate_milli;
  guint64    tip_milli;          /* part of the rate that goes to the block's maker */
  ImwAsset  *asset;              /* (nullable): the network's own */
  char     **coins;              /* (nullable): "TXID:VOUT" */
  char      *label;              /* (nullable) */
  char      *replaces;           /* (nullable): id of the payment whose coins it spends again */
  char      *replaces_txid;      /* (nullable) */
  ImwAmount *minimum_fee;        /* (nullable) */
  guint64    minimum_rate_milli; /* of a replacement, 0 none */
  guint64    minimum_tip_milli;
  ImwPlanAct act;
  char      *memo;               /* (nullable) */
  char      *memo_type;          /* (nullable) */
  gint64     wanted_deadline_ms; /* 0: what the network's rule says */
  char      *claim_id;           /* (nullable) */
  ImwAmount *give;               /* (nullable): of an exchange, exact */
  ImwAmount *get;                /* (nullable): of an exchange, exact */
  ImwAsset  *get_asset;          /* (nullable) */
  guint      slippage_bp;
  GBytes    *draft; /* (nullable): all this, sealed, as the store has it */

  /* what came of it */
  GBytes         *unsigned_tx;  /* (nullable) */
  ImwDescription *description;  /* (nullable) */
  GBytes         *raw;          /* (nullable) */
  char           *txid;         /* (nullable) */
  ImwAmount      *amount;       /* (nullable) */
  ImwAmount      *fee;          /* (nullable) */
  ImwAmount      *expected_fee; /* (nullable): when the fee is a bound */
  ImwAmount      *extra_fee;    /* (nullable): part of the fee that is not by rate */
  gint64          sequence;     /* number in the account's lane, -1 */
  gint64          deadline_ms;  /* by the network's time it can't happen later, 0 none */
  gint64          send_until_boot_ms; /* that, by a clock that does not jump; 0 none, or it was made by an earlier run */
  GPtrArray      *findings;     /* (element-type ImwGuardFinding) */
  ImwExchangeOffer *offer;      /* (nullable) */
  ImwPlanExchange  *exchange;   /* (nullable) */
  GError         *last_error;   /* (nullable) */
  gboolean        tried;        /* it may have gone out */
  gboolean        refused;      /* every try so far was */
  gint64          tried_boot_ms;
  guint           confirmations;
  gint64          passed_as_of_ms; /* the sync that first said that the network counts on after its number, 0 none */
  gint64          passed_height;
};

/* ---- state and store ---- */
gboolean         imw_payment_state_from_code (const char *code, ImwPaymentState *state);
ImwPayment      *imw_payment_new_from_row (ImwWallet *wallet, ImwAccount *account, const ImwStorePayment *row);
void             imw_payment_set_state (ImwPayment *self, ImwPaymentState state); /* after it is in the store */
void             imw_payment_set_last_error (ImwPayment *self, const GError *error);
void             imw_payment_set_confirmations (ImwPayment *self, guint confirmations);
void             imw_payment_renew_id (ImwPayment *self); /* a draft again */
ImwStorePayment *imw_payment_make_row (ImwPayment *self, ImwPaymentState state, gboolean final);
/* compare and swap from the present state; then the object follows */
void     imw_payment_move_async (ImwPayment *self, ImwPaymentState state, gboolean final, const char *detail, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_payment_move_finish (ImwPayment *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- findings ---- */
/* what the books and the contacts say of the recipients; forgets what was found before */
void     imw_payment_look_around_async (ImwPayment *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_payment_look_around_finish (ImwPayment *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_guard_finding_free (ImwGuardFinding *finding);
void     imw_payment_add_finding (ImwPayment *self, ImwGuard guard, const char *text, ImwAmount *amount); /* both nullable */

void     imw_payment_block_finding (ImwPayment *self, ImwGuard guard);

/* ---- other acts than paying, and memo and deadline ---- */
gboolean imw_payment_acts_check (ImwPayment *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* NOT_SUPPORTED, NOT_FOUND */
void     imw_payment_acts_fill_plan (ImwPayment *self, ImwPaymentPlan *plan);
gboolean imw_payment_acts_take_offer (ImwPayment *self, ImwExchangeOffer *offer, ImwPaymentPlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* offer: transfer full */
void     imw_payment_acts_note_closed (ImwPayment *self, ImwAmount *opening); /* (nullable) */
void     imw_payment_acts_note_facts (ImwPayment *self, const ImwPaymentFacts *facts);
gboolean imw_payment_acts_is_as_wanted (ImwPayment *self, ImwDescription *description);
gboolean imw_payment_acts_has_terms (ImwPayment *self, ImwDescription *description);

/* ---- the last moment ---- */
typedef enum
{
  IMW_DEADLINE_NONE,  /* it has none, or it is not over */
  IMW_DEADLINE_OVER,  /* by the network's time, but whether it happened before is not known */
  IMW_DEADLINE_MISSED /* and the network positively doesn't have it */
} ImwDeadlineState;

ImwDeadlineState imw_payment_judge_deadline (ImwPayment *self);
void             imw_payment_note_deadline (ImwPayment *self, gint64 deadline_ms, gint64 network_time_ms); /* when it is built */
gboolean         imw_payment_is_late (ImwPayment *self); /* too late to be signed */

/* ---- the lane ---- */
gint64      imw_payment_find_free_number (ImwPayment *self, gint64 next);
ImwPayment *imw_payment_find_before (ImwPayment *self, gint64 number); /* (nullable), transfer none */

/* ---- draft, sealed ---- */
GBytes  *imw_payment_seal_draft (ImwPayment *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_payment_open_draft (ImwPayment *self, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* LOCKED, CORRUPT */

/* ---- plan ---- */
void             imw_payment_build_async (ImwPayment *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwBuiltPayment *imw_payment_build_finish (ImwPayment *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* on networks that tell balances and number payments */
void             imw_payment_build_told_async (ImwPayment *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwBuiltPayment *imw_payment_build_told_finish (ImwPayment *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean         imw_payment_check_description (ImwPayment *self, ImwDescription *description, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* REFUSED */

/* ---- raw transactions that the signer wants to see ---- */
void       imw_payment_fetch_previous_async (ImwPayment *self, const char *const *txids, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_payment_fetch_previous_finish (ImwPayment *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type GBytes) */

/* ---- signed → submitted, any number of times with the same bytes ---- */
void     imw_payment_submit_async (ImwPayment *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_payment_submit_finish (ImwPayment *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* FALSE only when the store failed, or it was refused for good */
/* what the books say became of it */
void     imw_payment_review_async (ImwPayment *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void     imw_payment_review_finish (ImwPayment *self, GAsyncResult *result);
gboolean imw_payment_get_watched (ImwPayment *self); /* signed and not final */
guint    imw_payment_count_confirmations (ImwPayment *self, gint64 height);

typedef enum
{
  IMW_NUMBER_UNKNOWN, /* not known, or not certain yet */
  IMW_NUMBER_FREE,
  IMW_NUMBER_TAKEN /* by another transaction, in a block */
} ImwNumberState;

void           imw_payment_review_number_async (ImwPayment *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwNumberState imw_payment_review_number_finish (ImwPayment *self, GAsyncResult *result, gboolean *final, char **detail);

/* For the test that kills the wallet at each step: called on the main thread as soon as the named step is in the store
 * ("prepared" "described" "signed" "trying" "submitted"), or the network has answered ("answered"). */
typedef void (*ImwPaymentStepHook) (ImwPayment *payment, const char *step, gpointer user_data);
void imw_payment_set_step_hook (ImwPaymentStepHook hook, gpointer user_data);
void imw_payment_run_step_hook (ImwPayment *self, const char *step);

G_END_DECLS
