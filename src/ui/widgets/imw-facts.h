/* imw-facts.h: names and values under each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-description.h"

G_BEGIN_DECLS

/* A boxed list whose values can be selected. */
#define IMW_TYPE_FACTS (imw_facts_get_type ())
G_DECLARE_FINAL_TYPE (ImwFacts, imw_facts, IMW, FACTS, AdwBin)

GtkWidget *imw_facts_new (void);
void       imw_facts_clear (ImwFacts *self);
GtkLabel  *imw_facts_add (ImwFacts *self, const char *name, const char *value);
GtkLabel  *imw_facts_add_address (ImwFacts *self, const char *name, const char *address, const char *badge);
GtkLabel  *imw_facts_add_code (ImwFacts *self, const char *name, const char *code);
void       imw_facts_add_warning (ImwFacts *self, const char *title, const char *text, gboolean danger);
void       imw_facts_add_details (ImwFacts *self, ImwDescription *description);

G_END_DECLS
