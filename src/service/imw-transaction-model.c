/* imw-transaction-model.c: the history, page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transaction-model"

#include "config.h"

#include "imw-transaction-model.h"

#include "imw-transaction-model-private.h"
#include "imw-transaction-private.h"
#include "imw-wallet-private.h"

#include "imw-error.h"

/**
 * ImwTransactionModel:
 *
 * The history of a wallet under a filter, newest first, as far as it has been paged in. Made by the
 * wallet, main thread. One question to the store at a time; what changes meanwhile is asked anew
 * after it. Rows that stay keep their objects.
 */

#define PAGE_ROWS           100
#define MAX_ROWS_BY_ADDRESS 1000

struct _ImwTransactionModel
{
  GObject parent_instance;

  ImwWallet    *wallet; /* (nullable) not owned, cleared when it goes */
  GCancellable *cancellable;
  GPtrArray    *items;      /* (element-type ImwTransaction) */
  char         *account_id; /* (nullable) */
  guint         directions; /* bits of ImwStoreDirection, 0 all */
  char         *search;     /* (nullable) */
  char         *asset_id;   /* (nullable) */
  gboolean      show_hidden;
  guint         page_rows;
  guint         generation; /* of the filter */
  gboolean      started;    /* something has been asked for */
  gboolean      complete;
  gboolean      stale;   /* ask anew from the top after this question */
  GPtrArray    *waiting; /* (element-type GTask) (nullable): while loading */
};

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_COMPLETE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* One question to the store. */
typedef struct
{
  ImwTransactionModel *model;
  guint                generation;
  guint                limit;
  gboolean             replace;   /* from the top, not a further page */
  GPtrArray           *txids;     /* (element-type utf8): found by label or contact */
  GPtrArray           *addresses; /* (element-type utf8): still to be looked up */
} ImwModelQuery;

static void imw_transaction_model_list_model_init (GListModelInterface *iface);
static void start_query (ImwTransactionModel *self, gboolean replace);
static void next_address (ImwModelQuery *query);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwTransactionModel,
                               imw_transaction_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      imw_transaction_model_list_model_init))

static void
model_query_free (ImwModelQuery *query)
{
  g_clear_object (&query->model);
  g_clear_pointer (&query->txids, g_ptr_array_unref);
  g_clear_pointer (&query->addresses, g_ptr_array_unref);
  g_free (query);
}

/* ---- rows into the list ---- */

static ImwTransaction *
make_item (ImwTransactionModel *self,
           GHashTable          *known,
           ImwStoreTx          *row)
{
  g_autofree char *key = g_strconcat (row->account, "/", row->txid, NULL);
  ImwTransaction  *item = known != NULL ? g_hash_table_lookup (known, key) : NULL;
  ImwAccount      *account = NULL;

  if (item != NULL)
    {
      imw_transaction_update (item, row);
      return g_object_ref (item);
    }

  account = self->wallet != NULL ? imw_wallet_find_account (self->wallet, row->account) : NULL;

  return account != NULL ? imw_transaction_new (self->wallet, account, row) : NULL;
}

static GHashTable *
index_items (ImwTransactionModel *self)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      ImwTransaction *item = g_ptr_array_index (self->items, i);
      ImwStoreTx     *row = imw_transaction_get_row (item);

      g_hash_table_insert (known, g_strconcat (row->account, "/", row->txid, NULL), item);
    }

  return known;
}

static void
replace_rows (ImwTransactionModel *self,
              GPtrArray           *rows)
{
  g_autoptr (GHashTable) known = index_items (self);
  g_autoptr (GPtrArray) old = g_ptr_array_ref (self->items);
  GPtrArray *items = g_ptr_array_new_full (rows->len, g_object_unref);
  guint      head = 0;
  guint      tail = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      ImwTransaction *item = make_item (self, known, g_ptr_array_index (rows, i));

      if (item != NULL)
        g_ptr_array_add (items, item);
    }

  g_ptr_array_unref (self->items);
  self->items = items;

  while (head < old->len && head < items->len && old->pdata[head] == items->pdata[head])
    head++;

  while (tail < old->len - head && tail < items->len - head &&
         old->pdata[old->len - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;

  if (old->len != items->len || head < old->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                items->len - head - tail);
}

static void
append_rows (ImwTransactionModel *self,
             GPtrArray           *rows)
{
  guint before = self->items->len;

  for (guint i = 0; i < rows->len; i++)
    {
      ImwTransaction *item = make_item (self, NULL, g_ptr_array_index (rows, i));

      if (item != NULL)
        g_ptr_array_add (self->items, item);
    }

  if (self->items->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->items->len - before);
}

static void
set_complete (ImwTransactionModel *self,
              gboolean             complete)
{
  if (self->complete == complete)
    return;

  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static void
end_query (ImwModelQuery *query,
           GError        *error)
{
  g_autoptr (ImwTransactionModel) self = g_object_ref (query->model);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) owned = error;

  model_query_free (query);

  if (self->stale && owned == NULL)
    {
      self->stale = FALSE;
      start_query (self, TRUE);
      return;
    }

  self->stale = FALSE;
  waiting = g_steal_pointer (&self->waiting);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);

  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (owned == NULL)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, g_error_copy (owned));
    }
}

/* ---- questions ---- */

static void
rows_listed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  ImwModelQuery       *query = user_data;
  ImwTransactionModel *self = query->model;
  GError              *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_txs_finish (IMW_STORE (object), result, &error);

  if (rows != NULL && query->generation == self->generation)
    {
      if (query->replace)
        replace_rows (self, rows);
      else
        append_rows (self, rows);

      set_complete (self, rows->len < query->limit);
    }

  end_query (query, error);
}

static ImwStoreTxFilter *
make_filter (ImwTransactionModel *self)
{
  ImwStoreTxFilter *filter = imw_store_tx_filter_new ();

  filter->directions = self->directions;
  filter->asset = g_strdup (self->asset_id);
  filter->hidden = self->show_hidden;
  if (self->account_id != NULL)
    {
      filter->accounts = g_new0 (char *, 2);
      filter->accounts[0] = g_strdup (self->account_id);
    }
  else if (self->wallet != NULL)
    filter->accounts = imw_wallet_dup_account_ids (self->wallet);

  return filter;
}

static void
list_rows (ImwModelQuery *query)
{
  ImwTransactionModel *self = query->model;
  ImwStore            *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  ImwStoreTx          *after = NULL;
  g_autoptr (ImwStoreTxFilter) filter = make_filter (self);

  if (store == NULL)
    {
      end_query (query, g_error_new_literal (IMW_ERROR, IMW_ERROR_REFUSED,
                                             "the wallet's books are not open"));
      return;
    }

  if (self->search != NULL)
    {
      filter->search = g_strdup (self->search);
      if (query->txids->len > 0)
        {
          filter->txids = g_new0 (char *, query->txids->len + 1);
          for (guint i = 0; i < query->txids->len; i++)
            filter->txids[i] = g_strdup (g_ptr_array_index (query->txids, i));
        }
    }

  if (!query->replace && self->items->len > 0)
    after = imw_transaction_get_row (g_ptr_array_index (self->items, self->items->len - 1));

  imw_store_list_txs_async (store, filter, after, query->limit, self->cancellable, rows_listed_cb,
                            query);
}

static void
address_listed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  ImwModelQuery *query = user_data;
  GError        *error = NULL;
  g_autoptr (GPtrArray) rows = imw_store_list_txs_finish (IMW_STORE (object), result, &error);

  if (rows == NULL)
    {
      end_query (query, error);
      return;
    }

  for (guint i = 0; i < rows->len; i++)
    {
      ImwStoreTx *row = g_ptr_array_index (rows, i);

      g_ptr_array_add (query->txids, g_strdup (row->txid));
    }

  next_address (query);
}

static void
next_address (ImwModelQuery *query)
{
  ImwTransactionModel *self = query->model;
  ImwStore            *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  g_autoptr (ImwStoreTxFilter) filter = NULL;

  if (store == NULL || query->addresses->len == 0)
    {
      list_rows (query);
      return;
    }

  filter = make_filter (self);
  filter->search = g_ptr_array_steal_index_fast (query->addresses, query->addresses->len - 1);
  imw_store_list_txs_async (store, filter, NULL, MAX_ROWS_BY_ADDRESS, self->cancellable,
                            address_listed_cb, query);
}

static void
start_query (ImwTransactionModel *self,
             gboolean             replace)
{
  ImwModelQuery *query = g_new0 (ImwModelQuery, 1);

  query->model = g_object_ref (self);
  query->generation = self->generation;
  query->replace = replace;
  query->limit = self->page_rows;
  query->txids = g_ptr_array_new_with_free_func (g_free);
  query->addresses = g_ptr_array_new_with_free_func (g_free);

  /* what the user has paged in stays, and there is room for what is new */
  if (replace && self->items->len >= self->page_rows)
    query->limit = self->items->len + self->page_rows;

  if (self->search != NULL && self->wallet != NULL)
    imw_wallet_search_sealed (self->wallet, self->search, query->txids, query->addresses);

  next_address (query);
}

static void
ask_anew (ImwTransactionModel *self)
{
  if (!self->started || self->wallet == NULL)
    return;

  if (self->waiting != NULL)
    {
      self->stale = TRUE;
      return;
    }

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  start_query (self, TRUE);
}

/* ---- list model ---- */

static GType
imw_transaction_model_get_item_type (GListModel *model)
{
  return IMW_TYPE_TRANSACTION;
}

static guint
imw_transaction_model_get_n_items (GListModel *model)
{
  return IMW_TRANSACTION_MODEL (model)->items->len;
}

static gpointer
imw_transaction_model_get_item (GListModel *model,
                                guint       position)
{
  ImwTransactionModel *self = IMW_TRANSACTION_MODEL (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position))
                                     : NULL;
}

static void
imw_transaction_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = imw_transaction_model_get_item_type;
  iface->get_n_items = imw_transaction_model_get_n_items;
  iface->get_item = imw_transaction_model_get_item;
}

static void
imw_transaction_model_dispose (GObject *object)
{
  ImwTransactionModel *self = IMW_TRANSACTION_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->wallet);

  G_OBJECT_CLASS (imw_transaction_model_parent_class)->dispose (object);
}

static void
imw_transaction_model_finalize (GObject *object)
{
  ImwTransactionModel *self = IMW_TRANSACTION_MODEL (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->account_id, g_free);
  g_clear_pointer (&self->search, g_free);
  g_clear_pointer (&self->asset_id, g_free);

  G_OBJECT_CLASS (imw_transaction_model_parent_class)->finalize (object);
}

static void
imw_transaction_model_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  ImwTransactionModel *self = IMW_TRANSACTION_MODEL (object);

  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, imw_transaction_model_get_loading (self));
      break;

    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_transaction_model_class_init (ImwTransactionModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = imw_transaction_model_dispose;
  object_class->finalize = imw_transaction_model_finalize;
  object_class->get_property = imw_transaction_model_get_property;

  /**
   * ImwTransactionModel:loading:
   *
   * Whether the store is being asked.
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);

  /**
   * ImwTransactionModel:complete:
   *
   * Whether there is no further page.
   */
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
imw_transaction_model_init (ImwTransactionModel *self)
{
  self->cancellable = g_cancellable_new ();
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->page_rows = PAGE_ROWS;
}

/**
 * imw_transaction_model_new:
 * @wallet: whose; not kept alive
 *
 * Returns: (transfer full): its history without a filter, nothing loaded
 */
ImwTransactionModel *
imw_transaction_model_new (ImwWallet *wallet)
{
  ImwTransactionModel *self = g_object_new (IMW_TYPE_TRANSACTION_MODEL, NULL);

  g_set_weak_pointer (&self->wallet, wallet);
  g_signal_connect_object (wallet, "books-changed", G_CALLBACK (ask_anew), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wallet, "notify::unlocked", G_CALLBACK (ask_anew), self,
                           G_CONNECT_SWAPPED);

  return self;
}

static guint
parse_directions (const char *code)
{
  if (g_strcmp0 (code, "received") == 0)
    return IMW_STORE_RECEIVED;

  if (g_strcmp0 (code, "sent") == 0)
    return IMW_STORE_SENT;

  if (g_strcmp0 (code, "self") == 0)
    return IMW_STORE_SELF;

  return 0;
}

static void
filter_changed (ImwTransactionModel *self)
{
  self->generation++;
  set_complete (self, FALSE);
  ask_anew (self);
}

/**
 * imw_transaction_model_set_filter:
 * @self: a history
 * @account_id: (nullable): only of this account
 * @direction_code: (nullable): only "received", "sent" or "self"
 * @search: (nullable): only where txid, address, label or contact fits
 *
 * Changes the filter; what was loaded is replaced by the first page under it.
 */
void
imw_transaction_model_set_filter (ImwTransactionModel *self,
                                  const char          *account_id,
                                  const char          *direction_code,
                                  const char          *search)
{
  g_return_if_fail (IMW_IS_TRANSACTION_MODEL (self));

  g_free (self->account_id);
  self->account_id = account_id != NULL && account_id[0] != '\0' ? g_strdup (account_id) : NULL;
  self->directions = parse_directions (direction_code);
  g_free (self->search);
  self->search = search != NULL && search[0] != '\0' ? g_strdup (search) : NULL;
  filter_changed (self);
}

/**
 * imw_transaction_model_set_asset:
 * @self: a history
 * @asset_id: (nullable): only what moved this asset
 *
 * Changes the filter; what was loaded is replaced by the first page under it.
 */
void
imw_transaction_model_set_asset (ImwTransactionModel *self,
                                 const char          *asset_id)
{
  g_return_if_fail (IMW_IS_TRANSACTION_MODEL (self));

  if (g_strcmp0 (self->asset_id, asset_id) == 0)
    return;

  g_free (self->asset_id);
  self->asset_id = asset_id != NULL && asset_id[0] != '\0' ? g_strdup (asset_id) : NULL;
  filter_changed (self);
}

/**
 * imw_transaction_model_set_show_hidden:
 * @self: a history
 * @shown: whether to list, too, what only assets came in with that turned up by themselves
 *
 * Changes the filter; what was loaded is replaced by the first page under it.
 */
void
imw_transaction_model_set_show_hidden (ImwTransactionModel *self,
                                       gboolean             shown)
{
  g_return_if_fail (IMW_IS_TRANSACTION_MODEL (self));

  if (self->show_hidden == !!shown)
    return;

  self->show_hidden = !!shown;
  filter_changed (self);
}

/**
 * imw_transaction_model_set_page_size:
 * @self: a history
 * @rows: of a page, 100 if never set
 *
 * Changes how much is loaded at once.
 */
void
imw_transaction_model_set_page_size (ImwTransactionModel *self,
                                     guint                rows)
{
  g_return_if_fail (IMW_IS_TRANSACTION_MODEL (self));
  g_return_if_fail (rows > 0);

  self->page_rows = rows;
}

/**
 * imw_transaction_model_load_more:
 * @self: a history
 *
 * Loads a further page, if there is one.
 */
void
imw_transaction_model_load_more (ImwTransactionModel *self)
{
  imw_transaction_model_load_more_async (self, NULL, NULL, NULL);
}

/**
 * imw_transaction_model_load_more_async:
 * @self: a history
 * @cancellable: (nullable): ends this caller's waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Loads a further page, if there is one. Calls made while one is being loaded join it.
 */
void
imw_transaction_model_load_more_async (ImwTransactionModel *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_TRANSACTION_MODEL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_transaction_model_load_more_async);
  self->started = TRUE;

  if (self->complete)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (self->waiting != NULL)
    {
      g_ptr_array_add (self->waiting, g_steal_pointer (&task));
      return;
    }

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  start_query (self, FALSE);
}

/**
 * imw_transaction_model_load_more_finish:
 * @self: a history
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when loaded, or when there was nothing more. Errors are the store's.
 */
gboolean
imw_transaction_model_load_more_finish (ImwTransactionModel *self,
                                        GAsyncResult        *result,
                                        GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_transaction_model_get_loading:
 * @self: a history
 *
 * Returns: whether the store is being asked
 */
gboolean
imw_transaction_model_get_loading (ImwTransactionModel *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION_MODEL (self), FALSE);

  return self->waiting != NULL;
}

/**
 * imw_transaction_model_get_complete:
 * @self: a history
 *
 * Returns: whether there is no further page
 */
gboolean
imw_transaction_model_get_complete (ImwTransactionModel *self)
{
  g_return_val_if_fail (IMW_IS_TRANSACTION_MODEL (self), FALSE);

  return self->complete;
}
