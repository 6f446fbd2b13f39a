/* imw-keys-registry.h: the networks this signer signs for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-chain.h"
#include "imw-description.h"
#include "imw-keys-tree.h"
#include "imw-login.h"

G_BEGIN_DECLS

/* The signing entry of one kind of network; @chain is the network's id. All take the environment from the keys, never from the caller. */
typedef struct
{
  /* what the wallet keeps of an account to make addresses; NOT_FOUND, BAD_INPUT */
  char *(*dup_account_key) (ImwKeysTree *keys, const char *chain, const char *kind, guint32 number, GError **error);
  /* own reading of an unsigned payment; BAD_INPUT, REFUSED, NOT_SUPPORTED */
  ImwDescription *(*describe) (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error);
  /* signs what describe accepts, refuses what it refuses */
  GBytes *(*sign) (ImwKeysTree *keys, const char *chain, GBytes *unsigned_tx, GError **error);

  /* (nullable) messages, with a parser of their own; what could be a transaction is REFUSED. BAD_INPUT, NOT_FOUND */
  ImwDescription *(*describe_message) (ImwKeysTree *keys, const char *chain, const char *kind, guint32 number, ImwMessageForm form, GBytes *message, GError **error);
  /* the signature as text, for Ethereum "0x" and 65 bytes r s v */
  char *(*sign_message) (ImwKeysTree *keys, const char *chain, const char *kind, guint32 number, ImwMessageForm form, GBytes *message, GError **error);

  /* (nullable) signs a provider's challenge after having checked every rule itself; never anything that could move money. REFUSED, BAD_INPUT */
  GBytes *(*sign_login) (ImwKeysTree *keys, const char *chain, const char *kind, guint32 number, const ImwLoginFacts *facts, GBytes *challenge, gint64 now_ms, GError **error);
} ImwKeysEntry;

const ImwKeysEntry *imw_keys_registry_find (const char *chain, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
