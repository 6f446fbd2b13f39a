/* imw-stellar-predicate.h: when a claimable balance may be claimed (CAP-23)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-strkey.h"
#include "imw-xdr.h"

G_BEGIN_DECLS

typedef enum
{
  IMW_STELLAR_PREDICATE_ALWAYS = 0,
  IMW_STELLAR_PREDICATE_AND = 1,
  IMW_STELLAR_PREDICATE_OR = 2,
  IMW_STELLAR_PREDICATE_NOT = 3,
  IMW_STELLAR_PREDICATE_BEFORE = 4, /* seconds since 1970 */
  IMW_STELLAR_PREDICATE_WITHIN = 5  /* seconds since it was set out */
} ImwStellarPredicateType;

typedef struct _ImwStellarPredicate ImwStellarPredicate;

struct _ImwStellarPredicate
{
  ImwStellarPredicateType type;
  ImwStellarPredicate    *left;    /* (nullable) of AND, OR, NOT */
  ImwStellarPredicate    *right;   /* (nullable) of AND, OR */
  gint64                  seconds; /* of BEFORE, WITHIN; not negative */
};

ImwStellarPredicate *imw_stellar_predicate_new (ImwStellarPredicateType type, ImwStellarPredicate *left, ImwStellarPredicate *right, gint64 seconds); /* parts: transfer full */
ImwStellarPredicate *imw_stellar_predicate_copy (const ImwStellarPredicate *self);
void                 imw_stellar_predicate_free (ImwStellarPredicate *self);
ImwStellarPredicate *imw_stellar_predicate_read (ImwReader *reader); /* NULL when the reader fails; at most 4 deep */
void                 imw_stellar_predicate_write (ImwWriter *writer, const ImwStellarPredicate *self);
/* whether it holds at @time_s for a balance set out at @since_s, both seconds since 1970 */
gboolean imw_stellar_predicate_holds (const ImwStellarPredicate *self, gint64 since_s, gint64 time_s);

/* One who may claim. */
typedef struct
{
  guint8               key[IMW_STELLAR_KEY_SIZE];
  ImwStellarPredicate *predicate;
} ImwStellarClaimant;

ImwStellarClaimant *imw_stellar_claimant_new (const guint8 key[IMW_STELLAR_KEY_SIZE], ImwStellarPredicate *predicate); /* predicate: transfer full */
void                imw_stellar_claimant_free (ImwStellarClaimant *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStellarPredicate, imw_stellar_predicate_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwStellarClaimant, imw_stellar_claimant_free)

G_END_DECLS
