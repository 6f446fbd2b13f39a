/* imw-practice-horizon-private.h: what the files of the practice Horizon share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-horizon.h"
#include "imw-practice-xlm-private.h"

G_BEGIN_DECLS

struct _ImwPracticeHorizon
{
  ImwPracticeStellar *net;
  GPtrArray          *held;    /* (element-type Held): exchanges that wait for a ledger */
  GPtrArray          *streams; /* (element-type Stream) */
};

/* A transaction in a ledger */
typedef struct
{
  ImwLedgerTx        *record;
  ImwStellarEnvelope *envelope;
  ImwLedgerEntry      entry;
  GBytes             *result; /* XDR */
  char               *codes;
  gint64              time_s;
} ImwHorizonTx;

gboolean imw_horizon_load_tx (ImwPracticeStellar *net,
                              const guint8        id[32],
                              ImwHorizonTx      **tx,
                              GError            **error) G_GNUC_WARN_UNUSED_RESULT; /* NULL: in no ledger */
void     imw_horizon_tx_free (ImwHorizonTx *self);

/* records; name NULL inside arrays */
void imw_horizon_write_tx (ImwPracticeJson *json, const char *name, const ImwHorizonTx *tx);
void imw_horizon_write_op (ImwPracticeJson      *json,
                           const ImwHorizonTx   *tx,
                           const ImwXlmOpRecord *record,
                           gboolean              join);
void imw_horizon_write_account (ImwPracticeJson *json,
                                ImwXlmAccount   *account,
                                const char      *base,
                                ImwFaultKind     lie);
void imw_horizon_write_claimable (ImwPracticeJson *json, const ImwXlmClaimable *claimable);
void imw_horizon_write_ledger (ImwPracticeJson *json, const ImwXlmHeader *header);
void imw_horizon_write_asset (ImwPracticeJson *json, const char *prefix, const ImwStellarAsset *asset); /* members */
void imw_horizon_write_amount (ImwPracticeJson *json, const char *name, gint64 stroops);
void imw_horizon_write_number (ImwPracticeJson *json, const char *name, gint64 value); /* as text */
void imw_horizon_write_key (ImwPracticeJson *json, const char *name, const guint8 key[32]);
void imw_horizon_write_address (ImwPracticeJson *json, const char *name, const ImwStellarAddress *address);
void imw_horizon_write_base64 (ImwPracticeJson *json, const char *name, const guint8 *data, gsize length);
void imw_horizon_write_time (ImwPracticeJson *json, const char *name, gint64 time_s);

/* lists */
typedef enum
{
  IMW_HORIZON_PAYMENTS,
  IMW_HORIZON_OPERATIONS,
  IMW_HORIZON_TRANSACTIONS,
  IMW_HORIZON_LEDGERS,
  IMW_HORIZON_EFFECTS /* of one transaction only */
} ImwHorizonKind;

typedef struct
{
  ImwHorizonKind kind;
  guint8         key[32]; /* the account; not with LEDGERS */
  gboolean       descending;
  gint64         cursor; /* token; -1: from the beginning, or the end */
  guint          limit;
  gboolean       join;
  gboolean       failed; /* those too */
} ImwHorizonQuery;

typedef struct
{
  gint64  token;
  GBytes *json;
} ImwHorizonItem;

void       imw_horizon_item_free (ImwHorizonItem *self);
GPtrArray *imw_horizon_list (ImwPracticeStellar    *net,
                             const ImwHorizonQuery *query,
                             GError               **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwHorizonItem) */
GPtrArray *imw_horizon_list_ops_of (ImwPracticeStellar *net,
                                    const ImwHorizonTx *tx,
                                    ImwHorizonKind      kind,
                                    gboolean            join,
                                    GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* cursor, order, limit, join, include_failed; FALSE: one of them is wrong, which @name names */
gboolean imw_horizon_read_query (ImwPracticeStellar *net,
                                 ImwHttpExchange    *exchange,
                                 ImwHorizonQuery    *query,
                                 const char        **name);

void       imw_horizon_add_effects (const ImwHorizonTx *tx, const ImwXlmOpRecord *record, GPtrArray *items);

/* answers */
void  imw_horizon_send_json (ImwPracticeReply *reply, ImwPracticeJson *json); /* empties @json */
void  imw_horizon_send_items (ImwPracticeReply *reply, ImwHttpExchange *exchange, const char *path, const ImwHorizonQuery *query, GPtrArray *items);
void  imw_horizon_send_problem (ImwPracticeReply *reply, guint status, const char *slug, const char *title, const char *detail);
void  imw_horizon_send_bad_request (ImwPracticeReply *reply, const char *field);
void  imw_horizon_begin_problem (ImwPracticeJson *json, guint status, const char *slug, const char *title, const char *detail);
void  imw_horizon_end_problem (ImwPracticeJson *json, guint status, ImwPracticeReply *reply);
void  imw_horizon_begin_page (ImwPracticeJson *json, ImwHttpExchange *exchange, const char *path, const char *first, const char *last, gboolean descending);
void  imw_horizon_end_page (ImwPracticeJson *json, ImwPracticeReply *reply);
char *imw_horizon_dup_base (ImwHttpExchange *exchange); /* "http://HOST/stellar" */

/* submitting; FALSE: the exchange is kept */
gboolean imw_horizon_submit (ImwPracticeHorizon *self, ImwHttpExchange *exchange, gboolean wait, gboolean may_keep, ImwPracticeReply *reply);
void     imw_horizon_send_result (ImwPracticeReply *reply, const ImwHorizonTx *tx);
void     imw_horizon_answer_held (ImwPracticeHorizon *self);
void     imw_horizon_held_free (gpointer held);

/* paths and others of the market; always set a reply */
void imw_horizon_answer_paths (ImwPracticeStellar *net, ImwHttpExchange *exchange, gboolean is_send, ImwPracticeReply *reply);
void imw_horizon_answer_claimables (ImwPracticeStellar *net, ImwHttpExchange *exchange, const char *id, ImwPracticeReply *reply);

/* streams; @query NULL: the account itself. Always keeps the exchange. */
void imw_horizon_add_stream (ImwPracticeHorizon *self, ImwHttpExchange *exchange, const ImwHorizonQuery *query, const guint8 key[32]);
void imw_horizon_feed_streams (ImwPracticeHorizon *self);
void imw_horizon_stream_free (gpointer stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwHorizonTx, imw_horizon_tx_free)

G_END_DECLS
