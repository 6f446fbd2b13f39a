/* fake-evm.h: a JSON-RPC server with a chain of its own making
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http-server.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  EVM_FAULT_NONE,
  EVM_FAULT_500,
  EVM_FAULT_DROP,
  EVM_FAULT_NEVER,
  EVM_FAULT_GARBAGE,
  EVM_FAULT_WRONG_IDS,
  EVM_FAULT_MISSING, /* one answer less than was asked */
  EVM_FAULT_TWICE,   /* the first answer two times */
  EVM_FAULT_OVERSIZE,
  EVM_FAULT_429,
  EVM_FAULT_NO_BATCH /* at most three calls at once */
} EvmFault;

typedef struct
{
  char    *txid;
  gint64   block; /* -1: pending */
  char    *from;
  char    *to;
  guint64  value;
  guint64  nonce;
  char    *token; /* (nullable): contract; then token_from and token_to moved amount */
  char    *token_from;
  char    *token_to;
  guint64  amount;
  gboolean failed;
  guint64  gas_used;
  guint64  price;
  char    *internal_to; /* (nullable): value went on to there */
} EvmTx;

typedef struct
{
  ImwHttpServer *server;
  guint64        chain_id;
  gint64         tip;
  gint64         fork_from; /* blocks from here on have other hashes */
  guint          fork;
  GPtrArray     *txs;       /* (element-type EvmTx) */
  GHashTable    *by_txid;   /* (element-type utf8 EvmTx) borrowed */
  GHashTable    *genesis;   /* (element-type utf8 guint64*) balance before the first block */
  gint64         max_range; /* 0: any */
  const char    *range_words;
  gint           range_code;
  guint          max_logs;    /* 0: any */
  gint64         state_depth; /* blocks whose state is known, 0: all */
  gint64         lie_balance; /* added to each balance */
  gint64         lie_nonce;
  gint64         lie_tokens; /* added to the balance of each token */
  EvmFault       fault;
  const char    *fault_method; /* (nullable): only requests with it */
  GHashTable    *replies;      /* (element-type utf8 utf8) method to result or error members, instead of what is true */
  guint          n_requests;
  guint          n_calls;
  guint          n_index;
  guint          page_size;
  char          *last_sent; /* (nullable): raw transaction */
} FakeEvm;

FakeEvm    *fake_evm_new (guint64 chain_id, gint64 tip);
void        fake_evm_free (FakeEvm *self);
const char *fake_evm_get_url (FakeEvm *self);
void        fake_evm_fund (FakeEvm *self, const char *address, guint64 wei);
EvmTx      *fake_evm_pay (FakeEvm *self, gint64 block, const char *from, const char *to, guint64 wei, guint64 nonce);
EvmTx      *fake_evm_transfer (FakeEvm *self, gint64 block, const char *sender, guint64 nonce, const char *token, const char *from, const char *to, guint64 amount);
void        fake_evm_remove (FakeEvm *self, EvmTx *tx);
char       *fake_evm_block_hash (FakeEvm *self, gint64 number);
gint64      fake_evm_block_time (gint64 number);                                     /* ms */
void        fake_evm_reply (FakeEvm *self, const char *method, const char *members); /* "\"result\":\"0x1\"" */

G_END_DECLS
