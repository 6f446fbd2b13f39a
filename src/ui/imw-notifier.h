/* imw-notifier.h: notifications about money that arrived, and about transfers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-wallet-service.h"

G_BEGIN_DECLS

#define IMW_TYPE_NOTIFIER (imw_notifier_get_type ())
G_DECLARE_FINAL_TYPE (ImwNotifier, imw_notifier, IMW, NOTIFIER, GObject)

ImwNotifier *imw_notifier_new (GApplication *application, ImwWalletService *service);

G_END_DECLS
