/* imw-stellar-op.h: operations of Stellar's transactions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-stellar-asset.h"
#include "imw-stellar-predicate.h"

G_BEGIN_DECLS

#define IMW_STELLAR_MAX_PATH      5
#define IMW_STELLAR_MAX_CLAIMANTS 10

/* Those that are read and written; the numbers are the ledger's. */
typedef enum
{
  IMW_STELLAR_OP_CREATE_ACCOUNT = 0,
  IMW_STELLAR_OP_PAYMENT = 1,
  IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE = 2,
  IMW_STELLAR_OP_CHANGE_TRUST = 6,
  IMW_STELLAR_OP_ACCOUNT_MERGE = 8,
  IMW_STELLAR_OP_MANAGE_DATA = 10,
  IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND = 13,
  IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE = 14,
  IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE = 15
} ImwStellarOpType;

/* Plain, owned by its transaction. Amounts are in stroops (10^-7 of whatever they count). */
typedef struct
{
  ImwStellarOpType  type;
  gboolean          has_source;
  ImwStellarAddress source;         /* with has_source */
  ImwStellarAddress destination;    /* create account (never muxed), payment, path payments, account merge */
  ImwStellarAsset   asset;          /* payment, change trust, create claimable balance; what is sent, of path payments */
  gint64            amount_stroops; /* starting balance; amount; what is sent, exact or at most; limit (0 removes, G_MAXINT64 the most) */
  ImwStellarAsset   dest_asset;     /* what arrives, of path payments */
  gint64            dest_stroops;   /* exact, or at least */
  guint             n_path;
  ImwStellarAsset   path[IMW_STELLAR_MAX_PATH];
  char             *name;           /* manage data */
  GBytes           *value;          /* (nullable) manage data; NULL removes */
  GPtrArray        *claimants;      /* (element-type ImwStellarClaimant) (nullable) create claimable balance */
  guint8            balance_id[32]; /* claim claimable balance */
} ImwStellarOp;

ImwStellarOp *imw_stellar_op_new (ImwStellarOpType type);
ImwStellarOp *imw_stellar_op_new_create_account (const guint8 key[IMW_STELLAR_KEY_SIZE], gint64 stroops);
ImwStellarOp *imw_stellar_op_new_payment (const ImwStellarAddress *destination, const ImwStellarAsset *asset, gint64 stroops);
ImwStellarOp *imw_stellar_op_new_change_trust (const ImwStellarAsset *asset, gint64 limit_stroops);
ImwStellarOp *imw_stellar_op_new_manage_data (const char *name, GBytes *value); /* value nullable */
ImwStellarOp *imw_stellar_op_new_claim (const guint8 balance_id[32]);
void          imw_stellar_op_set_source (ImwStellarOp *self, const ImwStellarAddress *source);
gboolean      imw_stellar_op_add_path (ImwStellarOp *self, const ImwStellarAsset *asset); /* FALSE when there are 5 already */
void          imw_stellar_op_free (ImwStellarOp *self);
/* NULL when it is malformed (BAD_INPUT) or another kind (NOT_SUPPORTED) */
ImwStellarOp *imw_stellar_op_read (ImwReader *reader, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          imw_stellar_op_write (ImwWriter *writer, const ImwStellarOp *self);

/* MuxedAccount */
void imw_stellar_address_read (ImwReader *reader, ImwStellarAddress *self);
void imw_stellar_address_write (ImwWriter *writer, const ImwStellarAddress *self);

/* claimable balances as servers name them: 72 hex digits; BAD_INPUT */
gboolean imw_stellar_balance_id_parse (const char *text, guint8 balance_id[32], GError **error) G_GNUC_WARN_UNUSED_RESULT;
char    *imw_stellar_balance_id_to_text (const guint8 balance_id[32]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStellarOp, imw_stellar_op_free)

G_END_DECLS
