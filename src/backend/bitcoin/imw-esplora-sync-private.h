/* imw-esplora-sync-private.h: one round of looking for what has changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-esplora-json.h"
#include "imw-esplora-private.h"

G_BEGIN_DECLS

/* One attempt with one server. Counted: each request that runs holds it. */
typedef struct
{
  gint                  ref_count;
  GTask                *task;
  ImwEsplora           *self;    /* borrowed from the task */
  const ImwSyncRequest *request; /* borrowed from the round */
  ImwEsploraScripts    *scripts; /* borrowed from self */
  GCancellable         *cancellable;
  GSource              *forward; /* (nullable): the caller's cancellable */
  GError               *error;   /* (nullable): the first one */
  void                (*next) (gpointer sync); /* what comes when nothing runs any more */
  guint                 n_running;
  GHashTable           *known;        /* (element-type gint64 ImwSyncAddress) by place; borrowed values */
  GHashTable           *txs;          /* (element-type utf8 ImwEsploraTx) */
  GPtrArray            *dropped;      /* (element-type utf8) */
  GQueue                jobs;         /* (element-type ImwEsploraJob) addresses still to ask about */
  guint                 next_unfinal; /* index into request->unfinal */
  guint                 gap;
  gint64                last_used[2]; /* -1: none */
  guint32               scanned[2];  /* index + 1 up to which addresses have been queued */
  guint32               first_limit[2];
  gint64                tip_height;
  char                 *tip_hash;
  gboolean              is_reorganised;
  gboolean              is_behind; /* the server's chain is shorter than what the wallet has seen */
  ImwSyncBatch         *batch;
} ImwEsploraSync;

/* One address. */
typedef struct
{
  ImwEsploraSync       *sync;
  const ImwSyncAddress *known; /* (nullable) */
  guint32               branch;
  guint32               index;
  GBytes               *script;
  char                 *address;
  ImwEsploraStats       stats;
  gint64                n_seen;    /* transactions in blocks */
  gint64                n_settled; /* those of them that are not above the tip of the attempt */
  gint64                low;       /* lowest height seen */
  guint                 n_pages;
  char                 *last_txid; /* (nullable): the last one in a block */
  GHashTable           *seen;      /* (element-type utf8) ids of those in blocks */
} ImwEsploraJob;

ImwEsploraSync *imw_esplora_sync_ref (ImwEsploraSync *self);
void            imw_esplora_sync_unref (ImwEsploraSync *self);
void            imw_esplora_sync_fail (ImwEsploraSync *self, GError *error);
void            imw_esplora_sync_get (ImwEsploraSync *self, const char *path, gsize max_bytes, GAsyncReadyCallback callback, gpointer user_data);
GBytes         *imw_esplora_sync_got (ImwEsploraSync *self, GObject *object, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_esplora_sync_settle (ImwEsploraSync *self);
gboolean        imw_esplora_sync_take_tx (ImwEsploraSync *self, ImwEsploraTx *tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void     imw_esplora_scripts_begin (ImwEsploraSync *self);
void     imw_esplora_scan_begin (ImwEsploraSync *self);
GHashTable *imw_esplora_scan_collect_own (ImwEsploraSync *self);
void     imw_esplora_job_free (gpointer job);

void imw_esplora_records_begin (gpointer sync);

#define IMW_ESPLORA_MAX_PAGE_BYTES (32 * 1024 * 1024)
#define IMW_ESPLORA_MAX_RUNNING 4

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEsploraSync, imw_esplora_sync_unref)

G_END_DECLS
