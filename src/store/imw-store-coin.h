/* imw-store-coin.h: coins, the outputs that belong to an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"
#include "imw-tx-record.h"

G_BEGIN_DECLS

typedef struct
{
  char      *account;
  char      *txid;
  guint32    vout;
  guint32    branch;
  guint32    index;
  char      *address;
  ImwAmount *amount;
  ImwTxState state;  /* of the transaction that made it */
  gint64     height; /* of the block, -1 */
  gboolean   own;    /* made by a payment of this account: change, or to itself */
  gboolean   spent;  /* by a transaction that is not dropped */
  gboolean   frozen;
  gboolean   reserved; /* by a payment that is not final */
} ImwStoreCoin;

#define IMW_TYPE_STORE_COIN (imw_store_coin_get_type ())
GType         imw_store_coin_get_type (void) G_GNUC_CONST;
ImwStoreCoin *imw_store_coin_copy (const ImwStoreCoin *self);
void          imw_store_coin_free (ImwStoreCoin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreCoin, imw_store_coin_free)

typedef enum
{
  IMW_STORE_COINS_SPENDABLE, /* what "available" sums: unspent, confirmed or own, not frozen, not reserved */
  IMW_STORE_COINS_UNSPENT    /* all unspent ones, for the coins page */
} ImwStoreCoins;

/* (element-type ImwStoreCoin), oldest first */
void       imw_store_list_coins_async (ImwStore *self, const char *account, ImwStoreCoins which, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_coins_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND */
void     imw_store_freeze_coin_async (ImwStore *self, const char *account, const char *txid, guint32 vout, gboolean frozen, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_freeze_coin_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
