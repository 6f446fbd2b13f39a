/* imw-pages.h: the entries of the sidebar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;
  const char *title; /* for translation */
  const char *icon;
  GtkWidget *(*create) (ImwWallet *wallet);
  ImwChainCapabilities needs; /* of a network that is on; 0: always there */
} ImwPageEntry;

const ImwPageEntry *imw_pages_get (guint *n_pages);
gboolean            imw_pages_get_wanted (const ImwPageEntry *page, ImwWalletService *service);

G_END_DECLS
