/* imw-field-form.h: what a provider asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "imw-order.h"

G_BEGIN_DECLS

#define IMW_TYPE_FIELD_FORM (imw_field_form_get_type ())
G_DECLARE_FINAL_TYPE (ImwFieldForm, imw_field_form, IMW, FIELD_FORM, AdwBin)

GtkWidget  *imw_field_form_new (void);
void        imw_field_form_set_fields (ImwFieldForm *self, GPtrArray *fields, const char *country, const char *method);
void        imw_field_form_set_value (ImwFieldForm *self, const char *name, const char *text);
GHashTable *imw_field_form_dup_values (ImwFieldForm *self); /* (element-type utf8 utf8) transfer full: canonical */
GHashTable *imw_field_form_dup_files (ImwFieldForm *self);  /* (element-type utf8 GBytes) transfer full */
gboolean    imw_field_form_get_good (ImwFieldForm *self);
gboolean    imw_field_form_check (ImwFieldForm *self);

G_END_DECLS
