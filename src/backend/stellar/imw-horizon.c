/* imw-horizon.c: Stellar through Horizon servers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-horizon"

#include "config.h"

#include "imw-horizon-private.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

/**
 * ImwHorizon:
 *
 * An #ImwBackend over servers that speak the Horizon API. Every operation is a round: it begins with
 * the server that served last and goes on to the next ones when that fails. A server shows the
 * passphrase of its network before anything else it says is taken. Main thread. `advanced` fires when
 * a server tells of a payment of an account that has been looked at.
 */

#define MAX_NAME_CHARS 60

static void imw_horizon_iface_init (ImwBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ImwHorizon,
                               imw_horizon,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (IMW_TYPE_BACKEND, imw_horizon_iface_init))

/* what is asked of an asset or an exchange */
typedef struct
{
  ImwStellarAsset stellar;
  ImwAmount      *give; /* (nullable) */
  ImwAsset       *give_asset;
  ImwAmount      *get; /* (nullable) */
  ImwAsset       *get_asset;
} Question;

static void
question_free (gpointer user_data)
{
  Question *question = user_data;

  g_clear_pointer (&question->give, imw_amount_unref);
  g_clear_pointer (&question->give_asset, imw_asset_unref);
  g_clear_pointer (&question->get, imw_amount_unref);
  g_clear_pointer (&question->get_asset, imw_asset_unref);
  g_free (question);
}

static void
fees_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizon  *self = g_task_get_source_object (task);
  ImwFeeTable *fees = imw_horizon_round_get_data (task);

  if (node == NULL || !imw_horizon_fees_parse (node, fees, &error))
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  imw_horizon_round_succeed (task);
  fees->as_of_ms = self->last_good_ms;
  g_task_return_boolean (task, TRUE);
}

static void
run_fees (GTask *task)
{
  imw_horizon_round_get (task, "/fee_stats", IMW_HORIZON_MAX_BYTES, fees_got);
}

static void
imw_horizon_get_fees_async (ImwBackend         *backend,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task = g_task_new (backend, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_horizon_get_fees_async);
  imw_horizon_round_start (task, run_fees, g_new0 (ImwFeeTable, 1), g_free);
}

static gboolean
imw_horizon_get_fees_finish (ImwBackend   *backend,
                             GAsyncResult *result,
                             ImwFeeTable  *fees,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), FALSE);

  *fees = (ImwFeeTable){ .known = FALSE };
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *fees = *(ImwFeeTable *) imw_horizon_round_get_data (G_TASK (result));

  return TRUE;
}

/* The name is where the issuer says it is at home: its word, to be shown as such. */
static void
issuer_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizon      *self = g_task_get_source_object (task);
  const Question  *question = imw_horizon_round_get_data (task);
  g_autofree char *issuer = imw_stellar_key_to_text (question->stellar.issuer);
  g_autofree char *name = NULL;
  g_autoptr (ImwAsset) plain = imw_stellar_params_dup_asset (self->params, &question->stellar);
  g_autoptr (ImwHorizonAccount) account = NULL;

  if (node != NULL)
    account = imw_horizon_account_parse (node, issuer, &error);
  if (account == NULL)
    {
      imw_horizon_round_fail (task, error);
      return;
    }

  imw_horizon_round_succeed (task);
  if (account->home_domain != NULL &&
      imw_stellar_params_find_token (self->params, &question->stellar) == NULL)
    name = imw_text_sanitize (account->home_domain, MAX_NAME_CHARS);
  g_task_return_pointer (task,
                         name != NULL && *name != '\0'
                             ? imw_asset_new (imw_asset_get_id (plain),
                                              imw_asset_get_symbol (plain), name,
                                              IMW_STELLAR_DECIMALS)
                             : imw_asset_ref (plain),
                         (GDestroyNotify) imw_asset_unref);
}

static void
run_look_up (GTask *task)
{
  const Question  *question = imw_horizon_round_get_data (task);
  g_autofree char *issuer = imw_stellar_key_to_text (question->stellar.issuer);
  g_autofree char *path = g_strconcat ("/accounts/", issuer, NULL);

  imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, issuer_got);
}

static void
imw_horizon_look_up_asset_async (ImwBackend         *backend,
                                 const char         *contract,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask    *task = g_task_new (backend, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, imw_horizon_look_up_asset_async);
  if (!imw_stellar_asset_parse (contract, &question->stellar, NULL) ||
      imw_stellar_asset_is_native (&question->stellar))
    {
      question_free (question);
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_ADDRESS, "Not CODE:ISSUER");
      g_object_unref (task);
      return;
    }
  imw_horizon_round_start (task, run_look_up, question, question_free);
}

static ImwAsset *
imw_horizon_look_up_asset_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
paths_got (GTask *task, JsonNode *node, guint status, GError *error)
{
  ImwHorizon       *self = g_task_get_source_object (task);
  const Question   *question = imw_horizon_round_get_data (task);
  ImwExchangeOffer *offer = NULL;

  if (node != NULL)
    offer = imw_horizon_paths_parse (self->params, node, question->give, question->give_asset,
                                     question->get, question->get_asset, &error);
  if (offer == NULL)
    {
      if (node != NULL && g_error_matches (error, IMW_ERROR, IMW_ERROR_NOT_FOUND))
        imw_horizon_round_refuse (task, error);
      else
        imw_horizon_round_fail (task, error);
      return;
    }

  imw_horizon_round_succeed (task);
  g_task_return_pointer (task, offer, (GDestroyNotify) imw_exchange_offer_free);
}

/* "source_asset_type=credit_alphanum4&source_asset_code=USDC&source_asset_issuer=G…" */
static char *
build_asset_query (const char *side, const ImwStellarAsset *asset)
{
  g_autofree char *issuer = NULL;

  if (imw_stellar_asset_is_native (asset))
    return g_strdup_printf ("%s_asset_type=native", side);
  issuer = imw_stellar_key_to_text (asset->issuer);

  return g_strdup_printf ("%s_asset_type=credit_alphanum%d&%s_asset_code=%s&%s_asset_issuer=%s",
                          side, strlen (asset->code) <= 4 ? 4 : IMW_STELLAR_CODE_BYTES, side,
                          asset->code, side, issuer);
}

static void
run_find_exchange (GTask *task)
{
  ImwHorizon      *self = g_task_get_source_object (task);
  const Question  *question = imw_horizon_round_get_data (task);
  gboolean         is_send = question->give != NULL;
  ImwStellarAsset  given;
  ImwStellarAsset  got;
  g_autofree char *amount =
      imw_amount_to_decimal_text (is_send ? question->give : question->get, IMW_STELLAR_DECIMALS);
  g_autofree char *exact = NULL;
  g_autofree char *other = NULL;
  g_autofree char *path = NULL;

  /* both were looked at before the round began */
  if (!imw_stellar_params_get_asset (self->params, question->give_asset, &given) ||
      !imw_stellar_params_get_asset (self->params, question->get_asset, &got))
    g_return_if_reached ();

  exact = build_asset_query (is_send ? "source" : "destination", is_send ? &given : &got);
  other = imw_stellar_asset_to_text (is_send ? &got : &given);
  path = g_strdup_printf ("/paths/strict-%s?%s&%s_amount=%s&%s_assets=%s",
                          is_send ? "send" : "receive", exact, is_send ? "source" : "destination",
                          amount, is_send ? "destination" : "source", other);
  imw_horizon_round_get (task, path, IMW_HORIZON_MAX_BYTES, paths_got);
}

static void
imw_horizon_find_exchange_async (ImwBackend         *backend,
                                 ImwAmount          *give,
                                 ImwAsset           *give_asset,
                                 ImwAmount          *get,
                                 ImwAsset           *get_asset,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  ImwHorizon     *self = IMW_HORIZON (backend);
  GTask          *task = g_task_new (backend, cancellable, callback, user_data);
  Question       *question = g_new0 (Question, 1);
  ImwAmount      *exact = give != NULL ? give : get;
  ImwStellarAsset given;
  ImwStellarAsset got;
  gint64          stroops;

  g_task_set_source_tag (task, imw_horizon_find_exchange_async);
  question->give = give != NULL ? imw_amount_ref (give) : NULL;
  question->give_asset = imw_asset_ref (give_asset);
  question->get = get != NULL ? imw_amount_ref (get) : NULL;
  question->get_asset = imw_asset_ref (get_asset);
  if (!imw_stellar_params_get_asset (self->params, give_asset, &given) ||
      !imw_stellar_params_get_asset (self->params, get_asset, &got) ||
      imw_stellar_asset_equal (&given, &got) ||
      !imw_asset_equal (imw_amount_get_asset (exact), give != NULL ? give_asset : get_asset) ||
      !imw_amount_get_i64 (exact, &stroops) || stroops <= 0)
    {
      question_free (question);
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BAD_INPUT, "No such exchange");
      g_object_unref (task);
      return;
    }
  imw_horizon_round_start (task, run_find_exchange, question, question_free);
}

static ImwExchangeOffer *
imw_horizon_find_exchange_finish (ImwBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static ImwBackendState
imw_horizon_get_state (ImwBackend *backend)
{
  return IMW_HORIZON (backend)->state;
}

static const char *
imw_horizon_get_server (ImwBackend *backend)
{
  ImwHorizon             *self = IMW_HORIZON (backend);
  const ImwHorizonServer *server = g_ptr_array_index (self->servers, self->current);

  return server->url;
}

static gint64
imw_horizon_get_last_good_ms (ImwBackend *backend)
{
  return IMW_HORIZON (backend)->last_good_ms;
}

static const GError *
imw_horizon_get_last_error (ImwBackend *backend)
{
  return IMW_HORIZON (backend)->last_error;
}

static void
imw_horizon_iface_init (ImwBackendInterface *iface)
{
  iface->sync_async = imw_horizon_sync_async;
  iface->sync_finish = imw_horizon_sync_finish;
  iface->get_fees_async = imw_horizon_get_fees_async;
  iface->get_fees_finish = imw_horizon_get_fees_finish;
  iface->get_raw_async = imw_horizon_get_raw_async;
  iface->get_raw_finish = imw_horizon_get_raw_finish;
  iface->submit_async = imw_horizon_submit_async;
  iface->submit_finish = imw_horizon_submit_finish;
  iface->history_async = imw_horizon_history_async;
  iface->history_finish = imw_horizon_history_finish;
  iface->examine_async = imw_horizon_examine_async;
  iface->examine_finish = imw_horizon_examine_finish;
  iface->look_up_asset_async = imw_horizon_look_up_asset_async;
  iface->look_up_asset_finish = imw_horizon_look_up_asset_finish;
  iface->find_exchange_async = imw_horizon_find_exchange_async;
  iface->find_exchange_finish = imw_horizon_find_exchange_finish;
  iface->get_state = imw_horizon_get_state;
  iface->get_server = imw_horizon_get_server;
  iface->get_last_good_ms = imw_horizon_get_last_good_ms;
  iface->get_last_error = imw_horizon_get_last_error;
}

static void
imw_horizon_dispose (GObject *object)
{
  ImwHorizon *self = IMW_HORIZON (object);

  imw_horizon_stream_end_all (self);
  g_clear_object (&self->http);

  G_OBJECT_CLASS (imw_horizon_parent_class)->dispose (object);
}

static void
imw_horizon_finalize (GObject *object)
{
  ImwHorizon *self = IMW_HORIZON (object);

  g_clear_pointer (&self->servers, g_ptr_array_unref);
  g_clear_error (&self->last_error);

  G_OBJECT_CLASS (imw_horizon_parent_class)->finalize (object);
}

static void
imw_horizon_class_init (ImwHorizonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_horizon_dispose;
  object_class->finalize = imw_horizon_finalize;
}

static void
server_free (gpointer user_data)
{
  ImwHorizonServer *server = user_data;

  g_clear_pointer (&server->url, g_free);
  g_free (server);
}

static void
imw_horizon_init (ImwHorizon *self)
{
  self->servers = g_ptr_array_new_with_free_func (server_free);
  self->timeout_ms = IMW_HORIZON_TIMEOUT_MS;
}

static gboolean
add_server (ImwHorizon *self, const char *url, GError **error)
{
  ImwHorizonServer *server;
  gsize             length = strlen (url);

  if (!imw_http_check_url (url, error))
    return FALSE;
  if (strchr (url, '?') != NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "The address of a server has no query");
      return FALSE;
    }

  while (length > 0 && url[length - 1] == '/')
    length--;
  server = g_new0 (ImwHorizonServer, 1);
  server->url = g_strndup (url, length);
  server->page = IMW_HORIZON_PAGE;
  g_ptr_array_add (self->servers, server);
  imw_hosts_add_url (imw_http_get_hosts (self->http), IMW_PURPOSE_STELLAR_SERVER, server->url);

  return TRUE;
}

/**
 * imw_horizon_new:
 * @params: the network that the servers must serve
 * @http: the client to use
 * @servers: %NULL-terminated base URLs, the preferred one first
 * @block_seconds: expected time between two ledgers
 * @error: return location
 *
 * Returns: (transfer full): a backend that has asked nothing yet; on %NULL @error is
 *   %IMW_ERROR_BAD_INPUT or %IMW_ERROR_REFUSED (plain http to another machine)
 */
ImwBackend *
imw_horizon_new (const ImwStellarParams *params,
                 ImwHttp                *http,
                 const char *const      *servers,
                 guint32                 block_seconds,
                 GError                **error)
{
  g_autoptr (ImwHorizon) self = NULL;

  g_return_val_if_fail (params != NULL, NULL);
  g_return_val_if_fail (IMW_IS_HTTP (http), NULL);
  g_return_val_if_fail (servers != NULL, NULL);

  if (servers[0] == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "No server is given");
      return NULL;
    }

  self = g_object_new (IMW_TYPE_HORIZON, NULL);
  self->params = params;
  self->http = g_object_ref (http);
  self->block_seconds = block_seconds;
  for (gsize i = 0; servers[i] != NULL; i++)
    if (!add_server (self, servers[i], error))
      return NULL;

  return IMW_BACKEND (g_steal_pointer (&self));
}
