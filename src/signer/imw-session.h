/* imw-session.h: the signer's work, without its wires
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-clock.h"
#include "imw-description.h"
#include "imw-login.h"
#include "imw-vault.h"

G_BEGIN_DECLS

#define IMW_TYPE_SESSION (imw_session_get_type ())

/* The methods of org.imwallet.Signer1 as functions; its comments are the contract. Main thread, nothing is async.
 * "locked" (const char *reason) when the keys were wiped: "asked", "timeout". */
G_DECLARE_FINAL_TYPE (ImwSession, imw_session, IMW, SESSION, GObject)

#define IMW_SESSION_AUTOLOCK_DEFAULT_S 300u
#define IMW_SESSION_AUTOLOCK_MAX_S     (7u * 24u * 3600u)

/* What a password costs. Vaults below the floor are refused. */
typedef struct
{
  guint32 argon2_ops;
  guint32 argon2_memory_kib;
  guint32 argon2_floor_kib;
} ImwSessionCost;

ImwSession *imw_session_new (ImwClock *clock, const ImwSessionCost *cost);

gboolean        imw_session_begin_attempt (ImwSession *self, GBytes *vault, guint64 *attempt, guint32 *failures, GBytes **new_vault, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        imw_session_unlock (ImwSession *self, guint64 attempt, ImwSecret *password, ImwSecret *passphrase, GBytes **new_vault, ImwSecret **data_key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_session_lock (ImwSession *self);
gboolean        imw_session_get_unlocked (ImwSession *self);
guint32         imw_session_get_autolock_left_s (ImwSession *self);
guint32         imw_session_get_autolock_s (ImwSession *self);
void            imw_session_touch (ImwSession *self);
void            imw_session_check_time (ImwSession *self);
char           *imw_session_dup_account_key (ImwSession *self, const char *chain, const char *kind, guint32 number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwDescription *imw_session_describe (ImwSession *self, const char *chain, GBytes *unsigned_tx, guint64 *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes         *imw_session_sign (ImwSession *self, guint64 token, const char *const *consents, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwDescription *imw_session_describe_message (ImwSession *self, const char *chain, const char *kind, guint32 number, const char *form, GBytes *message, guint64 *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char           *imw_session_sign_message (ImwSession *self, guint64 token, const char *const *consents, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes         *imw_session_sign_login (ImwSession *self, const char *chain, const char *kind, guint32 number, const ImwLoginFacts *facts, GBytes *challenge, GError **error) G_GNUC_WARN_UNUSED_RESULT;

ImwSecret *imw_session_generate (ImwSession *self, guint32 n_words, ImwBip39List list, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_session_restore (ImwSession *self, ImwSecret *words, ImwBip39List *list, guint32 *n_words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_session_forget (ImwSession *self);
gboolean   imw_session_create (ImwSession *self, const char *wallet_id, ImwEnvironment environment, ImwSecret *password, ImwSecret *passphrase, gboolean ask_passphrase, guint32 autolock_s, GBytes **vault, ImwSecret **data_key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_session_show_words (ImwSession *self, guint64 attempt, ImwSecret *password, GBytes **new_vault, ImwSecret **words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_session_change_password (ImwSession *self, guint64 attempt, ImwSecret *password, ImwSecret *new_password, GBytes **new_vault, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_session_set_policy (ImwSession *self, guint32 autolock_s, GBytes **new_vault, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_session_export_backup (ImwSession *self, guint64 attempt, ImwSecret *password, GBytes *payload, GBytes **new_vault, GBytes **backup, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_session_import_backup (ImwSession *self, GBytes *backup, ImwSecret *password, const char *wallet_id, ImwEnvironment environment, GBytes **vault, ImwSecret **data_key, GBytes **payload, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
