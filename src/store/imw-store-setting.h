/* imw-store-setting.h: settings of the wallet that matter for money
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store.h"

G_BEGIN_DECLS

/* value NULL removes */
void     imw_store_set_setting_async (ImwStore *self, const char *key, const char *value, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_store_set_setting_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type utf8 utf8) all of them */
void        imw_store_list_settings_async (ImwStore *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GHashTable *imw_store_list_settings_finish (ImwStore *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
