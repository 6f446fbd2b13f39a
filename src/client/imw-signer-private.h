/* imw-signer-private.h: what the files of this folder share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gunixfdlist.h>

#include "imw-signer-dbus.h"
#include "imw-signer.h"

G_BEGIN_DECLS

struct _ImwSigner
{
  GObject parent_instance;

  GSubprocess         *process;
  GPid                 pid;
  GDBusConnection     *connections[2]; /* signing, admin */
  ImwDBusSigner1      *signing;
  ImwDBusSigner1Admin *admin;
  gboolean             alive;
  gint64               touched_us; /* monotonic time of the last Touch */
};

void imw_signer_adopt (ImwSigner *self);

/* Descriptors that go with a call. The first error is kept until the call. */
typedef struct
{
  GUnixFDList *list;
  GError      *error; /* (nullable) */
} ImwSignerFds;

#define IMW_SIGNER_FDS_INIT     \
  {                             \
    g_unix_fd_list_new (), NULL \
  }

void   imw_signer_fds_clear (ImwSignerFds *self);
gint32 imw_signer_fds_add_bytes (ImwSignerFds *self, GBytes *bytes);
gint32 imw_signer_fds_add_secret (ImwSignerFds *self, ImwSecret *secret);

/* What came back. */
typedef struct
{
  GVariant    *values;
  GUnixFDList *fds; /* (nullable) */
} ImwSignerReply;

void            imw_signer_reply_free (ImwSignerReply *self);
gboolean        imw_signer_reply_take_bytes (ImwSignerReply *self, gsize index, GBytes **bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        imw_signer_reply_take_secret (ImwSignerReply *self, gsize index, ImwSecret **secret, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            imw_signer_call (gpointer source_object, gpointer proxy, const char *method, GVariant *values, ImwSignerFds *fds, gpointer source_tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ImwSignerReply *imw_signer_call_finish (gpointer source_object, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImwSignerFds, imw_signer_fds_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwSignerReply, imw_signer_reply_free)

G_END_DECLS
