/* imw-account-addresses.c: the addresses of an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-account-addresses"

#include "config.h"

#include "imw-account.h"

#include "imw-account-private.h"
#include "imw-account-struct.h"
#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-store-address.h"

#define MAX_LISTED 10000

G_DEFINE_BOXED_TYPE (ImwAddressInfo, imw_address_info, imw_address_info_copy, imw_address_info_free)

/**
 * imw_address_info_copy:
 * @self: an address
 *
 * Returns: (transfer full): a copy
 */
ImwAddressInfo *
imw_address_info_copy (const ImwAddressInfo *self)
{
  ImwAddressInfo *copy = g_new0 (ImwAddressInfo, 1);

  *copy = *self;
  copy->address = g_strdup (self->address);

  return copy;
}

/**
 * imw_address_info_free:
 * @self: an address
 *
 * Frees it.
 */
void
imw_address_info_free (ImwAddressInfo *self)
{
  g_free (self->address);
  g_free (self);
}

static ImwAddressInfo *
address_info_from_row (const ImwStoreAddress *row)
{
  ImwAddressInfo *info = g_new0 (ImwAddressInfo, 1);

  info->branch = row->branch;
  info->index = row->index;
  info->address = g_strdup (row->address);
  info->used = row->used;
  info->issued = row->issued;

  return info;
}

static ImwStore *
get_store (ImwAccount *self,
           GTask      *task)
{
  ImwStore *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;

  if (store == NULL)
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED, "the wallet's books are not open");

  return store;
}

static gboolean
get_read_only (ImwAccount *self)
{
  return self->wallet == NULL || imw_wallet_get_read_only (self->wallet);
}

/* ---- deriving ---- */

/* how many from 0 on are there, of a list in order */
static guint32
count_known (GPtrArray *rows,
             guint32    branch)
{
  guint32 expected = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreAddress *row = g_ptr_array_index (rows, i);

      if (row->branch == branch && row->index == expected)
        expected++;
    }

  return expected;
}

static gboolean
derive_missing (ImwAccount *self,
                GPtrArray  *rows,
                guint32     branch,
                guint32     count,
                GPtrArray  *fresh,
                GError    **error)
{
  for (guint32 index = count_known (rows, branch); index < count; index++)
    {
      g_autofree char *address =
          imw_chain_derive_address (self->chain, self->row->account_key, branch, index, error);

      if (address == NULL)
        return FALSE;

      g_ptr_array_add (fresh, imw_store_address_new (self->row->id, branch, index, address));
    }

  return TRUE;
}

static void
derived_added_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_store_add_addresses_finish (IMW_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
derive_listed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount *self = g_task_get_source_object (task);
  guint32    *counts = g_task_get_task_data (task);
  GError     *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_addresses_finish (IMW_STORE (object), result, &error);
  g_autoptr (GPtrArray) fresh =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_address_free);

  if (rows == NULL ||
      !derive_missing (self, rows, 0, counts[0], fresh, &error) ||
      !derive_missing (self, rows, 1, counts[1], fresh, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (fresh->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  imw_store_add_addresses_async (IMW_STORE (object), fresh, g_task_get_cancellable (task),
                                 derived_added_cb, g_object_ref (task));
}

/**
 * imw_account_derive_async:
 * @self: an account
 * @receive_count: how many receiving addresses there shall be
 * @change_count: how many change addresses there shall be
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Puts derived addresses into the store, from 0 on without a gap; the one address where an account
 * has no more.
 */
void
imw_account_derive_async (ImwAccount         *self,
                          guint32             receive_count,
                          guint32             change_count,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ImwStore *store = NULL;
  guint32  *counts = g_new0 (guint32, 2);

  g_task_set_source_tag (task, imw_account_derive_async);
  counts[0] = receive_count;
  counts[1] = change_count;
  if (imw_chain_has (self->chain, IMW_CHAIN_HAS_TOLD_BALANCES))
    {
      counts[0] = 1;
      counts[1] = 0;
    }

  g_task_set_task_data (task, counts, g_free);

  store = get_store (self, task);
  if (store != NULL)
    imw_store_list_addresses_async (store, self->row->id, -1, 0, 0, cancellable, derive_listed_cb,
                                    g_steal_pointer (&task));
}

/**
 * imw_account_derive_finish:
 * @self: an account
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when they are in the store. Errors are the store's, and %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_account_derive_finish (ImwAccount   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- receiving ---- */

static void
issued_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAddressInfo *info = g_task_get_task_data (task);
  GError         *error = NULL;

  if (!imw_store_issue_address_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  info->issued = TRUE;
  g_task_return_pointer (task, imw_address_info_copy (info),
                         (GDestroyNotify) imw_address_info_free);
}

static void
issue (GTask *task)
{
  ImwAccount     *self = g_task_get_source_object (task);
  ImwAddressInfo *info = g_task_get_task_data (task);
  ImwStore       *store = NULL;

  if (info->issued || get_read_only (self))
    {
      g_task_return_pointer (task, imw_address_info_copy (info),
                             (GDestroyNotify) imw_address_info_free);
      return;
    }

  store = get_store (self, task);
  if (store != NULL)
    imw_store_issue_address_async (store, self->row->id, info->branch, info->index,
                                   g_task_get_cancellable (task), issued_cb, g_object_ref (task));
}

static void
receive_derived_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_account_derive_finish (IMW_ACCOUNT (object), result, &error))
    issue (task);
  else
    g_task_return_error (task, error);
}

/* the one address of an account that has no more */
static ImwAddressInfo *
choose_only (ImwAccount *self,
             GPtrArray  *rows,
             GError    **error)
{
  g_autoptr (ImwAddressInfo) info = NULL;

  if (rows->len > 0)
    return address_info_from_row (g_ptr_array_index (rows, 0));

  info = g_new0 (ImwAddressInfo, 1);
  info->address = imw_chain_derive_address (self->chain, self->row->account_key, 0, 0, error);

  return info->address != NULL ? g_steal_pointer (&info) : NULL;
}

static ImwAddressInfo *
choose_receiving (ImwAccount *self,
                  GPtrArray  *rows,
                  gboolean    fresh,
                  GError    **error)
{
  g_autoptr (ImwAddressInfo) info = g_new0 (ImwAddressInfo, 1);
  gint64 last_used = -1;
  gint64 last_issued = -1;
  gint64 next = 0;

  if (imw_chain_has (self->chain, IMW_CHAIN_HAS_TOLD_BALANCES))
    return choose_only (self, rows, error);

  for (guint i = 0; i < rows->len; i++)
    {
      const ImwStoreAddress *row = g_ptr_array_index (rows, i);

      if (row->used)
        last_used = MAX (last_used, (gint64) row->index);

      if (row->issued)
        last_issued = MAX (last_issued, (gint64) row->index);

      if (!fresh && !row->used)
        return address_info_from_row (row);
    }

  next = fresh ? MAX (last_used, last_issued) + 1 : last_used + 1;

  /* further away a restored wallet would not find it */
  if (next - last_used > IMW_GAP_LIMIT)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "too many unused addresses have been given out");
      return NULL;
    }

  info->index = (guint32) next;
  info->address =
      imw_chain_derive_address (self->chain, self->row->account_key, 0, info->index, error);

  return info->address != NULL ? g_steal_pointer (&info) : NULL;
}

static void
receive_listed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount *self = g_task_get_source_object (task);
  gboolean    fresh = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (task), "imw-fresh"));
  GError     *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_addresses_finish (IMW_STORE (object), result, &error);
  ImwAddressInfo *info = rows != NULL ? choose_receiving (self, rows, fresh, &error) : NULL;

  if (info == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, info, (GDestroyNotify) imw_address_info_free);

  if (get_read_only (self))
    issue (task);
  else
    imw_account_derive_async (self, info->index + 1 + IMW_GAP_LIMIT, IMW_GAP_LIMIT,
                              g_task_get_cancellable (task), receive_derived_cb,
                              g_object_ref (task));
}

/**
 * imw_account_get_receive_address_async:
 * @self: an account
 * @fresh: %FALSE: the first unused one; %TRUE: the next one after all that were given out
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Finds an address to be paid at and remembers that it was given out. Needs no network and no
 * password.
 */
void
imw_account_get_receive_address_async (ImwAccount         *self,
                                       gboolean            fresh,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwStore *store = NULL;

  g_return_if_fail (IMW_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_account_get_receive_address_async);
  fresh = fresh && imw_chain_has (self->chain, IMW_CHAIN_HAS_FRESH_ADDRESSES);
  g_object_set_data (G_OBJECT (task), "imw-fresh", GINT_TO_POINTER (fresh));

  store = get_store (self, task);
  if (store != NULL)
    imw_store_list_addresses_async (store, self->row->id, 0, 0, 0, cancellable, receive_listed_cb,
                                    g_steal_pointer (&task));
}

/**
 * imw_account_get_receive_address_finish:
 * @self: an account
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the address, or %NULL: %IMW_ERROR_REFUSED when 20 unused ones have been
 * given out, or the store's errors
 */
ImwAddressInfo *
imw_account_get_receive_address_finish (ImwAccount   *self,
                                        GAsyncResult *result,
                                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- listing ---- */

static void
addresses_listed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwAccount     *self = g_task_get_source_object (task);
  ImwAddressInfo *wanted = g_task_get_task_data (task);
  guint32         count = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (task), "imw-count"));
  GError         *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_addresses_finish (IMW_STORE (object), result, &error);
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imw_address_info_free);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (list, address_info_from_row (g_ptr_array_index (rows, i)));

  /* further ones are shown without being put into the store */
  while (list->len < count && !imw_chain_has (self->chain, IMW_CHAIN_HAS_TOLD_BALANCES))
    {
      g_autoptr (ImwAddressInfo) info = g_new0 (ImwAddressInfo, 1);

      info->branch = wanted->branch;
      info->index = wanted->index + list->len;
      info->address = imw_chain_derive_address (self->chain, self->row->account_key, info->branch,
                                                info->index, &error);
      if (info->address == NULL)
        {
          g_task_return_error (task, error);
          return;
        }

      g_ptr_array_add (list, g_steal_pointer (&info));
    }

  g_task_return_pointer (task, g_steal_pointer (&list), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * imw_account_list_addresses_async:
 * @self: an account
 * @branch: 0 receiving, 1 change
 * @from: first index
 * @count: how many, at most 10,000; 0: all known ones from there on
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lists addresses. Needs no network and no password.
 */
void
imw_account_list_addresses_async (ImwAccount         *self,
                                  guint32             branch,
                                  guint32             from,
                                  guint32             count,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwAddressInfo *wanted = NULL;
  ImwStore       *store = NULL;

  g_return_if_fail (IMW_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_account_list_addresses_async);

  if (branch > 1 || count > MAX_LISTED || from > G_MAXINT32 - MAX_LISTED)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                               "no such addresses, or too many");
      return;
    }

  wanted = g_new0 (ImwAddressInfo, 1);
  wanted->branch = branch;
  wanted->index = from;
  g_task_set_task_data (task, wanted, (GDestroyNotify) imw_address_info_free);
  g_object_set_data (G_OBJECT (task), "imw-count", GUINT_TO_POINTER (count));

  store = get_store (self, task);
  if (store != NULL)
    imw_store_list_addresses_async (store, self->row->id, (gint) branch, from, count, cancellable,
                                    addresses_listed_cb, g_steal_pointer (&task));
}

/**
 * imw_account_list_addresses_finish:
 * @self: an account
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwAddressInfo): by index, or %NULL: %IMW_ERROR_BAD_INPUT,
 * the store's errors
 */
GPtrArray *
imw_account_list_addresses_finish (ImwAccount   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
