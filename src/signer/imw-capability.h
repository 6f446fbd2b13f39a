/* imw-capability.h: which connection may ask for what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  IMW_CONNECTION_SIGNING, /* descriptor 3 */
  IMW_CONNECTION_ADMIN    /* descriptor 4 */
} ImwConnectionKind;

typedef enum
{
  IMW_REQUEST_HELLO,
  IMW_REQUEST_BEGIN_ATTEMPT,
  IMW_REQUEST_UNLOCK,
  IMW_REQUEST_LOCK,
  IMW_REQUEST_GET_STATE,
  IMW_REQUEST_TOUCH,
  IMW_REQUEST_GET_ACCOUNT_KEY,
  IMW_REQUEST_DESCRIBE,
  IMW_REQUEST_SIGN,
  IMW_REQUEST_DESCRIBE_MESSAGE,
  IMW_REQUEST_SIGN_MESSAGE,
  IMW_REQUEST_SIGN_LOGIN,
  IMW_REQUEST_GENERATE,
  IMW_REQUEST_RESTORE,
  IMW_REQUEST_FORGET,
  IMW_REQUEST_CREATE,
  IMW_REQUEST_SHOW_WORDS,
  IMW_REQUEST_CHANGE_PASSWORD,
  IMW_REQUEST_SET_POLICY,
  IMW_REQUEST_EXPORT_BACKUP,
  IMW_REQUEST_IMPORT_BACKUP
} ImwRequest;

gboolean imw_request_from_method (const char *method, ImwRequest *request);
gboolean imw_capability_allows (ImwConnectionKind kind, ImwRequest request);

G_END_DECLS
