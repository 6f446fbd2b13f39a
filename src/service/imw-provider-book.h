/* imw-provider-book.h: the providers a wallet knows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-provider.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_KNOWN_PROVIDER (imw_known_provider_get_type ())

/* One provider of one wallet, with what the user accepted (the pin). Main thread. Properties (notify): "report", "customer", "checking".
 * The practice provider is always there in practice, presets of the test environment are offered and not added. */
G_DECLARE_FINAL_TYPE (ImwKnownProvider, imw_known_provider, IMW, KNOWN_PROVIDER, GObject)

const char        *imw_known_provider_get_domain (ImwKnownProvider *self); /* "practice" for the practice network's own */
char              *imw_known_provider_dup_title (ImwKnownProvider *self);  /* legal or trade name, else the domain */
gboolean           imw_known_provider_get_practice (ImwKnownProvider *self);
ImwProvider       *imw_known_provider_get_provider (ImwKnownProvider *self); /* transfer none */
ImwProviderReport *imw_known_provider_get_report (ImwKnownProvider *self);   /* (nullable) transfer none: the last one, also from the books */
gint64             imw_known_provider_get_report_ms (ImwKnownProvider *self); /* when; 0 never */
ImwProviderInfo   *imw_known_provider_get_pin (ImwKnownProvider *self);      /* (nullable) what the user accepted */
ImwProviderInfo   *imw_known_provider_get_changed (ImwKnownProvider *self);  /* (nullable) differs from the pin: everything is blocked until accept */
ImwCustomer       *imw_known_provider_get_customer (ImwKnownProvider *self); /* (nullable) how the provider sees the user */
/* asks again: report and, when unlocked, the customer's state */
void     imw_known_provider_check_async (ImwKnownProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_known_provider_check_finish (ImwKnownProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the user has seen who it is, or what changed */
void     imw_known_provider_accept_async (ImwKnownProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_known_provider_accept_finish (ImwKnownProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* identity: what is asked of the user themselves (SEP-12 type of the sender) */
void     imw_known_provider_put_customer_async (ImwKnownProvider *self, GHashTable *values, GHashTable *files, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_known_provider_put_customer_finish (ImwKnownProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_known_provider_erase_customer_async (ImwKnownProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_known_provider_erase_customer_finish (ImwKnownProvider *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

GListModel       *imw_wallet_get_providers (ImwWallet *self); /* (element-type ImwKnownProvider), transfer none */
ImwKnownProvider *imw_wallet_find_provider (ImwWallet *self, const char *domain); /* (nullable) transfer none */
/* reads who it is; nothing is kept until imw_known_provider_accept_async (). BAD_INPUT, BUSY (known already) */
void              imw_wallet_add_provider_async (ImwWallet *self, const char *domain, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwKnownProvider *imw_wallet_add_provider_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* transfer full */
/* BUSY while a transfer with it is open */
void              imw_wallet_remove_provider_async (ImwWallet *self, ImwKnownProvider *provider, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean          imw_wallet_remove_provider_finish (ImwWallet *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
