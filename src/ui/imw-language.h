/* imw-language.h: the language of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void        imw_language_apply (const char *language);
const char *imw_language_get_current (void);

G_END_DECLS
