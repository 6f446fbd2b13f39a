/* imw-onboarding.c: a wallet comes into being
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-onboarding"

#include "config.h"

#include "imw-onboarding.h"

#include "imw-onboarding-private.h"
#include "imw-wallet-service-private.h"

#include "imw-error.h"

#define BIRTHDAY_SLACK_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

/**
 * ImwOnboarding:
 *
 * One attempt to make or restore a wallet. Owns a signer process, which holds the words, until the
 * wallet has it. Made by a face, main thread.
 */

G_DEFINE_FINAL_TYPE (ImwOnboarding, imw_onboarding, G_TYPE_OBJECT)

static void
imw_onboarding_dispose (GObject *object)
{
  ImwOnboarding *self = IMW_ONBOARDING (object);

  g_cancellable_cancel (self->cancellable);

  if (self->signer != NULL)
    imw_signer_close (self->signer);

  g_clear_object (&self->admin);
  g_clear_object (&self->signer);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (imw_onboarding_parent_class)->dispose (object);
}

static void
imw_onboarding_finalize (GObject *object)
{
  ImwOnboarding *self = IMW_ONBOARDING (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (imw_onboarding_parent_class)->finalize (object);
}

static void
imw_onboarding_class_init (ImwOnboardingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = imw_onboarding_dispose;
  object_class->finalize = imw_onboarding_finalize;
}

static void
imw_onboarding_init (ImwOnboarding *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * imw_onboarding_new:
 * @service: where the wallet will be
 *
 * Returns: (transfer full): an attempt that has not begun
 */
ImwOnboarding *
imw_onboarding_new (ImwWalletService *service)
{
  ImwOnboarding *self = NULL;

  g_return_val_if_fail (IMW_IS_WALLET_SERVICE (service), NULL);

  self = g_object_new (IMW_TYPE_ONBOARDING, NULL);
  self->service = g_object_ref (service);

  return self;
}

/* ---- the signer, when first needed ---- */

static void
onboarding_signer_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwOnboarding *self = g_task_get_source_object (task);
  GError        *error = NULL;
  g_autoptr (ImwSigner) signer = imw_signer_new_finish (result, &error);

  if (signer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->signer == NULL || !imw_signer_get_alive (self->signer))
    {
      g_set_object (&self->signer, signer);
      g_clear_object (&self->admin);
      self->admin = imw_signer_admin_new (signer);
    }
  else
    imw_signer_close (signer);

  g_task_return_boolean (task, TRUE);
}

/**
 * imw_onboarding_start_async:
 * @self: an attempt
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Sees to it that a signer runs.
 */
void
imw_onboarding_start_async (ImwOnboarding      *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, imw_onboarding_start_async);

  if (imw_wallet_service_get_read_only (self->service))
    g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_BUSY,
                             "the data folder is open for reading only");
  else if (self->signer != NULL && imw_signer_get_alive (self->signer))
    g_task_return_boolean (task, TRUE);
  else
    imw_signer_new_async (imw_wallet_service_get_signer_path (self->service), cancellable,
                          onboarding_signer_cb, g_steal_pointer (&task));
}

/**
 * imw_onboarding_start_finish:
 * @self: an attempt
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when one runs. On %FALSE @error is %IMW_ERROR_BUSY (read only) or the signer's.
 */
gboolean
imw_onboarding_start_finish (ImwOnboarding *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- fresh words ---- */

typedef struct
{
  guint        n_words;
  ImwBip39List list;
  ImwSecret   *words; /* (nullable) */
} ImwWordsJob;

static void
words_job_free (ImwWordsJob *job)
{
  g_clear_pointer (&job->words, imw_secret_unref);
  g_free (job);
}

static void
generated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwOnboarding *self = g_task_get_source_object (task);
  GError        *error = NULL;
  ImwSecret     *words = NULL;

  words = imw_signer_admin_generate_finish (IMW_SIGNER_ADMIN (object), result, &error);
  if (words == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* nobody can have paid to what did not exist; a day for clocks that go wrong */
  self->fresh_ms = imw_clock_get_wall_ms (imw_wallet_service_get_clock (self->service)) -
                   BIRTHDAY_SLACK_MS;
  g_task_return_pointer (task, words, (GDestroyNotify) imw_secret_unref);
}

static void
generate_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwOnboarding *self = IMW_ONBOARDING (object);
  ImwWordsJob   *job = g_task_get_task_data (task);
  GError        *error = NULL;

  if (!imw_onboarding_start_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_signer_admin_generate_async (self->admin, job->n_words, job->list,
                                   g_task_get_cancellable (task), generated_cb,
                                   g_object_ref (task));
}

/**
 * imw_onboarding_generate_async:
 * @self: an attempt
 * @n_words: 12, 15, 18, 21 or 24
 * @list: from which list
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Lets the signer make fresh words; may be called anew.
 */
void
imw_onboarding_generate_async (ImwOnboarding      *self,
                               guint               n_words,
                               ImwBip39List        list,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwWordsJob *job = NULL;

  g_return_if_fail (IMW_IS_ONBOARDING (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_onboarding_generate_async);
  job = g_new0 (ImwWordsJob, 1);
  job->n_words = n_words;
  job->list = list;
  g_task_set_task_data (task, job, (GDestroyNotify) words_job_free);
  imw_onboarding_start_async (self, cancellable, generate_started_cb, g_steal_pointer (&task));
}

/**
 * imw_onboarding_generate_finish:
 * @self: an attempt
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: (transfer full): the words, joined by one space; or %NULL: %IMW_ERROR_BAD_INPUT (word
 * count), %IMW_ERROR_BUSY, the signer's
 */
ImwSecret *
imw_onboarding_generate_finish (ImwOnboarding *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- the user's words ---- */

static void
restored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwWordsJob *job = g_task_get_task_data (task);
  GError      *error = NULL;

  if (imw_signer_admin_restore_finish (IMW_SIGNER_ADMIN (object), result, &job->list, &job->n_words,
                                       &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
restore_started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwOnboarding *self = IMW_ONBOARDING (object);
  ImwWordsJob   *job = g_task_get_task_data (task);
  GError        *error = NULL;

  if (!imw_onboarding_start_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_signer_admin_restore_async (self->admin, job->words, g_task_get_cancellable (task),
                                  restored_cb, g_object_ref (task));
}

/**
 * imw_onboarding_restore_words_async:
 * @self: an attempt
 * @words: as the user typed them
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Gives the signer words that exist already.
 */
void
imw_onboarding_restore_words_async (ImwOnboarding      *self,
                                    ImwSecret          *words,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ImwWordsJob *job = NULL;

  g_return_if_fail (IMW_IS_ONBOARDING (self));
  g_return_if_fail (words != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, imw_onboarding_restore_words_async);
  job = g_new0 (ImwWordsJob, 1);
  job->words = imw_secret_ref (words);
  self->fresh_ms = 0;
  g_task_set_task_data (task, job, (GDestroyNotify) words_job_free);
  imw_onboarding_start_async (self, cancellable, restore_started_cb, g_steal_pointer (&task));
}

/**
 * imw_onboarding_restore_words_finish:
 * @self: an attempt
 * @result: the result given to the callback
 * @list: (out) (optional): from which list they are
 * @n_words: (out) (optional): how many they are
 * @error: return location
 *
 * Returns: %TRUE when the signer has them. On %FALSE @error is %IMW_ERROR_BAD_INPUT with the
 * position of an unknown word, "checksum" or "word count" in the message, %IMW_ERROR_BUSY, or the
 * signer's.
 */
gboolean
imw_onboarding_restore_words_finish (ImwOnboarding *self,
                                     GAsyncResult  *result,
                                     ImwBip39List  *list,
                                     guint         *n_words,
                                     GError       **error)
{
  ImwWordsJob *job = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  job = g_task_get_task_data (G_TASK (result));
  if (list != NULL)
    *list = job->list;

  if (n_words != NULL)
    *n_words = job->n_words;

  return TRUE;
}

/**
 * imw_onboarding_set_birthday:
 * @self: an attempt
 * @birthday_ms: nothing of the restored wallet is older (wall time, UTC); 0 unknown
 *
 * Says how far back history is to be looked for, where a network can't tell it at once. To be called
 * before the wallet is made; fresh words are as old as now by themselves.
 */
void
imw_onboarding_set_birthday (ImwOnboarding *self, gint64 birthday_ms)
{
  g_return_if_fail (IMW_IS_ONBOARDING (self));

  self->birthday_ms = MAX (birthday_ms, 0);
}
