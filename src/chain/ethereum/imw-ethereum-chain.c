/* imw-ethereum-chain.c: ImwChain for EVM networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-chain"

#include "config.h"

#include "imw-ethereum-chain.h"

#include "imw-ethereum-account.h"
#include "imw-ethereum-build.h"
#include "imw-ethereum-message.h"
#include "imw-ethereum-unsigned.h"
#include "imw-ethereum-uri.h"
#include "imw-resemble.h"

#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

#include <string.h>

#define PURPOSE       44
#define GWEI_DECIMALS 9

/**
 * ImwEthereumChain:
 *
 * What one EVM network is, by its entry in data/networks.json. Immutable, any thread.
 */

struct _ImwEthereumChain
{
  GObject parent_instance;

  const ImwEthereumParams *params; /* static */
  ImwUnit                  units[3];
  ImwAccountKind           kind;
};

static void chain_iface_init (ImwChainInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwEthereumChain,
                               imw_ethereum_chain,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_CHAIN, chain_iface_init))

static const ImwEthereumParams *
get_params (ImwChain *chain)
{
  return IMW_ETHEREUM_CHAIN (chain)->params;
}

static const char *
imw_ethereum_chain_get_id (ImwChain *chain)
{
  return get_params (chain)->chain_id_text;
}

static const char *
imw_ethereum_chain_get_name (ImwChain *chain)
{
  return get_params (chain)->name;
}

static const char *
imw_ethereum_chain_get_network_name (ImwChain *chain)
{
  return get_params (chain)->network;
}

static ImwEnvironment
imw_ethereum_chain_get_environment (ImwChain *chain)
{
  return get_params (chain)->environment;
}

static gboolean
imw_ethereum_chain_get_enabled_by_default (ImwChain *chain)
{
  return get_params (chain)->facts->enabled;
}

static ImwChainCapabilities
imw_ethereum_chain_get_capabilities (ImwChain *chain)
{
  return IMW_CHAIN_HAS_REPLACEMENT | IMW_CHAIN_HAS_TOKENS | IMW_CHAIN_HAS_TOLD_BALANCES |
         IMW_CHAIN_HAS_SEQUENCE | IMW_CHAIN_HAS_MESSAGES | IMW_CHAIN_HAS_BIRTHDAY;
}

static ImwAsset *
imw_ethereum_chain_get_native_asset (ImwChain *chain)
{
  return get_params (chain)->asset;
}

static const ImwUnit *
imw_ethereum_chain_get_units (ImwChain *chain, guint *n_units)
{
  ImwEthereumChain *self = IMW_ETHEREUM_CHAIN (chain);

  *n_units = G_N_ELEMENTS (self->units);

  return self->units;
}

static const ImwAccountKind *
imw_ethereum_chain_get_account_kinds (ImwChain *chain, guint *n_kinds)
{
  *n_kinds = 1;

  return &IMW_ETHEREUM_CHAIN (chain)->kind;
}

static guint
imw_ethereum_chain_get_final_confirmations (ImwChain *chain)
{
  return get_params (chain)->facts->final_confirmations;
}

static const ImwUnit *
imw_ethereum_chain_get_fee_rate_unit (ImwChain *chain)
{
  /* rates are thousandths of a wei */
  static const ImwUnit gwei = { "gwei", GWEI_DECIMALS + 3 };

  return &gwei;
}

static ImwRecipient *
imw_ethereum_chain_parse_address (ImwChain *chain, const char *text, GError **error)
{
  return imw_ethereum_recipient_parse (get_params (chain), text, error);
}

static ImwPaymentRequest *
imw_ethereum_chain_parse_uri (ImwChain *chain, const char *text, GError **error)
{
  return imw_ethereum_uri_parse (get_params (chain), text, error);
}

static char *
imw_ethereum_chain_build_uri (ImwChain *chain, ImwPaymentRequest *request)
{
  return imw_ethereum_uri_build (get_params (chain), request);
}

static char *
imw_ethereum_chain_derive_address (ImwChain   *chain,
                                   const char *account_key,
                                   guint32     branch,
                                   guint32     index,
                                   GError    **error)
{
  ImwEthereumAccountKey key;

  if (!imw_ethereum_account_key_parse (get_params (chain), account_key, &key, error))
    return NULL;

  if (branch != 0 || index != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "an account is one address here");
      return NULL;
    }

  return imw_ethereum_address_to_text (&key.address);
}

/* Other wallets take an address to watch it. */
static char *
imw_ethereum_chain_export_descriptor (ImwChain *chain, const char *account_key, GError **error)
{
  return imw_ethereum_chain_derive_address (chain, account_key, 0, 0, error);
}

static ImwBuiltPayment *
imw_ethereum_chain_build_payment (ImwChain *chain, ImwPaymentPlan *plan, GError **error)
{
  return imw_ethereum_build (get_params (chain), plan, error);
}

/* The signer takes nothing on trust that would have to be proved by other transactions. */
static GBytes *
imw_ethereum_chain_attach_previous (ImwChain  *chain,
                                    GBytes    *unsigned_tx,
                                    GPtrArray *previous_raw,
                                    GError   **error)
{
  g_autoptr (ImwEthereumUnsigned)
      payment = imw_ethereum_unsigned_parse (get_params (chain), unsigned_tx, error);

  return payment != NULL ? g_bytes_ref (unsigned_tx) : NULL;
}

static GBytes *
imw_ethereum_chain_extract_signed (ImwChain *chain, GBytes *signed_tx, char **txid, GError **error)
{
  g_autoptr (ImwEthereumTx)
      tx = imw_ethereum_signed_parse (get_params (chain), signed_tx, NULL, error);

  if (tx == NULL)
    return NULL;

  if (txid != NULL)
    *txid = imw_ethereum_tx_dup_txid_text (tx);

  return imw_ethereum_tx_serialize_signed (tx);
}

static gboolean
imw_ethereum_chain_check_raw (ImwChain *chain, GBytes *raw, const char *txid, GError **error)
{
  gsize            length;
  const guint8    *data = g_bytes_get_data (raw, &length);
  guint8           hash[32];
  g_autofree char *digits = NULL;
  g_autofree char *found = NULL;

  imw_keccak256 (data, length, hash);
  digits = imw_hex_encode (hash, sizeof hash);
  found = g_strconcat ("0x", digits, NULL);
  if (g_ascii_strcasecmp (found, txid) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "raw transaction is another one");
      return FALSE;
    }

  return TRUE;
}

static GPtrArray *
imw_ethereum_chain_list_assets (ImwChain *chain)
{
  const ImwEthereumParams *params = get_params (chain);
  GPtrArray               *assets = NULL;

  assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  g_ptr_array_add (assets, imw_asset_ref (params->asset));
  for (guint i = 0; i < params->tokens->len; i++)
    {
      const ImwEthereumToken *token = g_ptr_array_index (params->tokens, i);

      g_ptr_array_add (assets, imw_asset_ref (token->facts->asset));
    }

  return assets;
}

static ImwAsset *
imw_ethereum_chain_find_asset (ImwChain *chain, const char *text, GError **error)
{
  const ImwEthereumParams *params = get_params (chain);
  gsize                    prefix = strlen (params->chain_id_text);
  const ImwEthereumToken  *token = NULL;
  ImwEthereumAddress       contract;

  if (strncmp (text, params->chain_id_text, prefix) == 0 && text[prefix] == '/')
    text += prefix + 1;

  if (g_str_has_prefix (text, "0x"))
    {
      if (!imw_ethereum_address_parse (text, &contract, error))
        return NULL;
      token = imw_ethereum_params_find_token (params, &contract);
    }

  for (guint i = 0; token == NULL && i < params->tokens->len; i++)
    {
      const ImwEthereumToken *one = g_ptr_array_index (params->tokens, i);

      if (g_ascii_strcasecmp (imw_asset_get_symbol (one->facts->asset), text) == 0)
        token = one;
    }

  if (token == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND,
                           "the token is not in the list of the program");
      return NULL;
    }

  return imw_asset_ref (token->facts->asset);
}

static ImwTrust
imw_ethereum_chain_get_trust (ImwChain *chain, ImwAsset *asset)
{
  const ImwEthereumParams *params = get_params (chain);
  const ImwEthereumToken  *token = NULL;
  ImwEthereumAddress       contract;

  if (imw_ethereum_params_get_contract (params, asset, &contract))
    token = imw_ethereum_params_find_token (params, &contract);

  return token != NULL && imw_asset_equal (token->facts->asset, asset) ? IMW_TRUST_GENUINE
                                                                       : IMW_TRUST_UNKNOWN;
}

static ImwAsset *
imw_ethereum_chain_find_resembled (ImwChain *chain, ImwAsset *asset)
{
  const ImwEthereumParams *params = get_params (chain);
  ImwEthereumAddress       contract;

  if (!imw_ethereum_params_get_contract (params, asset, &contract) ||
      imw_ethereum_params_find_token (params, &contract) != NULL)
    return NULL;

  if (imw_resemble_imitates (asset, params->asset, FALSE))
    return params->asset;

  for (guint i = 0; i < params->tokens->len; i++)
    {
      const ImwEthereumToken *token = g_ptr_array_index (params->tokens, i);

      if (imw_resemble_imitates (asset, token->facts->asset, TRUE))
        return token->facts->asset;
    }

  return NULL;
}

static gboolean
imw_ethereum_chain_verify_message (ImwChain      *chain,
                                   const char    *address,
                                   ImwMessageForm form,
                                   GBytes        *message,
                                   const char    *signature,
                                   GError       **error)
{
  return imw_ethereum_message_verify (address, form, message, signature, error);
}

static void
chain_iface_init (ImwChainInterface *iface)
{
  iface->get_id = imw_ethereum_chain_get_id;
  iface->get_name = imw_ethereum_chain_get_name;
  iface->get_network_name = imw_ethereum_chain_get_network_name;
  iface->get_environment = imw_ethereum_chain_get_environment;
  iface->get_capabilities = imw_ethereum_chain_get_capabilities;
  iface->get_native_asset = imw_ethereum_chain_get_native_asset;
  iface->get_units = imw_ethereum_chain_get_units;
  iface->get_account_kinds = imw_ethereum_chain_get_account_kinds;
  iface->get_final_confirmations = imw_ethereum_chain_get_final_confirmations;
  iface->parse_address = imw_ethereum_chain_parse_address;
  iface->parse_uri = imw_ethereum_chain_parse_uri;
  iface->build_uri = imw_ethereum_chain_build_uri;
  iface->derive_address = imw_ethereum_chain_derive_address;
  iface->export_descriptor = imw_ethereum_chain_export_descriptor;
  iface->build_payment = imw_ethereum_chain_build_payment;
  iface->attach_previous = imw_ethereum_chain_attach_previous;
  iface->extract_signed = imw_ethereum_chain_extract_signed;
  iface->check_raw = imw_ethereum_chain_check_raw;
  iface->get_fee_rate_unit = imw_ethereum_chain_get_fee_rate_unit;
  iface->list_assets = imw_ethereum_chain_list_assets;
  iface->find_asset = imw_ethereum_chain_find_asset;
  iface->get_trust = imw_ethereum_chain_get_trust;
  iface->find_resembled = imw_ethereum_chain_find_resembled;
  iface->verify_message = imw_ethereum_chain_verify_message;
  iface->get_enabled_by_default = imw_ethereum_chain_get_enabled_by_default;
}

static void
imw_ethereum_chain_class_init (ImwEthereumChainClass *klass)
{
}

static void
imw_ethereum_chain_init (ImwEthereumChain *self)
{
}

/**
 * imw_ethereum_chain_new:
 * @params: the network
 *
 * Returns: (transfer full): the chain of that network
 */
ImwChain *
imw_ethereum_chain_new (const ImwEthereumParams *params)
{
  ImwEthereumChain *self = NULL;

  g_return_val_if_fail (params != NULL, NULL);

  self = g_object_new (IMW_TYPE_ETHEREUM_CHAIN, NULL);
  self->params = params;
  self->units[0].symbol = imw_asset_get_symbol (params->asset);
  self->units[0].decimals = imw_asset_get_decimals (params->asset);
  self->units[1].symbol = "gwei";
  self->units[1].decimals = GWEI_DECIMALS;
  self->units[2].symbol = "wei";
  self->kind.id = params->chain_id_text;
  self->kind.title = params->name;
  self->kind.purpose = PURPOSE;

  return IMW_CHAIN (self);
}

/**
 * imw_ethereum_chain_get_params:
 * @self: a chain
 *
 * Returns: (transfer none): the facts of its network
 */
const ImwEthereumParams *
imw_ethereum_chain_get_params (ImwEthereumChain *self)
{
  g_return_val_if_fail (IMW_IS_ETHEREUM_CHAIN (self), NULL);

  return self->params;
}
