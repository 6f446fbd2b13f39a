/* imw-anchor-login.c: logs in at a provider (SEP-10)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-anchor"

#include "config.h"

#include "imw-anchor-private.h"

#include "imw-error.h"
#include "imw-stellar-login.h"

#include <string.h>

#define TOTAL_MS          20000
#define MAX_TOKEN_BYTES   8192
#define REFRESH_BEFORE_MS 60000
#define UNKNOWN_LIFE_MS   (10 * 60 * 1000)
#define MAX_LIFE_MS       (24 * 60 * 60 * 1000)

/* One login, which all who need it wait for. */
typedef struct
{
  ImwAnchor     *self; /* owned */
  ImwLoginFacts *facts;
} Login;

static void
login_free (Login *login)
{
  g_clear_object (&login->self);
  g_clear_pointer (&login->facts, imw_login_facts_free);
  g_free (login);
}

/**
 * imw_anchor_forget_token:
 * @self: an anchor
 *
 * Wipes the token.
 */
void
imw_anchor_forget_token (ImwAnchor *self)
{
  if (self->token != NULL)
    memset (self->token, 0, strlen (self->token));
  g_clear_pointer (&self->token, g_free);
  self->token_expires_ms = 0;
}

/**
 * imw_anchor_has_token:
 * @self: an anchor
 *
 * Returns: whether there is a token that lasts for another minute
 */
gboolean
imw_anchor_has_token (ImwAnchor *self)
{
  ImwClock *clock = imw_http_get_clock (self->http);

  return self->token != NULL &&
         imw_clock_get_boot_ms (clock) + REFRESH_BEFORE_MS < self->token_expires_ms;
}

static void
finish_login (Login *login, GError *error)
{
  g_autoptr (ImwAnchor) self = g_object_ref (login->self);
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->login_waiting);
  g_autoptr (GError) owned = error;

  login_free (login);
  for (guint i = 0; i < waiting->len; i++)
    {
      const ImwAnchorWait *wait = g_ptr_array_index (waiting, i);
      GError              *mine = NULL;

      if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (wait->job->task), &mine))
        mine = owned != NULL ? g_error_copy (owned) : NULL;
      wait->next (wait->job, NULL, mine);
    }
}

static void
refuse (Login *login, const char *what)
{
  GError *error = NULL;

  imw_provider_refuse (&error, "login", "%s", what);
  finish_login (login, error);
}

static void
ask (Login              *login,
     const char         *method,
     const char         *url,
     const char         *body,
     GAsyncReadyCallback callback)
{
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  ImwHttpRequest request = { .purpose = IMW_PURPOSE_PROVIDER,
                             .method = method,
                             .url = url,
                             .content_type = body != NULL ? "application/json" : NULL,
                             .body = bytes,
                             .wants_errors = TRUE,
                             .max_bytes = IMW_ANCHOR_MAX_JSON,
                             .total_ms = TOTAL_MS };

  imw_http_send_async (login->self->http, &request, login->self->cancellable, callback, login);
}

/* Reads an answer; a refusal says that we are not admitted, with the provider's words. */
static JsonObject *
read_answer (GObject *object, GAsyncResult *result, JsonNode **root, GError **error)
{
  guint status;
  g_autoptr (GBytes) body = imw_http_send_finish (IMW_HTTP (object), result, &status, error);
  JsonObject *reply;

  if (body == NULL)
    return NULL;
  *root = imw_json_parse_bytes (body, IMW_ANCHOR_MAX_JSON, status >= 400 ? NULL : error);
  reply = *root != NULL ? imw_json_node_get_object (*root, status >= 400 ? NULL : error) : NULL;
  if (status >= 400)
    {
      g_autofree char *words = imw_anchor_told_text (reply, "error", IMW_ANCHOR_MAX_TEXT);

      imw_provider_refuse (error, "admission", "%s",
                           words != NULL ? words : "The provider does not admit this account");
      return NULL;
    }

  return reply;
}

/* The second of the three parts, which can be read by anybody. */
static JsonObject *
read_claims (const char *token, JsonNode **root)
{
  g_auto (GStrv) parts = g_strsplit (token, ".", 4);
  g_autofree guchar *data = NULL;
  g_autofree char   *text = NULL;
  gsize              length;

  if (g_strv_length (parts) != 3 || *parts[0] == '\0' || *parts[1] == '\0' || *parts[2] == '\0')
    return NULL;

  text = g_strconcat (parts[1], "===", NULL);
  text[(strlen (parts[1]) + 3) / 4 * 4] = '\0';
  g_strdelimit (text, "-", '+');
  g_strdelimit (text, "_", '/');
  data = g_base64_decode (text, &length);
  *root = imw_json_parse ((const char *) data, (gssize) length, MAX_TOKEN_BYTES, NULL);

  return *root != NULL ? imw_json_node_get_object (*root, NULL) : NULL;
}

/* Nobody but the server can check its signature; whom it is for and how long it lasts can be read. */
static gboolean
keep_token (Login *login, const char *token)
{
  ImwAnchor *self = login->self;
  ImwClock  *clock = imw_http_get_clock (self->http);
  g_autoptr (JsonNode) root = NULL;
  JsonObject      *claims = read_claims (token, &root);
  g_autofree char *subject = imw_anchor_told_exact (claims, "sub", 200);
  gint64           expires_s = imw_anchor_told_seconds (claims, "exp");
  gint64           offset_ms = 0;
  gint64           life_ms = UNKNOWN_LIFE_MS;

  if (claims == NULL || subject == NULL || self->address == NULL ||
      !g_str_equal (subject, self->address))
    return FALSE;

  imw_http_get_clock_offset (self->http, self->toml->login, &offset_ms);
  if (expires_s > 0)
    life_ms = expires_s * 1000 - imw_clock_get_wall_ms (clock) - offset_ms;
  imw_anchor_forget_token (self);
  self->token = g_strdup (token);
  self->token_expires_ms = imw_clock_get_boot_ms (clock) + CLAMP (life_ms, 0, MAX_LIFE_MS);

  return TRUE;
}

static void
token_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Login  *login = user_data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject      *reply = read_answer (object, result, &root, &error);
  g_autofree char *token = imw_anchor_told_exact (reply, "token", MAX_TOKEN_BYTES);

  if (reply == NULL)
    finish_login (login, error);
  else if (token == NULL || !keep_token (login, token))
    refuse (login, "The token is for somebody else, or is none");
  else
    finish_login (login, NULL);
  if (token != NULL)
    memset (token, 0, strlen (token));
}

static void
signed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Login     *login = user_data;
  ImwAnchor *self = login->self;
  GError    *error = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *text = NULL;
  g_autofree char *body = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gsize         length;
  gconstpointer data;

  if (self->login_finish == NULL)
    {
      refuse (login, "The account was taken away");
      return;
    }
  envelope = self->login_finish (result, self->login_data, &error);
  if (envelope == NULL)
    {
      finish_login (login, error);
      return;
    }

  data = g_bytes_get_data (envelope, &length);
  text = g_base64_encode (data, length);
  json_builder_begin_object (builder);
  imw_anchor_json_add_text (builder, "transaction", text);
  body = imw_anchor_json_end (builder);
  ask (login, "POST", self->toml->login, body, token_read_cb);
}

/* S4: all rules here, too, though the signer applies them itself. S3: the network. */
static GBytes *
check_challenge (Login *login, JsonObject *reply, GError **error)
{
  ImwAnchor              *self = login->self;
  ImwClock               *clock = imw_http_get_clock (self->http);
  const ImwStellarParams *params = imw_stellar_params_find (
      imw_chain_get_id (self->chain), imw_chain_get_environment (self->chain),
      imw_chain_get_network_name (self->chain));
  const char      *text = imw_json_get_string (reply, "transaction", error);
  g_autofree char *passphrase = imw_anchor_told_exact (reply, "network_passphrase", 200);
  g_autoptr (GBytes) challenge = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  g_autoptr (GError) why = NULL;
  g_autofree guchar *data = NULL;
  g_autofree char   *again = NULL;
  gsize              length;

  if (text == NULL)
    return NULL;
  if (passphrase != NULL && !g_str_equal (passphrase, params->passphrase))
    {
      imw_provider_refuse (error, "network", "The login is for another network");
      return NULL;
    }

  data = g_base64_decode (text, &length);
  again = g_base64_encode (data, length);
  if (!g_str_equal (again, text) || length == 0)
    {
      imw_provider_refuse (error, "login", "The challenge is not base64");
      return NULL;
    }
  challenge = g_bytes_new (data, length);
  envelope = imw_stellar_login_check (params, self->address, login->facts, challenge,
                                      imw_clock_get_wall_ms (clock), &why);
  if (envelope == NULL)
    {
      imw_provider_refuse (error, "login", "%s", why->message);
      return NULL;
    }

  return g_steal_pointer (&challenge);
}

static void
challenge_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Login     *login = user_data;
  ImwAnchor *self = login->self;
  GError    *error = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *reply = read_answer (object, result, &root, &error);
  g_autoptr (GBytes) challenge = NULL;

  if (reply != NULL && self->login_func == NULL)
    {
      refuse (login, "The account was taken away");
      return;
    }
  if (reply != NULL)
    challenge = check_challenge (login, reply, &error);
  if (challenge == NULL)
    {
      finish_login (login, error);
      return;
    }

  self->login_func (login->facts, challenge, self->cancellable, signed_cb, login, self->login_data);
}

/**
 * imw_anchor_login:
 * @job: a job
 * @next: goes on when there is a token
 *
 * Logs in. Calls that come while it runs join it. Errors: %IMW_ERROR_LOCKED without an account, %IMW_ERROR_NOT_SUPPORTED,
 * %IMW_ERROR_REFUSED by the rules "login", "network" and "admission", those of the function that signs, and those of the
 * network.
 */
void
imw_anchor_login (ImwAnchorJob *job, ImwAnchorNext next)
{
  ImwAnchor       *self = job->self;
  Login           *login;
  ImwAnchorWait   *wait;
  g_autofree char *host = NULL;
  g_autofree char *url = NULL;

  if (self->address == NULL)
    {
      next (job, NULL, g_error_new (IMW_ERROR, IMW_ERROR_LOCKED, "No account to log in with"));
      return;
    }
  if (self->toml == NULL || self->toml->login == NULL)
    {
      next (job, NULL,
            g_error_new (IMW_ERROR, IMW_ERROR_NOT_SUPPORTED, "%s has no login", self->domain));
      return;
    }

  wait = g_new0 (ImwAnchorWait, 1);
  wait->job = job;
  wait->next = next;
  if (self->login_waiting != NULL)
    {
      g_ptr_array_add (self->login_waiting, wait);
      return;
    }

  self->login_waiting = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->login_waiting, wait);
  login = g_new0 (Login, 1);
  login->self = g_object_ref (self);
  host = imw_hosts_name_for_url (self->toml->login);
  login->facts = imw_login_facts_new (self->domain, host, self->toml->info->signing_key);
  url = imw_anchor_build_url (
      self->toml->login, "",
      (const char *const[]){ "account", self->address, "home_domain", self->domain, NULL });
  ask (login, "GET", url, NULL, challenge_read_cb);
}
