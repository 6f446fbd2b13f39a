/* imw-ledger-faults.c: faults that are asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ledger-faults"

#include "config.h"

#include "imw-ledger-faults.h"

struct _ImwFaults
{
  GPtrArray *list; /* (element-type ImwFault) in the order they were asked for */
};

static void
fault_free (ImwFault *fault)
{
  g_free (fault->path);
  g_free (fault);
}

/**
 * imw_faults_new:
 *
 * Returns: (transfer full): a list without faults
 */
ImwFaults *
imw_faults_new (void)
{
  ImwFaults *self = g_new0 (ImwFaults, 1);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) fault_free);

  return self;
}

/**
 * imw_faults_free:
 * @self: (transfer full): a list
 *
 * Frees @self.
 */
void
imw_faults_free (ImwFaults *self)
{
  g_ptr_array_unref (self->list);
  g_free (self);
}

/**
 * imw_faults_add:
 * @self: a list
 * @fault: a fault, copied; with %IMW_FAULT_NONE or a count of 0 nothing happens
 *
 * Asks for a fault after those that are there.
 */
void
imw_faults_add (ImwFaults *self, const ImwFault *fault)
{
  ImwFault *copy;

  if (fault->kind == IMW_FAULT_NONE || fault->count == 0)
    return;

  copy = g_memdup2 (fault, sizeof *fault);
  copy->path = g_strdup (fault->path);
  g_ptr_array_add (self->list, copy);
}

/**
 * imw_faults_clear:
 * @self: a list
 *
 * Forgets all faults.
 */
void
imw_faults_clear (ImwFaults *self)
{
  g_ptr_array_set_size (self->list, 0);
}

static void
use_up (ImwFaults *self, guint index)
{
  ImwFault *fault = g_ptr_array_index (self->list, index);

  fault->count--;
  if (fault->count == 0)
    g_ptr_array_remove_index (self->list, index);
}

/* What only the anchor can do wrong waits for a request to it. */
static gboolean
may_hit (const ImwFault *fault, const char *path)
{
  if (fault->kind == IMW_FAULT_ANCHOR_KEY)
    return g_str_has_prefix (path, "/.well-known/") || g_str_has_prefix (path, "/anchor/auth");
  if (fault->kind == IMW_FAULT_ANCHOR_LIE)
    return g_str_has_prefix (path, "/anchor/sep38/price") ||
           g_str_has_prefix (path, "/anchor/sep38/quote");

  return TRUE;
}

/**
 * imw_faults_take:
 * @self: a list
 * @path: path of a request
 * @ms: (out): the fault's time
 * @after: (out): whether the request does its work
 *
 * Uses up the first fault that fits.
 *
 * Returns: what the request has to suffer
 */
ImwFaultKind
imw_faults_take (ImwFaults *self, const char *path, guint *ms, gboolean *after)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      ImwFault    *fault = g_ptr_array_index (self->list, i);
      ImwFaultKind kind = fault->kind;

      if (kind == IMW_FAULT_REVERT || !may_hit (fault, path) ||
          (fault->path != NULL && !g_str_has_prefix (path, fault->path)))
        continue;

      *ms = fault->ms;
      *after = fault->after;
      use_up (self, i);

      return kind;
    }

  return IMW_FAULT_NONE;
}

/**
 * imw_faults_take_kind:
 * @self: a list
 * @kind: a kind
 *
 * Uses up the first fault of that kind.
 *
 * Returns: whether there was one
 */
gboolean
imw_faults_take_kind (ImwFaults *self, ImwFaultKind kind)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      const ImwFault *fault = g_ptr_array_index (self->list, i);

      if (fault->kind == kind)
        {
          use_up (self, i);
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * imw_faults_get_length:
 * @self: a list
 *
 * Returns: how many faults there are
 */
guint
imw_faults_get_length (ImwFaults *self)
{
  return self->list->len;
}

/**
 * imw_faults_get:
 * @self: a list
 * @index: below its length
 *
 * Returns: (transfer none): a fault
 */
const ImwFault *
imw_faults_get (ImwFaults *self, guint index)
{
  g_return_val_if_fail (index < self->list->len, NULL);

  return g_ptr_array_index (self->list, index);
}

/**
 * imw_fault_kind_get_code:
 * @kind: a kind
 *
 * Returns: (transfer none): its name in requests
 */
const char *
imw_fault_kind_get_code (ImwFaultKind kind)
{
  switch (kind)
    {
    case IMW_FAULT_NONE:
      return "none";

    case IMW_FAULT_DELAY:
      return "delay";

    case IMW_FAULT_HTTP_500:
      return "http-500";

    case IMW_FAULT_HTTP_503:
      return "http-503";

    case IMW_FAULT_HTTP_504:
      return "http-504";

    case IMW_FAULT_HTTP_429:
      return "http-429";

    case IMW_FAULT_TRUNCATE:
      return "truncate";

    case IMW_FAULT_WRONG_DATA:
      return "wrong-data";

    case IMW_FAULT_HANG:
      return "hang";

    case IMW_FAULT_LIE_NONCE:
      return "lie-nonce";

    case IMW_FAULT_LIE_BALANCE:
      return "lie-balance";

    case IMW_FAULT_LIE_CHAIN_ID:
      return "lie-chain-id";

    case IMW_FAULT_ANCHOR_KEY:
      return "anchor-key-changed";

    case IMW_FAULT_ANCHOR_LIE:
      return "anchor-lie";

    case IMW_FAULT_REVERT:
      return "revert";
    }

  g_return_val_if_reached ("none");
}

/**
 * imw_fault_kind_from_code:
 * @code: a name in a request
 * @kind: (out): the kind
 *
 * Returns: %FALSE when there is no such kind
 */
gboolean
imw_fault_kind_from_code (const char *code, ImwFaultKind *kind)
{
  for (ImwFaultKind i = IMW_FAULT_NONE; i <= IMW_FAULT_REVERT; i++)
    {
      if (g_strcmp0 (imw_fault_kind_get_code (i), code) == 0)
        {
          *kind = i;
          return TRUE;
        }
    }

  return FALSE;
}
