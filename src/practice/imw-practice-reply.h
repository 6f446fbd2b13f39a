/* imw-practice-reply.h: an answer before it is sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-json.h"

G_BEGIN_DECLS

typedef struct
{
  guint       status;
  const char *content_type; /* constant */
  GBytes     *body;         /* (nullable) until it is set */
} ImwPracticeReply;

void imw_practice_reply_clear (ImwPracticeReply *self);
void imw_practice_reply_text (ImwPracticeReply *self, guint status, const char *text);
void imw_practice_reply_bytes (ImwPracticeReply *self, GBytes *bytes);
void imw_practice_reply_json (ImwPracticeReply *self, ImwPracticeJson *json); /* empties @json */
void imw_practice_reply_error (ImwPracticeReply *self, const GError *error);
void imw_practice_reply_falsify (ImwPracticeReply *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwPracticeReply, imw_practice_reply_clear)

G_END_DECLS
