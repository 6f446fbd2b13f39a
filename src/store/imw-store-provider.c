/* imw-store-provider.c: providers the user has accepted, and what they were told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-provider"

#include "config.h"

#include "imw-store-provider.h"

#include "imw-store-private.h"

G_DEFINE_BOXED_TYPE (ImwStoreProvider,
                     imw_store_provider,
                     imw_store_provider_copy,
                     imw_store_provider_free)
G_DEFINE_BOXED_TYPE (ImwStoreConsent,
                     imw_store_consent,
                     imw_store_consent_copy,
                     imw_store_consent_free)

/**
 * imw_store_provider_new:
 * @domain: under which it is known
 *
 * Returns: (transfer full): a row
 */
ImwStoreProvider *
imw_store_provider_new (const char *domain)
{
  ImwStoreProvider *self = g_new0 (ImwStoreProvider, 1);

  self->domain = g_strdup (domain);

  return self;
}

/**
 * imw_store_provider_copy:
 * @self: a row
 *
 * Returns: (transfer full): a deep copy
 */
ImwStoreProvider *
imw_store_provider_copy (const ImwStoreProvider *self)
{
  ImwStoreProvider *copy = g_memdup2 (self, sizeof *self);

  copy->domain = g_strdup (self->domain);
  copy->pin = g_strdup (self->pin);
  copy->report = g_strdup (self->report);

  return copy;
}

/**
 * imw_store_provider_free:
 * @self: (transfer full): a row
 */
void
imw_store_provider_free (ImwStoreProvider *self)
{
  g_free (self->domain);
  g_free (self->pin);
  g_free (self->report);
  g_free (self);
}

/* object: the row */
static gboolean
put_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  const ImwStoreProvider *provider = call->args->object;
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT OR REPLACE INTO provider (domain, pin, accepted_ms, report, report_ms) VALUES (:domain, :pin, "
      ":accepted_ms, :report, :report_ms)",
      error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":domain", provider->domain);
  imw_stmt_bind_text (stmt, ":pin", provider->pin);
  imw_stmt_bind_int64 (stmt, ":accepted_ms", provider->accepted_ms);
  imw_stmt_bind_text (stmt, ":report", provider->report);
  imw_stmt_bind_int64 (stmt, ":report_ms", provider->report_ms);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_store_put_provider_async:
 * @self: a store
 * @provider: the row
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Inserts or replaces a provider.
 */
void
imw_store_put_provider_async (ImwStore               *self,
                              const ImwStoreProvider *provider,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);

  imw_store_args_take (args, imw_store_provider_copy (provider),
                       (GDestroyNotify) imw_store_provider_free);
  imw_store_run (self, imw_store_put_provider_async, IMW_DB_JOB_WRITE, put_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_put_provider_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_put_provider_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_put_provider_async, NULL, error);
}

/* text: domain */
static gboolean
remove_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt)
      stmt = imw_store_prepare (call, "DELETE FROM provider WHERE domain = :domain", error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":domain", call->args->text[0]);

  return imw_stmt_run (stmt, error);
}

/**
 * imw_store_remove_provider_async:
 * @self: a store
 * @domain: under which it is known
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Forgets a provider. Transfers with it and what it was told stay.
 */
void
imw_store_remove_provider_async (ImwStore           *self,
                                 const char         *domain,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  imw_store_run (self, imw_store_remove_provider_async, IMW_DB_JOB_WRITE, remove_job,
                 imw_store_args_new (domain, NULL), NULL, cancellable, callback, user_data);
}

/**
 * imw_store_remove_provider_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with an error of the store
 */
gboolean
imw_store_remove_provider_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_remove_provider_async, NULL, error);
}

static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_provider_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call, "SELECT domain, pin, accepted_ms, report, report_ms FROM provider ORDER BY domain",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;

  do
    {
      ImwStoreProvider *provider = NULL;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      provider = imw_store_provider_new (imw_stmt_get_text (stmt, 0));
      provider->pin = imw_stmt_dup_text (stmt, 1);
      provider->accepted_ms = imw_stmt_get_int64 (stmt, 2);
      provider->report = imw_stmt_dup_text (stmt, 3);
      provider->report_ms = imw_stmt_get_int64 (stmt, 4);
      g_ptr_array_add (list, provider);
    }
  while (row);

  *result = g_steal_pointer (&list);

  return TRUE;
}

/**
 * imw_store_list_providers_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_providers_async (ImwStore           *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  imw_store_run (self, imw_store_list_providers_async, IMW_DB_JOB_READ, list_job, NULL,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_providers_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreProvider): by domain, or %NULL with an error of the store
 */
GPtrArray *
imw_store_list_providers_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_providers_async, &value, error) ? value
                                                                                            : NULL;
}

/* ---- consents ---- */

/**
 * imw_store_consent_new:
 * @domain: who was told
 * @purpose: why
 * @fields: (nullable) (array zero-terminated=1): names
 *
 * Returns: (transfer full): a line of the log
 */
ImwStoreConsent *
imw_store_consent_new (const char *domain, const char *purpose, const char *const *fields)
{
  ImwStoreConsent *self = g_new0 (ImwStoreConsent, 1);

  self->domain = g_strdup (domain);
  self->purpose = g_strdup (purpose);
  self->fields = fields != NULL ? g_strdupv ((char **) fields) : g_new0 (char *, 1);

  return self;
}

/**
 * imw_store_consent_copy:
 * @self: a line of the log
 *
 * Returns: (transfer full): a deep copy
 */
ImwStoreConsent *
imw_store_consent_copy (const ImwStoreConsent *self)
{
  ImwStoreConsent *copy =
      imw_store_consent_new (self->domain, self->purpose, (const char *const *) self->fields);

  copy->time_ms = self->time_ms;

  return copy;
}

/**
 * imw_store_consent_free:
 * @self: (transfer full): a line of the log
 */
void
imw_store_consent_free (ImwStoreConsent *self)
{
  g_free (self->domain);
  g_free (self->purpose);
  g_strfreev (self->fields);
  g_free (self);
}

/* object: the lines */
static gboolean
add_consents_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  GPtrArray *consents = call->args->object;
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO consent (domain, time_ms, purpose, fields) VALUES (:domain, :time_ms, :purpose, :fields)",
      error);

  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < consents->len; i++)
    {
      const ImwStoreConsent *consent = g_ptr_array_index (consents, i);
      g_autofree char       *fields = g_strjoinv ("\n", consent->fields);

      imw_stmt_bind_text (stmt, ":domain", consent->domain);
      imw_stmt_bind_int64 (stmt, ":time_ms",
                           consent->time_ms != 0 ? consent->time_ms : call->now_ms);
      imw_stmt_bind_text (stmt, ":purpose", consent->purpose);
      imw_stmt_bind_text (stmt, ":fields", fields);
      if (!imw_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_add_consents_async:
 * @self: a store
 * @consents: (element-type ImwStoreConsent): lines of the log
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Adds to the log of what providers were told.
 */
void
imw_store_add_consents_async (ImwStore           *self,
                              GPtrArray          *consents,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);

  imw_store_args_take (args,
                       imw_store_copy_array (consents, (GBoxedCopyFunc) imw_store_consent_copy,
                                             (GDestroyNotify) imw_store_consent_free),
                       (GDestroyNotify) g_ptr_array_unref);
  imw_store_run (self, imw_store_add_consents_async, IMW_DB_JOB_WRITE, add_consents_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_add_consents_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with an error of the store; then none was added
 */
gboolean
imw_store_add_consents_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_add_consents_async, NULL, error);
}

/* text: domain (nullable) */
static gboolean
list_consents_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_consent_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT domain, time_ms, purpose, fields FROM consent WHERE :domain IS NULL OR domain = :domain ORDER BY "
      "row DESC",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":domain", call->args->text[0]);

  do
    {
      ImwStoreConsent *consent = NULL;
      g_auto (GStrv) fields = NULL;

      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      fields = g_strsplit (imw_stmt_get_text (stmt, 3), "\n", -1);
      consent = imw_store_consent_new (imw_stmt_get_text (stmt, 0), imw_stmt_get_text (stmt, 2),
                                       (const char *const *) fields);
      consent->time_ms = imw_stmt_get_int64 (stmt, 1);
      g_ptr_array_add (list, consent);
    }
  while (row);

  *result = g_steal_pointer (&list);

  return TRUE;
}

/**
 * imw_store_list_consents_async:
 * @self: a store
 * @domain: (nullable): of whom, %NULL all
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_consents_async (ImwStore           *self,
                               const char         *domain,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  imw_store_run (self, imw_store_list_consents_async, IMW_DB_JOB_READ, list_consents_job,
                 imw_store_args_new (domain, NULL), (GDestroyNotify) g_ptr_array_unref, cancellable,
                 callback, user_data);
}

/**
 * imw_store_list_consents_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreConsent): newest first, or %NULL with an error of the store
 */
GPtrArray *
imw_store_list_consents_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_consents_async, &value, error) ? value
                                                                                           : NULL;
}
