/* imw-search-provider.h: contacts and transactions in the search of the desktop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_SEARCH_PROVIDER (imw_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (ImwSearchProvider, imw_search_provider, IMW, SEARCH_PROVIDER, GObject)

/* Signal "chosen" (GObject *item, char *search): an ImwContact, an ImwTransaction, or NULL for the whole search. */
ImwSearchProvider *imw_search_provider_new (void);
void               imw_search_provider_set_wallet (ImwSearchProvider *self, ImwWallet *wallet);
gboolean           imw_search_provider_export (ImwSearchProvider *self, GDBusConnection *connection, const char *path, GError **error);
void               imw_search_provider_unexport (ImwSearchProvider *self);

G_END_DECLS
