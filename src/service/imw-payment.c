/* imw-payment.c: one payment from draft to confirmed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-payment"

#include "config.h"

#include "imw-payment.h"

#include "imw-payment-private.h"

#include "imw-error.h"

/**
 * ImwPayment:
 *
 * One payment from draft to confirmed. Made by a face, or by the wallet from what the store holds;
 * main thread. One step at a time. `notify::state` fires after the new state is in the store.
 */

enum
{
  PROP_0,
  PROP_STATE,
  PROP_CONFIRMATIONS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ImwPayment, imw_payment, G_TYPE_OBJECT)

static void
recipient_free (ImwPaymentRecipient *recipient)
{
  g_free (recipient->address);
  g_clear_pointer (&recipient->amount, imw_amount_unref);
  g_free (recipient);
}

static void
imw_payment_dispose (GObject *object)
{
  ImwPayment *self = IMW_PAYMENT (object);

  g_clear_weak_pointer (&self->wallet);

  G_OBJECT_CLASS (imw_payment_parent_class)->dispose (object);
}

static void
imw_payment_finalize (GObject *object)
{
  ImwPayment *self = IMW_PAYMENT (object);

  g_clear_object (&self->account);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  g_clear_pointer (&self->back_address, g_free);
  g_clear_pointer (&self->coins, g_strfreev);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->replaces, g_free);
  g_clear_pointer (&self->replaces_txid, g_free);
  g_clear_pointer (&self->minimum_fee, imw_amount_unref);
  g_clear_pointer (&self->draft, g_bytes_unref);
  g_clear_pointer (&self->unsigned_tx, g_bytes_unref);
  g_clear_pointer (&self->description, imw_description_unref);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_clear_pointer (&self->txid, g_free);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->expected_fee, imw_amount_unref);
  g_clear_pointer (&self->extra_fee, imw_amount_unref);
  g_clear_pointer (&self->asset, imw_asset_unref);
  g_clear_pointer (&self->memo, g_free);
  g_clear_pointer (&self->memo_type, g_free);
  g_clear_pointer (&self->claim_id, g_free);
  g_clear_pointer (&self->give, imw_amount_unref);
  g_clear_pointer (&self->get, imw_amount_unref);
  g_clear_pointer (&self->get_asset, imw_asset_unref);
  g_clear_pointer (&self->offer, imw_exchange_offer_free);
  g_clear_pointer (&self->exchange, imw_plan_exchange_free);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_error (&self->last_error);

  G_OBJECT_CLASS (imw_payment_parent_class)->finalize (object);
}

static void
imw_payment_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ImwPayment *self = IMW_PAYMENT (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (gint) self->state);
      break;

    case PROP_CONFIRMATIONS:
      g_value_set_uint (value, self->confirmations);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
imw_payment_class_init (ImwPaymentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = imw_payment_dispose;
  object_class->finalize = imw_payment_finalize;
  object_class->get_property = imw_payment_get_property;

  /**
   * ImwPayment:state:
   *
   * An #ImwPaymentState.
   */
  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, 0, IMW_PAYMENT_CANCELLED, 0, flags);

  /**
   * ImwPayment:confirmations:
   *
   * Blocks from its own to the last known one.
   */
  properties[PROP_CONFIRMATIONS] =
      g_param_spec_uint ("confirmations", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
imw_payment_init (ImwPayment *self)
{
  self->id = g_uuid_string_random ();
  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) recipient_free);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_guard_finding_free);
  self->sequence = -1;
}

/**
 * imw_payment_new:
 * @wallet: who pays; not kept alive
 * @account: from which account
 *
 * Returns: (transfer full): a draft, in memory only
 */
ImwPayment *
imw_payment_new (ImwWallet  *wallet,
                 ImwAccount *account)
{
  ImwPayment *self = NULL;

  g_return_val_if_fail (IMW_IS_WALLET (wallet), NULL);
  g_return_val_if_fail (IMW_IS_ACCOUNT (account), NULL);

  self = g_object_new (IMW_TYPE_PAYMENT, NULL);
  g_set_weak_pointer (&self->wallet, wallet);
  self->account = g_object_ref (account);
  self->created_ms = imw_wallet_get_wall_ms (wallet);

  return self;
}

/**
 * imw_payment_new_from_row:
 * @wallet: who pays; not kept alive
 * @account: from which account
 * @row: what the store has
 *
 * Returns: (transfer full) (nullable): the payment as it was left, %NULL when its state has no
 * meaning
 */
ImwPayment *
imw_payment_new_from_row (ImwWallet             *wallet,
                          ImwAccount            *account,
                          const ImwStorePayment *row)
{
  g_autoptr (ImwPayment) self = imw_payment_new (wallet, account);

  if (!imw_payment_state_from_code (row->state, &self->state))
    return NULL;

  g_free (self->id);
  self->id = g_strdup (row->id);
  self->created_ms = row->created_ms;
  self->replaces = g_strdup (row->replaces);
  self->txid = g_strdup (row->txid);
  self->draft = row->draft != NULL ? g_bytes_ref (row->draft) : NULL;
  self->unsigned_tx = row->unsigned_tx != NULL ? g_bytes_ref (row->unsigned_tx) : NULL;
  self->raw = row->raw != NULL ? g_bytes_ref (row->raw) : NULL;
  self->amount = row->amount != NULL ? imw_amount_ref (row->amount) : NULL;
  self->fee = row->fee != NULL ? imw_amount_ref (row->fee) : NULL;
  self->sequence = row->sequence;
  self->deadline_ms = row->deadline_ms;
  if (row->amount != NULL &&
      !imw_asset_equal (imw_amount_get_asset (row->amount),
                        imw_chain_get_native_asset (imw_account_get_chain (account))))
    self->asset = imw_asset_ref (imw_amount_get_asset (row->amount));

  /* signed and never tried: it can't be out there */
  self->tried = self->state != IMW_PAYMENT_SIGNED || row->error_code != NULL;
  self->refused = self->state == IMW_PAYMENT_SIGNED &&
                  g_strcmp0 (row->error_code, IMW_PAYMENT_REFUSED_CODE) == 0;

  return g_steal_pointer (&self);
}

/* ---- the draft ---- */

/**
 * imw_payment_clear_recipients:
 * @self: a draft
 *
 * Forgets whom to pay.
 */
void
imw_payment_clear_recipients (ImwPayment *self)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);

  g_ptr_array_set_size (self->recipients, 0);
  self->everything = FALSE;
}

static void
add_recipient (ImwPayment *self,
               const char *address,
               ImwAmount  *amount)
{
  ImwPaymentRecipient *recipient = g_new0 (ImwPaymentRecipient, 1);

  recipient->address = g_strdup (address);
  recipient->amount = amount != NULL ? imw_amount_ref (amount) : NULL;
  g_ptr_array_add (self->recipients, recipient);
}

/**
 * imw_payment_add_recipient:
 * @self: a draft
 * @address: canonical text, as the chain parsed it
 * @amount: how much
 *
 * Adds somebody to be paid.
 */
void
imw_payment_add_recipient (ImwPayment *self,
                           const char *address,
                           ImwAmount  *amount)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);
  g_return_if_fail (address != NULL && amount != NULL);

  add_recipient (self, address, amount);
}

/**
 * imw_payment_set_everything:
 * @self: a draft
 * @address: canonical text, as the chain parsed it
 *
 * Pays all that is there, less the fee, to one recipient.
 */
void
imw_payment_set_everything (ImwPayment *self,
                            const char *address)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);
  g_return_if_fail (address != NULL);

  imw_payment_clear_recipients (self);
  add_recipient (self, address, NULL);
  self->everything = TRUE;
}

/**
 * imw_payment_set_fee_rate:
 * @self: a draft
 * @rate_milli: milli-units per byte of the network's measure
 *
 * Chooses what the network gets.
 */
void
imw_payment_set_fee_rate (ImwPayment *self,
                          guint64     rate_milli)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);

  self->fee_rate_milli = rate_milli;
  self->tip_milli = 0; /* a part of the rate, where there is such a thing */
}

/**
 * imw_payment_set_coins:
 * @self: a draft
 * @outpoints: (nullable): "TXID:VOUT" of the coins to spend, no others; %NULL: chosen by itself
 *
 * Chooses the coins by hand.
 */
void
imw_payment_set_coins (ImwPayment        *self,
                       const char *const *outpoints)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);

  g_clear_pointer (&self->coins, g_strfreev);
  if (outpoints != NULL && outpoints[0] != NULL)
    self->coins = g_strdupv ((char **) outpoints);
}

/**
 * imw_payment_set_label:
 * @self: a draft
 * @label: (nullable): becomes the transaction's label
 *
 * Says what it is for, in the user's own words.
 */
void
imw_payment_set_label (ImwPayment *self,
                       const char *label)
{
  g_return_if_fail (IMW_IS_PAYMENT (self));
  g_return_if_fail (self->state == IMW_PAYMENT_DRAFT);

  g_free (self->label);
  self->label = label != NULL && label[0] != '\0' ? g_strdup (label) : NULL;
}

/* ---- for its own files ---- */

/**
 * imw_payment_set_state:
 * @self: a payment
 * @state: its state in the store
 *
 * The object follows the store.
 */
void
imw_payment_set_state (ImwPayment     *self,
                       ImwPaymentState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * imw_payment_set_last_error:
 * @self: a payment
 * @error: (nullable): of the last try to submit
 *
 * Keeps it for the faces.
 */
void
imw_payment_set_last_error (ImwPayment   *self,
                            const GError *error)
{
  g_clear_error (&self->last_error);
  self->last_error = error != NULL ? g_error_copy (error) : NULL;
}

/**
 * imw_payment_set_confirmations:
 * @self: a payment
 * @confirmations: blocks from its own to the last known one
 *
 * Changes the property.
 */
void
imw_payment_set_confirmations (ImwPayment *self,
                               guint       confirmations)
{
  if (self->confirmations == confirmations)
    return;

  self->confirmations = confirmations;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFIRMATIONS]);
}

/**
 * imw_payment_renew_id:
 * @self: a payment whose preparing failed and was undone in the store
 *
 * Makes it a draft again, which the store does not know.
 */
void
imw_payment_renew_id (ImwPayment *self)
{
  g_free (self->id);
  self->id = g_uuid_string_random ();
  g_clear_pointer (&self->unsigned_tx, g_bytes_unref);
  g_clear_pointer (&self->description, imw_description_unref);
  g_clear_pointer (&self->amount, imw_amount_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->draft, g_bytes_unref);
  self->sequence = -1;
  self->deadline_ms = 0;
  imw_payment_set_state (self, IMW_PAYMENT_DRAFT);
}

/* ---- what the faces ask ---- */

/**
 * imw_payment_get_id:
 * @self: a payment
 *
 * Returns: its UUID
 */
const char *
imw_payment_get_id (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->id;
}

/**
 * imw_payment_get_state:
 * @self: a payment
 *
 * Returns: its state
 */
ImwPaymentState
imw_payment_get_state (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), IMW_PAYMENT_DRAFT);

  return self->state;
}

/**
 * imw_payment_get_account:
 * @self: a payment
 *
 * Returns: (transfer none): from which account
 */
ImwAccount *
imw_payment_get_account (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->account;
}

/**
 * imw_payment_get_wallet:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): who pays, %NULL when that is gone
 */
ImwWallet *
imw_payment_get_wallet (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->wallet;
}

/**
 * imw_payment_get_description:
 * @self: a payment
 *
 * Returns: (transfer none) (nullable): what the signer read; %NULL before it did, and after a
 * restart
 */
ImwDescription *
imw_payment_get_description (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->description;
}

/**
 * imw_payment_get_txid:
 * @self: a payment
 *
 * Returns: (nullable): the transaction's id, from signed on
 */
const char *
imw_payment_get_txid (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->txid;
}

/**
 * imw_payment_get_created_ms:
 * @self: a payment
 *
 * Returns: wall time of its making, UTC
 */
gint64
imw_payment_get_created_ms (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), 0);

  return self->created_ms;
}

/**
 * imw_payment_get_last_error:
 * @self: a payment
 *
 * Returns: (nullable): how the last try to submit failed
 */
const GError *
imw_payment_get_last_error (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  return self->last_error;
}

/**
 * imw_payment_get_refused:
 * @self: a payment
 *
 * Returns: whether it is signed and was refused, which is not certain yet: it is sent once more
 * after the next sync, and its coins stay reserved until then
 */
gboolean
imw_payment_get_refused (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), FALSE);

  return self->state == IMW_PAYMENT_SIGNED && self->refused;
}

/**
 * imw_payment_get_confirmations:
 * @self: a payment
 *
 * Returns: blocks from its own to the last known one, 0 when in none
 */
guint
imw_payment_get_confirmations (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), 0);

  return self->confirmations;
}

/**
 * imw_payment_get_label:
 * @self: a payment
 *
 * Returns: (nullable): what it is for, in the user's own words
 */
const char *
imw_payment_get_label (ImwPayment *self)
{
  g_return_val_if_fail (IMW_IS_PAYMENT (self), NULL);

  if (self->label == NULL && self->txid != NULL && self->wallet != NULL)
    return imw_wallet_get_label (self->wallet, self->txid);

  return self->label;
}

/**
 * imw_payment_error_get_missing:
 * @error: (nullable): from estimating or preparing
 * @asset: what is paid
 *
 * Returns: (transfer full) (nullable): how much is missing; %NULL when it is not about that
 */
ImwAmount *
imw_payment_error_get_missing (const GError *error,
                               ImwAsset     *asset)
{
  const char      *start = NULL;
  gsize            length = 0;
  g_autofree char *digits = NULL;

  g_return_val_if_fail (asset != NULL, NULL);

  if (!g_error_matches (error, IMW_ERROR, IMW_ERROR_INSUFFICIENT_FUNDS))
    return NULL;

  /* the chain's message begins with the number of base units */
  start = error->message + strcspn (error->message, "0123456789");
  length = strspn (start, "0123456789");
  if (length == 0)
    return NULL;

  digits = g_strndup (start, length);

  return imw_amount_new_from_base_text (asset, digits, NULL);
}
