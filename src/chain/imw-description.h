/* imw-description.h: what the signer read in a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-amount.h"

G_BEGIN_DECLS

/* Boxed, immutable, counted. Made by a chain's describer (in the signer) and sent to the faces as a
 * GVariant. Warnings are codes; the faces hold the sentences. */
typedef struct _ImwDescription ImwDescription;

typedef enum
{
  IMW_WARNING_HIGH_FEE,            /* over 5 % of what is paid */
  IMW_WARNING_ABSURD_FEE,          /* over 25 % and over 20,000 sat, or over 1,000 sat/vB: needs the explicit consent */
  IMW_WARNING_LOW_FEE_RATE,        /* below 1 sat/vB */
  IMW_WARNING_DUST_OUTPUT,
  IMW_WARNING_PAYS_ITSELF,         /* every output is ours */
  IMW_WARNING_UNPROVEN_CHANGE,     /* an output claimed to be ours is not: it is shown as a recipient */
  IMW_WARNING_NOT_REPLACEABLE,
  IMW_WARNING_LOCK_TIME            /* can't confirm yet */
} ImwWarning;

#define IMW_TYPE_WARNING (imw_warning_get_type ())
GType       imw_warning_get_type (void) G_GNUC_CONST;
const char *imw_warning_get_code (ImwWarning warning); /* "high-fee" */

typedef struct
{
  char      *address; /* canonical, or "OP_RETURN …" text for a data output */
  ImwAmount *amount;
  char      *path;    /* (nullable) "m/84'/…/1/3" when proven ours */
} ImwDescriptionOutput;

#define IMW_TYPE_DESCRIPTION (imw_description_get_type ())

GType           imw_description_get_type (void) G_GNUC_CONST;
ImwDescription *imw_description_new (const char *chain_id, ImwAsset *asset);
ImwDescription *imw_description_ref (ImwDescription *self);
void            imw_description_unref (ImwDescription *self);
/* building, by the chain's describer only */
void            imw_description_add_recipient (ImwDescription *self, const char *address, ImwAmount *amount, const char *path);
void            imw_description_add_change (ImwDescription *self, const char *address, ImwAmount *amount, const char *path);
void            imw_description_add_warning (ImwDescription *self, ImwWarning warning);
void            imw_description_set_totals (ImwDescription *self, ImwAmount *inputs, ImwAmount *fee, guint64 size_vbytes, guint64 fee_rate_millisat_vb);
void            imw_description_set_id (ImwDescription *self, const char *txid);
/* reading */
const char                 *imw_description_get_chain_id (ImwDescription *self);
ImwAsset                   *imw_description_get_asset (ImwDescription *self);
guint                       imw_description_get_n_recipients (ImwDescription *self);
const ImwDescriptionOutput *imw_description_get_recipient (ImwDescription *self, guint index);
guint                       imw_description_get_n_change (ImwDescription *self);
const ImwDescriptionOutput *imw_description_get_change (ImwDescription *self, guint index);
guint                       imw_description_get_n_warnings (ImwDescription *self);
ImwWarning                  imw_description_get_warning (ImwDescription *self, guint index);
gboolean                    imw_description_has_warning (ImwDescription *self, ImwWarning warning);
ImwAmount                  *imw_description_get_inputs (ImwDescription *self);
ImwAmount                  *imw_description_get_fee (ImwDescription *self);
ImwAmount                  *imw_description_dup_sent (ImwDescription *self);  /* sum of the recipients */
ImwAmount                  *imw_description_dup_leaves (ImwDescription *self); /* recipients not ours + fee: what leaves the wallet */
guint64                     imw_description_get_size_vbytes (ImwDescription *self);
guint64                     imw_description_get_fee_rate_millisat_vb (ImwDescription *self);
const char                 *imw_description_get_id (ImwDescription *self); /* txid (known beforehand for SegWit), nullable */

#define IMW_DESCRIPTION_VARIANT_TYPE "(s(sssu)a(sss)a(sss)assstts)" /* documented in the .c file; "" = none */
GVariant       *imw_description_to_variant (ImwDescription *self);
ImwDescription *imw_description_from_variant (GVariant *variant, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* BAD_REPLY; every bound checked */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwDescription, imw_description_unref)

G_END_DECLS
