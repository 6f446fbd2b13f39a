/* imw-ledger.h: the books of the practice networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-clock.h"

G_BEGIN_DECLS

/* Blocks, transactions, coins, accounts and histories of several chains in one SQLite file. Knows no network: an id is 32 bytes, a script is
 * bytes, an owner is the SHA-256 of a script. Synchronous, one thread. Every change stands between begin and commit.
 * Errors: DISK, CORRUPT, BUSY. */
typedef struct _ImwLedger ImwLedger;

#define IMW_LEDGER_WAITING (-1) /* as a height: not in a block */

typedef struct
{
  gint64   row; /* key; ascending by arrival */
  guint8   id[32];
  GBytes  *raw;
  guint64  fee;
  gint64   size;
  gint64   weight;
  gint64   height;
  gint64   position;
  gboolean coinbase;
} ImwLedgerTx;

typedef struct
{
  guint8   hash[32];
  gint64   height;
  gboolean best;
  GBytes  *header;
  gint64   time_s;
  gint64   size;
  gint64   weight;
  GBytes  *tx_ids; /* 32 bytes each */
} ImwLedgerBlock;

typedef struct
{
  gint64   tx_row;
  guint8   tx_id[32];
  guint32  number;
  GBytes  *script;
  guint64  value;
  gint64   height; /* of its transaction */
  gboolean coinbase;
  gint64   spent_row; /* 0: unspent */
  guint8   spent_id[32];
  guint32  spent_input;
  gint64   spent_height;
} ImwLedgerCoin;

typedef struct
{
  gint64  funded_count;
  guint64 funded_sum;
  gint64  spent_count;
  guint64 spent_sum;
  gint64  tx_count;
} ImwLedgerStats;

/* What makes a transaction the account's number so and so */
typedef struct
{
  guint8   account[32];
  guint64  sequence;
  gboolean done;  /* in a block: what follows is known */
  gboolean good;  /* did what it was to do */
  gint64   used;  /* units of work */
  guint64  price; /* of one unit, in base units */
} ImwLedgerEntry;

#define IMW_LEDGER_MAX_TOPICS 4

/* What a transaction in a block has left for others to find. */
typedef struct
{
  gint64  tx_row;
  guint8  tx_id[32];
  gint64  height;
  gint64  position; /* of the transaction */
  gint64  number;   /* of the note, counted through the block */
  GBytes *source;
  guint   n_topics;
  guint8  topics[IMW_LEDGER_MAX_TOPICS][32];
  GBytes *data;
} ImwLedgerNote;

typedef struct
{
  gint64 number;
  gint64 time_ms;
  char  *kind;
  char  *subject;
} ImwLedgerEvent;

ImwLedger *imw_ledger_open (const char *path, ImwClock *clock, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwLedger *imw_ledger_new_chain (ImwLedger *books, gint64 chain);
void       imw_ledger_free (ImwLedger *self);
ImwClock  *imw_ledger_get_clock (ImwLedger *self);
gboolean   imw_ledger_begin (ImwLedger *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_ledger_end (ImwLedger *self, gboolean good, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* commits when good, else rolls back */
gboolean   imw_ledger_clear (ImwLedger *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_ledger_get_number (ImwLedger *self, const char *name, gint64 *value, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* 0 when never set */
gboolean   imw_ledger_set_number (ImwLedger *self, const char *name, gint64 value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_ledger_add_event (ImwLedger *self, const char *kind, const char *subject, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *imw_ledger_list_events (ImwLedger *self, gint64 after, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Blocks. The finders succeed with NULL when there is none. */
gboolean imw_ledger_get_height (ImwLedger *self, gint64 *height, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* -1: empty */
gboolean imw_ledger_find_block (ImwLedger *self, const guint8 hash[32], ImwLedgerBlock **block, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_ledger_find_block_at (ImwLedger *self, gint64 height, ImwLedgerBlock **block, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_ledger_find_block_below (ImwLedger *self, gint64 height, ImwLedgerBlock **block, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* the highest up to @height: not every chain keeps all */
gboolean imw_ledger_add_block (ImwLedger *self, const ImwLedgerBlock *block, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Blocks above @height leave the best chain; their transactions wait again, coinbases and all that came of them are gone. */
gboolean imw_ledger_drop_blocks (ImwLedger *self, gint64 height, gboolean forget_txs, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_ledger_block_free (ImwLedgerBlock *self);

/* Transactions */
gboolean   imw_ledger_find_tx (ImwLedger *self, const guint8 id[32], ImwLedgerTx **tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_ledger_add_tx (ImwLedger *self, const ImwLedgerTx *tx, gint64 *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_ledger_confirm_tx (ImwLedger *self, gint64 row, gint64 height, gint64 position, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_ledger_remove_tx (ImwLedger *self, gint64 row, GError **error) G_GNUC_WARN_UNUSED_RESULT;                         /* and all that spend from it */
GPtrArray *imw_ledger_list_waiting (ImwLedger *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;                                  /* (element-type ImwLedgerTx) by arrival */
GArray    *imw_ledger_list_relatives (ImwLedger *self, gint64 row, gboolean spenders, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type gint64) waiting ones, @row first */
void       imw_ledger_tx_free (ImwLedgerTx *self);

/* Coins */
void       imw_ledger_owner_of (const guint8 *script, gsize length, guint8 owner[32]);
gboolean   imw_ledger_add_coin (ImwLedger *self, gint64 tx_row, guint32 number, GBytes *script, guint64 value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_ledger_find_coin (ImwLedger *self, const guint8 tx_id[32], guint32 number, ImwLedgerCoin **coin, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_ledger_spend_coin (ImwLedger *self, const ImwLedgerCoin *coin, gint64 by_row, guint32 by_input, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *imw_ledger_list_inputs (ImwLedger *self, gint64 tx_row, GError **error) G_GNUC_WARN_UNUSED_RESULT;                        /* (element-type ImwLedgerCoin) what it spends, by input */
GPtrArray *imw_ledger_list_outputs (ImwLedger *self, gint64 tx_row, GError **error) G_GNUC_WARN_UNUSED_RESULT;                       /* (element-type ImwLedgerCoin) */
GPtrArray *imw_ledger_list_unspent (ImwLedger *self, const guint8 owner[32], guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* oldest first */
void       imw_ledger_coin_free (ImwLedgerCoin *self);

/* Cells: a named value from a height on */
gboolean imw_ledger_get_cell (ImwLedger *self, const char *name, gint64 height, char **value, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* NULL when there is none yet */
gboolean imw_ledger_set_cell (ImwLedger *self, const char *name, gint64 height, const char *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Entries: transactions with an account's number. At most one for a number. */
gboolean imw_ledger_add_entry (ImwLedger *self, gint64 tx_row, const ImwLedgerEntry *entry, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_ledger_set_outcome (ImwLedger *self, gint64 tx_row, const ImwLedgerEntry *entry, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_ledger_get_entry (ImwLedger *self, gint64 tx_row, ImwLedgerEntry *entry, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_ledger_find_entry (ImwLedger *self, const guint8 account[32], guint64 sequence, ImwLedgerTx **tx, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* NULL: none */

/* Notes */
gboolean   imw_ledger_add_note (ImwLedger *self, const ImwLedgerNote *note, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *imw_ledger_list_notes (ImwLedger *self, gint64 first, gint64 last, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwLedgerNote) of blocks, oldest first */
GPtrArray *imw_ledger_list_notes_of (ImwLedger *self, gint64 tx_row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *imw_ledger_list_notes_about (ImwLedger *self, const guint8 topic[32], gint64 height, gint64 number, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* older ones, newest first */
GPtrArray *imw_ledger_list_notes_since (ImwLedger *self, const guint8 topic[32], gint64 height, gint64 number, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* newer ones, oldest first */
void       imw_ledger_note_free (ImwLedgerNote *self);

/* Histories, newest first */
gboolean   imw_ledger_add_history (ImwLedger *self, const guint8 owner[32], gint64 tx_row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *imw_ledger_list_history (ImwLedger *self, const guint8 owner[32], const ImwLedgerTx *before, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;      /* in blocks */
GPtrArray *imw_ledger_list_history_since (ImwLedger *self, const guint8 owner[32], const ImwLedgerTx *after, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* in blocks, oldest first */
GPtrArray *imw_ledger_list_waiting_of (ImwLedger *self, const guint8 owner[32], guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_ledger_get_stats (ImwLedger *self, const guint8 owner[32], ImwLedgerStats *chain, ImwLedgerStats *waiting, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwLedger, imw_ledger_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwLedgerTx, imw_ledger_tx_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwLedgerBlock, imw_ledger_block_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwLedgerCoin, imw_ledger_coin_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwLedgerNote, imw_ledger_note_free)

G_END_DECLS
