/* imw-keys-ethereum.c: the signing entry of Ethereum and the networks like it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-ethereum"

#include "config.h"

#include "imw-keys-ethereum.h"

#include "imw-keys-sign.h"

#include "imw-ethereum-account.h"
#include "imw-ethereum-describe.h"
#include "imw-ethereum-message.h"
#include "imw-ethereum-params.h"
#include "imw-ethereum-unsigned.h"

#include "imw-error.h"
#include "imw-secp256k1.h"

#include <string.h>

#define PATH_LENGTH 5

/* One account of one network, without its private key. */
typedef struct
{
  const ImwEthereumParams *params;
  guint32                  path[PATH_LENGTH];
  ImwEthereumAddress       address;
} Account;

static const ImwEthereumParams *
find_params (ImwKeysTree *keys, const char *chain, GError **error)
{
  const ImwEthereumParams *params =
      imw_ethereum_params_find (chain, imw_keys_tree_get_environment (keys), NULL);

  if (params == NULL)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                         "this network is not there in the environment of these keys");

  return params;
}

/* BIP44, of which Ethereum uses the last step to number accounts. Test environments have keys of their own (SLIP-44). */
static gboolean
account_init (Account                 *self,
              ImwKeysTree             *keys,
              const ImwEthereumParams *params,
              guint32                  number,
              GError                 **error)
{
  guint32     path[PATH_LENGTH] = { 44 | IMW_BIP32_HARDENED, params->coin_type | IMW_BIP32_HARDENED,
                                    0 | IMW_BIP32_HARDENED, 0, number };
  ImwBip32Pub pub;
  guint8      uncompressed[65];

  if (number >= IMW_BIP32_HARDENED)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "account number out of range");
      return FALSE;
    }
  if (!imw_keys_tree_get_public (keys, path, PATH_LENGTH, &pub, error))
    return FALSE;
  if (!imw_secp256k1_pubkey_decompress (pub.pubkey, sizeof pub.pubkey, uncompressed))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "no public key");
      return FALSE;
    }

  self->params = params;
  memcpy (self->path, path, sizeof path);
  imw_ethereum_address_from_public_key (uncompressed, &self->address);

  return TRUE;
}

/* The one kind of account has the name of the network. */
static gboolean
account_init_of_kind (Account     *self,
                      ImwKeysTree *keys,
                      const char  *chain,
                      const char  *kind,
                      guint32      number,
                      GError     **error)
{
  const ImwEthereumParams *params = find_params (keys, chain, error);

  if (params == NULL)
    return FALSE;
  if (!g_str_equal (kind, chain))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no such kind of account");
      return FALSE;
    }

  return account_init (self, keys, params, number, error);
}

static char *
account_dup_path (const Account *self)
{
  return imw_ethereum_account_path (self->params, self->path[PATH_LENGTH - 1]);
}

/* The signature leads back to the account, or it is not given out. */
static gboolean
account_sign (const Account *self,
              ImwKeysTree   *keys,
              const guint8   hash[32],
              guint8         signature[64],
              guint         *recovery_id,
              GError       **error)
{
  g_auto (ImwKeysNode) node = IMW_KEYS_NODE_INIT;
  ImwEthereumAddress signer;
  guint8             pubkey[65];

  if (!imw_keys_tree_derive (keys, self->path, PATH_LENGTH, &node, error) ||
      !imw_keys_ecdsa_sign_recoverable (node.key, hash, signature, recovery_id, error))
    return FALSE;

  /* an id of 2 or 3 has no place in Ethereum's forms; no hash is known that leads to one */
  if (*recovery_id <= 1 && imw_secp256k1_ecdsa_recover (hash, signature, *recovery_id, pubkey))
    {
      imw_ethereum_address_from_public_key (pubkey, &signer);
      if (imw_ethereum_address_equal (&signer, &self->address))
        return TRUE;
    }
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "the signature does not check");

  return FALSE;
}

/**
 * imw_keys_ethereum_has:
 * @chain: the id of a network
 *
 * Returns: %TRUE if the list of networks says that it works like Ethereum, in whatever environment
 */
gboolean
imw_keys_ethereum_has (const char *chain)
{
  static const ImwEnvironment all[] = { IMW_ENVIRONMENT_MAIN, IMW_ENVIRONMENT_TEST,
                                        IMW_ENVIRONMENT_LOCAL, IMW_ENVIRONMENT_PRACTICE };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (imw_ethereum_params_find (chain, all[i], NULL) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * imw_keys_ethereum_dup_account_key:
 * @keys: the unlocked keys
 * @chain: id of the network
 * @kind: kind of the account, which is the id of the network
 * @number: number of the account
 * @error: return location
 *
 * Returns: (transfer full): the account's address with its origin, or %NULL with %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_NOT_FOUND (no such kind) or %IMW_ERROR_BAD_INPUT (number out of range)
 */
char *
imw_keys_ethereum_dup_account_key (ImwKeysTree *keys,
                                   const char  *chain,
                                   const char  *kind,
                                   guint32      number,
                                   GError     **error)
{
  ImwEthereumAccountKey key = { { 0 }, number, { { 0 } } };
  Account               account;

  if (!account_init_of_kind (&account, keys, chain, kind, number, error))
    return NULL;

  imw_keys_tree_get_fingerprint (keys, key.fingerprint);
  key.address = account.address;

  return imw_ethereum_account_key_to_text (account.params, &key);
}

/* Reads a payment and finds whose it is; nothing in it is believed. */
static ImwEthereumUnsigned *
read_payment (ImwKeysTree     *keys,
              const char      *chain,
              GBytes          *unsigned_tx,
              Account         *account,
              ImwDescription **description,
              GError         **error)
{
  const ImwEthereumParams *params = find_params (keys, chain, error);
  g_autoptr (ImwEthereumUnsigned) payment = NULL;
  g_autofree char *path = NULL;

  if (params == NULL)
    return NULL;
  payment = imw_ethereum_unsigned_parse (params, unsigned_tx, error);
  if (payment == NULL || !account_init (account, keys, params, payment->account, error))
    return NULL;

  path = account_dup_path (account);
  *description = imw_ethereum_describe (params, payment, &account->address, path, error);

  return *description != NULL ? g_steal_pointer (&payment) : NULL;
}

/**
 * imw_keys_ethereum_describe:
 * @keys: the unlocked keys
 * @chain: id of the network
 * @unsigned_tx: an #ImwEthereumUnsigned
 * @error: return location
 *
 * Returns: (transfer full): what the payment does, or %NULL with %IMW_ERROR_NOT_SUPPORTED and the errors of
 *   imw_ethereum_unsigned_parse() and imw_ethereum_describe()
 */
ImwDescription *
imw_keys_ethereum_describe (ImwKeysTree *keys,
                            const char  *chain,
                            GBytes      *unsigned_tx,
                            GError     **error)
{
  g_autoptr (ImwEthereumUnsigned) payment = NULL;
  g_autoptr (ImwDescription) description = NULL;
  Account account;

  payment = read_payment (keys, chain, unsigned_tx, &account, &description, error);

  return payment != NULL ? g_steal_pointer (&description) : NULL;
}

/**
 * imw_keys_ethereum_sign:
 * @keys: the unlocked keys
 * @chain: id of the network
 * @unsigned_tx: an #ImwEthereumUnsigned
 * @error: return location
 *
 * Signs after the whole of imw_keys_ethereum_describe() once more: what it would refuse is never signed, whoever
 * calls. The nonce of the signature is that of RFC 6979, s is low (EIP-2).
 *
 * Returns: (transfer full): the signed payment for imw_ethereum_signed_parse(), or %NULL with the errors of
 *   imw_keys_ethereum_describe() or %IMW_ERROR_INTERNAL
 */
GBytes *
imw_keys_ethereum_sign (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error)
{
  g_autoptr (ImwEthereumUnsigned) payment = NULL;
  g_autoptr (ImwDescription) description = NULL;
  ImwEthereumAddress sender;
  Account            account;
  guint8             hash[32];
  guint8             signature[64];
  guint              recovery_id;

  payment = read_payment (keys, chain, unsigned_tx, &account, &description, error);
  if (payment == NULL)
    return NULL;

  imw_ethereum_tx_get_sighash (payment->tx, hash);
  if (!account_sign (&account, keys, hash, signature, &recovery_id, error))
    return NULL;

  imw_ethereum_tx_set_signature (payment->tx, signature, signature + 32, (guint8) recovery_id);
  if (!imw_ethereum_tx_recover_sender (payment->tx, &sender, error))
    return NULL;
  if (!imw_ethereum_address_equal (&sender, &account.address))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "signed by somebody else");
      return NULL;
    }

  return imw_ethereum_signed_serialize (&account.address, payment->tx);
}

/**
 * imw_keys_ethereum_describe_message:
 * @keys: the unlocked keys
 * @chain: id of the network
 * @kind: kind of the account, which is the id of the network
 * @number: number of the account
 * @form: what the message is
 * @message: it
 * @error: return location
 *
 * Returns: (transfer full): what a person has to know of the message, or %NULL with %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_NOT_FOUND, and the errors of imw_ethereum_message_describe()
 */
ImwDescription *
imw_keys_ethereum_describe_message (ImwKeysTree   *keys,
                                    const char    *chain,
                                    const char    *kind,
                                    guint32        number,
                                    ImwMessageForm form,
                                    GBytes        *message,
                                    GError       **error)
{
  g_autofree char *path = NULL;
  Account          account;

  if (!account_init_of_kind (&account, keys, chain, kind, number, error))
    return NULL;
  path = account_dup_path (&account);

  return imw_ethereum_message_describe (account.params, &account.address, path, form, message,
                                        error);
}

/**
 * imw_keys_ethereum_sign_message:
 * @keys: the unlocked keys
 * @chain: id of the network
 * @kind: kind of the account, which is the id of the network
 * @number: number of the account
 * @form: what the message is
 * @message: it
 * @error: return location
 *
 * Signs after the whole of imw_keys_ethereum_describe_message() once more. What is signed begins with 0x19, which no
 * transaction does.
 *
 * Returns: (transfer full): "0x" and 65 bytes r, s, v in hexadecimal, v 27 or 28; or %NULL with the errors of
 *   imw_keys_ethereum_describe_message() or %IMW_ERROR_INTERNAL
 */
char *
imw_keys_ethereum_sign_message (ImwKeysTree   *keys,
                                const char    *chain,
                                const char    *kind,
                                guint32        number,
                                ImwMessageForm form,
                                GBytes        *message,
                                GError       **error)
{
  g_autoptr (ImwDescription) description = NULL;
  Account account;
  guint8  hash[32];
  guint8  signature[64];
  guint   recovery_id;

  if (!account_init_of_kind (&account, keys, chain, kind, number, error))
    return NULL;
  description =
      imw_keys_ethereum_describe_message (keys, chain, kind, number, form, message, error);
  if (description == NULL || !imw_ethereum_message_hash (form, message, hash, error) ||
      !account_sign (&account, keys, hash, signature, &recovery_id, error))
    return NULL;

  return imw_ethereum_message_format_signature (signature, recovery_id);
}
