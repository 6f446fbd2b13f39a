/* imw-wallet-abroad.c: what a wallet has to do with providers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-abroad"

#include "config.h"

#include "imw-wallet-abroad.h"

#include "imw-holding.h"
#include "imw-transfer-private.h"
#include "imw-wallet-private.h"

#include "imw-anchor-registry.h"
#include "imw-anchor.h"
#include "imw-error.h"

#include <string.h>

#define PAIRS_FRESH_MS ((gint64) 10 * 60 * 1000)

static ImwMakeProvider make_provider;
static ImwMakeSwap     make_swap;
static char           *login_chain;
static gpointer        makers_data;

/**
 * imw_wallet_abroad_set_makers:
 * @provider: (nullable): in place of the registry
 * @swap: (nullable): in place of the registry
 * @chain_id: (nullable): whose account signs in
 * @user_data: data for both
 *
 * For tests.
 */
void
imw_wallet_abroad_set_makers (ImwMakeProvider provider,
                              ImwMakeSwap     swap,
                              const char     *chain_id,
                              gpointer        user_data)
{
  make_provider = provider;
  make_swap = swap;
  g_free (login_chain);
  login_chain = g_strdup (chain_id);
  makers_data = user_data;
}

/**
 * imw_wallet_abroad_new:
 * @wallet: whose; owns it
 *
 * Returns: (transfer full): nothing loaded yet
 */
ImwWalletAbroad *
imw_wallet_abroad_new (ImwWallet *wallet)
{
  ImwWalletAbroad *self = g_new0 (ImwWalletAbroad, 1);

  self->wallet = wallet;
  self->providers = g_list_store_new (IMW_TYPE_KNOWN_PROVIDER);
  self->transfers = g_list_store_new (IMW_TYPE_TRANSFER);
  self->payouts = g_list_store_new (IMW_TYPE_PAYOUT);

  return self;
}

/**
 * imw_wallet_abroad_free:
 * @self: (transfer full): part of a wallet
 */
void
imw_wallet_abroad_free (ImwWalletAbroad *self)
{
  g_clear_object (&self->providers);
  g_clear_object (&self->transfers);
  g_clear_object (&self->payouts);
  g_clear_pointer (&self->profile, g_hash_table_unref);
  g_clear_object (&self->swap);
  g_clear_pointer (&self->pairs, g_ptr_array_unref);
  g_free (self);
}

/**
 * imw_wallet_get_abroad:
 * @wallet: a wallet
 *
 * Returns: (transfer none): its part that has to do with providers
 */
ImwWalletAbroad *
imw_wallet_get_abroad (ImwWallet *wallet)
{
  return wallet->abroad;
}

/* ---- accounts ---- */

static gboolean
signs_in (ImwAccount *account)
{
  ImwChain *chain = imw_account_get_chain (account);

  return login_chain != NULL ? g_str_equal (imw_chain_get_id (chain), login_chain)
                             : imw_chain_has (chain, IMW_CHAIN_HAS_LOGIN);
}

/**
 * imw_wallet_abroad_find_account:
 * @self: part of a wallet
 *
 * Returns: (transfer none) (nullable): the account that signs in at providers, and pays them
 */
ImwAccount *
imw_wallet_abroad_find_account (ImwWalletAbroad *self)
{
  GListModel *accounts = imw_wallet_get_accounts (self->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ImwAccount) account = g_list_model_get_item (accounts, i);

      /* the list keeps it alive */
      if (signs_in (account))
        return account;
    }

  return NULL;
}

/**
 * imw_wallet_abroad_dup_address:
 * @self: part of a wallet
 * @account: one that signs in: it has one address
 *
 * Returns: (transfer full) (nullable): that address
 */
char *
imw_wallet_abroad_dup_address (ImwWalletAbroad *self, ImwAccount *account)
{
  g_autoptr (GError) error = NULL;
  char *address = imw_chain_derive_address (imw_account_get_chain (account),
                                            imw_account_get_key (account), 0, 0, &error);

  if (address == NULL)
    g_info ("an account has no address: %s", error->message);

  return address;
}

/**
 * imw_wallet_abroad_find_holder:
 * @self: part of a wallet
 * @asset: an asset
 *
 * Returns: (transfer none) (nullable): the account that has most of it
 */
ImwAccount *
imw_wallet_abroad_find_holder (ImwWalletAbroad *self, ImwAsset *asset)
{
  GListModel *holdings = imw_wallet_get_holdings (self->wallet);
  ImwAccount *found = NULL;
  ImwAmount  *most = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (holdings); i++)
    {
      g_autoptr (ImwHolding) holding = g_list_model_get_item (holdings, i);
      ImwAmount *available = imw_holding_get_available (holding);

      if (!imw_asset_equal (imw_holding_get_asset (holding), asset) ||
          (found != NULL &&
           (available == NULL || (most != NULL && imw_amount_compare (available, most) <= 0))))
        continue;

      found = imw_holding_get_account (holding);
      most = available;
    }

  return found;
}

/* ---- who is asked ---- */

static char *
find_practice_domain (ImwWalletAbroad *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  const char       *url = service != NULL ? imw_wallet_service_get_practice_url (service) : NULL;
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && g_uri_get_port (uri) > 0
             ? g_strdup_printf ("localhost:%d", g_uri_get_port (uri))
             : NULL;
}

static ImwChain *
find_chain (ImwWalletAbroad *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  GPtrArray        *chains = service != NULL ? imw_wallet_service_get_chains (service) : NULL;

  for (guint i = 0; chains != NULL && i < chains->len; i++)
    {
      ImwChain *chain = g_ptr_array_index (chains, i);

      if (login_chain != NULL ? g_str_equal (imw_chain_get_id (chain), login_chain)
                              : imw_chain_has (chain, IMW_CHAIN_HAS_LOGIN))
        return chain;
    }

  return NULL;
}

/**
 * imw_wallet_abroad_make_provider:
 * @self: part of a wallet
 * @domain: as the books know it
 * @error: return location
 *
 * Returns: (transfer full): who is asked. On %NULL @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_NOT_SUPPORTED (no network here has
 *   accounts that can sign in) or %IMW_ERROR_NETWORK (the practice server does not run).
 */
ImwProvider *
imw_wallet_abroad_make_provider (ImwWalletAbroad *self, const char *domain, GError **error)
{
  g_autofree char *practice = NULL;
  ImwChain        *chain = find_chain (self);

  if (chain == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                           "no network here has accounts that can sign in");
      return NULL;
    }

  if (g_str_equal (domain, IMW_PRACTICE_PROVIDER))
    {
      practice = find_practice_domain (self);
      if (practice == NULL && make_provider == NULL)
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NETWORK,
                               "the practice server does not run");
          return NULL;
        }

      domain = practice != NULL ? practice : domain;
    }

  if (make_provider != NULL)
    return make_provider (domain, chain, makers_data, error);

  return imw_anchor_registry_new_provider (domain, chain, error);
}

/**
 * imw_wallet_abroad_normalize_domain:
 * @self: part of a wallet
 * @text: as typed
 * @error: return location
 *
 * Returns: (transfer full): the domain; on %NULL @error is %IMW_ERROR_BAD_INPUT
 */
char *
imw_wallet_abroad_normalize_domain (ImwWalletAbroad *self, const char *text, GError **error)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  ImwEnvironment    environment = service != NULL ? imw_wallet_service_get_environment (service)
                                                  : IMW_ENVIRONMENT_MAIN;

  if (make_provider != NULL)
    return g_strdup (text);

  return imw_anchor_normalize_domain (
      text, environment == IMW_ENVIRONMENT_PRACTICE || environment == IMW_ENVIRONMENT_LOCAL, error);
}

/**
 * imw_wallet_abroad_get_swap:
 * @self: part of a wallet
 *
 * Returns: (transfer none) (nullable): who exchanges assets of other networks, %NULL where nobody does
 */
ImwSwapProvider *
imw_wallet_abroad_get_swap (ImwWalletAbroad *self)
{
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  g_autoptr (GError) error = NULL;

  if (self->swap != NULL || service == NULL)
    return self->swap;

  if (make_provider != NULL)
    self->swap = make_swap != NULL ? make_swap (makers_data) : NULL;
  else
    self->swap = imw_anchor_registry_new_swap (imw_wallet_service_get_environment (service),
                                               imw_wallet_service_get_practice_url (service),
                                               imw_wallet_service_get_chains (service), &error);

  return self->swap;
}

/* One question; the wallet is kept alive by it. */
static void
pairs_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ImwWallet) wallet = IMW_WALLET (user_data);
  ImwWalletAbroad *self = wallet->abroad;
  g_autoptr (GError) error = NULL;
  GPtrArray *pairs =
      imw_swap_provider_list_pairs_finish (IMW_SWAP_PROVIDER (object), result, &error);

  if (pairs == NULL)
    {
      g_info ("what can be exchanged is not known: %s", error->message);
      self->pairs_boot_ms = 0;
      return;
    }

  g_clear_pointer (&self->pairs, g_ptr_array_unref);
  self->pairs = pairs;
  g_signal_emit_by_name (self->providers, "items-changed", 0, 0, 0);
}

/**
 * imw_wallet_abroad_ask_pairs:
 * @self: part of a wallet
 *
 * Asks what can be exchanged, unless that is known. The list of providers tells when it is.
 */
void
imw_wallet_abroad_ask_pairs (ImwWalletAbroad *self)
{
  ImwSwapProvider  *swap = imw_wallet_abroad_get_swap (self);
  ImwWalletService *service = imw_wallet_get_service (self->wallet);
  gint64            now_ms = 0;

  if (swap == NULL || service == NULL)
    return;

  now_ms = imw_clock_get_boot_ms (imw_wallet_service_get_clock (service));
  if (self->pairs_boot_ms != 0 && now_ms - self->pairs_boot_ms < PAIRS_FRESH_MS)
    return;

  self->pairs_boot_ms = MAX (now_ms, 1);
  imw_swap_provider_list_pairs_async (swap, imw_wallet_get_cancellable (self->wallet),
                                      pairs_listed_cb, g_object_ref (self->wallet));
}

/**
 * imw_wallet_abroad_look:
 * @self: part of a wallet
 *
 * The wallet's books have changed: what waits for the ledger looks again.
 */
void
imw_wallet_abroad_look (ImwWalletAbroad *self)
{
  if (self->loaded && !self->wallet->closed)
    imw_wallet_abroad_take_practice (self);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transfers)); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      if (transfer->account == NULL)
        imw_transfer_find_parties (transfer);
      imw_transfer_verify (transfer);
    }
}

/* ---- personal data come and go ---- */

/**
 * imw_wallet_abroad_begin_sealed:
 * @self: part of a wallet that is being unlocked
 */
void
imw_wallet_abroad_begin_sealed (ImwWalletAbroad *self)
{
  g_list_store_remove_all (self->payouts);
  g_clear_pointer (&self->profile, g_hash_table_unref);
  self->profile = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static ImwTransfer *
find_by_id (ImwWalletAbroad *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transfers)); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      if (g_str_equal (transfer->id, id))
        return transfer;
    }

  return NULL;
}

/**
 * imw_wallet_abroad_open_sealed:
 * @self: part of a wallet that is being unlocked
 * @kind: of a sealed field
 * @ref: what it is about
 * @plain: opened
 *
 * Returns: %FALSE when it is not of a kind that belongs here
 */
gboolean
imw_wallet_abroad_open_sealed (ImwWalletAbroad *self,
                               const char      *kind,
                               const char      *ref,
                               GBytes          *plain)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (kind, IMW_SEALED_PAYOUT))
    {
      g_autoptr (ImwPayout) payout = imw_payout_new_from_bytes (ref, plain, &error);

      if (payout != NULL)
        g_list_store_append (self->payouts, payout);
      else
        g_info ("a payout can't be read: %s", error->message);
      return TRUE;
    }

  if (g_str_equal (kind, IMW_SEALED_PROFILE))
    {
      char *text = g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));

      if (self->profile != NULL && g_utf8_validate (text, -1, NULL))
        g_hash_table_replace (self->profile, g_strdup (ref), text);
      else
        g_free (text);
      return TRUE;
    }

  if (g_str_equal (kind, IMW_SEALED_TRANSFER))
    {
      ImwTransfer *transfer = find_by_id (self, ref);

      if (transfer != NULL)
        imw_transfer_open_sealed (transfer, plain);
      return TRUE;
    }

  return FALSE;
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

/**
 * imw_wallet_abroad_end_sealed:
 * @self: part of a wallet that is being unlocked
 */
void
imw_wallet_abroad_end_sealed (ImwWalletAbroad *self)
{
  g_list_store_sort (self->payouts, compare_use, NULL);
}

/**
 * imw_wallet_abroad_unlocked:
 * @self: part of a wallet
 *
 * The keys are there: what is open is asked after, and who can be asked is known.
 */
void
imw_wallet_abroad_unlocked (ImwWalletAbroad *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->providers)); i++)
    {
      g_autoptr (ImwKnownProvider)
          provider = g_list_model_get_item (G_LIST_MODEL (self->providers), i);

      imw_known_provider_take_login (provider);
    }

  imw_wallet_refresh_transfers (self->wallet);
}

/**
 * imw_wallet_abroad_locked:
 * @self: part of a wallet
 *
 * The keys are gone, and with them everything personal.
 */
void
imw_wallet_abroad_locked (ImwWalletAbroad *self)
{
  g_list_store_remove_all (self->payouts);
  g_clear_pointer (&self->profile, g_hash_table_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transfers)); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      imw_transfer_forget_personal (transfer);
      imw_transfer_stop_asking (transfer);
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->providers)); i++)
    {
      g_autoptr (ImwKnownProvider)
          provider = g_list_model_get_item (G_LIST_MODEL (self->providers), i);

      imw_known_provider_forget (provider);
    }
}

/**
 * imw_wallet_abroad_stop:
 * @self: part of a wallet that is being closed
 *
 * Nothing is asked any more.
 */
void
imw_wallet_abroad_stop (ImwWalletAbroad *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transfers)); i++)
    {
      g_autoptr (ImwTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      imw_transfer_stop_asking (transfer);
      g_cancellable_cancel (transfer->cancellable);
    }

  g_list_store_remove_all (self->transfers);
  g_list_store_remove_all (self->providers);
}
