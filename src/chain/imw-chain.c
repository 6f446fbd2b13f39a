/* imw-chain.c: what a network is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-chain"

#include "config.h"

#include "imw-chain.h"

#include "imw-error.h"

#include <string.h>

G_DEFINE_INTERFACE (ImwChain, imw_chain, G_TYPE_OBJECT)

G_DEFINE_BOXED_TYPE (ImwRecipient, imw_recipient, imw_recipient_copy, imw_recipient_free)

static void
imw_chain_default_init (ImwChainInterface *iface)
{
}

/**
 * imw_recipient_copy:
 * @self: a recipient
 *
 * Returns: (transfer full): a copy of @self
 */
ImwRecipient *
imw_recipient_copy (const ImwRecipient *self)
{
  ImwRecipient *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ImwRecipient, 1);
  copy->address = g_strdup (self->address);
  copy->payload = self->payload != NULL ? g_bytes_ref (self->payload) : NULL;
  copy->type = self->type;
  copy->title = self->title;

  return copy;
}

/**
 * imw_recipient_free:
 * @self: (transfer full): a recipient
 *
 * Frees @self.
 */
void
imw_recipient_free (ImwRecipient *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->address);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_free (self);
}

/**
 * imw_chain_get_id:
 * @self: a chain
 *
 * Returns: (transfer none): the network's id, "bitcoin"
 */
const char *
imw_chain_get_id (ImwChain *self)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self), NULL);

  return IMW_CHAIN_GET_IFACE (self)->get_id (self);
}

/**
 * imw_chain_get_name:
 * @self: a chain
 *
 * Returns: (transfer none): the brand name, never translated
 */
const char *
imw_chain_get_name (ImwChain *self)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self), NULL);

  return IMW_CHAIN_GET_IFACE (self)->get_name (self);
}

/**
 * imw_chain_get_network_name:
 * @self: a chain
 *
 * Returns: (transfer none): which network of the kind, "mainnet" or "testnet4"
 */
const char *
imw_chain_get_network_name (ImwChain *self)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self), NULL);

  return IMW_CHAIN_GET_IFACE (self)->get_network_name (self);
}

/**
 * imw_chain_get_environment:
 * @self: a chain
 *
 * Returns: the environment that the network is part of
 */
ImwEnvironment
imw_chain_get_environment (ImwChain *self)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self), IMW_ENVIRONMENT_MAIN);

  return IMW_CHAIN_GET_IFACE (self)->get_environment (self);
}

/**
 * imw_chain_get_capabilities:
 * @self: a chain
 *
 * Returns: what the network can do
 */
ImwChainCapabilities
imw_chain_get_capabilities (ImwChain *self)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self), 0);

  return IMW_CHAIN_GET_IFACE (self)->get_capabilities (self);
}

/**
 * imw_chain_has:
 * @self: a chain
 * @capability: one or several capabilities
 *
 * Returns: %TRUE if the network can do all of @capability
 */
gboolean
imw_chain_has (ImwChain            *self,
               ImwChainCapabilities capability)
{
  return (imw_chain_get_capabilities (self) & capability) == capability;
}

/**
 * imw_chain_get_native_asset:
 * @self: a chain
 *
 * Returns: (transfer none): what the network counts and takes fees in
 */
ImwAsset *
imw_chain_get_native_asset (ImwChain *self)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self), NULL);

  return IMW_CHAIN_GET_IFACE (self)->get_native_asset (self);
}

/**
 * imw_chain_get_units:
 * @self: a chain
 * @n_units: (out): how many
 *
 * Returns: (transfer none) (array length=n_units): units to read and type amounts in, the default
 * first
 */
const ImwUnit *
imw_chain_get_units (ImwChain *self,
                     guint    *n_units)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && n_units != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->get_units (self, n_units);
}

/**
 * imw_chain_get_account_kinds:
 * @self: a chain
 * @n_kinds: (out): how many
 *
 * Returns: (transfer none) (array length=n_kinds): the kinds of account, the default first
 */
const ImwAccountKind *
imw_chain_get_account_kinds (ImwChain *self,
                             guint    *n_kinds)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && n_kinds != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->get_account_kinds (self, n_kinds);
}

/**
 * imw_chain_get_final_confirmations:
 * @self: a chain
 *
 * Returns: from how many confirmations on a payment is final
 */
guint
imw_chain_get_final_confirmations (ImwChain *self)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self), 0);

  return IMW_CHAIN_GET_IFACE (self)->get_final_confirmations (self);
}

/**
 * imw_chain_get_enabled_by_default:
 * @self: a chain
 *
 * Returns: whether the network is used until the user says otherwise
 */
gboolean
imw_chain_get_enabled_by_default (ImwChain *self)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self), FALSE);

  return IMW_CHAIN_GET_IFACE (self)->get_enabled_by_default == NULL ||
         IMW_CHAIN_GET_IFACE (self)->get_enabled_by_default (self);
}

/**
 * imw_chain_parse_address:
 * @self: a chain
 * @text: an address without white space around it
 * @error: return location
 *
 * Returns: (transfer full): whom @text names. On %NULL @error is %IMW_ERROR_BAD_ADDRESS,
 *   %IMW_ERROR_WRONG_NETWORK with the other network's name, or %IMW_ERROR_NOT_SUPPORTED for a sound
 *   address that can't be paid safely yet.
 */
ImwRecipient *
imw_chain_parse_address (ImwChain   *self,
                         const char *text,
                         GError    **error)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && text != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->parse_address (self, text, error);
}

/**
 * imw_chain_parse_uri:
 * @self: a chain
 * @text: an address or a payment URI without white space around it
 * @error: return location
 *
 * Returns: (transfer full): what is asked for. On %NULL @error is %IMW_ERROR_BAD_INPUT,
 *   %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_WRONG_NETWORK, or %IMW_ERROR_NOT_SUPPORTED for a required
 *   parameter that is not known.
 */
ImwPaymentRequest *
imw_chain_parse_uri (ImwChain   *self,
                     const char *text,
                     GError    **error)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && text != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->parse_uri (self, text, error);
}

/**
 * imw_chain_build_uri:
 * @self: a chain
 * @request: what is asked for
 *
 * Returns: (transfer full): @request as a payment URI
 */
char *
imw_chain_build_uri (ImwChain          *self,
                     ImwPaymentRequest *request)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && request != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->build_uri (self, request);
}

/**
 * imw_chain_derive_address:
 * @self: a chain
 * @account_key: the account's public key text
 * @branch: 0 for receiving, 1 for change
 * @index: below 2^31
 * @error: return location
 *
 * Returns: (transfer full): an address of the account. On %NULL @error is %IMW_ERROR_BAD_INPUT, or
 *   %IMW_ERROR_WRONG_NETWORK when the key is of another network.
 */
char *
imw_chain_derive_address (ImwChain   *self,
                          const char *account_key,
                          guint32     branch,
                          guint32     index,
                          GError    **error)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && account_key != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->derive_address (self, account_key, branch, index, error);
}

/**
 * imw_chain_export_descriptor:
 * @self: a chain
 * @account_key: the account's public key text
 * @error: return location
 *
 * Returns: (transfer full): the account in the form other wallets read. On %NULL @error is
 *   %IMW_ERROR_BAD_INPUT or %IMW_ERROR_WRONG_NETWORK.
 */
char *
imw_chain_export_descriptor (ImwChain   *self,
                             const char *account_key,
                             GError    **error)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && account_key != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->export_descriptor (self, account_key, error);
}

/**
 * imw_chain_build_payment:
 * @self: a chain
 * @plan: whom to pay, out of what
 * @error: return location
 *
 * Chooses coins and builds the unsigned payment. Takes long with very many coins: not on the main
 * thread.
 *
 * Returns: (transfer full): the payment. On %NULL @error is %IMW_ERROR_INSUFFICIENT_FUNDS,
 *   %IMW_ERROR_FEE_TOO_LOW, %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_WRONG_NETWORK,
 * %IMW_ERROR_NOT_SUPPORTED or %IMW_ERROR_BAD_INPUT.
 */
ImwBuiltPayment *
imw_chain_build_payment (ImwChain       *self,
                         ImwPaymentPlan *plan,
                         GError        **error)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && plan != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->build_payment (self, plan, error);
}

/**
 * imw_chain_attach_previous:
 * @self: a chain
 * @unsigned_tx: the unsigned payment
 * @previous_raw: (element-type GBytes): the raw transactions that it names as previous
 * @error: return location
 *
 * Returns: (transfer full): the payment with the proofs the signer asks for. On %NULL @error is
 *   %IMW_ERROR_BAD_INPUT when @unsigned_tx is malformed, or %IMW_ERROR_REFUSED when a transaction
 * is missing or disagrees with the coin.
 */
GBytes *
imw_chain_attach_previous (ImwChain  *self,
                           GBytes    *unsigned_tx,
                           GPtrArray *previous_raw,
                           GError   **error)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && unsigned_tx != NULL && previous_raw != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->attach_previous (self, unsigned_tx, previous_raw, error);
}

/**
 * imw_chain_extract_signed:
 * @self: a chain
 * @signed_tx: what the signer gave back
 * @txid: (out) (transfer full) (optional): the id of the transaction
 * @error: return location
 *
 * Returns: (transfer full): the bytes for the network, every signature checked again. On %NULL
 * @error is %IMW_ERROR_BAD_INPUT, %IMW_ERROR_REFUSED or %IMW_ERROR_NOT_SUPPORTED.
 */
GBytes *
imw_chain_extract_signed (ImwChain *self,
                          GBytes   *signed_tx,
                          char    **txid,
                          GError  **error)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && signed_tx != NULL, NULL);

  return IMW_CHAIN_GET_IFACE (self)->extract_signed (self, signed_tx, txid, error);
}

/**
 * imw_chain_check_raw:
 * @self: a chain
 * @raw: what a server says is a transaction
 * @txid: its id
 * @error: return location
 *
 * Returns: %TRUE if @raw really is @txid. On %FALSE @error is %IMW_ERROR_BAD_REPLY.
 */
gboolean
imw_chain_check_raw (ImwChain   *self,
                     GBytes     *raw,
                     const char *txid,
                     GError    **error)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && raw != NULL && txid != NULL, FALSE);

  return IMW_CHAIN_GET_IFACE (self)->check_raw (self, raw, txid, error);
}

/**
 * imw_chain_get_fee_rate_unit:
 * @self: a chain
 *
 * A rate in thousandths of the network's measure, divided by ten to the unit's decimals, is the
 * number in front of its symbol.
 *
 * Returns: (transfer none): the unit in which people read fee rates
 */
const ImwUnit *
imw_chain_get_fee_rate_unit (ImwChain *self)
{
  static const ImwUnit per_vbyte = { "sat/vB", 3 };

  g_return_val_if_fail (IMW_IS_CHAIN (self), NULL);

  if (IMW_CHAIN_GET_IFACE (self)->get_fee_rate_unit == NULL)
    return &per_vbyte;

  return IMW_CHAIN_GET_IFACE (self)->get_fee_rate_unit (self);
}

/**
 * imw_chain_list_assets:
 * @self: a chain
 *
 * Returns: (transfer container) (element-type ImwAsset): the network's own asset, then the genuine
 *   tokens in the order of the list that comes with the program
 */
GPtrArray *
imw_chain_list_assets (ImwChain *self)
{
  GPtrArray *assets = NULL;

  g_return_val_if_fail (IMW_IS_CHAIN (self), NULL);

  if (IMW_CHAIN_GET_IFACE (self)->list_assets != NULL)
    return IMW_CHAIN_GET_IFACE (self)->list_assets (self);

  assets = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_asset_unref);
  g_ptr_array_add (assets, imw_asset_ref (imw_chain_get_native_asset (self)));

  return assets;
}

/**
 * imw_chain_find_asset:
 * @self: a chain
 * @text: an id, a symbol ("USDT", in any case) or a contract
 * @error: return location
 *
 * Returns: (transfer full): the asset. On %NULL @error is %IMW_ERROR_NOT_FOUND when it is not in the
 *   list, or %IMW_ERROR_BAD_ADDRESS when @text looks like a contract and is none.
 */
ImwAsset *
imw_chain_find_asset (ImwChain   *self,
                      const char *text,
                      GError    **error)
{
  ImwAsset *native = NULL;

  g_return_val_if_fail (IMW_IS_CHAIN (self) && text != NULL, NULL);

  native = imw_chain_get_native_asset (self);
  if (g_str_equal (text, imw_asset_get_id (native)) ||
      g_ascii_strcasecmp (text, imw_asset_get_symbol (native)) == 0)
    return imw_asset_ref (native);

  if (IMW_CHAIN_GET_IFACE (self)->find_asset != NULL)
    return IMW_CHAIN_GET_IFACE (self)->find_asset (self, text, error);

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "the network has no such asset");

  return NULL;
}

/**
 * imw_chain_get_trust:
 * @self: a chain
 * @asset: an asset of it
 *
 * Returns: %IMW_TRUST_GENUINE for the network's own asset and for what is in the list that comes
 *   with the program, else %IMW_TRUST_UNKNOWN
 */
ImwTrust
imw_chain_get_trust (ImwChain *self,
                     ImwAsset *asset)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && asset != NULL, IMW_TRUST_UNKNOWN);

  if (imw_asset_equal (asset, imw_chain_get_native_asset (self)))
    return IMW_TRUST_GENUINE;

  if (IMW_CHAIN_GET_IFACE (self)->get_trust != NULL)
    return IMW_CHAIN_GET_IFACE (self)->get_trust (self, asset);

  return IMW_TRUST_UNKNOWN;
}

/**
 * imw_chain_find_resembled:
 * @self: a chain
 * @asset: an asset that is not in the list
 *
 * Returns: (transfer none) (nullable): the genuine asset whose symbol or name @asset imitates
 */
ImwAsset *
imw_chain_find_resembled (ImwChain *self,
                          ImwAsset *asset)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && asset != NULL, NULL);

  if (IMW_CHAIN_GET_IFACE (self)->find_resembled == NULL)
    return NULL;

  return IMW_CHAIN_GET_IFACE (self)->find_resembled (self, asset);
}

/**
 * imw_chain_get_contract:
 * @self: a chain
 * @asset: an asset of it
 *
 * Returns: (transfer none) (nullable): the contract, or issuer, that makes the asset; %NULL for the
 *   network's own
 */
const char *
imw_chain_get_contract (ImwChain *self,
                        ImwAsset *asset)
{
  const char *id = NULL;
  gsize       length;

  g_return_val_if_fail (IMW_IS_CHAIN (self) && asset != NULL, NULL);

  id = imw_asset_get_id (asset);
  length = strlen (imw_chain_get_id (self));
  if (!g_str_has_prefix (id, imw_chain_get_id (self)) || id[length] != '/')
    return NULL;

  return id + length + 1;
}

/**
 * imw_chain_verify_message:
 * @self: a chain
 * @address: who is said to have signed
 * @form: what the message is
 * @message: it
 * @signature: the signature as text
 * @error: return location
 *
 * Returns: %TRUE if @address has signed @message. On %FALSE @error is %IMW_ERROR_REFUSED when it is
 *   somebody else's signature, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_BAD_ADDRESS or
 *   %IMW_ERROR_NOT_SUPPORTED.
 */
gboolean
imw_chain_verify_message (ImwChain      *self,
                          const char    *address,
                          ImwMessageForm form,
                          GBytes        *message,
                          const char    *signature,
                          GError       **error)
{
  g_return_val_if_fail (IMW_IS_CHAIN (self) && address != NULL, FALSE);
  g_return_val_if_fail (message != NULL && signature != NULL, FALSE);

  if (IMW_CHAIN_GET_IFACE (self)->verify_message != NULL)
    return IMW_CHAIN_GET_IFACE (self)->verify_message (self, address, form, message, signature,
                                                       error);

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                       "no messages can be checked for this network");

  return FALSE;
}

/* "-1" to "-2147483647", canonical */
static gboolean
parse_number (const char *text,
              guint32    *number)
{
  guint64 value;

  if (text[0] != '-' || text[1] < '1' || text[1] > '9')
    return FALSE;

  if (!g_ascii_string_to_unsigned (text + 1, 10, 1, G_MAXINT32, &value, NULL))
    return FALSE;

  *number = (guint32) value;

  return TRUE;
}

/**
 * imw_chain_parse_account_id:
 * @self: a chain
 * @account_id: "bitcoin-84", or "bitcoin-84-1" for a further one
 * @number: (out) (optional): the account's number, 0 for the first
 * @error: return location
 *
 * Returns: (transfer none): the kind of account. On %NULL @error is %IMW_ERROR_NOT_FOUND.
 */
const ImwAccountKind *
imw_chain_parse_account_id (ImwChain   *self,
                            const char *account_id,
                            guint32    *number,
                            GError    **error)
{
  guint                 n_kinds;
  const ImwAccountKind *kinds;

  g_return_val_if_fail (IMW_IS_CHAIN (self) && account_id != NULL, NULL);

  kinds = imw_chain_get_account_kinds (self, &n_kinds);
  for (guint i = 0; i < n_kinds; i++)
    {
      guint32 found = 0;

      if (!g_str_has_prefix (account_id, kinds[i].id))
        continue;

      if (account_id[strlen (kinds[i].id)] == '\0' ||
          parse_number (account_id + strlen (kinds[i].id), &found))
        {
          if (number != NULL)
            *number = found;
          return &kinds[i];
        }
    }

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no account has such an id");

  return NULL;
}

/**
 * imw_chain_build_account_id:
 * @kind: a kind of account
 * @number: the account's number
 *
 * Returns: (transfer full): the id, "bitcoin-84" for number 0, "bitcoin-84-1" for number 1
 */
char *
imw_chain_build_account_id (const ImwAccountKind *kind,
                            guint32               number)
{
  g_return_val_if_fail (kind != NULL, NULL);

  if (number == 0)
    return g_strdup (kind->id);

  return g_strdup_printf ("%s-%u", kind->id, number);
}
