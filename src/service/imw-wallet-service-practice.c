/* imw-wallet-service-practice.c: the practice server of a service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-wallet-service-practice"

#include "config.h"

#include "imw-practice-control.h"
#include "imw-wallet-service-private.h"
#include "imw-wallet-service-struct.h"

#include "imw-error.h"

/**
 * imw_wallet_service_get_practice_url:
 * @self: the service
 *
 * Returns: (nullable): the practice server's address, %NULL where there is none
 */
const char *
imw_wallet_service_get_practice_url (ImwWalletService *self)
{
  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (self), NULL);

  return self->practice != NULL ? imw_practice_control_get_url (self->practice) : NULL;
}

/**
 * imw_wallet_service_kill_practice:
 * @self: the service
 *
 * Kills the practice server, for the test that it is started again.
 */
void
imw_wallet_service_kill_practice (ImwWalletService *self)
{
  if (self->practice != NULL)
    imw_practice_control_kill (self->practice);
}

static void
practice_asked_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char   *reply = imw_practice_control_ask_finish (IMW_PRACTICE_CONTROL (object), result, &error);

  if (reply != NULL)
    g_task_return_pointer (task, reply, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * imw_wallet_service_practice_async:
 * @self: the service
 * @action: "fund", "mine", "reset" or "fail"
 * @json: (nullable): the parameters as JSON text
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Turns one of the practice server's knobs.
 */
void
imw_wallet_service_practice_async (ImwWalletService   *self,
                                   const char         *action,
                                   const char         *json,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (IMW_IS_WALLET_SERVICE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_wallet_service_practice_async);

  if (self->practice == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_NOT_SUPPORTED,
                               "there is no practice server here");
      return;
    }

  imw_practice_control_ask_async (self->practice, action, json, cancellable, practice_asked_cb,
                                  g_steal_pointer (&task));
}

/**
 * imw_wallet_service_practice_finish:
 * @self: the service
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the reply as JSON text, or %NULL: %IMW_ERROR_NOT_SUPPORTED outside
 * practice mode and for unknown actions, %IMW_ERROR_REFUSED, %IMW_ERROR_NETWORK,
 * %IMW_ERROR_TIMEOUT, %IMW_ERROR_SERVER, %IMW_ERROR_BAD_REPLY
 */
char *
imw_wallet_service_practice_finish (ImwWalletService *self,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
