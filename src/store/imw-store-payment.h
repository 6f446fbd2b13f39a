/* imw-store-payment.h: payments being made, their reservations and what happened to them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"
#include "imw-tx-record.h"

G_BEGIN_DECLS

/* States are texts of the service; the store knows only whether one is final. */
typedef struct
{
  char      *id; /* uuid */
  char      *account;
  char      *state;
  gboolean   final; /* nothing more can come: reservations are gone */
  gint64     created_ms;
  gint64     updated_ms;
  GBytes    *draft;         /* (nullable): the service's own form, sealed where it holds personal data */
  GBytes    *unsigned_tx;   /* (nullable) */
  GBytes    *raw;           /* (nullable): signed; written once, before it is broadcast */
  char      *txid;          /* (nullable): written once */
  char      *replaces;      /* (nullable): id of the payment whose coins it spends again */
  char      *error_code;    /* (nullable) */
  char      *error_message; /* (nullable) */
  ImwAmount *amount;        /* (nullable) */
  ImwAmount *fee;           /* (nullable) */
  gint64     sequence;      /* number of the payment on networks that have one, -1 */
  gint64     deadline_ms;   /* the network's time after which it can't happen, 0 none */
} ImwStorePayment;

#define IMW_TYPE_STORE_PAYMENT (imw_store_payment_get_type ())
GType            imw_store_payment_get_type (void) G_GNUC_CONST;
ImwStorePayment *imw_store_payment_new (const char *id, const char *account, const char *state); /* id NULL = a new uuid */
ImwStorePayment *imw_store_payment_copy (const ImwStorePayment *self);
void             imw_store_payment_free (ImwStorePayment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStorePayment, imw_store_payment_free)

/* Inserts the payment and reserves its coins, (element-type ImwTxSpend) (nullable), in one transaction.
 * BUSY: a coin is reserved by another payment (but the one it replaces). REFUSED: a coin is unknown, spent
 * (but by what it replaces) or frozen, or the id is there already. */
void     imw_store_prepare_payment_async (ImwStore *self, const ImwStorePayment *payment, GPtrArray *coins, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* the same on networks with told balances: reserves the number payment->sequence and holds (element-type ImwAmount). BUSY: the number is
 * reserved by another payment (but the one it replaces). REFUSED: the balances known now do not cover it (or are not known), a confirmed
 * transaction has used the number, or the id is there already. BAD_INPUT: no number. */
void     imw_store_prepare_numbered_async (ImwStore *self, const ImwStorePayment *payment, GPtrArray *holds, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_prepare_numbered_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_prepare_payment_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Compare and swap: only when the stored state is @old_state, else BUSY; NOT_FOUND. state, final and both error
 * fields are taken as they are; draft, unsigned_tx, raw, txid, amount, fee: NULL keeps what is stored. Another raw
 * or txid than the stored one: REFUSED. Final ones never become open again: REFUSED. An event is logged, with @detail. */
void     imw_store_update_payment_async (ImwStore *self, const char *old_state, const ImwStorePayment *payment, const char *detail, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_update_payment_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStorePayment) oldest first; account NULL = all */
void       imw_store_list_payments_async (ImwStore *self, const char *account, gboolean only_open, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_payments_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND */
void             imw_store_get_payment_async (ImwStore *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwStorePayment *imw_store_get_payment_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* by txid, the newest; NOT_FOUND */
void             imw_store_find_payment_async (ImwStore *self, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwStorePayment *imw_store_find_payment_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwTxSpend) what it holds; empty once final */
void       imw_store_list_reserved_async (ImwStore *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_reserved_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A number that an open payment has reserved. */
typedef struct
{
  gint64 sequence;
  char  *payment; /* its id */
} ImwStoreSequence;

void imw_store_sequence_free (ImwStoreSequence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreSequence, imw_store_sequence_free)

/* (element-type ImwStoreSequence) lowest first; several with the same number replace one another, the last one last. NOT_FOUND: the account */
void       imw_store_list_sequences_async (ImwStore *self, const char *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_sequences_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A log that only grows. */
typedef struct
{
  char  *subject; /* payment id (later also transfers) */
  gint64 time_ms;
  char  *state;
  char  *detail; /* (nullable) */
} ImwStoreEvent;

#define IMW_TYPE_STORE_EVENT (imw_store_event_get_type ())
GType          imw_store_event_get_type (void) G_GNUC_CONST;
ImwStoreEvent *imw_store_event_copy (const ImwStoreEvent *self);
void           imw_store_event_free (ImwStoreEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreEvent, imw_store_event_free)

/* time of the clock; prepare and update log by themselves */
void     imw_store_add_event_async (ImwStore *self, const char *subject, const char *state, const char *detail, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_add_event_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreEvent) in the order they were logged */
void       imw_store_list_events_async (ImwStore *self, const char *subject, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_events_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
