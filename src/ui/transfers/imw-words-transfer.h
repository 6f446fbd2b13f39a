/* imw-words-transfer.h: what transfers are called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-country.h"
#include "imw-field-check.h"
#include "imw-transfer.h"

G_BEGIN_DECLS

const char *imw_words_route (ImwRoute route);
const char *imw_words_stage (ImwStage stage, ImwRoute route);
const char *imw_words_stage_icon (ImwStage stage);
const char *imw_words_need_title (ImwNeed need);
char       *imw_words_need_text (ImwTransfer *transfer);
const char *imw_words_need_verb (ImwNeed need);
const char *imw_words_actor (ImwActor actor);
char       *imw_words_event (const ImwTransferEvent *event);
const char *imw_words_method (const char *id);
const char *imw_words_country (const ImwCountry *country);
char       *imw_words_country_code (const char *code);
const char *imw_words_field (const char *name, const char *country, const char *method);
const char *imw_words_field_hint (const char *name, const char *country, const char *method);
const char *imw_words_field_fault (ImwFieldFault fault);
const char *imw_words_choice (const char *field, const char *choice);
char       *imw_words_offer_problem (ImwWalletService *service, ImwOffer *offer);
const char *imw_words_customer (ImwCustomerState state);
const char *imw_words_report_line (const ImwReportLine *line);
const char *imw_words_rule (const char *rule);
char       *imw_words_eta (gint64 seconds);
char       *imw_words_percent (gint basis_points);

G_END_DECLS
