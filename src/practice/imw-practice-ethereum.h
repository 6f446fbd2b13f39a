/* imw-practice-ethereum.h: the practice network's Ethereum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ledger-faults.h"
#include "imw-ledger.h"
#include "imw-practice-reply.h"

G_BEGIN_DECLS

/* The rules of a small Ethereum on top of an ImwLedger: accounts, a fee market, a few tokens, the faucet. No virtual
 * machine: contracts are the tokens below and nothing else. */
typedef struct _ImwPracticeEthereum ImwPracticeEthereum;

#define IMW_PRACTICE_EVM_CHAIN_ID G_GUINT64_CONSTANT (7777777)

ImwPracticeEthereum *imw_practice_ethereum_new (ImwLedger *books, ImwFaults *faults, GError **error)
    G_GNUC_WARN_UNUSED_RESULT; /* makes a new chain where there is none */
void       imw_practice_ethereum_free (ImwPracticeEthereum *self);
ImwLedger *imw_practice_ethereum_get_ledger (ImwPracticeEthereum *self);
gboolean   imw_practice_ethereum_reset (ImwPracticeEthereum *self, gint64 mined, GError **error)
    G_GNUC_WARN_UNUSED_RESULT; /* after the books were cleared */
gboolean imw_practice_ethereum_mine (ImwPracticeEthereum *self,
                                     guint                blocks,
                                     GError             **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_ethereum_reorganise (ImwPracticeEthereum *self,
                                           guint                depth,
                                           gboolean             drop,
                                           gboolean             empty,
                                           GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* REFUSED: the words of a node */
gboolean imw_practice_ethereum_broadcast (ImwPracticeEthereum *self,
                                          GBytes              *raw,
                                          guint8               id[32],
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* @asset: NULL or "ETH", "USDT", a contract, "ethereum/CONTRACT"; @amount: base units as text, NULL: a usual one */
gboolean imw_practice_ethereum_fund (ImwPracticeEthereum *self,
                                     const char          *address,
                                     const char          *asset,
                                     const char          *amount,
                                     char               **txid,
                                     GError             **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_ethereum_drop (ImwPracticeEthereum *self,
                                     const char          *txid,
                                     GError             **error) G_GNUC_WARN_UNUSED_RESULT; /* NOT_FOUND */
/* account NULL: the token itself; what: "frozen", "paused", "fee" */
gboolean imw_practice_ethereum_set_token (ImwPracticeEthereum *self,
                                          const char          *token,
                                          const char          *what,
                                          const char          *account,
                                          guint64              value,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_practice_ethereum_set_base_fee (ImwPracticeEthereum *self, guint64 wei, GError **error)
    G_GNUC_WARN_UNUSED_RESULT; /* of the next block */

/* The two servers of it. @lie: NONE or one of the LIE kinds. */
void imw_practice_rpc_answer (ImwPracticeEthereum *self,
                              GBytes              *body,
                              ImwFaultKind         lie,
                              ImwPracticeReply    *reply);
void imw_practice_index_answer (ImwPracticeEthereum *self,
                                const char          *path,
                                GHashTable          *query,
                                ImwPracticeReply    *reply);
/* (transfer full): what faults may aim at: "/ethereum/METHOD" for each call of the request */
GStrv imw_practice_rpc_list_paths (GBytes *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeEthereum, imw_practice_ethereum_free)

G_END_DECLS
