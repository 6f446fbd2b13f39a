/* imw-wallet-service-struct.h: the members of the service, for its own files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "imw-practice-control.h"
#include "imw-prices.h"
#include "imw-wallet-service.h"

G_BEGIN_DECLS

struct _ImwWalletService
{
  GObject parent_instance;

  char               *data_dir;
  char               *environment_dir;
  ImwEnvironment      environment;
  GHashTable         *given_servers; /* (element-type utf8 GStrv): by chain id, from the options */
  char               *signer_path;   /* (nullable) */
  gboolean            read_only;
  gboolean            offline;
  gboolean            closed;
  int                 lock_fd;
  ImwClock           *clock;
  ImwSettings        *settings;
  ImwPrices          *prices;   /* (nullable) */
  GListStore         *wallets;  /* (element-type ImwWallet) */
  GPtrArray          *networks; /* (element-type ImwChain): all of the environment */
  GPtrArray          *chains;   /* (element-type ImwChain): those that are on */
  GHashTable         *backends; /* (element-type utf8 ImwBackend) */
  ImwVaultStore      *vault_file;
  ImwVaultStore      *vault_keyring; /* (nullable): made when first asked for */
  ImwPracticeControl *practice;      /* (nullable) */
  guint               closing;       /* wallets that are not closed yet */
};

void     imw_wallet_service_status_changed (ImwWalletService *self);
gboolean imw_wallet_service_make_networks (ImwWalletService *self, const char *network_name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     imw_wallet_service_choose_networks (ImwWalletService *self);
void     imw_wallet_service_make_backends (ImwWalletService *self, gboolean anew);
gboolean imw_wallet_service_make_backend (ImwWalletService *self, ImwChain *chain, const char *const *urls, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
