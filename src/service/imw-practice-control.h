/* imw-practice-control.h: starts, watches and asks the practice server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define IMW_TYPE_PRACTICE_CONTROL (imw_practice_control_get_type ())

/* Main thread. Signal "url-changed": the server was started again elsewhere. */
G_DECLARE_FINAL_TYPE (ImwPracticeControl, imw_practice_control, IMW, PRACTICE_CONTROL, GObject)

ImwPracticeControl *imw_practice_control_new (const char *path, const char *state_path);
ImwPracticeControl *imw_practice_control_new_for_url (const char *url); /* one that somebody else runs */
void                imw_practice_control_start_async (ImwPracticeControl *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean            imw_practice_control_start_finish (ImwPracticeControl *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void                imw_practice_control_kill (ImwPracticeControl *self); /* tests: as if it had died */
void                imw_practice_control_stop (ImwPracticeControl *self);
const char         *imw_practice_control_get_url (ImwPracticeControl *self); /* (nullable) */
void                imw_practice_control_ask_async (ImwPracticeControl *self, const char *action, const char *json, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char               *imw_practice_control_ask_finish (ImwPracticeControl *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
