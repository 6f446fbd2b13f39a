/* imw-error.h: the one error domain
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A code says what the caller can do about it; the message is English and for the log. */
typedef enum
{
  IMW_ERROR_NETWORK,
  IMW_ERROR_TIMEOUT,
  IMW_ERROR_RATE_LIMITED,
  IMW_ERROR_SERVER,
  IMW_ERROR_BAD_REPLY,
  IMW_ERROR_BAD_INPUT,
  IMW_ERROR_BAD_ADDRESS,
  IMW_ERROR_WRONG_NETWORK,
  IMW_ERROR_INSUFFICIENT_FUNDS,
  IMW_ERROR_FEE_TOO_LOW,
  IMW_ERROR_LOCKED,
  IMW_ERROR_WRONG_PASSPHRASE,
  IMW_ERROR_REFUSED,
  IMW_ERROR_NOT_SUPPORTED,
  IMW_ERROR_NOT_FOUND,
  IMW_ERROR_CORRUPT,
  IMW_ERROR_DISK,
  IMW_ERROR_BUSY,
  IMW_ERROR_INTERNAL
} ImwError;

#define IMW_ERROR (imw_error_quark ())

GQuark      imw_error_quark (void);                 /* also registers the domain with GDBus, once */
const char *imw_error_code_to_nick (ImwError code); /* "insufficient-funds", stable, for --json */

G_END_DECLS
