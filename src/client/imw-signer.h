/* imw-signer.h: the signer process, seen from the wallet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-chain.h"
#include "imw-login.h"
#include "imw-secret.h"

G_BEGIN_DECLS

#define IMW_TYPE_SIGNER (imw_signer_get_type ())

/* Starts and watches imwallet-signer. Main thread. One object = one process = one wallet at a time.
 * "locked" (const char *reason) when the signer locked itself; "died" when the process is gone (then the object
 * is useless: make a new one). All results are owned by the caller. Errors IMW_ERROR as the XML says;
 * %IMW_ERROR_INTERNAL when the process died. */
G_DECLARE_FINAL_TYPE (ImwSigner, imw_signer, IMW, SIGNER, GObject)

/* path NULL: IMW_SIGNER_PATH in the environment of an uninstalled run, else next to the running program, else LIBEXECDIR */
void       imw_signer_new_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSigner *imw_signer_new_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_signer_get_alive (ImwSigner *self);
GPid       imw_signer_get_pid (ImwSigner *self);
void       imw_signer_close (ImwSigner *self); /* ends the process */

void imw_signer_begin_attempt_async (ImwSigner *self, GBytes *vault, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* new_vault: store it and read it back before using the attempt. RATE_LIMITED: see imw_signer_error_wait_ms () */
gboolean imw_signer_begin_attempt_finish (ImwSigner *self, GAsyncResult *result, guint64 *attempt, guint *failures, GBytes **new_vault, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64   imw_signer_error_wait_ms (const GError *error);       /* 0 when it is not about waiting */
gboolean imw_signer_error_is_passphrase (const GError *error); /* the password was right, the extra passphrase is not */

void            imw_signer_unlock_async (ImwSigner *self, guint64 attempt, ImwSecret *password, ImwSecret *passphrase, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean        imw_signer_unlock_finish (ImwSigner *self, GAsyncResult *result, GBytes **new_vault, ImwSecret **data_key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_signer_lock_async (ImwSigner *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean        imw_signer_lock_finish (ImwSigner *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_signer_touch (ImwSigner *self); /* fire and forget, at most one a few seconds */
void            imw_signer_get_state_async (ImwSigner *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean        imw_signer_get_state_finish (ImwSigner *self, GAsyncResult *result, gboolean *unlocked, guint *autolock_left_s, guint *autolock_s, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_signer_get_account_key_async (ImwSigner *self, const char *chain, const char *kind, guint32 number, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char           *imw_signer_get_account_key_finish (ImwSigner *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_signer_describe_async (ImwSigner *self, const char *chain, GBytes *unsigned_tx, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwDescription *imw_signer_describe_finish (ImwSigner *self, GAsyncResult *result, guint64 *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_signer_sign_async (ImwSigner *self, guint64 token, const char *const *consents, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes         *imw_signer_sign_finish (ImwSigner *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* messages: a token of their own; NOT_SUPPORTED, BAD_INPUT, REFUSED (it could be a transaction) */
void            imw_signer_describe_message_async (ImwSigner *self, const char *chain, const char *kind, guint32 number, ImwMessageForm form, GBytes *message, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwDescription *imw_signer_describe_message_finish (ImwSigner *self, GAsyncResult *result, guint64 *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_signer_sign_message_async (ImwSigner *self, guint64 token, const char *const *consents, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char           *imw_signer_sign_message_finish (ImwSigner *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* a provider's challenge (SEP-10): the signer checks every rule itself. NOT_SUPPORTED, BAD_INPUT, REFUSED, RATE_LIMITED */
void            imw_signer_sign_login_async (ImwSigner *self, const char *chain, const char *kind, guint32 number, const ImwLoginFacts *facts, GBytes *challenge, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes         *imw_signer_sign_login_finish (ImwSigner *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
