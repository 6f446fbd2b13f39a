/* imw-contact.h: somebody who is paid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-chain.h"

G_BEGIN_DECLS

#define IMW_TYPE_CONTACT (imw_contact_get_type ())

/* Properties (notify): "name", "note". Sealed in the store. Main thread. */
G_DECLARE_FINAL_TYPE (ImwContact, imw_contact, IMW, CONTACT, GObject)

ImwContact *imw_contact_new (const char *name);
const char *imw_contact_get_id (ImwContact *self); /* uuid */
const char *imw_contact_get_name (ImwContact *self);
void        imw_contact_set_name (ImwContact *self, const char *name);
const char *imw_contact_get_note (ImwContact *self); /* never NULL */
void        imw_contact_set_note (ImwContact *self, const char *note);
/* addresses are kept with their chain id: ("bitcoin", "bc1…") */
guint imw_contact_get_n_addresses (ImwContact *self);
void  imw_contact_get_address (ImwContact *self, guint position, const char **chain_id, const char **address);
/* the same text can be an address of several networks: it is kept once and offered on all of them */
gboolean imw_contact_fits_chain (ImwContact *self, guint position, ImwChain *chain);
void     imw_contact_add_address (ImwContact *self, const char *chain_id, const char *address);
void     imw_contact_remove_address (ImwContact *self, guint position);

G_END_DECLS
