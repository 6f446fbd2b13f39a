/* imw-practice-esplora-private.h: what the files of the Esplora adapter share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-esplora.h"

G_BEGIN_DECLS

/* A request on its way. A handler sets the reply, or an error. */
typedef struct
{
  ImwPracticeBitcoin *bitcoin;
  ImwLedger          *ledger;
  char              **parts; /* of the path, never more than MAX_PARTS; missing ones are NULL */
  ImwPracticeReply   *reply;
} ImwEsplora;

gboolean imw_esplora_not_found (GError **error); /* always FALSE */
gboolean imw_esplora_answer_address (ImwEsplora *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* JSON forms */
gboolean imw_esplora_write_tx (ImwEsplora *self, ImwPracticeJson *json, const char *name, const ImwLedgerTx *tx, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_esplora_write_txs (ImwEsplora *self, ImwPracticeJson *json, GPtrArray *txs, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* members of an open array */
gboolean imw_esplora_write_status (ImwEsplora *self, ImwPracticeJson *json, const char *name, gint64 height, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_esplora_write_block (ImwEsplora *self, ImwPracticeJson *json, const ImwLedgerBlock *block, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
