/* imw-ethereum-account.c: the text that stands for an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-account"

#include "config.h"

#include "imw-ethereum-account.h"

#include "imw-bip32.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define PURPOSE        44
#define PATH_STEPS     5
#define MAX_TEXT_BYTES 200

static gboolean
bad (GError **error)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "malformed text of an account");

  return FALSE;
}

/* m/44'/coin'/0'/0/number */
static gboolean
check_path (const ImwEthereumParams *params,
            GArray                  *path,
            guint32                 *number,
            GError                 **error)
{
  const guint32 *steps = (const guint32 *) (gpointer) path->data;

  if (path->len != PATH_STEPS || steps[0] != (PURPOSE | IMW_BIP32_HARDENED) ||
      steps[2] != IMW_BIP32_HARDENED || steps[3] != 0 || (steps[4] & IMW_BIP32_HARDENED) != 0)
    return bad (error);

  if (steps[1] != (params->coin_type | IMW_BIP32_HARDENED))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_WRONG_NETWORK,
                           "account of another environment");
      return FALSE;
    }

  *number = steps[4];

  return TRUE;
}

/**
 * imw_ethereum_account_key_parse:
 * @params: the network
 * @text: "[f00dbabe/44'/60'/0'/0/0]0x…"
 * @key: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: whether @text is an account of the environment. On %FALSE @error is
 *   %IMW_ERROR_BAD_INPUT, or %IMW_ERROR_WRONG_NETWORK when it is one of another environment.
 */
gboolean
imw_ethereum_account_key_parse (const ImwEthereumParams *params,
                                const char              *text,
                                ImwEthereumAccountKey   *key,
                                GError                 **error)
{
  ImwEthereumAccountKey found = { 0 };
  const char           *end;
  g_autofree char      *fingerprint = NULL;
  g_autofree char      *path_text = NULL;
  g_autoptr (GArray) path = NULL;

  g_return_val_if_fail (params != NULL && text != NULL && key != NULL, FALSE);

  end = strnlen (text, MAX_TEXT_BYTES + 1) <= MAX_TEXT_BYTES ? strchr (text, ']') : NULL;
  if (end == NULL || text[0] != '[' || end - text < 10 || text[9] != '/')
    return bad (error);

  fingerprint = g_strndup (text + 1, 8);
  path_text = g_strdup_printf ("m%.*s", (int) (end - text - 9), text + 9);
  if (!imw_hex_decode_fixed (fingerprint, found.fingerprint, sizeof found.fingerprint, NULL) ||
      !imw_bip32_path_parse (path_text, &path, NULL) ||
      !imw_ethereum_address_parse (end + 1, &found.address, NULL))
    return bad (error);

  if (!check_path (params, path, &found.number, error))
    return FALSE;

  *key = found;

  return TRUE;
}

/**
 * imw_ethereum_account_key_to_text:
 * @params: the network
 * @key: an account of it
 *
 * Returns: (transfer full): the text that imw_ethereum_account_key_parse() reads
 */
char *
imw_ethereum_account_key_to_text (const ImwEthereumParams     *params,
                                  const ImwEthereumAccountKey *key)
{
  g_autofree char *fingerprint = NULL;
  g_autofree char *path = NULL;
  g_autofree char *address = NULL;

  g_return_val_if_fail (params != NULL && key != NULL, NULL);

  fingerprint = imw_hex_encode (key->fingerprint, sizeof key->fingerprint);
  path = imw_ethereum_account_path (params, key->number);
  address = imw_ethereum_address_to_text (&key->address);

  return g_strdup_printf ("[%s%s]%s", fingerprint, path + 1, address);
}

/**
 * imw_ethereum_account_path:
 * @params: the network
 * @number: which account, below 2^31
 *
 * Returns: (transfer full): the path of its key, "m/44'/60'/0'/0/0" (BIP44, as is usual for
 *   accounts that are one address each)
 */
char *
imw_ethereum_account_path (const ImwEthereumParams *params,
                           guint32                  number)
{
  g_return_val_if_fail (params != NULL, NULL);

  return g_strdup_printf ("m/%d'/%u'/0'/0/%u", PURPOSE, params->coin_type, number);
}
