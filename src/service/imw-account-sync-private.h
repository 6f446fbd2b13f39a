/* imw-account-sync-private.h: what sync and older history share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account-private.h"

#include "imw-store-batch.h"

G_BEGIN_DECLS

ImwSyncRequest *imw_account_make_request (ImwAccount *self); /* without addresses and transactions */
ImwStoreBatch  *imw_account_convert_batch (ImwAccount *self, ImwSyncBatch *batch, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
