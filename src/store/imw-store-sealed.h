/* imw-store-sealed.h: personal data, sealed by the service before it comes here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"

G_BEGIN_DECLS

/* kind: "label-tx" "label-address" "contact" "note" …; ref: what it is about (txid, address, contact id).
 * Contacts are kind "contact" with an id of the service as ref. */
typedef struct
{
  char   *kind;
  char   *ref;
  GBytes *blob; /* (nullable) in a put: remove */
  gint64  updated_ms;
} ImwStoreSealed;

#define IMW_TYPE_STORE_SEALED (imw_store_sealed_get_type ())
GType           imw_store_sealed_get_type (void) G_GNUC_CONST;
ImwStoreSealed *imw_store_sealed_new (const char *kind, const char *ref, GBytes *blob);
ImwStoreSealed *imw_store_sealed_copy (const ImwStoreSealed *self);
void            imw_store_sealed_free (ImwStoreSealed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreSealed, imw_store_sealed_free)

/* (element-type ImwStoreSealed) all in one transaction; time of the clock; a NULL blob removes */
void     imw_store_put_sealed_async (ImwStore *self, GPtrArray *fields, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_put_sealed_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* by ref; kind NULL = all */
void       imw_store_list_sealed_async (ImwStore *self, const char *kind, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_sealed_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND */
void            imw_store_get_sealed_async (ImwStore *self, const char *kind, const char *ref, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwStoreSealed *imw_store_get_sealed_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
