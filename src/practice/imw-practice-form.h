/* imw-practice-form.h: what a request brings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Named texts, and named files of a multipart body. Lives on the stack. */
typedef struct
{
  GHashTable *values; /* (element-type utf8 utf8) */
  GHashTable *files;  /* (element-type utf8 GBytes) */
} ImwPracticeForm;

void        imw_practice_form_init (ImwPracticeForm *self);
void        imw_practice_form_clear (ImwPracticeForm *self);
const char *imw_practice_form_get (const ImwPracticeForm *self, const char *name); /* (nullable); an empty text counts as none */
void        imw_practice_form_set (ImwPracticeForm *self, const char *name, const char *value);
void        imw_practice_form_add_query (ImwPracticeForm *self, GHashTable *query); /* (nullable) @query */
/* JSON, application/x-www-form-urlencoded or multipart/form-data; BAD_INPUT */
gboolean imw_practice_form_add_body (ImwPracticeForm *self, GBytes *body, const char *content_type, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwPracticeForm, imw_practice_form_clear)

G_END_DECLS
