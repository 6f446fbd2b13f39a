/* imw-transfer-store.c: a transfer and its books
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-transfer-store"

#include "config.h"

#include "imw-transfer-private.h"
#include "imw-wallet-abroad.h"

#include "imw-error.h"
#include "imw-sealed-text.h"
#include "imw-store-sealed.h"

#define MAX_TEXT 400

/**
 * imw_transfer_new_from_row:
 * @wallet: whose; not kept alive
 * @row: what the books have
 *
 * Returns: (transfer full) (nullable): the transfer as it was left, %NULL when the row makes no sense
 */
ImwTransfer *
imw_transfer_new_from_row (ImwWallet *wallet, const ImwStoreTransfer *row)
{
  g_autoptr (ImwTransfer) self = g_object_new (IMW_TYPE_TRANSFER, NULL);
  g_autoptr (GError) error = NULL;

  g_set_weak_pointer (&self->wallet, wallet);
  g_free (self->id);
  self->id = g_strdup (row->id);
  self->domain = g_strdup (row->provider);
  self->created_ms = row->created_ms;
  self->updated_ms = row->updated_ms;
  self->stored = TRUE;

  if (!imw_route_from_code (row->route, &self->facts.route) ||
      !imw_stage_from_code (row->stage, &self->verdict.stage) ||
      !imw_transfer_read_body (self, row->body, &error))
    {
      g_info ("a transfer of the books is not understood and left alone: %s",
              error != NULL ? error->message : row->stage);
      return NULL;
    }

  if (row->order_id != NULL)
    self->code = imw_transfer_build_code (self->domain, row->order_id);

  /* what was begun and never got a number: nothing was ordered, nothing was paid */
  if (self->facts.order == NULL && self->swap == NULL && row->order_id == NULL &&
      !self->two_parties)
    self->facts.cancelled = TRUE;

  imw_transfer_find_parties (self);
  imw_transfer_refresh_facts (self);
  self->verdict.need = imw_transfer_judge (&self->facts).need;

  return g_steal_pointer (&self);
}

/**
 * imw_transfer_add_event:
 * @self: a transfer
 * @code: what was seen
 * @text: (nullable): in whose words ever; never personal
 *
 * Goes to the log with the next commit.
 */
void
imw_transfer_add_event (ImwTransfer *self, const char *code, const char *text)
{
  g_autofree char *capped =
      text != NULL ? g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_TEXT)) : NULL;

  imw_transfer_refresh_facts (self);
  g_ptr_array_add (self->events,
                   imw_store_transfer_event_new (
                       imw_transfer_now_ms (self),
                       imw_stage_get_code (imw_transfer_judge (&self->facts).stage), code, capped));
}

/* What a commit tells when it is in the books. */
typedef struct
{
  ImwVerdict before;
  ImwVerdict verdict;
  GPtrArray *events; /* (element-type ImwStoreTransferEvent) */
} Commit;

static void
commit_free (Commit *commit)
{
  g_clear_pointer (&commit->events, g_ptr_array_unref);
  g_free (commit);
}

static void
committed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwTransfer *self = g_task_get_source_object (task);
  Commit      *commit = g_task_get_task_data (task);
  GError      *error = NULL;
  gboolean     first = !self->stored;

  if (!imw_store_put_transfer_finish (IMW_STORE (object), result, &error))
    {
      /* the log must not lose what was seen: it goes along with the next commit */
      g_info ("a transfer is not in the books yet: %s", error->message);
      for (guint i = 0; i < commit->events->len; i++)
        g_ptr_array_insert (self->events, (gint) i,
                            imw_store_transfer_event_copy (g_ptr_array_index (commit->events, i)));
      g_task_return_error (task, error);
      return;
    }

  self->stored = TRUE;
  commit->before = self->verdict;
  self->verdict = commit->verdict;
  if (first && self->wallet != NULL)
    imw_wallet_abroad_add_transfer (imw_wallet_get_abroad (self->wallet), self);

  imw_transfer_notify (self, &commit->before);
  g_task_return_boolean (task, TRUE);
}

static ImwStoreTransfer *
make_row (ImwTransfer *self, const ImwVerdict *verdict)
{
  ImwStoreTransfer *row = imw_store_transfer_new (self->id, self->domain);

  row->order_id = self->facts.order != NULL ? g_strdup (self->facts.order->id) : NULL;
  row->route = g_strdup (imw_route_get_code (self->facts.route));
  row->stage = g_strdup (imw_stage_get_code (verdict->stage));
  row->final = imw_stage_get_final (verdict->stage);
  row->created_ms = self->created_ms;
  row->updated_ms = self->updated_ms;
  row->body = imw_transfer_build_body (self);

  return row;
}

/**
 * imw_transfer_commit_async:
 * @self: a transfer
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Judges anew where it stands, and puts that and all else into the books; then the faces hear of it. Not to be cancelled.
 */
void
imw_transfer_commit_async (ImwTransfer *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (ImwStoreTransfer) row = NULL;
  Commit   *commit = g_new0 (Commit, 1);
  ImwStore *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  gint64    now_ms = imw_transfer_now_ms (self);

  g_task_set_source_tag (task, imw_transfer_commit_async);
  g_task_set_task_data (task, commit, (GDestroyNotify) commit_free);
  commit->events = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_transfer_event_free);

  if (store == NULL || imw_wallet_get_read_only (self->wallet))
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY, "the books can't be written");
      return;
    }

  if (self->created_ms == 0)
    {
      self->created_ms = now_ms;
      imw_transfer_add_event (self, "created", NULL);
    }

  imw_transfer_refresh_facts (self);
  commit->verdict = imw_transfer_judge (&self->facts);
  self->updated_ms = now_ms;
  if (!self->stored || commit->verdict.stage != self->verdict.stage || self->since_ms == 0)
    self->since_ms = now_ms;
  if (commit->verdict.stage == IMW_STAGE_DELIVERED && self->done_ms == 0)
    self->done_ms = now_ms;

  g_ptr_array_extend_and_steal (commit->events, g_steal_pointer (&self->events));
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_transfer_event_free);
  row = make_row (self, &commit->verdict);
  imw_store_put_transfer_async (store, row, commit->events, NULL, committed_cb,
                                g_steal_pointer (&task));
}

/**
 * imw_transfer_commit_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is in the books. On %FALSE @error is %IMW_ERROR_BUSY, %IMW_ERROR_REFUSED (the order is another
 *   transfer's) or the store's.
 */
gboolean
imw_transfer_commit_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_transfer_commit:
 * @self: a transfer
 *
 * The same; nobody waits.
 */
void
imw_transfer_commit (ImwTransfer *self)
{
  imw_transfer_commit_async (self, NULL, NULL);
}

/* ---- personal data ---- */

/* (name, country, method, a{ss} what was sent) */
static GBytes *
build_personal (ImwTransfer *self)
{
  g_autoptr (ImwPayout) all = NULL;
  GHashTableIter iter;
  gpointer       name = NULL;
  gpointer       value = NULL;

  all = self->payout != NULL ? imw_payout_copy (self->payout) : imw_payout_new (FALSE);
  if (self->payout == NULL)
    imw_payout_set_way (all, self->request->country, self->request->method);

  if (self->sent != NULL)
    {
      g_hash_table_iter_init (&iter, self->sent);
      while (g_hash_table_iter_next (&iter, &name, &value))
        imw_payout_set_value (all, name, value);
    }

  g_set_object (&self->payout, all);

  return imw_payout_to_bytes (all);
}

static void
sealed_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_store_put_sealed_finish (IMW_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * imw_transfer_seal_async:
 * @self: a transfer
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Puts what the provider is told into the books, sealed.
 */
void
imw_transfer_seal_async (ImwTransfer *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) blob = NULL;
  ImwStore  *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  ImwSecret *key = self->wallet != NULL ? imw_wallet_get_data_key (self->wallet) : NULL;
  GError    *error = NULL;

  g_task_set_source_tag (task, imw_transfer_seal_async);
  if (store == NULL || key == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return;
    }

  plain = build_personal (self);
  blob = imw_sealed_text_seal (key, IMW_SEALED_TRANSFER, self->id, plain, &error);
  if (blob == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  fields = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sealed_free);
  g_ptr_array_add (fields, imw_store_sealed_new (IMW_SEALED_TRANSFER, self->id, blob));
  imw_store_put_sealed_async (store, fields, NULL, sealed_put_cb, g_steal_pointer (&task));
}

/**
 * imw_transfer_seal_finish:
 * @self: a transfer
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it is in the books. On %FALSE @error is %IMW_ERROR_LOCKED or the store's.
 */
gboolean
imw_transfer_seal_finish (ImwTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * imw_transfer_open_sealed:
 * @self: a transfer
 * @plain: what imw_transfer_seal_async() sealed
 *
 * Takes it into memory while the wallet is unlocked.
 */
void
imw_transfer_open_sealed (ImwTransfer *self, GBytes *plain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwPayout) payout = imw_payout_new_from_bytes (self->id, plain, &error);

  if (payout == NULL)
    {
      g_info ("what was sent for a transfer can't be read: %s", error->message);
      return;
    }

  g_set_object (&self->payout, payout);
}
