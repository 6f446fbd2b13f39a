/* imw-wallet-private.c: what the files of a wallet ask of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-private"

#include "config.h"

#include "imw-wallet-private.h"
#include "imw-wallet-service-private.h"

/**
 * imw_wallet_get_store:
 * @self: a wallet
 *
 * Returns: (transfer none) (nullable): its books, %NULL before they are open
 */
ImwStore *
imw_wallet_get_store (ImwWallet *self)
{
  return self->store;
}

/**
 * imw_wallet_get_signer:
 * @self: a wallet
 *
 * Returns: (transfer none) (nullable): its signer, %NULL while locked
 */
ImwSigner *
imw_wallet_get_signer (ImwWallet *self)
{
  return self->unlocked ? self->signer : NULL;
}

/**
 * imw_wallet_get_data_key:
 * @self: a wallet
 *
 * Returns: (transfer none) (nullable): the key of its personal data, %NULL while locked
 */
ImwSecret *
imw_wallet_get_data_key (ImwWallet *self)
{
  return self->data_key;
}

/**
 * imw_wallet_get_folder:
 * @self: a wallet
 *
 * Returns: its folder
 */
const char *
imw_wallet_get_folder (ImwWallet *self)
{
  return self->folder;
}

/**
 * imw_wallet_get_cancellable:
 * @self: a wallet
 *
 * Returns: (transfer none): cancelled when it is closed
 */
GCancellable *
imw_wallet_get_cancellable (ImwWallet *self)
{
  return self->cancellable;
}

/**
 * imw_wallet_get_read_only:
 * @self: a wallet
 *
 * Returns: whether somebody else may own the folder
 */
gboolean
imw_wallet_get_read_only (ImwWallet *self)
{
  return self->service == NULL || imw_wallet_service_get_read_only (self->service);
}

/**
 * imw_wallet_get_resting:
 * @self: a wallet
 *
 * Returns: whether it was locked or closed, so that nothing is to be read that nobody waits for
 */
gboolean
imw_wallet_get_resting (ImwWallet *self)
{
  return self->resting || self->closed;
}

/**
 * imw_wallet_get_wall_ms:
 * @self: a wallet
 *
 * Returns: wall time by the service's clock, UTC ms
 */
gint64
imw_wallet_get_wall_ms (ImwWallet *self)
{
  ImwClock *clock = self->service != NULL ? imw_wallet_service_get_clock (self->service)
                                          : imw_clock_get_default ();

  return imw_clock_get_wall_ms (clock);
}
