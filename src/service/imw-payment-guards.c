/* imw-payment-guards.c: what speaks against a payment, or should be known before it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-guards"

#include "config.h"

#include "imw-payment-private.h"

/* The most serious first; the findings are kept in this order. */
static const struct
{
  const char *code;
  ImwGuard    guard;
  gboolean    blocks;
} guards[] = {
  { "token-contract", IMW_GUARD_TOKEN_CONTRACT, TRUE },
  { "would-fail", IMW_GUARD_WOULD_FAIL, TRUE },
  { "fee-missing", IMW_GUARD_FEE_MISSING, TRUE },
  { "closed", IMW_GUARD_CLOSED, TRUE },
  { "needs-memo", IMW_GUARD_NEEDS_MEMO, TRUE },
  { "not-accepted", IMW_GUARD_NOT_ACCEPTED, TRUE },
  { "looks-alike", IMW_GUARD_LOOKS_ALIKE, FALSE },
  { "contract", IMW_GUARD_CONTRACT, FALSE },
  { "unknown-token", IMW_GUARD_UNKNOWN_TOKEN, FALSE },
  { "waits", IMW_GUARD_WAITS, FALSE },
  { "unused", IMW_GUARD_UNUSED, FALSE },
  { "may-freeze", IMW_GUARD_MAY_FREEZE, FALSE },
  { "own-address", IMW_GUARD_OWN_ADDRESS, FALSE },
  { "opens-account", IMW_GUARD_OPENS_ACCOUNT, FALSE },
};

static guint
find_place (ImwGuard guard)
{
  for (guint i = 0; i < G_N_ELEMENTS (guards); i++)
    {
      if (guards[i].guard == guard)
        return i;
    }

  g_return_val_if_reached (0);
}

/**
 * imw_guard_get_code:
 * @guard: a guard
 *
 * Returns: its stable name, "token-contract" …
 */
const char *
imw_guard_get_code (ImwGuard guard)
{
  return guards[find_place (guard)].code;
}

/**
 * imw_guard_finding_free:
 * @finding: (transfer full): a finding
 *
 * Frees it.
 */
void
imw_guard_finding_free (ImwGuardFinding *finding)
{
  g_free (finding->text);
  g_clear_pointer (&finding->amount, imw_amount_unref);
  g_free (finding);
}

/**
 * imw_payment_add_finding:
 * @self: a payment
 * @guard: what was found
 * @text: (nullable): as the guard's comment says
 * @amount: (nullable): as the guard's comment says
 *
 * Puts it at its place among the others; the same again changes nothing.
 */
void
imw_payment_add_finding (ImwPayment *self, ImwGuard guard, const char *text, ImwAmount *amount)
{
  guint            place = find_place (guard);
  guint            position = 0;
  ImwGuardFinding *finding = NULL;

  while (position < self->findings->len)
    {
      finding = g_ptr_array_index (self->findings, position);
      if (finding->guard == guard)
        return;

      if (find_place (finding->guard) > place)
        break;

      position++;
    }

  finding = g_new0 (ImwGuardFinding, 1);
  finding->guard = guard;
  finding->blocks = guards[place].blocks;
  finding->text = g_strdup (text);
  finding->amount = amount != NULL ? imw_amount_ref (amount) : NULL;
  g_ptr_array_insert (self->findings, (gint) position, finding);
}

/**
 * imw_payment_block_finding:
 * @self: a payment
 * @guard: what was found, and is worse than it mostly is
 *
 * Lets it stop the payment.
 */
void
imw_payment_block_finding (ImwPayment *self, ImwGuard guard)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      ImwGuardFinding *finding = g_ptr_array_index (self->findings, i);

      if (finding->guard == guard)
        finding->blocks = TRUE;
    }
}

/**
 * imw_payment_get_findings:
 * @self: a payment
 *
 * Returns: (transfer none) (element-type ImwGuardFinding): of the last estimate or prepare, most
 *   serious first; never %NULL
 */
GPtrArray *
imw_payment_get_findings (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->findings;
}
