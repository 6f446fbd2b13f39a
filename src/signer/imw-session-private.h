/* imw-session-private.h: what the files of ImwSession share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-attempts.h"
#include "imw-chain.h"
#include "imw-keys-tree.h"
#include "imw-session.h"

G_BEGIN_DECLS

struct _ImwSession
{
  GObject parent_instance;

  ImwClock      *clock;
  ImwSessionCost cost;
  ImwAttempts   *attempts;

  /* the attempt that may be made: 0 when there is none */
  guint64 attempt;
  GBytes *attempt_vault; /* (nullable) */

  /* unlocked: all of them, locked: none */
  ImwKeysTree *keys;      /* (nullable) */
  GBytes      *vault;     /* (nullable): as it was given out last */
  ImwSecret   *vault_key; /* (nullable): to seal another policy */
  guint32      autolock_s;
  gint64       lock_at_ms; /* boot time, 0: never */
  guint        timer;

  /* the payment or the message that may be signed, never both: 0 when there is none of that sort */
  guint64         token;
  guint64         message_token;
  char           *payment_chain; /* (nullable) */
  GBytes         *payment;       /* (nullable): or the message */
  ImwDescription *description;   /* (nullable) */
  char           *message_kind;  /* (nullable): of the account that signs the message */
  guint32         message_number;
  ImwMessageForm  message_form;

  /* logins signed lately */
  guint  n_logins;
  gint64 logins_since_ms; /* boot time */

  /* words that have no vault yet */
  ImwSecret   *held_entropy; /* (nullable) */
  ImwBip39List held_list;
  gint64       held_until_ms; /* boot time */
  gint64       held_birthday_s;
};

guint64  imw_session_new_id (void);
void     imw_session_drop_payment (ImwSession *self);
gboolean imw_session_check_consents (ImwSession *self, const char *const *consents, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_session_drop_attempt (ImwSession *self);
gboolean imw_session_check_password (ImwSecret *password, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_session_check_cost (ImwSession *self, const ImwVaultHeader *header, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_session_check_keys (ImwSession *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_session_new_header (ImwSession *self, const char *wallet_id, ImwEnvironment environment, guint64 generation, ImwVaultHeader *header);
/* Opens the vault of @attempt with @password; the attempt is used up */
gboolean     imw_session_try (ImwSession *self, guint64 attempt, ImwSecret *password, ImwVaultHeader *header, ImwVaultBody *body, ImwSecret **key, GBytes **vault, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwKeysTree *imw_session_new_keys (const ImwVaultBody *body, ImwSecret *passphrase, ImwEnvironment environment, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void         imw_session_enter (ImwSession *self, ImwKeysTree *keys, GBytes *vault, ImwSecret *vault_key, guint32 autolock_s);
void         imw_session_leave (ImwSession *self, const char *reason);
gboolean     imw_session_is_current (ImwSession *self, const ImwVaultHeader *header);

G_END_DECLS
