/* imw-horizon-json.h: what Horizon servers answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-backend.h"
#include "imw-error.h"
#include "imw-json.h"
#include "imw-stellar-params.h"

G_BEGIN_DECLS

#define IMW_HORIZON_TXID_SIZE (64 + 1)

/* All amounts are stroops, at least 0; all BAD_REPLY unless said otherwise. */
typedef struct
{
  gint64 height;
  gint64 closed_ms;
  gint64 reserve_stroops; /* base reserve */
} ImwHorizonLedger;

typedef struct
{
  ImwStellarAsset asset;
  gint64          balance;
  gint64          limit;
  gint64          selling; /* liabilities: promised to others in open offers */
  gint64          buying;
  gboolean        authorized;
} ImwHorizonLine;

typedef struct
{
  gint64         sequence;
  gint64         subentries;
  gint64         sponsoring;
  gint64         sponsored;
  ImwHorizonLine native;
  GArray        *lines;       /* (element-type ImwHorizonLine) */
  gboolean       needs_memo;  /* SEP-29 */
  char          *home_domain; /* (nullable): untrusted text */
} ImwHorizonAccount;

gboolean           imw_horizon_ledger_parse (JsonNode *node, ImwHorizonLedger *ledger, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwHorizonAccount *imw_horizon_account_parse (JsonNode *node, const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void               imw_horizon_account_free (ImwHorizonAccount *self);
ImwHorizonLine    *imw_horizon_account_find_line (const ImwHorizonAccount *self, const ImwStellarAsset *asset); /* NULL */
/* reserve and selling liabilities; BAD_REPLY when that is no possible amount */
gboolean imw_horizon_account_get_reserved (const ImwHorizonAccount *self, gint64 reserve_stroops, gint64 *stroops, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_horizon_fees_parse (JsonNode *node, ImwFeeTable *fees, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwClaim) for @address as at @now_ms */
GPtrArray *imw_horizon_claims_parse (const ImwStellarParams *params, JsonNode *node, const char *address, gint64 now_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the best one; NOT_FOUND when there is none */
ImwExchangeOffer *imw_horizon_paths_parse (const ImwStellarParams *params, JsonNode *node, ImwAmount *give, ImwAsset *give_asset, ImwAmount *get, ImwAsset *get_asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the code of a refused transaction, NULL when the body says none */
const char *imw_horizon_refusal_parse (JsonNode *node, ImwError *code);

JsonArray *imw_horizon_records (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* transfer none */
gboolean   imw_horizon_read_time (JsonObject *object, const char *name, gint64 *time_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_horizon_read_stroops (JsonObject *object, const char *name, gint64 *stroops, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "asset_type", "asset_code", "asset_issuer" behind @prefix; NOT_SUPPORTED for shares of a pool */
gboolean imw_horizon_read_asset (JsonObject *object, const char *prefix, ImwStellarAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_horizon_is_txid (const char *text);
/* an int64 as text or number */
gboolean imw_horizon_read_int64 (JsonObject *object, const char *name, gint64 *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwHorizonAccount, imw_horizon_account_free)

/* What one transaction did to the account. */
typedef struct
{
  char      *txid;
  gint64     first; /* paging tokens of its first and last operation on the page, in ascending order */
  gint64     last;
  GPtrArray *ops;     /* (element-type JsonNode) */
  JsonNode  *tx;      /* (nullable) */
  JsonNode  *effects; /* (nullable): a page of those of all its operations */
} ImwHorizonGroup;

/* (element-type ImwHorizonGroup) in the order of the page */
GPtrArray   *imw_horizon_groups_parse (JsonNode *node, gboolean descending, guint *n_ops, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void         imw_horizon_group_free (ImwHorizonGroup *self);
gboolean     imw_horizon_group_needs_tx (const ImwHorizonGroup *self);
gboolean     imw_horizon_group_needs_effects (const ImwHorizonGroup *self);
ImwTxRecord *imw_horizon_group_to_record (const ImwHorizonGroup *self, const ImwStellarParams *params, const char *address, GPtrArray *assets, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
