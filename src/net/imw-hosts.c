/* imw-hosts.c: the one list of hosts we talk to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-hosts"

#include "config.h"

#include "imw-hosts.h"

#include "imw-error.h"

#include <gio/gio.h>
#include <string.h>

/**
 * ImwHosts:
 *
 * Every host that the program has talked to or would talk to, with the purpose, so that the user
 * can see and switch off each one. #ImwHttp asks it before each request. Main thread.
 * `changed` fires after each change, also of the time of the last use.
 */

struct _ImwHosts
{
  GObject parent_instance;

  ImwClock   *clock;
  GHashTable *entries; /* (element-type utf8 ImwHostUse) by "purpose host" */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ImwHosts, imw_hosts, G_TYPE_OBJECT)

static ImwHostUse *
ensure_entry (ImwHosts   *self,
              const char *purpose,
              const char *host,
              gboolean   *is_new)
{
  g_autofree char *key = g_strconcat (purpose, " ", host, NULL);
  ImwHostUse      *entry = g_hash_table_lookup (self->entries, key);

  *is_new = entry == NULL;
  if (entry != NULL)
    return entry;

  entry = g_new0 (ImwHostUse, 1);
  entry->purpose = g_strdup (purpose);
  entry->host = g_strdup (host);
  entry->enabled = TRUE;
  g_hash_table_insert (self->entries, g_steal_pointer (&key), entry);

  return entry;
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const ImwHostUse *const *left = a;
  const ImwHostUse *const *right = b;
  int                      order = strcmp ((*left)->purpose, (*right)->purpose);

  return order != 0 ? order : strcmp ((*left)->host, (*right)->host);
}

static void
imw_hosts_finalize (GObject *object)
{
  ImwHosts *self = IMW_HOSTS (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->entries, g_hash_table_unref);

  G_OBJECT_CLASS (imw_hosts_parent_class)->finalize (object);
}

static void
imw_hosts_class_init (ImwHostsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = imw_hosts_finalize;

  /**
   * ImwHosts::changed:
   *
   * An entry came, was used or was switched.
   */
  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
imw_hosts_init (ImwHosts *self)
{
  self->entries = g_hash_table_new_full (g_str_hash,
                                         g_str_equal,
                                         g_free,
                                         (GDestroyNotify) imw_host_use_free);
}

/**
 * imw_host_use_copy:
 * @self: an entry
 *
 * Returns: (transfer full): a copy
 */
ImwHostUse *
imw_host_use_copy (const ImwHostUse *self)
{
  ImwHostUse *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ImwHostUse, 1);
  *copy = *self;
  copy->purpose = g_strdup (self->purpose);
  copy->host = g_strdup (self->host);

  return copy;
}

/**
 * imw_host_use_free:
 * @self: (transfer full): an entry
 */
void
imw_host_use_free (ImwHostUse *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->purpose, g_free);
  g_clear_pointer (&self->host, g_free);
  g_free (self);
}

/**
 * imw_hosts_get_default:
 *
 * Returns: (transfer none): the list of this process
 */
ImwHosts *
imw_hosts_get_default (void)
{
  static ImwHosts *hosts; /* lives as long as the process */

  if (hosts == NULL)
    hosts = imw_hosts_new (imw_clock_get_default ());

  return hosts;
}

/**
 * imw_hosts_new:
 * @clock: what time it is
 *
 * For tests; the program uses imw_hosts_get_default().
 *
 * Returns: (transfer full): a new, empty list
 */
ImwHosts *
imw_hosts_new (ImwClock *clock)
{
  ImwHosts *self;

  g_return_val_if_fail (IMW_IS_CLOCK (clock), NULL);

  self = g_object_new (IMW_TYPE_HOSTS, NULL);
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * imw_hosts_add:
 * @self: a list
 * @purpose: what the host is for
 * @host: its name
 *
 * Makes @host known before it is used, so that the user can switch it off beforehand.
 */
void
imw_hosts_add (ImwHosts   *self,
               const char *purpose,
               const char *host)
{
  gboolean is_new;

  g_return_if_fail (IMW_IS_HOSTS (self));
  g_return_if_fail (purpose != NULL && host != NULL);

  ensure_entry (self, purpose, host, &is_new);
  if (is_new)
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * imw_hosts_add_url:
 * @self: a list
 * @purpose: what the host is for
 * @url: an http or https URL
 *
 * As imw_hosts_add(), for the host of @url.
 *
 * Returns: %FALSE if @url is not an http or https URL
 */
gboolean
imw_hosts_add_url (ImwHosts   *self,
                   const char *purpose,
                   const char *url)
{
  g_autofree char *host = imw_hosts_name_for_url (url);

  if (host == NULL)
    return FALSE;

  imw_hosts_add (self, purpose, host);

  return TRUE;
}

/**
 * imw_hosts_list:
 * @self: a list
 *
 * Returns: (transfer container) (element-type ImwHostUse): copies of the entries, ordered by
 *   purpose and host
 */
GPtrArray *
imw_hosts_list (ImwHosts *self)
{
  GPtrArray     *list;
  GHashTableIter iter;
  gpointer       value;

  g_return_val_if_fail (IMW_IS_HOSTS (self), NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_host_use_free);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (list, imw_host_use_copy (value));
  g_ptr_array_sort (list, compare_entries);

  return list;
}

/**
 * imw_hosts_get_enabled:
 * @self: a list
 * @purpose: what the host is for
 * @host: its name
 *
 * Returns: whether the host may be used; %TRUE when it is not known
 */
gboolean
imw_hosts_get_enabled (ImwHosts   *self,
                       const char *purpose,
                       const char *host)
{
  g_autofree char *key = NULL;
  ImwHostUse      *entry;

  g_return_val_if_fail (IMW_IS_HOSTS (self), FALSE);

  key = g_strconcat (purpose, " ", host, NULL);
  entry = g_hash_table_lookup (self->entries, key);

  return entry == NULL || entry->enabled;
}

/**
 * imw_hosts_set_enabled:
 * @self: a list
 * @purpose: what the host is for
 * @host: its name; made known when it is not
 * @enabled: whether it may be used for @purpose
 *
 * Requests that run are not ended; new ones get %IMW_ERROR_REFUSED.
 */
void
imw_hosts_set_enabled (ImwHosts   *self,
                       const char *purpose,
                       const char *host,
                       gboolean    enabled)
{
  ImwHostUse *entry;
  gboolean    is_new;

  g_return_if_fail (IMW_IS_HOSTS (self));
  g_return_if_fail (purpose != NULL && host != NULL);

  entry = ensure_entry (self, purpose, host, &is_new);
  if (!is_new && entry->enabled == enabled)
    return;

  entry->enabled = enabled;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * imw_hosts_use:
 * @self: a list
 * @purpose: what the host is for
 * @host: its name
 * @error: return location
 *
 * For #ImwHttp, before each request: asks, and counts the use. The time of the last use is kept to
 * the second, so that `changed` does not fire for each of many requests.
 *
 * Returns: %TRUE if the request may go out, else @error is %IMW_ERROR_REFUSED
 */
gboolean
imw_hosts_use (ImwHosts   *self,
               const char *purpose,
               const char *host,
               GError    **error)
{
  ImwHostUse *entry;
  gboolean    is_new;
  gboolean    is_news;
  gint64      now_ms;

  g_return_val_if_fail (IMW_IS_HOSTS (self), FALSE);
  g_return_val_if_fail (purpose != NULL && host != NULL, FALSE);

  entry = ensure_entry (self, purpose, host, &is_new);
  if (!entry->enabled)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "%s is switched off for %s", host, purpose);
      return FALSE;
    }

  now_ms = imw_clock_get_wall_ms (self->clock);
  is_news = is_new || ABS (now_ms - entry->last_use_ms) >= 1000;
  entry->n_requests++;
  if (is_news)
    {
      entry->last_use_ms = now_ms;
      g_signal_emit (self, signals[CHANGED], 0);
    }

  return TRUE;
}

/**
 * imw_hosts_name_for_url:
 * @url: text
 *
 * Returns: (nullable) (transfer full): the host as the list names it, in lower case and with the
 *   port when that is not the usual one; %NULL when @url is not an http or https URL
 */
char *
imw_hosts_name_for_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *lower = NULL;
  gboolean         is_https;
  int              port;

  g_return_val_if_fail (url != NULL, NULL);

  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;

  is_https = g_str_equal (g_uri_get_scheme (uri), "https");
  if (!is_https && !g_str_equal (g_uri_get_scheme (uri), "http"))
    return NULL;

  lower = g_ascii_strdown (g_uri_get_host (uri), -1);
  port = g_uri_get_port (uri);
  if (port == -1 || port == (is_https ? 443 : 80))
    return g_steal_pointer (&lower);

  if (strchr (lower, ':') != NULL)
    return g_strdup_printf ("[%s]:%d", lower, port); /* IPv6 */

  return g_strdup_printf ("%s:%d", lower, port);
}
