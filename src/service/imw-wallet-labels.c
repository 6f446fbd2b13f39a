/* imw-wallet-labels.c: personal data of a wallet: labels and contacts, sealed in the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-labels"

#include "config.h"

#include "imw-wallet.h"

#include "imw-contact-private.h"
#include "imw-sealed-text.h"
#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-search-text.h"
#include "imw-store-sealed.h"

#define MAX_LABEL_BYTES 4096

/* ---- opening ---- */

static void
open_row (ImwWallet            *self,
          const ImwStoreSealed *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain =
      imw_sealed_text_open (self->data_key, row->kind, row->ref, row->blob, &error);

  if (plain == NULL)
    {
      /* one damaged field must not hide the others */
      g_info ("a %s can't be opened: %s", row->kind, error->message);
      return;
    }

  if (g_str_has_prefix (row->kind, IMW_SEALED_LABEL_PREFIX))
    {
      char *text = g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));

      if (g_utf8_validate (text, -1, NULL))
        g_hash_table_replace (self->labels, g_strdup (row->ref), text);
      else
        g_free (text);
    }
  else if (g_str_equal (row->kind, IMW_SEALED_CONTACT))
    {
      g_autoptr (ImwContact) contact = imw_sealed_contact_from_bytes (row->ref, plain, &error);

      if (contact != NULL)
        g_list_store_append (self->contacts, contact);
      else
        g_info ("a contact can't be read: %s", error->message);
    }
  else
    (void) imw_wallet_abroad_open_sealed (self->abroad, row->kind, row->ref, plain);
}

static void
sealed_listed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet *self = g_task_get_source_object (task);
  GError    *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_sealed_finish (IMW_STORE (object), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->data_key == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  g_clear_pointer (&self->labels, g_hash_table_unref);
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_list_store_remove_all (self->contacts);

  imw_wallet_abroad_begin_sealed (self->abroad);
  for (guint i = 0; i < rows->len; i++)
    open_row (self, g_ptr_array_index (rows, i));
  imw_wallet_abroad_end_sealed (self->abroad);

  g_task_return_boolean (task, TRUE);
}

/**
 * imw_wallet_open_sealed_async:
 * @self: a wallet with a data key
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Opens labels and contacts into memory.
 */
void
imw_wallet_open_sealed_async (ImwWallet          *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_wallet_open_sealed_async);

  if (self->store == NULL || self->data_key == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  imw_store_list_sealed_async (self->store, NULL, cancellable, sealed_listed_cb,
                               g_steal_pointer (&task));
}

/**
 * imw_wallet_open_sealed_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when they are in memory. On %FALSE @error is %IMW_ERROR_LOCKED or the store's.
 */
gboolean
imw_wallet_open_sealed_finish (ImwWallet    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- storing one field ---- */

/* What is to be stored, and what then changes in memory. */
typedef struct
{
  char       *ref;
  char       *text;    /* (nullable): NULL removes */
  ImwContact *contact; /* (nullable) */
} ImwSealedJob;

static void
sealed_job_free (ImwSealedJob *job)
{
  g_free (job->ref);
  g_free (job->text);
  g_clear_object (&job->contact);
  g_free (job);
}

static void
put_field (GTask              *task,
           const char         *kind,
           const char         *ref,
           GBytes             *plain,
           GAsyncReadyCallback callback)
{
  ImwWallet *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (GBytes) blob = NULL;
  GError *error = NULL;

  if (!self->unlocked || self->data_key == NULL || self->store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  if (plain != NULL)
    {
      blob = imw_sealed_text_seal (self->data_key, kind, ref, plain, &error);
      if (blob == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
    }

  fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sealed_free);
  g_ptr_array_add (fields, imw_store_sealed_new (kind, ref, blob));
  imw_store_put_sealed_async (self->store, fields, g_task_get_cancellable (task), callback,
                              g_object_ref (task));
}

/* ---- labels ---- */

static void
label_put_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet    *self = g_task_get_source_object (task);
  ImwSealedJob *job = g_task_get_task_data (task);
  GError       *error = NULL;

  if (!imw_store_put_sealed_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->labels != NULL)
    {
      if (job->text != NULL)
        g_hash_table_replace (self->labels, g_strdup (job->ref), g_strdup (job->text));
      else
        g_hash_table_remove (self->labels, job->ref);

      imw_wallet_books_changed (self);
    }

  g_task_return_boolean (task, TRUE);
}

/**
 * imw_wallet_get_label:
 * @self: a wallet
 * @ref: a txid or an address
 *
 * Returns: (nullable): its label; %NULL when it has none, and while locked
 */
const char *
imw_wallet_get_label (ImwWallet  *self,
                      const char *ref)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);
  g_return_val_if_fail (ref != NULL, NULL);

  return self->labels != NULL ? g_hash_table_lookup (self->labels, ref) : NULL;
}

static gboolean
is_address (ImwWallet  *self,
            const char *ref)
{
  GPtrArray *chains = self->service != NULL ? imw_wallet_service_get_chains (self->service) : NULL;

  for (guint i = 0; chains != NULL && i < chains->len; i++)
    {
      g_autoptr (ImwRecipient) recipient =
          imw_chain_parse_address (g_ptr_array_index (chains, i), ref, NULL);

      if (recipient != NULL)
        return TRUE;
    }

  return FALSE;
}

/**
 * imw_wallet_set_label_async:
 * @self: an unlocked wallet
 * @ref: a txid or an address
 * @text: (nullable): the label; %NULL or "" removes it
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Seals and stores a label.
 */
void
imw_wallet_set_label_async (ImwWallet          *self,
                            const char         *ref,
                            const char         *text,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) plain = NULL;
  ImwSealedJob *job = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (ref != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_set_label_async);

  if (text != NULL && (strlen (text) > MAX_LABEL_BYTES || !g_utf8_validate (text, -1, NULL)))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT, "the label is too long");
      return;
    }

  job = g_new0 (ImwSealedJob, 1);
  job->ref = g_strdup (ref);
  job->text = text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
  g_task_set_task_data (task, job, (GDestroyNotify) sealed_job_free);

  if (job->text != NULL)
    plain = g_bytes_new (job->text, strlen (job->text));

  put_field (task, is_address (self, ref) ? IMW_SEALED_LABEL_ADDRESS : IMW_SEALED_LABEL_TX, ref,
             plain, label_put_cb);
}

/**
 * imw_wallet_set_label_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when stored. On %FALSE @error is %IMW_ERROR_LOCKED, %IMW_ERROR_BAD_INPUT (too
 * long) or the store's.
 */
gboolean
imw_wallet_set_label_finish (ImwWallet    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- contacts ---- */

static guint
find_contact (ImwWallet  *self,
              const char *id)
{
  guint n_contacts = g_list_model_get_n_items (G_LIST_MODEL (self->contacts));

  for (guint i = 0; i < n_contacts; i++)
    {
      g_autoptr (ImwContact) contact = g_list_model_get_item (G_LIST_MODEL (self->contacts), i);

      if (g_str_equal (imw_contact_get_id (contact), id))
        return i;
    }

  return G_MAXUINT;
}

static void
contact_put_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWallet    *self = g_task_get_source_object (task);
  ImwSealedJob *job = g_task_get_task_data (task);
  gpointer      item = job->contact;
  GError       *error = NULL;
  guint         position = 0;

  if (!imw_store_put_sealed_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  position = find_contact (self, job->ref);

  if (self->data_key == NULL)
    g_debug ("locked while a contact was stored");
  else if (job->text == NULL)
    {
      if (position != G_MAXUINT)
        g_list_store_remove (self->contacts, position);
    }
  else if (position != G_MAXUINT)
    g_list_store_splice (self->contacts, position, 1, &item, 1);
  else
    g_list_store_append (self->contacts, job->contact);

  g_task_return_boolean (task, TRUE);
}

static void
put_contact (ImwWallet  *self,
             ImwContact *contact,
             gboolean    keep,
             GTask      *task)
{
  ImwSealedJob *job = g_new0 (ImwSealedJob, 1);
  g_autoptr (GBytes) plain = keep ? imw_sealed_contact_to_bytes (contact) : NULL;

  job->ref = g_strdup (imw_contact_get_id (contact));
  job->contact = g_object_ref (contact);
  job->text = keep ? g_strdup ("") : NULL;
  g_task_set_task_data (task, job, (GDestroyNotify) sealed_job_free);
  put_field (task, IMW_SEALED_CONTACT, job->ref, plain, contact_put_cb);
}

/**
 * imw_wallet_save_contact_async:
 * @self: an unlocked wallet
 * @contact: a new or changed contact
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Seals and stores a contact.
 */
void
imw_wallet_save_contact_async (ImwWallet          *self,
                               ImwContact         *contact,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (IMW_IS_CONTACT (contact));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_save_contact_async);
  put_contact (self, contact, TRUE, task);
}

/**
 * imw_wallet_save_contact_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when stored. On %FALSE @error is %IMW_ERROR_LOCKED or the store's.
 */
gboolean
imw_wallet_save_contact_finish (ImwWallet    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_wallet_remove_contact_async:
 * @self: an unlocked wallet
 * @contact: a contact of it
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Removes a contact from the store.
 */
void
imw_wallet_remove_contact_async (ImwWallet          *self,
                                 ImwContact         *contact,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));
  g_return_if_fail (IMW_IS_CONTACT (contact));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_remove_contact_async);
  put_contact (self, contact, FALSE, task);
}

/**
 * imw_wallet_remove_contact_finish:
 * @self: a wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is gone. On %FALSE @error is %IMW_ERROR_LOCKED or the store's.
 */
gboolean
imw_wallet_remove_contact_finish (ImwWallet    *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_wallet_find_contact_name:
 * @self: a wallet
 * @address: an address
 *
 * Returns: (nullable): whose it is, %NULL when unknown or locked
 */
const char *
imw_wallet_find_contact_name (ImwWallet  *self,
                              const char *address)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->contacts)); i++)
    {
      g_autoptr (ImwContact) contact = g_list_model_get_item (G_LIST_MODEL (self->contacts), i);

      /* the list keeps it alive */
      if (imw_contact_has_address (contact, address))
        return imw_contact_get_name (contact);
    }

  return NULL;
}

/**
 * imw_wallet_search_sealed:
 * @self: a wallet
 * @search: what the user typed
 * @txids: (element-type utf8): gets the transactions whose label fits
 * @addresses: (element-type utf8): gets the addresses whose label or contact fits
 *
 * Searches personal data in memory; finds nothing while locked.
 */
void
imw_wallet_search_sealed (ImwWallet  *self,
                          const char *search,
                          GPtrArray  *txids,
                          GPtrArray  *addresses)
{
  GHashTableIter iter;
  gpointer       ref = NULL;
  gpointer       text = NULL;

  if (self->labels == NULL)
    return;

  g_hash_table_iter_init (&iter, self->labels);
  while (g_hash_table_iter_next (&iter, &ref, &text))
    {
      if (imw_search_text_matches (text, search))
        g_ptr_array_add (is_address (self, ref) ? addresses : txids, g_strdup (ref));
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->contacts)); i++)
    {
      g_autoptr (ImwContact) contact = g_list_model_get_item (G_LIST_MODEL (self->contacts), i);

      for (guint k = 0; imw_search_text_matches (imw_contact_get_name (contact), search) &&
                        k < imw_contact_get_n_addresses (contact);
           k++)
        {
          const char *address = NULL;

          imw_contact_get_address (contact, k, NULL, &address);
          g_ptr_array_add (addresses, g_strdup (address));
        }
    }
}
