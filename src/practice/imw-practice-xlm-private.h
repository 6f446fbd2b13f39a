/* imw-practice-xlm-private.h: what the files of the practice Stellar share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-stellar-tx.h"

#include "imw-practice-stellar.h"

G_BEGIN_DECLS

#define IMW_XLM_LEDGER_CHAIN     2
#define IMW_XLM_LEDGER_S         5 /* from one ledger to the next */
#define IMW_XLM_FIRST_LEDGER     1000
#define IMW_XLM_BASE_FEE         100
#define IMW_XLM_BASE_RESERVE     G_GINT64_CONSTANT (5000000)
#define IMW_XLM_MAX_SUBENTRIES   1000
#define IMW_XLM_MAX_TXS          1000 /* of a ledger */
#define IMW_XLM_N_ROLES          (IMW_PRACTICE_STELLAR_SWAP + 1)
#define IMW_XLM_TOKEN(height, n) (((gint64) (height) << 32) | (gint64) (n))

struct _ImwPracticeStellar
{
  ImwLedger *ledger; /* our chain's books */
  char      *passphrase;
  guint8     network_id[32];
  gboolean   instant;
  guint      close_source; /* closes the next ledger; 0: nothing waits */
  guint      tell_source;  /* tells the watchers */
  char      *addresses[IMW_XLM_N_ROLES];
  guint8     keys[IMW_XLM_N_ROLES][32];
  GArray    *watchers; /* (element-type Watcher) */
};

/* Accounts as they lie in a cell */
typedef struct
{
  guint8 key[32];
  guint8 weight;
} ImwXlmSigner;

typedef struct
{
  ImwStellarAsset asset;
  gint64          balance;
  gint64          limit;
} ImwXlmLine;

typedef struct
{
  char   *name;
  GBytes *value;
} ImwXlmDatum;

typedef struct
{
  guint8     key[32];
  gint64     balance;
  gint64     sequence;
  gint64     sponsoring; /* reserves paid for others */
  gint64     changed;    /* by which ledger */
  guint8     master;     /* weight */
  guint8     low;
  guint8     medium;
  guint8     high;
  GArray    *signers; /* (element-type ImwXlmSigner) besides the master key */
  GArray    *lines;   /* (element-type ImwXlmLine) */
  GPtrArray *data;    /* (element-type ImwXlmDatum) */
} ImwXlmAccount;

typedef struct
{
  guint8          id[32];
  ImwStellarAsset asset;
  gint64          amount;
  guint8          sponsor[32];
  gint64          since_s;
  gint64          height;
  GPtrArray      *claimants; /* (element-type ImwStellarClaimant) */
} ImwXlmClaimable;

/* What an operation came to: stands in the transaction's result and, when it succeeded, in a note. */
typedef struct
{
  ImwStellarOpType type;
  gint32           outer; /* OperationResultCode: 0 when code counts */
  gint32           code;
  gint64           sent;     /* path payments, merged accounts */
  gint64           received; /* path payments, claims */
  ImwStellarAsset  asset;    /* that is received: path payments, claims */
  guint8           id[32];   /* of a claimable balance; of a path payment who receives */
  GByteArray      *trades;   /* (nullable) path payments: ClaimAtoms */
  guint            n_trades;
} ImwXlmOutcome;

typedef struct
{
  gint32  code; /* TransactionResultCode */
  gint64  fee_charged;
  GArray *outcomes; /* (element-type ImwXlmOutcome), with success and failed only */
} ImwXlmResult;

/* The state that a transaction works on. Changes of an operation become the run's when it has succeeded, those of the
 * run are kept with imw_xlm_run_keep(). */
typedef struct
{
  ImwPracticeStellar *net;
  gint64              height;     /* of the ledger that is being made */
  gint64              time_s;     /* when it closes */
  GHashTable         *changes;    /* (element-type utf8 utf8) cells; "" for what is gone */
  GHashTable         *op_changes; /* the same, of the operation under way */
} ImwXlmRun;

/* transaction results */
enum
{
  IMW_XLM_TX_SUCCESS = 0,
  IMW_XLM_TX_FAILED = -1,
  IMW_XLM_TX_TOO_EARLY = -2,
  IMW_XLM_TX_TOO_LATE = -3,
  IMW_XLM_TX_MISSING_OPERATION = -4,
  IMW_XLM_TX_BAD_SEQ = -5,
  IMW_XLM_TX_BAD_AUTH = -6,
  IMW_XLM_TX_INSUFFICIENT_BALANCE = -7,
  IMW_XLM_TX_NO_ACCOUNT = -8,
  IMW_XLM_TX_INSUFFICIENT_FEE = -9,
  IMW_XLM_TX_BAD_AUTH_EXTRA = -10,
  IMW_XLM_TX_NOT_SUPPORTED = -12
};

/* OperationResultCode */
enum
{
  IMW_XLM_OP_INNER = 0,
  IMW_XLM_OP_BAD_AUTH = -1,
  IMW_XLM_OP_NO_ACCOUNT = -2,
  IMW_XLM_OP_NOT_SUPPORTED = -3,
  IMW_XLM_OP_TOO_MANY_SUBENTRIES = -4
};

/* payments of both kinds; the others have names of their own where they are used */
enum
{
  IMW_XLM_PAY_MALFORMED = -1,
  IMW_XLM_PAY_UNDERFUNDED = -2,
  IMW_XLM_PAY_SRC_NO_TRUST = -3,
  IMW_XLM_PAY_NO_DESTINATION = -5,
  IMW_XLM_PAY_NO_TRUST = -6,
  IMW_XLM_PAY_LINE_FULL = -8,
  IMW_XLM_PATH_TOO_FEW_OFFERS = -10,
  IMW_XLM_PATH_CROSS_SELF = -11,
  IMW_XLM_PATH_NOT_THAT_PRICE = -12 /* less than the least, more than the most */
};

/* state */
void     imw_xlm_run_init (ImwXlmRun *run, ImwPracticeStellar *net, gint64 height, gint64 time_s);
void     imw_xlm_run_clear (ImwXlmRun *run);
void     imw_xlm_run_end_op (ImwXlmRun *run, gboolean good);
gboolean imw_xlm_run_keep (ImwXlmRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NULL: no such account */
gboolean       imw_xlm_run_get_account (ImwXlmRun      *run,
                                        const guint8    key[32],
                                        ImwXlmAccount **account,
                                        GError        **error) G_GNUC_WARN_UNUSED_RESULT;
void           imw_xlm_run_set_account (ImwXlmRun *run, ImwXlmAccount *account);
void           imw_xlm_run_remove_account (ImwXlmRun *run, const guint8 key[32]);
gboolean       imw_xlm_run_get_claimable (ImwXlmRun        *run,
                                          const guint8      id[32],
                                          ImwXlmClaimable **claimable,
                                          GError          **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean       imw_xlm_run_set_claimable (ImwXlmRun             *run,
                                          const ImwXlmClaimable *claimable,
                                          gboolean               there,
                                          GError               **error) G_GNUC_WARN_UNUSED_RESULT;
GArray        *imw_xlm_run_list_claimables (ImwXlmRun   *run,
                                            const guint8 claimant[32],
                                            GError     **error) G_GNUC_WARN_UNUSED_RESULT; /* 32 bytes each */
ImwXlmAccount *imw_xlm_account_new (const guint8 key[32], gint64 balance, gint64 sequence);
void           imw_xlm_account_free (ImwXlmAccount *self);
ImwXlmLine    *imw_xlm_account_find_line (ImwXlmAccount *self, const ImwStellarAsset *asset);    /* transfer none, nullable */
ImwXlmDatum   *imw_xlm_account_find_datum (ImwXlmAccount *self, const char *name);               /* the same */
void           imw_xlm_account_set_datum (ImwXlmAccount *self, const char *name, GBytes *value); /* value NULL: removes */
gint64         imw_xlm_account_count_subentries (const ImwXlmAccount *self);
gint64         imw_xlm_account_get_reserve (const ImwXlmAccount *self);   /* stroops that stay in it */
gint64         imw_xlm_account_get_available (const ImwXlmAccount *self); /* not negative */
void           imw_xlm_claimable_free (ImwXlmClaimable *self);

/* results */
ImwXlmResult *imw_xlm_result_new (void);
void          imw_xlm_result_free (ImwXlmResult *self);
void          imw_xlm_outcome_clear (ImwXlmOutcome *self);
GBytes       *imw_xlm_result_to_xdr (const ImwXlmResult *self);
/* "tx_failed op_success op_underfunded" */
char       *imw_xlm_result_to_codes (const ImwXlmResult *self);
const char *imw_xlm_tx_code_get_name (gint32 code);
const char *imw_xlm_outcome_get_name (const ImwXlmOutcome *self);

/* what a transaction may be: result->code and, where operations are to blame, the outcomes say why not */
gboolean imw_xlm_check (ImwXlmRun                *run,
                        const ImwStellarEnvelope *envelope,
                        ImwXlmResult             *result,
                        GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_xlm_apply_op (ImwXlmRun          *run,
                           const ImwStellarTx *tx,
                           guint               index,
                           ImwXlmOutcome      *outcome,
                           GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_xlm_op_get_source (const ImwStellarTx *tx, const ImwStellarOp *op, guint8 key[32]);
gboolean imw_xlm_op_is_malformed (const ImwStellarTx *tx, const ImwStellarOp *op);
void     imw_xlm_get_balance_id (const ImwStellarTx *tx, guint index, guint8 id[32]); /* of what operation @index creates */

/* money: 0 or an IMW_XLM_PAY code */
gboolean imw_xlm_debit (ImwXlmRun             *run,
                        const guint8           key[32],
                        const ImwStellarAsset *asset,
                        gint64                 amount,
                        gint32                *code,
                        GError               **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_xlm_credit (ImwXlmRun             *run,
                         const guint8           key[32],
                         const ImwStellarAsset *asset,
                         gint64                 amount,
                         gint32                *code,
                         GError               **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_xlm_apply_path (ImwXlmRun          *run,
                             const ImwStellarTx *tx,
                             const ImwStellarOp *op,
                             ImwXlmOutcome      *outcome,
                             GError            **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_xlm_apply_claimable (ImwXlmRun          *run,
                                  const ImwStellarTx *tx,
                                  guint               index,
                                  ImwXlmOutcome      *outcome,
                                  GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* market: what comes of @amount, or what is needed for it; FALSE when there is no such market or it is too little */
gboolean imw_xlm_market_sell (ImwPracticeStellar    *net,
                              const ImwStellarAsset *from,
                              const ImwStellarAsset *to,
                              gint64                 amount,
                              gint64                *received);
gboolean imw_xlm_market_buy (ImwPracticeStellar    *net,
                             const ImwStellarAsset *from,
                             const ImwStellarAsset *to,
                             gint64                 amount,
                             gint64                *needed);
gboolean imw_xlm_market_get_asset (ImwPracticeStellar *net, guint index, ImwStellarAsset *asset); /* FALSE: past the last one */

gboolean imw_xlm_parse_asset (ImwPracticeStellar *net,
                              const char         *text,
                              ImwStellarAsset    *asset,
                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;
char    *imw_xlm_dup_asset_text (const ImwStellarAsset *asset);

/* ledgers; those in which nothing happened are not in the books */
typedef struct
{
  gint64 height;
  gint64 time_s;
  gint64 n_good;
  gint64 n_bad;
  gint64 n_ops;
  guint8 hash[32];
  guint8 parent[32];
} ImwXlmHeader;

gboolean imw_xlm_find_header (ImwPracticeStellar *net,
                              gint64              height,
                              ImwXlmHeader       *header,
                              gboolean           *found,
                              GError            **error) G_GNUC_WARN_UNUSED_RESULT; /* height -1: the newest */
/* inside a change; without @even_empty only when something waits */
gboolean imw_xlm_close (ImwPracticeStellar *net, gboolean even_empty, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_xlm_add_ledger (ImwPracticeStellar *net, const ImwXlmHeader *header, GArray *ids, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_xlm_tell_watchers (ImwPracticeStellar *net); /* soon, from the main loop */
void     imw_xlm_schedule (ImwPracticeStellar *net);      /* the ledger that takes what waits */

/* transactions */
typedef enum
{
  IMW_XLM_TAKEN,   /* in a ledger, or waits for one */
  IMW_XLM_REFUSED, /* the result says why */
  IMW_XLM_MALFORMED,
  IMW_XLM_DUPLICATE, /* waits already */
  IMW_XLM_APPLIED,   /* is in a ledger already */
  IMW_XLM_BUSY       /* another one of that account waits */
} ImwXlmVerdict;

gboolean imw_xlm_submit (ImwPracticeStellar *net,
                         GBytes             *raw,
                         gboolean            at_once, /* close a ledger for it */
                         guint8              hash[32],
                         ImwXlmVerdict      *verdict,
                         ImwXlmResult       *result,
                         GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* notes of a transaction in a ledger: number 0 of it is its result, then one for each operation */
typedef struct
{
  gint64        token;
  gint64        tx_row;
  gint64        height;
  gint64        position; /* of the transaction */
  guint         index;    /* of the operation */
  ImwXlmOutcome outcome;
} ImwXlmOpRecord;

gboolean imw_xlm_find_result (ImwPracticeStellar *net,
                              gint64              tx_row,
                              GBytes            **xdr,
                              char              **codes,
                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_xlm_read_note (const ImwLedgerNote *note, ImwXlmOpRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_xlm_set_topics (ImwLedgerNote *note, const ImwStellarTx *tx, const ImwStellarOp *op);
gboolean imw_xlm_note_is_op (const ImwLedgerNote *note);
GBytes  *imw_xlm_write_note (const ImwXlmOutcome *outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwXlmAccount, imw_xlm_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwXlmClaimable, imw_xlm_claimable_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwXlmResult, imw_xlm_result_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwXlmRun, imw_xlm_run_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwXlmOutcome, imw_xlm_outcome_clear)

G_END_DECLS
