/* imw-recipient-book.c: people abroad, own bank accounts, the user's own data, and what providers were told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-recipient-book"

#include "config.h"

#include "imw-recipient-book.h"

#include "imw-sealed-text.h"
#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-store-provider.h"
#include "imw-store-sealed.h"

#include <string.h>

#define MAX_VALUE_BYTES 4096

/* ---- storing sealed fields ---- */

static gboolean
add_sealed (ImwWallet  *self,
            GPtrArray  *fields,
            const char *kind,
            const char *ref,
            GBytes     *plain,
            GError    **error)
{
  g_autoptr (GBytes) blob = NULL;

  if (plain != NULL)
    {
      blob = imw_sealed_text_seal (self->data_key, kind, ref, plain, error);
      if (blob == NULL)
        return FALSE;
    }

  g_ptr_array_add (fields, imw_store_sealed_new (kind, ref, blob));

  return TRUE;
}

static gboolean
check_open (ImwWallet *self, GTask *task)
{
  if (self->unlocked && self->data_key != NULL && self->store != NULL)
    return TRUE;

  g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");

  return FALSE;
}

/* ---- payouts ---- */

static guint
find_payout (ImwWalletAbroad *abroad, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (abroad->payouts)); i++)
    {
      g_autoptr (ImwPayout) payout = g_list_model_get_item (G_LIST_MODEL (abroad->payouts), i);

      if (g_str_equal (imw_payout_get_id (payout), id))
        return i;
    }

  return G_MAXUINT;
}

static gint
compare_use (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 first = imw_payout_get_last_used_ms (IMW_PAYOUT ((gpointer) a));
  gint64 second = imw_payout_get_last_used_ms (IMW_PAYOUT ((gpointer) b));

  if (first != second)
    return first > second ? -1 : 1;

  return g_utf8_collate (imw_payout_get_name (IMW_PAYOUT ((gpointer) a)),
                         imw_payout_get_name (IMW_PAYOUT ((gpointer) b)));
}

static void
payout_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet       *self = g_task_get_source_object (task);
  ImwWalletAbroad *abroad = imw_wallet_get_abroad (self);
  ImwPayout       *payout = g_task_get_task_data (task);
  GError          *error = NULL;
  guint            position = 0;

  if (!imw_store_put_sealed_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  position = find_payout (abroad, imw_payout_get_id (payout));
  if (position != G_MAXUINT)
    g_list_store_remove (abroad->payouts, position);
  if (self->data_key != NULL && g_task_get_source_tag (task) == imw_wallet_save_payout_async)
    g_list_store_insert_sorted (abroad->payouts, payout, compare_use, NULL);

  g_task_return_boolean (task, TRUE);
}

static void
put_payout (ImwWallet *self, ImwPayout *payout, gboolean keep, GTask *task)
{
  g_autoptr (GPtrArray)
      fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sealed_free);
  g_autoptr (GBytes) plain = keep ? imw_payout_to_bytes (payout) : NULL;
  g_autoptr (ImwPayout) kept = NULL;
  GError *error = NULL;

  if (!check_open (self, task))
    return;

  /* what is in memory is what was kept: a card's number is gone from both */
  if (keep)
    kept = imw_payout_new_from_bytes (imw_payout_get_id (payout), plain, &error);
  else
    kept = g_object_ref (payout);

  if (error != NULL ||
      !add_sealed (self, fields, IMW_SEALED_PAYOUT, imw_payout_get_id (payout), plain, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, g_object_ref (kept), g_object_unref);
  imw_store_put_sealed_async (self->store, fields, g_task_get_cancellable (task), payout_put_cb,
                              g_object_ref (task));
}

/**
 * imw_wallet_get_payouts:
 * @self: a wallet
 *
 * Returns: (transfer none): list of #ImwPayout, the one used last first; empty while locked
 */
GListModel *
imw_wallet_get_payouts (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return G_LIST_MODEL (imw_wallet_get_abroad (self)->payouts);
}

/**
 * imw_wallet_save_payout_async:
 * @self: an unlocked wallet
 * @payout: a new or changed one
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Seals and stores it.
 */
void
imw_wallet_save_payout_async (ImwWallet          *self,
                              ImwPayout          *payout,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (IMW_IS_PAYOUT (payout));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_save_payout_async);
  put_payout (self, payout, TRUE, task);
}

/**
 * imw_wallet_save_payout_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when stored. On %FALSE @error is %IMW_ERROR_LOCKED or the store's.
 */
gboolean
imw_wallet_save_payout_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_wallet_remove_payout_async:
 * @self: an unlocked wallet
 * @payout: one of it
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Removes it from the books. What transfers were sent with stays with them.
 */
void
imw_wallet_remove_payout_async (ImwWallet          *self,
                                ImwPayout          *payout,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (IMW_IS_PAYOUT (payout));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_remove_payout_async);
  put_payout (self, payout, FALSE, task);
}

/**
 * imw_wallet_remove_payout_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is gone. On %FALSE @error is %IMW_ERROR_LOCKED or the store's.
 */
gboolean
imw_wallet_remove_payout_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- the user's own data ---- */

/**
 * imw_wallet_dup_profile_value:
 * @self: a wallet
 * @field: SEP-9 name
 *
 * Returns: (transfer full) (nullable): what the user has told about themselves; %NULL while locked
 */
char *
imw_wallet_dup_profile_value (ImwWallet *self, const char *field)
{
  GHashTable *profile = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);
  g_return_val_if_fail (field != NULL, NULL);

  profile = imw_wallet_get_abroad (self)->profile;

  return profile != NULL ? g_strdup (g_hash_table_lookup (profile, field)) : NULL;
}

static void
profile_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet     *self = g_task_get_source_object (task);
  GHashTable    *values = g_task_get_task_data (task);
  GHashTable    *profile = imw_wallet_get_abroad (self)->profile;
  GHashTableIter iter;
  gpointer       name = NULL;
  gpointer       value = NULL;
  GError        *error = NULL;

  if (!imw_store_put_sealed_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_hash_table_iter_init (&iter, values);
  while (profile != NULL && g_hash_table_iter_next (&iter, &name, &value))
    {
      if (value == NULL || ((const char *) value)[0] == '\0')
        g_hash_table_remove (profile, name);
      else
        g_hash_table_replace (profile, g_strdup (name), g_strdup (value));
    }

  g_task_return_boolean (task, TRUE);
}

/**
 * imw_wallet_save_profile_async:
 * @self: an unlocked wallet
 * @values: (element-type utf8 utf8): by SEP-9 name; "" removes one
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Seals and stores what the user has told about themselves. Never sent by itself.
 */
void
imw_wallet_save_profile_async (ImwWallet          *self,
                               GHashTable         *values,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) fields = NULL;
  GHashTableIter iter;
  gpointer       name = NULL;
  gpointer       value = NULL;
  GError        *error = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (values != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_save_profile_async);
  g_task_set_task_data (task, g_hash_table_ref (values), (GDestroyNotify) g_hash_table_unref);
  if (!check_open (self, task))
    return;

  fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sealed_free);
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      gsize length = value != NULL ? strlen (value) : 0;
      g_autoptr (GBytes) plain = length > 0 ? g_bytes_new (value, length) : NULL;

      if (length > MAX_VALUE_BYTES)
        error = g_error_new (IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s is too long", (char *) name);

      if (error != NULL || !add_sealed (self, fields, IMW_SEALED_PROFILE, name, plain, &error))
        {
          g_task_return_error (task, error);
          return;
        }
    }

  imw_store_put_sealed_async (self->store, fields, cancellable, profile_put_cb,
                              g_object_ref (task));
}

/**
 * imw_wallet_save_profile_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when stored. On %FALSE @error is %IMW_ERROR_LOCKED, %IMW_ERROR_BAD_INPUT (too long) or the store's.
 */
gboolean
imw_wallet_save_profile_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- what providers were told ---- */

G_DEFINE_BOXED_TYPE (ImwConsent, imw_consent, imw_consent_copy, imw_consent_free)

/**
 * imw_consent_copy:
 * @self: a line of the log
 *
 * Returns: (transfer full): a deep copy
 */
ImwConsent *
imw_consent_copy (const ImwConsent *self)
{
  ImwConsent *copy = g_memdup2 (self, sizeof *self);

  copy->domain = g_strdup (self->domain);
  copy->purpose = g_strdup (self->purpose);
  copy->fields = g_strdupv (self->fields);

  return copy;
}

/**
 * imw_consent_free:
 * @self: (transfer full): a line of the log
 */
void
imw_consent_free (ImwConsent *self)
{
  g_free (self->domain);
  g_free (self->purpose);
  g_strfreev (self->fields);
  g_free (self);
}

static void
consents_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_consents_finish (IMW_STORE (object), result, &error);
  GPtrArray *list = NULL;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_consent_free);
  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreConsent *row = g_ptr_array_index (rows, i);
      ImwConsent            *consent = g_new0 (ImwConsent, 1);

      consent->domain = g_strdup (row->domain);
      consent->time_ms = row->time_ms;
      consent->purpose = g_strdup (row->purpose);
      consent->fields = g_strdupv (row->fields);
      g_ptr_array_add (list, consent);
    }

  g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * imw_wallet_list_consents_async:
 * @self: a wallet
 * @domain: (nullable): of which provider; %NULL all
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Reads which fields were sent to whom, and when.
 */
void
imw_wallet_list_consents_async (ImwWallet          *self,
                                const char         *domain,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_list_consents_async);
  if (self->store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED, "the books are not open");
      return;
    }

  imw_store_list_consents_async (self->store, domain, cancellable, consents_listed_cb,
                                 g_steal_pointer (&task));
}

/**
 * imw_wallet_list_consents_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwConsent): newest first; on %NULL @error is the store's
 */
GPtrArray *
imw_wallet_list_consents_finish (ImwWallet *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
