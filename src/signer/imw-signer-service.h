/* imw-signer-service.h: the signer's work on its wires
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "imw-capability.h"
#include "imw-session.h"

G_BEGIN_DECLS

#define IMW_SIGNER_VERSION     1u
#define IMW_SIGNER_OBJECT_PATH "/org/imwallet/Signer1"

typedef struct _ImwSignerService ImwSignerService;

ImwSignerService *imw_signer_service_new (ImwSession *session);
void              imw_signer_service_free (ImwSignerService *self);
gboolean          imw_signer_service_export (ImwSignerService *self, GDBusConnection *connection, ImwConnectionKind kind, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSignerService, imw_signer_service_free)

G_END_DECLS
