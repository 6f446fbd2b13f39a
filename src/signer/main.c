/* main.c: imwallet-signer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer"

#include "config.h"

#include "imw-kdf.h"
#include "imw-signer-main.h"

int
main (int argc, char **argv)
{
  static const ImwSessionCost cost = {
    .argon2_ops = IMW_ARGON2_OPS_MODERATE,
    .argon2_memory_kib = IMW_ARGON2_MEMORY_MODERATE / 1024,
    .argon2_floor_kib = IMW_ARGON2_MEMORY_FLOOR / 1024,
  };

  if (argc != 1)
    {
      g_printerr ("%s is started by the wallet and takes no options\n", argv[0]);
      return 2;
    }

  return imw_signer_main (&cost);
}
