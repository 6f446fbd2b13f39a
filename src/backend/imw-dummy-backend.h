/* imw-dummy-backend.h: a backend without a network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-backend.h"

G_BEGIN_DECLS

/* Deterministic, for tests, pictures and demos: answers what it has been given, always asynchronously. */
#define IMW_TYPE_DUMMY_BACKEND (imw_dummy_backend_get_type ())
G_DECLARE_FINAL_TYPE (ImwDummyBackend, imw_dummy_backend, IMW, DUMMY_BACKEND, GObject)

ImwBackend *imw_dummy_backend_new (void);
void        imw_dummy_backend_push_batch (ImwDummyBackend *self, ImwSyncBatch *batch);          /* takes it; for the next sync; without one: an empty batch */
void        imw_dummy_backend_set_tip (ImwDummyBackend *self, gint64 height, const char *hash); /* of the empty batches */
void        imw_dummy_backend_set_fees (ImwDummyBackend *self, const ImwFeeTable *fees);        /* 1, 5, 20 sat/vB at first */
void        imw_dummy_backend_add_raw (ImwDummyBackend *self, const char *txid, GBytes *raw);
void        imw_dummy_backend_set_error (ImwDummyBackend *self, const GError *error);         /* every request fails until NULL */
void        imw_dummy_backend_push_submit_error (ImwDummyBackend *self, const GError *error); /* the next submit fails */
guint       imw_dummy_backend_get_n_syncs (ImwDummyBackend *self);
char      **imw_dummy_backend_dup_submitted (ImwDummyBackend *self); /* txids, each time it was sent */
/* networks with told balances: what the empty batches say from now on; (element-type ImwAmount) */
void                  imw_dummy_backend_set_told (ImwDummyBackend *self, GPtrArray *balances, gint64 sequence);
void                  imw_dummy_backend_set_facts (ImwDummyBackend *self, guint64 gas_limit, ImwAmount *extra_fee, gboolean contract, gboolean used, const char *refusal); /* of each payment; 21000, none, FALSE, TRUE, none at first */
/* the same, to be changed, for what only some networks have; transfer none */
ImwPaymentFacts      *imw_dummy_backend_get_facts (ImwDummyBackend *self);
void                  imw_dummy_backend_set_offer (ImwDummyBackend *self, ImwExchangeOffer *offer); /* takes it; nullable: nobody offers any exchange */
void                  imw_dummy_backend_push_history (ImwDummyBackend *self, ImwSyncBatch *batch);                                                                         /* takes it; for the next step backwards */
void                  imw_dummy_backend_hold_history (ImwDummyBackend *self, gboolean hold);                                                                               /* steps don't end until they are cancelled */
guint                 imw_dummy_backend_get_n_steps (ImwDummyBackend *self);                                                                                               /* backwards, that were asked for */
void                  imw_dummy_backend_add_asset (ImwDummyBackend *self, const char *contract, ImwAsset *asset);                                                          /* to be looked up */
const ImwSyncRequest *imw_dummy_backend_get_last_request (ImwDummyBackend *self);                                                                                          /* transfer none, nullable */

G_END_DECLS
