/* imw-order-private.h: how orders and customers are made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-chain.h"
#include "imw-order.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void imw_refund_free (ImwRefund *self);
void imw_instruction_free (ImwInstruction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwRefund, imw_refund_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwInstruction, imw_instruction_free)

G_END_DECLS
