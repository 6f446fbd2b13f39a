/* imw-hosts.h: the one list of hosts we talk to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "imw-clock.h"

G_BEGIN_DECLS

/* What the user sees of one host that is used for one purpose. */
typedef struct
{
  char   *purpose;     /* "bitcoin-server", "prices": stable, for settings */
  char   *host;        /* "mempool.space", with ":port" where that is not the scheme's own */
  gboolean enabled;
  gint64  last_use_ms; /* wall time, 0 never */
  guint64 n_requests;
} ImwHostUse;

ImwHostUse *imw_host_use_copy (const ImwHostUse *self);
void        imw_host_use_free (ImwHostUse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwHostUse, imw_host_use_free)

/* Main thread. Signal "changed" (): an entry came, was used, or was switched. */
#define IMW_TYPE_HOSTS (imw_hosts_get_type ())
G_DECLARE_FINAL_TYPE (ImwHosts, imw_hosts, IMW, HOSTS, GObject)

ImwHosts  *imw_hosts_get_default (void); /* transfer none */
ImwHosts  *imw_hosts_new (ImwClock *clock);
void       imw_hosts_add (ImwHosts *self, const char *purpose, const char *host); /* known, not used yet */
gboolean   imw_hosts_add_url (ImwHosts *self, const char *purpose, const char *url);
GPtrArray *imw_hosts_list (ImwHosts *self); /* transfer container: (element-type ImwHostUse), by purpose, then host */
gboolean   imw_hosts_get_enabled (ImwHosts *self, const char *purpose, const char *host); /* TRUE when not known */
void       imw_hosts_set_enabled (ImwHosts *self, const char *purpose, const char *host, gboolean enabled);
/* for ImwHttp: REFUSED when switched off, else counts the use */
gboolean   imw_hosts_use (ImwHosts *self, const char *purpose, const char *host, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char      *imw_hosts_name_for_url (const char *url); /* "mempool.space", "127.0.0.1:40123"; NULL when not an http(s) URL */

G_END_DECLS
