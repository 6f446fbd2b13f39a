/* imw-ledger-faults.h: faults that are asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  IMW_FAULT_NONE,
  IMW_FAULT_DELAY,
  IMW_FAULT_HTTP_500,
  IMW_FAULT_HTTP_503,
  IMW_FAULT_HTTP_504,
  IMW_FAULT_HTTP_429,
  IMW_FAULT_TRUNCATE,
  IMW_FAULT_WRONG_DATA,
  IMW_FAULT_HANG,
  IMW_FAULT_LIE_NONCE,
  IMW_FAULT_LIE_BALANCE,
  IMW_FAULT_LIE_CHAIN_ID,
  IMW_FAULT_ANCHOR_KEY, /* the anchor says another signing key */
  IMW_FAULT_ANCHOR_LIE, /* its quotes do not add up */
  IMW_FAULT_REVERT      /* not of a request: of the next transaction in a block */
} ImwFaultKind;

typedef struct
{
  ImwFaultKind kind;
  char        *path;  /* (nullable) only requests whose path begins so */
  guint        count; /* how many requests are still to suffer */
  guint        ms;
  gboolean     after; /* the request does its work all the same, only the answer suffers */
} ImwFault;

/* In memory only: a new start is without faults. */
typedef struct _ImwFaults ImwFaults;

ImwFaults      *imw_faults_new (void);
void            imw_faults_free (ImwFaults *self);
void            imw_faults_add (ImwFaults *self, const ImwFault *fault); /* copies */
void            imw_faults_clear (ImwFaults *self);
ImwFaultKind    imw_faults_take (ImwFaults *self, const char *path, guint *ms, gboolean *after);
gboolean        imw_faults_take_kind (ImwFaults *self, ImwFaultKind kind); /* whatever the path */
guint           imw_faults_get_length (ImwFaults *self);
const ImwFault *imw_faults_get (ImwFaults *self, guint index);

const char *imw_fault_kind_get_code (ImwFaultKind kind);
gboolean    imw_fault_kind_from_code (const char *code, ImwFaultKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwFaults, imw_faults_free)

G_END_DECLS
