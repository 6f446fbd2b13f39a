/* imw-signer-service-private.h: what the files of ImwSignerService share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gunixfdlist.h>

#include "imw-signer-dbus.h"
#include "imw-signer-service.h"

G_BEGIN_DECLS

#define IMW_SIGNER_MAX_PASSWORD    1024
#define IMW_SIGNER_MAX_WORDS       1024
#define IMW_SIGNER_MAX_TRANSACTION (32 * 1024 * 1024)
#define IMW_SIGNER_MAX_WORDING     (256 * 1024) /* a message that is to be signed */
#define IMW_SIGNER_MAX_CHALLENGE   (16 * 1024)  /* a login; the standard's own limit is lower */
#define IMW_SIGNER_MAX_MESSAGE     (1024 * 1024)

struct _ImwSignerService
{
  ImwSession          *session;
  ImwDBusSigner1      *signing; /* (nullable) */
  ImwDBusSigner1Admin *admin;   /* (nullable) */
  gboolean             greeted;
};

GBytes    *imw_signer_service_take_bytes (GUnixFDList *fds, GVariant *handle, gsize max, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ImwSecret *imw_signer_service_take_secret (GUnixFDList *fds, GVariant *handle, gsize max, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_signer_service_put_bytes (GUnixFDList *fds, GBytes *bytes, GVariant **handle, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   imw_signer_service_put_secret (GUnixFDList *fds, ImwSecret *secret, GVariant **handle, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       imw_signer_service_connect_admin (ImwSignerService *self);
void       imw_signer_service_connect_messages (ImwSignerService *self);
void       imw_signer_service_connect_logins (ImwSignerService *self);

G_END_DECLS
