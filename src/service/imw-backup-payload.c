/* imw-backup-payload.c: what the backup file holds beside the words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-backup-payload"

#include "config.h"

#include "imw-backup-payload.h"

#include "imw-backup-abroad.h"
#include "imw-backup-networks.h"
#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-json.h"
#include "imw-store-account.h"
#include "imw-store-payment.h"
#include "imw-store-sealed.h"
#include "imw-store-setting.h"

#include <string.h>

/* Networks and tokens are in imw-backup-networks.c, providers and transfers in imw-backup-abroad.c. The rest:
 * JSON: {"version": 1, "name", "sealed": [{"kind", "ref", "blob"}], "settings": {key: value},
 *        "payments": [{"id", "account", "created_ms", "sequence", "deadline_ms", "replaces", "draft",
 *                      "raw", "txid"}]}
 * Bytes are base64. Sealed fields stay sealed: the same words give the same data key. Of the open payments only those that are
 * signed go along; the others end with the machine. Their coins are not known where the backup is restored, until the first
 * look at the network shows the payment or takes it again. */

#define VERSION   1
#define MAX_BYTES IMW_JSON_MAX_OWN_BYTES
#define MAX_FIELD 4096

/* ---- making ---- */

typedef struct
{
  JsonBuilder *builder;
} Making;

static void
making_free (Making *self)
{
  g_clear_object (&self->builder);
  g_free (self);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_bytes (JsonBuilder *builder, const char *name, GBytes *bytes)
{
  g_autofree char *text = NULL;
  gsize            length;
  const guint8    *data;

  if (bytes == NULL)
    return;
  data = g_bytes_get_data (bytes, &length);
  text = g_base64_encode (data, length);
  add_text (builder, name, text);
}

static void
add_payment (JsonBuilder *builder, const ImwStorePayment *payment)
{
  json_builder_begin_object (builder);
  add_text (builder, "id", payment->id);
  add_text (builder, "account", payment->account);
  json_builder_set_member_name (builder, "created_ms");
  json_builder_add_int_value (builder, payment->created_ms);
  json_builder_set_member_name (builder, "sequence");
  json_builder_add_int_value (builder, payment->sequence);
  json_builder_set_member_name (builder, "deadline_ms");
  json_builder_add_int_value (builder, payment->deadline_ms);
  add_text (builder, "replaces", payment->replaces);
  add_bytes (builder, "draft", payment->draft);
  add_bytes (builder, "raw", payment->raw);
  add_text (builder, "txid", payment->txid);
  json_builder_end_object (builder);
}

static void
end_making (GTask *task)
{
  Making *making = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;
  char *text;

  json_builder_end_object (making->builder);
  root = json_builder_get_root (making->builder);
  text = json_to_string (root, FALSE);
  if (strlen (text) > MAX_BYTES)
    {
      g_free (text);
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "the labels and contacts are more than a backup can hold");
      return;
    }
  g_task_return_pointer (task, g_bytes_new_take (text, strlen (text)),
                         (GDestroyNotify) g_bytes_unref);
}

static void
abroad_made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_backup_abroad_make_finish (IMW_WALLET (object), result, &error))
    end_making (task);
  else
    g_task_return_error (task, error);
}

static void
assets_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) assets = NULL;
  g_autoptr (GTask) task = user_data;
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;

  assets = imw_store_list_assets_finish (IMW_STORE (object), result, &error);
  if (assets == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  imw_backup_tokens_write (making->builder, assets);
  imw_backup_abroad_make_async (g_task_get_source_object (task), making->builder,
                                g_task_get_cancellable (task), abroad_made_cb, g_object_ref (task));
}

static void
payments_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) payments = NULL;
  g_autoptr (GTask) task = user_data;
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;

  payments = imw_store_list_payments_finish (IMW_STORE (object), result, &error);
  if (payments == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  json_builder_set_member_name (making->builder, "payments");
  json_builder_begin_array (making->builder);
  for (guint i = 0; i < payments->len; i++)
    {
      const ImwStorePayment *payment = g_ptr_array_index (payments, i);

      if (payment->raw != NULL && payment->txid != NULL)
        add_payment (making->builder, payment);
    }
  json_builder_end_array (making->builder);
  imw_backup_networks_write (making->builder, g_task_get_source_object (task));
  imw_store_list_assets_async (IMW_STORE (object), NULL, g_task_get_cancellable (task),
                               assets_listed_cb, g_object_ref (task));
}

static void
settings_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GHashTable) settings = NULL;
  Making        *making = g_task_get_task_data (task);
  GError        *error = NULL;
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  settings = imw_store_list_settings_finish (IMW_STORE (object), result, &error);
  if (settings == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  json_builder_set_member_name (making->builder, "settings");
  json_builder_begin_object (making->builder);
  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &key, &value))
    add_text (making->builder, key, value);
  json_builder_end_object (making->builder);

  imw_store_list_payments_async (IMW_STORE (object), NULL, TRUE, g_task_get_cancellable (task),
                                 payments_listed_cb, g_object_ref (task));
}

static void
sealed_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) fields = NULL;
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;

  fields = imw_store_list_sealed_finish (IMW_STORE (object), result, &error);
  if (fields == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  json_builder_set_member_name (making->builder, "sealed");
  json_builder_begin_array (making->builder);
  for (guint i = 0; i < fields->len; i++)
    {
      const ImwStoreSealed *field = g_ptr_array_index (fields, i);

      json_builder_begin_object (making->builder);
      add_text (making->builder, "kind", field->kind);
      add_text (making->builder, "ref", field->ref);
      add_bytes (making->builder, "blob", field->blob);
      json_builder_end_object (making->builder);
    }
  json_builder_end_array (making->builder);

  imw_store_list_settings_async (IMW_STORE (object), g_task_get_cancellable (task),
                                 settings_listed_cb, g_object_ref (task));
}

/**
 * imw_backup_payload_make_async:
 * @wallet: a wallet whose books are loaded
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Collects labels, contacts, settings and signed payments that are still open.
 */
void
imw_backup_payload_make_async (ImwWallet          *wallet,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (wallet, cancellable, callback, user_data);
  Making *making = g_new0 (Making, 1);

  g_task_set_source_tag (task, imw_backup_payload_make_async);
  g_task_set_task_data (task, making, (GDestroyNotify) making_free);
  making->builder = json_builder_new ();
  json_builder_begin_object (making->builder);
  json_builder_set_member_name (making->builder, "version");
  json_builder_add_int_value (making->builder, VERSION);
  add_text (making->builder, "name", imw_wallet_get_name (wallet));

  imw_store_list_sealed_async (imw_wallet_get_store (wallet), NULL, cancellable, sealed_listed_cb,
                               g_object_ref (task));
}

/**
 * imw_backup_payload_make_finish:
 * @wallet: the wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the payload; on %NULL the store's error, or %IMW_ERROR_NOT_SUPPORTED when it is larger than what
 *   imw_backup_payload_apply_async() reads: a backup that can't be restored must not look like one
 */
GBytes *
imw_backup_payload_make_finish (ImwWallet *wallet, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, wallet), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- applying ---- */

typedef struct
{
  GPtrArray *sealed;   /* (element-type ImwStoreSealed) */
  GPtrArray *payments; /* (element-type ImwStorePayment) */
  GPtrArray *settings; /* (element-type utf8): key, value, key, value */
  GPtrArray *tokens;   /* (element-type ImwStoreAsset) */
  guint      next_setting;
  guint      next_payment;
  guint      next_token;

  ImwBackupAbroad *abroad; /* (nullable) once it is applied */
} Applying;

static void
applying_free (Applying *self)
{
  g_clear_pointer (&self->sealed, g_ptr_array_unref);
  g_clear_pointer (&self->payments, g_ptr_array_unref);
  g_clear_pointer (&self->settings, g_ptr_array_unref);
  g_clear_pointer (&self->tokens, g_ptr_array_unref);
  g_clear_pointer (&self->abroad, imw_backup_abroad_free);
  g_free (self);
}

static gboolean
get_bytes (JsonObject *object, const char *name, GBytes **bytes, GError **error)
{
  const char *text = NULL;
  guchar     *data;
  gsize       length;

  *bytes = NULL;
  if (!imw_json_get_string_opt (object, name, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  data = g_base64_decode (text, &length);
  *bytes = g_bytes_new_take (data, length);

  return TRUE;
}

static gboolean
read_sealed (Applying *applying, JsonObject *object, GError **error)
{
  g_autoptr (GBytes) blob = NULL;
  const char *kind = imw_json_get_string (object, "kind", error);
  const char *ref = kind != NULL ? imw_json_get_string (object, "ref", error) : NULL;

  if (ref == NULL || !get_bytes (object, "blob", &blob, error))
    return FALSE;
  if (blob == NULL || strlen (kind) > MAX_FIELD || strlen (ref) > MAX_FIELD)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "backup: a field can't be used");
      return FALSE;
    }
  g_ptr_array_add (applying->sealed, imw_store_sealed_new (kind, ref, blob));

  return TRUE;
}

/* The payment whose place it takes, when that one is open, too, and so in the backup before it. */
static gboolean
read_replaced (Applying *applying, JsonObject *object, ImwStorePayment *payment, GError **error)
{
  const char *replaces = NULL;

  if (!imw_json_get_string_opt (object, "replaces", &replaces, error))
    return FALSE;

  for (guint i = 0; replaces != NULL && i < applying->payments->len; i++)
    {
      const ImwStorePayment *before = g_ptr_array_index (applying->payments, i);

      if (g_str_equal (before->id, replaces) && g_str_equal (before->account, payment->account))
        {
          g_free (payment->replaces);
          payment->replaces = g_strdup (replaces);
        }
    }

  return TRUE;
}

/* A signed payment comes back as signed: the same bytes go out again, which does no harm where they did before. */
static gboolean
read_payment (Applying *applying, ImwWallet *wallet, JsonObject *object, GError **error)
{
  g_autoptr (ImwStorePayment) payment = NULL;
  const char *id = imw_json_get_string (object, "id", error);
  const char *account_id = id != NULL ? imw_json_get_string (object, "account", error) : NULL;
  const char *txid = account_id != NULL ? imw_json_get_string (object, "txid", error) : NULL;
  ImwAccount *account;

  if (txid == NULL)
    return FALSE;
  account = imw_wallet_find_account (wallet, account_id);
  if (account == NULL || !g_uuid_string_is_valid (id))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "backup: a payment of no account");
      return FALSE;
    }
  payment = imw_store_payment_new (id, account_id, imw_payment_state_get_code (IMW_PAYMENT_SIGNED));
  payment->txid = g_strdup (txid);
  if (!imw_json_get_int (object, "created_ms", 0, G_MAXINT64 / 2, &payment->created_ms, error) ||
      !imw_json_get_int_opt (object, "sequence", -1, G_MAXINT64, -1, &payment->sequence, error) ||
      !imw_json_get_int_opt (object, "deadline_ms", 0, G_MAXINT64 / 2, 0, &payment->deadline_ms,
                             error) ||
      !read_replaced (applying, object, payment, error) ||
      !get_bytes (object, "draft", &payment->draft, error) ||
      !get_bytes (object, "raw", &payment->raw, error))
    return FALSE;
  if (payment->raw == NULL ||
      !imw_chain_check_raw (imw_account_get_chain (account), payment->raw, txid, error))
    {
      if (payment->raw == NULL)
        g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "backup: a payment without its bytes");
      return FALSE;
    }
  g_ptr_array_add (applying->payments, g_steal_pointer (&payment));

  return TRUE;
}

static gboolean
read_settings (Applying *applying, JsonObject *object, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *value = imw_json_get_string (object, l->data, error);

      if (value == NULL)
        return FALSE;
      g_ptr_array_add (applying->settings, g_strdup (l->data));
      g_ptr_array_add (applying->settings, g_strdup (value));
    }

  return TRUE;
}

static gboolean
read_payload (Applying *applying, ImwWallet *wallet, JsonObject *root, GError **error)
{
  JsonArray  *array;
  JsonObject *settings;
  gint64      version;

  if (!imw_json_get_int (root, "version", 1, G_MAXINT32, &version, error))
    return FALSE;
  if (version > VERSION)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                   "backup: made by a newer version of the wallet");
      return FALSE;
    }

  array = imw_json_get_array (root, "sealed", error);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = imw_json_node_get_object (json_array_get_element (array, i), error);

      if (object == NULL || !read_sealed (applying, object, error))
        return FALSE;
    }
  settings = array != NULL ? imw_json_get_object (root, "settings", error) : NULL;
  if (settings == NULL || !read_settings (applying, settings, error))
    return FALSE;
  array = imw_json_get_array (root, "payments", error);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = imw_json_node_get_object (json_array_get_element (array, i), error);

      if (object == NULL || !read_payment (applying, wallet, object, error))
        return FALSE;
    }
  applying->tokens = array != NULL ? imw_backup_tokens_read (wallet, root, error) : NULL;

  applying->abroad = applying->tokens != NULL ? imw_backup_abroad_read (root, error) : NULL;

  return applying->abroad != NULL;
}

static void apply_next (GTask *task);

static void
payment_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_store_prepare_payment_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  apply_next (task);
}

static void
token_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_store_set_asset_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  apply_next (task);
}

static void
setting_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_store_set_setting_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  apply_next (task);
}

static void
sealed_put_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!imw_store_put_sealed_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  apply_next (task);
}

static void
abroad_applied_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (imw_backup_abroad_apply_finish (IMW_WALLET (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
apply_next (GTask *task)
{
  Applying     *applying = g_task_get_task_data (task);
  ImwStore     *store = imw_wallet_get_store (g_task_get_source_object (task));
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (applying->next_setting + 1 < applying->settings->len)
    {
      const char *key = g_ptr_array_index (applying->settings, applying->next_setting);
      const char *value = g_ptr_array_index (applying->settings, applying->next_setting + 1);

      applying->next_setting += 2;
      imw_store_set_setting_async (store, key, value, cancellable, setting_put_cb,
                                   g_object_ref (task));
      return;
    }
  if (applying->next_token < applying->tokens->len)
    {
      const ImwStoreAsset *token = g_ptr_array_index (applying->tokens, applying->next_token++);

      imw_store_set_asset_async (store, token->asset, token->trust, token->shown, cancellable,
                                 token_put_cb, g_object_ref (task));
      return;
    }
  if (applying->next_payment < applying->payments->len)
    {
      guint position = applying->next_payment++;

      imw_store_prepare_payment_async (store, g_ptr_array_index (applying->payments, position),
                                       NULL, cancellable, payment_put_cb, g_object_ref (task));
      return;
    }
  imw_backup_abroad_apply_async (g_task_get_source_object (task),
                                 g_steal_pointer (&applying->abroad), cancellable,
                                 abroad_applied_cb, g_object_ref (task));
}

/**
 * imw_backup_payload_begin:
 * @wallet: a wallet that has just been made, without accounts
 * @payload: from a backup file that opened with the password
 * @error: return location
 *
 * Takes over what must be known before accounts are made: which networks are on, how old the words are.
 *
 * Returns: %TRUE. On %FALSE @error is %IMW_ERROR_BAD_REPLY.
 */
gboolean
imw_backup_payload_begin (ImwWallet *wallet, GBytes *payload, GError **error)
{
  g_autoptr (JsonNode) node = imw_json_parse_bytes (payload, MAX_BYTES, error);
  JsonObject *root = node != NULL ? imw_json_node_get_object (node, error) : NULL;

  return root != NULL && imw_backup_networks_apply (wallet, root, error);
}

/**
 * imw_backup_payload_apply_async:
 * @wallet: a wallet that has just been made, with its accounts, before its marker is written
 * @payload: from a backup file that opened with the password
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Reads the whole payload first and writes only what is sound.
 */
void
imw_backup_payload_apply_async (ImwWallet          *wallet,
                                GBytes             *payload,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (wallet, cancellable, callback, user_data);
  g_autoptr (JsonNode) node = NULL;
  Applying   *applying = g_new0 (Applying, 1);
  JsonObject *root;
  GError     *error = NULL;

  g_task_set_source_tag (task, imw_backup_payload_apply_async);
  applying->sealed = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_sealed_free);
  applying->payments = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_payment_free);
  applying->settings = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, applying, (GDestroyNotify) applying_free);

  node = imw_json_parse_bytes (payload, MAX_BYTES, &error);
  root = node != NULL ? imw_json_node_get_object (node, &error) : NULL;
  if (root == NULL || !read_payload (applying, wallet, root, &error))
    {
      g_prefix_error (&error, "backup: ");
      g_task_return_error (task, error);
      return;
    }

  imw_store_put_sealed_async (imw_wallet_get_store (wallet), applying->sealed, cancellable,
                              sealed_put_cb, g_object_ref (task));
}

/**
 * imw_backup_payload_apply_finish:
 * @wallet: the wallet
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE if all of it is in the store; on %FALSE @error is %IMW_ERROR_BAD_REPLY or %IMW_ERROR_CORRUPT for a payload
 *   that makes no sense, %IMW_ERROR_NOT_SUPPORTED for a newer one, or the store's error
 */
gboolean
imw_backup_payload_apply_finish (ImwWallet *wallet, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, wallet), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
