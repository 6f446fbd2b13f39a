/* imw-transfer-private.h: what the files of a transfer share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-transfer-judge.h"
#include "imw-wallet-private.h"

#include "imw-store-transfer.h"

G_BEGIN_DECLS

/* sealed: what was sent for this transfer, by its id */
#define IMW_SEALED_TRANSFER "transfer"

struct _ImwTransfer
{
  GObject parent_instance;

  ImwWallet        *wallet;  /* (nullable) not owned, cleared when it goes */
  ImwKnownProvider *known;   /* (nullable) removed since */
  ImwAccount       *account; /* (nullable) ours on the provider's ledger; its network may be off */
  GCancellable     *cancellable;
  char             *id;
  char             *domain; /* of the provider, as the books know it */
  char             *account_id;
  ImwProviderInfo  *info; /* (nullable) */
  gboolean          hosted;
  gboolean          two_parties; /* sender and receiver are told before the order */
  char             *sender_id;   /* (nullable) the provider's */
  char             *receiver_id; /* (nullable) */
  gboolean          stored;      /* it is in the books */
  gboolean          busy;        /* one step at a time */

  /* what is wanted */
  ImwQuoteRequest *request;   /* of the provider's leg */
  ImwQuote        *quote;     /* (nullable) */
  ImwQuote        *old_quote; /* (nullable) */
  ImwPayout       *payout;    /* (nullable) while unlocked */
  GHashTable      *sent;      /* (element-type utf8 utf8) (nullable): what the provider was told, while unlocked */

  /* leg 0 */
  ImwSwapQuote *swap_quote;   /* (nullable) */
  ImwSwapOrder *swap;         /* (nullable) */
  char         *swap_account; /* (nullable) which account gives */

  /* what came of it */
  ImwTransferFacts facts;
  ImwVerdict       verdict;         /* as the books have it */
  ImwPayment      *payment;         /* (nullable) */
  ImwPayment      *swap_payment;    /* (nullable) */
  char            *payment_id;      /* (nullable) the one that was claimed */
  char            *swap_payment_id; /* (nullable) */
  GPtrArray       *fields;          /* (element-type ImwField) */
  char            *customer_id;     /* (nullable) the provider's */
  char            *hosted_url;      /* (nullable) holds a token: in memory only */
  char            *code;            /* (nullable) */
  GHashTable      *proven;          /* (element-type utf8): ids that the ledger shows */
  GError          *last_error;      /* (nullable) */
  gint64           created_ms;
  gint64           updated_ms;
  gint64           since_ms; /* of the stage */
  gint64           state_ms; /* of the provider's state */
  gint64           asked_ms;
  gint64           paid_ms; /* 0 not yet */
  gint64           done_ms; /* 0 not yet */

  /* asking */
  guint  poll_id;
  guint  n_polls;
  guint  n_failures;
  gint64 kicked_boot_ms;

  GPtrArray *events; /* (element-type ImwStoreTransferEvent): not in the books yet */
};

/* ---- the object ---- */
ImwTransfer *imw_transfer_new_from_row (ImwWallet *wallet, const ImwStoreTransfer *row);        /* (nullable): it makes no sense */
void         imw_transfer_find_parties (ImwTransfer *self);                                     /* account and provider, by their names */
void         imw_transfer_take_payment (ImwTransfer *self, gboolean swap, ImwPayment *payment); /* (nullable) */
void         imw_transfer_set_last_error (ImwTransfer *self, const GError *error);              /* (nullable) */
void         imw_transfer_notify (ImwTransfer *self, const ImwVerdict *before);
void         imw_transfer_forget_personal (ImwTransfer *self); /* the wallet is locked */
ImwPaid      imw_transfer_read_paid (ImwPayment *payment);     /* (nullable) */
void         imw_transfer_refresh_facts (ImwTransfer *self);
gint64       imw_transfer_now_ms (ImwTransfer *self);
gint64       imw_transfer_boot_ms (ImwTransfer *self);
gboolean     imw_transfer_in_swap (ImwTransfer *self); /* leg 0 is not over */

/* ---- the books ---- */
char    *imw_transfer_build_body (ImwTransfer *self);
gboolean imw_transfer_read_body (ImwTransfer *self, const char *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_transfer_add_event (ImwTransfer *self, const char *code, const char *text); /* text (nullable) */
/* the verdict is made anew, everything goes to the books, then the faces hear of it */
void     imw_transfer_commit_async (ImwTransfer *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_commit_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_transfer_commit (ImwTransfer *self); /* nobody waits */
/* what was sent goes to the books, sealed */
void     imw_transfer_seal_async (ImwTransfer *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_seal_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_transfer_open_sealed (ImwTransfer *self, GBytes *plain);

/* ---- asking ---- */
/* the order, and what is asked for: nothing is told to the faces before it is in the books */
void     imw_transfer_ask_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_ask_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_transfer_take_order (ImwTransfer *self, ImwOrder *order);
void     imw_transfer_take_swap (ImwTransfer *self, ImwSwapOrder *swap); /* takes it */
void     imw_transfer_kick (ImwTransfer *self);                          /* something happened: asked often again */
void     imw_transfer_schedule (ImwTransfer *self);                      /* the next question */
void     imw_transfer_ask_soon (ImwTransfer *self);                      /* now, once: the window came to the front, the wallet was unlocked */
void     imw_transfer_stop_asking (ImwTransfer *self);
void     imw_transfer_verify (ImwTransfer *self); /* what the ledger shows, from the books */
/* the provider's leg begins: lock, order, what is asked for */
void     imw_transfer_begin_leg_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_begin_leg_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* who takes part, where that is asked before there is an order; ready: nothing is missing */
void     imw_transfer_ask_parties_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_ask_parties_finish (ImwTransfer *self, GAsyncResult *result, gboolean *ready, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* what a field of the sender's own is called among those of both */
#define IMW_SENDER_PREFIX "sender."
ImwCustomerRequest *imw_transfer_make_customer_request (ImwTransfer *self, gboolean sender);
/* leg 0 is ordered, anew when it was not paid */
void     imw_transfer_begin_swap_async (ImwTransfer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_transfer_begin_swap_finish (ImwTransfer *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* one step at a time; FALSE: the task has its error */
gboolean imw_transfer_begin_step (ImwTransfer *self, GTask *task);
void     imw_transfer_end_step (ImwTransfer *self, GTask *task, GError *error); /* takes error, (nullable) */

/* For the test that kills the wallet at each step: "stored" "begun" "swap-begun" "claimed" "sent". */
typedef void (*ImwTransferStepHook) (ImwTransfer *transfer, const char *step, gpointer user_data);
void imw_transfer_set_step_hook (ImwTransferStepHook hook, gpointer user_data);
void imw_transfer_run_step_hook (ImwTransfer *self, const char *step);

G_END_DECLS
