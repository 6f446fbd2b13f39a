/* imw-cli-output.c: JSON, plain text and error sentences of imwallet-cli
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-cli"

#include "config.h"

#include "imw-cli.h"

#include "imw-error.h"
#include "imw-signer.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_QUARK (imw - cli - usage, imw_cli_usage)

/**
 * imw_cli_print_json:
 * @builder: a finished value
 *
 * Prints it, indented, with a line end.
 */
void
imw_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);

  g_print ("%s\n", text);
}

/**
 * imw_cli_json_string:
 * @builder: inside an object
 * @name: the member
 * @value: (nullable): its text; %NULL makes it null
 *
 * Adds a member.
 */
void
imw_cli_json_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * imw_cli_json_int:
 * @builder: inside an object
 * @name: the member
 * @value: its value
 *
 * Adds a member.
 */
void
imw_cli_json_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * imw_cli_json_bool:
 * @builder: inside an object
 * @name: the member
 * @value: its value
 *
 * Adds a member.
 */
void
imw_cli_json_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/**
 * imw_cli_json_amount:
 * @builder: inside an object
 * @name: the member
 * @amount: (nullable): an amount; %NULL, unknown, makes it null
 *
 * Adds the amount as exact decimal text in whole units of its asset ("0.01500000").
 */
void
imw_cli_json_amount (JsonBuilder *builder, const char *name, ImwAmount *amount)
{
  g_autofree char *text = NULL;

  if (amount != NULL)
    text =
        imw_amount_to_decimal_text (amount, imw_asset_get_decimals (imw_amount_get_asset (amount)));
  imw_cli_json_string (builder, name, text);
}

/**
 * imw_cli_json_time:
 * @builder: inside an object
 * @name: the member
 * @time_ms: UTC ms; 0 makes it null
 *
 * Adds the time as ISO 8601 in UTC.
 */
void
imw_cli_json_time (JsonBuilder *builder, const char *name, gint64 time_ms)
{
  g_autofree char *text = time_ms > 0 ? imw_cli_format_time (time_ms) : NULL;

  imw_cli_json_string (builder, name, text);
}

/**
 * imw_cli_format_amount:
 * @amount: (nullable): an amount
 *
 * Returns: (transfer full): every digit and the symbol, or a dash when it is unknown
 */
char *
imw_cli_format_amount (ImwAmount *amount)
{
  g_autofree char *text = NULL;
  ImwAsset        *asset;

  if (amount == NULL)
    return g_strdup ("–");
  asset = imw_amount_get_asset (amount);
  text = imw_amount_to_decimal_text (amount, imw_asset_get_decimals (asset));

  return g_strdup_printf ("%s %s", text, imw_asset_get_symbol (asset));
}

/**
 * imw_cli_format_time:
 * @time_ms: UTC ms
 *
 * Returns: (transfer full): ISO 8601 in UTC, to the second
 */
char *
imw_cli_format_time (gint64 time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_ms / 1000);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("–");
}

static ImwExit
exit_code_of (ImwError code)
{
  switch (code)
    {
    case IMW_ERROR_NETWORK:
    case IMW_ERROR_TIMEOUT:
    case IMW_ERROR_SERVER:
    case IMW_ERROR_BAD_REPLY:
      return IMW_EXIT_NETWORK;
    case IMW_ERROR_BAD_INPUT:
    case IMW_ERROR_BAD_ADDRESS:
    case IMW_ERROR_WRONG_NETWORK:
      return IMW_EXIT_BAD_INPUT;
    case IMW_ERROR_INSUFFICIENT_FUNDS:
      return IMW_EXIT_INSUFFICIENT_FUNDS;
    case IMW_ERROR_LOCKED:
    case IMW_ERROR_NOT_SUPPORTED:
      return IMW_EXIT_LOCKED;
    case IMW_ERROR_WRONG_PASSPHRASE:
    case IMW_ERROR_RATE_LIMITED:
      return IMW_EXIT_WRONG_PASSWORD;
    case IMW_ERROR_FEE_TOO_LOW:
    case IMW_ERROR_REFUSED:
      return IMW_EXIT_REFUSED;
    case IMW_ERROR_NOT_FOUND:
      return IMW_EXIT_NOT_FOUND;
    case IMW_ERROR_CORRUPT:
    case IMW_ERROR_DISK:
      return IMW_EXIT_DISK;
    case IMW_ERROR_BUSY:
      return IMW_EXIT_BUSY;
    case IMW_ERROR_INTERNAL:
      return IMW_EXIT_INTERNAL;
    }

  return IMW_EXIT_INTERNAL;
}

/**
 * imw_cli_exit_code:
 * @error: what happened
 *
 * Returns: the exit code for it
 */
ImwExit
imw_cli_exit_code (const GError *error)
{
  if (error->domain == IMW_CLI_USAGE || error->domain == G_OPTION_ERROR)
    return IMW_EXIT_USAGE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return IMW_EXIT_CANCELLED;
  /* the signer's pause after wrong passwords says how long; a server's is the network's affair */
  if (g_error_matches (error, IMW_ERROR, IMW_ERROR_RATE_LIMITED) &&
      imw_signer_error_wait_ms (error) <= 0)
    return IMW_EXIT_NETWORK;
  if (error->domain == IMW_ERROR)
    return exit_code_of ((ImwError) error->code);
  /* the network's are of our own domain: this is the keyring that does not answer */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return IMW_EXIT_LOCKED;
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return IMW_EXIT_DISK;

  return IMW_EXIT_INTERNAL;
}

static const char *
sentence_of (ImwError code)
{
  switch (code)
    {
    case IMW_ERROR_NETWORK:
      return _ (
          "The server can't be reached. Nothing was lost; try again when there is a connection.");
    case IMW_ERROR_TIMEOUT:
      return _ (
          "Nobody answered in time. Nothing was lost. After a payment, look at “payments” before you pay again.");
    case IMW_ERROR_RATE_LIMITED:
      return _ ("Too many tries. Wait a while, then try again.");
    case IMW_ERROR_SERVER:
      return _ ("The server has a fault of its own. Try again later or use another server.");
    case IMW_ERROR_BAD_REPLY:
      return _ ("The server's answer makes no sense and was not used. Use another server.");
    case IMW_ERROR_BAD_INPUT:
      return _ ("This input can't be used.");
    case IMW_ERROR_BAD_ADDRESS:
      return _ ("This is not a valid address. Nothing was sent.");
    case IMW_ERROR_WRONG_NETWORK:
      return _ ("This belongs to another network. Nothing was sent.");
    case IMW_ERROR_INSUFFICIENT_FUNDS:
      return _ ("There is not enough money for this payment and its fee. Nothing was sent.");
    case IMW_ERROR_FEE_TOO_LOW:
      return _ ("The fee is too low for the network. Choose a higher one.");
    case IMW_ERROR_LOCKED:
      return _ (
          "The wallet or its keyring is locked. Unlock the keyring, or give the password with --password-fd or on a terminal.");
    case IMW_ERROR_WRONG_PASSPHRASE:
      return _ ("Wrong password.");
    case IMW_ERROR_REFUSED:
      return _ ("Refused. No money was moved.");
    case IMW_ERROR_NOT_SUPPORTED:
      return _ ("This is not possible here.");
    case IMW_ERROR_NOT_FOUND:
      return _ ("Not found.");
    case IMW_ERROR_CORRUPT:
      return _ ("A file is damaged. Nothing was changed.");
    case IMW_ERROR_DISK:
      return _ ("The disk did not take it. Nothing was changed.");
    case IMW_ERROR_BUSY:
      return _ ("This wallet is open in another window.");
    case IMW_ERROR_INTERNAL:
      return _ ("Something went wrong inside the wallet. Nothing was lost.");
    }

  return _ ("Something went wrong inside the wallet. Nothing was lost.");
}

/* The vault's place has sentences of its own: none of them may sound like "you have no wallet". */
static const char *
keyring_sentence_of (const GError *error)
{
  if (strstr (error->message, "keyring") == NULL)
    return NULL;
  if (strstr (error->message, "--vault file") != NULL)
    return _ ("No keyring answers here. With --vault file the sealed vault is kept in a file, "
              "protected by your password alone.");
  if (error->code == IMW_ERROR_LOCKED)
    return _ ("Your wallet is there, but the keyring is locked and was not opened. Unlock it, then "
              "try again.");
  if (error->code == IMW_ERROR_NOT_SUPPORTED)
    return _ ("Your wallet is there, but no keyring answers. Start the keyring of your desktop, "
              "then try again.");
  if (error->code == IMW_ERROR_NOT_FOUND)
    return _ ("The keyring is open, but the keys of this wallet are no longer in it. The money is "
              "not lost: “restore” brings it back from the recovery words or a backup file.");

  return NULL;
}

/**
 * imw_cli_error_text:
 * @error: what happened
 *
 * Returns: (transfer full): a translated sentence, followed by the English detail in brackets
 */
char *
imw_cli_error_text (const GError *error)
{
  const char *sentence;
  gint64      wait_ms;

  if (error->domain == IMW_CLI_USAGE || error->domain == G_OPTION_ERROR)
    return g_strdup (error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (_ (
        "Interrupted. A payment that was signed already may still be sent: “payments” shows it."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup_printf ("%s (%s)", sentence_of (IMW_ERROR_TIMEOUT), error->message);
  if (error->domain != IMW_ERROR)
    return g_strdup (error->message);

  wait_ms = imw_signer_error_wait_ms (error);
  if (wait_ms > 0)
    return g_strdup_printf (_ ("Too many wrong passwords. Wait %u s, then try again."),
                            (guint) MIN ((wait_ms + 999) / 1000, G_MAXUINT));

  if (imw_signer_error_is_passphrase (error))
    return g_strdup (_ ("The password is right, the extra passphrase is not. Give it with --passphrase-fd."));

  sentence = keyring_sentence_of (error);
  if (sentence == NULL)
    sentence = sentence_of ((ImwError) error->code);

  return g_strdup_printf ("%s (%s)", sentence, error->message);
}
