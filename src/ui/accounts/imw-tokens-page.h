/* imw-tokens-page.h: which tokens of an account are shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

#define IMW_TYPE_TOKENS_PAGE (imw_tokens_page_get_type ())
G_DECLARE_FINAL_TYPE (ImwTokensPage, imw_tokens_page, IMW, TOKENS_PAGE, AdwBin)

GtkWidget *imw_tokens_page_new (ImwWallet *wallet, ImwAccount *account);

G_END_DECLS
