/* imw-practice-control-anchor.c: what may be asked of the practice anchor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-control"

#include "config.h"

#include "imw-practice-server-private.h"

#include "imw-error.h"

/**
 * imw_practice_control_anchor_pay: (skip)
 * @self: the server
 * @request: {"id"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, %IMW_ERROR_NOT_FOUND or
 *   %IMW_ERROR_DISK.
 */
gboolean
imw_practice_control_anchor_pay (ImwPracticeServer *self,
                                 JsonObject        *request,
                                 ImwPracticeReply  *reply,
                                 GError           **error)
{
  const char *id = imw_json_get_string (request, "id", error);

  return id != NULL && imw_practice_anchor_pay (self->anchor, id, error) &&
         imw_practice_control_reply_done (reply, "id", id);
}

/**
 * imw_practice_control_anchor_collect: (skip)
 * @self: the server
 * @request: {"id"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, %IMW_ERROR_NOT_FOUND or
 *   %IMW_ERROR_DISK.
 */
gboolean
imw_practice_control_anchor_collect (ImwPracticeServer *self,
                                     JsonObject        *request,
                                     ImwPracticeReply  *reply,
                                     GError           **error)
{
  const char *id = imw_json_get_string (request, "id", error);

  return id != NULL && imw_practice_anchor_collect (self->anchor, id, error) &&
         imw_practice_control_reply_done (reply, "id", id);
}

/**
 * imw_practice_control_anchor_kyc: (skip)
 * @self: the server
 * @request: {"email_code"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, or %IMW_ERROR_DISK.
 */
gboolean
imw_practice_control_anchor_kyc (ImwPracticeServer *self,
                                 JsonObject        *request,
                                 ImwPracticeReply  *reply,
                                 GError           **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  gboolean on;

  if (!imw_json_get_bool (request, "email_code", &on, error) ||
      !imw_practice_anchor_set_email_code (self->anchor, on, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_boolean (&json, "email_code", on);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

/**
 * imw_practice_control_anchor_orders: (skip)
 * @self: the server
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Answers all orders of all customers.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_control_anchor_orders (ImwPracticeServer *self,
                                    ImwPracticeReply  *reply,
                                    GError           **error)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_anchor_catch_up (self->anchor);
  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  if (!imw_practice_anchor_write_orders (self->anchor, &json, error))
    return FALSE;
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}
