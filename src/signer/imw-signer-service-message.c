/* imw-signer-service-message.c: messages on the wire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-signer-service-message"

#include "config.h"

#include "imw-signer-service-private.h"

static gboolean
handle_describe_message_cb (ImwDBusSigner1        *signing,
                            GDBusMethodInvocation *invocation,
                            GUnixFDList           *fds,
                            const char            *chain,
                            const char            *kind,
                            guint                  number,
                            const char            *form,
                            GVariant              *message_handle,
                            ImwSignerService      *self)
{
  g_autoptr (ImwDescription) description = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GError) error = NULL;
  guint64 token;

  message = imw_signer_service_take_bytes (fds, message_handle, IMW_SIGNER_MAX_WORDING, &error);
  if (message != NULL)
    description = imw_session_describe_message (self->session, chain, kind, number, form, message,
                                                &token, &error);
  if (description != NULL)
    imw_dbus_signer1_complete_describe_message (
        signing, invocation, NULL, token,
        g_variant_new_variant (imw_description_to_variant (description)));
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_sign_message_cb (ImwDBusSigner1        *signing,
                        GDBusMethodInvocation *invocation,
                        guint64                token,
                        const char *const     *consents,
                        ImwSignerService      *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *signature = imw_session_sign_message (self->session, token, consents, &error);

  if (signature != NULL)
    imw_dbus_signer1_complete_sign_message (signing, invocation, signature);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/**
 * imw_signer_service_connect_messages:
 * @self: a service that has a skeleton for signing
 *
 * Connects the methods about messages.
 */
void
imw_signer_service_connect_messages (ImwSignerService *self)
{
  g_signal_connect (self->signing, "handle-describe-message",
                    G_CALLBACK (handle_describe_message_cb), self);
  g_signal_connect (self->signing, "handle-sign-message", G_CALLBACK (handle_sign_message_cb),
                    self);
}
