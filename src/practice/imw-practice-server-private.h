/* imw-practice-server-private.h: what the files of the practice server share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http-server.h"

#include "imw-ledger-faults.h"
#include "imw-practice-bitcoin.h"
#include "imw-practice-reply.h"
#include "imw-practice-server.h"

G_BEGIN_DECLS

struct _ImwPracticeServer
{
  ImwHttpServer      *http;
  ImwClock           *clock;
  ImwLedger          *ledger;
  ImwPracticeBitcoin *bitcoin;
  ImwFaults          *faults;
  GPtrArray          *hung; /* (element-type Hang): exchanges without an answer */
  guint               mine_source;
  guint               block_interval_s;
  gint64              next_block_ms; /* boot time; manual clock only */
  gboolean            auto_mine;
  gboolean            clock_manual;
};

/* path: "/practice/…"; always sets a reply */
void imw_practice_control_answer (ImwPracticeServer *self, const char *method, const char *path, const char *query_after, GBytes *body, ImwPracticeReply *reply);

G_END_DECLS
