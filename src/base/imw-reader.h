/* imw-reader.h: bounds-checked reading of bytes from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lives on the stack. A read past the end fails the reader for good: from then on every read gives
 * 0 or NULL, and finish says so. Check with imw_reader_ok () before a length is used to allocate. */
typedef struct
{
  /*< private >*/
  const guint8 *data;
  gsize         length;
  gsize         position;
  gboolean      failed;
} ImwReader;

void          imw_reader_init (ImwReader *self, const guint8 *data, gsize length);
gboolean      imw_reader_ok (const ImwReader *self);
void          imw_reader_fail (ImwReader *self);
gsize         imw_reader_get_position (const ImwReader *self);
gsize         imw_reader_get_left (const ImwReader *self);
guint8        imw_reader_peek_u8 (const ImwReader *self);
guint8        imw_reader_u8 (ImwReader *self);
guint16       imw_reader_u16_le (ImwReader *self);
guint32       imw_reader_u32_le (ImwReader *self);
guint64       imw_reader_u64_le (ImwReader *self);
guint16       imw_reader_u16_be (ImwReader *self);
guint32       imw_reader_u32_be (ImwReader *self);
guint64       imw_reader_u64_be (ImwReader *self);
const guint8 *imw_reader_bytes (ImwReader *self, gsize length);
gboolean      imw_reader_copy (ImwReader *self, guint8 *target, gsize length);
gboolean      imw_reader_skip (ImwReader *self, gsize length);
gboolean      imw_reader_finish (const ImwReader *self, const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
