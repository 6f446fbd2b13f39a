/* fake-esplora.h: an Esplora server that tests can bend
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bitcoin-params.h"
#include "imw-bitcoin-tx.h"
#include "imw-http-server.h"

G_BEGIN_DECLS

typedef enum
{
  FAULT_NONE,
  FAULT_500,
  FAULT_DROP,
  FAULT_TRUNCATED,
  FAULT_NEVER,    /* longer than any timeout */
  FAULT_SLOW,     /* drips */
  FAULT_OVERSIZE, /* over every cap */
  FAULT_REDIRECT, /* to another host */
  FAULT_404,
  FAULT_429,
  FAULT_BODY      /* `body` instead */
} FaultKind;

typedef struct
{
  char         *txid;
  ImwBitcoinTx *tx;
  GPtrArray    *prevouts; /* (element-type ImwBitcoinOutput) */
  gint64        height;   /* -1 waits, -2 gone */
  guint         sequence;
  guint         position; /* in `sorted` */
} FakeTx;

/* Blocks 0 to 100 at first, no transactions. */
typedef struct
{
  ImwHttpServer          *server;
  const ImwBitcoinParams *params;
  GPtrArray              *blocks;    /* (element-type utf8) hashes by height */
  GHashTable             *txs;       /* (element-type utf8 FakeTx) */
  GHashTable             *by_script; /* (element-type GBytes GPtrArray) of borrowed FakeTx */
  guint                   n_made;
  guint                   n_forks;
  guint                   page_size;
  guint                   n_requests;
  char                   *fees;          /* answer of /fee-estimates */
  guint                   submit_status; /* answer of POST /tx; 0: takes it */
  char                   *submit_body;
  guint                   n_submits;
  char                   *submitted; /* hex of the last one */
  FaultKind               fault;     /* for paths that contain fault_path */
  char                   *fault_path;
  char                   *fault_body;
  guint                   fault_after; /* matching requests that still go well */
  gboolean                double_pages; /* the same page for ever */
  guint                   generation;   /* counts changes */
  guint                   sorted_generation;
  GPtrArray              *sorted_list; /* (nullable): whose history `sorted` is */
  GPtrArray              *sorted;      /* (element-type FakeTx) borrowed; in blocks, newest first */
  void                  (*hook) (gpointer fake, const char *path); /* before each answer */
} FakeEsplora;

FakeEsplora *fake_esplora_new (const ImwBitcoinParams *params);
void         fake_esplora_free (FakeEsplora *self);
const char  *fake_esplora_get_url (FakeEsplora *self);
void         fake_esplora_set_fault (FakeEsplora *self, FaultKind kind, const char *path, const char *body);
void         fake_esplora_clear_fault (FakeEsplora *self);
GBytes      *fake_esplora_foreign_script (guint number);
/* somebody pays; the input is worth the value, 5,000 sat more for somebody else, and 500 sat fee */
FakeTx      *fake_esplora_pay (FakeEsplora *self, GBytes *script, guint64 value_sat);
/* spends outputs vouts[i] of from[i]; outputs are pairs */
FakeTx      *fake_esplora_spend (FakeEsplora *self, FakeTx *const *from, const guint32 *vouts, guint n_inputs, GBytes *const *scripts, const guint64 *values_sat, guint n_outputs);
void         fake_esplora_mine (FakeEsplora *self, guint n_blocks); /* what waits goes into the first */
void         fake_esplora_fork (FakeEsplora *self, guint depth, guint n_blocks); /* the last @depth blocks are gone; theirs wait again */
void         fake_esplora_drop (FakeEsplora *self, FakeTx *tx);
char        *fake_esplora_tx_to_json (FakeEsplora *self, const FakeTx *tx);
gint64       fake_esplora_get_tip (FakeEsplora *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeEsplora, fake_esplora_free)

G_END_DECLS
