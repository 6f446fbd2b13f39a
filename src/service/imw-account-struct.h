/* imw-account-struct.h: the members of an account, for its own files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-account-private.h"

G_BEGIN_DECLS

struct _ImwAccount
{
  GObject parent_instance;

  ImwWallet       *wallet; /* (nullable) not owned, cleared when it goes */
  ImwChain        *chain;
  ImwStoreAccount *row;
  ImwStoreBalance *balance;    /* (nullable): unknown */
  ImwAmount       *pending;    /* (nullable) */
  GError          *last_error; /* (nullable) */
  GHashTable      *told;       /* (element-type utf8): confirmed ones that the faces have heard of */
  gboolean         syncing;
};

void imw_account_set_syncing (ImwAccount *self, gboolean syncing);
void imw_account_set_last_error (ImwAccount *self, const GError *error);

G_END_DECLS
