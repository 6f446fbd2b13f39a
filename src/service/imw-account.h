/* imw-account.h: one account of one wallet on one network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-chain.h"
#include "imw-fee.h"

G_BEGIN_DECLS

typedef struct _ImwHolding ImwHolding;

/* Unknown is neither. */
typedef enum
{
  IMW_TRUTH_UNKNOWN,
  IMW_TRUTH_NO,
  IMW_TRUTH_YES
} ImwTruth;

#define IMW_TYPE_ACCOUNT (imw_account_get_type ())

/* Main thread. Properties (notify): "title", "syncing", "balance" (changes of any figure below). */
G_DECLARE_FINAL_TYPE (ImwAccount, imw_account, IMW, ACCOUNT, GObject)

/* Figures are NULL while unknown (never synced). */
const char   *imw_account_get_id (ImwAccount *self);    /* "bitcoin-84" */
const char   *imw_account_get_title (ImwAccount *self); /* the kind's English title, for translation */
ImwChain     *imw_account_get_chain (ImwAccount *self);
const char   *imw_account_get_key (ImwAccount *self);
ImwAmount    *imw_account_get_confirmed (ImwAccount *self); /* (nullable), transfer none */
ImwAmount    *imw_account_get_pending (ImwAccount *self);   /* (nullable) net of the mempool, signed */
ImwAmount    *imw_account_get_total (ImwAccount *self);     /* (nullable) confirmed + pending */
ImwAmount    *imw_account_get_available (ImwAccount *self); /* (nullable) spendable now, reservations left out */
gint64        imw_account_get_as_of_ms (ImwAccount *self);  /* wall time of the last good sync, 0 never */
gboolean      imw_account_get_syncing (ImwAccount *self);
const GError *imw_account_get_last_error (ImwAccount *self);            /* (nullable) of the last sync */
guint         imw_account_get_scanned (ImwAccount *self, guint branch); /* how far the gap scan looked */
/* the figures above are those of the network's own asset; all of them, the own one first */
GListModel   *imw_account_get_holdings (ImwAccount *self); /* (element-type ImwHolding), transfer none; hidden ones too */
/* how far back the history is known */
gint64        imw_account_get_history_from_ms (ImwAccount *self); /* 0 to the beginning (or the birthday), -1 not known yet */
gboolean      imw_account_get_history_running (ImwAccount *self); /* older history is being read in the background */
const char   *imw_account_get_history_source (ImwAccount *self);  /* (nullable) "index", "seen": what the screen says of completeness */
/* networks with a reserve (IMW_CHAIN_HAS_RESERVE); elsewhere an account exists and nothing is kept back. "balance" tells of changes */
ImwTruth   imw_account_get_exists (ImwAccount *self);       /* whether it is open on the ledger */
ImwAmount *imw_account_get_reserved (ImwAccount *self);     /* (nullable) of the own asset, what must stay in it now */
ImwAmount *imw_account_get_reserve_step (ImwAccount *self); /* (nullable) what one more opened asset adds to that */
ImwAmount *imw_account_get_opening (ImwAccount *self);      /* (nullable) the least a new account must be given */
/* networks with claims: what waits for the account; empty elsewhere */
GListModel *imw_account_get_claims (ImwAccount *self); /* (element-type ImwAccountClaim), transfer none */
guint         imw_account_get_n_requests (ImwAccount *self);      /* to servers since the program started */
char         *imw_account_get_descriptor (ImwAccount *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One address; boxed. */
typedef struct
{
  guint32  branch;
  guint32  index;
  char    *address;
  gboolean used;
  gboolean issued;
} ImwAddressInfo;

#define IMW_TYPE_ADDRESS_INFO (imw_address_info_get_type ())
GType           imw_address_info_get_type (void) G_GNUC_CONST;
ImwAddressInfo *imw_address_info_copy (const ImwAddressInfo *self);
void            imw_address_info_free (ImwAddressInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwAddressInfo, imw_address_info_free)

/* the current receiving address (first unused); fresh: the next one after all issued, at most 20 ahead of the last used (REFUSED) */
void            imw_account_get_receive_address_async (ImwAccount *self, gboolean fresh, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwAddressInfo *imw_account_get_receive_address_finish (ImwAccount *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_account_list_addresses_async (ImwAccount *self, guint32 branch, guint32 from, guint32 count, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray      *imw_account_list_addresses_finish (ImwAccount *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwAddressInfo) */
/* networks with tokens: what a contract says of itself (name and decimals are its word), then whether it is listed. BAD_ADDRESS, NOT_FOUND,
 * REFUSED (imitates a genuine one is no error: imw_chain_find_resembled ()) */
void      imw_account_look_up_token_async (ImwAccount *self, const char *contract, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwAsset *imw_account_look_up_token_finish (ImwAccount *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* shown: listed as the user's own (an unknown one becomes IMW_TRUST_OWN), or put away among the hidden ones */
void     imw_account_set_token_shown_async (ImwAccount *self, ImwAsset *asset, gboolean shown, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_account_set_token_shown_finish (ImwAccount *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* current fee choices; known = FALSE when no server said so lately */
void     imw_account_get_fees_async (ImwAccount *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_account_get_fees_finish (ImwAccount *self, GAsyncResult *result, ImwFeeTable *fees, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
