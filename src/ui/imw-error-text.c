/* imw-error-text.c: the sentence for the user
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-error-text"

#include "config.h"

#include "imw-error-text.h"
#include "imw-format.h"
#include "imw-language.h"

#include "imw-error.h"
#include "imw-signer.h"

#include <glib/gi18n.h>

/* What happened, for each code. */
static const char *
what_happened (ImwError code, ImwDoing doing)
{
  const char *text = NULL;

  switch (code)
    {
    case IMW_ERROR_NETWORK:
      text = _ ("The server could not be reached.");
      break;
    case IMW_ERROR_TIMEOUT:
      text = _ ("The server did not answer in time.");
      break;
    case IMW_ERROR_RATE_LIMITED:
      text = doing == IMW_DOING_UNLOCK ? _ ("Too many wrong passwords were tried.")
                                       : _ ("The server asks to slow down.");
      break;
    case IMW_ERROR_SERVER:
      text = _ ("The server reported a fault of its own.");
      break;
    case IMW_ERROR_BAD_REPLY:
      text = _ ("The answer did not make sense and was not used.");
      break;
    case IMW_ERROR_BAD_INPUT:
      text = _ ("Something that was entered is not valid.");
      break;
    case IMW_ERROR_BAD_ADDRESS:
      text = _ ("This is not a valid address.");
      break;
    case IMW_ERROR_WRONG_NETWORK:
      text = _ ("This address belongs to another network.");
      break;
    case IMW_ERROR_INSUFFICIENT_FUNDS:
      text = _ ("There is not enough money in this account.");
      break;
    case IMW_ERROR_FEE_TOO_LOW:
      text = _ ("The fee is lower than the network takes.");
      break;
    case IMW_ERROR_LOCKED:
      text = doing == IMW_DOING_UNLOCK || doing == IMW_DOING_CREATE ? _ ("The keyring is locked.")
                                                                    : _ ("The wallet is locked.");
      break;
    case IMW_ERROR_WRONG_PASSPHRASE:
      text = _ ("The password is wrong.");
      break;
    case IMW_ERROR_REFUSED:
      text = _ ("This was refused.");
      break;
    case IMW_ERROR_NOT_SUPPORTED:
      text = doing == IMW_DOING_UNLOCK || doing == IMW_DOING_CREATE
                 ? _ ("There is no keyring on this system.")
                 : _ ("This is not possible here.");
      break;
    case IMW_ERROR_NOT_FOUND:
      text = doing == IMW_DOING_UNLOCK
                 ? _ ("The keyring is open, but the keys of this wallet are not in it.")
                 : _ ("This was not found.");
      break;
    case IMW_ERROR_CORRUPT:
      text = _ ("Stored data is damaged.");
      break;
    case IMW_ERROR_DISK:
      text = _ ("The disk could not be read or written.");
      break;
    case IMW_ERROR_BUSY:
      text = doing == IMW_DOING_OPEN ? _ ("This wallet is open in another window.")
                                     : _ ("Something else is still being done.");
      break;
    case IMW_ERROR_INTERNAL:
      text = _ ("Something went wrong inside the wallet.");
      break;
    }

  return text;
}

/* What to do about it, for each code. */
static const char *
what_next (ImwError code, ImwDoing doing)
{
  const char *text = NULL;

  switch (code)
    {
    case IMW_ERROR_NETWORK:
    case IMW_ERROR_TIMEOUT:
      text = _ ("Check the internet connection, or choose another server in Preferences.");
      break;
    case IMW_ERROR_RATE_LIMITED:
      text = _ ("Wait a little, then try again.");
      break;
    case IMW_ERROR_SERVER:
    case IMW_ERROR_BAD_REPLY:
      text = _ ("Try again later, or choose another server in Preferences.");
      break;
    case IMW_ERROR_BAD_INPUT:
      text = _ ("Check what you entered.");
      break;
    case IMW_ERROR_BAD_ADDRESS:
      text = _ ("Copy the address again; one wrong character is enough.");
      break;
    case IMW_ERROR_WRONG_NETWORK:
      text = _ ("Ask the recipient for an address of this network.");
      break;
    case IMW_ERROR_INSUFFICIENT_FUNDS:
      text = _ ("Send less, choose a lower fee, or wait for open payments to confirm.");
      break;
    case IMW_ERROR_FEE_TOO_LOW:
      text = doing == IMW_DOING_SUBMIT ? NULL : _ ("Choose a higher fee.");
      break;
    case IMW_ERROR_LOCKED:
      text = doing == IMW_DOING_UNLOCK || doing == IMW_DOING_CREATE
                 ? _ ("Unlock the keyring, then try again.")
                 : _ ("Unlock the wallet, then try again.");
      break;
    case IMW_ERROR_WRONG_PASSPHRASE:
      text = _ ("Check capital letters and the keyboard layout, then try again.");
      break;
    case IMW_ERROR_REFUSED:
      text = doing == IMW_DOING_SUBMIT ? NULL : _ ("Check the details, then try again.");
      break;
    case IMW_ERROR_NOT_SUPPORTED:
      text =
          doing == IMW_DOING_UNLOCK
              ? _ ("Start the keyring of your desktop, or restore the wallet from its recovery words.")
              : NULL;
      break;
    case IMW_ERROR_NOT_FOUND:
      text =
          doing == IMW_DOING_UNLOCK
              ? _ ("Your money is not lost: the recovery words or a backup file bring everything back.")
              : NULL;
      break;
    case IMW_ERROR_CORRUPT:
      text =
          _ ("Your money is not lost: the recovery words or a backup file bring everything back.");
      break;
    case IMW_ERROR_DISK:
      text = _ ("Check that there is free space and that you may write to the folder.");
      break;
    case IMW_ERROR_BUSY:
      text = doing == IMW_DOING_OPEN ? _ ("Close the other window or command first.")
                                     : _ ("Try again in a moment.");
      break;
    case IMW_ERROR_INTERNAL:
      text = _ ("Close the wallet and open it again.");
      break;
    }

  return text;
}

/* What it means for the money. */
static const char *
what_about_money (ImwDoing doing)
{
  const char *text = NULL;

  switch (doing)
    {
    case IMW_DOING_PAY:
      text = _ ("Nothing was sent.");
      break;
    case IMW_DOING_SUBMIT:
      text =
          _ ("The payment is signed and kept; it is sent again by itself and is never made twice.");
      break;
    case IMW_DOING_SYNC:
      text = _ ("Your money is safe; only the figures are not up to date.");
      break;
    case IMW_DOING_OPEN:
    case IMW_DOING_GENERAL:
    case IMW_DOING_UNLOCK:
    case IMW_DOING_CREATE:
    case IMW_DOING_FILE:
      break;
    }

  return text;
}

static char *
join (const char *a, const char *b, const char *c)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < 3; i++)
    {
      const char *part = i == 0 ? a : i == 1 ? b
                                             : c;

      if (part == NULL || *part == '\0')
        continue;
      if (out->len > 0)
        g_string_append (out, g_str_has_prefix (imw_language_get_current (), "zh") ? "" : " ");
      g_string_append (out, part);
    }

  return g_string_free (out, FALSE);
}

/**
 * imw_error_text_title:
 * @error: an error
 * @doing: what was being done
 *
 * Returns: (transfer full): what happened, one sentence
 */
char *
imw_error_text_title (const GError *error, ImwDoing doing)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == IMW_ERROR)
    {
      const char *text = what_happened ((ImwError) error->code, doing);

      return g_strdup (text != NULL ? text : _ ("Something went wrong inside the wallet."));
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (_ ("This was cancelled."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup (_ ("Nobody answered in time."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return g_strdup (_ ("The disk is full."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup (_ ("This folder may not be written to."));
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return g_strdup (_ ("The file could not be read or written."));

  return g_strdup (_ ("Something went wrong inside the wallet."));
}

/**
 * imw_error_text:
 * @error: an error
 * @doing: what was being done
 *
 * The one place where errors become sentences.
 *
 * Returns: (transfer full): what happened, what it means for the money, what to do
 */
char *
imw_error_text (const GError *error, ImwDoing doing)
{
  g_autofree char *title = NULL;
  const char      *next = NULL;
  gint64           wait_ms;

  g_return_val_if_fail (error != NULL, NULL);

  title = imw_error_text_title (error, doing);
  wait_ms = imw_signer_error_wait_ms (error);
  if (wait_ms > 0)
    {
      g_autofree char *duration = imw_format_duration ((wait_ms + 999) / 1000);
      /* Translators: %s is a duration such as "about 2 minutes" */
      g_autofree char *sentence = g_strdup_printf (_ ("The next try is possible in %s."), duration);

      return join (title, sentence, NULL);
    }
  if (error->domain == IMW_ERROR)
    next = what_next ((ImwError) error->code, doing);

  return join (title, what_about_money (doing), next);
}
