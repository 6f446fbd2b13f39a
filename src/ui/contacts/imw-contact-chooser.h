/* imw-contact-chooser.h: somebody who was paid before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-wallet.h"

G_BEGIN_DECLS

/* Signal "chosen" (const char *address). */
#define IMW_TYPE_CONTACT_CHOOSER (imw_contact_chooser_get_type ())
G_DECLARE_FINAL_TYPE (ImwContactChooser, imw_contact_chooser, IMW, CONTACT_CHOOSER, AdwBin)

void imw_contact_chooser_set_wallet (ImwContactChooser *self, ImwWallet *wallet);

G_END_DECLS
