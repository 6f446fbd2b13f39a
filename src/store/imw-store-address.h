/* imw-store-address.h: the addresses of the accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"

G_BEGIN_DECLS

typedef struct
{
  char    *account;
  guint32  branch; /* 0 receive, 1 change */
  guint32  index;
  char    *address;
  gboolean used;        /* seen in a transaction */
  char    *status;      /* (nullable) opaque text of the backend */
  gboolean issued;      /* given out to the user */
  gint64   issued_ms;   /* 0 when not issued */
  gboolean holds_coins; /* filled when listed: an unspent coin is here */
} ImwStoreAddress;

#define IMW_TYPE_STORE_ADDRESS (imw_store_address_get_type ())
GType            imw_store_address_get_type (void) G_GNUC_CONST;
ImwStoreAddress *imw_store_address_new (const char *account, guint32 branch, guint32 index, const char *address);
ImwStoreAddress *imw_store_address_copy (const ImwStoreAddress *self);
void             imw_store_address_free (ImwStoreAddress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreAddress, imw_store_address_free)

/* (element-type ImwStoreAddress) derived ones; those known already stay as they are. REFUSED when a known
 * (account, branch, index) has another text, NOT_FOUND for an unknown account. */
void     imw_store_add_addresses_async (ImwStore *self, GPtrArray *addresses, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_add_addresses_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* by branch and index; branch -1 = both; count 0 = all from there on */
void       imw_store_list_addresses_async (ImwStore *self, const char *account, gint branch, guint32 from, guint32 count, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_addresses_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* lowest index that is not used, and not issued either when @unissued; NOT_FOUND = derive and add more */
void             imw_store_next_address_async (ImwStore *self, const char *account, guint32 branch, gboolean unissued, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwStoreAddress *imw_store_next_address_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* finds the next unused, unissued one and marks it issued, in one transaction; NOT_FOUND = derive and add more */
void             imw_store_issue_next_address_async (ImwStore *self, const char *account, guint32 branch, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwStoreAddress *imw_store_issue_next_address_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* marks one as issued (the first time stays); NOT_FOUND */
void     imw_store_issue_address_async (ImwStore *self, const char *account, guint32 branch, guint32 index, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_issue_address_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreAddress) the text in any account, perhaps empty */
void       imw_store_find_address_async (ImwStore *self, const char *address, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_find_address_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NULL-terminated: of all accounts, what was given out or seen in a transaction */
void   imw_store_list_own_addresses_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char **imw_store_list_own_addresses_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
