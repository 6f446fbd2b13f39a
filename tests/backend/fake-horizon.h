/* fake-horizon.h: a Horizon server with a ledger of its own making
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http-server.h"

G_BEGIN_DECLS

typedef struct
{
  gint64   token; /* paging token of the operation */
  char    *txid;
  char    *members;    /* of the operation */
  char    *tx_members; /* of its transaction */
  gboolean failed;
} FakeOp;

typedef struct
{
  guint status;
  char *body;
  guint n_left; /* how often, 0: always */
} FakeReply;

typedef struct
{
  ImwHttpServer   *server;
  char            *passphrase;
  gint64           ledger;
  gint64           core_ledger; /* -1: not said */
  GPtrArray       *ops;         /* (element-type FakeOp) ascending */
  GHashTable      *accounts;    /* (element-type utf8 utf8) members by address */
  GHashTable      *replies;     /* (element-type utf8 FakeReply) by "METHOD PATH" */
  GHashTable      *asked;       /* (element-type utf8 guint) how often, by path */
  gboolean         without_join;
  gsize            padding; /* bytes added to each operation */
  guint            n_requests;
  char            *last_form;  /* (nullable) */
  char            *last_query; /* (nullable): of a path search */
  ImwHttpExchange *stream;     /* (nullable) */
  gboolean         never;
} FakeHorizon;

FakeHorizon *fake_horizon_new (const char *passphrase, gint64 ledger);
void         fake_horizon_free (FakeHorizon *self);
const char  *fake_horizon_get_url (FakeHorizon *self);
gint64       fake_horizon_time_ms (gint64 ledger);
/* lines: further balances as JSON objects, with a comma behind each, or "" */
void fake_horizon_set_account (FakeHorizon *self, const char *address, const char *sequence, const char *balance, const char *lines, const char *more);
/* a transaction with one operation, or the next one of the last transaction when @members begins with "+" */
const char *fake_horizon_add (FakeHorizon *self, gint64 ledger, const char *source, const char *sequence, gboolean failed, const char *members, const char *memo);
void        fake_horizon_reply (FakeHorizon *self, const char *what, guint status, const char *body, guint n_times);
guint       fake_horizon_count (FakeHorizon *self, const char *path);

G_END_DECLS
