/* imw-keys-stellar.c: the signing entry of Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-keys-stellar"

#include "config.h"

#include "imw-keys-stellar.h"

#include "imw-keys-slip10.h"

#include "imw-stellar-account.h"
#include "imw-stellar-describe.h"
#include "imw-stellar-login.h"
#include "imw-stellar-unsigned.h"

#include "imw-error.h"

#include <string.h>

#define PATH_LENGTH 3
#define COIN_TYPE   148 /* SLIP-44, in every environment (SEP-5) */

/* One account of one network, without its private key. */
typedef struct
{
  const ImwStellarParams *params;
  guint32                 path[PATH_LENGTH];
  guint8                  key[IMW_STELLAR_KEY_SIZE];
} Account;

static const ImwStellarParams *
find_params (ImwKeysTree *keys, const char *chain, GError **error)
{
  const ImwStellarParams *params =
      imw_stellar_params_find (chain, imw_keys_tree_get_environment (keys), NULL);

  if (params == NULL)
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                         "this network is not there in the environment of these keys");

  return params;
}

static gboolean
account_init (Account                *self,
              ImwKeysTree            *keys,
              const ImwStellarParams *params,
              guint32                 number,
              GError                **error)
{
  g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT;

  if (number >= IMW_BIP32_HARDENED)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "account number out of range");
      return FALSE;
    }

  self->params = params;
  self->path[0] = 44 | IMW_BIP32_HARDENED;
  self->path[1] = COIN_TYPE | IMW_BIP32_HARDENED;
  self->path[2] = number | IMW_BIP32_HARDENED;
  if (!imw_keys_tree_derive_slip10 (keys, self->path, PATH_LENGTH, &node, error))
    return FALSE;
  imw_keys_slip10_get_public (&node, self->key);

  return TRUE;
}

/* There is one kind of account. */
static gboolean
account_init_of_kind (Account     *self,
                      ImwKeysTree *keys,
                      const char  *chain,
                      const char  *kind,
                      guint32      number,
                      GError     **error)
{
  const ImwStellarParams *params = find_params (keys, chain, error);

  if (params == NULL)
    return FALSE;
  if (!g_str_equal (kind, IMW_KEYS_STELLAR_KIND))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no such kind of account");
      return FALSE;
    }

  return account_init (self, keys, params, number, error);
}

/* What is signed is the hash of the network and the transaction, made here from what was read; never one that is given. */
static gboolean
account_sign (const Account      *self,
              ImwKeysTree        *keys,
              ImwStellarEnvelope *envelope,
              GError            **error)
{
  g_auto (ImwKeysSlip10) node = IMW_KEYS_SLIP10_INIT;
  guint8 hash[32];
  guint8 signature[64];

  imw_stellar_envelope_get_hash (envelope, self->params->network_id, hash);
  if (!imw_keys_tree_derive_slip10 (keys, self->path, PATH_LENGTH, &node, error) ||
      !imw_keys_slip10_sign (&node, hash, sizeof hash, signature, error))
    return FALSE;

  imw_stellar_envelope_add_signature (envelope, self->key, signature);
  if (!imw_stellar_envelope_is_signed_by (envelope, self->params->network_id, self->key))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_INTERNAL, "signed by somebody else");
      return FALSE;
    }

  return TRUE;
}

/**
 * imw_keys_stellar_dup_account_key:
 * @keys: the unlocked keys
 * @chain: id of the network
 * @kind: kind of the account
 * @number: number of the account
 * @error: return location
 *
 * Returns: (transfer full): the account's address with its origin, or %NULL with %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_NOT_FOUND (no such kind) or %IMW_ERROR_BAD_INPUT (number out of range)
 */
char *
imw_keys_stellar_dup_account_key (ImwKeysTree *keys,
                                  const char  *chain,
                                  const char  *kind,
                                  guint32      number,
                                  GError     **error)
{
  ImwStellarAccountKey key = { { 0 }, number, { 0 } };
  Account              account;

  if (!account_init_of_kind (&account, keys, chain, kind, number, error))
    return NULL;

  imw_keys_tree_get_fingerprint (keys, key.fingerprint);
  memcpy (key.key, account.key, sizeof key.key);

  return imw_stellar_account_key_to_text (&key);
}

/* Reads a payment and finds whose it is; nothing in it is believed. */
static ImwStellarUnsigned *
read_payment (ImwKeysTree     *keys,
              const char      *chain,
              GBytes          *unsigned_tx,
              Account         *account,
              ImwDescription **description,
              GError         **error)
{
  const ImwStellarParams *params = find_params (keys, chain, error);
  g_autoptr (ImwStellarUnsigned) payment = NULL;
  g_autofree char *path = NULL;

  if (params == NULL)
    return NULL;
  payment = imw_stellar_unsigned_parse (unsigned_tx, error);
  if (payment == NULL || !account_init (account, keys, params, payment->account, error))
    return NULL;

  /* no ledger knows the number 0: it is that of a login, which has its own way */
  if (payment->envelope->tx->sequence <= 0)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED,
                           "a payment has a number, a login is signed elsewhere");
      return NULL;
    }

  path = imw_stellar_account_path (payment->account);
  *description = imw_stellar_describe (params, payment, account->key, path, error);

  return *description != NULL ? g_steal_pointer (&payment) : NULL;
}

/**
 * imw_keys_stellar_describe:
 * @keys: the unlocked keys
 * @chain: id of the network
 * @unsigned_tx: an #ImwStellarUnsigned
 * @error: return location
 *
 * Returns: (transfer full): what the payment does, or %NULL with %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_REFUSED and the
 *   errors of imw_stellar_unsigned_parse() and imw_stellar_describe()
 */
ImwDescription *
imw_keys_stellar_describe (ImwKeysTree *keys,
                           const char  *chain,
                           GBytes      *unsigned_tx,
                           GError     **error)
{
  g_autoptr (ImwStellarUnsigned) payment = NULL;
  g_autoptr (ImwDescription) description = NULL;
  Account account;

  payment = read_payment (keys, chain, unsigned_tx, &account, &description, error);

  return payment != NULL ? g_steal_pointer (&description) : NULL;
}

/**
 * imw_keys_stellar_sign:
 * @keys: the unlocked keys
 * @chain: id of the network
 * @unsigned_tx: an #ImwStellarUnsigned
 * @error: return location
 *
 * Signs after the whole of imw_keys_stellar_describe() once more: what it would refuse is never signed, whoever calls.
 *
 * Returns: (transfer full): the signed envelope for imw_stellar_signed_parse(), or %NULL with the errors of
 *   imw_keys_stellar_describe() or %IMW_ERROR_INTERNAL
 */
GBytes *
imw_keys_stellar_sign (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error)
{
  g_autoptr (ImwStellarUnsigned) payment = NULL;
  g_autoptr (ImwDescription) description = NULL;
  Account account;

  payment = read_payment (keys, chain, unsigned_tx, &account, &description, error);
  if (payment == NULL || !account_sign (&account, keys, payment->envelope, error))
    return NULL;

  return imw_stellar_envelope_serialize (payment->envelope);
}

/**
 * imw_keys_stellar_sign_login:
 * @keys: the unlocked keys
 * @chain: id of the network
 * @kind: kind of the account
 * @number: number of the account that proves itself
 * @facts: what was asked for
 * @challenge: a TransactionEnvelope as XDR
 * @now_ms: wall time
 * @error: return location
 *
 * Signs a provider's challenge after having checked every rule of SEP-10 itself, for the account that it derives itself. With the
 * number 0 no ledger takes what is signed here.
 *
 * Returns: (transfer full): the same with one more signature, or %NULL with %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_NOT_FOUND,
 *   %IMW_ERROR_BAD_INPUT, the errors of imw_stellar_login_check(), or %IMW_ERROR_INTERNAL
 */
GBytes *
imw_keys_stellar_sign_login (ImwKeysTree         *keys,
                             const char          *chain,
                             const char          *kind,
                             guint32              number,
                             const ImwLoginFacts *facts,
                             GBytes              *challenge,
                             gint64               now_ms,
                             GError             **error)
{
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  g_autofree char *address = NULL;
  Account          account;

  if (!account_init_of_kind (&account, keys, chain, kind, number, error))
    return NULL;

  address = imw_stellar_key_to_text (account.key);
  envelope = imw_stellar_login_check (account.params, address, facts, challenge, now_ms, error);
  if (envelope == NULL || !account_sign (&account, keys, envelope, error))
    return NULL;

  return imw_stellar_envelope_serialize (envelope);
}
