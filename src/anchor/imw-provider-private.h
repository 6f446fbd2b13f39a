/* imw-provider-private.h: how providers say no
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-provider.h"

G_BEGIN_DECLS

/* sets REFUSED by one of the rules that imw_provider_error_get_rule () knows */
void imw_provider_refuse (GError **error, const char *rule, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* sets REFUSED with the provider's own words; NULL: it says nothing */
void imw_provider_refuse_in_words (GError **error, const char *words);

void imw_report_line_free (ImwReportLine *self);

G_END_DECLS
