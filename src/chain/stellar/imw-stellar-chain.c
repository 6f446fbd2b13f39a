/* imw-stellar-chain.c: ImwChain for Stellar networks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-chain"

#include "config.h"

#include "imw-stellar-chain.h"

#include "imw-resemble.h"
#include "imw-stellar-account.h"
#include "imw-stellar-build.h"
#include "imw-stellar-unsigned.h"
#include "imw-stellar-uri.h"

#include "imw-error.h"

#include <string.h>

#define PURPOSE 44

/**
 * ImwStellarChain:
 *
 * What one Stellar network is, by its entry in data/networks.json. Immutable, any thread.
 */

struct _ImwStellarChain
{
  GObject parent_instance;

  const ImwStellarParams *params; /* static */
  ImwUnit                 units[2];
  ImwAccountKind          kind;
};

static void chain_iface_init (ImwChainInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwStellarChain,
                               imw_stellar_chain,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_CHAIN, chain_iface_init))

static const ImwStellarParams *
get_params (ImwChain *chain)
{
  return IMW_STELLAR_CHAIN (chain)->params;
}

static const char *
imw_stellar_chain_get_id (ImwChain *chain)
{
  return get_params (chain)->chain_id_text;
}

static const char *
imw_stellar_chain_get_name (ImwChain *chain)
{
  return get_params (chain)->name;
}

static const char *
imw_stellar_chain_get_network_name (ImwChain *chain)
{
  return get_params (chain)->network;
}

static ImwEnvironment
imw_stellar_chain_get_environment (ImwChain *chain)
{
  return get_params (chain)->environment;
}

static gboolean
imw_stellar_chain_get_enabled_by_default (ImwChain *chain)
{
  return get_params (chain)->facts->enabled;
}

static ImwChainCapabilities
imw_stellar_chain_get_capabilities (ImwChain *chain)
{
  return IMW_CHAIN_HAS_MEMO | IMW_CHAIN_HAS_TOKENS | IMW_CHAIN_HAS_TOLD_BALANCES |
         IMW_CHAIN_HAS_SEQUENCE | IMW_CHAIN_HAS_RESERVE | IMW_CHAIN_HAS_TRUSTLINES |
         IMW_CHAIN_HAS_EXCHANGE | IMW_CHAIN_HAS_DEADLINE | IMW_CHAIN_HAS_CLAIMS |
         IMW_CHAIN_HAS_LOGIN;
}

static ImwAsset *
imw_stellar_chain_get_native_asset (ImwChain *chain)
{
  return get_params (chain)->asset;
}

static const ImwUnit *
imw_stellar_chain_get_units (ImwChain *chain, guint *n_units)
{
  ImwStellarChain *self = IMW_STELLAR_CHAIN (chain);

  *n_units = G_N_ELEMENTS (self->units);

  return self->units;
}

static const ImwAccountKind *
imw_stellar_chain_get_account_kinds (ImwChain *chain, guint *n_kinds)
{
  *n_kinds = 1;

  return &IMW_STELLAR_CHAIN (chain)->kind;
}

static guint
imw_stellar_chain_get_final_confirmations (ImwChain *chain)
{
  return get_params (chain)->facts->final_confirmations;
}

static const ImwUnit *
imw_stellar_chain_get_fee_rate_unit (ImwChain *chain)
{
  /* rates are thousandths of a stroop for each operation */
  static const ImwUnit stroop = { "stroop", 3 };

  return &stroop;
}

static ImwRecipient *
imw_stellar_chain_parse_address (ImwChain *chain, const char *text, GError **error)
{
  return imw_stellar_recipient_parse (text, error);
}

static ImwPaymentRequest *
imw_stellar_chain_parse_uri (ImwChain *chain, const char *text, GError **error)
{
  return imw_stellar_uri_parse (get_params (chain), text, error);
}

static char *
imw_stellar_chain_build_uri (ImwChain *chain, ImwPaymentRequest *request)
{
  return imw_stellar_uri_build (get_params (chain), request);
}

static char *
imw_stellar_chain_derive_address (ImwChain   *chain,
                                  const char *account_key,
                                  guint32     branch,
                                  guint32     index,
                                  GError    **error)
{
  ImwStellarAccountKey key;

  if (!imw_stellar_account_key_parse (account_key, &key, error))
    return NULL;

  if (branch != 0 || index != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "an account is one address here");
      return NULL;
    }

  return imw_stellar_key_to_text (key.key);
}

/* Other wallets take an address to watch it. */
static char *
imw_stellar_chain_export_descriptor (ImwChain *chain, const char *account_key, GError **error)
{
  return imw_stellar_chain_derive_address (chain, account_key, 0, 0, error);
}

static ImwBuiltPayment *
imw_stellar_chain_build_payment (ImwChain *chain, ImwPaymentPlan *plan, GError **error)
{
  return imw_stellar_build (get_params (chain), plan, error);
}

/* The signer takes nothing on trust that would have to be proved by other transactions. */
static GBytes *
imw_stellar_chain_attach_previous (ImwChain  *chain,
                                   GBytes    *unsigned_tx,
                                   GPtrArray *previous_raw,
                                   GError   **error)
{
  g_autoptr (ImwStellarUnsigned) payment = imw_stellar_unsigned_parse (unsigned_tx, error);

  return payment != NULL ? g_bytes_ref (unsigned_tx) : NULL;
}

static GBytes *
imw_stellar_chain_extract_signed (ImwChain *chain, GBytes *signed_tx, char **txid, GError **error)
{
  const ImwStellarParams *params = get_params (chain);
  g_autoptr (ImwStellarEnvelope) envelope = imw_stellar_signed_parse (params, signed_tx, error);

  if (envelope == NULL)
    return NULL;

  if (txid != NULL)
    *txid = imw_stellar_envelope_dup_txid (envelope, params->network_id);

  return imw_stellar_envelope_serialize (envelope);
}

static gboolean
imw_stellar_chain_check_raw (ImwChain *chain, GBytes *raw, const char *txid, GError **error)
{
  gsize            length;
  const guint8    *data = g_bytes_get_data (raw, &length);
  g_autofree char *found = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = imw_stellar_envelope_parse (data, length, NULL);

  if (envelope != NULL)
    found = imw_stellar_envelope_dup_txid (envelope, get_params (chain)->network_id);
  if (found == NULL || g_ascii_strcasecmp (found, txid) != 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_REPLY, "raw transaction is another one");
      return FALSE;
    }

  return TRUE;
}

static GPtrArray *
imw_stellar_chain_list_assets (ImwChain *chain)
{
  const ImwStellarParams *params = get_params (chain);
  GPtrArray              *assets = NULL;

  assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  g_ptr_array_add (assets, imw_asset_ref (params->asset));
  for (guint i = 0; i < params->tokens->len; i++)
    {
      const ImwStellarToken *token = g_ptr_array_index (params->tokens, i);

      g_ptr_array_add (assets, imw_asset_ref (token->facts->asset));
    }

  return assets;
}

static ImwAsset *
imw_stellar_chain_find_asset (ImwChain *chain, const char *text, GError **error)
{
  const ImwStellarParams *params = get_params (chain);
  gsize                   prefix = strlen (params->chain_id_text);
  const ImwStellarToken  *token = NULL;
  ImwStellarAsset         asset;

  if (strncmp (text, params->chain_id_text, prefix) == 0 && text[prefix] == '/')
    text += prefix + 1;

  if (strchr (text, ':') != NULL)
    {
      g_autoptr (GError) reason = NULL;

      if (!imw_stellar_asset_parse (text, &asset, &reason))
        {
          g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_ADDRESS, reason->message);
          return NULL;
        }
      token = imw_stellar_params_find_token (params, &asset);
    }

  for (guint i = 0; token == NULL && i < params->tokens->len; i++)
    {
      const ImwStellarToken *one = g_ptr_array_index (params->tokens, i);

      if (g_ascii_strcasecmp (imw_asset_get_symbol (one->facts->asset), text) == 0)
        token = one;
    }

  if (token == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND,
                           "the asset is not in the list of the program");
      return NULL;
    }

  return imw_asset_ref (token->facts->asset);
}

static ImwTrust
imw_stellar_chain_get_trust (ImwChain *chain, ImwAsset *asset)
{
  const ImwStellarParams *params = get_params (chain);
  const ImwStellarToken  *token = NULL;
  ImwStellarAsset         found;

  if (imw_stellar_params_get_asset (params, asset, &found))
    token = imw_stellar_params_find_token (params, &found);

  return token != NULL ? IMW_TRUST_GENUINE : IMW_TRUST_UNKNOWN;
}

static ImwAsset *
imw_stellar_chain_find_resembled (ImwChain *chain, ImwAsset *asset)
{
  const ImwStellarParams *params = get_params (chain);
  ImwStellarAsset         found;

  if (!imw_stellar_params_get_asset (params, asset, &found) ||
      imw_stellar_asset_is_native (&found) ||
      imw_stellar_params_find_token (params, &found) != NULL)
    return NULL;

  if (imw_resemble_imitates (asset, params->asset, FALSE))
    return params->asset;

  for (guint i = 0; i < params->tokens->len; i++)
    {
      const ImwStellarToken *token = g_ptr_array_index (params->tokens, i);

      if (imw_resemble_imitates (asset, token->facts->asset, TRUE))
        return token->facts->asset;
    }

  return NULL;
}

static void
chain_iface_init (ImwChainInterface *iface)
{
  iface->get_id = imw_stellar_chain_get_id;
  iface->get_name = imw_stellar_chain_get_name;
  iface->get_network_name = imw_stellar_chain_get_network_name;
  iface->get_environment = imw_stellar_chain_get_environment;
  iface->get_capabilities = imw_stellar_chain_get_capabilities;
  iface->get_native_asset = imw_stellar_chain_get_native_asset;
  iface->get_units = imw_stellar_chain_get_units;
  iface->get_account_kinds = imw_stellar_chain_get_account_kinds;
  iface->get_final_confirmations = imw_stellar_chain_get_final_confirmations;
  iface->parse_address = imw_stellar_chain_parse_address;
  iface->parse_uri = imw_stellar_chain_parse_uri;
  iface->build_uri = imw_stellar_chain_build_uri;
  iface->derive_address = imw_stellar_chain_derive_address;
  iface->export_descriptor = imw_stellar_chain_export_descriptor;
  iface->build_payment = imw_stellar_chain_build_payment;
  iface->attach_previous = imw_stellar_chain_attach_previous;
  iface->extract_signed = imw_stellar_chain_extract_signed;
  iface->check_raw = imw_stellar_chain_check_raw;
  iface->get_fee_rate_unit = imw_stellar_chain_get_fee_rate_unit;
  iface->list_assets = imw_stellar_chain_list_assets;
  iface->find_asset = imw_stellar_chain_find_asset;
  iface->get_trust = imw_stellar_chain_get_trust;
  iface->find_resembled = imw_stellar_chain_find_resembled;
  iface->get_enabled_by_default = imw_stellar_chain_get_enabled_by_default;
}

static void
imw_stellar_chain_class_init (ImwStellarChainClass *klass)
{
}

static void
imw_stellar_chain_init (ImwStellarChain *self)
{
}

/**
 * imw_stellar_chain_new:
 * @params: the network
 *
 * Returns: (transfer full): the chain of that network
 */
ImwChain *
imw_stellar_chain_new (const ImwStellarParams *params)
{
  ImwStellarChain *self = NULL;

  g_return_val_if_fail (params != NULL, NULL);

  self = g_object_new (IMW_TYPE_STELLAR_CHAIN, NULL);
  self->params = params;
  self->units[0].symbol = imw_asset_get_symbol (params->asset);
  self->units[0].decimals = imw_asset_get_decimals (params->asset);
  self->units[1].symbol = "stroop";
  self->kind.id = params->chain_id_text;
  self->kind.title = params->name;
  self->kind.purpose = PURPOSE;

  return IMW_CHAIN (self);
}

/**
 * imw_stellar_chain_get_params:
 * @self: a chain
 *
 * Returns: (transfer none): the facts of its network
 */
const ImwStellarParams *
imw_stellar_chain_get_params (ImwStellarChain *self)
{
  g_return_val_if_fail (IMW_IS_STELLAR_CHAIN (self), NULL);

  return self->params;
}
