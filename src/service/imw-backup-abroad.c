/* imw-backup-abroad.c: providers and transfers in the backup file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-backup-abroad"

#include "config.h"

#include "imw-backup-abroad.h"

#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-store-provider.h"
#include "imw-store-transfer.h"

/* "providers": [{"domain", "pin", "accepted_ms"}], "transfers": [{"id", "provider", "order_id", "route", "stage", "final",
 * "created_ms", "updated_ms", "body"}], "order_payments": [{"provider", "order_id", "transfer", "payment"}], "consents":
 * [{"domain", "time_ms", "purpose", "fields"}]. What is personal is among the sealed fields. An older backup has none of them. An
 * order that was paid is never paid again where the backup is restored, also when its payment is not known there. */

/* ---- making ---- */

static void
add_claims (JsonBuilder *builder, GPtrArray *rows)
{
  json_builder_set_member_name (builder, "order_payments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreOrderPayment *row = g_ptr_array_index (rows, i);

      json_builder_begin_object (builder);
      imw_abroad_add_text (builder, "provider", row->provider);
      imw_abroad_add_text (builder, "order_id", row->order_id);
      imw_abroad_add_text (builder, "transfer", row->transfer);
      imw_abroad_add_text (builder, "payment", row->payment);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_transfers (JsonBuilder *builder, GPtrArray *rows)
{
  json_builder_set_member_name (builder, "transfers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreTransfer *row = g_ptr_array_index (rows, i);

      json_builder_begin_object (builder);
      imw_abroad_add_text (builder, "id", row->id);
      imw_abroad_add_text (builder, "provider", row->provider);
      imw_abroad_add_text (builder, "order_id", row->order_id);
      imw_abroad_add_text (builder, "route", row->route);
      imw_abroad_add_text (builder, "stage", row->stage);
      imw_abroad_add_int (builder, "final", row->final ? 1 : 0);
      imw_abroad_add_int (builder, "created_ms", row->created_ms);
      imw_abroad_add_int (builder, "updated_ms", row->updated_ms);
      imw_abroad_add_text (builder, "body", row->body);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_providers (JsonBuilder *builder, GPtrArray *rows)
{
  json_builder_set_member_name (builder, "providers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreProvider *row = g_ptr_array_index (rows, i);

      json_builder_begin_object (builder);
      imw_abroad_add_text (builder, "domain", row->domain);
      imw_abroad_add_text (builder, "pin", row->pin);
      imw_abroad_add_int (builder, "accepted_ms", row->accepted_ms);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_consents (JsonBuilder *builder, GPtrArray *rows)
{
  json_builder_set_member_name (builder, "consents");
  json_builder_begin_array (builder);
  /* the log grows at its end */
  for (guint i = rows->len; i > 0; i--)
    {
      const ImwStoreConsent *row = g_ptr_array_index (rows, i - 1);
      g_autofree char       *fields = g_strjoinv ("\n", row->fields);

      json_builder_begin_object (builder);
      imw_abroad_add_text (builder, "domain", row->domain);
      imw_abroad_add_int (builder, "time_ms", row->time_ms);
      imw_abroad_add_text (builder, "purpose", row->purpose);
      imw_abroad_add_text (builder, "fields", fields);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
consents_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_consents_finish (IMW_STORE (object), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  add_consents (g_task_get_task_data (task), rows);
  g_task_return_boolean (task, TRUE);
}

static void
claims_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray)
      rows = imw_store_list_order_payments_finish (IMW_STORE (object), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  add_claims (g_task_get_task_data (task), rows);
  imw_store_list_consents_async (IMW_STORE (object), NULL, g_task_get_cancellable (task),
                                 consents_listed_cb, g_object_ref (task));
}

static void
transfers_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_transfers_finish (IMW_STORE (object), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  add_transfers (g_task_get_task_data (task), rows);
  imw_store_list_order_payments_async (IMW_STORE (object), g_task_get_cancellable (task),
                                       claims_listed_cb, g_object_ref (task));
}

static void
providers_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_providers_finish (IMW_STORE (object), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  add_providers (g_task_get_task_data (task), rows);
  imw_store_list_transfers_async (IMW_STORE (object), g_task_get_cancellable (task),
                                  transfers_listed_cb, g_object_ref (task));
}

/**
 * imw_backup_abroad_make_async:
 * @wallet: a wallet whose books are loaded
 * @builder: in an open object
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Adds providers, transfers, which payment is whose, and consents.
 */
void
imw_backup_abroad_make_async (ImwWallet          *wallet,
                              JsonBuilder        *builder,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (wallet, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_backup_abroad_make_async);
  g_task_set_task_data (task, g_object_ref (builder), g_object_unref);
  imw_store_list_providers_async (imw_wallet_get_store (wallet), cancellable, providers_listed_cb,
                                  g_steal_pointer (&task));
}

/**
 * imw_backup_abroad_make_finish:
 * @wallet: the wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with the store's error
 */
gboolean
imw_backup_abroad_make_finish (ImwWallet *wallet, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, wallet), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- reading ---- */

struct _ImwBackupAbroad
{
  GPtrArray *providers; /* (element-type ImwStoreProvider) */
  GPtrArray *transfers; /* (element-type ImwStoreTransfer) */
  GPtrArray *claims;    /* (element-type ImwStoreOrderPayment) */
  GPtrArray *consents;  /* (element-type ImwStoreConsent) */
  guint      next_provider;
  guint      next_transfer;
};

/**
 * imw_backup_abroad_free:
 * @self: (transfer full): what was read
 */
void
imw_backup_abroad_free (ImwBackupAbroad *self)
{
  g_ptr_array_unref (self->providers);
  g_ptr_array_unref (self->transfers);
  g_ptr_array_unref (self->claims);
  g_ptr_array_unref (self->consents);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwBackupAbroad, imw_backup_abroad_free)

static gboolean
read_provider (ImwBackupAbroad *self, JsonObject *object, GError **error)
{
  const char       *domain = imw_json_get_string (object, "domain", error);
  const char       *pin = NULL;
  ImwStoreProvider *row = NULL;

  if (domain == NULL || !imw_json_get_string_opt (object, "pin", &pin, error))
    return FALSE;

  row = imw_store_provider_new (domain);
  row->pin = g_strdup (pin);
  g_ptr_array_add (self->providers, row);

  return imw_json_get_int (object, "accepted_ms", 0, G_MAXINT64 / 2, &row->accepted_ms, error);
}

static gboolean
read_transfer (ImwBackupAbroad *self, JsonObject *object, GError **error)
{
  const char       *id = imw_json_get_string (object, "id", error);
  const char       *provider = id != NULL ? imw_json_get_string (object, "provider", error) : NULL;
  const char       *route = provider != NULL ? imw_json_get_string (object, "route", error) : NULL;
  const char       *stage = route != NULL ? imw_json_get_string (object, "stage", error) : NULL;
  const char       *body = stage != NULL ? imw_json_get_string (object, "body", error) : NULL;
  const char       *order_id = NULL;
  gint64            final = 0;
  ImwStoreTransfer *row = NULL;

  if (body == NULL || !imw_json_get_string_opt (object, "order_id", &order_id, error))
    return FALSE;

  row = imw_store_transfer_new (id, provider);
  row->order_id = g_strdup (order_id);
  row->route = g_strdup (route);
  row->stage = g_strdup (stage);
  row->body = g_strdup (body);
  g_ptr_array_add (self->transfers, row);
  if (!imw_json_get_int (object, "final", 0, 1, &final, error))
    return FALSE;
  row->final = final != 0;

  return imw_json_get_int (object, "created_ms", 0, G_MAXINT64 / 2, &row->created_ms, error) &&
         imw_json_get_int (object, "updated_ms", 0, G_MAXINT64 / 2, &row->updated_ms, error);
}

static gboolean
read_claim (ImwBackupAbroad *self, JsonObject *object, GError **error)
{
  const char *provider = imw_json_get_string (object, "provider", error);
  const char *order_id = provider != NULL ? imw_json_get_string (object, "order_id", error) : NULL;
  const char *transfer = order_id != NULL ? imw_json_get_string (object, "transfer", error) : NULL;
  const char *payment = transfer != NULL ? imw_json_get_string (object, "payment", error) : NULL;

  if (payment == NULL)
    return FALSE;

  g_ptr_array_add (self->claims,
                   imw_store_order_payment_new (provider, order_id, transfer, payment));

  return TRUE;
}

static gboolean
read_consent (ImwBackupAbroad *self, JsonObject *object, GError **error)
{
  const char *domain = imw_json_get_string (object, "domain", error);
  const char *purpose = domain != NULL ? imw_json_get_string (object, "purpose", error) : NULL;
  const char *fields = purpose != NULL ? imw_json_get_string (object, "fields", error) : NULL;
  g_auto (GStrv) names = fields != NULL ? g_strsplit (fields, "\n", -1) : NULL;
  ImwStoreConsent *row = NULL;

  if (names == NULL)
    return FALSE;

  row = imw_store_consent_new (domain, purpose, (const char *const *) names);
  g_ptr_array_add (self->consents, row);

  return imw_json_get_int (object, "time_ms", 1, G_MAXINT64 / 2, &row->time_ms, error);
}

typedef gboolean (*ReadFunc) (ImwBackupAbroad *self, JsonObject *object, GError **error);

static gboolean
read_list (ImwBackupAbroad *self, JsonObject *root, const char *name, ReadFunc func, GError **error)
{
  JsonArray *array = NULL;

  if (!imw_json_has (root, name))
    return TRUE;

  array = imw_json_get_array (root, name, error);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = imw_json_node_get_object (json_array_get_element (array, i), error);

      if (object == NULL || !func (self, object, error))
        return FALSE;
    }

  return array != NULL;
}

/**
 * imw_backup_abroad_read:
 * @root: of the payload
 * @error: return location
 *
 * Returns: (transfer full): what it says of providers and transfers, nothing in an older one; on %NULL @error is %IMW_ERROR_BAD_REPLY
 */
ImwBackupAbroad *
imw_backup_abroad_read (JsonObject *root, GError **error)
{
  g_autoptr (ImwBackupAbroad) self = g_new0 (ImwBackupAbroad, 1);

  self->providers = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_provider_free);
  self->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_transfer_free);
  self->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_order_payment_free);
  self->consents = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_consent_free);
  if (!read_list (self, root, "providers", read_provider, error) ||
      !read_list (self, root, "transfers", read_transfer, error) ||
      !read_list (self, root, "order_payments", read_claim, error) ||
      !read_list (self, root, "consents", read_consent, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* ---- applying ---- */

static void apply_next (GTask *task);

static void
consents_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_store_add_consents_finish (IMW_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
claims_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwBackupAbroad *self = g_task_get_task_data (task);
  GError          *error = NULL;

  if (!imw_store_restore_order_payments_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_store_add_consents_async (IMW_STORE (object), self->consents, g_task_get_cancellable (task),
                                consents_put_cb, g_object_ref (task));
}

static void
transfer_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_store_put_transfer_finish (IMW_STORE (object), result, &error))
    apply_next (task);
  else
    g_task_return_error (task, error);
}

static void
provider_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_store_put_provider_finish (IMW_STORE (object), result, &error))
    apply_next (task);
  else
    g_task_return_error (task, error);
}

static void
apply_next (GTask *task)
{
  ImwBackupAbroad *self = g_task_get_task_data (task);
  ImwStore        *store = imw_wallet_get_store (g_task_get_source_object (task));
  GCancellable    *cancellable = g_task_get_cancellable (task);

  if (self->next_provider < self->providers->len)
    imw_store_put_provider_async (store, g_ptr_array_index (self->providers, self->next_provider++),
                                  cancellable, provider_put_cb, g_object_ref (task));
  else if (self->next_transfer < self->transfers->len)
    imw_store_put_transfer_async (store, g_ptr_array_index (self->transfers, self->next_transfer++),
                                  NULL, cancellable, transfer_put_cb, g_object_ref (task));
  else
    imw_store_restore_order_payments_async (store, self->claims, cancellable, claims_put_cb,
                                            g_object_ref (task));
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *wallet = IMW_WALLET (object);
  GError    *error = NULL;

  if (imw_wallet_abroad_load_finish (imw_wallet_get_abroad (wallet), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
applied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *wallet = IMW_WALLET (object);
  GError    *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  /* the wallet is there already: it takes into memory what is in the books now */
  imw_wallet_abroad_load_async (imw_wallet_get_abroad (wallet), g_task_get_cancellable (task),
                                loaded_cb, g_object_ref (task));
}

/**
 * imw_backup_abroad_apply_async:
 * @wallet: a wallet that has just been made
 * @abroad: (transfer full): what was read
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Puts it into the books.
 */
void
imw_backup_abroad_apply_async (ImwWallet          *wallet,
                               ImwBackupAbroad    *abroad,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (wallet, cancellable, callback, user_data);
  g_autoptr (GTask) inner = NULL;

  g_task_set_source_tag (task, imw_backup_abroad_apply_async);
  inner = g_task_new (wallet, cancellable, applied_cb, g_steal_pointer (&task));
  g_task_set_task_data (inner, abroad, (GDestroyNotify) imw_backup_abroad_free);
  apply_next (inner);
}

/**
 * imw_backup_abroad_apply_finish:
 * @wallet: the wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with the store's error
 */
gboolean
imw_backup_abroad_apply_finish (ImwWallet *wallet, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, wallet), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
