/* imw-esplora-private.h: what the files of ImwEsplora share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-esplora.h"

#include "imw-bitcoin-account.h"

G_BEGIN_DECLS

typedef struct _ImwEsploraScripts ImwEsploraScripts;

typedef struct
{
  char    *url; /* without a slash at the end */
  gboolean is_verified; /* has shown the right first block */
} ImwEsploraServer;

struct _ImwEsplora
{
  GObject parent_instance;

  ImwBitcoinChain *chain;
  ImwHttp         *http;
  GPtrArray       *servers; /* (element-type ImwEsploraServer) */
  guint            current; /* the one that served last */
  guint32          block_seconds;
  ImwBackendState  state;
  gint64           last_good_ms;
  GError          *last_error; /* (nullable) */
  GHashTable      *raw_cache;  /* (element-type utf8 GBytes) */
  GQueue           raw_order;  /* (element-type utf8) borrowed from raw_cache, oldest first */
  gsize            raw_bytes;
  GHashTable      *scripts; /* (element-type utf8 ImwEsploraScripts) by account key */
};

/* One operation, carried out with one server after another until one serves. Task data of the
 * operation's task. */
typedef void (*ImwEsploraRun) (GTask *task);

typedef struct
{
  ImwEsploraRun  run; /* with a server that has been verified */
  gpointer       data;
  GDestroyNotify data_free;
  guint          server;
  guint          n_tried;
  guint          n_requests;
  GError        *first_error; /* (nullable) */
} ImwEsploraRound;

void              imw_esplora_round_start (GTask *task, ImwEsploraRun run, gpointer data, GDestroyNotify data_free);
void              imw_esplora_round_fail (GTask *task, GError *error);
void              imw_esplora_round_refuse (GTask *task, GError *error);
void              imw_esplora_round_succeed (GTask *task);
gpointer          imw_esplora_round_get_data (GTask *task);
gboolean          imw_esplora_round_is_last (GTask *task);
void              imw_esplora_round_get (GTask *task, GCancellable *cancellable, const char *path, gsize max_bytes, GAsyncReadyCallback callback, gpointer user_data);
GBytes           *imw_esplora_round_get_finish (GObject *object, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char             *imw_esplora_text (GBytes *bytes, gsize max_length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwEsploraServer *imw_esplora_round_get_server (GTask *task);

void          imw_esplora_sync_async (ImwBackend *backend, ImwSyncRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSyncBatch *imw_esplora_sync_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          imw_esplora_get_raw_async (ImwBackend *backend, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes       *imw_esplora_get_raw_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          imw_esplora_submit_async (ImwBackend *backend, GBytes *raw, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean      imw_esplora_submit_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The scripts of one account, as far as they have been derived. */
struct _ImwEsploraScripts
{
  ImwBitcoinAccountKey key;
  GPtrArray           *branches[2]; /* (element-type GBytes) */
};

void     imw_esplora_scripts_free (gpointer self);
gboolean imw_esplora_scripts_derive (const ImwBitcoinAccountKey *key, guint32 branch, guint32 from, guint32 to, GPtrArray *scripts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
