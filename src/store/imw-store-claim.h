/* imw-store-claim.h: money that waits for an account until it is claimed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"
#include "imw-store.h"

G_BEGIN_DECLS

typedef struct
{
  char      *account; /* (nullable) in a batch */
  char      *id;      /* the network's own */
  ImwAmount *amount;
  char      *from;          /* (nullable) */
  gint64     not_before_ms; /* 0: now */
  gint64     expires_ms;    /* 0: never */
} ImwStoreClaim;

ImwStoreClaim *imw_store_claim_new (const char *account, const char *id, ImwAmount *amount, const char *from, gint64 not_before_ms, gint64 expires_ms);
ImwStoreClaim *imw_store_claim_copy (const ImwStoreClaim *self);
void           imw_store_claim_free (ImwStoreClaim *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreClaim, imw_store_claim_free)

/* (element-type ImwStoreClaim) of one account, or of all (NULL), by id */
void       imw_store_list_claims_async (ImwStore *self, const char *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_claims_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
