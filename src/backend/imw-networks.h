/* imw-networks.h: the servers that come with the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One entry of data/networks.json: how the network is reached. */
typedef struct
{
  char   *chain;         /* "bitcoin" */
  char   *network;       /* "mainnet" */
  guint32 block_seconds; /* expected time between two blocks */
  char  **servers;       /* NULL-terminated, may be empty */
  char  **indexes;       /* NULL-terminated, may be empty: servers that keep histories by address */
  char   *explorer;      /* (nullable): "https://…/tx/{txid}" */
} ImwNetwork;

typedef struct
{
  char *kind; /* "coinbase", "kraken", "ecb", "practice" */
  char *url;  /* without a slash at the end */
} ImwPriceServer;

typedef struct
{
  GPtrArray *networks; /* (element-type ImwNetwork) */
  GPtrArray *prices;   /* (element-type ImwPriceServer) */
} ImwNetworks;

const ImwNetworks *imw_networks_get_default (void);                                              /* the file inside the program */
ImwNetworks       *imw_networks_parse (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* CORRUPT */
void               imw_networks_free (ImwNetworks *self);
const ImwNetwork  *imw_networks_find (const ImwNetworks *self, const char *chain, const char *network); /* NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwNetworks, imw_networks_free)

G_END_DECLS
