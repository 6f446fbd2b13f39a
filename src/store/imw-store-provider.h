/* imw-store-provider.h: providers the user has accepted, and what they were told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"

G_BEGIN_DECLS

typedef struct
{
  char  *domain;
  char  *pin; /* (nullable) JSON: what the user accepted */
  gint64 accepted_ms;
  char  *report; /* (nullable) JSON: what was read last */
  gint64 report_ms;
} ImwStoreProvider;

#define IMW_TYPE_STORE_PROVIDER (imw_store_provider_get_type ())
GType             imw_store_provider_get_type (void) G_GNUC_CONST;
ImwStoreProvider *imw_store_provider_new (const char *domain);
ImwStoreProvider *imw_store_provider_copy (const ImwStoreProvider *self);
void              imw_store_provider_free (ImwStoreProvider *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreProvider, imw_store_provider_free)

void     imw_store_put_provider_async (ImwStore *self, const ImwStoreProvider *provider, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_put_provider_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_store_remove_provider_async (ImwStore *self, const char *domain, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_remove_provider_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreProvider) by domain */
void       imw_store_list_providers_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_providers_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a provider was told: names, never values. */
typedef struct
{
  char  *domain;
  gint64 time_ms;
  char  *purpose;
  char **fields;
} ImwStoreConsent;

#define IMW_TYPE_STORE_CONSENT (imw_store_consent_get_type ())
GType            imw_store_consent_get_type (void) G_GNUC_CONST;
ImwStoreConsent *imw_store_consent_new (const char *domain, const char *purpose, const char *const *fields);
ImwStoreConsent *imw_store_consent_copy (const ImwStoreConsent *self);
void             imw_store_consent_free (ImwStoreConsent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStoreConsent, imw_store_consent_free)

/* time_ms 0: now. A log that only grows. */
void     imw_store_add_consents_async (ImwStore *self, GPtrArray *consents, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_add_consents_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type ImwStoreConsent) newest first; domain NULL: all */
void       imw_store_list_consents_async (ImwStore *self, const char *domain, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *imw_store_list_consents_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
