/* imw-payment-look.c: what the books and the contacts say of who is paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-look"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-address-alike.h"
#include "imw-contact.h"
#include "imw-holding.h"

#include "imw-error.h"
#include "imw-network-facts.h"
#include "imw-store-address.h"
#include "imw-store-tx.h"

/* One recipient after the other: is it ours, is it the contract of a token; then all of them against
 * whom this wallet has paid, its contacts and its own addresses. */
typedef struct
{
  guint  position;
  char **paid; /* (nullable): whom the wallet has paid */
} ImwLook;

static void next_recipient (GTask *task);

static void
look_free (ImwLook *look)
{
  g_strfreev (look->paid);
  g_free (look);
}

static const char *
get_recipient (ImwPayment *self, guint position)
{
  const ImwPaymentRecipient *recipient = g_ptr_array_index (self->recipients, position);

  return recipient->address;
}

/* ---- tokens ---- */

static gboolean
is_token_contract (ImwPayment *self, const char *address)
{
  ImwChain   *chain = imw_account_get_chain (self->account);
  GListModel *holdings = imw_account_get_holdings (self->account);

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      const char *contract = imw_chain_get_contract (chain, imw_holding_get_asset (holding));

      if (contract != NULL && g_ascii_strcasecmp (contract, address) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
may_be_stopped (ImwAsset *asset)
{
  GPtrArray *tokens = imw_token_facts_list ();

  for (guint i = 0; i < tokens->len; i++)
    {
      const ImwTokenFacts *facts = g_ptr_array_index (tokens, i);

      if (imw_asset_equal (facts->asset, asset))
        return (facts->traits &
                (IMW_TOKEN_FREEZABLE | IMW_TOKEN_PAUSABLE | IMW_TOKEN_MAY_TAKE_FEE)) != 0;
    }

  return FALSE;
}

static void
look_at_asset (ImwPayment *self)
{
  ImwChain *chain = imw_account_get_chain (self->account);

  if (self->asset == NULL || self->back_to_wallet)
    return;

  if (imw_chain_get_trust (chain, self->asset) != IMW_TRUST_GENUINE)
    imw_payment_add_finding (self, IMW_GUARD_UNKNOWN_TOKEN, NULL, NULL);
  else if (may_be_stopped (self->asset))
    imw_payment_add_finding (self, IMW_GUARD_MAY_FREEZE, NULL, NULL);
}

/* ---- who looks like somebody else ---- */

typedef void (*KnownFunc) (const char *address, gpointer user_data);

/* The addresses of accounts that have one, given out or not, and those of the contacts. */
static void
foreach_known (ImwPayment *self, KnownFunc func, gpointer user_data)
{
  GListModel *accounts = imw_wallet_get_accounts (self->wallet);
  GListModel *contacts = imw_wallet_get_contacts (self->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);
      ImwChain        *chain = imw_account_get_chain (account);
      g_autofree char *address = NULL;

      if (!imw_chain_has (chain, IMW_CHAIN_HAS_TOLD_BALANCES))
        continue;

      address = imw_chain_derive_address (chain, imw_account_get_key (account), 0, 0, NULL);
      if (address != NULL)
        func (address, user_data);
    }

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr (ImwContact) contact = g_list_model_get_item (contacts, i);

      for (guint k = 0; k < imw_contact_get_n_addresses (contact); k++)
        {
          const char *address = NULL;

          imw_contact_get_address (contact, k, NULL, &address);
          func (address, user_data);
        }
    }
}

typedef struct
{
  const char *address; /* who is to be paid */
  gboolean    known;
  char       *alike; /* (nullable) */
} ImwComparison;

static void
compare_known (const char *address, gpointer user_data)
{
  ImwComparison *comparison = user_data;

  if (g_ascii_strcasecmp (address, comparison->address) == 0)
    comparison->known = TRUE;
  else if (comparison->alike == NULL && imw_address_alike (address, comparison->address))
    comparison->alike = g_strdup (address);
}

static void
compare_all (ImwPayment *self, char **paid, char **own)
{
  for (guint i = 0; i < self->recipients->len; i++)
    {
      ImwComparison comparison = { .address = get_recipient (self, i) };

      for (gsize k = 0; paid[k] != NULL && !comparison.known; k++)
        compare_known (paid[k], &comparison);

      for (gsize k = 0; own[k] != NULL && !comparison.known; k++)
        compare_known (own[k], &comparison);

      foreach_known (self, compare_known, &comparison);

      if (!comparison.known && comparison.alike != NULL)
        imw_payment_add_finding (self, IMW_GUARD_LOOKS_ALIKE, comparison.alike, NULL);

      g_free (comparison.alike);
    }
}

static void
own_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment *self = g_task_get_source_object (task);
  ImwLook    *look = g_task_get_task_data (task);
  GError     *error = NULL;
  g_auto (GStrv) own = imw_store_list_own_addresses_finish (IMW_STORE (object), result, &error);

  if (own == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->wallet != NULL)
    compare_all (self, look->paid, own);

  g_task_return_boolean (task, TRUE);
}

static void
paid_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwLook *look = g_task_get_task_data (task);
  GError  *error = NULL;

  look->paid = imw_store_list_paid_addresses_finish (IMW_STORE (object), result, &error);
  if (look->paid == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  imw_store_list_own_addresses_async (IMW_STORE (object), g_task_get_cancellable (task),
                                      own_listed_cb, g_object_ref (task));
}

/* ---- who is ours ---- */

static void
own_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment *self = g_task_get_source_object (task);
  ImwLook    *look = g_task_get_task_data (task);
  GError     *error = NULL;
  g_autoptr (GPtrArray) found = imw_store_find_address_finish (IMW_STORE (object), result, &error);

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (found->len > 0)
    imw_payment_add_finding (self, IMW_GUARD_OWN_ADDRESS, NULL, NULL);

  look->position++;
  next_recipient (task);
}

static void
next_recipient (GTask *task)
{
  ImwPayment *self = g_task_get_source_object (task);
  ImwLook    *look = g_task_get_task_data (task);
  ImwStore   *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;
  const char *address = NULL;

  if (store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the wallet's books are not open");
      return;
    }

  if (look->position >= self->recipients->len)
    {
      imw_store_list_paid_addresses_async (store, g_task_get_cancellable (task), paid_listed_cb,
                                           g_object_ref (task));
      return;
    }

  address = get_recipient (self, look->position);
  if (is_token_contract (self, address))
    imw_payment_add_finding (self, IMW_GUARD_TOKEN_CONTRACT, NULL, NULL);

  imw_store_find_address_async (store, address, g_task_get_cancellable (task), own_looked_up_cb,
                                g_object_ref (task));
}

/**
 * imw_payment_look_around_async:
 * @self: a draft
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Begins the findings anew with what can be found without the network.
 */
void
imw_payment_look_around_async (ImwPayment         *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_payment_look_around_async);
  g_task_set_task_data (task, g_new0 (ImwLook, 1), (GDestroyNotify) look_free);
  g_ptr_array_set_size (self->findings, 0);

  if (self->back_to_wallet)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  look_at_asset (self);
  next_recipient (task);
}

/**
 * imw_payment_look_around_finish:
 * @self: a draft
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the findings are there. Errors are the store's.
 */
gboolean
imw_payment_look_around_finish (ImwPayment *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
