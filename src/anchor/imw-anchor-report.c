/* imw-anchor-report.c: what an anchor offers, whether it admits us, why not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-error.h"

#include <string.h>

static void
add_line (ImwAnchorJob *job, const char *code, gboolean good, const char *text)
{
  ImwReportLine *line = g_new0 (ImwReportLine, 1);

  line->code = code;
  line->good = good;
  line->text = g_strdup (text);
  g_ptr_array_add (job->report->lines, line);
}

static gboolean
has_bad_line (const ImwProviderReport *report, const char *code)
{
  for (guint i = 0; i < report->lines->len; i++)
    {
      const ImwReportLine *line = g_ptr_array_index (report->lines, i);

      if (!line->good && (code == NULL || g_str_equal (line->code, code)))
        return TRUE;
    }

  return FALSE;
}

static void
set_level (ImwProviderReport *report)
{
  for (guint i = 0; i < report->corridors->len; i++)
    {
      const ImwCorridor *corridor = g_ptr_array_index (report->corridors, i);

      report->can_abroad = report->can_abroad || corridor->route == IMW_ROUTE_ABROAD;
      report->can_withdraw = report->can_withdraw || corridor->route == IMW_ROUTE_WITHDRAW;
      report->can_deposit = report->can_deposit || corridor->route == IMW_ROUTE_DEPOSIT;
    }
  if (report->corridors->len == 0 || has_bad_line (report, "login") ||
      has_bad_line (report, "client-domain") || has_bad_line (report, "signing-key"))
    report->level = IMW_REPORT_BAD;
  else
    report->level = has_bad_line (report, NULL) ? IMW_REPORT_LIMITED : IMW_REPORT_GOOD;
}

static void
finish (ImwAnchorJob *job)
{
  set_level (job->report);
  imw_anchor_job_return (job, g_steal_pointer (&job->report),
                         (GDestroyNotify) imw_provider_report_free);
}

/* Whether a provider that does not admit us wants wallets that it knows (client attribution of SEP-10). */
static gboolean
wants_client_domain (const GError *error)
{
  g_autofree char *text = g_ascii_strdown (error->message, -1);

  return strstr (text, "client_domain") != NULL || strstr (text, "client domain") != NULL ||
         strstr (text, "client attribution") != NULL;
}

static void
logged_in_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  g_autoptr (GError) owned = error;

  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      imw_anchor_job_fail (job, g_steal_pointer (&owned));
      return;
    }
  if (owned == NULL)
    add_line (job, "login", TRUE, NULL);
  else if (g_strcmp0 (imw_provider_error_get_rule (owned), "admission") == 0 &&
           wants_client_domain (owned))
    {
      job->report->needs_wallet_registration = TRUE;
      add_line (job, "client-domain", FALSE, imw_provider_error_get_words (owned));
    }
  else if (!g_error_matches (owned, IMW_ERROR, IMW_ERROR_LOCKED))
    add_line (job, "login", FALSE, imw_provider_error_get_words (owned));
  finish (job);
}

static void
add_list_line (ImwAnchorJob *job, const char *code, const char *address, JsonNode *list)
{
  const GError *why = job->self->info_error;

  if (address != NULL)
    add_line (job, code, list != NULL, list == NULL && why != NULL ? why->message : NULL);
}

/* What went wrong before anything could be read. */
static void
add_failure (ImwAnchorJob *job, const GError *error)
{
  const char *rule = imw_provider_error_get_rule (error);
  const char *words = imw_provider_error_get_words (error);

  if (g_strcmp0 (rule, "network") == 0)
    {
      add_line (job, "toml", TRUE, NULL);
      add_line (job, "network", FALSE, words);
    }
  else
    add_line (job, "toml", FALSE, words);
}

static void
loaded_cb (ImwAnchorJob *job, JsonObject *reply, GError *error)
{
  ImwAnchor *self = job->self;
  g_autoptr (GError) owned = error;
  g_autoptr (GError) pin = NULL;

  if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      imw_anchor_job_fail (job, g_steal_pointer (&owned));
      return;
    }
  if (owned != NULL)
    {
      add_failure (job, owned);
      finish (job);
      return;
    }

  job->report->info = imw_provider_info_copy (self->toml->info);
  add_line (job, "toml", TRUE, NULL);
  add_line (job, "network", TRUE, NULL);
  add_line (job, "https", self->toml->bad_address == NULL, self->toml->bad_address);
  if (!imw_anchor_check_pin (self, &pin))
    {
      add_line (job, "signing-key", FALSE, imw_provider_error_get_words (pin));
      finish (job);
      return;
    }

  add_line (job, "signing-key", TRUE, NULL);
  add_list_line (job, "quotes", self->toml->quotes, self->info38);
  add_list_line (job, "sep6", self->toml->sep6, self->info6);
  add_list_line (job, "sep24", self->toml->sep24, self->info24);
  add_list_line (job, "sep31", self->toml->sep31, self->info31);
  if (self->toml->customers != NULL)
    add_line (job, "kyc", TRUE, NULL);
  g_ptr_array_unref (job->report->corridors);
  job->report->corridors = imw_anchor_list_corridors (self);
  if (self->toml->login == NULL)
    {
      add_line (job, "login", FALSE, NULL);
      finish (job);
    }
  else if (self->address == NULL)
    finish (job);
  else if (imw_anchor_has_token (self))
    logged_in_cb (job, NULL, NULL);
  else
    imw_anchor_login (job, logged_in_cb);
}

/**
 * imw_anchor_report_job:
 * @job: (transfer full): a job
 *
 * Reads everything.
 */
void
imw_anchor_report_job (ImwAnchorJob *job)
{
  job->report = g_new0 (ImwProviderReport, 1);
  job->report->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_report_line_free);
  job->report->corridors = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_corridor_free);
  imw_anchor_load (job, TRUE, loaded_cb);
}
