/* imw-cli-providers.c: commands for providers and for where money comes out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli-transfer.h"

#include "imw-country.h"
#include "imw-error.h"
#include "imw-field-check.h"
#include "imw-provider-book.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_FILE_BYTES (10 * 1024 * 1024)

static gboolean
split (const char *pair, char **name, char **text, GError **error)
{
  const char *sign = strchr (pair, '=');

  if (sign == NULL || sign == pair)
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Write a field as NAME=VALUE, not “%s”."), pair);
      return FALSE;
    }
  *name = g_strndup (pair, (gsize) (sign - pair));
  *text = g_strdup (sign + 1);

  return TRUE;
}

/**
 * imw_cli_read_fields:
 * @pairs: (nullable): NULL-terminated "NAME=VALUE"
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): the values by name
 */
GHashTable *
imw_cli_read_fields (char **pairs, GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      char *name = NULL;
      char *text = NULL;

      if (!split (pairs[i], &name, &text, error))
        return NULL;
      g_hash_table_replace (values, name, text);
    }

  return g_steal_pointer (&values);
}

/**
 * imw_cli_read_files:
 * @pairs: (nullable): NULL-terminated "NAME=PATH"
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type utf8 GBytes): the files by name; %IMW_ERROR_BAD_INPUT when one is over 10 MB
 */
GHashTable *
imw_cli_read_files (char **pairs, GError **error)
{
  g_autoptr (GHashTable) files =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);

  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *path = NULL;
      char            *data = NULL;
      gsize            length = 0;

      if (!split (pairs[i], &name, &path, error) ||
          !g_file_get_contents (path, &data, &length, error))
        return NULL;
      g_hash_table_replace (files, g_steal_pointer (&name), g_bytes_new_take (data, length));
      if (length > MAX_FILE_BYTES)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s is larger than 10 MB", path);
          return NULL;
        }
    }

  return g_steal_pointer (&files);
}

static gboolean
check (ImwCli *cli, ImwKnownProvider *provider, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  imw_known_provider_check_async (provider, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_known_provider_check_finish (provider, result, error);
}

/**
 * imw_cli_read_reports:
 * @cli: this run, with an open wallet
 * @error: return location
 *
 * Asks every provider what it offers; one that does not answer is left out.
 *
 * Returns: %FALSE when it was cancelled
 */
gboolean
imw_cli_read_reports (ImwCli *cli, GError **error)
{
  GListModel *providers = imw_wallet_get_providers (cli->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (ImwKnownProvider) provider = g_list_model_get_item (providers, i);
      g_autoptr (GError) check_error = NULL;

      if (!check (cli, provider, &check_error))
        g_message ("Asking %s: %s", imw_known_provider_get_domain (provider), check_error->message);
    }

  return !g_cancellable_set_error_if_cancelled (cli->cancellable, error);
}

/* ---- where money comes out ---- */

/**
 * imw_cli_find_payout:
 * @cli: this run, unlocked
 * @name: as it was saved
 * @own: among the user's own accounts
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the one of that name; %IMW_ERROR_NOT_FOUND
 */
ImwPayout *
imw_cli_find_payout (ImwCli *cli, const char *name, gboolean own, GError **error)
{
  GListModel *payouts = imw_wallet_get_payouts (cli->wallet);

  for (guint i = 0; i < g_list_model_get_n_items (payouts); i++)
    {
      g_autoptr (ImwPayout) payout = g_list_model_get_item (payouts, i);

      if (imw_payout_get_own (payout) == own && g_strcmp0 (imw_payout_get_name (payout), name) == 0)
        return g_steal_pointer (&payout);
    }
  g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "nobody is saved as %s", name);

  return NULL;
}

static void
list_payouts (ImwCli *cli, gboolean own)
{
  GListModel *payouts = imw_wallet_get_payouts (cli->wallet);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "recipients");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (payouts); i++)
    {
      g_autoptr (ImwPayout) payout = g_list_model_get_item (payouts, i);
      g_autofree char *masked = imw_payout_dup_masked (payout);

      if (imw_payout_get_own (payout) != own)
        continue;
      if (!cli->json)
        {
          g_print ("%s  %s  %s  %s\n", imw_payout_get_name (payout),
                   imw_payout_get_country (payout) != NULL ? imw_payout_get_country (payout) : "–",
                   imw_payout_get_method (payout) != NULL ? imw_payout_get_method (payout) : "–",
                   masked);
          continue;
        }
      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "id", imw_payout_get_id (payout));
      imw_cli_json_string (builder, "name", imw_payout_get_name (payout));
      imw_cli_json_string (builder, "country", imw_payout_get_country (payout));
      imw_cli_json_string (builder, "method", imw_payout_get_method (payout));
      imw_cli_json_string (builder, "masked", masked);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);
}

/* A number that can't be right is told before it is kept. */
static gboolean
check_values (GHashTable *values, const char *country, const char *method, GError **error)
{
  GHashTableIter iter;
  gpointer       name;
  gpointer       text;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &text))
    {
      g_autoptr (ImwField) field = imw_field_new (name, IMW_FIELD_TEXT);
      ImwFieldFault fault = imw_field_check (field, country, method, text, values);

      if (fault != IMW_FIELD_FINE)
        {
          g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "%s can't be right: %s",
                       (const char *) name, imw_field_fault_get_code (fault));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
save_payout (ImwCli *cli, ImwPayout *payout, gboolean remove, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (remove)
    imw_wallet_remove_payout_async (cli->wallet, payout, cli->cancellable, imw_cli_ready_cb, &slot);
  else
    imw_wallet_save_payout_async (cli->wallet, payout, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return remove ? imw_wallet_remove_payout_finish (cli->wallet, result, error)
                : imw_wallet_save_payout_finish (cli->wallet, result, error);
}

static gboolean
add_payout (ImwCli     *cli,
            const char *name,
            gboolean    own,
            const char *country,
            const char *method,
            char      **pairs,
            GError    **error)
{
  const ImwCountry *known = country != NULL ? imw_country_find (country) : NULL;
  g_autoptr (GHashTable) values = imw_cli_read_fields (pairs, error);
  g_autoptr (ImwPayout) payout = imw_payout_new (own);
  GHashTableIter iter;
  gpointer       field;
  gpointer       text;

  if (values == NULL)
    return FALSE;
  if (known == NULL)
    {
      g_set_error (error, IMW_CLI_USAGE, 0, _ ("Name the country with --country."));
      return FALSE;
    }
  if (!check_values (values, known->alpha3, method, error))
    return FALSE;
  imw_payout_set_name (payout, name);
  imw_payout_set_way (payout, known->alpha3, method);
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &field, &text))
    imw_payout_set_value (payout, field, text);

  return save_payout (cli, payout, FALSE, error);
}

/**
 * imw_cli_recipients:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `recipients`: people abroad, or with `--own` the user's own accounts.
 *
 * Returns: %TRUE on success
 */
gboolean
imw_cli_recipients (ImwCli *cli, int argc, char **argv, GError **error)
{
  gboolean         own = FALSE;
  g_autofree char *country = NULL;
  g_autofree char *method = NULL;
  g_auto (GStrv) fields = NULL;
  g_autoptr (ImwPayout) payout = NULL;
  const GOptionEntry entries[] = { { "own", 0, 0, G_OPTION_ARG_NONE, &own, NULL, NULL },
                                   { "country", 0, 0, G_OPTION_ARG_STRING, &country, NULL, NULL },
                                   { "method", 0, 0, G_OPTION_ARG_STRING, &method, NULL, NULL },
                                   { "field", 0, 0, G_OPTION_ARG_STRING_ARRAY, &fields, NULL,
                                     NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 1, 2, error))
    return FALSE;
  cli->offline = TRUE;
  if (!imw_cli_open_wallet (cli, FALSE, error) || !imw_cli_unlock (cli, error))
    return FALSE;
  if (g_str_equal (argv[1], "list") && argc == 2)
    {
      list_payouts (cli, own);
      return TRUE;
    }
  if (g_str_equal (argv[1], "add") && argc == 3)
    return add_payout (cli, argv[2], own, country, method, fields, error);
  if (g_str_equal (argv[1], "remove") && argc == 3)
    {
      payout = imw_cli_find_payout (cli, argv[2], own, error);

      return payout != NULL && save_payout (cli, payout, TRUE, error);
    }
  g_set_error (error, IMW_CLI_USAGE, 0, _ ("recipients list | add NAME | remove NAME"));

  return FALSE;
}

/* ---- providers ---- */

static const char *
get_level (ImwProviderReport *report)
{
  if (report == NULL)
    return NULL;

  switch (report->level)
    {
    case IMW_REPORT_GOOD:
      return "good";
    case IMW_REPORT_LIMITED:
      return "limited";
    case IMW_REPORT_BAD:
      return "bad";
    }

  g_return_val_if_reached (NULL);
}

static void
json_provider (JsonBuilder *builder, ImwKnownProvider *provider)
{
  ImwProviderReport *report = imw_known_provider_get_report (provider);
  ImwCustomer       *customer = imw_known_provider_get_customer (provider);
  g_autofree char   *title = imw_known_provider_dup_title (provider);

  json_builder_begin_object (builder);
  imw_cli_json_string (builder, "domain", imw_known_provider_get_domain (provider));
  imw_cli_json_string (builder, "name", title);
  imw_cli_json_bool (builder, "accepted", imw_known_provider_get_pin (provider) != NULL);
  imw_cli_json_bool (builder, "changed", imw_known_provider_get_changed (provider) != NULL);
  imw_cli_json_string (builder, "level", get_level (report));
  imw_cli_json_bool (builder, "abroad", report != NULL && report->can_abroad);
  imw_cli_json_bool (builder, "deposit", report != NULL && report->can_deposit);
  imw_cli_json_bool (builder, "withdraw", report != NULL && report->can_withdraw);
  imw_cli_json_string (builder, "customer",
                       customer != NULL ? imw_customer_state_get_code (customer->state) : NULL);
  json_builder_set_member_name (builder, "report");
  json_builder_begin_array (builder);
  for (guint i = 0; report != NULL && i < report->lines->len; i++)
    {
      const ImwReportLine *line = g_ptr_array_index (report->lines, i);

      json_builder_begin_object (builder);
      imw_cli_json_string (builder, "code", line->code);
      imw_cli_json_bool (builder, "good", line->good);
      imw_cli_json_string (builder, "text", line->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_provider (ImwKnownProvider *provider)
{
  ImwProviderReport *report = imw_known_provider_get_report (provider);
  g_autofree char   *title = imw_known_provider_dup_title (provider);

  g_print ("%s  %s%s\n", imw_known_provider_get_domain (provider), title,
           imw_known_provider_get_pin (provider) == NULL ? _ ("  (not accepted yet)") : "");
  for (guint i = 0; report != NULL && i < report->lines->len; i++)
    {
      const ImwReportLine *line = g_ptr_array_index (report->lines, i);

      g_print ("  %s %s%s%s\n", line->good ? "+" : "-", line->code, line->text != NULL ? ": " : "",
               line->text != NULL ? line->text : "");
    }
}

static gboolean
list_providers (ImwCli *cli, GError **error)
{
  GListModel *providers = imw_wallet_get_providers (cli->wallet);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!imw_cli_read_reports (cli, error))
    return FALSE;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "providers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (ImwKnownProvider) provider = g_list_model_get_item (providers, i);

      if (cli->json)
        json_provider (builder, provider);
      else
        print_provider (provider);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    imw_cli_print_json (builder);

  return TRUE;
}

static gboolean
accept (ImwCli *cli, ImwKnownProvider *provider, gboolean yes, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  print_provider (provider);
  if (!yes && !imw_cli_confirm (_ ("Trust this provider with your transfers?"), error))
    return FALSE;
  imw_known_provider_accept_async (provider, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_known_provider_accept_finish (provider, result, error);
}

static gboolean
add_provider (ImwCli *cli, const char *domain, gboolean yes, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ImwKnownProvider) provider = NULL;

  imw_wallet_add_provider_async (cli->wallet, domain, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);
  provider = imw_wallet_add_provider_finish (cli->wallet, result, error);

  return provider != NULL && accept (cli, provider, yes, error);
}

static gboolean
remove_provider (ImwCli *cli, ImwKnownProvider *provider, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  imw_wallet_remove_provider_async (cli->wallet, provider, cli->cancellable, imw_cli_ready_cb,
                                    &slot);
  result = imw_cli_wait (&slot);

  return imw_wallet_remove_provider_finish (cli->wallet, result, error);
}

static gboolean
erase (ImwCli *cli, ImwKnownProvider *provider, gboolean yes, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (!yes && !imw_cli_confirm (_ ("Ask the provider to erase what it knows about you?"), error))
    return FALSE;
  if (!imw_cli_unlock (cli, error))
    return FALSE;
  imw_known_provider_erase_customer_async (provider, cli->cancellable, imw_cli_ready_cb, &slot);
  result = imw_cli_wait (&slot);

  return imw_known_provider_erase_customer_finish (provider, result, error);
}

/**
 * imw_cli_providers:
 * @cli: this run
 * @argc: number of arguments, the command's name first
 * @argv: the arguments
 * @error: return location
 *
 * `providers`: who brings the money: what they offer, adding, accepting what changed, removing, erasing what they know.
 *
 * Returns: %TRUE on success
 */
gboolean
imw_cli_providers (ImwCli *cli, int argc, char **argv, GError **error)
{
  gboolean           yes = FALSE;
  ImwKnownProvider  *provider = NULL;
  const GOptionEntry entries[] = { { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, NULL, NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!imw_cli_parse (cli, entries, &argc, &argv, 1, 2, error) ||
      !imw_cli_open_wallet (cli, FALSE, error))
    return FALSE;
  if (g_str_equal (argv[1], "list") && argc == 2)
    return list_providers (cli, error);
  if (argc == 3 && g_str_equal (argv[1], "add"))
    return add_provider (cli, argv[2], yes, error);

  if (argc == 3)
    provider = imw_wallet_find_provider (cli->wallet, argv[2]);
  if (argc == 3 && provider == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no provider %s", argv[2]);
      return FALSE;
    }
  if (argc == 3 && g_str_equal (argv[1], "accept"))
    return check (cli, provider, error) && accept (cli, provider, yes, error);
  if (argc == 3 && g_str_equal (argv[1], "remove"))
    return remove_provider (cli, provider, error);
  if (argc == 3 && g_str_equal (argv[1], "erase"))
    return erase (cli, provider, yes, error);
  g_set_error (error, IMW_CLI_USAGE, 0,
               _ ("providers list | add DOMAIN | accept DOMAIN | remove DOMAIN | erase DOMAIN"));

  return FALSE;
}
