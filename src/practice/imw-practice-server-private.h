/* imw-practice-server-private.h: what the files of the practice server share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-http-server.h"
#include "imw-json.h"

#include "imw-ledger-faults.h"
#include "imw-practice-anchor.h"
#include "imw-practice-bitcoin.h"
#include "imw-practice-ethereum.h"
#include "imw-practice-horizon.h"
#include "imw-practice-reply.h"
#include "imw-practice-server.h"
#include "imw-practice-stellar.h"
#include "imw-practice-swap.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_PRACTICE_BITCOIN,
  IMW_PRACTICE_ETHEREUM,
  IMW_PRACTICE_STELLAR,
  IMW_PRACTICE_N_MINED = IMW_PRACTICE_STELLAR /* its ledgers close by themselves */
} ImwPracticeChain;

typedef struct
{
  ImwPracticeServer *server;
  ImwPracticeChain   chain;
  guint              interval_s;
  gint64             next_block_ms; /* boot time; manual clock only */
  guint              source;
} ImwPracticeMiner;

struct _ImwPracticeServer
{
  ImwHttpServer       *http;
  ImwClock            *clock;
  ImwLedger           *ledger;
  ImwPracticeBitcoin  *bitcoin;
  ImwPracticeEthereum *ethereum;
  ImwPracticeStellar  *stellar;
  ImwPracticeHorizon  *horizon;
  ImwPracticeAnchor   *anchor;
  ImwPracticeSwap     *swap;
  guint                anchor_source;
  ImwFaults           *faults;
  GPtrArray           *hung; /* (element-type Hang): exchanges without an answer */
  ImwPracticeMiner     miners[IMW_PRACTICE_N_MINED];
  gboolean             auto_mine;
  gboolean             clock_manual;
};

void       imw_practice_server_catch_up (ImwPracticeServer *self); /* anchor and swap service */
ImwLedger *imw_practice_server_get_chain (ImwPracticeServer *self,
                                          ImwPracticeChain   chain); /* its books */
gboolean   imw_practice_server_mine (ImwPracticeServer *self,
                                     ImwPracticeChain   chain,
                                     guint              blocks,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* calls about the practice Ethereum */
gboolean imw_practice_control_fund_ethereum (ImwPracticeServer *self,
                                             JsonObject        *request,
                                             ImwPracticeReply  *reply,
                                             GError           **error);
gboolean imw_practice_control_token (ImwPracticeServer *self,
                                     JsonObject        *request,
                                     ImwPracticeReply  *reply,
                                     GError           **error);
gboolean imw_practice_control_airdrop (ImwPracticeServer *self,
                                       JsonObject        *request,
                                       ImwPracticeReply  *reply,
                                       GError           **error);
gboolean imw_practice_control_drop (ImwPracticeServer *self,
                                    JsonObject        *request,
                                    ImwPracticeReply  *reply,
                                    GError           **error);
gboolean imw_practice_control_base_fee (ImwPracticeServer *self,
                                        JsonObject        *request,
                                        ImwPracticeReply  *reply,
                                        GError           **error);

/* calls about the practice anchor */
gboolean imw_practice_control_anchor_pay (ImwPracticeServer *self,
                                          JsonObject        *request,
                                          ImwPracticeReply  *reply,
                                          GError           **error);
gboolean imw_practice_control_anchor_collect (ImwPracticeServer *self,
                                              JsonObject        *request,
                                              ImwPracticeReply  *reply,
                                              GError           **error);
gboolean imw_practice_control_anchor_kyc (ImwPracticeServer *self,
                                          JsonObject        *request,
                                          ImwPracticeReply  *reply,
                                          GError           **error);
gboolean imw_practice_control_anchor_orders (ImwPracticeServer *self,
                                             ImwPracticeReply  *reply,
                                             GError           **error);

gboolean imw_practice_control_reply_done (ImwPracticeReply *reply,
                                          const char       *name,
                                          const char       *value); /* always TRUE */

/* calls about the practice Stellar */
gboolean imw_practice_control_fund_stellar (ImwPracticeServer *self,
                                            JsonObject        *request,
                                            ImwPracticeReply  *reply,
                                            GError           **error);
gboolean imw_practice_control_signer (ImwPracticeServer *self,
                                      JsonObject        *request,
                                      ImwPracticeReply  *reply,
                                      GError           **error);
gboolean imw_practice_control_streams (ImwPracticeServer *self,
                                       JsonObject        *request,
                                       ImwPracticeReply  *reply,
                                       GError           **error);

/* path: "/practice/…"; always sets a reply */
void imw_practice_control_answer (ImwPracticeServer *self,
                                  const char        *method,
                                  const char        *path,
                                  const char        *query_after,
                                  GBytes            *body,
                                  ImwPracticeReply  *reply);

G_END_DECLS
