/* imw-description.c: what the signer read in a transaction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-description"

#include "config.h"

#include "imw-description-private.h"

G_DEFINE_BOXED_TYPE (ImwDescription, imw_description, imw_description_ref, imw_description_unref)

static void
detail_free (ImwDescriptionDetail *detail)
{
  g_free (detail->code);
  g_free (detail->name);
  g_free (detail->text);
  g_free (detail);
}

static void
output_free (ImwDescriptionOutput *output)
{
  g_free (output->address);
  imw_amount_unref (output->amount);
  g_free (output->path);
  g_free (output);
}

static void
add_output (GPtrArray *outputs, const char *address, ImwAmount *amount, const char *path)
{
  ImwDescriptionOutput *output = g_new0 (ImwDescriptionOutput, 1);

  output->address = g_strdup (address);
  output->amount = imw_amount_ref (amount);
  output->path = g_strdup (path);
  g_ptr_array_add (outputs, output);
}

/**
 * imw_description_new:
 * @chain_id: the network, "bitcoin"
 * @asset: what the amounts count
 *
 * Returns: (transfer full): an empty description, all totals zero
 */
ImwDescription *
imw_description_new (const char *chain_id, ImwAsset *asset)
{
  ImwDescription *self;

  g_return_val_if_fail (chain_id != NULL && asset != NULL, NULL);

  self = g_new0 (ImwDescription, 1);
  self->ref_count = 1;
  self->chain_id = g_strdup (chain_id);
  self->asset = imw_asset_ref (asset);
  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) output_free);
  self->change = g_ptr_array_new_with_free_func ((GDestroyNotify) output_free);
  self->details = g_ptr_array_new_with_free_func ((GDestroyNotify) detail_free);
  self->warnings = g_array_new (FALSE, FALSE, sizeof (ImwWarning));
  self->inputs = imw_amount_new_zero (asset);
  self->fee = imw_amount_new_zero (asset);

  return self;
}

/**
 * imw_description_ref:
 * @self: a description
 *
 * Returns: (transfer full): @self with one more reference
 */
ImwDescription *
imw_description_ref (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * imw_description_unref:
 * @self: (transfer full): a description
 *
 * Drops a reference.
 */
void
imw_description_unref (ImwDescription *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->chain_id);
  imw_asset_unref (self->asset);
  g_ptr_array_unref (self->recipients);
  g_ptr_array_unref (self->change);
  g_ptr_array_unref (self->details);
  g_array_unref (self->warnings);
  imw_amount_unref (self->inputs);
  imw_amount_unref (self->fee);
  g_free (self->id);
  g_clear_pointer (&self->given, imw_amount_unref);
  g_free (self->memo_type);
  g_free (self->memo);
  g_free (self);
}

/**
 * imw_description_add_recipient:
 * @self: a description being built
 * @address: who is paid, or a text for an output without address
 * @amount: how much
 * @path: (nullable): the path of the key when it is proven to be ours ("to yourself")
 *
 * Adds a recipient.
 */
void
imw_description_add_recipient (ImwDescription *self,
                               const char     *address,
                               ImwAmount      *amount,
                               const char     *path)
{
  g_return_if_fail (self != NULL && address != NULL && amount != NULL);

  add_output (self->recipients, address, amount, path);
}

/**
 * imw_description_add_change:
 * @self: a description being built
 * @address: the address
 * @amount: how much comes back
 * @path: the path of the key, proven to be ours
 *
 * Adds an output that is proven to be our change.
 */
void
imw_description_add_change (ImwDescription *self,
                            const char     *address,
                            ImwAmount      *amount,
                            const char     *path)
{
  g_return_if_fail (self != NULL && address != NULL && amount != NULL && path != NULL);

  add_output (self->change, address, amount, path);
}

/**
 * imw_description_add_warning:
 * @self: a description being built
 * @warning: a warning
 *
 * Adds a warning, once.
 */
void
imw_description_add_warning (ImwDescription *self, ImwWarning warning)
{
  g_return_if_fail (self != NULL);

  if (!imw_description_has_warning (self, warning))
    g_array_append_val (self->warnings, warning);
}

/**
 * imw_description_set_totals:
 * @self: a description being built
 * @inputs: the sum of what is spent
 * @fee: what the network gets
 * @size_vbytes: the size after signing
 * @fee_rate_millisat_vb: the fee rate in thousandths of a base unit a vbyte
 *
 * Sets the numbers that hold for the whole transaction.
 */
void
imw_description_set_totals (ImwDescription *self,
                            ImwAmount      *inputs,
                            ImwAmount      *fee,
                            guint64         size_vbytes,
                            guint64         fee_rate_millisat_vb)
{
  g_return_if_fail (self != NULL && inputs != NULL && fee != NULL);

  imw_amount_unref (self->inputs);
  self->inputs = imw_amount_ref (inputs);
  imw_amount_unref (self->fee);
  self->fee = imw_amount_ref (fee);
  self->size_vbytes = size_vbytes;
  self->fee_rate_millisat_vb = fee_rate_millisat_vb;
}

/**
 * imw_description_set_id:
 * @self: a description being built
 * @txid: (nullable): the id the transaction will have
 *
 * Sets the id.
 */
void
imw_description_set_id (ImwDescription *self, const char *txid)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  self->id = g_strdup (txid);
}

/**
 * imw_description_set_action:
 * @self: a description being built
 * @action: what would be done
 *
 * Says what kind of thing this is; a payment when it is not said.
 */
void
imw_description_set_action (ImwDescription *self, ImwAction action)
{
  g_return_if_fail (self != NULL);

  self->action = action;
}

/**
 * imw_description_set_fee_is_bound:
 * @self: a description being built
 * @bound: whether the fee is the most that can be taken, and less is probable
 *
 * Says how to read the fee.
 */
void
imw_description_set_fee_is_bound (ImwDescription *self, gboolean bound)
{
  g_return_if_fail (self != NULL);

  self->fee_is_bound = bound;
}

/**
 * imw_description_add_detail:
 * @self: a description being built
 * @code: what it is, a stable word
 * @name: (nullable): name of an argument or field
 * @text: what was read
 *
 * Adds one more thing that was read, in the order of reading.
 */
void
imw_description_add_detail (ImwDescription *self,
                            const char     *code,
                            const char     *name,
                            const char     *text)
{
  ImwDescriptionDetail *detail = NULL;

  g_return_if_fail (self != NULL && code != NULL && text != NULL);

  detail = g_new0 (ImwDescriptionDetail, 1);
  detail->code = g_strdup (code);
  detail->name = g_strdup (name != NULL ? name : "");
  detail->text = g_strdup (text);
  g_ptr_array_add (self->details, detail);
}

/**
 * imw_description_get_chain_id:
 * @self: a description
 *
 * Returns: (transfer none): the network, "bitcoin"
 */
const char *
imw_description_get_chain_id (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->chain_id;
}

/**
 * imw_description_get_asset:
 * @self: a description
 *
 * Returns: (transfer none): what the amounts count
 */
ImwAsset *
imw_description_get_asset (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->asset;
}

/**
 * imw_description_get_paid_asset:
 * @self: a description
 *
 * Returns: (transfer none): what the recipients get; the network's own asset when there are none
 */
ImwAsset *
imw_description_get_paid_asset (ImwDescription *self)
{
  const ImwDescriptionOutput *first = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->recipients->len == 0)
    return self->asset;

  first = g_ptr_array_index (self->recipients, 0);

  return imw_amount_get_asset (first->amount);
}

/**
 * imw_description_get_action:
 * @self: a description
 *
 * Returns: what would be done
 */
ImwAction
imw_description_get_action (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, IMW_ACTION_CALL);

  return self->action;
}

/**
 * imw_description_get_fee_is_bound:
 * @self: a description
 *
 * Returns: whether the fee is the most that can be taken, and less is probable
 */
gboolean
imw_description_get_fee_is_bound (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->fee_is_bound;
}

/**
 * imw_description_get_n_details:
 * @self: a description
 *
 * Returns: how many details there are
 */
guint
imw_description_get_n_details (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->details->len;
}

/**
 * imw_description_get_detail:
 * @self: a description
 * @index: which, below imw_description_get_n_details()
 *
 * Returns: (transfer none): the detail
 */
const ImwDescriptionDetail *
imw_description_get_detail (ImwDescription *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->details->len, NULL);

  return g_ptr_array_index (self->details, index);
}

/**
 * imw_description_get_n_recipients:
 * @self: a description
 *
 * Returns: how many recipients there are
 */
guint
imw_description_get_n_recipients (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->recipients->len;
}

/**
 * imw_description_get_recipient:
 * @self: a description
 * @index: which, below imw_description_get_n_recipients()
 *
 * Returns: (transfer none): the recipient
 */
const ImwDescriptionOutput *
imw_description_get_recipient (ImwDescription *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->recipients->len, NULL);

  return g_ptr_array_index (self->recipients, index);
}

/**
 * imw_description_get_n_change:
 * @self: a description
 *
 * Returns: how many outputs are proven change
 */
guint
imw_description_get_n_change (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->change->len;
}

/**
 * imw_description_get_change:
 * @self: a description
 * @index: which, below imw_description_get_n_change()
 *
 * Returns: (transfer none): the output
 */
const ImwDescriptionOutput *
imw_description_get_change (ImwDescription *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->change->len, NULL);

  return g_ptr_array_index (self->change, index);
}

/**
 * imw_description_get_n_warnings:
 * @self: a description
 *
 * Returns: how many warnings there are
 */
guint
imw_description_get_n_warnings (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->warnings->len;
}

/**
 * imw_description_get_warning:
 * @self: a description
 * @index: which, below imw_description_get_n_warnings()
 *
 * Returns: the warning
 */
ImwWarning
imw_description_get_warning (ImwDescription *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->warnings->len, IMW_WARNING_HIGH_FEE);

  return g_array_index (self->warnings, ImwWarning, index);
}

/**
 * imw_description_has_warning:
 * @self: a description
 * @warning: a warning
 *
 * Returns: whether @warning is among the warnings
 */
gboolean
imw_description_has_warning (ImwDescription *self, ImwWarning warning)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->warnings->len; i++)
    {
      if (g_array_index (self->warnings, ImwWarning, i) == warning)
        return TRUE;
    }

  return FALSE;
}

/**
 * imw_description_get_inputs:
 * @self: a description
 *
 * Returns: (transfer none): the sum of what is spent
 */
ImwAmount *
imw_description_get_inputs (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->inputs;
}

/**
 * imw_description_get_fee:
 * @self: a description
 *
 * Returns: (transfer none): what the network gets
 */
ImwAmount *
imw_description_get_fee (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->fee;
}

/* Sum of the recipients, with or without those that are ours. A sum that overflows (approvals without
 * a bound) stays at what it was: the bound is told by a warning. */
static ImwAmount *
sum_recipients (ImwDescription *self, gboolean also_ours, ImwAmount *start)
{
  ImwAmount *sum = imw_amount_ref (start);

  for (guint i = 0; i < self->recipients->len; i++)
    {
      const ImwDescriptionOutput *output = g_ptr_array_index (self->recipients, i);
      g_autoptr (ImwAmount) before = NULL;

      if (!also_ours && output->path != NULL)
        continue;

      before = sum;
      sum = imw_amount_add (before, output->amount, NULL);
      if (sum == NULL)
        sum = imw_amount_ref (before);
    }

  return sum;
}

/**
 * imw_description_dup_sent:
 * @self: a description
 *
 * Returns: (transfer full): the sum of all recipients, in the asset that is paid
 */
ImwAmount *
imw_description_dup_sent (ImwDescription *self)
{
  g_autoptr (ImwAmount) zero = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  zero = imw_amount_new_zero (imw_description_get_paid_asset (self));

  return sum_recipients (self, TRUE, zero);
}

/**
 * imw_description_dup_leaves:
 * @self: a description
 *
 * Returns: (transfer full) (nullable): what leaves the wallet: the recipients that are not ours, and
 *   the fee; %NULL when these are of two assets
 */
ImwAmount *
imw_description_dup_leaves (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!imw_asset_equal (imw_description_get_paid_asset (self), imw_amount_get_asset (self->fee)))
    return NULL;

  return sum_recipients (self, FALSE, self->fee);
}

/**
 * imw_description_get_size_vbytes:
 * @self: a description
 *
 * Returns: the size after signing, in vbytes
 */
guint64
imw_description_get_size_vbytes (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size_vbytes;
}

/**
 * imw_description_get_fee_rate_millisat_vb:
 * @self: a description
 *
 * Returns: the fee rate in thousandths of a base unit a vbyte
 */
guint64
imw_description_get_fee_rate_millisat_vb (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->fee_rate_millisat_vb;
}

/**
 * imw_description_get_id:
 * @self: a description
 *
 * Returns: (transfer none) (nullable): the id the transaction will have, when it is known
 * beforehand
 */
const char *
imw_description_get_id (ImwDescription *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}
