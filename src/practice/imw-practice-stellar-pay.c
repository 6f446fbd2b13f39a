/* imw-practice-stellar-pay.c: the practice network's own payments on its Stellar
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

#define USUAL_UNITS (G_GINT64_CONSTANT (1000) * IMW_PRACTICE_STELLAR_UNIT)
#define MAX_UNITS   (G_GINT64_CONSTANT (1000000) * IMW_PRACTICE_STELLAR_UNIT)

/* the first code that is not a success, the transaction's own last */
static gboolean
refuse_with_codes (const char *codes, GError **error)
{
  g_auto (GStrv) words = g_strsplit (codes, " ", -1);
  const char *reason = words[0];

  for (guint i = 1; words[i] != NULL; i++)
    {
      if (!g_str_equal (words[i], "op_success"))
        {
          reason = words[i];
          break;
        }
    }
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, reason);

  return FALSE;
}

static gboolean
check_applied (ImwPracticeStellar *self, const guint8 id[32], GError **error)
{
  g_autoptr (ImwLedgerTx) record = NULL;
  g_autoptr (GBytes) xdr = NULL;
  g_autofree char *codes = NULL;
  ImwLedgerEntry   entry;

  if (!imw_ledger_find_tx (self->ledger, id, &record, error))
    return FALSE;
  if (record == NULL || record->height == IMW_LEDGER_WAITING)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "tx_dropped");
      return FALSE;
    }

  if (!imw_ledger_get_entry (self->ledger, record->row, &entry, error))
    return FALSE;
  if (entry.good)
    return TRUE;

  return imw_xlm_find_result (self, record->row, &xdr, &codes, error) &&
         refuse_with_codes (codes, error);
}

static gboolean
send (ImwPracticeStellar    *self,
      ImwPracticeStellarRole role,
      ImwStellarTx          *tx,
      char                 **hash,
      GError               **error)
{
  g_autoptr (ImwStellarEnvelope) envelope = imw_stellar_envelope_new (tx);
  g_autoptr (ImwXlmResult) result = imw_xlm_result_new ();
  g_autoptr (GBytes) raw = NULL;
  g_autofree char *codes = NULL;
  ImwXlmVerdict    verdict;
  guint8           id[32];
  guint8           signature[64];

  imw_stellar_envelope_get_hash (envelope, self->network_id, id);
  imw_practice_stellar_sign (self, role, id, sizeof id, signature);
  imw_stellar_envelope_add_signature (envelope, self->keys[role], signature);
  raw = imw_stellar_envelope_serialize (envelope);
  if (!imw_xlm_submit (self, raw, TRUE, id, &verdict, result, error))
    return FALSE;

  if (verdict != IMW_XLM_TAKEN)
    {
      codes = imw_xlm_result_to_codes (result);
      return refuse_with_codes (codes, error);
    }
  if (!check_applied (self, id, error))
    return FALSE;

  *hash = imw_hex_encode (id, sizeof id);

  return TRUE;
}

static ImwStellarTx *
begin_tx (ImwPracticeStellar *self, ImwPracticeStellarRole role, GError **error)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_autoptr (ImwXlmAccount) account = NULL;
  ImwStellarAddress source;

  imw_xlm_run_init (&run, self, 0, 0);
  if (!imw_xlm_run_get_account (&run, self->keys[role], &account, error))
    return NULL;
  if (account == NULL)
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_REFUSED, "tx_no_source_account");
      return NULL;
    }

  imw_stellar_address_from_key (self->keys[role], &source);

  return imw_stellar_tx_new (&source, IMW_XLM_BASE_FEE, account->sequence + 1);
}

/**
 * imw_practice_stellar_pay:
 * @self: the network
 * @role: who pays
 * @to: "G…" or "M…"
 * @asset: as everywhere here
 * @amount: stroops, above 0
 * @memo_type: (nullable): "text", "id", "hash", "return"; %NULL for none
 * @memo: (nullable): text, decimal number or 64 hexadecimal digits
 * @hash: (out) (transfer full): the transaction, hexadecimal
 * @error: return location
 *
 * Pays at once: the transaction is in a closed ledger when this returns.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_REFUSED with the network's code ("op_no_trust"; what has
 *   failed in a ledger has cost its fee), %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_BAD_INPUT, %IMW_ERROR_DISK or
 *   %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_stellar_pay (ImwPracticeStellar    *self,
                          ImwPracticeStellarRole role,
                          const char            *to,
                          const char            *asset,
                          gint64                 amount,
                          const char            *memo_type,
                          const char            *memo,
                          char                 **hash,
                          GError               **error)
{
  g_autoptr (ImwStellarTx) tx = NULL;
  ImwStellarAddress payee;
  ImwStellarAsset   what;

  if (!imw_stellar_address_parse (to, &payee, error) ||
      !imw_xlm_parse_asset (self, asset, &what, error))
    return FALSE;

  tx = begin_tx (self, role, error);
  if (tx == NULL)
    return FALSE;
  if (memo_type != NULL && !g_str_equal (memo_type, "none") &&
      !imw_stellar_memo_parse (memo_type, memo != NULL ? memo : "", &tx->memo, error))
    return FALSE;

  imw_stellar_tx_add_op (tx, imw_stellar_op_new_payment (&payee, &what, amount));

  return send (self, role, g_steal_pointer (&tx), hash, error);
}

/**
 * imw_practice_stellar_open_account:
 * @self: the network
 * @role: who pays for it
 * @to: "G…"
 * @amount: stroops of XLM
 * @hash: (out) (transfer full): the transaction, hexadecimal
 * @error: return location
 *
 * Opens an account at once.
 *
 * Returns: %TRUE on success. On %FALSE @error is as with imw_practice_stellar_pay().
 */
gboolean
imw_practice_stellar_open_account (ImwPracticeStellar    *self,
                                   ImwPracticeStellarRole role,
                                   const char            *to,
                                   gint64                 amount,
                                   char                 **hash,
                                   GError               **error)
{
  g_autoptr (ImwStellarTx) tx = NULL;
  guint8 key[32];

  if (!imw_stellar_key_parse (to, key, error))
    return FALSE;

  tx = begin_tx (self, role, error);
  if (tx == NULL)
    return FALSE;

  imw_stellar_tx_add_op (tx, imw_stellar_op_new_create_account (key, amount));

  return send (self, role, g_steal_pointer (&tx), hash, error);
}

/**
 * imw_practice_stellar_create_claimable:
 * @self: the network
 * @role: who pays
 * @claimant: who may claim, at any time, "G…"
 * @asset: as everywhere here
 * @amount: stroops, above 0
 * @hash: (out) (transfer full): the transaction, hexadecimal
 * @id: (out) (transfer full): the claimable balance, 72 hexadecimal digits
 * @error: return location
 *
 * Sets money out at once.
 *
 * Returns: %TRUE on success. On %FALSE @error is as with imw_practice_stellar_pay().
 */
gboolean
imw_practice_stellar_create_claimable (ImwPracticeStellar    *self,
                                       ImwPracticeStellarRole role,
                                       const char            *claimant,
                                       const char            *asset,
                                       gint64                 amount,
                                       char                 **hash,
                                       char                 **id,
                                       GError               **error)
{
  ImwStellarOp *op;
  g_autoptr (ImwStellarTx) tx = NULL;
  ImwStellarAsset what;
  guint8          key[32];
  guint8          balance_id[32];

  if (!imw_stellar_key_parse (claimant, key, error) ||
      !imw_xlm_parse_asset (self, asset, &what, error))
    return FALSE;

  tx = begin_tx (self, role, error);
  if (tx == NULL)
    return FALSE;

  op = imw_stellar_op_new (IMW_STELLAR_OP_CREATE_CLAIMABLE_BALANCE);
  op->asset = what;
  op->amount_stroops = amount;
  if (op->claimants == NULL)
    op->claimants = g_ptr_array_new_with_free_func ((GDestroyNotify) imw_stellar_claimant_free);
  g_ptr_array_add (op->claimants, imw_stellar_claimant_new (
                                      key, imw_stellar_predicate_new (IMW_STELLAR_PREDICATE_ALWAYS,
                                                                      NULL, NULL, 0)));
  imw_stellar_tx_add_op (tx, op);
  imw_xlm_get_balance_id (tx, 0, balance_id);
  if (!send (self, role, g_steal_pointer (&tx), hash, error))
    return FALSE;

  *id = imw_stellar_balance_id_to_text (balance_id);

  return TRUE;
}

static gboolean
read_amount (const char *text, gint64 *amount, GError **error)
{
  guint64 value = USUAL_UNITS;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, MAX_UNITS, &value, NULL))
    {
      g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                           "the faucet does not pay that amount");
      return FALSE;
    }
  *amount = (gint64) value;

  return TRUE;
}

/* Who can make as much of it as is wanted; none for what the practice network does not issue */
static gboolean
find_giver (ImwPracticeStellar     *self,
            const ImwStellarAsset  *asset,
            ImwPracticeStellarRole *role,
            GError                **error)
{
  *role = IMW_PRACTICE_STELLAR_ROOT;
  if (imw_stellar_asset_is_native (asset))
    return TRUE;

  for (guint i = 0; i < IMW_XLM_N_ROLES; i++)
    {
      *role = (ImwPracticeStellarRole) i;
      if (memcmp (asset->issuer, self->keys[i], sizeof asset->issuer) == 0)
        return TRUE;
    }

  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT,
                       "the faucet does not have that asset");

  return FALSE;
}

static gboolean
say_why (const GError *refusal, gboolean is_new, GError **error)
{
  const char *sentence = refusal->message;

  if (g_str_equal (refusal->message, "op_no_destination"))
    sentence = "the account is not on the ledger yet: fund it with XLM first";
  else if (g_str_equal (refusal->message, "op_no_trust"))
    sentence = "the account has no trustline for that asset: add it first";
  else if (g_str_equal (refusal->message, "op_low_reserve") && is_new)
    sentence = "a new account needs at least 1 XLM";
  g_set_error_literal (error, IMW_ERROR, IMW_ERROR_BAD_INPUT, sentence);

  return FALSE;
}

/**
 * imw_practice_stellar_fund:
 * @self: the network
 * @address: "G…" or "M…"
 * @asset: (nullable): as everywhere here; %NULL is XLM
 * @amount: (nullable): stroops as decimal digits; %NULL is 1000 units
 * @hash: (out) (transfer full): the transaction, hexadecimal
 * @error: return location
 *
 * Pays from the faucet, at once. XLM for an account that is not there opens it.
 *
 * Returns: %TRUE on success. On %FALSE @error is %IMW_ERROR_BAD_ADDRESS, %IMW_ERROR_BAD_INPUT with a sentence,
 *   %IMW_ERROR_DISK or %IMW_ERROR_CORRUPT.
 */
gboolean
imw_practice_stellar_fund (ImwPracticeStellar *self,
                           const char         *address,
                           const char         *asset,
                           const char         *amount,
                           char              **hash,
                           GError            **error)
{
  g_auto (ImwXlmRun) run = { 0 };
  g_autoptr (ImwXlmAccount) account = NULL;
  g_autoptr (GError) refusal = NULL;
  ImwPracticeStellarRole role;
  ImwStellarAddress      payee;
  ImwStellarAsset        what;
  g_autofree char       *base = NULL;
  gint64                 stroops;
  gboolean               is_new;
  gboolean               done;

  imw_xlm_run_init (&run, self, 0, 0);
  if (!imw_stellar_address_parse (address, &payee, error) ||
      !imw_xlm_parse_asset (self, asset != NULL ? asset : "XLM", &what, error) ||
      !read_amount (amount, &stroops, error) || !find_giver (self, &what, &role, error) ||
      !imw_xlm_run_get_account (&run, payee.key, &account, error))
    return FALSE;

  is_new = account == NULL && imw_stellar_asset_is_native (&what);
  base = imw_stellar_key_to_text (payee.key);
  done = is_new ? imw_practice_stellar_open_account (self, role, base, stroops, hash, &refusal)
                : imw_practice_stellar_pay (self, role, address, asset != NULL ? asset : "XLM",
                                            stroops, NULL, NULL, hash, &refusal);
  if (done)
    return TRUE;
  if (g_error_matches (refusal, IMW_ERROR, IMW_ERROR_REFUSED))
    return say_why (refusal, is_new, error);

  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}
