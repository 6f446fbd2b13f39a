/* imw-signer-service-login.c: logins on the wire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer-service-login"

#include "config.h"

#include "imw-signer-service-private.h"

static gboolean
handle_sign_login_cb (ImwDBusSigner1        *signing,
                      GDBusMethodInvocation *invocation,
                      GUnixFDList           *fds,
                      const char            *chain,
                      const char            *kind,
                      guint                  number,
                      GVariant              *facts_values,
                      GVariant              *challenge_handle,
                      ImwSignerService      *self)
{
  g_autoptr (ImwLoginFacts) facts = NULL;
  g_autoptr (GUnixFDList) out = g_unix_fd_list_new ();
  g_autoptr (GBytes) challenge = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) handle = NULL;

  challenge =
      imw_signer_service_take_bytes (fds, challenge_handle, IMW_SIGNER_MAX_CHALLENGE, &error);
  if (challenge != NULL)
    facts = imw_login_facts_from_variant (facts_values, &error);
  if (facts != NULL)
    answer =
        imw_session_sign_login (self->session, chain, kind, number, facts, challenge, &error);
  if (answer != NULL && imw_signer_service_put_bytes (out, answer, &handle, &error))
    imw_dbus_signer1_complete_sign_login (signing, invocation, out, handle);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/**
 * imw_signer_service_connect_logins:
 * @self: a service that has a skeleton for signing
 *
 * Connects the method about logins.
 */
void
imw_signer_service_connect_logins (ImwSignerService *self)
{
  g_signal_connect (self->signing, "handle-sign-login", G_CALLBACK (handle_sign_login_cb), self);
}
