/* imw-recipient-book.h: people abroad, own bank accounts, and what providers were told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-order.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_PAYOUT (imw_payout_get_type ())

/* Where money comes out: a person abroad, or an own bank account, card or purse. Sealed in the books, in memory only while unlocked.
 * Card numbers are never kept: of what a field check calls "card" of the user's own only the last digits. Main thread.
 * Properties (notify): "name". */
G_DECLARE_FINAL_TYPE (ImwPayout, imw_payout, IMW, PAYOUT, GObject)

ImwPayout  *imw_payout_new (gboolean own); /* own: the user's own, for withdrawals and deposits */
const char *imw_payout_get_id (ImwPayout *self);
gboolean    imw_payout_get_own (ImwPayout *self);
const char *imw_payout_get_name (ImwPayout *self);  /* what the user calls it; never sent */
void        imw_payout_set_name (ImwPayout *self, const char *name);
const char *imw_payout_get_country (ImwPayout *self); /* alpha-3, nullable */
const char *imw_payout_get_method (ImwPayout *self);  /* nullable */
void        imw_payout_set_way (ImwPayout *self, const char *country, const char *method);
const char *imw_payout_get_value (ImwPayout *self, const char *field); /* nullable */
void        imw_payout_set_value (ImwPayout *self, const char *field, const char *value); /* NULL removes */
GPtrArray  *imw_payout_list_fields (ImwPayout *self); /* (element-type utf8) transfer container */
char       *imw_payout_dup_masked (ImwPayout *self);  /* "CLABE ···· 9359": for lists */
gint64      imw_payout_get_last_used_ms (ImwPayout *self); /* 0 never */

/* LOCKED while the wallet is locked */
GListModel *imw_wallet_get_payouts (ImwWallet *self); /* (element-type ImwPayout), transfer none; empty while locked; newest use first */
void        imw_wallet_save_payout_async (ImwWallet *self, ImwPayout *payout, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_wallet_save_payout_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        imw_wallet_remove_payout_async (ImwWallet *self, ImwPayout *payout, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_wallet_remove_payout_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* what the user has told about themselves, to fill in forms (SEP-9 names); sealed; never sent by itself */
char       *imw_wallet_dup_profile_value (ImwWallet *self, const char *field); /* nullable */
void        imw_wallet_save_profile_async (ImwWallet *self, GHashTable *values, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    imw_wallet_save_profile_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What was sent to a provider and when (names of fields, never values). Boxed. */
typedef struct
{
  char  *domain;
  gint64 time_ms;
  char **fields;  /* NULL-terminated */
  char  *purpose; /* "transfer" "kyc" "erased" */
} ImwConsent;

#define IMW_TYPE_CONSENT (imw_consent_get_type ())
GType       imw_consent_get_type (void) G_GNUC_CONST;
ImwConsent *imw_consent_copy (const ImwConsent *self);
void        imw_consent_free (ImwConsent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwConsent, imw_consent_free)

void       imw_wallet_list_consents_async (ImwWallet *self, const char *domain, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_wallet_list_consents_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* (element-type ImwConsent) newest first */

G_END_DECLS
