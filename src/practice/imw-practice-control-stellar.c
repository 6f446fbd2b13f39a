/* imw-practice-control-stellar.c: what may be asked of the practice Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-control"

#include "config.h"

#include "imw-practice-server-private.h"

/**
 * imw_practice_control_fund_stellar: (skip)
 * @self: the server
 * @request: {"address", "asset", "amount"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, or %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_control_fund_stellar (ImwPracticeServer *self,
                                   JsonObject        *request,
                                   ImwPracticeReply  *reply,
                                   GError           **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  const char      *address = imw_json_get_string (request, "address", error);
  const char      *asset = NULL;
  g_autofree char *amount = NULL;
  g_autofree char *txid = NULL;

  if (address == NULL || !imw_json_get_string_opt (request, "asset", &asset, error))
    return FALSE;
  if (imw_json_has (request, "amount"))
    {
      amount = imw_json_dup_number_text (request, "amount", error);
      if (amount == NULL)
        return FALSE;
    }
  if (!imw_practice_stellar_fund (self->stellar, address, asset, amount, &txid, error))
    return FALSE;

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, "txid", txid);
  imw_practice_json_int (&json, "count", 1);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

/**
 * imw_practice_control_signer: (skip)
 * @self: the server
 * @request: {"account", "key", "weight", "threshold"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, %IMW_ERROR_NOT_FOUND (no such
 *   account), %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_control_signer (ImwPracticeServer *self,
                             JsonObject        *request,
                             ImwPracticeReply  *reply,
                             GError           **error)
{
  const char *account = imw_json_get_string (request, "account", error);
  const char *key = account != NULL ? imw_json_get_string (request, "key", error) : NULL;
  gint64      weight;
  gint64      threshold;

  return key != NULL && imw_json_get_int (request, "weight", 0, G_MAXUINT8, &weight, error) &&
         imw_json_get_int (request, "threshold", 0, G_MAXUINT8, &threshold, error) &&
         imw_practice_stellar_set_signer (self->stellar, account, key, (guint8) weight,
                                          (guint8) threshold, error) &&
         imw_practice_control_reply_done (reply, "account", account);
}

/**
 * imw_practice_control_streams: (skip)
 * @self: the server
 * @request: {}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: always %TRUE
 */
gboolean
imw_practice_control_streams (ImwPracticeServer *self,
                              JsonObject        *request,
                              ImwPracticeReply  *reply,
                              GError           **error)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_horizon_end_streams (self->horizon);
  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}
