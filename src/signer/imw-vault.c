/* imw-vault.c: the sealed form of a wallet's secrets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-vault"

#include "config.h"

#include "imw-vault.h"

#include "imw-vault-private.h"

#include "imw-aead.h"
#include "imw-error.h"
#include "imw-hash.h"

#include <string.h>

/*
 * Layout, integers little endian:
 *
 *     at  size  what
 *      0     8  magic "IMWVAULT"
 *      8     2  version, 1
 *     10     1  kind, 1
 *     11     1  environment: 0 main, 1 test, 2 local, 3 practice
 *     12     4  Argon2id operations
 *     16     4  Argon2id memory in KiB
 *     20    16  Argon2id salt
 *     36     8  generation, from 1 on
 *     44    64  wallet id, ASCII, filled up with 0
 *    108     4  attempts: tries since the last right password   } not bound: written before
 *    112     8  attempts: wall time of the next try, ms          } a password is known
 *    120  1136  XChaCha20-Poly1305 box, nonce first, of the 1096 bytes below; bytes 0 to 107 are the associated data
 *   1256    16  SHA-256 of all that, first half: tells a damaged vault from a wrong password
 *
 * Sealed, always of the same size, so that it does not show how much is in it:
 *
 *      0     1  version, 1
 *      1     1  word list: 0 en, 1 zh-Hans, 2 zh-Hant
 *      2     1  1: the passphrase is asked for each time
 *      3     1  bytes of entropy: 16, 20, 24, 28, 32
 *      4    32  entropy, filled up with 0
 *     36     4  bytes of passphrase
 *     40     4  seconds until the wallet locks itself, 0 never
 *     44     8  birthday, s since 1970, 0 not known
 *     52     4  fingerprint of the master key
 *     56    16  0
 *     72  1024  passphrase, filled up with 0
 *
 * The attempts can be reset by whoever can write the vault; against a copied vault only Argon2id helps.
 */

#define MAGIC          "IMWVAULT"
#define VERSION        1
#define KIND           1
#define ATTEMPTS_SIZE  12
#define BODY_VERSION   1
#define BODY_SIZE      (72 + IMW_VAULT_PASSPHRASE_MAX)
#define BOX_SIZE       (IMW_AEAD_NONCE_SIZE + BODY_SIZE + IMW_AEAD_TAG_SIZE)
#define VAULT_SIZE     (IMW_VAULT_HEADER_SIZE + ATTEMPTS_SIZE + BOX_SIZE + IMW_VAULT_CHECKSUM_SIZE)
#define OPS_MAX        64u
#define MEMORY_MAX_KIB (1024u * 1024u)

static gboolean
set_corrupt (GError **error, const char *why)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "damaged: %s", why);

  return FALSE;
}

static guint8
environment_to_byte (ImwEnvironment environment)
{
  switch (environment)
    {
    case IMW_ENVIRONMENT_MAIN:
      return 0;
    case IMW_ENVIRONMENT_TEST:
      return 1;
    case IMW_ENVIRONMENT_LOCAL:
      return 2;
    case IMW_ENVIRONMENT_PRACTICE:
      return 3;
    }

  g_return_val_if_reached (0);
}

static gboolean
environment_from_byte (guint8 byte, ImwEnvironment *environment)
{
  static const ImwEnvironment environments[] = { IMW_ENVIRONMENT_MAIN, IMW_ENVIRONMENT_TEST,
                                                 IMW_ENVIRONMENT_LOCAL, IMW_ENVIRONMENT_PRACTICE };

  if (byte >= G_N_ELEMENTS (environments))
    return FALSE;

  *environment = environments[byte];

  return TRUE;
}

static guint8
list_to_byte (ImwBip39List list)
{
  switch (list)
    {
    case IMW_BIP39_ENGLISH:
      return 0;
    case IMW_BIP39_CHINESE_SIMPLIFIED:
      return 1;
    case IMW_BIP39_CHINESE_TRADITIONAL:
      return 2;
    }

  g_return_val_if_reached (0);
}

static gboolean
list_from_byte (guint8 byte, ImwBip39List *list)
{
  static const ImwBip39List lists[] = { IMW_BIP39_ENGLISH, IMW_BIP39_CHINESE_SIMPLIFIED,
                                        IMW_BIP39_CHINESE_TRADITIONAL };

  if (byte >= G_N_ELEMENTS (lists))
    return FALSE;

  *list = lists[byte];

  return TRUE;
}

/**
 * imw_vault_wallet_id_valid:
 * @wallet_id: a text from outside
 *
 * Returns: %TRUE if it has 1 to 64 ASCII letters, digits, "-" or "_"
 */
gboolean
imw_vault_wallet_id_valid (const char *wallet_id)
{
  gsize length = strlen (wallet_id);

  if (length < 1 || length > IMW_VAULT_WALLET_ID_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (wallet_id[i]) && wallet_id[i] != '-' && wallet_id[i] != '_')
      return FALSE;

  return TRUE;
}

/**
 * imw_vault_header_write:
 * @self: a header
 * @magic: the first 8 bytes
 * @writer: gets 108 bytes
 *
 * The part in the open that is bound to the sealed one.
 */
void
imw_vault_header_write (const ImwVaultHeader *self, const char *magic, ImwWriter *writer)
{
  guint8 wallet_id[IMW_VAULT_WALLET_ID_MAX] = { 0 };

  g_assert (strlen (magic) == IMW_VAULT_MAGIC_SIZE);
  memcpy (wallet_id, self->wallet_id, strlen (self->wallet_id));

  imw_writer_bytes (writer, (const guint8 *) magic, IMW_VAULT_MAGIC_SIZE);
  imw_writer_u16_le (writer, VERSION);
  imw_writer_u8 (writer, KIND);
  imw_writer_u8 (writer, environment_to_byte (self->environment));
  imw_writer_u32_le (writer, self->argon2_ops);
  imw_writer_u32_le (writer, self->argon2_memory_kib);
  imw_writer_bytes (writer, self->salt, sizeof self->salt);
  imw_writer_u64_le (writer, self->generation);
  imw_writer_bytes (writer, wallet_id, sizeof wallet_id);
}

/**
 * imw_vault_header_read:
 * @self: (out caller-allocates): a header; its attempts are 0
 * @magic: the first 8 bytes that are expected
 * @reader: where it stands
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_CORRUPT, or %IMW_ERROR_NOT_SUPPORTED for a later version
 */
gboolean
imw_vault_header_read (ImwVaultHeader *self, const char *magic, ImwReader *reader, GError **error)
{
  const guint8 *found = imw_reader_bytes (reader, IMW_VAULT_MAGIC_SIZE);
  guint16       version = imw_reader_u16_le (reader);
  guint8        kind = imw_reader_u8 (reader);
  guint8        environment = imw_reader_u8 (reader);
  gsize         length;

  memset (self, 0, sizeof *self);
  self->argon2_ops = imw_reader_u32_le (reader);
  self->argon2_memory_kib = imw_reader_u32_le (reader);
  imw_reader_copy (reader, self->salt, sizeof self->salt);
  self->generation = imw_reader_u64_le (reader);
  imw_reader_copy (reader, (guint8 *) self->wallet_id, IMW_VAULT_WALLET_ID_MAX);

  if (!imw_reader_ok (reader) || memcmp (found, magic, IMW_VAULT_MAGIC_SIZE) != 0)
    return set_corrupt (error, "not of this kind");
  if (version != VERSION || kind != KIND)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "version %u kind %u is not known",
                   version, kind);
      return FALSE;
    }
  if (!environment_from_byte (environment, &self->environment))
    return set_corrupt (error, "environment");
  if (self->argon2_ops < 1 || self->argon2_ops > OPS_MAX || self->argon2_memory_kib < 8 ||
      self->argon2_memory_kib > MEMORY_MAX_KIB)
    return set_corrupt (error, "Argon2id parameters");
  if (self->generation == 0)
    return set_corrupt (error, "generation");

  length = strlen (self->wallet_id);
  for (gsize i = length; i < IMW_VAULT_WALLET_ID_MAX; i++)
    if (self->wallet_id[i] != '\0')
      return set_corrupt (error, "wallet id");

  return imw_vault_wallet_id_valid (self->wallet_id) ? TRUE : set_corrupt (error, "wallet id");
}

/**
 * imw_vault_add_checksum:
 * @writer: (transfer full): what is summed up
 *
 * Returns: (transfer full): the bytes of @writer and their checksum
 */
GBytes *
imw_vault_add_checksum (ImwWriter *writer)
{
  guint8        hash[IMW_SHA256_SIZE];
  gsize         length;
  const guint8 *data = imw_writer_get_data (writer, &length);

  imw_sha256 (data, length, hash);
  imw_writer_bytes (writer, hash, IMW_VAULT_CHECKSUM_SIZE);

  return imw_writer_free_to_bytes (writer);
}

/**
 * imw_vault_checksum_matches:
 * @data: (array length=length): bytes with a checksum at their end
 * @length: their number
 *
 * Returns: %TRUE if nothing was damaged by accident
 */
gboolean
imw_vault_checksum_matches (const guint8 *data, gsize length)
{
  guint8 hash[IMW_SHA256_SIZE];

  if (length < IMW_VAULT_CHECKSUM_SIZE)
    return FALSE;
  imw_sha256 (data, length - IMW_VAULT_CHECKSUM_SIZE, hash);

  return memcmp (data + length - IMW_VAULT_CHECKSUM_SIZE, hash, IMW_VAULT_CHECKSUM_SIZE) == 0;
}

/**
 * imw_vault_body_clear:
 * @self: a body
 *
 * Lets the secrets go.
 */
void
imw_vault_body_clear (ImwVaultBody *self)
{
  g_clear_pointer (&self->entropy, imw_secret_unref);
  g_clear_pointer (&self->passphrase, imw_secret_unref);
  memset (self, 0, sizeof *self);
}

static void
put_le (guint8 *target, guint64 value, guint size)
{
  for (guint i = 0; i < size; i++)
    target[i] = (guint8) (value >> (8 * i));
}

static gboolean
fill_body (guint8 *data, gsize length, gpointer user_data, GError **error)
{
  const ImwVaultBody *self = user_data;
  gsize               n_entropy = imw_secret_get_length (self->entropy);
  gsize               n_passphrase = 0;

  data[0] = BODY_VERSION;
  data[1] = list_to_byte (self->list);
  data[2] = self->ask_passphrase ? 1 : 0;
  data[3] = (guint8) n_entropy;
  memcpy (data + 4, imw_secret_open (self->entropy), n_entropy);
  imw_secret_close (self->entropy);
  if (self->passphrase != NULL && !self->ask_passphrase)
    {
      n_passphrase = imw_secret_get_length (self->passphrase);
      memcpy (data + 72, imw_secret_open (self->passphrase), n_passphrase);
      imw_secret_close (self->passphrase);
    }
  put_le (data + 36, n_passphrase, 4);
  put_le (data + 40, self->autolock_s, 4);
  put_le (data + 44, (guint64) self->birthday_s, 8);
  memcpy (data + 52, self->fingerprint, 4);

  return TRUE;
}

/**
 * imw_vault_body_to_secret:
 * @self: a body with at most 32 bytes of entropy and 1024 of passphrase
 *
 * Returns: (transfer full): the form that is sealed, of constant size. A passphrase that is asked for each time is
 *   not in it.
 */
ImwSecret *
imw_vault_body_to_secret (const ImwVaultBody *self)
{
  g_return_val_if_fail (imw_secret_get_length (self->entropy) <= 32, NULL);
  g_return_val_if_fail (self->passphrase == NULL ||
                            imw_secret_get_length (self->passphrase) <= IMW_VAULT_PASSPHRASE_MAX,
                        NULL);

  return imw_secret_new_filled (BODY_SIZE, fill_body, (gpointer) self, NULL);
}

static gboolean
read_body (const guint8 *data, gsize length, gpointer user_data, GError **error)
{
  ImwVaultBody *self = user_data;
  ImwReader     reader;
  const guint8 *entropy;
  const guint8 *passphrase;
  guint8        version, list, ask, n_entropy;
  guint32       n_passphrase;

  imw_reader_init (&reader, data, length);
  version = imw_reader_u8 (&reader);
  list = imw_reader_u8 (&reader);
  ask = imw_reader_u8 (&reader);
  n_entropy = imw_reader_u8 (&reader);
  entropy = imw_reader_bytes (&reader, 32);
  n_passphrase = imw_reader_u32_le (&reader);
  self->autolock_s = imw_reader_u32_le (&reader);
  self->birthday_s = (gint64) imw_reader_u64_le (&reader);
  imw_reader_copy (&reader, self->fingerprint, 4);
  imw_reader_skip (&reader, 16);
  passphrase = imw_reader_bytes (&reader, IMW_VAULT_PASSPHRASE_MAX);
  if (!imw_reader_finish (&reader, "vault", error))
    {
      g_clear_error (error);
      return set_corrupt (error, "size of the sealed part");
    }

  if (version != BODY_VERSION || !list_from_byte (list, &self->list) || ask > 1 || n_entropy < 16 ||
      n_entropy > 32 || n_entropy % 4 != 0 || n_passphrase > IMW_VAULT_PASSPHRASE_MAX)
    return set_corrupt (error, "sealed part");

  self->ask_passphrase = ask == 1;
  self->entropy = imw_secret_new (entropy, n_entropy);
  if (n_passphrase > 0)
    self->passphrase = imw_secret_new (passphrase, n_passphrase);

  return TRUE;
}

/**
 * imw_vault_body_from_secret:
 * @self: (out caller-allocates): a cleared body
 * @plain: what was sealed
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_CORRUPT
 */
gboolean
imw_vault_body_from_secret (ImwVaultBody *self, ImwSecret *plain, GError **error)
{
  return imw_secret_access (plain, read_body, self, error);
}

/**
 * imw_vault_parse:
 * @vault: bytes from outside
 * @header: (out caller-allocates): what stands in the open
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_CORRUPT or %IMW_ERROR_NOT_SUPPORTED
 */
gboolean
imw_vault_parse (GBytes *vault, ImwVaultHeader *header, GError **error)
{
  ImwReader     reader;
  gsize         length;
  const guint8 *data = g_bytes_get_data (vault, &length);

  imw_reader_init (&reader, data, length);
  if (!imw_vault_header_read (header, MAGIC, &reader, error))
    return FALSE;

  header->failures = imw_reader_u32_le (&reader);
  header->not_before_ms = (gint64) imw_reader_u64_le (&reader);
  if (length != VAULT_SIZE || !imw_vault_checksum_matches (data, length))
    return set_corrupt (error, "size or checksum");

  return TRUE;
}

/**
 * imw_vault_derive_key:
 * @header: its Argon2id parameters and salt
 * @password: what the user typed
 * @error: return location
 *
 * Blocks for as long as the parameters ask.
 *
 * Returns: (transfer full): 32 bytes, or %NULL with the error of imw_kdf_argon2id()
 */
ImwSecret *
imw_vault_derive_key (const ImwVaultHeader *header, ImwSecret *password, GError **error)
{
  return imw_kdf_argon2id (password, header->salt, header->argon2_ops,
                           (gsize) header->argon2_memory_kib * 1024, error);
}

static GBytes *
write_vault (const guint8 *header, guint32 failures, gint64 not_before_ms, const guint8 *box)
{
  ImwWriter *writer = imw_writer_new ();

  imw_writer_bytes (writer, header, IMW_VAULT_HEADER_SIZE);
  imw_writer_u32_le (writer, failures);
  imw_writer_u64_le (writer, (guint64) not_before_ms);
  imw_writer_bytes (writer, box, BOX_SIZE);

  return imw_vault_add_checksum (writer);
}

/**
 * imw_vault_seal:
 * @header: what stands in the open
 * @body: what is sealed
 * @key: of imw_vault_derive_key() with the same @header
 * @error: return location
 *
 * Returns: (transfer full): a vault, or %NULL with the error of imw_aead_seal_secret()
 */
GBytes *
imw_vault_seal (const ImwVaultHeader *header,
                const ImwVaultBody   *body,
                ImwSecret            *key,
                GError              **error)
{
  g_autoptr (ImwWriter) writer = imw_writer_new ();
  g_autoptr (ImwSecret) plain = imw_vault_body_to_secret (body);
  g_autoptr (GBytes) box = NULL;
  const guint8 *associated;
  gsize         length;

  imw_vault_header_write (header, MAGIC, writer);
  associated = imw_writer_get_data (writer, &length);
  g_assert (length == IMW_VAULT_HEADER_SIZE);

  box = imw_aead_seal_secret (key, plain, associated, length, error);
  if (box == NULL)
    return NULL;
  g_assert (g_bytes_get_size (box) == BOX_SIZE);

  return write_vault (associated, header->failures, header->not_before_ms,
                      g_bytes_get_data (box, NULL));
}

/**
 * imw_vault_open:
 * @vault: bytes that imw_vault_parse() accepts
 * @key: of imw_vault_derive_key()
 * @body: (out caller-allocates): a cleared body
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %IMW_ERROR_WRONG_PASSPHRASE or %IMW_ERROR_CORRUPT
 */
gboolean
imw_vault_open (GBytes *vault, ImwSecret *key, ImwVaultBody *body, GError **error)
{
  g_autoptr (ImwSecret) plain = NULL;
  gsize         length;
  const guint8 *data = g_bytes_get_data (vault, &length);

  if (length != VAULT_SIZE)
    return set_corrupt (error, "size");

  plain = imw_aead_open_secret (key, data + IMW_VAULT_HEADER_SIZE + ATTEMPTS_SIZE, BOX_SIZE, data,
                                IMW_VAULT_HEADER_SIZE, NULL);
  if (plain == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_WRONG_PASSPHRASE,
                           "the password does not open the vault");
      return FALSE;
    }

  return imw_vault_body_from_secret (body, plain, error);
}

/**
 * imw_vault_with_attempts:
 * @vault: a vault
 * @failures: the new count
 * @not_before_ms: the new wall time
 * @error: return location
 *
 * Returns: (transfer full): @vault with another attempts area, or %NULL with the errors of imw_vault_parse()
 */
GBytes *
imw_vault_with_attempts (GBytes *vault, guint32 failures, gint64 not_before_ms, GError **error)
{
  ImwVaultHeader header;
  const guint8  *data = g_bytes_get_data (vault, NULL);

  if (!imw_vault_parse (vault, &header, error))
    return NULL;

  return write_vault (data, failures, not_before_ms, data + IMW_VAULT_HEADER_SIZE + ATTEMPTS_SIZE);
}
