/* imw-xdr.h: the data format of Stellar (RFC 4506)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-reader.h"
#include "imw-writer.h"

G_BEGIN_DECLS

/* What is not canonical fails the reader: padding that is not zero, flags other than 0 and 1. Integers of 32 and 64 bits are big
 * endian, so imw_reader_u32_be () and its kin serve. */
gboolean      imw_xdr_read_bool (ImwReader *reader);
gint32        imw_xdr_read_i32 (ImwReader *reader);
gint64        imw_xdr_read_i64 (ImwReader *reader);
guint32       imw_xdr_read_count (ImwReader *reader, guint32 max);               /* of an array; 0 and failed when more */
const guint8 *imw_xdr_read_opaque (ImwReader *reader, gsize max, gsize *length); /* opaque<max> and string<max>, where it lies; NULL when failed */
char         *imw_xdr_read_ascii (ImwReader *reader, gsize max);                 /* string<max> of printable ASCII; NULL when failed */

void imw_xdr_write_bool (ImwWriter *writer, gboolean value);
void imw_xdr_write_i32 (ImwWriter *writer, gint32 value);
void imw_xdr_write_i64 (ImwWriter *writer, gint64 value);
void imw_xdr_write_opaque (ImwWriter *writer, const guint8 *data, gsize length); /* with its length */

G_END_DECLS
