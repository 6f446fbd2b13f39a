/* imw-store-address-type.c: an address as the store gives it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-store-address-type"

#include "config.h"

#include "imw-store-address.h"

G_DEFINE_BOXED_TYPE (ImwStoreAddress,
                     imw_store_address,
                     imw_store_address_copy,
                     imw_store_address_free)

/**
 * imw_store_address_new:
 * @account: id of the account
 * @branch: 0 receive, 1 change
 * @index: place on the branch
 * @address: (nullable): its text
 *
 * Returns: (transfer full): an address that is neither used nor issued
 */
ImwStoreAddress *
imw_store_address_new (const char *account,
                       guint32     branch,
                       guint32     index,
                       const char *address)
{
  ImwStoreAddress *self = g_new0 (ImwStoreAddress, 1);

  self->account = g_strdup (account);
  self->branch = branch;
  self->index = index;
  self->address = g_strdup (address);

  return self;
}

/**
 * imw_store_address_copy:
 * @self: an address
 *
 * Returns: (transfer full): a deep copy
 */
ImwStoreAddress *
imw_store_address_copy (const ImwStoreAddress *self)
{
  ImwStoreAddress *copy = g_memdup2 (self, sizeof *self);

  copy->account = g_strdup (self->account);
  copy->address = g_strdup (self->address);
  copy->status = g_strdup (self->status);

  return copy;
}

/**
 * imw_store_address_free:
 * @self: (transfer full): an address
 */
void
imw_store_address_free (ImwStoreAddress *self)
{
  g_free (self->account);
  g_free (self->address);
  g_free (self->status);
  g_free (self);
}
