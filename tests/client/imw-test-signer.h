/* imw-test-signer.h: a real signer process for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-signer-admin.h"

G_BEGIN_DECLS

#define IMW_TEST_PASSWORD "correct horse"

/* Waiting for one answer: pass imw_test_result_cb and a GAsyncResult *, then imw_test_wait () for it. */
void imw_test_result_cb (GObject *object, GAsyncResult *result, gpointer user_data);
void imw_test_wait (GAsyncResult **result);

ImwSigner *imw_test_signer_new (const char *path);
ImwSecret *imw_test_text (const char *text);
void       imw_test_restore (ImwSignerAdmin *admin, const char *words);
GBytes    *imw_test_create (ImwSignerAdmin *admin, const char *wallet_id, ImwEnvironment environment, guint autolock_s);
guint64    imw_test_begin (ImwSigner *signer, GBytes **vault, GError **error);
gboolean   imw_test_unlock (ImwSigner *signer, GBytes **vault, const char *password, GError **error);

G_END_DECLS
