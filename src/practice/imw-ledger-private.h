/* imw-ledger-private.h: what the files of the ledger share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-db-session.h"

#include "imw-ledger.h"

G_BEGIN_DECLS

struct _ImwLedger
{
  ImwLedger    *books; /* (nullable): whose session and lock we use */
  ImwDbSession *session;
  ImwClock     *clock;
  int           lock_fd;
  gint64        chain;
};

void     imw_ledger_bind_chain (ImwLedger *self, ImwStmt *stmt);
void     imw_ledger_bind_id (ImwStmt *stmt, const char *name, const guint8 id[32]);
void     imw_ledger_bind_amount (ImwStmt *stmt, const char *name, guint64 amount);
gboolean imw_ledger_read_id (ImwStmt *stmt, int column, guint8 id[32], GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_ledger_read_amount (ImwStmt *stmt, int column, guint64 *amount, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_ledger_read_one (ImwStmt *stmt, gboolean *row, gint64 *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Columns of every query for transactions, in the order that imw_ledger_read_tx() expects */
#define IMW_LEDGER_TX_COLUMNS "tx.row, tx.id, tx.raw, tx.fee, tx.size, tx.weight, tx.coinbase, tx.height, tx.position"

ImwLedgerTx *imw_ledger_read_tx (ImwStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray   *imw_ledger_read_txs (ImwStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
