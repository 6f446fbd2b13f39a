/* imw-writer.h: growing byte string
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Public bytes only: the buffer is ordinary heap. */
typedef struct _ImwWriter ImwWriter;

ImwWriter    *imw_writer_new (void);
void          imw_writer_free (ImwWriter *self);
void          imw_writer_u8 (ImwWriter *self, guint8 value);
void          imw_writer_u16_le (ImwWriter *self, guint16 value);
void          imw_writer_u32_le (ImwWriter *self, guint32 value);
void          imw_writer_u64_le (ImwWriter *self, guint64 value);
void          imw_writer_u16_be (ImwWriter *self, guint16 value);
void          imw_writer_u32_be (ImwWriter *self, guint32 value);
void          imw_writer_u64_be (ImwWriter *self, guint64 value);
void          imw_writer_bytes (ImwWriter *self, const guint8 *data, gsize length);
void          imw_writer_gbytes (ImwWriter *self, GBytes *bytes);
const guint8 *imw_writer_get_data (ImwWriter *self, gsize *length);
GBytes       *imw_writer_free_to_bytes (ImwWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwWriter, imw_writer_free)

G_END_DECLS
