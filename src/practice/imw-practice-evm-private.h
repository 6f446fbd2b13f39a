/* imw-practice-evm-private.h: what the files of the practice Ethereum share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ethereum-tx.h"

#include "imw-ledger-faults.h"
#include "imw-practice-ethereum.h"
#include "imw-practice-number.h"
#include "imw-practice-sign.h"

G_BEGIN_DECLS

#define IMW_EVM_LEDGER_CHAIN 1
#define IMW_EVM_GAS_LIMIT    6000000 /* of a block: small, so that a test can fill one */
#define IMW_EVM_TX_GAS       21000
#define IMW_EVM_MAX_TX_BYTES 131072

struct _ImwPracticeEthereum
{
  ImwLedger      *ledger; /* our chain's books */
  ImwFaults      *faults; /* (transfer none): outlive us */
  ImwPracticeKey *key;    /* of the faucet */
  guint8          faucet[20];
};

typedef enum
{
  IMW_EVM_TOKEN_NO_RETURN = 1 << 0,     /* transfer answers nothing */
  IMW_EVM_TOKEN_SENDER_FROZEN = 1 << 1, /* a frozen account cannot send */
  IMW_EVM_TOKEN_EITHER_FROZEN = 1 << 2, /* and nobody can send to it */
  IMW_EVM_TOKEN_PAUSABLE = 1 << 3,
  IMW_EVM_TOKEN_TAKES_FEE = 1 << 4,
  IMW_EVM_TOKEN_RESET_ALLOWANCE = 1 << 5, /* an allowance is changed by way of 0 */
  IMW_EVM_TOKEN_SPAM = 1 << 6
} ImwEvmTokenFlags;

typedef struct
{
  guint8           address[20];
  const char      *symbol;
  const char      *name;
  guint            decimals;
  ImwEvmTokenFlags flags;
} ImwEvmToken;

/* One message that is carried out on the state as at a block. Nothing is written before imw_evm_run_keep(). */
typedef struct
{
  ImwPracticeEthereum *chain;
  gint64               height;
  guint8               from[20];
  guint8               to[20];
  ImwAmount           *value;
  GBytes              *data;
  GHashTable          *changes; /* (element-type utf8 utf8) cells */
  GPtrArray           *notes;   /* (element-type ImwLedgerNote) */
  GByteArray          *output;
  guint64              gas;      /* beyond what the transaction costs by itself */
  gboolean             reverted; /* did nothing */
  char                *reason;   /* (nullable): why */
} ImwEvmRun;

typedef struct
{
  guint8  parent[32];
  guint8  root[32];
  gint64  height;
  gint64  time_s;
  guint64 gas_used;
  guint64 base_fee;
  gint64  mined; /* blocks ever made here */
} ImwEvmHeader;

/* tokens */
const ImwEvmToken *imw_evm_token_find (const guint8 address[20]); /* NULL: no token */
const ImwEvmToken                    *
imw_evm_token_find_symbol (const char *symbol); /* also an address or an asset id; NULL */
const ImwEvmToken *imw_evm_token_get (guint index);                /* NULL: past the last one */
gboolean           imw_evm_token_call (ImwEvmRun         *run,
                                       const ImwEvmToken *token,
                                       GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* state; a, b, c are addresses or NULL */
ImwAmount *imw_evm_get (ImwEvmRun    *run,
                        const char   *kind,
                        const guint8 *a,
                        const guint8 *b,
                        const guint8 *c,
                        GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_evm_set (ImwEvmRun    *run,
                        const char   *kind,
                        const guint8 *a,
                        const guint8 *b,
                        const guint8 *c,
                        ImwAmount    *value);
gboolean   imw_evm_get_sequence (ImwPracticeEthereum *self,
                                 const guint8         address[20],
                                 gint64               height,
                                 guint64             *sequence,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;
ImwAmount *imw_evm_get_balance (ImwPracticeEthereum *self,
                                const guint8         address[20],
                                gint64               height,
                                GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* runs */
void     imw_evm_run_init (ImwEvmRun *run, ImwPracticeEthereum *chain, gint64 height);
void     imw_evm_run_set_message (ImwEvmRun   *run,
                                  const guint8 from[20],
                                  const guint8 to[20],
                                  ImwAmount   *value,
                                  GBytes      *data);
void     imw_evm_run_clear (ImwEvmRun *run);
gboolean imw_evm_run_execute (ImwEvmRun *run, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;                                    /* TRUE also when it reverts */
gboolean imw_evm_run_revert (ImwEvmRun *run, const char *reason); /* always TRUE */
gboolean imw_evm_run_keep (ImwEvmRun *run, gint64 tx_row, gint64 *n_notes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void imw_evm_add_note (ImwEvmRun    *run,
                       const guint8  source[20],
                       const char   *signature,
                       const guint8 *a,
                       const guint8 *b,
                       ImwAmount    *value);

/* gas */
guint64 imw_evm_floor_gas (GBytes *data);

/* transactions */
guint64 imw_evm_fee_cap (ImwEthereumTx *tx);
guint64
         imw_evm_tip (ImwEthereumTx *tx,
                      guint64        base_fee);                      /* what the miner gets a unit; 0 too when it cannot be paid */
guint64  imw_evm_price (ImwEthereumTx *tx, guint64 base_fee); /* what the sender pays a unit */
gboolean imw_evm_accept (ImwPracticeEthereum *self, GBytes *raw, guint8 id[32], GError **error)
    G_GNUC_WARN_UNUSED_RESULT; /* inside a change */
void imw_evm_account_of (const guint8 address[20], guint8 account[32]);
gboolean
imw_evm_next_sequence (ImwPracticeEthereum *self,
                       const guint8         address[20],
                       guint64             *sequence,
                       GError             **error) G_GNUC_WARN_UNUSED_RESULT; /* with those that wait */

/* blocks */
gboolean imw_evm_read_header (const ImwLedgerBlock *block,
                              ImwEvmHeader         *header,
                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_evm_next_base_fee (ImwPracticeEthereum *self,
                                guint64             *base_fee,
                                GError             **error) G_GNUC_WARN_UNUSED_RESULT;
guint64  imw_evm_compute_base_fee (const ImwEvmHeader *parent);
gboolean imw_evm_add_blocks (ImwPracticeEthereum *self,
                             guint                blocks,
                             gboolean             empty,
                             GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwEvmRun, imw_evm_run_clear)

G_END_DECLS
