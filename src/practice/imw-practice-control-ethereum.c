/* imw-practice-control-ethereum.c: what may be asked of the practice Ethereum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-control"

#include "config.h"

#include "imw-practice-server-private.h"

#include "imw-error.h"

#define SPAM_TOKEN  "0x4444444444444444444444444444444444444444"
#define MAX_POINTS  20
#define MAX_FEE_WEI G_GINT64_CONSTANT (1000000000000)

/**
 * imw_practice_control_reply_done: (skip)
 * @reply: (out caller-allocates): the answer
 * @name: a member
 * @value: its text
 *
 * Answers an object with one member.
 *
 * Returns: always %TRUE
 */
gboolean
imw_practice_control_reply_done (ImwPracticeReply *reply, const char *name, const char *value)
{
  g_auto (ImwPracticeJson) json = { 0 };

  imw_practice_json_init (&json);
  imw_practice_json_begin_object (&json, NULL);
  imw_practice_json_string (&json, name, value);
  imw_practice_json_end_object (&json);
  imw_practice_reply_json (reply, &json);

  return TRUE;
}

static gboolean
fund (ImwPracticeServer *self, JsonObject *request, const char *asset, char **txid, GError **error)
{
  const char      *address = imw_json_get_string (request, "address", error);
  g_autofree char *amount = NULL;

  if (address == NULL)
    return FALSE;

  if (imw_json_has (request, "amount"))
    {
      amount = imw_json_dup_number_text (request, "amount", error);
      if (amount == NULL)
        return FALSE;
    }

  return imw_practice_ethereum_fund (self->ethereum, address, asset, amount, txid, error);
}

/**
 * imw_practice_control_fund_ethereum: (skip)
 * @self: the server
 * @request: {"address", "asset", "amount"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, or %IMW_ERROR_REFUSED,
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_control_fund_ethereum (ImwPracticeServer *self,
                                    JsonObject        *request,
                                    ImwPracticeReply  *reply,
                                    GError           **error)
{
  g_auto (ImwPracticeJson) json = { 0 };
  g_autofree char *txid = NULL;
  const char      *asset;

  if (!imw_json_get_string_opt (request, "asset", &asset, error) ||
      !fund (self, request, asset, &txid, error))
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
 * imw_practice_control_airdrop: (skip)
 * @self: the server
 * @request: {"address", "amount"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, or %IMW_ERROR_REFUSED,
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_control_airdrop (ImwPracticeServer *self,
                              JsonObject        *request,
                              ImwPracticeReply  *reply,
                              GError           **error)
{
  g_autofree char *txid = NULL;

  return fund (self, request, SPAM_TOKEN, &txid, error) &&
         imw_practice_control_reply_done (reply, "txid", txid);
}

/**
 * imw_practice_control_token: (skip)
 * @self: the server
 * @request: {"token"} and one of {"paused"}, {"account", "frozen"}, {"fee"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, or %IMW_ERROR_DISK.
 */
gboolean
imw_practice_control_token (ImwPracticeServer *self,
                            JsonObject        *request,
                            ImwPracticeReply  *reply,
                            GError           **error)
{
  const char *token = imw_json_get_string (request, "token", error);
  const char *account = NULL;
  const char *what = "fee";
  gboolean    on = FALSE;
  gint64      value = 0;

  if (token == NULL)
    return FALSE;

  if (imw_json_has (request, "account"))
    {
      what = "frozen";
      account = imw_json_get_string (request, "account", error);
      if (account == NULL || !imw_json_get_bool (request, "frozen", &on, error))
        return FALSE;
    }
  else if (imw_json_has (request, "paused"))
    {
      what = "paused";
      if (!imw_json_get_bool (request, "paused", &on, error))
        return FALSE;
    }
  else if (!imw_json_get_int (request, "fee", 0, MAX_POINTS, &value, error))
    {
      return FALSE;
    }

  return imw_practice_ethereum_set_token (self->ethereum, token, what, account,
                                          on ? 1 : (guint64) value, error) &&
         imw_practice_control_reply_done (reply, "token", token);
}

/**
 * imw_practice_control_drop: (skip)
 * @self: the server
 * @request: {"txid"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, %IMW_ERROR_NOT_FOUND (it does not
 *   wait) or %IMW_ERROR_DISK.
 */
gboolean
imw_practice_control_drop (ImwPracticeServer *self,
                           JsonObject        *request,
                           ImwPracticeReply  *reply,
                           GError           **error)
{
  const char *txid = imw_json_get_string (request, "txid", error);

  return txid != NULL && imw_practice_ethereum_drop (self->ethereum, txid, error) &&
         imw_practice_control_reply_done (reply, "txid", txid);
}

/**
 * imw_practice_control_base_fee: (skip)
 * @self: the server
 * @request: {"wei"}
 * @reply: (out caller-allocates): the answer
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error says what is wrong with the request, or %IMW_ERROR_DISK.
 */
gboolean
imw_practice_control_base_fee (ImwPracticeServer *self,
                               JsonObject        *request,
                               ImwPracticeReply  *reply,
                               GError           **error)
{
  g_autofree char *text = NULL;
  gint64           wei;

  if (!imw_json_get_int (request, "wei", 1, MAX_FEE_WEI, &wei, error) ||
      !imw_practice_ethereum_set_base_fee (self->ethereum, (guint64) wei, error))
    return FALSE;

  text = g_strdup_printf ("%" G_GINT64_FORMAT, wei);

  return imw_practice_control_reply_done (reply, "wei", text);
}
