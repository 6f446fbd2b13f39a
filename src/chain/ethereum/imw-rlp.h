/* imw-rlp.h: Recursive Length Prefix (Ethereum Yellow Paper, appendix B)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"

G_BEGIN_DECLS

/* A byte string, or a list of items. */
typedef struct _ImwRlpItem ImwRlpItem;

/* Canonical form only: shortest lengths, nothing behind it, at most 16 lists deep; BAD_INPUT */
ImwRlpItem       *imw_rlp_decode (const guint8 *data, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void              imw_rlp_item_free (ImwRlpItem *self);
gboolean          imw_rlp_item_is_list (const ImwRlpItem *self);
guint             imw_rlp_item_get_n_items (const ImwRlpItem *self); /* 0 for a byte string */
const ImwRlpItem *imw_rlp_item_get_item (const ImwRlpItem *self, guint index);
GBytes           *imw_rlp_item_get_bytes (const ImwRlpItem *self); /* (transfer none) (nullable) NULL for a list */
/* numbers: no zeros in front; BAD_INPUT */
gboolean   imw_rlp_item_get_u64 (const ImwRlpItem *self, guint64 *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwAmount *imw_rlp_item_get_amount (const ImwRlpItem *self, ImwAsset *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* below 2^256 */
gboolean   imw_rlp_item_get_fixed (const ImwRlpItem *self, guint8 *target, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes    *imw_rlp_item_serialize (const ImwRlpItem *self);

/* Writes items one behind the other; lists are opened and closed. */
typedef struct _ImwRlpWriter ImwRlpWriter;

ImwRlpWriter *imw_rlp_writer_new (void);
void          imw_rlp_writer_free (ImwRlpWriter *self);
void          imw_rlp_writer_begin_list (ImwRlpWriter *self);
void          imw_rlp_writer_end_list (ImwRlpWriter *self);
void          imw_rlp_writer_bytes (ImwRlpWriter *self, const guint8 *data, gsize length);
void          imw_rlp_writer_gbytes (ImwRlpWriter *self, GBytes *bytes);
void          imw_rlp_writer_text (ImwRlpWriter *self, const char *text);
void          imw_rlp_writer_u64 (ImwRlpWriter *self, guint64 value);
void          imw_rlp_writer_amount (ImwRlpWriter *self, ImwAmount *amount);                /* not negative */
void          imw_rlp_writer_number (ImwRlpWriter *self, const guint8 *data, gsize length); /* big endian, zeros in front are left out */
void          imw_rlp_writer_raw (ImwRlpWriter *self, GBytes *item);                        /* an item that is RLP already */
GBytes       *imw_rlp_writer_free_to_bytes (ImwRlpWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwRlpItem, imw_rlp_item_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwRlpWriter, imw_rlp_writer_free)

G_END_DECLS
