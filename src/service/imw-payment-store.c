/* imw-payment-store.c: a payment in the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment-store"

#include "config.h"

#include "imw-payment-private.h"

#include "imw-holding.h"
#include "imw-sealed-text.h"

#include "imw-error.h"

/* (address, base units or ""), everything, back, rate, label, replaced txid */
#define DRAFT_TYPE_1 "(a(ss)bbtss)"
/* the same, and: priority fee, asset's id or "", extra fee in base units or "" */
#define DRAFT_TYPE_2 "(a(ss)bbtsstss)"
/* the same, and: kind of the memo and memo or "", ImwPlanAct, what is claimed or "" */
#define DRAFT_TYPE_3 "(a(ss)bbtsstssssus)"

static ImwPaymentStepHook step_hook;
static gpointer           step_hook_data;

/**
 * imw_payment_set_step_hook:
 * @hook: (nullable): called at each step
 * @user_data: data for @hook
 *
 * Lets a test stop the program between two steps.
 */
void
imw_payment_set_step_hook (ImwPaymentStepHook hook,
                           gpointer           user_data)
{
  step_hook = hook;
  step_hook_data = user_data;
}

/**
 * imw_payment_run_step_hook:
 * @self: a payment
 * @step: which step is done
 *
 * Calls the hook, if there is one.
 */
void
imw_payment_run_step_hook (ImwPayment *self,
                           const char *step)
{
  if (step_hook != NULL)
    step_hook (self, step, step_hook_data);
}

/**
 * imw_payment_seal_draft:
 * @self: a payment of an unlocked wallet
 * @error: return location
 *
 * Returns: (transfer full): what is wanted, sealed for the store; or %NULL: %IMW_ERROR_LOCKED,
 * %IMW_ERROR_INTERNAL
 */
GBytes *
imw_payment_seal_draft (ImwPayment *self,
                        GError    **error)
{
  ImwSecret *key = self->wallet != NULL ? imw_wallet_get_data_key (self->wallet) : NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autofree char *extra = NULL;
  GVariantBuilder  builder;

  if (key == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return NULL;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < self->recipients->len; i++)
    {
      const ImwPaymentRecipient *recipient = g_ptr_array_index (self->recipients, i);
      g_autofree char           *text =
          recipient->amount != NULL ? imw_amount_to_base_text (recipient->amount) : g_strdup ("");

      g_variant_builder_add (&builder, "(ss)", recipient->address, text);
    }

  extra = self->extra_fee != NULL ? imw_amount_to_base_text (self->extra_fee) : g_strdup ("");
  variant = g_variant_ref_sink (
      g_variant_new (DRAFT_TYPE_3, &builder, self->everything, self->back_to_wallet,
                     self->fee_rate_milli, self->label != NULL ? self->label : "",
                     self->replaces_txid != NULL ? self->replaces_txid : "", self->tip_milli,
                     self->asset != NULL ? imw_asset_get_id (self->asset) : "", extra,
                     self->memo != NULL ? self->memo_type : "",
                     self->memo != NULL ? self->memo : "", (guint32) self->act,
                     self->claim_id != NULL ? self->claim_id : ""));
  plain = g_variant_get_data_as_bytes (variant);

  return imw_sealed_text_seal (key, IMW_SEALED_DRAFT_3, self->id, plain, error);
}

/* (element-type ImwPaymentRecipient) into the payment */
static gboolean
read_recipients (ImwPayment   *self,
                 GVariantIter *iter,
                 GError      **error)
{
  ImwAsset   *asset = imw_payment_get_asset (self);
  const char *address = NULL;
  const char *text = NULL;

  g_ptr_array_set_size (self->recipients, 0);

  while (g_variant_iter_next (iter, "(&s&s)", &address, &text))
    {
      ImwPaymentRecipient *recipient = g_new0 (ImwPaymentRecipient, 1);

      recipient->address = g_strdup (address);
      g_ptr_array_add (self->recipients, recipient);

      if (text[0] == '\0')
        continue;

      recipient->amount = imw_amount_new_from_base_text (asset, text, error);
      if (recipient->amount == NULL)
        return FALSE;
    }

  return TRUE;
}

/* Drafts of earlier releases say less. */
static GVariant *
open_variant (ImwPayment *self, ImwSecret *key, GError **error)
{
  static const struct
  {
    const char *kind;
    const char *type;
  } forms[] = {
    { IMW_SEALED_DRAFT_3, DRAFT_TYPE_3 },
    { IMW_SEALED_DRAFT_2, DRAFT_TYPE_2 },
    { IMW_SEALED_DRAFT, DRAFT_TYPE_1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gboolean last = i + 1 == G_N_ELEMENTS (forms);
      g_autoptr (GBytes) plain =
          imw_sealed_text_open (key, forms[i].kind, self->id, self->draft, last ? error : NULL);
      g_autoptr (GVariant) variant = NULL;

      if (plain == NULL)
        continue;

      variant = g_variant_ref_sink (
          g_variant_new_from_bytes (G_VARIANT_TYPE (forms[i].type), plain, FALSE));
      if (g_variant_is_normal_form (variant))
        return g_steal_pointer (&variant);

      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a payment's draft is damaged");
      return NULL;
    }

  return NULL;
}

static void
read_terms (ImwPayment *self, GVariant *variant)
{
  const char *type = NULL;
  const char *memo = NULL;
  const char *claim = NULL;
  guint32     act = 0;

  g_variant_get_child (variant, 9, "&s", &type);
  g_variant_get_child (variant, 10, "&s", &memo);
  g_variant_get_child (variant, 11, "u", &act);
  g_variant_get_child (variant, 12, "&s", &claim);

  g_clear_pointer (&self->memo, g_free);
  g_clear_pointer (&self->memo_type, g_free);
  if (memo[0] != '\0')
    {
      self->memo = g_strdup (memo);
      self->memo_type = g_strdup (type);
    }
  self->act = act <= IMW_PLAN_CLAIM ? (ImwPlanAct) act : IMW_PLAN_PAY;
  g_free (self->claim_id);
  self->claim_id = claim[0] != '\0' ? g_strdup (claim) : NULL;
}

static gboolean
read_asset (ImwPayment *self,
            const char *id,
            const char *extra,
            GError    **error)
{
  ImwChain   *chain = imw_account_get_chain (self->account);
  ImwHolding *holding = NULL;

  g_clear_pointer (&self->extra_fee, imw_amount_unref);
  if (extra[0] != '\0')
    {
      self->extra_fee =
          imw_amount_new_from_base_text (imw_chain_get_native_asset (chain), extra, error);
      if (self->extra_fee == NULL)
        return FALSE;
    }

  if (id[0] == '\0' || (self->asset != NULL && g_str_equal (imw_asset_get_id (self->asset), id)))
    return TRUE;

  holding = imw_account_find_holding (self->account, id);
  if (holding == NULL)
    {
      g_set_error (error, IMW_ERROR, IMW_ERROR_CORRUPT, "a payment of an unknown asset %s", id);
      return FALSE;
    }

  g_clear_pointer (&self->asset, imw_asset_unref);
  self->asset = imw_asset_ref (imw_holding_get_asset (holding));

  return TRUE;
}

/**
 * imw_payment_open_draft:
 * @self: a payment of the store
 * @error: return location
 *
 * Reads what was wanted, when it was made by an earlier run of the program.
 *
 * Returns: %TRUE when it is in the object. On %FALSE @error is %IMW_ERROR_LOCKED or
 * %IMW_ERROR_CORRUPT.
 */
gboolean
imw_payment_open_draft (ImwPayment *self,
                        GError    **error)
{
  ImwSecret *key = self->wallet != NULL ? imw_wallet_get_data_key (self->wallet) : NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariantIter) iter = NULL;
  const char *label = NULL;
  const char *replaced = NULL;
  const char *asset = "";
  const char *extra = "";
  gsize       n_members = 0;

  if (self->recipients->len > 0 || self->back_to_wallet || self->act != IMW_PLAN_PAY)
    return TRUE;

  if (key == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_LOCKED, "the wallet is locked");
      return FALSE;
    }

  variant = open_variant (self, key, error);
  if (variant == NULL)
    return FALSE;

  n_members = g_variant_n_children (variant);
  g_variant_get_child (variant, 0, "a(ss)", &iter);
  g_variant_get_child (variant, 1, "b", &self->everything);
  g_variant_get_child (variant, 2, "b", &self->back_to_wallet);
  g_variant_get_child (variant, 3, "t", &self->fee_rate_milli);
  g_variant_get_child (variant, 4, "&s", &label);
  g_variant_get_child (variant, 5, "&s", &replaced);
  if (n_members > 6)
    {
      g_variant_get_child (variant, 6, "t", &self->tip_milli);
      g_variant_get_child (variant, 7, "&s", &asset);
      g_variant_get_child (variant, 8, "&s", &extra);
    }
  if (n_members > 9)
    read_terms (self, variant);

  if (self->label == NULL && label[0] != '\0')
    self->label = g_strdup (label);

  if (self->replaces_txid == NULL && replaced[0] != '\0')
    self->replaces_txid = g_strdup (replaced);

  if (!read_asset (self, asset, extra, error))
    return FALSE;

  return read_recipients (self, iter, error);
}

/**
 * imw_payment_make_row:
 * @self: a payment
 * @state: the state that the store shall have
 * @final: whether nothing more can come
 *
 * Returns: (transfer full): the row for the store
 */
ImwStorePayment *
imw_payment_make_row (ImwPayment     *self,
                      ImwPaymentState state,
                      gboolean        final)
{
  ImwStorePayment *row = imw_store_payment_new (self->id, imw_account_get_id (self->account),
                                                imw_payment_state_get_code (state));

  row->final = final;
  row->created_ms = self->created_ms;
  row->sequence = self->sequence;
  row->deadline_ms = self->deadline_ms;
  row->draft = self->draft != NULL ? g_bytes_ref (self->draft) : NULL;
  row->unsigned_tx = self->unsigned_tx != NULL ? g_bytes_ref (self->unsigned_tx) : NULL;
  row->raw = self->raw != NULL ? g_bytes_ref (self->raw) : NULL;
  g_free (row->txid);
  row->txid = g_strdup (self->txid);
  g_free (row->replaces);
  row->replaces = g_strdup (self->replaces);
  row->amount = self->amount != NULL ? imw_amount_ref (self->amount) : NULL;
  row->fee = self->fee != NULL ? imw_amount_ref (self->fee) : NULL;

  if (self->last_error != NULL)
    {
      const char *code = "other";

      if (self->refused && state == IMW_PAYMENT_SIGNED)
        code = IMW_PAYMENT_REFUSED_CODE;
      else if (self->last_error->domain == IMW_ERROR)
        code = imw_error_code_to_nick ((ImwError) self->last_error->code);

      row->error_code = g_strdup (code);
      row->error_message = g_strdup (self->last_error->message);
    }
  else if (self->tried && state == IMW_PAYMENT_SIGNED)
    row->error_code = g_strdup ("trying");

  return row;
}

/* What a move changes once it is in the store. */
typedef struct
{
  ImwPaymentState state;
  gboolean        final;
} ImwPaymentMove;

static void
moved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  ImwPayment     *self = g_task_get_source_object (task);
  ImwPaymentMove *move = g_task_get_task_data (task);
  GError         *error = NULL;

  if (!imw_store_update_payment_finish (IMW_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  imw_payment_set_state (self, move->state);
  if (move->final && self->wallet != NULL)
    imw_wallet_remove_payment (self->wallet, self);

  g_task_return_boolean (task, TRUE);
}

/**
 * imw_payment_move_async:
 * @self: a payment that is in the store
 * @state: the next state; the same: only what is beside it is stored
 * @final: whether nothing more can come; reservations end
 * @detail: (nullable): for the log of events
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called on the main thread
 * @user_data: data for @callback
 *
 * Stores the next state, if the store still has the present one; then the object follows.
 */
void
imw_payment_move_async (ImwPayment         *self,
                        ImwPaymentState     state,
                        gboolean            final,
                        const char         *detail,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (ImwStorePayment) row = NULL;
  ImwPaymentMove *move = g_new0 (ImwPaymentMove, 1);
  ImwStore       *store = self->wallet != NULL ? imw_wallet_get_store (self->wallet) : NULL;

  g_task_set_source_tag (task, imw_payment_move_async);
  /* what is in the store is, whether or not the caller still waits */
  g_task_set_check_cancellable (task, FALSE);
  move->state = state;
  move->final = final;
  g_task_set_task_data (task, move, g_free);

  if (store == NULL)
    {
      g_task_return_new_error (task, IMW_ERROR, IMW_ERROR_REFUSED,
                               "the wallet's books are not open");
      return;
    }

  row = imw_payment_make_row (self, state, final);
  imw_store_update_payment_async (store, imw_payment_state_get_code (self->state), row, detail,
                                  cancellable, moved_cb, g_steal_pointer (&task));
}

/**
 * imw_payment_move_finish:
 * @self: a payment
 * @result: the result given to the callback
 * @error: return location
 *
 * Returns: %TRUE when stored. On %FALSE @error is %IMW_ERROR_BUSY (the store has another state) or
 * the store's.
 */
gboolean
imw_payment_move_finish (ImwPayment   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
