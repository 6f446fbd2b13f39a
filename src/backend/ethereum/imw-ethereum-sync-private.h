/* imw-ethereum-sync-private.h: one round of looking for what has changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-rpc-private.h"

G_BEGIN_DECLS

/* requests of one round beside those that find the balance */
#define IMW_EVM_MAX_SYNC_REQUESTS 9

/* One attempt with one server. Data of the round. */
typedef struct
{
  ImwSyncRequest *request;
  char           *address;
  ImwSyncBatch   *batch;
  ImwEvmHeader   *tip;    /* (nullable) */
  ImwEvmCursor   *cursor; /* (nullable) */
  ImwEvmGather    gather;
  gboolean        has_gather;
  gboolean        is_latest;    /* the server lacks the state of a block: asked for what it has now */
  guint           n_before;     /* requests that other servers got */
  guint           other;        /* which other server is asked whether it agrees */
  GError         *disagreement; /* (nullable) */
  gboolean        is_first;     /* nothing was known before */
  gint64          logs_from;    /* the range that is asked for events */
  gint64          logs_to;
  guint           n_log_tries;
  GArray         *points; /* (element-type ImwEvmPoint) (nullable): balances at heights, ascending */
  guint           n_samplings;
} ImwEvmSync;

/* How much of the network's own asset the account had at one height. */
typedef struct
{
  gint64 block;
  char  *native; /* (nullable): not asked yet */
} ImwEvmPoint;

void  imw_evm_sync_look_at_blocks (GTask *task); /* goes on with imw_evm_sync_gather () */
void  imw_evm_sync_gather (GTask *task);
guint imw_evm_sync_count_requests (GTask *task);
void  imw_evm_sync_compare (GTask *task, void (*then) (GTask *task));
char *imw_evm_amount_text (ImwSyncBatch *batch, ImwAsset *asset); /* (nullable) */

G_END_DECLS
