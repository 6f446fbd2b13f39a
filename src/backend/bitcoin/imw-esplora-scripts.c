/* imw-esplora-scripts.c: the scripts of an account, derived once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-esplora"

#include "config.h"

#include "imw-esplora-sync-private.h"

/**
 * imw_esplora_scripts_free:
 * @self: (transfer full): an #ImwEsploraScripts
 */
void
imw_esplora_scripts_free (gpointer self)
{
  ImwEsploraScripts *scripts = self;

  g_clear_pointer (&scripts->branches[0], g_ptr_array_unref);
  g_clear_pointer (&scripts->branches[1], g_ptr_array_unref);
  g_free (scripts);
}

/**
 * imw_esplora_scripts_derive:
 * @key: public key of the account
 * @branch: 0 for receiving, 1 for change
 * @from: first index
 * @to: last index + 1
 * @scripts: (element-type GBytes): gets the scripts
 * @error: return location
 *
 * About 30 µs each; any thread.
 *
 * Returns: %TRUE on success; else @error is that of the derivation
 */
gboolean
imw_esplora_scripts_derive (const ImwBitcoinAccountKey *key,
                            guint32                     branch,
                            guint32                     from,
                            guint32                     to,
                            GPtrArray                  *scripts,
                            GError                    **error)
{
  for (guint32 index = from; index < to; index++)
    {
      guint8  pubkey[33];
      GBytes *script = imw_bitcoin_account_script (key, branch, index, pubkey, error);

      if (script == NULL)
        return FALSE;
      g_ptr_array_add (scripts, script);
    }

  return TRUE;
}

typedef struct
{
  ImwBitcoinAccountKey key;
  guint32              from[2];
  guint32              to[2];
  GPtrArray           *found[2];
} DeriveInput;

static void
derive_input_free (gpointer data)
{
  DeriveInput *input = data;

  g_clear_pointer (&input->found[0], g_ptr_array_unref);
  g_clear_pointer (&input->found[1], g_ptr_array_unref);
  g_free (input);
}

static void
derive_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  DeriveInput *input = data;
  GError      *error = NULL;

  for (guint branch = 0; branch < 2; branch++)
    if (!imw_esplora_scripts_derive (&input->key,
                                     branch,
                                     input->from[branch],
                                     input->to[branch],
                                     input->found[branch],
                                     &error))
      {
        g_task_return_error (task, error);
        return;
      }
  g_task_return_boolean (task, TRUE);
}

/* Another round may have derived the same ones in the meantime: only what is still missing is
 * added. */
static void
derived_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  ImwEsploraSync    *self = user_data;
  const DeriveInput *input = g_task_get_task_data (G_TASK (result));
  GError            *error = NULL;

  self->n_running--;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    imw_esplora_sync_fail (self, error);
  else
    for (guint branch = 0; branch < 2; branch++)
      {
        GPtrArray *have = self->scripts->branches[branch];

        for (guint32 index = input->from[branch]; index < input->to[branch]; index++)
          if (index == have->len)
            g_ptr_array_add (have,
                             g_bytes_ref (g_ptr_array_index (input->found[branch],
                                                             index - input->from[branch])));
      }
  imw_esplora_sync_settle (self);
}

/**
 * imw_esplora_scripts_begin:
 * @self: an attempt
 *
 * The first step: derives in a thread the scripts that are known and those within the gap.
 */
void
imw_esplora_scripts_begin (ImwEsploraSync *self)
{
  DeriveInput *input = g_new0 (DeriveInput, 1);
  g_autoptr (GTask) task = NULL;

  input->key = self->scripts->key;
  for (guint branch = 0; branch < 2; branch++)
    {
      input->from[branch] = self->scripts->branches[branch]->len;
      input->to[branch] = (guint32) (self->last_used[branch] + 1) + self->gap;
      input->found[branch] = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
    }
  for (guint i = 0; i < self->request->addresses->len; i++)
    {
      const ImwSyncAddress *address = g_ptr_array_index (self->request->addresses, i);

      input->to[address->branch] = MAX (input->to[address->branch], address->index + 1);
    }

  self->n_running++;
  task = g_task_new (NULL, NULL, derived_cb, imw_esplora_sync_ref (self));
  g_task_set_source_tag (task, imw_esplora_scripts_begin);
  g_task_set_task_data (task, input, derive_input_free);
  g_task_run_in_thread (task, derive_thread);
}
