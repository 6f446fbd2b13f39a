/* imw-password-dialog.h: the password is asked for once more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-secret.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

typedef void (*ImwPasswordFunc) (ImwSecret *password, gpointer user_data);

void     imw_password_dialog_ask (GtkWidget *widget, const char *heading, const char *body, const char *verb, const char *message, ImwPasswordFunc given, gpointer user_data);
char    *imw_password_dialog_message (const GError *error);
void     imw_password_dialog_unlock_async (GtkWidget *widget, ImwWallet *wallet, const char *body, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean imw_password_dialog_unlock_finish (ImwWallet *wallet, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
