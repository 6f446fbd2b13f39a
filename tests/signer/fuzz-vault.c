/* fuzz-vault.c: any bytes as a vault
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-hash.h"
#include "imw-vault.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_vault (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) vault = g_bytes_new (data, size);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  ImwVaultHeader header;

  if (!imw_vault_parse (vault, &header, &error))
    {
      g_assert_nonnull (error);
      return;
    }

  again = imw_vault_with_attempts (vault, header.failures, header.not_before_ms, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (vault, again));
}

/* As it is, and with the checksum put right so that more than the checksum is looked at. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree guint8 *copy = NULL;
  guint8             hash[32];

  try_vault (data, size);
  if (size < 16)
    return 0;

  copy = g_memdup2 (data, size);
  imw_sha256 (copy, size - 16, hash);
  memcpy (copy + size - 16, hash, 16);
  try_vault (copy, size);

  return 0;
}
