/* imw-practice-esplora.h: the practice Bitcoin seen as an Esplora server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-practice-bitcoin.h"
#include "imw-practice-reply.h"

G_BEGIN_DECLS

/* path: without "/api", beginning with "/". Always sets a reply. */
void imw_practice_esplora_answer (ImwPracticeBitcoin *bitcoin, const char *method, const char *path, GBytes *body, ImwPracticeReply *reply);

G_END_DECLS
