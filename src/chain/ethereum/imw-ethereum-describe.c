/* imw-ethereum-describe.c: reads an unsigned payment for its owner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-ethereum-describe"

#include "config.h"

#include "imw-ethereum-describe.h"

#include "imw-ethereum-call.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define MAX_SHOWN_BYTES 8192u
#define MAX_GAS         30000000u
/* 10,000 gwei, in wei: no network was ever that expensive */
#define ABSURD_RATE_WEI 10000000000000u
/* 2^256 - 1 */
#define UNLIMITED_TEXT "115792089237316195423570985008687907853269984665640564039457584007913129639935"

/* What one pass over the payment works with. */
typedef struct
{
  const ImwEthereumParams   *params;
  const ImwEthereumUnsigned *payment;
  const ImwEthereumTx       *tx;
  const ImwEthereumAddress  *own;
  const char                *path;
  ImwAsset                  *token; /* what an amount in the call counts */
  gboolean                   token_is_genuine;
  ImwAmount                 *fee;
  ImwDescription            *description;
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->token, imw_asset_unref);
  g_clear_pointer (&self->fee, imw_amount_unref);
  g_clear_pointer (&self->description, imw_description_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
refuse (GError    **error,
        const char *why)
{
  g_set_error (error, IMW_ERROR, IMW_ERROR_REFUSED, "payment: %s", why);

  return FALSE;
}

static gboolean
check (const Reading *self,
       GError       **error)
{
  const ImwEthereumTx *tx = self->tx;

  if (tx->chain_id != self->params->chain_id)
    return refuse (error, "for another network");

  if (!tx->has_to)
    return refuse (error, "would make a contract");

  if (imw_ethereum_address_is_zero (&tx->to))
    return refuse (error, "goes to the zero address, where it is lost");

  if (tx->has_signature)
    return refuse (error, "is signed already");

  if (tx->gas_limit > MAX_GAS || tx->gas_limit < imw_ethereum_tx_get_intrinsic_gas (tx))
    return refuse (error, "gas limit is out of range");

  return TRUE;
}

/* What the contract that is called counts: a genuine token, one that the wallet says there is, or
 * plain units. */
static ImwAsset *
find_token (const Reading *self,
            gboolean      *is_genuine)
{
  const ImwEthereumToken *token = imw_ethereum_params_find_token (self->params, &self->tx->to);

  *is_genuine = token != NULL;
  if (token != NULL)
    return imw_asset_ref (token->facts->asset);

  for (guint i = 0; i < self->payment->claims->len; i++)
    {
      const ImwEthereumClaim *claim = g_ptr_array_index (self->payment->claims, i);

      if (imw_ethereum_address_equal (&claim->contract, &self->tx->to))
        return imw_ethereum_params_new_asset (self->params, &claim->contract, claim->symbol,
                                              claim->symbol, claim->decimals);
    }

  return imw_ethereum_params_new_asset (self->params, &self->tx->to, "?", "?", 0);
}

static void
warn (Reading   *self,
      ImwWarning warning)
{
  imw_description_add_warning (self->description, warning);
}

static gboolean
add_recipient (Reading                  *self,
               const ImwEthereumAddress *to,
               ImwAmount                *amount,
               GError                  **error)
{
  gboolean         is_own = imw_ethereum_address_equal (to, self->own);
  g_autofree char *text = imw_ethereum_address_to_text (to);

  if (imw_ethereum_address_is_zero (to))
    return refuse (error, "goes to the zero address, where it is lost");

  imw_description_add_recipient (self->description, text, amount, is_own ? self->path : NULL);

  return TRUE;
}

static gboolean
is_token_contract (const Reading            *self,
                   const ImwEthereumAddress *address)
{
  return imw_ethereum_params_find_token (self->params, address) != NULL;
}

static gboolean
read_payment (Reading *self,
              GError **error)
{
  gboolean is_own = imw_ethereum_address_equal (&self->tx->to, self->own);

  if (is_own && imw_amount_sign (self->tx->value) == 0)
    {
      imw_description_set_action (self->description, IMW_ACTION_NOTHING);
      return TRUE;
    }

  imw_description_set_action (self->description, IMW_ACTION_PAY);
  if (is_own)
    warn (self, IMW_WARNING_PAYS_ITSELF);
  if (is_token_contract (self, &self->tx->to))
    warn (self, IMW_WARNING_PAYS_CONTRACT);

  return add_recipient (self, &self->tx->to, self->tx->value, error);
}

static gboolean
read_transfer (Reading               *self,
               const ImwEthereumCall *call,
               GError               **error)
{
  imw_description_set_action (self->description, IMW_ACTION_PAY);
  if (!self->token_is_genuine)
    warn (self, IMW_WARNING_UNKNOWN_TOKEN);
  if (imw_ethereum_address_equal (&call->other, self->own))
    warn (self, IMW_WARNING_PAYS_ITSELF);
  if (imw_ethereum_address_equal (&call->other, &self->tx->to) ||
      is_token_contract (self, &call->other))
    warn (self, IMW_WARNING_PAYS_CONTRACT);

  return add_recipient (self, &call->other, call->amount, error);
}

static gboolean
read_approval (Reading               *self,
               const ImwEthereumCall *call,
               GError               **error)
{
  gboolean unlimited = call->unlimited || (call->kind == IMW_ETHEREUM_CALL_APPROVE_ALL &&
                                           imw_amount_sign (call->amount) > 0);
  g_autoptr (ImwAmount) amount = NULL;

  imw_description_set_action (self->description, IMW_ACTION_APPROVE);
  if (!self->token_is_genuine)
    warn (self, IMW_WARNING_UNKNOWN_TOKEN);
  if (imw_amount_sign (call->amount) > 0)
    warn (self, IMW_WARNING_APPROVAL);
  if (unlimited)
    warn (self, IMW_WARNING_UNLIMITED_APPROVAL);

  amount = unlimited ? imw_amount_new_from_base_text (self->token, UNLIMITED_TEXT, NULL)
                     : imw_amount_ref (call->amount);

  return add_recipient (self, &call->other, amount, error);
}

static gboolean
read_other (Reading *self,
            GError **error)
{
  imw_description_set_action (self->description, IMW_ACTION_CALL);
  warn (self, IMW_WARNING_UNKNOWN_CALL);

  return add_recipient (self, &self->tx->to, self->tx->value, error);
}

static gboolean
read_call (Reading               *self,
           const ImwEthereumCall *call,
           GError               **error)
{
  /* what is paid beside a call that is not about that can't be told in one sentence */
  if (call->kind != IMW_ETHEREUM_CALL_NONE && imw_amount_sign (self->tx->value) > 0)
    return read_other (self, error);

  switch (call->kind)
    {
    case IMW_ETHEREUM_CALL_NONE:
      return read_payment (self, error);

    case IMW_ETHEREUM_CALL_TRANSFER:
      return read_transfer (self, call, error);

    case IMW_ETHEREUM_CALL_APPROVE:
    case IMW_ETHEREUM_CALL_APPROVE_ALL:
      return read_approval (self, call, error);

    case IMW_ETHEREUM_CALL_READABLE:
    case IMW_ETHEREUM_CALL_UNKNOWN:
      return read_other (self, error);
    }

  g_return_val_if_reached (FALSE);
}

static void
add_detail (Reading    *self,
            const char *code,
            const char *name,
            const char *text)
{
  imw_description_add_detail (self->description, code, name, text);
}

static void
add_bytes (Reading    *self,
           const char *code,
           const char *name,
           GBytes     *bytes)
{
  gsize            length;
  const guint8    *data = g_bytes_get_data (bytes, &length);
  g_autofree char *digits = imw_hex_encode (data, MIN (length, MAX_SHOWN_BYTES));
  g_autofree char *text = NULL;

  text = length <= MAX_SHOWN_BYTES
             ? g_strconcat ("0x", digits, NULL)
             : g_strdup_printf ("0x%s… (%" G_GSIZE_FORMAT ")", digits, length);
  add_detail (self, code, name, text);
}

static void
add_call_details (Reading               *self,
                  const ImwEthereumCall *call)
{
  g_autofree char *contract = imw_ethereum_address_to_text (&self->tx->to);

  if (call->kind == IMW_ETHEREUM_CALL_NONE)
    return;

  add_detail (self, "contract", NULL, contract);
  if (call->signature != NULL)
    add_detail (self, "function", NULL, call->signature);
  for (guint i = 0; i < call->arguments->len; i++)
    {
      const ImwEthereumArgument *argument =
          &g_array_index (call->arguments, ImwEthereumArgument, i);

      add_detail (self, "argument", argument->name, argument->text);
    }
  add_bytes (self, "data", NULL, self->tx->data);
}

/* Wei as gwei. */
static void
add_rate (Reading    *self,
          const char *code,
          ImwAmount  *rate)
{
  g_autofree char *base = imw_amount_to_base_text (rate);
  g_autofree char *text = NULL;
  g_autofree char *with_unit = NULL;
  g_autoptr (ImwAsset) gwei = imw_asset_new ("gwei", "gwei", "gwei", 9);
  g_autoptr (ImwAmount) amount = imw_amount_new_from_base_text (gwei, base, NULL);

  text = amount != NULL ? imw_amount_to_decimal_text (amount, 0) : g_strdup (base);
  with_unit = g_strconcat (text, " gwei", NULL);
  add_detail (self, code, NULL, with_unit);
}

static void
add_number (Reading    *self,
            const char *code,
            guint64     number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  add_detail (self, code, NULL, text);
}

static void
add_details (Reading               *self,
             const ImwEthereumCall *call)
{
  add_call_details (self, call);
  add_detail (self, "account-path", NULL, self->path);
  add_number (self, "chain-id", self->tx->chain_id);
  add_number (self, "nonce", self->tx->nonce);
  add_number (self, "gas-limit", self->tx->gas_limit);
  add_rate (self, "max-fee-per-gas", self->tx->max_fee_per_gas);
  if (self->tx->type == 2)
    add_rate (self, "max-priority-fee-per-gas", self->tx->max_priority_fee_per_gas);
  if (g_bytes_get_size (self->tx->access_list) > 1)
    add_bytes (self, "data", "access list", self->tx->access_list);
}

/* Whether the fee is more than a part of the amount. */
static gboolean
is_over_part (ImwAmount *fee,
              ImwAmount *amount,
              guint      part)
{
  g_autoptr (ImwAmount) bound =
      imw_amount_multiply_ratio (amount, 1, part, IMW_ROUND_DOWN, NULL);

  return imw_amount_compare (fee, bound) > 0;
}

/* Against what is paid of the network's own asset; payments of tokens and calls have nothing to
 * compare with but what the network's file calls absurd. */
static void
add_fee_warnings (Reading *self)
{
  ImwAmount *value = self->tx->value;
  ImwAmount *absurd = self->params->facts->absurd_fee;
  gboolean   pays = imw_amount_sign (value) > 0;
  g_autoptr (ImwAmount) absurd_rate = imw_amount_new_u64 (self->params->asset, ABSURD_RATE_WEI);

  if ((pays && is_over_part (self->fee, value, 20)) || is_over_part (self->fee, absurd, 5))
    warn (self, IMW_WARNING_HIGH_FEE);

  if ((imw_amount_compare (self->fee, absurd) > 0 &&
       (!pays || is_over_part (self->fee, value, 4))) ||
      imw_amount_compare (self->tx->max_fee_per_gas, absurd_rate) > 0)
    warn (self, IMW_WARNING_ABSURD_FEE);
}

static gboolean
set_totals (Reading *self,
            GError **error)
{
  guint64 rate_milli;
  g_autoptr (ImwAmount) total = NULL;
  g_autoptr (ImwAmount) milli =
      imw_amount_multiply_ratio (self->tx->max_fee_per_gas, 1000, 1, IMW_ROUND_DOWN, NULL);

  self->fee = imw_ethereum_tx_dup_max_fee (self->tx, NULL);
  total = self->fee != NULL ? imw_amount_add (self->fee, self->tx->value, NULL) : NULL;
  if (total == NULL || milli == NULL || !imw_amount_get_u64 (milli, &rate_milli))
    return refuse (error, "amount or fee is out of range");

  imw_description_set_totals (self->description, total, self->fee, self->tx->gas_limit, rate_milli);
  imw_description_set_fee_is_bound (self->description, TRUE);

  return TRUE;
}

/**
 * imw_ethereum_describe:
 * @params: the network
 * @payment: an unsigned payment
 * @own: the address that pays, derived by the caller
 * @path: of its key
 * @error: return location
 *
 * Says what a payment does, out of nothing but the transaction and the list of genuine tokens that is
 * part of the program. What the service says of other tokens is shown, with a warning. A call that is
 * not read completely is a call of something unknown.
 *
 * Returns: (transfer full): the description. On %NULL @error is %IMW_ERROR_REFUSED for what must
 *   never be signed: another chain id, making a contract, anything to the zero address, gas limits or
 *   sums out of range.
 */
ImwDescription *
imw_ethereum_describe (const ImwEthereumParams   *params,
                       const ImwEthereumUnsigned *payment,
                       const ImwEthereumAddress  *own,
                       const char                *path,
                       GError                   **error)
{
  g_auto (Reading) reading = { 0 };
  g_autoptr (ImwEthereumCall) call = NULL;

  g_return_val_if_fail (params != NULL && payment != NULL, NULL);
  g_return_val_if_fail (own != NULL && path != NULL, NULL);

  reading.params = params;
  reading.payment = payment;
  reading.tx = payment->tx;
  reading.own = own;
  reading.path = path;
  if (!check (&reading, error))
    return NULL;

  reading.description = imw_description_new (params->chain_id_text, params->asset);
  reading.token = find_token (&reading, &reading.token_is_genuine);
  call = imw_ethereum_call_read (reading.tx->data, own, reading.token);
  if (!set_totals (&reading, error) || !read_call (&reading, call, error))
    return NULL;

  add_fee_warnings (&reading);
  add_details (&reading, call);

  return g_steal_pointer (&reading.description);
}
