/* imw-store-transfer.h: transfers across borders, their payments and what happened to them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"

G_BEGIN_DECLS

/* Texts are of the service; nothing personal is in them. */
typedef struct
{
  char    *id; /* uuid */
  char    *provider;
  char    *order_id; /* (nullable) the provider's */
  char    *route;
  char    *stage;
  gboolean final; /* nothing more is expected */
  gint64   created_ms;
  gint64   updated_ms;
  char    *body; /* JSON */
} ImwStoreTransfer;

#define IMW_TYPE_STORE_TRANSFER (imw_store_transfer_get_type ())
GType             imw_store_transfer_get_type (void) G_GNUC_CONST;
ImwStoreTransfer *imw_store_transfer_new (const char *id, const char *provider);
ImwStoreTransfer *imw_store_transfer_copy (const ImwStoreTransfer *self);
void              imw_store_transfer_free (ImwStoreTransfer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreTransfer, imw_store_transfer_free)

/* One thing that was seen. */
typedef struct
{
  gint64 time_ms;
  char  *stage;
  char  *code;
  char  *text; /* (nullable) */
} ImwStoreTransferEvent;

#define IMW_TYPE_STORE_TRANSFER_EVENT (imw_store_transfer_event_get_type ())
GType                  imw_store_transfer_event_get_type (void) G_GNUC_CONST;
ImwStoreTransferEvent *imw_store_transfer_event_new (gint64 time_ms, const char *stage, const char *code, const char *text);
ImwStoreTransferEvent *imw_store_transfer_event_copy (const ImwStoreTransferEvent *self);
void                   imw_store_transfer_event_free (ImwStoreTransferEvent *self);

/* inserts or replaces it and logs the events (element-type ImwStoreTransferEvent) (nullable), in one transaction. REFUSED: the order is
 * another transfer's */
void     imw_store_put_transfer_async (ImwStore *self, const ImwStoreTransfer *transfer, GPtrArray *events, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_put_transfer_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreTransfer) newest first */
void       imw_store_list_transfers_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_transfers_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreTransferEvent) in the order they were seen */
void       imw_store_list_transfer_events_async (ImwStore *self, const char *transfer, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_transfer_events_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Which payment is the one for an order of a provider. */
typedef struct
{
  char *provider;
  char *order_id;
  char *transfer;
  char *payment;
} ImwStoreOrderPayment;

ImwStoreOrderPayment *imw_store_order_payment_new (const char *provider, const char *order_id, const char *transfer, const char *payment);
ImwStoreOrderPayment *imw_store_order_payment_copy (const ImwStoreOrderPayment *self);
void                  imw_store_order_payment_free (ImwStoreOrderPayment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreOrderPayment, imw_store_order_payment_free)

/* Before the payment is signed. BUSY: another payment was signed for this order, or may still be; REFUSED: the payment isn't an open one, or
 * has been signed already. A payment that has ended may be followed by another when it was never signed, or when its state is @lost (it
 * positively did not happen). */
void     imw_store_claim_order_async (ImwStore *self, const ImwStoreOrderPayment *claim, const char *lost, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_claim_order_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* out of a backup: as it was there; an order that has one keeps it */
void     imw_store_restore_order_payments_async (ImwStore *self, GPtrArray *claims, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_restore_order_payments_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreOrderPayment) of all transfers */
void       imw_store_list_order_payments_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_order_payments_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
