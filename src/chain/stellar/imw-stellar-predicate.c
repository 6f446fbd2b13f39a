/* imw-stellar-predicate.c: when a claimable balance may be claimed (CAP-23)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-predicate"

#include "config.h"

#include "imw-stellar-predicate.h"

#include <string.h>

#define MAX_DEPTH 4 /* what the ledger takes */

/**
 * imw_stellar_predicate_new:
 * @type: what kind
 * @left: (transfer full) (nullable): first part of AND and OR, what NOT turns round
 * @right: (transfer full) (nullable): second part of AND and OR
 * @seconds: of BEFORE (since 1970) and WITHIN (since it was set out), zero or more
 *
 * Returns: (transfer full): a condition
 */
ImwStellarPredicate *
imw_stellar_predicate_new (ImwStellarPredicateType type,
                           ImwStellarPredicate    *left,
                           ImwStellarPredicate    *right,
                           gint64                  seconds)
{
  ImwStellarPredicate *self = NULL;

  g_return_val_if_fail (seconds >= 0, NULL);

  self = g_new0 (ImwStellarPredicate, 1);
  self->type = type;
  self->left = left;
  self->right = right;
  self->seconds = seconds;

  return self;
}

/**
 * imw_stellar_predicate_copy:
 * @self: (nullable): a condition
 *
 * Returns: (transfer full) (nullable): a copy
 */
ImwStellarPredicate *
imw_stellar_predicate_copy (const ImwStellarPredicate *self)
{
  if (self == NULL)
    return NULL;

  return imw_stellar_predicate_new (self->type, imw_stellar_predicate_copy (self->left),
                                    imw_stellar_predicate_copy (self->right), self->seconds);
}

/**
 * imw_stellar_predicate_free:
 * @self: (transfer full): a condition
 *
 * Frees @self.
 */
void
imw_stellar_predicate_free (ImwStellarPredicate *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->left, imw_stellar_predicate_free);
  g_clear_pointer (&self->right, imw_stellar_predicate_free);
  g_free (self);
}

static ImwStellarPredicate *read_deep (ImwReader *reader, guint depth);

static void
read_parts (ImwReader *reader, ImwStellarPredicate *self, guint depth)
{
  if (imw_xdr_read_count (reader, 2) != 2)
    {
      imw_reader_fail (reader);
      return;
    }

  self->left = read_deep (reader, depth + 1);
  self->right = read_deep (reader, depth + 1);
}

static void
read_not (ImwReader *reader, ImwStellarPredicate *self, guint depth)
{
  if (!imw_xdr_read_bool (reader))
    {
      imw_reader_fail (reader);
      return;
    }

  self->left = read_deep (reader, depth + 1);
}

static ImwStellarPredicate *
read_deep (ImwReader *reader, guint depth)
{
  gint32 type = imw_xdr_read_i32 (reader);
  g_autoptr (ImwStellarPredicate) self = g_new0 (ImwStellarPredicate, 1);

  if (depth > MAX_DEPTH || type < IMW_STELLAR_PREDICATE_ALWAYS ||
      type > IMW_STELLAR_PREDICATE_WITHIN)
    {
      imw_reader_fail (reader);
      return NULL;
    }

  self->type = (ImwStellarPredicateType) type;
  switch (self->type)
    {
    case IMW_STELLAR_PREDICATE_ALWAYS:
      break;

    case IMW_STELLAR_PREDICATE_AND:
    case IMW_STELLAR_PREDICATE_OR:
      read_parts (reader, self, depth);
      break;

    case IMW_STELLAR_PREDICATE_NOT:
      read_not (reader, self, depth);
      break;

    case IMW_STELLAR_PREDICATE_BEFORE:
    case IMW_STELLAR_PREDICATE_WITHIN:
      self->seconds = imw_xdr_read_i64 (reader);
      if (self->seconds < 0)
        imw_reader_fail (reader);
      break;
    }

  return imw_reader_ok (reader) ? g_steal_pointer (&self) : NULL;
}

/**
 * imw_stellar_predicate_read:
 * @reader: a reader
 *
 * Reads a ClaimPredicate as strictly as the ledger does: at most four deep, both parts of AND and OR
 * there, no negative times.
 *
 * Returns: (transfer full) (nullable): the condition; %NULL when the reader fails
 */
ImwStellarPredicate *
imw_stellar_predicate_read (ImwReader *reader)
{
  return read_deep (reader, 1);
}

/**
 * imw_stellar_predicate_write:
 * @writer: a writer
 * @self: a condition
 *
 * Writes a ClaimPredicate.
 */
void
imw_stellar_predicate_write (ImwWriter *writer, const ImwStellarPredicate *self)
{
  g_return_if_fail (writer != NULL && self != NULL);

  imw_xdr_write_i32 (writer, (gint32) self->type);
  switch (self->type)
    {
    case IMW_STELLAR_PREDICATE_ALWAYS:
      break;

    case IMW_STELLAR_PREDICATE_AND:
    case IMW_STELLAR_PREDICATE_OR:
      imw_writer_u32_be (writer, 2);
      imw_stellar_predicate_write (writer, self->left);
      imw_stellar_predicate_write (writer, self->right);
      break;

    case IMW_STELLAR_PREDICATE_NOT:
      imw_xdr_write_bool (writer, TRUE);
      imw_stellar_predicate_write (writer, self->left);
      break;

    case IMW_STELLAR_PREDICATE_BEFORE:
    case IMW_STELLAR_PREDICATE_WITHIN:
      imw_xdr_write_i64 (writer, self->seconds);
      break;
    }
}

/**
 * imw_stellar_predicate_holds:
 * @self: a condition
 * @since_s: when the balance was set out, seconds since 1970
 * @time_s: when it would be claimed: closing time of the ledger, seconds since 1970
 *
 * Returns: whether it may be claimed then
 */
gboolean
imw_stellar_predicate_holds (const ImwStellarPredicate *self, gint64 since_s, gint64 time_s)
{
  g_return_val_if_fail (self != NULL, FALSE);

  switch (self->type)
    {
    case IMW_STELLAR_PREDICATE_ALWAYS:
      return TRUE;

    case IMW_STELLAR_PREDICATE_AND:
      return imw_stellar_predicate_holds (self->left, since_s, time_s) &&
             imw_stellar_predicate_holds (self->right, since_s, time_s);

    case IMW_STELLAR_PREDICATE_OR:
      return imw_stellar_predicate_holds (self->left, since_s, time_s) ||
             imw_stellar_predicate_holds (self->right, since_s, time_s);

    case IMW_STELLAR_PREDICATE_NOT:
      return !imw_stellar_predicate_holds (self->left, since_s, time_s);

    case IMW_STELLAR_PREDICATE_BEFORE:
      return time_s < self->seconds;

    case IMW_STELLAR_PREDICATE_WITHIN:
      return since_s > G_MAXINT64 - self->seconds || time_s < since_s + self->seconds;
    }

  g_return_val_if_reached (FALSE);
}

/**
 * imw_stellar_claimant_new:
 * @key: (array fixed-size=32): public key of the account
 * @predicate: (transfer full): when it may claim
 *
 * Returns: (transfer full): one who may claim
 */
ImwStellarClaimant *
imw_stellar_claimant_new (const guint8 key[IMW_STELLAR_KEY_SIZE], ImwStellarPredicate *predicate)
{
  ImwStellarClaimant *self = NULL;

  g_return_val_if_fail (key != NULL && predicate != NULL, NULL);

  self = g_new0 (ImwStellarClaimant, 1);
  memcpy (self->key, key, sizeof self->key);
  self->predicate = predicate;

  return self;
}

/**
 * imw_stellar_claimant_free:
 * @self: (transfer full): one who may claim
 *
 * Frees @self.
 */
void
imw_stellar_claimant_free (ImwStellarClaimant *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->predicate, imw_stellar_predicate_free);
  g_free (self);
}
