/* imw-stellar-describe.c: reads an unsigned payment for its owner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-stellar-describe"

#include "config.h"

#include "imw-stellar-describe.h"

#include "imw-error.h"
#include "imw-text.h"

#include <string.h>

#define MIN_STROOPS_PER_OP 100u /* below it no ledger takes it */
#define MAX_MEMO_BYTES     64   /* 28, or 64 digits of a hash */

/* What one pass over the payment works with. */
typedef struct
{
  const ImwStellarParams *params;
  const ImwStellarTx     *tx;
  ImwStellarAddress       own;
  const char             *path;
  ImwAmount              *fee;
  ImwAmount              *leaves; /* of the network's own asset, beside the fee */
  ImwDescription         *description;
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->leaves, imw_amount_unref);
  g_clear_pointer (&self->description, imw_description_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "payment: %s", why);

  return FALSE;
}

static void
warn (Reading *self, ImwWarning warning)
{
  imw_description_add_warning (self->description, warning);
}

static void
add_detail (Reading *self, const char *code, const char *text)
{
  imw_description_add_detail (self->description, code, NULL, text);
}

static gboolean
is_zero (const ImwStellarAddress *address)
{
  static const guint8 zero[IMW_STELLAR_KEY_SIZE] = { 0 };

  return memcmp (address->key, zero, sizeof zero) == 0;
}

/* The account behind an address, whatever its number. */
static gboolean
is_own (const Reading *self, const ImwStellarAddress *address)
{
  return memcmp (address->key, self->own.key, sizeof address->key) == 0;
}

static gboolean
check_frame (const Reading *self, const ImwStellarEnvelope *envelope, GError **error)
{
  const ImwStellarTx *tx = self->tx;

  if (envelope->type != IMW_STELLAR_ENVELOPE_TX)
    return refuse (error, "in another form of envelope");
  if (envelope->signatures->len > 0)
    return refuse (error, "is signed already");
  if (!imw_stellar_address_equal (&tx->source, &self->own))
    return refuse (error, "from another account");
  if (tx->sequence <= 0)
    return refuse (error, "its number is out of range");
  if (tx->conditions != IMW_STELLAR_CONDITIONS_TIME || tx->max_time_s == 0 ||
      tx->max_time_s > G_MAXINT64 / 1000)
    return refuse (error, "it has no end");
  if (tx->min_time_s != 0)
    return refuse (error, "it could not happen yet");

  if (tx->ops->len == 0 || tx->ops->len > 2)
    return refuse (error, "it does nothing, or too much at once");
  if (tx->fee_stroops < MIN_STROOPS_PER_OP * tx->ops->len)
    return refuse (error, "its fee is below what any ledger takes");

  for (guint i = 0; i < tx->ops->len; i++)
    {
      const ImwStellarOp *op = g_ptr_array_index (tx->ops, i);

      if (op->has_source && !imw_stellar_address_equal (&op->source, &self->own))
        return refuse (error, "a part of it is from another account");
    }

  return TRUE;
}

/* NULL: out of range */
static ImwAmount *
read_stroops (Reading *self, const ImwStellarAsset *asset, gint64 stroops)
{
  g_autoptr (ImwAsset) found = imw_stellar_params_dup_asset (self->params, asset);

  return stroops > 0 ? imw_amount_new (found, stroops) : NULL;
}

static void
warn_of_asset (Reading *self, const ImwStellarAsset *asset)
{
  if (!imw_stellar_asset_is_native (asset) &&
      imw_stellar_params_find_token (self->params, asset) == NULL)
    warn (self, IMW_WARNING_UNKNOWN_TOKEN);
}

static void
add_asset (Reading *self, const ImwStellarAsset *asset)
{
  g_autofree char *issuer = NULL;

  if (imw_stellar_asset_is_native (asset))
    return;

  issuer = imw_stellar_key_to_text (asset->issuer);
  add_detail (self, "asset", asset->code);
  add_detail (self, "issuer", issuer);
}

/* Counts what leaves of the network's own asset. */
static void
count (Reading *self, const ImwStellarAsset *asset, ImwAmount *amount)
{
  g_autoptr (ImwAmount) before = g_steal_pointer (&self->leaves);

  if (imw_stellar_asset_is_native (asset))
    self->leaves = imw_amount_add (before, amount, NULL);
  else
    self->leaves = g_steal_pointer (&before);
}

static gboolean
add_payee (Reading *self, const ImwStellarOp *op, const ImwStellarAsset *asset, GError **error)
{
  g_autofree char *address = imw_stellar_address_to_text (&op->destination);
  g_autoptr (ImwAmount) amount = read_stroops (self, asset, op->amount_stroops);

  if (amount == NULL)
    return refuse (error, "amount is out of range");
  if (is_zero (&op->destination))
    return refuse (error, "goes to an account that nobody can have, where it is lost");
  if (op->destination.is_muxed && self->tx->memo.type != IMW_STELLAR_MEMO_NONE)
    return refuse (error, "a memo beside the number that is part of the address");

  imw_description_set_action (self->description, IMW_ACTION_PAY);
  imw_description_add_recipient (self->description, address, amount,
                                 is_own (self, &op->destination) ? self->path : NULL);
  count (self, asset, amount);
  warn_of_asset (self, asset);
  add_asset (self, asset);

  return TRUE;
}

static gboolean
read_payment (Reading *self, const ImwStellarOp *op, GError **error)
{
  if (is_own (self, &op->destination))
    warn (self, IMW_WARNING_PAYS_ITSELF);

  return add_payee (self, op, &op->asset, error);
}

static gboolean
read_create_account (Reading *self, const ImwStellarOp *op, GError **error)
{
  ImwStellarAsset native;

  if (is_own (self, &op->destination))
    return refuse (error, "would open the account that pays");

  imw_stellar_asset_set_native (&native);
  warn (self, IMW_WARNING_CREATES_ACCOUNT);

  return add_payee (self, op, &native, error);
}

static void
add_path (Reading *self, const ImwStellarOp *op)
{
  for (guint i = 0; i < op->n_path; i++)
    {
      g_autofree char *text = imw_stellar_asset_to_text (&op->path[i]);

      add_detail (self, "path", text);
    }
}

/* Own assets against each other: whoever is paid is the account itself. */
static gboolean
read_exchange (Reading *self, const ImwStellarOp *op, GError **error)
{
  g_autofree char *address = imw_stellar_address_to_text (&self->own);
  g_autoptr (ImwAmount) given = read_stroops (self, &op->asset, op->amount_stroops);
  g_autoptr (ImwAmount) got = read_stroops (self, &op->dest_asset, op->dest_stroops);

  if (given == NULL || got == NULL)
    return refuse (error, "amount is out of range");
  if (!imw_stellar_address_equal (&op->destination, &self->own))
    return refuse (error, "an exchange whose outcome goes to somebody else");
  if (imw_stellar_asset_equal (&op->asset, &op->dest_asset))
    return refuse (error, "an exchange of an asset against itself");

  imw_description_set_action (self->description, IMW_ACTION_EXCHANGE);
  imw_description_add_recipient (self->description, address, got, self->path);
  imw_description_set_given (self->description, given);
  count (self, &op->asset, given);
  warn_of_asset (self, &op->asset);
  warn_of_asset (self, &op->dest_asset);
  add_detail (self, "exact",
              op->type == IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND ? "given" : "received");
  add_asset (self, &op->asset);
  add_asset (self, &op->dest_asset);
  add_path (self, op);

  return TRUE;
}

static gboolean
read_trust (Reading *self, const ImwStellarOp *op, GError **error)
{
  g_autofree char *limit = NULL;

  if (imw_stellar_asset_is_native (&op->asset) || op->amount_stroops < 0)
    return refuse (error, "an asset that can't be opened, or a limit out of range");
  if (memcmp (op->asset.issuer, self->own.key, sizeof op->asset.issuer) == 0)
    return refuse (error, "an asset of the account itself");

  imw_description_set_action (self->description, op->amount_stroops == 0 ? IMW_ACTION_CLOSE_ASSET
                                                                         : IMW_ACTION_OPEN_ASSET);
  if (op->amount_stroops > 0)
    warn_of_asset (self, &op->asset);
  add_asset (self, &op->asset);
  if (op->amount_stroops > 0 && op->amount_stroops < G_MAXINT64)
    {
      limit = imw_stellar_stroops_to_text (op->amount_stroops);
      add_detail (self, "limit", limit);
    }

  return TRUE;
}

static void
read_claim (Reading *self, const ImwStellarOp *op)
{
  g_autofree char *id = imw_stellar_balance_id_to_text (op->balance_id);

  imw_description_set_action (self->description, IMW_ACTION_CLAIM);
  add_detail (self, "claim", id);
}

static gboolean
read_op (Reading *self, const ImwStellarOp *op, GError **error)
{
  switch (op->type)
    {
    case IMW_STELLAR_OP_PAYMENT:
      return read_payment (self, op, error);

    case IMW_STELLAR_OP_CREATE_ACCOUNT:
      return read_create_account (self, op, error);

    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
      return read_exchange (self, op, error);

    case IMW_STELLAR_OP_CHANGE_TRUST:
      return read_trust (self, op, error);

    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      read_claim (self, op);
      return TRUE;

    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      return refuse (error, "would close the account and give all away");

    case IMW_STELLAR_OP_MANAGE_DATA:
      return refuse (error, "would write data of the account");

    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
      return refuse (error, "would set money out to be claimed");
    }

  return refuse (error, "does something that is not known");
}

/* One act, or an asset that is opened to claim what waits of it. */
static gboolean
read_ops (Reading *self, GError **error)
{
  GPtrArray          *ops = self->tx->ops;
  const ImwStellarOp *first = g_ptr_array_index (ops, 0);
  const ImwStellarOp *last = g_ptr_array_index (ops, ops->len - 1);

  if (ops->len == 2 && (first->type != IMW_STELLAR_OP_CHANGE_TRUST || first->amount_stroops <= 0 ||
                        last->type != IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE))
    return refuse (error, "does several things at once");

  return (ops->len == 1 || read_op (self, first, error)) && read_op (self, last, error);
}

static gboolean
read_memo (Reading *self, GError **error)
{
  const char      *type = imw_stellar_memo_get_type (&self->tx->memo);
  g_autofree char *text = imw_stellar_memo_to_text (&self->tx->memo);

  if (type == NULL)
    return TRUE;
  if (text == NULL || !imw_text_is_printable (text, MAX_MEMO_BYTES))
    return refuse (error, "its memo holds what can't be shown");

  imw_description_set_memo (self->description, type, text);

  return TRUE;
}

/* Whether the fee is more than a part of the amount. */
static gboolean
is_over_part (ImwAmount *fee, ImwAmount *amount, guint part)
{
  g_autoptr (ImwAmount) bound = imw_amount_multiply_ratio (amount, 1, part, IMW_ROUND_DOWN, NULL);

  return imw_amount_compare (fee, bound) > 0;
}

/* Against what leaves of the network's own asset; what is about other assets has nothing to compare
 * with but what the network's file calls absurd. */
static gboolean
set_totals (Reading *self, GError **error)
{
  ImwAmount *absurd = self->params->facts->absurd_fee;
  guint      n_ops = self->tx->ops->len;
  gboolean   pays;
  g_autoptr (ImwAmount)
      total = self->leaves != NULL ? imw_amount_add (self->leaves, self->fee, NULL) : NULL;

  if (total == NULL)
    return refuse (error, "amount is out of range");

  pays = imw_amount_sign (self->leaves) > 0;
  if ((pays && is_over_part (self->fee, self->leaves, 20)) || is_over_part (self->fee, absurd, 5))
    warn (self, IMW_WARNING_HIGH_FEE);
  if (imw_amount_compare (self->fee, absurd) > 0 &&
      (!pays || is_over_part (self->fee, self->leaves, 4)))
    warn (self, IMW_WARNING_ABSURD_FEE);

  imw_description_set_totals (self->description, total, self->fee, n_ops,
                              (guint64) self->tx->fee_stroops * 1000 / n_ops);
  imw_description_set_fee_is_bound (self->description, TRUE);

  return TRUE;
}

static void
add_frame (Reading *self, const ImwStellarEnvelope *envelope)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->tx->sequence);
  g_autofree char *txid = imw_stellar_envelope_dup_txid (envelope, self->params->network_id);

  add_detail (self, "account-path", self->path);
  add_detail (self, "nonce", number);
  imw_description_set_id (self->description, txid);
  imw_description_set_deadline (self->description, (gint64) self->tx->max_time_s * 1000);
}

/**
 * imw_stellar_describe:
 * @params: the network
 * @payment: an unsigned payment
 * @own: (array fixed-size=32): public key of the account that pays, derived by the caller
 * @path: of that key
 * @error: return location
 *
 * Says what a payment does, out of nothing but the transaction and the list of genuine assets that is
 * part of the program. Amounts of an exchange are bounds where the ledger finds the price; a fee is the
 * most that can be taken.
 *
 * Returns: (transfer full): the description. On %NULL @error is %IMW_ERROR_REFUSED for everything but
 *   one payment, opening of an account, exchange of own assets, opening or closing of an asset, or claim
 *   (with the opening it needs), all from @own, with an end, and with a memo that can be shown.
 */
ImwDescription *
imw_stellar_describe (const ImwStellarParams   *params,
                      const ImwStellarUnsigned *payment,
                      const guint8              own[IMW_STELLAR_KEY_SIZE],
                      const char               *path,
                      GError                  **error)
{
  g_auto (Reading) reading = { 0 };

  g_return_val_if_fail (params != NULL && payment != NULL, NULL);
  g_return_val_if_fail (own != NULL && path != NULL, NULL);

  reading.params = params;
  reading.tx = payment->envelope->tx;
  reading.path = path;
  imw_stellar_address_from_key (own, &reading.own);
  if (!check_frame (&reading, payment->envelope, error))
    return NULL;

  reading.description = imw_description_new (params->chain_id_text, params->asset);
  reading.fee = imw_amount_new_u64 (params->asset, reading.tx->fee_stroops);
  reading.leaves = imw_amount_new_zero (params->asset);
  if (!read_ops (&reading, error) || !read_memo (&reading, error) || !set_totals (&reading, error))
    return NULL;

  add_frame (&reading, payment->envelope);

  return g_steal_pointer (&reading.description);
}
