/* imw-address-alike.h: addresses that are made to be taken for one another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* different, but with the same four characters at both ends, where a person looks; what all addresses begin with does not count */
gboolean imw_address_alike (const char *a, const char *b);

G_END_DECLS
