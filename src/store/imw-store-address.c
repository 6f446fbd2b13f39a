/* imw-store-address.c: the addresses of the accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-address"

#include "config.h"

#include "imw-store-address.h"

#include "imw-store-private.h"

#include "imw-error.h"

#define ADDRESS_COLUMNS                                                                           \
  "(SELECT a.id FROM account a WHERE a.row = address.account), branch, idx, address, "            \
  "used, status, issued_ms, "                                                                     \
  "EXISTS (SELECT 1 FROM coin c WHERE c.account = address.account AND c.branch = address.branch " \
  "AND c.idx = address.idx AND c.spent = 0 AND c.state <> 2)"

static ImwStoreAddress *
read_address (ImwStmt *stmt)
{
  ImwStoreAddress *address = g_new0 (ImwStoreAddress, 1);

  address->account = imw_stmt_dup_text (stmt, 0);
  address->branch = (guint32) imw_stmt_get_int64 (stmt, 1);
  address->index = (guint32) imw_stmt_get_int64 (stmt, 2);
  address->address = imw_stmt_dup_text (stmt, 3);
  address->used = imw_stmt_get_boolean (stmt, 4);
  address->status = imw_stmt_dup_text (stmt, 5);
  address->issued = !imw_stmt_is_null (stmt, 6);
  address->issued_ms = imw_stmt_get_int64 (stmt, 6);
  address->holds_coins = imw_stmt_get_boolean (stmt, 7);

  return address;
}

static GPtrArray *
read_addresses (ImwStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray)
      addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_address_free);
  gboolean row = FALSE;

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (addresses, read_address (stmt));
    }
  while (row);

  return g_steal_pointer (&addresses);
}

static gboolean
check_text (ImwStoreCall *call, gint64 account, const ImwStoreAddress *address, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT address FROM address WHERE account = :account AND branch = :branch AND idx = :idx",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":branch", address->branch);
  imw_stmt_bind_int64 (stmt, ":idx", address->index);
  if (!imw_stmt_step (stmt, &row, error))
    return FALSE;

  if (row && g_strcmp0 (imw_stmt_get_text (stmt, 0), address->address) == 0)
    return TRUE;

  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "address %u/%u is stored with another text",
               address->branch, address->index);

  return FALSE;
}

/* object: the addresses */
static gboolean
add_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  GPtrArray *addresses = call->args->object;
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "INSERT INTO address (account, branch, idx, address, used, status, issued_ms) "
      "VALUES (:account, :branch, :idx, :address, :used, :status, :issued_ms) "
      "ON CONFLICT DO NOTHING",
      error);
  const char *last = NULL;
  gint64      account = 0;

  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < addresses->len; i++)
    {
      const ImwStoreAddress *address = g_ptr_array_index (addresses, i);

      if (address->address == NULL)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "an address without text");
          return FALSE;
        }
      if (g_strcmp0 (last, address->account) != 0 &&
          !imw_store_find_account (call, address->account, &account, error))
        return FALSE;
      last = address->account;

      imw_stmt_bind_int64 (stmt, ":account", account);
      imw_stmt_bind_int64 (stmt, ":branch", address->branch);
      imw_stmt_bind_int64 (stmt, ":idx", address->index);
      imw_stmt_bind_text (stmt, ":address", address->address);
      imw_stmt_bind_int64 (stmt, ":used", address->used ? 1 : 0);
      imw_stmt_bind_text (stmt, ":status", address->status);
      if (address->issued)
        imw_stmt_bind_int64 (stmt, ":issued_ms",
                             address->issued_ms != 0 ? address->issued_ms : call->now_ms);
      else
        imw_stmt_bind_null (stmt, ":issued_ms");
      if (!imw_stmt_run (stmt, error))
        return FALSE;
      if (imw_db_session_get_n_changed (call->session) == 0 &&
          !check_text (call, account, address, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imw_store_add_addresses_async:
 * @self: a store
 * @addresses: (element-type ImwStoreAddress): derived addresses
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Adds addresses; those that are known stay as they are.
 */
void
imw_store_add_addresses_async (ImwStore           *self,
                               GPtrArray          *addresses,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (NULL, NULL);

  imw_store_args_take (args,
                       imw_store_copy_array (addresses, (GBoxedCopyFunc) imw_store_address_copy,
                                             (GDestroyNotify) imw_store_address_free),
                       (GDestroyNotify) g_ptr_array_unref);
  imw_store_run (self, imw_store_add_addresses_async, IMW_DB_JOB_WRITE, add_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_add_addresses_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_NOT_FOUND (unknown account), %IMW_ERROR_REFUSED (a known one has another
 *   text), %IMW_ERROR_BAD_INPUT (no text) or another error of the store; then none was added
 */
gboolean
imw_store_add_addresses_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_add_addresses_async, NULL, error);
}

/* text: account id; number: branch or -1, from, count or 0 */
static gboolean
list_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT " ADDRESS_COLUMNS " FROM address WHERE account = :account AND "
      "(:branch < 0 OR branch = :branch) AND idx >= :from AND idx < :end ORDER BY branch, idx",
      error);
  gint64 account = 0;

  if (stmt == NULL || !imw_store_find_account (call, call->args->text[0], &account, error))
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":branch", call->args->number[0]);
  imw_stmt_bind_int64 (stmt, ":from", call->args->number[1]);
  imw_stmt_bind_int64 (stmt, ":end",
                       call->args->number[2] == 0 ? G_MAXINT64
                                                  : call->args->number[1] + call->args->number[2]);
  *result = read_addresses (stmt, error);

  return *result != NULL;
}

/**
 * imw_store_list_addresses_async:
 * @self: a store
 * @account: id of an account
 * @branch: 0 receive, 1 change, -1 both
 * @from: first index
 * @count: how many of each branch, 0 for all
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 */
void
imw_store_list_addresses_async (ImwStore           *self,
                                const char         *account,
                                gint                branch,
                                guint32             from,
                                guint32             count,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (account, NULL);

  args->number[0] = branch;
  args->number[1] = from;
  args->number[2] = count;
  imw_store_run (self, imw_store_list_addresses_async, IMW_DB_JOB_READ, list_job, args,
                 (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * imw_store_list_addresses_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreAddress): addresses by branch and index, or
 *   %NULL with %IMW_ERROR_NOT_FOUND (unknown account) or another error of the store
 */
GPtrArray *
imw_store_list_addresses_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_addresses_async, &value, error) ? value
                                                                                            : NULL;
}

static ImwStoreAddress *
find_next (ImwStoreCall *call, gint64 account, gint64 branch, gboolean unissued, GError **error)
{
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call,
      "SELECT " ADDRESS_COLUMNS " FROM address WHERE account = :account AND branch = :branch "
      "AND used = 0 AND (:unissued = 0 OR issued_ms IS NULL) ORDER BY idx LIMIT 1",
      error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":branch", branch);
  imw_stmt_bind_int64 (stmt, ":unissued", unissued ? 1 : 0);
  if (!imw_stmt_step (stmt, &row, error))
    return NULL;
  if (!row)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no known address is free");
      return NULL;
    }

  return read_address (stmt);
}

/* text: account id; number: branch, unissued */
static gboolean
next_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  gint64 account = 0;

  if (!imw_store_find_account (call, call->args->text[0], &account, error))
    return FALSE;
  *result = find_next (call, account, call->args->number[0], call->args->number[1] != 0, error);

  return *result != NULL;
}

/**
 * imw_store_next_address_async:
 * @self: a store
 * @account: id of an account
 * @branch: 0 receive, 1 change
 * @unissued: whether those given out are passed over
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks for the first address that is not used.
 */
void
imw_store_next_address_async (ImwStore           *self,
                              const char         *account,
                              guint32             branch,
                              gboolean            unissued,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (account, NULL);

  args->number[0] = branch;
  args->number[1] = unissued ? 1 : 0;
  imw_store_run (self, imw_store_next_address_async, IMW_DB_JOB_READ, next_job, args,
                 (GDestroyNotify) imw_store_address_free, cancellable, callback, user_data);
}

/**
 * imw_store_next_address_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the address, or %NULL with %IMW_ERROR_NOT_FOUND (unknown account, or
 *   more must be derived and added) or another error of the store
 */
ImwStoreAddress *
imw_store_next_address_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_next_address_async, &value, error) ? value
                                                                                          : NULL;
}

static gboolean
mark_issued (ImwStoreCall *call, gint64 account, gint64 branch, gint64 index, GError **error)
{
  g_autoptr (ImwStmt)
      stmt = imw_store_prepare (call,
                                "UPDATE address SET issued_ms = ifnull (issued_ms, :now_ms) "
                                "WHERE account = :account AND branch = :branch AND idx = :idx",
                                error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_int64 (stmt, ":now_ms", call->now_ms);
  imw_stmt_bind_int64 (stmt, ":account", account);
  imw_stmt_bind_int64 (stmt, ":branch", branch);
  imw_stmt_bind_int64 (stmt, ":idx", index);
  if (!imw_stmt_run (stmt, error))
    return FALSE;

  if (imw_db_session_get_n_changed (call->session) == 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the address is not known");
      return FALSE;
    }

  return TRUE;
}

/* text: account id; number: branch */
static gboolean
issue_next_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStoreAddress) address = NULL;
  gint64 account = 0;

  if (!imw_store_find_account (call, call->args->text[0], &account, error))
    return FALSE;
  address = find_next (call, account, call->args->number[0], TRUE, error);
  if (address == NULL || !mark_issued (call, account, address->branch, address->index, error))
    return FALSE;

  address->issued = TRUE;
  address->issued_ms = call->now_ms;
  *result = g_steal_pointer (&address);

  return TRUE;
}

/**
 * imw_store_issue_next_address_async:
 * @self: a store
 * @account: id of an account
 * @branch: 0 receive, 1 change
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Takes the first address that is neither used nor issued and marks it issued.
 */
void
imw_store_issue_next_address_async (ImwStore           *self,
                                    const char         *account,
                                    guint32             branch,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (account, NULL);

  args->number[0] = branch;
  imw_store_run (self, imw_store_issue_next_address_async, IMW_DB_JOB_WRITE, issue_next_job, args,
                 (GDestroyNotify) imw_store_address_free, cancellable, callback, user_data);
}

/**
 * imw_store_issue_next_address_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the address, or %NULL with %IMW_ERROR_NOT_FOUND (unknown account, or
 *   more must be derived and added) or another error of the store
 */
ImwStoreAddress *
imw_store_issue_next_address_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_issue_next_address_async, &value, error)
             ? value
             : NULL;
}

/* text: account id; number: branch, index */
static gboolean
issue_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  gint64 account = 0;

  return imw_store_find_account (call, call->args->text[0], &account, error) &&
         mark_issued (call, account, call->args->number[0], call->args->number[1], error);
}

/**
 * imw_store_issue_address_async:
 * @self: a store
 * @account: id of an account
 * @branch: 0 receive, 1 change
 * @index: place on the branch
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Notes that an address was given out. The first time stays.
 */
void
imw_store_issue_address_async (ImwStore           *self,
                               const char         *account,
                               guint32             branch,
                               guint32             index,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  ImwStoreArgs *args = imw_store_args_new (account, NULL);

  args->number[0] = branch;
  args->number[1] = index;
  imw_store_run (self, imw_store_issue_address_async, IMW_DB_JOB_WRITE, issue_job, args, NULL,
                 cancellable, callback, user_data);
}

/**
 * imw_store_issue_address_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %FALSE with %IMW_ERROR_NOT_FOUND or another error of the store
 */
gboolean
imw_store_issue_address_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  return imw_store_run_finish (self, result, imw_store_issue_address_async, NULL, error);
}

/* text: address */
static gboolean
find_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (ImwStmt) stmt =
      imw_store_prepare (call,
                         "SELECT " ADDRESS_COLUMNS
                         " FROM address WHERE address = :address ORDER BY account, branch, idx",
                         error);

  if (stmt == NULL)
    return FALSE;
  imw_stmt_bind_text (stmt, ":address", call->args->text[0]);
  *result = read_addresses (stmt, error);

  return *result != NULL;
}

/**
 * imw_store_find_address_async:
 * @self: a store
 * @address: text of an address
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Looks whether an address is ours.
 */
void
imw_store_find_address_async (ImwStore           *self,
                              const char         *address,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  imw_store_run (self, imw_store_find_address_async, IMW_DB_JOB_READ, find_job,
                 imw_store_args_new (address, NULL), (GDestroyNotify) g_ptr_array_unref,
                 cancellable, callback, user_data);
}

/**
 * imw_store_find_address_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ImwStoreAddress): where it is, empty when it is not
 *   ours; or %NULL with an error of the store
 */
GPtrArray *
imw_store_find_address_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_find_address_async, &value, error) ? value
                                                                                          : NULL;
}

static gboolean
own_job (ImwStoreCall *call, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ImwStmt) stmt = imw_store_prepare (
      call, "SELECT address FROM address WHERE used = 1 OR issued_ms IS NOT NULL", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;

  do
    {
      if (!imw_stmt_step (stmt, &row, error))
        return FALSE;
      g_ptr_array_add (addresses, row ? imw_stmt_dup_text (stmt, 0) : NULL);
    }
  while (row);

  *result = g_ptr_array_free (g_steal_pointer (&addresses), FALSE);

  return TRUE;
}

/**
 * imw_store_list_own_addresses_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable, looked at before the work begins
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lists the wallet's own addresses that somebody may know, from all accounts. An address that only looks
 * like one of these was made to be taken for it.
 */
void
imw_store_list_own_addresses_async (ImwStore           *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  imw_store_run (self, imw_store_list_own_addresses_async, IMW_DB_JOB_READ, own_job, NULL,
                 (GDestroyNotify) g_strfreev, cancellable, callback, user_data);
}

/**
 * imw_store_list_own_addresses_finish:
 * @self: a store
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): NULL-terminated, in no order; or %NULL with an error of the store
 */
char **
imw_store_list_own_addresses_finish (ImwStore *self, GAsyncResult *result, GError **error)
{
  gpointer value = NULL;

  return imw_store_run_finish (self, result, imw_store_list_own_addresses_async, &value, error)
             ? value
             : NULL;
}
