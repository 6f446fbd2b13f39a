/* imw-error.c: the one error domain
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-error"

#include "config.h"

#include "imw-error.h"

#include <gio/gio.h>

static const GDBusErrorEntry entries[] = {
  { IMW_ERROR_NETWORK, "org.imwallet.Error.Network" },
  { IMW_ERROR_TIMEOUT, "org.imwallet.Error.Timeout" },
  { IMW_ERROR_RATE_LIMITED, "org.imwallet.Error.RateLimited" },
  { IMW_ERROR_SERVER, "org.imwallet.Error.Server" },
  { IMW_ERROR_BAD_REPLY, "org.imwallet.Error.BadReply" },
  { IMW_ERROR_BAD_INPUT, "org.imwallet.Error.BadInput" },
  { IMW_ERROR_BAD_ADDRESS, "org.imwallet.Error.BadAddress" },
  { IMW_ERROR_WRONG_NETWORK, "org.imwallet.Error.WrongNetwork" },
  { IMW_ERROR_INSUFFICIENT_FUNDS, "org.imwallet.Error.InsufficientFunds" },
  { IMW_ERROR_FEE_TOO_LOW, "org.imwallet.Error.FeeTooLow" },
  { IMW_ERROR_LOCKED, "org.imwallet.Error.Locked" },
  { IMW_ERROR_WRONG_PASSPHRASE, "org.imwallet.Error.WrongPassphrase" },
  { IMW_ERROR_REFUSED, "org.imwallet.Error.Refused" },
  { IMW_ERROR_NOT_SUPPORTED, "org.imwallet.Error.NotSupported" },
  { IMW_ERROR_NOT_FOUND, "org.imwallet.Error.NotFound" },
  { IMW_ERROR_CORRUPT, "org.imwallet.Error.Corrupt" },
  { IMW_ERROR_DISK, "org.imwallet.Error.Disk" },
  { IMW_ERROR_BUSY, "org.imwallet.Error.Busy" },
  { IMW_ERROR_INTERNAL, "org.imwallet.Error.Internal" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (entries) == IMW_ERROR_INTERNAL + 1);

/**
 * imw_error_quark:
 *
 * The first call registers the domain with GDBus, so that a code survives the way from the signer.
 * Any thread.
 *
 * Returns: the domain of all errors of ours
 */
GQuark
imw_error_quark (void)
{
  static gsize quark = 0;

  g_dbus_error_register_error_domain ("imw-error-quark", &quark, entries, G_N_ELEMENTS (entries));

  return (GQuark) quark;
}

/**
 * imw_error_code_to_nick:
 * @code: a code
 *
 * The nick never changes: scripts read it in the output of the command line.
 *
 * Returns: (transfer none): for example "insufficient-funds"; "internal" for a number that is no
 *   code
 */
const char *
imw_error_code_to_nick (ImwError code)
{
  const char *nick = "internal";

  switch (code)
    {
    case IMW_ERROR_NETWORK:
      nick = "network";
      break;
    case IMW_ERROR_TIMEOUT:
      nick = "timeout";
      break;
    case IMW_ERROR_RATE_LIMITED:
      nick = "rate-limited";
      break;
    case IMW_ERROR_SERVER:
      nick = "server";
      break;
    case IMW_ERROR_BAD_REPLY:
      nick = "bad-reply";
      break;
    case IMW_ERROR_BAD_INPUT:
      nick = "bad-input";
      break;
    case IMW_ERROR_BAD_ADDRESS:
      nick = "bad-address";
      break;
    case IMW_ERROR_WRONG_NETWORK:
      nick = "wrong-network";
      break;
    case IMW_ERROR_INSUFFICIENT_FUNDS:
      nick = "insufficient-funds";
      break;
    case IMW_ERROR_FEE_TOO_LOW:
      nick = "fee-too-low";
      break;
    case IMW_ERROR_LOCKED:
      nick = "locked";
      break;
    case IMW_ERROR_WRONG_PASSPHRASE:
      nick = "wrong-passphrase";
      break;
    case IMW_ERROR_REFUSED:
      nick = "refused";
      break;
    case IMW_ERROR_NOT_SUPPORTED:
      nick = "not-supported";
      break;
    case IMW_ERROR_NOT_FOUND:
      nick = "not-found";
      break;
    case IMW_ERROR_CORRUPT:
      nick = "corrupt";
      break;
    case IMW_ERROR_DISK:
      nick = "disk";
      break;
    case IMW_ERROR_BUSY:
      nick = "busy";
      break;
    case IMW_ERROR_INTERNAL:
      break;
    }

  return nick;
}
