/* imw-anchor.c: a provider that speaks the Stellar anchor protocols
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor.h"
#include "imw-anchor-private.h"

#include "imw-error.h"

#include <string.h>

/**
 * ImwAnchor:
 *
 * A provider that speaks the Stellar anchor protocols: SEP-1, 10, 12 with 9, 38, 6, 24 and 31. Main thread. It keeps
 * what stellar.toml and the lists of offers say for an hour, and reads stellar.toml again before every step that money
 * depends on. The token of a login lives in memory only, goes only to hosts that stellar.toml names, and is forgotten
 * with the account or with the provider's key.
 */

#define MAX_DOMAIN 253

static void imw_anchor_provider_init (ImwProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwAnchor,
                               imw_anchor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_PROVIDER, imw_anchor_provider_init))

static const char *
imw_anchor_get_domain (ImwProvider *provider)
{
  return IMW_ANCHOR (provider)->domain;
}

static void
drop_login (ImwAnchor *self)
{
  GDestroyNotify destroy = self->login_destroy;
  gpointer       data = self->login_data;

  imw_anchor_forget_token (self);
  g_clear_pointer (&self->address, g_free);
  self->login_func = NULL;
  self->login_finish = NULL;
  self->login_destroy = NULL;
  self->login_data = NULL;
  if (destroy != NULL)
    destroy (data);
}

static void
imw_anchor_set_login (ImwProvider               *provider,
                      const char                *address,
                      ImwProviderLoginFunc       func,
                      ImwProviderLoginFinishFunc finish,
                      gpointer                   user_data,
                      GDestroyNotify             destroy)
{
  ImwAnchor       *self = IMW_ANCHOR (provider);
  g_autofree char *kept = g_strdup (address);
  g_autofree char *token = NULL;
  gint64           expires_ms = self->token_expires_ms;

  if (address != NULL && g_strcmp0 (address, self->address) == 0)
    token = g_steal_pointer (&self->token); /* the same account: it may stay */
  else
    self->is_not_for_31 = FALSE;
  drop_login (self);
  self->address = g_steal_pointer (&kept);
  if (token != NULL)
    {
      self->token = g_steal_pointer (&token);
      self->token_expires_ms = expires_ms;
    }
  if (address == NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return;
    }

  self->login_func = func;
  self->login_finish = finish;
  self->login_data = user_data;
  self->login_destroy = destroy;
}

static void
imw_anchor_set_pin (ImwProvider *provider, const ImwProviderInfo *info)
{
  ImwAnchor *self = IMW_ANCHOR (provider);

  g_clear_pointer (&self->pin, imw_provider_info_free);
  self->pin = info != NULL ? imw_provider_info_copy (info) : NULL;
  self->info_boot_ms = 0; /* lists that were not asked for because of the old pin */
}

static ImwOrderRequest *
copy_order_request (const ImwOrderRequest *request)
{
  ImwOrderRequest *copy = g_new0 (ImwOrderRequest, 1);

  *copy = *request;
  copy->quote = request->quote != NULL ? imw_quote_ref (request->quote) : NULL;
  copy->request = imw_quote_request_copy (request->request);
  copy->address = g_strdup (request->address);
  copy->refund_memo = g_strdup (request->refund_memo);
  copy->refund_memo_type = g_strdup (request->refund_memo_type);
  copy->sender_id = g_strdup (request->sender_id);
  copy->receiver_id = g_strdup (request->receiver_id);
  copy->language = g_strdup (request->language);

  return copy;
}

static ImwCustomerRequest *
copy_customer_request (const ImwCustomerRequest *request)
{
  ImwCustomerRequest *copy = g_new0 (ImwCustomerRequest, 1);

  copy->id = g_strdup (request->id);
  copy->order_id = g_strdup (request->order_id);
  copy->type = g_strdup (request->type);
  copy->memo = g_strdup (request->memo);

  return copy;
}

static void
imw_anchor_report_async (ImwProvider        *provider,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  ImwAnchorJob *job = imw_anchor_job_new (IMW_ANCHOR (provider), imw_anchor_report_async,
                                          cancellable, callback, user_data);

  imw_anchor_report_job (job);
}

static ImwProviderReport *
imw_anchor_report_finish (ImwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_anchor_preview_async (ImwProvider           *provider,
                          const ImwQuoteRequest *request,
                          GCancellable          *cancellable,
                          GAsyncReadyCallback    callback,
                          gpointer               user_data)
{
  ImwAnchorJob *job = imw_anchor_job_new (IMW_ANCHOR (provider), imw_anchor_preview_async,
                                          cancellable, callback, user_data);

  job->request = imw_quote_request_copy (request);
  imw_anchor_price_job (job);
}

static ImwQuote *
imw_anchor_preview_finish (ImwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_anchor_lock_async (ImwProvider           *provider,
                       const ImwQuoteRequest *request,
                       GCancellable          *cancellable,
                       GAsyncReadyCallback    callback,
                       gpointer               user_data)
{
  ImwAnchorJob *job = imw_anchor_job_new (IMW_ANCHOR (provider), imw_anchor_lock_async, cancellable,
                                          callback, user_data);

  job->request = imw_quote_request_copy (request);
  job->firm = TRUE;
  imw_anchor_price_job (job);
}

static ImwQuote *
imw_anchor_lock_finish (ImwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_anchor_begin_async (ImwProvider           *provider,
                        const ImwOrderRequest *request,
                        GCancellable          *cancellable,
                        GAsyncReadyCallback    callback,
                        gpointer               user_data)
{
  ImwAnchorJob *job = imw_anchor_job_new (IMW_ANCHOR (provider), imw_anchor_begin_async,
                                          cancellable, callback, user_data);

  if ((request->quote == NULL && request->request->put_in == NULL) || request->address == NULL)
    {
      imw_anchor_job_fail (job, g_error_new (IMW_ERROR, IMW_ERROR_BAD_INPUT,
                                             "An order without an amount or an account"));
      return;
    }

  job->order = copy_order_request (request);
  imw_anchor_begin_job (job);
}

static ImwOrder *
imw_anchor_begin_finish (ImwProvider  *provider,
                         GAsyncResult *result,
                         char        **hosted_url,
                         GError      **error)
{
  ImwAnchorBegun *begun;
  ImwOrder       *order;

  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  begun = g_task_propagate_pointer (G_TASK (result), error);
  if (hosted_url != NULL)
    *hosted_url = NULL;
  if (begun == NULL)
    return NULL;

  order = g_steal_pointer (&begun->order);
  if (hosted_url != NULL)
    *hosted_url = g_steal_pointer (&begun->url);
  imw_anchor_begun_free (begun);

  return order;
}

static void
imw_anchor_get_order_async (ImwProvider        *provider,
                            ImwRoute            route,
                            gboolean            hosted,
                            const char         *id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  ImwAnchorJob *job = imw_anchor_job_new (IMW_ANCHOR (provider), imw_anchor_get_order_async,
                                          cancellable, callback, user_data);

  job->route = route;
  job->hosted = hosted;
  job->id = g_strdup (id);
  imw_anchor_get_order_job (job);
}

static ImwOrder *
imw_anchor_get_order_finish (ImwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_anchor_update_order_async (ImwProvider        *provider,
                               ImwRoute            route,
                               const char         *id,
                               GHashTable         *values,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  ImwAnchorJob *job = imw_anchor_job_new (IMW_ANCHOR (provider), imw_anchor_update_order_async,
                                          cancellable, callback, user_data);

  job->route = route;
  job->id = g_strdup (id);
  job->values = g_hash_table_ref (values);
  imw_anchor_update_order_job (job);
}

static gboolean
imw_anchor_update_order_finish (ImwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
imw_anchor_get_customer_async (ImwProvider              *provider,
                               const ImwCustomerRequest *request,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  ImwAnchorJob *job = imw_anchor_job_new (IMW_ANCHOR (provider), imw_anchor_get_customer_async,
                                          cancellable, callback, user_data);

  job->customer = copy_customer_request (request);
  imw_anchor_get_customer_job (job);
}

static ImwCustomer *
imw_anchor_get_customer_finish (ImwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_anchor_put_customer_async (ImwProvider              *provider,
                               const ImwCustomerRequest *request,
                               GHashTable               *values,
                               GHashTable               *files,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  ImwAnchorJob *job = imw_anchor_job_new (IMW_ANCHOR (provider), imw_anchor_put_customer_async,
                                          cancellable, callback, user_data);

  job->customer = copy_customer_request (request);
  job->values = values != NULL ? g_hash_table_ref (values) : NULL;
  job->files = files != NULL ? g_hash_table_ref (files) : NULL;
  imw_anchor_put_customer_job (job);
}

static char *
imw_anchor_put_customer_finish (ImwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
imw_anchor_erase_customer_async (ImwProvider        *provider,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  ImwAnchorJob *job = imw_anchor_job_new (IMW_ANCHOR (provider), imw_anchor_erase_customer_async,
                                          cancellable, callback, user_data);

  imw_anchor_erase_customer_job (job);
}

static gboolean
imw_anchor_erase_customer_finish (ImwProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
imw_anchor_provider_init (ImwProviderInterface *iface)
{
  iface->get_domain = imw_anchor_get_domain;
  iface->set_login = imw_anchor_set_login;
  iface->set_pin = imw_anchor_set_pin;
  iface->report_async = imw_anchor_report_async;
  iface->report_finish = imw_anchor_report_finish;
  iface->preview_async = imw_anchor_preview_async;
  iface->preview_finish = imw_anchor_preview_finish;
  iface->lock_async = imw_anchor_lock_async;
  iface->lock_finish = imw_anchor_lock_finish;
  iface->begin_async = imw_anchor_begin_async;
  iface->begin_finish = imw_anchor_begin_finish;
  iface->get_order_async = imw_anchor_get_order_async;
  iface->get_order_finish = imw_anchor_get_order_finish;
  iface->update_order_async = imw_anchor_update_order_async;
  iface->update_order_finish = imw_anchor_update_order_finish;
  iface->get_customer_async = imw_anchor_get_customer_async;
  iface->get_customer_finish = imw_anchor_get_customer_finish;
  iface->put_customer_async = imw_anchor_put_customer_async;
  iface->put_customer_finish = imw_anchor_put_customer_finish;
  iface->erase_customer_async = imw_anchor_erase_customer_async;
  iface->erase_customer_finish = imw_anchor_erase_customer_finish;
}

static void
imw_anchor_dispose (GObject *object)
{
  ImwAnchor *self = IMW_ANCHOR (object);

  g_cancellable_cancel (self->cancellable);
  drop_login (self);
  g_clear_object (&self->chain);
  g_clear_object (&self->http);

  G_OBJECT_CLASS (imw_anchor_parent_class)->dispose (object);
}

static void
imw_anchor_finalize (GObject *object)
{
  ImwAnchor *self = IMW_ANCHOR (object);

  g_assert (self->load_waiting == NULL && self->login_waiting == NULL); /* their jobs hold us */

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->pin, imw_provider_info_free);
  g_clear_pointer (&self->toml, imw_anchor_toml_free);
  g_clear_pointer (&self->begun, g_hash_table_unref);
  g_clear_pointer (&self->info38, json_node_unref);
  g_clear_pointer (&self->info6, json_node_unref);
  g_clear_pointer (&self->info24, json_node_unref);
  g_clear_pointer (&self->info31, json_node_unref);
  g_clear_error (&self->info_error);

  G_OBJECT_CLASS (imw_anchor_parent_class)->finalize (object);
}

static void
imw_anchor_class_init (ImwAnchorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_anchor_dispose;
  object_class->finalize = imw_anchor_finalize;
}

static void
imw_anchor_init (ImwAnchor *self)
{
  self->cancellable = g_cancellable_new ();
  self->begun = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) imw_quote_request_free);
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > 63 || *label == '-' || label[length - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_islower (label[i]) && !g_ascii_isdigit (label[i]) && label[i] != '-')
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_port (const char *text)
{
  return g_ascii_string_to_unsigned (text, 10, 1, 65535, NULL, NULL);
}

/* Two labels at least, the last one not a number: no addresses of machines. */
static gboolean
is_domain (const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text, ".", 0);
  guint n_labels = g_strv_length (labels);

  for (guint i = 0; i < n_labels; i++)
    {
      if (!is_label (labels[i]))
        return FALSE;
    }

  return n_labels >= 2 && strlen (text) <= MAX_DOMAIN && g_ascii_isalpha (*labels[n_labels - 1]);
}

/**
 * imw_anchor_normalize_domain:
 * @text: what somebody typed: a domain, maybe with https:// and a path; letters of any script
 * @allow_loopback: whether "localhost:PORT" counts, too
 * @error: return location
 *
 * Returns: (transfer full): the domain in lower case and ASCII; on %NULL @error is %IMW_ERROR_BAD_INPUT
 */
char *
imw_anchor_normalize_domain (const char *text, gboolean allow_loopback, GError **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *ascii = NULL;
  g_auto (GStrv) parts = NULL;
  const char *host;

  g_return_val_if_fail (text != NULL, NULL);

  trimmed = g_strstrip (g_utf8_make_valid (text, -1));
  host = trimmed;
  if (g_ascii_strncasecmp (host, "https://", 8) == 0)
    host += 8;
  else if (allow_loopback && g_ascii_strncasecmp (host, "http://localhost", 16) == 0)
    host += 7;
  parts = g_strsplit (host, "/", 2);
  if (parts[0] != NULL && parts[1] != NULL && strpbrk (parts[1], "@?#") != NULL)
    host = "";
  else
    host = parts[0] != NULL ? parts[0] : "";
  if (allow_loopback && g_ascii_strncasecmp (host, "localhost:", 10) == 0 && is_port (host + 10))
    return g_ascii_strdown (host, -1);

  ascii = strlen (host) <= MAX_DOMAIN ? g_hostname_to_ascii (host) : NULL;
  if (ascii != NULL)
    {
      g_autofree char *lower = g_ascii_strdown (ascii, -1);

      if (g_str_has_suffix (lower, ".") && strlen (lower) > 1)
        lower[strlen (lower) - 1] = '\0';
      if (is_domain (lower))
        return g_steal_pointer (&lower);
    }
  g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "Not a domain");

  return NULL;
}

/**
 * imw_anchor_new:
 * @domain: "example.org", or "localhost:PORT", which alone is asked over plain HTTP
 * @chain: a network where accounts can log in
 * @http: the client for its requests
 * @error: return location
 *
 * Nothing is asked yet.
 *
 * Returns: (transfer full): the provider; on %NULL @error is %IMW_ERROR_BAD_INPUT (no domain) or
 *   %IMW_ERROR_NOT_SUPPORTED (the network)
 */
ImwProvider *
imw_anchor_new (const char *domain, ImwChain *chain, ImwHttp *http, GError **error)
{
  g_autofree char *normal = NULL;
  ImwAnchor       *self;

  g_return_val_if_fail (domain != NULL && IMW_IS_CHAIN (chain), NULL);
  g_return_val_if_fail (IMW_IS_HTTP (http), NULL);

  normal = imw_anchor_normalize_domain (domain, TRUE, error);
  if (normal == NULL)
    return NULL;
  if (!imw_chain_has (chain, IMW_CHAIN_HAS_LOGIN))
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "%s has no logins",
                   imw_chain_get_name (chain));
      return NULL;
    }

  self = g_object_new (IMW_TYPE_ANCHOR, NULL);
  self->domain = g_steal_pointer (&normal);
  self->chain = g_object_ref (chain);
  self->http = g_object_ref (http);

  return IMW_PROVIDER (self);
}
