/* imw-esplora-json.h: what an Esplora server says, parsed once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "imw-bitcoin-params.h"
#include "imw-fee.h"
#include "imw-tx-record.h"

G_BEGIN_DECLS

typedef struct
{
  guint8  txid[32]; /* internal byte order */
  guint32 vout;
  guint64 value_sat;
  GBytes *script; /* (nullable): of the output that is spent; NULL for a coinbase */
} ImwEsploraInput;

typedef struct
{
  guint64 value_sat;
  GBytes *script;
} ImwEsploraOutput;

/* A transaction whose id has been computed again from what the server said. */
typedef struct
{
  char    *txid;
  gboolean confirmed;
  gint64   height;     /* -1 when not in a block */
  char    *block_hash; /* (nullable) */
  gint64   time_ms;    /* of the block, 0 without one */
  guint64  fee_sat;
  gboolean is_coinbase;
  GArray  *inputs;  /* (element-type ImwEsploraInput) */
  GArray  *outputs; /* (element-type ImwEsploraOutput) */
} ImwEsploraTx;

/* Counts of one address; the sums may pass 21 million coins when coins go round. */
typedef struct
{
  gint64 chain_funded_sat;
  gint64 chain_spent_sat;
  gint64 chain_txs;
  gint64 mempool_funded_sat;
  gint64 mempool_spent_sat;
  gint64 mempool_txs;
} ImwEsploraStats;

/* Where in the account a script of ours stands. */
typedef struct
{
  guint32 branch;
  guint32 index;
} ImwEsploraOwn;

gboolean      imw_esplora_check_hash (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* 64 lower case hex digits */
GPtrArray    *imw_esplora_split_array (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type GBytes) */
ImwEsploraTx *imw_esplora_tx_parse_bytes (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwEsploraTx *imw_esplora_tx_parse (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void          imw_esplora_tx_free (ImwEsploraTx *self);
gboolean      imw_esplora_tx_touches (const ImwEsploraTx *self, GBytes *script);
/* own: (element-type GBytes ImwEsploraOwn) scripts of the account. NULL when nothing in it is the account's */
ImwTxRecord  *imw_esplora_tx_to_record (const ImwEsploraTx *self, GHashTable *own, const ImwBitcoinParams *params, ImwAsset *asset);
gboolean      imw_esplora_stats_parse (JsonNode *node, const char *address, ImwEsploraStats *stats, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char         *imw_esplora_stats_to_status (const ImwEsploraStats *self);
gint64        imw_esplora_status_get_chain_txs (const char *status); /* 0 when it is not one of ours */
gboolean      imw_esplora_fees_parse (JsonNode *node, guint32 block_seconds, ImwFeeTable *fees, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwEsploraTx, imw_esplora_tx_free)

G_END_DECLS
