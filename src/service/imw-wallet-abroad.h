/* imw-wallet-abroad.h: what a wallet has to do with providers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-transfer.h"

#include "imw-json.h"
#include "imw-store-provider.h"

G_BEGIN_DECLS

#define IMW_PRACTICE_PROVIDER "practice"

/* sealed */
#define IMW_SEALED_PAYOUT  "payout"
#define IMW_SEALED_PROFILE "profile"

typedef struct _ImwWalletAbroad ImwWalletAbroad;

/* Part of a wallet, owned by it. Main thread. */
struct _ImwWalletAbroad
{
  ImwWallet       *wallet;    /* not owned */
  GListStore      *providers; /* (element-type ImwKnownProvider) */
  GListStore      *transfers; /* (element-type ImwTransfer) newest first */
  GListStore      *payouts;   /* (element-type ImwPayout) newest use first; empty while locked */
  GHashTable      *profile;   /* (element-type utf8 utf8) (nullable) while unlocked */
  ImwSwapProvider *swap;      /* (nullable) */
  GPtrArray       *pairs;     /* (element-type ImwSwapPair) (nullable) not asked yet */
  gint64           pairs_boot_ms;
  gboolean         loaded;
};

ImwWalletAbroad *imw_wallet_abroad_new (ImwWallet *wallet);
void             imw_wallet_abroad_free (ImwWalletAbroad *self);
ImwWalletAbroad *imw_wallet_get_abroad (ImwWallet *wallet);
/* books into memory; no password */
void     imw_wallet_abroad_load_async (ImwWalletAbroad *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_wallet_abroad_load_finish (ImwWalletAbroad *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* personal data come and go */
void     imw_wallet_abroad_begin_sealed (ImwWalletAbroad *self);
gboolean imw_wallet_abroad_open_sealed (ImwWalletAbroad *self, const char *kind, const char *ref, GBytes *plain); /* FALSE: not of this kind */
void     imw_wallet_abroad_end_sealed (ImwWalletAbroad *self);
void     imw_wallet_abroad_unlocked (ImwWalletAbroad *self);
void     imw_wallet_abroad_locked (ImwWalletAbroad *self);
void     imw_wallet_abroad_stop (ImwWalletAbroad *self);
void     imw_wallet_abroad_take_practice (ImwWalletAbroad *self);
void     imw_wallet_abroad_look (ImwWalletAbroad *self); /* the books have changed: what waits for the ledger looks again */

/* the account that logs in at providers; (nullable) (transfer none) */
ImwAccount      *imw_wallet_abroad_find_account (ImwWalletAbroad *self);
char            *imw_wallet_abroad_dup_address (ImwWalletAbroad *self, ImwAccount *account); /* (nullable) */
ImwAccount      *imw_wallet_abroad_find_holder (ImwWalletAbroad *self, ImwAsset *asset);     /* (nullable) (transfer none) who has it */
ImwSwapProvider *imw_wallet_abroad_get_swap (ImwWalletAbroad *self);                         /* (nullable) (transfer none) */
void             imw_wallet_abroad_ask_pairs (ImwWalletAbroad *self);
void             imw_wallet_abroad_add_transfer (ImwWalletAbroad *self, ImwTransfer *transfer);
gint64           imw_wallet_abroad_learn_eta_s (ImwWalletAbroad *self, const char *domain, const char *method, ImwRoute route); /* -1 */
void             imw_wallet_transfer_changed (ImwWallet *wallet, ImwTransfer *transfer, gboolean stage_changed);

/* ---- providers ---- */
ImwKnownProvider  *imw_known_provider_new (ImwWallet *wallet, const char *domain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void               imw_known_provider_take_row (ImwKnownProvider *self, const ImwStoreProvider *row);
void               imw_known_provider_take_login (ImwKnownProvider *self); /* the account may be new */
void               imw_known_provider_forget (ImwKnownProvider *self);     /* how it sees the user: the wallet is locked */
gboolean           imw_known_provider_get_usable (ImwKnownProvider *self); /* accepted, not changed, not bad */
ImwWallet         *imw_known_provider_get_wallet (ImwKnownProvider *self); /* (nullable) */
void               imw_known_provider_set_checking (ImwKnownProvider *self, gboolean checking);
void               imw_known_provider_take_report (ImwKnownProvider *self, ImwProviderReport *report); /* takes it */
void               imw_known_provider_take_customer (ImwKnownProvider *self, ImwCustomer *customer);   /* takes it, (nullable) */
ImwStoreProvider  *imw_known_provider_take_pin (ImwKnownProvider *self);
ImwStoreProvider  *imw_known_provider_make_row (ImwKnownProvider *self);
void               imw_known_provider_notify_report (ImwKnownProvider *self);
ImwProvider       *imw_wallet_abroad_make_provider (ImwWalletAbroad *self, const char *domain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char              *imw_wallet_abroad_normalize_domain (ImwWalletAbroad *self, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char              *imw_provider_report_to_json (const ImwProviderReport *self);
ImwProviderReport *imw_provider_report_from_json (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* CORRUPT */
/* "localhost:PORT" in what was accepted follows the practice server's port */
ImwProviderInfo *imw_provider_pin_relate (const ImwProviderInfo *info, const char *domain, gboolean store);
gboolean         imw_provider_pin_fits (const ImwProviderInfo *pin, const ImwProviderInfo *info);

/* ---- payouts ---- */
ImwPayout *imw_payout_new_from_bytes (const char *id, GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* CORRUPT */
GBytes    *imw_payout_to_bytes (ImwPayout *self);
ImwPayout *imw_payout_copy (ImwPayout *self);
void       imw_payout_set_last_used_ms (ImwPayout *self, gint64 time_ms);

/* ---- assets in JSON of ours ---- */
void      imw_abroad_add_asset (JsonBuilder *builder, const char *name, ImwAsset *asset); /* (nullable) */
ImwAsset *imw_abroad_read_asset (JsonObject *object, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void      imw_abroad_add_text (JsonBuilder *builder, const char *name, const char *text); /* (nullable) */
void      imw_abroad_add_int (JsonBuilder *builder, const char *name, gint64 value);
void      imw_abroad_add_amount (JsonBuilder *builder, const char *name, ImwAmount *amount); /* (nullable) base units */

ImwSwapQuote *imw_abroad_copy_swap_quote (const ImwSwapQuote *quote); /* without the lines of the fee */

/* Tests put their own in the place of what the registry makes; chain_id: (nullable) whose account logs in. */
typedef ImwProvider *(*ImwMakeProvider) (const char *domain, ImwChain *chain, gpointer user_data, GError **error);
typedef ImwSwapProvider *(*ImwMakeSwap) (gpointer user_data);
void imw_wallet_abroad_set_makers (ImwMakeProvider make_provider, ImwMakeSwap make_swap, const char *chain_id, gpointer user_data);

G_END_DECLS
