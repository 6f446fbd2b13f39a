/* imw-backup-networks.c: what a backup says of networks and tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-backup-networks"

#include "config.h"

#include "imw-backup-networks.h"

#include "imw-wallet-private.h"

#include "imw-error.h"
#include "imw-json.h"
#include "imw-store-account.h"

#include <string.h>

/* JSON: "networks": {id: bool}, "birthday_ms", "tokens": [{"id", "symbol", "name", "decimals",
 * "shown"}]. Backups of the first release have none of it. */

#define MAX_TOKENS 10000
#define MAX_TEXT   200

/**
 * imw_backup_networks_write:
 * @builder: within the object
 * @wallet: a wallet
 *
 * Writes which networks are on, and how old the words are, as far as it is known.
 */
void
imw_backup_networks_write (JsonBuilder *builder, ImwWallet *wallet)
{
  ImwWalletService *service = imw_wallet_get_service (wallet);
  ImwAccount       *first = imw_wallet_find_account (wallet, NULL);
  g_autoptr (GPtrArray) networks = NULL;

  if (service == NULL)
    return;

  networks = imw_wallet_service_list_networks (service);
  json_builder_set_member_name (builder, "networks");
  json_builder_begin_object (builder);
  for (guint i = 0; i < networks->len; i++)
    {
      const char *id = imw_chain_get_id (g_ptr_array_index (networks, i));

      json_builder_set_member_name (builder, id);
      json_builder_add_boolean_value (builder,
                                      imw_wallet_service_get_network_enabled (service, id));
    }
  json_builder_end_object (builder);

  json_builder_set_member_name (builder, "birthday_ms");
  json_builder_add_int_value (builder, first != NULL ? imw_account_get_birthday_ms (first) : 0);
}

/* the user's own, and what was put away; the rest is in the list, or came by itself */
static gboolean
is_said (const ImwStoreAsset *known)
{
  return known->trust == IMW_TRUST_OWN || (known->trust == IMW_TRUST_GENUINE && !known->shown);
}

/**
 * imw_backup_tokens_write:
 * @builder: within the object
 * @assets: (element-type ImwStoreAsset): of the books
 *
 * Writes the tokens of which the user has said something.
 */
void
imw_backup_tokens_write (JsonBuilder *builder, GPtrArray *assets)
{
  json_builder_set_member_name (builder, "tokens");
  json_builder_begin_array (builder);

  for (guint i = 0; i < assets->len; i++)
    {
      const ImwStoreAsset *known = g_ptr_array_index (assets, i);

      if (!is_said (known))
        continue;

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_string_value (builder, imw_asset_get_id (known->asset));
      json_builder_set_member_name (builder, "symbol");
      json_builder_add_string_value (builder, imw_asset_get_symbol (known->asset));
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, imw_asset_get_name (known->asset));
      json_builder_set_member_name (builder, "decimals");
      json_builder_add_int_value (builder, imw_asset_get_decimals (known->asset));
      json_builder_set_member_name (builder, "shown");
      json_builder_add_boolean_value (builder, known->shown);
      json_builder_end_object (builder);
    }

  json_builder_end_array (builder);
}

/**
 * imw_backup_networks_apply:
 * @wallet: a wallet without accounts
 * @root: the payload
 * @error: return location
 *
 * Switches networks on that were on. One that was off is switched off only where there is no other
 * wallet, which may use it.
 *
 * Returns: %TRUE, also when it says nothing of networks. On %FALSE @error is %IMW_ERROR_BAD_REPLY.
 */
gboolean
imw_backup_networks_apply (ImwWallet *wallet, JsonObject *root, GError **error)
{
  ImwWalletService *service = imw_wallet_get_service (wallet);
  gboolean          alone = FALSE;
  JsonObject       *networks = NULL;
  g_autoptr (GList) names = NULL;

  if (!imw_json_get_int_opt (root, "birthday_ms", 0, G_MAXINT64 / 2, 0, &wallet->birthday_ms,
                             error))
    return FALSE;

  if (service == NULL || !imw_json_has (root, "networks"))
    return TRUE;

  networks = imw_json_get_object (root, "networks", error);
  if (networks == NULL)
    return FALSE;

  alone = g_list_model_get_n_items (imw_wallet_service_get_wallets (service)) == 0;
  names = json_object_get_members (networks);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autoptr (GError) local_error = NULL;
      gboolean on = FALSE;

      if (!imw_json_get_bool (networks, l->data, &on, error))
        return FALSE;

      if ((on || alone) &&
          !imw_wallet_service_set_network_enabled (service, l->data, on, &local_error))
        g_info ("a network of the backup: %s", local_error->message);
    }

  return TRUE;
}

static gboolean
read_token (ImwWalletService *service, GPtrArray *tokens, JsonObject *object, GError **error)
{
  const char *id = imw_json_get_string (object, "id", error);
  const char *symbol = id != NULL ? imw_json_get_string (object, "symbol", error) : NULL;
  const char *name = symbol != NULL ? imw_json_get_string (object, "name", error) : NULL;
  g_autoptr (GPtrArray) networks = imw_wallet_service_list_networks (service);
  g_autoptr (ImwAsset) asset = NULL;
  gint64   decimals = 0;
  gboolean shown = FALSE;

  if (name == NULL || !imw_json_get_int (object, "decimals", 0, 38, &decimals, error) ||
      !imw_json_get_bool (object, "shown", &shown, error))
    return FALSE;

  if (strlen (id) > MAX_TEXT || strlen (symbol) > MAX_TEXT || strlen (name) > MAX_TEXT)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a token can't be used");
      return FALSE;
    }

  asset = imw_asset_new (id, symbol, name, (guint) decimals);
  for (guint i = 0; i < networks->len; i++)
    {
      ImwChain      *chain = g_ptr_array_index (networks, i);
      const char    *contract = imw_chain_get_contract (chain, asset);
      ImwStoreAsset *known = NULL;
      g_autoptr (ImwRecipient) recipient = NULL;
      g_autoptr (ImwAsset) listed = NULL;

      if (contract == NULL)
        continue;

      recipient = imw_chain_parse_address (chain, contract, NULL);
      if (recipient == NULL || !g_str_equal (recipient->address, contract))
        continue;

      /* what the list says of a genuine one counts */
      listed = imw_chain_find_asset (chain, contract, NULL);
      known = g_new0 (ImwStoreAsset, 1);
      known->asset = imw_asset_ref (listed != NULL ? listed : asset);
      known->trust = shown || listed == NULL ? IMW_TRUST_OWN : IMW_TRUST_GENUINE;
      known->shown = shown;
      g_ptr_array_add (tokens, known);
    }

  return TRUE;
}

/**
 * imw_backup_tokens_read:
 * @wallet: a wallet
 * @root: the payload
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwStoreAsset): tokens of networks that are known here; or
 *   %NULL: %IMW_ERROR_BAD_REPLY, %IMW_ERROR_CORRUPT
 */
GPtrArray *
imw_backup_tokens_read (ImwWallet *wallet, JsonObject *root, GError **error)
{
  ImwWalletService *service = imw_wallet_get_service (wallet);
  g_autoptr (GPtrArray)
      tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_store_asset_free);
  JsonArray *array = NULL;

  if (service == NULL || !imw_json_has (root, "tokens"))
    return g_steal_pointer (&tokens);

  array = imw_json_get_array (root, "tokens", error);
  if (array == NULL)
    return NULL;

  if (json_array_get_length (array) > MAX_TOKENS)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "too many tokens");
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = imw_json_node_get_object (json_array_get_element (array, i), error);

      if (object == NULL || !read_token (service, tokens, object, error))
        return NULL;
    }

  return g_steal_pointer (&tokens);
}
