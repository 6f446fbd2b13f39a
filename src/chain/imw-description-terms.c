/* imw-description-terms.c: what a payment says beside who gets how much
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-description"

#include "config.h"

#include "imw-description-private.h"

/**
 * imw_description_set_given:
 * @self: a description being built
 * @given: what leaves in an exchange, exactly or at most
 *
 * Says what is given for what the recipients get.
 */
void
imw_description_set_given (ImwDescription *self, ImwAmount *given)
{
  g_return_if_fail (self != NULL && given != NULL);

  g_clear_pointer (&self->given, imw_amount_unref);
  self->given = imw_amount_ref (given);
}

/**
 * imw_description_set_memo:
 * @self: a description being built
 * @type: "text", "id", "hash" or "return"
 * @text: what it says
 *
 * Says what goes along with the payment, for everybody to see.
 */
void
imw_description_set_memo (ImwDescription *self, const char *type, const char *text)
{
  g_return_if_fail (self != NULL && type != NULL && text != NULL);

  g_free (self->memo_type);
  self->memo_type = g_strdup (type);
  g_free (self->memo);
  self->memo = g_strdup (text);
}

/**
 * imw_description_set_deadline:
 * @self: a description being built
 * @deadline_ms: wall time after which it can't happen any more, milliseconds since 1970; 0 for none
 *
 * Says until when it can happen.
 */
void
imw_description_set_deadline (ImwDescription *self, gint64 deadline_ms)
{
  g_return_if_fail (self != NULL && deadline_ms >= 0);

  self->deadline_ms = deadline_ms;
}

/**
 * imw_description_get_given:
 * @self: a description
 *
 * Returns: (transfer none) (nullable): what leaves in an exchange, exactly or at most; %NULL when it is
 *   none
 */
ImwAmount *
imw_description_get_given (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->given;
}

/**
 * imw_description_get_memo_type:
 * @self: a description
 *
 * Returns: (transfer none) (nullable): "text", "id", "hash" or "return"; %NULL without a memo
 */
const char *
imw_description_get_memo_type (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->memo_type;
}

/**
 * imw_description_get_memo:
 * @self: a description
 *
 * Returns: (transfer none) (nullable): what goes along with the payment; may be empty; %NULL without a
 *   memo
 */
const char *
imw_description_get_memo (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->memo;
}

/**
 * imw_description_get_deadline_ms:
 * @self: a description
 *
 * Returns: wall time after which it can't happen any more, milliseconds since 1970; 0 for none
 */
gint64
imw_description_get_deadline_ms (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->deadline_ms;
}
