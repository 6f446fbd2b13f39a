/* imw-wallet-service.h: the wallet service: what the window and the command line share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-backend.h"
#include "imw-chain.h"
#include "imw-clock.h"
#include "imw-settings.h"
#include "imw-vault-store.h"

G_BEGIN_DECLS

typedef struct _ImwWallet ImwWallet;
typedef struct _ImwPrices ImwPrices;

/* Plain; copied by the service. NULL members take defaults. */
typedef struct
{
  const char        *data_dir; /* NULL: XDG data folder + "imwallet" */
  ImwEnvironment     environment;
  const char        *network_name;  /* NULL: by setting or the environment's default ("signet") */
  const char *const *servers;       /* NULL, or NULL-terminated "bitcoin=URL", "ethereum=URL", "ethereum-index=URL" */
  gboolean           read_only;     /* balance, history, addresses beside a running window */
  const char        *signer_path;   /* NULL: found */
  const char        *practice_path; /* NULL: found like the signer (IMW_PRACTICE_PATH when uninstalled) */
  gboolean           offline;       /* start no server, ask no server */
  ImwClock          *clock;         /* NULL: the system's */
} ImwServiceOptions;

#define IMW_TYPE_WALLET_SERVICE (imw_wallet_service_get_type ())

/* One data folder and environment. Main thread. Signals:
 * "transaction-received" (ImwWallet, const char *account_id, const char *txid), "transaction-confirmed" (same): once per
 * transaction, for notifications. "status-changed": a backend's state or age, or prices. */
G_DECLARE_FINAL_TYPE (ImwWalletService, imw_wallet_service, IMW, WALLET_SERVICE, GObject)

/* Takes the folder's lock (BUSY: open elsewhere), reads settings and wallet markers, makes chains and backends, starts
 * imwallet-practice in practice mode. Needs no keyring and no password. DISK, CORRUPT, NOT_SUPPORTED (newer data). */
void              imw_wallet_service_open_async (const ImwServiceOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwWalletService *imw_wallet_service_open_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Locks all wallets, stops sync, ends signer and practice server. */
void     imw_wallet_service_close_async (ImwWalletService *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_service_close_finish (ImwWalletService *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

GListModel    *imw_wallet_service_get_wallets (ImwWalletService *self);                 /* (element-type ImwWallet), transfer none */
ImwWallet     *imw_wallet_service_find_wallet (ImwWalletService *self, const char *id); /* transfer none; NULL id: the one last used */
ImwEnvironment imw_wallet_service_get_environment (ImwWalletService *self);
const char    *imw_wallet_service_get_data_dir (ImwWalletService *self);
ImwClock      *imw_wallet_service_get_clock (ImwWalletService *self);
ImwSettings   *imw_wallet_service_get_settings (ImwWalletService *self);
ImwPrices     *imw_wallet_service_get_prices (ImwWalletService *self);
GPtrArray     *imw_wallet_service_get_chains (ImwWalletService *self); /* (element-type ImwChain), transfer none */
/* Networks can be switched on and off: get_chains () has those that are on. A network that is off is never asked; what the books know
 * of it stays. Kept in settings. */
GPtrArray *imw_wallet_service_list_networks (ImwWalletService *self); /* (element-type ImwChain), transfer container: all of this environment */
gboolean   imw_wallet_service_get_network_enabled (ImwWalletService *self, const char *chain_id);
/* accounts of a network that is new appear at once in unlocked wallets, in others when they are unlocked next; NOT_FOUND, BUSY (an open payment on it) */
gboolean       imw_wallet_service_set_network_enabled (ImwWalletService *self, const char *chain_id, gboolean enabled, GError **error);
ImwChain      *imw_wallet_service_find_chain (ImwWalletService *self, const char *id);
ImwBackend    *imw_wallet_service_find_backend (ImwWalletService *self, const char *chain_id);                                         /* NULL while offline */
gboolean       imw_wallet_service_set_servers (ImwWalletService *self, const char *chain_id, const char *const *urls, GError **error); /* kept in settings; NULL: defaults */
/* the same for servers that keep histories by address; an empty list: none is asked */
gboolean       imw_wallet_service_set_indexes (ImwWalletService *self, const char *chain_id, const char *const *urls, GError **error);
char         **imw_wallet_service_dup_own_indexes (ImwWalletService *self, const char *chain_id); /* (nullable): set_indexes() */
char         **imw_wallet_service_dup_own_servers (ImwWalletService *self, const char *chain_id);                                       /* (nullable): set_servers() */
char         **imw_wallet_service_list_network_names (ImwWalletService *self, const char *chain_id);                                         /* IMW_SETTING_NETWORK, the default first */
/* recognises an address or payment link of any network of this environment; chain (out) (transfer none) */
ImwPaymentRequest *imw_wallet_service_parse_payment (ImwWalletService *self, const char *text, ImwChain **chain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* an address can be good on several networks: all whose it can be; parse_payment () takes the first that holds something, else the first */
GPtrArray *imw_wallet_service_list_payment_chains (ImwWalletService *self, const char *text);                /* (element-type ImwChain), transfer container */
char      *imw_wallet_service_explorer_url (ImwWalletService *self, const char *chain_id, const char *txid); /* (nullable) */

/* Practice mode only (NOT_SUPPORTED elsewhere): its address, and its knobs. action: "fund" {"address","amount_sat"} or
 * {"chain","address","asset" (id),"amount" (base units as text)},
 * "mine" {"blocks"}, "reset" {}, "fail" {"kind","count"…}: parameters as JSON text, reply as JSON text. */
const char *imw_wallet_service_get_practice_url (ImwWalletService *self);
void        imw_wallet_service_practice_async (ImwWalletService *self, const char *action, const char *json, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char       *imw_wallet_service_practice_finish (ImwWalletService *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
