/* imw-provider.c: somebody who brings money into a country, or takes it from there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-provider"

#include "config.h"

#include "imw-provider.h"
#include "imw-provider-private.h"

#include "imw-anchor-json.h"
#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

/**
 * ImwProvider:
 *
 * Somebody who brings money into a country, or takes it from there. Main thread. What a provider tells is not trusted:
 * texts are cleaned and capped, numbers are computed again, and what breaks a rule of safety is refused, whatever the
 * reason.
 */

G_DEFINE_INTERFACE (ImwProvider, imw_provider, G_TYPE_OBJECT)

/* The mark before the message of an error that is about a rule. The provider's own words never begin like this. */
#define RULE_MARK "rule:"

static const char *const rules[] = {
  "pin",     /* signing key or hosts are not what the user accepted */
  "network", /* another network than the chosen one */
  "https",   /* plain http, or another host */
  "toml",    /* the description of the provider can't be used */
  "login",   /* a challenge that must not be signed, or a token for somebody else */
  "host",    /* a host that the provider's description does not name */
  "asset",   /* another asset than the one that is held */
  "numbers", /* do not add up */
  "expiry",  /* the promise is over */
  "address", /* pay to an address that can't be right */
  "memo",    /* a memo that can't be right */
  "instructions-changed",
  "customer",  /* wants to know more about sender or receiver first: the message ends in the type */
  "admission", /* does not admit this account or this wallet */
  "hosted",    /* a page that must not be opened */
};

static void
imw_provider_default_init (ImwProviderInterface *iface)
{
}

/**
 * imw_provider_refuse:
 * @error: return location
 * @rule: one of the rules of safety
 * @format: what is wrong, in English
 * @...: for @format
 *
 * Sets %IMW_ERROR_REFUSED.
 */
void
imw_provider_refuse (GError **error, const char *rule, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, RULE_MARK "%s: %s", rule, message);
}

/**
 * imw_provider_refuse_in_words:
 * @error: return location
 * @words: (nullable): what the provider says
 *
 * Sets %IMW_ERROR_REFUSED with these words alone, cleaned.
 */
void
imw_provider_refuse_in_words (GError **error, const char *words)
{
  g_autofree char *clean = NULL;

  clean = words != NULL ? g_strstrip (imw_text_sanitize (words, IMW_ANCHOR_MAX_TEXT)) : NULL;
  if (clean == NULL || *clean == '\0')
    g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "The provider says no without a reason");
  else if (g_str_has_prefix (clean, RULE_MARK))
    g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "“%s”", clean);
  else
    g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, clean);
}

/**
 * imw_provider_error_get_rule:
 * @error: (nullable): what a call of a provider gave
 *
 * Returns: (nullable) (transfer none): the rule of safety that is broken: "pin", "network", "https", "toml", "login",
 *   "host", "asset", "numbers", "expiry", "address", "memo", "instructions-changed", "customer" (more must be known about
 *   a person first), "admission" (this account or wallet is not admitted), "hosted"; %NULL when the provider itself
 *   refuses, or it is another error
 */
const char *
imw_provider_error_get_rule (const GError *error)
{
  const char *rest;

  if (!g_error_matches (error, IMW_ERROR, IMW_ERROR_REFUSED) ||
      !g_str_has_prefix (error->message, RULE_MARK))
    return NULL;

  rest = error->message + sizeof (RULE_MARK) - 1;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      gsize length = strlen (rules[i]);

      if (g_str_has_prefix (rest, rules[i]) && rest[length] == ':')
        return rules[i];
    }

  return NULL;
}

/**
 * imw_provider_error_get_words:
 * @error: (nullable): what a call of a provider gave
 *
 * Returns: (nullable) (transfer none): the message without the mark of the rule
 */
const char *
imw_provider_error_get_words (const GError *error)
{
  const char *rule = imw_provider_error_get_rule (error);

  if (error == NULL || rule == NULL)
    return error != NULL ? error->message : NULL;

  return error->message + sizeof (RULE_MARK) - 1 + strlen (rule) + 2;
}

/**
 * imw_order_request_free:
 * @self: (transfer full): an order to be begun
 */
void
imw_order_request_free (ImwOrderRequest *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->quote, imw_quote_unref);
  g_clear_pointer (&self->request, imw_quote_request_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->refund_memo, g_free);
  g_clear_pointer (&self->refund_memo_type, g_free);
  g_clear_pointer (&self->sender_id, g_free);
  g_clear_pointer (&self->receiver_id, g_free);
  g_clear_pointer (&self->language, g_free);
  g_free (self);
}

/**
 * imw_customer_request_free:
 * @self: (transfer full): whom it is about
 */
void
imw_customer_request_free (ImwCustomerRequest *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->order_id, g_free);
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->memo, g_free);
  g_free (self);
}

/**
 * imw_provider_get_domain:
 * @self: a provider
 *
 * Returns: (transfer none): its domain, "example.org" or "localhost:8000"
 */
const char *
imw_provider_get_domain (ImwProvider *self)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), NULL);

  return IMW_PROVIDER_GET_IFACE (self)->get_domain (self);
}

/**
 * imw_provider_set_login:
 * @self: a provider
 * @address: (nullable): our account; %NULL: only what is public works, the rest is %IMW_ERROR_LOCKED
 * @func: (nullable) (scope notified): signs a challenge
 * @finish: (nullable): ends @func
 * @user_data: data for both
 * @destroy: (nullable): frees @user_data
 *
 * Tokens of another account are forgotten.
 */
void
imw_provider_set_login (ImwProvider               *self,
                        const char                *address,
                        ImwProviderLoginFunc       func,
                        ImwProviderLoginFinishFunc finish,
                        gpointer                   user_data,
                        GDestroyNotify             destroy)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));
  g_return_if_fail (address == NULL || (func != NULL && finish != NULL));

  IMW_PROVIDER_GET_IFACE (self)->set_login (self, address, func, finish, user_data, destroy);
}

/**
 * imw_provider_set_pin:
 * @self: a provider
 * @info: (nullable): what the user has accepted
 *
 * From now on every call but imw_provider_report_async() fails with %IMW_ERROR_REFUSED by the rule "pin" when the
 * provider has another signing key, or wants to be called at a host that is not in @info.
 */
void
imw_provider_set_pin (ImwProvider *self, const ImwProviderInfo *info)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));

  IMW_PROVIDER_GET_IFACE (self)->set_pin (self, info);
}

/**
 * imw_provider_report_async:
 * @self: a provider
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Reads everything public, and logs in when imw_provider_set_login() was called. What goes wrong is in the
 * report.
 */
void
imw_provider_report_async (ImwProvider        *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));

  IMW_PROVIDER_GET_IFACE (self)->report_async (self, cancellable, callback, user_data);
}

/**
 * imw_provider_report_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the report; %NULL only with %G_IO_ERROR_CANCELLED
 */
ImwProviderReport *
imw_provider_report_finish (ImwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), NULL);

  return IMW_PROVIDER_GET_IFACE (self)->report_finish (self, result, error);
}

/**
 * imw_provider_preview_async:
 * @self: a provider
 * @request: what is asked; copied
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks what it would cost. Nothing is promised.
 */
void
imw_provider_preview_async (ImwProvider           *self,
                            const ImwQuoteRequest *request,
                            GCancellable          *cancellable,
                            GAsyncReadyCallback    callback,
                            gpointer               user_data)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));
  g_return_if_fail (request != NULL);

  IMW_PROVIDER_GET_IFACE (self)->preview_async (self, request, cancellable, callback, user_data);
}

/**
 * imw_provider_preview_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the quote. On %NULL @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT,
 *   %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (the provider's own
 *   words, or a rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_NOT_FOUND or
 *   %G_IO_ERROR_CANCELLED
 */
ImwQuote *
imw_provider_preview_finish (ImwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), NULL);

  return IMW_PROVIDER_GET_IFACE (self)->preview_finish (self, result, error);
}

/**
 * imw_provider_lock_async:
 * @self: a provider
 * @request: what is asked; copied
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks for a promise. Logs in.
 */
void
imw_provider_lock_async (ImwProvider           *self,
                         const ImwQuoteRequest *request,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));
  g_return_if_fail (request != NULL);

  IMW_PROVIDER_GET_IFACE (self)->lock_async (self, request, cancellable, callback, user_data);
}

/**
 * imw_provider_lock_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the quote, firm. On %NULL @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT,
 *   %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (the provider's own
 *   words, or a rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_LOCKED (no login),
 *   %IMW_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 */
ImwQuote *
imw_provider_lock_finish (ImwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), NULL);

  return IMW_PROVIDER_GET_IFACE (self)->lock_finish (self, result, error);
}

/**
 * imw_provider_begin_async:
 * @self: a provider
 * @request: what is ordered; copied
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Begins an order. Logs in. No money moves.
 */
void
imw_provider_begin_async (ImwProvider           *self,
                          const ImwOrderRequest *request,
                          GCancellable          *cancellable,
                          GAsyncReadyCallback    callback,
                          gpointer               user_data)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));
  g_return_if_fail (request != NULL);

  IMW_PROVIDER_GET_IFACE (self)->begin_async (self, request, cancellable, callback, user_data);
}

/**
 * imw_provider_begin_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @hosted_url: (out) (nullable) (optional) (transfer full): page to open in the browser; it holds a one-time token and is
 *   neither stored nor logged
 * @error: return location
 *
 * Returns: (transfer full): the order. On %NULL @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT,
 *   %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (the provider's own
 *   words, or a rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_LOCKED (no login),
 *   %IMW_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 */
ImwOrder *
imw_provider_begin_finish (ImwProvider  *self,
                           GAsyncResult *result,
                           char        **hosted_url,
                           GError      **error)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), NULL);

  return IMW_PROVIDER_GET_IFACE (self)->begin_finish (self, result, hosted_url, error);
}

/**
 * imw_provider_get_order_async:
 * @self: a provider
 * @route: which way its money goes
 * @hosted: whether it was begun in the provider's own page
 * @id: the provider's id of it
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks how an order stands.
 */
void
imw_provider_get_order_async (ImwProvider        *self,
                              ImwRoute            route,
                              gboolean            hosted,
                              const char         *id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));
  g_return_if_fail (id != NULL);

  IMW_PROVIDER_GET_IFACE (self)->get_order_async (self, route, hosted, id, cancellable, callback,
                                                  user_data);
}

/**
 * imw_provider_get_order_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the order; %IMW_ERROR_NOT_FOUND when the provider does not know it (any more). On
 *   %NULL @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT, %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER,
 *   %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (the provider's own words, or a rule:
 *   imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_LOCKED (no login),
 *   %IMW_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 */
ImwOrder *
imw_provider_get_order_finish (ImwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), NULL);

  return IMW_PROVIDER_GET_IFACE (self)->get_order_finish (self, result, error);
}

/**
 * imw_provider_update_order_async:
 * @self: a provider
 * @route: which way its money goes
 * @id: the provider's id of it
 * @values: (element-type utf8 utf8): what the order asked for, by name
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Tells what an order asked for.
 */
void
imw_provider_update_order_async (ImwProvider        *self,
                                 ImwRoute            route,
                                 const char         *id,
                                 GHashTable         *values,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (values != NULL);

  IMW_PROVIDER_GET_IFACE (self)->update_order_async (self, route, id, values, cancellable, callback,
                                                     user_data);
}

/**
 * imw_provider_update_order_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when the provider has taken it. On %FALSE @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT,
 *   %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (the provider's own
 *   words, or a rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_LOCKED (no login),
 *   %IMW_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 */
gboolean
imw_provider_update_order_finish (ImwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), FALSE);

  return IMW_PROVIDER_GET_IFACE (self)->update_order_finish (self, result, error);
}

/**
 * imw_provider_get_customer_async:
 * @self: a provider
 * @request: whom it is about; copied
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks what the provider wants to know about a person, and what it thinks of what it knows.
 */
void
imw_provider_get_customer_async (ImwProvider              *self,
                                 const ImwCustomerRequest *request,
                                 GCancellable             *cancellable,
                                 GAsyncReadyCallback       callback,
                                 gpointer                  user_data)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));
  g_return_if_fail (request != NULL);

  IMW_PROVIDER_GET_IFACE (self)->get_customer_async (self, request, cancellable, callback,
                                                     user_data);
}

/**
 * imw_provider_get_customer_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the person. On %NULL @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT,
 *   %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (the provider's own
 *   words, or a rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_LOCKED (no login),
 *   %IMW_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 */
ImwCustomer *
imw_provider_get_customer_finish (ImwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), NULL);

  return IMW_PROVIDER_GET_IFACE (self)->get_customer_finish (self, result, error);
}

/**
 * imw_provider_put_customer_async:
 * @self: a provider
 * @request: whom it is about; copied
 * @values: (nullable) (element-type utf8 utf8): by field name
 * @files: (nullable) (element-type utf8 GBytes): by field name: JPEG, PNG or PDF
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Tells the provider about a person. What the user has not agreed to does not belong in here.
 */
void
imw_provider_put_customer_async (ImwProvider              *self,
                                 const ImwCustomerRequest *request,
                                 GHashTable               *values,
                                 GHashTable               *files,
                                 GCancellable             *cancellable,
                                 GAsyncReadyCallback       callback,
                                 gpointer                  user_data)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));
  g_return_if_fail (request != NULL);

  IMW_PROVIDER_GET_IFACE (self)->put_customer_async (self, request, values, files, cancellable,
                                                     callback, user_data);
}

/**
 * imw_provider_put_customer_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the provider's id of the person. On %NULL @error is %IMW_ERROR_NETWORK,
 *   %IMW_ERROR_TIMEOUT, %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED
 *   (the provider's own words, or a rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED,
 *   %IMW_ERROR_LOCKED (no login), %IMW_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 */
char *
imw_provider_put_customer_finish (ImwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), NULL);

  return IMW_PROVIDER_GET_IFACE (self)->put_customer_finish (self, result, error);
}

/**
 * imw_provider_erase_customer_async:
 * @self: a provider
 * @cancellable: (nullable): ends the call
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Asks the provider to erase what it knows about the user.
 */
void
imw_provider_erase_customer_async (ImwProvider        *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (IMW_IS_PROVIDER (self));

  IMW_PROVIDER_GET_IFACE (self)->erase_customer_async (self, cancellable, callback, user_data);
}

/**
 * imw_provider_erase_customer_finish:
 * @self: a provider
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when it has, or knew nothing. On %FALSE @error is %IMW_ERROR_NETWORK, %IMW_ERROR_TIMEOUT,
 *   %IMW_ERROR_RATE_LIMITED, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY, %IMW_ERROR_REFUSED (the provider's own
 *   words, or a rule: imw_provider_error_get_rule()), %IMW_ERROR_NOT_SUPPORTED, %IMW_ERROR_LOCKED (no login),
 *   %IMW_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 */
gboolean
imw_provider_erase_customer_finish (ImwProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (IMW_IS_PROVIDER (self), FALSE);

  return IMW_PROVIDER_GET_IFACE (self)->erase_customer_finish (self, result, error);
}
