/* imw-cli.h: what the commands of imwallet-cli share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "imw-payment.h"
#include "imw-secret.h"
#include "imw-wallet-service.h"
#include "imw-wallet.h"

G_BEGIN_DECLS

/* Exit codes, documented in --help and kept stable. */
typedef enum
{
  IMW_EXIT_OK = 0,
  IMW_EXIT_INTERNAL = 1,
  IMW_EXIT_USAGE = 2,
  IMW_EXIT_BAD_INPUT = 3,
  IMW_EXIT_LOCKED = 4,
  IMW_EXIT_WRONG_PASSWORD = 5,
  IMW_EXIT_REFUSED = 6,
  IMW_EXIT_INSUFFICIENT_FUNDS = 7,
  IMW_EXIT_NETWORK = 8,
  IMW_EXIT_BUSY = 9,
  IMW_EXIT_NOT_FOUND = 10,
  IMW_EXIT_DISK = 11,
  IMW_EXIT_CANCELLED = 12
} ImwExit;

/* One run of the program. Main thread; lives on main's stack. */
typedef struct
{
  /* options */
  char          *data_dir;
  ImwEnvironment environment;
  char         **servers;
  char          *wallet_id;
  gboolean       has_vault_kind;
  ImwVaultKind   vault_kind;
  int            password_fd; /* -1: ask on the terminal */
  gboolean       json;
  gboolean       offline;

  /* state */
  GCancellable     *cancellable;
  ImwWalletService *service;
  ImwWallet        *wallet;
} ImwCli;

typedef gboolean (*ImwCliCommandFunc) (ImwCli *cli, int argc, char **argv, GError **error);

typedef struct
{
  const char       *name;
  const char       *arguments; /* for --help */
  const char       *summary;   /* for translation */
  const char       *password;  /* who needs it: "no", "yes", "new" or "labels" */
  ImwCliCommandFunc run;
} ImwCliCommand;

const ImwCliCommand *imw_cli_commands (void);

/* opening things */
gboolean imw_cli_open (ImwCli *cli, gboolean read_only, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_cli_open_wallet (ImwCli *cli, gboolean read_only, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_cli_unlock (ImwCli *cli, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean imw_cli_sync (ImwCli *cli, gboolean deep, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_cli_close (ImwCli *cli);

/* secrets */
ImwSecret *imw_cli_read_secret (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwSecret *imw_cli_ask_secret (const char *prompt, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwSecret *imw_cli_password (ImwCli *cli, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwSecret *imw_cli_new_password (ImwCli *cli, int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_cli_confirm (const char *question, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* waiting for an asynchronous call: pass imw_cli_ready_cb and the slot, then wait for it */
void          imw_cli_ready_cb (GObject *object, GAsyncResult *result, gpointer slot);
GAsyncResult *imw_cli_wait (GAsyncResult **slot);

/* arguments of one command; entries as for GOptionContext; checks the number of what is left */
gboolean imw_cli_parse (ImwCli *cli, const GOptionEntry *entries, int *argc, char ***argv, int min, int max, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* which account and asset are meant; account NULL: the first, or that of the network that @asset names */
ImwAccount *imw_cli_find_account (ImwCli *cli, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* transfer none */
ImwAsset   *imw_cli_find_asset (ImwAccount *account, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwAccount *imw_cli_find_account_for (ImwCli *cli, const char *id, const char *asset, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* transfer none */

/* output */
void     imw_cli_print_json (JsonBuilder *builder);
void     imw_cli_json_string (JsonBuilder *builder, const char *name, const char *value); /* NULL: null */
void     imw_cli_json_int (JsonBuilder *builder, const char *name, gint64 value);
void     imw_cli_json_bool (JsonBuilder *builder, const char *name, gboolean value);
void     imw_cli_json_amount (JsonBuilder *builder, const char *name, ImwAmount *amount); /* NULL: null */
void     imw_cli_json_time (JsonBuilder *builder, const char *name, gint64 time_ms);      /* 0: null; ISO 8601 UTC */
char    *imw_cli_format_amount (ImwAmount *amount); /* "0.01500000 BTC", or the dash for unknown */
char    *imw_cli_format_time (gint64 time_ms);

gboolean imw_cli_carry_out (ImwCli *cli, ImwPayment *payment, const char *const *accepted, gboolean yes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_cli_print_payment (ImwCli *cli, ImwPayment *payment);
void     imw_cli_show_description (ImwPayment *payment); /* on standard error */
void     imw_cli_show_reading (ImwChain *chain, ImwDescription *description);
void     imw_cli_show_findings (ImwPayment *payment);
void     imw_cli_json_description (JsonBuilder *builder, ImwDescription *description);
void     imw_cli_json_findings (JsonBuilder *builder, ImwPayment *payment);

/* errors */
ImwExit imw_cli_exit_code (const GError *error);
char   *imw_cli_error_text (const GError *error); /* translated sentence(s) */
GQuark  imw_cli_usage_quark (void);
#define IMW_CLI_USAGE (imw_cli_usage_quark ())

/* the commands, one file a theme */
gboolean imw_cli_create (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_restore (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_wallets (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_words (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_change_password (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_backup (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_vault (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_receive (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_addresses (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_balance (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_sync_command (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_send (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_payments (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_replace (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_history (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_label (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_contacts (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_accounts (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_networks (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_tokens (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_sign_message (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_verify_message (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_assets (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_exchange (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_claims (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_quote (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_transfer (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_track (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_recipients (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_providers (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_descriptor (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_status (ImwCli *cli, int argc, char **argv, GError **error);
gboolean imw_cli_practice (ImwCli *cli, int argc, char **argv, GError **error);

G_END_DECLS
