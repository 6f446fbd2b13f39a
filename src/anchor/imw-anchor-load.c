/* imw-anchor-load.c: reads who a provider is, and what it offers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-error.h"
#include "imw-stellar-params.h"
#include "imw-strkey.h"

#include <string.h>

#define MAX_AGE_MS (60 * 60 * 1000)
#define TOTAL_MS   20000

/* One reading, which all who need it wait for. It is no caller's alone, so nobody's cancellable ends it. */
typedef struct
{
  ImwAnchor *self; /* owned */
  gboolean   with_lists;
  guint      index; /* of the list that is being read */
  GError    *list_error;
} Load;

static void
load_free (Load *load)
{
  g_clear_object (&load->self);
  g_clear_error (&load->list_error);
  g_free (load);
}

static void
forget_lists (ImwAnchor *self)
{
  g_clear_pointer (&self->info38, json_node_unref);
  g_clear_pointer (&self->info6, json_node_unref);
  g_clear_pointer (&self->info24, json_node_unref);
  g_clear_pointer (&self->info31, json_node_unref);
  g_clear_error (&self->info_error);
}

static void
finish_load (Load *load, GError *error)
{
  g_autoptr (ImwAnchor) self = g_object_ref (load->self);
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->load_waiting);
  g_autoptr (GError) owned = error;

  load_free (load);
  for (guint i = 0; i < waiting->len; i++)
    {
      const ImwAnchorWait *wait = g_ptr_array_index (waiting, i);
      GError              *mine = NULL;

      if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (wait->job->task), &mine))
        mine = owned != NULL ? g_error_copy (owned) : NULL;
      wait->next (wait->job, NULL, mine);
    }
}

static void read_next_list (Load *load);

/* The lists in the order in which they are read. */
static const char *
get_list_base (ImwAnchor *self, guint index, JsonNode ***list)
{
  JsonNode  **lists[] = { &self->info38, &self->info6, &self->info24, &self->info31 };
  const char *bases[] = { self->toml->quotes, self->toml->sep6, self->toml->sep24,
                          self->toml->sep31 };

  if (index >= G_N_ELEMENTS (lists))
    return NULL;

  *list = lists[index];

  return bases[index] != NULL ? bases[index] : "";
}

static void
list_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Load      *load = user_data;
  JsonNode **list = NULL;
  GError    *error = NULL;
  g_autoptr (JsonNode) root = NULL;
  guint status;
  g_autoptr (GBytes) body = imw_http_send_finish (IMW_HTTP (object), result, &status, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      finish_load (load, error);
      return;
    }

  get_list_base (load->self, load->index, &list);
  if (body != NULL)
    root = imw_json_parse_bytes (body, IMW_ANCHOR_MAX_JSON, &error);
  if (root != NULL && imw_json_node_get_object (root, &error) != NULL && list != NULL)
    *list = g_steal_pointer (&root);
  if (error != NULL && load->list_error == NULL)
    load->list_error = g_steal_pointer (&error);
  g_clear_error (&error);
  load->index++;
  read_next_list (load);
}

static void
get (Load *load, const char *url, gsize max_bytes, GAsyncReadyCallback callback)
{
  ImwHttpRequest request = { .purpose = IMW_PURPOSE_PROVIDER,
                             .method = "GET",
                             .url = url,
                             .max_bytes = max_bytes,
                             .total_ms = TOTAL_MS };

  imw_http_send_async (load->self->http, &request, load->self->cancellable, callback, load);
}

static void
read_next_list (Load *load)
{
  ImwAnchor       *self = load->self;
  JsonNode       **list = NULL;
  const char      *base = get_list_base (self, load->index, &list);
  g_autofree char *url = NULL;

  while (base != NULL && *base == '\0')
    base = get_list_base (self, ++load->index, &list);
  if (base == NULL)
    {
      self->info_boot_ms = imw_clock_get_boot_ms (imw_http_get_clock (self->http));
      self->info_error = g_steal_pointer (&load->list_error);
      finish_load (load, NULL);
      return;
    }

  url = imw_anchor_build_url (base, "/info", NULL);
  get (load, url, IMW_ANCHOR_MAX_JSON, list_read_cb);
}

/* S3, and that the key is one. */
static gboolean
check_network (ImwAnchor *self, const ImwAnchorToml *toml, GError **error)
{
  const ImwStellarParams *params = imw_stellar_params_find (
      imw_chain_get_id (self->chain), imw_chain_get_environment (self->chain),
      imw_chain_get_network_name (self->chain));
  guint8 key[IMW_STELLAR_KEY_SIZE];

  if (params == NULL || !g_str_equal (params->passphrase, toml->passphrase))
    {
      imw_provider_refuse (error, "network", "%s works on another network", self->domain);
      return FALSE;
    }
  if (!imw_stellar_key_parse (toml->info->signing_key, key, NULL))
    {
      imw_provider_refuse (error, "toml", "%s has a signing key that is none", self->domain);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_same_provider (const ImwAnchorToml *a, const ImwAnchorToml *b)
{
  return g_str_equal (a->info->signing_key, b->info->signing_key) &&
         g_strv_equal ((const char *const *) a->info->hosts,
                       (const char *const *) b->info->hosts) &&
         g_strcmp0 (a->login, b->login) == 0;
}

static void
toml_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Load      *load = user_data;
  ImwAnchor *self = load->self;
  GError    *error = NULL;
  guint      status;
  g_autoptr (GBytes) body = imw_http_send_finish (IMW_HTTP (object), result, &status, &error);
  g_autoptr (ImwAnchorToml) toml = NULL;

  if (body != NULL)
    toml = imw_anchor_toml_parse (body, self->domain, &error);
  if (toml == NULL || !check_network (self, toml, &error))
    {
      finish_load (load, error);
      return;
    }

  if (self->toml != NULL && !is_same_provider (self->toml, toml))
    imw_anchor_forget_token (self); /* was for somebody else */
  if (self->toml == NULL || !is_same_provider (self->toml, toml))
    load->with_lists = TRUE;
  g_clear_pointer (&self->toml, imw_anchor_toml_free);
  self->toml = g_steal_pointer (&toml);
  self->toml_boot_ms = imw_clock_get_boot_ms (imw_http_get_clock (self->http));
  for (guint i = 0; self->toml->info->hosts[i] != NULL; i++)
    imw_hosts_add (imw_http_get_hosts (self->http), IMW_PURPOSE_PROVIDER,
                   self->toml->info->hosts[i]);

  /* nobody is asked whom the user has not accepted, not even for a list */
  if (!load->with_lists || (self->pin != NULL && !imw_anchor_check_pin (self, NULL)))
    {
      finish_load (load, NULL);
      return;
    }

  forget_lists (self);
  read_next_list (load);
}

static gboolean
is_young (ImwAnchor *self, gint64 boot_ms)
{
  return boot_ms > 0 &&
         imw_clock_get_boot_ms (imw_http_get_clock (self->http)) - boot_ms < MAX_AGE_MS;
}

/**
 * imw_anchor_load:
 * @job: a job
 * @fresh: whether stellar.toml is read in any case: before every step that money depends on
 * @next: goes on when it is known who the provider is
 *
 * Reads stellar.toml and the lists of what is offered, at most once in an hour but for @fresh. Lists that can't be read
 * are no error of this. Calls that come while it runs join it.
 */
void
imw_anchor_load (ImwAnchorJob *job, gboolean fresh, ImwAnchorNext next)
{
  ImwAnchor       *self = job->self;
  g_autofree char *url = NULL;
  ImwAnchorWait   *wait;
  Load            *load;
  gboolean         with_lists = !is_young (self, self->info_boot_ms) || self->info_error != NULL;

  if (!fresh && !with_lists && self->toml != NULL && is_young (self, self->toml_boot_ms))
    {
      next (job, NULL, NULL);
      return;
    }

  wait = g_new0 (ImwAnchorWait, 1);
  wait->job = job;
  wait->next = next;
  if (self->load_waiting != NULL)
    {
      g_ptr_array_add (self->load_waiting, wait);
      return;
    }

  self->load_waiting = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->load_waiting, wait);
  load = g_new0 (Load, 1);
  load->self = g_object_ref (self);
  load->with_lists = with_lists;
  url = g_strconcat (imw_anchor_is_local (self->domain) ? "http://" : "https://", self->domain,
                     "/.well-known/stellar.toml", NULL);
  get (load, url, IMW_TOML_MAX_BYTES, toml_read_cb);
}

/**
 * imw_anchor_check_pin:
 * @self: an anchor whose stellar.toml has been read
 * @error: return location
 *
 * Returns: whether the provider is still the one that the user has accepted; else @error is %IMW_ERROR_REFUSED by the
 *   rule "pin"
 */
gboolean
imw_anchor_check_pin (ImwAnchor *self, GError **error)
{
  const ImwProviderInfo *info = self->toml->info;

  if (self->pin == NULL)
    return TRUE;
  if (!g_str_equal (self->pin->signing_key, info->signing_key))
    {
      imw_provider_refuse (error, "pin", "%s signs with another key than before", self->domain);
      return FALSE;
    }
  for (guint i = 0; info->hosts[i] != NULL; i++)
    {
      if (self->pin->hosts == NULL ||
          !g_strv_contains ((const char *const *) self->pin->hosts, info->hosts[i]))
        {
          imw_provider_refuse (error, "pin", "%s wants to be called at %s, which it did not before",
                               self->domain, info->hosts[i]);
          return FALSE;
        }
    }

  return TRUE;
}
