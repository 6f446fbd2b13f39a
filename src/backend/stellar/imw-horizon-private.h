/* imw-horizon-private.h: what the files of ImwHorizon share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-horizon.h"

#include "imw-horizon-json.h"
#include "imw-sse.h"

G_BEGIN_DECLS

#define IMW_HORIZON_MAX_BYTES      ((gsize) 256 * 1024)
#define IMW_HORIZON_MAX_PAGE_BYTES IMW_JSON_MAX_BYTES
#define IMW_HORIZON_PAGE           100
#define IMW_HORIZON_LEAST_PAGE     5
#define IMW_HORIZON_TIMEOUT_MS     20000
#define IMW_HORIZON_SUBMIT_FACTOR  3 /* a submission is answered when the ledger has closed */

typedef struct
{
  char    *url;           /* without a slash at the end */
  gboolean is_verified;   /* has shown the right passphrase since it last failed */
  guint    n_failures;    /* one after another */
  gint64   rest_until_ms; /* boot time: others come first until then */
  guint    page;          /* operations asked for at once */
} ImwHorizonServer;

struct _ImwHorizon
{
  GObject parent_instance;

  const ImwStellarParams *params;
  ImwHttp                *http;
  guint32                 block_seconds;
  GPtrArray              *servers; /* (element-type ImwHorizonServer) */
  guint                   current; /* the one that served last */
  guint                   timeout_ms;
  ImwBackendState         state;
  gint64                  last_good_ms;
  GError                 *last_error; /* (nullable) */
  GHashTable             *streams;    /* (element-type utf8 ImwSse) by address */
  gint64                  told_ms;    /* boot time of the last news */
};

/* One operation, carried out with one server after another until one serves. Task data of the operation's task. */
typedef void (*ImwHorizonRun) (GTask *task);
/* exactly one of @node (transfer none) and @error (transfer full) is set; status: of a POST */
typedef void (*ImwHorizonThen) (GTask *task, JsonNode *node, guint status, GError *error);

typedef struct
{
  ImwHorizonRun  run; /* with a server that has been verified */
  gpointer       data;
  GDestroyNotify data_free;
  GArray        *order; /* (element-type guint) servers in the order they are tried */
  guint          position;
  guint          n_requests;
  gboolean       is_too_long;   /* why the last request failed */
  gboolean       is_submission; /* what was posted may have been taken */
  GError        *first_error;   /* (nullable) */
} ImwHorizonRound;

void              imw_horizon_round_start (GTask *task, ImwHorizonRun run, gpointer data, GDestroyNotify data_free);
void              imw_horizon_round_fail (GTask *task, GError *error);
void              imw_horizon_round_refuse (GTask *task, GError *error);
void              imw_horizon_round_succeed (GTask *task);
gpointer          imw_horizon_round_get_data (GTask *task);
gboolean          imw_horizon_round_is_last (GTask *task);
ImwHorizonServer *imw_horizon_round_get_server (GTask *task);
void              imw_horizon_round_get (GTask *task, const char *path, gsize max_bytes, ImwHorizonThen then);
void              imw_horizon_round_post (GTask *task, const char *path, const char *form, ImwHorizonThen then);

/* Where the history of one account stands; opaque text for everybody else. */
typedef struct
{
  gint64   high; /* paging tokens: everything between the two is known */
  gint64   low;
  gboolean is_done;   /* nothing is below */
  gboolean is_behind; /* something is above */
  gint64   from_ms;   /* time of @low, -1 unknown, 0 the beginning */
} ImwHorizonCursor;

gboolean imw_horizon_cursor_parse (const char *text, ImwHorizonCursor *self); /* FALSE: it is none */
char    *imw_horizon_cursor_to_text (const ImwHorizonCursor *self);

/* One page of an account's operations with all that its transactions need. */
typedef struct
{
  char      *address;
  GPtrArray *assets;  /* (element-type ImwAsset) borrowed */
  GPtrArray *records; /* (element-type ImwTxRecord): grows */
  GPtrArray *groups;  /* (element-type ImwHorizonGroup) (nullable): of the page */
  gint64     cursor;  /* where it begins */
  gboolean   is_descending;
  gboolean   is_first;    /* from the newest one */
  gboolean   is_full;     /* there may be more behind it */
  gint64     end;         /* paging token of the last operation that was taken; the cursor when there is none */
  gint64     begin;       /* … of the first one */
  gint64     end_time_ms; /* time of the last transaction, 0 unknown */
  guint      group;
  guint      n_asked; /* beside the page */
  void (*then) (GTask *task);
} ImwHorizonPage;

void imw_horizon_page_init (ImwHorizonPage *self, const char *address, GPtrArray *assets, GPtrArray *records);
void imw_horizon_page_clear (ImwHorizonPage *self);
/* the round goes on in @then, or fails */
void imw_horizon_page_read (GTask *task, ImwHorizonPage *self, gboolean is_first, gboolean is_descending, gint64 cursor, void (*then) (GTask *task));

char            *imw_horizon_account_address (const char *account_key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_horizon_sync_async (ImwBackend *backend, ImwSyncRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSyncBatch    *imw_horizon_sync_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_horizon_history_async (ImwBackend *backend, ImwSyncRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSyncBatch    *imw_horizon_history_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_horizon_submit_async (ImwBackend *backend, GBytes *raw, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean         imw_horizon_submit_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_horizon_get_raw_async (ImwBackend *backend, const char *txid, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes          *imw_horizon_get_raw_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             imw_horizon_examine_async (ImwBackend *backend, ImwPaymentPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwPaymentFacts *imw_horizon_examine_finish (ImwBackend *backend, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void imw_horizon_stream_watch (ImwHorizon *self, const char *address, const char *url);
void imw_horizon_stream_end_all (ImwHorizon *self);

G_END_DECLS
