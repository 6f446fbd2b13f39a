/* imw-known-provider-talk.c: what one provider is asked and told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-known-provider-talk"

#include "config.h"

#include "imw-provider-book.h"

#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-store-provider.h"

#define PURPOSE_KYC    "kyc"
#define PURPOSE_ERASED "erased"
#define OWN_TYPE       "sep6"

/* ---- asking again ---- */

static void
row_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!imw_store_put_provider_finish (IMW_STORE (object), result, &error))
    g_info ("what a provider says is not in the books: %s", error->message);
}

/* a provider that nobody has accepted leaves no trace */
static void
keep (ImwKnownProvider *self)
{
  ImwWallet *wallet = imw_known_provider_get_wallet (self);
  ImwStore  *store = wallet != NULL ? imw_wallet_get_store (wallet) : NULL;
  g_autoptr (ImwStoreProvider) row = NULL;

  if (store == NULL || imw_wallet_get_read_only (wallet) ||
      imw_known_provider_get_pin (self) == NULL)
    return;

  row = imw_known_provider_make_row (self);
  imw_store_put_provider_async (store, row, NULL, row_put_cb, NULL);
}

static void
customer_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwKnownProvider *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  ImwCustomer *customer = imw_provider_get_customer_finish (IMW_PROVIDER (object), result, &error);

  if (customer != NULL)
    imw_known_provider_take_customer (self, customer);
  else
    g_info ("how a provider sees the user is not known: %s", error->message);

  imw_known_provider_set_checking (self, FALSE);
  g_task_return_boolean (task, TRUE);
}

static void
report_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwKnownProvider   *self = g_task_get_source_object (task);
  ImwWallet          *wallet = imw_known_provider_get_wallet (self);
  GError             *error = NULL;
  ImwProviderReport  *report = imw_provider_report_finish (IMW_PROVIDER (object), result, &error);
  ImwCustomerRequest *request = NULL;

  if (report == NULL || wallet == NULL)
    {
      imw_known_provider_set_checking (self, FALSE);
      g_clear_pointer (&report, imw_provider_report_free);
      g_task_return_error (task, error != NULL
                                     ? error
                                     : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                            "the wallet was closed"));
      return;
    }

  imw_known_provider_take_report (self, report);
  keep (self);

  if (!imw_wallet_get_unlocked (wallet) || !imw_known_provider_get_usable (self))
    {
      imw_known_provider_set_checking (self, FALSE);
      g_task_return_boolean (task, TRUE);
      return;
    }

  request = g_new0 (ImwCustomerRequest, 1);
  request->type = g_strdup (OWN_TYPE);
  imw_provider_get_customer_async (imw_known_provider_get_provider (self), request,
                                   g_task_get_cancellable (task), customer_got_cb,
                                   g_object_ref (task));
  imw_customer_request_free (request);
}

/**
 * imw_known_provider_check_async:
 * @self: a provider
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Reads who it is and what it offers, and, when the wallet is unlocked, how it sees the user.
 */
void
imw_known_provider_check_async (ImwKnownProvider   *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_KNOWN_PROVIDER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_known_provider_check_async);
  imw_known_provider_set_checking (self, TRUE);
  imw_provider_report_async (imw_known_provider_get_provider (self), cancellable, report_got_cb,
                             g_steal_pointer (&task));
}

/**
 * imw_known_provider_check_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when there is a report, be it bad. On %FALSE @error is %G_IO_ERROR_CANCELLED.
 */
gboolean
imw_known_provider_check_finish (ImwKnownProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- accepting ---- */

static void
accepted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwKnownProvider *self = g_task_get_source_object (task);
  ImwWallet        *wallet = imw_known_provider_get_wallet (self);
  GError           *error = NULL;

  if (!imw_store_put_provider_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (wallet != NULL &&
      imw_wallet_find_provider (wallet, imw_known_provider_get_domain (self)) == NULL)
    g_list_store_append (imw_wallet_get_abroad (wallet)->providers, self);

  imw_known_provider_notify_report (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * imw_known_provider_accept_async:
 * @self: a provider with a report
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * The user has seen who it is, or what has changed. From now on it is one of the wallet's.
 */
void
imw_known_provider_accept_async (ImwKnownProvider   *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (ImwStoreProvider) row = NULL;
  ImwProviderReport *report = NULL;
  ImwWallet         *wallet = NULL;

  g_return_if_fail (IMW_IS_KNOWN_PROVIDER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_known_provider_accept_async);
  g_task_set_check_cancellable (task, FALSE);
  report = imw_known_provider_get_report (self);
  wallet = imw_known_provider_get_wallet (self);

  if (report == NULL || report->info == NULL || report->info->signing_key == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED, "who it is can't be read");
      return;
    }

  if (wallet == NULL || imw_wallet_get_store (wallet) == NULL || imw_wallet_get_read_only (wallet))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY, "the books can't be written");
      return;
    }

  row = imw_known_provider_take_pin (self);
  imw_store_put_provider_async (imw_wallet_get_store (wallet), row, NULL, accepted_cb,
                                g_steal_pointer (&task));
}

/**
 * imw_known_provider_accept_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is in the books. On %FALSE @error is %IMW_ERROR_REFUSED (its report names no signing key), %IMW_ERROR_BUSY
 *   or the store's.
 */
gboolean
imw_known_provider_accept_finish (ImwKnownProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- identity ---- */

/* What is sent once the books know that it will be. */
typedef struct
{
  GHashTable *values;
  GHashTable *files; /* (nullable) */
} Identity;

static void
identity_free (Identity *identity)
{
  g_clear_pointer (&identity->values, g_hash_table_unref);
  g_clear_pointer (&identity->files, g_hash_table_unref);
  g_free (identity);
}

static void
put_asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwKnownProvider *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  ImwCustomer *customer = imw_provider_get_customer_finish (IMW_PROVIDER (object), result, &error);

  if (customer != NULL)
    imw_known_provider_take_customer (self, customer);

  g_task_return_boolean (task, TRUE);
}

static void
customer_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwCustomerRequest *request = NULL;
  GError             *error = NULL;
  g_autofree char    *id = imw_provider_put_customer_finish (IMW_PROVIDER (object), result, &error);

  if (id == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  request = g_new0 (ImwCustomerRequest, 1);
  request->type = g_strdup (OWN_TYPE);
  request->id = g_strdup (id);
  imw_provider_get_customer_async (IMW_PROVIDER (object), request, g_task_get_cancellable (task),
                                   put_asked_cb, g_object_ref (task));
  imw_customer_request_free (request);
}

static void
consented_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwKnownProvider   *self = g_task_get_source_object (task);
  Identity           *identity = g_task_get_task_data (task);
  ImwCustomer        *customer = imw_known_provider_get_customer (self);
  ImwCustomerRequest *request = NULL;
  GError             *error = NULL;

  if (!imw_store_add_consents_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  request = g_new0 (ImwCustomerRequest, 1);
  request->type = g_strdup (OWN_TYPE);
  request->id = customer != NULL ? g_strdup (customer->id) : NULL;
  imw_provider_put_customer_async (imw_known_provider_get_provider (self), request,
                                   identity->values, identity->files, g_task_get_cancellable (task),
                                   customer_put_cb, g_object_ref (task));
  imw_customer_request_free (request);
}

static void
add_names (GStrvBuilder *builder, GHashTable *table)
{
  GHashTableIter iter;
  gpointer       name = NULL;

  if (table == NULL)
    return;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_strv_builder_add (builder, name);
}

static void
log_consent (ImwKnownProvider   *self,
             const char         *purpose,
             Identity           *identity,
             GAsyncReadyCallback callback,
             GTask              *task)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GPtrArray)
      consents = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_consent_free);
  g_auto (GStrv) names = NULL;
  ImwWallet *wallet = imw_known_provider_get_wallet (self);

  if (identity != NULL)
    {
      add_names (builder, identity->values);
      add_names (builder, identity->files);
    }

  names = g_strv_builder_end (builder);
  g_ptr_array_add (consents, imw_store_consent_new (imw_known_provider_get_domain (self), purpose,
                                                    (const char *const *) names));
  imw_store_add_consents_async (imw_wallet_get_store (wallet), consents, NULL, callback,
                                g_object_ref (task));
}

static gboolean
check_open (ImwKnownProvider *self, GTask *task)
{
  ImwWallet *wallet = imw_known_provider_get_wallet (self);

  if (wallet == NULL || imw_wallet_get_store (wallet) == NULL || !imw_wallet_get_unlocked (wallet))
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
  else if (imw_known_provider_get_pin (self) == NULL ||
           imw_known_provider_get_changed (self) != NULL)
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                             "the provider was not accepted, or has changed");
  else
    return TRUE;

  return FALSE;
}

/**
 * imw_known_provider_put_customer_async:
 * @self: an accepted provider
 * @values: (element-type utf8 utf8): what the user has agreed to send, by field
 * @files: (nullable) (element-type utf8 GBytes): by field
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Tells the provider who the user is. Names of the fields go to the log of consents before.
 */
void
imw_known_provider_put_customer_async (ImwKnownProvider   *self,
                                       GHashTable         *values,
                                       GHashTable         *files,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Identity *identity = NULL;

  g_return_if_fail (IMW_IS_KNOWN_PROVIDER (self));
  g_return_if_fail (values != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_known_provider_put_customer_async);
  identity = g_new0 (Identity, 1);
  identity->values = g_hash_table_ref (values);
  identity->files = files != NULL ? g_hash_table_ref (files) : NULL;
  g_task_set_task_data (task, identity, (GDestroyNotify) identity_free);

  if (check_open (self, task))
    log_consent (self, PURPOSE_KYC, identity, consented_cb, task);
}

/**
 * imw_known_provider_put_customer_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the provider has it. On %FALSE @error is %IMW_ERROR_LOCKED, %IMW_ERROR_REFUSED, the provider's or the store's.
 */
gboolean
imw_known_provider_put_customer_finish (ImwKnownProvider *self,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
erasure_logged_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_store_add_consents_finish (IMW_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
erased_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwKnownProvider *self = g_task_get_source_object (task);
  GError           *error = NULL;

  if (!imw_provider_erase_customer_finish (IMW_PROVIDER (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_known_provider_take_customer (self, NULL);
  if (check_open (self, task))
    log_consent (self, PURPOSE_ERASED, NULL, erasure_logged_cb, task);
}

/**
 * imw_known_provider_erase_customer_async:
 * @self: an accepted provider
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks the provider to erase what it knows of the user.
 */
void
imw_known_provider_erase_customer_async (ImwKnownProvider   *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_KNOWN_PROVIDER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_known_provider_erase_customer_async);
  if (check_open (self, task))
    imw_provider_erase_customer_async (imw_known_provider_get_provider (self), cancellable,
                                       erased_cb, g_object_ref (task));
}

/**
 * imw_known_provider_erase_customer_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the provider says that it has. On %FALSE @error is %IMW_ERROR_LOCKED, %IMW_ERROR_REFUSED, the provider's or
 *   the store's.
 */
gboolean
imw_known_provider_erase_customer_finish (ImwKnownProvider *self,
                                          GAsyncResult     *result,
                                          GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
