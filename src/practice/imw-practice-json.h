/* imw-practice-json.h: writes JSON text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lives on the stack. Names are NULL inside arrays. */
typedef struct
{
  /*< private >*/
  GString *text;
  gboolean comma; /* the next value needs one before it */
} ImwPracticeJson;

void    imw_practice_json_init (ImwPracticeJson *self);
void    imw_practice_json_clear (ImwPracticeJson *self);
GBytes *imw_practice_json_clear_to_bytes (ImwPracticeJson *self);
void    imw_practice_json_begin_object (ImwPracticeJson *self, const char *name);
void    imw_practice_json_end_object (ImwPracticeJson *self);
void    imw_practice_json_begin_array (ImwPracticeJson *self, const char *name);
void    imw_practice_json_end_array (ImwPracticeJson *self);
void    imw_practice_json_string (ImwPracticeJson *self, const char *name, const char *value);
void    imw_practice_json_int (ImwPracticeJson *self, const char *name, gint64 value);
void    imw_practice_json_boolean (ImwPracticeJson *self, const char *name, gboolean value);
void    imw_practice_json_null (ImwPracticeJson *self, const char *name);
void    imw_practice_json_number_text (ImwPracticeJson *self, const char *name, const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwPracticeJson, imw_practice_json_clear)

G_END_DECLS
