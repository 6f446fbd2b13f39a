/* imw-stellar-account.c: the text that stands for an account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-account"

#include "config.h"

#include "imw-stellar-account.h"

#include "imw-bip32.h"
#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define PURPOSE        44
#define COIN_TYPE      148 /* SLIP-44, in every environment: the passphrase tells the networks apart */
#define PATH_STEPS     3
#define MAX_TEXT_BYTES 200

static gboolean
bad (GError **error)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "malformed text of an account");

  return FALSE;
}

/**
 * imw_stellar_account_key_parse:
 * @text: "[f00dbabe/44'/148'/0']G…"
 * @key: (out): set on %TRUE only
 * @error: return location
 *
 * Returns: whether @text is an account. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_stellar_account_key_parse (const char *text, ImwStellarAccountKey *key, GError **error)
{
  ImwStellarAccountKey found = { 0 };
  const char          *end;
  const guint32       *steps;
  g_autofree char     *fingerprint = NULL;
  g_autofree char     *path_text = NULL;
  g_autoptr (GArray) path = NULL;

  g_return_val_if_fail (text != NULL && key != NULL, FALSE);

  end = strnlen (text, MAX_TEXT_BYTES + 1) <= MAX_TEXT_BYTES ? strchr (text, ']') : NULL;
  if (end == NULL || text[0] != '[' || end - text < 10 || text[9] != '/')
    return bad (error);

  fingerprint = g_strndup (text + 1, 8);
  path_text = g_strdup_printf ("m%.*s", (int) (end - text - 9), text + 9);
  if (!imw_hex_decode_fixed (fingerprint, found.fingerprint, sizeof found.fingerprint, NULL) ||
      !imw_bip32_path_parse (path_text, &path, NULL) ||
      !imw_stellar_key_parse (end + 1, found.key, NULL))
    return bad (error);

  steps = (const guint32 *) (gpointer) path->data;
  if (path->len != PATH_STEPS || steps[0] != (PURPOSE | IMW_BIP32_HARDENED) ||
      steps[1] != (COIN_TYPE | IMW_BIP32_HARDENED) || (steps[2] & IMW_BIP32_HARDENED) == 0)
    return bad (error);

  found.number = steps[2] & ~IMW_BIP32_HARDENED;
  *key = found;

  return TRUE;
}

/**
 * imw_stellar_account_key_to_text:
 * @key: an account
 *
 * Returns: (transfer full): the text that imw_stellar_account_key_parse() reads
 */
char *
imw_stellar_account_key_to_text (const ImwStellarAccountKey *key)
{
  g_autofree char *fingerprint = NULL;
  g_autofree char *path = NULL;
  g_autofree char *address = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  fingerprint = imw_hex_encode (key->fingerprint, sizeof key->fingerprint);
  path = imw_stellar_account_path (key->number);
  address = imw_stellar_key_to_text (key->key);

  return g_strdup_printf ("[%s%s]%s", fingerprint, path + 1, address);
}

/**
 * imw_stellar_account_path:
 * @number: which account, below 2^31
 *
 * Returns: (transfer full): the path of its key, "m/44'/148'/0'" (SEP-5)
 */
char *
imw_stellar_account_path (guint32 number)
{
  return g_strdup_printf ("m/%d'/%d'/%u'", PURPOSE, COIN_TYPE, number);
}
