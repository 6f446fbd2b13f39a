/* imw-store-payment-private.h: storing payments, for other files of this folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-store-payment.h"
#include "imw-store-private.h"

G_BEGIN_DECLS

gboolean imw_store_insert_payment (ImwStoreCall *call, gint64 account, const ImwStorePayment *payment, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_has_other_holder (ImwStoreCall *call, gint64 account, const char *replaces, const char *resource, gboolean *held, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_store_insert_reservation (ImwStoreCall *call, gint64 account, const char *resource, const char *payment, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
