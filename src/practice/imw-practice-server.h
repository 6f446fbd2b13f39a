/* imw-practice-server.h: the practice server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *state_path;
  guint16     port;             /* 0: a free one */
  guint       block_interval_s; /* 30 */
  gboolean    auto_mine;
  gboolean    clock_manual;    /* time stands still until /practice/clock moves it */
  gint64      clock_start_ms;  /* with clock_manual: where it stands at first; 0: at the beginning of 2026 */
  const char *passphrase;      /* (nullable) of the practice Stellar, for tests that know only others; NULL: its own */
  const char *web_auth_domain; /* (nullable) for tests: what challenges call the anchor */
} ImwPracticeOptions;

/* Thread of its main context. Serves from new to free. */
typedef struct _ImwPracticeServer ImwPracticeServer;

ImwPracticeServer *imw_practice_server_new (const ImwPracticeOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void               imw_practice_server_free (ImwPracticeServer *self);
const char        *imw_practice_server_get_url (ImwPracticeServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImwPracticeServer, imw_practice_server_free)

G_END_DECLS
