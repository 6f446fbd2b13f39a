/* imw-signer-main.h: the signer's process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-session.h"

G_BEGIN_DECLS

#define IMW_SIGNER_FD_SIGNING 3
#define IMW_SIGNER_FD_ADMIN   4

int imw_signer_main (const ImwSessionCost *cost);

G_END_DECLS
