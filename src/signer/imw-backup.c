/* imw-backup.c: a wallet and its papers in one sealed file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-backup"

#include "config.h"

#include "imw-backup.h"

#include "imw-vault-private.h"

#include "imw-aead.h"
#include "imw-error.h"
#include "imw-hash.h"
#include "imw-hex.h"

/*
 * Layout: the header of a vault with the magic "IMWBACKU" (108 bytes), the box of the secrets with its size before it
 * (4 bytes, little endian; associated data is the header), the box of the payload with its size before it (associated
 * data is the hash of header and first box, so that no payload of another backup fits), the checksum of a vault.
 */

#define MAGIC "IMWBACKU"

typedef struct
{
  const guint8 *body;
  const guint8 *payload;
  gsize         body_length;
  gsize         payload_length;
  gsize         bound_length; /* header and box of the secrets */
} Parts;

static gboolean
set_corrupt (GError **error)
{
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "the backup is damaged");

  return FALSE;
}

static char *
bind_payload (const guint8 *data, gsize length)
{
  guint8           hash[IMW_SHA256_SIZE];
  g_autofree char *hex = NULL;

  imw_sha256 (data, length, hash);
  hex = imw_hex_encode (hash, sizeof hash);

  return g_strconcat ("imwallet/backup-payload/1|", hex, NULL);
}

static gboolean
parse (GBytes *backup, ImwVaultHeader *header, Parts *parts, GError **error)
{
  ImwReader     reader;
  gsize         length;
  const guint8 *data = g_bytes_get_data (backup, &length);

  imw_reader_init (&reader, data, length);
  if (!imw_vault_header_read (header, MAGIC, &reader, error))
    return FALSE;

  parts->body_length = imw_reader_u32_le (&reader);
  parts->body = imw_reader_bytes (&reader, parts->body_length);
  parts->bound_length = imw_reader_get_position (&reader);
  parts->payload_length = imw_reader_u32_le (&reader);
  parts->payload = imw_reader_bytes (&reader, parts->payload_length);
  imw_reader_skip (&reader, IMW_VAULT_CHECKSUM_SIZE);
  if (!imw_reader_finish (&reader, "backup", NULL) || !imw_vault_checksum_matches (data, length))
    return set_corrupt (error);

  return TRUE;
}

/**
 * imw_backup_parse:
 * @backup: bytes from outside
 * @header: (out caller-allocates): what stands in the open
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_CORRUPT or %IMW_ERROR_NOT_SUPPORTED
 */
gboolean
imw_backup_parse (GBytes *backup, ImwVaultHeader *header, GError **error)
{
  Parts parts;

  return parse (backup, header, &parts, error);
}

/**
 * imw_backup_seal:
 * @header: what stands in the open
 * @body: the secrets
 * @payload: what the wallet adds: labels, contacts, settings
 * @key: of imw_vault_derive_key() with the same @header
 * @error: return location
 *
 * Returns: (transfer full): the backup, or %NULL with %IMW_ERROR_BAD_INPUT (payload too large)
 */
GBytes *
imw_backup_seal (const ImwVaultHeader *header,
                 const ImwVaultBody   *body,
                 GBytes               *payload,
                 ImwSecret            *key,
                 GError              **error)
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  g_autoptr (ImwSecret) plain = imw_vault_body_to_secret (body);
  g_autoptr (GBytes) body_box = NULL;
  g_autoptr (GBytes) payload_box = NULL;
  g_autofree char *associated = NULL;
  gsize            length;
  gsize            payload_length;
  const guint8    *payload_data = g_bytes_get_data (payload, &payload_length);
  const guint8    *data;

  if (payload_length > IMW_BACKUP_PAYLOAD_MAX)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "too much for a backup");
      return NULL;
    }

  imw_vault_header_write (header, MAGIC, writer);
  data = imw_writer_get_data (writer, &length);
  body_box = imw_aead_seal_secret (key, plain, data, length, error);
  if (body_box == NULL)
    return NULL;
  imw_writer_u32_le (writer, (guint32) g_bytes_get_size (body_box));
  imw_writer_gbytes (writer, body_box);

  data = imw_writer_get_data (writer, &length);
  associated = bind_payload (data, length);
  payload_box = imw_aead_seal (key, payload_data, payload_length, associated, error);
  if (payload_box == NULL)
    return NULL;
  imw_writer_u32_le (writer, (guint32) g_bytes_get_size (payload_box));
  imw_writer_gbytes (writer, payload_box);

  return imw_vault_add_checksum (g_steal_pointer (&writer));
}

/**
 * imw_backup_open:
 * @backup: bytes that imw_backup_parse() accepts
 * @key: of imw_vault_derive_key()
 * @body: (out caller-allocates): a cleared body
 * @payload: (out) (transfer full): what the wallet had added
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_WRONG_PASSPHRASE or %IMW_ERROR_CORRUPT
 */
gboolean
imw_backup_open (GBytes       *backup,
                 ImwSecret    *key,
                 ImwVaultBody *body,
                 GBytes      **payload,
                 GError      **error)
{
  g_autoptr (ImwSecret) plain = NULL;
  g_autofree char *associated = NULL;
  ImwVaultHeader   header;
  Parts            parts;
  const guint8    *data = g_bytes_get_data (backup, NULL);

  if (!parse (backup, &header, &parts, error))
    return FALSE;

  plain =
      imw_aead_open_secret (key, parts.body, parts.body_length, data, IMW_VAULT_HEADER_SIZE, NULL);
  if (plain == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE,
                           "the password does not open the backup");
      return FALSE;
    }
  associated = bind_payload (data, parts.bound_length);
  *payload = imw_aead_open (key, parts.payload, parts.payload_length, associated, NULL);
  if (*payload == NULL)
    return set_corrupt (error);
  if (!imw_vault_body_from_secret (body, plain, error))
    {
      g_clear_pointer (payload, g_bytes_unref);
      return FALSE;
    }

  return TRUE;
}
