/* imw-payment-state.c: the states of a payment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-state"

#include "config.h"

#include "imw-payment-private.h"

static const char *const state_codes[] = {
  [IMW_PAYMENT_DRAFT] = "draft",
  [IMW_PAYMENT_PREPARED] = "prepared",
  [IMW_PAYMENT_DESCRIBED] = "described",
  [IMW_PAYMENT_SIGNED] = "signed",
  [IMW_PAYMENT_SUBMITTED] = "submitted",
  [IMW_PAYMENT_CONFIRMED] = "confirmed",
  [IMW_PAYMENT_REPLACED] = "replaced",
  [IMW_PAYMENT_FAILED] = "failed",
  [IMW_PAYMENT_CANCELLED] = "cancelled",
};

/**
 * imw_payment_state_get_code:
 * @state: a state
 *
 * Returns: its stable name, "submitted" …
 */
const char *
imw_payment_state_get_code (ImwPaymentState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (state_codes), "draft");

  return state_codes[state];
}

/**
 * imw_payment_state_from_code:
 * @code: (nullable): a name
 * @state: (out): the state of that name
 *
 * Returns: %TRUE if there is one
 */
gboolean
imw_payment_state_from_code (const char      *code,
                             ImwPaymentState *state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state_codes); i++)
    {
      if (g_strcmp0 (state_codes[i], code) == 0)
        {
          *state = (ImwPaymentState) i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * imw_payment_state_get_final:
 * @state: a state
 *
 * Returns: whether a payment normally stays in it. A confirmed one can still leave it while its
 * block is young.
 */
gboolean
imw_payment_state_get_final (ImwPaymentState state)
{
  switch (state)
    {
    case IMW_PAYMENT_DRAFT:
    case IMW_PAYMENT_PREPARED:
    case IMW_PAYMENT_DESCRIBED:
    case IMW_PAYMENT_SIGNED:
    case IMW_PAYMENT_SUBMITTED:
      return FALSE;

    case IMW_PAYMENT_CONFIRMED:
    case IMW_PAYMENT_REPLACED:
    case IMW_PAYMENT_FAILED:
    case IMW_PAYMENT_CANCELLED:
      return TRUE;
    }

  g_return_val_if_reached (FALSE);
}

/**
 * imw_payment_get_watched:
 * @self: a payment
 *
 * Returns: whether its fate is still looked at after each sync
 */
gboolean
imw_payment_get_watched (ImwPayment *self)
{
  switch (self->state)
    {
    case IMW_PAYMENT_SIGNED:
    case IMW_PAYMENT_SUBMITTED:
    case IMW_PAYMENT_CONFIRMED:
    case IMW_PAYMENT_REPLACED:
      return TRUE;

    case IMW_PAYMENT_DRAFT:
    case IMW_PAYMENT_PREPARED:
    case IMW_PAYMENT_DESCRIBED:
    case IMW_PAYMENT_FAILED:
    case IMW_PAYMENT_CANCELLED:
      return FALSE;
    }

  g_return_val_if_reached (FALSE);
}
