/* imw-wallet.c: one wallet: one vault, its accounts and its books
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet"

#include "config.h"

#include "imw-wallet.h"

#include "imw-transaction-model-private.h"
#include "imw-wallet-abroad.h"
#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"

/**
 * ImwWallet:
 *
 * One wallet: its marker, its books, and while it is unlocked its signer process and data key.
 * Owned by the service, main thread. `locked` fires after the keys are gone from this process,
 * `books-changed` after balances or history have changed in the store.
 */

enum
{
  PROP_0,
  PROP_NAME,
  PROP_UNLOCKED,
  PROP_SYNCING,
  PROP_LOADED,
  PROP_BACKUP_VERIFIED,
  PROP_VAULT_KIND,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_LOCKED,
  SIGNAL_BOOKS_CHANGED,
  SIGNAL_TRANSFER_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwWallet, imw_wallet, G_TYPE_OBJECT)

static void
imw_wallet_dispose (GObject *object)
{
  ImwWallet *self = IMW_WALLET (object);

  self->closed = TRUE;
  imw_wallet_stop_watching (self);
  imw_wallet_stop_history (self);
  g_cancellable_cancel (self->cancellable);

  if (self->signer != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->signer, self);
      imw_signer_close (self->signer);
      g_clear_object (&self->signer);
    }

  g_clear_pointer (&self->data_key, imw_secret_unref);
  g_list_store_remove_all (self->payments);
  imw_wallet_abroad_stop (self->abroad);
  g_clear_object (&self->store);
  g_clear_weak_pointer (&self->service);

  G_OBJECT_CLASS (imw_wallet_parent_class)->dispose (object);
}

static void
imw_wallet_finalize (GObject *object)
{
  ImwWallet *self = IMW_WALLET (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->accounts);
  g_clear_object (&self->payments);
  g_clear_object (&self->contacts);
  g_clear_object (&self->holdings);
  g_clear_pointer (&self->abroad, imw_wallet_abroad_free);
  g_clear_pointer (&self->labels, g_hash_table_unref);
  g_clear_pointer (&self->marker, imw_wallet_marker_free);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (imw_wallet_parent_class)->finalize (object);
}

static void
imw_wallet_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  ImwWallet *self = IMW_WALLET (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->marker->name);
      break;

    case PROP_UNLOCKED:
      g_value_set_boolean (value, self->unlocked);
      break;

    case PROP_SYNCING:
      g_value_set_boolean (value, imw_wallet_get_syncing (self));
      break;

    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;

    case PROP_BACKUP_VERIFIED:
      g_value_set_boolean (value, self->marker->backup_verified);
      break;

    case PROP_VAULT_KIND:
      g_value_set_int (value, (gint) self->marker->vault_kind);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_wallet_class_init (ImwWalletClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = imw_wallet_dispose;
  object_class->finalize = imw_wallet_finalize;
  object_class->get_property = imw_wallet_get_property;

  /**
   * ImwWallet:name:
   *
   * What the user calls it.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * ImwWallet:unlocked:
   *
   * Whether the signer holds its keys.
   */
  properties[PROP_UNLOCKED] = g_param_spec_boolean ("unlocked", NULL, NULL, FALSE, flags);

  /**
   * ImwWallet:syncing:
   *
   * Whether a network is being asked.
   */
  properties[PROP_SYNCING] = g_param_spec_boolean ("syncing", NULL, NULL, FALSE, flags);

  /**
   * ImwWallet:loaded:
   *
   * Whether the books are open.
   */
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);

  /**
   * ImwWallet:backup-verified:
   *
   * Whether the user has shown to have the words.
   */
  properties[PROP_BACKUP_VERIFIED] =
      g_param_spec_boolean ("backup-verified", NULL, NULL, FALSE, flags);

  /**
   * ImwWallet:vault-kind:
   *
   * Where the sealed vault is, an #ImwVaultKind.
   */
  properties[PROP_VAULT_KIND] =
      g_param_spec_int ("vault-kind", NULL, NULL, 0, IMW_VAULT_FILE, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ImwWallet::locked:
   * @self: a wallet
   * @reason: "asked", "timeout" or "died"
   */
  signals[SIGNAL_LOCKED] = g_signal_new ("locked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * ImwWallet::books-changed:
   * @self: a wallet
   */
  signals[SIGNAL_BOOKS_CHANGED] =
      g_signal_new ("books-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);

  /**
   * ImwWallet::transfer-changed:
   * @self: a wallet
   * @transfer: a transfer of its
   * @stage_changed: whether it is in another stage than before
   */
  signals[SIGNAL_TRANSFER_CHANGED] = g_signal_new (
      "transfer-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
      G_TYPE_NONE, 2, IMW_TYPE_TRANSFER, G_TYPE_BOOLEAN);
}

static void
imw_wallet_init (ImwWallet *self)
{
  self->cancellable = g_cancellable_new ();
  self->accounts = g_list_store_new (IMW_TYPE_ACCOUNT);
  self->payments = g_list_store_new (IMW_TYPE_PAYMENT);
  self->contacts = g_list_store_new (IMW_TYPE_CONTACT);
  self->holdings = g_list_store_new (IMW_TYPE_HOLDING);
  self->abroad = imw_wallet_abroad_new (self);
}

/**
 * imw_wallet_new:
 * @service: whose; not kept alive
 * @marker: (transfer full): what its marker file says
 *
 * Returns: (transfer full): the wallet, locked, its books closed
 */
ImwWallet *
imw_wallet_new (ImwWalletService *service,
                ImwWalletMarker  *marker)
{
  ImwWallet *self = g_object_new (IMW_TYPE_WALLET, NULL);

  g_set_weak_pointer (&self->service, service);
  self->marker = marker;
  self->folder =
      g_build_filename (imw_wallet_service_get_environment_dir (service), marker->id, NULL);

  return self;
}

/* ---- what its own files ask ---- */

/**
 * imw_wallet_notify_unlocked:
 * @self: a wallet
 *
 * Tells the faces.
 */
void
imw_wallet_notify_unlocked (ImwWallet *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNLOCKED]);
}

/**
 * imw_wallet_notify_loaded:
 * @self: a wallet
 *
 * Tells the faces.
 */
void
imw_wallet_notify_loaded (ImwWallet *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

/**
 * imw_wallet_notify_syncing:
 * @self: a wallet
 *
 * Tells the faces.
 */
void
imw_wallet_notify_syncing (ImwWallet *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYNCING]);
}

/**
 * imw_wallet_notify_vault_kind:
 * @self: a wallet
 *
 * Tells the faces.
 */
void
imw_wallet_notify_vault_kind (ImwWallet *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VAULT_KIND]);
}

/**
 * imw_wallet_books_changed:
 * @self: a wallet
 *
 * Tells the faces that balances or history have changed.
 */
void
imw_wallet_books_changed (ImwWallet *self)
{
  imw_wallet_abroad_look (self->abroad);
  g_signal_emit (self, signals[SIGNAL_BOOKS_CHANGED], 0);
}

/**
 * imw_wallet_transfer_changed:
 * @self: a wallet
 * @transfer: a transfer of its
 * @stage_changed: whether it is in another stage than before
 *
 * Tells the faces.
 */
void
imw_wallet_transfer_changed (ImwWallet   *self,
                             ImwTransfer *transfer,
                             gboolean     stage_changed)
{
  g_signal_emit (self, signals[SIGNAL_TRANSFER_CHANGED], 0, transfer, stage_changed);
}

/**
 * imw_wallet_forget_keys:
 * @self: a wallet
 * @reason: why: "asked", "timeout" or "died"
 *
 * Wipes the data key and all that was opened with it, and tells the faces.
 */
void
imw_wallet_forget_keys (ImwWallet  *self,
                        const char *reason)
{
  gboolean was_unlocked = self->unlocked;

  self->unlocked = FALSE;
  g_clear_pointer (&self->data_key, imw_secret_unref);
  g_clear_pointer (&self->labels, g_hash_table_unref);
  g_list_store_remove_all (self->contacts);
  imw_wallet_abroad_locked (self->abroad);

  if (!was_unlocked)
    return;

  self->resting = TRUE;
  imw_wallet_stop_history (self);
  imw_wallet_notify_unlocked (self);
  g_signal_emit (self, signals[SIGNAL_LOCKED], 0, reason);
}

/* ---- what the faces ask ---- */

/**
 * imw_wallet_get_id:
 * @self: a wallet
 *
 * Returns: its UUID
 */
const char *
imw_wallet_get_id (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return self->marker->id;
}

/**
 * imw_wallet_get_name:
 * @self: a wallet
 *
 * Returns: what the user calls it
 */
const char *
imw_wallet_get_name (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return self->marker->name;
}

static gboolean
write_marker (ImwWallet *self,
              GError   **error)
{
  if (imw_wallet_get_read_only (self))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BUSY,
                           "the data folder is open for reading only");
      return FALSE;
    }

  return imw_wallet_marker_write (self->marker, self->folder, FALSE, error);
}

/**
 * imw_wallet_set_name:
 * @self: a wallet
 * @name: what the user calls it from now on
 * @error: return location
 *
 * Returns: %TRUE when it is on disk. On %FALSE @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_BUSY or
 * %IMW_ERROR_DISK.
 */
gboolean
imw_wallet_set_name (ImwWallet  *self,
                     const char *name,
                     GError    **error)
{
  g_autofree char *old = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (g_str_equal (self->marker->name, name))
    return TRUE;

  old = g_steal_pointer (&self->marker->name);
  self->marker->name = g_strdup (name);

  if (!write_marker (self, error))
    {
      g_free (self->marker->name);
      self->marker->name = g_steal_pointer (&old);
      return FALSE;
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);

  return TRUE;
}

/**
 * imw_wallet_get_service:
 * @self: a wallet
 *
 * Returns: (transfer none) (nullable): the service it belongs to, %NULL when that is gone
 */
ImwWalletService *
imw_wallet_get_service (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return self->service;
}

/**
 * imw_wallet_get_vault_kind:
 * @self: a wallet
 *
 * Returns: where the sealed vault is
 */
ImwVaultKind
imw_wallet_get_vault_kind (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), IMW_VAULT_FILE);

  return self->marker->vault_kind;
}

/**
 * imw_wallet_get_unlocked:
 * @self: a wallet
 *
 * Returns: whether the signer holds its keys
 */
gboolean
imw_wallet_get_unlocked (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), FALSE);

  return self->unlocked;
}

/**
 * imw_wallet_get_syncing:
 * @self: a wallet
 *
 * Returns: whether a network is being asked
 */
gboolean
imw_wallet_get_syncing (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), FALSE);

  return self->sync_waiting != NULL;
}

/**
 * imw_wallet_get_backup_verified:
 * @self: a wallet
 *
 * Returns: whether the user has shown to have the words
 */
gboolean
imw_wallet_get_backup_verified (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), FALSE);

  return self->marker->backup_verified;
}

/**
 * imw_wallet_set_backup_verified:
 * @self: a wallet
 *
 * Remembers that the user has shown to have the words.
 */
void
imw_wallet_set_backup_verified (ImwWallet *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (IMW_IS_WALLET (self));

  if (self->marker->backup_verified)
    return;

  self->marker->backup_verified = TRUE;
  if (!write_marker (self, &error))
    g_info ("the verified backup can't be remembered: %s", error->message);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BACKUP_VERIFIED]);
}

/**
 * imw_wallet_get_autolock_s:
 * @self: a wallet
 *
 * Returns: seconds without the user after which the signer locks, 0 never; known once it was
 * unlocked
 */
guint
imw_wallet_get_autolock_s (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), 0);

  return self->autolock_s;
}

/**
 * imw_wallet_get_accounts:
 * @self: a wallet
 *
 * Returns: (transfer none): list of #ImwAccount
 */
GListModel *
imw_wallet_get_accounts (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

/**
 * imw_wallet_find_account:
 * @self: a wallet
 * @id: (nullable): an account's id; %NULL: the first
 *
 * Returns: (transfer none) (nullable): the account
 */
ImwAccount *
imw_wallet_find_account (ImwWallet  *self,
                         const char *id)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      /* the list keeps it alive */
      if (id == NULL || g_str_equal (imw_account_get_id (account), id))
        return account;
    }

  return NULL;
}

/**
 * imw_wallet_new_transaction_model:
 * @self: a wallet
 *
 * Returns: (transfer full): its history, newest first, nothing loaded yet
 */
ImwTransactionModel *
imw_wallet_new_transaction_model (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return imw_transaction_model_new (self);
}

/**
 * imw_wallet_get_payments:
 * @self: a wallet
 *
 * Returns: (transfer none): list of #ImwPayment that are not final yet
 */
GListModel *
imw_wallet_get_payments (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return G_LIST_MODEL (self->payments);
}

/**
 * imw_wallet_get_contacts:
 * @self: a wallet
 *
 * Returns: (transfer none): list of #ImwContact; empty while locked
 */
GListModel *
imw_wallet_get_contacts (ImwWallet *self)
{
  g_return_val_if_fail (IMW_IS_WALLET (self), NULL);

  return G_LIST_MODEL (self->contacts);
}
