/* imw-practice-records.h: what the practice anchor keeps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-ledger.h"

G_BEGIN_DECLS

/* One thing that is kept: named texts under a kind and an id. */
typedef struct
{
  char       *kind;
  char       *id;
  char       *owner; /* "" when it has none */
  gint64      created_ms;
  gint64      due_ms; /* when something happens by itself, 0: never */
  GHashTable *values; /* (element-type utf8 utf8) */
} ImwRecord;

ImwRecord  *imw_record_new (const char *kind, const char *id, const char *owner, gint64 now_ms);
void        imw_record_free (ImwRecord *self);
const char *imw_record_get (const ImwRecord *self, const char *name);     /* (nullable) */
gint64      imw_record_get_int (const ImwRecord *self, const char *name); /* 0 when there is none */
gboolean    imw_record_is (const ImwRecord *self, const char *name, const char *value);
void        imw_record_set (ImwRecord *self, const char *name, const char *value); /* NULL takes it away */
void        imw_record_set_int (ImwRecord *self, const char *name, gint64 value);

/* In the file of the books. Errors: DISK, CORRUPT, BUSY. */
gboolean   imw_records_find (ImwLedger *books, const char *kind, const char *id, ImwRecord **record, GError **error) G_GNUC_WARN_UNUSED_RESULT;    /* NULL: none */
GPtrArray *imw_records_list (ImwLedger *books, const char *kind, const char *owner, GError **error) G_GNUC_WARN_UNUSED_RESULT;                     /* newest first; owner NULL: all */
gboolean   imw_records_find_due (ImwLedger *books, const char *kind, gint64 now_ms, ImwRecord **record, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* the first one; NULL: none */
gboolean   imw_records_save (ImwLedger *books, const ImwRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;                                 /* a change of its own */
gboolean   imw_records_remove (ImwLedger *books, const char *kind, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;                      /* as above */
gboolean   imw_records_remove_old (ImwLedger *books, const char *kind, gint64 before_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;                /* those that were due before */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwRecord, imw_record_free)

G_END_DECLS
