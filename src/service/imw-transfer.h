/* imw-transfer.h: money across a border, in or out, from first details to the end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-offers.h"
#include "imw-payment.h"
#include "imw-recipient-book.h"

G_BEGIN_DECLS

/* What the user sees: five stages, and ends that are not stage five. */
typedef enum
{
  IMW_STAGE_DETAILS,   /* 1: details are needed or checked */
  IMW_STAGE_PAYMENT,   /* 2: our payment, or the user's deposit */
  IMW_STAGE_PROVIDER,  /* 3: received, works on it */
  IMW_STAGE_ON_WAY,    /* 4: sent to the bank, or ready for pick-up */
  IMW_STAGE_DELIVERED, /* 5 */
  IMW_STAGE_REFUNDED,
  IMW_STAGE_EXPIRED,
  IMW_STAGE_FAILED,
  IMW_STAGE_CANCELLED /* by the user, before any money moved */
} ImwStage;

const char *imw_stage_get_code (ImwStage stage);
gboolean    imw_stage_from_code (const char *code, ImwStage *stage);
gboolean    imw_stage_get_final (ImwStage stage);

/* Who acts next. */
typedef enum
{
  IMW_ACTOR_NOBODY,
  IMW_ACTOR_USER,
  IMW_ACTOR_WALLET,
  IMW_ACTOR_NETWORK,
  IMW_ACTOR_PROVIDER,
  IMW_ACTOR_BANK
} ImwActor;

const char *imw_actor_get_code (ImwActor actor);

/* What the user has to do. */
typedef enum
{
  IMW_NEED_NOTHING,
  IMW_NEED_DETAILS,        /* fields: imw_transfer_get_fields () */
  IMW_NEED_FIX_DETAILS,    /* the same after the money went: "fix the recipient's details", never "pay" */
  IMW_NEED_CODE,           /* a code that was sent to phone or e-mail: a field with WANTS_CODE */
  IMW_NEED_REVIEW,         /* look at everything and pay */
  IMW_NEED_REVIEW_CHANGED, /* amount_in of the provider differs from the quote: both are shown */
  IMW_NEED_STOPPED,        /* address or memo changed before we paid: never goes on; both are shown */
  IMW_NEED_REQUOTE,        /* the lock is over: old against new */
  IMW_NEED_PAY_IN,         /* deposit: instructions */
  IMW_NEED_BROWSER,        /* go on in the provider's page */
  IMW_NEED_TRUSTLINE,      /* open the asset */
  IMW_NEED_CLAIM,          /* collect it */
  IMW_NEED_PICKUP,         /* cash is ready: number */
  IMW_NEED_UNLOCK,         /* the wallet must be unlocked to ask */
  IMW_NEED_CONTACT         /* ask the provider's support */
} ImwNeed;

const char *imw_need_get_code (ImwNeed need);

/* One thing that was seen. Boxed. */
typedef struct
{
  gint64   time_ms;
  ImwStage stage;
  char    *code; /* stable: "created" "locked" "details-sent" "paid" "state" "refund" "stopped" "swap" … */
  char    *text; /* (nullable) the provider's words or numbers: untrusted, plain */
} ImwTransferEvent;

#define IMW_TYPE_TRANSFER_EVENT (imw_transfer_event_get_type ())
GType             imw_transfer_event_get_type (void) G_GNUC_CONST;
ImwTransferEvent *imw_transfer_event_copy (const ImwTransferEvent *self);
void              imw_transfer_event_free (ImwTransferEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwTransferEvent, imw_transfer_event_free)

#define IMW_TYPE_TRANSFER (imw_transfer_get_type ())

/* Main thread. Property (notify): "stage", "need"; signal "changed" for anything a view shows. Every change is in the books before anybody
 * hears of it. At most one payment is ever made for one order of the provider; where it stands after a crash is found again. */
G_DECLARE_FINAL_TYPE (ImwTransfer, imw_transfer, IMW, TRANSFER, GObject)

/* A new one from an offer; payout: where it comes out (abroad, withdraw), or where it comes from (deposit, nullable). asset: what the user
 * gives, when it is not what the provider takes (leg 0). Nothing is written or sent yet. */
ImwTransfer *imw_transfer_new (ImwWallet *wallet, ImwOffer *offer, ImwPayout *payout);
/* locks the rate (signs in), begins the order, reads what is asked for. Afterwards get_need () says what comes: DETAILS, REVIEW, PAY_IN, BROWSER … */
void     imw_transfer_start_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_start_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* what the user has agreed to send to the provider; kept in the consents' log. BAD_INPUT (imw_field_check ()) */
void     imw_transfer_send_details_async (ImwTransfer *self, GHashTable *values, GHashTable *files, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_send_details_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* a new lock in place of the one that is over, or about to be; get_old_quote () has the other. Never goes on by itself. */
void     imw_transfer_requote_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_requote_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* REVIEW: makes and describes the payment on the ledger (or that to the swap provider, leg 0) without sending it */
void     imw_transfer_prepare_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_prepare_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* signs, stores, sends. agreed: the user has seen that the provider's amount differs */
void     imw_transfer_pay_async (ImwTransfer *self, const char *const *consents, gboolean agreed, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_pay_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the next of the steps that come first: "open-account" "open-asset", or claim; a payment to be reviewed and sent like any other (transfer full); NULL: none is left */
ImwPayment *imw_transfer_new_step (ImwTransfer *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* asks the provider now; otherwise it is asked by itself, by the schedule of the standard */
void     imw_transfer_refresh_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_refresh_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* before money moved only: REFUSED later */
void     imw_transfer_cancel_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_cancel_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char       *imw_transfer_get_id (ImwTransfer *self);     /* uuid, ours */
ImwWallet        *imw_transfer_get_wallet (ImwTransfer *self); /* transfer none */
ImwRoute          imw_transfer_get_route (ImwTransfer *self);
ImwStage          imw_transfer_get_stage (ImwTransfer *self);
ImwNeed           imw_transfer_get_need (ImwTransfer *self);
ImwActor          imw_transfer_get_actor (ImwTransfer *self);
gint64            imw_transfer_get_since_ms (ImwTransfer *self);       /* of this stage */
gint64            imw_transfer_get_next_update_ms (ImwTransfer *self); /* when the provider said it would change; 0 not said */
gint64            imw_transfer_get_eta_ms (ImwTransfer *self);         /* expected arrival; 0 not said */
gboolean          imw_transfer_get_overdue (ImwTransfer *self);        /* 1.5 times as long as was said */
gint64            imw_transfer_get_asked_ms (ImwTransfer *self);       /* last good answer of the provider */
const GError     *imw_transfer_get_last_error (ImwTransfer *self);     /* (nullable) */
gboolean          imw_transfer_get_paid (ImwTransfer *self);           /* our money is on its way, or has been taken */
gint64            imw_transfer_get_created_ms (ImwTransfer *self);
ImwKnownProvider *imw_transfer_get_provider (ImwTransfer *self);      /* (nullable) removed since */
ImwProviderInfo  *imw_transfer_get_provider_info (ImwTransfer *self); /* as it was when it began */
const char       *imw_transfer_get_country (ImwTransfer *self);       /* (nullable) */
const char       *imw_transfer_get_method (ImwTransfer *self);
ImwQuote         *imw_transfer_get_quote (ImwTransfer *self);        /* (nullable) */
ImwQuote         *imw_transfer_get_old_quote (ImwTransfer *self);    /* (nullable) before the last requote */
ImwOrder         *imw_transfer_get_order (ImwTransfer *self);        /* (nullable) as last told */
ImwOrder         *imw_transfer_get_first_order (ImwTransfer *self);  /* (nullable) as told when instructions first appeared: with STOPPED and REVIEW_CHANGED */
ImwAmount        *imw_transfer_get_put_in (ImwTransfer *self);       /* (nullable) */
ImwAmount        *imw_transfer_get_comes_out (ImwTransfer *self);    /* (nullable) the newest known */
GPtrArray        *imw_transfer_get_fields (ImwTransfer *self);       /* (element-type ImwField) asked for now, transfer none, may be empty */
ImwPayment       *imw_transfer_get_payment (ImwTransfer *self);      /* (nullable) the one on the ledger for the order */
ImwPayment       *imw_transfer_get_swap_payment (ImwTransfer *self); /* (nullable) leg 0 */
ImwSwapOrder     *imw_transfer_get_swap (ImwTransfer *self);         /* (nullable) */
char             *imw_transfer_dup_hosted_url (ImwTransfer *self);   /* (nullable) in memory only */
void              imw_transfer_reopen_hosted_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char             *imw_transfer_reopen_hosted_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "IMW-7K2M-Q8XD": Crockford base32 of the first 40 bits of SHA-256(domain ‖ 0 ‖ provider's id); NULL before there is an id */
const char *imw_transfer_get_code (ImwTransfer *self);
char       *imw_transfer_dup_recipient_name (ImwTransfer *self); /* (nullable) "" while locked */
ImwPayout  *imw_transfer_dup_payout (ImwTransfer *self);         /* (nullable) (transfer full) as it was given or sent; NULL while locked */
/* completed, but the ledger does not show it; refunds: whether each is on the ledger */
gboolean   imw_transfer_get_unproven (ImwTransfer *self);
gboolean   imw_transfer_get_refund_proven (ImwTransfer *self, guint index);
void       imw_transfer_list_events_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_transfer_list_events_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwTransferEvent) oldest first */
char      *imw_transfer_dup_support_bundle (ImwTransfer *self);                                                                 /* ids, hashes, times, states: nothing personal, no token */

GListModel *imw_wallet_get_transfers (ImwWallet *self); /* (element-type ImwTransfer) newest first, all; open ones are asked after by themselves */
/* the window came to the front: every open one is asked after now */
void imw_wallet_refresh_transfers (ImwWallet *self);
/* our code, the provider's id, a hash, or the bank's number; (nullable) transfer none */
ImwTransfer *imw_wallet_find_transfer (ImwWallet *self, const char *text);
/* the same again, with a new offer: an ImwOffers question can be filled from it */
/* signal "transfer-changed" (ImwTransfer, gboolean stage_changed) of ImwWallet: for notifications */

G_END_DECLS
