/* imw-preparing.h: a payment without a form of its own is made ready
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "imw-payment.h"

G_BEGIN_DECLS

void        imw_preparing_run_async (GtkWidget *widget, ImwPayment *payment, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwPayment *imw_preparing_run_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
