/* imw-ethereum-message-private.h: what the files about messages share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-description.h"
#include "imw-ethereum-params.h"

G_BEGIN_DECLS

gboolean imw_ethereum_message_describe_text (ImwDescription *description, GBytes *message, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_ethereum_message_describe_typed (ImwDescription *description, const ImwEthereumParams *params, const ImwEthereumAddress *own, const char *path, GBytes *message, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_ethereum_message_warn (ImwDescription *description, ImwWarning warning);

G_END_DECLS
