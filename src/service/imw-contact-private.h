/* imw-contact-private.h: what the wallet may do with a contact
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-contact.h"

G_BEGIN_DECLS

ImwContact *imw_contact_new_with_id (const char *id, const char *name);
gboolean    imw_contact_has_address (ImwContact *self, const char *address);

G_END_DECLS
