/* imw-network-line.h: the state of the network in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_NETWORK_LINE (imw_network_line_get_type ())
G_DECLARE_FINAL_TYPE (ImwNetworkLine, imw_network_line, IMW, NETWORK_LINE, GtkWidget)

GtkWidget *imw_network_line_new (ImwWallet *wallet);

G_END_DECLS
