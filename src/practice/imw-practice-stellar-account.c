/* imw-practice-stellar-account.c: what is on the practice Stellar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "imw-practice-stellar"

#include "config.h"

#include "imw-practice-stellar.h"

#include "imw-practice-xlm-private.h"

#include "imw-error.h"
#include "imw-hex.h"

#include <string.h>

#define MEMO_REQUIRED "config.memo_required"
#define BATCH         200

/**
 * imw_xlm_parse_asset: (skip)
 * @net: the network
 * @text: "XLM", "native", "stellar", "USDC", "EURC", "CODE:ISSUER", or an asset's id "stellar/CODE:ISSUER"
 * @asset: (out caller-allocates): the asset
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_INPUT.
 */
gboolean
imw_xlm_parse_asset (ImwPracticeStellar *net,
                     const char         *text,
                     ImwStellarAsset    *asset,
                     GError            **error)
{
  if (g_str_equal (text, "XLM") || g_str_equal (text, "native") || g_str_equal (text, "stellar"))
    {
      imw_stellar_asset_set_native (asset);
      return TRUE;
    }

  for (guint i = 0; imw_xlm_market_get_asset (net, i, asset); i++)
    {
      if (g_str_equal (text, asset->code))
        return TRUE;
    }

  if (g_str_has_prefix (text, "stellar/"))
    text += strlen ("stellar/");
  if (imw_stellar_asset_parse (text, asset, NULL) && !imw_stellar_asset_is_native (asset))
    return TRUE;

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, "no such asset");

  return FALSE;
}

/**
 * imw_xlm_dup_asset_text: (skip)
 * @asset: an asset
 *
 * Returns: (transfer full): "XLM" or "CODE:ISSUER"
 */
char *
imw_xlm_dup_asset_text (const ImwStellarAsset *asset)
{
  return imw_stellar_asset_is_native (asset) ? g_strdup ("XLM") : imw_stellar_asset_to_text (asset);
}

/**
 * imw_practice_stellar_dup_asset:
 * @self: the network
 * @asset: as everywhere here
 * @error: return location
 *
 * Returns: (transfer full): "XLM" or "CODE:ISSUER". On %NULL @error is %IMW_ERROR_BAD_INPUT.
 */
char *
imw_practice_stellar_dup_asset (ImwPracticeStellar *self, const char *asset, GError **error)
{
  ImwStellarAsset parsed;

  return imw_xlm_parse_asset (self, asset, &parsed, error) ? imw_xlm_dup_asset_text (&parsed)
                                                           : NULL;
}

static void
signer_free (ImwPracticeStellarSigner *self)
{
  g_free (self->key);
  g_free (self);
}

static void
line_free (ImwPracticeStellarLine *self)
{
  g_free (self->asset);
  g_free (self);
}

/**
 * imw_practice_stellar_account_free:
 * @self: (transfer full): an account
 *
 * Frees it.
 */
void
imw_practice_stellar_account_free (ImwPracticeStellarAccount *self)
{
  g_free (self->address);
  g_ptr_array_unref (self->signers);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

static void
add_signer (ImwPracticeStellarAccount *self, const guint8 key[32], guint8 weight)
{
  ImwPracticeStellarSigner *signer;

  if (weight == 0)
    return;

  signer = g_new0 (ImwPracticeStellarSigner, 1);
  signer->key = imw_stellar_key_to_text (key);
  signer->weight = weight;
  g_ptr_array_add (self->signers, signer);
}

static ImwPracticeStellarAccount *
describe_account (ImwXlmAccount *account)
{
  ImwPracticeStellarAccount *self = g_new0 (ImwPracticeStellarAccount, 1);
  const ImwXlmDatum         *memo_required = imw_xlm_account_find_datum (account, MEMO_REQUIRED);

  self->address = imw_stellar_key_to_text (account->key);
  self->sequence = account->sequence;
  self->balance = account->balance;
  self->reserved = imw_xlm_account_get_reserve (account);
  self->low = account->low;
  self->medium = account->medium;
  self->high = account->high;
  self->memo_required = memo_required != NULL && g_bytes_get_size (memo_required->value) == 1 &&
                        memcmp (g_bytes_get_data (memo_required->value, NULL), "1", 1) == 0;
  self->signers = g_ptr_array_new_with_free_func ((GDestroyNotify) signer_free);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  add_signer (self, account->key, account->master);
  for (guint i = 0; i < account->signers->len; i++)
    {
      const ImwXlmSigner *signer = &g_array_index (account->signers, ImwXlmSigner, i);

      add_signer (self, signer->key, signer->weight);
    }
  for (guint i = 0; i < account->lines->len; i++)
    {
      const ImwXlmLine       *line = &g_array_index (account->lines, ImwXlmLine, i);
      ImwPracticeStellarLine *copy = g_new0 (ImwPracticeStellarLine, 1);

      copy->asset = imw_xlm_dup_asset_text (&line->asset);
      copy->balance = line->balance;
      copy->limit = line->limit;
      g_ptr_array_add (self->lines, copy);
    }

  return self;
}

/**
 * imw_practice_stellar_find_account:
 * @self: the network
 * @address: "G…"
 * @account: (out) (transfer full) (nullable): the account as it is now; %NULL when it is not on the ledger
 * @error: return location
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_REFUSED (a secret key),
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_stellar_find_account (ImwPracticeStellar         *self,
                                   const char                 *address,
                                   ImwPracticeStellarAccount **account,
                                   GError                    **error)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_autoptr (ImwXlmAccount) found = NULL;
  guint8 key[32];

  *account = NULL;
  imw_xlm_run_init (&run, self, 0, 0);
  if (!imw_stellar_key_parse (address, key, error) ||
      !imw_xlm_run_get_account (&run, key, &found, error))
    return FALSE;

  if (found != NULL)
    *account = describe_account (found);

  return TRUE;
}

/**
 * imw_practice_stellar_set_signer:
 * @self: the network
 * @address: an account, "G…"
 * @key: another key that may sign for it, or its own
 * @weight: how much it counts, 0 to 255; 0 removes it
 * @threshold: what everything needs from now on, 0 to 255
 * @error: return location
 *
 * Changes who signs for an account, as set_options would, which is not among our operations.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_NOT_FOUND, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_stellar_set_signer (ImwPracticeStellar *self,
                                 const char         *address,
                                 const char         *key,
                                 guint8              weight,
                                 guint8              threshold,
                                 GError            **error)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_autoptr (ImwXlmAccount) account = NULL;
  ImwXlmSigner signer = { .weight = weight };
  ImwXlmHeader header;
  gboolean     found;
  guint8       id[32];

  if (!imw_stellar_key_parse (address, id, error) ||
      !imw_stellar_key_parse (key, signer.key, error) ||
      !imw_xlm_find_header (self, -1, &header, &found, error))
    return FALSE;

  imw_xlm_run_init (&run, self, header.height, header.time_s);
  if (!imw_xlm_run_get_account (&run, id, &account, error))
    return FALSE;
  if (account == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_NOT_FOUND, "no such account");
      return FALSE;
    }

  account->low = threshold;
  account->medium = threshold;
  account->high = threshold;
  if (memcmp (signer.key, id, sizeof id) == 0)
    account->master = weight;
  else
    {
      for (guint i = account->signers->len; i > 0; i--)
        {
          if (memcmp (g_array_index (account->signers, ImwXlmSigner, i - 1).key, signer.key, 32) ==
              0)
            g_array_remove_index (account->signers, i - 1);
        }
      if (weight > 0)
        g_array_append_val (account->signers, signer);
    }
  imw_xlm_run_set_account (&run, account);
  imw_xlm_run_end_op (&run, TRUE);

  return imw_ledger_begin (self->ledger, error) &&
         imw_ledger_end (self->ledger, imw_xlm_run_keep (&run, error), error);
}

/**
 * imw_practice_stellar_payment_free:
 * @self: (transfer full): a payment
 *
 * Frees it.
 */
void
imw_practice_stellar_payment_free (ImwPracticeStellarPayment *self)
{
  g_free (self->hash);
  g_free (self->from);
  g_free (self->to);
  g_free (self->asset);
  g_free (self->memo_type);
  g_free (self->memo);
  g_free (self);
}

static gboolean
brings_money (const ImwStellarOp *op, const guint8 key[32])
{
  switch (op->type)
    {
    case IMW_STELLAR_OP_CREATE_ACCOUNT:
    case IMW_STELLAR_OP_PAYMENT:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_RECEIVE:
    case IMW_STELLAR_OP_PATH_PAYMENT_STRICT_SEND:
    case IMW_STELLAR_OP_ACCOUNT_MERGE:
      return memcmp (op->destination.key, key, 32) == 0;

    case IMW_STELLAR_OP_CHANGE_TRUST:
    case IMW_STELLAR_OP_MANAGE_DATA:
    case IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE:
    case IMW_STELLAR_OP_CLAIM_CLAIMABLE_BALANCE:
      break;
    }

  return FALSE;
}

static void
set_memo (ImwPracticeStellarPayment *self, const ImwStellarMemo *memo)
{
  const char *type = imw_stellar_memo_get_type (memo);

  self->memo_type = g_strdup (type != NULL ? type : "none");
  if (memo->type == IMW_STELLAR_MEMO_TEXT)
    self->memo = g_utf8_make_valid ((const char *) memo->text, memo->text_length);
  else
    self->memo = imw_stellar_memo_to_text (memo);
}

/* NULL without an error: it brought nothing to the account */
static ImwPracticeStellarPayment *
read_payment (ImwPracticeStellar  *self,
              const guint8         key[32],
              const ImwLedgerNote *note,
              GError             **error)
{
  ImwPracticeStellarPayment *payment;
  g_autoptr (ImwLedgerTx) record = NULL;
  g_autoptr (ImwLedgerBlock) block = NULL;
  g_autoptr (ImwStellarEnvelope) envelope = NULL;
  const ImwStellarOp *op;
  ImwXlmOpRecord      what;
  guint8              from[32];

  if (!imw_xlm_read_note (note, &what, error) ||
      !imw_ledger_find_tx (self->ledger, note->tx_id, &record, error) ||
      !imw_ledger_find_block_at (self->ledger, note->height, &block, error))
    return NULL;

  envelope = imw_stellar_envelope_parse (g_bytes_get_data (record->raw, NULL),
                                         g_bytes_get_size (record->raw), error);
  if (envelope == NULL)
    return NULL;

  op = g_ptr_array_index (envelope->tx->ops, what.index);
  imw_xlm_op_get_source (envelope->tx, op, from);
  if (!brings_money (op, key) || memcmp (from, key, sizeof from) == 0)
    return NULL;

  payment = g_new0 (ImwPracticeStellarPayment, 1);
  payment->token = what.token;
  payment->time_ms = block->time_s * 1000;
  payment->hash = imw_hex_encode (note->tx_id, sizeof note->tx_id);
  payment->from = imw_stellar_key_to_text (from);
  payment->to = imw_stellar_address_to_text (&op->destination);
  payment->asset = imw_xlm_dup_asset_text (&what.outcome.asset);
  payment->amount = what.outcome.received;
  set_memo (payment, &envelope->tx->memo);

  return payment;
}

/**
 * imw_practice_stellar_list_payments:
 * @self: the network
 * @address: an account, "G…"
 * @after: token of the last payment that is known, 0 for none
 * @limit: how many at most
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwPracticeStellarPayment): what came to the account from others, oldest
 *   first. On %NULL @error is %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_REFUSED (a secret key), %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_practice_stellar_list_payments (ImwPracticeStellar *self,
                                    const char         *address,
                                    gint64              after,
                                    guint               limit,
                                    GError            **error)
{
  g_autoptr (GPtrArray) payments =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imw_practice_stellar_payment_free);
  guint8 key[32];

  if (!imw_stellar_key_parse (address, key, error))
    return NULL;

  while (TRUE)
    {
      g_autoptr (GPtrArray) notes = imw_ledger_list_notes_since (self->ledger, key, after >> 32,
                                                                 after & G_MAXUINT32, BATCH, error);

      if (notes == NULL)
        return NULL;

      for (guint i = 0; i < notes->len; i++)
        {
          const ImwLedgerNote *note = g_ptr_array_index (notes, i);
          g_autoptr (GError) damage = NULL;
          ImwPracticeStellarPayment *payment = read_payment (self, key, note, &damage);

          if (damage != NULL)
            {
              g_propagate_error (error, g_steal_pointer (&damage));
              return NULL;
            }
          after = IMW_XLM_TOKEN (note->height, note->number);
          if (payment != NULL)
            g_ptr_array_add (payments, payment);
          if (payments->len >= limit)
            return g_steal_pointer (&payments);
        }
      if (notes->len < BATCH)
        return g_steal_pointer (&payments);
    }
}

/**
 * imw_practice_stellar_claimable_free:
 * @self: (transfer full): a claimable balance
 *
 * Frees it.
 */
void
imw_practice_stellar_claimable_free (ImwPracticeStellarClaimable *self)
{
  g_free (self->id);
  g_free (self->asset);
  g_free (self);
}

/**
 * imw_practice_stellar_list_claimable:
 * @self: the network
 * @claimant: who may claim, "G…"
 * @error: return location
 *
 * Returns: (transfer full) (element-type ImwPracticeStellarClaimable): what is not claimed yet, oldest first. On %NULL
 *   @error is %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_REFUSED (a secret key), %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
GPtrArray *
imw_practice_stellar_list_claimable (ImwPracticeStellar *self, const char *claimant, GError **error)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_practice_stellar_claimable_free);
  g_auto (ImwXlmRun) run = { 0 };
  g_autoptr (GArray) ids = NULL;
  guint8 key[32];

  if (!imw_stellar_key_parse (claimant, key, error))
    return NULL;

  imw_xlm_run_init (&run, self, 0, 0);
  ids = imw_xlm_run_list_claimables (&run, key, error);
  if (ids == NULL)
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (ImwXlmClaimable) claimable = NULL;
      ImwPracticeStellarClaimable *copy;

      if (!imw_xlm_run_get_claimable (&run, (const guint8 *) ids->data + (gsize) i * 32, &claimable,
                                      error))
        return NULL;
      if (claimable == NULL)
        continue;

      copy = g_new0 (ImwPracticeStellarClaimable, 1);
      copy->id = imw_stellar_balance_id_to_text (claimable->id);
      copy->asset = imw_xlm_dup_asset_text (&claimable->asset);
      copy->amount = claimable->amount;
      g_ptr_array_add (list, copy);
    }

  return g_steal_pointer (&list);
}
