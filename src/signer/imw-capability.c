/* imw-capability.c: which connection may ask for what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-capability"

#include "config.h"

#include "imw-capability.h"

static const struct
{
  const char *method;
  ImwRequest  request;
} methods[] = {
  { "Hello", IMW_REQUEST_HELLO },
  { "BeginAttempt", IMW_REQUEST_BEGIN_ATTEMPT },
  { "Unlock", IMW_REQUEST_UNLOCK },
  { "Lock", IMW_REQUEST_LOCK },
  { "GetState", IMW_REQUEST_GET_STATE },
  { "Touch", IMW_REQUEST_TOUCH },
  { "GetAccountKey", IMW_REQUEST_GET_ACCOUNT_KEY },
  { "Describe", IMW_REQUEST_DESCRIBE },
  { "Sign", IMW_REQUEST_SIGN },
  { "DescribeMessage", IMW_REQUEST_DESCRIBE_MESSAGE },
  { "SignMessage", IMW_REQUEST_SIGN_MESSAGE },
  { "SignLogin", IMW_REQUEST_SIGN_LOGIN },
  { "Generate", IMW_REQUEST_GENERATE },
  { "Restore", IMW_REQUEST_RESTORE },
  { "Forget", IMW_REQUEST_FORGET },
  { "Create", IMW_REQUEST_CREATE },
  { "ShowWords", IMW_REQUEST_SHOW_WORDS },
  { "ChangePassword", IMW_REQUEST_CHANGE_PASSWORD },
  { "SetPolicy", IMW_REQUEST_SET_POLICY },
  { "ExportBackup", IMW_REQUEST_EXPORT_BACKUP },
  { "ImportBackup", IMW_REQUEST_IMPORT_BACKUP },
};

/**
 * imw_request_from_method:
 * @method: name of a method on the wire
 * @request: (out): what it asks for
 *
 * Returns: %FALSE when it is not known
 */
gboolean
imw_request_from_method (const char *method, ImwRequest *request)
{
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].method, method))
      {
        *request = methods[i].request;
        return TRUE;
      }

  return FALSE;
}

/**
 * imw_capability_allows:
 * @kind: on which connection
 * @request: what is asked for
 *
 * Returns: %TRUE if that connection may ask for it
 */
gboolean
imw_capability_allows (ImwConnectionKind kind, ImwRequest request)
{
  switch (request)
    {
    case IMW_REQUEST_HELLO:
    case IMW_REQUEST_BEGIN_ATTEMPT:
    case IMW_REQUEST_UNLOCK:
    case IMW_REQUEST_LOCK:
    case IMW_REQUEST_GET_STATE:
    case IMW_REQUEST_TOUCH:
    case IMW_REQUEST_GET_ACCOUNT_KEY:
    case IMW_REQUEST_DESCRIBE:
    case IMW_REQUEST_SIGN:
    case IMW_REQUEST_DESCRIBE_MESSAGE:
    case IMW_REQUEST_SIGN_MESSAGE:
    case IMW_REQUEST_SIGN_LOGIN:
      return kind == IMW_CONNECTION_SIGNING;

    case IMW_REQUEST_GENERATE:
    case IMW_REQUEST_RESTORE:
    case IMW_REQUEST_FORGET:
    case IMW_REQUEST_CREATE:
    case IMW_REQUEST_SHOW_WORDS:
    case IMW_REQUEST_CHANGE_PASSWORD:
    case IMW_REQUEST_SET_POLICY:
    case IMW_REQUEST_EXPORT_BACKUP:
    case IMW_REQUEST_IMPORT_BACKUP:
      return kind == IMW_CONNECTION_ADMIN;
    }

  return FALSE;
}
