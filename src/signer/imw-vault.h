/* imw-vault.h: the sealed form of a wallet's secrets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-bip39.h"
#include "imw-environment.h"
#include "imw-kdf.h"
#include "imw-secret.h"

G_BEGIN_DECLS

#define IMW_VAULT_MAX_BYTES      (64 * 1024)
#define IMW_VAULT_PASSPHRASE_MAX 1024
#define IMW_VAULT_WALLET_ID_MAX  64

/* What stands in the open. All of it but the attempts is bound to the sealed part. */
typedef struct
{
  ImwEnvironment environment;
  guint32        argon2_ops;
  guint32        argon2_memory_kib;
  guint8         salt[IMW_ARGON2_SALT_SIZE];
  guint64        generation;
  char           wallet_id[IMW_VAULT_WALLET_ID_MAX + 1];
  guint32        failures;      /* attempts area: may be changed without the password */
  gint64         not_before_ms; /* attempts area: wall time of the next try */
} ImwVaultHeader;

/* What is sealed. */
typedef struct
{
  ImwBip39List list;
  ImwSecret   *entropy;
  ImwSecret   *passphrase; /* (nullable): none, or asked for each time */
  gboolean     ask_passphrase;
  guint8       fingerprint[4]; /* of the master key: a mistyped passphrase opens another wallet, this tells */
  guint32      autolock_s;     /* 0: never */
  gint64       birthday_s;     /* 0: not known */
} ImwVaultBody;

#define IMW_VAULT_BODY_INIT \
  {                         \
    0                       \
  }

void       imw_vault_body_clear (ImwVaultBody *self);
ImwSecret *imw_vault_body_to_secret (const ImwVaultBody *self);
gboolean   imw_vault_body_from_secret (ImwVaultBody *self, ImwSecret *plain, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean   imw_vault_wallet_id_valid (const char *wallet_id);
gboolean   imw_vault_parse (GBytes *vault, ImwVaultHeader *header, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwSecret *imw_vault_derive_key (const ImwVaultHeader *header, ImwSecret *password, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes    *imw_vault_seal (const ImwVaultHeader *header, const ImwVaultBody *body, ImwSecret *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_vault_open (GBytes *vault, ImwSecret *key, ImwVaultBody *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes    *imw_vault_with_attempts (GBytes *vault, guint32 failures, gint64 not_before_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwVaultBody, imw_vault_body_clear)

G_END_DECLS
