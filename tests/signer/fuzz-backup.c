/* fuzz-backup.c: any bytes as a backup
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "imw-backup.h"
#include "imw-hash.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_backup (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) backup = g_bytes_new (data, size);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImwSecret) key = NULL;
  g_auto (ImwVaultBody) body = IMW_VAULT_BODY_INIT;
  const guint8   zeros[32] = { 0 };
  ImwVaultHeader header;

  if (!imw_backup_parse (backup, &header, &error))
    {
      g_assert_nonnull (error);
      return;
    }

  key = imw_secret_new (zeros, sizeof zeros);
  if (!imw_backup_open (backup, key, &body, &payload, &error))
    g_assert_nonnull (error);
}

/* As it is, and with the checksum put right so that more than the checksum is looked at. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree guint8 *copy = NULL;
  guint8             hash[32];

  try_backup (data, size);
  if (size < 16)
    return 0;

  copy = g_memdup2 (data, size);
  imw_sha256 (copy, size - 16, hash);
  memcpy (copy + size - 16, hash, 16);
  try_backup (copy, size);

  return 0;
}
