/* imw-vault-store-keyring-private.h: for the test that kills a writer at each step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-vault-store.h"

G_BEGIN_DECLS

/* Called in a worker thread before step 1 (store as new), 2 (replace), 3 (clear the new one) and after it (4). */
typedef void (*ImwVaultStoreStepFunc) (guint step);

void imw_vault_store_keyring_set_step_hook (ImwVaultStoreStepFunc hook);

G_END_DECLS
